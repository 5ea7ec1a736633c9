//! Search for a small count from 0, on many lanes at once.

use crate::math::{exp, ln_1p};

/// Uniforms above this are left to the exact distribution function: the running sum of
/// probabilities has an absolute error of some 1e-16, which here is below 1e-9 of the tail.
pub(super) const LIMIT: f64 = 1.0 - 1.0 / 1048576.0;

/// The recursion of probabilities: `P(0) = p0`, `P(k + 1) = P(k) (a + b k) c / (k + 1)`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Start {
    pub p0: f64,
    pub a: f64,
    pub b: f64,
    pub c: f64,
}

impl Start {
    #[inline(always)]
    pub(super) fn poisson(mean: f64) -> Self {
        Self { p0: exp(-mean), a: mean, b: 0.0, c: 1.0 }
    }

    #[inline(always)]
    pub(super) fn binomial(n: f64, p: f64) -> Self {
        Self { p0: exp(n * ln_1p(-p)), a: n, b: -1.0, c: p / (1.0 - p) }
    }

    /// With `r = mean / (ratio - 1)`: `p0 = ratio^-r`, and `(r + k)(1 - 1 / ratio)` written so that
    /// a ratio near 1 keeps its digits.
    #[inline(always)]
    pub(super) fn negative(mean: f64, ratio: f64) -> Self {
        let excess = ratio - 1.0;
        let rate = if excess > 0.0 { ln_1p(excess) / excess } else { 1.0 };
        Self { p0: exp(-(mean * rate)), a: mean, b: excess, c: 1.0 / ratio }
    }
}

/// For each lane the smallest `k` with `P(X <= k) >= u`; 0 where `u` is NaN or negative.
///
/// `u` must not exceed [`LIMIT`]. The lanes go on together until the last has arrived; further
/// steps leave a lane that has arrived as it is, so the result is the same lane by lane.
#[inline(always)]
pub(super) fn count<const L: usize>(start: [Start; L], u: [f64; L]) -> [f64; L] {
    let mut sum = [0.0; L];
    let mut term = [0.0; L];
    let mut found = [0.0; L];
    for l in 0..L {
        term[l] = start[l].p0;
        sum[l] = start[l].p0;
    }
    let mut k = 0.0;
    loop {
        let mut open = 0_u64;
        for l in 0..L {
            open |= u64::from(sum[l] < u[l]);
        }
        if open == 0 {
            return found;
        }
        for _ in 0..4 {
            let inverse = 1.0 / (k + 1.0);
            for l in 0..L {
                found[l] += if sum[l] < u[l] { 1.0 } else { 0.0 };
                term[l] *= (start[l].a + start[l].b * k) * (start[l].c * inverse);
                sum[l] += term[l];
            }
            k += 1.0;
        }
    }
}
