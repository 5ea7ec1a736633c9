//! A fingerprint of what a run found.

use sha2::{Digest, Sha256};

use super::table::Outcomes;

impl Outcomes {
    /// SHA-256 over the values, in hexadecimal.
    ///
    /// It covers, in this order: the numbers of replicates, cells, measures, series and reports;
    /// for each cell and measure the SHA-256 of its values by replicate; for each cell, series
    /// and report the mean, standard deviation, extremes and quantiles. Numbers are 64-bit little
    /// endian; -0 counts as 0 and all NaN are one. Which cells share a column, wall time and
    /// names do not matter.
    pub fn digest(&self) -> String {
        let columns: Vec<[u8; 32]> = self.measures.iter().map(|column| hash(column)).collect();
        let mut all = Sha256::new();
        let layout = &self.layout;
        let per_cell = |table: &[Vec<usize>]| table.first().map_or(0, Vec::len);
        for count in [
            self.shape.replicates,
            layout.cells.len() as u64,
            per_cell(&layout.measures) as u64,
            per_cell(&layout.series) as u64,
            self.series.reports() as u64,
        ] {
            all.update(count.to_le_bytes());
        }
        for &column in layout.measures.iter().flatten() {
            all.update(columns[column]);
        }
        let series: Vec<[u8; 32]> = (0..self.series.columns())
            .map(|column| {
                let points = (0..self.series.reports()).flat_map(|report| {
                    let p = self.series.point(column, report);
                    [p.mean, p.sd, p.min, p.max, p.p05, p.p25, p.p50, p.p75, p.p95]
                });
                hash(&points.collect::<Vec<f64>>())
            })
            .collect();
        for &column in layout.series.iter().flatten() {
            all.update(series[column]);
        }
        hex(&all.finalize())
    }
}

fn hash(values: &[f64]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let mut bytes = Vec::with_capacity(8 * 1024);
    for part in values.chunks(1024) {
        bytes.clear();
        for &x in part {
            let x = if x.is_nan() { f64::NAN } else { x + 0.0 };
            bytes.extend_from_slice(&x.to_bits().to_le_bytes());
        }
        hasher.update(&bytes);
    }
    hasher.finalize().into()
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn known_hash() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hex(&hash(&[])), empty);
        assert_eq!(hash(&[0.0]), hash(&[-0.0]));
        assert_ne!(hash(&[1.0]), hash(&[1.0 + f64::EPSILON]));
    }

    #[test]
    fn values_count_and_sharing_does_not() {
        let (_, outcomes) = testing::small_run();
        let mut other = outcomes.clone();
        assert_eq!(outcomes.digest().len(), 64);
        // un-share the columns
        other.measures = (0..8).map(|i| outcomes.measure(i / 2, i % 2).to_vec()).collect();
        other.layout.measures = (0..4).map(|c| vec![2 * c, 2 * c + 1]).collect();
        assert_eq!(outcomes.digest(), other.digest());
        other.measures[5][3] += 1e-12;
        assert_ne!(outcomes.digest(), other.digest());
    }
}
