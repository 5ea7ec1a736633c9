//! Charts of a sweep whose points are a sample of many axes.

use super::sweep_figures::{colour, difference_axis, framed, place_axis, size, value_axis};
use super::sweep_view::{SweepView, scaled};
use crate::analysis::sweep::{AxisEffect, Bin};
use crate::chart::{
    Emphasis, Figure, FigureKind, Response, ResponseLine, ResponsePanel, Threshold,
};
use crate::text::{Lang, percent};

/// Options in a chart at most: dots of more hide one another.
const DOTTED: usize = 2;

/// Outcomes over the axes of a sample: a panel an axis, dots and means of classes.
pub(super) fn sample(
    view: &SweepView<'_>,
    (measure, trajectory): (usize, usize),
    difference: bool,
) -> Figure {
    let lang = view.lang;
    let (axis, scale) = match difference {
        true => difference_axis(view, measure),
        false => (value_axis(view, measure), 1.0),
    };
    let options = sampled_options(view, measure, trajectory, difference);
    let panels = (0..view.results.axes.len()).map(|a| ResponsePanel {
        title: share_title(view, a, &options, (measure, trajectory), difference),
        along: Some(place_axis(view, a)),
        lines: options
            .iter()
            .filter_map(|o| dotted(view, a, *o, (measure, trajectory), (difference, scale)))
            .collect(),
        threshold: difference.then(|| Threshold {
            value: 0.0,
            label: lang.pick("no difference", "لا فرق").to_owned(),
        }),
        ..ResponsePanel::default()
    });
    let data = Response {
        axis,
        panels: panels.collect(),
        line_name: lang.pick("mean of the points of a class", "متوسط نقاط الفئة").to_owned(),
        dot_name: lang.pick("mean at a point", "المتوسط عند نقطة").to_owned(),
        ..Response::default()
    };
    let (name, baseline) = (view.short_measure(measure), view.named(view.model.baseline));
    let future = match view.trajectories().len() {
        1 => String::new(),
        _ => format!(" ({})", view.trajectory(trajectory)),
    };
    let title = match (lang, difference) {
        (Lang::En, false) => format!("{name}: what it hangs on{future}"),
        (Lang::Ar, false) => format!("{name}: ما يتوقف عليه{future}"),
        (Lang::En, true) => format!("{name}: what the difference from {baseline} hangs on{future}"),
        (Lang::Ar, true) => format!("{name}: ما يتوقف عليه الفرق عن الخيار {baseline}{future}"),
    };
    let last = view.named(options.last().copied().unwrap_or(view.model.baseline));
    let caption = match lang {
        Lang::En => format!(
            "Above each panel: the share of the variance of the points’ means of {last} that knowing this axis would \
             take away."
        ),
        Lang::Ar => format!(
            "فوق كل لوحة: حصة تباين متوسطات النقاط للخيار {last} التي تزول بمعرفة قيمة هذا المحور."
        ),
    };
    let kind = FigureKind::Response(data);
    framed(view, title, size(view, Some(measure)), &caption, kind)
}

/// The options whose dots are shown: the baseline, and the one that is best at most points; of
/// differences those of the latter.
fn sampled_options(
    view: &SweepView<'_>,
    measure: usize,
    trajectory: usize,
    difference: bool,
) -> Vec<usize> {
    let baseline = view.model.baseline;
    let winners = view.findings.winners_of(measure, trajectory);
    let count = |option: &usize| winners.iter().filter(|w| w.best == Some(*option)).count();
    let mut others: Vec<usize> = view.options().into_iter().filter(|o| *o != baseline).collect();
    others.sort_by_key(|option| std::cmp::Reverse(count(option)));
    let mut chosen = if difference { Vec::new() } else { vec![baseline] };
    chosen.extend(others);
    chosen.truncate(DOTTED);
    chosen
}

fn effect<'a>(
    view: &SweepView<'a>,
    axis: usize,
    of: (usize, usize, usize),
    difference: bool,
) -> Option<&'a AxisEffect> {
    let mut all = view.findings.effects_on(of, difference).into_iter();
    all.find(|effect| effect.axis == axis)
}

/// The name of an axis with its share of the variance: of the last option that is shown.
fn share_title(
    view: &SweepView<'_>,
    axis: usize,
    options: &[usize],
    (measure, trajectory): (usize, usize),
    difference: bool,
) -> String {
    let option = options.last().copied().unwrap_or(view.model.baseline);
    let found = effect(view, axis, (measure, trajectory, option), difference);
    let lang = view.lang;
    match found.and_then(|effect| effect.share) {
        None => view.axis(axis),
        Some(share) if !share.above_chance() => {
            format!(
                "{}: {}",
                view.axis(axis),
                lang.pick("no more than chance", "لا يتجاوز المصادفة")
            )
        }
        Some(share) => {
            let percent = percent((100.0 * share.value).round() / 100.0, lang);
            let of = lang.pick("of the variance", "من التباين");
            format!("{}: {percent} {of}", view.axis(axis))
        }
    }
}

fn dotted(
    view: &SweepView<'_>,
    axis: usize,
    option: usize,
    (measure, trajectory): (usize, usize),
    (difference, scale): (bool, f64),
) -> Option<ResponseLine> {
    let cell = view.results.cell(option, trajectory)?;
    let definition = &view.results.axes[axis];
    let value = |point: usize| {
        let found = view.results.of(point, cell, measure);
        let mean = match difference {
            true => found.difference.and_then(|d| d.mean),
            false => found.mean,
        };
        mean.map_or(f64::NAN, |mean| scale * mean.value)
    };
    let found = effect(view, axis, (measure, trajectory, option), difference)?;
    let bin = |get: fn(&Bin) -> f64| found.bins.iter().map(get).collect::<Vec<f64>>();
    let is_baseline = option == view.model.baseline;
    Some(ResponseLine {
        label: view.option(option),
        colour: colour(view, option),
        emphasis: if is_baseline { Emphasis::Reference } else { Emphasis::Normal },
        places: bin(|b| b.x).into_iter().map(|x| scaled(definition, x)).collect(),
        values: bin(|b| b.mean).into_iter().map(|y| scale * y).collect(),
        bands: Vec::new(),
        dots: (0..view.results.points.len())
            .map(|p| (scaled(definition, view.results.points[p].values[axis].x), value(p)))
            .collect(),
    })
}
