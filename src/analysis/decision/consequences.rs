//! How the options stand on each measure: their levels, which is best, and which cannot be told
//! apart from it.

use std::cmp::Ordering;

use serde::Serialize;

use crate::model::Model;
use crate::outcome::{Clusters, Estimate, Outcomes, Statistics, Summary};
use crate::study::Sense;

/// Which one number stands for a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// How probable it is that the condition holds.
    Probability,
    /// The mean.
    Mean,
    /// The median: in some replicate of some option the value is infinite ("never").
    Median,
}

impl Scale {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Scale::Probability => "probability",
            Scale::Mean => "mean",
            Scale::Median => "median",
        }
    }
}

/// The level of a measure for an option.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Level {
    /// The estimate with its 95 % interval, on the standing's [`Scale`].
    pub estimate: Estimate,
    /// Share of replicates in which the value is infinite.
    pub never: f64,
}

/// What the paired difference of two options says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The first is higher: the 95 % interval of the difference is above 0.
    Higher,
    /// The first is lower.
    Lower,
    /// The interval holds 0.
    NotApart,
    /// They are equal in every replicate.
    Same,
}

impl Told {
    /// The same, with the options the other way round.
    pub fn turned(self) -> Self {
        match self {
            Told::Higher => Told::Lower,
            Told::Lower => Told::Higher,
            other => other,
        }
    }

    /// Whether the first is better (true) or worse, where the two are told apart.
    pub fn better(self, sense: Sense) -> Option<bool> {
        match (self, sense) {
            (Told::Higher, Sense::Maximise) | (Told::Lower, Sense::Minimise) => Some(true),
            (Told::Lower, Sense::Maximise) | (Told::Higher, Sense::Minimise) => Some(false),
            _ => None,
        }
    }
}

/// How the options stand on a measure in a future.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Index of the measure.
    pub measure: usize,
    /// What the levels are: the same for all options, so that they can be compared.
    pub scale: Scale,
    /// Levels; none where an option was not run. `[options]`
    pub levels: Vec<Option<Level>>,
    /// The option with the best level, of equal ones the first declared; none for a measure
    /// without a better side, and for fewer than two options.
    pub best: Option<usize>,
    /// Options that cannot be told apart from the best, best first.
    pub tied: Vec<usize>,
    /// The others, best first.
    pub behind: Vec<usize>,
    /// What the paired difference of each two options says. `[first][second]`
    pub told: Vec<Vec<Told>>,
}

/// What the paired difference of two columns says.
///
/// With `d_i` the difference in replicate i (0 where both are infinite), they are told apart where
/// the 95 % interval of the mean of `d_i` excludes 0; on the scale of medians that of the mean of
/// its sign, hence of how much more often one is higher than the other.
pub fn told(first: &[f64], second: &[f64], scale: Scale, clusters: &Clusters) -> Told {
    if std::ptr::eq(first, second) || first == second {
        return Told::Same;
    }
    let mut differences: Vec<f64> =
        first.iter().zip(second).map(|(a, b)| if a == b { 0.0 } else { a - b }).collect();
    if scale == Scale::Median {
        for d in differences.iter_mut().filter(|d| **d != 0.0) {
            *d = d.signum();
        }
    }
    let estimate = clusters.mean(|i| differences[i]);
    if estimate.low > 0.0 {
        Told::Higher
    } else if estimate.high < 0.0 {
        Told::Lower
    } else {
        Told::NotApart
    }
}

impl Standing {
    /// How the options of a future stand on a measure. `cells[option]` is the cell of an option.
    pub(super) fn of(
        model: &Model,
        outcomes: &Outcomes,
        summary: &Summary,
        cells: &[Option<usize>],
        measure: usize,
        clusters: &Clusters,
    ) -> Self {
        let statistics = |cell: Option<usize>| cell.map(|cell| summary.of(cell, measure));
        let all: Vec<Option<&Statistics>> = cells.iter().map(|cell| statistics(*cell)).collect();
        let scale = if model.measures[measure].condition {
            Scale::Probability
        } else if all.iter().flatten().all(|s| s.mean.is_some()) {
            Scale::Mean
        } else {
            Scale::Median
        };
        let levels = all.iter().map(|s| s.and_then(|s| level(s, scale))).collect();
        let columns: Vec<Option<usize>> =
            cells.iter().map(|cell| cell.map(|c| outcomes.layout.measures[c][measure])).collect();
        let told = each_two(&outcomes.measures, &columns, scale, clusters);
        let mut standing =
            Self { measure, scale, levels, best: None, tied: Vec::new(), behind: Vec::new(), told };
        standing.order(model.measures[measure].sense);
        standing
    }

    /// Which of two levels is better; equal for a measure without a better side.
    ///
    /// Of two equal medians the one is higher that is infinite more often.
    pub fn compare(a: &Level, b: &Level, sense: Sense) -> Ordering {
        let by = |a: f64, b: f64| a.partial_cmp(&b).unwrap_or(Ordering::Equal);
        let higher = by(a.estimate.value, b.estimate.value).then(by(a.never, b.never));
        match sense {
            Sense::Maximise => higher,
            Sense::Minimise => higher.reverse(),
            Sense::None => Ordering::Equal,
        }
    }

    /// Finds the best and who is told apart from it.
    fn order(&mut self, sense: Sense) {
        if sense == Sense::None {
            return;
        }
        let mut order: Vec<(usize, Level)> =
            self.levels.iter().enumerate().filter_map(|(o, level)| Some((o, (*level)?))).collect();
        if order.len() < 2 {
            return;
        }
        // stable: of equal ones the first declared comes first
        order.sort_by(|a, b| Self::compare(&b.1, &a.1, sense));
        let best = order[0].0;
        self.best = Some(best);
        // a higher median may go with fewer wins: then the two cannot be told apart
        let beaten = |o: &usize| self.told[*o][best].better(sense) == Some(false);
        (self.behind, self.tied) = order[1..].iter().map(|(o, _)| *o).partition(beaten);
    }
}

/// The level on a scale; none where it is not a number.
fn level(statistics: &Statistics, scale: Scale) -> Option<Level> {
    let estimate = match scale {
        Scale::Probability => statistics.probability?,
        Scale::Mean => statistics.mean?,
        Scale::Median => {
            let median = statistics.median();
            let (low, high) = median.interval.unwrap_or((f64::NAN, f64::NAN));
            Estimate { value: median.value, se: median.se, low, high }
        }
    };
    (!estimate.value.is_nan()).then_some(Level { estimate, never: statistics.never })
}

/// What the paired difference of each two options says, each two distinct columns looked at once.
fn each_two(
    measures: &[Vec<f64>],
    columns: &[Option<usize>],
    scale: Scale,
    clusters: &Clusters,
) -> Vec<Vec<Told>> {
    let (distinct, of) = distinct(columns);
    let mut known = vec![vec![Told::Same; distinct.len()]; distinct.len()];
    for i in 0..distinct.len() {
        for j in 0..i {
            let said = told(&measures[distinct[i]], &measures[distinct[j]], scale, clusters);
            known[i][j] = said;
            known[j][i] = said.turned();
        }
    }
    let each = |a: Option<usize>, b: Option<usize>| match (a, b) {
        (Some(a), Some(b)) => known[a][b],
        _ => Told::NotApart,
    };
    of.iter().map(|a| of.iter().map(|b| each(*a, *b)).collect()).collect()
}

/// The distinct columns among those of the options, and for each option the number of its own.
pub(super) fn distinct(columns: &[Option<usize>]) -> (Vec<usize>, Vec<Option<usize>>) {
    let mut distinct: Vec<usize> = Vec::new();
    let of = columns
        .iter()
        .map(|column| {
            let column = (*column)?;
            Some(distinct.iter().position(|c| *c == column).unwrap_or_else(|| {
                distinct.push(column);
                distinct.len() - 1
            }))
        })
        .collect();
    (distinct, of)
}
