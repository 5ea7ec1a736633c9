//! Bars of what partial knowledge is worth, against the line of what all knowledge is worth.

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::ends::{draw_ticks, ticks_height};
use super::error::ChartError;
use super::figure::ValueAxis;
use super::figure_worth::{Worth, WorthRow};
use super::key::{Key, KeyItem, Sample};
use super::marks::draw_stripe;
use super::picture::{Picture, axis_title, cut_notes};
use super::rows::Rows;
use super::theme::Colour;
use super::ticks::Room;
use crate::text::{Lang, percent};

const LEAST_ROW_MM: f64 = 5.2;
/// Between the bars and the texts after them.
const GAP_MM: f64 = 3.0;
/// Height of a bar as a share of its row.
const BAR: f64 = 0.46;

/// A row of the picture.
enum Line<'a> {
    /// The name of a panel.
    Head,
    /// A bar; whether it is that of everything.
    Bar(&'a WorthRow, bool),
}

struct WorthPicture<'a> {
    desk: Desk<'a>,
    spec: ValueAxis,
    axis: Axis,
    key: Key,
    lines: Vec<Line<'a>>,
    rows: Rows,
    title: Vec<String>,
    texts: Vec<Vec<String>>,
    /// Width of the texts, with the space before them.
    gutter: f64,
}

/// Lays the picture out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Worth,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    let mut lines = Vec::new();
    let mut names: Vec<(&str, bool)> = Vec::new();
    for panel in &data.panels {
        if !panel.title.is_empty() {
            lines.push(Line::Head);
            names.push((panel.title.as_str(), true));
        }
        lines.push(Line::Bar(&panel.whole, true));
        names.push((panel.whole.label.as_str(), false));
        for row in &panel.rows {
            lines.push(Line::Bar(row, false));
            names.push((row.label.as_str(), false));
        }
    }
    if lines.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let rows = Rows::new(names, &desk, desk.text(), (0.36 * width, mm(LEAST_ROW_MM)));
    let small = desk.small();
    let wanted = |line: &Line<'_>| match line {
        Line::Head => Vec::new(),
        Line::Bar(row, _) => desk.wrap(&row.text, small, 0.22 * width, 2),
    };
    let texts: Vec<Vec<String>> = lines.iter().map(wanted).collect();
    let gutter = match desk.widest(texts.iter().flatten().map(String::as_str), small) {
        0.0 => 0.0,
        widest => widest + mm(GAP_MM),
    };
    let spec = ValueAxis { natural: (Some(0.0), None), ..data.axis.clone() };
    let mut cores: Vec<Core> = lines.iter().filter_map(core).collect();
    cores.push(Core::point(0.0));
    let plot = width - rows.strip - gutter;
    let axis = Axis::new(&spec, &cores, 3.0, &desk, Room::Across(plot));
    let title = axis_title(&spec, axis.is_log(), desk.lang);
    let title = desk.wrap(&title, desk.text().bold(), plot + gutter, 3);
    let key = Key::new(key_items(data, &desk), &desk, width);
    Ok(Box::new(WorthPicture { desk, spec, axis, key, lines, rows, title, texts, gutter }))
}

fn core(line: &Line<'_>) -> Option<Core> {
    let Line::Bar(row, _) = line else { return None };
    if row.value.is_nan() {
        return None;
    }
    let (low, high) = row.interval.unwrap_or((row.value, row.value));
    let (low, high) = (low.min(row.value), high.max(row.value));
    Some(Core { low, middle: row.value, high, least: low, greatest: high })
}

fn key_items(data: &Worth, desk: &Desk<'_>) -> Vec<KeyItem> {
    let [whole, single, several] = colours(desk);
    let mut items: Vec<KeyItem> = [
        (&data.whole_name, Sample::Class(whole)),
        (&data.single_name, Sample::Class(single)),
        (&data.several_name, Sample::Class(several)),
    ]
    .into_iter()
    .filter(|(name, _)| !name.is_empty())
    .map(|(name, sample)| KeyItem { sample, name: name.clone() })
    .collect();
    let bars = data.panels.iter().flat_map(|p| p.rows.iter().chain([&p.whole]));
    if bars.into_iter().any(|row| row.interval.is_some()) {
        let name = match desk.lang {
            Lang::En => "95 % interval".to_owned(),
            Lang::Ar => format!("مجال الثقة {}", percent(0.95, desk.lang)),
        };
        items.push(KeyItem { sample: Sample::Bar(desk.theme.ink, 0.5), name });
    }
    items
}

/// Of everything, single uncertainties and several.
fn colours(desk: &Desk<'_>) -> [Colour; 3] {
    [desk.theme.muted, desk.theme.category(0), desk.theme.category(1)]
}

impl WorthPicture<'_> {
    fn head_height(&self) -> f64 {
        self.title.len() as f64 * self.desk.text().leading() + mm(1.2)
    }

    fn draw_line(&self, canvas: &Canvas<'_>, index: usize, plot: Frame) -> Result<(), ChartError> {
        let Line::Bar(row, whole) = &self.lines[index] else { return Ok(()) };
        if row.value.is_nan() {
            return Ok(());
        }
        let band = self.rows.band(index, plot);
        let x = |value: f64| plot.x(self.axis.share(value));
        let [all, single, several] = colours(&self.desk);
        let colour = if *whole {
            all
        } else if row.several {
            several
        } else {
            single
        };
        let (from, to) = (x(0.0), x(row.value));
        let height = BAR * band.height;
        let bar = Frame {
            left: from.min(to),
            width: (to - from).abs(),
            top: band.y(0.5) - height / 2.0,
            height,
        };
        canvas.fill(bar, colour, 0.85)?;
        if let Some((low, high)) = row.interval {
            let ink = self.desk.theme.ink;
            canvas.line(&[(x(low), band.y(0.5)), (x(high), band.y(0.5))], ink, mm(0.5))?;
        }
        Ok(())
    }

    /// The line at what everything is worth, down to the last row of its panel.
    fn draw_whole(&self, canvas: &Canvas<'_>, index: usize, plot: Frame) -> Result<(), ChartError> {
        let Line::Bar(row, true) = &self.lines[index] else { return Ok(()) };
        if row.value.is_nan() {
            return Ok(());
        }
        let parts = self.lines[index + 1..].iter();
        let count = parts.take_while(|line| matches!(line, Line::Bar(_, false))).count();
        let x = plot.x(self.axis.share(row.value));
        let top = self.rows.band(index, plot).y(0.5);
        let bottom = self.rows.band(index + count, plot).bottom();
        canvas.dashed(&[(x, top), (x, bottom)], self.desk.theme.ink, mm(0.25))
    }
}

impl Picture for WorthPicture<'_> {
    fn height(&self) -> f64 {
        let key = self.key.height(&self.desk);
        key + self.head_height() + self.rows.height() + ticks_height(self.desk.small())
    }

    fn notes(&self) -> Vec<String> {
        cut_notes(&self.axis, &self.spec, self.desk.lang)
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let desk = &self.desk;
        let rtl = desk.lang.is_rtl();
        self.key.draw(canvas, frame)?;
        let all = Frame {
            left: frame.left + self.rows.strip,
            top: frame.top + self.key.height(desk) + self.head_height(),
            width: frame.width - self.rows.strip,
            height: self.rows.height(),
        }
        .mirrored(frame, rtl);
        let plot = Frame { width: all.width - self.gutter, ..all }.mirrored(all, rtl);
        let bold = desk.text().bold();
        let start = if rtl { plot.right() } else { plot.left };
        let foot = all.top - mm(0.8);
        canvas.lines(&self.title, bold, (start, foot), desk.start(), Along::Bottom)?;
        for index in 0..self.rows.len() {
            if matches!(self.lines[index], Line::Bar(..)) {
                draw_stripe(canvas, index, self.rows.band(index, all))?;
            }
        }
        self.rows.draw(canvas, all)?;
        draw_ticks(canvas, &self.axis, plot)?;
        for index in 0..self.rows.len() {
            self.draw_line(canvas, index, plot)?;
        }
        for index in 0..self.rows.len() {
            self.draw_whole(canvas, index, plot)?;
            let y = self.rows.band(index, all).y(0.5);
            let (x, across) =
                if rtl { (all.left, Across::Left) } else { (all.right(), Across::Right) };
            canvas.lines(&self.texts[index], desk.small(), (x, y), across, Along::Middle)?;
        }
        Ok(())
    }
}
