//! Sobol's indices from a designed sample.

use serde::Serialize;

use super::resample::{Picks, dot, is_constant, resampled};
use crate::outcome::Estimate;

/// Rows below which nothing is said.
const FEWEST: usize = 8;
/// How often the rows are resampled.
const RESAMPLES: usize = 500;
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

/// First-order and total indices of factors from evaluations of Saltelli's design.
///
/// `a[n]` and `b[n]` are the output on row n of two independent samples A and B; `mixed[i][n]` that
/// on row n of A with factor i, and nothing else, taken from row n of B. `[factors][rows]`
///
/// ```text
/// V   = variance of all a and b together (n, not n - 1)
/// S_i = mean of b (m_i - a) / V            first order
/// T_i = mean of (a - m_i)^2 / (2 V)        total
/// ```
///
/// `S_i` is the estimator of A. Saltelli and others ("Variance based sensitivity analysis of model
/// output", Computer Physics Communications 181, 2010, table 2 (b)), `T_i` that of M. J. W. Jansen
/// ("Analysis of variance designs for model output", Computer Physics Communications 117, 1999).
/// All values are centred on the mean of all evaluations first: `S_i` is a difference of products,
/// whose noise grows with the square of the mean. A factor may be a group of inputs that are taken
/// from B together; then `S_i` is what the group explains (interactions within it too).
///
/// Errors and intervals: rows are resampled 500 times, numerator and variance together; picks are a
/// function of `seed`. For rows that are quasi-random the error is on the safe side. `S_i` may come
/// out below 0 and the sum of all above 1: both are noise of the estimator, and shown.
///
/// None for fewer than 8 rows, lengths that differ, values that are not finite, and where the
/// output does not vary in A and B.
pub fn sobol(a: &[f64], b: &[f64], mixed: &[Vec<f64>], seed: u64) -> Option<Vec<SobolIndex>> {
    let n = a.len();
    let finite = |column: &[f64]| column.len() == n && column.iter().all(|x| x.is_finite());
    if n < FEWEST || !finite(a) || !finite(b) || !mixed.iter().all(|m| finite(m)) {
        return None;
    }
    let all = || a.iter().chain(b).chain(mixed.iter().flatten());
    let count = ((mixed.len() + 2) * n) as f64;
    let centre = all().sum::<f64>() / count;
    let centred = |column: &[f64]| -> Vec<f64> { column.iter().map(|x| x - centre).collect() };
    let (a, b) = (centred(a), centred(b));
    let sums: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
    let squares: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a * a + b * b).collect();
    let pairs = 2.0 * n as f64;
    let variance = |sums: f64, squares: f64| squares / pairs - (sums / pairs).powi(2);
    let ones = vec![1.0; n];
    let whole = variance(dot(&ones, &sums), dot(&ones, &squares));
    if is_constant(whole * pairs, centre, 2 * n) {
        return None;
    }
    let picks = Picks::new(seed, PICKS, n, RESAMPLES);
    let variances: Vec<f64> =
        picks.weights.iter().map(|w| variance(dot(w, &sums), dot(w, &squares))).collect();
    let share = |terms: &[f64]| {
        let of = |weights: &[f64], variance: f64| dot(weights, terms) / (n as f64 * variance);
        let again = picks.weights.iter().zip(&variances).map(|(w, v)| of(w, *v));
        resampled(of(&ones, whole), again)
    };
    let index = |mixed: &Vec<f64>| {
        let mixed = centred(mixed);
        let rows = || a.iter().zip(&b).zip(&mixed);
        let products: Vec<f64> = rows().map(|((a, b), m)| b * (m - a)).collect();
        let changes: Vec<f64> = rows().map(|((a, _), m)| 0.5 * (a - m) * (a - m)).collect();
        SobolIndex { first: share(&products), total: share(&changes) }
    };
    Some(mixed.iter().map(index).collect())
}

#[cfg(test)]
#[path = "sobol_tests.rs"]
mod tests;
