//! Where something changes along an axis of a sweep: the best option, the sign of a difference, whether a bound holds.

use rayon::prelude::*;
use serde::Serialize;

use super::SweepResults;
use super::crossing::{Through, changes, crossings, value};
use super::resamples::{ROUNDING, Resamples, difference, mean};
use super::winner::{options, trajectories, turn};
use crate::math;
use crate::model::Model;
use crate::outcome::type7;
use crate::study::Sense;

/// What changes at a tipping point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Tip {
    /// The best option.
    Best {
        /// Best below.
        from: usize,
        /// Best above.
        to: usize,
    },
    /// Which of two options is better: of any option and the baseline, and of one on which the axis
    /// acts and one on which it does not.
    Better {
        /// Better below.
        from: usize,
        /// Better above.
        to: usize,
    },
    /// Whether an option's mean keeps the measure's bound `acceptable`.
    Bound {
        /// The option.
        option: usize,
        /// Whether the bound holds above rather than below.
        holds_above: bool,
    },
}

/// A place on an axis at which something changes.
///
/// Where the curve d (a difference of means, or a mean less its bound) is below zero on one side of
/// x and above on the other, the resample b crosses at `x_b`. A resample that does not cross in the
/// same direction at all has its crossing beyond the end towards which the side it is on at x
/// stretches: an infinite `x_b`. The interval is that of the quantiles 5 and 95 % of all `x_b`; since
/// `x_b <= x` exactly if `d_b(x)` has the sign that d has above the crossing, it holds those x at which
/// the 90 % interval of d(x) holds zero (E. C. Fieller, 1954, has this for straight lines), and is
/// infinite where they go on beyond the axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tipping {
    /// What changes.
    pub tip: Tip,
    /// Where, in the number of the axis.
    pub at: f64,
    /// Lower end of the 90 % interval; minus infinity where it is open: beyond the axis.
    pub low: f64,
    /// Upper end; infinite where it is open.
    pub high: f64,
    /// Share of the resamples in which there is such a crossing within the axis.
    pub share: f64,
}

/// One measure of all options in a trajectory, along an axis at one place on all others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Index of the axis.
    pub axis: usize,
    /// Indices of the points along it, in ascending order of the axis' numbers.
    pub points: Vec<usize>,
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Place of the measure in [`SweepResults::measures`].
    pub measure: usize,
    /// What changes along it, in ascending order within each kind: first the best option, then pairs
    /// of options, then bounds.
    pub tippings: Vec<Tipping>,
    /// Pairs of options that are compared (see [`Tip::Better`]), and in which share of the resamples
    /// they change places at all.
    pub crossing: Vec<(usize, usize, f64)>,
    /// In which share of the resamples the best option changes at all.
    pub changes: f64,
    /// How far each option's mean moves from the lower end of the axis to the upper one.
    pub moves: Vec<Moved>,
}

/// How far a mean moves along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// The option.
    pub option: usize,
    /// Its mean at the lower end.
    pub first: f64,
    /// At the upper end.
    pub last: f64,
    /// The 90 % interval of what lies between.
    pub interval: (f64, f64),
}

/// The lines of a grid along its first axis, by measure, trajectory and place on the others; none
/// for a sample. Measures without a better side have no best option, but crossings and moves.
pub(super) fn lines(results: &SweepResults, model: &Model, resamples: &Resamples) -> Vec<Line> {
    if results.sampled || results.axes.is_empty() {
        return Vec::new();
    }
    let rows = rows(results, 0);
    let measures = 0..results.measures.len();
    let futures = trajectories(results);
    let places: Vec<(usize, usize, &Vec<usize>)> = measures
        .flat_map(|m| futures.iter().map(move |t| (m, *t)))
        .flat_map(|(m, t)| rows.iter().map(move |row| (m, t, row)))
        .collect();
    places
        .into_par_iter()
        .map(|(measure, trajectory, points)| {
            Along::new(results, model, resamples, (measure, trajectory, points)).line()
        })
        .collect()
}

/// The points along an axis in ascending order of its numbers, for each place on the others.
pub(super) fn rows(results: &SweepResults, axis: usize) -> Vec<Vec<usize>> {
    let mut rows: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for (index, point) in results.points.iter().enumerate() {
        let mut others = point.place.clone();
        others.remove(axis);
        match rows.iter_mut().find(|(place, _)| *place == others) {
            Some((_, row)) => row.push(index),
            None => rows.push((others, vec![index])),
        }
    }
    let x = |point: &usize| results.points[*point].values[axis].x;
    let mut rows: Vec<Vec<usize>> = rows.into_iter().map(|(_, row)| row).collect();
    for row in &mut rows {
        row.sort_by(|a, b| x(a).total_cmp(&x(b)));
    }
    rows
}

/// From which curve to which the lowest one changes, in ascending order.
type Changed = Vec<(usize, usize)>;

/// Curves along an axis, as they are and in each resample.
struct Along<'a> {
    results: &'a SweepResults,
    model: &'a Model,
    resamples: &'a Resamples,
    measure: usize,
    trajectory: usize,
    points: &'a [usize],
    /// Places on the axis, or their logarithms.
    xs: Vec<f64>,
    is_log: bool,
    /// Options with their cells.
    options: Vec<(usize, usize)>,
    /// The option that others are compared with: where it stands among [`Along::options`].
    baseline: usize,
    turn: f64,
    /// Differences from the baseline, less being better, in resamples. `[options][resamples][points]`
    resampled: Vec<Vec<Vec<f64>>>,
}

impl<'a> Along<'a> {
    fn new(
        results: &'a SweepResults,
        model: &'a Model,
        resamples: &'a Resamples,
        (measure, trajectory, points): (usize, usize, &'a [usize]),
    ) -> Self {
        let axis = &results.axes[0];
        let bend = |x: f64| if axis.log { math::ln(x) } else { x };
        let xs = points.iter().map(|p| bend(results.points[*p].values[0].x)).collect();
        let options = options(results, trajectory);
        let baseline = options.iter().position(|(o, _)| *o == model.baseline).unwrap_or(0);
        let mut along = Self {
            results,
            model,
            resamples,
            measure,
            trajectory,
            points,
            xs,
            is_log: axis.log,
            baseline,
            turn: turn(model, results, measure),
            options,
            resampled: Vec::new(),
        };
        along.resampled = (0..along.options.len())
            .map(|o| along.resample(&|p| along.paired(o, along.baseline, p)))
            .collect();
        along
    }

    fn groups(&self, option: usize, point: usize) -> &'a [f64] {
        &self.results.of(self.points[point], self.options[option].1, self.measure).groups
    }

    /// Differences of an option from another by group, less than zero where the first is better.
    fn paired(&self, option: usize, other: usize, point: usize) -> Vec<f64> {
        let (own, other) = (self.groups(option, point), self.groups(other, point));
        own.iter().zip(other).map(|(x, b)| self.turn * difference(*x, *b)).collect()
    }

    /// The mean difference of an option from another along the axis.
    fn curve(&self, option: usize, other: usize) -> Vec<f64> {
        (0..self.points.len()).map(|p| mean(&self.paired(option, other, p))).collect()
    }

    /// A curve in each resample. `[resamples][points]`
    fn resample(&self, groups: &dyn Fn(usize) -> Vec<f64>) -> Vec<Vec<f64>> {
        let by_point: Vec<Vec<f64>> =
            (0..self.points.len()).map(|p| self.resamples.means(&groups(p))).collect();
        (0..self.resamples.count())
            .map(|b| by_point.iter().map(|means| means[b]).collect())
            .collect()
    }

    /// A place of the axis' own scale from one of [`Along::xs`]. Infinite ends stay what they are.
    fn unbent(&self, x: f64) -> f64 {
        if self.is_log && x.is_finite() { math::exp(x) } else { x }
    }

    fn line(&self) -> Line {
        let mut tippings = Vec::new();
        let mut all_changes = 0.0;
        let measure = &self.model.measures[self.results.measures[self.measure]];
        if measure.sense != Sense::None {
            let (found, share) = self.best();
            (tippings, all_changes) = (found, share);
        }
        let mut crossing = Vec::new();
        for (option, other) in self.pairs() {
            let base = self.curve(option, other);
            let resampled = self.between(option, other);
            let (o, b) = (self.options[option].0, self.options[other].0);
            crossing.push((o, b, share_of_any(&self.xs, &resampled)));
            for through in crossings(&self.xs, &base) {
                // the option is better where the difference is below zero
                let (from, to) = if through.rises { (o, b) } else { (b, o) };
                tippings.push(self.tipping(Tip::Better { from, to }, through, &resampled));
            }
        }
        if let (Some(bound), true) = (measure.acceptable, measure.sense != Sense::None) {
            for option in 0..self.options.len() {
                tippings.extend(self.bounds(option, bound));
            }
        }
        Line {
            axis: 0,
            points: self.points.to_vec(),
            trajectory: self.trajectory,
            measure: self.measure,
            tippings,
            crossing,
            changes: all_changes,
            moves: (0..self.options.len()).filter_map(|o| self.moved(o)).collect(),
        }
    }

    /// Where the best option changes, and the share of resamples in which it does at all.
    fn best(&self) -> (Vec<Tipping>, f64) {
        let curve = |option: usize| self.curve(option, self.baseline);
        let mut curves: Vec<Vec<f64>> = (0..self.options.len()).map(curve).collect();
        if curves.iter().flatten().any(|v| !v.is_finite()) {
            return (Vec::new(), 0.0);
        }
        let scales = self.scales();
        level(&mut curves, &scales);
        let count = self.resamples.count();
        let of: Vec<Changed> = (0..count)
            .map(|b| {
                let mut curves: Vec<Vec<f64>> =
                    self.resampled.iter().map(|option| option[b].clone()).collect();
                level(&mut curves, &scales);
                changes(&self.xs, &curves).into_iter().map(|c| (c.from, c.to)).collect()
            })
            .collect();
        let share = |holds: &dyn Fn(&Changed) -> bool| {
            of.iter().filter(|found| holds(found)).count() as f64 / count as f64
        };
        let found = changes(&self.xs, &curves).into_iter().map(|change| {
            let pair = self.between(change.from, change.to);
            let tip =
                Tip::Best { from: self.options[change.from].0, to: self.options[change.to].0 };
            let through = Through { at: change.at, rises: true };
            let tipping = self.tipping(tip, through, &pair);
            let same = share(&|found| found.contains(&(change.from, change.to)));
            Tipping { share: same, ..tipping }
        });
        (found.collect(), share(&|found| !found.is_empty()))
    }

    /// Pairs of options that are compared, by their places among [`Along::options`]: each with the
    /// baseline, and each on which the axis acts with each on which it does not.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let axis = &self.results.axes[0];
        let acts = |o: usize| axis.options.contains(&self.model.options[self.options[o].0].name);
        let all = 0..self.options.len();
        let with_baseline = all.clone().filter(|o| *o != self.baseline).map(|o| (o, self.baseline));
        let mut pairs: Vec<(usize, usize)> = with_baseline.collect();
        for option in all.clone().filter(|o| acts(*o) && *o != self.baseline) {
            let others = all.clone().filter(|o| !acts(*o) && *o != self.baseline);
            pairs.extend(others.map(|other| (option, other)));
        }
        pairs
    }

    /// The difference between two options in each resample, less than zero where the first is better.
    fn between(&self, option: usize, other: usize) -> Vec<Vec<f64>> {
        match other == self.baseline {
            true => self.resampled[option].clone(),
            false => self.resample(&|p| self.paired(option, other, p)),
        }
    }

    /// The largest mean at each point.
    fn scales(&self) -> Vec<f64> {
        let largest = |p: usize| {
            let means = (0..self.options.len()).map(|o| mean(self.groups(o, p)).abs());
            means.fold(0.0, f64::max)
        };
        (0..self.points.len()).map(largest).collect()
    }

    /// Where an option's mean crosses a bound.
    fn bounds(&self, option: usize, bound: f64) -> Vec<Tipping> {
        let over = |p: usize| -> Vec<f64> {
            self.groups(option, p).iter().map(|x| self.turn * (x - bound)).collect()
        };
        let base: Vec<f64> = (0..self.points.len()).map(|p| mean(&over(p))).collect();
        let found = crossings(&self.xs, &base);
        if found.is_empty() {
            return Vec::new();
        }
        let resampled = self.resample(&over);
        let tip = |through: &Through| Tip::Bound {
            option: self.options[option].0,
            holds_above: !through.rises,
        };
        found.into_iter().map(|through| self.tipping(tip(&through), through, &resampled)).collect()
    }

    /// A crossing with its interval.
    fn tipping(&self, tip: Tip, through: Through, resampled: &[Vec<f64>]) -> Tipping {
        let mut places: Vec<f64> = Vec::with_capacity(resampled.len());
        let mut within = 0;
        for curve in resampled {
            let same = crossings(&self.xs, curve).into_iter().filter(|c| c.rises == through.rises);
            let nearest =
                same.min_by(|a, b| (a.at - through.at).abs().total_cmp(&(b.at - through.at).abs()));
            places.push(match nearest {
                Some(found) => {
                    within += 1;
                    found.at
                }
                // on the side that lies below it, the crossing is still to come
                None if (value(&self.xs, curve, through.at) > 0.0) != through.rises => {
                    f64::INFINITY
                }
                None => f64::NEG_INFINITY,
            });
        }
        places.sort_unstable_by(f64::total_cmp);
        let at = |p: f64| match places.is_empty() {
            true => f64::NAN,
            false => self.unbent(quantile(&places, p)),
        };
        Tipping {
            tip,
            at: self.unbent(through.at),
            low: at(0.05),
            high: at(0.95),
            share: within as f64 / places.len() as f64,
        }
    }

    fn moved(&self, option: usize) -> Option<Moved> {
        let (first, last) = (self.groups(option, 0), self.groups(option, self.points.len() - 1));
        let between: Vec<f64> = last.iter().zip(first).map(|(b, a)| b - a).collect();
        if between.iter().any(|x| !x.is_finite()) {
            return None;
        }
        let mut means = self.resamples.means(&between);
        means.sort_unstable_by(f64::total_cmp);
        let interval = match means.is_empty() {
            true => (f64::NAN, f64::NAN),
            false => (type7(&means, 0.05), type7(&means, 0.95)),
        };
        let (first, last) = (mean(first), mean(last));
        Some(Moved { option: self.options[option].0, first, last, interval })
    }
}

/// Makes curves equal at points where they differ by no more than rounding, so that two options that
/// do the same never seem to change places. `scales` are the sizes of what was subtracted.
fn level(curves: &mut [Vec<f64>], scales: &[f64]) {
    for (point, scale) in scales.iter().enumerate() {
        for curve in 1..curves.len() {
            let own = curves[curve][point];
            let near = |other: &Vec<f64>| (other[point] - own).abs() <= 4.0 * ROUNDING * scale;
            if let Some(same) = curves[..curve].iter().position(near) {
                curves[curve][point] = curves[same][point];
            }
        }
    }
}

/// A quantile of sorted places of which some may be infinite: between two of them the outer one.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    if low.is_finite() && high.is_finite() {
        return type7(sorted, p);
    }
    if p < 0.5 { low } else { high }
}

/// The share of curves that cross zero at all.
fn share_of_any(xs: &[f64], curves: &[Vec<f64>]) -> f64 {
    let crossing = curves.iter().filter(|curve| !crossings(xs, curve).is_empty()).count();
    crossing as f64 / curves.len() as f64
}
