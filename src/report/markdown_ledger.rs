//! `ledger.md`: a study's numbers as tables that a reader of its documentation can follow.

use std::fs;
use std::path::Path;

use super::csv_ledger::grade;
use super::error::ReportError;
use crate::study::{KINDS, Ledger, LedgerEntry};

/// Writes the ledger as Markdown, a table for each kind of entry: name, value with its unit, where
/// it comes from, grade, sources, judgement.
///
/// # Errors
/// I/O errors.
pub fn write_ledger_markdown(path: &Path, title: &str, ledger: &Ledger) -> Result<(), ReportError> {
    fs::write(path, ledger_markdown(title, ledger)).map_err(ReportError::io(path, "write"))
}

/// The text of `ledger.md`.
pub fn ledger_markdown(title: &str, ledger: &Ledger) -> String {
    let mut out = format!(
        "# Every number of a study: {title}\n\n\
         Written by `drawdown ledger`; do not edit. *Sourced*: a source says it. *Derived*: worked out \
         from a source, with a judgement. *Judged*: a judgement only. Grades: A measured, or two sources \
         agree; B one estimate or a clear precedent; C form only, or judgement.\n"
    );
    for kind in KINDS {
        let entries: Vec<&LedgerEntry> = ledger.entries.iter().filter(|e| e.kind == kind).collect();
        if entries.is_empty() {
            continue;
        }
        out.push_str(&format!("\n## {kind}: {}\n\n", entries.len()));
        out.push_str(
            "| name | value | origin | grade | sources | judgement |\n|---|---|---|---|---|---|\n",
        );
        for entry in entries {
            let unit = if entry.unit == "1" { "" } else { entry.unit.as_str() };
            let judgement = entry.judgement.as_ref().map_or("", |j| j.en.as_str());
            let cells = [
                format!("`{}`", entry.name),
                format!("{} {unit}", entry.value).trim().to_owned(),
                entry.origin.word().to_owned(),
                match grade(entry.confidence) {
                    "" => "–".to_owned(),
                    letter => letter.to_owned(),
                },
                entry.sources.join(", "),
                judgement.to_owned(),
            ];
            let cells: Vec<String> = cells.iter().map(|c| c.replace('|', "\\|")).collect();
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
    }
    out
}
