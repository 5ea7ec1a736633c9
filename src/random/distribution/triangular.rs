//! The triangular distribution.

use super::error::{Checked, DistributionError, below, finite};

/// Density rising from 0 at `min` to its top at `mode`, falling to 0 at `max`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triangular {
    min: f64,
    mode: f64,
    max: f64,
}

/// Checks `min <= mode <= max`, `min < max`.
pub(super) fn check_mode(min: f64, mode: f64, max: f64) -> Checked<()> {
    below("min", min, "max", max)?;
    finite("mode", mode)?;
    if (min..=max).contains(&mode) {
        Ok(())
    } else {
        Err(DistributionError::ModeOutside { mode, min, max })
    }
}

impl Triangular {
    /// # Errors
    /// Unless `min <= mode <= max` and `min < max`.
    pub fn new(min: f64, mode: f64, max: f64) -> Checked<Self> {
        check_mode(min, mode, max)?;
        Ok(Self { min, mode, max })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        let width = self.max - self.min;
        let left = self.mode - self.min;
        if u * width < left {
            self.min + (u * width * left).sqrt()
        } else {
            self.max - ((1.0 - u) * width * (self.max - self.mode)).sqrt()
        }
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        let width = self.max - self.min;
        if x <= self.min {
            0.0
        } else if x >= self.max {
            1.0
        } else if x < self.mode {
            (x - self.min) * (x - self.min) / (width * (self.mode - self.min))
        } else {
            1.0 - (self.max - x) * (self.max - x) / (width * (self.max - self.mode))
        }
    }

    pub(super) fn mean(&self) -> f64 {
        (self.min + self.mode + self.max) / 3.0
    }

    pub(super) fn sd(&self) -> f64 {
        let (a, c, b) = (self.min, self.mode, self.max);
        ((a * a + b * b + c * c - a * b - a * c - b * c) / 18.0).sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}
