//! What a name may be.

use super::reader::Reader;
use super::types::{Name, TimeUnit};
use crate::diagnostic::Diagnostic;

/// Words of the formula language that no variable may be called.
const RESERVED: &[&str] = &[
    "abs",
    "always",
    "and",
    "at",
    "average",
    "ceil",
    "clamp",
    "cos",
    "delay",
    "during",
    "elapsed",
    "ever",
    "exp",
    "false",
    "final",
    "first_time",
    "floor",
    "flowed",
    "highest",
    "if",
    "inf",
    "initial",
    "last",
    "ln",
    "log10",
    "logistic",
    "lookup",
    "lowest",
    "max",
    "mean",
    "min",
    "nan",
    "not",
    "occurrences",
    "or",
    "others",
    "pi",
    "pow",
    "product",
    "progress",
    "pulse",
    "ramp",
    "round",
    "severity",
    "sign",
    "sin",
    "smooth",
    "sqrt",
    "step",
    "sum",
    "time_in",
    "time_step",
    "total",
    "true",
    "within",
];

/// Words that no member of a dimension may be called.
const RESERVED_MEMBERS: &[&str] = &["and", "false", "if", "inf", "not", "or", "others", "true"];

/// What a name is for, which decides the words that it may not be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A variable, a dimension or a parameter: read in formulas.
    Variable,
    /// A member of a dimension.
    Member,
    /// A unit of measurement.
    Unit,
    /// An option or a trajectory: never read in a formula.
    Label,
}

/// Reports a name that is not snake_case or is reserved.
pub(super) fn check(r: &mut Reader, name: &Name, used: Use) {
    let text = name.value.as_str();
    if !is_snake_case(text) {
        let error = Diagnostic::error(name.span, format!("'{text}' cannot be a name"))
            .label("lower-case letters, digits and _ only, a letter first");
        r.out.push(match snake_case(text) {
            Some(better) => error.help(format!("write '{better}'")),
            None => error,
        });
        return;
    }
    let reserved = match used {
        Use::Variable => RESERVED.contains(&text),
        Use::Member => RESERVED_MEMBERS.contains(&text),
        Use::Unit => TimeUnit::from_name(text).is_some() || text == "percent",
        Use::Label => false,
    };
    if reserved {
        let why = match used {
            Use::Unit => "a unit that is built in",
            _ => "a word of the formula language",
        };
        r.error_help::<()>(
            name.span,
            format!("'{text}' is {why}"),
            format!("choose another name, such as '{}'", alternative(text, used)),
        );
    }
}

fn alternative(text: &str, used: Use) -> String {
    match used {
        Use::Member => format!("{text}_place"),
        Use::Unit => format!("model_{text}"),
        _ => format!("{text}_level"),
    }
}

/// Whether `text` is `^[a-z][a-z0-9_]*$`.
pub(super) fn is_snake_case(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The name that was probably meant.
fn snake_case(text: &str) -> Option<String> {
    let mut better = String::new();
    let mut before = ' ';
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            let new_word = c.is_ascii_uppercase() && before.is_ascii_lowercase();
            if new_word && !better.ends_with('_') {
                better.push('_');
            }
            better.push(c.to_ascii_lowercase());
        } else if !better.is_empty() && !better.ends_with('_') {
            better.push('_');
        }
        before = c;
    }
    let better =
        better.trim_matches('_').trim_start_matches(|c: char| c.is_ascii_digit() || c == '_');
    is_snake_case(better).then(|| better.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{is_snake_case, snake_case};

    #[test]
    fn suggestions_are_names() {
        for (text, better) in [
            ("FullEffect", Some("full_effect")),
            ("full effect", Some("full_effect")),
            ("full-effect", Some("full_effect")),
            ("2nd_place", Some("nd_place")),
            ("ISIS", Some("isis")),
            ("مكان", None),
            ("", None),
        ] {
            assert_eq!(snake_case(text).as_deref(), better, "{text}");
            assert!(!is_snake_case(text));
        }
    }
}
