//! How much of the spread is ignorance and how much is luck.

use serde::Serialize;

/// Shares of a measure's variance, by one-way analysis of variance over draws.
///
/// With D draws of L luck paths each, draw means `m_d` and variances within draws `w_d`
/// (divisor L - 1):
///
/// ```text
/// luck          W = mean of w_d
/// uncertainty   B = sum (m_d - m)^2 / (D - 1) - W / L
/// shares        B / (B + W), W / (B + W)
/// ```
///
/// B is unbiased and may come out below 0 by chance where uncertainty does not matter: it is
/// shown as it is, beside its error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct VarianceShares {
    /// Share that comes from uncertainty; may be below 0.
    pub uncertainty: f64,
    /// Share that comes from luck: 1 less the other.
    pub luck: f64,
    /// Standard error of either share (first-order, over draws).
    pub se: f64,
    /// B, in the measure's unit squared.
    pub uncertainty_variance: f64,
    /// W, in the measure's unit squared.
    pub luck_variance: f64,
}

impl VarianceShares {
    /// Splits the variance of `values`, `luck_paths` in a row for each draw. A last draw that is
    /// not complete is left out. None for one luck path, for fewer than two draws, for infinite
    /// values and for constants.
    pub fn of(values: &[f64], luck_paths: usize) -> Option<Self> {
        let draws = values.len() / luck_paths.max(1);
        if luck_paths < 2 || draws < 2 {
            return None;
        }
        let per_draw = luck_paths as f64;
        let groups = draws as f64;
        let split: Vec<(f64, f64)> = values
            .chunks_exact(luck_paths)
            .map(|draw| {
                let mean = draw.iter().sum::<f64>() / per_draw;
                let within = draw.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
                (mean, within / (per_draw - 1.0))
            })
            .collect();
        let centre = split.iter().map(|s| s.0).sum::<f64>() / groups;
        let spread = |mean: f64| (mean - centre) * (mean - centre) * groups / (groups - 1.0);
        let between = split.iter().map(|s| spread(s.0)).sum::<f64>() / groups;
        let within = split.iter().map(|s| s.1).sum::<f64>() / groups;
        let uncertainty_variance = between - within / per_draw;
        let total = uncertainty_variance + within;
        // rounding is no spread
        let least = centre * 1e-12;
        if !(total.is_finite() && total > least * least) {
            return None;
        }
        let uncertainty = uncertainty_variance / total;
        // d share = ((1 - share) dB - share dW) / total, with dB = d between - dW / L
        let slope_between = (1.0 - uncertainty) / total;
        let slope_within = -(1.0 - uncertainty) / (total * per_draw) - uncertainty / total;
        let squares = split
            .iter()
            .map(|s| {
                let d = slope_between * (spread(s.0) - between) + slope_within * (s.1 - within);
                d * d
            })
            .sum::<f64>();
        Some(Self {
            uncertainty,
            luck: 1.0 - uncertainty,
            se: (squares / (groups - 1.0) / groups).sqrt(),
            uncertainty_variance,
            luck_variance: within,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_form() {
        // draws (1, 3), (5, 7), (0, 2): means 2, 6, 1, within 2 each; between 7
        let got = VarianceShares::of(&[1.0, 3.0, 5.0, 7.0, 0.0, 2.0], 2).unwrap();
        assert!((got.luck_variance - 2.0).abs() < 1e-14);
        assert!((got.uncertainty_variance - 6.0).abs() < 1e-14);
        assert!((got.uncertainty - 0.75).abs() < 1e-14);
        assert!((got.luck - 0.25).abs() < 1e-14);
    }

    #[test]
    fn luck_alone() {
        // every draw has the same two values: nothing comes from uncertainty
        let x: Vec<f64> = (0..200).map(|i| f64::from(i % 2)).collect();
        let got = VarianceShares::of(&x, 2).unwrap();
        assert!(got.uncertainty < 0.0 && got.luck > 1.0, "shown as it is");
    }

    #[test]
    fn uncertainty_alone() {
        let x: Vec<f64> = (0..200).map(|i| f64::from(i / 2)).collect();
        let got = VarianceShares::of(&x, 2).unwrap();
        assert_eq!((got.uncertainty, got.luck, got.se), (1.0, 0.0, 0.0));
    }

    #[test]
    fn withheld() {
        assert_eq!(VarianceShares::of(&[1.0, 2.0, 3.0], 1), None);
        assert_eq!(VarianceShares::of(&[1.0, 2.0, 3.0], 2), None);
        assert_eq!(VarianceShares::of(&[5.0; 8], 2), None);
        let rounding = [7.5e3, 7.5e3, 7.5e3 + 1e-12, 7.5e3 - 1e-12];
        assert_eq!(VarianceShares::of(&rounding, 2), None);
        assert_eq!(VarianceShares::of(&[5.0, f64::INFINITY, 1.0, 2.0], 2), None);
    }

    #[test]
    fn the_error_shrinks_with_the_draws() {
        let x = |n: u32| -> Vec<f64> {
            (0..4 * n).map(|i| f64::from((i / 4) * 37 % 101) + f64::from(i * 53 % 89)).collect()
        };
        let few = VarianceShares::of(&x(100), 4).unwrap();
        let many = VarianceShares::of(&x(1600), 4).unwrap();
        let ratio = few.se / many.se;
        assert!((3.0..5.5).contains(&ratio), "{ratio}");
    }
}
