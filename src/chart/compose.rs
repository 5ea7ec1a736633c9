//! From a figure to an SVG file: the texts around the picture, and the picture in their middle.

use std::fmt::Write;

use super::backend::{UNITS_PER_MM, escape};
use super::canvas::{Along, Canvas, Desk, Frame, Type, mm};
use super::error::ChartError;
use super::figure::{Figure, FigureKind};
use super::picture::Picture;
use super::theme::Theme;
use super::typeset::Typesetter;
use super::{
    calibration, cards, consequence, diagram, distribution, fan, forest, heat, observed, regret,
    timeline, tornado,
};

/// The space around everything.
const MARGIN: f64 = 3.0;
/// Below this a theme leaves no room for labels and panels.
const LEAST_WIDTH_MM: f64 = 60.0;

/// Draws a figure as SVG.
///
/// The file has its size in millimetres and text as outlines, each with its words as an `aria-label`; the title and
/// the notes are in `<title>` and `<desc>`. The same figure and theme give the same bytes.
///
/// # Errors
/// When there is nothing to draw, the data do not fit together, or the theme leaves no room.
pub fn svg(figure: &Figure, theme: &Theme) -> Result<String, ChartError> {
    check_theme(theme)?;
    let desk = Desk { theme, lang: figure.lang, typesetter: Typesetter::new(figure.lang)? };
    let width = mm(theme.width_mm);
    let inner = width - 2.0 * mm(MARGIN);
    let picture: Box<dyn Picture + '_> = match &figure.kind {
        FigureKind::Distribution(data) => distribution::plan(data, &figure.title, desk, inner)?,
        FigureKind::Fan(data) => fan::plan(data, &figure.title, desk, inner)?,
        FigureKind::Heat(data) => heat::plan(data, &figure.title, desk, inner)?,
        FigureKind::Observed(data) => observed::plan(data, &figure.title, desk, inner)?,
        FigureKind::Calibration(data) => calibration::plan(data, &figure.title, desk, inner)?,
        FigureKind::Diagram(data) => diagram::plan(data, &figure.title, desk, inner)?,
        FigureKind::Cards(data) => cards::plan(data, &figure.title, desk, inner)?,
        FigureKind::Forest(data) => forest::plan(data, &figure.title, desk, inner)?,
        FigureKind::Regret(data) => regret::plan(data, &figure.title, desk, inner)?,
        FigureKind::Consequence(data) => consequence::plan(data, &figure.title, desk, inner)?,
        FigureKind::Tornado(data) => tornado::plan(data, &figure.title, desk, inner)?,
        FigureKind::Timeline(data) => timeline::plan(data, &figure.title, desk, inner)?,
    };

    let mut head = Block::default();
    head.add(&desk, &figure.title, desk.title(), inner, 3);
    let subtitle = desk.text().coloured(theme.muted);
    head.add(&desk, &figure.subtitle, subtitle, inner, 4);
    let mut foot = Block::default();
    let notes = picture.notes();
    let caption: Vec<&str> = std::iter::once(figure.caption.as_str())
        .chain(notes.iter().map(String::as_str))
        .filter(|text| !text.is_empty())
        .collect();
    let caption = caption.join(" ");
    foot.add(&desk, &caption, desk.small().coloured(theme.ink), inner, 12);
    foot.add(&desk, &figure.source_line, desk.small(), inner, 4);

    let top = mm(MARGIN) + head.height + if head.height > 0.0 { mm(2.5) } else { 0.0 };
    let bottom = top + picture.height();
    let foot_top = bottom + if foot.height > 0.0 { mm(2.5) } else { 0.0 };
    let height = (foot_top + foot.height + mm(MARGIN)).ceil();

    let canvas = Canvas::new(desk, width, height);
    let page = Frame { left: 0.0, top: 0.0, width, height };
    canvas.fill(page, theme.paper, 1.0)?;
    let column = |top, height| Frame { left: mm(MARGIN), top, width: inner, height };
    head.draw(&canvas, column(mm(MARGIN), head.height))?;
    picture.draw(&canvas, column(top, picture.height()))?;
    foot.draw(&canvas, column(foot_top, foot.height))?;
    Ok(file(figure, &caption, theme, height, &canvas.finish()))
}

fn check_theme(theme: &Theme) -> Result<(), ChartError> {
    let sizes = [theme.title_pt, theme.text_pt, theme.small_pt];
    let what = if !(LEAST_WIDTH_MM..=2000.0).contains(&theme.width_mm) {
        format!("its width is {} mm; it must be from {LEAST_WIDTH_MM} to 2000 mm", theme.width_mm)
    } else if !sizes.iter().all(|size| (2.0..=100.0).contains(size)) {
        "its text sizes must be from 2 to 100 points".to_owned()
    } else {
        return Ok(());
    };
    Err(ChartError::BadTheme { what })
}

/// Wraps the drawn elements into a file.
fn file(figure: &Figure, caption: &str, theme: &Theme, height: f64, body: &str) -> String {
    let width = mm(theme.width_mm).round();
    let mut out = String::with_capacity(body.len() + 1024);
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" lang=\"{}\">",
        width / UNITS_PER_MM,
        height / UNITS_PER_MM,
        figure.lang.code()
    );
    let _ = writeln!(out, "<title>{}</title>", escape(&figure.title));
    let parts: Vec<&str> = [figure.subtitle.as_str(), caption, &figure.source_line]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let _ = writeln!(out, "<desc>{}</desc>", escape(&parts.join(" | ")));
    out.push_str(body);
    out.push_str("</svg>\n");
    out
}

/// Lines of text below one another.
#[derive(Default)]
struct Block {
    lines: Vec<(f64, String, Type)>,
    height: f64,
}

impl Block {
    fn add(&mut self, desk: &Desk<'_>, text: &str, kind: Type, width: f64, max_lines: usize) {
        for line in desk.wrap(text, kind, width, max_lines) {
            self.lines.push((self.height, line, kind));
            self.height += kind.leading();
        }
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let start = canvas.desk.start();
        let x = if canvas.desk.lang.is_rtl() { frame.right() } else { frame.left };
        for (at, line, kind) in &self.lines {
            canvas.text(line, *kind, (x, frame.top + at), start, Along::Top)?;
        }
        Ok(())
    }
}
