//! What a sample over all axes says: which axes matter, and how the outcome follows each of them.

use rayon::prelude::*;
use serde::Serialize;

use super::SweepResults;
use super::winner::{options, trajectories};
use crate::analysis::{Share, variance_share};
use crate::model::Model;

/// Classes of equal numbers of points along each axis.
const BINS: usize = 10;
/// Points in a class at least.
const FEWEST: usize = 8;

/// What an outcome has to do with one axis of a sample.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AxisEffect {
    /// Index of the axis.
    pub axis: usize,
    /// Place of the measure in [`SweepResults::measures`].
    pub measure: usize,
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Index of the option.
    pub option: usize,
    /// Whether the outcome is the difference from the baseline rather than the level.
    pub difference: bool,
    /// Share of the variance of the points' means that knowing the axis would take away:
    /// [`variance_share`].
    pub share: Option<Share>,
    /// The mean outcome by classes of the axis' number, ascending.
    pub bins: Vec<Bin>,
}

/// A class of points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Mean of the axis' numbers.
    pub x: f64,
    /// Mean of the outcome over the points.
    pub mean: f64,
    /// Its 90 % interval over the points of the class.
    pub interval: (f64, f64),
    /// Number of points.
    pub points: usize,
}

/// By measure, trajectory, option, level before difference, and axis: of a sample, and of a grid of
/// more than two axes, which no map shows.
pub(super) fn effects(results: &SweepResults, model: &Model) -> Vec<AxisEffect> {
    if !results.sampled && results.axes.len() < 3 {
        return Vec::new();
    }
    let mut places = Vec::new();
    for measure in 0..results.measures.len() {
        for trajectory in trajectories(results) {
            let base = results.cell(model.baseline, trajectory);
            for (option, cell) in options(results, trajectory) {
                places.push((measure, trajectory, option, cell, None));
                if option != model.baseline && base.is_some() {
                    places.push((measure, trajectory, option, cell, base));
                }
            }
        }
    }
    let of =
        |(measure, trajectory, option, cell, base): (usize, usize, usize, usize, Option<usize>)| {
            let mean = |point: usize, cell: usize| {
                results.of(point, cell, measure).mean.map_or(f64::NAN, |mean| mean.value)
            };
            let ys: Vec<f64> = (0..results.points.len())
                .map(|p| mean(p, cell) - base.map_or(0.0, |base| mean(p, base)))
                .collect();
            let each = (0..results.axes.len()).map(|axis| {
                let xs: Vec<f64> = results.points.iter().map(|p| p.values[axis].x).collect();
                AxisEffect {
                    axis,
                    measure,
                    trajectory,
                    option,
                    difference: base.is_some(),
                    share: variance_share(&xs, &ys),
                    bins: bins(&xs, &ys),
                }
            });
            each.collect::<Vec<_>>()
        };
    places.into_par_iter().flat_map_iter(of).collect()
}

/// Classes of about equal numbers of points by `xs`; points without an outcome are left out.
fn bins(xs: &[f64], ys: &[f64]) -> Vec<Bin> {
    let mut order: Vec<usize> = (0..xs.len()).filter(|i| ys[*i].is_finite()).collect();
    order.sort_by(|a, b| xs[*a].total_cmp(&xs[*b]));
    let count = (order.len() / FEWEST).clamp(1, BINS);
    let ends = (0..=count).map(|k| k * order.len() / count).collect::<Vec<_>>();
    let of = |ends: &[usize]| {
        let members = &order[ends[0]..ends[1]];
        let n = members.len() as f64;
        let mean = |of: &[f64]| members.iter().map(|i| of[*i]).sum::<f64>() / n;
        let (x, mean) = (mean(xs), mean(ys));
        let squares: f64 = members.iter().map(|i| (ys[*i] - mean) * (ys[*i] - mean)).sum();
        let t = crate::math::student_t_quantile(n - 1.0, 0.95);
        let reach = t * (squares / (n - 1.0) / n).sqrt();
        Bin { x, mean, interval: (mean - reach, mean + reach), points: members.len() }
    };
    ends.windows(2).filter(|e| e[1] >= e[0] + 2).map(of).collect()
}
