//! What becomes of every option when some of a study's values are varied.
//!
//! A *point* is the study with a few values changed, at every option and trajectory of the sweep. Each
//! point is built into a model of its own; the cells of about a hundred points and options are
//! compiled into one program, in which whatever they have in common is one computation. All points
//! meet the same draws and the same luck: an uncertainty that is held keeps its column of draws, so
//! that all others stay as they were, and differences between points are paired.
//!
//! Values of a group of points are reduced to statistics at once. What nonlinear questions need (who
//! is best, where two options cross) is kept as means over [`GROUPS`] groups of draws, the same
//! draws at all points: resampling groups then gives an interval for anything that is worked out
//! of means.
//!
//! Grids are every combination of the axes' values; samples are Latin hypercubes over the axes (M.
//! D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21, 1979), see [`crate::random::design`].

mod crossing;
mod digest;
mod findings;
#[cfg(test)]
mod findings_tests;
mod group;
mod pack;
mod plan;
#[cfg(test)]
pub(crate) mod planted;
mod reduce;
mod resamples;
mod results;
mod run;
mod sample;
mod spread;
mod tipping;
mod winner;

pub use findings::SweepFindings;
pub use group::{Group, groups};
pub use plan::{MOST_POINTS, PlanError, REPLICATES, SweepPlan, SweepQuestion};
pub use resamples::RESAMPLES;
pub use results::{
    Axis, AxisKind, AxisValue, Difference, GROUPS, Point, PointStatistics, SweepResults, SweepTitle,
};
pub use run::{Keeper, SweepError, run_sweep, sweep_key};
pub use sample::{AxisEffect, Bin};
pub use spread::Spread;
pub use tipping::{Line, Moved, Tip, Tipping};
pub use winner::{PointWinner, TOLD};
