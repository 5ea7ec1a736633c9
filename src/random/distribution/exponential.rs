//! The exponential distribution.

use super::error::{Checked, positive};
use crate::math::{ln_1p, one_minus_exp_neg};

/// The waiting time for something with a constant `rate`; mean and sd `1 / rate`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    rate: f64,
}

impl Exponential {
    /// # Errors
    /// Unless `rate > 0`.
    pub fn new(rate: f64) -> Checked<Self> {
        Ok(Self { rate: positive("rate", rate)? })
    }

    /// From the mean.
    ///
    /// # Errors
    /// Unless `mean > 0`.
    pub fn from_mean(mean: f64) -> Checked<Self> {
        Self::new(1.0 / positive("mean", mean)?)
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        -ln_1p(-u) / self.rate
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { one_minus_exp_neg(self.rate * x) }
    }

    pub(super) fn mean(&self) -> f64 {
        1.0 / self.rate
    }

    pub(super) fn sd(&self) -> f64 {
        1.0 / self.rate
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
