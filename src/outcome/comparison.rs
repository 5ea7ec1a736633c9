//! An option against the baseline, path by path.

use serde::Serialize;

use super::cluster::{Clusters, Estimate};
use super::quantile::{QuantileEstimate, Ranks};
use super::statistics::sd;
use crate::study::Sense;

/// A measure in a cell against the baseline's cell with the same trajectory and response.
///
/// Both cells of a path use the same draws, so that the difference `d_i` of path i (option less
/// baseline) is paired. Where both are infinite the difference is 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Index of the option's cell.
    pub cell: usize,
    /// Index of the baseline's cell.
    pub baseline: usize,
    /// Index of the measure.
    pub measure: usize,
    /// Number of replicates.
    pub n: u64,
    /// Whether the option cannot differ from the baseline: one value was worked out for both.
    pub same: bool,
    /// Mean of the differences with its paired error; none where a difference is infinite.
    pub mean: Option<Estimate>,
    /// The error that the difference of the two means would have if the cells did not share
    /// their draws: `sqrt(se_option^2 + se_baseline^2)`.
    pub unpaired_se: Option<f64>,
    /// Standard deviation of the differences.
    pub sd: Option<f64>,
    /// Quantiles of the differences at [`Comparison::QUANTILES`].
    pub quantiles: [QuantileEstimate; 3],
    /// How probable it is that the option is better on a path; ties count half. For a measure
    /// without a sense: that it is lower.
    pub better: Estimate,
    /// Share of paths on which both are equal.
    pub ties: f64,
}

impl Comparison {
    /// Which quantiles of the differences are reported.
    pub const QUANTILES: [f64; 3] = [0.05, 0.5, 0.95];

    /// Compares two columns. `cells` are those of the option and the baseline, `ranks` those of
    /// [`Comparison::QUANTILES`].
    pub fn of(
        cells: (usize, usize),
        measure: usize,
        sense: Sense,
        columns: (&[f64], &[f64]),
        clusters: &Clusters,
        ranks: &Ranks,
    ) -> Self {
        let (option, baseline) = columns;
        let same = std::ptr::eq(option, baseline);
        let differences: Vec<f64> =
            option.iter().zip(baseline).map(|(a, b)| if a == b { 0.0 } else { a - b }).collect();
        let mut sorted = differences.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let finite = |x: &[f64]| x.iter().all(|x| x.is_finite());
        let mean = finite(&differences).then(|| clusters.mean(|i| differences[i]));
        let unpaired_se = (finite(option) && finite(baseline)).then(|| {
            let a = clusters.mean(|i| option[i]).se;
            let b = clusters.mean(|i| baseline[i]).se;
            (a * a + b * b).sqrt()
        });
        let score = |d: f64| {
            let gain = match sense {
                Sense::Maximise => d,
                Sense::Minimise | Sense::None => -d,
            };
            if gain > 0.0 {
                1.0
            } else if gain < 0.0 {
                0.0
            } else {
                0.5
            }
        };
        let better = if same {
            Estimate::exact(0.5)
        } else {
            clusters.probability(|i| score(differences[i]))
        };
        let ties = differences.iter().filter(|&&d| d == 0.0).count();
        Self {
            cell: cells.0,
            baseline: cells.1,
            measure,
            n: differences.len() as u64,
            same,
            sd: mean.and_then(|mean| sd(&differences, mean.value)),
            mean,
            unpaired_se,
            quantiles: std::array::from_fn(|k| {
                ranks.estimate(k, clusters, |i| differences[i], &sorted)
            }),
            better,
            ties: ties as f64 / differences.len() as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::RunShape;
    use super::*;
    use crate::study::DesignKind;

    fn of(option: &[f64], baseline: &[f64], sense: Sense) -> Comparison {
        let clusters = Clusters::new(&RunShape {
            replicates: option.len() as u64,
            seed: 0,
            design: DesignKind::Random,
            luck_paths: 1,
        });
        let ranks = Ranks::new(&clusters, &Comparison::QUANTILES);
        Comparison::of((1, 0), 0, sense, (option, baseline), &clusters, &ranks)
    }

    #[test]
    fn pairs_take_away_what_both_share() {
        let baseline: Vec<f64> = (0..200).map(|i| f64::from(i * 37 % 200)).collect();
        let option: Vec<f64> =
            baseline.iter().enumerate().map(|(i, x)| x - 1.0 - (i % 2) as f64).collect();
        let got = of(&option, &baseline, Sense::Minimise);
        let mean = got.mean.unwrap();
        assert_eq!(mean.value, -1.5);
        assert!((mean.se - (0.25f64 / 199.0).sqrt()).abs() < 1e-15);
        assert!(got.unpaired_se.unwrap() > 100.0 * mean.se);
        assert_eq!(got.better.value, 1.0);
        assert!(got.better.low < 1.0);
        assert_eq!(of(&option, &baseline, Sense::Maximise).better.value, 0.0);
        assert_eq!(of(&option, &baseline, Sense::None).better.value, 1.0, "lower");
        assert_eq!(got.quantiles.map(|q| q.value), [-2.0, -1.5, -1.0]);
    }

    #[test]
    fn ties_count_half() {
        let got = of(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0, 5.0], Sense::Minimise);
        assert_eq!((got.better.value, got.ties, got.same), (0.625, 0.75, false));
    }

    #[test]
    fn never_against_never_is_a_tie() {
        let inf = f64::INFINITY;
        let got = of(&[inf, inf, 3.0], &[inf, 2.0, 3.0], Sense::Maximise);
        assert_eq!((got.mean, got.unpaired_se, got.sd), (None, None, None));
        assert!((got.better.value - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(got.quantiles[1].value, 0.0);
        let both = of(&[inf, 1.0], &[inf, 2.0], Sense::Maximise);
        assert_eq!(both.mean.unwrap().value, -0.5);
        assert_eq!(both.unpaired_se, None);
    }

    #[test]
    fn one_column_for_both_is_the_same() {
        let x = [1.0, 2.0, 3.0];
        let got = of(&x, &x, Sense::Minimise);
        assert!(got.same);
        assert_eq!((got.better, got.ties), (Estimate::exact(0.5), 1.0));
        assert_eq!(got.mean.unwrap().se, 0.0);
        let one = of(&[1.0], &[2.0], Sense::Minimise);
        assert_eq!((one.mean.unwrap().value, one.better.low, one.better.high), (-1.0, 0.0, 1.0));
    }
}
