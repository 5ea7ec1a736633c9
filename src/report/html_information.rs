//! What it is worth to know more before deciding: sentences, a table and a chart for each measure.

use maud::{Markup, html as markup};

use super::figures_plan::Subject;
use super::findings::Findings;
use super::groups::main_measures;
use super::html_page::{section, wide};
use super::html_pictures::Pictures;
use super::information_words::{
    future_label, information_sentences, is_moved, set_label, subject_label, unmoved_sentence,
    worth_with_ends,
};
use crate::analysis::{Information, InformationOn, PartialInformation, SetKind};
use crate::study::ChartKind;
use crate::text::Lang;

/// Single uncertainties that a table shows.
const SINGLES: usize = 8;

/// The section; nothing for one option.
pub(super) fn information(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let lang = findings.lang;
    if !holds(findings) {
        return Markup::default();
    }
    let found = &findings.decision.get().information;
    let content = markup! {
        p { (about(lang)) }
        @if let Some(sentence) = unmoved_sentence(findings, found) { p { (sentence) } }
        @for (i, on) in shown(findings).into_iter().filter(|on| is_moved(on)).enumerate() {
            details open[i == 0] {
                summary { h3 { (subject_label(findings, on)) } }
                @for sentence in information_sentences(findings, found, on) { p { (sentence) } }
                (table(findings, found, on))
                @if let Some(measure) = on.measure {
                    (pictures.show(|s| *s == Subject::Measure(ChartKind::Information, measure)))
                }
            }
        }
    };
    section(lang, "information", content)
}

/// Whether there is such a section.
pub(super) fn holds(findings: &Findings<'_>) -> bool {
    findings.model.options.len() > 1 && !shown(findings).is_empty()
}

/// What is told, in the order of the measures of the answer; the score last.
fn shown<'a>(findings: &Findings<'a>) -> Vec<&'a InformationOn> {
    let found = &findings.decision.get().information;
    let measures = main_measures(findings);
    let of = measures.iter().filter_map(|m| found.of(*m));
    let score = found.measures.iter().filter(|on| on.measure.is_none());
    of.chain(score).filter(|on| on.withheld.is_none()).collect()
}

fn about(lang: Lang) -> &'static str {
    lang.pick(
        "How much better the choice would come out in the mean if uncertain numbers were known before \
         choosing, against choosing now what is best in the mean: of all of them (the expected value of \
         perfect information), and of one or a few (partial information). Luck is never known. Values \
         have their 95 % intervals, are corrected for the optimism of choosing by estimates, and do not \
         add up.",
        "مقدار تحسن نتيجة الاختيار في المتوسط لو عُرفت الأرقام غير المؤكدة قبل الاختيار، مقارنةً باختيار الأفضل في \
         المتوسط الآن: كلها معاً (القيمة المتوقعة للمعلومات الكاملة)، أو واحد منها أو بعضها (المعلومات الجزئية). \
         والحظ لا يُعرف أبداً. وللقيم مجالات ثقة 95٪، وهي مصححة من تفاؤل الاختيار بالتقديرات، ولا تُجمع.",
    )
}

/// Sets by futures; nothing where nothing is worth anything.
fn table(findings: &Findings<'_>, found: &Information, on: &InformationOn) -> Markup {
    let lang = findings.lang;
    let futures: Vec<_> = on.futures.iter().filter(|of| of.counts()).collect();
    if futures.is_empty() {
        return Markup::default();
    }
    // by their largest value, singles before sets of several
    let mut sets: Vec<(usize, f64)> = Vec::new();
    for part in futures.iter().flat_map(|of| &of.parts).filter(|part| part.counts()) {
        match sets.iter_mut().find(|(set, _)| *set == part.set) {
            Some((_, most)) => *most = most.max(part.value.value),
            None => sets.push((part.set, part.value.value)),
        }
    }
    let several = |set: usize| found.sets[set].kind != SetKind::Single;
    sets.sort_by(|a, b| several(a.0).cmp(&several(b.0)).then(b.1.total_cmp(&a.1)));
    let singles = sets.iter().filter(|(set, _)| !several(*set)).take(SINGLES);
    let rows: Vec<usize> =
        singles.chain(sets.iter().filter(|(set, _)| several(*set))).map(|(set, _)| *set).collect();
    let value = |part: Option<&PartialInformation>| match part {
        Some(part) if part.counts() => worth_with_ends(findings, on, &part.value),
        _ => "–".to_owned(),
    };
    let heading = lang.pick("What it is worth to know", "ما تساويه معرفته");
    let table = markup! {
        table class="compare" {
            caption class="hidden" { (heading) }
            thead { tr {
                th scope="col" { (heading) }
                @for of in &futures { th scope="col" { (future_label(findings, of)) } }
            } }
            tbody {
                tr {
                    th scope="row" { strong { (lang.pick("Everything", "كل شيء")) } }
                    @for of in &futures { td { strong { (worth_with_ends(findings, on, &of.all)) } } }
                }
                @for set in rows {
                    tr {
                        th scope="row" { (set_label(findings, &found.sets[set])) }
                        @for of in &futures {
                            td { (value(of.parts.iter().find(|part| part.set == set))) }
                        }
                    }
                }
            }
        }
    };
    wide(heading, table)
}
