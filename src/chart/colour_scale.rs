//! The colours of numbers, and the strip that explains them.

use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure::{Sense, ValueAxis};
use super::heat::Shade;
use super::picture::axis_title;
use super::theme::{Colour, Theme, along};

const STRIP_MM: f64 = 46.0;

/// Colours of the values of an axis. The worse end is the last of a theme's stops.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ColourScale<'a> {
    pub axis: &'a ValueAxis,
    pub sense: Sense,
    /// The value around which colours diverge, if they do.
    pub centre: Option<f64>,
    pub shade: Shade,
}

impl ColourScale<'_> {
    fn stops(self, theme: &Theme) -> &[Colour] {
        match (self.centre, self.sense) {
            (Some(_), _) => &theme.diverging,
            (None, Sense::None) => &theme.neutral,
            (None, _) => &theme.heat,
        }
    }

    fn at_share(self, share: f64, theme: &Theme) -> Colour {
        let share = if self.sense == Sense::Maximise { 1.0 - share } else { share };
        along(self.stops(theme), share)
    }

    /// The colour of a value.
    pub(crate) fn colour(self, value: f64, theme: &Theme) -> Colour {
        self.at_share(self.shade.share(value), theme)
    }

    /// The height of the strip with its words.
    pub(crate) fn height(desk: &Desk<'_>) -> f64 {
        desk.text().leading() + mm(3.6) + 2.0 * desk.small().leading()
    }

    /// Draws the strip at the start of `place`, with its ends, its middle, and which of them is better.
    pub(crate) fn draw(self, canvas: &Canvas<'_>, place: Frame) -> Result<(), ChartError> {
        const STEPS: usize = 24;
        let desk = &canvas.desk;
        let rtl = desk.lang.is_rtl();
        let small = desk.small();
        let bar = Frame {
            left: place.left,
            top: place.top + desk.text().leading() + mm(0.4),
            width: mm(STRIP_MM).min(place.width),
            height: mm(2.8),
        }
        .mirrored(place, rtl);
        let is_log = matches!(self.shade, Shade::Log { .. });
        let name = axis_title(self.axis, is_log, desk.lang);
        let start = if rtl { bar.right() } else { bar.left };
        let muted = desk.text().coloured(desk.theme.muted);
        let name = desk.typesetter.shorten(&name, muted.size, false, place.width);
        canvas.text(&name, muted, (start, place.top), desk.start(), Along::Top)?;
        let step = bar.width / STEPS as f64;
        for index in 0..STEPS {
            let share = (index as f64 + 0.5) / STEPS as f64;
            let block = Frame { left: bar.left + index as f64 * step, width: step, ..bar };
            canvas.fill(block, self.at_share(share, desk.theme), 1.0)?;
        }
        canvas.outline(bar, desk.theme.muted, mm(0.1))?;
        let (less, more) = match self.sense {
            Sense::None => ("", ""),
            Sense::Minimise => (desk.lang.pick("better", "أفضل"), desk.lang.pick("worse", "أسوأ")),
            Sense::Maximise => (desk.lang.pick("worse", "أسوأ"), desk.lang.pick("better", "أفضل")),
        };
        let ends =
            [(0.0, Across::Left, less), (0.5, Across::Centre, ""), (1.0, Across::Right, more)];
        for (share, across, word) in ends {
            let value = self.shade.value(share);
            let label = self.axis.format.compact(value, desk.lang);
            let (x, y) = (bar.x(share), bar.bottom() + mm(0.4));
            canvas.text(&label, small, (x, y), across, Along::Top)?;
            canvas.text(word, small, (x, y + small.leading()), across, Along::Top)?;
        }
        Ok(())
    }
}
