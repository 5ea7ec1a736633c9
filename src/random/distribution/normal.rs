//! The normal distribution.

use super::error::{Checked, finite, positive};
use crate::math::{normal_cdf, normal_quantile};

/// Normal (Gaussian): density `e^(-(x - mean)^2 / (2 sd^2)) / (sd sqrt(2 pi))`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// # Errors
    /// Unless `sd > 0` and both are finite.
    pub fn new(mean: f64, sd: f64) -> Checked<Self> {
        finite("mean", mean)?;
        positive("sd", sd)?;
        Ok(Self { mean, sd })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        self.mean + self.sd * normal_quantile(u)
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        normal_cdf((x - self.mean) / self.sd)
    }

    pub(super) fn mean(&self) -> f64 {
        self.mean
    }

    pub(super) fn sd(&self) -> f64 {
        self.sd
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}
