//! Options that no other is at least as good as on every measure.
//!
//! An option *dominates* another if it is at least as good on every measure that is weighed and
//! better on one; an option is *efficient* (Pareto-optimal) if no other dominates it (V. Pareto
//! 1906; R. L. Keeney, H. Raiffa, "Decisions with Multiple Objectives", 1976, chapter 3). No
//! weights are needed: whatever one thinks of the measures, the best option is an efficient one.
//! With many measures nearly every option is best on something, and efficiency says little.
//!
//! Levels are estimates. How far efficiency hangs on chance is said in two ways:
//!
//! * *support*: the share of [`RESAMPLES`] bootstrap resamples of the run in which the option is
//!   efficient; all options and futures meet the same resample, so that differences stay paired.
//! * *clearly*: whether it is efficient where differences that cannot be told apart count as
//!   equal: an option that is told apart as better on some measure and as worse on none clearly
//!   dominates. This relation need not be transitive: in principle every option may be clearly
//!   dominated by another.

use std::cmp::Ordering;

use serde::Serialize;

use super::consequences::{Level, Scale, Standing};
use super::resample::{RESAMPLES, Resampler};
use crate::model::Model;
use crate::outcome::{Estimate, Outcomes};
use crate::study::Sense;

/// Which options are Pareto-efficient in a future.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Efficiency {
    /// Measures that are weighed against each other; all have a better side.
    pub measures: Vec<usize>,
    /// Number of resamples behind [`Place::support`].
    pub resamples: usize,
    /// Each option that ran, in declared order.
    pub places: Vec<Place>,
}

/// Where an option stands among the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// Index of the option.
    pub option: usize,
    /// Whether no other option is at least as good on all measures and better on one, by the
    /// levels as estimated.
    pub efficient: bool,
    /// Share of resamples in which it is so; NaN where there is but one cluster.
    pub support: f64,
    /// The options that are at least as good on all measures and better on one.
    pub dominated_by: Vec<usize>,
    /// Whether it stays efficient where differences that cannot be told apart count as equal.
    pub clearly: bool,
    /// The options that are told apart as better on some measure and as worse on none.
    pub clearly_dominated_by: Vec<usize>,
}

impl Efficiency {
    /// Where an option stands.
    pub fn place(&self, option: usize) -> Option<&Place> {
        self.places.iter().find(|p| p.option == option)
    }

    /// The efficient options by the levels as estimated.
    pub fn efficient(&self) -> impl Iterator<Item = usize> {
        self.places.iter().filter(|p| p.efficient).map(|p| p.option)
    }

    /// Which options of a future are efficient on `standings`, those of the measures weighed.
    pub(super) fn of(
        model: &Model,
        outcomes: &Outcomes,
        cells: &[Option<usize>],
        standings: &[&Standing],
        resampler: &Resampler,
    ) -> Self {
        let sense = |s: &Standing| model.measures[s.measure].sense;
        let options: Vec<usize> = (0..cells.len()).filter(|o| cells[*o].is_some()).collect();
        let levels: Vec<Vec<Level>> = standings
            .iter()
            .map(|s| options.iter().map(|o| s.levels[*o].unwrap_or(UNKNOWN)).collect())
            .collect();
        let senses: Vec<Sense> = standings.iter().map(|s| sense(s)).collect();
        let support = support(outcomes, cells, standings, &senses, resampler);
        let places = options.iter().enumerate().map(|(i, &option)| {
            let over = |dominates: &dyn Fn(usize) -> bool| -> Vec<usize> {
                (0..options.len()).filter(|j| *j != i && dominates(*j)).collect()
            };
            let named = |found: Vec<usize>| found.into_iter().map(|j| options[j]).collect();
            let dominated_by = over(&|j| dominates(&levels, &senses, j, i));
            let clearly_dominated_by = over(&|j| {
                let told = |s: &&Standing| s.told[options[j]][option].better(sense(s));
                standings.iter().any(|s| told(s) == Some(true))
                    && standings.iter().all(|s| told(s) != Some(false))
            });
            Place {
                option,
                efficient: dominated_by.is_empty(),
                support: support.as_ref().map_or(f64::NAN, |s| s[i]),
                dominated_by: named(dominated_by),
                clearly: clearly_dominated_by.is_empty(),
                clearly_dominated_by: named(clearly_dominated_by),
            }
        });
        Self {
            measures: standings.iter().map(|s| s.measure).collect(),
            resamples: if support.is_some() { RESAMPLES } else { 0 },
            places: places.collect(),
        }
    }
}

/// A level that is neither better nor worse than another of its kind.
const UNKNOWN: Level = Level {
    estimate: Estimate { value: f64::NAN, se: f64::NAN, low: f64::NAN, high: f64::NAN },
    never: 0.0,
};

/// Whether option `a` is at least as good as `b` on all measures and better on one.
/// `levels[measure][option]`
fn dominates(levels: &[Vec<Level>], senses: &[Sense], a: usize, b: usize) -> bool {
    let mut better = false;
    for (levels, sense) in levels.iter().zip(senses) {
        match Standing::compare(&levels[a], &levels[b], *sense) {
            Ordering::Less => return false,
            Ordering::Greater => better = true,
            Ordering::Equal => {}
        }
    }
    better
}

impl Resampler {
    /// The level of a column in each resample, and how often it is infinite.
    fn levels(&self, values: &[f64], scale: Scale) -> Vec<(f64, f64)> {
        let one = |holds: bool| f64::from(u8::from(holds));
        let finite = |means: Vec<f64>| means.into_iter().map(|mean| (mean, 0.0)).collect();
        match scale {
            Scale::Probability => finite(self.means(|i| one(values[i] != 0.0))),
            Scale::Mean => finite(self.means(|i| values[i])),
            Scale::Median => {
                let never = self.means(|i| one(values[i].is_infinite()));
                self.medians(values).into_iter().zip(never).collect()
            }
        }
    }

    /// The median of a column in each resample: the least value that half of all paths do not
    /// exceed.
    fn medians(&self, values: &[f64]) -> Vec<f64> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let sorted: Vec<(f64, usize)> =
            order.iter().map(|i| (values[*i], self.batch[*i])).collect();
        let of = |(picks, total): (&Vec<f64>, &f64)| {
            let mut below = 0.0;
            let middle = sorted.iter().find(|(_, batch)| {
                below += picks[*batch];
                below * 2.0 >= *total
            });
            middle.map_or(f64::NAN, |(value, _)| *value)
        };
        self.picks.iter().zip(&self.totals).map(of).collect()
    }
}

/// For each option that ran, the share of resamples in which it is efficient; none where there is
/// nothing to resample.
fn support(
    outcomes: &Outcomes,
    cells: &[Option<usize>],
    standings: &[&Standing],
    senses: &[Sense],
    resampler: &Resampler,
) -> Option<Vec<f64>> {
    if resampler.batches < 2 {
        return None;
    }
    let ran: Vec<usize> = cells.iter().flatten().copied().collect();
    // [measures][options][resamples]
    let levels: Vec<Vec<Vec<(f64, f64)>>> = standings
        .iter()
        .map(|s| {
            let column = |cell: usize| outcomes.measure(cell, s.measure);
            ran.iter().map(|cell| resampler.levels(column(*cell), s.scale)).collect()
        })
        .collect();
    let mut efficient = vec![0_usize; ran.len()];
    for resample in 0..RESAMPLES {
        let of = |(value, never): (f64, f64)| Level { estimate: Estimate::exact(value), never };
        let now: Vec<Vec<Level>> = levels
            .iter()
            .map(|options| options.iter().map(|levels| of(levels[resample])).collect())
            .collect();
        for (i, count) in efficient.iter_mut().enumerate() {
            let beaten = (0..ran.len()).any(|j| j != i && dominates(&now, senses, j, i));
            *count += usize::from(!beaten);
        }
    }
    Some(efficient.iter().map(|count| *count as f64 / RESAMPLES as f64).collect())
}
