//! Rules to stop: looks, what they find, that threads do not show, that the confidence holds.

use std::sync::atomic::AtomicBool;

use super::stopping::Judge;
use super::tests::{Fake, fake, plan};
use super::*;
use crate::kernel::Layout;
use crate::model::{Cell, Model, OptionDef, StopGoal, StopRule};
use crate::outcome::testing;
use crate::random::philox::Stream;
use crate::study::{DesignKind, Sense};

fn rule(goal: StopGoal, confidence: f64, at_most: u64) -> StopRule {
    StopRule { goal, confidence, at_most }
}

fn precision(measure: usize, half_width: f64) -> StopGoal {
    StopGoal::Precision { measures: vec![measure], half_width }
}

fn best(measure: usize, indifference: f64) -> StopGoal {
    StopGoal::Best { measure, trajectory: None, indifference }
}

/// One future, `options` options, one measure: column o is that of option o.
fn one_future(options: usize, condition: bool) -> (Model, Layout) {
    let mut model = testing::model();
    let option = model.options[0].clone();
    model.options =
        (0..options).map(|o| OptionDef { name: format!("o{o}"), ..option.clone() }).collect();
    model.trajectories.truncate(1);
    model.measures = vec![testing::measure("lost", condition)];
    model.measures[0].sense = Sense::Minimise;
    let cells: Vec<Cell> =
        (0..options).map(|option| Cell { option, trajectory: 0, response: true }).collect();
    model.cells = cells.clone();
    let layout = Layout {
        cells,
        measures: (0..options).map(|o| vec![o]).collect(),
        measure_columns: options,
        series: vec![Vec::new(); options],
        series_columns: 0,
        incidents: Vec::new(),
    };
    (model, layout)
}

/// Values that come as they are needed, judged look by look until the rule is met.
fn until_met(
    model: &Model,
    layout: &Layout,
    rule: &StopRule,
    luck_paths: u32,
    value: impl Fn(usize, u64, u64) -> f64,
) -> (StopReport, Vec<Vec<f64>>) {
    let plan = RunPlan { luck_paths, ..RunPlan::of(model) };
    let judge = Judge::new(model, layout, rule, &plan).unwrap();
    let mut columns = vec![Vec::new(); layout.measure_columns];
    for (look, replicates) in judge.looks().iter().enumerate() {
        for (k, column) in columns.iter_mut().enumerate() {
            let paths = u64::from(luck_paths);
            let more = column.len() as u64..*replicates;
            column.extend(more.map(|i| value(k, i / paths, i % paths)));
        }
        let report = judge.judge(look, &columns).unwrap();
        if report.met || look + 1 == judge.looks().len() {
            return (report, columns);
        }
    }
    unreachable!("there is a last look")
}

fn uniform(seed: u64, name: &str, draw: u64, path: u64) -> f64 {
    Stream::new(seed, name).uniform(draw, path as u32, 0, 0)
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

#[test]
fn looks_are_whole_blocks_and_geometric() {
    let (model, layout) = one_future(2, false);
    let looks = |luck_paths: u32, design: DesignKind, at_most: u64| {
        let plan = RunPlan { luck_paths, design, ..RunPlan::of(&model) };
        let rule = rule(precision(0, 1.0), 0.95, at_most);
        Judge::new(&model, &layout, &rule, &plan).unwrap().looks().to_vec()
    };
    let of = DesignKind::Random;
    assert_eq!(looks(1, of, 9000), [1024, 1536, 2304, 3584, 5376, 8192, 9000]);
    assert_eq!(looks(8, of, 4000), [2048, 3072, 4000], "at least 256 draws");
    assert_eq!(looks(1, of, 300), [300]);
    assert_eq!(looks(3, DesignKind::Sobol, 9000), [1536, 3072, 6144]);
    let plan = RunPlan { design: DesignKind::LatinHypercube, ..RunPlan::of(&model) };
    let any = rule(precision(0, 1.0), 0.95, 9);
    let refused = Judge::new(&model, &layout, &any, &plan);
    assert!(matches!(refused.err(), Some(RunError::Stop(_))));
}

#[test]
fn intervals_at_the_stop_hold_the_truth() {
    // 100 runs that stop, p = 0.03 in one cell and 0.5 in the other, to 2.5 points with 90 %: more
    // than 19 of 100 miss with probability 0.2 % even if the error were fully spent
    let (model, layout) = one_future(2, true);
    let rule = rule(precision(0, 0.025), 0.9, 60_000);
    let (mut missed, mut most) = (0, 0);
    for seed in 0..100 {
        let (report, columns) = until_met(&model, &layout, &rule, 1, |k, draw, _| {
            let p = [0.03, 0.5][k];
            f64::from(u8::from(uniform(seed, &format!("{k}"), draw, 0) < p))
        });
        assert!(report.met);
        most = most.max(report.replicates);
        let off = [0.03, 0.5].iter().zip(&columns).any(|(p, x)| (mean(x) - p).abs() > 0.025);
        missed += u32::from(off);
        let StopFound::Precision { widest, intervals, .. } = &report.found else { panic!() };
        assert_eq!((*intervals, widest.option.as_str()), (2, "o1"), "the even chance is widest");
        assert!(widest.half_width.unwrap() <= 0.025);
    }
    assert!(missed <= 19, "{missed}");
    // a single look would need 0.25 (1.96 / 0.025)^2 = 1537 for one cell at 95 %
    assert!(most <= 8192, "{most}");
}

#[test]
fn errors_are_those_of_draws_and_not_of_paths() {
    // four paths a draw that are all the same: the rule needs four times as many replicates
    let (model, layout) = one_future(1, true);
    let rule = rule(precision(0, 0.03), 0.95, 400_000);
    let stop = |luck_paths: u32| {
        let (report, _) = until_met(&model, &layout, &rule, luck_paths, |_, draw, _| {
            f64::from(u8::from(uniform(7, "x", draw, 0) < 0.3))
        });
        assert!(report.met);
        report.replicates
    };
    let (one, four) = (stop(1), stop(4));
    assert!(four >= 2 * one && four <= 8 * one, "{one} {four}");
}

#[test]
fn the_option_that_is_chosen_is_the_best() {
    // means 0, 0.3 and 0.3 under paired differences with sd 1.6: 60 runs with 90 %; 14 or more
    // wrong ones happen with probability 0.2 % even if the error were fully spent
    let (model, layout) = one_future(3, false);
    let rule = rule(best(0, 0.0), 0.9, 200_000);
    let mut wrong = 0;
    for seed in 0..60 {
        let (report, _) = until_met(&model, &layout, &rule, 1, |k, draw, _| {
            let own = uniform(seed, &format!("own{k}"), draw, 0) - 0.5;
            let shared = uniform(seed, "shared", draw, 0) - 0.5;
            [0.0, 0.3, 0.3][k] + 4.0 * own + 20.0 * shared
        });
        let StopFound::BestOption { futures, .. } = &report.found else { panic!() };
        assert!(report.met && futures[0].margin.unwrap() > 0.0);
        wrong += u32::from(futures[0].option != "o0");
    }
    assert!(wrong < 14, "{wrong}");
}

#[test]
fn equal_options_end_by_indifference_or_at_the_limit() {
    let (model, layout) = one_future(2, true);
    let value = |k: usize, draw: u64, _: u64| {
        f64::from(u8::from(uniform(3, &format!("{k}"), draw, 0) < 0.2))
    };
    let (report, _) = until_met(&model, &layout, &rule(best(0, 0.0), 0.95, 6000), 1, value);
    assert_eq!((report.met, report.replicates, report.look), (false, 6000, 6));
    let StopFound::BestOption { futures, .. } = &report.found else { panic!() };
    assert_eq!(futures[0].open.len(), 1);
    let (report, _) = until_met(&model, &layout, &rule(best(0, 0.05), 0.95, 60_000), 1, value);
    assert!(report.met && report.replicates < 20_000, "{report:?}");
    // nothing has happened in either: that they never differ is not known to 0.001, but to 0.05
    let none = |_: usize, _: u64, _: u64| 0.0;
    let (report, _) = until_met(&model, &layout, &rule(best(0, 0.001), 0.95, 1024), 1, none);
    assert!(!report.met);
    let (report, _) = until_met(&model, &layout, &rule(best(0, 0.05), 0.95, 1024), 1, none);
    assert!(report.met);
    // options that cannot differ at all are one
    let mut same = layout.clone();
    same.measures[1] = vec![0];
    let (report, _) = until_met(&model, &same, &rule(best(0, 0.0), 0.95, 6000), 1, value);
    let StopFound::BestOption { futures, .. } = &report.found else { panic!() };
    assert_eq!((report.met, report.look, &futures[0].same[..]), (true, 1, &["o1".to_owned()][..]));
}

#[test]
fn rules_that_cannot_be_tested() {
    let (model, layout) = one_future(2, false);
    let plan = RunPlan::of(&model);
    let named =
        StopGoal::Best { measure: 0, trajectory: Some("none".to_owned()), indifference: 0.0 };
    let refusal = |model: &Model, layout: &Layout, goal: StopGoal| {
        let rule = rule(goal, 0.95, 5000);
        match Judge::new(model, layout, &rule, &plan) {
            Err(error) => error.to_string(),
            Ok(judge) => {
                let values = vec![vec![f64::INFINITY; 1024]; 2];
                judge.judge(0, &values).map(|_| ()).unwrap_err().to_string()
            }
        }
    };
    assert!(refusal(&model, &layout, named).contains("`none` does not run"));
    assert!(refusal(&model, &layout, best(0, 0.0)).contains("infinite"));
    let (model, layout) = one_future(1, false);
    assert!(refusal(&model, &layout, best(0, 0.0)).contains("single option"));
}

fn run_until_it(
    fake: &Fake,
    plan: &RunPlan,
    rule: &StopRule,
) -> (crate::outcome::Outcomes, StopReport) {
    let model = Model { luck_paths: plan.luck_paths, ..testing::model() };
    let never = AtomicBool::new(false);
    let (outcomes, report) =
        run_until(&model, fake, plan, Some(rule), &(), &never, &mut ()).unwrap();
    (outcomes, report.unwrap())
}

#[test]
fn a_stopped_run_is_the_run_of_so_many_replicates() {
    let fake = fake();
    for (luck_paths, design) in
        [(1, DesignKind::Random), (3, DesignKind::Random), (1, DesignKind::Sobol)]
    {
        // measure 0 spreads over 256
        let rule = rule(precision(0, 2.5), 0.95, 40_000);
        let base = RunPlan { luck_paths, design, ..plan(5) };
        let (first, report) = run_until_it(&fake, &base, &rule);
        assert!(report.met && report.look > 1, "{report:?}");
        assert_eq!(
            (first.shape.replicates, first.measures[0].len()),
            (report.replicates, report.replicates as usize)
        );
        for (threads, width) in [(1, 256), (3, 100), (8, 64)] {
            let other = RunPlan { threads: Some(threads), width, ..base.clone() };
            let (other, again) = run_until_it(&fake, &other, &rule);
            assert_eq!((first.digest(), &report), (other.digest(), &again));
            assert_eq!(first.incidents, other.incidents);
        }
        let fixed = RunPlan { replicates: report.replicates, ..base };
        let model = Model { luck_paths, ..testing::model() };
        let fixed = run(&model, &fake, &fixed, &(), &AtomicBool::new(false), &mut ()).unwrap();
        assert_eq!(first.digest(), fixed.digest(), "series too");
    }
}

#[test]
fn the_limit_is_said() {
    let rule = rule(precision(0, 1e-9), 0.95, 2500);
    let (outcomes, report) = run_until_it(&fake(), &plan(5), &rule);
    assert_eq!((report.met, report.replicates, report.at_most), (false, 2500, 2500));
    assert_eq!(outcomes.shape.replicates, 2500);
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<StopReport>(&text).unwrap(), report);
}
