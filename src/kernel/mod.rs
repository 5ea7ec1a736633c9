//! The kernel: a model compiled to a straight-line program over columns of lanes, the machine
//! that runs it, and the naive interpreter that says what it must compute.
//!
//! A *lane* is one luck path (one replicate) within a batch. Every value is a column of lanes.
//! Cells that compute the same thing share the computation: the program is one graph over all
//! cells in which equal nodes are one node.

mod cell;
mod columns;
mod emit;
mod graph;
mod interpreter;
mod machine;
mod program;
mod severity;

pub use interpreter::{Interpreter, Run, Trace};
pub use machine::Machine;
pub use program::Program;

use crate::model::Cell;

/// Where a run went wrong: a stock, flow or output became NaN or infinite.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Name of the stock, flow or measure.
    pub what: String,
    /// Index of the first cell that shares the value.
    pub cell: usize,
    /// Number of the luck path, from 0.
    pub path: u64,
    /// Time point.
    pub time: usize,
    /// The value.
    pub value: f64,
}

/// Something that is counted while a run goes on, because a planner should know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Incident {
    /// A stock was held at a bound.
    Bound(usize),
    /// Outflows of a stock were scaled down.
    Limited(usize),
    /// A flow's rate was negative where it may not be.
    NegativeRate(usize),
    /// A lever was held at its bound.
    LeverBound(usize),
}

/// Takes the results of a batch, column by column.
pub trait Sink {
    /// Values of series column `column` at report number `report`.
    fn series(&mut self, report: usize, column: usize, values: &[f64]);
    /// Values of measure column `column`.
    fn measure(&mut self, column: usize, values: &[f64]);
    /// `lane_steps` lane-steps in which the incident happened in the cells that share `column`
    /// of [`Layout::incidents`].
    fn incident(&mut self, index: usize, lane_steps: u64);
}

/// Which column holds what. Cells that share a value share its column.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Cells in the model's order.
    pub cells: Vec<Cell>,
    /// Column of each measure. `[cells][measures]`
    pub measures: Vec<Vec<usize>>,
    /// Number of distinct measure columns.
    pub measure_columns: usize,
    /// Column of each series. `[cells][series]`
    pub series: Vec<Vec<usize>>,
    /// Number of distinct series columns.
    pub series_columns: usize,
    /// What each counter counts, and in which cells.
    pub incidents: Vec<(Incident, Vec<usize>)>,
}
