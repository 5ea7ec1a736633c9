//! The vector machine beside the naive interpreter: every bit must be the same.

use std::collections::BTreeMap;
use std::path::Path;

use drawdown::diagnostic::Diagnostics;
use drawdown::kernel::{Fault, Incident, Interpreter, Layout, Machine, Program, Run, Sink};
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

/// Counts of incidents by cell.
type Incidents = BTreeMap<(usize, Incident), u64>;

impl Collected {
    fn incidents_by_cell(&self, layout: &Layout) -> Incidents {
        let mut counts = Incidents::new();
        for (index, n) in self.incidents.iter().filter(|(_, n)| **n > 0) {
            let (incident, cells) = &layout.incidents[*index];
            for c in cells {
                *counts.entry((*c, *incident)).or_default() += n;
            }
        }
        counts
    }
}

/// What both said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Numbers compared bit for bit.
    pub values: usize,
    /// Paths on which both found a fault.
    pub faults: usize,
    /// Batches in which only the interpreter found a fault, in a flow.
    pub unseen: usize,
    /// Lane-steps of incidents that both counted.
    pub incidents: u64,
}

impl std::ops::Add for Agreement {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            values: self.values + other.values,
            faults: self.faults + other.faults,
            unseen: self.unseen + other.unseen,
            incidents: self.incidents + other.incidents,
        }
    }
}

/// A study of the repository.
pub fn study(path: &str) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let (study, _, _) =
        drawdown::study::load(&path).unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    drawdown::model::build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items())).0
}

/// A study written as text.
///
/// # Errors
/// What is wrong with it.
pub fn build(text: &str) -> Result<Model, String> {
    let words = |d: &Diagnostics| {
        let messages: Vec<&str> = d.items().iter().map(|i| i.message.as_str()).collect();
        messages.join("; ")
    };
    let files = vec![("study.toml".to_owned(), text.to_owned())];
    let (study, _, _) = drawdown::study::load_from(files, "study").map_err(|(_, d)| words(&d))?;
    drawdown::model::build(&study).map(|(model, _)| model).map_err(|d| words(&d))
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

/// Runs `lanes` paths of every cell both ways, the machine in batches of `width`, and compares
/// measures, series and counts of incidents. Where a path faults, the machine must name a cell
/// and a time at which the interpreter faults too; the other paths are compared all the same.
///
/// # Errors
/// The first difference, in words.
pub fn compare(model: &Model, seed: u64, lanes: usize, width: usize) -> Result<Agreement, String> {
    compare_points(std::slice::from_ref(model), seed, lanes, width)
}

/// The same for several variants of a model in one program, on the draws of the first: the
/// interpreter runs each cell on its own model, with what that model holds.
///
/// # Errors
/// The first difference, in words.
pub fn compare_points(
    models: &[Model],
    seed: u64,
    lanes: usize,
    width: usize,
) -> Result<Agreement, String> {
    let model = &models[0];
    let program = Program::compile_points(models);
    let uncertain = draws(model, lanes);
    let cells: Vec<(usize, usize)> = models
        .iter()
        .enumerate()
        .flat_map(|(m, model)| (0..model.cells.len()).map(move |c| (m, c)))
        .collect();
    let mut machine = Machine::new(&program, seed, width);
    let mut run = |first: usize, lanes: usize, out: &mut Collected| {
        let part: Vec<Vec<f64>> =
            uncertain.iter().map(|u| u[first..first + lanes].to_vec()).collect();
        machine.run(&part, first as u64, lanes, out)
    };
    let interpreters: Vec<Interpreter<'_>> =
        models.iter().map(|model| Interpreter::new(model, seed)).collect();
    let interpret = |cell: usize, lane: usize| {
        let (point, cell) = cells[cell];
        let model = &models[point];
        let value = |(i, u): (usize, &Vec<f64>)| model.held(i).unwrap_or(u[lane]);
        let values: Vec<f64> = uncertain.iter().enumerate().map(value).collect();
        let paths = u64::from(model.luck_paths);
        let (draw, path) = (lane as u64 / paths, (lane as u64 % paths) as u32);
        interpreters[point].run(&model.cells[cell], &values, draw, path, None)
    };
    let mut agreement = Agreement::default();
    let mut first = 0;
    while first < lanes {
        let n = width.min(lanes - first);
        let mut out = Collected::default();
        let batches: Vec<(usize, usize)> = match run(first, n, &mut out) {
            Ok(()) => vec![(first, n)],
            // the fault must be one of the interpreter's; then each path for itself
            Err(fault) => {
                same_fault(&fault, first..first + n, &interpret)?;
                (first..first + n).map(|lane| (lane, 1)).collect()
            }
        };
        for &(at, lanes) in &batches {
            if batches.len() > 1 || lanes < n {
                out = Collected::default();
                if let Err(fault) = run(at, lanes, &mut out) {
                    same_fault(&fault, at..at + lanes, &interpret)?;
                    agreement.faults += 1;
                    continue;
                }
            }
            compare_batch(
                model,
                program.layout(),
                &out,
                at..at + lanes,
                &interpret,
                &mut agreement,
            )?;
        }
        first += n;
    }
    if agreement.values + agreement.faults == 0 {
        return Err("nothing was compared".to_owned());
    }
    Ok(agreement)
}

fn same_fault(
    fault: &Fault,
    lanes: std::ops::Range<usize>,
    interpret: &impl Fn(usize, usize) -> Result<Run, Fault>,
) -> Result<(), String> {
    let lane = fault.path as usize;
    if !lanes.contains(&lane) {
        return Err(format!("the machine's fault is outside its batch: {fault:?}"));
    }
    match interpret(fault.cell, lane) {
        // the machine looks at stocks and outputs, the interpreter at what flows as well
        Err(other) if other.time <= fault.time => Ok(()),
        Err(other) => Err(format!("the machine says {fault:?}, the interpreter {other:?}")),
        Ok(_) => Err(format!("the machine says {fault:?}, the interpreter nothing")),
    }
}

fn compare_batch(
    model: &Model,
    layout: &Layout,
    out: &Collected,
    lanes: std::ops::Range<usize>,
    interpret: &impl Fn(usize, usize) -> Result<Run, Fault>,
    agreement: &mut Agreement,
) -> Result<(), String> {
    let mut counted = Incidents::new();
    for c in 0..layout.cells.len() {
        for lane in lanes.clone() {
            let run = match interpret(c, lane) {
                Ok(run) => run,
                // a flow that is not a number, and reaches a result through conditions only
                Err(fault) if model.flows.iter().any(|f| f.name == fault.what) => {
                    agreement.unseen += 1;
                    return Ok(());
                }
                Err(f) => return Err(format!("the interpreter says {f:?}, the machine nothing")),
            };
            let mut same = |name: &str, place: String, got: f64, expected: f64| {
                agreement.values += 1;
                // there is more than one NaN
                if got.to_bits() == expected.to_bits() || (got.is_nan() && expected.is_nan()) {
                    return Ok(());
                }
                Err(format!(
                    "{name} cell {c} lane {lane}{place}: the machine says {got:e}, \
                     the interpreter {expected:e}"
                ))
            };
            for (m, &expected) in run.measures.iter().enumerate() {
                let got = out.measures[&layout.measures[c][m]][lane - lanes.start];
                same(&model.measures[m].name, String::new(), got, expected)?;
            }
            for (r, row) in run.series.iter().enumerate() {
                for (s, &expected) in row.iter().enumerate() {
                    let got = out.series[&(r, layout.series[c][s])][lane - lanes.start];
                    same(&model.series[s].name, format!(" report {r}"), got, expected)?;
                }
            }
            for (incident, n) in run.incidents {
                if n > 0 {
                    *counted.entry((c, incident)).or_default() += n;
                }
            }
        }
    }
    let of_machine = out.incidents_by_cell(layout);
    // a lever that nothing in the step reads is not worked out there, and so not counted
    counted.retain(|(cell, incident), _| {
        let known = layout.incidents.iter().any(|(i, cells)| i == incident && cells.contains(cell));
        known || !matches!(incident, Incident::LeverBound(_))
    });
    if of_machine != counted {
        return Err(format!(
            "the machine counts {of_machine:?}, the interpreter {counted:?}, lanes {lanes:?}"
        ));
    }
    agreement.incidents += counted.values().sum::<u64>();
    Ok(())
}
