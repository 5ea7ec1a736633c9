//! A run resampled: what every bootstrap of a decision is made of.
//!
//! The bootstrap (B. Efron, Ann. Stat. 7, 1979) resamples whole clusters of paths that share their
//! draw, put together into at most [`BATCHES`] batches. All options, measures and futures meet the
//! same resample, so that differences stay paired. The picks are a function of the run's seed.
//!
//! Intervals are those of the percentile bootstrap with one correction. Of G batches, resampled
//! means are spread by `sqrt((G - 1) / G)` of the standard error, and a normal quantile is taken
//! where Student's with G - 1 degrees of freedom belongs; with the 16 randomisations of a designed
//! run both matter. So resampled means are moved away from the mean m by the factor
//! `t_{0.975, G-1} / z_{0.975} sqrt(G / (G - 1))`: 1.12 for 16, 1.007 for 256. Of a mean the interval
//! is then that of [`Clusters::mean`], but for chance and skewness.

use crate::math;
use crate::outcome::{Clusters, Estimate, Outcomes, type7};
use crate::random::philox::Stream;

/// How often a run is resampled.
pub const RESAMPLES: usize = 1000;
/// Batches of clusters at most.
pub const BATCHES: usize = 256;
/// Stream of the picks: no variable can have this name.
const PICKS: &str = "\u{0}resample";

/// A mean and what it is in each resample.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// The mean.
    pub value: f64,
    /// `[resamples]`; empty where there is but one cluster.
    pub resampled: Vec<f64>,
}

/// Correction of resampled means: see the module.
fn reach(batches: usize) -> f64 {
    if batches < 2 {
        return f64::NAN;
    }
    let batches = batches as f64;
    let t = math::student_t_quantile(batches - 1.0, 0.975) / math::normal_quantile(0.975);
    t * (batches / (batches - 1.0)).sqrt()
}

/// The 95 % interval of `value` by what it is in each resample, those that are no number left out;
/// the standard error is half the width of the central 68.3 %, which extreme resamples do not move.
pub(super) fn interval(value: f64, resampled: impl Iterator<Item = f64>) -> Estimate {
    let mut sorted: Vec<f64> = resampled.filter(|x| x.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |p: f64| type7(&sorted, p);
    let one_sigma = math::normal_cdf(1.0);
    Estimate {
        value,
        se: 0.5 * (at(one_sigma) - at(1.0 - one_sigma)),
        low: at(0.025),
        high: at(0.975),
    }
}

/// How often each batch is picked in each resample, and the batch of each path.
pub(super) struct Resampler {
    /// `[paths]`
    pub(super) batch: Vec<usize>,
    pub(super) batches: usize,
    /// `[resamples][batches]`
    pub(super) picks: Vec<Vec<f64>>,
    /// Paths in each resample.
    pub(super) totals: Vec<f64>,
    /// How much further from the mean an interval reaches than resampled means do.
    reach: f64,
}

impl Resampler {
    pub(super) fn new(outcomes: &Outcomes, clusters: &Clusters) -> Self {
        let batches = clusters.batches(BATCHES);
        let stream = Stream::new(outcomes.shape.seed, PICKS);
        let picks: Vec<Vec<f64>> = (0..RESAMPLES as u64)
            .map(|resample| {
                let mut uniforms = vec![0.0; batches];
                stream.fill_indices((resample, 0), 0, 0, &mut uniforms);
                let mut picks = vec![0.0; batches];
                for u in uniforms {
                    picks[((u * batches as f64) as usize).min(batches - 1)] += 1.0;
                }
                picks
            })
            .collect();
        let batch = (0..clusters.paths()).map(|path| clusters.batch(path, BATCHES)).collect();
        let mut resampler =
            Self { batch, batches, picks, totals: Vec::new(), reach: reach(batches) };
        resampler.totals = resampler.weighted(&resampler.sums(|_| 1.0));
        resampler
    }

    /// Sums of `value(path)` over each batch.
    fn sums(&self, value: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.batches];
        for (path, batch) in self.batch.iter().enumerate() {
            sums[*batch] += value(path);
        }
        sums
    }

    /// The weighted sum of `sums` in each resample.
    fn weighted(&self, sums: &[f64]) -> Vec<f64> {
        let of = |picks: &Vec<f64>| picks.iter().zip(sums).map(|(w, s)| w * s).sum::<f64>();
        self.picks.iter().map(of).collect()
    }

    /// The share of paths for which `holds`, or the mean of a value, in each resample.
    pub(super) fn means(&self, value: impl Fn(usize) -> f64) -> Vec<f64> {
        let sums = self.weighted(&self.sums(value));
        sums.iter().zip(&self.totals).map(|(sum, total)| sum / total).collect()
    }

    /// A mean with its resamples. `mean` is the mean of `values`, as it is reported.
    pub(super) fn expected(&self, mean: f64, values: &[f64]) -> Expected {
        let resampled = match self.batches {
            0 | 1 => Vec::new(),
            _ => self.means(|i| values[i]),
        };
        let spread = |x: f64| mean + self.reach * (x - mean);
        Expected { value: mean, resampled: resampled.into_iter().map(spread).collect() }
    }

    /// Number of resamples: none where there is but one cluster.
    pub(super) fn resamples(&self) -> usize {
        if self.batches < 2 { 0 } else { RESAMPLES }
    }
}
