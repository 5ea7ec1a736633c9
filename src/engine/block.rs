//! One block: what a worker does.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

use super::draws::Draws;
use super::simulator::Worker;
use super::{BLOCK, RunPlan};
use crate::kernel::{Fault, Layout, Sink};
use crate::outcome::{BlockSums, Histogram};

/// What all workers share.
pub(super) struct Shared<'a> {
    pub plan: &'a RunPlan,
    pub layout: &'a Layout,
    pub draws: Draws,
    /// `[reports x series columns]`
    pub histograms: Vec<Mutex<Histogram>>,
    /// Set by the caller who wants the run to end.
    pub cancel: &'a AtomicBool,
    /// Set by the merger once the run has failed.
    pub failed: AtomicBool,
}

/// Results of a block.
pub(super) struct BlockResult {
    pub number: u64,
    pub paths: usize,
    /// `[measure columns][paths]`
    pub measures: Vec<Vec<f64>>,
    /// `[reports x series columns]`
    pub sums: Vec<BlockSums>,
    /// Lane-steps of each incident.
    pub incidents: Vec<u64>,
    /// First draw whose first path is in this block.
    pub first_draw: u64,
    /// Draws whose first path is in this block. `[uncertainties][draws]`
    pub uncertainties: Vec<Vec<f64>>,
}

/// Why a block has no results.
pub(super) enum Stopped {
    Cancelled,
    Fault(Fault),
}

impl Shared<'_> {
    /// Runs block `number` on `worker`.
    pub fn run(&self, worker: &mut impl Worker, number: u64) -> Result<BlockResult, Stopped> {
        let first_path = number * BLOCK as u64;
        let paths = (self.plan.replicates - first_path).min(BLOCK as u64) as usize;
        let luck_paths = u64::from(self.plan.luck_paths);
        let first_draw = first_path / luck_paths;
        let last_draw = (first_path + paths as u64 - 1) / luck_paths;
        let mut draws = self.draws.draw(first_draw, (last_draw - first_draw + 1) as usize);

        let mut result = BlockResult {
            number,
            paths,
            measures: vec![Vec::with_capacity(paths); self.layout.measure_columns],
            sums: vec![BlockSums::default(); self.histograms.len()],
            incidents: vec![0; self.layout.incidents.len()],
            first_draw,
            uncertainties: Vec::new(),
        };
        let mut lanes_before = 0;
        let mut columns = vec![Vec::with_capacity(self.plan.width); draws.len()];
        while lanes_before < paths {
            if self.cancel.load(Ordering::Relaxed) || self.failed.load(Ordering::Relaxed) {
                return Err(Stopped::Cancelled);
            }
            let lanes = self.plan.width.min(paths - lanes_before);
            let path = first_path + lanes_before as u64;
            for (column, draws) in columns.iter_mut().zip(&draws) {
                column.clear();
                column.extend(
                    (0..lanes as u64)
                        .map(|lane| draws[((path + lane) / luck_paths - first_draw) as usize]),
                );
            }
            let mut sink = BlockSink {
                result: &mut result,
                histograms: &self.histograms,
                series_columns: self.layout.series_columns,
                lanes_before,
            };
            worker.run(&columns, path, lanes, &mut sink).map_err(Stopped::Fault)?;
            lanes_before += lanes;
        }
        if !first_path.is_multiple_of(luck_paths) {
            // the first draw began in the block before
            result.first_draw += 1;
            for column in &mut draws {
                column.remove(0);
            }
        }
        result.uncertainties = draws;
        Ok(result)
    }
}

/// Takes the columns of a batch into the results of its block.
struct BlockSink<'a> {
    result: &'a mut BlockResult,
    histograms: &'a [Mutex<Histogram>],
    series_columns: usize,
    /// Lanes of the block in the batches before.
    lanes_before: usize,
}

impl Sink for BlockSink<'_> {
    fn series(&mut self, report: usize, column: usize, values: &[f64]) {
        let at = report * self.series_columns + column;
        if self.lanes_before == 0 {
            self.result.sums[at] = BlockSums::start(values);
        } else {
            self.result.sums[at].add(values);
        }
        // a poisoned lock means that another worker panicked, and the run with it
        self.histograms[at].lock().unwrap_or_else(PoisonError::into_inner).add(values);
    }

    fn measure(&mut self, column: usize, values: &[f64]) {
        debug_assert_eq!(self.result.measures[column].len(), self.lanes_before);
        self.result.measures[column].extend_from_slice(values);
    }

    fn incident(&mut self, index: usize, lane_steps: u64) {
        self.result.incidents[index] += lane_steps;
    }
}
