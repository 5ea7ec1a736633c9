//! A TOML file as a tree that knows where everything is written, in the order written.

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::types::Name;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span, Spanned};

/// Tables and lists may nest so deep: every form of the language needs fewer than ten levels.
const DEEPEST: usize = 32;

/// A value and where it is written.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The value; of a table with a header the header.
    pub span: Span,
    /// What it is.
    pub data: Data,
}

/// A number as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    /// Its value.
    pub value: f64,
    /// Its exact value, if it is written without point and exponent.
    pub whole: Option<i128>,
}

/// The kinds of TOML value.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Text(String),
    Number(Number),
    Boolean(bool),
    Date(Date),
    /// A time of day, with or without a date: the language has no use for it.
    Time,
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: Name,
    pub value: Node,
}

impl Node {
    /// The entries, if it is a table.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.data {
            Data::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The text, if it is text.
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, in plain words.
    pub fn describe(&self) -> &'static str {
        match &self.data {
            Data::Text(_) => "text in quotes",
            Data::Number(_) => "a number",
            Data::Boolean(_) => "true or false",
            Data::Date(_) => "a date",
            Data::Time => "a time of day",
            Data::List(_) => "a list",
            Data::Table(_) => "a table",
        }
    }
}

/// The entry with this key.
pub(super) fn find<'n>(entries: &'n [Entry], key: &str) -> Option<&'n Entry> {
    entries.iter().find(|e| e.key.value == key)
}

/// A file as a tree, and whether all of it was understood.
pub(super) struct Parsed {
    pub root: Vec<Entry>,
    pub complete: bool,
}

/// Parses `text`. Of several syntax errors only the first is reported, as the parser's recovery
/// makes up the others; the tables before it are kept so that their own mistakes are found.
pub(super) fn parse(text: &str, file: FileId, out: &mut Diagnostics) -> Parsed {
    let (table, errors) = DeTable::parse_recoverable(text);
    let first = errors.iter().min_by_key(|e| e.span().map_or(usize::MAX, |s| s.start));
    let Some(first) = first else {
        let root = Converter { file, text, out }.table(table.get_ref(), 0);
        return Parsed { root, complete: true };
    };
    let range = first.span().unwrap_or(0..0);
    let at = range.start.min(text.len());
    out.push(syntax_error(text, file, range, first.message()));
    let intact = intact_part(text, at);
    let (table, errors) = DeTable::parse_recoverable(intact);
    let root = if errors.is_empty() {
        Converter { file, text, out }.table(table.get_ref(), 0)
    } else {
        Vec::new()
    };
    Parsed { root, complete: false }
}

/// The text before the table in which byte `at` stands.
fn intact_part(text: &str, at: usize) -> &str {
    let mut end = 0;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        // The error's own line may be a header: it does not count.
        if offset + line.len() > at {
            break;
        }
        if line.starts_with('[') {
            end = offset;
        }
        offset += line.len();
    }
    let own_line = text.get(offset..).unwrap_or("");
    if own_line.starts_with('[') {
        end = offset;
    }
    &text[..end]
}

fn syntax_error(
    text: &str,
    file: FileId,
    range: std::ops::Range<usize>,
    message: &str,
) -> Diagnostic {
    let start = floor_boundary(text, range.start);
    let end = floor_boundary(text, range.end.max(range.start)).max(start);
    let span = Span::new(file, start..end);
    if message.starts_with("duplicate key") {
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let name = match text[line_start..].lines().next() {
            Some(line) if line.trim_start().starts_with('[') => line.trim().to_owned(),
            _ => format!("'{}'", text.get(start..end).unwrap_or("")),
        };
        let error = Diagnostic::error(span, format!("{name} is written twice"));
        return match earlier_line(text, start) {
            Some(first) => error.label("again here").also(Span::new(file, first), "first here"),
            None => error,
        }
        .help("keep one of them, or merge the two");
    }
    let error = Diagnostic::error(span, format!("this is not valid TOML: {message}"));
    if message.contains("string values must be quoted") {
        error.help("text, formulas and durations stand in quotes: \"…\"")
    } else {
        error
    }
}

/// The earlier header or key that equals the one on the line of byte `at`.
fn earlier_line(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let line_start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let own = text[line_start..].lines().next()?;
    let heading = own.trim_start().starts_with('[');
    let subject = |line: &str| -> String {
        let part = if heading {
            line.split_once(']').map_or(line, |(head, _)| head)
        } else {
            line.split_once('=').map_or(line, |(key, _)| key)
        };
        part.trim().to_owned()
    };
    let wanted = subject(own);
    let mut end = line_start;
    for line in text[..line_start].split_inclusive('\n').rev() {
        let start = end - line.len();
        let is_heading = line.trim_start().starts_with('[');
        if is_heading == heading && subject(line) == wanted {
            let indent = line.len() - line.trim_start().len();
            let length = wanted.len() + usize::from(heading);
            return Some(start + indent..(start + indent + length).min(text.len()));
        }
        if is_heading && !heading {
            return None;
        }
        end = start;
    }
    None
}

/// The nearest boundary of a character at or before byte `at`.
fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

struct Converter<'a> {
    file: FileId,
    text: &'a str,
    out: &'a mut Diagnostics,
}

impl Converter<'_> {
    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> Vec<Entry> {
        let mut entries: Vec<Entry> = table
            .iter()
            .filter_map(|(key, value)| {
                let key_span = self.span(key.span());
                if depth >= DEEPEST {
                    self.out.push(
                        Diagnostic::error(key_span, "tables are nested too deep here")
                            .help(format!("no form of the language needs {DEEPEST} levels")),
                    );
                    return None;
                }
                let key = Spanned::new(key.get_ref().clone().into_owned(), key_span);
                let span = self.span(value.span());
                Some(Entry { key, value: self.node(value.get_ref(), span, depth + 1) })
            })
            .collect();
        // A table whose header comes after that of its child would otherwise come late.
        entries.sort_by_key(|e| e.key.span.start);
        entries
    }

    fn node(&mut self, value: &DeValue<'_>, span: Span, depth: usize) -> Node {
        let data = match value {
            DeValue::String(text) => Data::Text(text.clone().into_owned()),
            DeValue::Boolean(b) => Data::Boolean(*b),
            DeValue::Integer(i) => Data::Number(self.integer(i.as_str(), i.radix(), span)),
            DeValue::Float(f) => Data::Number(self.float(f.as_str(), span)),
            DeValue::Datetime(d) => match (d.date, d.time) {
                (Some(date), None) => self.date(date, span),
                _ => Data::Time,
            },
            DeValue::Array(items) => Data::List(
                items
                    .iter()
                    .take_while(|_| depth < DEEPEST)
                    .map(|item| {
                        let span = self.span(item.span());
                        self.node(item.get_ref(), span, depth + 1)
                    })
                    .collect(),
            ),
            DeValue::Table(table) => Data::Table(self.table(table, depth)),
        };
        Node { span, data }
    }

    fn integer(&mut self, text: &str, radix: u32, span: Span) -> Number {
        let digits = text.replace('_', "");
        let whole = i128::from_str_radix(&digits, radix).ok();
        let value = match (radix, whole) {
            (10, _) => digits.parse().ok(),
            (_, Some(whole)) => Some(whole as f64),
            (_, None) => None,
        };
        if value.is_none() {
            self.out.push(Diagnostic::error(span, "this number is too large"));
        }
        Number { value: value.unwrap_or(0.0), whole }
    }

    fn float(&mut self, text: &str, span: Span) -> Number {
        let value: f64 = text.replace('_', "").parse().unwrap_or(f64::NAN);
        if value.is_nan() {
            self.out.push(
                Diagnostic::error(span, "'nan' is not a value that a study can use")
                    .help("leave the key out, or give a number"),
            );
        } else if value.is_infinite() && !text.contains("inf") {
            self.out.push(
                Diagnostic::error(span, "this number is too large")
                    .help("write inf for no limit at all"),
            );
        }
        Number { value, whole: None }
    }

    fn date(&mut self, date: toml::value::Date, span: Span) -> Data {
        let made = i16::try_from(date.year)
            .ok()
            .and_then(|year| Date::new(year, date.month as i8, date.day as i8).ok());
        match made {
            Some(date) => Data::Date(date),
            None => {
                let text = self.text.get(span.range()).unwrap_or("").to_owned();
                self.out.push(Diagnostic::error(span, format!("there is no date {text}")));
                Data::Time
            }
        }
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range)
    }
}
