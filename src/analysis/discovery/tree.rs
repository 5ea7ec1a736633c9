//! A small classification tree, as a second opinion.

use serde::Serialize;

use super::columns::Columns;
use super::limits::{Counts, Limit, Limits, of, put};

/// Settings of [`tree`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TreeSettings {
    /// Splits on the way to a leaf at most.
    pub depth: usize,
    /// Draws in a leaf at least.
    pub leaf: usize,
}

impl TreeSettings {
    /// The defaults for a number of draws: four splits deep, leaves as large as the smallest box.
    pub fn new(draws: usize) -> Self {
        Self { depth: 4, leaf: super::prim::PrimSettings::new(draws).support }
    }
}

/// A split of a node.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Split {
    /// The column.
    pub column: usize,
    /// Draws up to here go to `low`, those above to `high`. Midway between two values.
    pub at: f64,
    /// Index of the node below.
    pub low: usize,
    /// Index of the node above.
    pub high: usize,
}

/// A node of a tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// What it holds.
    pub counts: Counts,
    /// How it splits; none for a leaf.
    pub split: Option<Split>,
}

impl Node {
    /// `2 p (1 - p)` times the number of draws, of binary labels with share p.
    fn impurity(&self) -> f64 {
        impurity(self.counts)
    }
}

/// A tree; node 0 is the root, and children stand after their parents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tree {
    /// All nodes; those that were cut off are no longer reached.
    pub nodes: Vec<Node>,
}

fn impurity(counts: Counts) -> f64 {
    let (n, k) = (counts.draws as f64, counts.failing as f64);
    if counts.draws == 0 { 0.0 } else { 2.0 * k * (n - k) / n }
}

/// The classification tree of labelled draws by the Gini index (L. Breiman, J. H. Friedman, R. A.
/// Olshen, C. J. Stone, *Classification and Regression Trees*, 1984), not yet pruned.
///
/// A node of n draws of which the share p fails has the impurity `2 p (1 - p) n`; it is split at
/// the column and value that lower it most, if both sides keep `leaf` draws. Of equal ones the first
/// column wins, then the lowest value.
///
/// # Panics
/// Unless there is a label for each row.
pub fn tree(columns: &Columns<'_>, labels: &[bool], settings: &TreeSettings) -> Tree {
    grow(columns, labels, &vec![true; columns.rows()], settings)
}

/// The same of some rows.
pub(super) fn grow(
    columns: &Columns<'_>,
    labels: &[bool],
    alive: &[bool],
    settings: &TreeSettings,
) -> Tree {
    assert_eq!(labels.len(), columns.rows(), "a label for each row");
    let root = columns.counts(&Limits::new(), labels, alive);
    let mut tree = Tree { nodes: vec![Node { counts: root, split: None }] };
    // the open node of each row; those that are done or take no part have none
    let mut place: Vec<usize> = alive.iter().map(|a| if *a { 0 } else { usize::MAX }).collect();
    let mut open = vec![0];
    for _ in 0..settings.depth {
        let found = best_splits(columns, labels, (&place, &open), &tree, settings.leaf);
        let mut next = Vec::new();
        for (node, found) in open.iter().zip(found) {
            let Some((column, at, low)) = found else { continue };
            let first = tree.nodes.len();
            let high = tree.nodes[*node].counts.less(low);
            tree.nodes.push(Node { counts: low, split: None });
            tree.nodes.push(Node { counts: high, split: None });
            tree.nodes[*node].split = Some(Split { column, at, low: first, high: first + 1 });
            next.extend([first, first + 1]);
        }
        for (row, place) in place.iter_mut().enumerate() {
            let split = tree.nodes.get(*place).map(|node| node.split);
            *place = match split {
                Some(Some(split)) if columns.values(split.column)[row] <= split.at => split.low,
                Some(Some(split)) => split.high,
                _ => usize::MAX,
            };
        }
        open = next;
    }
    tree
}

/// Column, value and what lies below.
type Found = (usize, f64, Counts);

/// The best split of each open node.
fn best_splits(
    columns: &Columns<'_>,
    labels: &[bool],
    (place, open): (&[usize], &[usize]),
    tree: &Tree,
    leaf: usize,
) -> Vec<Option<Found>> {
    let mut index = vec![usize::MAX; tree.nodes.len()];
    open.iter().enumerate().for_each(|(k, node)| index[*node] = k);
    let mut best: Vec<(f64, Option<Found>)> = vec![(0.0, None); open.len()];
    for column in columns.varying() {
        let x = columns.values(column);
        let mut below: Vec<(Counts, f64)> = vec![(Counts::default(), f64::NAN); open.len()];
        for row in columns.order(column).iter().map(|row| *row as usize) {
            let Some(k) = index.get(place[row]).copied().filter(|k| *k < open.len()) else {
                continue;
            };
            let (low, edge) = below[k];
            let whole = tree.nodes[open[k]].counts;
            if x[row] != edge && low.draws >= leaf && whole.draws - low.draws >= leaf {
                let fall = impurity(whole) - impurity(low) - impurity(whole.less(low));
                // what is less than rounding is no gain
                if fall > best[k].0 * (1.0 + 1e-12) && fall > 1e-12 * whole.draws as f64 {
                    best[k] = (fall, Some((column, f64::midpoint(edge, x[row]), low)));
                }
            }
            below[k].0.add(labels[row]);
            below[k].1 = x[row];
        }
    }
    best.into_iter().map(|(_, split)| split).collect()
}

impl Tree {
    /// The leaf in which a draw ends.
    pub fn leaf(&self, value: impl Fn(usize) -> f64) -> &Node {
        let mut node = &self.nodes[0];
        while let Some(split) = node.split {
            node =
                &self.nodes[if value(split.column) <= split.at { split.low } else { split.high }];
        }
        node
    }

    /// Leaves with the box of each, from the lowest.
    pub fn leaves(&self) -> Vec<(Limits, Counts)> {
        let mut out = Vec::new();
        self.walk(0, &Limits::new(), &mut out);
        out
    }

    fn walk(&self, node: usize, limits: &Limits, out: &mut Vec<(Limits, Counts)>) {
        let node = &self.nodes[node];
        let Some(split) = node.split else {
            out.push((limits.clone(), node.counts));
            return;
        };
        let Limit::Range { low, high } = of(limits, split.column) else { return };
        for (child, limit) in [
            (split.low, Limit::Range { low, high: Some(split.at) }),
            (split.high, Limit::Range { low: Some(split.at), high }),
        ] {
            let mut narrower = limits.clone();
            put(&mut narrower, split.column, limit);
            self.walk(child, &narrower, out);
        }
    }

    /// Impurity of the leaves below a node, and their number.
    fn below(&self, node: usize) -> (f64, usize) {
        match self.nodes[node].split {
            None => (self.nodes[node].impurity(), 1),
            Some(split) => {
                let (a, b) = (self.below(split.low), self.below(split.high));
                (a.0 + b.0, a.1 + b.1)
            }
        }
    }

    /// The split whose loss costs least for each leaf saved, with that cost over the number of
    /// draws.
    fn weakest(&self) -> Option<(f64, usize)> {
        let mut best: Option<(f64, usize)> = None;
        let mut open = vec![0];
        while let Some(node) = open.pop() {
            let Some(split) = self.nodes[node].split else { continue };
            let (impurity, leaves) = self.below(node);
            let cost = (self.nodes[node].impurity() - impurity) / (leaves - 1) as f64;
            let cost = cost / self.nodes[0].counts.draws as f64;
            if best.is_none_or(|b| cost < b.0 || (cost == b.0 && node < b.1)) {
                best = Some((cost, node));
            }
            open.extend([split.low, split.high]);
        }
        best
    }

    /// Cost-complexity pruning: the smallest subtree that minimises impurity over the number of
    /// draws and `alpha` times the number of leaves.
    pub fn pruned(mut self, alpha: f64) -> Self {
        while let Some((_, node)) = self.weakest().filter(|(cost, _)| *cost <= alpha) {
            self.nodes[node].split = None;
        }
        self
    }

    /// The costs at which splits go, ascending.
    fn costs(&self) -> Vec<f64> {
        let (mut tree, mut out) = (self.clone(), Vec::new());
        while let Some((cost, node)) = tree.weakest() {
            tree.nodes[node].split = None;
            out.push(out.last().map_or(cost, |last: &f64| last.max(cost)));
        }
        out
    }
}

/// Parts of the draws that take turns at testing.
const FOLDS: usize = 5;

/// The tree of the size that foretells unseen draws about as well as the best one: cost-complexity
/// pruned, the cost by fivefold cross-validation of the squared error of the leaves' shares (Brier
/// score) and the rule of one standard error: the smallest tree whose error is within one standard
/// error of the least (Breiman et al. 1984, section 3.4.3). Row r is of part r mod 5.
pub fn sized_tree(columns: &Columns<'_>, labels: &[bool], settings: &TreeSettings) -> Tree {
    let whole = tree(columns, labels, settings);
    let costs = whole.costs();
    // between two costs the tree is the same: the geometric mean stands for the span
    let mut alphas = vec![0.0];
    alphas.extend(costs.windows(2).map(|pair| (pair[0] * pair[1]).sqrt()));
    alphas.extend(costs.last().map(|last| 2.0 * last));
    let rows = columns.rows();
    let mut losses = vec![vec![0.0; rows]; alphas.len()];
    for fold in 0..FOLDS {
        let seen: Vec<bool> = (0..rows).map(|row| row % FOLDS != fold).collect();
        let mut grown = grow(columns, labels, &seen, settings);
        for (alpha, losses) in alphas.iter().zip(&mut losses) {
            grown = grown.pruned(*alpha);
            for row in (fold..rows).step_by(FOLDS) {
                let share = grown.leaf(|column| columns.values(column)[row]).counts.share();
                let error = f64::from(u8::from(labels[row])) - share;
                losses[row] = error * error;
            }
        }
    }
    let n = rows as f64;
    let mean = |x: &Vec<f64>| x.iter().sum::<f64>() / n;
    let means: Vec<f64> = losses.iter().map(mean).collect();
    let least = (0..means.len()).fold(0, |best, k| if means[k] < means[best] { k } else { best });
    let spread: f64 = losses[least].iter().map(|l| (l - means[least]).powi(2)).sum();
    let bar = means[least] + (spread / (n - 1.0).max(1.0) / n).sqrt();
    let chosen = (0..means.len()).rfind(|k| means[*k] <= bar).unwrap_or(0);
    whole.pruned(alphas[chosen])
}
