//! Throughput on the reference model (`scenarios/reference`) in cell-steps: replicates x cells x
//! steps. Elements per second are cell-steps per second.
//!
//! Compare two commits on one machine only: `cargo bench -- --save-baseline base`, then
//! `cargo bench -- --baseline base`.

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use drawdown::engine::{RunPlan, run};
use drawdown::kernel::Program;
use drawdown::model::{Model, build};
use drawdown::study;

/// Block of the engine: batches are multiples of it.
const REPLICATES: u64 = 1024;

fn model(name: &str, cells: Option<usize>) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let Ok((study, _, _)) = study::load(&path) else { panic!("{name} does not load") };
    let Ok((mut model, _)) = build(&study) else { panic!("{name} does not build") };
    if let Some(cells) = cells {
        // The same cells over and over would be shared: this bench only ever takes fewer.
        model.cells.truncate(cells);
    }
    model
}

fn cell_steps(model: &Model, replicates: u64) -> u64 {
    replicates * model.cells.len() as u64 * model.time.steps as u64
}

fn simulate(model: &Model, program: &Program, replicates: u64, threads: usize) {
    let plan = RunPlan { replicates, threads: Some(threads), ..RunPlan::of(model) };
    let outcomes = run(model, program, &plan, &(), &AtomicBool::new(false), &mut ());
    let _ = black_box(outcomes.map(|o| o.measures.len()));
}

fn threads(c: &mut Criterion) {
    let model = model("reference", None);
    let program = Program::compile(&model);
    let mut group = c.benchmark_group("reference");
    group.sample_size(10);
    group.throughput(Throughput::Elements(cell_steps(&model, REPLICATES)));
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    for threads in [1, all] {
        group.bench_with_input(BenchmarkId::new("threads", threads), &threads, |b, threads| {
            b.iter(|| simulate(&model, &program, REPLICATES, *threads));
        });
    }
    group.finish();
}

fn cells(c: &mut Criterion) {
    let mut group = c.benchmark_group("cells");
    group.sample_size(10);
    for cells in [1, 6, 24] {
        let model = model("reference", Some(cells));
        let program = Program::compile(&model);
        group.throughput(Throughput::Elements(cell_steps(&model, REPLICATES)));
        group.bench_with_input(BenchmarkId::from_parameter(cells), &cells, |b, _| {
            b.iter(|| simulate(&model, &program, REPLICATES, 1));
        });
    }
    group.finish();
}

fn compile(c: &mut Criterion) {
    for name in ["reference", "coalition"] {
        let model = model(name, None);
        c.bench_function(&format!("compile/{name}"), |b| {
            b.iter(|| Program::compile(black_box(&model)))
        });
    }
}

criterion_group!(benches, threads, cells, compile);
criterion_main!(benches);
