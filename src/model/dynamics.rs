//! Stocks, flows, quantities and events of a study to those of a model.

use super::builder::{Builder, Lowered, Mode, Scope};
use super::symbols::{Binding, SymbolKind};
use super::types::*;
use crate::diagnostic::Diagnostic;
use crate::formula::{Kind, Node, Unit};
use crate::study::{self, ByMember, Destination, FormulaText, Value};

impl Builder<'_> {
    /// The stock that a target names: symbol and scalar.
    fn target(&mut self, text: &FormulaText, binding: &Binding) -> Lowered<(usize, usize)> {
        let node = self.parse(text)?;
        let scope = Scope::new(text, binding, Mode::Step, self.time.steps);
        let (name, picked) = match &node.kind {
            Kind::Name(n) => (n, Vec::new()),
            Kind::Index(n, members) => (n, self.pick_members(&scope, &node, n, members)?),
            _ => return Err(Box::new(scope.error(&node, "the name of a stock is needed here"))),
        };
        let symbol = self.stock_symbol(&scope, &node, name)?;
        let scalar = self.element(&scope, &node, symbol, &picked)?;
        Ok((symbol, scalar))
    }

    fn stock_symbol(&self, scope: &Scope<'_>, node: &Node, name: &str) -> Lowered<usize> {
        let stocks = || {
            self.symbols
                .all()
                .iter()
                .filter(|s| s.kind == SymbolKind::Stock)
                .map(|s| s.name.as_str())
        };
        match self.symbols.find(name) {
            Some(s) if self.symbols.get(s).kind == SymbolKind::Stock => Ok(s),
            found => {
                let message = match found {
                    Some(s) => {
                        format!("`{name}` is a {}, not a stock", self.symbols.get(s).kind.word())
                    }
                    None => format!("unknown stock `{name}`"),
                };
                let mut d = scope.error(node, message);
                if let Some(near) = crate::diagnostic::Diagnostics::nearest(name, stocks()) {
                    d = d.help(format!("did you mean `{near}`?"));
                }
                Err(Box::new(d))
            }
        }
    }

    /// The unit of the first stock that a flow or move touches.
    fn touched_unit(&mut self, from: Option<&FormulaText>, to: &[Destination]) -> Option<Unit> {
        let text = from.or(to.first().map(|d| &d.target))?;
        let node = self.parse(text).ok()?;
        let (Kind::Name(name) | Kind::Index(name, _)) = &node.kind else {
            return None;
        };
        let symbol = self.symbols.find(name)?;
        self.symbols.get(symbol).unit.clone()
    }

    /// Step factors of flows and units of what events move: known before any formula is lowered.
    pub fn measure_steps(&mut self) {
        for (i, flow) in self.study.flows.iter().enumerate() {
            let Some(symbol) = self.symbols.find(&flow.name.value) else {
                continue;
            };
            let touched = self.touched_unit(flow.from.as_ref(), &flow.to);
            let step = self.time.step;
            let unit = match (&flow.unit, &touched) {
                (None, Some(stock)) => stock.per(&super::lower::step_time(step.unit)),
                (None, None) => Unit::one().per(&super::lower::step_time(step.unit)),
                (Some(_), _) => self.symbols.get(symbol).unit.clone().unwrap_or_else(Unit::one),
            };
            let whole = unit.times(&super::lower::step_time(step.unit));
            let factor = match &touched {
                Some(stock) if whole.same_dimension(stock) => whole.factor_to(stock) * step.count,
                Some(stock) => {
                    let (found, wanted) = (
                        self.unit_words(&unit),
                        self.unit_words(&stock.per(&super::lower::step_time(step.unit))),
                    );
                    let at = flow.unit.as_ref().map_or(flow.name.span, |u| u.span);
                    self.diagnostics.push(
                        Diagnostic::error(
                            at,
                            format!("this flow is in `{found}`, but its stock needs `{wanted}` or the like"),
                        )
                        .help("a flow's unit is its stock's unit per time"),
                    );
                    1.0
                }
                None => self.symbols.units.natural_step(&unit, step),
            };
            self.symbols.set_unit(symbol, unit);
            let shape = self.symbols.get(symbol).shape.clone();
            debug_assert_eq!(self.symbols.get(symbol).declaration, i);
            let size = self.symbols.size(&shape);
            self.flow_steps.extend(std::iter::repeat_n(factor, size));
        }
        for event in &self.study.events {
            let unit = match event.moves.first() {
                Some(first) => {
                    self.touched_unit(first.from.as_ref(), &first.to).unwrap_or_else(Unit::one)
                }
                None => Unit::one(),
            };
            if let Some(symbol) = self.symbols.find(&event.name.value) {
                let shape = self.symbols.get(symbol).shape.clone();
                let size = self.symbols.size(&shape);
                self.event_units.extend(std::iter::repeat_n(unit, size));
            }
        }
    }

    /// All stocks.
    pub fn stocks(&mut self) -> Vec<Stock> {
        let mut out = Vec::new();
        for declared in &self.study.stocks {
            let Some(symbol) = self.symbols.find(&declared.name.value) else {
                continue;
            };
            let info = self.symbols.get(symbol).clone();
            let unit = info.unit.clone().unwrap_or_else(Unit::one);
            let initial = self.values(&declared.initial, &info.shape, &unit, Mode::Initial);
            let mut bound = |values: &Option<ByMember<Value>>, default: Option<f64>| match values {
                Some(values) => self
                    .values(values, &info.shape, &unit, Mode::Initial)
                    .into_iter()
                    .map(|id| self.known(id).is_none_or(f64::is_finite).then_some(id))
                    .collect::<Vec<_>>(),
                None => {
                    let id = default.map(|v| self.number(v));
                    vec![id; initial.len()]
                }
            };
            let min = bound(&declared.min, unit.counts_things().then_some(0.0));
            let max = bound(&declared.max, None);
            for (i, binding) in self.symbols.elements(&info.shape).iter().enumerate() {
                out.push(Stock {
                    name: self.symbols.element_name(&info.name, binding),
                    unit: self.unit_words(&unit),
                    initial: initial[i],
                    min: min[i],
                    max: max[i],
                    description: self.describe_symbol(symbol, binding),
                });
            }
        }
        out
    }

    /// All quantities.
    pub fn quantities(&mut self) -> Vec<Quantity> {
        let mut out = Vec::new();
        for declared in &self.study.quantities {
            let Some(symbol) = self.symbols.find(&declared.name.value) else {
                continue;
            };
            let lowered = self.symbol_unit(symbol);
            let unit = self.keep(lowered).unwrap_or_else(Unit::one);
            let shape = self.symbols.get(symbol).shape.clone();
            let exprs = self.values(&declared.formula, &shape, &unit, Mode::Step);
            for (expr, binding) in exprs.into_iter().zip(self.symbols.elements(&shape)) {
                out.push(Quantity {
                    name: self.symbols.element_name(&declared.name.value, &binding),
                    unit: self.unit_words(&unit),
                    expr,
                    of_step: false,
                    description: self.describe_symbol(symbol, &binding),
                });
            }
        }
        out
    }

    fn arrivals(
        &mut self,
        to: &[Destination],
        binding: &Binding,
        unit: &Unit,
        scope: &Scope<'_>,
    ) -> Lowered<Vec<Arrival>> {
        let mut out = Vec::new();
        let mut sum = 0.0;
        for destination in to {
            let (symbol, stock) = self.target(&destination.target, binding)?;
            let stock_unit = self.symbols.get(symbol).unit.clone().unwrap_or_else(Unit::one);
            if !unit.same_dimension(&stock_unit) {
                let (a, b) = (self.unit_words(unit), self.unit_words(&stock_unit));
                return Err(Box::new(Diagnostic::error(
                    destination.target.span,
                    format!("what flows is in `{a}`, but this stock is in `{b}`"),
                )));
            }
            let share = match &destination.share {
                None => None,
                Some(values) => match self.symbols.pick(values, binding).cloned() {
                    None => {
                        return Err(Box::new(Diagnostic::error(
                            destination.target.span,
                            "no share is given for some member",
                        )));
                    }
                    Some(value) => {
                        let id = self.value(&value, scope, &Unit::one())?;
                        let known = self.known(id);
                        sum += known.unwrap_or(0.0);
                        if known.is_some_and(|s| s < 0.0) || sum > 1.0 + 1e-9 {
                            return Err(Box::new(
                                Diagnostic::error(
                                    value.span(),
                                    "the shares must not be negative or above 1 in sum",
                                )
                                .label(format!("sum so far: {sum}")),
                            ));
                        }
                        Some(id)
                    }
                },
            };
            out.push(Arrival { stock, share, factor: unit.factor_to(&stock_unit) });
        }
        Ok(out)
    }

    /// All flows.
    pub fn flows(&mut self) -> Vec<Flow> {
        let mut out = Vec::new();
        for declared in &self.study.flows {
            let Some(symbol) = self.symbols.find(&declared.name.value) else {
                continue;
            };
            let info = self.symbols.get(symbol).clone();
            let unit = info.unit.clone().unwrap_or_else(Unit::one);
            // Complete tables, known members: checked once, not for each element.
            let noise = match &declared.noise.value {
                study::Noise::Overdispersed(v) | study::Noise::Diffusion(v) => Some(v),
                study::Noise::None
                | study::Noise::Poisson
                | study::Noise::Binomial
                | study::Noise::Compound { .. } => None,
            };
            for values in declared.rate.iter().chain(noise) {
                self.check_complete(values, &info.shape);
            }
            self.check_shares(&declared.to, &info.shape);
            for (i, binding) in self.symbols.elements(&info.shape).into_iter().enumerate() {
                let step = self.flow_steps[info.first + i];
                let lowered = self.flow(declared, &binding, &unit, step);
                let name = self.symbols.element_name(&info.name, &binding);
                let description = self.describe_symbol(symbol, &binding);
                let amount = self.symbols.units.amount_unit(&unit, self.time.step, step);
                let (rate, noise, from, to) =
                    self.keep(lowered).unwrap_or((None, Noise::None, None, Vec::new()));
                out.push(Flow {
                    name,
                    unit: self.unit_words(&unit),
                    amount_unit: self.unit_words(&amount),
                    rate,
                    step,
                    noise,
                    from,
                    to,
                    description,
                });
            }
        }
        out
    }

    fn check_complete<T>(&mut self, values: &ByMember<T>, shape: &[usize]) {
        let mut diagnostics = crate::diagnostic::Diagnostics::default();
        self.symbols.check_members(values, shape, true, &mut diagnostics);
        self.diagnostics.extend(diagnostics);
    }

    fn check_shares(&mut self, to: &[Destination], shape: &[usize]) {
        for share in to.iter().filter_map(|d| d.share.as_ref()) {
            self.check_complete(share, shape);
        }
    }

    #[allow(clippy::type_complexity)] // the four parts of a flow, used once
    fn flow(
        &mut self,
        declared: &study::Flow,
        binding: &Binding,
        unit: &Unit,
        step: f64,
    ) -> Lowered<(Option<ExprId>, Noise, Option<usize>, Vec<Arrival>)> {
        let any_text = made_up(declared.name.span);
        let scope = Scope::new(&any_text, binding, Mode::Step, self.time.steps);
        let rate = match &declared.rate {
            Some(values) => match self.symbols.pick(values, binding).cloned() {
                Some(value) => Some(self.value(&value, &scope, unit)?),
                None => None,
            },
            None => None,
        };
        let from = match &declared.from {
            Some(text) => Some(self.target(text, binding)?.1),
            None => None,
        };
        let amount = self.symbols.units.amount_unit(unit, self.time.step, step);
        let to = self.arrivals(&declared.to, binding, &amount, &scope)?;
        let noise = self.noise(declared, binding, &amount, &scope)?;
        match (&noise, &rate) {
            (Noise::Compound { .. }, Some(_)) => {
                return Err(Box::new(
                    Diagnostic::error(
                        declared.noise.span,
                        "a compound flow has no rate of its own",
                    )
                    .help("leave out `rate`: the flow that it counts sets the pace"),
                ));
            }
            (Noise::Compound { .. }, None) => {}
            (_, None) => {
                return Err(Box::new(
                    Diagnostic::error(declared.name.span, "this flow has no rate")
                        .help("write `rate = \"…\"`"),
                ));
            }
            _ => {}
        }
        Ok((rate, noise, from, to))
    }

    fn noise(
        &mut self,
        declared: &study::Flow,
        binding: &Binding,
        amount: &Unit,
        scope: &Scope<'_>,
    ) -> Lowered<Noise> {
        let at = declared.noise.span;
        let missing =
            |what: &str| Box::new(Diagnostic::error(at, format!("no {what} for some member")));
        Ok(match &declared.noise.value {
            study::Noise::None => Noise::None,
            study::Noise::Poisson => Noise::Poisson,
            study::Noise::Binomial => {
                if declared.from.is_none() {
                    return Err(Box::new(
                        Diagnostic::error(at, "binomial noise needs a stock that the flow leaves")
                            .help("give the flow a `from`, or use \"poisson\""),
                    ));
                }
                Noise::Binomial
            }
            study::Noise::Overdispersed(values) => {
                let value = self.symbols.pick(values, binding).cloned();
                let value = value.ok_or_else(|| missing("ratio of variance to mean"))?;
                Noise::Overdispersed(self.value(&value, scope, &Unit::one())?)
            }
            study::Noise::Diffusion(values) => {
                let value = self.symbols.pick(values, binding).cloned();
                let value = value.ok_or_else(|| missing("sigma"))?;
                let time = super::lower::step_time(self.time.step.unit);
                let root = time.power(num_rational::Ratio::new(1, 2));
                let sigma = self.value(&value, scope, &amount.per(&root))?;
                Noise::Diffusion { sigma, sqrt_step: self.time.step.count.sqrt() }
            }
            study::Noise::Compound { flow, severity } => {
                let counts = self.counted_flow(flow, binding)?;
                let unit = match &severity.unit {
                    Some(_) => self.unit(severity.unit.as_ref()),
                    None => amount.clone(),
                };
                if !unit.same_dimension(amount) {
                    let (a, b) = (self.unit_words(&unit), self.unit_words(amount));
                    return Err(Box::new(Diagnostic::error(
                        severity.span,
                        format!("the severity is in `{a}`, but the flow brings `{b}`"),
                    )));
                }
                if unit.factor_to(amount) != 1.0 {
                    let (a, b) = (self.unit_words(&unit), self.unit_words(amount));
                    return Err(Box::new(
                        Diagnostic::error(
                            severity.span,
                            format!("the severity is in `{a}`, but the flow counts `{b}`"),
                        )
                        .help("give both in the same unit"),
                    ));
                }
                let severity = self.severity(severity, scope, amount)?;
                self.check_tail(declared, &severity);
                Noise::Compound { counts, severity }
            }
        })
    }

    /// Warns of a severity whose mean or variance is infinite.
    fn check_tail(&mut self, declared: &study::Flow, severity: &Severity) {
        let heavy = match severity {
            Severity::Fixed(distribution) => !distribution.sd().is_some_and(f64::is_finite),
            Severity::Varying(shape) => shape.family == Family::Pareto && shape.truncate.is_none(),
        };
        if heavy {
            self.diagnostics.push(
                Diagnostic::error(
                    declared.noise.span,
                    "this severity may have an infinite variance: no mean of it could be trusted",
                )
                .help("truncate it: `truncate = [low, high]`"),
            );
        }
    }

    fn counted_flow(&mut self, name: &study::Name, binding: &Binding) -> Lowered<usize> {
        let text = FormulaText {
            text: name.value.clone(),
            span: name.span,
            offsets: vec![name.span.start; name.value.len() + 1],
        };
        let node = self.parse(&text)?;
        let scope = Scope::new(&text, binding, Mode::Step, self.time.steps);
        let (flow_name, picked) = match &node.kind {
            Kind::Name(n) => (n.clone(), Vec::new()),
            Kind::Index(n, m) => (n.clone(), self.pick_members(&scope, &node, n, m)?),
            _ => (name.value.clone(), Vec::new()),
        };
        let symbol =
            self.symbols.find(&flow_name).filter(|s| self.symbols.get(*s).kind == SymbolKind::Flow);
        let Some(symbol) = symbol else {
            return Err(Box::new(Diagnostic::error(
                name.span,
                format!("`{flow_name}` is not a flow"),
            )));
        };
        let counted = &self.study.flows[self.symbols.get(symbol).declaration];
        let counts =
            matches!(counted.noise.value, study::Noise::Poisson | study::Noise::Overdispersed(_));
        if !counts || counted.from.is_some() {
            return Err(Box::new(
                Diagnostic::error(name.span, format!("`{flow_name}` does not count whole things"))
                    .help("a compound needs a flow with noise \"poisson\" or overdispersed, and without `from`"),
            ));
        }
        self.element(&scope, &node, symbol, &picked)
    }

    /// All events.
    pub fn events(&mut self) -> Vec<Event> {
        let mut out = Vec::new();
        for declared in &self.study.events {
            let Some(symbol) = self.symbols.find(&declared.name.value) else {
                continue;
            };
            let info = self.symbols.get(symbol).clone();
            if declared.rate.is_none() && declared.when.is_none() {
                self.diagnostics.push(
                    Diagnostic::error(info.span, "this event never happens")
                        .help("give it a `rate`, or a condition: `when = \"…\"`"),
                );
            }
            let tables = declared.rate.iter().chain(&declared.when);
            let acts = declared.moves.iter().map(|m| &m.amount);
            for values in tables.chain(acts).chain(declared.sets.iter().map(|s| &s.1)) {
                self.check_complete(values, &info.shape);
            }
            for m in &declared.moves {
                self.check_shares(&m.to, &info.shape);
            }
            for (i, binding) in self.symbols.elements(&info.shape).into_iter().enumerate() {
                let name = self.symbols.element_name(&info.name, &binding);
                let lowered = self.event(declared, &binding, info.first + i, name);
                if let Some(mut event) = self.keep(lowered) {
                    event.description = self.describe_symbol(symbol, &binding);
                    out.push(event);
                }
            }
        }
        out
    }

    fn event(
        &mut self,
        declared: &study::Event,
        binding: &Binding,
        index: usize,
        name: String,
    ) -> Lowered<Event> {
        let any_text = made_up(declared.name.span);
        let plain = Scope::new(&any_text, binding, Mode::Step, self.time.steps);
        let step_unit = super::lower::step_time(self.time.step.unit);
        let part = |builder: &mut Self, values: &Option<ByMember<Value>>, unit: &Unit| match values
        {
            Some(values) => match builder.symbols.pick(values, binding).cloned() {
                Some(value) => builder.value(&value, &plain, unit).map(Some),
                None => Ok(None),
            },
            None => Ok(None),
        };
        let rate = part(self, &declared.rate, &Unit::one().per(&step_unit))?;
        let count = self.time.step.count;
        let hazard = rate.map(|rate| self.scaled(rate, count));
        let when = match &declared.when {
            Some(values) => match self.symbols.pick(values, binding).cloned() {
                Some(Value::Formula(text)) => {
                    let scope = Scope { text: &text, ..plain };
                    let node = self.parse(&text)?;
                    Some(self.condition(&scope, &node)?)
                }
                Some(Value::Number(n)) => Some(self.number(n.value)),
                None => None,
            },
            None => None,
        };
        let severity_unit = declared.severity.as_ref().map(|s| self.unit(s.unit.as_ref()));
        let severity = match (&declared.severity, &severity_unit) {
            (Some(spec), Some(unit)) => Some(self.severity(spec, &plain, unit)?),
            _ => None,
        };
        let scope = Scope { severity: severity_unit.as_ref().map(|u| (index, u)), ..plain };
        let event_unit = self.event_units[index].clone();
        let mut moves = Vec::new();
        for declared in &declared.moves {
            moves.push(self.one_move(declared, binding, &scope, &event_unit)?);
        }
        let mut sets = Vec::new();
        for (target, values) in &declared.sets {
            let (symbol, stock) = self.target(target, binding)?;
            let unit = self.symbols.get(symbol).unit.clone().unwrap_or_else(Unit::one);
            if let Some(value) = self.symbols.pick(values, binding).cloned() {
                sets.push((stock, self.value(&value, &scope, &unit)?));
            }
        }
        let cooldown = declared
            .cooldown
            .as_ref()
            .map_or(0, |d| (d.value.days() / self.time.step_days - 1e-9).ceil().max(0.0) as usize);
        Ok(Event {
            name,
            hazard,
            when,
            once: declared.once,
            cooldown,
            severity,
            moves,
            sets,
            description: Description::default(),
        })
    }

    fn one_move(
        &mut self,
        declared: &study::Move,
        binding: &Binding,
        scope: &Scope<'_>,
        event_unit: &Unit,
    ) -> Lowered<Move> {
        let from = match &declared.from {
            Some(text) => Some(self.target(text, binding)?),
            None => None,
        };
        let unit = match (from, declared.to.first()) {
            (Some((symbol, _)), _) => self.symbols.get(symbol).unit.clone(),
            (None, Some(first)) => {
                let symbol = self.target(&first.target, binding)?.0;
                self.symbols.get(symbol).unit.clone()
            }
            (None, None) => {
                return Err(Box::new(
                    Diagnostic::error(declared.span, "this move goes from nowhere to nowhere")
                        .help("give it a `from`, a `to`, or both"),
                ));
            }
        }
        .unwrap_or_else(Unit::one);
        let Some(value) = self.symbols.pick(&declared.amount, binding).cloned() else {
            return Err(Box::new(Diagnostic::error(declared.span, "no amount for some member")));
        };
        let amount = self.value(&value, scope, &unit)?;
        let to = self.arrivals(&declared.to, binding, &unit, scope)?;
        let total_factor = if unit.same_dimension(event_unit) {
            unit.factor_to(event_unit)
        } else {
            // Moves of another kind of thing do not enter the event's total.
            0.0
        };
        Ok(Move { from: from.map(|f| f.1), to, amount, total_factor })
    }
}

/// A text for scopes in which only plain numbers are lowered.
fn made_up(span: crate::diagnostic::Span) -> FormulaText {
    FormulaText { text: String::new(), span, offsets: vec![span.start] }
}
