//! Units, dimensions, constants, levers, drivers, stocks, quantities, lookup tables, measures.

use super::names::{self, Use};
use super::reader::{Fields, Reader};
use super::tree::{Node, find};
use super::types::{
    Comparison, Constant, Control, Dimension, Group, Measure, Name, Quantity, Sense, Stock, Table,
    Topic, UnitDecl,
};
use crate::diagnostic::{Diagnostic, Diagnostics, Spanned};
use crate::text::Label;

impl Reader {
    /// An entry of `[unit]`.
    pub fn unit_declaration(&mut self, name: &Name, node: &Node) -> Option<UnitDecl> {
        let mut f = Fields::open(self, node, format!("unit '{}'", name.value))?;
        let aliases = f.read(self, "aliases", Self::names).unwrap_or_default();
        for alias in &aliases {
            names::check(self, alias, Use::Unit);
        }
        let of = f.read(self, "of", Self::unit);
        let factor = f.read(self, "factor", Self::number);
        if let Some(factor) = &factor
            && !(factor.value > 0.0 && factor.value.is_finite())
        {
            self.error::<()>(factor.span, "a factor is a number above 0");
        }
        if let Some(entry) = find(f.entries(), "factor")
            && find(f.entries(), "of").is_none()
        {
            self.out.push(
                Diagnostic::error(entry.key.span, format!("{} has a factor of nothing", f.what))
                    .help("say of which unit: of = \"usd\""),
            );
        }
        let label = f.read(self, "label", Self::label);
        let plural_ar = f.read(self, "plural_ar", Self::name).map(|text| text.value);
        f.finish(self);
        Some(UnitDecl {
            name: name.clone(),
            aliases,
            label,
            plural_ar,
            of: of.map(|unit| (factor.map_or(1.0, |f| f.value), unit)),
        })
    }

    /// `[dimension.NAME]`.
    pub fn dimension(&mut self, name: &Name, node: &Node) -> Option<Dimension> {
        let mut f = Fields::open(self, node, format!("dimension '{}'", name.value))?;
        let members = f.need(self, "members", Self::names);
        let labels = f.read(self, "labels", Self::labels).unwrap_or_default();
        let within = f.read(self, "within", Self::name);
        let meta = self.meta(&mut f, false);
        f.finish(self);
        let members = members?;
        if members.is_empty() {
            self.error::<()>(node.span, format!("dimension '{}' has no member", name.value));
        }
        for (i, member) in members.iter().enumerate() {
            names::check(self, member, Use::Member);
            if let Some(first) = members[..i].iter().find(|m| m.value == member.value) {
                self.out.push(
                    Diagnostic::error(
                        member.span,
                        format!("member '{}' is named twice", member.value),
                    )
                    .also(first.span, "first here"),
                );
            }
        }
        for (member, _) in &labels {
            if !members.iter().any(|m| m.value == member.value) {
                let error = Diagnostic::error(
                    member.span,
                    format!("dimension '{}' has no member '{}'", name.value, member.value),
                );
                let known = members.iter().map(|m| m.value.as_str());
                self.out.push(match Diagnostics::nearest(&member.value, known) {
                    Some(near) => error.help(format!("did you mean '{near}'?")),
                    None => error,
                });
            }
        }
        Some(Dimension { name: name.clone(), members, member_labels: labels, within, meta })
    }

    fn labels(&mut self, node: &Node) -> Option<Vec<(Name, Label)>> {
        let Some(entries) = node.entries() else {
            return self.wrong(node, "a table of labels by member");
        };
        let labels: Vec<Option<(Name, Label)>> = entries
            .iter()
            .map(|entry| Some((entry.key.clone(), self.label(&entry.value)?)))
            .collect();
        labels.into_iter().collect()
    }

    /// `[topic.NAME]`.
    pub fn topic(&mut self, name: &Name, node: &Node) -> Option<Topic> {
        let mut f = Fields::open(self, node, format!("topic '{}'", name.value))?;
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Topic { name: name.clone(), meta })
    }

    /// `[constant.NAME]`.
    pub fn constant(&mut self, name: &Name, node: &Node) -> Option<Constant> {
        let mut f = Fields::open(self, node, format!("constant '{}'", name.value))?;
        let over = self.over(&mut f);
        let unit = f.read(self, "unit", Self::unit);
        let value = f.need(self, "value", Self::by_member_value);
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Constant { name: name.clone(), over, unit, value: value?, meta })
    }

    /// `[lever.NAME]` or `[driver.NAME]`.
    pub fn control(&mut self, kind: &str, name: &Name, node: &Node) -> Option<Control> {
        let mut f = Fields::open(self, node, format!("{kind} '{}'", name.value))?;
        let over = self.over(&mut f);
        let unit = f.read(self, "unit", Self::unit);
        let default = f.need(self, "default", Self::by_member_value);
        let bounds = f.read(self, "bounds", Self::range);
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Control { name: name.clone(), over, unit, default: default?, bounds, meta })
    }

    /// `[stock.NAME]`.
    pub fn stock(&mut self, name: &Name, node: &Node) -> Option<Stock> {
        let mut f = Fields::open(self, node, format!("stock '{}'", name.value))?;
        let over = self.over(&mut f);
        let unit = f.read(self, "unit", Self::unit);
        let initial = f.need(self, "initial", Self::by_member_value);
        let min = f.read(self, "min", Self::by_member_value);
        let max = f.read(self, "max", Self::by_member_value);
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Stock { name: name.clone(), over, unit, initial: initial?, min, max, meta })
    }

    /// `[quantity.NAME]`.
    pub fn quantity(&mut self, name: &Name, node: &Node) -> Option<Quantity> {
        let mut f = Fields::open(self, node, format!("quantity '{}'", name.value))?;
        let over = self.over(&mut f);
        let unit = f.read(self, "unit", Self::unit);
        let formula = f.need(self, "formula", Self::by_member_value);
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Quantity { name: name.clone(), over, unit, formula: formula?, meta })
    }

    /// `[table.NAME]`.
    pub fn table(&mut self, name: &Name, node: &Node) -> Option<Table> {
        let mut f = Fields::open(self, node, format!("table '{}'", name.value))?;
        let points = self.points(&mut f);
        let x_unit = f.read(self, "x_unit", Self::unit);
        let unit = f.read(self, "unit", Self::unit);
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Table { name: name.clone(), points: points?, x_unit, unit, meta })
    }

    /// Points given as pairs, or as a list of x and a list of y.
    fn points(&mut self, f: &mut Fields<'_>) -> Option<Vec<[Spanned<f64>; 2]>> {
        let (points, x, y) = (f.get("points"), f.get("x"), f.get("y"));
        match (points, x, y) {
            (Some(points), None, None) => {
                let pairs = self.list(&points.value, "points: [[x, y], …]", Self::pair)?;
                if pairs.is_empty() {
                    return self.error(points.value.span, "a table needs at least one point");
                }
                Some(pairs)
            }
            (None, Some(x), Some(y)) => {
                let xs = self.list(&x.value, "a list of numbers", Self::number);
                let ys = self.list(&y.value, "a list of numbers", Self::number);
                let (xs, ys) = (xs?, ys?);
                if xs.len() != ys.len() {
                    self.out.push(
                        Diagnostic::error(
                            y.value.span,
                            format!("{} has {} x but {} y", f.what, xs.len(), ys.len()),
                        )
                        .also(x.value.span, "the x"),
                    );
                    return None;
                }
                if xs.is_empty() {
                    return self.error(x.value.span, "a table needs at least one point");
                }
                Some(xs.into_iter().zip(ys).map(|(x, y)| [x, y]).collect())
            }
            (Some(_), Some(other), _) | (Some(_), _, Some(other)) => self.error_help(
                other.key.span,
                format!("{} has both 'points' and '{}'", f.what, other.key.value),
                "give the points either as pairs or as x and y",
            ),
            _ => {
                let message = format!("{} has no points", f.what);
                self.error_help(
                    f.span,
                    message,
                    "give points = [[x, y], …], or x = […] and y = […]",
                )
            }
        }
    }

    /// `[group.NAME]`.
    pub fn group(&mut self, name: &Name, node: &Node) -> Option<Group> {
        let mut f = Fields::open(self, node, format!("group '{}'", name.value))?;
        let meta = self.meta(&mut f, true);
        f.finish(self);
        Some(Group { name: name.clone(), meta })
    }

    /// `[measure.NAME]`.
    pub fn measure(&mut self, name: &Name, node: &Node) -> Option<Measure> {
        let mut f = Fields::open(self, node, format!("measure '{}'", name.value))?;
        let over = self.over(&mut f);
        let unit = f.read(self, "unit", Self::unit);
        let formula = f.need(self, "formula", Self::by_member_value);
        let sense = f.read(self, "sense", Self::sense);
        let acceptable = f.read(self, "acceptable", Self::number);
        let weight = f.read(self, "weight", Self::weight);
        let scale = f.read(self, "scale", Self::worst_and_best);
        self.both(&f, "weight", "scale", "scale = [worst, best]: what scores 0 and what scores 1");
        self.both(&f, "scale", "weight", "weight = 0.3: what the measure counts in scores");
        let horizon = f.read(self, "horizon", Self::positive_duration);
        let group = f.read(self, "group", Self::name);
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Measure {
            name: name.clone(),
            group,
            over,
            unit,
            formula: formula?,
            sense: sense.unwrap_or(Sense::None),
            acceptable,
            weight,
            scale,
            horizon,
            meta,
        })
    }

    /// `[comparison.NAME]`.
    pub fn comparison(&mut self, name: &Name, node: &Node) -> Option<Comparison> {
        let mut f = Fields::open(self, node, format!("comparison '{}'", name.value))?;
        let unit = f.read(self, "unit", Self::unit);
        let formula = f.need(self, "formula", Self::formula);
        let sense = f.read(self, "sense", Self::sense);
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Comparison {
            name: name.clone(),
            unit,
            formula: formula?,
            sense: sense.unwrap_or(Sense::None),
            meta,
        })
    }

    fn sense(&mut self, node: &Node) -> Option<Sense> {
        let choices =
            [("minimise", Sense::Minimise), ("maximise", Sense::Maximise), ("none", Sense::None)];
        self.choice(node, &choices)
    }

    /// A weight: 0 or more.
    pub fn weight(&mut self, node: &Node) -> Option<Spanned<f64>> {
        let weight = self.number(node)?;
        if weight.value >= 0.0 && weight.value.is_finite() {
            Some(weight)
        } else {
            self.error(node.span, "a weight is a number from 0 up")
        }
    }

    /// `scale = [worst, best]`.
    fn worst_and_best(&mut self, node: &Node) -> Option<Spanned<[f64; 2]>> {
        let expected = "two numbers in a list: [worst, best]";
        let numbers = self.list(node, expected, Self::finite)?;
        match numbers[..] {
            [ref worst, ref best] if worst.value == best.value => {
                self.error(node.span, "the worst and the best value are the same")
            }
            [ref worst, ref best] => Some(Spanned::new([worst.value, best.value], node.span)),
            _ => {
                let found = numbers.len();
                self.error(node.span, format!("expected {expected}, found {found} numbers"))
            }
        }
    }

    /// Reports a key that stands without another one.
    fn both(&mut self, f: &Fields<'_>, key: &str, other: &str, help: &str) {
        if let Some(entry) = find(f.entries(), key)
            && find(f.entries(), other).is_none()
        {
            let message = format!("{} has a {key}, but no {other}", f.what);
            self.error_help::<()>(entry.key.span, message, help);
        }
    }
}
