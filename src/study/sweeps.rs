//! `[sweep.NAME]`.

use super::reader::{Fields, Reader};
use super::sweep_types::{Level, Levels, Sweep, SweepAxis};
use super::tree::{Data, Node, find};
use super::types::{Duration, Name};
use crate::diagnostic::{Diagnostic, Spanned};

/// The most points on one axis, and in a sample.
pub(super) const MOST_POINTS: u32 = 100_000;

/// Keys that say which values an axis has: one of the first three.
const LEVEL_KEYS: &[&str] = &["values", "quantiles", "from", "to", "points", "scale"];

impl Reader {
    /// `[sweep.NAME]`.
    pub fn sweep(&mut self, name: &Name, node: &Node) -> Option<Sweep> {
        let mut f = Fields::open(self, node, format!("sweep '{}'", name.value))?;
        let options = self.one_or_more(&mut f, "options");
        let trajectories = self.one_or_more(&mut f, "trajectories");
        let measures = self.one_or_more(&mut f, "measures");
        let replicates = f.read(self, "replicates", |r, node| r.whole(node, 1));
        let sample = f.read(self, "sample", |r, node| {
            let count = r.whole(node, 1)?;
            if count <= u64::from(MOST_POINTS) {
                return Some(Spanned::new(count, node.span));
            }
            r.error(node.span, format!("{MOST_POINTS} points are the most"))
        });
        let sampled = find(f.entries(), "sample").is_some();
        let axes = f.need(self, "axis", |r, node| match &node.data {
            Data::List(items) => {
                let read = |item| r.axis(item, sampled);
                let axes: Vec<Option<SweepAxis>> = items.iter().map(read).collect();
                axes.into_iter().collect::<Option<Vec<SweepAxis>>>()
            }
            _ => r.error_help(
                node.span,
                format!("expected a list of axes, found {}", node.describe()),
                "write [[sweep.NAME.axis]] with two brackets",
            ),
        });
        let label = f.read(self, "label", Self::label);
        let title = f.read(self, "title", Self::label);
        let note = f.read(self, "note", Self::label);
        f.finish(self);
        let axes = axes?;
        if axes.is_empty() {
            return self.error(node.span, format!("sweep '{}' varies nothing", name.value));
        }
        let label = title.or(label);
        let meta = super::types::Meta {
            label,
            note,
            source: Vec::new(),
            judgement: None,
            confidence: None,
        };
        let name = name.clone();
        Some(Sweep { name, options, trajectories, measures, replicates, sample, axes, meta })
    }

    /// One name or a list of names; none where the key is absent.
    fn one_or_more(&mut self, f: &mut Fields<'_>, key: &'static str) -> Vec<Name> {
        let names = f.read(self, key, |r, node| match &node.data {
            Data::Text(_) => r.name(node).map(|name| vec![name]),
            _ => r.names(node),
        });
        names.unwrap_or_default()
    }

    /// `[[sweep.NAME.axis]]`.
    fn axis(&mut self, node: &Node, sampled: bool) -> Option<SweepAxis> {
        let mut f = Fields::open(self, node, "an axis")?;
        let vary = f.need(self, "vary", Self::name);
        let options = self.one_or_more(&mut f, "options");
        let label = f.read(self, "label", Self::label);
        let mut given: Vec<_> = ["values", "quantiles", "from"]
            .into_iter()
            .filter_map(|key| find(f.entries(), key))
            .collect();
        given.sort_by_key(|entry| entry.key.span.start);
        if let [first, second, ..] = given[..] {
            self.out.push(
                Diagnostic::error(
                    second.key.span,
                    format!("an axis has both '{}' and '{}'", first.key.value, second.key.value),
                )
                .also(first.key.span, "first here")
                .help("its values are listed, or stand between two ends, or are quantiles"),
            );
            return None;
        }
        let quantiles = find(f.entries(), "quantiles").is_some();
        let log =
            f.read(self, "scale", |r, node| r.choice(node, &[("linear", false), ("log", true)]));
        let levels = if let Some(entry) = f.get("values") {
            self.levels(&entry.value)
        } else if let Some(entry) = f.get("quantiles") {
            self.quantile_levels(&entry.value, sampled)
        } else if find(f.entries(), "from").is_some() {
            self.between(&mut f, sampled, Self::level)
        } else {
            self.error_help(
                node.span,
                "an axis has no values",
                "write values = [6, 12, 24], or from = 6, to = 24, points = 4",
            )
        };
        f.tolerate(LEVEL_KEYS);
        f.finish(self);
        let axis = SweepAxis {
            vary: vary?,
            options,
            label,
            levels: levels?,
            quantiles,
            log: log.unwrap_or(false),
            span: node.span,
        };
        match axis.mistake() {
            Some(diagnostic) => {
                self.out.push(*diagnostic);
                None
            }
            None => Some(axis),
        }
    }

    fn levels(&mut self, node: &Node) -> Option<Levels> {
        let levels = self.list(node, "a list of values: [6, 12, 24]", Self::level)?;
        if levels.is_empty() {
            return self.error(node.span, "there is no value here");
        }
        Some(Levels::List(levels))
    }

    /// `[0.1, 0.5, 0.9]` or `{ from = 0.1, to = 0.9, points = 9 }`.
    fn quantile_levels(&mut self, node: &Node, sampled: bool) -> Option<Levels> {
        match &node.data {
            Data::Table(_) => {
                let mut f = Fields::open(self, node, "quantiles")?;
                let levels = self.between(&mut f, sampled, Self::probability);
                f.finish(self);
                levels
            }
            _ => {
                let expected = "probabilities in a list, [0.1, 0.5, 0.9], or { from, to, points }";
                let levels = self.list(node, expected, Self::probability)?;
                if levels.is_empty() {
                    return self.error(node.span, "there is no probability here");
                }
                Some(Levels::List(levels))
            }
        }
    }

    /// `from`, `to` and, unless points are sampled, `points`.
    fn between(
        &mut self,
        f: &mut Fields<'_>,
        sampled: bool,
        read: fn(&mut Self, &Node) -> Option<Spanned<Level>>,
    ) -> Option<Levels> {
        let from = f.need(self, "from", read);
        let to = f.need(self, "to", read);
        let count = |r: &mut Self, node: &Node| match u32::try_from(r.whole(node, 2)?) {
            Ok(count) if count <= MOST_POINTS => Some(Spanned::new(count, node.span)),
            _ => r.error(node.span, format!("{MOST_POINTS} points are the most")),
        };
        let points = if sampled {
            f.read(self, "points", count)
        } else {
            Some(f.need(self, "points", count)?)
        };
        Some(Levels::Between { from: from?, to: to?, points })
    }

    fn probability(&mut self, node: &Node) -> Option<Spanned<Level>> {
        let number = self.number(node)?;
        Some(Spanned::new(Level::Number(number.value), number.span))
    }

    /// A number, a date or a length of time.
    fn level(&mut self, node: &Node) -> Option<Spanned<Level>> {
        let level = match &node.data {
            Data::Number(_) => Level::Number(self.finite(node)?.value),
            Data::Boolean(b) => Level::Number(f64::from(u8::from(*b))),
            Data::Date(date) => Level::Date(*date),
            Data::Text(text) => match level_of(text) {
                Some(Level::Number(_)) | None => {
                    let expected = "a number, a date such as 2026-01-31, or a length of time such \
                                    as \"6 months\"";
                    return self.error(node.span, format!("expected {expected}, found '{text}'"));
                }
                Some(level) => level,
            },
            _ => return self.wrong(node, "a number, a date or a length of time"),
        };
        Some(Spanned::new(level, node.span))
    }
}

/// The value that a text stands for.
pub(super) fn level_of(text: &str) -> Option<Level> {
    let text = text.trim();
    if let Ok(number) = text.replace('_', "").parse::<f64>() {
        return number.is_finite().then_some(Level::Number(number));
    }
    if let Ok(date) = text.parse() {
        return Some(Level::Date(date));
    }
    Duration::parse(text).map(Level::Duration)
}

impl SweepAxis {
    /// What is wrong with its values, whatever they are for.
    pub(super) fn mistake(&self) -> Option<Box<Diagnostic>> {
        let error = |at: &Spanned<Level>, message: String| {
            Some(Box::new(Diagnostic::error(at.span, message)))
        };
        let levels: Vec<&Spanned<Level>> = match &self.levels {
            Levels::List(levels) => levels.iter().collect(),
            Levels::Between { from, to, .. } => vec![from, to],
        };
        let first = levels.first()?;
        let same =
            |level: &Level| std::mem::discriminant(level) == std::mem::discriminant(&first.value);
        for level in &levels {
            if !same(&level.value) {
                let (a, b) = (first.value.describe(), level.value.describe());
                return error(
                    level,
                    format!("the values of an axis are alike: {a} and {b} are not"),
                );
            }
            if self.quantiles && !matches!(level.value, Level::Number(p) if p > 0.0 && p < 1.0) {
                return error(level, "a quantile is given by a probability between 0 and 1".into());
            }
        }
        for (i, level) in levels.iter().enumerate() {
            if levels[..i].iter().any(|other| other.value.x() == level.value.x()) {
                return error(level, "an axis has the same value twice".into());
            }
        }
        if self.log {
            if matches!(self.levels, Levels::List(_)) || matches!(first.value, Level::Date(_)) {
                let message = "'scale' says how numbers stand between two ends";
                return Some(Box::new(Diagnostic::error(self.span, message)));
            }
            if let Some(low) = levels.iter().find(|level| level.value.x() <= 0.0) {
                return error(low, "a logarithmic scale needs numbers above 0".into());
            }
        }
        None
    }
}
