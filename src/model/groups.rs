//! Groups of measures, and the measures that a report begins with.

use super::builder::Builder;
use super::describe::description;
use super::types::{Group, Measure, Topic, Uncertainty};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::study::{self, Name, Study};

/// The groups of a study.
pub fn groups(study: &Study) -> Vec<Group> {
    let group = |declared: &study::Group| Group {
        name: declared.name.value.clone(),
        description: description(&declared.meta),
    };
    study.groups.iter().map(group).collect()
}

/// The topics of a study with the uncertainties that stand in their files.
pub fn topics(study: &Study, uncertainties: &[Uncertainty]) -> Vec<Topic> {
    let file_of = |name: &str| {
        let base = name.split('[').next().unwrap_or_default();
        let declared = study.uncertainties.iter().find(|d| d.name.value == base);
        declared.map(|declared| declared.name.span.file)
    };
    let topic = |declared: &study::Topic| Topic {
        name: declared.name.value.clone(),
        description: description(&declared.meta),
        uncertainties: (0..uncertainties.len())
            .filter(|u| file_of(&uncertainties[*u].name) == Some(declared.name.span.file))
            .collect(),
    };
    study.topics.iter().map(topic).filter(|topic| !topic.uncertainties.is_empty()).collect()
}

/// `unknown KIND ...`, with the nearest of the names that there are.
fn unknown<'a>(kind: &str, name: &Name, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let error = Diagnostic::error(name.span, format!("unknown {kind} `{}`", name.value));
    match Diagnostics::nearest(&name.value, known) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error,
    }
}

impl Builder<'_> {
    /// Index of the group that a measure stands in; one that is not declared is reported.
    pub fn group_of(&mut self, measure: &study::Measure) -> Option<usize> {
        let name = measure.group.as_ref()?;
        let groups = &self.study.groups;
        let found = groups.iter().position(|g| g.name.value == name.value);
        if found.is_none() {
            let mut error = unknown("group", name, groups.iter().map(|g| g.name.value.as_str()));
            error.help.get_or_insert_with(|| format!("declare it: [group.{}]", name.value));
            self.diagnostics.push(error);
        }
        found
    }

    /// The measures of `report.key`: an array stands for all its members. What is unknown is
    /// reported.
    pub fn key_measures(&mut self, measures: &[Measure]) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for name in &self.study.report.key {
            let found = self.measures_called(name, measures);
            for measure in found {
                if !out.contains(&measure) {
                    out.push(measure);
                }
            }
        }
        out
    }

    /// The measures that are meant by a name: an array stands for all its members. None is
    /// reported.
    pub(super) fn measures_called(&mut self, name: &Name, measures: &[Measure]) -> Vec<usize> {
        let written: String = name.value.split_whitespace().collect();
        let of_array = |m: &Measure| m.name.split_once('[').is_some_and(|(a, _)| a == written);
        let plain = |m: &Measure| m.name.split_whitespace().collect::<String>() == written;
        let found: Vec<usize> = (0..measures.len())
            .filter(|m| plain(&measures[*m]) || of_array(&measures[*m]))
            .collect();
        if found.is_empty() {
            let members = measures.iter().map(|m| m.name.as_str());
            let arrays = self.study.measures.iter().map(|m| m.name.value.as_str());
            let error = unknown("measure", name, arrays.chain(members));
            self.diagnostics.push(error);
        }
        found
    }
}
