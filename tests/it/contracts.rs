//! The contracts of the engine: what may change without a bit of the results changing.

use std::sync::atomic::AtomicBool;

use drawdown::engine::{RunError, RunPlan, run};
use drawdown::kernel::Program;
use drawdown::model::{Model, build};
use drawdown::outcome::Outcomes;
use drawdown::study::{DesignKind, Study, load_from};

/// Every kind of luck: counts, severities, diffusion, an event with a severity.
const STUDY: &str = r#"
title = "Contracts"
[time]
start = 2024-01-01
end = 2024-12-29
step = "1 week"
[run]
replicates = 700
[report]
every = "8 weeks"
series = ["herd", "births"]
[unit]
heads = {}
euro = {}
[uncertainty.birth_rate]
unit = "1/week"
between = [0.01, 0.03]
[uncertainty.death_rate]
unit = "1/week"
between = [0.01, 0.02]
[lever.care]
default = 0
bounds = [0, 1]
[driver.weather]
default = 1
[stock.herd]
unit = "heads"
initial = 100
[stock.price]
initial = 1
[flow.births]
to = "herd"
unit = "heads/week"
rate = "birth_rate * herd * weather"
noise = "poisson"
[flow.deaths]
from = "herd"
unit = "heads/week"
rate = "death_rate * herd * (1 - 0.5 * care)"
noise = "binomial"
[flow.accidents]
unit = "heads/week"
rate = "0.01 * death_rate * herd"
noise = { overdispersed = 3 }
[flow.bills]
unit = "euro/week"
noise = { compound = "accidents", severity = { kind = "lognormal", median = 50, sigma = 0.8 } }
[flow.drift]
to = "price"
unit = "1/week"
rate = "birth_rate * (1 - price)"
noise = { diffusion = "0.1 * jitter" }
[constant.jitter]
value = 1
unit = "1/week^(1/2)"
[event.storm]
rate = "birth_rate"
severity = { kind = "uniform", min = 0.1, max = 0.5 }
[[event.storm.move]]
from = "herd"
amount = "severity * herd"
[measure.end]
formula = "final(herd)"
[measure.bill]
formula = "total(bills)"
[measure.price_end]
formula = "final(price)"
[measure.storms]
formula = "occurrences(storm)"
[option.none]
[option.care]
lever.care = { schedule = [["0 weeks", 0], ["26 weeks", 1]] }
[option.late]
lever.care = { rule = "if(herd < few, 1, 0)", review_every = "4 weeks" }
[constant.few]
value = 80
unit = "heads"
[trajectory.fair]
[trajectory.harsh]
driver.weather = 0.7
"#;

fn study(text: &str) -> Study {
    let file = ("s.toml".to_owned(), text.to_owned());
    load_from(vec![file], "s").unwrap_or_else(|(_, d)| panic!("{:#?}", d.items())).0
}

fn model(study: &Study) -> Model {
    build(study).unwrap_or_else(|d| panic!("{:#?}", d.items())).0
}

fn outcomes(model: &Model, change: impl Fn(&mut RunPlan)) -> Outcomes {
    let program = Program::compile(model);
    let mut plan = RunPlan::of(model);
    change(&mut plan);
    run(model, &program, &plan, &(), &AtomicBool::new(false), &mut ())
        .unwrap_or_else(|e| panic!("{e}"))
}

/// Values of a measure in a cell, by names.
fn values(
    model: &Model,
    outcomes: &Outcomes,
    measure: &str,
    option: &str,
    future: &str,
) -> Vec<u64> {
    let m = model.measures.iter().position(|x| x.name == measure).expect("the measure");
    let o = model.options.iter().position(|x| x.name == option).expect("the option");
    let t = model.trajectories.iter().position(|x| x.name == future).expect("the trajectory");
    let cell = model.cells.iter().position(|c| c.option == o && c.trajectory == t);
    let column = outcomes.measure(cell.expect("the cell"), m);
    column.iter().map(|v| v.to_bits()).collect()
}

/// Measures that both models have are the same to the bit in the cells that both have.
fn same_in_common(a: &Model, b: &Model) {
    for design in [DesignKind::Random, DesignKind::LatinHypercube] {
        let (x, y) = (outcomes(a, |p| p.design = design), outcomes(b, |p| p.design = design));
        let mut compared = 0;
        for measure in a.measures.iter().filter(|m| b.measures.iter().any(|n| n.name == m.name)) {
            for option in a.options.iter().filter(|o| b.options.iter().any(|p| p.name == o.name)) {
                for future in &a.trajectories {
                    if !b.trajectories.iter().any(|t| t.name == future.name) {
                        continue;
                    }
                    let names = (&*measure.name, &*option.name, &*future.name);
                    let left = values(a, &x, names.0, names.1, names.2);
                    assert_eq!(left, values(b, &y, names.0, names.1, names.2), "{names:?}");
                    compared += left.len();
                }
            }
        }
        assert!(compared >= 700, "nothing was compared");
    }
}

#[test]
fn threads_and_widths_leave_every_bit() {
    let model = model(&study(STUDY));
    for design in [DesignKind::Random, DesignKind::LatinHypercube, DesignKind::Sobol] {
        let digest = |threads, width| {
            outcomes(&model, |p| {
                (p.threads, p.width, p.design) = (Some(threads), width, design);
            })
            .digest()
        };
        let first = digest(1, 256);
        for (threads, width) in [(2, 256), (3, 64), (1, 100), (2, 1), (1, 8)] {
            assert_eq!(digest(threads, width), first, "{threads} threads, width {width}");
        }
    }
}

#[test]
fn a_cell_does_not_depend_on_the_others() {
    let whole = study(STUDY);
    let mut part = whole.clone();
    part.options.retain(|o| o.name.value == "late");
    part.trajectories.retain(|t| t.name.value == "harsh");
    same_in_common(&model(&part), &model(&whole));
}

#[test]
fn an_edit_leaves_the_other_draws() {
    let base = model(&study(STUDY));
    let added = [
        "[flow.visits]\nunit = \"heads/week\"\nrate = \"death_rate * herd\"\nnoise = \"poisson\"\n",
        "[option.more]\nlever.care = 0.5\n",
        "[trajectory.mild]\ndriver.weather = 1.2\n",
        "[measure.peak]\nformula = \"highest(herd)\"\n",
        "[uncertainty.other]\nbetween = [1, 2]\n[measure.other_value]\nformula = \"other\"\n",
        "[stock.shed]\nunit = \"heads\"\ninitial = 5\n[flow.moves]\nto = \"shed\"\nunit = \"heads/week\"\nrate = \"birth_rate * shed\"\nnoise = \"poisson\"\n[measure.shed_end]\nformula = \"final(shed)\"\n",
        "[event.flood]\nrate = \"death_rate\"\n[measure.floods]\nformula = \"occurrences(flood)\"\n",
    ];
    for text in added {
        // In front: what stands before must not matter either.
        let edited = STUDY.replacen(
            "[uncertainty.birth_rate]",
            &format!("{text}[uncertainty.birth_rate]"),
            1,
        );
        same_in_common(&base, &model(&study(&edited)));
    }
}

#[test]
fn zero_is_a_seed() {
    let model = model(&study(STUDY));
    let digest = |seed| outcomes(&model, |p| p.seed = seed).digest();
    assert_eq!(digest(0), digest(0));
    assert_ne!(digest(0), digest(1));
}

#[test]
fn luck_paths_share_a_draw() {
    let mut study = study(STUDY);
    study.run.luck_paths = 4;
    let model = model(&study);
    let outcomes = outcomes(&model, |_| {});
    assert_eq!(outcomes.uncertainties[0].len(), 175);
    let ends = outcomes.measure(0, 0);
    assert!(ends.chunks(4).any(|paths| paths[0] != paths[1]), "luck differs within a draw");
}

#[test]
fn a_value_that_is_no_number_is_traced_to_where_it_began() {
    let broken = STUDY.replace(
        "rate = \"birth_rate * (1 - price)\"",
        "rate = \"birth_rate * (1 - price) / if(care > 0.5 and elapsed > '30 weeks', 0, 1)\"",
    );
    let model = model(&study(&broken));
    let program = Program::compile(&model);
    let plan = RunPlan::of(&model);
    let stopped = run(&model, &program, &plan, &(), &AtomicBool::new(false), &mut ());
    let Err(RunError::Fault(report)) = stopped else { panic!("a fault is expected") };
    assert_eq!((&*report.what, report.time, report.replicate), ("drift", 31, 0));
    // The two trajectories share the price, which neither touches: the first is named.
    assert_eq!((&*report.option, &*report.trajectory), ("care", "fair"));
    assert_eq!(report.date.to_string(), "2024-08-05");
}
