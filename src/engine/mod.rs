//! Runs a compiled model over all replicates, in parallel, with the same bits whatever the number
//! of threads.
//!
//! A run is cut into blocks of [`BLOCK`] luck paths. Workers simulate blocks; one merger, on the
//! thread that called [`run()`], takes their results strictly in block order: floating-point sums
//! are formed within a block, value after value, and then block after block, so that neither the
//! number of threads nor the width of a batch nor the order in which blocks end can be seen in
//! them. Histograms of series have integer counts and are filled by the workers in any order.
//!
//! The merger hands out the numbers of blocks, a few for each worker at a time: memory does not
//! grow with the number of replicates, apart from the table of measures.

mod block;
mod draws;
mod error;
mod paths;
mod plan;
mod rows;
mod run;
mod simulator;
mod stopping;

pub use draws::dimensions;
pub use error::{FaultReport, RunError};
pub use paths::{Paths, paths};
pub use plan::RunPlan;
pub use rows::{GivenRows, Rows, rows};
pub use run::{Block, Consumer, Progress, run, run_until};
pub use simulator::{Simulator, Worker};
pub use stopping::{BestOption, StopFound, StopReport, WidestCell};

/// Luck paths in a block.
pub const BLOCK: usize = 256;

#[cfg(test)]
mod stopping_tests;
#[cfg(test)]
mod study_tests;
#[cfg(test)]
mod tests;
