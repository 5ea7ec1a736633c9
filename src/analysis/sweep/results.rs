//! What a sweep found: plain numbers, by point, cell and measure.

use serde::Serialize;

use crate::model::Cell;
use crate::outcome::{Estimate, QUANTILES};
use crate::text::Label;

/// Groups of draws for which means are kept, at most: draw d stands in group d mod their number, at
/// every point.
pub const GROUPS: usize = 40;

/// What the numbers of an axis are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AxisKind {
    /// Numbers in [`Axis::unit`].
    Number,
    /// Dates, as days since 1 January 1970.
    Date,
    /// Lengths of time, in days.
    Duration,
}

/// A value on an axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AxisValue {
    /// As a number: see [`AxisKind`].
    pub x: f64,
    /// As it would be written in a study: `12`, `2026-09-01`, `2 weeks`.
    pub text: String,
    /// Which quantile of the prior it is, where the axis asks for quantiles.
    pub quantile: Option<f64>,
}

/// One thing that is varied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Axis {
    /// What is varied, as written: `phased.months`, `troops[iraq]`.
    pub vary: String,
    /// What readers call it: the axis' label, else that of what is varied, else its name.
    pub label: Label,
    /// Unit of the numbers, as written; empty for dates and lengths of time, `1` for plain numbers.
    pub unit: String,
    /// What the numbers are.
    pub kind: AxisKind,
    /// Whether the values stand evenly on a logarithmic scale.
    pub log: bool,
    /// Names of the options that it acts on; empty where it acts on all.
    pub options: Vec<String>,
    /// Values on a grid, as written; empty in a sample.
    pub values: Vec<AxisValue>,
    /// Where values of a sample come from and go to; the ends of the grid else.
    pub range: [f64; 2],
    /// What the study itself has, where that is one number.
    pub of_study: Option<f64>,
}

/// A point of a sweep: a study with a few values changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Place on each axis: index in [`Axis::values`]; empty in a sample. `[axes]`
    pub place: Vec<usize>,
    /// Value on each axis. `[axes]`
    pub values: Vec<AxisValue>,
}

/// An option against the baseline at a point, in the same trajectory and on the same draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Mean of the paired differences, option less baseline; none where one is infinite.
    pub mean: Option<Estimate>,
    /// How probable it is that the option is better on a path; ties count half. For a measure
    /// without a sense: that it is lower.
    pub better: Estimate,
}

/// What a measure came to in a cell at a point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PointStatistics {
    /// Mean with its error and 95 % interval (of a condition: its probability, with Wilson's
    /// interval); none where a value is infinite.
    pub mean: Option<Estimate>,
    /// Standard deviation over paths; none where a value is infinite and for one replicate.
    pub sd: Option<f64>,
    /// Quantiles over paths at [`QUANTILES`]: 5, 25, 50, 75 and 95 %.
    pub quantiles: [f64; QUANTILES.len()],
    /// Share of infinite values: of something that never came.
    pub never: f64,
    /// Against the baseline; none in the baseline's own cells.
    pub difference: Option<Difference>,
    /// Mean in each group of draws; an infinite value makes its group's mean infinite. Groups are
    /// the same draws at all points, cells and measures: what is worked out of group means (a
    /// difference, a crossing, who is best) gets its interval by resampling groups. `[groups]`
    pub groups: Vec<f64>,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SweepTitle {
    /// Short name: that of the study's `[sweep.NAME]`, `vary` on the command line.
    pub name: String,
    /// Heading.
    pub title: Option<Label>,
    /// What it asks.
    pub note: Option<Label>,
}

/// What a sweep found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SweepResults {
    /// Name, heading, note.
    pub of: SweepTitle,
    /// What is varied.
    pub axes: Vec<Axis>,
    /// Whether points are a sample of the axes' ranges rather than the grid of their values.
    pub sampled: bool,
    /// Points; on a grid the last axis is the fastest.
    pub points: Vec<Point>,
    /// Cells, by the indices of the study's own model (options and trajectories of the sweep).
    #[serde(skip)]
    pub cells: Vec<Cell>,
    /// Indices of the measures in that model.
    pub measures: Vec<usize>,
    /// Replicates at each point.
    pub replicates: u64,
    /// Draws of the uncertainties at each point.
    pub draws: u64,
    /// Number of groups of draws.
    pub groups: usize,
    /// `[points][cells][measures]`
    pub statistics: Vec<Vec<Vec<PointStatistics>>>,
}

impl SweepResults {
    /// Statistics at a point, in a cell, of the measure at `measure` in [`SweepResults::measures`].
    pub fn of(&self, point: usize, cell: usize, measure: usize) -> &PointStatistics {
        &self.statistics[point][cell][measure]
    }

    /// Index of a cell; the one with its response where it ran with and without.
    pub fn cell(&self, option: usize, trajectory: usize) -> Option<usize> {
        let fits = |c: &Cell| c.option == option && c.trajectory == trajectory;
        self.cells.iter().rposition(fits)
    }

    /// Index of the point at this place of a grid. `[axes]`
    pub fn at(&self, place: &[usize]) -> Option<usize> {
        if self.sampled || place.len() != self.axes.len() {
            return None;
        }
        place.iter().zip(&self.axes).try_fold(0, |index, (at, axis)| {
            (*at < axis.values.len()).then(|| index * axis.values.len() + at)
        })
    }
}
