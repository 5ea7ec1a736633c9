//! The values of a group of points become statistics, and are dropped.

use std::collections::HashMap;

use rayon::prelude::*;

use super::results::{Difference, GROUPS, PointStatistics};
use crate::model::{Cell, Measure, Model};
use crate::outcome::{Clusters, Estimate, Outcomes, QUANTILES, RunShape, sd, type7};
use crate::random::design::RANDOMISATIONS;
use crate::study::Sense;

/// Number of groups of draws: the independent randomisations under designs that have them.
pub(super) fn group_count(shape: &RunShape) -> usize {
    let most = if shape.randomised() { RANDOMISATIONS as usize } else { GROUPS };
    most.min(shape.draws() as usize)
}

/// What is worked out: a measure, its column, and the baseline's column.
type Wanted = (usize, usize, Option<usize>);

/// Statistics of the cells that ran in a group of points, each distinct column once, in rayon's
/// current pool. A baseline that did not run at a point is that of the first. `[points][cells of the
/// point's model][measures]`
///
/// Means, errors and probabilities are those of [`Clusters`], quantiles those of [`type7`]: what a
/// run of the point alone would report, to the bit.
pub(super) fn reduce(outcomes: &Outcomes, models: &[Model]) -> Vec<Vec<Vec<PointStatistics>>> {
    let clusters = Clusters::new(&outcomes.shape);
    let layout = &outcomes.layout;
    let mut first = 0;
    let mut wanted: Vec<Vec<Vec<Wanted>>> = Vec::new();
    for model in models {
        let of_point = &layout.measures[first..first + model.cells.len()];
        let of_cell = |(cell, columns): (&Cell, &Vec<usize>)| -> Vec<Wanted> {
            let own = baseline_cell(model, *cell).map(|b| &of_point[b]);
            let shared = || baseline_cell(&models[0], *cell).map(|b| &layout.measures[b]);
            let baseline = own.or_else(shared);
            let pair = |(m, column): (usize, &usize)| (m, *column, baseline.map(|b| b[m]));
            columns.iter().enumerate().map(pair).collect()
        };
        wanted.push(model.cells.iter().zip(of_point).map(of_cell).collect());
        first += model.cells.len();
    }
    let mut known: HashMap<Wanted, usize> = HashMap::new();
    let mut unique: Vec<Wanted> = Vec::new();
    for key in wanted.iter().flatten().flatten() {
        known.entry(*key).or_insert_with(|| {
            unique.push(*key);
            unique.len() - 1
        });
    }
    // Measures of points differ in their formulas at most.
    let measures = models.first().map_or(&[][..], |model| &model.measures);
    let worked_out: Vec<PointStatistics> = unique
        .par_iter()
        .map(|(m, column, baseline)| {
            let values = &outcomes.measures[*column];
            let baseline = baseline.map(|b| (outcomes.measures[b].as_slice(), b == *column));
            statistics(values, baseline, &measures[*m], &outcomes.shape, &clusters)
        })
        .collect();
    let of_key = |key: &Wanted| worked_out[known[key]].clone();
    let of_cell = |keys: &Vec<Wanted>| keys.iter().map(of_key).collect();
    wanted.iter().map(|point| point.iter().map(of_cell).collect()).collect()
}

/// The baseline's cell in the same trajectory; none for the baseline's own.
fn baseline_cell(model: &Model, cell: Cell) -> Option<usize> {
    if cell.option == model.baseline {
        return None;
    }
    let wanted = Cell { option: model.baseline, ..cell };
    model.cells.iter().position(|c| *c == wanted)
}

/// Statistics of a column. With the baseline's comes whether it is the very same column.
fn statistics(
    values: &[f64],
    baseline: Option<(&[f64], bool)>,
    measure: &Measure,
    shape: &RunShape,
    clusters: &Clusters,
) -> PointStatistics {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let infinite = values.iter().filter(|x| x.is_infinite()).count();
    let mean = (infinite == 0).then(|| clusters.mean(|i| values[i]));
    let holds = |i: usize| f64::from(u8::from(values[i] != 0.0));
    PointStatistics {
        sd: mean.and_then(|mean| sd(values, mean.value)),
        mean: if measure.condition { Some(clusters.probability(holds)) } else { mean },
        quantiles: QUANTILES.map(|p| type7(&sorted, p)),
        never: infinite as f64 / values.len() as f64,
        difference: baseline
            .map(|(b, same)| difference((values, b), same, measure.sense, clusters)),
        groups: group_means(values, shape),
    }
}

fn difference(
    (option, baseline): (&[f64], &[f64]),
    same: bool,
    sense: Sense,
    clusters: &Clusters,
) -> Difference {
    let pairs = option.iter().zip(baseline);
    let differences: Vec<f64> = pairs.map(|(a, b)| if a == b { 0.0 } else { a - b }).collect();
    let score = |d: f64| {
        let gain = match sense {
            Sense::Maximise => d,
            Sense::Minimise | Sense::None => -d,
        };
        match gain.partial_cmp(&0.0) {
            Some(std::cmp::Ordering::Greater) => 1.0,
            Some(std::cmp::Ordering::Less) => 0.0,
            _ => 0.5,
        }
    };
    let finite = differences.iter().all(|x| x.is_finite());
    Difference {
        mean: finite.then(|| clusters.mean(|i| differences[i])),
        better: if same {
            Estimate::exact(0.5)
        } else {
            clusters.probability(|i| score(differences[i]))
        },
    }
}

/// Means over all paths of the draws of each group. `[groups]`
fn group_means(values: &[f64], shape: &RunShape) -> Vec<f64> {
    let count = group_count(shape);
    let mut sums = vec![(0.0, 0_u32); count];
    for (path, x) in values.iter().enumerate() {
        let (sum, n) = &mut sums[shape.draw_of(path as u64) as usize % count];
        *sum += x;
        *n += 1;
    }
    sums.into_iter().map(|(sum, n)| sum / f64::from(n)).collect()
}
