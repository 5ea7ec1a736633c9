//! What a command line or a program changes in a study before it is checked and run.

use super::types::{
    ByMember, Constant, Control, DesignKind, DistributionSpec, Meta, Name, Parameter,
    PosteriorFile, Responses, Study, Uncertainty, Value,
};
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, SourceMap, Span, Spanned};
use crate::text::Label;

/// Name under which the text of the changes stands among a study's files.
pub const COMMAND_LINE: &str = "command line";

/// Changes to a study. What is absent stays as the study has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// Number of replicates.
    pub replicates: Option<u64>,
    /// Seed.
    pub seed: Option<u64>,
    /// Design over the uncertainties.
    pub design: Option<DesignKind>,
    /// Which responses run.
    pub responses: Option<Responses>,
    /// `name=value` or `name[member]=value`, as typed.
    pub set: Vec<String>,
    /// Which file of joint draws uncertainties are drawn from; all from their priors if absent.
    pub posterior: Option<PosteriorChoice>,
}

/// A file of joint draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PosteriorChoice {
    /// The one that the study names.
    OfStudy,
    /// Another one.
    File {
        /// Its path, as typed.
        name: String,
        /// Its text, or why it cannot be read.
        text: Result<String, String>,
    },
}

impl Overrides {
    /// Changes `study`. The text of `set` is added to `sources`, so that mistakes in it are shown
    /// like mistakes in a file; it counts as an input of the run.
    ///
    /// A constant takes the value; an uncertainty is held at it (a distribution of one value, so
    /// that every other draw stays as it was); a lever has it as its default, where no option sets
    /// the lever. An uncertainty that is held is not drawn from a posterior.
    ///
    /// # Errors
    /// Every entry of `set` that cannot be understood, or that names nothing that can be set; a
    /// posterior that is asked for but that the study does not name.
    pub fn apply(&self, study: &mut Study, sources: &mut SourceMap) -> Result<(), Diagnostics> {
        if let Some(replicates) = self.replicates {
            study.run.replicates = replicates;
        }
        if let Some(seed) = self.seed {
            study.run.seed = seed;
        }
        if let Some(design) = self.design {
            study.run.design = design;
        }
        if let Some(responses) = self.responses {
            study.run.responses = responses;
        }
        let mut out = Diagnostics::default();
        if let Some(choice) = &self.posterior
            && let Err(diagnostic) = choice.apply(study, sources)
        {
            out.push(*diagnostic);
        }
        if !self.set.is_empty() {
            self.apply_set(study, sources, &mut out);
        }
        if out.has_errors() { Err(out) } else { Ok(()) }
    }

    fn apply_set(&self, study: &mut Study, sources: &mut SourceMap, out: &mut Diagnostics) {
        let lines: Vec<String> = self.set.iter().map(|entry| format!("--set {entry}\n")).collect();
        let file = sources.add(COMMAND_LINE, lines.concat());
        let mut start = "--set ".len();
        for (entry, line) in self.set.iter().zip(&lines) {
            let done = Entry::parse(entry, file, start).and_then(|entry| entry.apply(study));
            if let Err(diagnostic) = done {
                out.push(*diagnostic);
            }
            start += line.len();
        }
    }
}

impl PosteriorChoice {
    /// Lets the study draw from it. Its text is then one of the study's files.
    fn apply(&self, study: &mut Study, sources: &mut SourceMap) -> Result<(), Box<Diagnostic>> {
        if let Self::File { name, text } = self {
            let text =
                text.as_ref().map_err(|why| {
                    let message = format!("--posterior: cannot read '{name}': {why}");
                    Box::new(Diagnostic::general(message).help(
                        "for the file that the study names write --posterior at the end, alone",
                    ))
                })?;
            let file = sources.add(name, text);
            let span = Span::new(file, 0..0);
            let except = study.posterior.take().map(|p| p.except).unwrap_or_default();
            study.posterior = Some(PosteriorFile {
                file: Spanned::new(name.clone(), span),
                except,
                path: name.clone(),
                text: Ok(text.clone()),
                drawn: true,
                source: Some(file),
            });
            return Ok(());
        }
        let Some(posterior) = &mut study.posterior else {
            let message = "--posterior: this study names no file of joint draws";
            return Err(Box::new(Diagnostic::general(message).help(
                "write [posterior] with file = \"posterior.csv\" into the study, or name a file: \
                 --posterior FILE; `drawdown calibrate` writes one",
            )));
        };
        posterior.drawn = true;
        if let Ok(text) = &posterior.text {
            posterior.source = Some(sources.add(&posterior.path, text));
        }
        Ok(())
    }
}

/// One `name[member, …]=value`.
pub(super) struct Entry {
    pub(super) name: Name,
    pub(super) members: Vec<Name>,
    pub(super) value: Spanned<f64>,
}

impl Entry {
    /// Reads `text`, which stands at byte `start` of `file`.
    fn parse(text: &str, file: FileId, start: usize) -> Result<Self, Box<Diagnostic>> {
        let span =
            |range: std::ops::Range<usize>| Span::new(file, start + range.start..start + range.end);
        let piece = |from: usize, part: &str| {
            let trimmed = part.trim();
            let at = from + part.len() - part.trim_start().len();
            Spanned::new(trimmed.to_owned(), span(at..at + trimmed.len()))
        };
        let form = "write --set name=value, or --set 'name[member]=value'";
        let Some((left, right)) = text.split_once('=') else {
            let whole = span(0..text.len());
            return Err(Box::new(
                Diagnostic::error(whole, "expected a name, '=' and a number").help(form),
            ));
        };
        let typed = piece(left.len() + 1, right);
        let number = typed.value.replace('_', "").parse::<f64>().ok().filter(|x| x.is_finite());
        let Some(value) = number else {
            return Err(Box::new(
                Diagnostic::error(typed.span, format!("'{}' is not a number", typed.value))
                    .help("the number is in the unit that the study declares for the name"),
            ));
        };
        let value = Spanned::new(value, typed.span);
        let Some((name, rest)) = left.split_once('[') else {
            return Ok(Self { name: piece(0, left), members: Vec::new(), value });
        };
        let Some((inside, "")) = rest.split_once(']').map(|(a, b)| (a, b.trim())) else {
            let whole = span(0..left.len());
            return Err(Box::new(Diagnostic::error(whole, "the bracket is not closed").help(form)));
        };
        let mut from = name.len() + 1;
        let mut members = Vec::new();
        for part in inside.split(',') {
            members.push(piece(from, part));
            from += part.len() + 1;
        }
        Ok(Self { name: piece(0, name), members, value })
    }

    pub(super) fn apply(self, study: &mut Study) -> Result<(), Box<Diagnostic>> {
        let name = self.name.value.clone();
        if let Some(c) = study.constants.iter_mut().find(|c| c.name.value == name) {
            let Constant { over, value, meta, .. } = c;
            self.put(over, value, Value::Number(self.value.clone()))?;
            set_by_hand(meta, self.value.span);
        } else if let Some(u) = study.uncertainties.iter_mut().find(|u| u.name.value == name) {
            let Uncertainty { over, distribution, meta, .. } = u;
            self.put(over, distribution, held(&self.value))?;
            set_by_hand(meta, self.value.span);
            if let Some(posterior) = &mut study.posterior {
                posterior.except.push(self.whole_name());
            }
        } else if let Some(l) = study.levers.iter_mut().find(|l| l.name.value == name) {
            let Control { over, default, meta, .. } = l;
            self.put(over, default, Value::Number(self.value.clone()))?;
            set_by_hand(meta, self.value.span);
        } else {
            return Err(Box::new(self.unknown(study)));
        }
        Ok(())
    }

    /// `name[member,…]`.
    fn whole_name(&self) -> Name {
        let members: Vec<&str> = self.members.iter().map(|m| m.value.as_str()).collect();
        let name = match members.as_slice() {
            [] => self.name.value.clone(),
            members => format!("{}[{}]", self.name.value, members.join(",")),
        };
        Spanned::new(name, self.name.span)
    }

    /// Puts `value` in the place of the members that are named, or of all.
    fn put<T: Clone>(
        &self,
        over: &[Name],
        target: &mut ByMember<T>,
        value: T,
    ) -> Result<(), Box<Diagnostic>> {
        self.check_members(over)?;
        place(target, &self.members, value);
        Ok(())
    }

    /// Whether it names no member, or one of each dimension.
    pub(super) fn check_members(&self, over: &[Name]) -> Result<(), Box<Diagnostic>> {
        if !self.members.is_empty() && self.members.len() != over.len() {
            let message = match over.len() {
                0 => format!("'{}' is not an array", self.name.value),
                1 => format!("'{}' has one dimension", self.name.value),
                n => format!("'{}' has {n} dimensions", self.name.value),
            };
            let over: Vec<&str> = over.iter().map(|d| d.value.as_str()).collect();
            let help = format!("name no member, or one of each dimension: {}", over.join(", "));
            let diagnostic = Diagnostic::error(self.name.span, message);
            let described = if over.is_empty() { diagnostic } else { diagnostic.help(help) };
            return Err(Box::new(described));
        }
        Ok(())
    }

    fn unknown(&self, study: &Study) -> Diagnostic {
        let name = self.name.value.as_str();
        if let Some(kind) = other_kind(study, name) {
            return Diagnostic::error(self.name.span, format!("'{name}' is {kind}"))
                .help("--set changes constants, uncertainties and the defaults of levers");
        }
        let constants = study.constants.iter().map(|c| &c.name);
        let uncertainties = study.uncertainties.iter().map(|u| &u.name);
        let levers = study.levers.iter().map(|l| &l.name);
        let names = constants.chain(uncertainties).chain(levers).map(|n| n.value.as_str());
        let diagnostic = Diagnostic::error(
            self.name.span,
            format!("there is no constant, uncertainty or lever '{name}'"),
        );
        match Diagnostics::nearest(name, names) {
            Some(near) => diagnostic.help(format!("did you mean '{near}'?")),
            None => diagnostic,
        }
    }
}

/// A distribution of one value.
fn held(value: &Spanned<f64>) -> DistributionSpec {
    let span = value.span;
    let name = |text: &str| Spanned::new(text.to_owned(), span);
    let list = |x: f64| Parameter::List(vec![Spanned::new(x, span)]);
    DistributionSpec {
        kind: Some(name("discrete")),
        parameters: vec![(name("values"), list(value.value)), (name("weights"), list(1.0))],
        truncate: None,
        unit: None,
        span,
    }
}

/// What was set by hand no longer has the source that the study gives.
fn set_by_hand(meta: &mut Meta, place: Span) {
    meta.judgement = Some(Spanned::new(Label::new("set on the command line"), place));
    meta.source.clear();
    meta.confidence = None;
}

/// Replaces one member's value, the others keep theirs.
pub(super) fn place<T: Clone>(target: &mut ByMember<T>, members: &[Name], value: T) {
    let Some((first, rest)) = members.split_first() else {
        *target = ByMember::All(value);
        return;
    };
    if let ByMember::All(_) = target {
        let all = target.clone();
        *target = ByMember::Members {
            entries: Vec::new(),
            others: Some(Box::new(all)),
            span: first.span,
        };
    }
    let ByMember::Members { entries, others, .. } = target else { return };
    if let Some((_, inner)) = entries.iter_mut().find(|(name, _)| name.value == first.value) {
        place(inner, rest, value);
        return;
    }
    let inner = match others {
        Some(others) => {
            let mut inner = (**others).clone();
            place(&mut inner, rest, value);
            inner
        }
        None => only(rest, value),
    };
    entries.push((first.clone(), inner));
}

/// A value of some members and of no other.
pub(super) fn only<T>(members: &[Name], value: T) -> ByMember<T> {
    match members.split_first() {
        None => ByMember::All(value),
        Some((first, rest)) => ByMember::Members {
            entries: vec![(first.clone(), only(rest, value))],
            others: None,
            span: first.span,
        },
    }
}

/// What a name stands for that cannot be set.
pub(super) fn other_kind(study: &Study, name: &str) -> Option<&'static str> {
    let has = |names: Vec<&Name>| names.iter().any(|n| n.value == name);
    if has(study.stocks.iter().map(|s| &s.name).collect()) {
        Some("a stock")
    } else if has(study.flows.iter().map(|f| &f.name).collect()) {
        Some("a flow")
    } else if has(study.quantities.iter().map(|q| &q.name).collect()) {
        Some("a quantity")
    } else if has(study.drivers.iter().map(|d| &d.name).collect()) {
        Some("a driver")
    } else if has(study.events.iter().map(|e| &e.name).collect()) {
        Some("an event")
    } else if has(study.measures.iter().map(|m| &m.name).collect()) {
        Some("a measure")
    } else if has(study.tables.iter().map(|t| &t.name).collect()) {
        Some("a table")
    } else {
        None
    }
}
