//! Tests of the reader: the sample, bad studies, folders, garbage.

mod bad;
mod folders;
mod garbage;
mod history;
mod ledger;
mod sample;

use super::{Study, load_from};
use crate::diagnostic::{Diagnostics, SourceMap};

/// A study that reads without a word.
const SAMPLE: &str = include_str!("../../tests/data/study/sample.toml");

/// The least that a study needs.
pub(super) const LEAST: &str =
    "title = \"t\"\n[time]\nstart = 2024-01-01\nend = 2025-01-01\nstep = \"1 week\"\n";

type Loaded = Result<(Study, SourceMap, Diagnostics), (SourceMap, Diagnostics)>;

/// Reads one file.
fn read(text: &str) -> Loaded {
    let samples = ("history/x.csv".to_owned(), "year,attacks\n2020,1\n2021,2.5\n".to_owned());
    load_from(vec![("t.toml".to_owned(), text.to_owned()), samples], "t")
}

/// Reads one file that must be good.
pub(super) fn good(text: &str) -> Study {
    match read(text) {
        Ok((study, _, _)) => study,
        Err((_, out)) => panic!("{:#?}", out.items()),
    }
}

/// The errors and warnings of a study.
fn messages(loaded: Loaded) -> Vec<String> {
    let out = match loaded {
        Ok((_, _, out)) | Err((_, out)) => out,
    };
    out.items().iter().map(|d| d.message.clone()).collect()
}
