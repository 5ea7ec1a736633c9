//! What becomes of every option when some of a study's values are varied.
//!
//! A *point* is the study with a few values changed, at every option and trajectory of the sweep.

mod results;

pub use results::{
    Axis, AxisKind, AxisValue, Difference, GROUPS, Point, PointStatistics, SweepResults, SweepTitle,
};
