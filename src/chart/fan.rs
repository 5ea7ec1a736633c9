//! Fan charts: series over time with their bands, as small multiples or several options laid over one another.

use jiff::civil::Date;

use super::axis::Core;
use super::canvas::{Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure::{Emphasis, Fan, FanBand, FanLine, FanPanel};
use super::key::{KeyItem, Sample};
use super::picture::Picture;
use super::theme::Colour;
use super::timepanels::{
    EndName, TimePanels, TimeSpec, check_line, core, greatest, line_sample, threshold_core,
};

/// Lines that may carry their 50 % band; with more of them bands hide one another.
const BANDED_LINES: usize = 3;
const INNER_ALPHA: f64 = 0.32;
/// The narrowest and the widest band of a fan are so strong.
const NARROWEST: f64 = 0.5;
const WIDEST: f64 = 0.16;

struct FanPicture<'a> {
    data: &'a Fan,
    panels: TimePanels<'a>,
}

/// A band: its share and its ends.
type Band<'l> = (f64, &'l [f64], &'l [f64]);

/// The bands of a line that is alone, from the widest to the narrowest.
pub(crate) fn bands(line: &FanLine) -> Vec<Band<'_>> {
    if line.bands.is_empty() {
        return vec![(0.9, &line.p05, &line.p95), (0.5, &line.p25, &line.p75)];
    }
    let mut order: Vec<&FanBand> = line.bands.iter().collect();
    order.sort_by(|a, b| b.share.total_cmp(&a.share));
    order.into_iter().map(|b| (b.share, &b.low[..], &b.high[..])).collect()
}

/// The colours of bands from the widest to the narrowest: opaque, so that they print and overlap nothing.
pub(crate) fn shades(colour: Colour, paper: Colour, count: usize) -> Vec<Colour> {
    let shade = |index: usize| {
        let share = index as f64 / count.saturating_sub(1).max(1) as f64;
        paper.mix(colour, WIDEST + (NARROWEST - WIDEST) * share)
    };
    (0..count).map(shade).collect()
}

/// Lays a fan chart out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Fan,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let spec = TimeSpec {
        axis: &data.axis,
        titles: data.panels.iter().map(|panel| panel.title.as_str()).collect(),
        columns: data.columns,
        threshold: data.threshold.as_ref(),
        marks: &data.dates,
        dates: date_range(data),
        names: end_names(data, &desk, width),
        key: key_items(data, &desk),
    };
    let panels = TimePanels::new(spec, |cap| cores(data, cap), cap(data), desk, width);
    Ok(Box::new(FanPicture { data, panels }))
}

fn check(data: &Fan, title: &str) -> Result<(), ChartError> {
    if data.panels.is_empty() || data.panels.iter().any(|panel| panel.lines.is_empty()) {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    for line in data.panels.iter().flat_map(|panel| &panel.lines) {
        let mut series: Vec<&[f64]> = vec![&line.p05, &line.p25, &line.p50, &line.p75, &line.p95];
        series.extend(line.mean.as_deref());
        series.extend(line.bands.iter().flat_map(|band| [&band.low[..], &band.high[..]]));
        check_line(title, &line.label, &line.dates, &series)?;
    }
    for history in data.panels.iter().filter_map(|panel| panel.history.as_ref()) {
        check_line(title, &history.label, &history.dates, &[&history.values])?;
    }
    Ok(())
}

fn lines(data: &Fan) -> impl Iterator<Item = (&FanLine, usize)> {
    data.panels.iter().flat_map(|panel| panel.lines.iter().map(|line| (line, panel.lines.len())))
}

/// Where a linear axis ends at most: where the 95 % quantile rises far above the 75 % one, at twice the latter.
fn cap(data: &Fan) -> f64 {
    let highest = |get: fn(&FanLine) -> &[f64]| {
        let each = lines(data).map(|(line, _)| greatest(get(line)));
        each.fold(f64::NEG_INFINITY, f64::max)
    };
    let quarter = highest(|line| &line.p75);
    if quarter > 0.0 && highest(|line| &line.p95) > 2.5 * quarter {
        2.0 * quarter
    } else {
        f64::INFINITY
    }
}

/// What the value axis must show: bands where they are drawn, else medians; and the past.
fn cores(data: &Fan, cap: f64) -> Vec<Core> {
    let mut cores: Vec<Core> = lines(data)
        .map(|(line, together)| match together {
            1 => {
                let bands = bands(line);
                core(bands[0].1, &line.p50, bands[0].2, cap)
            }
            2..=BANDED_LINES => core(&line.p25, &line.p50, &line.p75, cap),
            _ => core(&line.p50, &line.p50, &line.p50, cap),
        })
        .collect();
    let past = data.panels.iter().filter_map(|panel| panel.history.as_ref());
    cores.extend(past.map(|h| core(&h.values, &h.values, &h.values, f64::INFINITY)));
    cores.extend(threshold_core(data.threshold.as_ref(), &cores));
    cores
}

fn date_range(data: &Fan) -> (Date, Date) {
    let past = data.panels.iter().filter_map(|panel| panel.history.as_ref());
    let dates: Vec<Date> = lines(data)
        .flat_map(|(line, _)| line.dates.iter().copied())
        .chain(past.flat_map(|history| history.dates.iter().copied()))
        .collect();
    let first = dates.iter().copied().min().unwrap_or(Date::ZERO);
    (first, dates.into_iter().max().unwrap_or(first))
}

/// Names stand at the ends of lines where there is one panel; with more, they are in the key.
fn names_at_ends(data: &Fan) -> bool {
    data.panels.len() == 1
}

/// The order in which lines are drawn: those that only show where others stand first, the reference last.
fn drawing_order(panel: &FanPanel) -> Vec<usize> {
    let rank = |line: &FanLine| match line.emphasis {
        Emphasis::Faint => 0,
        Emphasis::Normal => 1,
        Emphasis::Reference => 2,
    };
    let mut order: Vec<usize> = (0..panel.lines.len()).collect();
    order.sort_by_key(|index| rank(&panel.lines[*index]));
    order
}

/// The names at the ends of lines; at the end of a line that is alone, what its median and its widest band come to.
fn end_names(data: &Fan, desk: &Desk<'_>, width: f64) -> Vec<EndName> {
    if !names_at_ends(data) {
        return Vec::new();
    }
    let theme = desk.theme;
    let panel = &data.panels[0];
    if let [line] = &panel.lines[..] {
        let show = |value: Option<&f64>, is_strong| EndName {
            lines: value.map(|v| data.axis.format.compact(*v, desk.lang)).into_iter().collect(),
            colour: if is_strong { theme.ink } else { theme.muted },
            is_strong,
        };
        let bands = bands(line);
        let (_, low, high) = bands[0];
        return vec![
            show(high.last(), false),
            show(line.p50.last(), true),
            show(low.last(), false),
        ];
    }
    let name = |line: &FanLine| EndName {
        lines: desk.wrap(&line.label, desk.small(), 0.26 * width, 2),
        colour: match line.emphasis {
            Emphasis::Faint => theme.muted,
            emphasis => theme.tinted(line.colour, emphasis),
        },
        is_strong: line.emphasis == Emphasis::Reference,
    };
    panel.lines.iter().map(name).collect()
}

fn key_items(data: &Fan, desk: &Desk<'_>) -> Vec<KeyItem> {
    let lang = desk.lang;
    let theme = desk.theme;
    let item = |sample, en: &str, ar: &str| KeyItem { sample, name: lang.pick(en, ar).to_owned() };
    let most = data.panels.iter().map(|p| p.lines.len()).max().unwrap_or(0);
    let mut items = Vec::new();
    if most == 1 {
        // Panels may have colours of their own: the key shows the first.
        let line = &data.panels[0].lines[0];
        let colour = theme.tinted(line.colour, line.emphasis);
        items.push(item(Sample::Line(colour), "median", "الوسيط"));
        let bands = bands(line);
        let shades = shades(colour, theme.paper, bands.len());
        for ((share, ..), shade) in bands.iter().zip(shades).rev() {
            items.push(KeyItem::share_of_outcomes(Sample::Band(shade, 1.0), *share, lang));
        }
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
            items.extend(line_items(data, desk));
        }
    }
    if let Some(history) = data.panels.iter().find_map(|panel| panel.history.as_ref()) {
        items.push(KeyItem { sample: Sample::Line(theme.ink), name: history.label.clone() });
    }
    items
}

/// The names of all lines that stand out, and what the others are.
fn line_items(data: &Fan, desk: &Desk<'_>) -> Vec<KeyItem> {
    let mut seen: Vec<&str> = Vec::new();
    let mut items = Vec::new();
    for (line, _) in lines(data).filter(|(line, _)| line.emphasis != Emphasis::Faint) {
        if !seen.contains(&line.label.as_str()) {
            seen.push(&line.label);
            let sample = line_sample(desk, line.colour, line.emphasis);
            items.push(KeyItem { sample, name: line.label.clone() });
        }
    }
    if lines(data).any(|(line, _)| line.emphasis == Emphasis::Faint) {
        let name = desk.lang.pick("other options", "خيارات أخرى").to_owned();
        items.push(KeyItem { sample: line_sample(desk, 0, Emphasis::Faint), name });
    }
    items
}

impl Picture for FanPicture<'_> {
    fn height(&self) -> f64 {
        self.panels.height()
    }

    fn notes(&self) -> Vec<String> {
        self.panels.notes()
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let plots = self.panels.draw(canvas, frame)?;
        for (panel, plot) in self.data.panels.iter().zip(plots) {
            self.draw_lines(canvas, panel, plot)?;
            self.panels.draw_marks(canvas, plot)?;
            if !self.panels.names.is_empty() {
                self.panels.draw_names(canvas, &self.ends(panel, plot), plot)?;
            }
        }
        Ok(())
    }
}

impl FanPicture<'_> {
    fn draw_lines(
        &self,
        canvas: &Canvas<'_>,
        panel: &FanPanel,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.panels.desk.theme;
        let count = panel.lines.len();
        for line in &panel.lines {
            let colour = self.colour(line);
            if count == 1 {
                let bands = bands(line);
                let shades = shades(colour, theme.paper, bands.len());
                for ((_, low, high), shade) in bands.iter().zip(shades) {
                    let outline = self.panels.band(plot, &line.dates, low, high);
                    canvas.polygon(&outline, shade, 1.0)?;
                }
            } else if count <= BANDED_LINES {
                let outline = self.panels.band(plot, &line.dates, &line.p25, &line.p75);
                canvas.polygon(&outline, colour, INNER_ALPHA)?;
            }
        }
        for index in drawing_order(panel) {
            let line = &panel.lines[index];
            let width = match (line.emphasis, self.panels.grid.columns) {
                (Emphasis::Faint, _) => 0.25,
                (_, 1) => 0.5,
                _ => 0.4,
            };
            let points = self.panels.points(plot, &line.dates, &line.p50);
            let dashes = match count {
                1 => &[],
                _ => theme.dashes(line.colour, line.emphasis),
            };
            canvas.stroked(&points, self.colour(line), mm(width), dashes)?;
            if let (1, Some(mean)) = (count, &line.mean) {
                self.draw_mean(canvas, line, mean, plot)?;
            }
        }
        if let Some(history) = &panel.history {
            let points = self.panels.points(plot, &history.dates, &history.values);
            canvas.line(&points, theme.ink, mm(0.4))?;
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
        let points = self.panels.points(plot, &line.dates, mean);
        let shown = |index: &usize| !self.panels.axis.is_above(mean[*index]);
        let indices: Vec<usize> = (0..mean.len()).collect();
        for run in indices.chunk_by(|a, b| shown(a) == shown(b)) {
            if shown(&run[0]) {
                let piece: Vec<(f64, f64)> = run.iter().map(|index| points[*index]).collect();
                canvas.dashed(&piece, self.panels.desk.theme.ink, mm(0.25))?;
            }
        }
        Ok(())
    }

    fn colour(&self, line: &FanLine) -> Colour {
        self.panels.desk.theme.tinted(line.colour, line.emphasis)
    }

    /// Where the named lines end.
    fn ends(&self, panel: &FanPanel, plot: Frame) -> Vec<(f64, f64)> {
        let end = |line: &FanLine, values: &[f64]| {
            self.panels.points(plot, &line.dates, values).pop().unwrap_or((plot.right(), plot.top))
        };
        if let [line] = &panel.lines[..] {
            let bands = bands(line);
            let (_, low, high) = bands[0];
            return vec![end(line, high), end(line, &line.p50), end(line, low)];
        }
        panel.lines.iter().map(|line| end(line, &line.p50)).collect()
    }
}
