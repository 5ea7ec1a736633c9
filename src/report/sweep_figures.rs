//! Charts of a sweep: which there are, and those along one axis.

use super::findings::{format_of, slug};
use super::sweep_maps::{difference_map, level_map, winner_map};
use super::sweep_samples::sample;
use super::sweep_tip_words::ends;
use super::sweep_view::{SweepView, scaled};
use super::sweep_words::{always_best, headline};
use crate::analysis::sweep::{AxisKind, Line, PointWinner, Tip, Tipping};
use crate::chart::{
    self, Emphasis, Figure, FigureKind, PlaceMark, Response, ResponseBand, ResponseLine,
    ResponsePanel, ScaleChoice, SweepAxis, SweepScale, Threshold, ValueAxis,
};
use crate::outcome::Estimate;
use crate::study::Sense;
use crate::text::{Lang, NumberFormat, counted_in, noun, percent, plain_count};

/// Up to so many options all have their colours.
const MOST: usize = 7;

/// A chart of a sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SweepPicture {
    /// A measure along the axis, by option: a panel a trajectory.
    Response(usize),
    /// The spread of a measure in a trajectory along the axis: a panel an option, with all bands.
    Spread(usize, usize),
    /// Differences from the baseline along the axis: a panel a trajectory.
    Differences(usize),
    /// All measures along the axis in a trajectory: a panel a measure.
    Measures(usize),
    /// Which option is best over two axes, by a measure: a panel a trajectory.
    Winners(usize),
    /// A measure in a trajectory over two axes: a panel an option.
    Levels(usize, usize),
    /// Differences from the baseline in a trajectory over two axes: a panel an option.
    DifferenceMap(usize, usize),
    /// A measure in a trajectory over the axes of a sample: a panel an axis.
    Sample(usize, usize),
    /// The same of differences from the baseline.
    SampleDifferences(usize, usize),
}

/// The charts of a sweep with the names of their files, the most important first.
pub fn sweep_pictures(view: &SweepView<'_>) -> Vec<(String, SweepPicture)> {
    let results = view.results;
    let several = view.options().len() > 1;
    let mut all = Vec::new();
    for measure in 0..results.measures.len() {
        let judged = view.definition(measure).sense != Sense::None;
        if results.sampled || results.axes.len() > 2 {
            for trajectory in view.trajectories() {
                all.push(SweepPicture::Sample(measure, trajectory));
                if several {
                    all.push(SweepPicture::SampleDifferences(measure, trajectory));
                }
            }
        } else if results.axes.len() == 2 {
            if several && judged && !is_plain(view, measure) {
                all.push(SweepPicture::Winners(measure));
            }
            for trajectory in view.trajectories() {
                all.push(SweepPicture::Levels(measure, trajectory));
                if several {
                    all.push(SweepPicture::DifferenceMap(measure, trajectory));
                }
            }
        } else {
            all.push(SweepPicture::Response(measure));
            if several {
                all.push(SweepPicture::Differences(measure));
                let spreads = |trajectory| SweepPicture::Spread(measure, trajectory);
                all.extend(view.trajectories().into_iter().map(spreads));
            }
        }
    }
    if results.measures.len() > 1 && results.axes.len() == 1 && !results.sampled {
        all.extend(view.trajectories().into_iter().map(SweepPicture::Measures));
    }
    all.into_iter().map(|picture| (name(view, picture), picture)).collect()
}

/// Whether one option is best at all points, and told apart there: a map of one colour.
fn is_plain(view: &SweepView<'_>, measure: usize) -> bool {
    let mut winners = view.findings.winners.iter().filter(|w| w.measure == measure);
    always_best(view, measure).is_some() && winners.all(PointWinner::told)
}

fn name(view: &SweepView<'_>, picture: SweepPicture) -> String {
    let measure = |m: usize| slug(&view.definition(m).name);
    let future = |t: usize| slug(&view.model.trajectories[t].name);
    match picture {
        SweepPicture::Response(m) => format!("response-{}", measure(m)),
        SweepPicture::Spread(m, t) => format!("spread-{}-{}", measure(m), future(t)),
        SweepPicture::Differences(m) => format!("differences-{}", measure(m)),
        SweepPicture::Measures(t) => format!("measures-{}", future(t)),
        SweepPicture::Winners(m) => format!("best-{}", measure(m)),
        SweepPicture::Levels(m, t) => format!("map-{}-{}", measure(m), future(t)),
        SweepPicture::DifferenceMap(m, t) => {
            format!("map-difference-{}-{}", measure(m), future(t))
        }
        SweepPicture::Sample(m, t) => format!("sample-{}-{}", measure(m), future(t)),
        SweepPicture::SampleDifferences(m, t) => {
            format!("sample-difference-{}-{}", measure(m), future(t))
        }
    }
}

/// The figure of a chart.
pub fn sweep_figure(view: &SweepView<'_>, picture: SweepPicture) -> Figure {
    match picture {
        SweepPicture::Response(measure) => response(view, measure),
        SweepPicture::Spread(measure, trajectory) => spread(view, measure, trajectory),
        SweepPicture::Differences(measure) => differences(view, measure),
        SweepPicture::Measures(trajectory) => measures(view, trajectory),
        SweepPicture::Winners(measure) => winner_map(view, measure),
        SweepPicture::Levels(measure, trajectory) => level_map(view, measure, trajectory),
        SweepPicture::DifferenceMap(measure, trajectory) => {
            difference_map(view, measure, trajectory)
        }
        SweepPicture::Sample(m, t) => sample(view, (m, t), false),
        SweepPicture::SampleDifferences(m, t) => sample(view, (m, t), true),
    }
}

/// An axis as charts have it.
pub(super) fn place_axis(view: &SweepView<'_>, axis: usize) -> SweepAxis {
    let definition = &view.results.axes[axis];
    let mut places: Vec<f64> = match definition.values.is_empty() {
        true => definition.range.iter().map(|x| scaled(definition, *x)).collect(),
        false => definition.values.iter().map(|v| scaled(definition, v.x)).collect(),
    };
    places.sort_by(f64::total_cmp);
    places.dedup();
    SweepAxis {
        label: view.axis(axis),
        unit: view.unit(axis),
        format: NumberFormat::Plain,
        scale: match definition.kind {
            AxisKind::Date => SweepScale::Dates,
            _ if definition.log => SweepScale::Log,
            _ => SweepScale::Linear,
        },
        places,
    }
}

/// The axis of a measure's values.
pub(super) fn value_axis(view: &SweepView<'_>, measure: usize) -> ValueAxis {
    let definition = view.definition(measure);
    let quantiles = view.results.statistics.iter().flatten().map(|m| m[measure].quantiles[0]);
    let never_negative = quantiles.fold(f64::INFINITY, f64::min) >= 0.0;
    ValueAxis {
        label: view.measure(measure),
        unit: match definition.condition {
            true => view.lang.pick("probability", "احتمال").to_owned(),
            false => view.model.unit_words.of(&definition.unit, view.lang),
        },
        format: format_of(definition),
        scale: ScaleChoice::Auto,
        natural: match definition.condition {
            true => (Some(0.0), Some(1.0)),
            false => (never_negative.then_some(0.0), None),
        },
    }
}

/// The axis of differences, and what they are multiplied with.
pub(super) fn difference_axis(view: &SweepView<'_>, measure: usize) -> (ValueAxis, f64) {
    let own = value_axis(view, measure);
    let condition = view.definition(measure).condition;
    let axis = ValueAxis {
        label: format!("{}: {}", own.label, view.lang.pick("difference", "الفرق")),
        unit: match condition {
            true => view.lang.pick("percentage points", "نقاط مئوية").to_owned(),
            false => own.unit,
        },
        format: NumberFormat::Plain,
        scale: ScaleChoice::Linear,
        natural: (None, None),
    };
    (axis, if condition { 100.0 } else { 1.0 })
}

/// The number of an option's colour: the same in every chart.
pub(super) fn colour(view: &SweepView<'_>, option: usize) -> usize {
    option - usize::from(option > view.model.baseline)
}

/// How much each option stands out: up to seven all have colours, of more the baseline, those that
/// are best somewhere by the measure, and the first of the others.
fn emphasis(view: &SweepView<'_>, measure: Option<usize>) -> Vec<(usize, Emphasis)> {
    let options = view.options();
    let many = options.len() > MOST;
    let wins = |option: usize| {
        let mut all = view.findings.winners.iter();
        all.any(|w| w.best == Some(option) && measure.is_none_or(|m| m == w.measure))
    };
    let mut room = MOST - 1;
    let mut chosen: Vec<usize> = Vec::new();
    let order = options.iter().filter(|o| wins(**o)).chain(options.iter().filter(|o| !wins(**o)));
    for option in order.filter(|o| **o != view.model.baseline) {
        let is_shown = !many || (wins(*option) && room > 0) || (chosen.len() < 2);
        if is_shown {
            chosen.push(*option);
            room = room.saturating_sub(1);
        }
    }
    options
        .into_iter()
        .map(|option| match option {
            o if o == view.model.baseline => (o, Emphasis::Reference),
            o if chosen.contains(&o) => (o, Emphasis::Normal),
            o => (o, Emphasis::Faint),
        })
        .collect()
}

/// A chart of a sweep with its words around it.
pub(super) fn framed(
    view: &SweepView<'_>,
    title: String,
    subtitle: String,
    caption: &str,
    kind: FigureKind,
) -> Figure {
    Figure {
        title,
        subtitle,
        caption: caption.to_owned(),
        source_line: view.source_line(),
        lang: view.lang,
        kind,
    }
}

/// "1,000 replicates at each of 8 points. Less is better."
pub(super) fn size(view: &SweepView<'_>, measure: Option<usize>) -> String {
    let lang = view.lang;
    let replicates =
        counted_in(view.results.replicates, &noun::REPLICATE, crate::text::Case::Oblique, lang);
    let points = plain_count(view.results.points.len() as u64);
    let sense = match measure.map(|m| view.definition(m).sense) {
        Some(Sense::Minimise) => lang.pick(" Less is better.", " الأقل أفضل."),
        Some(Sense::Maximise) => lang.pick(" More is better.", " الأكثر أفضل."),
        _ => "",
    };
    match lang {
        Lang::En => format!("{replicates} of each option at each of {points} points.{sense}"),
        Lang::Ar => format!("من {replicates} لكل خيار عند كل نقطة، وعدد النقاط {points}.{sense}"),
    }
}

/// The title of a panel: nothing where there is one.
pub(super) fn panel_title(view: &SweepView<'_>, trajectory: usize) -> String {
    match view.trajectories().len() {
        1 => String::new(),
        _ => view.trajectory(trajectory),
    }
}

fn line_of<'a>(view: &SweepView<'a>, measure: usize, trajectory: usize) -> Option<&'a Line> {
    let fits = |l: &&Line| l.measure == measure && l.trajectory == trajectory;
    view.findings.lines.iter().find(fits)
}

fn places(view: &SweepView<'_>, line: &Line) -> Vec<f64> {
    let axis = &view.results.axes[line.axis];
    line.points.iter().map(|p| scaled(axis, view.results.points[*p].values[line.axis].x)).collect()
}

/// The means of an option along a line, with bands of its outcomes: of a condition the interval of
/// its probability.
fn mean_line(
    view: &SweepView<'_>,
    line: &Line,
    (option, emphasis): (usize, Emphasis),
) -> Option<ResponseLine> {
    let cell = view.results.cell(option, line.trajectory)?;
    let found: Vec<_> =
        line.points.iter().map(|p| view.results.of(*p, cell, line.measure)).collect();
    let lang = view.lang;
    let estimate = |get: fn(Estimate) -> f64| -> Vec<f64> {
        found.iter().map(|s| s.mean.map_or(f64::NAN, get)).collect()
    };
    let quantile = |k: usize| found.iter().map(|s| s.quantiles[k]).collect();
    let bands = match view.definition(line.measure).condition {
        true => vec![ResponseBand {
            name: lang.pick("95 % interval", "مجال الثقة 95٪").to_owned(),
            low: estimate(|e| e.low),
            high: estimate(|e| e.high),
        }],
        false => [(0.9, 0, 4), (0.5, 1, 3)]
            .into_iter()
            .map(|(share, low, high)| ResponseBand {
                name: format!(
                    "{} {}",
                    percent(share, lang),
                    lang.pick("of replicates", "من التكرارات")
                ),
                low: quantile(low),
                high: quantile(high),
            })
            .collect(),
    };
    Some(ResponseLine {
        label: view.option(option),
        colour: colour(view, option),
        emphasis,
        places: places(view, line),
        values: estimate(|e| e.value),
        bands,
        dots: Vec::new(),
    })
}

/// The mark of a tipping point.
fn mark(view: &SweepView<'_>, tipping: &Tipping) -> PlaceMark {
    let axis = &view.results.axes[0];
    let at = view.bare_place(0, tipping.at);
    let label = match ends(view, 0, tipping) {
        None => at,
        Some(ends) => format!("{at} ({ends})"),
    };
    let known = !(tipping.low.is_nan() || tipping.high.is_nan());
    let end = |x: f64| scaled(axis, x);
    PlaceMark {
        at: end(tipping.at),
        interval: known.then(|| (end(tipping.low), end(tipping.high))),
        label,
    }
}

fn marks(view: &SweepView<'_>, line: &Line, kept: impl Fn(&Tip) -> bool) -> Vec<PlaceMark> {
    line.tippings.iter().filter(|t| kept(&t.tip)).map(|t| mark(view, t)).collect()
}

fn threshold(view: &SweepView<'_>, measure: usize) -> Option<Threshold> {
    let definition = view.definition(measure);
    definition.acceptable.map(|value| Threshold {
        value,
        label: format!(
            "{} {}",
            view.lang.pick("acceptable:", "المقبول:"),
            format_of(definition).format(value, view.lang)
        ),
    })
}

fn mark_name(view: &SweepView<'_>) -> String {
    view.lang.pick("tipping point, 90 % interval", "نقطة التحول، مجال الثقة 90٪").to_owned()
}

/// A measure along the axis: a panel a trajectory, a line an option.
fn response(view: &SweepView<'_>, measure: usize) -> Figure {
    let lang = view.lang;
    let emphasis = emphasis(view, Some(measure));
    let panels = view.trajectories().into_iter().filter_map(|trajectory| {
        let line = line_of(view, measure, trajectory)?;
        Some(ResponsePanel {
            title: panel_title(view, trajectory),
            lines: emphasis.iter().filter_map(|o| mean_line(view, line, *o)).collect(),
            threshold: threshold(view, measure),
            marks: marks(view, line, |tip| matches!(tip, Tip::Best { .. })),
            ..ResponsePanel::default()
        })
    });
    let data = Response {
        along: place_axis(view, 0),
        axis: value_axis(view, measure),
        panels: panels.collect(),
        line_name: lang.pick("mean", "المتوسط").to_owned(),
        mark_name: mark_name(view),
        ..Response::default()
    };
    let caption = lang.pick(
        "Lines are means. A tipping point is where the best option by mean changes; its interval holds 90 % of \
         resamples of the draws.",
        "الخطوط متوسطات. نقطة التحول هي حيث يتغير الخيار الأفضل بحسب المتوسط، ومجالها يضم 90٪ من إعادات معاينة السحبات.",
    );
    let title = headline(view, measure);
    framed(view, title, size(view, Some(measure)), caption, FigureKind::Response(data))
}

/// The spread of a measure: a panel an option, which leaves room for all bands.
fn spread(view: &SweepView<'_>, measure: usize, trajectory: usize) -> Figure {
    let lang = view.lang;
    let panels = line_of(view, measure, trajectory).into_iter().flat_map(|line| {
        let emphasis = |option| match option == view.model.baseline {
            true => Emphasis::Reference,
            false => Emphasis::Normal,
        };
        view.options().into_iter().filter_map(move |option| {
            Some(ResponsePanel {
                title: view.option(option),
                lines: vec![mean_line(view, line, (option, emphasis(option)))?],
                threshold: threshold(view, measure),
                ..ResponsePanel::default()
            })
        })
    });
    let data = Response {
        along: place_axis(view, 0),
        axis: value_axis(view, measure),
        panels: panels.collect(),
        line_name: lang.pick("mean", "المتوسط").to_owned(),
        ..Response::default()
    };
    let (name, axis, future) =
        (view.short_measure(measure), view.axis(0), view.trajectory(trajectory));
    let title = match lang {
        Lang::En => format!("{name} along {axis}, option by option: {future}"),
        Lang::Ar => format!("{name} على امتداد {axis}، خياراً خياراً: {future}"),
    };
    let caption = match view.definition(measure).condition {
        true => "",
        false => lang.pick(
            "Bands hold what single histories come to: what is not known, and luck.",
            "تضم النطاقات ما تنتهي إليه المسارات المفردة: ما لا نعرفه، والحظ.",
        ),
    };
    framed(view, title, size(view, Some(measure)), caption, FigureKind::Response(data))
}

/// Differences from the baseline: a panel a trajectory, a line an option.
fn differences(view: &SweepView<'_>, measure: usize) -> Figure {
    let lang = view.lang;
    let (axis, scale) = difference_axis(view, measure);
    let of = |line: &Line, (option, emphasis): (usize, Emphasis)| {
        let cell = view.results.cell(option, line.trajectory)?;
        let found: Vec<Option<Estimate>> = line
            .points
            .iter()
            .map(|p| view.results.of(*p, cell, line.measure).difference.and_then(|d| d.mean))
            .collect();
        let each = |get: fn(Estimate) -> f64| -> Vec<f64> {
            found.iter().map(|e| e.map_or(f64::NAN, |e| scale * get(e))).collect()
        };
        Some(ResponseLine {
            label: view.option(option),
            colour: colour(view, option),
            emphasis,
            places: places(view, line),
            values: each(|e| e.value),
            bands: vec![ResponseBand {
                name: lang.pick("95 % interval of the mean", "مجال الثقة 95٪ للمتوسط").to_owned(),
                low: each(|e| e.low),
                high: each(|e| e.high),
            }],
            dots: Vec::new(),
        })
    };
    let mut options = emphasis(view, Some(measure));
    options.retain(|(option, _)| *option != view.model.baseline);
    let baseline = view.named(view.model.baseline);
    let panels = view.trajectories().into_iter().filter_map(|trajectory| {
        let line = line_of(view, measure, trajectory)?;
        Some(ResponsePanel {
            title: panel_title(view, trajectory),
            lines: options.iter().filter_map(|o| of(line, *o)).collect(),
            threshold: Some(Threshold {
                value: 0.0,
                label: match lang {
                    Lang::En => format!("as {baseline}"),
                    Lang::Ar => format!("كالخيار {baseline}"),
                },
            }),
            marks: marks(view, line, |tip| match tip {
                Tip::Better { from, to } => [from, to].contains(&&view.model.baseline),
                _ => false,
            }),
            ..ResponsePanel::default()
        })
    });
    let data = Response {
        along: place_axis(view, 0),
        axis,
        panels: panels.collect(),
        line_name: lang.pick("mean difference", "متوسط الفرق").to_owned(),
        mark_name: mark_name(view),
        ..Response::default()
    };
    let name = view.short_measure(measure);
    let title = match lang {
        Lang::En => format!("{name}: what each option changes against {baseline}"),
        Lang::Ar => format!("{name}: ما يغيره كل خيار مقارنةً بالخيار {baseline}"),
    };
    let caption = lang.pick(
        "Differences of means under the same draws and the same luck. A tipping point is where an option and the \
         baseline change places.",
        "فروق المتوسطات تحت السحبات والمصادفات نفسها. نقطة التحول هي حيث يتبادل الخيار والخيار المرجعي موضعيهما.",
    );
    framed(view, title, size(view, Some(measure)), caption, FigureKind::Response(data))
}

/// All measures in a trajectory: a panel a measure.
fn measures(view: &SweepView<'_>, trajectory: usize) -> Figure {
    let lang = view.lang;
    let emphasis = emphasis(view, None);
    let panels = (0..view.results.measures.len()).filter_map(|measure| {
        let line = line_of(view, measure, trajectory)?;
        let axis = value_axis(view, measure);
        let lines = emphasis.iter().filter_map(|o| mean_line(view, line, *o));
        Some(ResponsePanel {
            title: view.short_measure(measure),
            axis: Some(ValueAxis {
                label: match axis.unit.is_empty() {
                    true => lang.pick("mean", "المتوسط").to_owned(),
                    false => axis.unit.clone(),
                },
                unit: String::new(),
                ..axis
            }),
            lines: lines.map(|line| ResponseLine { bands: Vec::new(), ..line }).collect(),
            marks: marks(view, line, |tip| matches!(tip, Tip::Best { .. })),
            ..ResponsePanel::default()
        })
    });
    let data = Response {
        along: place_axis(view, 0),
        axis: ValueAxis::default(),
        panels: panels.collect(),
        line_name: lang.pick("mean", "المتوسط").to_owned(),
        mark_name: mark_name(view),
        ..Response::default()
    };
    let (future, axis) = (view.trajectory(trajectory), view.axis(0));
    let title = match lang {
        Lang::En => format!("All measures along {axis}: {future}"),
        Lang::Ar => format!("كل المقاييس على امتداد {axis}: {future}"),
    };
    framed(view, title, size(view, None), "", FigureKind::Response(data))
}

/// The sense of a measure, as charts have it.
pub(super) fn chart_sense(sense: Sense) -> chart::Sense {
    match sense {
        Sense::Minimise => chart::Sense::Minimise,
        Sense::Maximise => chart::Sense::Maximise,
        Sense::None => chart::Sense::None,
    }
}
