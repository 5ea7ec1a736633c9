//! Boxes and trees of other programs on the same data: `tests/oracles/discovery.py` made them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::limits::put;
use super::*;

#[derive(Deserialize)]
struct Oracle {
    support: usize,
    steps: Vec<OracleStep>,
    middle: usize,
    quasi_p: BTreeMap<String, [f64; 2]>,
    trees: Vec<OracleTree>,
}

#[derive(Deserialize)]
struct OracleStep {
    coverage: f64,
    density: f64,
    mass: f64,
    limits: BTreeMap<String, [Option<f64>; 2]>,
}

#[derive(Deserialize)]
struct OracleTree {
    depth: usize,
    leaf: usize,
    alpha: f64,
    leaves: Vec<[usize; 2]>,
    splits: Vec<(usize, f64)>,
}

/// Columns, labels, and what others make of them.
fn sample(name: &str) -> (Vec<Vec<f64>>, Vec<bool>, Oracle) {
    let (table, oracle) = match name {
        "sharp" => (
            include_str!("../../../tests/data/discovery/sharp.csv"),
            include_str!("../../../tests/data/discovery/sharp.json"),
        ),
        "noisy" => (
            include_str!("../../../tests/data/discovery/noisy.csv"),
            include_str!("../../../tests/data/discovery/noisy.json"),
        ),
        _ => (
            include_str!("../../../tests/data/discovery/mixed.csv"),
            include_str!("../../../tests/data/discovery/mixed.json"),
        ),
    };
    let mut lines = table.lines();
    let columns = lines.next().unwrap().split(',').count() - 1;
    let mut x = vec![Vec::new(); columns];
    let mut labels = Vec::new();
    for line in lines {
        let mut fields = line.split(',');
        x.iter_mut().for_each(|x| x.push(fields.next().unwrap().parse().unwrap()));
        labels.push(fields.next().unwrap() == "1");
    }
    (x, labels, serde_json::from_str(oracle).unwrap())
}

fn number(name: &str) -> usize {
    name.trim_start_matches('x').parse().unwrap()
}

const SAMPLES: [&str; 3] = ["sharp", "noisy", "mixed"];

#[test]
fn peeling_is_that_of_the_ema_workbench() {
    for name in SAMPLES {
        let (x, labels, oracle) = sample(name);
        let x: Vec<&[f64]> = x.iter().map(Vec::as_slice).collect();
        let settings = PrimSettings { support: oracle.support, ..PrimSettings::new(labels.len()) };
        let steps = prim(&Columns::new(&x), &labels, &settings);
        let peeled: Vec<&Step> = steps.iter().filter(|s| s.phase != Phase::Paste).collect();
        assert_eq!(peeled.len(), oracle.steps.len(), "{name}");
        for (k, (step, other)) in peeled.iter().zip(&oracle.steps).enumerate() {
            // the same draws, so that only the last digits of quotients and midpoints may differ
            let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
            assert!(close(step.coverage, other.coverage), "{name} {k}: {step:?}");
            assert!(close(step.density, other.density), "{name} {k}: {step:?}");
            assert!(close(step.mass, other.mass), "{name} {k}: {step:?}");
            assert_eq!(step.limits.len(), other.limits.len(), "{name} {k}: {step:?}");
            for (column, ends) in &other.limits {
                let own = step.limits.iter().find(|own| own.column == number(column)).unwrap();
                let Limit::Range { low, high } = own.limit else { panic!("a range") };
                for (own, other) in [low, high].iter().zip(ends) {
                    assert_eq!(own.is_some(), other.is_some(), "{name} {k} {column}");
                    assert!(close(own.unwrap_or(0.0), other.unwrap_or(0.0)), "{name} {k} {column}");
                }
            }
        }
    }
}

#[test]
fn quasi_p_values_are_those_of_the_ema_workbench() {
    let mut compared = 0;
    for name in SAMPLES {
        let (x, labels, oracle) = sample(name);
        let x: Vec<&[f64]> = x.iter().map(Vec::as_slice).collect();
        let columns = Columns::new(&x);
        let settings = PrimSettings { support: oracle.support, ..PrimSettings::new(labels.len()) };
        let steps = prim(&columns, &labels, &settings);
        let step = &steps[oracle.middle];
        let alive = vec![true; labels.len()];
        for (column, sides) in &oracle.quasi_p {
            let column = number(column);
            let Limit::Range { low, high } = limits::of(&step.limits, column) else {
                panic!("a range")
            };
            let open = [Limit::Range { low: None, high }, Limit::Range { low, high: None }];
            for (opened, want) in open.into_iter().zip(sides).filter(|(_, p)| **p >= 0.0) {
                let mut wider = step.limits.clone();
                put(&mut wider, column, opened);
                let got = quasi_p(step.counts, columns.counts(&wider, &labels, &alive));
                assert!(
                    (got - want).abs() <= 1e-9 * want.max(1e-3),
                    "{name} {column}: {got} {want}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared >= 6, "{compared}");
}

#[test]
fn trees_are_those_of_scikit_learn() {
    for name in SAMPLES {
        let (x, labels, oracle) = sample(name);
        let x: Vec<&[f64]> = x.iter().map(Vec::as_slice).collect();
        let columns = Columns::new(&x);
        for other in &oracle.trees {
            let settings = TreeSettings { depth: other.depth, leaf: other.leaf };
            let tree = tree(&columns, &labels, &settings).pruned(other.alpha);
            let mut leaves: Vec<[usize; 2]> =
                tree.leaves().iter().map(|(_, c)| [c.draws, c.failing]).collect();
            leaves.sort_unstable();
            assert_eq!(leaves, other.leaves, "{name} depth {} alpha {}", other.depth, other.alpha);
            let mut splits = Vec::new();
            let mut open = vec![0];
            while let Some(node) = open.pop() {
                if let Some(split) = tree.nodes[node].split {
                    splits.push((split.column, split.at));
                    open.extend([split.low, split.high]);
                }
            }
            for (column, at) in &other.splits {
                // scikit-learn keeps values in single precision
                let is_it = |own: &(usize, f64)| {
                    own.0 == *column && (own.1 - at).abs() < 1e-6 * at.abs().max(1.0)
                };
                assert!(splits.iter().any(is_it), "{name}: {column} at {at}, {splits:?}");
            }
            assert!(!other.splits.is_empty());
        }
    }
}
