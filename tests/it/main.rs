//! Integration tests: one binary.

mod cli;
mod documentation;
mod kernel;
