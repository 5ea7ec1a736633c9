//! What the engine asks of the kernel.

use crate::kernel::{Fault, Interpreter, Layout, Machine, Program, Sink};
use crate::model::Model;

/// A compiled model.
pub trait Simulator: Sync {
    /// A machine that runs it.
    type Worker<'a>: Worker
    where
        Self: 'a;

    /// Which column of results holds what.
    fn layout(&self) -> &Layout;

    /// Where a fault began: the machine finds it where it looks, at stocks and outputs.
    /// `uncertainties` are the draws of the faulting path.
    fn first_cause(
        &self,
        _model: &Model,
        _seed: u64,
        _uncertainties: &[f64],
        fault: Fault,
    ) -> Fault {
        fault
    }

    /// A machine for batches of up to `width` lanes, for one thread.
    fn worker(&self, seed: u64, width: usize) -> Self::Worker<'_>;
}

/// A machine that runs a compiled model over batches of luck paths.
pub trait Worker {
    /// Runs luck paths `first_path .. first_path + lanes` and hands every column of results to
    /// `sink` once, `lanes` values each. `uncertainties` holds the draws of these paths.
    /// `[uncertainties][lanes]`
    ///
    /// # Errors
    /// The first value that is not a number.
    fn run(
        &mut self,
        uncertainties: &[Vec<f64>],
        first_path: u64,
        lanes: usize,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault>;
}

impl Simulator for Program {
    type Worker<'a> = Machine<'a>;

    fn layout(&self) -> &Layout {
        Program::layout(self)
    }

    /// The interpreter, run on that one replicate and cell, names the first value.
    fn first_cause(&self, model: &Model, seed: u64, uncertainties: &[f64], fault: Fault) -> Fault {
        let Some(cell) = Program::layout(self).cells.get(fault.cell) else {
            return fault;
        };
        let paths = u64::from(model.luck_paths);
        let (draw, path) = (fault.path / paths, (fault.path % paths) as u32);
        let run = Interpreter::new(model, seed).run(cell, uncertainties, draw, path, None);
        run.err().unwrap_or(fault)
    }

    fn worker(&self, seed: u64, width: usize) -> Machine<'_> {
        Machine::new(self, seed, width)
    }
}

impl Worker for Machine<'_> {
    fn run(
        &mut self,
        uncertainties: &[Vec<f64>],
        first_path: u64,
        lanes: usize,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        Machine::run(self, uncertainties, first_path, lanes, sink)
    }
}
