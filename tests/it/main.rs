//! Integration tests: one binary.

mod cli;
mod contracts;
mod documentation;
mod kernel;
