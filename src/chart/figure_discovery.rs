//! What charts of scenario discovery show, as plain data.

use super::figure::ValueAxis;

/// The limits of a box, one row a restricted quantity, each over all of its values by their rank.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BoxLimits {
    /// The rows, the strongest first.
    pub rows: Vec<LimitRow>,
    /// What the text at the end of each row is, e.g. "quasi-p"; may be empty.
    pub text_title: String,
}

/// A limited quantity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LimitRow {
    /// Its name.
    pub label: String,
    /// The parts of 0 to 1, all of its values by rank, that lie inside: one, or several for values
    /// without an order.
    pub inside: Vec<(f64, f64)>,
    /// What stands at the lower and upper end of what is inside, e.g. "3.1 % a month"; empty for an
    /// end that is open.
    pub ends: (String, String),
    /// Printed at the end of the row.
    pub text: String,
}

/// A peeling trajectory: coverage against density.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PeelingPlot {
    /// The boxes in their order, the first of which holds everything.
    pub points: Vec<PeelPoint>,
    /// Which of them was chosen.
    pub chosen: usize,
    /// Coverage and density of the box that is told, where its limits were adjusted.
    pub told: Option<(f64, f64)>,
    /// Coverage and density of another answer to the same question, with its name.
    pub other: Option<(f64, f64, String)>,
}

/// A box on the trajectory.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PeelPoint {
    /// Share of what is looked for that it holds.
    pub coverage: f64,
    /// Share of what it holds that is looked for.
    pub density: f64,
    /// Number of quantities that it limits.
    pub restricted: usize,
}

/// Points of two kinds, with a box.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scatter {
    /// The axis across.
    pub x: ValueAxis,
    /// The axis upwards.
    pub y: ValueAxis,
    /// Where the points are, and whether each is of the marked kind.
    pub points: Vec<ScatterPoint>,
    /// What the marked points are, and the others.
    pub names: (String, String),
    /// Lower and upper limit of the box across; none for an open end.
    pub across: (Option<f64>, Option<f64>),
    /// The same upwards.
    pub up: (Option<f64>, Option<f64>),
    /// What the box is.
    pub box_name: String,
}

/// A point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ScatterPoint {
    /// Across.
    pub x: f64,
    /// Upwards.
    pub y: f64,
    /// Whether it is of the marked kind.
    pub marked: bool,
}
