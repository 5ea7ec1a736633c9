//! A run read back from its folder: all that is needed to go on from it.
//!
//! The folder `inputs` keeps every file that the study was read from, in the layout of a folder of
//! studies; `manifest.json` says what the command line changed, and the hashes of all files; the
//! Parquet tables hold the values. The study is read and checked again, so that a run is asked in
//! the very words of its study.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

use super::backtest::BACKTEST;
use super::error::ReportError;
use super::manifest::{InputFile, MANIFEST, Manifest, cell_name, incident_kinds};
use super::parquet_read::TableReader;
use super::tables::{OUTCOMES, SERIES, UNCERTAINTIES};
use crate::analysis::{BacktestError, Ensembles};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceMap};
use crate::engine::RunPlan;
use crate::kernel::{Layout, Program};
use crate::model::{self, BacktestModel, Model};
use crate::outcome::{IncidentShare, Outcomes, RunShape, SeriesPoint, SeriesTable};
use crate::study::{self, Study};

/// Folder of the files that a study was read from, within the folder of a run.
pub const INPUTS: &str = "inputs";

/// Folder within [`INPUTS`] of files that the command line named. No study is called so.
pub const FROM_COMMAND_LINE: &str = "command line";

/// Why a run cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// The folder is none of a run.
    #[error("there is no run in {}: it has no {MANIFEST}", path.display())]
    NoRun {
        /// The folder.
        path: PathBuf,
    },
    /// The folder is that of a back-test.
    #[error(
        "{} is the folder of a back-test, which stands by itself; name the folder of a run",
        path.display()
    )]
    Backtest {
        /// The folder.
        path: PathBuf,
    },
    /// The run did not keep what it was made of.
    #[error(
        "the run in {} was made by drawdown {version}, which did not keep what a run is made of: \
         run the study '{study}' again",
        path.display()
    )]
    NotKept {
        /// The folder.
        path: PathBuf,
        /// The version that made it.
        version: String,
        /// The study.
        study: String,
    },
    /// A file is not as it was written.
    #[error("{} was changed or damaged since the run: run the study again", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A file is not there.
    #[error("{} is missing: the folder of the run is not complete; run the study again", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The study of the run cannot be understood.
    #[error("this version of drawdown cannot read the study in {}: {what}", path.display())]
    Study {
        /// The folder of its files.
        path: PathBuf,
        /// The first thing that is wrong.
        what: String,
    },
    /// The values are not those that the manifest describes.
    #[error("the tables in {} are not those of the run in its manifest: {what}", path.display())]
    Values {
        /// The folder.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
    /// A file cannot be read.
    #[error(transparent)]
    Report(#[from] ReportError),
}

/// A run that was read back.
#[derive(Clone, Debug)]
pub struct SavedRun {
    /// Its folder.
    pub folder: PathBuf,
    /// The study, with what the command line changed.
    pub study: Study,
    /// The files that places in it point into.
    pub sources: SourceMap,
    /// The model that ran.
    pub model: Model,
    /// What was found, bit for bit. Of the incidents only those that the manifest tells of.
    pub outcomes: Outcomes,
    /// What was run.
    pub manifest: Manifest,
    /// Warnings of the study's check.
    pub warnings: Vec<String>,
    /// What a reader must know of this reading, such as another version.
    pub notes: Vec<String>,
    /// What was drawn; on all cores.
    pub plan: RunPlan,
    /// What the run compares with the past; nothing without a history that lies in it.
    pub compared: Option<BacktestModel>,
}

impl SavedRun {
    /// Reads the run in `folder`: its inputs and tables must be those that the manifest names.
    ///
    /// # Errors
    /// [`SavedError`].
    pub fn load(folder: &Path) -> Result<Self, SavedError> {
        if !folder.join(MANIFEST).is_file() {
            let path = folder.to_owned();
            let other = folder.join(BACKTEST).is_file();
            return Err(if other {
                SavedError::Backtest { path }
            } else {
                SavedError::NoRun { path }
            });
        }
        let manifest = Manifest::read(folder)?;
        if manifest.tables.is_empty() {
            let Manifest { version, study, .. } = manifest;
            return Err(SavedError::NotKept { path: folder.to_owned(), version, study });
        }
        let tables: Result<(), SavedError> = manifest
            .tables
            .par_iter()
            .try_for_each(|table| kept(folder, &table.name, &table.sha256).map(|_| ()));
        tables?;
        let Read { study, sources, model, compared, warnings } = read_study(folder, &manifest)?;
        let program = Program::compile(&model);
        let outcomes = read_outcomes(folder, &manifest, &model, program.layout())?;
        if outcomes.digest() != manifest.digest {
            return Err(values(folder, "their digest is another"));
        }
        let this = env!("CARGO_PKG_VERSION");
        let other = (manifest.version != this).then(|| {
            format!("the run was made by drawdown {}, this is drawdown {this}", manifest.version)
        });
        let RunShape { replicates, seed, design, luck_paths } = outcomes.shape;
        Ok(Self {
            folder: folder.to_owned(),
            study,
            sources,
            plan: RunPlan { replicates, seed, design, luck_paths, ..RunPlan::of(&model) },
            model,
            outcomes,
            manifest,
            warnings,
            notes: other.into_iter().collect(),
            compared,
        })
    }
}

fn values(folder: &Path, what: impl Into<String>) -> SavedError {
    SavedError::Values { path: folder.to_owned(), what: what.into() }
}

/// The bytes of a file below `folder`, which must be those that were written.
fn kept(folder: &Path, name: &str, sha256: &str) -> Result<Vec<u8>, SavedError> {
    let path = folder.join(name);
    let inside = Path::new(name).components().all(|c| matches!(c, Component::Normal(_)));
    if !inside {
        return Err(SavedError::Changed { path: folder.join(MANIFEST) });
    }
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(SavedError::Missing { path });
        }
        Err(error) => return Err(ReportError::io(&path, "read")(error).into()),
    };
    if InputFile::of("", &bytes).sha256 == sha256 {
        Ok(bytes)
    } else {
        Err(SavedError::Changed { path })
    }
}

/// A study that was read again.
struct Read {
    study: Study,
    sources: SourceMap,
    model: Model,
    compared: Option<BacktestModel>,
    warnings: Vec<String>,
}

/// The study from the files that the run kept, changed as its command line changed it.
fn read_study(folder: &Path, manifest: &Manifest) -> Result<Read, SavedError> {
    let home = folder.join(INPUTS);
    let mut files = Vec::new();
    let mut from_command_line = Vec::new();
    for input in &manifest.inputs {
        let Some(place) = input.place() else { continue };
        let bytes = kept(&home, place, &input.sha256)?;
        let text =
            String::from_utf8(bytes).map_err(|_| SavedError::Changed { path: home.join(place) })?;
        match &input.kept {
            None => files.push((input.name.clone(), text)),
            Some(_) => from_command_line.push((input.name.clone(), text)),
        }
    }
    let wrong = |what: String| SavedError::Study { path: home.clone(), what };
    let refused = |sources: &SourceMap, found: &Diagnostics| {
        let first = found.items().iter().find(|d| d.severity == crate::diagnostic::Severity::Error);
        wrong(first.map(|d| one_line(sources, d)).unwrap_or_default())
    };
    let loaded = study::load_from(files, &manifest.study);
    let (mut study, mut sources, mut found) = loaded.map_err(|(s, d)| refused(&s, &d))?;
    let read = |name: &str| {
        let file = from_command_line.iter().find(|(own, _)| own == name);
        file.map(|(_, text)| text.clone()).ok_or_else(|| "it was not kept".to_owned())
    };
    let overrides = manifest.changes.overrides(read).map_err(wrong)?;
    overrides.apply(&mut study, &mut sources).map_err(|d| refused(&sources, &d))?;
    let (mut model, more) = model::build(&study).map_err(|d| refused(&sources, &d))?;
    found.extend(more);
    let compared = match Ensembles::prepare(&model, &[], &[]) {
        Ok(compared) => Some(compared),
        Err(BacktestError::NoRows(_)) => None,
        Err(error) => return Err(wrong(error.to_string())),
    };
    let selected = model.select(&manifest.options, &manifest.trajectories);
    selected.map_err(|error| wrong(error.to_string()))?;
    let warnings = found.items().iter().map(|d| one_line(&sources, d)).collect();
    Ok(Read { study, sources, model, compared, warnings })
}

/// A finding of the check as one line, with its place.
pub fn one_line(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    match diagnostic.labels.first() {
        None => diagnostic.message.clone(),
        Some((span, _)) => {
            let (line, _) = sources.line_column(*span);
            format!("{} ({}, line {line})", diagnostic.message, sources.get(span.file).name)
        }
    }
}

fn read_outcomes(
    folder: &Path,
    manifest: &Manifest,
    model: &Model,
    layout: &Layout,
) -> Result<Outcomes, SavedError> {
    let design = manifest.design().ok_or_else(|| {
        values(folder, format!("this version knows no design '{}'", manifest.design))
    })?;
    let shape = RunShape {
        replicates: manifest.replicates,
        seed: manifest.seed,
        design,
        luck_paths: manifest.luck_paths.max(1),
    };
    let measures = read_measures(folder, model, layout, shape)?;
    let table = TableReader::open(&folder.join(UNCERTAINTIES))?;
    if table.rows() as u64 != shape.draws() {
        return Err(values(folder, format!("{UNCERTAINTIES} has another number of draws")));
    }
    let uncertainties: Result<Vec<Vec<f64>>, ReportError> =
        model.uncertainties.par_iter().map(|u| table.numbers(&u.name)).collect();
    Ok(Outcomes {
        shape,
        layout: layout.clone(),
        measures,
        uncertainties: uncertainties?,
        series: read_series(folder, model, layout, shape)?,
        incidents: read_incidents(manifest, model, layout),
        elapsed: Duration::try_from_secs_f64(manifest.wall_seconds).unwrap_or_default(),
        threads: manifest.threads,
    })
}

/// `[distinct columns][replicates]`
fn read_measures(
    folder: &Path,
    model: &Model,
    layout: &Layout,
    shape: RunShape,
) -> Result<Vec<Vec<f64>>, SavedError> {
    let table = TableReader::open(&folder.join(OUTCOMES))?;
    let (cells, replicates) = (layout.cells.len(), shape.replicates as usize);
    if table.rows() != cells * replicates {
        return Err(values(folder, format!("{OUTCOMES} has another number of rows")));
    }
    let options = table.first_words("option", cells)?;
    let trajectories = table.first_words("trajectory", cells)?;
    let responses = table.first_flags("response", cells)?;
    let same = layout.cells.iter().enumerate().all(|(i, cell)| {
        options[i] == model.options[cell.option].name
            && trajectories[i] == model.trajectories[cell.trajectory].name
            && responses[i] == cell.response
    });
    if !same {
        return Err(values(folder, format!("{OUTCOMES} has other options or trajectories")));
    }
    let columns = |m: usize| -> Result<Vec<(usize, Vec<f64>)>, ReportError> {
        let all = table.numbers(&model.measures[m].name)?;
        let mut found: Vec<(usize, Vec<f64>)> = Vec::new();
        for cell in 0..cells {
            let column = layout.measures[cell][m];
            if found.iter().all(|(own, _)| *own != column) {
                found.push((column, all[cell..].iter().step_by(cells).copied().collect()));
            }
        }
        Ok(found)
    };
    let read: Vec<Vec<(usize, Vec<f64>)>> =
        (0..model.measures.len()).into_par_iter().map(columns).collect::<Result<_, _>>()?;
    let mut measures = vec![Vec::new(); layout.measure_columns];
    for (column, values) in read.into_iter().flatten() {
        measures[column] = values;
    }
    Ok(measures)
}

fn read_series(
    folder: &Path,
    model: &Model,
    layout: &Layout,
    shape: RunShape,
) -> Result<SeriesTable, SavedError> {
    let table = TableReader::open(&folder.join(SERIES))?;
    let (cells, reports) = (layout.cells.len(), model.reports.len());
    if table.rows() != model.series.len() * cells * reports {
        return Err(values(folder, format!("{SERIES} has another number of rows")));
    }
    let names = ["mean", "sd", "min", "max", "p05", "p25", "p50", "p75", "p95"];
    let columns: Vec<Vec<f64>> =
        names.par_iter().map(|name| table.numbers(name)).collect::<Result<_, _>>()?;
    let [mean, sd, min, max, p05, p25, p50, p75, p95] = &columns[..] else { unreachable!() };
    let nothing = f64::NAN;
    let empty = SeriesPoint {
        n: 0,
        mean: nothing,
        sd: nothing,
        min: nothing,
        max: nothing,
        p05: nothing,
        p25: nothing,
        p50: nothing,
        p75: nothing,
        p95: nothing,
    };
    let mut points = vec![empty; reports * layout.series_columns];
    for series in 0..model.series.len() {
        for (cell, of) in layout.series.iter().enumerate() {
            for report in 0..reports {
                let i = (series * cells + cell) * reports + report;
                points[report * layout.series_columns + of[series]] = SeriesPoint {
                    n: shape.replicates,
                    mean: mean[i],
                    sd: sd[i],
                    min: min[i],
                    max: max[i],
                    p05: p05[i],
                    p25: p25[i],
                    p50: p50[i],
                    p75: p75[i],
                    p95: p95[i],
                };
            }
        }
    }
    Ok(SeriesTable::of(layout.series_columns, points))
}

/// The incidents that the manifest tells of.
fn read_incidents(manifest: &Manifest, model: &Model, layout: &Layout) -> Vec<IncidentShare> {
    let kinds = incident_kinds(model);
    let cells: Vec<String> = layout.cells.iter().map(|cell| cell_name(model, *cell)).collect();
    let read = |note: &super::manifest::IncidentNote| {
        let (_, kind, names) = kinds.iter().find(|(kind, _, _)| *kind == note.kind)?;
        let at = names.iter().position(|name| *name == note.of)?;
        let happened = |cell: &usize| note.cells.contains(&cells[*cell]);
        Some(IncidentShare {
            incident: kind(at),
            cells: (0..cells.len()).filter(happened).collect(),
            lane_steps: note.lane_steps,
            share: note.share,
        })
    };
    manifest.incidents.iter().filter_map(read).collect()
}

/// Keeps the files that a study was read from in `folder/inputs`, each where its [`InputFile`] says.
///
/// # Errors
/// I/O errors.
pub fn keep_inputs(
    folder: &Path,
    inputs: &[InputFile],
    sources: &SourceMap,
) -> Result<(), ReportError> {
    let home = folder.join(INPUTS);
    for (input, file) in inputs.iter().zip(sources.files()) {
        let Some(place) = input.place() else { continue };
        let path = home.join(place);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(ReportError::io(parent, "create the folder"))?;
        }
        fs::write(&path, &file.text).map_err(ReportError::io(&path, "write"))?;
    }
    Ok(())
}
