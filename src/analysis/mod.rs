//! What can be said of a run with the past in hand: how well a study would have foretold it, and
//! what it teaches about the uncertainties.

pub mod importance;
