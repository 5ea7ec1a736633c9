//! Charts of what is played again: single replicates, and levers over time.

use std::sync::atomic::AtomicBool;

use super::figures::FigureError;
use super::figures_plan::{ChartPlan, Subject};
use super::figures_series::{axis, line, panels, part, shown_reports, threshold, worded};
use super::findings::{Findings, Future};
use super::view::View;
use crate::analysis::{Followed, Replay, replay};
use crate::chart::{Figure, FigureKind, Spaghetti, SpaghettiPanel};
use crate::engine::{RunError, RunPlan};
use crate::model::{ChartQuantity, ChartRequest, Model};
use crate::study::ChartKind;
use crate::text::{Lang, number};

/// Replicates that are drawn one by one, unless a chart asks for another number.
const SHOWN: usize = 30;

/// Replicates from which the levels of levers are taken, at most.
const PLAYED: u64 = 1000;

/// Replicates of a run played again, as many as these charts need; nothing where they need none.
///
/// # Errors
/// [`FigureError::Replay`], [`FigureError::Interrupted`].
pub fn replay_for(
    findings: &Findings<'_>,
    charts: &[ChartPlan],
    cancel: &AtomicBool,
) -> Result<Option<Replay>, FigureError> {
    let (mut followed, mut replicates) = (Vec::new(), 0);
    for chart in charts {
        let (wanted, count) = match (&chart.subject, chart.subject.kind()) {
            (Subject::Series(_, s) | Subject::SeriesIn(_, s, _), ChartKind::Spaghetti) => {
                (vec![Followed::Series(*s)], chart.request.replicates.unwrap_or(SHOWN) as u64)
            }
            (_, ChartKind::Timeline) => {
                let levers = levers_of(findings.model, &chart.request);
                (levers.into_iter().map(Followed::Lever).collect(), PLAYED)
            }
            _ => continue,
        };
        followed.extend(wanted);
        replicates = count.max(replicates);
    }
    followed.sort_unstable();
    followed.dedup();
    if followed.is_empty() {
        return Ok(None);
    }
    let shape = findings.outcomes.shape;
    let plan = RunPlan {
        replicates: shape.replicates,
        seed: shape.seed,
        design: shape.design,
        luck_paths: shape.luck_paths,
        ..RunPlan::of(findings.model)
    };
    match replay(findings.model, &plan, &followed, replicates, cancel) {
        Ok(replay) => Ok(Some(replay)),
        Err(RunError::Interrupted { .. }) => Err(FigureError::Interrupted),
        Err(error) => Err(error.into()),
    }
}

/// Single replicates of a series: in one future a panel an option, else a panel a future.
pub fn spaghetti(view: &View<'_>, series: usize, future: Option<&Future>) -> Figure {
    let findings = &view.findings;
    let lang = findings.lang;
    let asked = view.request.replicates.unwrap_or(SHOWN);
    let mut lowest = f64::INFINITY;
    let mut shown = 0;
    let panels = panels(view, future).into_iter().filter_map(|(title, option, future)| {
        let (cell, replay) = (findings.cell(option, future)?, view.replay?);
        let all = line(view, option, future, series)?;
        let reports: Vec<&[f64]> = shown_reports(view, series)
            .map(|(_, time)| replay.values(cell, Followed::Series(series), time))
            .collect::<Option<_>>()?;
        let count = asked.min(replay.replicates());
        let paths = (0..count).map(|i| reports.iter().map(|values| values[i]).collect());
        let paths: Vec<Vec<f64>> = paths.collect();
        let values = paths.iter().flatten().chain(&all.p05).copied();
        lowest = values.fold(lowest, f64::min);
        shown = count;
        Some(SpaghettiPanel { title, all, paths, highlight: None })
    });
    let panels: Vec<SpaghettiPanel> = panels.collect();
    let count = number(shown as f64, lang);
    let caption = match lang {
        Lang::En => format!(
            "Thin lines are the first {count} replicates, the same luck in every panel; the thick \
             line is the median and the bands hold 50 % and 90 % of all replicates."
        ),
        Lang::Ar => format!(
            "الخطوط الرفيعة هي أول التكرارات وعددها {count}، بالحظ نفسه في كل لوحة؛ والخط السميك هو \
             الوسيط، ويضم النطاقان 50٪ و90٪ من جميع التكرارات."
        ),
    };
    let kind = FigureKind::Spaghetti(Spaghetti {
        axis: axis(view, series, lowest),
        panels,
        columns: view.request.columns,
        threshold: threshold(view),
        dates: Vec::new(),
    });
    worded(view, series, &part(view, future), &caption, kind)
}

/// The levers that a timeline shows: those asked for, else [`shown_levers`].
pub(super) fn levers_of(model: &Model, request: &ChartRequest) -> Vec<usize> {
    match &request.quantity {
        Some(ChartQuantity::Levers(levers)) => levers.clone(),
        _ => shown_levers(model),
    }
}

/// The levers that a timeline shows by itself: those that some option sets and that are counted in
/// people; where there are none, those in the unit of the first that some option sets.
pub fn shown_levers(model: &Model) -> Vec<usize> {
    let set = |l: &usize| {
        let default = model.levers[*l].default;
        model.options.iter().any(|option| option.levers[*l] != default)
    };
    let all: Vec<usize> = (0..model.levers.len()).filter(set).collect();
    let of = |unit: &str| -> Vec<usize> {
        all.iter().copied().filter(|l| model.levers[*l].unit == unit).collect()
    };
    let people = of("people");
    match (people.is_empty(), all.first()) {
        (true, Some(first)) => of(&model.levers[*first].unit),
        _ => people,
    }
}
