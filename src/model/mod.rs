//! A study with its names resolved, its arrays expanded and its units checked: [`build()`] makes a
//! [`Model`], in which nothing has to be looked up by text.

mod build;
mod builder;
mod causal;
mod charts;
mod comparisons;
mod correlations;
mod courses;
mod describe;
mod distributions;
mod dynamics;
mod functions;
mod groups;
mod history;
mod lower;
mod measures;
mod names;
mod ops;
mod order;
mod posterior;
mod reductions;
mod select;
mod sources;
mod sweeps;
mod symbols;
mod types;
mod units;

pub use build::build;
pub use causal::{CausalEdge, CausalGraph, CausalKind, CausalNode, Sign};
pub use functions::SIGNATURES;
pub use history::{BacktestModel, RowMeasure, history_stream};
pub use ops::interpolate;
pub use posterior::Posterior;
pub use select::UnknownName;
pub use types::*;

#[cfg(test)]
mod charts_tests;

#[cfg(test)]
mod comparisons_tests;
