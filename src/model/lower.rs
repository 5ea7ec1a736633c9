//! Formulas to expressions: names, members, units.

use super::builder::{Builder, Lowered, Mode, Progress, Scope, Typed};
use super::symbols::{Binding, DimId, Unbound};
use super::types::*;
use crate::diagnostic::Diagnostics;
use crate::formula::{BinaryOp, Kind, Node, UnaryOp, Unit};
use crate::study::{Duration, TimeUnit};

impl Typed {
    /// A value in a unit.
    pub fn new(id: ExprId, unit: Unit) -> Self {
        Self { id, unit, bare: false, any_unit: false, condition: false }
    }

    /// A condition.
    pub fn condition(id: ExprId) -> Self {
        Self { condition: true, ..Self::new(id, Unit::one()) }
    }
}

impl Builder<'_> {
    /// Lowers one node of a formula.
    pub fn lower(&mut self, scope: &Scope<'_>, node: &Node) -> Lowered {
        match &node.kind {
            Kind::Number(value) => {
                let id = self.number(*value);
                Ok(Typed { bare: true, any_unit: *value == 0.0, ..Typed::new(id, Unit::one()) })
            }
            Kind::Quoted(text) => self.duration(scope, node, text),
            Kind::Date(date) => {
                let days = (*date - self.time.start).get_days();
                let unit = self.time.step.unit;
                let id = self.number(f64::from(days) / unit.days());
                Ok(Typed::new(id, Unit::time(unit)))
            }
            Kind::Name(name) => self.name(scope, node, name, &[]),
            Kind::Index(name, members) => {
                let binding = self.pick_members(scope, node, name, members)?;
                self.name(scope, node, name, &binding)
            }
            Kind::Unary(UnaryOp::Neg, a) => {
                let a = self.lower(scope, a)?;
                let id = self.unary(Op1::Neg, a.id);
                Ok(Typed { id, condition: false, ..a })
            }
            Kind::Unary(UnaryOp::Not, a) => {
                let a = self.condition(scope, a)?;
                Ok(Typed::condition(self.unary(Op1::Not, a)))
            }
            Kind::Binary(op, a, b) => self.operator(scope, node, *op, a, b),
            Kind::Call(name, arguments) => self.call(scope, node, name, arguments),
        }
    }

    fn duration(&mut self, scope: &Scope<'_>, node: &Node, text: &str) -> Lowered {
        let Some(duration) = Duration::parse(text) else {
            return Err(Box::new(
                scope
                    .error(node, format!("`{text}` is not a duration"))
                    .help("write a number and a unit of time: '6 months'"),
            ));
        };
        let id = self.number(duration.count);
        Ok(Typed::new(id, Unit::time(duration.unit)))
    }

    /// A condition: any number, true where it is not 0.
    pub fn condition(&mut self, scope: &Scope<'_>, node: &Node) -> Lowered<ExprId> {
        let typed = self.lower(scope, node)?;
        if !typed.condition && !typed.unit.is_dimensionless() {
            let unit = self.unit_words(&typed.unit);
            return Err(Box::new(
                scope
                    .error(node, format!("a condition is needed here, this is in `{unit}`"))
                    .help("compare it with something: `x > limit`"),
            ));
        }
        Ok(typed.id)
    }

    /// A plain number: unit 1 or percent, converted to 1.
    pub fn plain(&mut self, scope: &Scope<'_>, node: &Node, what: &str) -> Lowered<ExprId> {
        let typed = self.lower(scope, node)?;
        if !typed.unit.is_dimensionless() {
            let unit = self.unit_words(&typed.unit);
            return Err(Box::new(
                scope
                    .error(node, format!("{what} needs a plain number, this is in `{unit}`"))
                    .help("divide by a constant of the same unit"),
            ));
        }
        let factor = typed.unit.factor_to(&Unit::one());
        Ok(self.scaled(typed.id, factor))
    }

    /// Brings two values to one unit: that of the first which has one.
    pub fn same_unit(
        &mut self,
        scope: &Scope<'_>,
        nodes: (&Node, &Node),
        a: Typed,
        b: Typed,
        what: &str,
    ) -> Lowered<(ExprId, ExprId, Typed)> {
        let merged = Typed {
            id: a.id,
            unit: a.unit.clone(),
            bare: a.bare && b.bare,
            any_unit: a.any_unit && b.any_unit,
            condition: a.condition && b.condition,
        };
        if a.any_unit {
            return Ok((a.id, b.id, Typed { unit: b.unit, ..merged }));
        }
        if b.any_unit {
            return Ok((a.id, b.id, merged));
        }
        if !a.unit.same_dimension(&b.unit) {
            let (ua, ub) = (self.unit_words(&a.unit), self.unit_words(&b.unit));
            let mut d = scope
                .error(nodes.1, format!("cannot {what} `{ub}` and `{ua}`"))
                .label(format!("in {ub}"))
                .also(scope.text.locate(nodes.0.range.clone()), format!("in {ua}"));
            if a.bare || b.bare {
                d = d.help(
                    "a bare number has unit 1: give the number a name and a unit, as a constant",
                );
            }
            return Err(Box::new(d));
        }
        let factor = b.unit.factor_to(&a.unit);
        let right = self.scaled(b.id, factor);
        Ok((a.id, right, merged))
    }

    fn operator(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        op: BinaryOp,
        left: &Node,
        right: &Node,
    ) -> Lowered {
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            let (a, b) = (self.condition(scope, left)?, self.condition(scope, right)?);
            let op = if op == BinaryOp::And { Op2::And } else { Op2::Or };
            return Ok(Typed::condition(self.binary(op, a, b)));
        }
        if op == BinaryOp::Pow {
            return self.power(scope, node, left, right);
        }
        let a = self.lower(scope, left)?;
        let b = self.lower(scope, right)?;
        match op {
            BinaryOp::Mul | BinaryOp::Div => {
                let bare = a.bare && b.bare;
                let any_unit = a.any_unit && bare;
                let (op, unit) = if op == BinaryOp::Mul {
                    (Op2::Mul, a.unit.times(&b.unit))
                } else {
                    (Op2::Div, a.unit.per(&b.unit))
                };
                let id = self.binary(op, a.id, b.id);
                Ok(Typed { bare, any_unit, ..Typed::new(id, unit) })
            }
            BinaryOp::Add | BinaryOp::Sub => {
                let (word, op) =
                    if op == BinaryOp::Add { ("add", Op2::Add) } else { ("subtract", Op2::Sub) };
                let (x, y, typed) = self.same_unit(scope, (left, right), a, b, word)?;
                let id = self.binary(op, x, y);
                Ok(Typed { id, condition: false, ..typed })
            }
            _ => {
                let (x, y, _) = self.same_unit(scope, (left, right), a, b, "compare")?;
                let op = match op {
                    BinaryOp::Lt => Op2::Lt,
                    BinaryOp::Le => Op2::Le,
                    BinaryOp::Gt => Op2::Gt,
                    BinaryOp::Ge => Op2::Ge,
                    BinaryOp::Eq => Op2::Eq,
                    _ => Op2::Ne,
                };
                Ok(Typed::condition(self.binary(op, x, y)))
            }
        }
    }

    /// `left ^ right`. Small whole exponents become products, 1/2 a square root.
    pub fn power(&mut self, scope: &Scope<'_>, node: &Node, left: &Node, right: &Node) -> Lowered {
        let a = self.lower(scope, left)?;
        let b = self.plain(scope, right, "an exponent")?;
        let exponent = self.known(b);
        let unit = if a.unit.is_dimensionless() {
            Unit::one()
        } else {
            let literal = exponent.and_then(num_rational::Ratio::<i32>::approximate_float);
            let Some(literal) = literal else {
                let unit = self.unit_words(&a.unit);
                return Err(Box::new(
                    scope
                        .error(right, format!("the exponent of `{unit}` must be a known number"))
                        .help("divide by a constant first, so that the base has unit 1")
                        .also(scope.text.locate(node.range.clone()), ""),
                ));
            };
            a.unit.power(literal)
        };
        let base = if a.unit.is_dimensionless() {
            let factor = a.unit.factor_to(&Unit::one());
            self.scaled(a.id, factor)
        } else {
            a.id
        };
        let id = match exponent {
            Some(1.0) => base,
            Some(2.0) => self.binary(Op2::Mul, base, base),
            Some(3.0) => {
                let square = self.binary(Op2::Mul, base, base);
                self.binary(Op2::Mul, square, base)
            }
            Some(0.5) => self.unary(Op1::Sqrt, base),
            _ => self.binary(Op2::Pow, base, b),
        };
        Ok(Typed { bare: a.bare && exponent.is_some(), ..Typed::new(id, unit) })
    }

    /// The binding that `name[member, …]` asks for.
    pub fn pick_members(
        &self,
        scope: &Scope<'_>,
        node: &Node,
        name: &str,
        members: &[(String, std::ops::Range<usize>)],
    ) -> Lowered<Binding> {
        let shape = match self.symbols.find(name) {
            Some(index) => self.symbols.get(index).shape.clone(),
            None => return Err(self.unknown(scope, node, name)),
        };
        let mut binding: Binding = Vec::new();
        for (member, range) in members {
            let found = shape.iter().find_map(|d| {
                let dim = &self.symbols.dims[*d];
                if binding.iter().any(|(root, _)| *root == dim.root) {
                    return None;
                }
                let names = &self.symbols.dims[dim.root].names;
                let index = names.iter().position(|n| n == member)?;
                dim.members.contains(&index).then_some((dim.root, index))
            });
            match found {
                Some(bound) => binding.push(bound),
                None => {
                    let names: Vec<&str> = shape
                        .iter()
                        .flat_map(|d| {
                            let dim = &self.symbols.dims[*d];
                            dim.members.iter().map(|m| self.symbols.member(dim.root, *m))
                        })
                        .collect();
                    let message = if shape.is_empty() {
                        format!("`{name}` is a single value: it has no members")
                    } else {
                        format!("`{name}` has no member `{member}`")
                    };
                    let help = match Diagnostics::nearest(member, names.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None if shape.is_empty() => format!("write `{name}`"),
                        None => format!("its members are {}", names.join(", ")),
                    };
                    return Err(Box::new(
                        crate::diagnostic::Diagnostic::error(
                            scope.text.locate(range.clone()),
                            message,
                        )
                        .help(help),
                    ));
                }
            }
        }
        Ok(binding)
    }

    pub(super) fn unknown(
        &self,
        scope: &Scope<'_>,
        node: &Node,
        name: &str,
    ) -> Box<crate::diagnostic::Diagnostic> {
        let candidates = self
            .symbols
            .all()
            .iter()
            .map(|s| s.name.as_str())
            .chain(scope.parameters.iter().map(|p| p.0.as_str()))
            .chain(["elapsed", "progress", "time_step", "inf", "pi"]);
        let end = node.range.start + name.len();
        let at = scope.text.locate(node.range.start..end.min(node.range.end));
        let mut d = crate::diagnostic::Diagnostic::error(at, format!("unknown name `{name}`"));
        if let Some(near) = Diagnostics::nearest(name, candidates) {
            d = d.help(format!("did you mean `{near}`?"));
        } else if self.symbols.dim(name).is_some() {
            d = d.help(format!("`{name}` is a dimension: it stands only as in `sum(x, {name})`"));
        }
        Box::new(d)
    }

    /// The scalar of `symbol` that the scope and `picked` mean.
    pub fn element(
        &self,
        scope: &Scope<'_>,
        node: &Node,
        symbol: usize,
        picked: &[(DimId, usize)],
    ) -> Lowered<usize> {
        let symbol = self.symbols.get(symbol);
        let mut binding: Binding = picked.to_vec();
        binding.extend(
            scope.binding.iter().filter(|(root, _)| !picked.iter().any(|(r, _)| r == root)),
        );
        match self.symbols.offset(&symbol.shape, &binding) {
            Ok(offset) => Ok(symbol.first + offset),
            Err(Unbound::Dimension(d)) => {
                let dim = &self.symbols.dims[d];
                let first =
                    dim.members.first().map_or("member", |m| self.symbols.member(dim.root, *m));
                let name = &symbol.name;
                Err(Box::new(
                    scope
                        .error(
                            node,
                            format!(
                                "`{name}` is an array over {}; one value is needed here",
                                dim.name
                            ),
                        )
                        .help(format!("write `sum({name})`, or pick one: `{name}[{first}]`")),
                ))
            }
            Err(Unbound::Member(d, member)) => {
                let dim = &self.symbols.dims[d];
                let member = self.symbols.member(dim.root, member);
                Err(Box::new(
                    scope
                        .error(
                            node,
                            format!(
                                "`{}` is over {}, which does not have `{member}`",
                                symbol.name, dim.name
                            ),
                        )
                        .help(
                            "use it over the subset only, or declare it over the whole dimension",
                        ),
                ))
            }
        }
    }

    /// What flowed in this step, as a rate.
    pub fn flowed(&mut self, symbol: usize, scalar: usize) -> Lowered {
        let unit = self.symbol_unit(symbol)?;
        let amount = self.leaf(Leaf::Flowed(scalar));
        let id = self.per_step(amount, scalar);
        Ok(Typed::new(id, unit))
    }

    /// An amount of flow `scalar` as a rate.
    pub fn per_step(&mut self, amount: ExprId, scalar: usize) -> ExprId {
        let step = self.flow_steps[scalar];
        if step == 1.0 {
            return amount;
        }
        let step = self.number(step);
        self.binary(Op2::Div, amount, step)
    }

    pub(super) fn constant(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        symbol: usize,
        scalar: usize,
    ) -> Lowered<ExprId> {
        match self.constants[scalar] {
            Progress::Done(id) => return Ok(id),
            Progress::Busy => {
                let name = self.symbols.get(symbol).name.clone();
                return Err(Box::new(scope.error(node, format!("`{name}` depends on itself"))));
            }
            Progress::Todo => {}
        }
        self.constants[scalar] = Progress::Busy;
        let unit = self.symbol_unit(symbol)?;
        let symbol = self.symbols.get(symbol);
        let value = self.study.constants[symbol.declaration].value.clone();
        let binding = self.symbols.elements(&symbol.shape)[scalar - symbol.first].clone();
        let id = self.element_value(&value, &binding, &unit, Mode::Constant);
        self.constants[scalar] = Progress::Done(id);
        Ok(id)
    }

    /// The unit of a symbol; a quantity without one takes that of its formula.
    pub fn symbol_unit(&mut self, symbol: usize) -> Lowered<Unit> {
        if let Some(unit) = &self.symbols.get(symbol).unit {
            return Ok(unit.clone());
        }
        let info = self.symbols.get(symbol).clone();
        if self.inferring.contains(&symbol) {
            return Err(Box::new(
                crate::diagnostic::Diagnostic::error(
                    info.span,
                    format!("the unit of `{}` depends on itself", info.name),
                )
                .help("declare its unit"),
            ));
        }
        self.inferring.push(symbol);
        let binding = self.symbols.elements(&info.shape).into_iter().next().unwrap_or_default();
        let formula = &self.study.quantities[info.declaration].formula;
        let unit = match self.symbols.pick(formula, &binding).cloned() {
            Some(crate::study::Value::Formula(text)) => {
                let scope = Scope::new(&text, &binding, Mode::Step, self.time.steps);
                let node = self.parse(&text);
                node.and_then(|node| self.lower(&scope, &node)).map(|t| t.unit)
            }
            _ => Ok(Unit::one()),
        };
        self.inferring.pop();
        let unit = unit?;
        self.symbols.set_unit(symbol, unit.clone());
        Ok(unit)
    }

    /// A quantity made of constants and uncertainties, in place.
    pub(super) fn quantity_at_start(
        &mut self,
        scope: &Scope<'_>,
        symbol: usize,
        scalar: usize,
    ) -> Lowered {
        let unit = self.symbol_unit(symbol)?;
        let info = self.symbols.get(symbol).clone();
        let binding = self.symbols.elements(&info.shape)[scalar - info.first].clone();
        let formula = self.study.quantities[info.declaration].formula.clone();
        let Some(value) = self.symbols.pick(&formula, &binding).cloned() else {
            return Ok(Typed::new(self.number(0.0), unit));
        };
        let inner = Scope::new(scope.text, &binding, scope.mode, scope.horizon);
        let id = self.value(&value, &inner, &unit)?;
        Ok(Typed::new(id, unit))
    }
}

/// The unit of time of the study's step, for results that are times.
pub fn step_time(unit: TimeUnit) -> Unit {
    Unit::time(unit)
}
