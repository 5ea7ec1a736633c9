//! Accuracy against the platform's functions and `statrs`, and the same bits on every vector unit.

use super::*;
use statrs::distribution::{Beta, ContinuousCDF, Gamma, Normal, StudentsT};

/// Numbers of every kind: specials, subnormals, extremes, and a spread over all exponents.
fn inputs() -> Vec<f64> {
    let mut v = vec![
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        2.0,
        10.0,
        100.0,
        1000.0,
        1e22,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        -5e-324,
        1e-310,
        f64::EPSILON,
        709.782712893384,
        709.782712893385,
        -745.1332191019411,
        -745.14,
        -708.5,
        0.9999999999999999,
        1.0000000000000002,
        0.5f64.sqrt(),
        2f64.sqrt(),
        0.075,
        0.925,
        1e300,
    ];
    let mut bits = 0x1234_5678_9abc_def0_u64;
    for i in 0..20_000 {
        bits = bits.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let unit = (bits >> 11) as f64 / 9007199254740992.0;
        v.push(match i % 5 {
            0 => f64::from_bits(bits),
            1 => unit,
            2 => (unit - 0.5) * 1500.0,
            3 => (unit - 0.5) * 4.0,
            _ => (unit - 0.5) * 1e-3,
        });
    }
    v
}

/// Distance in units in the last place; equal NaNs and infinities are 0.
fn ulps(a: f64, b: f64) -> f64 {
    if a == b || (a.is_nan() && b.is_nan()) {
        return 0.0;
    }
    if !a.is_finite() || !b.is_finite() {
        return f64::INFINITY;
    }
    let unit = (b.abs().next_up() - b.abs()).max(5e-324);
    (a - b).abs() / unit
}

fn worst(name: &str, ours: fn(f64) -> f64, theirs: fn(f64) -> f64, limit: f64) {
    for x in inputs() {
        let u = ulps(ours(x), theirs(x));
        assert!(u <= limit, "{name}({x:e}) = {:e}, not {:e}: {u} ulp", ours(x), theirs(x));
    }
}

// The platform's functions are themselves off by up to half a unit and more.
#[test]
fn elementary_functions() {
    worst("exp", exp, f64::exp, 1.0);
    worst("ln", ln, f64::ln, 1.0);
    worst("log10", log10, f64::log10, 1.0);
    worst("ln_1p", ln_1p, f64::ln_1p, 2.0);
    worst("exp_m1", exp_m1, f64::exp_m1, 2.0);
    worst("one_minus_exp_neg", one_minus_exp_neg, |x| -(-x).exp_m1(), 2.0);
    worst(
        "logistic",
        logistic,
        |x| {
            if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) }
        },
        2.0,
    );
    worst("sin", sin, f64::sin, 1.0);
    worst("cos", cos, f64::cos, 1.0);
    for k in -300..=300 {
        let x = format!("1e{k}").parse::<f64>().unwrap();
        assert_eq!(log10(x), f64::from(k));
    }
    assert!(ln_1p(-0.0).is_sign_negative() && exp_m1(-0.0).is_sign_negative());
}

#[test]
fn powers() {
    let v = inputs();
    let specials: Vec<f64> = v[..32].to_vec();
    let exponents = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        2.0,
        3.0,
        -3.0,
        0.5,
        -0.5,
        1e300,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        4503599627370497.0,
        9007199254740992.0,
        1.0 / 3.0,
        -7.25,
    ];
    for &x in &specials {
        for &y in &exponents {
            let (a, b) = (pow(x, y), x.powf(y));
            let same =
                ulps(a, b) <= 45.0 && (b != 0.0 || a.is_sign_negative() == b.is_sign_negative());
            assert!(same, "{x:e}^{y:e} = {a:e}, not {b:e}");
        }
    }
    for w in v.windows(2) {
        let (x, y) = (w[0].abs(), w[1]);
        let (a, b) = (pow(x, y), x.powf(y));
        if b.is_normal() {
            let tight = (y * x.ln()).abs() < 100.0;
            let limit = if tight { 1e-15 } else { 1e-14 };
            assert!((a / b - 1.0).abs() <= limit, "{x:e}^{y:e} = {a:e}, not {b:e}");
        } else {
            assert!(ulps(a, b) <= 2.0, "{x:e}^{y:e} = {a:e}, not {b:e}");
        }
    }
}

#[test]
fn normal_distribution() {
    let n = Normal::new(0.0, 1.0).unwrap();
    // Reference values to 17 digits (mpmath).
    for (x, p) in [
        (-37.0, 5.725571222524577e-300),
        (-20.0, 2.7536241186062337e-89),
        (-8.0, 6.220960574271785e-16),
        (-3.0, 0.0013498980316300946),
        (-1.0, 0.15865525393145705),
        (0.0, 0.5),
        (1.0, 0.8413447460685429),
        (6.0, 0.9999999990134123),
    ] {
        assert!((normal_cdf(x) / p - 1.0).abs() < 1e-14, "{x} {}", normal_cdf(x));
        if x < 1.5 && x > -37.5 && x != 0.0 {
            assert!((normal_quantile(p) / x - 1.0).abs() < 2e-15, "{x} {}", normal_quantile(p));
        }
    }
    for i in 1..2000 {
        let u = f64::from(i) / 2000.0;
        assert!((normal_quantile(u) - n.inverse_cdf(u)).abs() < 1e-9);
        assert!((normal_cdf(normal_quantile(u)) - u).abs() < 4e-16);
    }
    assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    assert_eq!(normal_quantile(1.0), f64::INFINITY);
    assert_eq!(normal_quantile(0.5), 0.0);
    assert!(normal_quantile(-0.1).is_nan() && normal_quantile(1.1).is_nan());
    assert!(normal_quantile(f64::NAN).is_nan() && normal_cdf(f64::NAN).is_nan());
    assert_eq!((normal_cdf(f64::NEG_INFINITY), normal_cdf(f64::INFINITY)), (0.0, 1.0));
    assert_eq!(normal_cdf(-50.0), 0.0);
}

/// The same loop compiled for SSE2, AVX2 and AVX-512 gives the same bits.
#[test]
fn the_same_bits_on_every_vector_unit() {
    #[inline(always)]
    fn all(x: &[f64], out: &mut [[f64; 14]]) {
        for (i, o) in out.iter_mut().enumerate() {
            let v = x[i];
            let w = x[x.len() - 1 - i];
            *o = [
                exp(v),
                ln(v),
                log10(v),
                ln_1p(v),
                exp_m1(v),
                one_minus_exp_neg(v),
                logistic(v),
                logit(v),
                normal_quantile(v),
                normal_cdf(v),
                pow(v, w),
                pow(v.abs(), w * 0.01),
                sin(v),
                cos(v),
            ];
        }
    }
    #[inline(always)]
    fn columns(x: &[f64], out: &mut [Vec<f64>]) {
        macro_rules! column { ($($i:literal $f:expr),*) => { $(
            for (o, &v) in out[$i].iter_mut().zip(x) { *o = $f(v); }
        )* } }
        column!(0 exp, 1 ln, 2 log10, 3 ln_1p, 4 exp_m1, 5 one_minus_exp_neg, 6 logistic, 7 logit,
            8 normal_quantile, 9 normal_cdf, 12 sin, 13 cos);
        let n = x.len();
        for (i, o) in out[10].iter_mut().enumerate() {
            *o = pow(x[i], x[n - 1 - i]);
        }
        for (i, o) in out[11].iter_mut().enumerate() {
            *o = pow(x[i].abs(), x[n - 1 - i] * 0.01);
        }
    }
    let x = inputs();
    let mut scalar = vec![[0.0; 14]; x.len()];
    all(&x, &mut scalar);
    type Run<'a> = &'a dyn Fn(&[f64], &mut [Vec<f64>]);
    let check = |name: &str, f: Run| {
        let mut out = vec![vec![0.0; x.len()]; 14];
        f(&x, &mut out);
        for i in 0..x.len() {
            for k in 0..14 {
                let (a, b) = (scalar[i][k], out[k][i]);
                let same = a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
                assert!(same, "{name}, function {k} of {:e}: {a:e} {b:e}", x[i]);
            }
        }
    };
    check("baseline", &columns);
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2,fma")]
        fn avx2(x: &[f64], out: &mut [Vec<f64>]) {
            columns(x, out);
        }
        #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,fma")]
        fn avx512(x: &[f64], out: &mut [Vec<f64>]) {
            columns(x, out);
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: the features were detected.
            check("avx2", &|x, out| unsafe { avx2(x, out) });
        }
        if is_x86_feature_detected!("avx512dq") && is_x86_feature_detected!("avx512bw") {
            // SAFETY: the features were detected.
            check("avx512", &|x, out| unsafe { avx512(x, out) });
        }
    }
}

fn close(what: &str, a: f64, b: f64, limit: f64) {
    assert!((a - b).abs() <= limit * b.abs() || a == b, "{what}: {a:e}, not {b:e}");
}

/// References from mpmath with 30 digits.
#[test]
fn incomplete_gamma() {
    for (a, x, p, q) in include!("gamma_cases.in") {
        close("P", gamma_p(a, x), p, 2e-12);
        close("Q", gamma_q(a, x), q, 2e-12);
    }
    for a in [0.05, 0.5, 1.0, 3.7, 24.9, 25.1, 300.0, 1e5, 1e7] {
        for u in [1e-12, 1e-3, 0.1, 0.5, 0.9, 0.999, 1.0 - 1e-9] {
            let x = gamma_quantile(a, u);
            if x < 1e-300 {
                continue;
            }
            let back = if u < 0.5 { gamma_p(a, x) / u } else { gamma_q(a, x) / (1.0 - u) };
            // An error of x is magnified by about sqrt(a) in the tail.
            close("inverse", back, 1.0, 1e-11 + 1e-14 * a);
            if a < 1e4 {
                let oracle = Gamma::new(a, 1.0).unwrap();
                assert!((oracle.cdf(x) - u).abs() < 1e-9, "{a} {u}");
            }
        }
    }
}

#[test]
fn incomplete_beta() {
    for (a, b, x, p, q) in include!("beta_cases.in") {
        close("I", beta_cdf(a, b, x), p, 1e-11);
        close("1 - I", beta_sf(a, b, x), q, 1e-11);
    }
    for (a, b) in [(0.3, 0.7), (1.0, 1.0), (2.0, 5.0), (50.0, 3.0), (400.0, 900.0), (1e5, 2e5)] {
        let oracle = Beta::new(a, b).unwrap();
        for u in [1e-9, 0.01, 0.3, 0.5, 0.77, 0.999] {
            let x = beta_quantile(a, b, u);
            close(&format!("inverse {a} {b}"), beta_cdf(a, b, x), u, 1e-9);
            // `statrs` loses digits for large parameters.
            assert!(a > 1e4 || (oracle.cdf(x) - u).abs() < 1e-8, "{a} {b} {u}");
        }
    }
}

#[test]
fn student_t() {
    for df in [0.7, 1.0, 2.0, 5.5, 30.0, 1e4] {
        let oracle = StudentsT::new(0.0, 1.0, df).unwrap();
        for u in [1e-6, 0.01, 0.3, 0.5, 0.8, 0.9999] {
            let t = student_t_quantile(df, u);
            assert!((student_t_cdf(df, t) - u).abs() < 1e-12);
            assert!((oracle.cdf(t) - u).abs() < 1e-9, "{df} {u}");
        }
    }
    // Cauchy: tan(pi (u - 1/2)).
    close("Cauchy", student_t_quantile(1.0, 0.975), 12.706204736174705, 1e-12);
}
