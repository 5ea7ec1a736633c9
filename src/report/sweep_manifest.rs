//! `manifest.json` of a sweep: what was varied, of what, and what came out.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::changes::Changes;
use super::error::ReportError;
use super::manifest::{InputFile, MANIFEST, PosteriorNote};
use super::sweep_tables::{SWEEP_PARQUET, SWEEP_TABLE};
use crate::analysis::sweep::{Axis, SweepResults};
use crate::model::Model;
use crate::outcome::design_name;
use crate::text::Label;

/// What was varied, of what, and what came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SweepManifest {
    /// `"drawdown"`.
    pub program: String,
    /// `"sweep"`.
    pub kind: String,
    /// Version of the program.
    pub version: String,
    /// Short name of the study.
    pub study: String,
    /// Short name of the sweep; `vary` if it was typed.
    pub sweep: String,
    /// Its heading.
    pub title: Option<Label>,
    /// What it asks.
    pub note: Option<Label>,
    /// Every file that was read, and what was typed. The folder `inputs` keeps the files.
    pub inputs: Vec<InputFile>,
    /// What the command line changed.
    pub changes: Changes,
    /// The command line that repeats the sweep.
    pub command: String,
    /// What is varied, with its values.
    pub axes: Vec<Axis>,
    /// `"grid"` or `"sample"`.
    pub points_from: String,
    /// Number of points.
    pub points: usize,
    /// Seed.
    pub seed: u64,
    /// `"random"`, `"latin_hypercube"` or `"sobol"`.
    pub design: String,
    /// Number of luck paths over all draws, at each point.
    pub replicates: u64,
    /// Luck paths that share a draw.
    pub luck_paths: u32,
    /// Number of draws of the uncertainties, at each point.
    pub draws: u64,
    /// The file of joint draws that uncertainties were drawn from, if any.
    pub posterior: Option<PosteriorNote>,
    /// Names of the options.
    pub options: Vec<String>,
    /// The option that others are compared with.
    pub baseline: String,
    /// Names of the trajectories.
    pub trajectories: Vec<String>,
    /// Names of the measures.
    pub measures: Vec<String>,
    /// The tables with their hashes.
    pub tables: Vec<InputFile>,
    /// Wall time of the simulation in seconds: of what was not kept from before an interruption.
    pub wall_seconds: f64,
}

impl SweepManifest {
    /// The manifest of a sweep of which `model` is the study's own.
    pub fn of(model: &Model, results: &SweepResults, inputs: Vec<InputFile>) -> Self {
        Self {
            program: "drawdown".to_owned(),
            kind: "sweep".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            study: model.id.clone(),
            sweep: results.of.name.clone(),
            title: results.of.title.clone(),
            note: results.of.note.clone(),
            inputs,
            changes: Changes::default(),
            command: String::new(),
            axes: results.axes.clone(),
            points_from: if results.sampled { "sample" } else { "grid" }.to_owned(),
            points: results.points.len(),
            seed: model.seed,
            design: design_name(model.design).to_owned(),
            replicates: results.replicates,
            luck_paths: model.luck_paths,
            draws: results.draws,
            posterior: PosteriorNote::of(model),
            options: model.options.iter().map(|o| o.name.clone()).collect(),
            baseline: model.options.get(model.baseline).map(|o| o.name.clone()).unwrap_or_default(),
            trajectories: model.trajectories.iter().map(|t| t.name.clone()).collect(),
            measures: results.measures.iter().map(|m| model.measures[*m].name.clone()).collect(),
            tables: Vec::new(),
            wall_seconds: 0.0,
        }
    }

    /// Notes the hashes of the tables in `folder` and writes `manifest.json` there.
    ///
    /// # Errors
    /// I/O errors.
    pub fn write(mut self, folder: &Path) -> Result<(), ReportError> {
        for name in [SWEEP_TABLE, SWEEP_PARQUET] {
            let path = folder.join(name);
            let bytes = fs::read(&path).map_err(ReportError::io(&path, "read"))?;
            self.tables.push(InputFile::of(name, &bytes));
        }
        let path = folder.join(MANIFEST);
        let mut text = serde_json::to_string_pretty(&self)
            .map_err(|source| ReportError::Manifest { path: path.clone(), source })?;
        text.push('\n');
        let write = || {
            let mut file = fs::File::create(&path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(ReportError::io(&path, "write"))
    }
}
