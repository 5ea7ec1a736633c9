//! Single replicates over time: thin lines, before them the median of all, behind them their bands.

use jiff::civil::Date;

use super::axis::Core;
use super::canvas::{Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::fan::bands;
use super::figure_outcomes::{Spaghetti, SpaghettiPanel};
use super::key::{KeyItem, Sample};
use super::picture::{Picture, bad_data};
use super::theme::Colour;
use super::timepanels::{TimePanels, TimeSpec, check_line, core, greatest, threshold_core};

/// How strong the bands are: they are only the ground on which the replicates are seen.
const BAND: [f64; 2] = [0.10, 0.16];

struct SpaghettiPicture<'a> {
    data: &'a Spaghetti,
    panels: TimePanels<'a>,
}

/// Lays a chart of replicates out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Spaghetti,
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
        names: Vec::new(),
        key: key_items(data, &desk),
    };
    let panels = TimePanels::new(spec, |cap| cores(data, cap), cap(data), desk, width);
    Ok(Box::new(SpaghettiPicture { data, panels }))
}

fn check(data: &Spaghetti, title: &str) -> Result<(), ChartError> {
    if data.panels.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    for panel in &data.panels {
        let all = &panel.all;
        let mut series: Vec<&[f64]> = vec![&all.p05, &all.p25, &all.p50, &all.p75, &all.p95];
        series.extend(panel.paths.iter().map(Vec::as_slice));
        check_line(title, &panel.title, &all.dates, &series)?;
        if panel.highlight.as_ref().is_some_and(|h| h.path >= panel.paths.len()) {
            let what = format!("panel \"{}\" has no path to highlight", panel.title);
            return Err(bad_data(title, what));
        }
    }
    Ok(())
}

/// The greatest value that most paths reach: one that runs away does not squash all others.
fn cap(data: &Spaghetti) -> f64 {
    let outer = data.panels.iter().map(|panel| greatest(&panel.all.p95));
    let outer = outer.fold(f64::NEG_INFINITY, f64::max);
    if outer > 0.0 { 1.6 * outer } else { f64::INFINITY }
}

fn cores(data: &Spaghetti, cap: f64) -> Vec<Core> {
    let mut cores = Vec::new();
    for panel in &data.panels {
        cores.push(core(&panel.all.p05, &panel.all.p50, &panel.all.p95, f64::INFINITY));
        cores.extend(panel.paths.iter().map(|path| core(path, path, path, cap)));
    }
    cores.extend(threshold_core(data.threshold.as_ref(), &cores));
    cores
}

fn date_range(data: &Spaghetti) -> (Date, Date) {
    let dates = || data.panels.iter().flat_map(|panel| panel.all.dates.iter().copied());
    let first = dates().min().unwrap_or(Date::ZERO);
    (first, dates().max().unwrap_or(first))
}

fn key_items(data: &Spaghetti, desk: &Desk<'_>) -> Vec<KeyItem> {
    let (lang, theme) = (desk.lang, desk.theme);
    let first = &data.panels[0];
    let colour = theme.tinted(first.all.colour, first.all.emphasis);
    let most = data.panels.iter().map(|panel| panel.paths.len()).max().unwrap_or(0);
    let one = match lang {
        crate::text::Lang::En => format!("single replicates ({most} of them)"),
        crate::text::Lang::Ar => format!("تكرارات مفردة (عددها {most})"),
    };
    let mut items = vec![
        KeyItem { sample: Sample::Thin(path_colour(colour, theme.paper)), name: one },
        KeyItem {
            sample: Sample::Bar(colour, 0.8),
            name: lang.pick("median of all", "وسيط الجميع").to_owned(),
        },
    ];
    let shades = [theme.paper.mix(colour, BAND[0]), theme.paper.mix(colour, BAND[0] + BAND[1])];
    for (shade, (share, ..)) in shades.into_iter().zip(bands(&first.all)).rev() {
        items.push(KeyItem::share_of_outcomes(Sample::Band(shade, 1.0), share, lang));
    }
    let mut labels: Vec<&str> = Vec::new();
    for highlight in data.panels.iter().filter_map(|panel| panel.highlight.as_ref()) {
        if !labels.contains(&highlight.label.as_str()) {
            labels.push(&highlight.label);
            let sample = Sample::Line(theme.mark);
            items.push(KeyItem { sample, name: highlight.label.clone() });
        }
    }
    items
}

fn path_colour(colour: Colour, paper: Colour) -> Colour {
    colour.mix(paper, 0.25)
}

impl Picture for SpaghettiPicture<'_> {
    fn height(&self) -> f64 {
        self.panels.height()
    }

    fn notes(&self) -> Vec<String> {
        self.panels.notes()
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let plots = self.panels.draw(canvas, frame)?;
        for (panel, plot) in self.data.panels.iter().zip(plots) {
            self.draw_panel(canvas, panel, plot)?;
            self.panels.draw_marks(canvas, plot)?;
        }
        Ok(())
    }
}

impl SpaghettiPicture<'_> {
    fn draw_panel(
        &self,
        canvas: &Canvas<'_>,
        panel: &SpaghettiPanel,
        plot: Frame,
    ) -> Result<(), ChartError> {
        let theme = self.panels.desk.theme;
        let all = &panel.all;
        let colour = theme.tinted(all.colour, all.emphasis);
        for ((_, low, high), strength) in bands(all).iter().zip(BAND) {
            let outline = self.panels.band(plot, &all.dates, low, high);
            canvas.polygon(&outline, colour, strength)?;
        }
        let highlighted = panel.highlight.as_ref().map(|h| h.path);
        for (index, path) in panel.paths.iter().enumerate() {
            if Some(index) != highlighted {
                let shade = path_colour(colour, theme.paper);
                self.draw_path(canvas, &all.dates, path, (shade, 0.13), plot)?;
            }
        }
        // A paper edge keeps the median apart from the tangle.
        let points = self.panels.points(plot, &all.dates, &all.p50);
        canvas.line(&points, theme.paper, mm(1.2))?;
        canvas.line(&points, colour.mix(theme.ink, 0.35), mm(0.7))?;
        if let Some(index) = highlighted {
            self.draw_path(canvas, &all.dates, &panel.paths[index], (theme.mark, 0.4), plot)?;
        }
        Ok(())
    }

    /// A path, as far as it lies within the axis: one that leaves it ends at the edge.
    fn draw_path(
        &self,
        canvas: &Canvas<'_>,
        dates: &[Date],
        path: &[f64],
        (colour, width): (Colour, f64),
        plot: Frame,
    ) -> Result<(), ChartError> {
        let axis = &self.panels.axis;
        let points = self.panels.points(plot, dates, path);
        let outside = |i: usize| axis.is_above(path[i]) || axis.is_below(path[i]);
        let mut from = 0;
        while from < path.len() {
            let mut to = from + 1;
            while to < path.len() && !(outside(to - 1) && outside(to)) {
                to += 1;
            }
            if to - from > 1 {
                canvas.line(&points[from..to], colour, mm(width))?;
            }
            from = to;
        }
        Ok(())
    }
}
