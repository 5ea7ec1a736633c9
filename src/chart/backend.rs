//! A drawing backend for `plotters` that writes SVG with text as outlines or as text.

use std::error::Error;
use std::fmt::Write;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
};

use super::error::ChartError;
use super::theme::TextMode;
use super::typeset::{CAP_HEIGHT, Typesetter};

/// Drawing units in a millimetre. `plotters` draws in whole units; at a hundredth of a millimetre no step shows.
pub(crate) const UNITS_PER_MM: f64 = 100.0;

/// Fonts of live text: those that outlines are made of, then what most machines have.
const FAMILIES: &str = "'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Math', Arial, sans-serif";

type Outcome = Result<(), DrawingErrorKind<ChartError>>;

/// Collects SVG elements in drawing units.
pub(crate) struct SvgBackend {
    size: (u32, u32),
    typesetter: Typesetter,
    text: TextMode,
    body: String,
    /// Dashes of the next paths in drawing units.
    pub(crate) dashes: Vec<u32>,
}

impl SvgBackend {
    pub(crate) fn new(size: (u32, u32), typesetter: Typesetter, text: TextMode) -> Self {
        let body = String::with_capacity(1 << 16);
        SvgBackend { size, typesetter, text, body, dashes: Vec::new() }
    }

    /// The elements drawn so far; the backend is empty afterwards.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(&mut self.body)
    }

    /// ` fill="#rrggbb"` or ` stroke="#rrggbb"`, with its opacity where it is not one.
    fn paint(&mut self, attribute: &str, color: BackendColor) {
        let (r, g, b) = color.rgb;
        let _ = write!(self.body, " {attribute}=\"#{r:02x}{g:02x}{b:02x}\"");
        if color.alpha < 1.0 {
            let _ = write!(self.body, " {attribute}-opacity=\"{:.2}\"", color.alpha);
        }
    }

    fn stroke<S: BackendStyle>(&mut self, style: &S) {
        self.paint("stroke", style.color());
        let _ = write!(self.body, " stroke-width=\"{}\"", style.stroke_width());
    }

    /// From a text's point down to its baseline. The line's box holds its capitals in the middle.
    fn baseline<S: BackendTextStyle>(&self, style: &S) -> f64 {
        let leading = (self.typesetter.line_height() - CAP_HEIGHT) / 2.0;
        let share = match style.anchor().v_pos {
            VPos::Top => leading + CAP_HEIGHT,
            VPos::Center => CAP_HEIGHT / 2.0,
            VPos::Bottom => -leading,
        };
        share * style.size()
    }

    /// Writes text as text, in its direction.
    fn live_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) {
        if text.trim().is_empty() {
            return;
        }
        let (rotation, (dx, dy)) = turned(style, (0.0, self.baseline(style)));
        let rtl = self.typesetter.runs_from_right(text);
        // The start of a text that runs from the right is its right end.
        let anchor = match (style.anchor().h_pos, rtl) {
            (HPos::Left, false) | (HPos::Right, true) => "start",
            (HPos::Center, _) => "middle",
            (HPos::Right, false) | (HPos::Left, true) => "end",
        };
        let direction = if rtl { "rtl" } else { "ltr" };
        let weight = match style.style() {
            FontStyle::Bold => " font-weight=\"bold\"",
            _ => "",
        };
        let _ = write!(
            self.body,
            "<text transform=\"translate({} {}){rotation}\" text-anchor=\"{anchor}\" \
             direction=\"{direction}\" unicode-bidi=\"embed\" font-family=\"{FAMILIES}\" \
             font-size=\"{}\"{weight}",
            x + dx.round() as i32,
            y + dy.round() as i32,
            style.size().round(),
        );
        self.paint("fill", style.color());
        let _ = writeln!(self.body, ">{}</text>", escape_live(text));
    }

    /// Path data through points, relative to the first.
    fn points(&mut self, points: impl IntoIterator<Item = BackendCoord>) {
        let mut last: Option<BackendCoord> = None;
        for (x, y) in points {
            let _ = match last {
                None => write!(self.body, "M{x} {y}"),
                Some(pen) if pen == (x, y) => Ok(()),
                Some((px, py)) => {
                    let (dx, dy) = (x - px, y - py);
                    let space = if dy < 0 { "" } else { " " };
                    write!(self.body, "l{dx}{space}{dy}")
                }
            };
            last = Some((x, y));
        }
    }
}

impl DrawingBackend for SvgBackend {
    type ErrorType = ChartError;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Outcome {
        let _ = write!(self.body, "<rect x=\"{x}\" y=\"{y}\" width=\"1\" height=\"1\"");
        self.paint("fill", color);
        self.body.push_str("/>\n");
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Outcome {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Outcome {
        let (x, y) = upper_left;
        let (width, height) = (bottom_right.0 - x, bottom_right.1 - y);
        let _ =
            write!(self.body, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
        if fill {
            self.paint("fill", style.color());
        } else {
            self.body.push_str(" fill=\"none\"");
            self.stroke(style);
        }
        self.body.push_str("/>\n");
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        self.body.push_str("<path d=\"");
        self.points(path);
        self.body.push_str("\" fill=\"none\" stroke-linejoin=\"round\"");
        self.stroke(style);
        if !self.dashes.is_empty() {
            let dashes: Vec<String> = self.dashes.iter().map(u32::to_string).collect();
            let _ = write!(self.body, " stroke-dasharray=\"{}\"", dashes.join(" "));
        }
        self.body.push_str("/>\n");
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Outcome {
        let _ = write!(self.body, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"");
        if fill {
            self.paint("fill", style.color());
        } else {
            self.body.push_str(" fill=\"none\"");
            self.stroke(style);
        }
        self.body.push_str("/>\n");
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Outcome {
        self.body.push_str("<path d=\"");
        self.points(vert);
        self.body.push_str("z\"");
        self.paint("fill", style.color());
        self.body.push_str("/>\n");
        Ok(())
    }

    fn draw_text<TStyle: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &TStyle,
        (x, y): BackendCoord,
    ) -> Outcome {
        if self.text == TextMode::Live {
            self.live_text(text, style, (x, y));
            return Ok(());
        }
        let size = style.size();
        let bold = matches!(style.style(), FontStyle::Bold);
        let (outline, width) = self.typesetter.outline(text, size, bold);
        if outline.is_empty() {
            return Ok(());
        }
        let anchor = style.anchor();
        let dx = match anchor.h_pos {
            HPos::Left => 0.0,
            HPos::Center => -width / 2.0,
            HPos::Right => -width,
        };
        let (rotation, (dx, dy)) = turned(style, (dx, self.baseline(style)));
        let left = x + dx.round() as i32;
        let baseline = y + dy.round() as i32;
        let _ = write!(
            self.body,
            "<path role=\"img\" aria-label=\"{}\" transform=\"translate({left} {baseline}){rotation}\"",
            escape(text)
        );
        self.paint("fill", style.color());
        let _ = writeln!(self.body, " d=\"{outline}\"/>");
        Ok(())
    }

    fn estimate_text_size<TStyle: BackendTextStyle>(
        &self,
        text: &str,
        style: &TStyle,
    ) -> Result<(u32, u32), DrawingErrorKind<ChartError>> {
        let bold = matches!(style.style(), FontStyle::Bold);
        let width = self.typesetter.width(text, style.size(), bold);
        Ok((width.ceil() as u32, (style.size() * self.typesetter.line_height()).ceil() as u32))
    }
}

/// The rotation of a text, and the way from its point to its start on the baseline.
fn turned<S: BackendTextStyle>(style: &S, (dx, dy): (f64, f64)) -> (&'static str, (f64, f64)) {
    match style.transform() {
        FontTransform::None => ("", (dx, dy)),
        FontTransform::Rotate90 => (" rotate(90)", (-dy, dx)),
        FontTransform::Rotate180 => (" rotate(180)", (-dx, -dy)),
        FontTransform::Rotate270 => (" rotate(-90)", (dy, -dx)),
    }
}

/// Text as XML: special characters escaped, control characters and marks of direction left out (the outlines show
/// the order; a reader program finds it anew).
pub(crate) fn escape(text: &str) -> String {
    escape_live(text).replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "")
}

/// Text as XML with its marks of direction, which keep live text in order.
fn escape_live(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(c),
        }
    }
    escaped
}

/// What `plotters` reports, as our error.
pub(crate) fn drawing_error(error: impl Error) -> ChartError {
    ChartError::Drawing { what: error.to_string() }
}
