//! The foot of an axis of values: ticks with labels, and words that say what its two ends mean.

use super::axis::Axis;
use super::canvas::{Across, Along, Canvas, Desk, Frame, Type, mm};
use super::error::ChartError;
use super::marks::{self, Mark};
use super::ticks::label_centre;

/// An end of the axis shorter than this share of it gets no words.
const SHORTEST: f64 = 0.06;

/// Words at the two ends of an axis, below its ticks, each with a pointer outwards.
pub(crate) struct Ends {
    words: [Vec<String>; 2],
}

impl Ends {
    /// Lays the words out for an axis of this width on which `centre` is where the two sides meet.
    pub(crate) fn new(words: (&str, &str), desk: &Desk<'_>, width: f64, centre: f64) -> Self {
        let kind = desk.small();
        let pointers = mm(2.0);
        let (low, high) = (
            if centre < SHORTEST { "" } else { words.0 },
            if centre > 1.0 - SHORTEST { "" } else { words.1 },
        );
        // The shorter of the two leaves its room to the longer.
        let (a, b) = (desk.width(low, kind), desk.width(high, kind));
        let room = width - 2.0 * pointers - mm(2.0);
        let half = room / 2.0;
        let (a, b) = if a + b <= room {
            (a, b)
        } else if a < half {
            (a, room - a)
        } else if b < half {
            (room - b, b)
        } else {
            (half, half)
        };
        // Measuring anew must not break a line that fits to the hair.
        let wrap = |text: &str, width: f64| desk.wrap(text, kind, width + 1.0, 4);
        Ends { words: [wrap(low, a), wrap(high, b)] }
    }

    /// How many lines they take.
    pub(crate) fn lines(&self) -> usize {
        self.words.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Draws them with `y` as their top.
    pub(crate) fn draw(&self, canvas: &Canvas<'_>, frame: Frame, y: f64) -> Result<(), ChartError> {
        let kind = canvas.desk.small().coloured(canvas.desk.theme.ink);
        let middle = y + kind.leading() / 2.0;
        let sides = [
            (frame.left, 1.0, Across::Left, Mark::Left),
            (frame.right(), -1.0, Across::Right, Mark::Right),
        ];
        for (lines, (x, inwards, across, mark)) in self.words.iter().zip(sides) {
            if lines.is_empty() {
                continue;
            }
            marks::draw(canvas, mark, (x, middle), canvas.desk.theme.muted)?;
            canvas.lines(lines, kind, (x + inwards * mm(2.0), y), across, Along::Top)?;
        }
        Ok(())
    }
}

/// Draws the grid of a value axis that runs across, its floor and the labels below it.
pub(crate) fn draw_ticks(canvas: &Canvas<'_>, axis: &Axis, rows: Frame) -> Result<(), ChartError> {
    let desk = &canvas.desk;
    let small = desk.small();
    for tick in &axis.ticks {
        let x = rows.x(tick.share);
        canvas.line(&[(x, rows.top), (x, rows.bottom())], desk.theme.grid, mm(0.15))?;
        let width = desk.width(&tick.label, small);
        let centre = label_centre(tick.share, rows.width, width);
        let label = (rows.left + centre, rows.bottom() + mm(0.6));
        canvas.text(&tick.label, small, label, Across::Centre, Along::Top)?;
    }
    let floor = [(rows.left, rows.bottom()), (rows.right(), rows.bottom())];
    canvas.line(&floor, desk.theme.muted, mm(0.2))
}

/// The height of the labels below an axis.
pub(crate) fn ticks_height(small: Type) -> f64 {
    small.leading() + mm(1.0)
}
