//! Search for a small count from 0, on many lanes at once.

use crate::math::{exp, ln_1p};

/// Uniforms above this are left to the exact distribution function: the running sum of
/// probabilities has a rounding error of some 1e-16 (1e-14 after a thousand steps), which here is
/// below 1e-9 (1e-8) of the tail.
pub(super) const LIMIT: f64 = 1.0 - 1.0 / 1048576.0;

/// The recursions of several lanes: `P(0) = p0`, `P(k + 1) = P(k) (a + b k) c / (k + 1)`.
///
/// Filled by plain loops: a closure for each lane would not become vector code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Starts<const L: usize> {
    p0: [f64; L],
    a: [f64; L],
    b: [f64; L],
    c: [f64; L],
}

impl<const L: usize> Starts<L> {
    /// Means not below 0.
    #[inline(always)]
    pub(super) fn poisson(mean: &[f64; L]) -> Self {
        let mut p0 = [0.0; L];
        for l in 0..L {
            p0[l] = exp(-mean[l]);
        }
        Self { p0, a: *mean, b: [0.0; L], c: [1.0; L] }
    }

    /// Whole numbers of trials, probabilities at most one half.
    #[inline(always)]
    pub(super) fn binomial(n: &[f64; L], p: &[f64; L]) -> Self {
        let mut p0 = [0.0; L];
        let mut c = [0.0; L];
        for l in 0..L {
            p0[l] = exp(n[l] * ln_1p(-p[l]));
            c[l] = p[l] / (1.0 - p[l]);
        }
        Self { p0, a: *n, b: [-1.0; L], c }
    }

    /// With `r = mean / (ratio - 1)`: `p0 = ratio^-r`, and `(r + k)(1 - 1 / ratio)` written so that
    /// a ratio near 1 keeps its digits.
    #[inline(always)]
    pub(super) fn negative(mean: &[f64; L], ratio: &[f64; L]) -> Self {
        let mut s = Self { p0: [0.0; L], a: *mean, b: [0.0; L], c: [0.0; L] };
        for l in 0..L {
            let excess = ratio[l] - 1.0;
            let rate = ln_1p(excess) / excess;
            let rate = if excess > 0.0 { rate } else { 1.0 };
            s.p0[l] = exp(-(mean[l] * rate));
            s.b[l] = excess;
            s.c[l] = 1.0 / ratio[l];
        }
        s
    }
}

/// For each lane the smallest `k` with `P(X <= k) >= u`; 0 where `u` is NaN or negative.
///
/// `u` must not exceed [`LIMIT`]. The lanes go on together until the last has arrived; further
/// steps leave a lane that has arrived as it is, so the result is the same lane by lane.
#[inline(always)]
pub(super) fn count<const L: usize>(start: &Starts<L>, u: &[f64; L]) -> [f64; L] {
    let mut sum = start.p0;
    let mut term = start.p0;
    let mut found = [0.0; L];
    let mut k = 0.0;
    loop {
        // Lanes still short of their uniform; a NaN counts as arrived.
        let mut open = 0.0;
        for l in 0..L {
            open += if sum[l] < u[l] { 1.0 } else { 0.0 };
        }
        if open == 0.0 {
            return found;
        }
        for _ in 0..STRIDE {
            let inverse = 1.0 / (k + 1.0);
            for l in 0..L {
                found[l] += if sum[l] < u[l] { 1.0 } else { 0.0 };
                term[l] *= (start.a[l] + start.b[l] * k) * (start.c[l] * inverse);
                sum[l] += term[l];
            }
            k += 1.0;
        }
    }
}

/// Steps between two looks at whether all lanes have arrived.
const STRIDE: usize = 4;
