//! `sweep.csv` and `sweep.parquet`: one row for each point, cell and measure.

use std::path::Path;

use super::csv::{Rows, plain, sense};
use super::error::ReportError;
use super::parquet::{Kind, TableWriter, Values, words};
use crate::analysis::sweep::{Axis, AxisKind, AxisValue, PointStatistics, SweepResults};
use crate::model::Model;
use crate::outcome::Estimate;

/// The table of a sweep; a folder that has one is that of a sweep.
pub const SWEEP_TABLE: &str = "sweep.csv";

/// The same table for programs.
pub const SWEEP_PARQUET: &str = "sweep.parquet";

/// Columns before those of the axes.
const BEFORE: [&str; 1] = ["point"];

/// Columns with words, after those of the axes.
const CELL: [&str; 7] = ["option", "trajectory", "response", "measure", "unit", "sense", "n"];

/// Columns with numbers. Those whose name ends in `_se` are standard errors, `_low` and `_high` the
/// ends of 95 % intervals.
const NUMBERS: [&str; 19] = [
    "mean",
    "mean_se",
    "mean_low",
    "mean_high",
    "sd",
    "p05",
    "p25",
    "p50",
    "p75",
    "p95",
    "never",
    "difference",
    "difference_se",
    "difference_low",
    "difference_high",
    "better",
    "better_se",
    "better_low",
    "better_high",
];

/// What stands in [`NUMBERS`]; NaN where there is nothing.
fn numbers(s: &PointStatistics) -> [f64; NUMBERS.len()] {
    let nothing = [f64::NAN; 4];
    let four = |e: Option<Estimate>| e.map_or(nothing, |e| [e.value, e.se, e.low, e.high]);
    let mut out = [f64::NAN; NUMBERS.len()];
    out[..4].copy_from_slice(&four(s.mean));
    out[4] = s.sd.unwrap_or(f64::NAN);
    out[5..10].copy_from_slice(&s.quantiles);
    out[10] = s.never;
    out[11..15].copy_from_slice(&four(s.difference.and_then(|d| d.mean)));
    out[15..].copy_from_slice(&four(s.difference.map(|d| d.better)));
    out
}

/// Names of the axes' columns: what is varied, unless another column is called so.
fn axis_columns(results: &SweepResults) -> Vec<String> {
    let fixed: Vec<&str> = BEFORE.into_iter().chain(CELL).chain(NUMBERS).collect();
    let name = |axis: &Axis| match fixed.contains(&axis.vary.as_str()) {
        true => format!("axis_{}", axis.vary),
        false => axis.vary.clone(),
    };
    results.axes.iter().map(name).collect()
}

/// Where a row stands: point, cell, place of its measure.
fn places(results: &SweepResults) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    let (cells, measures) = (results.cells.len(), results.measures.len());
    let of_point = move |p| (0..cells).flat_map(move |c| (0..measures).map(move |m| (p, c, m)));
    (0..results.points.len()).flat_map(of_point)
}

/// Writes `sweep.csv` and `sweep.parquet` into `folder`: a row for each point (numbered from 1),
/// option, trajectory and measure, in this order. Values of axes stand in columns that are called
/// as what is varied. In CSV what cannot be known is an empty field.
///
/// # Errors
/// [`ReportError`].
pub fn write_sweep_tables(
    folder: &Path,
    results: &SweepResults,
    model: &Model,
) -> Result<(), ReportError> {
    write_csv(&folder.join(SWEEP_TABLE), results, model)?;
    write_parquet(&folder.join(SWEEP_PARQUET), results, model)
}

fn write_csv(path: &Path, results: &SweepResults, model: &Model) -> Result<(), ReportError> {
    let header = [plain(&BEFORE), axis_columns(results), plain(&CELL), plain(&NUMBERS)].concat();
    let mut rows = Rows::new(&header);
    for (point, cell, measure) in places(results) {
        let of = &model.measures[results.measures[measure]];
        let place = results.cells[cell];
        rows.number((point + 1) as f64);
        for (axis, value) in results.axes.iter().zip(&results.points[point].values) {
            match axis.kind {
                AxisKind::Number => rows.number(value.x),
                AxisKind::Date | AxisKind::Duration => rows.word(&value.text),
            }
        }
        rows.word(&model.options[place.option].name);
        rows.word(&model.trajectories[place.trajectory].name);
        rows.word(if place.response { "true" } else { "false" });
        rows.word(&of.name);
        rows.word(&of.unit);
        rows.word(sense(of));
        rows.number(results.replicates as f64);
        numbers(results.of(point, cell, measure)).into_iter().for_each(|x| rows.number(x));
        rows.end();
    }
    rows.write(path)
}

/// Rows of a group of the Parquet file, at most.
const GROUP: usize = 1 << 16;

fn write_parquet(path: &Path, results: &SweepResults, model: &Model) -> Result<(), ReportError> {
    let axes = axis_columns(results);
    let kind_of_axis = |axis: &Axis| match axis.kind {
        AxisKind::Number | AxisKind::Duration => Kind::FewNumbers,
        AxisKind::Date => Kind::Date,
    };
    let mut columns = vec![("point".to_owned(), Kind::Count)];
    columns.extend(axes.into_iter().zip(results.axes.iter().map(kind_of_axis)));
    let kind = |name: &str| match name {
        "response" => Kind::Flag,
        "n" => Kind::Count,
        _ => Kind::Word,
    };
    columns.extend(CELL.iter().map(|name| ((*name).to_owned(), kind(name))));
    columns.extend(NUMBERS.iter().map(|name| ((*name).to_owned(), Kind::Number)));
    let notes =
        vec![("study".to_owned(), model.id.clone()), ("sweep".to_owned(), results.of.name.clone())];
    let mut writer = TableWriter::create(path, &columns, notes)?;
    let all: Vec<(usize, usize, usize)> = places(results).collect();
    for rows in all.chunks(GROUP) {
        writer.write(&values(results, model, rows))?;
    }
    writer.finish()
}

fn values(results: &SweepResults, model: &Model, rows: &[(usize, usize, usize)]) -> Vec<Values> {
    let options = words(model.options.iter().map(|o| o.name.as_str()));
    let trajectories = words(model.trajectories.iter().map(|t| t.name.as_str()));
    let measures = || results.measures.iter().map(|m| &model.measures[*m]);
    let names = words(measures().map(|m| m.name.as_str()));
    let units = words(measures().map(|m| m.unit.as_str()));
    let senses = words(measures().map(|m| sense(m)));
    let cells = &results.cells;
    let mut out = vec![Values::Counts(rows.iter().map(|(p, ..)| *p as i64 + 1).collect())];
    for (a, axis) in results.axes.iter().enumerate() {
        let at = |(p, ..): &(usize, usize, usize)| -> &AxisValue { &results.points[*p].values[a] };
        out.push(match axis.kind {
            AxisKind::Date => Values::Dates(rows.iter().map(|row| at(row).x as i32).collect()),
            AxisKind::Number | AxisKind::Duration => {
                Values::Numbers(rows.iter().map(|row| at(row).x).collect())
            }
        });
    }
    let option = rows.iter().map(|(_, c, _)| options[cells[*c].option].clone());
    let trajectory = rows.iter().map(|(_, c, _)| trajectories[cells[*c].trajectory].clone());
    out.push(Values::Words(option.collect()));
    out.push(Values::Words(trajectory.collect()));
    out.push(Values::Flags(rows.iter().map(|(_, c, _)| cells[*c].response).collect()));
    for column in [&names, &units, &senses] {
        out.push(Values::Words(rows.iter().map(|(_, _, m)| column[*m].clone()).collect()));
    }
    out.push(Values::Counts(vec![results.replicates as i64; rows.len()]));
    let table: Vec<[f64; NUMBERS.len()]> =
        rows.iter().map(|(p, c, m)| numbers(results.of(*p, *c, *m))).collect();
    for column in 0..NUMBERS.len() {
        out.push(Values::Numbers(table.iter().map(|row| row[column]).collect()));
    }
    out
}
