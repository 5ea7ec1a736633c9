//! The uncertainties of a run as columns that are sorted once.

use rayon::prelude::*;

use super::limits::{Counts, Limit, Limits};

/// Values without an order that a column may have at most; with more it is taken by its order.
pub const MOST_VALUES: usize = 12;

/// Columns of values by draw, with the order of the draws in each. All searches share them.
pub struct Columns<'a> {
    x: Vec<&'a [f64]>,
    rows: usize,
    /// Rows by ascending value; empty for a column that is constant or not finite.
    order: Vec<Vec<u32>>,
    /// The values of columns whose values have no order, ascending; else empty.
    values: Vec<Vec<f64>>,
}

impl<'a> Columns<'a> {
    /// Of columns of equal length. A column of another length, one with a value that is not finite
    /// and one that is constant take no part.
    pub fn new(x: &[&'a [f64]]) -> Self {
        Self::mixed(x, &[])
    }

    /// The same, where the values of some columns have no order: those are kept or left one by one.
    pub fn mixed(x: &[&'a [f64]], unordered: &[usize]) -> Self {
        let rows = x.first().map_or(0, |column| column.len());
        let order = x.par_iter().map(|column| sorted(column, rows)).collect::<Vec<_>>();
        let values = order.iter().enumerate().map(|(c, order)| match unordered.contains(&c) {
            true => distinct(x[c], order),
            false => Vec::new(),
        });
        Self { values: values.collect(), x: x.to_vec(), rows, order }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn count(&self) -> usize {
        self.x.len()
    }

    /// Columns that vary.
    pub fn varying(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.count()).filter(|c| !self.order[*c].is_empty())
    }

    /// Values of a column.
    pub fn values(&self, column: usize) -> &[f64] {
        self.x[column]
    }

    /// Rows of a column by ascending value.
    pub(super) fn order(&self, column: usize) -> &[u32] {
        &self.order[column]
    }

    /// The values of a column whose values have no order; empty for others.
    pub(super) fn classes(&self, column: usize) -> &[f64] {
        &self.values[column]
    }

    /// Whether a row lies in a box.
    pub fn inside(&self, limits: &Limits, row: usize) -> bool {
        limits.iter().all(|own| own.limit.holds(self.x[own.column][row]))
    }

    /// What a box holds of some rows.
    pub fn counts(&self, limits: &Limits, labels: &[bool], alive: &[bool]) -> Counts {
        let mut counts = Counts::default();
        for row in (0..self.rows).filter(|row| alive[*row] && self.inside(limits, *row)) {
            counts.add(labels[row]);
        }
        counts
    }

    /// A set of values as a range where the values that are left out lie at its ends only.
    pub(super) fn simplest(&self, column: usize, limit: Limit) -> Limit {
        let Limit::Values(kept) = &limit else { return limit };
        let all = self.classes(column);
        let inside: Vec<bool> = all.iter().map(|v| kept.contains(v)).collect();
        let first = inside.iter().position(|b| *b);
        let last = inside.iter().rposition(|b| *b);
        let (Some(first), Some(last)) = (first, last) else { return limit };
        let one_end = first == 0 || last + 1 == all.len();
        if !one_end || !inside[first..=last].iter().all(|b| *b) || kept.len() == 1 {
            return limit;
        }
        let between = |k: usize| f64::midpoint(all[k - 1], all[k]);
        Limit::Range {
            low: (first > 0).then(|| between(first)),
            high: (last + 1 < all.len()).then(|| between(last + 1)),
        }
    }
}

fn sorted(column: &[f64], rows: usize) -> Vec<u32> {
    let varies = column.iter().any(|v| *v != column[0]);
    if column.len() != rows || !varies || !column.iter().all(|v| v.is_finite()) {
        return Vec::new();
    }
    let mut order: Vec<u32> = (0..rows as u32).collect();
    // stable: equal values stay in the order of the rows
    order.sort_by(|a, b| column[*a as usize].total_cmp(&column[*b as usize]));
    order
}

/// The values of a column, unless there are too many.
fn distinct(column: &[f64], order: &[u32]) -> Vec<f64> {
    let mut values: Vec<f64> = order.iter().map(|row| column[*row as usize]).collect();
    values.dedup();
    if values.len() > MOST_VALUES { Vec::new() } else { values }
}
