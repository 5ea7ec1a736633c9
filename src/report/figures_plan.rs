//! Which charts a run has: the standard ones, and what the study's `[[chart]]` tables make of them.
//!
//! | name | shows | in the main set |
//! |---|---|---|
//! | `consequences-FUTURE` | options by key measures | yes |
//! | `distribution-MEASURE`, `differences-MEASURE`, `heat-MEASURE`, `regret-MEASURE`, `tornado-MEASURE`, `information-MEASURE` | a measure | of key measures |
//! | `lines-SERIES` | a series by option | yes |
//! | `fan-SERIES-FUTURE` | a series in one future | no |
//! | `timeline-FUTURE` | levers | of the first future |
//! | `calibration`, `history-RECORD` | the study's own back-test | yes |
//!
//! Names depend on the study's names only.

use std::collections::HashSet;

use super::chart_kinds::drawable;
use super::figures_backtest::{Picture, backtest_pictures};
use super::figures_paths::shown_levers;
use super::findings::{Findings, Future};
use super::groups::{by_group, main_measures, shown_measures};
use super::view::chosen_futures;
use crate::model::{ChartQuantity, ChartRequest};
use crate::study::{ChartKind, ChartSet};

/// Measures whose charts are main ones, where the study has no key.
const MOST: usize = 12;

/// What a chart shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A measure.
    Measure(ChartKind, usize),
    /// A series in all futures.
    Series(ChartKind, usize),
    /// A series in one future.
    SeriesIn(ChartKind, usize, Future),
    /// All options in one future.
    Future(ChartKind, Future),
    /// A chart of the study's own back-test.
    Backtest(Picture),
}

impl Subject {
    /// The kind of chart.
    pub fn kind(&self) -> ChartKind {
        match self {
            Self::Measure(kind, _)
            | Self::Series(kind, _)
            | Self::SeriesIn(kind, _, _)
            | Self::Future(kind, _) => *kind,
            Self::Backtest(Picture::Calibration(_)) => ChartKind::Calibration,
            Self::Backtest(Picture::Record(..)) => ChartKind::History,
        }
    }
}

/// A chart and the name of its files.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartPlan {
    /// Name of its files without `.svg`, `.png` and `.pdf`.
    pub name: String,
    /// What it shows.
    pub subject: Subject,
    /// What is asked of it.
    pub request: ChartRequest,
    /// Whether it is one of the main charts of the run.
    pub main: bool,
}

/// The charts of a run of one set, in the order of a report.
pub fn plan(findings: &Findings<'_>, set: ChartSet) -> Vec<ChartPlan> {
    let all = every(findings);
    match set {
        ChartSet::All => all,
        ChartSet::Main => all.into_iter().filter(|chart| chart.main).collect(),
        ChartSet::None => Vec::new(),
    }
}

/// A request without wishes.
pub fn plain_request(
    name: String,
    kind: ChartKind,
    quantity: Option<ChartQuantity>,
) -> ChartRequest {
    ChartRequest {
        name,
        kind,
        quantity,
        options: Vec::new(),
        trajectories: Vec::new(),
        title: None,
        subtitle: None,
        caption: None,
        baseline: None,
        threshold: None,
        scale: None,
        from: None,
        to: None,
        cuts: Vec::new(),
        replicates: None,
        columns: None,
        theme: None,
        width: None,
        draw: true,
    }
}

/// All charts: standard ones, changed and added to by the study.
fn every(findings: &Findings<'_>) -> Vec<ChartPlan> {
    let mut charts = standard(findings);
    for request in &findings.model.charts {
        if request.draw && drawable(findings, request.kind, request.quantity.as_ref()).is_err() {
            continue;
        }
        for own in expand(findings, request) {
            let at = charts.iter().position(|chart| chart.name == own.name);
            match at {
                Some(at) if request.draw => charts[at] = own,
                Some(at) => drop(charts.remove(at)),
                None if request.draw => charts.push(own),
                None => {}
            }
        }
    }
    unique(charts)
}

/// Charts that every study has.
fn standard(findings: &Findings<'_>) -> Vec<ChartPlan> {
    let model = findings.model;
    let mut charts = Vec::new();
    let mut add = |kind: ChartKind,
                   quantity: Option<ChartQuantity>,
                   main: &dyn Fn(usize) -> bool| {
        if drawable(findings, kind, quantity.as_ref()).is_err() {
            return;
        }
        let name = model.chart_name(kind, quantity.as_ref());
        let own = expand(findings, &plain_request(name, kind, quantity)).into_iter().enumerate();
        charts.extend(own.map(|(i, chart)| ChartPlan { main: main(i), ..chart }));
    };
    add(ChartKind::Consequences, None, &|_| true);
    let shown = shown_measures(findings);
    let key: Vec<usize> = match model.key.is_empty() {
        true => shown.into_iter().take(MOST).collect(),
        false => shown,
    };
    let judged = main_measures(findings);
    let all: Vec<usize> = (0..model.measures.len()).collect();
    for m in by_group(model, &all) {
        let main = |_| key.contains(&m);
        let of = || Some(ChartQuantity::Measure(m));
        add(ChartKind::Distribution, of(), &main);
        add(ChartKind::Differences, of(), &main);
        add(ChartKind::Heat, of(), &main);
        let chosen = |_| key.contains(&m) && judged.contains(&m);
        add(ChartKind::Regret, of(), &chosen);
        add(ChartKind::Tornado, of(), &chosen);
        add(ChartKind::Information, of(), &chosen);
    }
    for s in 0..model.series.len() {
        add(ChartKind::Lines, Some(ChartQuantity::Series(s)), &|_| true);
        add(ChartKind::Fan, Some(ChartQuantity::Series(s)), &|_| false);
    }
    if !shown_levers(model).is_empty() {
        add(ChartKind::Timeline, None, &|i| i == 0);
    }
    if let Some(tested) = findings.tested {
        charts.extend(backtest_pictures(tested).into_iter().map(|(name, picture)| {
            let kind = Subject::Backtest(picture).kind();
            let request = plain_request(name.clone(), kind, None);
            ChartPlan { name, subject: Subject::Backtest(picture), request, main: true }
        }));
    }
    charts
}

/// The charts that a request stands for: one, or one for each future that it shows.
pub fn expand(findings: &Findings<'_>, request: &ChartRequest) -> Vec<ChartPlan> {
    let kind = request.kind;
    let plan = |name: String, subject: Subject| ChartPlan {
        name,
        subject,
        request: request.clone(),
        main: true,
    };
    let one = |subject: Subject| vec![plan(request.name.clone(), subject)];
    let by_future = |subject: &dyn Fn(Future) -> Subject| {
        let futures = chosen_futures(findings, request);
        // the name of a standard chart says its future
        let standard = findings.model.chart_name(kind, request.quantity.as_ref());
        let rest = request.name.strip_prefix(&standard).and_then(|rest| rest.strip_prefix('-'));
        if let Some(future) = futures.iter().find(|future| rest == Some(&future.slug)) {
            return one(subject(future.clone()));
        }
        if let ([future], false) = (futures.as_slice(), request.trajectories.is_empty()) {
            return one(subject(future.clone()));
        }
        let each = futures.into_iter();
        each.map(|f| plan(format!("{}-{}", request.name, f.slug), subject(f))).collect()
    };
    match (&request.quantity, kind) {
        (Some(ChartQuantity::Measure(m)), _) => one(Subject::Measure(kind, *m)),
        (Some(ChartQuantity::Series(s)), ChartKind::Lines) => one(Subject::Series(kind, *s)),
        // one option: its futures side by side
        (Some(ChartQuantity::Series(s)), _) if request.options.len() == 1 => {
            one(Subject::Series(kind, *s))
        }
        (Some(ChartQuantity::Series(s)), _) => by_future(&|f| Subject::SeriesIn(kind, *s, f)),
        (_, ChartKind::Calibration | ChartKind::History) => backtest(findings, request),
        (Some(ChartQuantity::Levers(_)) | None, _) => by_future(&|f| Subject::Future(kind, f)),
        (Some(ChartQuantity::History(_)), _) => Vec::new(),
    }
}

/// The charts of the back-test that a request stands for.
fn backtest(findings: &Findings<'_>, request: &ChartRequest) -> Vec<ChartPlan> {
    let Some(tested) = findings.tested else { return Vec::new() };
    let asked = |picture: &Picture| match (picture, &request.quantity) {
        (Picture::Calibration(_), _) => request.kind == ChartKind::Calibration,
        (Picture::Record(cell, series), Some(ChartQuantity::History(h))) => {
            tested.backtest.cells[*cell].series[*series].history == *h
        }
        (Picture::Record(..), _) => false,
    };
    let own = findings.model.chart_name(request.kind, request.quantity.as_ref());
    let pictures = backtest_pictures(tested).into_iter().filter(|(_, picture)| asked(picture));
    let named = |(name, picture): (String, Picture)| ChartPlan {
        // the rest of a standard name says which cell
        name: match name.strip_prefix(own.as_str()) {
            Some(cell) => format!("{}{cell}", request.name),
            None => name,
        },
        subject: Subject::Backtest(picture),
        request: request.clone(),
        main: true,
    };
    pictures.map(named).collect()
}

/// The same charts with names that no file system takes for one another.
fn unique(mut charts: Vec<ChartPlan>) -> Vec<ChartPlan> {
    let mut taken = HashSet::new();
    for chart in &mut charts {
        let name = chart.name.clone();
        let mut number = 2;
        // file systems may not tell `A` from `a`
        while !taken.insert(chart.name.to_lowercase()) {
            chart.name = format!("{name}-{number}");
            number += 1;
        }
    }
    charts
}
