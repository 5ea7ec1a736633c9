//! Groups of points one after the other: compiled ahead, run on all cores, reduced, kept.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use sha2::{Digest, Sha256};

use super::group::{Compiled, Group};
use super::pack::{Table, pack, unpack};
use super::plan::{PlanError, SweepPlan};
use super::reduce::{group_count, reduce};
use super::results::{PointStatistics, SweepResults};
use crate::engine::{self, Progress, RunError, RunPlan};
use crate::model::{Cell, Model};

/// Keeps the statistics of finished groups while a sweep goes on, for when it is interrupted.
pub trait Keeper {
    /// What was kept of a group, if anything.
    fn kept(&self, group: usize) -> Option<Vec<u8>>;

    /// Keeps a group.
    ///
    /// # Errors
    /// I/O errors, which end the sweep.
    fn keep(&self, group: usize, bytes: &[u8]) -> io::Result<()>;
}

/// Keeps nothing.
impl Keeper for () {
    fn kept(&self, _group: usize) -> Option<Vec<u8>> {
        None
    }

    fn keep(&self, _group: usize, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// Why a sweep did not end.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// A point cannot be built.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The run of a group failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A value at a point was not a number.
    #[error("at point {} of the sweep, {}: {}", .point + 1, .what, .fault)]
    Fault {
        /// Its index.
        point: usize,
        /// Its values.
        what: String,
        /// What went wrong.
        fault: RunError,
    },
    /// A finished group could not be kept.
    #[error("cannot keep what has been worked out: {0}")]
    Keep(#[from] io::Error),
    /// It was told to stop.
    #[error("interrupted after {done} of {total} points")]
    Interrupted {
        /// Points whose groups are finished.
        done: usize,
        /// All.
        total: usize,
    },
}

/// What a sweep is known by: SHA-256 of the version of this program, of `inputs` (whatever the
/// study was read from) and of all that the plan says.
pub fn sweep_key(plan: &SweepPlan, groups: &[Group], inputs: &[String]) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    add(env!("CARGO_PKG_VERSION"));
    inputs.iter().for_each(|input| add(input));
    let model = &plan.model;
    let cells = plan.cells().iter().map(|cell| {
        let (option, trajectory) =
            (&model.options[cell.option], &model.trajectories[cell.trajectory]);
        format!("{} {} {}", option.name, trajectory.name, cell.response)
    });
    cells.for_each(|cell| add(&cell));
    plan.measures.iter().for_each(|m| add(&model.measures[*m].name));
    for axis in &plan.axes {
        add(&format!("{} {:?}", axis.vary, axis.options));
    }
    for point in &plan.points {
        for value in &point.values {
            add(&format!("{} {:016x}", value.text, value.x.to_bits()));
        }
    }
    for group in groups {
        add(&format!("{:?} {:?} {}", group.points, group.plan, group.first));
    }
    hash.finalize().into()
}

/// How many points of how many are done, as `progress` hears it in the middle of a group.
struct WithinGroup<'a> {
    progress: &'a dyn Progress,
    before: u64,
    points: u64,
    total: u64,
}

impl Progress for WithinGroup<'_> {
    fn advanced(&self, done: u64, total: u64) {
        let part = (self.points * done).checked_div(total).unwrap_or(0);
        self.progress.advanced(self.before + part, self.total);
    }
}

/// Runs all groups of a sweep; those that `keeper` has are not run again.
///
/// The next group is compiled while one runs. A group's values are reduced to statistics at once, so
/// that memory does not grow with the number of points but for the statistics themselves. The
/// results do not depend on `threads`, on how points were grouped, or on interruptions.
///
/// # Errors
/// [`SweepError`].
pub fn run_sweep(
    plan: &SweepPlan,
    groups: &[Group],
    (key, keeper): (&[u8; 32], &dyn Keeper),
    threads: Option<usize>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<SweepResults, SweepError> {
    let total = plan.points.len();
    let mut results: Results = vec![None; total];
    let mut done = 0;
    let mut missing = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        let kept = keeper.kept(number);
        match kept.and_then(|bytes| unpack(key, number, shape(plan, group), &bytes)) {
            Some(table) => {
                put(&mut results, group, table);
                done += group.points.len();
            }
            None => missing.push((number, group)),
        }
    }
    let todo = &missing;
    thread::scope(|scope| -> Result<(), SweepError> {
        // Nothing waits in the channel: one group runs, the next is compiled.
        let (sender, receiver) = mpsc::sync_channel(0);
        scope.spawn(move || {
            for (number, group) in todo {
                let compiled = Compiled::new(plan, group, *number);
                let failed = compiled.is_err();
                if sender.send(compiled).is_err() || failed {
                    return;
                }
            }
        });
        for (number, group) in todo {
            if cancel.load(Ordering::Relaxed) {
                return Err(SweepError::Interrupted { done, total });
            }
            let Ok(compiled) = receiver.recv() else {
                return Err(SweepError::Interrupted { done, total });
            };
            let within = WithinGroup {
                progress,
                before: done as u64,
                points: group.points.len() as u64,
                total: total as u64,
            };
            let compiled = compiled?;
            let ran = match run_group(plan, group, &compiled, threads, &within, cancel) {
                Err(SweepError::Run(RunError::Interrupted { .. })) => {
                    return Err(SweepError::Interrupted { done, total });
                }
                ran => ran?,
            };
            let first = groups[group.first].points[0];
            let table = whole(plan, &compiled.models, ran, results[first].as_deref());
            keeper.keep(*number, &pack(key, *number, &table))?;
            put(&mut results, group, table);
            done += group.points.len();
            progress.advanced(done as u64, total as u64);
        }
        Ok(())
    })?;
    let shape = groups.first().map(|group| group.plan.shape());
    Ok(SweepResults {
        of: plan.of.clone(),
        axes: plan.axes.clone(),
        sampled: plan.sampled,
        points: plan.points.clone(),
        cells: plan.cells().to_vec(),
        measures: plan.measures.clone(),
        replicates: plan.replicates,
        draws: shape.map_or(0, |shape| shape.draws()),
        groups: shape.map_or(0, |shape| group_count(&shape)),
        statistics: results.into_iter().flatten().collect(),
    })
}

/// Statistics of the points that are there. `[points][cells][measures]`
type Results = Vec<Option<Vec<Vec<PointStatistics>>>>;

fn put(results: &mut Results, group: &Group, table: Table) {
    for (point, statistics) in group.points.iter().zip(table) {
        results[*point] = Some(statistics);
    }
}

/// The statistics of all cells of a group: of those that ran, and at other points of those that no
/// axis touches, from the first point of the group or, where that is in an earlier one, `first`.
fn whole(
    plan: &SweepPlan,
    models: &[Model],
    ran: Table,
    first: Option<&[Vec<PointStatistics>]>,
) -> Table {
    let mut out: Table = Vec::new();
    for (model, mut statistics) in models.iter().zip(ran) {
        let of_cell = |(c, cell): (usize, &Cell)| match model.cells.iter().position(|o| o == cell) {
            Some(own) => std::mem::take(&mut statistics[own]),
            None => match (first, out.first()) {
                (Some(first), _) => first[c].clone(),
                (None, Some(here)) => here[c].clone(),
                (None, None) => Vec::new(),
            },
        };
        let point = plan.cells().iter().enumerate().map(of_cell).collect();
        out.push(point);
    }
    out
}

/// What the statistics of a group are in number.
fn shape(plan: &SweepPlan, group: &Group) -> [usize; 4] {
    let groups = group_count(&group.plan.shape());
    [group.points.len(), plan.cells().len(), plan.measures.len(), groups]
}

fn run_group(
    plan: &SweepPlan,
    group: &Group,
    compiled: &Compiled,
    threads: Option<usize>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Table, SweepError> {
    let run = RunPlan { threads, ..group.plan.clone() };
    let outcomes = engine::run(&compiled.models[0], compiled, &run, progress, cancel, &mut ());
    match outcomes {
        Ok(outcomes) => Ok(reduce(&outcomes, &compiled.models)),
        Err(RunError::Fault(report)) => {
            let point = group.points[compiled.place(report.cell).0.min(group.points.len() - 1)];
            let what = plan.describe(point);
            Err(SweepError::Fault { point, what, fault: RunError::Fault(report) })
        }
        Err(error) => Err(error.into()),
    }
}
