//! The key above a picture: small samples with their names, as many to a line as fit.

use super::canvas::{Across, Along, Canvas, Desk, Frame, Type, mm};
use super::distribution_marks::draw_wedge;
use super::error::ChartError;
use super::figure_backtest::PointUse;
use super::figure_diagram::{ArrowSign, BoxKind};
use super::marks::{self, Mark};
use super::observed;
use super::shapes;
use super::sweep_map::draw_stripes;
use super::theme::Colour;
use crate::text::{Lang, percent};

const SAMPLE: f64 = 5.5;
const GAP: f64 = 1.2;
const BETWEEN: f64 = 4.0;

/// A sample of a mark.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sample {
    Line(Colour),
    Dashed(Colour),
    /// A line with dashes in millimetres.
    Stroke(Colour, &'static [f64]),
    Band(Colour, f64),
    Dot(Colour),
    /// An open dot.
    Ring(Colour),
    /// A bar of this thickness in millimetres.
    Bar(Colour, f64),
    Density(Colour),
    /// The mark of a median below dots.
    Wedge(Colour),
    /// A thin line, as single replicates are.
    Thin(Colour),
    /// A class of a bar.
    Class(Colour),
    /// A tick across.
    Tick(Colour),
    /// The mark of an observation.
    Point(PointUse),
    /// An error bar.
    Whisker(Colour),
    /// The shape of a box in a diagram.
    Shape(BoxKind),
    Arrow(Colour),
    /// A sign of an arrow.
    Sign(ArrowSign),
    /// A mark of a point.
    Mark(Mark, Colour),
    /// An outlined box.
    Outline(Colour),
    /// A colour scale between two colours.
    Ramp(Colour, Colour),
    /// An area of the first colour with stripes of the second.
    Striped(Colour, Colour),
}

/// A sample and its name.
#[derive(Debug, Clone)]
pub(crate) struct KeyItem {
    pub sample: Sample,
    pub name: String,
}

impl KeyItem {
    /// "50 % of outcomes".
    pub(crate) fn share_of_outcomes(sample: Sample, share: f64, lang: Lang) -> Self {
        let words = lang.pick("of outcomes", "من النتائج");
        KeyItem { sample, name: format!("{} {words}", percent(share, lang)) }
    }
}

/// Items placed on lines.
pub(crate) struct Key {
    /// Items with the distance from the start of the line.
    lines: Vec<Vec<(f64, KeyItem)>>,
}

impl Key {
    pub(crate) fn new(items: Vec<KeyItem>, desk: &Desk<'_>, width: f64) -> Self {
        let kind = Self::kind(desk);
        let mut lines: Vec<Vec<(f64, KeyItem)>> = Vec::new();
        let mut at = f64::INFINITY;
        for mut item in items {
            let room = width - mm(SAMPLE + GAP);
            item.name = desk.typesetter.shorten(&item.name, kind.size, kind.bold, room);
            let length = mm(SAMPLE + GAP) + desk.width(&item.name, kind);
            if at + length > width {
                lines.push(Vec::new());
                at = 0.0;
            }
            if let Some(line) = lines.last_mut() {
                line.push((at, item));
            }
            at += length + mm(BETWEEN);
        }
        Key { lines }
    }

    fn kind(desk: &Desk<'_>) -> Type {
        desk.small().coloured(desk.theme.ink)
    }

    /// The height it takes with the space below it.
    pub(crate) fn height(&self, desk: &Desk<'_>) -> f64 {
        if self.lines.is_empty() {
            0.0
        } else {
            self.lines.len() as f64 * Self::kind(desk).leading() + mm(2.0)
        }
    }

    pub(crate) fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let kind = Self::kind(&canvas.desk);
        let rtl = canvas.desk.lang.is_rtl();
        for (row, line) in self.lines.iter().enumerate() {
            let y = frame.top + (row as f64 + 0.5) * kind.leading();
            for (at, item) in line {
                let sample = Frame {
                    left: frame.left + at,
                    top: y - mm(1.1),
                    width: mm(SAMPLE),
                    height: mm(2.2),
                };
                let sample = sample.mirrored(frame, rtl);
                draw_sample(canvas, item.sample, sample)?;
                let text = frame.left + at + mm(SAMPLE + GAP);
                let x = if rtl { frame.left + frame.right() - text } else { text };
                canvas.text(&item.name, kind, (x, y), canvas.desk.start(), Along::Middle)?;
            }
        }
        Ok(())
    }
}

fn draw_sample(canvas: &Canvas<'_>, sample: Sample, frame: Frame) -> Result<(), ChartError> {
    let y = frame.y(0.5);
    let ends = [(frame.left, y), (frame.right(), y)];
    match sample {
        Sample::Line(colour) => canvas.line(&ends, colour, mm(0.5)),
        Sample::Dashed(colour) => canvas.dashed(&ends, colour, mm(0.3)),
        Sample::Stroke(colour, dashes) => canvas.stroked(&ends, colour, mm(0.5), dashes),
        Sample::Band(colour, alpha) => canvas.fill(frame, colour, alpha),
        Sample::Wedge(colour) => draw_wedge(canvas, (frame.x(0.5), y - mm(0.5)), colour),
        Sample::Thin(colour) => canvas.line(&ends, colour, mm(0.15)),
        Sample::Class(colour) => {
            canvas.fill(frame, colour, 1.0)?;
            canvas.outline(frame, canvas.desk.theme.muted, mm(0.1))
        }
        Sample::Dot(colour) => canvas.dot((frame.x(0.5), y), mm(0.75), colour),
        Sample::Ring(colour) => {
            canvas.dot((frame.x(0.5), y), mm(0.75), colour)?;
            canvas.dot((frame.x(0.5), y), mm(0.5), canvas.desk.theme.paper)
        }
        Sample::Bar(colour, thickness) => canvas.line(&ends, colour, mm(thickness)),
        Sample::Tick(colour) => {
            let colour = colour.mix(canvas.desk.theme.ink, 0.5);
            canvas.line(&[(frame.x(0.25), y), (frame.x(0.75), y)], colour, mm(0.45))
        }
        Sample::Point(used) => observed::draw_point(canvas, used, (frame.x(0.5), y)),
        Sample::Whisker(colour) => {
            let x = frame.x(0.5);
            canvas.line(&[(x, frame.top), (x, frame.bottom())], colour, mm(0.2))?;
            for end in [frame.top, frame.bottom()] {
                canvas.line(&[(x - mm(0.6), end), (x + mm(0.6), end)], colour, mm(0.2))?;
            }
            Ok(())
        }
        Sample::Shape(kind) => shapes::draw_box(canvas, kind, frame, false),
        Sample::Arrow(colour) => {
            canvas.line(&[(frame.left, y), (frame.right() - mm(0.8), y)], colour, mm(0.32))?;
            shapes::draw_head(canvas, (frame.right(), y), true, colour)
        }
        Sample::Mark(mark, colour) => marks::draw(canvas, mark, (frame.x(0.5), y), colour),
        Sample::Outline(colour) => canvas.outline(frame, colour, mm(0.4)),
        Sample::Ramp(from, to) => marks::draw_ramp(canvas, frame, from, to),
        Sample::Striped(area, stripes) => {
            canvas.fill(frame, area, 1.0)?;
            draw_stripes(canvas, frame, stripes, 1.6)?;
            canvas.outline(frame, canvas.desk.theme.muted, mm(0.1))
        }
        Sample::Sign(sign) => {
            let colour = shapes::sign_colour(sign, canvas.desk.theme);
            canvas.line(&ends, colour, mm(0.35))?;
            shapes::draw_badge(canvas, sign, (frame.x(0.5), y))
        }
        Sample::Density(colour) => {
            let points: Vec<(f64, f64)> = (0..=24)
                .map(|i| {
                    let x = f64::from(i) / 24.0;
                    let z = (x - 0.5) * 5.0;
                    (frame.x(x), frame.y(libm::exp(-0.5 * z * z)))
                })
                .collect();
            canvas.polygon(&points, colour, 0.35)
        }
    }
}

/// Draws the name of the value axis below `frame`, in its middle.
pub(crate) fn axis_name(canvas: &Canvas<'_>, name: &str, frame: Frame) -> Result<(), ChartError> {
    let kind = canvas.desk.text().coloured(canvas.desk.theme.muted);
    let name = canvas.desk.typesetter.shorten(name, kind.size, kind.bold, frame.width);
    canvas.text(&name, kind, (frame.x(0.5), frame.top), Across::Centre, Along::Top)
}
