//! What does what happened teach about the uncertainties? Rows of histories with `use =
//! "calibrate"` weigh the replicates of a back-test.

use super::backtest::{Backtest, score};
use super::ensembles::Ensembles;
use super::importance::{
    Shift, Tempered, WeightError, Weights, log_count_likelihood, log_linear_likelihood,
    log_record_likelihood, shifts, temper,
};
use crate::model::{BacktestModel, History, HistoryRow};
use crate::study::{RowUse, Scale, Taken};

/// Replicates of a calibration unless somebody asks for another number.
pub const REPLICATES: u64 = 50_000;

/// Rows of a posterior's file unless somebody asks for another number.
pub const ROWS: usize = 1000;

/// Why nothing could be learned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalibrationError {
    /// No row is there to learn from.
    #[error(
        "no row of this study's histories that lies in the run has use = \"calibrate\": there is \
         nothing to learn from"
    )]
    NoRows,
    /// A row without a counting error, which no replicate would match.
    #[error(
        "history `{history}`: the row from {from} has no counting error, and no replicate gives \
         exactly its value: write error = 0.1 (or whatever is known) into [history.{history}], or \
         low and high into the row"
    )]
    NoError {
        /// Name of the history.
        history: String,
        /// Begin of the row.
        from: String,
    },
    /// The weights cannot be formed.
    #[error("{0}: are the priors too narrow, or the counting errors too small?")]
    Weights(#[from] WeightError),
}

/// What was learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Rows that taught, for each history: its index, and their number.
    pub rows: Vec<(usize, usize)>,
    /// Weights of the replicates, and the power of the likelihood.
    pub tempered: Tempered,
    /// Effective sample size of the draws: that of the weights summed over the luck paths of each.
    pub draws_ess: f64,
    /// What moved, furthest first.
    pub shifts: Vec<Shift>,
}

impl Calibration {
    /// Weighs the replicates of the cell with this index by the rows that are there to learn from.
    /// With a `floor` the likelihood is tempered to that effective sample size.
    ///
    /// # Errors
    /// [`CalibrationError`].
    pub fn of(
        ensembles: &Ensembles,
        cell: usize,
        floor: Option<f64>,
    ) -> Result<Self, CalibrationError> {
        let Evidence { logs, rows } = log_likelihoods(ensembles, cell)?;
        let tempered = temper(&logs, floor.unwrap_or(0.0))?;
        let by_draw = tempered.weights.by_draw(ensembles.outcomes.shape.luck_paths);
        let draws_ess = 1.0 / by_draw.iter().map(|w| w * w).sum::<f64>();
        let shifts = shifts(&ensembles.backtest.model, ensembles.draws(), &by_draw, draws_ess);
        Ok(Self { rows, tempered, draws_ess, shifts })
    }

    /// The weights of the replicates.
    pub fn weights(&self) -> &Weights {
        &self.tempered.weights
    }

    /// Number of rows that taught.
    pub fn row_count(&self) -> usize {
        self.rows.iter().map(|(_, rows)| rows).sum()
    }
}

/// Whether there are rows to learn from, all with a counting error: what can be known before a run.
///
/// # Errors
/// [`CalibrationError::NoRows`], [`CalibrationError::NoError`].
pub fn check(backtest: &BacktestModel) -> Result<(), CalibrationError> {
    let mut teaching = 0;
    for place in &backtest.rows {
        let history = &backtest.model.history[place.history];
        let row = &history.rows[place.row];
        if row.used == RowUse::Calibrate {
            likelihood(history, row).map(drop)?;
            teaching += 1;
        }
    }
    if teaching == 0 { Err(CalibrationError::NoRows) } else { Ok(()) }
}

/// A back-test after learning.
#[derive(Clone, Debug)]
pub struct Learned {
    /// What each cell's own rows taught. `[cells]`
    pub calibrations: Vec<Calibration>,
    /// Scores of each cell with the weights of its calibration. Its effective number of replicates
    /// is the least of all cells.
    pub backtest: Backtest,
}

/// Scores a run once more with the weights that its rows with `use = "calibrate"` give each
/// replicate, cell by cell. Nothing where there is no such row.
///
/// # Errors
/// [`CalibrationError`].
pub fn learn(ensembles: &Ensembles) -> Result<Option<Learned>, CalibrationError> {
    let mut calibrations = Vec::new();
    let mut whole: Option<Backtest> = None;
    for cell in 0..ensembles.cells().len() {
        let calibration = match Calibration::of(ensembles, cell, None) {
            Err(CalibrationError::NoRows) => return Ok(None),
            other => other?,
        };
        let weights = &calibration.weights().values;
        let Some(mut scored) = score(ensembles, Some(weights)) else { return Ok(None) };
        let own = scored.cells.swap_remove(cell);
        match &mut whole {
            None => whole = Some(Backtest { cells: vec![own], ..scored }),
            Some(whole) => {
                whole.cells.push(own);
                whole.effective = whole.effective.min(scored.effective);
            }
        }
        calibrations.push(calibration);
    }
    Ok(whole.map(|backtest| Learned { calibrations, backtest }))
}

/// What the rows that teach say of each replicate.
struct Evidence {
    /// ln p(what happened | replicate), up to a constant. `[replicates]`
    logs: Vec<f64>,
    /// Histories that have such rows, and the number of these.
    rows: Vec<(usize, usize)>,
}

/// The likelihoods of the rows with `use = "calibrate"`, whose errors are taken for independent.
fn log_likelihoods(ensembles: &Ensembles, cell: usize) -> Result<Evidence, CalibrationError> {
    let mut logs = vec![0.0; ensembles.outcomes.shape.replicates as usize];
    let mut used: Vec<(usize, usize)> = Vec::new();
    for (h, history) in ensembles.histories().iter().enumerate() {
        let mut count = 0;
        for (r, row) in history.rows.iter().enumerate() {
            let Some(raw) = ensembles.raw(cell, h, r) else { continue };
            if row.used != RowUse::Calibrate {
                continue;
            }
            let likelihood = likelihood(history, row)?;
            let reported = ensembles.reported(cell, h);
            for ((log, x), share) in logs.iter_mut().zip(raw).zip(reported) {
                *log += likelihood(*x, *share);
            }
            count += 1;
        }
        if count > 0 {
            used.push((h, count));
        }
    }
    if used.is_empty() { Err(CalibrationError::NoRows) } else { Ok(Evidence { logs, rows: used }) }
}

/// The log-likelihood of a row, as a function of what the model shows and of the share counted.
fn likelihood(
    history: &History,
    row: &HistoryRow,
) -> Result<Box<dyn Fn(f64, f64) -> f64>, CalibrationError> {
    let (value, sigma) = (row.value, row.sigma);
    if history.taken == Taken::Ever {
        return Ok(Box::new(move |x, _| log_record_likelihood(value != 0.0, x != 0.0)));
    }
    if sigma.is_nan() || sigma <= 0.0 {
        let (history, from) = (history.name.clone(), row.from.to_string());
        return Err(CalibrationError::NoError { history, from });
    }
    Ok(match history.scale {
        Scale::Log => Box::new(move |x, share| log_count_likelihood(value, share * x, sigma)),
        Scale::Linear => Box::new(move |x, share| log_linear_likelihood(value, share * x, sigma)),
    })
}

#[cfg(test)]
#[path = "calibration_tests.rs"]
mod tests;
