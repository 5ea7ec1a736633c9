//! Integration tests: one binary.

mod backtest;
mod both;
mod cli;
mod contracts;
mod documentation;
mod generated;
mod history;
mod kernel;
mod posterior;
mod writer;
