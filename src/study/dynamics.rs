//! Flows and events.

use super::reader::{Fields, Reader};
use super::tree::{Data, Entry, Node, find};
use super::types::{ByMember, Destination, Event, Flow, FormulaText, Move, Name, Noise, Value};
use crate::diagnostic::{Diagnostic, Spanned};

const NOISE: &str = "\"none\", \"poisson\" or \"binomial\", or { overdispersed = \"…\" }, \
                     { compound = \"flow\", severity = { … } }, { diffusion = \"…\" }";

impl Reader {
    /// `[flow.NAME]`.
    pub fn flow(&mut self, name: &Name, node: &Node) -> Option<Flow> {
        let mut f = Fields::open(self, node, format!("flow '{}'", name.value))?;
        let over = self.over(&mut f);
        let from = f.read(self, "from", Self::stock_reference);
        let to = f.read(self, "to", Self::destinations);
        let unit = f.read(self, "unit", Self::unit);
        let noise = match f.get("noise") {
            Some(entry) => self.noise(&entry.value),
            None => Some(Spanned::new(Noise::None, name.span)),
        };
        let compound = matches!(&noise, Some(n) if matches!(n.value, Noise::Compound { .. }));
        let rate = if compound || noise.is_none() {
            f.read(self, "rate", Self::by_member_value)
        } else {
            f.need(self, "rate", Self::by_member_value)
        };
        if let Some(entry) = find(f.entries(), "rate").filter(|_| compound) {
            self.out.push(
                Diagnostic::error(entry.key.span, "a compound flow has no rate of its own").help(
                    "it sums one severity for each unit that flowed in the other flow: \
                     leave 'rate' out",
                ),
            );
        }
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Flow {
            name: name.clone(),
            over,
            from,
            to: to.unwrap_or_default(),
            unit,
            rate,
            noise: noise?,
            meta,
        })
    }

    /// `stock` or `stock[member]` in quotes.
    fn stock_reference(&mut self, node: &Node) -> Option<FormulaText> {
        match &node.data {
            Data::Text(_) => self.formula(node),
            _ => self.wrong(node, "the name of a stock in quotes"),
        }
    }

    /// `to = "stock"` or `to = { stock = share, … }`.
    fn destinations(&mut self, node: &Node) -> Option<Vec<Destination>> {
        match &node.data {
            Data::Text(_) => {
                let target = self.formula(node)?;
                Some(vec![Destination { target, share: None }])
            }
            Data::Table(entries) if entries.is_empty() => {
                self.error(node.span, "this table of shares names no stock")
            }
            Data::Table(entries) => {
                let split: Vec<Option<Destination>> = entries
                    .iter()
                    .map(|entry| {
                        let share = self.by_member_value(&entry.value)?;
                        Some(Destination { target: self.key_formula(entry)?, share: Some(share) })
                    })
                    .collect();
                split.into_iter().collect()
            }
            _ => self.wrong(node, "a stock in quotes, or shares: { stock = 0.5 }"),
        }
    }

    /// A key that is read as a formula, such as `"active[badia]"`.
    fn key_formula(&mut self, entry: &Entry) -> Option<FormulaText> {
        if entry.key.value.trim().is_empty() {
            return self.error(entry.key.span, "there is nothing in these quotes");
        }
        Some(self.formula_at(entry.key.span))
    }

    fn noise(&mut self, node: &Node) -> Option<Spanned<Noise>> {
        let noise = match &node.data {
            Data::Text(text) => match text.as_str() {
                "none" => Noise::None,
                "poisson" => Noise::Poisson,
                "binomial" => Noise::Binomial,
                form @ ("overdispersed" | "compound" | "diffusion") => {
                    return self.error_help(
                        node.span,
                        format!("noise '{form}' needs more than its name"),
                        format!("write {NOISE}"),
                    );
                }
                _ => {
                    let words = [("none", ()), ("poisson", ()), ("binomial", ())];
                    self.choice(node, &words)?;
                    return None;
                }
            },
            Data::Table(_) => self.noise_table(node)?,
            _ => return self.wrong(node, NOISE),
        };
        Some(Spanned::new(noise, node.span))
    }

    fn noise_table(&mut self, node: &Node) -> Option<Noise> {
        let mut f = Fields::open(self, node, "noise")?;
        let forms: Vec<&Entry> = ["overdispersed", "compound", "diffusion"]
            .into_iter()
            .filter_map(|form| f.get(form))
            .collect();
        let severity = if find(f.entries(), "compound").is_some() {
            f.need(self, "severity", Self::severity)
        } else {
            None
        };
        if forms.is_empty() {
            // It is said below what is missing: the key itself is right.
            f.tolerate(&["severity"]);
        }
        f.finish(self);
        let (form, rest) = match forms.split_first() {
            Some(split) => split,
            None => {
                return self.error_help(
                    node.span,
                    "this table does not say what the noise is",
                    format!("write {NOISE}"),
                );
            }
        };
        if let Some(second) = rest.first() {
            return self.error(
                second.key.span,
                format!("noise is both '{}' and '{}'", form.key.value, second.key.value),
            );
        }
        match form.key.value.as_str() {
            "overdispersed" => self.by_member_value(&form.value).map(Noise::Overdispersed),
            "diffusion" => self.by_member_value(&form.value).map(Noise::Diffusion),
            _ => {
                let flow = self.name(&form.value);
                Some(Noise::Compound { flow: flow?, severity: severity? })
            }
        }
    }

    /// `[event.NAME]`.
    pub fn event(&mut self, name: &Name, node: &Node) -> Option<Event> {
        let mut f = Fields::open(self, node, format!("event '{}'", name.value))?;
        let over = self.over(&mut f);
        let rate = f.read(self, "rate", Self::by_member_value);
        let when = f.read(self, "when", Self::by_member_value);
        if find(f.entries(), "rate").is_none() && find(f.entries(), "when").is_none() {
            let message = format!("{} has neither 'rate' nor 'when'", f.what);
            self.error_help::<()>(
                f.span,
                message,
                "a rate per time makes it happen by luck, a condition as soon as it holds",
            );
        }
        let once = f.read(self, "once", Self::boolean).unwrap_or(false);
        let cooldown = f.read(self, "cooldown", Self::positive_duration);
        let severity = f.read(self, "severity", Self::severity);
        let moves = f.read(self, "move", Self::moves).unwrap_or_default();
        let sets = f.read(self, "set", Self::sets).unwrap_or_default();
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Event {
            name: name.clone(),
            over,
            rate,
            when,
            once,
            cooldown,
            severity,
            moves,
            sets,
            meta,
        })
    }

    /// One table or a list of tables.
    fn moves(&mut self, node: &Node) -> Option<Vec<Move>> {
        match &node.data {
            Data::Table(_) => self.event_move(node).map(|m| vec![m]),
            _ => self.list(
                node,
                "a move: { from = \"…\", to = \"…\", amount = … }",
                Self::event_move,
            ),
        }
    }

    fn event_move(&mut self, node: &Node) -> Option<Move> {
        let mut f = Fields::open(self, node, "a move")?;
        let from = f.read(self, "from", Self::stock_reference);
        let to = f.read(self, "to", Self::destinations);
        let amount = f.need(self, "amount", Self::by_member_value);
        if find(f.entries(), "from").is_none() && find(f.entries(), "to").is_none() {
            self.error::<()>(f.span, "a move needs 'from' or 'to', or both");
        }
        f.finish(self);
        Some(Move { from, to: to.unwrap_or_default(), amount: amount?, span: node.span })
    }

    fn sets(&mut self, node: &Node) -> Option<Vec<(FormulaText, ByMember<Value>)>> {
        let Some(entries) = node.entries() else {
            return self.wrong(node, "a table: { stock = \"formula\" }");
        };
        let sets: Vec<Option<_>> = entries
            .iter()
            .map(|entry| {
                let value = self.by_member_value(&entry.value)?;
                Some((self.key_formula(entry)?, value))
            })
            .collect();
        sets.into_iter().collect()
    }
}
