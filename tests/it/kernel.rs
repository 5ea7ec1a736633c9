//! The vector machine against the naive interpreter on whole studies, bit for bit.

use drawdown::model::Model;

use crate::both::{build, compare, study};

/// Compares a study that runs cleanly.
fn agree(model: &Model, seed: u64, lanes: usize, width: usize) {
    let agreement = compare(model, seed, lanes, width).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(agreement.faults, 0);
    let results = model.measures.len() + model.series.len() * model.reports.len();
    assert_eq!(agreement.values, results * model.cells.len() * lanes);
}

#[test]
fn the_reference_study_agrees_bit_for_bit() {
    let model = study("scenarios/reference");
    agree(&model, 0, 21, 8);
    agree(&model, 1, 13, 128);
}

#[test]
fn the_coalition_study_agrees_bit_for_bit() {
    let model = study("scenarios/coalition");
    agree(&model, 7, 5, 4);
}

/// Eight weeks and one uncertain number; a stock that is measured.
const HEAD: &str = r#"
[time]
start = 2024-01-01
end = 2024-02-26
step = "1 week"
[uncertainty.u]
distribution = { kind = "uniform", min = 0, max = 3 }
[stock.s]
initial = "2 * u"
[measure.of_s]
formula = "final(s)"
"#;

/// Small studies, each of which once told the machine from the interpreter.
const FOUND: [(&str, &str); 8] = [
    (
        "a delay of a state is of the state before the step",
        r#"
[flow.rise]
to = "s"
unit = "1/week"
rate = "(1 + delay(s, '2 weeks')) / '1 week'"
"#,
    ),
    (
        "a delay of what flowed last",
        r#"
[flow.base]
unit = "1/week"
rate = "(1 + progress) / '1 week'"
[flow.rise]
to = { s = "0.5 * logistic(delay(last(base) * '1 week', '3 weeks'))" }
unit = "1/week"
rate = "1 / '1 week'"
"#,
    ),
    (
        "a lever that a set reads is of the start of the step, with its response",
        r#"
[lever.l]
default = 1
[event.e]
when = "s > 0"
[[event.e.move]]
to = "s"
amount = "1"
[event.e.set]
s = "l + u"
[option.o]
[trajectory.t]
response.l = { multiply = "min(1 + s ^ 3, 5)" }
"#,
    ),
    (
        "negative severities take no part in what an outflow may take",
        r#"
[stock.full]
initial = 4
min = 1
[flow.counts]
unit = "1/week"
rate = "2 / '1 week'"
noise = "poisson"
[flow.one]
from = "full"
to = "s"
unit = "1/week"
noise = { compound = "counts", severity = { kind = "normal", mean = 0.5, sd = 2 } }
[flow.two]
from = "full"
unit = "1/week"
noise = { compound = "counts", severity = { kind = "normal", mean = 0.5, sd = "1 + u" } }
"#,
    ),
    (
        "some ratios of variance to mean are below 1, or below 0",
        r#"
[flow.counts]
to = "s"
unit = "1/week"
rate = "4 / '1 week'"
noise = { overdispersed = "9 * (u - 1)" }
"#,
    ),
    (
        "a rate that is known to be negative is counted in every step",
        r#"
[flow.never]
to = "s"
unit = "1/week"
rate = "-0.5 / '1 week'"
noise = "poisson"
"#,
    ),
    (
        "a lever that depends on the draw alone is counted at its bound",
        r#"
[lever.l]
default = 0
bounds = [0, 2]
[flow.rise]
to = "s"
unit = "1/week"
rate = "l / '1 week'"
[option.o]
lever.l = "u"
"#,
    ),
    (
        "a lever that only a series reads is counted at its bound",
        r#"
[lever.l]
default = 0
bounds = [0, 2]
[option.o]
lever.l = "u * 2 * progress"
[report]
every = "2 weeks"
series = ["l"]
"#,
    ),
];

#[test]
fn what_generated_studies_once_found() {
    for (what, text) in FOUND {
        let model = build(&format!("{HEAD}{text}")).unwrap_or_else(|e| panic!("{what}: {e}"));
        let agreement = compare(&model, 3, 40, 16).unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(agreement.faults, 0, "{what}");
        assert!(agreement.values >= 40, "{what}");
        let counts = what.contains("counted") || what.contains("outflow");
        assert_eq!(agreement.incidents > 0, counts, "{what}");
    }
}
