//! The order of the step: quantities, draws and settlements so that each comes after what it
//! reads; a cycle is an error that shows the cycle.

use std::collections::HashMap;

use super::builder::Builder;
use super::types::*;
use crate::diagnostic::Diagnostic;

/// What an item's formulas are.
struct Graph<'m> {
    exprs: &'m [Expr],
    smooths: &'m [Smooth],
    delays: &'m [Delay],
    quantities: &'m [Quantity],
    flows: &'m [Flow],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Busy,
    Done,
}

impl Graph<'_> {
    fn leaves(&self, id: ExprId, out: &mut Vec<StepItem>) {
        match self.exprs[id.0 as usize] {
            Expr::Const(_) => {}
            Expr::Unary(_, a) | Expr::Lookup(_, a) => self.leaves(a, out),
            Expr::Binary(_, a, b) => {
                self.leaves(a, out);
                self.leaves(b, out);
            }
            Expr::Select(c, a, b) => {
                self.leaves(c, out);
                self.leaves(a, out);
                self.leaves(b, out);
            }
            Expr::Leaf(leaf) => match leaf {
                Leaf::Quantity(i) => out.push(StepItem::Quantity(i)),
                Leaf::Flowed(f) => out.push(self.settled(f)),
                // In the first step both read their input at once.
                Leaf::Smooth(i) => {
                    self.leaves(self.smooths[i].input, out);
                    self.leaves(self.smooths[i].steps_inverse, out);
                }
                Leaf::Delay(i) => self.leaves(self.delays[i].input, out),
                _ => {}
            },
        }
    }

    /// The item after which a flow's amount is final.
    fn settled(&self, flow: usize) -> StepItem {
        match self.flows[flow].from {
            Some(stock) => StepItem::Settle(stock),
            None => StepItem::Draw(flow),
        }
    }

    fn needs(&self, item: StepItem) -> Vec<StepItem> {
        let mut out = Vec::new();
        match item {
            StepItem::Quantity(i) => self.leaves(self.quantities[i].expr, &mut out),
            StepItem::Draw(f) => {
                let flow = &self.flows[f];
                if let Some(rate) = flow.rate {
                    self.leaves(rate, &mut out);
                }
                match &flow.noise {
                    Noise::None | Noise::Poisson | Noise::Binomial => {}
                    Noise::Overdispersed(e) | Noise::Diffusion { sigma: e, .. } => {
                        self.leaves(*e, &mut out);
                    }
                    Noise::Compound { counts, severity } => {
                        out.push(self.settled(*counts));
                        if let Severity::Varying(shape) = severity {
                            for p in &shape.parameters {
                                self.leaves(*p, &mut out);
                            }
                            if let Some((low, high)) = shape.truncate {
                                self.leaves(low, &mut out);
                                self.leaves(high, &mut out);
                            }
                        }
                    }
                }
            }
            StepItem::Settle(stock) => {
                for (f, flow) in self.flows.iter().enumerate() {
                    if flow.from == Some(stock) {
                        out.push(StepItem::Draw(f));
                    }
                }
            }
        }
        out
    }

    /// Visits what `item` needs, then `item`; the path of a cycle if there is one.
    fn visit(
        &self,
        item: StepItem,
        marks: &mut HashMap<StepItem, Mark>,
        path: &mut Vec<StepItem>,
        order: &mut Vec<StepItem>,
    ) -> Result<(), Vec<StepItem>> {
        match marks.get(&item) {
            Some(Mark::Done) => return Ok(()),
            Some(Mark::Busy) => {
                let from = path.iter().position(|p| *p == item).unwrap_or(0);
                return Err(path[from..].to_vec());
            }
            None => {}
        }
        marks.insert(item, Mark::Busy);
        path.push(item);
        for needed in self.needs(item) {
            self.visit(needed, marks, path, order)?;
        }
        path.pop();
        marks.insert(item, Mark::Done);
        order.push(item);
        Ok(())
    }
}

impl Builder<'_> {
    /// Puts the items of the step in order; keeps an error for a cycle.
    pub fn order(
        &mut self,
        quantities: &[Quantity],
        flows: &[Flow],
        stocks: &[Stock],
    ) -> Vec<StepItem> {
        let graph = Graph {
            exprs: &self.exprs,
            smooths: &self.smooths,
            delays: &self.delays,
            quantities,
            flows,
        };
        let mut marks = HashMap::new();
        let mut order = Vec::new();
        let items = (0..quantities.len())
            .map(StepItem::Quantity)
            .chain((0..flows.len()).map(StepItem::Draw))
            .chain(
                (0..stocks.len())
                    .filter(|s| flows.iter().any(|f| f.from == Some(*s)))
                    .map(StepItem::Settle),
            );
        let mut cycle = None;
        for item in items {
            if let Err(path) = graph.visit(item, &mut marks, &mut Vec::new(), &mut order) {
                cycle = Some(path);
                break;
            }
        }
        if let Some(path) = cycle {
            let name = |item: &StepItem| match item {
                StepItem::Quantity(i) => quantities[*i].name.clone(),
                StepItem::Draw(f) => flows[*f].name.clone(),
                StepItem::Settle(s) => format!("outflows of {}", stocks[*s].name),
            };
            let mut words: Vec<String> = path.iter().map(name).collect();
            words.push(words[0].clone());
            let base = words[0].split('[').next().unwrap_or_default().to_owned();
            let span = self.symbols.find(&base).map(|s| self.symbols.get(s).span);
            let message = format!("these depend on each other in a circle: {}", words.join(" <- "));
            let diagnostic = match span {
                Some(span) => Diagnostic::error(span, message),
                None => Diagnostic::general(message),
            };
            self.diagnostics.push(diagnostic.help(
                "break the circle where the world has a delay: `last(x)` is the value in the step before",
            ));
        }
        order
    }
}
