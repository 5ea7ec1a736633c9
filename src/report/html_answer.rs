//! The beginning of a report: what was asked, and the answer in a few sentences.

use maud::{Markup, html as markup};

use super::answer::overview;
use super::brief::brief;
use super::findings::Findings;
use super::groups::main_measures;
use super::html_page::{section, to};
use super::html_words::anchor;
use super::stop_words::stop_sentence;
use super::words::design_words;
use crate::text::{
    Case, Lang, counted, counted_in, date_range, duration, listed, noun, number, plain_count,
    quoted,
};

/// What was asked: options, futures, period, measures.
pub(super) fn question(findings: &Findings<'_>) -> Markup {
    let lang = findings.lang;
    let content = markup! {
        p { (options(findings)) " " (futures(findings)) }
        p { (measured(findings)) }
        (facts(findings))
        @if let Some(stop) = &findings.manifest.stop { p { (stop_sentence(findings, stop)) } }
        p class="folded muted" { (lang.pick(
            "Printed are the first future of a comparison, the key measures and what else was open on the page; \
             the rest is in the file.",
            "طُبع المسار الأول من المقارنات والمقاييس الرئيسية وما كان مفتوحاً في الصفحة؛ والباقي في الملف.",
        )) }
        @if !findings.warnings.is_empty() {
            p { a href=(to(lang, "incidents")) { (warnings(findings.warnings.len(), lang)) } }
        }
    };
    section(lang, "question", content)
}

fn warnings(n: usize, lang: Lang) -> String {
    let warnings = counted(n as u64, &noun::WARNING, lang);
    match lang {
        Lang::En => format!("{warnings} of the study’s check"),
        Lang::Ar => format!("{warnings} من فحص الدراسة"),
    }
}

fn options(findings: &Findings<'_>) -> String {
    let (model, lang) = (findings.model, findings.lang);
    let name = |option: usize| quoted(&findings.option(option), lang);
    let baseline = name(model.baseline);
    let others: Vec<String> =
        (0..model.options.len()).filter(|o| *o != model.baseline).map(name).collect();
    if others.is_empty() {
        return match lang {
            Lang::En => format!("One option is studied: {baseline}."),
            Lang::Ar => format!("تُدرس حالة خيار واحد: {baseline}."),
        };
    }
    let n = others.len() as u64;
    let others = listed(&others, lang);
    match lang {
        Lang::En if n == 1 => format!("{others} is compared with the baseline, {baseline}."),
        Lang::En => format!(
            "{} are compared with the baseline, {baseline}: {others}.",
            counted(n, &noun::OPTION, lang)
        ),
        Lang::Ar if n == 1 => format!("يُقارن الخيار {others} بالخيار المرجعي {baseline}."),
        Lang::Ar => {
            let counted = counted_in(n, &noun::OPTION, Case::Oblique, lang);
            format!("يُقارن الخيار المرجعي {baseline} بـ{counted}: {others}.")
        }
    }
}

fn futures(findings: &Findings<'_>) -> String {
    let lang = findings.lang;
    let futures = findings.futures();
    let names: Vec<String> = futures.iter().map(|f| quoted(&f.label, lang)).collect();
    let n = names.len() as u64;
    match (names.as_slice(), lang) {
        ([one], Lang::En) => format!("They are played out in one future: {one}."),
        ([one], Lang::Ar) => format!("وتُختبر في مسار واحد: {one}."),
        (names, Lang::En) => format!(
            "Each is played out in {}, none of which is said to be more probable than another unless the \
             study gives weights: {}.",
            counted(n, &noun::FUTURE, lang),
            listed(names, lang)
        ),
        (names, Lang::Ar) => format!(
            "ويُختبر كل خيار في {}، من دون ترجيح مسار على آخر ما لم تحدد الدراسة أوزاناً: {}.",
            counted_in(n, &noun::TRAJECTORY, Case::Oblique, lang),
            listed(names, lang)
        ),
    }
}

fn measured(findings: &Findings<'_>) -> String {
    let (model, manifest, lang) = (findings.model, findings.manifest, findings.lang);
    let period = date_range(model.time.start, manifest.end, lang);
    let all = counted_in(model.measures.len() as u64, &noun::MEASURE, Case::Oblique, lang);
    let key = main_measures(findings);
    let names: Vec<String> = key.iter().map(|m| quoted(&findings.measure(*m), lang)).collect();
    let head = match lang {
        Lang::En => format!("The period is {period}; {all} are worked out"),
        Lang::Ar => format!("تمتد الفترة {period}، ويُحسب فيها {all}"),
    };
    if names.is_empty() || (model.key.is_empty() && names.len() > 8) {
        return head + ".";
    }
    match lang {
        Lang::En => format!("{head}. The answer weighs {}.", listed(&names, lang)),
        Lang::Ar => format!("{head}. ويوازن الجواب بين {}.", listed(&names, lang)),
    }
}

fn facts(findings: &Findings<'_>) -> Markup {
    let (manifest, lang) = (findings.manifest, findings.lang);
    let cells = findings.outcomes.layout.cells.len();
    let fact = |en: &str, ar: &str, value: Markup| {
        markup! { div { dt { (lang.pick(en, ar)) } dd { (value) } } }
    };
    let steps = counted(manifest.steps as u64, &noun::STEP, lang);
    let step = duration(manifest.step_days, lang);
    let each = lang.pick(" of ", "، كل منها ");
    let replicates = markup! {
        (plain_count(manifest.replicates))
        @if manifest.luck_paths > 1 {
            " (" (plain_count(manifest.draws)) " × " (manifest.luck_paths) ")"
        }
    };
    let rows = findings.manifest.posterior.as_ref();
    markup! {
        dl class="facts" {
            (fact("Options × futures", "الخيارات × المسارات", markup! {
                bdi { (findings.model.options.len()) " × " (findings.futures().len()) " = " (cells) }
            }))
            (fact("Steps", "الخطوات", markup! { (steps) (each) (step) }))
            (fact("Replicates", "التكرارات", replicates))
            (fact("Design", "التصميم", markup! { (design_words(&manifest.design, lang)) }))
            (fact("Seed", "البذرة", markup! { (manifest.seed) }))
            @if let Some(posterior) = rows {
                (fact("Drawn from a posterior of effective size", "سُحبت من توزيع بعدي حجمه الفعلي",
                    markup! { (number(posterior.effective_sample_size, lang)) }))
            }
            (fact("Run", "التشغيل", markup! {
                code dir="ltr" title=(manifest.digest) { (manifest.digest.get(..7).unwrap_or(&manifest.digest)) }
            }))
        }
    }
}

/// The answer in five sentences.
pub(super) fn answer(findings: &Findings<'_>) -> Markup {
    let lang = findings.lang;
    let note = lang.pick(
        "Worked out from the run. All options of a replicate meet the same luck, so that differences \
         are paired; two options are told apart where the 95 % interval of their difference excludes 0. \
         Nothing is weighted, and futures are not averaged.",
        "هذه الجمل محسوبة من التشغيل نفسه. تواجه كل الخيارات في التكرار الواحد المصادفات نفسها، فالفروق \
         مقترنة؛ ويتميز خيار عن آخر حين لا يضم مجال الثقة 95٪ لفارقهما الصفر. لا أوزان هنا، ولا متوسط \
         عبر المسارات.",
    );
    let content = markup! {
        ol class="brief" id=(anchor(lang, "sentences")) {
            @for sentence in brief(findings) { li { (sentence) } }
        }
        p class="muted" {
            (note) " "
            a href=(to(lang, "consequences")) {
                (lang.pick("What each option leads to", "ما يؤدي إليه كل خيار"))
            }
            "."
        }
        (by_option(findings))
    };
    section(lang, "answer", content)
}

/// On which measures each option is among the best.
fn by_option(findings: &Findings<'_>) -> Markup {
    let lang = findings.lang;
    let measures = main_measures(findings);
    markup! {
        @if !measures.is_empty() && findings.model.options.len() > 1 {
            details {
                summary { h3 { (lang.pick("Option by option", "خياراً خياراً")) } }
                ul class="answers" {
                    @for (name, text) in overview(findings, &measures) {
                        li { strong { (name) } " " (text) }
                    }
                }
            }
        }
    }
}
