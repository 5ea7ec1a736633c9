//! How options do over all futures: regret, worst cases, bounds that hold, ranks and how sure they are.

use maud::{Markup, html as markup};

use super::figures_plan::Subject;
use super::findings::{Findings, called, format_of};
use super::groups::main_measures;
use super::html_consequences::unit;
use super::html_page::{section, wide};
use super::html_pictures::Pictures;
use super::html_scores::scores;
use super::regret_words::{regret_sentences, satisficing_sentence};
use crate::analysis::{MetricKind, Ranked, Robustness, Satisficing, Withheld};
use crate::outcome::Estimate;
use crate::study::ChartKind;
use crate::text::{Lang, percent, plus_minus, quoted};

/// Metrics that a table shows, with their heads.
const METRICS: [(MetricKind, &str, &str); 7] = [
    (MetricKind::MaxExpectedRegret, "Largest mean regret", "أكبر متوسط للندم"),
    (MetricKind::MaxRegretQ90, "Largest 90 % regret", "أكبر ندم عند 90٪"),
    (MetricKind::WorstMean, "Mean in the worst future", "المتوسط في أسوأ مسار"),
    (MetricKind::WorstDecile, "Worst tenth of draws", "أسوأ عُشر من السحبات"),
    (MetricKind::Hurwicz, "Midway between worst and best future", "الوسط بين أسوأ مسار وأفضله"),
    (MetricKind::WeightedMean, "Mean by the study’s weights", "المتوسط بأوزان الدراسة"),
    (MetricKind::Acceptable, "Acceptable in all futures", "مقبول في كل المسارات"),
];

/// The section; nothing for one option.
pub(super) fn robust(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let lang = findings.lang;
    if !holds(findings) {
        return Markup::default();
    }
    let shown = shown(findings);
    let content = markup! {
        p { (about(lang)) }
        @if shown.len() > 1 { (ranks(findings, &shown)) }
        @for (i, robustness) in shown.iter().enumerate() {
            details open[i == 0] {
                summary { h3 { (findings.measure(robustness.measure)) } }
                (one(findings, robustness))
                (pictures.show(|s| *s == Subject::Measure(ChartKind::Regret, robustness.measure)))
            }
        }
        @if let Some(satisficing) = &findings.decision.satisficing {
            (bounds(findings, satisficing))
        }
        (scores(findings))
    };
    section(lang, "robust", content)
}

/// Whether there is such a section.
pub(super) fn holds(findings: &Findings<'_>) -> bool {
    findings.model.options.len() > 1 && !shown(findings).is_empty()
}

/// What is told of the measures of the answer, in their order.
fn shown<'a>(findings: &Findings<'a>) -> Vec<&'a Robustness> {
    let of =
        |measure: &usize| findings.decision.get().regret.iter().find(|r| r.measure == *measure);
    main_measures(findings).iter().filter_map(of).collect()
}

fn about(lang: Lang) -> &'static str {
    lang.pick(
        "The regret of an option is how much worse it does than the option that would have been best, had \
         one known the numbers that are uncertain. It is worked out for outcomes averaged over luck, since \
         nobody can choose by luck to come. The largest regret over the futures needs no probability of \
         the futures. Ranks stand beside the values, with the share of resamples of the run that keep them.",
        "ندم الخيار هو مقدار تأخره عن الخيار الذي كان سيكون الأفضل لو عُرفت الأرقام غير المؤكدة. ويُحسب على النتائج \
         بعد أخذ متوسط المصادفات، إذ لا يختار أحد بمصادفة لم تقع. ولا يحتاج أكبر ندم عبر المسارات إلى احتمالات لها. \
         وتقف الرتب إلى جانب القيم، مع نسبة إعادات المعاينة التي تبقى فيها كما هي.",
    )
}

/// The option that is regretted least, by measure, and the ranks of all.
fn ranks(findings: &Findings<'_>, shown: &[&Robustness]) -> Markup {
    let lang = findings.lang;
    let ranked: Vec<_> = shown
        .iter()
        .filter_map(|r| Some((*r, r.metric(MetricKind::MaxExpectedRegret, None)?)))
        .collect();
    let caption =
        lang.pick("Ranks by the largest mean regret", "الرتب بحسب أكبر متوسط للندم عبر المسارات");
    let table = markup! {
        table class="compare" {
            caption class="hidden" { (caption) }
            thead { tr {
                th scope="col" { (lang.pick("Option", "الخيار")) }
                @for (robustness, _) in &ranked { th scope="col" { (findings.measure(robustness.measure)) } }
            } }
            tbody {
                @for option in 0..findings.model.options.len() {
                    tr {
                        th scope="row" { (findings.option(option)) }
                        @for (_, metric) in &ranked {
                            @match metric.of(option) {
                                Some(ranked) => td class=[(ranked.rank == 1).then_some("best")] {
                                    span class="level" { (rank(ranked, lang)) }
                                    span class="range" { (kept(ranked, lang)) }
                                },
                                None => td { "–" },
                            }
                        }
                    }
                }
            }
        }
    };
    markup! {
        @if !ranked.is_empty() { h3 { (caption) } (wide(caption, table)) }
    }
}

/// `1st` with a star; in Arabic the number.
fn rank(ranked: &Ranked, lang: Lang) -> String {
    let star = if ranked.rank == 1 { "★ " } else { "" };
    match lang {
        Lang::En => format!("{star}{}", ordinal(ranked.rank)),
        Lang::Ar => format!("{star}{}", ranked.rank),
    }
}

fn ordinal(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

fn kept(ranked: &Ranked, lang: Lang) -> String {
    if !ranked.kept.is_finite() {
        return String::new();
    }
    let kept = percent((ranked.kept * 100.0).round() / 100.0, lang);
    match lang {
        Lang::En => format!("kept in {kept}"),
        Lang::Ar => format!("ثابتة في {kept}"),
    }
}

/// All metrics of a measure.
fn one(findings: &Findings<'_>, robustness: &Robustness) -> Markup {
    let lang = findings.lang;
    if robustness.withheld == Some(Withheld::Never) {
        return markup! { p { (lang.pick(
            "Some replicates never come to an end, so that no regret can be worked out.",
            "لا تنتهي بعض التكرارات إلى قيمة، فلا يمكن حساب الندم.",
        )) } };
    }
    let metrics: Vec<_> = METRICS
        .iter()
        .filter_map(|(kind, en, ar)| {
            Some((*kind, lang.pick(en, ar), robustness.metric(*kind, None)?))
        })
        .collect();
    let name = quoted(&findings.measure(robustness.measure), lang);
    let unit = unit(findings, robustness.measure);
    let caption = match lang {
        Lang::En => format!("Robustness of the options on {name}"),
        Lang::Ar => format!("متانة الخيارات في {name}"),
    };
    let condition = findings.model.measures[robustness.measure].condition;
    let table = markup! {
        table class="compare" {
            caption class="hidden" { (caption) }
            thead { tr {
                th scope="col" { (lang.pick("Option", "الخيار")) }
                @for (kind, head, _) in &metrics {
                    th scope="col" {
                        (head)
                        @if !kind.share() && !condition && !unit.is_empty() { span class="unit" { (unit) } }
                    }
                }
            } }
            tbody {
                @for option in &robustness.options {
                    tr {
                        th scope="row" { (findings.option(*option)) }
                        @for (kind, _, metric) in &metrics {
                            @match metric.of(*option) {
                                Some(ranked) => td class=[(ranked.rank == 1).then_some("best")] {
                                    span class="level" {
                                        @if ranked.rank == 1 {
                                            span class="mark" aria-hidden="true" { "★ " }
                                            span class="hidden" { (lang.pick("best: ", "الأفضل: ")) }
                                        }
                                        (value(findings, robustness, *kind, &ranked.value))
                                    }
                                    span class="range" { (rank_kept(ranked, lang)) }
                                },
                                None => td { "–" },
                            }
                        }
                    }
                }
            }
        }
    };
    markup! {
        @for sentence in regret_sentences(findings, robustness) { p { (sentence) } }
        (wide(&caption, table))
    }
}

fn rank_kept(ranked: &Ranked, lang: Lang) -> String {
    let kept = kept(ranked, lang);
    let rank = match lang {
        Lang::En => ordinal(ranked.rank),
        Lang::Ar => format!("الرتبة {}", ranked.rank),
    };
    if kept.is_empty() { rank } else { format!("{rank}{}{kept}", lang.pick(", ", "، ")) }
}

/// A value with half its interval.
fn value(
    findings: &Findings<'_>,
    robustness: &Robustness,
    kind: MetricKind,
    estimate: &Estimate,
) -> String {
    let lang = findings.lang;
    let definition = &findings.model.measures[robustness.measure];
    let share = kind.share() || definition.condition;
    let format = if share { crate::text::NumberFormat::Percent } else { format_of(definition) };
    let value = format.format(estimate.value, lang);
    let half = (estimate.high - estimate.low) / 2.0;
    // what the order of sums leaves is no error
    if !(half.is_finite() && half > 1e-9 * estimate.value.abs()) {
        return value;
    }
    if share {
        let half = crate::text::significant(half * 100.0, 2, lang);
        return plus_minus(&value, &half, lang);
    }
    plus_minus(&value, &crate::text::significant(half, 2, lang), lang)
}

/// In how many draws all acceptable bounds hold.
fn bounds(findings: &Findings<'_>, satisficing: &Satisficing) -> Markup {
    let lang = findings.lang;
    let names: Vec<String> =
        satisficing.measures.iter().map(|m| quoted(&findings.measure(*m), lang)).collect();
    let heading = lang.pick("Which options stay acceptable", "أي الخيارات يبقى مقبولاً");
    let about = match lang {
        Lang::En => format!(
            "The share of the draws in which the bounds of {} all hold.",
            crate::text::listed(&names, lang)
        ),
        Lang::Ar => format!(
            "نسبة السحبات التي تتحقق فيها معاً الحدود المقبولة لـ{}.",
            crate::text::listed(&names, lang)
        ),
    };
    let trajectory = |t: usize| {
        let trajectory = &findings.model.trajectories[t];
        called(&trajectory.description, &trajectory.name, lang)
    };
    let share = |found: Option<&Ranked>| match found {
        Some(ranked) => percent((ranked.value.value * 1000.0).round() / 1000.0, lang),
        None => "–".to_owned(),
    };
    let of = |list: &[Ranked], option: usize| share(list.iter().find(|r| r.option == option));
    let table = markup! {
        table class="compare" {
            caption class="hidden" { (heading) }
            thead { tr {
                th scope="col" { (lang.pick("Option", "الخيار")) }
                th scope="col" { (lang.pick("In all futures", "في كل المسارات")) }
                @for future in &satisficing.futures { th scope="col" { (trajectory(future.trajectory)) } }
            } }
            tbody {
                @for option in &satisficing.options {
                    tr {
                        th scope="row" { (findings.option(*option)) }
                        td { strong { (of(&satisficing.all, *option)) } }
                        @for future in &satisficing.by_future { td { (of(future, *option)) } }
                    }
                }
            }
        }
    };
    markup! {
        h3 { (heading) }
        p { (about) }
        @if let Some(sentence) = satisficing_sentence(findings, satisficing) { p { (sentence) } }
        (wide(heading, table))
    }
}
