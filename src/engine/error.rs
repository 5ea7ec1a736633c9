//! Why a run did not end.

use std::error::Error;
use std::fmt;

use jiff::civil::Date;

use crate::kernel::Fault;
use crate::model::Model;
use crate::random::copula::CopulaError;
use crate::random::design::DesignError;

/// Why a run did not end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The plan cannot be run.
    #[error("cannot run this: {0}")]
    Plan(String),
    /// The design cannot be made.
    #[error("cannot make the design over the uncertainties: {0}")]
    Design(#[from] DesignError),
    /// The correlations contradict one another.
    #[error("cannot correlate the uncertainties: {0}")]
    Copula(#[from] CopulaError),
    /// The system gives no threads.
    #[error("cannot start the threads of the run: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// It was told to stop.
    #[error("interrupted after {done} of {total} replicates; nothing was kept")]
    Interrupted {
        /// Replicates that were merged.
        done: u64,
        /// Replicates that were asked for.
        total: u64,
    },
    /// A value was not a number.
    #[error("{0}")]
    Fault(Box<FaultReport>),
    /// The results could not be handed on.
    #[error("the run stopped because its results could not be kept: {0}")]
    Consumer(#[source] Box<dyn Error + Send + Sync>),
}

/// A value that is not a number, with the names that a planner knows.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultReport {
    /// Name of the stock, flow or measure.
    pub what: String,
    /// Index of the cell in the layout of what ran.
    pub cell: usize,
    /// Name of the option.
    pub option: String,
    /// Name of the trajectory.
    pub trajectory: String,
    /// Whether the trajectory's response acts.
    pub response: bool,
    /// Number of the luck path, from 0.
    pub replicate: u64,
    /// Time point.
    pub time: usize,
    /// Its date.
    pub date: Date,
    /// The value.
    pub value: f64,
}

impl FaultReport {
    pub(super) fn of(fault: &Fault, model: &Model, cells: &[crate::model::Cell]) -> Self {
        let cell = cells.get(fault.cell);
        let option = cell.and_then(|cell| model.options.get(cell.option));
        let trajectory = cell.and_then(|cell| model.trajectories.get(cell.trajectory));
        Self {
            what: fault.what.clone(),
            cell: fault.cell,
            option: option.map(|o| o.name.clone()).unwrap_or_default(),
            trajectory: trajectory.map(|t| t.name.clone()).unwrap_or_default(),
            response: cell.is_some_and(|cell| cell.response),
            replicate: fault.path,
            time: fault.time,
            date: model.time.date(fault.time),
            value: fault.value,
        }
    }
}

impl fmt::Display for FaultReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.value.is_nan() {
            "not a number".to_owned()
        } else if self.value.is_infinite() {
            "infinite".to_owned()
        } else {
            self.value.to_string()
        };
        write!(
            f,
            "`{}` became {value} on {} (step {}) in replicate {} of option `{}`, trajectory `{}`",
            self.what, self.date, self.time, self.replicate, self.option, self.trajectory
        )?;
        if !self.response {
            write!(f, ", without its response")?;
        }
        Ok(())
    }
}
