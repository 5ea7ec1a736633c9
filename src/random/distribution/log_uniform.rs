//! The log-uniform (reciprocal) distribution.

use super::error::{Checked, below, positive};
use crate::math::{exp, ln};

/// `ln X` uniform on `[ln min, ln max]`: every factor of ten as likely as the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogUniform {
    min: f64,
    max: f64,
}

impl LogUniform {
    /// # Errors
    /// Unless `0 < min < max`.
    pub fn new(min: f64, max: f64) -> Checked<Self> {
        positive("min", min)?;
        below("min", min, "max", max)?;
        Ok(Self { min, max })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        // The ends exactly, which rounding in the logarithm would miss.
        if u <= 0.0 {
            return self.min;
        }
        if u >= 1.0 {
            return self.max;
        }
        let (a, b) = (ln(self.min), ln(self.max));
        exp(a + (b - a) * u).clamp(self.min, self.max)
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x <= self.min {
            return 0.0;
        }
        (ln(x / self.min) / ln(self.max / self.min)).clamp(0.0, 1.0)
    }

    pub(super) fn mean(&self) -> f64 {
        (self.max - self.min) / ln(self.max / self.min)
    }

    pub(super) fn sd(&self) -> f64 {
        let second = (self.max * self.max - self.min * self.min) / (2.0 * ln(self.max / self.min));
        let m = self.mean();
        (second - m * m).max(0.0).sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}
