//! What the outcomes of a study hang on: by a run that exists, or by rows made for it.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use serde::Serialize;

use super::delta::Deltas;
use super::design::{Factor, FactorKind, Morris, Saltelli, factors};
use super::morris::{MorrisIndex, morris};
use super::resample::deviation;
use super::sobol::{FirstOrder, SobolIndex, sobol};
use crate::analysis::influence::{Share, Target, spearman, variance_share};
use crate::engine::{self, Progress, Rows, RunError, RunPlan};
use crate::kernel::Program;
use crate::model::Model;
use crate::outcome::Outcomes;

/// How it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// From a run that exists.
    Given,
    /// Elementary effects.
    Morris,
    /// Shares of the variance.
    Sobol,
}

impl Method {
    /// Its name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Method::Given => "given",
            Method::Morris => "morris",
            Method::Sobol => "sobol",
        }
    }
}

/// A method that makes rows of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesignedMethod {
    /// So many trajectories.
    Morris(usize),
    /// So many rows in each block.
    Sobol(usize),
}

/// What outcomes hang on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sensitivity {
    /// How it was found.
    pub method: Method,
    /// Draws of the run; Morris's trajectories; rows in each of Sobol's blocks.
    pub size: usize,
    /// Rows that were run for it; none from a run that exists.
    pub runs: usize,
    /// Luck paths that each value was averaged over.
    pub luck_paths: u32,
    /// What was moved, or asked for.
    pub factors: Vec<Factor>,
    /// Indices of the uncertainties that no outcome reads, which therefore change nothing.
    pub unread: Vec<usize>,
    /// The outcomes, each with its indices.
    pub subjects: Vec<Subject>,
}

/// An outcome and what it hangs on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Subject {
    /// The outcome.
    pub target: Target,
    /// Its mean over the priors (and luck).
    pub mean: f64,
    /// Its standard deviation.
    pub deviation: f64,
    /// Indices.
    pub found: Found,
}

/// Indices of the factors of [`Sensitivity::factors`], in their order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// From a run that exists.
    Given(Vec<GivenIndex>),
    /// By Sobol's method.
    Sobol(Vec<SobolIndex>),
    /// By Morris's method.
    Morris(Vec<MorrisIndex>),
    /// The outcome is the same whatever is drawn: nothing has a part in it.
    Constant,
    /// Some values are infinite ("never"): there is no variance to share.
    Infinite,
    /// Too few values.
    TooFew,
}

/// What a run that exists says of an uncertainty. None where it has one value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GivenIndex {
    /// Its share of the variance.
    pub first: Option<Share>,
    /// Borgonovo's delta.
    pub delta: Option<Share>,
    /// Spearman's rank correlation.
    pub spearman: Option<f64>,
}

impl Subject {
    /// The factors from the most to the least important: by delta, total share or mu*.
    pub fn order(&self) -> Vec<usize> {
        let sizes: Vec<f64> = match &self.found {
            Found::Given(all) => {
                all.iter().map(|g| g.delta.map_or(f64::NEG_INFINITY, |d| d.value)).collect()
            }
            Found::Sobol(all) => all.iter().map(|s| s.total.value).collect(),
            Found::Morris(all) => all.iter().map(|m| m.mu_star.value).collect(),
            Found::Constant | Found::Infinite | Found::TooFew => Vec::new(),
        };
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]));
        order
    }
}

impl Sensitivity {
    /// The place of luck among the factors, if it is one.
    pub fn luck(&self) -> Option<usize> {
        self.factors.iter().position(|f| f.kind == FactorKind::Luck)
    }

    /// Whether an index is estimated below 0.
    pub fn has_negative(&self) -> bool {
        self.subjects.iter().any(|subject| match &subject.found {
            Found::Sobol(all) => all.iter().any(|s| s.first.value < 0.0),
            Found::Given(all) => {
                let below = |share: &Option<Share>| share.is_some_and(|s| s.value < 0.0);
                all.iter().any(|g| below(&g.first) || below(&g.delta))
            }
            _ => false,
        })
    }
}

/// What can be asked about measures in a model's cells: in each trajectory the level of every option,
/// then the difference of every other option from the baseline. Trajectories with and without their
/// response are taken with it.
pub fn targets(model: &Model, measures: &[usize]) -> Vec<Target> {
    let cells = &model.cells;
    let responds = |c: usize| {
        let own = cells[c].trajectory;
        cells[c].response || !cells.iter().any(|c| c.trajectory == own && c.response)
    };
    let chosen: Vec<usize> = (0..cells.len()).filter(|c| responds(*c)).collect();
    let baseline = |c: usize| {
        let own = cells[c].trajectory;
        let is_it = |b: &usize| cells[*b].option == model.baseline && cells[*b].trajectory == own;
        chosen.iter().copied().find(is_it)
    };
    let mut out = Vec::new();
    for measure in measures.iter().copied() {
        out.extend(chosen.iter().map(|cell| Target::Level { cell: *cell, measure }));
        for cell in chosen.iter().copied().filter(|c| cells[*c].option != model.baseline) {
            let difference = |baseline| Target::Difference { cell, baseline, measure };
            out.extend(baseline(cell).map(difference));
        }
    }
    out
}

/// What a run that exists says. Values are averaged over the luck paths of each draw.
pub fn given(model: &Model, outcomes: &Outcomes, targets: &[Target]) -> Sensitivity {
    let asked: Vec<Factor> = (0..model.uncertainties.len()).map(Factor::single).collect();
    let seed = outcomes.shape.seed;
    let subject = |target: &Target| {
        let Some(y) = target.values(outcomes) else { return blank(*target, Found::Infinite) };
        let Some(mut deltas) = Deltas::new(&y, seed) else {
            let same = y.iter().all(|v| *v == y[0]);
            let found = if same { Found::Constant } else { Found::TooFew };
            return described(*target, &y, found);
        };
        let index = |x: &Vec<f64>| GivenIndex {
            first: variance_share(x, &y),
            delta: deltas.of(x),
            spearman: spearman(x, &y),
        };
        let found = Found::Given(outcomes.uncertainties.iter().map(index).collect());
        described(*target, &y, found)
    };
    Sensitivity {
        method: Method::Given,
        size: outcomes.shape.draws() as usize,
        runs: 0,
        luck_paths: outcomes.shape.luck_paths,
        factors: asked,
        unread: Vec::new(),
        subjects: targets.par_iter().map(subject).collect(),
    }
}

fn blank(target: Target, found: Found) -> Subject {
    Subject { target, mean: f64::NAN, deviation: f64::NAN, found }
}

fn described(target: Target, values: &[f64], found: Found) -> Subject {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    Subject { target, mean, deviation: deviation(values).unwrap_or(f64::NAN), found }
}

/// The factors of a compiled model.
fn factors_of(model: &Model, program: &Program) -> Vec<Factor> {
    let mut reads = vec![false; model.uncertainties.len()];
    program.uncertainties().for_each(|u| reads[u] = true);
    factors(model, &reads, program.has_luck())
}

/// Rows that a method will run.
pub fn runs_of(model: &Model, program: &Program, method: DesignedMethod) -> usize {
    let factors = factors_of(model, program).len();
    match method {
        DesignedMethod::Morris(trajectories) => trajectories * (factors + 1),
        DesignedMethod::Sobol(rows) => rows * (factors + 2),
    }
}

/// Makes the rows of a method, runs them and says what `targets` hang on. Of the plan only seed,
/// threads and width count; neither threads nor width can be seen in the result.
///
/// # Errors
/// [`RunError`].
pub fn designed(
    (model, program): (&Model, &Program),
    method: DesignedMethod,
    targets: &[Target],
    plan: &RunPlan,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Sensitivity, RunError> {
    let factors = factors_of(model, program);
    let run = |rows: &dyn Rows| engine::rows(model, program, plan, rows, progress, cancel);
    let seed = plan.seed;
    let (size, runs, subjects) = match method {
        DesignedMethod::Morris(r) => {
            let design = Morris::new(model, &factors, r, seed);
            let measures = run(&design)?;
            let found = |y: &[f64]| {
                let found = morris(&design.effects(y), design.signed(), seed);
                found.map_or(Found::TooFew, Found::Morris)
            };
            (r, design.count(), subjects(program, &measures, targets, (r, &found)))
        }
        DesignedMethod::Sobol(n) => {
            let design = Saltelli::new(model, &factors, n, seed)?;
            let measures = run(&design)?;
            let by = (FirstOrder::Regression, seed);
            let found = |y: &[f64]| {
                let mixed: Vec<Vec<f64>> = y[2 * n..].chunks(n).map(<[f64]>::to_vec).collect();
                sobol(&y[..n], &y[n..2 * n], &mixed, by).map_or(Found::TooFew, Found::Sobol)
            };
            (n, design.count(), subjects(program, &measures, targets, (2 * n, &found)))
        }
    };
    let is_read = |u: &usize| factors.iter().any(|f| f.uncertainties.contains(u));
    let unread = (0..model.uncertainties.len()).filter(|u| !is_read(u)).collect();
    let method = match method {
        DesignedMethod::Morris(_) => Method::Morris,
        DesignedMethod::Sobol(_) => Method::Sobol,
    };
    Ok(Sensitivity { method, size, runs, luck_paths: 1, factors, unread, subjects })
}

/// What a method makes of values row by row.
type Finder<'a> = dyn Fn(&[f64]) -> Found + Sync + 'a;

/// What `found` says of each target; the first `base` rows are a plain sample.
fn subjects(
    program: &Program,
    measures: &[Vec<f64>],
    targets: &[Target],
    (base, found): (usize, &Finder<'_>),
) -> Vec<Subject> {
    let subject = |target: &Target| {
        let Some(y) = values(program, measures, *target) else {
            return blank(*target, Found::Infinite);
        };
        let same = y.iter().all(|v| *v == y[0]);
        described(*target, &y[..base], if same { Found::Constant } else { found(&y) })
    };
    targets.par_iter().map(subject).collect()
}

/// Values of a target row by row; none where one is not finite. Of two infinite ones the difference
/// is 0.
fn values(program: &Program, measures: &[Vec<f64>], target: Target) -> Option<Vec<f64>> {
    let of = |cell: usize, measure: usize| &measures[program.layout().measures[cell][measure]];
    let values = match target {
        Target::Level { cell, measure } => of(cell, measure).clone(),
        Target::Difference { cell, baseline, measure } => {
            let pairs = of(cell, measure).iter().zip(of(baseline, measure));
            pairs.map(|(&a, &b)| if a == b { 0.0 } else { a - b }).collect()
        }
    };
    values.iter().all(|v| v.is_finite()).then_some(values)
}

#[cfg(test)]
#[path = "study_tests.rs"]
mod tests;
