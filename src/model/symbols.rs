//! Names, dimensions and members: everything that a formula can refer to.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::formula::{Unit, UnitTable};
use crate::study::{ByMember, Name};

/// Index of a dimension.
pub type DimId = usize;

/// A dimension or a subset of one. Members are those of the root dimension.
#[derive(Clone, Debug)]
pub struct Dim {
    /// Its name.
    pub name: String,
    /// The dimension that it is a subset of, in the end; itself if of none.
    pub root: DimId,
    /// Members as indices into the root's members, in declared order.
    pub members: Vec<usize>,
    /// Names of the members of a root dimension.
    pub names: Vec<String>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// A number.
    Constant,
    /// A draw.
    Uncertainty,
    /// A lever.
    Lever,
    /// A driver.
    Driver,
    /// A stock.
    Stock,
    /// A flow.
    Flow,
    /// A quantity.
    Quantity,
    /// A lookup table.
    Table,
    /// An event.
    Event,
    /// A measure.
    Measure,
}

impl SymbolKind {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            SymbolKind::Constant => "constant",
            SymbolKind::Uncertainty => "uncertainty",
            SymbolKind::Lever => "lever",
            SymbolKind::Driver => "driver",
            SymbolKind::Stock => "stock",
            SymbolKind::Flow => "flow",
            SymbolKind::Quantity => "quantity",
            SymbolKind::Table => "table",
            SymbolKind::Event => "event",
            SymbolKind::Measure => "measure",
        }
    }
}

/// A declared name.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// What it stands for.
    pub kind: SymbolKind,
    /// Index among the declarations of its kind.
    pub declaration: usize,
    /// Its dimensions.
    pub shape: Vec<DimId>,
    /// Index of its first scalar among the scalars of its kind.
    pub first: usize,
    /// Its unit, if declared.
    pub unit: Option<Unit>,
    /// Where it is declared.
    pub span: Span,
}

/// A member bound to each root dimension that is in force.
pub type Binding = Vec<(DimId, usize)>;

/// All names of a study.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    /// Dimensions.
    pub dims: Vec<Dim>,
    /// Units.
    pub units: UnitTable,
    by_name: HashMap<String, usize>,
    all: Vec<Symbol>,
}

impl Symbols {
    /// The symbol of this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The symbol at an index.
    pub fn get(&self, index: usize) -> &Symbol {
        &self.all[index]
    }

    /// All symbols in declared order.
    pub fn all(&self) -> &[Symbol] {
        &self.all
    }

    /// Sets the unit of a symbol once it is known.
    pub fn set_unit(&mut self, index: usize, unit: Unit) {
        self.all[index].unit = Some(unit);
    }

    /// Declares a symbol; names are unique already.
    pub fn declare(&mut self, symbol: Symbol) {
        self.by_name.insert(symbol.name.clone(), self.all.len());
        self.all.push(symbol);
    }

    /// The dimension of this name.
    pub fn dim(&self, name: &str) -> Option<DimId> {
        self.dims.iter().position(|d| d.name == name)
    }

    /// Reads `over`.
    pub fn shape(&self, over: &[Name], diagnostics: &mut Diagnostics) -> Vec<DimId> {
        let mut shape: Vec<DimId> = Vec::new();
        for name in over {
            let Some(id) = self.dim(&name.value) else {
                let near =
                    Diagnostics::nearest(&name.value, self.dims.iter().map(|d| d.name.as_str()));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("declare it: [dimension.{}] members = [...]", name.value),
                };
                diagnostics.push(
                    Diagnostic::error(name.span, format!("unknown dimension `{}`", name.value))
                        .help(help),
                );
                continue;
            };
            if shape.iter().any(|d| self.dims[*d].root == self.dims[id].root) {
                diagnostics.push(
                    Diagnostic::error(name.span, "the same dimension stands here twice")
                        .help("an array may have each dimension, or one subset of it, once"),
                );
                continue;
            }
            shape.push(id);
        }
        shape
    }

    /// Number of scalars of a shape.
    pub fn size(&self, shape: &[DimId]) -> usize {
        shape.iter().map(|d| self.dims[*d].members.len()).product()
    }

    /// The members of each scalar of a shape, last dimension fastest.
    pub fn elements(&self, shape: &[DimId]) -> Vec<Binding> {
        let mut out: Vec<Binding> = vec![Vec::new()];
        for d in shape {
            let dim = &self.dims[*d];
            out = out
                .into_iter()
                .flat_map(|b| {
                    dim.members.iter().map(move |m| {
                        let mut next = b.clone();
                        next.push((dim.root, *m));
                        next
                    })
                })
                .collect();
        }
        out
    }

    /// Offset of the scalar of `shape` that a binding picks.
    ///
    /// # Errors
    /// The dimension that is not bound, or the member that the shape does not have.
    pub fn offset(&self, shape: &[DimId], binding: &[(DimId, usize)]) -> Result<usize, Unbound> {
        let mut offset = 0;
        for d in shape {
            let dim = &self.dims[*d];
            let Some((_, member)) = binding.iter().find(|(root, _)| *root == dim.root) else {
                return Err(Unbound::Dimension(*d));
            };
            let Some(position) = dim.members.iter().position(|m| m == member) else {
                return Err(Unbound::Member(*d, *member));
            };
            offset = offset * dim.members.len() + position;
        }
        Ok(offset)
    }

    /// Name of a member of a root dimension.
    pub fn member(&self, root: DimId, member: usize) -> &str {
        &self.dims[root].names[member]
    }

    /// `name` or `name[member, …]`.
    pub fn element_name(&self, name: &str, binding: &[(DimId, usize)]) -> String {
        if binding.is_empty() {
            return name.to_owned();
        }
        let members: Vec<&str> = binding.iter().map(|(r, m)| self.member(*r, *m)).collect();
        format!("{name}[{}]", members.join(","))
    }

    /// The entry of a table by member for one scalar; `None` if the table has none for it.
    pub fn pick<'v, T>(
        &self,
        values: &'v ByMember<T>,
        binding: &[(DimId, usize)],
    ) -> Option<&'v T> {
        match values {
            ByMember::All(value) => Some(value),
            ByMember::Members { entries, others, .. } => {
                let (&(root, member), rest) = binding.split_first()?;
                let name = self.member(root, member);
                let entry = entries
                    .iter()
                    .find(|(n, _)| n.value == name)
                    .map(|(_, v)| v)
                    .or(others.as_deref())?;
                self.pick(entry, rest)
            }
        }
    }

    /// Checks the member names of a table against a shape and, if `complete`, that all are there.
    pub fn check_members<T>(
        &self,
        values: &ByMember<T>,
        shape: &[DimId],
        complete: bool,
        diagnostics: &mut Diagnostics,
    ) {
        let ByMember::Members { entries, others, span } = values else {
            return;
        };
        let Some((first, rest)) = shape.split_first() else {
            diagnostics.push(
                Diagnostic::error(*span, "a table by member, but this is not an array")
                    .help("give it `over = [\"dimension\"]`, or write one value"),
            );
            return;
        };
        let dim = &self.dims[*first];
        let names: Vec<&str> = dim.members.iter().map(|m| self.member(dim.root, *m)).collect();
        for (name, value) in entries {
            if names.contains(&name.value.as_str()) {
                self.check_members(value, rest, complete, diagnostics);
            } else {
                let near = Diagnostics::nearest(&name.value, names.iter().copied());
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its members are {}", names.join(", ")),
                };
                diagnostics.push(
                    Diagnostic::error(
                        name.span,
                        format!("`{}` is not a member of {}", name.value, dim.name),
                    )
                    .help(help),
                );
            }
        }
        if let Some(others) = others {
            self.check_members(others, rest, complete, diagnostics);
        } else if complete {
            let missing: Vec<&str> = names
                .iter()
                .filter(|n| !entries.iter().any(|(e, _)| e.value == **n))
                .copied()
                .collect();
            if !missing.is_empty() {
                diagnostics.push(
                    Diagnostic::error(*span, format!("no value for {}", missing.join(", ")))
                        .help("name them, or add `others = …`"),
                );
            }
        }
    }
}

/// Why a scalar cannot be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unbound {
    /// No member of this dimension is meant.
    Dimension(DimId),
    /// The subset does not have this member.
    Member(DimId, usize),
}
