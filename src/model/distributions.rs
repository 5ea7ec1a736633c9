//! Distributions as written to distributions that can be drawn from.

use super::builder::{Builder, Lowered, Scope};
use super::types::*;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::formula::Unit;
use crate::random::distribution::{self as d, Distribution, DistributionError, Kind};
use crate::study::{DistributionSpec, Name, Parameter, Value};

/// A fit through a median that misses an end of its interval by more than this share is worth a
/// warning: three numbers from different readers of the evidence rarely lie on one curve.
const LARGE_MISFIT: f64 = 0.25;

type Made = Result<Distribution, DistributionError>;

/// Parameters of each kind: the ways in which it can be given.
fn ways(kind: Kind) -> &'static [&'static [&'static str]] {
    match kind {
        Kind::Uniform | Kind::LogUniform => &[&["min", "max"]],
        Kind::Normal => &[&["mean", "sd"]],
        Kind::LogNormal => &[&["mu", "sigma"], &["median", "sigma"], &["mean", "sd"]],
        Kind::LogitNormal => &[&["mu", "sigma"], &["median", "sigma"]],
        Kind::Triangular => &[&["min", "mode", "max"]],
        Kind::Pert => &[&["min", "mode", "max"], &["min", "mode", "max", "shape"]],
        Kind::Beta => &[&["alpha", "beta"], &["mean", "sd"]],
        Kind::Gamma => &[&["shape", "scale"], &["mean", "sd"]],
        Kind::Exponential => &[&["rate"], &["mean"]],
        Kind::Weibull => &[&["shape", "scale"]],
        Kind::Pareto => &[&["min", "alpha"]],
        Kind::StudentT => &[&["df", "location", "scale"]],
        Kind::Poisson => &[&["mean"]],
        Kind::Binomial => &[&["n", "p"]],
        Kind::Bernoulli => &[&["p"]],
        Kind::Discrete => &[&["values", "weights"]],
        Kind::Empirical => &[&["values"]],
        Kind::Mixture => &[&["parts"]],
    }
}

/// A distribution from the numbers of one of its [`ways`].
fn from_numbers(kind: Kind, names: &[&str], v: &[f64]) -> Made {
    Ok(match (kind, names) {
        (Kind::Uniform, _) => d::Uniform::new(v[0], v[1])?.into(),
        (Kind::LogUniform, _) => d::LogUniform::new(v[0], v[1])?.into(),
        (Kind::Normal, _) => d::Normal::new(v[0], v[1])?.into(),
        (Kind::LogNormal, ["mu", ..]) => d::LogNormal::new(v[0], v[1])?.into(),
        (Kind::LogNormal, ["median", ..]) => d::LogNormal::from_median(v[0], v[1])?.into(),
        (Kind::LogNormal, _) => d::LogNormal::from_mean_sd(v[0], v[1])?.into(),
        (Kind::LogitNormal, ["mu", ..]) => d::LogitNormal::new(v[0], v[1])?.into(),
        (Kind::LogitNormal, _) => d::LogitNormal::from_median(v[0], v[1])?.into(),
        (Kind::Triangular, _) => d::Triangular::new(v[0], v[1], v[2])?.into(),
        (Kind::Pert, [_, _, _]) => d::Pert::new(v[0], v[1], v[2], 4.0)?.into(),
        (Kind::Pert, _) => d::Pert::new(v[0], v[1], v[2], v[3])?.into(),
        (Kind::Beta, ["alpha", ..]) => d::Beta::new(v[0], v[1])?.into(),
        (Kind::Beta, _) => d::Beta::from_mean_sd(v[0], v[1])?.into(),
        (Kind::Gamma, ["shape", ..]) => d::Gamma::new(v[0], v[1])?.into(),
        (Kind::Gamma, _) => d::Gamma::from_mean_sd(v[0], v[1])?.into(),
        (Kind::Exponential, ["rate"]) => d::Exponential::new(v[0])?.into(),
        (Kind::Exponential, _) => d::Exponential::from_mean(v[0])?.into(),
        (Kind::Weibull, _) => d::Weibull::new(v[0], v[1])?.into(),
        (Kind::Pareto, _) => d::Pareto::new(v[0], v[1])?.into(),
        (Kind::StudentT, _) => d::StudentT::new(v[0], v[1], v[2])?.into(),
        (Kind::Poisson, _) => d::Poisson::new(v[0])?.into(),
        (Kind::Binomial, _) => d::Binomial::new(v[0], v[1])?.into(),
        (Kind::Bernoulli, _) => d::Bernoulli::new(v[0])?.into(),
        // Given by lists, not by numbers.
        (Kind::Discrete | Kind::Empirical | Kind::Mixture, _) => unreachable!("made from lists"),
    })
}

/// Families whose severity parameters may be formulas, with the way in which each is given.
fn family(kind: Kind, names: &[&str]) -> Option<(Family, &'static [&'static str])> {
    Some(match (kind, names) {
        (Kind::Uniform, _) => (Family::Uniform, &["min", "max"]),
        (Kind::Exponential, ["mean"]) => (Family::Exponential, &["mean"]),
        (Kind::Weibull, _) => (Family::Weibull, &["shape", "scale"]),
        (Kind::Pareto, _) => (Family::Pareto, &["min", "alpha"]),
        (Kind::LogNormal, ["mu", ..]) => (Family::Lognormal, &["mu", "sigma"]),
        (Kind::Normal, _) => (Family::Normal, &["mean", "sd"]),
        _ => return None,
    })
}

fn find<'s>(spec: &'s DistributionSpec, name: &str) -> Option<&'s (Name, Parameter)> {
    spec.parameters.iter().find(|(n, _)| n.value == name)
}

impl Builder<'_> {
    fn kind(&mut self, spec: &DistributionSpec) -> Lowered<Option<Kind>> {
        let Some(name) = &spec.kind else {
            return Ok(None);
        };
        match Kind::from_name(&name.value) {
            Some(kind) => Ok(Some(kind)),
            None => {
                let names: Vec<&str> = Kind::ALL.iter().map(|k| k.name()).collect();
                let help = match Diagnostics::nearest(&name.value, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the kinds are {}", names.join(", ")),
                };
                Err(Box::new(
                    Diagnostic::error(
                        name.span,
                        format!("unknown kind of distribution `{}`", name.value),
                    )
                    .help(help),
                ))
            }
        }
    }

    /// A number that must be known.
    fn fixed(&mut self, value: &Value, scope: &Scope<'_>, unit: &Unit) -> Lowered<f64> {
        let id = self.value(value, scope, unit)?;
        self.known(id).ok_or_else(|| {
            Box::new(
                Diagnostic::error(value.span(), "a known number is needed here")
                    .help("use a number or a formula of constants"),
            )
        })
    }

    fn failed(spec: &DistributionSpec, error: &DistributionError) -> Box<Diagnostic> {
        let at = find(spec, error.parameter()).map_or(spec.span, |(n, _)| n.span);
        Box::new(Diagnostic::error(at, error.to_string()))
    }

    /// An error if `way` is given with parameters other than those in `beside`.
    fn check_alone(spec: &DistributionSpec, way: &str, beside: &[&str]) -> Lowered<()> {
        if find(spec, way).is_none() {
            return Ok(());
        }
        let other =
            spec.parameters.iter().find(|(n, _)| n.value != way && !beside.contains(&&*n.value));
        match other {
            None => Ok(()),
            Some((name, _)) => Err(Box::new(
                Diagnostic::error(name.span, format!("`{}` does not go with `{way}`", name.value))
                    .help("leave one of them out"),
            )),
        }
    }

    /// A distribution whose parameters are known. `unit` is that of its values.
    ///
    /// A warning is kept where a median beside quantiles cannot be met.
    pub fn distribution(
        &mut self,
        spec: &DistributionSpec,
        scope: &Scope<'_>,
        unit: &Unit,
    ) -> Lowered<Distribution> {
        let kind = self.kind(spec)?;
        Self::check_alone(spec, "between", &["median"])?;
        Self::check_alone(spec, "quantiles", &[])?;
        let made = if let Some((name, Parameter::List(ends))) = find(spec, "between") {
            self.between(spec, name, ends, kind, scope, unit)?
        } else if let Some((name, Parameter::Pairs(pairs))) = find(spec, "quantiles") {
            let [a, b] = pairs.as_slice() else {
                return Err(Box::new(
                    Diagnostic::error(name.span, "two quantiles are needed")
                        .help("write `quantiles = [[0.05, low], [0.95, high]]`"),
                ));
            };
            let kind =
                kind.unwrap_or(if a[1].value > 0.0 { Kind::LogNormal } else { Kind::Normal });
            let points = [(a[0].value, a[1].value), (b[0].value, b[1].value)];
            Distribution::from_quantiles(kind, points).map_err(|e| Self::failed(spec, &e))?
        } else {
            let Some(kind) = kind else {
                return Err(Box::new(
                    Diagnostic::error(spec.span, "the distribution has no kind")
                        .help("write `kind = \"normal\"` or the like"),
                ));
            };
            self.by_parameters(spec, kind, scope, unit)?
        };
        match &spec.truncate {
            None => Ok(made),
            Some([low, high]) => {
                let low = self.fixed(low, scope, unit)?;
                let high = self.fixed(high, scope, unit)?;
                made.truncate(low, high).map_err(|e| Self::failed(spec, &e))
            }
        }
    }

    fn between(
        &mut self,
        spec: &DistributionSpec,
        name: &Name,
        ends: &[crate::diagnostic::Spanned<f64>],
        kind: Option<Kind>,
        scope: &Scope<'_>,
        unit: &Unit,
    ) -> Lowered<Distribution> {
        let [low, high] = ends else {
            return Err(Box::new(
                Diagnostic::error(name.span, "two numbers are needed")
                    .help("write `between = [low, high]`, the 5 % and 95 % points"),
            ));
        };
        let median = match find(spec, "median") {
            Some((_, Parameter::Value(v))) => Some(self.fixed(&v.clone(), scope, unit)?),
            _ => None,
        };
        let fit = Distribution::between(low.value, high.value, kind, median)
            .map_err(|e| Self::failed(spec, &e))?;
        if fit.misfit > LARGE_MISFIT {
            self.diagnostics.push(
                Diagnostic::warning(
                    spec.span,
                    format!(
                        "the {} through this median misses the 5 % or 95 % point by {:.0} %",
                        fit.distribution.kind().name(),
                        fit.misfit * 100.0
                    ),
                )
                .help("three numbers do not fix a two-parameter distribution: leave one out, or choose another kind"),
            );
        }
        Ok(fit.distribution)
    }

    fn by_parameters(
        &mut self,
        spec: &DistributionSpec,
        kind: Kind,
        scope: &Scope<'_>,
        unit: &Unit,
    ) -> Lowered<Distribution> {
        let way = self.way(spec, kind)?;
        match kind {
            Kind::Discrete | Kind::Empirical => {
                let list = |name: &str| match find(spec, name) {
                    Some((_, Parameter::List(l))) => l.iter().map(|v| v.value).collect(),
                    _ => Vec::new(),
                };
                let made = if kind == Kind::Discrete {
                    d::Discrete::new(&list("values"), &list("weights")).map(Distribution::from)
                } else {
                    d::Empirical::new(list("values")).map(Distribution::from)
                };
                made.map_err(|e| Self::failed(spec, &e))
            }
            Kind::Mixture => {
                let Some((_, Parameter::Parts(parts))) = find(spec, "parts") else {
                    return Err(Box::new(Diagnostic::error(spec.span, "a mixture needs `parts`")));
                };
                let mut made = Vec::new();
                for (weight, part) in parts {
                    made.push((weight.value, self.distribution(part, scope, unit)?));
                }
                d::Mixture::new(made).map(Distribution::from).map_err(|e| Self::failed(spec, &e))
            }
            _ => {
                let mut numbers = Vec::new();
                for name in way {
                    let Some((_, Parameter::Value(value))) = find(spec, name) else {
                        return Err(Box::new(Diagnostic::error(
                            spec.span,
                            format!("`{name}` must be a number"),
                        )));
                    };
                    let unit = parameter_unit(kind, name, unit);
                    numbers.push(self.fixed(&value.clone(), scope, &unit)?);
                }
                from_numbers(kind, way, &numbers).map_err(|e| Self::failed(spec, &e))
            }
        }
    }

    /// Which of its ways a distribution is given in.
    fn way(&self, spec: &DistributionSpec, kind: Kind) -> Lowered<&'static [&'static str]> {
        let mut given: Vec<&str> = spec.parameters.iter().map(|(n, _)| n.value.as_str()).collect();
        given.sort_unstable();
        let found = ways(kind).iter().find(|way| {
            let mut way = way.to_vec();
            way.sort_unstable();
            way == given
        });
        found.copied().ok_or_else(|| {
            let ways: Vec<String> = ways(kind).iter().map(|w| w.join(", ")).collect();
            Box::new(
                Diagnostic::error(
                    spec.span,
                    format!("these are not the parameters of `{}`", kind.name()),
                )
                .help(format!("it takes: {}", ways.join("; or "))),
            )
        })
    }

    /// A severity: fixed, or with parameters that are formulas.
    pub fn severity(
        &mut self,
        spec: &DistributionSpec,
        scope: &Scope<'_>,
        unit: &Unit,
    ) -> Lowered<Severity> {
        let Some(kind) = self.kind(spec)? else {
            return Ok(Severity::Fixed(self.distribution(spec, scope, unit)?));
        };
        let way = self.way(spec, kind).unwrap_or(&[]);
        let Some((family, names)) = family(kind, way).filter(|(_, names)| *names == way) else {
            return Ok(Severity::Fixed(self.distribution(spec, scope, unit)?));
        };
        let mut parameters = Vec::new();
        let mut all_known = true;
        let mut lower = |builder: &mut Self, value: &Value, unit: &Unit| -> Lowered<ExprId> {
            let id = builder.value(value, scope, unit)?;
            all_known &= builder.known(id).is_some();
            Ok(id)
        };
        for name in names {
            if let Some((_, Parameter::Value(value))) = find(spec, name) {
                let unit = parameter_unit(kind, name, unit);
                parameters.push(lower(self, value, &unit)?);
            }
        }
        let truncate = match &spec.truncate {
            Some([low, high]) => Some((lower(self, low, unit)?, lower(self, high, unit)?)),
            None => None,
        };
        if all_known {
            return Ok(Severity::Fixed(self.distribution(spec, scope, unit)?));
        }
        Ok(Severity::Varying(SeverityShape { family, parameters, truncate }))
    }
}

/// Unit of a parameter of a distribution whose values are in `unit`.
fn parameter_unit(kind: Kind, name: &str, unit: &Unit) -> Unit {
    match (kind, name) {
        (_, "shape" | "alpha" | "beta" | "df" | "p" | "sigma" | "mu") => Unit::one(),
        (_, "rate") => Unit::one().per(unit),
        _ => unit.clone(),
    }
}
