//! Which uncertainties are looked at together.

use serde::Serialize;

use crate::model::Model;

/// What makes uncertainties a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SetKind {
    /// It is one.
    Single,
    /// They are the members of an array.
    Array,
    /// They stand in the file of one topic.
    Topic,
    /// They are correlated, each with the next: knowing one teaches of the others.
    Correlated,
    /// Somebody named them.
    Named,
}

impl SetKind {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "uncertainty",
            Self::Array => "array",
            Self::Topic => "topic",
            Self::Correlated => "correlated",
            Self::Named => "named",
        }
    }
}

/// Uncertainties that are known together, or not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InformationSet {
    /// What makes them a set.
    pub kind: SetKind,
    /// Name of the uncertainty, the array, the topic, the one that was named; of correlated ones the
    /// name of the first.
    pub name: String,
    /// Index of the topic.
    pub topic: Option<usize>,
    /// Indices of uncertainties, rising.
    pub members: Vec<usize>,
}

/// All uncertainties one by one, then sets of several, none twice.
pub(super) fn sets(model: &Model, named: &[(String, Vec<usize>)]) -> Vec<InformationSet> {
    let set = |kind, name: &str, members: Vec<usize>| InformationSet {
        kind,
        name: name.to_owned(),
        topic: None,
        members,
    };
    let names: Vec<&str> = model.uncertainties.iter().map(|u| u.name.as_str()).collect();
    let mut out: Vec<InformationSet> =
        names.iter().enumerate().map(|(u, name)| set(SetKind::Single, name, vec![u])).collect();
    for (name, members) in named {
        let mut members = members.clone();
        members.sort_unstable();
        members.dedup();
        out.push(set(SetKind::Named, name, members));
    }
    let mut several = Vec::new();
    for (index, topic) in model.topics.iter().enumerate() {
        let of = set(SetKind::Topic, &topic.name, topic.uncertainties.clone());
        several.push(InformationSet { topic: Some(index), ..of });
    }
    let arrays = names.iter().filter_map(|name| name.split_once('[')).map(|(array, _)| array);
    for array in arrays {
        let of = |u: &usize| names[*u].split_once('[').is_some_and(|(own, _)| own == array);
        let members: Vec<usize> = (0..names.len()).filter(of).collect();
        several.push(set(SetKind::Array, array, members));
    }
    for members in related(model) {
        several.push(set(SetKind::Correlated, names[members[0]], members));
    }
    for of in several {
        // a set of all is EVPI
        let news = !out.iter().any(|known| known.members == of.members);
        if of.members.len() > 1 && of.members.len() < names.len() && news {
            out.push(of);
        }
    }
    out
}

/// Uncertainties that are correlated, directly or over others; those that a posterior draws together.
pub(super) fn related(model: &Model) -> Vec<Vec<usize>> {
    let mut of: Vec<usize> = (0..model.uncertainties.len()).collect();
    let mut join = |a: usize, b: usize| {
        let (from, to) = (of[a].max(of[b]), of[a].min(of[b]));
        of.iter_mut().filter(|x| **x == from).for_each(|x| *x = to);
    };
    for (a, b, spearman) in &model.correlations {
        if *spearman != 0.0 {
            join(*a, *b);
        }
    }
    if let Some(posterior) = &model.posterior {
        posterior.uncertainties().windows(2).for_each(|pair| join(pair[0], pair[1]));
    }
    let members =
        |first: usize| -> Vec<usize> { (0..of.len()).filter(|u| of[*u] == first).collect() };
    (0..of.len()).filter(|u| of[*u] == *u).map(members).filter(|set| set.len() > 1).collect()
}
