//! Measures and series: functions over time become accumulators.

use super::builder::{Builder, Lowered, Mode, Progress, Scope, Typed};
use super::functions::index_of;
use super::symbols::SymbolKind;
use super::types::*;
use crate::formula::{Kind, Node, Unit};
use crate::study::Taken;

/// An expression read over time.
struct Watched {
    typed: Typed,
    of_step: bool,
    /// An amount a step rather than a rate or a level.
    amount: bool,
}

impl Builder<'_> {
    /// A measure used in another one, in place.
    pub fn measure_value(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        symbol: usize,
        scalar: usize,
    ) -> Lowered {
        let info = self.symbols.get(symbol).clone();
        match &self.measures[scalar] {
            Progress::Done(typed) => return Ok(typed.clone()),
            Progress::Busy => {
                return Err(Box::new(
                    scope.error(node, format!("`{}` depends on itself", info.name)),
                ));
            }
            Progress::Todo => {}
        }
        self.measures[scalar] = Progress::Busy;
        let typed = self.measure(symbol, scalar)?;
        self.measures[scalar] = Progress::Done(typed.clone());
        Ok(typed)
    }

    /// Lowers the formula of one scalar measure, in its declared unit.
    pub fn measure(&mut self, symbol: usize, scalar: usize) -> Lowered {
        let info = self.symbols.get(symbol).clone();
        let declared = self.study.measures[info.declaration].clone();
        let binding = self.symbols.elements(&info.shape)[scalar - info.first].clone();
        let zero = Typed::new(self.number(0.0), Unit::one());
        let horizon = match &declared.horizon {
            Some(h) => self.horizon(h.value.days()),
            None => self.time.steps,
        };
        match self.symbols.pick(&declared.formula, &binding).cloned() {
            Some(crate::study::Value::Formula(text)) => {
                let scope = Scope::new(&text, &binding, Mode::Measure, horizon);
                let node = self.parse(&text)?;
                let typed = self.lower(&scope, &node)?;
                match &info.unit {
                    Some(unit) => {
                        let id = self.assign(&scope, &node, typed.clone(), unit)?;
                        Ok(Typed { id, unit: unit.clone(), bare: false, any_unit: false, ..typed })
                    }
                    None => {
                        let unit = typed.unit.clone().tidy();
                        let factor = typed.unit.factor_to(&unit);
                        Ok(Typed { id: self.scaled(typed.id, factor), unit, ..typed })
                    }
                }
            }
            Some(crate::study::Value::Number(n)) => Ok(Typed { id: self.number(n.value), ..zero }),
            None => Ok(zero),
        }
    }

    fn horizon(&self, days: f64) -> usize {
        let steps = (days / self.time.step_days - 1e-9).ceil().max(0.0) as usize;
        steps.min(self.time.steps)
    }

    /// Lowers a function over time.
    pub fn over_time(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        name: &str,
        arguments: &[Node],
    ) -> Lowered {
        let count = match name {
            "during" => 3,
            "at" | "within" => 2,
            _ => 1,
        };
        self.takes(scope, node, name, arguments.len() == count)?;
        if name == "during" {
            return self.during(scope, arguments);
        }
        if name == "within" {
            let unit = super::lower::step_time(self.time.step.unit);
            let length = self.lower(scope, &arguments[0])?;
            let length = self.assign(scope, &arguments[0], length, &unit)?;
            let Some(length) = self.known(length) else {
                return Err(Box::new(
                    scope.error(&arguments[0], "the horizon must be a known duration or date"),
                ));
            };
            let horizon = self.horizon(length * self.time.step.unit.days()).min(scope.horizon);
            if horizon < scope.first {
                return Err(Box::new(
                    scope.error(&arguments[0], "this ends before the dates around it begin"),
                ));
            }
            return self.lower(&Scope { horizon, ..*scope }, &arguments[1]);
        }
        if name == "occurrences" {
            return self.occurrences(scope, &arguments[0]);
        }
        let watched = self.watched(scope, &arguments[0], name)?;
        let range = self.range(scope, name, arguments, watched.of_step)?;
        Ok(self.summary(name, watched, range))
    }

    /// `during(date, date, formula)`: the measure over the steps from the first date up to the
    /// second, at least one.
    fn during(&mut self, scope: &Scope<'_>, arguments: &[Node]) -> Lowered {
        let unit = super::lower::step_time(self.time.step.unit);
        let mut times = Vec::new();
        for argument in &arguments[..2] {
            let time = self.lower(scope, argument)?;
            let time = self.assign(scope, argument, time, &unit)?;
            let Some(time) = self.known(time) else {
                return Err(Box::new(
                    scope.error(argument, "a known date, or a duration from the start, is needed"),
                ));
            };
            times.push(time * self.time.step.unit.days());
        }
        if times[1] <= times[0] {
            return Err(Box::new(
                scope
                    .error(&arguments[1], "the second date must be after the first")
                    .also(scope.text.locate(arguments[0].range.clone()), "the first"),
            ));
        }
        let (first, last) = self.time.window(times[0], times[1]);
        let (least, most) = (scope.first as i64, scope.horizon as i64);
        for (argument, wrong) in arguments.iter().zip([first < least, last > most]) {
            if wrong {
                let what = if (least, most) == (0, self.time.steps as i64) {
                    "this is not within the run"
                } else {
                    "this is not within the dates or the horizon around it"
                };
                return Err(Box::new(scope.error(argument, what)));
            }
        }
        let scope = Scope { first: first as usize, horizon: last as usize, ..*scope };
        self.lower(&scope, &arguments[2])
    }

    /// What a row of a history compares with: what is `taken` of a formula over a window of steps.
    pub fn observed(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        taken: Taken,
        (first, end): (usize, usize),
    ) -> Lowered {
        let name = taken.word();
        let watched = self.watched(scope, node, name)?;
        let scope = Scope { first, horizon: end, ..*scope };
        let range = match taken {
            Taken::At => {
                let most = self.time.steps - usize::from(watched.of_step);
                (first.min(most), first.min(most))
            }
            _ => self.range(&scope, name, &[], watched.of_step)?,
        };
        Ok(self.summary(name, watched, range))
    }

    /// What the function over time `name` looks at.
    fn watched(&mut self, scope: &Scope<'_>, node: &Node, name: &str) -> Lowered<Watched> {
        let watched = self.watch(scope, node, name == "total")?;
        let condition = matches!(name, "ever" | "always" | "time_in" | "first_time");
        if condition && !watched.typed.condition && !watched.typed.unit.is_dimensionless() {
            return Err(Box::new(
                scope
                    .error(node, format!("`{name}` needs a condition"))
                    .help("compare it with something: `x > limit`"),
            ));
        }
        Ok(watched)
    }

    /// The first and the last time or step that the function over time `name` takes in.
    fn range(
        &mut self,
        scope: &Scope<'_>,
        name: &str,
        arguments: &[Node],
        of_step: bool,
    ) -> Lowered<(usize, usize)> {
        // A total runs over steps even of a level: its integral from the left; so does the time in
        // a condition, which is then never longer than the run.
        let end = if of_step || matches!(name, "total" | "time_in") {
            scope.horizon.saturating_sub(1)
        } else {
            scope.horizon
        };
        let first = scope.first.min(end);
        Ok(match name {
            "initial" => (first, first),
            "at" => {
                let time_unit = super::lower::step_time(self.time.step.unit);
                let step = self.time.step.count;
                let at = self.lower(scope, &arguments[1])?;
                let at = self.assign(scope, &arguments[1], at, &time_unit)?;
                let at = self.known(at).map(|t| (t / step).round());
                match at.filter(|t| *t >= scope.first as f64 && *t <= self.time.steps as f64) {
                    Some(t) => ((t as usize).min(end), (t as usize).min(end)),
                    None => {
                        return Err(Box::new(
                            scope.error(&arguments[1], "this is not a known time within the run"),
                        ));
                    }
                }
            }
            "final" => (end, end),
            _ => (first, end),
        })
    }

    /// The value of the function over time `name` over a range of times or steps.
    fn summary(&mut self, name: &str, watched: Watched, (first, last): (usize, usize)) -> Typed {
        let Watched { typed, of_step, amount } = watched;
        let time_unit = super::lower::step_time(self.time.step.unit);
        let step = self.time.step.count;
        let kind = match name {
            "total" | "mean" => Accumulate::Sum,
            "highest" => Accumulate::Highest,
            "lowest" => Accumulate::Lowest,
            "ever" => Accumulate::Any,
            "always" => Accumulate::All,
            "time_in" => Accumulate::Count,
            "first_time" => Accumulate::First,
            _ => Accumulate::Latest,
        };
        let acc = Accumulator { kind, expr: typed.id, of_step, first, last };
        let index = index_of(&mut self.accumulators, acc);
        let acc = self.leaf(Leaf::Accumulator(index));
        match name {
            "total" if amount => Typed::new(acc, typed.unit),
            "total" => {
                let id = self.scaled(acc, step);
                let unit = typed.unit.times(&time_unit);
                Typed::new(id, unit)
            }
            "mean" => {
                let n = self.number((last - first + 1) as f64);
                Typed::new(self.binary(Op2::Div, acc, n), typed.unit)
            }
            "ever" | "always" => Typed::condition(acc),
            "time_in" | "first_time" => Typed::new(self.scaled(acc, step), time_unit),
            _ => Typed { id: acc, bare: false, any_unit: false, ..typed },
        }
    }

    fn occurrences(&mut self, scope: &Scope<'_>, argument: &Node) -> Lowered {
        let inner = Scope { mode: Mode::OverTime, ..*scope };
        let name = match &argument.kind {
            Kind::Name(n) | Kind::Index(n, _) => n.as_str(),
            _ => "",
        };
        let is_event =
            self.symbols.find(name).is_some_and(|s| self.symbols.get(s).kind == SymbolKind::Event);
        let typed = self.lower(&inner, argument)?;
        if !is_event {
            return Err(Box::new(
                scope
                    .error(argument, "`occurrences` counts an event")
                    .help("of a condition, `time_in(condition)` is the time for which it holds"),
            ));
        }
        let acc = Accumulator {
            kind: Accumulate::Sum,
            expr: typed.id,
            of_step: true,
            first: scope.first,
            last: scope.horizon.saturating_sub(1),
        };
        let index = index_of(&mut self.accumulators, acc);
        let id = self.leaf(Leaf::Accumulator(index));
        Ok(Typed::new(id, Unit::one()))
    }

    /// Lowers what a function over time looks at.
    fn watch(&mut self, scope: &Scope<'_>, node: &Node, amounts: bool) -> Lowered<Watched> {
        let inner = Scope { mode: Mode::OverTime, ..*scope };
        if amounts && let Some(typed) = self.amount(&inner, node)? {
            return Ok(Watched { typed, of_step: true, amount: true });
        }
        let typed = self.lower(&inner, node)?;
        let of_step = self.reads_step(typed.id);
        Ok(Watched { typed, of_step, amount: false })
    }

    /// A flow or event, or a sum of one over members, as an amount: exact where a rate would
    /// round.
    fn amount(&mut self, scope: &Scope<'_>, node: &Node) -> Lowered<Option<Typed>> {
        if let Some(moved) = self.moved(scope, node)? {
            return Ok(Some(moved));
        }
        let (name, argument) = match &node.kind {
            Kind::Name(n) | Kind::Index(n, _) => (n, None),
            Kind::Call(f, a) if f == "sum" => match a.first().map(|n| &n.kind) {
                Some(Kind::Name(n) | Kind::Index(n, _)) => (n, Some(())),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        let Some(symbol) = self.symbols.find(name) else {
            return Ok(None);
        };
        if self.symbols.get(symbol).kind != SymbolKind::Flow {
            return Ok(None);
        }
        let info = self.symbols.get(symbol).clone();
        let rate = self.lower(scope, node)?;
        let step = self.flow_steps[info.first];
        let unit = self.symbols.units.amount_unit(&rate.unit, self.time.step, step);
        // Undo `amount / step` leaf by leaf: the sum of the amounts themselves.
        let id =
            if argument.is_some() { self.without_division(rate.id) } else { self.strip(rate.id) };
        Ok(Some(Typed::new(id, unit)))
    }

    /// What an event moves, for `total(event)` and `total(flowed(event))`.
    fn moved(&mut self, scope: &Scope<'_>, node: &Node) -> Lowered<Option<Typed>> {
        let named = match &node.kind {
            Kind::Call(f, a) if f == "flowed" && a.len() == 1 => &a[0],
            _ => node,
        };
        let (Kind::Name(name) | Kind::Index(name, _)) = &named.kind else {
            return Ok(None);
        };
        let Some(symbol) = self.symbols.find(name) else {
            return Ok(None);
        };
        if self.symbols.get(symbol).kind != SymbolKind::Event {
            return Ok(None);
        }
        let picked = match &named.kind {
            Kind::Index(_, members) => self.pick_members(scope, named, name, members)?,
            _ => Vec::new(),
        };
        let scalar = self.element(scope, named, symbol, &picked)?;
        let id = self.leaf(Leaf::Moved(scalar));
        Ok(Some(Typed::new(id, self.event_units[scalar].clone())))
    }

    fn strip(&self, id: ExprId) -> ExprId {
        match self.exprs[id.0 as usize] {
            Expr::Binary(Op2::Div, a, _) => a,
            _ => id,
        }
    }

    fn without_division(&mut self, id: ExprId) -> ExprId {
        match self.exprs[id.0 as usize] {
            Expr::Binary(Op2::Add, a, b) => {
                let (a, b) = (self.without_division(a), self.without_division(b));
                self.binary(Op2::Add, a, b)
            }
            _ => self.strip(id),
        }
    }

    /// Whether an expression depends on what happens in the step.
    pub fn reads_step(&self, id: ExprId) -> bool {
        self.any_leaf(id, &mut |leaf| match leaf {
            Leaf::Flowed(_) | Leaf::Moved(_) | Leaf::Happened(_) => true,
            Leaf::Quantity(i) => self.quantity_of_step.get(i).copied().unwrap_or(false),
            Leaf::Smooth(i) => self.reads_step(self.smooths[i].input),
            Leaf::Delay(i) => self.reads_step(self.delays[i].input),
            _ => false,
        })
    }

    /// Lowers the requested series.
    pub fn series(&mut self) -> Vec<Series> {
        let requests = self.study.report.series.clone();
        let mut out = Vec::new();
        for request in &requests {
            let text = &request.of;
            let lowered = self.parse(text).and_then(|node| self.one_series(request, &node));
            if let Some(series) = self.keep(lowered) {
                out.extend(series);
            }
        }
        out
    }

    fn one_series(
        &mut self,
        request: &crate::study::SeriesRequest,
        node: &Node,
    ) -> Lowered<Vec<Series>> {
        let none: [(usize, usize); 0] = [];
        let scope = Scope::new(&request.of, &none, Mode::OverTime, self.time.steps);
        let (name, picked) = match &node.kind {
            Kind::Name(n) => (Some(n.clone()), Vec::new()),
            Kind::Index(n, m) => (Some(n.clone()), self.pick_members(&scope, node, n, m)?),
            _ => (None, Vec::new()),
        };
        let symbol = name.as_deref().and_then(|n| self.symbols.find(n));
        let mut bindings = vec![picked.clone()];
        if let Some(symbol) = symbol {
            let shape: Vec<_> = self
                .symbols
                .get(symbol)
                .shape
                .iter()
                .copied()
                .filter(|d| !picked.iter().any(|(r, _)| *r == self.symbols.dims[*d].root))
                .collect();
            bindings = self.symbols.elements(&shape);
            for binding in &mut bindings {
                binding.splice(0..0, picked.iter().copied());
            }
        }
        let mut out = Vec::new();
        for binding in bindings {
            let scope = Scope { binding: &binding, ..scope };
            out.push(self.scalar_series(request, node, &scope, symbol)?);
        }
        Ok(out)
    }

    fn scalar_series(
        &mut self,
        request: &crate::study::SeriesRequest,
        node: &Node,
        scope: &Scope<'_>,
        symbol: Option<usize>,
    ) -> Lowered<Series> {
        let is_flow = symbol.is_some_and(|s| self.symbols.get(s).kind == SymbolKind::Flow);
        let flow = if is_flow || matches!(node.kind, Kind::Call(..)) {
            self.amount(scope, node)?
        } else {
            None
        };
        let (typed, flow) = match flow {
            Some(typed) => (typed, true),
            None => (self.lower(scope, node)?, false),
        };
        if !flow && self.reads_step(typed.id) {
            return Err(Box::new(
                scope
                    .error(node, "this depends on what flows in a step: it has no value at a date")
                    .help("report the flow itself, or a quantity of `last(...)`"),
            ));
        }
        let mut id = typed.id;
        if flow {
            let kind = if request.cumulative { Accumulate::Sum } else { Accumulate::SinceReport };
            let acc = Accumulator {
                kind,
                expr: typed.id,
                of_step: true,
                first: 0,
                last: self.time.steps.saturating_sub(1),
            };
            let index = index_of(&mut self.accumulators, acc);
            id = self.leaf(Leaf::Accumulator(index));
        }
        let family = match &node.kind {
            Kind::Name(n) | Kind::Index(n, _) => n.clone(),
            _ => request.of.text.clone(),
        };
        let mut description = match symbol {
            Some(s) => self.describe_symbol(s, scope.binding),
            None => Description::default(),
        };
        if let Some(label) = &request.label {
            description.label = Some(label.clone());
        }
        let name = match symbol {
            Some(_) => self.symbols.element_name(&family, scope.binding),
            None => family.clone(),
        };
        Ok(Series {
            name: if request.cumulative { format!("{name} (cumulative)") } else { name },
            family,
            unit: self.unit_words(&typed.unit),
            cumulative: request.cumulative,
            expr: id,
            description,
        })
    }
}
