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
    if index % 2 == 0 {
        let theme = canvas.desk.theme;
        canvas.fill(frame, theme.paper.mix(theme.grid, 0.38), 1.0)?;
    }
    Ok(())
}

/// A number with its sign, also where it is positive.
pub(crate) fn signed(value: f64, format: NumberFormat, lang: Lang) -> String {
    let text = format.compact(value, lang);
    let is_zero = !text.contains(|c: char| c.is_ascii_digit() && c != '0') && !text.contains('∞');
    if value > 0.0 && !is_zero { text::isolate(format!("+{}", bare(&text)), lang) } else { text }
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
    let ends = [value, low, high];
    let largest = ends.iter().filter(|v| v.is_finite()).fold(0.0, |most: f64, v| most.max(v.abs()));
    if format == NumberFormat::Percent {
        let show = |v: f64| text::percent(v, lang);
        return format!("{} ({} {to} {})", signed(value, format, lang), show(low), show(high));
    }
    let unit = text::compact_as(largest, largest, 3, lang);
    let unit = unit.split_once('\u{a0}').filter(|(_, word)| !word.starts_with('×'));
    let digits = digits_for(low, high, largest);
    let show = |v: f64| {
        let text = bare(&text::compact_as(v, largest, digits, Lang::En));
        let number = match unit {
            Some(_) => text.split('\u{a0}').next().unwrap_or_default(),
            None => &text,
        };
        text::isolate(number.to_owned(), lang)
    };
    let sign = if value > 0.0 { "+" } else { "" };
    let first = text::isolate(format!("{sign}{}", bare(&show(value))), lang);
    let interval = format!("{first} ({} {to} {})", show(low), show(high));
    match unit {
        Some((_, word)) => format!("{interval} {word}"),
        None => interval,
    }
}

/// As many digits as tell the ends of an interval apart, two to four.
fn digits_for(low: f64, high: f64, largest: f64) -> usize {
    let width = (high - low).abs();
    if !(width.is_finite() && width > 0.0 && largest > 0.0) {
        return 3;
    }
    (libm::ceil(libm::log10(largest / width)).max(0.0) as usize + 1).clamp(2, 4)
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
        assert_eq!(plain(&signed(0.031, NumberFormat::Percent, Lang::En)), "+3.1 %");
        assert_eq!(plain(&signed(0.0, NumberFormat::Percent, Lang::En)), "0 %");
        let arabic = with_interval(-12_400.0, (-20_000.0, -4_000.0), NumberFormat::Plain, Lang::Ar);
        assert_eq!(plain(&arabic), "−12 (−20 إلى −4) ألف");
    }
}
