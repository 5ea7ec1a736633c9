//! Sums and other reductions over the members of an array.

use super::builder::{Builder, Lowered, Scope, Typed};
use super::symbols::{Binding, DimId};
use super::types::*;
use crate::formula::{Kind, Node};

/// For each root dimension of an array the members that it has.
type Extent = Vec<(DimId, Vec<usize>)>;

impl Builder<'_> {
    /// Whether a call is a reduction over members.
    pub(super) fn reduces(&self, name: &str, arguments: &[Node]) -> bool {
        let by_dimension = arguments.len() == 2
            && matches!(&arguments[1].kind, Kind::Name(n) if self.symbols.dim(n).is_some());
        match name {
            "sum" | "average" | "product" => true,
            "min" | "max" => arguments.len() == 1 || by_dimension,
            // `mean(x)` is over time in a measure, over members elsewhere.
            "mean" => by_dimension,
            _ => false,
        }
    }

    pub(super) fn reduction(
        &mut self,
        scope: &Scope<'_>,
        node: &Node,
        name: &str,
        arguments: &[Node],
    ) -> Lowered {
        self.takes(scope, node, name, arguments.len() == 1 || arguments.len() == 2)?;
        let reduced = self.reduced(scope, name, arguments)?;
        let bindings = bindings_over(&reduced);
        let mut result: Option<Typed> = None;
        for mut binding in bindings.iter().cloned() {
            binding.extend(
                scope.binding.iter().filter(|(root, _)| !reduced.iter().any(|(r, _)| r == root)),
            );
            let inner = Scope { binding: &binding, ..*scope };
            let next = self.lower(&inner, &arguments[0])?;
            result = Some(match result {
                None => next,
                Some(before) => {
                    let nodes = (&arguments[0], &arguments[0]);
                    let (x, y, typed) = self.same_unit(&inner, nodes, before, next, "add")?;
                    let op = match name {
                        "min" => Op2::Min,
                        "max" => Op2::Max,
                        "product" => Op2::Mul,
                        _ => Op2::Add,
                    };
                    let id = self.binary(op, x, y);
                    Typed { id, ..typed }
                }
            });
        }
        let count = bindings.len();
        let Some(mut result) = result else {
            return Err(Box::new(scope.error(node, "there is no member to reduce over")));
        };
        result.condition = false;
        match name {
            "average" | "mean" => {
                let n = self.number(count as f64);
                result.id = self.binary(Op2::Div, result.id, n);
            }
            "product" => {
                result.unit = result.unit.power(num_rational::Ratio::from_integer(count as i32));
            }
            _ => {}
        }
        Ok(result)
    }

    /// The members over which a reduction runs.
    fn reduced(&self, scope: &Scope<'_>, name: &str, arguments: &[Node]) -> Lowered<Extent> {
        let extent = self.extent(scope, &arguments[0])?;
        let reduced: Extent = match arguments.get(1).map(|a| &a.kind) {
            None => extent,
            Some(Kind::Name(dim_name)) if self.symbols.dim(dim_name).is_some() => {
                let dim = &self.symbols.dims[self.symbols.dim(dim_name).unwrap_or_default()];
                extent
                    .into_iter()
                    .filter(|(root, _)| *root == dim.root)
                    .map(|(root, members)| {
                        let kept = dim.members.iter().copied().filter(|m| members.contains(m));
                        (root, kept.collect())
                    })
                    .collect()
            }
            Some(_) => {
                return Err(Box::new(
                    scope.error(&arguments[1], "the name of a dimension is needed here"),
                ));
            }
        };
        if reduced.is_empty() {
            return Err(Box::new(
                scope
                    .error(
                        &arguments[0],
                        format!("this is a single value: `{name}` needs an array"),
                    )
                    .label("not an array over that dimension"),
            ));
        }
        Ok(reduced)
    }

    /// The dimensions over which a part of a formula is an array.
    fn extent(&self, scope: &Scope<'_>, node: &Node) -> Lowered<Extent> {
        match &node.kind {
            Kind::Number(_) | Kind::Quoted(_) | Kind::Date(_) => Ok(Vec::new()),
            Kind::Name(name) => Ok(self.name_extent(name)),
            Kind::Index(name, members) => {
                let picked = self.pick_members(scope, node, name, members)?;
                let mut extent = self.name_extent(name);
                extent.retain(|(root, _)| !picked.iter().any(|(r, _)| r == root));
                Ok(extent)
            }
            Kind::Unary(_, a) => self.extent(scope, a),
            Kind::Binary(_, a, b) => {
                let (a, b) = (self.extent(scope, a)?, self.extent(scope, b)?);
                Ok(intersect(a, b))
            }
            Kind::Call(name, arguments) => {
                let reduces = self.reduces(name, arguments);
                let mut extent = Vec::new();
                for argument in arguments {
                    extent = intersect(extent, self.extent(scope, argument)?);
                }
                if reduces {
                    match arguments.get(1).map(|a| &a.kind) {
                        Some(Kind::Name(dim)) => {
                            let root = self.symbols.dim(dim).map(|d| self.symbols.dims[d].root);
                            extent.retain(|(r, _)| Some(*r) != root);
                        }
                        _ => extent.clear(),
                    }
                }
                Ok(extent)
            }
        }
    }

    fn name_extent(&self, name: &str) -> Extent {
        match self.symbols.find(name) {
            Some(symbol) => self
                .symbols
                .get(symbol)
                .shape
                .iter()
                .map(|d| {
                    let dim = &self.symbols.dims[*d];
                    (dim.root, dim.members.clone())
                })
                .collect(),
            None => Vec::new(),
        }
    }
}

/// Every choice of one member of each dimension, the last fastest.
fn bindings_over(extent: &Extent) -> Vec<Binding> {
    let mut bindings: Vec<Binding> = vec![Vec::new()];
    for (root, members) in extent {
        bindings = bindings
            .into_iter()
            .flat_map(|b| {
                members.iter().map(move |m| {
                    let mut next = b.clone();
                    next.push((*root, *m));
                    next
                })
            })
            .collect();
    }
    bindings
}

/// Members that both have; dimensions that either has.
fn intersect(mut a: Extent, b: Extent) -> Extent {
    for (root, members) in b {
        match a.iter_mut().find(|(r, _)| *r == root) {
            Some((_, have)) => have.retain(|m| members.contains(m)),
            None => a.push((root, members)),
        }
    }
    a
}
