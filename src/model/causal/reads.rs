//! The edges of the graph: what every part of a model reads, and what it acts on.

use std::collections::BTreeMap;

use super::Sign;
use super::monotone::{Effects, Monotone, add, by_factor};
use super::range::Range;
use crate::model::types::*;

/// Edges by the nodes that they join.
pub(super) type Edges = BTreeMap<(usize, usize), Sign>;

/// All edges of `model`, whose names stand at `index`.
pub(super) fn edges(model: &Model, index: &BTreeMap<&str, usize>) -> Edges {
    let mut finder = Finder { monotone: Monotone::new(model, index), edges: Edges::new() };
    for (i, stock) in model.stocks.iter().enumerate() {
        let to = finder.monotone.places.stocks[i];
        for id in [Some(stock.initial), stock.min, stock.max].into_iter().flatten() {
            finder.reads(id, to, Sign::Plus);
        }
    }
    for (i, quantity) in model.quantities.iter().enumerate() {
        let to = finder.monotone.places.quantities[i];
        finder.reads(quantity.expr, to, Sign::Plus);
    }
    for (i, flow) in model.flows.iter().enumerate() {
        finder.flow(i, flow);
    }
    for (i, event) in model.events.iter().enumerate() {
        finder.event(i, event);
    }
    for (i, measure) in model.measures.iter().enumerate() {
        let to = finder.monotone.places.measures[i];
        finder.reads(measure.expr, to, Sign::Plus);
    }
    finder.edges
}

struct Finder<'m> {
    monotone: Monotone<'m>,
    edges: Edges,
}

impl Finder<'_> {
    fn edge(&mut self, from: Option<usize>, to: Option<usize>, sign: Sign) {
        if let (Some(from), Some(to)) = (from, to) {
            self.edges
                .entry((from, to))
                .and_modify(|known| *known = known.and(sign))
                .or_insert(sign);
        }
    }

    fn effects(&mut self, effects: &Effects, to: Option<usize>, then: Sign) {
        for (from, sign) in effects {
            self.edge(Some(*from), to, sign.times(then));
        }
    }

    /// What the expression `id` reads acts on the node `to`.
    fn reads(&mut self, id: ExprId, to: Option<usize>, then: Sign) {
        let effects = self.monotone.of(id);
        self.effects(&effects, to, then);
    }

    fn flow(&mut self, i: usize, flow: &Flow) {
        let node = self.monotone.places.flows[i];
        if let Some(rate) = flow.rate {
            self.reads(rate, node, Sign::Plus);
        }
        match &flow.noise {
            Noise::None | Noise::Poisson | Noise::Binomial => {}
            Noise::Overdispersed(spread) | Noise::Diffusion { sigma: spread, .. } => {
                self.reads(*spread, node, Sign::Unknown);
            }
            Noise::Compound { counts, severity } => {
                let each = by_factor(self.monotone.ranges.severity(severity));
                let counted = self.monotone.places.flows[*counts];
                self.edge(counted, node, each.unwrap_or(Sign::Unknown));
                let effects = self.monotone.severity(severity);
                self.effects(&effects, node, Sign::Plus);
            }
        }
        let amount = self.monotone.ranges.amount(i);
        if let Some(from) = flow.from {
            self.edge(node, self.monotone.places.stocks[from], Sign::Minus);
        }
        self.arrivals(node, &flow.to, amount);
    }

    /// Something of the range `amount` that arrives by shares.
    fn arrivals(&mut self, node: Option<usize>, to: &[Arrival], amount: Range) {
        for arrival in to {
            let stock = self.monotone.places.stocks[arrival.stock];
            let Some(share) = arrival.share else {
                self.edge(node, stock, Sign::Plus);
                continue;
            };
            if let Some(sign) = by_factor(self.monotone.ranges.of(share)) {
                self.edge(node, stock, sign);
            }
            if let Some(sign) = by_factor(amount) {
                self.reads(share, stock, sign);
            }
        }
    }

    fn event(&mut self, i: usize, event: &Event) {
        let node = self.monotone.places.events[i];
        for id in [event.hazard, event.when].into_iter().flatten() {
            self.reads(id, node, Sign::Plus);
        }
        for moved in &event.moves {
            self.reads(moved.amount, node, Sign::Plus);
            if let Some(from) = moved.from {
                self.edge(node, self.monotone.places.stocks[from], Sign::Minus);
            }
            self.arrivals(node, &moved.to, Range::POSITIVE);
        }
        for (stock, value) in &event.sets {
            let target = self.monotone.places.stocks[*stock];
            let sign = self.set(event, *stock, *value);
            self.edge(node, target, sign);
            // An event that lowers a stock does more where it sets a lower value.
            let mut effects = Effects::new();
            add(&mut effects, &self.monotone.of(*value), sign);
            effects.retain(|from, _| Some(*from) != target);
            self.effects(&effects, node, Sign::Plus);
        }
    }

    /// Whether an event that sets `stock` to `value` raises or lowers it.
    fn set(&mut self, event: &Event, stock: usize, value: ExprId) -> Sign {
        let mut before = self.monotone.ranges.stock(stock);
        if let Some(when) = event.when {
            before = self.under(when, stock, before);
        }
        match self.compare(value, stock, before) {
            (true, false) => Sign::Plus,
            (false, true) => Sign::Minus,
            _ => Sign::Unknown,
        }
    }

    /// The range of a stock where a condition holds.
    fn under(&mut self, condition: ExprId, stock: usize, range: Range) -> Range {
        let model = self.monotone.model;
        let Expr::Binary(op, a, b) = model.expr(condition) else { return range };
        let is_stock = |id| matches!(model.expr(id), Expr::Leaf(Leaf::Stock(s)) if s == stock);
        let below = |bound: Range| Range::new(f64::NEG_INFINITY, bound.high);
        let above = |bound: Range| Range::new(bound.low, f64::INFINITY);
        match op {
            Op2::And => {
                let first = self.under(a, stock, range);
                self.under(b, stock, first)
            }
            Op2::Lt | Op2::Le if is_stock(a) => range.meet(below(self.monotone.ranges.of(b))),
            Op2::Gt | Op2::Ge if is_stock(a) => range.meet(above(self.monotone.ranges.of(b))),
            Op2::Gt | Op2::Ge if is_stock(b) => range.meet(below(self.monotone.ranges.of(a))),
            Op2::Lt | Op2::Le if is_stock(b) => range.meet(above(self.monotone.ranges.of(a))),
            _ => range,
        }
    }

    /// Whether `value` is never below, and whether it is never above, a stock of this range.
    fn compare(&mut self, value: ExprId, stock: usize, before: Range) -> (bool, bool) {
        let range = self.monotone.ranges.of(value);
        let (mut above, mut below) = (range.low >= before.high, range.high <= before.low);
        match self.monotone.model.expr(value) {
            Expr::Leaf(Leaf::Stock(s)) if s == stock => return (true, true),
            Expr::Binary(op, a, b) => {
                let (first, second) =
                    (self.compare(a, stock, before), self.compare(b, stock, before));
                let (left, right) = (self.monotone.ranges.of(a), self.monotone.ranges.of(b));
                let found = match op {
                    Op2::Min => (first.0 && second.0, first.1 || second.1),
                    Op2::Max => (first.0 || second.0, first.1 && second.1),
                    Op2::Add => (
                        (first.0 && right.is_positive()) || (second.0 && left.is_positive()),
                        (first.1 && right.is_negative()) || (second.1 && left.is_negative()),
                    ),
                    Op2::Sub => (first.0 && right.is_negative(), first.1 && right.is_positive()),
                    Op2::Mul if before.is_positive() => {
                        let scaled = |of: (bool, bool), by: Range| {
                            (of.0 && by.low >= 1.0, of.1 && by.is_positive() && by.high <= 1.0)
                        };
                        let (one, two) = (scaled(first, right), scaled(second, left));
                        (one.0 || two.0, one.1 || two.1)
                    }
                    _ => (false, false),
                };
                above |= found.0;
                below |= found.1;
            }
            Expr::Select(_, a, b) => {
                let (yes, no) = (self.compare(a, stock, before), self.compare(b, stock, before));
                above |= yes.0 && no.0;
                below |= yes.1 && no.1;
            }
            _ => {}
        }
        (above, below)
    }
}
