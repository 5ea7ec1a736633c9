//! The Poisson distribution.

use super::error::{Checked, not_negative};
use crate::math::normal_quantile;
use crate::random::discrete::{Law, poisson_quantile};

/// `P(X = k) = mean^k e^-mean / k!`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Poisson {
    mean: f64,
}

impl Poisson {
    /// # Errors
    /// Unless `mean >= 0`.
    pub fn new(mean: f64) -> Checked<Self> {
        Ok(Self { mean: not_negative("mean", mean)? })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        poisson_quantile(self.mean, u, normal_quantile(u))
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            0.0
        } else if self.mean == 0.0 || x == f64::INFINITY {
            1.0
        } else {
            Law::Poisson(self.mean).tails(x.floor()).0
        }
    }

    pub(super) fn mean(&self) -> f64 {
        self.mean
    }

    pub(super) fn sd(&self) -> f64 {
        self.mean.sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (0.0, if self.mean == 0.0 { 0.0 } else { f64::INFINITY })
    }
}
