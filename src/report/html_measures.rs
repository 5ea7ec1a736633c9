//! The measures in a report: tables and charts.

use maud::{Markup, html as markup};

use super::answer::{difference_with_error, excludes_zero, with_error};
use super::chart_kinds::shows;
use super::figures_plan::Subject;
use super::findings::{Findings, Future, format_of};
use super::groups::{all_blocks, by_group};
use super::html_page::{section, wide};
use super::html_pictures::Pictures;
use super::html_study::baseline_tag;
use super::html_words::{group, note, spoken};
use crate::outcome::{Comparison, Statistics};
use crate::study::{ChartKind, Sense};
use crate::text::{Lang, Likelihood, NumberFormat, quoted, range};

/// Measures that are open at first, without a key; the others are folded away.
const OPEN: usize = 3;

/// The section of measures.
pub(super) fn measures(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let (model, lang) = (findings.model, findings.lang);
    let grouped = !model.groups.is_empty();
    let all: Vec<usize> = (0..model.measures.len()).collect();
    let open = match model.key.as_slice() {
        [] => by_group(model, &all).into_iter().take(OPEN).collect(),
        key => key.to_vec(),
    };
    let content = markup! {
        p { (how_to_read(findings)) }
        @for block in all_blocks(findings.model) {
            @match block.group {
                Some(of) => (group(findings, of)),
                None => @if grouped {
                    h3 class="group" { (lang.pick("Other measures", "مقاييس أخرى")) }
                },
            }
            @if block.measures.is_empty() {
                p class="gap" { (lang.pick(
                    "No measure: a gap that the study states.",
                    "لا مقياس هنا: فجوة تنبّه إليها الدراسة.",
                )) }
            }
            @for measure in block.measures {
                (one(findings, measure, open.contains(&measure), pictures))
            }
        }
    };
    section(lang, "measures", content)
}

/// What stands in a cell.
fn how_to_read(findings: &Findings<'_>) -> String {
    let lang = findings.lang;
    let baseline = quoted(&findings.option(findings.model.baseline), lang);
    match lang {
        Lang::En => format!(
            "Each cell: the mean or probability ± half its 95 % Monte Carlo interval; the range that \
             holds 90 % of the replicates; the paired difference to the baseline ({baseline}), marked ▲ \
             or ▼ where its 95 % interval excludes 0."
        ),
        Lang::Ar => format!(
            "في كل خانة: المتوسط أو الاحتمال ± نصف مجال الثقة 95٪ الناتج عن عدد التكرارات؛ ثم المدى الذي يضم \
             90٪ من التكرارات؛ ثم الفرق المقترن عن الخيار المرجعي {baseline}، وعليه العلامة ▲ أو ▼ إذا \
             كان مجال الثقة 95٪ الخاص به لا يشمل الصفر."
        ),
    }
}

fn one(findings: &Findings<'_>, measure: usize, open: bool, pictures: &Pictures<'_>) -> Markup {
    let definition = &findings.model.measures[measure];
    let lang = findings.lang;
    let unit = if definition.condition {
        lang.pick("probability", "احتمال").to_owned()
    } else {
        findings.unit(&definition.unit)
    };
    let heading = markup! {
        (spoken(&findings.measure(measure), lang))
        @if !unit.is_empty() { " " span class="unit" { "(" (spoken(&unit, lang)) ")" } }
    };
    markup! {
        details class="measure" open[open] {
            summary {
                @if findings.model.groups.is_empty() { h3 { (heading) } } @else { h4 { (heading) } }
            }
            (note(definition.description.note.as_ref(), lang))
            p class="muted" {
                (sense(definition.sense, lang))
                @if let Some(bound) = definition.acceptable {
                    (lang.pick(" Acceptable: ", " المقبول: "))
                    (format_of(definition).format(bound, lang)) "."
                }
            }
            (table(findings, measure))
            (pictures.show(|s| *s == Subject::Measure(ChartKind::Distribution, measure)))
            (pictures.list(|s| match s {
                Subject::Measure(kind, of) if *of == measure && *kind != ChartKind::Distribution => {
                    Some(shows(*kind, lang).to_owned())
                }
                _ => None,
            }))
        }
    }
}

/// Which side of a measure is better.
pub(super) fn sense(sense: Sense, lang: Lang) -> &'static str {
    match sense {
        Sense::Minimise => lang.pick("Less is better.", "الأقل أفضل."),
        Sense::Maximise => lang.pick("More is better.", "الأكثر أفضل."),
        Sense::None => lang.pick("Neither side is better.", "لا أفضلية لأحد الطرفين."),
    }
}

fn table(findings: &Findings<'_>, measure: usize) -> Markup {
    let (futures, lang) = (findings.futures(), findings.lang);
    let name = findings.measure(measure);
    let label = format!("{}{name}", lang.pick("Table: ", "جدول: "));
    wide(
        &label,
        markup! {
            table {
                caption class="hidden" { (name) (lang.pick(", options by futures", "، الخيارات بحسب المسارات")) }
                thead { tr {
                    th scope="col" { (lang.pick("Option", "الخيار")) }
                    @for future in &futures { th scope="col" { (spoken(&future.label, lang)) } }
                } }
                tbody {
                    @for option in 0..findings.model.options.len() {
                        tr class=[(option == findings.model.baseline).then_some("baseline")] {
                            th scope="row" {
                                (spoken(&findings.option(option), lang))
                                @if option == findings.model.baseline { " " (baseline_tag(lang)) }
                            }
                            @for future in &futures { (cell(findings, option, future, measure)) }
                        }
                    }
                }
            }
        },
    )
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
    let never = lang.pick("never", "لا يحدث");
    let quantile = |p| {
        let value = statistics.quantile(p).map_or(f64::NAN, |q| q.value);
        if value.is_infinite() { never.to_owned() } else { format.format(value, lang) }
    };
    let estimate = statistics.probability.or(statistics.mean);
    let spread = match statistics.probability {
        Some(p) => match Likelihood::of(p.value) {
            Some(band) => band.words(lang).to_owned(),
            None => range(&format.format(p.low, lang), &format.format(p.high, lang), lang),
        },
        None => {
            let high = statistics.quantile(0.95).map_or(f64::NAN, |q| q.value);
            match (lang, high.is_infinite()) {
                // "from 17 to never" is no Arabic
                (Lang::Ar, true) if quantile(0.05) == never => String::new(),
                (Lang::Ar, true) => format!("من {} فصاعداً", quantile(0.05)),
                _ => range(&quantile(0.05), &quantile(0.95), lang),
            }
        }
    };
    markup! {
        @match estimate {
            Some(estimate) => span class="level" { (with_error(format, &estimate, lang)) },
            None => span class="level" {
                (quantile(0.5)) " " small { (lang.pick("median", "(الوسيط)")) }
            },
        }
        @if !spread.is_empty() { span class="range" { (spread) } }
        @if statistics.never > 0.0 {
            span class="range" { (never) ": " (NumberFormat::Percent.format(statistics.never, lang)) }
        }
    }
}

/// The paired difference to the baseline.
fn difference(findings: &Findings<'_>, measure: usize, comparison: &Comparison) -> Markup {
    let definition = &findings.model.measures[measure];
    let lang = findings.lang;
    let Some(mean) = comparison.mean else {
        let share = NumberFormat::Percent.format(comparison.better.value, lang);
        return markup! {
            span class="difference" {
                @match lang {
                    Lang::En => { "better in " (share) " of replicates" },
                    Lang::Ar => { "أفضل في " (share) " من التكرارات" },
                }
            }
        };
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
    let (en, ar) = match (sure, good) {
        (true, Some(true)) => ("better than the baseline", "أفضل من الخيار المرجعي"),
        (true, Some(false)) => ("worse than the baseline", "أسوأ من الخيار المرجعي"),
        (true, None) => ("differs from the baseline", "مختلف عن الخيار المرجعي"),
        (false, _) => ("not told apart from the baseline", "غير مميَّز عن الخيار المرجعي"),
    };
    let words = lang.pick(en, ar);
    markup! {
        span class=(class) title=(words) {
            @if comparison.same || (mean.value == 0.0 && mean.se == 0.0) {
                (lang.pick("as the baseline", "كالخيار المرجعي"))
            } @else {
                @if sure { (if mean.value > 0.0 { "▲ " } else { "▼ " }) }
                (difference_with_error(format_of(definition), &mean, lang))
                @if condition { (lang.pick(" points", " نقطة مئوية")) }
                span class="hidden" { (lang.pick(", ", "، ")) (words) }
            }
        }
    }
}
