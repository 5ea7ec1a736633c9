//! Outcomes along what is varied: lines with bands, marks where something tips, dots of a sample.

use super::axis::{Axis, Core};
use super::canvas::{Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::fan::shades;
use super::figure::{Emphasis, ValueAxis};
use super::figure_sweep::{
    PlaceMark, Response, ResponseLine, ResponsePanel, SweepAxis, SweepScale,
};
use super::key::{KeyItem, Sample};
use super::marks::{self, Mark};
use super::picture::{Picture, axis_title, bad_data, cut_notes};
use super::places::{Margin, Places, wrong};
use super::sweep_panels::{Names, Plane, PlaneSpec, Up};
use super::theme::{Colour, along as along_scale};
use super::ticks::Room;
use super::timepanels::{EndName, draw_end_names, line_sample};

/// Lines that may carry a band; with more of them bands hide one another.
const BANDED_LINES: usize = 3;
const BAND_ALPHA: f64 = 0.24;
/// How far values spread before an automatic axis turns logarithmic.
const LOG_DECADES: f64 = 3.0;
/// Dots on a line show where it was computed, as long as they are few.
const MOST_DOTS: usize = 30;

struct ResponsePicture<'a> {
    data: &'a Response,
    plane: Plane<'a>,
}

/// Lays a chart out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Response,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let up = |panel: usize, height: f64| {
        let own = data.panels[panel].axis.as_ref();
        let (spec, cores) = match own {
            Some(axis) => (axis, cores(&data.panels[panel])),
            None => {
                let shared = data.panels.iter().filter(|p| p.axis.is_none());
                (&data.axis, shared.flat_map(cores).collect())
            }
        };
        Up::Values(Box::new(Axis::new(spec, &cores, LOG_DECADES, &desk, Room::Up(height))))
    };
    let across = |panel: usize, width: f64| {
        Places::new(along(data, panel), Margin::Narrow, &desk, Room::Across(width))
    };
    // whether the axis is logarithmic is known once it is laid out: any height tells
    let is_log = |panel| matches!(up(panel, mm(40.0)), Up::Values(axis) if axis.is_log());
    let spec = PlaneSpec {
        titles: data.panels.iter().map(|panel| panel.title.as_str()).collect(),
        columns: data.columns,
        up_names: match data.panels.iter().any(|p| p.axis.is_some()) {
            false => Names::Shared(axis_title(&data.axis, is_log(0), desk.lang)),
            true => {
                let name = |i: usize| axis_title(value_axis(data, i), is_log(i), desk.lang);
                Names::Own((0..data.panels.len()).map(name).collect())
            }
        },
        across_names: match data.panels.iter().any(|p| p.along.is_some()) {
            false => Names::Shared(place_title(&data.along, &desk)),
            true => {
                let name = |i: usize| place_title(along(data, i), &desk);
                Names::Own((0..data.panels.len()).map(name).collect())
            }
        },
        key: key_items(data, &desk),
        ends: end_names(data, &desk, width),
        shape: None,
        gridded: true,
        marks: data.panels.iter().map(|panel| mark_labels(&panel.marks)).collect(),
    };
    let plane = Plane::new(spec, up, across, desk, width);
    Ok(Box::new(ResponsePicture { data, plane }))
}

fn along(data: &Response, panel: usize) -> &SweepAxis {
    data.panels[panel].along.as_ref().unwrap_or(&data.along)
}

fn value_axis(data: &Response, panel: usize) -> &ValueAxis {
    data.panels[panel].axis.as_ref().unwrap_or(&data.axis)
}

fn is_named(data: &Response, panel: usize) -> bool {
    matches!(along(data, panel).scale, SweepScale::Names(_))
}

/// The name of an axis of places.
pub(crate) fn place_title(axis: &SweepAxis, desk: &Desk<'_>) -> String {
    let named =
        ValueAxis { label: axis.label.clone(), unit: axis.unit.clone(), ..ValueAxis::default() };
    axis_title(&named, axis.scale == SweepScale::Log, desk.lang)
}

fn mark_labels(marks: &[PlaceMark]) -> Vec<(f64, String)> {
    marks.iter().map(|mark| (mark.at, mark.label.clone())).collect()
}

fn check(data: &Response, title: &str) -> Result<(), ChartError> {
    if data.panels.is_empty() || data.panels.iter().any(|panel| panel.lines.is_empty()) {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    for (index, panel) in data.panels.iter().enumerate() {
        let axis = along(data, index);
        if let Some(what) = wrong(axis) {
            return Err(bad_data(title, format!("the axis \"{}\" {what}", axis.label)));
        }
        for line in &panel.lines {
            let n = line.places.len();
            let fits = |v: &Vec<f64>| v.len() == n;
            let all = line.bands.iter().all(|band| fits(&band.low) && fits(&band.high));
            if n != line.values.len() || !all || (n == 0 && line.dots.is_empty()) {
                let what = "has series of other lengths than its places, or none";
                return Err(bad_data(title, format!("the line \"{}\" {what}", line.label)));
            }
        }
    }
    Ok(())
}

/// The bands that are drawn of a line, from the widest to the narrowest.
fn shown_bands(panel: &ResponsePanel, line: usize) -> std::ops::Range<usize> {
    let count = panel.lines[line].bands.len();
    match panel.lines.len() {
        1 => 0..count,
        2..=BANDED_LINES => count.saturating_sub(1)..count,
        _ => count..count,
    }
}

/// What the value axis must show of a panel.
fn cores(panel: &ResponsePanel) -> Vec<Core> {
    let finite = |v: &&f64| v.is_finite();
    let mut cores = Vec::new();
    for (index, line) in panel.lines.iter().enumerate() {
        let mut seen: Vec<f64> = line.values.iter().filter(finite).copied().collect();
        let mut middles = seen.clone();
        middles.sort_by(f64::total_cmp);
        for band in &line.bands[shown_bands(panel, index)] {
            seen.extend(band.low.iter().chain(&band.high).filter(finite));
        }
        let mut dots: Vec<f64> =
            line.dots.iter().map(|dot| dot.1).filter(|v| v.is_finite()).collect();
        dots.sort_by(f64::total_cmp);
        if dots.len() > 20 {
            // a few dots far off must not press the others together
            seen.push(dots[dots.len() / 100]);
            seen.push(dots[dots.len() - 1 - dots.len() / 100]);
        } else {
            seen.extend(&dots);
        }
        if seen.is_empty() {
            continue;
        }
        let low = seen.iter().copied().fold(f64::INFINITY, f64::min);
        let high = seen.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        cores.push(Core {
            low,
            middle: middles.get(middles.len() / 2).copied().unwrap_or(low),
            high,
            least: dots.first().copied().unwrap_or(low).min(low),
            greatest: dots.last().copied().unwrap_or(high).max(high),
        });
    }
    let highest = cores.iter().map(|c| c.high).fold(f64::NEG_INFINITY, f64::max);
    let near = panel.threshold.as_ref().filter(|t| t.value <= 2.0 * highest.abs().max(1e-300));
    cores.extend(near.map(|t| Core::point(t.value)));
    cores
}

/// Names stand at the ends of lines where there is one panel of several lines.
fn names_at_ends(data: &Response) -> bool {
    data.panels.len() == 1 && data.panels[0].lines.len() > 1 && !is_named(data, 0)
}

fn end_names(data: &Response, desk: &Desk<'_>, width: f64) -> Vec<EndName> {
    if !names_at_ends(data) {
        return Vec::new();
    }
    let name = |line: &ResponseLine| EndName {
        lines: desk.wrap(&line.label, desk.small(), 0.26 * width, 2),
        colour: match line.emphasis {
            Emphasis::Faint => desk.theme.muted,
            emphasis => desk.theme.tinted(line.colour, emphasis),
        },
        is_strong: line.emphasis == Emphasis::Reference,
    };
    data.panels[0].lines.iter().map(name).collect()
}

fn key_items(data: &Response, desk: &Desk<'_>) -> Vec<KeyItem> {
    let theme = desk.theme;
    let mut items = Vec::new();
    let most = data.panels.iter().map(|p| p.lines.len()).max().unwrap_or(0);
    let line = &data.panels[0].lines[0];
    let colour = if most == 1 { theme.tinted(line.colour, line.emphasis) } else { theme.muted };
    let item = |sample, name: &str| KeyItem { sample, name: name.to_owned() };
    if !data.line_name.is_empty() {
        items.push(item(Sample::Line(colour), &data.line_name));
    }
    let shown = match is_named(data, 0) {
        true => 0..line.bands.len(),
        false => shown_bands(&data.panels[0], 0),
    };
    let tones = shades(colour, theme.paper, line.bands.len());
    let bands = line.bands.iter().zip(tones).enumerate();
    for (which, (band, tone)) in bands.filter(|(i, _)| shown.contains(i)).rev() {
        let sample = if is_named(data, 0) {
            Sample::Bar(theme.paper.mix(colour, 0.6), whisker_mm(which + 1 == line.bands.len()))
        } else if most == 1 {
            Sample::Band(tone, 1.0)
        } else {
            Sample::Band(colour, BAND_ALPHA)
        };
        items.push(item(sample, &band.name));
    }
    if !data.dot_name.is_empty()
        && data.panels.iter().flat_map(|p| &p.lines).any(|l| !l.dots.is_empty())
    {
        items.push(item(Sample::Mark(Mark::Point, colour), &data.dot_name));
    }
    let mut seen: Vec<&str> = Vec::new();
    if !names_at_ends(data) && most > 1 {
        for line in
            data.panels.iter().flat_map(|p| &p.lines).filter(|l| l.emphasis != Emphasis::Faint)
        {
            if !seen.contains(&line.label.as_str()) {
                seen.push(&line.label);
                items.push(item(line_sample(desk, line.colour, line.emphasis), &line.label));
            }
        }
        if data.panels.iter().flat_map(|p| &p.lines).any(|l| l.emphasis == Emphasis::Faint) {
            let name = desk.lang.pick("other options", "خيارات أخرى");
            items.push(item(line_sample(desk, 0, Emphasis::Faint), name));
        }
    }
    if !data.mark_name.is_empty() && data.panels.iter().any(|p| !p.marks.is_empty()) {
        items.push(item(Sample::Bar(strip_colour(desk), 2.2), &data.mark_name));
    }
    let mut bounds: Vec<&str> = Vec::new();
    for threshold in data.panels.iter().filter_map(|p| p.threshold.as_ref()) {
        if !bounds.contains(&threshold.label.as_str()) {
            bounds.push(&threshold.label);
            items.push(item(Sample::Dashed(theme.mark), &threshold.label));
        }
    }
    items
}

/// How thick the bar of a band is.
fn whisker_mm(is_narrowest: bool) -> f64 {
    if is_narrowest { 0.6 } else { 0.25 }
}

fn strip_colour(desk: &Desk<'_>) -> Colour {
    // a tint that no option has
    desk.theme.paper.mix(along_scale(&desk.theme.heat, 0.16), 0.75)
}

impl Picture for ResponsePicture<'_> {
    fn height(&self) -> f64 {
        self.plane.height()
    }

    fn notes(&self) -> Vec<String> {
        let lang = self.plane.desk.lang;
        let mut notes: Vec<String> = Vec::new();
        for (index, up) in self.plane.up.iter().enumerate() {
            let Up::Values(axis) = up else { continue };
            for note in cut_notes(axis, value_axis(self.data, index), lang) {
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
            if let Some(threshold) = &self.data.panels[index].threshold
                && axis.is_above(threshold.value)
            {
                let outside = lang.pick("above the axis", "فوق المحور");
                let note = format!("{}: {outside}.", threshold.label);
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
        notes
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let plots = self.plane.draw(canvas, frame)?;
        for (index, (panel, plot)) in self.data.panels.iter().zip(plots).enumerate() {
            self.draw_strips(canvas, index, plot)?;
            for line in &panel.lines {
                self.draw_dots(canvas, (index, line), plot)?;
            }
            if is_named(self.data, index) {
                self.draw_whiskers(canvas, index, plot)?;
            } else {
                self.draw_bands(canvas, index, plot)?;
                for line in order(panel) {
                    self.draw_line(canvas, (index, &panel.lines[line]), plot)?;
                }
            }
            self.draw_marks(canvas, index, plot)?;
            if !self.plane.ends.is_empty() {
                let ends: Vec<(f64, f64)> =
                    panel.lines.iter().map(|line| self.end(index, line, plot)).collect();
                draw_end_names(canvas, &self.plane.ends, &ends, plot)?;
            }
        }
        Ok(())
    }
}

/// The order in which lines are drawn: those that only show where others stand first, the reference last.
fn order(panel: &ResponsePanel) -> Vec<usize> {
    let rank = |index: &usize| match panel.lines[*index].emphasis {
        Emphasis::Faint => 0,
        Emphasis::Normal => 1,
        Emphasis::Reference => 2,
    };
    let mut order: Vec<usize> = (0..panel.lines.len()).collect();
    order.sort_by_key(rank);
    order
}

impl ResponsePicture<'_> {
    fn axis(&self, panel: usize) -> Option<&Axis> {
        match &self.plane.up[panel] {
            Up::Values(axis) => Some(axis),
            Up::Places(_) => None,
        }
    }

    fn point(&self, panel: usize, (at, value): (f64, f64), plot: Frame) -> (f64, f64) {
        let up = self.axis(panel).map_or(0.0, |axis| axis.share(value));
        (plot.x(self.plane.across[panel].share(at)), plot.y(up))
    }

    /// Runs of places at which all of some values are finite.
    fn runs(places: &[f64], series: &[&[f64]]) -> Vec<Vec<usize>> {
        let whole = |i: &usize| series.iter().all(|s| s[*i].is_finite());
        let indices: Vec<usize> = (0..places.len()).collect();
        let runs = indices.chunk_by(|a, b| whole(a) == whole(b));
        runs.filter(|run| whole(&run[0])).map(<[usize]>::to_vec).collect()
    }

    fn draw_bands(&self, canvas: &Canvas<'_>, index: usize, plot: Frame) -> Result<(), ChartError> {
        let panel = &self.data.panels[index];
        let theme = self.plane.desk.theme;
        for (number, line) in panel.lines.iter().enumerate() {
            let colour = theme.tinted(line.colour, line.emphasis);
            let tones = shades(colour, theme.paper, line.bands.len());
            for which in shown_bands(panel, number) {
                let band = &line.bands[which];
                for run in Self::runs(&line.places, &[&band.low, &band.high]) {
                    let at =
                        |i: &usize, v: &[f64]| self.point(index, (line.places[*i], v[*i]), plot);
                    let mut outline: Vec<(f64, f64)> =
                        run.iter().map(|i| at(i, &band.low)).collect();
                    outline.extend(run.iter().rev().map(|i| at(i, &band.high)));
                    if panel.lines.len() == 1 {
                        canvas.polygon(&outline, tones[which], 1.0)?;
                    } else {
                        canvas.polygon(&outline, colour, BAND_ALPHA)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn draw_line(
        &self,
        canvas: &Canvas<'_>,
        (index, line): (usize, &ResponseLine),
        plot: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.plane.desk.theme;
        let colour = theme.tinted(line.colour, line.emphasis);
        let width = match (line.emphasis, self.plane.grid.columns) {
            (Emphasis::Faint, _) => 0.25,
            (_, 1) => 0.5,
            _ => 0.4,
        };
        let dashes = match self.data.panels[index].lines.len() {
            1 => &[],
            _ => theme.dashes(line.colour, line.emphasis),
        };
        for run in Self::runs(&line.places, &[&line.values]) {
            let points: Vec<(f64, f64)> = run
                .iter()
                .map(|i| self.point(index, (line.places[*i], line.values[*i]), plot))
                .collect();
            canvas.stroked(&points, colour, mm(width), dashes)?;
            if line.emphasis != Emphasis::Faint && line.places.len() <= MOST_DOTS {
                for point in points {
                    canvas.dot(point, mm(0.55), colour)?;
                }
            }
        }
        Ok(())
    }

    fn draw_dots(
        &self,
        canvas: &Canvas<'_>,
        (index, line): (usize, &ResponseLine),
        plot: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.plane.desk.theme;
        let colour = theme.paper.mix(theme.tinted(line.colour, line.emphasis), 0.45);
        let radius = if line.dots.len() > 300 { 0.3 } else { 0.42 };
        for dot in line.dots.iter().filter(|dot| dot.1.is_finite()) {
            canvas.dot(self.point(index, *dot, plot), mm(radius), colour)?;
        }
        Ok(())
    }

    /// Names have no order along which a line could run: marks side by side with their bands.
    fn draw_whiskers(
        &self,
        canvas: &Canvas<'_>,
        index: usize,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let panel = &self.data.panels[index];
        let theme = self.plane.desk.theme;
        let slot = plot.width / along(self.data, index).places.len() as f64;
        let step = 0.7 * slot / panel.lines.len() as f64;
        for (number, line) in panel.lines.iter().enumerate() {
            let colour = theme.tinted(line.colour, line.emphasis);
            let beside = (number as f64 - 0.5 * (panel.lines.len() - 1) as f64) * step;
            let beside = if self.plane.desk.lang.is_rtl() { -beside } else { beside };
            for (at, place) in line.places.iter().enumerate() {
                let shift = |value: f64| {
                    let (x, y) = self.point(index, (*place, value), plot);
                    (x + beside, y)
                };
                for (which, band) in line.bands.iter().enumerate() {
                    if band.low[at].is_finite() && band.high[at].is_finite() {
                        let width = whisker_mm(which + 1 == line.bands.len());
                        let tone = theme.paper.mix(colour, 0.6);
                        canvas.line(
                            &[shift(band.low[at]), shift(band.high[at])],
                            tone,
                            mm(width),
                        )?;
                    }
                }
                if line.values[at].is_finite() {
                    let shape =
                        [Mark::Disc, Mark::Square, Mark::Diamond, Mark::Ring, Mark::Lozenge];
                    marks::draw(
                        canvas,
                        shape[number % shape.len()],
                        shift(line.values[at]),
                        colour,
                    )?;
                }
            }
        }
        Ok(())
    }

    /// The strips of marks' intervals, below everything else.
    fn draw_strips(
        &self,
        canvas: &Canvas<'_>,
        index: usize,
        plot: Frame,
    ) -> Result<(), ChartError> {
        for (low, high) in self.data.panels[index].marks.iter().filter_map(|mark| mark.interval) {
            let places = &self.plane.across[index];
            let end = |at: f64, far: f64| if at.is_finite() { places.share(at) } else { far };
            let (a, b) = (plot.x(end(low, 0.0)), plot.x(end(high, 1.0)));
            let strip = Frame { left: a.min(b), width: (b - a).abs(), ..plot };
            canvas.fill(strip, strip_colour(&self.plane.desk), 1.0)?;
            for x in [strip.left, strip.right()] {
                let edge = [(x, plot.top), (x, plot.bottom())];
                canvas.dashed(&edge, self.plane.desk.theme.muted, mm(0.12))?;
            }
        }
        Ok(())
    }

    fn draw_marks(&self, canvas: &Canvas<'_>, index: usize, plot: Frame) -> Result<(), ChartError> {
        let theme = self.plane.desk.theme;
        let panel = &self.data.panels[index];
        if let (Some(threshold), Some(axis)) = (&panel.threshold, self.axis(index))
            && !axis.is_above(threshold.value)
            && !axis.is_below(threshold.value)
        {
            let y = plot.y(axis.share(threshold.value));
            canvas.dashed(&[(plot.left, y), (plot.right(), y)], theme.mark, mm(0.3))?;
        }
        for mark in &panel.marks {
            let x = plot.x(self.plane.across[index].share(mark.at));
            canvas.line(&[(x, plot.top), (x, plot.bottom())], theme.ink, mm(0.25))?;
        }
        Ok(())
    }

    fn end(&self, index: usize, line: &ResponseLine, plot: Frame) -> (f64, f64) {
        let last = (0..line.places.len()).rev().find(|i| line.values[*i].is_finite());
        last.map_or((plot.right(), plot.bottom()), |i| {
            self.point(index, (line.places[i], line.values[i]), plot)
        })
    }
}
