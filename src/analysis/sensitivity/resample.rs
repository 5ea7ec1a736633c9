//! Resamples of rows, the same for all factors and outcomes.

use crate::math;
use crate::outcome::{Estimate, type7};
use crate::random::philox::Stream;

/// How often each row is picked in each resample: the bootstrap (B. Efron, Ann. Stat. 7, 1979).
/// One set serves every factor and every outcome, so that sums over rows are all that a resample
/// costs.
#[derive(Clone, Debug)]
pub(super) struct Picks {
    /// `[resamples][rows]`
    pub weights: Vec<Vec<f64>>,
}

impl Picks {
    /// Picks of `rows` rows, a function of `seed` and `name`.
    pub fn new(seed: u64, name: &str, rows: usize, resamples: usize) -> Self {
        let stream = Stream::new(seed, name);
        let mut uniforms = vec![0.0; rows];
        let weights = (0..resamples as u64)
            .map(|resample| {
                stream.fill_indices((resample, 0), 0, 0, &mut uniforms);
                let mut picks = vec![0.0; rows];
                for u in &uniforms {
                    picks[((u * rows as f64) as usize).min(rows - 1)] += 1.0;
                }
                picks
            })
            .collect();
        Self { weights }
    }
}

/// `sum weights[i] x[i]`, in eight sums that are added at the end: fixed, and vector code.
pub(super) fn dot(weights: &[f64], x: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (mut a, mut b) = (weights.chunks_exact(8), x.chunks_exact(8));
    for (a, b) in a.by_ref().zip(b.by_ref()) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

/// An estimate whose error and 95 % interval are those of its resamples: their standard deviation,
/// and their 2.5 % and 97.5 % quantiles. Those that are no number are left out.
pub(super) fn resampled(value: f64, resamples: impl Iterator<Item = f64>) -> Estimate {
    let mut sorted: Vec<f64> = resamples.filter(|x| x.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let count = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / count;
    let squares = sorted.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    Estimate {
        value,
        se: (squares / (count - 1.0)).sqrt(),
        low: type7(&sorted, 0.025),
        high: type7(&sorted, 0.975),
    }
}

/// The mean of independent values with the interval of Student's t. None for fewer than two.
pub(super) fn mean(values: &[f64]) -> Option<Estimate> {
    let n = values.len() as f64;
    if values.len() < 2 {
        return None;
    }
    let value = values.iter().sum::<f64>() / n;
    let se = (deviation(values)? / n.sqrt()).max(0.0);
    let reach = math::student_t_quantile(n - 1.0, 0.975) * se;
    Some(Estimate { value, se, low: value - reach, high: value + reach })
}

/// Standard deviation with n - 1. None for fewer than two values.
pub(super) fn deviation(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt())
}

/// Whether values that lie `squares` around `mean`, summed over `n`, differ at all beyond rounding.
pub(super) fn is_constant(squares: f64, mean: f64, n: usize) -> bool {
    let rounding = (mean * 1e-12).powi(2) * n as f64;
    squares.is_nan() || squares <= rounding || squares <= 0.0
}
