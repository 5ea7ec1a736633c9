//! What one measure came to in one cell.

use serde::Serialize;

use super::cluster::{Clusters, Estimate};
use super::quantile::{QuantileEstimate, Ranks};
use super::variance::VarianceShares;
use crate::model::Measure;
use crate::study::Sense;

/// The quantiles of a measure that are reported.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Statistics of a measure in a cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statistics {
    /// Number of replicates (paths).
    pub n: u64,
    /// Number of independent clusters of paths behind the errors: replicates, draws or
    /// randomisations.
    pub n_independent: u64,
    /// Mean with its error; none where a value is infinite.
    pub mean: Option<Estimate>,
    /// Standard deviation (divisor n - 1); none where a value is infinite and for one replicate.
    pub sd: Option<f64>,
    /// Least value.
    pub min: f64,
    /// Greatest value.
    pub max: f64,
    /// Quantiles at [`QUANTILES`].
    pub quantiles: [QuantileEstimate; 5],
    /// Share of infinite values: of something that never came.
    pub never: f64,
    /// Of a condition, how probable it is that it holds.
    pub probability: Option<Estimate>,
    /// Of a condition, in how many replicates it holds.
    pub successes: Option<u64>,
    /// How probable it is that the value is acceptable: not above (below, where more is better)
    /// the study's bound. Not for conditions, whose bound is one on the probability itself, and
    /// not for measures without a sense.
    pub acceptable: Option<Estimate>,
    /// Shares of uncertainty and luck in the variance, where a draw has several luck paths.
    pub variance: Option<VarianceShares>,
}

/// Whether a value is acceptable, where that can be said.
fn acceptance(measure: &Measure) -> Option<(f64, Sense)> {
    let bound = measure.acceptable.filter(|_| !measure.condition)?;
    match measure.sense {
        Sense::Minimise | Sense::Maximise => Some((bound, measure.sense)),
        Sense::None => None,
    }
}

impl Statistics {
    /// Statistics of a column. `ranks` are those of [`QUANTILES`].
    pub fn of(
        values: &[f64],
        measure: &Measure,
        luck_paths: usize,
        clusters: &Clusters,
        ranks: &Ranks,
    ) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let n = values.len();
        let infinite = values.iter().filter(|x| x.is_infinite()).count();
        let mean = (infinite == 0).then(|| clusters.mean(|i| values[i]));
        let holds = |i: usize| f64::from(u8::from(values[i] != 0.0));
        let condition = measure.condition.then(|| clusters.probability(holds));
        let acceptable = acceptance(measure).map(|(bound, sense)| {
            clusters.probability(|i| {
                let ok = match sense {
                    Sense::Maximise => values[i] >= bound,
                    Sense::Minimise | Sense::None => values[i] <= bound,
                };
                f64::from(u8::from(ok))
            })
        });
        Self {
            n: n as u64,
            n_independent: clusters.groups() as u64,
            mean,
            sd: mean.and_then(|mean| sd(values, mean.value)),
            min: sorted.first().copied().unwrap_or(f64::NAN),
            max: sorted.last().copied().unwrap_or(f64::NAN),
            quantiles: std::array::from_fn(|k| ranks.estimate(k, clusters, |i| values[i], &sorted)),
            never: infinite as f64 / n as f64,
            probability: condition,
            successes: measure
                .condition
                .then(|| values.iter().filter(|&&x| x != 0.0).count() as u64),
            acceptable,
            variance: VarianceShares::of(values, luck_paths),
        }
    }

    /// The quantile at `p`, if it is one of [`QUANTILES`].
    pub fn quantile(&self, p: f64) -> Option<&QuantileEstimate> {
        self.quantiles.iter().find(|q| q.p == p)
    }

    /// The median.
    pub fn median(&self) -> &QuantileEstimate {
        &self.quantiles[2]
    }
}

/// Standard deviation about the mean; none for fewer than two values.
pub(crate) fn sd(values: &[f64], mean: f64) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let squares = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::shape::RunShape;
    use super::super::testing;
    use super::*;
    use crate::study::DesignKind;

    fn of(values: &[f64], measure: &Measure, luck_paths: u32) -> Statistics {
        let clusters = Clusters::new(&RunShape {
            replicates: values.len() as u64,
            seed: 0,
            design: DesignKind::Random,
            luck_paths,
        });
        let ranks = Ranks::new(&clusters, &QUANTILES);
        Statistics::of(values, measure, luck_paths as usize, &clusters, &ranks)
    }

    #[test]
    fn closed_forms() {
        let values: Vec<f64> = (0..101).map(|i| f64::from(i * 37 % 101)).collect();
        let mut measure = testing::measure("lost", false);
        measure.sense = Sense::Minimise;
        measure.acceptable = Some(9.5);
        let got = of(&values, &measure, 1);
        let mean = got.mean.unwrap();
        assert_eq!(mean.value, 50.0);
        let variance: f64 = 101.0 * 102.0 / 12.0;
        assert!((got.sd.unwrap() - variance.sqrt()).abs() < 1e-12);
        assert!((mean.se - (variance / 101.0).sqrt()).abs() < 1e-12);
        assert_eq!((got.min, got.max, got.never), (0.0, 100.0, 0.0));
        assert_eq!(got.quantiles.map(|q| q.value), [5.0, 25.0, 50.0, 75.0, 95.0]);
        assert_eq!(got.median().value, 50.0);
        assert_eq!(got.acceptable.unwrap().value, 10.0 / 101.0);
        assert_eq!((got.probability, got.successes, got.variance), (None, None, None));
    }

    #[test]
    fn a_condition_is_a_probability() {
        let values: Vec<f64> = (0..400).map(|i| f64::from(u8::from(i % 4 == 0))).collect();
        let mut measure = testing::measure("resurgence", true);
        measure.acceptable = Some(0.1);
        measure.sense = Sense::Minimise;
        let got = of(&values, &measure, 1);
        let p = got.probability.unwrap();
        assert_eq!((p.value, got.successes), (0.25, Some(100)));
        assert!((p.se - (0.25f64 * 0.75 / 399.0).sqrt()).abs() < 1e-15);
        assert!(p.low > 0.20 && p.high < 0.30);
        assert_eq!(got.acceptable, None);
    }

    #[test]
    fn what_never_comes() {
        let values = [3.0, f64::INFINITY, 5.0, 4.0];
        let got = of(&values, &testing::measure("first", false), 1);
        assert_eq!((got.mean, got.sd, got.never), (None, None, 0.25));
        assert_eq!(got.median().value, 4.5);
        assert_eq!(got.max, f64::INFINITY);
    }

    #[test]
    fn one_replicate_and_constants() {
        let one = of(&[2.0], &testing::measure("x", false), 1);
        assert_eq!((one.n, one.sd, one.min), (1, None, 2.0));
        assert_eq!(one.mean.unwrap().value, 2.0);
        assert!(one.mean.unwrap().se.is_nan());
        let same = of(&[2.0; 64], &testing::measure("x", false), 4);
        assert_eq!((same.sd, same.mean.unwrap().se, same.variance), (Some(0.0), 0.0, None));
        assert_eq!(same.n_independent, 16);
    }
}
