//! `report.html`: one file that holds the whole report, in one language or two.
//!
//! It needs no network. The main charts are drawn into it, up to [`LARGEST`] bytes of them; the
//! others are linked, and lie beside it in `charts/`. The languages are two blocks of one page;
//! which is shown follows the part of the address behind `#`, by the style sheet alone. The script
//! adds the page's own language, direction and title, and keeps the reader's place at a switch.

use std::fs;
use std::path::Path;

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::error::ReportError;
use super::figures::Drawn;
use super::figures_plan::Subject;
use super::findings::{Findings, words};
use super::html_answer::{answer, question};
use super::html_backtest::tested;
use super::html_compare::compare;
use super::html_consequences::consequences;
use super::html_drivers::drivers;
use super::html_information::information;
use super::html_measures::measures;
use super::html_page::{SECTIONS, direction, section, title, to};
use super::html_pictures::{Album, Pictures};
use super::html_robust::robust;
use super::html_study::{assumptions, courses, incidents, reproduction, sources};
use super::html_words::{note, spoken};
use crate::study::ChartKind;
use crate::text::Lang;

/// Name of the file.
pub const REPORT: &str = "report.html";

/// The charts that are drawn into the file have this many bytes at most, without the outlines that
/// they share (a tenth of it).
const LARGEST: usize = 5_500_000;

const STYLE: &str = include_str!("html_style.css");
const PRINT: &str = include_str!("html_print.css");
/// Letters of Arabic for machines that have none.
const FONTS: &str = include_str!("html_fonts.css");
const SCRIPT: &str = include_str!("html_script.js");

/// Writes `report.html` into `folder`, with a block for each of `langs`; the first is shown first.
///
/// # Errors
/// I/O errors.
pub fn write_html(
    findings: &Findings<'_>,
    langs: &[Lang],
    charts: &[Drawn],
    folder: &Path,
) -> Result<(), ReportError> {
    let path = folder.join(REPORT);
    // a report that is written again must not be lost half way
    let half = folder.join(format!(".{REPORT}.part"));
    fs::write(&half, html(findings, langs, charts)).map_err(ReportError::io(&half, "write"))?;
    fs::rename(&half, &path).map_err(ReportError::io(&path, "write"))
}

/// The text of `report.html`. `charts` are those that lie in `charts/` beside it; the language of
/// `findings` does not matter. No language at all is English.
pub fn html(findings: &Findings<'_>, langs: &[Lang], charts: &[Drawn]) -> String {
    let langs = if langs.is_empty() { &[Lang::En] } else { langs };
    let first = langs[0];
    let album = Album::new(charts, LARGEST);
    let page = markup! {
        (DOCTYPE)
        html lang=(first.code()) dir=(direction(first)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "drawdown " (findings.manifest.version) };
                title { (findings.model.title.get(first)) }
                style { (PreEscaped(STYLE)) (PreEscaped(PRINT)) (PreEscaped(choice(findings, langs))) }
                @if langs.contains(&Lang::Ar) { style { (PreEscaped(FONTS)) } }
            }
            body {
                (PreEscaped(&album.definitions))
                @if langs.len() > 1 { (switch(langs)) }
                main {
                    @for lang in langs { (block(&Findings { lang: *lang, ..*findings }, &album.of(*lang))) }
                }
                @if langs.len() > 1 { script { (PreEscaped(SCRIPT)) } }
            }
        }
    };
    page.into_string()
}

/// The links that choose a language.
fn switch(langs: &[Lang]) -> Markup {
    let name = |lang: Lang| lang.pick("English", "العربية");
    markup! {
        nav class="switch" aria-label="Language – اللغة" {
            @for lang in langs {
                a href={ "#" (lang.code()) } lang=(lang.code()) hreflang=(lang.code()) dir=(direction(*lang)) {
                    (name(*lang))
                }
            }
        }
    }
}

/// The rules that show one language, and the running titles of the pages in print.
fn choice(findings: &Findings<'_>, langs: &[Lang]) -> String {
    let mut out = String::new();
    for lang in langs {
        let code = lang.code();
        let (side, other) = if lang.is_rtl() { ("right", "left") } else { ("left", "right") };
        let title = css_string(findings.model.title.get(*lang));
        let boxes = format!(
            "@top-{side} {{ content: {title} }} @bottom-{other} {{ direction: ltr; \
             content: counter(page) \" / \" counter(pages) }}"
        );
        out.push_str(&format!("#{code} {{ page: {code} }}\n@page {code} {{ {boxes} }}\n"));
        // parts with wide tables lie across
        out.push_str(&format!(
            "#{code} section.across {{ page: {code}-across }}\n\
             @page {code}-across {{ size: A4 landscape; {boxes} }}\n"
        ));
    }
    let [first, others @ ..] = langs else { return out };
    // without :has() all languages are there, one below the other
    out.push_str("@supports selector(:has(*)) {\n");
    for lang in others {
        let (code, first) = (lang.code(), first.code());
        out.push_str(&format!(
            "  body:not(:has(#{code}:target, #{code} :target)) #{code} {{ display: none }}\n  \
             body:has(#{code}:target, #{code} :target) #{first} {{ display: none }}\n"
        ));
    }
    out.push_str("}\n");
    out
}

/// A text as a string of a style sheet, which also cannot end the element that holds it.
fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '<' | '>' | '&' => out.push_str(&format!("\\{:x} ", c as u32)),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The page in one language.
fn block(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let (model, lang) = (findings.model, findings.lang);
    markup! {
        article id=(lang.code()) lang=(lang.code()) dir=(direction(lang)) data-title=(model.title.get(lang)) {
            a class="skip" href=(to(lang, "answer")) { (lang.pick("Skip to the answer", "إلى الجواب مباشرة")) }
            header {
                p class="kicker" {
                    (lang.pick("Scenario report", "تقرير سيناريوهات"))
                    " · " bdi { (model.id) } " · " bdi { "drawdown " (findings.manifest.version) }
                }
                h1 { (model.title.get(lang)) }
                @if let Some(summary) = words(model.summary.as_ref(), lang) {
                    p class="lead" { (spoken(summary, lang)) }
                }
            }
            div class="columns" {
                (contents(findings))
                div class="sections" {
                    (question(findings))
                    (answer(findings))
                    (consequences(findings))
                    (compare(findings))
                    (measures(findings, pictures))
                    (series(findings, pictures))
                    (robust(findings, pictures))
                    (drivers(findings, pictures))
                    (information(findings, pictures))
                    (tested(findings, pictures))
                    (courses(findings))
                    (assumptions(findings))
                    (incidents(findings))
                    (reproduction(findings))
                    (sources(findings))
                }
            }
        }
    }
}

/// Whether a section is in the page.
fn holds(findings: &Findings<'_>, id: &str) -> bool {
    match id {
        "series" => !findings.model.series.is_empty(),
        "compare" => findings.model.options.len() > 1,
        "robust" => super::html_robust::holds(findings),
        "information" => super::html_information::holds(findings),
        "history" => findings.tested.is_some(),
        "sources" => !findings.study.sources.is_empty(),
        _ => true,
    }
}

fn contents(findings: &Findings<'_>) -> Markup {
    let lang = findings.lang;
    markup! {
        nav class="contents" aria-label=(lang.pick("Contents", "المحتويات")) {
            ol {
                @for (id, ..) in SECTIONS.iter().filter(|(id, ..)| holds(findings, id)) {
                    li { a href=(to(lang, id)) { (title(lang, id)) } }
                }
            }
        }
    }
}

fn series(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let lang = findings.lang;
    let description = |series: usize| &findings.model.series[series].description;
    if findings.model.series.is_empty() {
        return Markup::default();
    }
    let content = markup! {
        @for (s, (name, members)) in families(findings).into_iter().enumerate() {
            details open[s == 0] {
                summary { h3 { (spoken(&name, lang)) } }
                // members of an array share the note of the array
                @if let Some(first) = members.first() { (note(description(*first).note.as_ref(), lang)) }
                @for member in members {
                    (pictures.show(|x| *x == Subject::Series(ChartKind::Lines, member)))
                    (pictures.list(|x| match x {
                        Subject::SeriesIn(_, of, future) if *of == member => {
                            Some(format!("{}: {}", findings.series(member), future.label))
                        }
                        _ => None,
                    }))
                }
            }
        }
    };
    section(lang, "series", content)
}

/// Series by family: its name and its members.
fn families(findings: &Findings<'_>) -> Vec<(String, Vec<usize>)> {
    let mut out: Vec<(String, String, Vec<usize>)> = Vec::new();
    for (s, series) in findings.model.series.iter().enumerate() {
        match out.iter_mut().find(|(family, _, _)| *family == series.family) {
            Some((_, _, members)) => members.push(s),
            None => out.push((series.family.clone(), findings.series(s), vec![s])),
        }
    }
    let named = |(family, first, members): (String, String, Vec<usize>)| match members.len() {
        1 => (first, members),
        _ => (findings.family(&family, &members), members),
    };
    out.into_iter().map(named).collect()
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
