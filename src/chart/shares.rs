//! Shares of outcomes in ordered classes: bars from 0 to 100 %, a row an option, a panel a trajectory.

use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure_outcomes::{Shares, SharesRow};
use super::key::{Key, KeyItem, Sample};
use super::layout::spread_out;
use super::picture::{Picture, bad_data, whole_percent};
use super::rowpanels::{RowPanels, RowSpec};
use super::theme::Colour;
use super::ticks::{Room, Tick};
use crate::text::NumberFormat;

/// The share of a row that its bar fills.
const BAR: f64 = 0.78;
/// The sample of a class above the first bar, and the space between classes there.
const SWATCH_MM: f64 = 2.6;
const BETWEEN_MM: f64 = 2.5;
/// Between lines of hatching.
const HATCH_MM: f64 = 1.1;

struct SharesPicture<'a> {
    data: &'a Shares,
    panels: RowPanels<'a>,
    colours: Vec<Colour>,
    ticks: Vec<Tick>,
    /// The classes, where their names have no room above the first bar.
    key: Key,
    /// Whether the names of the classes stand above the first bar.
    is_direct: bool,
}

/// Lays a chart of shares out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Shares,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let colours = desk.theme.classes(data.classes.len(), data.sense);
    let rows = &data.panels[0].rows;
    let spec = |above| RowSpec {
        labels: rows.iter().map(|row| row.label.as_str()).collect(),
        strong: rows.iter().map(|row| row.is_reference).collect(),
        titles: data.panels.iter().map(|panel| panel.title.as_str()).collect(),
        row_mm: if data.panels.len() == 1 { (6.5, 4.6) } else { (5.4, 4.4) },
        above,
        side: 0.0,
    };
    let small = desk.small();
    let mut panels = RowPanels::new(spec(small.leading() + mm(1.6)), desk, width);
    let names = data.classes.iter().map(|class| class_width(&desk, class));
    let is_direct = panels.grid.rows() == 1 && names.sum::<f64>() <= panels.axis_width();
    let mut items = Vec::new();
    if !is_direct {
        panels = RowPanels::new(spec(0.0), desk, width);
        for (class, colour) in data.classes.iter().zip(&colours) {
            items.push(KeyItem { sample: Sample::Class(*colour), name: class.clone() });
        }
    }
    let ticks = ticks(&desk, panels.axis_width());
    let key = Key::new(items, &desk, width);
    Ok(Box::new(SharesPicture { data, panels, colours, ticks, key, is_direct }))
}

fn check(data: &Shares, title: &str) -> Result<(), ChartError> {
    let first = data.panels.first().filter(|panel| !panel.rows.is_empty());
    let Some(first) = first.filter(|_| !data.classes.is_empty()) else {
        return Err(ChartError::Empty { title: title.to_owned() });
    };
    let names = |rows: &[SharesRow]| rows.iter().map(|r| r.label.clone()).collect::<Vec<_>>();
    for panel in &data.panels {
        if names(&panel.rows) != names(&first.rows) {
            let what = format!("panel \"{}\" has other rows than the first panel", panel.title);
            return Err(bad_data(title, what));
        }
        for row in panel.rows.iter().filter(|row| !row.shares.is_empty()) {
            let sum: f64 = row.shares.iter().sum();
            let good = row.shares.len() == data.classes.len()
                && row.shares.iter().all(|share| (0.0..=1.0).contains(share))
                && (sum - 1.0).abs() < 1e-6;
            if !good {
                let what = format!(
                    "the shares of \"{}\" are not one a class, or do not add to 1",
                    row.label
                );
                return Err(bad_data(title, what));
            }
        }
    }
    Ok(())
}

/// Ticks at quarters or halves.
fn ticks(desk: &Desk<'_>, length: f64) -> Vec<Tick> {
    let every = |parts: u32| {
        let tick = |i: u32| {
            let share = f64::from(i) / f64::from(parts);
            Tick { share, label: NumberFormat::Percent.format(share, desk.lang) }
        };
        (0..=parts).map(tick).collect::<Vec<Tick>>()
    };
    let fits = |ticks: &Vec<Tick>| Room::Across(length).fits(desk, desk.small(), ticks);
    [4, 2, 1].into_iter().map(every).find(fits).unwrap_or_default()
}

impl Picture for SharesPicture<'_> {
    fn height(&self) -> f64 {
        self.key.height(&self.panels.desk) + self.panels.height()
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        self.key.draw(canvas, frame)?;
        let top = frame.top + self.key.height(&self.panels.desk);
        let below = Frame { top, ..frame };
        let places = self.panels.draw(canvas, &self.ticks, &self.data.label, below)?;
        for (index, (panel, rows)) in self.data.panels.iter().zip(places).enumerate() {
            for (number, row) in panel.rows.iter().enumerate() {
                self.draw_bar(canvas, row, self.panels.row(number, rows))?;
            }
            if self.is_direct && index == 0 {
                self.draw_classes(canvas, &panel.rows[0], rows)?;
            }
        }
        Ok(())
    }
}

impl SharesPicture<'_> {
    fn bar(&self, row: Frame) -> Frame {
        let height = BAR * self.panels.least;
        Frame { top: row.y(0.5) - height / 2.0, height, ..row }
    }

    /// The part of a bar that belongs to each class.
    fn segments(shares: &[f64], bar: Frame) -> Vec<Frame> {
        let mut from = 0.0;
        let segment = |share: &f64| {
            let left = bar.x(from);
            from += share;
            Frame { left, width: share * bar.width, ..bar }
        };
        shares.iter().map(segment).collect()
    }

    fn draw_bar(
        &self,
        canvas: &Canvas<'_>,
        row: &SharesRow,
        place: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.panels.desk;
        let small = desk.small();
        let bar = self.bar(place);
        if row.shares.is_empty() {
            let text = desk.lang.pick("no value", "لا قيمة");
            let centre = (bar.x(0.5), bar.y(0.5));
            return canvas.text(text, small, centre, Across::Centre, Along::Middle);
        }
        for (class, segment) in Self::segments(&row.shares, bar).into_iter().enumerate() {
            if segment.width < 1.0 {
                continue;
            }
            let colour = self.colours[class];
            canvas.fill(segment, colour, 1.0)?;
            let is_hatched = desk.theme.monochrome && class % 2 == 1;
            if is_hatched {
                hatch(canvas, segment, desk.theme.text_on(colour))?;
            }
            let text = whole_percent(row.shares[class], desk.lang);
            let kind = small.coloured(desk.theme.text_on(colour));
            let width = desk.width(&text, kind);
            if width + mm(1.0) > segment.width {
                continue;
            }
            if is_hatched {
                let ground = Frame {
                    left: segment.x(0.5) - width / 2.0 - mm(0.3),
                    top: segment.y(0.5) - 0.45 * kind.size,
                    width: width + mm(0.6),
                    height: 0.9 * kind.size,
                };
                canvas.fill(ground, colour, 1.0)?;
            }
            let centre = (segment.x(0.5), segment.y(0.5));
            canvas.text(&text, kind, centre, Across::Centre, Along::Middle)?;
        }
        for segment in Self::segments(&row.shares, bar).into_iter().skip(1) {
            let ends = [(segment.left, bar.top), (segment.left, bar.bottom())];
            canvas.line(&ends, desk.theme.paper, mm(0.25))?;
        }
        canvas.outline(bar, desk.theme.muted, mm(0.1))
    }

    /// The names of the classes above their parts of the first bar.
    fn draw_classes(
        &self,
        canvas: &Canvas<'_>,
        row: &SharesRow,
        rows: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.panels.desk;
        let small = desk.small().coloured(desk.theme.ink);
        let even = vec![1.0 / self.data.classes.len() as f64; self.data.classes.len()];
        let shares = if row.shares.is_empty() { &even } else { &row.shares };
        let bar = self.bar(self.panels.row(0, rows));
        let middles: Vec<f64> =
            Self::segments(shares, bar).into_iter().map(|segment| segment.x(0.5)).collect();
        let widths: Vec<f64> =
            self.data.classes.iter().map(|class| class_width(desk, class)).collect();
        let placed = spread_out(&middles, &widths, rows.left, rows.right());
        let foot = rows.top - mm(1.0);
        for (index, class) in self.data.classes.iter().enumerate() {
            let left = placed[index] - (widths[index] - mm(BETWEEN_MM)) / 2.0;
            let swatch = Frame {
                left,
                top: foot - 0.5 * small.leading() - mm(0.9),
                width: mm(SWATCH_MM),
                height: mm(1.8),
            };
            // In Arabic the swatch stands after its name, where reading begins.
            let swatch = swatch.mirrored(
                Frame { left, width: widths[index] - mm(BETWEEN_MM), ..swatch },
                desk.lang.is_rtl(),
            );
            canvas.fill(swatch, self.colours[index], 1.0)?;
            if desk.theme.monochrome && index % 2 == 1 {
                hatch(canvas, swatch, desk.theme.text_on(self.colours[index]))?;
            }
            canvas.outline(swatch, desk.theme.muted, mm(0.1))?;
            let (x, across) = match desk.lang.is_rtl() {
                true => (swatch.left - mm(1.0), Across::Right),
                false => (swatch.right() + mm(1.0), Across::Left),
            };
            canvas.text(class, small, (x, foot), across, Along::Bottom)?;
        }
        Ok(())
    }
}

/// The width of a class above the first bar: its swatch, its name and the space to the next.
fn class_width(desk: &Desk<'_>, class: &str) -> f64 {
    mm(SWATCH_MM + 1.0 + BETWEEN_MM) + desk.width(class, desk.small())
}

/// Lines from the lower left to the upper right of a rectangle.
fn hatch(canvas: &Canvas<'_>, frame: Frame, colour: Colour) -> Result<(), ChartError> {
    let step = mm(HATCH_MM);
    let count = ((frame.width + frame.height) / step) as usize;
    for index in 1..=count {
        // The line x - left + bottom - y = at, cut at the sides.
        let at = index as f64 * step;
        let start = if at <= frame.height {
            (frame.left, frame.top + at)
        } else {
            (frame.left + at - frame.height, frame.bottom())
        };
        let end = if at <= frame.width {
            (frame.left + at, frame.top)
        } else {
            (frame.right(), frame.top + at - frame.width)
        };
        canvas.line(&[start, end], colour, mm(0.1))?;
    }
    Ok(())
}
