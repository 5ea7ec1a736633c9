//! The parallel run and the merging of its blocks.

use std::any::Any;
use std::collections::BTreeMap;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::BLOCK;
use super::block::{BlockResult, Shared, Stopped};
use super::draws::Draws;
use super::error::{FaultReport, RunError};
use super::plan::RunPlan;
use super::simulator::Simulator;
use super::stopping::{Judge, StopReport};
use crate::kernel::Fault;
use crate::model::{Model, StopRule};
use crate::outcome::{Histogram, IncidentShare, Outcomes, RunShape, SeriesSums};

/// Hears how far a run is.
pub trait Progress: Sync {
    /// `done` of `total` replicates are merged.
    fn advanced(&self, done: u64, total: u64);
}

impl Progress for () {
    fn advanced(&self, _done: u64, _total: u64) {}
}

/// Results of a block, as they are merged.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// Number of its first path.
    pub first_path: u64,
    /// Number of its paths.
    pub paths: usize,
    /// Measures. `[distinct columns][paths]`
    pub measures: &'a [Vec<f64>],
    /// The first draw whose first path is in the block.
    pub first_draw: u64,
    /// Uncertainties of the draws whose first path is in the block. `[uncertainties][draws]`
    pub uncertainties: &'a [Vec<f64>],
}

/// Takes in the blocks of a run, in order, while it goes on.
pub trait Consumer {
    /// Takes in the next block.
    ///
    /// # Errors
    /// Any error ends the run.
    fn block(&mut self, block: &Block<'_>) -> Result<(), Box<dyn Error + Send + Sync>>;
}

impl Consumer for () {
    fn block(&mut self, _block: &Block<'_>) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// Blocks handed out for each thread: enough that none waits for the merger, few enough that the
/// results that wait for their turn stay small.
const BLOCKS_A_THREAD: u64 = 3;

/// Rows that the table of measures has room for from the start: a run that stops by a rule may
/// need few of those that it is allowed.
const RESERVED: u64 = 1 << 16;

/// How often a waiting merger looks whether it shall stop.
const LOOK: Duration = Duration::from_millis(100);

/// What a worker has to say.
enum Message {
    Done(BlockResult),
    Stopped(u64, Stopped),
    Panicked(Box<dyn Any + Send>),
}

/// Runs `plan` on a compiled model and returns what was found.
///
/// `progress` hears of every merged block and `consumer` is given it, both on this thread and in
/// order. When `cancel` becomes true the run ends soon after. The outcomes depend on the model,
/// and the plan's replicates, seed, design and luck paths; not on its threads and width.
///
/// # Errors
/// [`RunError`]; of several faults always the one in the first faulty block.
pub fn run<S: Simulator>(
    model: &Model,
    simulator: &S,
    plan: &RunPlan,
    progress: &dyn Progress,
    cancel: &AtomicBool,
    consumer: &mut dyn Consumer,
) -> Result<Outcomes, RunError> {
    run_until(model, simulator, plan, None, progress, cancel, consumer).map(|(found, _)| found)
}

/// As [`run()`], but where there is a rule until it is met or its limit is reached, whatever the
/// plan's number of replicates; then with a report on what ended the run.
///
/// # Errors
/// [`RunError`]; [`RunError::Stop`] where the rule cannot be tested.
pub fn run_until<S: Simulator>(
    model: &Model,
    simulator: &S,
    plan: &RunPlan,
    rule: Option<&StopRule>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
    consumer: &mut dyn Consumer,
) -> Result<(Outcomes, Option<StopReport>), RunError> {
    let judge = rule.map(|rule| Judge::new(model, simulator.layout(), rule, plan)).transpose()?;
    let mut plan = plan.clone();
    if let Some(last) = judge.as_ref().and_then(|judge| judge.looks().last()) {
        plan.replicates = *last;
    }
    let plan = &plan;
    plan.check(model)?;
    let began = Instant::now();
    let layout = simulator.layout();
    let places = model.reports.len() * layout.series_columns;
    let shared = Shared {
        plan,
        layout,
        draws: Draws::new(model, plan)?,
        histograms: (0..places).map(|_| Mutex::new(Histogram::default())).collect(),
        cancel,
        failed: AtomicBool::new(false),
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(plan.threads.unwrap_or(0))
        .thread_name(|i| format!("drawdown-{i}"))
        .build()?;
    let threads = pool.current_num_threads();

    let (ticket_sender, tickets) = mpsc::channel();
    let tickets = Mutex::new(tickets);
    let (sender, results) = mpsc::channel();
    let mut merger = Merger::new(simulator, model, &shared, progress, consumer);
    merger.judge = judge;
    let merged = pool.in_place_scope(|scope| {
        for _ in 0..threads.min(usize::try_from(plan.blocks()).unwrap_or(usize::MAX)) {
            let (sender, tickets, shared) = (sender.clone(), &tickets, &shared);
            scope.spawn(move |_| work(simulator, shared, tickets, &sender));
        }
        drop(sender);
        // the workers end when the tickets' sender is dropped
        let merged = merger.merge_all(threads as u64, ticket_sender, &results);
        shared.failed.store(merged.is_err(), Ordering::Relaxed);
        merged
    });
    merged?;
    let (done, report) = (merger.done, merger.report);
    let MergedTable { measures, uncertainties, series, incidents } = merger.table;
    let histograms = shared.histograms.into_iter();
    let histograms: Vec<Histogram> =
        histograms.map(|h| h.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
    let outcomes = Outcomes {
        shape: RunShape { replicates: done, ..plan.shape() },
        incidents: incident_shares(&incidents, simulator, done, model.time.steps),
        layout: layout.clone(),
        measures,
        uncertainties,
        series: series.finish(&histograms),
        elapsed: began.elapsed(),
        threads,
    };
    Ok((outcomes, report))
}

/// What a thread does: blocks, for as long as there are any.
fn work<S: Simulator>(
    simulator: &S,
    shared: &Shared<'_>,
    tickets: &Mutex<Receiver<u64>>,
    results: &Sender<Message>,
) {
    let next = || tickets.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
    let body = AssertUnwindSafe(|| {
        let mut worker = simulator.worker(shared.plan.seed, shared.plan.width);
        while let Some(number) = next() {
            let message = match shared.run(&mut worker, number) {
                Ok(result) => Message::Done(result),
                Err(stopped) => Message::Stopped(number, stopped),
            };
            if results.send(message).is_err() {
                return;
            }
        }
    });
    if let Err(panic) = catch_unwind(body) {
        // nobody listens only where the run has ended already
        let _ = results.send(Message::Panicked(panic));
    }
}

struct MergedTable {
    measures: Vec<Vec<f64>>,
    uncertainties: Vec<Vec<f64>>,
    series: SeriesSums,
    incidents: Vec<u64>,
}

/// Takes the results of blocks in order.
struct Merger<'a, S> {
    simulator: &'a S,
    model: &'a Model,
    shared: &'a Shared<'a>,
    progress: &'a dyn Progress,
    consumer: &'a mut dyn Consumer,
    table: MergedTable,
    /// Replicates merged.
    done: u64,
    /// The rule by which the run stops.
    judge: Option<Judge<'a>>,
    /// What was known at the last look.
    report: Option<StopReport>,
}

impl<'a, S: Simulator> Merger<'a, S> {
    fn new(
        simulator: &'a S,
        model: &'a Model,
        shared: &'a Shared<'a>,
        progress: &'a dyn Progress,
        consumer: &'a mut dyn Consumer,
    ) -> Self {
        let (layout, shape) = (shared.layout, shared.plan.shape());
        let columns = |count: usize, length: u64| -> Vec<Vec<f64>> {
            (0..count).map(|_| Vec::with_capacity(length as usize)).collect()
        };
        let table = MergedTable {
            measures: columns(layout.measure_columns, shape.replicates.min(RESERVED)),
            uncertainties: columns(model.uncertainties.len(), shape.draws().min(RESERVED)),
            series: SeriesSums::new(model.reports.len(), layout.series_columns),
            incidents: vec![0; layout.incidents.len()],
        };
        Self {
            simulator,
            model,
            shared,
            progress,
            consumer,
            table,
            done: 0,
            judge: None,
            report: None,
        }
    }

    /// Hands out all blocks and merges them.
    fn merge_all(
        &mut self,
        threads: u64,
        tickets: Sender<u64>,
        results: &Receiver<Message>,
    ) -> Result<(), RunError> {
        let blocks = self.shared.plan.blocks();
        // no block beyond the next look is begun
        let (mut looks, mut until) = (0, self.look_after(0).unwrap_or(blocks));
        let mut handed_out = 0;
        let mut waiting = BTreeMap::new();
        for next in 0..blocks {
            while handed_out < until.min(next + BLOCKS_A_THREAD * threads) {
                // workers outlive the tickets: there is always a receiver
                let _ = tickets.send(handed_out);
                handed_out += 1;
            }
            let result = loop {
                if let Some(result) = waiting.remove(&next) {
                    break result;
                }
                match results.recv_timeout(LOOK) {
                    Ok(Message::Done(result)) => {
                        waiting.insert(result.number, Ok(result));
                    }
                    Ok(Message::Stopped(number, why)) => {
                        waiting.insert(number, Err(why));
                    }
                    Ok(Message::Panicked(panic)) => {
                        drop(tickets);
                        resume_unwind(panic);
                    }
                    Err(RecvTimeoutError::Timeout) if !self.cancelled() => {}
                    Err(_) => return Err(self.interrupted()),
                }
            };
            match result {
                Ok(result) => self.merge(result)?,
                Err(Stopped::Cancelled) => return Err(self.interrupted()),
                Err(Stopped::Fault(fault)) => {
                    let cells = &self.shared.layout.cells;
                    let fault = self.first_cause(fault);
                    let report = FaultReport::of(&fault, self.model, cells);
                    return Err(RunError::Fault(Box::new(report)));
                }
            }
            if self.cancelled() && next + 1 < blocks {
                return Err(self.interrupted());
            }
            if next + 1 == until {
                if self.stops_at(looks)? {
                    break;
                }
                looks += 1;
                until = self.look_after(looks).unwrap_or(blocks);
            }
        }
        Ok(())
    }

    /// Blocks that are merged before a look, counted from 0.
    fn look_after(&self, look: usize) -> Option<u64> {
        let replicates = self.judge.as_ref()?.looks().get(look)?;
        Some(replicates.div_ceil(BLOCK as u64))
    }

    /// Whether what the rule asks for is known at a look.
    fn stops_at(&mut self, look: usize) -> Result<bool, RunError> {
        let Some(judge) = self.judge.as_ref().filter(|judge| look < judge.looks().len()) else {
            return Ok(false);
        };
        let report = judge.judge(look, &self.table.measures)?;
        let met = report.met;
        self.report = Some(report);
        Ok(met)
    }

    fn first_cause(&self, fault: Fault) -> Fault {
        let draw = fault.path / u64::from(self.shared.plan.luck_paths);
        let draws = self.shared.draws.draw(draw, 1);
        let values: Vec<f64> = draws.into_iter().map(|column| column[0]).collect();
        self.simulator.first_cause(self.model, self.shared.plan.seed, &values, fault)
    }

    fn merge(&mut self, result: BlockResult) -> Result<(), RunError> {
        let block = Block {
            first_path: self.done,
            paths: result.paths,
            measures: &result.measures,
            first_draw: result.first_draw,
            uncertainties: &result.uncertainties,
        };
        self.consumer.block(&block).map_err(RunError::Consumer)?;
        let extend = |table: &mut Vec<Vec<f64>>, block: &[Vec<f64>]| {
            for (column, values) in table.iter_mut().zip(block) {
                column.extend_from_slice(values);
            }
        };
        extend(&mut self.table.measures, &result.measures);
        extend(&mut self.table.uncertainties, &result.uncertainties);
        self.table.series.merge_block(result.paths as u64, &result.sums);
        for (total, count) in self.table.incidents.iter_mut().zip(&result.incidents) {
            *total += count;
        }
        self.done += result.paths as u64;
        self.progress.advanced(self.done, self.shared.plan.replicates);
        Ok(())
    }

    fn cancelled(&self) -> bool {
        self.shared.cancel.load(Ordering::Relaxed)
    }

    fn interrupted(&self) -> RunError {
        RunError::Interrupted { done: self.done, total: self.shared.plan.replicates }
    }
}

fn incident_shares<S: Simulator>(
    lane_steps: &[u64],
    simulator: &S,
    replicates: u64,
    steps: usize,
) -> Vec<IncidentShare> {
    let all = replicates as f64 * steps.max(1) as f64;
    let incidents = simulator.layout().incidents.iter().zip(lane_steps);
    incidents
        .filter(|&(_, &lane_steps)| lane_steps > 0)
        .map(|((incident, cells), &lane_steps)| IncidentShare {
            incident: *incident,
            cells: cells.clone(),
            lane_steps,
            share: lane_steps as f64 / all,
        })
        .collect()
}
