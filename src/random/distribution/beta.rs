//! The beta distribution.

use super::error::{Checked, DistributionError, positive};
use crate::math::{beta_cdf, beta_quantile};

/// Density proportional to `x^(alpha - 1) (1 - x)^(beta - 1)` on `[0, 1]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    alpha: f64,
    beta: f64,
}

impl Beta {
    /// # Errors
    /// Unless both are above 0.
    pub fn new(alpha: f64, beta: f64) -> Checked<Self> {
        positive("alpha", alpha)?;
        positive("beta", beta)?;
        Ok(Self { alpha, beta })
    }

    /// From mean and sd: `alpha + beta = mean (1 - mean) / sd^2 - 1`.
    ///
    /// # Errors
    /// Unless `0 < mean < 1` and `sd^2 < mean (1 - mean)`.
    pub fn from_mean_sd(mean: f64, sd: f64) -> Checked<Self> {
        positive("sd", sd)?;
        let moments = |reason| DistributionError::Moments { kind: "beta", reason };
        if !(mean > 0.0 && mean < 1.0) {
            return Err(moments("mean must lie between 0 and 1"));
        }
        let n = mean * (1.0 - mean) / (sd * sd) - 1.0;
        if !(n > 0.0 && n.is_finite()) {
            return Err(moments("sd must be below the square root of mean (1 - mean)"));
        }
        Self::new(mean * n, (1.0 - mean) * n)
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        beta_quantile(self.alpha, self.beta, u)
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        beta_cdf(self.alpha, self.beta, x)
    }

    pub(super) fn mean(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    pub(super) fn sd(&self) -> f64 {
        let n = self.alpha + self.beta;
        (self.alpha * self.beta / (n + 1.0)).sqrt() / n
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }
}
