//! STAND-IN until engine/simulator.rs has these lines: the kernel as a simulator.

use crate::engine::{Simulator, Worker};
use crate::kernel::{Fault, Layout, Machine, Program, Sink};

impl Simulator for Program {
    type Worker<'a> = Machine<'a>;
    fn layout(&self) -> &Layout {
        Program::layout(self)
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
