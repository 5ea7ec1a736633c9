//! What an expression is worth.

use super::Replicate;
use crate::math;
use crate::model::{Expr, ExprId, Leaf, LookupTable, Op1, Op2};

/// From where an expression is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// This time and step.
    Now,
    /// Time 0 with all levers at their defaults, nothing having flowed (point 0).
    Start,
    /// As `Now`, but stocks as they stand while events act (point 7).
    Set,
}

/// Whether a number counts as true. NaN does: it is not 0.
pub(super) fn truth(x: f64) -> bool {
    x != 0.0
}

/// The lesser; NaN if either is.
pub(super) fn lesser(a: f64, b: f64) -> f64 {
    if a < b || a.is_nan() { a } else { b }
}

/// The greater; NaN if either is.
pub(super) fn greater(a: f64, b: f64) -> f64 {
    if a > b || a.is_nan() { a } else { b }
}

fn number(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

fn unary(op: Op1, x: f64) -> f64 {
    match op {
        Op1::Neg => -x,
        Op1::Not => number(!truth(x)),
        Op1::Abs => x.abs(),
        Op1::Exp => math::exp(x),
        Op1::Ln => math::ln(x),
        Op1::Log10 => math::log10(x),
        Op1::Sqrt => x.sqrt(),
        Op1::Sin => math::sin(x),
        Op1::Cos => math::cos(x),
        Op1::Logistic => math::logistic(x),
        Op1::OneMinusExpNeg => math::one_minus_exp_neg(x),
        Op1::Floor => x.floor(),
        Op1::Ceil => x.ceil(),
        Op1::Round => x.round(),
        Op1::Sign => number(x > 0.0) - number(x < 0.0),
    }
}

fn binary(op: Op2, a: f64, b: f64) -> f64 {
    match op {
        Op2::Add => a + b,
        Op2::Sub => a - b,
        Op2::Mul => a * b,
        Op2::Div => a / b,
        Op2::Pow => math::pow(a, b),
        Op2::Min => lesser(a, b),
        Op2::Max => greater(a, b),
        Op2::Lt => number(a < b),
        Op2::Le => number(a <= b),
        Op2::Gt => number(a > b),
        Op2::Ge => number(a >= b),
        Op2::Eq => number(a == b),
        Op2::Ne => number(a != b),
        Op2::And => number(truth(a) && truth(b)),
        Op2::Or => number(truth(a) || truth(b)),
    }
}

/// Linear between points, constant outside, NaN at NaN.
fn look_up(table: &LookupTable, at: f64) -> f64 {
    let (x, y) = (&table.x, &table.y);
    let last = x.len() - 1;
    if at.is_nan() {
        return at;
    }
    match x.iter().rposition(|&knot| knot <= at) {
        None => y[0],
        Some(i) if i == last => y[last],
        Some(i) => y[i] + (at - x[i]) * ((y[i + 1] - y[i]) / (x[i + 1] - x[i])),
    }
}

impl Replicate<'_, '_> {
    /// The value of an expression in this step.
    pub(super) fn value(&mut self, id: ExprId) -> f64 {
        self.evaluate(id, View::Now)
    }

    /// The value of an expression.
    pub(super) fn evaluate(&mut self, id: ExprId, view: View) -> f64 {
        match self.model.expr(id) {
            Expr::Const(x) => x,
            Expr::Leaf(leaf) => self.leaf(leaf, view),
            Expr::Unary(op, a) => unary(op, self.evaluate(a, view)),
            Expr::Binary(op, a, b) => {
                let a = self.evaluate(a, view);
                binary(op, a, self.evaluate(b, view))
            }
            Expr::Select(condition, yes, no) => {
                let chosen = if truth(self.evaluate(condition, view)) { yes } else { no };
                self.evaluate(chosen, view)
            }
            Expr::Lookup(table, a) => {
                let at = self.evaluate(a, view);
                look_up(&self.model.tables[table], at)
            }
        }
    }

    fn leaf(&mut self, leaf: Leaf, view: View) -> f64 {
        match leaf {
            Leaf::Uncertainty(i) => self.uncertainties[i],
            Leaf::Stock(s) if view == View::Set => self.next[s],
            Leaf::Stock(s) => self.stocks[s],
            Leaf::Quantity(q) => self.quantity(q, view),
            Leaf::Lever(l) if view == View::Start => self.default_of_lever(l),
            Leaf::Lever(l) => self.now.levers[l].expect("levers come first"),
            Leaf::Driver(d) if view == View::Start => {
                self.evaluate(self.model.drivers[d].default, view)
            }
            Leaf::Driver(d) => self.now.drivers[d].expect("drivers come after levers"),
            Leaf::Flowed(_) if view == View::Start => 0.0,
            Leaf::Flowed(f) => self.amount(f),
            Leaf::Moved(e) => self.now.moved[e].expect("only measures read it, after events"),
            Leaf::Happened(e) => self.now.happened[e].expect("only measures read it, after events"),
            Leaf::LastFlow(_)
            | Leaf::LastEvent(_)
            | Leaf::LastQuantity(_)
            | Leaf::LastLever(_)
            | Leaf::PreviousQuantity(_)
            | Leaf::PreviousLever(_) => self.step_before(leaf),
            Leaf::Held(r) => self.held[r],
            Leaf::Smooth(i) => self.smooth(i, view),
            Leaf::Delay(i) => self.delay(i, view),
            Leaf::TimeIndex => self.time as f64,
            Leaf::Severity(e) => self.severities[e],
            Leaf::Accumulator(a) => self.accumulators[a],
        }
    }

    /// What was in the step before, and what stands for it in the first step.
    fn step_before(&mut self, leaf: Leaf) -> f64 {
        let known = "the step before is complete";
        match (leaf, &self.previous) {
            (Leaf::LastFlow(f), Some(p)) => p.amounts[f].expect(known),
            (Leaf::LastEvent(e), Some(p)) => p.moved[e].expect(known),
            (Leaf::LastQuantity(q) | Leaf::PreviousQuantity(q), Some(p)) => {
                p.quantities[q].expect(known)
            }
            (Leaf::LastLever(l) | Leaf::PreviousLever(l), Some(p)) => p.levers[l].expect(known),
            (Leaf::PreviousQuantity(q), None) => self.quantity(q, View::Start),
            (Leaf::PreviousLever(l), None) => self.default_of_lever(l),
            _ => 0.0,
        }
    }

    fn default_of_lever(&mut self, lever: usize) -> f64 {
        self.evaluate(self.model.levers[lever].default, View::Start)
    }

    /// A quantity (point 3): worked out when it is first read, once a step.
    pub(super) fn quantity(&mut self, q: usize, view: View) -> f64 {
        let at_start = view == View::Start;
        let known = if at_start { self.start_quantities[q] } else { self.now.quantities[q] };
        if let Some(value) = known {
            return value;
        }
        // Stocks in it are those at the start of the step even where a `set` reads it.
        let view = if at_start { View::Start } else { View::Now };
        let value = self.evaluate(self.model.quantities[q].expr, view);
        let values = if at_start { &mut self.start_quantities } else { &mut self.now.quantities };
        values[q] = Some(value);
        value
    }

    fn smooth(&mut self, i: usize, view: View) -> f64 {
        let input = self.model.smooths[i].input;
        match (view, self.smooths[i]) {
            (View::Start, _) => self.evaluate(input, View::Start),
            (_, Some(s)) => s,
            (_, None) => self.value(input),
        }
    }

    fn delay(&mut self, i: usize, view: View) -> f64 {
        let delay = self.model.delays[i];
        match (view, self.time) {
            (View::Start, _) => self.evaluate(delay.input, View::Start),
            (_, 0) => self.value(delay.input),
            (_, k) => self.delays[i][k.saturating_sub(delay.steps)],
        }
    }
}
