//! A mixture of distributions.

use super::error::{Checked, DistributionError, not_negative};
use super::{Distribution, invert};

/// One of several distributions, with probabilities proportional to their weights.
///
/// The quantile has no closed form: it is found by bisection on the distribution function, to
/// the last bit of `f64` where the parts allow.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    /// Weights that sum to 1, and the parts.
    parts: Vec<(f64, Distribution)>,
}

impl Mixture {
    /// # Errors
    /// If there is no part, a weight is negative, or all weights are 0.
    pub fn new(parts: Vec<(f64, Distribution)>) -> Checked<Self> {
        if parts.is_empty() {
            return Err(DistributionError::Empty { parameter: "parts" });
        }
        let mut total = 0.0;
        for (w, _) in &parts {
            total += not_negative("weight", *w)?;
        }
        if !(total > 0.0 && total.is_finite()) {
            return Err(DistributionError::NoWeight);
        }
        let parts = parts.into_iter().filter(|p| p.0 > 0.0).map(|(w, d)| (w / total, d)).collect();
        Ok(Self { parts })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        let ends = self.parts.iter().map(|(_, d)| d.quantile(u));
        let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| {
            // A NaN of a part makes the whole NaN.
            if x.is_nan() { (x, x) } else { (a.min(x), b.max(x)) }
        });
        if u.is_nan() {
            return f64::NAN;
        }
        // The mixture's quantile lies between the least and the greatest of its parts'.
        invert(low, high, |x| self.cdf(x) >= u)
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        self.parts.iter().map(|(w, d)| w * d.cdf(x)).sum()
    }

    pub(super) fn mean(&self) -> Option<f64> {
        self.parts.iter().map(|(w, d)| Some(w * d.mean()?)).sum()
    }

    pub(super) fn sd(&self) -> Option<f64> {
        let m = self.mean()?;
        if m.is_infinite() {
            return Some(f64::INFINITY);
        }
        let terms = self.parts.iter().map(|(w, d)| {
            let (s, e) = (d.sd()?, d.mean()? - m);
            Some(w * (s * s + e * e))
        });
        terms.sum::<Option<f64>>().map(f64::sqrt)
    }

    pub(super) fn is_discrete(&self) -> bool {
        self.parts.iter().all(|(_, d)| d.is_discrete())
    }

    pub(super) fn support(&self) -> (f64, f64) {
        let ends = self.parts.iter().map(|(_, d)| d.support());
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |a, b| (a.0.min(b.0), a.1.max(b.1)))
    }
}
