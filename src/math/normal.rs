//! The normal distribution function and its inverse, branch-free.

use super::elementary::{exp_sum, ln, polynomial};

// M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
// Applied Statistics 37 (1988), 477-484, routine PPND16.
const CENTRE_TOP: [f64; 8] = [
    3.3871328727963666080e0,
    1.3314166789178437745e+2,
    1.9715909503065514427e+3,
    1.3731693765509461125e+4,
    4.5921953931549871457e+4,
    6.7265770927008700853e+4,
    3.3430575583588128105e+4,
    2.5090809287301226727e+3,
];
const CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    4.2313330701600911252e+1,
    6.8718700749205790830e+2,
    5.3941960214247511077e+3,
    2.1213794301586595867e+4,
    3.9307895800092710610e+4,
    2.8729085735721942674e+4,
    5.2264952788528545610e+3,
];
const TAIL_TOP: [f64; 8] = [
    1.42343711074968357734e0,
    4.63033784615654529590e0,
    5.76949722146069140550e0,
    3.64784832476320460504e0,
    1.27045825245236838258e0,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4,
];
const TAIL_BOTTOM: [f64; 8] = [
    1.0,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
];
const FAR_TOP: [f64; 8] = [
    6.65790464350110377720e0,
    5.46378491116411436990e0,
    1.78482653991729133580e0,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7,
];
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15,
];

/// The standard normal quantile: `z` with `Phi(z) = u`.
///
/// Domain `[0, 1]`; 0 and 1 give -inf and inf, anything else NaN. Relative error about 1e-15
/// down to the smallest positive `u`. Wichura's AS 241 with all three regions computed and one
/// selected, so that a loop over it vectorises.
#[inline(always)]
#[must_use]
pub fn normal_quantile(u: f64) -> f64 {
    let q = u - 0.5;
    let centre = q.abs() <= 0.425;
    let rc = 0.180625 - q * q;
    let tail = if q < 0.0 { u } else { 1.0 - u };
    let r = (-ln(tail)).sqrt();
    let far = r > 5.0;
    let t = if far { r - 5.0 } else { r - 1.6 };
    let mut top = [0.0; 8];
    let mut bottom = [0.0; 8];
    for i in 0..8 {
        let (a, b) = (TAIL_TOP[i], TAIL_BOTTOM[i]);
        let (a, b) = if far { (FAR_TOP[i], FAR_BOTTOM[i]) } else { (a, b) };
        top[i] = if centre { CENTRE_TOP[i] } else { a };
        bottom[i] = if centre { CENTRE_BOTTOM[i] } else { b };
    }
    // One rational function with the region's coefficients: one division.
    let x = if centre { rc } else { t };
    let sign = if q < 0.0 { -1.0 } else { 1.0 };
    let factor = if centre { q } else { sign };
    let z = factor * polynomial(x, &top) / polynomial(x, &bottom);
    let z = if tail == 0.0 { sign * f64::INFINITY } else { z };
    if u.is_nan() { u } else { z }
}

/// Coefficients in `t = (x - 4.5) / (x + 4.5)` of `(x + 4.5) e^(x^2/2) Phi(-x)`, `x >= 0`.
const MILLS: [f64; 23] = [
    0.7632305289702032,
    -0.6402577602526164,
    0.4464525170556788,
    -0.25314179995103,
    0.1113825965702118,
    -0.03387132617549698,
    0.004223613380222517,
    0.0017488305468783727,
    -0.0009177465046163009,
    6.381301387947126e-06,
    0.00011204273405361024,
    -1.5933748047469604e-05,
    -1.4236080323087939e-05,
    3.19210129151306e-06,
    2.143361572838347e-06,
    -5.037939004504018e-07,
    -3.800815165641788e-07,
    6.609076515815807e-08,
    7.121242949722104e-08,
    -6.187992570040285e-09,
    -1.1507780093186186e-08,
    2.6947719711161245e-10,
    1.0905802307589694e-09,
];

/// The standard normal distribution function `Phi(x)`.
///
/// Relative error below 1e-14 in the lower tail down to `x` = -37 and in the upper half. One
/// polynomial for the whole line in the manner of J. L. Schonfelder, "Chebyshev expansions for
/// the error and related functions", Math. Comp. 32 (1978), made for this file. Vectorises.
#[inline(always)]
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    let a = x.abs();
    let a = if a > 40.0 { 40.0 } else { a };
    let inv = 1.0 / (a + 4.5);
    let t = (a - 4.5) * inv;
    // a^2 = high^2 + (a - high)(a + high), the first term exact: e^(-a^2/2) keeps its digits.
    let c = a * 134217729.0;
    let high = c - (c - a);
    let lower = exp_sum(-0.5 * (high * high), -0.5 * ((a - high) * (a + high)))
        * polynomial(t, &MILLS)
        * inv;
    if x < 0.0 { lower } else { 1.0 - lower }
}
