//! All that is computed for choosing between the options of a run, once.

pub mod consequences;
pub mod dominance;
pub mod efficiency;

pub use consequences::{Level, Scale, Standing, Told, told};
pub use dominance::{Dominance, Order, Pair, Verdict};
pub use efficiency::{Efficiency, Place};

use serde::Serialize;

use crate::model::Model;
use crate::outcome::{Outcomes, Summary, VarianceShares};
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
        let _ = (outcomes, summary);
        Self { baseline: model.baseline, measures: measures.to_vec(), futures: Vec::new() }
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
