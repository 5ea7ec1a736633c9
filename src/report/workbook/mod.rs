//! `workbook.xlsx`: the run for a spreadsheet, one file a language.
//!
//! | sheet | holds |
//! |---|---|
//! | contents | what was run, and a link to every sheet |
//! | consequences | options by key measures, a block a future |
//! | charts | native charts, which follow the numbers beside them |
//! | levels | one row a measure, option and future: its statistics with their errors |
//! | differences | one row a measure, option and future: paired, against the baseline |
//! | over time | one row a series, option, future and date: quantiles |
//! | options, futures | what they are |
//! | uncertainties | distribution, unit, source or judgement, grade |
//! | sources | documents and facts |
//!
//! In Arabic the sheets run from right to left. A value that is infinite is written as a word, one
//! that cannot be known is left empty; shares are numbers from 0 to 1 with a per cent format.

mod charts;
mod consequences;
mod contents;
mod courses;
mod ledger;
mod results;
mod table;

use std::path::Path;

use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

use super::error::ReportError;
use super::findings::Findings;
use crate::text::Lang;
use table::Table;

/// Name of the file in a language.
pub fn workbook_name(lang: Lang) -> &'static str {
    lang.pick("workbook.xlsx", "workbook-ar.xlsx")
}

/// Writes the workbook into `folder`, in the language of `findings`.
///
/// # Errors
/// I/O errors, and [`ReportError::Workbook`] for what the format cannot hold.
pub fn write_workbook(findings: &Findings<'_>, folder: &Path) -> Result<(), ReportError> {
    let path = folder.join(workbook_name(findings.lang));
    let wrong = |source| ReportError::Workbook { path: path.clone(), source };
    let bytes = workbook(findings).map_err(wrong)?;
    std::fs::write(&path, bytes).map_err(ReportError::io(&path, "write"))
}

/// The bytes of the workbook.
fn workbook(findings: &Findings<'_>) -> Result<Vec<u8>, XlsxError> {
    let lang = findings.lang;
    let mut book = Workbook::new();
    let about = findings.source_line();
    book.set_properties(
        &DocProperties::new().set_title(findings.model.title.get(lang)).set_comment(&about),
    );
    let tables = tables(findings);
    contents::write(findings, &tables, &mut book)?;
    consequences::write(findings, &mut book)?;
    charts::write(findings, &mut book)?;
    for table in &tables {
        table.write(&mut book, lang)?;
    }
    book.save_to_buffer()
}

/// The tidy sheets, in their order; those without rows are left out.
fn tables(findings: &Findings<'_>) -> Vec<Table> {
    let all = [
        results::levels(findings),
        results::differences(findings),
        results::over_time(findings),
        courses::options(findings),
        courses::futures(findings),
        ledger::uncertainties(findings),
        ledger::sources(findings),
    ];
    all.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

#[cfg(test)]
mod tests;
