//! `tipping.csv` and `winners.csv`: where something changes along an axis, and who is best at each point.

use std::path::Path;

use super::csv::{Rows, header, plain};
use super::error::ReportError;
use super::sweep_view::date_of;
use crate::analysis::sweep::{Axis, AxisKind, AxisValue, SweepFindings, SweepResults, Tip};
use crate::model::Model;

/// Name of the table of tipping points.
pub const TIPPING_TABLE: &str = "tipping.csv";
/// Name of the table of the best options.
pub const WINNERS_TABLE: &str = "winners.csv";

/// Writes [`TIPPING_TABLE`] (one row for each tipping point; none for a sample) and
/// [`WINNERS_TABLE`] (one row for each point, trajectory and measure that has a better side) into
/// `folder`.
///
/// # Errors
/// I/O errors.
pub fn write_sweep_findings(
    folder: &Path,
    results: &SweepResults,
    model: &Model,
    findings: &SweepFindings,
) -> Result<(), ReportError> {
    tipping(results, model, findings).write(&folder.join(TIPPING_TABLE))?;
    winners(results, model, findings).write(&folder.join(WINNERS_TABLE))
}

/// Columns of both tables beside those of axes.
const FIXED: [&str; 18] = [
    "measure",
    "trajectory",
    "axis",
    "axis_unit",
    "kind",
    "option_below",
    "option_above",
    "at",
    "low90",
    "high90",
    "share",
    "point",
    "best",
    "mean",
    "told_apart",
    "open_among",
    "next",
    "margin",
];

/// Names of the axes' columns: what is varied, unless another column is called so.
fn axis_columns(axes: &[Axis]) -> Vec<String> {
    let name = |axis: &Axis| match FIXED.contains(&axis.vary.as_str()) {
        true => format!("axis_{}", axis.vary),
        false => axis.vary.clone(),
    };
    axes.iter().map(name).collect()
}

/// A value of an axis as it is written.
fn put_value(rows: &mut Rows, axis: &Axis, value: &AxisValue) {
    match axis.kind {
        AxisKind::Number => rows.number(value.x),
        AxisKind::Date | AxisKind::Duration => rows.word(&value.text),
    }
}

/// A place between values: a date as such, a length of time in days.
fn put(rows: &mut Rows, axis: &Axis, x: f64) {
    match (axis.kind, date_of(x)) {
        (AxisKind::Date, Some(date)) => rows.word(&date.to_string()),
        _ => rows.number(x),
    }
}

fn tipping(results: &SweepResults, model: &Model, findings: &SweepFindings) -> Rows {
    let others: Vec<String> = axis_columns(&results.axes).into_iter().skip(1).collect();
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "trajectory", "axis", "axis_unit"]),
        &others,
        &plain(&["kind", "option_below", "option_above", "at", "low90", "high90", "share"]),
    ]));
    let option = |o: usize| model.options[o].name.as_str();
    for line in &findings.lines {
        let axis = &results.axes[line.axis];
        for tipping in &line.tippings {
            rows.word(&model.measures[results.measures[line.measure]].name);
            rows.word(&model.trajectories[line.trajectory].name);
            rows.word(&axis.vary);
            rows.word(unit(axis));
            let point = &results.points[line.points[0]];
            for (other, value) in results.axes.iter().zip(&point.values).skip(1) {
                put_value(&mut rows, other, value);
            }
            let words = match tipping.tip {
                Tip::Best { from, to } => ["best", option(from), option(to)],
                Tip::Better { from, to } => ["better", option(from), option(to)],
                Tip::Bound { option: o, holds_above: false } => ["bound", option(o), ""],
                Tip::Bound { option: o, holds_above: true } => ["bound", "", option(o)],
            };
            words.iter().for_each(|word| rows.word(word));
            for x in [tipping.at, tipping.low, tipping.high] {
                put(&mut rows, axis, x);
            }
            rows.number(tipping.share);
            rows.end();
        }
    }
    rows
}

fn unit(axis: &Axis) -> &str {
    match axis.kind {
        AxisKind::Duration => "days",
        AxisKind::Number | AxisKind::Date => &axis.unit,
    }
}

fn winners(results: &SweepResults, model: &Model, findings: &SweepFindings) -> Rows {
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "trajectory", "point"]),
        &axis_columns(&results.axes),
        &plain(&["best", "mean", "share", "told_apart", "open_among", "next", "margin"]),
    ]));
    for winner in &findings.winners {
        rows.word(&model.measures[results.measures[winner.measure]].name);
        rows.word(&model.trajectories[winner.trajectory].name);
        rows.number((winner.point + 1) as f64);
        let point = &results.points[winner.point];
        for (axis, value) in results.axes.iter().zip(&point.values) {
            put_value(&mut rows, axis, value);
        }
        let option = |o: usize| model.options[o].name.as_str();
        rows.word(winner.best.map_or("", option));
        rows.number(winner.mean);
        rows.number(winner.share);
        rows.word(match (winner.best, winner.told()) {
            (None, _) => "",
            (_, true) => "true",
            (_, false) => "false",
        });
        let open: Vec<&str> = winner.open.iter().map(|o| option(*o)).collect();
        rows.word(&open.join(" "));
        rows.word(winner.margin.map_or("", |(_, next)| option(next)));
        rows.maybe(winner.margin.map(|(margin, _)| margin));
        rows.end();
    }
    rows
}
