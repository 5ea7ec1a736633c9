//! Points that are simulated together: one program, one set of draws.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::plan::{PlanError, SweepPlan};
use crate::engine::{Progress, RunPlan, Simulator};
use crate::kernel::{Fault, Interpreter, Layout, Machine, Program};
use crate::model::{Model, Posterior, TimeGrid};
use crate::random::distribution::Distribution;

/// Cells in a program, at most: compiling takes longer than in proportion beyond.
const CELLS: usize = 100;

/// Bytes that the values of a group may take, at most, before they are reduced.
const BYTES: usize = 256 << 20;

/// Models that are built at a time while all points are checked.
const CHECKED: usize = 64;

/// What points must have in common to be run on the same draws.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    time: TimeGrid,
    plan: RunPlan,
    /// Distributions of the uncertainties; none of one that is held at a value, whose draws nobody
    /// reads. `[uncertainties]`
    distributions: Vec<Option<Distribution>>,
    correlations: Vec<(usize, usize, f64)>,
    posterior: Option<Posterior>,
}

impl Key {
    fn of(model: &Model, plan: &SweepPlan) -> Self {
        let distribution = |i: usize| match model.held(i) {
            Some(_) => None,
            None => Some(model.uncertainties[i].distribution.clone()),
        };
        Self {
            time: model.time.clone(),
            plan: RunPlan { replicates: plan.replicates, ..RunPlan::of(model) },
            distributions: (0..model.uncertainties.len()).map(distribution).collect(),
            correlations: model.correlations.clone(),
            posterior: model.posterior.clone(),
        }
    }
}

/// Points that are simulated together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Indices of the points, rising.
    pub points: Vec<usize>,
    /// What is drawn.
    pub plan: RunPlan,
    /// Number of the group that runs, at its first point, the cells that no axis touches. They are
    /// the same at all points of the groups that name it.
    pub first: usize,
}

/// Builds the model of every point, to see that it can be, and says which points run together. Those
/// of a group have the same grid of time, run settings and distributions of uncertainties, and no
/// more cells and values than fit.
///
/// # Errors
/// [`PlanError`] of the first point that cannot be built. When `cancel` becomes true, nothing.
pub fn groups(
    plan: &SweepPlan,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Option<Vec<Group>>, PlanError> {
    let total = plan.points.len();
    let mut keys: Vec<(Key, Vec<usize>)> = Vec::new();
    let indices: Vec<usize> = (0..total).collect();
    for chunk in indices.chunks(CHECKED) {
        if cancel.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let of = |point: &usize| plan.build(*point).map(|model| Key::of(&model, plan));
        let built: Vec<Result<Key, PlanError>> = chunk.par_iter().map(of).collect();
        for (point, key) in chunk.iter().zip(built) {
            let key = key?;
            match keys.iter_mut().find(|(known, _)| *known == key) {
                Some((_, points)) => points.push(*point),
                None => keys.push((key, vec![*point])),
            }
        }
        progress.advanced(chunk[chunk.len() - 1] as u64 + 1, total as u64);
    }
    let (with_fixed, others) = sizes(plan);
    let mut groups: Vec<Group> = Vec::new();
    for (key, points) in keys {
        let first = groups.len();
        let (head, rest) = points.split_at(with_fixed.min(points.len()));
        for points in std::iter::once(head).chain(rest.chunks(others)) {
            groups.push(Group { points: points.to_vec(), plan: key.plan.clone(), first });
        }
    }
    Ok(Some(groups))
}

/// Points of a group that runs the cells that no axis touches, and of one that does not.
fn sizes(plan: &SweepPlan) -> (usize, usize) {
    let bytes = 8 * plan.measures.len() * plan.replicates as usize;
    let room = CELLS.min(BYTES / bytes.max(1));
    let touched = plan.touched.iter().filter(|t| **t).count().max(1);
    let fixed = plan.touched.len().saturating_sub(touched);
    let points = |fixed: usize| (room.saturating_sub(fixed) / touched).max(1);
    (points(fixed), points(fixed.min(plan.model.trajectories.len())))
}

/// The models of a group, compiled.
pub(super) struct Compiled {
    pub models: Vec<Model>,
    program: Program,
}

impl Compiled {
    /// Builds and compiles the points of group `number`. The first point has the cells that no axis
    /// touches, or, where an earlier group has them, those of the baseline, which options are
    /// compared with; the others have only what is touched.
    pub fn new(plan: &SweepPlan, group: &Group, number: usize) -> Result<Self, PlanError> {
        let build = |(i, point): (usize, &usize)| {
            let mut model = plan.build(*point)?;
            let baseline = model.baseline;
            let mut touched = plan.touched.iter();
            model.cells.retain(|cell| {
                let fixed = i == 0 && (group.first == number || cell.option == baseline);
                touched.next().copied().unwrap_or(true) || fixed
            });
            Ok(model)
        };
        let built = group.points.par_iter().enumerate().map(build);
        let models = built.collect::<Result<Vec<Model>, PlanError>>()?;
        Ok(Self { program: Program::compile_points(&models), models })
    }

    /// The place of a cell of the program: of its point in the group, and in its model.
    pub fn place(&self, mut cell: usize) -> (usize, usize) {
        for (point, model) in self.models.iter().enumerate() {
            if cell < model.cells.len() {
                return (point, cell);
            }
            cell -= model.cells.len();
        }
        (self.models.len(), cell)
    }
}

impl Simulator for Compiled {
    type Worker<'a> = Machine<'a>;

    fn layout(&self) -> &Layout {
        Program::layout(&self.program)
    }

    /// The interpreter of the point's own model, on what that point holds of the draws.
    fn first_cause(&self, _model: &Model, seed: u64, uncertainties: &[f64], fault: Fault) -> Fault {
        let (point, cell) = self.place(fault.cell);
        let Some(model) = self.models.get(point) else { return fault };
        let Some(own) = model.cells.get(cell) else { return fault };
        let value = |(i, drawn): (usize, &f64)| model.held(i).unwrap_or(*drawn);
        let values: Vec<f64> = uncertainties.iter().enumerate().map(value).collect();
        let paths = u64::from(model.luck_paths);
        let (draw, path) = (fault.path / paths, (fault.path % paths) as u32);
        let run = Interpreter::new(model, seed).run(own, &values, draw, path, None);
        Fault { cell: fault.cell, ..run.err().unwrap_or(fault) }
    }

    fn worker(&self, seed: u64, width: usize) -> Machine<'_> {
        Machine::new(&self.program, seed, width)
    }
}
