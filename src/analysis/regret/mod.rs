//! Which option can be chosen without knowing which future comes, and at what price.
//!
//! With `mu_o(d, f)` the expected outcome of option o given draw d in future f
//! ([`super::expectation`]), turned so that less is better, the regret is what the option costs
//! against the best one *of the same draw and future*:
//!
//! ```text
//! r_o(d, f) = mu_o(d, f) - min over options p of mu_p(d, f)     (measure's unit)
//! ```
//!
//! The expectations are those of the option with the best mean in the future and of the differences
//! of all others from it: noise between two good options then does not enter twice.
//!
//! The metrics are those of C. McPhail, H. R. Maier, J. H. Kwakkel, M. Giuliani, A. Castelletti, S.
//! Westra, "Robustness metrics: how are they calculated, when should they be used and why do they
//! give different results?", Earth's Future 6, 2018. They differ in what they make of the outcome
//! (itself, regret, whether it is acceptable), over which futures they go, and how these are put
//! together. Draws have probabilities (the study's distributions), futures have none: over draws
//! there are means and quantiles, over futures the worst one counts, unless the study gives all
//! trajectories weights.
//!
//! | metric | formula |
//! |---|---|
//! | expected regret in f | `R_o(f) = mean over d of r_o(d, f)` |
//! | 90 % quantile of the regret in f | `Q_o(f)`: the least value that at most a tenth of draws exceed |
//! | best of the draw in f | share of draws with `r_o(d, f) = 0`, ties shared evenly |
//! | acceptable in f | share of draws in which `mu_o(d, f)` meets the bound (M. K. Starr 1962) |
//! | acceptable in all futures | share of draws in which it does so in every f |
//! | largest expected regret | `max over f of R_o(f)`: minimax regret (L. J. Savage 1951) |
//! | largest 90 % quantile | `max over f of Q_o(f)` |
//! | worst mean | `max over f of mean over d of mu_o(d, f)`: maximin (A. Wald 1950) |
//! | worst decile | `max over f of the mean of the worst tenth of mu_o(d, f)` |
//! | Hurwicz | `a max over f of the mean + (1 - a) min over f of it` (L. Hurwicz 1953), a = 0.5 unless told |
//! | weighted mean | `sum over f of weight x mean`, only with weights of the study |
//!
//! **Intervals and ranks.** A resample takes groups of draws with replacement (250 groups; under
//! Latin hypercube and Sobol designs the 16 randomisations). It changes two things: which draws
//! are averaged over, and the expectations given the draw. The first is done with the estimates as
//! they are over all draws. For the second each expectation, in as many classes of draws as its
//! regression has coefficients (20 at most), moves by the mean of the residuals that the resample
//! holds in the class; the maxima are taken anew on at most 1000 draws, and the change is added.
//! Without the second an outcome that is nothing but luck would have no error at all. The terms of
//! a regression stay. The interval is from the 2.5 % to the 97.5 % point of the resamples; a rank
//! is kept in so many of them. All measures see the same resamples.
//!
//! **Optimism.** The maximum of noisy estimates is too good: `E max >= max E`. It enters all
//! regrets by one number, the expected regret of the best option, which is what knowing the draw
//! would be worth. [`Check`] has it a second time without that bias.

pub(in crate::analysis) mod check;
mod levels;
pub(in crate::analysis) mod resample;
mod shares;
pub(in crate::analysis) mod stake;
#[cfg(test)]
mod tests;

use serde::Serialize;

use super::expectation::{Fit, Regressions};
use crate::model::Model;
use crate::outcome::{Estimate, Outcomes};
use crate::study::Sense;
pub(crate) use levels::{Levels, levels};
use resample::Resamples;
use shares::Held;
use stake::Stake;

/// Resamples unless asked otherwise.
const RESAMPLES: usize = 200;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct RegretQuestion {
    /// Indices of measures; those without a sense are left out.
    pub measures: Vec<usize>,
    /// Resamples for intervals and ranks.
    pub resamples: usize,
    /// Weight of the worst future in Hurwicz's criterion, 0 to 1.
    pub hurwicz: f64,
}

impl RegretQuestion {
    /// All measures with a sense.
    pub fn new(model: &Model) -> Self {
        Self::of(&(0..model.measures.len()).collect::<Vec<usize>>())
    }

    /// Some measures.
    pub fn of(measures: &[usize]) -> Self {
        Self { measures: measures.to_vec(), resamples: RESAMPLES, hurwicz: 0.5 }
    }
}

/// A trajectory in which options are weighed against each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DecisionFuture {
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Whether its response acts: it does where both ran.
    pub response: bool,
    /// Its weight, all summing to 1; none unless the study weighs all that ran.
    pub weight: Option<f64>,
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// Some values are infinite: a time to something that does not always come has no mean. A
    /// condition with a date says the same and has one.
    Never,
}

/// A metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// Mean regret in a future.
    ExpectedRegret,
    /// 90 % quantile over draws of the regret in a future.
    RegretQ90,
    /// Share of draws in which the option is the best of its draw, in a future.
    BestShare,
    /// Share of draws in which the expected outcome meets the bound, in a future or in all.
    Acceptable,
    /// Largest expected regret over futures: minimax regret.
    MaxExpectedRegret,
    /// Largest 90 % quantile of the regret over futures.
    MaxRegretQ90,
    /// Expected outcome in the worst future.
    WorstMean,
    /// Mean outcome of the worst tenth of draws, in the worst future.
    WorstDecile,
    /// Between the worst and the best future's expected outcome.
    Hurwicz,
    /// Expected outcome over futures by the study's weights.
    WeightedMean,
}

impl MetricKind {
    /// All, in the order of reports.
    pub const ALL: [Self; 10] = [
        Self::ExpectedRegret,
        Self::RegretQ90,
        Self::BestShare,
        Self::Acceptable,
        Self::MaxExpectedRegret,
        Self::MaxRegretQ90,
        Self::WorstMean,
        Self::WorstDecile,
        Self::Hurwicz,
        Self::WeightedMean,
    ];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::ExpectedRegret => "expected_regret",
            Self::RegretQ90 => "regret_q90",
            Self::BestShare => "best_share",
            Self::Acceptable => "acceptable",
            Self::MaxExpectedRegret => "max_expected_regret",
            Self::MaxRegretQ90 => "max_regret_q90",
            Self::WorstMean => "worst_mean",
            Self::WorstDecile => "worst_decile",
            Self::Hurwicz => "hurwicz",
            Self::WeightedMean => "weighted_mean",
        }
    }

    /// Whether it is a share of draws; else it is in the measure's unit.
    pub fn share(self) -> bool {
        matches!(self, Self::BestShare | Self::Acceptable)
    }

    /// Whether it is a regret, in the measure's unit.
    pub fn regret(self) -> bool {
        matches!(
            self,
            Self::ExpectedRegret | Self::RegretQ90 | Self::MaxExpectedRegret | Self::MaxRegretQ90
        )
    }

    /// Which way it is better, of a measure with a sense.
    pub fn better(self, sense: Sense) -> Sense {
        if self.share() {
            Sense::Maximise
        } else if self.regret() {
            Sense::Minimise
        } else {
            sense
        }
    }
}

/// An option by a metric.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    /// Index of the option.
    pub option: usize,
    /// The metric with its error and 95 % interval; these are NaN for a single draw.
    pub value: Estimate,
    /// Its rank: 1 and the number of options that are better. Equal values share a rank.
    pub rank: usize,
    /// Share of resamples in which it has this rank; NaN for a single draw.
    pub kept: f64,
    /// Share of resamples in which its rank is k + 1; empty for a single draw. `[options]`
    pub ranks: Vec<f64>,
}

/// All options by a metric.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Metric {
    /// Which.
    pub kind: MetricKind,
    /// Index of the future in [`Robustness::futures`]; none for one over all futures.
    pub future: Option<usize>,
    /// Options in the order of [`Robustness::options`].
    pub by_option: Vec<Ranked>,
}

impl Metric {
    /// The best option, of equal ones the first.
    pub fn best(&self) -> Option<&Ranked> {
        self.by_option.iter().find(|r| r.rank == 1)
    }

    /// An option.
    pub fn of(&self, option: usize) -> Option<&Ranked> {
        self.by_option.iter().find(|r| r.option == option)
    }
}

/// What knowing the draw would be worth in a future: the mean, over draws, of the best option of
/// the draw against the option that is best on the whole. Found twice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Check {
    /// From the same draws: the expected regret of the best option. Too high, if anything.
    pub gain: f64,
    /// Options are chosen by a regression on one half of the draws (and the earlier luck paths of
    /// the draw) and paid by the real outcomes of the other half (the later luck paths), both ways
    /// round. Too low, if anything, by what the half-size regressions get wrong.
    pub crossed: Estimate,
}

/// How the options stand on one measure over draws and futures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Robustness {
    /// Index of the measure.
    pub measure: usize,
    /// Which way it is better.
    pub sense: Sense,
    /// Its bound `acceptable`.
    pub bound: Option<f64>,
    /// Options that ran in every future, in the model's order.
    pub options: Vec<usize>,
    /// Futures, one a trajectory.
    pub futures: Vec<DecisionFuture>,
    /// The option with the best mean in each future, from which differences were taken; empty where
    /// withheld. `[futures]`
    pub references: Vec<usize>,
    /// Number of draws.
    pub draws: u64,
    /// Number of resamples; 0 for a single draw.
    pub resamples: usize,
    /// Weight of the worst future in Hurwicz's criterion.
    pub hurwicz: f64,
    /// Why there are no metrics.
    pub withheld: Option<Withheld>,
    /// Metrics in the order of [`MetricKind::ALL`], futures before what is over all.
    pub metrics: Vec<Metric>,
    /// How each expectation was found: of the reference's level at its place, of the difference
    /// from it elsewhere. `[futures][options]`
    pub fits: Vec<Vec<Fit>>,
    /// `[futures]`
    pub checks: Vec<Check>,
}

impl Robustness {
    /// A metric in a future, or over all.
    pub fn metric(&self, kind: MetricKind, future: Option<usize>) -> Option<&Metric> {
        self.metrics.iter().find(|m| m.kind == kind && m.future == future)
    }
}

/// In how many draws an option meets the bounds of all measures at once, as an expectation given
/// the draw.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Satisficing {
    /// Indices of the measures that have a bound.
    pub measures: Vec<usize>,
    /// Options, as in [`Robustness::options`].
    pub options: Vec<usize>,
    /// Futures.
    pub futures: Vec<DecisionFuture>,
    /// In each future. `[futures][options]`
    pub by_future: Vec<Vec<Ranked>>,
    /// In every future of the draw. `[options]`
    pub all: Vec<Ranked>,
}

/// What [`robustness`] finds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Regrets {
    /// Measures with a sense, in the order asked for.
    pub measures: Vec<Robustness>,
    /// All bounds at once; none without a bound.
    pub satisficing: Option<Satisficing>,
}

/// What is compared: cells by future and option.
pub(in crate::analysis) struct Grid {
    pub options: Vec<usize>,
    pub futures: Vec<DecisionFuture>,
    /// `[futures][options]`
    pub cells: Vec<Vec<usize>>,
}

impl Grid {
    /// None without an option that ran in every future.
    pub fn new(model: &Model, outcomes: &Outcomes) -> Option<Self> {
        let ran = |t: usize, response: bool| {
            outcomes.layout.cells.iter().any(|c| c.trajectory == t && c.response == response)
        };
        let mut futures: Vec<DecisionFuture> = (0..model.trajectories.len())
            .filter_map(|trajectory| {
                let response = [true, false].into_iter().find(|r| ran(trajectory, *r))?;
                Some(DecisionFuture { trajectory, response, weight: None })
            })
            .collect();
        let weights: Option<Vec<f64>> =
            futures.iter().map(|f| model.trajectories[f.trajectory].weight).collect();
        if let Some(weights) = weights {
            let total: f64 = weights.iter().sum();
            if total > 0.0 {
                futures.iter_mut().zip(weights).for_each(|(f, w)| f.weight = Some(w / total));
            }
        }
        let cell = |o: usize, f: &DecisionFuture| outcomes.cell(o, f.trajectory, f.response);
        let options: Vec<usize> = (0..model.options.len())
            .filter(|o| futures.iter().all(|f| cell(*o, f).is_some()))
            .collect();
        if options.is_empty() || futures.is_empty() {
            return None;
        }
        let cells =
            futures.iter().map(|f| options.iter().filter_map(|o| cell(*o, f)).collect()).collect();
        Some(Self { options, futures, cells })
    }

    /// Columns of a measure. `[futures][options]`
    pub fn columns(&self, outcomes: &Outcomes, measure: usize) -> Vec<Vec<usize>> {
        let column = |cell: &usize| outcomes.layout.measures[*cell][measure];
        self.cells.iter().map(|cells| cells.iter().map(column).collect()).collect()
    }
}

/// Options, futures, regressions and resamples, which all measures share.
pub(in crate::analysis) struct Ground {
    pub grid: Grid,
    pub regressions: Regressions,
    pub resamples: Resamples,
}

impl Ground {
    /// None without an option that ran in every future.
    pub fn new(model: &Model, outcomes: &Outcomes, resamples: usize) -> Option<Self> {
        let grid = Grid::new(model, outcomes)?;
        let regressions = Regressions::new(outcomes).of_certain(!model.has_luck());
        let resamples = Resamples::new(outcomes.shape.seed, &regressions, resamples);
        Some(Self { grid, regressions, resamples })
    }

    /// The expected outcomes of all options on a measure; none where a value is infinite.
    pub fn stake(&self, outcomes: &Outcomes, measure: usize, sense: Sense) -> Option<Stake> {
        let columns = self.grid.columns(outcomes, measure);
        Stake::new(&outcomes.measures, &columns, sense, &self.regressions)
    }
}

/// Regret and robustness of the options of a run, on outcomes averaged over luck given a draw.
///
/// The same bits for any number of threads.
pub fn robustness(model: &Model, outcomes: &Outcomes, question: &RegretQuestion) -> Regrets {
    robustness_and(model, outcomes, question, |_, _, _| {})
}

/// The same; `also` is shown the expected outcomes of every measure (none where a value is
/// infinite) before they are dropped, so that nothing has to be fitted again.
pub(in crate::analysis) fn robustness_and(
    model: &Model,
    outcomes: &Outcomes,
    question: &RegretQuestion,
    mut also: impl FnMut(&Ground, usize, Option<&Stake>),
) -> Regrets {
    let Some(ground) = Ground::new(model, outcomes, question.resamples) else {
        return Regrets::default();
    };
    let Ground { grid, regressions, resamples } = &ground;
    let mut joint: Option<Held> = None;
    let mut bounded = Vec::new();
    let mut out = Vec::new();
    for measure in &question.measures {
        let definition = &model.measures[*measure];
        if definition.sense == Sense::None {
            continue;
        }
        let mut robustness = Robustness {
            measure: *measure,
            sense: definition.sense,
            bound: definition.acceptable,
            references: Vec::new(),
            options: grid.options.clone(),
            futures: grid.futures.clone(),
            draws: regressions.draws() as u64,
            resamples: resamples.count(),
            hurwicz: question.hurwicz,
            withheld: None,
            metrics: Vec::new(),
            fits: Vec::new(),
            checks: Vec::new(),
        };
        let stake = ground.stake(outcomes, *measure, definition.sense);
        let held = match &stake {
            Some(stake) => fill(&mut robustness, outcomes, stake, &ground),
            None => {
                robustness.withheld = Some(Withheld::Never);
                None
            }
        };
        also(&ground, *measure, stake.as_ref());
        if let Some(held) = held {
            bounded.push(*measure);
            match &mut joint {
                Some(joint) => joint.and(&held),
                None => joint = Some(held),
            }
        }
        out.push(robustness);
    }
    let satisficing = joint.map(|held| Satisficing {
        measures: bounded,
        options: grid.options.clone(),
        futures: grid.futures.clone(),
        by_future: (0..grid.futures.len())
            .map(|f| held.ranked(&grid.options, Some(f), regressions, resamples))
            .collect(),
        all: held.ranked(&grid.options, None, regressions, resamples),
    });
    Regrets { measures: out, satisficing }
}

/// Works out a measure; in which draws its bound holds, if it has one.
fn fill(
    robustness: &mut Robustness,
    outcomes: &Outcomes,
    stake: &Stake,
    Ground { grid, regressions, resamples }: &Ground,
) -> Option<Held> {
    robustness.references = stake.futures.iter().map(|f| grid.options[f.reference]).collect();
    robustness.fits = stake.fits();
    robustness.checks = check::checks(stake, outcomes);
    let sign = stake.sign();
    let bound = robustness.bound.map(|bound| sign * bound);
    let (raw, held) = resample::raw(stake, bound, regressions, resamples);
    robustness.metrics = resample::metrics(robustness, &raw, sign);
    if let Some(held) = &held {
        let futures = (0..grid.futures.len()).map(Some).chain([None]);
        robustness.metrics.extend(futures.map(|future| Metric {
            kind: MetricKind::Acceptable,
            future,
            by_option: held.ranked(&grid.options, future, regressions, resamples),
        }));
    }
    for (future, check) in robustness.checks.iter_mut().enumerate() {
        let least = raw.value(future).iter().map(|r| r.expected).fold(f64::INFINITY, f64::min);
        check.gain = least;
    }
    let place = |kind: MetricKind| MetricKind::ALL.iter().position(|k| *k == kind);
    robustness.metrics.sort_by_key(|m| (place(m.kind), m.future.map_or(usize::MAX, |f| f)));
    held
}
