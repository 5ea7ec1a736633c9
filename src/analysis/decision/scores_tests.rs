//! Tests of weighted scores: closed forms, ties, how far weights must move.

use super::super::tests::run;
use super::super::{Decision, RESAMPLES};
use super::*;
use crate::model::{Cell, Model};
use crate::outcome::Outcomes;
use crate::study::Sense;

const MORE: Sense = Sense::Maximise;

/// A run in which option o has the level `levels[o][m]` in measure m, with a noise whose mean is 0 in
/// every batch, and scales from 0 to 1 with these weights.
fn model(levels: &[Vec<f64>], weights: &[f64]) -> (Model, Outcomes) {
    let noise = |i: usize| if i % 512 < 256 { 1e-3 } else { -1e-3 };
    let column = |level: &f64| (0..1024).map(|i| level + noise(i)).collect::<Vec<f64>>();
    let values: Vec<Vec<Vec<f64>>> =
        levels.iter().map(|levels| levels.iter().map(column).collect()).collect();
    let (mut model, outcomes) = run(&values, &vec![MORE; weights.len()], 1);
    for (measure, weight) in model.measures.iter_mut().zip(weights) {
        measure.weight = Some(Weight { weight: *weight, worst: 0.0, best: 1.0 });
    }
    (model, outcomes)
}

fn scores(model: &Model, outcomes: &Outcomes) -> Option<Scores> {
    Decision::of(model, outcomes, &outcomes.summarise(model)).scores
}

fn scored(levels: &[Vec<f64>], weights: &[f64]) -> Scored {
    let (model, outcomes) = model(levels, weights);
    let scores = scores(&model, &outcomes).expect("there are weights");
    assert_eq!((scores.futures.len(), scores.overall), (1, None));
    assert!((scores.weights.iter().sum::<f64>() - 1.0).abs() < 1e-15);
    scores.futures[0].scored.clone()
}

fn value(scored: &Scored, option: usize) -> f64 {
    scored.options[option].as_ref().expect("a score").score.value
}

#[test]
fn a_score_is_the_weighted_mean_of_partial_values() {
    let levels = [vec![0.2, 0.9], vec![0.6, 0.5], vec![0.5, 0.1]];
    let got = scored(&levels, &[3.0, 1.0]);
    for (option, expected) in [0.375, 0.575, 0.4].into_iter().enumerate() {
        assert!((value(&got, option) - expected).abs() < 1e-9);
    }
    assert_eq!((got.winner, got.second, got.kept), (Some(1), Some(2), 1.0));
    let lead = got.lead.expect("two options");
    assert!((lead.value - 0.175).abs() < 1e-9 && lead.high - lead.low < 1e-6, "{lead:?}");
}

#[test]
fn the_weight_at_which_another_wins() {
    // option 0 is best in the first measure, option 1 in the second: with the first's weight at t
    // scores are 0.9 t + 0.1 (1 - t) and 0.3 t + 0.8 (1 - t), equal at 0.7 / 1.3; option 2 is never best
    let levels = [vec![0.9, 0.1], vec![0.3, 0.8], vec![0.2, 0.2]];
    let got = scored(&levels, &[0.6, 0.4]);
    assert_eq!(got.winner, Some(0));
    let [first, second] = got.moves[..] else { panic!("two measures") };
    let down = first.down.expect("another wins");
    assert!((down.weight - 0.7 / 1.3).abs() < 1e-9 && down.option == 1, "{down:?}");
    assert_eq!((first.up, second.down), (None, None));
    let up = second.up.expect("another wins");
    assert!((up.weight - 0.6 / 1.3).abs() < 1e-9 && up.option == 1, "{up:?}");
    assert!((first.weight - 0.6).abs() < 1e-15 && (second.measure, second.weight) == (1, 0.4));
}

#[test]
fn others_keep_their_proportions() {
    // with the first weight at t the others are (1 - t) (3/4, 1/4)
    let levels = [vec![0.8, 0.4, 0.0], vec![0.1, 0.6, 1.0], vec![0.0, 1.0, 0.1]];
    let got = scored(&levels, &[0.6, 0.3, 0.1]);
    // 0.8 t + 0.3 (1 - t) = 0.1 t + 0.7 (1 - t) at 0.4 / 1.1;
    // 0.8 t + 0.3 (1 - t) = 0.775 (1 - t) at 0.475 / 1.275, which is nearer
    let down = got.moves[0].down.expect("another wins");
    assert!((down.weight - 0.475 / 1.275).abs() < 1e-9 && down.option == 2, "{down:?}");
    // check by giving just less and just more
    for (t, winner) in [(down.weight - 1e-6, 2), (down.weight + 1e-6, 0)] {
        let rest = 1.0 - t;
        let weights = [t, rest * 0.75, rest * 0.25];
        assert_eq!(scored(&levels, &weights).winner, Some(winner));
    }
}

#[test]
fn values_stay_on_the_scale_and_a_scale_may_fall() {
    let (mut model, outcomes) = model(&[vec![5.0, 4.0], vec![-5.0, 2.0]], &[1.0, 1.0]);
    model.measures[1].weight = Some(Weight { weight: 1.0, worst: 10.0, best: 2.0 });
    let got = scores(&model, &outcomes).expect("weights").futures[0].scored.clone();
    let parts = |o: usize| got.options[o].as_ref().expect("a score").parts.clone();
    assert!((parts(0)[0] - 1.0).abs() < 1e-15 && (parts(0)[1] - 0.75).abs() < 1e-9);
    assert_eq!(parts(1)[0], 0.0);
    assert!((parts(1)[1] - 1.0).abs() < 1e-9);
}

#[test]
fn equals_and_a_single_weight() {
    let got = scored(&[vec![0.5, 0.5], vec![0.5, 0.5], vec![0.4, 0.7]], &[1.0, 0.0]);
    assert_eq!((got.winner, got.second, got.kept), (Some(0), Some(1), 1.0));
    assert_eq!(got.lead.map(|lead| lead.value), Some(0.0));
    // nothing stands beside the first weight
    assert_eq!((got.moves[0].down, got.moves[0].up), (None, None));
    // 0.5 = 0.4 (1 - t) + 0.7 t at a third
    let up = got.moves[1].up.expect("another wins");
    assert!((up.weight - 1.0 / 3.0).abs() < 1e-9 && up.option == 2, "{up:?}");
    // equal now, and better as soon as the second weight rises
    let got = scored(&[vec![0.5, 0.5], vec![0.4, 0.6]], &[1.0, 1.0]);
    assert!((value(&got, 0) - value(&got, 1)).abs() < 1e-12);
    let up = got.moves[1].up.expect("another wins");
    assert!((up.weight - 0.5).abs() < 1e-9 && up.option == 1, "{up:?}");
}

#[test]
fn infinite_values_have_no_score_unless_they_count_nothing() {
    let levels = [vec![0.2, 0.9], vec![0.6, 0.5], vec![0.5, 0.1]];
    let (mut model, mut outcomes) = model(&levels, &[1.0, 1.0]);
    outcomes.measures[1][5] = f64::INFINITY;
    let found = |model: &Model| {
        let got = scores(model, &outcomes).expect("weights").futures[0].scored.clone();
        let known: Vec<bool> = got.options.iter().map(Option::is_some).collect();
        (known, got.winner)
    };
    assert_eq!(found(&model), (vec![false, true, true], Some(1)));
    model.measures[1].weight = Some(Weight { weight: 0.0, worst: 0.0, best: 1.0 });
    assert_eq!(found(&model), (vec![true; 3], Some(1)));
    for measure in &mut model.measures {
        measure.weight = None;
    }
    assert_eq!(scores(&model, &outcomes), None);
}

/// Two trajectories, in the second of which the levels of the two options change places; the first
/// has a cell without a response too.
fn two_futures(weights: [Option<f64>; 2]) -> Scores {
    let (mut model, mut outcomes) = model(&[vec![0.8], vec![0.3], vec![0.0]], &[2.0]);
    model.options.truncate(2);
    let cell = |option, trajectory, response| Cell { option, trajectory, response };
    outcomes.layout.cells = vec![
        cell(0, 0, false),
        cell(0, 0, true),
        cell(0, 1, true),
        cell(1, 0, false),
        cell(1, 0, true),
        cell(1, 1, true),
    ];
    outcomes.layout.measures = [2, 0, 1, 2, 1, 0].map(|column| vec![column]).to_vec();
    model.cells = outcomes.layout.cells.clone();
    for (trajectory, weight) in model.trajectories.iter_mut().zip(weights) {
        trajectory.weight = weight;
    }
    scores(&model, &outcomes).expect("weights")
}

#[test]
fn futures_are_averaged_only_with_weights() {
    let without = two_futures([None, None]);
    assert_eq!((without.overall, without.resamples), (None, RESAMPLES));
    let winners: Vec<_> = without.futures.iter().map(|f| f.scored.winner).collect();
    assert_eq!(winners, [Some(0), Some(0), Some(1)]);
    let with = two_futures([Some(1.0), Some(3.0)]);
    let weights: Vec<_> = with.futures.iter().map(|f| (f.response, f.weight)).collect();
    assert_eq!(weights, [(false, None), (true, Some(0.25)), (true, Some(0.75))]);
    let overall = with.overall.expect("weights of trajectories");
    assert!((value(&overall, 0) - (0.25 * 0.8 + 0.75 * 0.3)).abs() < 1e-9);
    assert!((value(&overall, 1) - (0.25 * 0.3 + 0.75 * 0.8)).abs() < 1e-9);
    assert_eq!((overall.winner, overall.kept), (Some(1), 1.0));
}
