//! What it is worth to know more before deciding.
//!
//! With `mu_o(d)` the expected outcome of option o given draw d (over luck:
//! [`super::expectation`]), turned so that less is better, and `x_S` the values of a set S of
//! uncertainties in the draw,
//!
//! ```text
//! EVPI     = min_o E[mu_o(d)] - E[min_o mu_o(d)]                 (measure's unit)
//! EVPPI(S) = min_o E[mu_o(d)] - E[min_o g_o(x_S)],   g_o(x) = E[mu_o(d) | x_S = x]
//! ```
//!
//! the expected values of perfect information and of perfect *partial* information (H. Raiffa,
//! R. Schlaifer, Applied Statistical Decision Theory, 1961): what the option that is chosen once
//! everything, or once `x_S`, is known does better in the mean than the one that is chosen now. Luck
//! is known to nobody. `0 <= EVPPI <= EVPI`, and neither needs more runs: M. Strong, J. E. Oakley,
//! A. Brennan, "Estimating multiparameter partial expected value of perfect information from a
//! probabilistic sensitivity analysis sample: a nonparametric regression approach", Medical
//! Decision Making 34, 2014.
//!
//! **Regression.** As there, `g_o` is a regression, here of the *difference* from the option with
//! the best mean, which is what decides, and of `mu_o(d)` rather than of the outcome itself: given
//! `x_S` both have the same mean, and the former holds no luck. Terms are chosen as for `mu_o`, from
//! the uncertainties of S alone; a single uncertainty may bend at seven quantiles and
//! jump at fourteen besides (`max(0, z - k)` and `z > k` of its normal score). Where S holds all uncertainties that `mu_o` hangs on, and
//! no outcome of the draw itself counts, `g_o` is `mu_o`; where it holds none of them and none that is
//! correlated with one, `g_o` is constant, and what is worthless is worth exactly 0.
//!
//! **Error and optimism.** The least of noisy estimates is too good. As in [`super::regret`] a
//! resample of groups of draws changes which draws are averaged over and, by the mean of its
//! residuals, every class of each regression (these are residuals of the outcomes, so that luck is in
//! the error). With V the estimate from the draws and `V_b` that of resample b,
//!
//! ```text
//! bias = mean of V_b - V,   value = max(0, V - bias),   se = spread of the V_b
//! interval = value -+ t(G - 1) se, not below 0
//! ```
//!
//! the bootstrap's correction (Strong et al. draw from the normal law of the fitted values for the
//! same end). `crossed` has EVPI without that bias and without correcting for it: options are
//! chosen by one half of the draws and paid by the other ([`super::Check`]).
//! What is left out is what the regressions miss: EVPI is then too low.
//!
//! **Thresholds.** For a single uncertainty the least `g_o` names the best option for each value:
//! [`Stretch`]es of it, those with less than 2 % of the draws given to their neighbours. With two of
//! them the value between has an interval, from where the resamples have it.
//!
//! **Over futures.** Where the study weighs all trajectories, the same on the outcomes averaged
//! over the futures with these weights, option by option and path by path: what knowing the
//! uncertainties is worth to somebody who does not know which future comes. Where the study gives
//! scores, the same on `sum of weight x (outcome - worst) / (best - worst)`, which is linear beyond
//! the ends of the scales.

mod sets;
#[cfg(test)]
mod tests;
mod value;

pub use sets::{InformationSet, SetKind};

use rayon::prelude::*;
use serde::Serialize;

use super::regret::stake::Stake;
use super::regret::{DecisionFuture, Ground, Withheld};
use crate::model::Model;
use crate::outcome::{Estimate, Outcomes};
use crate::study::Sense;

/// Resamples unless asked otherwise.
const RESAMPLES: usize = 200;

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InformationQuestion {
    /// Indices of measures; those without a sense are left out.
    pub measures: Vec<usize>,
    /// Sets of uncertainties that somebody names, beside those of the study.
    pub named: Vec<(String, Vec<usize>)>,
}

/// What it is worth to know more, on each measure.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Information {
    /// Uncertainties and groups of them.
    pub sets: Vec<InformationSet>,
    /// Measures in the order asked for; the weighted score last, where the study has one.
    pub measures: Vec<InformationOn>,
}

impl Information {
    /// On a measure.
    pub fn of(&self, measure: usize) -> Option<&InformationOn> {
        self.measures.iter().find(|on| on.measure == Some(measure))
    }
}

/// What it is worth to know more on a measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InformationOn {
    /// Index of the measure; none for the study's weighted score.
    pub measure: Option<usize>,
    /// Which way it is better.
    pub sense: Sense,
    /// Number of draws.
    pub draws: u64,
    /// Options that ran in every future.
    pub options: Vec<usize>,
    /// Why there is nothing.
    pub withheld: Option<Withheld>,
    /// One for each future, then one over all by the study's weights where it weighs all.
    pub futures: Vec<InformationIn>,
}

/// What it is worth to know more in a future.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InformationIn {
    /// The future; none for all by their weights.
    pub future: Option<DecisionFuture>,
    /// The option that is best as far as is known now.
    pub chosen: usize,
    /// Whether options can differ at all.
    pub differ: bool,
    /// EVPI: what it is worth to know all uncertainties.
    pub all: Estimate,
    /// EVPI before its bias was taken off.
    pub plain: f64,
    /// EVPI with options chosen by one half of the draws and paid by the other.
    pub crossed: Estimate,
    /// EVPPI of each set that any difference hangs on, singles first, each kind by falling value.
    pub parts: Vec<PartialInformation>,
}

impl InformationIn {
    /// Single uncertainties that are worth something beyond chance, the most valuable first.
    pub fn singles<'a>(
        &'a self,
        information: &'a Information,
    ) -> impl Iterator<Item = &'a PartialInformation> {
        self.parts
            .iter()
            .filter(|part| information.sets[part.set].kind == SetKind::Single && part.counts())
    }

    /// Whether knowing everything is worth something beyond chance.
    pub fn counts(&self) -> bool {
        self.all.value > 0.0 && self.all.low > 0.0
    }
}

/// What it is worth to know a set of uncertainties.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartialInformation {
    /// Index of the set in [`Information::sets`].
    pub set: usize,
    /// EVPPI.
    pub value: Estimate,
    /// The same before its bias was taken off.
    pub plain: f64,
    /// Of a single uncertainty: which option is best for which values, rising.
    pub stretches: Vec<Stretch>,
    /// Of two stretches: the value between them.
    pub threshold: Option<Estimate>,
}

impl PartialInformation {
    /// Whether it is beyond chance.
    pub fn counts(&self) -> bool {
        self.value.value > 0.0 && self.value.low > 0.0
    }
}

/// Values of an uncertainty for which one option is best.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stretch {
    /// Least of the values; none for the first stretch.
    pub from: Option<f64>,
    /// Greatest of them; none for the last.
    pub to: Option<f64>,
    /// Share of the draws.
    pub share: f64,
    /// The best option.
    pub option: usize,
}

/// What it is worth to know more before deciding, from a run that exists.
///
/// The same bits for any number of threads.
pub fn information(
    model: &Model,
    outcomes: &Outcomes,
    question: &InformationQuestion,
) -> Information {
    let mut out = InformationBuilder::new(model, outcomes, &question.named);
    if let Some(ground) = Ground::new(model, outcomes, RESAMPLES) {
        for measure in &question.measures {
            let sense = model.measures[*measure].sense;
            if sense != Sense::None {
                out.add(&ground, *measure, ground.stake(outcomes, *measure, sense).as_ref());
            }
        }
        out.add_score(&ground);
    }
    out.finish()
}

/// What is found, measure by measure, from expectations that somebody else may have worked out.
pub(super) struct InformationBuilder<'a> {
    model: &'a Model,
    outcomes: &'a Outcomes,
    found: Information,
}

impl<'a> InformationBuilder<'a> {
    /// With the sets of the study and those that somebody names.
    pub fn new(model: &'a Model, outcomes: &'a Outcomes, named: &[(String, Vec<usize>)]) -> Self {
        let found = Information { sets: sets::sets(model, named), measures: Vec::new() };
        Self { model, outcomes, found }
    }

    /// Adds a measure whose expected outcomes are known; none where a value is infinite.
    pub fn add(&mut self, ground: &Ground, measure: usize, stake: Option<&Stake>) {
        let Self { model, outcomes, found } = self;
        let on = on_measure(model, outcomes, ground, &found.sets, measure, stake);
        found.measures.push(on);
    }

    /// Adds the study's weighted score, if it has one.
    pub fn add_score(&mut self, ground: &Ground) {
        let Self { model, outcomes, found } = self;
        let on = on_score(model, outcomes, ground, &found.sets);
        found.measures.extend(on);
    }

    /// What was found.
    pub fn finish(self) -> Information {
        self.found
    }
}

/// On a measure whose expected outcomes are known; none where a value is infinite.
fn on_measure(
    model: &Model,
    outcomes: &Outcomes,
    ground: &Ground,
    sets: &[InformationSet],
    measure: usize,
    stake: Option<&Stake>,
) -> InformationOn {
    let run = Run { model, outcomes, ground, sets };
    let sense = model.measures[measure].sense;
    let Some(stake) = stake else {
        return run.nothing(Some(measure), sense);
    };
    let mut futures: Vec<InformationIn> = run.futures(stake);
    if let Some(weights) = run.weights() {
        let columns = ground.grid.columns(outcomes, measure);
        let options = 0..ground.grid.options.len();
        let table: Vec<Vec<f64>> = options
            .map(|o| {
                let columns = columns.iter().map(|c| outcomes.measures[c[o]].as_slice());
                weighted(columns.zip(weights.iter().copied()))
            })
            .collect();
        futures.extend(run.over_futures(&table, sense));
    }
    InformationOn { futures, withheld: None, ..run.nothing(Some(measure), sense) }
}

/// On the study's weighted score; none where it gives no weights.
fn on_score(
    model: &Model,
    outcomes: &Outcomes,
    ground: &Ground,
    sets: &[InformationSet],
) -> Option<InformationOn> {
    let run = Run { model, outcomes, ground, sets };
    let weight = |m: usize| model.measures[m].weight.filter(|w| w.weight > 0.0).map(|w| (m, w));
    let measures: Vec<_> = (0..model.measures.len()).filter_map(weight).collect();
    let total: f64 = measures.iter().map(|(_, w)| w.weight).sum();
    if measures.is_empty() {
        return None;
    }
    // scores of each option in each future, one after the other
    let columns: Vec<Vec<Vec<usize>>> =
        measures.iter().map(|(m, _)| ground.grid.columns(outcomes, *m)).collect();
    let (futures, options) = (ground.grid.futures.len(), ground.grid.options.len());
    let table: Vec<Vec<f64>> = (0..futures * options)
        .into_par_iter()
        .map(|i| {
            let (f, o) = (i / options, i % options);
            let parts = measures.iter().zip(&columns).map(|((_, w), columns)| {
                (outcomes.measures[columns[f][o]].as_slice(), w.weight / total / (w.best - w.worst))
            });
            let shift: f64 =
                measures.iter().map(|(_, w)| w.weight / total * w.worst / (w.best - w.worst)).sum();
            weighted(parts).into_iter().map(|x| x - shift).collect()
        })
        .collect();
    let place: Vec<Vec<usize>> =
        (0..futures).map(|f| (f * options..(f + 1) * options).collect()).collect();
    let sense = Sense::Maximise;
    let Some(stake) = Stake::new(&table, &place, sense, &ground.regressions) else {
        return Some(run.nothing(None, sense));
    };
    let mut found = run.futures(&stake);
    if let Some(weights) = run.weights() {
        let table: Vec<Vec<f64>> = (0..options)
            .map(|o| {
                let columns = place.iter().map(|c| table[c[o]].as_slice());
                weighted(columns.zip(weights.iter().copied()))
            })
            .collect();
        found.extend(run.over_futures(&table, sense));
    }
    Some(InformationOn { futures: found, withheld: None, ..run.nothing(None, sense) })
}

/// `sum of weight x column`.
fn weighted<'a>(columns: impl Iterator<Item = (&'a [f64], f64)>) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::new();
    for (column, weight) in columns {
        out.resize(column.len(), 0.0);
        out.iter_mut().zip(column).for_each(|(out, x)| *out += weight * x);
    }
    out
}

/// A run and what its measures share.
struct Run<'a> {
    model: &'a Model,
    outcomes: &'a Outcomes,
    ground: &'a Ground,
    sets: &'a [InformationSet],
}

impl Run<'_> {
    fn nothing(&self, measure: Option<usize>, sense: Sense) -> InformationOn {
        InformationOn {
            measure,
            sense,
            draws: self.ground.regressions.draws() as u64,
            options: self.ground.grid.options.clone(),
            withheld: Some(Withheld::Never),
            futures: Vec::new(),
        }
    }

    /// The weights of the futures, if the study weighs all of several.
    fn weights(&self) -> Option<Vec<f64>> {
        let futures = &self.ground.grid.futures;
        (futures.len() > 1).then(|| futures.iter().map(|f| f.weight).collect()).flatten()
    }

    fn futures(&self, stake: &Stake) -> Vec<InformationIn> {
        let each = stake.futures.iter().zip(&self.ground.grid.futures);
        each.map(|(outlook, future)| self.future(outlook, Some(*future))).collect()
    }

    /// Over all futures; `table` has a column for each option.
    fn over_futures(&self, table: &[Vec<f64>], sense: Sense) -> Option<InformationIn> {
        let all = vec![(0..table.len()).collect::<Vec<usize>>()];
        let stake = Stake::new(table, &all, sense, &self.ground.regressions)?;
        Some(self.future(stake.futures.first()?, None))
    }
}
