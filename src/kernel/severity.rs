//! Severities whose parameters may change: quantile and distribution functions of [`Family`].

use multiversion::multiversion;

use crate::math::{exp, ln, normal_cdf, normal_quantile, one_minus_exp_neg, pow};
use crate::model::{Family, Op2};

/// A truncation `[low, high]` as shares of the distribution: `F(low)`, `F(high)`.
#[inline(always)]
fn shares(family: Family, p: &[f64; 2], [low, high]: [f64; 2]) -> [f64; 2] {
    [distribution_function(family, p, low), distribution_function(family, p, high)]
}

/// The quantile inside a truncation: at `F(low) + (F(high) - F(low)) u`, held inside the limits.
#[inline(always)]
fn truncated(family: Family, p: &[f64; 2], limits: [f64; 2], shares: [f64; 2], u: f64) -> f64 {
    let inside = Op2::Min.apply(shares[0] + (shares[1] - shares[0]) * u, 1.0);
    let x = quantile(family, p, inside);
    Op2::Min.apply(Op2::Max.apply(x, limits[0]), limits[1])
}

/// The severity of a uniform `u`, truncated to `[low, high]` where given.
#[inline(always)]
pub fn severity(family: Family, p: &[f64; 2], truncate: Option<[f64; 2]>, u: f64) -> f64 {
    match truncate {
        None => quantile(family, p, u),
        Some(limits) => truncated(family, p, limits, shares(family, p, limits), u),
    }
}

/// [`severity`] of many uniforms under the same parameters.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
pub fn severities(
    family: Family,
    p: [f64; 2],
    truncate: Option<[f64; 2]>,
    u: &[f64],
    out: &mut [f64],
) {
    // One loop a family, so that each becomes vector code.
    macro_rules! loops {
        ($($family:ident)*) => {
            match (family, truncate) {
                $((Family::$family, None) => {
                    for (out, u) in out.iter_mut().zip(u) {
                        *out = quantile(Family::$family, &p, *u);
                    }
                }
                (Family::$family, Some(limits)) => {
                    let shares = shares(Family::$family, &p, limits);
                    for (out, u) in out.iter_mut().zip(u) {
                        *out = truncated(Family::$family, &p, limits, shares, *u);
                    }
                })*
            }
        };
    }
    loops!(Uniform Exponential Weibull Pareto Lognormal Normal);
}

/// The quantile functions.
#[inline(always)]
fn quantile(family: Family, p: &[f64; 2], u: f64) -> f64 {
    match family {
        Family::Uniform => p[0] + (p[1] - p[0]) * u,
        Family::Exponential => -p[0] * ln(1.0 - u),
        Family::Weibull => p[1] * pow(-ln(1.0 - u), 1.0 / p[0]),
        Family::Pareto => p[0] * pow(1.0 - u, -1.0 / p[1]),
        Family::Lognormal => exp(p[0] + p[1] * normal_quantile(u)),
        Family::Normal => p[0] + p[1] * normal_quantile(u),
    }
}

/// The distribution functions.
#[inline(always)]
fn distribution_function(family: Family, p: &[f64; 2], x: f64) -> f64 {
    match family {
        Family::Uniform => Op2::Min.apply(Op2::Max.apply((x - p[0]) / (p[1] - p[0]), 0.0), 1.0),
        Family::Exponential if x <= 0.0 => 0.0,
        Family::Exponential => one_minus_exp_neg(x / p[0]),
        Family::Weibull if x <= 0.0 => 0.0,
        Family::Weibull => one_minus_exp_neg(pow(x / p[1], p[0])),
        Family::Pareto if x <= p[0] => 0.0,
        Family::Pareto => 1.0 - pow(p[0] / x, p[1]),
        Family::Lognormal if x <= 0.0 => 0.0,
        Family::Lognormal => normal_cdf((ln(x) - p[0]) / p[1]),
        Family::Normal => normal_cdf((x - p[0]) / p[1]),
    }
}
