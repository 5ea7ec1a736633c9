//! What a sweep says, worked out once: tables, charts, sentences and pages read it.

use serde::Serialize;

use super::SweepResults;
use super::resamples::Resamples;
use super::sample::{AxisEffect, effects};
use super::spread::{Spread, spreads};
use super::tipping::{Line, lines};
use super::winner::{PointWinner, winners};
use crate::model::Model;

/// What a sweep says. Indices of options and trajectories are those of the model, of points and
/// measures those of the results.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SweepFindings {
    /// Which option is best at each point: by measure that has a better side, trajectory and point.
    pub winners: Vec<PointWinner>,
    /// What changes along the first axis of a grid: by measure, trajectory and place on the others.
    pub lines: Vec<Line>,
    /// How far means go over a grid of several axes: by measure, trajectory and option.
    pub spreads: Vec<Spread>,
    /// What the outcomes of a sample have to do with each axis.
    pub effects: Vec<AxisEffect>,
    /// How often the groups of draws were resampled; none where there was but one group.
    pub resamples: usize,
}

impl SweepFindings {
    /// Works it out, in rayon's current pool; the result does not depend on the pool.
    pub fn of(results: &SweepResults, model: &Model) -> Self {
        let resamples = Resamples::new(model.seed, results.groups);
        Self {
            winners: winners(results, model, &resamples),
            lines: lines(results, model, &resamples),
            spreads: spreads(results, &resamples),
            effects: effects(results, model),
            resamples: resamples.count(),
        }
    }

    /// The winners of a measure in a trajectory, by point.
    pub fn winners_of(&self, measure: usize, trajectory: usize) -> Vec<&PointWinner> {
        let fits = |w: &&PointWinner| w.measure == measure && w.trajectory == trajectory;
        self.winners.iter().filter(fits).collect()
    }

    /// The lines of a measure in a trajectory, by place on the other axes.
    pub fn lines_of(&self, measure: usize, trajectory: usize) -> Vec<&Line> {
        let fits = |l: &&Line| l.measure == measure && l.trajectory == trajectory;
        self.lines.iter().filter(fits).collect()
    }

    /// The effects of the axes on an outcome.
    pub fn effects_on(
        &self,
        (measure, trajectory, option): (usize, usize, usize),
        difference: bool,
    ) -> Vec<&AxisEffect> {
        let fits = |e: &&AxisEffect| {
            (e.measure, e.trajectory, e.option) == (measure, trajectory, option)
                && e.difference == difference
        };
        self.effects.iter().filter(fits).collect()
    }
}
