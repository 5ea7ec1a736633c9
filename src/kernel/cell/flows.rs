//! Points 4 to 6: draws, settlement, stocks after the flows.

use super::{CellBuilder, StateVar, View};
use crate::kernel::Incident;
use crate::kernel::graph::{Draw, Node, NodeId};
use crate::model::*;

impl CellBuilder<'_, '_> {
    pub(super) fn uniform(&mut self, name: &str) -> NodeId {
        let stream = self.shared.stream(name);
        self.graph.add(Node::Uniform(stream))
    }

    pub(super) fn draw(&mut self, fixed: Option<u32>, severity: &Severity) -> Draw {
        match severity {
            Severity::Fixed(_) => Draw::Fixed(fixed.unwrap_or_default()),
            Severity::Varying(shape) => {
                let mut parameters = [None; 2];
                for (slot, p) in parameters.iter_mut().zip(&shape.parameters) {
                    *slot = Some(self.eval(View::Step, *p));
                }
                let truncate = shape
                    .truncate
                    .map(|(low, high)| [self.eval(View::Step, low), self.eval(View::Step, high)]);
                Draw::Varying(shape.family, parameters, truncate)
            }
        }
    }

    /// Points 4 and 5 for one flow, before its stock's settlement.
    pub(super) fn drawn(&mut self, f: usize) -> NodeId {
        if let Some(node) = self.drawn[f] {
            return node;
        }
        let model = self.model;
        let flow = &model.flows[f];
        let mean = match flow.rate {
            None => self.graph.number(0.0),
            Some(rate) => {
                let rate = self.eval(View::Step, rate);
                let step = self.graph.number(flow.step);
                let mean = self.graph.binary(Op2::Mul, rate, step);
                if flow.may_be_negative() {
                    mean
                } else {
                    self.graph.add(Node::NonNegative(mean, Incident::NegativeRate(f)))
                }
            }
        };
        let luck = |b: &mut Self| {
            let u = b.uniform(&flow.name);
            (u, b.graph.add(Node::Normal(u)))
        };
        let node = match &flow.noise {
            Noise::None => mean,
            Noise::Poisson => {
                let (u, z) = luck(self);
                self.graph.add(Node::Poisson(mean, u, z))
            }
            Noise::Binomial => {
                let (u, z) = luck(self);
                let stock = self.state(StateVar::Stock(flow.from.unwrap_or_default()));
                let zero = self.graph.number(0.0);
                let any = self.graph.binary(Op2::Gt, stock, zero);
                let hazard = self.graph.binary(Op2::Div, mean, stock);
                let p = self.graph.unary(Op1::OneMinusExpNeg, hazard);
                let whole = self.graph.unary(Op1::Floor, stock);
                let count = self.graph.add(Node::Binomial(whole, p, u, z));
                let part = self.graph.binary(Op2::Sub, stock, whole);
                let part = self.graph.binary(Op2::Mul, part, p);
                let amount = self.graph.binary(Op2::Add, count, part);
                self.graph.select(any, amount, zero)
            }
            Noise::Overdispersed(ratio) => {
                let (u, z) = luck(self);
                let ratio = self.eval(View::Step, *ratio);
                self.graph.add(Node::NegativeBinomial(mean, ratio, u, z))
            }
            Noise::Diffusion { sigma, sqrt_step } => {
                let (_, z) = luck(self);
                let sigma = self.eval(View::Step, *sigma);
                let root = self.graph.number(*sqrt_step);
                let scale = self.graph.binary(Op2::Mul, sigma, root);
                let noise = self.graph.binary(Op2::Mul, scale, z);
                self.graph.binary(Op2::Add, mean, noise)
            }
            Noise::Compound { counts, severity } => {
                let count = self.flowed(*counts);
                let draw = self.draw(self.part.flow_severity[f], severity);
                let stream = self.shared.stream(&flow.name);
                self.graph.add(Node::Compound(draw, stream, count))
            }
        };
        self.drawn[f] = Some(node);
        node
    }

    /// What flows, after settlement.
    pub(super) fn flowed(&mut self, f: usize) -> NodeId {
        if let Some(node) = self.flows[f] {
            return node;
        }
        let model = self.model;
        let limited = model.flows[f].from.and_then(|s| Some((s, model.stocks[s].min?)));
        let Some((stock, min)) = limited else {
            let node = self.drawn(f);
            self.flows[f] = Some(node);
            return node;
        };
        let zero = self.graph.number(0.0);
        let outflows: Vec<usize> =
            (0..model.flows.len()).filter(|o| model.flows[*o].from == Some(stock)).collect();
        let mut total = None;
        for o in &outflows {
            let amount = self.drawn(*o);
            // Counts are never negative; what flows the other way is no part of the total.
            let out = if signed(&model.flows[*o]) {
                let positive = self.graph.binary(Op2::Gt, amount, zero);
                self.graph.select(positive, amount, zero)
            } else {
                amount
            };
            total = Some(match total {
                None => out,
                Some(before) => self.graph.binary(Op2::Add, before, out),
            });
        }
        let total = total.unwrap_or(zero);
        let held = self.state(StateVar::Stock(stock));
        let min = self.eval(View::Initial, min);
        let above = self.graph.binary(Op2::Sub, held, min);
        let available = self.graph.binary(Op2::Max, above, zero);
        let scale = self.graph.add(Node::Scale(total, available, Incident::Limited(stock)));
        for o in outflows {
            let amount = self.drawn(o);
            let mut scaled = self.graph.binary(Op2::Mul, amount, scale);
            if signed(&model.flows[o]) {
                let positive = self.graph.binary(Op2::Gt, amount, zero);
                scaled = self.graph.select(positive, scaled, amount);
            }
            self.flows[o] = Some(scaled);
        }
        self.flows[f].unwrap_or(zero)
    }

    pub(super) fn arrive(&mut self, amount: NodeId, arrival: &Arrival) -> NodeId {
        let mut part = amount;
        if let Some(share) = arrival.share {
            let share = self.eval(View::Step, share);
            part = self.graph.binary(Op2::Mul, part, share);
        }
        let factor = self.graph.number(arrival.factor);
        self.graph.binary(Op2::Mul, part, factor)
    }

    /// Point 6.
    pub(super) fn after_flows(&mut self) {
        let model = self.model;
        self.next = (0..model.stocks.len()).map(|i| self.state(StateVar::Stock(i))).collect();
        for (f, flow) in model.flows.iter().enumerate() {
            let amount = self.flowed(f);
            if let Some(from) = flow.from {
                self.next[from] = self.graph.binary(Op2::Sub, self.next[from], amount);
            }
            for arrival in &flow.to {
                let part = self.arrive(amount, arrival);
                let to = arrival.stock;
                self.next[to] = self.graph.binary(Op2::Add, self.next[to], part);
            }
        }
    }
}

/// Whether the amount of a flow may be negative: of a net flow, or a sum of severities.
fn signed(flow: &Flow) -> bool {
    flow.may_be_negative() || matches!(flow.noise, Noise::Compound { .. })
}
