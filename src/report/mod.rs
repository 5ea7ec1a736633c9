//! The files that a run leaves: one file of code for each format.
//!
//! | file | one row for each | by |
//! |---|---|---|
//! | `outcomes.parquet` | replicate and cell | [`RunTables`], while the run goes on |
//! | `uncertainties.parquet` | draw | [`RunTables`], while the run goes on |
//! | `series.parquet` | series, cell and report date | [`RunTables::finish`] |
//! | `summary.csv` | measure and cell | [`RunTables::finish`] |
//! | `comparisons.csv` | measure and cell that is not the baseline's | [`RunTables::finish`] |
//! | `manifest.json` | (what was run, from what) | [`Manifest::write`] |
//!
//! They are written into a [`RunFolder`], which gets its name only once it is complete.

pub(crate) mod csv;
mod error;
mod folder;
mod manifest;
pub(crate) mod parquet;
mod tables;

pub use csv::{write_comparisons, write_summary};
pub use error::ReportError;
pub use folder::RunFolder;
pub use manifest::{IncidentNote, InputFile, MANIFEST, Manifest};
pub use tables::RunTables;
