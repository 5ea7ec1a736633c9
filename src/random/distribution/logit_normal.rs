//! The logit-normal distribution, for shares.

use super::error::{Checked, DistributionError, finite, positive};
use crate::math::{logistic, logit, normal_cdf, normal_quantile};

/// `ln(X / (1 - X))` normal with mean `mu` and standard deviation `sigma`; median `logistic(mu)`.
///
/// Mean and sd have no closed form: they are integrals over the quantile function (midpoint rule
/// over the normal score, error below 1e-10).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogitNormal {
    mu: f64,
    sigma: f64,
}

impl LogitNormal {
    /// # Errors
    /// Unless `sigma > 0` and both are finite.
    pub fn new(mu: f64, sigma: f64) -> Checked<Self> {
        finite("mu", mu)?;
        positive("sigma", sigma)?;
        Ok(Self { mu, sigma })
    }

    /// From the median and `sigma` on the logit scale.
    ///
    /// # Errors
    /// Unless `0 < median < 1` and `sigma > 0`.
    pub fn from_median(median: f64, sigma: f64) -> Checked<Self> {
        finite("median", median)?;
        if !(median > 0.0 && median < 1.0) {
            return Err(DistributionError::OutOfRange {
                parameter: "median",
                value: median,
                low: 0.0,
                high: 1.0,
            });
        }
        Self::new(logit(median), sigma)
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        logistic(self.mu + self.sigma * normal_quantile(u))
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            0.0
        } else if x >= 1.0 {
            1.0
        } else {
            normal_cdf((logit(x) - self.mu) / self.sigma)
        }
    }

    /// `(E X, E X^2)`: the trapezium rule in the normal score converges geometrically.
    fn moments(&self) -> (f64, f64) {
        const STEPS: i32 = 4000;
        let h = 18.0 / f64::from(STEPS);
        let (mut weight, mut first, mut second) = (0.0, 0.0, 0.0);
        for i in -STEPS / 2..=STEPS / 2 {
            let z = f64::from(i) * h;
            let w = crate::math::exp(-0.5 * z * z);
            let x = logistic(self.mu + self.sigma * z);
            weight += w;
            first += w * x;
            second += w * x * x;
        }
        (first / weight, second / weight)
    }

    pub(super) fn mean(&self) -> f64 {
        self.moments().0
    }

    pub(super) fn sd(&self) -> f64 {
        let (first, second) = self.moments();
        (second - first * first).max(0.0).sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }
}
