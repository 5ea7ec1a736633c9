//! Words and numbers as a reader sees them: labels in several languages, number and date formats, units in
//! words, and the probability words of ICD 203.
//!
//! Everything here is a pure function of its arguments; nothing reads the machine's locale, so that the same
//! result prints the same text everywhere.

mod count;
mod date;
mod label;
mod likelihood;
mod number;
mod phrase;
mod unit;

pub use count::{Case, Form, Noun, counted, counted_in, duration, noun, plain_count, quantity};
pub use date::{day, month_name, month_year, year};
pub use label::{Label, Lang, isolate};
pub use likelihood::{Likelihood, ProbabilityEstimate, probability_phrase, upper_limit_of_zero};
pub use number::{NumberFormat, compact, compact_as, number, percent, percent_sign, significant};
pub use phrase::{
    about, above, alternatives, at_least, at_most, below, between, comma, date_range, is_arabic,
    latin, listed, plus_minus, quoted, range, semicolon, signed, span,
};
pub use unit::{UnitWords, unit_names};
