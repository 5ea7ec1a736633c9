//! The same samples as SALib, the same indices: `tests/oracles/sensitivity.py` says how they were
//! made.

use serde::Deserialize;

use super::delta::plain_delta;
use super::*;

const RECORDED: &str = include_str!("../../../tests/data/sensitivity.json");

#[derive(Deserialize)]
struct Recorded {
    sobol_ishigami: Designed,
    sobol_g: Designed,
    morris_ishigami: Screened,
    morris_g: Screened,
    delta_ishigami: GivenData,
    delta_linear: GivenData,
}

#[derive(Deserialize)]
struct Designed {
    a: Vec<f64>,
    b: Vec<f64>,
    mixed: Vec<Vec<f64>>,
    first: Vec<f64>,
    first_half_width: Vec<f64>,
    total: Vec<f64>,
    total_half_width: Vec<f64>,
}

#[derive(Deserialize)]
struct Screened {
    points: Vec<Vec<f64>>,
    values: Vec<f64>,
    mu: Vec<f64>,
    mu_star: Vec<f64>,
    sigma: Vec<f64>,
    mu_star_half_width: Vec<f64>,
}

#[derive(Deserialize)]
struct GivenData {
    x: Vec<Vec<f64>>,
    y: Vec<f64>,
    classes: usize,
    plain: Vec<f64>,
    corrected: Vec<f64>,
    error: Vec<f64>,
}

fn recorded() -> Recorded {
    serde_json::from_str(RECORDED).unwrap()
}

/// Estimates: to rounding. Half-widths are of other resamples: within a quarter, beyond a floor.
#[test]
fn sobol_indices_are_those_of_salib() {
    let file = recorded();
    for case in [file.sobol_ishigami, file.sobol_g] {
        let found = sobol(&case.a, &case.b, &case.mixed, (FirstOrder::Saltelli, 1)).unwrap();
        for (i, index) in found.iter().enumerate() {
            let near = |ours: f64, theirs: f64| (ours - theirs).abs() < 1e-12;
            assert!(near(index.first.value, case.first[i]), "{index:?} {}", case.first[i]);
            assert!(near(index.total.value, case.total[i]), "{index:?} {}", case.total[i]);
            let width = |e: crate::outcome::Estimate, theirs: f64| {
                let ours = 0.5 * (e.high - e.low);
                assert!((ours - theirs).abs() < 0.25 * theirs + 1e-3, "{i}: {ours} {theirs}");
            };
            width(index.first, case.first_half_width[i]);
            width(index.total, case.total_half_width[i]);
        }
    }
}

/// Estimates: to rounding. Half-widths: theirs come from resamples, ours from Student's t.
#[test]
fn elementary_effects_are_those_of_salib() {
    let file = recorded();
    for case in [file.morris_ishigami, file.morris_g] {
        let effects = elementary_effects(&case.points, &case.values).unwrap();
        let found = morris(&effects, &vec![true; effects.len()], 1).unwrap();
        for (i, index) in found.iter().enumerate() {
            let near = |ours: f64, theirs: f64| (ours - theirs).abs() < 1e-9;
            let mu = index.mu.unwrap();
            assert!(near(mu.value, case.mu[i]), "{mu:?} {}", case.mu[i]);
            assert!(near(index.mu_star.value, case.mu_star[i]), "{index:?} {}", case.mu_star[i]);
            assert!(near(index.sigma.value, case.sigma[i]), "{index:?} {}", case.sigma[i]);
            let ours = 0.5 * (index.mu_star.high - index.mu_star.low);
            let theirs = case.mu_star_half_width[i];
            assert!((ours - theirs).abs() < 0.4 * theirs + 1e-3, "{i}: {ours} {theirs}");
        }
    }
}

/// Plain: densities are compared at other places and binned to a grid: within 0.008. Corrected and
/// its error: other resamples too.
#[test]
fn delta_is_that_of_salib() {
    let file = recorded();
    for case in [file.delta_ishigami, file.delta_linear] {
        for (i, x) in case.x.iter().enumerate() {
            let (classes, plain) = plain_delta(x, &case.y).unwrap();
            assert_eq!(classes, case.classes);
            assert!((plain - case.plain[i]).abs() < 0.008, "{i}: {plain} {}", case.plain[i]);
            let found = delta(x, &case.y, 1).unwrap();
            assert!(
                (found.value - case.corrected[i]).abs() < 0.012,
                "{i}: {found:?} {case:?}",
                case = case.corrected[i]
            );
            assert!(
                (found.se / case.error[i] - 1.0).abs() < 0.3,
                "{i}: {found:?} {}",
                case.error[i]
            );
        }
    }
}
