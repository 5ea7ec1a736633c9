//! A run that is there already: where it lies, and what is worked out of it again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::failure::Failure;
use super::locate::{Located, is_study, locate};
use crate::analysis::calibration::learn;
use crate::analysis::{Backtest, Decision, Ensembles, Learned, backtest};
use crate::diagnostic::Diagnostics;
use crate::engine::RunPlan;
use crate::model::{BacktestModel, Model};
use crate::outcome::Summary;
use crate::report::{BACKTEST, Findings, MANIFEST, SavedError, SavedRun, Tested};
use crate::text::Lang;

/// Folder in which runs lie, unless somebody says otherwise.
pub const OUTPUT: &str = "output";

/// Which run.
#[derive(Debug, Args)]
pub struct RunArgument {
    /// The folder of a run, or the name of a study whose run lies in output/NAME
    #[arg(value_name = "RUN")]
    pub run: String,
}

/// A run that was read back, with what its report is made of.
#[derive(Debug)]
pub struct Opened {
    /// The run.
    pub run: SavedRun,
    /// Statistics of it.
    pub summary: Summary,
    /// What is computed for choosing between the options.
    pub decision: Decision,
    /// Its back-test, once [`Opened::test_on_history`] was asked for it.
    pub tested: Option<HistoryTest>,
}

/// A back-test that belongs to a run: predictions, scores, and what the rows that calibrate teach.
#[derive(Debug)]
pub struct HistoryTest {
    ensembles: Ensembles,
    backtest: Backtest,
    learned: Option<Learned>,
}

impl HistoryTest {
    /// Runs a study's own back-test, on as many replicates as the run; nothing without a history
    /// that lies in the run.
    ///
    /// # Errors
    /// As a run.
    pub fn of(
        compared: Option<&BacktestModel>,
        model: &Model,
        plan: &RunPlan,
        cancel: &AtomicBool,
    ) -> Result<Option<Self>, Failure> {
        let Some(compared) = compared else { return Ok(None) };
        let ensembles = Ensembles::run(compared.clone(), plan, &(), cancel)?;
        // what a posterior was made of must not teach twice
        let learned = match model.posterior {
            Some(_) => None,
            None => learn(&ensembles).ok().flatten(),
        };
        let scores = backtest::score(&ensembles, None);
        Ok(scores.map(|backtest| Self { ensembles, backtest, learned }))
    }

    /// As a report takes it.
    pub fn tested(&self) -> Tested<'_> {
        Tested {
            ensembles: &self.ensembles,
            backtest: &self.backtest,
            learned: self.learned.as_ref(),
        }
    }
}

impl Opened {
    /// Finds and reads a run, and works out its statistics. What a reader must know of that goes to
    /// standard error.
    ///
    /// # Errors
    /// [`Failure::Usage`] where there is no such run, or one that this version cannot read.
    pub fn find(argument: &RunArgument) -> Result<Self, Failure> {
        let folder = locate_run(&argument.run)?;
        let run = SavedRun::load(&folder)?;
        for note in &run.notes {
            eprintln!("note: {note}");
        }
        let summary = run.outcomes.summarise(&run.model);
        let decision = Decision::of(&run.model, &run.outcomes, &summary);
        Ok(Self { run, summary, decision, tested: None })
    }

    /// What a report or a chart is made of.
    pub fn findings(&self, lang: Lang) -> Findings<'_> {
        let run = &self.run;
        Findings {
            study: &run.study,
            model: &run.model,
            outcomes: &run.outcomes,
            summary: &self.summary,
            decision: &self.decision,
            manifest: &run.manifest,
            command: &run.manifest.command,
            warnings: &run.warnings,
            tested: self.tested.as_ref().map(HistoryTest::tested),
            lang,
        }
    }

    /// Runs the study's own back-test again: a run does not keep it.
    ///
    /// # Errors
    /// As a run.
    pub fn test_on_history(&mut self, cancel: &AtomicBool) -> Result<(), Failure> {
        let SavedRun { compared, model, plan, .. } = &self.run;
        self.tested = HistoryTest::of(compared.as_ref(), model, plan, cancel)?;
        Ok(())
    }
}

impl From<SavedError> for Failure {
    fn from(error: SavedError) -> Self {
        match error {
            SavedError::Report(error) => error.into(),
            error => Failure::Usage(error.to_string()),
        }
    }
}

/// The folder of the run that is meant by `text`: a folder that holds a run, else the run of the
/// study of that name in `output`.
///
/// # Errors
/// [`Failure::Usage`], with what there is.
pub fn locate_run(text: &str) -> Result<PathBuf, Failure> {
    let typed = Path::new(text);
    let is_run = |folder: &Path| folder.join(MANIFEST).is_file();
    if is_run(typed) {
        return Ok(typed.to_owned());
    }
    let output = Path::new(OUTPUT);
    let bare = !text.is_empty() && !text.contains(['/', '\\']);
    if bare && is_run(&output.join(text)) {
        return Ok(output.join(text));
    }
    if typed.join(BACKTEST).is_file() {
        return Err(SavedError::Backtest { path: typed.to_owned() }.into());
    }
    // the path of a study: its run
    let study = match locate(text) {
        Ok(Located::Shipped(name)) => Some(name),
        Ok(Located::Disk(path)) if is_study(&path) => Some(study_name(&path)),
        _ => None,
    };
    if let Some(name) = study {
        let folder = output.join(&name);
        if is_run(&folder) {
            return Ok(folder);
        }
        return Err(Failure::Usage(format!(
            "the study '{name}' has no run in {}: run it first, with 'drawdown run {text}', or name \
             the folder of its run",
            folder.display()
        )));
    }
    let runs = runs_in(output);
    let near = Diagnostics::nearest(text, runs.iter().map(String::as_str));
    let hint = near.map(|near| format!("; did you mean '{near}'?")).unwrap_or_default();
    let known = match runs.as_slice() {
        [] => format!("no runs lie in the folder {OUTPUT}: 'drawdown run' makes one"),
        runs => format!("runs in the folder {OUTPUT}: {}", runs.join(", ")),
    };
    let what = if typed.is_dir() {
        format!("there is no run in {}: it has no {MANIFEST}", typed.display())
    } else {
        format!("there is no run '{text}'")
    };
    Err(Failure::Usage(format!("{what}{hint}\n  {known}")))
}

/// The name of the study at a path, as its loader takes it.
fn study_name(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let named = if whole.file_name().is_some_and(|name| name == "study.toml") {
        whole.parent().and_then(Path::file_name)
    } else if whole.is_dir() {
        whole.file_name()
    } else {
        whole.file_stem()
    };
    named.unwrap_or_default().to_string_lossy().into_owned()
}

/// Names of the runs in a folder.
fn runs_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut runs: Vec<String> = entries
        .filter(|entry| entry.path().join(MANIFEST).is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.'))
        .collect();
    runs.sort();
    runs
}
