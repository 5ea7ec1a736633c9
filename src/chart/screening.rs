//! Morris's plane: mean size of elementary effects against their standard deviation, factors numbered, their
//! names at the side. (F. Campolongo, J. Cariboni, A. Saltelli, Environmental Modelling & Software 22, 2007; the
//! wedges are those of D. Garcia Sanchez and others, Energy and Buildings 68, 2014.)

use super::axis::{Axis, Core};
use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::ends::ticks_height;
use super::error::ChartError;
use super::figure::{ScaleChoice, ValueAxis};
use super::figure_sensitivity::Screening;
use super::key::axis_name;
use super::picture::{Picture, axis_title};
use super::theme::Colour;
use super::ticks::{Room, label_centre};

/// Height of the plane.
const PLANE_MM: f64 = 72.0;
/// Most of the width that names take.
const NAMES: f64 = 0.42;
/// Half the side of the box in which a number stands.
const HALF_MM: f64 = 1.5;

struct ScreeningPicture<'a> {
    data: &'a Screening,
    desk: Desk<'a>,
    specs: [ValueAxis; 2],
    axes: [Axis; 2],
    /// Names with their numbers, wrapped.
    names: Vec<Vec<String>>,
    /// Width of the names, and of the labels of the axis that goes up.
    strip: f64,
    ticks: f64,
    height: f64,
}

/// Lays Morris's plane out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Screening,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    if data.points.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let (text, small) = (desk.text(), desk.small());
    let numbered = |(i, label): (usize, &String)| format!("{}\u{a0} {label}", i + 1);
    let labels = data.points.iter().map(|point| &point.label).filter(|label| !label.is_empty());
    let names: Vec<String> = labels.enumerate().map(numbered).collect();
    let widest = desk.widest(names.iter().map(String::as_str), text);
    let strip = widest.min(NAMES * width) + mm(4.0);
    let wrap = |name: &String| desk.wrap(name, text, strip - mm(4.0) + 1.0, 2);
    let names: Vec<Vec<String>> = names.iter().map(wrap).collect();
    let lines = names.iter().map(|name| name.len() as f64 * text.leading() + mm(0.6)).sum::<f64>();
    let height = mm(PLANE_MM).max(lines);
    let linear = |spec: &ValueAxis| ValueAxis {
        scale: ScaleChoice::Linear,
        natural: (Some(0.0), None),
        ..spec.clone()
    };
    let specs = [linear(&data.size), linear(&data.spread)];
    let cores = |values: &mut dyn Iterator<Item = f64>| -> Vec<Core> {
        values.filter(|v| v.is_finite()).chain([0.0]).map(Core::point).collect()
    };
    let across = cores(&mut data.points.iter().flat_map(|p| [p.size, p.interval.1]));
    let upwards = cores(&mut data.points.iter().map(|p| p.spread));
    let up = Axis::new(&specs[1], &upwards, 2.0, &desk, Room::Up(height));
    let ticks = desk.widest(up.ticks.iter().map(|tick| tick.label.as_str()), small) + mm(1.5);
    let room = Room::Across(width - strip - ticks);
    let axes = [Axis::new(&specs[0], &across, 2.0, &desk, room), up];
    Ok(Box::new(ScreeningPicture { data, desk, specs, axes, names, strip, ticks, height }))
}

impl Picture for ScreeningPicture<'_> {
    fn height(&self) -> f64 {
        // the name of the axis that goes up, the plane, ticks, the name of the other
        let small = self.desk.small();
        self.head() + self.height + ticks_height(small) + self.desk.text().leading() + mm(0.5)
    }

    fn notes(&self) -> Vec<String> {
        let note = self.desk.lang.pick(
            "Farther to the right: matters more. Below the lowest line the effect is nearly a straight line; high \
             above, it hangs on where the others stand, or turns.",
            "كلما ابتعدت النقطة إلى اليمين زاد الأثر. تحت أدنى خط يكاد الأثر يكون خطاً مستقيماً؛ وفوق الخطوط بكثير \
             يتوقف على مواضع بقية العوامل أو ينعكس.",
        );
        vec![note.to_owned()]
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let desk = &self.desk;
        let rtl = desk.lang.is_rtl();
        let leading = desk.text().leading();
        let side = Frame { left: frame.left, width: frame.width - self.strip, ..frame };
        let side = side.mirrored(frame, rtl);
        let plane = Frame {
            left: side.left + self.ticks,
            top: frame.top + self.head(),
            width: side.width - self.ticks - mm(1.0),
            height: self.height,
        };
        self.draw_axes(canvas, plane, frame.top)?;
        self.draw_wedges(canvas, plane)?;
        self.draw_points(canvas, plane)?;
        let (x, across) = if rtl {
            (frame.left + self.strip - mm(3.0), Across::Right)
        } else {
            (frame.right() - self.strip + mm(3.0), Across::Left)
        };
        let mut y = plane.top;
        for name in &self.names {
            canvas.lines(name, desk.text(), (x, y), across, Along::Top)?;
            y += name.len() as f64 * leading + mm(0.6);
        }
        Ok(())
    }
}

impl ScreeningPicture<'_> {
    /// Above the plane: the name of the axis that goes up, and those of lines.
    fn head(&self) -> f64 {
        self.desk.text().leading() + self.desk.small().leading() + mm(0.8)
    }

    fn draw_axes(&self, canvas: &Canvas<'_>, plane: Frame, top: f64) -> Result<(), ChartError> {
        let (theme, small) = (self.desk.theme, self.desk.small());
        let [across, up] = &self.axes;
        for tick in &up.ticks {
            let y = plane.y(tick.share);
            canvas.line(&[(plane.left, y), (plane.right(), y)], theme.grid, mm(0.15))?;
            let place = (plane.left - mm(1.0), y);
            canvas.text(&tick.label, small, place, Across::Right, Along::Middle)?;
        }
        for tick in &across.ticks {
            let x = plane.x(tick.share);
            canvas.line(&[(x, plane.top), (x, plane.bottom())], theme.grid, mm(0.15))?;
            let width = self.desk.width(&tick.label, small);
            let place = plane.left + label_centre(tick.share, plane.width, width);
            let y = plane.bottom() + mm(0.6);
            canvas.text(&tick.label, small, (place, y), Across::Centre, Along::Top)?;
        }
        let corner = [
            (plane.left, plane.top),
            (plane.left, plane.bottom()),
            (plane.right(), plane.bottom()),
        ];
        canvas.line(&corner, theme.muted, mm(0.2))?;
        let lang = self.desk.lang;
        let [size, spread] = self.specs.each_ref().map(|spec| axis_title(spec, false, lang));
        let kind = self.desk.text().coloured(theme.muted);
        let spread =
            self.desk.typesetter.shorten(&spread, kind.size, false, plane.width + self.ticks);
        let (x, start) = if lang.is_rtl() {
            (plane.right(), Across::Right)
        } else {
            (plane.left - self.ticks, Across::Left)
        };
        canvas.text(&spread, kind, (x, top), start, Along::Top)?;
        let below = plane.bottom() + ticks_height(small) + mm(0.3);
        axis_name(canvas, &size, Frame { top: below, ..plane })
    }

    /// Lines through the origin, each named at its end.
    fn draw_wedges(&self, canvas: &Canvas<'_>, plane: Frame) -> Result<(), ChartError> {
        let (theme, small) = (self.desk.theme, self.desk.small());
        let ((_, right), (_, top)) = (self.axes[0].limits(), self.axes[1].limits());
        for (slope, name) in &self.data.wedges {
            let reach = right.min(top / slope);
            let end =
                (plane.x(self.axes[0].share(reach)), plane.y(self.axes[1].share(slope * reach)));
            let origin = (plane.x(self.axes[0].share(0.0)), plane.y(self.axes[1].share(0.0)));
            canvas.dashed(&[origin, end], theme.muted, mm(0.15))?;
            // above the line's end: where that is the top, above the plane, where no points are
            let half = 0.5 * self.desk.width(name, small);
            let x = end.0.clamp(plane.left + half, (plane.right() - half).max(plane.left + half));
            canvas.text(name, small, (x, end.1 - mm(0.4)), Across::Centre, Along::Bottom)?;
        }
        Ok(())
    }

    /// Points with the intervals of their sizes; numbers stand where there is room.
    fn draw_points(&self, canvas: &Canvas<'_>, plane: Frame) -> Result<(), ChartError> {
        let theme = self.desk.theme;
        let place = |size: f64, spread: f64| {
            (plane.x(self.axes[0].share(size)), plane.y(self.axes[1].share(spread)))
        };
        let good = |v: f64| v.is_finite();
        let points: Vec<(f64, f64)> =
            self.data.points.iter().map(|p| place(p.size, p.spread)).collect();
        // the most important on top
        for (point, at) in self.data.points.iter().zip(&points).rev() {
            let named = !point.label.is_empty();
            let colour: Colour =
                if named { theme.category(0) } else { theme.paper.mix(theme.muted, 0.5) };
            let (low, high) = point.interval;
            if named && good(low) && good(high) {
                let ends = [place(low, point.spread), place(high, point.spread)];
                canvas.line(&ends, theme.paper.mix(colour, 0.6), mm(0.3))?;
            }
            canvas.dot(*at, mm(if named { 0.8 } else { 0.45 }), colour)?;
        }
        let kind = self.desk.small().coloured(theme.ink);
        let mut taken: Vec<(f64, f64)> = points[..self.names.len()].to_vec();
        for (number, at) in points.iter().enumerate().take(self.names.len()) {
            let free = beside(*at, plane, &taken);
            taken.push(free);
            let text = (number + 1).to_string();
            canvas.text(&text, kind, free, Across::Centre, Along::Middle)?;
        }
        Ok(())
    }
}

/// Where the number of a point stands: the first of the places around it that is within the plane and free, ever
/// farther away; straight above it where none is.
fn beside(at: (f64, f64), plane: Frame, taken: &[(f64, f64)]) -> (f64, f64) {
    const AROUND: [(f64, f64); 8] = [
        (0.0, -1.1),
        (0.8, -0.9),
        (-0.8, -0.9),
        (0.0, 1.1),
        (0.8, 0.9),
        (-0.8, 0.9),
        (1.1, 0.0),
        (-1.1, 0.0),
    ];
    let half = mm(HALF_MM);
    let free = |(x, y): &(f64, f64)| {
        let inside = *x > plane.left + half
            && *x < plane.right() - half
            && *y > plane.top + half
            && *y < plane.bottom() - half;
        inside
            && taken.iter().all(|(a, b)| (a - x).abs() > 1.2 * half || (b - y).abs() > 1.2 * half)
    };
    let ring = |far: f64| AROUND.map(|(x, y)| (at.0 + far * mm(2.0) * x, at.1 + far * mm(2.0) * y));
    let mut places = [1.0, 1.7, 2.4, 3.2].into_iter().flat_map(ring);
    places.find(free).unwrap_or((at.0, at.1 - mm(2.2)))
}
