//! Runs with a truth that is known, for tests.

use std::time::Duration;

use crate::kernel::Layout;
use crate::math;
use crate::model::{Cell, Measure, Model};
use crate::outcome::{Outcomes, RunShape, SeriesTable, testing};
use crate::random::philox::Stream;
use crate::study::{DesignKind, Sense};

/// A normal variate that depends on its arguments only.
pub(crate) fn normal(seed: u64, name: &str, draw: usize, path: usize) -> f64 {
    let u = Stream::new(seed, name).uniform(draw as u64, path as u32, 0, 0);
    math::normal_quantile(u)
}

/// `count` independent normal uncertainties. `[uncertainties][draws]`
pub(crate) fn normals(seed: u64, count: usize, draws: usize) -> Vec<Vec<f64>> {
    let one = |i: usize| (0..draws).map(|d| normal(seed, &format!("x{i}"), d, 0)).collect();
    (0..count).map(one).collect()
}

/// The sizes of a planted run.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub options: usize,
    pub futures: usize,
    pub draws: usize,
    pub luck_paths: usize,
}

impl Size {
    pub fn new(options: usize, futures: usize, draws: usize) -> Self {
        Self { options, futures, draws, luck_paths: 1 }
    }
}

/// A measure that is to be small.
pub(crate) fn loss(name: &str) -> Measure {
    Measure { sense: Sense::Minimise, ..testing::measure(name, false) }
}

/// A run in which measure m of option o in future f is `value(m, o, f, draw, path)`.
pub(crate) fn planted(
    size: Size,
    measures: Vec<Measure>,
    uncertainties: Vec<Vec<f64>>,
    value: impl Fn(usize, usize, usize, usize, usize) -> f64,
) -> (Model, Outcomes) {
    let mut model = testing::model();
    let option = model.options[0].clone();
    model.options = (0..size.options)
        .map(|o| crate::model::OptionDef { name: format!("o{o}"), ..option.clone() })
        .collect();
    let trajectory = model.trajectories[0].clone();
    model.trajectories = (0..size.futures)
        .map(|f| crate::model::TrajectoryDef { name: format!("f{f}"), ..trajectory.clone() })
        .collect();
    let place = |i: usize| (i / size.futures, i % size.futures);
    let cells: Vec<Cell> = (0..size.options * size.futures)
        .map(|i| Cell { option: place(i).0, trajectory: place(i).1, response: true })
        .collect();
    let mut columns = Vec::new();
    for m in 0..measures.len() {
        for i in 0..cells.len() {
            let (o, f) = place(i);
            let paths = 0..size.draws * size.luck_paths;
            let at = |p: usize| value(m, o, f, p / size.luck_paths, p % size.luck_paths);
            columns.push(paths.map(at).collect());
        }
    }
    let count = cells.len();
    let layout = Layout {
        measures: (0..count)
            .map(|cell| (0..measures.len()).map(|m| m * count + cell).collect())
            .collect(),
        measure_columns: columns.len(),
        series: vec![Vec::new(); count],
        series_columns: 0,
        incidents: Vec::new(),
        cells: cells.clone(),
    };
    let template = model.uncertainties[0].clone();
    model.uncertainties = (0..uncertainties.len())
        .map(|i| crate::model::Uncertainty { name: format!("x{i}"), ..template.clone() })
        .collect();
    // what is planted may hold luck
    model.flows = vec![testing::luck()];
    model.cells = cells;
    model.measures = measures;
    model.series = Vec::new();
    let outcomes = Outcomes {
        shape: RunShape {
            replicates: (size.draws * size.luck_paths) as u64,
            seed: 1,
            design: DesignKind::Random,
            luck_paths: size.luck_paths as u32,
        },
        layout,
        measures: columns,
        uncertainties,
        series: SeriesTable::of(0, Vec::new()),
        incidents: Vec::new(),
        elapsed: Duration::ZERO,
        threads: 1,
    };
    (model, outcomes)
}
