//! Importance weights: draws from the priors, weighted by how well they foretell what was seen,
//! stand for draws from the posterior.
//!
//! A replicate i has a draw of the uncertainties and a path of luck; x_i is what the model shows
//! in it. Its weight is w_i = p(data | x_i) / Σ_j p(data | x_j). Since draw and luck are drawn
//! from their own law and p(data | x) depends on the path alone, Σ w_i f(i) estimates the mean of
//! f over draws *and* luck given the data, by self-normalised importance sampling on their joint
//! law (J. S. Liu, Monte Carlo Strategies in Scientific Computing, 2001, section 2.5). No
//! likelihood of the uncertainties alone is needed.
//!
//! The price: where the data are sharp, few replicates carry all weight. The effective sample size
//! says how few ([`Weights::ess`]); [`temper`] gives up sharpness for it.

use crate::math::{exp, ln, ln_1p};
use crate::model::Model;
use crate::random::philox::Stream;

/// Chance that a record of whether something happened is wrong.
pub const RECORD_ERROR: f64 = 0.05;

/// The chance that any of all uncertainties is called different from its prior though none is.
const ALPHA: f64 = 0.05;

/// A sample of n draws of each of `count` uncertainties strays further than this / √n from its law
/// in any of them with a chance of at most [`ALPHA`]: √(ln(2 count / ALPHA) / 2), by the bound of
/// A. Dvoretzky, J. Kiefer, J. Wolfowitz and P. Massart; 1.358 for one.
fn stray(count: usize) -> f64 {
    (0.5 * ln(2.0 * count as f64 / ALPHA)).sqrt()
}

/// Stream that places the comb of a resampling: no variable can have this name.
const COMB: &str = "[resampling]";

/// Why there are no weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    /// Nothing to weigh.
    #[error("there are no replicates to weigh")]
    Empty,
    /// A likelihood that is no number, or infinite.
    #[error("the likelihood of replicate {0} is not a number")]
    NotANumber(usize),
    /// Every replicate contradicts the data.
    #[error("no replicate is possible given what was observed")]
    Impossible,
}

/// Weights of replicates that sum to 1, and how evenly they are spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Each weight. `[replicates]`
    pub values: Vec<f64>,
    /// Effective sample size 1 / Σ w²: n for equal weights, 1 where one carries all (A. Kong, J.
    /// S. Liu, W. H. Wong, J. Am. Stat. Assoc. 89, 1994).
    pub ess: f64,
    /// The largest weight.
    pub largest: f64,
    /// exp(-Σ w ln w) / n, in (0, 1]: the share of replicates over which the weights are spread,
    /// by their entropy. Less ruled by the largest weight than the effective sample size.
    pub perplexity: f64,
}

impl Weights {
    /// The same weight for each of `n` replicates.
    ///
    /// # Errors
    /// Without replicates.
    pub fn equal(n: usize) -> Result<Self, WeightError> {
        Self::from_logs(&vec![0.0; n])
    }

    /// Weights in proportion to `exp(logs)`: log-likelihoods, whose common constant does not
    /// matter; -∞ is a weight of 0.
    ///
    /// # Errors
    /// [`WeightError`].
    pub fn from_logs(logs: &[f64]) -> Result<Self, WeightError> {
        Self::powers(logs, 1.0)
    }

    /// Weights in proportion to `exp(beta logs)`.
    fn powers(logs: &[f64], beta: f64) -> Result<Self, WeightError> {
        if logs.is_empty() {
            return Err(WeightError::Empty);
        }
        let wrong = |log: &f64| log.is_nan() || *log == f64::INFINITY;
        if let Some(i) = logs.iter().position(wrong) {
            return Err(WeightError::NotANumber(i));
        }
        let most = logs.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b));
        if most == f64::NEG_INFINITY {
            return Err(WeightError::Impossible);
        }
        // at beta 0 what is impossible stays so
        let raw = |log: &f64| if log.is_finite() { exp(beta * (log - most)) } else { 0.0 };
        let mut values: Vec<f64> = logs.iter().map(raw).collect();
        let total: f64 = values.iter().sum();
        let (mut squares, mut entropy, mut largest) = (0.0, 0.0, 0.0_f64);
        for w in &mut values {
            *w /= total;
            squares += *w * *w;
            if *w > 0.0 {
                entropy -= *w * ln(*w);
            }
            largest = largest.max(*w);
        }
        let perplexity = (exp(entropy) / values.len() as f64).min(1.0);
        Ok(Self { ess: 1.0 / squares, largest, perplexity, values })
    }

    /// Systematic resampling: `count` indices of replicates, rising, in which replicate i stands
    /// `count` w_i times, rounded down or up; its expected number is exactly that. One uniform u
    /// from a stream of the seed places a comb of teeth (u + k) / count over the cumulative
    /// weights (G. Kitagawa, J. Comput. Graph. Stat. 5, 1996).
    pub fn resample(&self, count: usize, seed: u64) -> Vec<usize> {
        let u = Stream::new(seed, COMB).uniform(0, 0, 0, 0);
        let last = self.values.iter().rposition(|w| *w > 0.0).unwrap_or(0);
        let (mut i, mut reached) = (0, self.values[0]);
        (0..count)
            .map(|k| {
                let tooth = (k as f64 + u) / count as f64;
                while reached <= tooth && i < last {
                    i += 1;
                    reached += self.values[i];
                }
                i
            })
            .collect()
    }

    /// Sums over the luck paths that share a draw. `[draws]`
    pub fn by_draw(&self, luck_paths: u32) -> Vec<f64> {
        self.values.chunks(luck_paths as usize).map(|paths| paths.iter().sum()).collect()
    }
}

/// The least effective sample size that a posterior should have unless asked otherwise: 100 or a
/// hundredth of the replicates, whichever is more, but never more than half of them.
pub fn least_ess(replicates: usize) -> f64 {
    let n = replicates as f64;
    (n / 100.0).max(100.0).min(n / 2.0)
}

/// Weights of a likelihood raised to a power.
#[derive(Clone, Debug, PartialEq)]
pub struct Tempered {
    /// The power, in 0..=1: the data count as if they were that share of what they are.
    pub beta: f64,
    /// Effective sample size of the likelihood itself.
    pub untempered: f64,
    /// Weights in proportion to the likelihood to the power beta.
    pub weights: Weights,
}

/// Raises the likelihood to the largest power of at most 1 at which the effective sample size
/// reaches `floor`, by bisection: it falls as the power rises. The power is 0, and all possible
/// replicates weigh the same, where even that is below the floor.
///
/// # Errors
/// [`WeightError`].
pub fn temper(logs: &[f64], floor: f64) -> Result<Tempered, WeightError> {
    let full = Weights::from_logs(logs)?;
    let untempered = full.ess;
    if untempered >= floor {
        return Ok(Tempered { beta: 1.0, untempered, weights: full });
    }
    let (mut low, mut high) = (0.0, 1.0);
    let mut weights = Weights::powers(logs, low)?;
    while high - low > 1e-6 * high {
        let beta = 0.5 * (low + high);
        let tried = Weights::powers(logs, beta)?;
        if tried.ess >= floor {
            (low, weights) = (beta, tried);
        } else {
            high = beta;
        }
        if high < 1e-12 {
            break;
        }
    }
    Ok(Tempered { beta: low, untempered, weights })
}

/// ln p(value | expected) for a counting error that multiplies, lognormal with median 1 and
/// standard deviation `sigma` of its logarithm, without the terms that do not depend on
/// `expected`: -(ln value - ln expected)² / (2 sigma²).
///
/// Of a `value` of 0, which such an error never makes of anything more, the logarithms are those
/// of 1 + value and 1 + expected. `expected` 0 cannot give a value above 0: -∞.
pub fn log_count_likelihood(value: f64, expected: f64, sigma: f64) -> f64 {
    let distance = if value > 0.0 {
        if expected > 0.0 { ln(value) - ln(expected) } else { return f64::NEG_INFINITY }
    } else {
        ln_1p(expected.max(0.0))
    };
    -0.5 * (distance / sigma) * (distance / sigma)
}

/// ln p(value | expected) for an error that adds, normal with standard deviation `sigma`, without
/// its constant: -(value - expected)² / (2 sigma²).
pub fn log_linear_likelihood(value: f64, expected: f64, sigma: f64) -> f64 {
    let distance = (value - expected) / sigma;
    -0.5 * distance * distance
}

/// ln p(record | what happened) of a record whether something happened that is wrong with chance
/// [`RECORD_ERROR`]. A path shows whether it happened, not how probable it was; the error rate
/// keeps one record from ruling out half of all paths.
pub fn log_record_likelihood(recorded: bool, happened: bool) -> f64 {
    ln(if recorded == happened { 1.0 - RECORD_ERROR } else { RECORD_ERROR })
}

/// What was learned about an uncertainty.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// Index of the uncertainty.
    pub uncertainty: usize,
    /// 5 %, 50 % and 95 % points of the draws as they are.
    pub prior: [f64; 3],
    /// The same of the weighted draws.
    pub posterior: [f64; 3],
    /// 1 - (variance of the weighted draws) / (variance of the draws), both of F(x), where F is
    /// the distribution function of the prior (mid-way at jumps): 0 where nothing was learned, 1
    /// where all was, below 0 where the data favour both ends.
    pub learned: f64,
    /// Largest distance between the distribution functions of the draws and the weighted draws,
    /// 0 to 1.
    pub distance: f64,
    /// Whether the distance is more than an effective sample size makes by chance: more than
    /// √(ln(40 K) / 2 / ESS) for K uncertainties, an error of 5 % for all together.
    pub told_apart: bool,
}

/// What weights say of each uncertainty, those that moved furthest first.
///
/// `draws` are the values `[uncertainties][draws]`, `weights` sum to 1 over the draws, `ess` is
/// their effective sample size.
///
/// # Panics
/// Unless there is a weight for each draw.
pub fn shifts(model: &Model, draws: &[Vec<f64>], weights: &[f64], ess: f64) -> Vec<Shift> {
    let shift = |(uncertainty, values): (usize, &Vec<f64>)| {
        assert!(values.len() == weights.len(), "a weight for each draw");
        let distribution = &model.uncertainties[uncertainty].distribution;
        let n = values.len() as f64;
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let equal = |_: usize| 1.0 / n;
        let weighted = |i: usize| weights[i];
        let points = |weight: &dyn Fn(usize) -> f64| {
            [0.05, 0.5, 0.95].map(|p| quantile(values, &order, weight, p))
        };
        let scale: Vec<f64> = values
            .iter()
            .map(|x| match distribution.is_discrete() {
                true => 0.5 * (distribution.cdf(*x) + distribution.cdf(x.next_down())),
                false => distribution.cdf(*x),
            })
            .collect();
        let (before, after) = (variance(&scale, &equal), variance(&scale, &weighted));
        let distance = distance(values, &order, weights);
        Shift {
            uncertainty,
            prior: points(&equal),
            posterior: points(&weighted),
            learned: if before > 1e-12 { 1.0 - after / before } else { 0.0 },
            distance,
            told_apart: distance > stray(draws.len()) / ess.sqrt(),
        }
    };
    let mut shifts: Vec<Shift> = draws.iter().enumerate().map(shift).collect();
    shifts.sort_by(|a, b| b.distance.total_cmp(&a.distance));
    shifts
}

/// The least value up to which the weights in `order` sum to `p`.
fn quantile(values: &[f64], order: &[usize], weight: &dyn Fn(usize) -> f64, p: f64) -> f64 {
    let mut sum = 0.0;
    let reached = order.iter().find(|i| {
        sum += weight(**i);
        // sums of equal weights may stop just short of a round share
        sum >= p - 1e-12
    });
    reached.or(order.last()).map_or(f64::NAN, |i| values[*i])
}

fn variance(values: &[f64], weight: &dyn Fn(usize) -> f64) -> f64 {
    let mean: f64 = values.iter().enumerate().map(|(i, x)| weight(i) * x).sum();
    values.iter().enumerate().map(|(i, x)| weight(i) * (x - mean) * (x - mean)).sum()
}

/// Largest distance between the plain and the weighted distribution function.
fn distance(values: &[f64], order: &[usize], weights: &[f64]) -> f64 {
    let (mut sum, mut plain, mut most) = (0.0, 0.0, 0.0_f64);
    for same in order.chunk_by(|a, b| values[*a] == values[*b]) {
        plain += same.len() as f64 / values.len() as f64;
        sum += same.iter().map(|i| weights[*i]).sum::<f64>();
        most = most.max((sum - plain).abs());
    }
    most
}

#[cfg(test)]
#[path = "importance_tests.rs"]
mod tests;
