//! Severities whose parameters may change: quantile and distribution functions of [`Family`].

use crate::math::{exp, ln, normal_cdf, normal_quantile, one_minus_exp_neg, pow};
use crate::model::{Family, Op2};

/// The severity of a uniform `u`, truncated to `[low, high]` where given:
/// the quantile at `F(low) + (F(high) - F(low)) u`, held inside the limits.
#[inline(always)]
pub fn severity(family: Family, p: &[f64; 2], truncate: Option<[f64; 2]>, u: f64) -> f64 {
    let Some([low, high]) = truncate else {
        return quantile(family, p, u);
    };
    let below = distribution_function(family, p, low);
    let upto = distribution_function(family, p, high);
    let inside = Op2::Min.apply(below + (upto - below) * u, 1.0);
    let x = quantile(family, p, inside);
    Op2::Min.apply(Op2::Max.apply(x, low), high)
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
