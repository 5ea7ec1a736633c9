//! What a planner may rely on: the same bits however a run is cut up, and the same draws whatever
//! else stands in the study.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use drawdown::engine::{self, RunError, RunPlan};
use drawdown::kernel::Program;
use drawdown::model::{self, Model};
use drawdown::outcome::Outcomes;
use drawdown::study::{self, DesignKind, Study};

const HEAD: &str = r#"
title = "Contracts"
baseline = "stay"
[time]
start = 2026-01-05
end = 2026-07-06
step = "1 week"
[run]
replicates = 600
seed = 3
responses = "both"
[report]
every = "4 weeks"
series = ["active", "attacks"]
[unit]
people = { aliases = ["person"] }
attacks = {}
[uncertainty.growth]
unit = "1/month"
distribution = { kind = "uniform", min = 0.01, max = 0.2 }
[uncertainty.hazard]
unit = "1/month"
distribution = { kind = "lognormal", median = 0.3, sigma = 0.5 }
[lever.pressure]
unit = "1/month"
default = 0.05
[driver.shift]
default = 1
[constant.attack_rate]
value = 0.1
unit = "attacks/person/month"
[stock.active]
unit = "people"
initial = 300
[stock.detained]
unit = "people"
initial = 200
[flow.recruits]
to = "active"
unit = "people/month"
rate = "active * growth * shift"
noise = "poisson"
[flow.losses]
from = "active"
to = { detained = 0.5 }
unit = "people/month"
rate = "active * pressure"
noise = "binomial"
[flow.attacks]
unit = "attacks/month"
rate = "active * attack_rate"
noise = { overdispersed = 2.5 }
[flow.dead]
unit = "people/month"
noise = { compound = "attacks", severity = { kind = "exponential", mean = 3, unit = "people" } }
[event.break_out]
rate = "hazard"
severity = { kind = "uniform", min = 0, max = 0.5 }
[[event.break_out.move]]
from = "detained"
to = "active"
amount = "severity * detained"
"#;

const MEASURES: &str = r#"
[measure.at_end]
formula = "final(active)"
[measure.attacks_total]
formula = "total(attacks)"
[measure.dead_total]
formula = "total(dead)"
[measure.breaks]
formula = "occurrences(break_out)"
"#;

const COURSES: &str = r#"
[option.stay]
[option.leave]
lever.pressure = { schedule = [["0 weeks", 0.05], ["12 weeks", 0]] }
[option.surge]
lever.pressure = { rule = "0.0004 / '1 month' * active / one_person", review_every = "4 weeks", start = 0.1 }
[constant.one_person]
value = 1
unit = "people"
[trajectory.calm]
[trajectory.wave]
onset = "6 weeks"
driver.shift = 1.5
response.pressure = { add = 0.03 }
"#;

fn load(text: &str) -> Study {
    let files = vec![("study.toml".to_owned(), text.to_owned())];
    study::load_from(files, "study").unwrap_or_else(|(_, d)| panic!("{:#?}", d.items())).0
}

fn build(study: &Study) -> Model {
    model::build(study).unwrap_or_else(|d| panic!("{:#?}", d.items())).0
}

fn base() -> String {
    format!("{HEAD}{MEASURES}{COURSES}")
}

fn try_run(model: &Model, plan: &RunPlan) -> Result<Outcomes, RunError> {
    let program = Program::compile(model);
    engine::run(model, &program, plan, &(), &AtomicBool::new(false), &mut ())
}

fn run(model: &Model) -> Outcomes {
    let plan = RunPlan { threads: Some(2), ..RunPlan::of(model) };
    try_run(model, &plan).expect("a clean run")
}

/// The bits of every measure by option, trajectory, response and name.
type Table = BTreeMap<(String, String, bool, String), Vec<u64>>;

fn table(model: &Model, outcomes: &Outcomes) -> Table {
    let mut table = Table::new();
    for (c, cell) in outcomes.layout.cells.iter().enumerate() {
        for (m, measure) in model.measures.iter().enumerate() {
            let key = (
                model.options[cell.option].name.clone(),
                model.trajectories[cell.trajectory].name.clone(),
                cell.response,
                measure.name.clone(),
            );
            let bits = outcomes.measure(c, m).iter().map(|x| x.to_bits()).collect();
            assert!(table.insert(key, bits).is_none(), "a cell twice");
        }
    }
    table
}

/// Compares what both tables have; says how many columns that was.
fn same(what: &str, a: &Table, b: &Table) -> usize {
    let mut compared = 0;
    for (key, values) in a {
        if let Some(other) = b.get(key) {
            assert_eq!(values.len(), other.len());
            let differ = values.iter().zip(other).position(|(x, y)| x != y);
            assert_eq!(differ, None, "{what}: {key:?} differs from this replicate on");
            compared += 1;
        }
    }
    compared
}

#[test]
fn threads_and_width_leave_every_bit() {
    for (design, luck_paths) in [
        (DesignKind::Random, 1),
        (DesignKind::Random, 3),
        (DesignKind::LatinHypercube, 1),
        (DesignKind::Sobol, 2),
    ] {
        let model = Model { design, luck_paths, ..build(&load(&base())) };
        let reference = run(&model);
        let (digest, expected) = (reference.digest(), table(&model, &reference));
        for (threads, width) in [(1, 256), (2, 8), (3, 64), (1, 100), (2, 1), (3, 255)] {
            let plan = RunPlan { threads: Some(threads), width, ..RunPlan::of(&model) };
            let other = try_run(&model, &plan).expect("a clean run");
            assert_eq!(other.threads, threads);
            let what = format!("{design:?}, {threads} threads, width {width}");
            assert_eq!(other.digest(), digest, "{what}");
            // 3 options x (calm, wave, wave with its response) x 4 measures
            assert_eq!(same(&what, &expected, &table(&model, &other)), 36);
            assert_eq!(other.incidents, reference.incidents);
        }
    }
}

#[test]
fn a_cell_does_not_depend_on_which_other_cells_run() {
    let whole = load(&base());
    let model = build(&whole);
    let expected = table(&model, &run(&model));
    let mut compared = 0;
    for keep_option in 0..3 {
        for keep_trajectory in 0..2 {
            let mut part = whole.clone();
            part.options = vec![whole.options[keep_option].clone()];
            part.trajectories = vec![whole.trajectories[keep_trajectory].clone()];
            part.baseline = None;
            let model = build(&part);
            let alone = table(&model, &run(&model));
            let n = same("alone", &expected, &alone);
            assert_eq!(n, alone.len());
            compared += n;
        }
    }
    assert_eq!(compared, expected.len());
    // and in another order
    let mut turned = whole.clone();
    turned.options.reverse();
    turned.trajectories.reverse();
    let model = build(&turned);
    assert_eq!(same("turned", &expected, &table(&model, &run(&model))), expected.len());
}

/// An edit of the study's text, what it does, and how many columns must stay the same.
fn edits() -> Vec<(&'static str, String, usize)> {
    let with = |more: &str| format!("{HEAD}{more}{MEASURES}{COURSES}");
    let without = |part: &str| {
        let text = base();
        assert!(text.contains(part));
        text.replace(part, "")
    };
    vec![
        ("a flow before", base().replace("[flow.recruits]", "[flow.new]\nunit = \"people/month\"\nrate = \"active * growth\"\nnoise = \"poisson\"\n[flow.recruits]"), 36),
        ("a stock and its flow", with("[stock.tired]\nunit = \"people\"\ninitial = 5\n[flow.tiring]\nto = \"tired\"\nunit = \"people/month\"\nrate = \"0.1 * active * growth\"\nnoise = \"poisson\"\n"), 36),
        ("an event", with("[event.rumour]\nrate = \"hazard\"\nseverity = { kind = \"exponential\", mean = 1 }\n"), 36),
        ("an uncertainty", base().replace("[uncertainty.hazard]", "[uncertainty.other]\ndistribution = { kind = \"normal\", mean = 0, sd = 1 }\n[uncertainty.hazard]"), 36),
        ("an option", base().replace("[option.leave]", "[option.never]\nlever.pressure = 0.2\n[option.leave]"), 36),
        ("a trajectory", base().replace("[trajectory.wave]", "[trajectory.bad]\ndriver.shift = 3\n[trajectory.wave]"), 36),
        ("a measure", format!("{HEAD}[measure.peak]\nformula = \"highest(active)\"\n{MEASURES}{COURSES}"), 36),
        ("a series", base().replace("\"attacks\"]", "\"attacks\", \"detained\"]"), 36),
        ("a measure less", without("[measure.breaks]\nformula = \"occurrences(break_out)\"\n"), 27),
        ("an option less", without("[option.leave]\nlever.pressure = { schedule = [[\"0 weeks\", 0.05], [\"12 weeks\", 0]] }\n"), 24),
        ("a flow less", without("[flow.dead]\nunit = \"people/month\"\nnoise = { compound = \"attacks\", severity = { kind = \"exponential\", mean = 3, unit = \"people\" } }\n").replace("[measure.dead_total]\nformula = \"total(dead)\"\n", ""), 27),
    ]
}

#[test]
fn edits_leave_all_other_draws() {
    for design in [DesignKind::Random, DesignKind::LatinHypercube] {
        let model = Model { design, ..build(&load(&base())) };
        let expected = table(&model, &run(&model));
        assert_eq!(expected.len(), 36);
        for (what, text, columns) in edits() {
            assert_ne!(text, base(), "{what} changes nothing");
            let model = Model { design, ..build(&load(&text)) };
            let compared = same(what, &expected, &table(&model, &run(&model)));
            assert_eq!(compared, columns, "{what}");
        }
    }
}

#[test]
fn renaming_a_flow_draws_anew() {
    let model = build(&load(&base()));
    let expected = table(&model, &run(&model));
    let renamed = build(&load(&base().replace("flow.recruits", "flow.joining")));
    let other = table(&renamed, &run(&renamed));
    let key = ("stay".to_owned(), "calm".to_owned(), true, "at_end".to_owned());
    assert_ne!(expected[&key], other[&key]);
}

#[test]
fn seed_0_is_a_seed() {
    let outcomes = [0, 1, 0].map(|seed| run(&Model { seed, ..build(&load(&base())) }));
    assert_eq!(outcomes[0].digest(), outcomes[2].digest());
    assert_ne!(outcomes[0].digest(), outcomes[1].digest());
    for (m, (a, b)) in outcomes[0].measures.iter().zip(&outcomes[1].measures).enumerate() {
        let same = a.iter().zip(b).filter(|(x, y)| x == y).count();
        assert!(same < a.len() / 2, "column {m}: {same} of {} alike", a.len());
    }
    assert_ne!(outcomes[0].uncertainties, outcomes[1].uncertainties);
    assert_eq!(outcomes[0].shape.seed, 0);
}

#[test]
fn not_a_number_stops_the_run_and_is_located() {
    // 0/0 in option `leave`, from 2026-03-16 on: 10 weeks after the start
    let text = base()
        .replace("rate = \"active * attack_rate\"", "rate = \"active * attack_rate * broken\"")
        .replace("[flow.recruits]", "[quantity.broken]\nformula = \"switch / switch\"\n[lever.switch]\ndefault = 1\n[flow.recruits]")
        .replace("[option.surge]", "lever.switch = { schedule = [[\"0 weeks\", 1], [2026-03-16, 0]], between = \"hold\" }\n[option.surge]");
    let model = build(&load(&text));
    let mut messages = Vec::new();
    for (threads, width) in [(1, 256), (2, 8), (3, 100)] {
        let plan = RunPlan { threads: Some(threads), width, ..RunPlan::of(&model) };
        let Err(RunError::Fault(report)) = try_run(&model, &plan) else {
            panic!("the run must stop with a fault");
        };
        assert_eq!(report.what, "attacks");
        assert_eq!((report.option.as_str(), report.trajectory.as_str()), ("leave", "calm"));
        assert_eq!(report.replicate, 0);
        assert_eq!(report.time, 10);
        assert_eq!(report.date, jiff::civil::date(2026, 3, 16));
        assert!(report.value.is_nan());
        messages.push(report.to_string());
    }
    for part in
        ["`attacks`", "not a number", "2026-03-16", "step 10", "replicate 0", "`leave`", "`calm`"]
    {
        assert!(messages[0].contains(part), "{part} in {}", messages[0]);
    }
    assert!(messages.iter().all(|m| *m == messages[0]), "{messages:?}");
    // in the branch that is not taken it does no harm
    let guarded = text.replace("switch / switch", "if(switch > 0, switch / switch, 1)");
    assert_eq!(run(&build(&load(&guarded))).shape.replicates, 600);
}

#[test]
fn luck_paths_share_their_draw() {
    let text = base().replace(
        MEASURES,
        &format!("{MEASURES}[measure.drawn]\nformula = \"growth * '1 month'\"\n"),
    );
    let plain = build(&load(&text));
    let of = |luck_paths: u32| {
        let model = Model { luck_paths, ..plain.clone() };
        let drawn = model.measures.iter().position(|m| m.name == "drawn").expect("it is there");
        let outcomes = run(&model);
        (outcomes.measure(0, drawn).to_vec(), outcomes.measure(0, 0).to_vec(), outcomes)
    };
    let (single, ends, _) = of(1);
    let (shared, shared_ends, outcomes) = of(4);
    assert_eq!(outcomes.shape.draws(), 150);
    for (path, &value) in shared.iter().enumerate() {
        // draw i is the same whether or not it is divided into paths
        assert_eq!(value.to_bits(), single[path / 4].to_bits(), "path {path}");
        assert_eq!(value.to_bits(), outcomes.uncertainties[0][path / 4].to_bits());
    }
    // path 0 of a draw has the draw's own luck, the others luck of their own
    for draw in 0..150 {
        assert_eq!(shared_ends[4 * draw].to_bits(), ends[draw].to_bits(), "draw {draw}");
    }
    let varied = shared_ends.chunks(4).filter(|c| c.iter().any(|x| *x != c[0])).count();
    assert!(varied > 140, "luck differs in {varied} of 150 draws");
}

#[test]
fn fewer_replicates_are_the_first_of_more() {
    let model = build(&load(&base()));
    let many = run(&model);
    let few = run(&Model { replicates: 77, ..model });
    let mut compared = 0;
    for (few, many) in few.measures.iter().zip(&many.measures) {
        for (a, b) in few.iter().zip(&many[..77]) {
            assert_eq!(a.to_bits(), b.to_bits());
            compared += 1;
        }
    }
    assert!(compared >= 77 * 4);
}
