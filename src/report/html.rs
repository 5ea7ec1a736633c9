//! `report.html`: one file that holds the whole report, in one language or two.
//!
//! It needs no network. The main charts are drawn into it, up to [`LARGEST`] bytes of them; the
//! others are linked, and lie beside it in `charts/`. The languages are two blocks of one page;
//! which is shown follows the part of the address behind `#`, by the style sheet alone. The script
//! adds the page's own language, direction and title, and keeps the reader's place at a switch.

use std::fs;
use std::path::Path;

use maud::{Markup, html as markup};

use super::error::ReportError;
use super::figures::Drawn;
use super::figures_plan::Subject;
use super::findings::{Findings, words};
use super::html_answer::{answer, question};
use super::html_backtest::tested;
use super::html_compare::compare;
use super::html_consequences::consequences;
use super::html_discovery::when_it_fails;
use super::html_document::{Frame, document};
use super::html_drivers::drivers;
use super::html_information::information;
use super::html_measures::measures;
use super::html_page::{SECTIONS, direction, section, title, to};
use super::html_pictures::{Album, Pictures};
use super::html_robust::robust;
use super::html_study::{assumptions, courses, incidents, reproduction, sources};
use super::html_words::{note, spoken};
use crate::study::ChartKind;
use crate::text::Lang;

/// Name of the file.
pub const REPORT: &str = "report.html";

/// The charts that are drawn into the file have this many bytes at most, without the outlines that
/// they share (a tenth of it).
const LARGEST: usize = 5_500_000;

/// Writes `report.html` into `folder`, with a block for each of `langs`; the first is shown first.
///
/// # Errors
/// I/O errors.
pub fn write_html(
    findings: &Findings<'_>,
    langs: &[Lang],
    charts: &[Drawn],
    folder: &Path,
) -> Result<(), ReportError> {
    let path = folder.join(REPORT);
    // a report that is written again must not be lost half way
    let half = folder.join(format!(".{REPORT}.part"));
    fs::write(&half, html(findings, langs, charts)).map_err(ReportError::io(&half, "write"))?;
    fs::rename(&half, &path).map_err(ReportError::io(&path, "write"))
}

/// The text of `report.html`. `charts` are those that lie in `charts/` beside it; the language of
/// `findings` does not matter. No language at all is English.
pub fn html(findings: &Findings<'_>, langs: &[Lang], charts: &[Drawn]) -> String {
    let langs = if langs.is_empty() { &[Lang::En] } else { langs };
    let album = Album::new(charts, LARGEST);
    let block = |lang| block(&Findings { lang, ..*findings }, &album.of(lang));
    let frame = Frame {
        version: &findings.manifest.version,
        title: &findings.model.title,
        langs,
        definitions: &album.definitions,
    };
    document(&frame, block)
}

/// The page in one language.
fn block(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let (model, lang) = (findings.model, findings.lang);
    markup! {
        article id=(lang.code()) lang=(lang.code()) dir=(direction(lang)) data-title=(model.title.get(lang)) {
            a class="skip" href=(to(lang, "answer")) { (lang.pick("Skip to the answer", "إلى الجواب مباشرة")) }
            header {
                p class="kicker" {
                    (lang.pick("Scenario report", "تقرير سيناريوهات"))
                    " · " bdi { (model.id) } " · " bdi { "drawdown " (findings.manifest.version) }
                }
                h1 { (model.title.get(lang)) }
                @if let Some(summary) = words(model.summary.as_ref(), lang) {
                    p class="lead" { (spoken(summary, lang)) }
                }
            }
            div class="columns" {
                (contents(findings))
                div class="sections" {
                    (question(findings))
                    (answer(findings))
                    (consequences(findings))
                    (compare(findings))
                    (measures(findings, pictures))
                    (series(findings, pictures))
                    (robust(findings, pictures))
                    (when_it_fails(findings))
                    (drivers(findings, pictures))
                    (information(findings, pictures))
                    (tested(findings, pictures))
                    (courses(findings))
                    (assumptions(findings))
                    (incidents(findings))
                    (reproduction(findings))
                    (sources(findings))
                }
            }
        }
    }
}

/// Whether a section is in the page.
fn holds(findings: &Findings<'_>, id: &str) -> bool {
    match id {
        "series" => !findings.model.series.is_empty(),
        "compare" => findings.model.options.len() > 1,
        "robust" => super::html_robust::holds(findings),
        "information" => super::html_information::holds(findings),
        "fails" => super::html_discovery::holds(findings),
        "history" => findings.tested.is_some(),
        "sources" => !findings.study.sources.is_empty(),
        _ => true,
    }
}

fn contents(findings: &Findings<'_>) -> Markup {
    let lang = findings.lang;
    markup! {
        nav class="contents" aria-label=(lang.pick("Contents", "المحتويات")) {
            ol {
                @for (id, ..) in SECTIONS.iter().filter(|(id, ..)| holds(findings, id)) {
                    li { a href=(to(lang, id)) { (title(lang, id)) } }
                }
            }
        }
    }
}

fn series(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let lang = findings.lang;
    let description = |series: usize| &findings.model.series[series].description;
    if findings.model.series.is_empty() {
        return Markup::default();
    }
    let content = markup! {
        @for (s, (name, members)) in families(findings).into_iter().enumerate() {
            details open[s == 0] {
                summary { h3 { (spoken(&name, lang)) } }
                // members of an array share the note of the array
                @if let Some(first) = members.first() { (note(description(*first).note.as_ref(), lang)) }
                @for member in members {
                    (pictures.show(|x| *x == Subject::Series(ChartKind::Lines, member)))
                    (pictures.list(|x| match x {
                        Subject::SeriesIn(_, of, future) if *of == member => {
                            Some(format!("{}: {}", findings.series(member), future.label))
                        }
                        _ => None,
                    }))
                }
            }
        }
    };
    section(lang, "series", content)
}

/// Series by family: its name and its members.
fn families(findings: &Findings<'_>) -> Vec<(String, Vec<usize>)> {
    let mut out: Vec<(String, String, Vec<usize>)> = Vec::new();
    for (s, series) in findings.model.series.iter().enumerate() {
        match out.iter_mut().find(|(family, _, _)| *family == series.family) {
            Some((_, _, members)) => members.push(s),
            None => out.push((series.family.clone(), findings.series(s), vec![s])),
        }
    }
    let named = |(family, first, members): (String, String, Vec<usize>)| match members.len() {
        1 => (first, members),
        _ => (findings.family(&family, &members), members),
    };
    out.into_iter().map(named).collect()
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
