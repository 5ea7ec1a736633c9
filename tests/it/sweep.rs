//! Sweeps: each point is what a run of that point alone would be, to the bit, however points are
//! put together and however often the sweep is interrupted.

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use drawdown::analysis::sweep::{
    Group, PlanError, PointStatistics, SweepError, SweepPlan, SweepQuestion, SweepResults,
    SweepTitle, groups, run_sweep, sweep_key,
};
use drawdown::diagnostic::SourceMap;
use drawdown::engine::{self, Progress, RunPlan};
use drawdown::kernel::Program;
use drawdown::model::{self, Expr, Model, Noise, Severity};
use drawdown::random::distribution::{Discrete, Distribution, Uniform};
use drawdown::report::{SWEEP_PARQUET, SWEEP_TABLE, SweepParts, write_sweep_tables};
use drawdown::study::{self, Study, SweepAxis};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::both::{Agreement, build, compare_points};
use crate::cli::{home, names, ran};
use crate::writer;

/// A model with other numbers here and there: constants, one severity, a table, the length of a
/// delay; with `hold` its first uncertainty has one value.
fn variant(model: &Model, k: usize, hold: bool) -> Model {
    let mut out = model.clone();
    let factor = 1.0 + 0.125 * k as f64;
    for (i, expr) in out.exprs.iter_mut().enumerate() {
        if let Expr::Const(x) = expr
            && (i + k).is_multiple_of(5)
        {
            *x *= factor;
        }
    }
    for table in &mut out.tables {
        table.y.iter_mut().for_each(|y| *y *= factor);
    }
    if let Some(delay) = out.delays.first_mut() {
        delay.steps += k;
    }
    let other = || Distribution::Uniform(Uniform::new(0.5 * factor, factor).expect("a range"));
    for flow in &mut out.flows {
        if let Noise::Compound { severity, .. } = &mut flow.noise
            && matches!(severity, Severity::Fixed(_))
            && k == 2
        {
            *severity = Severity::Fixed(other());
        }
    }
    if hold && let Some(first) = out.uncertainties.first_mut() {
        let value = first.distribution.quantile(0.3) * factor;
        let held = Discrete::new(&[value], &[1.0]).expect("one value");
        first.distribution = Distribution::Discrete(held);
    }
    out
}

#[test]
fn variants_of_studies_written_at_random_agree_with_the_interpreter() {
    const CASES: u32 = 150;
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let total = Cell::new(Agreement::default());
    let held = Cell::new(0);
    let result = TestRunner::new_with_rng(config, rng).run(&vec(any::<u16>(), 20..400), |tape| {
        let text = writer::study(&tape);
        let failed = |e: String| TestCaseError::fail(format!("{e}\n{text}"));
        let model = build(&text).map_err(failed)?;
        let points = [model.clone(), variant(&model, 1, true), variant(&model, 2, tape.len() > 99)];
        held.set(held.get() + usize::from(points[1].held(0).is_some()));
        // A number may be changed into one with which every path faults: nothing to compare then.
        match compare_points(&points, 5, 7, 4) {
            Err(e) if e == "nothing was compared" => {}
            agreement => total.set(total.get() + agreement.map_err(failed)?),
        }
        Ok(())
    });
    if let Err(e) = result {
        panic!("{e}");
    }
    let total = total.get();
    assert!(total.values > 500 * CASES as usize, "too little was compared: {total:?}");
    assert!(held.get() > 50 && total.incidents > 0, "{total:?}");
}

#[test]
fn variants_of_the_coalition_agree_with_the_interpreter() {
    let mut model = crate::both::study("scenarios/coalition");
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    model.select(&names(&["stay", "sdf_renewed"]), &names(&["emergent"])).expect("they exist");
    let points = [variant(&model, 0, true), variant(&model, 1, true)];
    let agreement = compare_points(&points, 7, 3, 2).unwrap_or_else(|e| panic!("{e}"));
    assert!(agreement.values > 0);
}

/// The starter study, with a part of its text replaced.
fn starter(replace: &[(&str, &str)]) -> Study {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/starter/study.toml");
    let mut text = fs::read_to_string(path).expect("the starter study");
    for (from, to) in replace {
        assert!(text.contains(from), "the starter study has no '{from}'");
        text = text.replace(from, to);
    }
    let files = vec![("starter/study.toml".to_owned(), text)];
    study::load_from(files, "starter").unwrap_or_else(|(_, d)| panic!("{:#?}", d.items())).0
}

fn typed(axes: &[&str], sample: Option<u64>) -> SweepQuestion {
    let axes: Vec<String> = axes.iter().map(|a| (*a).to_owned()).collect();
    let axes = SweepAxis::typed(&axes, sample.is_some(), &mut SourceMap::default());
    SweepQuestion {
        of: SweepTitle { name: "vary".to_owned(), title: None, note: None },
        options: Vec::new(),
        trajectories: Vec::new(),
        measures: vec![
            "resurgence".to_owned(),
            "total_attacks".to_owned(),
            "first_relapse".to_owned(),
        ],
        replicates: 120,
        sample,
        axes: axes.unwrap_or_else(|d| panic!("{:#?}", d.items())),
    }
}

fn planned(study: &Study, axes: &[&str]) -> SweepPlan {
    let model = model::build(study).expect("it is sound").0;
    SweepPlan::new(study, &model, &typed(axes, None)).unwrap_or_else(|e| panic!("{e:?}"))
}

fn grouped(plan: &SweepPlan) -> Vec<Group> {
    groups(plan, &(), &AtomicBool::new(false)).expect("all are built").expect("not interrupted")
}

fn swept(plan: &SweepPlan, groups: &[Group]) -> SweepResults {
    run_sweep(plan, groups, (&[0; 32], &()), None, &(), &AtomicBool::new(false)).expect("it runs")
}

/// The statistics of a point must be those of the summary of a run of `study`.
fn same_as_alone(study: &Study, results: &SweepResults, point: usize) {
    let (model, _) = model::build(study).expect("it is sound");
    let plan = RunPlan { replicates: results.replicates, ..RunPlan::of(&model) };
    let never = AtomicBool::new(false);
    let outcomes =
        engine::run(&model, &Program::compile(&model), &plan, &(), &never, &mut ()).expect("runs");
    let summary = outcomes.summarise(&model);
    let mut compared = 0;
    for (c, cell) in results.cells.iter().enumerate() {
        let own = outcomes.cell(cell.option, cell.trajectory, cell.response).expect("it ran");
        for (m, measure) in results.measures.iter().enumerate() {
            let got: &PointStatistics = results.of(point, c, m);
            let expected = summary.of(own, *measure);
            let mean = if model.measures[*measure].condition {
                expected.probability
            } else {
                expected.mean
            };
            assert_eq!((got.mean, got.sd), (mean, expected.sd));
            assert_eq!(got.quantiles, expected.quantiles.map(|q| q.value));
            assert_eq!(got.never, expected.never);
            let comparison = summary.comparison(own, *measure);
            assert_eq!(got.difference.map(|d| d.mean), comparison.map(|c| c.mean));
            assert_eq!(got.difference.map(|d| d.better), comparison.map(|c| c.better));
            compared += 1;
        }
    }
    assert_eq!(compared, results.cells.len() * results.measures.len());
}

#[test]
fn a_point_is_a_run_of_that_point_alone() {
    let study = starter(&[]);
    let axes =
        ["phased.months=6,24", "full_effect=1200,1500", "relocation.onset=2024-06-01,2024-09-01"];
    let plan = planned(&study, &axes);
    let results = swept(&plan, &grouped(&plan));
    assert_eq!(results.points.len(), 8);
    for (at, months) in [(0, "6"), (1, "24")] {
        for (of, effect) in [(0, "1200"), (1, "1500")] {
            for (on, date) in [(0, "2024-06-01"), (1, "2024-09-01")] {
                let changed = starter(&[
                    (
                        "parameter.months = { value = 24,",
                        &format!("parameter.months = {{ value = {months},"),
                    ),
                    ("value     = 1500", &format!("value     = {effect}")),
                    ("onset = 2024-06-01", &format!("onset = {date}")),
                ]);
                let point = results.at(&[at, of, on]).expect("it is there");
                same_as_alone(&changed, &results, point);
            }
        }
    }
}

#[test]
fn a_held_uncertainty_and_a_held_lever_are_those_of_set() {
    let study = starter(&[]);
    let plan = planned(&study, &["recruit_rate=0.03,0.05"]);
    let results = swept(&plan, &grouped(&plan));
    for (point, value) in ["0.03", "0.05"].iter().enumerate() {
        let mut changed = study.clone();
        let set =
            study::Overrides { set: vec![format!("recruit_rate={value}")], ..Default::default() };
        set.apply(&mut changed, &mut SourceMap::default()).expect("it can be set");
        same_as_alone(&changed, &results, point);
    }
    let plan = planned(&study, &["full.troops=0,1000"]);
    let results = swept(&plan, &grouped(&plan));
    let schedule = r#"lever.troops = { schedule = [["0 months", 2500], ["3 months", 0]], between = "linear" }"#;
    same_as_alone(&starter(&[(schedule, "lever.troops = 1000")]), &results, 1);
    // what is not varied is the same numbers at both points
    let (stay, full) = (results.cell(0, 0).expect("stay"), results.cell(2, 0).expect("full"));
    assert_eq!(results.of(0, stay, 1), results.of(1, stay, 1));
    assert_ne!(results.of(0, full, 1), results.of(1, full, 1));
}

#[test]
fn how_points_are_grouped_cannot_be_seen() {
    let plan = planned(&starter(&[]), &["phased.months=6:48:3", "recruit_rate=q0.2,q0.8"]);
    let together = grouped(&plan);
    let one_by_one: Vec<Group> = together
        .iter()
        .flat_map(|g| g.points.iter().map(|p| (*p, g.plan.clone())))
        .enumerate()
        .map(|(first, (p, plan))| Group { points: vec![p], plan, first })
        .collect();
    assert!(together.len() < one_by_one.len());
    assert_eq!(swept(&plan, &together), swept(&plan, &one_by_one));
}

#[test]
fn cells_that_no_axis_touches_run_once_and_are_the_same_at_all_points() {
    let study = starter(&[]);
    let plan = planned(&study, &["phased.months=6,12,18,24,30"]);
    assert_eq!(plan.touched.iter().filter(|t| **t).count(), 2, "one option of four, two futures");
    let together = grouped(&plan);
    assert_eq!(together.len(), 1);
    let run = &together[0].plan;
    let pairs: Vec<Group> = together[0]
        .points
        .chunks(2)
        .map(|points| Group { points: points.to_vec(), plan: run.clone(), first: 0 })
        .collect();
    let (whole, parts) = (swept(&plan, &together), swept(&plan, &pairs));
    assert_eq!(whole, parts);
    let months = "parameter.months = { value = 24,";
    same_as_alone(&starter(&[(months, "parameter.months = { value = 30,")]), &parts, 4);
    same_as_alone(&study, &parts, 3);
    // every other option is compared with the baseline
    let plan = planned(&study, &["stay.troops=2500,1000"]);
    assert!(plan.touched.iter().all(|t| *t));
    let note = "تبقى القوات عند مستواها الحالي.\" }";
    let changed = starter(&[(note, &format!("{note}\nlever.troops = 1000"))]);
    same_as_alone(&changed, &swept(&plan, &grouped(&plan)), 1);
    let plan = planned(&study, &["relocation.onset=2024-06-01,2025-06-01"]);
    assert_eq!(plan.touched.iter().filter(|t| **t).count(), 4, "one future of two");
    let results = swept(&plan, &grouped(&plan));
    same_as_alone(&starter(&[("onset = 2024-06-01", "onset = 2025-06-01")]), &results, 1);
}

/// An option that inherits from the one in which an axis changes something.
const HEIRS: &str = r#"
[time]
start = 2026-01-05
end = 2026-07-06
step = "1 week"
[lever.force]
default = 1
[stock.x]
initial = 1
[flow.rise]
to = "x"
unit = "1/week"
rate = "force / '1 week'"
[measure.of_x]
formula = "final(x)"
sense = "maximise"
[option.base]
parameter.a = 3
parameter.half = "a / 2"
lever.force = "half"
[option.heir]
extends = "base"
parameter.a = 10
[option.other]
extends = "heir"
lever.force = "half + a"
"#;

#[test]
fn an_axis_acts_in_the_options_that_it_names_and_in_no_heir() {
    let files = vec![("study.toml".to_owned(), HEIRS.to_owned())];
    let (study, ..) = study::load_from(files, "study").unwrap_or_else(|(_, d)| panic!("{d:?}"));
    let model = model::build(&study).expect("it is sound").0;
    let means = |axes: &[&str]| -> Vec<Vec<f64>> {
        let asked = SweepQuestion { measures: Vec::new(), ..typed(axes, None) };
        let plan = SweepPlan::new(&study, &model, &asked).unwrap_or_else(|e| panic!("{e:?}"));
        let results = swept(&plan, &grouped(&plan));
        let mean = |p: usize, c: usize| results.of(p, c, 0).mean.expect("finite").value;
        (0..results.points.len()).map(|p| (0..3).map(|c| mean(p, c)).collect()).collect()
    };
    // 26 weeks: 1 + 26 force; `half` is that of base's own a, an heir's a does not reach it
    let as_is = [1.0 + 26.0 * 1.5, 1.0 + 26.0 * 1.5, 1.0 + 26.0 * 11.5];
    assert_eq!(means(&["base.a=3"]), [as_is]);
    assert_eq!(means(&["base.a=5"]), [[1.0 + 26.0 * 2.5, as_is[1], as_is[2]]]);
    assert_eq!(means(&["heir.a=20"]), [as_is]);
    assert_eq!(means(&["other.a=20"]), [[as_is[0], as_is[1], 1.0 + 26.0 * 21.5]]);
    assert_eq!(means(&["base.force=2"]), [[53.0, as_is[1], as_is[2]]]);
    assert_eq!(means(&["heir.force=2", "base.a=5"]), [[1.0 + 26.0 * 2.5, 53.0, as_is[2]]]);
    assert_eq!(means(&["force=2"]), [[53.0; 3]]);
}

#[test]
fn a_value_that_is_not_finite_is_reported_with_its_point() {
    let text = HEIRS.replace("force / '1 week'", "force ^ 140 / '1 week'");
    let files = vec![("study.toml".to_owned(), text)];
    let (study, ..) = study::load_from(files, "study").unwrap_or_else(|(_, d)| panic!("{d:?}"));
    let model = model::build(&study).expect("it is sound").0;
    let asked = SweepQuestion { measures: Vec::new(), ..typed(&["heir.force=1,2,1000"], None) };
    let plan = SweepPlan::new(&study, &model, &asked).expect("a plan");
    let never = AtomicBool::new(false);
    let ran = run_sweep(&plan, &grouped(&plan), (&[0; 32], &()), None, &(), &never);
    let Err(error @ SweepError::Fault { .. }) = ran else { panic!("a fault") };
    let words = error.to_string();
    assert!(words.starts_with("at point 3 of the sweep, heir.force = 1000: `"), "{words}");
    assert!(words.contains("option `heir`"), "{words}");
}

#[test]
fn points_with_other_times_and_seeds_run_apart_and_say_the_same_as_alone() {
    let study = starter(&[]);
    let plan = planned(&study, &["time.end=2025-01-01,2026-01-01", "run.seed=1,7"]);
    let groups = grouped(&plan);
    assert_eq!(groups.len(), 4);
    let results = swept(&plan, &groups);
    let mut changed = study.clone();
    changed.run.seed = 7;
    changed.time.end.value = "2025-01-01".parse().expect("a date");
    same_as_alone(&changed, &results, 1);
}

/// Interrupts a sweep after some groups.
struct Stop<'a> {
    cancel: &'a AtomicBool,
    after: usize,
    total: AtomicUsize,
}

impl Progress for Stop<'_> {
    fn advanced(&self, done: u64, _total: u64) {
        self.total.store(done as usize, Ordering::Relaxed);
        if done as usize >= self.after {
            self.cancel.store(true, Ordering::Relaxed);
        }
    }
}

#[test]
fn an_interrupted_sweep_goes_on_and_ends_with_the_same_bytes() {
    let study = starter(&[]);
    let plan = planned(&study, &["phased.months=6,48", "run.seed=1:5:5"]);
    let groups = grouped(&plan);
    let key = sweep_key(&plan, &groups, &["starter".to_owned()]);
    let home = home();
    let tables = |name: &str, results: &SweepResults| -> Vec<Vec<u8>> {
        let folder = home.path().join(name);
        fs::create_dir(&folder).expect("a folder");
        write_sweep_tables(&folder, results, &plan.model).expect("it is written");
        [SWEEP_TABLE, SWEEP_PARQUET].map(|t| fs::read(folder.join(t)).expect("it is there")).into()
    };
    let whole = swept(&plan, &groups);

    let place = home.path().join("out");
    let mut left = Vec::new();
    for after in [4, 7] {
        let (parts, _) = SweepParts::open(&place, &key, false).expect("a place");
        let cancel = AtomicBool::new(false);
        let stop = Stop { cancel: &cancel, after, total: AtomicUsize::new(0) };
        let ran = run_sweep(&plan, &groups, (&key, &parts), Some(1), &stop, &cancel);
        let Err(SweepError::Interrupted { done, total }) = ran else { panic!("it was stopped") };
        assert_eq!(total, 10);
        left.push(done);
    }
    assert!(left[0] >= 2 && left[1] > left[0] && left[1] < 10, "{left:?}");
    let hidden = names(home.path());
    assert_eq!(hidden, [".out.part"]);
    let (parts, _) = SweepParts::open(&place, &key, false).expect("a place");
    let rest = run_sweep(&plan, &groups, (&key, &parts), None, &(), &AtomicBool::new(false));
    let rest = rest.expect("it ends");
    assert_eq!(rest, whole);
    assert_eq!(tables("whole", &whole), tables("rest", &rest));

    // another study, another key: nothing of the former is taken
    let other = sweep_key(&plan, &groups, &["changed".to_owned()]);
    assert_ne!(key, other);
}

#[test]
fn a_sample_is_spread_evenly_over_each_axis() {
    let study = starter(&[]);
    let model = model::build(&study).expect("it is sound").0;
    let asked = typed(&["full_effect=100:10000:log", "phased.months=6,12,24,48"], Some(64));
    let plan = SweepPlan::new(&study, &model, &asked).expect("a plan");
    assert_eq!((plan.points.len(), plan.axes[0].range), (64, [100.0, 10_000.0]));
    let low = plan.points.iter().filter(|p| p.values[0].x < 1_000.0).count();
    assert_eq!(low, 32, "half of a logarithmic range");
    let at = |x: f64| plan.points.iter().filter(|p| p.values[1].x == x).count();
    assert_eq!([6.0, 12.0, 24.0, 48.0].map(at), [16; 4]);
    let few = typed(&["full_effect=100:10000"], Some(3));
    assert!(matches!(SweepPlan::new(&study, &model, &few), Err(PlanError::Sample(_))));
}

#[test]
fn a_point_that_cannot_be_built_is_named_before_anything_runs() {
    let plan = planned(&starter(&[]), &["troops=0:40000:3"]);
    let found = groups(&plan, &(), &AtomicBool::new(false));
    let Err(PlanError::Point { point, what, found }) = found else { panic!("out of bounds") };
    assert_eq!((point, what.as_str()), (2, "troops = 40000"));
    assert!(found.items()[0].message.contains("outside the bounds"));
}

#[test]
fn a_planner_varies_what_is_typed() {
    let home = home();
    let run = |more: &[&str]| {
        let base = ["sweep", "starter", "--vary", "phased.months=12,24", "-n", "60", "-q"];
        ran(home.path(), &[&base, more].concat())
    };
    let (status, said, wrong) = run(&[]);
    assert_eq!((status, wrong.as_str()), (0, ""));
    let place = home.path().join("output/starter-sweep-vary");
    assert_eq!(said.trim(), "output/starter-sweep-vary");
    for file in [SWEEP_TABLE, SWEEP_PARQUET, "manifest.json", "inputs"] {
        assert!(place.join(file).exists(), "{file}");
    }
    assert_eq!(names(&home.path().join("output")), ["starter-sweep-vary"]);
    let table = fs::read_to_string(place.join(SWEEP_TABLE)).expect("a table");
    let head = "point,phased.months,option,trajectory,response,measure,unit,sense,n,mean,";
    assert!(table.starts_with(head), "{table}");
    // two points, four options, two trajectories, three measures with a sense
    assert_eq!(table.lines().count(), 1 + 2 * 4 * 2 * 3);
    run(&["--output", "again", "--threads", "1"]);
    assert_eq!(fs::read_to_string(home.path().join("again/sweep.csv")).expect("a table"), table);

    let wrong = |axis: &str| ran(home.path(), &["sweep", "starter", "--vary", axis, "-q"]);
    for (axis, words) in [
        ("phased.month=1,2", "did you mean 'months'?"),
        ("recruit=1,2", "there is nothing called 'recruit'"),
        ("total_attacks=1,2", "'total_attacks' is a measure"),
        ("troops=q0.1,q0.9", "it has no quantiles"),
        ("full_effect=1500", ""),
        ("full_effect=1:2", "a list of values, or two ends and a number of points"),
        ("full_effect=1,1", "the same value twice"),
        ("full_effect=1,2024-01-01", "are alike"),
        ("full_effect=0:10:3:log", "above 0"),
        ("time.end=1,2", "takes dates"),
        ("run.seed=1.5,2", "whole numbers"),
        ("full_effect", "expected a name, '=' and values"),
    ] {
        let (status, _, said) = wrong(axis);
        if words.is_empty() {
            assert_eq!(status, 0, "{axis}: {said}");
            continue;
        }
        assert_eq!(status, 2, "{axis}: {said}");
        assert!(said.contains(words), "{axis}: {said}");
    }
}

const WITH_SWEEPS: &str = r#"
[sweep.pace]
title = { en = "How fast?", ar = "ما السرعة؟" }
note = "What the time of a withdrawal does."
options = ["phased"]
trajectories = ["drift"]
measures = ["total_attacks"]
replicates = 50
[[sweep.pace.axis]]
vary = "phased.months"
values = [6, 24]
[[sweep.pace.axis]]
vary = "recruit_rate"
quantiles = { from = 0.1, to = 0.9, points = 3 }
"#;

#[test]
fn a_study_names_its_sweeps() {
    let home = home();
    ran(home.path(), &["new", "mine", "--from", "starter"]);
    let folder = home.path().join("mine/sweeps");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("pace.toml"), WITH_SWEEPS).expect("written");
    let (status, said, wrong) = ran(home.path(), &["sweep", "mine"]);
    assert_eq!((status, wrong.as_str()), (0, ""));
    assert!(said.starts_with("pace: How fast?\n    What the time"), "{said}");
    let (status, _, wrong) = ran(home.path(), &["sweep", "mine", "pace", "-q"]);
    assert_eq!((status, wrong.as_str()), (0, ""));
    let table = fs::read_to_string(home.path().join("output/mine-sweep-pace/sweep.csv"));
    assert_eq!(table.expect("a table").lines().count(), 1 + 6 * 2);
    let (_, _, wrong) = ran(home.path(), &["sweep", "mine", "pase"]);
    assert!(wrong.contains("did you mean 'pace'?"), "{wrong}");

    let bad = WITH_SWEEPS
        .replace("\"phased.months\"", "\"phased.mons\"")
        .replace("[\"phased\"]", "[\"phasd\"]")
        .replace("values = [6, 24]", "values = [6, 6]");
    fs::write(folder.join("pace.toml"), bad).expect("written");
    let (status, _, wrong) = ran(home.path(), &["check", "mine"]);
    assert_eq!(status, 2);
    assert!(wrong.contains("the same value twice"), "{wrong}");
    let bad = WITH_SWEEPS
        .replace("\"phased.months\"", "\"phased.mons\"")
        .replace("[\"phased\"]", "[\"phasd\"]");
    fs::write(folder.join("pace.toml"), bad).expect("written");
    let (_, _, wrong) = ran(home.path(), &["check", "mine"]);
    for words in ["unknown option `phasd`", "did you mean `phased`?", "did you mean 'months'?"] {
        assert!(wrong.contains(words), "{wrong}");
    }
}

#[test]
fn the_sweeps_that_ship_can_be_built() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/coalition");
    let (study, ..) = study::load(&path).unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    let model = model::build(&study).expect("it is sound").0;
    let names: Vec<&str> = study.sweeps.iter().map(|s| s.name.value.as_str()).collect();
    assert_eq!(names, ["funding", "pace", "partners", "residual"]);
    for sweep in &study.sweeps {
        let (name, meta) = (&sweep.name.value, &sweep.meta);
        for label in [&meta.label, &meta.note] {
            assert!(label.as_ref().is_some_and(|l| l.ar.is_some()), "{name} in two languages");
        }
        let plan = SweepPlan::new(&study, &model, &SweepQuestion::of(sweep));
        let plan = plan.unwrap_or_else(|e| panic!("{name}: {e:?}"));
        assert!((8..=25).contains(&plan.points.len()), "{name}: {}", plan.points.len());
        for point in [0, plan.points.len() - 1] {
            plan.build(point).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        }
        for axis in &plan.axes {
            assert!(axis.label.ar.is_some(), "{name}: {axis:?}");
        }
    }
    let precedent = path.with_file_name("precedent-2011");
    let (study, ..) = study::load(&precedent).unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    assert!(study.sweeps.is_empty(), "sweeps of a study below are its own");
}
