//! A small study through language, kernel, engine and tables.

use std::sync::atomic::AtomicBool;

use super::*;
use crate::kernel::Program;
use crate::model::Model;
use crate::outcome::Outcomes;
use crate::report::{Manifest, RunFolder, RunTables};
use crate::study::{DesignKind, load_from};

const STUDY: &str = r#"
title = "Small"
baseline = "stay"
[time]
start = 2026-01-01
end = 2026-12-31
step = "1 week"
[run]
replicates = 600
[report]
every = "4 weeks"
series = ["active"]
[unit]
people = {}
[uncertainty.growth]
unit = "1/month"
distribution = { kind = "uniform", min = 0.01, max = 0.05 }
[constant.many]
value = 150
unit = "people"
[constant.few]
value = 80
unit = "people"
[lever.pressure]
unit = "1/month"
default = 0
[stock.active]
unit = "people"
initial = 100
[flow.recruits]
to = "active"
unit = "people/month"
rate = "active * growth"
noise = "poisson"
[flow.losses]
from = "active"
unit = "people/month"
rate = "active * pressure"
noise = "binomial"
[measure.at_end]
formula = "final(active)"
sense = "minimise"
[measure.doubled]
formula = "ever(active > many)"
sense = "minimise"
[measure.when_low]
formula = "first_time(active < few)"
[option.stay]
[option.press]
lever.pressure = 0.05
[trajectory.as_now]
"#;

fn study(luck_paths: u32) -> Model {
    let files = vec![("small.toml".to_owned(), STUDY.to_owned())];
    let (study, _, _) = load_from(files, "small").unwrap_or_else(|(_, d)| panic!("{d:?}"));
    let (mut model, _) = crate::model::build(&study).unwrap_or_else(|d| panic!("{d:?}"));
    model.luck_paths = luck_paths;
    model
}

fn run_it(model: &Model, threads: usize, width: usize) -> Outcomes {
    let program = Program::compile(model);
    let plan = RunPlan { threads: Some(threads), width, ..RunPlan::of(model) };
    run(model, &program, &plan, &(), &AtomicBool::new(false), &mut ()).unwrap()
}

#[test]
fn the_same_bits_for_any_threads_and_width() {
    for design in [DesignKind::Random, DesignKind::LatinHypercube, DesignKind::Sobol] {
        for luck_paths in [1, 3] {
            let model = Model { design, ..study(luck_paths) };
            let digest = run_it(&model, 1, 256).digest();
            assert_eq!(digest, run_it(&model, 3, 33).digest());
            assert_eq!(digest, run_it(&model, 2, 1).digest());
        }
    }
}

#[test]
fn what_comes_out_makes_sense() {
    let model = study(4);
    let outcomes = run_it(&model, 2, 256);
    let summary = outcomes.summarise(&model);
    let (stay, press) = (0, 1);
    let mean = summary.of(stay, 0).mean.unwrap();
    // mean of 100 exp(growth x 12 months), growth uniform on 0.01 .. 0.05
    let exact = 100.0 * (0.6f64.exp() - 0.12f64.exp()) / 0.48;
    assert!((mean.value - exact).abs() < 4.0 * mean.se + 1.0, "{mean:?} {exact}");
    assert_eq!(summary.of(stay, 0).n_independent, 150);
    let shares = summary.of(stay, 0).variance.unwrap();
    // a Yule process: given x = growth x 12 months the mean is 100 exp(x) and the variance
    // 100 exp(x) (exp(x) - 1)
    let (first, second) = (exact / 100.0, (1.2f64.exp() - 0.24f64.exp()) / 0.96);
    let (uncertainty, luck) = (1e4 * (second - first * first), 100.0 * (second - first));
    let share = uncertainty / (uncertainty + luck);
    assert!((shares.uncertainty - share).abs() < 4.0 * shares.se, "{shares:?} {share}");
    let difference = summary.comparison(press, 0).unwrap();
    assert!(difference.mean.unwrap().high < 0.0);
    assert!(difference.mean.unwrap().se < difference.unpaired_se.unwrap());
    assert!(difference.better.value > 0.9);
    let never = summary.of(stay, 2);
    assert!(never.never > 0.5 && never.mean.is_none() && never.max.is_infinite());
    let p = summary.of(stay, 1).probability.unwrap();
    assert!(0.0 < p.low && p.low < p.value && p.value < p.high);
    let point = outcomes.series_point(stay, 0, model.reports.len() - 1);
    assert!((point.mean / mean.value - 1.0).abs() < 1e-12);
    let exact = summary.of(stay, 0).median().value;
    assert_eq!(point.p50, exact, "whole numbers below 1024 are exact");
}

#[test]
fn a_run_folder() {
    let model = study(1);
    let program = Program::compile(&model);
    let plan = RunPlan { threads: Some(2), ..RunPlan::of(&model) };
    let home = tempfile::tempdir().unwrap();
    let folder = RunFolder::create(&home.path().join("small")).unwrap();
    let mut tables =
        RunTables::create(folder.path(), &model, program.layout(), plan.shape()).unwrap();
    let never = AtomicBool::new(false);
    let outcomes = run(&model, &program, &plan, &(), &never, &mut tables).unwrap();
    tables.finish(&model, &outcomes, &outcomes.summarise(&model)).unwrap();
    Manifest::of(&model, &outcomes, Vec::new()).write(folder.path()).unwrap();
    let place = folder.publish().unwrap();
    assert_eq!(Manifest::read(&place).unwrap().digest, run_it(&model, 1, 64).digest());
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 6);
}
