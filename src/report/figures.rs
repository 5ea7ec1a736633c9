//! The charts of a run: which there are, and their files.
//!
//! | file under `charts/` | shows |
//! |---|---|
//! | `distribution-MEASURE` | the distribution of a measure by option, a panel a trajectory |
//! | `heat-MEASURE` | its mean or probability, options by trajectories |
//! | `lines-SERIES` | the medians of a series by option, a panel a trajectory |
//! | `fan-SERIES-TRAJECTORY` | the bands of a series, a panel an option |
//! | `calibration`, `history-RECORD` | the study's own back-test |
//!
//! Each as `.svg` and `.png`. Names depend on the study's names only.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::error::ReportError;
use super::figures_backtest::{Picture, backtest_figure, backtest_pictures};
use super::figures_measures::{distribution, heat};
use super::figures_series::{fan, lines};
use super::findings::{Findings, Future, slug, source_line};
use super::groups::by_group;
use super::html_backtest::Tested;
use crate::chart::{self, ChartError, Figure, Theme};
use crate::text::Lang;

/// Folder of the charts within the folder of a run.
pub const CHARTS: &str = "charts";

/// Resolution of the PNG files: print quality.
const DPI: f32 = 200.0;

/// What a chart shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The distribution of a measure.
    Distribution(usize),
    /// A measure, options by trajectories.
    Heat(usize),
    /// A series by option, a panel a trajectory.
    Lines(usize),
    /// A series in one future, a panel an option.
    Fan(usize, Future),
    /// A chart of the study's own back-test.
    Backtest(Picture),
}

/// A chart and the name of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartPlan {
    /// Name of its files without `.svg` and `.png`.
    pub name: String,
    /// What it shows.
    pub subject: Subject,
}

/// A chart that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Name of its files without `.svg` and `.png`.
    pub name: String,
    /// What it shows.
    pub subject: Subject,
    /// Its title.
    pub title: String,
    /// The SVG file.
    pub svg: String,
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
    /// It was told to stop.
    #[error("interrupted while charts were drawn")]
    Interrupted,
}

/// All charts of a run, in the order of a report.
pub fn plan(findings: &Findings<'_>) -> Vec<ChartPlan> {
    let futures = findings.futures();
    let mut out = Vec::new();
    let model = findings.model;
    let all: Vec<usize> = (0..model.measures.len()).collect();
    for m in by_group(model, &all) {
        let name = slug(&model.measures[m].name);
        out.push((format!("distribution-{name}"), Subject::Distribution(m)));
        out.push((format!("heat-{name}"), Subject::Heat(m)));
    }
    for (s, series) in model.series.iter().enumerate() {
        let cumulative = if series.cumulative { "-cumulative" } else { "" };
        let name = format!("{}{cumulative}", slug(&series.name));
        out.push((format!("lines-{name}"), Subject::Lines(s)));
        for future in &futures {
            let file = format!("fan-{name}-{}", future.slug);
            out.push((file, Subject::Fan(s, future.clone())));
        }
    }
    if let Some(tested) = findings.tested {
        let pictures = backtest_pictures(tested).into_iter();
        out.extend(pictures.map(|(name, picture)| (name, Subject::Backtest(picture))));
    }
    let mut taken = HashSet::new();
    let unique = |(name, subject): (String, Subject)| {
        let mut own = name.clone();
        let mut number = 2;
        // file systems may not tell `A` from `a`
        while !taken.insert(own.to_lowercase()) {
            own = format!("{name}-{number}");
            number += 1;
        }
        ChartPlan { name: own, subject }
    };
    out.into_iter().map(unique).collect()
}

/// The figure of a chart.
pub fn figure(findings: &Findings<'_>, subject: &Subject) -> Figure {
    match subject {
        Subject::Distribution(measure) => distribution(findings, *measure),
        Subject::Heat(measure) => heat(findings, *measure),
        Subject::Lines(series) => lines(findings, *series),
        Subject::Fan(series, future) => fan(findings, *series, future),
        Subject::Backtest(picture) => {
            let tested = findings.tested.expect("planned only where there is a back-test");
            backtest_figure(tested, *picture, &findings.source_line(), findings.lang)
        }
    }
}

/// Draws all charts into `folder/charts`, as SVG and PNG, in rayon's current pool.
///
/// `progress` hears how many of how many are done. When `cancel` becomes true it stops soon after.
///
/// # Errors
/// [`FigureError`].
pub fn draw(
    findings: &Findings<'_>,
    folder: &Path,
    theme: &Theme,
    cancel: &AtomicBool,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<Drawn>, FigureError> {
    let folder = folder.join(CHARTS);
    fs::create_dir_all(&folder).map_err(ReportError::io(&folder, "create the folder"))?;
    let plans = plan(findings);
    let done = AtomicUsize::new(0);
    plans
        .par_iter()
        .map(|plan| {
            if cancel.load(Ordering::Relaxed) {
                return Err(FigureError::Interrupted);
            }
            let drawn = draw_one(findings, plan, &folder, theme)?;
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, plans.len());
            Ok(drawn)
        })
        .collect()
}

fn draw_one(
    findings: &Findings<'_>,
    plan: &ChartPlan,
    folder: &Path,
    theme: &Theme,
) -> Result<Drawn, FigureError> {
    let figure = figure(findings, &plan.subject);
    let svg = write_figure(&figure, &plan.name, folder, theme)?;
    Ok(Drawn { name: plan.name.clone(), subject: plan.subject.clone(), title: figure.title, svg })
}

/// Draws a figure into `folder/charts` as `NAME.svg` and `NAME.png`; returns the SVG.
fn write_figure(
    figure: &Figure,
    name: &str,
    folder: &Path,
    theme: &Theme,
) -> Result<String, FigureError> {
    let wrong = |source| FigureError::Chart { name: name.to_owned(), source };
    let svg = chart::svg(figure, theme).map_err(wrong)?;
    let png = chart::png(&svg, DPI).map_err(wrong)?;
    let write = |ending: &str, bytes: &[u8]| {
        let path = folder.join(format!("{name}.{ending}"));
        fs::write(&path, bytes).map_err(ReportError::io(&path, "write"))
    };
    write("svg", svg.as_bytes())?;
    write("png", &png)?;
    Ok(svg)
}

/// Draws the charts of a back-test into `folder/charts`, in English, and in Arabic under `ar` in
/// their names.
///
/// # Errors
/// [`FigureError`].
pub fn draw_backtest(tested: Tested<'_>, folder: &Path, theme: &Theme) -> Result<(), FigureError> {
    let folder = folder.join(CHARTS);
    fs::create_dir_all(&folder).map_err(ReportError::io(&folder, "create the folder"))?;
    let (model, shape) = (&tested.ensembles.backtest.model, tested.ensembles.outcomes.shape);
    let version = env!("CARGO_PKG_VERSION");
    backtest_pictures(tested).par_iter().try_for_each(|(name, picture)| {
        for lang in [Lang::En, Lang::Ar] {
            let line = source_line(&model.id, version, shape, lang);
            let name = format!("{name}{}", lang.pick("", "-ar"));
            write_figure(&backtest_figure(tested, *picture, &line, lang), &name, &folder, theme)?;
        }
        Ok(())
    })
}
