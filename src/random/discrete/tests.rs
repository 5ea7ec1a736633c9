//! The counts against exact distribution functions (own and `statrs`), columns against scalars.

use super::*;
use crate::random::Stream;
use statrs::distribution::{Binomial, DiscreteCDF, NegativeBinomial, Poisson};

/// Uniforms that matter: both tails, the middle, and random ones.
fn uniforms(n: usize) -> Vec<f64> {
    let mut u = vec![1e-300, 1e-16, 1e-10, 1e-6, 1e-3, 0.02, 0.3, 0.5, 0.77, 0.98, 0.999];
    u.extend([1e-6, 2e-7, 1e-10, 1e-15, 1.2e-16].map(|v| 1.0 - v));
    let mut random = vec![0.0; n];
    Stream::new(11, "uniforms").fill_uniform(0, 1, 0, 0, &mut random);
    u.extend(random);
    u
}

/// `k` is the quantile: `P(X < k) < u <= P(X <= k)` with a relative slack in the smaller tail.
fn assert_quantile(law: Law, u: f64, k: f64, what: &str) {
    const SLACK: f64 = 1e-9;
    let reaches = |k: f64, slack: f64| {
        let (below, above) = law.tails(k);
        if u < 0.5 { below * (1.0 + slack) >= u } else { above <= (1.0 - u) * (1.0 + slack) }
    };
    assert!(k >= 0.0 && reaches(k, SLACK), "{what}, u = {u:e}: {k} is too small");
    assert!(k == 0.0 || !reaches(k - 1.0, -SLACK), "{what}, u = {u:e}: {k} is too large");
}

const MEANS: [f64; 22] = [
    1e-9,
    0.001,
    0.1,
    0.9,
    2.5,
    6.0,
    9.9,
    10.0,
    10.5,
    12.0,
    17.0,
    25.0,
    39.0,
    41.0,
    90.0,
    333.3,
    1e3,
    12345.6,
    1e6,
    1e7,
    123456789.0,
    1e9,
];

#[test]
fn poisson_is_the_exact_quantile() {
    for mean in MEANS {
        let oracle = (mean < 1e5).then(|| Poisson::new(mean).unwrap());
        for u in uniforms(400) {
            let k = poisson_quantile(mean, u, math::normal_quantile(u));
            assert_quantile(Law::Poisson(mean), u, k, &format!("Poisson {mean}"));
            if let Some(o) = &oracle {
                // An independent implementation; absolute error of statrs about 1e-11.
                assert!(o.cdf(k as u64) >= u - 1e-10);
                assert!(k == 0.0 || o.cdf(k as u64 - 1) < u + 1e-10);
            }
        }
    }
}

#[test]
fn binomial_is_the_exact_quantile() {
    for n in [1.0, 2.0, 7.0, 30.0, 100.0, 999.0, 1e4, 1e6, 1e8] {
        for p in [1e-7, 0.001, 0.03, 0.2, 0.45, 0.5, 0.6, 0.93, 0.9999] {
            for u in uniforms(if n > 1e5 { 40 } else { 150 }) {
                if 1.0 - (1.0 - u) != u {
                    continue;
                }
                let k = binomial_quantile(n, p, u, math::normal_quantile(u));
                assert!(k <= n);
                // 1 - p is exact only for p >= 1/2: the law of the failures is the one drawn.
                if p <= 0.5 {
                    assert_quantile(Law::Binomial(n, p), u, k, &format!("binomial {n} {p}"));
                } else {
                    let (law, v) = (Law::Binomial(n, 1.0 - p), 1.0 - u);
                    assert_quantile(law, v, n - k, &format!("binomial {n} {p}"));
                }
                if n < 1e5 {
                    let o = Binomial::new(p, n as u64).unwrap();
                    assert!(o.cdf(k as u64) >= u - 1e-9);
                    assert!(k == 0.0 || o.cdf(k as u64 - 1) < u + 1e-9);
                }
            }
        }
    }
}

#[test]
fn negative_binomial_is_the_exact_quantile() {
    for mean in [0.001, 0.5, 3.0, 20.0, 150.0, 2000.0, 1e5] {
        for ratio in [1.0 + 1e-12, 1.01, 1.5, 3.0, 10.0, 100.0] {
            for u in uniforms(60) {
                let k = negative_binomial_quantile(mean, ratio, u, math::normal_quantile(u));
                let what = format!("negative binomial {mean} {ratio}");
                if ratio > 1.001 {
                    assert_quantile(Law::Negative(mean, ratio), u, k, &what);
                    let o = NegativeBinomial::new(mean / (ratio - 1.0), 1.0 / ratio).unwrap();
                    // `statrs` loses its digits for a large shape.
                    let shared = mean / (ratio - 1.0) < 1e4;
                    assert!(!shared || o.cdf(k as u64) >= u - 1e-9, "{what} {u}");
                    assert!(!shared || k == 0.0 || o.cdf(k as u64 - 1) < u + 1e-9, "{what} {u}");
                } else {
                    let near = poisson_quantile(mean, u, math::normal_quantile(u));
                    assert!((k - near).abs() <= 1.0, "{what} {u}: {k} {near}");
                }
            }
        }
    }
}

#[test]
fn columns_equal_scalars() {
    let u = uniforms(5000);
    let z: Vec<f64> = u.iter().map(|&u| math::normal_quantile(u)).collect();
    let mut zc = vec![0.0; u.len()];
    normal_quantile_column(&u, &mut zc);
    assert!(z.iter().zip(&zc).all(|(a, b)| a.to_bits() == b.to_bits()));
    let mut v = vec![0.0; u.len()];
    let mut w = vec![0.0; u.len()];
    Stream::new(2, "means").fill_uniform(0, 1, 0, 0, &mut v);
    Stream::new(2, "ratios").fill_uniform(0, 1, 0, 0, &mut w);
    let mean: Vec<f64> = v.iter().map(|v| (v * 16.0 - 5.0).exp()).collect();
    let ratio: Vec<f64> = w.iter().map(|w| 0.9 + 5.0 * w).collect();
    let n: Vec<f64> = v.iter().map(|v| (v * 14.0).exp().floor()).collect();
    let mut out = vec![0.0; u.len()];
    poisson_column(&mean, &u, &z, &mut out);
    for i in 0..u.len() {
        assert_eq!(out[i].to_bits(), poisson_quantile(mean[i], u[i], z[i]).to_bits());
    }
    binomial_column(&n, &w, &u, &z, &mut out);
    for i in 0..u.len() {
        assert_eq!(out[i].to_bits(), binomial_quantile(n[i], w[i], u[i], z[i]).to_bits());
    }
    negative_binomial_column(&mean, &ratio, &u, &z, &mut out);
    for i in 0..u.len() {
        let k = negative_binomial_quantile(mean[i], ratio[i], u[i], z[i]);
        assert_eq!(out[i].to_bits(), k.to_bits());
    }
}

#[test]
fn counts_rise_with_u_and_mean() {
    let mut u = uniforms(300);
    u.sort_by(f64::total_cmp);
    let mut before = vec![0.0; u.len()];
    let mut mean = 0.01;
    while mean < 1e8 {
        let mut last = 0.0;
        for (b, &u) in before.iter_mut().zip(&u) {
            let k = poisson_quantile(mean, u, math::normal_quantile(u));
            assert!(k >= last && k >= *b, "{mean} {u}");
            last = k;
            *b = k;
        }
        mean *= 1.013;
    }
    for (n, p) in [(50.0, 0.3), (5000.0, 0.7), (1e6, 0.01)] {
        let mut last = 0.0;
        for &u in &u {
            let k = binomial_quantile(n, p, u, math::normal_quantile(u));
            assert!(k >= last);
            last = k;
        }
    }
}

#[test]
fn edges() {
    let z = math::normal_quantile;
    for u in [1e-12, 0.3, 1.0 - 1e-12] {
        assert_eq!(poisson_quantile(0.0, u, z(u)), 0.0);
        assert_eq!(poisson_quantile(-1.0, u, z(u)), 0.0);
        assert!(poisson_quantile(f64::NAN, u, z(u)).is_nan());
        assert_eq!(binomial_quantile(0.0, 0.5, u, z(u)), 0.0);
        for n in [1.0, 17.0, 1e5] {
            assert_eq!(binomial_quantile(n, 0.0, u, z(u)), 0.0);
            assert_eq!(binomial_quantile(n, -0.5, u, z(u)), 0.0);
            assert_eq!(binomial_quantile(n, 1.0, u, z(u)), n);
            assert_eq!(binomial_quantile(n, 1.5, u, z(u)), n);
            assert!(binomial_quantile(n, f64::NAN, u, z(u)).is_nan());
        }
        assert!(binomial_quantile(f64::NAN, 0.5, u, z(u)).is_nan());
        assert_eq!(negative_binomial_quantile(0.0, 3.0, u, z(u)), 0.0);
        for mean in [0.7, 55.0] {
            let k = negative_binomial_quantile(mean, 1.0, u, z(u));
            assert_eq!(k, poisson_quantile(mean, u, z(u)));
        }
        assert!(negative_binomial_quantile(1.0, f64::NAN, u, z(u)).is_nan());
    }
    assert!(poisson_quantile(5.0, f64::NAN, f64::NAN).is_nan());
    assert!(poisson_quantile(50.0, f64::NAN, f64::NAN).is_nan());
    assert!(poisson_quantile(1e18, 0.5, 0.0) > 0.99e18);
}

/// Chi-square of 200,000 draws against the probabilities; each test alarms falsely with a
/// probability below 1e-6 (mean + 6 standard deviations).
#[test]
fn draws_follow_the_law() {
    let mut u = vec![0.0; 200_000];
    Stream::new(4, "law").fill_uniform(0, 1, 0, 0, &mut u);
    let z: Vec<f64> = u.iter().map(|&u| math::normal_quantile(u)).collect();
    let mut out = vec![0.0; u.len()];
    let n = u.len();
    let test = |out: &[f64], law: Law| {
        let top = out.iter().fold(0.0, |m: f64, &k| m.max(k)) as usize;
        let mut seen = vec![0.0; top + 2];
        out.iter().for_each(|&k| seen[k as usize] += 1.0);
        let (mut x, mut cells, mut before) = (0.0, 0.0, 0.0);
        for (k, s) in seen.iter().enumerate() {
            let p = law.tails(k as f64).0;
            let e = (p - before) * n as f64;
            before = p;
            if e > 8.0 {
                x += (s - e).powi(2) / e;
                cells += 1.0;
            }
        }
        assert!(cells > 3.0 && x < cells + 6.0 * (2.0f64 * cells).sqrt(), "{law:?}: {x} {cells}");
    };
    for mean in [1.3, 9.0, 11.0, 140.0] {
        poisson_column(&vec![mean; n], &u, &z, &mut out);
        test(&out, Law::Poisson(mean));
    }
    for (trials, p) in [(12.0, 0.3), (200.0, 0.2), (5000.0, 0.004)] {
        binomial_column(&vec![trials; n], &vec![p; n], &u, &z, &mut out);
        test(&out, Law::Binomial(trials, p));
    }
    for (mean, ratio) in [(2.0, 3.0), (100.0, 2.0), (30.0, 8.0)] {
        negative_binomial_column(&vec![mean; n], &vec![ratio; n], &u, &z, &mut out);
        test(&out, Law::Negative(mean, ratio));
    }
}

/// The bounds of the expansions hold with a factor of at least 1.5: the exact tail at `x`, as a
/// normal score, is the score that went in.
#[test]
fn expansion_bounds_hold() {
    let mut worst = [0.0_f64; 4];
    let mut check = |which: usize, law: Law, z: f64, (x, bound): (f64, f64), sd: f64| {
        if !bound.is_finite() || z.abs() > 8.2 {
            return;
        }
        // Newton's correction of x from the continuous distribution function.
        let score = |x: f64| {
            let (below, above) = law.tails(x - 1.0);
            if below < above { math::normal_quantile(below) } else { -math::normal_quantile(above) }
        };
        let h = 1e-3 * sd;
        let slope = (score(x + h) - score(x - h)) / (2.0 * h);
        let error = ((score(x) - z) / slope).abs();
        worst[which] = worst[which].max(error / bound);
    };
    for i in -60..=60 {
        let z = f64::from(i) * 8.2 / 60.0 + 1e-3;
        for m in [10.0, 10.7, 12.3, 15.0, 21.0, 34.0, 60.0, 110.0, 400.0, 3e3, 5e4] {
            check(0, Law::Poisson(m), z, series::poisson(m, z), f64::sqrt(m));
            for p in [0.002, 0.05, 0.1, 0.13, 0.25, 0.33, 0.42, 0.5] {
                let n = f64::ceil(m / p);
                let sd = (n * p * (1.0 - p)).sqrt();
                check(1, Law::Binomial(n, p), z, series::binomial(n, p, z), sd);
                check(3, Law::Binomial(n, p), z, series::binomial_rare(n, p, z), sd);
            }
            for ratio in [1.02, 1.3, 2.0, 5.0, 30.0, 400.0] {
                for mean in [m, m * ratio, m * ratio * 4.0] {
                    let sd = (mean * ratio).sqrt();
                    let x = series::negative_binomial(mean, ratio, z);
                    check(2, Law::Negative(mean, ratio), z, x, sd);
                }
            }
        }
    }
    println!("largest error / bound: {worst:?}");
    assert!(worst.iter().all(|&w| w > 0.0 && w < 0.67), "{worst:?}");
}

#[test]
fn lanes_without_overdispersion_do_not_hold_up_their_neighbours() {
    // the search's recursion means nothing where the ratio is below 1
    let ratio = [3.0, 0.3, -6.0, 0.0, 1.0, f64::NEG_INFINITY, 2.0, -1e300];
    let mean = [4.0; 8];
    let u: Vec<f64> = (0..8).map(|i| 0.05 + 0.12 * f64::from(i)).collect();
    let z: Vec<f64> = u.iter().map(|u| math::normal_quantile(*u)).collect();
    let mut out = [f64::NAN; 8];
    negative_binomial_column(&mean, &ratio, &u, &z, &mut out);
    for i in 0..8 {
        let alone = if ratio[i] > 1.0 {
            negative_binomial_quantile(mean[i], ratio[i], u[i], z[i])
        } else {
            poisson_quantile(mean[i], u[i], z[i])
        };
        assert_eq!(out[i], alone, "ratio {}", ratio[i]);
    }
}
