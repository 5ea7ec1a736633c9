//! A part of a model: some of its options in some of its trajectories.

use super::types::Model;
use crate::diagnostic::Diagnostics;

/// A name that no option or trajectory of the model has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {kind} '{name}'{}; there are: {known}", suggestion(.near.as_deref()))]
pub struct UnknownName {
    /// `option`, `trajectory` or `measure`.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// One that is nearly the same.
    pub near: Option<String>,
    /// All that there are.
    pub known: String,
}

fn suggestion(near: Option<&str>) -> String {
    near.map(|near| format!(" (did you mean '{near}'?)")).unwrap_or_default()
}

impl Model {
    /// Keeps only the named options and trajectories, in the model's order; an empty list keeps
    /// all. The baseline is always kept, since the others are compared with it. The whole study
    /// has been checked all the same, and nothing that is kept changes: draws are keyed by name.
    ///
    /// Returns whether the baseline was kept without having been named.
    ///
    /// # Errors
    /// The first name that does not exist; the model is then unchanged.
    pub fn select(
        &mut self,
        options: &[String],
        trajectories: &[String],
    ) -> Result<bool, UnknownName> {
        let option_names = self.options.iter().map(|o| o.name.as_str());
        let mut keep_options = chosen("option", option_names, options)?;
        let trajectory_names = self.trajectories.iter().map(|t| t.name.as_str());
        let keep_trajectories = chosen("trajectory", trajectory_names, trajectories)?;

        let added = !keep_options[self.baseline];
        keep_options[self.baseline] = true;
        let (new_option, new_trajectory) = (renumber(&keep_options), renumber(&keep_trajectories));
        self.cells.retain(|c| keep_options[c.option] && keep_trajectories[c.trajectory]);
        for cell in &mut self.cells {
            cell.option = new_option[cell.option];
            cell.trajectory = new_trajectory[cell.trajectory];
        }
        self.baseline = new_option[self.baseline];
        let kept = |keep: &[bool], new: &[usize]| -> Vec<Option<usize>> {
            keep.iter().zip(new).map(|(kept, new)| kept.then_some(*new)).collect()
        };
        let options = kept(&keep_options, &new_option);
        self.select_charts(&options, &kept(&keep_trajectories, &new_trajectory));
        retain(&mut self.options, &keep_options);
        retain(&mut self.trajectories, &keep_trajectories);
        Ok(added)
    }
}

impl Model {
    /// Keeps only the cells of the named options and trajectories; an empty list keeps all. Options
    /// and trajectories themselves stay as they are.
    ///
    /// # Errors
    /// The first name that does not exist; the model is then unchanged.
    pub fn keep_cells(
        &mut self,
        options: &[String],
        trajectories: &[String],
    ) -> Result<(), UnknownName> {
        let names = self.options.iter().map(|o| o.name.as_str());
        let keep_options = chosen("option", names, options)?;
        let names = self.trajectories.iter().map(|t| t.name.as_str());
        let keep_trajectories = chosen("trajectory", names, trajectories)?;
        self.cells.retain(|c| keep_options[c.option] && keep_trajectories[c.trajectory]);
        Ok(())
    }
}

impl Model {
    /// The index of an option.
    ///
    /// # Errors
    /// Where there is none of this name.
    pub fn option_named(&self, name: &str) -> Result<usize, UnknownName> {
        let names: Vec<&str> = self.options.iter().map(|o| o.name.as_str()).collect();
        names.iter().position(|n| *n == name).ok_or_else(|| unknown("option", name, &names))
    }

    /// The index of a trajectory.
    ///
    /// # Errors
    /// Where there is none of this name.
    pub fn trajectory_named(&self, name: &str) -> Result<usize, UnknownName> {
        let names: Vec<&str> = self.trajectories.iter().map(|t| t.name.as_str()).collect();
        names.iter().position(|n| *n == name).ok_or_else(|| unknown("trajectory", name, &names))
    }

    /// Indices of the measures that are meant, in the order of `names`: the name of an array means
    /// all of its members.
    ///
    /// # Errors
    /// The first name that means none.
    pub fn measures_named(&self, names: &[String]) -> Result<Vec<usize>, UnknownName> {
        named("measure", self.measures.iter().map(|m| m.name.as_str()).collect(), names)
    }

    /// Indices of the uncertainties that are meant, likewise.
    ///
    /// # Errors
    /// The first name that means none.
    pub fn uncertainties_named(&self, names: &[String]) -> Result<Vec<usize>, UnknownName> {
        named("uncertainty", self.uncertainties.iter().map(|u| u.name.as_str()).collect(), names)
    }
}

fn named(
    kind: &'static str,
    known: Vec<&str>,
    names: &[String],
) -> Result<Vec<usize>, UnknownName> {
    let base = |name: &str| name.split('[').next().unwrap_or_default().to_owned();
    let mut out: Vec<usize> = Vec::new();
    for name in names {
        let fits = |i: &usize| known[*i] == name || base(known[*i]) == *name;
        let found: Vec<usize> = (0..known.len()).filter(fits).collect();
        if found.is_empty() {
            return Err(unknown(kind, name, &known));
        }
        out.extend(found.into_iter().filter(|i| !out.contains(i)).collect::<Vec<_>>());
    }
    Ok(out)
}

fn unknown(kind: &'static str, name: &str, names: &[&str]) -> UnknownName {
    UnknownName {
        kind,
        name: name.to_owned(),
        near: Diagnostics::nearest(name, names.iter().copied()).map(str::to_owned),
        known: names.join(", "),
    }
}

/// For each of `names` whether it is among `wanted`.
fn chosen<'a>(
    kind: &'static str,
    names: impl Iterator<Item = &'a str>,
    wanted: &[String],
) -> Result<Vec<bool>, UnknownName> {
    let names: Vec<&str> = names.collect();
    if let Some(name) = wanted.iter().find(|w| !names.contains(&w.as_str())) {
        return Err(unknown(kind, name, &names));
    }
    let keep = |name: &&str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    Ok(names.iter().map(keep).collect())
}

/// The new index of what is kept.
fn renumber(keep: &[bool]) -> Vec<usize> {
    let count = |next: &mut usize, kept: &bool| {
        let own = *next;
        *next += usize::from(*kept);
        Some(own)
    };
    keep.iter().scan(0, count).collect()
}

fn retain<T>(items: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    items.retain(|_| keep.next().copied().unwrap_or(false));
}
