//! Sobol points with nested uniform (Owen) scrambling.

use super::super::philox::{Stream, mix64};

/// Direction numbers of S. Joe and F. Y. Kuo (2008), with their licence.
const TABLE: &str = include_str!("joe_kuo.txt");

/// Dimensions for which there are direction numbers.
pub(super) const DIMENSIONS: usize = 1024;

/// Bits of a point's index: points per randomisation below 2^32.
const BITS: usize = 32;

/// Direction numbers of one dimension, the first in the top bit of a 32-bit word.
#[derive(Clone, Debug)]
pub(super) struct Directions([u32; BITS]);

/// The direction numbers of the first `n` dimensions, `n <= DIMENSIONS`.
pub(super) fn directions(n: usize) -> Vec<Directions> {
    let first = std::array::from_fn(|i| 1 << (31 - i));
    let rows = TABLE.lines().filter(|l| !l.starts_with('#'));
    std::iter::once(Directions(first)).chain(rows.map(parse)).take(n).collect()
}

/// One row of the table: degree, inner coefficients of the primitive polynomial, initial numbers.
fn parse(line: &str) -> Directions {
    let mut numbers = line.split(' ').map(|w| w.parse::<u32>().unwrap_or(0));
    let s = numbers.next().unwrap_or(1) as usize;
    let a = numbers.next().unwrap_or(0);
    let mut v = [0_u32; BITS];
    for (i, m) in numbers.enumerate() {
        v[i] = m << (31 - i);
    }
    for i in s..BITS {
        v[i] = v[i - s] ^ (v[i - s] >> s);
        for k in 1..s {
            if a >> (s - 1 - k) & 1 == 1 {
                v[i] ^= v[i - k];
            }
        }
    }
    Directions(v)
}

impl Directions {
    /// The coordinate of point `index`, as a binary fraction in the top bits.
    pub(super) fn point(&self, index: u64) -> u32 {
        let mut x = 0;
        let mut rest = index as u32;
        for v in self.0 {
            if rest == 0 {
                break;
            }
            x ^= v & 0_u32.wrapping_sub(rest & 1);
            rest >>= 1;
        }
        x
    }
}

/// A nested uniform scrambling of 64-bit fractions: each bit is flipped or not by a keyed
/// function of the bits above it.
///
/// On the reversed word, adding, multiplying by an odd number and `x ^= x * even` let each bit
/// depend only on itself and lower bits (S. Laine and T. Karras, "Stratified sampling for
/// stochastic transparency", EGSR 2011; B. Burley, "Practical hash-based Owen scrambling", JCGT 9,
/// 2020); all constants here come from the key. The 32 bits below a Sobol point's own are filled
/// by the same function: they are its jitter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scramble {
    add: [u64; 4],
    odd: [u64; 4],
    even: [u64; 4],
}

impl Scramble {
    /// The scrambling of one dimension (by its stream) in one randomisation.
    pub(super) fn new(stream: Stream, randomisation: u32) -> Self {
        let seed = stream.bits(2, 0, randomisation, 1);
        let word = |i: u64| mix64(seed.wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        Self {
            add: std::array::from_fn(|i| word(3 * i as u64 + 1)),
            odd: std::array::from_fn(|i| word(3 * i as u64 + 2) | 1),
            even: std::array::from_fn(|i| word(3 * i as u64 + 3) & !1),
        }
    }

    /// The scrambled fraction of a point's coordinate.
    #[inline]
    pub(super) fn apply(&self, point: u32) -> u64 {
        let mut x = u64::from(point.reverse_bits());
        for i in 0..4 {
            x = x.wrapping_add(self.add[i]);
            x ^= x.wrapping_mul(self.even[i]);
            x = x.wrapping_mul(self.odd[i]);
        }
        x.reverse_bits()
    }
}
