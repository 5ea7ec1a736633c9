//! Quantiles of a column of measures, and how wrong they may be.

use serde::Serialize;

use super::cluster::Clusters;
use crate::math;

/// A quantile, its standard error and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct QuantileEstimate {
    /// Which quantile: 0.05 for the 5 % quantile.
    pub p: f64,
    /// Its estimate (type 7 of Hyndman and Fan).
    pub value: f64,
    /// Standard error; NaN where it cannot be known.
    pub se: f64,
    /// 95 % interval; none where there are too few values for one.
    pub interval: Option<(f64, f64)>,
}

/// The `p` quantile of rising values by linear interpolation between order statistics: with
/// `h = (n - 1) p`, `x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h])`.
///
/// NaN for no values. Infinite values are allowed: what lies between a finite and an infinite
/// value is infinite.
pub fn type7(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let h = last as f64 * p.clamp(0.0, 1.0);
    let k = (h as usize).min(last);
    between(sorted[k], sorted[(k + 1).min(last)], h - k as f64)
}

/// Linear interpolation that neither leaves `[low, high]` nor makes NaN of infinities.
pub(crate) fn between(low: f64, high: f64, share: f64) -> f64 {
    if share <= 0.0 || low == high {
        low
    } else if low.is_infinite() {
        if share < 0.5 { low } else { high }
    } else if high.is_infinite() {
        high
    } else {
        (low + share * (high - low)).min(high)
    }
}

/// What estimates of quantiles need to know of the number of values, worked out once a run.
///
/// Where all paths are independent,
/// - the interval is the pair of order statistics between which the quantile lies with at least
///   95 % probability, whatever the distribution: `[x(l), x(u)]` with the largest l such that
///   `P(B < l) <= 2.5 %` and the smallest u such that `P(B >= u) <= 2.5 %` for B binomial(n, p);
/// - the standard error is that of J. S. Maritz and R. G. Jarrett (1978) with the weights of
///   F. E. Harrell and C. E. Davis (1982): the spread of the order statistics under
///   Beta((n + 1) p, (n + 1) (1 - p)).
///
/// Else the interval is R. S. Woodruff's (1952): the quantiles at `p +- t se`, where se is the
/// clustered error of the share of values at or below the estimate; its standard error is half
/// the interval's length over t.
#[derive(Clone, Debug)]
pub struct Ranks {
    targets: Vec<Target>,
}

#[derive(Clone, Debug)]
struct Target {
    p: f64,
    /// Indices of the order statistics that bound the interval.
    interval: Option<(usize, usize)>,
    /// Index of the first weight.
    first: usize,
    weights: Vec<f64>,
}

/// Share of the weight on infinite values above which a standard error is withheld.
const INFINITE_WEIGHT: f64 = 1e-6;

impl Ranks {
    /// For quantiles `ps`.
    pub fn new(clusters: &Clusters, ps: &[f64]) -> Self {
        let n = clusters.paths();
        let targets = ps.iter().map(|&p| {
            if clusters.independent() && n > 1 {
                let (first, weights) = beta_weights(n, p);
                Target { p, interval: order_interval(n, p), first, weights }
            } else {
                Target { p, interval: None, first: 0, weights: Vec::new() }
            }
        });
        Self { targets: targets.collect() }
    }

    /// Estimates the quantile number `which` of a column, given as it is and sorted.
    pub fn estimate(
        &self,
        which: usize,
        clusters: &Clusters,
        values: impl Fn(usize) -> f64,
        sorted: &[f64],
    ) -> QuantileEstimate {
        let target = &self.targets[which];
        let value = type7(sorted, target.p);
        let p = target.p;
        if clusters.groups() < 2 {
            return QuantileEstimate { p, value, se: f64::NAN, interval: None };
        }
        if clusters.independent() {
            let interval = target.interval.map(|(l, u)| (sorted[l], sorted[u]));
            return QuantileEstimate { p, value, se: target.spread(sorted, value), interval };
        }
        let share = clusters.mean(|i| f64::from(u8::from(values(i) <= value)));
        let reach = (clusters.multiplier() * share.se).max(1.0 / sorted.len() as f64);
        let (low, high) = (p - reach, p + reach);
        if low < 0.0 || high > 1.0 {
            return QuantileEstimate { p, value, se: f64::NAN, interval: None };
        }
        let (low, high) = (type7(sorted, low), type7(sorted, high));
        let se = (high - low) / (2.0 * clusters.multiplier());
        let se = if se.is_finite() { se } else { f64::NAN };
        QuantileEstimate { p, value, se, interval: Some((low, high)) }
    }
}

impl Target {
    fn spread(&self, sorted: &[f64], centre: f64) -> f64 {
        let (mut sum, mut squares, mut infinite) = (0.0, 0.0, 0.0);
        for (weight, x) in self.weights.iter().zip(&sorted[self.first..]) {
            let d = x - centre;
            if d.is_finite() {
                sum += weight * d;
                squares += weight * d * d;
            } else {
                infinite += weight;
            }
        }
        if infinite > INFINITE_WEIGHT || !centre.is_finite() {
            return f64::NAN;
        }
        (squares - sum * sum).max(0.0).sqrt()
    }
}

/// Weights `I(i/n) - I((i-1)/n)` of the order statistics i where they are not negligible, I being
/// the distribution function of Beta((n + 1) p, (n + 1) (1 - p)); and the index of the first.
fn beta_weights(n: usize, p: f64) -> (usize, Vec<f64>) {
    let count = n as f64;
    let (a, b) = ((count + 1.0) * p, (count + 1.0) * (1.0 - p));
    let reach = 9.0 * (p * (1.0 - p) / (count + 2.0)).sqrt();
    let first = ((p - reach) * count).max(0.0) as usize;
    let last = (((p + reach) * count) as usize + 1).min(n);
    let mut below = math::beta_cdf(a, b, first as f64 / count);
    let weights = (first..last).map(|i| {
        let upto = math::beta_cdf(a, b, (i + 1) as f64 / count);
        let weight = upto - below;
        below = upto;
        weight
    });
    (first, weights.collect())
}

/// Indices of the order statistics between which the `p` quantile of the population lies with at
/// least 95 % probability, if there are enough values.
fn order_interval(n: usize, p: f64) -> Option<(usize, usize)> {
    let count = n as f64;
    // P(B < l) and P(B >= u), for l and u in 1..=n
    let below = |l: usize| math::beta_sf(l as f64, count - l as f64 + 1.0, p);
    let from = |u: usize| math::beta_cdf(u as f64, count - u as f64 + 1.0, p);
    let low = partition(n, |l| below(l) <= 0.025);
    let high = partition(n, |u| from(u) > 0.025) + 1;
    (low >= 1 && high <= n).then(|| (low - 1, high - 1))
}

/// The largest k in 1..=n for which `holds`, which holds up to some k only; 0 if for none.
fn partition(n: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if holds(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::super::shape::RunShape;
    use super::*;
    use crate::study::DesignKind;

    fn clusters(replicates: u64, luck_paths: u32) -> Clusters {
        Clusters::new(&RunShape { replicates, seed: 0, design: DesignKind::Random, luck_paths })
    }

    #[test]
    fn type_7() {
        let x = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(type7(&x, 0.0), 1.0);
        assert_eq!(type7(&x, 0.5), 3.0);
        assert_eq!(type7(&x, 0.25), 1.75);
        assert_eq!(type7(&x, 1.0), 8.0);
        assert_eq!(type7(&[3.0], 0.95), 3.0);
        assert!(type7(&[], 0.5).is_nan());
        let never = [1.0, 2.0, f64::INFINITY, f64::INFINITY];
        assert_eq!(type7(&never, 0.25), 1.75);
        assert_eq!(type7(&never, 0.5), f64::INFINITY);
        assert_eq!(type7(&never, 0.95), f64::INFINITY);
    }

    #[test]
    fn interval_of_the_median_of_a_hundred() {
        // tables of the binomial(100, 1/2): x(40) and x(61), coverage 96.5 %
        assert_eq!(order_interval(100, 0.5), Some((39, 60)));
        assert_eq!(order_interval(5, 0.5), None);
        assert_eq!(order_interval(6, 0.5), Some((0, 5)));
        assert_eq!(order_interval(40, 0.05), None);
    }

    #[test]
    fn error_of_the_median_of_uniform_values() {
        // the order statistic near the middle of n uniforms has sd sqrt(1/4 / (n + 2))
        let n = 1001;
        let sorted: Vec<f64> = (0..n).map(|i| (f64::from(i) + 0.5) / f64::from(n)).collect();
        let c = clusters(n as u64, 1);
        let ranks = Ranks::new(&c, &[0.5, 0.05]);
        let median = ranks.estimate(0, &c, |i| sorted[i], &sorted);
        let exact = (0.25 / f64::from(n + 2)).sqrt();
        assert!((median.se / exact - 1.0).abs() < 1e-3, "{}", median.se);
        let (low, high) = median.interval.unwrap();
        assert!(((high - low) / (2.0 * 1.96 * exact) - 1.0).abs() < 0.04);
        let tail = ranks.estimate(1, &c, |i| sorted[i], &sorted);
        let exact = (0.05 * 0.95 / f64::from(n + 2)).sqrt();
        assert!((tail.se / exact - 1.0).abs() < 1e-2);
    }

    #[test]
    fn paths_of_one_draw_count_once() {
        // 500 draws, each repeated 4 times: the error is that of 500 values
        let x: Vec<f64> = (0..2000).map(|i| f64::from(i / 4 * 7919 % 500)).collect();
        let mut sorted = x.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let c = clusters(2000, 4);
        let got = Ranks::new(&c, &[0.5]).estimate(0, &c, |i| x[i], &sorted);
        let exact = 500.0 * (0.25f64 / 500.0).sqrt();
        assert!((got.se / exact - 1.0).abs() < 0.05, "{} {exact}", got.se);
    }

    #[test]
    fn degenerate() {
        let c = clusters(1, 1);
        let one = Ranks::new(&c, &[0.5]).estimate(0, &c, |_| 2.0, &[2.0]);
        assert_eq!((one.value, one.interval), (2.0, None));
        let c = clusters(100, 1);
        let same = Ranks::new(&c, &[0.5]).estimate(0, &c, |_| 2.0, &[2.0; 100]);
        assert_eq!((same.value, same.se, same.interval), (2.0, 0.0, Some((2.0, 2.0))));
        let mut half = [1.0; 100];
        half[50..].fill(f64::INFINITY);
        let ranks = Ranks::new(&c, &[0.05, 0.5]);
        assert_eq!(ranks.estimate(0, &c, |i| half[i], &half).se, 0.0);
        assert!(ranks.estimate(1, &c, |i| half[i], &half).se.is_nan());
    }
}
