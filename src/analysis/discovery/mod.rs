//! In which uncertain conditions does an option fail? Scenario discovery.
//!
//! A draw of the uncertainties *fails* where the option's expected outcome given the draw
//! ([`super::expectation`]) breaks a bound. What is looked for is a box: limits on a few
//! uncertainties within which failing is common, and outside of which it is rare (B. P. Bryant, R.
//! J. Lempert, "Thinking inside the box: a participatory, computer-assisted approach to scenario
//! discovery", Technological Forecasting and Social Change 77, 2010). With k of n draws failing in
//! the box, and K of N in all,
//!
//! ```text
//! density  = k / n     how often it fails in the box
//! coverage = k / K     how many of all failures the box holds
//! mass     = n / N     how large the box is
//! ```
//!
//! 1. [`prim()`] peels: the trajectory of ever smaller and denser boxes.
//! 2. Of these the box is taken that tells most about failing, the maximum of `G^2 = 2 N I` with I
//!    the mutual information of being inside and of failing. If draws fail with one probability
//!    within some box and with a lower one outside, that box is the one that maximises I, whatever
//!    the two are (which holds neither for coverage times density nor for their harmonic mean).
//! 3. Its limits are adjusted one by one to where they tell most: peeling goes by slices and
//!    overshoots. Limits that chance explains go: those that Fisher's exact test of the draws that
//!    the limit alone leaves out puts above 0.05 over the number of all limits that might have been put,
//!    and those whose quasi-p-value is above 0.05, which make the box hardly denser.
//! 4. The whole search is repeated on labels that are shuffled, which gives the probability of
//!    finding as much where there is nothing; and on halves of the draws, which says whether the same
//!    limits come again, and what density and coverage are in draws that the search had not seen.
//! 5. The draws in the box are taken out and the search is repeated for a second one, as long as
//!    that is beyond chance and the box fails more often than all draws together.
//!
//! A [`tree()`] is asked the same question as a second opinion.
//!
//! With one luck path in a draw the expectations are a regression: the box then says where the
//! regression expects failure. What really came of the draws inside and outside stands beside it
//! ([`Outcome`]).

mod columns;
mod found;
mod labels;
mod limits;
mod opinion;
mod prim;
mod repeat;
mod select;
mod tree;

#[cfg(test)]
mod oracle_tests;
#[cfg(test)]
mod tests;

pub use columns::{Columns, MOST_VALUES};
pub use found::{FoundBox, Outcome, Restriction};
pub use labels::{Basis, Criterion};
pub use limits::{ColumnLimit, Counts, Limit, Limits};
pub use opinion::{Leaf, Opinion};
pub use prim::{Objective, Phase, PrimSettings, Step, prim};
pub use repeat::{Repeats, Support};
pub use select::{LEVEL, Rule, quasi_p};
pub use tree::{Node, Split, Tree, TreeSettings, sized_tree, tree};

use rayon::prelude::*;
use serde::Serialize;

use crate::model::Model;
use crate::outcome::Outcomes;
use crate::random::distribution::Kind;
use found::{Finder, Ranked};
use labels::Failures;

/// Draws below which nothing is looked for.
pub const FEWEST: usize = 50;
/// Failing draws, and draws that do not fail, below which nothing is looked for.
pub const FEWEST_OF_A_KIND: usize = 10;
/// An option is looked at, unless it is asked for, where it fails in a share of draws between these.
pub const OPEN: (f64, f64) = (0.05, 0.95);

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct DiscoveryQuestion {
    /// Indices of the options; empty for those that fail in a share of draws within [`OPEN`].
    pub options: Vec<usize>,
    /// Index of the trajectory; none for the first that ran. Its response acts where it ran.
    pub trajectory: Option<usize>,
    /// What counts as failing.
    pub criterion: Criterion,
    /// Whether an option that breaks one bound or another in more than 95 % of draws is looked at by
    /// a single one: that whose failures are closest to half of the draws, among those within
    /// [`OPEN`].
    pub single: bool,
    /// What is judged in a draw.
    pub basis: Basis,
    /// How the first box is chosen; further ones are those that tell most.
    pub rule: Rule,
    /// What a slice is chosen by.
    pub objective: Objective,
    /// Boxes at most.
    pub boxes: usize,
    /// Shuffles of the labels for the test of the search.
    pub shuffles: usize,
    /// Halves of the draws on which the search is repeated.
    pub halves: usize,
}

impl Default for DiscoveryQuestion {
    fn default() -> Self {
        Self {
            options: Vec::new(),
            trajectory: None,
            criterion: Criterion::Bounds,
            single: true,
            basis: Basis::Expected,
            rule: Rule::Information,
            objective: Objective::Lenient,
            boxes: 3,
            shuffles: 199,
            halves: 50,
        }
    }
}

impl DiscoveryQuestion {
    /// What a report asks, in little time: one box an option.
    pub fn brief() -> Self {
        Self { boxes: 1, shuffles: 19, halves: 16, ..Self::default() }
    }
}

/// Why there is no box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// Fewer than [`FEWEST`] draws.
    FewDraws,
    /// No draw fails.
    NeverFails,
    /// All draws fail.
    AlwaysFails,
    /// Fewer than [`FEWEST_OF_A_KIND`] draws fail.
    FewFail,
    /// Fewer than [`FEWEST_OF_A_KIND`] draws do not fail.
    FewHold,
    /// Shuffled labels give as much.
    Chance,
    /// No limit matters beyond chance.
    NoLimit,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Discovery {
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Whether its response acts.
    pub response: bool,
    /// Number of draws.
    pub draws: usize,
    /// Luck paths of a draw.
    pub luck_paths: u32,
    /// Number of uncertainties that vary.
    pub uncertainties: usize,
    /// What counts as failing.
    pub criterion: Criterion,
    /// What was judged in a draw.
    pub basis: Basis,
    /// Whether anything in the model is left to luck.
    pub luck: bool,
    /// Indices of the measures that were judged.
    pub measures: Vec<usize>,
    /// Measures that could not be: some replicates never come to a value.
    pub skipped: Vec<usize>,
    /// How boxes were looked for.
    pub settings: PrimSettings,
    /// How the first box was chosen.
    pub rule: Rule,
    /// Each option that ran, by its index, with the number of draws in which it fails.
    pub failing: Vec<(usize, usize)>,
    /// Options that were looked at.
    pub cases: Vec<Case>,
}

/// An option that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Case {
    /// Index of the option.
    pub option: usize,
    /// What counts as failing: what was asked, or a single bound ([`DiscoveryQuestion::single`]).
    pub criterion: Criterion,
    /// Draws that fail.
    pub counts: Counts,
    /// Draws that fail on each of [`Discovery::measures`].
    pub by_measure: Vec<usize>,
    /// Why there is no box.
    pub withheld: Option<Withheld>,
    /// The probability of finding as much by chance; none where nothing was looked for.
    pub p: Option<f64>,
    /// Shuffles from which it comes.
    pub shuffles: usize,
    /// The peeling trajectory of the first box.
    pub steps: Vec<Step>,
    /// The number of the box on it that was taken.
    pub chosen: usize,
    /// Boxes, the first one first.
    pub boxes: Vec<FoundBox>,
    /// The tree; none where nothing was looked for.
    pub tree: Option<Opinion>,
    /// Whether each draw fails. `[draws]`
    #[serde(skip)]
    pub labels: Vec<bool>,
}

impl Case {
    /// Share of all failures that the boxes hold together.
    pub fn coverage(&self) -> f64 {
        self.boxes.iter().map(|found| found.coverage).sum()
    }
}

/// Looks for the conditions in which options fail. Column c is uncertainty c.
///
/// None where nothing ran in the trajectory. The same bits for any number of threads.
pub fn discover(
    model: &Model,
    outcomes: &Outcomes,
    question: &DiscoveryQuestion,
) -> Option<Discovery> {
    let (trajectory, response) = future(outcomes, question.trajectory)?;
    // without luck what came of a draw is what was to be expected, and no regression is as exact
    let basis = if model.has_luck() { question.basis } else { Basis::Observed };
    let future = (trajectory, response);
    let failures = Failures::find(model, outcomes, future, question.criterion, basis);
    let draws = outcomes.shape.draws() as usize;
    let x: Vec<&[f64]> = outcomes.uncertainties.iter().map(Vec::as_slice).collect();
    let columns = Columns::mixed(&x, &unordered(model));
    let settings = PrimSettings { objective: question.objective, ..PrimSettings::new(draws) };
    let labels: Vec<Vec<bool>> =
        (0..failures.options.len()).map(|place| failures.of(place)).collect();
    let failing: Vec<(usize, usize)> =
        failures.options.iter().zip(&labels).map(|(o, l)| (*o, count(l))).collect();
    // without an uncertainty there is nothing to limit
    let places = match columns.varying().next() {
        Some(_) => looked_at(question, &failures, &failing, draws),
        None => Vec::new(),
    };
    let ranked = Ranked::new(&columns);
    let finder = Finder {
        outcomes,
        columns: &columns,
        ranked: &ranked,
        settings: &settings,
        question,
        measures: &failures.measures,
        future,
    };
    let cases = places
        .into_par_iter()
        .map(|(place, bound)| {
            let by_measure = failures.by_measure.iter().map(|of| count(&of[place])).collect();
            let (criterion, labels) = match bound {
                None => (question.criterion, labels[place].clone()),
                Some(k) => {
                    let criterion = Criterion::Bound { measure: failures.measures[k] };
                    (criterion, failures.by_measure[k][place].clone())
                }
            };
            finder.case(failing[place].0, criterion, labels, by_measure)
        })
        .collect();
    Some(Discovery {
        trajectory,
        response,
        draws,
        luck_paths: outcomes.shape.luck_paths,
        uncertainties: columns.varying().count(),
        criterion: question.criterion,
        basis,
        luck: model.has_luck(),
        measures: failures.measures,
        skipped: failures.skipped,
        settings,
        rule: question.rule,
        failing,
        cases,
    })
}

/// The places of the options that are looked at, each with that of the bound by which alone it is.
fn looked_at(
    question: &DiscoveryQuestion,
    failures: &Failures,
    failing: &[(usize, usize)],
    draws: usize,
) -> Vec<(usize, Option<usize>)> {
    let open = |fails: usize| (OPEN.0..=OPEN.1).contains(&(fails as f64 / draws as f64));
    let one = |place: usize| {
        let (option, fails) = failing[place];
        let asked = question.options.contains(&option);
        let nearly_always = 2 * fails > draws && !open(fails);
        let closest = if question.single && question.criterion == Criterion::Bounds && nearly_always
        {
            let by = |k: &usize| count(&failures.by_measure[*k][place]);
            let bounds = (0..failures.measures.len()).filter(|k| open(by(k)));
            bounds.min_by_key(|k| by(k).abs_diff(draws / 2))
        } else {
            None
        };
        let of_itself = question.options.is_empty() && (open(fails) || closest.is_some());
        (asked || of_itself).then_some((place, closest))
    };
    (0..failing.len()).filter_map(one).collect()
}

/// Number of draws that fail.
fn count(labels: &[bool]) -> usize {
    labels.iter().filter(|fails| **fails).count()
}

/// The future that is looked at: with the response where it ran.
fn future(outcomes: &Outcomes, trajectory: Option<usize>) -> Option<(usize, bool)> {
    let cells = || outcomes.layout.cells.iter();
    let trajectory = match trajectory {
        Some(trajectory) => trajectory,
        None => cells().map(|cell| cell.trajectory).min()?,
    };
    let of = |response| cells().any(|c| (c.trajectory, c.response) == (trajectory, response));
    [true, false].into_iter().find(|response| of(*response)).map(|response| (trajectory, response))
}

/// Uncertainties that take one of a few listed values, which may be names for something.
fn unordered(model: &Model) -> Vec<usize> {
    let listed = |u: &usize| model.uncertainties[*u].distribution.kind() == Kind::Discrete;
    (0..model.uncertainties.len()).filter(listed).collect()
}
