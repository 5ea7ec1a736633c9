//! Summaries of series at the report dates.

use serde::Serialize;

use super::histogram::Histogram;
use super::moments::{BlockSums, Moments};

/// A series at one report date, over all replicates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SeriesPoint {
    /// Number of replicates.
    pub n: u64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation (divisor n - 1); NaN for one replicate.
    pub sd: f64,
    /// Least value, exactly.
    pub min: f64,
    /// Greatest value, exactly.
    pub max: f64,
    /// Quantiles, within [`super::RELATIVE_ERROR`].
    pub p05: f64,
    /// 25 %.
    pub p25: f64,
    /// 50 %.
    pub p50: f64,
    /// 75 %.
    pub p75: f64,
    /// 95 %.
    pub p95: f64,
}

/// All series. `[reports x distinct columns]`
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesTable {
    columns: usize,
    points: Vec<SeriesPoint>,
}

impl SeriesTable {
    /// A table of these points, report by report, with so many columns each.
    pub fn of(columns: usize, points: Vec<SeriesPoint>) -> Self {
        debug_assert!(columns == 0 || points.len().is_multiple_of(columns));
        Self { columns, points }
    }

    /// Number of report dates.
    pub fn reports(&self) -> usize {
        self.points.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Number of distinct columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A column at a report.
    pub fn point(&self, column: usize, report: usize) -> SeriesPoint {
        self.points[report * self.columns + column]
    }
}

/// What series are while a run goes on. `[reports x distinct columns]`
#[derive(Clone, Debug)]
pub struct SeriesSums {
    columns: usize,
    moments: Vec<Moments>,
}

impl SeriesSums {
    /// Sums of nothing.
    pub fn new(reports: usize, columns: usize) -> Self {
        Self { columns, moments: vec![Moments::default(); reports * columns] }
    }

    /// Takes in the sums of a block of `count` paths, `[reports x columns]`. Blocks must come in
    /// order.
    pub fn merge_block(&mut self, count: u64, sums: &[BlockSums]) {
        for (moments, sums) in self.moments.iter_mut().zip(sums) {
            moments.merge(count, sums);
        }
    }

    /// The table, with the histograms of all values, `[reports x columns]`, which merge in any
    /// order.
    pub fn finish(self, histograms: &[Histogram]) -> SeriesTable {
        debug_assert_eq!(histograms.len(), self.moments.len());
        let point = |(moments, histogram): (&Moments, &Histogram)| {
            let [p05, p25, p50, p75, p95] = histogram.quantiles([0.05, 0.25, 0.5, 0.75, 0.95]);
            SeriesPoint {
                n: moments.count(),
                mean: moments.mean(),
                sd: moments.sd(),
                min: histogram.min(),
                max: histogram.max(),
                p05,
                p25,
                p50,
                p75,
                p95,
            }
        };
        let points = self.moments.iter().zip(histograms).map(point).collect();
        SeriesTable { columns: self.columns, points }
    }
}
