//! Distributions as written, and the table of an uncertainty.

use super::reader::{Fields, Reader};
use super::tree::{Data, Entry, Node, find};
use super::types::{ByMember, DistributionSpec, Name, Parameter, Uncertainty, Value};
use crate::diagnostic::{Diagnostic, Span, Spanned};

/// Parameters that are a number or a formula.
const NUMBERS: &[&str] = &[
    "min", "max", "mean", "sd", "mu", "sigma", "median", "mode", "shape", "alpha", "beta", "scale",
    "rate", "df", "location", "n", "p",
];

/// Parameters of another form.
const OTHERS: &[&str] = &["between", "quantiles", "values", "weights", "parts", "file", "column"];

/// The three ways to say what an uncertainty's distribution is.
const WAYS: &[&str] = &["between", "quantiles", "distribution"];

/// Where a distribution stands, which decides its keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In an uncertainty or a mixture.
    Prior,
    /// What is drawn when something happens: it has a unit of its own.
    Severity,
}

/// Whether a table with these keys is a distribution: its values are plain, those of a table by
/// member are tables.
fn is_distribution(entries: &[Entry]) -> bool {
    entries.is_empty()
        || entries.iter().any(|e| e.key.value == "kind" || e.value.entries().is_none())
}

impl Reader {
    /// A distribution for all or by member.
    fn by_member_distribution(&mut self, node: &Node) -> Option<ByMember<DistributionSpec>> {
        self.by_member(node, is_distribution, &mut |r, node| r.distribution(node, Place::Prior))
    }

    /// `{ kind = "…", … }`.
    pub fn distribution(&mut self, node: &Node, place: Place) -> Option<DistributionSpec> {
        if node.entries().is_none() {
            return self.wrong(node, "a distribution: { kind = \"…\", … }");
        }
        let mut f = Fields::open(self, node, "a distribution")?;
        let kind = f.read(self, "kind", Self::name);
        if kind.is_none() && ["between", "quantiles"].iter().all(|k| find(f.entries(), k).is_none())
        {
            f.need(self, "kind", Self::name);
        }
        let truncate = f.read(self, "truncate", Self::limits);
        let unit = match place {
            Place::Severity => f.read(self, "unit", Self::unit),
            Place::Prior => None,
        };
        let mut parameters = Vec::new();
        for key in NUMBERS.iter().chain(OTHERS) {
            if let Some(entry) = f.get(key) {
                let parameter = self.parameter(&entry.key.value, &entry.value);
                parameters.extend(parameter.map(|p| (entry.key.clone(), p)));
            }
        }
        // The order written is the order in which a message lists them.
        parameters.sort_by_key(|(name, _)| name.span.start);
        f.finish(self);
        Some(DistributionSpec { kind, parameters, truncate, unit, span: node.span })
    }

    fn parameter(&mut self, key: &str, node: &Node) -> Option<Parameter> {
        match key {
            "between" => self.interval(node),
            "quantiles" => self.quantiles(node),
            "values" | "weights" => {
                self.list(node, "a list of numbers", Self::number).map(Parameter::List)
            }
            "parts" => self.parts(node),
            "file" | "column" => self.name(node).map(Parameter::Text),
            _ => self.value(node).map(Parameter::Value),
        }
    }

    fn interval(&mut self, node: &Node) -> Option<Parameter> {
        self.range(node).map(|pair| Parameter::List(pair.to_vec()))
    }

    fn quantiles(&mut self, node: &Node) -> Option<Parameter> {
        self.list(node, "pairs of probability and value: [[0.05, x], [0.95, y]]", |r, item| {
            let pair = r.pair(item)?;
            if pair[0].value > 0.0 && pair[0].value < 1.0 {
                Some(pair)
            } else {
                r.error(pair[0].span, "a probability lies between 0 and 1")
            }
        })
        .map(Parameter::Pairs)
    }

    fn parts(&mut self, node: &Node) -> Option<Parameter> {
        self.list(
            node,
            "parts of a mixture: [{ weight = 0.3, distribution = { … } }, …]",
            |r, item| {
                let mut f = Fields::open(r, item, "a part of a mixture")?;
                let weight = f.need(r, "weight", Self::number);
                let distribution =
                    f.need(r, "distribution", |r, node| r.distribution(node, Place::Prior));
                f.finish(r);
                Some((weight?, distribution?))
            },
        )
        .map(Parameter::Parts)
    }

    /// `truncate = [low, high]`, where a limit may be a formula.
    fn limits(&mut self, node: &Node) -> Option<[Value; 2]> {
        let values = self.list(node, "two limits in a list: [low, high]", Self::value)?;
        let limits = match <[_; 2]>::try_from(values) {
            Ok(limits) => limits,
            Err(other) => {
                return self.error(
                    node.span,
                    format!("expected two limits: [low, high], found {}", other.len()),
                );
            }
        };
        if let [Value::Number(low), Value::Number(high)] = &limits
            && low.value >= high.value
        {
            return self.error(
                node.span,
                format!("the lower limit, {}, is not below {}", low.value, high.value),
            );
        }
        Some(limits)
    }

    /// `[uncertainty.NAME]`.
    pub fn uncertainty(&mut self, name: &Name, node: &Node) -> Option<Uncertainty> {
        let mut f = Fields::open(self, node, format!("uncertainty '{}'", name.value))?;
        let over = self.over(&mut f);
        let unit = f.read(self, "unit", Self::unit);
        let distribution = self.uncertain_value(&mut f, name.span);
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Uncertainty { name: name.clone(), over, unit, distribution: distribution?, meta })
    }

    fn uncertain_value(
        &mut self,
        f: &mut Fields<'_>,
        name: Span,
    ) -> Option<ByMember<DistributionSpec>> {
        let ways: Vec<&Entry> = WAYS.iter().filter_map(|way| f.get(way)).collect();
        let kind = f.read(self, "kind", Self::name);
        let median = f.get("median");
        let truncate = f.read(self, "truncate", Self::limits);
        let (first, rest) = match ways.split_first() {
            Some(split) => split,
            None => {
                let message = format!("{} has no distribution", f.what);
                return self.error_help(
                    name,
                    message,
                    "give between = [p05, p95], or distribution = { kind = \"…\", … }",
                );
            }
        };
        for second in rest {
            self.out.push(
                Diagnostic::error(
                    second.key.span,
                    format!("{} has both '{}' and '{}'", f.what, first.key.value, second.key.value),
                )
                .also(first.key.span, "the other")
                .help("keep one of them"),
            );
        }
        let aside = Aside {
            key: first.key.clone(),
            kind,
            truncate,
            median: median.and_then(|entry| {
                let value = self.by_member_value(&entry.value)?;
                Some((entry.key.clone(), value))
            }),
        };
        if first.key.value == "distribution" {
            self.refuse_beside_distribution(f);
            let distribution = self.by_member_distribution(&first.value)?;
            return Some(with_limits(distribution, aside.truncate.as_ref()));
        }
        let is_interval = first.key.value == "between";
        let tree = self.by_member(&first.value, |_| false, &mut |r, node| {
            let parameter = if is_interval { r.interval(node) } else { r.quantiles(node) };
            parameter.map(|p| (p, node.span))
        })?;
        let median = aside.median.as_ref().map(|(_, value)| value);
        self.specs(&aside, tree, median)
    }

    fn refuse_beside_distribution(&mut self, f: &Fields<'_>) {
        for key in ["kind", "median"] {
            if let Some(entry) = find(f.entries(), key) {
                self.out.push(
                    Diagnostic::error(
                        entry.key.span,
                        format!("'{key}' stands beside 'between', not beside 'distribution'"),
                    )
                    .help("write it inside the distribution: { … }"),
                );
            }
        }
    }

    /// Puts what stands beside `between` into the distribution of each member.
    fn specs(
        &mut self,
        aside: &Aside,
        tree: ByMember<(Parameter, Span)>,
        median: Option<&ByMember<Value>>,
    ) -> Option<ByMember<DistributionSpec>> {
        match tree {
            ByMember::All((parameter, span)) => {
                let mut parameters = vec![(aside.key.clone(), parameter)];
                match (median, &aside.median) {
                    (Some(ByMember::All(value)), Some((key, _))) => {
                        parameters.push((key.clone(), Parameter::Value(value.clone())));
                    }
                    (Some(ByMember::Members { span, .. }), _) => {
                        let message = format!(
                            "this table by member stands beside one '{}' for all members",
                            aside.key.value
                        );
                        return self.error(*span, message);
                    }
                    _ => {}
                }
                Some(ByMember::All(DistributionSpec {
                    kind: aside.kind.clone(),
                    parameters,
                    truncate: aside.truncate.clone(),
                    unit: None,
                    span,
                }))
            }
            ByMember::Members { entries, others, span } => {
                let mut members = Vec::new();
                for (member, tree) in entries {
                    let own = member_of(median, Some(&member.value));
                    members.push((member, self.specs(aside, tree, own)?));
                }
                let others = match others {
                    Some(tree) => {
                        let own = member_of(median, None);
                        Some(Box::new(self.specs(aside, *tree, own)?))
                    }
                    None => None,
                };
                Some(ByMember::Members { entries: members, others, span })
            }
        }
    }
}

/// What stands beside `between` or `quantiles` in an uncertainty's table.
struct Aside {
    key: Name,
    kind: Option<Spanned<String>>,
    truncate: Option<[Value; 2]>,
    median: Option<(Name, ByMember<Value>)>,
}

/// The part of a value by member that belongs to `member`, or to those not named.
fn member_of<'v>(
    value: Option<&'v ByMember<Value>>,
    member: Option<&str>,
) -> Option<&'v ByMember<Value>> {
    match value? {
        ByMember::All(_) => value,
        ByMember::Members { entries, others, .. } => entries
            .iter()
            .find(|(name, _)| Some(name.value.as_str()) == member)
            .map(|(_, value)| value)
            .or(others.as_deref()),
    }
}

/// Gives the table's limits to each distribution that has none of its own.
fn with_limits(
    tree: ByMember<DistributionSpec>,
    limits: Option<&[Value; 2]>,
) -> ByMember<DistributionSpec> {
    match tree {
        ByMember::All(mut spec) => {
            spec.truncate = spec.truncate.or_else(|| limits.cloned());
            ByMember::All(spec)
        }
        ByMember::Members { entries, others, span } => ByMember::Members {
            entries: entries
                .into_iter()
                .map(|(name, tree)| (name, with_limits(tree, limits)))
                .collect(),
            others: others.map(|tree| Box::new(with_limits(*tree, limits))),
            span,
        },
    }
}

impl Reader {
    /// A severity: `{ kind = "…", …, unit = "…" }`.
    pub fn severity(&mut self, node: &Node) -> Option<DistributionSpec> {
        match &node.data {
            Data::Table(_) => self.distribution(node, Place::Severity),
            _ => self.wrong(node, "a distribution: { kind = \"…\", … }"),
        }
    }
}
