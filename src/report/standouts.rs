//! Which of many options stand out in a chart: lines of more than a few colours cannot be told apart.

use super::findings::Findings;
use super::view::View;
use crate::chart::Emphasis;
use crate::text::Lang;

/// Up to so many options, the baseline among them, all have their colours.
const MOST: usize = 7;
/// Of more options so many stand out at either end.
const EITHER_END: usize = 2;

/// The colour of an option in every chart: its rank among the options that are not the model's baseline, which is
/// dark grey.
pub fn option_colour(findings: &Findings<'_>, option: usize) -> usize {
    option - usize::from(option > findings.model.baseline)
}

/// How much each of the view's options stands out, in the view's order.
///
/// `levels[future][option]` says where options stand; NaN where one was not run. Up to seven options all have their
/// colours. Of more the baseline has, the two that are lowest and the two that are highest, by their mean rank over
/// the futures; the others are faint.
pub fn standouts(view: &View<'_>, levels: &[Vec<f64>]) -> Vec<Emphasis> {
    let is_baseline = |position: usize| view.options[position] == view.findings.model.baseline;
    let count = view.options.len();
    let mut ranked: Vec<(f64, usize)> = (0..count)
        .filter(|position| !is_baseline(*position))
        .map(|position| (mean_rank(levels, position), position))
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let last = ranked.len().saturating_sub(EITHER_END);
    let is_end = |place: usize| place < EITHER_END || place >= last;
    let mut out = vec![Emphasis::Normal; count];
    for (place, (_, position)) in ranked.into_iter().enumerate() {
        if count > MOST && !is_end(place) {
            out[position] = Emphasis::Faint;
        }
    }
    for (position, emphasis) in out.iter_mut().enumerate() {
        if is_baseline(position) {
            *emphasis = Emphasis::Reference;
        }
    }
    out
}

/// How many other options stand below one, as a mean over the futures; ties count half.
fn mean_rank(levels: &[Vec<f64>], position: usize) -> f64 {
    let rank = |row: &Vec<f64>| {
        let below = row.iter().filter(|other| **other < row[position]).count();
        let equal = row.iter().filter(|other| **other == row[position]).count();
        below as f64 + 0.5 * equal as f64
    };
    levels.iter().map(rank).sum::<f64>() / levels.len().max(1) as f64
}

/// What a reader must know where options are faint; nothing where none is.
pub fn faint_note(emphasis: &[Emphasis], lang: Lang) -> &'static str {
    match emphasis.contains(&Emphasis::Faint) {
        false => "",
        true => lang.pick(
            "In colour: the two options that are lowest and the two that are highest over the trajectories shown; the baseline is dark grey.",
            "بالألوان: الخياران الأدنى والخياران الأعلى في المسارات المعروضة؛ والخيار المرجعي بالرمادي الداكن.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_count_what_lies_below() {
        let levels = vec![vec![1.0, 2.0, 2.0, f64::NAN], vec![5.0, 4.0, 9.0, 1.0]];
        assert_eq!(mean_rank(&levels, 0), f64::midpoint(0.5, 2.5));
        assert_eq!(mean_rank(&levels, 1), f64::midpoint(2.0, 1.5));
        assert_eq!(mean_rank(&levels, 3), f64::midpoint(0.0, 0.5));
    }
}
