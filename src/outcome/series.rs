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

/// All series: `[reports x distinct columns]`.
#[derive(Clone, Debug)]
pub struct SeriesTable {
    columns: usize,
    histograms: Vec<Histogram>,
    moments: Vec<Moments>,
}

impl SeriesTable {
    /// A table without values.
    pub fn new(reports: usize, columns: usize) -> Self {
        let len = reports * columns;
        Self {
            columns,
            histograms: vec![Histogram::default(); len],
            moments: vec![Moments::default(); len],
        }
    }

    /// Number of report dates.
    pub fn reports(&self) -> usize {
        self.moments.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Number of distinct columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Takes in the sums of a block of `count` paths, `[reports x columns]`. Blocks must come in
    /// order.
    pub fn merge_block(&mut self, count: u64, sums: &[BlockSums]) {
        for (moments, sums) in self.moments.iter_mut().zip(sums) {
            moments.merge(count, sums);
        }
    }

    /// Puts in the histograms, `[reports x columns]`, which merge in any order.
    pub fn set_histograms(&mut self, histograms: Vec<Histogram>) {
        debug_assert_eq!(histograms.len(), self.moments.len());
        self.histograms = histograms;
    }

    /// A column at a report.
    pub fn point(&self, column: usize, report: usize) -> SeriesPoint {
        let at = report * self.columns + column;
        let (histogram, moments) = (&self.histograms[at], &self.moments[at]);
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
    }

    /// Any quantile of a column at a report.
    pub fn quantile(&self, column: usize, report: usize, p: f64) -> f64 {
        self.histograms[report * self.columns + column].quantiles([p])[0]
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let each = size_of::<Histogram>() + size_of::<Moments>();
        self.histograms.iter().map(Histogram::bytes).sum::<usize>() + each * self.moments.len()
    }
}
