//! Each option against the baseline, future by future.

use maud::{Markup, html as markup};

use super::answer::{difference_with_error, excludes_zero, sentence};
use super::brief::Board;
use super::compare_words::{decided, wins};
use super::findings::{Findings, Future, format_of};
use super::groups::shown_measures;
use super::html_consequences::{groups, heads, ways};
use super::html_page::{section, wide};
use super::html_scores::ratios;
use super::html_words::anchor;
use crate::analysis::decision::Relation;
use crate::outcome::Comparison;
use crate::study::Sense;
use crate::text::{Lang, NumberFormat, percent, quoted};

/// Place of a future's table.
const PLACE: &str = "compare";

/// The section; nothing for one option.
pub(super) fn compare(findings: &Findings<'_>) -> Markup {
    let (model, lang) = (findings.model, findings.lang);
    if model.options.len() < 2 {
        return Markup::default();
    }
    let board = Board::over(findings, shown_measures(findings));
    let baseline = quoted(&findings.option(model.baseline), lang);
    let about = match lang {
        Lang::En => format!(
            "Each cell is the paired difference from the baseline, {baseline}, ± half its 95 % interval \
             (percentage points for a probability), and the share of replicates in which the option does \
             better; where it ties in some, also in which it does worse. ✓ better, ✗ worse beyond chance; no \
             mark: cannot be told apart. “Dominates” says that whatever threshold one sets, or however much one shuns risk, the \
             option is preferred on this measure, beyond chance."
        ),
        Lang::Ar => format!(
            "في كل خانة الفارق المقترن عن الخيار المرجعي {baseline} ± نصف مجال الثقة 95٪ (بالنقاط المئوية \
             للاحتمالات)، ثم نسبة التكرارات التي يكون فيها الخيار أفضل، وحيث يتعادل في بعضها نسبة ما يكون \
             فيها أسوأ. ✓ أفضل و✗ أسوأ بما يتجاوز المصادفة؛ ولا علامة حيث لا يمكن التمييز. و«يهيمن» تعني أن الخيار مفضّل في هذا \
             المقياس أياً كانت العتبة، أو مهما بلغ تجنب المخاطرة، بما يتجاوز المصادفة."
        ),
    };
    let content = markup! {
        p { (about) }
        (ways(&board, PLACE))
        @for (f, future) in board.futures.iter().enumerate() { (one_future(&board, f, future)) }
        (ratios(findings))
    };
    section(lang, "compare", content)
}

fn one_future(board: &Board<'_>, f: usize, future: &Future) -> Markup {
    let (findings, lang) = (board.findings, board.lang());
    let others =
        (0..findings.model.options.len()).filter(|option| *option != findings.model.baseline);
    let name = match lang {
        Lang::En => format!("Differences from the baseline in {}", quoted(&future.label, lang)),
        Lang::Ar => format!("الفروق عن الخيار المرجعي في المسار {}", quoted(&future.label, lang)),
    };
    let table = markup! {
        table class="compare" {
            caption class="hidden" { (name) }
            thead { (groups(board)) (heads(board)) }
            tbody {
                @for option in others {
                    tr {
                        th scope="row" { (findings.option(option)) }
                        @for measure in &board.measures {
                            td { (cell(findings, future, option, *measure)) }
                        }
                    }
                }
            }
        }
    };
    markup! {
        details class="future" open[f == 0] id=(anchor(lang, &format!("{PLACE}-{}", future.slug))) {
            summary { h3 { (future.label) } }
            (wide(&name, table))
            (sentences(board, future))
        }
    }
}

/// In how many replicates the option is better, and worse where some are equal.
fn how_often(comparison: &Comparison, lang: Lang) -> String {
    let (better, worse, ties) = wins(comparison);
    let [better, worse] = [better, worse].map(|share| percent(share, lang));
    match (lang, ties > 0.0) {
        (Lang::En, false) => format!("better in {better}"),
        (Lang::Ar, false) => format!("أفضل في {better}"),
        (Lang::En, true) => format!("better in {better}, worse in {worse}"),
        (Lang::Ar, true) => format!("أفضل في {better} وأسوأ في {worse}"),
    }
}

/// How the options stand, measure by measure.
fn sentences(board: &Board<'_>, future: &Future) -> Markup {
    let findings = board.findings;
    markup! {
        ul class="answers" {
            @for measure in &board.measures {
                @if let Some(text) = sentence(findings, *measure, future) {
                    li { strong { (findings.measure(*measure)) ": " } (text) }
                }
            }
        }
    }
}

fn cell(findings: &Findings<'_>, future: &Future, option: usize, measure: usize) -> Markup {
    let lang = findings.lang;
    let found = findings.cell(option, future).and_then(|c| findings.summary.comparison(c, measure));
    let Some(comparison) = found else { return markup! { "–" } };
    let constant = comparison.mean.is_some_and(|mean| mean.value == 0.0 && mean.se == 0.0);
    if comparison.same || constant {
        return markup! { span class="range" { (lang.pick("the same", "بلا فرق")) } };
    }
    markup! {
        (difference(findings, measure, comparison))
        @if findings.model.measures[measure].sense != Sense::None {
            span class="range" { (how_often(comparison, lang)) }
            @if let Some(words) = dominance(findings, future, option, measure) {
                span class="range" { (words) }
            }
        }
    }
}

fn difference(findings: &Findings<'_>, measure: usize, comparison: &Comparison) -> Markup {
    let (definition, lang) = (&findings.model.measures[measure], findings.lang);
    let (sure, rises, text) = match &comparison.mean {
        Some(mean) => {
            let text = difference_with_error(format_of(definition), mean, lang);
            (excludes_zero(mean), mean.value > 0.0, text)
        }
        // no mean where some replicates never come to an end
        None => {
            let better = &comparison.better;
            let sure = better.low > 0.5 || better.high < 0.5;
            let rises = (better.value > 0.5) == (definition.sense == Sense::Maximise);
            let words = match (sure, lang) {
                (false, _) => lang.pick("not told apart", "لا يتميز"),
                (true, _) if rises => lang.pick("higher", "أعلى"),
                (true, _) => lang.pick("lower", "أدنى"),
            };
            (sure, rises, words.to_owned())
        }
    };
    let good = match definition.sense {
        Sense::Minimise => Some(!rises),
        Sense::Maximise => Some(rises),
        Sense::None => None,
    };
    let (class, mark, words) = match (sure, good) {
        (true, Some(true)) => ("level better", "✓ ", lang.pick("better", "أفضل")),
        (true, Some(false)) => ("level worse", "✗ ", lang.pick("worse", "أسوأ")),
        (true, None) => ("level", "", lang.pick("differs", "مختلف")),
        (false, _) => ("level muted", "", lang.pick("not told apart", "لا يتميز")),
    };
    let points = comparison.mean.is_some() && format_of(definition) == NumberFormat::Percent;
    markup! {
        span class=(class) {
            span aria-hidden="true" { (mark) }
            bdi dir="ltr" { (text) }
            @if points { " " (lang.pick("points", "نقطة")) }
            span class="hidden" { ", " (words) }
        }
    }
}

/// What can be said of all thresholds, in words; nothing where nothing can.
fn dominance(
    findings: &Findings<'_>,
    future: &Future,
    option: usize,
    measure: usize,
) -> Option<&'static str> {
    // of a condition the probabilities say it all
    if findings.model.measures[measure].condition {
        return None;
    }
    let lang = findings.lang;
    let pair = decided(findings, future)?.dominance(measure)?;
    Some(match pair.pair(option, findings.model.baseline)?.relation() {
        Relation::Dominates => lang.pick("dominates at every threshold", "يهيمن عند كل عتبة"),
        Relation::Dominated => {
            lang.pick("is dominated at every threshold", "مهيمَن عليه عند كل عتبة")
        }
        Relation::DominatesInRisk => {
            lang.pick("dominates for those who shun risk", "يهيمن لمن يتجنب المخاطرة")
        }
        Relation::DominatedInRisk => {
            lang.pick("is dominated for those who shun risk", "مهيمَن عليه لمن يتجنب المخاطرة")
        }
        Relation::Crossing => {
            lang.pick("better at some thresholds, worse at others", "أفضل عند عتبات وأسوأ عند أخرى")
        }
        _ => return None,
    })
}
