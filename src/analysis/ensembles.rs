//! What a model says each observation should have been: one run of the cells that are compared with
//! the past.

use std::sync::atomic::AtomicBool;

use crate::engine::{self, Progress, RunError, RunPlan};
use crate::kernel::Program;
use crate::math::{exp, normal_quantile};
use crate::model::{BacktestModel, Cell, History, Model, UnknownName, history_stream};
use crate::outcome::Outcomes;
use crate::random::philox::Stream;
use crate::study::{Scale, Taken};

/// Replicates of a back-test unless somebody asks for another number.
pub const REPLICATES: u64 = 20_000;

/// Why a back-test cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum BacktestError {
    /// No row of any history lies in the run.
    #[error("{0}")]
    NoRows(String),
    /// An option or trajectory that does not exist.
    #[error(transparent)]
    Unknown(#[from] UnknownName),
    /// The run failed.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Predictions of every row that lies in the run, replicate by replicate.
#[derive(Clone, Debug)]
pub struct Ensembles {
    /// The model that was run, and which of its measures belongs to which row.
    pub backtest: BacktestModel,
    /// What the run found.
    pub outcomes: Outcomes,
}

impl Ensembles {
    /// The model whose measures are the rows, for the cells of the named options and trajectories
    /// ([`Model::for_backtest`]).
    ///
    /// # Errors
    /// [`BacktestError::NoRows`], [`BacktestError::Unknown`].
    pub fn prepare(
        model: &Model,
        options: &[String],
        trajectories: &[String],
    ) -> Result<BacktestModel, BacktestError> {
        let backtest = model.for_backtest(options, trajectories)?;
        if backtest.rows.is_empty() {
            return Err(BacktestError::NoRows(match model.history.len() {
                0 => "this study has no history: there is nothing to compare it with \
                      (write [history.NAME] with file, observes and as)"
                    .to_owned(),
                _ => "no row of this study's histories lies in the run".to_owned(),
            }));
        }
        Ok(backtest)
    }

    /// Runs what [`Ensembles::prepare`] made of a model.
    ///
    /// # Errors
    /// [`RunError`].
    pub fn run(
        backtest: BacktestModel,
        plan: &RunPlan,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<Self, RunError> {
        let program = Program::compile(&backtest.model);
        let outcomes = engine::run(&backtest.model, &program, plan, progress, cancel, &mut ())?;
        Ok(Self { backtest, outcomes })
    }

    /// The cells that were run.
    pub fn cells(&self) -> &[Cell] {
        &self.outcomes.layout.cells
    }

    /// The histories, all of their rows.
    pub fn histories(&self) -> &[History] {
        &self.backtest.model.history
    }

    /// What a row should be in a cell if all were counted and counted right, in the history's unit.
    /// `[replicates]`; nothing for a row of the past.
    pub fn raw(&self, cell: usize, history: usize, row: usize) -> Option<&[f64]> {
        let rows = &self.backtest.rows;
        let found = rows.iter().find(|r| (r.history, r.row) == (history, row))?;
        Some(self.outcomes.measure(cell, found.measure))
    }

    /// The share that a history counts. `[replicates]`
    pub fn reported(&self, cell: usize, history: usize) -> &[f64] {
        self.outcomes.measure(cell, self.backtest.reported[history])
    }

    /// Draws of the uncertainties. `[uncertainties][draws]`
    pub fn draws(&self) -> &[Vec<f64>] {
        &self.outcomes.uncertainties
    }

    /// What a row should read in a cell, counting error included, in the history's unit:
    /// reported x exp(sigma z) x raw on the logarithmic scale, reported x raw + sigma z on the
    /// linear one, raw itself where it is whether something happened. z is standard normal, from
    /// the stream `history NAME` at (draw, luck path, number of the row). `[replicates]`
    pub fn predicted(&self, cell: usize, history: usize, row: usize) -> Option<Vec<f64>> {
        let raw = self.raw(cell, history, row)?;
        let record = &self.histories()[history];
        if record.taken == Taken::Ever {
            return Some(raw.to_vec());
        }
        let reported = self.reported(cell, history);
        let mut out: Vec<f64> = raw.iter().zip(reported).map(|(x, share)| share * x).collect();
        let row = &record.rows[row];
        if row.sigma > 0.0 {
            let shape = &self.outcomes.shape;
            let stream = Stream::new(shape.seed, &history_stream(&record.name));
            let mut uniforms = vec![0.0; out.len()];
            stream.fill_uniform(0, shape.luck_paths, row.number as u32, 0, &mut uniforms);
            for (y, u) in out.iter_mut().zip(&uniforms) {
                let error = row.sigma * normal_quantile(*u);
                match record.scale {
                    Scale::Log => *y *= exp(error),
                    Scale::Linear => *y += error,
                }
            }
        }
        Some(out)
    }
}
