//! What a chart of the value of information shows, as plain data.

use super::figure::ValueAxis;

/// What it is worth to know more: a panel a future, a bar for everything and for each set of uncertainties.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Worth {
    /// The common axis, which begins at 0.
    pub axis: ValueAxis,
    /// The panels, below one another.
    pub panels: Vec<WorthPanel>,
    /// What the first bar of a panel, and the line at its end, is called in the key.
    pub whole_name: String,
    /// What the bars of single uncertainties are called.
    pub single_name: String,
    /// What the bars of several are called; empty where there are none.
    pub several_name: String,
}

/// One future.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WorthPanel {
    /// Its name; empty for none.
    pub title: String,
    /// What knowing everything is worth.
    pub whole: WorthRow,
    /// What knowing a part is worth, from the top.
    pub rows: Vec<WorthRow>,
}

/// A bar with its interval.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WorthRow {
    /// What becomes known.
    pub label: String,
    /// Whether it is several uncertainties.
    pub several: bool,
    /// What it is worth, not below 0.
    pub value: f64,
    /// The ends of its interval (95 %).
    pub interval: Option<(f64, f64)>,
    /// What is printed at the end of the row; may be empty.
    pub text: String,
}
