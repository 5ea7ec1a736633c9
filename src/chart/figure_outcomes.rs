//! What charts of replicates and shares show, as plain data.

use jiff::civil::Date;

use super::figure::{DateMark, Emphasis, FanLine, Sense, Threshold, ValueAxis};

/// Cumulative distributions of one measure: a panel a trajectory, a line an option.
#[derive(Debug, Clone, PartialEq)]
pub struct Ecdf {
    /// The common axis of values.
    pub axis: ValueAxis,
    /// The panels.
    pub panels: Vec<EcdfPanel>,
    /// How many panels stand side by side; `None` chooses.
    pub columns: Option<usize>,
    /// A bound worth comparing with. The height of each named line there is printed: the probability of staying
    /// within the bound.
    pub threshold: Option<Threshold>,
    /// Whether lines show the probability of at least a value and fall, instead of the probability of at most a
    /// value and rise. For a measure of which more is better it is this that is read at a bound.
    pub exceedance: bool,
}

/// One panel of cumulative distributions.
#[derive(Debug, Clone, PartialEq)]
pub struct EcdfPanel {
    /// Its name; may be empty when there is one panel only.
    pub title: String,
    /// Its lines.
    pub lines: Vec<EcdfLine>,
}

/// The cumulative distribution of one option.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EcdfLine {
    /// Its name.
    pub label: String,
    /// Which colour of the palette it takes.
    pub colour: usize,
    /// Whether it stands out.
    pub emphasis: Emphasis,
    /// All values, sorted, each equally likely. Infinite values are allowed: the line does not reach its end then.
    pub values: Vec<f64>,
}

/// Single replicates over time, with the median and the bands of all of them behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Spaghetti {
    /// The common axis of values.
    pub axis: ValueAxis,
    /// The panels, e.g. one an option.
    pub panels: Vec<SpaghettiPanel>,
    /// How many panels stand side by side; `None` chooses.
    pub columns: Option<usize>,
    /// A level worth comparing with.
    pub threshold: Option<Threshold>,
    /// Dates worth marking.
    pub dates: Vec<DateMark>,
}

/// One panel of replicates.
#[derive(Debug, Clone, PartialEq)]
pub struct SpaghettiPanel {
    /// Its name; may be empty when there is one panel only.
    pub title: String,
    /// Median and bands of all replicates; its dates are those of the paths too.
    pub all: FanLine,
    /// `paths[replicate][date]`.
    pub paths: Vec<Vec<f64>>,
    /// The path that stands out, if one does.
    pub highlight: Option<Highlight>,
}

/// A replicate that stands out among others.
#[derive(Debug, Clone, PartialEq)]
pub struct Highlight {
    /// Its index among the paths of the panel.
    pub path: usize,
    /// What it is, e.g. "replicate 17".
    pub label: String,
}

/// Shares of outcomes in ordered classes: a panel a trajectory, a bar an option.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// What the shares are of, e.g. "Share of replicates"; the name of the axis from 0 to 100 %.
    pub label: String,
    /// Names of the classes, in their order: the first stands at the start of a bar.
    pub classes: Vec<String>,
    /// Which end of the classes is better: with [`Sense::Minimise`] the first, with [`Sense::Maximise`] the last.
    /// Worse classes are darker; with [`Sense::None`] later classes are darker.
    pub sense: Sense,
    /// The panels. Every panel must have the same rows in the same order.
    pub panels: Vec<SharesPanel>,
}

/// One panel of shares.
#[derive(Debug, Clone, PartialEq)]
pub struct SharesPanel {
    /// Its name; may be empty when there is one panel only.
    pub title: String,
    /// Its rows, from the top.
    pub rows: Vec<SharesRow>,
}

/// The shares of one option.
#[derive(Debug, Clone, PartialEq)]
pub struct SharesRow {
    /// Its name.
    pub label: String,
    /// Whether it is what the others are compared with; its name is set in bold.
    pub is_reference: bool,
    /// A share for each class, from 0 to 1; they add to 1. Empty where there is nothing to show.
    pub shares: Vec<f64>,
}

/// What was observed before the first date of a projection.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// What it is, e.g. "reported".
    pub label: String,
    /// The dates, ascending.
    pub dates: Vec<Date>,
    /// The values.
    pub values: Vec<f64>,
}
