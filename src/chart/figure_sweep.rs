//! What charts of sweeps show, as plain data: an outcome along what is varied, and maps over two things that are.

use super::figure::{Emphasis, Sense, Threshold, ValueAxis};
use crate::text::NumberFormat;

/// An axis along which something is varied.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SweepAxis {
    /// What is varied, e.g. "Duration of the withdrawal".
    pub label: String,
    /// Its unit, printed in brackets after the label; empty for none.
    pub unit: String,
    /// How its values are printed.
    pub format: NumberFormat,
    /// How places lie along it.
    pub scale: SweepScale,
    /// The places that were computed, ascending. Each has a tick where there is room, else round values have.
    pub places: Vec<f64>,
}

/// How places lie along an axis of a sweep. A place is a number in every case, so that a crossing between two of
/// them is one too.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum SweepScale {
    /// Numbers, evenly.
    #[default]
    Linear,
    /// Numbers, by their logarithms; all are positive.
    Log,
    /// Dates: a place is the number of days since 1970-01-01.
    Dates,
    /// Names: a place is an index into them. They run from the right in Arabic, as text does.
    Names(Vec<String>),
}

/// Outcomes along an axis: a panel a trajectory, a measure or an axis; in it a line an option.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Response {
    /// What is varied, in all panels without an axis of their own.
    pub along: SweepAxis,
    /// The outcome, in all panels without an axis of their own.
    pub axis: ValueAxis,
    /// The panels.
    pub panels: Vec<ResponsePanel>,
    /// How many panels stand side by side; `None` chooses.
    pub columns: Option<usize>,
    /// What the lines are, for the key, e.g. "mean"; may be empty.
    pub line_name: String,
    /// What the vertical marks and the strips around them are, for the key, e.g. "tipping point with its 90 %
    /// interval"; may be empty.
    pub mark_name: String,
    /// What single dots are, for the key, e.g. "a point of the sweep"; may be empty.
    pub dot_name: String,
}

/// A panel of outcomes along an axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResponsePanel {
    /// Its name; may be empty when there is one panel only.
    pub title: String,
    /// What is varied in this panel, if not what is in the others.
    pub along: Option<SweepAxis>,
    /// The outcome of this panel, if not that of the others.
    pub axis: Option<ValueAxis>,
    /// Its lines. One line is drawn with all its bands, two or three with the narrowest, more without.
    pub lines: Vec<ResponseLine>,
    /// A level worth comparing with.
    pub threshold: Option<Threshold>,
    /// Places worth marking, e.g. tipping points.
    pub marks: Vec<PlaceMark>,
}

/// The outcome of one option along an axis. All vectors but `dots` have the length of `places`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResponseLine {
    /// Its name.
    pub label: String,
    /// Which colour of the palette it takes; the same option should have the same number in every figure.
    pub colour: usize,
    /// Whether it stands out.
    pub emphasis: Emphasis,
    /// Where along the axis, ascending.
    pub places: Vec<f64>,
    /// The outcome there; NaN where there is none, and the line is broken.
    pub values: Vec<f64>,
    /// Bands around it, from the widest to the narrowest.
    pub bands: Vec<ResponseBand>,
    /// Single points beside the line: places and values.
    pub dots: Vec<(f64, f64)>,
}

/// A band around a line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResponseBand {
    /// What lies within it, for the key, e.g. "90 % of outcomes".
    pub name: String,
    /// Its lower ends.
    pub low: Vec<f64>,
    /// Its upper ends.
    pub high: Vec<f64>,
}

/// A place worth marking.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceMark {
    /// Where.
    pub at: f64,
    /// The ends of its interval; infinite ends reach to the end of the axis.
    pub interval: Option<(f64, f64)>,
    /// What is printed above the panel, e.g. "17 (14 to 21)".
    pub label: String,
}

/// Outcomes over two axes: a panel an option or a trajectory.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SweepMap {
    /// What is varied across.
    pub across: SweepAxis,
    /// What is varied upwards.
    pub up: SweepAxis,
    /// What the cells say.
    pub fill: MapFill,
    /// How many panels stand side by side; `None` chooses.
    pub columns: Option<usize>,
    /// What the lines of [`MapPanel::borders`] are, for the key; may be empty.
    pub border_name: String,
}

/// What the cells of a map say.
#[derive(Debug, Clone, PartialEq)]
pub enum MapFill {
    /// Numbers: colours, with the numbers where there is room for them, else with lines of equal value.
    Values {
        /// What the numbers are.
        axis: ValueAxis,
        /// Which way is better. Worse cells are darker; with `None` higher cells are darker.
        sense: Sense,
        /// Where given, colours diverge from this value.
        centre: Option<f64>,
        /// The panels.
        panels: Vec<MapPanel<f64>>,
    },
    /// Which option is best.
    Winners {
        /// The options.
        options: Vec<MapOption>,
        /// The panels.
        panels: Vec<MapPanel<Winner>>,
    },
}

impl Default for MapFill {
    fn default() -> Self {
        MapFill::Winners { options: Vec::new(), panels: Vec::new() }
    }
}

/// A panel of a map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MapPanel<T> {
    /// Its name; may be empty when there is one panel only.
    pub title: String,
    /// `cells[up][across]`, as many as the axes have places. NaN and no winner leave a cell empty.
    pub cells: Vec<Vec<T>>,
    /// Lines worth drawing: where something changes, for each place upwards.
    pub borders: Vec<MapBorder>,
}

/// Place upwards, place across, and the ends of its interval.
pub type BorderPoint = (f64, f64, Option<(f64, f64)>);

/// A line across a map: for places upwards a place across, with its interval.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MapBorder {
    /// Its points, upwards.
    pub points: Vec<BorderPoint>,
}

/// An option of a map of winners.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MapOption {
    /// Its name.
    pub label: String,
    /// Which colour of the palette it takes.
    pub colour: usize,
    /// Whether it stands out.
    pub emphasis: Emphasis,
}

/// Which option is best in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Winner {
    /// The best, an index into the options.
    pub best: Option<usize>,
    /// The next, where the two are not told apart: the cell is paler, with stripes of this option's colour.
    pub rival: Option<usize>,
}
