//! A scenario-modelling engine for planners who compare courses of action when nobody knows the
//! future.
//!
//! The data goes one way: [`study`] reads TOML, [`model`] gives it meaning, [`kernel`] compiles
//! it, [`engine`] runs it in parallel, [`outcome`] holds what was found, [`analysis`] asks
//! questions that need whole runs, [`chart`] and [`report`] show it, [`cli`] calls them in this order.
//!
//! ```no_run
//! use std::sync::atomic::AtomicBool;
//!
//! use drawdown::{engine, kernel::Program, model, study};
//!
//! let (study, _files, _warnings) = study::load("scenarios/starter".as_ref()).expect("a study");
//! let (model, _warnings) = model::build(&study).expect("a valid study");
//! let program = Program::compile(&model);
//! let plan = engine::RunPlan::of(&model);
//! let outcomes =
//!     engine::run(&model, &program, &plan, &(), &AtomicBool::new(false), &mut ()).expect("a run");
//! println!("{}", outcomes.digest());
//! ```

pub mod analysis;
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
