//! Integration tests: one binary.

mod both;
mod causal;
mod cli;
mod contracts;
mod documentation;
mod generated;
mod kernel;
mod writer;
