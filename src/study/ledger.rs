//! Where a study's numbers come from: how many have a source, how many are judgements.

use super::types::{ByMember, Confidence, Meta, Study, Value};

/// Where one declared number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It cites at least one source.
    Source,
    /// It gives a reason instead.
    Judgement,
    /// Neither.
    Neither,
}

/// One declared number, or an array of them.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerEntry {
    /// What it is: `constant`, `uncertainty`, `lever`, `stock`, `table`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// How sure its author is.
    pub confidence: Option<Confidence>,
}

/// The account of all declared numbers of a study.
///
/// Counted are constants, uncertainties, defaults of levers, lookup tables, and the initial values
/// of stocks that are numbers other than 0. Defaults of drivers are not claims about the world:
/// trajectories set them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Ledger {
    /// In the order constants, uncertainties, levers, stocks, tables; each as declared.
    pub entries: Vec<LedgerEntry>,
}

impl Ledger {
    /// The ledger of a study.
    pub fn of(study: &Study) -> Self {
        let mut ledger = Self::default();
        for c in &study.constants {
            ledger.add("constant", &c.name.value, &c.meta);
        }
        for u in &study.uncertainties {
            ledger.add("uncertainty", &u.name.value, &u.meta);
        }
        for l in &study.levers {
            ledger.add("lever", &l.name.value, &l.meta);
        }
        for s in study.stocks.iter().filter(|s| has_number(&s.initial)) {
            ledger.add("stock", &s.name.value, &s.meta);
        }
        for t in &study.tables {
            ledger.add("table", &t.name.value, &t.meta);
        }
        ledger
    }

    fn add(&mut self, kind: &'static str, name: &str, meta: &Meta) {
        let origin = if !meta.source.is_empty() {
            Origin::Source
        } else if meta.judgement.is_some() {
            Origin::Judgement
        } else {
            Origin::Neither
        };
        let (name, confidence) = (name.to_owned(), meta.confidence);
        self.entries.push(LedgerEntry { kind, name, origin, confidence });
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

    /// Entries with neither source nor judgement.
    pub fn unaccounted(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.entries.iter().filter(|e| e.origin == Origin::Neither)
    }
}

fn has_number(value: &ByMember<Value>) -> bool {
    match value {
        ByMember::All(Value::Number(n)) => n.value != 0.0,
        ByMember::All(Value::Formula(_)) => false,
        ByMember::Members { entries, others, .. } => {
            entries.iter().any(|(_, v)| has_number(v)) || others.as_deref().is_some_and(has_number)
        }
    }
}
