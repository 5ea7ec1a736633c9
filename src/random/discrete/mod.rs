//! Counts by inversion of the distribution function at a shared uniform.
//!
//! Every cell of a replicate draws its count from the same uniform `u`, so a count is the exact
//! quantile: the smallest `k` with `P(X <= k) >= u`. It never falls when `u` or a mean grows, and
//! more recruits in one option is never an artefact of the numbers it happened to meet.
//!
//! How: small means by a search from 0 on many lanes at once (`search.rs`); others by a uniform
//! expansion (`series.rs`) whose integer part is the count unless an integer lies within the
//! expansion's error bound, where the exact distribution function decides (`exact.rs`; the idea is
//! that of M. B. Giles, ACM TOMS 42(1), 2016). The exact function has a relative error of about
//! 1e-11 in the smaller tail, so a count can differ from the true quantile only where `u` is
//! within that of a step. Means above 1e12 are not corrected: there the count has a relative error
//! of 2e-15, of the order of the spacing of `f64`. A uniform is one of `Stream`'s, of which
//! `1 - u` is exact (for `p > 1/2` the binomial counts failures at `1 - u`).
//!
//! A column function equals its scalar function bit for bit, on every vector unit. `z` must be
//! `normal_quantile(u)`: the caller shares it over cells.

// Lanes are indexed alike in several arrays: the form that becomes vector code.
#![allow(clippy::needless_range_loop)]

mod exact;
mod search;
mod series;
mod tables;

#[cfg(test)]
mod tests;

use multiversion::multiversion;

use exact::CORRECTED_BELOW;
pub(crate) use exact::Law;
use search::{LIMIT, Starts};

use crate::math;

/// Lanes worked on in one loop: enough to hide how long each operation takes.
const BLOCK: usize = 64;
/// Lanes that search, or are expanded, together.
const PACK: usize = 16;

/// Numbers side by side, from a cache line on.
#[repr(align(64))]
#[derive(Clone, Copy)]
struct Lanes<const B: usize>([f64; B]);

impl<const B: usize> Lanes<B> {
    const ZERO: Self = Self([0.0; B]);
}

/// The integer part of a non-negative number below 2^52, a larger number itself.
#[inline(always)]
fn whole(x: f64) -> f64 {
    const TWO_52: f64 = 4503599627370496.0;
    let r = if x < TWO_52 { (x + TWO_52) - TWO_52 } else { x };
    if r > x { r - 1.0 } else { r }
}

/// The count from an expansion `(x, bound)`, and whether the exact function must decide.
#[inline(always)]
fn settle(x: f64, bound: f64) -> (f64, bool) {
    let k = whole(x);
    let f = x - k;
    // False for NaN on both sides, hence the negation.
    let sure = (f >= bound) & (f <= 1.0 - bound);
    (k, !sure & ((x < CORRECTED_BELOW) | (bound == f64::INFINITY)))
}

/// The Poisson quantile: the smallest `k` with `P(X <= k) >= u`.
///
/// `mean <= 0` gives 0, NaN anywhere gives NaN; means up to 1e12 are exact as the module says.
/// `z` is `normal_quantile(u)`.
#[must_use]
pub fn poisson_quantile(mean: f64, u: f64, z: f64) -> f64 {
    let mut out = Lanes([0.0]);
    poisson_block::<1, 1>(&[mean], &[u], &[z], &mut out);
    out.0[0]
}

/// The binomial quantile, `n` an integer-valued number of trials (its fraction is cut off).
///
/// `n <= 0` or `p <= 0` gives 0, `p >= 1` gives `n`, NaN anywhere gives NaN. For `p > 1/2` the
/// failures are counted at `1 - u`.
#[must_use]
pub fn binomial_quantile(n: f64, p: f64, u: f64, z: f64) -> f64 {
    let mut out = Lanes([0.0]);
    binomial_block::<1, 1>(&[n], &[p], &[u], &[z], &mut out);
    out.0[0]
}

/// The negative binomial quantile for a mean and a ratio of variance to mean.
///
/// Shape `mean / (ratio - 1)`, success probability `1 / ratio`. A `ratio <= 1` gives the Poisson
/// quantile, `mean <= 0` gives 0, NaN anywhere gives NaN.
#[must_use]
pub fn negative_binomial_quantile(mean: f64, ratio: f64, u: f64, z: f64) -> f64 {
    let mut out = Lanes([0.0]);
    negative_block::<1, 1>(&[mean], &[ratio], &[u], &[z], &mut out);
    out.0[0]
}

/// [`poisson_quantile`] on columns of equal length.
///
/// # Panics
/// If the lengths differ; so for the other columns.
pub fn poisson_column(mean: &[f64], u: &[f64], z: &[f64], out: &mut [f64]) {
    assert!(mean.len() == out.len() && u.len() == out.len() && z.len() == out.len());
    poisson_vector(mean, u, z, out);
}

/// [`binomial_quantile`] on columns of equal length.
pub fn binomial_column(n: &[f64], p: &[f64], u: &[f64], z: &[f64], out: &mut [f64]) {
    assert!(n.len() == out.len() && p.len() == out.len());
    assert!(u.len() == out.len() && z.len() == out.len());
    binomial_vector(n, p, u, z, out);
}

/// [`negative_binomial_quantile`] on columns of equal length.
pub fn negative_binomial_column(
    mean: &[f64],
    ratio: &[f64],
    u: &[f64],
    z: &[f64],
    out: &mut [f64],
) {
    assert!(mean.len() == out.len() && ratio.len() == out.len());
    assert!(u.len() == out.len() && z.len() == out.len());
    negative_vector(mean, ratio, u, z, out);
}

/// [`math::normal_quantile`] on a column.
///
/// # Panics
/// If the lengths differ.
pub fn normal_quantile_column(u: &[f64], out: &mut [f64]) {
    assert!(u.len() == out.len());
    normal_vector(u, out);
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
fn normal_vector(u: &[f64], out: &mut [f64]) {
    for (o, &u) in out.iter_mut().zip(u) {
        *o = math::normal_quantile(u);
    }
}

/// A block of a column: in place, or the column's end with zeros after it, which cost nothing.
#[inline(always)]
fn block<'a>(x: &'a [f64], first: usize, spare: &'a mut Lanes<BLOCK>) -> &'a [f64; BLOCK] {
    let rest = &x[first..];
    if let Some(full) = rest.first_chunk() {
        return full;
    }
    *spare = Lanes::ZERO;
    spare.0[..rest.len()].copy_from_slice(rest);
    &spare.0
}

/// Column functions from block functions.
macro_rules! columns {
    ($($name:ident($($x:ident),*) by $block:ident;)*) => {
        $(#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
        fn $name($($x: &[f64],)* out: &mut [f64]) {
            let mut first = 0;
            for chunk in out.chunks_mut(BLOCK) {
                let mut k = Lanes::ZERO;
                let spare = || Lanes::ZERO;
                $block::<BLOCK, PACK>($(block($x, first, &mut spare()),)* &mut k);
                chunk.copy_from_slice(&k.0[..chunk.len()]);
                first += BLOCK;
            }
        })*
    };
}

columns! {
    poisson_vector(mean, u, z) by poisson_block;
    binomial_vector(n, p, u, z) by binomial_block;
    negative_vector(mean, ratio, u, z) by negative_block;
}

/// What is known of the lanes of a block besides their counts.
struct Doubt<const B: usize> {
    /// Not 0 where the exact function must decide.
    exact: Lanes<B>,
    /// Where it begins, or NaN.
    guess: Lanes<B>,
}

impl<const B: usize> Doubt<B> {
    #[inline(always)]
    fn none() -> Self {
        Self { exact: Lanes::ZERO, guess: Lanes([f64::NAN; B]) }
    }

    #[inline(always)]
    fn any(&self) -> bool {
        any(&self.exact.0)
    }
}

#[inline(always)]
fn any<const N: usize>(x: &[f64; N]) -> bool {
    x.iter().fold(false, |any, x| any | (*x != 0.0))
}

/// The lanes from `first` on.
#[inline(always)]
fn pack<const L: usize>(x: &[f64], first: usize) -> &[f64; L] {
    let Some(pack) = x[first..].first_chunk() else { unreachable!("a block is whole packs") };
    pack
}

/// Expands the lanes of which `expand` is not 0, pack by pack. A macro, as a function handed to
/// a loop may be left out of line, and then the loop is not vector code.
macro_rules! expand {
    ($expand:ident, $doubt:ident, $out:ident, $l:ident => $series:expr) => {
        for first in (0..B).step_by(L) {
            if !any(pack::<L>(&$expand.0, first)) {
                continue;
            }
            for $l in first..first + L {
                let (x, bound) = $series;
                let (k, unsure) = settle(x, bound);
                let expand = $expand.0[$l] != 0.0;
                $out.0[$l] = if expand { k } else { $out.0[$l] };
                $doubt.guess.0[$l] = if expand & (bound < 1.0) { k } else { $doubt.guess.0[$l] };
                $doubt.exact.0[$l] = if expand & unsure { 1.0 } else { $doubt.exact.0[$l] };
            }
        }
    };
}

#[inline(always)]
fn truth(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

#[inline(always)]
fn poisson_block<const B: usize, const L: usize>(
    mean: &[f64; B],
    u: &[f64; B],
    z: &[f64; B],
    out: &mut Lanes<B>,
) {
    let mut doubt = Doubt::<B>::none();
    let (mut search, mut expand) = (Lanes::<B>::ZERO, Lanes::<B>::ZERO);
    for l in 0..B {
        let large = mean[l] >= series::POISSON_MIN;
        expand.0[l] = truth(large);
        search.0[l] = truth((mean[l] > 0.0) & !large);
    }
    if any(&search.0) {
        let mut starts = Starts::<B>::new();
        for l in 0..B {
            let searched = search.0[l] != 0.0;
            starts.set_poisson(l, mean[l]);
            let beyond = searched & (u[l] > LIMIT);
            starts.target.0[l] = if searched & !beyond { u[l] } else { f64::NEG_INFINITY };
            doubt.exact.0[l] = truth(beyond);
        }
        starts.count::<L>(out);
    }
    expand!(expand, doubt, out, l => series::poisson(mean[l], z[l]));
    if doubt.any() {
        for l in 0..B {
            if doubt.exact.0[l] != 0.0 && !(u[l].is_nan() || z[l].is_nan()) {
                out.0[l] = exact::invert(Law::Poisson(mean[l]), u[l], z[l], doubt.guess.0[l]);
            }
        }
    }
    for l in 0..B {
        let sum = mean[l] + u[l] + z[l];
        out.0[l] = if sum.is_nan() { f64::NAN } else { out.0[l] };
    }
}

#[inline(always)]
fn binomial_block<const B: usize, const L: usize>(
    n: &[f64; B],
    p: &[f64; B],
    u: &[f64; B],
    z: &[f64; B],
    out: &mut Lanes<B>,
) {
    let mut doubt = Doubt::<B>::none();
    let (mut search, mut expand) = (Lanes::<B>::ZERO, Lanes::<B>::ZERO);
    let mut rare = Lanes::<B>::ZERO;
    // Trials, probability of the rarer outcome, and its uniform and score.
    let (mut m, mut q) = (Lanes::<B>::ZERO, Lanes::<B>::ZERO);
    let (mut v, mut w) = (Lanes::<B>::ZERO, Lanes::<B>::ZERO);
    for l in 0..B {
        let flip = p[l] > 0.5;
        m.0[l] = if n[l] > 0.0 { whole(n[l]) } else { 0.0 };
        let r = if flip { 1.0 - p[l] } else { p[l] };
        q.0[l] = if r > 0.0 { r } else { 0.0 };
        v.0[l] = if flip { 1.0 - u[l] } else { u[l] };
        w.0[l] = if flip { -z[l] } else { z[l] };
        let mean = m.0[l] * q.0[l];
        let variance = mean * (1.0 - q.0[l]);
        let large = variance >= series::BINOMIAL_MIN;
        let near = series::is_rare(variance, q.0[l], w.0[l]);
        rare.0[l] = truth(large & near);
        expand.0[l] = truth(large & !near);
        search.0[l] = truth((mean > 0.0) & !large);
    }
    let (m, q, v, w) = (&m.0, &q.0, &v.0, &w.0);
    if any(&search.0) {
        let mut starts = Starts::<B>::new();
        for l in 0..B {
            let searched = search.0[l] != 0.0;
            starts.set_binomial(l, m[l], q[l]);
            let beyond = searched & (v[l] > LIMIT);
            starts.target.0[l] = if searched & !beyond { v[l] } else { f64::NEG_INFINITY };
            doubt.exact.0[l] = truth(beyond);
        }
        starts.count::<L>(out);
    }
    expand!(rare, doubt, out, l => series::binomial_rare(m[l], q[l], w[l]));
    expand!(expand, doubt, out, l => series::binomial(m[l], q[l], w[l]));
    if doubt.any() {
        for l in 0..B {
            if doubt.exact.0[l] != 0.0 && !(v[l].is_nan() || w[l].is_nan()) {
                let law = Law::Binomial(m[l], q[l]);
                out.0[l] = exact::invert(law, v[l], w[l], doubt.guess.0[l]);
            }
        }
    }
    for l in 0..B {
        let k = if p[l] > 0.5 { m[l] - out.0[l] } else { out.0[l] };
        let sum = n[l] + p[l] + u[l] + z[l];
        out.0[l] = if sum.is_nan() { f64::NAN } else { k };
    }
}

#[inline(always)]
fn negative_block<const B: usize, const L: usize>(
    mean: &[f64; B],
    ratio: &[f64; B],
    u: &[f64; B],
    z: &[f64; B],
    out: &mut Lanes<B>,
) {
    let mut doubt = Doubt::<B>::none();
    let (mut search, mut expand) = (Lanes::<B>::ZERO, Lanes::<B>::ZERO);
    for l in 0..B {
        let b = 2.0 * ratio[l] - 1.0;
        let v = mean[l] * ratio[l];
        let some = mean[l] > 0.0;
        let overdispersed = some & (ratio[l] > 1.0);
        let large = overdispersed & (v >= series::NEGATIVE_MIN * (b * b));
        // Small enough for the search: mean + 4 sd below 1000.
        let room = 1000.0 - mean[l];
        let small = (room > 0.0) & (16.0 * v < room * room);
        expand.0[l] = truth(large);
        search.0[l] = truth(overdispersed & !large & small);
        doubt.exact.0[l] = truth(some & !large & !(overdispersed & small));
    }
    if any(&search.0) {
        let mut starts = Starts::<B>::new();
        for l in 0..B {
            let searched = search.0[l] != 0.0;
            starts.set_negative(l, mean[l], ratio[l]);
            let beyond = searched & (u[l] > LIMIT);
            starts.target.0[l] = if searched & !beyond { u[l] } else { f64::NEG_INFINITY };
            doubt.exact.0[l] = if beyond { 1.0 } else { doubt.exact.0[l] };
        }
        starts.count::<L>(out);
    }
    expand!(expand, doubt, out, l => series::negative_binomial(mean[l], ratio[l], z[l]));
    if doubt.any() {
        for l in 0..B {
            if doubt.exact.0[l] != 0.0 {
                out.0[l] = negative_exact(mean[l], ratio[l], u[l], z[l], doubt.guess.0[l]);
            }
        }
    }
    for l in 0..B {
        let sum = mean[l] + ratio[l] + u[l] + z[l];
        out.0[l] = if sum.is_nan() { f64::NAN } else { out.0[l] };
    }
}

#[cold]
#[inline(never)]
fn negative_exact(mean: f64, ratio: f64, u: f64, z: f64, guess: f64) -> f64 {
    if u.is_nan() || z.is_nan() || mean.is_nan() || ratio.is_nan() {
        return f64::NAN;
    }
    if ratio <= 1.0 {
        return poisson_quantile(mean, u, z);
    }
    exact::invert(Law::Negative(mean, ratio), u, z, guess)
}
