//! Exponential, logarithm and power, branch-free, for loops that the compiler vectorises.
//!
//! Accuracy, measured in the tests against a higher-precision oracle: [`exp`], [`ln`], [`ln_1p`],
//! [`exp_m1`], [`log10`] within 2 units in the last place; [`pow`] within 1e-14 relative for
//! results between 1e-300 and 1e300, and within 1e-15 where `|y ln x| < 100`.
//!
//! The logarithm's polynomial and its arrangement are those of FreeBSD's `msun` (`e_log.c`, Sun
//! Microsystems 1993, permissive licence); the exponential's polynomial is a Chebyshev
//! interpolant made for this file (error 3e-19). Double-double steps follow T. J. Dekker,
//! "A floating-point technique for extending the available precision", Numer. Math. 18 (1971).

/// Adding this to a small number rounds it to an integer held in the low bits of the sum.
/// (`f64::round` and `floor` call the platform's library on plain SSE2.)
const MAGIC: f64 = 6755399441055744.0;
const TWO_52: f64 = 4503599627370496.0;
const LN2_HI: f64 = 6.93147180369123816490e-01;
const LN2_LO: f64 = 1.90821492927058770002e-10;

/// Coefficients of `(e^r - 1 - r) / r^2` for `|r| <= ln(2) / 2`.
const EXP_TAIL: [f64; 11] = [
    0.5,
    0.1666666666666667,
    0.04166666666666667,
    0.008333333333326084,
    0.0013888888888883711,
    0.0001984126987500228,
    2.480158732567746e-05,
    2.755725517000089e-06,
    2.755727347871858e-07,
    2.5105312729622103e-08,
    2.09147553258932e-09,
];

/// Coefficients of `(ln(1 + f) - 2 s) / (s z)`, `s = f / (2 + f)`, `z = s^2` (`msun`).
const LN_TAIL: [f64; 7] = [
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
];

/// `c[0] + c[1] x + …`, even and odd powers apart: half the latency of Horner's rule.
#[inline(always)]
pub(crate) fn polynomial<const N: usize>(x: f64, c: &[f64; N]) -> f64 {
    let x2 = x * x;
    let mut even = 0.0;
    let mut odd = 0.0;
    let mut i = N;
    while i > 0 {
        i -= 1;
        if i.is_multiple_of(2) {
            even = even * x2 + c[i];
        } else {
            odd = odd * x2 + c[i];
        }
    }
    even + x * odd
}

/// `x` rounded to the nearest integer (ties to even), for `|x| < 2^51`.
#[inline(always)]
#[must_use]
pub fn round_small(x: f64) -> f64 {
    (x + MAGIC) - MAGIC
}

/// The largest integer not above `x`, for `|x| < 2^51`; vectorises on plain SSE2.
#[inline(always)]
#[must_use]
pub fn floor_small(x: f64) -> f64 {
    let r = round_small(x);
    if r > x { r - 1.0 } else { r }
}

/// `2^n` for an integer-valued `n` in -1022..=1023.
#[inline(always)]
fn two_to(n: f64) -> f64 {
    f64::from_bits((n + MAGIC).to_bits().wrapping_add(1023) << 52)
}

/// `a b = high + low` exactly (barring overflow).
#[inline(always)]
pub(crate) fn two_product(a: f64, b: f64) -> (f64, f64) {
    const SPLIT: f64 = 134217729.0;
    let (ca, cb) = (SPLIT * a, SPLIT * b);
    let (ah, bh) = (ca - (ca - a), cb - (cb - b));
    let (al, bl) = (a - ah, b - bh);
    let p = a * b;
    (p, ((ah * bh - p) + ah * bl + al * bh) + al * bl)
}

/// `a + b = sum + error` exactly.
#[inline(always)]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    let bb = s - a;
    (s, (a - (s - bb)) + (b - bb))
}

/// `e^(x + low)` where `low` is a rounding remainder of `x`.
#[inline(always)]
pub(crate) fn exp_sum(x: f64, low: f64) -> f64 {
    // Comparisons are false for NaN, which therefore passes through.
    let x = if x > 710.0 { 710.0 } else { x };
    let x = if x < -746.0 { -746.0 } else { x };
    let n = round_small(x * std::f64::consts::LOG2_E);
    let r = ((x - n * LN2_HI) - n * LN2_LO) + low;
    let p = 1.0 + (r + r * r * polynomial(r, &EXP_TAIL));
    // Two factors: 2^n alone would leave the range of f64 for subnormal and largest results.
    let half = round_small(0.5 * n);
    p * two_to(half) * two_to(n - half)
}

/// `e^x`, within 1 ulp. `e^-inf` = 0, `e^inf` = inf, NaN gives NaN. Vectorises.
#[inline(always)]
#[must_use]
pub fn exp(x: f64) -> f64 {
    exp_sum(x, 0.0)
}

/// `e^x - 1`, within 2 ulp, also for small `x`. Vectorises.
#[inline(always)]
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    let c = if x > 710.0 { 710.0 } else { x };
    let c = if c < -50.0 { -50.0 } else { c };
    let n = round_small(c * std::f64::consts::LOG2_E);
    let hi = c - n * LN2_HI;
    let lo = n * LN2_LO;
    let r = hi - lo;
    let lost = (hi - r) - lo;
    let p = r + (r * r * polynomial(r, &EXP_TAIL) + lost);
    // 2^n (1 + p) - 1 = s2 (s1 p + (s1 - 1/s2)) with s1 s2 = 2^n; the bracket is exact.
    let half = round_small(0.5 * n);
    let (s1, s2) = (two_to(half), two_to(n - half));
    let y = (p * s1 + (s1 - two_to(half - n))) * s2;
    if x == 0.0 { x } else { y }
}

/// `1 - e^-x`: the probability that something with hazard `x` happens. Accurate for small `x`.
/// Within 2 ulp. Vectorises.
#[inline(always)]
#[must_use]
pub fn one_minus_exp_neg(x: f64) -> f64 {
    -exp_m1(-x)
}

/// `(k, m)` with `x = 2^k m`, `m` in `(1/sqrt 2, sqrt 2]`, for positive finite `x`.
#[inline(always)]
fn split_binary(x: f64) -> (f64, f64) {
    let tiny = x < f64::MIN_POSITIVE;
    let scaled = if tiny { x * 18014398509481984.0 } else { x };
    let bias = if tiny { 1077.0 } else { 1023.0 };
    let bits = scaled.to_bits();
    // An integer below 2^52 becomes a float by writing it into a mantissa: SSE2 and AVX2 have no
    // conversion from 64-bit integers.
    let e = f64::from_bits((bits >> 52) | TWO_52.to_bits()) - TWO_52;
    let m = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    let big = m > std::f64::consts::SQRT_2;
    let m = if big { 0.5 * m } else { m };
    let k = e - bias + if big { 1.0 } else { 0.0 };
    (k, m)
}

/// `k ln 2 + ln(1 + f) + c`, `f` in about ±0.42.
#[inline(always)]
fn ln_from_parts(k: f64, f: f64, c: f64) -> f64 {
    let s = f / (2.0 + f);
    let z = s * s;
    let r = z * polynomial(z, &LN_TAIL);
    let h = 0.5 * f * f;
    k * LN2_HI - ((h - (s * (h + r) + (k * LN2_LO + c))) - f)
}

/// Natural logarithm, within 1 ulp. `ln 0` = -inf, negative gives NaN. Vectorises.
#[inline(always)]
#[must_use]
pub fn ln(x: f64) -> f64 {
    let (k, m) = split_binary(x);
    let y = ln_from_parts(k, m - 1.0, 0.0);
    ln_limits(x, y)
}

/// The values of a logarithm of `x` where the formula `y` does not hold.
#[inline(always)]
fn ln_limits(x: f64, y: f64) -> f64 {
    let y = if x < f64::INFINITY { y } else { x };
    let y = if x == 0.0 { f64::NEG_INFINITY } else { y };
    if x < 0.0 { f64::NAN } else { y }
}

/// `ln(1 + x)`, within 2 ulp, also for small `x`. Below -1 NaN. Vectorises.
#[inline(always)]
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    let (u, lost) = two_sum(1.0, x);
    let (k, m) = split_binary(u);
    // `&`, not `&&`: a branch would keep loops from becoming vector code.
    let small = (x > -0.2928) & (x < 0.4142);
    let f = if small { x } else { m - 1.0 };
    let k = if small { 0.0 } else { k };
    let c = if small { 0.0 } else { lost / u };
    let y = ln_limits(u, ln_from_parts(k, f, c));
    if x == 0.0 { x } else { y }
}

/// `ln x` as an unevaluated sum `high + low`, relative error about 2^-58; positive finite `x`.
#[inline(always)]
fn ln_extended(x: f64) -> (f64, f64) {
    let (k, m) = split_binary(x);
    let f = m - 1.0;
    let d = 1.0 + m;
    let d_low = m - (d - 1.0);
    let s = f / d;
    let (p, p_low) = two_product(s, d);
    let s_low = (((f - p) - p_low) - s * d_low) / d;
    let z = s * s;
    let tail = s * (z * polynomial(z, &LN_TAIL)) + 2.0 * s_low;
    let (h, e) = two_sum(k * LN2_HI, 2.0 * s);
    let low = e + (tail + k * LN2_LO);
    let hi = h + low;
    (hi, low - (hi - h))
}

/// Decimal logarithm, within 1 ulp, exact at powers of ten. Vectorises.
#[inline(always)]
#[must_use]
pub fn log10(x: f64) -> f64 {
    const HI: f64 = std::f64::consts::LOG10_E;
    const LO: f64 = 1.098319650216765e-17;
    let (h, l) = ln_extended(x);
    let (p, p_low) = two_product(h, HI);
    ln_limits(x, p + (p_low + (h * LO + l * HI)))
}

/// `x^y` with the conventions of `f64::powf`: `x^0 = 1` and `1^y = 1` even for NaN, a negative
/// `x` needs an integer `y`, otherwise the result is NaN.
///
/// Relative error below 1e-14 (1e-15 where `|y ln x| < 100`). Vectorises.
#[inline(always)]
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    let a = x.abs();
    let magnitude = pow_magnitude(a, y);
    // Parity of y. Every f64 of at least 2^53 is even, and adding 2^52 rounds what is below.
    let ay = y.abs();
    let half = 0.5 * ay;
    let whole = (ay >= TWO_52) | ((ay + TWO_52) - TWO_52 == ay);
    let half_whole = (half >= TWO_52) | ((half + TWO_52) - TWO_52 == half);
    let odd = whole & !half_whole;
    let negative = x.to_bits() >> 63 != 0;
    let signed = if negative & odd { -magnitude } else { magnitude };
    let valid = (x >= 0.0) | whole | (a == f64::INFINITY);
    let r = if valid { signed } else { f64::NAN };
    let r = if x.is_nan() | y.is_nan() { f64::NAN } else { r };
    if (y == 0.0) | (x == 1.0) { 1.0 } else { r }
}

/// `a^y` for `a >= 0`.
#[inline(always)]
fn pow_magnitude(a: f64, y: f64) -> f64 {
    // Beyond 2^65 every power of a number other than 1 is 0 or infinite; the clamp keeps the
    // product's halves finite.
    const Y_MAX: f64 = 36893488147419103232.0;
    let y = if y > Y_MAX { Y_MAX } else { y };
    let y = if y < -Y_MAX { -Y_MAX } else { y };
    let (h, l) = ln_extended(a);
    let (p, p_low) = two_product(y, h);
    // Where the power overflows or vanishes anyway, the remainder is no longer small.
    let low = if p.abs() > 1000.0 { 0.0 } else { p_low + y * l };
    let r = exp_sum(p, low);
    let edge = if (a == 0.0) == (y > 0.0) { 0.0 } else { f64::INFINITY };
    if (a == 0.0) | (a == f64::INFINITY) { edge } else { r }
}

/// `1 / (1 + e^-x)`, within 2 ulp on both sides. Vectorises.
#[inline(always)]
#[must_use]
pub fn logistic(x: f64) -> f64 {
    let e = exp(-x.abs());
    let top = if x < 0.0 { e } else { 1.0 };
    top / (1.0 + e)
}

/// `ln(p / (1 - p))`, the inverse of [`logistic`]; NaN outside `[0, 1]`. Vectorises.
#[inline(always)]
#[must_use]
pub fn logit(p: f64) -> f64 {
    ln(p) - ln_1p(-p)
}
