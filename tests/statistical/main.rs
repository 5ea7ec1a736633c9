//! Statistical tests: studies of processes whose distribution is known, run through the engine
//! and held against it.
//!
//! Seeds are fixed, so each test passes or fails for good. The levels are those of a claim about
//! a right program with seeds not looked at: the chance that any of its comparisons fails is at
//! most 1/1000 for the [`PLAN`] of this file's modules together, and as much for the reference
//! study. It is split evenly over the comparisons (Bonferroni); every test states how many it
//! makes and fails if it makes fewer or more.
//!
//! Moments are those of the *scheme* that `docs/semantics.md` defines (steps of fixed length),
//! not of a process in continuous time; how far the two are apart is tested as a number.

mod draws;
mod judge;
mod processes;
mod reference;

use std::sync::atomic::AtomicBool;

use drawdown::engine::{self, RunPlan};
use drawdown::kernel::Program;
use drawdown::model::Model;
use drawdown::outcome::Outcomes;

/// Chance that a right program fails a family of comparisons.
const FAMILY: f64 = 1e-3;

/// The tests of `processes` and `draws`, and how many comparisons each makes.
const PLAN: &[(&str, usize)] = &[
    ("immigration and death", 8),
    ("immigration and death, small steps", 2),
    ("birth and death", 4),
    ("ornstein-uhlenbeck", 9),
    ("transfer", 4),
    ("events", 4),
    ("compound", 6),
    ("overdispersed", 6),
    ("severity", 4),
    ("distributions", 13),
    ("designs", 26),
    ("correlation", 6),
];

fn comparisons() -> usize {
    PLAN.iter().map(|(_, n)| n).sum()
}

/// A study that was run.
struct Ran {
    model: Model,
    outcomes: Outcomes,
}

impl Ran {
    /// A measure by name in the first cell. `[replicates]`
    fn measure(&self, name: &str) -> &[f64] {
        self.measure_in(0, name)
    }

    fn measure_in(&self, cell: usize, name: &str) -> &[f64] {
        let index = self.model.measures.iter().position(|m| m.name == name);
        self.outcomes.measure(cell, index.unwrap_or_else(|| panic!("no measure {name}")))
    }
}

/// Runs a study written as text, with `replicates` and `seed`.
fn run(text: &str, replicates: u64, seed: u64) -> Ran {
    let files = vec![("study.toml".to_owned(), format!("title = \"Test\"\n{text}"))];
    let (study, _, warnings) = drawdown::study::load_from(files, "study")
        .unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    assert!(warnings.items().is_empty(), "{:#?}", warnings.items());
    let (model, _) = drawdown::model::build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items()));
    run_model(Model { replicates, seed, ..model })
}

fn run_model(model: Model) -> Ran {
    let program = Program::compile(&model);
    let plan = RunPlan::of(&model);
    let outcomes =
        engine::run(&model, &program, &plan, &(), &AtomicBool::new(false), &mut ()).expect("a run");
    assert_eq!(outcomes.shape.replicates, model.replicates);
    Ran { model, outcomes }
}
