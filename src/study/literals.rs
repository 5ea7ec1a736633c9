//! Numbers that stand inside formulas, without a name of their own.

use super::types::{
    ByMember, Course, DistributionSpec, FormulaText, Parameter, Response, Value, When,
};
use super::written::number_text;
use crate::diagnostic::Span;
use crate::formula::{Duration, Kind, Node, parse};

/// Numbers that belong to a formula's form rather than to the world.
const PLAIN: [f64; 4] = [0.0, 1.0, 2.0, 0.5];

/// A number inside a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Literal {
    /// As text: `0.3`, `6 months`.
    pub text: String,
    /// Whether it is a duration in quotes.
    pub duration: bool,
    /// Where it stands.
    pub place: Span,
}

/// The numbers in a formula but for 0, 1, 2 and 0.5, and the durations in quotes of other lengths.
/// A formula that cannot be read has none: the model reports it.
pub(super) fn of_formula(formula: &FormulaText) -> Vec<Literal> {
    let mut out = Vec::new();
    if let Ok(node) = parse(&formula.text) {
        walk(&node, formula, &mut out);
    }
    out
}

fn walk(node: &Node, formula: &FormulaText, out: &mut Vec<Literal>) {
    let mut add = |x: f64, text: String, duration: bool| {
        if !PLAIN.contains(&x) {
            out.push(Literal { text, duration, place: formula.locate(node.range.clone()) });
        }
    };
    match &node.kind {
        Kind::Number(x) => add(*x, number_text(*x), false),
        Kind::Quoted(text) => {
            if let Some(duration) = Duration::parse(text) {
                add(duration.count, text.clone(), true);
            }
        }
        Kind::Date(_) | Kind::Name(_) | Kind::Index(..) => {}
        Kind::Unary(_, inner) => walk(inner, formula, out),
        Kind::Binary(_, a, b) => {
            walk(a, formula, out);
            walk(b, formula, out);
        }
        Kind::Call(_, arguments) => arguments.iter().for_each(|a| walk(a, formula, out)),
    }
}

/// The numbers in a value that stands where a formula may: a bare number is the plainest formula.
pub(super) fn of_value(value: &Value) -> Vec<Literal> {
    match value {
        Value::Number(n) if PLAIN.contains(&n.value) => Vec::new(),
        Value::Number(n) => {
            vec![Literal { text: number_text(n.value), duration: false, place: n.span }]
        }
        Value::Formula(formula) => of_formula(formula),
    }
}

/// All values of a table by member, in the order written.
pub(super) fn leaves<T>(values: &ByMember<T>) -> Vec<&T> {
    match values {
        ByMember::All(value) => vec![value],
        ByMember::Members { entries, others, .. } => {
            let named = entries.iter().map(|(_, v)| v);
            named.chain(others.as_deref()).flat_map(leaves).collect()
        }
    }
}

/// Whether a value of an option or a trajectory is a number, or a formula with one.
pub(super) fn states_number(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::Formula(formula) => !of_formula(formula).is_empty(),
    }
}

/// Whether a course has a number of its own: a value, a knot's time after the start, a limit.
pub(super) fn course_states_number(course: &Course) -> bool {
    match course {
        Course::Value(value) => states_number(value),
        Course::Schedule { knots, .. } => {
            knots.iter().any(|(when, value)| states_number(value) || when_states_number(when))
        }
        Course::Rule { rule, review_every, step_limit, start, .. } => {
            !of_formula(rule).is_empty()
                || review_every.is_some()
                || step_limit.iter().chain(start).any(states_number)
        }
    }
}

/// Whether a time is a number other than 0.
pub(super) fn when_states_number(when: &When) -> bool {
    match when {
        When::Date(_) => true,
        When::Offset(offset) => offset.value.count != 0.0,
        When::Formula(formula) => !of_formula(formula).is_empty(),
    }
}

/// Whether a response has a number of its own.
pub(super) fn response_states_number(response: &Response) -> bool {
    [&response.multiply, &response.add, &response.at_least, &response.at_most]
        .into_iter()
        .flatten()
        .any(course_states_number)
}

/// Whether a distribution has a number of its own.
pub(super) fn distribution_states_number(spec: &DistributionSpec) -> bool {
    let stated = |parameter: &Parameter| match parameter {
        Parameter::Value(value) => states_number(value),
        Parameter::List(list) => !list.is_empty(),
        Parameter::Pairs(pairs) => !pairs.is_empty(),
        Parameter::Parts(_) => true,
        Parameter::Text(_) => false,
    };
    spec.parameters.iter().any(|(_, parameter)| stated(parameter))
        || spec.truncate.iter().flatten().any(states_number)
}
