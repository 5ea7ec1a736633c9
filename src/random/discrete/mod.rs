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

/// Lanes worked on together.
const LANES: usize = 16;

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
    let mut out = [0.0];
    poisson_lanes(&[mean], &[u], &[z], &mut out);
    out[0]
}

/// The binomial quantile, `n` an integer-valued number of trials (its fraction is cut off).
///
/// `n <= 0` or `p <= 0` gives 0, `p >= 1` gives `n`, NaN anywhere gives NaN. For `p > 1/2` the
/// failures are counted at `1 - u`.
#[must_use]
pub fn binomial_quantile(n: f64, p: f64, u: f64, z: f64) -> f64 {
    let mut out = [0.0];
    binomial_lanes(&[n], &[p], &[u], &[z], &mut out);
    out[0]
}

/// The negative binomial quantile for a mean and a ratio of variance to mean.
///
/// Shape `mean / (ratio - 1)`, success probability `1 / ratio`. A `ratio <= 1` gives the Poisson
/// quantile, `mean <= 0` gives 0, NaN anywhere gives NaN.
#[must_use]
pub fn negative_binomial_quantile(mean: f64, ratio: f64, u: f64, z: f64) -> f64 {
    let mut out = [0.0];
    negative_lanes(&[mean], &[ratio], &[u], &[z], &mut out);
    out[0]
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

/// A chunk of a column as an array; lanes past the end hold 0, which costs nothing.
#[inline(always)]
fn lanes(x: &[f64], first: usize) -> [f64; LANES] {
    let mut a = [0.0; LANES];
    if let Some(full) = x.get(first..first + LANES) {
        a.copy_from_slice(full);
    } else {
        let rest = &x[first..];
        a[..rest.len()].copy_from_slice(rest);
    }
    a
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
fn poisson_vector(mean: &[f64], u: &[f64], z: &[f64], out: &mut [f64]) {
    let mut i = 0;
    for chunk in out.chunks_mut(LANES) {
        let mut k = [0.0; LANES];
        poisson_lanes(&lanes(mean, i), &lanes(u, i), &lanes(z, i), &mut k);
        chunk.copy_from_slice(&k[..chunk.len()]);
        i += LANES;
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
fn binomial_vector(n: &[f64], p: &[f64], u: &[f64], z: &[f64], out: &mut [f64]) {
    let mut i = 0;
    for chunk in out.chunks_mut(LANES) {
        let mut k = [0.0; LANES];
        binomial_lanes(&lanes(n, i), &lanes(p, i), &lanes(u, i), &lanes(z, i), &mut k);
        chunk.copy_from_slice(&k[..chunk.len()]);
        i += LANES;
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
fn negative_vector(mean: &[f64], ratio: &[f64], u: &[f64], z: &[f64], out: &mut [f64]) {
    let mut i = 0;
    for chunk in out.chunks_mut(LANES) {
        let mut k = [0.0; LANES];
        negative_lanes(&lanes(mean, i), &lanes(ratio, i), &lanes(u, i), &lanes(z, i), &mut k);
        chunk.copy_from_slice(&k[..chunk.len()]);
        i += LANES;
    }
}

/// How a lane gets its count.
const SEARCH: u8 = 0;
const EXPAND: u8 = 1;
const EXACT: u8 = 2;

/// Searches the lanes that must take part; the others get a uniform that is always reached, even
/// by a sum that means nothing (of a ratio below 1, say).
#[inline(always)]
fn search_lanes<const L: usize>(
    starts: &Starts<L>,
    u: &[f64; L],
    way: &[u8; L],
    out: &mut [f64; L],
) {
    let mut target = [f64::NEG_INFINITY; L];
    for l in 0..L {
        target[l] = if way[l] == SEARCH { u[l] } else { f64::NEG_INFINITY };
    }
    let k = search::count(starts, &target);
    for l in 0..L {
        out[l] = if way[l] == SEARCH { k[l] } else { out[l] };
    }
}

#[inline(always)]
fn not_negative<const L: usize>(x: &[f64; L]) -> [f64; L] {
    let mut y = [0.0; L];
    for l in 0..L {
        y[l] = if x[l] > 0.0 { x[l] } else { 0.0 };
    }
    y
}

#[inline(always)]
fn has<const L: usize>(way: &[u8; L], what: u8) -> bool {
    way.iter().fold(0, |n, &w| n | u8::from(w == what)) != 0
}

#[inline(always)]
fn poisson_lanes<const L: usize>(mean: &[f64; L], u: &[f64; L], z: &[f64; L], out: &mut [f64; L]) {
    let mut way = [SEARCH; L];
    let mut guess = [f64::NAN; L];
    for l in 0..L {
        way[l] = if mean[l] >= series::POISSON_MIN { EXPAND } else { SEARCH };
    }
    if has(&way, SEARCH) {
        for l in 0..L {
            let beyond = (way[l] == SEARCH) & (u[l] > LIMIT) & (mean[l] > 0.0);
            way[l] = if beyond { EXACT } else { way[l] };
        }
        search_lanes(&Starts::poisson(&not_negative(mean)), u, &way, out);
    }
    if has(&way, EXPAND) {
        for l in 0..L {
            let (x, bound) = series::poisson(mean[l], z[l]);
            let (k, unsure) = settle(x, bound);
            let expand = way[l] == EXPAND;
            out[l] = if expand { k } else { out[l] };
            guess[l] = if expand & (bound < 1.0) { k } else { f64::NAN };
            way[l] = if expand & unsure { EXACT } else { way[l] };
        }
    }
    if has(&way, EXACT) {
        for l in 0..L {
            if way[l] == EXACT && !(u[l].is_nan() || z[l].is_nan()) {
                out[l] = exact::invert(Law::Poisson(mean[l]), u[l], z[l], guess[l]);
            }
        }
    }
    for l in 0..L {
        let sum = mean[l] + u[l] + z[l];
        out[l] = if sum.is_nan() { f64::NAN } else { out[l] };
    }
}

#[inline(always)]
fn binomial_lanes<const L: usize>(
    n: &[f64; L],
    p: &[f64; L],
    u: &[f64; L],
    z: &[f64; L],
    out: &mut [f64; L],
) {
    let mut way = [SEARCH; L];
    let mut guess = [f64::NAN; L];
    // Trials, probability of the rarer outcome, and its uniform and score.
    let (mut m, mut q, mut v, mut w) = ([0.0; L], [0.0; L], [0.0; L], [0.0; L]);
    for l in 0..L {
        let flip = p[l] > 0.5;
        m[l] = if n[l] > 0.0 { whole(n[l]) } else { 0.0 };
        let r = if flip { 1.0 - p[l] } else { p[l] };
        q[l] = if r > 0.0 { r } else { 0.0 };
        v[l] = if flip { 1.0 - u[l] } else { u[l] };
        w[l] = if flip { -z[l] } else { z[l] };
        let large = m[l] * q[l] * (1.0 - q[l]) >= series::BINOMIAL_MIN;
        way[l] = if large { EXPAND } else { SEARCH };
    }
    if has(&way, SEARCH) {
        for l in 0..L {
            let beyond = (way[l] == SEARCH) & (v[l] > LIMIT) & (q[l] > 0.0);
            way[l] = if beyond { EXACT } else { way[l] };
        }
        search_lanes(&Starts::binomial(&m, &q), &v, &way, out);
    }
    if has(&way, EXPAND) {
        for l in 0..L {
            let (x, bound) = series::binomial(m[l], q[l], w[l]);
            let (k, unsure) = settle(x, bound);
            let expand = way[l] == EXPAND;
            out[l] = if expand { k } else { out[l] };
            guess[l] = if expand & (bound < 1.0) { k } else { f64::NAN };
            way[l] = if expand & unsure { EXACT } else { way[l] };
        }
    }
    if has(&way, EXACT) {
        for l in 0..L {
            if way[l] == EXACT && !(v[l].is_nan() || w[l].is_nan()) {
                out[l] = exact::invert(Law::Binomial(m[l], q[l]), v[l], w[l], guess[l]);
            }
        }
    }
    for l in 0..L {
        let k = if p[l] > 0.5 { m[l] - out[l] } else { out[l] };
        let sum = n[l] + p[l] + u[l] + z[l];
        out[l] = if sum.is_nan() { f64::NAN } else { k };
    }
}

#[inline(always)]
fn negative_lanes<const L: usize>(
    mean: &[f64; L],
    ratio: &[f64; L],
    u: &[f64; L],
    z: &[f64; L],
    out: &mut [f64; L],
) {
    let mut way = [SEARCH; L];
    let mut guess = [f64::NAN; L];
    for l in 0..L {
        let b = 2.0 * ratio[l] - 1.0;
        let v = mean[l] * ratio[l];
        let expand = v >= series::NEGATIVE_MIN * (b * b);
        // Small enough for the search: mean + 4 sd below 1000.
        let room = 1000.0 - mean[l];
        let small = (room > 0.0) & (16.0 * v < room * room);
        way[l] = if expand {
            EXPAND
        } else if small {
            SEARCH
        } else {
            EXACT
        };
        way[l] = if mean[l] > 0.0 { way[l] } else { SEARCH };
        way[l] = if ratio[l] > 1.0 { way[l] } else { EXACT };
    }
    if has(&way, SEARCH) {
        for l in 0..L {
            let beyond = (way[l] == SEARCH) & (u[l] > LIMIT) & (mean[l] > 0.0);
            way[l] = if beyond { EXACT } else { way[l] };
        }
        search_lanes(&Starts::negative(&not_negative(mean), ratio), u, &way, out);
    }
    if has(&way, EXPAND) {
        for l in 0..L {
            let (x, bound) = series::negative_binomial(mean[l], ratio[l], z[l]);
            let (k, unsure) = settle(x, bound);
            let expand = way[l] == EXPAND;
            out[l] = if expand { k } else { out[l] };
            guess[l] = if expand & (bound < 1.0) { k } else { f64::NAN };
            way[l] = if expand & unsure { EXACT } else { way[l] };
        }
    }
    if has(&way, EXACT) {
        for l in 0..L {
            if way[l] == EXACT {
                out[l] = negative_exact(mean[l], ratio[l], u[l], z[l], guess[l]);
            }
        }
    }
    for l in 0..L {
        let sum = mean[l] + ratio[l] + u[l] + z[l];
        out[l] = if sum.is_nan() { f64::NAN } else { out[l] };
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
