//! What a person reads of a back-test: scores by history, sentences, then row by row.

use super::calibrate::{spread, taught};
use super::terminal::Terminal;
use super::text_table::{columns, cut, left, lines, right, symbol};
use crate::analysis::backtest::{Backtest, Coverage, RowScore, Score, SeriesScore, Skill};
use crate::analysis::importance::least_ess;
use crate::analysis::{CellScore, Ensembles, Learned};
use crate::model::HistoryRow;
use crate::report::{backtest_sentences, called};
use crate::study::{RowUse, Taken};
use crate::text::{Lang, number, percent};

/// The whole text.
pub fn text(
    ensembles: &Ensembles,
    backtest: &Backtest,
    learned: Option<&Learned>,
    terminal: &Terminal,
) -> String {
    let mut out = String::new();
    for (c, cell) in backtest.cells.iter().enumerate() {
        out.push('\n');
        out.push_str(&bold(&head(ensembles, cell), terminal.colour));
        out.push_str("\n\n");
        scores(&mut out, ensembles, cell, terminal.width);
        out.push('\n');
        let sentences = backtest_sentences(ensembles, backtest, cell);
        sentences.iter().for_each(|sentence| say(&mut out, sentence, terminal));
        if let Some(learned) = learned {
            after(&mut out, ensembles, (learned, c), terminal);
        }
        for (s, series) in cell.series.iter().enumerate() {
            out.push('\n');
            let learned = learned.and_then(|l| l.backtest.cells[c].series.get(s));
            rows(&mut out, ensembles, series, learned, terminal.width);
        }
    }
    out
}

fn say(out: &mut String, sentence: &str, terminal: &Terminal) {
    for line in lines(sentence, terminal.width.min(100)) {
        out.push_str(&line);
        out.push('\n');
    }
}

/// The scores of a cell once more, after learning.
fn after(
    out: &mut String,
    ensembles: &Ensembles,
    (learned, c): (&Learned, usize),
    terminal: &Terminal,
) {
    let (calibration, cell) = (&learned.calibrations[c], &learned.backtest.cells[c]);
    out.push('\n');
    out.push_str(&bold(
        "After learning from the rows with use = \"calibrate\" (→)",
        terminal.colour,
    ));
    out.push('\n');
    let (rows, spread) = (taught(ensembles, calibration), spread(calibration));
    say(out, &format!("Rows: {rows}. Effective sample size: {spread}."), terminal);
    let floor = least_ess(calibration.weights().values.len());
    if calibration.weights().ess < floor {
        let floor = figure(floor);
        let words = format!("Below {floor}: these scores rest on few replicates. Run more (-n).");
        say(out, &words, terminal);
    }
    out.push('\n');
    scores(out, ensembles, cell, terminal.width);
    out.push('\n');
    let sentences = backtest_sentences(ensembles, &learned.backtest, cell);
    sentences.iter().for_each(|sentence| say(out, sentence, terminal));
}

fn bold(text: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn figure(x: f64) -> String {
    plain(&number(x, Lang::En))
}

fn head(ensembles: &Ensembles, cell: &CellScore) -> String {
    let model = &ensembles.backtest.model;
    let option = &model.options[cell.cell.option];
    let trajectory = &model.trajectories[cell.cell.trajectory];
    let option = called(&option.description, &option.name, Lang::En);
    let trajectory = called(&trajectory.description, &trajectory.name, Lang::En);
    let response = if cell.cell.response { "" } else { ", without response" };
    format!("{option} / {trajectory}{response}")
}

/// A line of text in columns: the first to the left, all others to the right.
fn table(out: &mut String, lines: &[Vec<String>], width: usize) {
    let count = lines.first().map_or(0, Vec::len);
    let widths: Vec<usize> =
        (0..count).map(|i| lines.iter().map(|line| columns(&line[i])).max().unwrap_or(0)).collect();
    let others: usize = widths.iter().skip(1).map(|w| w + 2).sum();
    let first = widths.first().copied().unwrap_or(0).min(width.saturating_sub(others).max(12));
    for line in lines {
        let mut text = left(&cut(&line[0], first), first);
        for (cell, width) in line.iter().zip(&widths).skip(1) {
            text.push_str("  ");
            text.push_str(&right(cell, *width));
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
}

/// What is taken of a formula, before the formula.
fn taken(taken: Taken) -> &'static str {
    match taken {
        Taken::Mean => "mean of",
        Taken::Total => "total of",
        Taken::At => "value of",
        Taken::Highest => "highest value of",
        Taken::Ever => "whether ever",
    }
}

fn scores(out: &mut String, ensembles: &Ensembles, cell: &CellScore, width: usize) {
    let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<String>>();
    let mut table_lines =
        vec![words(&["", "rows", "in 50 %", "in 90 %", "CRPS", "vs last value", "vs trend"])];
    for series in &cell.series {
        let name = &ensembles.histories()[series.history].name;
        let name = if series.event { format!("{name} (Brier)") } else { name.clone() };
        table_lines.push(match &series.score {
            Some(score) => line(name, score),
            None => [vec![name], words(&["0", "", "", "", "", ""])].concat(),
        });
    }
    if let Some(all) = &cell.all
        && cell.series.iter().filter(|s| !s.event).count() > 1
    {
        table_lines.push(line("all".to_owned(), all));
    }
    table(out, &table_lines, width);
}

fn line(name: String, score: &Score) -> Vec<String> {
    let inside = |c: Option<Coverage>| c.map_or_else(String::new, |c| c.inside.to_string());
    let skill = |skill: Option<Skill>| match skill.map(|s| s.value()) {
        None => "–".to_owned(),
        Some(value) if value == f64::NEG_INFINITY => "perfect".to_owned(),
        Some(value) => {
            let text = plain(&percent(value, Lang::En));
            if value > 0.0 { format!("+{text}") } else { text }
        }
    };
    vec![
        name,
        score.rows.to_string(),
        inside(score.inside50),
        inside(score.inside90),
        score.mean.map_or_else(String::new, figure),
        skill(score.last),
        skill(score.trend),
    ]
}

/// A row's window as a file may write it: without the days where both are the first of a month.
fn window(row: &HistoryRow) -> String {
    let (from, to) = (row.from.to_string(), row.to.to_string());
    if row.from == row.to {
        return from;
    }
    match (from.strip_suffix("-01"), to.strip_suffix("-01")) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => format!("{from} to {to}"),
    }
}

fn rows(
    out: &mut String,
    ensembles: &Ensembles,
    series: &SeriesScore,
    learned: Option<&SeriesScore>,
    width: usize,
) {
    let history = &ensembles.histories()[series.history];
    let unit = symbol(&history.unit);
    let unit = if unit.is_empty() { String::new() } else { format!(", {unit}") };
    let scale =
        if series.event { String::new() } else { format!(", {} scale", history.scale.word()) };
    let title =
        format!("{}: {} {}{unit}{scale}", history.name, taken(history.taken), history.observes);
    for line in lines(&title, width) {
        out.push_str(&line);
        out.push('\n');
    }
    let names: &[&str] = if series.event {
        &["", "happened", "probability", ""]
    } else {
        &["", "value", "5 %", "50 %", "95 %", "", "PIT", ""]
    };
    let mut table_lines = vec![names.iter().map(|n| (*n).to_owned()).collect::<Vec<String>>()];
    if learned.is_some() {
        let names: &[&str] =
            if series.event { &["→"] } else { &["→ 5 %", "→ 50 %", "→ 95 %"] };
        table_lines[0].extend(names.iter().map(|n| (*n).to_owned()));
    }
    for (r, row) in series.rows.iter().enumerate() {
        let mut line = row_line(&history.rows[row.row], row, series.event);
        if let Some(RowScore { verdict, .. }) = learned.map(|learned| &learned.rows[r]) {
            let [low, _, middle, _, high] = verdict.quantiles;
            match series.event {
                true => line.push(plain(&percent(verdict.mean, Lang::En))),
                false => line.extend([low, middle, high].map(figure)),
            }
        }
        table_lines.push(line);
    }
    table(out, &table_lines, width);
}

fn row_line(row: &HistoryRow, score: &RowScore, event: bool) -> Vec<String> {
    let verdict = &score.verdict;
    let used = match score.used {
        RowUse::Score => String::new(),
        other => other.word().to_owned(),
    };
    let window = format!("  {}", window(row));
    if event {
        let happened = if score.value > 0.5 { "yes" } else { "no" };
        let probability = plain(&percent(verdict.mean, Lang::En));
        return vec![window, happened.to_owned(), probability, used];
    }
    let [low, _, middle, _, high] = verdict.quantiles;
    let place = match (verdict.inside90, score.value < low) {
        (true, _) if verdict.inside50 => "inside 50 %",
        (true, _) => "inside",
        (false, true) => "BELOW",
        (false, false) => "ABOVE",
    };
    vec![
        window,
        figure(score.value),
        figure(low),
        figure(middle),
        figure(high),
        place.to_owned(),
        format!("{:.2}", verdict.pit),
        used,
    ]
}
