//! What it is worth to know more, in sentences.
//!
//! Labels are never inflected: in Arabic they stand in quotation marks after a noun.

use super::answer::difference_amount;
use super::brief_words::option as named;
use super::findings::{Findings, called, readable};
use crate::analysis::{
    Information, InformationIn, InformationOn, InformationSet, PartialInformation, SetKind,
    Withheld,
};
use crate::outcome::Estimate;
use crate::text::{Lang, listed, number, percent, quoted, range};

/// Sets that a sentence names, at most.
const NAMED: usize = 3;

/// What a set of uncertainties is called.
pub fn set_label(findings: &Findings<'_>, set: &InformationSet) -> String {
    let (model, lang) = (findings.model, findings.lang);
    let single = |u: usize| {
        let uncertainty = &model.uncertainties[u];
        called(&uncertainty.description, &uncertainty.name, lang)
    };
    match set.kind {
        SetKind::Single => single(set.members[0]),
        SetKind::Topic => {
            let topic = set.topic.and_then(|topic| model.topics.get(topic));
            let name = topic.map_or_else(
                || readable(&set.name),
                |topic| called(&topic.description, &topic.name, lang),
            );
            match lang {
                Lang::En => format!("Topic: {name}"),
                Lang::Ar => format!("الموضوع: {name}"),
            }
        }
        SetKind::Array => match lang {
            Lang::En => format!("{} (all)", readable(&set.name)),
            Lang::Ar => format!("{} (كلها)", readable(&set.name)),
        },
        SetKind::Correlated => {
            let names: Vec<String> =
                set.members.iter().take(NAMED).map(|u| quoted(&single(*u), lang)).collect();
            let more = if set.members.len() > NAMED { " …" } else { "" };
            match lang {
                Lang::En => format!("Known together: {}{more}", listed(&names, lang)),
                Lang::Ar => format!("تُعرف معاً: {}{more}", listed(&names, lang)),
            }
        }
        SetKind::Named => readable(&set.name),
    }
}

/// What a measure, or the weighted score, is called.
pub fn subject_label(findings: &Findings<'_>, on: &InformationOn) -> String {
    match on.measure {
        Some(measure) => findings.measure(measure),
        None => findings.lang.pick("Weighted score", "الدرجة الموزونة").to_owned(),
    }
}

/// What a future is called; where there are several by weight, all of them.
pub fn future_label(findings: &Findings<'_>, of: &InformationIn) -> String {
    let lang = findings.lang;
    match of.future {
        None => lang.pick("All futures, weighted", "كل المسارات بالأوزان").to_owned(),
        Some(future) => {
            let trajectory = &findings.model.trajectories[future.trajectory];
            called(&trajectory.description, &trajectory.name, lang)
        }
    }
}

/// A value of information with its unit; of a probability in percentage points.
pub fn worth(findings: &Findings<'_>, on: &InformationOn, value: f64) -> String {
    match on.measure {
        Some(measure) => difference_amount(findings, measure, value),
        None => number(value, findings.lang),
    }
}

/// `9 to 15`, or nothing where the error is not known.
fn ends(findings: &Findings<'_>, on: &InformationOn, value: &Estimate) -> Option<String> {
    let condition = on.measure.is_some_and(|m| findings.model.measures[m].condition);
    let scale = if condition { 100.0 } else { 1.0 };
    let [low, high] = [value.low, value.high].map(|x| number(x * scale, findings.lang));
    (value.se.is_finite() && low != high).then(|| range(&low, &high, findings.lang))
}

/// `7 attacks (5 to 9)`.
pub fn worth_with_ends(findings: &Findings<'_>, on: &InformationOn, value: &Estimate) -> String {
    let text = worth(findings, on, value.value);
    match ends(findings, on, value) {
        Some(ends) => format!("{text} ({ends})"),
        None => text,
    }
}

/// Whether any choice by a measure would be another if more were known, in some future.
pub fn is_moved(on: &InformationOn) -> bool {
    on.futures.iter().any(InformationIn::counts)
}

/// One sentence on all measures by which the choice would stay the same in every future; nothing
/// where there is none. Those of one option, or without a mean, are not among them.
pub fn unmoved_sentence(findings: &Findings<'_>, information: &Information) -> Option<String> {
    let lang = findings.lang;
    let names: Vec<String> = (information.measures.iter())
        .filter(|on| on.options.len() > 1 && on.withheld.is_none() && !is_moved(on))
        .map(|on| quoted(&subject_label(findings, on), lang))
        .collect();
    (!names.is_empty()).then(|| match lang {
        Lang::En => format!(
            "By each of these alone the choice would stay the same, as far as this run can tell, and \
             knowing the uncertain numbers before deciding would be worth no more than chance: {}.",
            listed(&names, lang)
        ),
        Lang::Ar => format!(
            "بكل من المقاييس التالية وحده لا يتغير الاختيار، بقدر ما يُظهره هذا التشغيل، ومعرفة الأرقام غير المؤكدة \
             قبل القرار لا تساوي أكثر من المصادفة: {}.",
            listed(&names, lang)
        ),
    })
}

/// How much a value is beside what the option that would be chosen now comes to: ` (0.3 % of what it
/// comes to)`. Nothing for a probability, whose value is in points, or where there is no mean.
fn beside(findings: &Findings<'_>, on: &InformationOn, of: &InformationIn) -> Option<String> {
    let (lang, measure, future) = (findings.lang, on.measure?, of.future?);
    if findings.model.measures[measure].condition {
        return None;
    }
    let cell = findings.outcomes.cell(of.chosen, future.trajectory, future.response)?;
    let mean = findings.summary.of(cell, measure).mean?.value.abs();
    let share = of.all.value / mean;
    if !share.is_finite() || share <= 0.0 {
        return None;
    }
    let share = match share < 0.001 {
        true => lang.pick("less than 0.1 %", "أقل من 0.1٪").to_owned(),
        false => percent(share, lang),
    };
    Some(match lang {
        Lang::En => format!(", {share} of what that comes to"),
        Lang::Ar => format!("، أي {share} مما يؤول إليه ذلك"),
    })
}

/// What is said of a measure: for each future what knowing everything would be worth, and which
/// uncertainties that is in. Futures in which nothing is worth anything share a sentence. Nothing for
/// one option.
pub fn information_sentences(
    findings: &Findings<'_>,
    information: &Information,
    on: &InformationOn,
) -> Vec<String> {
    let lang = findings.lang;
    if on.options.len() < 2 || on.withheld == Some(Withheld::Never) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut worthless = Vec::new();
    for of in &on.futures {
        match of.counts() {
            true => out.push(valuable(findings, information, on, of)),
            false => worthless.push(of),
        }
    }
    if worthless.is_empty() {
        return out;
    }
    let names: Vec<String> =
        worthless.iter().map(|of| quoted(&future_label(findings, of), lang)).collect();
    let every = worthless.len() == on.futures.len();
    out.push(match (lang, every) {
        (Lang::En, true) => "Knowing the uncertain numbers before deciding would be worth no more than \
             chance, as far as this run can tell: the choice would stay the same."
            .to_owned(),
        (Lang::En, false) => format!(
            "In {}, knowing the uncertain numbers before deciding would be worth no more than chance, as \
             far as this run can tell: the choice would stay the same.",
            listed(&names, lang)
        ),
        (Lang::Ar, true) => "معرفة الأرقام غير المؤكدة قبل القرار لا تساوي أكثر من المصادفة، بقدر ما يُظهره هذا \
             التشغيل: فالاختيار لا يتغير."
            .to_owned(),
        (Lang::Ar, false) => format!(
            "في {}: معرفة الأرقام غير المؤكدة قبل القرار لا تساوي أكثر من المصادفة، بقدر ما يُظهره هذا \
             التشغيل، فالاختيار لا يتغير.",
            listed(&names, lang)
        ),
    });
    out
}

/// What knowing is worth in a future, and what about.
fn valuable(
    findings: &Findings<'_>,
    information: &Information,
    on: &InformationOn,
    of: &InformationIn,
) -> String {
    let lang = findings.lang;
    let all = worth_with_ends(findings, on, &of.all);
    let chosen = named(findings, of.chosen);
    let several = on.futures.len() > 1;
    let place = quoted(&future_label(findings, of), lang);
    let mut text = match (lang, several) {
        (Lang::En, true) => format!(
            "In {place}, knowing everything before deciding would be worth {all} against choosing \
             {chosen} now"
        ),
        (Lang::En, false) => format!(
            "Knowing everything before deciding would be worth {all} against choosing {chosen} now"
        ),
        (Lang::Ar, true) => {
            format!("في {place}: معرفة كل شيء قبل القرار تساوي {all} مقارنةً باختيار {chosen} الآن")
        }
        (Lang::Ar, false) => {
            format!("معرفة كل شيء قبل القرار تساوي {all} مقارنةً باختيار {chosen} الآن")
        }
    };
    text.extend(beside(findings, on, of));
    let singles: Vec<&PartialInformation> = of.singles(information).take(NAMED).collect();
    let Some((first, others)) = singles.split_first() else {
        text.push_str(lang.pick(
            "; no single uncertainty is worth knowing alone.",
            "؛ ولا تساوي معرفة أي رقم بمفرده شيئاً.",
        ));
        return text;
    };
    let label =
        |part: &PartialInformation| quoted(&set_label(findings, &information.sets[part.set]), lang);
    let value = worth(findings, on, first.value.value);
    let most = first.value.value > 0.5 * of.all.value;
    let name = label(first);
    text.push_str(&match (lang, most) {
        (Lang::En, true) => format!("; most of it ({value}) is in knowing {name}"),
        (Lang::En, false) => format!("; the largest single part ({value}) is in knowing {name}"),
        (Lang::Ar, true) => format!("؛ ومعظمه ({value}) في معرفة {name}"),
        (Lang::Ar, false) => format!("؛ وأكبر جزء منفرد ({value}) في معرفة {name}"),
    });
    if !others.is_empty() {
        let names: Vec<String> = others
            .iter()
            .map(|part| format!("{} ({})", label(part), worth(findings, on, part.value.value)))
            .collect();
        let names = listed(&names, lang);
        text.push_str(&match lang {
            Lang::En => format!(", then {names}"),
            Lang::Ar => format!("، ثم {names}"),
        });
    }
    text.push('.');
    if let Some(more) = turning(findings, information, first) {
        text.push(' ');
        text.push_str(&more);
    }
    text
}

/// `Above 3.1 % a month (2.8 to 3.5) the best option is “B”, below it “A”.`
pub fn turning(
    findings: &Findings<'_>,
    information: &Information,
    part: &PartialInformation,
) -> Option<String> {
    let lang = findings.lang;
    let set = &information.sets[part.set];
    let uncertainty = &findings.model.uncertainties[*set.members.first()?];
    let amount = |x: f64| findings.counted(x, &uncertainty.unit);
    let option = |option: usize| named(findings, option);
    if let ([low, high], Some(at)) = (&part.stretches[..], part.threshold) {
        let ends = [at.low, at.high].map(|x| number(x, lang));
        let between = match at.se.is_finite() && ends[0] != ends[1] {
            true => format!(" ({})", range(&ends[0], &ends[1], lang)),
            false => String::new(),
        };
        let (value, low, high) = (amount(at.value), option(low.option), option(high.option));
        return Some(match lang {
            Lang::En => {
                format!("Above {value}{between} the best option is {high}, below it {low}.")
            }
            Lang::Ar => {
                format!("فوق {value}{between} يكون أفضل خيار {high}، وتحته {low}.")
            }
        });
    }
    if part.stretches.len() < 3 {
        return None;
    }
    let words: Vec<String> = part
        .stretches
        .iter()
        .map(|stretch| {
            let name = option(stretch.option);
            match (stretch.from, stretch.to, lang) {
                (None, Some(to), Lang::En) => format!("{name} up to {}", amount(to)),
                (Some(from), None, Lang::En) => format!("{name} above {}", amount(from)),
                (_, Some(to), Lang::En) => format!("then {name} up to {}", amount(to)),
                (_, None, Lang::En) => name,
                (None, Some(to), Lang::Ar) => format!("{name} حتى {}", amount(to)),
                (Some(from), None, Lang::Ar) => format!("{name} فوق {}", amount(from)),
                (_, Some(to), Lang::Ar) => format!("ثم {name} حتى {}", amount(to)),
                (_, None, Lang::Ar) => name,
            }
        })
        .collect();
    let words = listed(&words, lang);
    Some(match lang {
        Lang::En => format!("The best option by its value: {words}."),
        Lang::Ar => format!("أفضل خيار بحسب قيمته: {words}."),
    })
}
