//! Charts of series.

use super::findings::{Findings, Future, short_note};
use crate::chart::{Fan, FanLine, FanPanel, Figure, FigureKind, ScaleChoice, ValueAxis};
use crate::model::{Accumulate, Expr, ExprId, Leaf, Model};
use crate::text::NumberFormat;

/// A series by option: a panel a future, a line an option.
pub fn lines(findings: &Findings<'_>, series: usize) -> Figure {
    let options = findings.model.options.len();
    let futures = findings.futures();
    let panels = futures.iter().map(|future| FanPanel {
        title: future.label.clone(),
        lines: (0..options).filter_map(|o| line(findings, o, future, series)).collect(),
    });
    let panels: Vec<FanPanel> = panels.collect();
    let caption = match options {
        1 => bands(findings),
        2 | 3 => findings.lang.pick(
            "Lines are medians; bands hold 50 % of the replicates.",
            "الخطوط هي الوسيط والأشرطة تضم 50٪ من التكرارات.",
        ),
        _ => findings.lang.pick("Lines are medians.", "الخطوط هي الوسيط."),
    };
    framed(findings, series, "", caption, panels)
}

/// A series in one future: a panel an option, with bands.
pub fn fan(findings: &Findings<'_>, series: usize, future: &Future) -> Figure {
    let panel = |option| {
        Some(FanPanel {
            title: findings.option(option),
            lines: vec![line(findings, option, future, series)?],
        })
    };
    let panels = (0..findings.model.options.len()).filter_map(panel).collect();
    framed(findings, series, &future.label, bands(findings), panels)
}

fn bands(findings: &Findings<'_>) -> &'static str {
    match findings.lang {
        crate::text::Lang::En => {
            "Lines are medians, dashed lines means; the dark band holds 50 %, the light one 90 % of the replicates."
        }
        crate::text::Lang::Ar => {
            "الخط المتصل هو الوسيط والمتقطع هو المتوسط؛ الشريط الداكن يضم 50٪ من التكرارات والفاتح 90٪."
        }
    }
}

fn line(findings: &Findings<'_>, option: usize, future: &Future, series: usize) -> Option<FanLine> {
    let cell = findings.cell(option, future)?;
    let model = findings.model;
    let mut line = FanLine { label: findings.option(option), colour: option, ..FanLine::default() };
    let mut means = Vec::with_capacity(model.reports.len());
    for (report, time) in shown_reports(model, series) {
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

/// Reports that a chart shows, with their time points. What is counted since the last report is not
/// comparable over a last interval that is shorter than the others: the end of the run may cut it.
fn shown_reports(model: &Model, series: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let reports = &model.reports;
    let short = match reports[..] {
        [.., a, b, c] => c - b < b - a && since_report(model, model.series[series].expr),
        _ => false,
    };
    reports.iter().copied().enumerate().take(reports.len() - usize::from(short))
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
    findings: &Findings<'_>,
    series: usize,
    subtitle: &str,
    caption: &str,
    panels: Vec<FanPanel>,
) -> Figure {
    let definition = &findings.model.series[series];
    let lowest = panels
        .iter()
        .flat_map(|panel| &panel.lines)
        .flat_map(|line| &line.p05)
        .copied()
        .fold(f64::INFINITY, f64::min);
    let note = short_note(&definition.description, findings.lang);
    let parts = [subtitle, note].into_iter().filter(|part| !part.is_empty());
    let natural = ((lowest >= 0.0).then_some(0.0), None);
    Figure {
        title: findings.series(series),
        subtitle: parts.collect::<Vec<_>>().join(" · "),
        caption: caption.to_owned(),
        source_line: findings.source_line(),
        lang: findings.lang,
        kind: FigureKind::Fan(Fan {
            axis: ValueAxis {
                label: findings.series(series),
                unit: findings.unit(&definition.unit),
                format: NumberFormat::Plain,
                scale: ScaleChoice::Linear,
                natural,
            },
            panels,
            columns: None,
            threshold: None,
            dates: Vec::new(),
        }),
    }
}
