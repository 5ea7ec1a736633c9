//! What levers and drivers do over time: options, trajectories, responses.

use super::builder::{Builder, Lowered, Mode, Scope, Typed};
use super::symbols::{Binding, SymbolKind};
use super::types::*;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::formula::Unit;
use crate::study::{
    Between, ByMember, Course, FormulaText, Name, Response, StudyOption, Value, When,
};

/// What a course is for: where its clock starts, what it may read, what stands before its first
/// knot.
struct Role<'a> {
    /// Time since the origin, in the step's unit of time.
    clock: ExprId,
    /// Where the clock starts, in steps' units of time from the start, if that is known: then
    /// dates can be used.
    origin: Option<f64>,
    parameters: &'a [(String, Typed)],
    unit: &'a Unit,
    /// Value before the first knot.
    before: ExprId,
    /// Symbol and scalar of the lever or driver, for rules.
    own: (usize, usize),
    binding: &'a Binding,
    bounds: Option<[f64; 2]>,
}

impl Builder<'_> {
    fn scope<'b>(&self, text: &'b FormulaText, role: &Role<'b>) -> Scope<'b> {
        Scope {
            parameters: role.parameters,
            ..Scope::new(text, role.binding, Mode::Control, self.time.steps)
        }
    }

    fn course_value(&mut self, value: &Value, role: &Role<'_>) -> Lowered<ExprId> {
        let id = match value {
            Value::Number(n) => self.number(n.value),
            Value::Formula(text) => {
                let scope = self.scope(text, role);
                self.value(value, &scope, role.unit)?
            }
        };
        if let (Some([low, high]), Some(known)) = (role.bounds, self.known(id))
            && (known < low || known > high)
        {
            return Err(Box::new(
                Diagnostic::error(
                    value.span(),
                    format!("{known} is outside the bounds, {low} to {high}"),
                )
                .help("change the value, or the `bounds` where it is declared"),
            ));
        }
        Ok(id)
    }

    /// When a knot stands, on the role's clock, in the step's unit of time.
    fn when(&mut self, when: &When, role: &Role<'_>) -> Lowered<(ExprId, Span)> {
        let unit = self.time.step.unit;
        match when {
            When::Offset(d) => {
                let offset =
                    if d.value.unit == unit { d.value.count } else { d.value.days() / unit.days() };
                Ok((self.number(offset), d.span))
            }
            When::Date(date) => {
                let Some(origin) = role.origin else {
                    return Err(Box::new(
                        Diagnostic::error(
                            date.span,
                            "a date, but this schedule counts from an onset that is not a known date",
                        )
                        .help("write an offset from the onset: \"6 months\""),
                    ));
                };
                let days = f64::from((date.value - self.time.start).get_days());
                Ok((self.number(days / unit.days() - origin), date.span))
            }
            When::Formula(text) => {
                let scope = Scope { mode: Mode::Initial, ..self.scope(text, role) };
                let time = super::lower::step_time(unit);
                let value = Value::Formula(text.clone());
                Ok((self.value(&value, &scope, &time)?, text.span))
            }
        }
    }

    fn course(&mut self, course: &Course, role: &Role<'_>) -> Lowered<ExprId> {
        match course {
            Course::Value(value) => self.course_value(value, role),
            Course::Schedule { knots, between, .. } => {
                let mut points = Vec::new();
                for (when, value) in knots {
                    let (time, span) = self.when(when, role)?;
                    if let (Some((before, _)), Some(now)) =
                        (points.last().copied(), self.known(time))
                        && let Some(before) = self.known(before)
                        && before > now
                    {
                        return Err(Box::new(
                            Diagnostic::error(span, "this knot stands before the one above it")
                                .help("write a schedule's knots in the order of time"),
                        ));
                    }
                    points.push((time, self.course_value(value, role)?));
                }
                Ok(self.schedule(&points, *between, role))
            }
            Course::Rule { rule, review_every, step_limit, start, .. } => {
                let start = match start {
                    Some(value) => {
                        let Value::Formula(text) = value else {
                            let id = self.course_value(value, role)?;
                            return self.rule(
                                rule,
                                review_every.as_ref().map(|d| d.value.days()),
                                step_limit.as_ref(),
                                id,
                                role,
                            );
                        };
                        let scope = Scope { mode: Mode::Initial, ..self.scope(text, role) };
                        self.value(value, &scope, role.unit)?
                    }
                    None => role.before,
                };
                self.rule(
                    rule,
                    review_every.as_ref().map(|d| d.value.days()),
                    step_limit.as_ref(),
                    start,
                    role,
                )
            }
        }
    }

    fn rule(
        &mut self,
        rule: &FormulaText,
        every_days: Option<f64>,
        step_limit: Option<&Value>,
        start: ExprId,
        role: &Role<'_>,
    ) -> Lowered<ExprId> {
        let every = every_days.unwrap_or(self.time.step_days) / self.time.step_days;
        let review = |k: usize| (k as f64 / every + 1e-9).floor();
        let reviews = (0..=self.time.steps).map(|k| k == 0 || review(k) > review(k - 1)).collect();
        let index = self.rules.len();
        self.rules.push(Rule { rule: start, reviews, step_limit: None, start });
        let scope = Scope { held: Some((role.own.0, role.own.1, index)), ..self.scope(rule, role) };
        let value = Value::Formula(rule.clone());
        let target = self.value(&value, &scope, role.unit)?;
        let limit = match step_limit {
            Some(limit) => Some(match limit {
                Value::Number(n) => self.number(n.value),
                Value::Formula(text) => {
                    let scope = self.scope(text, role);
                    self.value(limit, &scope, role.unit)?
                }
            }),
            None => None,
        };
        self.rules[index].rule = target;
        self.rules[index].step_limit = limit;
        Ok(self.leaf(Leaf::Held(index)))
    }

    /// `before` until the first knot; then from knot to knot; then the last value.
    fn schedule(
        &mut self,
        points: &[(ExprId, ExprId)],
        between: Between,
        role: &Role<'_>,
    ) -> ExprId {
        let now = role.clock;
        let mut value = points[points.len() - 1].1;
        for pair in points.windows(2).rev() {
            let ((t0, v0), (t1, v1)) = (pair[0], pair[1]);
            let piece = match between {
                Between::Hold => v0,
                Between::Linear if v0 == v1 => v0,
                Between::Linear => {
                    let gone = self.binary(Op2::Sub, now, t0);
                    let length = self.binary(Op2::Sub, t1, t0);
                    let share = self.binary(Op2::Div, gone, length);
                    let rise = self.binary(Op2::Sub, v1, v0);
                    let risen = self.binary(Op2::Mul, rise, share);
                    self.binary(Op2::Add, v0, risen)
                }
            };
            let before_next = self.binary(Op2::Lt, now, t1);
            value = self.select(before_next, piece, value);
        }
        let before_first = self.binary(Op2::Lt, now, points[0].0);
        self.select(before_first, role.before, value)
    }

    /// Checks that a setting names a lever or driver and its members.
    fn control_symbol(&mut self, name: &Name, kind: SymbolKind) -> Option<usize> {
        let found = self.symbols.find(&name.value);
        if let Some(symbol) = found
            && self.symbols.get(symbol).kind == kind
        {
            return Some(symbol);
        }
        let word = kind.word();
        let names: Vec<&str> =
            self.symbols.all().iter().filter(|s| s.kind == kind).map(|s| s.name.as_str()).collect();
        let message = match found {
            Some(s) => {
                format!("`{}` is a {}, not a {word}", name.value, self.symbols.get(s).kind.word())
            }
            None => format!("unknown {word} `{}`", name.value),
        };
        let help = match Diagnostics::nearest(&name.value, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => format!("declare it: [{word}.{}]", name.value),
            None => format!("the {word}s are {}", names.join(", ")),
        };
        self.diagnostics.push(Diagnostic::error(name.span, message).help(help));
        None
    }

    fn check_setting<T>(&mut self, name: &Name, values: &ByMember<T>, kind: SymbolKind) {
        if let Some(symbol) = self.control_symbol(name, kind) {
            let shape = self.symbols.get(symbol).shape.clone();
            let mut diagnostics = Diagnostics::default();
            self.symbols.check_members(values, &shape, false, &mut diagnostics);
            self.diagnostics.extend(diagnostics);
        }
    }

    /// All options, each with its value of every lever.
    pub fn options(&mut self, levers: &[Control]) -> Vec<OptionDef> {
        let options = self.study.options.clone();
        for option in &options {
            for setting in &option.levers {
                self.check_setting(&setting.name, &setting.course, SymbolKind::Lever);
            }
        }
        let mut out = Vec::new();
        for option in &options {
            let chain = self.ancestry(option, &options);
            let parameters = self.parameters(&chain);
            let mut values = Vec::new();
            for symbol in self.symbols_of(SymbolKind::Lever) {
                let info = self.symbols.get(symbol).clone();
                for (offset, binding) in self.symbols.elements(&info.shape).iter().enumerate() {
                    let scalar = info.first + offset;
                    let course = chain.iter().find_map(|o| {
                        // A later setting of the same lever in one option does not occur: the
                        // reader refuses it.
                        o.levers
                            .iter()
                            .filter(|s| s.name.value == info.name)
                            .find_map(|s| self.symbols.pick(&s.course, binding))
                    });
                    let lever = &levers[scalar];
                    let clock = self.elapsed();
                    let unit = info.unit.clone().unwrap_or_else(Unit::one);
                    let role = Role {
                        clock,
                        origin: Some(0.0),
                        parameters: &parameters,
                        unit: &unit,
                        before: lever.default,
                        own: (symbol, scalar),
                        binding,
                        bounds: lever.bounds,
                    };
                    let value = match course {
                        Some(course) => {
                            let lowered = self.course(course, &role);
                            self.keep(lowered).unwrap_or(lever.default)
                        }
                        None => lever.default,
                    };
                    values.push(value);
                }
            }
            out.push(OptionDef {
                name: option.name.value.clone(),
                description: super::describe::description(&option.meta),
                levers: values,
            });
        }
        if out.is_empty() {
            out.push(OptionDef {
                name: "as_is".to_owned(),
                description: Description::default(),
                levers: levers.iter().map(|l| l.default).collect(),
            });
        }
        out
    }

    /// An option and those that it inherits from, nearest first.
    fn ancestry<'o>(
        &mut self,
        option: &'o StudyOption,
        all: &'o [StudyOption],
    ) -> Vec<&'o StudyOption> {
        let mut chain = vec![option];
        while let Some(parent) = &chain[chain.len() - 1].extends {
            let Some(found) = all.iter().find(|o| o.name.value == parent.value) else {
                let near =
                    Diagnostics::nearest(&parent.value, all.iter().map(|o| o.name.value.as_str()));
                let mut d =
                    Diagnostic::error(parent.span, format!("unknown option `{}`", parent.value));
                if let Some(near) = near {
                    d = d.help(format!("did you mean `{near}`?"));
                }
                self.diagnostics.push(d);
                break;
            };
            if chain.iter().any(|o| o.name.value == found.name.value) {
                self.diagnostics.push(Diagnostic::error(
                    parent.span,
                    format!("option `{}` inherits from itself", found.name.value),
                ));
                break;
            }
            chain.push(found);
        }
        chain
    }

    fn parameters(&mut self, chain: &[&StudyOption]) -> Vec<(String, Typed)> {
        let mut out: Vec<(String, Typed)> = Vec::new();
        // From the root down, so that a child's value replaces its parent's.
        for option in chain.iter().rev() {
            for parameter in &option.parameters {
                let name = &parameter.name;
                if let Some(taken) = self.symbols.find(&name.value) {
                    let span = self.symbols.get(taken).span;
                    self.diagnostics.push(
                        Diagnostic::error(name.span, format!("`{}` is taken", name.value))
                            .also(span, "declared here")
                            .help("give the parameter another name"),
                    );
                    continue;
                }
                let unit = self.unit(parameter.unit.as_ref());
                let none = Vec::new();
                let lowered = match &parameter.value {
                    Value::Number(n) => Ok(self.number(n.value)),
                    Value::Formula(text) => {
                        let scope = Scope {
                            parameters: &out,
                            ..Scope::new(text, &none, Mode::Initial, self.time.steps)
                        };
                        self.value(&parameter.value, &scope, &unit)
                    }
                };
                if let Some(id) = self.keep(lowered) {
                    let typed = Typed::new(id, unit);
                    match out.iter_mut().find(|p| p.0 == name.value) {
                        Some(entry) => entry.1 = typed,
                        None => out.push((name.value.clone(), typed)),
                    }
                }
            }
        }
        out
    }

    /// All trajectories; a study without one gets a neutral one.
    pub fn trajectories(&mut self, levers: &[Control], drivers: &[Control]) -> Vec<TrajectoryDef> {
        let trajectories = self.study.trajectories.clone();
        let always = self.number(1.0);
        if trajectories.is_empty() {
            return vec![TrajectoryDef {
                name: "as_is".to_owned(),
                description: Description::default(),
                weight: None,
                drivers: drivers.iter().map(|d| d.default).collect(),
                active: always,
                responses: vec![None; levers.len()],
            }];
        }
        trajectories.iter().map(|t| self.trajectory(t, drivers)).collect()
    }

    fn trajectory(
        &mut self,
        trajectory: &crate::study::Trajectory,
        drivers: &[Control],
    ) -> TrajectoryDef {
        for setting in &trajectory.drivers {
            self.check_setting(&setting.name, &setting.course, SymbolKind::Driver);
        }
        for setting in &trajectory.responses {
            self.check_setting(&setting.name, &setting.response, SymbolKind::Lever);
        }
        let (clock, active, origin) = self.onset(trajectory.onset.as_ref());
        let mut driver_values = Vec::new();
        for (symbol, scalar, binding) in self.controls(SymbolKind::Driver) {
            let control = &drivers[scalar];
            let info = self.symbols.get(symbol).clone();
            let course = trajectory
                .drivers
                .iter()
                .filter(|s| s.name.value == info.name)
                .find_map(|s| self.symbols.pick(&s.course, &binding));
            let unit = info.unit.unwrap_or_else(Unit::one);
            let role = Role {
                clock,
                origin,
                parameters: &[],
                unit: &unit,
                before: control.default,
                own: (symbol, scalar),
                binding: &binding,
                bounds: control.bounds,
            };
            driver_values.push(match course {
                Some(course) => {
                    let lowered = self.course(course, &role);
                    let value = self.keep(lowered).unwrap_or(control.default);
                    self.when_active(active, value, control.default)
                }
                None => control.default,
            });
        }
        let mut responses = Vec::new();
        for (symbol, scalar, binding) in self.controls(SymbolKind::Lever) {
            let info = self.symbols.get(symbol).clone();
            let response = trajectory
                .responses
                .iter()
                .filter(|s| s.name.value == info.name)
                .find_map(|s| self.symbols.pick(&s.response, &binding));
            let unit = info.unit.unwrap_or_else(Unit::one);
            responses.push(
                response
                    .map(|r| self.response(r, clock, origin, &unit, (symbol, scalar), &binding)),
            );
        }
        TrajectoryDef {
            name: trajectory.name.value.clone(),
            description: super::describe::description(&trajectory.meta),
            weight: trajectory.weight.as_ref().map(|w| w.value),
            drivers: driver_values,
            active,
            responses,
        }
    }

    fn when_active(&mut self, active: ExprId, value: ExprId, default: ExprId) -> ExprId {
        if self.known(active) == Some(1.0) {
            return value;
        }
        self.select(active, value, default)
    }

    fn response(
        &mut self,
        response: &Response,
        clock: ExprId,
        origin: Option<f64>,
        unit: &Unit,
        own: (usize, usize),
        binding: &Binding,
    ) -> ResponseDef {
        let one = Unit::one();
        let part = |builder: &mut Self, course: &Option<Course>, unit: &Unit, neutral: f64| {
            let course = course.as_ref()?;
            let before = builder.number(neutral);
            let role =
                Role { clock, origin, parameters: &[], unit, before, own, binding, bounds: None };
            let lowered = builder.course(course, &role);
            builder.keep(lowered)
        };
        ResponseDef {
            multiply: part(self, &response.multiply, &one, 1.0),
            add: part(self, &response.add, unit, 0.0),
            at_least: part(self, &response.at_least, unit, f64::NEG_INFINITY),
            at_most: part(self, &response.at_most, unit, f64::INFINITY),
        }
    }

    /// The clock that counts from the onset, whether the onset has come, and the onset if it is
    /// known.
    fn onset(&mut self, onset: Option<&When>) -> (ExprId, ExprId, Option<f64>) {
        let now = self.elapsed();
        let always = self.number(1.0);
        let Some(onset) = onset else {
            return (now, always, Some(0.0));
        };
        let none = Vec::new();
        let unit = Unit::one();
        let role = Role {
            clock: now,
            origin: Some(0.0),
            parameters: &[],
            unit: &unit,
            before: always,
            own: (usize::MAX, usize::MAX),
            binding: &none,
            bounds: None,
        };
        let lowered = self.when(onset, &role);
        let Some((start, _)) = self.keep(lowered) else {
            return (now, always, Some(0.0));
        };
        if self.known(start).is_some_and(|s| s == 0.0) {
            return (now, always, Some(0.0));
        }
        let clock = self.binary(Op2::Sub, now, start);
        let active = self.binary(Op2::Ge, now, start);
        (clock, active, self.known(start))
    }

    fn symbols_of(&self, kind: SymbolKind) -> Vec<usize> {
        (0..self.symbols.all().len()).filter(|s| self.symbols.get(*s).kind == kind).collect()
    }

    /// Symbol, scalar and members of every scalar lever or driver, in order.
    fn controls(&self, kind: SymbolKind) -> Vec<(usize, usize, Binding)> {
        let mut out = Vec::new();
        for symbol in self.symbols_of(kind) {
            let info = self.symbols.get(symbol);
            for (offset, binding) in self.symbols.elements(&info.shape).into_iter().enumerate() {
                out.push((symbol, info.first + offset, binding));
            }
        }
        out
    }
}
