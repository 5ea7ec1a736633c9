//! `drawdown backtest`: a model against what happened.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::arguments::BacktestArguments;
use super::backtest_table::text;
use super::failure::Failure;
use super::progress::Reporter;
use super::run::{Prepared, Warnings, prepare_study, took};
use super::terminal::Terminal;
use crate::analysis::calibration::learn;
use crate::analysis::ensembles::REPLICATES;
use crate::analysis::{BacktestError, Ensembles, backtest};
use crate::report::{
    BACKTEST, DrawSettings, RunFolder, Tested, draw_backtest, drawn_from, study_of_backtest,
    write_backtest,
};
use crate::study::{ChartSet, Overrides};
use crate::text::latin;

/// Runs the cells that are compared with the past, scores them, writes the tables, and returns what
/// to say. The last line is the path of the table.
///
/// # Errors
/// [`Failure`].
pub fn backtest(
    arguments: &BacktestArguments,
    terminal: &Terminal,
    cancel: &AtomicBool,
) -> Result<String, Failure> {
    let overrides = Overrides {
        replicates: Some(arguments.replicates.unwrap_or(REPLICATES)),
        seed: arguments.seed,
        set: arguments.set.clone(),
        posterior: arguments.posterior(),
        ..Overrides::default()
    };
    let study = &arguments.study.study;
    let warnings = if arguments.quiet { Warnings::Silent } else { Warnings::Counted };
    let mut prepared = prepare_study(study, &overrides, terminal, warnings)?;
    prepared.limit_threads(arguments.threads)?;
    let place = match &arguments.output {
        Some(output) => output.clone(),
        None => Path::new("output").join(format!("{}-backtest", prepared.model.id)),
    };
    refuse_another_study(&place, &prepared.model.id)?;
    let (options, trajectories) = cells(arguments, &prepared);
    let backtest_model = Ensembles::prepare(&prepared.model, &options, &trajectories)?;
    let folder = RunFolder::marked(&place, BACKTEST)?;
    let plan = &prepared.plan;
    let reporter = Reporter::new("replicates", plan.replicates, terminal.moving, arguments.quiet);
    let ran = Ensembles::run(backtest_model, plan, &reporter, cancel);
    reporter.end();
    let ensembles = ran?;
    let scored = backtest::score(&ensembles, None)
        .ok_or_else(|| Failure::Run("there is no replicate to score".to_owned()))?;
    // what a posterior was made of must not teach twice
    let learned = match prepared.model.posterior {
        Some(_) => Ok(None),
        None => learn(&ensembles),
    };
    let found = learned.as_ref().ok().and_then(Option::as_ref);
    write_backtest(folder.path(), &ensembles, (&scored, found), &prepared.inputs)?;
    let tested = Tested { ensembles: &ensembles, backtest: &scored, learned: found };
    let settings =
        DrawSettings { langs: arguments.lang.list(), ..DrawSettings::new(ChartSet::All) };
    draw_backtest(tested, folder.path(), &settings)?;
    let place = folder.publish()?;
    let table = place.join(crate::report::BACKTEST_TABLE);
    if arguments.quiet {
        return Ok(format!("{}\n", table.display()));
    }
    let lang = arguments.lang.first();
    let mut said = text(&ensembles, &scored, found, (terminal, lang));
    if let Err(why) = &learned {
        // why is a mistake of the study's, and in English
        let nothing = lang.pick("Nothing was learned", "لم يُتعلَّم شيء");
        said.push_str(&format!("\n{nothing}: {}.\n", latin(&why.to_string(), lang)));
    }
    said.extend(drawn_from(&prepared.model, lang).map(|words| format!("\n{words}\n")));
    let took = took(scored.replicates, ensembles.outcomes.elapsed.as_secs_f64(), lang);
    let charts = lang.pick(
        "Charts are beside the table of all rows:",
        "الرسوم البيانية إلى جانب جدول كل الصفوف:",
    );
    Ok(format!("{said}\n{took} {charts}\n{}\n", table.display()))
}

/// The options and trajectories that were asked for; nothing where the study shall choose.
fn cells(arguments: &BacktestArguments, prepared: &Prepared) -> (Vec<String>, Vec<String>) {
    let asked = prepared.names(&arguments.options, &arguments.trajectories);
    // `all` became an empty list, which would leave the choice to the study
    let all = |typed: &[String], names: Vec<String>, known: Vec<String>| {
        if names.is_empty() && !typed.is_empty() { known } else { names }
    };
    let model = &prepared.model;
    let options = model.options.iter().map(|o| o.name.clone()).collect();
    let trajectories = model.trajectories.iter().map(|t| t.name.clone()).collect();
    (all(&arguments.options, asked.0, options), all(&arguments.trajectories, asked.1, trajectories))
}

/// A former back-test of the same study is replaced, one of another is not.
fn refuse_another_study(place: &Path, id: &str) -> Result<(), Failure> {
    if !place.join(BACKTEST).is_file() {
        return Ok(());
    }
    let whose = match study_of_backtest(place) {
        Ok(study) if study == id => return Ok(()),
        Ok(study) => format!("a back-test of the study '{study}'"),
        Err(_) => "a back-test that this version cannot read".to_owned(),
    };
    Err(Failure::Usage(format!(
        "{} holds {whose}: name another folder with --output",
        place.display()
    )))
}

impl From<BacktestError> for Failure {
    fn from(error: BacktestError) -> Self {
        match error {
            BacktestError::NoRows(text) => Failure::Usage(text),
            BacktestError::Unknown(error) => error.into(),
            BacktestError::Run(error) => error.into(),
        }
    }
}
