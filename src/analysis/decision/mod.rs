//! All that is computed for choosing between the options of a run, once.

pub mod consequences;
pub mod dominance;
pub mod efficiency;
pub mod ratios;
mod resample;
pub mod scores;

pub use consequences::{Level, Scale, Standing, Told, told};
pub use dominance::{Dominance, ERROR_RATE, Order, Pair, Relation, Verdict};
pub use efficiency::{Efficiency, Place};
pub use ratios::{Ratio, RatioFuture, RatioValue, Undefined};
pub use resample::RESAMPLES;
pub use scores::{Flip, FutureScores, Score, Scored, Scores, WeightMove};

use std::sync::OnceLock;

use rayon::prelude::*;
use serde::Serialize;

use self::resample::{Expected, Resampler};
use super::discovery::{Discovery, DiscoveryQuestion, discover};
use super::information::{Information, InformationBuilder};
use super::regret::{RegretQuestion, Regrets, Robustness, Satisficing, robustness_and};
use crate::model::Model;
use crate::outcome::{Clusters, Outcomes, Summary, VarianceShares};
use crate::study::Sense;

/// All that is computed for choosing between the options of a run. It knows no language and no
/// format; indices are those of the model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// Index of the option that the others are compared with.
    pub baseline: usize,
    /// Measures that are weighed against each other: those of the study's key that have a better
    /// side; without a key all main ones that have one.
    pub measures: Vec<usize>,
    /// One for each future that ran, in the model's order, responses off before on.
    pub futures: Vec<FutureDecision>,
    /// What choosing an option may cost against the best one of the same draw and future: one for
    /// each of [`Decision::measures`].
    pub regret: Vec<Robustness>,
    /// In how many draws all bounds `acceptable` of these measures hold at once; none without
    /// bounds.
    pub satisficing: Option<Satisficing>,
    /// What it would be worth to know more before choosing, on the same measures.
    pub information: Information,
    /// The study's comparisons, in declared order.
    pub ratios: Vec<Ratio>,
    /// Weighted scores; none where the study gives no weights.
    pub scores: Option<Scores>,
    /// The conditions in which options fail, once somebody has asked for them.
    #[serde(skip)]
    discovered: OnceLock<Option<Discovery>>,
}

/// The options in one future.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FutureDecision {
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Whether the response acts.
    pub response: bool,
    /// Cell of each option; none where it was not run. `[options]`
    pub cells: Vec<Option<usize>>,
    /// How the options stand on each measure. `[measures]`, all of the model's
    pub standings: Vec<Standing>,
    /// Which options no other is better than, over [`Decision::measures`].
    pub efficiency: Efficiency,
    /// Stochastic dominance on each measure that has a better side, in declared order.
    pub dominance: Vec<Dominance>,
    /// What each measure's spread comes from. `[options][measures]`; empty where a draw has one
    /// luck path: it cannot be told then.
    pub luck: Vec<Vec<LuckShares>>,
}

/// Shares of ignorance and luck in the spread of a measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct LuckShares {
    /// Of the level.
    pub level: Option<VarianceShares>,
    /// Of the paired difference from the baseline: what the choice hangs on. None for the
    /// baseline.
    pub difference: Option<VarianceShares>,
}

impl Decision {
    /// Works it all out, in rayon's current pool; the result does not depend on the pool. The
    /// baseline is the model's: for another, change it there and summarise again.
    pub fn of(model: &Model, outcomes: &Outcomes, summary: &Summary) -> Self {
        Self::over(model, outcomes, summary, &main_measures(model))
    }

    /// The same, weighing other measures against each other; those without a better side are left
    /// out.
    pub fn over(model: &Model, outcomes: &Outcomes, summary: &Summary, measures: &[usize]) -> Self {
        let clusters = Clusters::new(&outcomes.shape);
        let resampler = Resampler::new(outcomes, &clusters);
        let judged = |m: &usize| model.measures[*m].sense != Sense::None;
        let weighed: Vec<usize> = measures.iter().copied().filter(judged).collect();
        let run = Run { model, outcomes, summary, clusters: &clusters };
        let futures = futures(model, outcomes);
        let tasks: Vec<(usize, usize)> = (0..futures.len())
            .flat_map(|future| (0..model.measures.len()).map(move |measure| (future, measure)))
            .collect();
        let mut found: Vec<OnMeasure> = tasks
            .par_iter()
            .map(|&(future, measure)| run.on_measure(&futures[future].2, measure))
            .collect();
        let mut each = Vec::with_capacity(futures.len());
        for future in futures {
            let rest = found.split_off(model.measures.len());
            each.push((future, found));
            found = rest;
        }
        let futures: Vec<FutureDecision> = each
            .into_par_iter()
            .map(|(future, found)| run.future(future, found, &weighed, &resampler))
            .collect();
        let mut information = InformationBuilder::new(model, outcomes, &[]);
        let Regrets { measures: regret, satisficing } = robustness_and(
            model,
            outcomes,
            &RegretQuestion::of(&weighed),
            |ground, measure, stake| information.add(ground, measure, stake),
        );
        let expectations = Expectations { model, outcomes, summary, resampler: &resampler };
        Self {
            baseline: model.baseline,
            measures: weighed,
            regret,
            satisficing,
            information: information.finish(),
            ratios: expectations.ratios(&futures),
            scores: expectations.scores(&futures),
            futures,
            discovered: OnceLock::new(),
        }
    }

    /// The conditions in which options fail in the first future, worked out when they are first
    /// asked for. `model` and `outcomes` are those of the decision.
    pub fn discovery(&self, model: &Model, outcomes: &Outcomes) -> Option<&Discovery> {
        let find = || discover(model, outcomes, &DiscoveryQuestion::brief());
        self.discovered.get_or_init(find).as_ref()
    }

    /// A future.
    pub fn future(&self, trajectory: usize, response: bool) -> Option<&FutureDecision> {
        self.futures.iter().find(|f| f.trajectory == trajectory && f.response == response)
    }
}

impl FutureDecision {
    /// Stochastic dominance on a measure; none for one without a better side.
    pub fn dominance(&self, measure: usize) -> Option<&Dominance> {
        self.dominance.iter().find(|d| d.measure == measure)
    }
}

/// Trajectory, response and the cell of each option.
type FutureCells = (usize, bool, Vec<Option<usize>>);

/// The futures that ran, in the model's order, responses off before on.
fn futures(model: &Model, outcomes: &Outcomes) -> Vec<FutureCells> {
    let each = (0..model.trajectories.len()).flat_map(|t| [(t, false), (t, true)]);
    each.map(|(trajectory, response)| {
        let cell = |option| outcomes.cell(option, trajectory, response);
        (trajectory, response, (0..model.options.len()).map(cell).collect::<Vec<_>>())
    })
    .filter(|(_, _, cells)| cells.iter().any(Option::is_some))
    .collect()
}

/// Expected measures of a run, with their resamples.
struct Expectations<'a> {
    model: &'a Model,
    outcomes: &'a Outcomes,
    summary: &'a Summary,
    resampler: &'a Resampler,
}

impl Expectations<'_> {
    /// The expectation of a measure in a cell (of a condition its probability); none where some
    /// values are infinite.
    fn of(&self, cell: usize, measure: usize) -> Option<Expected> {
        let statistics = self.summary.of(cell, measure);
        let mean = statistics.probability.or(statistics.mean)?.value;
        Some(self.resampler.expected(mean, self.outcomes.measure(cell, measure)))
    }
}

/// What is worked out for a measure in a future.
struct OnMeasure {
    standing: Standing,
    dominance: Option<Dominance>,
    /// `[options]`; empty where a draw has one luck path.
    luck: Vec<LuckShares>,
}

/// A run and what its errors hang on.
struct Run<'a> {
    model: &'a Model,
    outcomes: &'a Outcomes,
    summary: &'a Summary,
    clusters: &'a Clusters,
}

impl Run<'_> {
    fn on_measure(&self, cells: &[Option<usize>], measure: usize) -> OnMeasure {
        let (model, outcomes) = (self.model, self.outcomes);
        let columns: Vec<Option<usize>> =
            cells.iter().map(|cell| cell.map(|c| outcomes.layout.measures[c][measure])).collect();
        let sense = model.measures[measure].sense;
        OnMeasure {
            standing: Standing::of(model, outcomes, self.summary, cells, measure, self.clusters),
            dominance: Dominance::of(measure, sense, &outcomes.measures, &columns, self.clusters),
            luck: self.luck(cells, measure),
        }
    }

    fn luck(&self, cells: &[Option<usize>], measure: usize) -> Vec<LuckShares> {
        let luck_paths = self.outcomes.shape.luck_paths as usize;
        if luck_paths < 2 {
            return Vec::new();
        }
        let values = |cell: usize| self.outcomes.measure(cell, measure);
        let baseline = cells.get(self.model.baseline).copied().flatten();
        let difference = |cell: usize| {
            let pairs = values(cell).iter().zip(values(baseline?));
            let d: Vec<f64> = pairs.map(|(a, b)| if a == b { 0.0 } else { a - b }).collect();
            VarianceShares::of(&d, luck_paths)
        };
        let shares = |cell: usize| LuckShares {
            level: self.summary.of(cell, measure).variance,
            difference: difference(cell),
        };
        cells.iter().map(|cell| cell.map(shares).unwrap_or_default()).collect()
    }

    fn future(
        &self,
        (trajectory, response, cells): FutureCells,
        found: Vec<OnMeasure>,
        weighed: &[usize],
        resampler: &Resampler,
    ) -> FutureDecision {
        let options = if self.outcomes.shape.luck_paths < 2 { 0 } else { cells.len() };
        let luck = (0..options).map(|o| found.iter().map(|on| on.luck[o]).collect()).collect();
        let (standings, dominance): (Vec<Standing>, Vec<Option<Dominance>>) =
            found.into_iter().map(|on| (on.standing, on.dominance)).unzip();
        let on: Vec<&Standing> = weighed.iter().map(|m| &standings[*m]).collect();
        let efficiency = Efficiency::of(self.model, self.outcomes, &cells, &on, resampler);
        let dominance = dominance.into_iter().flatten().collect();
        FutureDecision { trajectory, response, cells, standings, efficiency, dominance, luck }
    }
}

/// Measures that an answer is about: those of the study's key that have a better side. Without a
/// key all that have one, whole ones before members of arrays, in declared order.
pub fn main_measures(model: &Model) -> Vec<usize> {
    let judged = |m: &usize| model.measures[*m].sense != Sense::None;
    if !model.key.is_empty() {
        return model.key.iter().copied().filter(judged).collect();
    }
    let whole = |m: &usize| !model.measures[*m].name.contains('[');
    let all = || (0..model.measures.len()).filter(judged);
    all().filter(whole).chain(all().filter(|m| !whole(m))).collect()
}

#[cfg(test)]
mod tests;
