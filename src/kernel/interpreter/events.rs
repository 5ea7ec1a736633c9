//! Events (point 7): all are decided from the state at the start of the step, then act in declared
//! order.

use super::Replicate;
use super::evaluate::{View, greater, lesser, truth};
use crate::model::Move;

impl Replicate<'_, '_> {
    /// Point 7.
    pub(super) fn work_out_events(&mut self) {
        let plans = self.decide_events();
        for (event, plan) in plans.into_iter().enumerate() {
            let happened = plan.is_some();
            let moved = plan.map_or(0.0, |amounts| self.act(event, &amounts));
            self.now.moved[event] = Some(moved);
            self.now.happened[event] = Some(f64::from(u8::from(happened)));
        }
    }

    /// For each event that happens the amounts of its moves.
    fn decide_events(&mut self) -> Vec<Option<Vec<f64>>> {
        let model = self.model;
        let mut plans = Vec::with_capacity(model.events.len());
        for (e, event) in model.events.iter().enumerate() {
            if !self.happens(e) {
                plans.push(None);
                continue;
            }
            if let Some(severity) = &event.severity {
                self.severities[e] = self.event_severity(e, severity);
            }
            plans.push(Some(event.moves.iter().map(|m| self.value(m.amount)).collect()));
        }
        plans
    }

    /// Whether an event happens in this step.
    fn happens(&mut self, e: usize) -> bool {
        let event = &self.model.events[e];
        let waits = self.last_occurrence[e]
            .is_some_and(|last| event.once || self.time <= last + event.cooldown);
        let allowed = !waits && event.when.is_none_or(|when| truth(self.value(when)));
        match event.hazard {
            None => allowed,
            Some(hazard) => {
                let hazard = greater(self.value(hazard), 0.0);
                allowed && self.strikes(e, hazard)
            }
        }
    }

    /// Lets an event act: its moves, then its sets. What it moved.
    fn act(&mut self, e: usize, amounts: &[f64]) -> f64 {
        let event = &self.model.events[e];
        self.last_occurrence[e] = Some(self.time);
        let mut total = 0.0;
        for (movement, &amount) in event.moves.iter().zip(amounts) {
            total += self.carry_out(movement, amount) * movement.total_factor;
        }
        for &(stock, formula) in &event.sets {
            self.next[stock] = self.evaluate(formula, View::Set);
        }
        if event.moves.is_empty() { 1.0 } else { total }
    }

    /// Moves at most what remains; gives what was moved.
    fn carry_out(&mut self, movement: &Move, amount: f64) -> f64 {
        let mut amount = greater(amount, 0.0);
        if let Some(from) = movement.from {
            if let Some(min) = self.floor_of(from) {
                amount = lesser(amount, greater(self.next[from] - min, 0.0));
            }
            self.next[from] -= amount;
        }
        self.arrive(amount, &movement.to);
        amount
    }
}
