//! The limits of a box: one bar a quantity, over all of its values by their rank, with the ends in its own unit.

use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure_discovery::{BoxLimits, LimitRow};
use super::key::{Key, KeyItem, Sample, axis_name};
use super::marks::draw_stripe;
use super::picture::{Picture, bad_data};
use super::rows::Rows;
use super::ticks::label_centre;
use crate::text;

const LEAST_ROW_MM: f64 = 9.5;
const BAR_MM: f64 = 2.6;

struct LimitsPicture<'a> {
    data: &'a BoxLimits,
    desk: Desk<'a>,
    rows: Rows,
    key: Key,
    /// The lines at the end of each row.
    texts: Vec<Vec<String>>,
    gutter: f64,
    title: Vec<String>,
}

/// Lays the chart out for `width`.
pub(crate) fn plan<'a>(
    data: &'a BoxLimits,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let small = desk.small();
    let names = data.rows.iter().map(|row| (row.label.as_str(), false));
    let most = 0.3 * width;
    let widest = desk.widest(data.rows.iter().map(|row| row.text.as_str()), small);
    let gutter = widest.min(0.2 * width);
    let texts: Vec<Vec<String>> =
        data.rows.iter().map(|row| desk.wrap(&row.text, small, gutter, 3)).collect();
    let lines = texts.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let least = mm(LEAST_ROW_MM).max(lines * small.leading() + mm(1.0));
    let rows = Rows::new(names, &desk, desk.text(), (most, least));
    let title = match data.text_title.is_empty() {
        true => Vec::new(),
        false => desk.wrap(&data.text_title, small, gutter.max(mm(18.0)), 3),
    };
    let items = vec![
        KeyItem {
            sample: Sample::Bar(desk.theme.category(1), BAR_MM),
            name: desk.lang.pick("inside the box", "داخل الصندوق").to_owned(),
        },
        KeyItem {
            sample: Sample::Bar(desk.theme.grid, BAR_MM),
            name: desk.lang.pick("outside", "خارجه").to_owned(),
        },
    ];
    let key = Key::new(items, &desk, width);
    Ok(Box::new(LimitsPicture { data, desk, rows, key, texts, gutter, title }))
}

fn check(data: &BoxLimits, title: &str) -> Result<(), ChartError> {
    if data.rows.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let ends = |row: &LimitRow| {
        let unit = |share: f64| (0.0..=1.0).contains(&share);
        row.inside.iter().all(|(low, high)| unit(*low) && unit(*high) && low <= high)
    };
    match data.rows.iter().all(ends) {
        true => Ok(()),
        false => Err(bad_data(title, "a part of a row is not within 0 and 1")),
    }
}

impl LimitsPicture<'_> {
    fn head(&self) -> f64 {
        let title = self.title.len() as f64 * self.desk.small().leading();
        self.key.height(&self.desk) + title + mm(1.0)
    }
}

impl Picture for LimitsPicture<'_> {
    fn height(&self) -> f64 {
        let (small, text) = (self.desk.small(), self.desk.text());
        self.head() + self.rows.height() + small.leading() + text.leading() + mm(2.0)
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let (desk, small) = (&self.desk, self.desk.small());
        let rtl = desk.lang.is_rtl();
        self.key.draw(canvas, frame)?;
        let all = Frame {
            left: frame.left + self.rows.strip,
            top: frame.top + self.head(),
            width: frame.width - self.rows.strip,
            height: self.rows.height(),
        }
        .mirrored(frame, rtl);
        for row in 0..self.rows.len() {
            draw_stripe(canvas, row, self.rows.band(row, all))?;
        }
        self.rows.draw(canvas, all)?;
        let plot = Frame { width: all.width - self.gutter - mm(3.0), ..all }.mirrored(all, rtl);
        let (x, across) = if rtl { (all.left, Across::Left) } else { (all.right(), Across::Right) };
        canvas.lines(&self.title, small, (x, all.top - mm(0.6)), across, Along::Bottom)?;
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let at = plot.x(share);
            canvas.line(&[(at, plot.top), (at, plot.bottom())], desk.theme.grid, mm(0.15))?;
            let label = text::percent(share, desk.lang);
            let place = (at, plot.bottom() + mm(0.6));
            canvas.text(&label, small, place, Across::Centre, Along::Top)?;
        }
        for (k, row) in self.data.rows.iter().enumerate() {
            let band = self.rows.band(k, plot);
            self.draw_row(canvas, band, row)?;
            canvas.lines(&self.texts[k], small, (x, band.y(0.5)), across, Along::Middle)?;
        }
        let strip = Frame { top: plot.bottom() + small.leading() + mm(1.2), height: 0.0, ..all };
        let name = desk.lang.pick("share of all draws below the value", "نسبة السحبات دون القيمة");
        axis_name(canvas, name, strip)
    }
}

impl LimitsPicture<'_> {
    fn draw_row(&self, canvas: &Canvas<'_>, band: Frame, row: &LimitRow) -> Result<(), ChartError> {
        let (desk, theme) = (&self.desk, self.desk.theme);
        let small = desk.small().coloured(theme.ink);
        let bar = Frame { top: band.bottom() - mm(BAR_MM + 1.0), height: mm(BAR_MM), ..band };
        canvas.fill(bar, theme.grid, 1.0)?;
        for (low, high) in &row.inside {
            // a part too thin to be seen is drawn as a line
            let width = (bar.x(*high) - bar.x(*low)).max(mm(0.4));
            canvas.fill(Frame { left: bar.x(*low), width, ..bar }, theme.category(1), 1.0)?;
        }
        let first = row.inside.first().map(|part| part.0);
        let last = row.inside.last().map(|part| part.1);
        let y = bar.top - mm(0.5);
        let width = |text: &str| desk.width(text, small);
        let centre =
            |share: f64, text: &str| bar.left + label_centre(share, bar.width, width(text));
        let mut places: Vec<(f64, &str)> = Vec::new();
        if let Some(low) = first.filter(|_| !row.ends.0.is_empty()) {
            places.push((centre(low, &row.ends.0), &row.ends.0));
        }
        if let Some(high) = last.filter(|_| !row.ends.1.is_empty()) {
            places.push((centre(high, &row.ends.1), &row.ends.1));
        }
        // two ends that would touch move apart, as far as the bar goes
        if let [low, high] = places.as_mut_slice() {
            let need = (width(low.1) + width(high.1)) / 2.0 + mm(1.5);
            let lack = (need - (high.0 - low.0)).max(0.0);
            let least = bar.left + width(low.1) / 2.0;
            let most = bar.right() - width(high.1) / 2.0;
            low.0 = (low.0 - lack / 2.0).max(least);
            high.0 = (low.0 + need).max(high.0).min(most);
            low.0 = low.0.min(high.0 - need).max(least);
        }
        for (x, text) in places {
            canvas.text(text, small, (x, y), Across::Centre, Along::Bottom)?;
        }
        Ok(())
    }
}
