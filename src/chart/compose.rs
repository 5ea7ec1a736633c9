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
    boxlimits, calibration, cards, consequence, diagram, distribution, ecdf, fan, forest, heat,
    indices, observed, peeling, regret, response, scatter, screening, shares, spaghetti, sweep_map,
    timeline, tornado, worth,
};

/// The space around everything.
const MARGIN: f64 = 3.0;
/// Below this a theme leaves no room for labels and panels.
const LEAST_WIDTH_MM: f64 = 60.0;

/// How much smaller text gets in each attempt at a picture that is not too high.
const SHRINK: f64 = 0.94;

/// Draws a figure as SVG.
///
/// The file has its size in millimetres and text as the theme says; the title and the notes are in `<title>` and
/// `<desc>`. The same figure and theme give the same bytes. A picture that would be higher than the theme allows is
/// laid out again with smaller text, down to the theme's least size; beyond that it is higher.
///
/// # Errors
/// When there is nothing to draw, the data do not fit together, or the theme leaves no room.
pub fn svg(figure: &Figure, theme: &Theme) -> Result<String, ChartError> {
    check_theme(theme)?;
    let least = (theme.least_pt / theme.small_pt).min(theme.scale);
    let mut scaled = theme.clone();
    loop {
        let sheet = draw(figure, &scaled.unscaled())?;
        let height_mm = sheet.height / UNITS_PER_MM * scaled.scale;
        let fits = theme.most_height_mm.is_none_or(|most| height_mm <= most);
        if fits || scaled.scale <= least {
            return Ok(file(figure, &sheet, theme));
        }
        scaled.scale = (scaled.scale * SHRINK).max(least);
    }
}

/// A drawn figure.
struct Sheet {
    /// In drawing units.
    width: f64,
    height: f64,
    body: String,
    /// The caption with the picture's own notes.
    caption: String,
}

/// Draws a figure with a theme whose sizes are not scaled.
fn draw(figure: &Figure, theme: &Theme) -> Result<Sheet, ChartError> {
    let desk = Desk { theme, lang: figure.lang, typesetter: Typesetter::new(figure.lang)? };
    let width = mm(theme.width_mm).round();
    let inner = width - 2.0 * mm(MARGIN);
    let picture = plan(figure, desk, inner)?;

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
    Ok(Sheet { width, height, body: canvas.finish(), caption })
}

/// Lays the picture of a figure out.
fn plan<'a>(
    figure: &'a Figure,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    let title = &figure.title;
    match &figure.kind {
        FigureKind::Distribution(data) => distribution::plan(data, title, desk, width),
        FigureKind::Fan(data) => fan::plan(data, title, desk, width),
        FigureKind::Ecdf(data) => ecdf::plan(data, title, desk, width),
        FigureKind::Spaghetti(data) => spaghetti::plan(data, title, desk, width),
        FigureKind::Shares(data) => shares::plan(data, title, desk, width),
        FigureKind::Heat(data) => heat::plan(data, title, desk, width),
        FigureKind::Observed(data) => observed::plan(data, title, desk, width),
        FigureKind::Calibration(data) => calibration::plan(data, title, desk, width),
        FigureKind::Diagram(data) => diagram::plan(data, title, desk, width),
        FigureKind::Cards(data) => cards::plan(data, title, desk, width),
        FigureKind::Forest(data) => forest::plan(data, title, desk, width),
        FigureKind::Regret(data) => regret::plan(data, title, desk, width),
        FigureKind::Worth(data) => worth::plan(data, title, desk, width),
        FigureKind::Consequence(data) => consequence::plan(data, title, desk, width),
        FigureKind::Tornado(data) => tornado::plan(data, title, desk, width),
        FigureKind::Indices(data) => indices::plan(data, title, desk, width),
        FigureKind::Screening(data) => screening::plan(data, title, desk, width),
        FigureKind::Timeline(data) => timeline::plan(data, title, desk, width),
        FigureKind::Response(data) => response::plan(data, title, desk, width),
        FigureKind::SweepMap(data) => sweep_map::plan(data, title, desk, width),
        FigureKind::BoxLimits(data) => boxlimits::plan(data, title, desk, width),
        FigureKind::Peeling(data) => peeling::plan(data, title, desk, width),
        FigureKind::Scatter(data) => scatter::plan(data, title, desk, width),
    }
}

fn check_theme(theme: &Theme) -> Result<(), ChartError> {
    let sizes = [theme.title_pt, theme.text_pt, theme.small_pt];
    let least = LEAST_WIDTH_MM * theme.scale;
    let what = if !(0.1..=20.0).contains(&theme.scale) {
        "its scale must be from 0.1 to 20".to_owned()
    } else if !(least..=2000.0).contains(&theme.width_mm) {
        format!("its width is {} mm; it must be from {least} to 2000 mm", theme.width_mm)
    } else if !sizes.iter().all(|size| (2.0..=100.0).contains(size)) {
        "its text sizes must be from 2 to 100 points".to_owned()
    } else {
        return Ok(());
    };
    Err(ChartError::BadTheme { what })
}

/// Wraps the drawn elements into a file.
fn file(figure: &Figure, sheet: &Sheet, theme: &Theme) -> String {
    let (width, height) = (sheet.width, sheet.height);
    let height_mm = (theme.width_mm * height / width * 100.0).round() / 100.0;
    let mut out = String::with_capacity(sheet.body.len() + 1024);
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{height_mm}mm\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" lang=\"{}\">",
        theme.width_mm,
        figure.lang.code()
    );
    let _ = writeln!(out, "<title>{}</title>", escape(&figure.title));
    let parts: Vec<&str> = [figure.subtitle.as_str(), &sheet.caption, &figure.source_line]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let _ = writeln!(out, "<desc>{}</desc>", escape(&parts.join(" | ")));
    out.push_str(&sheet.body);
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
