use super::*;
use crate::kernel::Program;
use crate::model::build;
use crate::random::design::{Design, Designer};
use crate::study::load_from;

const STUDY: &str = r#"
title = "Small"
[time]
start = 2026-01-01
end = 2026-12-31
step = "1 month"
[uncertainty.growth]
unit = "1/month"
distribution = { kind = "uniform", min = 0, max = 0.2 }
[uncertainty.start]
unit = "people"
distribution = { kind = "lognormal", mu = 5, sigma = 0.3 }
[[correlation]]
between = ["growth", "start"]
spearman = 0.6
[unit]
people = {}
[stock.active]
unit = "people"
initial = "start"
[flow.joining]
to = "active"
rate = "growth * active"
noise = "poisson"
[measure.left]
formula = "final(active)"
[measure.grew]
formula = "final(active) > 1.5 * initial(active)"
[option.stay]
"#;

fn model(text: &str) -> Model {
    let files = vec![("s/study.toml".to_owned(), text.to_owned())];
    let (study, _, _) = load_from(files, "s").unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items())).0
}

fn run(model: &Model, plan: &RunPlan, given: &GivenRows) -> Result<Vec<Vec<f64>>, RunError> {
    rows(model, &Program::compile(model), plan, given, &(), &AtomicBool::new(false))
}

/// The rows that a run with the random design draws.
fn drawn(model: &Model, plan: &RunPlan) -> GivenRows {
    let count = plan.replicates;
    let designer = Designer::new(Design::Random, plan.seed, &dimensions(model), count).unwrap();
    let mut uniforms = vec![vec![0.0; count as usize]; 2];
    designer.fill(0, &mut uniforms);
    GivenRows { uniforms, luck: (0..count).collect() }
}

#[test]
fn the_rows_of_a_run_give_the_run() {
    let model = model(STUDY);
    let plan = RunPlan { replicates: 700, seed: 5, threads: Some(2), ..RunPlan::of(&model) };
    let given = drawn(&model, &plan);
    let program = Program::compile(&model);
    let on = AtomicBool::new(false);
    let whole = crate::engine::run(&model, &program, &plan, &(), &on, &mut ()).unwrap();
    let by_row = run(&model, &plan, &given).unwrap();
    assert_eq!(by_row, whole.measures);
    assert!(by_row[0].iter().any(|x| *x != by_row[0][0]));
    for (threads, width) in [(1, 256), (3, 7), (2, 1)] {
        let other = RunPlan { threads: Some(threads), width, ..plan.clone() };
        assert_eq!(run(&model, &other, &given).unwrap(), by_row, "{threads} {width}");
    }
    // a row depends on itself alone: every third row, backwards
    let picked: Vec<usize> = (0..700).rev().step_by(3).collect();
    let few = GivenRows {
        uniforms: given.uniforms.iter().map(|u| picked.iter().map(|i| u[*i]).collect()).collect(),
        luck: picked.iter().map(|i| given.luck[*i]).collect(),
    };
    for (few, all) in run(&model, &plan, &few).unwrap().iter().zip(&by_row) {
        assert!(few.iter().zip(&picked).all(|(x, i)| *x == all[*i]));
    }
}

#[test]
fn the_same_row_with_other_luck_differs_and_with_the_same_does_not() {
    let model = model(STUDY);
    let plan = RunPlan::of(&model);
    let given =
        GivenRows { uniforms: vec![vec![0.5; 4], vec![0.5; 4]], luck: vec![3, 4, 3, 1 << 30] };
    let left = &run(&model, &plan, &given).unwrap()[0];
    assert_eq!(left[0], left[2]);
    assert!(left[0] != left[1] || left[0] != left[3]);
}

#[test]
fn the_first_fault_is_reported_and_interruption_ends_it() {
    let bad = STUDY.replace(
        "final(active) > 1.5 * initial(active)",
        "1 / max(final(growth_now) * '1 month' - 0.1, 0)",
    );
    let bad =
        bad.replace("[option.stay]", "[quantity.growth_now]\nformula = \"growth\"\n[option.stay]");
    let model = model(&bad);
    let mut growth = vec![0.9; 2000];
    growth[1700] = 0.2;
    growth[900] = 0.3;
    // the draws that are correlated come after those they hang on
    let given = GivenRows { uniforms: vec![growth, vec![0.5; 2000]], luck: (0..2000).collect() };
    for threads in [1, 2, 3] {
        let plan = RunPlan { threads: Some(threads), ..RunPlan::of(&model) };
        let error = run(&model, &plan, &given).unwrap_err().to_string();
        assert!(error.contains("in replicate 900 "), "{error}");
    }
    let cancel = AtomicBool::new(true);
    let program = Program::compile(&model);
    let ended = rows(&model, &program, &RunPlan::of(&model), &given, &(), &cancel);
    assert!(matches!(ended, Err(RunError::Interrupted { .. })));
}
