//! Truths that are known: what luck is left out, what is found, what cannot be.

use super::*;
use crate::analysis::planted::{Size, loss, normal, normals, planted};

/// A run of one option with these uncertainties; its outcome does not matter.
fn regressions(uncertainties: Vec<Vec<f64>>, draws: usize, luck_paths: usize) -> Regressions {
    let size = Size { luck_paths, ..Size::new(1, 1, draws) };
    let (_, outcomes) = planted(size, vec![loss("x")], uncertainties, |_, _, _, _, _| 0.0);
    Regressions::new(&outcomes)
}

/// Root mean square of the differences.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    let squares: f64 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    (squares / a.len() as f64).sqrt()
}

#[test]
fn luck_alone_chooses_nothing() {
    // 40 uncertainties, 120 columns: a threshold of 16.5 squared standard errors is passed by one
    // of 120 normal variates with 0.6 %; more than 2 of 40 outputs happen once in 500 studies
    let (draws, outputs) = (1000, 40);
    let regressions = regressions(normals(1, 40, draws), draws, 1);
    let mut chosen = 0;
    for k in 0..outputs {
        let name = format!("luck{k}");
        // every other output is of the kind of which a few values are extreme
        let spread = |z: f64| if k % 2 == 0 { z } else { math_exp(2.0 * z) };
        let y: Vec<f64> = (0..draws).map(|d| spread(normal(2, &name, d, 0))).collect();
        let (values, fit) = regressions.expectation(&y);
        chosen += usize::from(!fit.terms.is_empty());
        if fit.terms.is_empty() {
            let mean = y.iter().sum::<f64>() / draws as f64;
            assert!(values.iter().all(|v| (v - mean).abs() <= 1e-12 * mean.abs().max(1.0)));
        }
    }
    assert!(chosen <= 2, "{chosen}");
}

fn math_exp(x: f64) -> f64 {
    crate::math::exp(x)
}

#[test]
fn a_straight_line_is_found_with_its_error() {
    let (draws, sigma) = (2000, 3.0);
    let x = normals(3, 12, draws);
    let truth: Vec<f64> = (0..draws).map(|d| 5.0 + 2.0 * x[4][d] - x[7][d]).collect();
    let y: Vec<f64> =
        truth.iter().enumerate().map(|(d, t)| t + sigma * normal(4, "e", d, 0)).collect();
    let (values, fit) = regressions(x, draws, 1).expectation(&y);
    assert_eq!(fit.uncertainties, [4, 7], "the more telling first");
    assert_eq!(fit.terms.len(), 2, "{:?}", fit.terms);
    // the line itself is wrong by sigma sqrt(3 / n) = 0.116, the curve of 20 points by up to
    // sigma sqrt(20 / n) = 0.3; luck alone is 3, the truth spreads by 2.24
    assert!(distance(&values, &truth) < 0.32, "{}", distance(&values, &truth));
    // 5 / (5 + 9), with a standard error of about 0.016
    assert!((fit.r2.unwrap() - 5.0 / 14.0).abs() < 0.06, "{fit:?}");
    assert_eq!((fit.own, fit.luck, fit.left), (0.0, None, None));
}

#[test]
fn an_interaction_and_a_bend_are_found() {
    let draws = 2000;
    let x = normals(5, 6, draws);
    let truth: Vec<f64> = (0..draws)
        .map(|d| x[0][d] + x[3][d] + x[0][d] * x[3][d] + 0.7 * x[5][d] * x[5][d])
        .collect();
    let y: Vec<f64> = truth.iter().enumerate().map(|(d, t)| t + normal(6, "e", d, 0)).collect();
    let (values, fit) = regressions(x, draws, 1).expectation(&y);
    assert!(fit.terms.contains(&Term::Power { uncertainty: 5, degree: 2 }), "{:?}", fit.terms);
    let product = |t: &Term| match *t {
        Term::Product { first, second } => [first, second] == [0, 3] || [first, second] == [3, 0],
        Term::Power { .. } => false,
    };
    assert!(fit.terms.iter().any(product), "{:?}", fit.terms);
    assert_eq!(fit.uncertainties.len(), 3, "{:?}", fit.terms);
    assert!(distance(&values, &truth) < 0.3, "{}", distance(&values, &truth));
}

#[test]
fn a_threshold_is_smoothed() {
    // 0.1 below the threshold, 0.7 above it: of all functions of x the step itself has R2 = 0.37
    let draws = 2000;
    let x = normals(7, 5, draws);
    let p: Vec<f64> = x[2].iter().map(|x| if *x > 0.5 { 0.7 } else { 0.1 }).collect();
    let luck = |d: usize| crate::math::normal_cdf(normal(8, "e", d, 0));
    let y: Vec<f64> = (0..draws).map(|d| f64::from(u8::from(luck(d) < p[d]))).collect();
    let (values, fit) = regressions(x.clone(), draws, 1).expectation(&y);
    assert_eq!(fit.uncertainties, [2]);
    // the best cubic misses the step by 0.150, a straight line by 0.179
    assert!(distance(&values, &p) < 0.165, "{}", distance(&values, &p));
    let mean = |low: f64, high: f64| {
        let inside: Vec<f64> =
            (0..draws).filter(|d| x[2][*d] > low && x[2][*d] < high).map(|d| values[d]).collect();
        inside.iter().sum::<f64>() / inside.len() as f64
    };
    assert!((mean(-9.0, -0.5) - 0.1).abs() < 0.1 && (mean(1.2, 9.0) - 0.7).abs() < 0.1);
}

/// A wave that no polynomial of degree 3 follows, under luck.
fn wave(luck_paths: usize, sigma: f64) -> (Vec<f64>, Vec<f64>, Vec<f64>, Fit, Vec<f64>) {
    let draws = 1000;
    let x = normals(9, 3, draws);
    let truth: Vec<f64> = x[0].iter().map(|x| (x * 3.0).rem_euclid(2.0) - 1.0 + 0.5 * x).collect();
    let y: Vec<f64> = (0..draws * luck_paths)
        .map(|p| truth[p / luck_paths] + sigma * normal(10, "e", p / luck_paths, p % luck_paths))
        .collect();
    let means: Vec<f64> =
        y.chunks(luck_paths).map(|c| c.iter().sum::<f64>() / c.len() as f64).collect();
    let regressions = regressions(x, draws, luck_paths);
    let (values, fit) = regressions.expectation(&y);
    let (straight, _) = self::regressions(normals(9, 3, draws), draws, 1).expectation(&means);
    (truth, means, values, fit, straight)
}

#[test]
fn with_luck_paths_the_own_mean_counts_as_much_as_it_should() {
    let (truth, means, values, fit, straight) = wave(2, 0.8);
    // tau^2 is that of the saw, 1/3; luck 0.64 / 2
    assert!((fit.left.unwrap() - 1.0 / 3.0).abs() < 0.06, "{fit:?}");
    assert!((fit.luck.unwrap() - 0.64).abs() < 0.1, "{fit:?}");
    let want = fit.left.unwrap() / (fit.left.unwrap() + fit.luck.unwrap() / 2.0);
    assert!((fit.own - want).abs() < 1e-12);
    let error = distance(&values, &truth);
    assert!(error < 0.9 * distance(&means, &truth), "better than the means");
    assert!(error < 0.9 * distance(&straight, &truth), "better than the regression");
}

#[test]
fn many_luck_paths_give_the_means_and_one_the_regression() {
    let (_, means, values, fit, straight) = wave(64, 0.5);
    assert!(fit.own > 0.98);
    assert!(distance(&values, &means) < 0.02);
    assert!(distance(&straight, &means) > 0.4);
    let (_, _, values, fit, straight) = wave(1, 0.5);
    assert_eq!(fit.own, 0.0);
    assert_eq!(values, straight);
}

#[test]
fn luck_between_equal_draws_counts_for_nothing() {
    // tau^2 is estimated as 0, or as little as chance makes it: 1 / sqrt(500) of the luck
    let draws = 500;
    let y: Vec<f64> = (0..2 * draws).map(|p| normal(11, "e", p / 2, p % 2)).collect();
    let (_, fit) = regressions(normals(12, 4, draws), draws, 2).expectation(&y);
    assert!(fit.terms.is_empty());
    assert!(fit.own < 0.2, "{fit:?}");
}

#[test]
fn what_is_certain_is_exact() {
    let draws = 300;
    let x = normals(13, 3, draws);
    let line: Vec<f64> = (0..draws).map(|d| (d as f64 + 0.5) / draws as f64).collect();
    let mut order: Vec<usize> = (0..draws).collect();
    order.sort_by(|a, b| x[1][*a].total_cmp(&x[1][*b]));
    let mut y = vec![0.0; draws];
    for (rank, draw) in order.iter().enumerate() {
        y[*draw] = 3.0 * crate::math::normal_quantile(line[rank]);
    }
    let regressions = regressions(x, draws, 1);
    let (values, fit) = regressions.expectation(&y);
    assert_eq!(fit.terms, [Term::Power { uncertainty: 1, degree: 1 }]);
    assert!(distance(&values, &y) < 1e-12 && fit.r2.unwrap() > 1.0 - 1e-12);
    let (values, fit) = regressions.expectation(&vec![0.3; draws]);
    assert!(values.iter().all(|v| *v == 0.3));
    assert_eq!((fit.r2, fit.terms.len()), (None, 0));
}

#[test]
fn samples_that_say_nothing() {
    let (values, fit) = regressions(vec![vec![2.0]], 1, 1).expectation(&[7.0]);
    assert_eq!((values, fit), (vec![7.0], Fit::default()));
    // fewer draws than terms: two of 36 columns may be taken from 25 draws
    let draws = 25;
    let x = normals(14, 12, draws);
    let y: Vec<f64> = (0..draws).map(|d| 4.0 * x[3][d] + normal(15, "e", d, 0)).collect();
    let (values, fit) = regressions(x, draws, 1).expectation(&y);
    assert!(fit.terms.len() <= 2 && values.iter().all(|v| v.is_finite()));
    // no uncertainty at all; a last draw with fewer luck paths than the others
    let size = Size { luck_paths: 2, ..Size::new(1, 1, 3) };
    let (_, mut outcomes) = planted(size, vec![loss("x")], Vec::new(), |_, _, _, _, _| 0.0);
    outcomes.shape.replicates = 5;
    let (values, _) = Regressions::new(&outcomes).expectation(&[1.0, 3.0, 2.0, 2.0, 8.0]);
    assert_eq!(values.len(), 3);
    assert!((values.iter().sum::<f64>() - 12.0).abs() < 1e-12);
}

#[test]
fn an_uncertainty_of_two_values_has_one_term() {
    let draws = 400;
    let x: Vec<f64> = (0..draws).map(|d| f64::from(u8::from(d * 7 % 10 < 3))).collect();
    let y: Vec<f64> =
        x.iter().enumerate().map(|(d, x)| 2.0 * x + 0.5 * normal(16, "e", d, 0)).collect();
    let (values, fit) = regressions(vec![x.clone(), vec![1.0; draws]], draws, 1).expectation(&y);
    assert_eq!(fit.terms.len(), 1, "{:?}", fit.terms);
    for wanted in [0.0, 1.0] {
        let picked = |of: &[f64]| {
            let inside: Vec<f64> = (0..draws).filter(|d| x[*d] == wanted).map(|d| of[d]).collect();
            inside.iter().sum::<f64>() / inside.len() as f64
        };
        // four standard errors of the rarer one's mean
        assert!((picked(&values) - picked(&y)).abs() < 0.18, "the mean of each value");
    }
}

#[test]
fn threads_do_not_show() {
    let draws = 600;
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let x = normals(17, 9, draws);
            let y: Vec<Vec<f64>> = (0..11)
                .map(|k| {
                    let of = |d: usize| x[k % 9][d] * x[3][d] + normal(18, "e", d, k);
                    (0..draws).map(of).collect()
                })
                .collect();
            let expected = regressions(x.clone(), draws, 1).expected(&y);
            let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
            expected.iter().map(|e| (bits(&e.values), bits(&e.crossed))).collect::<Vec<_>>()
        })
    };
    assert_eq!(run(1), run(2));
}
