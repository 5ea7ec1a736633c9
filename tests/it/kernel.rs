//! The vector machine against the naive interpreter, bit for bit.

use std::collections::BTreeMap;
use std::path::Path;

use drawdown::kernel::{Incident, Interpreter, Machine, Program, Sink};
use drawdown::model::Model;

/// Everything that a batch gives, by column.
#[derive(Default)]
struct Collected {
    series: BTreeMap<(usize, usize), Vec<f64>>,
    measures: BTreeMap<usize, Vec<f64>>,
    incidents: BTreeMap<usize, u64>,
}

impl Sink for Collected {
    fn series(&mut self, report: usize, column: usize, values: &[f64]) {
        self.series.entry((report, column)).or_default().extend(values);
    }
    fn measure(&mut self, column: usize, values: &[f64]) {
        self.measures.entry(column).or_default().extend(values);
    }
    fn incident(&mut self, index: usize, lane_steps: u64) {
        *self.incidents.entry(index).or_default() += lane_steps;
    }
}

fn study(path: &str) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let (study, _, _) =
        drawdown::study::load(&path).unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    drawdown::model::build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items())).0
}

/// Draws of the uncertainties, spread over their quantiles; any would do.
fn draws(model: &Model, lanes: usize) -> Vec<Vec<f64>> {
    model
        .uncertainties
        .iter()
        .enumerate()
        .map(|(i, u)| {
            (0..lanes)
                .map(|l| {
                    let golden = 0.618_033_988_75 * (l as f64 + 1.0) + 0.37 * i as f64;
                    u.distribution.quantile(golden.fract().clamp(0.001, 0.999))
                })
                .collect()
        })
        .collect()
}

/// Runs `lanes` paths both ways, the machine in batches of `width`, and compares every bit.
fn agree(model: &Model, seed: u64, lanes: usize, width: usize) {
    let program = Program::compile(model);
    let mut machine = Machine::new(&program, seed, width);
    let uncertain = draws(model, lanes);
    let mut out = Collected::default();
    let mut first = 0;
    while first < lanes {
        let n = width.min(lanes - first);
        let part: Vec<Vec<f64>> = uncertain.iter().map(|u| u[first..first + n].to_vec()).collect();
        machine.run(&part, first as u64, n, &mut out).expect("a clean run");
        first += n;
    }
    let interpreter = Interpreter::new(model, seed);
    let layout = program.layout();
    let mut compared = 0;
    let mut counted: BTreeMap<(usize, Incident), u64> = BTreeMap::new();
    for (c, cell) in model.cells.iter().enumerate() {
        for lane in 0..lanes {
            let values: Vec<f64> = uncertain.iter().map(|u| u[lane]).collect();
            let paths = u64::from(model.luck_paths);
            let (draw, path) = (lane as u64 / paths, (lane as u64 % paths) as u32);
            let run = interpreter.run(cell, &values, draw, path, None).expect("a clean run");
            for (m, expected) in run.measures.iter().enumerate() {
                let got = out.measures[&layout.measures[c][m]][lane];
                let name = &model.measures[m].name;
                assert_eq!(
                    got.to_bits(),
                    expected.to_bits(),
                    "{name} cell {c} lane {lane}: {got} {expected}"
                );
                compared += 1;
            }
            for (r, row) in run.series.iter().enumerate() {
                for (s, expected) in row.iter().enumerate() {
                    let got = out.series[&(r, layout.series[c][s])][lane];
                    let name = &model.series[s].name;
                    assert_eq!(
                        got.to_bits(),
                        expected.to_bits(),
                        "{name} cell {c} lane {lane} report {r}: {got} {expected}"
                    );
                    compared += 1;
                }
            }
            for (incident, n) in run.incidents {
                *counted.entry((c, incident)).or_default() += n;
            }
        }
    }
    assert!(compared > 0, "nothing was compared");
    let mut machine_counts: BTreeMap<(usize, Incident), u64> = BTreeMap::new();
    for (index, n) in &out.incidents {
        let (incident, cells) = &layout.incidents[*index];
        for c in cells {
            *machine_counts.entry((*c, *incident)).or_default() += n;
        }
    }
    for (key, n) in &machine_counts {
        assert_eq!(counted.get(key), Some(n), "{key:?}");
    }
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
