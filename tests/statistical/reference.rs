//! The reference study against an independent implementation of the same model
//! (`tests/data/reference.csv`).
//!
//! The chance that a right program fails is at most 1/1000 over all comparisons of this file
//! (Bonferroni). Both samples have a Monte Carlo error and both count. Means: z. Standard
//! deviations: the variance's error by the fourth moment of our sample. Quantiles: how many of
//! our values lie below, and at or below, the reference's quantile q of p: binomial, with
//! P(X < q) <= p <= P(X <= q), widened by the reference's own error.

use std::path::Path;

use drawdown::model::Model;

use crate::judge::{Judge, Moments};
use crate::{FAMILY, Ran, run_model};

/// Size of the reference's sample.
const REFERENCE_N: f64 = 1e6;

/// Replicates of ours.
const REPLICATES: u64 = 20_000;

/// 24 cells: six means each, five standard deviations and five times five quantiles (those of a
/// condition say nothing that its mean does not).
const COMPARISONS: usize = 24 * (6 + 5 + 25);

const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// One line of the table.
struct Row {
    cell: usize,
    output: String,
    mean: f64,
    sd: f64,
    quantiles: [f64; 5],
}

fn table() -> Vec<Row> {
    let text = include_str!("../data/reference.csv");
    let mut lines = text.lines().filter(|l| !l.starts_with('#'));
    assert_eq!(lines.next(), Some("cell,output,mean,sd,q05,q25,q50,q75,q95"));
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |i: usize| fields[i].parse::<f64>().expect("a number");
        Row {
            cell: fields[0].parse().expect("a cell"),
            output: fields[1].to_owned(),
            mean: number(2),
            sd: number(3),
            quantiles: [4, 5, 6, 7, 8].map(number),
        }
    };
    lines.map(row).collect()
}

fn reference() -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference");
    let (study, _, _) =
        drawdown::study::load(&path).unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    drawdown::model::build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items())).0
}

fn compare(judge: &mut Judge, ran: &Ran, row: &Row) {
    let cell = ran.outcomes.layout.cells[row.cell];
    assert_eq!(row.cell, 4 * cell.option + cell.trajectory);
    let sample = ran.measure_in(row.cell, &row.output);
    let ours = Moments::of(sample);
    let what = |of: &str| format!("{of} of {} in cell {}", row.output, row.cell);
    let error = (ours.variance / ours.n + row.sd * row.sd / REFERENCE_N).sqrt();
    let details = format!("{} and {}", ours.mean, row.mean);
    judge.score(&what("mean"), (ours.mean - row.mean) / error, &details);
    if row.output == "resurgence" {
        return;
    }
    let sd = ours.variance.sqrt();
    let error = ours.variance_error() / (2.0 * sd) * (1.0 + ours.n / REFERENCE_N).sqrt();
    judge.score(&what("sd"), (sd - row.sd) / error, &format!("{sd} and {}", row.sd));
    for (p, q) in QUANTILES.into_iter().zip(row.quantiles) {
        let count = |is: &dyn Fn(f64) -> bool| sample.iter().filter(|x| is(**x)).count() as f64;
        let (below, to) = (count(&|x| x < q), count(&|x| x <= q));
        let error = (ours.n * p * (1.0 - p) * (1.0 + ours.n / REFERENCE_N)).sqrt();
        // too many below, or too few up to it
        let z = ((below - ours.n * p) / error).max((ours.n * p - to) / error).max(0.0);
        judge.score(&what(&format!("quantile {p}")), z, &format!("{below} to {to} at {q}"));
    }
}

#[test]
fn the_reference_study_is_that_of_the_independent_implementation() {
    let model = Model { replicates: REPLICATES, seed: 2024, ..reference() };
    let names: Vec<&str> = model.options.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(names, ["opt1", "opt2", "opt3", "opt4", "opt5", "opt6"]);
    let names: Vec<&str> = model.trajectories.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["virtual", "relocation", "dispersal", "libya"]);
    assert_eq!(model.time.steps, 260);
    let ran = run_model(model);
    let rows = table();
    assert_eq!(rows.len(), 24 * 6);
    let mut judge = Judge::new("reference", COMPARISONS, FAMILY / COMPARISONS as f64);
    for row in &rows {
        compare(&mut judge, &ran, row);
    }
    judge.finish();
}
