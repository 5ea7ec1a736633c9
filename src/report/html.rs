//! `report.html`: one file that holds the whole report.
//!
//! It needs no network and no script. The main charts are drawn into it, up to [`LARGEST`] bytes
//! of them; the others are linked, and lie beside it in `charts/`.

use std::fs;
use std::path::Path;

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::answer::{overview, sentence, standing, whole};
use super::error::ReportError;
use super::figures::Drawn;
use super::figures_plan::Subject;
use super::findings::{Findings, words};
use super::groups::{all_blocks, blocks, main_measures};
use super::html_backtest::tested;
use super::html_measures::measures;
use super::html_pictures::Pictures;
use super::html_study::{assumptions, courses, incidents, reproduction, sources};
use super::html_words::{below, beside, note};
use crate::study::ChartKind;
use crate::text::{Lang, day, number};

/// Name of the file.
pub const REPORT: &str = "report.html";

/// The charts that are drawn into the file have this many bytes at most, before what they repeat
/// is shared (which leaves about half).
const LARGEST: usize = 12_000_000;

/// Measures that the answer speaks of in sentences, where the study has no key.
const SENTENCES: usize = 4;

const STYLE: &str = include_str!("html_style.css");

/// Writes `report.html` into `folder`.
///
/// # Errors
/// I/O errors.
pub fn write_html(
    findings: &Findings<'_>,
    charts: &[Drawn],
    folder: &Path,
) -> Result<(), ReportError> {
    let path = folder.join(REPORT);
    fs::write(&path, html(findings, charts)).map_err(ReportError::io(&path, "write"))
}

/// The text of `report.html`. `charts` are those that lie in `charts/` beside it.
pub fn html(findings: &Findings<'_>, charts: &[Drawn]) -> String {
    let pictures = Pictures::new(charts, LARGEST);
    let title = findings.model.title.get(findings.lang);
    let page = markup! {
        (DOCTYPE)
        html lang=(findings.lang.code()) dir=[findings.lang.is_rtl().then_some("rtl")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "drawdown " (findings.manifest.version) };
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (PreEscaped(&pictures.definitions))
                a class="skip" href="#main" { "Skip to the answer" }
                (header(findings))
                (contents(findings))
                main id="main" {
                    (answer(findings))
                    (measures(findings, &pictures))
                    (series(findings, &pictures))
                    (courses(findings))
                    (tested(findings, &pictures))
                    (assumptions(findings))
                    (incidents(findings))
                    (reproduction(findings))
                    (sources(findings))
                }
            }
        }
    };
    page.into_string()
}

fn header(findings: &Findings<'_>) -> Markup {
    let (model, manifest, lang) = (findings.model, findings.manifest, findings.lang);
    let english = |n: f64| number(n, Lang::En);
    let cells = findings.outcomes.layout.cells.len();
    markup! {
        header {
            p class="kicker" { "drawdown · scenario report" }
            h1 { (model.title.get(lang)) }
            @if let (Lang::En, Some(arabic)) = (lang, &model.title.ar) {
                p class="other" lang="ar" dir="rtl" { (arabic) }
            }
            @if let Some(summary) = words(model.summary.as_ref(), lang) { p class="lead" { (summary) } }
            (below(model.summary.as_ref(), lang))
            dl class="facts" {
                div { dt { "Study" } dd { (model.id) } }
                div { dt { "Period" } dd {
                    (day(model.time.start, lang)) " to " (day(manifest.end, lang))
                    ", " (whole(manifest.steps as u64)) " steps"
                } }
                div { dt { "Options × futures" } dd {
                    (model.options.len()) " × " (findings.futures().len()) " = " (cells)
                } }
                div { dt { "Replicates" } dd { (whole(manifest.replicates)) } }
                div { dt { "Design" } dd {
                    (manifest.design.replace('_', " "))
                    @if manifest.luck_paths > 1 {
                        ", " (whole(manifest.draws)) " draws of " (manifest.luck_paths) " paths"
                    }
                } }
                div { dt { "Seed" } dd { (manifest.seed) } }
                @if let Some(posterior) = &manifest.posterior {
                    div { dt { "Uncertainties" } dd {
                        "drawn from a posterior, effective sample size "
                        (english(posterior.effective_sample_size))
                    } }
                }
                div { dt { "Ran in" } dd {
                    (english(manifest.wall_seconds)) " s on " (manifest.threads) " threads"
                } }
                div { dt { "Digest" } dd { code title=(manifest.digest) {
                    (manifest.digest.get(..12).unwrap_or(&manifest.digest))
                } } }
            }
            @if !findings.warnings.is_empty() {
                p { a href="#incidents" {
                    (findings.warnings.len()) " warnings of the check"
                } }
            }
        }
    }
}

fn contents(findings: &Findings<'_>) -> Markup {
    markup! {
        nav aria-label="Contents" {
            a href="#answer" { "Answer" }
            a href="#measures" { "Measures" }
            @if !findings.model.series.is_empty() { a href="#series" { "Over time" } }
            a href="#courses" { "Options and trajectories" }
            @if findings.tested.is_some() { a href="#history" { "Tested against history" } }
            a href="#assumptions" { "Assumptions" }
            a href="#incidents" { "Warnings" }
            a href="#reproduce" { "Reproduce" }
            @if !findings.study.sources.is_empty() { a href="#sources" { "Sources" } }
        }
    }
}

fn answer(findings: &Findings<'_>) -> Markup {
    let (futures, measures) = (findings.futures(), main_measures(findings));
    let most = if findings.model.key.is_empty() { SENTENCES } else { measures.len() };
    let told: Vec<usize> = measures.iter().copied().take(most).collect();
    markup! {
        section id="answer" {
            h2 { "The answer" }
            @if measures.is_empty() || findings.model.options.len() < 2 {
                p {
                    "With one option, or without a measure that has a better side, there is nothing \
                     to choose between: see the measures."
                }
            } @else {
                p {
                    "Which option does best, by measure and future. All options of a replicate meet \
                     the same luck, so that differences are paired. Two options are told apart where \
                     the 95 % interval of their paired difference excludes 0; nothing is weighted, \
                     and futures are not averaged."
                }
                ul class="answers" {
                    @for (name, text) in overview(findings, &measures) {
                        li { strong { (name) } " " (text) }
                    }
                }
                (best_table(findings, &measures))
                @for future in &futures {
                    h3 { (future.label) }
                    ul class="answers" {
                        @for measure in &told {
                            @if let Some(text) = sentence(findings, *measure, future) {
                                li { strong { (findings.measure(*measure)) ": " } (text) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The best option by measure and future. What the study states as a gap stands in it too.
fn best_table(findings: &Findings<'_>, measures: &[usize]) -> Markup {
    let (model, futures) = (findings.model, findings.futures());
    let title = if model.key.is_empty() {
        "Best option on every measure"
    } else {
        "Best option on the key measures"
    };
    let grouped = !model.groups.is_empty();
    let shown = blocks(model, measures);
    let rows_of = |group| shown.iter().find(|b| b.group == group).map(|b| b.measures.clone());
    markup! {
        h3 { (title) }
        div class="wide" tabindex="0" role="region" aria-label=(title) {
            table {
                thead { tr {
                    th scope="col" { "Measure" }
                    @for future in &futures { th scope="col" { (future.label) } }
                } }
                @for block in all_blocks(model) {
                    @let rows = rows_of(block.group).unwrap_or_default();
                    // a group whose measures are not among these is no gap
                    @if !rows.is_empty() || block.measures.is_empty() {
                        tbody {
                            @if grouped { (group_row(findings, block.group, futures.len() + 1)) }
                            @if rows.is_empty() { (gap_row(findings, block.group, futures.len() + 1)) }
                            @for measure in rows {
                                tr {
                                    th scope="row" { (findings.measure(measure)) }
                                    @for future in &futures {
                                        td { (best_cell(findings, measure, future)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn group_row(findings: &Findings<'_>, group: Option<usize>, columns: usize) -> Markup {
    markup! {
        tr class="group" {
            th scope="rowgroup" colspan=(columns) {
                @match group {
                    Some(of) => {
                        (findings.group(of))
                        (beside(findings.model.groups[of].description.label.as_ref(), findings.lang))
                    },
                    None => "Other measures",
                }
            }
        }
    }
}

fn gap_row(findings: &Findings<'_>, group: Option<usize>, columns: usize) -> Markup {
    let note_of = |of: usize| findings.model.groups[of].description.note.as_ref();
    markup! {
        tr {
            td class="gap" colspan=(columns) {
                "No measure. "
                @if let Some(label) = group.and_then(note_of) {
                    (label.get(findings.lang)) (beside(Some(label), findings.lang))
                }
            }
        }
    }
}

fn best_cell(findings: &Findings<'_>, measure: usize, future: &super::Future) -> Markup {
    let Some(standing) = standing(findings, measure, future) else {
        return markup! { "–" };
    };
    markup! {
        @if standing.behind.is_empty() {
            span class="muted" { "not told apart" }
        } @else {
            strong { (findings.option(standing.best)) }
            @for tied in &standing.tied { ", " (findings.option(*tied)) }
        }
    }
}

fn series(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let description = |series: usize| &findings.model.series[series].description;
    markup! {
        @if !findings.model.series.is_empty() {
            section id="series" {
                h2 { "Over time" }
                @for (s, family) in families(findings) {
                    details open[s == 0] {
                        summary { h3 {
                            (family.0)
                            @if let [only] = family.1[..] {
                                (beside(description(only).label.as_ref(), findings.lang))
                            }
                        } }
                        // members of an array share the note of the array
                        @if let Some(first) = family.1.first() {
                            (note(description(*first).note.as_ref(), findings.lang))
                        }
                        @for member in family.1 {
                            (pictures.show(|x| *x == Subject::Series(ChartKind::Lines, member)))
                            details class="inner" {
                                summary { "Each future with its bands: " (findings.series(member)) }
                                (pictures.list(|x| match x {
                                    Subject::SeriesIn(ChartKind::Fan, of, future) if *of == member => {
                                        Some(future.label.clone())
                                    }
                                    _ => None,
                                }))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Series by family: its name and its members.
fn families(findings: &Findings<'_>) -> Vec<(usize, (String, Vec<usize>))> {
    let mut out: Vec<(String, String, Vec<usize>)> = Vec::new();
    for (s, series) in findings.model.series.iter().enumerate() {
        match out.iter_mut().find(|(family, _, _)| *family == series.family) {
            Some((_, _, members)) => members.push(s),
            None => out.push((series.family.clone(), findings.series(s), vec![s])),
        }
    }
    let named = |(family, first, members): (String, String, Vec<usize>)| match members.len() {
        1 => (first, members),
        _ => (super::findings::readable(&family), members),
    };
    out.into_iter().map(named).enumerate().collect()
}
