//! Planted studies, from their files to their indices.

use super::*;
use crate::math::sin;
use crate::model::build;
use crate::outcome::Estimate;
use crate::study::load_from;
use std::f64::consts::PI;

const HEAD: &str = r#"
title = "Planted"
[time]
start = 2026-01-01
end = 2026-12-31
step = "1 month"
"#;

/// A study of one outcome, a formula of uniform numbers between `low` and `high`.
fn planted(inputs: usize, (low, high): (f64, f64), formula: &str, more: &str) -> Model {
    let uncertain: String = (1..=inputs)
        .map(|i| {
            let range = format!("min = {low:?}, max = {high:?}");
            format!("[uncertainty.x{i}]\ndistribution = {{ kind = \"uniform\", {range} }}\n")
        })
        .collect();
    let rest = format!(
        "[stock.y]\ninitial = \"{formula}\"\n[measure.out]\nformula = \"final(y)\"\n\
         [measure.flat]\nformula = \"3 + 0 * final(y)\"\n[option.stay]\n"
    );
    model(&format!("{HEAD}{uncertain}{rest}{more}"))
}

fn model(text: &str) -> Model {
    let files = vec![("s/study.toml".to_owned(), text.to_owned())];
    let (study, _, _) = load_from(files, "s").unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items())).0
}

fn on() -> AtomicBool {
    AtomicBool::new(false)
}

fn ask(model: &Model, method: DesignedMethod, threads: usize) -> Sensitivity {
    let program = Program::compile(model);
    let all: Vec<usize> = (0..model.measures.len()).collect();
    let plan = RunPlan { threads: Some(threads), ..RunPlan::of(model) };
    designed((model, &program), method, &targets(model, &all), &plan, &(), &on()).unwrap()
}

fn sobol_of(subject: &Subject) -> &[SobolIndex] {
    match &subject.found {
        Found::Sobol(all) => all,
        other => panic!("{other:?}"),
    }
}

/// Within `within`, and within five standard errors.
fn near(e: Estimate, exact: f64, within: f64) {
    assert!((e.value - exact).abs() < within, "{e:?}, not {exact}");
    assert!((e.value - exact).abs() <= 5.0 * e.se + 1e-12, "{e:?}, not {exact}");
}

const ISHIGAMI: &str = "sin(x1) + 7 * sin(x2)^2 + 0.1 * x3^4 * sin(x1)";

fn ishigami_indices() -> [[f64; 3]; 2] {
    let pi4 = PI.powi(4);
    let v1 = 0.5 * (1.0 + 0.1 * pi4 / 5.0).powi(2);
    let v2 = 49.0 / 8.0;
    let v13 = 0.01 * pi4 * pi4 * (1.0 / 18.0 - 1.0 / 50.0);
    let v = v1 + v2 + v13;
    [[v1 / v, v2 / v, 0.0], [(v1 + v13) / v, v2 / v, v13 / v]]
}

#[test]
fn ishigami_as_a_study() {
    let model = planted(4, (-PI, PI), ISHIGAMI, "");
    let found = ask(&model, DesignedMethod::Sobol(1024), 2);
    // x4 is read by nothing, and nothing is luck
    assert_eq!((found.factors.len(), found.unread.as_slice()), (3, [3].as_slice()));
    assert_eq!(found.runs, 1024 * 5);
    let [first, total] = ishigami_indices();
    for (i, index) in sobol_of(&found.subjects[0]).iter().enumerate() {
        near(index.first, first[i], 0.03);
        near(index.total, total[i], 0.03);
    }
    assert!((found.subjects[0].mean - 3.5).abs() < 0.02, "{:?}", found.subjects[0]);
    assert!((found.subjects[0].deviation.powi(2) - 13.8446).abs() < 0.3);
    assert_eq!(found.subjects[1].found, Found::Constant);
    assert_eq!(found, ask(&model, DesignedMethod::Sobol(1024), 1), "threads");
    // elementary effects: that of x2 hangs on where x2 stands, that of x3 on x1
    let found = ask(&model, DesignedMethod::Morris(32), 2);
    let Found::Morris(effects) = &found.subjects[0].found else { panic!("{found:?}") };
    assert!(effects.iter().all(|e| e.mu_star.value > 1.0 && e.sigma.value > 1.0), "{effects:?}");
    assert_eq!(found.subjects[1].found, Found::Constant);
    // exact: sin at 5, 35, 65, 95 % of -pi to pi; x2 goes between outer and inner levels
    let inner = sin(PI * 0.3).powi(2) - sin(PI * 0.9).powi(2);
    let exact = 7.0 * inner / 0.6;
    assert!((effects[1].mu_star.value - exact).abs() < 1e-9, "{effects:?}, not {exact}");
}

#[test]
fn the_g_function_as_a_study() {
    let c = [0.0, 1.0, 4.5, 9.0_f64];
    let part = |i: usize| format!("(abs(4 * x{} - 2) + {1}) / (1 + {1})", i + 1, c[i]);
    let formula = (0..4).map(part).collect::<Vec<_>>().join(" * ");
    let model = planted(4, (0.0, 1.0), &formula, "");
    let found = ask(&model, DesignedMethod::Sobol(1024), 2);
    let parts: Vec<f64> = c.iter().map(|c| 1.0 / 3.0 / (1.0 + c).powi(2)).collect();
    let v = parts.iter().map(|p| 1.0 + p).product::<f64>() - 1.0;
    for (index, p) in sobol_of(&found.subjects[0]).iter().zip(&parts) {
        near(index.first, p / v, 0.03);
        near(index.total, p * (1.0 + v) / (1.0 + p) / v, 0.03);
    }
    let negative = |s: &Subject| match &s.found {
        Found::Sobol(all) => all.iter().any(|i| i.first.value < 0.0),
        _ => false,
    };
    assert_eq!(found.has_negative(), found.subjects.iter().any(negative));
}

const LINEAR: &str = r#"
[uncertainty.a]
distribution = { kind = "normal", mean = 0, sd = 1 }
[uncertainty.b]
distribution = { kind = "normal", mean = 0, sd = 1 }
[uncertainty.c]
distribution = { kind = "normal", mean = 0, sd = 1 }
[uncertainty.idle]
distribution = { kind = "normal", mean = 0, sd = 1 }
[[correlation]]
between = ["a", "b"]
spearman = 0.6
[run]
replicates = 4_000
[stock.y]
initial = "2 * a + b + 1.5 * c + 0 * idle"
[measure.out]
formula = "final(y)"
[option.stay]
"#;

/// Closed forms: `corr(x, y)^2` for what a run says of each; for the group its share of the variance.
#[test]
fn a_linear_study_with_correlated_inputs() {
    let model = model(&format!("{HEAD}{LINEAR}"));
    let r = 2.0 * sin(PI * 0.6 / 6.0);
    let v = 5.0 + 4.0 * r + 2.25;
    let plan = RunPlan::of(&model);
    let outcomes =
        engine::run(&model, &Program::compile(&model), &plan, &(), &on(), &mut ()).unwrap();
    let said = given(&model, &outcomes, &targets(&model, &[0]));
    assert_eq!((said.size, said.luck_paths), (4000, 1));
    let Found::Given(all) = &said.subjects[0].found else { panic!("{said:?}") };
    for (index, cov) in all.iter().zip([2.0 + r, 1.0 + 2.0 * r, 1.5, 0.0]) {
        let share = index.first.unwrap();
        assert!((share.value - cov * cov / v).abs() < 4.0 * share.se + 0.01, "{share:?} {cov}");
        let correlation = index.spearman.unwrap();
        assert!((correlation - cov / v.sqrt()).abs() < 0.06, "{correlation} {cov}");
    }
    let idle = all[3].delta.unwrap();
    assert!(all[2].delta.unwrap().value > 0.1 && idle.value < 1.3 * idle.chance, "{idle:?}");
    assert_eq!(said.subjects[0].order()[0], 0);

    let found = ask(&model, DesignedMethod::Sobol(1024), 2);
    let kinds: Vec<FactorKind> = found.factors.iter().map(|f| f.kind).collect();
    assert_eq!(kinds[..2], [FactorKind::Correlated, FactorKind::Single]);
    let indices = sobol_of(&found.subjects[0]);
    for (index, exact) in indices.iter().zip([(5.0 + 4.0 * r) / v, 2.25 / v, 0.0]) {
        near(index.first, exact, 0.03);
        near(index.total, exact, 0.03);
    }
}

const LUCKY: &str = r#"
[unit]
fish = {}
[uncertainty.start]
unit = "fish"
distribution = { kind = "uniform", min = 0, max = 60 }
[constant.rate]
unit = "fish/month"
value = 25
[lever.effort]
default = 0
[stock.fish]
unit = "fish"
initial = "start"
[flow.coming]
to = "fish"
rate = "rate"
noise = "poisson"
[measure.left]
formula = "final(fish) - final(effort_now) * final(fish) / 2"
[quantity.effort_now]
formula = "effort"
[option.stay]
[option.fish]
lever.effort = 1
"#;

/// Y = X + N with N a Poisson count of mean 25 x 12: luck explains its variance, for the level and
/// for a difference of options that is half of it.
#[test]
fn luck_is_a_factor() {
    let model = model(&format!("{HEAD}{LUCKY}"));
    let found = ask(&model, DesignedMethod::Sobol(1024), 2);
    assert_eq!(found.luck(), Some(1));
    let (own, luck) = (300.0, 25.0 * model.time.steps as f64 * model.time.step.count);
    assert_eq!(found.subjects.len(), 3);
    for subject in &found.subjects {
        let indices = sobol_of(subject);
        for (index, part) in indices.iter().zip([own, luck]) {
            near(index.first, part / (own + luck), 0.08);
            near(index.total, part / (own + luck), 0.08);
        }
    }
    let is_difference = |s: &Subject| matches!(s.target, Target::Difference { .. });
    assert!(is_difference(&found.subjects[2]) && !is_difference(&found.subjects[1]));
    // in quantiles of a uniform the effect of the start is its range, without spread
    let found = ask(&model, DesignedMethod::Morris(64), 2);
    let Found::Morris(effects) = &found.subjects[0].found else { panic!("{found:?}") };
    let start = effects[0];
    assert!((start.mu.unwrap().value - 60.0).abs() < 1e-9 && start.sigma.value < 1e-9, "{start:?}");
    assert!(effects[1].mu.is_none() && effects[1].mu_star.low > 0.0);
}

#[test]
fn neither_threads_nor_width_can_be_seen() {
    let model = model(&format!("{HEAD}{LUCKY}"));
    let program = Program::compile(&model);
    let asked = targets(&model, &[0]);
    let run = |method, threads, width| {
        let plan = RunPlan { threads: Some(threads), width, ..RunPlan::of(&model) };
        designed((&model, &program), method, &asked, &plan, &(), &on()).unwrap()
    };
    for method in [DesignedMethod::Sobol(64), DesignedMethod::Morris(12)] {
        let first = run(method, 1, 64);
        for (threads, width) in [(2, 64), (3, 5), (1, 256)] {
            assert_eq!(run(method, threads, width), first, "{method:?} {threads} {width}");
        }
    }
    assert_eq!(runs_of(&model, &program, DesignedMethod::Sobol(64)), 64 * 4);
    assert_eq!(runs_of(&model, &program, DesignedMethod::Morris(12)), 12 * 3);
}

#[test]
fn what_may_never_come_has_no_variance() {
    let text = format!(
        "{HEAD}[uncertainty.x]\ndistribution = {{ kind = \"uniform\", min = 0, max = 1 }}\n\
         [stock.y]\ninitial = \"x\"\n[measure.when]\nformula = \"first_time(y > 0.5)\"\n[option.stay]\n"
    );
    let model = model(&text);
    for method in [DesignedMethod::Sobol(64), DesignedMethod::Morris(8)] {
        assert_eq!(ask(&model, method, 1).subjects[0].found, Found::Infinite);
    }
    let plan = RunPlan { replicates: 200, ..RunPlan::of(&model) };
    let outcomes =
        engine::run(&model, &Program::compile(&model), &plan, &(), &on(), &mut ()).unwrap();
    let said = given(&model, &outcomes, &targets(&model, &[0]));
    assert_eq!(said.subjects[0].found, Found::Infinite);
}
