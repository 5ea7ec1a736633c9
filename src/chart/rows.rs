//! Rows of a table-like chart: their names, wrapped, and where each row lies.

use super::canvas::{Across, Along, Canvas, Desk, Frame, Type, mm};
use super::error::ChartError;

/// Between a name and what stands in its row.
pub(crate) const NAME_GAP_MM: f64 = 2.0;

/// Named rows below one another. Names end where the row begins, so that the eye does not jump.
pub(crate) struct Rows {
    names: Vec<(Vec<String>, bool)>,
    kind: Type,
    /// Width of the strip of names, with the space after it.
    pub strip: f64,
    /// The top of each row below the first, and after them the bottom of the last.
    tops: Vec<f64>,
}

impl Rows {
    /// Rows with these names (and whether they are bold), of this type, in a strip no wider than `most`,
    /// each at least `least` high.
    pub(crate) fn new<'t>(
        names: impl IntoIterator<Item = (&'t str, bool)>,
        desk: &Desk<'_>,
        kind: Type,
        (most, least): (f64, f64),
    ) -> Self {
        let names: Vec<(&str, bool)> = names.into_iter().collect();
        let style = |bold| if bold { kind.bold() } else { kind };
        let longest =
            names.iter().map(|(name, bold)| desk.width(name, style(*bold))).fold(0.0, f64::max);
        let wrapped: Vec<(Vec<String>, bool)> = names
            .iter()
            .map(|(name, bold)| (desk.wrap(name, style(*bold), longest.min(most), 3), *bold))
            .collect();
        let width = wrapped
            .iter()
            .map(|(lines, bold)| desk.widest(lines.iter().map(String::as_str), style(*bold)))
            .fold(0.0, f64::max);
        let mut tops = vec![0.0];
        let mut height = 0.0;
        for (lines, _) in &wrapped {
            height += (lines.len() as f64 * kind.leading() + mm(0.8)).max(least);
            tops.push(height);
        }
        Rows { names: wrapped, kind, strip: width + mm(NAME_GAP_MM), tops }
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The height of all rows.
    pub(crate) fn height(&self) -> f64 {
        self.tops[self.len()]
    }

    /// A row within the frame of all.
    pub(crate) fn band(&self, index: usize, all: Frame) -> Frame {
        Frame {
            top: all.top + self.tops[index],
            height: self.tops[index + 1] - self.tops[index],
            ..all
        }
    }

    /// Draws the names beside `all`, on the side where text begins.
    pub(crate) fn draw(&self, canvas: &Canvas<'_>, all: Frame) -> Result<(), ChartError> {
        for (index, (lines, bold)) in self.names.iter().enumerate() {
            let y = self.band(index, all).y(0.5);
            let kind = if *bold { self.kind.bold() } else { self.kind };
            let (x, across) = if canvas.desk.lang.is_rtl() {
                (all.right() + mm(NAME_GAP_MM), Across::Left)
            } else {
                (all.left - mm(NAME_GAP_MM), Across::Right)
            };
            canvas.lines(lines, kind, (x, y), across, Along::Middle)?;
        }
        Ok(())
    }
}
