//! The marks of distribution charts: half-eyes, ridges, dots, and single estimates with their intervals.

use super::axis::Axis;
use super::canvas::{Across, Along, Canvas, Frame, mm};
use super::density::density;
use super::distribution::{RIDGE, Values};
use super::dots;
use super::error::ChartError;
use super::figure::{
    Distribution, DistributionPanel, DistributionRow, DistributionStyle, RowMark, Threshold,
};
use super::rowpanels::RowPanels;
use super::theme::Colour;

/// The share of the least height that a density may fill.
const DENSITY: f64 = 0.64;
/// How strong a density is outside the 90 % interval, within it, and within the 50 % interval.
const SHADES: [f64; 3] = [0.16, 0.32, 0.5];

/// Draws one panel.
pub(crate) struct Pen<'p> {
    pub canvas: &'p Canvas<'p>,
    pub data: &'p Distribution,
    pub axis: &'p Axis,
    pub panels: &'p RowPanels<'p>,
    /// Diameter of dots.
    pub dot: f64,
    /// The threshold, where it lies within the axis.
    pub threshold: Option<&'p Threshold>,
    /// The place of the panel's rows.
    pub rows: Frame,
}

/// Evenly spaced quantiles, the median, and the 50 % and 90 % intervals.
struct Spread<'d> {
    quantiles: &'d [f64],
    median: f64,
    inner: (f64, f64),
    outer: (f64, f64),
}

impl Pen<'_> {
    pub(crate) fn draw(&self, panel: &DistributionPanel) -> Result<(), ChartError> {
        for (index, row) in panel.rows.iter().enumerate() {
            if let Some(spread) = spread(&row.mark) {
                let band = self.panels.row(index, self.rows);
                match self.data.style {
                    DistributionStyle::HalfEye => self.draw_slab(row, &spread, band)?,
                    DistributionStyle::Ridge => self.draw_ridge(row, &spread, band)?,
                    DistributionStyle::Dots { count } => {
                        self.draw_dots(row, &spread, band, count)?
                    }
                }
            }
        }
        self.draw_lines(panel)?;
        for (index, row) in panel.rows.iter().enumerate() {
            let band = self.panels.row(index, self.rows);
            self.draw_mark(row, band)?;
        }
        Ok(())
    }

    /// The y of the line on which a row's density stands, so that the density and its intervals are in the middle
    /// of the row.
    fn baseline(&self, band: Frame) -> f64 {
        match self.data.style {
            DistributionStyle::HalfEye => band.y(0.5) + 0.26 * self.panels.least,
            DistributionStyle::Ridge => band.bottom() - mm(0.4),
            DistributionStyle::Dots { .. } => {
                band.y(0.5) + (dots::STACK - 0.42) * self.panels.least
            }
        }
    }

    /// The reference row is grey, so that the options stand out from what they are compared with.
    fn colour(&self, row: &DistributionRow) -> Colour {
        let theme = self.panels.desk.theme;
        match (row.is_reference, row.colour) {
            (true, _) => theme.reference,
            (false, Some(colour)) => theme.category(colour),
            (false, None) => theme.tone,
        }
    }

    fn x(&self, value: f64) -> f64 {
        self.rows.x(self.axis.share(value))
    }

    /// The density of a row, its points on paper from left to right, at most `tall` high.
    fn curve(&self, quantiles: &[f64], base: f64, tall: f64) -> Vec<(f64, f64)> {
        let inside: Vec<f64> = quantiles
            .iter()
            .filter(|v| !self.axis.is_above(**v) && !self.axis.is_below(**v))
            .map(|v| self.axis.share(*v))
            .collect();
        density(&inside, self.walls(&inside, quantiles.len()))
            .into_iter()
            .map(|(x, height)| (self.rows.x(x), base - tall * height))
            .collect()
    }

    /// Whether the ends of a density are walls: at a natural limit of the axis, at its start on a logarithmic
    /// axis, or where a tail was cut.
    fn walls(&self, inside: &[f64], all: usize) -> (bool, bool) {
        let (Some(first), Some(last)) = (inside.first(), inside.last()) else {
            return (false, false);
        };
        let (low, high) = self.data.axis.natural;
        let low =
            low.is_some_and(|limit| !self.axis.is_log() && first - self.axis.share(limit) < 0.01);
        let high = high.is_some_and(|limit| self.axis.share(limit) - last < 0.01);
        (low || *first <= 0.0, high || inside.len() < all)
    }

    /// A density, darker within its intervals.
    fn draw_slab(
        &self,
        row: &DistributionRow,
        spread: &Spread<'_>,
        band: Frame,
    ) -> Result<(), ChartError> {
        let base = self.baseline(band);
        let curve = self.curve(spread.quantiles, base, DENSITY * self.panels.least);
        let paper = self.panels.desk.theme.paper;
        let all = (f64::NEG_INFINITY, f64::INFINITY);
        for (shade, (low, high)) in SHADES.into_iter().zip([all, spread.outer, spread.inner]) {
            let ends =
                if low.is_infinite() && low < 0.0 { all } else { (self.x(low), self.x(high)) };
            let area = slice(&curve, ends, base);
            if area.len() > 2 {
                self.canvas.polygon(&area, paper.mix(self.colour(row), shade), 1.0)?;
            }
        }
        Ok(())
    }

    /// A density that reaches into the rows above and covers them, with its quartiles.
    fn draw_ridge(
        &self,
        row: &DistributionRow,
        spread: &Spread<'_>,
        band: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.panels.desk.theme;
        let base = self.baseline(band);
        let tall = (RIDGE * self.panels.least).min(band.bottom() - self.rows.top + mm(4.0));
        let curve = self.curve(spread.quantiles, base, tall);
        let colour = self.colour(row);
        let everything = (f64::NEG_INFINITY, f64::INFINITY);
        let area = slice(&curve, everything, base);
        if area.len() > 2 {
            self.canvas.polygon(&area, theme.paper.mix(colour, 0.35), 0.92)?;
            let inner = slice(&curve, (self.x(spread.inner.0), self.x(spread.inner.1)), base);
            if inner.len() > 2 {
                self.canvas.polygon(&inner, theme.paper.mix(colour, 0.75), 0.92)?;
            }
            self.canvas.line(&curve, theme.paper, mm(0.45))?;
            self.canvas.line(&curve, colour.mix(theme.ink, 0.3), mm(0.2))?;
        }
        if !self.axis.is_above(spread.median) {
            let x = self.x(spread.median);
            let top = height_at(&curve, x).unwrap_or(base - 0.5 * self.panels.least);
            self.canvas.line(&[(x, base), (x, top)], theme.ink, mm(0.45))?;
        }
        let floor = [(self.rows.left, base), (self.rows.right(), base)];
        self.canvas.line(&floor, theme.grid, mm(0.15))
    }

    /// Dots, each of the same probability; open above the threshold.
    fn draw_dots(
        &self,
        row: &DistributionRow,
        spread: &Spread<'_>,
        band: Frame,
        count: usize,
    ) -> Result<(), ChartError> {
        let theme = self.panels.desk.theme;
        let (base, size) = (self.baseline(band), self.dot);
        let floor = [(self.rows.left, base), (self.rows.right(), base)];
        self.canvas.line(&floor, theme.grid, mm(0.2))?;
        let colour = self.colour(row);
        for dot in dots::stack(spread.quantiles, self.axis, count, size / self.rows.width) {
            let centre = (self.rows.x(dot.x), base - (dot.level as f64 + 0.5) * size);
            self.canvas.dot(centre, 0.46 * size, colour)?;
            if self.threshold.is_some_and(|t| dot.value > t.value) {
                self.canvas.dot(centre, 0.46 * size - (0.14 * size).max(mm(0.13)), theme.paper)?;
            }
        }
        if self.axis.is_above(spread.median) {
            return Ok(());
        }
        draw_wedge(self.canvas, (self.x(spread.median), base + mm(0.1)), theme.ink)
    }

    /// The lines of the reference and the threshold.
    fn draw_lines(&self, panel: &DistributionPanel) -> Result<(), ChartError> {
        let theme = self.panels.desk.theme;
        let vertical =
            |value: f64| [(self.x(value), self.rows.top), (self.x(value), self.rows.bottom())];
        for row in panel.rows.iter().filter(|row| row.is_reference) {
            let value = match &row.mark {
                RowMark::Spread { median, .. } => *median,
                RowMark::Estimate { value, .. } => *value,
                RowMark::Missing { .. } => continue,
            };
            if !self.axis.is_above(value) {
                self.canvas.dashed(&vertical(value), theme.reference, mm(0.2))?;
            }
        }
        match self.threshold {
            Some(threshold) => self.canvas.dashed(&vertical(threshold.value), theme.mark, mm(0.3)),
            None => Ok(()),
        }
    }

    fn draw_mark(&self, row: &DistributionRow, band: Frame) -> Result<(), ChartError> {
        let desk = &self.panels.desk;
        match &row.mark {
            RowMark::Spread { .. } if self.data.style != DistributionStyle::HalfEye => Ok(()),
            RowMark::Spread { median, inner, outer, .. } => {
                let y = self.baseline(band);
                let ink = desk.theme.ink;
                self.draw_span(*outer, y, ink, 0.3)?;
                self.draw_span(*inner, y, ink, 1.0)?;
                for end in [outer.0, outer.1] {
                    if end.is_finite() && !self.axis.is_above(end) {
                        let x = self.x(end);
                        self.canvas.line(&[(x, y - mm(0.45)), (x, y + mm(0.45))], ink, mm(0.25))?;
                    }
                }
                if self.axis.is_above(*median) {
                    return Ok(());
                }
                let centre = (self.x(*median), y);
                self.canvas.dot(centre, mm(0.85), desk.theme.paper)?;
                self.canvas.dot(centre, mm(0.6), ink)
            }
            RowMark::Estimate { value, interval, text } => {
                let y = band.y(0.5);
                let colour = self.colour(row);
                self.draw_span(*interval, y, colour, 0.35)?;
                self.canvas.dot((self.x(*value), y), mm(0.75), colour)?;
                let text = match text.as_str() {
                    "" => self.data.axis.format.format(*value, desk.lang),
                    text => text.to_owned(),
                };
                self.draw_beside(&text, *interval, *value, band)
            }
            RowMark::Missing { text } => {
                let small = desk.small();
                let text = desk.typesetter.shorten(text, small.size, false, band.width);
                let centre = (band.x(0.5), band.y(0.5));
                self.canvas.text(&text, small, centre, Across::Centre, Along::Middle)
            }
        }
    }

    /// A horizontal line from one value to another, with an arrowhead where it leaves the axis.
    fn draw_span(
        &self,
        (from, to): (f64, f64),
        y: f64,
        colour: Colour,
        thickness: f64,
    ) -> Result<(), ChartError> {
        let (left, right) = (self.x(from), self.x(to));
        if right > left {
            self.canvas.line(&[(left, y), (right, y)], colour, mm(thickness))?;
        }
        if self.axis.is_above(to) {
            let edge = self.rows.right();
            let head = [(edge + mm(1.3), y), (edge, y - mm(0.8)), (edge, y + mm(0.8))];
            self.canvas.polygon(&head, colour, 1.0)?;
        }
        Ok(())
    }

    /// Writes a value beside its interval: after it where there is room, else before it.
    fn draw_beside(
        &self,
        text: &str,
        interval: (f64, f64),
        value: f64,
        band: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.panels.desk;
        let kind = desk.small().coloured(desk.theme.ink);
        let (gap, y) = (mm(1.2), band.y(0.5));
        let width = desk.width(text, kind);
        let right = self.x(interval.1.max(value)) + gap;
        let left = self.x(interval.0.min(value)) - gap;
        let (left, top) = if right + width <= band.right() + mm(2.0) {
            (right, y - kind.leading() / 2.0)
        } else if left - width >= band.left {
            (left - width, y - kind.leading() / 2.0)
        } else {
            // An interval over the whole panel: the text goes above it.
            (band.x(0.5) - width / 2.0, band.top)
        };
        // Lines of the grid and of thresholds would run through the figures.
        let ground = Frame {
            left: left - mm(0.3),
            top: top + (kind.leading() - 0.8 * kind.size) / 2.0,
            width: width + mm(0.6),
            height: 0.8 * kind.size,
        };
        self.canvas.fill(ground, desk.theme.paper, 0.85)?;
        self.canvas.text(text, kind, (left, top), Across::Left, Along::Top)
    }

    /// Medians and intervals in figures, in two columns after the rows.
    pub(crate) fn draw_values(&self, values: &Values) -> Result<(), ChartError> {
        let desk = &self.panels.desk;
        let small = desk.small();
        let rtl = desk.lang.is_rtl();
        let side = Frame {
            left: if rtl { self.rows.left - self.panels.side } else { self.rows.right() },
            width: self.panels.side,
            ..self.rows
        };
        let mut at = mm(2.0);
        for column in 0..2 {
            at += values.widths[column];
            // Figures end at the same place, so that their sizes can be seen.
            let x = if rtl { side.right() - at } else { side.left + at };
            let across = if rtl { Across::Left } else { Across::Right };
            let head = (x, self.rows.top - mm(0.6));
            self.canvas.text(&values.heads[column], small, head, across, Along::Bottom)?;
            for (index, row) in values.rows.iter().enumerate() {
                let Some(row) = row else { continue };
                let mut kind = small.coloured(desk.theme.ink);
                kind.bold = column == 0;
                let place = (x, self.panels.row(index, side).y(0.5));
                self.canvas.text(&row[column], kind, place, across, Along::Middle)?;
            }
            at += mm(3.0);
        }
        Ok(())
    }
}

/// The mark of a median below dots, with its tip at a point.
pub(crate) fn draw_wedge(
    canvas: &Canvas<'_>,
    (x, y): (f64, f64),
    colour: Colour,
) -> Result<(), ChartError> {
    let foot = y + mm(0.9);
    canvas.polygon(&[(x, y), (x - mm(0.65), foot), (x + mm(0.65), foot)], colour, 1.0)
}

fn spread(mark: &RowMark) -> Option<Spread<'_>> {
    match mark {
        RowMark::Spread { quantiles, median, inner, outer } => {
            Some(Spread { quantiles, median: *median, inner: *inner, outer: *outer })
        }
        RowMark::Estimate { .. } | RowMark::Missing { .. } => None,
    }
}

/// The y of a curve at `x`.
fn height_at(curve: &[(f64, f64)], x: f64) -> Option<f64> {
    let pair = curve.windows(2).find(|pair| pair[0].0 <= x && x <= pair[1].0)?;
    let width = pair[1].0 - pair[0].0;
    let share = if width > 0.0 { (x - pair[0].0) / width } else { 0.0 };
    Some(pair[0].1 + share * (pair[1].1 - pair[0].1))
}

/// The area under a curve between two x, standing on `base`.
fn slice(curve: &[(f64, f64)], (from, to): (f64, f64), base: f64) -> Vec<(f64, f64)> {
    let (Some(first), Some(last)) = (curve.first(), curve.last()) else {
        return Vec::new();
    };
    let (from, to) = (from.max(first.0), to.min(last.0));
    if from >= to {
        return Vec::new();
    }
    let mut area = vec![(from, base)];
    area.extend(height_at(curve, from).map(|y| (from, y)));
    area.extend(curve.iter().copied().filter(|(x, _)| *x > from && *x < to));
    area.extend(height_at(curve, to).map(|y| (to, y)));
    area.push((to, base));
    area
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_has_the_ends_that_are_asked_for() {
        let curve = [(0.0, 10.0), (10.0, 0.0), (20.0, 10.0)];
        let area = slice(&curve, (5.0, 15.0), 10.0);
        let expected = [(5.0, 10.0), (5.0, 5.0), (10.0, 0.0), (15.0, 5.0), (15.0, 10.0)];
        assert_eq!(area, expected);
        assert_eq!(slice(&curve, (-9.0, 99.0), 10.0).len(), 5);
        assert!(slice(&curve, (30.0, 40.0), 10.0).is_empty());
        assert!(slice(&[], (0.0, 1.0), 10.0).is_empty());
    }
}
