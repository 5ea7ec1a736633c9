//! In which direction an expression follows what it reads.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Sign;
use super::range::{Range, Ranges, Way};
use crate::model::types::*;

/// What an expression reads, by node, each with its direction.
pub(super) type Effects = BTreeMap<usize, Sign>;

/// Where the scalars of a model stand among the nodes of the graph. `None` where a study has no such name (an
/// option's parameter that became an uncertainty, for instance).
pub(super) struct Places {
    pub uncertainties: Vec<Option<usize>>,
    pub levers: Vec<Option<usize>>,
    pub drivers: Vec<Option<usize>>,
    pub stocks: Vec<Option<usize>>,
    pub flows: Vec<Option<usize>>,
    pub quantities: Vec<Option<usize>>,
    pub events: Vec<Option<usize>>,
    pub measures: Vec<Option<usize>>,
}

impl Places {
    pub(super) fn of(model: &Model, index: &BTreeMap<&str, usize>) -> Self {
        let find = |name: &str| index.get(name.split('[').next().unwrap_or(name)).copied();
        Places {
            uncertainties: model.uncertainties.iter().map(|t| find(&t.name)).collect(),
            levers: model.levers.iter().map(|t| find(&t.name)).collect(),
            drivers: model.drivers.iter().map(|t| find(&t.name)).collect(),
            stocks: model.stocks.iter().map(|t| find(&t.name)).collect(),
            flows: model.flows.iter().map(|t| find(&t.name)).collect(),
            quantities: model.quantities.iter().map(|t| find(&t.name)).collect(),
            events: model.events.iter().map(|t| find(&t.name)).collect(),
            measures: model.measures.iter().map(|t| find(&t.name)).collect(),
        }
    }
}

/// Adds the effects in `more`, each passed through `then`.
pub(super) fn add(to: &mut Effects, more: &Effects, then: Sign) {
    for (node, sign) in more {
        let sign = sign.times(then);
        to.entry(*node).and_modify(|known| *known = known.and(sign)).or_insert(sign);
    }
}

/// The direction in which a product follows one factor, by the range of the other; nothing if that is 0.
pub(super) fn by_factor(other: Range) -> Option<Sign> {
    match other {
        Range { low: 0.0, high: 0.0 } => None,
        range if range.is_positive() => Some(Sign::Plus),
        range if range.is_negative() => Some(Sign::Minus),
        _ => Some(Sign::Unknown),
    }
}

/// Works out the effects of expressions, each once.
pub(super) struct Monotone<'m> {
    pub model: &'m Model,
    pub places: Places,
    pub ranges: Ranges<'m>,
    memo: Vec<Option<Rc<Effects>>>,
}

impl<'m> Monotone<'m> {
    pub(super) fn new(model: &'m Model, index: &BTreeMap<&str, usize>) -> Self {
        Monotone {
            model,
            places: Places::of(model, index),
            ranges: Ranges::new(model),
            memo: vec![None; model.exprs.len()],
        }
    }

    /// The effects on the expression `id`.
    pub(super) fn of(&mut self, id: ExprId) -> Rc<Effects> {
        if let Some(known) = &self.memo[id.0 as usize] {
            return Rc::clone(known);
        }
        let mut out = Effects::new();
        match self.model.exprs[id.0 as usize] {
            Expr::Const(_) => {}
            Expr::Leaf(leaf) => self.leaf(leaf, &mut out),
            Expr::Unary(op, a) => {
                let range = self.ranges.of(a);
                add(&mut out, &self.of(a), unary(op, range));
            }
            Expr::Binary(op, a, b) => {
                if op == Op2::Div && self.saturating(a, b, &mut out) {
                    let out = Rc::new(out);
                    self.memo[id.0 as usize] = Some(Rc::clone(&out));
                    return out;
                }
                let ranges = (self.ranges.of(a), self.ranges.of(b));
                let (first, second) = binary(op, ranges.0, ranges.1);
                if let Some(sign) = first {
                    add(&mut out, &self.of(a), sign);
                }
                if let Some(sign) = second {
                    add(&mut out, &self.of(b), sign);
                }
            }
            Expr::Select(c, a, b) => {
                add(&mut out, &self.of(a), Sign::Plus);
                add(&mut out, &self.of(b), Sign::Plus);
                let (yes, no) = (self.ranges.of(a), self.ranges.of(b));
                let sign = if !self.ranges.of(c).is_positive() {
                    Sign::Unknown
                } else if yes.low >= no.high {
                    Sign::Plus
                } else if yes.high <= no.low {
                    Sign::Minus
                } else {
                    Sign::Unknown
                };
                add(&mut out, &self.of(c), sign);
            }
            Expr::Lookup(table, a) => {
                let y = &self.model.tables[table].y;
                let sign = if y.windows(2).all(|w| w[0] <= w[1]) {
                    Sign::Plus
                } else if y.windows(2).all(|w| w[0] >= w[1]) {
                    Sign::Minus
                } else {
                    Sign::Unknown
                };
                add(&mut out, &self.of(a), sign);
            }
        }
        let out = Rc::new(out);
        self.memo[id.0 as usize] = Some(Rc::clone(&out));
        out
    }

    /// The effects on `a / b` if it is `y * x / (x + c)` with neither x nor c below 0: x / (x + c) rises with x
    /// and falls with c, though x stands on both sides. Whether it is.
    fn saturating(&mut self, a: ExprId, b: ExprId, out: &mut Effects) -> bool {
        let Expr::Binary(Op2::Add, one, two) = self.model.expr(b) else { return false };
        for (x, c) in [(one, two), (two, one)] {
            let scale = match self.model.expr(a) {
                _ if a == x => None,
                Expr::Binary(Op2::Mul, y, of) if of == x => Some(y),
                Expr::Binary(Op2::Mul, of, y) if of == x => Some(y),
                _ => continue,
            };
            if !(self.ranges.of(x).is_positive() && self.ranges.of(c).is_positive()) {
                continue;
            }
            let sign = match scale {
                None => Some(Sign::Plus),
                Some(y) => {
                    add(out, &self.of(y), Sign::Plus);
                    by_factor(self.ranges.of(y))
                }
            };
            if let Some(sign) = sign {
                add(out, &self.of(x), sign);
                add(out, &self.of(c), sign.flip());
            }
            return true;
        }
        false
    }

    fn leaf(&mut self, leaf: Leaf, out: &mut Effects) {
        let places = &self.places;
        let node = match leaf {
            Leaf::Uncertainty(i) => places.uncertainties[i],
            Leaf::Stock(i) => places.stocks[i],
            Leaf::Quantity(i) | Leaf::LastQuantity(i) | Leaf::PreviousQuantity(i) => {
                places.quantities[i]
            }
            Leaf::Lever(i) | Leaf::LastLever(i) | Leaf::PreviousLever(i) => places.levers[i],
            Leaf::Driver(i) => places.drivers[i],
            Leaf::Flowed(i) | Leaf::LastFlow(i) => places.flows[i],
            Leaf::LastEvent(i) | Leaf::Moved(i) | Leaf::Happened(i) => places.events[i],
            Leaf::Smooth(i) => {
                let smooth = self.model.smooths[i];
                add(out, &self.of(smooth.input), Sign::Plus);
                add(out, &self.of(smooth.steps_inverse), Sign::Unknown);
                None
            }
            Leaf::Delay(i) => {
                add(out, &self.of(self.model.delays[i].input), Sign::Plus);
                None
            }
            Leaf::Severity(i) => {
                if let Some(severity) = &self.model.events[i].severity {
                    add(out, &self.severity(severity), Sign::Plus);
                }
                None
            }
            Leaf::Accumulator(i) => {
                let summed = self.model.accumulators[i];
                // The sooner something is true, the smaller the time at which it first was.
                let sign = match summed.kind {
                    Accumulate::First => Sign::Minus,
                    _ => Sign::Plus,
                };
                add(out, &self.of(summed.expr), sign);
                None
            }
            Leaf::Held(_) | Leaf::TimeIndex => None,
        };
        if let Some(node) = node {
            add(out, &Effects::from([(node, Sign::Plus)]), Sign::Plus);
        }
    }

    /// The effects on a severity, at a given luck.
    pub(super) fn severity(&mut self, severity: &Severity) -> Effects {
        let mut out = Effects::new();
        let Severity::Varying(shape) = severity else { return out };
        let signs: &[Sign] = match shape.family {
            Family::Uniform => &[Sign::Plus, Sign::Plus],
            Family::Exponential => &[Sign::Plus],
            Family::Pareto => &[Sign::Plus, Sign::Minus],
            Family::Weibull => &[Sign::Unknown, Sign::Plus],
            Family::Lognormal | Family::Normal => &[Sign::Plus, Sign::Unknown],
        };
        for (id, sign) in shape.parameters.iter().zip(signs) {
            add(&mut out, &self.of(*id), *sign);
        }
        if let Some((low, high)) = shape.truncate {
            add(&mut out, &self.of(low), Sign::Plus);
            add(&mut out, &self.of(high), Sign::Plus);
        }
        out
    }
}

fn unary(op: Op1, range: Range) -> Sign {
    match op {
        Op1::Neg => Sign::Minus,
        // Any number but 0 is true.
        Op1::Not if range.is_positive() => Sign::Minus,
        Op1::Not => Sign::Unknown,
        Op1::Abs if range.is_positive() => Sign::Plus,
        Op1::Abs if range.is_negative() => Sign::Minus,
        Op1::Abs => Sign::Unknown,
        Op1::Sin | Op1::Cos => match range.piece(op) {
            Some(Way::Up) => Sign::Plus,
            Some(Way::Down) => Sign::Minus,
            None => Sign::Unknown,
        },
        Op1::Exp
        | Op1::Ln
        | Op1::Log10
        | Op1::Sqrt
        | Op1::Logistic
        | Op1::OneMinusExpNeg
        | Op1::Floor
        | Op1::Ceil
        | Op1::Round
        | Op1::Sign => Sign::Plus,
    }
}

/// How an operator follows its operands; `None` where it does not.
fn binary(op: Op2, a: Range, b: Range) -> (Option<Sign>, Option<Sign>) {
    let same = |sign| (Some(sign), Some(sign));
    match op {
        Op2::Add | Op2::Min | Op2::Max => same(Sign::Plus),
        Op2::Sub | Op2::Gt | Op2::Ge => (Some(Sign::Plus), Some(Sign::Minus)),
        Op2::Lt | Op2::Le => (Some(Sign::Minus), Some(Sign::Plus)),
        Op2::Eq | Op2::Ne => same(Sign::Unknown),
        Op2::Mul => (by_factor(b), by_factor(a)),
        // On either side of 0 a quotient falls with its divisor if it is above 0.
        Op2::Div => {
            let one_side = b.is_positive() || b.is_negative();
            let second = by_factor(a).map(Sign::flip);
            (by_factor(b), if one_side { second } else { second.map(|_| Sign::Unknown) })
        }
        Op2::Pow if a.is_positive() => {
            let exponent = if a.low >= 1.0 {
                Sign::Plus
            } else if a.high <= 1.0 {
                Sign::Minus
            } else {
                Sign::Unknown
            };
            (by_factor(b), Some(exponent))
        }
        Op2::Pow => same(Sign::Unknown),
        Op2::And | Op2::Or if a.is_positive() && b.is_positive() => same(Sign::Plus),
        Op2::And | Op2::Or => same(Sign::Unknown),
    }
}
