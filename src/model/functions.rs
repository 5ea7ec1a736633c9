//! Functions of the formula language: one arm a function, and reductions over members.

use super::builder::{Builder, Lowered, Mode, Scope, Typed};
use super::names::time_is_known;
use super::symbols::SymbolKind;
use super::types::*;
use crate::diagnostic::Diagnostics;
use crate::formula::{Kind, Node, Unit};

/// Functions of one plain number.
const PLAIN: [(&str, Op1); 7] = [
    ("exp", Op1::Exp),
    ("ln", Op1::Ln),
    ("log10", Op1::Log10),
    ("sin", Op1::Sin),
    ("cos", Op1::Cos),
    ("logistic", Op1::Logistic),
    ("not", Op1::Not),
];

/// Functions of one value that keep its unit.
const KEEPING: [(&str, Op1); 4] =
    [("abs", Op1::Abs), ("floor", Op1::Floor), ("ceil", Op1::Ceil), ("round", Op1::Round)];

/// Every function, with what it takes: for suggestions and for messages.
pub const SIGNATURES: [(&str, &str); 42] = [
    ("if", "if(condition, then, else)"),
    ("min", "min(a, b, …) or min(array, dimension)"),
    ("max", "max(a, b, …) or max(array, dimension)"),
    ("abs", "abs(x)"),
    ("exp", "exp(x)"),
    ("ln", "ln(x)"),
    ("log10", "log10(x)"),
    ("sqrt", "sqrt(x)"),
    ("pow", "pow(x, exponent)"),
    ("sin", "sin(x)"),
    ("cos", "cos(x)"),
    ("logistic", "logistic(x)"),
    ("clamp", "clamp(x, low, high)"),
    ("floor", "floor(x)"),
    ("ceil", "ceil(x)"),
    ("round", "round(x)"),
    ("sign", "sign(x)"),
    ("lookup", "lookup(table, x)"),
    ("pulse", "pulse(start, length)"),
    ("ramp", "ramp(start, end)"),
    ("step", "step(start)"),
    ("last", "last(name)"),
    ("flowed", "flowed(flow)"),
    ("delay", "delay(x, 'duration')"),
    ("smooth", "smooth(x, duration)"),
    ("sum", "sum(array) or sum(array, dimension)"),
    ("average", "average(array) or average(array, dimension)"),
    ("mean", "mean(x)"),
    ("product", "product(array) or product(array, dimension)"),
    ("total", "total(x)"),
    ("highest", "highest(x)"),
    ("lowest", "lowest(x)"),
    ("initial", "initial(x)"),
    ("final", "final(x)"),
    ("at", "at(x, date)"),
    ("ever", "ever(condition)"),
    ("always", "always(condition)"),
    ("time_in", "time_in(condition)"),
    ("first_time", "first_time(condition)"),
    ("occurrences", "occurrences(event)"),
    ("within", "within('duration', measure formula)"),
    ("during", "during(date, date, measure formula)"),
];

/// Functions over time: they stand in measures only.
pub const OVER_TIME: [&str; 14] = [
    "total",
    "mean",
    "highest",
    "lowest",
    "initial",
    "final",
    "at",
    "ever",
    "always",
    "time_in",
    "first_time",
    "occurrences",
    "within",
    "during",
];

impl Builder<'_> {
    /// Lowers a call.
    pub fn call(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        name: &str,
        arguments: &[Node],
    ) -> Lowered {
        if scope.mode == Mode::Measure && OVER_TIME.contains(&name) && !self.by_dimension(arguments)
        {
            return self.over_time(scope, node, name, arguments);
        }
        if self.reduces(name, arguments) {
            return self.reduction(scope, node, name, arguments);
        }
        let count = arguments.len();
        if let Some((_, op)) = PLAIN.iter().find(|(n, _)| *n == name) {
            self.takes(scope, node, name, count == 1)?;
            let x = self.plain(scope, &arguments[0], &format!("`{name}`"))?;
            return Ok(Typed::new(self.unary(*op, x), Unit::one()));
        }
        if let Some((_, op)) = KEEPING.iter().find(|(n, _)| *n == name) {
            self.takes(scope, node, name, count == 1)?;
            let mut x = self.lower(scope, &arguments[0])?;
            if x.unit.is_dimensionless() && *op != Op1::Abs {
                // Whole numbers are those of unit 1, whatever scale the value is held in.
                let factor = x.unit.factor_to(&Unit::one());
                x = Typed { id: self.scaled(x.id, factor), unit: Unit::one(), ..x };
            }
            let id = self.unary(*op, x.id);
            return Ok(Typed { id, condition: false, ..x });
        }
        match name {
            "if" => {
                self.takes(scope, node, name, count == 3)?;
                let c = self.condition(scope, &arguments[0])?;
                let a = self.lower(scope, &arguments[1])?;
                let b = self.lower(scope, &arguments[2])?;
                let nodes = (&arguments[1], &arguments[2]);
                let (x, y, typed) = self.same_unit(scope, nodes, a, b, "choose between")?;
                let id = self.select(c, x, y);
                Ok(Typed { id, ..typed })
            }
            "min" | "max" => self.extreme(scope, node, name, arguments),
            "sqrt" => {
                self.takes(scope, node, name, count == 1)?;
                let x = self.lower(scope, &arguments[0])?;
                let unit = x.unit.power(num_rational::Ratio::new(1, 2));
                Ok(Typed::new(self.unary(Op1::Sqrt, x.id), unit))
            }
            "sign" => {
                self.takes(scope, node, name, count == 1)?;
                let x = self.lower(scope, &arguments[0])?;
                Ok(Typed::new(self.unary(Op1::Sign, x.id), Unit::one()))
            }
            "pow" => {
                self.takes(scope, node, name, count == 2)?;
                self.power(scope, node, &arguments[0], &arguments[1])
            }
            "clamp" => {
                self.takes(scope, node, name, count == 3)?;
                let x = self.lower(scope, &arguments[0])?;
                let low = self.lower(scope, &arguments[1])?;
                let nodes = (&arguments[0], &arguments[1]);
                let (x, low, typed) = self.same_unit(scope, nodes, x, low, "limit")?;
                let raised = self.binary(Op2::Max, x, low);
                let high = self.lower(scope, &arguments[2])?;
                let nodes = (&arguments[0], &arguments[2]);
                let raised = Typed { id: raised, condition: false, ..typed };
                let (x, high, typed) = self.same_unit(scope, nodes, raised, high, "limit")?;
                let id = self.binary(Op2::Min, x, high);
                Ok(Typed { id, ..typed })
            }
            "lookup" => self.lookup(scope, node, arguments),
            "pulse" | "ramp" | "step" => self.signal(scope, node, name, arguments),
            "last" | "flowed" => self.past(scope, node, name, arguments),
            "delay" | "smooth" => self.memory(scope, node, name, arguments),
            "baseline" if expects(scope.mode) || self.symbols.find(name).is_none() => {
                self.of_baseline(scope, node, arguments)
            }
            _ if OVER_TIME.contains(&name) => Err(Box::new(
                scope
                    .error(node, format!("`{name}` looks over time: only measures can use it"))
                    .help(match expects(scope.mode) {
                        true => "make a measure of it, and read that",
                        false => "in a quantity use `smooth`, `delay` or `last`",
                    }),
            )),
            _ => {
                let near = Diagnostics::nearest(name, SIGNATURES.iter().map(|s| s.0));
                let at = node.range.start..node.range.start + name.len();
                let at = Node { kind: node.kind.clone(), range: at };
                let mut d = scope.error(&at, format!("unknown function `{name}`"));
                if self.symbols.find(name).is_some() {
                    d = d.help(format!("`{name}` is not a function: is a `*` missing?"));
                } else if let Some(near) = near {
                    d = d.help(format!("did you mean `{near}`?"));
                }
                Err(Box::new(d))
            }
        }
    }

    /// An error unless the number of arguments is right.
    pub fn takes(&self, scope: &Scope<'_>, node: &Node, name: &str, right: bool) -> Lowered<()> {
        if right {
            return Ok(());
        }
        let signature = SIGNATURES.iter().find(|s| s.0 == name).map_or(name, |s| s.1);
        Err(Box::new(
            scope
                .error(node, format!("wrong number of arguments for `{name}`"))
                .help(format!("write `{signature}`")),
        ))
    }

    fn extreme(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        name: &str,
        arguments: &[Node],
    ) -> Lowered {
        self.takes(scope, node, name, arguments.len() >= 2)?;
        let op = if name == "min" { Op2::Min } else { Op2::Max };
        let mut result = self.lower(scope, &arguments[0])?;
        for argument in &arguments[1..] {
            let next = self.lower(scope, argument)?;
            let (x, y, typed) =
                self.same_unit(scope, (&arguments[0], argument), result, next, "compare")?;
            let id = self.binary(op, x, y);
            result = Typed { id, condition: false, ..typed };
        }
        Ok(result)
    }

    fn lookup(&mut self, scope: &Scope<'_>, node: &Node, arguments: &[Node]) -> Lowered {
        self.takes(scope, node, "lookup", arguments.len() == 2)?;
        let table = match &arguments[0].kind {
            Kind::Name(name) => {
                self.symbols.find(name).filter(|s| self.symbols.get(*s).kind == SymbolKind::Table)
            }
            _ => None,
        };
        let Some(symbol) = table else {
            let tables: Vec<&str> = self
                .symbols
                .all()
                .iter()
                .filter(|s| s.kind == SymbolKind::Table)
                .map(|s| s.name.as_str())
                .collect();
            return Err(Box::new(
                scope.error(&arguments[0], "the name of a lookup table is needed here").help(
                    if tables.is_empty() {
                        "declare one: [table.name] points = [[x, y], …]".to_owned()
                    } else {
                        format!("the tables are {}", tables.join(", "))
                    },
                ),
            ));
        };
        let index = self.symbols.get(symbol).declaration;
        let x = self.lower(scope, &arguments[1])?;
        let x_unit = self.table_x_units[index].clone();
        let x = self.assign(scope, &arguments[1], x, &x_unit)?;
        let unit = self.symbol_unit(symbol)?;
        let id = self.push(Expr::Lookup(index, x));
        Ok(Typed::new(id, unit))
    }

    /// `pulse`, `ramp`, `step`: 0 and 1 over time.
    fn signal(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        name: &str,
        arguments: &[Node],
    ) -> Lowered {
        self.takes(scope, node, name, arguments.len() == if name == "step" { 1 } else { 2 })?;
        if !time_is_known(scope.mode) {
            return Err(Box::new(
                scope.error(node, format!("`{name}` has no value here: no time passes")),
            ));
        }
        let unit = super::lower::step_time(self.time.step.unit);
        let mut times = Vec::new();
        for argument in arguments {
            let time = self.lower(scope, argument)?;
            times.push(self.assign(scope, argument, time, &unit)?);
        }
        let now = self.elapsed();
        let begun = self.binary(Op2::Ge, now, times[0]);
        let id = match name {
            "step" => begun,
            "pulse" => {
                let end = self.binary(Op2::Add, times[0], times[1]);
                let before = self.binary(Op2::Lt, now, end);
                self.binary(Op2::And, begun, before)
            }
            _ => {
                let gone = self.binary(Op2::Sub, now, times[0]);
                let length = self.binary(Op2::Sub, times[1], times[0]);
                let share = self.binary(Op2::Div, gone, length);
                let (zero, one) = (self.number(0.0), self.number(1.0));
                let over = self.binary(Op2::Ge, now, times[1]);
                let rising = self.select(begun, share, zero);
                self.select(over, one, rising)
            }
        };
        Ok(Typed { condition: name != "ramp", ..Typed::new(id, Unit::one()) })
    }

    /// `last(name)` and `flowed(name)`.
    fn past(&mut self, scope: &Scope<'_>, node: &Node, name: &str, arguments: &[Node]) -> Lowered {
        self.takes(scope, node, name, arguments.len() == 1)?;
        let (symbol_name, picked) = match &arguments[0].kind {
            Kind::Name(n) => (n, Vec::new()),
            Kind::Index(n, members) => (n, self.pick_members(scope, &arguments[0], n, members)?),
            _ => {
                return Err(Box::new(
                    scope
                        .error(&arguments[0], format!("`{name}` takes a name"))
                        .help("give this part of the formula a name, as a quantity"),
                ));
            }
        };
        let Some(symbol) = self.symbols.find(symbol_name) else {
            // The ordinary message for an unknown name.
            return self.lower(scope, &arguments[0]);
        };
        let kind = self.symbols.get(symbol).kind;
        let scalar = self.element(scope, &arguments[0], symbol, &picked)?;
        if !time_is_known(scope.mode) {
            return Err(Box::new(
                scope.error(node, format!("`{name}` has no value here: no time passes")),
            ));
        }
        match (name, kind) {
            ("flowed", SymbolKind::Flow) if scope.mode != Mode::Control => {
                self.flowed(symbol, scalar)
            }
            ("last", SymbolKind::Flow) => {
                let unit = self.symbol_unit(symbol)?;
                let amount = self.leaf(Leaf::LastFlow(scalar));
                let id = self.per_step(amount, scalar);
                Ok(Typed::new(id, unit))
            }
            ("flowed", SymbolKind::Event) if scope.mode == Mode::OverTime => {
                let id = self.leaf(Leaf::Moved(scalar));
                Ok(Typed::new(id, self.event_units[scalar].clone()))
            }
            ("last", SymbolKind::Event) => {
                let id = self.leaf(Leaf::LastEvent(scalar));
                Ok(Typed::new(id, self.event_units[scalar].clone()))
            }
            ("last", SymbolKind::Quantity) => {
                let unit = self.symbol_unit(symbol)?;
                let id = self.leaf(Leaf::LastQuantity(scalar));
                Ok(Typed::new(id, unit))
            }
            ("last", SymbolKind::Lever) => {
                let unit = self.symbol_unit(symbol)?;
                let id = self.leaf(Leaf::LastLever(scalar));
                Ok(Typed::new(id, unit))
            }
            ("flowed", SymbolKind::Event) => Err(Box::new(
                scope
                    .error(
                        node,
                        "events act after the flows: what one moves in this step is not known yet",
                    )
                    .help(format!("write `last({symbol_name})`")),
            )),
            ("flowed", SymbolKind::Flow) => Err(Box::new(
                scope
                    .error(node, "levers are set before anything flows in this step")
                    .help(format!("write `last({symbol_name})`")),
            )),
            _ => Err(Box::new(
                scope.error(node, format!("`{name}` does not take a {}", kind.word())),
            )),
        }
    }

    /// `delay(x, duration)` and `smooth(x, duration)`.
    fn memory(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        name: &str,
        arguments: &[Node],
    ) -> Lowered {
        self.takes(scope, node, name, arguments.len() == 2)?;
        if !matches!(scope.mode, Mode::Step | Mode::OverTime) {
            return Err(Box::new(
                scope
                    .error(node, format!("`{name}` stands in quantities, rates and events"))
                    .help("make it a quantity, and read that"),
            ));
        }
        let x = self.lower(scope, &arguments[0])?;
        let unit = super::lower::step_time(self.time.step.unit);
        let duration = self.lower(scope, &arguments[1])?;
        let duration = self.assign(scope, &arguments[1], duration, &unit)?;
        let count = self.time.step.count;
        let leaf = if name == "smooth" {
            let step = self.number(count);
            let steps_inverse = self.binary(Op2::Div, step, duration);
            let smooth = Smooth { input: x.id, steps_inverse };
            Leaf::Smooth(index_of(&mut self.smooths, smooth))
        } else {
            let Some(length) = self.known(duration).filter(|d| *d >= 0.0) else {
                return Err(Box::new(
                    scope
                        .error(&arguments[1], "the length of a delay must be known")
                        .help("write a duration ('6 months') or a constant; `smooth` takes any"),
                ));
            };
            let steps = (length / count).round() as usize;
            if steps == 0 {
                return Ok(x);
            }
            let delay = Delay { input: x.id, steps };
            Leaf::Delay(index_of(&mut self.delays, delay))
        };
        let id = self.leaf(leaf);
        Ok(Typed { id, bare: false, any_unit: false, ..x })
    }
}

/// Whether a formula is that of a comparison.
fn expects(mode: Mode) -> bool {
    matches!(mode, Mode::Expected | Mode::ExpectedOfBaseline)
}

/// Index of an equal entry, added if there is none.
pub fn index_of<T: PartialEq>(list: &mut Vec<T>, entry: T) -> usize {
    match list.iter().position(|e| *e == entry) {
        Some(index) => index,
        None => {
            list.push(entry);
            list.len() - 1
        }
    }
}
