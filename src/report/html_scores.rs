//! What a study itself asks of the options: its comparisons, and scores by its weights.

use maud::{Markup, html as markup};

use super::answer::with_error;
use super::findings::{Findings, Future, called};
use super::html_page::wide;
use super::html_words::note;
use super::score_words::{comparison_label, score_sentences, undefined_words};
use crate::analysis::decision::{Ratio, RatioValue, Scored, Scores};
use crate::study::Sense;
use crate::text::{Lang, NumberFormat, number, percent, span};

/// The comparisons of a study, option by future.
pub(super) fn ratios(findings: &Findings<'_>) -> Markup {
    markup! { @for ratio in &findings.decision.ratios { (one(findings, ratio)) } }
}

fn one(findings: &Findings<'_>, ratio: &Ratio) -> Markup {
    let lang = findings.lang;
    let comparison = &findings.model.comparisons[ratio.comparison];
    let name = comparison_label(comparison, lang);
    let unit = findings.unit(&comparison.unit);
    let sense = match comparison.sense {
        Sense::Minimise => lang.pick("Less is better.", "الأقل أفضل."),
        Sense::Maximise => lang.pick("More is better.", "الأكثر أفضل."),
        Sense::None => "",
    };
    let futures = findings.futures();
    let table = markup! {
        table class="compare" {
            caption class="hidden" { (name) }
            (head(&futures, lang))
            tbody {
                @for option in 0..findings.model.options.len() {
                    @if !(comparison.against_baseline && option == findings.model.baseline) {
                        tr {
                            th scope="row" { (findings.option(option)) }
                            @for future in &ratio.futures {
                                td { (value(future.values.get(option).copied().flatten(), lang)) }
                            }
                        }
                    }
                }
            }
        }
    };
    markup! {
        h3 { (name) @if !unit.is_empty() { " " span class="unit" { "(" (unit) ")" } } }
        (note(comparison.description.note.as_ref(), lang))
        p class="muted" {
            (sense) " "
            (lang.pick(
                "A value with its 95 % interval; none where what it divides by cannot be told from 0.",
                "القيمة مع مجال الثقة 95٪؛ ولا قيمة حيث لا يتميز المقسوم عليه عن الصفر.",
            ))
        }
        (wide(&name, table))
    }
}

fn head(futures: &[Future], lang: Lang) -> Markup {
    markup! {
        thead { tr {
            th scope="col" { (lang.pick("Option", "الخيار")) }
            @for future in futures { th scope="col" { (future.label) } }
        } }
    }
}

fn value(value: Option<RatioValue>, lang: Lang) -> Markup {
    match value {
        None => markup! { "–" },
        Some(RatioValue::Undefined(why)) => {
            markup! { span class="muted" { (undefined_words(why, lang)) } }
        }
        Some(RatioValue::Known(estimate)) => markup! {
            span class="level" { (number(estimate.value, lang)) }
            @if estimate.low.is_finite() && estimate.low < estimate.high {
                span class="range" { (span(&number(estimate.low, lang), &number(estimate.high, lang))) }
            }
        },
    }
}

/// Scores by the study's weights; nothing without weights.
pub(super) fn scores(findings: &Findings<'_>) -> Markup {
    let Some(scores) = &findings.decision.scores else { return Markup::default() };
    let lang = findings.lang;
    let heading = lang.pick("Scores by the study’s weights", "الدرجات بأوزان الدراسة");
    let weights = scores.measures.iter().zip(&scores.weights);
    let table = markup! {
        table class="compare" {
            caption class="hidden" { (heading) }
            thead { tr {
                th scope="col" { (lang.pick("Option", "الخيار")) }
                @for future in &scores.futures {
                    @let trajectory = &findings.model.trajectories[future.trajectory];
                    th scope="col" { (called(&trajectory.description, &trajectory.name, lang)) }
                }
                @if scores.overall.is_some() {
                    th scope="col" { (lang.pick("All, weighted", "الكل بالأوزان")) }
                }
            } }
            tbody {
                @for option in 0..findings.model.options.len() {
                    tr {
                        th scope="row" { (findings.option(option)) }
                        @for future in &scores.futures { (score(&future.scored, option, lang)) }
                        @if let Some(overall) = &scores.overall { (score(overall, option, lang)) }
                    }
                }
            }
        }
    };
    markup! {
        h3 { (heading) }
        p { (lang.pick(
            "Each measure counts from 0 at its worst to 1 at its best, by its weight:",
            "يُحسب كل مقياس من 0 عند أسوأ حد إلى 1 عند أفضله، بحسب وزنه:",
        )) }
        ul {
            @for (measure, weight) in weights {
                li { (findings.measure(*measure)) ": " (percent(*weight, lang)) }
            }
        }
        (wide(heading, table))
        (said(findings, scores))
    }
}

fn score(scored: &Scored, option: usize, lang: Lang) -> Markup {
    let found = scored.options.get(option).and_then(Option::as_ref);
    let wins = scored.winner == Some(option);
    markup! {
        @match found {
            Some(score) => td class=[wins.then_some("best")] {
                span class="level" {
                    @if wins {
                        span class="mark" aria-hidden="true" { "★ " }
                        span class="hidden" { (lang.pick("highest: ", "الأعلى: ")) }
                    }
                    (with_error(NumberFormat::Plain, &score.score, lang))
                }
            },
            None => td { "–" },
        }
    }
}

/// Who wins over all futures, else in the first, and how far weights must move.
fn said(findings: &Findings<'_>, scores: &Scores) -> Markup {
    let scored = scores.overall.as_ref().or(scores.futures.first().map(|future| &future.scored));
    markup! {
        @if let Some(scored) = scored {
            ul class="answers" {
                @for sentence in score_sentences(findings, scores, scored) { li { (sentence) } }
            }
        }
    }
}
