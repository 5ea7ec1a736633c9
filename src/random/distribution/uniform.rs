//! The uniform distribution.

use super::error::{Checked, below};

/// Uniform on `[min, max]`: density `1 / (max - min)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    min: f64,
    max: f64,
}

impl Uniform {
    /// # Errors
    /// Unless `min < max`, both finite.
    pub fn new(min: f64, max: f64) -> Checked<Self> {
        below("min", min, "max", max)?;
        Ok(Self { min, max })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        self.min + (self.max - self.min) * u
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        ((x - self.min) / (self.max - self.min)).clamp(0.0, 1.0)
    }

    pub(super) fn mean(&self) -> f64 {
        0.5 * (self.min + self.max)
    }

    pub(super) fn sd(&self) -> f64 {
        (self.max - self.min) / 12f64.sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}
