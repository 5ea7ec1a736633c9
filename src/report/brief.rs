//! The answer in at most five sentences, worked out from a run.
//!
//! 1. which option does best, on how many measures, and where it does not;
//! 2. what the baseline risks, and what the other options change of it;
//! 3. where the future changes the answer;
//! 4. how sure that is: what is beyond chance, what is luck, what the answer depends on;
//! 5. what was tested against the past, and what cannot be told.
//!
//! What a study does not have is left out: a sentence too few is better than an empty one.

use super::answer::{excludes_zero, standing};
use super::compare_words::decided;
use super::findings::{Findings, Future, level};
use super::groups::main_measures;
use crate::analysis::decision::{Efficiency, Standing};
use crate::analysis::{Influence, Metric, MetricKind, Target, influences};
use crate::outcome::{Comparison, Estimate, Statistics};
use crate::study::Sense;
use crate::text::Lang;

/// How the options stand on the measures that an answer is about, in all futures.
pub(super) struct Board<'a> {
    pub(super) findings: &'a Findings<'a>,
    /// The measures, by group.
    pub(super) measures: Vec<usize>,
    pub(super) futures: Vec<Future>,
    /// `[measures][futures]`
    standings: Vec<Vec<Option<&'a Standing>>>,
}

impl<'a> Board<'a> {
    /// The study's key, or what stands for it.
    pub(super) fn of(findings: &'a Findings<'a>) -> Self {
        Self::over(findings, main_measures(findings))
    }

    /// Other measures.
    pub(super) fn over(findings: &'a Findings<'a>, measures: Vec<usize>) -> Self {
        let futures = findings.futures();
        let of = |measure: &usize| {
            futures.iter().map(|future| standing(findings, *measure, future)).collect()
        };
        let standings = measures.iter().map(of).collect();
        Self { findings, measures, futures, standings }
    }

    pub(super) fn lang(&self) -> Lang {
        self.findings.lang
    }

    /// The options that do best in a future, or cannot be told apart from the best, on the measure
    /// in this place; none where there is nothing to compare.
    pub(super) fn leaders(&self, place: usize, future: usize) -> Option<Vec<usize>> {
        let standing = self.standings[place][future]?;
        let mut out = vec![standing.best?];
        out.extend(&standing.tied);
        out.sort_unstable();
        Some(out)
    }

    /// The option with the best level.
    pub(super) fn best(&self, place: usize, future: usize) -> Option<usize> {
        self.standings[place][future].and_then(|standing| standing.best)
    }

    /// The option with the worst level, where it can be told apart from the best.
    pub(super) fn last(&self, place: usize, future: usize) -> Option<usize> {
        self.standings[place][future].and_then(|s| s.behind.last().copied())
    }

    /// Whether options are told apart on a measure, in some future.
    pub(super) fn tells(&self, place: usize) -> bool {
        self.standings[place].iter().flatten().any(|standing| !standing.behind.is_empty())
    }

    /// The options that are among the leaders in every future.
    pub(super) fn always(&self, place: usize) -> Vec<usize> {
        let options = 0..self.findings.model.options.len();
        let leads = |option: &usize| {
            (0..self.futures.len())
                .filter_map(|future| self.leaders(place, future))
                .all(|leaders| leaders.contains(option))
        };
        options.filter(leads).collect()
    }

    /// Which options no other is better than in a future.
    pub(super) fn efficiency(&self, future: usize) -> Option<&'a Efficiency> {
        decided(self.findings, &self.futures[future]).map(|decided| &decided.efficiency)
    }

    /// Places of the measures that tell options apart.
    fn telling(&self) -> Vec<usize> {
        (0..self.measures.len()).filter(|place| self.tells(*place)).collect()
    }
}

/// What the first sentence says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Best {
    /// There is one option.
    Alone,
    /// No measure has a better side.
    NoSense,
    /// No measure tells options apart; so many measures.
    Equal(usize),
    /// These are among the best on every measure in every future; so many measures tell options
    /// apart.
    Everywhere(Vec<usize>, usize),
    /// No option is.
    Divided(Divided),
}

/// No option is among the best on every measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Divided {
    /// Those that are most often.
    pub(super) leaders: Vec<usize>,
    /// On how many measures in every future.
    pub(super) on: usize,
    /// Of so many measures that tell options apart.
    pub(super) of: usize,
    /// Where the first of them falls short: who is the best on most of these measures, and which
    /// they are (indices of the model).
    pub(super) instead: Option<(usize, Vec<usize>)>,
}

/// Which option does best, over all futures.
pub(super) fn best(board: &Board<'_>) -> Best {
    let options = board.findings.model.options.len();
    let telling = board.telling();
    if options < 2 {
        return Best::Alone;
    }
    if board.measures.is_empty() {
        return Best::NoSense;
    }
    if telling.is_empty() {
        return Best::Equal(board.measures.len());
    }
    let always: Vec<Vec<usize>> = telling.iter().map(|place| board.always(*place)).collect();
    let count =
        |option: usize, of: &[usize]| of.iter().filter(|i| always[**i].contains(&option)).count();
    let all: Vec<usize> = (0..telling.len()).collect();
    let on = (0..options).map(|option| count(option, &all)).max().unwrap_or(0);
    let leaders: Vec<usize> = (0..options).filter(|option| count(*option, &all) == on).collect();
    if on == telling.len() {
        return Best::Everywhere(leaders, on);
    }
    if on == 0 {
        return Best::Divided(Divided {
            leaders: Vec::new(),
            on,
            of: telling.len(),
            instead: None,
        });
    }
    let short: Vec<usize> =
        all.iter().copied().filter(|i| !always[*i].contains(&leaders[0])).collect();
    // of equal ones the first declared
    let other = (0..options).rev().max_by_key(|option| count(*option, &short));
    let instead = other.filter(|option| count(*option, &short) > 0).map(|option| {
        let where_best = short.iter().filter(|i| always[**i].contains(&option));
        (option, where_best.map(|i| board.measures[telling[*i]]).collect())
    });
    Best::Divided(Divided { leaders, on, of: telling.len(), instead })
}

/// Which option is regretted least on how many measures of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Least {
    /// The option, of equal ones the first declared.
    pub(super) option: usize,
    /// On how many its largest mean regret over the futures is the least.
    pub(super) on: usize,
    /// Of so many for which regret is known and options differ.
    pub(super) of: usize,
}

/// Which option is regretted least on most measures; nothing where no regret is known.
pub(super) fn least(board: &Board<'_>) -> Option<Least> {
    let of = |measure: &usize| {
        let all = &board.findings.decision.regret;
        let found = all.iter().find(|robustness| robustness.measure == *measure)?;
        found.metric(MetricKind::MaxExpectedRegret, None)
    };
    let known: Vec<&Metric> = board
        .measures
        .iter()
        .filter_map(of)
        .filter(|metric| metric.by_option.iter().any(|ranked| ranked.rank > 1))
        .collect();
    let first = |option: usize, metric: &Metric| metric.of(option).is_some_and(|r| r.rank == 1);
    let count = |option: usize| known.iter().filter(|metric| first(option, metric)).count();
    let option = (0..board.findings.model.options.len()).rev().max_by_key(|o| count(*o))?;
    (count(option) > 0).then(|| Least { option, on: count(option), of: known.len() })
}

/// What the second sentence is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Risk {
    /// Index of the measure.
    pub(super) measure: usize,
    /// The baseline's level in the first future.
    pub(super) level: Estimate,
    /// The lowest and the highest level of the baseline over the futures, where there are several.
    pub(super) over: Option<(f64, f64)>,
    /// The option that makes it worst in the first future, and the one that makes it best, where
    /// they can be told apart from the baseline: option and paired difference.
    pub(super) worse: Option<(usize, Estimate)>,
    pub(super) better: Option<(usize, Estimate)>,
}

/// The baseline's level on the first measure that is a probability (else the first one), and the
/// options that change it most.
pub(super) fn risk(board: &Board<'_>) -> Option<Risk> {
    let findings = board.findings;
    let (model, baseline) = (findings.model, findings.model.baseline);
    let first = board.futures.first()?;
    let estimate = |s: &Statistics| s.probability.or(s.mean).filter(|e| e.value.is_finite());
    let of =
        |measure: usize, future: &Future| estimate(findings.statistics(baseline, future, measure)?);
    let known = || board.measures.iter().copied().filter(|m| of(*m, first).is_some());
    let chance = known()
        .find(|m| model.measures[*m].condition && model.measures[*m].sense == Sense::Minimise);
    let measure = chance.or_else(|| known().next())?;
    let levels: Vec<f64> =
        board.futures.iter().filter_map(|f| of(measure, f)).map(|e| e.value).collect();
    let lowest = levels.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let worse_sign = if model.measures[measure].sense == Sense::Maximise { -1.0 } else { 1.0 };
    let shifts: Vec<(usize, Estimate)> = (0..model.options.len())
        .filter_map(|option| Some((option, comparison(findings, option, first, measure)?.mean?)))
        .filter(|(_, mean)| excludes_zero(mean))
        .collect();
    let most = |sign: f64| {
        let on_side = shifts.iter().filter(|(_, mean)| mean.value * sign > 0.0);
        // of equal ones the first declared
        on_side.rev().max_by(|a, b| (a.1.value * sign).total_cmp(&(b.1.value * sign))).copied()
    };
    Some(Risk {
        measure,
        level: of(measure, first)?,
        over: (levels.len() > 1).then_some((lowest, highest)),
        worse: most(worse_sign),
        better: most(-worse_sign),
    })
}

fn comparison<'a>(
    findings: &Findings<'a>,
    option: usize,
    future: &Future,
    measure: usize,
) -> Option<&'a Comparison> {
    findings.summary.comparison(findings.cell(option, future)?, measure)
}

/// What the third sentence says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Turns {
    /// On how many measures no option is among the best in every future.
    pub(super) on: usize,
    /// Of so many that tell options apart.
    pub(super) of: usize,
    /// For one of them: the measure, two futures, and the option that is best in each.
    pub(super) example: Option<(usize, [usize; 2], [usize; 2])>,
}

/// Where the future changes which option is best; nothing for one future.
pub(super) fn turns(board: &Board<'_>) -> Option<Turns> {
    let telling = board.telling();
    if board.futures.len() < 2 || telling.is_empty() {
        return None;
    }
    let turning: Vec<usize> =
        telling.iter().copied().filter(|place| board.always(*place).is_empty()).collect();
    let example = turning.iter().find_map(|place| {
        let futures = 0..board.futures.len();
        let mut pairs = futures.clone().flat_map(|a| (a + 1..futures.end).map(move |b| (a, b)));
        pairs.find_map(|(a, b)| {
            let (one, two) = (board.leaders(*place, a)?, board.leaders(*place, b)?);
            let apart = one.iter().all(|option| !two.contains(option));
            let best = [board.best(*place, a)?, board.best(*place, b)?];
            apart.then_some((board.measures[*place], [a, b], best))
        })
    });
    Some(Turns { on: turning.len(), of: telling.len(), example })
}

/// What the fourth sentence says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sureness {
    /// Comparisons with the baseline that are beyond chance, of all on the measures of the answer.
    pub(super) told: usize,
    pub(super) of: usize,
    /// The difference that the second sentence speaks of: its measure and option.
    pub(super) about: Option<(usize, usize)>,
    /// What it depends on most.
    pub(super) drivers: Vec<Influence>,
    /// The share of luck in its spread, where that can be told.
    pub(super) luck: Option<f64>,
}

/// Drivers that are named.
const DRIVERS: usize = 3;

/// How sure the answer is; nothing for one option.
pub(super) fn sureness(board: &Board<'_>, risk: Option<&Risk>) -> Option<Sureness> {
    let findings = board.findings;
    let options = findings.model.options.len();
    let others = || (0..options).filter(|option| *option != findings.model.baseline);
    let mut out = Sureness { told: 0, of: 0, about: None, drivers: Vec::new(), luck: None };
    for measure in &board.measures {
        for future in &board.futures {
            for found in others().filter_map(|o| comparison(findings, o, future, *measure)) {
                let beyond = match &found.mean {
                    Some(mean) => excludes_zero(mean),
                    None => found.better.low > 0.5 || found.better.high < 0.5,
                };
                out.of += 1;
                out.told += usize::from(beyond);
            }
        }
    }
    if out.of == 0 {
        return None;
    }
    let first = board.futures.first()?;
    let shift = risk.and_then(|risk| Some((risk.measure, risk.worse.or(risk.better)?.0)));
    if let Some((measure, option)) = shift
        && let (Some(cell), Some(baseline)) =
            (findings.cell(option, first), findings.cell(findings.model.baseline, first))
    {
        let target = Target::Difference { cell, baseline, measure };
        let found = influences(findings.model, findings.outcomes, target);
        out.drivers = found.into_iter().filter(Influence::notable).take(DRIVERS).collect();
        out.about = Some((measure, option));
        out.luck = luck_of_difference(findings, cell, baseline, measure);
    }
    Some(out)
}

/// The share of luck in the spread of a paired difference, where a draw has several luck paths.
fn luck_of_difference(
    findings: &Findings<'_>,
    cell: usize,
    baseline: usize,
    measure: usize,
) -> Option<f64> {
    let outcomes = findings.outcomes;
    let (a, b) = (outcomes.measure(cell, measure), outcomes.measure(baseline, measure));
    let differences: Vec<f64> =
        a.iter().zip(b).map(|(a, b)| if a == b { 0.0 } else { a - b }).collect();
    let paths = outcomes.shape.luck_paths as usize;
    let shares = crate::outcome::VarianceShares::of(&differences, paths)?;
    Some(shares.luck.clamp(0.0, 1.0))
}

/// The level of an option in a future, where it has one.
pub(super) fn level_of(
    findings: &Findings<'_>,
    option: usize,
    future: &Future,
    measure: usize,
) -> Option<f64> {
    findings.statistics(option, future, measure).map(level).filter(|x| x.is_finite())
}

/// The answer in at most five sentences, in the language of `findings`.
pub fn brief(findings: &Findings<'_>) -> Vec<String> {
    use super::brief_words as words;
    let board = Board::of(findings);
    let risk = risk(&board);
    let sureness = sureness(&board, risk.as_ref());
    let sentences = [
        Some(words::best(&board, &best(&board), least(&board))),
        risk.map(|risk| words::risk(&board, &risk)),
        turns(&board).map(|turns| words::turns(&board, &turns)),
        sureness.map(|sureness| words::sureness(&board, &sureness)),
        words::tested(findings),
    ];
    sentences.into_iter().flatten().collect()
}

#[cfg(test)]
#[path = "brief_tests.rs"]
mod tests;
