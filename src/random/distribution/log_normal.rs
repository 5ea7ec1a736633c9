//! The lognormal distribution.

use super::error::{Checked, finite, positive};
use crate::math::{exp, exp_m1, ln, ln_1p, normal_cdf, normal_quantile};

/// `ln X` normal with mean `mu` and standard deviation `sigma`.
///
/// Mean `e^(mu + sigma^2 / 2)`, sd `mean * sqrt(e^(sigma^2) - 1)`, median `e^mu`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    mu: f64,
    sigma: f64,
}

impl LogNormal {
    /// # Errors
    /// Unless `sigma > 0` and both are finite.
    pub fn new(mu: f64, sigma: f64) -> Checked<Self> {
        finite("mu", mu)?;
        positive("sigma", sigma)?;
        Ok(Self { mu, sigma })
    }

    /// From the median and `sigma`, the standard deviation of the logarithm.
    ///
    /// # Errors
    /// Unless both are above 0.
    pub fn from_median(median: f64, sigma: f64) -> Checked<Self> {
        positive("median", median)?;
        Self::new(ln(median), sigma)
    }

    /// From mean and standard deviation: `sigma^2 = ln(1 + (sd / mean)^2)`.
    ///
    /// # Errors
    /// Unless both are above 0.
    pub fn from_mean_sd(mean: f64, sd: f64) -> Checked<Self> {
        positive("mean", mean)?;
        positive("sd", sd)?;
        let r = sd / mean;
        let v = ln_1p(r * r);
        Self::new(ln(mean) - 0.5 * v, v.sqrt())
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        exp(self.mu + self.sigma * normal_quantile(u))
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { normal_cdf((ln(x) - self.mu) / self.sigma) }
    }

    pub(super) fn mean(&self) -> f64 {
        exp(self.mu + 0.5 * self.sigma * self.sigma)
    }

    pub(super) fn sd(&self) -> f64 {
        self.mean() * exp_m1(self.sigma * self.sigma).sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
