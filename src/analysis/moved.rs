//! What the answer hangs on among the numbers that are not drawn: each is moved on its own, under
//! the same luck.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::influence::Target;
use crate::diagnostic::{Diagnostics, Severity, Span};
use crate::engine::{self, Progress, RunError, RunPlan};
use crate::kernel::Program;
use crate::model::{self, Model, UnknownName};
use crate::outcome::{Clusters, Estimate, Outcomes};
use crate::study::{ByMember, FormulaText, Ledger, LedgerEntry, Name, Study, Value};

/// By how much a number is moved, as a share of itself.
const STEP: f64 = 0.2;

/// What is simulated: few cells, few measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Names of the options beside the baseline.
    pub options: Vec<String>,
    /// Name of the trajectory; of its cells the one with its response, where it has both.
    pub trajectory: String,
    /// Names of the measures, as the model has them.
    pub measures: Vec<String>,
    /// Replicates.
    pub replicates: u64,
}

/// Why the effects could not be found.
#[derive(Debug, thiserror::Error)]
pub enum EffectsError {
    /// The study has mistakes.
    #[error("the study has mistakes")]
    Study(Diagnostics),
    /// It has no such option or trajectory.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// A run failed.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// A number that can be moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Movable {
    /// `constant` or `lever` (its default).
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Factor by which it is made less.
    pub down: Option<f64>,
    /// Factor by which it is made more.
    pub up: Option<f64>,
}

/// How an outcome goes with a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Movement {
    /// Outcome with the lesser number less that of the study.
    pub down: Option<Estimate>,
    /// Outcome with the greater number less that of the study.
    pub up: Option<Estimate>,
    /// With the greater (or else the study's) number less with the lesser (or else the study's).
    pub swing: Option<Estimate>,
}

impl Movement {
    /// Whether any change is more than two standard errors.
    pub fn notable(&self) -> bool {
        [self.down, self.up, self.swing]
            .into_iter()
            .flatten()
            .any(|e| e.value != 0.0 && e.value.abs() > 2.0 * e.se)
    }
}

/// What came of moving a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Which, and by how much.
    pub movable: Movable,
    /// For each target how it went. `[targets]`
    pub movements: Vec<Movement>,
    /// Why it could not be moved one way or both, where that is so.
    pub trouble: Option<String>,
}

impl Movable {
    /// The constants and the defaults of levers that rest on judgement, in the order declared.
    /// What is 0, or a formula of other numbers only, cannot be moved, and is left out.
    pub fn all(study: &Study) -> Vec<Self> {
        let ledger = Ledger::of(study);
        let judged = |kind: &str, name: &Name| {
            ledger.find(kind, &name.value).is_some_and(LedgerEntry::rests_on_judgement)
        };
        let constants = study.constants.iter().filter(|c| judged("constant", &c.name)).map(|c| {
            let factors = factors(&c.value, c.unit.as_ref(), None);
            ("constant", &c.name, factors)
        });
        let levers = study.levers.iter().filter(|l| judged("lever", &l.name)).map(|l| {
            let bounds = l.bounds.as_ref().map(|[low, high]| (low.value, high.value));
            ("lever", &l.name, factors(&l.default, l.unit.as_ref(), bounds))
        });
        constants
            .chain(levers)
            .filter(|(_, _, (down, up))| down.is_some() || up.is_some())
            .map(|(kind, name, (down, up))| Self { kind, name: name.value.clone(), down, up })
            .collect()
    }

    /// The study with this number multiplied by `factor`, all members of an array together.
    fn applied(&self, study: &Study, factor: f64) -> Study {
        let mut study = study.clone();
        let constants = study.constants.iter_mut().map(|c| ("constant", &c.name, &mut c.value));
        let levers = study.levers.iter_mut().map(|l| ("lever", &l.name, &mut l.default));
        for (kind, name, value) in constants.chain(levers) {
            if kind == self.kind && name.value == self.name {
                scale(value, factor);
            }
        }
        study
    }
}

/// The factors by which a value is made less and more: 0.8 and 1.2. A share (a plain number or a
/// percentage between 0 and 1) goes no further up than half the way to 1, a lever no further than
/// its bounds.
fn factors(
    value: &ByMember<Value>,
    unit: Option<&Name>,
    bounds: Option<(f64, f64)>,
) -> (Option<f64>, Option<f64>) {
    let mut numbers = Vec::new();
    let mut formulas = false;
    gather(value, &mut numbers, &mut formulas);
    if !formulas && numbers.iter().all(|x| *x == 0.0) {
        return (None, None);
    }
    let (mut down, mut up) = (1.0 - STEP, 1.0 + STEP);
    let one = match unit.map(|u| u.value.as_str()) {
        None | Some("1") => Some(1.0),
        Some("percent") => Some(100.0),
        Some(_) => None,
    };
    let highest = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if let Some(one) = one.filter(|one| numbers.iter().all(|x| (0.0..*one).contains(x)))
        && highest * up >= one
    {
        up = (one + highest) / (2.0 * highest);
    }
    if let Some((low, high)) = bounds {
        for x in numbers.iter().filter(|x| **x > 0.0) {
            up = up.min(high / x);
            down = down.max(low / x);
        }
    }
    ((down < 1.0).then_some(down), (up > 1.0).then_some(up))
}

fn gather(value: &ByMember<Value>, numbers: &mut Vec<f64>, formulas: &mut bool) {
    match value {
        ByMember::All(Value::Number(n)) => numbers.push(n.value),
        ByMember::All(Value::Formula(f)) => {
            *formulas |= f.text.contains(|c: char| c.is_ascii_digit())
        }
        ByMember::Members { entries, others, .. } => {
            entries.iter().for_each(|(_, v)| gather(v, numbers, formulas));
            others.iter().for_each(|v| gather(v, numbers, formulas));
        }
    }
}

fn scale(value: &mut ByMember<Value>, factor: f64) {
    match value {
        ByMember::All(Value::Number(n)) => n.value *= factor,
        ByMember::All(Value::Formula(f)) => *f = scaled(f, factor),
        ByMember::Members { entries, others, .. } => {
            entries.iter_mut().for_each(|(_, v)| scale(v, factor));
            others.iter_mut().for_each(|v| scale(v, factor));
        }
    }
}

/// `factor * (formula)`; all of it stands where the formula stood.
fn scaled(formula: &FormulaText, factor: f64) -> FormulaText {
    let text = format!("{factor:?} * ({})", formula.text);
    let Span { start, .. } = formula.span;
    FormulaText { offsets: vec![start; text.len() + 1], text, span: formula.span }
}

/// The model of a few cells and measures of a study.
///
/// # Errors
/// [`EffectsError::Study`], [`EffectsError::Name`].
pub fn narrowed(study: &Study, cells: &Cells) -> Result<Model, EffectsError> {
    let (mut model, _) = model::build(study).map_err(EffectsError::Study)?;
    model.select(&cells.options, std::slice::from_ref(&cells.trajectory))?;
    let responds = model.cells.iter().any(|c| c.response);
    model.cells.retain(|c| c.response == responds);
    model.measures.retain(|m| cells.measures.contains(&m.name));
    model.series.clear();
    Ok(model)
}

/// Runs a model on one thread.
///
/// # Errors
/// [`RunError`].
pub fn simulate(model: &Model, replicates: u64, cancel: &AtomicBool) -> Result<Outcomes, RunError> {
    let plan = RunPlan { replicates, threads: Some(1), ..RunPlan::of(model) };
    engine::run(model, &Program::compile(model), &plan, &(), cancel, &mut ())
}

/// The option whose first measure that tells options apart differs most from the baseline's, in
/// standard deviations of the paired difference's mean. None where no option differs.
pub fn most_different(model: &Model, outcomes: &Outcomes) -> Option<usize> {
    let clusters = Clusters::new(&outcomes.shape);
    let baseline = outcomes.layout.cells.iter().position(|c| c.option == model.baseline)?;
    (0..model.measures.len()).find_map(|measure| {
        let mut best: Option<(f64, usize)> = None;
        for (cell, option) in outcomes.layout.cells.iter().map(|c| c.option).enumerate() {
            let target = Target::Difference { cell, baseline, measure };
            let Some(change) = mean(&paths(outcomes, target), &clusters) else { continue };
            let size = change.value.abs();
            if size > 2.0 * change.se && best.is_none_or(|(most, _)| size > most) {
                best = Some((size, option));
            }
        }
        best.map(|(_, option)| option)
    })
}

/// Moves every number of `movable` on its own and says how `targets` went, with the error of the
/// paired difference (all runs meet the same luck: what a number does not touch does not change
/// at all).
///
/// Every point is a study of its own, built, compiled and run; points run in rayon's current pool
/// and come back in order, so that the result does not depend on the pool.
///
/// # Errors
/// [`EffectsError::Run`] where the run of the study as it stands fails, or where it is cancelled.
/// A point that fails is reported with its number.
pub fn move_each(
    study: &Study,
    cells: &Cells,
    (targets, movable): (&[Target], &[Movable]),
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Vec<Moved>, EffectsError> {
    let model = narrowed(study, cells)?;
    let base = simulate(&model, cells.replicates, cancel)?;
    let done = AtomicU64::new(0);
    movable
        .par_iter()
        .map(|number| {
            let moved = move_one(study, cells, (targets, number), &base, cancel)?;
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress.advanced(count, movable.len() as u64);
            Ok(moved)
        })
        .collect()
}

fn move_one(
    study: &Study,
    cells: &Cells,
    (targets, number): (&[Target], &Movable),
    base: &Outcomes,
    cancel: &AtomicBool,
) -> Result<Moved, EffectsError> {
    let mut trouble = None;
    let mut point = |factor: Option<f64>, word: &str| -> Result<Option<Outcomes>, EffectsError> {
        let Some(factor) = factor else { return Ok(None) };
        let outcomes = narrowed(&number.applied(study, factor), cells)
            .and_then(|model| Ok(simulate(&model, cells.replicates, cancel)?));
        match outcomes {
            Ok(outcomes) => Ok(Some(outcomes)),
            Err(error @ EffectsError::Run(RunError::Interrupted { .. })) => Err(error),
            Err(error) => {
                let why = format!("times {factor:.3} ({word}): {}", reason(&error));
                trouble.get_or_insert(why);
                Ok(None)
            }
        }
    };
    let (down, up) = (point(number.down, "less")?, point(number.up, "more")?);
    let clusters = Clusters::new(&base.shape);
    let movements = targets
        .iter()
        .map(|&target| {
            let at = |outcomes: &Outcomes| paths(outcomes, target);
            let (less, same, more) = (down.as_ref().map(at), at(base), up.as_ref().map(at));
            let change = |a: &[f64], b: &[f64]| mean(&differences(a, b), &clusters);
            let (lowest, highest) =
                (less.as_ref().unwrap_or(&same), more.as_ref().unwrap_or(&same));
            Movement {
                down: less.as_ref().and_then(|less| change(less, &same)),
                up: more.as_ref().and_then(|more| change(more, &same)),
                swing: less.as_ref().or(more.as_ref()).and_then(|_| change(highest, lowest)),
            }
        })
        .collect();
    Ok(Moved { movable: number.clone(), movements, trouble })
}

/// Values of a target, path by path. `[replicates]`
fn paths(outcomes: &Outcomes, target: Target) -> Vec<f64> {
    match target {
        Target::Level { cell, measure } => outcomes.measure(cell, measure).to_vec(),
        Target::Difference { cell, baseline, measure } => {
            differences(outcomes.measure(cell, measure), outcomes.measure(baseline, measure))
        }
    }
}

/// `a - b`; 0 where both are the same infinity.
fn differences(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(&a, &b)| if a == b { 0.0 } else { a - b }).collect()
}

/// The mean of values, unless one is not finite.
fn mean(values: &[f64], clusters: &Clusters) -> Option<Estimate> {
    values.iter().all(|x| x.is_finite()).then(|| clusters.mean(|i| values[i]))
}

/// The first words of what went wrong.
fn reason(error: &EffectsError) -> String {
    match error {
        EffectsError::Study(found) => found
            .items()
            .iter()
            .find(|d| d.severity == Severity::Error)
            .map_or_else(|| error.to_string(), |d| d.message.clone()),
        other => other.to_string(),
    }
}

#[cfg(test)]
#[path = "moved_tests.rs"]
mod tests;
