//! What a classification tree says of the same draws.

use serde::Serialize;

use super::columns::Columns;
use super::limits::{Counts, Limits};
use super::select::Information;
use super::tree::{Tree, TreeSettings, sized_tree};

/// A leaf of the tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leaf {
    /// Its box.
    pub limits: Limits,
    /// What it holds.
    pub counts: Counts,
    /// Whether it counts as failing.
    pub fails: bool,
}

/// The tree's answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Opinion {
    /// The tree.
    pub tree: Tree,
    /// Its leaves, from the lowest split. Those count as failing that are densest: as many as tell
    /// most about failing when taken together. None of a tree without a split.
    pub leaves: Vec<Leaf>,
    /// Share of the draws in failing leaves that fail; none without such a leaf.
    pub density: Option<f64>,
    /// Share of all failures in these leaves.
    pub coverage: f64,
    /// Uncertainties that failing leaves limit, in the order of the columns.
    pub limited: Vec<usize>,
    /// Those of them that the first box limits too.
    pub shared: Vec<usize>,
    /// Those that the first box alone limits.
    pub missed: Vec<usize>,
}

impl Opinion {
    /// Grows the tree, and sets it against a box.
    pub fn of(columns: &Columns<'_>, labels: &[bool], found: Option<&Limits>) -> Self {
        let tree = sized_tree(columns, labels, &TreeSettings::new(columns.rows()));
        let whole = tree.nodes[0].counts;
        let mut leaves: Vec<Leaf> = tree
            .leaves()
            .into_iter()
            .map(|(limits, counts)| Leaf { limits, counts, fails: false })
            .collect();
        let mut order: Vec<usize> = (0..leaves.len()).collect();
        order.sort_by(|a, b| leaves[*b].counts.share().total_cmp(&leaves[*a].counts.share()));
        let information = Information::new(whole);
        let (mut sum, mut best) = (Counts::default(), (0.0, 0, Counts::default()));
        for (k, leaf) in order.iter().enumerate() {
            let own = leaves[*leaf].counts;
            sum.draws += own.draws;
            sum.failing += own.failing;
            let value = information.of(sum);
            if value > best.0 {
                best = (value, k + 1, sum);
            }
        }
        order.iter().take(best.1).for_each(|leaf| leaves[*leaf].fails = true);
        let mut limited: Vec<usize> =
            leaves.iter().filter(|l| l.fails).flat_map(|l| &l.limits).map(|l| l.column).collect();
        limited.sort_unstable();
        limited.dedup();
        let own: Vec<usize> = found.map_or_else(Vec::new, |b| b.iter().map(|l| l.column).collect());
        Self {
            density: (best.1 > 0).then(|| best.2.share()),
            coverage: best.2.failing as f64 / whole.failing as f64,
            shared: limited.iter().copied().filter(|c| own.contains(c)).collect(),
            missed: own.iter().copied().filter(|c| !limited.contains(c)).collect(),
            limited,
            leaves,
            tree,
        }
    }
}
