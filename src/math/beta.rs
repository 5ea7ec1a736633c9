//! Incomplete beta function, its inverse, and Student's t.

use super::elementary::{exp, ln, ln_1p, logistic};
use super::gamma::{ln_gamma, ln_ratio_minus, solve_increasing, stirling_error};
use super::normal::normal_quantile;

/// `x^a y^b / B(a, b)`.
///
/// By the saddle point for large `a` and `b` (C. Loader 2000): no difference of large logarithms.
/// `y` is `1 - x`, given apart so that neither loses digits.
fn beta_power(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    if a < 1.0 || b < 1.0 {
        let lx = if x > 0.5 { ln_1p(-y) } else { ln(x) };
        let ly = if y > 0.5 { ln_1p(-x) } else { ln(y) };
        let beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(n);
        // For a large partner the difference of log-gammas loses digits: use Stirling there.
        let beta = if a.max(b) > 100.0 { ln_beta_mixed(a.min(b), a.max(b)) } else { beta };
        return exp(a * lx + b * ly - beta);
    }
    // x / (a/n) = 1 + (x b - y a) / a, and likewise for y.
    let e = x * b - y * a;
    let d = a * ln_ratio_minus(x * (n / a), e / a) + b * ln_ratio_minus(y * (n / b), -e / b);
    let s = stirling_error(n) - stirling_error(a) - stirling_error(b);
    exp(d + s) * (a * b / (n * std::f64::consts::TAU)).sqrt()
}

/// `ln B(a, b)` for `a < 1`, `b > 100`.
fn ln_beta_mixed(a: f64, b: f64) -> f64 {
    // ln Gamma(b) - ln Gamma(a + b), by Stirling's formula without its large terms.
    let n = a + b;
    let d = (b - 0.5) * ln_1p(-a / n) - a * ln(n) + a;
    ln_gamma(a) + d + stirling_error(b) - stirling_error(n)
}

/// Continued fraction of `I_x(a, b)` (DLMF 8.17.22) by Lentz's method; fast for
/// `x < (a + 1) / (a + b + 2)`.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    let mut m = 0.0;
    for _ in 0..200_000 {
        m += 1.0;
        let m2 = 2.0 * m;
        let even = m * (b - m) * x / ((a + m2 - 1.0) * (a + m2));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + m2) * (a + m2 + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 3e-16 {
            break;
        }
    }
    h
}

/// `(I_x(a, b), 1 - I_x(a, b))` with `y = 1 - x`.
pub(crate) fn beta_both(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if !(a > 0.0 && b > 0.0) || x.is_nan() || a.is_infinite() || b.is_infinite() {
        return (f64::NAN, f64::NAN);
    }
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    let power = beta_power(a, b, x, y);
    if x < (a + 1.0) / (a + b + 2.0) {
        let p = power * fraction(a, b, x) / a;
        (p, 1.0 - p)
    } else {
        let q = power * fraction(b, a, y) / b;
        (1.0 - q, q)
    }
}

/// The regularised incomplete beta function `I_x(a, b)`: the distribution function of a beta
/// variable.
///
/// Domain `a, b > 0`; `x` outside `[0, 1]` gives 0 or 1. Relative error below 1e-11 (tested), also where
/// the value is tiny. Takes of the order of `sqrt(max(a, b))` steps.
#[must_use]
pub fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    beta_both(a, b, x, 1.0 - x).0
}

/// `1 - I_x(a, b)`, accurate where it is tiny.
#[must_use]
pub fn beta_sf(a: f64, b: f64, x: f64) -> f64 {
    beta_both(a, b, x, 1.0 - x).1
}

/// The quantile of the beta distribution: `x` with `I_x(a, b) = u`.
///
/// Domain `a, b > 0`, `0 <= u <= 1`; otherwise NaN. Relative error about 1e-11 of the smaller of
/// `x` and `1 - x`. Bracketed Newton steps in `ln(x / (1 - x))`.
#[must_use]
pub fn beta_quantile(a: f64, b: f64, u: f64) -> f64 {
    logistic(beta_quantile_logit(a, b, u))
}

/// The logit of [`beta_quantile`], which keeps digits at both ends.
fn beta_quantile_logit(a: f64, b: f64, u: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && (0.0..=1.0).contains(&u)) || a.is_infinite() || b.is_infinite() {
        return f64::NAN;
    }
    if u == 0.0 {
        return f64::NEG_INFINITY;
    }
    if u == 1.0 {
        return f64::INFINITY;
    }
    // Moments of the logit: digamma(a) - digamma(b), roughly ln(a) - ln(b).
    let spread = (1.0 / a + 1.0 / b).sqrt();
    let start = ln(a) - ln(b) + normal_quantile(u) * spread;
    let f = |t: f64| {
        let (x, y) = (logistic(t), logistic(-t));
        let (p, q) = beta_both(a, b, x, y);
        // dI/dt = x^a y^b / B(a, b).
        let slope = beta_power(a, b, x, y);
        if u < 0.5 { (ln(p) - ln(u), slope / p) } else { (ln(1.0 - u) - ln(q), slope / q) }
    };
    solve_increasing(f, start, -745.0, 745.0)
}

/// The distribution function of Student's t with `df` degrees of freedom.
///
/// Domain `df > 0`. Relative error about 1e-12 in the lower tail.
#[must_use]
pub fn student_t_cdf(df: f64, t: f64) -> f64 {
    if t == f64::INFINITY {
        return 1.0;
    }
    if t == f64::NEG_INFINITY {
        return 0.0;
    }
    let t2 = t * t;
    let (x, y) = (df / (df + t2), t2 / (df + t2));
    let tail = 0.5 * beta_both(0.5 * df, 0.5, x, y).0;
    if t < 0.0 { tail } else { 1.0 - tail }
}

/// The quantile of Student's t with `df` degrees of freedom.
///
/// Domain `df > 0`, `0 <= u <= 1`; otherwise NaN. Relative error about 1e-11. Through the beta
/// quantile: `df / (df + t^2)` is beta(`df / 2`, 1/2).
#[must_use]
pub fn student_t_quantile(df: f64, u: f64) -> f64 {
    if !(df > 0.0 && (0.0..=1.0).contains(&u)) {
        return f64::NAN;
    }
    if u == 0.5 {
        return 0.0;
    }
    if df > 1e12 {
        return normal_quantile(u);
    }
    let tail = if u < 0.5 { u } else { 1.0 - u };
    // t^2 = df (1 - x) / x = df e^-logit(x).
    let t = (df * exp(-beta_quantile_logit(0.5 * df, 0.5, 2.0 * tail))).sqrt();
    if u < 0.5 { -t } else { t }
}
