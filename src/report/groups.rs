//! The order of measures in a report: by group, and which of them come first.

use super::findings::Findings;
use crate::analysis;
use crate::model::Model;

/// Measures that stand under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Index of their group; none for those without.
    pub group: Option<usize>,
    /// Their indices.
    pub measures: Vec<usize>,
}

/// `measures` by group: groups in declared order, then what is in none. Within a group they keep
/// the order given. A group without any of them is left out.
pub fn blocks(model: &Model, measures: &[usize]) -> Vec<Block> {
    let groups = (0..model.groups.len()).map(Some).chain([None]);
    let of = |group: Option<usize>| Block {
        group,
        measures: measures.iter().copied().filter(|m| model.measures[*m].group == group).collect(),
    };
    groups.map(of).filter(|block| !block.measures.is_empty()).collect()
}

/// All groups of a study with all their measures, those without any among them, then what is in
/// no group.
pub fn all_blocks(model: &Model) -> Vec<Block> {
    let all: Vec<usize> = (0..model.measures.len()).collect();
    let mut out = blocks(model, &all);
    for group in gaps(model) {
        let at = out.iter().position(|b| b.group.is_none_or(|g| g > group)).unwrap_or(out.len());
        out.insert(at, Block { group: Some(group), measures: Vec::new() });
    }
    out
}

/// `measures` in the order of [`blocks`].
pub fn by_group(model: &Model, measures: &[usize]) -> Vec<usize> {
    blocks(model, measures).into_iter().flat_map(|block| block.measures).collect()
}

/// Groups in which no measure of the study stands: the gaps that it states.
pub fn gaps(model: &Model) -> Vec<usize> {
    let empty = |g: &usize| model.measures.iter().all(|m| m.group != Some(*g));
    (0..model.groups.len()).filter(empty).collect()
}

/// Measures that an answer is about, by group: those of the study's key that have a better side.
/// Without a key all that have one, whole ones before members of arrays, in declared order.
pub fn main_measures(findings: &Findings<'_>) -> Vec<usize> {
    by_group(findings.model, &analysis::main_measures(findings.model))
}

/// Measures that a first table shows, by group: the study's key, else [`main_measures`], else all.
pub fn shown_measures(findings: &Findings<'_>) -> Vec<usize> {
    let model = findings.model;
    if !model.key.is_empty() {
        return by_group(model, &model.key);
    }
    let main = main_measures(findings);
    if main.is_empty() {
        let all: Vec<usize> = (0..model.measures.len()).collect();
        return by_group(model, &all);
    }
    main
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Description, Group};
    use crate::outcome::testing;

    /// Measures in the groups given, and three groups.
    fn model(of: &[Option<usize>]) -> Model {
        let mut model = testing::model();
        let group =
            |name: &str| Group { name: name.to_owned(), description: Description::default() };
        model.groups = vec![group("a"), group("gap"), group("c")];
        model.measures = of
            .iter()
            .map(|g| crate::model::Measure { group: *g, ..testing::measure("m", false) })
            .collect();
        model
    }

    #[test]
    fn groups_come_in_declared_order_and_the_rest_last() {
        let model = model(&[None, Some(2), Some(0), Some(2)]);
        assert_eq!(by_group(&model, &[0, 1, 2, 3]), [2, 1, 3, 0]);
        assert_eq!(by_group(&model, &[3, 1, 0]), [3, 1, 0], "the order given stays");
        assert_eq!(gaps(&model), [1]);
        let groups: Vec<_> = all_blocks(&model).iter().map(|b| b.group).collect();
        assert_eq!(groups, [Some(0), Some(1), Some(2), None]);
        let groups: Vec<_> = blocks(&model, &[0, 1]).iter().map(|b| b.group).collect();
        assert_eq!(groups, [Some(2), None]);
    }

    #[test]
    fn without_groups_nothing_moves() {
        let mut model = model(&[None, None, None]);
        model.groups.clear();
        assert_eq!(by_group(&model, &[2, 0, 1]), [2, 0, 1]);
        assert_eq!(gaps(&model), [0usize; 0]);
        assert_eq!(all_blocks(&model), [Block { group: None, measures: vec![0, 1, 2] }]);
    }
}
