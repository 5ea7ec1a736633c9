//! Charts of scenario discovery: the limits of a box, how it was peeled, the two strongest conditions.

use std::fs;
use std::path::Path;

use super::chart_files::{ChartFormat, write_chart};
use super::discovery_words::{
    case_sentence, failing_words, limit_words, number_words, spared_words, uncertainty_label,
};
use super::error::ReportError;
use super::figures::{CHARTS, FigureError};
use super::findings::{Findings, called, slug};
use super::html_discovery::small_p;
use crate::analysis::discovery::{Case, Discovery, FoundBox, Limit, Restriction};
use crate::chart::{
    BoxLimits, Figure, FigureKind, LimitRow, PeelPoint, PeelingPlot, Scatter, ScatterPoint, Theme,
    ValueAxis,
};
use crate::text::{Lang, percent, quoted};

/// The charts of an option with a box, and the names of their files.
pub fn discovery_figures(
    findings: &Findings<'_>,
    discovery: &Discovery,
    case: &Case,
) -> Vec<(String, Figure)> {
    let name = slug(&findings.model.options[case.option].name);
    let mut out = Vec::new();
    if let Some(found) = case.boxes.first() {
        let kind = FigureKind::BoxLimits(limits(findings, found));
        let title = findings.lang.pick("limits within which it fails", "حدود الفشل");
        out.push((format!("limits-{name}"), titled(findings, discovery, case, title, kind)));
        if let Some(scatter) = scatter(findings, case, found) {
            let title = findings.lang.pick("draws in which it fails", "السحبات التي يفشل فيها");
            let kind = FigureKind::Scatter(scatter);
            out.push((format!("draws-{name}"), titled(findings, discovery, case, title, kind)));
        }
    }
    if case.steps.len() > 1 {
        let kind = FigureKind::Peeling(peeling(findings, case));
        let title = findings.lang.pick("how the box was peeled", "كيف قُشّر الصندوق");
        out.push((format!("peeling-{name}"), titled(findings, discovery, case, title, kind)));
    }
    out
}

/// Draws the charts of all options into `folder/charts/LANGUAGE`.
///
/// # Errors
/// [`FigureError`].
pub fn draw_discovery(
    findings: &Findings<'_>,
    discovery: &Discovery,
    folder: &Path,
) -> Result<(), FigureError> {
    let folder = folder.join(CHARTS).join(findings.lang.code());
    for case in &discovery.cases {
        for (name, figure) in discovery_figures(findings, discovery, case) {
            fs::create_dir_all(&folder).map_err(ReportError::io(&folder, "create the folder"))?;
            let files = folder.join(name);
            write_chart(&figure, &files, &Theme::report(), &ChartFormat::ALL, 300.0)?;
        }
    }
    Ok(())
}

fn titled(
    findings: &Findings<'_>,
    discovery: &Discovery,
    case: &Case,
    title: &str,
    kind: FigureKind,
) -> Figure {
    let lang = findings.lang;
    let trajectory = &findings.model.trajectories[discovery.trajectory];
    let future = quoted(&called(&trajectory.description, &trajectory.name, lang), lang);
    let future = match lang {
        Lang::En => format!("Future: {future}. "),
        Lang::Ar => format!("المسار: {future}. "),
    };
    Figure {
        title: format!("{}: {title}", findings.option(case.option)),
        subtitle: format!("{future}{}", case_sentence(findings, discovery, case)),
        caption: match case.boxes.first() {
            Some(found) => number_words(findings, found),
            None => String::new(),
        },
        source_line: findings.source_line(),
        lang,
        kind,
    }
}

fn limits(findings: &Findings<'_>, found: &FoundBox) -> BoxLimits {
    let lang = findings.lang;
    BoxLimits {
        rows: found.restrictions.iter().map(|r| limit_row(findings, r)).collect(),
        text_title: lang.pick("quasi-p; found again", "شبه p؛ يتكرر").to_owned(),
    }
}

fn limit_row(findings: &Findings<'_>, restriction: &Restriction) -> LimitRow {
    let lang = findings.lang;
    let uncertainty = restriction.uncertainty;
    let unit = &findings.model.uncertainties[uncertainty].unit;
    let x = &findings.outcomes.uncertainties[uncertainty];
    let below = |value: f64| x.iter().filter(|x| **x < value).count() as f64 / x.len() as f64;
    let up_to = |value: f64| x.iter().filter(|x| **x <= value).count() as f64 / x.len() as f64;
    let text = |end: Option<f64>| end.map_or_else(String::new, |v| findings.counted(v, unit));
    let (inside, ends) = match &restriction.limit {
        Limit::Range { low, high } => {
            let part = (low.map_or(0.0, below), high.map_or(1.0, up_to));
            (vec![part], (text(*low), text(*high)))
        }
        Limit::Values(values) => {
            let parts = values.iter().map(|v| (below(*v), up_to(*v))).collect();
            (parts, (limit_words(findings, uncertainty, &restriction.limit), String::new()))
        }
    };
    let again = percent((restriction.support.share * 100.0).round() / 100.0, lang);
    LimitRow {
        label: uncertainty_label(findings, uncertainty),
        inside,
        ends,
        text: format!("{}{}{again}", small_p(restriction.p, lang), lang.pick("; ", "؛ ")),
    }
}

fn peeling(findings: &Findings<'_>, case: &Case) -> PeelingPlot {
    let point = |step: &crate::analysis::discovery::Step| PeelPoint {
        coverage: step.coverage,
        density: step.density,
        restricted: step.limits.len(),
    };
    let chosen = case.steps.get(case.chosen);
    let told = case.boxes.first().filter(|found| chosen.is_none_or(|s| s.counts != found.inside));
    let name = findings.lang.pick("classification tree", "شجرة التصنيف");
    let tree = case.tree.as_ref();
    PeelingPlot {
        points: case.steps.iter().map(point).collect(),
        chosen: case.chosen,
        told: told.map(|found| (found.coverage, found.density)),
        other: tree.and_then(|t| Some((t.coverage, t.density?, name.to_owned()))),
    }
}

/// The two limits without which the box is thinnest; none for a box of one.
fn scatter(findings: &Findings<'_>, case: &Case, found: &FoundBox) -> Option<Scatter> {
    let range = |r: &&Restriction| matches!(r.limit, Limit::Range { .. });
    let mut ranges = found.restrictions.iter().filter(range);
    let (first, second) = (ranges.next()?, ranges.next()?);
    let axis = |r: &Restriction| {
        let uncertainty = &findings.model.uncertainties[r.uncertainty];
        ValueAxis {
            label: uncertainty_label(findings, r.uncertainty),
            unit: findings.unit(&uncertainty.unit),
            ..ValueAxis::default()
        }
    };
    let ends = |r: &Restriction| match r.limit {
        Limit::Range { low, high } => (low, high),
        Limit::Values(_) => (None, None),
    };
    let columns = [first, second].map(|r| &findings.outcomes.uncertainties[r.uncertainty]);
    let point = |(draw, marked): (usize, &bool)| ScatterPoint {
        x: columns[0][draw],
        y: columns[1][draw],
        marked: *marked,
    };
    let lang = findings.lang;
    let more = found.restrictions.len() > 2;
    let box_name = match more {
        true => {
            lang.pick("the box, whose other limits do not show", "الصندوق، وحدوده الأخرى لا تظهر")
        }
        false => lang.pick("the box", "الصندوق"),
    };
    Some(Scatter {
        x: axis(first),
        y: axis(second),
        points: case.labels.iter().enumerate().map(point).collect(),
        names: (failing_words(case, lang), spared_words(case, lang)),
        across: ends(first),
        up: ends(second),
        box_name: box_name.to_owned(),
    })
}
