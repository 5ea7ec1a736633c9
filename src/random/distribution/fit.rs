//! Distributions from quantiles.

use super::error::{Checked, DistributionError};
use super::{
    Beta, Distribution, Gamma, Kind, LogNormal, LogUniform, LogitNormal, Normal, Pareto, Uniform,
    Weibull,
};
use crate::math::gamma::solve_increasing;
use crate::math::{beta_cdf, exp, gamma_quantile, ln, ln_1p, logit, normal_quantile};

/// A distribution fitted to quantiles, and how far it misses them.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The distribution.
    pub distribution: Distribution,
    /// The largest distance of a requested quantile from the distribution's, as a share of the
    /// requested range; 0 (to rounding) where two quantiles determine the distribution.
    pub misfit: f64,
}

/// A family that a transformation turns into location and scale: `T(X) = a + b g(u)`.
struct Scale {
    transform: fn(f64) -> f64,
    standard: fn(f64) -> f64,
    /// Values that the transformation takes, exclusive, and the reason to give otherwise.
    domain: (f64, f64, &'static str),
    build: fn(f64, f64) -> Checked<Distribution>,
}

const REAL: (f64, f64, &str) = (f64::NEG_INFINITY, f64::INFINITY, "they must be finite");
const ABOVE_0: (f64, f64, &str) = (0.0, f64::INFINITY, "every value must be above 0");
const SHARE: (f64, f64, &str) = (0.0, 1.0, "every value must lie between 0 and 1");

fn scale_of(kind: Kind) -> Option<Scale> {
    let same: fn(f64) -> f64 = |x| x;
    Some(match kind {
        Kind::Normal => Scale {
            transform: same,
            standard: normal_quantile,
            domain: REAL,
            build: |a, b| Ok(Normal::new(a, b)?.into()),
        },
        Kind::LogNormal => Scale {
            transform: ln,
            standard: normal_quantile,
            domain: ABOVE_0,
            build: |a, b| Ok(LogNormal::new(a, b)?.into()),
        },
        Kind::LogitNormal => Scale {
            transform: logit,
            standard: normal_quantile,
            domain: SHARE,
            build: |a, b| Ok(LogitNormal::new(a, b)?.into()),
        },
        Kind::Uniform => Scale {
            transform: same,
            standard: same,
            domain: REAL,
            build: |a, b| Ok(Uniform::new(a, a + b)?.into()),
        },
        Kind::LogUniform => Scale {
            transform: ln,
            standard: same,
            domain: ABOVE_0,
            build: |a, b| Ok(LogUniform::new(exp(a), exp(a + b))?.into()),
        },
        Kind::Weibull => Scale {
            transform: ln,
            standard: |u| ln(-ln_1p(-u)),
            domain: ABOVE_0,
            build: |a, b| Ok(Weibull::new(1.0 / b, exp(a))?.into()),
        },
        Kind::Pareto => Scale {
            transform: ln,
            standard: |u| -ln_1p(-u),
            domain: ABOVE_0,
            build: |a, b| Ok(Pareto::new(exp(a), 1.0 / b)?.into()),
        },
        _ => return None,
    })
}

/// Two (probability, value) pairs in order, checked.
fn ordered(kind: Kind, pairs: [(f64, f64); 2]) -> Checked<[(f64, f64); 2]> {
    let [a, b] = if pairs[0].0 <= pairs[1].0 { pairs } else { [pairs[1], pairs[0]] };
    let wrong = |reason| DistributionError::Quantiles { kind: kind.name(), reason };
    if !(a.0 > 0.0 && b.0 < 1.0) {
        return Err(wrong("probabilities must lie between 0 and 1"));
    }
    if a.0 == b.0 {
        return Err(wrong("the two probabilities must differ"));
    }
    if !(a.1.is_finite() && b.1.is_finite()) {
        return Err(wrong("they must be finite"));
    }
    if a.1 >= b.1 {
        return Err(wrong("the value of the lower probability must be the lower one"));
    }
    Ok([a, b])
}

fn check_domain(kind: Kind, domain: (f64, f64, &'static str), values: &[f64]) -> Checked<()> {
    if values.iter().all(|&x| x > domain.0 && x < domain.1) {
        Ok(())
    } else {
        Err(DistributionError::Quantiles { kind: kind.name(), reason: domain.2 })
    }
}

/// The gamma distribution of two quantiles: their ratio depends on the shape alone.
fn gamma(pairs: [(f64, f64); 2]) -> Checked<Distribution> {
    let [(p1, x1), (p2, x2)] = pairs;
    let target = ln(x2 / x1);
    // ln q(p2) - ln q(p1) falls in the shape: its negative rises in ln shape.
    let f = |t: f64| {
        let gap = |t: f64| {
            let a = exp(t);
            ln(gamma_quantile(a, p2)) - ln(gamma_quantile(a, p1))
        };
        let slope = (gap(t - 1e-4) - gap(t + 1e-4)) / 2e-4;
        (target - gap(t), slope)
    };
    let spread = (normal_quantile(p2) - normal_quantile(p1)) / target;
    let shape = exp(solve_increasing(f, 2.0 * ln(spread), -4.0, 25.0));
    Ok(Gamma::new(shape, x2 / gamma_quantile(shape, p2))?.into())
}

/// The beta distribution of two quantiles, by bisection on its concentration, within that on its
/// mean.
fn beta(pairs: [(f64, f64); 2]) -> Checked<Distribution> {
    let [(p1, x1), (p2, x2)] = pairs;
    let mean_for = |n: f64| {
        // The distribution function at x1 falls as the mean rises.
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let mid = 0.5 * (low + high);
            if beta_cdf(mid * n, (1.0 - mid) * n, x1) > p1 {
                low = mid;
            } else {
                high = mid;
            }
        }
        0.5 * (low + high)
    };
    // The more concentrated, the more of the probability lies below x2.
    let (mut low, mut high) = (ln(1e-3), ln(1e8));
    for _ in 0..70 {
        let mid = 0.5 * (low + high);
        let n = exp(mid);
        let m = mean_for(n);
        if beta_cdf(m * n, (1.0 - m) * n, x2) < p2 {
            low = mid;
        } else {
            high = mid;
        }
    }
    let n = exp(0.5 * (low + high));
    let m = mean_for(n);
    Ok(Beta::new(m * n, (1.0 - m) * n)?.into())
}

fn misfit(d: &Distribution, asked: &[(f64, f64)]) -> f64 {
    let low = asked.iter().fold(f64::INFINITY, |m, a| m.min(a.1));
    let high = asked.iter().fold(f64::NEG_INFINITY, |m, a| m.max(a.1));
    asked.iter().fold(0.0, |m: f64, &(p, x)| m.max((d.quantile(p) - x).abs() / (high - low)))
}

impl Distribution {
    /// The member of a family that has two given quantiles, `(probability, value)`.
    ///
    /// Closed forms for normal, lognormal, logitnormal, uniform, loguniform, weibull and pareto;
    /// gamma and beta are solved for numerically.
    ///
    /// # Errors
    /// If the pairs are out of order or outside the family's values, or the family is not
    /// determined by two quantiles.
    pub fn from_quantiles(kind: Kind, pairs: [(f64, f64); 2]) -> Checked<Self> {
        let [a, b] = ordered(kind, pairs)?;
        if let Some(s) = scale_of(kind) {
            check_domain(kind, s.domain, &[a.1, b.1])?;
            let (g1, g2) = ((s.standard)(a.0), (s.standard)(b.0));
            let (y1, y2) = ((s.transform)(a.1), (s.transform)(b.1));
            let slope = (y2 - y1) / (g2 - g1);
            return (s.build)(y1 - slope * g1, slope);
        }
        let d = match kind {
            Kind::Gamma => {
                check_domain(kind, ABOVE_0, &[a.1, b.1])?;
                gamma([a, b])?
            }
            Kind::Beta => {
                check_domain(kind, SHARE, &[a.1, b.1])?;
                beta([a, b])?
            }
            _ => return Err(DistributionError::NotFromQuantiles { kind: kind.name() }),
        };
        if misfit(&d, &[a, b]) > 1e-6 {
            let reason = "they are too close together or too far apart";
            return Err(DistributionError::Quantiles { kind: kind.name(), reason });
        }
        Ok(d)
    }

    /// A distribution with its middle 90 percent in `[low, high]`.
    ///
    /// Without `kind`: lognormal if both bounds (and the median) are above 0, else normal. With a
    /// `median` the distribution has that median, and its spread is fitted to the two bounds by
    /// least squares on the scale on which the family is location and scale (the logarithm for a
    /// lognormal). Gamma and beta keep the bounds, and the median only counts in the misfit.
    ///
    /// # Errors
    /// As [`Distribution::from_quantiles`], or if the median is not between the bounds.
    pub fn between(low: f64, high: f64, kind: Option<Kind>, median: Option<f64>) -> Checked<Fit> {
        let all_positive = low > 0.0 && high > 0.0 && median.is_none_or(|m| m > 0.0);
        let kind = kind.unwrap_or(if all_positive { Kind::LogNormal } else { Kind::Normal });
        let ends = ordered(kind, [(0.05, low), (0.95, high)])?;
        let Some(m) = median else {
            let distribution = Self::from_quantiles(kind, ends)?;
            return Ok(Fit { misfit: misfit(&distribution, &ends), distribution });
        };
        if !(m > low && m < high) {
            let reason = "the median must lie between the two bounds";
            return Err(DistributionError::Quantiles { kind: kind.name(), reason });
        }
        let asked = [ends[0], (0.5, m), ends[1]];
        let distribution = if let Some(s) = scale_of(kind) {
            check_domain(kind, s.domain, &[low, m, high])?;
            let (g0, y0) = ((s.standard)(0.5), (s.transform)(m));
            let (mut top, mut bottom) = (0.0, 0.0);
            for (p, x) in ends {
                let (g, y) = ((s.standard)(p) - g0, (s.transform)(x) - y0);
                top += g * y;
                bottom += g * g;
            }
            let slope = top / bottom;
            (s.build)(y0 - slope * g0, slope)?
        } else {
            Self::from_quantiles(kind, ends)?
        };
        Ok(Fit { misfit: misfit(&distribution, &asked), distribution })
    }
}
