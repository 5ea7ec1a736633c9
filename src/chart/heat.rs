//! Heat maps: a table of numbers whose colours say where it is worse.

use super::canvas::{Across, Along, Canvas, Desk, Frame, Type, mm};
use super::colour_scale::ColourScale;
use super::error::ChartError;
use super::figure::{Heat, HeatCell, ScaleChoice};
use super::picture::{Picture, bad_data};
use crate::text::NumberFormat;

/// A cell is no wider than this, so that a small table does not become a flag.
const WIDEST_CELL_MM: f64 = 30.0;

/// How values become shares of the colour scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Shade {
    Linear { low: f64, high: f64 },
    Log { low: f64, high: f64 },
    Around { centre: f64, reach: f64 },
}

impl Shade {
    fn of(data: &Heat) -> Self {
        let values = data.cells.iter().flatten().map(|cell| cell.value);
        Self::of_values(values, data.centre, data.axis.scale, data.axis.format)
    }

    /// A scale for some values, of which those that are not finite do not count.
    pub(crate) fn of_values(
        values: impl Iterator<Item = f64>,
        centre: Option<f64>,
        scale: ScaleChoice,
        format: NumberFormat,
    ) -> Self {
        let mut values: Vec<f64> = values.filter(|v| v.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let (Some(&low), Some(&high)) = (values.first(), values.last()) else {
            return Shade::Linear { low: 0.0, high: 1.0 };
        };
        if let Some(centre) = centre {
            let reach = (high - centre).abs().max((low - centre).abs());
            return Shade::Around { centre, reach: if reach > 0.0 { reach } else { 1.0 } };
        }
        let positive = values.iter().copied().find(|v| *v > 0.0).unwrap_or(high);
        let median = values[values.len() / 2];
        let possible = low >= 0.0 && high > positive;
        let wide = high > 100.0 * positive && high > 15.0 * median;
        let log = match scale {
            ScaleChoice::Linear => false,
            ScaleChoice::Log => possible,
            ScaleChoice::Auto => possible && wide && format == NumberFormat::Plain,
        };
        if log { Shade::Log { low: positive, high } } else { Shade::Linear { low, high } }
    }

    pub(crate) fn share(self, value: f64) -> f64 {
        let share = match self {
            Shade::Linear { low, high } if high > low => (value - low) / (high - low),
            Shade::Linear { .. } => 0.3,
            Shade::Log { low, high } => libm::log(value.max(low) / low) / libm::log(high / low),
            Shade::Around { centre, reach } => 0.5 + (value - centre) / (2.0 * reach),
        };
        share.clamp(0.0, 1.0)
    }

    /// The value at a share of the scale.
    pub(crate) fn value(self, share: f64) -> f64 {
        match self {
            Shade::Linear { low, high } => low + share * (high - low),
            Shade::Log { low, high } => low * libm::pow(high / low, share),
            Shade::Around { centre, reach } => centre + (2.0 * share - 1.0) * reach,
        }
    }
}

struct HeatPicture<'a> {
    data: &'a Heat,
    desk: Desk<'a>,
    shade: Shade,
    rows: Vec<Vec<String>>,
    columns: Vec<Vec<String>>,
    header: Type,
    notes: Vec<Vec<Vec<String>>>,
    label_width: f64,
    head_height: f64,
    cell: (f64, f64),
}

/// Lays a heat map out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Heat,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let text = desk.text();
    let small = desk.small();
    let names = data.rows.iter().chain([&data.row_title]);
    let label_width = desk.widest(names.map(String::as_str), text.bold()).min(0.28 * width);
    let rows: Vec<Vec<String>> =
        data.rows.iter().map(|row| desk.wrap(row, text, label_width, 3)).collect();
    let label_width = label_width + mm(2.0);
    let cell_width = ((width - label_width) / data.columns.len() as f64).min(mm(WIDEST_CELL_MM));
    let heads = |kind: Type| -> Vec<Vec<String>> {
        let wrap = |column: &String| desk.wrap(column, kind, cell_width - mm(1.5), 4);
        data.columns.iter().map(wrap).collect()
    };
    let mut header = text.bold();
    let mut columns = heads(header);
    if columns.iter().flatten().any(|line| line.ends_with('…')) {
        // Narrow columns: smaller names are better than cut ones.
        header.size = small.size;
        columns = heads(header);
    }
    let notes: Vec<Vec<Vec<String>>> = data
        .cells
        .iter()
        .map(|row| {
            let note = |cell: &HeatCell| desk.wrap(&cell.note, small, cell_width - mm(1.5), 2);
            row.iter().map(note).collect()
        })
        .collect();
    let most = |lines: &[Vec<String>]| lines.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let note_lines = notes.iter().map(|row| most(row)).fold(0.0, f64::max);
    let cell_height = (text.leading() + note_lines * small.leading() + mm(2.2))
        .max(most(&rows) * text.leading() + mm(1.0))
        .max(mm(7.0));
    let column_title = if data.column_title.is_empty() { 0.0 } else { text.leading() };
    let head_height = most(&columns) * header.leading() + column_title + mm(1.2);
    Ok(Box::new(HeatPicture {
        data,
        desk,
        shade: Shade::of(data),
        rows,
        columns,
        header,
        notes,
        label_width,
        head_height,
        cell: (cell_width, cell_height),
    }))
}

fn check(data: &Heat, title: &str) -> Result<(), ChartError> {
    if data.rows.is_empty() || data.columns.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    if data.cells.len() != data.rows.len()
        || data.cells.iter().any(|row| row.len() != data.columns.len())
    {
        return Err(bad_data(
            title,
            format!(
                "{} rows and {} columns need as many cells",
                data.rows.len(),
                data.columns.len()
            ),
        ));
    }
    Ok(())
}

impl Picture for HeatPicture<'_> {
    fn height(&self) -> f64 {
        self.head_height + self.cell.1 * self.data.rows.len() as f64 + self.legend_height()
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let rtl = self.desk.lang.is_rtl();
        self.draw_heads(canvas, frame)?;
        let mut strong = Vec::new();
        for (row, cells) in self.data.cells.iter().enumerate() {
            let first = self.place(row, 0, frame);
            let (x, across) = if rtl {
                (first.right() + mm(2.0), Across::Left)
            } else {
                (first.left - mm(2.0), Across::Right)
            };
            let place = (x, first.y(0.5));
            canvas.lines(&self.rows[row], self.desk.text(), place, across, Along::Middle)?;
            for (column, cell) in cells.iter().enumerate() {
                let place = self.place(row, column, frame);
                self.draw_cell(canvas, cell, &self.notes[row][column], place)?;
                if cell.strong {
                    strong.push(place);
                }
            }
        }
        // Outlines last: a neighbour would cover half of them.
        for place in strong {
            canvas.outline(place, self.desk.theme.ink, mm(0.45))?;
        }
        self.draw_legend(canvas, frame)
    }
}

impl HeatPicture<'_> {
    fn place(&self, row: usize, column: usize, frame: Frame) -> Frame {
        Frame {
            left: frame.left + self.label_width + column as f64 * self.cell.0,
            top: frame.top + self.head_height + row as f64 * self.cell.1,
            width: self.cell.0,
            height: self.cell.1,
        }
        .mirrored(frame, self.desk.lang.is_rtl())
    }

    fn legend_height(&self) -> f64 {
        mm(3.0) + ColourScale::height(&self.desk)
    }

    fn scale(&self) -> ColourScale<'_> {
        let Heat { axis, sense, centre, .. } = self.data;
        ColourScale { axis, sense: *sense, centre: *centre, shade: self.shade }
    }

    fn draw_heads(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let text = self.desk.text();
        let rtl = self.desk.lang.is_rtl();
        let first = self.place(0, 0, frame);
        let foot = first.top - mm(0.8);
        for (column, lines) in self.columns.iter().enumerate() {
            let x = self.place(0, column, frame).x(0.5);
            canvas.lines(lines, self.header, (x, foot), Across::Centre, Along::Bottom)?;
        }
        let muted = text.coloured(self.desk.theme.muted);
        if !self.data.column_title.is_empty() {
            let (x, across) =
                if rtl { (first.right(), Across::Right) } else { (first.left, Across::Left) };
            let place = (x, frame.top);
            canvas.text(&self.data.column_title, muted, place, across, Along::Top)?;
        }
        let (x, across) = if rtl {
            (first.right() + mm(2.0), Across::Left)
        } else {
            (first.left - mm(2.0), Across::Right)
        };
        canvas.text(&self.data.row_title, muted, (x, foot), across, Along::Bottom)
    }

    fn draw_cell(
        &self,
        canvas: &Canvas<'_>,
        cell: &HeatCell,
        note: &[String],
        place: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        let is_empty = cell.value.is_nan();
        let background =
            if is_empty { theme.paper } else { self.scale().colour(cell.value, theme) };
        canvas.fill(place, background, 1.0)?;
        canvas.outline(place, theme.paper, mm(0.3))?;
        let ink = if is_empty { theme.muted } else { theme.text_on(background) };
        let mut kind: Type = self.desk.text().coloured(ink);
        if cell.strong {
            kind = kind.bold();
        }
        let value = self.data.axis.format.compact(cell.value, self.desk.lang);
        let room = place.width - mm(1.0);
        if self.desk.width(&value, kind) > room {
            kind.size = self.desk.small().size;
        }
        let value = self.desk.typesetter.shorten(&value, kind.size, kind.bold, room);
        let small = self.desk.small().coloured(ink);
        let height = kind.leading() + note.len() as f64 * small.leading();
        let top = place.y(0.5) - height / 2.0;
        let x = place.x(0.5);
        canvas.text(&value, kind, (x, top), Across::Centre, Along::Top)?;
        let below = (x, top + kind.leading());
        canvas.lines(note, small, below, Across::Centre, Along::Top)
    }

    /// The colour scale, with its ends, its middle, and which of them is better.
    fn draw_legend(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let place = Frame {
            left: frame.left + self.label_width,
            top: frame.bottom() - self.legend_height() + mm(3.0),
            width: frame.width - self.label_width,
            height: ColourScale::height(&self.desk),
        };
        self.scale().draw(canvas, place.mirrored(frame, self.desk.lang.is_rtl()))
    }
}
