//! Which option does best, in each future, on each measure, and how sure that is.

use super::findings::{Findings, Future, format_of, level};
use crate::analysis::decision::Standing;
use crate::outcome::{Comparison, Estimate, Statistics};
use crate::text::{
    Case, Lang, NumberFormat, counted_in, isolate, listed, noun, number, percent_sign,
    probability_phrase, quantity, quoted, range, semicolon, significant,
};

/// How the options stand on a measure in a future. None for a measure without a better side, and
/// for fewer than two options.
pub fn standing<'a>(
    findings: &Findings<'a>,
    measure: usize,
    future: &Future,
) -> Option<&'a Standing> {
    let future = findings.decision.get().future(future.trajectory, future.response)?;
    future.standings.get(measure).filter(|standing| standing.best.is_some())
}

/// Whether an interval excludes 0; one that is not known does not.
pub fn excludes_zero(estimate: &Estimate) -> bool {
    estimate.low > 0.0 || estimate.high < 0.0
}

/// How the options stand on a measure in a future, as a sentence.
pub fn sentence(findings: &Findings<'_>, measure: usize, future: &Future) -> Option<String> {
    let standing = standing(findings, measure, future)?;
    let lang = findings.lang;
    let best = standing.best?;
    let baseline = findings.model.baseline;
    let value = amount(findings, measure, findings.statistics(best, future, measure)?);
    let mut text = lead(findings, standing, best, &value);
    if standing.tied.contains(&baseline) {
        // said already
    } else if best != baseline {
        let cell = findings.cell(best, future)?;
        if let Some(comparison) = findings.summary.comparison(cell, measure) {
            text.push_str(semicolon(lang));
            text.push_str(&against_baseline(findings, measure, comparison, true));
        }
    } else if let Some(next) = standing.behind.first().filter(|_| standing.tied.is_empty()) {
        let cell = findings.cell(*next, future)?;
        if let Some(comparison) = findings.summary.comparison(cell, measure) {
            let against = against_baseline(findings, measure, comparison, false);
            let next = findings.option(*next);
            text.push_str(&match lang {
                Lang::En => format!("; {next} comes next, {against}"),
                Lang::Ar => format!("؛ يليه الخيار {}، {against}", quoted(&next, lang)),
            });
        }
    }
    text.push('.');
    Some(text)
}

/// The first part of a sentence: which option does best, and which cannot be told apart from it.
fn lead(findings: &Findings<'_>, standing: &Standing, best: usize, value: &str) -> String {
    let lang = findings.lang;
    let of_baseline = best == findings.model.baseline;
    let best = findings.option(best);
    let tied: Vec<String> = standing.tied.iter().map(|o| findings.option(*o)).collect();
    match lang {
        Lang::En if tied.is_empty() => {
            let same = if of_baseline { " (the baseline)" } else { "" };
            format!("{best}{same} does best: {value}")
        }
        Lang::En if standing.behind.is_empty() => {
            format!("the options cannot be told apart: {value} for {best}")
        }
        Lang::En => {
            let tied = listed(&tied, lang);
            format!("{best} does best: {value}; {tied} cannot be told apart from it")
        }
        Lang::Ar if tied.is_empty() => {
            let same = if of_baseline { " (الخيار المرجعي)" } else { "" };
            format!("الأفضل هو الخيار {}{same}: {value}", quoted(&best, lang))
        }
        Lang::Ar if standing.behind.is_empty() => {
            format!("لا يمكن التمييز بين الخيارات: {value} للخيار {}", quoted(&best, lang))
        }
        Lang::Ar => {
            let tied: Vec<String> = tied.iter().map(|name| quoted(name, lang)).collect();
            let (best, tied) = (quoted(&best, lang), listed(&tied, lang));
            format!("الأفضل هو الخيار {best}: {value}؛ ولا يمكن تمييزه عن: {tied}")
        }
    }
}

/// Measures on which an option is among the best in some futures only, that are named.
const NAMED: usize = 3;

/// For each option on which measures it does best, or cannot be told apart from the best: its name
/// and the rest of the sentence. Options that do best nowhere are named together.
pub fn overview(findings: &Findings<'_>, measures: &[usize]) -> Vec<(String, String)> {
    let futures = findings.futures();
    let options = findings.model.options.len();
    // in how many futures an option is among the best of a measure that tells options apart
    let mut wins = vec![vec![0; options]; measures.len()];
    for (wins, measure) in wins.iter_mut().zip(measures) {
        for future in &futures {
            match standing(findings, *measure, future) {
                Some(standing) if !standing.behind.is_empty() => {
                    standing.best.iter().chain(&standing.tied).for_each(|o| wins[*o] += 1);
                }
                _ => {}
            }
        }
    }
    let named = |option: usize, fits: &dyn Fn(usize) -> bool| -> Vec<String> {
        let all = measures.iter().zip(&wins);
        all.filter(|(_, w)| fits(w[option])).map(|(m, _)| findings.measure(*m)).collect()
    };
    let mut out = Vec::new();
    let mut nowhere = Vec::new();
    for option in 0..options {
        let always = named(option, &|n| n == futures.len());
        let sometimes = named(option, &|n| n > 0 && n < futures.len());
        let name = findings.option(option);
        match among_best(&always, &sometimes, futures.len() == 1, findings.lang) {
            Some(text) => out.push((name, text)),
            None => nowhere.push(name),
        }
    }
    if !nowhere.is_empty() {
        let text = match findings.lang {
            Lang::En if nowhere.len() == 1 => "is the best on no measure in any future.",
            Lang::En => "are the best on no measure in any future.",
            // says it of one and of many, of either gender
            Lang::Ar => "دون الأفضل في كل مقياس وفي كل مسار.",
        };
        out.push((listed(&nowhere, findings.lang), text.to_owned()));
    }
    out
}

/// The rest of a sentence that begins with an option: the measures on which it is among the best in
/// every future, and in some. None where there are none.
fn among_best(always: &[String], sometimes: &[String], single: bool, lang: Lang) -> Option<String> {
    let (joined, n) = (|names: &[String]| names.join(semicolon(lang)), sometimes.len());
    let every = match lang {
        _ if single => "",
        Lang::En => " in every future",
        Lang::Ar => " في كل المسارات",
    };
    Some(match (always.is_empty(), n, lang) {
        (true, 0, _) => return None,
        (false, 0, Lang::En) => format!("is among the best{every} on: {}.", joined(always)),
        (false, 0, Lang::Ar) => format!("من بين الأفضل{every} من حيث: {}.", joined(always)),
        (true, n, Lang::En) if n <= NAMED => {
            format!("is among the best in some futures on: {}.", joined(sometimes))
        }
        (true, n, Lang::Ar) if n <= NAMED => {
            format!("من بين الأفضل في بعض المسارات من حيث: {}.", joined(sometimes))
        }
        (true, n, Lang::En) => format!(
            "is among the best in some futures on: {} and {} more.",
            joined(&sometimes[..NAMED]),
            n - NAMED
        ),
        (true, n, Lang::Ar) => format!(
            "من بين الأفضل في بعض المسارات من حيث: {}؛ وغيرها (عددها {}).",
            joined(&sometimes[..NAMED]),
            n - NAMED
        ),
        (false, n, Lang::En) => format!(
            "is among the best{every} on: {}; in some futures also on {n} more.",
            joined(always)
        ),
        (false, n, Lang::Ar) => format!(
            "من بين الأفضل{every} من حيث: {}؛ وفي بعض المسارات أيضاً من حيث {}.",
            joined(always),
            match n {
                1 => "مقياس آخر".to_owned(),
                2 => "مقياسين آخرين".to_owned(),
                n => format!("{} أخرى", counted_in(n as u64, &noun::MEASURE, Case::Oblique, lang)),
            }
        ),
    })
}

/// `3.1 points lower (95 % interval 2.5 to 3.7) than the baseline (stay)`; the baseline's name is
/// said where `named`.
fn against_baseline(
    findings: &Findings<'_>,
    measure: usize,
    comparison: &Comparison,
    named: bool,
) -> String {
    let lang = findings.lang;
    let baseline = findings.option(findings.model.baseline);
    let baseline = match (lang, named) {
        (Lang::En, true) => format!("the baseline ({baseline})"),
        (Lang::En, false) => "the baseline".to_owned(),
        (Lang::Ar, true) => format!("الخيار المرجعي {}", quoted(&baseline, lang)),
        (Lang::Ar, false) => "الخيار المرجعي".to_owned(),
    };
    let Some(mean) = comparison.mean else {
        let (low, high) = (comparison.better.low, comparison.better.high);
        let phrase = probability_phrase(comparison.better.value, (low, high), lang);
        return match lang {
            Lang::En => format!("{phrase} to do better in a replicate than {baseline}"),
            Lang::Ar => format!("واحتمال تفوقه على {baseline} في التكرار الواحد: {phrase}"),
        };
    };
    if comparison.same || (mean.low == 0.0 && mean.high == 0.0) {
        return match lang {
            Lang::En => format!("no different from {baseline}"),
            Lang::Ar => format!("ولا فرق بينه وبين {baseline}"),
        };
    }
    let definition = &findings.model.measures[measure];
    let (ends, lower) = if mean.value < 0.0 {
        ((-mean.high, -mean.low), true)
    } else {
        ((mean.low, mean.high), false)
    };
    let interval = if mean.se.is_nan() {
        lang.pick(" (one replicate: no interval)", " (تكرار واحد: لا مجال له)").to_owned()
    } else {
        let digits = |x| plain_difference(definition.condition, x, lang);
        let (low, high) = (digits(ends.0), digits(ends.1));
        let ends = range(&low, &high, lang);
        // what no draw and no luck changes has no interval
        match lang {
            _ if low == high => String::new(),
            Lang::En => format!(" (95 % interval {ends})"),
            Lang::Ar => format!(" (مجال الثقة 95٪: {ends})"),
        }
    };
    let value = difference_amount(findings, measure, mean.value.abs());
    match (lang, lower) {
        (Lang::En, true) => format!("{value} lower{interval} than {baseline}"),
        (Lang::En, false) => format!("{value} higher{interval} than {baseline}"),
        (Lang::Ar, true) => format!("أقل من {baseline}، والفارق {value}{interval}"),
        (Lang::Ar, false) => format!("أعلى من {baseline}، والفارق {value}{interval}"),
    }
}

/// The size of a difference with its unit: percentage points of a condition.
pub fn difference_amount(findings: &Findings<'_>, measure: usize, size: f64) -> String {
    let definition = &findings.model.measures[measure];
    if definition.condition {
        quantity(size * 100.0, &noun::POINT, findings.lang)
    } else {
        findings.counted(size, &definition.unit)
    }
}

/// A difference as a number: percentage points of a condition.
pub fn plain_difference(condition: bool, value: f64, lang: Lang) -> String {
    number(if condition { value * 100.0 } else { value }, lang)
}

/// The level of a measure with its unit; a probability in words too.
pub fn amount(findings: &Findings<'_>, measure: usize, statistics: &Statistics) -> String {
    let definition = &findings.model.measures[measure];
    let lang = findings.lang;
    if let Some(p) = statistics.probability {
        return probability_phrase(p.value, (p.low, p.high), lang);
    }
    let value = level(statistics);
    if value.is_infinite() {
        return lang.pick("never in most replicates", "لا يحدث في معظم التكرارات").to_owned();
    }
    let text = match format_of(definition) {
        NumberFormat::Plain => findings.counted(value, &definition.unit),
        format @ NumberFormat::Percent => format.format(value, lang),
    };
    let median = lang.pick(" (median)", " (الوسيط)");
    if statistics.mean.is_none() { text + median } else { text }
}

/// An estimate and half the width of its 95 % interval, both to the place of the second digit of
/// that width: `12.04 ± 0.96`, `1,950 ± 120`, `7.0 % ± 2.9`.
pub fn with_error(format: NumberFormat, estimate: &Estimate, lang: Lang) -> String {
    let unit = if format == NumberFormat::Percent { percent_sign(lang) } else { "" };
    match rounded(format, estimate) {
        Some((value, half)) => isolate(format!("{value}{unit} ± {half}"), lang),
        None => format.format(estimate.value, lang),
    }
}

/// A paired difference with its sign and half the width of its 95 % interval, of probabilities in
/// percentage points: `+3.67 ± 0.21`.
pub fn difference_with_error(format: NumberFormat, estimate: &Estimate, lang: Lang) -> String {
    let sign = if estimate.value > 0.0 { "+" } else { "" };
    let text = match rounded(format, estimate) {
        Some((value, half)) => format!("{sign}{value} ± {half}"),
        None => {
            let percent = format == NumberFormat::Percent;
            format!("{sign}{}", plain_difference(percent, estimate.value, Lang::En))
        }
    };
    isolate(text, lang)
}

/// Value and half width, in per cent for a share. None where the width is not known or 0.
fn rounded(format: NumberFormat, estimate: &Estimate) -> Option<(String, String)> {
    let scale = match format {
        NumberFormat::Percent => 100.0,
        NumberFormat::Plain => 1.0,
    };
    let (value, half) = (estimate.value * scale, (estimate.high - estimate.low) / 2.0 * scale);
    // rounding of sums is no error of an estimate
    let known = half > value.abs() * 1e-9 && half.is_finite() && value.is_finite();
    if !known || estimate.se.is_nan() {
        return None;
    }
    // the place of the second digit after rounding: 0.0996 is 0.10
    let written = format!("{half:.1e}");
    let exponent: i32 = written.split_once('e').and_then(|(_, e)| e.parse().ok())?;
    let decimals = 1 - exponent;
    if decimals > 8 || value.abs() >= 1e12 {
        // far from everyday numbers
        let lang = Lang::En;
        return Some((number(value, lang), significant(half, 2, lang)));
    }
    Some((at_place(value, decimals), at_place(half, decimals)))
}

/// A number with so many decimals, or rounded to a power of ten where they are negative.
fn at_place(value: f64, decimals: i32) -> String {
    let text = match usize::try_from(decimals) {
        Ok(decimals) => format!("{:.decimals$}", value.abs()),
        Err(_) => {
            let unit = 10f64.powi(-decimals);
            format!("{:.0}", (value.abs() / unit).round() * unit)
        }
    };
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (text.as_str(), String::new()),
    };
    let zero = !text.contains(|c: char| c.is_ascii_digit() && c != '0');
    let sign = if value < 0.0 && !zero { "\u{2212}" } else { "" };
    format!("{sign}{}{fraction}", grouped(whole))
}

/// Digits with a comma between groups of three.
pub fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_how_many_digits_count() {
        let of = |format, value, half| {
            let estimate =
                Estimate { value, se: half / 2.0, low: value - half, high: value + half };
            with_error(format, &estimate, Lang::En).replace('\u{a0}', " ")
        };
        assert_eq!(of(NumberFormat::Plain, 12.04, 0.96), "12.04 ± 0.96");
        assert_eq!(of(NumberFormat::Plain, 12.0, 0.096), "12.000 ± 0.096");
        assert_eq!(of(NumberFormat::Plain, 1_949.0, 119.6), "1,950 ± 120");
        assert_eq!(of(NumberFormat::Percent, 0.07, 0.029), "7.0 % ± 2.9");
        assert_eq!(of(NumberFormat::Plain, -0.04, 0.16), "−0.04 ± 0.16");
        assert_eq!(of(NumberFormat::Plain, 5.0, 0.0), "5");
        assert_eq!(of(NumberFormat::Plain, 7190.0, 4.5e-13), "7,190");
        let share = Estimate { value: 0.07, se: 0.01, low: 0.041, high: 0.099 };
        let arabic = with_error(NumberFormat::Percent, &share, Lang::Ar);
        assert_eq!(arabic, "\u{2066}7.0٪ ± 2.9\u{2069}");
        let zero = Estimate { value: 3.0, se: f64::NAN, low: 3.0, high: 3.0 };
        assert_eq!(difference_with_error(NumberFormat::Plain, &zero, Lang::En), "+3");
    }

    #[test]
    fn overviews_in_both_languages() {
        let names = |n: usize| (0..n).map(|i| format!("م{i}")).collect::<Vec<_>>();
        let of = |always: usize, sometimes: usize, lang| {
            among_best(&names(always), &names(sometimes), false, lang)
        };
        assert_eq!(of(0, 0, Lang::Ar), None);
        assert_eq!(of(2, 0, Lang::Ar).unwrap(), "من بين الأفضل في كل المسارات من حيث: م0؛ م1.");
        assert_eq!(of(0, 1, Lang::Ar).unwrap(), "من بين الأفضل في بعض المسارات من حيث: م0.");
        assert!(of(0, 5, Lang::Ar).unwrap().ends_with("م0؛ م1؛ م2؛ وغيرها (عددها 2)."));
        assert!(of(1, 2, Lang::Ar).unwrap().ends_with("أيضاً من حيث مقياسين آخرين."));
        assert!(of(1, 4, Lang::Ar).unwrap().ends_with("أيضاً من حيث 4 مقاييس أخرى."));
        assert!(of(1, 4, Lang::En).unwrap().ends_with("; in some futures also on 4 more."));
        assert!(of(1, 0, Lang::En).unwrap().starts_with("is among the best in every future on"));
    }
}
