//! `manifest.json`: what was run, from what, and what came out.

use std::fs;
use std::io::Write;
use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::changes::Changes;
use super::error::ReportError;
use super::tables::TABLES;
use crate::engine::StopReport;
use crate::kernel::Incident;
#[cfg(doc)]
use crate::model::Posterior;
use crate::model::{Cell, Model};
use crate::outcome::{IncidentShare, Outcomes, design_name, hex};
use crate::study::{COMMAND_LINE, DesignKind};
use crate::text::{Lang, counted, isolate, noun, number, plain_count};

/// Name of the file. A folder that holds one is a run.
pub const MANIFEST: &str = "manifest.json";

/// A file that a study was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Path relative to the studies' parent folder.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its path in the run's folder `inputs`, where that is not its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<String>,
}

impl InputFile {
    /// A file with this content.
    pub fn of(name: impl Into<String>, content: &[u8]) -> Self {
        Self { name: name.into(), sha256: hex(&Sha256::digest(content)), kept: None }
    }

    /// Its path in the run's folder `inputs`; none for the text of `--set`, which stands in
    /// [`Changes::set`].
    pub fn place(&self) -> Option<&str> {
        match &self.kept {
            Some(place) => Some(place),
            None if self.name == COMMAND_LINE => None,
            None => Some(&self.name),
        }
    }
}

/// Something that happened in a notable share of all steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentNote {
    /// What, in words.
    pub what: String,
    /// Share of replicates x steps, in each of the cells.
    pub share: f64,
    /// In which cells: `option / trajectory`, with `/ no response` where the response is off.
    pub cells: Vec<String>,
    /// What kind of incident: `"bound"`, `"limited"`, `"negative_rate"` or `"lever_bound"`.
    #[serde(default)]
    pub kind: String,
    /// The stock, flow or lever that it happened to.
    #[serde(default)]
    pub of: String,
    /// Number of lane-steps in each of the cells.
    #[serde(default)]
    pub lane_steps: u64,
}

/// A file of joint draws that uncertainties were drawn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PosteriorNote {
    /// Its name.
    pub file: String,
    /// Number of its rows.
    pub rows: usize,
    /// Effective number of its rows ([`Posterior::effective_sample_size`]).
    pub effective_sample_size: f64,
    /// The uncertainties that were drawn from it; the others were drawn from their priors.
    pub uncertainties: Vec<String>,
}

impl PosteriorNote {
    /// The posterior of a model, if it has one.
    pub fn of(model: &Model) -> Option<Self> {
        let posterior = model.posterior.as_ref()?;
        let name = |i: &usize| model.uncertainties[*i].name.clone();
        Some(Self {
            file: posterior.file.clone(),
            rows: posterior.rows(),
            effective_sample_size: posterior.effective_sample_size(),
            uncertainties: posterior.uncertainties().iter().map(name).collect(),
        })
    }
}

/// Says plainly that uncertainties were drawn from a posterior, if they were.
pub fn drawn_from(model: &Model, lang: Lang) -> Option<String> {
    let note = PosteriorNote::of(model)?;
    let (joint, all) = (note.uncertainties.len(), model.uncertainties.len());
    let rows = note.rows as u64;
    let effective = number(note.effective_sample_size, lang).replace('\u{a0}', " ");
    Some(match lang {
        Lang::En => {
            let which = match all - joint {
                0 if all == 1 => "The uncertainty is".to_owned(),
                0 => format!("All {all} uncertainties are"),
                _ if joint == 1 => format!("1 of {all} uncertainties is"),
                _ => format!("{joint} of {all} uncertainties are"),
            };
            let rest = if joint < all { "; the others from their priors" } else { "" };
            format!(
                "{which} drawn from the posterior in {}, not from priors: {}, effective sample size \
                 {effective}{rest}. No interval allows for how few rows that is.",
                note.file,
                counted(rows, &noun::ROW, lang),
            )
        }
        Lang::Ar => {
            let which = match all - joint {
                0 => format!("سُحبت كل الكميات غير المؤكدة (وعددها {all})"),
                _ => format!("سُحب بعض الكميات غير المؤكدة ({joint} من {all})"),
            };
            let rest = if joint < all {
                "؛ وسُحب ما عداها من التوزيعات القبلية"
            } else {
                ""
            };
            format!(
                "{which} من التوزيع البعدي في الملف {}، لا من التوزيعات القبلية: عدد صفوفه {}، وحجم \
                 العيّنة الفعّال {effective}{rest}. ولا تراعي المجالات قلة هذه الصفوف.",
                isolate(note.file, lang),
                plain_count(rows),
            )
        }
    })
}

/// What was run, from what, and what came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// `"drawdown"`.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// Short name of the study.
    pub study: String,
    /// Its title.
    pub title: String,
    /// Every file that was read, and the text of `--set`. The folder `inputs` keeps them.
    pub inputs: Vec<InputFile>,
    /// What the command line changed.
    #[serde(default)]
    pub changes: Changes,
    /// The command line that repeats the run.
    #[serde(default)]
    pub command: String,
    /// Seed.
    pub seed: u64,
    /// `"random"`, `"latin_hypercube"` or `"sobol"`.
    pub design: String,
    /// Number of luck paths over all draws.
    pub replicates: u64,
    /// Luck paths that share a draw.
    pub luck_paths: u32,
    /// Number of draws of the uncertainties.
    pub draws: u64,
    /// By which rule the run stopped, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<StopReport>,
    /// The file of joint draws that uncertainties were drawn from, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posterior: Option<PosteriorNote>,
    /// Names of the options that were run.
    pub options: Vec<String>,
    /// The option that others are compared with.
    pub baseline: String,
    /// Names of the trajectories that were run.
    pub trajectories: Vec<String>,
    /// Whether cells were run with responses on, off, or both: `"on"`, `"off"`, `"both"`.
    pub responses: String,
    /// Names of the measures.
    pub measures: Vec<String>,
    /// First date.
    pub start: Date,
    /// The end that the study asks for.
    pub asked_end: Date,
    /// The end that was reached: a whole number of steps.
    pub end: Date,
    /// Number of steps.
    pub steps: usize,
    /// Length of a step in days.
    pub step_days: f64,
    /// SHA-256 over the values of all measures and series ([`Outcomes::digest`]).
    pub digest: String,
    /// The tables that the run can be read back from.
    #[serde(default)]
    pub tables: Vec<InputFile>,
    /// Incidents in more than 0.1 % of all steps.
    pub incidents: Vec<IncidentNote>,
    /// Wall time of the simulation in seconds.
    pub wall_seconds: f64,
    /// Threads.
    pub threads: usize,
}

impl Manifest {
    /// The manifest of a run.
    pub fn of(model: &Model, outcomes: &Outcomes, inputs: Vec<InputFile>) -> Self {
        let cells = &outcomes.layout.cells;
        let named = |count: usize, run: &dyn Fn(usize) -> bool, name: &dyn Fn(usize) -> String| {
            (0..count).filter(|&i| run(i)).map(name).collect::<Vec<String>>()
        };
        let on = cells.iter().any(|cell| cell.response);
        let off = cells.iter().any(|cell| !cell.response);
        let time = &model.time;
        Self {
            program: "drawdown".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            study: model.id.clone(),
            title: model.title.en.clone(),
            inputs,
            changes: Changes::default(),
            command: String::new(),
            seed: outcomes.shape.seed,
            design: design_name(outcomes.shape.design).to_owned(),
            replicates: outcomes.shape.replicates,
            luck_paths: outcomes.shape.luck_paths,
            draws: outcomes.shape.draws(),
            stop: None,
            posterior: PosteriorNote::of(model),
            options: named(
                model.options.len(),
                &|i| cells.iter().any(|cell| cell.option == i),
                &|i| model.options[i].name.clone(),
            ),
            baseline: model.options.get(model.baseline).map(|o| o.name.clone()).unwrap_or_default(),
            trajectories: named(
                model.trajectories.len(),
                &|i| cells.iter().any(|cell| cell.trajectory == i),
                &|i| model.trajectories[i].name.clone(),
            ),
            responses: match (on, off) {
                (true, true) => "both",
                (false, true) => "off",
                (_, false) => "on",
            }
            .to_owned(),
            measures: model.measures.iter().map(|m| m.name.clone()).collect(),
            start: time.start,
            asked_end: time.asked_end,
            end: time.date(time.steps),
            steps: time.steps,
            step_days: time.step_days,
            digest: outcomes.digest(),
            tables: Vec::new(),
            incidents: outcomes
                .notable_incidents()
                .map(|incident| incident_note(model, outcomes, incident))
                .collect(),
            wall_seconds: outcomes.elapsed.as_secs_f64(),
            threads: outcomes.threads,
        }
    }

    /// The design.
    pub fn design(&self) -> Option<DesignKind> {
        let all = [DesignKind::Random, DesignKind::LatinHypercube, DesignKind::Sobol];
        all.into_iter().find(|design| design_name(*design) == self.design)
    }

    /// Notes the hashes of the tables in `folder`, which must be complete.
    ///
    /// # Errors
    /// I/O errors.
    pub fn note_tables(&mut self, folder: &Path) -> Result<(), ReportError> {
        let note = |name: &str| {
            let path = folder.join(name);
            let bytes = fs::read(&path).map_err(ReportError::io(&path, "read"))?;
            Ok(InputFile::of(name, &bytes))
        };
        self.tables = TABLES.into_iter().map(note).collect::<Result<_, ReportError>>()?;
        Ok(())
    }

    /// Writes `manifest.json` into `folder`.
    ///
    /// # Errors
    /// I/O errors.
    pub fn write(&self, folder: &Path) -> Result<(), ReportError> {
        let path = folder.join(MANIFEST);
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|source| ReportError::Manifest { path: path.clone(), source })?;
        text.push('\n');
        let write = || {
            let mut file = fs::File::create(&path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(ReportError::io(&path, "write"))
    }

    /// Reads `manifest.json` in `folder`.
    ///
    /// # Errors
    /// I/O errors; [`ReportError::Manifest`] for anything but a manifest.
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        let path = folder.join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(ReportError::io(&path, "read"))?;
        serde_json::from_str(&text).map_err(|source| ReportError::Manifest { path, source })
    }
}

/// A kind of incident with the names of all that it can happen to.
type IncidentKind<'a> = (&'static str, fn(usize) -> Incident, Vec<&'a str>);

/// The kinds of incident, as a manifest names them.
pub(super) fn incident_kinds(model: &Model) -> [IncidentKind<'_>; 4] {
    let stocks = || model.stocks.iter().map(|s| s.name.as_str()).collect();
    let flows = model.flows.iter().map(|f| f.name.as_str()).collect();
    let levers = model.levers.iter().map(|l| l.name.as_str()).collect();
    [
        ("bound", Incident::Bound, stocks()),
        ("limited", Incident::Limited, stocks()),
        ("negative_rate", Incident::NegativeRate, flows),
        ("lever_bound", Incident::LeverBound, levers),
    ]
}

fn incident_note(model: &Model, outcomes: &Outcomes, incident: &IncidentShare) -> IncidentNote {
    let (kind, at) = match incident.incident {
        Incident::Bound(i) => (0, i),
        Incident::Limited(i) => (1, i),
        Incident::NegativeRate(i) => (2, i),
        Incident::LeverBound(i) => (3, i),
    };
    let (kind, _, names) = &incident_kinds(model)[kind];
    let cell = |i: &usize| cell_name(model, outcomes.layout.cells[*i]);
    IncidentNote {
        what: incident.describe(model, Lang::En),
        share: incident.share,
        cells: incident.cells.iter().map(cell).collect(),
        kind: (*kind).to_owned(),
        of: names.get(at).copied().unwrap_or_default().to_owned(),
        lane_steps: incident.lane_steps,
    }
}

/// `option / trajectory`, with `/ no response` where the response is off.
pub(super) fn cell_name(model: &Model, cell: Cell) -> String {
    let option = &model.options[cell.option].name;
    let trajectory = &model.trajectories[cell.trajectory].name;
    let response = if cell.response { "" } else { " / no response" };
    format!("{option} / {trajectory}{response}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::testing;

    #[test]
    fn written_and_read_back() {
        let (model, outcomes) = testing::small_run();
        let inputs = vec![InputFile::of("small/study.toml", b"hello world")];
        let manifest = Manifest::of(&model, &outcomes, inputs);
        assert_eq!(
            manifest.inputs[0].sha256,
            "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"
        );
        assert_eq!(manifest.options, ["stay", "leave, now"]);
        assert_eq!((manifest.responses.as_str(), manifest.seed, manifest.draws), ("on", 5, 300));
        assert_eq!(manifest.end.to_string(), "2026-02-26");
        assert_eq!(manifest.digest, outcomes.digest());
        let folder = tempfile::tempdir().unwrap();
        manifest.write(folder.path()).unwrap();
        assert_eq!(Manifest::read(folder.path()).unwrap(), manifest);
        fs::write(folder.path().join(MANIFEST), "{}").unwrap();
        assert!(matches!(Manifest::read(folder.path()), Err(ReportError::Manifest { .. })));
    }

    #[test]
    fn incidents_are_told_in_words() {
        let (mut model, mut outcomes) = testing::small_run();
        model.levers.push(crate::model::Control {
            name: "troops[iraq]".to_owned(),
            unit: "people".to_owned(),
            default: crate::model::ExprId(0),
            bounds: None,
            description: crate::model::Description::default(),
        });
        outcomes.incidents.push(crate::outcome::IncidentShare {
            incident: crate::kernel::Incident::LeverBound(0),
            cells: vec![1, 3],
            lane_steps: 240,
            share: 0.1,
        });
        let manifest = Manifest::of(&model, &outcomes, Vec::new());
        assert_eq!(manifest.incidents[0].what, "lever `troops[iraq]` was held at its bound");
        assert_eq!(manifest.incidents[0].cells, ["stay / relocation", "leave, now / relocation"]);
    }
}
