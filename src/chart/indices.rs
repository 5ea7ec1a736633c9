//! Sensitivity indices: a row a factor, with what it explains alone and what it has a part in, and their intervals.

use super::axis::{Axis, Core};
use super::canvas::{Along, Canvas, Desk, Frame, mm};
use super::ends::{draw_ticks, ticks_height};
use super::error::ChartError;
use super::figure::{ScaleChoice, ValueAxis};
use super::figure_sensitivity::{IndexMark, Indices, IndicesPanel};
use super::key::{Key, KeyItem, Sample, axis_name};
use super::layout::{Grid, columns_for};
use super::marks::{self, Mark, draw_stripe};
use super::picture::{Picture, axis_title};
use super::rows::Rows;
use super::theme::Colour;
use super::ticks::Room;
use crate::text::{Lang, percent};

/// The least width of a panel with all its texts.
const LEAST_PANEL_MM: f64 = 74.0;
const LEAST_ROW_MM: f64 = 5.4;
/// How far the two marks of a row stand from its middle.
const APART_MM: f64 = 1.1;
/// Shapes of the two marks.
const MARKS: [Mark; 2] = [Mark::Disc, Mark::Ring];

/// A panel, laid out.
struct Part<'a> {
    panel: &'a IndicesPanel,
    rows: Rows,
    title: Vec<String>,
}

struct IndicesPicture<'a> {
    desk: Desk<'a>,
    spec: ValueAxis,
    axis: Axis,
    grid: Grid,
    key: Key,
    parts: Vec<Part<'a>>,
    title_height: f64,
    /// Width of the names: the same in all panels.
    strip: f64,
}

/// Lays a chart of indices out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Indices,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    if data.panels.iter().all(|panel| panel.rows.is_empty()) {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let gap = mm(5.0);
    let panels = data.panels.len();
    let columns =
        data.columns.unwrap_or_else(|| columns_for(panels, width, gap, mm(LEAST_PANEL_MM)));
    let mut grid = Grid::new(panels, columns, width, 0.0, (gap, mm(4.0)));
    let room = grid.panel.0;
    let bold = desk.text().bold();
    let part = |panel: &'a IndicesPanel| {
        let names = panel.rows.iter().map(|row| (row.label.as_str(), false));
        let rows = Rows::new(names, &desk, desk.text(), (0.45 * room, mm(LEAST_ROW_MM)));
        Part { panel, rows, title: desk.wrap(&panel.title, bold, room, 3) }
    };
    let parts: Vec<Part<'_>> = data.panels.iter().map(part).collect();
    let strip = parts.iter().map(|part| part.rows.strip).fold(0.0, f64::max);
    let spec = ValueAxis { scale: ScaleChoice::Linear, ..data.axis.clone() };
    let axis = Axis::new(&spec, &cores(data), 2.0, &desk, Room::Across(room - strip));
    let titles = parts.iter().map(|part| part.title.len()).max().unwrap_or(0) as f64;
    let title_height = titles * bold.leading() + mm(0.8);
    let rows = parts.iter().map(|part| part.rows.height()).fold(0.0, f64::max);
    grid.panel.1 = title_height + rows + ticks_height(desk.small());
    let key = Key::new(key_items(data, &desk), &desk, width);
    Ok(Box::new(IndicesPicture { desk, spec, axis, grid, key, parts, title_height, strip }))
}

fn drawn(data: &Indices) -> impl Iterator<Item = &IndexMark> {
    data.panels.iter().flat_map(|panel| &panel.rows).flat_map(|row| row.marks.iter().flatten())
}

fn cores(data: &Indices) -> Vec<Core> {
    let ends = drawn(data).flat_map(|mark| [mark.value, mark.interval.0, mark.interval.1]);
    ends.filter(|v| v.is_finite()).chain([0.0]).map(Core::point).collect()
}

fn colours(desk: &Desk<'_>) -> [Colour; 2] {
    [desk.theme.category(0), desk.theme.category(1)]
}

fn key_items(data: &Indices, desk: &Desk<'_>) -> Vec<KeyItem> {
    let lang = desk.lang;
    let mut items: Vec<KeyItem> = [&data.names.0, &data.names.1]
        .into_iter()
        .zip(MARKS.into_iter().zip(colours(desk)))
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, (mark, colour))| KeyItem {
            sample: Sample::Mark(mark, colour),
            name: name.clone(),
        })
        .collect();
    let interval = lang.pick("interval", "مجال ثقة");
    let share = percent(0.95, lang);
    items.push(KeyItem {
        sample: Sample::Bar(desk.theme.ink, 0.4),
        name: match lang {
            Lang::En => format!("{share} {interval}"),
            Lang::Ar => format!("{interval} {share}"),
        },
    });
    if !data.chance.is_empty() && drawn(data).any(|mark| mark.chance.is_some()) {
        let sample = Sample::Mark(Mark::Tick, desk.theme.muted);
        items.push(KeyItem { sample, name: data.chance.clone() });
    }
    items
}

impl Picture for IndicesPicture<'_> {
    fn height(&self) -> f64 {
        let name = self.desk.text().leading() + mm(0.5);
        self.key.height(&self.desk) + self.grid.height() + name
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        self.key.draw(canvas, frame)?;
        let grid = Frame {
            top: frame.top + self.key.height(&self.desk),
            height: self.grid.height(),
            ..frame
        };
        for (index, part) in self.parts.iter().enumerate() {
            let place = self.grid.place(index, grid, self.desk.lang.is_rtl());
            self.draw_part(canvas, part, place)?;
        }
        let name = axis_title(&self.spec, false, self.desk.lang);
        axis_name(canvas, &name, Frame { top: grid.bottom() + mm(0.5), ..grid })
    }
}

impl IndicesPicture<'_> {
    fn draw_part(
        &self,
        canvas: &Canvas<'_>,
        part: &Part<'_>,
        place: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.desk;
        let rtl = desk.lang.is_rtl();
        let start = if rtl { place.right() } else { place.left };
        let above = place.top + self.title_height - mm(0.6);
        let bold = desk.text().bold();
        canvas.lines(&part.title, bold, (start, above), desk.start(), Along::Bottom)?;
        let plot = Frame {
            left: place.left + self.strip,
            top: place.top + self.title_height,
            width: place.width - self.strip,
            height: part.rows.height(),
        }
        .mirrored(place, rtl);
        for row in 0..part.rows.len() {
            draw_stripe(canvas, row, part.rows.band(row, plot))?;
        }
        part.rows.draw(canvas, plot)?;
        draw_ticks(canvas, &self.axis, plot)?;
        let zero = plot.x(self.axis.share(0.0));
        canvas.line(&[(zero, plot.top), (zero, plot.bottom())], desk.theme.ink, mm(0.2))?;
        for (index, row) in part.panel.rows.iter().enumerate() {
            let middle = part.rows.band(index, plot).y(0.5);
            let both = row.marks.iter().all(Option::is_some);
            for (k, mark) in row.marks.iter().enumerate() {
                let aside = if both { (k as f64 - 0.5) * 2.0 * mm(APART_MM) } else { 0.0 };
                if let Some(mark) = mark {
                    self.draw_mark(canvas, (plot, middle + aside), mark, k)?;
                }
            }
        }
        Ok(())
    }

    fn draw_mark(
        &self,
        canvas: &Canvas<'_>,
        (plot, y): (Frame, f64),
        mark: &IndexMark,
        kind: usize,
    ) -> Result<(), ChartError> {
        let colour = colours(&self.desk)[kind];
        let x = |v: f64| plot.x(self.axis.share(v));
        if let Some(chance) = mark.chance.filter(|c| c.is_finite()) {
            marks::draw(canvas, Mark::Tick, (x(chance), y), self.desk.theme.muted)?;
        }
        let (low, high) = mark.interval;
        if low.is_finite() && high.is_finite() {
            canvas.line(&[(x(low), y), (x(high), y)], colour, mm(0.4))?;
        }
        if mark.value.is_finite() {
            marks::draw(canvas, MARKS[kind], (x(mark.value), y), colour)?;
        }
        Ok(())
    }
}
