//! Integration tests: one binary.

mod backtest;
mod both;
mod causal;
mod cli;
mod contracts;
mod discover;
mod documentation;
mod generated;
mod history;
mod kernel;
mod language;
mod ledger;
mod posterior;
mod saved;
mod sensitivity;
mod sweep;
mod writer;
