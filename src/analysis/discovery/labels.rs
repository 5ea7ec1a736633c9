//! Which draws count as failing.

use serde::Serialize;

use crate::analysis::decision::main_measures;
use crate::analysis::expectation::Regressions;
use crate::analysis::regret::{Levels, levels};
use crate::model::Model;
use crate::outcome::Outcomes;
use crate::study::Sense;

/// What counts as failing. All is about expected outcomes given the draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Any `acceptable` bound of the measures that decisions weigh ([`main_measures`]) is broken; of
    /// any measure where none of these has one.
    #[default]
    Bounds,
    /// The `acceptable` bound of one measure is broken.
    Bound {
        /// Index of the measure.
        measure: usize,
    },
    /// A measure is beyond a value.
    Beyond {
        /// Index of the measure.
        measure: usize,
        /// In its unit.
        value: f64,
        /// Whether above is what is looked for, else below.
        above: bool,
    },
    /// The option is worse than another one by more than something.
    Against {
        /// Index of the other option.
        option: usize,
        /// Index of the measure; it has a better side.
        measure: usize,
        /// By more than this, in its unit.
        by: f64,
    },
}

impl Criterion {
    /// Measures that it looks at.
    pub fn measures(self, model: &Model) -> Vec<usize> {
        match self {
            Self::Bounds => {
                let bounded = |m: &usize| bounded(model, *m);
                let main: Vec<usize> = main_measures(model).into_iter().filter(bounded).collect();
                match main.is_empty() {
                    true => (0..model.measures.len()).filter(bounded).collect(),
                    false => main,
                }
            }
            Self::Bound { measure }
            | Self::Beyond { measure, .. }
            | Self::Against { measure, .. } => vec![measure],
        }
    }
}

/// What is judged in a draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The expected outcome given the draw ([`crate::analysis::expectation`]); what came of the draw
    /// where the model has no luck, which is the same.
    #[default]
    Expected,
    /// What came of the draw: the mean over its own luck paths, of which there may be one.
    Observed,
}

/// What came of the draws. `[options][draws]`
fn observed(model: &Model, outcomes: &Outcomes, measure: usize, future: (usize, bool)) -> Levels {
    let cell = |option: &usize| outcomes.cell(*option, future.0, future.1);
    let options: Vec<usize> = (0..model.options.len()).filter(|o| cell(o).is_some()).collect();
    let values =
        options.iter().filter_map(cell).map(|cell| outcomes.by_draw(cell, measure)).collect();
    Levels { options, values }
}

/// Whether a measure has a bound and a better side.
fn bounded(model: &Model, measure: usize) -> bool {
    let measure = &model.measures[measure];
    measure.acceptable.is_some() && measure.sense != Sense::None
}

/// Where options fail in a future.
pub(super) struct Failures {
    /// Measures that could be judged.
    pub measures: Vec<usize>,
    /// Measures whose values are infinite in some replicate, which have no expectation.
    pub skipped: Vec<usize>,
    /// Options that ran.
    pub options: Vec<usize>,
    /// Whether the measure fails. `[measures][options][draws]`
    pub by_measure: Vec<Vec<Vec<bool>>>,
}

impl Failures {
    /// Finds the failing draws of all options.
    pub fn find(
        model: &Model,
        outcomes: &Outcomes,
        future: (usize, bool),
        criterion: Criterion,
        basis: Basis,
    ) -> Self {
        let regressions = match basis {
            Basis::Expected => Some(Regressions::new(outcomes)),
            Basis::Observed => None,
        };
        let mut out = Self {
            measures: Vec::new(),
            skipped: Vec::new(),
            options: Vec::new(),
            by_measure: Vec::new(),
        };
        for measure in criterion.measures(model) {
            let levels = match &regressions {
                Some(regressions) => levels(model, outcomes, measure, future, regressions),
                None => Some(observed(model, outcomes, measure, future)),
            };
            let Some(levels) = levels else {
                out.skipped.push(measure);
                continue;
            };
            out.by_measure.push(fails(model, measure, criterion, &levels));
            out.measures.push(measure);
            out.options = levels.options;
        }
        out
    }

    /// Whether an option fails, by its place among [`Failures::options`]. `[draws]`
    pub fn of(&self, place: usize) -> Vec<bool> {
        let mut out = self.by_measure.first().map_or_else(Vec::new, |m| m[place].clone());
        for measure in self.by_measure.iter().skip(1) {
            out.iter_mut().zip(&measure[place]).for_each(|(a, b)| *a |= b);
        }
        out
    }
}

/// In which draws a measure fails. `[options][draws]`
fn fails(model: &Model, measure: usize, criterion: Criterion, levels: &Levels) -> Vec<Vec<bool>> {
    let definition = &model.measures[measure];
    let maximise = definition.sense == Sense::Maximise;
    // what is exactly on the limit does not fail, whatever was subtracted and added again
    let slack = |value: f64| 1e-12 * value.abs();
    let beyond = |value: f64, above: bool| {
        let one = |levels: &Vec<f64>| {
            let test = |x: &f64| match above {
                true => *x > value + slack(value),
                false => *x < value - slack(value),
            };
            levels.iter().map(test).collect()
        };
        levels.values.iter().map(one).collect()
    };
    match criterion {
        Criterion::Bounds | Criterion::Bound { .. } => {
            // a measure without a bound cannot fail
            let never = if maximise { f64::NEG_INFINITY } else { f64::INFINITY };
            beyond(definition.acceptable.unwrap_or(never), !maximise)
        }
        Criterion::Beyond { value, above, .. } => beyond(value, above),
        Criterion::Against { option, by, .. } => {
            let Some(other) = levels.options.iter().position(|o| *o == option) else {
                return levels.values.iter().map(|own| vec![false; own.len()]).collect();
            };
            let other = &levels.values[other];
            let one = |own: &Vec<f64>| {
                let test = |(own, other): (&f64, &f64)| {
                    let worse = if maximise { other - own } else { own - other };
                    worse > by + slack(*own).max(slack(by))
                };
                own.iter().zip(other).map(test).collect()
            };
            levels.values.iter().map(one).collect()
        }
    }
}
