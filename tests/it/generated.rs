//! The vector machine against the naive interpreter on studies written at random, bit for bit.

use std::cell::{Cell, RefCell};

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::both::{Agreement, build, compare};
use crate::writer;

/// Studies in an ordinary run; the environment variable `PROPTEST_CASES` asks for more.
const CASES: u32 = 500;

#[test]
fn machine_and_interpreter_agree_on_studies_written_at_random() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES);
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let total = Cell::new(Agreement::default());
    let kinds = RefCell::new(std::collections::BTreeSet::new());
    let result = TestRunner::new_with_rng(config, rng).run(&vec(any::<u16>(), 20..600), |tape| {
        let text = writer::study(&tape);
        let failed = |e: String| TestCaseError::fail(format!("{e}\n{text}"));
        let model = build(&text).map_err(failed)?;
        total.set(total.get() + compare(&model, 5, 7, 4).map_err(failed)?);
        let drawn = model.flows.iter().map(|f| std::mem::discriminant(&f.noise));
        kinds.borrow_mut().extend(drawn.map(|d| format!("{d:?}")));
        Ok(())
    });
    if let Err(e) = result {
        panic!("{e}");
    }
    let total = total.get();
    println!("{total:?}");
    assert!(total.values > 500 * cases as usize, "too little was compared: {total:?}");
    assert!(total.faults > 0 && total.incidents > 0, "{total:?}");
    assert_eq!(kinds.borrow().len(), 6, "every kind of noise");
}
