//! Questions asked of a run, or of a few more: one file a question.
//!
//! | file | question |
//! |---|---|
//! | [`score`] | how good is one probabilistic forecast of one number? (pure functions) |
//! | [`naive`] | what would somebody say who only looks at the past of the record? (pure functions) |
//! | [`ensembles`] | what does the model say each observation should have been? (runs the engine) |
//! | [`backtest`] | does what happened look like what the model says? |
//! | [`decision`] | which option should one take, as far as a run can say? |
//! | `influence` | which drawn numbers does an outcome hang on? (from a run that exists) |
//! | [`sensitivity`] | which drawn numbers, interactions and luck included? (from a run, or runs rows of its own) |
//! | `moved`, `effects` | which numbers that are not drawn? (runs the engine on moved ones) |
//! | [`replay()`] | what became of a series or a lever, replicate by replicate? (runs the engine on a few) |
//! | [`expectation`] | what does an outcome come to in the mean over luck, given a draw? (from a run that exists) |
//! | [`regret`] | which option can be chosen without knowing which future comes? (from a run that exists) |
//! | [`sweep`] | what becomes of every option when some of the study's values are varied? (runs the engine) |
//! | [`discovery`] | in which uncertain conditions does an option fail? (from a run that exists) |
//! | [`mod@information`] | what is it worth to know more before deciding? (from a run that exists) |
//! | [`importance`] | what do weights say of draws, and how many do they leave? (pure functions) |
//! | [`calibration`] | what does what happened teach about the uncertainties? |
//!
//! All sums are formed in a fixed order and all functions are those of [`crate::math`]: the same
//! bits on every machine. What takes an ensemble takes weights of its replicates too.

pub mod backtest;
pub mod calibration;
pub mod decision;
pub mod discovery;
mod effects;
pub mod ensembles;
pub mod expectation;
pub mod importance;
pub(crate) mod influence;
pub mod information;
mod moved;
pub mod naive;
#[cfg(test)]
#[path = "planted_tests.rs"]
pub(crate) mod planted;
pub mod regret;
mod replay;
pub mod score;
pub mod sensitivity;
pub mod sweep;

pub use backtest::{Backtest, CellScore, RowScore, Score, SeriesScore};
pub use calibration::{Calibration, CalibrationError, Learned};
pub use decision::{Decision, FutureDecision, main_measures};
pub use effects::{Effect, Effects, EffectsQuestion, effects};
pub use ensembles::{BacktestError, Ensembles};
pub use expectation::{Fit, Regressions, Term};
pub use influence::{
    Influence, Share, Target, Tenth, influences, spearman, swing, tenths, variance_share,
};
pub use information::{
    Information, InformationIn, InformationOn, InformationQuestion, InformationSet,
    PartialInformation, SetKind, Stretch, information,
};
pub use moved::{
    Cells, EffectsError, Movable, Moved, Movement, most_different, move_each, narrowed, simulate,
};
pub use regret::{
    Check, DecisionFuture, Metric, MetricKind, Ranked, RegretQuestion, Regrets, Robustness,
    Satisficing, Withheld, robustness,
};
pub use replay::{Followed, Replay, replay};
