//! What the answer depends on: the uncertainties behind the differences between options, and how
//! much of the spread is luck.

use maud::{Markup, html as markup};

use super::brief::Board;
use super::brief_words::{measure as quoted_measure, option as quoted_option, size};
use super::figures_plan::Subject as Shown;
use super::findings::{Findings, Future, called};
use super::html_page::{section, wide};
use super::html_pictures::Pictures;
use super::sensitivity_words::decimal;
use crate::analysis::sensitivity::Deltas;
use crate::analysis::{Influence, Share, Target, influences};
use crate::outcome::{Estimate, VarianceShares};
use crate::study::ChartKind;
use crate::text::{Case, Lang, counted_in, listed, noun, number, percent, quoted, range, signed};

/// Uncertainties that are shown of each difference.
const SHOWN: usize = 5;
/// Measures that are looked at, where the study has no key.
const MEASURES: usize = 6;

/// What is looked at for a measure: the paired difference of the option that differs most from the
/// baseline in the first future; the baseline's level where there is one option.
struct Subject {
    measure: usize,
    option: Option<(usize, Estimate)>,
    influences: Vec<Influence>,
    /// Borgonovo's delta of the first of them.
    deltas: Vec<Option<Share>>,
}

impl Subject {
    fn of(findings: &Findings<'_>, future: &Future, measure: usize) -> Option<Self> {
        let baseline = findings.cell(findings.model.baseline, future)?;
        let difference = |option: usize| {
            let cell = findings.cell(option, future)?;
            findings.summary.comparison(cell, measure)?.mean
        };
        let sized = (0..findings.model.options.len())
            .filter_map(|option| Some((option, difference(option)?)))
            .filter(|(_, mean)| mean.value != 0.0);
        // of equal ones the first declared
        let option = sized.reduce(|a, b| if b.1.value.abs() > a.1.value.abs() { b } else { a });
        let target = match option.and_then(|(option, _)| findings.cell(option, future)) {
            Some(cell) => Target::Difference { cell, baseline, measure },
            None => Target::Level { cell: baseline, measure },
        };
        let outcomes = findings.outcomes;
        let influences = influences(findings.model, outcomes, target);
        let mut prepared =
            target.values(outcomes).and_then(|y| Deltas::new(&y, outcomes.shape.seed));
        let mut delta =
            |i: &Influence| prepared.as_mut()?.of(&outcomes.uncertainties[i.uncertainty]);
        let deltas = influences.iter().take(SHOWN).map(&mut delta).collect();
        (!influences.is_empty()).then_some(Self { measure, option, influences, deltas })
    }

    fn notable(&self) -> impl Iterator<Item = &Influence> {
        self.influences.iter().filter(|influence| influence.notable())
    }
}

/// The section.
pub(super) fn drivers(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let lang = findings.lang;
    let board = Board::of(findings);
    let Some(future) = board.futures.first() else { return Markup::default() };
    let most = if findings.model.key.is_empty() { MEASURES } else { board.measures.len() };
    let subjects: Vec<Subject> = board
        .measures
        .iter()
        .take(most)
        .filter_map(|measure| Subject::of(findings, future, *measure))
        .collect();
    let content = markup! {
        @if subjects.is_empty() {
            p { (lang.pick(
                "No uncertainty of this study is drawn, or too few draws were made to tell.",
                "لا تُسحب في هذه الدراسة كمية غير مؤكدة، أو أن السحبات أقل من أن تدل على شيء.",
            )) }
        } @else {
            p { (about(findings, future)) }
            ul class="answers" { @for subject in &subjects { li { (sentence(findings, subject)) } } }
            @for (i, subject) in subjects.iter().enumerate() {
                details open[i == 0] {
                    summary { h3 { (findings.measure(subject.measure)) } }
                    (table(findings, subject))
                    (pictures.show(|s| *s == Shown::Measure(ChartKind::Tornado, subject.measure)))
                }
            }
        }
        (luck(&board, future))
    };
    section(lang, "drivers", content)
}

fn about(findings: &Findings<'_>, future: &Future) -> String {
    let future = quoted(&future.label, findings.lang);
    let luck = findings.outcomes.shape.luck_paths > 1;
    match findings.lang {
        Lang::En => format!(
            "For each measure of the answer, the option that differs most from the baseline in {future}, and \
             the uncertainties that this difference depends on: the share of its variance between {} that \
             would go if the number were known. Only shares beyond chance are named. Delta is how far, in the \
             mean, knowing the number would move the whole distribution: 0 not at all, 1 wholly; in brackets \
             where it is no more than chance.",
            if luck { "draws (luck averaged)" } else { "replicates (luck included)" }
        ),
        Lang::Ar => format!(
            "لكل مقياس من مقاييس الجواب: الخيار الأبعد عن الخيار المرجعي في المسار {future}، والكميات غير المؤكدة \
             التي يتوقف عليها هذا الفارق، أي نسبة التباين بين {} التي تزول لو عُرف الرقم. ولا يُذكر إلا ما يتجاوز \
             المصادفة. ودلتا كم تحرك معرفة الرقم التوزيع كله في المتوسط: 0 لا شيء، 1 تماماً؛ وهي بين قوسين حيث لا \
             تتجاوز المصادفة.",
            if luck {
                "السحبات (بعد حساب متوسط المصادفات)"
            } else {
                "التكرارات (والمصادفات ضمنها)"
            }
        ),
    }
}

fn name(findings: &Findings<'_>, influence: &Influence) -> String {
    let uncertainty = &findings.model.uncertainties[influence.uncertainty];
    called(&uncertainty.description, &uncertainty.name, findings.lang)
}

fn sentence(findings: &Findings<'_>, subject: &Subject) -> String {
    let lang = findings.lang;
    let measure = quoted_measure(findings, subject.measure);
    let named: Vec<String> = subject
        .notable()
        .take(3)
        .map(|i| format!("{} ({})", quoted(&name(findings, i), lang), percent(i.share.value, lang)))
        .collect();
    let what = subject.option.map(|(option, mean)| {
        let (option, size) =
            (quoted_option(findings, option), size(findings, subject.measure, &mean));
        let rises = mean.value > 0.0;
        match lang {
            Lang::En if rises => format!("{measure} is higher by {size} under {option}"),
            Lang::En => format!("{measure} is lower by {size} under {option}"),
            Lang::Ar if rises => format!("{measure}: أعلى بمقدار {size} مع الخيار {option}"),
            Lang::Ar => format!("{measure}: أدنى بمقدار {size} مع الخيار {option}"),
        }
    });
    let what = what.unwrap_or(measure);
    match (lang, named.is_empty()) {
        (Lang::En, true) => format!("{what}; no single uncertainty stands out."),
        (Lang::Ar, true) => format!("{what}؛ ولا تبرز كمية غير مؤكدة بعينها."),
        (Lang::En, false) => format!("{what}; that depends most on {}.", listed(&named, lang)),
        (Lang::Ar, false) => format!("{what}؛ ويتوقف ذلك أساساً على {}.", listed(&named, lang)),
    }
}

fn table(findings: &Findings<'_>, subject: &Subject) -> Markup {
    let lang = findings.lang;
    let caption = match lang {
        Lang::En => format!("What {} depends on", quoted_measure(findings, subject.measure)),
        Lang::Ar => format!("ما يتوقف عليه {}", quoted_measure(findings, subject.measure)),
    };
    let content = markup! {
        table {
            caption class="hidden" { (caption) }
            thead { tr {
                th scope="col" { (lang.pick("Uncertainty", "الكمية غير المؤكدة")) }
                th scope="col" { (lang.pick("Share of the variance", "نسبة التباين")) }
                th scope="col" { (lang.pick("95 % interval", "مجال الثقة 95٪")) }
                th scope="col" { (lang.pick("Delta", "دلتا")) }
                th scope="col" { (lang.pick(
                    "Change as it goes from its 5 % to its 95 % point",
                    "التغير حين تنتقل من نقطة 5٪ إلى نقطة 95٪",
                )) }
            } }
            tbody {
                @for (influence, delta) in subject.influences.iter().zip(&subject.deltas) {
                    tr {
                        th scope="row" { (name(findings, influence)) }
                        td {
                            span class="bar" style={ "--share:" (share(influence)) } {}
                            " " (percent(influence.share.value, lang))
                            @if !influence.notable() {
                                " " span class="muted" { (lang.pick("not beyond chance", "ضمن المصادفة")) }
                            }
                        }
                        td { (range(&percent(influence.share.low, lang), &percent(influence.share.high, lang), lang)) }
                        td { (delta_words(*delta, lang)) }
                        td { (swing(findings, subject.measure, influence)) }
                    }
                }
            }
        }
    };
    wide(&caption, content)
}

/// `0.31 (0.28 to 0.34)`, in brackets where it is no more than chance gives.
fn delta_words(delta: Option<Share>, lang: Lang) -> String {
    let Some(delta) = delta else { return "–".to_owned() };
    let [value, low, high] = [delta.value, delta.low, delta.high].map(|x| decimal(x, lang));
    match delta.above_chance() {
        true => format!("{value} ({})", range(&low, &high, lang)),
        false => format!("({value})"),
    }
}

/// The share for the style sheet, from 0 to 1.
fn share(influence: &Influence) -> String {
    format!("{:.3}", influence.share.value.clamp(0.0, 1.0))
}

fn swing(findings: &Findings<'_>, measure: usize, influence: &Influence) -> Markup {
    let lang = findings.lang;
    let definition = &findings.model.measures[measure];
    let Some(swing) = influence.swing else { return markup! { "–" } };
    let scale = if definition.condition { 100.0 } else { 1.0 };
    let unit = match definition.condition {
        true => lang.pick("points", "نقطة مئوية").to_owned(),
        false => findings.unit(&definition.unit),
    };
    markup! { (signed(swing.value * scale, lang)) @if !unit.is_empty() { " " (unit) } }
}

/// How much of the spread is luck, in the first future.
fn luck(board: &Board<'_>, future: &Future) -> Markup {
    let (findings, lang) = (board.findings, board.lang());
    let paths = findings.outcomes.shape.luck_paths;
    let shares = findings.decision.future(future.trajectory, future.response).map(|f| &f.luck);
    let heading = lang.pick("Luck and ignorance", "المصادفة والجهل");
    let Some(shares) = shares.filter(|shares| !shares.is_empty()) else {
        return markup! {
            h3 { (heading) }
            p { (lang.pick(
                "Each draw of the uncertainties was played once, so that this run cannot tell how much of the \
                 spread is luck: that takes two luck paths a draw or more.",
                "لُعبت كل سحبة للكميات غير المؤكدة مرة واحدة، فلا يمكن لهذا التشغيل أن يبيّن كم من التشتت مصادفة: \
                 يتطلب ذلك مسارين أو أكثر للمصادفات في كل سحبة.",
            )) }
        };
    };
    let each = counted_in(u64::from(paths), &noun::PATH, Case::Oblique, lang);
    let future = quoted(&future.label, lang);
    let about = match lang {
        Lang::En => format!(
            "With {each} a draw, the spread splits into what is not known, which study could reduce, and \
             luck, which nothing does. The table shows the share of luck in {future}: in the level of each \
             option, and in its difference from the baseline."
        ),
        Lang::Ar => format!(
            "لكل سحبة {each}، فينقسم التشتت إلى ما لا نعرفه، وقد تقلله الدراسة، ومصادفة لا يقللها شيء. يبيّن الجدول \
             حصة المصادفة في المسار {future}: في مستوى كل خيار، وفي فارقه عن الخيار المرجعي."
        ),
    };
    let caption = lang.pick("Share of luck in the spread", "حصة المصادفة في التشتت");
    let content = markup! {
        table class="compare" {
            caption class="hidden" { (caption) }
            thead { tr {
                th scope="col" { (lang.pick("Option", "الخيار")) }
                @for measure in &board.measures { th scope="col" { (findings.measure(*measure)) } }
            } }
            tbody {
                @for (option, row) in shares.iter().enumerate() {
                    tr {
                        th scope="row" { (findings.option(option)) }
                        @for measure in &board.measures {
                            @let found = row.get(*measure);
                            td {
                                span class="level" { (luck_share(found.and_then(|s| s.level), lang)) }
                                @if let Some(difference) = found.and_then(|s| s.difference) {
                                    span class="range" {
                                        (lang.pick("difference: ", "الفارق: "))
                                        (luck_share(Some(difference), lang))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    markup! {
        h3 { (heading) }
        p { (about) }
        (wide(caption, content))
    }
}

fn luck_share(shares: Option<VarianceShares>, lang: Lang) -> String {
    let Some(shares) = shares else { return "–".to_owned() };
    let half = 1.96 * shares.se * 100.0;
    let value = percent((shares.luck.clamp(0.0, 1.0) * 100.0).round() / 100.0, lang);
    if half.is_finite() { format!("{value} ± {}", number(half.ceil(), lang)) } else { value }
}
