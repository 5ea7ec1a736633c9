//! A sweep of the coalition study against the same points run one by one, on one machine: the ratio
//! of the two times says what points gain by sharing one program. Elements per second are cell-steps
//! per second.

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use drawdown::analysis::sweep::{SweepPlan, SweepQuestion, SweepTitle, groups, run_sweep};
use drawdown::diagnostic::SourceMap;
use drawdown::engine::{RunPlan, run};
use drawdown::kernel::Program;
use drawdown::model::build;
use drawdown::study::{self, SweepAxis};

/// Two blocks of the engine at each point.
const REPLICATES: u64 = 512;

fn plan() -> SweepPlan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/coalition");
    let Ok((study, _, _)) = study::load(&path) else { panic!("the study does not load") };
    let Ok((model, _)) = build(&study) else { panic!("the study does not build") };
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
    let axes = ["phased.months=6,12,24,48".to_owned()];
    let Ok(axes) = SweepAxis::typed(&axes, false, &mut SourceMap::default()) else {
        panic!("the axis is not understood")
    };
    let question = SweepQuestion {
        of: SweepTitle { name: "bench".to_owned(), title: None, note: None },
        options: names(&["stay", "phased", "conditional", "rapid", "disengagement"]),
        trajectories: names(&["drift"]),
        measures: Vec::new(),
        replicates: REPLICATES,
        sample: None,
        axes,
    };
    let Ok(plan) = SweepPlan::new(&study, &model, &question) else { panic!("no plan") };
    plan
}

fn together(plan: &SweepPlan) {
    let cancel = AtomicBool::new(false);
    let Ok(Some(groups)) = groups(plan, &(), &cancel) else { panic!("no groups") };
    let results = run_sweep(plan, &groups, (&[0; 32], &()), None, &(), &cancel);
    let _ = black_box(results.map(|r| r.points.len()));
}

/// What a run of each point would take, without its series.
fn alone(plan: &SweepPlan) {
    for point in 0..plan.points.len() {
        let Ok(mut model) = plan.build(point) else { panic!("point {point}") };
        model.series.clear();
        let program = Program::compile(&model);
        let run_plan = RunPlan { replicates: REPLICATES, ..RunPlan::of(&model) };
        let outcomes = run(&model, &program, &run_plan, &(), &AtomicBool::new(false), &mut ());
        let _ = black_box(outcomes.map(|o| o.measures.len()));
    }
}

fn sweep(c: &mut Criterion) {
    let plan = plan();
    let cells = plan.points.len() * plan.cells().len();
    let mut group = c.benchmark_group("sweep");
    group.sample_size(10);
    group
        .throughput(Throughput::Elements(REPLICATES * cells as u64 * plan.model.time.steps as u64));
    group.bench_function("together", |b| b.iter(|| together(&plan)));
    group.bench_function("alone", |b| b.iter(|| alone(&plan)));
    group.finish();
}

criterion_group!(benches, sweep);
criterion_main!(benches);
