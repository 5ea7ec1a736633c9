//! The state of building a model, and the small steps that all of its parts share.

use std::collections::HashMap;

use super::symbols::{Binding, DimId, Symbol, SymbolKind, Symbols};
use super::types::*;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::formula::{self, Node, Unit};
use crate::study::{ByMember, FormulaText, Name, Study, Value};

/// A lowered formula: where it stands, what it measures, what kind of value it is.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The expression, in `unit`.
    pub id: ExprId,
    /// Its unit.
    pub unit: Unit,
    /// Made of literal numbers alone: takes the unit of what it is assigned to.
    pub bare: bool,
    /// A literal 0 or infinity: fits any unit.
    pub any_unit: bool,
    /// Whether it is a condition.
    pub condition: bool,
}

/// An expression, or what is wrong with its formula.
pub type Lowered<T = Typed> = Result<T, Box<Diagnostic>>;

/// Which names a formula may use, and what they mean in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Constants only.
    Constant,
    /// Known before the first step: constants and uncertainties.
    Initial,
    /// During a step.
    Step,
    /// A lever's or driver's formula or rule: stocks at the start of the step, all else from the
    /// step before.
    Control,
    /// A measure, outside its functions over time.
    Measure,
    /// Inside a function over time: as `Step`, and a flow's name is what flowed.
    OverTime,
    /// A comparison: constants, and expectations of measures of an option.
    Expected,
    /// Within `baseline(...)` of a comparison: those of the baseline.
    ExpectedOfBaseline,
}

/// What a formula sees besides the study's names.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The formula.
    pub text: &'a FormulaText,
    /// Members in force.
    pub binding: &'a [(DimId, usize)],
    /// What names mean.
    pub mode: Mode,
    /// Parameters of the option, by name.
    pub parameters: &'a [(String, Typed)],
    /// Inside a rule: the lever (symbol, scalar) and the rule that holds it.
    pub held: Option<(usize, usize, usize)>,
    /// Inside an event: its index and its severity's unit.
    pub severity: Option<(usize, &'a Unit)>,
    /// First time point that counts, in a measure.
    pub first: usize,
    /// Last time point that counts, in a measure.
    pub horizon: usize,
}

impl<'a> Scope<'a> {
    /// A scope without anything besides.
    pub fn new(
        text: &'a FormulaText,
        binding: &'a [(DimId, usize)],
        mode: Mode,
        horizon: usize,
    ) -> Self {
        Self { text, binding, mode, parameters: &[], held: None, severity: None, first: 0, horizon }
    }

    /// An error at a node of the formula.
    pub fn error(&self, node: &Node, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(self.text.locate(node.range.clone()), message)
    }
}

/// Progress of something worked out on demand.
#[derive(Clone, Debug)]
pub enum Progress<T> {
    /// Not begun.
    Todo,
    /// Begun: asking for it again is a cycle.
    Busy,
    /// Known.
    Done(T),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Const(u64),
    Leaf(Leaf),
    Unary(Op1, ExprId),
    Binary(Op2, ExprId, ExprId),
    Select(ExprId, ExprId, ExprId),
    Lookup(usize, ExprId),
}

/// The model while it is built.
pub struct Builder<'s> {
    /// The study.
    pub study: &'s Study,
    /// Names.
    pub symbols: Symbols,
    /// Findings.
    pub diagnostics: Diagnostics,
    /// Grid of time.
    pub time: TimeGrid,
    /// Expressions.
    pub exprs: Vec<Expr>,
    known_exprs: HashMap<Key, ExprId>,
    /// Scalars of constants.
    pub constants: Vec<Progress<ExprId>>,
    /// Scalars of measures: lowered formulas.
    pub measures: Vec<Progress<Typed>>,
    /// Quantities whose unit is being inferred, by symbol.
    pub inferring: Vec<usize>,
    /// Smoothed values.
    pub smooths: Vec<Smooth>,
    /// Delayed values.
    pub delays: Vec<Delay>,
    /// Accumulators.
    pub accumulators: Vec<Accumulator>,
    /// Rules.
    pub rules: Vec<Rule>,
    /// Lookup tables.
    pub tables: Vec<LookupTable>,
    /// Unit of each lookup table's x.
    pub table_x_units: Vec<Unit>,
    /// For each scalar flow its step factor (amount = rate x factor).
    pub flow_steps: Vec<f64>,
    /// For each scalar event the unit of what it moves (1 for one that moves nothing).
    pub event_units: Vec<Unit>,
    /// Whether each scalar quantity depends on what flows in the step.
    pub quantity_of_step: Vec<bool>,
    parsed: HashMap<(Span, usize), Node>,
}

impl<'s> Builder<'s> {
    /// An empty builder.
    pub fn new(study: &'s Study, time: TimeGrid) -> Self {
        Self {
            study,
            symbols: Symbols::default(),
            diagnostics: Diagnostics::default(),
            time,
            exprs: Vec::new(),
            known_exprs: HashMap::new(),
            constants: Vec::new(),
            measures: Vec::new(),
            inferring: Vec::new(),
            smooths: Vec::new(),
            delays: Vec::new(),
            accumulators: Vec::new(),
            rules: Vec::new(),
            tables: Vec::new(),
            table_x_units: Vec::new(),
            flow_steps: Vec::new(),
            event_units: Vec::new(),
            quantity_of_step: Vec::new(),
            parsed: HashMap::new(),
        }
    }

    /// Adds an expression, or finds the equal one.
    pub fn push(&mut self, expr: Expr) -> ExprId {
        let key = match expr {
            Expr::Const(v) => Key::Const(v.to_bits()),
            Expr::Leaf(l) => Key::Leaf(l),
            Expr::Unary(o, a) => Key::Unary(o, a),
            Expr::Binary(o, a, b) => Key::Binary(o, a, b),
            Expr::Select(c, a, b) => Key::Select(c, a, b),
            Expr::Lookup(t, a) => Key::Lookup(t, a),
        };
        let next = ExprId(self.exprs.len() as u32);
        let id = *self.known_exprs.entry(key).or_insert(next);
        if id == next {
            self.exprs.push(expr);
        }
        id
    }

    /// Takes off the expressions from `first` on.
    pub fn forget_from(&mut self, first: usize) {
        self.exprs.truncate(first);
        self.known_exprs.retain(|_, id| (id.0 as usize) < first);
    }

    /// A number.
    pub fn number(&mut self, value: f64) -> ExprId {
        self.push(Expr::Const(value))
    }

    /// A leaf.
    pub fn leaf(&mut self, leaf: Leaf) -> ExprId {
        self.push(Expr::Leaf(leaf))
    }

    /// A function of one value.
    pub fn unary(&mut self, op: Op1, a: ExprId) -> ExprId {
        self.push(Expr::Unary(op, a))
    }

    /// A function of two values.
    pub fn binary(&mut self, op: Op2, a: ExprId, b: ExprId) -> ExprId {
        self.push(Expr::Binary(op, a, b))
    }

    /// A choice.
    pub fn select(&mut self, c: ExprId, a: ExprId, b: ExprId) -> ExprId {
        self.push(Expr::Select(c, a, b))
    }

    /// `a` x `factor`, or `a` itself where the factor is 1.
    pub fn scaled(&mut self, a: ExprId, factor: f64) -> ExprId {
        if factor == 1.0 {
            return a;
        }
        let factor = self.number(factor);
        self.binary(Op2::Mul, a, factor)
    }

    /// The value of an expression that depends on nothing.
    pub fn known(&self, id: ExprId) -> Option<f64> {
        match self.exprs[id.0 as usize] {
            Expr::Const(v) => Some(v),
            Expr::Leaf(_) => None,
            Expr::Unary(op, a) => Some(op.apply(self.known(a)?)),
            Expr::Binary(op, a, b) => Some(op.apply(self.known(a)?, self.known(b)?)),
            Expr::Select(c, a, b) => {
                let chosen = if self.known(c)? != 0.0 { a } else { b };
                self.known(chosen)
            }
            Expr::Lookup(t, a) => {
                let at = self.known(a)?;
                let table = &self.tables[t];
                Some(super::ops::interpolate(&table.x, &table.y, at))
            }
        }
    }

    /// Whether any expression below `id` (and `id` itself) satisfies `test`.
    pub fn any_leaf(&self, id: ExprId, test: &mut dyn FnMut(Leaf) -> bool) -> bool {
        match self.exprs[id.0 as usize] {
            Expr::Const(_) => false,
            Expr::Leaf(l) => test(l),
            Expr::Unary(_, a) | Expr::Lookup(_, a) => self.any_leaf(a, test),
            Expr::Binary(_, a, b) => self.any_leaf(a, test) || self.any_leaf(b, test),
            Expr::Select(c, a, b) => {
                self.any_leaf(c, test) || self.any_leaf(a, test) || self.any_leaf(b, test)
            }
        }
    }

    /// Words for a unit.
    pub fn unit_words(&self, unit: &Unit) -> String {
        self.symbols.units.describe(unit)
    }

    /// Reads a unit expression; absent means 1.
    pub fn unit(&mut self, text: Option<&Name>) -> Unit {
        let Some(name) = text else {
            return Unit::one();
        };
        match self.symbols.units.parse(&name.value) {
            Ok(unit) => unit,
            Err(error) => {
                let mut d = Diagnostic::error(name.span, error.message);
                if let Some(help) = error.help {
                    d = d.help(help);
                }
                self.diagnostics.push(d);
                Unit::one()
            }
        }
    }

    /// Parses a formula, once for all members.
    pub fn parse(&mut self, text: &FormulaText) -> Lowered<Node> {
        // Two formulas never start at one place, but a default unit's text may be made up.
        let key = (text.span, text.text.len());
        if let Some(node) = self.parsed.get(&key) {
            return Ok(node.clone());
        }
        match formula::parse(&text.text) {
            Ok(node) => {
                self.parsed.insert(key, node.clone());
                Ok(node)
            }
            Err(error) => {
                let mut d = Diagnostic::error(text.locate(error.range), error.message);
                if let Some(help) = error.help {
                    d = d.help(help);
                }
                Err(Box::new(d))
            }
        }
    }

    /// Keeps a finding and goes on with a number in place of what could not be lowered.
    pub fn keep<T>(&mut self, lowered: Lowered<T>) -> Option<T> {
        match lowered {
            Ok(value) => Some(value),
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    /// A value as an expression in `unit`.
    pub fn value(&mut self, value: &Value, scope: &Scope<'_>, unit: &Unit) -> Lowered<ExprId> {
        match value {
            Value::Number(n) => Ok(self.number(n.value)),
            Value::Formula(text) => {
                let scope = Scope { text, ..*scope };
                let node = self.parse(text)?;
                let typed = self.lower(&scope, &node)?;
                self.assign(&scope, &node, typed, unit)
            }
        }
    }

    /// `typed` as an expression in `unit`, which must measure the same thing.
    pub fn assign(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        typed: Typed,
        unit: &Unit,
    ) -> Lowered<ExprId> {
        if typed.bare || typed.any_unit {
            return Ok(typed.id);
        }
        if !typed.unit.same_dimension(unit) {
            let (found, wanted) = (self.unit_words(&typed.unit), self.unit_words(unit));
            let mut d = scope
                .error(node, format!("this is in `{found}`, but `{wanted}` is needed"))
                .label(format!("in {found}"));
            d.help = Some(unit_advice(&typed.unit, unit));
            return Err(Box::new(d));
        }
        let factor = typed.unit.factor_to(unit);
        Ok(self.scaled(typed.id, factor))
    }

    /// A value by member as one expression a scalar; what cannot be lowered becomes 0 (and an
    /// error is kept).
    pub fn values(
        &mut self,
        values: &ByMember<Value>,
        shape: &[DimId],
        unit: &Unit,
        mode: Mode,
    ) -> Vec<ExprId> {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        self.symbols.check_members(values, shape, true, &mut diagnostics);
        self.diagnostics.extend(diagnostics);
        let mut out = Vec::new();
        for binding in self.symbols.elements(shape) {
            out.push(self.element_value(values, &binding, unit, mode));
        }
        out
    }

    /// One scalar's value out of a table by member.
    pub fn element_value(
        &mut self,
        values: &ByMember<Value>,
        binding: &Binding,
        unit: &Unit,
        mode: Mode,
    ) -> ExprId {
        let zero = self.number(0.0);
        let Some(value) = self.symbols.pick(values, binding).cloned() else {
            return zero;
        };
        let lowered = match &value {
            Value::Number(n) => Ok(self.number(n.value)),
            Value::Formula(text) => {
                let scope = Scope::new(text, binding, mode, self.time.steps);
                self.value(&value, &scope, unit)
            }
        };
        self.keep(lowered).unwrap_or(zero)
    }

    /// Declares the symbol of a table; returns its index.
    pub fn declare(
        &mut self,
        kind: SymbolKind,
        declaration: usize,
        name: &Name,
        over: &[Name],
        first: usize,
        unit: Option<Unit>,
    ) -> (usize, Vec<DimId>) {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        let shape = self.symbols.shape(over, &mut diagnostics);
        self.diagnostics = diagnostics;
        let index = self.symbols.all().len();
        self.symbols.declare(Symbol {
            name: name.value.clone(),
            kind,
            declaration,
            shape: shape.clone(),
            first,
            unit,
            span: name.span,
        });
        (index, shape)
    }
}

/// What to do about a wrong unit.
fn unit_advice(found: &Unit, wanted: &Unit) -> String {
    if found.is_dimensionless() {
        "a bare number has unit 1: give the number a name and a unit, as a constant".to_owned()
    } else if found.per(wanted).is_time() || wanted.per(found).is_time() {
        "a rate and an amount differ by a unit of time: is a rate constant missing or too many?"
            .to_owned()
    } else {
        "check the units of the names in it".to_owned()
    }
}
