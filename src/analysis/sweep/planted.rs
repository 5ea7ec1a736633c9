//! Sweeps with a truth that is known, for tests.

use super::*;
use crate::analysis::planted::{Size, loss, planted as run};
use crate::model::Model;
use crate::outcome::Estimate;
use crate::text::Label;

/// Groups of draws in planted sweeps.
pub(crate) const PLANTED_GROUPS: usize = 40;

/// An axis of numbers.
pub(crate) fn axis(name: &str, values: &[f64]) -> Axis {
    let value = |x: &f64| AxisValue { x: *x, text: format!("{x}"), quantile: None };
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Axis {
        vary: name.to_owned(),
        label: Label { en: name.to_owned(), ar: None },
        unit: "1".to_owned(),
        kind: AxisKind::Number,
        log: false,
        options: Vec::new(),
        values: values.iter().map(value).collect(),
        range: [low, high],
        of_study: None,
    }
}

/// The grid of some axes, or a sample of their ranges at the points given, of `options` options in
/// `futures` trajectories. In draw d the one measure, of which less is better, is
/// `value(option, future, numbers of the axes, d)`.
pub(crate) fn planted(
    (options, futures, draws): (usize, usize, usize),
    axes: Vec<Axis>,
    sample: Option<&[Vec<f64>]>,
    value: impl Fn(usize, usize, &[f64], usize) -> f64,
) -> (Model, SweepResults) {
    let size = Size::new(options, futures, 1);
    let (mut model, _) = run(size, vec![loss("lost")], Vec::new(), |_, _, _, _, _| 0.0);
    // they are called by their names
    model.options.iter_mut().for_each(|option| option.description.label = None);
    let points = match sample {
        Some(points) => points.iter().map(|xs| point(&axes, xs, Vec::new())).collect(),
        None => grid(&axes),
    };
    let cells = model.cells.clone();
    let statistics = points
        .iter()
        .map(|point| {
            let xs: Vec<f64> = point.values.iter().map(|v| v.x).collect();
            let of = |o: usize, f: usize| -> Vec<f64> {
                (0..draws).map(|d| value(o, f, &xs, d)).collect()
            };
            let statistics = |cell: &crate::model::Cell| {
                let own = of(cell.option, cell.trajectory);
                let base =
                    (cell.option != model.baseline).then(|| of(model.baseline, cell.trajectory));
                vec![statistics(&own, base.as_deref())]
            };
            cells.iter().map(statistics).collect()
        })
        .collect();
    let results = SweepResults {
        of: SweepTitle { name: "planted".to_owned(), title: None, note: None },
        axes,
        sampled: sample.is_some(),
        points,
        cells,
        measures: vec![0],
        replicates: draws as u64,
        draws: draws as u64,
        groups: PLANTED_GROUPS,
        statistics,
    };
    (model, results)
}

fn point(axes: &[Axis], xs: &[f64], place: Vec<usize>) -> Point {
    let value = |x: &f64| AxisValue { x: *x, text: format!("{x}"), quantile: None };
    assert_eq!(axes.len(), xs.len());
    Point { place, values: xs.iter().map(value).collect() }
}

fn grid(axes: &[Axis]) -> Vec<Point> {
    let mut points = vec![Point { place: Vec::new(), values: Vec::new() }];
    for axis in axes {
        let longer = |point: &Point| {
            let each = axis.values.iter().enumerate().map(|(i, value)| {
                let mut point = point.clone();
                point.place.push(i);
                point.values.push(value.clone());
                point
            });
            each.collect::<Vec<_>>()
        };
        points = points.iter().flat_map(longer).collect();
    }
    points
}

fn statistics(own: &[f64], base: Option<&[f64]>) -> PointStatistics {
    let difference = base.map(|base| {
        let paired: Vec<f64> = own.iter().zip(base).map(|(x, b)| x - b).collect();
        let lower = paired.iter().filter(|d| **d < 0.0).count() as f64;
        let same = paired.iter().filter(|d| **d == 0.0).count() as f64;
        let better = (lower + 0.5 * same) / own.len() as f64;
        Difference { mean: estimate(&paired), better: Estimate::exact(better) }
    });
    let mut groups = vec![(0.0, 0.0); PLANTED_GROUPS];
    for (d, x) in own.iter().enumerate() {
        let group = &mut groups[d % PLANTED_GROUPS];
        *group = (group.0 + x, group.1 + 1.0);
    }
    let mut sorted = own.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |p: f64| crate::outcome::type7(&sorted, p);
    PointStatistics {
        mean: estimate(own),
        sd: estimate(own).map(|e| e.se * (own.len() as f64).sqrt()),
        quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(at),
        never: own.iter().filter(|x| x.is_infinite()).count() as f64 / own.len() as f64,
        difference,
        groups: groups.into_iter().map(|(sum, count)| sum / count).collect(),
    }
}

fn estimate(values: &[f64]) -> Option<Estimate> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    let se = (squares / (n - 1.0) / n).sqrt();
    let all = Estimate { value: mean, se, low: mean - 1.96 * se, high: mean + 1.96 * se };
    mean.is_finite().then_some(all)
}
