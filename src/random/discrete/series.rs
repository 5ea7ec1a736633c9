//! Uniform expansions of the quantiles of Poisson, binomial and negative binomial counts.
//!
//! The three belong to the exponential families with variance function `V(t) = t + c t^2`
//! (C. N. Morris, Ann. Statist. 10, 1982; `c` = 0, `-1/n`, `1/r`). With mean `m`, `V = V(m)`,
//! `b = V'(m)` (1, `1 - 2p`, `2 ratio - 1`) and `s = z / sqrt V`, the count at normal score `z`
//! is the integer part of
//!
//! `x = m + V Y(s, b) + G(s, b) + H(s, b) / V + …`
//!
//! where `Y` solves `s^2 / 2 = ∫_0^Y (Y - t) / (1 + b t + (b^2 - 1) t^2 / 4) dt` (the deviance)
//! and `G = 1/2 + ln(z / (2 sinh(θ/2) sqrt V(m + V Y))) / θ`, `θ` the tilt at `m + V Y`, is the
//! saddle point's second term (R. Lugannani and S. Rice, Adv. Appl. Prob. 12, 1980). For the
//! Poisson these are the expansions of M. B. Giles, "Algorithm 955: approximation of the inverse
//! Poisson cumulative distribution function", ACM TOMS 42(1), 2016 (the idea; none of the code).
//!
//! `Y` and `G` were fitted by polynomials in `s` and `b` (for the negative binomial in `b s` and
//! `1 / b^2`), the further terms by polynomials to exact quantiles; those for rare outcomes to the
//! others. Each function below returns
//! `(x, bound)`: the count is `floor(x)` unless an integer lies within `bound` of `x`; `bound` is
//! at least twice the largest error on the test's grid, plus rounding. An infinite `bound` says
//! that the expansion does not hold.

use super::tables::{
    BINOMIAL_0, BINOMIAL_1, BINOMIAL_2, BINOMIAL_3, BINOMIAL_RARE_0, BINOMIAL_RARE_1,
    BINOMIAL_RARE_2, BINOMIAL_RARE_3, NEGATIVE_0, NEGATIVE_1, NEGATIVE_2, NEGATIVE_3, POISSON_0,
    POISSON_1, POISSON_2, POISSON_3,
};
use crate::math::elementary::polynomial;

/// Smallest mean of the Poisson expansion.
pub(super) const POISSON_MIN: f64 = 10.0;
/// Smallest variance of the binomial expansion.
pub(super) const BINOMIAL_MIN: f64 = 9.0;
/// Smallest `V / b^2` of the negative binomial expansion.
pub(super) const NEGATIVE_MIN: f64 = 8.0;

/// `sum over i, j of c[i][j] s^i t^j`.
#[inline(always)]
fn surface<const I: usize, const J: usize>(s: f64, t: f64, c: &[[f64; J]; I]) -> f64 {
    let mut row = [0.0; I];
    for i in 0..I {
        row[i] = polynomial(t, &c[i]);
    }
    polynomial(s, &row)
}

/// Relative rounding error of `x`, with that of the normal score.
const ROUNDING: f64 = 2e-15;

#[inline(always)]
pub(super) fn poisson(mean: f64, z: f64) -> (f64, f64) {
    let root = mean.sqrt();
    let s = z / root;
    let inv = 1.0 / mean;
    let lead = root * z * (1.0 + s * (1.0 / 6.0 + s * polynomial(s, &POISSON_0)));
    let late = polynomial(s, &POISSON_2) + inv * polynomial(s, &POISSON_3);
    let x = mean + lead + (polynomial(s, &POISSON_1) + inv * late);
    let holds = (mean >= POISSON_MIN) & (s > -0.95) & (s < 1.95);
    let bound = 1e-5 + 1e-3 * inv + ROUNDING * x;
    (x, if holds { bound } else { f64::INFINITY })
}

/// For `p <= 1/2`.
#[inline(always)]
pub(super) fn binomial(n: f64, p: f64, z: f64) -> (f64, f64) {
    let mean = n * p;
    let v = mean * (1.0 - p);
    let b = 1.0 - 2.0 * p;
    let root = v.sqrt();
    let s = z / root;
    let inv = 1.0 / v;
    let lead = root * z * (1.0 + s * (b * (1.0 / 6.0) + s * surface(s, b, &BINOMIAL_0)));
    let late = surface(s, b, &BINOMIAL_2) + inv * surface(s, b, &BINOMIAL_3);
    let x = mean + lead + (surface(s, b, &BINOMIAL_1) + inv * late);
    let holds = (v >= BINOMIAL_MIN) & (s > -0.95) & (s < 1.45);
    let bound = 2e-5 + 3e-3 * inv + ROUNDING * x;
    (x, if holds { bound } else { f64::INFINITY })
}

/// Whether [`binomial_rare`] may stand for [`binomial`], by the variance: most draws of a model's
/// monthly hazards.
#[inline(always)]
pub(super) fn is_rare(v: f64, p: f64, z: f64) -> bool {
    (p <= 0.1) & (z * z <= 0.36 * v)
}

/// [`binomial`] for rare outcomes near the middle, with a third of the terms.
#[inline(always)]
pub(super) fn binomial_rare(n: f64, p: f64, z: f64) -> (f64, f64) {
    let mean = n * p;
    let v = mean * (1.0 - p);
    let b = 1.0 - 2.0 * p;
    let root = v.sqrt();
    let s = z / root;
    let inv = 1.0 / v;
    let lead = root * z * (1.0 + s * (b * (1.0 / 6.0) + s * surface(s, p, &BINOMIAL_RARE_0)));
    let late = surface(s, p, &BINOMIAL_RARE_2) + inv * surface(s, p, &BINOMIAL_RARE_3);
    let x = mean + lead + (surface(s, p, &BINOMIAL_RARE_1) + inv * late);
    let holds = (v >= BINOMIAL_MIN) & is_rare(v, p, z);
    let bound = 3e-5 + 3e-3 * inv + ROUNDING * x;
    (x, if holds { bound } else { f64::INFINITY })
}

#[inline(always)]
pub(super) fn negative_binomial(mean: f64, ratio: f64, z: f64) -> (f64, f64) {
    let b = 2.0 * ratio - 1.0;
    let root = (mean * ratio).sqrt() / b;
    let v = root * root;
    let s = z / root;
    let inv = 1.0 / v;
    let t = 1.0 / (b * b);
    let lead = root * z * (1.0 + s * (1.0 / 6.0 + s * surface(s, t, &NEGATIVE_0)));
    let late = surface(s, t, &NEGATIVE_2) + inv * surface(s, t, &NEGATIVE_3);
    let scaled = lead + (surface(s, t, &NEGATIVE_1) + inv * late);
    let x = mean + b * scaled + 0.5;
    let holds = (v >= NEGATIVE_MIN) & (s > -0.95) & (s < 1.75);
    let bound = b * (3e-5 + 3e-3 * inv) + ROUNDING * (x + mean);
    (x, if holds { bound } else { f64::INFINITY })
}
