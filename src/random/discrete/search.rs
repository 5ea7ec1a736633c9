//! Search for a small count from 0, on many lanes at once.

use super::{Lanes, pack};
use crate::math::{exp, ln_1p};

/// Uniforms above this are left to the exact distribution function: the running sum of
/// probabilities has a rounding error of some 1e-16 (1e-14 after a thousand steps), which here is
/// below 1e-9 (1e-8) of the tail.
pub(super) const LIMIT: f64 = 1.0 - 1.0 / 1048576.0;

/// The recursions of several lanes: `P(0) = p0`, `P(k + 1) = P(k) (rise / (k + 1) + drift)`.
pub(super) struct Starts<const B: usize> {
    p0: Lanes<B>,
    rise: Lanes<B>,
    drift: Lanes<B>,
    /// The uniform to reach; one that is always reached in lanes that do not search.
    pub(super) target: Lanes<B>,
}

impl<const B: usize> Starts<B> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self { p0: Lanes::ZERO, rise: Lanes::ZERO, drift: Lanes::ZERO, target: Lanes::ZERO }
    }

    /// A mean above 0.
    #[inline(always)]
    pub(super) fn set_poisson(&mut self, l: usize, mean: f64) {
        self.p0.0[l] = exp(-mean);
        self.rise.0[l] = mean;
    }

    /// A whole number of trials, a probability at most one half.
    #[inline(always)]
    pub(super) fn set_binomial(&mut self, l: usize, n: f64, p: f64) {
        let odds = p / (1.0 - p);
        self.p0.0[l] = exp(n * ln_1p(-p));
        self.rise.0[l] = (n + 1.0) * odds;
        self.drift.0[l] = -odds;
    }

    /// With `r = mean / (ratio - 1)`: `p0 = ratio^-r`, and `(r + k)(1 - 1 / ratio)` written so that
    /// a ratio near 1 keeps its digits.
    #[inline(always)]
    pub(super) fn set_negative(&mut self, l: usize, mean: f64, ratio: f64) {
        let excess = ratio - 1.0;
        let rate = ln_1p(excess) / excess;
        let inverse = 1.0 / ratio;
        self.p0.0[l] = exp(-(mean * rate));
        self.rise.0[l] = (mean - excess) * inverse;
        self.drift.0[l] = excess * inverse;
    }

    /// For each lane the smallest `k` with `P(X <= k) >= target`; 0 where that is NaN or negative.
    ///
    /// A target must not exceed [`LIMIT`]. The lanes of a pack go on together until the last has
    /// arrived; further steps leave a lane that has arrived as it is, so the result is the same
    /// lane by lane.
    #[inline(always)]
    pub(super) fn count<const L: usize>(&self, out: &mut Lanes<B>) {
        for first in (0..B).step_by(L) {
            let u = pack::<L>(&self.target.0, first);
            let (rise, drift) = (pack::<L>(&self.rise.0, first), pack::<L>(&self.drift.0, first));
            let mut sum = Lanes(*pack::<L>(&self.p0.0, first));
            let mut term = sum;
            let mut found = Lanes([0.0; L]);
            let mut k = 0.0;
            // Lanes still short of their uniform; a NaN counts as arrived.
            while (0..L).fold(false, |open, l| open | (sum.0[l] < u[l])) {
                for _ in 0..STRIDE {
                    k += 1.0;
                    let inverse = 1.0 / k;
                    for l in 0..L {
                        found.0[l] += if sum.0[l] < u[l] { 1.0 } else { 0.0 };
                        term.0[l] *= rise[l] * inverse + drift[l];
                        sum.0[l] += term.0[l];
                    }
                }
            }
            out.0[first..first + L].copy_from_slice(&found.0);
        }
    }
}

/// Steps between two looks at whether all lanes have arrived.
const STRIDE: usize = 4;
