//! Timelines of levers: who leaves when. A small panel an option, its levers stacked.

use jiff::civil::Date;

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure::{ScaleChoice, ValueAxis};
use super::figure_compare::{Timeline, TimelinePanel, TimelineStyle};
use super::key::{Key, KeyItem, Sample};
use super::layout::{Grid, columns_for};
use super::picture::{Picture, axis_title, bad_data};
use super::theme::Colour;
use super::ticks::{Room, Tick, date_ticks, day_number, label_centre};
use super::timeline_strips;
use crate::text::{self, Lang, percent};

const GAP_MM: f64 = 4.0;
const LEAST_PANEL_MM: f64 = 34.0;
/// Pictures are not made higher than this, so that they fit a page.
const MOST_HEIGHT_MM: f64 = 205.0;

struct AreasPicture<'a> {
    data: &'a Timeline,
    desk: Desk<'a>,
    spec: ValueAxis,
    axis: Axis,
    span: Span,
    grid: Grid,
    key: Key,
    name: Vec<String>,
    titles: Vec<Vec<String>>,
    title_height: f64,
    plot_height: f64,
    strip: f64,
    date_ticks: Vec<Tick>,
}

/// The dates that all panels show.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub first: Date,
    pub last: Date,
}

impl Span {
    /// From the first to the last date of any panel.
    fn of(data: &Timeline) -> Self {
        let dates = || data.panels.iter().flat_map(|panel| &panel.dates).copied();
        let first = dates().min().unwrap_or(Date::ZERO);
        Span { first, last: dates().max().unwrap_or(first) }
    }

    /// The share of the span at a date.
    pub(crate) fn share(&self, date: Date) -> f64 {
        let (first, last) = (day_number(self.first), day_number(self.last));
        if last > first {
            ((day_number(date) - first) / (last - first)).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    pub(crate) fn contains(&self, date: Date) -> bool {
        (self.first..=self.last).contains(&date)
    }
}

/// Lays a timeline out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Timeline,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let span = Span::of(data);
    if data.style == TimelineStyle::Strips {
        return Ok(timeline_strips::plan(data, span, desk, width));
    }
    let text = desk.text();
    let small = desk.small();
    let panels = data.panels.len();
    let most = columns_for(panels, width - mm(10.0), mm(GAP_MM), mm(LEAST_PANEL_MM));
    let columns = data.columns.unwrap_or(most).clamp(1, panels);
    let rows = panels.div_ceil(columns);
    let bold = text.bold();
    let guess = (width - mm(10.0)) / columns as f64 - mm(GAP_MM);
    let titles: Vec<Vec<String>> =
        data.panels.iter().map(|panel| desk.wrap(&panel.title, bold, guess, 3)).collect();
    let lines = titles.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let title_height = lines * bold.leading() + mm(1.2);
    let wanted = match columns {
        1 => 60.0,
        2 => 40.0,
        _ => 26.0,
    };
    let room = mm(MOST_HEIGHT_MM) / rows as f64 - title_height - mm(3.0);
    let plot_height = mm(wanted).min(room).max(mm(14.0));
    let spec = ValueAxis {
        scale: ScaleChoice::Linear,
        natural: (Some(0.0), data.axis.natural.1),
        ..data.axis.clone()
    };
    let axis = Axis::new(&spec, &cores(data), 3.0, &desk, Room::Up(plot_height));
    let strip = desk.widest(axis.ticks.iter().map(|t| t.label.as_str()), small) + mm(1.5);
    let ticks_height = small.leading() + mm(1.0);
    // Panels above an empty place carry dates of their own.
    let row_gap =
        if panels.is_multiple_of(columns) || rows == 1 { mm(3.0) } else { ticks_height + mm(1.5) };
    let mut grid = Grid::new(panels, columns, width - strip, 0.0, (mm(GAP_MM), row_gap));
    grid.panel.1 = title_height + plot_height;
    let date_ticks = date_ticks(span.first, span.last, &desk, small, grid.panel.0);
    let name = axis_title(&spec, false, desk.lang);
    let name = desk.wrap(&name, text.coloured(desk.theme.muted), width, 2);
    let key = Key::new(key_items(data, &desk), &desk, width);
    Ok(Box::new(AreasPicture {
        data,
        desk,
        spec,
        axis,
        span,
        grid,
        key,
        name,
        titles,
        title_height,
        plot_height,
        strip,
        date_ticks,
    }))
}

fn check(data: &Timeline, title: &str) -> Result<(), ChartError> {
    if data.lanes.is_empty() || data.panels.iter().all(|panel| panel.dates.is_empty()) {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    for panel in &data.panels {
        let count = panel.dates.len();
        let fits = panel.lanes.len() == data.lanes.len()
            && panel.lanes.iter().all(|lane| lane.levels.len() == count)
            && [&panel.band.0, &panel.band.1].iter().all(|b| b.is_empty() || b.len() == count)
            && panel.band.0.len() == panel.band.1.len();
        if !fits {
            return Err(bad_data(
                title,
                format!(
                    "the panel \"{}\" has levels that do not fit its dates or levers",
                    panel.title
                ),
            ));
        }
        if !panel.dates.is_sorted() {
            return Err(bad_data(
                title,
                format!("the dates of \"{}\" are not in order", panel.title),
            ));
        }
    }
    Ok(())
}

/// A level as it is drawn: what is not a number, or below zero, is nothing.
pub(crate) fn drawn(level: f64) -> f64 {
    if level.is_finite() { level.max(0.0) } else { 0.0 }
}

/// The sums of the levers at each date, up to and without lever `below`.
fn sums(panel: &TimelinePanel, below: usize) -> Vec<f64> {
    (0..panel.dates.len())
        .map(|at| panel.lanes[..below].iter().map(|lane| drawn(lane.levels[at])).sum())
        .collect()
}

fn cores(data: &Timeline) -> Vec<Core> {
    let mut cores = vec![Core::point(0.0)];
    for panel in &data.panels {
        let totals = sums(panel, panel.lanes.len());
        let values = totals.iter().chain(&panel.band.1).copied().filter(|v| v.is_finite());
        cores.extend(values.map(Core::point));
    }
    cores
}

/// The colour of a lever's area: each next one lighter, so that they differ in grey, too.
pub(crate) fn lane_colour(lane: usize, desk: &Desk<'_>) -> Colour {
    const LIGHTER: [f64; 4] = [0.0, 0.3, 0.55, 0.72];
    desk.theme.category(lane).mix(desk.theme.paper, LIGHTER[lane % LIGHTER.len()])
}

fn key_items(data: &Timeline, desk: &Desk<'_>) -> Vec<KeyItem> {
    let lang = desk.lang;
    let lane = |(index, name): (usize, &String)| KeyItem {
        sample: Sample::Band(lane_colour(index, desk), 1.0),
        name: name.clone(),
    };
    let mut items: Vec<KeyItem> = data.lanes.iter().enumerate().map(lane).collect();
    if data.panels.iter().any(|panel| !panel.band.0.is_empty()) {
        items.push(KeyItem {
            sample: Sample::Dashed(desk.theme.ink),
            name: match lang {
                Lang::En => format!("{} of the totals lie between", percent(0.9, lang)),
                Lang::Ar => format!("بينهما {} من المجاميع", percent(0.9, lang)),
            },
        });
    }
    items.extend(date_items(data, desk));
    items
}

/// The dates that all panels mark, named with month and year.
pub(crate) fn date_items(data: &Timeline, desk: &Desk<'_>) -> Vec<KeyItem> {
    let item = |mark: &super::figure::DateMark| KeyItem {
        sample: Sample::Dashed(desk.theme.mark),
        name: format!("{}: {}", mark.label, text::month_year(mark.date, desk.lang)),
    };
    data.dates.iter().map(item).collect()
}

impl Picture for AreasPicture<'_> {
    fn height(&self) -> f64 {
        let ticks = self.desk.small().leading() + mm(1.0);
        self.head_height() + self.grid.height() + ticks
    }

    fn notes(&self) -> Vec<String> {
        super::picture::cut_notes(&self.axis, &self.spec, self.desk.lang)
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let desk = &self.desk;
        let rtl = desk.lang.is_rtl();
        let muted = desk.text().coloured(desk.theme.muted);
        self.key.draw(canvas, frame)?;
        let start = if rtl { frame.right() } else { frame.left };
        let name_top = frame.top + self.key.height(desk);
        canvas.lines(&self.name, muted, (start, name_top), desk.start(), Along::Top)?;
        let grid = Frame {
            left: frame.left + self.strip,
            top: frame.top + self.head_height(),
            width: frame.width - self.strip,
            height: self.grid.height(),
        };
        for (index, panel) in self.data.panels.iter().enumerate() {
            let place = self.grid.place(index, grid, rtl);
            let plot =
                Frame { top: place.top + self.title_height, height: self.plot_height, ..place };
            let x = if rtl { plot.right() } else { plot.left };
            let above = (x, plot.top - mm(1.0));
            let bold = desk.text().bold();
            canvas.lines(&self.titles[index], bold, above, desk.start(), Along::Bottom)?;
            self.draw_axes(canvas, index, plot)?;
            self.draw_areas(canvas, panel, plot)?;
            self.draw_dates(canvas, panel, plot)?;
        }
        Ok(())
    }
}

impl AreasPicture<'_> {
    fn head_height(&self) -> f64 {
        let name = self.name.len() as f64 * self.desk.text().leading();
        self.key.height(&self.desk) + name + mm(1.0)
    }

    fn draw_axes(&self, canvas: &Canvas<'_>, index: usize, plot: Frame) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        let small = self.desk.small();
        let column = index % self.grid.columns;
        let is_leftmost = if self.desk.lang.is_rtl() {
            column + 1 == self.grid.columns || index + 1 == self.grid.panels
        } else {
            column == 0
        };
        for tick in &self.axis.ticks {
            let y = plot.y(tick.share);
            canvas.line(&[(plot.left, y), (plot.right(), y)], theme.grid, mm(0.15))?;
            if is_leftmost {
                let place = (plot.left - mm(1.0), y);
                canvas.text(&tick.label, small, place, Across::Right, Along::Middle)?;
            }
        }
        let is_lowest = index + self.grid.columns >= self.grid.panels;
        draw_date_ticks(canvas, &self.date_ticks, plot, is_lowest)
    }

    /// Levels hold from their date to the next: steps, whose ground is the sum of the levers below.
    fn draw_areas(
        &self,
        canvas: &Canvas<'_>,
        panel: &TimelinePanel,
        plot: Frame,
    ) -> Result<(), ChartError> {
        if panel.dates.is_empty() {
            return Ok(());
        }
        let theme = self.desk.theme;
        let mut names = Vec::new();
        for lane in 0..panel.lanes.len() {
            let (floor, roof) = (sums(panel, lane), sums(panel, lane + 1));
            let mut outline = self.steps(panel, &roof, plot);
            let upper = outline.clone();
            let lower = self.steps(panel, &floor, plot);
            outline.extend(lower.iter().rev());
            let colour = lane_colour(lane, &self.desk);
            canvas.polygon(&outline, colour, 1.0)?;
            canvas.line(&upper, theme.paper, mm(0.2))?;
            if let Some(place) = self.room_for(&self.data.lanes[lane], &lower, &upper) {
                names.push((lane, place, theme.text_on(colour)));
            }
        }
        for ends in [&panel.band.0, &panel.band.1] {
            if !ends.is_empty() {
                let line = self.steps(panel, ends, plot);
                canvas.dashed(&line, theme.ink, mm(0.15))?;
            }
        }
        for (lane, place, colour) in names {
            let kind = self.desk.small().coloured(colour);
            canvas.text(&self.data.lanes[lane], kind, place, Across::Centre, Along::Middle)?;
        }
        Ok(())
    }

    fn steps(&self, panel: &TimelinePanel, values: &[f64], plot: Frame) -> Vec<(f64, f64)> {
        let mut points: Vec<(f64, f64)> = Vec::with_capacity(2 * values.len());
        for (date, value) in panel.dates.iter().zip(values) {
            let x = plot.x(self.span.share(*date));
            if let Some((_, before)) = points.last().copied() {
                points.push((x, before));
            }
            points.push((x, plot.y(self.axis.share(drawn(*value)))));
        }
        points
    }

    /// Where within an area its name fits: as early as it does.
    fn room_for(
        &self,
        name: &str,
        lower: &[(f64, f64)],
        upper: &[(f64, f64)],
    ) -> Option<(f64, f64)> {
        let small = self.desk.small();
        let (width, height) = (self.desk.width(name, small) + mm(1.0), 1.25 * small.size);
        let first = upper.first()?.0;
        let last = upper.last()?.0;
        let mut from = first + mm(0.3);
        while from + width <= last {
            let inside = |line: &[(f64, f64)], bound: fn(f64, f64) -> f64, start: f64| {
                let near =
                    line.windows(2).filter(|pair| pair[1].0 >= from && pair[0].0 <= from + width);
                near.flatten().map(|(_, y)| *y).fold(start, bound)
            };
            // y grows downwards: the roof's lowest point and the floor's highest.
            let roof = inside(upper, f64::max, f64::NEG_INFINITY);
            let floor = inside(lower, f64::min, f64::INFINITY);
            if floor - roof >= height && floor.is_finite() {
                return Some((from + width / 2.0, f64::midpoint(roof, floor)));
            }
            from += mm(1.0);
        }
        None
    }

    fn draw_dates(
        &self,
        canvas: &Canvas<'_>,
        panel: &TimelinePanel,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        for mark in self.data.dates.iter().filter(|mark| self.span.contains(mark.date)) {
            let x = plot.x(self.span.share(mark.date));
            canvas.dashed(&[(x, plot.top), (x, plot.bottom())], theme.mark, mm(0.2))?;
        }
        let small = self.desk.small();
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for mark in panel.events.iter().filter(|mark| self.span.contains(mark.date)) {
            let x = plot.x(self.span.share(mark.date));
            canvas.line(&[(x, plot.top), (x, plot.bottom())], theme.ink, mm(0.15))?;
            let width = self.desk.width(&mark.label, small).min(plot.width - mm(1.0));
            let label = self.desk.typesetter.shorten(&mark.label, small.size, false, width + 1.0);
            // Beside its line, on the side with room; left out where another name stands.
            let left = if x + mm(0.6) + width <= plot.right() {
                x + mm(0.6)
            } else {
                (x - mm(0.6) - width).max(plot.left)
            };
            if taken.iter().all(|(from, to)| left > *to || left + width < *from) {
                taken.push((left, left + width));
                let place = (left, plot.top + mm(0.2));
                let ground = Frame { left, top: place.1, width, height: small.leading() };
                canvas.fill(ground, theme.paper, 0.75)?;
                let kind = small.coloured(theme.ink);
                canvas.text(&label, kind, place, Across::Left, Along::Top)?;
            }
        }
        Ok(())
    }
}

/// Draws the floor of a plot with its dates.
pub(crate) fn draw_date_ticks(
    canvas: &Canvas<'_>,
    ticks: &[Tick],
    plot: Frame,
    with_labels: bool,
) -> Result<(), ChartError> {
    let desk = &canvas.desk;
    let small = desk.small();
    let foot = plot.bottom();
    for tick in ticks {
        let x = plot.x(tick.share);
        canvas.line(&[(x, foot), (x, foot + mm(0.8))], desk.theme.muted, mm(0.2))?;
        if with_labels {
            let width = desk.width(&tick.label, small);
            let centre = label_centre(tick.share, plot.width, width);
            let place = (plot.left + centre, foot + mm(0.8));
            canvas.text(&tick.label, small, place, Across::Centre, Along::Top)?;
        }
    }
    canvas.line(&[(plot.left, foot), (plot.right(), foot)], desk.theme.muted, mm(0.2))
}
