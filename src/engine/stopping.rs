//! Until when replicates are added: looks, the error that each may spend, and what is known then.
//!
//! **Looks.** A rule is tested at numbers of replicates that are known before the run begins and
//! nowhere else: the first whole number of blocks with at least [`FIRST`] replicates and
//! [`DRAWS`] draws, then about half as many again each time, and the limit. Under a Sobol design a
//! look is a power of two of draws, at which each randomisation is a whole net. No block beyond a
//! look is begun before the look: nothing that a run finds hangs on how many threads it has.
//!
//! **Error.** With confidence `1 - a`, look k = 1, 2, … may err with probability
//!
//! ```text
//! a_k = a / (k (k + 1)),     sum over k of a_k = a
//! ```
//!
//! whatever the looks have in common (Boole): the union bound over geometric epochs that makes a
//! sequence of intervals hold at all times (S. R. Howard, A. Ramdas, J. McAuliffe, J. Sekhon,
//! "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49, 2021;
//! H. Robbins, Annals of Mathematical Statistics 41, 1970). It does not hang on the limit.
//! Within a look the error is shared evenly by what is asked at once (Bonferroni).
//!
//! **Precision.** The interval of each cell has the level `1 - a_k / C`, C being the number of
//! columns that can differ: with the confidence asked for *all* cells' intervals hold at the look
//! at which the run stops. Student's for means, Wilson's for conditions ([`Clusters`]), both with
//! clusters of draws or randomisations. A half-width is how far the interval reaches to the farther
//! side.
//!
//! **The best option.** In each of F futures the option with the best mean of m is chosen where,
//! for every other option that can differ, the lower one-sided bound of the paired difference (turned so that more is
//! worse) is above `-indifference`, at level `1 - a_k / (F (m - 1))`. If the choice is worse than
//! the best option by more than the indifference, the bound of that one pair has failed; whichever
//! option is the best, it stands in m - 1 pairs. So the chance of any such choice is at most `a`
//! (E. Paulson, Annals of Mathematical Statistics 35, 1964; S.-H. Kim, B. L. Nelson, ACM TOMACS 11,
//! 2001, for paired differences and the indifference zone). The difference of two conditions is one
//! of -1, 0, 1: its bound is that of Agresti and Min (Statistics in Medicine 24, 2005) with
//! `z^2 / 4` trials added to each kind of discordance and `z^2` in all, which does not shrink to
//! nothing where few trials differ.

use serde::{Deserialize, Serialize};

use super::{BLOCK, RunError, RunPlan};
use crate::kernel::Layout;
use crate::model::{Model, StopGoal, StopRule};
use crate::outcome::{Clusters, RunShape};
use crate::random::design;
use crate::study::{DesignKind, Sense};

/// Replicates before the first look, at least.
const FIRST: u64 = 1024;
/// Draws before the first look, at least.
const DRAWS: u64 = 256;

/// Which rule ended a run, when, and what was known then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StopReport {
    /// Whether what was asked for is known; else the limit was reached before.
    pub met: bool,
    /// Replicates that were run.
    pub replicates: u64,
    /// The look at which the run ended, from 1.
    pub look: usize,
    /// The confidence that was asked for.
    pub confidence: f64,
    /// The most replicates that were allowed.
    pub at_most: u64,
    /// The error that this look could spend, `a_k`.
    pub error: f64,
    /// What was asked, and what is known.
    pub found: StopFound,
}

/// What a rule asked, and what was known when it ended the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopFound {
    /// A measure to a half-width.
    Precision {
        /// The half-width that was asked for.
        half_width: f64,
        /// Intervals that hold together.
        intervals: usize,
        /// The cell with the widest of them.
        widest: WidestCell,
    },
    /// The best option.
    BestOption {
        /// Name of the measure.
        measure: String,
        /// Differences up to here do not matter.
        indifference: f64,
        /// Each future that was asked for.
        futures: Vec<BestOption>,
    },
}

/// The cell whose interval is widest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WidestCell {
    /// Name of the measure.
    pub measure: String,
    /// Name of the option.
    pub option: String,
    /// Name of the trajectory.
    pub trajectory: String,
    /// Whether its response acts.
    pub response: bool,
    /// Its mean, or how probable it is.
    pub value: f64,
    /// How far its interval reaches; none with a single draw.
    pub half_width: Option<f64>,
}

/// The best option in a future.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BestOption {
    /// Name of the trajectory.
    pub trajectory: String,
    /// Whether its response acts.
    pub response: bool,
    /// Name of the option with the best mean.
    pub option: String,
    /// Names of the options that are not known to be worse.
    pub open: Vec<String>,
    /// Names of the options that cannot differ from it at all.
    pub same: Vec<String>,
    /// By how much the others are worse at least: the least of the bounds; none without others.
    pub margin: Option<f64>,
}

/// Where a rule looks, and at what.
pub(super) struct Judge<'a> {
    model: &'a Model,
    layout: &'a Layout,
    rule: &'a StopRule,
    shape: RunShape,
    looks: Vec<u64>,
    aim: Aim,
}

enum Aim {
    /// `(column, cell, measure)` of each distinct column.
    Precision(Vec<(usize, usize, usize)>),
    /// Of each future the cells and their columns.
    Best { measure: usize, futures: Vec<Vec<(usize, usize)>> },
}

impl<'a> Judge<'a> {
    /// Refuses a rule that cannot be tested on what runs.
    pub fn new(
        model: &'a Model,
        layout: &'a Layout,
        rule: &'a StopRule,
        plan: &RunPlan,
    ) -> Result<Self, RunError> {
        if plan.design == DesignKind::LatinHypercube {
            return Err(refused("Latin hypercube draws hang on how many there will be"));
        }
        let aim = match &rule.goal {
            StopGoal::Precision { measures, .. } => Aim::Precision(columns(layout, measures)),
            StopGoal::Best { measure, trajectory, .. } => {
                let futures = futures(model, layout, *measure, trajectory.as_deref());
                let name = trajectory.as_deref().unwrap_or_default();
                if futures.is_empty() {
                    return Err(refused(&format!("the trajectory `{name}` does not run")));
                }
                if futures.iter().all(|cells| cells.len() < 2) {
                    return Err(refused("a single option is the best there is"));
                }
                Aim::Best { measure: *measure, futures }
            }
        };
        let shape = plan.shape();
        Ok(Self { model, layout, rule, shape, looks: looks(&shape, rule.at_most), aim })
    }

    /// Replicates at the looks, rising.
    pub fn looks(&self) -> &[u64] {
        &self.looks
    }

    /// What is known at a look, counted from 0. `measures` are the values so far.
    pub fn judge(&self, look: usize, measures: &[Vec<f64>]) -> Result<StopReport, RunError> {
        let replicates = self.looks[look];
        let shape = RunShape { replicates, ..self.shape };
        let k = (look + 1) as f64;
        let error = (1.0 - self.rule.confidence) / (k * (k + 1.0));
        let (met, found) = match (&self.aim, &self.rule.goal) {
            (Aim::Precision(columns), StopGoal::Precision { half_width, .. }) => {
                let clusters = Clusters::with_error(&shape, error / columns.len() as f64);
                self.precision(columns, *half_width, &clusters, measures)?
            }
            (Aim::Best { measure, futures }, StopGoal::Best { indifference, .. }) => {
                self.best(*measure, futures, *indifference, (&shape, error), measures)?
            }
            _ => return Err(refused("it is not the rule that was prepared")),
        };
        let StopRule { confidence, at_most, .. } = *self.rule;
        Ok(StopReport { met, replicates, look: look + 1, confidence, at_most, error, found })
    }

    fn precision(
        &self,
        columns: &[(usize, usize, usize)],
        asked: f64,
        clusters: &Clusters,
        measures: &[Vec<f64>],
    ) -> Result<(bool, StopFound), RunError> {
        let mut widest: Option<(f64, WidestCell)> = None;
        for (column, cell, measure) in columns {
            let definition = &self.model.measures[*measure];
            let values = &measures[*column];
            self.finite(values, *measure)?;
            let estimate = match definition.condition {
                true => clusters.probability(|i| f64::from(u8::from(values[i] != 0.0))),
                false => clusters.mean(|i| values[i]),
            };
            let reach = (estimate.high - estimate.value).max(estimate.value - estimate.low);
            // not a number where there is a single draw: nothing is known then
            let reach = if clusters.groups() < 2 || reach.is_nan() { f64::INFINITY } else { reach };
            if widest.as_ref().is_none_or(|(most, _)| reach > *most) {
                let at = self.layout.cells[*cell];
                let cell = WidestCell {
                    measure: definition.name.clone(),
                    option: self.model.options[at.option].name.clone(),
                    trajectory: self.model.trajectories[at.trajectory].name.clone(),
                    response: at.response,
                    value: estimate.value,
                    half_width: reach.is_finite().then_some(reach),
                };
                widest = Some((reach, cell));
            }
        }
        let Some((reach, widest)) = widest else {
            return Err(refused("no cell has its measure"));
        };
        let found = StopFound::Precision { half_width: asked, intervals: columns.len(), widest };
        Ok((reach <= asked, found))
    }

    fn best(
        &self,
        measure: usize,
        futures: &[Vec<(usize, usize)>],
        indifference: f64,
        (shape, error): (&RunShape, f64),
        measures: &[Vec<f64>],
    ) -> Result<(bool, StopFound), RunError> {
        let most = futures.iter().map(Vec::len).max().unwrap_or(0);
        let comparisons = futures.len() * most.saturating_sub(1).max(1);
        let clusters = Clusters::with_error(shape, 2.0 * error / comparisons as f64);
        let definition = &self.model.measures[measure];
        let sign = if definition.sense == Sense::Maximise { -1.0 } else { 1.0 };
        let mut found = Vec::new();
        for cells in futures {
            for (_, column) in cells {
                self.finite(&measures[*column], measure)?;
            }
            let total = |column: usize| sign * measures[column].iter().sum::<f64>();
            let mut best = cells[0];
            for cell in &cells[1..] {
                if total(cell.1) < total(best.1) {
                    best = *cell;
                }
            }
            let option =
                |cell: usize| self.model.options[self.layout.cells[cell].option].name.clone();
            let at = self.layout.cells[best.0];
            let mut of = BestOption {
                trajectory: self.model.trajectories[at.trajectory].name.clone(),
                response: at.response,
                option: option(best.0),
                open: Vec::new(),
                same: Vec::new(),
                margin: None,
            };
            for (cell, column) in cells.iter().filter(|cell| cell.0 != best.0) {
                if *column == best.1 {
                    of.same.push(option(*cell));
                    continue;
                }
                let (own, chosen) = (&measures[*column], &measures[best.1]);
                let worse = |i: usize| sign * (own[i] - chosen[i]);
                let bound = lower_bound(&clusters, definition.condition, worse);
                of.margin = Some(of.margin.unwrap_or(f64::INFINITY).min(bound));
                if bound.is_nan() || bound <= -indifference {
                    of.open.push(option(*cell));
                }
            }
            of.margin = of.margin.filter(|margin| margin.is_finite());
            found.push(of);
        }
        let met = found.iter().all(|of| of.open.is_empty());
        let measure = definition.name.clone();
        Ok((met, StopFound::BestOption { measure, indifference, futures: found }))
    }

    fn finite(&self, values: &[f64], measure: usize) -> Result<(), RunError> {
        if values.iter().all(|x| x.is_finite()) {
            return Ok(());
        }
        Err(refused(&format!(
            "`{}` is infinite in some replicates, so that it has no mean; a condition with a date \
             (`ever(…)`, `first_time(…) < …`) says the same and has one",
            self.model.measures[measure].name
        )))
    }
}

fn refused(why: &str) -> RunError {
    RunError::Stop(why.to_owned())
}

/// The distinct columns of some measures, each with the first cell that has it.
fn columns(layout: &Layout, measures: &[usize]) -> Vec<(usize, usize, usize)> {
    let mut out: Vec<(usize, usize, usize)> = Vec::new();
    for measure in measures {
        for (cell, columns) in layout.measures.iter().enumerate() {
            if !out.iter().any(|(column, _, m)| (*column, *m) == (columns[*measure], *measure)) {
                out.push((columns[*measure], cell, *measure));
            }
        }
    }
    out
}

/// Cells and columns of each future that ran, or of those of one trajectory.
fn futures(
    model: &Model,
    layout: &Layout,
    measure: usize,
    named: Option<&str>,
) -> Vec<Vec<(usize, usize)>> {
    let mut out = Vec::new();
    for (index, trajectory) in model.trajectories.iter().enumerate() {
        if named.is_some_and(|name| name != trajectory.name) {
            continue;
        }
        for response in [false, true] {
            let cells: Vec<(usize, usize)> = (layout.cells.iter().enumerate())
                .filter(|(_, cell)| cell.trajectory == index && cell.response == response)
                .map(|(cell, _)| (cell, layout.measures[cell][measure]))
                .collect();
            if !cells.is_empty() {
                out.push(cells);
            }
        }
    }
    out
}

/// How far below the mean of `worse` could be, at most.
fn lower_bound(clusters: &Clusters, condition: bool, worse: impl Fn(usize) -> f64) -> f64 {
    let estimate = clusters.mean(&worse);
    if !condition || clusters.groups() < 2 {
        return estimate.low;
    }
    let paths = clusters.paths() as f64;
    let share =
        |sign: f64| (0..clusters.paths()).filter(|i| worse(*i) * sign > 0.0).count() as f64 / paths;
    let (more, less) = (share(1.0), share(-1.0));
    let variance = more + less - (more - less) * (more - less);
    let trials = match clusters.independent() {
        true => paths,
        false if estimate.se > 0.0 => variance / (estimate.se * estimate.se),
        false => clusters.draws() as f64,
    };
    let z = clusters.multiplier();
    let all = trials + z * z;
    let with = |share: f64| (share * trials + z * z / 4.0) / all;
    let (more, less) = (with(more), with(less));
    let variance = more + less - (more - less) * (more - less);
    more - less - z * (variance / all).sqrt()
}

/// Numbers of replicates at which a rule is tested.
fn looks(shape: &RunShape, at_most: u64) -> Vec<u64> {
    let (block, luck_paths) = (BLOCK as u64, u64::from(shape.luck_paths));
    let mut out = Vec::new();
    if shape.design == DesignKind::Sobol {
        // BLOCK draws are whole nets of the randomisations, and their paths whole blocks
        let mut next = block * luck_paths;
        while next <= at_most {
            if next >= FIRST {
                out.push(next);
            }
            next *= 2;
        }
    } else {
        let mut next = FIRST.max(DRAWS * luck_paths).div_ceil(block);
        while next * block < at_most {
            out.push(next * block);
            next += next.div_ceil(2);
        }
        out.push(at_most);
    }
    if out.is_empty() {
        out.push(at_most.max(design::RANDOMISATIONS * luck_paths));
    }
    out
}
