//! Points of two kinds on two axes, with the box that was put around those of one kind.

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::ends::draw_ticks;
use super::error::ChartError;
use super::figure::ValueAxis;
use super::figure_discovery::Scatter;
use super::key::{Key, KeyItem, Sample, axis_name};
use super::picture::{Picture, axis_title, bad_data, cut_notes};
use super::theme::Colour;
use super::ticks::Room;

const PLOT_MM: f64 = 78.0;
/// Points that are drawn at most.
const MOST: usize = 1500;

struct ScatterPicture<'a> {
    data: &'a Scatter,
    desk: Desk<'a>,
    key: Key,
    x: Axis,
    y: Axis,
    /// Width of the labels at the left.
    strip: f64,
    name: Vec<String>,
    /// Of each kind every so many points are drawn as one.
    thin: f64,
}

/// Lays the chart out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Scatter,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    if data.points.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    if !data.points.iter().all(|p| p.x.is_finite() && p.y.is_finite()) {
        return Err(bad_data(title, "a point is not finite"));
    }
    let (small, lang) = (desk.small(), desk.lang);
    let ys: Vec<f64> = data.points.iter().map(|p| p.y).collect();
    let y = axis(&data.y, ys, data.up, &desk, Room::Up(mm(PLOT_MM)));
    let strip = desk.widest(y.ticks.iter().map(|t| t.label.as_str()), small) + mm(1.8);
    let xs: Vec<f64> = data.points.iter().map(|p| p.x).collect();
    let plot = width - strip - mm(4.0);
    let x = axis(&data.x, xs, data.across, &desk, Room::Across(plot));
    let name = desk.wrap(&axis_title(&data.y, y.is_log(), lang), desk.text(), width, 2);
    let items = [
        (Sample::Dot(desk.theme.category(1)), &data.names.0),
        (Sample::Dot(faint(&desk)), &data.names.1),
        (Sample::Outline(desk.theme.ink), &data.box_name),
    ];
    let items = items.into_iter().filter(|(_, name)| !name.is_empty());
    let items = items.map(|(sample, name)| KeyItem { sample, name: name.clone() }).collect();
    let key = Key::new(items, &desk, width);
    let thin = (data.points.len() as f64 / MOST as f64).max(1.0);
    Ok(Box::new(ScatterPicture { data, desk, key, x, y, strip, name, thin }))
}

/// The colour of points that are not marked.
fn faint(desk: &Desk<'_>) -> Colour {
    desk.theme.paper.mix(desk.theme.muted, 0.5)
}

/// An axis that shows all but the far tails, and the limits.
fn axis(
    spec: &ValueAxis,
    mut values: Vec<f64>,
    limits: (Option<f64>, Option<f64>),
    desk: &Desk<'_>,
    room: Room,
) -> Axis {
    values.sort_by(f64::total_cmp);
    let at = |p: f64| values[((values.len() - 1) as f64 * p).round() as usize];
    let mut cores = vec![Core {
        low: at(0.005),
        middle: at(0.5),
        high: at(0.995),
        least: at(0.0),
        greatest: at(1.0),
    }];
    cores.extend([limits.0, limits.1].into_iter().flatten().map(Core::point));
    Axis::new(spec, &cores, 2.0, desk, room)
}

impl ScatterPicture<'_> {
    fn head(&self) -> f64 {
        let name = self.name.len() as f64 * self.desk.text().leading();
        self.key.height(&self.desk) + name + mm(1.2)
    }

    /// Points of a kind, both kinds thinned alike where there are too many.
    fn some(&self, marked: bool) -> impl Iterator<Item = (f64, f64)> + '_ {
        let of: Vec<(f64, f64)> =
            self.data.points.iter().filter(|p| p.marked == marked).map(|p| (p.x, p.y)).collect();
        let count = (of.len() as f64 / self.thin).ceil() as usize;
        (0..count).map(move |k| of[k * of.len() / count])
    }

    fn draw_box(&self, canvas: &Canvas<'_>, plot: Frame) -> Result<(), ChartError> {
        let share = |axis: &Axis, end: Option<f64>, open: f64| end.map_or(open, |v| axis.share(v));
        let (left, right) =
            (share(&self.x, self.data.across.0, 0.0), share(&self.x, self.data.across.1, 1.0));
        let (low, high) =
            (share(&self.y, self.data.up.0, 0.0), share(&self.y, self.data.up.1, 1.0));
        let frame = Frame {
            left: plot.x(left),
            top: plot.y(high),
            width: plot.x(right) - plot.x(left),
            height: plot.y(low) - plot.y(high),
        };
        canvas.fill(frame, self.desk.theme.category(1), 0.07)?;
        canvas.outline(frame, self.desk.theme.ink, mm(0.4))
    }
}

impl Picture for ScatterPicture<'_> {
    fn height(&self) -> f64 {
        let small = self.desk.small().leading();
        self.head() + mm(PLOT_MM) + small + self.desk.text().leading() + mm(2.0)
    }

    fn notes(&self) -> Vec<String> {
        let lang = self.desk.lang;
        let mut notes = cut_notes(&self.x, &self.data.x, lang);
        notes.extend(cut_notes(&self.y, &self.data.y, lang));
        if self.thin > 1.0 {
            let note = lang.pick(
                "Not all points are shown; both kinds are thinned alike.",
                "لا تظهر كل النقاط، وقد خُفف النوعان بالنسبة نفسها.",
            );
            notes.push(note.to_owned());
        }
        notes
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let (theme, lang) = (self.desk.theme, self.desk.lang);
        let small = self.desk.small();
        self.key.draw(canvas, frame)?;
        let plot = Frame {
            left: frame.left + self.strip,
            top: frame.top + self.head(),
            width: frame.width - self.strip - mm(4.0),
            height: mm(PLOT_MM),
        };
        let start = if lang.is_rtl() { frame.right() } else { frame.left };
        let kind = self.desk.text().coloured(theme.muted);
        let above = (start, plot.top - mm(1.0));
        canvas.lines(&self.name, kind, above, self.desk.start(), Along::Bottom)?;
        for tick in &self.y.ticks {
            let y = plot.y(tick.share);
            canvas.line(&[(plot.left, y), (plot.right(), y)], theme.grid, mm(0.15))?;
            let place = (plot.left - mm(1.0), y);
            canvas.text(&tick.label, small, place, Across::Right, Along::Middle)?;
        }
        draw_ticks(canvas, &self.x, plot)?;
        for (marked, colour) in [(false, faint(&self.desk)), (true, theme.category(1))] {
            for (x, y) in self.some(marked) {
                let place = (plot.x(self.x.share(x)), plot.y(self.y.share(y)));
                canvas.dot(place, mm(0.55), colour)?;
            }
        }
        self.draw_box(canvas, plot)?;
        let strip = Frame { top: plot.bottom() + small.leading() + mm(1.2), height: 0.0, ..plot };
        axis_name(canvas, &axis_title(&self.data.x, self.x.is_log(), lang), strip)
    }
}
