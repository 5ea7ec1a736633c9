//! Closed forms, thresholds, correlated inputs, luck that must be worth nothing, nothing to choose.

use super::*;
use crate::analysis::planted::{Size, loss, normal, normals, planted};
use crate::math::{exp, normal_cdf};
use crate::model::{Measure, Weight};

/// Density of the standard normal law at 0.
const PHI0: f64 = 0.398_942_280_401_432_7;

/// `E max(0, s z - shift)` for a standard normal z: what knowing is worth if the other option is worse by
/// `shift` in the mean and its difference spreads by s.
fn unit_loss(shift: f64, s: f64) -> f64 {
    let t = shift / s;
    s * (PHI0 * exp(-t * t / 2.0) - t * (1.0 - normal_cdf(t)))
}

fn asked(model: &Model) -> InformationQuestion {
    let measures = (0..model.measures.len()).collect();
    InformationQuestion { measures, named: Vec::new() }
}

fn of(model: &Model, outcomes: &Outcomes) -> Information {
    information(model, outcomes, &asked(model))
}

fn part<'a>(information: &'a Information, name: &str) -> Option<&'a PartialInformation> {
    let parts = &information.measures[0].futures[0].parts;
    parts.iter().find(|part| information.sets[part.set].name == name)
}

fn near(got: Estimate, wanted: f64, errors: f64) {
    assert!((got.value - wanted).abs() < errors * got.se + 1e-9, "{got:?} {wanted}");
    assert!(got.low <= got.value && got.value <= got.high, "{got:?}");
}

#[test]
fn two_options_and_one_normal_uncertainty() {
    // the difference is 2x under luck: knowing x is worth 2 phi(0) = 0.798, nothing else is
    let draws = 3000;
    let x = normals(1, 5, draws);
    let own = x[2].clone();
    let (model, outcomes) =
        planted(Size::new(2, 1, draws), vec![loss("lost")], x, |_, o, _, d, _| {
            10.0 + normal(2, &format!("{o}"), d, 0) + 2.0 * own[d] * o as f64
        });
    let found = of(&model, &outcomes);
    let future = &found.measures[0].futures[0];
    near(future.all, 2.0 * PHI0, 3.5);
    assert!(future.all.se < 0.05 && future.counts() && future.differ);
    near(future.crossed, 2.0 * PHI0, 3.5);
    assert_eq!(future.parts.len(), 1, "what the difference does not hang on is worth nothing");
    let x2 = part(&found, "x2").unwrap();
    assert_eq!(x2.value, future.all, "it is all there is to know");
    let options: Vec<usize> = x2.stretches.iter().map(|s| s.option).collect();
    assert_eq!(options, [1, 0]);
    let threshold = x2.threshold.unwrap();
    assert!(
        threshold.value.abs() < 0.12 && threshold.low < 0.0 && threshold.high > 0.0,
        "{threshold:?}"
    );
    assert_eq!((x2.stretches[0].from, x2.stretches[1].to), (None, None));
    assert!((x2.stretches[0].share - 0.5).abs() < 0.06);
}

#[test]
fn several_normal_uncertainties() {
    // worse by 0.5 in the mean; given S the difference spreads by the root of the sum of squares
    let draws = 3000;
    let x = normals(11, 6, draws);
    let (a, own) = ([1.5, 1.0, 0.5], x.clone());
    let (mut model, outcomes) =
        planted(Size::new(2, 1, draws), vec![loss("lost")], x, |_, o, _, d, _| {
            let known: f64 = (0..3).map(|i| a[i] * own[i][d]).sum();
            o as f64 * (0.5 + known + normal(12, "luck", d, 0))
        });
    model.topics = vec![crate::model::Topic {
        name: "first".to_owned(),
        description: Default::default(),
        uncertainties: vec![0, 1, 4],
    }];
    let question =
        InformationQuestion { named: vec![("pair".to_owned(), vec![1, 2])], ..asked(&model) };
    let found = information(&model, &outcomes, &question);
    let future = &found.measures[0].futures[0];
    near(future.all, unit_loss(0.5, 3.5f64.sqrt()), 3.5);
    for (name, s) in
        [("x0", 1.5), ("x1", 1.0), ("x2", 0.5), ("first", 3.25f64.sqrt()), ("pair", 1.25f64.sqrt())]
    {
        let part = part(&found, name).unwrap_or_else(|| panic!("{name}"));
        near(part.value, unit_loss(0.5, s), 3.5);
        assert!(part.value.value <= future.all.value && part.value.se < 0.06, "{name} {part:?}");
    }
    assert!(part(&found, "x3").is_none() && part(&found, "x4").is_none());
    let kinds: Vec<SetKind> = future.parts.iter().map(|p| found.sets[p.set].kind).collect();
    assert_eq!(kinds[..3], [SetKind::Single; 3]);
    let names: Vec<&str> = future.parts.iter().map(|p| found.sets[p.set].name.as_str()).collect();
    assert_eq!(names, ["x0", "x1", "x2", "first", "pair"], "by value");
}

#[test]
fn a_threshold_is_where_it_was_planted() {
    // worse by 2 where x is below 1, better by 4 above it: knowing is worth 4 (1 - Phi(1)) = 0.635
    let draws = 3000;
    let x = normals(21, 4, draws);
    let own = x[1].clone();
    let (model, outcomes) =
        planted(Size::new(2, 1, draws), vec![loss("lost")], x, |_, o, _, d, _| {
            o as f64 * (if own[d] < 1.0 { 2.0 } else { -4.0 } + normal(22, "luck", d, 0))
        });
    let found = of(&model, &outcomes);
    let x1 = part(&found, "x1").unwrap();
    assert!((x1.value.value / (4.0 * (1.0 - normal_cdf(1.0))) - 1.0).abs() < 0.25, "{x1:?}");
    assert_eq!(x1.stretches.iter().map(|s| s.option).collect::<Vec<_>>(), [0, 1]);
    let threshold = x1.threshold.unwrap();
    assert!((threshold.value - 1.0).abs() < 0.1, "{threshold:?}");
}

#[test]
fn the_middle_may_be_another_option_than_the_ends() {
    // x^2 - 1 is below 0 between -1 and 1: E max(0, 1 - x^2) = 2 phi(1) = 0.484
    let draws = 3000;
    let x = normals(31, 3, draws);
    let own = x[0].clone();
    let (model, outcomes) =
        planted(Size::new(2, 1, draws), vec![loss("lost")], x, |_, o, _, d, _| {
            o as f64 * (own[d] * own[d] - 1.0 + 0.5 * normal(32, "luck", d, 0))
        });
    let found = of(&model, &outcomes);
    let x0 = part(&found, "x0").unwrap();
    near(x0.value, 2.0 * PHI0 * exp(-0.5), 3.5);
    let stretches = &x0.stretches;
    assert_eq!(stretches.iter().map(|s| s.option).collect::<Vec<_>>(), [0, 1, 0]);
    assert!((stretches[1].from.unwrap() + 1.0).abs() < 0.15, "{stretches:?}");
    assert!((stretches[1].to.unwrap() - 1.0).abs() < 0.15, "{stretches:?}");
    assert_eq!(x0.threshold, None);
}

#[test]
fn knowing_what_is_correlated_is_worth_something() {
    // the difference is 2 x0; x1 has correlation 0.6 with it, x2 none: 2 phi(0) and 1.2 phi(0)
    let draws = 4000;
    let mut x = normals(41, 3, draws);
    x[1] = (0..draws).map(|d| 0.6 * x[0][d] + 0.8 * x[1][d]).collect();
    let own = x[0].clone();
    let (mut model, outcomes) =
        planted(Size::new(2, 1, draws), vec![loss("lost")], x, |_, o, _, d, _| {
            o as f64 * (2.0 * own[d] + 0.5 * normal(42, "luck", d, 0))
        });
    model.correlations = vec![(0, 1, 0.58)];
    let found = of(&model, &outcomes);
    near(part(&found, "x0").unwrap().value, 2.0 * PHI0, 3.5);
    near(part(&found, "x1").unwrap().value, 1.2 * PHI0, 3.5);
    assert!(part(&found, "x2").is_none());
    let both = found.sets.iter().position(|s| s.kind == SetKind::Correlated).unwrap();
    assert_eq!(found.sets[both].members, [0, 1]);
}

#[test]
fn luck_is_worth_nothing() {
    // differences hang on luck alone, and much of it is skewed: 30 studies with 12 uncertainties and
    // three options. One of 36 columns for one of two differences is chosen by chance in about 3 % of
    // them; more than 4 of 30 happen with probability 0.2 %
    let mut worth = 0;
    for seed in 0..30 {
        let draws = 400;
        let (model, outcomes) = planted(
            Size::new(3, 1, draws),
            vec![loss("lost")],
            normals(100 + seed, 12, draws),
            |_, o, _, d, _| {
                let z = normal(200 + seed, &format!("{o}"), d, 0);
                if seed % 2 == 0 { z } else { exp(z) }
            },
        );
        let found = of(&model, &outcomes);
        let future = &found.measures[0].futures[0];
        assert!(future.all.low == 0.0 || future.all.value < 0.5, "{:?}", future.all);
        if future.all.value == 0.0 {
            assert!(!future.counts() && future.parts.iter().all(|p| p.value.value == 0.0));
        } else {
            worth += 1;
        }
        assert!(future.crossed.value.abs() < 4.0 * future.crossed.se + 1e-9, "{future:?}");
    }
    assert!(worth <= 4, "{worth}");
}

#[test]
fn without_luck_everything_is_exact() {
    // no noise in the model: EVPI is the mean of the draws themselves, whatever the shape; x0 alone
    // jumps, E max(0, -d) with d = 2 below 1 and -4 above it
    let draws = 1000;
    let x = normals(55, 2, draws);
    let own = x.clone();
    let wave = |z: f64| (z * 7.0).rem_euclid(2.0) - 1.0;
    let value = |o: usize, d: usize| {
        o as f64 * (if own[0][d] < 1.0 { 2.0 } else { -4.0 } + wave(own[1][d]))
    };
    let (mut model, outcomes) =
        planted(Size::new(2, 1, draws), vec![loss("lost")], x, |_, o, _, d, _| value(o, d));
    model.flows.clear();
    assert!(!model.has_luck());
    let future = &of(&model, &outcomes).measures[0].futures[0];
    let mean = |of: &dyn Fn(usize) -> f64| (0..draws).map(of).sum::<f64>() / draws as f64;
    let exact = mean(&|d| value(1, d)).min(0.0) - mean(&|d| value(1, d).min(0.0));
    assert!((future.plain - exact).abs() < 1e-12 && future.all.se > 0.0, "{future:?} {exact}");
    let found = of(&model, &outcomes);
    let x0 = part(&found, "x0").unwrap();
    assert!((x0.value.value / (4.0 * (1.0 - normal_cdf(1.0))) - 1.0).abs() < 0.2, "{x0:?}");
    // jumps are tried at fifteenths: at 0.84 and 1.11
    assert!((x0.threshold.unwrap().value - 1.0).abs() < 0.2);
}

#[test]
fn luck_paths_help_but_are_not_credited() {
    // the difference is x0 + luck of size 3, four paths a draw: knowing is worth phi(0)
    let draws = 1500;
    let x = normals(51, 4, draws);
    let own = x[0].clone();
    let size = Size { luck_paths: 4, ..Size::new(2, 1, draws) };
    let (model, outcomes) = planted(size, vec![loss("lost")], x, |_, o, _, d, p| {
        o as f64 * (own[d] + 3.0 * normal(52, "luck", d, p))
    });
    let found = of(&model, &outcomes);
    let future = &found.measures[0].futures[0];
    near(future.all, PHI0, 4.0);
    near(part(&found, "x0").unwrap().value, PHI0, 4.0);
    assert!(part(&found, "x0").unwrap().value.value <= future.all.value);
}

#[test]
fn intervals_hold_what_they_should() {
    // 40 studies of 500 draws; 95 % intervals miss 7 or more of 40 once in 300 such tests
    let (mut missed, mut sum) = (0, 0.0);
    let truth = unit_loss(0.4, 1.0);
    for seed in 0..40 {
        let draws = 500;
        let x = normals(300 + seed, 3, draws);
        let own = x.clone();
        let (model, outcomes) =
            planted(Size::new(2, 1, draws), vec![loss("lost")], x, |_, o, _, d, _| {
                let luck = 1.5 * normal(400 + seed, "luck", d, 0);
                o as f64 * (0.4 + own[0][d] + own[1][d] + luck)
            });
        let found = of(&model, &outcomes);
        let value = part(&found, "x0").map_or(Estimate::exact(0.0), |p| p.value);
        missed += u32::from(value.low > truth || value.high < truth);
        sum += value.value;
    }
    assert!(missed < 7, "{missed}");
    // the mean of 40 has an error of about 0.01
    assert!((sum / 40.0 - truth).abs() < 0.04, "{} {truth}", sum / 40.0);
}

#[test]
fn nothing_to_choose() {
    let x = || normals(61, 3, 200);
    // one option
    let (model, outcomes) =
        planted(Size::new(1, 2, 200), vec![loss("a")], x(), |_, _, _, d, _| d as f64);
    let found = of(&model, &outcomes);
    for future in &found.measures[0].futures {
        assert_eq!((future.all, future.differ), (Estimate::exact(0.0), false));
        assert!(future.parts.is_empty());
    }
    // two that are equal, and two that differ by a constant
    for by in [0.0, 3.0] {
        let (model, outcomes) =
            planted(Size::new(2, 1, 200), vec![loss("a")], x(), |_, o, _, d, _| {
                normal(62, "x", d, 0) + by * o as f64
            });
        let future = &of(&model, &outcomes).measures[0].futures[0];
        assert!(future.all.value.abs() < 1e-12 && future.all.se < 1e-12, "{future:?}");
        assert_eq!(future.chosen, 0);
    }
    // never
    let (model, outcomes) =
        planted(Size::new(2, 1, 40), vec![loss("a")], normals(63, 2, 40), |_, o, _, d, _| {
            if o == 1 && d == 7 { f64::INFINITY } else { d as f64 }
        });
    assert_eq!(of(&model, &outcomes).measures[0].withheld, Some(Withheld::Never));
    // one draw; a measure without a sense
    let measures = vec![loss("a"), crate::outcome::testing::measure("b", false)];
    let (model, outcomes) =
        planted(Size::new(2, 1, 1), measures, normals(64, 2, 1), |_, o, _, _, _| o as f64);
    let found = of(&model, &outcomes);
    assert_eq!(found.measures.len(), 1);
    assert!(found.measures[0].futures[0].all.se.is_nan());
}

#[test]
fn more_may_be_better_and_weights_count() {
    // future 0 says x0, future 1 says -3 x0; with weights 3 and 1 the mean difference is 0: knowing
    // x0 is worth nothing to somebody who does not know which future comes
    let draws = 1000;
    let x = normals(71, 3, draws);
    let own = x.clone();
    let gain = Measure { sense: Sense::Maximise, ..loss("won") };
    let (mut model, outcomes) = planted(Size::new(2, 2, draws), vec![gain], x, |_, o, f, d, _| {
        o as f64 * (own[0][d] * [1.0, -3.0][f] + 0.3 * own[1][d])
    });
    assert_eq!(of(&model, &outcomes).measures[0].futures.len(), 2, "nobody gave weights");
    model.trajectories[0].weight = Some(3.0);
    model.trajectories[1].weight = Some(1.0);
    let found = of(&model, &outcomes);
    let futures = &found.measures[0].futures;
    assert_eq!(futures.len(), 3);
    near(futures[0].all, PHI0 * 1.09f64.sqrt(), 4.0);
    near(futures[1].all, PHI0 * 9.09f64.sqrt(), 4.0);
    assert_eq!(futures[2].future, None);
    near(futures[2].all, PHI0 * 0.3, 4.0);
    let x0 = futures[2].parts.iter().find(|p| found.sets[p.set].name == "x0");
    assert!(x0.is_none_or(|x0| !x0.counts()), "{x0:?}");
    // below 0 the first option is better, above it the second: more is better
    let x0 = futures[0].parts.iter().find(|p| found.sets[p.set].name == "x0").unwrap();
    assert_eq!(x0.stretches.iter().map(|s| s.option).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn the_weighted_score_has_a_value_too() {
    // score: 3/4 of the first measure on a scale of 10, 1/4 of the second on one of 2: the two
    // options differ by 0.075 x 2 x0 and by -0.125 x1
    let draws = 2000;
    let x = normals(81, 3, draws);
    let own = x.clone();
    let with = |name: &str, weight: f64, worst: f64| Measure {
        weight: Some(Weight { weight, worst, best: 0.0 }),
        ..loss(name)
    };
    let measures = vec![with("a", 3.0, 10.0), with("b", 1.0, 2.0)];
    let (model, outcomes) = planted(Size::new(2, 1, draws), measures, x, |m, o, _, d, _| {
        o as f64 * if m == 0 { 2.0 * own[0][d] } else { own[1][d] }
    });
    let found = of(&model, &outcomes);
    assert_eq!(found.measures.len(), 3);
    let score = &found.measures[2];
    assert_eq!((score.measure, score.sense), (None, Sense::Maximise));
    near(score.futures[0].all, PHI0 * (0.15f64 * 0.15 + 0.125 * 0.125).sqrt(), 4.0);
}

#[test]
fn threads_do_not_show() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let draws = 300;
        let x = normals(91, 4, draws);
        let own = x.clone();
        let (model, outcomes) =
            planted(Size::new(3, 1, draws), vec![loss("lost")], x, |_, o, _, d, _| {
                own[o][d] + 0.5 * normal(92, "luck", d, 0)
            });
        pool.install(|| format!("{:?}", of(&model, &outcomes)))
    };
    assert_eq!(run(1), run(2));
}

/// What `tests/oracles/information.py` found.
#[derive(serde::Deserialize)]
struct Oracle {
    uncertainties: Vec<Vec<f64>>,
    losses: Vec<Vec<f64>>,
    everything: (f64, f64),
    sets: Vec<OracleSet>,
}

#[derive(serde::Deserialize)]
struct OracleSet {
    name: String,
    members: Vec<usize>,
    /// By nested Monte Carlo, with its standard error.
    truth: (f64, f64),
    /// Another program's regression on the same sample.
    regression: f64,
}

#[test]
fn nested_monte_carlo_and_another_regression_agree() {
    let oracle: Oracle =
        serde_json::from_str(include_str!("../../../tests/data/information.json")).unwrap();
    let draws = oracle.losses[0].len();
    let losses = oracle.losses;
    let (mut model, outcomes) = planted(
        Size::new(4, 1, draws),
        vec![loss("lost")],
        oracle.uncertainties,
        |_, o, _, d, _| losses[o][d],
    );
    model.correlations = vec![(1, 2, 0.48)];
    let several = oracle.sets.iter().filter(|set| set.members.len() > 1);
    let named = several.map(|set| (set.name.clone(), set.members.clone())).collect();
    let found = information(&model, &outcomes, &InformationQuestion { named, ..asked(&model) });
    let future = &found.measures[0].futures[0];
    // what a regression of 2000 draws smooths away, beside the errors of both
    let close = |got: Estimate, (truth, se): (f64, f64)| {
        let errors = (got.se * got.se + se * se).sqrt();
        assert!((got.value - truth).abs() < 3.0 * errors + 0.06 * truth, "{got:?} {truth}");
    };
    close(future.all, oracle.everything);
    for set in &oracle.sets {
        let part = part(&found, &set.name).unwrap_or_else(|| panic!("{}", set.name));
        close(part.value, set.truth);
        // neither is corrected: they differ by what one smooths away and the other follows
        let other = (part.plain - set.regression).abs();
        assert!(other < 0.2 * set.regression, "{} {part:?} {}", set.name, set.regression);
        assert!(part.value.value <= future.all.value);
    }
}
