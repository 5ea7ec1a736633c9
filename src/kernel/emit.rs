//! Nodes to instructions: scheduling, and the allocation of columns.
//!
//! Nodes are scheduled depth first from the roots, cell by cell, so that a value is read soon
//! after it is made; a column is free again after its last reader. No instruction writes the
//! column that it reads.

use std::collections::HashMap;

use super::Incident;
use super::graph::{Draw, Graph, Node, NodeId};
use crate::model::{Family, Op1, Op2};

/// Where an operand comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// A column.
    Slot(u32),
    /// A number.
    Number(f64),
    /// A number for each time point.
    Step(u32),
}

/// What an instruction does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operation {
    /// A function of one column.
    Unary(Op1),
    /// A function of two.
    Binary(Op2),
    /// A choice.
    Select,
    /// Interpolation in a table.
    Lookup(u32),
    /// Poisson counts.
    Poisson,
    /// Binomial counts.
    Binomial,
    /// Negative binomial counts.
    NegativeBinomial,
    /// Uniforms of a stream.
    Uniform(u32),
    /// Normal quantile of a column.
    Normal,
    /// Read a ring buffer.
    Ring(u32),
    /// Severity [`Severities::draws`] of an event.
    Severity(u32),
    /// Compound group [`Severities::compounds`]; writes several columns.
    Compound(u32),
    /// Hold between two bounds; counter.
    Clamp(u32),
    /// Hold at 0 from below; counter.
    NonNegative(u32),
    /// Scale of a settlement; counter.
    Scale(u32),
    /// Copy.
    Copy,
}

/// An instruction.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// What it does.
    pub operation: Operation,
    /// The column that it writes.
    pub target: u32,
    /// What it reads.
    pub sources: [Source; 4],
}

/// A severity with its parameters in place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SeveritySource {
    /// Index of a distribution.
    Fixed(u32),
    /// A family, its parameters, its truncation.
    Varying(Family, [Source; 2], Option<[Source; 2]>),
}

/// Compounds of one stream and severity: their counts share the severities.
#[derive(Clone, Debug)]
pub struct CompoundGroup {
    /// Stream.
    pub stream: u32,
    /// What each unit brings.
    pub severity: SeveritySource,
    /// Counts and the columns of their sums.
    pub members: Vec<(Source, u32)>,
}

/// Severities of a program.
#[derive(Clone, Debug, Default)]
pub struct Severities {
    /// Of events.
    pub draws: Vec<SeveritySource>,
    /// Of compound flows.
    pub compounds: Vec<CompoundGroup>,
}

const NONE: Source = Source::Number(0.0);

/// Turns nodes of a graph into instructions.
pub struct Emitter<'g> {
    graph: &'g Graph,
    /// Columns that last for the whole batch.
    fixed: HashMap<NodeId, u32>,
    states: HashMap<u32, u32>,
    rings: HashMap<u32, u32>,
    uncertain: Vec<(u32, u32)>,
    persistent: u32,
    high_water: u32,
    severities: Severities,
    counters: Vec<(NodeId, Incident)>,
    counter_of: HashMap<NodeId, u32>,
    hoisted: Vec<NodeId>,
    /// Compounds by severity and stream.
    compounds: HashMap<(Draw, u32), Vec<NodeId>>,
}

/// One list of instructions while it is made.
struct Listing {
    instructions: Vec<Instruction>,
    place: HashMap<NodeId, u32>,
    free: Vec<u32>,
    next: u32,
    uses: HashMap<NodeId, u32>,
}

impl<'g> Emitter<'g> {
    /// An emitter without columns.
    pub fn new(graph: &'g Graph) -> Self {
        let mut compounds: HashMap<(Draw, u32), Vec<NodeId>> = HashMap::new();
        for (id, node) in graph.nodes.iter().enumerate() {
            if let Node::Compound(draw, stream, _) = node {
                compounds.entry((*draw, *stream)).or_default().push(id as NodeId);
            }
        }
        Self {
            compounds,
            graph,
            fixed: HashMap::new(),
            states: HashMap::new(),
            rings: HashMap::new(),
            uncertain: Vec::new(),
            persistent: 0,
            high_water: 0,
            severities: Severities::default(),
            counters: Vec::new(),
            counter_of: HashMap::new(),
            hoisted: Vec::new(),
        }
    }

    fn keep(&mut self) -> u32 {
        self.persistent += 1;
        self.persistent - 1
    }

    /// Gives a state a column.
    pub fn state(&mut self, state: u32) -> u32 {
        let slot = self.keep();
        self.states.insert(state, slot);
        slot
    }

    /// Tells which ring a state is.
    pub fn ring(&mut self, state: u32, ring: u32) {
        self.rings.insert(state, ring);
    }

    /// Number of columns in all.
    pub fn slots(&self) -> usize {
        self.high_water.max(self.persistent) as usize
    }

    /// Uncertainties that are read, with their columns.
    pub fn uncertain(&self) -> Vec<(u32, u32)> {
        self.uncertain.clone()
    }

    /// What each counter counts, by its node.
    pub fn incidents(&self) -> Vec<(NodeId, Incident)> {
        self.counters.clone()
    }

    /// The severities of the program.
    pub fn into_severities(self) -> Severities {
        self.severities
    }

    /// Finds what is read in steps but depends on the replicate alone.
    pub fn hoist(&mut self, roots: &[NodeId]) {
        let mut seen = vec![false; self.graph.nodes.len()];
        let mut todo = roots.to_vec();
        while let Some(id) = todo.pop() {
            if std::mem::replace(&mut seen[id as usize], true) {
                continue;
            }
            let varies = self.graph.varies[id as usize];
            if !varies.by_step {
                if varies.by_lane {
                    self.hoisted.push(id);
                }
                continue;
            }
            Graph::operands(self.graph.nodes[id as usize], |operand| todo.push(operand));
        }
        // In the order of the graph, whatever the order of the search.
        self.hoisted.sort_unstable();
    }

    /// The list that runs before the first step: hoisted values and initial states.
    pub fn setup(&mut self, starts: &[(u32, NodeId)]) -> Vec<Instruction> {
        let mut roots = self.hoisted.clone();
        roots.extend(starts.iter().map(|s| s.1));
        self.columns_for_uncertainties(&roots);
        let mut fixed = Vec::new();
        for id in self.hoisted.clone() {
            if !self.fixed.contains_key(&id) {
                let slot = self.keep();
                fixed.push((id, slot));
            }
        }
        let mut listing = self.listing(&roots);
        for (id, slot) in fixed {
            self.emit(&mut listing, id);
            let from = self.source(&listing, id);
            push_copy(&mut listing.instructions, slot, from);
            self.fixed.insert(id, slot);
            self.used(&mut listing, id);
        }
        for (slot, id) in starts {
            self.emit(&mut listing, *id);
            let from = self.source(&listing, *id);
            push_copy(&mut listing.instructions, *slot, from);
            self.used(&mut listing, *id);
        }
        self.finish(listing)
    }

    /// Uncertainties read by any list keep a column each.
    fn columns_for_uncertainties(&mut self, roots: &[NodeId]) {
        let mut seen = vec![false; self.graph.nodes.len()];
        let mut todo = roots.to_vec();
        let mut found = Vec::new();
        while let Some(id) = todo.pop() {
            if std::mem::replace(&mut seen[id as usize], true) {
                continue;
            }
            if let Node::Uncertain(u) = self.graph.nodes[id as usize] {
                found.push((u, id));
            }
            Graph::operands(self.graph.nodes[id as usize], |operand| todo.push(operand));
        }
        found.sort_unstable();
        for (u, id) in found {
            let slot = self.keep();
            self.fixed.insert(id, slot);
            self.uncertain.push((u, slot));
        }
    }

    /// The list of one step: next states in place, and where the rings' inputs are. `counted`
    /// are nodes that are worked out because they count.
    pub fn step(
        &mut self,
        next: &[(u32, NodeId)],
        rings: &[NodeId],
        counted: &[NodeId],
    ) -> (Vec<Instruction>, Vec<Source>) {
        let mut roots: Vec<NodeId> = next.iter().map(|n| n.1).collect();
        roots.extend(rings);
        roots.extend(counted);
        let mut listing = self.listing(&roots);
        // How many readers of each state's old value are still to come, copies included.
        let owner: HashMap<u32, NodeId> = self
            .graph
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(id, node)| match node {
                Node::State(s) => Some((*self.states.get(s)?, id as NodeId)),
                _ => None,
            })
            .collect();
        let mut copies = Vec::new();
        for (slot, id) in next {
            let unread = |listing: &Listing, but: u32| {
                owner.get(slot).is_none_or(|s| listing.uses.get(s).copied().unwrap_or(0) == but)
            };
            let fresh = !listing.place.contains_key(id) && self.lasting(*id).is_none();
            if fresh {
                self.emit_operands(&mut listing, *id);
                // Straight into the state's column, if nobody reads its old value any more.
                let reads_itself = owner.get(slot).is_some_and(|s| self.reads(*id, *s));
                if unread(&listing, 0)
                    && !reads_itself
                    && !matches!(self.graph.nodes[*id as usize], Node::Compound(..))
                {
                    self.emit_into(&mut listing, *id, Some(*slot));
                    continue;
                }
                self.emit(&mut listing, *id);
            }
            let mut from = self.source(&listing, *id);
            if matches!(self.graph.nodes[*id as usize], Node::State(_)) {
                // Another state's old value, which may be overwritten before the copies.
                let temporary = listing.fresh();
                listing.instructions.insert(0, copy(temporary, from));
                from = Source::Slot(temporary);
            }
            copies.push((*slot, *id, from));
        }
        let mut ring_sources = Vec::new();
        for id in rings {
            self.emit(&mut listing, *id);
            let mut from = self.source(&listing, *id);
            if matches!(self.graph.nodes[*id as usize], Node::State(_)) {
                // The ring takes it in after the step, when the state has its next value.
                let temporary = listing.fresh();
                listing.instructions.insert(0, copy(temporary, from));
                from = Source::Slot(temporary);
            }
            ring_sources.push(from);
        }
        for id in counted {
            self.emit(&mut listing, *id);
        }
        for (slot, _, from) in copies {
            push_copy(&mut listing.instructions, slot, from);
        }
        (self.finish(listing), ring_sources)
    }

    /// A list that works out `nodes`, and where they stand after it.
    pub fn outputs(&mut self, nodes: &[NodeId]) -> (Vec<Instruction>, Vec<Source>) {
        let mut listing = self.listing(nodes);
        let mut sources = Vec::new();
        for id in nodes {
            self.emit(&mut listing, *id);
            sources.push(self.source(&listing, *id));
        }
        (self.finish(listing), sources)
    }

    fn listing(&self, roots: &[NodeId]) -> Listing {
        let mut uses: HashMap<NodeId, u32> = HashMap::new();
        let mut seen = vec![false; self.graph.nodes.len()];
        let mut todo = Vec::new();
        for root in roots {
            // A root is read once more, by whoever takes the result.
            *uses.entry(*root).or_default() += 1;
            todo.push(*root);
        }
        while let Some(id) = todo.pop() {
            if std::mem::replace(&mut seen[id as usize], true) || self.lasting(id).is_some() {
                continue;
            }
            Graph::operands(self.graph.nodes[id as usize], |operand| {
                *uses.entry(operand).or_default() += 1;
                todo.push(operand);
            });
        }
        Listing {
            instructions: Vec::new(),
            place: HashMap::new(),
            free: Vec::new(),
            next: self.persistent,
            uses,
        }
    }

    fn finish(&mut self, listing: Listing) -> Vec<Instruction> {
        self.high_water = self.high_water.max(listing.next);
        listing.instructions
    }

    /// Where a node stands without being worked out.
    fn lasting(&self, id: NodeId) -> Option<Source> {
        match self.graph.nodes[id as usize] {
            Node::Const(bits) => Some(Source::Number(f64::from_bits(bits))),
            Node::Step(table) => Some(Source::Step(table)),
            Node::State(s) => self.states.get(&s).map(|slot| Source::Slot(*slot)),
            _ => self.fixed.get(&id).map(|slot| Source::Slot(*slot)),
        }
    }

    fn source(&self, listing: &Listing, id: NodeId) -> Source {
        match self.lasting(id) {
            Some(source) => source,
            None => Source::Slot(listing.place[&id]),
        }
    }

    fn reads(&self, id: NodeId, operand: NodeId) -> bool {
        let mut found = false;
        Graph::operands(self.graph.nodes[id as usize], |o| found |= o == operand);
        found
    }

    /// One reader of a node is done: its column is free after the last.
    fn used(&self, listing: &mut Listing, id: NodeId) {
        let Some(left) = listing.uses.get_mut(&id) else {
            return;
        };
        *left = left.saturating_sub(1);
        if *left == 0
            && let Some(slot) = listing.place.get(&id)
            && *slot >= self.persistent
        {
            listing.free.push(*slot);
        }
    }

    fn emit_operands(&mut self, listing: &mut Listing, id: NodeId) {
        let mut operands = Vec::new();
        Graph::operands(self.graph.nodes[id as usize], |operand| operands.push(operand));
        for operand in operands {
            self.emit(listing, operand);
        }
    }

    /// Emits a node and what it needs, unless it stands somewhere already.
    fn emit(&mut self, listing: &mut Listing, root: NodeId) {
        // An explicit stack: graphs are deep.
        let mut stack = vec![(root, false)];
        while let Some((id, ready)) = stack.pop() {
            if listing.place.contains_key(&id) || self.lasting(id).is_some() {
                continue;
            }
            if ready {
                self.emit_into(listing, id, None);
                continue;
            }
            stack.push((id, true));
            let from = stack.len();
            for needed in self.group(listing, id) {
                Graph::operands(self.graph.nodes[needed as usize], |o| stack.push((o, false)));
            }
            stack[from..].reverse();
        }
    }

    /// A compound and all others of its stream and severity that this list works out; else the
    /// node alone.
    fn group(&self, listing: &Listing, id: NodeId) -> Vec<NodeId> {
        let Node::Compound(draw, stream, _) = self.graph.nodes[id as usize] else {
            return vec![id];
        };
        let others = self.compounds.get(&(draw, stream));
        others
            .into_iter()
            .flatten()
            .copied()
            .filter(|other| listing.uses.contains_key(other))
            .collect()
    }

    fn severity(&self, listing: &Listing, draw: Draw) -> SeveritySource {
        match draw {
            Draw::Fixed(index) => SeveritySource::Fixed(index),
            Draw::Varying(family, parameters, truncate) => SeveritySource::Varying(
                family,
                parameters.map(|p| p.map_or(NONE, |p| self.source(listing, p))),
                truncate.map(|t| t.map(|t| self.source(listing, t))),
            ),
        }
    }

    /// Emits one node whose operands stand somewhere, into `target` or a free column.
    fn emit_into(&mut self, listing: &mut Listing, id: NodeId, target: Option<u32>) {
        let node = self.graph.nodes[id as usize];
        if let Node::Compound(draw, stream, _) = node {
            self.emit_compound(listing, id, draw, stream);
            return;
        }
        let s = |n: NodeId| self.source(listing, n);
        let (operation, sources) = match node {
            Node::Unary(op, a) => (Operation::Unary(op), [s(a), NONE, NONE, NONE]),
            Node::Binary(op, a, b) => (Operation::Binary(op), [s(a), s(b), NONE, NONE]),
            Node::Select(c, a, b) => (Operation::Select, [s(c), s(a), s(b), NONE]),
            Node::Lookup(t, a) => (Operation::Lookup(t), [s(a), NONE, NONE, NONE]),
            Node::Poisson(m, u, z) => (Operation::Poisson, [s(m), s(u), s(z), NONE]),
            Node::Binomial(n, p, u, z) => (Operation::Binomial, [s(n), s(p), s(u), s(z)]),
            Node::NegativeBinomial(m, r, u, z) => {
                (Operation::NegativeBinomial, [s(m), s(r), s(u), s(z)])
            }
            Node::Uniform(stream) => (Operation::Uniform(stream), [NONE; 4]),
            Node::Normal(u) => (Operation::Normal, [s(u), NONE, NONE, NONE]),
            Node::Ring(state) => (Operation::Ring(self.rings[&state]), [NONE; 4]),
            Node::Severity(draw, happens, u) => {
                let severity = self.severity(listing, draw);
                let sources = [s(happens), s(u), NONE, NONE];
                self.severities.draws.push(severity);
                (Operation::Severity(self.severities.draws.len() as u32 - 1), sources)
            }
            Node::Clamp(x, low, high, incident) => {
                let sources = [s(x), s(low), s(high), NONE];
                (Operation::Clamp(self.counter(id, incident)), sources)
            }
            Node::NonNegative(x, incident) => {
                let sources = [s(x), NONE, NONE, NONE];
                (Operation::NonNegative(self.counter(id, incident)), sources)
            }
            Node::Scale(total, available, incident) => {
                let sources = [s(total), s(available), NONE, NONE];
                (Operation::Scale(self.counter(id, incident)), sources)
            }
            Node::Const(_)
            | Node::Step(_)
            | Node::State(_)
            | Node::Uncertain(_)
            | Node::Compound(..) => unreachable!("has a place, or is emitted as a group"),
        };
        let target = target.unwrap_or_else(|| listing.take());
        listing.instructions.push(Instruction { operation, target, sources });
        listing.place.insert(id, target);
        self.operands_used(listing, id);
    }

    fn emit_compound(&mut self, listing: &mut Listing, id: NodeId, draw: Draw, stream: u32) {
        let group = self.group(listing, id);
        let severity = self.severity(listing, draw);
        let mut members = Vec::new();
        for member in &group {
            if let Node::Compound(_, _, count) = self.graph.nodes[*member as usize] {
                let count = self.source(listing, count);
                let target = listing.take();
                members.push((count, target));
                listing.place.insert(*member, target);
            }
        }
        self.severities.compounds.push(CompoundGroup { stream, severity, members });
        listing.instructions.push(Instruction {
            operation: Operation::Compound(self.severities.compounds.len() as u32 - 1),
            target: 0,
            sources: [NONE; 4],
        });
        for member in group {
            self.operands_used(listing, member);
        }
    }

    fn operands_used(&self, listing: &mut Listing, id: NodeId) {
        let mut operands = Vec::new();
        Graph::operands(self.graph.nodes[id as usize], |o| operands.push(o));
        for operand in operands {
            self.used(listing, operand);
        }
    }

    fn counter(&mut self, id: NodeId, incident: Incident) -> u32 {
        let next = self.counters.len() as u32;
        let index = *self.counter_of.entry(id).or_insert(next);
        if index == next {
            self.counters.push((id, incident));
        }
        index
    }
}

impl Listing {
    fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| self.fresh())
    }

    /// A column that no instruction of the list has written.
    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }
}

fn copy(target: u32, from: Source) -> Instruction {
    Instruction { operation: Operation::Copy, target, sources: [from, NONE, NONE, NONE] }
}

fn push_copy(instructions: &mut Vec<Instruction>, target: u32, from: Source) {
    if from != Source::Slot(target) {
        instructions.push(copy(target, from));
    }
}
