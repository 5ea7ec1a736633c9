//! The naive interpreter: one luck path of one cell, one number at a time.
//!
//! It is the plainest reading of `docs/semantics.md`, and the oracle of the vector machine, which
//! must agree with it bit for bit. Nothing is shared, remembered or rearranged here to be fast.
//! It also serves `drawdown trace`, which replays one luck path.
//!
//! The points below carry the numbers of `docs/semantics.md`.
//!
//! * 0 *Before the first step*: stocks take their initial values, rules hold their `start`, what
//!   happened "in the step before" is 0 ([`Replicate::begin`]).
//! * 1 *Levers*: reviews, then option, response, bounds ([`Replicate::work_out_levers`]).
//! * 2 *Drivers* and their bounds ([`Replicate::work_out_drivers`]).
//! * 3 *Quantities* of the state, on demand ([`Replicate::quantity`]).
//! * 4 *Rates* and 5 *what flows*: draws, then the settlement of each stock's outflows, in the
//!   model's order ([`Replicate::work_out_flows`]).
//! * 6 *Stocks* are updated by the flows ([`Replicate::apply_flows`]).
//! * 7 *Events*: all are decided from the state at the start of the step, then act in declared
//!   order ([`Replicate::decide_events`], [`Replicate::act`]).
//! * 8 *Bounds* of stocks, and the test for NaN and infinity ([`Replicate::apply_bounds`]).
//! * 9 *Series and accumulators* ([`Replicate::report`], [`Replicate::accumulate`]).
//! * 10 *After the step* its values become those of the step before
//!   ([`Replicate::finish_step`]).

mod evaluate;
mod events;
mod luck;
mod outputs;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use evaluate::{View, greater, lesser, truth};
use outputs::initial;

use crate::kernel::{Fault, Incident};
use crate::model::{Arrival, Cell, Control, Model, Quantity, ResponseDef, StepItem};
use crate::random::philox::Stream;

/// Is told of every value as it is worked out: time point, name, value.
pub type Trace<'a> = &'a mut dyn FnMut(usize, &str, f64);

/// Runs single luck paths of a model.
#[derive(Clone, Debug)]
pub struct Interpreter<'m> {
    model: &'m Model,
    flow_streams: Vec<Stream>,
    event_streams: Vec<Stream>,
    severity_streams: Vec<Stream>,
}

/// What one luck path of one cell gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Value of each measure in the measure's unit. `[measures]`
    pub measures: Vec<f64>,
    /// Value of each series at each report. `[reports][series]`
    pub series: Vec<Vec<f64>>,
    /// In how many steps each incident happened; those that never did are absent.
    pub incidents: BTreeMap<Incident, u64>,
}

impl<'m> Interpreter<'m> {
    /// An interpreter of `model` whose streams of draws are keyed by `seed` (not by the seed that
    /// the model asks for).
    pub fn new(model: &'m Model, seed: u64) -> Self {
        let stream = |name: &str| Stream::new(seed, name);
        Self {
            model,
            flow_streams: model.flows.iter().map(|f| stream(&f.name)).collect(),
            event_streams: model.events.iter().map(|e| stream(&e.name)).collect(),
            severity_streams: model
                .events
                .iter()
                .map(|e| stream(&format!("{}.severity", e.name)))
                .collect(),
        }
    }

    /// Runs luck path `path` of draw `draw`, whose uncertainties are `uncertainties`
    /// (`[uncertainties]`), in `cell`.
    ///
    /// `trace` is told, at each time point, the stocks at the start of the step, then levers,
    /// drivers, quantities, what flowed and what events moved.
    ///
    /// # Errors
    /// A [`Fault`] at the first flow, stock, series or measure that is NaN or infinite. A measure
    /// that reads a `first_time` may be infinite.
    ///
    /// # Panics
    /// If `cell` is not one of the model's, or if there is not one number per uncertainty.
    pub fn run(
        &self,
        cell: &Cell,
        uncertainties: &[f64],
        draw: u64,
        path: u32,
        trace: Option<Trace<'_>>,
    ) -> Result<Run, Fault> {
        assert_eq!(uncertainties.len(), self.model.uncertainties.len(), "one number each");
        let cell_index = self.model.cells.iter().position(|c| c == cell);
        let mut replicate = Replicate {
            interpreter: self,
            model: self.model,
            cell: *cell,
            cell_index: cell_index.expect("the cell is one of the model's"),
            uncertainties,
            draw,
            path,
            trace,
            time: 0,
            stocks: vec![f64::NAN; self.model.stocks.len()],
            next: Vec::new(),
            held: Vec::new(),
            now: Values::unknown(self.model),
            previous: None,
            start_quantities: vec![None; self.model.quantities.len()],
            severities: vec![f64::NAN; self.model.events.len()],
            last_occurrence: vec![None; self.model.events.len()],
            smooths: vec![None; self.model.smooths.len()],
            delays: vec![Vec::new(); self.model.delays.len()],
            accumulators: self.model.accumulators.iter().map(|a| initial(a.kind)).collect(),
            series: Vec::new(),
            incidents: BTreeMap::new(),
        };
        replicate.begin()?;
        for _ in 0..self.model.time.steps {
            replicate.step()?;
        }
        replicate.end()
    }
}

/// What is known of one step; `None` is not worked out yet.
#[derive(Clone, Debug)]
struct Values {
    levers: Vec<Option<f64>>,
    drivers: Vec<Option<f64>>,
    quantities: Vec<Option<f64>>,
    /// What flowed, an amount.
    amounts: Vec<Option<f64>>,
    /// What each event moved.
    moved: Vec<Option<f64>>,
    /// Whether each event happened, 0 or 1.
    happened: Vec<Option<f64>>,
}

impl Values {
    fn unknown(model: &Model) -> Self {
        Self {
            levers: vec![None; model.levers.len()],
            drivers: vec![None; model.drivers.len()],
            quantities: vec![None; model.quantities.len()],
            amounts: vec![None; model.flows.len()],
            moved: vec![None; model.events.len()],
            happened: vec![None; model.events.len()],
        }
    }
}

/// One luck path of one cell on its way.
struct Replicate<'a, 't> {
    interpreter: &'a Interpreter<'a>,
    model: &'a Model,
    cell: Cell,
    cell_index: usize,
    uncertainties: &'a [f64],
    draw: u64,
    path: u32,
    trace: Option<Trace<'t>>,
    /// Time point k, and number of the step that starts there.
    time: usize,
    /// Stocks at the start of the step.
    stocks: Vec<f64>,
    /// Stocks as flows, events and bounds of this step have left them so far.
    next: Vec<f64>,
    /// What each rule holds.
    held: Vec<f64>,
    now: Values,
    /// The step before; none in the first.
    previous: Option<Values>,
    /// Quantities at time 0 with all levers at their defaults.
    start_quantities: Vec<Option<f64>>,
    /// Severity drawn by each event in its last occurrence.
    severities: Vec<f64>,
    /// The step in which each event last happened.
    last_occurrence: Vec<Option<usize>>,
    /// Smoothed values; `None` at time 0, when they are their input.
    smooths: Vec<Option<f64>>,
    /// The inputs of each delay at steps 0..k.
    delays: Vec<Vec<f64>>,
    accumulators: Vec<f64>,
    series: Vec<Vec<f64>>,
    incidents: BTreeMap<Incident, u64>,
}

impl Replicate<'_, '_> {
    /// One step, and with it the time point at its start.
    fn step(&mut self) -> Result<(), Fault> {
        self.work_out_levers(); // 1
        self.work_out_drivers(); // 2
        self.work_out_quantities(|q| !q.of_step); // 3
        self.trace_state();
        self.report()?; // 9, series
        self.accumulate(false); // 9, of times
        let flowed = self.work_out_flows(); // 4, 5
        self.trace_flows();
        flowed?;
        self.apply_flows(); // 6
        self.work_out_events(); // 7
        self.trace_events();
        self.accumulate(true); // 9, of steps
        self.apply_bounds()?; // 8
        self.finish_step(); // 10
        Ok(())
    }

    /// Time K: the state once more without a step, then the measures.
    fn end(mut self) -> Result<Run, Fault> {
        // What happens at K belongs to no step: no incident is counted.
        let incidents = self.incidents.clone();
        self.work_out_levers();
        self.work_out_drivers();
        self.work_out_quantities(|q| !q.of_step);
        self.incidents = incidents;
        self.trace_state();
        self.report()?;
        self.accumulate(false);
        let measures = self.measure()?;
        Ok(Run { measures, series: self.series, incidents: self.incidents })
    }

    fn fault(&self, what: &str, time: usize, value: f64) -> Fault {
        Fault {
            what: what.to_owned(),
            cell: self.cell_index,
            path: self.draw * u64::from(self.model.luck_paths) + u64::from(self.path),
            time,
            value,
        }
    }

    fn count(&mut self, incident: Incident) {
        *self.incidents.entry(incident).or_insert(0) += 1;
    }

    /// Point 0.
    fn begin(&mut self) -> Result<(), Fault> {
        let model = self.model;
        let initial: Vec<f64> = model.stocks.iter().map(|s| self.value(s.initial)).collect();
        for (stock, &value) in model.stocks.iter().zip(&initial) {
            if !value.is_finite() {
                return Err(self.fault(&stock.name, 0, value));
            }
        }
        self.stocks = initial;
        self.now = Values::unknown(model);
        self.held = model.rules.iter().map(|r| self.evaluate(r.start, View::Start)).collect();
        Ok(())
    }

    /// Point 1.
    fn work_out_levers(&mut self) {
        let model = self.model;
        let mut held = self.held.clone();
        for (i, rule) in model.rules.iter().enumerate() {
            if !rule.reviews[self.time] {
                continue;
            }
            let target = self.value(rule.rule);
            held[i] = match rule.step_limit {
                None => target,
                Some(limit) => {
                    let limit = self.value(limit);
                    greater(lesser(target, self.held[i] + limit), self.held[i] - limit)
                }
            };
        }
        self.held = held;
        let option = &model.options[self.cell.option];
        let trajectory = &model.trajectories[self.cell.trajectory];
        for (l, lever) in model.levers.iter().enumerate() {
            let mut v = self.value(option.levers[l]);
            if self.cell.response
                && let Some(response) = trajectory.responses[l]
                && truth(self.value(trajectory.active))
            {
                v = self.respond(v, &response);
            }
            let bounded = within_bounds(v, lever);
            if bounded != v && !v.is_nan() {
                self.count(Incident::LeverBound(l));
            }
            self.now.levers[l] = Some(bounded);
        }
    }

    fn respond(&mut self, mut v: f64, response: &ResponseDef) -> f64 {
        if let Some(multiply) = response.multiply {
            v *= self.value(multiply);
        }
        if let Some(add) = response.add {
            v += self.value(add);
        }
        if let Some(at_least) = response.at_least {
            v = greater(v, self.value(at_least));
        }
        if let Some(at_most) = response.at_most {
            v = lesser(v, self.value(at_most));
        }
        v
    }

    /// Point 2.
    fn work_out_drivers(&mut self) {
        for d in 0..self.model.drivers.len() {
            self.now.drivers[d] = Some(self.driver(d));
        }
    }

    /// A driver as the trajectory gives it, within its bounds.
    fn driver(&mut self, d: usize) -> f64 {
        let trajectory = &self.model.trajectories[self.cell.trajectory];
        let v = self.evaluate(trajectory.drivers[d], View::Now);
        within_bounds(v, &self.model.drivers[d])
    }

    /// Works out those quantities that are `wanted`.
    fn work_out_quantities(&mut self, wanted: impl Fn(&Quantity) -> bool) {
        for (q, quantity) in self.model.quantities.iter().enumerate() {
            if wanted(quantity) {
                self.quantity(q, View::Now);
            }
        }
    }

    /// Points 4 and 5.
    fn work_out_flows(&mut self) -> Result<(), Fault> {
        let model = self.model;
        for item in &model.order {
            match *item {
                StepItem::Quantity(q) => {
                    self.quantity(q, View::Now);
                }
                StepItem::Draw(f) => {
                    let amount = self.draw_amount(f);
                    if !amount.is_finite() {
                        return Err(self.fault(&model.flows[f].name, self.time, amount));
                    }
                    self.now.amounts[f] = Some(amount);
                }
                StepItem::Settle(stock) => self.settle(stock),
            }
        }
        // Quantities that the order leaves out.
        self.work_out_quantities(|_| true);
        Ok(())
    }

    /// The lower bound of a stock, if it is finite.
    fn floor_of(&mut self, stock: usize) -> Option<f64> {
        let min = self.model.stocks[stock].min?;
        Some(self.value(min)).filter(|m| m.is_finite())
    }

    /// Scales the outflows of a stock together, if they take more than it has (point 5).
    fn settle(&mut self, stock: usize) {
        let Some(min) = self.floor_of(stock) else { return };
        let available = greater(self.stocks[stock] - min, 0.0);
        let outflows: Vec<usize> = (0..self.model.flows.len())
            .filter(|&f| self.model.flows[f].from == Some(stock))
            .collect();
        let mut total = 0.0;
        for &f in &outflows {
            let amount = self.amount(f);
            if amount > 0.0 {
                total += amount;
            }
        }
        if total > available {
            let scale = available / total;
            for &f in &outflows {
                let amount = self.amount(f);
                if amount > 0.0 {
                    self.now.amounts[f] = Some(amount * scale);
                }
            }
            self.count(Incident::Limited(stock));
        }
    }

    /// What flows in this step, so far.
    fn amount(&self, flow: usize) -> f64 {
        self.now.amounts[flow].expect("the model's order draws a flow before it is read")
    }

    /// Point 6.
    fn apply_flows(&mut self) {
        let model = self.model;
        self.next = self.stocks.clone();
        for (f, flow) in model.flows.iter().enumerate() {
            let amount = self.amount(f);
            if let Some(from) = flow.from {
                self.next[from] -= amount;
            }
            self.arrive(amount, &flow.to);
        }
    }

    /// Adds an amount to the stocks where it arrives.
    fn arrive(&mut self, amount: f64, to: &[Arrival]) {
        for arrival in to {
            let mut v = amount;
            if let Some(share) = arrival.share {
                v *= self.value(share);
            }
            if arrival.factor != 1.0 {
                v *= arrival.factor;
            }
            self.next[arrival.stock] += v;
        }
    }

    /// Point 8.
    fn apply_bounds(&mut self) -> Result<(), Fault> {
        let model = self.model;
        for (s, stock) in model.stocks.iter().enumerate() {
            let mut v = self.next[s];
            let mut held = false;
            if let Some(min) = stock.min.map(|min| self.value(min))
                && v < min
            {
                (v, held) = (min, true);
            }
            if let Some(max) = stock.max.map(|max| self.value(max))
                && v > max
            {
                (v, held) = (max, true);
            }
            if held {
                self.count(Incident::Bound(s));
            }
            if !v.is_finite() {
                return Err(self.fault(&stock.name, self.time + 1, v));
            }
            self.next[s] = v;
        }
        Ok(())
    }

    /// Point 10.
    fn finish_step(&mut self) {
        let model = self.model;
        let mut smooths = Vec::with_capacity(model.smooths.len());
        for (i, smooth) in model.smooths.iter().enumerate() {
            let x = self.value(smooth.input);
            let s = self.smooths[i].unwrap_or(x);
            let weight = crate::math::one_minus_exp_neg(self.value(smooth.steps_inverse));
            smooths.push(Some(s + (x - s) * weight));
        }
        for (i, delay) in model.delays.iter().enumerate() {
            let x = self.value(delay.input);
            self.delays[i].push(x);
        }
        self.smooths = smooths;
        self.previous = Some(std::mem::replace(&mut self.now, Values::unknown(model)));
        self.stocks = std::mem::take(&mut self.next);
        self.time += 1;
    }
}

/// A lever's or driver's value within its bounds; NaN stays.
fn within_bounds(v: f64, control: &Control) -> f64 {
    match control.bounds {
        Some([low, _]) if v < low => low,
        Some([_, high]) if v > high => high,
        _ => v,
    }
}
