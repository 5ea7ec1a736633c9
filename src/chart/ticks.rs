//! Where ticks go and what they say.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::canvas::{Desk, Type, mm};
use crate::text::{self, NumberFormat};

/// A tick at a share of the axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    pub share: f64,
    /// Empty for a line of the grid without a label.
    pub label: String,
}

/// The length an axis has, and how its labels lie along it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Room {
    /// Labels side by side.
    Across(f64),
    /// Labels above one another.
    Up(f64),
}

impl Room {
    /// Whether labels at these shares stand apart.
    pub(crate) fn fits(self, desk: &Desk<'_>, kind: Type, ticks: &[Tick]) -> bool {
        match self {
            Room::Up(length) => {
                let mut last = f64::NEG_INFINITY;
                ticks.iter().filter(|tick| !tick.label.is_empty()).all(|tick| {
                    let fits = tick.share * length - last >= 1.6 * kind.leading();
                    last = tick.share * length;
                    fits
                })
            }
            Room::Across(length) => {
                let mut end = f64::NEG_INFINITY;
                ticks.iter().filter(|tick| !tick.label.is_empty()).all(|tick| {
                    let width = desk.width(&tick.label, kind);
                    let centre = label_centre(tick.share, length, width);
                    let fits = centre - width / 2.0 >= end + mm(1.6);
                    end = centre + width / 2.0;
                    fits
                })
            }
        }
    }
}

/// Where the middle of a tick's label goes on an axis of this length: at the tick, but not so far out that it reaches
/// into the next panel.
pub(crate) fn label_centre(share: f64, length: f64, width: f64) -> f64 {
    let overhang = mm(1.7);
    (share * length).min(length + overhang - width / 2.0).max(width / 2.0 - overhang)
}

/// Multiples of a round step (1, 2, 2.5 or 5 times a power of ten) within `low` to `high`, about `count` of them;
/// also the step.
pub(crate) fn round_values(low: f64, high: f64, count: usize) -> (Vec<f64>, f64) {
    let raw = (high - low) / count.max(1) as f64;
    if !(raw.is_finite() && raw > 0.0) {
        return (vec![low], 1.0);
    }
    let power = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= raw * 0.999_999)
        .unwrap_or(10.0 * power);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    ((first..=last).map(|i| i as f64 * step).collect(), step)
}

/// Labels of evenly spaced values: all in the same unit (k, million), with as many digits as tell them apart.
pub(crate) fn even_labels(
    values: &[f64],
    step: f64,
    format: NumberFormat,
    desk: &Desk<'_>,
) -> Vec<String> {
    let largest = values.iter().map(|v| v.abs()).fold(0.0, f64::max);
    let digits = if step > 0.0 && largest > 0.0 {
        // One digit more than the step's first, for steps of 2.5.
        ((libm::log10(largest / step)).ceil() as usize + 2).clamp(3, 12)
    } else {
        3
    };
    let lang = desk.lang;
    values
        .iter()
        .map(|&value| match format {
            NumberFormat::Percent => {
                let number = text::significant(value * 100.0, digits, crate::text::Lang::En);
                text::isolate(format!("{number}{}", text::percent_sign(lang)), lang)
            }
            NumberFormat::Plain => text::compact_as(value, largest, digits, lang),
        })
        .collect()
}

/// Ticks of a span of dates, at the finest step whose labels stand apart: days, weeks, months, quarters, half
/// years, years and their multiples.
pub(crate) fn date_ticks(
    first: Date,
    last: Date,
    desk: &Desk<'_>,
    kind: Type,
    length: f64,
) -> Vec<Tick> {
    let span = day_number(last) - day_number(first);
    let mut best = Vec::new();
    if span <= 0.0 {
        return best;
    }
    let share = |d: Date| (day_number(d) - day_number(first)) / span;
    for step in DateStep::ALL {
        let dates = step.dates(first, last);
        let Some(dates) = dates else { continue };
        let ticks: Vec<Tick> = dates
            .into_iter()
            .map(|d| Tick { share: share(d), label: step.label(d, desk.lang) })
            .collect();
        if (2..=MOST_DATES).contains(&ticks.len()) && Room::Across(length).fits(desk, kind, &ticks)
        {
            return ticks;
        }
        if ticks.len() == 1 && best.is_empty() {
            best = ticks;
        }
    }
    best
}

/// More dates than this are noise, even where they would fit.
const MOST_DATES: usize = 8;

/// Days since 1970-01-01.
pub(crate) fn day_number(d: Date) -> f64 {
    d.duration_since(date(1970, 1, 1)).as_hours() as f64 / 24.0
}

#[derive(Debug, Clone, Copy)]
enum DateStep {
    Days(i32),
    Months(i32),
}

impl DateStep {
    const ALL: [DateStep; 12] = [
        DateStep::Days(1),
        DateStep::Days(7),
        DateStep::Days(14),
        DateStep::Months(1),
        DateStep::Months(3),
        DateStep::Months(6),
        DateStep::Months(12),
        DateStep::Months(24),
        DateStep::Months(60),
        DateStep::Months(120),
        DateStep::Months(240),
        DateStep::Months(600),
    ];

    /// The dates of this step from `first` to `last`; none when they would be far too many.
    fn dates(self, first: Date, last: Date) -> Option<Vec<Date>> {
        let days = day_number(last) - day_number(first);
        let per_step = match self {
            DateStep::Days(n) => f64::from(n),
            DateStep::Months(n) => f64::from(n) * 30.0,
        };
        if days / per_step > 40.0 {
            return None;
        }
        let mut dates = Vec::new();
        let mut next = match self {
            DateStep::Days(_) => first,
            DateStep::Months(n) => {
                let months = i32::from(first.year()) * 12 + i32::from(first.month()) - 1;
                let aligned = months.div_euclid(n) * n;
                date((aligned.div_euclid(12)) as i16, (aligned.rem_euclid(12) + 1) as i8, 1)
            }
        };
        while next <= last {
            if next >= first {
                dates.push(next);
            }
            let step = match self {
                DateStep::Days(n) => n.days(),
                DateStep::Months(n) => n.months(),
            };
            next = next.checked_add(step).ok()?;
        }
        Some(dates)
    }

    fn label(self, d: Date, lang: crate::text::Lang) -> String {
        match self {
            DateStep::Days(_) => format!("{} {}", d.day(), text::month_name(d.month(), lang)),
            DateStep::Months(n) if n < 12 => text::month_year(d, lang),
            DateStep::Months(_) => text::year(d),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Theme;
    use crate::chart::typeset::Typesetter;
    use crate::text::Lang;

    fn labels(first: Date, last: Date, length_mm: f64) -> Vec<String> {
        let theme = Theme::report();
        let desk =
            Desk { theme: &theme, lang: Lang::En, typesetter: Typesetter::new(Lang::En).unwrap() };
        let ticks = date_ticks(first, last, &desk, desk.small(), mm(length_mm));
        ticks.into_iter().map(|t| t.label).collect()
    }

    #[test]
    fn steps_are_round_and_inside() {
        assert_eq!(round_values(0.0, 10.0, 5), (vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0], 2.0));
        let (values, step) = round_values(-0.3, 0.9, 5);
        assert_eq!(step, 0.25);
        assert_eq!(values, vec![-0.25, 0.0, 0.25, 0.5, 0.75]);
        assert_eq!(round_values(3.0, 3.0, 5).0, vec![3.0]);
    }

    #[test]
    fn dates_take_the_step_that_fits() {
        let (first, last) = (date(2024, 2, 1), date(2027, 2, 1));
        assert_eq!(labels(first, last, 40.0), ["2025", "2026", "2027"]);
        assert_eq!(
            labels(first, last, 120.0),
            ["Jul 2024", "Jan 2025", "Jul 2025", "Jan 2026", "Jul 2026", "Jan 2027"]
        );
        assert_eq!(labels(first, date(2024, 2, 20), 60.0), ["1 Feb", "8 Feb", "15 Feb"]);
    }
}
