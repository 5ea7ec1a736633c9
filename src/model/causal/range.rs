//! Between which values an expression lies, by interval arithmetic.

use std::collections::HashMap;

use crate::model::types::*;

/// All numbers from `low` to `high`, both included; either may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

/// Which way a function goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Up with its argument.
    Up,
    /// Down.
    Down,
}

const NEVER: Range = Range { low: 0.0, high: 0.0 };
const ALWAYS: Range = Range { low: 1.0, high: 1.0 };
/// How rare a draw is that is not reckoned with, on either side.
const RARE: f64 = 1e-4;
/// With more steps than this a schedule's range is not worked out step by step.
const MOST_STEPS: usize = 5000;

/// The product that interval arithmetic needs: nothing of something endless is nothing.
fn product(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

impl Range {
    /// Every number.
    pub const ALL: Range = Range { low: f64::NEG_INFINITY, high: f64::INFINITY };
    /// What cannot be negative.
    pub const POSITIVE: Range = Range { low: 0.0, high: f64::INFINITY };
    /// A condition or a share.
    pub const UNIT: Range = Range { low: 0.0, high: 1.0 };

    /// From `low` to `high`; everything if either is not a number.
    pub fn new(low: f64, high: f64) -> Range {
        if low.is_nan() || high.is_nan() { Range::ALL } else { Range { low, high } }
    }

    fn around(values: &[f64]) -> Range {
        if values.iter().any(|v| v.is_nan()) {
            return Range::ALL;
        }
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        Range { low, high: values.iter().copied().fold(f64::NEG_INFINITY, f64::max) }
    }

    /// The least range that holds both.
    pub fn join(self, other: Range) -> Range {
        Range { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// What is in both; `self` if nothing is.
    pub fn meet(self, other: Range) -> Range {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        if low <= high { Range { low, high } } else { self }
    }

    /// Whether no number in it is below 0.
    pub fn is_positive(self) -> bool {
        self.low >= 0.0
    }

    /// Whether no number in it is above 0.
    pub fn is_negative(self) -> bool {
        self.high <= 0.0
    }

    fn rising(self, f: impl Fn(f64) -> f64) -> Range {
        Range::new(f(self.low), f(self.high))
    }

    fn unary(self, op: Op1) -> Range {
        match op {
            Op1::Neg => Range { low: -self.high, high: -self.low },
            Op1::Not => certain(self == NEVER, self.low > 0.0 || self.high < 0.0),
            Op1::Abs if self.is_positive() => self,
            Op1::Abs if self.is_negative() => self.unary(Op1::Neg),
            Op1::Abs => Range { low: 0.0, high: self.high.max(-self.low) },
            // Outside of their domain these have no value; within it they rise.
            Op1::Ln | Op1::Log10 | Op1::Sqrt => self.meet(Range::POSITIVE).rising(|x| op.apply(x)),
            Op1::Sin | Op1::Cos => match self.piece(op) {
                Some(Way::Up) => self.rising(|x| op.apply(x)),
                Some(Way::Down) => Range::new(op.apply(self.high), op.apply(self.low)),
                None => Range { low: -1.0, high: 1.0 },
            },
            _ => self.rising(|x| op.apply(x)),
        }
    }

    /// Which way sine or cosine goes over the whole range; `None` where it turns. Only around 0,
    /// where the ends of a piece are certain.
    pub fn piece(self, op: Op1) -> Option<Way> {
        use std::f64::consts::{FRAC_PI_2, PI};
        let within = |low: f64, high: f64| self.low >= low && self.high <= high;
        match op {
            Op1::Sin if within(-FRAC_PI_2, FRAC_PI_2) => Some(Way::Up),
            Op1::Cos if within(-PI, 0.0) => Some(Way::Up),
            Op1::Cos if within(0.0, PI) => Some(Way::Down),
            _ => None,
        }
    }

    fn binary(self, op: Op2, other: Range) -> Range {
        let (a, b) = (self, other);
        let corners = |f: fn(f64, f64) -> f64| {
            Range::around(&[f(a.low, b.low), f(a.low, b.high), f(a.high, b.low), f(a.high, b.high)])
        };
        match op {
            Op2::Add => Range::new(a.low + b.low, a.high + b.high),
            Op2::Sub => Range::new(a.low - b.high, a.high - b.low),
            Op2::Mul => corners(product),
            Op2::Div if b.low > 0.0 || b.high < 0.0 => {
                corners(|x, y| if y.is_infinite() { 0.0 } else { x / y })
            }
            // The divisor reaches 0 from one side.
            Op2::Div if b.is_positive() => {
                let low = if a.low < 0.0 { f64::NEG_INFINITY } else { over(a.low, b.high) };
                let high = if a.high > 0.0 { f64::INFINITY } else { over(a.high, b.high) };
                Range::new(low, high)
            }
            Op2::Div => Range::ALL,
            Op2::Pow if a.is_positive() => corners(crate::math::pow),
            Op2::Pow => Range::ALL,
            Op2::Min => Range::new(a.low.min(b.low), a.high.min(b.high)),
            Op2::Max => Range::new(a.low.max(b.low), a.high.max(b.high)),
            Op2::Lt => certain(a.high < b.low, a.low >= b.high),
            Op2::Le => certain(a.high <= b.low, a.low > b.high),
            Op2::Gt => certain(a.low > b.high, a.high <= b.low),
            Op2::Ge => certain(a.low >= b.high, a.high < b.low),
            Op2::And if a == NEVER || b == NEVER => NEVER,
            Op2::And if a == ALWAYS && b == ALWAYS => ALWAYS,
            Op2::Or if a == ALWAYS || b == ALWAYS => ALWAYS,
            Op2::Or if a == NEVER && b == NEVER => NEVER,
            _ => Range::UNIT,
        }
    }
}

/// A condition that holds for certain, fails for certain, or neither.
fn certain(holds: bool, fails: bool) -> Range {
    match (holds, fails) {
        (true, _) => ALWAYS,
        (_, true) => NEVER,
        _ => Range::UNIT,
    }
}

fn over(x: f64, y: f64) -> f64 {
    if y.is_infinite() { 0.0 } else { x / y }
}

/// What is known of a value while ranges are worked out.
#[derive(Clone, Copy, Debug)]
enum Known {
    Not,
    /// It is being worked out: asked for again it may be anything.
    Busy,
    Is(Range),
}

/// The ranges of a model's expressions and of what they read.
pub(super) struct Ranges<'m> {
    model: &'m Model,
    exprs: Vec<Known>,
    quantities: Vec<Known>,
    levers: Vec<Known>,
    drivers: Vec<Known>,
    rules: Vec<Known>,
}

impl<'m> Ranges<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Ranges {
            model,
            exprs: vec![Known::Not; model.exprs.len()],
            quantities: vec![Known::Not; model.quantities.len()],
            levers: vec![Known::Not; model.levers.len()],
            drivers: vec![Known::Not; model.drivers.len()],
            rules: vec![Known::Not; model.rules.len()],
        }
    }

    /// The range of an expression.
    pub(super) fn of(&mut self, id: ExprId) -> Range {
        let at = id.0 as usize;
        if let Known::Is(range) = self.exprs[at] {
            return range;
        }
        let range = self.combine(id, &mut |r, id| r.of(id));
        self.exprs[at] = Known::Is(range);
        range
    }

    fn combine(&mut self, id: ExprId, of: &mut dyn FnMut(&mut Self, ExprId) -> Range) -> Range {
        match self.model.expr(id) {
            Expr::Const(value) => Range::new(value, value),
            Expr::Leaf(leaf) => self.leaf(leaf),
            Expr::Unary(op, a) => of(self, a).unary(op),
            Expr::Binary(op, a, b) => {
                let (a, b) = (of(self, a), of(self, b));
                a.binary(op, b)
            }
            Expr::Select(c, a, b) => match of(self, c) {
                ALWAYS => of(self, a),
                NEVER => of(self, b),
                _ => of(self, a).join(of(self, b)),
            },
            Expr::Lookup(table, _) => Range::around(&self.model.tables[table].y),
        }
    }

    /// The range of a schedule: that of each time by itself, joined, so that a ramp ends where it ends.
    fn over_time(&mut self, id: ExprId) -> Range {
        let steps = self.model.time.steps;
        if steps > MOST_STEPS {
            return self.of(id);
        }
        let mut all: Option<Range> = None;
        for k in 0..=steps {
            let now = self.at(id, k, &mut HashMap::new());
            all = Some(all.map_or(now, |before| before.join(now)));
        }
        all.unwrap_or(Range::ALL)
    }

    /// The range of an expression at time point `k`.
    fn at(&mut self, id: ExprId, k: usize, known: &mut HashMap<ExprId, Range>) -> Range {
        if let Some(range) = known.get(&id) {
            return *range;
        }
        let range = match self.model.expr(id) {
            Expr::Leaf(Leaf::TimeIndex) => Range::new(k as f64, k as f64),
            _ => self.combine(id, &mut |r, id| r.at(id, k, known)),
        };
        known.insert(id, range);
        range
    }

    /// The range of what an expression reads.
    pub(super) fn leaf(&mut self, leaf: Leaf) -> Range {
        let model = self.model;
        let zero = Range::new(0.0, 0.0);
        match leaf {
            Leaf::Uncertainty(i) => {
                let drawn = &model.uncertainties[i].distribution;
                Range::new(drawn.quantile(RARE), drawn.quantile(1.0 - RARE))
            }
            Leaf::Stock(i) => self.stock(i),
            Leaf::Quantity(i) | Leaf::PreviousQuantity(i) => self.quantity(i),
            Leaf::LastQuantity(i) => self.quantity(i).join(zero),
            Leaf::Lever(i) | Leaf::PreviousLever(i) => self.lever(i),
            Leaf::LastLever(i) => self.lever(i).join(zero),
            Leaf::Driver(i) => self.driver(i),
            Leaf::Flowed(i) | Leaf::LastFlow(i) => self.amount(i),
            Leaf::LastEvent(_) | Leaf::Moved(_) => Range::POSITIVE,
            Leaf::Happened(_) => Range::UNIT,
            Leaf::Held(i) => self.held(i),
            Leaf::Smooth(i) => self.of(model.smooths[i].input),
            Leaf::Delay(i) => self.of(model.delays[i].input),
            Leaf::TimeIndex => Range::new(0.0, model.time.steps as f64),
            Leaf::Severity(i) => match &model.events[i].severity {
                Some(severity) => self.severity(severity),
                None => Range::ALL,
            },
            Leaf::Accumulator(i) => match model.accumulators[i].kind {
                Accumulate::Sum | Accumulate::SinceReport | Accumulate::Latest => {
                    let each = self.of(model.accumulators[i].expr);
                    if each.is_positive() { Range::POSITIVE } else { Range::ALL }
                }
                Accumulate::Highest | Accumulate::Lowest => self.of(model.accumulators[i].expr),
                Accumulate::Any | Accumulate::All => Range::UNIT,
                Accumulate::Count | Accumulate::First => Range::POSITIVE,
            },
        }
    }

    pub(super) fn stock(&mut self, i: usize) -> Range {
        let stock = &self.model.stocks[i];
        let low = stock.min.map_or(f64::NEG_INFINITY, |id| self.of(id).low);
        let high = stock.max.map_or(f64::INFINITY, |id| self.of(id).high);
        Range::new(low, high)
    }

    fn quantity(&mut self, i: usize) -> Range {
        self.once(|r| &mut r.quantities[i], |r| r.of(r.model.quantities[i].expr))
    }

    /// Works a value out, unless that is known or being done.
    fn once(
        &mut self,
        slot: impl Fn(&mut Self) -> &mut Known,
        work: impl FnOnce(&mut Self) -> Range,
    ) -> Range {
        match *slot(self) {
            Known::Is(range) => range,
            Known::Busy => Range::ALL,
            Known::Not => {
                *slot(self) = Known::Busy;
                let range = work(self);
                *slot(self) = Known::Is(range);
                range
            }
        }
    }

    fn lever(&mut self, i: usize) -> Range {
        let model = self.model;
        if let Some([low, high]) = model.levers[i].bounds {
            return Range::new(low, high);
        }
        self.once(
            |r| &mut r.levers[i],
            |r| {
                let mut set = r.of(model.levers[i].default);
                for option in &model.options {
                    set = set.join(r.over_time(option.levers[i]));
                }
                let mut all = set;
                for response in model.trajectories.iter().filter_map(|t| t.responses[i].as_ref()) {
                    all = all.join(r.responded(set, response));
                }
                all
            },
        )
    }

    fn responded(&mut self, mut value: Range, response: &ResponseDef) -> Range {
        let steps = [
            (Op2::Mul, response.multiply),
            (Op2::Add, response.add),
            (Op2::Max, response.at_least),
            (Op2::Min, response.at_most),
        ];
        for (op, id) in steps {
            if let Some(id) = id {
                value = value.binary(op, self.over_time(id));
            }
        }
        value
    }

    fn driver(&mut self, i: usize) -> Range {
        let model = self.model;
        if let Some([low, high]) = model.drivers[i].bounds {
            return Range::new(low, high);
        }
        self.once(
            |r| &mut r.drivers[i],
            |r| {
                let first = r.of(model.drivers[i].default);
                let set = model.trajectories.iter().map(|t| t.drivers[i]);
                set.fold(first, |all, id| all.join(r.over_time(id)))
            },
        )
    }

    fn held(&mut self, i: usize) -> Range {
        self.once(
            |r| &mut r.rules[i],
            |r| {
                let rule = &r.model.rules[i];
                let start = r.of(rule.start);
                start.join(r.of(rule.rule))
            },
        )
    }

    /// What flows in a step.
    pub(super) fn amount(&mut self, flow: usize) -> Range {
        let flow = &self.model.flows[flow];
        match (&flow.noise, flow.rate) {
            (Noise::None, Some(rate)) => {
                let step = Range::new(flow.step, flow.step);
                self.of(rate).binary(Op2::Mul, step).join(Range::new(0.0, 0.0))
            }
            (Noise::None | Noise::Diffusion { .. }, _) => Range::ALL,
            (Noise::Compound { severity, .. }, _) => {
                if self.severity(severity).is_positive() {
                    Range::POSITIVE
                } else {
                    Range::ALL
                }
            }
            _ => Range::POSITIVE,
        }
    }

    pub(super) fn severity(&mut self, severity: &Severity) -> Range {
        let shape = match severity {
            Severity::Fixed(distribution) => {
                let (low, high) = distribution.support();
                return Range::new(low, high);
            }
            Severity::Varying(shape) => shape,
        };
        let parameters: Vec<Range> = shape.parameters.iter().map(|id| self.of(*id)).collect();
        let whole = match (shape.family, parameters.as_slice()) {
            (Family::Uniform, [low, high]) => low.join(*high),
            (Family::Pareto, [low, _]) => Range::new(low.low, f64::INFINITY),
            (Family::Exponential | Family::Weibull | Family::Lognormal, _) => Range::POSITIVE,
            _ => Range::ALL,
        };
        match shape.truncate {
            Some((low, high)) => whole.meet(self.of(low).join(self.of(high))),
            None => whole,
        }
    }
}
