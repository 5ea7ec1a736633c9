//! Limits on uncertainties, and boxes made of them.

use serde::Serialize;

/// Which values of an uncertainty are inside.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Those between two ends, of which one may be open. An end lies midway between two values
    /// that occur, so that no value is equal to it unless it was given by hand.
    Range {
        /// At least this.
        low: Option<f64>,
        /// At most this.
        high: Option<f64>,
    },
    /// These values of a few that have no order, ascending.
    Values(Vec<f64>),
}

impl Limit {
    /// Whether a value is inside.
    pub fn holds(&self, x: f64) -> bool {
        match self {
            Self::Range { low, high } => {
                low.is_none_or(|low| x >= low) && high.is_none_or(|high| x <= high)
            }
            Self::Values(values) => values.contains(&x),
        }
    }
}

/// A limit on a column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColumnLimit {
    /// Index of the column.
    pub column: usize,
    /// What is inside.
    pub limit: Limit,
}

/// A box: what lies within all limits, at most one a column, in the order of the columns.
pub type Limits = Vec<ColumnLimit>;

/// Puts a limit in the place of that of its column, or takes it away where nothing is left of it.
pub(super) fn put(limits: &mut Limits, column: usize, limit: Limit) {
    limits.retain(|own| own.column != column);
    if limit != (Limit::Range { low: None, high: None }) {
        let at = limits.iter().position(|own| own.column > column).unwrap_or(limits.len());
        limits.insert(at, ColumnLimit { column, limit });
    }
}

/// The limit of a column, open where it has none.
pub(super) fn of(limits: &Limits, column: usize) -> Limit {
    let own = limits.iter().find(|own| own.column == column);
    own.map_or(Limit::Range { low: None, high: None }, |own| own.limit.clone())
}

/// How many draws, and how many of them fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Draws.
    pub draws: usize,
    /// Draws that fail.
    pub failing: usize,
}

impl Counts {
    /// Share of the draws that fail; NaN of none.
    pub fn share(self) -> f64 {
        self.failing as f64 / self.draws as f64
    }

    /// Counts one more draw.
    pub(super) fn add(&mut self, fails: bool) {
        self.draws += 1;
        self.failing += usize::from(fails);
    }

    /// What is left without some of the draws.
    pub(super) fn less(self, other: Self) -> Self {
        Self { draws: self.draws - other.draws, failing: self.failing - other.failing }
    }
}
