//! STAND-IN until the vector kernel is merged: the interpreter as a simulator.

use std::collections::BTreeSet;

use crate::engine::{Simulator, Worker};
use crate::kernel::{Fault, Incident, Interpreter, Layout, Sink};
use crate::model::Model;

/// A simulator over the interpreter.
pub struct Slow<'m> {
    model: &'m Model,
    layout: Layout,
}

impl<'m> Slow<'m> {
    /// Every cell has its own columns.
    pub fn new(model: &'m Model) -> Self {
        let cells = model.cells.len();
        let (m, s) = (model.measures.len(), model.series.len());
        let all: BTreeSet<Incident> = (0..model.stocks.len())
            .flat_map(|i| [Incident::Bound(i), Incident::Limited(i)])
            .chain((0..model.flows.len()).map(Incident::NegativeRate))
            .chain((0..model.levers.len()).map(Incident::LeverBound))
            .collect();
        Self {
            model,
            layout: Layout {
                cells: model.cells.clone(),
                measures: (0..cells).map(|c| (0..m).map(|i| c * m + i).collect()).collect(),
                measure_columns: cells * m,
                series: (0..cells).map(|c| (0..s).map(|i| c * s + i).collect()).collect(),
                series_columns: cells * s,
                incidents: all
                    .into_iter()
                    .flat_map(|i| (0..cells).map(move |c| (i, vec![c])))
                    .collect(),
            },
        }
    }
}

impl Simulator for Slow<'_> {
    type Worker<'a>
        = SlowWorker<'a>
    where
        Self: 'a;
    fn layout(&self) -> &Layout {
        &self.layout
    }
    fn worker(&self, seed: u64, _width: usize) -> SlowWorker<'_> {
        SlowWorker { slow: self, interpreter: Interpreter::new(self.model, seed) }
    }
}

/// A worker over the interpreter.
pub struct SlowWorker<'a> {
    slow: &'a Slow<'a>,
    interpreter: Interpreter<'a>,
}

impl Worker for SlowWorker<'_> {
    fn run(
        &mut self,
        uncertainties: &[Vec<f64>],
        first_path: u64,
        lanes: usize,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let model = self.slow.model;
        let layout = &self.slow.layout;
        let luck = u64::from(model.luck_paths);
        for (c, cell) in model.cells.iter().enumerate() {
            let mut runs = Vec::new();
            for lane in 0..lanes {
                let path = first_path + lane as u64;
                let u: Vec<f64> = uncertainties.iter().map(|column| column[lane]).collect();
                runs.push(self.interpreter.run(cell, &u, path / luck, (path % luck) as u32, None)?);
            }
            for m in 0..model.measures.len() {
                let v: Vec<f64> = runs.iter().map(|r| r.measures[m]).collect();
                sink.measure(layout.measures[c][m], &v);
            }
            for s in 0..model.series.len() {
                for report in 0..model.reports.len() {
                    let v: Vec<f64> = runs.iter().map(|r| r.series[report][s]).collect();
                    sink.series(report, layout.series[c][s], &v);
                }
            }
            for (i, (incident, cells)) in layout.incidents.iter().enumerate() {
                if cells.contains(&c) {
                    let n: u64 = runs.iter().filter_map(|r| r.incidents.get(incident)).sum();
                    sink.incident(i, n);
                }
            }
        }
        Ok(())
    }
}
