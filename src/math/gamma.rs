//! Gamma function, incomplete gamma functions and their inverse.

use super::elementary::{exp, ln, ln_1p};
use super::normal::{normal_cdf, normal_quantile};

const SQRT_TAU: f64 = 2.5066282746310007;

/// `ln Gamma(x)` for `x > 0`, within a few ulp (`libm`, pure Rust: the same bits everywhere).
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// `ln(1 + x) - x`, accurate for small `x`; domain `x > -1`.
///
/// With `s = x / (2 + x)`: `ln(1 + x) - x = s (2 z R(z) - x)`, `z = s^2`, so the leading
/// `-x^2 / 2` appears without a difference of nearly equal numbers.
#[must_use]
pub fn log1p_minus(x: f64) -> f64 {
    if !(-0.4..=0.7).contains(&x) {
        return ln_1p(x) - x;
    }
    let s = x / (2.0 + x);
    let z = s * s;
    // R = 1/3 + z/5 + z^2/7 + …; z <= 0.0673, so 16 terms are below 1e-18.
    let mut r = 0.0;
    for i in (0..16).rev() {
        r = r * z + 1.0 / f64::from(2 * i + 3);
    }
    s * (2.0 * z * r - x)
}

/// The error of Stirling's formula: `ln Gamma(a + 1) - (a + 1/2) ln a + a - ln(2 pi) / 2`.
///
/// Domain `a > 0`; relative error about 1e-13 for `a >= 10`, absolute 1e-14 below. (C. Loader,
/// "Fast and accurate computation of binomial probabilities", 2000.)
#[must_use]
pub fn stirling_error(a: f64) -> f64 {
    if a < 10.0 {
        return ln_gamma(a + 1.0) - (a + 0.5) * ln(a) + a - 0.9189385332046728;
    }
    let v = 1.0 / (a * a);
    (1.0 / 12.0
        - v * (1.0 / 360.0
            - v * (1.0 / 1260.0
                - v * (1.0 / 1680.0
                    - v * (1.0 / 1188.0
                        - v * (691.0 / 360360.0 - v * (1.0 / 156.0 - v * 3617.0 / 122400.0)))))))
        / a
}

/// `ln(ratio) - excess` where `excess = ratio - 1` is given apart, each with its own digits.
pub(crate) fn ln_ratio_minus(ratio: f64, excess: f64) -> f64 {
    if (-0.4..=0.7).contains(&excess) { log1p_minus(excess) } else { ln(ratio) - excess }
}

/// `x^a e^-x / Gamma(a + 1)`, by the saddle point: no difference of large logarithms.
#[must_use]
pub(crate) fn poisson_density(a: f64, x: f64) -> f64 {
    if a <= 0.0 {
        return exp(-x);
    }
    if a < 1e-3 {
        return exp(a * ln(x) - x - ln_gamma(a + 1.0));
    }
    let d = a * ln_ratio_minus(x / a, (x - a) / a);
    exp(d - stirling_error(a)) / (SQRT_TAU * a.sqrt())
}

/// `P(a, x) = 1 / Gamma(a) * integral from 0 to x of t^(a-1) e^-t dt`: the distribution function
/// of a gamma variable of shape `a`.
///
/// Domain `a > 0`, `x >= 0`; otherwise NaN. Relative error below 2e-12 (tested), also where `P` is tiny;
/// `a` up to 1e12. Series, continued fraction and, for large `a` near `x`, Temme's uniform
/// expansion (DLMF 8.7.1, 8.9.2, 8.12).
#[must_use]
pub fn gamma_p(a: f64, x: f64) -> f64 {
    incomplete(a, x).0
}

/// `Q(a, x) = 1 - P(a, x)`, accurate where it is tiny; see [`gamma_p`]. `Q(n + 1, m)` is the
/// probability that a Poisson count of mean `m` is at most `n`.
#[must_use]
pub fn gamma_q(a: f64, x: f64) -> f64 {
    incomplete(a, x).1
}

/// `(P, Q)`.
fn incomplete(a: f64, x: f64) -> (f64, f64) {
    if !(a > 0.0 && x >= 0.0) || a.is_infinite() {
        return (f64::NAN, f64::NAN);
    }
    if x == 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    let mu = (x - a) / a;
    if a >= 25.0 && mu.abs() < 0.3 {
        return temme(a, mu);
    }
    if x < a + 1.0 {
        let p = lower_series(a, x);
        (p, 1.0 - p)
    } else {
        let q = upper_fraction(a, x);
        (1.0 - q, q)
    }
}

/// Series for `P` (DLMF 8.7.1), `x < a + 1`.
fn lower_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut n = a;
    for _ in 0..100_000 {
        n += 1.0;
        term *= x / n;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    poisson_density(a, x) * sum
}

/// Continued fraction for `Q` (DLMF 8.9.2) by Lentz's method, `x >= a + 1`.
fn upper_fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    let mut i = 0.0;
    for _ in 0..100_000 {
        i += 1.0;
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + an / c;
        c = if c.abs() < TINY { TINY } else { c };
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    // x^a e^-x / Gamma(a) = a * density.
    a * poisson_density(a, x) * h
}

/// Temme's uniform expansion (DLMF 8.12.3-8.12.12), `x = a (1 + mu)`.
///
/// N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", SIAM J. Math.
/// Anal. 10 (1979).
fn temme(a: f64, mu: f64) -> (f64, f64) {
    let half_eta2 = -log1p_minus(mu);
    let eta = (2.0 * half_eta2).sqrt();
    let eta = if mu < 0.0 { -eta } else { eta };
    let mut sum = 0.0;
    for row in TEMME.iter().rev() {
        let mut c = 0.0;
        for &v in row.iter().rev() {
            c = c * eta + v;
        }
        sum = sum / a + c;
    }
    let r = exp(-a * half_eta2) / (SQRT_TAU * a.sqrt()) * sum;
    let z = eta * a.sqrt();
    (normal_cdf(z) - r, normal_cdf(-z) + r)
}

/// The quantile of the gamma distribution of shape `a` and scale 1: `x` with `P(a, x) = u`.
///
/// Domain `a > 0`, `0 <= u <= 1` (0 gives 0, 1 gives inf), otherwise NaN. Relative error about
/// 1e-12. Wilson and Hilferty's approximation (Proc. Nat. Acad. Sci. 17, 1931), then bracketed
/// Newton steps on the logarithm of the smaller tail.
#[must_use]
pub fn gamma_quantile(a: f64, u: f64) -> f64 {
    if !(a > 0.0 && (0.0..=1.0).contains(&u)) || a.is_infinite() {
        return f64::NAN;
    }
    if u == 0.0 {
        return 0.0;
    }
    if u == 1.0 {
        return f64::INFINITY;
    }
    // Solved for y = ln x: the lower tail is x^a / Gamma(a + 1), a straight line in y.
    let small = exp((ln(u) + ln_gamma(a + 1.0)) / a);
    if small < 1e-10 || small == 0.0 {
        return small;
    }
    let v = 1.0 / (9.0 * a);
    let w = 1.0 - v + normal_quantile(u) * v.sqrt();
    let cube = a * w * w * w;
    let start = if a < 1.0 || cube <= small { small.min(a + 10.0) } else { cube };
    let f = |y: f64| {
        let x = exp(y);
        let (p, q) = incomplete(a, x);
        let slope = a * poisson_density(a, x);
        // Residual of the logarithm of the smaller tail, increasing in y, and its derivative.
        if u < 0.5 { (ln(p) - ln(u), slope / p) } else { (ln(1.0 - u) - ln(q), slope / q) }
    };
    exp(solve_increasing(f, ln(start), -745.0, 745.0))
}

/// The root of an increasing function given with its derivative: Newton steps, replaced by
/// bisection whenever they leave the bracket.
pub(crate) fn solve_increasing(
    f: impl Fn(f64) -> (f64, f64),
    start: f64,
    mut low: f64,
    mut high: f64,
) -> f64 {
    let mut y = start.clamp(low, high);
    for i in 0..200 {
        let (r, slope) = f(y);
        if r == 0.0 {
            return y;
        }
        if r > 0.0 {
            high = y;
        } else {
            low = y;
        }
        let step = y - r / slope;
        let inside = step > low && step < high;
        // A Newton step every time but every eighth: convergence is certain.
        let next = if inside && i % 8 != 7 { step } else { 0.5 * (low + high) };
        if (next - y).abs() <= 1e-15 * y.abs().max(1e-300) || next == low || next == high {
            return next;
        }
        y = next;
    }
    y
}

/// Temme's coefficients `d[k][n]` of `eta^n a^-k` (DLMF 8.12.12), derived in exact rationals.
const TEMME: [&[f64]; 9] = [
    &[
        -0.3333333333333333,
        0.08333333333333333,
        -0.014814814814814815,
        0.0011574074074074073,
        0.0003527336860670194,
        -0.0001787551440329218,
        3.919263178522438e-05,
        -2.185448510679992e-06,
        -1.85406221071516e-06,
        8.296711340953087e-07,
        -1.7665952736826078e-07,
        6.707853543401498e-09,
        1.0261809784240309e-08,
        -4.382036018453353e-09,
        9.14769958223679e-10,
        -2.5514193994946248e-11,
        -5.830772132550426e-11,
        2.4361948020667415e-11,
        -5.0276692801141755e-12,
        1.1004392031956135e-13,
    ],
    &[
        -0.001851851851851852,
        -0.003472222222222222,
        0.0026455026455026454,
        -0.0009902263374485596,
        0.00020576131687242798,
        -4.018775720164609e-07,
        -1.8098550334489977e-05,
        7.64916091608111e-06,
        -1.6120900894563446e-06,
        4.647127802807434e-09,
        1.378633446915721e-07,
        -5.752545603517705e-08,
        1.1951628599778148e-08,
        -1.7543241719747647e-11,
        -1.0091543710600413e-09,
        4.162792991842583e-10,
        -8.56390702649298e-11,
        6.067215101604758e-14,
    ],
    &[
        0.004133597883597883,
        -0.0026813271604938273,
        0.0007716049382716049,
        2.0093878600823047e-06,
        -0.0001073665322636516,
        5.2923448829120125e-05,
        -1.2760635188618728e-05,
        3.423578734096138e-08,
        1.3721957309062934e-06,
        -6.298992138380055e-07,
        1.4280614206064242e-07,
        -2.0477098421990866e-10,
        -1.409252991086752e-08,
        6.228974084922022e-09,
        -1.3670488396617114e-09,
        9.428356159014678e-13,
    ],
    &[
        0.0006494341563786008,
        0.00022947209362139917,
        -0.0004691894943952557,
        0.00026772063206283885,
        -7.561801671883977e-05,
        -2.396505113867297e-07,
        1.1082654115347302e-05,
        -5.6749528269915965e-06,
        1.4230900732435883e-06,
        -2.7861080291528143e-11,
        -1.6958404091930278e-07,
        8.099464905388083e-08,
        -1.9111168485973655e-08,
        2.3928620439808118e-12,
    ],
    &[
        -0.0008618882909167117,
        0.0007840392217200666,
        -0.0002990724803031902,
        -1.4638452578843418e-06,
        6.641498215465122e-05,
        -3.968365047179435e-05,
        1.1375726970678419e-05,
        2.507497226237533e-10,
        -1.6954149536558305e-06,
        8.907507532205309e-07,
        -2.292934834000805e-07,
        2.956794137544049e-11,
    ],
    &[
        -0.00033679855336635813,
        -6.972813758365857e-05,
        0.0002772753244959392,
        -0.00019932570516188847,
        6.797780477937208e-05,
        1.419062920643967e-07,
        -1.3594048189768693e-05,
        8.018470256334202e-06,
        -2.291481176508095e-06,
        -3.252473551298454e-10,
    ],
    &[
        0.0005313079364639922,
        -0.0005921664373536939,
        0.0002708782096718045,
        7.902353232660328e-07,
        -8.153969367561969e-05,
        5.61168275310625e-05,
        -1.8329116582843375e-05,
        -3.0796134506033047e-09,
    ],
    &[
        0.00034436760689237765,
        5.171790908260592e-05,
        -0.00033493161081142234,
        0.0002812695154763237,
        -0.00010976582244684731,
        -1.2741009095484485e-07,
    ],
    &[
        -0.0006526239185953094,
        0.0008394987206720873,
        -0.000438297098541721,
        -6.969091458420552e-07,
        0.00016644846642067547,
        -0.00012783517679769218,
    ],
];
