//! What a study, or a reader, asks to be varied.

use jiff::civil::Date;

use super::types::{Duration, Meta, Name};
use crate::diagnostic::{Span, Spanned};
use crate::text::Label;

/// `[sweep.NAME]`: values of the study that are varied together.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// Its name.
    pub name: Name,
    /// Options that run; those of a run if empty.
    pub options: Vec<Name>,
    /// Trajectories that run; those of a run if empty.
    pub trajectories: Vec<Name>,
    /// Measures, `name` or `name[member]`; the key measures if empty.
    pub measures: Vec<Name>,
    /// Replicates at each point.
    pub replicates: Option<u64>,
    /// How many points are sampled; the grid of all axes if absent.
    pub sample: Option<Spanned<u64>>,
    /// What is varied.
    pub axes: Vec<SweepAxis>,
    /// Label (also written `title`), note.
    pub meta: Meta,
}

/// `[[sweep.NAME.axis]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepAxis {
    /// What is varied: `constant`, `lever[member]`, `option.parameter`, `trajectory.onset`, …
    pub vary: Name,
    /// The options that it acts on; all that have it if empty.
    pub options: Vec<Name>,
    /// What a report calls it.
    pub label: Option<Label>,
    /// Its values.
    pub levels: Levels,
    /// Whether values are probabilities, which stand for quantiles of an uncertainty's prior.
    pub quantiles: bool,
    /// Whether values between two ends stand evenly on a logarithmic scale.
    pub log: bool,
    /// The whole axis.
    pub span: Span,
}

/// The values of an axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Levels {
    /// Each is given.
    List(Vec<Spanned<Level>>),
    /// So many between two ends, both among them; a sample needs no number.
    Between {
        /// The first.
        from: Spanned<Level>,
        /// The last.
        to: Spanned<Level>,
        /// How many.
        points: Option<Spanned<u32>>,
    },
}

/// One value of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// A number, in the unit of what is varied.
    Number(f64),
    /// A date.
    Date(Date),
    /// A length of time.
    Duration(Duration),
}

impl Level {
    /// What it is, for messages.
    pub fn describe(&self) -> &'static str {
        match self {
            Level::Number(_) => "a number",
            Level::Date(_) => "a date",
            Level::Duration(_) => "a length of time",
        }
    }

    /// As a number: dates as days since 1 January 1970, lengths of time in days.
    pub fn x(&self) -> f64 {
        match self {
            Level::Number(x) => *x,
            Level::Date(date) => f64::from((*date - EPOCH).get_days()),
            Level::Duration(duration) => duration.days(),
        }
    }
}

/// The day from which dates are counted.
pub(super) const EPOCH: Date = jiff::civil::date(1970, 1, 1);
