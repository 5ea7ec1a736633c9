use super::*;
use crate::math::{exp, normal_cdf, normal_quantile};

fn uniforms(name: &str, seed: u64, n: usize) -> Vec<f64> {
    let mut out = vec![0.0; n];
    Stream::new(seed, name).fill_uniform(0, 1, 0, 0, &mut out);
    out
}

fn normals(name: &str, seed: u64, n: usize) -> Vec<f64> {
    uniforms(name, seed, n).into_iter().map(normal_quantile).collect()
}

/// Delta of two standard normals with correlation r, by quadrature: the mean over x of the distance
/// between N(0, 1) and N(r x, 1 - r^2). Densities cross at the roots of a quadratic, so that the
/// distance is a difference of distribution functions.
fn exact(r: f64) -> f64 {
    let s2 = 1.0 - r * r;
    let far = |x: f64| {
        let (a, b) = (1.0 - s2, -2.0 * r * x);
        let c = r * r * x * x + s2 * crate::math::ln(s2);
        let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
        let ends = [(-b - root) / (2.0 * a), (-b + root) / (2.0 * a)];
        let given = |y: f64| normal_cdf((y - r * x) / s2.sqrt());
        (given(ends[1]) - given(ends[0])) - (normal_cdf(ends[1]) - normal_cdf(ends[0]))
    };
    let n = 4000;
    (0..n).map(|i| far(normal_quantile((f64::from(i) + 0.5) / f64::from(n))).abs()).sum::<f64>()
        / f64::from(n)
}

/// Four standard errors, and 0.02 for what smoothing and the width of classes take away.
#[test]
fn two_normals_in_closed_form() {
    let n = 4000;
    let (x, z) = (normals("x", 1, n), normals("z", 1, n));
    for r in [0.2, 0.5, 0.8, -0.5_f64] {
        let y: Vec<f64> = x.iter().zip(&z).map(|(x, z)| r * x + (1.0 - r * r).sqrt() * z).collect();
        let found = delta(&x, &y, 1).unwrap();
        assert!(
            (found.value - exact(r)).abs() < 4.0 * found.se + 0.02,
            "{r}: {found:?} {}",
            exact(r)
        );
        assert!(found.above_chance());
        // the same for every rising function of the outcome
        let risen: Vec<f64> = y.iter().map(|y| exp(3.0 * y)).collect();
        assert_eq!(delta(&x, &risen, 1), Some(found));
    }
}

/// Y = 2 A + B + 1.5 C with A and B correlated: what each tells follows from its correlation with Y.
#[test]
fn correlated_inputs_in_closed_form() {
    let n = 4000;
    let (a, z, c) = (normals("a", 2, n), normals("z", 2, n), normals("c", 2, n));
    let r = 0.6_f64;
    let b: Vec<f64> = a.iter().zip(&z).map(|(a, z)| r * a + (1.0 - r * r).sqrt() * z).collect();
    let y: Vec<f64> = (0..n).map(|i| 2.0 * a[i] + b[i] + 1.5 * c[i]).collect();
    let sd = (4.0 + 1.0 + 4.0 * r + 2.25_f64).sqrt();
    let mut deltas = Deltas::new(&y, 1).unwrap();
    for (x, r) in [(&a, (2.0 + r) / sd), (&b, (1.0 + 2.0 * r) / sd), (&c, 1.5 / sd)] {
        let found = deltas.of(x).unwrap();
        assert!(
            (found.value - exact(r)).abs() < 4.0 * found.se + 0.02,
            "{r}: {found:?} {}",
            exact(r)
        );
    }
}

/// A condition that holds with probability p(x): delta is the mean of |p(x) - p|.
#[test]
fn a_condition_is_not_smoothed() {
    let n = 4000;
    let (x, u) = (uniforms("x", 3, n), uniforms("u", 3, n));
    let holds = |low: f64, slope: f64| -> Vec<f64> {
        let each = x.iter().zip(&u).map(|(x, u)| f64::from(u8::from(*u < low + slope * x)));
        each.collect()
    };
    let found = delta(&x, &holds(0.2, 0.6), 1).unwrap();
    assert!((found.value - 0.15).abs() < 4.0 * found.se, "{found:?}");
    let certain: Vec<f64> = x.iter().map(|x| f64::from(u8::from(*x > 0.5))).collect();
    let found = delta(&x, &certain, 1).unwrap();
    assert!((found.value - 0.5).abs() < 0.02, "{found:?}");
    // an uncertainty with two values: the distance of two halves from the whole
    let side: Vec<f64> = x.iter().map(|x| f64::from(u8::from(*x > 0.25))).collect();
    let found = delta(&side, &certain, 1).unwrap();
    assert!((found.value - (0.25 * 0.5 + 0.75 * (2.0 / 3.0 - 0.5))).abs() < 0.02, "{found:?}");
}

/// Of 100 uncertainties that do not matter about 5 come above chance: 13 and more once in 1,500.
#[test]
fn chance_is_exceeded_as_often_as_it_says() {
    let mut above = 0;
    for outcome in 0..5 {
        let mut deltas = Deltas::new(&normals("y", 10 + outcome, 300), outcome).unwrap();
        for k in 0..20 {
            let found = deltas.of(&uniforms("x", 100 * outcome + k, 300)).unwrap();
            above += usize::from(found.above_chance());
            assert!(found.value < 0.2, "{found:?}");
        }
    }
    assert!(above < 13, "{above}");
    assert!(above > 0);
}

#[test]
fn what_cannot_be_said_is_not_said() {
    let x = uniforms("x", 1, 100);
    assert!(delta(&x, &[4.0; 100], 1).is_none(), "constant outcome");
    assert!(delta(&[4.0; 100], &x, 1).is_none(), "constant uncertainty");
    assert!(delta(&x[..99], &x, 1).is_none(), "another length");
    assert!(delta(&x[..40], &x[..40], 1).is_none(), "too few");
    let mut bad = x.clone();
    bad[0] = f64::NAN;
    assert!(delta(&bad, &x, 1).is_none() && delta(&x, &bad, 1).is_none());
    // what follows wholly: 1, but for the width of 12 classes and smoothing
    let x = uniforms("x", 1, 2000);
    assert!(delta(&x, &x, 1).unwrap().value > 0.75);
}

#[test]
fn as_many_classes_as_published() {
    assert_eq!(
        [100, 500, 1000, 1500, 2000, 10_000, 1_000_000].map(class_count),
        [4, 5, 6, 9, 12, 22, 48]
    );
}
