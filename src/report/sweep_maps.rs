//! Charts of a sweep over two axes.

use super::sweep_figures::{
    chart_sense, colour, difference_axis, framed, panel_title, place_axis, size, value_axis,
};
use super::sweep_view::{SweepView, scaled};
use super::sweep_words::headline;
use crate::analysis::sweep::{Line, TOLD, Tip};
use crate::chart::{
    Emphasis, Figure, FigureKind, MapBorder, MapFill, MapOption, MapPanel, Sense, SweepMap, Winner,
};
use crate::text::{Lang, percent};

/// Panels of a map at most.
const PANELS: usize = 6;

/// Which option is best over two axes: a panel a trajectory.
pub(super) fn winner_map(view: &SweepView<'_>, measure: usize) -> Figure {
    let lang = view.lang;
    let options = view.options();
    let place = |option: usize| options.iter().position(|o| *o == option);
    let panels = view.trajectories().into_iter().map(|trajectory| {
        let winners = view.findings.winners_of(measure, trajectory);
        let cell = |point: Option<usize>| {
            let found = point.and_then(|p| winners.iter().find(|w| w.point == p));
            found.map_or(Winner::default(), |w| Winner {
                best: w.best.and_then(place),
                rival: w.rival().and_then(place),
            })
        };
        MapPanel {
            title: panel_title(view, trajectory),
            cells: cells(view, cell),
            borders: border(view, measure, trajectory).into_iter().collect(),
        }
    });
    let panels: Vec<MapPanel<Winner>> = panels.collect();
    let map_option = |option: &usize| MapOption {
        label: view.option(*option),
        colour: colour(view, *option),
        emphasis: match *option == view.model.baseline {
            true => Emphasis::Reference,
            false => Emphasis::Normal,
        },
    };
    let data = SweepMap {
        across: place_axis(view, 0),
        up: place_axis(view, 1),
        fill: MapFill::Winners { options: options.iter().map(map_option).collect(), panels },
        columns: None,
        border_name: lang
            .pick("tipping line, 90 % interval", "خط التحول، مجال الثقة 90٪")
            .to_owned(),
    };
    let told = percent(TOLD, lang);
    let caption = match lang {
        Lang::En => format!(
            "The option with the best mean at each point; paler with stripes where it is best in less than {told} of \
             resamples of the draws."
        ),
        Lang::Ar => format!(
            "الخيار ذو المتوسط الأفضل عند كل نقطة؛ واللون الباهت المخطط حيث لا يكون الأفضل إلا في أقل من {told} من إعادات \
             معاينة السحبات."
        ),
    };
    let kind = FigureKind::SweepMap(data);
    framed(view, headline(view, measure), size(view, Some(measure)), &caption, kind)
}

/// What each cell of a map shows: `[up][across]`, in the order of the axes' numbers.
fn cells<T>(view: &SweepView<'_>, of: impl Fn(Option<usize>) -> T) -> Vec<Vec<T>> {
    let orders = [0, 1].map(|axis| {
        let values = &view.results.axes[axis].values;
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].x.total_cmp(&values[*b].x));
        // a value that is given twice is one place
        order.dedup_by(|a, b| values[*a].x == values[*b].x);
        order
    });
    let [across, up] = &orders;
    up.iter().map(|j| across.iter().map(|i| of(view.results.at(&[*i, *j]))).collect()).collect()
}

/// Where the best option changes along the first axis, where it does so once at most, and always
/// between the same two.
fn border(view: &SweepView<'_>, measure: usize, trajectory: usize) -> Option<MapBorder> {
    let axes = &view.results.axes;
    let mut points = Vec::new();
    let mut pair: Option<Tip> = None;
    for line in view.findings.lines_of(measure, trajectory) {
        let line: &Line = line;
        let best: Vec<_> =
            line.tippings.iter().filter(|t| matches!(t.tip, Tip::Best { .. })).collect();
        match best[..] {
            [] => {}
            [one] if pair.is_none_or(|tip| tip == one.tip) => {
                pair = Some(one.tip);
                let up = scaled(&axes[1], view.results.points[line.points[0]].values[1].x);
                let known = !(one.low.is_nan() || one.high.is_nan());
                let ends = (scaled(&axes[0], one.low), scaled(&axes[0], one.high));
                points.push((up, scaled(&axes[0], one.at), known.then_some(ends)));
            }
            _ => return None,
        }
    }
    points.sort_by(|a: &(f64, f64, _), b| a.0.total_cmp(&b.0));
    (points.len() > 1).then_some(MapBorder { points })
}

/// The options of a map with a panel for each: those that are best at most points first.
fn shown(view: &SweepView<'_>, measure: usize, trajectory: usize) -> Vec<usize> {
    let winners = view.findings.winners_of(measure, trajectory);
    let count = |option: &usize| winners.iter().filter(|w| w.best == Some(*option)).count();
    let mut options = view.options();
    options.sort_by_key(|o| (*o != view.model.baseline, std::cmp::Reverse(count(o))));
    options.truncate(PANELS);
    options
}

/// A measure over two axes in a trajectory: a panel an option.
pub(super) fn level_map(view: &SweepView<'_>, measure: usize, trajectory: usize) -> Figure {
    let panels = shown(view, measure, trajectory).into_iter().filter_map(|option| {
        let cell = view.results.cell(option, trajectory)?;
        let mean = |point: Option<usize>| {
            let found = point.and_then(|p| view.results.of(p, cell, measure).mean);
            found.map_or(f64::NAN, |mean| mean.value)
        };
        Some(MapPanel { title: view.option(option), cells: cells(view, mean), borders: Vec::new() })
    });
    let fill = MapFill::Values {
        axis: value_axis(view, measure),
        sense: chart_sense(view.definition(measure).sense),
        centre: None,
        panels: panels.collect(),
    };
    let lang = view.lang;
    let (name, future) = (view.short_measure(measure), view.trajectory(trajectory));
    let axes = crate::text::listed(&[view.axis(0), view.axis(1)], lang);
    let title = match lang {
        Lang::En => format!("{name} over {axes}: {future}"),
        Lang::Ar => format!("{name} بحسب {axes}: {future}"),
    };
    let caption = lang.pick("Means at each point.", "المتوسطات عند كل نقطة.");
    mapped(view, measure, fill, title, caption)
}

/// Differences from the baseline over two axes in a trajectory: a panel an option.
pub(super) fn difference_map(view: &SweepView<'_>, measure: usize, trajectory: usize) -> Figure {
    let lang = view.lang;
    let (axis, scale) = difference_axis(view, measure);
    let options = shown(view, measure, trajectory);
    let others = options.into_iter().filter(|o| *o != view.model.baseline);
    let panels = others.filter_map(|option| {
        let cell = view.results.cell(option, trajectory)?;
        let mean = |point: Option<usize>| {
            let found = point.and_then(|p| view.results.of(p, cell, measure).difference);
            found.and_then(|d| d.mean).map_or(f64::NAN, |mean| scale * mean.value)
        };
        Some(MapPanel { title: view.option(option), cells: cells(view, mean), borders: Vec::new() })
    });
    let sense = chart_sense(view.definition(measure).sense);
    let fill = MapFill::Values { axis, sense, centre: Some(0.0), panels: panels.collect() };
    let (name, future) = (view.short_measure(measure), view.trajectory(trajectory));
    let baseline = view.named(view.model.baseline);
    let title = match lang {
        Lang::En => format!("{name}: difference from {baseline}: {future}"),
        Lang::Ar => format!("{name}: الفرق عن الخيار {baseline}: {future}"),
    };
    let caption = match (lang, sense) {
        (Lang::En, Sense::None) => "Differences of means under the same draws and the same luck.",
        (Lang::En, _) => {
            "Differences of means under the same draws and the same luck. Zero is where the two change places."
        }
        (Lang::Ar, Sense::None) => "فروق المتوسطات تحت السحبات والمصادفات نفسها.",
        (Lang::Ar, _) => {
            "فروق المتوسطات تحت السحبات والمصادفات نفسها. الصفر هو حيث يتبادل الخياران موضعيهما."
        }
    };
    mapped(view, measure, fill, title, caption)
}

fn mapped(
    view: &SweepView<'_>,
    measure: usize,
    fill: MapFill,
    title: String,
    caption: &str,
) -> Figure {
    let data = SweepMap {
        across: place_axis(view, 0),
        up: place_axis(view, 1),
        fill,
        columns: None,
        border_name: String::new(),
    };
    framed(view, title, size(view, Some(measure)), caption, FigureKind::SweepMap(data))
}
