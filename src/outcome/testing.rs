//! Small runs for tests.

use std::time::Duration;

use super::series::SeriesSums;
use super::shape::RunShape;
use super::table::Outcomes;
use super::{BlockSums, Histogram};
use crate::kernel::Layout;
use crate::model::{
    Cell, Description, ExprId, Flow, Measure, Model, Noise, OptionDef, Series, TimeGrid,
    TrajectoryDef, Uncertainty,
};
use crate::random::distribution::Distribution;
use crate::study::{DesignKind, Duration as Length, Sense};
use crate::text::UnitWords;

/// A measure without bounds.
pub(crate) fn measure(name: &str, condition: bool) -> Measure {
    Measure {
        name: name.to_owned(),
        group: None,
        unit: if condition { "1" } else { "people" }.to_owned(),
        sense: Sense::None,
        acceptable: None,
        weight: None,
        condition,
        expr: ExprId(0),
        description: Description::default(),
    }
}

fn label(text: &str) -> crate::text::Label {
    crate::text::Label { en: text.to_owned(), ar: None }
}

/// A model of two options in two trajectories with two measures and one series: names and dates
/// only, nothing to compute.
pub(crate) fn model() -> Model {
    let option = |name: &str| OptionDef {
        name: name.to_owned(),
        description: Description { label: Some(label(name)), ..Description::default() },
        levers: Vec::new(),
    };
    let trajectory = |name: &str| TrajectoryDef {
        name: name.to_owned(),
        description: Description::default(),
        weight: None,
        drivers: Vec::new(),
        active: ExprId(0),
        responses: Vec::new(),
    };
    let uncertainty = |name: &str, min: f64| Uncertainty {
        name: name.to_owned(),
        unit: "1".to_owned(),
        distribution: Distribution::from(
            crate::random::distribution::Uniform::new(min, min + 1.0).expect("a distribution"),
        ),
        description: Description::default(),
    };
    let start = jiff::civil::date(2026, 1, 1);
    Model {
        id: "small".to_owned(),
        title: label("Small"),
        summary: None,
        time: TimeGrid {
            start,
            asked_end: jiff::civil::date(2026, 3, 1),
            step: Length::parse("1 week").expect("a duration"),
            step_days: 7.0,
            steps: 8,
        },
        reports: vec![4, 8],
        replicates: 1000,
        seed: 0,
        design: DesignKind::Random,
        luck_paths: 1,
        stop: None,
        exprs: Vec::new(),
        tables: Vec::new(),
        uncertainties: vec![uncertainty("recruitment", 0.0), uncertainty("capability[iraq]", 1.0)],
        topics: Vec::new(),
        correlations: Vec::new(),
        posterior: None,
        stocks: Vec::new(),
        quantities: Vec::new(),
        flows: Vec::new(),
        events: Vec::new(),
        levers: Vec::new(),
        drivers: Vec::new(),
        rules: Vec::new(),
        smooths: Vec::new(),
        delays: Vec::new(),
        accumulators: Vec::new(),
        order: Vec::new(),
        groups: Vec::new(),
        measures: vec![measure("lost", false), measure("won", true)],
        key: Vec::new(),
        comparisons: Vec::new(),
        unit_words: UnitWords::default(),
        series: vec![Series {
            name: "active".to_owned(),
            family: "active".to_owned(),
            unit: "people".to_owned(),
            cumulative: false,
            expr: ExprId(0),
            description: Description::default(),
        }],
        options: vec![option("stay"), option("leave, now")],
        trajectories: vec![trajectory("virtual"), trajectory("relocation")],
        baseline: 0,
        cells: cells(),
        default_run: Default::default(),
        chart_set: Default::default(),
        charts: Vec::new(),
        history: Vec::new(),
        backtest: Default::default(),
    }
}

fn cells() -> Vec<Cell> {
    let cell = |i: usize| Cell { option: i / 2, trajectory: i % 2, response: true };
    (0..4).map(cell).collect()
}

/// The layout of [`model`]: the last cell's condition is that of the second.
pub(crate) fn layout() -> Layout {
    Layout {
        cells: cells(),
        measures: vec![vec![0, 1], vec![2, 3], vec![4, 5], vec![6, 3]],
        measure_columns: 7,
        series: vec![vec![0], vec![1], vec![0], vec![2]],
        series_columns: 3,
        incidents: vec![(crate::kernel::Incident::Bound(0), vec![0, 2])],
    }
}

/// A flow that makes a model one with luck.
pub(crate) fn luck() -> Flow {
    Flow {
        name: "luck".to_owned(),
        unit: "people/week".to_owned(),
        amount_unit: "people".to_owned(),
        rate: None,
        step: 1.0,
        noise: Noise::Poisson,
        from: None,
        to: Vec::new(),
        description: Description::default(),
    }
}

/// A run of [`model`] with 300 replicates, made up.
pub(crate) fn small_run() -> (Model, Outcomes) {
    let value = |column: usize, path: usize| {
        let x = ((path * 37 + column * 11) % 101) as f64;
        if column % 2 == 1 { f64::from(u8::from(x < 30.0)) } else { x * (column + 1) as f64 }
    };
    let layout = layout();
    let mut series = SeriesSums::new(2, layout.series_columns);
    let mut histograms = Vec::new();
    let columns: Vec<Vec<f64>> = (0..6)
        .map(|i| (0..300).map(|path| 100.0 * (i + 1) as f64 + value(0, path)).collect())
        .collect();
    for column in &columns {
        let mut histogram = Histogram::default();
        histogram.add(column);
        histograms.push(histogram);
    }
    for (first, last) in [(0, 256), (256, 300)] {
        let sums: Vec<BlockSums> =
            columns.iter().map(|column| BlockSums::start(&column[first..last])).collect();
        series.merge_block((last - first) as u64, &sums);
    }
    let outcomes = Outcomes {
        shape: RunShape { replicates: 300, seed: 5, design: DesignKind::Random, luck_paths: 1 },
        measures: (0..7).map(|c| (0..300).map(|path| value(c, path)).collect()).collect(),
        layout,
        uncertainties: vec![vec![0.5; 300], vec![1.5; 300]],
        series: series.finish(&histograms),
        incidents: Vec::new(),
        elapsed: Duration::from_millis(1500),
        threads: 2,
    };
    (Model { flows: vec![luck()], ..model() }, outcomes)
}
