//! A distribution cut off at bounds.

use super::Distribution;
use super::error::{Checked, DistributionError};

/// `inner` given that it lies in `[low, high]`; a bound may be infinite.
///
/// The quantile is `inner`'s at `F(low) + u (F(high) - F(low))`, kept within the bounds. In an
/// upper tail that is lost to rounding (`F(low)` above 1 - 1e-9) truncation is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Truncated {
    inner: Box<Distribution>,
    low: f64,
    high: f64,
    below: f64,
    inside: f64,
}

impl Truncated {
    /// # Errors
    /// Unless `low < high` (equal for a value of a discrete distribution) and the distribution has
    /// probability there.
    pub fn new(inner: Distribution, low: f64, high: f64) -> Checked<Self> {
        if low.is_nan() || high.is_nan() || low > high {
            return Err(DistributionError::Order {
                parameter: "truncate",
                value: low,
                other: "its upper bound",
                bound: high,
            });
        }
        let discrete = inner.is_discrete();
        // Of a discrete distribution the lower bound's own probability stays inside.
        let below = if low == f64::NEG_INFINITY {
            0.0
        } else if discrete {
            inner.cdf(next_down(low))
        } else {
            inner.cdf(low)
        };
        let upto = if high == f64::INFINITY { 1.0 } else { inner.cdf(high) };
        let inside = upto - below;
        // A point mass of a mixture or sample at the bound is found by its quantile.
        if inside.is_nan() || inside <= 1e-12 || below > 1.0 - 1e-9 {
            return Err(DistributionError::NothingLeft { low, high });
        }
        Ok(Self { inner: Box::new(inner), low, high, below, inside })
    }

    /// The distribution before truncation.
    #[must_use]
    pub fn inner(&self) -> &Distribution {
        &self.inner
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        if u.is_nan() {
            return u;
        }
        let p = (self.below + u * self.inside).min(1.0);
        let x = self.inner.quantile(p);
        if x.is_nan() { x } else { x.max(self.low).min(self.high) }
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x < self.low {
            0.0
        } else if x >= self.high {
            1.0
        } else {
            ((self.inner.cdf(x) - self.below) / self.inside).clamp(0.0, 1.0)
        }
    }

    pub(super) fn support(&self) -> (f64, f64) {
        let (a, b) = self.inner.support();
        (a.max(self.low), b.min(self.high))
    }

    /// Mean and sd by the midpoint rule over the quantile function, refined towards both ends;
    /// relative error about 1e-6. None where an infinite end leaves them in doubt.
    pub(super) fn moments(&self) -> Option<(f64, f64)> {
        let (a, b) = self.support();
        if (a.is_infinite() || b.is_infinite()) && !self.inner.sd()?.is_finite() {
            return None;
        }
        const N: u32 = 20_000;
        let (mut first, mut second) = (0.0, 0.0);
        let shift = self.quantile(0.5);
        for i in 0..N {
            // u = t^2 (3 - 2t) crowds the points at the ends, where tails are.
            let t = (f64::from(i) + 0.5) / f64::from(N);
            let u = t * t * (3.0 - 2.0 * t);
            let w = 6.0 * t * (1.0 - t);
            let x = self.quantile(u) - shift;
            first += w * x;
            second += w * x * x;
        }
        let n = f64::from(N);
        let m = first / n;
        Some((shift + m, (second / n - m * m).max(0.0).sqrt()))
    }
}

/// The largest `f64` below a finite `x`.
fn next_down(x: f64) -> f64 {
    x.next_down()
}
