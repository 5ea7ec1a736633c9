//! Runs of given rows: an explicit design in place of a drawn one.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::draws::Law;
use super::error::{FaultReport, RunError};
use super::plan::RunPlan;
use super::run::Progress;
use super::simulator::{Simulator, Worker};
use super::{BLOCK, dimensions};
use crate::kernel::{Fault, Sink};
use crate::model::Model;

/// Rows of a design: uniforms in (0, 1) for the dimensions of a model's uncertainties, before they
/// are correlated, and a luck path for each.
///
/// Rows whose numbers of luck are consecutive run side by side in one batch: put those together.
pub trait Rows: Sync {
    /// Number of rows.
    fn count(&self) -> usize;

    /// Number of the luck path of a row: what the path of this number meets in every run of the
    /// model with the same seed. Below 2^36.
    fn luck(&self, row: usize) -> u64;

    /// Fills `out[dimension][lane]` with the uniforms of row `first + lane`; dimensions in the
    /// order of [`dimensions`].
    fn fill(&self, first: usize, out: &mut [Vec<f64>]);
}

/// Rows that are written out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GivenRows {
    /// `[dimensions][rows]`
    pub uniforms: Vec<Vec<f64>>,
    /// `[rows]`
    pub luck: Vec<u64>,
}

impl Rows for GivenRows {
    fn count(&self) -> usize {
        self.luck.len()
    }

    fn luck(&self, row: usize) -> u64 {
        self.luck[row]
    }

    fn fill(&self, first: usize, out: &mut [Vec<f64>]) {
        for (out, column) in out.iter_mut().zip(&self.uniforms) {
            let lanes = out.len();
            out.copy_from_slice(&column[first..first + lanes]);
        }
    }
}

/// Runs a compiled model on `rows` and returns its measures, row by row.
/// `[distinct columns][rows]`
///
/// Of the plan only seed, threads and width count. Results depend on the model, the seed and the
/// rows; a row's results on that row alone. `progress` hears of rows, from any thread.
///
/// # Errors
/// [`RunError`]; of several faults always that of the first faulty row.
pub fn rows<S: Simulator>(
    model: &Model,
    simulator: &S,
    plan: &RunPlan,
    rows: &dyn Rows,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Vec<Vec<f64>>, RunError> {
    plan.check(model)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.threads.unwrap_or(0)).build()?;
    let total = rows.count();
    let done = AtomicU64::new(0);
    // blocks after a faulty one need not run; those before it must, to find the first fault
    let faulty = AtomicU64::new(u64::MAX);
    let law = Law::new(model)?;
    debug_assert_eq!(law.dimensions(), dimensions(model).len());
    let part = Part { model, simulator, plan, rows, law, cancel };
    let block = |worker: &mut S::Worker<'_>, number: usize| -> Result<Vec<Vec<f64>>, RunError> {
        if cancel.load(Ordering::Relaxed) || number as u64 > faulty.load(Ordering::Relaxed) {
            let done = done.load(Ordering::Relaxed);
            return Err(RunError::Interrupted { done, total: total as u64 });
        }
        let first = number * BLOCK;
        let result = part.run(worker, first, BLOCK.min(total - first));
        if result.is_err() {
            faulty.fetch_min(number as u64, Ordering::Relaxed);
        } else {
            let more = BLOCK.min(total - first) as u64;
            let done = done.fetch_add(more, Ordering::Relaxed) + more;
            progress.advanced(done, total as u64);
        }
        result
    };
    let blocks: Vec<Result<Vec<Vec<f64>>, RunError>> = pool.install(|| {
        (0..total.div_ceil(BLOCK))
            .into_par_iter()
            .map_init(|| simulator.worker(plan.seed, plan.width), block)
            .collect()
    });
    let columns = simulator.layout().measure_columns;
    let mut measures: Vec<Vec<f64>> = (0..columns).map(|_| Vec::with_capacity(total)).collect();
    for block in blocks {
        for (column, values) in measures.iter_mut().zip(block?) {
            column.extend(values);
        }
    }
    Ok(measures)
}

/// What all blocks share.
struct Part<'a, S> {
    model: &'a Model,
    simulator: &'a S,
    plan: &'a RunPlan,
    rows: &'a dyn Rows,
    law: Law,
    cancel: &'a AtomicBool,
}

impl<S: Simulator> Part<'_, S> {
    /// Runs rows `first .. first + count`. `[distinct columns][count]`
    fn run(
        &self,
        worker: &mut S::Worker<'_>,
        first: usize,
        count: usize,
    ) -> Result<Vec<Vec<f64>>, RunError> {
        let mut uniforms = vec![vec![0.0; count]; self.law.dimensions()];
        self.rows.fill(first, &mut uniforms);
        let values = self.law.values(uniforms);
        let columns = self.simulator.layout().measure_columns;
        let mut measures = Measures(vec![Vec::with_capacity(count); columns]);
        let luck: Vec<u64> = (first..first + count).map(|row| self.rows.luck(row)).collect();
        let mut start = 0;
        while start < count {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(RunError::Interrupted { done: 0, total: self.rows.count() as u64 });
            }
            let after = luck[start..].windows(2).take_while(|pair| pair[1] == pair[0] + 1).count();
            let lanes = (after + 1).min(self.plan.width);
            let batch: Vec<Vec<f64>> =
                values.iter().map(|column| column[start..start + lanes].to_vec()).collect();
            let ran = worker.run(&batch, luck[start], lanes, &mut measures);
            ran.map_err(|fault| self.fault(fault, luck[start], &batch))?;
            start += lanes;
        }
        Ok(measures.0)
    }

    fn fault(&self, fault: Fault, first: u64, batch: &[Vec<f64>]) -> RunError {
        let lane = fault.path.saturating_sub(first) as usize;
        let values: Vec<f64> =
            batch.iter().filter_map(|column| column.get(lane)).copied().collect();
        let fault = self.simulator.first_cause(self.model, self.plan.seed, &values, fault);
        let cells = &self.simulator.layout().cells;
        RunError::Fault(Box::new(FaultReport::of(&fault, self.model, cells)))
    }
}

/// Keeps the measures of a block.
struct Measures(Vec<Vec<f64>>);

impl Sink for Measures {
    fn series(&mut self, _report: usize, _column: usize, _values: &[f64]) {}

    fn measure(&mut self, column: usize, values: &[f64]) {
        self.0[column].extend_from_slice(values);
    }

    fn incident(&mut self, _index: usize, _lane_steps: u64) {}
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
