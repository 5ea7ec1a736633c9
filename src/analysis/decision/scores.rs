//! Weighted scores, for those who dare to say what counts how much.
//!
//! A measure i with `weight = w_i` and `scale = [worst_i, best_i]` gives an option the partial value
//!
//! ```text
//! v_i = (E[x_i] - worst_i) / (best_i - worst_i), not below 0 and not above 1
//! ```
//!
//! and the score of an option in a future is `Σ w_i v_i / Σ w_i`, from 0 to 1 (the additive value
//! model: R. L. Keeney, H. Raiffa, "Decisions with Multiple Objectives", 1976, chapter 3; it supposes
//! that what one measure is worth does not depend on another). The ends of the scale are the study's,
//! not those of the options that happen to run: a weight says what going from the worst to the best of
//! *this* scale is worth, and leaving out an option changes no score.
//!
//! Scores of futures are averaged only where the study gives weights to its trajectories. Intervals
//! are those of the percentile bootstrap over draws (see `resample`).
//!
//! **How far a weight must move.** With weights scaled to sum 1, let `w_i` become t and all others keep
//! their proportions: the score of option o is the line `S_o(t) = t v_oi + (1 - t) r_o` with
//! `r_o = Σ_{j≠i} w_j v_oj / (1 - w_i)`. The winner changes at the nearest t on either side at which
//! another line crosses its own.

use rayon::prelude::*;
use serde::Serialize;

use super::resample::{Expected, interval};
use super::{Expectations, FutureDecision};
use crate::model::Weight;
use crate::outcome::Estimate;

/// Weighted scores of all options.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Measures that have a weight.
    pub measures: Vec<usize>,
    /// Their weights, scaled to sum 1. `[measures]`
    pub weights: Vec<f64>,
    /// Number of resamples behind the intervals; 0 where there is but one cluster, and no interval.
    pub resamples: usize,
    /// The futures that ran, in the order of [`super::Decision::futures`].
    pub futures: Vec<FutureScores>,
    /// Mean over the trajectories by their weights, each with its response where that ran; none where
    /// the study gives them no weights.
    pub overall: Option<Scored>,
}

/// Scores in one future.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FutureScores {
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Whether the response acts.
    pub response: bool,
    /// Its weight in [`Scores::overall`], scaled to sum 1; none where it does not count there.
    pub weight: Option<f64>,
    /// The scores.
    pub scored: Scored,
}

/// Scores and who wins.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scored {
    /// Score of each option; none where it was not run, or a measure that counts is infinite in some
    /// replicates. `[options]`
    pub options: Vec<Option<Score>>,
    /// The option with the highest score, the first of equals; none if fewer than two have one.
    pub winner: Option<usize>,
    /// Share of resamples in which the winner wins (the first of equals).
    pub kept: f64,
    /// The option with the second highest score.
    pub second: Option<usize>,
    /// The winner's score less that of the second.
    pub lead: Option<Estimate>,
    /// How far each weight alone must move until another wins. `[measures]`, empty without a winner
    pub moves: Vec<WeightMove>,
}

/// The score of an option.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// From 0 to 1.
    pub score: Estimate,
    /// Its partial values, from 0 to 1. `[measures]`
    pub parts: Vec<f64>,
}

/// How far a weight must move.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WeightMove {
    /// The measure.
    pub measure: usize,
    /// Its weight now, of a sum of 1.
    pub weight: f64,
    /// Where another option wins as it falls; none if none does down to 0.
    pub down: Option<Flip>,
    /// Where another option wins as it rises; none if none does up to 1.
    pub up: Option<Flip>,
}

/// A change of the winner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Flip {
    /// The weight at which it changes, of a sum of 1.
    pub weight: f64,
    /// Who wins then.
    pub option: usize,
}

/// Partial values of an option, with what they are in each resample.
#[derive(Clone, Debug)]
struct Parts {
    /// `[measures]`
    values: Vec<f64>,
    /// `[resamples]`: the score.
    scores: Vec<f64>,
}

impl Expectations<'_> {
    /// The scores, if any measure has a weight above 0.
    pub(super) fn scores(&self, futures: &[FutureDecision]) -> Option<Scores> {
        let weight = |m: usize| self.model.measures[m].weight.map(|weight| (m, weight));
        let weighted: Vec<(usize, Weight)> =
            (0..self.model.measures.len()).filter_map(weight).collect();
        let total: f64 = weighted.iter().map(|(_, w)| w.weight).sum();
        if total <= 0.0 {
            return None;
        }
        let measures: Vec<usize> = weighted.iter().map(|(m, _)| *m).collect();
        let weights: Vec<f64> = weighted.iter().map(|(_, w)| w.weight / total).collect();
        let parts: Vec<Vec<Option<Parts>>> = futures
            .par_iter()
            .map(|future| {
                let of = |cell: &Option<usize>| self.parts((*cell)?, &weighted, &weights);
                future.cells.iter().map(of).collect()
            })
            .collect();
        let counted = self.future_weights(futures);
        let scored = |parts: &[Option<Parts>]| scored(parts, &measures, &weights);
        let overall = counted.iter().any(Option::is_some).then(|| scored(&mean(&parts, &counted)));
        let each = futures.iter().zip(&parts).zip(&counted);
        Some(Scores {
            resamples: self.resampler.resamples(),
            futures: each
                .map(|((future, parts), weight)| FutureScores {
                    trajectory: future.trajectory,
                    response: future.response,
                    weight: *weight,
                    scored: scored(parts),
                })
                .collect(),
            overall,
            measures,
            weights,
        })
    }

    /// Partial values of a cell; none where an expectation that counts is infinite.
    fn parts(&self, cell: usize, weighted: &[(usize, Weight)], weights: &[f64]) -> Option<Parts> {
        let expected: Option<Vec<Expected>> = weighted
            .iter()
            .map(|(measure, w)| match self.of(cell, *measure) {
                // what counts nothing stands in nobody's way
                None if w.weight == 0.0 => {
                    let resampled = vec![w.worst; self.resampler.resamples()];
                    Some(Expected { value: w.worst, resampled })
                }
                expected => expected,
            })
            .collect();
        let expected = expected?;
        let value = |i: usize, x: f64| {
            let Weight { worst, best, .. } = weighted[i].1;
            ((x - worst) / (best - worst)).clamp(0.0, 1.0)
        };
        let score = |resample: usize| -> f64 {
            let part = |i: usize| weights[i] * value(i, expected[i].resampled[resample]);
            (0..weights.len()).map(part).sum()
        };
        Some(Parts {
            values: expected.iter().enumerate().map(|(i, e)| value(i, e.value)).collect(),
            scores: (0..self.resampler.resamples()).map(score).collect(),
        })
    }

    /// The weight of each future: that of its trajectory for the future with the response where that
    /// ran, scaled to sum 1; none if the study gives no weights.
    fn future_weights(&self, futures: &[FutureDecision]) -> Vec<Option<f64>> {
        let of = |i: usize| {
            let future = &futures[i];
            let other = |f: &FutureDecision| f.trajectory == future.trajectory && f.response;
            let counts = future.response || !futures.iter().any(other);
            self.model.trajectories[future.trajectory].weight.filter(|_| counts)
        };
        let weights: Vec<Option<f64>> = (0..futures.len()).map(of).collect();
        let total: f64 = weights.iter().flatten().sum();
        weights.into_iter().map(|w| w.filter(|_| total > 0.0).map(|w| w / total)).collect()
    }
}

/// Partial values averaged over futures; none for an option that lacks one that counts.
fn mean(parts: &[Vec<Option<Parts>>], weights: &[Option<f64>]) -> Vec<Option<Parts>> {
    let options = parts.first().map_or(0, Vec::len);
    let of = |option: usize| {
        let mut sum: Option<Parts> = None;
        for (parts, weight) in parts.iter().zip(weights) {
            let Some(weight) = weight.filter(|w| *w > 0.0) else { continue };
            let part = parts[option].as_ref()?;
            let scaled = |x: &[f64]| x.iter().map(|x| weight * x).collect::<Vec<f64>>();
            let (values, scores) = (scaled(&part.values), scaled(&part.scores));
            let plus =
                |a: &mut Vec<f64>, b: Vec<f64>| a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            match &mut sum {
                None => sum = Some(Parts { values, scores }),
                Some(sum) => {
                    plus(&mut sum.values, values);
                    plus(&mut sum.scores, scores);
                }
            }
        }
        sum
    };
    (0..options).map(of).collect()
}

/// The option with the highest score, the first of equals.
fn highest(scores: &[Option<f64>]) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (option, score) in scores.iter().enumerate() {
        if let Some(score) = score
            && best.is_none_or(|(_, most)| *score > most)
        {
            best = Some((option, *score));
        }
    }
    best.map(|(option, _)| option)
}

fn scored(parts: &[Option<Parts>], measures: &[usize], weights: &[f64]) -> Scored {
    let now = |p: &Parts| weights.iter().zip(&p.values).map(|(w, v)| w * v).sum::<f64>();
    let levels: Vec<Option<f64>> = parts.iter().map(|p| p.as_ref().map(now)).collect();
    let options = parts.iter().zip(&levels).map(|(parts, level)| {
        let parts = parts.as_ref()?;
        let score = interval((*level)?, parts.scores.iter().copied());
        Some(Score { score, parts: parts.values.clone() })
    });
    let options: Vec<Option<Score>> = options.collect();
    let several = levels.iter().flatten().count() > 1;
    let winner = highest(&levels).filter(|_| several);
    let Some(first) = winner else {
        let none = (None, f64::NAN, None, None, Vec::new());
        let (winner, kept, second, lead, moves) = none;
        return Scored { options, winner, kept, second, lead, moves };
    };
    let without_first = |o: usize| levels[o].filter(|_| o != first);
    let second = highest(&(0..levels.len()).map(without_first).collect::<Vec<_>>());
    let resampled = |option: usize| parts[option].as_ref().map_or(&[][..], |p| &p.scores);
    let resamples = resampled(first).len();
    let wins = |r: &usize| {
        let there = |p: &Option<Parts>| p.as_ref().map(|p| p.scores[*r]);
        highest(&parts.iter().map(there).collect::<Vec<_>>()) == Some(first)
    };
    let lead = second.and_then(|second| {
        let between = resampled(first).iter().zip(resampled(second)).map(|(a, b)| a - b);
        Some(interval(levels[first]? - levels[second]?, between))
    });
    let moves = (0..measures.len()).map(|i| moved(parts, first, i, measures[i], weights));
    Scored {
        moves: moves.collect(),
        winner,
        kept: (0..resamples).filter(wins).count() as f64 / resamples as f64,
        second,
        lead,
        options,
    }
}

/// How far weight `i` must move until another option than `winner` wins.
fn moved(
    parts: &[Option<Parts>],
    winner: usize,
    i: usize,
    measure: usize,
    weights: &[f64],
) -> WeightMove {
    let weight = weights[i];
    let rest = 1.0 - weight;
    let still = WeightMove { measure, weight, down: None, up: None };
    // the only weight has nothing beside it to rise or fall against
    if weights.iter().enumerate().all(|(j, w)| j == i || *w == 0.0) {
        return still;
    }
    // the line of an option: its partial value, and the mean of the others
    let line = |p: &Parts| {
        let others = (0..weights.len()).filter(|j| *j != i).map(|j| weights[j] * p.values[j]);
        (p.values[i], others.sum::<f64>() / rest)
    };
    let Some((own, own_rest)) = parts[winner].as_ref().map(line) else { return still };
    let mut moves = still;
    for (option, part) in parts.iter().enumerate().filter(|(o, _)| *o != winner) {
        let Some((value, value_rest)) = part.as_ref().map(line) else { continue };
        // the winner's lead is lead_now + (t - weight) slope
        let (slope_own, slope) = (own - own_rest, value - value_rest);
        let slope = slope_own - slope;
        let lead = (weight * own + rest * own_rest) - (weight * value + rest * value_rest);
        let at = weight - lead.max(0.0) / slope;
        let flip = Flip { weight: at, option };
        if slope < 0.0 && at < 1.0 {
            nearer(&mut moves.up, flip, |a, b| a < b);
        } else if slope > 0.0 && at > 0.0 {
            nearer(&mut moves.down, flip, |a, b| a > b);
        }
    }
    moves
}

fn nearer(held: &mut Option<Flip>, flip: Flip, before: fn(f64, f64) -> bool) {
    if held.is_none_or(|held| before(flip.weight, held.weight)) {
        *held = Some(flip);
    }
}

#[cfg(test)]
#[path = "scores_tests.rs"]
mod tests;
