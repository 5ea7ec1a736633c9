//! Values: numbers, formulas, labels, durations, dates, and tables by member.

use jiff::civil::Date;

use super::names::{self, Use};
use super::reader::{Fields, Reader};
use super::strings::decode;
use super::tree::{Data, Entry, Node, find};
use super::types::{
    ByMember, Confidence, Duration, FormulaText, Meta, Name, TimeUnit, Value, When,
};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, Spanned};
use crate::text::Label;

/// What a formula may be written as.
const FORMULA: &str = "a number or a formula in quotes";

impl Reader {
    /// A number or a formula; a date stands for the formula of that date.
    pub fn value(&mut self, node: &Node) -> Option<Value> {
        match &node.data {
            Data::Number(n) => Some(Value::Number(Spanned::new(n.value, node.span))),
            Data::Boolean(b) => {
                Some(Value::Number(Spanned::new(f64::from(u8::from(*b)), node.span)))
            }
            Data::Text(_) | Data::Date(_) => self.formula(node).map(Value::Formula),
            Data::Time | Data::List(_) | Data::Table(_) => self.wrong(node, FORMULA),
        }
    }

    /// A formula in quotes (or a date).
    pub fn formula(&mut self, node: &Node) -> Option<FormulaText> {
        if !matches!(node.data, Data::Text(_) | Data::Date(_)) {
            return self.wrong(node, "text in quotes");
        }
        let formula = self.formula_at(node.span);
        if formula.text.trim().is_empty() {
            return self.error(node.span, "there is nothing in these quotes");
        }
        Some(formula)
    }

    /// The text written at `span`: a string, a key or a date.
    pub fn formula_at(&self, span: Span) -> FormulaText {
        let (text, offsets) = decode(self.sources.text(span));
        FormulaText { text, span, offsets: offsets.into_iter().map(|o| o + span.start).collect() }
    }

    /// A number or formula, for all or by member.
    pub fn by_member_value(&mut self, node: &Node) -> Option<ByMember<Value>> {
        self.by_member(node, |_| false, &mut Self::value)
    }

    /// A value for all or a table by member. A table is one by member unless `is_form` knows its
    /// keys.
    pub fn by_member<T>(
        &mut self,
        node: &Node,
        is_form: fn(&[Entry]) -> bool,
        read: &mut dyn FnMut(&mut Self, &Node) -> Option<T>,
    ) -> Option<ByMember<T>> {
        let Some(entries) = node.entries().filter(|e| !is_form(e)) else {
            return read(self, node).map(ByMember::All);
        };
        if entries.is_empty() {
            return self.error(node.span, "this table by member names no member");
        }
        let mut members = Vec::new();
        let mut others = None;
        let mut good = true;
        for entry in entries {
            let value = self.by_member(&entry.value, is_form, read);
            good &= value.is_some();
            if entry.key.value == "others" {
                others = value.map(Box::new);
            } else {
                names::check(self, &entry.key, Use::Member);
                members.extend(value.map(|v| (entry.key.clone(), v)));
            }
        }
        good.then_some(ByMember::Members { entries: members, others, span: node.span })
    }

    /// A number.
    pub fn number(&mut self, node: &Node) -> Option<Spanned<f64>> {
        match &node.data {
            Data::Number(n) => Some(Spanned::new(n.value, node.span)),
            Data::Text(text) if text.trim().parse::<f64>().is_ok() => self.error_help(
                node.span,
                "expected a number, found text in quotes",
                format!("write {} without quotes", text.trim()),
            ),
            _ => self.wrong(node, "a number"),
        }
    }

    /// Two numbers, the smaller first.
    pub fn range(&mut self, node: &Node) -> Option<[Spanned<f64>; 2]> {
        let numbers = self.list(node, "two numbers in a list: [low, high]", Self::number)?;
        let [low, high] = match <[_; 2]>::try_from(numbers) {
            Ok(pair) => pair,
            Err(other) => {
                return self.error(
                    node.span,
                    format!("expected two numbers: [low, high], found {}", other.len()),
                );
            }
        };
        if low.value > high.value {
            return self.error_help(
                node.span,
                format!("the first number, {}, is above the second, {}", low.value, high.value),
                "the smaller one comes first",
            );
        }
        Some([low, high])
    }

    /// A pair of numbers.
    pub fn pair(&mut self, node: &Node) -> Option<[Spanned<f64>; 2]> {
        let numbers = self.list(node, "a pair of numbers: [x, y]", Self::number)?;
        match <[_; 2]>::try_from(numbers) {
            Ok(pair) => Some(pair),
            Err(other) => self.error(
                node.span,
                format!("expected a pair of numbers: [x, y], found {}", other.len()),
            ),
        }
    }

    /// A whole number from `least` up.
    pub fn whole(&mut self, node: &Node, least: u64) -> Option<u64> {
        let Data::Number(number) = &node.data else {
            return self.wrong(node, "a whole number");
        };
        let Some(whole) = number.whole else {
            return self
                .error(node.span, "expected a whole number, written without point and exponent");
        };
        match u64::try_from(whole) {
            Ok(value) if value >= least => Some(value),
            _ => self.error(node.span, format!("expected a whole number from {least} up")),
        }
    }

    /// True or false.
    pub fn boolean(&mut self, node: &Node) -> Option<bool> {
        match &node.data {
            Data::Boolean(b) => Some(*b),
            _ => self.wrong(node, "true or false"),
        }
    }

    /// A name or any other text in quotes that is not empty.
    pub fn name(&mut self, node: &Node) -> Option<Name> {
        match &node.data {
            Data::Text(text) if text.trim().is_empty() => {
                self.error(node.span, "there is nothing in these quotes")
            }
            Data::Text(text) => Some(Spanned::new(text.clone(), node.span)),
            _ => self.wrong(node, "text in quotes"),
        }
    }

    /// A list of names.
    pub fn names(&mut self, node: &Node) -> Option<Vec<Name>> {
        self.list(node, "a list of names in quotes", Self::name)
    }

    /// A unit expression; the number 1 is one too.
    pub fn unit(&mut self, node: &Node) -> Option<Name> {
        match &node.data {
            Data::Number(n) if n.value == 1.0 => Some(Spanned::new("1".to_owned(), node.span)),
            Data::Text(_) => self.name(node),
            _ => self.wrong(node, "a unit in quotes, such as \"people/week\""),
        }
    }

    /// Text, or text in English and Arabic.
    pub fn label(&mut self, node: &Node) -> Option<Label> {
        match &node.data {
            Data::Text(text) => Some(Label::new(text.clone())),
            Data::Table(_) => {
                let mut f = Fields::open(self, node, "a text in two languages")?;
                let en = f.need(self, "en", Self::name);
                let ar = f.read(self, "ar", Self::name);
                f.finish(self);
                Some(Label { en: en?.value, ar: ar.map(|text| text.value) })
            }
            _ => self.wrong(node, "text in quotes, or { en = \"…\", ar = \"…\" }"),
        }
    }

    /// A reason in words: text that says something, in one or two languages.
    pub fn reason(&mut self, node: &Node) -> Option<Spanned<Label>> {
        if matches!(node.data, Data::Text(_)) {
            let text = self.name(node)?;
            return Some(Spanned::new(Label::new(text.value), text.span));
        }
        Some(Spanned::new(self.label(node)?, node.span))
    }

    /// A duration in quotes.
    pub fn duration(&mut self, node: &Node) -> Option<Spanned<Duration>> {
        let expected = "a duration in quotes, such as \"6 months\"";
        let Some(text) = node.text() else {
            return self.wrong(node, expected);
        };
        if let Some(duration) = Duration::parse(text) {
            return Some(Spanned::new(duration, node.span));
        }
        let error = Diagnostic::error(node.span, format!("'{text}' is not a duration"));
        self.out.push(error.help(duration_help(text)));
        None
    }

    /// A duration above zero.
    pub fn positive_duration(&mut self, node: &Node) -> Option<Spanned<Duration>> {
        let duration = self.duration(node)?;
        if duration.value.count > 0.0 {
            Some(duration)
        } else {
            self.error(node.span, "this duration must be longer than nothing")
        }
    }

    /// A date, bare or in quotes.
    pub fn date(&mut self, node: &Node) -> Option<Spanned<Date>> {
        match &node.data {
            Data::Date(date) => Some(Spanned::new(*date, node.span)),
            Data::Text(text) => match text.trim().parse::<Date>() {
                Ok(date) if looks_like_date(text) => Some(Spanned::new(date, node.span)),
                _ => self.error_help(
                    node.span,
                    format!("'{text}' is not a date"),
                    "write year-month-day: 2026-01-31",
                ),
            },
            _ => self.wrong(node, "a date such as 2026-01-31"),
        }
    }

    /// A date, a duration or a formula with a unit of time.
    pub fn when(&mut self, node: &Node) -> Option<When> {
        match &node.data {
            Data::Date(date) => Some(When::Date(Spanned::new(*date, node.span))),
            Data::Text(text) if looks_like_date(text) => self.date(node).map(When::Date),
            Data::Text(text) if looks_like_duration(text) => self.duration(node).map(When::Offset),
            Data::Text(_) => self.formula(node).map(When::Formula),
            Data::Number(n) => self.error_help(
                node.span,
                "expected a date, a duration or a formula in quotes, found a number",
                format!("give it a unit of time: \"{} months\"", n.value),
            ),
            _ => self.wrong(node, "a date, a duration or a formula in quotes"),
        }
    }

    /// The keys that any declared table may carry. `titled` tables may call their label `title`.
    pub fn meta(&mut self, f: &mut Fields<'_>, titled: bool) -> Meta {
        let mut label = f.read(self, "label", Self::label);
        if titled {
            let title = f.read(self, "title", Self::label);
            let both = find(f.entries(), "label").zip(find(f.entries(), "title"));
            if let Some((first, second)) = both {
                self.out.push(
                    Diagnostic::error(
                        second.key.span,
                        format!("{} has both 'label' and 'title'", f.what),
                    )
                    .also(first.key.span, "the label")
                    .help("they mean the same: keep one"),
                );
            }
            label = label.or(title);
        }
        Meta {
            label,
            note: f.read(self, "note", Self::label),
            source: f.read(self, "source", Self::source).unwrap_or_default(),
            judgement: f.read(self, "judgement", Self::reason),
            confidence: f.read(self, "confidence", |r, node| {
                let choices = [("A", Confidence::A), ("B", Confidence::B), ("C", Confidence::C)];
                r.choice(node, &choices)
            }),
        }
    }

    /// One id or a list of ids.
    fn source(&mut self, node: &Node) -> Option<Vec<Name>> {
        match &node.data {
            Data::Text(_) => self.name(node).map(|name| vec![name]),
            _ => self.list(node, "ids of sources: [\"S001-07\"]", Self::name),
        }
    }

    /// `over = ["place"]`, or nothing.
    pub fn over(&mut self, f: &mut Fields<'_>) -> Vec<Name> {
        let dimensions = f
            .read(self, "over", |r, node| match &node.data {
                Data::Text(_) => r.name(node).map(|name| vec![name]),
                _ => r.list(node, "names of dimensions: [\"place\"]", Self::name),
            })
            .unwrap_or_default();
        for (i, dimension) in dimensions.iter().enumerate() {
            let first = dimensions[..i].iter().find(|d| d.value == dimension.value);
            if let Some(first) = first {
                self.out.push(
                    Diagnostic::error(
                        dimension.span,
                        format!("dimension '{}' is named twice", dimension.value),
                    )
                    .also(first.span, "first here"),
                );
            }
        }
        dimensions
    }
}

fn duration_help(text: &str) -> String {
    let units = ["second", "minute", "hour", "day", "week", "month", "year"];
    let general = "a number, a space and a unit of time: \"6 months\"".to_owned();
    let Some((count, unit)) = text.trim().split_once(char::is_whitespace) else {
        // "6months" and "weekly" have no space.
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = text[digits.len()..].trim();
        return if !digits.is_empty() && TimeUnit::from_name(unit).is_some() {
            format!("write \"{} {unit}\" with a space", digits.trim())
        } else {
            general
        };
    };
    if count.parse::<f64>().is_err() {
        return general;
    }
    let unit = unit.trim();
    let near = Diagnostics::nearest(unit.strip_suffix('s').unwrap_or(unit), units);
    match near {
        Some(near) => {
            let plural = if count == "1" { "" } else { "s" };
            format!("did you mean \"{count} {near}{plural}\"?")
        }
        None => format!("units of time: {}", units.join(", ")),
    }
}

/// Whether `text` has the form of a date, so that a formula is not meant.
fn looks_like_date(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split('-').collect();
    parts.len() == 3
        && parts[0].len() == 4
        && parts.iter().all(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_digit()))
}

/// Whether `text` is a number, space and one word, so that a formula is not meant.
fn looks_like_duration(text: &str) -> bool {
    let text = text.trim();
    let (count, unit) = match text.split_once(char::is_whitespace) {
        Some((count, unit)) => (count, unit.trim()),
        // "6months" is no formula either.
        None => text.split_at(text.trim_end_matches(char::is_alphabetic).len()),
    };
    count.replace('_', "").parse::<f64>().is_ok()
        && !unit.is_empty()
        && unit.chars().all(char::is_alphabetic)
}
