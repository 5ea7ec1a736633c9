//! The charts of a run as files: `charts/en/NAME.svg`, `.png` and `.pdf`, and in `charts/ar`.
//!
//! Which charts there are is said in [`plan`].

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::chart_files::{ChartFormat, write_chart};
use super::error::ReportError;
use super::figures_backtest::{backtest_figure, backtest_pictures};
use super::figures_choice::{consequences, tornado};
use super::figures_compare::{differences, regret};
use super::figures_distribution::{dots, ecdf, ridge};
use super::figures_information::information;
use super::figures_measures::{distribution, heat};
use super::figures_paths::{replay_for, spaghetti};
use super::figures_plan::{ChartPlan, Subject, plan};
use super::figures_series::{fan, lines};
use super::figures_shares::shares;
use super::figures_timeline::timeline;
use super::findings::{Findings, source_line};
use super::headlines;
use super::html_backtest::Tested;
use super::view::View;
use crate::analysis::Replay;
use crate::chart::{ChartError, Figure, Theme};
use crate::engine::RunError;
use crate::study::{ChartKind, ChartSet, ChartTheme};
use crate::text::{Label, Lang};

/// Folder of the charts within the folder of a run; in it one for each language.
pub const CHARTS: &str = "charts";

/// A chart that was written, in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Name of its files without `.svg`, `.png` and `.pdf`.
    pub name: String,
    /// Its language, and the folder within `charts/`.
    pub lang: Lang,
    /// What it shows.
    pub subject: Subject,
    /// Whether it is one of the main charts of the run.
    pub main: bool,
    /// Its title.
    pub title: String,
    /// The SVG file.
    pub svg: String,
}

/// How charts are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawSettings {
    /// Which charts.
    pub set: ChartSet,
    /// In which languages.
    pub langs: Vec<Lang>,
    /// How they look, where a chart does not say.
    pub theme: Theme,
    /// Forms of the files.
    pub formats: Vec<ChartFormat>,
    /// Pixels to an inch of PNG files.
    pub dpi: f32,
}

impl DrawSettings {
    /// In both languages, in all forms, for a report.
    pub fn new(set: ChartSet) -> Self {
        Self {
            set,
            langs: vec![Lang::En, Lang::Ar],
            theme: Theme::report(),
            formats: ChartFormat::ALL.to_vec(),
            dpi: 300.0,
        }
    }
}

/// Why the charts could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// A chart cannot be drawn.
    #[error("cannot draw the chart {name}: {source}")]
    Chart {
        /// Name of its files.
        name: String,
        /// Why not.
        source: ChartError,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// Replicates cannot be played again.
    #[error("cannot play replicates again for a chart: {0}")]
    Replay(#[from] RunError),
    /// It was told to stop.
    #[error("interrupted while charts were drawn")]
    Interrupted,
}

/// The figure of a chart. `replay` is what [`replay_for`] gives for charts that include it.
pub fn figure(findings: &Findings<'_>, chart: &ChartPlan, replay: Option<&Replay>) -> Figure {
    let view = View::of(findings, &chart.request, replay);
    // a plan has its futures in the language in which it was made
    let own = |future| findings.renamed(future);
    let mut figure = match &chart.subject {
        Subject::Measure(ChartKind::Heat, measure) => heat(&view, *measure),
        Subject::Measure(ChartKind::Differences, measure) => differences(&view, *measure),
        Subject::Measure(ChartKind::Regret, measure) => regret(&view, *measure),
        Subject::Measure(ChartKind::Tornado, measure) => tornado(&view, *measure),
        Subject::Measure(ChartKind::Information, measure) => information(&view, *measure),
        Subject::Measure(ChartKind::Ridge, measure) => ridge(&view, *measure),
        Subject::Measure(ChartKind::Dots, measure) => dots(&view, *measure),
        Subject::Measure(ChartKind::Ecdf, measure) => ecdf(&view, *measure),
        Subject::Measure(ChartKind::Shares, measure) => shares(&view, *measure),
        Subject::Measure(_, measure) => distribution(&view, *measure),
        Subject::Series(ChartKind::Lines, series) => lines(&view, *series),
        Subject::Series(ChartKind::Spaghetti, series) => spaghetti(&view, *series, None),
        Subject::Series(_, series) => fan(&view, *series, None),
        Subject::SeriesIn(ChartKind::Spaghetti, series, future) => {
            spaghetti(&view, *series, Some(&own(future)))
        }
        Subject::SeriesIn(_, series, future) => fan(&view, *series, Some(&own(future))),
        Subject::Future(ChartKind::Consequences, future) => consequences(&view, &own(future)),
        Subject::Future(_, future) => timeline(&view, &own(future)),
        Subject::Backtest(picture) => {
            let tested = findings.tested.expect("planned only where there is a back-test");
            backtest_figure(tested, *picture, &findings.source_line(), findings.lang)
        }
    };
    headlines::apply(findings, chart, &mut figure);
    let lang = findings.lang;
    let put = |own: &mut String, asked: &Option<Label>| {
        if let Some(label) = asked {
            label.get(lang).clone_into(own);
        }
    };
    put(&mut figure.title, &chart.request.title);
    put(&mut figure.subtitle, &chart.request.subtitle);
    put(&mut figure.caption, &chart.request.caption);
    figure
}

/// The theme of a chart: what is asked of it, else `own`.
pub fn theme_of(chart: &ChartPlan, own: &Theme) -> Theme {
    let theme = match chart.request.theme {
        None => own.clone(),
        Some(ChartTheme::Report) => Theme::report(),
        Some(ChartTheme::Slide) => Theme::slide(),
        Some(ChartTheme::Print) => Theme::print(),
    };
    match chart.request.width {
        None => theme,
        Some(width) => theme.with_width(width),
    }
}

/// Draws the charts of a run into `folder/charts`, in rayon's current pool.
///
/// `progress` hears how many of how many are done. When `cancel` becomes true it stops soon after.
///
/// # Errors
/// [`FigureError`].
pub fn draw(
    findings: &Findings<'_>,
    folder: &Path,
    settings: &DrawSettings,
    cancel: &AtomicBool,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<Drawn>, FigureError> {
    let charts = plan(findings, settings.set);
    let replay = replay_for(findings, &charts, cancel)?;
    let mut wanted = Vec::new();
    for lang in &settings.langs {
        let folder = folder.join(CHARTS).join(lang.code());
        if !charts.is_empty() {
            fs::create_dir_all(&folder).map_err(ReportError::io(&folder, "create the folder"))?;
        }
        wanted.extend(charts.iter().map(|chart| (*lang, folder.clone(), chart)));
    }
    let done = AtomicUsize::new(0);
    let all = wanted.len();
    let each = wanted.into_par_iter().map(|(lang, folder, chart)| {
        if cancel.load(Ordering::Relaxed) {
            return Err(FigureError::Interrupted);
        }
        let figure = figure(&Findings { lang, ..*findings }, chart, replay.as_ref());
        let theme = theme_of(chart, &settings.theme);
        let files = folder.join(&chart.name);
        let svg = write_chart(&figure, &files, &theme, &settings.formats, settings.dpi)?;
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, all);
        Ok(Drawn {
            name: chart.name.clone(),
            lang,
            subject: chart.subject.clone(),
            main: chart.main,
            title: figure.title,
            svg,
        })
    });
    each.collect()
}

/// Draws the charts of a back-test into `folder/charts`.
///
/// # Errors
/// [`FigureError`].
pub fn draw_backtest(
    tested: Tested<'_>,
    folder: &Path,
    settings: &DrawSettings,
) -> Result<(), FigureError> {
    if settings.set == ChartSet::None {
        return Ok(());
    }
    let model = &tested.ensembles.backtest.model;
    let outcomes = &tested.ensembles.outcomes;
    let (version, digest) = (env!("CARGO_PKG_VERSION"), outcomes.digest());
    for lang in &settings.langs {
        let folder = folder.join(CHARTS).join(lang.code());
        fs::create_dir_all(&folder).map_err(ReportError::io(&folder, "create the folder"))?;
        let line = source_line(&model.id, version, outcomes.shape, &digest, *lang);
        backtest_pictures(tested).par_iter().try_for_each(|(name, picture)| {
            let figure = backtest_figure(tested, *picture, &line, *lang);
            let files = folder.join(name);
            write_chart(&figure, &files, &settings.theme, &settings.formats, settings.dpi)
                .map(|_| ())
        })?;
    }
    Ok(())
}
