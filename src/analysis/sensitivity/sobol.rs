//! Sobol's indices from a designed sample.

use serde::Serialize;

use super::resample::{Picks, dot, is_constant, resampled};
use crate::outcome::Estimate;

/// Rows below which nothing is said.
const FEWEST: usize = 8;
/// How often the rows are resampled.
const RESAMPLES: usize = 300;
/// Stream of the picks: no variable can have this name.
const PICKS: &str = "\u{0}sobol resample";

/// A factor's part in the variance of an output.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SobolIndex {
    /// What it explains alone: the share of the variance that would go, in the mean, if it were
    /// known.
    pub first: Estimate,
    /// What it has a part in, alone and by interactions: the share that would be left, in the mean,
    /// if all others were known.
    pub total: Estimate,
}

/// How first-order indices are estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstOrder {
    /// By the coefficient of B in the regression of the mixed rows on A and B.
    Regression,
    /// By the mean of `b (m_i - a)`, as many programs do.
    Saltelli,
}

/// First-order and total indices of factors from evaluations of Saltelli's design.
///
/// `a[n]` and `b[n]` are the output on row n of two independent samples A and B; `mixed[i][n]` that
/// on row n of A with factor i, and nothing else, taken from row n of B. `[factors][rows]`
///
/// ```text
/// V   = variance of all a and b together (n, not n - 1)
/// T_i = mean of (a - m_i)^2 / (2 V)                              total
/// S_i = (r(b, m_i) - r(a, m_i) r(a, b)) / (1 - r(a, b)^2)        first order, by regression
/// S_i = mean of b (m_i - a) / V                                  first order, Saltelli's
/// ```
///
/// `T_i` is the estimator of M. J. W. Jansen ("Analysis of variance designs for model output",
/// Computer Physics Communications 117, 1999). Saltelli's `S_i` is that of A. Saltelli and others
/// ("Variance based sensitivity analysis of model output", Computer Physics Communications 181, 2010,
/// table 2 (b)), all values centred on the mean of all evaluations.
///
/// The covariance of b and `m_i` is `S_i V`, as the two rows share factor i and nothing else; that of
/// a and b is 0. In a sample it is not, and an A that happens to be like B makes every `S_i` too
/// high. Regression takes that out: r are correlations in the sample, and `S_i` the standardised
/// coefficient of b beside a (after G. Glen, K. Isaacs, "Estimating Sobol sensitivity indices using
/// correlations", Environmental Modelling & Software 37, 2012). It is exactly 0 for a factor that
/// nothing reads and exactly 1 for one on which all hangs, with the less noise the more the factor
/// explains; Saltelli's is exact in the first case only.
///
/// A factor may be a group of inputs that are taken from B together; then `S_i` is what the group
/// explains, interactions within it too.
///
/// Errors and intervals: rows are resampled 300 times, all sums together; picks are a function of
/// `seed`. For rows that are quasi-random the error is on the safe side. `S_i` may come out below 0,
/// the sum of all above 1, and `T_i` above 1: that is the noise of estimates, and shown.
///
/// None for fewer than 8 rows, lengths that differ, values that are not finite, and where the
/// output does not vary in A and B.
pub fn sobol(
    a: &[f64],
    b: &[f64],
    mixed: &[Vec<f64>],
    (by, seed): (FirstOrder, u64),
) -> Option<Vec<SobolIndex>> {
    let n = a.len();
    let finite = |column: &[f64]| column.len() == n && column.iter().all(|x| x.is_finite());
    if n < FEWEST || !finite(a) || !finite(b) || !mixed.iter().all(|m| finite(m)) {
        return None;
    }
    let all = || a.iter().chain(b).chain(mixed.iter().flatten());
    let centre = all().sum::<f64>() / ((mixed.len() + 2) * n) as f64;
    let centred = |column: &[f64]| -> Vec<f64> { column.iter().map(|x| x - centre).collect() };
    let base = Base::new(centred(a), centred(b));
    let mut weights = vec![vec![1.0; n]];
    let whole = base.moments(&weights[0]);
    if is_constant(whole.variance * 2.0 * n as f64, centre, 2 * n) {
        return None;
    }
    weights.extend(Picks::new(seed, PICKS, n, RESAMPLES).weights);
    let moments: Vec<Moments> = weights.iter().map(|w| base.moments(w)).collect();
    // the first is the sample itself
    let estimate = |of: &dyn Fn(&[f64], &Moments) -> f64| {
        let values: Vec<f64> = weights.iter().zip(&moments).map(|(w, m)| of(w, m)).collect();
        resampled(values[0], values[1..].iter().copied())
    };
    let index = |mixed: &Vec<f64>| {
        let mixed = centred(mixed);
        let rows = || base.a.iter().zip(&base.b).zip(&mixed);
        let changes: Vec<f64> = rows().map(|((a, _), m)| 0.5 * (a - m) * (a - m)).collect();
        let total = estimate(&|w, of| dot(w, &changes) / (n as f64 * of.variance));
        let first = match by {
            FirstOrder::Saltelli => {
                let products: Vec<f64> = rows().map(|((a, b), m)| b * (m - a)).collect();
                estimate(&|w, of| dot(w, &products) / (n as f64 * of.variance))
            }
            FirstOrder::Regression => {
                let squares: Vec<f64> = mixed.iter().map(|m| m * m).collect();
                let with_a: Vec<f64> = rows().map(|((a, _), m)| a * m).collect();
                let with_b: Vec<f64> = rows().map(|((_, b), m)| b * m).collect();
                estimate(&|w, of| {
                    let [mean, square] = [&mixed, &squares].map(|x| dot(w, x) / n as f64);
                    let [am, bm] = [&with_a, &with_b].map(|x| dot(w, x) / n as f64);
                    of.coefficient([mean, square - mean * mean, am, bm])
                })
            }
        };
        SobolIndex { first, total }
    };
    Some(mixed.iter().map(index).collect())
}

/// The columns of A and B with what resampling needs of them.
struct Base {
    a: Vec<f64>,
    b: Vec<f64>,
    /// Squares, and products of both.
    aa: Vec<f64>,
    bb: Vec<f64>,
    ab: Vec<f64>,
}

/// Moments of A and B under some weights.
struct Moments {
    /// Of both together.
    variance: f64,
    means: [f64; 2],
    variances: [f64; 2],
    /// Correlation of the two.
    r: f64,
}

impl Base {
    fn new(a: Vec<f64>, b: Vec<f64>) -> Self {
        let times = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).collect();
        let (aa, bb, ab) = (times(&a, &a), times(&b, &b), times(&a, &b));
        Self { a, b, aa, bb, ab }
    }

    fn moments(&self, weights: &[f64]) -> Moments {
        let n = weights.len() as f64;
        let mean = |x: &[f64]| dot(weights, x) / n;
        let means = [mean(&self.a), mean(&self.b)];
        let squares = [mean(&self.aa), mean(&self.bb)];
        let variances = [0, 1].map(|k| squares[k] - means[k] * means[k]);
        let middle = 0.5 * (means[0] + means[1]);
        let covariance = mean(&self.ab) - means[0] * means[1];
        Moments {
            variance: 0.5 * (squares[0] + squares[1]) - middle * middle,
            means,
            variances,
            r: covariance / (variances[0] * variances[1]).sqrt(),
        }
    }
}

impl Moments {
    /// The standardised coefficient of B in the regression of a column on A and B, of the column's
    /// mean and variance and its mean products with A and B; 0 where the column does not vary.
    fn coefficient(&self, [mean, variance, am, bm]: [f64; 4]) -> f64 {
        if variance <= 0.0 {
            return 0.0;
        }
        let r = |k: usize, product: f64| {
            (product - mean * self.means[k]) / (variance * self.variances[k]).sqrt()
        };
        (r(1, bm) - r(0, am) * self.r) / (1.0 - self.r * self.r)
    }
}

#[cfg(test)]
#[path = "sobol_tests.rs"]
mod tests;
