//! Bad studies that say themselves what is wrong with them.
//!
//! In the files of `tests/data/study/bad` a line `# error: START-END MESSAGE` announces a
//! diagnostic on the next line that is not such a comment: its primary place covers the columns
//! from START up to END (in characters from 1, END not included), its message contains MESSAGE.
//! `# error: +N:START-END MESSAGE` means N lines further down; `# error: none MESSAGE` belongs to
//! no line or to the start of the file. `# warning:` is the same for warnings. What is found and
//! what is announced must agree. The files of `tests/data/model/bad` read well; what is wrong with
//! them is found when the model is built. After the message stands its help in brackets,
//! which an announcement may quote too: `unknown group `a` (did you mean `b`?)`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::super::load_from;
use crate::diagnostic::{Diagnostics, Severity, SourceMap, Span};

/// Line, first column, end column, severity, message.
type Finding = (usize, usize, usize, String, String);

fn expectations(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let parse = |line: &str| -> Option<(String, String)> {
        let (word, rest) = line.trim().strip_prefix("# ")?.split_once(": ")?;
        matches!(word, "error" | "warning").then(|| (word.to_owned(), rest.to_owned()))
    };
    for (i, line) in lines.iter().enumerate() {
        let Some((word, rest)) = parse(line) else {
            continue;
        };
        let (place, message) = rest.split_once(' ').expect("a place and a message");
        if place == "none" {
            found.push((1, 1, 1, word, message.to_owned()));
            continue;
        }
        let next = (i..lines.len())
            .find(|j| parse(lines[*j]).is_none())
            .expect("a line after the comment");
        let (down, columns) = match place.strip_prefix('+') {
            Some(place) => {
                let (down, columns) = place.split_once(':').expect("+N:START-END");
                (down.parse().expect("a number of lines"), columns)
            }
            None => (0, place),
        };
        let (start, end) = columns.split_once('-').expect("START-END");
        found.push((
            next + 1 + down,
            start.parse().expect("a column"),
            end.parse().expect("a column"),
            word,
            message.to_owned(),
        ));
    }
    found
}

fn column_of_end(sources: &SourceMap, span: Span) -> usize {
    let (line, _) = sources.line_column(span);
    let end = Span { start: span.end, ..span };
    let (end_line, column) = sources.line_column(end);
    if end_line == line { column } else { 0 }
}

/// What reading a study finds.
fn reading(text: &str) -> (SourceMap, Diagnostics) {
    match load_from(vec![("t.toml".to_owned(), text.to_owned())], "t") {
        Ok((_, sources, out)) | Err((sources, out)) => (sources, out),
    }
}

/// What giving a study its meaning finds, once it has been read without a word.
fn building(text: &str) -> (SourceMap, Diagnostics) {
    match load_from(vec![("t.toml".to_owned(), text.to_owned())], "t") {
        Ok((study, sources, out)) if out.items().is_empty() => match crate::model::build(&study) {
            Ok((_, out)) | Err(out) => (sources, out),
        },
        Ok((_, sources, out)) | Err((sources, out)) => (sources, out),
    }
}

/// What is announced but not found, and what is found but not announced.
fn disagreement(name: &str, text: &str, (sources, out): (SourceMap, Diagnostics)) -> Vec<String> {
    let mut expected = expectations(text);
    let mut complaints = Vec::new();
    if expected.is_empty() {
        complaints.push(format!("{name}: nothing is expected"));
    }
    for diagnostic in out.items() {
        let (line, start, end) = match diagnostic.labels.first() {
            Some((span, _)) => {
                let (line, start) = sources.line_column(*span);
                (line, start, column_of_end(&sources, *span))
            }
            None => (1, 1, 1),
        };
        let word = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let help = diagnostic.help.as_deref().unwrap_or_default();
        let message = format!("{} ({help})", diagnostic.message);
        let fits = |e: &Finding| {
            (e.0, e.1, e.2, e.3.as_str()) == (line, start, end, word) && message.contains(&e.4)
        };
        match expected.iter().position(fits) {
            Some(i) => {
                expected.remove(i);
            }
            None => complaints.push(format!(
                "{name}:{line}: not expected: # {word}: {start}-{end} {}",
                diagnostic.message
            )),
        }
    }
    for (line, start, end, word, message) in expected {
        complaints.push(format!("{name}:{line}: not found: # {word}: {start}-{end} {message}"));
    }
    complaints
}

/// Compares all files of a folder.
fn complaints(folder: &str, find: fn(&str) -> (SourceMap, Diagnostics)) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let names: BTreeSet<_> = fs::read_dir(&folder)
        .expect("the folder of bad studies")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert!(!names.is_empty(), "nothing to compare");
    names
        .iter()
        .flat_map(|path| {
            let text = fs::read_to_string(path).expect("a bad study");
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            disagreement(&name, &text, find(&text))
        })
        .collect()
}

#[test]
fn bad_studies_are_rejected_as_they_say() {
    let found = complaints("tests/data/study/bad", reading);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn studies_of_bad_meaning_are_rejected_as_they_say() {
    let found = complaints("tests/data/model/bad", building);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_runner_notices_both_kinds_of_disagreement() {
    let text = "# error: 1-2 something else\ntitle = 1\n";
    let complaints = disagreement("x", text, reading(text));
    assert_eq!(complaints.len(), 3, "{complaints:?}");
    let least = super::LEAST;
    assert_eq!(disagreement("x", least, reading(least)), ["x: nothing is expected"]);
}
