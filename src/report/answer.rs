//! Which option does best, in each future, on each measure, and how sure that is.

use super::findings::{Findings, Future, format_of, level, unit_of};
use crate::outcome::{Clusters, Comparison, Estimate, Statistics};
use crate::study::Sense;
use crate::text::{NumberFormat, number, probability_phrase};

/// How the options stand on a measure in a future.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The option with the best level.
    pub best: usize,
    /// Options that cannot be told apart from it: the 95 % interval of the paired difference
    /// holds 0.
    pub tied: Vec<usize>,
    /// The others, best first.
    pub behind: Vec<usize>,
}

/// How the options stand on a measure in a future. None for a measure without a better side, and
/// for fewer than two options.
///
/// Options are ordered by probability, mean, or median where some replicates never come to an
/// end; in that last case two are told apart by how often either is better.
pub fn standing(findings: &Findings<'_>, measure: usize, future: &Future) -> Option<Standing> {
    let sense = findings.model.measures[measure].sense;
    if sense == Sense::None {
        return None;
    }
    let mut cells: Vec<(usize, usize, f64)> = (0..findings.model.options.len())
        .filter_map(|option| {
            let cell = findings.cell(option, future)?;
            Some((option, cell, level(findings.summary.of(cell, measure))))
        })
        .filter(|(_, _, level)| !level.is_nan())
        .collect();
    if cells.len() < 2 {
        return None;
    }
    // stable: of equal ones the first declared comes first
    cells.sort_by(|a, b| match sense {
        Sense::Maximise => b.2.total_cmp(&a.2),
        Sense::Minimise | Sense::None => a.2.total_cmp(&b.2),
    });
    let clusters = Clusters::new(&findings.outcomes.shape);
    let (best, best_cell, _) = cells[0];
    let mut standing = Standing { best, tied: Vec::new(), behind: Vec::new() };
    for &(option, cell, _) in &cells[1..] {
        let (a, b) =
            (findings.outcomes.measure(cell, measure), findings.outcomes.measure(best_cell, measure));
        if told_apart(a, b, &clusters) {
            standing.behind.push(option);
        } else {
            standing.tied.push(option);
        }
    }
    Some(standing)
}

/// Whether the paired difference of two columns differs from 0 beyond its 95 % interval.
fn told_apart(a: &[f64], b: &[f64], clusters: &Clusters) -> bool {
    let differences = || a.iter().zip(b).map(|(a, b)| if a == b { 0.0 } else { a - b });
    let estimate = if differences().all(f64::is_finite) {
        let d: Vec<f64> = differences().collect();
        clusters.mean(|i| d[i])
    } else {
        let d: Vec<f64> = differences().map(|d| if d == 0.0 { 0.0 } else { d.signum() }).collect();
        clusters.mean(|i| d[i])
    };
    excludes_zero(&estimate)
}

/// Whether an interval excludes 0; one that is not known does not.
pub fn excludes_zero(estimate: &Estimate) -> bool {
    estimate.low > 0.0 || estimate.high < 0.0
}

/// Measures that an answer is about: those with a better side, whole ones before members of
/// arrays, in declared order.
pub fn main_measures(findings: &Findings<'_>) -> Vec<usize> {
    let measures = &findings.model.measures;
    let judged = |m: &usize| measures[*m].sense != Sense::None;
    let whole = |m: &usize| !measures[*m].name.contains('[');
    let all = || (0..measures.len()).filter(judged);
    all().filter(whole).chain(all().filter(|m| !whole(m))).collect()
}

/// How the options stand on a measure in a future, as a sentence.
pub fn sentence(findings: &Findings<'_>, measure: usize, future: &Future) -> Option<String> {
    let standing = standing(findings, measure, future)?;
    let name = |option: usize| findings.option(option);
    let baseline = findings.model.baseline;
    let value = amount(findings, measure, findings.statistics(standing.best, future, measure)?);
    let mut text = if standing.tied.is_empty() {
        let same = if standing.best == baseline { " (the baseline)" } else { "" };
        format!("{}{same} does best: {value}", name(standing.best))
    } else if standing.behind.is_empty() {
        format!("the options cannot be told apart: {value} for {}", name(standing.best))
    } else {
        let tied: Vec<String> = standing.tied.iter().map(|o| name(*o)).collect();
        format!(
            "{} does best: {value}; {} cannot be told apart from it",
            name(standing.best),
            listed(&tied)
        )
    };
    if standing.best != baseline {
        let cell = findings.cell(standing.best, future)?;
        if let Some(comparison) = findings.summary.comparison(cell, measure) {
            let against = against_baseline(findings, measure, comparison);
            text.push_str(&format!("; {against} {} (the baseline)", name(baseline)));
        }
    } else if let Some(next) = standing.behind.first().filter(|_| standing.tied.is_empty()) {
        let cell = findings.cell(*next, future)?;
        if let Some(comparison) = findings.summary.comparison(cell, measure) {
            let against = against_baseline(findings, measure, comparison);
            text.push_str(&format!("; the next, {}, is {against} it", name(*next)));
        }
    }
    text.push('.');
    Some(text)
}

/// `3.1 points lower (2.5 to 3.7) than`.
fn against_baseline(findings: &Findings<'_>, measure: usize, comparison: &Comparison) -> String {
    let definition = &findings.model.measures[measure];
    let Some(mean) = comparison.mean else {
        let (low, high) = (comparison.better.low, comparison.better.high);
        let phrase = probability_phrase(comparison.better.value, (low, high), findings.lang);
        return format!("better or as good in the same replicate: {phrase}, compared with");
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
        "one replicate: no interval".to_owned()
    } else {
        let digits = |x| plain_difference(definition.condition, x);
        format!("95 % interval {} to {}", digits(ends.0), digits(ends.1))
    };
    let unit = if definition.condition { "points" } else { unit_of(&definition.unit) };
    let space = if unit.is_empty() { "" } else { " " };
    let value = plain_difference(definition.condition, mean.value.abs());
    format!("{value}{space}{unit} {word} ({interval}) than")
}

/// A difference as a number: percentage points of a condition.
pub fn plain_difference(condition: bool, value: f64) -> String {
    number(if condition { value * 100.0 } else { value }, crate::text::Lang::En)
}

/// The level of a measure with its unit; a probability in words too.
pub fn amount(findings: &Findings<'_>, measure: usize, statistics: &Statistics) -> String {
    let definition = &findings.model.measures[measure];
    if let Some(p) = statistics.probability {
        return probability_phrase(p.value, (p.low, p.high), findings.lang);
    }
    let unit = unit_of(&definition.unit);
    let space = if unit.is_empty() { "" } else { " " };
    let value = level(statistics);
    if value.is_infinite() {
        return "never in most replicates".to_owned();
    }
    let text = format_of(definition).format(value, findings.lang);
    let median = if statistics.mean.is_none() { " (median)" } else { "" };
    format!("{text}{space}{unit}{median}")
}

/// An estimate and half the width of its 95 % interval, in the format of a measure.
pub fn with_error(format: NumberFormat, estimate: &Estimate) -> String {
    let lang = crate::text::Lang::En;
    let value = format.format(estimate.value, lang);
    match half_width(format, estimate) {
        Some(half) => format!("{value} ± {half}"),
        None => value,
    }
}

/// Half the width of the 95 % interval to two digits, in percentage points for a probability.
/// None where it is not known or 0.
pub fn half_width(format: NumberFormat, estimate: &Estimate) -> Option<String> {
    let half = (estimate.high - estimate.low) / 2.0;
    let scaled = match format {
        NumberFormat::Percent => half * 100.0,
        NumberFormat::Plain => half,
    };
    (half > 0.0 && half.is_finite() && !estimate.se.is_nan())
        .then(|| crate::text::significant(scaled, 2, crate::text::Lang::En))
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
    use crate::outcome::RunShape;
    use crate::study::DesignKind;

    #[test]
    fn pairs_are_told_apart_and_ties_are_not() {
        let clusters = Clusters::new(&RunShape {
            replicates: 100,
            seed: 0,
            design: DesignKind::Random,
            luck_paths: 1,
        });
        let base: Vec<f64> = (0..100).map(|i| f64::from(i * 37 % 100)).collect();
        let shifted: Vec<f64> = base.iter().map(|x| x + 0.1).collect();
        let noisy: Vec<f64> =
            base.iter().enumerate().map(|(i, x)| x + f64::from(i as i32 % 2) - 0.5).collect();
        assert!(told_apart(&shifted, &base, &clusters));
        assert!(!told_apart(&noisy, &base, &clusters));
        assert!(!told_apart(&base, &base, &clusters));
        let never: Vec<f64> = base.iter().map(|_| f64::INFINITY).collect();
        assert!(told_apart(&never, &base, &clusters));
        assert!(!told_apart(&never, &never, &clusters));
    }

    #[test]
    fn lists() {
        let names = |n: &[&str]| n.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(listed(&names(&[])), "");
        assert_eq!(listed(&names(&["a"])), "a");
        assert_eq!(listed(&names(&["a", "b", "c"])), "a, b and c");
    }
}
