//! What a report says of the study itself: assumptions, options, trajectories, warnings, how to
//! run it again, sources.

use std::collections::BTreeSet;

use maud::{Markup, html as markup};

use super::answer::whole;
use super::findings::{Findings, called, readable, words};
use super::html_words::{beside, note};
use super::manifest::drawn_from;
use crate::model::{Description, Uncertainty};
use crate::study::{ByMember, Confidence, Meta, SourceDecl, Value};
use crate::text::{Label, Lang, NumberFormat, number};

/// Options and trajectories, with their notes.
pub(super) fn courses(findings: &Findings<'_>) -> Markup {
    let (model, lang) = (findings.model, findings.lang);
    markup! {
        section id="courses" {
            h2 { "Options and trajectories" }
            h3 { "Options" }
            dl class="courses" {
                @for (i, option) in model.options.iter().enumerate() {
                    dt {
                        (called(&option.description, &option.name, lang))
                        (beside(option.description.label.as_ref(), lang))
                        " " code { (option.name) }
                        @if i == model.baseline { " " span class="tag" { "baseline" } }
                    }
                    dd { (described(findings, &option.description)) }
                }
            }
            h3 { "Trajectories" }
            dl class="courses" {
                @for trajectory in &model.trajectories {
                    dt {
                        (called(&trajectory.description, &trajectory.name, lang))
                        (beside(trajectory.description.label.as_ref(), lang))
                        " " code { (trajectory.name) }
                    }
                    dd {
                        (described(findings, &trajectory.description))
                        @if let Some(weight) = trajectory.weight {
                            p { "Weight: " (number(weight, lang)) }
                        }
                    }
                }
            }
        }
    }
}

fn described(findings: &Findings<'_>, description: &Description) -> Markup {
    // an option is a choice, not a claim: it need not have a source
    let silent = description.source.is_empty() && description.judgement.is_none();
    markup! {
        (note(description.note.as_ref(), findings.lang))
        @if !silent { p class="origin" { (origin(findings, description)) } }
    }
}

/// A label that says something.
fn said(label: Option<&Label>) -> Option<&Label> {
    label.filter(|label| !label.en.is_empty() || label.ar.is_some())
}

/// A text in the report's language, followed by the other one where the study gives it.
pub(super) fn both(label: &Label, lang: Lang) -> Markup {
    let other = match lang {
        Lang::En => Lang::Ar,
        Lang::Ar => Lang::En,
    };
    let more = label.ar.is_some().then(|| label.get(other));
    markup! {
        (label.get(lang))
        @if let Some(more) = more.filter(|more| !more.is_empty()) {
            " "
            span class="also" lang=(other.code()) dir=(if other.is_rtl() { "rtl" } else { "ltr" }) {
                (more)
            }
        }
    }
}

/// Sources as links, or the judgement, and the grade.
pub(super) fn origin(findings: &Findings<'_>, description: &Description) -> Markup {
    let confidence = description.confidence;
    let known = |id: &str| findings.study.sources.iter().any(|s| s.id.value == id);
    markup! {
        @for (i, id) in description.source.iter().enumerate() {
            @if i > 0 { ", " }
            @if known(id) { a href={ "#source-" (id) } { (id) } } @else { (id) }
        }
        @if let Some(judgement) = &description.judgement {
            @if !description.source.is_empty() { "; " }
            span class="judgement" { "judgement: " (both(judgement, findings.lang)) }
        }
        @if description.source.is_empty() && description.judgement.is_none() {
            span class="muted" { "no source given" }
        }
        @if let Some(confidence) = confidence {
            " " abbr class="grade" title=(meaning(confidence)) { (grade(confidence)) }
        }
    }
}

/// The letter of a grade.
pub(super) fn grade(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::A => "A",
        Confidence::B => "B",
        Confidence::C => "C",
    }
}

fn meaning(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::A => "grade A: direct measurement, or two agreeing sources",
        Confidence::B => "grade B: one published estimate or a clear historical case",
        Confidence::C => "grade C: form only, or judgement",
    }
}

/// Uncertainties, constants and levers with where they come from.
pub(super) fn assumptions(findings: &Findings<'_>) -> Markup {
    let model = findings.model;
    markup! {
        section id="assumptions" {
            h2 { "Assumptions" }
            (super::html_ledger::ledger(findings))
            h3 { "What is uncertain" }
            @if let Some(words) = drawn_from(model) {
                p class="posterior" { strong { (words) } }
                p {
                    "The medians and intervals of what was drawn from it are those of its rows; the \
                     prior's stand beside them. The ± of a result is the error of drawing from these \
                     rows; that they are a sample too, of the effective size above, comes on top."
                }
            }
            @if model.uncertainties.is_empty() { p { "Nothing: every number is held." } }
            @else {
                div class="wide" tabindex="0" role="region" aria-label="Uncertainties" {
                    table class="assumptions" {
                        thead { tr {
                            th scope="col" { "Uncertainty" }
                            th scope="col" { "Median" }
                            th scope="col" { "90 % interval" }
                            th scope="col" { "Unit" }
                            th scope="col" { "Distribution" }
                            th scope="col" { "Where it comes from" }
                        } }
                        tbody {
                            @for uncertainty in &model.uncertainties {
                                (uncertainty_row(findings, uncertainty))
                            }
                        }
                    }
                }
            }
            (constants(findings))
            (correlations(findings))
        }
    }
}

fn uncertainty_row(findings: &Findings<'_>, uncertainty: &Uncertainty) -> Markup {
    let index = findings.model.uncertainties.iter().position(|u| u.name == uncertainty.name);
    let joint = |p| findings.model.posterior.as_ref()?.quantile(index?, p);
    let prior = |p| number(uncertainty.distribution.quantile(p), findings.lang);
    let at = |p| joint(p).map_or_else(|| prior(p), |x| number(x, findings.lang));
    let (low, median, high) = (at(0.05), at(0.5), at(0.95));
    let held =
        uncertainty.distribution.quantile(1e-9) == uncertainty.distribution.quantile(1.0 - 1e-9);
    markup! {
        tr {
            th scope="row" {
                (called(&uncertainty.description, &uncertainty.name, findings.lang))
                br; code { (uncertainty.name) }
            }
            td { (median) }
            td { @if held { "held" } @else { (low) " to " (high) } }
            td { (findings.unit(&uncertainty.unit)) }
            td {
                @if held { "–" }
                @else if joint(0.5).is_some() {
                    "posterior; prior " (uncertainty.distribution.kind().name()) ", median "
                    (prior(0.5)) ", " (prior(0.05)) " to " (prior(0.95))
                }
                @else { (uncertainty.distribution.kind().name()) }
            }
            td class="origin" { (origin(findings, &uncertainty.description)) }
        }
    }
}

/// Constants and lever defaults, folded away.
fn constants(findings: &Findings<'_>) -> Markup {
    let study = findings.study;
    let constants = study.constants.iter().map(|c| (&c.name, &c.value, &c.unit, &c.meta));
    let levers = study.levers.iter().map(|l| (&l.name, &l.default, &l.unit, &l.meta));
    let all: Vec<_> = constants.chain(levers).collect();
    markup! {
        @if !all.is_empty() {
            details {
                summary { h3 { "Constants and the defaults of levers (" (all.len()) ")" } }
                div class="wide" tabindex="0" role="region" aria-label="Constants" {
                    table class="assumptions" {
                        thead { tr {
                            th scope="col" { "Constant" }
                            th scope="col" { "Value" }
                            th scope="col" { "Unit" }
                            th scope="col" { "Where it comes from" }
                        } }
                        tbody {
                            @for (name, value, unit, meta) in all {
                                tr {
                                    th scope="row" {
                                        (label(meta, &name.value, findings.lang))
                                        br; code { (name.value) }
                                    }
                                    td { (value_text(value, findings.lang)) }
                                    td { (unit.as_ref().map(|u| findings.unit(&u.value)).unwrap_or_default()) }
                                    td class="origin" { (origin(findings, &description(meta))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn label(meta: &Meta, name: &str, lang: Lang) -> String {
    words(meta.label.as_ref(), lang).map_or_else(|| readable(name), str::to_owned)
}

fn description(meta: &Meta) -> Description {
    Description {
        label: meta.label.clone(),
        note: meta.note.clone(),
        source: meta.source.iter().map(|s| s.value.clone()).collect(),
        judgement: meta.judgement.as_ref().map(|j| j.value.clone()),
        confidence: meta.confidence,
    }
}

/// A value as written, members named.
fn value_text(value: &ByMember<Value>, lang: Lang) -> String {
    match value {
        ByMember::All(Value::Number(n)) => number(n.value, lang),
        ByMember::All(Value::Formula(f)) => f.text.clone(),
        ByMember::Members { entries, others, .. } => {
            let named = entries.iter().map(|(n, v)| format!("{} {}", n.value, value_text(v, lang)));
            let rest = others.iter().map(|v| format!("others {}", value_text(v, lang)));
            named.chain(rest).collect::<Vec<_>>().join("; ")
        }
    }
}

fn correlations(findings: &Findings<'_>) -> Markup {
    let (model, lang) = (findings.model, findings.lang);
    let name = |name: &str| {
        let uncertainty = model.uncertainties.iter().find(|u| u.name == name);
        uncertainty.map_or_else(|| readable(name), |u| called(&u.description, &u.name, lang))
    };
    markup! {
        @if !findings.study.correlations.is_empty() {
            h3 { "What hangs together" }
            ul {
                @for correlation in &findings.study.correlations {
                    @let [a, b] = &correlation.between;
                    @let about = description(&correlation.meta);
                    li {
                        (name(&a.value)) " and " (name(&b.value)) ": Spearman correlation "
                        (number(correlation.spearman.value, lang)) ". "
                        @if let Some(note) = said(about.note.as_ref()) { (both(note, lang)) " " }
                        span class="origin" { (origin(findings, &about)) }
                    }
                }
            }
        }
    }
}

/// Warnings of the check, and incidents in more than 0.1 % of all steps.
pub(super) fn incidents(findings: &Findings<'_>) -> Markup {
    let notes = &findings.manifest.incidents;
    markup! {
        section id="incidents" {
            h2 { "Warnings and incidents" }
            @if findings.warnings.is_empty() { p { "The check of the study gave no warnings." } }
            @else {
                ul { @for warning in findings.warnings { li { (warning) } } }
            }
            @if notes.is_empty() {
                p { "No bound was hit, and no outflow limited, in more than 0.1 % of all steps." }
            } @else {
                div class="wide" tabindex="0" role="region" aria-label="Incidents" {
                    table {
                        thead { tr {
                            th scope="col" { "What happened in more than 0.1 % of all steps" }
                            th scope="col" { "Share of steps" }
                            th scope="col" { "Where" }
                        } }
                        tbody {
                            @for note in notes {
                                tr {
                                    th scope="row" { (note.what) }
                                    td { (NumberFormat::Percent.format(note.share, findings.lang)) }
                                    td class="origin" {
                                        @if note.cells.len() == findings.outcomes.layout.cells.len() {
                                            "all options and trajectories"
                                        } @else { (note.cells.join("; ")) }
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

/// How to run it again.
pub(super) fn reproduction(findings: &Findings<'_>) -> Markup {
    let manifest = findings.manifest;
    markup! {
        section id="reproduce" {
            h2 { "How to reproduce this" }
            p {
                "drawdown " (manifest.version) " with the same files gives the same numbers, bit for \
                 bit, on any machine and any number of threads:"
            }
            pre { code { (findings.command) } }
            @if let Some(words) = drawn_from(findings.model) { p { (words) } }
            p { "Digest of all results: " code class="long" { (manifest.digest) } }
            details {
                summary { h3 { "Files that were read (" (whole(manifest.inputs.len() as u64)) ")" } }
                div class="wide" tabindex="0" role="region" aria-label="Files" {
                    table {
                        thead { tr { th scope="col" { "File" } th scope="col" { "SHA-256" } } }
                        tbody {
                            @for input in &manifest.inputs {
                                tr {
                                    th scope="row" { (input.name) }
                                    td { code class="long" { (input.sha256) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Documents with the facts that are cited from them.
pub(super) fn sources(findings: &Findings<'_>) -> Markup {
    let all = &findings.study.sources;
    let known: BTreeSet<&str> = all.iter().map(|s| s.id.value.as_str()).collect();
    let top = |s: &&SourceDecl| s.of.as_ref().is_none_or(|of| !known.contains(of.value.as_str()));
    markup! {
        @if !all.is_empty() {
            section id="sources" {
                h2 { "Sources" }
                @for source in all.iter().filter(top) {
                    @let facts: Vec<&SourceDecl> = all
                        .iter()
                        .filter(|s| s.of.as_ref().is_some_and(|of| of.value == source.id.value))
                        .collect();
                    div class="source" id={ "source-" (source.id.value) } {
                        p { strong { (source.id.value) } " " (fields(source)) (claim(findings, source)) (unused(findings, source)) }
                        @if !facts.is_empty() {
                            details {
                                summary { (facts.len()) " facts" }
                                ul {
                                    @for fact in facts {
                                        li id={ "source-" (fact.id.value) } {
                                            strong { (fact.id.value) } " " (claim(findings, fact))
                                            (fields(fact)) (unused(findings, fact))
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
}

fn claim(findings: &Findings<'_>, source: &SourceDecl) -> Markup {
    markup! {
        @if let Some(claim) = said(source.claim.as_ref()) { (both(claim, findings.lang)) " " }
    }
}

/// Why no number uses a source, where the study says so.
fn unused(findings: &Findings<'_>, source: &SourceDecl) -> Markup {
    markup! {
        @if let Some(reason) = &source.unused {
            " " span class="unused" { "Not used by any number: " (both(&reason.value, findings.lang)) }
        }
    }
}

/// The fields of a source as one line; addresses become links.
fn fields(source: &SourceDecl) -> Markup {
    let is_address = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    markup! {
        @for (i, (name, text)) in source.fields.iter().enumerate() {
            @if i > 0 { ". " }
            @if is_address(text) { a href=(text) { (text) } }
            @else if name.ends_with(".ar") { span lang="ar" dir="rtl" { (text) } }
            @else { (text) }
        }
    }
}
