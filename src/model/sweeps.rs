//! Sweeps of a study: whether what they name is there.

use super::types::Model;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::study::{Name, Study, Sweep, Varied};

/// Reports what the sweeps of a study name and the study does not have. Whether each of their points
/// can be built is seen when one is asked for.
pub(super) fn check(model: &Model, study: &Study, out: &mut Diagnostics) {
    for sweep in &study.sweeps {
        names(model, sweep, out);
        for axis in &sweep.axes {
            if let Err(diagnostic) = Varied::find(study, axis) {
                out.push(*diagnostic);
            }
        }
    }
}

fn names(model: &Model, sweep: &Sweep, out: &mut Diagnostics) {
    let options: Vec<&str> = model.options.iter().map(|o| o.name.as_str()).collect();
    let trajectories: Vec<&str> = model.trajectories.iter().map(|t| t.name.as_str()).collect();
    known("option", &sweep.options, &options, out);
    known("trajectory", &sweep.trajectories, &trajectories, out);
    let names: Vec<&str> = model.measures.iter().map(|m| m.name.as_str()).collect();
    let missing = sweep
        .measures
        .iter()
        .filter(|name| model.measures_named(std::slice::from_ref(&name.value)).is_err());
    missing.for_each(|name| report("measure", name, &names, out));
}

fn known(kind: &str, wanted: &[Name], names: &[&str], out: &mut Diagnostics) {
    let missing = wanted.iter().filter(|name| !names.contains(&name.value.as_str()));
    missing.for_each(|name| report(kind, name, names, out));
}

fn report(kind: &str, name: &Name, names: &[&str], out: &mut Diagnostics) {
    let error = Diagnostic::error(name.span, format!("unknown {kind} `{}`", name.value));
    out.push(match Diagnostics::nearest(&name.value, names.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!("there are: {}", names.join(", "))),
    });
}
