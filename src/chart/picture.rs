//! What all kinds of picture have in common: how they are laid out and drawn, and what they say about their axes.

use std::fmt::Write;

use super::axis::Axis;
use super::canvas::{Canvas, Frame};
use super::error::ChartError;
use super::figure::ValueAxis;
use crate::text::{Lang, isolate};

/// The picture of a figure, laid out and ready to be drawn.
pub(crate) trait Picture {
    /// The height it needs, in drawing units.
    fn height(&self) -> f64;
    /// What a reader must know about how it was drawn, e.g. that an axis was cut.
    fn notes(&self) -> Vec<String>;
    /// Draws it within `frame`, which has the width it was laid out for and the height it asked for.
    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError>;
}

/// The name of an axis with its unit, and whether it is logarithmic.
pub(crate) fn axis_title(spec: &ValueAxis, is_log: bool, lang: Lang) -> String {
    let mut title = spec.label.clone();
    if !spec.unit.is_empty() {
        let _ = write!(title, " ({})", spec.unit);
    }
    if is_log {
        let scale = lang.pick("logarithmic scale", "مقياس لوغاريتمي");
        let comma = lang.pick(", ", "، ");
        if title.is_empty() {
            return scale.to_owned();
        }
        title = format!("{title}{comma}{scale}");
    }
    title
}

/// Notes on values that lie beyond the ends of an axis.
pub(crate) fn cut_notes(axis: &Axis, spec: &ValueAxis, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    let show = |value| spec.format.compact(value, lang);
    if let Some(greatest) = axis.cut_above {
        let (end, greatest) = (show(axis.limits().1), show(greatest));
        notes.push(match lang {
            Lang::En => format!("The axis ends at {end}; the tails go on to {greatest}."),
            Lang::Ar => format!("ينتهي المحور عند {end}، وتمتد القيم إلى {greatest}."),
        });
    }
    if let Some(least) = axis.cut_below {
        let (end, least) = (show(axis.limits().0), show(least));
        notes.push(match lang {
            Lang::En => format!("The axis begins at {end}; the tails go down to {least}."),
            Lang::Ar => format!("يبدأ المحور عند {end}، وتنزل القيم إلى {least}."),
        });
    }
    if axis.has_infinite {
        notes.push(
            lang.pick(
                "An arrow at the end of the axis: it never happened in the rest of the replicates.",
                "سهم عند نهاية المحور: لم يحدث ذلك قط في بقية التكرارات.",
            )
            .to_owned(),
        );
    }
    notes
}

/// A percentage without decimals, where a picture is not read more finely.
pub(crate) fn whole_percent(share: f64, lang: Lang) -> String {
    let figure = match share {
        s if s > 0.0 && s < 0.005 => "< 1".to_owned(),
        s if s < 1.0 && s > 0.995 => "> 99".to_owned(),
        s => format!("{:.0}", s * 100.0),
    };
    isolate(format!("{figure}\u{a0}%"), lang)
}

/// An error about the data of a figure.
pub(crate) fn bad_data(title: &str, what: impl Into<String>) -> ChartError {
    ChartError::BadData { title: title.to_owned(), what: what.into() }
}
