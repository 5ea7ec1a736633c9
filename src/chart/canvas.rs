//! Drawing in millimetres' hundredths on a `plotters` area: the few marks that all charts are made of.

use std::cell::RefCell;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    FontDesc, FontFamily, FontStyle, FontTransform, RGBAColor, ShapeStyle, TextStyle,
};

use super::backend::{SvgBackend, UNITS_PER_MM, drawing_error};
use super::error::ChartError;
use super::theme::{Colour, Theme};
use super::typeset::Typesetter;
use crate::text::Lang;

/// Drawing units in a point (1/72 inch).
const UNITS_PER_POINT: f64 = UNITS_PER_MM * 25.4 / 72.0;

/// Millimetres as drawing units.
pub(crate) fn mm(value: f64) -> f64 {
    value * UNITS_PER_MM
}

/// Horizontal place of a text relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Across {
    Left,
    Centre,
    Right,
}

/// Vertical place of a text relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Along {
    Top,
    Middle,
    Bottom,
}

/// The look of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type {
    /// Size in drawing units.
    pub size: f64,
    pub bold: bool,
    pub colour: Colour,
    /// From baseline to baseline, as a share of the size.
    line_height: f64,
}

impl Type {
    /// From baseline to baseline, in drawing units.
    pub(crate) fn leading(self) -> f64 {
        self.size * self.line_height
    }

    pub(crate) fn coloured(self, colour: Colour) -> Self {
        Type { colour, ..self }
    }

    pub(crate) fn bold(self) -> Self {
        Type { bold: true, ..self }
    }

    pub(crate) fn scaled(self, share: f64) -> Self {
        Type { size: self.size * share, ..self }
    }
}

/// What every chart needs to lay itself out: the theme, the language and a way to measure text.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub theme: &'a Theme,
    pub lang: Lang,
    pub typesetter: Typesetter,
}

impl Desk<'_> {
    pub(crate) fn title(&self) -> Type {
        self.of(self.theme.title_pt, self.theme.ink).bold()
    }

    pub(crate) fn text(&self) -> Type {
        self.of(self.theme.text_pt, self.theme.ink)
    }

    pub(crate) fn small(&self) -> Type {
        self.of(self.theme.small_pt, self.theme.muted)
    }

    fn of(&self, points: f64, colour: Colour) -> Type {
        Type {
            size: points * UNITS_PER_POINT,
            bold: false,
            colour,
            line_height: self.typesetter.line_height(),
        }
    }

    pub(crate) fn width(&self, text: &str, kind: Type) -> f64 {
        self.typesetter.width(text, kind.size, kind.bold)
    }

    /// The widest of some texts.
    pub(crate) fn widest<'t>(&self, texts: impl IntoIterator<Item = &'t str>, kind: Type) -> f64 {
        texts.into_iter().map(|text| self.width(text, kind)).fold(0.0, f64::max)
    }

    pub(crate) fn wrap(&self, text: &str, kind: Type, width: f64, max_lines: usize) -> Vec<String> {
        self.typesetter.wrap(text, kind.size, kind.bold, width, max_lines)
    }

    /// The side on which a line of text begins.
    pub(crate) fn start(&self) -> Across {
        if self.lang.is_rtl() { Across::Right } else { Across::Left }
    }
}

/// A rectangle in drawing units, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Frame {
    pub(crate) fn right(self) -> f64 {
        self.left + self.width
    }

    pub(crate) fn bottom(self) -> f64 {
        self.top + self.height
    }

    /// The x of a share of the width.
    pub(crate) fn x(self, share: f64) -> f64 {
        self.left + share * self.width
    }

    /// The y of a share of the height, counted from the bottom.
    pub(crate) fn y(self, share: f64) -> f64 {
        self.bottom() - share * self.height
    }

    /// Mirrored within `outer` for right-to-left languages.
    pub(crate) fn mirrored(self, outer: Frame, rtl: bool) -> Frame {
        if rtl { Frame { left: outer.left + outer.right() - self.right(), ..self } } else { self }
    }
}

/// A surface to draw on.
pub(crate) struct Canvas<'a> {
    pub desk: Desk<'a>,
    backend: Rc<RefCell<SvgBackend>>,
    area: DrawingArea<SvgBackend, Shift>,
}

impl<'a> Canvas<'a> {
    pub(crate) fn new(desk: Desk<'a>, width: f64, height: f64) -> Self {
        let size = (width.round() as u32, height.round() as u32);
        let backend =
            Rc::new(RefCell::new(SvgBackend::new(size, desk.typesetter, desk.theme.text)));
        let area = DrawingArea::from(&backend);
        Canvas { desk, backend, area }
    }

    /// The SVG elements drawn.
    pub(crate) fn finish(self) -> String {
        self.backend.borrow_mut().take()
    }

    pub(crate) fn text(
        &self,
        text: &str,
        kind: Type,
        (x, y): (f64, f64),
        across: Across,
        along: Along,
    ) -> Result<(), ChartError> {
        let style = if kind.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font =
            FontDesc::new(FontFamily::SansSerif, kind.size, style).transform(FontTransform::None);
        let h = match across {
            Across::Left => HPos::Left,
            Across::Centre => HPos::Center,
            Across::Right => HPos::Right,
        };
        let v = match along {
            Along::Top => VPos::Top,
            Along::Middle => VPos::Center,
            Along::Bottom => VPos::Bottom,
        };
        let colour = opaque(kind.colour);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(h, v));
        self.area
            .draw_text(text, &style, (x.round() as i32, y.round() as i32))
            .map_err(drawing_error)
    }

    /// Lines of text below one another; `y` is the top, middle or bottom of them all.
    pub(crate) fn lines(
        &self,
        lines: &[String],
        kind: Type,
        (x, y): (f64, f64),
        across: Across,
        along: Along,
    ) -> Result<(), ChartError> {
        let height = kind.leading() * lines.len() as f64;
        let top = match along {
            Along::Top => y,
            Along::Middle => y - height / 2.0,
            Along::Bottom => y - height,
        };
        for (index, line) in lines.iter().enumerate() {
            let y = top + kind.leading() * index as f64;
            self.text(line, kind, (x, y), across, Along::Top)?;
        }
        Ok(())
    }

    pub(crate) fn line(
        &self,
        points: &[(f64, f64)],
        colour: Colour,
        width: f64,
    ) -> Result<(), ChartError> {
        let element = PathElement::new(whole(points), stroke(colour, width));
        self.area.draw(&element).map_err(drawing_error)
    }

    pub(crate) fn dashed(
        &self,
        points: &[(f64, f64)],
        colour: Colour,
        width: f64,
    ) -> Result<(), ChartError> {
        let (dash, gap) = (mm(0.9) as i32, mm(0.7) as i32);
        let element = DashedPathElement::new(whole(points), dash, gap, stroke(colour, width));
        self.area.draw(&element).map_err(drawing_error)
    }

    /// A line with dashes in millimetres (dash, gap, …); a full line where there are none.
    pub(crate) fn stroked(
        &self,
        points: &[(f64, f64)],
        colour: Colour,
        width: f64,
        dashes: &[f64],
    ) -> Result<(), ChartError> {
        self.backend.borrow_mut().dashes = dashes.iter().map(|d| mm(*d).round() as u32).collect();
        let outcome = self.line(points, colour, width);
        self.backend.borrow_mut().dashes.clear();
        outcome
    }

    pub(crate) fn fill(&self, frame: Frame, colour: Colour, alpha: f64) -> Result<(), ChartError> {
        self.rectangle(frame, filled(colour, alpha))
    }

    pub(crate) fn outline(
        &self,
        frame: Frame,
        colour: Colour,
        width: f64,
    ) -> Result<(), ChartError> {
        self.rectangle(frame, stroke(colour, width))
    }

    fn rectangle(&self, frame: Frame, style: ShapeStyle) -> Result<(), ChartError> {
        let corners = [
            (frame.left.round() as i32, frame.top.round() as i32),
            (frame.right().round() as i32, frame.bottom().round() as i32),
        ];
        self.area.draw(&Rectangle::new(corners, style)).map_err(drawing_error)
    }

    pub(crate) fn polygon(
        &self,
        points: &[(f64, f64)],
        colour: Colour,
        alpha: f64,
    ) -> Result<(), ChartError> {
        let element = Polygon::new(whole(points), filled(colour, alpha));
        self.area.draw(&element).map_err(drawing_error)
    }

    pub(crate) fn dot(
        &self,
        (x, y): (f64, f64),
        radius: f64,
        colour: Colour,
    ) -> Result<(), ChartError> {
        let centre = (x.round() as i32, y.round() as i32);
        let element = Circle::new(centre, radius.round() as i32, filled(colour, 1.0));
        self.area.draw(&element).map_err(drawing_error)
    }
}

fn whole(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    points.iter().map(|(x, y)| (x.round() as i32, y.round() as i32)).collect()
}

fn opaque(colour: Colour) -> RGBAColor {
    RGBAColor(colour.0, colour.1, colour.2, 1.0)
}

/// A style that fills.
pub(crate) fn filled(colour: Colour, alpha: f64) -> ShapeStyle {
    ShapeStyle {
        color: RGBAColor(colour.0, colour.1, colour.2, alpha),
        filled: true,
        stroke_width: 0,
    }
}

/// A style that draws a line `width` drawing units wide.
pub(crate) fn stroke(colour: Colour, width: f64) -> ShapeStyle {
    ShapeStyle { color: opaque(colour), filled: false, stroke_width: width.round().max(1.0) as u32 }
}
