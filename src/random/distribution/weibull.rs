//! The Weibull distribution.

use super::error::{Checked, positive};
use crate::math::{exp, ln_1p, ln_gamma, one_minus_exp_neg, pow};

/// `P(X <= x) = 1 - e^(-(x / scale)^shape)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

impl Weibull {
    /// # Errors
    /// Unless both are above 0.
    pub fn new(shape: f64, scale: f64) -> Checked<Self> {
        positive("shape", shape)?;
        positive("scale", scale)?;
        Ok(Self { shape, scale })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        self.scale * pow(-ln_1p(-u), 1.0 / self.shape)
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { one_minus_exp_neg(pow(x / self.scale, self.shape)) }
    }

    pub(super) fn mean(&self) -> f64 {
        self.scale * exp(ln_gamma(1.0 + 1.0 / self.shape))
    }

    pub(super) fn sd(&self) -> f64 {
        let m = exp(ln_gamma(1.0 + 1.0 / self.shape));
        let second = exp(ln_gamma(1.0 + 2.0 / self.shape));
        self.scale * (second - m * m).max(0.0).sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
