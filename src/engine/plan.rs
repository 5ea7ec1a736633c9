//! What to run.

use super::{BLOCK, RunError};
use crate::model::Model;
use crate::outcome::RunShape;
use crate::study::DesignKind;

/// Lanes in a batch unless asked otherwise: wide enough for the vector units, narrow enough that
/// the columns of a large study stay near the core.
const LANES: usize = 64;

/// What to run, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunPlan {
    /// Number of luck paths over all draws.
    pub replicates: u64,
    /// Seed; 0 is one like any other.
    pub seed: u64,
    /// Number of threads; all cores if absent. It does not change the results.
    pub threads: Option<usize>,
    /// Design over the uncertainties.
    pub design: DesignKind,
    /// Luck paths that share a draw: those of the model, which draws are keyed by when it is
    /// compiled.
    pub luck_paths: u32,
    /// Lanes in a batch, at most [`BLOCK`]. It does not change the results.
    pub width: usize,
}

impl RunPlan {
    /// What the study asks for, on all cores.
    pub fn of(model: &Model) -> Self {
        Self {
            replicates: model.replicates,
            seed: model.seed,
            threads: None,
            design: model.design,
            luck_paths: model.luck_paths,
            width: LANES,
        }
    }

    /// What is drawn.
    pub fn shape(&self) -> RunShape {
        RunShape {
            replicates: self.replicates,
            seed: self.seed,
            design: self.design,
            luck_paths: self.luck_paths,
        }
    }

    /// Number of blocks.
    pub fn blocks(&self) -> u64 {
        self.replicates.div_ceil(BLOCK as u64)
    }

    /// Refuses what cannot be run.
    pub(super) fn check(&self, model: &Model) -> Result<(), RunError> {
        let wrong = |what: &str| Err(RunError::Plan(what.to_owned()));
        if self.replicates == 0 {
            return wrong("there must be at least one replicate");
        }
        if self.luck_paths == 0 {
            return wrong("luck_paths must be at least 1");
        }
        if self.luck_paths != model.luck_paths {
            return Err(RunError::Plan(format!(
                "the model was made for {} luck paths a draw, not {}",
                model.luck_paths, self.luck_paths
            )));
        }
        if self.threads == Some(0) {
            return wrong("there must be at least one thread");
        }
        if self.width == 0 || self.width > BLOCK {
            return Err(RunError::Plan(format!("a batch must have 1 to {BLOCK} lanes")));
        }
        Ok(())
    }
}
