//! Integration tests: one binary.

mod kernel;
