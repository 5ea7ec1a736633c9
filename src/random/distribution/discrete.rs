//! A list of values with weights.

use super::error::{Checked, DistributionError, finite, not_negative};

/// The given values with probabilities proportional to the given weights.
///
/// Values are sorted, so that the quantile function rises; equal values are merged, values of
/// weight 0 dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Discrete {
    values: Vec<f64>,
    /// `cumulative` at i is P(X <= the i-th value); the last is 1.
    cumulative: Vec<f64>,
}

impl Discrete {
    /// # Errors
    /// If the lists are empty or differ in length, a value is not finite, a weight is negative,
    /// or all weights are 0.
    pub fn new(values: &[f64], weights: &[f64]) -> Checked<Self> {
        if values.is_empty() {
            return Err(DistributionError::Empty { parameter: "values" });
        }
        if values.len() != weights.len() {
            return Err(DistributionError::Lengths {
                values: values.len(),
                weights: weights.len(),
            });
        }
        let mut pairs = Vec::with_capacity(values.len());
        for (&v, &w) in values.iter().zip(weights) {
            finite("values", v)?;
            if not_negative("weights", w)? > 0.0 {
                pairs.push((v, w));
            }
        }
        // A stable sort: the order of summation depends on the declaration only.
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = pairs.iter().map(|p| p.1).sum();
        if !(total > 0.0 && total.is_finite()) {
            return Err(DistributionError::NoWeight);
        }
        let mut result = Self { values: Vec::new(), cumulative: Vec::new() };
        let mut sum = 0.0;
        for (v, w) in pairs {
            sum += w;
            if result.values.last() == Some(&v) {
                result.cumulative.pop();
            } else {
                result.values.push(v);
            }
            result.cumulative.push(sum / total);
        }
        if let Some(last) = result.cumulative.last_mut() {
            *last = 1.0;
        }
        Ok(result)
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        if u.is_nan() {
            return f64::NAN;
        }
        let i = self.cumulative.partition_point(|&c| c < u);
        self.values[i.min(self.values.len() - 1)]
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        match self.values.partition_point(|&v| v <= x) {
            0 => 0.0,
            n => self.cumulative[n - 1],
        }
    }

    fn probabilities(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let before = std::iter::once(&0.0).chain(&self.cumulative);
        let p = self.cumulative.iter().zip(before).map(|(c, b)| c - b);
        self.values.iter().copied().zip(p)
    }

    pub(super) fn mean(&self) -> f64 {
        self.probabilities().map(|(v, p)| v * p).sum()
    }

    pub(super) fn sd(&self) -> f64 {
        let m = self.mean();
        self.probabilities().map(|(v, p)| (v - m) * (v - m) * p).sum::<f64>().sqrt()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }
}
