//! `backtest.csv` and `backtest.json`: how a model compares with what happened.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::csv::{Rows, plain};
use super::error::ReportError;
use super::manifest::{InputFile, PosteriorNote};
use crate::analysis::backtest::{Backtest, Coverage, RowScore, Score, SeriesScore, Skill, Verdict};
use crate::analysis::{CellScore, Ensembles, Learned};
use crate::model::Cell;
use crate::outcome::{design_name, hex};

/// Name of the account of a back-test. A folder that holds one is a back-test.
pub const BACKTEST: &str = "backtest.json";

/// Name of the table of its rows.
pub const BACKTEST_TABLE: &str = "backtest.csv";

/// Writes `backtest.csv`, one row for each cell, history and row that lies in the run, and
/// `backtest.json`, what was compared with what and how it scored, into `folder`.
///
/// # Errors
/// I/O errors.
pub fn write_backtest(
    folder: &Path,
    ensembles: &Ensembles,
    (backtest, learned): (&Backtest, Option<&Learned>),
    inputs: &[InputFile],
) -> Result<(), ReportError> {
    let rows = table(ensembles, backtest, learned);
    rows.write(&folder.join(BACKTEST_TABLE))?;
    let digest = hex(&Sha256::digest(rows.text().as_bytes()));
    let path = folder.join(BACKTEST);
    let account = account(ensembles, (backtest, learned), inputs, &digest);
    let text = serde_json::to_string_pretty(&account)
        .map_err(|source| ReportError::Manifest { path: path.clone(), source })?;
    let write = || {
        use std::io::Write;
        let mut file = fs::File::create(&path)?;
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    };
    write().map_err(ReportError::io(&path, "write"))
}

/// Of which study the back-test in `folder` is.
///
/// # Errors
/// I/O errors; [`ReportError::Manifest`] for anything but a back-test.
pub fn study_of_backtest(folder: &Path) -> Result<String, ReportError> {
    #[derive(Serialize, Deserialize)]
    struct Whose {
        study: String,
    }
    let path = folder.join(BACKTEST);
    let text = fs::read_to_string(&path).map_err(ReportError::io(&path, "read"))?;
    let whose: Whose =
        serde_json::from_str(&text).map_err(|source| ReportError::Manifest { path, source })?;
    Ok(whose.study)
}

fn table(ensembles: &Ensembles, backtest: &Backtest, learned: Option<&Learned>) -> Rows {
    let mut rows = Rows::new(&plain(&[
        "option",
        "trajectory",
        "response",
        "history",
        "observes",
        "as",
        "unit",
        "scale",
        "row",
        "from",
        "to",
        "use",
        "value",
        "mean",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
        "pit",
        "inside_50",
        "inside_90",
        "score",
        "log_score",
        "score_last_value",
        "score_trend",
        "learned_mean",
        "learned_p05",
        "learned_p25",
        "learned_p50",
        "learned_p75",
        "learned_p95",
        "learned_pit",
        "learned_score",
        "note",
    ]));
    for (c, cell) in backtest.cells.iter().enumerate() {
        for (s, series) in cell.series.iter().enumerate() {
            for (r, row) in series.rows.iter().enumerate() {
                let learned = learned.map(|l| &l.backtest.cells[c].series[s].rows[r].verdict);
                table_row(&mut rows, ensembles, cell.cell, series, (row, learned));
            }
        }
    }
    rows
}

fn table_row(
    rows: &mut Rows,
    ensembles: &Ensembles,
    cell: Cell,
    series: &SeriesScore,
    (score, learned): (&RowScore, Option<&Verdict>),
) {
    let model = &ensembles.backtest.model;
    let history = &model.history[series.history];
    let row = &history.rows[score.row];
    let verdict = &score.verdict;
    let truth = |holds: bool| if holds { "true" } else { "false" };
    rows.word(&model.options[cell.option].name);
    rows.word(&model.trajectories[cell.trajectory].name);
    rows.word(truth(cell.response));
    rows.word(&history.name);
    rows.word(&history.observes);
    rows.word(history.taken.word());
    rows.word(&history.unit);
    rows.word(if series.event { "" } else { history.scale.word() });
    rows.number((row.number + 1) as f64);
    rows.word(&row.from.to_string());
    rows.word(&row.to.to_string());
    rows.word(row.used.word());
    rows.number(row.value);
    rows.number(verdict.mean);
    verdict.quantiles.iter().for_each(|q| rows.maybe((!series.event).then_some(*q)));
    rows.maybe((!series.event).then_some(verdict.pit));
    for inside in [verdict.inside50, verdict.inside90] {
        rows.word(if series.event { "" } else { truth(inside) });
    }
    rows.number(verdict.score);
    rows.maybe(verdict.log_score);
    rows.maybe(verdict.naive.last);
    rows.maybe(verdict.naive.trend);
    let band = |x: f64| (!series.event).then_some(x);
    rows.maybe(learned.map(|v| v.mean));
    for q in 0..5 {
        rows.maybe(learned.and_then(|v| band(v.quantiles[q])));
    }
    rows.maybe(learned.and_then(|v| band(v.pit)));
    rows.maybe(learned.map(|v| v.score));
    rows.word(row.note.as_deref().unwrap_or(""));
    rows.end();
}

fn account(
    ensembles: &Ensembles,
    (backtest, learned): (&Backtest, Option<&Learned>),
    inputs: &[InputFile],
    digest: &str,
) -> Value {
    let (model, outcomes) = (&ensembles.backtest.model, &ensembles.outcomes);
    let shape = &outcomes.shape;
    let cells: Vec<Value> = backtest.cells.iter().map(|cell| of_cell(ensembles, cell)).collect();
    json!({
        "program": "drawdown",
        "version": env!("CARGO_PKG_VERSION"),
        "study": model.id,
        "title": model.title.en,
        "inputs": inputs,
        "seed": shape.seed,
        "design": design_name(shape.design),
        "replicates": shape.replicates,
        "luck_paths": shape.luck_paths,
        "draws": shape.draws(),
        "effective_replicates": backtest.effective,
        "start": model.time.start.to_string(),
        "end": model.time.date(model.time.steps).to_string(),
        "posterior": PosteriorNote::of(model),
        "cells": cells,
        "learned": learned.map(|learned| of_learned(ensembles, learned)),
        "run_digest": outcomes.digest(),
        "digest": digest,
        "wall_seconds": outcomes.elapsed.as_secs_f64(),
        "threads": outcomes.threads,
    })
}

/// What each cell's rows with `use = "calibrate"` taught, and how it scores then.
fn of_learned(ensembles: &Ensembles, learned: &Learned) -> Vec<Value> {
    let cells = learned.calibrations.iter().zip(&learned.backtest.cells);
    cells
        .map(|(calibration, cell)| {
            let weights = calibration.weights();
            json!({
                "rows": calibration.row_count(),
                "effective_sample_size": weights.ess,
                "perplexity": weights.perplexity,
                "largest_weight": weights.largest,
                "cell": of_cell(ensembles, cell),
            })
        })
        .collect()
}

fn of_cell(ensembles: &Ensembles, cell: &CellScore) -> Value {
    let model = &ensembles.backtest.model;
    let series: Vec<Value> = cell
        .series
        .iter()
        .map(|series| {
            let history = &model.history[series.history];
            json!({
                "history": history.name,
                "observes": history.observes,
                "as": history.taken.word(),
                "unit": history.unit,
                "scale": if series.event { Value::Null } else { history.scale.word().into() },
                "file": history.file,
                "rows_in_run": series.rows.len(),
                "score": series.score.as_ref().map(of_score),
            })
        })
        .collect();
    json!({
        "option": model.options[cell.cell.option].name,
        "trajectory": model.trajectories[cell.cell.trajectory].name,
        "response": cell.cell.response,
        "series": series,
        "all": cell.all.as_ref().map(of_score),
    })
}

fn of_score(score: &Score) -> Value {
    let coverage = |c: Coverage| {
        json!({
            "inside": c.inside,
            "rows": c.rows,
            "low": c.interval.0,
            "high": c.interval.1,
            "chance_as_few": c.chance.as_few,
            "chance_as_many": c.chance.as_many,
        })
    };
    let skill = |s: Skill| {
        // an infinite skill is no number in JSON
        json!({ "rows": s.rows, "model": s.model, "naive": s.naive, "skill": s.value() })
    };
    json!({
        "rows": score.rows,
        "inside_50": score.inside50.map(coverage),
        "inside_90": score.inside90.map(coverage),
        "mean_pit": score.bias.map(|b| b.mean_pit),
        "bias_chance": score.bias.map(|b| b.chance),
        "mean_score": score.mean,
        "mean_log_score": score.log_score,
        "against_last_value": score.last.map(skill),
        "against_trend": score.trend.map(skill),
    })
}
