//! Morris's elementary effects.

use serde::Serialize;

use super::resample::{Picks, deviation, mean, resampled};
use crate::outcome::Estimate;

/// How often trajectories are resampled.
const RESAMPLES: usize = 500;
/// Stream of the picks: no variable can have this name.
const PICKS: &str = "\u{0}morris resample";

/// What the elementary effects of a factor come to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MorrisIndex {
    /// Their mean: the overall effect with its sign. None where the effects have no sign: for a
    /// group, and for luck.
    pub mu: Option<Estimate>,
    /// The mean of their absolute values: how important the factor is.
    pub mu_star: Estimate,
    /// Their standard deviation: how far the effect hangs on where the others stand, or is not a
    /// straight line.
    pub sigma: Estimate,
}

/// Indices of factors from their elementary effects. `[factors][trajectories]`
///
/// An elementary effect is the change of the output when one factor is moved by a step and all
/// others stay, divided by the step: `mu` and `sigma` are the mean and standard deviation (r - 1) of
/// the r effects of a factor (M. D. Morris, "Factorial sampling plans for preliminary computational
/// experiments", Technometrics 33, 1991), `mu_star` the mean of their absolute values (F. Campolongo,
/// J. Cariboni, A. Saltelli, "An effective screening design for sensitivity analysis of large
/// models", Environmental Modelling & Software 22, 2007), which effects of both signs do not cancel.
///
/// The intervals of both means are Student's; that of sigma comes from 500 resamples of the
/// trajectories, a function of `seed`. Factors that are not `signed` have no mu.
///
/// None for fewer than 4 trajectories, lengths that differ, and effects that are not finite.
pub fn morris(effects: &[Vec<f64>], signed: &[bool], seed: u64) -> Option<Vec<MorrisIndex>> {
    let r = effects.first().map_or(0, Vec::len);
    let good = |e: &Vec<f64>| e.len() == r && e.iter().all(|x| x.is_finite());
    if r < 4 || signed.len() != effects.len() || !effects.iter().all(good) {
        return None;
    }
    let picks = Picks::new(seed, PICKS, r, RESAMPLES);
    let index = |(effects, signed): (&Vec<f64>, &bool)| {
        let sizes: Vec<f64> = effects.iter().map(|x| x.abs()).collect();
        // without a sign, spread is that of sizes
        let spread = if *signed { effects } else { &sizes };
        let again = picks.weights.iter().map(|weights| weighted_deviation(weights, spread));
        Some(MorrisIndex {
            mu: if *signed { mean(effects) } else { None },
            mu_star: mean(&sizes)?,
            sigma: resampled(deviation(spread)?, again),
        })
    };
    effects.iter().zip(signed).map(index).collect()
}

fn weighted_deviation(weights: &[f64], x: &[f64]) -> f64 {
    let n: f64 = weights.iter().sum();
    let mean = weights.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() / n;
    let squares = weights.iter().zip(x).map(|(w, x)| w * (x - mean) * (x - mean)).sum::<f64>();
    (squares / (n - 1.0)).sqrt()
}

/// Elementary effects of a sample made of trajectories: of k inputs, rows `(k + 1) t` to
/// `(k + 1) t + k` are trajectory t, in which every row differs from the one before in one input, a
/// different one each time. `points[input][row]` in the unit in which steps are measured; the result
/// is `[inputs][trajectories]`.
///
/// None where rows are not so.
pub fn elementary_effects(points: &[Vec<f64>], values: &[f64]) -> Option<Vec<Vec<f64>>> {
    let inputs = points.len();
    let rows = inputs + 1;
    let whole = !values.is_empty() && values.len().is_multiple_of(rows);
    if !whole || points.iter().any(|p| p.len() != values.len()) {
        return None;
    }
    let mut effects = vec![Vec::with_capacity(values.len() / rows); inputs];
    for first in (0..values.len()).step_by(rows) {
        for row in first + 1..first + rows {
            let mut moved = (0..inputs).filter(|i| points[*i][row] != points[*i][row - 1]);
            let (Some(input), None) = (moved.next(), moved.next()) else { return None };
            let step = points[input][row] - points[input][row - 1];
            effects[input].push((values[row] - values[row - 1]) / step);
        }
    }
    let trajectories = values.len() / rows;
    effects.iter().all(|e| e.len() == trajectories).then_some(effects)
}

#[cfg(test)]
#[path = "morris_tests.rs"]
mod tests;
