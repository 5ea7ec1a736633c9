//! Which option does best, in each future, on each measure, and how sure that is.

use super::findings::{Findings, Future, format_of, level};
use crate::analysis::decision::Standing;
use crate::outcome::{Comparison, Estimate, Statistics};
use crate::text::{Lang, NumberFormat, number, probability_phrase, significant};

/// How the options stand on a measure in a future. None for a measure without a better side, and
/// for fewer than two options.
pub fn standing<'a>(
    findings: &Findings<'a>,
    measure: usize,
    future: &Future,
) -> Option<&'a Standing> {
    let future = findings.decision.future(future.trajectory, future.response)?;
    future.standings.get(measure).filter(|standing| standing.best.is_some())
}

/// Whether an interval excludes 0; one that is not known does not.
pub fn excludes_zero(estimate: &Estimate) -> bool {
    estimate.low > 0.0 || estimate.high < 0.0
}

/// How the options stand on a measure in a future, as a sentence.
pub fn sentence(findings: &Findings<'_>, measure: usize, future: &Future) -> Option<String> {
    let standing = standing(findings, measure, future)?;
    let best = standing.best?;
    let name = |option: usize| findings.option(option);
    let baseline = findings.model.baseline;
    let value = amount(findings, measure, findings.statistics(best, future, measure)?);
    let mut text = if standing.tied.is_empty() {
        let same = if best == baseline { " (the baseline)" } else { "" };
        format!("{}{same} does best: {value}", name(best))
    } else if standing.behind.is_empty() {
        format!("the options cannot be told apart: {value} for {}", name(best))
    } else {
        let tied: Vec<String> = standing.tied.iter().map(|o| name(*o)).collect();
        format!("{} does best: {value}; {} cannot be told apart from it", name(best), listed(&tied))
    };
    if standing.tied.contains(&baseline) {
        // said already
    } else if best != baseline {
        let cell = findings.cell(best, future)?;
        if let Some(comparison) = findings.summary.comparison(cell, measure) {
            let against = against_baseline(findings, measure, comparison);
            text.push_str(&format!("; {against} the baseline ({})", name(baseline)));
        }
    } else if let Some(next) = standing.behind.first().filter(|_| standing.tied.is_empty()) {
        let cell = findings.cell(*next, future)?;
        if let Some(comparison) = findings.summary.comparison(cell, measure) {
            let against = against_baseline(findings, measure, comparison);
            text.push_str(&format!("; {} comes next, {against} the baseline", name(*next)));
        }
    }
    text.push('.');
    Some(text)
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
        let future = if futures.len() == 1 { "" } else { " in every future" };
        let text = match (always.is_empty(), sometimes.len()) {
            (true, 0) => {
                nowhere.push(name);
                continue;
            }
            (false, 0) => format!("is among the best{future} on: {}.", always.join("; ")),
            (true, n) if n <= NAMED => {
                format!("is among the best in some futures on: {}.", sometimes.join("; "))
            }
            (true, n) => format!(
                "is among the best in some futures on: {} and {} more.",
                sometimes[..NAMED].join("; "),
                n - NAMED
            ),
            (false, n) => format!(
                "is among the best{future} on: {}; in some futures also on {n} more.",
                always.join("; ")
            ),
        };
        out.push((name, text));
    }
    if !nowhere.is_empty() {
        let verb = if nowhere.len() == 1 { "is" } else { "are" };
        out.push((listed(&nowhere), format!("{verb} the best on no measure in any future.")));
    }
    out
}

/// `3.1 points lower (95 % interval 2.5 to 3.7) than`.
fn against_baseline(findings: &Findings<'_>, measure: usize, comparison: &Comparison) -> String {
    let definition = &findings.model.measures[measure];
    let Some(mean) = comparison.mean else {
        let (low, high) = (comparison.better.low, comparison.better.high);
        let phrase = probability_phrase(comparison.better.value, (low, high), findings.lang);
        return format!("{phrase} to do better in a replicate than");
    };
    if comparison.same || (mean.low == 0.0 && mean.high == 0.0) {
        return "no different from".to_owned();
    }
    let (ends, word) = if mean.value < 0.0 {
        ((-mean.high, -mean.low), "lower")
    } else {
        ((mean.low, mean.high), "higher")
    };
    let interval = if mean.se.is_nan() {
        " (one replicate: no interval)".to_owned()
    } else {
        let digits = |x| plain_difference(definition.condition, x);
        let (low, high) = (digits(ends.0), digits(ends.1));
        // what no draw and no luck changes has no interval
        if low == high { String::new() } else { format!(" (95 % interval {low} to {high})") }
    };
    let unit =
        if definition.condition { "points".to_owned() } else { findings.unit(&definition.unit) };
    let space = if unit.is_empty() { "" } else { " " };
    let value = plain_difference(definition.condition, mean.value.abs());
    format!("{value}{space}{unit} {word}{interval} than")
}

/// A difference as a number: percentage points of a condition.
pub fn plain_difference(condition: bool, value: f64) -> String {
    number(if condition { value * 100.0 } else { value }, Lang::En)
}

/// The level of a measure with its unit; a probability in words too.
pub fn amount(findings: &Findings<'_>, measure: usize, statistics: &Statistics) -> String {
    let definition = &findings.model.measures[measure];
    if let Some(p) = statistics.probability {
        return probability_phrase(p.value, (p.low, p.high), findings.lang);
    }
    let unit = findings.unit(&definition.unit);
    let space = if unit.is_empty() { "" } else { " " };
    let value = level(statistics);
    if value.is_infinite() {
        return "never in most replicates".to_owned();
    }
    let text = format_of(definition).format(value, findings.lang);
    let median = if statistics.mean.is_none() { " (median)" } else { "" };
    format!("{text}{space}{unit}{median}")
}

/// An estimate and half the width of its 95 % interval, both to the place of the second digit of
/// that width: `12.04 ± 0.96`, `1,950 ± 120`, `7.0 % ± 2.9`.
pub fn with_error(format: NumberFormat, estimate: &Estimate) -> String {
    let unit = if format == NumberFormat::Percent { "\u{a0}%" } else { "" };
    match rounded(format, estimate) {
        Some((value, half)) => format!("{value}{unit} ± {half}"),
        None => format.format(estimate.value, Lang::En),
    }
}

/// A paired difference with its sign and half the width of its 95 % interval, of probabilities in
/// percentage points: `+3.67 ± 0.21`.
pub fn difference_with_error(format: NumberFormat, estimate: &Estimate) -> String {
    let sign = if estimate.value > 0.0 { "+" } else { "" };
    match rounded(format, estimate) {
        Some((value, half)) => format!("{sign}{value} ± {half}"),
        None => {
            format!("{sign}{}", plain_difference(format == NumberFormat::Percent, estimate.value))
        }
    }
}

/// Value and half width, in per cent for a share. None where the width is not known or 0.
fn rounded(format: NumberFormat, estimate: &Estimate) -> Option<(String, String)> {
    let scale = match format {
        NumberFormat::Percent => 100.0,
        NumberFormat::Plain => 1.0,
    };
    let (value, half) = (estimate.value * scale, (estimate.high - estimate.low) / 2.0 * scale);
    if !(half > 0.0 && half.is_finite() && value.is_finite()) || estimate.se.is_nan() {
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

/// A whole number with separators, without rounding.
pub(super) fn whole(n: u64) -> String {
    grouped(&n.to_string())
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

/// `A, B and C`.
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_how_many_digits_count() {
        let of = |format, value, half| {
            let estimate =
                Estimate { value, se: half / 2.0, low: value - half, high: value + half };
            with_error(format, &estimate).replace('\u{a0}', " ")
        };
        assert_eq!(of(NumberFormat::Plain, 12.04, 0.96), "12.04 ± 0.96");
        assert_eq!(of(NumberFormat::Plain, 12.0, 0.096), "12.000 ± 0.096");
        assert_eq!(of(NumberFormat::Plain, 1_949.0, 119.6), "1,950 ± 120");
        assert_eq!(of(NumberFormat::Percent, 0.07, 0.029), "7.0 % ± 2.9");
        assert_eq!(of(NumberFormat::Plain, -0.04, 0.16), "−0.04 ± 0.16");
        assert_eq!(of(NumberFormat::Plain, 5.0, 0.0), "5");
        let zero = Estimate { value: 3.0, se: f64::NAN, low: 3.0, high: 3.0 };
        assert_eq!(difference_with_error(NumberFormat::Plain, &zero), "+3");
    }

    #[test]
    fn lists() {
        let names = |n: &[&str]| n.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(listed(&names(&[])), "");
        assert_eq!(listed(&names(&["a"])), "a");
        assert_eq!(listed(&names(&["a", "b", "c"])), "a, b and c");
    }
}
