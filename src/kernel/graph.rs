//! The graph of all that a run computes, in which equal nodes are one node.
//!
//! Nodes are added through [`Graph::add`], which folds what is known at compile time (numbers,
//! and tables of what depends on the step alone) and applies only identities that keep every bit.

use std::collections::HashMap;

use super::Incident;
use crate::model::{Family, Op1, Op2, interpolate};

/// Index of a node; operands come before it.
pub type NodeId = u32;

/// A severity as a node sees it: the parameters that are nodes themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Draw {
    /// Index in `Shared::distributions`.
    Fixed(u32),
    /// A family with up to two parameters and a truncation.
    Varying(Family, [Option<NodeId>; 2], Option<[NodeId; 2]>),
}

/// What a node computes, lane by lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A number, as bits.
    Const(u64),
    /// A number for each time point: [`Graph::step_tables`].
    Step(u32),
    /// The replicate's draw of an uncertainty.
    Uncertain(u32),
    /// A state column at the start of the step.
    State(u32),
    /// What a ring buffer held so many steps ago.
    Ring(u32),
    /// The uniform of a stream in this step.
    Uniform(u32),
    /// The standard normal of a uniform.
    Normal(NodeId),
    /// A function of one value.
    Unary(Op1, NodeId),
    /// A function of two values.
    Binary(Op2, NodeId, NodeId),
    /// A choice.
    Select(NodeId, NodeId, NodeId),
    /// Interpolation in a table.
    Lookup(u32, NodeId),
    /// Poisson count: mean, uniform, normal.
    Poisson(NodeId, NodeId, NodeId),
    /// Binomial count: n, p, uniform, normal.
    Binomial(NodeId, NodeId, NodeId, NodeId),
    /// Negative binomial count: mean, ratio, uniform, normal.
    NegativeBinomial(NodeId, NodeId, NodeId, NodeId),
    /// Severity of an event where the first node is not 0, else 0: happens, uniform.
    Severity(Draw, NodeId, NodeId),
    /// Sum of `count` severities of a stream.
    Compound(Draw, u32, NodeId),
    /// `x` held between two bounds, counted where it was not inside.
    Clamp(NodeId, NodeId, NodeId, Incident),
    /// 0 where `x` is negative, counted there.
    NonNegative(NodeId, Incident),
    /// available / total where total > available (counted), else 1.
    Scale(NodeId, NodeId, Incident),
}

/// On what a node's value depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Varies {
    /// On the replicate.
    pub by_lane: bool,
    /// On the step.
    pub by_step: bool,
}

/// Nodes, deduplicated.
#[derive(Debug, Default)]
pub struct Graph {
    /// Nodes in an order in which operands come first.
    pub nodes: Vec<Node>,
    /// For each node on what it depends.
    pub varies: Vec<Varies>,
    /// Values by time point, `[table][steps + 1]`.
    pub step_tables: Vec<Vec<f64>>,
    known: HashMap<Node, NodeId>,
    known_tables: HashMap<Vec<u64>, u32>,
    times: usize,
    /// Lookup tables: x and y.
    pub lookups: Vec<(Vec<f64>, Vec<f64>)>,
}

impl Graph {
    /// An empty graph over `times` time points.
    pub fn new(times: usize) -> Self {
        Self { times, ..Self::default() }
    }

    /// The index of a lookup table, which is added unless it is there.
    pub fn lookup(&mut self, x: &[f64], y: &[f64]) -> u32 {
        let known = self.lookups.iter().position(|(known, of)| known == x && of == y);
        known.unwrap_or_else(|| {
            self.lookups.push((x.to_vec(), y.to_vec()));
            self.lookups.len() - 1
        }) as u32
    }

    /// The nodes that a node reads.
    pub fn operands(node: Node, mut visit: impl FnMut(NodeId)) {
        let draw = |d: Draw, visit: &mut dyn FnMut(NodeId)| {
            if let Draw::Varying(_, parameters, truncate) = d {
                parameters.into_iter().flatten().for_each(&mut *visit);
                truncate.into_iter().flatten().for_each(&mut *visit);
            }
        };
        match node {
            Node::Const(_)
            | Node::Step(_)
            | Node::Uncertain(_)
            | Node::State(_)
            | Node::Ring(_)
            | Node::Uniform(_) => {}
            Node::Unary(_, a) | Node::Normal(a) | Node::Lookup(_, a) | Node::NonNegative(a, _) => {
                visit(a)
            }
            Node::Binary(_, a, b) | Node::Scale(a, b, _) => {
                visit(a);
                visit(b);
            }
            Node::Select(a, b, c) | Node::Poisson(a, b, c) | Node::Clamp(a, b, c, _) => {
                visit(a);
                visit(b);
                visit(c);
            }
            Node::Binomial(a, b, c, d) | Node::NegativeBinomial(a, b, c, d) => {
                visit(a);
                visit(b);
                visit(c);
                visit(d);
            }
            Node::Severity(d, a, b) => {
                draw(d, &mut visit);
                visit(a);
                visit(b);
            }
            Node::Compound(d, _, a) => {
                draw(d, &mut visit);
                visit(a);
            }
        }
    }

    /// A number.
    pub fn number(&mut self, value: f64) -> NodeId {
        self.insert(Node::Const(value.to_bits()))
    }

    /// Values by time point; a number if they are all the same.
    pub fn table(&mut self, values: Vec<f64>) -> NodeId {
        debug_assert_eq!(values.len(), self.times);
        let bits: Vec<u64> = values.iter().map(|v| v.to_bits()).collect();
        if bits.iter().all(|b| *b == bits[0]) {
            return self.number(values[0]);
        }
        let next = self.step_tables.len() as u32;
        let index = *self.known_tables.entry(bits).or_insert(next);
        if index == next {
            self.step_tables.push(values);
        }
        self.insert(Node::Step(index))
    }

    /// Value of a node at a time point, if it depends on nothing else.
    pub fn at(&self, id: NodeId, time: usize) -> Option<f64> {
        match self.nodes[id as usize] {
            Node::Const(bits) => Some(f64::from_bits(bits)),
            Node::Step(table) => Some(self.step_tables[table as usize][time]),
            _ => None,
        }
    }

    fn constant(&self, id: NodeId) -> Option<f64> {
        match self.nodes[id as usize] {
            Node::Const(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn insert(&mut self, node: Node) -> NodeId {
        let next = self.nodes.len() as NodeId;
        let id = *self.known.entry(node).or_insert(next);
        if id == next {
            let mut varies = Varies {
                by_lane: !matches!(node, Node::Const(_) | Node::Step(_)),
                by_step: matches!(
                    node,
                    Node::Step(_)
                        | Node::State(_)
                        | Node::Ring(_)
                        | Node::Uniform(_)
                        | Node::Compound(..)
                        // Counted once a step, even where the value is the same in every step.
                        | Node::Clamp(..)
                        | Node::NonNegative(..)
                        | Node::Scale(..)
                ),
            };
            Self::operands(node, |operand| {
                varies.by_step |= self.varies[operand as usize].by_step;
            });
            self.nodes.push(node);
            self.varies.push(varies);
        }
        id
    }

    /// Adds a node: folded if its operands are known, else deduplicated.
    pub fn add(&mut self, node: Node) -> NodeId {
        if let Some(id) = self.identity(node) {
            return id;
        }
        if let Some(values) = self.fold(node) {
            return self.table(values);
        }
        self.insert(node)
    }

    /// Identities that hold bit for bit, whatever the value (NaN payloads aside).
    fn identity(&self, node: Node) -> Option<NodeId> {
        match node {
            Node::Binary(Op2::Mul, a, b) if self.constant(b) == Some(1.0) => Some(a),
            Node::Binary(Op2::Mul, a, b) if self.constant(a) == Some(1.0) => Some(b),
            Node::Binary(Op2::Div, a, b) if self.constant(b) == Some(1.0) => Some(a),
            // x - (+0) is x for every x; x + 0 is not (-0).
            Node::Binary(Op2::Sub, a, b) if self.constant(b).is_some_and(|v| v.to_bits() == 0) => {
                Some(a)
            }
            Node::Select(c, a, b) => match self.constant(c) {
                Some(0.0) => Some(b),
                Some(_) => Some(a),
                None if a == b => Some(a),
                None => None,
            },
            _ => None,
        }
    }

    /// The values of a node by time point, if all its operands are known.
    fn fold(&self, node: Node) -> Option<Vec<f64>> {
        let value = |id: NodeId, k: usize| self.at(id, k);
        let one = |k: usize| -> Option<f64> {
            Some(match node {
                Node::Unary(op, a) => op.apply(value(a, k)?),
                Node::Binary(op, a, b) => op.apply(value(a, k)?, value(b, k)?),
                Node::Select(c, a, b) => {
                    if value(c, k)? != 0.0 {
                        value(a, k)?
                    } else {
                        value(b, k)?
                    }
                }
                Node::Lookup(table, a) => {
                    let (x, y) = &self.lookups[table as usize];
                    interpolate(x, y, value(a, k)?)
                }
                // Left to the machine where the bound acts, so that it is counted.
                Node::Clamp(x, low, high, _) => {
                    let (x, low, high) = (value(x, k)?, value(low, k)?, value(high, k)?);
                    if x < low || x > high {
                        return None;
                    }
                    x
                }
                Node::NonNegative(x, _) => {
                    let x = value(x, k)?;
                    if x < 0.0 {
                        return None;
                    }
                    x
                }
                _ => return None,
            })
        };
        one(0)?;
        (0..self.times).map(one).collect()
    }

    /// A function of one value.
    pub fn unary(&mut self, op: Op1, a: NodeId) -> NodeId {
        self.add(Node::Unary(op, a))
    }

    /// A function of two values.
    pub fn binary(&mut self, op: Op2, a: NodeId, b: NodeId) -> NodeId {
        self.add(Node::Binary(op, a, b))
    }

    /// A choice.
    pub fn select(&mut self, c: NodeId, a: NodeId, b: NodeId) -> NodeId {
        self.add(Node::Select(c, a, b))
    }
}
