//! Correlations between uncertainties, and whether all of them can hold.

use super::builder::Builder;
use super::types::*;
use crate::diagnostic::{Diagnostic, Diagnostics, Spanned};
use crate::random::copula::{Copula, CopulaError};

impl Builder<'_> {
    /// Pairs of scalar uncertainties with their rank correlation.
    pub(super) fn correlations(
        &mut self,
        uncertainties: &[Uncertainty],
    ) -> Vec<(usize, usize, f64)> {
        let mut out = Vec::new();
        for declared in &self.study.correlations {
            let mut index = |name: &Spanned<String>| {
                let found = uncertainties.iter().position(|u| u.name == name.value);
                if found.is_none() {
                    let names = uncertainties.iter().map(|u| u.name.as_str());
                    let near = Diagnostics::nearest(&name.value, names);
                    let mut d = Diagnostic::error(
                        name.span,
                        format!("`{}` is not an uncertainty", name.value),
                    );
                    if let Some(near) = near {
                        d = d.help(format!("did you mean `{near}`?"));
                    }
                    self.diagnostics.push(d);
                }
                found
            };
            let [a, b] = &declared.between;
            if let (Some(i), Some(j)) = (index(a), index(b)) {
                if i == j || !(-1.0..=1.0).contains(&declared.spearman.value) {
                    self.diagnostics.push(Diagnostic::error(
                        declared.spearman.span,
                        "a correlation lies between -1 and 1, and between two uncertainties",
                    ));
                } else {
                    out.push((i, j, declared.spearman.value));
                }
            }
        }
        let names: Vec<String> = uncertainties.iter().map(|u| u.name.clone()).collect();
        if !self.diagnostics.has_errors()
            && !out.is_empty()
            && let Err(error) = Copula::from_spearman(&names, &out)
        {
            let at = self.study.correlations[0].spearman.span;
            let mut diagnostic = Diagnostic::error(at, error.to_string());
            if let CopulaError::NotPositiveDefinite { names: parts, nearest } = &error {
                diagnostic = diagnostic.help(nearest_matrix(&names, parts, nearest));
            }
            self.diagnostics.push(diagnostic);
        }
        out
    }
}

/// The nearest valid correlations of the uncertainties that contradict each other, as lines.
fn nearest_matrix(names: &[String], parts: &[String], nearest: &[Vec<f64>]) -> String {
    let at: Vec<usize> =
        names.iter().enumerate().filter(|(_, name)| parts.contains(name)).map(|(i, _)| i).collect();
    let mut lines = vec!["the nearest correlations that can all hold:".to_owned()];
    for (k, i) in at.iter().enumerate() {
        for j in &at[..k] {
            lines.push(format!("{} with {}: {:.3}", names[*j], names[*i], nearest[*i][*j]));
        }
    }
    lines.join("\n")
}
