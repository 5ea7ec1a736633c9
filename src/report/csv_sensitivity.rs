//! `sensitivity.csv` and `sensitivity.json`: what outcomes hang on, and how that was found.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::chart_files::write_whole;
use super::csv::{Rows, header, place, plain, with_error};
use super::error::ReportError;
use super::manifest::{InputFile, PosteriorNote};
use crate::analysis::sensitivity::{Factor, FactorKind, Found, Sensitivity, Subject};
use crate::analysis::{Share, Target};
use crate::model::Model;
use crate::outcome::Estimate;

/// Name of the account of a sensitivity analysis. A folder that holds one is such an analysis.
pub const SENSITIVITY: &str = "sensitivity.json";

/// Name of the table of its indices.
pub const SENSITIVITY_TABLE: &str = "sensitivity.csv";

/// Writes `sensitivity.csv`, one row for each outcome, factor and index, and `sensitivity.json`, how
/// they were found, into `folder`.
///
/// # Errors
/// I/O errors.
pub fn write_sensitivity(
    folder: &Path,
    (model, found): (&Model, &Sensitivity),
    (seed, command): (u64, &str),
    inputs: &[InputFile],
) -> Result<(), ReportError> {
    table(model, found).write(&folder.join(SENSITIVITY_TABLE))?;
    let path = folder.join(SENSITIVITY);
    let factors: Vec<Value> = found.factors.iter().map(|f| factor_note(model, f)).collect();
    let unread: Vec<&str> =
        found.unread.iter().map(|u| model.uncertainties[*u].name.as_str()).collect();
    let account = json!({
        "program": "drawdown",
        "version": env!("CARGO_PKG_VERSION"),
        "study": model.id,
        "title": model.title.en,
        "command": command,
        "inputs": inputs,
        "seed": seed,
        "method": found.method.name(),
        "size": found.size,
        "rows": found.runs,
        "luck_paths": found.luck_paths,
        "posterior": PosteriorNote::of(model),
        "factors": factors,
        "not_read": unread,
    });
    let mut text = serde_json::to_string_pretty(&account)
        .map_err(|source| ReportError::Manifest { path: path.clone(), source })?;
    text.push('\n');
    write_whole(&path, text.as_bytes())
}

/// Of which study the analysis in `folder` is.
///
/// # Errors
/// I/O errors; [`ReportError::Manifest`] for anything but such an analysis.
pub fn study_of_sensitivity(folder: &Path) -> Result<String, ReportError> {
    #[derive(Serialize, Deserialize)]
    struct Whose {
        study: String,
    }
    let path = folder.join(SENSITIVITY);
    let text = fs::read_to_string(&path).map_err(ReportError::io(&path, "read"))?;
    let whose: Whose =
        serde_json::from_str(&text).map_err(|source| ReportError::Manifest { path, source })?;
    Ok(whose.study)
}

fn members<'a>(model: &'a Model, factor: &'a Factor) -> Vec<&'a str> {
    factor.uncertainties.iter().map(|u| model.uncertainties[*u].name.as_str()).collect()
}

/// The name of a factor in tables: its uncertainties, or `[luck]`, which is no variable's name.
fn factor_name(model: &Model, factor: &Factor) -> String {
    match factor.kind {
        FactorKind::Luck => "[luck]".to_owned(),
        _ => members(model, factor).join(" + "),
    }
}

fn factor_note(model: &Model, factor: &Factor) -> Value {
    json!({ "kind": factor.kind, "uncertainties": members(model, factor) })
}

fn table(model: &Model, found: &Sensitivity) -> Rows {
    let mut rows = Rows::new(&header(&[
        &plain(&["measure", "trajectory", "response", "option", "of", "baseline", "mean", "sd"]),
        &plain(&["factor", "index"]),
        &with_error(&["value"]),
        &plain(&["chance"]),
    ]));
    for subject in &found.subjects {
        for (f, factor) in found.factors.iter().enumerate() {
            for (index, estimate, chance) in indices(subject, f) {
                outcome(&mut rows, model, subject);
                rows.word(&factor_name(model, factor));
                rows.word(index);
                rows.estimate(Some(estimate));
                rows.maybe(chance);
                rows.end();
            }
        }
        if !matches!(subject.found, Found::Given(_) | Found::Sobol(_) | Found::Morris(_)) {
            outcome(&mut rows, model, subject);
            rows.word("");
            rows.word(match subject.found {
                Found::Constant => "constant",
                Found::Infinite => "infinite",
                _ => "too_few",
            });
            rows.estimate(None);
            rows.maybe(None);
            rows.end();
        }
    }
    rows
}

fn outcome(rows: &mut Rows, model: &Model, subject: &Subject) {
    let option = |cell: usize| model.options[model.cells[cell].option].name.as_str();
    rows.word(&model.measures[subject.target.measure()].name);
    let (cell, of, baseline) = match subject.target {
        Target::Level { cell, .. } => (cell, "level", ""),
        Target::Difference { cell, baseline, .. } => (cell, "difference", option(baseline)),
    };
    place(rows, model, model.cells[cell]);
    rows.word(option(cell));
    rows.word(of);
    rows.word(baseline);
    rows.number(subject.mean);
    rows.number(subject.deviation);
}

/// Name, estimate and what chance gives of each index of a factor.
fn indices(subject: &Subject, factor: usize) -> Vec<(&'static str, Estimate, Option<f64>)> {
    let of_share = |name, share: Option<Share>| {
        share.map(|Share { value, se, low, high, chance }| {
            (name, Estimate { value, se, low, high }, Some(chance))
        })
    };
    match &subject.found {
        Found::Given(all) => {
            let given = &all[factor];
            let exact = |value| Estimate { value, se: f64::NAN, low: f64::NAN, high: f64::NAN };
            let spearman = given.spearman.map(|value| ("spearman", exact(value), None));
            let shares = [of_share("first_order", given.first), of_share("delta", given.delta)];
            shares.into_iter().chain([spearman]).flatten().collect()
        }
        Found::Sobol(all) => {
            vec![("first_order", all[factor].first, None), ("total", all[factor].total, None)]
        }
        Found::Morris(all) => {
            let index = &all[factor];
            let mu = index.mu.map(|mu| ("mu", mu, None));
            let others = [("mu_star", index.mu_star, None), ("sigma", index.sigma, None)];
            mu.into_iter().chain(others).collect()
        }
        Found::Constant | Found::Infinite | Found::TooFew => Vec::new(),
    }
}
