//! What a report says of its numbers: where they come from, and which of the judged ones matter
//! most.

use maud::{Markup, html as markup};

use super::findings::{Findings, called};
use super::html_page::wide;
use super::html_study::code;
use super::html_words::{label, spoken};
use super::words::{grade, origin_words};
use crate::analysis::{Influence, Target, influences};
use crate::study::{Confidence, Ledger, LedgerEntry, Origin, Usage};
use crate::text::{Lang, NumberFormat, counted, noun, quoted, range};

/// Uncertainties that are shown.
const SHOWN: usize = 10;

const GRADES: [Option<Confidence>; 4] =
    [Some(Confidence::A), Some(Confidence::B), Some(Confidence::C), None];

/// The counts, and the judged uncertainties that the answer hangs on.
pub(super) fn ledger(findings: &Findings<'_>) -> Markup {
    let ledger = Ledger::of(findings.study);
    markup! {
        p { (account(findings, &ledger)) }
        (counts(&ledger, findings.lang))
        (what_matters(findings, &ledger))
    }
}

/// How many numbers rest on what, and how many sources are used.
fn account(findings: &Findings<'_>, ledger: &Ledger) -> String {
    let count = |origin| ledger.count(origin);
    let [sourced, derived, judged, neither] = Origin::ALL.map(count);
    let usage = findings.study.usage();
    let of = |wanted: Usage| usage.iter().filter(|u| u.1 == wanted).count();
    let used = of(Usage::Cited) + of(Usage::Contradicted);
    let (excused, idle) = (of(Usage::Excused), of(Usage::Idle));
    let (all, documents) = (ledger.entries.len() as u64, usage.len());
    let mut text = match findings.lang {
        Lang::En => format!(
            "Of {}, {sourced} are given by a source, {derived} are worked out from one with a \
             judgement, {judged} are judgements only, and {neither} give neither.",
            counted(all, &noun::NUMBER, Lang::En)
        ),
        Lang::Ar => format!(
            "عدد الأرقام في الدراسة {all}، وهي تتوزع كما يلي: ما يذكره مصدر {sourced}، وما استُخلص من مصدر \
             مع تقدير من الباحثين {derived}، وما هو تقدير الباحثين وحده {judged}، وما لا سند له {neither}."
        ),
    };
    if !usage.is_empty() {
        text.push_str(&match findings.lang {
            Lang::En => format!(
                " Of {documents} sources and facts, {used} are used, {excused} are left out for a \
                 reason that stands beside them, and {idle} are neither."
            ),
            Lang::Ar => format!(
                " وعدد المصادر والمعلومات {documents}: المستعمل منها {used}، والمتروك لسبب مذكور إلى \
                 جانبه {excused}، وما لا هذا ولا ذاك {idle}."
            ),
        });
    }
    text
}

fn counts(ledger: &Ledger, lang: Lang) -> Markup {
    let letter = |confidence: Option<Confidence>| match confidence {
        Some(confidence) => grade(confidence, lang),
        None => lang.pick("no grade", "بلا درجة"),
    };
    let name = lang.pick("Numbers by origin and grade", "الأرقام بحسب سندها ودرجة الثقة");
    wide(
        name,
        markup! {
            table class="counts" {
                thead { tr {
                    th scope="col" { (lang.pick("Where a number comes from", "سند الرقم")) }
                    @for confidence in GRADES { th scope="col" { (letter(confidence)) } }
                    th scope="col" { (lang.pick("All", "المجموع")) }
                } }
                tbody {
                    @for origin in Origin::ALL {
                        tr {
                            th scope="row" { (origin_words(origin, lang)) }
                            @for confidence in GRADES { td { (ledger.graded(origin, confidence)) } }
                            td { (ledger.count(origin)) }
                        }
                    }
                }
            }
        },
    )
}

/// What the ranking is about: a measure, and where options differ the one that differs most.
struct Headline {
    target: Target,
    option: Option<usize>,
    future: String,
}

impl Headline {
    /// The first measure with a better side (else the first), in the first future, and the option
    /// whose paired difference is the largest.
    fn of(findings: &Findings<'_>) -> Option<Self> {
        let future = findings.futures().into_iter().next()?;
        let measure = super::groups::main_measures(findings).first().copied().unwrap_or(0);
        findings.model.measures.get(measure)?;
        let baseline = findings.cell(findings.model.baseline, &future)?;
        let size = |option: usize| {
            let comparison =
                findings.summary.comparison(findings.cell(option, &future)?, measure)?;
            comparison.mean.map(|mean| mean.value.abs()).filter(|size| *size > 0.0)
        };
        let sized = (0..findings.model.options.len()).filter_map(|o| Some((o, size(o)?)));
        // of equal ones the first declared
        let most = sized.reduce(|a, b| if b.1 > a.1 { b } else { a });
        let option = most.map(|(option, _)| option);
        let target = match option.and_then(|option| findings.cell(option, &future)) {
            Some(cell) => Target::Difference { cell, baseline, measure },
            None => Target::Level { cell: baseline, measure },
        };
        Some(Self { target, option, future: future.label })
    }

    fn describe(&self, findings: &Findings<'_>) -> String {
        let lang = findings.lang;
        let name = |text: &str| quoted(text, lang);
        let measure = name(&findings.measure(self.target.measure()));
        let baseline = name(&findings.option(findings.model.baseline));
        let future = name(&self.future);
        let option = self.option.map(|option| name(&findings.option(option)));
        match (lang, option) {
            (Lang::En, Some(option)) => format!(
                "the difference of {option} from {baseline} in {measure}, in the future {future}"
            ),
            (Lang::En, None) => format!("{measure} under {baseline}, in the future {future}"),
            (Lang::Ar, Some(option)) => format!(
                "الفرق بين الخيار {option} والخيار {baseline} في المقياس {measure}، في المسار {future}"
            ),
            (Lang::Ar, None) => {
                format!("المقياس {measure} مع الخيار {baseline}، في المسار {future}")
            }
        }
    }
}

fn what_matters(findings: &Findings<'_>, ledger: &Ledger) -> Markup {
    let Some(headline) = Headline::of(findings) else { return markup! {} };
    let lang = findings.lang;
    let weak = weak(findings, ledger);
    let found: Vec<(Influence, &LedgerEntry)> =
        influences(findings.model, findings.outcomes, headline.target)
            .into_iter()
            .filter_map(|i| {
                let (_, entry) = weak.iter().find(|(u, _)| *u == i.uncertainty)?;
                Some((i, *entry))
            })
            .collect();
    if found.is_empty() {
        return markup! {};
    }
    let heads = match lang {
        Lang::En => [
            "Uncertainty",
            "As it rises, the outcome",
            "Share of variance",
            "95 % interval",
            "What was judged",
        ],
        Lang::Ar => [
            "الكمية غير المؤكدة",
            "النتيجة كلما ارتفعت الكمية",
            "الحصة من التباين",
            "مجال الثقة 95٪",
            "ما قدّره الباحثون",
        ],
    };
    let name = lang.pick("Judged numbers that matter most", "أهم الأرقام المقدَّرة أثراً");
    markup! {
        h3 { (lang.pick("Which judged numbers matter most", "أي الأرقام المقدَّرة أبلغ أثراً")) }
        p {
            (explained(findings, &headline, &found)) " "
            code dir="ltr" { "drawdown ledger --effects" }
            (lang.pick(" moves them.", "."))
        }
        (wide(name, markup! {
            table class="assumptions" {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for (influence, entry) in found.iter().take(SHOWN) {
                        (row(findings, influence, entry))
                    }
                }
            }
        }))
    }
}

/// What the ranking is of, and how to read it; the command that moves held numbers follows.
fn explained(
    findings: &Findings<'_>,
    headline: &Headline,
    found: &[(Influence, &LedgerEntry)],
) -> String {
    let lang = findings.lang;
    let above = found.iter().filter(|(i, _)| i.notable()).count();
    let (all, what) = (found.len(), headline.describe(findings));
    let averaged = findings.outcomes.shape.luck_paths > 1;
    match lang {
        Lang::En => format!(
            "Looked at is {what}. Of {} of grade C or with a judgement only, {above} {} more to do \
             with it than chance would give. The share is how much of the variance between {} would go \
             if the number were known (first order, from this run); where it is near 0 it may come out \
             below 0. Numbers that are held are not in this table:",
            counted(all as u64, &noun::UNCERTAINTY, lang),
            if above == 1 { "has" } else { "have" },
            if averaged { "draws (luck averaged)" } else { "replicates, luck included," },
        ),
        Lang::Ar => format!(
            "موضوع النظر هنا: {what}. عدد الكميات غير المؤكدة التي درجة الثقة فيها ج أو سندها تقدير \
             الباحثين وحده: {all}، وما له منها صلة بالنتيجة أكثر مما تعطيه المصادفة: {above}. والحصة هي ما \
             يزول من التباين بين {} لو عُرف الرقم (من الدرجة الأولى، من هذا التشغيل)؛ وقد تظهر تحت الصفر \
             إذا كانت قريبة منه. أما الأرقام المثبّتة فليست في هذا الجدول، ويحركها الأمر:",
            if averaged {
                "السحبات (بعد أخذ متوسط المصادفات)"
            } else {
                "التكرارات، والمصادفات من ضمنها،"
            },
        ),
    }
}

/// Uncertainties of grade C or with a judgement only.
fn weak<'a>(findings: &Findings<'_>, ledger: &'a Ledger) -> Vec<(usize, &'a LedgerEntry)> {
    let entry = |name: &str| ledger.find("uncertainty", name.split('[').next().unwrap_or(name));
    let is_weak =
        |e: &&LedgerEntry| e.confidence == Some(Confidence::C) || e.origin == Origin::Judged;
    let named = findings.model.uncertainties.iter().enumerate();
    named.filter_map(|(i, u)| Some((i, entry(&u.name).filter(is_weak)?))).collect()
}

fn row(findings: &Findings<'_>, influence: &Influence, entry: &LedgerEntry) -> Markup {
    let lang = findings.lang;
    let uncertainty = &findings.model.uncertainties[influence.uncertainty];
    let percent = |x: f64| NumberFormat::Percent.format(x, lang);
    let way = match influence.spearman {
        _ if !influence.notable() => lang.pick("not told", "غير محدد"),
        rank if rank > 0.0 => lang.pick("rises", "ترتفع"),
        _ => lang.pick("falls", "تنخفض"),
    };
    let ends = range(&percent(influence.share.low), &percent(influence.share.high), lang);
    markup! {
        tr {
            th scope="row" {
                (spoken(&called(&uncertainty.description, &uncertainty.name, lang), lang))
                br; (code(&uncertainty.name))
            }
            td { (way) }
            td { (percent(influence.share.value)) }
            td { (ends) }
            td class="origin" {
                @if let Some(judgement) = &entry.judgement { (label(judgement, lang)) }
                @else { span class="muted" { (lang.pick("nothing said", "لم يُذكر شيء")) } }
            }
        }
    }
}
