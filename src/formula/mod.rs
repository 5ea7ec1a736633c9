//! Formulas: text to syntax tree, and the algebra of units.
//!
//! A formula is parsed without knowing what its names mean; `model` gives names, dimensions and
//! units. Ranges are bytes of the formula's own text; `FormulaText::locate` turns them into
//! places in a file.

mod lexer;
mod parser;
mod time;
mod unit;

pub use parser::{BinaryOp, Kind, Node, ParseError, UnaryOp, parse};
pub use time::{Duration, TimeUnit};
pub use unit::{BaseId, Unit, UnitError, UnitTable};
