//! The shapes of boxes and signs in diagrams: what a box stands for is told by its shape first, then by its colour.

use super::canvas::{Across, Along, Canvas, Frame, mm};
use super::error::ChartError;
use super::figure_diagram::{ArrowSign, BoxKind};
use super::theme::{Colour, Theme};
use crate::text::Lang;

/// Radius of the disc that carries a sign.
pub(crate) const BADGE_MM: f64 = 1.15;

/// Fill, outline and width of the outline in millimetres.
fn paint(kind: BoxKind, theme: &Theme) -> (Colour, Colour, f64) {
    let tint = |index: usize, share: f64| theme.paper.mix(theme.category(index), share);
    match kind {
        BoxKind::Stock => (tint(5, 0.30), theme.ink, 0.5),
        BoxKind::Event => (tint(1, 0.22), theme.category(1), 0.25),
        BoxKind::Lever => (tint(2, 0.25), theme.category(2), 0.35),
        BoxKind::Driver => (tint(4, 0.25), theme.category(4), 0.25),
        BoxKind::Measure => (tint(3, 0.22), theme.category(3), 0.25),
        BoxKind::Flow => (theme.paper, theme.ink, 0.2),
        BoxKind::Quantity => {
            let grey = |share: f64| theme.paper.mix(theme.reference, share);
            (grey(0.07), grey(0.45), 0.15)
        }
        BoxKind::Uncertainty => (theme.paper, theme.muted, 0.2),
    }
}

/// How much of its width a shape takes from text on either side.
pub(crate) fn inset(kind: BoxKind) -> f64 {
    match kind {
        BoxKind::Event | BoxKind::Flow | BoxKind::Driver => mm(1.0),
        _ => 0.0,
    }
}

/// Draws the shape of a box.
pub(crate) fn draw_box(
    canvas: &Canvas<'_>,
    kind: BoxKind,
    frame: Frame,
    is_outside: bool,
) -> Result<(), ChartError> {
    let theme = canvas.desk.theme;
    let (mut fill, mut edge, mut width) = paint(kind, theme);
    if is_outside {
        fill = theme.paper;
        edge = theme.paper.mix(theme.muted, 0.55);
        width = width.min(0.3);
    }
    let points = outline(kind, frame);
    canvas.polygon(&points, fill, 1.0)?;
    let mut closed = points;
    closed.push(closed[0]);
    if kind == BoxKind::Uncertainty {
        canvas.dashed(&closed, edge, mm(width))?;
    } else {
        closed.push(closed[1]);
        canvas.line(&closed, edge, mm(width))?;
    }
    if kind == BoxKind::Measure {
        let y = frame.bottom() - mm(0.55);
        canvas.line(&[(frame.left, y), (frame.right(), y)], edge, mm(width))?;
    }
    Ok(())
}

fn outline(kind: BoxKind, f: Frame) -> Vec<(f64, f64)> {
    let (l, r, t, b) = (f.left, f.right(), f.top, f.bottom());
    let cut = mm(1.5).min(f.height * 0.3);
    match kind {
        BoxKind::Event => {
            let (tip, y) = (mm(1.6).min(f.width * 0.25), f.y(0.5));
            vec![(l + tip, t), (r - tip, t), (r, y), (r - tip, b), (l + tip, b), (l, y)]
        }
        BoxKind::Lever => vec![
            (l + cut, t),
            (r - cut, t),
            (r, t + cut),
            (r, b - cut),
            (r - cut, b),
            (l + cut, b),
            (l, b - cut),
            (l, t + cut),
        ],
        BoxKind::Driver => {
            let lean = mm(1.4).min(f.width * 0.25);
            vec![(l + lean, t), (r, t), (r - lean, b), (l, b)]
        }
        BoxKind::Flow | BoxKind::Quantity => {
            let most = if kind == BoxKind::Flow { mm(3.0) } else { mm(0.7) };
            rounded(f, most.min(f.height / 2.0))
        }
        BoxKind::Stock | BoxKind::Measure | BoxKind::Uncertainty => {
            vec![(l, t), (r, t), (r, b), (l, b)]
        }
    }
}

fn rounded(f: Frame, radius: f64) -> Vec<(f64, f64)> {
    let centres = [
        (f.right() - radius, f.top + radius, -90.0),
        (f.right() - radius, f.bottom() - radius, 0.0),
        (f.left + radius, f.bottom() - radius, 90.0),
        (f.left + radius, f.top + radius, 180.0),
    ];
    let mut points = Vec::new();
    for (x, y, start) in centres {
        for step in 0..=6 {
            let angle: f64 = f64::to_radians(start + 15.0 * f64::from(step));
            points.push((x + radius * libm::cos(angle), y + radius * libm::sin(angle)));
        }
    }
    points
}

/// The colour of a sign.
pub(crate) fn sign_colour(sign: ArrowSign, theme: &Theme) -> Colour {
    match sign {
        ArrowSign::Plus => theme.category(0),
        ArrowSign::Minus => theme.category(1).mix(theme.ink, 0.12),
        ArrowSign::Either => theme.muted,
    }
}

/// `+`, `−` or `?`.
pub(crate) fn sign_text(sign: ArrowSign) -> &'static str {
    match sign {
        ArrowSign::Plus => "+",
        ArrowSign::Minus => "−",
        ArrowSign::Either => "?",
    }
}

/// Draws a sign on a disc.
pub(crate) fn draw_badge(
    canvas: &Canvas<'_>,
    sign: ArrowSign,
    (x, y): (f64, f64),
) -> Result<(), ChartError> {
    let theme = canvas.desk.theme;
    let colour = sign_colour(sign, theme);
    canvas.dot((x, y), mm(BADGE_MM), colour)?;
    let kind = canvas.desk.small().bold().coloured(theme.paper);
    canvas.text(sign_text(sign), kind, (x, y), Across::Centre, Along::Middle)
}

/// What a kind of box is called in the key.
pub(crate) fn kind_name(kind: BoxKind, lang: Lang) -> &'static str {
    match kind {
        BoxKind::Lever => lang.pick("lever: decided", "أداة: تُتخذ بقرار"),
        BoxKind::Driver => lang.pick("driver: moved by futures", "عامل خارجي: يحركه المسار"),
        BoxKind::Uncertainty => lang.pick("uncertainty", "عامل غير مؤكد"),
        BoxKind::Stock => lang.pick("stock: accumulates", "رصيد: يتراكم"),
        BoxKind::Flow => lang.pick("flow", "تدفق"),
        BoxKind::Quantity => lang.pick("quantity", "كمية"),
        BoxKind::Event => lang.pick("event: by chance", "حدث: بالمصادفة"),
        BoxKind::Measure => lang.pick("measure", "مقياس"),
    }
}

/// What a sign is called in the key.
pub(crate) fn sign_name(sign: ArrowSign, lang: Lang) -> &'static str {
    match sign {
        ArrowSign::Plus => lang.pick("more leads to more", "الزيادة تؤدي إلى زيادة"),
        ArrowSign::Minus => lang.pick("more leads to less", "الزيادة تؤدي إلى نقصان"),
        ArrowSign::Either => lang.pick("either way", "في الاتجاهين"),
    }
}

/// A curve from one point to another that leaves and arrives level.
pub(crate) fn curve(from: (f64, f64), to: (f64, f64)) -> Vec<(f64, f64)> {
    let reach = (to.0 - from.0) * 0.5;
    cubic(from, (from.0 + reach, from.1), (to.0 - reach, to.1), to)
}

/// A curve from one point to another on the same side, which it leaves by `bulge` (to the left if negative).
pub(crate) fn bow(from: (f64, f64), to: (f64, f64), bulge: f64) -> Vec<(f64, f64)> {
    // A cubic reaches three quarters of the way to its control points.
    let out = bulge * 4.0 / 3.0;
    cubic(from, (from.0 + out, from.1), (to.0 + out, to.1), to)
}

fn cubic(a: (f64, f64), b: (f64, f64), c: (f64, f64), d: (f64, f64)) -> Vec<(f64, f64)> {
    const STEPS: usize = 20;
    let mut points = Vec::with_capacity(STEPS + 1);
    for i in 0..=STEPS {
        let t = i as f64 / STEPS as f64;
        let s = 1.0 - t;
        let mix = |a: f64, b: f64, c: f64, d: f64| {
            s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
        };
        points.push((mix(a.0, b.0, c.0, d.0), mix(a.1, b.1, c.1, d.1)));
    }
    points
}

/// An arrow's head with its tip at a point, pointing right (or left).
pub(crate) fn draw_head(
    canvas: &Canvas<'_>,
    (x, y): (f64, f64),
    to_right: bool,
    colour: Colour,
) -> Result<(), ChartError> {
    let back = if to_right { x - mm(1.3) } else { x + mm(1.3) };
    canvas.polygon(&[(x, y), (back, y - mm(0.7)), (back, y + mm(0.7))], colour, 1.0)
}
