//! A decision that is worked out once somebody looks at it.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::analysis::Decision;
use crate::model::Model;
use crate::outcome::{Outcomes, Summary};

/// A reference to what is computed for choosing between options, which takes the longest of all
/// that is worked out of a run. A chart that says nothing of the choice does not wait for it.
#[derive(Clone, Copy)]
pub enum Decided<'a> {
    /// It is there.
    Made(&'a Decision),
    /// It is worked out when it is first looked at, and kept in `place`.
    Later {
        /// Where it is kept.
        place: &'a OnceLock<Decision>,
        /// The model that ran.
        model: &'a Model,
        /// What was found.
        outcomes: &'a Outcomes,
        /// Statistics of it.
        summary: &'a Summary,
    },
}

impl Deref for Decided<'_> {
    type Target = Decision;

    fn deref(&self) -> &Decision {
        self.get()
    }
}

impl<'a> Decided<'a> {
    /// The decision.
    pub fn get(self) -> &'a Decision {
        match self {
            Self::Made(decision) => decision,
            Self::Later { place, model, outcomes, summary } => {
                place.get_or_init(|| Decision::of(model, outcomes, summary))
            }
        }
    }
}
