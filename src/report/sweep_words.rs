//! What a sweep says, in sentences.
//!
//! Labels are never inflected: in Arabic they stand in quotation marks after a noun.

use super::brief_words::some_of;
use super::sweep_grid_words::{bounds as grid_bounds, widest};
use super::sweep_tip_words::{alone, bound_sentence, changes_sentence, pair_sentence, without};
use super::sweep_view::SweepView;
use crate::analysis::sweep::{AxisEffect, Line, Moved, PointWinner, Tip, Tipping};
use crate::study::Sense;
use crate::text::{Lang, listed, number, percent, plain_count, quoted, range};

/// Sentences about pairs of options in one place at most; the others are in `tipping.csv`.
const PAIRS: usize = 4;
/// Axes of a sample that are named.
const AXES: usize = 3;

/// What is said of one measure in one trajectory, the most important first.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepSaid {
    /// Place of the measure in the results.
    pub measure: usize,
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Heading: the measure, and the trajectory where there are several.
    pub about: String,
    /// The sentences.
    pub sentences: Vec<String>,
}

/// What a sweep says of each measure in each trajectory.
pub fn sweep_sentences(view: &SweepView<'_>) -> Vec<SweepSaid> {
    let futures = view.trajectories();
    let mut out = Vec::new();
    for measure in 0..view.results.measures.len() {
        for trajectory in &futures {
            let about = match futures.len() {
                1 => view.measure(measure),
                _ => format!("{} ({})", view.measure(measure), view.trajectory(*trajectory)),
            };
            let sentences = of_measure(view, measure, *trajectory);
            out.push(SweepSaid { measure, trajectory: *trajectory, about, sentences });
        }
    }
    out
}

fn of_measure(view: &SweepView<'_>, measure: usize, trajectory: usize) -> Vec<String> {
    let judged = view.definition(measure).sense != Sense::None;
    let winners = view.findings.winners_of(measure, trajectory);
    let lines = view.findings.lines_of(measure, trajectory);
    if let ([line], 1) = (&lines[..], view.results.axes.len()) {
        return along(view, line, &winners);
    }
    let mut out = Vec::new();
    if judged {
        out.extend(shares_of_points(view, &winners));
        if view.results.axes.len() == 2 {
            out.extend(tipping_line(view, &lines));
        }
    }
    if !view.results.sampled {
        out.extend(grid_bounds(view, measure, trajectory));
        out.extend(widest(view, measure, trajectory));
    }
    out.extend(effects(view, measure, trajectory));
    out
}

/// What is said along one axis.
fn along(view: &SweepView<'_>, line: &Line, winners: &[&PointWinner]) -> Vec<String> {
    let judged = view.definition(line.measure).sense != Sense::None;
    let best: Vec<&Tipping> =
        line.tippings.iter().filter(|t| matches!(t.tip, Tip::Best { .. })).collect();
    let pairs: Vec<&Tipping> =
        line.tippings.iter().filter(|t| matches!(t.tip, Tip::Better { .. })).collect();
    let mut out = Vec::new();
    let two = view.options().len() == 2;
    if judged && view.options().len() > 1 {
        match (&best[..], &pairs[..]) {
            // of two options the sentence about the pair says it all
            ([_], [pair]) if two => out.push(pair_sentence(view, pair)),
            ([], _) => out.extend(no_change(view, line, winners)),
            (changes, _) => out.push(changes_sentence(view, changes)),
        }
        if !two {
            // one crossing of a pair each: several are in the table
            out.extend(pairs.iter().take(PAIRS).map(|pair| pair_sentence(view, pair)));
            out.extend(always(view, line));
        }
    }
    out.extend(bounds(view, line));
    out.extend(moves(view, line));
    out
}

/// The best option where it stays the same along the axis.
fn no_change(view: &SweepView<'_>, line: &Line, winners: &[&PointWinner]) -> Option<String> {
    let lang = view.lang;
    let named = winners.iter().find_map(|w| w.best);
    let Some(best) = named else {
        return Some(
            lang.pick(
                "Which option is best cannot be said: some values never come.",
                "لا يمكن القول أي الخيارات أفضل: بعض القيم لا تأتي أبداً.",
            )
            .to_owned(),
        );
    };
    let (told, all) = (winners.iter().filter(|w| w.told()).count(), winners.len());
    let equal = winners.iter().filter(|w| w.margin.is_some_and(|(by, _)| by == 0.0)).count();
    let option = view.named(best);
    let (low, high) = view.range(line.axis);
    let ends = range(&view.place(line.axis, low), &view.place(line.axis, high), lang);
    let axis = quoted(&view.axis(line.axis), lang);
    let said = match lang {
        Lang::En => {
            let apart = match (told, equal) {
                (n, _) if n == all => "told apart from the others at every point".to_owned(),
                (0, n) if n == all => "though another is as good at every point".to_owned(),
                (0, 0) => "told apart from the others at no point".to_owned(),
                (n, 0) => format!("told apart from the others at {n} of {all} points"),
                (n, e) => {
                    format!(
                        "told apart from the others at {n} of {all} points; at {e} another is as good"
                    )
                }
            };
            format!("Nothing tips: {option} is best over the whole of {axis} ({ends}), {apart}.")
        }
        Lang::Ar => {
            let apart = match (told, equal) {
                (n, _) if n == all => "ويُحسم تفوقه عند كل النقاط".to_owned(),
                (0, n) if n == all => "لكن خياراً آخر يساويه عند كل النقاط".to_owned(),
                (0, 0) => "من دون أن يُحسم تفوقه عند أي نقطة".to_owned(),
                (n, 0) => format!("ويُحسم تفوقه عند {n} من النقاط وعددها {all}"),
                (n, e) => {
                    format!(
                        "ويُحسم تفوقه عند {n} من النقاط وعددها {all}، ويساويه خيار آخر عند {e} منها"
                    )
                }
            };
            format!("لا نقطة تحول: الخيار {option} هو الأفضل على امتداد {axis} ({ends})، {apart}.")
        }
    };
    Some(format!("{said}{}", changes_in_resamples(line.changes, lang)))
}

/// How often resamples say otherwise, where that is worth saying.
fn changes_in_resamples(share: f64, lang: Lang) -> String {
    if share.is_nan() || share < 0.05 {
        return String::new();
    }
    let share = percent((share * 100.0).round() / 100.0, lang);
    match lang {
        Lang::En => format!(" In {share} of the resamples the best option changes somewhere."),
        Lang::Ar => format!(" وفي {share} من إعادات المعاينة يتغير الخيار الأفضل في موضع ما."),
    }
}

/// Which options are on one side of the baseline at all points.
fn always(view: &SweepView<'_>, line: &Line) -> Option<String> {
    let (lang, model) = (view.lang, view.model);
    let sign = match view.definition(line.measure).sense {
        Sense::Maximise => -1.0,
        _ => 1.0,
    };
    let (mut better, mut worse) = (Vec::new(), Vec::new());
    for option in view.options().into_iter().filter(|o| *o != model.baseline) {
        let Some(cell) = view.results.cell(option, line.trajectory) else { continue };
        let differences: Vec<f64> = (line.points.iter())
            .map(|p| view.results.of(*p, cell, line.measure).difference)
            .map(|d| sign * d.and_then(|d| d.mean).map_or(f64::NAN, |mean| mean.value))
            .collect();
        if differences.iter().all(|d| *d < 0.0) {
            better.push(view.named(option));
        } else if differences.iter().all(|d| *d > 0.0) {
            worse.push(view.named(option));
        }
    }
    if better.is_empty() && worse.is_empty() {
        return None;
    }
    let baseline = view.named(model.baseline);
    let part = |names: Vec<String>, en: &str, ar: &str| {
        (!names.is_empty()).then(|| format!("{} {}", lang.pick(en, ar), some_of(names, lang)))
    };
    let better = part(better, "better are", "أفضل منه:");
    let worse = part(worse, "worse are", "أسوأ منه:");
    let parts: Vec<String> = [better, worse].into_iter().flatten().collect();
    Some(match lang {
        Lang::En => {
            format!("Over the whole axis, by mean, against {baseline}: {}.", parts.join("; "))
        }
        Lang::Ar => format!(
            "مقارنةً بالخيار {baseline}، وبحسب المتوسط، على امتداد المحور كله: {}.",
            parts.join("؛ ")
        ),
    })
}

/// Where options keep the bound `acceptable`.
fn bounds(view: &SweepView<'_>, line: &Line) -> Vec<String> {
    let definition = view.definition(line.measure);
    let (Some(bound), true) = (definition.acceptable, definition.sense != Sense::None) else {
        return Vec::new();
    };
    let lang = view.lang;
    let tips: Vec<&Tipping> =
        line.tippings.iter().filter(|t| matches!(t.tip, Tip::Bound { .. })).collect();
    let mut out: Vec<String> =
        tips.iter().take(PAIRS).map(|tip| bound_sentence(view, line.measure, bound, tip)).collect();
    let keeps = |value: f64| match definition.sense {
        Sense::Maximise => value >= bound,
        _ => value <= bound,
    };
    let (mut always, mut never) = (Vec::new(), Vec::new());
    for option in view.options() {
        let Some(cell) = view.results.cell(option, line.trajectory) else { continue };
        let mean = |p: &usize| view.results.of(*p, cell, line.measure).mean.map(|m| m.value);
        let kept: Vec<Option<bool>> = line.points.iter().map(|p| mean(p).map(keeps)).collect();
        if kept.iter().all(|k| *k == Some(true)) {
            always.push(view.named(option));
        } else if kept.iter().all(|k| *k == Some(false)) {
            never.push(view.named(option));
        }
    }
    let amount = view.amount(line.measure, bound);
    if !always.is_empty() {
        let names = some_of(always, lang);
        out.push(match lang {
            Lang::En => {
                format!("The mean keeps the bound of {amount} over the whole axis under {names}.")
            }
            Lang::Ar => format!("يلتزم المتوسط بالحد {amount} على امتداد المحور كله في: {names}."),
        });
    }
    if !never.is_empty() {
        let names = some_of(never, lang);
        out.push(match lang {
            Lang::En => {
                format!("The mean keeps the bound of {amount} nowhere on the axis under {names}.")
            }
            Lang::Ar => {
                format!("ولا يلتزم المتوسط بالحد {amount} في أي موضع من المحور في: {names}.")
            }
        });
    }
    out
}

/// Which option's mean moves most from one end of the axis to the other.
fn moves(view: &SweepView<'_>, line: &Line) -> Option<String> {
    let lang = view.lang;
    let is_clear = |m: &&Moved| m.interval.0 * m.interval.1 > 0.0;
    let size = |m: &Moved| (m.last - m.first).abs();
    let clear: Vec<&Moved> = line.moves.iter().filter(is_clear).collect();
    let Some(most) = clear.iter().max_by(|a, b| size(a).total_cmp(&size(b))) else {
        return (!line.moves.is_empty()).then(|| {
            lang.pick(
                "No option’s mean is told apart between the two ends of the axis.",
                "لا يختلف متوسط أي خيار اختلافاً محسوماً بين طرفي المحور.",
            )
            .to_owned()
        });
    };
    let (low, high) = view.range(line.axis);
    let ends = [low, high].map(|x| view.place(line.axis, x));
    let value = |v| view.bare(line.measure, v);
    let (first, last) = (value(most.first), view.amount(line.measure, most.last));
    let option = view.named(most.option);
    let change = view.difference(line.measure, most.last - most.first);
    let scale = if view.definition(line.measure).condition { 100.0 } else { 1.0 };
    let interval = [most.interval.0, most.interval.1].map(|d| number(scale * d, lang));
    let between = range(&interval[0], &interval[1], lang);
    Some(match lang {
        Lang::En => format!(
            "Most moves {option}: from {first} at {} to {last} at {}, by {change} (90 % interval {between}).",
            ends[0], ends[1]
        ),
        Lang::Ar => format!(
            "أكثر الخيارات تغيراً {option}: من {first} عند {} إلى {last} عند {}، أي بمقدار {change} (مجال الثقة 90٪: {between}).",
            ends[0], ends[1]
        ),
    })
}

/// At how many points each option is best.
fn shares_of_points(view: &SweepView<'_>, winners: &[&PointWinner]) -> Option<String> {
    let lang = view.lang;
    let mut counts: Vec<(usize, usize, usize)> = view
        .options()
        .into_iter()
        .map(|option| {
            let best = winners.iter().filter(|w| w.best == Some(option));
            let told = best.clone().filter(|w| w.told()).count();
            (best.count(), told, option)
        })
        .filter(|(best, ..)| *best > 0)
        .collect();
    counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.2.cmp(&b.2)));
    let all = winners.len();
    if counts.is_empty() || view.options().len() < 2 {
        return None;
    }
    if let [(best, told, option)] = counts[..]
        && best == all
    {
        let option = view.named(option);
        return Some(match lang {
            Lang::En => format!(
                "Nothing tips: {option} is best at all {all} points, told apart from the others at {told}."
            ),
            Lang::Ar => format!(
                "لا نقطة تحول: الخيار {option} هو الأفضل عند كل النقاط (عددها {all})، ويُحسم تفوقه عند {told} منها."
            ),
        });
    }
    let parts: Vec<String> = counts
        .iter()
        .map(|(best, told, option)| {
            let (option, best) = (view.named(*option), plain_count(*best as u64));
            match lang {
                Lang::En => format!("{option} at {best} (told apart at {told})"),
                Lang::Ar => format!("{option} عند {best} (محسوم عند {told})"),
            }
        })
        .collect();
    let parts = some_of(parts, lang);
    let all = plain_count(all as u64);
    Some(match lang {
        Lang::En => format!("Best of {all} points: {parts}."),
        Lang::Ar => format!("الأفضل من بين {all} من النقاط: {parts}."),
    })
}

/// How the change of the best option moves with the second axis.
fn tipping_line(view: &SweepView<'_>, lines: &[&Line]) -> Option<String> {
    let lang = view.lang;
    let second = |line: &Line| view.results.points[line.points[0]].values[1].x;
    let mut rows: Vec<(f64, &Line)> = lines.iter().map(|line| (second(line), *line)).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let change = |line: &Line| {
        let found = line.tippings.iter().filter(|t| matches!(t.tip, Tip::Best { .. }));
        match found.collect::<Vec<_>>()[..] {
            [one] => Some(one.clone()),
            _ => None,
        }
    };
    let found: Vec<(f64, Tipping)> =
        rows.iter().filter_map(|(y, line)| Some((*y, change(line)?))).collect();
    let (first, last) = (found.first()?, found.last()?);
    let Tip::Best { from, to } = first.1.tip else { return None };
    if found.len() < 2 || last.1.tip != first.1.tip {
        return None;
    }
    let (from, to) = (view.named(from), view.named(to));
    let axes = [0, 1].map(|axis| quoted(&view.axis(axis), lang));
    let at = |found: &(f64, Tipping)| (view.place(0, found.1.at), view.place(1, found.0));
    let ((x0, y0), (x1, y1)) = (at(first), at(last));
    Some(match lang {
        Lang::En => format!(
            "Along {} the best option changes from {from} to {to}: at {x0} where {} is {y0}, at {x1} where it is {y1}.",
            axes[0], axes[1]
        ),
        Lang::Ar => format!(
            "على امتداد {} يتغير الخيار الأفضل من {from} إلى {to}: عند {x0} حين تكون قيمة {} {y0}، وعند {x1} حين تكون {y1}.",
            axes[0], axes[1]
        ),
    })
}

/// What an outcome hangs on in a sample: that of the baseline, and the differences from it.
fn effects(view: &SweepView<'_>, measure: usize, trajectory: usize) -> Vec<String> {
    let lang = view.lang;
    let mut out = Vec::new();
    for option in view.options() {
        let is_baseline = option == view.model.baseline;
        let found = view.findings.effects_on((measure, trajectory, option), !is_baseline);
        let Some(axes) = named_axes(view, found) else { continue };
        let name = view.named(option);
        let baseline = view.named(view.model.baseline);
        out.push(match (lang, is_baseline) {
            (Lang::En, true) => format!("What {name} comes to hangs on {axes}."),
            (Lang::En, false) => {
                format!("How {name} differs from {baseline} hangs on {axes}.")
            }
            (Lang::Ar, true) => format!("ما يفضي إليه الخيار {name} يتوقف على {axes}."),
            (Lang::Ar, false) => {
                format!("الفرق بين الخيار {name} والخيار {baseline} يتوقف على {axes}.")
            }
        });
    }
    out.truncate(PAIRS + 1);
    out
}

/// The axes with the largest shares of the variance, of those that are more than chance.
fn named_axes(view: &SweepView<'_>, mut found: Vec<&AxisEffect>) -> Option<String> {
    let lang = view.lang;
    let value = |effect: &&AxisEffect| effect.share.map_or(0.0, |share| share.value);
    found.retain(|effect| effect.share.is_some_and(|share| share.above_chance()));
    found.sort_by(|a, b| value(b).total_cmp(&value(a)));
    found.truncate(AXES);
    if found.is_empty() {
        return None;
    }
    let parts: Vec<String> = found
        .iter()
        .map(|effect| {
            let share = percent((100.0 * value(effect)).round() / 100.0, lang);
            let name = quoted(&view.axis(effect.axis), lang);
            match lang {
                Lang::En => format!("{name} ({share} of the variance)"),
                Lang::Ar => format!("{name} ({share} من التباين)"),
            }
        })
        .collect();
    Some(listed(&parts, lang))
}

/// What a chart's title says of a measure: in one trajectory where it tips, in several in how many.
pub(super) fn headline(view: &SweepView<'_>, measure: usize) -> String {
    let futures = view.trajectories();
    let name = view.short_measure(measure);
    let judged = view.definition(measure).sense != Sense::None && view.options().len() > 1;
    if !judged {
        let axes: Vec<String> = (0..view.results.axes.len()).map(|a| view.axis(a)).collect();
        let axes = listed(&axes, view.lang);
        return format!("{name}{}{axes}", view.lang.pick(" along ", " على امتداد "));
    }
    if let Some(best) = always_best(view, measure) {
        let best = view.named(best);
        return match view.lang {
            Lang::En => format!("{name}: nothing tips, {best} is best throughout"),
            Lang::Ar => format!("{name}: لا نقطة تحول، والخيار {best} هو الأفضل في كل المواضع"),
        };
    }
    match futures[..] {
        [only] => {
            let first = of_measure(view, measure, only).into_iter().next().unwrap_or_default();
            format!("{name}: {}", alone(&without(&first)))
        }
        _ => many(view, measure, &name),
    }
}

/// The option that is best at all points in all trajectories, if one is.
pub(super) fn always_best(view: &SweepView<'_>, measure: usize) -> Option<usize> {
    let mut all = view.findings.winners.iter().filter(|w| w.measure == measure);
    let first = all.next()?.best?;
    all.all(|w| w.best == Some(first)).then_some(first)
}

/// The title where trajectories differ: in how many of them the best option changes.
fn many(view: &SweepView<'_>, measure: usize, name: &str) -> String {
    let futures = view.trajectories();
    let changes = |t: &&usize| {
        let winners = view.findings.winners_of(measure, **t);
        winners.windows(2).any(|pair| pair[0].best != pair[1].best)
    };
    let (tips, all) = (futures.iter().filter(changes).count(), futures.len());
    match (view.lang, tips) {
        (Lang::En, 0) => format!("{name}: the best option stays the same in each trajectory"),
        (Lang::En, n) => format!("{name}: the best option changes in {n} of {all} trajectories"),
        (Lang::Ar, 0) => format!("{name}: يبقى الخيار الأفضل على حاله في كل مسار"),
        (Lang::Ar, n) => format!("{name}: يتغير الخيار الأفضل في {n} من المسارات وعددها {all}"),
    }
}
