//! One cell of a model as nodes of the graph: what `docs/semantics.md` says, point by point.

mod events;
mod flows;

use std::collections::HashMap;

use super::Incident;
use super::graph::{Graph, Node, NodeId};
use crate::model::*;
use crate::random::distribution::Distribution;

/// A value that a cell carries from step to step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StateVar {
    /// A stock.
    Stock(usize),
    /// What flowed in the step before.
    LastFlow(usize),
    /// What an event moved in the step before.
    LastEvent(usize),
    /// A quantity in the step before, 0 at first.
    LastQuantity(usize),
    /// A lever in the step before, 0 at first.
    LastLever(usize),
    /// A quantity in the step before, its value at the start at first.
    PreviousQuantity(usize),
    /// A lever in the step before, its default at first.
    PreviousLever(usize),
    /// What a rule holds.
    Held(usize),
    /// A smoothed value.
    Smooth(usize),
    /// Time point of an event's last occurrence.
    Occurred(usize),
    /// An accumulator.
    Accumulator(usize),
    /// A ring buffer; its next value is what is written in this step.
    Ring(usize),
}

/// What all cells share, besides the graph.
#[derive(Default)]
pub struct Shared {
    /// Names of streams; a node refers to a stream by its index here.
    pub streams: Vec<String>,
    stream_index: HashMap<String, u32>,
    /// Distributions of severities, each once.
    pub distributions: Vec<Distribution>,
}

impl Shared {
    fn distribution(&mut self, d: &Distribution) -> u32 {
        let known = self.distributions.iter().position(|known| known == d);
        known.unwrap_or_else(|| {
            self.distributions.push(d.clone());
            self.distributions.len() - 1
        }) as u32
    }

    fn stream(&mut self, name: &str) -> u32 {
        if let Some(index) = self.stream_index.get(name) {
            return *index;
        }
        let index = self.streams.len() as u32;
        self.streams.push(name.to_owned());
        self.stream_index.insert(name.to_owned(), index);
        index
    }
}

/// What all cells of one model share.
pub struct Part<'m> {
    /// The model.
    pub model: &'m Model,
    flow_severity: Vec<Option<u32>>,
    event_severity: Vec<Option<u32>>,
    /// For each lookup table its index in the graph.
    tables: Vec<u32>,
    /// Values of the uncertainties that have one only.
    held: Vec<Option<f64>>,
    /// State that some expression reads, in order.
    pub vars: Vec<StateVar>,
}

impl<'m> Part<'m> {
    /// Of a model, whose severities and tables are added to what all share.
    pub fn new(model: &'m Model, shared: &mut Shared, graph: &mut Graph) -> Self {
        let mut fixed = |severity: Option<&Severity>| match severity {
            Some(Severity::Fixed(d)) => Some(shared.distribution(d)),
            Some(Severity::Varying(_)) | None => None,
        };
        let of_flow = |noise: &'m Noise| match noise {
            Noise::Compound { severity, .. } => Some(severity),
            _ => None,
        };
        Self {
            model,
            flow_severity: model.flows.iter().map(|f| fixed(of_flow(&f.noise))).collect(),
            event_severity: model.events.iter().map(|e| fixed(e.severity.as_ref())).collect(),
            tables: model.tables.iter().map(|t| graph.lookup(&t.x, &t.y)).collect(),
            held: (0..model.uncertainties.len()).map(|i| model.held(i)).collect(),
            vars: state_vars(model),
        }
    }
}

/// Every state that some expression reads, in order.
pub fn state_vars(model: &Model) -> Vec<StateVar> {
    let mut vars: Vec<StateVar> = (0..model.stocks.len()).map(StateVar::Stock).collect();
    vars.extend((0..model.rules.len()).map(StateVar::Held));
    vars.extend((0..model.accumulators.len()).map(StateVar::Accumulator));
    for (e, event) in model.events.iter().enumerate() {
        if event.once || event.cooldown > 0 {
            vars.push(StateVar::Occurred(e));
        }
    }
    for expr in &model.exprs {
        let Expr::Leaf(leaf) = expr else { continue };
        vars.push(match *leaf {
            Leaf::LastFlow(i) => StateVar::LastFlow(i),
            Leaf::LastEvent(i) => StateVar::LastEvent(i),
            Leaf::LastQuantity(i) => StateVar::LastQuantity(i),
            Leaf::LastLever(i) => StateVar::LastLever(i),
            Leaf::PreviousQuantity(i) => StateVar::PreviousQuantity(i),
            Leaf::PreviousLever(i) => StateVar::PreviousLever(i),
            Leaf::Smooth(i) => StateVar::Smooth(i),
            Leaf::Delay(i) => StateVar::Ring(i),
            _ => continue,
        });
    }
    vars.sort_unstable();
    vars.dedup();
    vars
}

/// Where an expression is read.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum View {
    /// During a step.
    Step,
    /// Inside a rule, before its review.
    Rule,
    /// Before the first step: uncertainties only.
    Initial,
    /// At the start with all levers at their defaults.
    Start,
}

/// Builds the nodes of one cell.
pub struct CellBuilder<'a, 'm> {
    graph: &'a mut Graph,
    shared: &'a mut Shared,
    part: &'a Part<'m>,
    model: &'m Model,
    cell: Cell,
    /// Column of each state of this cell.
    states: &'a HashMap<StateVar, u32>,
    memo: HashMap<(View, ExprId), NodeId>,
    levers: Vec<Option<NodeId>>,
    drivers: Vec<Option<NodeId>>,
    flows: Vec<Option<NodeId>>,
    drawn: Vec<Option<NodeId>>,
    held: Vec<Option<NodeId>>,
    severities: Vec<Option<NodeId>>,
    happened: Vec<NodeId>,
    moved: Vec<NodeId>,
    /// Stocks as they stand while events act.
    next: Vec<NodeId>,
    /// Whether `Leaf::Stock` reads `next`.
    setting: bool,
}

impl<'a, 'm> CellBuilder<'a, 'm> {
    /// A builder for `cell` of the part's model; its states stand in the columns `states`.
    pub fn new(
        graph: &'a mut Graph,
        shared: &'a mut Shared,
        part: &'a Part<'m>,
        cell: Cell,
        states: &'a HashMap<StateVar, u32>,
    ) -> Self {
        let model = part.model;
        Self {
            graph,
            shared,
            part,
            model,
            cell,
            states,
            memo: HashMap::new(),
            levers: vec![None; model.levers.len()],
            drivers: vec![None; model.drivers.len()],
            flows: vec![None; model.flows.len()],
            drawn: vec![None; model.flows.len()],
            held: vec![None; model.rules.len()],
            severities: vec![None; model.events.len()],
            happened: Vec::new(),
            moved: Vec::new(),
            next: Vec::new(),
            setting: false,
        }
    }

    /// A state's value before the first step.
    pub fn initial(&mut self, var: StateVar) -> NodeId {
        match var {
            StateVar::Stock(i) => self.eval(View::Initial, self.model.stocks[i].initial),
            StateVar::PreviousQuantity(i) => self.eval(View::Start, self.model.quantities[i].expr),
            StateVar::PreviousLever(i) => self.eval(View::Start, self.model.levers[i].default),
            StateVar::Held(i) => self.eval(View::Start, self.model.rules[i].start),
            StateVar::Occurred(_) => self.graph.number(f64::NEG_INFINITY),
            StateVar::Accumulator(i) => {
                let start = match self.model.accumulators[i].kind {
                    Accumulate::Sum
                    | Accumulate::Any
                    | Accumulate::Count
                    | Accumulate::Latest
                    | Accumulate::SinceReport => 0.0,
                    Accumulate::All => 1.0,
                    Accumulate::Highest => f64::NEG_INFINITY,
                    Accumulate::Lowest | Accumulate::First => f64::INFINITY,
                };
                self.graph.number(start)
            }
            StateVar::LastFlow(_)
            | StateVar::LastEvent(_)
            | StateVar::LastQuantity(_)
            | StateVar::LastLever(_)
            | StateVar::Smooth(_)
            | StateVar::Ring(_) => self.graph.number(0.0),
        }
    }

    /// Every state's value after the step, in the order of [`Part::vars`].
    pub fn step(&mut self) -> Vec<NodeId> {
        self.after_flows();
        self.events();
        self.bounds();
        let part = self.part;
        part.vars.iter().map(|var| self.next_value(*var)).collect()
    }

    fn next_value(&mut self, var: StateVar) -> NodeId {
        match var {
            StateVar::Stock(i) => self.next[i],
            StateVar::LastFlow(i) => self.flowed(i),
            StateVar::LastEvent(i) => self.moved[i],
            StateVar::LastQuantity(i) | StateVar::PreviousQuantity(i) => {
                self.eval(View::Step, self.model.quantities[i].expr)
            }
            StateVar::LastLever(i) | StateVar::PreviousLever(i) => self.lever(i),
            StateVar::Held(i) => self.reviewed(i),
            StateVar::Smooth(i) => self.smoothed(i),
            StateVar::Ring(i) => self.eval(View::Step, self.model.delays[i].input),
            StateVar::Occurred(e) => {
                let now = self.time_index();
                let last = self.state(var);
                self.graph.select(self.happened[e], now, last)
            }
            StateVar::Accumulator(i) => self.accumulated(i),
        }
    }

    /// A series at a time point, before the step.
    pub fn series(&mut self, series: usize) -> NodeId {
        self.eval(View::Step, self.model.series[series].expr)
    }

    /// A measure at the end; accumulators over time points take in time K first.
    pub fn measure(&mut self, measure: usize) -> NodeId {
        let expr = self.model.measures[measure].expr;
        self.final_value(expr)
    }

    fn final_value(&mut self, id: ExprId) -> NodeId {
        match self.model.expr(id) {
            Expr::Leaf(Leaf::Accumulator(i)) => {
                if self.model.accumulators[i].of_step {
                    self.state(StateVar::Accumulator(i))
                } else {
                    self.accumulated(i)
                }
            }
            Expr::Const(_) | Expr::Leaf(_) => self.eval(View::Step, id),
            Expr::Unary(op, a) => {
                let a = self.final_value(a);
                self.graph.unary(op, a)
            }
            Expr::Binary(op, a, b) => {
                let (a, b) = (self.final_value(a), self.final_value(b));
                self.graph.binary(op, a, b)
            }
            Expr::Select(c, a, b) => {
                let (c, a, b) = (self.final_value(c), self.final_value(a), self.final_value(b));
                self.graph.select(c, a, b)
            }
            Expr::Lookup(t, a) => {
                let a = self.final_value(a);
                self.graph.add(Node::Lookup(self.part.tables[t], a))
            }
        }
    }

    fn state(&mut self, var: StateVar) -> NodeId {
        self.graph.add(Node::State(self.states[&var]))
    }

    /// The draw of an uncertainty; a number where it has one value only.
    fn uncertain(&mut self, i: usize) -> NodeId {
        match self.part.held[i] {
            Some(value) => self.graph.number(value),
            None => self.graph.add(Node::Uncertain(i as u32)),
        }
    }

    fn time_index(&mut self) -> NodeId {
        self.graph.table((0..=self.model.time.steps).map(|k| k as f64).collect())
    }

    fn at_times(&mut self, is: impl Fn(usize) -> bool) -> NodeId {
        let steps = self.model.time.steps;
        self.graph.table((0..=steps).map(|k| f64::from(u8::from(is(k)))).collect())
    }

    fn eval(&mut self, view: View, id: ExprId) -> NodeId {
        // While sets act, stocks change from one to the next: nothing is remembered.
        if !self.setting
            && let Some(node) = self.memo.get(&(view, id))
        {
            return *node;
        }
        let node = match self.model.expr(id) {
            Expr::Const(v) => self.graph.number(v),
            Expr::Leaf(leaf) => self.leaf(view, leaf),
            Expr::Unary(op, a) => {
                let a = self.eval(view, a);
                self.graph.unary(op, a)
            }
            Expr::Binary(op, a, b) => {
                let (a, b) = (self.eval(view, a), self.eval(view, b));
                self.graph.binary(op, a, b)
            }
            Expr::Select(c, a, b) => {
                let (c, a, b) = (self.eval(view, c), self.eval(view, a), self.eval(view, b));
                self.graph.select(c, a, b)
            }
            Expr::Lookup(t, a) => {
                let a = self.eval(view, a);
                self.graph.add(Node::Lookup(self.part.tables[t], a))
            }
        };
        if !self.setting {
            self.memo.insert((view, id), node);
        }
        node
    }

    fn leaf(&mut self, view: View, leaf: Leaf) -> NodeId {
        if let Leaf::Uncertainty(i) = leaf {
            return self.uncertain(i);
        }
        if matches!(view, View::Start | View::Initial) {
            return self.leaf_at_start(leaf);
        }
        if let (true, Leaf::Stock(i)) = (self.setting, leaf) {
            return self.next[i];
        }
        // All else that a set reads is that of the start of the step.
        let setting = std::mem::replace(&mut self.setting, false);
        let node = self.leaf_in_step(view, leaf);
        self.setting = setting;
        node
    }

    fn leaf_in_step(&mut self, view: View, leaf: Leaf) -> NodeId {
        match leaf {
            Leaf::Uncertainty(i) => self.uncertain(i),
            Leaf::Stock(i) => self.state(StateVar::Stock(i)),
            Leaf::Quantity(i) => self.eval(View::Step, self.model.quantities[i].expr),
            Leaf::Lever(i) => self.lever(i),
            Leaf::Driver(i) => self.driver(i),
            Leaf::Flowed(i) => self.flowed(i),
            Leaf::Moved(i) => self.moved[i],
            Leaf::Happened(i) => self.happened[i],
            Leaf::LastFlow(i) => self.state(StateVar::LastFlow(i)),
            Leaf::LastEvent(i) => self.state(StateVar::LastEvent(i)),
            Leaf::LastQuantity(i) => self.state(StateVar::LastQuantity(i)),
            Leaf::LastLever(i) => self.state(StateVar::LastLever(i)),
            Leaf::PreviousQuantity(i) => self.state(StateVar::PreviousQuantity(i)),
            Leaf::PreviousLever(i) => self.state(StateVar::PreviousLever(i)),
            Leaf::Held(i) if view == View::Rule => self.state(StateVar::Held(i)),
            Leaf::Held(i) => self.reviewed(i),
            Leaf::Smooth(i) => self.smooth(i),
            Leaf::Delay(i) => {
                let first = self.at_times(|k| k == 0);
                let input = self.eval(View::Step, self.model.delays[i].input);
                let ring = self.graph.add(Node::Ring(self.states[&StateVar::Ring(i)]));
                self.graph.select(first, input, ring)
            }
            Leaf::TimeIndex => self.time_index(),
            Leaf::Severity(e) => match self.severities[e] {
                Some(node) => node,
                None => self.graph.number(0.0),
            },
            Leaf::Accumulator(i) => self.state(StateVar::Accumulator(i)),
        }
    }

    fn leaf_at_start(&mut self, leaf: Leaf) -> NodeId {
        match leaf {
            Leaf::Uncertainty(i) => self.uncertain(i),
            Leaf::Stock(i) => self.eval(View::Start, self.model.stocks[i].initial),
            Leaf::Quantity(i) | Leaf::PreviousQuantity(i) => {
                self.eval(View::Start, self.model.quantities[i].expr)
            }
            Leaf::Lever(i) | Leaf::PreviousLever(i) => {
                self.eval(View::Start, self.model.levers[i].default)
            }
            Leaf::Driver(i) => self.eval(View::Start, self.model.drivers[i].default),
            Leaf::Held(i) => self.eval(View::Start, self.model.rules[i].start),
            Leaf::Smooth(i) => self.eval(View::Start, self.model.smooths[i].input),
            Leaf::Delay(i) => self.eval(View::Start, self.model.delays[i].input),
            Leaf::TimeIndex
            | Leaf::Flowed(_)
            | Leaf::LastFlow(_)
            | Leaf::LastEvent(_)
            | Leaf::Moved(_)
            | Leaf::Happened(_)
            | Leaf::LastQuantity(_)
            | Leaf::LastLever(_)
            | Leaf::Severity(_)
            | Leaf::Accumulator(_) => self.graph.number(0.0),
        }
    }

    /// What a rule holds after this step's review.
    fn reviewed(&mut self, i: usize) -> NodeId {
        if let Some(node) = self.held[i] {
            return node;
        }
        let rule = &self.model.rules[i];
        let before = self.state(StateVar::Held(i));
        let target = self.eval(View::Rule, rule.rule);
        let held = match rule.step_limit {
            None => target,
            Some(limit) => {
                let limit = self.eval(View::Rule, limit);
                let up = self.graph.binary(Op2::Add, before, limit);
                let down = self.graph.binary(Op2::Sub, before, limit);
                let capped = self.graph.binary(Op2::Min, target, up);
                self.graph.binary(Op2::Max, capped, down)
            }
        };
        let review = self.at_times(|k| rule.reviews[k]);
        let node = self.graph.select(review, held, before);
        self.held[i] = Some(node);
        node
    }

    /// Point 1: option, response, bounds.
    fn lever(&mut self, i: usize) -> NodeId {
        if let Some(node) = self.levers[i] {
            return node;
        }
        let base = self.eval(View::Step, self.model.options[self.cell.option].levers[i]);
        let def = &self.model.trajectories[self.cell.trajectory];
        let mut value = base;
        if let (true, Some(response)) = (self.cell.response, def.responses[i]) {
            let parts = [
                (Op2::Mul, response.multiply),
                (Op2::Add, response.add),
                (Op2::Max, response.at_least),
                (Op2::Min, response.at_most),
            ];
            for (op, part) in parts {
                if let Some(part) = part {
                    let part = self.eval(View::Step, part);
                    value = self.graph.binary(op, value, part);
                }
            }
            let active = self.eval(View::Step, def.active);
            value = self.graph.select(active, value, base);
        }
        if let Some([low, high]) = self.model.levers[i].bounds {
            let (low, high) = (self.graph.number(low), self.graph.number(high));
            value = self.graph.add(Node::Clamp(value, low, high, Incident::LeverBound(i)));
        }
        self.levers[i] = Some(value);
        value
    }

    /// Point 2.
    fn driver(&mut self, i: usize) -> NodeId {
        if let Some(node) = self.drivers[i] {
            return node;
        }
        let value = self.model.trajectories[self.cell.trajectory].drivers[i];
        let value = self.eval(View::Step, value);
        let node = self.bounded(value, self.model.drivers[i].bounds);
        self.drivers[i] = Some(node);
        node
    }

    fn bounded(&mut self, value: NodeId, bounds: Option<[f64; 2]>) -> NodeId {
        let Some([low, high]) = bounds else {
            return value;
        };
        let (low, high) = (self.graph.number(low), self.graph.number(high));
        let below = self.graph.binary(Op2::Lt, value, low);
        let raised = self.graph.select(below, low, value);
        let above = self.graph.binary(Op2::Gt, raised, high);
        self.graph.select(above, high, raised)
    }

    /// A smoothed value as it is read.
    fn smooth(&mut self, i: usize) -> NodeId {
        let first = self.at_times(|k| k == 0);
        let input = self.eval(View::Step, self.model.smooths[i].input);
        let state = self.state(StateVar::Smooth(i));
        self.graph.select(first, input, state)
    }

    fn smoothed(&mut self, i: usize) -> NodeId {
        let smooth = self.model.smooths[i];
        let before = self.smooth(i);
        let x = self.eval(View::Step, smooth.input);
        let inverse = self.eval(View::Step, smooth.steps_inverse);
        let weight = self.graph.unary(Op1::OneMinusExpNeg, inverse);
        let gap = self.graph.binary(Op2::Sub, x, before);
        let moved = self.graph.binary(Op2::Mul, gap, weight);
        self.graph.binary(Op2::Add, before, moved)
    }

    fn accumulated(&mut self, i: usize) -> NodeId {
        let acc = self.model.accumulators[i];
        let mut before = self.state(StateVar::Accumulator(i));
        let x = self.eval(View::Step, acc.expr);
        let (zero, infinity) = (self.graph.number(0.0), self.graph.number(f64::INFINITY));
        if acc.kind == Accumulate::SinceReport {
            let reports = self.model.reports.clone();
            let reset = self.at_times(|k| reports.binary_search(&k).is_ok());
            before = self.graph.select(reset, zero, before);
        }
        let taken = match acc.kind {
            Accumulate::Sum | Accumulate::SinceReport => self.graph.binary(Op2::Add, before, x),
            Accumulate::Highest => self.graph.binary(Op2::Max, before, x),
            Accumulate::Lowest => self.graph.binary(Op2::Min, before, x),
            Accumulate::Any => self.graph.binary(Op2::Or, before, x),
            Accumulate::All => self.graph.binary(Op2::And, before, x),
            Accumulate::Count => {
                let is = self.graph.binary(Op2::Ne, x, zero);
                self.graph.binary(Op2::Add, before, is)
            }
            Accumulate::First => {
                let now = self.time_index();
                let unset = self.graph.binary(Op2::Eq, before, infinity);
                let is = self.graph.binary(Op2::Ne, x, zero);
                let first = self.graph.binary(Op2::And, unset, is);
                self.graph.select(first, now, before)
            }
            Accumulate::Latest => x,
        };
        // What belongs to steps has no time K: what the table says there is not read.
        let last_read = self.model.time.steps - usize::from(acc.of_step);
        let counts = self.at_times(|k| (acc.first..=acc.last).contains(&k.min(last_read)));
        self.graph.select(counts, taken, before)
    }
}
