//! What each option leads to in each future: the consequence tables.

use maud::{Markup, html as markup};

use super::answer::with_error;
use super::brief::Board;
use super::compare_words::efficiency_sentences;
use super::findings::{Findings, Future, format_of, level};
use super::groups::{blocks, shown_measures};
use super::html_page::{section, title, to, wide};
use super::html_words::anchor;
use crate::outcome::Statistics;
use crate::study::Sense;
use crate::text::{Lang, Likelihood, number, percent, quoted};

/// Place of a future's table.
const PLACE: &str = "future";

/// The section.
pub(super) fn consequences(findings: &Findings<'_>) -> Markup {
    let lang = findings.lang;
    let shown = Board::over(findings, shown_measures(findings));
    let content = markup! {
        (key(lang, findings.model.options.len() > 1))
        (ways(&shown, PLACE))
        @for (f, future) in shown.futures.iter().enumerate() { (one_future(&shown, f, future)) }
    };
    section(lang, "consequences", content)
}

/// How the marks are read.
fn key(lang: Lang, several: bool) -> Markup {
    markup! {
        p { (lang.pick(
            "Each cell is the mean or the probability of a measure ± half its 95 % interval.",
            "في كل خانة متوسط المقياس أو احتماله ± نصف مجال الثقة 95٪.",
        )) }
        @if several {
            ul class="key" {
                li { (mark(Mark::Best, lang)) " " (lang.pick("best in its column", "الأفضل في عموده")) }
                li { (mark(Mark::Tied, lang)) " " (lang.pick(
                    "cannot be told apart from the best", "لا يتميز عن الأفضل")) }
                li { span class="tag efficient" { "◆ " (lang.pick("efficient", "كفء")) } " " (lang.pick(
                    "no other option is as good on every measure of the answer and better on one; the share of \
                     resamples in which that holds, where it is below 100 %",
                    "لا يساويه خيار آخر في كل مقاييس الجواب ويتفوق عليه في أحدها؛ مع نسبة إعادات المعاينة التي يصح \
                     فيها ذلك حين تقل عن 100٪")) }
                li { span class="swatch" {} " " (lang.pick(
                    "the darker, the further from the best of the column",
                    "كلما اشتد اللون زاد البعد عن أفضل ما في العمود")) }
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Best,
    Tied,
}

fn mark(mark: Mark, lang: Lang) -> Markup {
    let (symbol, words) = match mark {
        Mark::Best => ("★", lang.pick("best", "الأفضل")),
        Mark::Tied => ("≈", lang.pick("tied with the best", "لا يتميز عن الأفضل")),
    };
    markup! {
        span class="mark" aria-hidden="true" { (symbol) }
        span class="hidden" { (words) }
    }
}

/// Links to the futures' tables.
pub(super) fn ways(board: &Board<'_>, place: &str) -> Markup {
    let lang = board.lang();
    let about = title(lang, if place == PLACE { "consequences" } else { place });
    markup! {
        @if board.futures.len() > 1 {
            nav class="ways" aria-label=(about) {
                @for future in &board.futures {
                    a href=(to(lang, &format!("{place}-{}", future.slug))) { (future.label) }
                }
            }
        }
    }
}

fn one_future(board: &Board<'_>, f: usize, future: &Future) -> Markup {
    let (findings, lang) = (board.findings, board.lang());
    let name = match lang {
        Lang::En => format!("Consequences in {}", quoted(&future.label, lang)),
        Lang::Ar => format!("النتائج في المسار {}", quoted(&future.label, lang)),
    };
    let table = markup! {
        table class="consequences" {
            caption class="hidden" { (name) }
            thead { (groups(board)) (heads(board)) }
            tbody {
                @for option in 0..findings.model.options.len() {
                    tr class=[(option == findings.model.baseline).then_some("baseline")] {
                        th scope="row" {
                            (findings.option(option))
                            @if option == findings.model.baseline && findings.model.options.len() > 1 {
                                " " span class="tag" { (lang.pick("baseline", "المرجعي")) }
                            }
                            (efficient(board, f, option))
                        }
                        @for place in 0..board.measures.len() { (cell(board, place, f, option)) }
                    }
                }
            }
        }
    };
    markup! {
        details class="future" open[f == 0] id=(anchor(lang, &format!("{PLACE}-{}", future.slug))) {
            summary { h3 { (future.label) } }
            (wide(&name, table))
            @for sentence in efficiency_sentences(findings, future) { p { (sentence) } }
        }
    }
}

/// The mark of an option that no other is better than on all measures together.
fn efficient(board: &Board<'_>, f: usize, option: usize) -> Markup {
    let lang = board.lang();
    let place = board.efficiency(f).and_then(|efficiency| efficiency.place(option));
    let Some(place) = place.filter(|place| place.efficient) else { return Markup::default() };
    let several = board.findings.model.options.len() > 1;
    let support = percent((place.support * 100.0).round() / 100.0, lang);
    markup! {
        @if several {
            " " span class="tag efficient" {
                "◆ " (lang.pick("efficient", "كفء"))
                @if place.support < 0.995 { " " (support) }
            }
        }
    }
}

/// Groups of measures over their columns.
pub(super) fn groups(board: &Board<'_>) -> Markup {
    let (model, lang) = (board.findings.model, board.lang());
    if model.groups.is_empty() {
        return Markup::default();
    }
    markup! {
        tr class="groups" {
            td {}
            @for block in blocks(model, &board.measures) {
                th scope="colgroup" colspan=(block.measures.len()) {
                    @match block.group {
                        Some(group) => (board.findings.group(group)),
                        None => (lang.pick("Other measures", "مقاييس أخرى")),
                    }
                }
            }
        }
    }
}

/// A column for each measure, with its unit and its better side.
pub(super) fn heads(board: &Board<'_>) -> Markup {
    let (findings, lang) = (board.findings, board.lang());
    markup! {
        tr {
            th scope="col" { (lang.pick("Option", "الخيار")) }
            @for measure in &board.measures {
                @let definition = &findings.model.measures[*measure];
                @let unit = unit(findings, *measure);
                th scope="col" {
                    (findings.measure(*measure))
                    @if !unit.is_empty() { span class="unit" { (unit) } }
                    @match definition.sense {
                        Sense::Minimise => span class="unit" { (lang.pick("less is better", "الأقل أفضل")) },
                        Sense::Maximise => span class="unit" { (lang.pick("more is better", "الأكثر أفضل")) },
                        Sense::None => {},
                    }
                }
            }
        }
    }
}

/// The unit of a measure in words; a condition is a probability.
pub(super) fn unit(findings: &Findings<'_>, measure: usize) -> String {
    let definition = &findings.model.measures[measure];
    if definition.condition {
        return findings.lang.pick("probability", "احتمال").to_owned();
    }
    findings.unit(&definition.unit)
}

fn cell(board: &Board<'_>, place: usize, f: usize, option: usize) -> Markup {
    let (findings, lang) = (board.findings, board.lang());
    let (measure, future) = (board.measures[place], &board.futures[f]);
    let Some(statistics) = findings.statistics(option, future, measure) else {
        return markup! { td { (lang.pick("not run", "لم يُشغَّل")) } };
    };
    let telling = board.last(place, f).is_some();
    let marked = match board.leaders(place, f) {
        Some(leaders) if telling && leaders.contains(&option) => {
            Some(if board.best(place, f) == Some(option) { Mark::Best } else { Mark::Tied })
        }
        _ => None,
    };
    let class = match marked {
        Some(Mark::Best) => "best",
        Some(Mark::Tied) => "tied",
        None => "",
    };
    let shade = shade(board, place, f, level(statistics));
    markup! {
        td class=(class) style=[shade] {
            span class="level" {
                @if let Some(marked) = marked { (mark(marked, lang)) " " }
                (text(findings, measure, statistics))
            }
            @if let Some(band) = statistics.probability.and_then(|p| Likelihood::of(p.value)) {
                span class="range" { (band.words(lang)) }
            }
        }
    }
}

/// The level as text; where some replicates never come to an end the median, said so.
pub(super) fn text(findings: &Findings<'_>, measure: usize, statistics: &Statistics) -> Markup {
    let lang = findings.lang;
    let format = format_of(&findings.model.measures[measure]);
    markup! {
        @match statistics.probability.or(statistics.mean) {
            Some(estimate) => (with_error(format, &estimate, lang)),
            None => {
                @let median = statistics.median().value;
                @if median.is_infinite() { (lang.pick("never", "لا يحدث")) } @else { (number(median, lang)) }
                " " small { (lang.pick("median", "الوسيط")) }
            },
        }
        @if statistics.never > 0.0 && statistics.never < 1.0 {
            span class="range" {
                (lang.pick("never in ", "لا يحدث في ")) (percent(statistics.never, lang))
            }
        }
    }
}

/// How far a level is from the best of its column, as a share of the column's range, for the
/// style sheet.
fn shade(board: &Board<'_>, place: usize, f: usize, value: f64) -> Option<String> {
    let (findings, future) = (board.findings, &board.futures[f]);
    let measure = board.measures[place];
    board.last(place, f)?;
    let levels = (0..findings.model.options.len())
        .filter_map(|o| findings.statistics(o, future, measure).map(level))
        .filter(|x| x.is_finite());
    let (low, high) =
        levels.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
    let share = match findings.model.measures[measure].sense {
        Sense::None => return None,
        Sense::Minimise => (value.min(high) - low) / (high - low),
        Sense::Maximise => (high - value.max(low)) / (high - low),
    };
    share.is_finite().then(|| format!("--far:{share:.2}"))
}
