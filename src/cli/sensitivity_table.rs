//! The text of a sensitivity analysis: a table and sentences for each measure.

use super::option_table::bold;
use super::sensitivity::cell_of;
use super::terminal::Terminal;
use super::text_table::{cut, left, lines, right};
use crate::analysis::sensitivity::{Found, Subject};
use crate::report::{SensitivityView, decimal, main_subjects};
use crate::text::{Lang, isolate, number};

/// Factors in a table.
const SHOWN: usize = 6;
/// Columns of a name at most, and of a cell.
const NAME: usize = 34;
const CELL: usize = 19;

/// All of it: for each measure and trajectory a table of options by factors and a sentence an option.
pub fn text(view: &SensitivityView<'_>, terminal: &Terminal) -> String {
    let cells = &view.model.cells;
    let future = |s: &Subject| cells[cell_of(s.target)].trajectory;
    let mut subjects = main_subjects(view);
    subjects.sort_by_key(|s| (future(s), s.target.measure()));
    let mut out = String::new();
    let together = |a: &&Subject, b: &&Subject| {
        (future(a), a.target.measure()) == (future(b), b.target.measure())
    };
    let mut before = None;
    for of in subjects.chunk_by(together) {
        if before != Some(future(of[0])) {
            before = Some(future(of[0]));
            let rule = "━".repeat(terminal.width.min(100));
            let name = view.trajectory(cell_of(of[0].target));
            out.push_str(&format!("{rule}\n{}\n", bold(&name, terminal.colour)));
        }
        let heading = bold(&view.measure(of[0].target.measure()), terminal.colour);
        out.push_str(&format!("\n{heading}\n"));
        out.push_str(&table(view, of, terminal.width));
        for subject in of {
            paragraph(&mut out, &view.sentence(subject), terminal.width);
        }
    }
    out.push('\n');
    out.push_str(&format!("{}\n", legend(view)));
    for note in view.notes() {
        paragraph(&mut out, &note, terminal.width);
    }
    out
}

fn paragraph(out: &mut String, text: &str, width: usize) {
    for line in lines(text, width) {
        out.push_str(&line);
        out.push('\n');
    }
}

/// What a cell of the table is.
fn legend(view: &SensitivityView<'_>) -> &'static str {
    use crate::analysis::sensitivity::Method;
    match view.found.method {
        Method::Given => view.lang.pick(
            "In the tables: share of the variance explained alone | delta; in brackets no more than chance.",
            "في الجداول: نسبة التباين المفسَّرة منفرداً | دلتا؛ وما بين قوسين لا يتجاوز المصادفة.",
        ),
        Method::Sobol => view.lang.pick(
            "In the tables: share of the variance alone | with interactions, ± half of the 95 % interval.",
            "في الجداول: نسبة التباين منفرداً | ومع التفاعلات، ± نصف مجال الثقة 95٪.",
        ),
        Method::Morris => view.lang.pick(
            "In the tables: mean size of effects μ* ± half of its 95 % interval | their standard deviation σ.",
            "في الجداول: متوسط حجم الأثر μ* ± نصف مجال الثقة 95٪ | وانحرافه المعياري σ.",
        ),
    }
}

fn table(view: &SensitivityView<'_>, subjects: &[&Subject], width: usize) -> String {
    let fit = (width.saturating_sub(NAME) / (CELL + 2)).max(1);
    // factors by the place that they take on any of the options
    let mut best: Vec<(usize, usize)> = Vec::new();
    for subject in subjects.iter().take(fit) {
        for (rank, factor) in subject.order().into_iter().enumerate() {
            match best.iter_mut().find(|(_, f)| *f == factor) {
                Some(entry) => entry.0 = entry.0.min(rank),
                None => best.push((rank, factor)),
            }
        }
    }
    best.sort_by_key(|(rank, _)| *rank);
    if best.is_empty() {
        return String::new();
    }
    let shown: Vec<usize> = best.into_iter().take(SHOWN).map(|(_, factor)| factor).collect();
    let subjects = &subjects[..subjects.len().min(fit)];
    let mut out = left("", NAME);
    for subject in subjects {
        let option = view.option(cell_of(subject.target));
        out.push_str(&format!("  {}", right(&cut(&option, CELL), CELL)));
    }
    out.push('\n');
    for factor in shown {
        out.push_str(&left(&cut(&view.factor(&view.found.factors[factor]), NAME), NAME));
        for subject in subjects {
            out.push_str(&format!("  {}", right(&cell(subject, factor, view.lang), CELL)));
        }
        out.push('\n');
    }
    out
}

fn cell(subject: &Subject, factor: usize, lang: Lang) -> String {
    let half = |low: f64, high: f64| (high - low) / 2.0;
    let text = match &subject.found {
        Found::Sobol(all) => {
            let part = |e: crate::outcome::Estimate| {
                let reach = 100.0 * half(e.low, e.high);
                format!("{} ±{reach:.0}", whole(e.value))
            };
            format!("{} | {} %", part(all[factor].first), part(all[factor].total))
        }
        Found::Given(all) => {
            let given = &all[factor];
            let chance = |above: bool, text: String| if above { text } else { format!("({text})") };
            let share =
                given.first.map(|s| chance(s.above_chance(), format!("{:.0} %", whole(s.value))));
            let delta = given.delta.map(|s| chance(s.above_chance(), decimal(s.value, Lang::En)));
            let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
            format!("{} | {}", or_dash(share), or_dash(delta))
        }
        Found::Morris(all) => {
            let index = &all[factor];
            let of = |x: f64| number(x, Lang::En);
            let reach = half(index.mu_star.low, index.mu_star.high);
            let reach = crate::text::significant(reach, 2, Lang::En);
            format!("{} ±{reach} | {}", of(index.mu_star.value), of(index.sigma.value))
        }
        Found::Constant | Found::Infinite | Found::TooFew => "–".to_owned(),
    };
    isolate(text, lang)
}

/// In whole percent, 0 without a sign.
fn whole(share: f64) -> f64 {
    (100.0 * share).round() + 0.0
}
