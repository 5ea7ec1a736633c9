//! What a person reads of a back-test: scores by history, sentences, then row by row.

use super::calibrate::{spread, taught};
use super::terminal::Terminal;
use super::text_table::{columns, cut, left, lines, right, symbol};
use crate::analysis::backtest::{Backtest, Coverage, RowScore, Score, SeriesScore, Skill};
use crate::analysis::importance::least_ess;
use crate::analysis::{CellScore, Ensembles, Learned};
use crate::model::HistoryRow;
use crate::report::{backtest_sentences, called, scale_words, taken_words, use_words};
use crate::study::RowUse;
use crate::text::{Lang, comma, isolate, latin, number, percent, percent_sign, range};

/// The whole text.
pub fn text(
    ensembles: &Ensembles,
    backtest: &Backtest,
    learned: Option<&Learned>,
    (terminal, lang): (&Terminal, Lang),
) -> String {
    let mut out = String::new();
    for (c, cell) in backtest.cells.iter().enumerate() {
        out.push('\n');
        out.push_str(&bold(&head(ensembles, cell, lang), terminal.colour));
        out.push_str("\n\n");
        scores(&mut out, ensembles, cell, (terminal.width, lang));
        out.push('\n');
        let sentences = backtest_sentences(ensembles, backtest, cell, lang);
        sentences.iter().for_each(|sentence| say(&mut out, sentence, terminal));
        if let Some(learned) = learned {
            after(&mut out, ensembles, (learned, c), (terminal, lang));
        }
        for (s, series) in cell.series.iter().enumerate() {
            out.push('\n');
            let learned = learned.and_then(|l| l.backtest.cells[c].series.get(s));
            rows(&mut out, ensembles, (series, learned), (terminal.width, lang));
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
    (terminal, lang): (&Terminal, Lang),
) {
    let (calibration, cell) = (&learned.calibrations[c], &learned.backtest.cells[c]);
    let title = lang.pick(
        "After learning from the rows with use = \"calibrate\" (→)",
        "بعد التعلم من صفوف المعايرة (←)",
    );
    out.push('\n');
    out.push_str(&bold(title, terminal.colour));
    out.push('\n');
    let (rows, spread) = (taught(ensembles, calibration, lang), spread(calibration, lang));
    say(
        out,
        &match lang {
            Lang::En => format!("Rows: {rows}. Effective sample size: {spread}."),
            Lang::Ar => format!("الصفوف: {rows}. حجم العيّنة الفعّال: {spread}."),
        },
        terminal,
    );
    let floor = least_ess(calibration.weights().values.len());
    if calibration.weights().ess < floor {
        let floor = figure(floor, lang);
        let words = match lang {
            Lang::En => {
                format!("Below {floor}: these scores rest on few replicates. Run more (-n).")
            }
            Lang::Ar => format!(
                "وهو دون {floor}: تقوم هذه الدرجات على عدد قليل من التكرارات، فليُزَد عددها ({}).",
                latin("-n", lang)
            ),
        };
        say(out, &words, terminal);
    }
    out.push('\n');
    scores(out, ensembles, cell, (terminal.width, lang));
    out.push('\n');
    let sentences = backtest_sentences(ensembles, &learned.backtest, cell, lang);
    sentences.iter().for_each(|sentence| say(out, sentence, terminal));
}

fn bold(text: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn figure(x: f64, lang: Lang) -> String {
    plain(&number(x, lang))
}

fn head(ensembles: &Ensembles, cell: &CellScore, lang: Lang) -> String {
    let model = &ensembles.backtest.model;
    let option = &model.options[cell.cell.option];
    let trajectory = &model.trajectories[cell.cell.trajectory];
    let option = called(&option.description, &option.name, lang);
    let trajectory = called(&trajectory.description, &trajectory.name, lang);
    let without = lang.pick(", without response", "، من دون استجابة");
    let response = if cell.cell.response { "" } else { without };
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

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|w| (*w).to_owned()).collect()
}

/// A record in a table: its name, in Arabic its label.
fn name_of(ensembles: &Ensembles, series: &SeriesScore, lang: Lang) -> String {
    let history = &ensembles.histories()[series.history];
    match lang {
        Lang::En => history.name.clone(),
        Lang::Ar => called(&history.description, &history.name, lang),
    }
}

fn scores(out: &mut String, ensembles: &Ensembles, cell: &CellScore, (width, lang): (usize, Lang)) {
    let mut table_lines = vec![match lang {
        Lang::En => words(&["", "rows", "in 50 %", "in 90 %", "CRPS", "vs last value", "vs trend"]),
        Lang::Ar => words(&[
            "",
            "الصفوف",
            "في نطاق 50٪",
            "في نطاق 90٪",
            "CRPS",
            "مقابل آخر قيمة",
            "مقابل الاتجاه",
        ]),
    }];
    for series in &cell.series {
        let name = name_of(ensembles, series, lang);
        let brier = lang.pick("(Brier)", "(برير)");
        let name = if series.event { format!("{name} {brier}") } else { name };
        table_lines.push(match &series.score {
            Some(score) => line(name, score, lang),
            None => [vec![name], words(&["0", "", "", "", "", ""])].concat(),
        });
    }
    if let Some(all) = &cell.all
        && cell.series.iter().filter(|s| !s.event).count() > 1
    {
        table_lines.push(line(lang.pick("all", "المجموع").to_owned(), all, lang));
    }
    table(out, &table_lines, width);
}

fn line(name: String, score: &Score, lang: Lang) -> Vec<String> {
    let inside = |c: Option<Coverage>| c.map_or_else(String::new, |c| c.inside.to_string());
    let skill = |skill: Option<Skill>| match skill.map(|s| s.value()) {
        None => "–".to_owned(),
        Some(value) if value == f64::NEG_INFINITY => lang.pick("perfect", "إصابة تامة").to_owned(),
        Some(value) => {
            let sign = if value > 0.0 { "+" } else { "" };
            isolate(format!("{sign}{}", plain(&bare_percent(value, lang))), lang)
        }
    };
    vec![
        name,
        score.rows.to_string(),
        inside(score.inside50),
        inside(score.inside90),
        score.mean.map_or_else(String::new, |mean| figure(mean, lang)),
        skill(score.last),
        skill(score.trend),
    ]
}

/// A percentage without the isolate around it.
fn bare_percent(value: f64, lang: Lang) -> String {
    percent(value, lang).replace(['\u{2066}', '\u{2069}'], "")
}

/// A row's window as a file may write it: without the days where both are the first of a month.
fn window(row: &HistoryRow, lang: Lang) -> String {
    let (from, to) = (row.from.to_string(), row.to.to_string());
    if row.from == row.to {
        return from;
    }
    match (from.strip_suffix("-01"), to.strip_suffix("-01")) {
        (Some(from), Some(to)) => range(from, to, lang),
        _ => range(&from, &to, lang),
    }
}

fn rows(
    out: &mut String,
    ensembles: &Ensembles,
    (series, learned): (&SeriesScore, Option<&SeriesScore>),
    (width, lang): (usize, Lang),
) {
    let history = &ensembles.histories()[series.history];
    for line in lines(&title(ensembles, series, lang), width) {
        out.push_str(&line);
        out.push('\n');
    }
    let ends = ["5", "50", "95"].map(|p| format!("{p}{}", plain(percent_sign(lang))));
    let [low, middle, high] = &ends;
    let (value, probability) = (lang.pick("value", "القيمة"), lang.pick("probability", "الاحتمال"));
    let mut heads = if series.event {
        words(&["", lang.pick("happened", "وقع"), probability, ""])
    } else {
        words(&["", value, low, middle, high, "", "PIT", ""])
    };
    let arrow = lang.pick("→", "←");
    match (learned.is_some(), series.event) {
        (false, _) => {}
        (true, true) => heads.push(arrow.to_owned()),
        (true, false) => heads.extend(ends.iter().map(|end| format!("{arrow} {end}"))),
    }
    let mut table_lines = vec![heads];
    for (r, row) in series.rows.iter().enumerate() {
        let mut line = row_line(&history.rows[row.row], row, series.event, lang);
        if let Some(RowScore { verdict, .. }) = learned.map(|learned| &learned.rows[r]) {
            let [low, _, middle, _, high] = verdict.quantiles;
            match series.event {
                true => line.push(plain(&percent(verdict.mean, lang))),
                false => line.extend([low, middle, high].map(|x| figure(x, lang))),
            }
        }
        table_lines.push(line);
    }
    table(out, &table_lines, width);
}

/// What a record is, what it is compared with, in which unit, on which scale.
fn title(ensembles: &Ensembles, series: &SeriesScore, lang: Lang) -> String {
    let history = &ensembles.histories()[series.history];
    let unit = match lang {
        Lang::En => symbol(&history.unit),
        Lang::Ar => ensembles.backtest.model.unit_words.of(&history.unit, lang),
    };
    let mut parts = vec![format!(
        "{}: {} {}",
        name_of(ensembles, series, lang),
        taken_words(history.taken, lang),
        latin(&history.observes, lang)
    )];
    parts.extend((!unit.is_empty()).then_some(unit));
    parts.extend((!series.event).then(|| scale_words(history.scale, lang).to_owned()));
    parts.join(comma(lang))
}

fn row_line(row: &HistoryRow, score: &RowScore, event: bool, lang: Lang) -> Vec<String> {
    let verdict = &score.verdict;
    let used = match (score.used, lang) {
        (RowUse::Score, _) => String::new(),
        (other, Lang::En) => other.word().to_owned(),
        (other, Lang::Ar) => use_words(other, lang).to_owned(),
    };
    let window = format!("  {}", window(row, lang));
    if event {
        let happened =
            if score.value > 0.5 { lang.pick("yes", "نعم") } else { lang.pick("no", "لا") };
        let probability = plain(&percent(verdict.mean, lang));
        return vec![window, happened.to_owned(), probability, used];
    }
    let [low, _, middle, _, high] = verdict.quantiles;
    let (en, ar) = match (verdict.inside90, score.value < low) {
        (true, _) if verdict.inside50 => ("inside 50 %", "داخل 50٪"),
        (true, _) => ("inside", "داخل النطاق"),
        (false, true) => ("BELOW", "تحت النطاق"),
        (false, false) => ("ABOVE", "فوق النطاق"),
    };
    vec![
        window,
        figure(score.value, lang),
        figure(low, lang),
        figure(middle, lang),
        figure(high, lang),
        lang.pick(en, ar).to_owned(),
        format!("{:.2}", verdict.pit),
        used,
    ]
}
