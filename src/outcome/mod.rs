//! What a run found: the table of measures, the summaries of series, and their statistics.
//!
//! [`Outcomes`] holds the values as the engine merged them, one column for each thing that was
//! worked out (cells that cannot differ share a column). [`Summary`] holds what is estimated from
//! them. Every estimate comes with its Monte Carlo error, and the error fits the design: paths
//! that share a draw are one cluster, and under Latin hypercube and Sobol designs the sixteen
//! independent randomisations are.
//!
//! Reported numbers use `+ - * /`, `sqrt` and [`crate::math`] only, in a fixed order: the same
//! bits on every machine.

mod cluster;
mod comparison;
#[cfg(test)]
mod coverage_tests;
mod digest;
mod histogram;
mod moments;
mod quantile;
mod series;
mod shape;
mod statistics;
mod summary;
mod table;
#[cfg(test)]
pub(crate) mod testing;
mod variance;

pub use cluster::{Clusters, Estimate};
pub use comparison::Comparison;
pub use histogram::{Histogram, RELATIVE_ERROR};
pub use moments::{BlockSums, Moments};
pub use quantile::{QuantileEstimate, Ranks, type7};
pub use series::{SeriesPoint, SeriesSums, SeriesTable};
pub use shape::RunShape;
pub use statistics::{QUANTILES, Statistics};
pub use summary::Summary;
pub use table::{IncidentShare, NOTABLE_SHARE, Outcomes};
pub use variance::VarianceShares;

pub(crate) use digest::hex;
pub(crate) use statistics::sd;
pub(crate) use table::design_name;
