//! The command line: what can be typed, where studies lie, and what a person reads.
//!
//! Everything that prints stands here; everything below returns values. A command returns a
//! [`Failure`], which knows its exit status.

mod arguments;
mod backtest;
mod backtest_table;
mod calibrate;
mod check;
mod diagram;
mod failure;
mod interrupt;
mod labels;
mod ledger;
mod list;
mod locate;
mod new;
mod progress;
pub mod render;
mod run;
mod shipped;
mod summary;
mod terminal;
mod text_table;

pub use arguments::{Arguments, BacktestArguments, CalibrateArguments, Command, RunArguments};
pub use backtest::backtest;
pub use calibrate::calibrate;
pub use check::check;
pub use diagram::diagram;
pub use failure::Failure;
pub use interrupt::interruption;
pub use ledger::ledger;
pub use list::list;
pub use locate::{Located, locate};
pub use new::new;
pub use progress::Reporter;
pub use run::{Prepared, Results, finish, prepare, publish};
pub use terminal::{Terminal, say};
