//! How far means go over a grid of several axes, and with which axis.

use rayon::prelude::*;
use serde::Serialize;

use super::SweepResults;
use super::resamples::{Resamples, difference, mean};
use super::winner::trajectories;
use crate::outcome::type7;

/// How far the mean of an option goes over the points of a grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Place of the measure in the results.
    pub measure: usize,
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Index of the option.
    pub option: usize,
    /// The point where its mean is lowest.
    pub lowest: usize,
    /// The point where it is highest.
    pub highest: usize,
    /// Its mean at the lowest.
    pub low: f64,
    /// Its mean at the highest.
    pub high: f64,
    /// The 90 % interval of what lies between these two points.
    pub interval: (f64, f64),
    /// Which share of the variance of its mean over the points goes with each axis alone; what is
    /// left of 1 takes several axes. With means `m_v` over the `n_v` points at each value of the
    /// axis, and m over all, `sum n_v (m_v - m)^2 / sum (m_p - m)^2`. `[axes]`
    pub shares: Vec<f64>,
}

/// Of grids of two axes and more: by measure, trajectory and option. Options whose mean is the same
/// at all points, or infinite at one, are left out.
pub(super) fn spreads(results: &SweepResults, resamples: &Resamples) -> Vec<Spread> {
    if results.sampled || results.axes.len() < 2 {
        return Vec::new();
    }
    let mut asked = Vec::new();
    for measure in 0..results.measures.len() {
        for trajectory in trajectories(results) {
            let cells = results.cells.iter().enumerate();
            asked.extend(
                cells
                    .filter(|(_, c)| c.trajectory == trajectory)
                    .map(|(cell, c)| (measure, trajectory, c.option, cell)),
            );
        }
    }
    asked.into_par_iter().filter_map(|place| spread(results, resamples, place)).collect()
}

fn spread(
    results: &SweepResults,
    resamples: &Resamples,
    (measure, trajectory, option, cell): (usize, usize, usize, usize),
) -> Option<Spread> {
    let groups = |point: usize| results.of(point, cell, measure).groups.as_slice();
    let means: Vec<f64> = (0..results.points.len()).map(|p| mean(groups(p))).collect();
    if !means.iter().all(|m| m.is_finite()) {
        return None;
    }
    // of equal ones the first
    let far = |further: fn(f64, f64) -> bool| {
        (0..means.len()).reduce(|a, b| if further(means[b], means[a]) { b } else { a })
    };
    let (lowest, highest) = (far(|a, b| a < b)?, far(|a, b| a > b)?);
    let (low, high) = (means[lowest], means[highest]);
    if difference(high, low) == 0.0 {
        return None;
    }
    let paired: Vec<f64> = groups(highest).iter().zip(groups(lowest)).map(|(a, b)| a - b).collect();
    let mut moved = resamples.means(&paired);
    moved.sort_by(f64::total_cmp);
    let interval = match moved.is_empty() {
        true => (f64::NAN, f64::NAN),
        false => (type7(&moved, 0.05), type7(&moved, 0.95)),
    };
    let shares = (0..results.axes.len()).map(|axis| share(results, &means, axis)).collect();
    Some(Spread { measure, trajectory, option, lowest, highest, low, high, interval, shares })
}

/// Which share of the variance of `means` goes with an axis alone.
fn share(results: &SweepResults, means: &[f64], axis: usize) -> f64 {
    let all = mean(means);
    let total: f64 = means.iter().map(|m| (m - all) * (m - all)).sum();
    let values = results.axes[axis].values.len();
    let between: f64 = (0..values)
        .map(|value| {
            let at: Vec<f64> = (results.points.iter().zip(means))
                .filter(|(point, _)| point.place[axis] == value)
                .map(|(_, m)| *m)
                .collect();
            let own = mean(&at) - all;
            at.len() as f64 * own * own
        })
        .sum();
    between / total
}

#[cfg(test)]
mod tests {
    use super::super::findings::SweepFindings;
    use super::super::planted::{axis, planted};
    use crate::analysis::planted::normal;

    #[test]
    fn shares_are_those_of_the_two_effects() {
        let axes = vec![axis("x", &[0.0, 1.0, 2.0]), axis("y", &[-1.0, 1.0])];
        // 3 x + y + x y over x = 0, 1, 2 and y = -1, 1: variances 6, 4 (y (1 + mean x)), 2/3
        let (model, results) = planted((2, 1, 80), axes, None, |o, _, p, d| {
            let noise = 0.1 * normal(4, "n", d, 0);
            if o == 1 { 3.0 * p[0] + p[1] + p[0] * p[1] + noise } else { noise }
        });
        let found = SweepFindings::of(&results, &model).spreads;
        // the same noise at all points: an option that no axis touches does not move
        assert_eq!(found.len(), 1);
        let spread = &found[0];
        assert_eq!((spread.option, spread.shares.len()), (1, 2));
        let total = 6.0 + 4.0 + 2.0 / 3.0;
        assert!((spread.shares[0] - 6.0 / total).abs() < 1e-9, "{spread:?}");
        assert!((spread.shares[1] - 4.0 / total).abs() < 1e-9, "{spread:?}");
        assert_eq!(results.points[spread.lowest].values[1].x, -1.0);
        assert_eq!(results.points[spread.highest].values[0].x, 2.0);
        // -1 at (0, -1) to 9 at (2, 1), the noise being the same
        assert!((spread.high - spread.low - 10.0).abs() < 1e-9);
        assert!((spread.interval.0 - 10.0).abs() < 1e-9 && (spread.interval.1 - 10.0).abs() < 1e-9);
    }
}
