//! drawdown: a scenario-modelling engine.
pub mod chart;
pub mod cli;
pub mod diagnostic;
pub mod engine;
pub mod formula;
pub mod kernel;
pub mod math;
pub mod model;
pub mod outcome;
pub mod random;
pub mod report;
pub mod study;
pub mod text;
