//! The merged tree of a study becomes a [`Study`].

use super::merge::NAMED;
use super::names::{self, Use};
use super::reader::{Fields, Reader, named};
use super::tree::{Data, Entry, Node, find};
use super::types::{Name, Study, TimeSettings};
use crate::diagnostic::{Diagnostic, FileId, Span};
use crate::text::Label;

/// Kinds that share one namespace: a formula may read all of them.
const VARIABLES: &[&str] = &[
    "constant",
    "uncertainty",
    "lever",
    "driver",
    "stock",
    "flow",
    "quantity",
    "table",
    "event",
    "measure",
];

/// Lowers `root`. `whole` is false when a part of the study could not be parsed: then what is
/// missing is not reported. Returns nothing if the study cannot be; the reader says why.
pub(super) fn study(r: &mut Reader, id: &str, root: &[Entry], whole: bool) -> Option<Study> {
    // What is missing in the study as a whole is reported at the start of its first file.
    let start = Span::new(FileId(0), 0..0);
    let mut f = Fields::of(root, start, "the study");
    let title = f.read(r, "title", Reader::label);
    if whole && find(root, "title").is_none() {
        r.out.push(
            Diagnostic::warning(start, "the study has no title")
                .help("title = \"…\", or title = { en = \"…\", ar = \"…\" }"),
        );
    }
    let summary = f.read(r, "summary", Reader::label);
    let baseline = f.read(r, "baseline", Reader::name);
    // It has been followed already.
    f.get("extends");
    let time = time(r, &mut f, whole);
    let run = f.get("run").map(|e| &e.value);
    let run = r.run(run);
    let backtest = f.read(r, "backtest", Reader::backtest).unwrap_or_default();
    let report = f.get("report").map(|e| &e.value);
    let report = r.report(report);
    let charts = f.read(r, "chart", Reader::charts).unwrap_or_default();
    check_names(r, root);
    let units = each(r, &mut f, "unit", Reader::unit_declaration);
    let dimensions = each(r, &mut f, "dimension", Reader::dimension);
    let topics = each(r, &mut f, "topic", Reader::topic);
    let constants = each(r, &mut f, "constant", Reader::constant);
    let uncertainties = each(r, &mut f, "uncertainty", Reader::uncertainty);
    let levers = each(r, &mut f, "lever", |r, n, v| r.control("lever", n, v));
    let drivers = each(r, &mut f, "driver", |r, n, v| r.control("driver", n, v));
    let stocks = each(r, &mut f, "stock", Reader::stock);
    let flows = each(r, &mut f, "flow", Reader::flow);
    let quantities = each(r, &mut f, "quantity", Reader::quantity);
    let tables = each(r, &mut f, "table", Reader::table);
    let events = each(r, &mut f, "event", Reader::event);
    let groups = each(r, &mut f, "group", Reader::group);
    let measures = each(r, &mut f, "measure", Reader::measure);
    let comparisons = each(r, &mut f, "comparison", Reader::comparison);
    let options = each(r, &mut f, "option", Reader::option);
    let trajectories = each(r, &mut f, "trajectory", Reader::trajectory);
    let correlations = f.read(r, "correlation", correlations).unwrap_or_default();
    let sources = each(r, &mut f, "source", Reader::source_declaration);
    let posterior = f.read(r, "posterior", Reader::posterior);
    let histories = each(r, &mut f, "history", Reader::history);
    let sweeps = each(r, &mut f, "sweep", Reader::sweep);
    f.finish(r);
    Some(Study {
        id: id.to_owned(),
        title: title.unwrap_or_else(|| Label::new(id)),
        summary,
        baseline,
        time: time?,
        run: run?,
        backtest,
        report: report?,
        charts,
        units,
        dimensions,
        topics,
        constants,
        uncertainties,
        levers,
        drivers,
        stocks,
        flows,
        quantities,
        tables,
        events,
        groups,
        measures,
        comparisons,
        options,
        trajectories,
        correlations,
        sources,
        posterior,
        histories,
        sweeps,
    })
}

/// Every table of one kind.
fn each<'n, T>(
    r: &mut Reader,
    f: &mut Fields<'n>,
    kind: &'static str,
    lower: impl Fn(&mut Reader, &'n Name, &'n Node) -> Option<T>,
) -> Vec<T> {
    let Some(entry) = f.get(kind) else {
        return Vec::new();
    };
    named(r, &entry.value, &format!("[{kind}]"))
        .into_iter()
        .filter_map(|(name, node)| lower(r, name, node))
        .collect()
}

fn time(r: &mut Reader, f: &mut Fields<'_>, whole: bool) -> Option<TimeSettings> {
    match f.get("time") {
        Some(entry) => r.time(&entry.value),
        None => {
            if whole {
                r.error_help::<()>(
                    f.span,
                    "the study has no [time]",
                    "give it a start, an end and a step: start = 2024-01-01, step = \"1 week\"",
                );
            }
            None
        }
    }
}

fn correlations(r: &mut Reader, node: &Node) -> Option<Vec<super::types::Correlation>> {
    match &node.data {
        Data::List(_) => r.list(node, "a list", Reader::correlation),
        _ => r.error_help(
            node.span,
            format!("expected a list of correlations, found {}", node.describe()),
            "write [[correlation]] with two brackets",
        ),
    }
}

/// The word with its article.
fn a(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}

/// Checks the form of all declared names, and that no two variables share one.
fn check_names(r: &mut Reader, root: &[Entry]) {
    let mut seen: Vec<(&str, &Name)> = Vec::new();
    for kind in NAMED {
        let Some(entries) = find(root, kind).and_then(|e| e.value.entries()) else {
            continue;
        };
        let used = match *kind {
            // Ids of sources are free.
            "source" => continue,
            "unit" => Use::Unit,
            "group" | "option" | "trajectory" | "history" | "topic" | "comparison" | "sweep" => {
                Use::Label
            }
            _ => Use::Variable,
        };
        for entry in entries {
            let name = &entry.key;
            names::check(r, name, used);
            if !VARIABLES.contains(kind) {
                continue;
            }
            let first = seen.iter().find(|(_, other)| other.value == name.value);
            let Some((other, first)) = first else {
                seen.push((kind, name));
                continue;
            };
            r.out.push(
                Diagnostic::error(
                    name.span,
                    format!("'{}' names both {} and {}", name.value, a(other), a(kind)),
                )
                .label(format!("the {kind}"))
                .also(first.span, format!("the {other}"))
                .help("a formula could not tell them apart: rename one"),
            );
        }
    }
}
