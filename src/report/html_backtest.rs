//! How a study stands to what really happened: the report's section of its own back-test.

use maud::{Markup, html as markup};

use super::answer::whole;
use super::backtest_words::backtest_sentences;
use super::figures_backtest::Picture;
use super::figures_plan::Subject;
use super::findings::{Findings, called};
use super::html_pictures::Pictures;
use super::html_words::{beside, note};
use crate::analysis::backtest::{Coverage, RowScore, SeriesScore};
use crate::analysis::{Backtest, CellScore, Ensembles, Learned};
use crate::model::HistoryRow;
use crate::study::RowUse;
use crate::text::{Lang, day, number, percent};

/// A back-test that belongs to a run: what the model says of every observation, and its scores.
#[derive(Clone, Copy, Debug)]
pub struct Tested<'a> {
    /// Predictions.
    pub ensembles: &'a Ensembles,
    /// Scores.
    pub backtest: &'a Backtest,
    /// What rows with `use = "calibrate"` teach, if there are such.
    pub learned: Option<&'a Learned>,
}

/// The section; nothing for a study without history.
pub(super) fn tested(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let Some(tested) = findings.tested else { return Markup::default() };
    let replicates = tested.backtest.replicates;
    markup! {
        section id="history" {
            h2 { "Tested against history" }
            p {
                "What the model says of each observation, from " (whole(replicates)) " replicates, \
                 the error of counting included, beside what was observed. Observations that set a \
                 number of the study are shown and not scored."
            }
            @for (c, cell) in tested.backtest.cells.iter().enumerate() {
                h3 { (cell_name(tested, cell, findings.lang)) }
                ul {
                    @for sentence in backtest_sentences(tested.ensembles, tested.backtest, cell) {
                        li { (sentence) }
                    }
                }
                (learned(tested, c))
                (pictures.show(|s| *s == Subject::Backtest(Picture::Calibration(c))))
                @for (s, series) in cell.series.iter().enumerate() {
                    (record(findings, tested, series))
                    (pictures.show(|subject| *subject == Subject::Backtest(Picture::Record(c, s))))
                }
            }
        }
    }
}

/// How the scores change once the rows that calibrate have weighed the draws.
fn learned(tested: Tested<'_>, cell: usize) -> Markup {
    let Some(learned) = tested.learned else { return Markup::default() };
    let effective = number(learned.backtest.effective, Lang::En);
    let of = |backtest: &Backtest| {
        let all = backtest.cells.get(cell).and_then(|c| c.all);
        all.map(|all| {
            let inside = |c: Option<Coverage>| c.map_or(0, |c| c.inside);
            let crps = all.mean.map_or("–".to_owned(), |mean| number(mean, Lang::En));
            (inside(all.inside50), inside(all.inside90), all.rows, crps)
        })
    };
    let (Some(before), Some(after)) = (of(tested.backtest), of(&learned.backtest)) else {
        return Markup::default();
    };
    markup! {
        p {
            "Once the rows that calibrate have weighed the draws (effective sample size "
            (effective) "), " (after.1) " of " (after.2) " scored observations lie in the 90 % band \
             and " (after.0) " in the 50 % band, with a mean CRPS of " (after.3) "; from the priors it \
             is " (before.1) ", " (before.0) " and " (before.3) "."
        }
    }
}

fn cell_name(tested: Tested<'_>, cell: &CellScore, lang: Lang) -> String {
    // what is compared with the past need not be among what runs
    let model = &tested.ensembles.backtest.model;
    let option = &model.options[cell.cell.option];
    let trajectory = &model.trajectories[cell.cell.trajectory];
    let option = called(&option.description, &option.name, lang);
    let future = called(&trajectory.description, &trajectory.name, lang);
    format!("{option} / {future}")
}

/// One record: its rows beside their predictions.
fn record(findings: &Findings<'_>, tested: Tested<'_>, series: &SeriesScore) -> Markup {
    let history = &tested.ensembles.histories()[series.history];
    let name = called(&history.description, &history.name, findings.lang);
    let unit = findings.unit(&history.unit);
    markup! {
        h4 { (name) (beside(history.description.label.as_ref(), findings.lang)) }
        (note(history.description.note.as_ref(), findings.lang))
        p class="origin" {
            "Observes " code { (history.observes) } ", taken as " (history.taken.word())
            @if !unit.is_empty() { ", in " (unit) }
            ". " (super::html_study::origin(findings, &history.description))
        }
        div class="wide" tabindex="0" role="region" aria-label=(name) {
            table {
                thead { tr {
                    th scope="col" { "When" }
                    th scope="col" { "Observed" }
                    @if series.event {
                        th scope="col" { "Probability" }
                    } @else {
                        th scope="col" { "5 %" } th scope="col" { "50 %" } th scope="col" { "95 %" }
                    }
                    th scope="col" { "Verdict" }
                } }
                tbody {
                    @for row in &series.rows { (observation(row, &history.rows[row.row], series.event)) }
                }
            }
        }
    }
}

fn observation(score: &RowScore, row: &HistoryRow, event: bool) -> Markup {
    let figure = |x: f64| number(x, Lang::En);
    let verdict = &score.verdict;
    let [low, _, median, _, high] = verdict.quantiles;
    markup! {
        tr {
            th scope="row" { (window(row)) }
            @if event {
                td { @if score.value > 0.5 { "yes" } @else { "no" } }
                td { (percent(verdict.mean, Lang::En)) }
            } @else {
                td { (figure(score.value)) }
                td { (figure(low)) } td { (figure(median)) } td { (figure(high)) }
            }
            td { (said(score, event)) }
        }
    }
}

fn said(score: &RowScore, event: bool) -> &'static str {
    let [low, .., high] = score.verdict.quantiles;
    match score.used {
        RowUse::Context => "context",
        RowUse::Calibrate => "used to calibrate",
        RowUse::Score if event => "",
        RowUse::Score if score.verdict.inside50 => "in the 50 % band",
        RowUse::Score if score.verdict.inside90 => "in the 90 % band",
        RowUse::Score if score.value > high => "above the band",
        RowUse::Score if score.value < low => "below the band",
        RowUse::Score => "outside the band",
    }
}

fn window(row: &HistoryRow) -> String {
    match row.from == row.to {
        true => day(row.from, Lang::En),
        false => format!("{} to {}", day(row.from, Lang::En), day(row.to, Lang::En)),
    }
}
