//! `drawdown report`, and what every run writes for its readers.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::chart_arguments::{ChartsArgument, ReportArguments};
use super::failure::Failure;
use super::progress::Reporter;
use super::saved::Opened;
use super::terminal::Terminal;
use crate::engine::Progress;
use crate::report::{self, DrawSettings, Findings, REPORT};
use crate::text::Lang;

/// Writes the charts and the report of a run again, and returns what to say. The last line is the
/// report's path.
///
/// # Errors
/// [`Failure`].
pub fn report(
    arguments: &ReportArguments,
    terminal: &Terminal,
    cancel: &AtomicBool,
) -> Result<String, Failure> {
    let mut opened = Opened::find(&arguments.run)?;
    opened.test_on_history(cancel)?;
    let folder = opened.run.folder.clone();
    let set = arguments.charts.map_or(opened.run.model.chart_set, ChartsArgument::set);
    let settings = DrawSettings { langs: arguments.lang.list(), ..DrawSettings::new(set) };
    let findings = opened.findings(Lang::En);
    write_report(&findings, &folder, &settings, (terminal, arguments.quiet), cancel)?;
    Ok(format!("{}\n", folder.join(REPORT).display()))
}

/// Draws the charts of a run into its folder and writes its report.
///
/// # Errors
/// [`Failure::Run`], [`Failure::Interrupted`].
pub fn write_report(
    findings: &Findings<'_>,
    folder: &Path,
    settings: &DrawSettings,
    (terminal, quiet): (&Terminal, bool),
    cancel: &AtomicBool,
) -> Result<(), Failure> {
    let total = report::plan(findings, settings.set).len() * settings.langs.len();
    let reporter = Reporter::new("charts", total as u64, terminal.moving, quiet);
    let tell = |done: usize, total: usize| reporter.advanced(done as u64, total as u64);
    let drawn = report::draw(findings, folder, settings, cancel, &tell);
    reporter.end();
    report::write_html(findings, &settings.langs, &drawn?, folder)?;
    Ok(())
}
