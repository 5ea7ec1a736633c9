//! Student's t distribution, shifted and scaled.

use super::error::{Checked, finite, positive};
use crate::math::{student_t_cdf, student_t_quantile};

/// `location + scale T`, `T` Student's t with `df` degrees of freedom. The mean exists for
/// `df > 1`; the sd is infinite for `df <= 2`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    df: f64,
    location: f64,
    scale: f64,
}

impl StudentT {
    /// # Errors
    /// Unless `df > 0` and `scale > 0`.
    pub fn new(df: f64, location: f64, scale: f64) -> Checked<Self> {
        positive("df", df)?;
        finite("location", location)?;
        positive("scale", scale)?;
        Ok(Self { df, location, scale })
    }

    pub(super) fn quantile(&self, u: f64) -> f64 {
        self.location + self.scale * student_t_quantile(self.df, u)
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        student_t_cdf(self.df, (x - self.location) / self.scale)
    }

    pub(super) fn mean(&self) -> Option<f64> {
        (self.df > 1.0).then_some(self.location)
    }

    pub(super) fn sd(&self) -> Option<f64> {
        if self.df > 2.0 {
            Some(self.scale * (self.df / (self.df - 2.0)).sqrt())
        } else {
            (self.df > 1.0).then_some(f64::INFINITY)
        }
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}
