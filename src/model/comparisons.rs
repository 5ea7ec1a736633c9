//! Comparisons: formulas over expected measures of an option and of the baseline. They are lowered
//! like any formula and then taken out of the model's expressions, since no replicate works them out.

use super::builder::{Builder, Lowered, Mode, Progress, Scope, Typed};
use super::describe::description;
use super::symbols::SymbolKind;
use super::types::*;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::formula::Node;
use crate::study;

impl Builder<'_> {
    /// Lowers all comparisons, and checks what scores are made of; the measures are lowered
    /// already.
    pub(super) fn comparisons(&mut self) -> Vec<Comparison> {
        self.check_weights();
        self.check_comparison_names();
        let declared = self.study.comparisons.clone();
        let lower = |comparison: &study::Comparison| {
            let before = self.exprs.len();
            let lowered = self.comparison(comparison);
            self.forget_from(before);
            self.keep(lowered)
        };
        declared.iter().filter_map(lower).collect()
    }

    fn comparison(&mut self, declared: &study::Comparison) -> Lowered<Comparison> {
        let none: [(usize, usize); 0] = [];
        let scope = Scope::new(&declared.formula, &none, Mode::Expected, self.time.steps);
        let node = self.parse(&declared.formula)?;
        let typed = self.lower(&scope, &node)?;
        let (id, unit) = match &declared.unit {
            Some(name) => {
                let unit = self.unit(Some(name));
                (self.assign(&scope, &node, typed, &unit)?, unit)
            }
            None => {
                let unit = typed.unit.clone().tidy();
                let factor = typed.unit.factor_to(&unit);
                (self.scaled(typed.id, factor), unit)
            }
        };
        let mut quotients = 0;
        let expr = self.combined(id, &mut quotients);
        let mut reads = [false; 2];
        expr.measures(&mut |_, baseline| reads[usize::from(baseline)] = true);
        if reads == [false; 2] {
            let name = &declared.name.value;
            return Err(Box::new(
                Diagnostic::error(
                    declared.formula.span,
                    format!("the comparison `{name}` reads no measure"),
                )
                .help("write it in terms of measures: `(cost - baseline(cost)) / baseline(cost)`"),
            ));
        }
        Ok(Comparison {
            name: declared.name.value.clone(),
            unit: self.unit_words(&unit),
            sense: declared.sense,
            expr,
            quotients,
            against_baseline: reads[1],
            description: description(&declared.meta),
        })
    }

    /// `baseline(x)`: x of the baseline.
    pub(super) fn of_baseline(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        arguments: &[Node],
    ) -> Lowered {
        let [argument] = arguments else {
            return Err(Box::new(
                scope
                    .error(node, "wrong number of arguments for `baseline`")
                    .help("write `baseline(measure)`"),
            ));
        };
        match scope.mode {
            Mode::Expected => {
                self.lower(&Scope { mode: Mode::ExpectedOfBaseline, ..*scope }, argument)
            }
            Mode::ExpectedOfBaseline => {
                Err(Box::new(scope.error(node, "`baseline` stands within `baseline`")))
            }
            _ => Err(Box::new(
                scope
                    .error(node, "`baseline` stands in comparisons only")
                    .help("a measure is of one option: compare in [comparison.name]"),
            )),
        }
    }

    /// What a name that is no constant means in a comparison: the expectation of a measure.
    pub(super) fn expected(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        symbol: usize,
        scalar: usize,
    ) -> Lowered {
        let (kind, name) = {
            let info = self.symbols.get(symbol);
            (info.kind, info.name.clone())
        };
        if kind != SymbolKind::Measure {
            let of = match kind {
                SymbolKind::Uncertainty => "it differs from draw to draw",
                _ => "it changes over time",
            };
            return Err(Box::new(
                scope
                    .error(node, format!("`{name}` is no measure: {of}"))
                    .help("a comparison reads measures and constants: make a measure of it"),
            ));
        }
        let Progress::Done(measure) = self.measures[scalar].clone() else {
            // what is wrong with the measure has been said
            return Err(Box::new(scope.error(node, format!("`{name}` cannot be worked out"))));
        };
        let baseline = scope.mode == Mode::ExpectedOfBaseline;
        let id = self.leaf(stand_in(scalar, baseline));
        // of a condition the expectation is a number: its probability
        Ok(Typed::new(id, measure.unit))
    }

    /// An expression of a comparison as a tree of its own.
    fn combined(&self, id: ExprId, quotients: &mut usize) -> Combined {
        let mut inner = |id| Box::new(self.combined(id, quotients));
        match self.exprs[id.0 as usize] {
            Expr::Const(value) => Combined::Number(value),
            Expr::Leaf(leaf) => meaning(leaf),
            Expr::Unary(op, a) => Combined::Unary(op, inner(a)),
            Expr::Binary(Op2::Div, a, b) => {
                let (of, by) = (inner(a), inner(b));
                *quotients += 1;
                Combined::Quotient { number: *quotients - 1, of, by }
            }
            Expr::Binary(op, a, b) => Combined::Binary(op, inner(a), inner(b)),
            Expr::Select(c, a, b) => Combined::Select(inner(c), inner(a), inner(b)),
            Expr::Lookup(table, a) => Combined::Lookup(table, inner(a)),
        }
    }

    /// The weight of a measure in scores, with the ends of its scale; what does not fit is reported.
    pub(super) fn weight_of(&mut self, measure: &study::Measure) -> Option<Weight> {
        let (Some(weight), Some(scale)) = (&measure.weight, &measure.scale) else {
            return None;
        };
        let [worst, best] = [scale.value[0], scale.value[1]];
        let rising = best > worst;
        let fits = match measure.sense {
            study::Sense::Minimise => !rising,
            study::Sense::Maximise => rising,
            study::Sense::None => {
                self.diagnostics.push(
                    Diagnostic::error(
                        weight.span,
                        format!("`{}` has a weight, but no better side", measure.name.value),
                    )
                    .help("give it a sense: \"minimise\" or \"maximise\""),
                );
                return None;
            }
        };
        if !fits {
            let (better, order) = match rising {
                true => ("minimise", "the higher value, which is worse, comes first"),
                false => ("maximise", "the lower value, which is worse, comes first"),
            };
            self.diagnostics.push(
                Diagnostic::error(
                    scale.span,
                    format!(
                        "the scale goes the wrong way: `{}` is to {better}",
                        measure.name.value
                    ),
                )
                .help(format!("scale = [worst, best]: {order}")),
            );
            return None;
        }
        Some(Weight { weight: weight.value, worst, best })
    }

    /// Weights of trajectories are given by all or by none, and not all are 0; so are those of
    /// measures not all 0.
    fn check_weights(&mut self) {
        let trajectories = &self.study.trajectories;
        let weighted = |t: &&study::Trajectory| t.weight.is_some();
        if let Some(first) = trajectories.iter().find(weighted)
            && let Some(without) = trajectories.iter().find(|t| t.weight.is_none())
        {
            self.diagnostics.push(
                Diagnostic::error(
                    without.name.span,
                    format!("trajectory `{}` has no weight", without.name.value),
                )
                .also(first.name.span, "this one has")
                .help("give a weight to all trajectories or to none"),
            );
        }
        let of_trajectories = trajectories.iter().filter_map(|t| t.weight.as_ref());
        let of_measures = self.study.measures.iter().filter_map(|m| m.weight.as_ref());
        let found: Vec<_> = [of_trajectories.collect::<Vec<_>>(), of_measures.collect()]
            .into_iter()
            .filter(|weights| !weights.is_empty() && weights.iter().all(|w| w.value == 0.0))
            .filter_map(|weights| weights.first().map(|w| w.span))
            .collect();
        for span in found {
            self.diagnostics.push(Diagnostic::error(span, "all weights are 0"));
        }
    }

    /// Reports names of a study's comparisons that are those of measures: a reader could not tell
    /// them apart.
    fn check_comparison_names(&mut self) {
        let mut found = Diagnostics::default();
        for comparison in &self.study.comparisons {
            let name = &comparison.name;
            let same = |m: &&study::Measure| m.name.value == name.value;
            if let Some(measure) = self.study.measures.iter().find(same) {
                let message = format!("`{}` names a comparison and a measure", name.value);
                found.push(
                    Diagnostic::error(name.span, message)
                        .also(measure.name.span, "the measure")
                        .help("rename one of them"),
                );
            }
        }
        self.diagnostics.extend(found);
    }
}

/// While a comparison is lowered, accumulators, which no comparison can read, stand for the
/// expectations of measures.
fn stand_in(measure: usize, baseline: bool) -> Leaf {
    Leaf::Accumulator(2 * measure + usize::from(baseline))
}

fn meaning(leaf: Leaf) -> Combined {
    match leaf {
        Leaf::Accumulator(n) => Combined::Measure { measure: n / 2, baseline: n % 2 == 1 },
        _ => unreachable!("a comparison reads nothing else: see `Builder::name`"),
    }
}

impl Combined {
    /// Calls `found` with each measure that it reads, and whether it is the baseline's.
    pub fn measures(&self, found: &mut dyn FnMut(usize, bool)) {
        match self {
            Combined::Number(_) => {}
            Combined::Measure { measure, baseline } => found(*measure, *baseline),
            Combined::Unary(_, a) | Combined::Lookup(_, a) => a.measures(found),
            Combined::Binary(_, a, b) | Combined::Quotient { of: a, by: b, .. } => {
                a.measures(found);
                b.measures(found);
            }
            Combined::Select(c, a, b) => {
                c.measures(found);
                a.measures(found);
                b.measures(found);
            }
        }
    }

    /// Its value, where `of(measure, baseline)` is the expectation of a measure. `divided(number,
    /// by)` hears what each quotient that counts is divided by; a branch of an `if` that is not
    /// taken does not count.
    pub fn value(
        &self,
        tables: &[LookupTable],
        of: &dyn Fn(usize, bool) -> f64,
        divided: &mut dyn FnMut(usize, f64),
    ) -> f64 {
        match self {
            Combined::Number(value) => *value,
            Combined::Measure { measure, baseline } => of(*measure, *baseline),
            Combined::Unary(op, a) => op.apply(a.value(tables, of, divided)),
            Combined::Binary(op, a, b) => {
                let a = a.value(tables, of, divided);
                op.apply(a, b.value(tables, of, divided))
            }
            Combined::Quotient { number, of: a, by } => {
                let a = a.value(tables, of, divided);
                let by = by.value(tables, of, divided);
                divided(*number, by);
                a / by
            }
            Combined::Select(c, a, b) => {
                let chosen = if c.value(tables, of, divided) != 0.0 { a } else { b };
                chosen.value(tables, of, divided)
            }
            Combined::Lookup(table, a) => {
                let table = &tables[*table];
                super::ops::interpolate(&table.x, &table.y, a.value(tables, of, divided))
            }
        }
    }
}
