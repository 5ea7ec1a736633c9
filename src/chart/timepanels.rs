//! Panels with dates across and values up: what fan charts and charts of single replicates share.

use jiff::civil::Date;

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure::{DateMark, Emphasis, Threshold, ValueAxis};
use super::key::{Key, KeyItem, Sample};
use super::layout::{Grid, columns_for, spread_out};
use super::picture::{axis_title, bad_data, cut_notes};
use super::theme::Colour;
use super::ticks::{Room, Tick, date_ticks, day_number, label_centre};
use crate::text;

/// How far values spread before an automatic axis turns logarithmic: more than for distributions, because a
/// reader takes the slope of a curve at its face value.
const LOG_DECADES: f64 = 3.0;
/// Between panels side by side.
const GAP_MM: f64 = 5.0;
/// Narrower panels have no room for dates.
const LEAST_PANEL_MM: f64 = 30.0;

/// A name at the end of a line.
pub(crate) struct EndName {
    pub lines: Vec<String>,
    pub colour: Colour,
    pub is_strong: bool,
}

impl EndName {
    pub(crate) fn height(&self, desk: &Desk<'_>) -> f64 {
        self.lines.len() as f64 * desk.small().leading()
    }
}

/// What is laid out.
pub(crate) struct TimeSpec<'a> {
    pub axis: &'a ValueAxis,
    /// The names of the panels.
    pub titles: Vec<&'a str>,
    pub columns: Option<usize>,
    pub threshold: Option<&'a Threshold>,
    pub marks: &'a [DateMark],
    pub dates: (Date, Date),
    /// Names at the ends of lines, where there is one panel.
    pub names: Vec<EndName>,
    pub key: Vec<KeyItem>,
}

/// Panels laid out, with their axes, dates and marks.
pub(crate) struct TimePanels<'a> {
    pub desk: Desk<'a>,
    pub axis: Axis,
    pub grid: Grid,
    pub names: Vec<EndName>,
    spec_axis: &'a ValueAxis,
    threshold: Option<&'a Threshold>,
    marks: &'a [DateMark],
    key: Key,
    name: Vec<String>,
    titles: Vec<Vec<String>>,
    title_height: f64,
    plot_height: f64,
    /// Width of the tick labels of the value axis, which stands on the left in every language.
    strip: f64,
    /// Width kept free after the lines for their names.
    gutter: f64,
    dates: (Date, Date),
    date_ticks: Vec<Tick>,
}

impl<'a> TimePanels<'a> {
    /// `cores` gives what the value axis must show, for linear axes no higher than the cap it is given.
    pub(crate) fn new(
        spec: TimeSpec<'a>,
        cores: impl Fn(f64) -> Vec<Core>,
        cap: f64,
        desk: Desk<'a>,
        width: f64,
    ) -> Self {
        let text = desk.text();
        let small = desk.small();
        let panels = spec.titles.len();
        let columns = spec
            .columns
            .unwrap_or_else(|| {
                columns_for(panels, width - mm(12.0), mm(GAP_MM), mm(LEAST_PANEL_MM))
            })
            .clamp(1, panels);
        let rows = panels.div_ceil(columns);
        let bold = text.bold();
        let ticks_height = small.leading() + mm(1.0);
        let guess = (width - mm(12.0)) / columns as f64 - mm(4.0);
        let wrap = |title: &&str| desk.wrap(title, bold, guess, 3);
        let titles: Vec<Vec<String>> = spec.titles.iter().map(wrap).collect();
        let title_lines = titles.iter().map(Vec::len).max().unwrap_or(0);
        let title_height = title_lines as f64 * bold.leading() + mm(0.8);
        let names_height: f64 = spec.names.iter().map(|name| name.height(&desk)).sum();
        let plot_height = plot_height(&desk, (rows, columns), title_height, names_height);

        let room = Room::Up(plot_height);
        let new_axis = |cores: &[Core]| Axis::new(spec.axis, cores, LOG_DECADES, &desk, room);
        let mut axis = new_axis(&cores(f64::INFINITY));
        if !axis.is_log() {
            axis = new_axis(&cores(cap));
        }
        let strip = desk.widest(axis.ticks.iter().map(|t| t.label.as_str()), small) + mm(1.5);
        let gutter = match spec.names.is_empty() {
            true => 0.0,
            false => {
                let lines = spec.names.iter().flat_map(|name| &name.lines);
                desk.widest(lines.map(String::as_str), small.bold()) + mm(3.5)
            }
        };
        let mut grid = Grid::new(panels, columns, width - strip, 0.0, (mm(GAP_MM), mm(3.0)));
        grid.panel.1 = title_height + plot_height;
        let length = grid.panel.0 - gutter;
        let date_ticks = date_ticks(spec.dates.0, spec.dates.1, &desk, small, length);
        if rows > 1 && !panels.is_multiple_of(columns) {
            // Panels above an empty place carry dates of their own.
            grid.row_gap = ticks_height + mm(1.5);
        }
        let name = axis_title(spec.axis, axis.is_log(), desk.lang);
        let name = desk.wrap(&name, text.coloured(desk.theme.muted), width, 2);
        let mut items = spec.key;
        items.extend(mark_items(spec.threshold, spec.marks, &desk));
        TimePanels {
            desk,
            axis,
            grid,
            names: spec.names,
            spec_axis: spec.axis,
            threshold: spec.threshold,
            marks: spec.marks,
            key: Key::new(items, &desk, width),
            name,
            titles,
            title_height,
            plot_height,
            strip,
            gutter,
            dates: spec.dates,
            date_ticks,
        }
    }

    pub(crate) fn height(&self) -> f64 {
        let ticks = self.desk.small().leading() + mm(1.0);
        let name = self.name.len() as f64 * self.desk.text().leading();
        self.key.height(&self.desk) + name + mm(1.0) + self.grid.height() + ticks
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = cut_notes(&self.axis, self.spec_axis, self.desk.lang);
        if let Some(threshold) = self.threshold
            && self.axis.is_above(threshold.value)
        {
            let outside = self.desk.lang.pick("above the axis", "فوق المحور");
            notes.push(format!("{}: {outside}.", threshold.label));
        }
        notes
    }

    /// Draws all but the data, and returns where those go.
    pub(crate) fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<Vec<Frame>, ChartError> {
        let muted = self.desk.text().coloured(self.desk.theme.muted);
        let rtl = self.desk.lang.is_rtl();
        let start = if rtl { frame.right() } else { frame.left };
        let across = self.desk.start();
        self.key.draw(canvas, frame)?;
        let name_top = frame.top + self.key.height(&self.desk);
        canvas.lines(&self.name, muted, (start, name_top), across, Along::Top)?;
        let grid = Frame {
            left: frame.left + self.strip,
            top: name_top + self.name.len() as f64 * muted.leading() + mm(1.0),
            width: frame.width - self.strip,
            height: self.grid.height(),
        };
        let mut plots = Vec::with_capacity(self.titles.len());
        for (index, lines) in self.titles.iter().enumerate() {
            let place = self.grid.place(index, grid, rtl);
            let plot = Frame {
                top: place.top + self.title_height,
                width: place.width - self.gutter,
                height: self.plot_height,
                ..place
            };
            let x = if rtl { plot.right() } else { plot.left };
            let foot = (x, plot.top - mm(0.6));
            canvas.lines(lines, self.desk.text().bold(), foot, across, Along::Bottom)?;
            self.draw_axes(canvas, index, plot)?;
            plots.push(plot);
        }
        Ok(plots)
    }

    fn when(&self, date: Date) -> f64 {
        let (first, last) = (day_number(self.dates.0), day_number(self.dates.1));
        if last > first {
            ((day_number(date) - first) / (last - first)).clamp(0.0, 1.0)
        } else {
            0.5
        }
    }

    /// The points of a line on paper.
    pub(crate) fn points(&self, plot: Frame, dates: &[Date], values: &[f64]) -> Vec<(f64, f64)> {
        let point = |(date, value): (&Date, &f64)| {
            (plot.x(self.when(*date)), plot.y(self.axis.share(*value)))
        };
        dates.iter().zip(values).map(point).collect()
    }

    /// The outline of a band on paper.
    pub(crate) fn band(
        &self,
        plot: Frame,
        dates: &[Date],
        low: &[f64],
        high: &[f64],
    ) -> Vec<(f64, f64)> {
        let mut outline = self.points(plot, dates, low);
        outline.extend(self.points(plot, dates, high).into_iter().rev());
        outline
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
        for tick in &self.date_ticks {
            let x = plot.x(tick.share);
            let foot = plot.bottom();
            canvas.line(&[(x, foot), (x, foot + mm(0.8))], theme.muted, mm(0.2))?;
            if is_lowest {
                let width = self.desk.width(&tick.label, small);
                let centre = label_centre(tick.share, plot.width, width);
                let place = (plot.left + centre, foot + mm(0.8));
                canvas.text(&tick.label, small, place, Across::Centre, Along::Top)?;
            }
        }
        let floor = [(plot.left, plot.bottom()), (plot.right(), plot.bottom())];
        canvas.line(&floor, theme.muted, mm(0.2))
    }

    /// The lines of the threshold and the dates worth marking.
    pub(crate) fn draw_marks(&self, canvas: &Canvas<'_>, plot: Frame) -> Result<(), ChartError> {
        if let Some(threshold) = self.threshold
            && !self.axis.is_above(threshold.value)
            && !self.axis.is_below(threshold.value)
        {
            let y = plot.y(self.axis.share(threshold.value));
            let ends = [(plot.left, y), (plot.right(), y)];
            canvas.dashed(&ends, self.desk.theme.mark, mm(0.3))?;
        }
        for mark in self.marks {
            if mark.date < self.dates.0 || mark.date > self.dates.1 {
                continue;
            }
            let x = plot.x(self.when(mark.date));
            let ends = [(x, plot.top), (x, plot.bottom())];
            canvas.dashed(&ends, self.desk.theme.muted, mm(0.2))?;
        }
        Ok(())
    }

    /// Names at the ends of lines.
    pub(crate) fn draw_names(
        &self,
        canvas: &Canvas<'_>,
        ends: &[(f64, f64)],
        plot: Frame,
    ) -> Result<(), ChartError> {
        draw_end_names(canvas, &self.names, ends, plot)
    }
}

/// Names at the ends of lines, moved apart where lines end close together, each tied to its line.
pub(crate) fn draw_end_names(
    canvas: &Canvas<'_>,
    names: &[EndName],
    ends: &[(f64, f64)],
    plot: Frame,
) -> Result<(), ChartError> {
    let desk = &canvas.desk;
    let small = desk.small();
    let wanted: Vec<f64> = ends.iter().map(|(_, y)| *y).collect();
    let heights: Vec<f64> = names.iter().map(|name| name.height(desk)).collect();
    let placed = spread_out(&wanted, &heights, plot.top, plot.bottom());
    for ((name, (x, end)), y) in names.iter().zip(ends).zip(placed) {
        let text = plot.right() + mm(3.2);
        if (y - end).abs() > mm(0.2) || *x < plot.right() - 1.0 {
            let tie = [(x + mm(0.3), *end), (text - mm(0.6), y)];
            canvas.line(&tie, name.colour.mix(desk.theme.paper, 0.4), mm(0.15))?;
        }
        let mut kind = small.coloured(desk.theme.lettered(name.colour));
        kind.bold = name.is_strong;
        canvas.lines(&name.lines, kind, (text, y), Across::Left, Along::Middle)?;
    }
    Ok(())
}

/// Panels are as high as suits their number, as far as there is room on the page; one panel is as high as the names
/// at its lines' ends need.
fn plot_height(
    desk: &Desk<'_>,
    (rows, columns): (usize, usize),
    title_height: f64,
    names_height: f64,
) -> f64 {
    let wanted = match columns {
        1 => 72.0,
        2 => 46.0,
        3 => 36.0,
        _ => 30.0,
    };
    let room = mm(desk.theme.room_mm()) / rows as f64 - title_height - mm(3.0);
    mm(wanted).max(names_height).min(room).max(mm(16.0)).max(names_height)
}

fn mark_items(threshold: Option<&Threshold>, marks: &[DateMark], desk: &Desk<'_>) -> Vec<KeyItem> {
    let theme = desk.theme;
    let threshold =
        threshold.map(|t| KeyItem { sample: Sample::Dashed(theme.mark), name: t.label.clone() });
    let date = |mark: &DateMark| KeyItem {
        sample: Sample::Dashed(theme.muted),
        name: format!("{} ({})", mark.label, text::month_year(mark.date, desk.lang)),
    };
    threshold.into_iter().chain(marks.iter().map(date)).collect()
}

/// The sample of a line in a key.
pub(crate) fn line_sample(desk: &Desk<'_>, colour: usize, emphasis: Emphasis) -> Sample {
    Sample::Stroke(desk.theme.tinted(colour, emphasis), desk.theme.dashes(colour, emphasis))
}

/// Checks the dates and values of a line.
pub(crate) fn check_line(
    title: &str,
    label: &str,
    dates: &[Date],
    series: &[&[f64]],
) -> Result<(), ChartError> {
    let n = dates.len();
    let wrong = if n == 0 {
        "has no dates"
    } else if series.iter().any(|s| s.len() != n) {
        "has series of other lengths than its dates"
    } else if series.iter().any(|s| s.iter().any(|v| v.is_nan())) {
        "has values that are not numbers"
    } else if dates.windows(2).any(|pair| pair[0] >= pair[1]) {
        "has dates that do not ascend"
    } else {
        return Ok(());
    };
    Err(bad_data(title, format!("the line \"{label}\" {wrong}")))
}

/// The greatest finite value.
pub(crate) fn greatest(values: &[f64]) -> f64 {
    let finite = values.iter().copied().filter(|v| v.is_finite());
    finite.fold(f64::NEG_INFINITY, f64::max)
}

pub(crate) fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// What an axis must show of a line between `low` and `high`, no higher than `cap`.
pub(crate) fn core(low: &[f64], middle: &[f64], high: &[f64], cap: f64) -> Core {
    let mut middles = middle.to_vec();
    middles.sort_by(f64::total_cmp);
    Core {
        low: least(low),
        middle: middles[middles.len() / 2],
        high: greatest(high).min(cap),
        least: least(low),
        greatest: greatest(high),
    }
}

/// The threshold as something to show, where it is not far above everything else.
pub(crate) fn threshold_core(threshold: Option<&Threshold>, cores: &[Core]) -> Option<Core> {
    let highest = cores.iter().map(|c| c.high).fold(f64::NEG_INFINITY, f64::max);
    threshold.filter(|t| t.value <= 2.0 * highest).map(|t| Core::point(t.value))
}
