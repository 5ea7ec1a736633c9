//! All statistics and comparisons of a run.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::cluster::Clusters;
use super::comparison::Comparison;
use super::quantile::Ranks;
use super::statistics::{QUANTILES, Statistics};
use super::table::Outcomes;
use crate::model::Model;

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Statistics. `[cells][measures]`
    pub statistics: Vec<Vec<Arc<Statistics>>>,
    /// Comparisons with the baseline, by cell, then by measure.
    pub comparisons: Vec<Comparison>,
}

impl Summary {
    /// Statistics of a measure in a cell.
    pub fn of(&self, cell: usize, measure: usize) -> &Statistics {
        &self.statistics[cell][measure]
    }

    /// How a measure in an option's cell compares with the baseline; none for the baseline's own
    /// cells, and where the baseline was not run.
    pub fn comparison(&self, cell: usize, measure: usize) -> Option<&Comparison> {
        let at = self
            .comparisons
            .binary_search_by_key(&(cell, measure), |c| (c.cell, c.measure))
            .ok()?;
        Some(&self.comparisons[at])
    }
}

impl Outcomes {
    /// Works out all statistics, each distinct column once, in rayon's current pool. The result
    /// does not depend on the pool.
    pub fn summarise(&self, model: &Model) -> Summary {
        let clusters = Clusters::new(&self.shape);
        Summary {
            statistics: self.statistics(model, &clusters),
            comparisons: self.comparisons(model, &clusters),
        }
    }

    fn statistics(&self, model: &Model, clusters: &Clusters) -> Vec<Vec<Arc<Statistics>>> {
        let ranks = Ranks::new(clusters, &QUANTILES);
        let (unique, of) = distinct(
            self.layout.measures.iter().map(|row| row.iter().copied().enumerate().collect()),
        );
        let worked_out: Vec<Arc<Statistics>> = unique
            .par_iter()
            .map(|&(measure, column)| {
                Arc::new(Statistics::of(
                    &self.measures[column],
                    &model.measures[measure],
                    self.shape.luck_paths as usize,
                    clusters,
                    &ranks,
                ))
            })
            .collect();
        of.into_iter()
            .map(|row| row.into_iter().map(|i| Arc::clone(&worked_out[i])).collect())
            .collect()
    }

    fn comparisons(&self, model: &Model, clusters: &Clusters) -> Vec<Comparison> {
        let ranks = Ranks::new(clusters, &Comparison::QUANTILES);
        let cells = &self.layout.cells;
        let pairs: Vec<(usize, usize)> = (0..cells.len())
            .filter(|&cell| cells[cell].option != model.baseline)
            .filter_map(|cell| {
                let like = cells[cell];
                Some((cell, self.cell(model.baseline, like.trajectory, like.response)?))
            })
            .collect();
        let columns = &self.layout.measures;
        let (unique, of) = distinct(pairs.iter().map(|&(cell, baseline)| {
            let keys = columns[cell].iter().zip(&columns[baseline]);
            keys.enumerate().map(|(measure, (a, b))| (measure, *a, *b)).collect()
        }));
        let worked_out: Vec<Comparison> = unique
            .par_iter()
            .map(|&(measure, a, b)| {
                let pair = (&self.measures[a][..], &self.measures[b][..]);
                let sense = model.measures[measure].sense;
                Comparison::of((0, 0), measure, sense, pair, clusters, &ranks)
            })
            .collect();
        pairs
            .iter()
            .zip(of)
            .flat_map(|(&(cell, baseline), row)| {
                let worked_out = &worked_out;
                row.into_iter().map(move |i| Comparison { cell, baseline, ..worked_out[i].clone() })
            })
            .collect()
    }
}

/// The distinct keys in rows of keys, in order of first appearance, and for each key of each row
/// the number of its distinct key.
fn distinct<K: Copy + Eq + std::hash::Hash>(
    rows: impl Iterator<Item = Vec<K>>,
) -> (Vec<K>, Vec<Vec<usize>>) {
    let mut unique = Vec::new();
    let mut seen = HashMap::new();
    let of = rows
        .map(|row| {
            row.into_iter()
                .map(|key| {
                    *seen.entry(key).or_insert_with(|| {
                        unique.push(key);
                        unique.len() - 1
                    })
                })
                .collect()
        })
        .collect();
    (unique, of)
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[test]
    fn every_cell_and_every_option_but_the_baseline() {
        let (model, outcomes) = testing::small_run();
        let summary = outcomes.summarise(&model);
        assert_eq!(summary.statistics.len(), 4);
        assert_eq!(summary.comparisons.len(), 2 * 2);
        let with = summary.of(2, 0).mean.unwrap().value;
        let without = summary.of(0, 0).mean.unwrap().value;
        let got = summary.comparison(2, 0).unwrap();
        assert_eq!((got.cell, got.baseline, got.measure), (2, 0, 0));
        assert!((got.mean.unwrap().value - (with - without)).abs() < 1e-12);
        assert!(summary.comparison(0, 0).is_none());
        assert!(summary.comparison(3, 1).unwrap().same, "cells that share a column");
    }

    #[test]
    fn without_the_baseline_nothing_is_compared() {
        let (mut model, outcomes) = testing::small_run();
        model.baseline = 7;
        assert!(outcomes.summarise(&model).comparisons.is_empty());
    }
}
