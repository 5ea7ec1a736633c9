//! The command line: what can be typed, where studies lie, and what a person reads.
//!
//! Everything that prints stands here; everything below returns values. A command returns a
//! [`Failure`], which knows its exit status.

mod arguments;
mod backtest;
mod backtest_table;
mod calibrate;
mod chart;
mod chart_arguments;
mod chart_list;
mod check;
mod compare;
mod compare_arguments;
mod compare_robust;
mod compare_tables;
mod diagram;
mod failure;
mod interrupt;
mod labels;
mod ledger;
mod list;
mod locate;
mod new;
mod option_table;
mod progress;
pub mod render;
mod report;
mod run;
mod saved;
mod shipped;
mod summary;
mod sweep;
mod sweep_arguments;
mod terminal;
mod text_table;

pub use arguments::{Arguments, BacktestArguments, CalibrateArguments, Command, RunArguments};
pub use backtest::backtest;
pub use calibrate::calibrate;
pub use chart::chart;
pub use chart_arguments::{ChartArguments, ReportArguments};
pub use check::check;
pub use compare::compare;
pub use compare_arguments::CompareArguments;
pub use diagram::diagram;
pub use failure::Failure;
pub use interrupt::interruption;
pub use ledger::ledger;
pub use list::list;
pub use locate::{Located, locate};
pub use new::new;
pub use progress::Reporter;
pub use report::report;
pub use run::{Prepared, Results, finish, prepare, publish};
pub use saved::{Opened, RunArgument, locate_run};
pub use sweep::sweep;
pub use sweep_arguments::SweepArguments;
pub use terminal::{Terminal, say};
