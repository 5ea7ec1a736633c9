//! Tests of a whole decision on made-up runs.

use super::*;
use crate::kernel::Layout;
use crate::math::normal_cdf;
use crate::model::{Cell, Measure, OptionDef};
use crate::outcome::testing;

const INF: f64 = f64::INFINITY;

/// A run in one future. `values[option][measure]` are columns; `senses` say which side is better.
pub(super) fn run(
    values: &[Vec<Vec<f64>>],
    senses: &[Sense],
    luck_paths: u32,
) -> (Model, Outcomes) {
    let (mut model, mut outcomes) = testing::small_run();
    let measure = |(i, sense): (usize, &Sense)| Measure {
        sense: *sense,
        ..testing::measure(&format!("m{i}"), false)
    };
    model.measures = senses.iter().enumerate().map(measure).collect();
    let option = |i: usize| OptionDef { name: format!("o{i}"), ..model.options[0].clone() };
    model.options = (0..values.len()).map(option).collect();
    let cell = |option: usize| Cell { option, trajectory: 0, response: true };
    let n = senses.len();
    outcomes.layout = Layout {
        cells: (0..values.len()).map(cell).collect(),
        measures: (0..values.len()).map(|o| (o * n..(o + 1) * n).collect()).collect(),
        measure_columns: values.len() * n,
        ..outcomes.layout
    };
    model.cells = outcomes.layout.cells.clone();
    outcomes.shape.replicates = values[0][0].len() as u64;
    outcomes.shape.luck_paths = luck_paths;
    outcomes.measures = values.iter().flatten().cloned().collect();
    (model, outcomes)
}

fn decide(values: &[Vec<Vec<f64>>], senses: &[Sense]) -> Decision {
    let (model, outcomes) = run(values, senses, 1);
    Decision::of(&model, &outcomes, &outcomes.summarise(&model))
}

/// `level` and a noise whose mean is 0 in every batch.
fn about(level: f64) -> Vec<f64> {
    (0..400).map(|i| level + if i % 2 == 0 { 0.1 } else { -0.1 }).collect()
}

const LESS: Sense = Sense::Minimise;

#[test]
fn the_efficient_are_those_that_none_dominates() {
    let options = [[1.0, 3.0], [2.0, 2.0], [3.0, 1.0], [3.5, 2.5]];
    let values: Vec<Vec<Vec<f64>>> =
        options.iter().map(|levels| levels.iter().map(|l| about(*l)).collect()).collect();
    let decision = decide(&values, &[LESS, LESS]);
    assert_eq!((decision.measures.as_slice(), decision.futures.len()), (&[0, 1][..], 1));
    let found = &decision.future(0, true).unwrap().efficiency;
    assert_eq!(found.efficient().collect::<Vec<_>>(), [0, 1, 2]);
    for place in &found.places[..3] {
        assert!(place.clearly && place.support == 1.0 && place.dominated_by.is_empty());
    }
    let last = found.place(3).unwrap();
    assert!(!last.efficient && !last.clearly);
    assert_eq!((last.support, &last.dominated_by), (0.0, &vec![1, 2]));
    assert_eq!(last.clearly_dominated_by, [1, 2]);
    assert_eq!(found.resamples, RESAMPLES);

    // where more of the second is better, the first is best on both
    let decision = decide(&values, &[LESS, Sense::Maximise]);
    assert_eq!(decision.futures[0].efficiency.efficient().collect::<Vec<_>>(), [0]);
}

#[test]
fn support_is_the_chance_that_an_option_stays_efficient() {
    // one measure; the option is worse by 0.05 with a standard deviation of 1 and n = 400: it
    // wins a resample with probability Phi(-1), as batches know it to 4.4 % of the 1
    let worse: Vec<f64> = (0..400).map(|i| if i * 147 % 400 < 210 { 1.0 } else { -1.0 }).collect();
    let sd = (1.0f64 - 0.05 * 0.05).sqrt();
    let decision = decide(&[vec![vec![0.0; 400]], vec![worse]], &[LESS]);
    let found = &decision.futures[0].efficiency;
    let expected = normal_cdf(-0.05 * 20.0 / sd);
    let (best, other) = (&found.places[0], &found.places[1]);
    // four standard errors of 1,000 resamples, and ties, which are efficient both
    assert!((other.support - expected).abs() < 0.06, "{} against {expected}", other.support);
    assert!(best.support > 1.0 - expected - 0.05 && best.support < 1.0);
    assert!(best.efficient && !other.efficient);
    assert!(best.clearly && other.clearly, "the two cannot be told apart");
    assert_eq!(other.dominated_by, [0]);
}

#[test]
fn what_cannot_be_told_apart_counts_as_equal() {
    // better on the first, worse on the second by less than chance
    let noise: Vec<f64> = (0..400).map(|i| if i < 203 { 1.0 } else { -1.0 }).collect();
    let values = [vec![about(1.0), vec![0.0; 400]], vec![about(2.0), noise.clone()]];
    let found = decide(&values, &[LESS, Sense::Maximise]).futures[0].efficiency.clone();
    let place = found.place(1).unwrap();
    assert!(place.efficient, "0.015 higher on the second");
    assert!(!place.clearly, "which is nothing");
    assert_eq!((&place.dominated_by, &place.clearly_dominated_by), (&vec![], &vec![0]));
    // two options with one column each are both efficient
    let twins = [vec![about(1.0), noise.clone()], vec![about(1.0), noise]];
    let found = decide(&twins, &[LESS, LESS]).futures[0].efficiency.clone();
    assert!(found.places.iter().all(|p| p.efficient && p.clearly && p.support == 1.0));
}

#[test]
fn one_replicate_has_no_support() {
    let decision = decide(&[vec![vec![1.0]], vec![vec![2.0]]], &[LESS]);
    let found = &decision.futures[0].efficiency;
    assert_eq!(found.resamples, 0);
    assert!(found.places.iter().all(|p| p.support.is_nan()));
    assert!(found.places[0].efficient && !found.places[1].efficient);
    assert_eq!(decision.futures[0].standings[0].told[0][1], Told::NotApart);
}

#[test]
fn where_one_never_ends_all_are_compared_by_the_median() {
    let times = |never: usize, time: f64| -> Vec<f64> {
        (0..100).map(|i| if i * 37 % 100 < never { INF } else { time + (i % 3) as f64 }).collect()
    };
    let more = Sense::Maximise;
    let options = [times(0, 10.0), times(30, 12.0), times(60, 0.5), times(80, 1.0)];
    let values: Vec<Vec<Vec<f64>>> = options.iter().map(|x| vec![x.clone()]).collect();
    let decision = decide(&values, &[more]);
    let standing = &decision.futures[0].standings[0];
    assert_eq!(standing.scale, Scale::Median);
    let level = |o: usize| standing.levels[o].unwrap();
    assert_eq!((level(0).estimate.value, level(0).never), (11.0, 0.0));
    assert_eq!((level(2).estimate.value, level(3).never), (INF, 0.8));
    // of two that never come in most replicates, the one that never comes more often
    assert_eq!((standing.best, &standing.tied), (Some(3), &vec![]));
    assert_eq!(standing.behind, [2, 1, 0]);
    let found = &decision.futures[0].efficiency;
    assert_eq!(found.efficient().collect::<Vec<_>>(), [3]);
    assert!(found.place(3).unwrap().support > 0.99);
    assert!(found.place(0).unwrap().support < 0.01);
}

#[test]
fn pairs_are_told_apart_and_ties_are_not() {
    let (_, outcomes) = run(&[vec![vec![0.0; 100]]], &[LESS], 1);
    let clusters = Clusters::new(&outcomes.shape);
    let base: Vec<f64> = (0..100).map(|i| f64::from(i * 37 % 100)).collect();
    let shifted: Vec<f64> = base.iter().map(|x| x + 0.1).collect();
    let noisy: Vec<f64> =
        base.iter().enumerate().map(|(i, x)| x + f64::from(i as i32 % 2) - 0.5).collect();
    assert_eq!(told(&shifted, &base, Scale::Mean, &clusters), Told::Higher);
    assert_eq!(told(&base, &shifted, Scale::Mean, &clusters), Told::Lower);
    assert_eq!(told(&noisy, &base, Scale::Mean, &clusters), Told::NotApart);
    assert_eq!(told(&base, &base.clone(), Scale::Mean, &clusters), Told::Same);
    let never = vec![INF; 100];
    assert_eq!(told(&never, &base, Scale::Median, &clusters), Told::Higher);
    assert_eq!(told(&never, &never.clone(), Scale::Median, &clusters), Told::Same);
}

#[test]
fn a_higher_median_with_fewer_wins_is_not_told_apart() {
    // higher in the middle, lower in most replicates
    let a: Vec<f64> = (0..99).map(|i| if i < 49 { 0.0 } else { 10.0 }).collect();
    let b: Vec<f64> = (0..99).map(|i| if (49..60).contains(&i) { 0.0 } else { 1.0 }).collect();
    let b: Vec<f64> = b.iter().enumerate().map(|(i, x)| if i > 60 { 11.0 } else { *x }).collect();
    let never = vec![INF; 99];
    let decision = decide(&[vec![a], vec![b], vec![never]], &[LESS]);
    let standing = &decision.futures[0].standings[0];
    assert_eq!(standing.scale, Scale::Median);
    let value = |o: usize| standing.levels[o].unwrap().estimate.value;
    assert_eq!((value(0), value(1)), (10.0, 1.0));
    assert_eq!(standing.told[1][0], Told::Higher, "higher in 88 of 99");
    assert_eq!((standing.best, &standing.tied, &standing.behind), (Some(1), &vec![0], &vec![2]));
}

#[test]
fn luck_and_ignorance_of_levels_and_differences() {
    // draws of two paths: the option adds 2 to the luck and takes the draw away
    let draw = |i: usize| (i / 2 * 37 % 100) as f64;
    let luck = |i: usize| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
    let base: Vec<f64> = (0..200).map(|i| draw(i) + luck(i)).collect();
    let option: Vec<f64> = (0..200).map(|i| 3.0 * luck(i)).collect();
    let values = [vec![base], vec![option]];
    let (model, outcomes) = run(&values, &[LESS], 2);
    let decision = Decision::of(&model, &outcomes, &outcomes.summarise(&model));
    let luck = &decision.futures[0].luck;
    assert_eq!(luck[0][0].difference, None, "of the baseline from itself");
    let level = luck[0][0].level.unwrap();
    // draws 0 to 99 in some order: variance 100 x 101 / 12; luck 2 by n - 1 = 1
    assert!((level.luck_variance - 2.0).abs() < 1e-12);
    assert!((level.uncertainty_variance - (100.0 * 101.0 / 12.0 - 1.0)).abs() < 1e-9);
    let difference = luck[1][0].difference.unwrap();
    assert!((difference.luck_variance - 8.0).abs() < 1e-12);
    assert!(luck[1][0].level.unwrap().uncertainty < 0.0, "luck alone");
    let once = decide(&values, &[LESS]);
    assert!(once.futures[0].luck.is_empty(), "one path a draw cannot tell");
}

#[test]
fn measures_without_a_better_side_are_left_out() {
    let (mut model, outcomes) =
        run(&[vec![about(1.0), about(2.0)], vec![about(2.0), about(1.0)]], &[LESS, Sense::None], 1);
    let summary = outcomes.summarise(&model);
    let decision = Decision::over(&model, &outcomes, &summary, &[1, 0]);
    assert_eq!(decision.measures, [0]);
    let future = &decision.futures[0];
    assert_eq!(future.standings.len(), 2);
    assert_eq!((future.standings[1].best, future.standings[0].best), (None, Some(0)));
    assert_eq!(future.standings[1].told[0][1], Told::Higher, "different all the same");
    assert!(future.dominance(0).is_some() && future.dominance(1).is_none());
    assert_eq!(future.efficiency.measures, [0]);
    model.key = vec![1];
    assert_eq!(main_measures(&model), [0usize; 0]);
}

#[test]
fn the_result_does_not_depend_on_the_pool() {
    let (mut model, outcomes) = testing::small_run();
    model.measures.iter_mut().for_each(|m| m.sense = LESS);
    let summary = outcomes.summarise(&model);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Decision::of(&model, &outcomes, &summary))
    };
    let one = on(1);
    assert_eq!(one.futures.len(), 2);
    assert_eq!(format!("{one:?}"), format!("{:?}", on(3)));
}
