//! What is run: time, run, report; correlations; sources.

use super::reader::{Fields, Reader};
use super::tree::{Data, Node};
use super::types::{
    Correlation, DesignKind, Name, ReportSettings, Responses, RunSettings, Selection,
    SeriesRequest, SourceDecl, TimeSettings,
};
use crate::diagnostic::Diagnostic;

impl Reader {
    /// `[time]`.
    pub fn time(&mut self, node: &Node) -> Option<TimeSettings> {
        let mut f = Fields::open(self, node, "[time]")?;
        let start = f.need(self, "start", Self::date);
        let end = f.need(self, "end", Self::date);
        let step = f.need(self, "step", Self::positive_duration);
        f.finish(self);
        let (start, end) = (start?, end?);
        if end.value <= start.value {
            self.out.push(
                Diagnostic::error(end.span, "the study ends before it starts")
                    .also(start.span, "the start"),
            );
        }
        Some(TimeSettings { start, end, step: step? })
    }

    /// `[run]`, which may be absent.
    pub fn run(&mut self, node: Option<&Node>) -> Option<RunSettings> {
        let mut settings = RunSettings {
            replicates: 10_000,
            seed: 1,
            design: DesignKind::default(),
            luck_paths: 1,
            stop: None,
            responses: Responses::default(),
            selection: Selection::default(),
        };
        let Some(node) = node else {
            return Some(settings);
        };
        let mut f = Fields::open(self, node, "[run]")?;
        let replicates = f.read(self, "replicates", |r, node| r.whole(node, 1));
        let seed = f.read(self, "seed", |r, node| r.whole(node, 0));
        let design = f.read(self, "design", |r, node| {
            let choices = [
                ("random", DesignKind::Random),
                ("latin_hypercube", DesignKind::LatinHypercube),
                ("sobol", DesignKind::Sobol),
            ];
            r.choice(node, &choices)
        });
        let luck_paths = f.read(self, "luck_paths", |r, node| {
            let count = r.whole(node, 1)?;
            match u32::try_from(count) {
                Ok(count) => Some(count),
                Err(_) => r.error(node.span, "this number is too large"),
            }
        });
        let stop = f.read(self, "stop", Self::stop);
        let responses = f.read(self, "responses", |r, node| {
            let choices =
                [("on", Responses::On), ("off", Responses::Off), ("both", Responses::Both)];
            r.choice(node, &choices)
        });
        settings.selection = self.selection(&mut f);
        f.finish(self);
        settings.replicates = replicates.unwrap_or(settings.replicates);
        settings.seed = seed.unwrap_or(settings.seed);
        settings.design = design.unwrap_or_default();
        settings.luck_paths = luck_paths.unwrap_or(settings.luck_paths);
        settings.stop = stop;
        settings.responses = responses.unwrap_or_default();
        Some(settings)
    }

    /// `[backtest]`, which may be absent.
    pub fn backtest(&mut self, node: &Node) -> Option<Selection> {
        let mut f = Fields::open(self, node, "[backtest]")?;
        let selection = self.selection(&mut f);
        f.finish(self);
        Some(selection)
    }

    /// `options` and `trajectories`: one name or a list of names each.
    fn selection(&mut self, f: &mut Fields<'_>) -> Selection {
        let names = |r: &mut Self, node: &Node| match &node.data {
            Data::Text(_) => r.name(node).map(|name| vec![name]),
            _ => r.names(node),
        };
        Selection {
            options: f.read(self, "options", names).unwrap_or_default(),
            trajectories: f.read(self, "trajectories", names).unwrap_or_default(),
        }
    }

    /// `[report]`, which may be absent.
    pub fn report(&mut self, node: Option<&Node>) -> Option<ReportSettings> {
        let Some(node) = node else {
            return Some(ReportSettings::default());
        };
        let mut f = Fields::open(self, node, "[report]")?;
        let every = f.read(self, "every", Self::positive_duration);
        let series = f.read(self, "series", |r, node| {
            r.list(node, "a list of series: [\"active\", …]", Self::series)
        });
        let key = f.read(self, "key", |r, node| {
            r.list(node, "a list of measures: [\"total_attacks\", …]", Self::name)
        });
        let charts = f.read(self, "charts", Self::chart_set).unwrap_or_default();
        f.finish(self);
        let key = key.unwrap_or_default();
        for (i, name) in key.iter().enumerate() {
            if let Some(first) = key[..i].iter().find(|k| k.value == name.value) {
                self.out.push(
                    Diagnostic::error(name.span, format!("'{}' is listed twice", name.value))
                        .also(first.span, "first here"),
                );
            }
        }
        Some(ReportSettings { every, series: series.unwrap_or_default(), key, charts })
    }

    fn series(&mut self, node: &Node) -> Option<SeriesRequest> {
        match &node.data {
            Data::Text(_) => {
                Some(SeriesRequest { of: self.formula(node)?, cumulative: false, label: None })
            }
            Data::Table(_) => {
                let mut f = Fields::open(self, node, "a series")?;
                let of = f.need(self, "of", Self::formula);
                let cumulative = f.read(self, "cumulative", Self::boolean);
                let label = f.read(self, "label", Self::label);
                f.finish(self);
                Some(SeriesRequest { of: of?, cumulative: cumulative.unwrap_or(false), label })
            }
            _ => self.wrong(node, "a name in quotes, or { of = \"…\", cumulative = true }"),
        }
    }

    /// `[[correlation]]`.
    pub fn correlation(&mut self, node: &Node) -> Option<Correlation> {
        let mut f = Fields::open(self, node, "a correlation")?;
        let between = f.need(self, "between", |r, node| {
            let expected = "two uncertainties: [\"a\", \"b\"]";
            let names = r.list(node, expected, Self::name)?;
            match <[Name; 2]>::try_from(names) {
                Ok([a, b]) if a.value == b.value => {
                    r.error(b.span, format!("'{}' is correlated with itself", b.value))
                }
                Ok(pair) => Some(pair),
                Err(other) => {
                    r.error(node.span, format!("expected {expected}, found {}", other.len()))
                }
            }
        });
        let spearman = f.need(self, "spearman", |r, node| {
            let number = r.number(node)?;
            if number.value.abs() <= 1.0 {
                Some(number)
            } else {
                r.error(node.span, "a rank correlation lies between -1 and 1")
            }
        });
        let meta = self.meta(&mut f, false);
        f.finish(self);
        Some(Correlation { between: between?, spearman: spearman?, meta })
    }

    /// `[source.ID]`: any key is a field of the document.
    pub fn source_declaration(&mut self, id: &Name, node: &Node) -> Option<SourceDecl> {
        let mut f = Fields::open(self, node, format!("source '{}'", id.value))?;
        let of = f.read(self, "of", Self::name);
        let claim = f.read(self, "claim", Self::label);
        let anchor = f.read(self, "anchor", Self::name);
        let unused = f.read(self, "unused", Self::reason);
        let mut fields = Vec::new();
        for entry in f.entries() {
            let key = entry.key.value.as_str();
            if !matches!(key, "of" | "claim" | "anchor" | "unused") {
                self.source_field(key, &entry.value, &mut fields);
            }
        }
        Some(SourceDecl {
            id: id.clone(),
            of,
            fields,
            claim,
            anchor: anchor.map(|text| text.value),
            unused,
            inherited: false,
        })
    }

    fn source_field(&mut self, key: &str, node: &Node, fields: &mut Vec<(String, String)>) {
        match &node.data {
            Data::Text(text) => fields.push((key.to_owned(), text.clone())),
            // Numbers and dates stand as written.
            Data::Number(_) | Data::Date(_) | Data::Boolean(_) => {
                let text = self.sources.text(node.span).to_owned();
                fields.push((key.to_owned(), text));
            }
            Data::Table(_) => {
                if let Some(label) = self.label(node) {
                    fields.push((key.to_owned(), label.en));
                    fields.extend(label.ar.map(|ar| (format!("{key}.ar"), ar)));
                }
            }
            Data::Time | Data::List(_) => {
                self.wrong::<()>(node, "text in quotes");
            }
        }
    }
}
