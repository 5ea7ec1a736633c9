//! What is read off a path (point 9): series, accumulators, measures; and the trace.

use super::Replicate;
use super::evaluate::{greater, lesser, truth};
use crate::kernel::Fault;
use crate::model::{Accumulate, Expr, ExprId, Leaf};

/// The value of an accumulator that has taken in nothing.
pub(super) fn initial(kind: Accumulate) -> f64 {
    match kind {
        Accumulate::Sum
        | Accumulate::Any
        | Accumulate::Count
        | Accumulate::Latest
        | Accumulate::SinceReport => 0.0,
        Accumulate::All => 1.0,
        Accumulate::Highest => f64::NEG_INFINITY,
        Accumulate::Lowest | Accumulate::First => f64::INFINITY,
    }
}

impl Replicate<'_, '_> {
    /// Point 9: the series, if a report falls on this time; then sums since the last report are
    /// emptied.
    pub(super) fn report(&mut self) -> Result<(), Fault> {
        let model = self.model;
        if !model.reports.contains(&self.time) {
            return Ok(());
        }
        let mut values = Vec::with_capacity(model.series.len());
        for series in &model.series {
            let value = self.value(series.expr);
            if !value.is_finite() {
                return Err(self.fault(&series.name, self.time, value));
            }
            values.push(value);
        }
        self.series.push(values);
        for (a, accumulator) in model.accumulators.iter().enumerate() {
            if accumulator.kind == Accumulate::SinceReport {
                self.accumulators[a] = 0.0;
            }
        }
        Ok(())
    }

    /// Point 9: accumulators of steps or of times take in their value.
    pub(super) fn accumulate(&mut self, of_step: bool) {
        let (model, k) = (self.model, self.time);
        for (a, accumulator) in model.accumulators.iter().enumerate() {
            if accumulator.of_step != of_step
                || !(accumulator.first..=accumulator.last).contains(&k)
            {
                continue;
            }
            let x = self.value(accumulator.expr);
            let so_far = self.accumulators[a];
            let yes = truth(x);
            self.accumulators[a] = match accumulator.kind {
                Accumulate::Sum | Accumulate::SinceReport => so_far + x,
                Accumulate::Highest => greater(so_far, x),
                Accumulate::Lowest => lesser(so_far, x),
                Accumulate::Any => f64::from(u8::from(truth(so_far) || yes)),
                Accumulate::All => f64::from(u8::from(truth(so_far) && yes)),
                Accumulate::Count => so_far + f64::from(u8::from(yes)),
                Accumulate::First if yes && so_far == f64::INFINITY => k as f64,
                Accumulate::First => so_far,
                Accumulate::Latest => x,
            };
        }
    }

    /// The measures (point 9).
    pub(super) fn measure(&mut self) -> Result<Vec<f64>, Fault> {
        let model = self.model;
        let mut measures = Vec::with_capacity(model.measures.len());
        for measure in &model.measures {
            let value = self.value(measure.expr);
            if value.is_nan() || (value.is_infinite() && !self.reads_first_time(measure.expr)) {
                return Err(self.fault(&measure.name, self.time, value));
            }
            measures.push(value);
        }
        Ok(measures)
    }

    /// Whether an expression reads a `first_time`, which is infinite where it never comes.
    fn reads_first_time(&self, id: ExprId) -> bool {
        match self.model.expr(id) {
            Expr::Const(_) => false,
            Expr::Leaf(Leaf::Accumulator(a)) => {
                self.model.accumulators[a].kind == Accumulate::First
            }
            Expr::Leaf(_) => false,
            Expr::Unary(_, a) | Expr::Lookup(_, a) => self.reads_first_time(a),
            Expr::Binary(_, a, b) => self.reads_first_time(a) || self.reads_first_time(b),
            Expr::Select(a, b, c) => [a, b, c].into_iter().any(|x| self.reads_first_time(x)),
        }
    }

    fn tell<'n>(&mut self, values: impl Iterator<Item = (&'n String, Option<f64>)>) {
        let Some(trace) = &mut self.trace else { return };
        for (name, value) in values {
            if let Some(value) = value {
                trace(self.time, name, value);
            }
        }
    }

    /// Stocks, levers, drivers and quantities of the state.
    pub(super) fn trace_state(&mut self) {
        let model = self.model;
        let stocks: Vec<_> = self.stocks.iter().map(|&s| Some(s)).collect();
        let (levers, drivers) = (self.now.levers.clone(), self.now.drivers.clone());
        let quantities = self.now.quantities.clone();
        self.tell(model.stocks.iter().map(|x| &x.name).zip(stocks));
        self.tell(model.levers.iter().map(|x| &x.name).zip(levers));
        self.tell(model.drivers.iter().map(|x| &x.name).zip(drivers));
        let of_state = model.quantities.iter().zip(quantities).filter(|(q, _)| !q.of_step);
        self.tell(of_state.map(|(q, value)| (&q.name, value)));
    }

    /// Quantities of the step and what flowed, as far as they are known.
    pub(super) fn trace_flows(&mut self) {
        let model = self.model;
        let (quantities, amounts) = (self.now.quantities.clone(), self.now.amounts.clone());
        let of_step = model.quantities.iter().zip(quantities).filter(|(q, _)| q.of_step);
        self.tell(of_step.map(|(q, value)| (&q.name, value)));
        self.tell(model.flows.iter().map(|x| &x.name).zip(amounts));
    }

    /// What events moved.
    pub(super) fn trace_events(&mut self) {
        let moved = self.now.moved.clone();
        self.tell(self.model.events.iter().map(|x| &x.name).zip(moved));
    }
}
