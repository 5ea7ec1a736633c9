//! Charts of series.

use super::findings::{Future, short_note};
use super::standouts::{faint_note, option_colour, standouts};
use super::view::View;
use crate::chart::{
    Emphasis, Fan, FanLine, FanPanel, Figure, FigureKind, ScaleChoice, Threshold, ValueAxis,
};
use crate::model::{Accumulate, Expr, ExprId, Leaf, Model};
use crate::text::{Lang, NumberFormat};

/// A series by option: a panel a future, a line an option.
pub fn lines(view: &View<'_>, series: usize) -> Figure {
    let lang = view.findings.lang;
    let all: Vec<Vec<Option<FanLine>>> = (view.futures.iter())
        .map(|future| view.options.iter().map(|o| line(view, *o, future, series)).collect())
        .collect();
    let end = |line: &Option<FanLine>| line.as_ref().and_then(|l| l.p50.last().copied());
    let levels: Vec<Vec<f64>> = (all.iter())
        .map(|panel| panel.iter().map(|line| end(line).unwrap_or(f64::NAN)).collect())
        .collect();
    let emphasis = standouts(view, &levels);
    let panels = view.futures.iter().zip(all).map(|(future, lines)| FanPanel {
        title: future.label.clone(),
        lines: (lines.into_iter().zip(&emphasis))
            .filter_map(|(line, emphasis)| Some(FanLine { emphasis: *emphasis, ..line? }))
            .collect(),
        history: None,
    });
    let panels: Vec<FanPanel> = panels.collect();
    let caption = match view.options.len() {
        1 => bands(lang),
        2 | 3 => lang.pick(
            "Lines are medians; bands hold 50 % of the replicates.",
            "الخطوط هي الوسيط والأشرطة تضم 50٪ من التكرارات.",
        ),
        _ => lang.pick("Lines are medians.", "الخطوط هي الوسيط."),
    };
    let caption = format!("{caption} {}", faint_note(&emphasis, lang));
    framed(view, series, "", caption.trim(), panels)
}

/// A series with bands: in one future a panel an option, else a panel a future.
pub fn fan(view: &View<'_>, series: usize, future: Option<&Future>) -> Figure {
    let panels = panels(view, future).into_iter().filter_map(|(title, option, future)| {
        let lines = vec![line(view, option, future, series)?];
        Some(FanPanel { title, lines, history: None })
    });
    let panels = panels.collect();
    framed(view, series, &part(view, future), bands(view.findings.lang), panels)
}

/// The panels of a chart of single options: title, option, future. In one future a panel an option,
/// else a panel a future, all of one option.
pub fn panels<'a>(
    view: &'a View<'_>,
    future: Option<&'a Future>,
) -> Vec<(String, usize, &'a Future)> {
    let options = view.options.iter();
    match future {
        Some(future) => options.map(|o| (view.findings.option(*o), *o, future)).collect(),
        None => {
            let each = |o: &usize| {
                let option = *o;
                view.futures.iter().map(move |future| (future.label.clone(), option, future))
            };
            options.take(1).flat_map(each).collect()
        }
    }
}

/// What all panels have in common: the future, or the option.
pub fn part(view: &View<'_>, future: Option<&Future>) -> String {
    match (future, view.options.as_slice()) {
        (Some(future), _) => future.label.clone(),
        (None, [option, ..]) => view.findings.option(*option),
        (None, []) => String::new(),
    }
}

fn bands(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "Lines are medians, dashed lines means; the dark band holds 50 %, the light one 90 % of the replicates."
        }
        Lang::Ar => {
            "الخط المتصل هو الوسيط والمتقطع هو المتوسط؛ الشريط الداكن يضم 50٪ من التكرارات والفاتح 90٪."
        }
    }
}

/// Median, mean and bands of an option in a future; nothing where it was not run.
pub fn line(view: &View<'_>, option: usize, future: &Future, series: usize) -> Option<FanLine> {
    let findings = &view.findings;
    let cell = findings.cell(option, future)?;
    let model = findings.model;
    let reference = option == model.baseline;
    let mut line = FanLine {
        label: findings.option(option),
        colour: option_colour(findings, option),
        emphasis: if reference { Emphasis::Reference } else { Emphasis::Normal },
        ..FanLine::default()
    };
    let mut means = Vec::with_capacity(model.reports.len());
    for (report, time) in shown_reports(view, series) {
        let point = findings.outcomes.series_point(cell, series, report);
        line.dates.push(model.time.date(time));
        line.p05.push(point.p05);
        line.p25.push(point.p25);
        line.p50.push(point.p50);
        line.p75.push(point.p75);
        line.p95.push(point.p95);
        means.push(point.mean);
    }
    line.mean = Some(means);
    Some(line)
}

/// How many reports of a series are comparable. What is counted since the last report is not over a
/// last interval that is shorter than the others: the end of the run may cut it.
pub(super) fn comparable_reports(model: &Model, series: usize) -> usize {
    let short = match model.reports[..] {
        [.., a, b, c] => c - b < b - a && since_report(model, model.series[series].expr),
        _ => false,
    };
    model.reports.len() - usize::from(short)
}

/// Reports that a chart shows, with their time points.
pub fn shown_reports<'a>(
    view: &'a View<'_>,
    series: usize,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let shown = comparable_reports(view.findings.model, series);
    view.reports().filter(move |(report, _)| *report < shown)
}

/// Whether an expression counts since the last report.
fn since_report(model: &Model, expr: ExprId) -> bool {
    match model.expr(expr) {
        Expr::Const(_) => false,
        Expr::Leaf(Leaf::Accumulator(i)) => model.accumulators[i].kind == Accumulate::SinceReport,
        Expr::Leaf(_) => false,
        Expr::Unary(_, a) | Expr::Lookup(_, a) => since_report(model, a),
        Expr::Binary(_, a, b) => since_report(model, a) || since_report(model, b),
        Expr::Select(a, b, c) => [a, b, c].into_iter().any(|e| since_report(model, e)),
    }
}

fn framed(
    view: &View<'_>,
    series: usize,
    subtitle: &str,
    caption: &str,
    panels: Vec<FanPanel>,
) -> Figure {
    let lines = panels.iter().flat_map(|panel| &panel.lines);
    let lowest = lines.flat_map(|line| &line.p05).copied().fold(f64::INFINITY, f64::min);
    let kind = FigureKind::Fan(Fan {
        axis: axis(view, series, lowest),
        panels,
        columns: view.request.columns,
        threshold: threshold(view),
        dates: Vec::new(),
    });
    worded(view, series, subtitle, caption, kind)
}

/// The axis of a series whose lowest value is this.
pub fn axis(view: &View<'_>, series: usize, lowest: f64) -> ValueAxis {
    let findings = &view.findings;
    ValueAxis {
        label: findings.series(series),
        unit: findings.unit(&findings.model.series[series].unit),
        format: NumberFormat::Plain,
        scale: view.scale(ScaleChoice::Linear),
        natural: ((lowest >= 0.0).then_some(0.0), None),
    }
}

/// The level that was asked for.
pub fn threshold(view: &View<'_>) -> Option<Threshold> {
    let value = view.request.threshold?;
    Some(Threshold { value, label: NumberFormat::Plain.format(value, view.findings.lang) })
}

/// A chart of a series with its words around it.
pub fn worded(
    view: &View<'_>,
    series: usize,
    subtitle: &str,
    caption: &str,
    kind: FigureKind,
) -> Figure {
    let findings = &view.findings;
    let note = short_note(&findings.model.series[series].description, findings.lang);
    let parts = [subtitle, note].into_iter().filter(|part| !part.is_empty());
    Figure {
        title: findings.series(series),
        subtitle: parts.collect::<Vec<_>>().join(" · "),
        caption: caption.to_owned(),
        source_line: findings.source_line(),
        lang: findings.lang,
        kind,
    }
}
