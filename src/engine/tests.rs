//! Tests of the engine on a made-up kernel.

use std::error::Error;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use super::*;
use crate::kernel::{Fault, Layout, Sink};
use crate::outcome::{Outcomes, testing};
use crate::study::DesignKind;

/// A kernel whose results are functions of the path and the first uncertainty.
pub(super) struct Fake {
    layout: Layout,
    faults: Vec<u64>,
    panics_at: Option<u64>,
}

pub(super) struct FakeWorker<'a>(&'a Fake);

fn value(column: usize, path: u64, uncertainty: f64) -> f64 {
    let luck = (path.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as f64 / 65536.0;
    if column % 2 == 1 {
        f64::from(u8::from(luck * uncertainty > 60.0))
    } else {
        luck + uncertainty * (column + 1) as f64
    }
}

impl Simulator for Fake {
    type Worker<'a> = FakeWorker<'a>;

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn worker(&self, _seed: u64, _width: usize) -> FakeWorker<'_> {
        FakeWorker(self)
    }
}

impl Worker for FakeWorker<'_> {
    fn run(
        &mut self,
        uncertainties: &[Vec<f64>],
        first_path: u64,
        lanes: usize,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let paths = first_path..first_path + lanes as u64;
        assert!(uncertainties.iter().all(|u| u.len() == lanes));
        if self.0.panics_at.is_some_and(|path| paths.contains(&path)) {
            panic!("planned");
        }
        if let Some(&path) = self.0.faults.iter().find(|path| paths.contains(path)) {
            let what = "active[iraq]".to_owned();
            return Err(Fault { what, cell: 3, path, time: 2, value: f64::NAN });
        }
        // blocks end out of order
        if first_path.is_multiple_of(2 * BLOCK as u64) {
            std::thread::sleep(Duration::from_millis(2));
        }
        let column = |c: usize, scale: f64| -> Vec<f64> {
            let values = paths.clone().zip(&uncertainties[0]);
            values.map(|(path, &u)| scale * value(c, path, u)).collect()
        };
        for report in 0..2 {
            for c in 0..self.0.layout.series_columns {
                sink.series(report, c, &column(2 * c, (report + 1) as f64));
            }
        }
        for c in 0..self.0.layout.measure_columns {
            sink.measure(c, &column(c, 1.0));
        }
        sink.incident(0, lanes as u64 * 2);
        Ok(())
    }
}

pub(super) fn fake() -> Fake {
    Fake { layout: testing::layout(), faults: Vec::new(), panics_at: None }
}

pub(super) fn plan(replicates: u64) -> RunPlan {
    RunPlan { replicates, threads: Some(2), width: 64, ..RunPlan::of(&testing::model()) }
}

fn model(luck_paths: u32) -> crate::model::Model {
    crate::model::Model { luck_paths, ..testing::model() }
}

fn run_it(fake: &Fake, plan: &RunPlan) -> Result<Outcomes, RunError> {
    run(&model(plan.luck_paths), fake, plan, &(), &AtomicBool::new(false), &mut ())
}

#[test]
fn neither_threads_nor_width_can_be_seen() {
    let mut compared = 0;
    for (luck_paths, design) in
        [(1, DesignKind::Random), (3, DesignKind::Random), (1, DesignKind::Sobol)]
    {
        let base = RunPlan { luck_paths, design, ..plan(2600) };
        let first = run_it(&fake(), &base).unwrap();
        for (threads, width) in [(1, 256), (1, 7), (3, 100), (8, 64), (2, 1)] {
            let other = RunPlan { threads: Some(threads), width, ..base.clone() };
            let other = run_it(&fake(), &other).unwrap();
            assert_eq!(first.digest(), other.digest(), "{threads} threads, width {width}");
            assert_eq!(first.measures, other.measures);
            assert_eq!(first.uncertainties, other.uncertainties);
            assert_eq!(first.incidents, other.incidents);
            compared += 1;
        }
    }
    assert_eq!(compared, 15);
}

#[test]
fn everything_arrives_where_it_belongs() {
    let plan = RunPlan { luck_paths: 3, ..plan(1000) };
    let got = run_it(&fake(), &plan).unwrap();
    assert_eq!(got.shape.draws(), 334);
    assert!(got.uncertainties.iter().all(|u| u.len() == 334));
    assert!(got.uncertainties[1].iter().all(|u| (1.0..2.0).contains(u)));
    for (c, column) in got.measures.iter().enumerate() {
        assert_eq!(column.len(), 1000);
        for (path, &x) in column.iter().enumerate() {
            assert_eq!(x, value(c, path as u64, got.uncertainties[0][path / 3]));
        }
    }
    // series column 2 is measure column 4, twice as large at the second report
    let mut sorted: Vec<f64> = got.measures[4].iter().map(|x| 2.0 * x).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let point = got.series_point(3, 0, 1);
    assert_eq!((point.n, point.min, point.max), (1000, sorted[0], sorted[999]));
    let mean = sorted.iter().sum::<f64>() / 1000.0;
    assert!((point.mean / mean - 1.0).abs() < 1e-13);
    let median = crate::outcome::type7(&sorted, 0.5);
    assert!((point.p50 / median - 1.0).abs() < crate::outcome::RELATIVE_ERROR);
    // 2 of 8 steps
    assert_eq!((got.incidents[0].lane_steps, got.incidents[0].share), (2000, 0.25));
    assert_eq!(got.notable_incidents().count(), 1);
}

#[test]
fn fewer_replicates_are_the_first_of_more() {
    let few = run_it(&fake(), &plan(300)).unwrap();
    let many = run_it(&fake(), &plan(700)).unwrap();
    for (few, many) in few.measures.iter().zip(&many.measures) {
        assert_eq!(few[..], many[..300]);
    }
}

#[test]
fn one_replicate() {
    let got = run_it(&fake(), &plan(1)).unwrap();
    assert_eq!(got.measures[0].len(), 1);
    let summary = got.summarise(&testing::model());
    assert!(summary.of(0, 0).mean.unwrap().se.is_nan());
    assert!(got.series_point(0, 0, 0).sd.is_nan());
}

#[test]
fn the_first_fault_is_reported_whatever_the_threads() {
    let fake = Fake { faults: vec![2222, 700, 701], ..fake() };
    for threads in [1, 2, 5] {
        let plan = RunPlan { threads: Some(threads), ..plan(3000) };
        let error = run_it(&fake, &plan).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`active[iraq]` became not a number on 2026-01-15 (step 2) in replicate 700 of \
             option `leave, now`, trajectory `relocation`"
        );
    }
}

struct CancelAfter<'a>(u64, &'a AtomicBool, AtomicU64);

impl Progress for CancelAfter<'_> {
    fn advanced(&self, done: u64, _total: u64) {
        self.2.store(done, Ordering::Relaxed);
        if done >= self.0 {
            self.1.store(true, Ordering::Relaxed);
        }
    }
}

#[test]
fn an_interrupted_run_says_how_far_it_got() {
    let cancel = AtomicBool::new(false);
    let progress = CancelAfter(1000, &cancel, AtomicU64::new(0));
    let error =
        run(&testing::model(), &fake(), &plan(100_000), &progress, &cancel, &mut ()).unwrap_err();
    assert!(matches!(error, RunError::Interrupted { done: 1024, total: 100_000 }), "{error}");
    let before = AtomicBool::new(true);
    let error = run(&testing::model(), &fake(), &plan(1000), &(), &before, &mut ()).unwrap_err();
    assert!(matches!(error, RunError::Interrupted { done: 0, .. }));
}

struct Collect {
    measures: Vec<Vec<f64>>,
    uncertainties: Vec<Vec<f64>>,
    paths: u64,
    fails_at: u64,
}

impl Consumer for Collect {
    fn block(&mut self, block: &Block<'_>) -> Result<(), Box<dyn Error + Send + Sync>> {
        if self.paths >= self.fails_at {
            return Err("no space left".into());
        }
        assert_eq!(block.first_path, self.paths);
        assert_eq!(block.first_draw, self.uncertainties[0].len() as u64);
        self.paths += block.paths as u64;
        for (all, part) in self.measures.iter_mut().zip(block.measures) {
            all.extend(part);
        }
        for (all, part) in self.uncertainties.iter_mut().zip(block.uncertainties) {
            all.extend(part);
        }
        Ok(())
    }
}

#[test]
fn the_consumer_is_given_every_block_in_order() {
    let collect = |fails_at| Collect {
        measures: vec![Vec::new(); 7],
        uncertainties: vec![Vec::new(); 2],
        paths: 0,
        fails_at,
    };
    let never = AtomicBool::new(false);
    let plan = RunPlan { luck_paths: 3, ..plan(1500) };
    let mut consumer = collect(u64::MAX);
    let got = run(&model(3), &fake(), &plan, &(), &never, &mut consumer).unwrap();
    assert_eq!(consumer.measures, got.measures);
    assert_eq!(consumer.uncertainties, got.uncertainties);
    let error = run(&model(3), &fake(), &plan, &(), &never, &mut collect(512)).unwrap_err();
    assert!(error.to_string().contains("no space left"), "{error}");
}

#[test]
fn a_panic_of_a_worker_does_not_hang_the_run() {
    let fake = Fake { panics_at: Some(900), ..fake() };
    let outcome = std::panic::catch_unwind(|| run_it(&fake, &plan(5000)).is_ok());
    assert_eq!(outcome.unwrap_err().downcast_ref::<&str>(), Some(&"planned"));
}

#[test]
fn plans_that_cannot_be_run() {
    let good = plan(10);
    for bad in [
        RunPlan { replicates: 0, ..good.clone() },
        RunPlan { luck_paths: 0, ..good.clone() },
        RunPlan { threads: Some(0), ..good.clone() },
        RunPlan { width: 0, ..good.clone() },
        RunPlan { width: 257, ..good },
    ] {
        assert!(matches!(run_it(&fake(), &bad), Err(RunError::Plan(_))), "{bad:?}");
    }
    let other = RunPlan { luck_paths: 2, ..plan(10) };
    let error = run(&model(3), &fake(), &other, &(), &AtomicBool::new(false), &mut ()).unwrap_err();
    assert!(error.to_string().ends_with("made for 3 luck paths a draw, not 2"), "{error}");
}

#[test]
fn progress_reaches_the_end() {
    let seen = Mutex::new(Vec::new());
    struct Note<'a>(&'a Mutex<Vec<(u64, u64)>>);
    impl Progress for Note<'_> {
        fn advanced(&self, done: u64, total: u64) {
            self.0.lock().unwrap().push((done, total));
        }
    }
    run(&testing::model(), &fake(), &plan(600), &Note(&seen), &AtomicBool::new(false), &mut ())
        .unwrap();
    assert_eq!(*seen.lock().unwrap(), [(256, 600), (512, 600), (600, 600)]);
}
