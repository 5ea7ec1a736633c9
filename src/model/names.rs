//! What a name in a formula stands for, by its kind and by where the formula stands.

use super::builder::{Builder, Lowered, Mode, Scope, Typed};
use super::symbols::{DimId, SymbolKind};
use super::types::*;
use crate::formula::{Node, Unit};

impl Builder<'_> {
    /// What a name stands for here.
    pub(super) fn name(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        name: &str,
        picked: &[(DimId, usize)],
    ) -> Lowered {
        if let Some((_, typed)) = scope.parameters.iter().find(|(n, _)| n == name) {
            return Ok(typed.clone());
        }
        let step_unit = Unit::time(self.time.step.unit);
        match name {
            "inf" => {
                let id = self.number(f64::INFINITY);
                return Ok(Typed { bare: true, any_unit: true, ..Typed::new(id, Unit::one()) });
            }
            "pi" => {
                let id = self.number(std::f64::consts::PI);
                return Ok(Typed::new(id, Unit::one()));
            }
            "time_step" => {
                let id = self.number(self.time.step.count);
                return Ok(Typed::new(id, step_unit));
            }
            "elapsed" if time_is_known(scope.mode) => {
                let id = self.elapsed();
                return Ok(Typed::new(id, step_unit));
            }
            "progress" if time_is_known(scope.mode) => {
                let k = self.leaf(Leaf::TimeIndex);
                let steps = self.number(self.time.steps as f64);
                let id = self.binary(Op2::Div, k, steps);
                return Ok(Typed::new(id, Unit::one()));
            }
            "elapsed" | "progress" => {
                return Err(Box::new(
                    scope.error(node, format!("`{name}` has no value here: no time passes")),
                ));
            }
            "severity" => {
                return match scope.severity {
                    Some((event, unit)) => {
                        let unit = unit.clone();
                        let id = self.leaf(Leaf::Severity(event));
                        Ok(Typed::new(id, unit))
                    }
                    None => Err(Box::new(scope.error(
                        node,
                        "`severity` stands only in the amounts and sets of an event that has one",
                    ))),
                };
            }
            _ => {}
        }
        let Some(symbol) = self.symbols.find(name) else {
            return Err(self.unknown(scope, node, name));
        };
        let scalar = self.element(scope, node, symbol, picked)?;
        self.read(scope, node, symbol, scalar)
    }

    /// Time since the start in units of the step's unit of time.
    pub fn elapsed(&mut self) -> ExprId {
        let k = self.leaf(Leaf::TimeIndex);
        let count = self.time.step.count;
        self.scaled(k, count)
    }

    /// What the name of a symbol means in this mode.
    fn read(&mut self, scope: &Scope<'_>, node: &Node, symbol: usize, scalar: usize) -> Lowered {
        let kind = self.symbols.get(symbol).kind;
        let name = self.symbols.get(symbol).name.clone();
        let mode = scope.mode;
        let leaf = match (kind, mode) {
            (SymbolKind::Constant, _) => {
                let id = self.constant(scope, node, symbol, scalar)?;
                return Ok(Typed::new(id, self.symbol_unit(symbol)?));
            }
            (SymbolKind::Uncertainty, Mode::Constant) => {
                return Err(Box::new(
                    scope
                        .error(
                            node,
                            format!("`{name}` is uncertain; a known number is needed here"),
                        )
                        .help("use a constant"),
                ));
            }
            (SymbolKind::Table, _) => {
                return Err(Box::new(
                    scope
                        .error(node, format!("`{name}` is a lookup table"))
                        .help(format!("write `lookup({name}, x)`")),
                ));
            }
            (_, Mode::Expected | Mode::ExpectedOfBaseline) => {
                return self.expected(scope, node, symbol, scalar);
            }
            (SymbolKind::Uncertainty, _) => Leaf::Uncertainty(scalar),
            (SymbolKind::Measure, Mode::Measure) => {
                return self.measure_value(scope, node, symbol, scalar);
            }
            (SymbolKind::Measure, _) => {
                return Err(Box::new(
                    scope.error(node, format!("`{name}` is a measure: only measures may use it")),
                ));
            }
            (SymbolKind::Quantity, Mode::Initial | Mode::Constant) => {
                return self.quantity_at_start(scope, symbol, scalar);
            }
            (_, Mode::Constant | Mode::Initial) => {
                return Err(Box::new(
                    scope
                        .error(
                            node,
                            format!(
                                "`{name}` is a {}: it has no value before the run begins",
                                kind.word()
                            ),
                        )
                        .help("only constants and uncertainties can stand here"),
                ));
            }
            (_, Mode::Measure) => {
                return Err(Box::new(
                    scope
                        .error(node, format!("`{name}` changes over time: say when or how it counts"))
                        .help(match kind {
                            SymbolKind::Event => format!("write `occurrences({name})`"),
                            SymbolKind::Flow => format!("write `total({name})`"),
                            _ => format!(
                                "write `final({name})`, `mean({name})`, `highest({name})`, `at({name}, date)` …"
                            ),
                        }),
                ));
            }
            (SymbolKind::Stock, _) => Leaf::Stock(scalar),
            (SymbolKind::Quantity, Mode::Control) => Leaf::PreviousQuantity(scalar),
            (SymbolKind::Quantity, _) => Leaf::Quantity(scalar),
            (SymbolKind::Lever, Mode::Control) => match scope.held {
                Some((own, element, rule)) if (own, element) == (symbol, scalar) => {
                    Leaf::Held(rule)
                }
                _ => Leaf::PreviousLever(scalar),
            },
            (SymbolKind::Lever, _) => Leaf::Lever(scalar),
            (SymbolKind::Driver, Mode::Control) => match scope.held {
                Some((own, element, rule)) if (own, element) == (symbol, scalar) => {
                    Leaf::Held(rule)
                }
                _ => {
                    return Err(Box::new(
                        scope
                            .error(
                                node,
                                format!("`{name}` is a driver: levers and drivers cannot read it"),
                            )
                            .help("make it a quantity, and read that"),
                    ));
                }
            },
            (SymbolKind::Driver, _) => Leaf::Driver(scalar),
            (SymbolKind::Flow, Mode::OverTime) => return self.flowed(symbol, scalar),
            (SymbolKind::Event, Mode::OverTime) => {
                let id = self.leaf(Leaf::Happened(scalar));
                return Ok(Typed::condition(id));
            }
            (SymbolKind::Flow, _) => {
                return Err(Box::new(
                    scope.error(node, format!("`{name}` is a flow: say which step is meant")).help(
                        format!(
                            "write `last({name})` for the step before{}",
                            if mode == Mode::Step {
                                format!(", `flowed({name})` for this one")
                            } else {
                                String::new()
                            }
                        ),
                    ),
                ));
            }
            (SymbolKind::Event, _) => {
                return Err(Box::new(
                    scope
                        .error(node, format!("`{name}` is an event"))
                        .help(format!("`last({name})` is what it moved in the step before")),
                ));
            }
        };
        let unit = self.symbol_unit(symbol)?;
        let id = self.leaf(leaf);
        Ok(Typed::new(id, unit))
    }
}

pub(super) fn time_is_known(mode: Mode) -> bool {
    match mode {
        Mode::Step | Mode::Control | Mode::OverTime => true,
        Mode::Constant
        | Mode::Initial
        | Mode::Measure
        | Mode::Expected
        | Mode::ExpectedOfBaseline => false,
    }
}
