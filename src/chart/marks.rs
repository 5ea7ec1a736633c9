//! Marks of points, whose shape tells as much as their colour, and what tables of rows have in common.

use super::canvas::{Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure_compare::Verdict;
use super::theme::Colour;
use crate::text::{self, Lang, NumberFormat};

/// The shape of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Disc,
    Square,
    Diamond,
    /// A small disc.
    Point,
    /// A hollow disc.
    Ring,
    /// A hollow diamond.
    Lozenge,
    /// A thin bar across.
    Tick,
    Star,
    /// A triangle that points to the right.
    Right,
    /// A triangle that points to the left.
    Left,
    /// A box with one corner filled.
    Corner,
}

/// Draws a mark around a point.
pub(crate) fn draw(
    canvas: &Canvas<'_>,
    mark: Mark,
    (x, y): (f64, f64),
    colour: Colour,
) -> Result<(), ChartError> {
    let paper = canvas.desk.theme.paper;
    let diamond = |r: f64| [(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
    match mark {
        Mark::Disc => canvas.dot((x, y), mm(0.9), colour),
        Mark::Point => canvas.dot((x, y), mm(0.45), colour),
        Mark::Ring => {
            canvas.dot((x, y), mm(0.85), colour)?;
            canvas.dot((x, y), mm(0.5), paper)
        }
        Mark::Square => {
            let r = mm(0.8);
            canvas.polygon(
                &[(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)],
                colour,
                1.0,
            )
        }
        Mark::Diamond => canvas.polygon(&diamond(mm(1.1)), colour, 1.0),
        Mark::Lozenge => {
            canvas.polygon(&diamond(mm(1.15)), colour, 1.0)?;
            canvas.polygon(&diamond(mm(0.65)), paper, 1.0)
        }
        Mark::Tick => canvas.line(&[(x, y - mm(1.0)), (x, y + mm(1.0))], colour, mm(0.5)),
        Mark::Star => canvas.polygon(&star(x, y, mm(1.25)), colour, 1.0),
        Mark::Corner => {
            let r = mm(1.2);
            let side = Frame { left: x - 1.4 * r, top: y - r, width: 2.8 * r, height: 2.0 * r };
            canvas.outline(side, canvas.desk.theme.muted, mm(0.12))?;
            draw_corner(canvas, side, colour)
        }
        Mark::Right | Mark::Left => {
            let out = if mark == Mark::Right { mm(1.2) } else { -mm(1.2) };
            let points = [(x, y), (x - out, y - mm(0.75)), (x - out, y + mm(0.75))];
            canvas.polygon(&points, colour, 1.0)
        }
    }
}

/// Fills the corner of a box at which text begins.
pub(crate) fn draw_corner(
    canvas: &Canvas<'_>,
    frame: Frame,
    colour: Colour,
) -> Result<(), ChartError> {
    let size = mm(1.3);
    let (x, inwards) =
        if canvas.desk.lang.is_rtl() { (frame.right(), -size) } else { (frame.left, size) };
    canvas.polygon(&[(x, frame.top), (x + inwards, frame.top), (x, frame.top + size)], colour, 1.0)
}

/// A star of five points.
fn star(x: f64, y: f64, radius: f64) -> Vec<(f64, f64)> {
    (0..10)
        .map(|i| {
            let r = if i % 2 == 0 { radius } else { 0.42 * radius };
            let angle = f64::to_radians(36.0 * f64::from(i) - 90.0);
            (x + r * libm::cos(angle), y + r * libm::sin(angle))
        })
        .collect()
}

/// A strip whose colour goes from one to another in reading order.
pub(crate) fn draw_ramp(
    canvas: &Canvas<'_>,
    frame: Frame,
    from: Colour,
    to: Colour,
) -> Result<(), ChartError> {
    const STEPS: usize = 6;
    let step = frame.width / STEPS as f64;
    for index in 0..STEPS {
        let block = Frame { left: frame.left + index as f64 * step, width: step, ..frame };
        let block = block.mirrored(frame, canvas.desk.lang.is_rtl());
        canvas.fill(block, from.mix(to, index as f64 / (STEPS - 1) as f64), 1.0)?;
    }
    canvas.outline(frame, canvas.desk.theme.muted, mm(0.1))
}

/// The mark and colour of a verdict.
pub(crate) fn of_verdict(verdict: Verdict, desk: &Desk<'_>) -> (Mark, Colour) {
    let theme = desk.theme;
    match verdict {
        Verdict::Better => (Mark::Disc, theme.category(0)),
        Verdict::Worse => (Mark::Square, theme.category(1)),
        Verdict::Differs => (Mark::Diamond, theme.ink),
        Verdict::Unclear => (Mark::Ring, theme.muted),
    }
}

/// Stripes below every second row, so that the eye does not lose its row on the way across.
pub(crate) fn draw_stripe(
    canvas: &Canvas<'_>,
    index: usize,
    frame: Frame,
) -> Result<(), ChartError> {
    if index.is_multiple_of(2) {
        canvas.fill(frame, stripe(index, &canvas.desk), 1.0)
    } else {
        Ok(())
    }
}

/// What a row is drawn on.
pub(crate) fn stripe(index: usize, desk: &Desk<'_>) -> Colour {
    let theme = desk.theme;
    if index.is_multiple_of(2) { theme.paper.mix(theme.grid, 0.38) } else { theme.paper }
}

/// Text without marks of direction.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !('\u{2066}'..='\u{2069}').contains(c)).collect()
}

/// A value and its interval in one unit: "+1.2 (0.9 to 1.5) million", "+3 % (1 % to 5 %)".
pub(crate) fn with_interval(
    value: f64,
    (low, high): (f64, f64),
    format: NumberFormat,
    lang: Lang,
) -> String {
    let to = lang.pick("to", "إلى");
    let (numbers, unit) = in_one_unit(&[value, low, high], format, lang);
    let first = signed(value, &numbers[0], lang);
    let interval = format!("{first} ({} {to} {})", numbers[1], numbers[2]);
    if unit.is_empty() { interval } else { format!("{interval} {unit}") }
}

/// A value alone, with as many digits as its interval warrants: "+1.2 million".
pub(crate) fn without_interval(
    value: f64,
    (low, high): (f64, f64),
    format: NumberFormat,
    lang: Lang,
) -> String {
    let (numbers, unit) = in_one_unit(&[value, low, high], format, lang);
    let first = signed(value, &numbers[0], lang);
    if unit.is_empty() { first } else { format!("{first}\u{a0}{unit}") }
}

/// The text of a number with its sign, also where it is positive.
fn signed(value: f64, text: &str, lang: Lang) -> String {
    let is_positive = value > 0.0 && text.contains(|c| ('1'..='9').contains(&c) || c == '∞');
    let sign = if is_positive { "+" } else { "" };
    text::isolate(format!("{sign}{}", bare(text)), lang)
}

/// A range in one unit, as short as it can be told: "0.9–1.5 million", "1–5 %", "−3 to 4".
#[must_use]
pub fn short_range((low, high): (f64, f64), format: NumberFormat, lang: Lang) -> String {
    let (mut numbers, mut unit) = in_one_unit(&[low, high], format, lang);
    let sign: &str = lang.pick("\u{a0}%", "٪");
    let is_share = format == NumberFormat::Percent;
    if is_share {
        // The sign stands once.
        numbers = numbers.iter().map(|text| bare(text).trim_end_matches(sign).to_owned()).collect();
        sign.clone_into(&mut unit);
    }
    if numbers[0] == numbers[1] {
        numbers.truncate(1);
    }
    // A dash beside a minus is a riddle.
    let is_apart = low < 0.0 || high < 0.0;
    let joined = numbers.join(if is_apart { lang.pick(" to ", " إلى ") } else { "–" });
    match (is_share, unit.is_empty()) {
        (true, _) if is_apart => joined + &unit,
        (true, _) => text::isolate(joined + &unit, lang),
        (false, true) if is_apart => joined,
        (false, true) => text::isolate(bare(&joined), lang),
        (false, false) if is_apart => format!("{joined}\u{a0}{unit}"),
        (false, false) => format!("{}\u{a0}{unit}", text::isolate(bare(&joined), lang)),
    }
}

/// Numbers in the unit that suits the largest, with as many digits as tell them apart, and the word of that unit.
fn in_one_unit(values: &[f64], format: NumberFormat, lang: Lang) -> (Vec<String>, String) {
    if format == NumberFormat::Percent {
        return (values.iter().map(|v| text::percent(*v, lang)).collect(), String::new());
    }
    let finite = || values.iter().copied().filter(|v| v.is_finite());
    let largest = finite().map(f64::abs).fold(0.0, f64::max);
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(f64::NEG_INFINITY, f64::max);
    let digits = digits_for(low, high, largest);
    let unit = text::compact_as(largest, largest, 3, lang);
    let unit = unit.split_once('\u{a0}').map_or("", |(_, word)| word);
    let unit = if unit.starts_with('×') { "" } else { unit };
    let show = |v: &f64| {
        let text = bare(&text::compact_as(*v, largest, digits, Lang::En));
        let number =
            if unit.is_empty() { &text } else { text.split('\u{a0}').next().unwrap_or_default() };
        text::isolate(number.to_owned(), lang)
    };
    (values.iter().map(show).collect(), unit.to_owned())
}

/// As many digits as tell the ends of an interval apart, two to four.
fn digits_for(low: f64, high: f64, largest: f64) -> usize {
    let width = (high - low).abs();
    if !(width.is_finite() && width > 0.0 && largest > 0.0) {
        return 3;
    }
    (libm::ceil(libm::log10(3.0 * largest / width)).max(0.0) as usize + 1).clamp(2, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        bare(text).replace('\u{a0}', " ")
    }

    #[test]
    fn a_difference_has_a_sign_and_one_unit() {
        let show =
            |v, low, high| plain(&with_interval(v, (low, high), NumberFormat::Plain, Lang::En));
        assert_eq!(show(12.4, 3.1, 21.7), "+12 (3.1 to 22)");
        assert_eq!(show(-1_234_000.0, -1_500_000.0, -900_000.0), "−1.2 (−1.5 to −0.9) million");
        assert_eq!(show(0.0, 0.0, 0.0), "0 (0 to 0)");
        let share = |v| plain(&without_interval(v, (v, v), NumberFormat::Percent, Lang::En));
        assert_eq!((share(0.031), share(0.0)), ("+3.1 %".to_owned(), "0 %".to_owned()));
        let arabic = with_interval(-12_400.0, (-20_000.0, -4_000.0), NumberFormat::Plain, Lang::Ar);
        assert_eq!(plain(&arabic), "−12 (−20 إلى −4) ألف");
        let range = |low, high, format| plain(&short_range((low, high), format, Lang::En));
        assert_eq!(range(1_020_000.0, 1_250_000.0, NumberFormat::Plain), "1.02–1.25 million");
        assert_eq!(range(-3.0, 4.0, NumberFormat::Plain), "−3 to 4");
        assert_eq!(range(0.012, 0.05, NumberFormat::Percent), "1.2–5 %");
        let arabic = short_range((0.012, 0.05), NumberFormat::Percent, Lang::Ar);
        assert_eq!(plain(&arabic), "1.2–5٪");
        assert_eq!(range(7.0, 7.0, NumberFormat::Plain), "7");
    }
}
