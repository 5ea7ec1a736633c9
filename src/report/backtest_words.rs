//! What a back-test found, in sentences: failure as plainly as success.

use crate::analysis::Ensembles;
use crate::analysis::backtest::{ALPHA, Backtest, CellScore, Coverage, Finding, Score, Skill};
use crate::study::RowUse;
use crate::text::{Lang, number, percent};

/// The sentences about one cell, the most important first.
pub fn backtest_sentences(
    ensembles: &Ensembles,
    backtest: &Backtest,
    cell: &CellScore,
) -> Vec<String> {
    let mut out = Vec::new();
    match &cell.all {
        None => out.push("No observation of a number judges the model.".to_owned()),
        Some(all) => {
            out.push(bands(all));
            let one_by_one = where_it_fails(ensembles, backtest, cell);
            out.push(verdict(all, backtest, one_by_one.is_some()));
            out.extend(one_by_one);
            out.extend(against_naive(all));
        }
    }
    out.extend(events(ensembles, cell));
    out.extend(not_scored(cell));
    out
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn share(x: f64) -> String {
    plain(&percent(x, Lang::En))
}

fn bands(all: &Score) -> String {
    let inside = |c: Option<Coverage>| c.map_or(0, |c| c.inside);
    let (ninety, fifty) = (inside(all.inside90), inside(all.inside50));
    match (all.rows, ninety) {
        (1, 1) => "The one observation lies in the 90 % band.".to_owned(),
        (1, _) => "The one observation does not lie in the 90 % band.".to_owned(),
        (rows, _) => {
            format!(
                "{ninety} of {rows} observations lie in the 90 % band, {fifty} in the 50 % band."
            )
        }
    }
}

/// How often a model that is right would show that.
fn chance(p: f64, backtest: &Backtest) -> String {
    if p > 0.0 {
        format!("in {} of its own runs", share(p))
    } else {
        format!("in none of its {} runs", plain(&number(backtest.replicates as f64, Lang::En)))
    }
}

/// Chance below which a bias that proves nothing is still worth saying.
const LEANING: f64 = 0.25;

/// To which side observations stand in their forecasts, where that is no proof and yet no accident
/// to be silent about.
fn leaning(all: &Score, backtest: &Backtest) -> Option<String> {
    let bias = all.bias.filter(|bias| bias.chance < LEANING)?;
    let (side, what) = if bias.mean_pit > 0.5 {
        ("low", "more happened than it says")
    } else {
        ("high", "less happened than it says")
    };
    Some(format!(
        "But it leans {side}, {what}: observations stand on average at {} of their forecasts, as far \
         to one side as {}.",
        share(bias.mean_pit),
        chance(bias.chance, backtest).replacen("in ", "", 1)
    ))
}

fn verdict(all: &Score, backtest: &Backtest, one_fails: bool) -> String {
    let findings = all.findings(ALPHA);
    if findings.is_empty() && one_fails {
        return "Taken together that is what one would see if the model were right.".to_owned();
    }
    if findings.is_empty() {
        let few = if all.rows < 10 { " So few rows can show little." } else { "" };
        let said = match leaning(all, backtest) {
            Some(leaning) => format!("That does not refute the model, whose bands are wide. {leaning}"),
            None => "That is what one would see if the model were right: nothing here speaks against it."
                .to_owned(),
        };
        return format!("{said}{few}");
    }
    let mut parts: Vec<String> = Vec::new();
    for (finding, p) in findings {
        let seen = chance(p, backtest);
        parts.push(match finding {
            Finding::TooSure => {
                format!("it is too sure of itself (so few lie in the 90 % band {seen})")
            }
            Finding::TooUnsure => {
                format!("its bands are too wide (so many lie in the 50 % band {seen})")
            }
            Finding::SaysTooLittle => {
                format!("it is biased low: more happened than it says (as much {seen})")
            }
            Finding::SaysTooMuch => {
                format!("it is biased high: less happened than it says (as little {seen})")
            }
        });
    }
    format!("The model fails: {}.", parts.join("; "))
}

/// The histories in which it fails, each at an error of [`ALPHA`] / number of histories.
fn where_it_fails(ensembles: &Ensembles, backtest: &Backtest, cell: &CellScore) -> Option<String> {
    let judges = cell.series.iter().filter(|s| !s.event).filter_map(|s| Some((s, s.score?)));
    let judges: Vec<_> = judges.collect();
    let alpha = ALPHA / judges.len() as f64;
    let mut parts = Vec::new();
    for (series, score) in &judges {
        let findings = score.findings(alpha);
        if findings.is_empty() || judges.len() < 2 {
            continue;
        }
        let words: Vec<&str> = findings
            .iter()
            .map(|(finding, _)| match finding {
                Finding::TooSure => "too sure",
                Finding::TooUnsure => "too unsure",
                Finding::SaysTooLittle => "biased low",
                Finding::SaysTooMuch => "biased high",
            })
            .collect();
        let least = findings.iter().map(|(_, p)| *p).fold(1.0, f64::min);
        let name = &ensembles.histories()[series.history].name;
        parts.push(format!("{} in {name} ({})", words.join(" and "), chance(least, backtest)));
    }
    (!parts.is_empty()).then(|| format!("Record by record the model is {}.", parts.join(", ")))
}

fn against_naive(all: &Score) -> Option<String> {
    let compared = |skill: Option<Skill>, name: &str| {
        let skill = skill?;
        let value = skill.value();
        Some(match value {
            v if v == f64::NEG_INFINITY => format!("{name}, which was perfect, beats it"),
            v if v > 0.0 => format!("it beats {name} by {}", share(v)),
            v if v < 0.0 => {
                let times = skill.model / skill.naive;
                format!("{name} beats it: its error is {} times as large", number(times, Lang::En))
            }
            _ => format!("it is as good as {name}"),
        })
    };
    let last = compared(all.last, "the last value");
    let trend = compared(all.trend, "the trend");
    let parts: Vec<String> = [last, trend].into_iter().flatten().collect();
    if parts.is_empty() {
        return Some(
            "No record has rows before the run: there is no naive forecast to compare with."
                .to_owned(),
        );
    }
    let with = all.last.map_or(0, |s| s.rows);
    let left_out = match all.rows - with {
        0 => String::new(),
        n => format!(
            " ({n} of {} rows have no past, or are not on the logarithmic scale, and are left \
                      out of this)",
            all.rows
        ),
    };
    let text = parts.join("; ");
    Some(format!("By its mean error (CRPS), {text}{left_out}."))
}

fn events(ensembles: &Ensembles, cell: &CellScore) -> Vec<String> {
    let judges = cell.series.iter().filter(|s| s.event).filter_map(|s| Some((s, s.score?)));
    judges
        .map(|(series, score)| {
            let name = &ensembles.histories()[series.history].name;
            let mean = number(score.mean.unwrap_or(f64::NAN), Lang::En);
            let naive = score.trend.map(|s| {
                format!(", that of how often it happened before {}", number(s.naive, Lang::En))
            });
            let worse = score.trend.is_some_and(|s| s.model > s.naive);
            format!(
                "{name}: {}; the Brier score is {mean}{}{} (0 is perfect, 0.25 is that of \
                 a coin).",
                if score.rows == 1 {
                    "1 event".to_owned()
                } else {
                    format!("{} events", score.rows)
                },
                naive.unwrap_or_default(),
                if worse { ", which is better" } else { "" }
            )
        })
        .collect()
}

fn not_scored(cell: &CellScore) -> Option<String> {
    let count = |used: RowUse| {
        cell.series.iter().flat_map(|s| &s.rows).filter(|row| row.used == used).count()
    };
    let mut parts = Vec::new();
    match count(RowUse::Calibrate) {
        0 => {}
        1 => parts.push("1 row that set or weighted the uncertainties".to_owned()),
        n => parts.push(format!("{n} rows that set or weighted the uncertainties")),
    }
    match count(RowUse::Context) {
        0 => {}
        1 => parts.push("1 row of context".to_owned()),
        n => parts.push(format!("{n} rows of context")),
    }
    (!parts.is_empty()).then(|| format!("Shown but not scored: {}.", parts.join(" and ")))
}
