use super::*;
use crate::analysis::sensitivity::sobol_points;
use crate::math::sin;
use crate::random::design::{Design, Designer};
use std::f64::consts::PI;

const BY: (FirstOrder, u64) = (FirstOrder::Regression, 1);

/// Saltelli's design over `k` unit inputs, `n` rows; inputs are moved in `groups`.
fn designed(
    f: impl Fn(&[f64]) -> f64,
    (k, n, seed): (usize, usize, u64),
    groups: &[&[usize]],
) -> (Vec<f64>, Vec<f64>, Vec<Vec<f64>>) {
    let names: Vec<String> = (0..2 * k).map(|i| format!("x{i}")).collect();
    let u = sobol_points(&names, n, seed).unwrap();
    let row = |r: usize, moved: &[usize]| {
        let x: Vec<f64> =
            (0..k).map(|d| u[if moved.contains(&d) { k + d } else { d }][r]).collect();
        f(&x)
    };
    let column = |moved: &[usize]| -> Vec<f64> { (0..n).map(|r| row(r, moved)).collect() };
    let all: Vec<usize> = (0..k).collect();
    (column(&[]), column(&all), groups.iter().map(|g| column(g)).collect())
}

/// T. Ishigami, T. Homma (1990), a = 7, b = 0.1.
fn ishigami(u: &[f64]) -> f64 {
    let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
    sin(x[0]) + 7.0 * sin(x[1]).powi(2) + 0.1 * x[2].powi(4) * sin(x[0])
}

/// First-order and total indices of Ishigami's function, exact.
fn ishigami_indices() -> [[f64; 3]; 2] {
    let (a, b, pi4) = (7.0_f64, 0.1_f64, PI.powi(4));
    let v1 = 0.5 * (1.0 + b * pi4 / 5.0).powi(2);
    let v2 = a * a / 8.0;
    let v13 = b * b * pi4 * pi4 * (1.0 / 18.0 - 1.0 / 50.0);
    let v = v1 + v2 + v13;
    [[v1 / v, v2 / v, 0.0], [(v1 + v13) / v, v2 / v, v13 / v]]
}

fn check(found: &[SobolIndex], first: &[f64], total: &[f64], within: f64) {
    for (i, index) in found.iter().enumerate() {
        for (e, exact) in [(index.first, first[i]), (index.total, total[i])] {
            assert!((e.value - exact).abs() < within, "{i}: {e:?}, not {exact}");
            // five standard errors: quasi-random rows are better than that
            assert!((e.value - exact).abs() <= 5.0 * e.se + 1e-12, "{i}: {e:?}, not {exact}");
            assert!(e.low <= e.value && e.value <= e.high && e.se >= 0.0, "{e:?}");
        }
    }
}

#[test]
fn ishigami_in_closed_form() {
    let (a, b, mixed) = designed(ishigami, (3, 2048, 7), &[&[0], &[1], &[2]]);
    let [first, total] = ishigami_indices();
    for by in [FirstOrder::Regression, FirstOrder::Saltelli] {
        check(&sobol(&a, &b, &mixed, (by, 1)).unwrap(), &first, &total, 0.03);
    }
}

/// I. M. Sobol's g-function: `prod (|4 x - 2| + c) / (1 + c)`.
#[test]
fn the_g_function_in_closed_form() {
    let c = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let g = |u: &[f64]| -> f64 {
        u.iter().zip(c).map(|(u, c)| ((4.0 * u - 2.0).abs() + c) / (1.0 + c)).product()
    };
    let parts: Vec<f64> = c.iter().map(|c| 1.0 / 3.0 / (1.0 + c).powi(2)).collect();
    let v = parts.iter().map(|p| 1.0 + p).product::<f64>() - 1.0;
    let first: Vec<f64> = parts.iter().map(|p| p / v).collect();
    let total: Vec<f64> = parts.iter().map(|p| p * (1.0 + v) / (1.0 + p) / v).collect();
    let each: Vec<Vec<usize>> = (0..8).map(|i| vec![i]).collect();
    let groups: Vec<&[usize]> = each.iter().map(Vec::as_slice).collect();
    let (a, b, mixed) = designed(g, (8, 4096, 3), &groups);
    check(&sobol(&a, &b, &mixed, BY).unwrap(), &first, &total, 0.02);
}

/// A group explains what its members explain alone and together.
#[test]
fn a_group_is_one_factor() {
    let (a, b, mixed) = designed(ishigami, (3, 2048, 5), &[&[0, 2], &[1]]);
    let [first, _] = ishigami_indices();
    let rest = 1.0 - first[1];
    check(&sobol(&a, &b, &mixed, BY).unwrap(), &[rest, first[1]], &[rest, first[1]], 0.02);
}

#[test]
fn what_does_nothing_is_nothing_and_a_far_mean_does_no_harm() {
    let far = |u: &[f64]| 1e7 + ishigami(u);
    let (a, b, mut mixed) = designed(far, (3, 2048, 7), &[&[0], &[1], &[2]]);
    mixed.push(a.clone());
    mixed.push(b.clone());
    let found = sobol(&a, &b, &mixed, BY).unwrap();
    let [first, total] = ishigami_indices();
    check(&found[..3], &first, &total, 0.02);
    for e in [found[3].first, found[3].total] {
        assert!([e.value, e.se, e.low, e.high].iter().all(|x| x.abs() < 1e-12), "{e:?}");
    }
    // and all that there is, all
    let all = found[4].first;
    assert!([all.value, all.low, all.high].iter().all(|x| (x - 1.0).abs() < 1e-12), "{all:?}");
}

/// Over 100 random samples of 128 rows the regression errs less than Saltelli's mean of products on
/// the two inputs that explain something alone, and about as much on the third, which does not.
#[test]
fn regression_has_less_noise() {
    let [first, _] = ishigami_indices();
    let mut errors = [[0.0; 2]; 3];
    for seed in 0..100 {
        let names: Vec<String> = (0..6).map(|i| format!("x{i}")).collect();
        let mut u = vec![vec![0.0; 128]; 6];
        Designer::new(Design::Random, seed, &names, 128).unwrap().fill(0, &mut u);
        let y = |r: usize, b: [usize; 3]| ishigami(&[0, 1, 2].map(|d| u[d + 3 * b[d]][r]));
        let column = |from_b| -> Vec<f64> { (0..128).map(|r| y(r, from_b)).collect() };
        let mixed = [column([1, 0, 0]), column([0, 1, 0]), column([0, 0, 1])];
        for (k, by) in [FirstOrder::Regression, FirstOrder::Saltelli].into_iter().enumerate() {
            let found = sobol(&column([0; 3]), &column([1; 3]), &mixed, (by, 1)).unwrap();
            for i in 0..3 {
                errors[i][k] += (found[i].first.value - first[i]).powi(2);
            }
        }
    }
    let ratios = errors.map(|[regression, saltelli]| regression / saltelli);
    assert!(ratios[0] < 0.8 && ratios[1] < 0.8 && ratios[2] < 1.2, "{ratios:?}");
}

#[test]
fn what_cannot_be_said_is_not_said() {
    let flat = vec![3.0; 64];
    assert!(sobol(&flat, &flat, std::slice::from_ref(&flat), BY).is_none(), "constant");
    let rounded: Vec<f64> = (0..64).map(|i| 1e9 + 1e-7 * f64::from(i % 2)).collect();
    assert!(sobol(&rounded, &rounded, std::slice::from_ref(&rounded), BY).is_none(), "rounding");
    let mut bad = flat.clone();
    bad[3] = f64::INFINITY;
    assert!(sobol(&bad, &flat, std::slice::from_ref(&flat), BY).is_none());
    assert!(sobol(&flat, &flat, &[vec![1.0; 63]], BY).is_none(), "another length");
    assert!(sobol(&[1.0, 2.0], &[2.0, 1.0], &[vec![1.0, 2.0]], BY).is_none(), "too few");
}

/// 95 % intervals of 200 independent samples of 256 random rows hold the exact value in at least
/// 89 % of cases: if they held it in 95 %, fewer would be seen once in 2,000 times for each of two
/// (binomial); a bootstrap of products is a little short.
#[test]
fn intervals_hold_the_exact_value() {
    let [first, total] = ishigami_indices();
    let mut inside = [0; 2];
    for seed in 0..200 {
        let names: Vec<String> = (0..6).map(|i| format!("x{i}")).collect();
        let mut u = vec![vec![0.0; 256]; 6];
        Designer::new(Design::Random, seed, &names, 256).unwrap().fill(0, &mut u);
        let y =
            |r: usize, from_b: [usize; 3]| ishigami(&[0, 1, 2].map(|d| u[d + 3 * from_b[d]][r]));
        let column = |from_b| -> Vec<f64> { (0..256).map(|r| y(r, from_b)).collect() };
        let mixed = [column([1, 0, 0])];
        let found = sobol(&column([0; 3]), &column([1; 3]), &mixed, (FirstOrder::Regression, seed))
            .unwrap()[0];
        inside[0] += usize::from(found.first.low <= first[0] && first[0] <= found.first.high);
        inside[1] += usize::from(found.total.low <= total[0] && total[0] <= found.total.high);
    }
    assert!(inside.iter().all(|count| *count >= 178), "{inside:?}");
}
