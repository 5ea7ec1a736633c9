//! What an option has, with what it inherits.

use super::types::{ByMember, OptionParameter, Setting, Study};

/// An option and those that it inherits from, nearest first; indices. A circle ends where it closes:
/// the model reports it.
fn ancestry(study: &Study, option: usize) -> Vec<usize> {
    let mut chain = vec![option];
    while let Some(parent) = &study.options[chain[chain.len() - 1]].extends {
        let found = study.options.iter().position(|o| o.name.value == parent.value);
        match found.filter(|found| !chain.contains(found)) {
            Some(found) => chain.push(found),
            None => break,
        }
    }
    chain
}

/// All parameters of an option, those that it inherits first: a formula among them reads the values
/// that the option has.
pub(super) fn own_parameters(study: &Study, option: usize) -> Vec<OptionParameter> {
    let mut own: Vec<OptionParameter> = Vec::new();
    for ancestor in ancestry(study, option).into_iter().rev() {
        for parameter in &study.options[ancestor].parameters {
            match own.iter_mut().find(|p| p.name.value == parameter.name.value) {
                Some(known) => known.clone_from(parameter),
                None => own.push(parameter.clone()),
            }
        }
    }
    own
}

/// All levers that an option sets, itself or through those that it inherits from, member by member.
pub(super) fn own_levers(study: &Study, option: usize) -> Vec<Setting> {
    let mut own: Vec<Setting> = Vec::new();
    for ancestor in ancestry(study, option) {
        for setting in &study.options[ancestor].levers {
            match own.iter_mut().find(|s| s.name.value == setting.name.value) {
                Some(nearer) => fill(&mut nearer.course, &setting.course),
                None => own.push(setting.clone()),
            }
        }
    }
    own
}

/// Adds to `values` those of members that it does not name.
fn fill<T: Clone>(values: &mut ByMember<T>, below: &ByMember<T>) {
    let ByMember::Members { entries, others, .. } = values else { return };
    match below {
        ByMember::All(_) => {
            for (_, inner) in entries.iter_mut() {
                fill(inner, below);
            }
            others.get_or_insert_with(|| Box::new(below.clone()));
        }
        ByMember::Members { entries: more, others: rest, .. } => {
            for (name, value) in more {
                match entries.iter_mut().find(|(known, _)| known.value == name.value) {
                    Some((_, inner)) => fill(inner, value),
                    None if others.is_none() => entries.push((name.clone(), value.clone())),
                    None => {}
                }
            }
            if let (None, Some(rest)) = (&others, rest) {
                *others = Some(rest.clone());
            }
        }
    }
}
