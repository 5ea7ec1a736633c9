//! The reference study against an independent implementation of the same model.
//!
//! Family-wise false-alarm rate 0.1 % over all comparisons of this file (24 cells x 6 measures x
//! (mean, sd, 5 quantiles)), split evenly (Bonferroni). The other side's own Monte Carlo error
//! (N = 1,000,000) is part of every bound.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use drawdown::engine::{RunPlan, run};
use drawdown::kernel::Program;
use drawdown::math;
use drawdown::{model, study};

const REPLICATES: u64 = 30_000;
const THEIRS: f64 = 1_000_000.0;
const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];
const ALARM: f64 = 0.001;

struct Row {
    cell: usize,
    measure: String,
    mean: f64,
    sd: f64,
    quantiles: [f64; 5],
}

fn rows() -> Vec<Row> {
    let text = include_str!("data/reference.csv");
    text.lines()
        .filter(|l| !l.starts_with('#') && !l.starts_with("cell"))
        .map(|line| {
            let f: Vec<&str> = line.split(',').collect();
            let number = |i: usize| f[i].parse::<f64>().expect("a number");
            Row {
                cell: f[0].parse().expect("a cell"),
                measure: f[1].to_owned(),
                mean: number(2),
                sd: number(3),
                quantiles: [4, 5, 6, 7, 8].map(number),
            }
        })
        .collect()
}

/// Central moments of a sample: mean, variance, fourth.
fn moments(x: &[f64]) -> (f64, f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let m2 = x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let m4 = x.iter().map(|v| (v - mean).powi(4)).sum::<f64>() / n;
    (mean, m2, m4)
}

#[test]
fn agrees_with_an_independent_implementation() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference");
    let Ok((study, _, _)) = study::load(&path) else { panic!("the study does not load") };
    let Ok((model, _)) = model::build(&study) else { panic!("the study does not build") };
    let program = Program::compile(&model);
    let plan = RunPlan { replicates: REPLICATES, seed: 20_240_201, ..RunPlan::of(&model) };
    let outcomes = run(&model, &program, &plan, &(), &AtomicBool::new(false), &mut ())
        .unwrap_or_else(|e| panic!("{e}"));

    let rows = rows();
    let comparisons = rows.len() * 7;
    assert_eq!(comparisons, 24 * 6 * 7);
    let limit = math::normal_quantile(1.0 - ALARM / comparisons as f64 / 2.0);
    let n = REPLICATES as f64;
    let both = 1.0 / n + 1.0 / THEIRS;
    let mut wrong = Vec::new();
    let mut worst = 0.0_f64;
    for row in &rows {
        let measure = model
            .measures
            .iter()
            .position(|m| m.name == row.measure)
            .unwrap_or_else(|| panic!("no measure {}", row.measure));
        let x = outcomes.measure(row.cell, measure);
        let (mean, variance, fourth) = moments(x);
        let mut compare = |what: String, z: f64| {
            worst = worst.max(z.abs());
            if z.abs() > limit {
                wrong.push(format!("{what}: z = {z:.1}"));
            }
        };
        let label = format!("{} cell {}", row.measure, row.cell);
        compare(
            format!("{label} mean {mean} {}", row.mean),
            (mean - row.mean) / (variance * both).sqrt(),
        );
        let error = ((fourth - variance * variance) * both).sqrt() / (2.0 * variance.sqrt());
        let sd = variance.sqrt();
        compare(format!("{label} sd {sd} {}", row.sd), (sd - row.sd) / error);
        for (p, q) in PROBABILITIES.iter().zip(row.quantiles) {
            // Order statistics: under the other side's quantile q, the number of our values below
            // q is at most, and of those up to q at least, about n p. Values within rounding of q
            // are counted as equal to it.
            let dust = 1e-6 * q.abs().max(1e-6);
            let below = x.iter().filter(|v| **v < q - dust).count() as f64 / n;
            let upto = x.iter().filter(|v| **v <= q + dust).count() as f64 / n;
            let error = (p * (1.0 - p) * both).sqrt();
            let z = if below > *p {
                (below - p) / error
            } else if upto < *p {
                (upto - p) / error
            } else {
                0.0
            };
            compare(format!("{label} quantile {p}"), z);
        }
    }
    assert!(wrong.is_empty(), "limit {limit:.2}: {wrong:#?}");
    assert!(worst > 1.0, "differences this small are not those of independent runs: {worst}");
}
