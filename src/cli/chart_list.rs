//! `drawdown chart RUN --list`: what can be drawn of a run.

use super::saved::Opened;
use super::terminal::Terminal;
use super::text_table::{columns, left, lines};
use crate::model::{ChartQuantity, Model};
use crate::report::{called, plan, shows};
use crate::study::{ChartKind, ChartSet, Needs};
use crate::text::Lang;

/// Kinds of chart, what they can show of this run, and the charts that it has.
pub(super) fn list(opened: &Opened, terminal: &Terminal) -> String {
    let (model, width) = (&opened.run.model, terminal.width.clamp(40, 110));
    let mut out = String::from("Kinds of chart (--kind)\n");
    let kinds = ChartKind::ALL.map(|kind| {
        let of = match kind.needs() {
            Needs::Measure => "a measure",
            Needs::Series => "a series",
            Needs::Lever => "a lever, or all",
            Needs::History => "a history",
            Needs::Nothing => "",
        };
        (kind.word().to_owned(), of.to_owned(), shows(kind, Lang::En).to_owned())
    });
    table(&mut out, &kinds, width);
    for (title, rows) in quantities(model) {
        if !rows.is_empty() {
            out.push_str(&format!("\n{title} (--quantity)\n"));
            table(&mut out, &rows, width);
        }
    }
    let findings = opened.findings(Lang::En);
    out.push_str("\nCharts of the run (--name)\n");
    let (mut main, mut others): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for chart in plan(&findings, ChartSet::All) {
        if chart.main { &mut main } else { &mut others }.push(chart.name);
    }
    main.extend(past(opened));
    names(&mut out, &main, width);
    if !others.is_empty() {
        out.push_str("\nMore of them, which a run draws with --charts all\n");
        names(&mut out, &others, width);
    }
    out
}

/// Charts of the back-test, which is not run for a list.
fn past(opened: &Opened) -> Vec<String> {
    let Some(compared) = &opened.run.compared else { return Vec::new() };
    let model = &opened.run.model;
    let mut names = vec![model.chart_name(ChartKind::Calibration, None)];
    let seen = |h: &usize| compared.rows.iter().any(|row| row.history == *h);
    names.extend(
        (0..model.history.len())
            .filter(seen)
            .map(|h| model.chart_name(ChartKind::History, Some(&ChartQuantity::History(h)))),
    );
    names
}

/// Three columns of words.
type Row = (String, String, String);

fn quantities(model: &Model) -> [(&'static str, Vec<Row>); 4] {
    let unit = |unit: &str| if unit == "1" { String::new() } else { unit.to_owned() };
    let row = |name: &str, description, of: &str| {
        let label = called(description, name, Lang::En);
        (name.to_owned(), unit(of), label)
    };
    [
        (
            "Measures",
            model.measures.iter().map(|m| row(&m.name, &m.description, &m.unit)).collect(),
        ),
        ("Series", model.series.iter().map(|s| row(&s.name, &s.description, &s.unit)).collect()),
        ("Levers", model.levers.iter().map(|l| row(&l.name, &l.description, &l.unit)).collect()),
        (
            "Histories",
            model.history.iter().map(|h| row(&h.name, &h.description, &h.unit)).collect(),
        ),
    ]
}

/// Rows whose third column is wrapped.
fn table(out: &mut String, rows: &[Row], width: usize) {
    let wide = |of: fn(&Row) -> &String| rows.iter().map(|r| columns(of(r))).max().unwrap_or(0);
    let (first, second) = (wide(|r| &r.0), wide(|r| &r.1).min(24));
    let indent = 2 + first + 2 + if second > 0 { second + 2 } else { 0 };
    for (name, of, words) in rows {
        let mut head = format!("  {}  ", left(name, first));
        if second > 0 {
            head.push_str(&format!("{}  ", left(of, second)));
        }
        let wrapped = lines(words, width.saturating_sub(indent).max(20));
        for (i, line) in wrapped.iter().enumerate() {
            let before = if i == 0 { head.clone() } else { " ".repeat(indent) };
            out.push_str(&format!("{before}{line}\n"));
        }
        if wrapped.is_empty() {
            out.push_str(&format!("{}\n", head.trim_end()));
        }
    }
}

fn names(out: &mut String, names: &[String], width: usize) {
    for line in lines(&names.join(", "), width.saturating_sub(2)) {
        out.push_str(&format!("  {line}\n"));
    }
}
