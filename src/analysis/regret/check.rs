//! What knowing the draw is worth, without the optimism of a maximum of estimates.

use rayon::prelude::*;

use super::Check;
use super::stake::{Outlook, Side, Stake};
use crate::outcome::{Clusters, Estimate, Outcomes, RunShape};

/// For each future; `gain` is filled in by the caller.
pub(super) fn checks(stake: &Stake, outcomes: &Outcomes) -> Vec<Check> {
    let clusters = clusters(outcomes);
    stake
        .futures
        .par_iter()
        .map(|f| Check { gain: f64::NAN, crossed: crossed(f, &clusters) })
        .collect()
}

/// The clusters of draws.
pub(in crate::analysis) fn clusters(outcomes: &Outcomes) -> Clusters {
    Clusters::new(&RunShape { replicates: outcomes.shape.draws(), luck_paths: 1, ..outcomes.shape })
}

/// Draws of the even half are decided on by what the odd half teaches, and the other way round: the
/// loss by the option that is best on the whole in the teaching half, less that by the option that
/// it foretells to be best of the draw.
pub(in crate::analysis) fn crossed(outlook: &Outlook, clusters: &Clusters) -> Estimate {
    let draws = outlook.base.values.len();
    let even = draws.div_ceil(2);
    let mut gains = vec![0.0; draws];
    for (decided, taught) in [(0..even, even..draws), (even..draws, 0..even)] {
        if taught.is_empty() {
            continue;
        }
        let mean = |side: &Side| side.held[taught.clone()].iter().sum::<f64>();
        let means: Vec<f64> = outlook.sides.iter().map(mean).collect();
        let fixed = least(outlook, &|side| means[side]);
        for row in decided {
            let chosen = least(outlook, &|side| outlook.sides[side].crossed[row]);
            gains[row] = held(outlook, fixed, row) - held(outlook, chosen, row);
        }
    }
    // back to the order of draws, by which they are clustered
    clusters.mean(|draw| gains[if draw % 2 == 0 { draw / 2 } else { even + draw / 2 }])
}

/// The first option with the least difference: its side, none for the reference's.
fn least(outlook: &Outlook, of: &dyn Fn(usize) -> f64) -> Option<usize> {
    let mut best = (f64::INFINITY, None);
    for side in &outlook.of {
        let value = side.map_or(0.0, of);
        if value < best.0 {
            best = (value, *side);
        }
    }
    best.1
}

fn held(outlook: &Outlook, side: Option<usize>, row: usize) -> f64 {
    side.map_or(0.0, |side| outlook.sides[side].held[row])
}
