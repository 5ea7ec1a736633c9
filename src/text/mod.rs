//! Words and numbers as a reader sees them: labels in several languages, number and date formats, units in
//! words, and the probability words of ICD 203.
//!
//! Everything here is a pure function of its arguments; nothing reads the machine's locale, so that the same
//! result prints the same text everywhere.

mod date;
mod label;
mod likelihood;
mod number;
mod unit;

pub use date::{day, month_name, month_year, year};
pub use label::{Label, Lang, isolate};
pub use likelihood::{Likelihood, ProbabilityEstimate, probability_phrase, upper_limit_of_zero};
pub use number::{NumberFormat, compact, compact_as, number, percent, significant};
pub use unit::{UnitWords, unit_names};
