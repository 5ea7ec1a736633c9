//! Labels and sources of what a model is made of.

use super::builder::Builder;
use super::symbols::{DimId, SymbolKind};
use super::types::Description;
use crate::study::Meta;
use crate::text::Label;

/// A table's description.
pub fn description(meta: &Meta) -> Description {
    Description {
        label: meta.label.clone(),
        note: meta.note.clone(),
        source: meta.source.iter().map(|s| s.value.clone()).collect(),
        judgement: meta.judgement.as_ref().map(|j| j.value.clone()),
        confidence: meta.confidence,
    }
}

/// `a, b` in each language that both have.
fn join(a: &Label, b: &Label) -> Label {
    Label {
        en: format!("{}, {}", a.en, b.en),
        ar: match (&a.ar, &b.ar) {
            (Some(a), Some(b)) => Some(format!("{a}، {b}")),
            _ => None,
        },
    }
}

impl Builder<'_> {
    /// The table that declares a symbol.
    fn meta(&self, symbol: usize) -> Option<&Meta> {
        let info = self.symbols.get(symbol);
        let i = info.declaration;
        Some(match info.kind {
            SymbolKind::Constant => &self.study.constants[i].meta,
            SymbolKind::Uncertainty => &self.study.uncertainties[i].meta,
            SymbolKind::Lever => &self.study.levers[i].meta,
            SymbolKind::Driver => &self.study.drivers[i].meta,
            SymbolKind::Stock => &self.study.stocks[i].meta,
            SymbolKind::Flow => &self.study.flows[i].meta,
            SymbolKind::Quantity => &self.study.quantities[i].meta,
            SymbolKind::Table => &self.study.tables[i].meta,
            SymbolKind::Event => &self.study.events[i].meta,
            SymbolKind::Measure => &self.study.measures[i].meta,
        })
    }

    /// The description of one scalar of a symbol: its members are named in the label.
    pub fn describe_symbol(&self, symbol: usize, binding: &[(DimId, usize)]) -> Description {
        let Some(meta) = self.meta(symbol) else {
            return Description::default();
        };
        let mut out = description(meta);
        if let Some(mut label) = out.label.take() {
            for (root, member) in binding {
                label = join(&label, &self.member_label(*root, *member));
            }
            out.label = Some(label);
        }
        out
    }

    fn member_label(&self, root: DimId, member: usize) -> Label {
        let dim = &self.symbols.dims[root];
        let name = &dim.names[member];
        self.study
            .dimensions
            .iter()
            .find(|d| d.name.value == dim.name)
            .and_then(|d| d.member_labels.iter().find(|(n, _)| n.value == *name))
            .map_or_else(|| Label::new(name.clone()), |(_, l)| l.clone())
    }
}
