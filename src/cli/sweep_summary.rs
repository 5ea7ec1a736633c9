//! What a sweep says, on the terminal.

use super::option_table::bold;
use super::summary::plain;
use super::text_table::wrap;
use crate::report::{SweepView, sweep_sentences};
use crate::text::Lang;

/// Measures and trajectories that are told of; the others are in the page.
const MOST: usize = 8;
/// Sentences about each.
const EACH: usize = 3;

/// The most important sentences, a block for each measure and trajectory.
pub(super) fn sweep_summary(view: &SweepView<'_>, width: usize, colour: bool) -> String {
    let width = width.min(110);
    let said = sweep_sentences(view);
    let (blocks, rest) = said.split_at(said.len().min(MOST));
    let mut out = String::new();
    for block in blocks.iter().filter(|block| !block.sentences.is_empty()) {
        out.push_str(&format!("{}\n", bold(&plain(&block.about), colour)));
        for sentence in block.sentences.iter().take(EACH) {
            out.push_str(&wrap(&plain(sentence), "  ", width));
        }
    }
    if !rest.is_empty() {
        out.push_str(&match view.lang {
            Lang::En => format!("{} more measures and trajectories are in the page.\n", rest.len()),
            Lang::Ar => format!("مقاييس ومسارات أخرى في الصفحة: {}.\n", rest.len()),
        });
    }
    out
}
