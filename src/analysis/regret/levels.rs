//! Expected outcomes of options, draw by draw: what bounds are judged by.

use super::Grid;
use super::stake::Stake;
use crate::analysis::expectation::Regressions;
use crate::model::Model;
use crate::outcome::Outcomes;

/// The expected outcomes of all options on a measure in a future, given the draw.
pub(crate) struct Levels {
    /// Indices of the options that ran in the future.
    pub options: Vec<usize>,
    /// In the measure's unit. `[options][draws]`
    pub values: Vec<Vec<f64>>,
}

/// The level of the option with the best mean and differences from it are regressed, as everywhere
/// in decisions: bounds hold in the same draws as in [`super::Satisficing`]. None where a value is infinite, or nothing
/// ran.
pub(crate) fn levels(
    model: &Model,
    outcomes: &Outcomes,
    measure: usize,
    (trajectory, response): (usize, bool),
    regressions: &Regressions,
) -> Option<Levels> {
    let mut grid = Grid::new(model, outcomes)?;
    let at = grid.futures.iter().position(|f| (f.trajectory, f.response) == (trajectory, response));
    match at {
        Some(at) => {
            grid.cells = vec![grid.cells.swap_remove(at)];
            grid.futures = vec![grid.futures.swap_remove(at)];
        }
        None => return None,
    }
    let columns = grid.columns(outcomes, measure);
    let sense = model.measures[measure].sense;
    let stake = Stake::new(&outcomes.measures, &columns, sense, regressions)?;
    let sign = stake.sign();
    let view = stake.futures.first()?.view();
    let values = (0..grid.options.len())
        .map(|option| {
            let (low, high) = view.ranges[option];
            let level = |x: f64| sign * x.clamp(low, high);
            let rows: Vec<f64> = match view.side(option) {
                Some(side) => view.base.iter().zip(side).map(|(base, x)| level(base + x)).collect(),
                None => view.base.iter().map(|base| level(*base)).collect(),
            };
            regressions.by_draw(&rows)
        })
        .collect();
    Some(Levels { options: grid.options, values })
}
