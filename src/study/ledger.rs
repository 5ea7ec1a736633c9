//! Where a study's numbers come from: an entry for each, and how many of each kind.

use super::literals::{
    Literal, course_states_number, distribution_states_number, leaves, of_value,
    response_states_number, when_states_number,
};
use super::types::{
    ByMember, Confidence, Destination, DistributionSpec, Flow, Meta, Name, Noise, Setting, Study,
    Value,
};
use super::written::{
    by_member_text, course_text, distribution_text, duration_text, history_text, number_text,
    points_text, response_text, value_text, when_text,
};
use crate::diagnostic::Span;
use crate::text::Label;

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It cites a source, and no judgement entered.
    Sourced,
    /// It was worked out from a source: it cites one, and says what was judged.
    Derived,
    /// It gives a reason, and no source.
    Judged,
    /// Neither.
    Neither,
}

impl Origin {
    /// All, the best supported first.
    pub const ALL: [Origin; 4] =
        [Origin::Sourced, Origin::Derived, Origin::Judged, Origin::Neither];

    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Sourced => "sourced",
            Origin::Derived => "derived",
            Origin::Judged => "judged",
            Origin::Neither => "neither",
        }
    }

    /// That of a number whose table says `meta`.
    pub fn of(meta: &Meta) -> Self {
        match (meta.source.is_empty(), meta.judgement.is_some()) {
            (false, false) => Origin::Sourced,
            (false, true) => Origin::Derived,
            (true, true) => Origin::Judged,
            (true, false) => Origin::Neither,
        }
    }
}

/// Kinds of entries in the order in which a ledger has them.
pub const KINDS: [&str; 13] = [
    "constant",
    "uncertainty",
    "lever",
    "stock",
    "table",
    "severity",
    "flow",
    "measure",
    "option",
    "trajectory",
    "correlation",
    "history",
    "formula",
];

/// One number, or the numbers of one array, distribution or course.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerEntry {
    /// What it is: one of [`KINDS`].
    pub kind: &'static str,
    /// Its name; within a table the way to it: `phased.lever.troops`, `won.acceptable`. A number
    /// inside a formula has that of the table.
    pub name: String,
    /// Its value as text.
    pub value: String,
    /// Its unit as written; empty if not stated.
    pub unit: String,
    /// Where it comes from.
    pub origin: Origin,
    /// How sure its author is.
    pub confidence: Option<Confidence>,
    /// Ids of the sources that its table cites.
    pub sources: Vec<String>,
    /// What was judged.
    pub judgement: Option<Label>,
    /// Where it is written.
    pub place: Span,
}

impl LedgerEntry {
    /// Whether more than a source stands behind it: anything but a number that a source gives as
    /// it stands with grade A or B.
    pub fn rests_on_judgement(&self) -> bool {
        self.origin != Origin::Sourced
            || !matches!(self.confidence, Some(Confidence::A | Confidence::B))
    }
}

/// The account of all numbers of a study.
///
/// An entry is: a constant, an uncertainty, the default of a lever, a stock that begins with a
/// number other than 0, a lookup table, the distribution of a severity, a share in a flow's or a
/// move's `to`, the bound `acceptable`, the weight and the scale of a measure, a parameter or lever of an option, an onset,
/// weight, driver or response of a trajectory, a correlation, a history (its rows, the share that it
/// counts and its error); and each number that stands bare in
/// a formula of a quantity, flow, event, measure, comparison or bound of a stock, other than 0, 1, 2 and 0.5
/// (kind `formula`). Outside measures and comparisons durations in quotes count as such numbers. Where a table or
/// course holds several numbers they are one entry. Origin and grade are those of the table.
///
/// Not counted are defaults of drivers, which trajectories set; bounds of levers; units, time, the
/// settings of a run and the values that a sweep tries, which claim nothing.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Ledger {
    /// In the order of [`KINDS`], each as declared.
    pub entries: Vec<LedgerEntry>,
}

impl Ledger {
    /// The ledger of a study.
    pub fn of(study: &Study) -> Self {
        let mut ledger = Self::default();
        ledger.declared(study);
        ledger.dynamics(study);
        ledger.futures(study);
        ledger.formulas(study);
        let order = |e: &LedgerEntry| KINDS.iter().position(|kind| *kind == e.kind);
        ledger.entries.sort_by_key(order);
        ledger
    }

    /// Number of entries of an origin.
    pub fn count(&self, origin: Origin) -> usize {
        self.entries.iter().filter(|e| e.origin == origin).count()
    }

    /// Number of entries of an origin with a grade, or without any.
    pub fn graded(&self, origin: Origin, confidence: Option<Confidence>) -> usize {
        let fits = |e: &&LedgerEntry| e.origin == origin && e.confidence == confidence;
        self.entries.iter().filter(fits).count()
    }

    /// Entries of a kind.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &LedgerEntry> {
        self.entries.iter().filter(move |e| e.kind == kind)
    }

    /// The entry of a kind and name.
    pub fn find(&self, kind: &str, name: &str) -> Option<&LedgerEntry> {
        self.of_kind(kind).find(|e| e.name == name)
    }

    /// Entries with neither source nor judgement.
    pub fn unaccounted(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.entries.iter().filter(|e| e.origin == Origin::Neither)
    }

    fn add(
        &mut self,
        kind: &'static str,
        (name, place): (String, Span),
        value: String,
        unit: Option<&Name>,
        meta: &Meta,
    ) {
        self.entries.push(LedgerEntry {
            kind,
            name,
            value,
            unit: unit.map(|u| u.value.clone()).unwrap_or_default(),
            origin: Origin::of(meta),
            confidence: meta.confidence,
            sources: meta.source.iter().map(|s| s.value.clone()).collect(),
            judgement: meta.judgement.as_ref().map(|j| j.value.clone()),
            place,
        });
    }

    /// Tables that are numbers.
    fn declared(&mut self, study: &Study) {
        for c in &study.constants {
            let text = by_member_text(&c.value, &value_text);
            self.add("constant", named(&c.name), text, c.unit.as_ref(), &c.meta);
        }
        for u in &study.uncertainties {
            let text = by_member_text(&u.distribution, &distribution_text);
            self.add("uncertainty", named(&u.name), text, u.unit.as_ref(), &u.meta);
        }
        for l in &study.levers {
            let text = by_member_text(&l.default, &value_text);
            self.add("lever", named(&l.name), text, l.unit.as_ref(), &l.meta);
        }
        for s in study.stocks.iter().filter(|s| begins_with_number(&s.initial)) {
            let text = by_member_text(&s.initial, &value_text);
            self.add("stock", named(&s.name), text, s.unit.as_ref(), &s.meta);
        }
        for t in &study.tables {
            self.add("table", named(&t.name), points_text(&t.points), t.unit.as_ref(), &t.meta);
        }
        for m in &study.measures {
            if let Some(bound) = &m.acceptable {
                let at = (format!("{}.acceptable", m.name.value), bound.span);
                self.add("measure", at, number_text(bound.value), m.unit.as_ref(), &m.meta);
            }
            if let Some(weight) = &m.weight {
                let at = (format!("{}.weight", m.name.value), weight.span);
                self.add("measure", at, number_text(weight.value), None, &m.meta);
            }
            if let Some(scale) = &m.scale {
                let at = (format!("{}.scale", m.name.value), scale.span);
                let [worst, best] = scale.value.map(number_text);
                let text = format!("{worst} to {best}");
                self.add("measure", at, text, m.unit.as_ref(), &m.meta);
            }
        }
        for c in &study.correlations {
            let name = format!("{}, {}", c.between[0].value, c.between[1].value);
            let at = (name, c.spearman.span);
            self.add("correlation", at, number_text(c.spearman.value), None, &c.meta);
        }
        for h in &study.histories {
            self.add("history", named(&h.name), history_text(h), h.unit.as_ref(), &h.meta);
        }
    }

    /// Numbers in flows and events that are not formulas.
    fn dynamics(&mut self, study: &Study) {
        for f in &study.flows {
            if let Noise::Compound { severity, .. } = &f.noise.value {
                self.severity(&f.name, severity, &f.meta);
            }
            self.shares(&f.name, &f.to, &f.meta);
        }
        for e in &study.events {
            if let Some(severity) = &e.severity {
                self.severity(&e.name, severity, &e.meta);
            }
            for change in &e.moves {
                self.shares(&e.name, &change.to, &e.meta);
            }
        }
    }

    fn severity(&mut self, owner: &Name, spec: &DistributionSpec, meta: &Meta) {
        if distribution_states_number(spec) {
            let at = (owner.value.clone(), spec.span);
            self.add("severity", at, distribution_text(spec), spec.unit.as_ref(), meta);
        }
    }

    /// Shares written as numbers; those in formulas come with the formulas.
    fn shares(&mut self, owner: &Name, to: &[Destination], meta: &Meta) {
        let whole = |v: &Value| matches!(v, Value::Number(n) if n.value != 0.0 && n.value != 1.0);
        for destination in to {
            let Some(share) = &destination.share else { continue };
            if leaves(share).into_iter().any(whole) {
                let name = format!("{}.to.{}", owner.value, destination.target.text);
                let at = (name, destination.target.span);
                self.add("flow", at, by_member_text(share, &value_text), None, meta);
            }
        }
    }

    /// Numbers of options and trajectories.
    fn futures(&mut self, study: &Study) {
        for o in &study.options {
            for p in o.parameters.iter().filter(|p| super::literals::states_number(&p.value)) {
                let at = (path(&o.name, "parameter", &p.name), p.name.span);
                self.add("option", at, value_text(&p.value), p.unit.as_ref(), &o.meta);
            }
            self.courses("option", (&o.name, "lever"), &o.levers, &o.meta);
        }
        for t in &study.trajectories {
            if let Some(onset) = t.onset.as_ref().filter(|onset| when_states_number(onset)) {
                let at = (format!("{}.onset", t.name.value), t.name.span);
                self.add("trajectory", at, when_text(onset), None, &t.meta);
            }
            if let Some(weight) = &t.weight {
                let at = (format!("{}.weight", t.name.value), weight.span);
                self.add("trajectory", at, number_text(weight.value), None, &t.meta);
            }
            self.courses("trajectory", (&t.name, "driver"), &t.drivers, &t.meta);
            for r in &t.responses {
                if leaves(&r.response).into_iter().any(response_states_number) {
                    let at = (path(&t.name, "response", &r.name), r.name.span);
                    let text = by_member_text(&r.response, &response_text);
                    self.add("trajectory", at, text, None, &t.meta);
                }
            }
        }
    }

    fn courses(
        &mut self,
        kind: &'static str,
        (owner, key): (&Name, &str),
        settings: &[Setting],
        meta: &Meta,
    ) {
        for setting in settings {
            if leaves(&setting.course).into_iter().any(course_states_number) {
                let at = (path(owner, key, &setting.name), setting.name.span);
                self.add(kind, at, by_member_text(&setting.course, &course_text), None, meta);
            }
        }
    }

    /// Numbers that stand bare in formulas.
    fn formulas(&mut self, study: &Study) {
        for s in &study.stocks {
            for bound in s.min.iter().chain(&s.max) {
                self.bare(&s.name, bound, &s.meta);
            }
        }
        for f in &study.flows {
            self.flow_formulas(f);
        }
        for q in &study.quantities {
            self.bare(&q.name, &q.formula, &q.meta);
        }
        for e in &study.events {
            for formula in e.rate.iter().chain(&e.when) {
                self.bare(&e.name, formula, &e.meta);
            }
            if let Some(pause) = &e.cooldown {
                let at = (e.name.value.clone(), pause.span);
                let text = duration_text(&pause.value);
                self.add("formula", at, text, None, &e.meta);
            }
            for change in &e.moves {
                self.bare(&e.name, &change.amount, &e.meta);
                self.share_formulas(&e.name, &change.to, &e.meta);
            }
            for (_, value) in &e.sets {
                self.bare(&e.name, value, &e.meta);
            }
        }
        for m in &study.measures {
            let window = |literal: &Literal| !literal.duration;
            let found: Vec<Literal> = leaves(&m.formula).into_iter().flat_map(of_value).collect();
            self.literals(&m.name, found.into_iter().filter(window), &m.meta);
        }
        for c in &study.comparisons {
            let window = |literal: &Literal| !literal.duration;
            let found = of_value(&Value::Formula(c.formula.clone()));
            self.literals(&c.name, found.into_iter().filter(window), &c.meta);
        }
    }

    fn flow_formulas(&mut self, f: &Flow) {
        if let Some(rate) = &f.rate {
            self.bare(&f.name, rate, &f.meta);
        }
        if let Noise::Overdispersed(formula) | Noise::Diffusion(formula) = &f.noise.value {
            self.bare(&f.name, formula, &f.meta);
        }
        self.share_formulas(&f.name, &f.to, &f.meta);
    }

    fn share_formulas(&mut self, owner: &Name, to: &[Destination], meta: &Meta) {
        let formula = |v: &&Value| matches!(v, Value::Formula(_));
        for share in to.iter().filter_map(|d| d.share.as_ref()) {
            let found: Vec<Literal> =
                leaves(share).into_iter().filter(formula).flat_map(of_value).collect();
            self.literals(owner, found.into_iter(), meta);
        }
    }

    fn bare(&mut self, owner: &Name, formula: &ByMember<Value>, meta: &Meta) {
        let found: Vec<Literal> = leaves(formula).into_iter().flat_map(of_value).collect();
        self.literals(owner, found.into_iter(), meta);
    }

    fn literals(&mut self, owner: &Name, found: impl Iterator<Item = Literal>, meta: &Meta) {
        for literal in found {
            let at = (owner.value.clone(), literal.place);
            self.add("formula", at, literal.text, None, meta);
        }
    }
}

fn named(name: &Name) -> (String, Span) {
    (name.value.clone(), name.span)
}

fn path(owner: &Name, key: &str, name: &Name) -> String {
    format!("{}.{key}.{}", owner.value, name.value)
}

/// Whether a stock begins with a number other than 0, or with a formula that has one.
fn begins_with_number(initial: &ByMember<Value>) -> bool {
    leaves(initial).into_iter().any(|value| match value {
        Value::Number(n) => n.value != 0.0,
        Value::Formula(_) => !of_value(value).is_empty(),
    })
}
