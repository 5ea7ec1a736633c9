//! Does what happened look like what the model says?
//!
//! Every row of a history that lies in the run has an ensemble of predictions, one a replicate,
//! counting error included. Rows with `use = "score"` judge the model: by how many of them lie in its
//! central 50 % and 90 % bands, by their continuous ranked probability score (Brier score where the
//! question is whether something happened), by the mean of their probability integral transforms, and
//! by what naive forecasts would have scored.
//!
//! The rows of a record are not independent: under one draw of the uncertainties all may be too high.
//! How unlikely a result is under the model is therefore not read off a binomial distribution but off
//! the model's own replicates: each is taken for what happened in turn, and scored by the same bands
//! ([`Chance`]).

use rayon::prelude::*;

use super::ensembles::Ensembles;
use super::naive::{Forecast, Past, last_value, trend};
use super::score::{Ensemble, brier, crps_normal, effective, log_score, wilson};
use crate::math::ln_1p;
use crate::model::{Cell, History, HistoryRow, Place};
use crate::study::{RowUse, Scale, Taken};

/// Error of each statement about the whole of a back-test. For statements about one record it is
/// divided by the number of records.
pub const ALPHA: f64 = 0.05;

/// `x` on the scale on which it is scored: ln(1 + x), where what is below 0 counts as 0, or x.
pub fn on_scale(scale: Scale, x: f64) -> f64 {
    match scale {
        Scale::Log => ln_1p(x.max(0.0)),
        Scale::Linear => x,
    }
}

/// What was observed, and what is known of the record before the run.
#[derive(Clone, Debug)]
pub struct Observation {
    /// What was observed.
    pub value: f64,
    /// The scale of its score.
    pub scale: Scale,
    /// Whether it is 0 or 1: whether something happened.
    pub event: bool,
    /// The middle of its window, in days.
    pub time: f64,
    /// The record's past on the scale of the score, as windows of this one's length.
    pub past: Vec<Past>,
}

/// Scores of the two naive forecasts of a row, where the record has a past.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct NaiveScores {
    /// It stays as it was last.
    pub last: Option<f64>,
    /// It goes on along its trend; of an event, it happens as often as it did.
    pub trend: Option<f64>,
}

/// What the model says of one observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Mean prediction; of an event its probability.
    pub mean: f64,
    /// Quantiles of the prediction at 5, 25, 50, 75 and 95 %.
    pub quantiles: [f64; 5],
    /// Probability integral transform (mid-point at ties).
    pub pit: f64,
    /// Whether it lies in the central 50 % band, ends included.
    pub inside50: bool,
    /// Whether it lies in the central 90 % band, ends included.
    pub inside90: bool,
    /// CRPS on the scale; of an event its Brier score. 0 is perfect.
    pub score: f64,
    /// Logarithmic score, of an event.
    pub log_score: Option<f64>,
    /// What naive forecasts score.
    pub naive: NaiveScores,
}

/// One row of a history.
#[derive(Clone, Debug, PartialEq)]
pub struct RowScore {
    /// Index in [`History::rows`].
    pub row: usize,
    /// What it is there for.
    pub used: RowUse,
    /// What was observed.
    pub value: f64,
    /// What the model says of it.
    pub verdict: Verdict,
}

/// How unlikely a number of rows in a band is if the model is right: the shares of its replicates
/// that do no better and no worse when each is taken for what happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// Replicates of which no more rows lie inside.
    pub as_few: f64,
    /// Replicates of which no fewer rows lie inside.
    pub as_many: f64,
}

/// How many rows lie in a central band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// Rows inside.
    pub inside: usize,
    /// Rows in all.
    pub rows: usize,
    /// Wilson's 95 % interval of the share, as if rows were independent.
    pub interval: (f64, f64),
    /// How unlikely that is.
    pub chance: Chance,
}

/// How much better the model's mean score is than a naive forecast's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skill {
    /// Rows that have the naive forecast: the others are left out on both sides.
    pub rows: usize,
    /// The model's mean score over these rows.
    pub model: f64,
    /// The naive forecast's.
    pub naive: f64,
}

impl Skill {
    /// 1 - model / naive: 1 is perfect, 0 no better than the naive forecast, below 0 worse. Where
    /// the naive forecast is perfect it is 0 if the model is so too, else -infinity.
    pub fn value(&self) -> f64 {
        if self.naive > 0.0 {
            1.0 - self.model / self.naive
        } else if self.model > 0.0 {
            f64::NEG_INFINITY
        } else {
            0.0
        }
    }
}

/// Whether observations lie high or low in their predictions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bias {
    /// Mean of the transforms: 1/2 if the model is right, more if it says too little.
    pub mean_pit: f64,
    /// Twice the share of replicates whose mean lies as far out on this side, at most 1.
    pub chance: f64,
}

/// The scores of some rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Rows.
    pub rows: usize,
    /// The central 50 % band; absent for events.
    pub inside50: Option<Coverage>,
    /// The central 90 % band; absent for events.
    pub inside90: Option<Coverage>,
    /// Bias; absent for events.
    pub bias: Option<Bias>,
    /// Mean CRPS, of events mean Brier score. Over several records: of those on the logarithmic
    /// scale, whose scores have no unit; absent where there are none.
    pub mean: Option<f64>,
    /// Mean logarithmic score of events.
    pub log_score: Option<f64>,
    /// Skill against the last value, over the rows of `mean`.
    pub last: Option<Skill>,
    /// Skill against the trend (of events: against their frequency), over the rows of `mean`.
    pub trend: Option<Skill>,
}

/// What a score says, in the order of importance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Too few rows lie in the 90 % band.
    TooSure,
    /// Too many rows lie in the 50 % band.
    TooUnsure,
    /// What happened is more than the model says.
    SaysTooLittle,
    /// What happened is less than the model says.
    SaysTooMuch,
}

impl Score {
    /// What is wrong at an error of `alpha` for each statement, with the chance of seeing that in a
    /// model that is right.
    pub fn findings(&self, alpha: f64) -> Vec<(Finding, f64)> {
        let sure = self.inside90.map(|c| (Finding::TooSure, c.chance.as_few));
        let unsure = self.inside50.map(|c| (Finding::TooUnsure, c.chance.as_many));
        let bias = self.bias.map(|bias| {
            let side =
                if bias.mean_pit > 0.5 { Finding::SaysTooLittle } else { Finding::SaysTooMuch };
            (side, bias.chance)
        });
        [sure, unsure, bias].into_iter().flatten().filter(|(_, p)| *p < alpha).collect()
    }
}

/// One history in one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesScore {
    /// Index of the history.
    pub history: usize,
    /// Whether its rows are 0 or 1.
    pub event: bool,
    /// All rows that lie in the run, in the order of the file.
    pub rows: Vec<RowScore>,
    /// The scores of those that judge the model; absent where there are none.
    pub score: Option<Score>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub struct CellScore {
    /// The cell.
    pub cell: Cell,
    /// Histories with rows in the run.
    pub series: Vec<SeriesScore>,
    /// The scores over all rows that judge the model and are not events; absent where there are none.
    pub all: Option<Score>,
}

/// A back-test.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// In the order of the cells.
    pub cells: Vec<CellScore>,
    /// Replicates.
    pub replicates: u64,
    /// Effective number of replicates: fewer where they are weighted.
    pub effective: f64,
}

/// What the model says of an observation; `None` where no replicate has weight.
pub fn judge(
    observation: &Observation,
    predicted: &[f64],
    weights: Option<&[f64]>,
) -> Option<Verdict> {
    judged(observation, predicted, weights).map(|(verdict, _)| verdict)
}

fn judged(
    observation: &Observation,
    predicted: &[f64],
    weights: Option<&[f64]>,
) -> Option<(Verdict, Ensemble)> {
    let ensemble = Ensemble::new(predicted, weights)?;
    let (value, scale) = (observation.value, observation.scale);
    let [q05, q25, _, q75, q95] = ensemble.quantiles();
    let mean = ensemble.mean();
    let verdict = Verdict {
        mean,
        quantiles: ensemble.quantiles(),
        pit: ensemble.pit(value),
        inside50: (q25..=q75).contains(&value),
        inside90: (q05..=q95).contains(&value),
        score: match observation.event {
            true => brier(mean, value),
            false => ensemble.crps(value, |y| on_scale(scale, y)),
        },
        log_score: observation.event.then(|| {
            let replicates = weights.map_or(predicted.len() as f64, effective);
            log_score(mean, value, replicates)
        }),
        naive: naive(observation),
    };
    Some((verdict, ensemble))
}

fn naive(observation: &Observation) -> NaiveScores {
    let Observation { value, scale, event, time, past } = observation;
    if *event {
        let happened: f64 = past.iter().map(|p| p.value).sum();
        let frequency = (!past.is_empty()).then(|| happened / past.len() as f64);
        return NaiveScores {
            last: last_value(past, *time).map(|forecast| brier(forecast.mean, *value)),
            trend: frequency.map(|p| brier(p, *value)),
        };
    }
    let observed = on_scale(*scale, *value);
    let crps = |forecast: Forecast| crps_normal(forecast.mean, forecast.sd, observed);
    NaiveScores { last: last_value(past, *time).map(crps), trend: trend(past, *time).map(crps) }
}

/// What the replicates score when each is taken for what happened.
#[derive(Default)]
struct Tally {
    rows: usize,
    inside50: Vec<usize>,
    inside90: Vec<usize>,
    pits: Vec<f64>,
}

/// A row with what its replicates would score.
struct Joint {
    row: RowScore,
    inside50: Vec<bool>,
    inside90: Vec<bool>,
    pits: Vec<f64>,
}

impl Tally {
    fn add(&mut self, joint: &Joint) {
        if self.rows == 0 {
            let n = joint.pits.len();
            (self.inside50, self.inside90, self.pits) = (vec![0; n], vec![0; n], vec![0.0; n]);
        }
        self.rows += 1;
        for (i, pit) in joint.pits.iter().enumerate() {
            self.inside50[i] += usize::from(joint.inside50[i]);
            self.inside90[i] += usize::from(joint.inside90[i]);
            self.pits[i] += pit;
        }
    }

    /// Weight of the replicates for which `test` holds, as a share.
    fn share(&self, weights: Option<&[f64]>, test: impl Fn(usize) -> bool) -> f64 {
        let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
        let replicates = 0..self.pits.len();
        let all: f64 = replicates.clone().map(weight).sum();
        let some: f64 = replicates.filter(|&i| weight(i) > 0.0 && test(i)).map(weight).sum();
        some / all
    }

    fn coverage(&self, weights: Option<&[f64]>, inside: usize, counts: &[usize]) -> Coverage {
        Coverage {
            inside,
            rows: self.rows,
            interval: wilson(inside, self.rows),
            chance: Chance {
                as_few: self.share(weights, |i| counts[i] <= inside),
                as_many: self.share(weights, |i| counts[i] >= inside),
            },
        }
    }

    fn bias(&self, weights: Option<&[f64]>, sum: f64) -> Bias {
        let low = self.share(weights, |i| self.pits[i] <= sum);
        let high = self.share(weights, |i| self.pits[i] >= sum);
        Bias { mean_pit: sum / self.rows as f64, chance: (2.0 * low.min(high)).min(1.0) }
    }
}

/// The scores of rows and of what their replicates would score.
fn score_of(
    rows: &[&Verdict],
    scored: &[&Verdict],
    tally: &Tally,
    weights: Option<&[f64]>,
) -> Score {
    let bands = tally.rows > 0;
    let count = |inside: fn(&Verdict) -> bool| rows.iter().filter(|v| inside(v)).count();
    let coverage = |inside: fn(&Verdict) -> bool, counts: &[usize]| {
        bands.then(|| tally.coverage(weights, count(inside), counts))
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let scores: Vec<f64> = scored.iter().map(|v| v.score).collect();
    let logs: Option<Vec<f64>> = scored.iter().map(|v| v.log_score).collect();
    let skill = |of: fn(&Verdict) -> Option<f64>| {
        let pairs: Vec<(f64, f64)> =
            scored.iter().filter_map(|v| of(v).map(|naive| (v.score, naive))).collect();
        (!pairs.is_empty()).then(|| Skill {
            rows: pairs.len(),
            model: mean(&pairs.iter().map(|p| p.0).collect::<Vec<f64>>()),
            naive: mean(&pairs.iter().map(|p| p.1).collect::<Vec<f64>>()),
        })
    };
    Score {
        rows: rows.len(),
        inside50: coverage(|v| v.inside50, &tally.inside50),
        inside90: coverage(|v| v.inside90, &tally.inside90),
        bias: bands.then(|| tally.bias(weights, rows.iter().map(|v| v.pit).sum())),
        mean: (!scores.is_empty()).then(|| mean(&scores)),
        log_score: logs.filter(|logs| !logs.is_empty()).map(|logs| mean(&logs)),
        last: skill(|v| v.naive.last),
        trend: skill(|v| v.naive.trend),
    }
}

/// Scores every cell of a run. `weights` are one a replicate, from 0 up, in any unit; all replicates
/// count alike without them. `None` where no replicate has weight.
pub fn score(ensembles: &Ensembles, weights: Option<&[f64]>) -> Option<Backtest> {
    let replicates = ensembles.outcomes.shape.replicates;
    let cells = (0..ensembles.cells().len()).map(|cell| score_cell(ensembles, cell, weights));
    Some(Backtest {
        cells: cells.collect::<Option<Vec<CellScore>>>()?,
        replicates,
        effective: weights.map_or(replicates as f64, effective),
    })
}

fn score_cell(ensembles: &Ensembles, cell: usize, weights: Option<&[f64]>) -> Option<CellScore> {
    let mut series = Vec::new();
    let mut all = Tally::default();
    for (h, history) in ensembles.histories().iter().enumerate() {
        let inside = |row: &HistoryRow| matches!(row.place, Place::Within { .. });
        let rows: Vec<usize> =
            (0..history.rows.len()).filter(|&r| inside(&history.rows[r])).collect();
        if rows.is_empty() {
            continue;
        }
        let joints: Vec<Option<Joint>> =
            rows.par_iter().map(|&r| joint(ensembles, (cell, h, r), weights)).collect();
        let joints = joints.into_iter().collect::<Option<Vec<Joint>>>()?;
        let event = history.taken == Taken::Ever;
        let mut tally = Tally::default();
        for joint in joints.iter().filter(|j| j.row.used == RowUse::Score && !event) {
            tally.add(joint);
            all.add(joint);
        }
        let rows: Vec<RowScore> = joints.into_iter().map(|joint| joint.row).collect();
        let judges: Vec<&Verdict> = judging(&rows).collect();
        let score = (!judges.is_empty()).then(|| score_of(&judges, &judges, &tally, weights));
        series.push(SeriesScore { history: h, event, rows, score });
    }
    let numbers = |log_only: bool| -> Vec<&Verdict> {
        let of_scale = |s: &&SeriesScore| {
            !s.event && (!log_only || ensembles.histories()[s.history].scale == Scale::Log)
        };
        series.iter().filter(of_scale).flat_map(|s| judging(&s.rows)).collect()
    };
    let rows = numbers(false);
    let total = (!rows.is_empty()).then(|| score_of(&rows, &numbers(true), &all, weights));
    Some(CellScore { cell: ensembles.cells()[cell], series, all: total })
}

/// The rows that judge the model.
fn judging(rows: &[RowScore]) -> impl Iterator<Item = &Verdict> {
    rows.iter().filter(|row| row.used == RowUse::Score).map(|row| &row.verdict)
}

fn joint(
    ensembles: &Ensembles,
    (cell, history, row): (usize, usize, usize),
    weights: Option<&[f64]>,
) -> Option<Joint> {
    let predicted = ensembles.predicted(cell, history, row)?;
    let record = &ensembles.histories()[history];
    let start = ensembles.backtest.model.time.start;
    let observation = observation(record, row, start);
    let (verdict, ensemble) = judged(&observation, &predicted, weights)?;
    let HistoryRow { used, value, .. } = record.rows[row];
    let [q05, q25, _, q75, q95] = verdict.quantiles;
    Some(Joint {
        row: RowScore { row, used, value, verdict },
        inside50: predicted.iter().map(|y| (q25..=q75).contains(y)).collect(),
        inside90: predicted.iter().map(|y| (q05..=q95).contains(y)).collect(),
        pits: ensemble.own_pits(),
    })
}

/// A row of a history with the record's past: rows that end before the run begins, at `start`. A
/// total over a window of another length is taken in proportion to it.
pub fn observation(history: &History, row: usize, start: jiff::civil::Date) -> Observation {
    let days = |date: jiff::civil::Date| f64::from((date - start).get_days());
    let middle = |row: &HistoryRow| (days(row.from) + days(row.to)) / 2.0;
    let length = |row: &HistoryRow| days(row.to) - days(row.from);
    let event = history.taken == Taken::Ever;
    let scale = if event { Scale::Linear } else { history.scale };
    let this = &history.rows[row];
    let past = history.rows.iter().filter(|row| row.place == Place::Past).map(|row| {
        let lengths = (length(this), length(row));
        let factor = match lengths {
            (this, past) if history.taken == Taken::Total && this > 0.0 && past > 0.0 => {
                this / past
            }
            _ => 1.0,
        };
        Past { time: middle(row), value: on_scale(scale, factor * row.value) }
    });
    Observation { value: this.value, scale, event, time: middle(this), past: past.collect() }
}
