//! Integration tests: one binary.

mod both;
mod cli;
mod generated;
mod kernel;
mod writer;
