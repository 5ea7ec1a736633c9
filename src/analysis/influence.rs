//! What an outcome hangs on, from a run that exists: for each uncertainty its share of the
//! variance, its sign, and how far the outcome goes with it.

use serde::Serialize;

use crate::math;
use crate::model::Model;
use crate::outcome::{Estimate, Outcomes};

/// Draws below which nothing is said.
const FEWEST: usize = 16;
/// Classes of an uncertainty at most.
const CLASSES: usize = 64;

/// An outcome that something may hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A measure in a cell.
    Level {
        /// Index of the cell.
        cell: usize,
        /// Index of the measure.
        measure: usize,
    },
    /// A measure in a cell less that in another, draw by draw.
    Difference {
        /// Index of the option's cell.
        cell: usize,
        /// Index of the baseline's cell.
        baseline: usize,
        /// Index of the measure.
        measure: usize,
    },
}

impl Target {
    /// Index of the measure.
    pub fn measure(self) -> usize {
        match self {
            Target::Level { measure, .. } | Target::Difference { measure, .. } => measure,
        }
    }

    /// Its values, averaged over the luck paths of each draw. `[draws]`
    ///
    /// Where both sides of a difference are infinite it is 0. None where a value is not finite.
    pub fn values(self, outcomes: &Outcomes) -> Option<Vec<f64>> {
        let values = match self {
            Target::Level { cell, measure } => outcomes.by_draw(cell, measure),
            Target::Difference { cell, baseline, measure } => {
                let pairs = outcomes.by_draw(cell, measure);
                let other = outcomes.by_draw(baseline, measure);
                pairs.iter().zip(other).map(|(&a, b)| if a == b { 0.0 } else { a - b }).collect()
            }
        };
        values.iter().all(|x| x.is_finite()).then_some(values)
    }
}

/// A share of the variance with its error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The estimate; where nothing hangs on the uncertainty it is 0 in the mean, hence as often
    /// below 0 as above.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// What an uncertainty that does not matter stays below 19 times in 20.
    pub chance: f64,
}

impl Share {
    /// Whether it is more than chance gives 19 times in 20.
    pub fn above_chance(&self) -> bool {
        self.value > self.chance
    }
}

/// Share of the variance of `y` that knowing `x` would take away in the mean:
/// `Var(E[y | x]) / Var(y)`, the first-order index, from n pairs and no more runs.
///
/// The pairs are put into M = `sqrt(n)` classes (64 at most) of equal numbers by `x`; equal `x`
/// share a class. With the class means `m_k` of `n_k` pairs,
///
/// ```text
/// B = sum n_k (m_k - m)^2 / sum (y_i - m)^2
/// share = 1 - (1 - B) (n - 1) / (n - M)
/// ```
///
/// B is E. Plischke's class-conditional estimator ("How to compute variance-based sensitivity
/// indicators with your spreadsheet software", Environmental Modelling & Software 35, 2012; E.
/// Plischke, E. Borgonovo, C. L. Smith, "Global sensitivity measures from given data", European
/// Journal of Operational Research 226, 2013). In small samples it is too high by
/// `(1 - share) (M - 1) / (n - 1)`, which the second line removes (T. L. Kelley's epsilon squared,
/// 1935). What happens within a class is lost: about 1/M^2 of the share of a straight line in a
/// uniform `x`, 1/M or less of one with tails.
///
/// The standard error is that of the ratio by its influence function, with the class means in
/// place of `E[y | x]`, less what the noise of these means adds to it, and no less than that of
/// an `x` that does not matter. `chance` is exact for a normal `y`: B is then a beta variable with
/// (M - 1)/2 and (n - M)/2. Under Latin hypercube and Sobol designs both are on the safe side.
///
/// For correlated uncertainties the share is what one tells about `y`, also by way of the others:
/// shares may then sum to more than 1.
///
/// None for fewer than 16 pairs, for values that are not finite, and where `x` or `y` is constant.
pub fn variance_share(x: &[f64], y: &[f64]) -> Option<Share> {
    let n = y.len();
    if x.len() != n || n < FEWEST || !x.iter().chain(y).all(|v| v.is_finite()) {
        return None;
    }
    let classes = ((n as f64).sqrt() as usize).clamp(2, CLASSES);
    let of = class_of(x, classes);
    let mean = y.iter().sum::<f64>() / n as f64;
    let mut sums = vec![(0.0, 0_usize); classes];
    for (class, value) in of.iter().zip(y) {
        sums[*class].0 += value - mean;
        sums[*class].1 += 1;
    }
    let filled = sums.iter().filter(|s| s.1 > 0).count();
    let total = y.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
    if filled < 2 || total <= (mean * 1e-12).powi(2) * n as f64 || total <= 0.0 {
        return None;
    }
    let means: Vec<f64> =
        sums.iter().map(|&(sum, count)| if count > 0 { sum / count as f64 } else { 0.0 }).collect();
    let between = sums.iter().zip(&means).map(|(s, m)| s.1 as f64 * m * m).sum::<f64>();
    let (count, groups) = (n as f64, filled as f64);
    let unbiased = |b: f64| 1.0 - (1.0 - b) * (count - 1.0) / (count - groups);
    let share = unbiased(between / total);
    // per pair: ((g - m)^2 + 2 (g - m)(y - g) - share (y - m)^2) / variance
    let squares = of
        .iter()
        .zip(y)
        .map(|(class, value)| {
            let (g, e) = (means[*class], value - mean);
            let influence = g * g + 2.0 * g * (e - g) - share * e * e;
            influence * influence
        })
        .sum::<f64>();
    let first_order = squares / (total * total);
    let rest = (1.0 - share).clamp(0.0, 1.0);
    let of_means = 2.0 * (groups - 1.0) * rest * rest / (count * count);
    let se = (first_order - of_means).max(of_means).sqrt();
    let b = math::beta_quantile((groups - 1.0) / 2.0, (count - groups) / 2.0, 0.95);
    let reach = 1.96 * se;
    Some(Share { value: share, se, low: share - reach, high: share + reach, chance: unbiased(b) })
}

/// The class of each value, by its mean rank.
fn class_of(x: &[f64], classes: usize) -> Vec<usize> {
    let scale = classes as f64 / x.len() as f64;
    // ranks from 1: the middle of the first cell of n is 0.5
    ranks(x).iter().map(|rank| (((rank - 0.5) * scale) as usize).min(classes - 1)).collect()
}

/// Ranks from 1, equal values sharing the mean of theirs.
pub(crate) fn ranks(x: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
    let mut out = vec![0.0; x.len()];
    let mut first = 0;
    for run in order.chunk_by(|&a, &b| x[a] == x[b]) {
        let mean = first as f64 + (run.len() as f64 + 1.0) / 2.0;
        run.iter().for_each(|&i| out[i] = mean);
        first += run.len();
    }
    out
}

/// Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs.
/// None where one side is constant or not finite.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    if x.len() != y.len() || !x.iter().chain(y).all(|v| v.is_finite()) {
        return None;
    }
    let centre = (x.len() as f64 + 1.0) / 2.0;
    let (a, b) = (ranks(x), ranks(y));
    let product = |a: &[f64], b: &[f64]| {
        a.iter().zip(b).map(|(a, b)| (a - centre) * (b - centre)).sum::<f64>()
    };
    let scale = (product(&a, &a) * product(&b, &b)).sqrt();
    (scale > 0.0).then(|| product(&a, &b) / scale)
}

/// What `y` comes to in a tenth of the draws at one end of `x`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tenth {
    /// The median of `x` within it.
    pub x: f64,
    /// The mean of `y` within it.
    pub mean: f64,
    /// The square of that mean's standard error.
    pub variance: f64,
}

/// The lowest and the highest tenth of `x`, whose middles are its 5 % and its 95 % point, with the
/// mean of `y` over each. None where `x` has no two values, `y` is not finite, or there are fewer
/// than 16 pairs.
pub fn tenths(x: &[f64], y: &[f64]) -> Option<[Tenth; 2]> {
    let n = x.len();
    if n < FEWEST || y.len() != n || !x.iter().chain(y).all(|v| v.is_finite()) {
        return None;
    }
    let mut sorted = x.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let (low, high) = (sorted[(n / 10).max(1) - 1], sorted[n - (n / 10).max(1)]);
    // a value that fills both tenths is set against the rest
    let (low, high) = if low < high {
        (low, high)
    } else if let Some(above) = sorted.iter().find(|v| **v > high) {
        (low, *above)
    } else {
        (*sorted.iter().rfind(|v| **v < low)?, high)
    };
    let part = |inside: &dyn Fn(f64) -> bool| {
        let values: Vec<f64> =
            x.iter().zip(y).filter(|(v, _)| inside(**v)).map(|(_, y)| *y).collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
        let own: Vec<f64> = sorted.iter().copied().filter(|v| inside(*v)).collect();
        let middle = f64::midpoint(own[(own.len() - 1) / 2], own[own.len() / 2]);
        Tenth { x: middle, mean, variance: squares / (count - 1.0) / count }
    };
    Some([part(&|v| v <= low), part(&|v| v >= high)])
}

/// How far `y` goes as `x` goes from its 5 % to its 95 % point: the mean of `y` over the highest
/// of the [`tenths`] of `x` less that over the lowest. The standard error is that of two
/// independent means. None where there are no tenths.
pub fn swing(x: &[f64], y: &[f64]) -> Option<Estimate> {
    let [low, high] = tenths(x, y)?;
    let (value, se) = (high.mean - low.mean, (low.variance + high.variance).sqrt());
    Some(Estimate { value, se, low: value - 1.96 * se, high: value + 1.96 * se })
}

/// What an outcome has to do with an uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Influence {
    /// Index of the uncertainty.
    pub uncertainty: usize,
    /// Its share of the variance.
    pub share: Share,
    /// Spearman's rank correlation: its sign is the way in which the outcome goes.
    pub spearman: f64,
    /// How far the outcome goes from the 5 % to the 95 % point, in the measure's unit.
    pub swing: Option<Estimate>,
}

impl Influence {
    /// Whether it is more than chance: the share is above what an idle uncertainty stays below 19
    /// times in 20, and its interval or that of the swing excludes 0. The second matters where the
    /// outcome is far from normal, such as a rare event.
    pub fn notable(&self) -> bool {
        let swings = self.swing.is_some_and(|s| s.low > 0.0 || s.high < 0.0);
        self.share.above_chance() && (self.share.low > 0.0 || swings)
    }
}

/// The influence of every uncertainty on `target`, the greatest share first. Those that are held
/// have none; nothing has, where the target is constant or not finite.
pub fn influences(model: &Model, outcomes: &Outcomes, target: Target) -> Vec<Influence> {
    let Some(y) = target.values(outcomes) else { return Vec::new() };
    let mut out: Vec<Influence> = (0..model.uncertainties.len())
        .filter_map(|uncertainty| {
            let x = &outcomes.uncertainties[uncertainty];
            Some(Influence {
                uncertainty,
                share: variance_share(x, &y)?,
                spearman: spearman(x, &y)?,
                swing: swing(x, &y),
            })
        })
        .collect();
    out.sort_by(|a, b| b.share.value.total_cmp(&a.share.value));
    out
}

#[cfg(test)]
#[path = "influence_tests.rs"]
mod tests;
