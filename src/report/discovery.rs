//! The folder of scenario discovery: tables, all of it as JSON.

use std::fs;
use std::path::Path;

use super::csv::{Rows, header, plain};
use super::error::ReportError;
use crate::analysis::discovery::{
    Case, Criterion, Discovery, FoundBox, Limit, Limits, Restriction,
};
use crate::model::Model;

/// The file by which a folder of scenario discovery is known: all that was found.
pub const DISCOVERY: &str = "discovery.json";

/// Writes `options.csv` (one row an option that ran), `boxes.csv` (a limit), `peeling.csv` (a box
/// on the trajectory), `tree.csv` (a leaf) and `discovery.json` into `folder`.
///
/// # Errors
/// I/O errors.
pub fn write_discovery(
    folder: &Path,
    model: &Model,
    discovery: &Discovery,
) -> Result<(), ReportError> {
    options(model, discovery).write(&folder.join("options.csv"))?;
    boxes(model, discovery).write(&folder.join("boxes.csv"))?;
    peeling(model, discovery).write(&folder.join("peeling.csv"))?;
    tree(model, discovery).write(&folder.join("tree.csv"))?;
    let path = folder.join(DISCOVERY);
    let json = serde_json::to_string_pretty(discovery).map_err(std::io::Error::other);
    json.and_then(|json| fs::write(&path, json)).map_err(ReportError::io(&path, "write"))
}

fn place(rows: &mut Rows, model: &Model, discovery: &Discovery, option: usize) {
    rows.word(&model.options[option].name);
    rows.word(&model.trajectories[discovery.trajectory].name);
    rows.word(if discovery.response { "true" } else { "false" });
}

const PLACE: [&str; 3] = ["option", "trajectory", "response"];

/// How often each option fails, and what was looked for.
fn options(model: &Model, discovery: &Discovery) -> Rows {
    let by_measure: Vec<String> =
        discovery.measures.iter().map(|m| format!("fails_{}", model.measures[*m].name)).collect();
    let mut rows = Rows::new(&header(&[
        &plain(&PLACE),
        &plain(&[
            "draws", "failing", "share", "bound", "withheld", "p", "shuffles", "boxes", "coverage",
        ]),
        &plain(&["tree_density", "tree_coverage"]),
        &by_measure,
    ]));
    for (option, failing) in &discovery.failing {
        let case = discovery.cases.iter().find(|case| case.option == *option);
        place(&mut rows, model, discovery, *option);
        rows.number(discovery.draws as f64);
        rows.number(*failing as f64);
        rows.number(*failing as f64 / discovery.draws as f64);
        let bound = case.and_then(|case| match case.criterion {
            Criterion::Bound { measure } => Some(model.measures[measure].name.as_str()),
            _ => None,
        });
        rows.word(bound.unwrap_or_default());
        let word = match case {
            None => "not_asked".to_owned(),
            Some(case) => case.withheld.map_or_else(String::new, |why| {
                serde_json::to_value(why)
                    .ok()
                    .and_then(|v| v.as_str().map(str::to_owned))
                    .unwrap_or_default()
            }),
        };
        rows.word(&word);
        rows.maybe(case.and_then(|case| case.p));
        rows.maybe(case.map(|case| case.shuffles as f64));
        rows.maybe(case.map(|case| case.boxes.len() as f64));
        rows.maybe(case.map(Case::coverage));
        let tree = case.and_then(|case| case.tree.as_ref());
        rows.maybe(tree.and_then(|tree| tree.density));
        rows.maybe(tree.map(|tree| tree.coverage));
        for k in 0..discovery.measures.len() {
            rows.maybe(case.map(|case| case.by_measure[k] as f64));
        }
        rows.end();
    }
    rows
}

/// The limits of the boxes.
fn boxes(model: &Model, discovery: &Discovery) -> Rows {
    let mut rows = Rows::new(&header(&[
        &plain(&PLACE),
        &plain(&["box", "draws", "failing", "density", "coverage", "mass", "elsewhere", "p"]),
        &plain(&["halves", "halves_found", "unseen_density", "unseen_density_sd"]),
        &plain(&["unseen_coverage", "unseen_coverage_sd", "uncertainty", "unit", "low", "high"]),
        &plain(&["values", "quantile_low", "quantile_high", "share", "quasi_p"]),
        &plain(&["density_without", "coverage_without", "support", "low_05", "low_95"]),
        &plain(&["high_05", "high_95", "correlated"]),
    ]));
    for case in &discovery.cases {
        for (k, found) in case.boxes.iter().enumerate() {
            for restriction in &found.restrictions {
                place(&mut rows, model, discovery, case.option);
                rows.number((k + 1) as f64);
                of_box(&mut rows, found);
                of_limit(&mut rows, model, restriction);
                rows.end();
            }
        }
    }
    rows
}

fn of_box(rows: &mut Rows, found: &FoundBox) {
    rows.number(found.inside.draws as f64);
    rows.number(found.inside.failing as f64);
    for value in [found.density, found.coverage, found.mass, found.elsewhere().share(), found.p] {
        rows.number(value);
    }
    let repeats = &found.repeats;
    rows.number(repeats.count as f64);
    rows.number(repeats.found);
    for pair in [repeats.density, repeats.coverage] {
        rows.maybe(pair.map(|pair| pair.0));
        rows.maybe(pair.map(|pair| pair.1));
    }
}

fn of_limit(rows: &mut Rows, model: &Model, restriction: &Restriction) {
    let uncertainty = &model.uncertainties[restriction.uncertainty];
    rows.word(&uncertainty.name);
    rows.word(&uncertainty.unit);
    let (low, high, values) = match &restriction.limit {
        Limit::Range { low, high } => (*low, *high, String::new()),
        Limit::Values(values) => {
            let values: Vec<String> = values.iter().map(|v| format!("{v:?}")).collect();
            (None, None, values.join(" "))
        }
    };
    rows.maybe(low);
    rows.maybe(high);
    rows.word(&values);
    rows.maybe(restriction.quantiles.map(|q| q.0));
    rows.maybe(restriction.quantiles.map(|q| q.1));
    for value in [
        restriction.share,
        restriction.p,
        restriction.density_without,
        restriction.coverage_without,
        restriction.support.share,
    ] {
        rows.number(value);
    }
    for ends in [restriction.support.low, restriction.support.high] {
        rows.maybe(ends.map(|ends| ends.0));
        rows.maybe(ends.map(|ends| ends.1));
    }
    let others: Vec<String> = restriction
        .correlated
        .iter()
        .map(|(u, rho)| format!("{} {rho:.2}", model.uncertainties[*u].name))
        .collect();
    rows.word(&others.join("; "));
}

/// The limits of a box in one field: `recruitment >= 3.1; months in 6 12`.
fn in_words(model: &Model, limits: &Limits) -> String {
    let mut parts = Vec::new();
    for own in limits {
        let name = &model.uncertainties[own.column].name;
        match &own.limit {
            Limit::Range { low, high } => {
                parts.extend(low.map(|low| format!("{name} >= {low:?}")));
                parts.extend(high.map(|high| format!("{name} <= {high:?}")));
            }
            Limit::Values(values) => {
                let values: Vec<String> = values.iter().map(|v| format!("{v:?}")).collect();
                parts.push(format!("{name} in {}", values.join(" ")));
            }
        }
    }
    parts.join("; ")
}

/// The peeling trajectory of the first box.
fn peeling(model: &Model, discovery: &Discovery) -> Rows {
    let mut rows = Rows::new(&header(&[
        &plain(&PLACE),
        &plain(&["step", "chosen", "uncertainty", "draws", "failing", "density", "coverage"]),
        &plain(&["mass", "restricted", "limits"]),
    ]));
    for case in &discovery.cases {
        for (k, step) in case.steps.iter().enumerate() {
            place(&mut rows, model, discovery, case.option);
            rows.number(k as f64);
            rows.word(if k == case.chosen { "true" } else { "false" });
            rows.word(step.column.map_or("", |c| &model.uncertainties[c].name));
            rows.number(step.counts.draws as f64);
            rows.number(step.counts.failing as f64);
            for value in [step.density, step.coverage, step.mass, step.limits.len() as f64] {
                rows.number(value);
            }
            rows.word(&in_words(model, &step.limits));
            rows.end();
        }
    }
    rows
}

/// The leaves of the trees.
fn tree(model: &Model, discovery: &Discovery) -> Rows {
    let mut rows = Rows::new(&header(&[
        &plain(&PLACE),
        &plain(&["leaf", "counts_as_failing", "draws", "failing", "share", "limits"]),
    ]));
    for case in &discovery.cases {
        let leaves = case.tree.iter().flat_map(|tree| &tree.leaves);
        for (k, leaf) in leaves.enumerate() {
            place(&mut rows, model, discovery, case.option);
            rows.number((k + 1) as f64);
            rows.word(if leaf.fails { "true" } else { "false" });
            rows.number(leaf.counts.draws as f64);
            rows.number(leaf.counts.failing as f64);
            rows.number(leaf.counts.share());
            rows.word(&in_words(model, &leaf.limits));
            rows.end();
        }
    }
    rows
}
