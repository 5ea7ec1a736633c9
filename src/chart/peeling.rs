//! A peeling trajectory: coverage against density, darker the more quantities a box limits.

use super::canvas::{Across, Along, Canvas, Desk, Frame, mm};
use super::error::ChartError;
use super::figure_discovery::PeelingPlot;
use super::key::{Key, KeyItem, Sample};
use super::marks::{self, Mark};
use super::picture::{Picture, bad_data};
use super::theme::Colour;
use crate::text;

const PLOT_MM: f64 = 66.0;
/// Numbers of limits that have a shade of their own; more share the last.
const SHADES: usize = 6;

struct PeelingPicture<'a> {
    data: &'a PeelingPlot,
    desk: Desk<'a>,
    key: Key,
    strip: f64,
}

/// Lays the chart out for `width`.
pub(crate) fn plan<'a>(
    data: &'a PeelingPlot,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    if data.points.is_empty() {
        return Err(ChartError::Empty { title: title.to_owned() });
    }
    let unit = |share: f64| (0.0..=1.0).contains(&share);
    if !data.points.iter().all(|p| unit(p.coverage) && unit(p.density)) {
        return Err(bad_data(title, "a share is not between 0 and 1"));
    }
    if data.chosen >= data.points.len() {
        return Err(bad_data(title, "the chosen box is not on the trajectory"));
    }
    let key = Key::new(key_items(data, &desk), &desk, width);
    let strip = desk.width(&text::percent(1.0, desk.lang), desk.small()) + mm(1.5);
    Ok(Box::new(PeelingPicture { data, desk, key, strip }))
}

/// The shade of a box that limits so many quantities.
fn shade(desk: &Desk<'_>, restricted: usize) -> Colour {
    let share = restricted.min(SHADES) as f64 / SHADES as f64;
    desk.theme
        .paper
        .mix(desk.theme.category(0), 0.25 + 0.75 * share)
        .mix(desk.theme.ink, 0.25 * share)
}

fn key_items(data: &PeelingPlot, desk: &Desk<'_>) -> Vec<KeyItem> {
    let lang = desk.lang;
    let mut found: Vec<usize> = data.points.iter().map(|p| p.restricted.min(SHADES)).collect();
    found.sort_unstable();
    found.dedup();
    let more = data.points.iter().any(|p| p.restricted > SHADES);
    let mut items: Vec<KeyItem> = found
        .iter()
        .map(|count| KeyItem {
            sample: Sample::Dot(shade(desk, *count)),
            name: match (count, lang.is_rtl()) {
                (0, false) => "all draws".to_owned(),
                (0, true) => "كل السحبات".to_owned(),
                (1, false) => "1 limited".to_owned(),
                (1, true) => "مجهول واحد مقيَّد".to_owned(),
                (&SHADES, _) if more => format!("{SHADES}+"),
                (count, _) => count.to_string(),
            },
        })
        .collect();
    let ink = desk.theme.category(1);
    let chosen = match data.told {
        Some(_) => lang.pick("chosen on the trajectory", "المختار على المسار"),
        None => lang.pick("chosen", "المختار"),
    };
    items.push(KeyItem { sample: Sample::Mark(Mark::Lozenge, ink), name: chosen.to_owned() });
    if data.told.is_some() {
        let name = lang.pick("told, limits adjusted", "المعروض بعد ضبط الحدود");
        items.push(KeyItem { sample: Sample::Mark(Mark::Star, ink), name: name.to_owned() });
    }
    if let Some((_, _, name)) = &data.other {
        let sample = Sample::Mark(Mark::Square, desk.theme.category(2));
        items.push(KeyItem { sample, name: name.clone() });
    }
    items
}

impl PeelingPicture<'_> {
    fn head(&self) -> f64 {
        self.key.height(&self.desk) + self.desk.text().leading() + mm(1.0)
    }
}

impl Picture for PeelingPicture<'_> {
    fn height(&self) -> f64 {
        let small = self.desk.small().leading();
        self.head() + mm(PLOT_MM) + small + self.desk.text().leading() + mm(2.2)
    }

    fn notes(&self) -> Vec<String> {
        vec![
            self.desk
                .lang
                .pick(
                    "Each dot is a box. Peeling goes from the lower right, where the box holds everything, to \
                     the upper left.",
                    "كل نقطة صندوق. ويبدأ التقشير من أسفل اليمين، حيث يضم الصندوق كل شيء، ويمضي إلى أعلى اليسار.",
                )
                .to_owned(),
        ]
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let (theme, small) = (self.desk.theme, self.desk.small());
        let lang = self.desk.lang;
        self.key.draw(canvas, frame)?;
        let plot = Frame {
            left: frame.left + self.strip,
            top: frame.top + self.head(),
            width: frame.width - self.strip - mm(4.0),
            height: mm(PLOT_MM),
        };
        let kind = self.desk.text().coloured(theme.muted);
        let up = lang.pick(
            "Density: share of the box’s draws that fail",
            "الكثافة: نسبة الفاشل من سحبات الصندوق",
        );
        let (x, across) = match lang.is_rtl() {
            true => (frame.right(), Across::Right),
            false => (frame.left, Across::Left),
        };
        canvas.text(up, kind, (x, plot.top - mm(1.2)), across, Along::Bottom)?;
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let (x, y) = (plot.x(share), plot.y(share));
            canvas.line(&[(plot.left, y), (plot.right(), y)], theme.grid, mm(0.15))?;
            canvas.line(&[(x, plot.top), (x, plot.bottom())], theme.grid, mm(0.15))?;
            let label = text::percent(share, lang);
            canvas.text(&label, small, (plot.left - mm(1.0), y), Across::Right, Along::Middle)?;
            let place = (x, plot.bottom() + mm(0.8));
            canvas.text(&label, small, place, Across::Centre, Along::Top)?;
        }
        let at = |coverage: f64, density: f64| (plot.x(coverage), plot.y(density));
        let line: Vec<(f64, f64)> =
            self.data.points.iter().map(|p| at(p.coverage, p.density)).collect();
        canvas.line(&line, theme.muted, mm(0.12))?;
        for (point, place) in self.data.points.iter().zip(&line) {
            canvas.dot(*place, mm(0.8), shade(&self.desk, point.restricted))?;
        }
        marks::draw(canvas, Mark::Lozenge, line[self.data.chosen], theme.category(1))?;
        if let Some((coverage, density)) = self.data.told {
            marks::draw(canvas, Mark::Star, at(coverage, density), theme.category(1))?;
        }
        if let Some((coverage, density, _)) = self.data.other {
            marks::draw(canvas, Mark::Square, at(coverage, density), theme.category(2))?;
        }
        let across = lang.pick(
            "Coverage: share of all failing draws that the box holds",
            "التغطية: نسبة ما في الصندوق من كل السحبات الفاشلة",
        );
        let y = plot.bottom() + small.leading() + mm(1.4);
        canvas.text(across, kind, (plot.x(0.5), y), Across::Centre, Along::Top)
    }
}
