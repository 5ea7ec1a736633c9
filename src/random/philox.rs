//! Keyed streams: every draw is a pure function of what it is for.
//!
//! The generator is Philox4x32-10 (J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel
//! random numbers: as easy as 1, 2, 3", SC11), a bijection of a 128-bit counter under a 64-bit
//! key. The key stands for the seed and the stream's name, the counter for the place of the draw:
//!
//! | counter word | bits | holds |
//! |---|---|---|
//! | 0 | 0..32 | replicate, low 32 bits |
//! | 1 | 0..8 | replicate, bits 32 to 39 |
//! | 1 | 8..24 | luck path |
//! | 1 | 24..32 | purpose (0 draws, 1 sequential generators, 2 design permutations) |
//! | 2 | 0..32 | step |
//! | 3 | 0..32 | index (for example the number of a severity) |
//!
//! so replicate < 2^40, path < 2^16, step and index < 2^32 (debug assertions).

// Lanes are indexed alike in several arrays: the form that becomes vector code.
#![allow(clippy::needless_range_loop)]

use std::convert::Infallible;

use multiversion::multiversion;
use rand::TryRng;

const MULTIPLIER: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
/// Lanes worked on together: two AVX-512 registers of 64-bit words.
const LANES: usize = 16;

/// Ten rounds of Philox4x32 on one counter.
#[inline(always)]
#[must_use]
pub fn philox(key: [u32; 2], counter: [u32; 4]) -> [u32; 4] {
    let mut k = key;
    let mut c = counter;
    for _ in 0..10 {
        let p0 = u64::from(MULTIPLIER[0]) * u64::from(c[0]);
        let p1 = u64::from(MULTIPLIER[1]) * u64::from(c[2]);
        c = [
            (p1 >> 32) as u32 ^ c[1] ^ k[0],
            p1 as u32,
            (p0 >> 32) as u32 ^ c[3] ^ k[1],
            p0 as u32,
        ];
        k = [k[0].wrapping_add(WEYL[0]), k[1].wrapping_add(WEYL[1])];
    }
    c
}

/// `((bits >> 12) + 1/2) 2^-52`: in the open interval (0, 1), and `1 - u` is exact.
#[inline(always)]
#[must_use]
pub fn uniform_from_bits(bits: u64) -> f64 {
    // The 52 bits become a mantissa in [1, 2); both sums below are exact.
    (f64::from_bits((bits >> 12) | 0x3ff0_0000_0000_0000) - 1.0) + f64::EPSILON / 2.0
}

/// Finaliser of SplitMix64 (S. Vigna; D. Stafford's "Mix13"): a bijection of 64 bits.
#[inline(always)]
#[must_use]
pub fn mix64(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A named stream of random numbers under a seed.
///
/// The same (seed, name) always gives the same stream, in every version of this crate (a change
/// would be *value-breaking*). Two names of one study that hash to one key would share their
/// draws: the model's check compares [`Stream::key`]s (one pair in 2^64).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stream(u64);

impl Stream {
    /// The stream of `name` under `seed` (0 is a seed like any other).
    ///
    /// Key: FNV-1a over the UTF-8 bytes of `name`, its 64-bit state starting at the FNV offset
    /// exclusive-or `mix64(seed + 0x9e3779b97f4a7c15)`, then `mix64` of the state plus the
    /// name's length times 0x9e3779b97f4a7c15.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut h = 0xcbf2_9ce4_8422_2325 ^ mix64(seed.wrapping_add(GOLDEN));
        for b in name.bytes() {
            h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(mix64(h.wrapping_add((name.len() as u64).wrapping_mul(GOLDEN))))
    }

    /// A stream with a given key.
    #[must_use]
    pub const fn from_key(key: u64) -> Self {
        Self(key)
    }

    /// The 64-bit key.
    #[must_use]
    pub const fn key(self) -> u64 {
        self.0
    }

    #[inline(always)]
    fn words(self) -> [u32; 2] {
        [self.0 as u32, (self.0 >> 32) as u32]
    }

    /// 64 random bits of a purpose other than draws (see the module's table).
    pub(crate) fn bits(self, purpose: u8, a: u64, step: u32, index: u32) -> u64 {
        let c1 = (a >> 32) as u32 & 0x00ff_ffff | u32::from(purpose) << 24;
        let r = philox(self.words(), [a as u32, c1, step, index]);
        u64::from(r[0]) | u64::from(r[1]) << 32
    }

    /// The uniform of one place, in the open interval (0, 1); a multiple of 2^-53.
    #[inline]
    #[must_use]
    pub fn uniform(self, replicate: u64, path: u32, step: u32, index: u32) -> f64 {
        let [c0, c1] = counter_words(replicate, path);
        let r = philox(self.words(), [c0, c1, step, index]);
        uniform_from_bits(u64::from(r[0]) | u64::from(r[1]) << 32)
    }

    /// A column of uniforms: lane `l` is global path `g = first_path + l`, that is replicate
    /// `g / luck_paths` and path `g % luck_paths`. Equal to [`Stream::uniform`] lane by lane.
    ///
    /// # Panics
    /// If `luck_paths` is 0.
    pub fn fill_uniform(
        self,
        first_path: u64,
        luck_paths: u32,
        step: u32,
        index: u32,
        out: &mut [f64],
    ) {
        assert!(luck_paths > 0, "luck_paths is at least 1");
        if luck_paths == 1 {
            debug_assert!(first_path + out.len() as u64 <= 1 << 40);
            fill_consecutive(self.words(), first_path, step, index, out);
            return;
        }
        let n = u64::from(luck_paths);
        let mut places = [[0_u32; 2]; 256];
        let mut g = first_path;
        for chunk in out.chunks_mut(256) {
            let (mut replicate, mut path) = (g / n, (g % n) as u32);
            for p in &mut places[..chunk.len()] {
                *p = counter_words(replicate, path);
                path += 1;
                if path == luck_paths {
                    (replicate, path) = (replicate + 1, 0);
                }
            }
            fill_places(self.words(), &places[..chunk.len()], step, index, chunk);
            g += chunk.len() as u64;
        }
    }

    /// Uniforms of one replicate and step at indices `first_index ..`: `out[i]` is
    /// `uniform(replicate, path, step, first_index + i)` of the place `(replicate, path)`.
    pub fn fill_indices(
        self,
        (replicate, path): (u64, u32),
        step: u32,
        first_index: u32,
        out: &mut [f64],
    ) {
        fill_indices(self.words(), counter_words(replicate, path), step, first_index, out);
    }

    /// A sequential generator on this stream, for `rand`'s methods (bootstrap, shuffles).
    #[must_use]
    pub fn generator(self, replicate: u64) -> StreamRng {
        StreamRng { stream: self, replicate, block: 0, words: [0; 4], used: 4 }
    }
}

#[inline(always)]
fn counter_words(replicate: u64, path: u32) -> [u32; 2] {
    debug_assert!(replicate < 1 << 40, "replicate below 2^40");
    debug_assert!(path < 1 << 16, "luck path below 2^16");
    [replicate as u32, (replicate >> 32) as u32 | path << 8]
}

/// The ten rounds on `LANES` counters at once, 32-bit words in 64-bit lanes (so that the products
/// are the vector units' 32 x 32 -> 64 multiplication).
#[inline(always)]
fn philox_lanes(key: [u32; 2], mut c: [[u64; LANES]; 4], out: &mut [f64; LANES]) {
    const LOW: u64 = 0xffff_ffff;
    let mut k = key;
    for _ in 0..10 {
        let (k0, k1) = (u64::from(k[0]), u64::from(k[1]));
        for l in 0..LANES {
            let p0 = u64::from(MULTIPLIER[0]) * (c[0][l] & LOW);
            let p1 = u64::from(MULTIPLIER[1]) * (c[2][l] & LOW);
            c[0][l] = (p1 >> 32) ^ c[1][l] ^ k0;
            c[1][l] = p1 & LOW;
            c[2][l] = (p0 >> 32) ^ c[3][l] ^ k1;
            c[3][l] = p0 & LOW;
        }
        k = [k[0].wrapping_add(WEYL[0]), k[1].wrapping_add(WEYL[1])];
    }
    for l in 0..LANES {
        out[l] = uniform_from_bits((c[0][l] & LOW) | c[1][l] << 32);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
fn fill_indices(key: [u32; 2], place: [u32; 2], step: u32, first: u32, out: &mut [f64]) {
    let mut index = u64::from(first);
    for chunk in out.chunks_mut(LANES) {
        let mut c = [[0; LANES]; 4];
        for l in 0..LANES {
            c[0][l] = u64::from(place[0]);
            c[1][l] = u64::from(place[1]);
            c[2][l] = u64::from(step);
            c[3][l] = (index + l as u64) & 0xffff_ffff;
        }
        let mut u = [0.0; LANES];
        philox_lanes(key, c, &mut u);
        chunk.copy_from_slice(&u[..chunk.len()]);
        index += LANES as u64;
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
fn fill_consecutive(key: [u32; 2], first: u64, step: u32, index: u32, out: &mut [f64]) {
    let mut g = first;
    for chunk in out.chunks_mut(LANES) {
        let mut c = [[0; LANES]; 4];
        for l in 0..LANES {
            let r = g + l as u64;
            c[0][l] = r & 0xffff_ffff;
            c[1][l] = r >> 32;
            c[2][l] = u64::from(step);
            c[3][l] = u64::from(index);
        }
        let mut u = [0.0; LANES];
        philox_lanes(key, c, &mut u);
        chunk.copy_from_slice(&u[..chunk.len()]);
        g += LANES as u64;
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
fn fill_places(key: [u32; 2], places: &[[u32; 2]], step: u32, index: u32, out: &mut [f64]) {
    for (chunk, place) in out.chunks_mut(LANES).zip(places.chunks(LANES)) {
        let mut c = [[0; LANES]; 4];
        for l in 0..LANES {
            let p = place.get(l).copied().unwrap_or_default();
            c[0][l] = u64::from(p[0]);
            c[1][l] = u64::from(p[1]);
            c[2][l] = u64::from(step);
            c[3][l] = u64::from(index);
        }
        let mut u = [0.0; LANES];
        philox_lanes(key, c, &mut u);
        chunk.copy_from_slice(&u[..chunk.len()]);
    }
}

/// A sequential generator over one stream and replicate, disjoint from the stream's draws.
/// Implements `rand`'s `Rng`. Period 2^66 words.
#[derive(Clone, Debug)]
pub struct StreamRng {
    stream: Stream,
    replicate: u64,
    block: u64,
    words: [u32; 4],
    used: usize,
}

impl TryRng for StreamRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        if self.used == 4 {
            let c1 = (self.replicate >> 32) as u32 & 0xff | 1 << 24;
            let c = [self.replicate as u32, c1, self.block as u32, (self.block >> 32) as u32];
            self.words = philox(self.stream.words(), c);
            self.block = self.block.wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        Ok(self.words[self.used - 1])
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let low = self.try_next_u32()?;
        Ok(u64::from(low) | u64::from(self.try_next_u32()?) << 32)
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        for chunk in dst.chunks_mut(4) {
            let word = self.try_next_u32()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    /// Known answers of Random123 (`kat_vectors`, philox4x32 10).
    #[test]
    fn known_answers() {
        assert_eq!(philox([0; 2], [0; 4]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox([u32::MAX; 2], [u32::MAX; 4]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox(
                [0xa409_3822, 0x299f_31d0],
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]
            ),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn columns_equal_single_draws() {
        let s = Stream::new(7, "attacks[iraq]");
        for (first, paths, n) in [(0, 1, 257), (u64::from(u32::MAX) - 9, 1, 40), (5, 4, 600)] {
            let mut out = vec![0.0; n];
            s.fill_uniform(first, paths, 3, 9, &mut out);
            for (l, u) in out.iter().enumerate() {
                let g = first + l as u64;
                let (r, p) = (g / u64::from(paths), (g % u64::from(paths)) as u32);
                assert_eq!(u.to_bits(), s.uniform(r, p, 3, 9).to_bits());
            }
        }
    }

    #[test]
    fn indices_equal_single_draws() {
        let s = Stream::new(7, "severity");
        let mut out = vec![0.0; 37];
        s.fill_indices((9, 2), 3, 100, &mut out);
        for (i, u) in (100..).zip(&out) {
            assert_eq!(u.to_bits(), s.uniform(9, 2, 3, i).to_bits());
        }
    }

    #[test]
    fn uniforms_are_open_and_complement_exactly() {
        assert_eq!(uniform_from_bits(0), 0.5 * 2f64.powi(-52));
        assert_eq!(uniform_from_bits(u64::MAX), 1.0 - 0.5 * 2f64.powi(-52));
        let k = 0x000f_edcb_a987_6543_u64;
        assert_eq!(uniform_from_bits(k << 12), (k as f64 + 0.5) * 2f64.powi(-52));
    }

    /// Frozen values: a change here is value-breaking.
    #[test]
    fn keys_are_stable() {
        assert_eq!(Stream::new(0, "").key(), 0xaebe_53f8_5cdc_3c4c);
        assert_eq!(Stream::new(42, "attacks[iraq]").key(), 0x007f_2fbd_6fab_965f);
        assert_ne!(Stream::new(0, "a").key(), Stream::new(1, "a").key());
        assert_ne!(Stream::new(0, "a").key(), Stream::new(0, "b").key());
    }

    /// Chi-square over 256 cells and pairs of neighbours; false-alarm rate 1e-6 each.
    #[test]
    fn uniform_over_cells() {
        let s = Stream::new(1, "x");
        let mut u = vec![0.0; 1 << 18];
        s.fill_uniform(0, 1, 0, 0, &mut u);
        let mut cells = vec![0_u32; 256];
        let mut pairs = vec![0_u32; 256];
        for v in &u {
            cells[(v * 256.0) as usize] += 1;
        }
        for w in u.windows(2) {
            pairs[(w[0] * 16.0) as usize * 16 + (w[1] * 16.0) as usize] += 1;
        }
        for counts in [cells, pairs] {
            let e = f64::from(counts.iter().sum::<u32>()) / 256.0;
            let x: f64 = counts.iter().map(|&c| (f64::from(c) - e).powi(2) / e).sum();
            // Chi-square, 255 degrees of freedom: mean 255, sd 22.6; 5 sd each way.
            assert!((142.0..380.0).contains(&x), "{x}");
        }
    }

    #[test]
    fn generator_feeds_rand() {
        let mut a = Stream::new(3, "bootstrap").generator(0);
        let mut b = a.clone();
        let mut bytes = [0; 6];
        b.fill_bytes(&mut bytes);
        assert_eq!(a.next_u32().to_le_bytes(), bytes[..4]);
        assert_ne!(a.next_u64(), a.next_u64());
    }
}
