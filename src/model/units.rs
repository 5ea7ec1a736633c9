//! The units that a study declares, and the words for them.

use super::builder::Builder;
use crate::diagnostic::Diagnostic;
use crate::formula::UnitTable;
use crate::study::Study;
use crate::text::{Label, UnitWords};

/// Words for the units of a study: the label of a unit, else its name, for the unit itself and all
/// its aliases.
pub fn unit_words(study: &Study) -> UnitWords {
    let mut words = UnitWords::default();
    for unit in &study.units {
        let name = &unit.name.value;
        let label = unit.label.clone().unwrap_or_else(|| Label::new(name.replace('_', " ")));
        for name in unit.aliases.iter().map(|alias| &alias.value).chain([name]) {
            words.declare(name, label.clone());
            if let Some(plural) = &unit.plural_ar {
                words.declare_plural(name, plural);
            }
        }
    }
    words
}

impl Builder<'_> {
    /// Declares the units of the study.
    pub fn declare_units(&mut self) {
        let mut table = UnitTable::default();
        for declared in &self.study.units {
            let name = &declared.name;
            if table.contains(&name.value) {
                self.diagnostics.push(
                    Diagnostic::error(name.span, format!("unit `{}` exists already", name.value))
                        .help("units of time, percent and 1 are built in"),
                );
                continue;
            }
            match &declared.of {
                None => table.declare_base(&name.value),
                Some((factor, of)) => match table.parse(&of.value) {
                    Ok(unit) => {
                        table.declare_alias(&name.value, UnitTable::multiple(*factor, &unit))
                    }
                    Err(error) => {
                        let mut d = Diagnostic::error(of.span, error.message);
                        d.help = error.help;
                        self.diagnostics.push(d);
                        table.declare_base(&name.value);
                    }
                },
            }
            for alias in &declared.aliases {
                if let Ok(unit) = table.parse(&name.value) {
                    table.declare_alias(&alias.value, unit);
                }
            }
        }
        self.symbols.units = table;
    }
}
