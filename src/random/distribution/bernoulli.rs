//! The Bernoulli distribution.

use super::error::{Checked, share};

/// 1 with probability `p`, else 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bernoulli {
    p: f64,
}

impl Bernoulli {
    /// # Errors
    /// Unless `0 <= p <= 1`.
    pub fn new(p: f64) -> Checked<Self> {
        Ok(Self { p: share("p", p)? })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        if u.is_nan() {
            return u;
        }
        if u > 1.0 - self.p { 1.0 } else { 0.0 }
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            0.0
        } else if x < 1.0 {
            1.0 - self.p
        } else {
            1.0
        }
    }

    pub(super) fn mean(&self) -> f64 {
        self.p
    }

    pub(super) fn sd(&self) -> f64 {
        (self.p * (1.0 - self.p)).sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (if self.p == 1.0 { 1.0 } else { 0.0 }, if self.p == 0.0 { 0.0 } else { 1.0 })
    }
}
