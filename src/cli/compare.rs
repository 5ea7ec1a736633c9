//! `drawdown compare`: the options of a run that is there, against each other.

use std::fs;
use std::path::Path;

use super::compare_arguments::CompareArguments;
use super::compare_tables::comparison;
use super::failure::Failure;
use super::saved::{Opened, locate_run};
use super::terminal::Terminal;
use crate::analysis::Decision;
use crate::report::{
    BACKTEST, Findings, MANIFEST, ReportError, SavedRun, shown_measures, write_comparisons,
    write_decision, write_summary,
};

/// Compares the options of a run and returns what to say. With `--output` the tables are written
/// as well, and the last line is their folder.
///
/// # Errors
/// [`Failure::Usage`] where there is no such run, option, trajectory or measure; [`Failure::Run`]
/// where a table cannot be written.
pub fn compare(arguments: &CompareArguments, terminal: &Terminal) -> Result<String, Failure> {
    let folder = locate_run(&arguments.run.run)?;
    let mut run = SavedRun::load(&folder)?;
    for note in &run.notes {
        eprintln!("note: {note}");
    }
    narrow(&mut run, arguments)?;
    let asked = run.model.measures_named(&arguments.measure)?;
    let summary = run.outcomes.summarise(&run.model);
    let every: Vec<usize> = (0..run.model.measures.len()).collect();
    let weighed = match (arguments.all, asked.is_empty()) {
        (true, _) => Some(&every),
        (false, false) => Some(&asked),
        (false, true) => None,
    };
    let decision = match weighed {
        Some(measures) => Decision::over(&run.model, &run.outcomes, &summary, measures),
        None => Decision::of(&run.model, &run.outcomes, &summary),
    };
    let opened = Opened { run, summary, decision, tested: None };
    let findings = opened.findings(arguments.lang.lang());
    let measures = weighed.cloned().unwrap_or_else(|| shown_measures(&findings));
    let mut text = comparison(&findings, &measures, terminal);
    if let Some(folder) = &arguments.output {
        write(&findings, &measures, folder)?;
        text.push_str(&format!("\n{}\n", folder.display()));
    }
    Ok(text)
}

/// Leaves what was asked for, and puts another baseline in the place of the study's.
fn narrow(run: &mut SavedRun, arguments: &CompareArguments) -> Result<(), Failure> {
    let whole = run.model.clone();
    if let Some(baseline) = &arguments.baseline {
        run.model.baseline = whole.option_named(baseline)?;
    }
    run.model.select(&arguments.options, &arguments.trajectories)?;
    run.outcomes.select(&whole, &run.model);
    Ok(())
}

/// Writes the tables into a folder of their own, which may be there from an earlier comparison.
fn write(findings: &Findings<'_>, measures: &[usize], folder: &Path) -> Result<(), Failure> {
    if [MANIFEST, BACKTEST].iter().any(|file| folder.join(file).is_file()) {
        return Err(Failure::Usage(format!(
            "{} is the folder of a run or a back-test, whose tables must stay as they are: name \
             another folder with --output",
            folder.display()
        )));
    }
    fs::create_dir_all(folder).map_err(ReportError::io(folder, "create"))?;
    let (model, outcomes, summary) = (findings.model, findings.outcomes, findings.summary);
    write_summary(&folder.join("summary.csv"), model, outcomes, summary, measures)?;
    write_comparisons(&folder.join("comparisons.csv"), model, outcomes, summary, measures)?;
    write_decision(folder, model, findings.decision, measures)?;
    Ok(())
}
