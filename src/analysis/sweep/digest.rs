//! A fingerprint of what a sweep found.

use sha2::{Digest, Sha256};

use super::SweepResults;

impl SweepResults {
    /// SHA-256 over the values, in hexadecimal: of each point the numbers of its axes, then of each
    /// cell and measure the group means and quantiles. Numbers are 64-bit little endian; -0 counts as
    /// 0 and all NaN are one. Names do not matter.
    pub fn digest(&self) -> String {
        let mut all = Sha256::new();
        let mut put = |x: f64| {
            let x = if x.is_nan() { f64::NAN } else { x + 0.0 };
            all.update(x.to_bits().to_le_bytes());
        };
        for (point, cells) in self.points.iter().zip(&self.statistics) {
            point.values.iter().for_each(|value| put(value.x));
            for found in cells.iter().flatten() {
                found.groups.iter().chain(&found.quantiles).copied().for_each(&mut put);
            }
        }
        all.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
