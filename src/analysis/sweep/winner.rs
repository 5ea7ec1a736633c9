//! Which option is best at each point of a sweep, and how sure that is.

use rayon::prelude::*;
use serde::Serialize;

use super::SweepResults;
use super::resamples::{Resamples, difference, mean};
use crate::model::Model;
use crate::study::Sense;

/// The best option of a point is told apart where it is best in this share of resamples. Of two
/// options this is where the 90 % interval of their difference excludes zero, so that a tipping
/// point's interval and the points that are not told apart are the same stretch of an axis; two equal
/// options are told apart once in ten times.
pub const TOLD: f64 = 0.95;

/// Which option is best by a measure, at a point in a trajectory.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PointWinner {
    /// Index of the point.
    pub point: usize,
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Place of the measure in [`SweepResults::measures`].
    pub measure: usize,
    /// The option with the best mean; none where a mean is infinite (something that never came).
    pub best: Option<usize>,
    /// Its mean.
    pub mean: f64,
    /// In which share of the resamples it is best: what several share counts in parts.
    pub share: f64,
    /// The fewest options that are best in at least [`TOLD`] of the resamples together, the most
    /// frequent first: the options among which it is open. Just the best one where it is told apart.
    pub open: Vec<usize>,
    /// By how much it is better than the next best by mean, and which that is.
    pub margin: Option<(f64, usize)>,
}

impl PointWinner {
    /// Whether the best is told apart from all others.
    pub fn told(&self) -> bool {
        self.best.is_some_and(|best| self.open == [best])
    }

    /// The option that is most likely best besides the best by mean, where that is open.
    pub fn rival(&self) -> Option<usize> {
        if self.told() { None } else { self.open.iter().copied().find(|o| Some(*o) != self.best) }
    }
}

/// Who is best, by all measures with a better side: by measure, then trajectory, then point.
pub(super) fn winners(
    results: &SweepResults,
    model: &Model,
    resamples: &Resamples,
) -> Vec<PointWinner> {
    let judged = (0..results.measures.len())
        .filter(|m| model.measures[results.measures[*m]].sense != Sense::None);
    let futures = trajectories(results);
    let places: Vec<(usize, usize, usize)> = judged
        .flat_map(|measure| futures.iter().map(move |t| (measure, *t)))
        .flat_map(|(measure, t)| (0..results.points.len()).map(move |p| (measure, t, p)))
        .collect();
    places.into_par_iter().map(|place| winner(results, model, resamples, place)).collect()
}

/// Indices of the trajectories of a sweep, in order.
pub(super) fn trajectories(results: &SweepResults) -> Vec<usize> {
    let mut all: Vec<usize> = results.cells.iter().map(|cell| cell.trajectory).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The options that ran in a trajectory, with their cells.
pub(super) fn options(results: &SweepResults, trajectory: usize) -> Vec<(usize, usize)> {
    let mut all: Vec<usize> = results
        .cells
        .iter()
        .filter(|cell| cell.trajectory == trajectory)
        .map(|cell| cell.option)
        .collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().filter_map(|o| Some((o, results.cell(o, trajectory)?))).collect()
}

/// 1 where less is better, -1 where more is: what turns a measure into one of which less is better.
pub(super) fn turn(model: &Model, results: &SweepResults, measure: usize) -> f64 {
    match model.measures[results.measures[measure]].sense {
        Sense::Maximise => -1.0,
        Sense::Minimise | Sense::None => 1.0,
    }
}

fn winner(
    results: &SweepResults,
    model: &Model,
    resamples: &Resamples,
    (measure, trajectory, point): (usize, usize, usize),
) -> PointWinner {
    let turn = turn(model, results, measure);
    let options = options(results, trajectory);
    let groups: Vec<&[f64]> =
        options.iter().map(|(_, cell)| &results.of(point, *cell, measure).groups[..]).collect();
    let means: Vec<f64> = groups.iter().map(|g| turn * mean(g)).collect();
    let nobody = PointWinner {
        point,
        trajectory,
        measure,
        best: None,
        mean: f64::NAN,
        share: f64::NAN,
        open: Vec::new(),
        margin: None,
    };
    if means.is_empty() || means.iter().any(|m| !m.is_finite()) {
        return nobody;
    }
    let mut order: Vec<usize> = (0..means.len()).collect();
    let least = means.iter().copied().fold(f64::INFINITY, f64::min);
    // of equals the first, however they were rounded
    let Some(best) = order.iter().copied().find(|o| difference(means[*o], least) == 0.0) else {
        return nobody;
    };
    let shares = shares(&groups, turn, resamples, best);
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]));
    let mut open = Vec::new();
    let mut sum = 0.0;
    for option in order {
        if sum >= TOLD - 1e-9 {
            break;
        }
        sum += shares[option];
        open.push(options[option].0);
    }
    let next =
        (0..means.len()).filter(|o| *o != best).min_by(|a, b| means[*a].total_cmp(&means[*b]));
    PointWinner {
        best: Some(options[best].0),
        mean: turn * means[best],
        share: shares[best],
        open,
        margin: next.map(|next| (difference(means[next], means[best]), options[next].0)),
        ..nobody
    }
}

/// In which share of the resamples each option is best. Without resamples nothing is known: all share.
fn shares(groups: &[&[f64]], turn: f64, resamples: &Resamples, best: usize) -> Vec<f64> {
    let options = groups.len();
    if options == 1 {
        return vec![1.0];
    }
    if resamples.count() == 0 {
        return vec![1.0 / options as f64; options];
    }
    // differences from the best: options that are equal in every draw are then exactly so
    let differences: Vec<Vec<f64>> = groups
        .iter()
        .map(|g| {
            let paired = g.iter().zip(groups[best]).map(|(x, b)| turn * difference(*x, *b));
            resamples.means(&paired.collect::<Vec<f64>>())
        })
        .collect();
    let mut shares = vec![0.0; options];
    for resample in 0..resamples.count() {
        let least = differences.iter().map(|d| d[resample]).fold(f64::INFINITY, f64::min);
        let first: Vec<usize> =
            (0..options).filter(|o| differences[*o][resample] == least).collect();
        for option in &first {
            shares[*option] += 1.0 / first.len() as f64;
        }
    }
    shares.iter_mut().for_each(|share| *share /= resamples.count() as f64);
    shares
}
