//! A small typed reader over the tree: it reports what is wrong and goes on.
//!
//! Every reading function returns `None` when it has reported why, so that a table collects all
//! of its mistakes before it gives up.

use super::tree::{Data, Entry, Node, find};
use super::types::Name;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceMap, Span};

/// Keys that planners of other tools expect, and what they are called here.
const SYNONYMS: &[(&str, &str)] = &[
    ("comment", "note"),
    ("default", "initial"),
    ("default", "value"),
    ("description", "note"),
    ("description", "summary"),
    ("equation", "formula"),
    ("equation", "rate"),
    ("expression", "formula"),
    ("expression", "rate"),
    ("formula", "rate"),
    ("formula", "value"),
    ("initial", "default"),
    ("limits", "bounds"),
    ("lower", "min"),
    ("max", "bounds"),
    ("maximum", "max"),
    ("member_labels", "labels"),
    ("min", "bounds"),
    ("minimum", "min"),
    ("name", "label"),
    ("name", "title"),
    ("probability", "rate"),
    ("range", "between"),
    ("range", "bounds"),
    ("samples", "replicates"),
    ("stdev", "sd"),
    ("sigma", "sd"),
    ("title", "label"),
    ("upper", "max"),
    ("value", "default"),
    ("value", "formula"),
    ("value", "initial"),
    ("value", "rate"),
];

/// Where mistakes go while a study is read.
pub(super) struct Reader {
    /// The files that spans point into.
    pub sources: SourceMap,
    /// What has been found so far.
    pub out: Diagnostics,
}

impl Reader {
    /// A reader of trees over `sources`.
    pub fn new(sources: SourceMap) -> Self {
        Self { sources, out: Diagnostics::default() }
    }

    /// Reports an error and returns `None`.
    pub fn error<T>(&mut self, span: Span, message: impl Into<String>) -> Option<T> {
        self.out.push(Diagnostic::error(span, message));
        None
    }

    /// Reports an error with a way to mend it and returns `None`.
    pub fn error_help<T>(
        &mut self,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Option<T> {
        self.out.push(Diagnostic::error(span, message).help(help));
        None
    }

    /// Reports that `node` is not what it should be and returns `None`.
    pub fn wrong<T>(&mut self, node: &Node, expected: &str) -> Option<T> {
        self.error(node.span, format!("expected {expected}, found {}", node.describe()))
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, node: &Node, choices: &[(&str, T)]) -> Option<T> {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let expected = one_of(&words);
        let Some(text) = node.text() else {
            return self.wrong(node, &expected);
        };
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let error = Diagnostic::error(node.span, format!("expected {expected}, found '{text}'"));
        self.out.push(match Diagnostics::nearest(text, words) {
            Some(near) => error.help(format!("did you mean '{near}'?")),
            None => error,
        });
        None
    }

    /// The items of a list, each read by `read`; `None` if the list or an item is wrong.
    pub fn list<T>(
        &mut self,
        node: &Node,
        expected: &str,
        read: impl Fn(&mut Self, &Node) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Data::List(items) = &node.data else {
            return self.wrong(node, expected);
        };
        let read: Vec<Option<T>> = items.iter().map(|item| read(self, item)).collect();
        read.into_iter().collect()
    }
}

/// `1 value`, `3 values`.
pub(super) fn counted(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    }
}

/// `'a', 'b' or 'c'`.
pub(super) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("'{w}'")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// The keys of one table while it is read: those asked for are the known ones.
pub(super) struct Fields<'n> {
    /// What the table is, for messages: `stock 'active'`.
    pub what: String,
    /// Where it begins.
    pub span: Span,
    entries: &'n [Entry],
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The keys of `node`, if it is a table.
    pub fn open(r: &mut Reader, node: &'n Node, what: impl Into<String>) -> Option<Self> {
        let what = what.into();
        let Some(entries) = node.entries() else {
            return r
                .error(node.span, format!("{what} must be a table, found {}", node.describe()));
        };
        Some(Self::of(entries, node.span, what))
    }

    /// The keys among `entries`.
    pub fn of(entries: &'n [Entry], span: Span, what: impl Into<String>) -> Self {
        Self { what: what.into(), span, entries, known: Vec::new() }
    }

    /// All entries in the order written.
    pub fn entries(&self) -> &'n [Entry] {
        self.entries
    }

    /// The entry of `key`, which is known from now on.
    pub fn get(&mut self, key: &'static str) -> Option<&'n Entry> {
        self.known.push(key);
        find(self.entries, key)
    }

    /// Reads `key`, if it is there.
    pub fn read<T>(
        &mut self,
        r: &mut Reader,
        key: &'static str,
        read: impl FnOnce(&mut Reader, &'n Node) -> Option<T>,
    ) -> Option<T> {
        self.get(key).and_then(|entry| read(r, &entry.value))
    }

    /// Reads `key`, which must be there.
    pub fn need<T>(
        &mut self,
        r: &mut Reader,
        key: &'static str,
        read: impl FnOnce(&mut Reader, &'n Node) -> Option<T>,
    ) -> Option<T> {
        match self.get(key) {
            Some(entry) => read(r, &entry.value),
            None => {
                // A misspelt key is reported once, by `finish`, not as missing too.
                if !self.is_misspelt(key) {
                    let message = format!("{} has no '{key}'", self.what);
                    r.error::<()>(self.span, message);
                }
                None
            }
        }
    }

    /// Whether a key that nobody asked for looks like this one.
    pub fn is_misspelt(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| {
            let written = entry.key.value.as_str();
            !self.known.contains(&written)
                && (Diagnostics::nearest(written, [key]).is_some()
                    || SYNONYMS.contains(&(written, key)))
        })
    }

    /// Takes those of `keys` that are there as known: they have been reported already.
    pub fn tolerate(&mut self, keys: &'static [&'static str]) {
        let entries = self.entries;
        let present = keys.iter().filter(|key| find(entries, key).is_some());
        self.known.extend(present);
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(self, r: &mut Reader) {
        for entry in self.entries {
            let key = entry.key.value.as_str();
            if self.known.contains(&key) {
                continue;
            }
            let error =
                Diagnostic::error(entry.key.span, format!("unknown key '{key}' in {}", self.what));
            r.out.push(error.help(self.suggestion(key)));
        }
    }

    fn suggestion(&self, key: &str) -> String {
        let absent =
            || self.known.iter().copied().filter(|known| find(self.entries, known).is_none());
        let synonym = || absent().find(|known| SYNONYMS.contains(&(key, known)));
        if let Some(near) = Diagnostics::nearest(key, absent()).or_else(synonym) {
            return format!("did you mean '{near}'?");
        }
        let mut known = self.known.clone();
        known.dedup();
        format!("keys allowed here: {}", known.join(", "))
    }
}

/// A name with the value that belongs to it, for tables whose keys are names.
pub(super) fn named<'n>(r: &mut Reader, node: &'n Node, what: &str) -> Vec<(&'n Name, &'n Node)> {
    match node.entries() {
        Some(entries) => entries.iter().map(|e| (&e.key, &e.value)).collect(),
        None => {
            r.error::<()>(
                node.span,
                format!("{what} must be a table by name, found {}", node.describe()),
            );
            Vec::new()
        }
    }
}
