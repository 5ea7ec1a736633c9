//! Keyed permutations for Latin hypercubes.

use super::super::philox::{Stream, mix64};

/// A keyed pseudo-random permutation of `0..n`: a Feistel network on the next even number of
/// bits, walked until it lands inside (J. Black and P. Rogaway, "Ciphers with arbitrary finite
/// domains", CT-RSA 2002). Any element costs O(1), without memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Permutation {
    n: u64,
    half: u32,
    key: u64,
}

impl Permutation {
    pub(super) fn new(stream: Stream, randomisation: u32, n: u64) -> Self {
        let bits = 64 - n.saturating_sub(1).leading_zeros();
        Self { n, half: bits.div_ceil(2).max(1), key: stream.bits(2, 0, randomisation, 0) }
    }

    /// The number of elements.
    pub(super) fn strata(&self) -> u64 {
        self.n
    }

    /// Where `i < n` goes.
    pub(super) fn apply(&self, i: u64) -> u64 {
        debug_assert!(i < self.n);
        let mask = (1 << self.half) - 1;
        let mut x = i;
        loop {
            let (mut left, mut right) = (x >> self.half, x & mask);
            for round in 0..8 {
                let f = mix64(self.key ^ right.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (round << 56));
                (left, right) = (right, left ^ (f >> 32 & mask));
            }
            x = left << self.half | right;
            if x < self.n {
                return x;
            }
        }
    }
}
