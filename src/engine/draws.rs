//! Draws of the uncertainties.

use super::{RunError, RunPlan};
use crate::model::{Model, Posterior};
use crate::random::copula::Copula;
use crate::random::design::{Design, Designer};
use crate::random::distribution::Distribution;
use crate::study::DesignKind;

/// Draws the uncertain values: uniforms of the design, then through their [`Law`]. A draw depends
/// on its number alone.
pub(super) struct Draws {
    designer: Option<Designer>,
    law: Law,
}

/// Stream of the dimension that chooses a row of the posterior: no variable can have this name.
const ROWS: &str = "[posterior]";

impl Draws {
    pub(super) fn new(model: &Model, plan: &RunPlan) -> Result<Self, RunError> {
        let design = match plan.design {
            DesignKind::Random => Design::Random,
            DesignKind::LatinHypercube => Design::LatinHypercube,
            DesignKind::Sobol => Design::Sobol,
        };
        let dimensions = dimensions(model);
        let designer = if model.uncertainties.is_empty() {
            None
        } else {
            Some(Designer::new(design, plan.seed, &dimensions, plan.shape().draws())?)
        };
        Ok(Self { designer, law: Law::new(model)? })
    }

    /// Draws `first_draw .. first_draw + count`. `[uncertainties][count]`
    pub(super) fn draw(&self, first_draw: u64, count: usize) -> Vec<Vec<f64>> {
        let Some(designer) = &self.designer else {
            return Vec::new();
        };
        let mut uniforms = vec![vec![0.0; count]; self.law.dimensions()];
        designer.fill(first_draw, &mut uniforms);
        self.law.values(uniforms)
    }
}

/// Names of the uniforms that a model's uncertainties are made of: theirs, and with a posterior one
/// more at the end, which chooses among its rows. None without uncertainties.
pub fn dimensions(model: &Model) -> Vec<String> {
    let names = model.uncertainties.iter().map(|u| u.name.clone());
    // the last place: under every design the columns before it stay what they were
    let rows = model.posterior.iter().map(|_| ROWS.to_owned());
    if model.uncertainties.is_empty() { Vec::new() } else { names.chain(rows).collect() }
}

/// The joint law of the uncertain values: independent uniforms are correlated, then go through the
/// quantile functions; those of a posterior come together, a row of it for each draw.
pub(super) struct Law {
    copula: Option<Copula>,
    distributions: Vec<Distribution>,
    /// Joint draws; a last dimension of the design chooses among their rows.
    posterior: Option<Posterior>,
}

impl Law {
    pub(super) fn new(model: &Model) -> Result<Self, RunError> {
        let names: Vec<String> = model.uncertainties.iter().map(|u| u.name.clone()).collect();
        let copula = if model.correlations.is_empty() {
            None
        } else {
            Some(Copula::from_spearman(&names, &model.correlations)?)
        };
        let distributions = model.uncertainties.iter().map(|u| u.distribution.clone()).collect();
        Ok(Self { copula, distributions, posterior: model.posterior.clone() })
    }

    /// Number of uniforms of a draw.
    pub(super) fn dimensions(&self) -> usize {
        match self.distributions.len() {
            0 => 0,
            count => count + usize::from(self.posterior.is_some()),
        }
    }

    /// The values that uniforms stand for. `[dimensions][count]` to `[uncertainties][count]`
    pub(super) fn values(&self, mut uniforms: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
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
        for (i, column) in uniforms.iter_mut().enumerate() {
            match self.posterior.as_ref().and_then(|posterior| posterior.column(i)) {
                Some(values) => {
                    column.iter_mut().zip(&rows).for_each(|(x, row)| *x = values[*row]);
                }
                None => {
                    let u = column.clone();
                    self.distributions[i].fill(&u, column);
                }
            }
        }
        uniforms
    }
}

#[cfg(test)]
#[path = "draws_tests.rs"]
mod tests;
