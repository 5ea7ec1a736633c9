//! The Pareto distribution.

use super::error::{Checked, positive};
use crate::math::{exp, exp_m1, ln, ln_1p};

/// `P(X > x) = (min / x)^alpha` for `x >= min`. The mean is infinite for `alpha <= 1`, the sd for
/// `alpha <= 2`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pareto {
    min: f64,
    alpha: f64,
}

impl Pareto {
    /// # Errors
    /// Unless both are above 0.
    pub fn new(min: f64, alpha: f64) -> Checked<Self> {
        positive("min", min)?;
        positive("alpha", alpha)?;
        Ok(Self { min, alpha })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        self.min * exp(-ln_1p(-u) / self.alpha)
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x <= self.min { 0.0 } else { -exp_m1(-self.alpha * ln(x / self.min)) }
    }

    pub(super) fn mean(&self) -> f64 {
        let a = self.alpha;
        if a <= 1.0 { f64::INFINITY } else { a * self.min / (a - 1.0) }
    }

    pub(super) fn sd(&self) -> f64 {
        let a = self.alpha;
        if a <= 2.0 { f64::INFINITY } else { self.min * (a / (a - 2.0)).sqrt() / (a - 1.0) }
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (self.min, f64::INFINITY)
    }
}
