//! What a sweep over several axes says of the sizes of outcomes: how far they go, with which axis, and
//! where bounds hold.

use super::brief_words::some_of;
use super::sweep_view::SweepView;
use crate::analysis::sweep::Spread;
use crate::study::Sense;
use crate::text::{Lang, listed, number, percent, plain_count, quoted, range};

/// Which option's mean moves most over the grid, from where to where, and with which axis.
pub(super) fn widest(view: &SweepView<'_>, measure: usize, trajectory: usize) -> Option<String> {
    let lang = view.lang;
    let own = |s: &&Spread| (s.measure, s.trajectory) == (measure, trajectory);
    let is_clear = |s: &&Spread| s.interval.0 * s.interval.1 > 0.0;
    let most = (view.findings.spreads.iter().filter(own).filter(is_clear))
        .max_by(|a, b| (a.high - a.low).total_cmp(&(b.high - b.low)))?;
    let option = view.named(most.option);
    let at = |point: usize| {
        let values = view.results.points[point].values.iter().enumerate();
        let places: Vec<String> = values
            .map(|(axis, value)| {
                format!("{} {}", quoted(&view.axis(axis), lang), view.place(axis, value.x))
            })
            .collect();
        listed(&places, lang)
    };
    let (low, high) = (view.bare(measure, most.low), view.amount(measure, most.high));
    let (low_at, high_at) = (at(most.lowest), at(most.highest));
    let change = view.difference(measure, most.high - most.low);
    let scale = if view.definition(measure).condition { 100.0 } else { 1.0 };
    let interval = [most.interval.0, most.interval.1].map(|d| number(scale * d, lang));
    let between = range(&interval[0], &interval[1], lang);
    let parts: Vec<String> = (most.shares.iter().enumerate())
        .map(|(axis, share)| {
            let (share, axis) = (percent(*share, lang), quoted(&view.axis(axis), lang));
            match lang {
                Lang::En => format!("{share} goes with {axis}"),
                Lang::Ar => format!("{share} مع {axis}"),
            }
        })
        .collect();
    let parts = listed(&parts, lang);
    Some(match lang {
        Lang::En => format!(
            "Most moves {option}: from {low} at {low_at} to {high} at {high_at}, by {change} (90 % interval \
             {between}). Of the variance of its mean over the points, {parts} alone."
        ),
        Lang::Ar => format!(
            "أكثر الخيارات تغيراً {option}: من {low} عند {low_at} إلى {high} عند {high_at}، أي بمقدار {change} \
             (مجال الثقة 90٪: {between}). ومن تباين متوسطه بين النقاط يسير {parts} وحده."
        ),
    })
}

/// At how many points the mean of each option keeps the bound `acceptable`.
pub(super) fn bounds(view: &SweepView<'_>, measure: usize, trajectory: usize) -> Option<String> {
    let (lang, definition) = (view.lang, view.definition(measure));
    let bound = definition.acceptable.filter(|_| definition.sense != Sense::None)?;
    let keeps = |value: f64| match definition.sense {
        Sense::Maximise => value >= bound,
        _ => value <= bound,
    };
    let points = view.results.points.len();
    let parts: Vec<String> = view
        .options()
        .into_iter()
        .filter_map(|option| {
            let cell = view.results.cell(option, trajectory)?;
            let mean = |p: usize| view.results.of(p, cell, measure).mean.map(|m| m.value);
            let kept = (0..points).filter(|p| mean(*p).is_some_and(keeps)).count();
            let (option, count) = (view.named(option), plain_count(kept as u64));
            Some(match (lang, kept) {
                (Lang::En, 0) => format!("{option} nowhere"),
                (Lang::En, n) if n == points => format!("{option} everywhere"),
                (Lang::En, _) => format!("{option} at {count}"),
                (Lang::Ar, 0) => format!("{option} ليس عند أي نقطة"),
                (Lang::Ar, n) if n == points => format!("{option} عند كل النقاط"),
                (Lang::Ar, _) => format!("{option} عند {count}"),
            })
        })
        .collect();
    let (amount, parts) = (view.amount(measure, bound), some_of(parts, lang));
    let points = plain_count(points as u64);
    Some(match lang {
        Lang::En => {
            format!("The mean keeps the bound of {amount}, of {points} points: {parts}.")
        }
        Lang::Ar => format!("يلتزم المتوسط بالحد {amount}، من النقاط وعددها {points}: {parts}."),
    })
}
