//! Why a run stopped, in a sentence.

use super::findings::{Findings, called, readable};
use crate::engine::{BestOption, StopFound, StopReport, WidestCell};
use crate::text::{
    Case, Lang, counted, counted_in, listed, noun, number, percent, plain_count, quantity, quoted,
};

/// By which rule a run stopped, at which look and with what certainty, or that its limit was
/// reached before.
pub fn stop_sentence(findings: &Findings<'_>, stop: &StopReport) -> String {
    match &stop.found {
        StopFound::Precision { half_width, intervals, widest } => {
            precision(findings, stop, (*half_width, *intervals, widest))
        }
        StopFound::BestOption { measure, indifference, futures } => {
            best(findings, stop, measure, *indifference, futures)
        }
    }
}

/// `after 3,584 replicates, at look 4`.
fn when(stop: &StopReport, lang: Lang) -> String {
    let look = plain_count(stop.look as u64);
    match lang {
        Lang::En => {
            format!("after {}, at look {look}", counted(stop.replicates, &noun::REPLICATE, lang))
        }
        Lang::Ar => format!(
            "بعد {}، عند النظرة {look}",
            counted_in(stop.replicates, &noun::REPLICATE, Case::Oblique, lang)
        ),
    }
}

/// What a measure is called.
fn measure_called(findings: &Findings<'_>, name: &str) -> String {
    let found = (0..findings.model.measures.len())
        .find(|m| findings.model.measures[*m].name == name)
        .map(|m| findings.measure(m));
    quoted(&found.unwrap_or_else(|| readable(name)), findings.lang)
}

fn option_called(findings: &Findings<'_>, name: &str) -> String {
    let options = &findings.model.options;
    let found = (0..options.len()).find(|o| options[*o].name == name);
    quoted(&found.map_or_else(|| readable(name), |o| findings.option(o)), findings.lang)
}

fn future_called(findings: &Findings<'_>, name: &str, response: bool) -> String {
    let lang = findings.lang;
    let found = findings.model.trajectories.iter().find(|t| t.name == name);
    let label = found.map_or_else(|| readable(name), |t| called(&t.description, &t.name, lang));
    let label = match (response, lang) {
        (true, _) => label,
        (false, Lang::En) => format!("{label}, without response"),
        (false, Lang::Ar) => format!("{label}، من دون استجابة"),
    };
    quoted(&label, lang)
}

/// A width on a measure, in percentage points for a condition.
fn width(findings: &Findings<'_>, name: &str, value: f64) -> String {
    let lang = findings.lang;
    match findings.model.measures.iter().find(|m| m.name == name) {
        Some(measure) if measure.condition => quantity(value * 100.0, &noun::POINT, lang),
        Some(measure) => findings.counted(value, &measure.unit),
        None => number(value, lang),
    }
}

fn precision(
    findings: &Findings<'_>,
    stop: &StopReport,
    (asked, intervals, widest): (f64, usize, &WidestCell),
) -> String {
    let lang = findings.lang;
    let sure = percent(stop.confidence, lang);
    let about = measure_called(findings, &widest.measure);
    let asked = width(findings, &widest.measure, asked);
    let got = widest.half_width.map(|got| width(findings, &widest.measure, got));
    let got = got.unwrap_or_else(|| lang.pick("unknown", "غير معروف").to_owned());
    let option = option_called(findings, &widest.option);
    let future = future_called(findings, &widest.trajectory, widest.response);
    let (when, cells) = (when(stop, lang), plain_count(intervals as u64));
    match (lang, stop.met) {
        (Lang::En, true) => format!(
            "Stopped by its rule {when}: {about} is known to within ± {asked} in all cells at once \
             ({cells} intervals that hold together with {sure} confidence over all looks); the widest, ± \
             {got}, is that of {option} in {future}."
        ),
        (Lang::En, false) => format!(
            "The limit was reached {when}, before the rule was met: {about} was to be known to within ± \
             {asked} in all cells with {sure} confidence over all looks; the widest interval, ± {got}, is \
             that of {option} in {future}."
        ),
        (Lang::Ar, true) => format!(
            "توقف التشغيل بقاعدته {when}: المقياس {about} معروف بدقة ± {asked} في كل الخانات معاً (عدد المجالات \
             {cells}، وتصح معاً بثقة {sure} على كل النظرات)؛ وأوسعها ± {got} للخيار {option} في {future}."
        ),
        (Lang::Ar, false) => format!(
            "بلغ التشغيل حدّه {when} قبل تحقق القاعدة: كان المطلوب معرفة المقياس {about} بدقة ± {asked} في كل \
             الخانات بثقة {sure} على كل النظرات؛ وأوسع المجالات ± {got} للخيار {option} في {future}."
        ),
    }
}

fn best(
    findings: &Findings<'_>,
    stop: &StopReport,
    measure: &str,
    indifference: f64,
    futures: &[BestOption],
) -> String {
    let lang = findings.lang;
    let sure = percent(stop.confidence, lang);
    let (about, when) = (measure_called(findings, measure), when(stop, lang));
    let zone = width(findings, measure, indifference);
    let within = match (indifference > 0.0, lang) {
        (false, _) => String::new(),
        (true, Lang::En) => format!(" or within {zone} of the best"),
        (true, Lang::Ar) => format!(" أو لا يبعد عن الأفضل أكثر من {zone}"),
    };
    let known: Vec<&BestOption> = futures.iter().filter(|of| of.open.is_empty()).collect();
    let one = |of: &&BestOption| {
        let option = option_called(findings, &of.option);
        let future = future_called(findings, &of.trajectory, of.response);
        let same: Vec<String> = of.same.iter().map(|o| option_called(findings, o)).collect();
        let like = match (same.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::En) => format!(" (the same as {})", listed(&same, lang)),
            (false, Lang::Ar) => format!(" (ومثله {})", listed(&same, lang)),
        };
        match lang {
            Lang::En => format!("{option}{like} in {future}"),
            Lang::Ar => format!("{option}{like} في {future}"),
        }
    };
    let names = listed(&known.iter().map(one).collect::<Vec<String>>(), lang);
    if stop.met {
        return match lang {
            Lang::En => format!(
                "Stopped by its rule {when}: the best option by {about}{within} is known with {sure} \
                 confidence over all looks: {names}."
            ),
            Lang::Ar => format!(
                "توقف التشغيل بقاعدته {when}: أفضل خيار بحسب المقياس {about}{within} معروف بثقة {sure} على كل \
                 النظرات: {names}."
            ),
        };
    }
    let open: Vec<String> = futures
        .iter()
        .filter(|of| !of.open.is_empty())
        .map(|of| {
            let first = option_called(findings, &of.option);
            let rivals: Vec<String> = of.open.iter().map(|o| option_called(findings, o)).collect();
            let future = future_called(findings, &of.trajectory, of.response);
            let rivals = listed(&rivals, lang);
            match lang {
                Lang::En => format!("in {future} {first} is not told apart from {rivals}"),
                Lang::Ar => format!("في {future} لا يتميز {first} عن {rivals}"),
            }
        })
        .collect();
    let open = listed(&open, lang);
    let rest = match (known.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::En) => format!(" Known are {names}."),
        (false, Lang::Ar) => format!(" والمعروف: {names}."),
    };
    match lang {
        Lang::En => format!(
            "The limit was reached {when}, before the best option by {about}{within} was known with {sure} \
             confidence over all looks: {open}.{rest}"
        ),
        Lang::Ar => format!(
            "بلغ التشغيل حدّه {when} قبل أن يُعرف أفضل خيار بحسب المقياس {about}{within} بثقة {sure} على كل \
             النظرات: {open}.{rest}"
        ),
    }
}
