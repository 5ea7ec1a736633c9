//! Comparisons that a study states: formulas over expected measures, such as the cost per attack
//! averted.
//!
//! The expectation of a measure in a cell is its mean over replicates, of a condition its
//! probability. A comparison is worked out from expectations, never replicate by replicate: the mean
//! of a ratio is another number than the ratio of means, and has no finite variance where the
//! denominator can come near to 0. So `cost / attacks` is what an attack costs over all histories
//! together, not the mean of what it costs in each.
//!
//! Intervals are those of the percentile bootstrap over draws (with a fixed number of resamples; see
//! `resample`): the formula is worked out from the means of each resample, in which the option and
//! the baseline meet the same draws.
//!
//! **Where there is no answer.** Where a quotient divides by something that may as well be 0 or of the
//! other sign, the set of values that the data admit is not an interval (E. C. Fieller, J. R. Stat.
//! Soc. B 16, 1954), and no number is given: if what any quotient divides by is 0, or has another sign
//! in more than [`UNSURE`] of the resamples. One in a hundred is where Fieller's interval of 98 %
//! ceases to exist; below it the percentile interval is not moved by the few resamples beyond
//! infinity.

use rayon::prelude::*;
use serde::Serialize;

use super::resample::{Expected, interval};
use super::{Expectations, FutureDecision};
use crate::model::{Combined, Comparison, LookupTable};
use crate::outcome::Estimate;

/// The largest share of resamples in which what is divided by may have another sign, or the value
/// be no number.
pub const UNSURE: f64 = 0.01;

/// A comparison of the study in every future.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ratio {
    /// Index in `Model::comparisons`.
    pub comparison: usize,
    /// Number of resamples behind the intervals; 0 where there is but one cluster, and no interval.
    pub resamples: usize,
    /// The futures that ran, in the order of [`super::Decision::futures`].
    pub futures: Vec<RatioFuture>,
}

/// A comparison in one future.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RatioFuture {
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Whether the response acts.
    pub response: bool,
    /// Its value for each option; none where the option, or the baseline that the formula reads,
    /// was not run, and for the baseline itself if the formula reads it. `[options]`
    pub values: Vec<Option<RatioValue>>,
}

/// The value of a comparison for an option.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum RatioValue {
    /// Its value, in the comparison's unit, with its 95 % interval.
    Known(Estimate),
    /// There is none.
    Undefined(Undefined),
}

impl RatioValue {
    /// The estimate, if there is one.
    pub fn known(&self) -> Option<&Estimate> {
        match self {
            RatioValue::Known(estimate) => Some(estimate),
            RatioValue::Undefined(_) => None,
        }
    }
}

/// Why a comparison has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Undefined {
    /// What it divides by cannot be told from 0.
    Denominator,
    /// A measure that it reads is infinite in some replicates: it has no expectation.
    Never,
    /// The formula gives no number: a logarithm or root of something negative, say.
    NotANumber,
}

impl Expectations<'_> {
    /// All comparisons of the study.
    pub(super) fn ratios(&self, futures: &[FutureDecision]) -> Vec<Ratio> {
        let of = |(i, comparison): (usize, &Comparison)| Ratio {
            comparison: i,
            resamples: self.resampler.resamples(),
            futures: futures.par_iter().map(|future| self.ratio(comparison, future)).collect(),
        };
        self.model.comparisons.iter().enumerate().map(of).collect()
    }

    fn ratio(&self, comparison: &Comparison, future: &FutureDecision) -> RatioFuture {
        let reads = reads(&comparison.expr);
        let all = |cell: usize, of_baseline: bool| -> Vec<Option<Expected>> {
            let of = |(measure, baseline): &(usize, bool)| {
                (*baseline == of_baseline).then(|| self.of(cell, *measure)).flatten()
            };
            reads.iter().map(of).collect()
        };
        let baseline = self.model.baseline;
        let cell_of_baseline = future.cells.get(baseline).copied().flatten();
        let below = match (comparison.against_baseline, cell_of_baseline) {
            (true, Some(cell)) => Some(all(cell, true)),
            (true, None) => None,
            (false, _) => Some(vec![None; reads.len()]),
        };
        let value = |(option, cell): (usize, &Option<usize>)| {
            let (cell, below) = ((*cell)?, below.as_ref()?);
            if comparison.against_baseline && option == baseline {
                return None;
            }
            let own = all(cell, false);
            let expected: Option<Vec<&Expected>> =
                own.iter().zip(below).map(|(own, below)| own.as_ref().or(below.as_ref())).collect();
            Some(match expected {
                Some(expected) => worked_out(comparison, &self.model.tables, &reads, &expected),
                None => RatioValue::Undefined(Undefined::Never),
            })
        };
        RatioFuture {
            trajectory: future.trajectory,
            response: future.response,
            values: future.cells.iter().enumerate().map(value).collect(),
        }
    }
}

/// The measures that a formula reads, each once, and whether it is the baseline's.
fn reads(expr: &Combined) -> Vec<(usize, bool)> {
    let mut reads = Vec::new();
    expr.measures(&mut |measure, baseline| {
        if !reads.contains(&(measure, baseline)) {
            reads.push((measure, baseline));
        }
    });
    reads
}

/// The value of a comparison from the expectations of what it reads.
fn worked_out(
    comparison: &Comparison,
    tables: &[LookupTable],
    reads: &[(usize, bool)],
    expected: &[&Expected],
) -> RatioValue {
    let of = |divided: &mut Vec<Option<f64>>, at: &dyn Fn(&Expected) -> f64| {
        divided.fill(None);
        let of = |measure: usize, baseline: bool| {
            let found = reads.iter().position(|read| *read == (measure, baseline));
            found.map_or(f64::NAN, |i| at(expected[i]))
        };
        comparison.expr.value(tables, &of, &mut |number, by| divided[number] = Some(by))
    };
    let mut here = vec![None; comparison.quotients];
    let value = of(&mut here, &|e| e.value);
    if here.contains(&Some(0.0)) {
        return RatioValue::Undefined(Undefined::Denominator);
    }
    if !value.is_finite() {
        return RatioValue::Undefined(Undefined::NotANumber);
    }
    let resamples = expected.first().map_or(0, |e| e.resampled.len());
    let mut divided = here.clone();
    let mut turned = vec![0_usize; comparison.quotients];
    let values: Vec<f64> = (0..resamples)
        .map(|resample| {
            let value = of(&mut divided, &|e| e.resampled[resample]);
            for ((turned, there), here) in turned.iter_mut().zip(&divided).zip(&here) {
                if let (Some(there), Some(here)) = (there, here) {
                    *turned += usize::from(*there * here.signum() <= 0.0);
                }
            }
            value
        })
        .collect();
    let most = UNSURE * resamples as f64;
    if turned.iter().any(|turned| *turned as f64 > most) {
        return RatioValue::Undefined(Undefined::Denominator);
    }
    if values.iter().filter(|x| !x.is_finite()).count() as f64 > most {
        return RatioValue::Undefined(Undefined::NotANumber);
    }
    RatioValue::Known(interval(value, values.into_iter()))
}

#[cfg(test)]
#[path = "ratios_tests.rs"]
mod tests;
