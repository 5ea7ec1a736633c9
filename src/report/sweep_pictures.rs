//! Everything that a sweep's folder holds for readers: its charts as files, its tables of findings, its page.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::chart_files::{ChartFormat, write_chart};
use super::error::ReportError;
use super::figures::{CHARTS, FigureError};
use super::sweep_csv::write_sweep_findings;
use super::sweep_figures::{SweepPicture, sweep_figure, sweep_pictures};
use super::sweep_html::write_sweep_page;
use super::sweep_view::SweepView;
use crate::analysis::sweep::{SweepFindings, SweepResults};
use crate::chart::Theme;
use crate::model::Model;
use crate::text::Lang;

/// Pixels to an inch of PNG files.
const DPI: f32 = 300.0;

/// A sweep with what it says.
#[derive(Clone, Debug)]
pub struct SweepReport<'a> {
    /// What was found.
    pub results: &'a SweepResults,
    /// The study's own model, narrowed to the options and trajectories of the sweep.
    pub model: &'a Model,
    /// What it says.
    pub findings: SweepFindings,
    /// Fingerprint of the results.
    pub digest: String,
    /// The command line that repeats it; may be empty.
    pub command: String,
}

impl<'a> SweepReport<'a> {
    /// Works out what a sweep says, in rayon's current pool.
    pub fn new(results: &'a SweepResults, model: &'a Model, command: String) -> Self {
        let findings = SweepFindings::of(results, model);
        Self { results, model, findings, digest: results.digest(), command }
    }

    /// The sweep as a reader of a language sees it.
    pub fn view(&self, lang: Lang) -> SweepView<'_> {
        SweepView {
            results: self.results,
            model: self.model,
            findings: &self.findings,
            digest: &self.digest,
            lang,
        }
    }
}

/// A chart of a sweep that was written, in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnSweep {
    /// Name of its files without their endings.
    pub name: String,
    /// Its language.
    pub lang: Lang,
    /// What it shows.
    pub picture: SweepPicture,
    /// Its title.
    pub title: String,
    /// The SVG file.
    pub svg: String,
}

/// Draws all charts of a sweep into `folder/charts`, as SVG, PNG and PDF in each language.
///
/// # Errors
/// [`FigureError`].
pub fn draw_sweep(
    report: &SweepReport<'_>,
    folder: &Path,
    langs: &[Lang],
) -> Result<Vec<DrawnSweep>, FigureError> {
    let mut all = Vec::new();
    for lang in langs {
        let folder = folder.join(CHARTS).join(lang.code());
        fs::create_dir_all(&folder).map_err(ReportError::io(&folder, "create the folder"))?;
        let view = report.view(*lang);
        let drawn: Result<Vec<DrawnSweep>, FigureError> = sweep_pictures(&view)
            .into_par_iter()
            .map(|(name, picture)| {
                let figure = sweep_figure(&view, picture);
                let files = folder.join(&name);
                let svg = write_chart(&figure, &files, &Theme::report(), &ChartFormat::ALL, DPI)?;
                Ok(DrawnSweep { name, lang: *lang, picture, title: figure.title, svg })
            })
            .collect();
        all.extend(drawn?);
    }
    Ok(all)
}

/// Writes `tipping.csv`, `winners.csv`, all charts and `sweep.html` into `folder`. No language at all
/// is English.
///
/// # Errors
/// [`FigureError`].
pub fn write_sweep_report(
    report: &SweepReport<'_>,
    folder: &Path,
    langs: &[Lang],
) -> Result<(), FigureError> {
    let langs = if langs.is_empty() { &[Lang::En] } else { langs };
    write_sweep_findings(folder, report.results, report.model, &report.findings)?;
    let drawn = draw_sweep(report, folder, langs)?;
    write_sweep_page(report, &drawn, folder, langs)?;
    Ok(())
}
