//! The binomial distribution.

use super::error::{Checked, DistributionError, not_negative, share};
use crate::math::{beta_sf, normal_quantile};
use crate::random::discrete::binomial_quantile;

/// The number of successes in `n` independent trials of probability `p`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial {
    n: f64,
    p: f64,
}

impl Binomial {
    /// # Errors
    /// Unless `n` is a whole number, not below 0, and `0 <= p <= 1`.
    pub fn new(n: f64, p: f64) -> Checked<Self> {
        not_negative("n", n)?;
        if n.fract() != 0.0 {
            return Err(DistributionError::NotWhole { parameter: "n", value: n });
        }
        Ok(Self { n, p: share("p", p)? })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        binomial_quantile(self.n, self.p, u, normal_quantile(u))
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        let k = x.floor();
        if k < 0.0 {
            0.0
        } else if k >= self.n || self.p == 0.0 {
            1.0
        } else if self.p == 1.0 {
            0.0
        } else {
            beta_sf(k + 1.0, self.n - k, self.p)
        }
    }

    pub(super) fn mean(&self) -> f64 {
        self.n * self.p
    }

    pub(super) fn sd(&self) -> f64 {
        (self.n * self.p * (1.0 - self.p)).sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        let low = if self.p == 1.0 { self.n } else { 0.0 };
        (low, if self.p == 0.0 { 0.0 } else { self.n })
    }
}
