//! Fan charts: series over time with their bands, as small multiples or several options laid over one another.

use jiff::civil::Date;
use plotters::chart::ChartBuilder;
use plotters::element::Polygon;
use plotters::series::LineSeries;

use super::axis::{Axis, Core};
use super::backend::drawing_error;
use super::canvas::{Across, Along, Canvas, Desk, Frame, filled, mm, stroke};
use super::error::ChartError;
use super::figure::{Fan, FanLine, FanPanel};
use super::key::{Key, KeyItem, Sample};
use super::layout::{Grid, columns_for, spread_out};
use super::picture::{Picture, axis_title, bad_data, cut_notes};
use super::theme::Colour;
use super::ticks::{Room, Tick, date_ticks, day_number, label_centre};
use crate::text;

/// How far values spread before an automatic axis turns logarithmic: more than for distributions, because a
/// reader takes the slope of a curve at its face value.
const LOG_DECADES: f64 = 3.0;
/// Lines that may carry their 50 % band; with more of them bands hide one another.
const BANDED_LINES: usize = 3;
const OUTER_ALPHA: f64 = 0.18;
const INNER_ALPHA: f64 = 0.32;
/// Between panels side by side.
const GAP_MM: f64 = 5.0;
/// Narrower panels have no room for dates.
const LEAST_PANEL_MM: f64 = 30.0;
/// Pictures are not made higher than this, so that they fit a page.
const MOST_HEIGHT_MM: f64 = 215.0;

struct FanPicture<'a> {
    data: &'a Fan,
    desk: Desk<'a>,
    axis: Axis,
    grid: Grid,
    key: Key,
    name: Vec<String>,
    titles: Vec<Vec<String>>,
    title_height: f64,
    plot_height: f64,
    /// Width of the tick labels of the value axis, which stands on the left in every language.
    strip: f64,
    /// Width kept free after the lines for their names.
    gutter: f64,
    /// The names at the ends of lines.
    names: Vec<Vec<String>>,
    dates: (Date, Date),
    date_ticks: Vec<Tick>,
}

/// Lays a fan chart out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Fan,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let text = desk.text();
    let panels = data.panels.len();
    let columns = data
        .columns
        .unwrap_or_else(|| columns_for(panels, width - mm(12.0), mm(GAP_MM), mm(LEAST_PANEL_MM)))
        .clamp(1, panels);
    let rows = panels.div_ceil(columns);

    let bold = text.bold();
    let ticks_height = desk.small().leading() + mm(1.0);
    let guess = 1.0 / columns as f64 * (width - mm(12.0)) - mm(4.0);
    let titles: Vec<Vec<String>> =
        data.panels.iter().map(|panel| desk.wrap(&panel.title, bold, guess, 3)).collect();
    let title_lines = titles.iter().map(Vec::len).max().unwrap_or(0);
    let title_height = title_lines as f64 * bold.leading() + mm(0.8);
    let wanted = match columns {
        1 => 72.0,
        2 => 46.0,
        3 => 36.0,
        _ => 30.0,
    };
    let room = mm(MOST_HEIGHT_MM) / rows as f64 - title_height - mm(3.0);
    let plot_height = mm(wanted).min(room).max(mm(16.0));

    let new_axis =
        |cores: &[Core]| Axis::new(&data.axis, cores, LOG_DECADES, &desk, Room::Up(plot_height));
    let mut axis = new_axis(&cores(data, f64::INFINITY));
    if !axis.is_log() {
        axis = new_axis(&cores(data, cap(data)));
    }
    let small = desk.small();
    let strip = desk.widest(axis.ticks.iter().map(|t| t.label.as_str()), small) + mm(1.5);
    let (names, gutter) = end_names(data, &desk, width);
    let mut grid = Grid::new(panels, columns, width - strip, 0.0, (mm(GAP_MM), mm(3.0)));
    grid.panel.1 = title_height + plot_height;

    let dates = date_range(data);
    let length = grid.panel.0 - gutter;
    let date_ticks = date_ticks(dates.0, dates.1, &desk, small, length);
    grid.row_gap = if rows > 1 && !panels.is_multiple_of(columns) {
        // Panels above an empty place carry dates of their own.
        ticks_height + mm(1.5)
    } else {
        mm(3.0)
    };
    let name = axis_title(&data.axis, axis.is_log(), desk.lang);
    let name = desk.wrap(&name, text.coloured(desk.theme.muted), width, 2);
    let key = Key::new(key_items(data, &desk), &desk, width);
    Ok(Box::new(FanPicture {
        data,
        desk,
        axis,
        grid,
        key,
        name,
        titles,
        title_height,
        plot_height,
        strip,
        gutter,
        names,
        dates,
        date_ticks,
    }))
}

fn check(data: &Fan, title: &str) -> Result<(), ChartError> {
    if data.panels.is_empty() || data.panels.iter().any(|panel| panel.lines.is_empty()) {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    for line in data.panels.iter().flat_map(|panel| &panel.lines) {
        let n = line.dates.len();
        let mut series: Vec<&Vec<f64>> =
            vec![&line.p05, &line.p25, &line.p50, &line.p75, &line.p95];
        series.extend(&line.mean);
        let wrong = if n == 0 {
            Some("has no dates")
        } else if series.iter().any(|s| s.len() != n) {
            Some("has series of other lengths than its dates")
        } else if series.iter().any(|s| s.iter().any(|v| v.is_nan())) {
            Some("has values that are not numbers")
        } else if line.dates.windows(2).any(|pair| pair[0] >= pair[1]) {
            Some("has dates that do not ascend")
        } else {
            None
        };
        if let Some(wrong) = wrong {
            return Err(bad_data(title, format!("the line \"{}\" {wrong}", line.label)));
        }
    }
    Ok(())
}

fn lines(data: &Fan) -> impl Iterator<Item = (&FanLine, usize)> {
    data.panels.iter().flat_map(|panel| panel.lines.iter().map(|line| (line, panel.lines.len())))
}

fn greatest(values: &[f64]) -> f64 {
    let finite = values.iter().copied().filter(|v| v.is_finite());
    finite.fold(f64::NEG_INFINITY, f64::max)
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// Where a linear axis ends at most: where the 95 % quantile rises far above the 75 % one, at three times the
/// latter.
fn cap(data: &Fan) -> f64 {
    let highest = |get: fn(&FanLine) -> &[f64]| {
        let each = lines(data).map(|(line, _)| greatest(get(line)));
        each.fold(f64::NEG_INFINITY, f64::max)
    };
    let quarter = highest(|line| &line.p75);
    if quarter > 0.0 && highest(|line| &line.p95) > 5.0 * quarter {
        3.0 * quarter
    } else {
        f64::INFINITY
    }
}

/// What the value axis must show: bands where they are drawn, else medians.
fn cores(data: &Fan, cap: f64) -> Vec<Core> {
    let mut cores: Vec<Core> = lines(data)
        .map(|(line, together)| {
            let (low, high) = match together {
                1 => (&line.p05, &line.p95),
                2..=BANDED_LINES => (&line.p25, &line.p75),
                _ => (&line.p50, &line.p50),
            };
            let mut medians = line.p50.clone();
            medians.sort_by(f64::total_cmp);
            Core {
                low: least(low),
                middle: medians[medians.len() / 2],
                high: greatest(high).min(cap),
                least: least(low),
                greatest: greatest(high),
            }
        })
        .collect();
    let highest = cores.iter().map(|c| c.high).fold(f64::NEG_INFINITY, f64::max);
    let near = data.threshold.iter().filter(|t| t.value <= 2.0 * highest);
    cores.extend(near.map(|t| Core::point(t.value)));
    cores
}

fn date_range(data: &Fan) -> (Date, Date) {
    let dates = || lines(data).flat_map(|(line, _)| line.dates.iter().copied());
    let first = dates().min().unwrap_or(Date::ZERO);
    (first, dates().max().unwrap_or(first))
}

/// Names stand at the ends of lines where there is one panel; with more, they are in the key.
fn names_at_ends(data: &Fan) -> bool {
    data.panels.len() == 1 && data.panels[0].lines.len() > 1
}

/// The names at the ends of lines and the width they take with the space before them.
fn end_names(data: &Fan, desk: &Desk<'_>, width: f64) -> (Vec<Vec<String>>, f64) {
    if !names_at_ends(data) {
        return (Vec::new(), 0.0);
    }
    let names: Vec<Vec<String>> = data.panels[0]
        .lines
        .iter()
        .map(|line| desk.wrap(&line.label, desk.small(), 0.24 * width, 2))
        .collect();
    let widest = desk.widest(names.iter().flatten().map(String::as_str), desk.small());
    (names, widest + mm(3.5))
}

fn key_items(data: &Fan, desk: &Desk<'_>) -> Vec<KeyItem> {
    let lang = desk.lang;
    let theme = desk.theme;
    let item = |sample, en: &str, ar: &str| KeyItem { sample, name: lang.pick(en, ar).to_owned() };
    let most = data.panels.iter().map(|p| p.lines.len()).max().unwrap_or(0);
    let mut items = Vec::new();
    if most == 1 {
        // Panels may have colours of their own: the key shows the first.
        let colour = theme.category(data.panels[0].lines[0].colour);
        items.push(item(Sample::Line(colour), "median", "الوسيط"));
        let inner = Sample::Band(colour, OUTER_ALPHA + INNER_ALPHA);
        items.push(KeyItem::share_of_outcomes(inner, 0.5, lang));
        let outer = Sample::Band(colour, OUTER_ALPHA);
        items.push(KeyItem::share_of_outcomes(outer, 0.9, lang));
        if lines(data).any(|(line, _)| line.mean.is_some()) {
            items.push(item(Sample::Dashed(theme.ink), "mean", "المتوسط"));
        }
    } else {
        items.push(item(Sample::Line(theme.muted), "median", "الوسيط"));
        if data.panels.iter().any(|p| p.lines.len() <= BANDED_LINES) {
            let band = Sample::Band(theme.muted, INNER_ALPHA);
            items.push(KeyItem::share_of_outcomes(band, 0.5, lang));
        }
        if !names_at_ends(data) {
            let mut seen: Vec<&str> = Vec::new();
            for (line, _) in lines(data) {
                if !seen.contains(&line.label.as_str()) {
                    seen.push(&line.label);
                    items.push(KeyItem {
                        sample: match theme.repeats(line.colour) {
                            true => Sample::Dashed(theme.category(line.colour)),
                            false => Sample::Line(theme.category(line.colour)),
                        },
                        name: line.label.clone(),
                    });
                }
            }
        }
    }
    if let Some(threshold) = &data.threshold {
        items.push(KeyItem { sample: Sample::Dashed(theme.mark), name: threshold.label.clone() });
    }
    for mark in &data.dates {
        items.push(KeyItem {
            sample: Sample::Dashed(theme.muted),
            name: format!("{} ({})", mark.label, text::month_year(mark.date, lang)),
        });
    }
    items
}

impl Picture for FanPicture<'_> {
    fn height(&self) -> f64 {
        let ticks = self.desk.small().leading() + mm(1.0);
        self.head_height() + self.grid.height() + ticks
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = cut_notes(&self.axis, &self.data.axis, self.desk.lang);
        if let Some(threshold) = &self.data.threshold
            && self.axis.is_above(threshold.value)
        {
            let outside = self.desk.lang.pick("above the axis", "فوق المحور");
            notes.push(format!("{}: {outside}.", threshold.label));
        }
        notes
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let muted = self.desk.text().coloured(self.desk.theme.muted);
        let rtl = self.desk.lang.is_rtl();
        let start = if rtl { frame.right() } else { frame.left };
        let name_height = self.name.len() as f64 * muted.leading();
        let across = self.desk.start();
        self.key.draw(canvas, frame)?;
        let name_top = frame.top + self.key.height(&self.desk);
        canvas.lines(&self.name, muted, (start, name_top), across, Along::Top)?;
        let grid = Frame {
            left: frame.left + self.strip,
            top: name_top + name_height + mm(1.0),
            width: frame.width - self.strip,
            height: self.grid.height(),
        };
        for (index, panel) in self.data.panels.iter().enumerate() {
            let place = self.grid.place(index, grid, rtl);
            let plot = Frame {
                top: place.top + self.title_height,
                width: place.width - self.gutter,
                height: self.plot_height,
                ..place
            };
            let title = if rtl { plot.right() } else { plot.left };
            canvas.lines(
                &self.titles[index],
                self.desk.text().bold(),
                (title, plot.top - mm(0.6)),
                across,
                Along::Bottom,
            )?;
            self.draw_axes(canvas, index, plot)?;
            self.draw_lines(canvas, panel, plot)?;
            self.draw_marks(canvas, plot)?;
            if self.gutter > 0.0 {
                self.draw_names(canvas, panel, plot)?;
            }
        }
        Ok(())
    }
}

impl FanPicture<'_> {
    fn head_height(&self) -> f64 {
        let name = self.name.len() as f64 * self.desk.text().leading();
        self.key.height(&self.desk) + name + mm(1.0)
    }

    fn when(&self, date: Date) -> f64 {
        let (first, last) = (day_number(self.dates.0), day_number(self.dates.1));
        if last > first {
            ((day_number(date) - first) / (last - first)).clamp(0.0, 1.0)
        } else {
            0.5
        }
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

    fn points(&self, line: &FanLine, values: &[f64]) -> Vec<(f64, f64)> {
        line.dates
            .iter()
            .zip(values)
            .map(|(date, value)| (self.when(*date), self.axis.share(*value)))
            .collect()
    }

    fn draw_lines(
        &self,
        canvas: &Canvas<'_>,
        panel: &FanPanel,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let area = canvas.area(plot);
        let mut chart = ChartBuilder::on(&area)
            .build_cartesian_2d(0.0..1.0, 0.0..1.0)
            .map_err(drawing_error)?;
        let band = |line: &FanLine, low: &[f64], high: &[f64], alpha: f64| {
            let mut outline = self.points(line, low);
            outline.extend(self.points(line, high).into_iter().rev());
            Polygon::new(outline, filled(self.colour(line), alpha))
        };
        let count = panel.lines.len();
        let mut bands = Vec::new();
        for line in &panel.lines {
            if count == 1 {
                bands.push(band(line, &line.p05, &line.p95, OUTER_ALPHA));
            }
            if count <= BANDED_LINES {
                bands.push(band(line, &line.p25, &line.p75, INNER_ALPHA));
            }
        }
        chart.draw_series(bands).map_err(drawing_error)?;
        for line in &panel.lines {
            let width = if self.grid.columns == 1 { 0.5 } else { 0.4 };
            let points = self.points(line, &line.p50);
            if self.desk.theme.repeats(line.colour) {
                let points: Vec<_> =
                    points.into_iter().map(|(x, y)| (plot.x(x), plot.y(y))).collect();
                canvas.dashed(&points, self.colour(line), mm(width))?;
            } else {
                let style = stroke(self.colour(line), mm(width));
                chart.draw_series(LineSeries::new(points, style)).map_err(drawing_error)?;
            }
            if let (1, Some(mean)) = (count, &line.mean) {
                self.draw_mean(canvas, line, mean, plot)?;
            }
        }
        Ok(())
    }

    /// The mean, as far as it lies within the axis: that of a heavy tail may lie above the 95 % quantile.
    fn draw_mean(
        &self,
        canvas: &Canvas<'_>,
        line: &FanLine,
        mean: &[f64],
        plot: Frame,
    ) -> Result<(), ChartError> {
        let points = self.points(line, mean);
        let shown = |index: &usize| !self.axis.is_above(mean[*index]);
        let indices: Vec<usize> = (0..mean.len()).collect();
        for run in indices.chunk_by(|a, b| shown(a) == shown(b)) {
            if !shown(&run[0]) {
                continue;
            }
            let piece: Vec<(f64, f64)> = run
                .iter()
                .map(|index| (plot.x(points[*index].0), plot.y(points[*index].1)))
                .collect();
            canvas.dashed(&piece, self.desk.theme.ink, mm(0.25))?;
        }
        Ok(())
    }

    fn colour(&self, line: &FanLine) -> Colour {
        self.desk.theme.category(line.colour)
    }

    fn draw_marks(&self, canvas: &Canvas<'_>, plot: Frame) -> Result<(), ChartError> {
        if let Some(threshold) = &self.data.threshold
            && !self.axis.is_above(threshold.value)
            && !self.axis.is_below(threshold.value)
        {
            let y = plot.y(self.axis.share(threshold.value));
            let ends = [(plot.left, y), (plot.right(), y)];
            canvas.dashed(&ends, self.desk.theme.mark, mm(0.3))?;
        }
        for mark in &self.data.dates {
            if mark.date < self.dates.0 || mark.date > self.dates.1 {
                continue;
            }
            let x = plot.x(self.when(mark.date));
            let ends = [(x, plot.top), (x, plot.bottom())];
            canvas.dashed(&ends, self.desk.theme.muted, mm(0.2))?;
        }
        Ok(())
    }

    /// Names at the ends of lines, moved apart where lines end close together, each tied to its line.
    fn draw_names(
        &self,
        canvas: &Canvas<'_>,
        panel: &FanPanel,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let small = self.desk.small();
        let ends: Vec<(f64, f64)> = panel
            .lines
            .iter()
            .filter_map(|line| self.points(line, &line.p50).pop())
            .map(|(x, y)| (plot.x(x), plot.y(y)))
            .collect();
        let wanted: Vec<f64> = ends.iter().map(|(_, y)| *y).collect();
        let heights: Vec<f64> =
            self.names.iter().map(|lines| lines.len() as f64 * small.leading()).collect();
        let placed = spread_out(&wanted, &heights, plot.top, plot.bottom());
        for (index, ((x, end), y)) in ends.into_iter().zip(placed).enumerate() {
            let colour = self.colour(&panel.lines[index]);
            let text = plot.right() + mm(3.2);
            if (y - end).abs() > mm(0.2) || x < plot.right() {
                let tie = [(x + mm(0.3), end), (text - mm(0.6), y)];
                canvas.line(&tie, colour.mix(self.desk.theme.paper, 0.4), mm(0.15))?;
            }
            // Darker than the line: thin letters need more contrast than a stroke.
            let kind = small.coloured(colour.mix(self.desk.theme.ink, 0.35));
            canvas.lines(&self.names[index], kind, (text, y), Across::Left, Along::Middle)?;
        }
        Ok(())
    }
}
