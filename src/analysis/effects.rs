//! Which judged numbers matter most: what is drawn and what is not, in one ranking.

use std::sync::atomic::AtomicBool;

use super::influence::{Influence, Share, Target, influences};
use super::moved::{Cells, EffectsError, Movable, Moved, most_different, move_each};
use super::moved::{narrowed, simulate};
use crate::engine::Progress;
use crate::model::{Model, UnknownName};
use crate::outcome::Estimate;
use crate::study::{Ledger, LedgerEntry, Study};

/// Replicates of the run that shows what uncertainties do, for each of a moved number's: their
/// effects are not paired.
const FOR_UNCERTAINTIES: u64 = 10;

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EffectsQuestion {
    /// Names of measures, arrays with or without a member; those that a study is judged by if
    /// empty: those that a report begins with, or else the first and all with a bound `acceptable`.
    pub measures: Vec<String>,
    /// Names of the options that are compared with the baseline; the one that differs most if
    /// empty.
    pub options: Vec<String>,
    /// Replicates of each point.
    pub replicates: u64,
}

/// What a number does to a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The number, as the ledger has it.
    pub entry: LedgerEntry,
    /// Its name; that of a member, where an uncertainty is drawn for each.
    pub name: String,
    /// Between which values it went: `5 % to 95 %` points of what is drawn, `-20 % to +20 %`.
    pub range: String,
    /// How far the target went with it, in the measure's unit.
    pub change: Estimate,
    /// With the lesser value less that of the study; only of what is moved.
    pub down: Option<Estimate>,
    /// With the greater value less that of the study.
    pub up: Option<Estimate>,
    /// Share of the variance; only of what is drawn.
    pub share: Option<Share>,
    /// Spearman's rank correlation; only of what is drawn.
    pub spearman: Option<f64>,
    /// Whether it is more than chance: a change of more than two standard errors, or
    /// [`Influence::notable`].
    pub notable: bool,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Effects {
    /// The model of the cells that ran.
    pub model: Model,
    /// What the numbers were tried on: for each measure the baseline's level, then the difference
    /// of each option.
    pub targets: Vec<Target>,
    /// For each target the effects, those more than chance first, then by size. `[targets]`
    pub effects: Vec<Vec<Effect>>,
    /// How many numbers were moved.
    pub moved: usize,
    /// How many uncertainties were looked at.
    pub drawn: usize,
    /// Numbers that could not be moved one way or both, and why.
    pub troubles: Vec<(String, String)>,
    /// Replicates of each point, and of the run for the uncertainties.
    pub replicates: (u64, u64),
}

impl Effects {
    /// The option whose difference a target is; none for a level of the baseline.
    pub fn option_of(&self, target: Target) -> Option<&str> {
        match target {
            Target::Level { .. } => None,
            Target::Difference { cell, .. } => {
                Some(self.model.options[self.model.cells[cell].option].name.as_str())
            }
        }
    }
}

/// Finds what every number that rests on judgement does, in the first trajectory that the study
/// runs by default:
/// uncertainties from one run (their range against their share of the variance), constants and
/// defaults of levers by moving each on its own ([`move_each`]).
///
/// # Errors
/// [`EffectsError`].
pub fn effects(
    study: &Study,
    question: &EffectsQuestion,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Effects, EffectsError> {
    let cells = cells(study, question, cancel)?;
    let model = narrowed(study, &cells)?;
    let targets = targets(&model);
    let ledger = Ledger::of(study);

    let many = question.replicates.saturating_mul(FOR_UNCERTAINTIES);
    let run = simulate(&model, many, cancel)?;
    let drawn: Vec<(usize, LedgerEntry)> = (0..model.uncertainties.len())
        .filter_map(|i| {
            let name = model.uncertainties[i].name.split('[').next().unwrap_or_default();
            let entry = ledger.find("uncertainty", name).filter(|e| e.rests_on_judgement())?;
            Some((i, entry.clone()))
        })
        .collect();
    let movable = Movable::all(study);
    let moved = move_each(study, &cells, (&targets, &movable), progress, cancel)?;
    let effects = targets
        .iter()
        .enumerate()
        .map(|(t, &target)| {
            let found = influences(&model, &run, target);
            let of_drawn = found.iter().filter_map(|influence| {
                let (_, entry) = drawn.iter().find(|(i, _)| *i == influence.uncertainty)?;
                of_uncertainty(&model, entry, influence)
            });
            let of_moved = moved.iter().filter_map(|moved| {
                let number = &moved.movable;
                of_number(ledger.find(number.kind, &number.name)?, moved, t)
            });
            let mut all: Vec<Effect> = of_drawn.chain(of_moved).collect();
            all.sort_by(|a, b| {
                let size = |e: &Effect| e.change.value.abs();
                b.notable.cmp(&a.notable).then(size(b).total_cmp(&size(a)))
            });
            all
        })
        .collect();
    Ok(Effects {
        targets,
        effects,
        moved: movable.len(),
        drawn: drawn.len(),
        troubles: moved
            .into_iter()
            .filter_map(|m| Some((format!("{} {}", m.movable.kind, m.movable.name), m.trouble?)))
            .collect(),
        replicates: (question.replicates, many),
        model,
    })
}

/// The cells that answer a question.
fn cells(
    study: &Study,
    question: &EffectsQuestion,
    cancel: &AtomicBool,
) -> Result<Cells, EffectsError> {
    let (model, _) = crate::model::build(study).map_err(EffectsError::Study)?;
    let chosen = &model.default_run;
    let runs = |name: &String| chosen.trajectories.is_empty() || chosen.trajectories.contains(name);
    let trajectory = model.trajectories.iter().map(|t| &t.name).find(|name| runs(name));
    let mut cells = Cells {
        options: question.options.clone(),
        trajectory: trajectory.unwrap_or(&model.trajectories[0].name).clone(),
        measures: measures(&model, &question.measures)?,
        replicates: question.replicates,
    };
    if cells.options.is_empty() {
        cells.options = chosen.options.clone();
        let scout = narrowed(study, &cells)?;
        let run = simulate(&scout, cells.replicates, cancel)?;
        let other = most_different(&scout, &run).unwrap_or(scout.baseline);
        cells.options = vec![scout.options[other].name.clone()];
    }
    Ok(cells)
}

/// Names of the measures that are meant, as the model has them.
fn measures(model: &Model, asked: &[String]) -> Result<Vec<String>, UnknownName> {
    let named = model.measures_named(asked)?;
    let keep = model.measures.iter().enumerate().filter(|(i, m)| match asked {
        [] if !model.key.is_empty() => model.key.contains(i),
        [] => *i == 0 || m.acceptable.is_some(),
        _ => named.contains(i),
    });
    Ok(keep.map(|(_, m)| m.name.clone()).collect())
}

/// For each measure the baseline's level, then the difference of each option.
fn targets(model: &Model) -> Vec<Target> {
    let baseline = model.cells.iter().position(|c| c.option == model.baseline).unwrap_or(0);
    let others: Vec<usize> = (0..model.cells.len()).filter(|&cell| cell != baseline).collect();
    (0..model.measures.len())
        .flat_map(|measure| {
            let level = Target::Level { cell: baseline, measure };
            let difference = |&cell: &usize| Target::Difference { cell, baseline, measure };
            std::iter::once(level).chain(others.iter().map(difference)).collect::<Vec<_>>()
        })
        .collect()
}

fn of_uncertainty(model: &Model, entry: &LedgerEntry, influence: &Influence) -> Option<Effect> {
    Some(Effect {
        entry: entry.clone(),
        name: model.uncertainties[influence.uncertainty].name.clone(),
        range: "5 % to 95 %".to_owned(),
        change: influence.swing?,
        down: None,
        up: None,
        share: Some(influence.share),
        spearman: Some(influence.spearman),
        notable: influence.notable(),
    })
}

fn of_number(entry: &LedgerEntry, moved: &Moved, target: usize) -> Option<Effect> {
    let movement = &moved.movements[target];
    let by = |factor: Option<f64>| match factor {
        Some(factor) => format!("{:+.0} %", (factor - 1.0) * 100.0),
        None => "as it is".to_owned(),
    };
    Some(Effect {
        entry: entry.clone(),
        name: entry.name.clone(),
        range: format!("{} to {}", by(moved.movable.down), by(moved.movable.up)),
        change: movement.swing?,
        down: movement.down,
        up: movement.up,
        share: None,
        spearman: None,
        notable: movement.notable(),
    })
}

#[cfg(test)]
#[path = "effects_tests.rs"]
mod tests;
