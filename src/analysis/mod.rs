//! Questions asked of a run, or of a few more: one file a question.

mod effects;
mod influence;
mod moved;

pub use effects::{Effect, Effects, EffectsQuestion, effects};
pub use influence::{Influence, Share, Target, influences, spearman, swing, variance_share};
pub use moved::{
    Cells, EffectsError, Movable, Moved, Movement, most_different, move_each, narrowed, simulate,
};
