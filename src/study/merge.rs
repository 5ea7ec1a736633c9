//! Puts the files of a study together, and one study over another.

use super::charts::written_name;
use super::tree::{Data, Entry, Node, find};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Top-level tables whose keys are names: two files may both add to them.
pub(super) const NAMED: &[&str] = &[
    "unit",
    "dimension",
    "topic",
    "constant",
    "uncertainty",
    "lever",
    "driver",
    "stock",
    "flow",
    "quantity",
    "table",
    "event",
    "group",
    "measure",
    "comparison",
    "option",
    "trajectory",
    "source",
    "history",
    "sweep",
];

/// Top-level lists of tables: several files may add to them.
const LISTS: &[&str] = &["correlation", "chart"];

/// Keys of which one makes the others of the same line void when a study is laid over another.
const REPLACING: &[&[&str]] = &[
    &["between", "quantiles", "distribution", "kind", "median", "truncate"],
    &["source", "judgement", "confidence"],
    &["points", "x", "y"],
    &["label", "title"],
];

/// Keys of declared tables that may hold a table by member.
const BY_MEMBER: &[&str] = &[
    "value",
    "between",
    "quantiles",
    "distribution",
    "default",
    "initial",
    "min",
    "max",
    "rate",
    "formula",
    "when",
    "labels",
];

/// Keys of options and trajectories that hold a table by name.
const BY_NAME: &[&str] = &["parameter", "lever", "driver", "response"];

/// Keys that make a table one value: laid over another it replaces it whole.
const WHOLE: &[&str] = &[
    "kind",
    "schedule",
    "between",
    "rule",
    "review_every",
    "step_limit",
    "start",
    "multiply",
    "add",
    "at_least",
    "at_most",
    "en",
    "ar",
    "value",
    "quantiles",
];

/// Merges the roots of a study's files, in order. The same table in two files is an error.
pub(super) fn files(roots: Vec<Vec<Entry>>, out: &mut Diagnostics) -> Vec<Entry> {
    let mut merged: Vec<Entry> = Vec::new();
    for entry in roots.into_iter().flatten() {
        let Some(first) = merged.iter_mut().find(|e| e.key.value == entry.key.value) else {
            merged.push(entry);
            continue;
        };
        let key = entry.key.value.as_str();
        match (&mut first.value.data, entry.value.data) {
            (Data::Table(into), Data::Table(more)) if NAMED.contains(&key) => {
                add_names(key, into, more, out);
            }
            (Data::List(into), Data::List(more)) if LISTS.contains(&key) => into.extend(more),
            (_, data) => {
                let form = if matches!(data, Data::Table(_)) {
                    format!("[{key}]")
                } else {
                    format!("'{key}'")
                };
                out.push(
                    Diagnostic::error(entry.key.span, format!("{form} is written in two files"))
                        .label("again here")
                        .also(first.key.span, "first here")
                        .help("keep one of them"),
                );
            }
        }
    }
    merged
}

fn add_names(kind: &str, into: &mut Vec<Entry>, more: Vec<Entry>, out: &mut Diagnostics) {
    for entry in more {
        let name = &entry.key.value;
        match find(into, name) {
            None => into.push(entry),
            Some(first) => out.push(
                Diagnostic::error(
                    entry.key.span,
                    format!("[{kind}.{name}] is written in two files"),
                )
                .label("again here")
                .also(first.key.span, "first here")
                .help("keep one of them, or give one another name"),
            ),
        }
    }
}

/// How deep in a study a table lies, which decides what merges with what.
#[derive(Clone, Copy)]
enum Level<'k> {
    /// The whole study.
    Root,
    /// A table of one kind, by name.
    Kind,
    /// One declared table, or `[time]` and the like.
    Declared,
    /// `parameter`, `lever`, `driver` or `response` of an option or trajectory.
    ByName,
    /// A value that may be by member; `key` is where it stands.
    ByMember,
    /// Anything else under this key.
    Whole(&'k str),
}

/// Lays `top` over `base`: what `top` says wins, whole values replace, tables by name or by
/// member merge.
pub(super) fn overlay(base: Vec<Entry>, top: Vec<Entry>) -> Vec<Entry> {
    merge(base, top, Level::Root)
}

fn merge(mut base: Vec<Entry>, top: Vec<Entry>, level: Level<'_>) -> Vec<Entry> {
    if matches!(level, Level::Declared) {
        for group in REPLACING {
            let given = |key: &str| group.contains(&key) && find(&top, key).is_some();
            if group.iter().any(|key| given(key)) {
                base.retain(|e| {
                    let key = e.key.value.as_str();
                    !group.contains(&key) || find(&top, key).is_some()
                });
            }
        }
    }
    for entry in top {
        match base.iter_mut().find(|e| e.key.value == entry.key.value) {
            None => base.push(entry),
            Some(below) => {
                let inner = below_level(level, &entry.key.value);
                let old = std::mem::replace(&mut below.value.data, Data::Time);
                below.key = entry.key;
                below.value = lay(old, entry.value, inner);
            }
        }
    }
    base
}

fn below_level(level: Level<'_>, key: &str) -> Level<'static> {
    match level {
        Level::Root if NAMED.contains(&key) => Level::Kind,
        Level::Root if key == "correlation" => Level::Whole("correlation"),
        Level::Root if key == "chart" => Level::Whole("chart"),
        Level::Root => Level::Declared,
        Level::Kind => Level::Declared,
        Level::Declared if BY_NAME.contains(&key) => Level::ByName,
        Level::Declared if BY_MEMBER.contains(&key) => Level::ByMember,
        Level::ByName | Level::ByMember => Level::ByMember,
        Level::Declared | Level::Whole(_) => Level::Whole(""),
    }
}

fn lay(old: Data, top: Node, level: Level<'_>) -> Node {
    let span = top.span;
    let data = match (old, top.data, level) {
        (Data::List(old), Data::List(new), Level::Whole("correlation")) => {
            Data::List(correlations(old, new))
        }
        (Data::List(old), Data::List(new), Level::Whole("chart")) => Data::List(charts(old, new)),
        (_, new, Level::Whole(_)) => new,
        (Data::Table(old), Data::Table(new), Level::ByMember)
            if is_whole(&old) || is_whole(&new) =>
        {
            Data::Table(new)
        }
        (Data::Table(old), Data::Table(new), level) => Data::Table(merge(old, new, level)),
        (_, new, _) => new,
    };
    Node { span, data }
}

fn is_whole(entries: &[Entry]) -> bool {
    WHOLE.iter().any(|key| find(entries, key).is_some())
}

/// A correlation of the same pair replaces, others are added.
fn correlations(old: Vec<Node>, new: Vec<Node>) -> Vec<Node> {
    let pair = |node: &Node| -> Vec<String> {
        let between = node.entries().and_then(|e| find(e, "between"));
        let mut names = match between.map(|e| &e.value.data) {
            Some(Data::List(items)) => {
                items.iter().filter_map(|item| item.text().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        };
        names.sort();
        names
    };
    let replaced: Vec<Vec<String>> = new.iter().map(pair).collect();
    let mut kept: Vec<Node> =
        old.into_iter().filter(|node| !replaced.contains(&pair(node))).collect();
    kept.extend(new);
    kept
}

/// A chart of the same name replaces, others are added.
fn charts(old: Vec<Node>, new: Vec<Node>) -> Vec<Node> {
    let name = |node: &Node| node.entries().and_then(written_name);
    let replaced: Vec<Option<String>> = new.iter().map(name).collect();
    let mut kept: Vec<Node> =
        old.into_iter().filter(|node| !replaced.contains(&name(node))).collect();
    kept.extend(new);
    kept
}
