//! Values as short text, for lists of numbers that people read.

use super::types::{
    Between, ByMember, Course, DistributionSpec, Duration, Parameter, Response, Value, When,
};

/// The shortest text that reads back as the same number.
pub fn number_text(x: f64) -> String {
    if x == x.trunc() && x.abs() < 1e15 { format!("{}", x + 0.0) } else { format!("{x:?}") }
}

/// `6 months`.
pub fn duration_text(duration: &Duration) -> String {
    let plural = if duration.count == 1.0 { "" } else { "s" };
    format!("{} {}{plural}", number_text(duration.count), duration.unit.name())
}

/// A number, or a formula as written.
pub fn value_text(value: &Value) -> String {
    match value {
        Value::Number(n) => number_text(n.value),
        Value::Formula(f) => f.text.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// One text for all, or `member text; member text; others text`.
pub fn by_member_text<T>(values: &ByMember<T>, text: &dyn Fn(&T) -> String) -> String {
    match values {
        ByMember::All(value) => text(value),
        ByMember::Members { entries, others, .. } => {
            let inner = |values: &ByMember<T>| match values {
                ByMember::All(_) => by_member_text(values, text),
                ByMember::Members { .. } => format!("({})", by_member_text(values, text)),
            };
            let named = entries.iter().map(|(name, v)| format!("{} {}", name.value, inner(v)));
            let rest = others.iter().map(|v| format!("others {}", inner(v)));
            named.chain(rest).collect::<Vec<_>>().join("; ")
        }
    }
}

/// A distribution: its kind and parameters, `0.01 to 0.05` for `between`.
pub fn distribution_text(spec: &DistributionSpec) -> String {
    let mut parts: Vec<String> = spec.kind.iter().map(|kind| kind.value.clone()).collect();
    for (name, parameter) in &spec.parameters {
        parts.push(match (name.value.as_str(), parameter) {
            ("between", Parameter::List(ends)) => {
                let ends: Vec<String> = ends.iter().map(|n| number_text(n.value)).collect();
                ends.join(" to ")
            }
            (name, parameter) => format!("{name} {}", parameter_text(parameter)),
        });
    }
    if let Some([low, high]) = &spec.truncate {
        parts.push(format!("within {} to {}", value_text(low), value_text(high)));
    }
    parts.join(", ")
}

/// Numbers of a list that are written out; longer lists (samples from files) are counted.
const LISTED: usize = 12;

fn parameter_text(parameter: &Parameter) -> String {
    match parameter {
        Parameter::Value(value) => value_text(value),
        Parameter::List(numbers) if numbers.len() > LISTED => {
            format!("({} numbers)", numbers.len())
        }
        Parameter::List(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(|n| number_text(n.value)).collect();
            numbers.join(" ")
        }
        Parameter::Pairs(pairs) => {
            let pair = |[p, x]: &[_; 2]| pair_text(p, x);
            pairs.iter().map(pair).collect::<Vec<_>>().join(" ")
        }
        Parameter::Parts(parts) => {
            let part = |(weight, of): &(crate::diagnostic::Spanned<f64>, DistributionSpec)| {
                format!("{} of ({})", number_text(weight.value), distribution_text(of))
            };
            parts.iter().map(part).collect::<Vec<_>>().join(" + ")
        }
        Parameter::Text(text) => text.value.clone(),
    }
}

fn pair_text(x: &crate::diagnostic::Spanned<f64>, y: &crate::diagnostic::Spanned<f64>) -> String {
    format!("{}:{}", number_text(x.value), number_text(y.value))
}

/// Points of a lookup table: `0:1 10:0.5`.
pub fn points_text(points: &[[crate::diagnostic::Spanned<f64>; 2]]) -> String {
    points.iter().map(|[x, y]| pair_text(x, y)).collect::<Vec<_>>().join(" ")
}

/// When: a date, a duration or a formula.
pub fn when_text(when: &When) -> String {
    match when {
        When::Date(date) => date.value.to_string(),
        When::Offset(offset) => duration_text(&offset.value),
        When::Formula(f) => f.text.clone(),
    }
}

/// A course: its value, its knots, or its rule.
pub fn course_text(course: &Course) -> String {
    match course {
        Course::Value(value) => value_text(value),
        Course::Schedule { knots, between, .. } => {
            let knot = |(when, value): &(When, Value)| {
                format!("{}: {}", when_text(when), value_text(value))
            };
            let knots: Vec<String> = knots.iter().map(knot).collect();
            let hold = match between {
                Between::Linear => "",
                Between::Hold => " (held)",
            };
            format!("{}{hold}", knots.join(", "))
        }
        Course::Rule { rule, review_every, step_limit, start, .. } => {
            let mut text = value_text(&Value::Formula(rule.clone()));
            if let Some(every) = review_every {
                text.push_str(&format!(", every {}", duration_text(&every.value)));
            }
            if let Some(limit) = step_limit {
                text.push_str(&format!(", by {} at most", value_text(limit)));
            }
            if let Some(start) = start {
                text.push_str(&format!(", from {}", value_text(start)));
            }
            text
        }
    }
}

/// A response: what it does, in the order in which it acts.
pub fn response_text(response: &Response) -> String {
    let parts = [
        ("multiply", &response.multiply),
        ("add", &response.add),
        ("at_least", &response.at_least),
        ("at_most", &response.at_most),
    ];
    let said = parts.iter().filter_map(|(name, course)| {
        course.as_ref().map(|course| format!("{name} {}", course_text(course)))
    });
    said.collect::<Vec<_>>().join("; ")
}
