//! Options that no other is at least as good as on every measure.

use serde::Serialize;

/// Which options are Pareto-efficient in a future.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Efficiency {
    /// Measures that are weighed against each other; all have a better side.
    pub measures: Vec<usize>,
    /// Number of resamples behind [`Place::support`].
    pub resamples: usize,
    /// Each option that ran, in declared order.
    pub places: Vec<Place>,
}

/// Where an option stands among the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// Index of the option.
    pub option: usize,
    /// Whether no other option is at least as good on all measures and better on one, by the
    /// levels as estimated.
    pub efficient: bool,
    /// Share of resamples in which it is so.
    pub support: f64,
    /// The options that are at least as good on all measures and better on one.
    pub dominated_by: Vec<usize>,
    /// Whether it stays efficient where differences that cannot be told apart count as equal.
    pub clearly: bool,
    /// The options that are told apart as better on some measure and as worse on none.
    pub clearly_dominated_by: Vec<usize>,
}

impl Efficiency {
    /// Where an option stands.
    pub fn place(&self, option: usize) -> Option<&Place> {
        self.places.iter().find(|p| p.option == option)
    }
}
