//! What acts on what, and in which direction: the causal graph of a model.
//!
//! Its nodes are the variables of a study (arrays are one node), its edges what a formula reads. An
//! edge carries a [`Sign`]: `+` where more of the one never gives less of the other, all else the
//! same, `-` where it never gives more, `?` where it can go either way or cannot be told.
//!
//! Signs follow from the formulas alone, by interval arithmetic and the rules of monotone functions
//! (R. E. Moore, Interval Analysis, 1966; the signs are those of causal loop diagrams, J. D. Sterman,
//! Business Dynamics, 2000, chapter 5). Nothing is sampled. What is assumed:
//!
//! * an uncertainty lies in the central 99.98 % of its distribution, a stock within its `min` and
//!   `max`, a lever within its bounds (or within what the options make of it), a driver within what
//!   the trajectories make of it;
//! * a sign is that of the formula as it stands: the limits that a stock sets to its outflows, and
//!   those of a lever's bounds, are no edges;
//! * what an event sets is compared with the stock as its condition leaves it;
//! * luck is held: what changes only the spread of a flow has the sign `?`.
//!
//! Options and trajectories are no part of the graph: they set levers and drivers.

mod monotone;
mod range;
mod reads;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::types::Model;
use crate::diagnostic::FileId;
use crate::study::{Meta, Name, Study};
use crate::text::Label;

/// In which direction a variable moves another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sign {
    /// More of the one never gives less of the other.
    Plus,
    /// More of the one never gives more of the other.
    Minus,
    /// Either way, or not known.
    Unknown,
}

impl Sign {
    /// The sign of the negative.
    #[must_use]
    pub fn flip(self) -> Sign {
        match self {
            Sign::Plus => Sign::Minus,
            Sign::Minus => Sign::Plus,
            Sign::Unknown => Sign::Unknown,
        }
    }

    /// The sign of an effect that passes through both.
    #[must_use]
    pub fn times(self, then: Sign) -> Sign {
        match (self, then) {
            (Sign::Unknown, _) | (_, Sign::Unknown) => Sign::Unknown,
            (a, b) if a == b => Sign::Plus,
            _ => Sign::Minus,
        }
    }

    /// The sign of two effects that add up.
    #[must_use]
    pub fn and(self, other: Sign) -> Sign {
        if self == other { self } else { Sign::Unknown }
    }

    /// `+`, `-` or `?`.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Sign::Plus => "+",
            Sign::Minus => "-",
            Sign::Unknown => "?",
        }
    }
}

/// What a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CausalKind {
    /// It is decided.
    Lever,
    /// A trajectory moves it.
    Driver,
    /// It is drawn once.
    Uncertainty,
    /// It accumulates.
    Stock,
    /// It fills and empties stocks, or counts.
    Flow,
    /// It follows from others at once.
    Quantity,
    /// It happens by chance.
    Event,
    /// What options are judged by.
    Measure,
}

/// A variable of a study; an array is one.
#[derive(Clone, Debug, PartialEq)]
pub struct CausalNode {
    /// Its name, without members.
    pub name: String,
    /// What it is.
    pub kind: CausalKind,
    /// What a report calls it, if the study says.
    pub label: Option<Label>,
    /// The file that declares it: its topic.
    pub file: FileId,
}

/// `from` acts on `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CausalEdge {
    /// Index of the node that acts.
    pub from: usize,
    /// Index of the node that is acted on.
    pub to: usize,
    /// In which direction.
    pub sign: Sign,
}

/// What acts on what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CausalGraph {
    /// Variables: levers, drivers, uncertainties, stocks, flows, quantities, events, measures, each in
    /// the order of their declaration.
    pub nodes: Vec<CausalNode>,
    /// One edge a pair, by `from` and then `to`. An edge from a node to itself is possible.
    pub edges: Vec<CausalEdge>,
}

impl CausalGraph {
    /// The graph of `model`, which was built from `study`.
    #[must_use]
    pub fn of(model: &Model, study: &Study) -> CausalGraph {
        let nodes = declared(study);
        let index: BTreeMap<&str, usize> =
            nodes.iter().enumerate().map(|(i, node)| (node.name.as_str(), i)).collect();
        let found = reads::edges(model, &index);
        let edges =
            found.into_iter().map(|((from, to), sign)| CausalEdge { from, to, sign }).collect();
        CausalGraph { nodes, edges }
    }

    /// Index of the node with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.name == name)
    }

    /// The sign of the edge between two nodes, by their names.
    #[must_use]
    pub fn sign(&self, from: &str, to: &str) -> Option<Sign> {
        let (from, to) = (self.find(from)?, self.find(to)?);
        self.edges.iter().find(|e| (e.from, e.to) == (from, to)).map(|e| e.sign)
    }

    /// The graph of the nodes that are kept, with an edge for every way from one to another that leads
    /// over left-out nodes only. The sign of a way is the product of its signs; several ways of
    /// different sign make a `?`.
    #[must_use]
    pub fn contract(&self, keep: impl Fn(&CausalNode) -> bool) -> CausalGraph {
        let kept: Vec<bool> = self.nodes.iter().map(&keep).collect();
        let mut place = vec![usize::MAX; self.nodes.len()];
        let mut nodes = Vec::new();
        for (old, node) in self.nodes.iter().enumerate().filter(|(old, _)| kept[*old]) {
            place[old] = nodes.len();
            nodes.push(node.clone());
        }
        let mut out: Vec<Vec<(usize, Sign)>> = vec![Vec::new(); self.nodes.len()];
        for edge in &self.edges {
            out[edge.from].push((edge.to, edge.sign));
        }
        let mut edges = Vec::new();
        for from in (0..self.nodes.len()).filter(|i| kept[*i]) {
            // A sign can only turn into `?`, so that this ends.
            let mut reached: BTreeMap<usize, Sign> = BTreeMap::new();
            let mut open: Vec<(usize, Sign)> = out[from].clone();
            while let Some((node, sign)) = open.pop() {
                let sum = reached.get(&node).map_or(sign, |known| known.and(sign));
                if reached.insert(node, sum) == Some(sum) {
                    continue;
                }
                if !kept[node] {
                    open.extend(out[node].iter().map(|(next, step)| (*next, sum.times(*step))));
                }
            }
            edges.extend(
                reached.into_iter().filter(|(to, _)| kept[*to]).map(|(to, sign)| CausalEdge {
                    from: place[from],
                    to: place[to],
                    sign,
                }),
            );
        }
        CausalGraph { nodes, edges }
    }
}

/// The variables that a study declares.
fn declared(study: &Study) -> Vec<CausalNode> {
    let node = |kind, name: &Name, meta: &Meta| CausalNode {
        name: name.value.clone(),
        kind,
        label: meta.label.clone(),
        file: name.span.file,
    };
    let levers = study.levers.iter().map(|t| node(CausalKind::Lever, &t.name, &t.meta));
    let drivers = study.drivers.iter().map(|t| node(CausalKind::Driver, &t.name, &t.meta));
    let drawn = study.uncertainties.iter();
    let drawn = drawn.map(|t| node(CausalKind::Uncertainty, &t.name, &t.meta));
    let stocks = study.stocks.iter().map(|t| node(CausalKind::Stock, &t.name, &t.meta));
    let flows = study.flows.iter().map(|t| node(CausalKind::Flow, &t.name, &t.meta));
    let quantities = study.quantities.iter();
    let quantities = quantities.map(|t| node(CausalKind::Quantity, &t.name, &t.meta));
    let events = study.events.iter().map(|t| node(CausalKind::Event, &t.name, &t.meta));
    let measures = study.measures.iter().map(|t| node(CausalKind::Measure, &t.name, &t.meta));
    let state = levers.chain(drivers).chain(drawn).chain(stocks);
    state.chain(flows).chain(quantities).chain(events).chain(measures).collect()
}
