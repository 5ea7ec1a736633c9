//! What was predicted, beside what was observed: fans over time or boxes by window, with points, error bars and
//! forecasts without a model.

use jiff::civil::Date;

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure::FanLine;
use super::figure_backtest::{Observed, ObservedPoint, PointUse, WindowBox};
use super::key::{Key, KeyItem, Sample};
use super::layout::spread_out;
use super::picture::{Picture, axis_title, bad_data, cut_notes};
use super::theme::Colour;
use super::ticks::{Room, Tick, date_ticks, day_number, label_centre};
use crate::text;

/// How far values spread before an automatic axis turns logarithmic.
const LOG_DECADES: f64 = 3.0;
/// Fans that can be told apart.
const MOST_FANS: usize = 3;
const OUTER_ALPHA: f64 = 0.16;
const INNER_ALPHA: f64 = 0.30;
const HEIGHT_MM: f64 = 78.0;
const POINT_MM: f64 = 0.85;

struct ObservedPicture<'a> {
    data: &'a Observed,
    desk: Desk<'a>,
    axis: Axis,
    key: Key,
    name: Vec<String>,
    strip: f64,
    gutter: f64,
    /// Lines with a name at their end.
    ends: Vec<End>,
    dates: (Date, Date),
    date_ticks: Vec<Tick>,
}

/// The named end of a line.
struct End {
    lines: Vec<String>,
    colour: Colour,
    at: (Date, f64),
}

/// Lays the chart out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Observed,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let axis = Axis::new(&data.axis, &cores(data), LOG_DECADES, &desk, Room::Up(mm(HEIGHT_MM)));
    let small = desk.small();
    let strip = desk.widest(axis.ticks.iter().map(|t| t.label.as_str()), small) + mm(1.5);
    let ends = ends(data, &desk, width, &axis);
    let named = ends.iter().flat_map(|e| &e.lines).map(String::as_str);
    let gutter = if ends.is_empty() { mm(2.0) } else { desk.widest(named, small) + mm(3.5) };
    let dates = date_range(data);
    let ticks = date_ticks(dates.0, dates.1, &desk, small, width - strip - gutter);
    let name = axis_title(&data.axis, axis.is_log(), desk.lang);
    let name = desk.wrap(&name, desk.text().coloured(desk.theme.muted), width, 2);
    let key = Key::new(key_items(data, &desk), &desk, width);
    Ok(Box::new(ObservedPicture {
        data,
        desk,
        axis,
        key,
        name,
        strip,
        gutter,
        ends,
        dates,
        date_ticks: ticks,
    }))
}

fn bands(line: &FanLine) -> [&Vec<f64>; 5] {
    [&line.p05, &line.p25, &line.p50, &line.p75, &line.p95]
}

fn check(data: &Observed, title: &str) -> Result<(), ChartError> {
    if data.points.is_empty() && data.predicted.is_empty() && data.windows.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let lines = data.predicted.iter().flat_map(bands).flatten();
    let boxes = data.windows.iter().flat_map(|w| &w.boxes);
    let boxes = boxes.flat_map(|b| [b.p05, b.p25, b.p50, b.p75, b.p95]);
    let points = data.points.iter().flat_map(|p| {
        let (low, high) = p.range.unwrap_or((p.value, p.value));
        [low, p.value, high]
    });
    let naive = data.naive.iter().flat_map(|line| line.points.iter().map(|(_, value)| *value));
    let values = lines.copied().chain(boxes).chain(points).chain(naive);
    let what = if data.predicted.len() > MOST_FANS {
        format!("it has {} fans; {MOST_FANS} can be told apart", data.predicted.len())
    } else if values.into_iter().any(|value| !value.is_finite()) {
        "it has values that are not finite".to_owned()
    } else if data
        .predicted
        .iter()
        .any(|line| bands(line).iter().any(|b| b.len() != line.dates.len() || b.is_empty()))
    {
        "a fan has series of other lengths than its dates".to_owned()
    } else if data.points.iter().any(|p| p.to < p.from)
        || data.windows.iter().flat_map(|w| &w.boxes).any(|b| b.to < b.from)
    {
        "a window ends before it begins".to_owned()
    } else {
        return Ok(());
    };
    Err(bad_data(title, what))
}

/// What the axis must show: all observations, the predictions as far as they do not dwarf them, the naive
/// forecasts where they lie among those.
fn cores(data: &Observed) -> Vec<Core> {
    let mut cores: Vec<Core> = Vec::new();
    for point in &data.points {
        let (low, high) = point.range.unwrap_or((point.value, point.value));
        cores.push(Core { low, middle: point.value, high, least: low, greatest: high });
    }
    let spans = data.predicted.iter().flat_map(|line| {
        (0..line.dates.len())
            .map(|i| (line.p05[i], line.p25[i], line.p50[i], line.p75[i], line.p95[i]))
    });
    let boxes = data.windows.iter().flat_map(|w| &w.boxes);
    let boxes = boxes.map(|b| (b.p05, b.p25, b.p50, b.p75, b.p95));
    let predicted: Vec<_> = spans.chain(boxes).collect();
    let observed = cores.iter().map(|c| c.high).fold(0.0, f64::max);
    let inner = predicted.iter().map(|p| p.3).fold(observed, f64::max);
    let outer = predicted.iter().map(|p| p.4).fold(0.0, f64::max);
    // A tail far above the rest is cut, and told.
    let cap = if inner > 0.0 && outer > 5.0 * inner { 3.0 * inner } else { f64::INFINITY };
    cores.extend(predicted.into_iter().map(|(low, _, middle, _, high)| Core {
        low,
        middle,
        high: high.min(cap),
        least: low,
        greatest: high,
    }));
    let highest = cores.iter().map(|c| c.high).fold(f64::NEG_INFINITY, f64::max);
    let lowest = cores.iter().map(|c| c.low).fold(f64::INFINITY, f64::min);
    // A naive forecast may lead anywhere, below zero too: the axis does not follow it there.
    let floor = if lowest > 0.0 { 0.5 * lowest } else { lowest };
    let near = |v: f64| v >= floor && v <= 1.3 * highest.max(0.0);
    let naive = data.naive.iter().flat_map(|line| line.points.iter().map(|(_, v)| *v));
    cores.extend(naive.filter(|v| near(*v)).map(Core::point));
    cores
}

fn date_range(data: &Observed) -> (Date, Date) {
    let lines = data.predicted.iter().flat_map(|line| line.dates.iter().copied());
    let boxes = data.windows.iter().flat_map(|w| &w.boxes).flat_map(|b| [b.from, b.to]);
    let points = data.points.iter().flat_map(|p| [p.from, p.to]);
    let naive = data.naive.iter().flat_map(|line| line.points.iter().map(|(date, _)| *date));
    let all: Vec<Date> = lines.chain(boxes).chain(points).chain(naive).chain(data.start).collect();
    let first = all.iter().min().copied().unwrap_or(Date::ZERO);
    (first, all.iter().max().copied().unwrap_or(first))
}

/// Lines that are named at their ends: fans where there are several, and naive forecasts.
fn ends(data: &Observed, desk: &Desk<'_>, width: f64, axis: &Axis) -> Vec<End> {
    let room = 0.22 * width;
    let mut ends = Vec::new();
    if data.predicted.len() > 1 {
        for line in &data.predicted {
            if let (Some(date), Some(value)) = (line.dates.last(), line.p50.last()) {
                ends.push(End {
                    lines: desk.wrap(&line.label, desk.small(), room, 2),
                    colour: desk.theme.category(line.colour),
                    at: (*date, *value),
                });
            }
        }
    }
    for line in &data.naive {
        let shown = |value: f64| !axis.is_above(value) && !axis.is_below(value);
        if let Some((date, value)) = line.points.iter().rev().find(|(_, v)| shown(*v)) {
            ends.push(End {
                lines: desk.wrap(&line.label, desk.small(), room, 2),
                colour: desk.theme.muted,
                at: (*date, *value),
            });
        }
    }
    ends.retain(|end| !end.lines.is_empty());
    ends
}

fn key_items(data: &Observed, desk: &Desk<'_>) -> Vec<KeyItem> {
    let (lang, theme) = (desk.lang, desk.theme);
    let item = |sample, name: String| KeyItem { sample, name };
    let mut items = Vec::new();
    // With several predictions the key shows the marks in grey, and the names have the colours.
    let marks = |colours: Vec<usize>| match colours.as_slice() {
        [only] => theme.category(*only),
        _ => theme.muted,
    };
    let median = lang.pick("predicted: median", "المتوقع: الوسيط").to_owned();
    if !data.predicted.is_empty() {
        let colour = marks(data.predicted.iter().map(|l| l.colour).collect());
        items.push(item(Sample::Line(colour), median));
        let inner = Sample::Band(colour, OUTER_ALPHA + INNER_ALPHA);
        items.push(KeyItem::share_of_outcomes(inner, 0.5, lang));
        items.push(KeyItem::share_of_outcomes(Sample::Band(colour, OUTER_ALPHA), 0.9, lang));
    } else if !data.windows.is_empty() {
        let colour = marks(data.windows.iter().map(|w| w.colour).collect());
        items.push(item(Sample::Tick(colour), median));
        items.push(KeyItem::share_of_outcomes(Sample::Bar(colour, 1.6), 0.5, lang));
        items.push(KeyItem::share_of_outcomes(Sample::Bar(colour, 0.35), 0.9, lang));
    }
    if data.windows.len() > 1 {
        for window in &data.windows {
            items.push(item(Sample::Bar(theme.category(window.colour), 1.6), window.label.clone()));
        }
    }
    for (used, en, ar) in [
        (PointUse::Scored, "observed, scored", "مرصود، يُقارن به"),
        (PointUse::Fitted, "observed, used to set the model", "مرصود، استُخدم في ضبط النموذج"),
        (PointUse::Context, "observed, for context", "مرصود، للسياق"),
    ] {
        let count = data.points.iter().filter(|p| p.used == used).count();
        if count > 0 {
            let n = lang.pick("n = ", "العدد = ");
            let count = text::number(count as f64, lang);
            let name = format!("{} ({n}{count})", lang.pick(en, ar));
            items.push(item(Sample::Point(used), name));
        }
    }
    if data.points.iter().any(|p| p.range.is_some()) {
        let name = lang.pick("error of the observation", "خطأ الرصد").to_owned();
        items.push(item(Sample::Whisker(theme.ink), name));
    }
    if let Some(start) = data.start {
        let name = lang.pick("start of the model", "بداية النموذج");
        let name = format!("{name} ({})", text::month_year(start, lang));
        items.push(item(Sample::Dashed(theme.muted), name));
    }
    items
}

/// Draws an observation's mark.
pub(crate) fn draw_point(
    canvas: &Canvas<'_>,
    used: PointUse,
    at: (f64, f64),
) -> Result<(), ChartError> {
    let theme = canvas.desk.theme;
    match used {
        PointUse::Scored => canvas.dot(at, mm(POINT_MM), theme.ink),
        PointUse::Fitted => {
            canvas.dot(at, mm(POINT_MM), theme.ink)?;
            canvas.dot(at, mm(POINT_MM - 0.28), theme.paper)
        }
        PointUse::Context => canvas.dot(at, mm(0.55), theme.paper.mix(theme.muted, 0.75)),
    }
}

impl Picture for ObservedPicture<'_> {
    fn height(&self) -> f64 {
        self.head() + mm(HEIGHT_MM) + self.desk.small().leading() + mm(1.0)
    }

    fn notes(&self) -> Vec<String> {
        let lang = self.desk.lang;
        let mut notes = cut_notes(&self.axis, &self.data.axis, lang);
        for line in &self.data.naive {
            let outside = |v: f64| self.axis.is_above(v) || self.axis.is_below(v);
            if line.points.iter().any(|(_, value)| outside(*value)) {
                let word = lang.pick("leaves the axis", "يتجاوز المحور");
                notes.push(format!("{}: {word}.", line.label));
            }
        }
        if self.data.points.iter().any(|p| p.to > p.from) {
            let words = lang.pick(
                "A horizontal bar is the time over which an observation counts.",
                "يبيّن الخط الأفقي المدة التي يشملها الرصد.",
            );
            notes.push(words.to_owned());
        }
        notes
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let muted = self.desk.text().coloured(self.desk.theme.muted);
        let start = if self.desk.lang.is_rtl() { frame.right() } else { frame.left };
        self.key.draw(canvas, frame)?;
        let top = frame.top + self.key.height(&self.desk);
        canvas.lines(&self.name, muted, (start, top), self.desk.start(), Along::Top)?;
        let plot = Frame {
            left: frame.left + self.strip,
            top: frame.top + self.head(),
            width: frame.width - self.strip - self.gutter,
            height: mm(HEIGHT_MM),
        };
        self.draw_axes(canvas, plot)?;
        for line in &self.data.predicted {
            self.draw_fan(canvas, line, plot)?;
        }
        if let Some(start) = self.data.start {
            let x = plot.x(self.when(start));
            let ends = [(x, plot.top), (x, plot.bottom())];
            canvas.dashed(&ends, self.desk.theme.muted, mm(0.2))?;
        }
        self.draw_naive(canvas, plot)?;
        self.draw_windows(canvas, plot)?;
        for point in &self.data.points {
            self.draw_observation(canvas, point, plot)?;
        }
        self.draw_ends(canvas, plot)
    }
}

impl ObservedPicture<'_> {
    fn head(&self) -> f64 {
        let name = self.name.len() as f64 * self.desk.text().leading();
        self.key.height(&self.desk) + name + mm(1.5)
    }

    /// A date as a share of the width, half a point's width away from the ends.
    fn when(&self, date: Date) -> f64 {
        let (first, last) = (day_number(self.dates.0), day_number(self.dates.1));
        if last > first { (day_number(date) - first) / (last - first) } else { 0.5 }
    }

    fn y(&self, value: f64, plot: Frame) -> f64 {
        plot.y(self.axis.share(value))
    }

    fn draw_axes(&self, canvas: &Canvas<'_>, plot: Frame) -> Result<(), ChartError> {
        let (theme, small) = (self.desk.theme, self.desk.small());
        for tick in &self.axis.ticks {
            let y = plot.y(tick.share);
            canvas.line(&[(plot.left, y), (plot.right(), y)], theme.grid, mm(0.15))?;
            let place = (plot.left - mm(1.0), y);
            canvas.text(&tick.label, small, place, Across::Right, Along::Middle)?;
        }
        for tick in &self.date_ticks {
            let (x, foot) = (plot.x(tick.share), plot.bottom());
            canvas.line(&[(x, foot), (x, foot + mm(0.8))], theme.muted, mm(0.2))?;
            let width = self.desk.width(&tick.label, small);
            let centre = plot.left + label_centre(tick.share, plot.width, width);
            canvas.text(
                &tick.label,
                small,
                (centre, foot + mm(0.8)),
                Across::Centre,
                Along::Top,
            )?;
        }
        let floor = [(plot.left, plot.bottom()), (plot.right(), plot.bottom())];
        canvas.line(&floor, theme.muted, mm(0.2))
    }

    fn draw_fan(&self, canvas: &Canvas<'_>, line: &FanLine, plot: Frame) -> Result<(), ChartError> {
        let colour = self.desk.theme.category(line.colour);
        let points = |values: &[f64]| -> Vec<(f64, f64)> {
            let each = line.dates.iter().zip(values);
            each.map(|(date, v)| (plot.x(self.when(*date)), self.y(*v, plot))).collect()
        };
        let band = |low: &[f64], high: &[f64]| {
            let mut outline = points(low);
            outline.extend(points(high).into_iter().rev());
            outline
        };
        canvas.polygon(&band(&line.p05, &line.p95), colour, OUTER_ALPHA)?;
        canvas.polygon(&band(&line.p25, &line.p75), colour, INNER_ALPHA)?;
        canvas.line(&points(&line.p50), colour, mm(0.5))
    }

    /// Naive forecasts, as far as they lie within the axis.
    fn draw_naive(&self, canvas: &Canvas<'_>, plot: Frame) -> Result<(), ChartError> {
        let shown = |value: f64| !self.axis.is_above(value) && !self.axis.is_below(value);
        for line in &self.data.naive {
            for run in line.points.chunk_by(|a, b| shown(a.1) == shown(b.1)) {
                if run.len() > 1 && shown(run[0].1) {
                    let points: Vec<(f64, f64)> = run
                        .iter()
                        .map(|(date, v)| (plot.x(self.when(*date)), self.y(*v, plot)))
                        .collect();
                    canvas.dashed(&points, self.desk.theme.muted, mm(0.28))?;
                }
            }
        }
        Ok(())
    }

    fn middle(&self, from: Date, to: Date, plot: Frame) -> f64 {
        plot.x((self.when(from) + self.when(to)) / 2.0)
    }

    /// The least distance between the middles of windows: how far boxes may stand from their points.
    fn pitch(&self, plot: Frame) -> f64 {
        let windows = self.data.windows.iter().flat_map(|w| &w.boxes);
        let mut middles: Vec<f64> = windows.map(|b| self.middle(b.from, b.to, plot)).collect();
        middles.sort_by(f64::total_cmp);
        middles.dedup_by(|a, b| (*a - *b).abs() < 1.0);
        middles.windows(2).map(|pair| pair[1] - pair[0]).fold(mm(8.0), f64::min)
    }

    fn draw_windows(&self, canvas: &Canvas<'_>, plot: Frame) -> Result<(), ChartError> {
        let pitch = self.pitch(plot);
        let count = self.data.windows.len() as f64;
        // The point keeps the middle; boxes stand to its left and right.
        let step = (pitch / (count + 1.0)).min(mm(2.4));
        for (k, window) in self.data.windows.iter().enumerate() {
            let side = match k {
                0 => -1.0,
                k => k as f64,
            };
            let colour = self.desk.theme.category(window.colour);
            for shown in &window.boxes {
                let x = self.middle(shown.from, shown.to, plot) + side * step;
                self.draw_window(canvas, shown, x, step.min(mm(1.7)), colour, plot)?;
            }
        }
        Ok(())
    }

    fn draw_window(
        &self,
        canvas: &Canvas<'_>,
        shown: &WindowBox,
        x: f64,
        width: f64,
        colour: Colour,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let y = |value| self.y(value, plot);
        canvas.line(&[(x, y(shown.p05)), (x, y(shown.p95))], colour, mm(0.35))?;
        let half = width * 0.42;
        let (top, foot) = (y(shown.p75), y(shown.p25));
        let body =
            Frame { left: x - half, top, width: 2.0 * half, height: (foot - top).max(mm(0.2)) };
        canvas.fill(body, colour.mix(self.desk.theme.paper, 0.35), 1.0)?;
        let median = [(x - half * 1.35, y(shown.p50)), (x + half * 1.35, y(shown.p50))];
        canvas.line(&median, colour.mix(self.desk.theme.ink, 0.5), mm(0.45))
    }

    fn draw_observation(
        &self,
        canvas: &Canvas<'_>,
        point: &ObservedPoint,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        let colour = match point.used {
            PointUse::Context => theme.paper.mix(theme.muted, 0.75),
            _ => theme.ink,
        };
        let (x, y) = (self.middle(point.from, point.to, plot), self.y(point.value, plot));
        if point.to > point.from {
            let (left, right) = (plot.x(self.when(point.from)), plot.x(self.when(point.to)));
            canvas.line(&[(left, y), (right, y)], colour, mm(0.25))?;
        }
        if let Some((low, high)) = point.range {
            let (low, high) = (self.y(low, plot), self.y(high, plot));
            canvas.line(&[(x, low), (x, high)], colour, mm(0.2))?;
            for end in [low, high] {
                canvas.line(&[(x - mm(0.6), end), (x + mm(0.6), end)], colour, mm(0.2))?;
            }
        }
        draw_point(canvas, point.used, (x, y))
    }

    /// Names at the ends of lines, moved apart, each tied to its line.
    fn draw_ends(&self, canvas: &Canvas<'_>, plot: Frame) -> Result<(), ChartError> {
        let (theme, small) = (self.desk.theme, self.desk.small());
        let places: Vec<(f64, f64)> = self
            .ends
            .iter()
            .map(|end| (plot.x(self.when(end.at.0)), self.y(end.at.1, plot)))
            .collect();
        let wanted: Vec<f64> = places.iter().map(|(_, y)| *y).collect();
        let heights: Vec<f64> =
            self.ends.iter().map(|end| end.lines.len() as f64 * small.leading()).collect();
        let placed = spread_out(&wanted, &heights, plot.top, plot.bottom());
        for ((end, (x, y)), label) in self.ends.iter().zip(places).zip(placed) {
            let text = plot.right() + mm(3.2);
            if (label - y).abs() > mm(0.2) || x < plot.right() {
                let tie = [(x + mm(0.3), y), (text - mm(0.6), label)];
                canvas.line(&tie, end.colour.mix(theme.paper, 0.4), mm(0.15))?;
            }
            let kind = small.coloured(end.colour.mix(theme.ink, 0.35));
            canvas.lines(&end.lines, kind, (text, label), Across::Left, Along::Middle)?;
        }
        Ok(())
    }
}
