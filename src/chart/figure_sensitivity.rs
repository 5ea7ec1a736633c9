//! What charts of global sensitivity show, as plain data: indices with intervals, and Morris's plane.

use super::figure::ValueAxis;

/// Indices of factors with their intervals: a panel an outcome, a row a factor, two marks a row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Indices {
    /// The common axis of all panels: shares. It always shows zero.
    pub axis: ValueAxis,
    /// The panels. Each has rows of its own, from the top.
    pub panels: Vec<IndicesPanel>,
    /// What the two marks are, for the key: a disc, and a hollow disc below it. An empty one is left out.
    pub names: (String, String),
    /// What the tick is that both are compared with, e.g. "what chance gives"; empty for none.
    pub chance: String,
    /// How many panels stand side by side; `None` chooses.
    pub columns: Option<usize>,
}

/// An outcome.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndicesPanel {
    /// Its name; may be empty when there is one panel only.
    pub title: String,
    /// Its rows, from the top.
    pub rows: Vec<IndicesRow>,
}

/// A factor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndicesRow {
    /// Its name.
    pub label: String,
    /// Its indices: what it explains alone, and with all it has a part in.
    pub marks: [Option<IndexMark>; 2],
}

/// An index with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct IndexMark {
    /// The estimate.
    pub value: f64,
    /// The ends of its interval (95 %).
    pub interval: (f64, f64),
    /// What chance gives a factor that does not matter.
    pub chance: Option<f64>,
}

/// Morris's plane: how large the effects of factors are, and how much they vary. Lines through the origin part
/// it into wedges.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Screening {
    /// Across: the mean size of effects. It begins at zero.
    pub size: ValueAxis,
    /// Upwards: their standard deviation. It begins at zero.
    pub spread: ValueAxis,
    /// The factors, the most important first.
    pub points: Vec<ScreeningPoint>,
    /// Slopes of the lines, with what each is called.
    pub wedges: Vec<(f64, String)>,
}

/// A factor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScreeningPoint {
    /// Its name, printed beside its number at the side of the plane; empty for a point without either.
    pub label: String,
    /// Mean size of its effects, with its interval.
    pub size: f64,
    /// The ends of that one's interval.
    pub interval: (f64, f64),
    /// Their standard deviation.
    pub spread: f64,
}
