//! Draws of the uncertainties.

use super::{RunError, RunPlan};
use crate::model::Model;
use crate::random::copula::Copula;
use crate::random::design::{Design, Designer};
use crate::random::distribution::Distribution;
use crate::study::DesignKind;

/// Draws the uncertain values: uniforms of the design, correlated, then through the quantile
/// functions. A draw depends on its number alone.
pub(super) struct Draws {
    designer: Option<Designer>,
    copula: Option<Copula>,
    distributions: Vec<Distribution>,
}

impl Draws {
    pub(super) fn new(model: &Model, plan: &RunPlan) -> Result<Self, RunError> {
        let names: Vec<String> = model.uncertainties.iter().map(|u| u.name.clone()).collect();
        let design = match plan.design {
            DesignKind::Random => Design::Random,
            DesignKind::LatinHypercube => Design::LatinHypercube,
            DesignKind::Sobol => Design::Sobol,
        };
        let designer = if names.is_empty() {
            None
        } else {
            Some(Designer::new(design, plan.seed, &names, plan.shape().draws())?)
        };
        let copula = if model.correlations.is_empty() {
            None
        } else {
            Some(Copula::from_spearman(&names, &model.correlations)?)
        };
        let distributions = model.uncertainties.iter().map(|u| u.distribution.clone()).collect();
        Ok(Self { designer, copula, distributions })
    }

    /// Draws `first_draw .. first_draw + count`. `[uncertainties][count]`
    pub(super) fn draw(&self, first_draw: u64, count: usize) -> Vec<Vec<f64>> {
        let Some(designer) = &self.designer else {
            return Vec::new();
        };
        let mut uniforms = vec![vec![0.0; count]; self.distributions.len()];
        designer.fill(first_draw, &mut uniforms);
        if let Some(copula) = &self.copula {
            copula.apply(&mut uniforms);
        }
        let mut values = vec![vec![0.0; count]; self.distributions.len()];
        for ((distribution, u), x) in self.distributions.iter().zip(&uniforms).zip(&mut values) {
            distribution.fill(u, x);
        }
        values
    }
}
