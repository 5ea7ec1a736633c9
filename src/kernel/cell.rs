//! One cell of a model as nodes of the graph: what `docs/semantics.md` says, point by point.

use std::collections::HashMap;

use super::Incident;
use super::graph::{Draw, Graph, Node, NodeId};
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

/// What a cell needs, besides the graph.
pub struct Shared<'m> {
    /// The model.
    pub model: &'m Model,
    /// Names of streams; a node refers to a stream by its index here.
    pub streams: Vec<String>,
    stream_index: HashMap<String, u32>,
    /// Distributions of severities.
    pub distributions: Vec<Distribution>,
    flow_severity: Vec<Option<u32>>,
    event_severity: Vec<Option<u32>>,
    /// State that some expression reads, in order.
    pub vars: Vec<StateVar>,
}

impl<'m> Shared<'m> {
    /// Collects what all cells share.
    pub fn new(model: &'m Model) -> Self {
        let mut shared = Self {
            model,
            streams: Vec::new(),
            stream_index: HashMap::new(),
            distributions: Vec::new(),
            flow_severity: vec![None; model.flows.len()],
            event_severity: vec![None; model.events.len()],
            vars: Vec::new(),
        };
        for (f, flow) in model.flows.iter().enumerate() {
            if let Noise::Compound { severity: Severity::Fixed(d), .. } = &flow.noise {
                shared.flow_severity[f] = Some(shared.distribution(d));
            }
        }
        for (e, event) in model.events.iter().enumerate() {
            if let Some(Severity::Fixed(d)) = &event.severity {
                shared.event_severity[e] = Some(shared.distribution(d));
            }
        }
        shared.vars = state_vars(model);
        shared
    }

    fn distribution(&mut self, d: &Distribution) -> u32 {
        self.distributions.push(d.clone());
        self.distributions.len() as u32 - 1
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

/// Every state that some expression reads.
fn state_vars(model: &Model) -> Vec<StateVar> {
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
    shared: &'a mut Shared<'m>,
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
    /// A builder for `cell`; its states stand in the columns `states`.
    pub fn new(
        graph: &'a mut Graph,
        shared: &'a mut Shared<'m>,
        cell: Cell,
        states: &'a HashMap<StateVar, u32>,
    ) -> Self {
        let model = shared.model;
        Self {
            graph,
            shared,
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

    /// Every state's value after the step, in the order of [`Shared::vars`].
    pub fn step(&mut self) -> Vec<NodeId> {
        self.after_flows();
        self.events();
        self.bounds();
        let vars = self.shared.vars.clone();
        vars.into_iter().map(|var| self.next_value(var)).collect()
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
                self.graph.add(Node::Lookup(t as u32, a))
            }
        }
    }

    fn state(&mut self, var: StateVar) -> NodeId {
        self.graph.add(Node::State(self.states[&var]))
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
                self.graph.add(Node::Lookup(t as u32, a))
            }
        };
        if !self.setting {
            self.memo.insert((view, id), node);
        }
        node
    }

    fn leaf(&mut self, view: View, leaf: Leaf) -> NodeId {
        if let Leaf::Uncertainty(i) = leaf {
            return self.graph.add(Node::Uncertain(i as u32));
        }
        if matches!(view, View::Start | View::Initial) {
            return self.leaf_at_start(leaf);
        }
        match leaf {
            Leaf::Uncertainty(_) => unreachable!("read above"),
            Leaf::Stock(i) if self.setting => self.next[i],
            Leaf::Stock(i) => self.state(StateVar::Stock(i)),
            Leaf::Quantity(i) => {
                // A quantity that a set reads is that of the start of the step.
                let setting = std::mem::replace(&mut self.setting, false);
                let node = self.eval(View::Step, self.model.quantities[i].expr);
                self.setting = setting;
                node
            }
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
            Leaf::Smooth(i) => {
                let setting = std::mem::replace(&mut self.setting, false);
                let node = self.smooth(i);
                self.setting = setting;
                node
            }
            Leaf::Delay(i) => {
                let setting = std::mem::replace(&mut self.setting, false);
                let first = self.at_times(|k| k == 0);
                let input = self.eval(View::Step, self.model.delays[i].input);
                let ring = self.graph.add(Node::Ring(self.states[&StateVar::Ring(i)]));
                self.setting = setting;
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
            Leaf::Uncertainty(i) => self.graph.add(Node::Uncertain(i as u32)),
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
            let reset = self.at_times(|k| reports.contains(&k));
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

    fn uniform(&mut self, name: &str) -> NodeId {
        let stream = self.shared.stream(name);
        self.graph.add(Node::Uniform(stream))
    }

    fn draw(&mut self, fixed: Option<u32>, severity: &Severity) -> Draw {
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
    fn drawn(&mut self, f: usize) -> NodeId {
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
                let draw = self.draw(self.shared.flow_severity[f], severity);
                let stream = self.shared.stream(&flow.name);
                self.graph.add(Node::Compound(draw, stream, count))
            }
        };
        self.drawn[f] = Some(node);
        node
    }

    /// What flows, after settlement.
    fn flowed(&mut self, f: usize) -> NodeId {
        let setting = std::mem::replace(&mut self.setting, false);
        let node = self.settled(f);
        self.setting = setting;
        node
    }

    fn settled(&mut self, f: usize) -> NodeId {
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
            // Counts are never negative, a net flow's inflow is no part of the total.
            let out = if model.flows[*o].may_be_negative() {
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
            if model.flows[o].may_be_negative() {
                let positive = self.graph.binary(Op2::Gt, amount, zero);
                scaled = self.graph.select(positive, scaled, amount);
            }
            self.flows[o] = Some(scaled);
        }
        self.flows[f].unwrap_or(zero)
    }

    fn arrive(&mut self, amount: NodeId, arrival: &Arrival) -> NodeId {
        let mut part = amount;
        if let Some(share) = arrival.share {
            let share = self.eval(View::Step, share);
            part = self.graph.binary(Op2::Mul, part, share);
        }
        let factor = self.graph.number(arrival.factor);
        self.graph.binary(Op2::Mul, part, factor)
    }

    /// Point 6.
    fn after_flows(&mut self) {
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

    /// Point 7.
    fn events(&mut self) {
        let model = self.model;
        let zero = self.graph.number(0.0);
        self.happened = vec![zero; model.events.len()];
        self.moved = vec![zero; model.events.len()];
        let mut amounts = Vec::new();
        for (e, event) in model.events.iter().enumerate() {
            let happens = self.happens(e, event);
            self.happened[e] = happens;
            if let Some(severity) = &event.severity {
                let draw = self.draw(self.shared.event_severity[e], severity);
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

    fn happens(&mut self, e: usize, event: &Event) -> NodeId {
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
    fn act(&mut self, m: &Move, amount: NodeId, happens: NodeId) -> NodeId {
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
    fn bounds(&mut self) {
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
