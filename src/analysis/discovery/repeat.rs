//! What chance does to a box: labels that are shuffled, halves of the draws.

use rayon::prelude::*;
use serde::Serialize;

use super::columns::Columns;
use super::limits::{Limit, Limits, of};
use super::prim::{PrimSettings, Search, Step};
use super::select::{Information, LEVEL, Rule, Sample, choose, refine};
use crate::outcome::type7;
use crate::random::philox::Stream;

/// Shuffles that are worked out between two looks whether more are needed.
const BATCH: usize = 20;

/// A trajectory and the box that was taken from it.
pub(super) struct Peeled {
    pub steps: Vec<Step>,
    pub chosen: usize,
    pub limits: Limits,
}

/// Peels, chooses a box, and makes it ready to be told.
pub(super) fn peeled(
    columns: &Columns<'_>,
    labels: &[bool],
    alive: &[bool],
    settings: &PrimSettings,
    rule: Rule,
) -> Peeled {
    let steps = Search::new(columns, labels, alive.to_vec()).peel(settings);
    let information = Information::new(steps[0].counts);
    let chosen = choose(&steps, &information, rule);
    let limits = steps[chosen].limits.clone();
    let limits = match rule {
        Rule::Information => {
            let sample = Sample { columns, labels, alive, support: settings.support };
            refine(sample, &information, limits)
        }
        Rule::Number(_) | Rule::Density(_) => limits,
    };
    Peeled { steps, chosen, limits }
}

/// The probability that a trajectory tells as much about labels that nothing explains: the test of
/// the whole search, by shuffling the labels among the draws that take part.
///
/// ```text
/// p = (1 + shuffles whose best box tells at least as much) / (1 + shuffles)
/// ```
///
/// If nothing explains the labels, p <= 0.05 happens in at most 5 % of studies, whatever the number
/// of uncertainties (with less than 19 shuffles, never). Shuffles end early once p cannot be below
/// the level any more. Returns p and the number of shuffles.
pub(super) fn by_chance(
    columns: &Columns<'_>,
    labels: &[bool],
    alive: &[bool],
    settings: &PrimSettings,
    (shuffles, seed): (usize, u64),
) -> (f64, usize) {
    let best = |labels: &[bool]| {
        let steps = Search::new(columns, labels, alive.to_vec()).peel(settings);
        let information = Information::new(steps[0].counts);
        steps.iter().map(|step| information.of(step.counts)).fold(0.0, f64::max)
    };
    let found = best(labels);
    let rows: Vec<usize> = (0..columns.rows()).filter(|row| alive[*row]).collect();
    let stream = Stream::new(seed, "discovery.shuffle");
    let p = |above: usize, done: usize| (1 + above) as f64 / (1 + done) as f64;
    let (mut above, mut done) = (0, 0);
    while done < shuffles {
        let batch = done..(done + BATCH).min(shuffles);
        done = batch.end;
        above += batch
            .into_par_iter()
            .map(|k| best(&shuffled(labels, &rows, stream, k)))
            .filter(|value| *value >= found)
            .count();
        if p(above, shuffles) > LEVEL {
            break;
        }
    }
    (p(above, done), done)
}

/// Labels dealt out anew among some rows (R. A. Fisher, F. Yates).
fn shuffled(labels: &[bool], rows: &[usize], stream: Stream, k: usize) -> Vec<bool> {
    let mut out = labels.to_vec();
    for i in (1..rows.len()).rev() {
        let u = stream.uniform(k as u64, 0, 0, i as u32);
        let j = ((u * (i + 1) as f64) as usize).min(i);
        out.swap(rows[i], rows[j]);
    }
    out
}

/// What comes of the same search on halves of the draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Repeats {
    /// Number of random halves.
    pub count: usize,
    /// Share of them in which a box was found.
    pub found: f64,
    /// Density of these boxes in the draws that the search had not seen: mean and standard
    /// deviation. None where no box was found.
    pub density: Option<(f64, f64)>,
    /// Their coverage there.
    pub coverage: Option<(f64, f64)>,
}

/// How a limit fares on halves of the draws.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Support {
    /// Share of halves whose box limits the uncertainty on the same side, or sides.
    pub share: f64,
    /// Where its lower end lies in nine of ten of these; none without one.
    pub low: Option<(f64, f64)>,
    /// Where its upper end lies.
    pub high: Option<(f64, f64)>,
}

/// Repeats a search on random halves of the draws that take part. A limit that hangs on a few
/// draws is rarely found again (N. Meinshausen, P. Buehlmann, "Stability selection", JRSS B 72,
/// 2010; B. P. Bryant, R. J. Lempert 2010 resample likewise). Returns the boxes too.
pub(super) fn halves(
    columns: &Columns<'_>,
    labels: &[bool],
    alive: &[bool],
    (settings, rule): (&PrimSettings, Rule),
    (repeats, seed): (usize, u64),
) -> (Repeats, Vec<Limits>) {
    let rows: Vec<usize> = (0..columns.rows()).filter(|row| alive[*row]).collect();
    let stream = Stream::new(seed, "discovery.half");
    let settings = PrimSettings { support: settings.support.div_ceil(2).max(10), ..*settings };
    let one = |k: usize| {
        let seen = half(&rows, columns.rows(), stream, k);
        let box_ = peeled(columns, labels, &seen, &settings, rule).limits;
        let unseen: Vec<bool> = alive.iter().zip(&seen).map(|(a, s)| *a && !s).collect();
        let all = columns.counts(&Limits::new(), labels, &unseen);
        let inside = columns.counts(&box_, labels, &unseen);
        (box_, inside.share(), inside.failing as f64 / all.failing as f64)
    };
    let found: Vec<(Limits, f64, f64)> = (0..repeats).into_par_iter().map(one).collect();
    let boxes: Vec<&(Limits, f64, f64)> = found.iter().filter(|f| !f.0.is_empty()).collect();
    let of = |value: &dyn Fn(&(Limits, f64, f64)) -> f64| {
        let values: Vec<f64> = boxes.iter().map(|f| value(f)).filter(|v| !v.is_nan()).collect();
        mean_and_sd(&values)
    };
    let repeats = Repeats {
        count: repeats,
        found: boxes.len() as f64 / repeats.max(1) as f64,
        density: of(&|f| f.1),
        coverage: of(&|f| f.2),
    };
    (repeats, found.into_iter().map(|f| f.0).collect())
}

fn mean_and_sd(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (!values.is_empty()).then(|| (mean, (squares / (n - 1.0).max(1.0)).sqrt()))
}

/// A random half of some rows.
fn half(rows: &[usize], all: usize, stream: Stream, k: usize) -> Vec<bool> {
    let mut keys: Vec<(f64, usize)> =
        rows.iter().map(|row| (stream.uniform(k as u64, 0, 0, *row as u32), *row)).collect();
    keys.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out = vec![false; all];
    keys.iter().take(rows.len().div_ceil(2)).for_each(|(_, row)| out[*row] = true);
    out
}

/// How a limit of a column fares among the boxes of halves.
pub(super) fn support(column: usize, limit: &Limit, boxes: &[Limits]) -> Support {
    let sides = |limit: &Limit| match limit {
        Limit::Range { low, high } => (low.is_some(), high.is_some()),
        Limit::Values(_) => (false, false),
    };
    let same = |other: &Limit| match (limit, other) {
        (Limit::Values(a), Limit::Values(b)) => a == b,
        (Limit::Range { .. }, Limit::Range { .. }) => {
            let (own, theirs) = (sides(limit), sides(other));
            (!own.0 || theirs.0) && (!own.1 || theirs.1)
        }
        _ => false,
    };
    let open = Limit::Range { low: None, high: None };
    let found: Vec<Limit> = boxes
        .iter()
        .map(|limits| of(limits, column))
        .filter(|other| *other != open && same(other))
        .collect();
    let ends = |end: &dyn Fn(&Limit) -> Option<f64>| {
        end(limit)?;
        let mut values: Vec<f64> = found.iter().filter_map(end).collect();
        values.sort_by(f64::total_cmp);
        let at = |p: f64| type7(&values, p);
        (!values.is_empty()).then(|| (at(0.05), at(0.95)))
    };
    let low = |limit: &Limit| match limit {
        Limit::Range { low, .. } => *low,
        Limit::Values(_) => None,
    };
    let high = |limit: &Limit| match limit {
        Limit::Range { high, .. } => *high,
        Limit::Values(_) => None,
    };
    Support {
        share: found.len() as f64 / boxes.len().max(1) as f64,
        low: ends(&low),
        high: ends(&high),
    }
}
