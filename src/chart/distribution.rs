//! Distributions of one measure: half-eyes (a density above its median, 50 % and 90 % intervals) or dots with
//! intervals, a row an option, a panel a trajectory.

use plotters::chart::ChartBuilder;
use plotters::series::AreaSeries;

use super::axis::{Axis, Core};
use super::backend::drawing_error;
use super::canvas::{Across, Along, Canvas, Desk, Frame, filled, mm};
use super::density::density;
use super::error::ChartError;
use super::figure::{Distribution, DistributionPanel, DistributionRow, RowMark};
use super::key::{Key, KeyItem, Sample, axis_name};
use super::layout::{Grid, columns_for};
use super::picture::{Picture, axis_title, bad_data, cut_notes};
use super::theme::Colour;
use super::ticks::{Room, label_centre};
use crate::text::{Lang, percent};

/// How far values spread before an automatic axis turns logarithmic.
const LOG_DECADES: f64 = 2.0;
/// The least height of a row with a density; higher rows, which have long labels, draw it no larger, so that
/// densities can be compared.
const LEAST_ROW_MM: f64 = 6.0;
/// Narrower panels have no room for ticks.
const LEAST_PANEL_MM: f64 = 26.0;
/// The share of the least height that a density may fill.
const DENSITY: f64 = 0.64;

struct DistributionPicture<'a> {
    data: &'a Distribution,
    desk: Desk<'a>,
    axis: Axis,
    grid: Grid,
    key: Key,
    labels: Vec<Vec<String>>,
    titles: Vec<Vec<String>>,
    title_height: f64,
    /// The top of each row below the first, and after them the bottom of the last.
    row_tops: Vec<f64>,
    /// Whether the threshold lies within the axis.
    shows_threshold: bool,
}

/// Lays a distribution chart out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Distribution,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let text = desk.text();
    let rows = &data.panels[0].rows;
    let longest = desk.widest(rows.iter().map(|row| row.label.as_str()), text);
    let label_width = longest.min(0.26 * width);
    let labels: Vec<Vec<String>> =
        rows.iter().map(|row| desk.wrap(&row.label, text, label_width, 3)).collect();
    let label_width = desk.widest(labels.iter().flatten().map(String::as_str), text);
    let labels_width = label_width + mm(2.0);
    let gap = mm(5.0);
    let panels = data.panels.len();
    let columns = columns_for(panels, width - labels_width, gap, mm(LEAST_PANEL_MM));
    let mut grid = Grid::new(panels, columns, width, labels_width, (gap, mm(4.0)));

    let mut cores: Vec<Core> = data
        .panels
        .iter()
        .flat_map(|panel| &panel.rows)
        .filter_map(|row| core(&row.mark))
        .collect();
    let values = cores.len();
    let top = cores.iter().map(|c| c.high).fold(f64::NEG_INFINITY, f64::max);
    let bottom = cores.iter().map(|c| c.low).fold(f64::INFINITY, f64::min);
    // A bound far from all values would squash them: it is told in the key then, and not drawn.
    let threshold = data.threshold.as_ref().map(|t| t.value);
    let near = |value: f64| {
        let span = (top - bottom).max(0.5 * top.abs());
        value <= top + span && value >= bottom - span
    };
    cores.extend(threshold.filter(|v| near(*v)).map(Core::point));
    if values == 0 {
        cores.push(Core::point(0.0));
    }
    let axis = Axis::new(&data.axis, &cores, LOG_DECADES, &desk, Room::Across(grid.panel.0));

    let bold = text.bold();
    let titles: Vec<Vec<String>> =
        data.panels.iter().map(|panel| desk.wrap(&panel.title, bold, grid.panel.0, 3)).collect();
    let title_lines = titles.iter().map(Vec::len).max().unwrap_or(0);
    let title_height = title_lines as f64 * bold.leading() + mm(0.8);
    let least = if is_estimate(data) { mm(4.6) } else { mm(LEAST_ROW_MM) };
    let mut row_tops = vec![0.0];
    let mut height = 0.0;
    for lines in &labels {
        height += (lines.len() as f64 * text.leading() + mm(0.8)).max(least);
        row_tops.push(height);
    }
    let ticks = desk.small().leading() + mm(1.0);
    grid.panel.1 = title_height + height + ticks;
    let shows_threshold = threshold.is_some_and(near);
    let key = Key::new(key_items(data, &desk, shows_threshold), &desk, width);
    Ok(Box::new(DistributionPicture {
        data,
        desk,
        axis,
        grid,
        key,
        labels,
        titles,
        title_height,
        row_tops,
        shows_threshold,
    }))
}

fn check(data: &Distribution, title: &str) -> Result<(), ChartError> {
    let Some(first) = data.panels.first().filter(|panel| !panel.rows.is_empty()) else {
        return Err(ChartError::Empty { title: title.to_owned() });
    };
    let names = |panel: &DistributionPanel| -> Vec<String> {
        panel.rows.iter().map(|row| row.label.clone()).collect()
    };
    for panel in &data.panels {
        if names(panel) != names(first) {
            return Err(bad_data(
                title,
                format!("panel \"{}\" has other rows than the first panel", panel.title),
            ));
        }
        for row in &panel.rows {
            check_row(row, title)?;
        }
    }
    Ok(())
}

fn check_row(row: &DistributionRow, title: &str) -> Result<(), ChartError> {
    let sorted = |values: &[f64]| values.windows(2).all(|pair| pair[0] <= pair[1]);
    let good = match &row.mark {
        RowMark::Spread { quantiles, median, inner, outer } => {
            sorted(quantiles) && sorted(&[outer.0, inner.0, *median, inner.1, outer.1])
        }
        RowMark::Estimate { value, interval, .. } => {
            value.is_finite() && sorted(&[interval.0, interval.1])
        }
        RowMark::Missing { .. } => true,
    };
    if good {
        Ok(())
    } else {
        Err(bad_data(title, format!("the quantiles of \"{}\" are not in order", row.label)))
    }
}

fn is_estimate(data: &Distribution) -> bool {
    data.panels
        .iter()
        .flat_map(|panel| &panel.rows)
        .all(|row| !matches!(row.mark, RowMark::Spread { .. }))
}

fn core(mark: &RowMark) -> Option<Core> {
    match mark {
        RowMark::Spread { quantiles, median, outer, .. } => Some(Core {
            low: outer.0,
            middle: *median,
            high: outer.1,
            least: quantiles.first().copied().unwrap_or(outer.0).min(outer.0),
            greatest: quantiles.last().copied().unwrap_or(outer.1).max(outer.1),
        }),
        RowMark::Estimate { value, interval, .. } => Some(Core {
            low: interval.0.min(*value),
            middle: *value,
            high: interval.1.max(*value),
            least: interval.0.min(*value),
            greatest: interval.1.max(*value),
        }),
        RowMark::Missing { .. } => None,
    }
}

fn key_items(data: &Distribution, desk: &Desk<'_>, shows_threshold: bool) -> Vec<KeyItem> {
    let lang = desk.lang;
    let ink = desk.theme.ink;
    let fill = desk.theme.category(0);
    let item = |sample, en: &str, ar: &str| KeyItem { sample, name: lang.pick(en, ar).to_owned() };
    let mut items = if is_estimate(data) {
        vec![
            item(Sample::Dot(fill), "estimate", "التقدير"),
            KeyItem {
                sample: Sample::Bar(fill, 0.35),
                name: match lang {
                    Lang::En => format!("{} interval", percent(0.95, lang)),
                    Lang::Ar => format!("مجال الثقة {}", percent(0.95, lang)),
                },
            },
        ]
    } else {
        vec![
            item(Sample::Density(fill), "distribution", "التوزيع"),
            item(Sample::Dot(ink), "median", "الوسيط"),
            KeyItem::share_of_outcomes(Sample::Bar(ink, 1.0), 0.5, lang),
            KeyItem::share_of_outcomes(Sample::Bar(ink, 0.3), 0.9, lang),
        ]
    };
    if let Some(row) = data.panels[0].rows.iter().find(|row| row.is_reference) {
        let name = match row.mark {
            RowMark::Spread { .. } => format!("{} ({})", row.label, lang.pick("median", "الوسيط")),
            RowMark::Estimate { .. } | RowMark::Missing { .. } => row.label.clone(),
        };
        items.push(KeyItem { sample: Sample::Dashed(desk.theme.muted), name });
    }
    if let Some(threshold) = data.threshold.as_ref().filter(|_| shows_threshold) {
        items.push(KeyItem {
            sample: Sample::Dashed(desk.theme.mark),
            name: threshold.label.clone(),
        });
    }
    items
}

impl Picture for DistributionPicture<'_> {
    fn height(&self) -> f64 {
        let name = self.desk.text().leading() + mm(0.5);
        self.key.height(&self.desk) + self.grid.height() + name
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = cut_notes(&self.axis, &self.data.axis, self.desk.lang);
        if let Some(threshold) = self.data.threshold.as_ref().filter(|_| !self.shows_threshold) {
            let outside = self.desk.lang.pick("outside the axis", "خارج المحور");
            notes.push(format!("{}: {outside}.", threshold.label));
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
        for (index, panel) in self.data.panels.iter().enumerate() {
            let place = self.grid.place(index, grid, rtl);
            let rows = Frame {
                top: place.top + self.title_height,
                height: self.row_tops[panel.rows.len()],
                ..place
            };
            self.draw_title(canvas, &self.titles[index], rows)?;
            if self.grid.is_first_in_row(index) {
                self.draw_labels(canvas, rows)?;
            }
            self.draw_panel(canvas, panel, rows)?;
        }
        let name = axis_title(&self.data.axis, self.axis.is_log(), self.desk.lang);
        let strip = Frame {
            left: grid.left + self.grid.labels,
            top: grid.bottom() + mm(0.5),
            width: grid.width - self.grid.labels,
            height: 0.0,
        };
        axis_name(canvas, &name, strip.mirrored(frame, rtl))
    }
}

impl DistributionPicture<'_> {
    fn draw_title(
        &self,
        canvas: &Canvas<'_>,
        lines: &[String],
        rows: Frame,
    ) -> Result<(), ChartError> {
        let start = self.desk.start();
        let x = if start == Across::Right { rows.right() } else { rows.left };
        let kind = self.desk.text().bold();
        canvas.lines(lines, kind, (x, rows.top - mm(0.6)), start, Along::Bottom)
    }

    /// The place of a row within those of its panel.
    fn row(&self, index: usize, rows: Frame) -> Frame {
        Frame {
            top: rows.top + self.row_tops[index],
            height: self.row_tops[index + 1] - self.row_tops[index],
            ..rows
        }
    }

    fn draw_labels(&self, canvas: &Canvas<'_>, rows: Frame) -> Result<(), ChartError> {
        let rtl = self.desk.lang.is_rtl();
        for (index, lines) in self.labels.iter().enumerate() {
            let y = self.row(index, rows).y(0.5);
            // Labels end where the panel begins, so that the eye does not jump.
            let (x, across) = if rtl {
                (rows.right() + mm(2.0), Across::Left)
            } else {
                (rows.left - mm(2.0), Across::Right)
            };
            canvas.lines(lines, self.desk.text(), (x, y), across, Along::Middle)?;
        }
        Ok(())
    }

    fn draw_panel(
        &self,
        canvas: &Canvas<'_>,
        panel: &DistributionPanel,
        rows: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        let small = self.desk.small();
        for tick in &self.axis.ticks {
            let x = rows.x(tick.share);
            canvas.line(&[(x, rows.top), (x, rows.bottom())], theme.grid, mm(0.15))?;
            let width = self.desk.width(&tick.label, small);
            let centre = label_centre(tick.share, rows.width, width);
            let label = (rows.left + centre, rows.bottom() + mm(0.6));
            canvas.text(&tick.label, small, label, Across::Centre, Along::Top)?;
        }
        let floor = [(rows.left, rows.bottom()), (rows.right(), rows.bottom())];
        canvas.line(&floor, theme.muted, mm(0.2))?;
        self.draw_densities(canvas, panel, rows)?;
        self.draw_references(canvas, panel, rows)?;
        for (index, row) in panel.rows.iter().enumerate() {
            let band = self.row(index, rows);
            self.draw_mark(canvas, &row.mark, band, self.colour(row))?;
        }
        Ok(())
    }

    /// The y of the line on which a row's density stands, so that the density and its intervals are in the middle
    /// of the row.
    fn baseline(&self, row: Frame) -> f64 {
        row.y(0.5) + 0.26 * mm(LEAST_ROW_MM)
    }

    /// The reference row is grey, so that the options stand out from what they are compared with.
    fn colour(&self, row: &DistributionRow) -> Colour {
        if row.is_reference { self.desk.theme.muted } else { self.desk.theme.category(0) }
    }

    fn draw_densities(
        &self,
        canvas: &Canvas<'_>,
        panel: &DistributionPanel,
        rows: Frame,
    ) -> Result<(), ChartError> {
        let area = canvas.area(rows);
        // Rows may differ in height: y runs in drawing units from the bottom.
        let mut chart = ChartBuilder::on(&area)
            .build_cartesian_2d(0.0..1.0, 0.0..rows.height)
            .map_err(drawing_error)?;
        for (index, data) in panel.rows.iter().enumerate() {
            let RowMark::Spread { quantiles, .. } = &data.mark else {
                continue;
            };
            let inside: Vec<f64> = quantiles
                .iter()
                .filter(|v| !self.axis.is_above(**v) && !self.axis.is_below(**v))
                .map(|v| self.axis.share(*v))
                .collect();
            let row = self.row(index, rows);
            let base = rows.bottom() - self.baseline(row);
            let tall = DENSITY * mm(LEAST_ROW_MM);
            let curve: Vec<(f64, f64)> = density(&inside, self.walls(&inside, quantiles.len()))
                .into_iter()
                .map(|(x, height)| (x, base + tall * height))
                .collect();
            if curve.is_empty() {
                continue;
            }
            let style = filled(self.colour(data), 0.35);
            chart.draw_series(AreaSeries::new(curve, base, style)).map_err(drawing_error)?;
        }
        Ok(())
    }

    /// Whether the ends of a density are walls: at a natural limit of the axis, at its start on a logarithmic
    /// axis, or where a tail was cut.
    fn walls(&self, inside: &[f64], all: usize) -> (bool, bool) {
        let (Some(first), Some(last)) = (inside.first(), inside.last()) else {
            return (false, false);
        };
        let (low, high) = self.data.axis.natural;
        let low =
            low.is_some_and(|limit| !self.axis.is_log() && first - self.axis.share(limit) < 0.01);
        let high = high.is_some_and(|limit| self.axis.share(limit) - last < 0.01);
        (low || *first <= 0.0, high || inside.len() < all)
    }

    fn draw_references(
        &self,
        canvas: &Canvas<'_>,
        panel: &DistributionPanel,
        rows: Frame,
    ) -> Result<(), ChartError> {
        let vertical = |value: f64| {
            let x = rows.x(self.axis.share(value));
            [(x, rows.top), (x, rows.bottom())]
        };
        for row in panel.rows.iter().filter(|row| row.is_reference) {
            let value = match &row.mark {
                RowMark::Spread { median, .. } => *median,
                RowMark::Estimate { value, .. } => *value,
                RowMark::Missing { .. } => continue,
            };
            if !self.axis.is_above(value) {
                canvas.dashed(&vertical(value), self.desk.theme.muted, mm(0.2))?;
            }
        }
        if let Some(threshold) = self.data.threshold.as_ref().filter(|_| self.shows_threshold) {
            canvas.dashed(&vertical(threshold.value), self.desk.theme.mark, mm(0.3))?;
        }
        Ok(())
    }

    fn draw_mark(
        &self,
        canvas: &Canvas<'_>,
        mark: &RowMark,
        band: Frame,
        colour: Colour,
    ) -> Result<(), ChartError> {
        let ink = self.desk.theme.ink;
        match mark {
            RowMark::Spread { median, inner, outer, .. } => {
                let y = self.baseline(band);
                self.draw_span(canvas, *outer, (band, y), ink, 0.3)?;
                self.draw_span(canvas, *inner, (band, y), ink, 1.0)?;
                if self.axis.is_above(*median) {
                    return Ok(());
                }
                let centre = (band.x(self.axis.share(*median)), y);
                canvas.dot(centre, mm(0.85), self.desk.theme.paper)?;
                canvas.dot(centre, mm(0.6), ink)
            }
            RowMark::Estimate { value, interval, text } => {
                let y = band.y(0.5);
                self.draw_span(canvas, *interval, (band, y), colour, 0.35)?;
                let centre = (band.x(self.axis.share(*value)), y);
                canvas.dot(centre, mm(0.75), colour)?;
                let text = if text.is_empty() {
                    self.data.axis.format.format(*value, self.desk.lang)
                } else {
                    text.clone()
                };
                self.draw_beside(canvas, &text, *interval, *value, band)
            }
            RowMark::Missing { text } => {
                let small = self.desk.small();
                let text = self.desk.typesetter.shorten(text, small.size, false, band.width);
                let centre = (band.x(0.5), band.y(0.5));
                canvas.text(&text, small, centre, Across::Centre, Along::Middle)
            }
        }
    }

    /// A horizontal line from one value to another, with an arrowhead where it leaves the axis.
    fn draw_span(
        &self,
        canvas: &Canvas<'_>,
        (from, to): (f64, f64),
        (band, y): (Frame, f64),
        colour: Colour,
        thickness: f64,
    ) -> Result<(), ChartError> {
        let (left, right) = (band.x(self.axis.share(from)), band.x(self.axis.share(to)));
        if right > left {
            canvas.line(&[(left, y), (right, y)], colour, mm(thickness))?;
        }
        if self.axis.is_above(to) {
            let tip = band.right() + mm(1.3);
            let head = [(tip, y), (band.right(), y - mm(0.8)), (band.right(), y + mm(0.8))];
            canvas.polygon(&head, colour, 1.0)?;
        }
        Ok(())
    }

    /// Writes a value beside its interval: after it where there is room, else before it.
    fn draw_beside(
        &self,
        canvas: &Canvas<'_>,
        text: &str,
        interval: (f64, f64),
        value: f64,
        band: Frame,
    ) -> Result<(), ChartError> {
        let kind = self.desk.small().coloured(self.desk.theme.ink);
        let (gap, y) = (mm(1.2), band.y(0.5));
        let width = self.desk.width(text, kind);
        let right = band.x(self.axis.share(interval.1.max(value))) + gap;
        let left = band.x(self.axis.share(interval.0.min(value))) - gap;
        let (left, top) = if right + width <= band.right() + mm(2.0) {
            (right, y - kind.leading() / 2.0)
        } else if left - width >= band.left {
            (left - width, y - kind.leading() / 2.0)
        } else {
            // An interval over the whole panel: the text goes above it.
            (band.x(0.5) - width / 2.0, band.top)
        };
        // Lines of the grid and of thresholds would run through the figures.
        let ground = Frame {
            left: left - mm(0.3),
            top: top + (kind.leading() - 0.8 * kind.size) / 2.0,
            width: width + mm(0.6),
            height: 0.8 * kind.size,
        };
        canvas.fill(ground, self.desk.theme.paper, 0.85)?;
        canvas.text(text, kind, (left, top), Across::Left, Along::Top)
    }
}
