//! The first paths of a run, played again and kept one by one.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::draws::Draws;
use super::error::{FaultReport, RunError};
use super::plan::RunPlan;
use super::simulator::{Simulator, Worker};
use crate::kernel::Sink;
use crate::model::Model;

/// Series of single paths. `[reports x distinct columns][paths]`
#[derive(Clone, Debug)]
pub struct Paths {
    columns: usize,
    values: Vec<Vec<f64>>,
}

impl Paths {
    /// A column at a report. `[paths]`
    pub fn values(&self, report: usize, column: usize) -> &[f64] {
        &self.values[report * self.columns + column]
    }
}

/// Plays the first `count` paths of `plan` again (all, if there are fewer) and keeps the values of
/// every series at every report. Path i is path i of the whole run: draws depend on the plan and on
/// the number of the path alone.
///
/// # Errors
/// [`RunError`].
pub fn paths<S: Simulator>(
    model: &Model,
    simulator: &S,
    plan: &RunPlan,
    count: u64,
    cancel: &AtomicBool,
) -> Result<Paths, RunError> {
    plan.check(model)?;
    let layout = simulator.layout();
    let draws = Draws::new(model, plan)?;
    let count = count.min(plan.replicates);
    let (width, luck_paths) = (plan.width as u64, u64::from(plan.luck_paths));
    let places = model.reports.len() * layout.series_columns;
    let batch = |number: u64| -> Result<Vec<Vec<f64>>, RunError> {
        if cancel.load(Ordering::Relaxed) {
            return Err(RunError::Interrupted { done: 0, total: count });
        }
        let first = number * width;
        let lanes = width.min(count - first);
        let first_draw = first / luck_paths;
        let drawn = (first + lanes - 1) / luck_paths - first_draw + 1;
        let lane = |draws: &Vec<f64>| -> Vec<f64> {
            (0..lanes).map(|l| draws[((first + l) / luck_paths - first_draw) as usize]).collect()
        };
        let uncertain: Vec<Vec<f64>> =
            draws.draw(first_draw, drawn as usize).iter().map(lane).collect();
        let mut kept = Kept { columns: layout.series_columns, values: vec![Vec::new(); places] };
        let mut worker = simulator.worker(plan.seed, plan.width);
        let ran = worker.run(&uncertain, first, lanes as usize, &mut kept);
        match ran {
            Ok(()) => Ok(kept.values),
            Err(fault) => {
                Err(RunError::Fault(Box::new(FaultReport::of(&fault, model, &layout.cells))))
            }
        }
    };
    let batches = (0..count.div_ceil(width)).into_par_iter().map(batch);
    let batches = batches.collect::<Result<Vec<_>, RunError>>()?;
    let mut values = vec![Vec::with_capacity(count as usize); places];
    for batch in batches {
        for (all, lanes) in values.iter_mut().zip(batch) {
            all.extend(lanes);
        }
    }
    Ok(Paths { columns: layout.series_columns, values })
}

/// Keeps the series of a batch.
struct Kept {
    columns: usize,
    /// `[reports x distinct columns][lanes]`
    values: Vec<Vec<f64>>,
}

impl Sink for Kept {
    fn series(&mut self, report: usize, column: usize, values: &[f64]) {
        self.values[report * self.columns + column].extend_from_slice(values);
    }

    fn measure(&mut self, _column: usize, _values: &[f64]) {}

    fn incident(&mut self, _index: usize, _lane_steps: u64) {}
}
