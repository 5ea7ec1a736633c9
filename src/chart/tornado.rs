//! Tornado diagrams: how far an outcome moves with each of the things it depends on, widest first.
//! (R. A. Howard, "Decision analysis: practice and promise", Management Science 34, 1988.)

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::ends::{Ends, draw_ticks, ticks_height};
use super::error::ChartError;
use super::figure::{ScaleChoice, ValueAxis};
use super::figure_compare::{Tornado, TornadoPanel, TornadoRow};
use super::key::{Key, KeyItem, Sample, axis_name};
use super::layout::{Grid, columns_for};
use super::marks::{draw_stripe, stripe};
use super::picture::{Picture, axis_title};
use super::rows::Rows;
use super::theme::Colour;
use super::ticks::Room;

/// The least width of a panel with all its texts.
const LEAST_PANEL_MM: f64 = 82.0;
const LEAST_ROW_MM: f64 = 4.8;
/// The height of a bar, as a share of the least height of a row.
const BAR: f64 = 0.62;

/// A panel, laid out.
struct Part<'a> {
    panel: &'a TornadoPanel,
    /// Its rows, widest first.
    order: Vec<&'a TornadoRow>,
    rows: Rows,
    title: Vec<String>,
}

struct TornadoPicture<'a> {
    desk: Desk<'a>,
    spec: ValueAxis,
    axis: Axis,
    grid: Grid,
    key: Key,
    parts: Vec<Part<'a>>,
    title_height: f64,
    /// Width of the names, of the notes, and of the texts at the ends of bars: the same in all panels.
    strip: f64,
    note: f64,
    end: f64,
    ends: Ends,
    note_title: Vec<String>,
}

/// Lays a tornado out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Tornado,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    if data.panels.iter().all(|panel| panel.rows.is_empty()) {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let small = desk.small();
    let gap = mm(5.0);
    let panels = data.panels.len();
    let columns =
        data.columns.unwrap_or_else(|| columns_for(panels, width, gap, mm(LEAST_PANEL_MM)));
    let mut grid = Grid::new(panels, columns, width, 0.0, (gap, mm(4.0)));
    let room = grid.panel.0;
    let bold = desk.text().bold();
    let parts: Vec<Part<'_>> = data
        .panels
        .iter()
        .map(|panel| {
            let mut order: Vec<&TornadoRow> = panel.rows.iter().collect();
            order.sort_by(|a, b| swing(b).total_cmp(&swing(a)));
            let names = order.iter().map(|row| (row.label.as_str(), false));
            let rows = Rows::new(names, &desk, desk.text(), (0.36 * room, mm(LEAST_ROW_MM)));
            Part { panel, order, rows, title: desk.wrap(&panel.title, bold, room, 3) }
        })
        .collect();
    let strip = parts.iter().map(|part| part.rows.strip).fold(0.0, f64::max);
    let all_rows = || data.panels.iter().flat_map(|panel| &panel.rows);
    let spaced = |width: f64, space: f64| if width > 0.0 { width + space } else { 0.0 };
    let note = desk.widest(all_rows().map(|row| row.note.as_str()), small).min(0.2 * room);
    let note = spaced(note, mm(2.0));
    let drivers = all_rows().flat_map(|row| [row.low.driver.as_str(), row.high.driver.as_str()]);
    let end = spaced(desk.widest(drivers, small).min(0.16 * room), mm(1.4));
    let plot = room - strip - note - 2.0 * end;

    let spec = ValueAxis { scale: ScaleChoice::Linear, ..data.axis.clone() };
    let axis = Axis::new(&spec, &cores(data), 2.0, &desk, Room::Across(plot));
    let title_lines = parts.iter().map(|part| part.title.len()).max().unwrap_or(0) as f64;
    let note_title = if note > 0.0 { data.note_title.as_str() } else { "" };
    let note_title = desk.wrap(note_title, small, 0.5 * room, 1);
    let title_height =
        title_lines * bold.leading() + note_title.len() as f64 * small.leading() + mm(0.8);
    let centre = data.panels.first().map_or(0.5, |panel| axis.share(panel.centre));
    let wide = plot + 2.0 * end;
    let ends = Ends::new((&data.ends.0, &data.ends.1), &desk, wide, centre.clamp(0.1, 0.9));
    let rows = parts.iter().map(|part| part.rows.height()).fold(0.0, f64::max);
    grid.panel.1 =
        title_height + rows + ticks_height(small) + ends.lines() as f64 * small.leading();
    let key = Key::new(key_items(data, &desk), &desk, width);
    Ok(Box::new(TornadoPicture {
        desk,
        spec,
        axis,
        grid,
        key,
        parts,
        title_height,
        strip,
        note,
        end,
        ends,
        note_title,
    }))
}

/// How far apart the ends are; 0 where one is not a number.
fn swing(row: &TornadoRow) -> f64 {
    let width = (row.high.value - row.low.value).abs();
    if width.is_nan() { 0.0 } else { width }
}

fn cores(data: &Tornado) -> Vec<Core> {
    let finite = |v: &f64| v.is_finite();
    let mut cores: Vec<Core> = data
        .panels
        .iter()
        .flat_map(|panel| {
            let ends = panel.rows.iter().flat_map(|row| [row.low.value, row.high.value]);
            ends.chain([panel.centre]).filter(finite).map(Core::point).collect::<Vec<_>>()
        })
        .collect();
    if cores.is_empty() {
        cores.push(Core::point(0.0));
    }
    cores
}

/// The colours of a bar where the driver is low and where it is high; the second is darker in grey, too.
fn colours(desk: &Desk<'_>, is_clear: bool) -> (Colour, Colour) {
    let theme = desk.theme;
    if is_clear {
        (theme.paper.mix(theme.category(4), 0.75), theme.category(0))
    } else {
        (theme.paper.mix(theme.muted, 0.22), theme.paper.mix(theme.muted, 0.5))
    }
}

fn key_items(data: &Tornado, desk: &Desk<'_>) -> Vec<KeyItem> {
    let (low, high) = colours(desk, true);
    let mut items: Vec<KeyItem> = [(low, &data.half_names.0), (high, &data.half_names.1)]
        .into_iter()
        .filter(|(_, name)| !name.is_empty())
        .map(|(colour, name)| KeyItem { sample: Sample::Band(colour, 1.0), name: name.clone() })
        .collect();
    if data.panels.iter().flat_map(|panel| &panel.rows).any(|row| !row.is_clear) {
        let name = desk.lang.pick("grey: no more than chance", "رمادي: لا يتجاوز أثر المصادفة");
        let (_, grey) = colours(desk, false);
        items.push(KeyItem { sample: Sample::Band(grey, 1.0), name: name.to_owned() });
    }
    items
}

impl Picture for TornadoPicture<'_> {
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

impl TornadoPicture<'_> {
    fn draw_part(
        &self,
        canvas: &Canvas<'_>,
        part: &Part<'_>,
        place: Frame,
    ) -> Result<(), ChartError> {
        let desk = &self.desk;
        let rtl = desk.lang.is_rtl();
        let start = if rtl { place.right() } else { place.left };
        let small = desk.small();
        let above = place.top + self.title_height - mm(0.6);
        let titled = above - self.note_title.len() as f64 * small.leading();
        let bold = desk.text().bold();
        canvas.lines(&part.title, bold, (start, titled), desk.start(), Along::Bottom)?;
        let (x, across) =
            if rtl { (place.left, Across::Left) } else { (place.right(), Across::Right) };
        canvas.lines(&self.note_title, small, (x, above), across, Along::Bottom)?;
        let rows = Frame {
            left: place.left + self.strip,
            top: place.top + self.title_height,
            width: place.width - self.strip,
            height: part.rows.height(),
        }
        .mirrored(place, rtl);
        for row in 0..part.rows.len() {
            draw_stripe(canvas, row, part.rows.band(row, rows))?;
        }
        part.rows.draw(canvas, rows)?;
        let outer = Frame { width: rows.width - self.note, ..rows }.mirrored(rows, rtl);
        let plot =
            Frame { left: outer.left + self.end, width: outer.width - 2.0 * self.end, ..outer };
        draw_ticks(canvas, &self.axis, plot)?;
        self.ends.draw(canvas, outer, outer.bottom() + ticks_height(small))?;
        if part.panel.centre.is_finite() {
            let x = plot.x(self.axis.share(part.panel.centre));
            canvas.line(&[(x, plot.top), (x, plot.bottom())], desk.theme.ink, mm(0.2))?;
        }
        for (index, row) in part.order.iter().enumerate() {
            let band = part.rows.band(index, plot);
            let ground = stripe(index, desk);
            self.draw_bar(canvas, row, (part.panel.centre, ground), band)?;
            let note = desk.typesetter.shorten(&row.note, small.size, false, self.note);
            canvas.text(&note, small, (x, band.y(0.5)), across, Along::Middle)?;
        }
        Ok(())
    }

    /// A bar from where the driver is low to where it is high, in two tones that meet at the centre, or in its
    /// middle where both ends lie on one side; at each end the driver's value that makes it.
    fn draw_bar(
        &self,
        canvas: &Canvas<'_>,
        row: &TornadoRow,
        (centre, ground): (f64, Colour),
        band: Frame,
    ) -> Result<(), ChartError> {
        let small = self.desk.small();
        let ends = [row.low.value, row.high.value];
        if ends.iter().any(|v| v.is_nan()) {
            let dash = self.desk.lang.pick("not known", "غير معروف");
            let x = band.x(self.axis.share(centre)) + mm(1.0);
            return canvas.text(dash, small, (x, band.y(0.5)), Across::Left, Along::Middle);
        }
        let x = |v: f64| band.x(self.axis.share(v));
        let (low, high) = (x(row.low.value), x(row.high.value));
        let (left, right) = (low.min(high), low.max(high));
        let middle = x(centre);
        let meet = if centre.is_finite() && (left..=right).contains(&middle) {
            middle
        } else {
            f64::midpoint(left, right)
        };
        let (low_colour, high_colour) = colours(&self.desk, row.is_clear);
        let height = BAR * mm(LEAST_ROW_MM);
        let bar = Frame { top: band.y(0.5) - height / 2.0, height, ..band };
        for (end, colour) in [(low, low_colour), (high, high_colour)] {
            let half =
                Frame { left: end.min(meet), width: (end - meet).abs().max(mm(0.12)), ..bar };
            canvas.fill(half, colour, 1.0)?;
        }
        let (left_text, right_text) = if low <= high {
            (&row.low.driver, &row.high.driver)
        } else {
            (&row.high.driver, &row.low.driver)
        };
        let sides = [
            (left - mm(0.7), Across::Right, left_text),
            (right + mm(0.7), Across::Left, right_text),
        ];
        for (x, across, text) in sides {
            let text = self.desk.typesetter.shorten(text, small.size, false, self.end - mm(0.7));
            let width = self.desk.width(&text, small);
            let left = if across == Across::Left { x } else { x - width };
            // The line of the centre may pass here.
            let height = 1.1 * small.size;
            let behind = Frame { left, top: band.y(0.5) - height / 2.0, width, height };
            canvas.fill(behind, ground, 1.0)?;
            canvas.text(&text, small, (x, band.y(0.5)), across, Along::Middle)?;
        }
        if centre.is_finite() && meet == middle {
            let ends = [(middle, bar.top), (middle, bar.bottom())];
            canvas.line(&ends, self.desk.theme.ink, mm(0.2))?;
        }
        Ok(())
    }
}
