//! The tables of a run: what is written while it goes on, and what is written at its end.

use std::error::Error;
use std::path::{Path, PathBuf};

use ::parquet::data_type::ByteArray;

use super::csv::{write_comparisons, write_summary};
use super::error::ReportError;
use super::parquet::{Kind, TableWriter, Values, words};
use crate::engine::{Block, Consumer};
use crate::kernel::Layout;
use crate::model::Model;
use crate::outcome::{Outcomes, RunShape, SeriesPoint, Summary};

/// The values of measures.
pub const OUTCOMES: &str = "outcomes.parquet";
/// The draws of uncertainties.
pub const UNCERTAINTIES: &str = "uncertainties.parquet";
/// The statistics of series.
pub const SERIES: &str = "series.parquet";
/// The tables from which a run can be read back.
pub const TABLES: [&str; 3] = [OUTCOMES, UNCERTAINTIES, SERIES];

/// Rows after which a row group is written.
const GROUP_ROWS: usize = 1 << 17;

/// Writes the tables of a run.
///
/// Given to the engine as its [`Consumer`], it writes `outcomes.parquet` (one row for each
/// replicate and cell, in this order: `replicate`, `draw`, `option`, `trajectory`, `response`, one
/// column for each measure) and `uncertainties.parquet` (one row for each draw: `draw`, one column
/// for each uncertainty) block by block; [`RunTables::finish`] completes them and writes the rest.
pub struct RunTables {
    folder: PathBuf,
    /// Column of each measure. `[cells][measures]`
    columns: Vec<Vec<usize>>,
    shape: RunShape,
    options: Vec<ByteArray>,
    trajectories: Vec<ByteArray>,
    responses: Vec<bool>,
    outcomes: TableWriter,
    rows: OutcomeRows,
    uncertainties: TableWriter,
    draws: DrawRows,
}

/// Rows of `outcomes.parquet` that are not written yet.
#[derive(Default)]
struct OutcomeRows {
    replicates: Vec<i64>,
    draws: Vec<i64>,
    options: Vec<ByteArray>,
    trajectories: Vec<ByteArray>,
    responses: Vec<bool>,
    /// `[measures][rows]`
    measures: Vec<Vec<f64>>,
}

/// Rows of `uncertainties.parquet` that are not written yet.
#[derive(Default)]
struct DrawRows {
    draws: Vec<i64>,
    /// `[uncertainties][rows]`
    values: Vec<Vec<f64>>,
}

impl RunTables {
    /// Begins the tables of a run in `folder`, which must be there.
    ///
    /// # Errors
    /// I/O errors.
    pub fn create(
        folder: &Path,
        model: &Model,
        layout: &Layout,
        shape: RunShape,
    ) -> Result<Self, ReportError> {
        let mut columns: Vec<(String, Kind)> = vec![
            ("replicate".to_owned(), Kind::Count),
            ("draw".to_owned(), Kind::Count),
            ("option".to_owned(), Kind::Word),
            ("trajectory".to_owned(), Kind::Word),
            ("response".to_owned(), Kind::Flag),
        ];
        columns.extend(model.measures.iter().map(|measure| {
            let kind = if measure.condition { Kind::FewNumbers } else { Kind::Number };
            (measure.name.clone(), kind)
        }));
        let units = model.measures.iter().map(|m| (m.name.as_str(), m.unit.as_str()));
        let outcomes = TableWriter::create(&folder.join(OUTCOMES), &columns, notes(model, units))?;
        let mut columns = vec![("draw".to_owned(), Kind::Count)];
        columns.extend(model.uncertainties.iter().map(|u| (u.name.clone(), Kind::Number)));
        let units = model.uncertainties.iter().map(|u| (u.name.as_str(), u.unit.as_str()));
        let uncertainties =
            TableWriter::create(&folder.join(UNCERTAINTIES), &columns, notes(model, units))?;
        let cells = &layout.cells;
        Ok(Self {
            folder: folder.to_owned(),
            columns: layout.measures.clone(),
            shape,
            options: words(cells.iter().map(|c| model.options[c.option].name.as_str())),
            trajectories: words(
                cells.iter().map(|c| model.trajectories[c.trajectory].name.as_str()),
            ),
            responses: cells.iter().map(|c| c.response).collect(),
            outcomes,
            rows: OutcomeRows {
                measures: vec![Vec::new(); model.measures.len()],
                ..OutcomeRows::default()
            },
            uncertainties,
            draws: DrawRows {
                values: vec![Vec::new(); model.uncertainties.len()],
                ..DrawRows::default()
            },
        })
    }

    /// Completes the tables that grew with the run and writes those of its statistics:
    /// `series.parquet`, `summary.csv`, `comparisons.csv`.
    ///
    /// # Errors
    /// I/O errors.
    pub fn finish(
        mut self,
        model: &Model,
        outcomes: &Outcomes,
        summary: &Summary,
    ) -> Result<(), ReportError> {
        self.write_outcomes()?;
        self.write_uncertainties()?;
        self.outcomes.finish()?;
        self.uncertainties.finish()?;
        write_series(&self.folder.join(SERIES), model, outcomes)?;
        let all: Vec<usize> = (0..model.measures.len()).collect();
        let path = |name: &str| self.folder.join(name);
        write_summary(&path("summary.csv"), model, outcomes, summary, &all)?;
        write_comparisons(&path("comparisons.csv"), model, outcomes, summary, &all)
    }

    fn add(&mut self, block: &Block<'_>) -> Result<(), ReportError> {
        let cells = self.columns.len();
        for path in (block.first_path..).take(block.paths) {
            let draw = self.shape.draw_of(path) as i64;
            self.rows.replicates.extend(std::iter::repeat_n(path as i64, cells));
            self.rows.draws.extend(std::iter::repeat_n(draw, cells));
            self.rows.options.extend_from_slice(&self.options);
            self.rows.trajectories.extend_from_slice(&self.trajectories);
            self.rows.responses.extend_from_slice(&self.responses);
        }
        for (measure, values) in self.rows.measures.iter_mut().enumerate() {
            for path in 0..block.paths {
                values.extend(self.columns.iter().map(|c| block.measures[c[measure]][path]));
            }
        }
        if self.rows.replicates.len() >= GROUP_ROWS {
            self.write_outcomes()?;
        }
        // without uncertainties every draw still has its row
        let first_draw = block.first_path.div_ceil(u64::from(self.shape.luck_paths));
        let after =
            (block.first_path + block.paths as u64).div_ceil(u64::from(self.shape.luck_paths));
        self.draws.draws.extend(first_draw as i64..after as i64);
        for (all, values) in self.draws.values.iter_mut().zip(block.uncertainties) {
            all.extend_from_slice(values);
        }
        if self.draws.draws.len() >= GROUP_ROWS {
            self.write_uncertainties()?;
        }
        Ok(())
    }

    fn write_outcomes(&mut self) -> Result<(), ReportError> {
        if self.rows.replicates.is_empty() {
            return Ok(());
        }
        let measures = self.rows.measures.len();
        let empty = OutcomeRows { measures: vec![Vec::new(); measures], ..OutcomeRows::default() };
        let rows = std::mem::replace(&mut self.rows, empty);
        let mut columns = vec![
            Values::Counts(rows.replicates),
            Values::Counts(rows.draws),
            Values::Words(rows.options),
            Values::Words(rows.trajectories),
            Values::Flags(rows.responses),
        ];
        columns.extend(rows.measures.into_iter().map(Values::Numbers));
        self.outcomes.write(&columns)
    }

    fn write_uncertainties(&mut self) -> Result<(), ReportError> {
        if self.draws.draws.is_empty() {
            return Ok(());
        }
        let empty =
            DrawRows { values: vec![Vec::new(); self.draws.values.len()], draws: Vec::new() };
        let rows = std::mem::replace(&mut self.draws, empty);
        let mut columns = vec![Values::Counts(rows.draws)];
        columns.extend(rows.values.into_iter().map(Values::Numbers));
        self.uncertainties.write(&columns)
    }
}

impl Consumer for RunTables {
    fn block(&mut self, block: &Block<'_>) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(self.add(block)?)
    }
}

/// What a file says of itself: the study, the program and the unit of each column.
fn notes<'a>(
    model: &Model,
    units: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<(String, String)> {
    let mut notes = vec![
        ("drawdown.version".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
        ("drawdown.study".to_owned(), model.id.clone()),
    ];
    notes.extend(units.map(|(name, unit)| (format!("unit:{name}"), unit.to_owned())));
    notes
}

/// Writes `series.parquet`: one row for each series, cell and report date, in this order.
fn write_series(path: &Path, model: &Model, outcomes: &Outcomes) -> Result<(), ReportError> {
    let named = |names: &[&str], kind: Kind| -> Vec<(String, Kind)> {
        names.iter().map(|&name| (name.to_owned(), kind)).collect()
    };
    let columns = [
        named(&["series", "unit", "option", "trajectory"], Kind::Word),
        named(&["response"], Kind::Flag),
        named(&["date"], Kind::Date),
        named(&["time_index"], Kind::Count),
        named(&["mean", "sd", "min", "p05", "p25", "p50", "p75", "p95", "max"], Kind::Number),
    ]
    .concat();
    let mut table = TableWriter::create(path, &columns, notes(model, std::iter::empty()))?;
    let epoch = jiff::civil::date(1970, 1, 1);
    let day = |time: usize| (model.time.date(time) - epoch).get_days();
    let reports = model.reports.len();
    let cells = &outcomes.layout.cells;
    let option = words(cells.iter().map(|c| model.options[c.option].name.as_str()));
    let trajectory = words(cells.iter().map(|c| model.trajectories[c.trajectory].name.as_str()));
    for (index, series) in model.series.iter().enumerate() {
        let rows = cells.len() * reports;
        let each = |of: &dyn Fn(usize) -> ByteArray| {
            (0..rows).map(|row| of(row / reports)).collect::<Vec<ByteArray>>()
        };
        let name = ByteArray::from(series.name.as_str());
        let unit = ByteArray::from(series.unit.as_str());
        let points: Vec<SeriesPoint> = (0..rows)
            .map(|row| outcomes.series_point(row / reports, index, row % reports))
            .collect();
        let time = |row: usize| model.reports[row % reports];
        let numbers =
            |of: fn(&SeriesPoint) -> f64| Values::Numbers(points.iter().map(of).collect());
        table.write(&[
            Values::Words(vec![name; rows]),
            Values::Words(vec![unit; rows]),
            Values::Words(each(&|cell| option[cell].clone())),
            Values::Words(each(&|cell| trajectory[cell].clone())),
            Values::Flags((0..rows).map(|row| cells[row / reports].response).collect()),
            Values::Dates((0..rows).map(|row| day(time(row))).collect()),
            Values::Counts((0..rows).map(|row| time(row) as i64).collect()),
            numbers(|p| p.mean),
            numbers(|p| p.sd),
            numbers(|p| p.min),
            numbers(|p| p.p05),
            numbers(|p| p.p25),
            numbers(|p| p.p50),
            numbers(|p| p.p75),
            numbers(|p| p.p95),
            numbers(|p| p.max),
        ])?;
    }
    table.finish()
}

#[cfg(test)]
#[path = "tables_tests.rs"]
mod tests;
