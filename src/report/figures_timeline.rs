//! The chart of levers: what each option does over time, and who leaves when.

use jiff::civil::Date;

use super::figures_paths::levers_of;
use super::findings::{Findings, Future, called};
use super::view::View;
use crate::analysis::{Followed, Replay};
use crate::chart::{
    Figure, FigureKind, ScaleChoice, Timeline, TimelineFall, TimelineLane, TimelinePanel,
    TimelineStyle, ValueAxis, falls_below,
};
use crate::outcome::type7;
use crate::text::{Lang, NumberFormat, number};

/// Options beyond which panels are too small, and strips are drawn.
const PANELS: usize = 9;

/// A level of this or less is nobody.
const NOBODY: f64 = 0.5;

/// The levers of the options in a future: medians, where 90 % of the totals lie, and when each is
/// down to none.
pub fn timeline(view: &View<'_>, future: &Future) -> Figure {
    let findings = &view.findings;
    let (model, lang) = (findings.model, findings.lang);
    let levers = levers_of(model, view.request);
    let (name, lanes) = names(findings, &levers);
    let panels: Vec<TimelinePanel> = (view.options.iter())
        .filter_map(|option| panel(view, &levers, *option, findings.cell(*option, future)?))
        .collect();
    let played = view.replay.map_or(0, Replay::replicates);
    let unit = levers.first().map_or("1", |l| model.levers[*l].unit.as_str());
    let style = if panels.len() > PANELS { TimelineStyle::Strips } else { TimelineStyle::Areas };
    let kind = FigureKind::Timeline(Timeline {
        axis: ValueAxis {
            label: name.clone(),
            unit: findings.unit(unit),
            format: NumberFormat::Plain,
            scale: view.scale(ScaleChoice::Linear),
            natural: (Some(0.0), None),
        },
        lanes,
        panels,
        style,
        dates: Vec::new(),
        columns: view.request.columns,
    });
    let count = number(played as f64, lang);
    let caption = match lang {
        Lang::En => format!(
            "Levels are medians over the first {count} replicates, with the response to the \
             trajectory and within the bounds."
        ),
        Lang::Ar => format!(
            "المستويات هي الوسيط في أول التكرارات وعددها {count}، بما فيها أثر الاستجابة للمسار وفي نطاق \
             الحدود."
        ),
    };
    Figure {
        title: match (lang, unit) {
            (Lang::En, "people") => "Who stays under each option, and until when".to_owned(),
            (Lang::Ar, "people") => "من يبقى في كل خيار وإلى متى".to_owned(),
            (Lang::En, _) => format!("{name}: what each option does, and when"),
            (Lang::Ar, _) => format!("{name}: ما يفعله كل خيار ومتى"),
        },
        subtitle: future.label.clone(),
        caption,
        source_line: findings.source_line(),
        lang,
        kind,
    }
}

/// What the levers have in common, and what each is called within that: members of an array by
/// their member.
fn names(findings: &Findings<'_>, levers: &[usize]) -> (String, Vec<String>) {
    let lang = findings.lang;
    let all: Vec<String> = (levers.iter())
        .map(|l| {
            let lever = &findings.model.levers[*l];
            called(&lever.description, &lever.name, lang)
        })
        .collect();
    let comma = lang.pick(", ", "، ");
    let parts: Vec<(&str, &str)> = all.iter().filter_map(|name| name.rsplit_once(comma)).collect();
    match parts.first() {
        Some((array, _)) if all.len() == parts.len() && parts.iter().all(|(a, _)| a == array) => {
            let members = parts.iter().map(|(_, member)| (*member).to_owned()).collect();
            ((*array).to_owned(), members)
        }
        _ if all.len() == 1 => (all[0].clone(), all),
        _ => (lang.pick("Levers", "الروافع").to_owned(), all),
    }
}

fn panel(view: &View<'_>, levers: &[usize], option: usize, cell: usize) -> Option<TimelinePanel> {
    let (findings, replay) = (&view.findings, view.replay?);
    let mut times: Vec<usize> = view.reports().map(|(_, time)| time).collect();
    if times.first() != Some(&0) && view.request.from.is_none() {
        times.insert(0, 0);
    }
    let dates: Vec<Date> = times.iter().map(|time| findings.model.time.date(*time)).collect();
    let mut totals = vec![vec![0.0; replay.replicates()]; times.len()];
    let mut lanes = Vec::with_capacity(levers.len());
    for lever in levers {
        // `[times][replicates]`
        let values: Vec<&[f64]> = (times.iter())
            .map(|time| replay.values(cell, Followed::Lever(*lever), *time))
            .collect::<Option<_>>()?;
        for (total, values) in totals.iter_mut().zip(&values) {
            total.iter_mut().zip(*values).for_each(|(total, value)| *total += value);
        }
        let levels: Vec<f64> = values.iter().map(|v| quantiles(v, [0.5])[0]).collect();
        let falls = fall(&dates, &levels, &values, findings.lang).into_iter().collect();
        lanes.push(TimelineLane { levels, falls });
    }
    let ends: Vec<[f64; 2]> = totals.iter().map(|total| quantiles(total, [0.05, 0.95])).collect();
    let certain = ends.iter().all(|[low, high]| high - low < NOBODY);
    let band = match certain {
        true => (Vec::new(), Vec::new()),
        false => ends.into_iter().map(|[low, high]| (low, high)).unzip(),
    };
    let title = findings.option(option);
    Some(TimelinePanel { title, dates, lanes, band, events: Vec::new() })
}

/// When a lever is down to none.
fn fall(dates: &[Date], levels: &[f64], values: &[&[f64]], lang: Lang) -> Option<TimelineFall> {
    let date = falls_below(dates, levels, NOBODY)?;
    // by replicate; where it never happens, after all dates
    let one = |i: usize| {
        let path: Vec<f64> = values.iter().map(|values| values[i]).collect();
        falls_below(dates, &path, NOBODY).unwrap_or(Date::MAX)
    };
    let mut each: Vec<Date> = (0..values.first().map_or(0, |v| v.len())).map(one).collect();
    each.sort_unstable();
    let at = |p: f64| each[((each.len() - 1) as f64 * p).round() as usize];
    let (low, high) = (at(0.05), at(0.95));
    let range = (low != high && high < Date::MAX).then_some((low, high));
    Some(TimelineFall { label: lang.pick("none", "لا أحد").to_owned(), date, range })
}

fn quantiles<const N: usize>(values: &[f64], ps: [f64; N]) -> [f64; N] {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    ps.map(|p| type7(&sorted, p))
}
