//! The limits of a box as a table of the terminal.

use super::summary::plain;
use super::terminal::Terminal;
use super::text_table::{columns, cut, left, right};
use crate::analysis::discovery::{FoundBox, Restriction};
use crate::report::{Findings, limit_words, uncertainty_label};
use crate::text::{Lang, number, percent, significant, span};

/// Columns of the first column at most.
const NAME: usize = 44;

/// One line for each limit.
pub(super) fn limits(findings: &Findings<'_>, found: &FoundBox, terminal: &Terminal) -> String {
    let lang = findings.lang;
    let heads = [
        lang.pick("Uncertainty", "المجهول"),
        lang.pick("Limit", "الحد"),
        lang.pick("of draws", "من السحبات"),
        lang.pick("quantiles", "المئينات"),
        lang.pick("quasi-p", "شبه p"),
        lang.pick("density without", "الكثافة من دونه"),
        lang.pick("found again", "يتكرر"),
    ];
    let mut rows = vec![heads.map(str::to_owned)];
    let cells = found.restrictions.iter().map(|r| row(findings, r));
    rows.extend(cells.map(|row| row.map(|cell| plain(&cell))));
    let widths: Vec<usize> = (0..heads.len())
        .map(|k| rows.iter().map(|row| columns(&row[k])).max().unwrap_or(0))
        .collect();
    let fixed: usize = widths[1..].iter().sum::<usize>() + 2 * (heads.len() - 1);
    let name = widths[0].min(NAME).min(terminal.width.saturating_sub(fixed).max(12));
    let mut out = String::new();
    for row in &rows {
        let mut line = left(&cut(&row[0], name), name);
        line.push_str(&format!("  {}", left(&row[1], widths[1])));
        for k in 2..heads.len() {
            line.push_str(&format!("  {}", right(&row[k], widths[k])));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn row(findings: &Findings<'_>, restriction: &Restriction) -> [String; 7] {
    let lang = findings.lang;
    let share = |x: f64| percent((x * 100.0).round() / 100.0, lang);
    let quantiles = restriction.quantiles.map_or_else(
        || "–".to_owned(),
        |(low, high)| span(&number(round(low), lang), &number(round(high), lang)),
    );
    [
        uncertainty_label(findings, restriction.uncertainty),
        limit_words(findings, restriction.uncertainty, &restriction.limit),
        share(restriction.share),
        quantiles,
        small(restriction.p, lang),
        format!("{:.2}", restriction.density_without),
        share(restriction.support.share),
    ]
}

fn round(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

/// A p-value: `< 0.001` below that.
fn small(p: f64, lang: Lang) -> String {
    if p < 1e-3 { "< 0.001".to_owned() } else { significant(p, 2, lang) }
}
