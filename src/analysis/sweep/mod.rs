//! What becomes of every option when some of a study's values are varied.
//!
//! A *point* is the study with a few values changed, at every option and trajectory of the sweep.

mod crossing;
mod findings;
#[cfg(test)]
#[path = "findings_tests.rs"]
mod findings_tests;
mod groups;
#[cfg(test)]
pub(crate) mod planted;
mod results;
mod sample;
mod tipping;
mod winner;

pub use findings::SweepFindings;
pub use groups::RESAMPLES;
pub use results::{
    Axis, AxisKind, AxisValue, Difference, GROUPS, Point, PointStatistics, SweepResults, SweepTitle,
};
pub use sample::{AxisEffect, Bin};
pub use tipping::{Line, Moved, Tip, Tipping};
pub use winner::{PointWinner, TOLD};
