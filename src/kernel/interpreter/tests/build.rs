//! Builds small models by hand.

use super::SEED;
use crate::kernel::{Fault, Interpreter, Run};
use crate::model::*;
use crate::study::{DesignKind, Duration, Sense, TimeUnit};
use crate::text::{Label, UnitWords};

/// A model under construction.
pub(super) struct Build {
    pub(super) model: Model,
}

impl Build {
    /// `steps` steps, one option, one trajectory, nothing in it.
    pub(super) fn new(steps: usize) -> Self {
        let start = jiff::civil::date(2024, 1, 1);
        let mut build = Self {
            model: Model {
                id: "test".to_owned(),
                title: Label::new("Test"),
                summary: None,
                time: TimeGrid {
                    start,
                    asked_end: start,
                    step: Duration { count: 1.0, unit: TimeUnit::Week },
                    step_days: 7.0,
                    steps,
                },
                reports: (0..=steps).collect(),
                replicates: 1,
                seed: SEED,
                design: DesignKind::Random,
                luck_paths: 1,
                stop: None,
                exprs: Vec::new(),
                tables: Vec::new(),
                uncertainties: Vec::new(),
                topics: Vec::new(),
                correlations: Vec::new(),
                posterior: None,
                stocks: Vec::new(),
                quantities: Vec::new(),
                flows: Vec::new(),
                events: Vec::new(),
                levers: Vec::new(),
                drivers: Vec::new(),
                rules: Vec::new(),
                smooths: Vec::new(),
                delays: Vec::new(),
                accumulators: Vec::new(),
                order: Vec::new(),
                groups: Vec::new(),
                measures: Vec::new(),
                key: Vec::new(),
                comparisons: Vec::new(),
                unit_words: UnitWords::default(),
                series: Vec::new(),
                options: vec![OptionDef {
                    name: "option".to_owned(),
                    description: Description::default(),
                    levers: Vec::new(),
                }],
                trajectories: Vec::new(),
                baseline: 0,
                cells: vec![Cell { option: 0, trajectory: 0, response: true }],
                default_run: Default::default(),
                chart_set: Default::default(),
                charts: Vec::new(),
                history: Vec::new(),
                backtest: Default::default(),
            },
        };
        let active = build.number(1.0);
        build.model.trajectories.push(TrajectoryDef {
            name: "trajectory".to_owned(),
            description: Description::default(),
            weight: None,
            drivers: Vec::new(),
            active,
            responses: Vec::new(),
        });
        build
    }

    pub(super) fn add(&mut self, expr: Expr) -> ExprId {
        self.model.exprs.push(expr);
        ExprId(self.model.exprs.len() as u32 - 1)
    }

    pub(super) fn number(&mut self, x: f64) -> ExprId {
        self.add(Expr::Const(x))
    }

    pub(super) fn leaf(&mut self, leaf: Leaf) -> ExprId {
        self.add(Expr::Leaf(leaf))
    }

    pub(super) fn op(&mut self, op: Op2, a: ExprId, b: ExprId) -> ExprId {
        self.add(Expr::Binary(op, a, b))
    }

    pub(super) fn stock(
        &mut self,
        name: &str,
        initial: f64,
        min: Option<f64>,
        max: Option<f64>,
    ) -> usize {
        let initial = self.number(initial);
        let (min, max) = (min.map(|x| self.number(x)), max.map(|x| self.number(x)));
        self.model.stocks.push(Stock {
            name: name.to_owned(),
            unit: "1".to_owned(),
            initial,
            min,
            max,
            description: Description::default(),
        });
        self.model.stocks.len() - 1
    }

    /// A quantity of the state.
    pub(super) fn quantity(&mut self, name: &str, expr: ExprId) -> usize {
        self.model.quantities.push(Quantity {
            name: name.to_owned(),
            unit: "1".to_owned(),
            expr,
            of_step: false,
            description: Description::default(),
        });
        let q = self.model.quantities.len() - 1;
        self.model.order.push(StepItem::Quantity(q));
        q
    }

    /// A flow with step 1, drawn next in order.
    pub(super) fn flow(
        &mut self,
        name: &str,
        rate: ExprId,
        noise: Noise,
        from: Option<usize>,
        to: Vec<Arrival>,
    ) -> usize {
        self.model.flows.push(Flow {
            name: name.to_owned(),
            unit: "1/week".to_owned(),
            amount_unit: "1".to_owned(),
            rate: Some(rate),
            step: 1.0,
            noise,
            from,
            to,
            description: Description::default(),
        });
        let f = self.model.flows.len() - 1;
        self.model.order.push(StepItem::Draw(f));
        f
    }

    /// An event that happens in every step.
    pub(super) fn event(&mut self, name: &str) -> usize {
        self.model.events.push(Event {
            name: name.to_owned(),
            hazard: None,
            when: None,
            once: false,
            cooldown: 0,
            severity: None,
            moves: Vec::new(),
            sets: Vec::new(),
            description: Description::default(),
        });
        self.model.events.len() - 1
    }

    pub(super) fn control(
        &mut self,
        name: &str,
        default: f64,
        bounds: Option<[f64; 2]>,
    ) -> Control {
        Control {
            name: name.to_owned(),
            unit: "1".to_owned(),
            default: self.number(default),
            bounds,
            description: Description::default(),
        }
    }

    /// A lever with the option's expression for it and no response.
    pub(super) fn lever(&mut self, default: f64, bounds: Option<[f64; 2]>, value: ExprId) -> usize {
        let control = self.control("lever", default, bounds);
        self.model.levers.push(control);
        self.model.options[0].levers.push(value);
        self.model.trajectories[0].responses.push(None);
        self.model.levers.len() - 1
    }

    pub(super) fn series(&mut self, expr: ExprId) -> usize {
        self.model.series.push(Series {
            name: format!("series {}", self.model.series.len()),
            family: "series".to_owned(),
            unit: "1".to_owned(),
            cumulative: false,
            expr,
            description: Description::default(),
        });
        self.model.series.len() - 1
    }

    pub(super) fn series_of(&mut self, leaf: Leaf) -> usize {
        let expr = self.leaf(leaf);
        self.series(expr)
    }

    /// An accumulator over the whole run.
    pub(super) fn accumulator(&mut self, kind: Accumulate, expr: ExprId, of_step: bool) -> usize {
        let last = self.model.time.steps - usize::from(of_step);
        self.model.accumulators.push(Accumulator { kind, expr, of_step, first: 0, last });
        self.model.accumulators.len() - 1
    }

    /// A measure that is an accumulator over the whole run.
    pub(super) fn measure(&mut self, kind: Accumulate, expr: ExprId, of_step: bool) -> usize {
        let a = self.accumulator(kind, expr, of_step);
        let expr = self.leaf(Leaf::Accumulator(a));
        self.model.measures.push(Measure {
            name: "measure".to_owned(),
            group: None,
            unit: "1".to_owned(),
            sense: Sense::None,
            acceptable: None,
            weight: None,
            condition: false,
            expr,
            description: Description::default(),
        });
        self.model.measures.len() - 1
    }

    pub(super) fn measure_of(&mut self, kind: Accumulate, leaf: Leaf, of_step: bool) -> usize {
        let expr = self.leaf(leaf);
        self.measure(kind, expr, of_step)
    }

    pub(super) fn try_run(&self, draw: u64, path: u32) -> Result<Run, Fault> {
        Interpreter::new(&self.model, SEED).run(&self.model.cells[0], &[], draw, path, None)
    }

    pub(super) fn run(&self) -> Run {
        self.try_run(0, 0).expect("no fault")
    }
}
