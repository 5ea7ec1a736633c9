//! The PERT distribution.

use super::error::{Checked, positive};
use super::triangular::check_mode;
use crate::math::{beta_cdf, beta_quantile};

/// A beta distribution stretched over `[min, max]` with the given `mode`: `alpha = 1 + shape
/// (mode - min) / (max - min)`, `beta = 1 + shape (max - mode) / (max - min)`; mean
/// `(min + shape mode + max) / (2 + shape)`. `shape` is 4 by custom (D. G. Malcolm et al.,
/// Operations Research 7, 1959).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pert {
    min: f64,
    max: f64,
    alpha: f64,
    beta: f64,
}

impl Pert {
    /// # Errors
    /// Unless `min <= mode <= max`, `min < max` and `shape > 0`.
    pub fn new(min: f64, mode: f64, max: f64, shape: f64) -> Checked<Self> {
        check_mode(min, mode, max)?;
        positive("shape", shape)?;
        let t = (mode - min) / (max - min);
        Ok(Self { min, max, alpha: 1.0 + shape * t, beta: 1.0 + shape * (1.0 - t) })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        self.min + (self.max - self.min) * beta_quantile(self.alpha, self.beta, u)
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        beta_cdf(self.alpha, self.beta, (x - self.min) / (self.max - self.min))
    }

    pub(super) fn mean(&self) -> f64 {
        self.min + (self.max - self.min) * self.alpha / (self.alpha + self.beta)
    }

    pub(super) fn sd(&self) -> f64 {
        let n = self.alpha + self.beta;
        (self.max - self.min) * (self.alpha * self.beta / (n + 1.0)).sqrt() / n
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }
}
