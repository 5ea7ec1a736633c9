//! The vector machine against the naive interpreter on whole studies, bit for bit.

use drawdown::model::Model;

use crate::both::{compare, study};

/// Compares a study that runs cleanly.
fn agree(model: &Model, seed: u64, lanes: usize, width: usize) {
    let agreement = compare(model, seed, lanes, width).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(agreement.faults, 0);
    let results = model.measures.len() + model.series.len() * model.reports.len();
    assert_eq!(agreement.values, results * model.cells.len() * lanes);
}

#[test]
fn the_reference_study_agrees_bit_for_bit() {
    let model = study("scenarios/reference");
    agree(&model, 0, 21, 8);
    agree(&model, 1, 13, 128);
}

#[test]
fn the_coalition_study_agrees_bit_for_bit() {
    let model = study("scenarios/coalition");
    agree(&model, 7, 5, 4);
}
