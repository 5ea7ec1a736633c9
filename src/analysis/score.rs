//! Scores of probabilistic forecasts of one number.
//!
//! References: Gneiting and Raftery, *Strictly Proper Scoring Rules, Prediction, and Estimation*,
//! JASA 102 (2007), for the CRPS of an ensemble and of a normal distribution, Brier and
//! logarithmic score; Wilson, JASA 22 (1927), for the interval of a share.

use crate::math::{exp, ln, normal_cdf};

/// The quantiles that are reported of an ensemble.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The values of replicates in rising order, each with its weight: a distribution of finitely many
/// points, F(x) = weight of the values up to x / weight of all.
#[derive(Clone, Debug, PartialEq)]
pub struct Ensemble {
    /// Rising.
    values: Vec<f64>,
    /// For each value the weight of those up to it, itself included. `[values]`
    up_to: Vec<f64>,
    /// For each value the index of its replicate. `[values]`
    replicates: Vec<usize>,
    /// Number of replicates, those without weight included.
    count: usize,
}

impl Ensemble {
    /// An ensemble of `values`, with weights (from 0 up, in any unit) or with equal ones. `None`
    /// where no value has weight, or where weights and values are not of equal number.
    pub fn new(values: &[f64], weights: Option<&[f64]>) -> Option<Self> {
        if weights.is_some_and(|w| w.len() != values.len()) {
            return None;
        }
        let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
        let mut replicates: Vec<usize> = (0..values.len()).filter(|&i| weight(i) > 0.0).collect();
        replicates.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let mut sum = 0.0;
        let up_to: Vec<f64> = replicates
            .iter()
            .map(|&i| {
                sum += weight(i);
                sum
            })
            .collect();
        let sorted = replicates.iter().map(|&i| values[i]).collect();
        let ensemble = Self { values: sorted, up_to, replicates, count: values.len() };
        (ensemble.total() > 0.0 && ensemble.total().is_finite()).then_some(ensemble)
    }

    fn total(&self) -> f64 {
        self.up_to.last().copied().unwrap_or(0.0)
    }

    fn weight(&self, i: usize) -> f64 {
        self.up_to[i] - if i == 0 { 0.0 } else { self.up_to[i - 1] }
    }

    /// The least value x with F(x) >= p, p from 0 to 1.
    pub fn quantile(&self, p: f64) -> f64 {
        let goal = p * self.total();
        let i = self.up_to.partition_point(|w| *w < goal).min(self.values.len() - 1);
        self.values[i]
    }

    /// The quantiles at [`LEVELS`].
    pub fn quantiles(&self) -> [f64; 5] {
        LEVELS.map(|p| self.quantile(p))
    }

    /// Weighted mean.
    pub fn mean(&self) -> f64 {
        let sum: f64 = (0..self.values.len()).map(|i| self.weight(i) * self.values[i]).sum();
        sum / self.total()
    }

    /// The weight up to (not with) the first value that is not below x, and that with all equal x.
    fn around(&self, x: f64) -> (f64, f64) {
        let at = |i: usize| if i == 0 { 0.0 } else { self.up_to[i - 1] };
        let below = self.values.partition_point(|v| *v < x);
        let with = self.values.partition_point(|v| *v <= x);
        (at(below), at(with))
    }

    /// The probability integral transform of x: P(X < x) + P(X = x) / 2, from 0 to 1. Of values
    /// that the ensemble forecasts rightly it is uniform (at ties: in the mean).
    pub fn pit(&self, x: f64) -> f64 {
        let (below, with) = self.around(x);
        (below + with) / 2.0 / self.total()
    }

    /// The transform of each replicate's own value. `[replicates]`; NaN for one without weight.
    pub fn own_pits(&self) -> Vec<f64> {
        let mut out = vec![f64::NAN; self.count];
        let mut first = 0;
        while first < self.values.len() {
            let x = self.values[first];
            let last = first + self.values[first..].partition_point(|v| *v <= x);
            // NaN and the like stand alone
            let last = last.max(first + 1);
            let below = if first == 0 { 0.0 } else { self.up_to[first - 1] };
            let pit = (below + self.up_to[last - 1]) / 2.0 / self.total();
            self.replicates[first..last].iter().for_each(|&i| out[i] = pit);
            first = last;
        }
        out
    }

    /// The continuous ranked probability score of x: the integral of (F(y) - 1{x <= y})^2 over y,
    /// which is E|X - x| - E|X - X'| / 2; in the unit of `scale`, which must rise. Of one replicate
    /// it is the absolute error. 0 is perfect.
    pub fn crps(&self, x: f64, scale: impl Fn(f64) -> f64) -> f64 {
        let (observed, total) = (scale(x), self.total());
        let mut sum = 0.0;
        let mut before: Option<f64> = None;
        let mut weight = 0.0;
        for (value, up_to) in self.values.iter().zip(&self.up_to) {
            let value = scale(*value);
            match before {
                None => sum += (value - observed).max(0.0),
                Some(before) => {
                    // F is constant from `before` to `value`; 1{x <= y} jumps at `observed`
                    let f = weight / total;
                    let at = observed.clamp(before, value);
                    sum += (at - before) * f * f + (value - at) * (1.0 - f) * (1.0 - f);
                }
            }
            before = Some(value);
            weight = *up_to;
        }
        sum + before.map_or(0.0, |last| (observed - last).max(0.0))
    }
}

/// The continuous ranked probability score of x under Normal(mean, sd); the absolute error where sd
/// is 0. In the unit of x.
pub fn crps_normal(mean: f64, sd: f64, x: f64) -> f64 {
    if sd <= 0.0 {
        return (x - mean).abs();
    }
    let z = (x - mean) / sd;
    let density = exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
    sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density - 1.0 / std::f64::consts::PI.sqrt())
}

/// Brier score of a probability for what did (1) or did not (0) happen: from 0, perfect, to 1.
pub fn brier(probability: f64, happened: f64) -> f64 {
    (probability - happened) * (probability - happened)
}

/// Logarithmic score, -ln of the probability of what happened, in nats. A share of a finite number
/// of replicates is never certain: it counts as (n p + 1/2) / (n + 1), n the effective number of
/// replicates.
pub fn log_score(probability: f64, happened: f64, replicates: f64) -> f64 {
    let p = (replicates * probability + 0.5) / (replicates + 1.0);
    -ln(if happened > 0.5 { p } else { 1.0 - p })
}

/// Wilson's 95 % interval of a share, `inside` of `rows` independent cases; 0 to 1 for none.
pub fn wilson(inside: usize, rows: usize) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    if rows == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (rows as f64, inside as f64 / rows as f64);
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    let low = if inside == 0 { 0.0 } else { ((middle - half) / scale).max(0.0) };
    let high = if inside == rows { 1.0 } else { ((middle + half) / scale).min(1.0) };
    (low, high)
}

/// The effective number of replicates of weights: (sum w)^2 / sum w^2.
pub fn effective(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal_quantile;
    use crate::random::philox::Stream;

    fn close(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() <= within, "{a} is not {b} within {within}");
    }

    /// Quantiles of a normal distribution at equal steps: its best ensemble.
    fn normal(mean: f64, sd: f64, n: usize) -> Vec<f64> {
        (0..n).map(|i| mean + sd * normal_quantile((i as f64 + 0.5) / n as f64)).collect()
    }

    #[test]
    fn crps_of_a_normal_ensemble_is_that_of_its_formula() {
        let ensemble = Ensemble::new(&normal(3.0, 2.0, 20_000), None).expect("values");
        for x in [-4.0, 1.0, 3.0, 3.7, 9.0, 20.0] {
            close(ensemble.crps(x, |y| y), crps_normal(3.0, 2.0, x), 1e-4);
        }
        // at the mean the score is sd (sqrt 2 - 1) / sqrt pi
        let exact = 2.0 * (2.0_f64.sqrt() - 1.0) / std::f64::consts::PI.sqrt();
        close(crps_normal(3.0, 2.0, 3.0), exact, 1e-14);
        assert_eq!(crps_normal(3.0, 0.0, 1.0), 2.0);
    }

    /// The score by its definition, in O(n^2).
    fn by_pairs(values: &[f64], weights: &[f64], x: f64) -> f64 {
        let total: f64 = weights.iter().sum();
        let mut score = 0.0;
        for (a, w) in values.iter().zip(weights) {
            score += w * (a - x).abs() / total;
            for (b, v) in values.iter().zip(weights) {
                score -= w * v * (a - b).abs() / (2.0 * total * total);
            }
        }
        score
    }

    #[test]
    fn crps_is_the_mean_error_less_half_the_mean_difference() {
        let values = [3.0, -1.0, 3.0, 8.5, 0.0, 2.0, 2.0];
        let weights = [1.0, 0.2, 3.0, 0.0, 2.0, 0.7, 1.1];
        let weighted = Ensemble::new(&values, Some(&weights)).expect("values");
        let equal = Ensemble::new(&values, None).expect("values");
        for x in [-3.0, -1.0, 1.3, 2.0, 3.0, 8.5, 10.0] {
            close(weighted.crps(x, |y| y), by_pairs(&values, &weights, x), 1e-12);
            close(equal.crps(x, |y| y), by_pairs(&values, &[1.0; 7], x), 1e-12);
        }
        let doubled = Ensemble::new(&values, Some(&[2.0; 7])).expect("values");
        assert_eq!(doubled.quantiles(), equal.quantiles());
        let scaled: Vec<f64> = values.map(|x| 5.0 * x).to_vec();
        close(equal.crps(1.3, |y| 5.0 * y), by_pairs(&scaled, &[1.0; 7], 6.5), 1e-12);
    }

    #[test]
    fn whole_weights_are_repeated_replicates() {
        let weighted = Ensemble::new(&[1.0, 5.0, 2.0], Some(&[2.0, 1.0, 3.0])).expect("values");
        let repeated = Ensemble::new(&[1.0, 1.0, 2.0, 2.0, 2.0, 5.0], None).expect("values");
        for p in [0.0, 0.05, 1.0 / 3.0, 0.34, 0.5, 0.9, 1.0] {
            assert_eq!(weighted.quantile(p), repeated.quantile(p), "{p}");
        }
        for x in [0.0, 1.0, 1.5, 2.0, 5.0, 6.0] {
            assert_eq!(weighted.pit(x), repeated.pit(x));
            close(weighted.crps(x, |y| y), repeated.crps(x, |y| y), 1e-15);
        }
        close(weighted.mean(), 13.0 / 6.0, 1e-15);
    }

    #[test]
    fn quantiles_are_values_and_ties_share_their_place() {
        let twenty: Vec<f64> = (1..=20).map(f64::from).collect();
        let ensemble = Ensemble::new(&twenty, None).expect("values");
        assert_eq!(ensemble.quantiles(), [1.0, 5.0, 10.0, 15.0, 19.0]);
        assert_eq!((ensemble.pit(0.0), ensemble.pit(1.0), ensemble.pit(25.0)), (0.0, 0.025, 1.0));
        let ties = Ensemble::new(&[0.0, 0.0, 0.0, 4.0], None).expect("values");
        assert_eq!(ties.pit(0.0), 0.375);
        assert_eq!(ties.own_pits(), [0.375, 0.375, 0.375, 0.875]);
        let zero = Ensemble::new(&[4.0, 1.0], Some(&[1.0, 0.0])).expect("one value");
        let own = zero.own_pits();
        assert!(own[0] == 0.5 && own[1].is_nan());
    }

    #[test]
    fn one_replicate_and_constant_output() {
        let one = Ensemble::new(&[7.0], None).expect("a value");
        assert_eq!((one.crps(4.0, |y| y), one.crps(9.5, |y| y), one.pit(7.0)), (3.0, 2.5, 0.5));
        assert_eq!(one.quantiles(), [7.0; 5]);
        let constant = Ensemble::new(&[2.0; 50], None).expect("values");
        assert_eq!((constant.crps(2.0, |y| y), constant.crps(5.0, |y| y)), (0.0, 3.0));
        assert_eq!((constant.pit(2.0), constant.pit(1.9)), (0.5, 0.0));
        assert_eq!(Ensemble::new(&[], None), None);
        assert_eq!(Ensemble::new(&[1.0], Some(&[0.0])), None);
        assert_eq!(Ensemble::new(&[1.0], Some(&[1.0, 1.0])), None);
    }

    /// 2000 transforms of observations from the forecast distribution: a chi-square test on twenty
    /// classes. Seed 4; alpha = 0.001 (43.82 is the 99.9 % point with 19 degrees of freedom).
    #[test]
    fn transforms_under_a_calibrated_forecast_are_uniform() {
        let ensemble = Ensemble::new(&normal(0.0, 1.0, 4_000), None).expect("values");
        let stream = Stream::new(4, "observations");
        let chi_square = |shift: f64| {
            let mut counts = [0.0; 20];
            for i in 0..2000 {
                let x = normal_quantile(stream.uniform(i, 0, 0, 0)) + shift;
                counts[((ensemble.pit(x) * 20.0) as usize).min(19)] += 1.0;
            }
            counts.map(|n: f64| (n - 100.0) * (n - 100.0) / 100.0).iter().sum::<f64>()
        };
        assert!(chi_square(0.0) < 43.82, "{}", chi_square(0.0));
        assert!(chi_square(0.3) > 43.82, "a shift is seen: {}", chi_square(0.3));
    }

    #[test]
    fn shares_have_wilsons_interval() {
        // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20
        for (inside, rows, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)]
        {
            let (a, b) = wilson(inside, rows);
            close(a, low, 5e-5);
            close(b, high, 5e-5);
        }
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert_eq!(wilson(29, 29).1, 1.0);
    }

    #[test]
    fn events_have_brier_and_logarithmic_scores() {
        assert_eq!((brier(1.0, 1.0), brier(0.0, 1.0), brier(0.25, 0.0)), (0.0, 1.0, 0.0625));
        close(log_score(0.25, 1.0, 1e12), 4.0_f64.ln(), 1e-9);
        close(log_score(0.25, 0.0, 1e12), -(0.75_f64.ln()), 1e-9);
        close(log_score(0.0, 1.0, 999.0), 2000.0_f64.ln(), 1e-12);
        assert_eq!(effective(&[2.0; 5]), 5.0);
        assert_eq!((effective(&[1.0, 0.0]), effective(&[])), (1.0, 0.0));
    }
}
