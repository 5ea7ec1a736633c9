//! Cumulative distributions: lines from 0 to 100 %, a line an option, a panel a trajectory.

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure::{Emphasis, Threshold};
use super::figure_outcomes::{Ecdf, EcdfLine, EcdfPanel};
use super::key::{Key, KeyItem, Sample, axis_name};
use super::layout::{Grid, columns_for, spread_out};
use super::picture::{Picture, axis_title, bad_data, cut_notes, whole_percent};
use super::ticks::{Room, Tick, label_centre};
use super::timepanels::line_sample;
use crate::text::{Lang, NumberFormat};

/// How far values spread before an automatic axis turns logarithmic.
const LOG_DECADES: f64 = 2.0;
const GAP_MM: f64 = 5.0;
const LEAST_PANEL_MM: f64 = 34.0;
/// Steps smaller than this, in millimetres, are drawn together with the next: no eye sees them.
const STEP_MM: f64 = 0.12;
/// From a panel to the names beside it.
const TIE_MM: f64 = 4.0;

struct EcdfPicture<'a> {
    data: &'a Ecdf,
    desk: Desk<'a>,
    axis: Axis,
    levels: Vec<Tick>,
    grid: Grid,
    key: Key,
    titles: Vec<Vec<String>>,
    title_height: f64,
    plot_height: f64,
    strip: f64,
    /// Kept free after a panel for percentages and names, and the part of it that percentages take.
    gutter: (f64, f64),
    /// Whether names stand beside the lines, which needs a panel that is alone.
    is_named: bool,
    /// The bound, where it lies within the axis.
    threshold: Option<&'a Threshold>,
}

/// What is written beside a panel about one of its lines.
struct Note {
    /// The line that it is about.
    line: usize,
    percentage: String,
    name: Vec<String>,
    anchor: (f64, f64),
}

/// Lays a chart of cumulative distributions out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Ecdf,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let (text, small) = (desk.text(), desk.small());
    let panels = data.panels.len();
    let is_named = panels == 1;
    let levels = levels(&desk);
    let strip = desk.widest(levels.iter().map(|t| t.label.as_str()), small) + mm(1.5);
    let (cores, threshold) = cores(data);
    let percentages = match threshold {
        Some(_) => desk.width(&whole_percent(0.9968, desk.lang), small.bold()) + mm(1.5),
        None => 0.0,
    };
    let names = data.panels[0].lines.iter().map(|line| {
        let lines = desk.wrap(&line.label, small, 0.24 * width, 2);
        (desk.widest(lines.iter().map(String::as_str), small.bold()), lines.len())
    });
    let names: Vec<(f64, usize)> = if is_named { names.collect() } else { Vec::new() };
    let widest = names.iter().map(|(width, _)| *width).fold(0.0, f64::max);
    let gutter = match percentages + widest {
        0.0 => 0.0,
        room => room + mm(TIE_MM),
    };
    let gap = mm(GAP_MM);
    let least = mm(LEAST_PANEL_MM) + gutter;
    let columns = data.columns.unwrap_or_else(|| columns_for(panels, width - strip, gap, least));
    let ticks_height = small.leading() + mm(1.0);
    let mut grid = Grid::new(panels, columns, width - strip, 0.0, (gap, ticks_height + mm(3.0)));

    let bold = text.bold();
    let wrap = |panel: &EcdfPanel| desk.wrap(&panel.title, bold, grid.panel.0 - gutter, 3);
    let titles: Vec<Vec<String>> = data.panels.iter().map(wrap).collect();
    let title_lines = titles.iter().map(Vec::len).max().unwrap_or(0);
    let title_height = title_lines as f64 * bold.leading() + mm(0.8);
    let wanted = match grid.columns {
        1 => 68.0,
        2 => 48.0,
        _ => 38.0,
    };
    let rows = grid.rows() as f64;
    let room = mm(desk.theme.room_mm() - 12.0) / rows - title_height - ticks_height - mm(3.0);
    let lines: usize = names.iter().map(|(_, lines)| *lines).sum();
    let plot_height = mm(wanted).min(room).max(mm(18.0)).max(lines as f64 * small.leading());
    grid.panel.1 = title_height + plot_height;

    let room = Room::Across(grid.panel.0 - gutter);
    let axis = Axis::new(&data.axis, &cores, LOG_DECADES, &desk, room);
    let key = Key::new(key_items(data, &desk, threshold, is_named), &desk, width);
    Ok(Box::new(EcdfPicture {
        data,
        desk,
        axis,
        levels,
        grid,
        key,
        titles,
        title_height,
        plot_height,
        strip,
        gutter: (gutter, percentages),
        is_named,
        threshold,
    }))
}

fn check(data: &Ecdf, title: &str) -> Result<(), ChartError> {
    if data.panels.is_empty() || data.panels.iter().any(|panel| panel.lines.is_empty()) {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    for line in data.panels.iter().flat_map(|panel| &panel.lines) {
        let sorted = line.values.windows(2).all(|pair| pair[0] <= pair[1]);
        let what = match line.values.as_slice() {
            [] => "has no values",
            [one] if one.is_nan() => "has values that are not numbers",
            _ if !sorted => "has values that are not in order",
            _ => continue,
        };
        return Err(bad_data(title, format!("the line \"{}\" {what}", line.label)));
    }
    Ok(())
}

fn levels(desk: &Desk<'_>) -> Vec<Tick> {
    let tick = |quarter: u32| {
        let share = f64::from(quarter) / 4.0;
        Tick { share, label: NumberFormat::Percent.format(share, desk.lang) }
    };
    (0..=4).map(tick).collect()
}

/// What the axis must show, and the threshold where it is among it.
fn cores(data: &Ecdf) -> (Vec<Core>, Option<&Threshold>) {
    let mut cores: Vec<Core> = data
        .panels
        .iter()
        .flat_map(|panel| &panel.lines)
        .map(|line| {
            let values = &line.values;
            let at = |p: f64| values[((values.len() - 1) as f64 * p).round() as usize];
            let (least, greatest) = (values[0], values[values.len() - 1]);
            Core { low: at(0.02), middle: at(0.5), high: at(0.97), least, greatest }
        })
        .collect();
    let finite = |get: fn(&Core) -> f64| {
        cores.iter().map(get).filter(|v| v.is_finite()).collect::<Vec<f64>>()
    };
    let top = finite(|c| c.high).into_iter().fold(f64::NEG_INFINITY, f64::max);
    let bottom = finite(|c| c.low).into_iter().fold(f64::INFINITY, f64::min);
    let threshold = data.threshold.as_ref().filter(|t| {
        let span = (top - bottom).max(0.5 * top.abs());
        t.value <= top + span && t.value >= bottom - span
    });
    cores.extend(threshold.map(|t| Core::point(t.value)));
    (cores, threshold)
}

fn key_items(
    data: &Ecdf,
    desk: &Desk<'_>,
    threshold: Option<&Threshold>,
    is_named: bool,
) -> Vec<KeyItem> {
    let mut items = Vec::new();
    if !is_named {
        let mut seen: Vec<&str> = Vec::new();
        let lines = || data.panels.iter().flat_map(|panel| &panel.lines);
        for line in lines().filter(|line| line.emphasis != Emphasis::Faint) {
            if !seen.contains(&line.label.as_str()) {
                seen.push(&line.label);
                let sample = line_sample(desk, line.colour, line.emphasis);
                items.push(KeyItem { sample, name: line.label.clone() });
            }
        }
        if lines().any(|line| line.emphasis == Emphasis::Faint) {
            let name = desk.lang.pick("other options", "خيارات أخرى").to_owned();
            items.push(KeyItem { sample: line_sample(desk, 0, Emphasis::Faint), name });
        }
    }
    items.extend(
        threshold
            .map(|t| KeyItem { sample: Sample::Dashed(desk.theme.mark), name: t.label.clone() }),
    );
    items
}

/// The share of a line's values that are at most (or at least) `value`.
fn probability(line: &EcdfLine, value: f64, exceedance: bool) -> f64 {
    let n = line.values.len() as f64;
    if exceedance {
        (n - line.values.partition_point(|v| *v < value) as f64) / n
    } else {
        line.values.partition_point(|v| *v <= value) as f64 / n
    }
}

impl Picture for EcdfPicture<'_> {
    fn height(&self) -> f64 {
        let small = self.desk.small().leading() + mm(1.0);
        let name = self.desk.text().leading();
        self.key.height(&self.desk) + name + mm(1.0) + self.grid.height() + small + name + mm(0.5)
    }

    fn notes(&self) -> Vec<String> {
        let lang = self.desk.lang;
        let mut notes = Vec::new();
        let outside = lang.pick("outside the axis", "خارج المحور");
        match (&self.data.threshold, self.threshold) {
            (Some(_), Some(bound)) => {
                let format = self.data.axis.format;
                let value = format.format(bound.value, lang);
                notes.push(match (lang, self.data.exceedance) {
                    (Lang::En, false) => {
                        format!("Percentages at the right: the probability of at most {value}.")
                    }
                    (Lang::En, true) => {
                        format!("Percentages at the right: the probability of at least {value}.")
                    }
                    (Lang::Ar, false) => {
                        format!("النسب على اليمين: احتمال ألا تتجاوز القيمة {value}.")
                    }
                    (Lang::Ar, true) => {
                        format!("النسب على اليمين: احتمال ألا تقل القيمة عن {value}.")
                    }
                });
            }
            (Some(bound), None) => notes.push(format!("{}: {outside}.", bound.label)),
            _ => {}
        }
        notes.extend(cut_notes(&self.axis, &self.data.axis, lang));
        notes
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let desk = &self.desk;
        let rtl = desk.lang.is_rtl();
        let (muted, bold) = (desk.text().coloured(desk.theme.muted), desk.text().bold());
        self.key.draw(canvas, frame)?;
        let top = frame.top + self.key.height(desk);
        let start = if rtl { frame.right() } else { frame.left };
        let what = match self.data.exceedance {
            false => desk
                .lang
                .pick("Probability of at most this value", "احتمال ألا تتجاوز القيمة هذا الحد"),
            true => desk
                .lang
                .pick("Probability of at least this value", "احتمال ألا تقل القيمة عن هذا الحد"),
        };
        canvas.text(what, muted, (start, top), desk.start(), Along::Top)?;
        let grid = Frame {
            left: frame.left + self.strip,
            top: top + muted.leading() + mm(1.0),
            width: frame.width - self.strip,
            height: self.grid.height(),
        };
        for (index, panel) in self.data.panels.iter().enumerate() {
            let place = self.grid.place(index, grid, rtl);
            let plot = Frame {
                top: place.top + self.title_height,
                width: place.width - self.gutter.0,
                height: self.plot_height,
                ..place
            };
            let x = if rtl { plot.right() } else { plot.left };
            let foot = (x, plot.top - mm(0.6));
            canvas.lines(&self.titles[index], bold, foot, desk.start(), Along::Bottom)?;
            self.draw_axes(canvas, index, plot)?;
            self.draw_lines(canvas, panel, plot)?;
            self.draw_notes(canvas, panel, plot)?;
        }
        let name = axis_title(&self.data.axis, self.axis.is_log(), desk.lang);
        let below = grid.bottom() + desk.small().leading() + mm(1.5);
        axis_name(canvas, &name, Frame { top: below, height: 0.0, ..grid })
    }
}

impl EcdfPicture<'_> {
    fn draw_axes(&self, canvas: &Canvas<'_>, index: usize, plot: Frame) -> Result<(), ChartError> {
        let (theme, small) = (self.desk.theme, self.desk.small());
        let column = index % self.grid.columns;
        let is_leftmost = if self.desk.lang.is_rtl() {
            column + 1 == self.grid.columns || index + 1 == self.grid.panels
        } else {
            column == 0
        };
        for tick in &self.levels {
            let y = plot.y(tick.share);
            canvas.line(&[(plot.left, y), (plot.right(), y)], theme.grid, mm(0.15))?;
            if is_leftmost {
                let place = (plot.left - mm(1.0), y);
                canvas.text(&tick.label, small, place, Across::Right, Along::Middle)?;
            }
        }
        let foot = plot.bottom();
        for tick in &self.axis.ticks {
            let x = plot.x(tick.share);
            canvas.line(&[(x, foot), (x, foot + mm(0.8))], theme.muted, mm(0.2))?;
            let width = self.desk.width(&tick.label, small);
            let place = (plot.left + label_centre(tick.share, plot.width, width), foot + mm(0.8));
            canvas.text(&tick.label, small, place, Across::Centre, Along::Top)?;
        }
        canvas.line(&[(plot.left, foot), (plot.right(), foot)], theme.muted, mm(0.2))
    }

    /// The steps of a line on paper, as many of them as can be seen.
    fn steps(&self, line: &EcdfLine, plot: Frame) -> Vec<(f64, f64)> {
        let n = line.values.len() as f64;
        let level = |count: usize| {
            let share = count as f64 / n;
            plot.y(if self.data.exceedance { 1.0 - share } else { share })
        };
        let mut points = vec![(plot.left, level(0))];
        let mut pen = points[0];
        for (index, value) in line.values.iter().enumerate() {
            if self.axis.is_above(*value) {
                break;
            }
            let (x, y) = (plot.x(self.axis.share(*value)), level(index + 1));
            let is_last = line.values.get(index + 1).is_none_or(|next| self.axis.is_above(*next));
            if (x - pen.0).abs() < mm(STEP_MM) && (y - pen.1).abs() < mm(STEP_MM) && !is_last {
                continue;
            }
            points.push((x, pen.1));
            points.push((x, y));
            pen = (x, y);
        }
        points.push((plot.right(), pen.1));
        points
    }

    fn draw_lines(
        &self,
        canvas: &Canvas<'_>,
        panel: &EcdfPanel,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        for wanted in [Emphasis::Faint, Emphasis::Normal, Emphasis::Reference] {
            for line in panel.lines.iter().filter(|line| line.emphasis == wanted) {
                let width = match (wanted, self.grid.columns) {
                    (Emphasis::Faint, _) => 0.25,
                    (_, 1) => 0.5,
                    _ => 0.4,
                };
                let dashes = theme.dashes(line.colour, wanted);
                let colour = theme.tinted(line.colour, wanted);
                canvas.stroked(&self.steps(line, plot), colour, mm(width), dashes)?;
            }
        }
        if let Some(threshold) = self.threshold {
            let x = plot.x(self.axis.share(threshold.value));
            canvas.dashed(&[(x, plot.top), (x, plot.bottom())], theme.mark, mm(0.3))?;
        }
        Ok(())
    }

    /// What is written beside a panel: for each line that has a name there its probability at the bound.
    fn notes_beside(&self, panel: &EcdfPanel, plot: Frame) -> Vec<Note> {
        let mut named: Vec<usize> = (0..panel.lines.len())
            .filter(|i| self.is_named || panel.lines[*i].emphasis != Emphasis::Faint)
            .collect();
        let median = |i: usize| panel.lines[i].values[panel.lines[i].values.len() / 2];
        named.sort_by(|a, b| median(*a).total_cmp(&median(*b)));
        let count = named.len();
        let note = |(rank, index): (usize, usize)| {
            let line = &panel.lines[index];
            let (value, share) = match self.threshold {
                Some(bound) => (bound.value, probability(line, bound.value, self.data.exceedance)),
                None => {
                    // Lines far to the right are named low down, where they stand alone.
                    let level = 0.9 - 0.75 * rank as f64 / count.max(2).saturating_sub(1) as f64;
                    let at = ((line.values.len() - 1) as f64 * level).round() as usize;
                    let share = if self.data.exceedance { 1.0 - level } else { level };
                    (line.values[at], share)
                }
            };
            let kind = self.desk.small();
            Note {
                line: index,
                percentage: match self.threshold {
                    Some(_) => whole_percent(share, self.desk.lang),
                    None => String::new(),
                },
                name: match self.is_named {
                    true => self.desk.wrap(
                        &line.label,
                        kind,
                        self.gutter.0 - self.gutter.1 - mm(TIE_MM) + 1.0,
                        2,
                    ),
                    false => Vec::new(),
                },
                anchor: (plot.x(self.axis.share(value)), plot.y(share)),
            }
        };
        named.into_iter().enumerate().map(note).collect()
    }

    fn draw_notes(
        &self,
        canvas: &Canvas<'_>,
        panel: &EcdfPanel,
        plot: Frame,
    ) -> Result<(), ChartError> {
        if self.gutter.0 == 0.0 {
            return Ok(());
        }
        let (theme, small) = (self.desk.theme, self.desk.small());
        let notes = self.notes_beside(panel, plot);
        let heights: Vec<f64> =
            notes.iter().map(|note| note.name.len().max(1) as f64 * small.leading()).collect();
        let wanted: Vec<f64> = notes.iter().map(|note| note.anchor.1).collect();
        let placed = spread_out(&wanted, &heights, plot.top, plot.bottom());
        for (note, y) in notes.iter().zip(placed) {
            let line = &panel.lines[note.line];
            let colour = theme.tinted(line.colour, line.emphasis);
            let words = match line.emphasis {
                Emphasis::Faint => theme.muted,
                _ => theme.lettered(colour),
            };
            let left = plot.right() + mm(TIE_MM);
            let knee = (plot.right() + mm(0.6), note.anchor.1);
            let tie = [note.anchor, knee, (left - mm(0.6), y)];
            canvas.line(&tie, colour.mix(theme.paper, 0.45), mm(0.15))?;
            if line.emphasis != Emphasis::Faint {
                canvas.dot(note.anchor, mm(0.6), colour)?;
            }
            let kind = small.coloured(words);
            let figures = (left + self.gutter.1 - mm(1.5), y);
            canvas.text(&note.percentage, kind.bold(), figures, Across::Right, Along::Middle)?;
            let mut kind = kind;
            kind.bold = line.emphasis == Emphasis::Reference;
            let name = (left + self.gutter.1, y);
            canvas.lines(&note.name, kind, name, Across::Left, Along::Middle)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probability_at_a_bound_counts_the_bound_itself() {
        let line = EcdfLine { values: vec![1.0, 2.0, 2.0, 4.0], ..EcdfLine::default() };
        assert_eq!(probability(&line, 2.0, false), 0.75);
        assert_eq!(probability(&line, 2.0, true), 0.75);
        assert_eq!(probability(&line, 3.0, false), 0.75);
        assert_eq!(probability(&line, 3.0, true), 0.25);
        assert_eq!(probability(&line, 0.0, false), 0.0);
    }
}
