//! The causal graph of the shipped studies: its signs against the formulas at work, and its text.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use drawdown::kernel::Interpreter;
use drawdown::model::{CausalGraph, Expr, ExprId, Leaf, Model, Sign, interpolate};
use drawdown::report::{CausalView, Part};
use drawdown::study::{self, Study};
use drawdown::text::Lang;

fn shipped(name: &str) -> (Model, Study, drawdown::diagnostic::SourceMap) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let (study, files, _) = study::load(&path).expect("a study");
    let (model, _) = drawdown::model::build(&study).expect("a valid study");
    (model, study, files)
}

/// What a luck path was told at each time point: values by name.
type Told = Vec<HashMap<String, f64>>;

/// The model's formulas at one time of one path, with one value changed.
struct Moment<'m> {
    model: &'m Model,
    uncertainties: &'m [f64],
    path: &'m Told,
    time: usize,
    changed: Option<(Leaf, f64)>,
}

impl Moment<'_> {
    fn leaf(&self, leaf: Leaf) -> Option<f64> {
        if let Some((which, value)) = self.changed
            && which == leaf
        {
            return Some(value);
        }
        let m = self.model;
        let at = |time: usize, name: &str| self.path.get(time)?.get(name).copied();
        let before = |name: &str| match self.time {
            0 => Some(0.0),
            k => at(k - 1, name),
        };
        let now = |name: &str| at(self.time, name);
        match leaf {
            Leaf::Uncertainty(i) => Some(self.uncertainties[i]),
            Leaf::Stock(i) => now(&m.stocks[i].name),
            Leaf::Quantity(i) => now(&m.quantities[i].name),
            Leaf::Lever(i) => now(&m.levers[i].name),
            Leaf::Driver(i) => now(&m.drivers[i].name),
            Leaf::Flowed(i) => now(&m.flows[i].name),
            Leaf::LastFlow(i) => before(&m.flows[i].name),
            Leaf::LastQuantity(i) => before(&m.quantities[i].name),
            Leaf::LastLever(i) => before(&m.levers[i].name),
            Leaf::TimeIndex => Some(self.time as f64),
            _ => None,
        }
    }

    /// The value of an expression; nothing if it reads what a path is not told.
    fn value(&self, id: ExprId) -> Option<f64> {
        Some(match self.model.expr(id) {
            Expr::Const(value) => value,
            Expr::Leaf(leaf) => self.leaf(leaf)?,
            Expr::Unary(op, a) => op.apply(self.value(a)?),
            Expr::Binary(op, a, b) => op.apply(self.value(a)?, self.value(b)?),
            Expr::Select(c, a, b) => {
                if self.value(c)? == 0.0 {
                    self.value(b)?
                } else {
                    self.value(a)?
                }
            }
            Expr::Lookup(table, a) => {
                let table = &self.model.tables[table];
                interpolate(&table.x, &table.y, self.value(a)?)
            }
        })
    }
}

fn leaves(model: &Model, id: ExprId, out: &mut Vec<Leaf>) {
    match model.expr(id) {
        Expr::Const(_) => {}
        Expr::Leaf(leaf) => {
            if !out.contains(&leaf) {
                out.push(leaf);
            }
        }
        Expr::Unary(_, a) | Expr::Lookup(_, a) => leaves(model, a, out),
        Expr::Binary(_, a, b) => {
            leaves(model, a, out);
            leaves(model, b, out);
        }
        Expr::Select(c, a, b) => {
            leaves(model, c, out);
            leaves(model, a, out);
            leaves(model, b, out);
        }
    }
}

fn name_of(model: &Model, leaf: Leaf) -> Option<&str> {
    let name = match leaf {
        Leaf::Uncertainty(i) => &model.uncertainties[i].name,
        Leaf::Stock(i) => &model.stocks[i].name,
        Leaf::Quantity(i) | Leaf::LastQuantity(i) => &model.quantities[i].name,
        Leaf::Lever(i) | Leaf::LastLever(i) => &model.levers[i].name,
        Leaf::Driver(i) => &model.drivers[i].name,
        Leaf::Flowed(i) | Leaf::LastFlow(i) => &model.flows[i].name,
        _ => return None,
    };
    Some(base(name))
}

fn base(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

/// Raises each value that a formula reads, as it stands on luck paths of the coalition study, and
/// looks which way the formula goes. Not a sample of anything: a sign that is wrong anywhere on these
/// paths fails.
#[test]
fn signs_hold_wherever_the_coalition_study_goes() {
    let (model, study, _) = shipped("coalition");
    let graph = CausalGraph::of(&model, &study);
    let mut formulas: Vec<(&str, ExprId)> = Vec::new();
    formulas.extend(model.quantities.iter().map(|q| (base(&q.name), q.expr)));
    formulas.extend(model.flows.iter().filter_map(|f| Some((base(&f.name), f.rate?))));
    formulas.extend(model.events.iter().filter_map(|e| Some((base(&e.name), e.hazard?))));
    let mut tested: BTreeMap<Sign, usize> = BTreeMap::new();
    let mut moved: BTreeMap<Sign, usize> = BTreeMap::new();
    for (draw, cell) in model.cells.iter().enumerate().step_by(7) {
        let draws: Vec<f64> = (0..model.uncertainties.len())
            .map(|i| {
                let turn = (i as f64 * 0.618_034 + draw as f64 * 0.377).fract();
                model.uncertainties[i].distribution.quantile(0.02 + 0.96 * turn)
            })
            .collect();
        let mut path: Told = vec![HashMap::new(); model.time.steps + 1];
        let mut tell = |time: usize, name: &str, value: f64| {
            path[time].insert(name.to_owned(), value);
        };
        Interpreter::new(&model, 5)
            .run(cell, &draws, draw as u64, 0, Some(&mut tell))
            .expect("a path without faults");
        for time in (0..model.time.steps).step_by(11) {
            let mut moment =
                Moment { model: &model, uncertainties: &draws, path: &path, time, changed: None };
            for (to, id) in &formulas {
                moment.changed = None;
                let Some(before) = moment.value(*id) else { continue };
                let mut read = Vec::new();
                leaves(&model, *id, &mut read);
                for leaf in read {
                    let Some(from) = name_of(&model, leaf) else { continue };
                    let sign = graph.sign(from, to);
                    let value = moment.leaf(leaf).expect("it was read");
                    for step in [1e-3, 0.05] {
                        moment.changed = Some((leaf, value + step * value.abs().max(0.01)));
                        let after = moment.value(*id).expect("as before");
                        moment.changed = None;
                        let rise = after - before;
                        let noise = 1e-12 * before.abs().max(after.abs());
                        match sign {
                            Some(Sign::Plus) => {
                                assert!(rise >= -noise, "{from} + {to}: {before} -> {after}");
                            }
                            Some(Sign::Minus) => {
                                assert!(rise <= noise, "{from} - {to}: {before} -> {after}");
                            }
                            Some(Sign::Unknown) => {}
                            None => assert!(rise.abs() <= noise, "{from} moves {to}"),
                        }
                        if let Some(sign) = sign {
                            *tested.entry(sign).or_default() += 1;
                            *moved.entry(sign).or_default() += usize::from(rise.abs() > noise);
                        }
                    }
                }
            }
        }
    }
    for sign in [Sign::Plus, Sign::Minus] {
        let (tested, moved) = (tested[&sign], moved[&sign]);
        assert!(tested > 3000 && moved > 1500, "{sign:?}: {moved} moves in {tested} tests");
    }
}

/// Most of what the coalition study says has a sign.
#[test]
fn few_signs_are_unknown() {
    let (model, study, _) = shipped("coalition");
    let graph = CausalGraph::of(&model, &study);
    let unknown = graph.edges.iter().filter(|e| e.sign == Sign::Unknown).count();
    assert!(graph.edges.len() > 300, "{} edges", graph.edges.len());
    assert!(unknown * 5 < graph.edges.len(), "{unknown} of {}", graph.edges.len());
    for (from, to, sign) in [
        ("grievance", "felt_grievance", Sign::Plus),
        ("recruitment", "sleepers", Sign::Plus),
        ("removal", "fighters", Sign::Minus),
        ("presence", "turkish_incursion", Sign::Minus),
        ("militia_attacks", "retaliatory_strikes", Sign::Plus),
        ("acceptance_overall", "expulsion", Sign::Minus),
        ("expulsion", "expelled", Sign::Plus),
        ("fighters", "recruitment", Sign::Unknown), // a full place recruits nobody
    ] {
        assert_eq!(graph.sign(from, to), Some(sign), "{from} -> {to}");
    }
}

#[test]
fn the_text_of_the_starter_study() {
    let (model, study, files) = shipped("starter");
    let view = CausalView::of(&model, &study, &files);
    insta::assert_snapshot!("diagram_starter", view.dot(&Part::Whole, Lang::En).expect("text"));
}

/// The diagram that the repository shows is that of the model as it is now.
#[test]
fn the_committed_diagram_is_up_to_date() {
    let (model, study, files) = shipped("coalition");
    let view = CausalView::of(&model, &study, &files);
    let now = view.dot(&Part::Whole, Lang::En).expect("text");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/studies/coalition.dot");
    let committed = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if committed != now {
        let line = committed.lines().zip(now.lines()).position(|(a, b)| a != b);
        panic!(
            "docs/studies/coalition.dot is not what the model gives (line {}); renew it with\n  \
             cargo run --release -- diagram coalition --output docs/studies/coalition.dot\n\
             and the pictures as docs/studies/README.md says",
            line.unwrap_or(0) + 1
        );
    }
}

/// Every part of the shipped studies can be drawn, in both languages.
#[test]
fn every_part_is_drawn() {
    for name in ["coalition", "starter"] {
        let (model, study, files) = shipped(name);
        let view = CausalView::of(&model, &study, &files);
        let mut parts = vec![Part::Whole];
        parts.extend(view.topics.iter().map(|t| Part::Topic(t.name.clone())));
        parts.extend(view.graph.nodes.iter().step_by(17).map(|n| Part::Around(n.name.clone())));
        for part in parts {
            for lang in [Lang::En, Lang::Ar] {
                let figure = view.picture(&part, lang).unwrap_or_else(|| panic!("{part:?}"));
                let svg = drawdown::chart::svg(&figure, &drawdown::chart::Theme::report());
                assert!(svg.unwrap_or_else(|e| panic!("{part:?}: {e}")).len() > 3000, "{part:?}");
            }
        }
        assert!(view.picture(&Part::Topic("nothing".to_owned()), Lang::En).is_none());
        assert!(view.picture(&Part::Around("nothing".to_owned()), Lang::En).is_none());
    }
}
