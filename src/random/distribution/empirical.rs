//! The distribution of a sample.

use super::error::{Checked, DistributionError, finite};

/// A sample of observations, continuous between them: the quantile at `u` lies on the straight
/// line through the sorted sample at positions `(i + 1/2) / n` (R. J. Hyndman and Y. Fan,
/// The American Statistician 50, 1996, definition 5), constant beyond the ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    sorted: Vec<f64>,
}

impl Empirical {
    /// # Errors
    /// If the sample is empty or holds a number that is not finite.
    pub fn new(mut sample: Vec<f64>) -> Checked<Self> {
        if sample.is_empty() {
            return Err(DistributionError::Empty { parameter: "column" });
        }
        for &v in &sample {
            finite("column", v)?;
        }
        sample.sort_by(f64::total_cmp);
        Ok(Self { sorted: sample })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        if u.is_nan() {
            return f64::NAN;
        }
        let top = self.sorted.len() - 1;
        let h = (u * self.sorted.len() as f64 - 0.5).clamp(0.0, top as f64);
        let i = (h.floor() as usize).min(top);
        let (a, b) = (self.sorted[i], self.sorted[(i + 1).min(top)]);
        a + (b - a) * (h - i as f64)
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        let n = self.sorted.len();
        let i = self.sorted.partition_point(|&v| v <= x);
        if i == 0 {
            return 0.0;
        }
        if i == n {
            return 1.0;
        }
        let (a, b) = (self.sorted[i - 1], self.sorted[i]);
        ((i as f64 - 0.5) + (x - a) / (b - a)) / n as f64
    }

    /// Half of the first and last observation's weight sits on the ends: the mean is the sample's.
    pub(super) fn mean(&self) -> f64 {
        let n = self.sorted.len() as f64;
        self.sorted.iter().sum::<f64>() / n
    }

    pub(super) fn sd(&self) -> f64 {
        let n = self.sorted.len() as f64;
        let m = self.mean();
        // Ends: a point mass 1/(2n) each; between neighbours a uniform piece of weight 1/n.
        let d = |v: f64| v - m;
        let ends =
            0.5 * (d(self.sorted[0]).powi(2) + d(self.sorted[self.sorted.len() - 1]).powi(2));
        let pieces: f64 = self
            .sorted
            .windows(2)
            .map(|w| (d(w[0]).powi(2) + d(w[0]) * d(w[1]) + d(w[1]).powi(2)) / 3.0)
            .sum();
        ((ends + pieces) / n).sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (self.sorted[0], self.sorted[self.sorted.len() - 1])
    }
}
