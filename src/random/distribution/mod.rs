//! Distributions by their quantile functions.
//!
//! A draw is `quantile(u)` of one keyed uniform, so options share luck and a design can place `u`.
//! Every `quantile` rises with `u`; at 0 and 1 it gives the ends of the support; NaN gives NaN.
//! One file a distribution; parameters are checked by its constructor, with errors in a planner's
//! words ([`DistributionError`]).

mod bernoulli;
mod beta;
mod binomial;
mod discrete;
mod empirical;
mod error;
mod exponential;
mod fit;
mod gamma;
mod log_normal;
mod log_uniform;
mod logit_normal;
mod mixture;
mod normal;
mod pareto;
mod pert;
mod poisson;
mod student_t;
mod triangular;
mod truncated;
mod uniform;
mod weibull;

#[cfg(test)]
mod tests;

pub use bernoulli::Bernoulli;
pub use beta::Beta;
pub use binomial::Binomial;
pub use discrete::Discrete;
pub use empirical::Empirical;
pub use error::DistributionError;
pub use exponential::Exponential;
pub use fit::Fit;
pub use gamma::Gamma;
pub use log_normal::LogNormal;
pub use log_uniform::LogUniform;
pub use logit_normal::LogitNormal;
pub use mixture::Mixture;
pub use normal::Normal;
pub use pareto::Pareto;
pub use pert::Pert;
pub use poisson::Poisson;
pub use student_t::StudentT;
pub use triangular::Triangular;
pub use truncated::Truncated;
pub use uniform::Uniform;
pub use weibull::Weibull;

/// A family of distributions, by the name it has in a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// [`struct@Uniform`].
    Uniform,
    /// [`struct@LogUniform`].
    LogUniform,
    /// [`struct@Normal`].
    Normal,
    /// [`struct@LogNormal`].
    LogNormal,
    /// [`struct@LogitNormal`].
    LogitNormal,
    /// [`struct@Triangular`].
    Triangular,
    /// [`struct@Pert`].
    Pert,
    /// [`struct@Beta`].
    Beta,
    /// [`struct@Gamma`].
    Gamma,
    /// [`struct@Exponential`].
    Exponential,
    /// [`struct@Weibull`].
    Weibull,
    /// [`struct@Pareto`].
    Pareto,
    /// [`struct@StudentT`].
    StudentT,
    /// [`struct@Poisson`].
    Poisson,
    /// [`struct@Binomial`].
    Binomial,
    /// [`struct@Bernoulli`].
    Bernoulli,
    /// [`struct@Discrete`].
    Discrete,
    /// [`struct@Empirical`].
    Empirical,
    /// [`struct@Mixture`].
    Mixture,
}

impl Kind {
    /// Every family, in the order of the manual.
    pub const ALL: [Self; 19] = [
        Self::Uniform,
        Self::LogUniform,
        Self::Normal,
        Self::LogNormal,
        Self::LogitNormal,
        Self::Triangular,
        Self::Pert,
        Self::Beta,
        Self::Gamma,
        Self::Exponential,
        Self::Weibull,
        Self::Pareto,
        Self::StudentT,
        Self::Poisson,
        Self::Binomial,
        Self::Bernoulli,
        Self::Discrete,
        Self::Empirical,
        Self::Mixture,
    ];

    /// The name in a study: `"lognormal"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::LogUniform => "loguniform",
            Self::Normal => "normal",
            Self::LogNormal => "lognormal",
            Self::LogitNormal => "logitnormal",
            Self::Triangular => "triangular",
            Self::Pert => "pert",
            Self::Beta => "beta",
            Self::Gamma => "gamma",
            Self::Exponential => "exponential",
            Self::Weibull => "weibull",
            Self::Pareto => "pareto",
            Self::StudentT => "student_t",
            Self::Poisson => "poisson",
            Self::Binomial => "binomial",
            Self::Bernoulli => "bernoulli",
            Self::Discrete => "discrete",
            Self::Empirical => "empirical",
            Self::Mixture => "mixture",
        }
    }

    /// The family of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// Any distribution.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// [`struct@Uniform`].
    Uniform(Uniform),
    /// [`struct@LogUniform`].
    LogUniform(LogUniform),
    /// [`struct@Normal`].
    Normal(Normal),
    /// [`struct@LogNormal`].
    LogNormal(LogNormal),
    /// [`struct@LogitNormal`].
    LogitNormal(LogitNormal),
    /// [`struct@Triangular`].
    Triangular(Triangular),
    /// [`struct@Pert`].
    Pert(Pert),
    /// [`struct@Beta`].
    Beta(Beta),
    /// [`struct@Gamma`].
    Gamma(Gamma),
    /// [`struct@Exponential`].
    Exponential(Exponential),
    /// [`struct@Weibull`].
    Weibull(Weibull),
    /// [`struct@Pareto`].
    Pareto(Pareto),
    /// [`struct@StudentT`].
    StudentT(StudentT),
    /// [`struct@Poisson`].
    Poisson(Poisson),
    /// [`struct@Binomial`].
    Binomial(Binomial),
    /// [`struct@Bernoulli`].
    Bernoulli(Bernoulli),
    /// [`struct@Discrete`].
    Discrete(Discrete),
    /// [`struct@Empirical`].
    Empirical(Empirical),
    /// [`struct@Mixture`].
    Mixture(Mixture),
    /// [`struct@Truncated`].
    Truncated(Truncated),
}

impl Distribution {
    /// The quantile function: the least `x` with `P(X <= x) >= u`, `u` in `[0, 1]`.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        match self {
            Self::Uniform(d) => d.quantile(u),
            Self::LogUniform(d) => d.quantile(u),
            Self::Normal(d) => d.quantile(u),
            Self::LogNormal(d) => d.quantile(u),
            Self::LogitNormal(d) => d.quantile(u),
            Self::Triangular(d) => d.quantile(u),
            Self::Pert(d) => d.quantile(u),
            Self::Beta(d) => d.quantile(u),
            Self::Gamma(d) => d.quantile(u),
            Self::Exponential(d) => d.quantile(u),
            Self::Weibull(d) => d.quantile(u),
            Self::Pareto(d) => d.quantile(u),
            Self::StudentT(d) => d.quantile(u),
            Self::Poisson(d) => d.quantile(u),
            Self::Binomial(d) => d.quantile(u),
            Self::Bernoulli(d) => d.quantile(u),
            Self::Discrete(d) => d.quantile(u),
            Self::Empirical(d) => d.quantile(u),
            Self::Mixture(d) => d.quantile(u),
            Self::Truncated(d) => d.quantile(u),
        }
    }

    /// The distribution function `P(X <= x)`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        match self {
            Self::Uniform(d) => d.cdf(x),
            Self::LogUniform(d) => d.cdf(x),
            Self::Normal(d) => d.cdf(x),
            Self::LogNormal(d) => d.cdf(x),
            Self::LogitNormal(d) => d.cdf(x),
            Self::Triangular(d) => d.cdf(x),
            Self::Pert(d) => d.cdf(x),
            Self::Beta(d) => d.cdf(x),
            Self::Gamma(d) => d.cdf(x),
            Self::Exponential(d) => d.cdf(x),
            Self::Weibull(d) => d.cdf(x),
            Self::Pareto(d) => d.cdf(x),
            Self::StudentT(d) => d.cdf(x),
            Self::Poisson(d) => d.cdf(x),
            Self::Binomial(d) => d.cdf(x),
            Self::Bernoulli(d) => d.cdf(x),
            Self::Discrete(d) => d.cdf(x),
            Self::Empirical(d) => d.cdf(x),
            Self::Mixture(d) => d.cdf(x),
            Self::Truncated(d) => d.cdf(x),
        }
    }

    /// The mean; infinite where it diverges, `None` where there is none or it is not known.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        match self {
            Self::Uniform(d) => Some(d.mean()),
            Self::LogUniform(d) => Some(d.mean()),
            Self::Normal(d) => Some(d.mean()),
            Self::LogNormal(d) => Some(d.mean()),
            Self::LogitNormal(d) => Some(d.mean()),
            Self::Triangular(d) => Some(d.mean()),
            Self::Pert(d) => Some(d.mean()),
            Self::Beta(d) => Some(d.mean()),
            Self::Gamma(d) => Some(d.mean()),
            Self::Exponential(d) => Some(d.mean()),
            Self::Weibull(d) => Some(d.mean()),
            Self::Pareto(d) => Some(d.mean()),
            Self::StudentT(d) => d.mean(),
            Self::Poisson(d) => Some(d.mean()),
            Self::Binomial(d) => Some(d.mean()),
            Self::Bernoulli(d) => Some(d.mean()),
            Self::Discrete(d) => Some(d.mean()),
            Self::Empirical(d) => Some(d.mean()),
            Self::Mixture(d) => d.mean(),
            Self::Truncated(d) => d.moments().map(|m| m.0),
        }
    }

    /// The standard deviation; infinite where it diverges, `None` where it is not known.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        match self {
            Self::Uniform(d) => Some(d.sd()),
            Self::LogUniform(d) => Some(d.sd()),
            Self::Normal(d) => Some(d.sd()),
            Self::LogNormal(d) => Some(d.sd()),
            Self::LogitNormal(d) => Some(d.sd()),
            Self::Triangular(d) => Some(d.sd()),
            Self::Pert(d) => Some(d.sd()),
            Self::Beta(d) => Some(d.sd()),
            Self::Gamma(d) => Some(d.sd()),
            Self::Exponential(d) => Some(d.sd()),
            Self::Weibull(d) => Some(d.sd()),
            Self::Pareto(d) => Some(d.sd()),
            Self::StudentT(d) => d.sd(),
            Self::Poisson(d) => Some(d.sd()),
            Self::Binomial(d) => Some(d.sd()),
            Self::Bernoulli(d) => Some(d.sd()),
            Self::Discrete(d) => Some(d.sd()),
            Self::Empirical(d) => Some(d.sd()),
            Self::Mixture(d) => d.sd(),
            Self::Truncated(d) => d.moments().map(|m| m.1),
        }
    }

    /// The least and greatest possible value, infinite where there is no bound.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Uniform(d) => d.support(),
            Self::LogUniform(d) => d.support(),
            Self::Normal(d) => d.support(),
            Self::LogNormal(d) => d.support(),
            Self::LogitNormal(d) => d.support(),
            Self::Triangular(d) => d.support(),
            Self::Pert(d) => d.support(),
            Self::Beta(d) => d.support(),
            Self::Gamma(d) => d.support(),
            Self::Exponential(d) => d.support(),
            Self::Weibull(d) => d.support(),
            Self::Pareto(d) => d.support(),
            Self::StudentT(d) => d.support(),
            Self::Poisson(d) => d.support(),
            Self::Binomial(d) => d.support(),
            Self::Bernoulli(d) => d.support(),
            Self::Discrete(d) => d.support(),
            Self::Empirical(d) => d.support(),
            Self::Mixture(d) => d.support(),
            Self::Truncated(d) => d.support(),
        }
    }

    /// Whether all probability sits on single values.
    #[must_use]
    pub fn is_discrete(&self) -> bool {
        match self {
            Self::Poisson(_) | Self::Binomial(_) | Self::Bernoulli(_) | Self::Discrete(_) => true,
            Self::Mixture(d) => d.is_discrete(),
            Self::Truncated(d) => d.inner().is_discrete(),
            Self::Uniform(_)
            | Self::LogUniform(_)
            | Self::Normal(_)
            | Self::LogNormal(_)
            | Self::LogitNormal(_)
            | Self::Triangular(_)
            | Self::Pert(_)
            | Self::Beta(_)
            | Self::Gamma(_)
            | Self::Exponential(_)
            | Self::Weibull(_)
            | Self::Pareto(_)
            | Self::StudentT(_)
            | Self::Empirical(_) => false,
        }
    }

    /// The family; that of the inner distribution when truncated.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Uniform(_) => Kind::Uniform,
            Self::LogUniform(_) => Kind::LogUniform,
            Self::Normal(_) => Kind::Normal,
            Self::LogNormal(_) => Kind::LogNormal,
            Self::LogitNormal(_) => Kind::LogitNormal,
            Self::Triangular(_) => Kind::Triangular,
            Self::Pert(_) => Kind::Pert,
            Self::Beta(_) => Kind::Beta,
            Self::Gamma(_) => Kind::Gamma,
            Self::Exponential(_) => Kind::Exponential,
            Self::Weibull(_) => Kind::Weibull,
            Self::Pareto(_) => Kind::Pareto,
            Self::StudentT(_) => Kind::StudentT,
            Self::Poisson(_) => Kind::Poisson,
            Self::Binomial(_) => Kind::Binomial,
            Self::Bernoulli(_) => Kind::Bernoulli,
            Self::Discrete(_) => Kind::Discrete,
            Self::Empirical(_) => Kind::Empirical,
            Self::Mixture(_) => Kind::Mixture,
            Self::Truncated(d) => d.inner().kind(),
        }
    }

    /// The distribution given that it lies in `[low, high]` (either may be infinite).
    ///
    /// # Errors
    /// If the bounds are out of order or leave nothing.
    pub fn truncate(self, low: f64, high: f64) -> Result<Self, DistributionError> {
        Ok(Self::Truncated(Truncated::new(self, low, high)?))
    }

    /// `out[l] = quantile(u[l])`.
    ///
    /// # Panics
    /// If the lengths differ.
    pub fn fill(&self, u: &[f64], out: &mut [f64]) {
        assert!(u.len() == out.len());
        for (o, &u) in out.iter_mut().zip(u) {
            *o = self.quantile(u);
        }
    }
}

macro_rules! from {
    ($($name:ident)*) => {
        $(impl From<$name> for Distribution {
            fn from(d: $name) -> Self {
                Self::$name(d)
            }
        })*
    };
}

from! {
    Uniform LogUniform Normal LogNormal LogitNormal Triangular
    Pert Beta Gamma Exponential Weibull Pareto
    StudentT Poisson Binomial Bernoulli Discrete Empirical
    Mixture Truncated
}

/// The least `x` in `[low, high]` at which a monotone condition holds, by bisection.
fn invert(low: f64, high: f64, reached: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (low, high);
    if low.is_nan() || high.is_nan() || low >= high || reached(low) {
        return low;
    }
    // Infinite ends only at u = 0 or 1, where the answer is that end.
    if low.is_infinite() || high.is_infinite() {
        return if reached(low) { low } else { high };
    }
    for _ in 0..200 {
        let mid = low + 0.5 * (high - low);
        if mid <= low || mid >= high {
            break;
        }
        if reached(mid) {
            high = mid;
        } else {
            low = mid;
        }
    }
    high
}
