//! What a planner reads when a study is wrong.

use proptest::prelude::*;

use super::{RenderStyle, render, summary};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceMap, Span};
use crate::study::{Study, load_from};

type Loaded = Result<(Study, SourceMap, Diagnostics), (SourceMap, Diagnostics)>;

/// The least that a study needs.
const LEAST: &str =
    "title = \"t\"\n[time]\nstart = 2024-01-01\nend = 2025-01-01\nstep = \"1 week\"\n";

fn shown(loaded: Loaded, style: RenderStyle) -> String {
    let (sources, out) = match loaded {
        Ok((_, sources, out)) | Err((sources, out)) => (sources, out),
    };
    render(&sources, &out, "scenarios/x", style, 100)
}

fn one_file(text: &str) -> Loaded {
    load_from(vec![("x.toml".to_owned(), format!("{LEAST}\n{text}"))], "x")
}

const MISTAKES: &str = r#"
[stock.active]
intial = 100
unit = "people"
labels = "Active"

[lever.troops]
default = { iraq = 2500, badia = [0] }

[option.stay]
lever.troops = { schedule = [["6 moths", 1]], step_limit = 5 }

[uncertainty.active]
between = [1, 2]
"#;

#[test]
fn a_file_with_several_mistakes() {
    insta::assert_snapshot!(shown(one_file(MISTAKES), RenderStyle::Plain));
}

#[test]
fn the_same_in_ascii() {
    insta::assert_snapshot!(shown(one_file(MISTAKES), RenderStyle::Ascii));
}

#[test]
fn colours_only_on_a_terminal() {
    let plain = shown(one_file(MISTAKES), RenderStyle::for_terminal(false));
    let coloured = shown(one_file(MISTAKES), RenderStyle::for_terminal(true));
    assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
}

#[test]
fn the_same_table_in_two_files() {
    let files = vec![
        ("x/study.toml".to_owned(), LEAST.to_owned()),
        ("x/model/a.toml".to_owned(), "[stock.active]\ninitial = 1\n".to_owned()),
        ("x/model/b.toml".to_owned(), "\n[stock.active]\ninitial = 2\n".to_owned()),
    ];
    insta::assert_snapshot!(shown(load_from(files, "x"), RenderStyle::Plain));
}

#[test]
fn a_syntax_error_and_a_table_written_twice() {
    let files = vec![
        ("x/study.toml".to_owned(), format!("{LEAST}\n[stock.a]\ninitial = people\n")),
        ("x/b.toml".to_owned(), "[stock.b]\ninitial = 1\n[stock.b]\ninitial = 2\n".to_owned()),
    ];
    insta::assert_snapshot!(shown(load_from(files, "x"), RenderStyle::Plain));
}

#[test]
fn columns_count_characters_of_arabic_too() {
    let text = "[stock.a]\ninitial = 1\nlabel = { en = \"x\", ar = \"المقاتلون\", fr = \"y\" }\n";
    insta::assert_snapshot!(shown(one_file(text), RenderStyle::Plain));
}

#[test]
fn a_warning_alone() {
    let text = "[time]\nstart = 2024-01-01\nend = 2025-01-01\nstep = \"1 week\"\n";
    let loaded = load_from(vec![("x.toml".to_owned(), text.to_owned())], "x");
    insta::assert_snapshot!(shown(loaded, RenderStyle::Plain));
}

#[test]
fn places_of_no_file_and_of_several_lines() {
    let mut sources = SourceMap::default();
    let file = sources.add("x.toml", "a = \"\"\"\none\ntwo\"\"\"\n");
    let mut out = Diagnostics::default();
    out.push(
        Diagnostic::general("cannot read 'x/study.toml': no such file").help("look elsewhere"),
    );
    let several = Span::new(file, 4..18);
    out.push(Diagnostic::warning(several, "this formula is long").label("all of it"));
    let beyond = Span::new(file, 900..1000);
    out.push(Diagnostic::error(beyond, "this lies beyond the end"));
    insta::assert_snapshot!(render(&sources, &out, "x.toml", RenderStyle::Plain, 80));
}

#[test]
fn nothing_wrong_is_nothing_to_say() {
    assert_eq!(shown(one_file(""), RenderStyle::Plain), "");
}

#[test]
fn the_summary_counts() {
    let mut out = Diagnostics::default();
    assert_eq!(summary(&out, "x"), "0 errors in x");
    out.push(Diagnostic::general("one"));
    assert_eq!(summary(&out, "x"), "1 error in x");
    out.push(Diagnostic {
        severity: crate::diagnostic::Severity::Warning,
        ..Diagnostic::general("two")
    });
    assert_eq!(summary(&out, "x"), "1 error, 1 warning in x");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_place_in_any_text_can_be_drawn(
        text in "[a\u{627}\u{1f600}\\r\\n\\t ]{0,40}",
        spans in proptest::collection::vec((0..50_usize, 0..50_usize), 1..4),
    ) {
        let mut sources = SourceMap::default();
        let file = sources.add("x.toml", text);
        let mut diagnostic = Diagnostic::error(Span::new(file, 0..0), "wrong");
        diagnostic.labels = spans
            .into_iter()
            .map(|(a, b)| (Span::new(file, a.min(b)..a.max(b)), "here".to_owned()))
            .collect();
        let mut out = Diagnostics::default();
        out.push(diagnostic);
        for style in [RenderStyle::Plain, RenderStyle::Ascii] {
            let shown = render(&sources, &out, "x", style, 80);
            prop_assert!(shown.contains("wrong") && !shown.contains("Failed to read"));
        }
    }
}
