//! The table at the end of a run: options by a few measures, a block a future.

use super::text_table::{columns, cut, left, lines, right};
use crate::report::{
    Findings, Future, difference_with_error, excludes_zero, format_of, main_measures, unit_of,
    with_error,
};
use crate::study::Sense;
use crate::text::{NumberFormat, number};

/// Measures that are shown at most.
const MOST: usize = 4;
/// Columns of the options' names at most.
const NAMES: usize = 34;
/// Space between columns.
const GAP: usize = 2;

/// A cell: its level, the paired difference, and its mark.
struct Entry {
    level: String,
    difference: String,
    /// Better (true) or worse than the baseline, where that is sure.
    verdict: Option<bool>,
}

/// The whole text: a block for each future, as many of the main measures as `width` columns hold.
pub fn table(findings: &Findings<'_>, width: usize, colour: bool) -> String {
    let model = findings.model;
    let mut shown = main_measures(findings);
    if shown.is_empty() {
        shown = (0..model.measures.len()).collect();
    }
    let futures = findings.futures();
    let options: Vec<usize> = (0..model.options.len()).collect();
    let names: Vec<String> = options.iter().map(|o| findings.option(*o)).collect();
    let longest = names.iter().map(|n| columns(n)).max().unwrap_or(0) + 2;
    let name_width = longest.min(NAMES).min(width / 3).max(12);

    let blocks: Vec<Vec<Column>> = futures
        .iter()
        .map(|future| shown.iter().take(MOST).map(|m| Column::of(findings, *m, future)).collect())
        .collect();
    // a measure has the same place in every block
    let places: Vec<(usize, usize)> = (0..shown.len().min(MOST))
        .map(|i| {
            let widest = |f: fn(&Column) -> usize| blocks.iter().map(|b| f(&b[i])).max();
            (
                widest(Column::level_width).unwrap_or(0),
                widest(Column::difference_width).unwrap_or(0),
            )
        })
        .collect();
    let taken =
        |n: usize| name_width + places[..n].iter().map(|(a, b)| GAP + 1 + a + 1 + b).sum::<usize>();
    let fit = (1..=places.len()).rev().find(|n| taken(*n) <= width).unwrap_or(1.min(places.len()));

    let mut out = String::new();
    for (future, block) in futures.iter().zip(&blocks) {
        out.push('\n');
        out.push_str(&bold(&future.label, colour));
        out.push('\n');
        heads(&mut out, &block[..fit], &places, name_width);
        for (o, name) in options.iter().zip(&names) {
            let name = if *o == model.baseline { format!("* {name}") } else { format!("  {name}") };
            let mut line = left(&cut(&name, name_width), name_width);
            for (column, (a, b)) in block[..fit].iter().zip(&places) {
                line.push_str(&" ".repeat(GAP + 1));
                column.entries[*o].push(&mut line, *a, *b, colour);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out.push('\n');
    out.push_str(&legend(findings, shown.len() - fit, width));
    out
}

fn legend(findings: &Findings<'_>, hidden: usize, width: usize) -> String {
    let mut text = format!(
        "* the baseline, {}. Levels: mean or probability, ± half the 95 % interval. Second number: the \
         paired difference to the baseline (of probabilities in points): where its 95 % interval \
         excludes 0 ✓ better, ✗ worse, ≠ different; else ? not told apart, = the same.",
        findings.option(findings.model.baseline)
    );
    if hidden > 0 {
        text.push_str(&format!(" {hidden} more measures are in the report."));
    }
    lines(&text, width).join("\n") + "\n"
}

/// A measure in a block.
struct Column {
    /// Label and unit.
    head: String,
    /// Which side is better.
    sense: &'static str,
    entries: Vec<Entry>,
}

impl Column {
    fn of(findings: &Findings<'_>, measure: usize, future: &Future) -> Self {
        let definition = &findings.model.measures[measure];
        let unit = unit_of(&definition.unit);
        let label = findings.measure(measure);
        Self {
            head: if unit.is_empty() { label } else { format!("{label} ({unit})") },
            sense: match definition.sense {
                Sense::Minimise => "less is better",
                Sense::Maximise => "more is better",
                Sense::None => "",
            },
            entries: (0..findings.model.options.len())
                .map(|option| entry(findings, option, future, measure))
                .collect(),
        }
    }

    fn level_width(&self) -> usize {
        let widest = self.entries.iter().map(|e| columns(&e.level)).max();
        // room for a head
        widest.unwrap_or(0).max(11)
    }

    fn difference_width(&self) -> usize {
        let widest = self.entries.iter().map(|e| columns(&e.difference)).max();
        widest.unwrap_or(0).max(11)
    }
}

/// The heads of all columns, wrapped to their widths.
fn heads(out: &mut String, block: &[Column], places: &[(usize, usize)], name_width: usize) {
    let wrapped: Vec<Vec<String>> = block
        .iter()
        .zip(places)
        .map(|(column, (a, b))| {
            let width = a + 1 + b;
            let mut head = lines(&column.head, width);
            if head.len() > 3 {
                head.truncate(3);
                if let Some(last) = head.last_mut() {
                    *last = cut(&format!("{last} …"), width);
                }
            }
            head.push(column.sense.to_owned());
            head
        })
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    for row in 0..height {
        let mut line = " ".repeat(name_width);
        for (head, (a, b)) in wrapped.iter().zip(places) {
            let above = height - head.len();
            let text = row.checked_sub(above).map_or("", |i| head[i].as_str());
            line.push_str(&" ".repeat(GAP + 1));
            line.push_str(&left(text, a + 1 + b));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

impl Entry {
    fn push(&self, line: &mut String, level: usize, difference: usize, colour: bool) {
        line.push_str(&right(&self.level, level));
        line.push(' ');
        let text = right(&self.difference, difference);
        match self.verdict.filter(|_| colour) {
            Some(true) => line.push_str(&format!("\u{1b}[32m{text}\u{1b}[0m")),
            Some(false) => line.push_str(&format!("\u{1b}[31m{text}\u{1b}[0m")),
            None => line.push_str(&text),
        }
    }
}

fn bold(text: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn entry(findings: &Findings<'_>, option: usize, future: &Future, measure: usize) -> Entry {
    let nothing =
        |text: &str| Entry { level: text.to_owned(), difference: String::new(), verdict: None };
    let Some(cell) = findings.cell(option, future) else { return nothing("not run") };
    let statistics = findings.summary.of(cell, measure);
    let definition = &findings.model.measures[measure];
    let format = format_of(definition);
    let level = match statistics.probability.or(statistics.mean) {
        Some(estimate) => plain(&with_error(format, &estimate)),
        None => {
            let median = statistics.median().value;
            if median.is_infinite() {
                "never".to_owned()
            } else {
                format!("{} median", plain(&format.format(median, findings.lang)))
            }
        }
    };
    let Some(comparison) = findings.summary.comparison(cell, measure) else {
        return nothing(&level);
    };
    if comparison.same {
        return Entry { level, difference: "=  ".to_owned(), verdict: None };
    }
    let Some(mean) = comparison.mean else {
        let better = NumberFormat::Percent.format(comparison.better.value, findings.lang);
        let difference = format!("better in {}  ", plain(&better));
        return Entry { level, difference, verdict: None };
    };
    let sure = excludes_zero(&mean);
    let verdict = match definition.sense {
        Sense::Minimise if sure => Some(mean.value < 0.0),
        Sense::Maximise if sure => Some(mean.value > 0.0),
        _ => None,
    };
    let mark = match (verdict, sure) {
        (Some(true), _) => "✓",
        (Some(false), _) => "✗",
        (None, true) => "≠",
        (None, false) if mean.value == 0.0 && mean.se == 0.0 => "=",
        (None, false) => "?",
    };
    let difference = match mark {
        "=" => "=  ".to_owned(),
        _ => format!("{} {mark}", plain(&difference_with_error(format, &mean))),
    };
    Entry { level, difference, verdict }
}

/// Spaces that break, for a terminal.
pub(super) fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// A number of things for readers.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    let text = number(count as f64, crate::text::Lang::En);
    format!("{text} {}", if count == 1 { one } else { many })
}
