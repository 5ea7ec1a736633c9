//! `summary.csv` and `comparisons.csv`: statistics as text (RFC 4180, UTF-8, a point in numbers).
//!
//! A number that cannot be known is an empty field, an infinite one is `inf`.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::error::ReportError;
use crate::model::{Cell, Measure, Model};
use crate::outcome::{Comparison, Estimate, Outcomes, QuantileEstimate, Statistics, Summary};
use crate::study::Sense;

/// Rows of text that become a CSV file.
pub(super) struct Rows {
    text: String,
    begun: bool,
}

impl Rows {
    pub(super) fn new(header: &[String]) -> Self {
        let mut rows = Self { text: String::new(), begun: false };
        for name in header {
            rows.word(name);
        }
        rows.end();
        rows
    }

    fn separate(&mut self) {
        if self.begun {
            self.text.push(',');
        }
        self.begun = true;
    }

    pub(super) fn word(&mut self, word: &str) {
        self.separate();
        if word.contains([',', '"', '\n', '\r']) {
            self.text.push('"');
            self.text.push_str(&word.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(word);
        }
    }

    pub(super) fn number(&mut self, x: f64) {
        self.separate();
        self.text.push_str(&number(x));
    }

    pub(super) fn maybe(&mut self, x: Option<f64>) {
        self.number(x.unwrap_or(f64::NAN));
    }

    pub(super) fn estimate(&mut self, estimate: Option<Estimate>) {
        self.maybe(estimate.map(|e| e.value));
        self.maybe(estimate.map(|e| e.se));
        self.maybe(estimate.map(|e| e.low));
        self.maybe(estimate.map(|e| e.high));
    }

    fn quantile(&mut self, quantile: &QuantileEstimate) {
        self.number(quantile.value);
        self.number(quantile.se);
        self.maybe(quantile.interval.map(|i| i.0));
        self.maybe(quantile.interval.map(|i| i.1));
    }

    pub(super) fn end(&mut self) {
        self.text.push('\n');
        self.begun = false;
    }

    /// The text so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), ReportError> {
        let write = || -> io::Result<()> {
            let mut file = fs::File::create(path)?;
            file.write_all(self.text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(ReportError::io(path, "write"))
    }
}

/// The shortest text that reads back as the same number; empty for NaN.
fn number(x: f64) -> String {
    if x.is_nan() {
        String::new()
    } else if x == x.trunc() && x.abs() < 1e15 {
        format!("{}", x + 0.0)
    } else {
        format!("{x:?}")
    }
}

pub(super) fn with_error(names: &[&str]) -> Vec<String> {
    names
        .iter()
        .flat_map(|name| ["", "_se", "_low", "_high"].map(|end| format!("{name}{end}")))
        .collect()
}

pub(super) fn header(parts: &[&[String]]) -> Vec<String> {
    parts.concat()
}

pub(super) fn plain(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

pub(super) fn sense(measure: &Measure) -> &'static str {
    match measure.sense {
        Sense::Minimise => "minimise",
        Sense::Maximise => "maximise",
        Sense::None => "none",
    }
}

pub(super) fn place(rows: &mut Rows, model: &Model, cell: Cell) {
    rows.word(&model.trajectories[cell.trajectory].name);
    rows.word(if cell.response { "true" } else { "false" });
}

/// Writes one row for each of `measures` and cell: its statistics with their errors. Columns whose name
/// ends in `_se` are standard errors, `_low` and `_high` the ends of 95 % intervals.
///
/// # Errors
/// I/O errors.
pub fn write_summary(
    path: &Path,
    model: &Model,
    outcomes: &Outcomes,
    summary: &Summary,
    measures: &[usize],
) -> Result<(), ReportError> {
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "unit", "sense", "option", "trajectory", "response", "n"]),
        &plain(&["n_independent"]),
        &with_error(&["mean"]),
        &plain(&["sd", "min"]),
        &with_error(&["p05", "p25", "p50", "p75", "p95"]),
        &plain(&["max", "never"]),
        &with_error(&["probability"]),
        &plain(&["acceptable_bound"]),
        &with_error(&["acceptable"]),
        &plain(&["variance_uncertainty", "variance_luck", "variance_se"]),
    ]));
    for &index in measures {
        let measure = &model.measures[index];
        for (number, &cell) in outcomes.layout.cells.iter().enumerate() {
            rows.word(&measure.name);
            rows.word(&measure.unit);
            rows.word(sense(measure));
            rows.word(&model.options[cell.option].name);
            place(&mut rows, model, cell);
            statistics(&mut rows, summary.of(number, index), measure);
        }
    }
    rows.write(path)
}

fn statistics(rows: &mut Rows, statistics: &Statistics, measure: &Measure) {
    rows.number(statistics.n as f64);
    rows.number(statistics.n_independent as f64);
    rows.estimate(statistics.mean);
    rows.maybe(statistics.sd);
    rows.number(statistics.min);
    for quantile in &statistics.quantiles {
        rows.quantile(quantile);
    }
    rows.number(statistics.max);
    rows.number(statistics.never);
    rows.estimate(statistics.probability);
    rows.maybe(measure.acceptable);
    rows.estimate(statistics.acceptable);
    rows.maybe(statistics.variance.map(|v| v.uncertainty));
    rows.maybe(statistics.variance.map(|v| v.luck));
    rows.maybe(statistics.variance.map(|v| v.se));
    rows.end();
}

/// Writes one row for each of `measures` and cell that is not the baseline's: the paired difference
/// (option less baseline) in the same trajectory.
///
/// # Errors
/// I/O errors.
pub fn write_comparisons(
    path: &Path,
    model: &Model,
    outcomes: &Outcomes,
    summary: &Summary,
    measures: &[usize],
) -> Result<(), ReportError> {
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "unit", "sense", "option", "baseline", "trajectory", "response"]),
        &plain(&["n", "same"]),
        &with_error(&["mean"]),
        &plain(&["unpaired_se", "sd"]),
        &with_error(&["p05", "p50", "p95", "better"]),
        &plain(&["ties"]),
    ]));
    for &index in measures {
        let measure = &model.measures[index];
        for (number, &cell) in outcomes.layout.cells.iter().enumerate() {
            let Some(comparison) = summary.comparison(number, index) else {
                continue;
            };
            rows.word(&measure.name);
            rows.word(&measure.unit);
            rows.word(sense(measure));
            rows.word(&model.options[cell.option].name);
            rows.word(&model.options[model.baseline].name);
            place(&mut rows, model, cell);
            difference(&mut rows, comparison);
        }
    }
    rows.write(path)
}

fn difference(rows: &mut Rows, comparison: &Comparison) {
    rows.number(comparison.n as f64);
    rows.word(if comparison.same { "true" } else { "false" });
    rows.estimate(comparison.mean);
    rows.maybe(comparison.unpaired_se);
    rows.maybe(comparison.sd);
    for quantile in &comparison.quantiles {
        rows.quantile(quantile);
    }
    rows.estimate(Some(comparison.better));
    rows.number(comparison.ties);
    rows.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::testing;

    #[test]
    fn numbers_read_back() {
        assert_eq!(number(3.0), "3");
        assert_eq!(number(-0.0), "0");
        assert_eq!(number(0.1), "0.1");
        assert_eq!(number(1e300), "1e300");
        assert_eq!(number(1e-9), "1e-9");
        assert_eq!(number(f64::INFINITY), "inf");
        assert_eq!(number(f64::NAN), "");
    }

    #[test]
    fn every_row_has_every_column() {
        let (model, outcomes) = testing::small_run();
        let summary = outcomes.summarise(&model);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        write_summary(&path, &model, &outcomes, &summary, &[0, 1]).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 1 + 2 * 4);
        let columns = text.lines().next().unwrap().split(',').count();
        for line in text.lines() {
            assert_eq!(line.replace("\"leave, now\"", "leave").split(',').count(), columns);
        }
        assert!(text.contains("lost,people,none,\"leave, now\",virtual,true,300,300,"), "{text}");
        write_comparisons(&path, &model, &outcomes, &summary, &[1, 0]).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 1 + 2 * 2);
        let columns = text.lines().next().unwrap().split(',').count();
        for line in text.lines().skip(1) {
            assert_eq!(line.replace("\"leave, now\"", "leave").split(',').count(), columns);
        }
        assert!(text.contains("won,1,none,\"leave, now\",stay,relocation,true,300,true,0,0,0,0"));
    }
}
