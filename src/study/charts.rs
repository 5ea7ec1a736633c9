//! `[[chart]]`.

use super::chart_types::{Chart, ChartKind, ChartScale, ChartSet, ChartTheme, slug};
use super::reader::{Fields, Reader};
use super::tree::{Data, Entry, Node, find};
use super::types::Name;
use crate::diagnostic::{Diagnostic, Spanned};

/// Widths that a chart may have, in millimetres.
const WIDTHS: std::ops::RangeInclusive<f64> = 30.0..=1000.0;

/// The most panels side by side, and the most histories in one chart.
const MOST_COLUMNS: u32 = 12;
const MOST_REPLICATES: u32 = 1000;

impl Reader {
    /// All `[[chart]]` of a study.
    pub fn charts(&mut self, node: &Node) -> Option<Vec<Chart>> {
        match &node.data {
            Data::List(items) => Some(items.iter().filter_map(|item| self.chart(item)).collect()),
            _ => self.error_help(
                node.span,
                format!("expected a list of charts, found {}", node.describe()),
                "write [[chart]] with two brackets",
            ),
        }
    }

    /// One `[[chart]]`.
    fn chart(&mut self, node: &Node) -> Option<Chart> {
        let mut f = Fields::open(self, node, "a chart")?;
        let name = f.read(self, "name", Self::file_name);
        let kind = f.read(self, "kind", |r, node| {
            let choices = ChartKind::ALL.map(|kind| (kind.word(), kind));
            Some(Spanned::new(r.choice(node, &choices)?, node.span))
        });
        let mut chart = Chart {
            quantity: f.read(self, "quantity", Self::name),
            options: self.subset(&mut f, "options"),
            trajectories: self.subset(&mut f, "trajectories"),
            title: f.read(self, "title", Self::label),
            subtitle: f.read(self, "subtitle", Self::label),
            caption: f.read(self, "caption", Self::label),
            baseline: f.read(self, "baseline", Self::name),
            threshold: f.read(self, "threshold", Self::finite),
            scale: f.read(self, "scale", |r, node| {
                let choices = [("linear", ChartScale::Linear), ("log", ChartScale::Log)];
                Some(Spanned::new(r.choice(node, &choices)?, node.span))
            }),
            from: f.read(self, "from", Self::date),
            to: f.read(self, "to", Self::date),
            cuts: f.read(self, "cuts", Self::cuts),
            replicates: f
                .read(self, "replicates", |r, node| r.small(node, MOST_REPLICATES, "histories")),
            columns: f.read(self, "columns", |r, node| r.small(node, MOST_COLUMNS, "columns")),
            theme: f.read(self, "theme", |r, node| {
                let choices = [
                    ("report", ChartTheme::Report),
                    ("slide", ChartTheme::Slide),
                    ("print", ChartTheme::Print),
                ];
                r.choice(node, &choices)
            }),
            width: f.read(self, "width", Self::width),
            draw: f.read(self, "draw", Self::boolean).unwrap_or(true),
            span: node.span,
            name: None,
            kind: None,
        };
        let named = find(f.entries(), "name").is_some() || find(f.entries(), "kind").is_some();
        f.finish(self);
        if !named {
            return self.error_help(
                node.span,
                "a chart has neither 'kind' nor 'name'",
                "give it a kind to add a chart, or the name of a standard one to change that",
            );
        }
        (chart.name, chart.kind) = (name, kind);
        Some(chart)
    }

    /// Some names, one or a list, each once.
    fn subset(&mut self, f: &mut Fields<'_>, key: &'static str) -> Vec<Name> {
        let names = f
            .read(self, key, |r, node| match &node.data {
                Data::Text(_) => r.name(node).map(|name| vec![name]),
                _ => r.names(node),
            })
            .unwrap_or_default();
        for (i, name) in names.iter().enumerate() {
            if let Some(first) = names[..i].iter().find(|n| n.value == name.value) {
                self.out.push(
                    Diagnostic::error(name.span, format!("'{}' is listed twice", name.value))
                        .also(first.span, "first here"),
                );
            }
        }
        names
    }

    /// A name that files can have.
    fn file_name(&mut self, node: &Node) -> Option<Name> {
        let name = self.name(node)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.value.chars().all(plain) {
            return Some(name);
        }
        let message = format!("'{}' cannot be the name of a chart", name.value);
        self.error_help(name.span, message, "letters, digits, - and _: it names files")
    }

    /// A number that is not infinite.
    pub fn finite(&mut self, node: &Node) -> Option<Spanned<f64>> {
        let number = self.number(node)?;
        if number.value.is_finite() {
            Some(number)
        } else {
            self.error(node.span, "a finite number is needed here")
        }
    }

    fn small(&mut self, node: &Node, most: u32, what: &str) -> Option<Spanned<u32>> {
        let count = self.whole(node, 1)?;
        match u32::try_from(count) {
            Ok(count) if count <= most => Some(Spanned::new(count, node.span)),
            _ => self.error(node.span, format!("{most} {what} are the most in a chart")),
        }
    }

    fn cuts(&mut self, node: &Node) -> Option<Spanned<Vec<f64>>> {
        let cuts = self.list(node, "rising numbers: [10, 30]", Self::finite)?;
        if cuts.is_empty() {
            return self.error(node.span, "there is no number here");
        }
        if let Some(pair) = cuts.windows(2).find(|pair| pair[0].value >= pair[1].value) {
            return self.error(pair[1].span, "each number must be above the one before");
        }
        Some(Spanned::new(cuts.into_iter().map(|c| c.value).collect(), node.span))
    }

    /// A width such as `"160 mm"`, in millimetres.
    fn width(&mut self, node: &Node) -> Option<f64> {
        let expected = "a width in quotes, such as \"160 mm\" or \"16 cm\"";
        let Some(text) = node.text() else {
            return self.wrong(node, expected);
        };
        let text = text.trim();
        let in_unit = |unit: &str, millimetres: f64| {
            let number: f64 = text.strip_suffix(unit)?.trim().parse().ok()?;
            Some(number * millimetres)
        };
        match in_unit("mm", 1.0).or_else(|| in_unit("cm", 10.0)) {
            None => self.error(node.span, format!("expected {expected}, found '{text}'")),
            Some(width) if WIDTHS.contains(&width) => Some(width),
            Some(_) => self.error(
                node.span,
                format!("a chart is {} to {} mm wide", WIDTHS.start(), WIDTHS.end()),
            ),
        }
    }

    /// `charts` of `[report]`.
    pub fn chart_set(&mut self, node: &Node) -> Option<ChartSet> {
        let choices = [("main", ChartSet::Main), ("all", ChartSet::All), ("none", ChartSet::None)];
        self.choice(node, &choices)
    }
}

/// What tells a chart from others while one study is laid over another: its name, or the kind and
/// the quantity that the name follows from.
pub(super) fn written_name(chart: &[Entry]) -> Option<String> {
    let text = |key: &str| find(chart, key).and_then(|entry| entry.value.text());
    match (text("name"), text("kind"), text("quantity")) {
        (Some(name), _, _) => Some(name.to_owned()),
        (None, Some(kind), Some(quantity)) => Some(format!("{kind}-{}", slug(quantity))),
        (None, Some(kind), None) => Some(kind.to_owned()),
        (None, None, _) => None,
    }
}
