//! Monte Carlo errors of means and probabilities under every design.

use serde::Serialize;

use super::shape::RunShape;
use crate::math;
use crate::random::design;

/// Independent randomisations of a design that is not random.
const RANDOMISATIONS: usize = design::RANDOMISATIONS as usize;

/// An estimate, its standard error and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Monte Carlo standard error; NaN where it cannot be known (a single independent value).
    pub se: f64,
    /// Lower end of the 95 % interval; NaN where `se` is.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Estimate {
    /// A value that is known without error.
    pub fn exact(value: f64) -> Self {
        Self { value, se: 0.0, low: value, high: value }
    }
}

/// Which paths hang together, hence how wrong a mean over paths may be.
///
/// With n paths in G independent clusters and residuals `e_i = x_i - mean`,
///
/// ```text
/// se(mean)^2 = G / (G - 1) x sum over clusters (sum of e_i in the cluster)^2 / n^2
/// ```
///
/// which is `s^2 / n` where every path is its own cluster. Intervals are Student's with G - 1
/// degrees of freedom.
///
/// | design | `luck_paths` | cluster |
/// |---|---|---|
/// | random | 1 | the path |
/// | random | more | the draw |
/// | Latin hypercube, Sobol | any | the randomisation (draw modulo 16) |
#[derive(Clone, Debug)]
pub struct Clusters {
    kind: Kind,
    paths: usize,
    groups: usize,
    draws: usize,
    multiplier: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Path,
    Draw(usize),
    Randomisation(usize),
}

impl Clusters {
    /// The clusters of a run.
    pub fn new(shape: &RunShape) -> Self {
        Self::with_error(shape, 0.05)
    }

    /// The same with intervals that miss with probability `error`, shared by both sides, instead
    /// of 5 %.
    pub fn with_error(shape: &RunShape, error: f64) -> Self {
        let luck_paths = shape.luck_paths as usize;
        let draws = shape.draws() as usize;
        let paths = shape.replicates as usize;
        let (kind, groups) = if shape.randomised() {
            (Kind::Randomisation(luck_paths), draws.min(RANDOMISATIONS))
        } else if luck_paths == 1 {
            (Kind::Path, paths)
        } else {
            (Kind::Draw(luck_paths), draws)
        };
        let multiplier = if groups > 1 {
            math::student_t_quantile((groups - 1) as f64, 1.0 - error / 2.0)
        } else {
            f64::NAN
        };
        Self { kind, paths, groups, draws, multiplier }
    }

    /// Number of paths.
    pub fn paths(&self) -> usize {
        self.paths
    }

    /// Number of draws of the uncertainties.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// Number of independent clusters.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Whether every path is independent of all others.
    pub fn independent(&self) -> bool {
        self.kind == Kind::Path
    }

    /// Number of batches that [`Clusters::batch`] puts paths into.
    pub fn batches(&self, most: usize) -> usize {
        self.groups.min(most)
    }

    /// The batch of a path. All paths of a cluster share a batch; there are at most `most`, all
    /// but equally large, and as independent of each other as the clusters are: sums over
    /// batches are what a bootstrap resamples where resampling thousands of clusters would take
    /// too long.
    pub fn batch(&self, path: usize, most: usize) -> usize {
        let cluster = match self.kind {
            Kind::Path => path,
            Kind::Draw(luck_paths) => path / luck_paths,
            Kind::Randomisation(luck_paths) => path / luck_paths % RANDOMISATIONS,
        };
        cluster % self.batches(most)
    }

    /// How many standard errors the interval (95 % unless asked otherwise) reaches to either side.
    pub fn multiplier(&self) -> f64 {
        self.multiplier
    }

    /// Mean of `value(path)` over all paths, its standard error and 95 % interval.
    pub fn mean(&self, value: impl Fn(usize) -> f64) -> Estimate {
        // the second pass makes constants come out exact
        let n = self.paths as f64;
        let rough = (0..self.paths).map(&value).sum::<f64>() / n;
        let rest = (0..self.paths).map(|i| value(i) - rough).sum::<f64>() / n;
        self.about(rough + rest, value)
    }

    /// The estimate whose value is `mean`.
    fn about(&self, mean: f64, value: impl Fn(usize) -> f64) -> Estimate {
        let n = self.paths as f64;
        let squares = match self.kind {
            Kind::Path => (0..self.paths)
                .map(|i| {
                    let e = value(i) - mean;
                    e * e
                })
                .sum::<f64>(),
            Kind::Draw(luck_paths) => (0..self.paths)
                .step_by(luck_paths)
                .map(|first| {
                    let last = (first + luck_paths).min(self.paths);
                    let e = (first..last).map(|i| value(i) - mean).sum::<f64>();
                    e * e
                })
                .sum::<f64>(),
            Kind::Randomisation(luck_paths) => {
                let mut sums = [0.0; RANDOMISATIONS];
                for i in 0..self.paths {
                    sums[i / luck_paths % RANDOMISATIONS] += value(i) - mean;
                }
                sums.iter().map(|e| e * e).sum::<f64>()
            }
        };
        let groups = self.groups as f64;
        let se =
            if self.groups > 1 { (groups / (groups - 1.0) * squares).sqrt() / n } else { f64::NAN };
        Estimate {
            value: mean,
            se,
            low: mean - self.multiplier * se,
            high: mean + self.multiplier * se,
        }
    }

    /// Mean of a score between 0 and 1: a probability with its standard error and Wilson's
    /// interval, which stays between 0 and 1 and does not shrink to nothing at 0 of n.
    ///
    /// With `p` the share, `z` the multiplier and `m` the effective number of trials (the number
    /// of paths where these are independent, else `p (1 - p) / se^2`, and the number of draws
    /// where that is unknown) the interval is
    /// `(p + z^2/2m +- z sqrt(p (1 - p)/m + z^2/4m^2)) / (1 + z^2/m)`.
    pub fn probability(&self, score: impl Fn(usize) -> f64) -> Estimate {
        let p = (0..self.paths).map(&score).sum::<f64>() / self.paths as f64;
        let se = self.about(p, score).se;
        if self.groups < 2 {
            return Estimate { value: p, se, low: 0.0, high: 1.0 };
        }
        let trials = if self.independent() {
            self.paths as f64
        } else if se > 0.0 {
            p * (1.0 - p) / (se * se)
        } else {
            self.draws as f64
        };
        let z2 = self.multiplier * self.multiplier;
        let centre = p + z2 / (2.0 * trials);
        let reach =
            self.multiplier * (p * (1.0 - p) / trials + z2 / (4.0 * trials * trials)).sqrt();
        let scale = 1.0 + z2 / trials;
        Estimate {
            value: p,
            se,
            low: ((centre - reach) / scale).clamp(0.0, p),
            high: ((centre + reach) / scale).clamp(p, 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::DesignKind;

    fn shape(replicates: u64, design: DesignKind, luck_paths: u32) -> RunShape {
        RunShape { replicates, seed: 0, design, luck_paths }
    }

    #[test]
    fn independent_paths_have_the_textbook_error() {
        let x = [1.0, 2.0, 4.0, 9.0];
        let got = Clusters::new(&shape(4, DesignKind::Random, 1)).mean(|i| x[i]);
        assert_eq!(got.value, 4.0);
        let s2: f64 = (9.0 + 4.0 + 0.0 + 25.0) / 3.0;
        assert!((got.se - (s2 / 4.0).sqrt()).abs() < 1e-15);
        assert!((got.high - (4.0 + 3.182_446_305_284_263 * got.se)).abs() < 1e-9);
    }

    #[test]
    fn clustered_paths_have_the_error_of_the_cluster_means() {
        let x = [1.0, 3.0, 5.0, 7.0, 0.0, 2.0];
        let got = Clusters::new(&shape(6, DesignKind::Random, 2)).mean(|i| x[i]);
        // cluster means 2, 6, 1: mean 3, variance 7
        assert_eq!(got.value, 3.0);
        assert!((got.se - (7.0f64 / 3.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn batches_hold_whole_clusters() {
        let of = |shape: RunShape, most: usize| -> Vec<usize> {
            let clusters = Clusters::new(&shape);
            (0..shape.replicates as usize).map(|i| clusters.batch(i, most)).collect()
        };
        assert_eq!(of(shape(5, DesignKind::Random, 1), 9), [0, 1, 2, 3, 4]);
        assert_eq!(of(shape(5, DesignKind::Random, 1), 2), [0, 1, 0, 1, 0]);
        assert_eq!(of(shape(7, DesignKind::Random, 2), 3), [0, 0, 1, 1, 2, 2, 0]);
        let sobol = of(shape(64, DesignKind::Sobol, 2), 256);
        assert_eq!((sobol[0], sobol[1], sobol[31], sobol[32]), (0, 0, 15, 0));
        assert_eq!(Clusters::new(&shape(64, DesignKind::Sobol, 2)).batches(256), 16);
    }

    #[test]
    fn randomisations_are_the_clusters_of_a_designed_run() {
        // 32 draws, randomisation r holds r and r + 1: means r + 0.5
        let clusters = Clusters::new(&shape(32, DesignKind::Sobol, 1));
        let got = clusters.mean(|i| (i % 16) as f64 + (i / 16) as f64);
        assert_eq!(got.value, 8.0);
        let variance = (16.0 * 16.0 - 1.0) / 12.0 * 16.0 / 15.0;
        assert!((got.se - (variance / 16.0f64).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn wilson_of_none_in_a_hundred() {
        let clusters = Clusters::new(&shape(100, DesignKind::Random, 1));
        let none = clusters.probability(|_| 0.0);
        assert_eq!((none.value, none.se, none.low), (0.0, 0.0, 0.0));
        let z2 = clusters.multiplier() * clusters.multiplier();
        assert!((none.high - z2 / (100.0 + z2)).abs() < 1e-12);
        let half = clusters.probability(|i| (i % 2) as f64);
        assert!((half.low + half.high - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_path_has_no_error() {
        let clusters = Clusters::new(&shape(1, DesignKind::Random, 1));
        let got = clusters.mean(|_| 7.0);
        assert_eq!(got.value, 7.0);
        assert!(got.se.is_nan() && got.low.is_nan());
        let p = clusters.probability(|_| 1.0);
        assert_eq!((p.value, p.low, p.high), (1.0, 0.0, 1.0));
    }
}
