//! The gamma distribution.

use super::error::{Checked, positive};
use crate::math::{gamma_p, gamma_quantile};

/// Density proportional to `x^(shape - 1) e^(-x / scale)`; mean `shape scale`, sd
/// `sqrt(shape) scale`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    shape: f64,
    scale: f64,
}

impl Gamma {
    /// # Errors
    /// Unless both are above 0.
    pub fn new(shape: f64, scale: f64) -> Checked<Self> {
        positive("shape", shape)?;
        positive("scale", scale)?;
        Ok(Self { shape, scale })
    }

    /// From mean and sd: `shape = (mean / sd)^2`.
    ///
    /// # Errors
    /// Unless both are above 0.
    pub fn from_mean_sd(mean: f64, sd: f64) -> Checked<Self> {
        positive("mean", mean)?;
        positive("sd", sd)?;
        let r = mean / sd;
        Self::new(r * r, sd * sd / mean)
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        self.scale * gamma_quantile(self.shape, u)
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { gamma_p(self.shape, x / self.scale) }
    }

    pub(super) fn mean(&self) -> f64 {
        self.shape * self.scale
    }

    pub(super) fn sd(&self) -> f64 {
        self.shape.sqrt() * self.scale
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
