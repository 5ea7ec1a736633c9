//! Points 7 and 8: events, and the bounds of stocks.

use super::{CellBuilder, StateVar, View};
use crate::kernel::Incident;
use crate::kernel::graph::{Node, NodeId};
use crate::model::*;

impl CellBuilder<'_, '_> {
    /// Point 7.
    pub(super) fn events(&mut self) {
        let model = self.model;
        let zero = self.graph.number(0.0);
        self.happened = vec![zero; model.events.len()];
        self.moved = vec![zero; model.events.len()];
        let mut amounts = Vec::new();
        for (e, event) in model.events.iter().enumerate() {
            let happens = self.happens(e, event);
            self.happened[e] = happens;
            if let Some(severity) = &event.severity {
                let draw = self.draw(self.part.event_severity[e], severity);
                let u = self.uniform(&format!("{}.severity", event.name));
                self.severities[e] = Some(self.graph.add(Node::Severity(draw, happens, u)));
            }
            let of_event: Vec<NodeId> =
                event.moves.iter().map(|m| self.eval(View::Step, m.amount)).collect();
            amounts.push(of_event);
        }
        for (e, event) in model.events.iter().enumerate() {
            let happens = self.happened[e];
            let mut moved = zero;
            for (m, amount) in event.moves.iter().zip(&amounts[e]) {
                let total = self.act(m, *amount, happens);
                moved = self.graph.binary(Op2::Add, moved, total);
            }
            self.moved[e] = if event.moves.is_empty() {
                happens
            } else {
                self.graph.select(happens, moved, zero)
            };
            for (stock, value) in &event.sets {
                self.setting = true;
                let value = self.eval(View::Step, *value);
                self.setting = false;
                self.next[*stock] = self.graph.select(happens, value, self.next[*stock]);
            }
        }
    }

    pub(super) fn happens(&mut self, e: usize, event: &Event) -> NodeId {
        let one = self.graph.number(1.0);
        let mut allowed = one;
        if let Some(when) = event.when {
            let when = self.eval(View::Step, when);
            allowed = self.graph.binary(Op2::And, when, one);
        }
        if event.once {
            let last = self.state(StateVar::Occurred(e));
            let never = self.graph.number(f64::NEG_INFINITY);
            let fresh = self.graph.binary(Op2::Eq, last, never);
            allowed = self.graph.binary(Op2::And, allowed, fresh);
        }
        if event.cooldown > 0 {
            let last = self.state(StateVar::Occurred(e));
            let cooldown = self.graph.number(event.cooldown as f64);
            let until = self.graph.binary(Op2::Add, last, cooldown);
            let now = self.time_index();
            let over = self.graph.binary(Op2::Gt, now, until);
            allowed = self.graph.binary(Op2::And, allowed, over);
        }
        let Some(hazard) = event.hazard else {
            return allowed;
        };
        let zero = self.graph.number(0.0);
        let hazard = self.eval(View::Step, hazard);
        let hazard = self.graph.binary(Op2::Max, hazard, zero);
        let p = self.graph.unary(Op1::OneMinusExpNeg, hazard);
        let u = self.uniform(&event.name);
        let strikes = self.graph.binary(Op2::Lt, u, p);
        self.graph.binary(Op2::And, allowed, strikes)
    }

    /// One move; returns its part of the event's total.
    pub(super) fn act(&mut self, m: &Move, amount: NodeId, happens: NodeId) -> NodeId {
        let zero = self.graph.number(0.0);
        let mut amount = self.graph.binary(Op2::Max, amount, zero);
        if let Some(from) = m.from {
            let standing = self.next[from];
            if let Some(min) = self.model.stocks[from].min {
                let min = self.eval(View::Initial, min);
                let left = self.graph.binary(Op2::Sub, standing, min);
                let left = self.graph.binary(Op2::Max, left, zero);
                amount = self.graph.binary(Op2::Min, amount, left);
            }
            let after = self.graph.binary(Op2::Sub, standing, amount);
            self.next[from] = self.graph.select(happens, after, standing);
        }
        for arrival in &m.to {
            let part = self.arrive(amount, arrival);
            let standing = self.next[arrival.stock];
            let after = self.graph.binary(Op2::Add, standing, part);
            self.next[arrival.stock] = self.graph.select(happens, after, standing);
        }
        let factor = self.graph.number(m.total_factor);
        self.graph.binary(Op2::Mul, amount, factor)
    }

    /// Point 8.
    pub(super) fn bounds(&mut self) {
        for (i, stock) in self.model.stocks.iter().enumerate() {
            if stock.min.is_none() && stock.max.is_none() {
                continue;
            }
            let low = match stock.min {
                Some(min) => self.eval(View::Initial, min),
                None => self.graph.number(f64::NEG_INFINITY),
            };
            let high = match stock.max {
                Some(max) => self.eval(View::Initial, max),
                None => self.graph.number(f64::INFINITY),
            };
            let incident = Incident::Bound(i);
            self.next[i] = self.graph.add(Node::Clamp(self.next[i], low, high, incident));
        }
    }
}
