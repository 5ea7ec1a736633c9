//! What can be wrong with a distribution, in a planner's words.

use thiserror::Error;

/// A distribution that does not exist, with the parameter to blame.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum DistributionError {
    /// A parameter is NaN or infinite.
    #[error("{parameter} must be a finite number, not {value}")]
    NotFinite { parameter: &'static str, value: f64 },
    /// A parameter must be above 0.
    #[error("{parameter} must be above 0, not {value}")]
    NotPositive { parameter: &'static str, value: f64 },
    /// A parameter must not be below 0.
    #[error("{parameter} must not be below 0, as {value} is")]
    Negative { parameter: &'static str, value: f64 },
    /// A parameter must lie in a range.
    #[error("{parameter} must be between {low} and {high}, not {value}")]
    OutOfRange { parameter: &'static str, value: f64, low: f64, high: f64 },
    /// Two parameters in the wrong order.
    #[error("{parameter} must be below {other}, but {value} is not below {bound}")]
    Order { parameter: &'static str, value: f64, other: &'static str, bound: f64 },
    /// A mode outside its bounds.
    #[error("mode must lie between min and max, but {mode} is not between {min} and {max}")]
    ModeOutside { mode: f64, min: f64, max: f64 },
    /// A list without entries.
    #[error("{parameter} must not be empty")]
    Empty { parameter: &'static str },
    /// Two lists of different length.
    #[error(
        "values and weights must be equally long, but there are {values} values and {weights} weights"
    )]
    Lengths { values: usize, weights: usize },
    /// All weights 0.
    #[error("at least one weight must be above 0")]
    NoWeight,
    /// Not a whole number.
    #[error("{parameter} must be a whole number, not {value}")]
    NotWhole { parameter: &'static str, value: f64 },
    /// The mean and standard deviation that no member of the family has.
    #[error("no {kind} distribution has this mean and sd: {reason}")]
    Moments { kind: &'static str, reason: &'static str },
    /// The quantiles that no member of the family has.
    #[error("no {kind} distribution has these quantiles: {reason}")]
    Quantiles { kind: &'static str, reason: &'static str },
    /// A family that two quantiles do not determine.
    #[error("quantiles do not determine a {kind} distribution: give its parameters")]
    NotFromQuantiles { kind: &'static str },
    /// A truncation that leaves nothing.
    #[error("truncate = [{low}, {high}] leaves nothing of the distribution")]
    NothingLeft { low: f64, high: f64 },
}

impl DistributionError {
    /// The name of the parameter to blame, as it is written in a study.
    #[must_use]
    pub fn parameter(&self) -> &'static str {
        match self {
            Self::NotFinite { parameter, .. }
            | Self::NotPositive { parameter, .. }
            | Self::Negative { parameter, .. }
            | Self::OutOfRange { parameter, .. }
            | Self::Order { parameter, .. }
            | Self::Empty { parameter }
            | Self::NotWhole { parameter, .. } => parameter,
            Self::ModeOutside { .. } => "mode",
            Self::Lengths { .. } | Self::NoWeight => "weights",
            Self::Moments { .. } => "mean",
            Self::Quantiles { .. } | Self::NotFromQuantiles { .. } => "quantiles",
            Self::NothingLeft { .. } => "truncate",
        }
    }
}

pub(super) type Checked<T = f64> = Result<T, DistributionError>;

pub(super) fn finite(parameter: &'static str, value: f64) -> Checked {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(DistributionError::NotFinite { parameter, value })
    }
}

pub(super) fn positive(parameter: &'static str, value: f64) -> Checked {
    finite(parameter, value)?;
    if value > 0.0 { Ok(value) } else { Err(DistributionError::NotPositive { parameter, value }) }
}

pub(super) fn not_negative(parameter: &'static str, value: f64) -> Checked {
    finite(parameter, value)?;
    if value >= 0.0 { Ok(value) } else { Err(DistributionError::Negative { parameter, value }) }
}

/// A probability; `value` in `[0, 1]`.
pub(super) fn share(parameter: &'static str, value: f64) -> Checked {
    within(parameter, value, 0.0, 1.0)
}

pub(super) fn within(parameter: &'static str, value: f64, low: f64, high: f64) -> Checked {
    finite(parameter, value)?;
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(DistributionError::OutOfRange { parameter, value, low, high })
    }
}

pub(super) fn below(
    parameter: &'static str,
    value: f64,
    other: &'static str,
    bound: f64,
) -> Checked<()> {
    finite(parameter, value)?;
    finite(other, bound)?;
    if value < bound {
        Ok(())
    } else {
        Err(DistributionError::Order { parameter, value, other, bound })
    }
}
