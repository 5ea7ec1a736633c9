//! Forest plots: differences from a baseline, each a mark with its interval, in rows by option and panels by
//! trajectory. (S. Lewis, M. Clarke, "Forest plots: trying to see the wood and the trees", BMJ 322, 2001.)

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::ends::{Ends, draw_ticks, ticks_height};
use super::error::ChartError;
use super::figure::{ScaleChoice, ValueAxis};
use super::figure_compare::{Forest, ForestMark, ForestPanel, Verdict};
use super::key::{Key, KeyItem, Sample, axis_name};
use super::layout::{Grid, columns_for};
use super::marks::{self, Mark, draw_stripe};
use super::picture::{Picture, axis_title, bad_data, cut_notes};
use super::rows::Rows;
use super::ticks::Room;
use crate::text::{Lang, percent};

/// Lower and upper end.
type Interval = (f64, f64);

/// The least width of what is drawn in a panel, without its text.
const LEAST_PLOT_MM: f64 = 34.0;
/// The same where panels must stand close.
const LEAST_NARROW_MM: f64 = 25.0;
const LEAST_ROW_MM: f64 = 4.8;
/// A higher picture would not fit a page.
const MOST_HEIGHT_MM: f64 = 205.0;
/// A row whose interval reaches this many times as far as those of three quarters of the rows is cut.
const FAR: f64 = 5.0;
/// How much of the other side is shown where all differences lie on one, as a share of theirs.
const OTHER_SIDE: f64 = 0.2;

struct ForestPicture<'a> {
    data: &'a Forest,
    desk: Desk<'a>,
    spec: ValueAxis,
    axis: Axis,
    grid: Grid,
    key: Key,
    rows: Rows,
    titles: Vec<Vec<String>>,
    title_height: f64,
    texts: Vec<Vec<String>>,
    /// Width of the texts at the end of rows, with the space before them.
    gutter: f64,
    ends: Ends,
    /// The lines of the name of the texts.
    text_title: Vec<String>,
    is_cut: bool,
}

/// Lays a forest plot out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Forest,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let full = lay_out(data, desk, width, Texts::Full);
    if full.height() > mm(MOST_HEIGHT_MM) && full.grid.rows() > 1 {
        // Shorter texts make room for more panels side by side.
        let short = lay_out(data, desk, width, Texts::Short);
        if short.height() < full.height() {
            return Ok(Box::new(short));
        }
    }
    Ok(Box::new(full))
}

/// What stands at the end of rows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Texts {
    /// The difference with its interval, or what the caller says.
    Full,
    /// The difference alone.
    Short,
}

fn lay_out<'a>(data: &'a Forest, desk: Desk<'a>, width: f64, kind: Texts) -> ForestPicture<'a> {
    let small = desk.small();
    let rows = Rows::new(
        data.panels[0].rows.iter().map(|row| (row.label.as_str(), false)),
        &desk,
        desk.text(),
        (0.26 * width, mm(LEAST_ROW_MM)),
    );
    let texts: Vec<Vec<String>> =
        data.panels.iter().map(|panel| row_texts(data, panel, &desk, kind)).collect();
    let gutter = match desk.widest(texts.iter().flatten().map(String::as_str), small) {
        0.0 => 0.0,
        widest => widest + mm(2.0),
    };
    let gap = mm(if kind == Texts::Full { 5.0 } else { 4.0 });
    let panels = data.panels.len();
    let least = if kind == Texts::Full { LEAST_PLOT_MM } else { LEAST_NARROW_MM };
    let most = columns_for(panels, width - rows.strip, gap, mm(least) + gutter);
    let columns = data.columns.unwrap_or(most).clamp(1, panels);
    let mut grid = Grid::new(panels, columns, width, rows.strip, (gap, mm(4.0)));
    // Where even one panel is too narrow for the texts, the plot keeps its half.
    let gutter = gutter.min(0.5 * grid.panel.0);
    let plot = grid.panel.0 - gutter;

    let spec = ValueAxis { scale: ScaleChoice::Linear, natural: (None, None), ..data.axis.clone() };
    let (cores, is_cut) = cores(data);
    let axis = Axis::new(&spec, &cores, 2.0, &desk, Room::Across(plot));
    let bold = desk.text().bold();
    let titles: Vec<Vec<String>> =
        data.panels.iter().map(|panel| desk.wrap(&panel.title, bold, grid.panel.0, 3)).collect();
    let text_title = if kind == Texts::Full && gutter > mm(8.0) {
        desk.wrap(&data.text_title, small, gutter - mm(1.0), 3)
    } else {
        Vec::new()
    };
    let title_lines = titles.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let title_height =
        title_lines * bold.leading() + text_title.len() as f64 * small.leading() + mm(0.8);
    let ends = Ends::new((&data.ends.0, &data.ends.1), &desk, plot, axis.share(0.0));
    grid.panel.1 =
        title_height + rows.height() + ticks_height(small) + ends.lines() as f64 * small.leading();
    let key = Key::new(key_items(data, &desk), &desk, width);
    ForestPicture {
        data,
        desk,
        spec,
        axis,
        grid,
        key,
        rows,
        titles,
        title_height,
        texts,
        gutter,
        ends,
        text_title,
        is_cut,
    }
}

fn check(data: &Forest, title: &str) -> Result<(), ChartError> {
    let Some(first) = data.panels.first().filter(|panel| !panel.rows.is_empty()) else {
        return Err(ChartError::Empty { title: title.to_owned() });
    };
    for panel in &data.panels {
        let same = panel.rows.len() == first.rows.len()
            && panel.rows.iter().zip(&first.rows).all(|(a, b)| a.label == b.label);
        if !same {
            return Err(bad_data(
                title,
                format!("panel \"{}\" has other rows than the first panel", panel.title),
            ));
        }
    }
    Ok(())
}

/// What is printed at the end of each row.
fn row_texts(data: &Forest, panel: &ForestPanel, desk: &Desk<'_>, kind: Texts) -> Vec<String> {
    let text = |mark: &ForestMark| match mark {
        ForestMark::Difference { value, interval, .. } if kind == Texts::Short => {
            marks::without_interval(*value, *interval, data.axis.format, desk.lang)
        }
        ForestMark::Difference { text, .. } if !text.is_empty() => text.clone(),
        ForestMark::Difference { value, interval, .. } => {
            marks::with_interval(*value, *interval, data.axis.format, desk.lang)
        }
        // They do not make the strip of texts wider.
        ForestMark::Missing { .. } => String::new(),
    };
    panel.rows.iter().map(|row| text(&row.mark)).collect()
}

/// What the axis must show: all intervals, cut where a few reach much farther than the rest, and zero.
fn cores(data: &Forest) -> (Vec<Core>, bool) {
    let mut reaches = Vec::new();
    let mut all = Vec::new();
    for row in data.panels.iter().flat_map(|panel| &panel.rows) {
        if let ForestMark::Difference { value, interval, range, .. } = row.mark {
            let ends = [value, interval.0, interval.1];
            let finite = ends.into_iter().filter(|v| v.is_finite());
            let low = finite.clone().fold(f64::INFINITY, f64::min);
            let high = finite.fold(f64::NEG_INFINITY, f64::max);
            if low > high {
                continue;
            }
            reaches.push(low.abs().max(high.abs()));
            all.push((low, high, range));
        }
    }
    reaches.sort_by(f64::total_cmp);
    let cap = match reaches.get(reaches.len() * 3 / 4) {
        Some(typical) if *typical > 0.0 && reaches.len() >= 4 => FAR * typical,
        _ => f64::INFINITY,
    };
    let is_cut = reaches.last().is_some_and(|most| *most > cap);
    // A cut axis ends where the rows that are not cut do.
    let limit = match reaches.iter().rev().find(|reach| **reach <= cap) {
        Some(reach) if is_cut => 1.1 * reach,
        _ => f64::INFINITY,
    };
    let mut cores = vec![Core::point(0.0)];
    for (low, high, range) in all {
        let inside = |v: f64| v.clamp(-limit, limit);
        let (low, high) = (inside(low), inside(high));
        let (least, greatest) = range
            .filter(|(a, b)| a.is_finite() && b.is_finite())
            .map_or((low, high), |(a, b)| (inside(a).min(low), inside(b).max(high)));
        cores.push(Core { low, middle: f64::midpoint(low, high), high, least, greatest });
    }
    // Both sides of zero are shown, so that a reader sees which way is better.
    let low = cores.iter().map(|core| core.low).fold(0.0, f64::min);
    let high = cores.iter().map(|core| core.high).fold(0.0, f64::max);
    cores.push(Core::point(low.min(-OTHER_SIDE * high)));
    cores.push(Core::point(high.max(-OTHER_SIDE * low)));
    (cores, is_cut)
}

fn key_items(data: &Forest, desk: &Desk<'_>) -> Vec<KeyItem> {
    let lang = desk.lang;
    let rows = || data.panels.iter().flat_map(|panel| &panel.rows);
    let mut items = Vec::new();
    let names = [
        (Verdict::Better, "told apart: better", "فرق مؤكد: أفضل"),
        (Verdict::Worse, "told apart: worse", "فرق مؤكد: أسوأ"),
        (Verdict::Differs, "told apart from zero", "فرق مؤكد عن الصفر"),
        (Verdict::Unclear, "not told apart from zero", "لا فرق مؤكداً عن الصفر"),
    ];
    for (wanted, en, ar) in names {
        let occurs = rows().any(
            |row| matches!(row.mark, ForestMark::Difference { verdict, .. } if verdict == wanted),
        );
        if occurs {
            let (mark, colour) = marks::of_verdict(wanted, desk);
            let name = lang.pick(en, ar).to_owned();
            items.push(KeyItem { sample: Sample::Mark(mark, colour), name });
        }
    }
    let ink = desk.theme.ink;
    items.push(KeyItem {
        sample: Sample::Bar(ink, 0.6),
        name: match lang {
            Lang::En => format!("{} interval of the mean difference", percent(0.95, lang)),
            Lang::Ar => format!("مجال الثقة {} لمتوسط الفرق", percent(0.95, lang)),
        },
    });
    let has_range =
        rows().any(|row| matches!(row.mark, ForestMark::Difference { range: Some(_), .. }));
    if has_range {
        items.push(KeyItem {
            sample: Sample::Bar(desk.theme.muted, 0.15),
            name: match lang {
                Lang::En => format!("{} of the replicates' differences", percent(0.9, lang)),
                Lang::Ar => format!("{} من فروق التكرارات", percent(0.9, lang)),
            },
        });
    }
    items
}

impl Picture for ForestPicture<'_> {
    fn height(&self) -> f64 {
        let name = self.desk.text().leading() + mm(0.5);
        self.key.height(&self.desk) + self.grid.height() + name
    }

    fn notes(&self) -> Vec<String> {
        let note = self.desk.lang.pick(
            "Marks at the end of the axis lie beyond it: their values are at the right.",
            "العلامات عند طرف المحور تقع خارجه: قيمها مكتوبة في آخر السطر.",
        );
        let mut notes = cut_notes(&self.axis, &self.spec, self.desk.lang);
        if self.is_cut {
            notes.push(note.to_owned());
        }
        notes
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let rtl = self.desk.lang.is_rtl();
        self.key.draw(canvas, frame)?;
        let grid = Frame {
            top: frame.top + self.key.height(&self.desk),
            height: self.grid.height(),
            ..frame
        };
        for index in 0..self.data.panels.len() {
            let place = self.grid.place(index, grid, rtl);
            let rows =
                Frame { top: place.top + self.title_height, height: self.rows.height(), ..place };
            self.draw_panel(canvas, index, rows)?;
        }
        let name = axis_title(&self.spec, false, self.desk.lang);
        let strip = Frame {
            left: grid.left + self.grid.labels,
            top: grid.bottom() + mm(0.5),
            width: grid.width - self.grid.labels,
            height: 0.0,
        };
        axis_name(canvas, &name, strip.mirrored(frame, rtl))
    }
}

impl ForestPicture<'_> {
    fn draw_panel(&self, canvas: &Canvas<'_>, index: usize, rows: Frame) -> Result<(), ChartError> {
        let desk = &self.desk;
        let rtl = desk.lang.is_rtl();
        for row in 0..self.rows.len() {
            draw_stripe(canvas, row, self.rows.band(row, rows))?;
        }
        let start = if rtl { rows.right() } else { rows.left };
        let above = rows.top - mm(0.6);
        let small = desk.small();
        let titled = above - self.text_title.len() as f64 * small.leading();
        let bold = desk.text().bold();
        let title_at = if self.titles[index].is_empty() { above } else { titled };
        canvas.lines(&self.titles[index], bold, (start, title_at), desk.start(), Along::Bottom)?;
        if self.grid.is_first_in_row(index) {
            self.rows.draw(canvas, rows)?;
        }
        let plot = Frame { width: rows.width - self.gutter, ..rows }.mirrored(rows, rtl);
        draw_ticks(canvas, &self.axis, plot)?;
        self.ends.draw(canvas, plot, plot.bottom() + ticks_height(small))?;
        let zero = plot.x(self.axis.share(0.0));
        canvas.line(&[(zero, plot.top), (zero, plot.bottom())], desk.theme.ink, mm(0.25))?;
        // Texts stand at the end of the row, all ending at the same line.
        let (text_x, across) =
            if rtl { (rows.left, Across::Left) } else { (rows.right(), Across::Right) };
        canvas.lines(&self.text_title, small, (text_x, above), across, Along::Bottom)?;
        for (row, data) in self.data.panels[index].rows.iter().enumerate() {
            let y = self.rows.band(row, plot).y(0.5);
            let text = &self.texts[index][row];
            let room = self.gutter - mm(1.0);
            let text = desk.typesetter.shorten(text, small.size, false, room.max(0.0));
            match &data.mark {
                ForestMark::Difference { value, interval, range, verdict, .. } => {
                    let ink = if *verdict == Verdict::Unclear {
                        desk.theme.muted
                    } else {
                        desk.theme.ink
                    };
                    canvas.text(&text, small.coloured(ink), (text_x, y), across, Along::Middle)?;
                    self.draw_mark(canvas, plot, y, (*value, *interval, *range, *verdict))?;
                }
                ForestMark::Missing { text } => {
                    // At the end of the row where it fits, else over the plot.
                    let room = rows.width - mm(2.0);
                    let text = desk.typesetter.shorten(text, small.size, false, room);
                    canvas.text(&text, small, (text_x, y), across, Along::Middle)?;
                }
            }
        }
        Ok(())
    }

    fn draw_mark(
        &self,
        canvas: &Canvas<'_>,
        plot: Frame,
        y: f64,
        (value, interval, range, verdict): (f64, Interval, Option<Interval>, Verdict),
    ) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        let (mark, colour) = marks::of_verdict(verdict, &self.desk);
        let x = |v: f64| plot.x(self.axis.share(v));
        if let Some((low, high)) = range.filter(|(a, b)| !a.is_nan() && !b.is_nan()) {
            let grey = theme.paper.mix(theme.muted, 0.8);
            canvas.line(&[(x(low), y), (x(high), y)], grey, mm(0.15))?;
        }
        let (low, high) = interval;
        if !low.is_nan() && !high.is_nan() {
            canvas.line(&[(x(low), y), (x(high), y)], colour, mm(0.6))?;
        }
        if value.is_nan() {
            return Ok(());
        }
        if self.axis.is_above(value) {
            marks::draw(canvas, Mark::Right, (plot.right() + mm(0.6), y), colour)
        } else if self.axis.is_below(value) {
            marks::draw(canvas, Mark::Left, (plot.left - mm(0.6), y), colour)
        } else {
            marks::draw(canvas, mark, (x(value), y), colour)
        }
    }
}
