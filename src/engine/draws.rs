//! Draws of the uncertainties.

use super::{RunError, RunPlan};
use crate::model::{Model, Posterior};
use crate::random::copula::Copula;
use crate::random::design::{Design, Designer};
use crate::random::distribution::Distribution;
use crate::study::DesignKind;

/// Draws the uncertain values: uniforms of the design, correlated, then through the quantile
/// functions; those of a posterior together, a row of it for each draw. A draw depends on its
/// number alone.
pub(super) struct Draws {
    designer: Option<Designer>,
    copula: Option<Copula>,
    distributions: Vec<Distribution>,
    /// Joint draws; a last dimension of the design chooses among their rows.
    posterior: Option<Posterior>,
}

/// Stream of the dimension that chooses a row of the posterior: no variable can have this name.
const ROWS: &str = "[posterior]";

impl Draws {
    pub(super) fn new(model: &Model, plan: &RunPlan) -> Result<Self, RunError> {
        let names: Vec<String> = model.uncertainties.iter().map(|u| u.name.clone()).collect();
        let design = match plan.design {
            DesignKind::Random => Design::Random,
            DesignKind::LatinHypercube => Design::LatinHypercube,
            DesignKind::Sobol => Design::Sobol,
        };
        // The last place: under every design the columns before it stay what they were.
        let rows = model.posterior.iter().map(|_| ROWS.to_owned());
        let dimensions: Vec<String> = names.iter().cloned().chain(rows).collect();
        let designer = if names.is_empty() {
            None
        } else {
            Some(Designer::new(design, plan.seed, &dimensions, plan.shape().draws())?)
        };
        let copula = if model.correlations.is_empty() {
            None
        } else {
            Some(Copula::from_spearman(&names, &model.correlations)?)
        };
        let distributions = model.uncertainties.iter().map(|u| u.distribution.clone()).collect();
        Ok(Self { designer, copula, distributions, posterior: model.posterior.clone() })
    }

    /// Draws `first_draw .. first_draw + count`. `[uncertainties][count]`
    pub(super) fn draw(&self, first_draw: u64, count: usize) -> Vec<Vec<f64>> {
        let Some(designer) = &self.designer else {
            return Vec::new();
        };
        let dimensions = self.distributions.len() + usize::from(self.posterior.is_some());
        let mut uniforms = vec![vec![0.0; count]; dimensions];
        designer.fill(first_draw, &mut uniforms);
        let rows: Vec<usize> = match &self.posterior {
            Some(posterior) => {
                uniforms.pop().unwrap_or_default().iter().map(|u| posterior.row(*u)).collect()
            }
            None => Vec::new(),
        };
        // All columns take part, those of the posterior too: the others keep their draws.
        if let Some(copula) = &self.copula {
            copula.apply(&mut uniforms);
        }
        let mut values = vec![vec![0.0; count]; self.distributions.len()];
        for (i, (u, x)) in uniforms.iter().zip(&mut values).enumerate() {
            match self.posterior.as_ref().and_then(|posterior| posterior.column(i)) {
                Some(column) => {
                    x.iter_mut().zip(&rows).for_each(|(x, row)| *x = column[*row]);
                }
                None => self.distributions[i].fill(u, x),
            }
        }
        values
    }
}

#[cfg(test)]
#[path = "draws_tests.rs"]
mod tests;
