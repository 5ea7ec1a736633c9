//! What was drawn: the sizes and the design of a run.

use crate::study::DesignKind;

/// What was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunShape {
    /// Number of luck paths over all draws.
    pub replicates: u64,
    /// Seed.
    pub seed: u64,
    /// Design over the uncertainties.
    pub design: DesignKind,
    /// Luck paths that share a draw, at least 1.
    pub luck_paths: u32,
}

impl RunShape {
    /// Number of draws of the uncertainties; the last may have fewer luck paths than the others.
    pub fn draws(&self) -> u64 {
        self.replicates.div_ceil(u64::from(self.luck_paths))
    }

    /// The draw that a path belongs to.
    pub fn draw_of(&self, path: u64) -> u64 {
        path / u64::from(self.luck_paths)
    }

    /// Whether draws are not independent but come in 16 independent randomisations.
    pub fn randomised(&self) -> bool {
        match self.design {
            DesignKind::Random => false,
            DesignKind::LatinHypercube | DesignKind::Sobol => true,
        }
    }
}
