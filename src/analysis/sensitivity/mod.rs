//! What an outcome hangs on, by global sensitivity analysis: over the whole priors, interactions
//! included.
//!
//! | function | needs | finds |
//! |---|---|---|
//! | [`variance_share`](super::variance_share), [`delta()`] | a run that exists | first-order share, Borgonovo's delta |
//! | [`morris()`] | r (k + 1) runs | which of k factors matter at all, and whether straight |
//! | [`sobol()`] | n (k + 2) runs | first-order and total shares |
//!
//! These are pure functions of evaluations. [`given()`] asks a run that exists, [`designed()`] makes
//! the rows that a method needs and runs them; both of levels of measures and of differences between
//! options, which matter more for a choice.
//!
//! **Luck.** A run that exists is asked for the outcome averaged over the luck paths of each draw. In
//! a designed run luck is a factor like any other: its value is the number of a luck path.
//!
//! **Correlation.** Given data need no independence. Sobol's and Morris's indices do: uncertainties
//! that hang together by correlations, or are drawn together from a posterior, are one [`Factor`].

mod delta;
mod design;
mod morris;
mod resample;
mod sobol;
mod study;

pub use delta::{Deltas, delta};
pub use design::{DELTA, Factor, FactorKind, LEVELS, Morris, Saltelli, factors, sobol_points};
pub use morris::{MorrisIndex, elementary_effects, morris};
pub use sobol::{FirstOrder, SobolIndex, sobol};
pub use study::{
    DesignedMethod, Found, GivenIndex, Method, Sensitivity, Subject, designed, given, runs_of,
    targets,
};

#[cfg(test)]
#[path = "oracle_tests.rs"]
mod oracle_tests;
