//! The measures in a report: tables and charts.

use maud::{Markup, html as markup};

use super::answer::{difference_with_error, excludes_zero, with_error};
use super::figures_plan::Subject;
use super::findings::{Findings, Future, format_of};
use super::groups::{all_blocks, by_group};
use super::html_pictures::Pictures;
use super::html_words::{beside, group, note};
use crate::outcome::{Comparison, Statistics};
use crate::study::{ChartKind, Sense};
use crate::text::{Likelihood, NumberFormat};

/// Measures that are open at first, without a key; the others are folded away.
const OPEN: usize = 3;

/// The section of measures.
pub(super) fn measures(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let model = findings.model;
    let grouped = !model.groups.is_empty();
    let all: Vec<usize> = (0..model.measures.len()).collect();
    let open = match model.key.as_slice() {
        [] => by_group(model, &all).into_iter().take(OPEN).collect(),
        key => key.to_vec(),
    };
    markup! {
        section id="measures" {
            h2 { "Measures" }
            p {
                "Each cell: the mean or probability ± half its 95 % Monte Carlo interval; the range that \
                 holds 90 % of the replicates; the paired difference to the baseline ("
                em { (findings.option(findings.model.baseline)) }
                "), marked ▲ or ▼ where its 95 % interval excludes 0."
            }
            @for block in all_blocks(findings.model) {
                @match block.group {
                    Some(of) => (group(findings, of)),
                    None => @if grouped { h3 class="group" { "Other measures" } },
                }
                @if block.measures.is_empty() {
                    p class="gap" { "No measure: a gap that the study states." }
                }
                @for measure in block.measures {
                    (one(findings, measure, open.contains(&measure), pictures))
                }
            }
        }
    }
}

fn one(findings: &Findings<'_>, measure: usize, open: bool, pictures: &Pictures<'_>) -> Markup {
    let definition = &findings.model.measures[measure];
    let unit = if definition.condition {
        "probability".to_owned()
    } else {
        findings.unit(&definition.unit)
    };
    let description = &definition.description;
    let heading = markup! {
        (findings.measure(measure))
        @if !unit.is_empty() { " " span class="unit" { "(" (unit) ")" } }
        (beside(description.label.as_ref(), findings.lang))
    };
    markup! {
        details class="measure" open[open] {
            summary {
                @if findings.model.groups.is_empty() { h3 { (heading) } } @else { h4 { (heading) } }
            }
            (note(description.note.as_ref(), findings.lang))
            p class="muted" {
                (sense(definition.sense))
                @if let Some(bound) = definition.acceptable {
                    " Acceptable: " (format_of(definition).format(bound, findings.lang)) "."
                }
            }
            (table(findings, measure))
            (pictures.show(|s| *s == Subject::Measure(ChartKind::Distribution, measure)))
            (pictures.list(|s| {
                (*s == Subject::Measure(ChartKind::Heat, measure)).then(|| "As a heat map".to_owned())
            }))
        }
    }
}

fn sense(sense: Sense) -> &'static str {
    match sense {
        Sense::Minimise => "Less is better.",
        Sense::Maximise => "More is better.",
        Sense::None => "Neither side is better.",
    }
}

fn table(findings: &Findings<'_>, measure: usize) -> Markup {
    let futures = findings.futures();
    let name = findings.measure(measure);
    markup! {
        div class="wide" tabindex="0" role="region" aria-label={ "Table: " (name) } {
            table {
                caption class="hidden" { (name) ", options by futures" }
                thead { tr {
                    th scope="col" { "Option" }
                    @for future in &futures { th scope="col" { (future.label) } }
                } }
                tbody {
                    @for option in 0..findings.model.options.len() {
                        tr class=[(option == findings.model.baseline).then_some("baseline")] {
                            th scope="row" {
                                (findings.option(option))
                                @if option == findings.model.baseline {
                                    " " span class="tag" { "baseline" }
                                }
                            }
                            @for future in &futures { (cell(findings, option, future, measure)) }
                        }
                    }
                }
            }
        }
    }
}

fn cell(findings: &Findings<'_>, option: usize, future: &Future, measure: usize) -> Markup {
    let Some(cell) = findings.cell(option, future) else {
        return markup! { td { "–" } };
    };
    let statistics = findings.summary.of(cell, measure);
    let format = format_of(&findings.model.measures[measure]);
    markup! {
        td {
            (level(findings, statistics, format))
            @if let Some(comparison) = findings.summary.comparison(cell, measure) {
                (difference(findings, measure, comparison))
            }
        }
    }
}

/// The level of a measure, and its spread or its word.
fn level(findings: &Findings<'_>, statistics: &Statistics, format: NumberFormat) -> Markup {
    let lang = findings.lang;
    let quantile = |p| {
        let value = statistics.quantile(p).map_or(f64::NAN, |q| q.value);
        if value.is_infinite() { "never".to_owned() } else { format.format(value, lang) }
    };
    let estimate = statistics.probability.or(statistics.mean);
    markup! {
        @match estimate {
            Some(estimate) => span class="level" { (with_error(format, &estimate)) },
            None => span class="level" { (quantile(0.5)) " " small { "median" } },
        }
        @match statistics.probability {
            Some(p) => @match Likelihood::of(p.value) {
                Some(band) => span class="range" { (band.words(lang)) },
                None => span class="range" {
                    (format.format(p.low, lang)) " to " (format.format(p.high, lang))
                },
            },
            None => span class="range" { (quantile(0.05)) " to " (quantile(0.95)) },
        }
        @if statistics.never > 0.0 {
            span class="range" { "never: " (NumberFormat::Percent.format(statistics.never, lang)) }
        }
    }
}

/// The paired difference to the baseline.
fn difference(findings: &Findings<'_>, measure: usize, comparison: &Comparison) -> Markup {
    let definition = &findings.model.measures[measure];
    let Some(mean) = comparison.mean else {
        let share = NumberFormat::Percent.format(comparison.better.value, findings.lang);
        return markup! { span class="difference" { "better in " (share) " of replicates" } };
    };
    let condition = definition.condition;
    let sure = excludes_zero(&mean);
    let good = match definition.sense {
        Sense::Minimise => Some(mean.value < 0.0),
        Sense::Maximise => Some(mean.value > 0.0),
        Sense::None => None,
    };
    let class = match (sure, good) {
        (true, Some(true)) => "difference better",
        (true, Some(false)) => "difference worse",
        _ => "difference",
    };
    let words = match (sure, good) {
        (true, Some(true)) => "better than the baseline",
        (true, Some(false)) => "worse than the baseline",
        (true, None) => "differs from the baseline",
        (false, _) => "not told apart from the baseline",
    };
    markup! {
        span class=(class) title=(words) {
            @if comparison.same || (mean.value == 0.0 && mean.se == 0.0) {
                "as the baseline"
            } @else {
                @if sure { (if mean.value > 0.0 { "▲ " } else { "▼ " }) }
                (difference_with_error(format_of(definition), &mean))
                @if condition { " points" }
                span class="hidden" { ", " (words) }
            }
        }
    }
}
