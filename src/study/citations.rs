//! Which sources a study uses: what cites them, and what the study says of those that nothing cites.

use std::collections::BTreeSet;

use super::types::{Meta, Name, SourceDecl, Study};

/// How a study stands to one of its sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Something cites it, and it says nothing to the contrary.
    Cited,
    /// Nothing cites it, and `unused` says why.
    Excused,
    /// Nothing cites it, and nothing says why.
    Idle,
    /// It is cited, yet it says that it is unused.
    Contradicted,
}

impl Study {
    /// What every declared table says of itself.
    pub fn metas(&self) -> impl Iterator<Item = &Meta> {
        let of_model = (self.dimensions.iter().map(|t| &t.meta))
            .chain(self.constants.iter().map(|t| &t.meta))
            .chain(self.uncertainties.iter().map(|t| &t.meta))
            .chain(self.levers.iter().chain(&self.drivers).map(|t| &t.meta))
            .chain(self.stocks.iter().map(|t| &t.meta))
            .chain(self.flows.iter().map(|t| &t.meta))
            .chain(self.quantities.iter().map(|t| &t.meta))
            .chain(self.tables.iter().map(|t| &t.meta))
            .chain(self.events.iter().map(|t| &t.meta))
            .chain(self.groups.iter().map(|t| &t.meta))
            .chain(self.measures.iter().map(|t| &t.meta))
            .chain(self.comparisons.iter().map(|t| &t.meta));
        of_model
            .chain(self.options.iter().map(|t| &t.meta))
            .chain(self.trajectories.iter().map(|t| &t.meta))
            .chain(self.correlations.iter().map(|t| &t.meta))
            .chain(self.histories.iter().map(|t| &t.meta))
    }

    /// Every citation, in the order of [`Study::metas`].
    pub fn citations(&self) -> impl Iterator<Item = &Name> {
        self.metas().flat_map(|meta| &meta.source)
    }

    /// The sources that a number can use, in the order declared, and whether one does.
    ///
    /// These are the facts, and the documents without facts: a document that facts point to is
    /// used through them, and is left out unless it is cited itself or has `unused`. Sources of a
    /// study that this one extends are left out too.
    pub fn usage(&self) -> Vec<(&SourceDecl, Usage)> {
        let cited: BTreeSet<&str> = self.citations().map(|name| name.value.as_str()).collect();
        let documents: BTreeSet<&str> =
            self.sources.iter().filter_map(|s| s.of.as_ref()).map(|of| of.value.as_str()).collect();
        let of = |source: &SourceDecl| {
            let id = source.id.value.as_str();
            if source.inherited {
                return None;
            }
            match (cited.contains(id), source.unused.is_some()) {
                (true, false) => Some(Usage::Cited),
                (true, true) => Some(Usage::Contradicted),
                (false, true) => Some(Usage::Excused),
                (false, false) if documents.contains(id) => None,
                (false, false) => Some(Usage::Idle),
            }
        };
        self.sources.iter().filter_map(|source| Some((source, of(source)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{LEAST, good};
    use super::*;

    fn usage(text: &str) -> Vec<(String, Usage)> {
        let study = good(&format!("{LEAST}{text}"));
        study.usage().into_iter().map(|(s, u)| (s.id.value.clone(), u)).collect()
    }

    #[test]
    fn documents_are_used_through_their_facts() {
        let got = usage(
            "[source.D]\ntitle = \"register\"\n\
             [source.D-1]\nof = \"D\"\nclaim = { en = \"sixty\", ar = \"ستون\" }\n\
             [source.D-2]\nof = \"D\"\nunused = { en = \"another valley\", ar = \"واد آخر\" }\n\
             [source.D-3]\nof = \"D\"\n\
             [source.E]\ntitle = \"a book\"\nunused = \"read for its form\"\n\
             [source.F]\ntitle = \"another\"\n\
             [constant.a]\nvalue = 3\nsource = [\"D-1\", \"E\"]\n",
        );
        let words = |id: &str, usage| (id.to_owned(), usage);
        assert_eq!(
            got,
            [
                words("D-1", Usage::Cited),
                words("D-2", Usage::Excused),
                words("D-3", Usage::Idle),
                words("E", Usage::Contradicted),
                words("F", Usage::Idle),
            ]
        );
    }

    #[test]
    fn correlations_cite_too() {
        let got = usage(
            "[source.D]\ntitle = \"register\"\n\
             [uncertainty.a]\nbetween = [1, 2]\n[uncertainty.b]\nbetween = [1, 2]\n\
             [[correlation]]\nbetween = [\"a\", \"b\"]\nspearman = 0.5\nsource = \"D\"\n\
             judgement = { en = \"one series\", ar = \"سلسلة واحدة\" }\nconfidence = \"B\"\n",
        );
        assert_eq!(got, [("D".to_owned(), Usage::Cited)]);
    }
}
