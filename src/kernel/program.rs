//! A model compiled: which columns there are, and four lists of instructions.
//!
//! All cells, of one model or of several variants of it, are built into one graph. Cells begin as if they shared every state; states whose
//! next values differ are split, until nothing splits: what is left is the coarsest sharing under
//! which every cell computes its own numbers (partition refinement, as in the minimisation of
//! automata). Then dead nodes are dropped and the rest becomes straight-line code.

use std::collections::HashMap;

use super::cell::{CellBuilder, Part, Shared, StateVar, state_vars};
use super::emit::{Emitter, Instruction, Severities, Source};
use super::graph::{Graph, Node, NodeId};
use super::{Incident, Layout};
use crate::model::{Accumulate, Expr, ExprId, Leaf, Model};
use crate::random::distribution::Distribution;

/// A state column.
#[derive(Clone, Debug)]
pub(super) struct StateColumn {
    /// What it holds.
    pub var: StateVar,
    /// The first cell that shares it.
    pub cell: usize,
    /// Its place in memory.
    pub slot: u32,
}

/// A ring buffer.
#[derive(Clone, Debug)]
pub(super) struct RingColumn {
    /// Its length in steps.
    pub steps: usize,
    /// What is written in each step.
    pub input: Source,
}

/// A compiled model.
#[derive(Clone, Debug)]
pub struct Program {
    pub(super) layout: Layout,
    pub(super) steps: usize,
    pub(super) luck_paths: u32,
    pub(super) slots: usize,
    /// Uncertainty and the slot that its column is copied to.
    pub(super) uncertain: Vec<(u32, u32)>,
    pub(super) setup: Vec<Instruction>,
    pub(super) step: Vec<Instruction>,
    pub(super) report: Vec<Instruction>,
    pub(super) finish: Vec<Instruction>,
    pub(super) states: Vec<StateColumn>,
    pub(super) rings: Vec<RingColumn>,
    pub(super) reports: Vec<usize>,
    pub(super) series: Vec<Source>,
    pub(super) measures: Vec<Source>,
    /// Measure columns that may be infinite (a first time that never comes).
    pub(super) may_be_infinite: Vec<bool>,
    /// For each column a measure that stands in it, and the first cell: for messages.
    pub(super) measure_names: Vec<(String, usize)>,
    /// For each series column its name and first cell.
    pub(super) series_names: Vec<(String, usize)>,
    pub(super) stock_names: Vec<String>,
    pub(super) step_tables: Vec<Vec<f64>>,
    pub(super) lookups: Vec<(Vec<f64>, Vec<f64>)>,
    pub(super) streams: Vec<String>,
    pub(super) distributions: Vec<Distribution>,
    pub(super) severities: Severities,
    nodes: usize,
}

/// The graph of all cells under one sharing of states.
struct Built {
    graph: Graph,
    streams: Vec<String>,
    distributions: Vec<Distribution>,
    /// `[cells][vars]`
    next: Vec<Vec<NodeId>>,
    initial: Vec<Vec<NodeId>>,
    series: Vec<Vec<NodeId>>,
    measures: Vec<Vec<NodeId>>,
}

/// `[cells][vars]`: the column of each state.
type Sharing = Vec<Vec<u32>>;

fn build_cells(models: &[Model], sharing: &Sharing) -> Built {
    let mut graph = Graph::new(models[0].time.steps + 1);
    let mut shared = Shared::default();
    let mut built = Built {
        graph: Graph::default(),
        streams: Vec::new(),
        distributions: Vec::new(),
        next: Vec::new(),
        initial: Vec::new(),
        series: Vec::new(),
        measures: Vec::new(),
    };
    for model in models {
        let part = Part::new(model, &mut shared, &mut graph);
        for cell in &model.cells {
            let columns = sharing[built.next.len()].iter().copied();
            let states: HashMap<StateVar, u32> = part.vars.iter().copied().zip(columns).collect();
            let mut builder = CellBuilder::new(&mut graph, &mut shared, &part, *cell, &states);
            built.next.push(builder.step());
            built.initial.push(part.vars.iter().map(|v| builder.initial(*v)).collect());
            built.series.push((0..model.series.len()).map(|s| builder.series(s)).collect());
            built.measures.push((0..model.measures.len()).map(|m| builder.measure(m)).collect());
        }
    }
    built.graph = graph;
    built.streams = shared.streams;
    built.distributions = shared.distributions;
    built
}

/// The sharing from which refinement starts: every cell shares every state of the same name. Ring
/// buffers of different lengths are different states.
fn shared_by_name(models: &[Model]) -> Sharing {
    let mut classes: HashMap<(StateVar, usize), u32> = HashMap::new();
    let mut sharing = Vec::new();
    for model in models {
        let of_model: Vec<u32> = state_vars(model)
            .into_iter()
            .map(|var| {
                let fresh = classes.len() as u32;
                *classes.entry((var, ring_length(model, var))).or_insert(fresh)
            })
            .collect();
        sharing.extend(std::iter::repeat_n(of_model, model.cells.len()));
    }
    sharing
}

/// The length of a ring buffer in steps; 0 for other states.
fn ring_length(model: &Model, var: StateVar) -> usize {
    match var {
        StateVar::Ring(delay) => model.delays[delay].steps,
        _ => 0,
    }
}

/// Splits each class of states whose members differ in `key`; `true` if any was split.
fn refine(sharing: &mut Sharing, key: &[Vec<NodeId>]) -> bool {
    let before = sharing.iter().flatten().max().map_or(0, |m| m + 1);
    let mut classes: HashMap<(u32, NodeId), u32> = HashMap::new();
    for (cell, keys) in sharing.iter_mut().zip(key) {
        for (class, key) in cell.iter_mut().zip(keys) {
            let fresh = classes.len() as u32;
            *class = *classes.entry((*class, *key)).or_insert(fresh);
        }
    }
    classes.len() as u32 > before
}

impl Program {
    /// Compiles a model.
    pub fn compile(model: &Model) -> Self {
        Self::compile_points(std::slice::from_ref(model))
    }

    /// Compiles several variants of a model into one program: its cells are those of the first
    /// model, then those of the second, and so on. What cells of different models have in common is
    /// worked out once. All are run on the same draws; an uncertainty with one value only is that
    /// number in the cells of its model, whatever is drawn. Results of a cell are, to the bit, those
    /// that it has in a program of its own model alone.
    ///
    /// # Panics
    /// Unless there is a model, and all have the same uncertainties, numbers of steps, reports,
    /// luck paths, measures and series. Indices of stocks, flows and levers must mean the same in
    /// all, as messages name those of the first.
    pub fn compile_points(models: &[Model]) -> Self {
        let first = &models[0];
        assert!(models.iter().all(|m| alike(m, first)), "variants of one model");
        let mut sharing = shared_by_name(models);
        let mut built = build_cells(models, &sharing);
        // Node ids differ from build to build, so initial values split once, at first.
        let mut split = refine(&mut sharing, &built.initial.clone());
        loop {
            if split {
                built = build_cells(models, &sharing);
            }
            split = refine(&mut sharing, &built.next.clone());
            if !split {
                break;
            }
        }
        Self::assemble(models, &sharing, built)
    }

    /// Nodes of the graph, dead ones included; instructions of a step; columns in memory.
    pub fn size(&self) -> (usize, usize, usize) {
        (self.nodes, self.step.len(), self.slots)
    }

    /// Which column holds what.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    fn assemble(models: &[Model], sharing: &Sharing, built: Built) -> Self {
        let model = &models[0];
        let columns = State::collect(models, sharing, &built);
        let (series_columns, series_nodes) = distinct(&built.series);
        let (measure_columns, measure_nodes) = distinct(&built.measures);
        let live = live_states(&built.graph, &columns, &series_nodes, &measure_nodes);
        let mut emitter = Emitter::new(&built.graph);
        let mut states = Vec::new();
        let mut ring_states = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            if !live[index] {
                continue;
            }
            if matches!(column.var, StateVar::Ring(_)) {
                ring_states.push(index);
                emitter.ring(index as u32, ring_states.len() as u32 - 1);
            } else {
                let slot = emitter.state(index as u32);
                states.push((index, StateColumn { var: column.var, cell: column.cell, slot }));
            }
        }
        let next: Vec<(u32, NodeId)> =
            states.iter().map(|(i, s)| (s.slot, columns[*i].next)).collect();
        let ring_inputs: Vec<NodeId> = ring_states.iter().map(|i| columns[*i].next).collect();
        let starts: Vec<(u32, NodeId)> =
            states.iter().map(|(i, s)| (s.slot, columns[*i].initial)).collect();
        // What depends on the replicate alone is worked out once, before the first step.
        let mut roots: Vec<NodeId> = next.iter().map(|n| n.1).collect();
        roots.extend(ring_inputs.iter().chain(&series_nodes).chain(&measure_nodes));
        emitter.hoist(&roots);
        let setup = emitter.setup(&starts);
        let outputs: Vec<NodeId> = series_nodes.iter().chain(&measure_nodes).copied().collect();
        let counted = counting_nodes(&built.graph, &outputs);
        let (step, ring_sources) = emitter.step(&next, &ring_inputs, &counted);
        let (report, series) = emitter.outputs(&series_nodes);
        let (finish, measures) = emitter.outputs(&measure_nodes);
        let rings = rings(&columns, &ring_states, ring_sources);
        let incidents = incident_cells(&built, sharing.len(), emitter.incidents());
        let layout = Layout {
            cells: models.iter().flat_map(|m| m.cells.iter().copied()).collect(),
            measure_columns: measure_nodes.len(),
            series_columns: series_nodes.len(),
            incidents,
            measures: measure_columns.clone(),
            series: series_columns.clone(),
        };
        Self {
            steps: model.time.steps,
            luck_paths: model.luck_paths,
            slots: emitter.slots(),
            uncertain: emitter.uncertain(),
            setup,
            step,
            report,
            finish,
            states: states.into_iter().map(|s| s.1).collect(),
            rings,
            reports: model.reports.clone(),
            series,
            measures,
            may_be_infinite: may_be_infinite(models, &measure_columns, measure_nodes.len()),
            measure_names: names(&measure_columns, measure_nodes.len(), |m| {
                model.measures[m].name.clone()
            }),
            series_names: names(&series_columns, series_nodes.len(), |s| {
                model.series[s].name.clone()
            }),
            stock_names: model.stocks.iter().map(|s| s.name.clone()).collect(),
            severities: emitter.into_severities(),
            nodes: built.graph.nodes.len(),
            lookups: built.graph.lookups,
            step_tables: built.graph.step_tables,
            streams: built.streams,
            distributions: built.distributions,
            layout,
        }
    }
}

/// A column of state before it has a place.
struct State {
    var: StateVar,
    /// Length of a ring buffer in steps.
    ring: usize,
    cell: usize,
    initial: NodeId,
    next: NodeId,
}

impl State {
    fn collect(models: &[Model], sharing: &Sharing, built: &Built) -> Vec<Self> {
        let count = sharing.iter().flatten().max().map_or(0, |m| *m as usize + 1);
        let mut out: Vec<Option<Self>> = (0..count).map(|_| None).collect();
        let mut cell = 0;
        for model in models {
            let vars = state_vars(model);
            for _ in &model.cells {
                for (v, class) in sharing[cell].iter().enumerate() {
                    out[*class as usize].get_or_insert_with(|| Self {
                        var: vars[v],
                        ring: ring_length(model, vars[v]),
                        cell,
                        initial: built.initial[cell][v],
                        next: built.next[cell][v],
                    });
                }
                cell += 1;
            }
        }
        out.into_iter().flatten().collect()
    }
}

fn rings(columns: &[State], states: &[usize], inputs: Vec<Source>) -> Vec<RingColumn> {
    let ring = |(state, input): (&usize, Source)| RingColumn { steps: columns[*state].ring, input };
    states.iter().zip(inputs).map(ring).collect()
}

/// Whether two models can be compiled into one program.
fn alike(a: &Model, b: &Model) -> bool {
    let size = |m: &Model| {
        (m.uncertainties.len(), m.time.steps, m.luck_paths, m.measures.len(), m.series.len())
    };
    size(a) == size(b) && a.reports == b.reports
}

/// Distinct nodes in order of first use, and which of them each entry is.
fn distinct(nodes: &[Vec<NodeId>]) -> (Vec<Vec<usize>>, Vec<NodeId>) {
    let mut index: HashMap<NodeId, usize> = HashMap::new();
    let mut out = Vec::new();
    let columns = nodes
        .iter()
        .map(|row| {
            row.iter()
                .map(|node| {
                    *index.entry(*node).or_insert_with(|| {
                        out.push(*node);
                        out.len() - 1
                    })
                })
                .collect()
        })
        .collect();
    (columns, out)
}

/// States that some output depends on, now or later.
fn live_states(
    graph: &Graph,
    states: &[State],
    series: &[NodeId],
    measures: &[NodeId],
) -> Vec<bool> {
    let mut live = vec![false; states.len()];
    let mut seen = vec![false; graph.nodes.len()];
    let mut todo: Vec<NodeId> = series.iter().chain(measures).copied().collect();
    while let Some(id) = todo.pop() {
        if std::mem::replace(&mut seen[id as usize], true) {
            continue;
        }
        let node = graph.nodes[id as usize];
        if let Node::State(s) | Node::Ring(s) = node
            && !std::mem::replace(&mut live[s as usize], true)
        {
            todo.push(states[s as usize].next);
            todo.push(states[s as usize].initial);
        }
        Graph::operands(node, |operand| todo.push(operand));
    }
    live
}

/// The nodes that count something and on which `outputs` depend at the time point itself: they
/// are worked out in every step, even if no state needs them.
fn counting_nodes(graph: &Graph, outputs: &[NodeId]) -> Vec<NodeId> {
    let mut seen = vec![false; graph.nodes.len()];
    let mut todo = outputs.to_vec();
    let mut found = Vec::new();
    while let Some(id) = todo.pop() {
        if std::mem::replace(&mut seen[id as usize], true) {
            continue;
        }
        let node = graph.nodes[id as usize];
        if matches!(node, Node::Clamp(..) | Node::NonNegative(..) | Node::Scale(..)) {
            found.push(id);
        }
        Graph::operands(node, |operand| todo.push(operand));
    }
    found.sort_unstable();
    found
}

/// For each counting instruction of the step what it counts, and the cells that share it.
fn incident_cells(
    built: &Built,
    cells: usize,
    counted: Vec<(NodeId, Incident)>,
) -> Vec<(Incident, Vec<usize>)> {
    let mut reached: Vec<Vec<usize>> = vec![Vec::new(); built.graph.nodes.len()];
    for c in 0..cells {
        let mut todo = [&built.next[c][..], &built.series[c], &built.measures[c]].concat();
        while let Some(id) = todo.pop() {
            if reached[id as usize].last() == Some(&c) {
                continue;
            }
            reached[id as usize].push(c);
            Graph::operands(built.graph.nodes[id as usize], |operand| todo.push(operand));
        }
    }
    counted.into_iter().map(|(node, incident)| (incident, reached[node as usize].clone())).collect()
}

/// Name and first cell of what stands in each column.
fn names(
    columns: &[Vec<usize>],
    count: usize,
    name: impl Fn(usize) -> String,
) -> Vec<(String, usize)> {
    let mut out: Vec<Option<(String, usize)>> = vec![None; count];
    for (cell, row) in columns.iter().enumerate() {
        for (i, column) in row.iter().enumerate() {
            out[*column].get_or_insert_with(|| (name(i), cell));
        }
    }
    out.into_iter().flatten().collect()
}

fn may_be_infinite(models: &[Model], columns: &[Vec<usize>], count: usize) -> Vec<bool> {
    let mut out = vec![false; count];
    let cells = models.iter().flat_map(|model| model.cells.iter().map(move |_| model));
    for (model, row) in cells.zip(columns) {
        for (m, column) in row.iter().enumerate() {
            out[*column] |= reads_first(model, model.measures[m].expr);
        }
    }
    out
}

fn reads_first(model: &Model, id: ExprId) -> bool {
    match model.expr(id) {
        Expr::Leaf(Leaf::Accumulator(i)) => model.accumulators[i].kind == Accumulate::First,
        Expr::Const(_) | Expr::Leaf(_) => false,
        Expr::Unary(_, a) | Expr::Lookup(_, a) => reads_first(model, a),
        Expr::Binary(_, a, b) => reads_first(model, a) || reads_first(model, b),
        Expr::Select(c, a, b) => {
            reads_first(model, c) || reads_first(model, a) || reads_first(model, b)
        }
    }
}
