//! The metrics of the draws as they are and of resamples, hence intervals and ranks.

use rayon::prelude::*;

use super::shares::{Bits, Held, bits};
use super::stake::{Outlook, Stake, View};
use super::{Metric, MetricKind, Ranked, Robustness};
use crate::analysis::expectation::Regressions;
use crate::outcome::{Estimate, type7};
use crate::random::philox::Stream;
use crate::study::Sense;

/// Stream of the resamples: no variable can have this name.
const STREAM: &str = "[robustness]";
/// Share of draws beyond the quantile of the regret, and of the worst draws.
const TAIL: f64 = 0.1;
/// Share of the largest values that is kept in order for resamples.
const KEPT: f64 = 0.25;
/// Values that differ by less than this share are equal in rank.
const EQUAL: f64 = 1e-12;

/// How often each group of draws stands in each resample.
pub(in crate::analysis) struct Resamples {
    counts: Vec<Vec<f64>>,
    /// Draws in each resample.
    weights: Vec<f64>,
    /// By how much the spread over so few groups is too small.
    inflation: f64,
}

impl Resamples {
    /// `count` of them; none where the draws are in fewer than two groups.
    pub fn new(seed: u64, regressions: &Regressions, count: usize) -> Self {
        let groups = regressions.group_count();
        let count = if groups < 2 { 0 } else { count };
        let mut sizes = vec![0.0; groups];
        regressions.groups().iter().for_each(|g| sizes[*g] += 1.0);
        let stream = Stream::new(seed, STREAM);
        let one = |b: usize| {
            let mut counts = vec![0.0; groups];
            for k in 0..groups {
                let u = stream.uniform(b as u64, 0, 0, k as u32);
                counts[((u * groups as f64) as usize).min(groups - 1)] += 1.0;
            }
            counts
        };
        let counts: Vec<Vec<f64>> = (0..count).map(one).collect();
        let weights = counts.iter().map(|c| c.iter().zip(&sizes).map(|(c, s)| c * s).sum());
        let inflation = (groups as f64 / (groups as f64 - 1.0)).sqrt();
        Self { weights: weights.collect(), counts, inflation }
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.counts.len()
    }

    /// The counts of each. `[resamples][groups]`
    pub fn all(&self) -> &[Vec<f64>] {
        &self.counts
    }

    /// By how much the spread over so few groups is too small.
    pub fn inflation(&self) -> f64 {
        self.inflation
    }

    /// The mean over a resample of what sums to `sums` in the groups.
    pub fn mean(&self, resample: usize, sums: &[f64]) -> f64 {
        let total: f64 = self.counts[resample].iter().zip(sums).map(|(c, s)| c * s).sum();
        total / self.weights[resample]
    }
}

/// What is known of an option in a future, less being better.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Raw {
    pub expected: f64,
    pub q90: f64,
    pub best: f64,
    pub mean: f64,
    pub decile: f64,
}

impl Raw {
    fn and_change(self, from: Raw, to: Raw) -> Self {
        Self {
            expected: (self.expected + to.expected - from.expected).max(0.0),
            q90: (self.q90 + to.q90 - from.q90).max(0.0),
            best: (self.best + to.best - from.best).clamp(0.0, 1.0),
            mean: self.mean + to.mean - from.mean,
            decile: self.decile + to.decile - from.decile,
        }
    }
}

/// Of all options in all futures, as they are and in resamples.
pub(super) struct Raws {
    /// `[futures][options]`
    values: Vec<Vec<Raw>>,
    /// `[futures][resamples][options]`
    resampled: Vec<Vec<Vec<Raw>>>,
    inflation: f64,
}

impl Raws {
    /// Of the options in a future.
    pub fn value(&self, future: usize) -> &[Raw] {
        &self.values[future]
    }
}

/// Works out a measure, and in which draws its bound holds if it has one. `bound` is turned as the
/// stake is.
pub(super) fn raw(
    stake: &Stake,
    bound: Option<f64>,
    regressions: &Regressions,
    resamples: &Resamples,
) -> (Raws, Option<Held>) {
    let held = |view: &View<'_>| bound.map(|bound| bits(view, bound)).unwrap_or_default();
    let futures = &stake.futures;
    let (full, sorted): (Vec<Vec<Bits>>, Vec<Vec<Tails>>) = futures
        .par_iter()
        .map(|outlook| {
            let view = outlook.view();
            (held(&view), tails(&view, regressions))
        })
        .unzip();
    let values = sorted.iter().map(|options| options.iter().map(Tails::all).collect()).collect();
    let thin = |outlook: &Outlook, counts: Option<&[f64]>| -> (Vec<Raw>, Vec<Bits>) {
        let (base, sides) = outlook.moved(regressions.thin(), counts);
        let sides = sides.iter().map(Vec::as_slice).collect();
        let view = View { base: &base, sides, of: &outlook.of, ranges: &outlook.ranges };
        (on_thin(&view), held(&view))
    };
    let (bases, still): (Vec<Vec<Raw>>, Vec<Vec<Bits>>) =
        futures.par_iter().map(|outlook| thin(outlook, None)).unzip();
    type Futures<T> = Vec<Vec<Vec<T>>>;
    let (resampled, moved): (Futures<Raw>, Futures<Bits>) = futures
        .iter()
        .zip(sorted.iter().zip(&bases))
        .map(|(outlook, (sorted, base))| {
            let one = |b: usize| -> (Vec<Raw>, Vec<Bits>) {
                let (moved, bits) = thin(outlook, Some(&resamples.all()[b]));
                let now = sorted.iter().map(|tails| tails.resample(b, resamples));
                let changed = now.zip(base.iter().zip(moved));
                (changed.map(|(r, (from, to))| r.and_change(*from, to)).collect(), bits)
            };
            (0..resamples.count()).into_par_iter().map(one).unzip()
        })
        .unzip();
    let held = bound.map(|_| Held::new(full, still, moved));
    (Raws { values, resampled, inflation: resamples.inflation }, held)
}

/// An option over all rows: sums by group, and the largest regrets and losses in order.
struct Tails {
    rows: usize,
    regrets: Vec<f64>,
    best: Vec<f64>,
    means: Vec<f64>,
    /// Largest first, with their groups.
    worst_regrets: Vec<(f64, usize)>,
    worst_losses: Vec<(f64, usize)>,
}

fn tails(view: &View<'_>, regressions: &Regressions) -> Vec<Tails> {
    let least = view.least();
    let groups = regressions.groups();
    let of = |option: usize| {
        let mut out = Tails {
            rows: view.rows(),
            regrets: vec![0.0; regressions.group_count()],
            best: vec![0.0; regressions.group_count()],
            means: vec![0.0; regressions.group_count()],
            worst_regrets: Vec::with_capacity(view.rows()),
            worst_losses: Vec::with_capacity(view.rows()),
        };
        let (low, high) = view.ranges[option];
        for row in 0..view.rows() {
            let difference = view.difference(option, row);
            let (regret, loss) = (difference - least[row], view.base[row] + difference);
            let group = groups[row];
            out.regrets[group] += regret;
            out.means[group] += loss;
            if regret == 0.0 {
                let ties = (0..view.of.len()).filter(|o| view.difference(*o, row) == difference);
                out.best[group] += 1.0 / ties.count() as f64;
            }
            out.worst_regrets.push((regret, group));
            // a level and a difference may together leave the range that the outcome has
            out.worst_losses.push((loss.clamp(low, high), group));
        }
        largest(&mut out.worst_regrets);
        largest(&mut out.worst_losses);
        out
    };
    (0..view.of.len()).map(of).collect()
}

/// Keeps the largest values, in falling order.
fn largest(values: &mut Vec<(f64, usize)>) {
    let falling = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let keep = ((values.len() as f64 * KEPT) as usize + 1).min(values.len());
    if keep < values.len() {
        values.select_nth_unstable_by(keep, falling);
        values.truncate(keep);
    }
    values.sort_unstable_by(falling);
}

impl Tails {
    fn all(&self) -> Raw {
        let n = self.rows as f64;
        let sum = |x: &[f64]| x.iter().sum::<f64>() / n;
        self.with(n, [sum(&self.regrets), sum(&self.best), sum(&self.means)], |_| 1.0)
    }

    fn resample(&self, b: usize, resamples: &Resamples) -> Raw {
        let mean = |x: &[f64]| resamples.mean(b, x);
        let means = [mean(&self.regrets), mean(&self.best), mean(&self.means)];
        self.with(resamples.weights[b], means, |group| resamples.counts[b][group])
    }

    fn with(&self, total: f64, means: [f64; 3], count: impl Fn(usize) -> f64) -> Raw {
        let [expected, best, mean] = means;
        Raw {
            expected,
            best,
            mean,
            q90: tail(&self.worst_regrets, total, &count).0,
            decile: tail(&self.worst_losses, total, &count).1,
        }
    }
}

/// The value at which the largest reach a tenth of the weight, and the mean of that tenth.
fn tail(falling: &[(f64, usize)], total: f64, count: &impl Fn(usize) -> f64) -> (f64, f64) {
    let wanted = TAIL * total;
    let (mut weight, mut sum, mut last) = (0.0, 0.0, f64::NAN);
    for (value, group) in falling {
        let more = count(*group).min(wanted - weight);
        if more > 0.0 {
            weight += more;
            sum += more * value;
            last = *value;
        }
        if weight >= wanted {
            break;
        }
    }
    (last, sum / weight)
}

/// The options of a future on the thinned rows.
fn on_thin(view: &View<'_>) -> Vec<Raw> {
    let least = view.least();
    let rows = view.rows();
    let n = rows as f64;
    let zeros = vec![0.0; rows];
    let mut regret = vec![0.0; rows];
    let mut loss = vec![0.0; rows];
    let of = |option: usize| {
        // distinct differences are equal with probability 0
        let same = view.of.iter().filter(|o| **o == view.of[option]).count();
        let side = view.side(option).unwrap_or(&zeros);
        let (low, high) = view.ranges[option];
        let (mut expected, mut mean, mut best) = (0.0, 0.0, 0_usize);
        for row in 0..rows {
            regret[row] = side[row] - least[row];
            let level = view.base[row] + side[row];
            loss[row] = level.clamp(low, high);
            expected += regret[row];
            mean += level;
            best += usize::from(regret[row] == 0.0);
        }
        let (q90, _) = tail_of(&mut regret);
        let (_, decile) = tail_of(&mut loss);
        let best = best as f64 / same as f64 / n;
        Raw { expected: expected / n, q90, best, mean: mean / n, decile }
    };
    (0..view.of.len()).map(of).collect()
}

/// As [`tail`] with equal weights; the order of `values` is lost.
fn tail_of(values: &mut [f64]) -> (f64, f64) {
    let wanted = TAIL * values.len() as f64;
    let whole = (wanted.ceil() as usize).clamp(1, values.len());
    let (above, last, _) = values.select_nth_unstable_by(whole - 1, |a, b| b.total_cmp(a));
    // the order of those above is the same for the same values
    let sum: f64 = above.iter().sum();
    let part = wanted - above.len() as f64;
    (*last, (sum + part * *last) / wanted)
}

/// Metrics but the shares of what is acceptable.
pub(super) fn metrics(robustness: &Robustness, raws: &Raws, sign: f64) -> Vec<Metric> {
    let futures = 0..robustness.futures.len();
    let mut out = Vec::new();
    let mut add = |kind: MetricKind, future: Option<usize>, of: &dyn Fn(&[Raw]) -> f64| {
        // `of` sees one option in all futures, or in the one
        let picked: Vec<usize> = future.map_or(futures.clone().collect(), |f| vec![f]);
        let option = |from: &dyn Fn(usize) -> Raw| {
            of(&picked.iter().map(|f| from(*f)).collect::<Vec<Raw>>())
        };
        let options = 0..robustness.options.len();
        let values: Vec<f64> = options.clone().map(|o| option(&|f| raws.values[f][o])).collect();
        let resampled: Vec<Vec<f64>> = (0..robustness.resamples)
            .map(|b| options.clone().map(|o| option(&|f| raws.resampled[f][b][o])).collect())
            .collect();
        let better = kind.better(robustness.sense);
        let by_option = ranked(&robustness.options, &values, &resampled, better, raws.inflation);
        out.push(Metric { kind, future, by_option });
    };
    let most = |x: &[Raw], of: fn(&Raw) -> f64| x.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let least = |x: &[Raw], of: fn(&Raw) -> f64| x.iter().map(of).fold(f64::INFINITY, f64::min);
    for future in futures.clone() {
        add(MetricKind::ExpectedRegret, Some(future), &|x| x[0].expected);
        add(MetricKind::RegretQ90, Some(future), &|x| x[0].q90);
        add(MetricKind::BestShare, Some(future), &|x| x[0].best);
    }
    add(MetricKind::MaxExpectedRegret, None, &|x| most(x, |r| r.expected));
    add(MetricKind::MaxRegretQ90, None, &|x| most(x, |r| r.q90));
    add(MetricKind::WorstMean, None, &|x| sign * most(x, |r| r.mean));
    add(MetricKind::WorstDecile, None, &|x| sign * most(x, |r| r.decile));
    let a = robustness.hurwicz;
    add(MetricKind::Hurwicz, None, &|x| {
        sign * (a * most(x, |r| r.mean) + (1.0 - a) * least(x, |r| r.mean))
    });
    let weights: Option<Vec<f64>> = robustness.futures.iter().map(|f| f.weight).collect();
    if let Some(weights) = weights {
        add(MetricKind::WeightedMean, None, &|x| {
            sign * x.iter().zip(&weights).map(|(r, w)| r.mean * w).sum::<f64>()
        });
    }
    out
}

/// Ranks, with errors from the values of the resamples. `[resamples][options]`
pub(super) fn ranked(
    options: &[usize],
    values: &[f64],
    resampled: &[Vec<f64>],
    better: Sense,
    inflation: f64,
) -> Vec<Ranked> {
    let ranks = ranks(values, better);
    let mut shares = vec![vec![0.0; options.len()]; options.len()];
    for values in resampled {
        for (option, rank) in self::ranks(values, better).into_iter().enumerate() {
            shares[option][rank - 1] += 1.0;
        }
    }
    shares.iter_mut().flatten().for_each(|share| *share /= resampled.len() as f64);
    let of = |k: usize| {
        let drawn: Vec<f64> = resampled.iter().map(|values| values[k]).collect();
        let known = !drawn.is_empty();
        Ranked {
            option: options[k],
            value: estimate(values[k], drawn, inflation),
            rank: ranks[k],
            kept: if known { shares[k][ranks[k] - 1] } else { f64::NAN },
            ranks: if known { std::mem::take(&mut shares[k]) } else { Vec::new() },
        }
    };
    (0..options.len()).map(of).collect()
}

/// 1 and the number of options that are better, for each.
fn ranks(values: &[f64], better: Sense) -> Vec<usize> {
    let scale = values.iter().fold(0.0_f64, |a, b| a.max(b.abs())) * EQUAL;
    let beats = |a: f64, b: f64| match better {
        Sense::Maximise => a > b + scale,
        Sense::Minimise | Sense::None => a < b - scale,
    };
    values.iter().map(|own| 1 + values.iter().filter(|v| beats(**v, *own)).count()).collect()
}

fn estimate(value: f64, mut drawn: Vec<f64>, inflation: f64) -> Estimate {
    if drawn.is_empty() {
        return Estimate { value, se: f64::NAN, low: f64::NAN, high: f64::NAN };
    }
    let n = drawn.len() as f64;
    let mean = drawn.iter().sum::<f64>() / n;
    let squares = drawn.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    drawn.sort_unstable_by(f64::total_cmp);
    // what the order of sums leaves of a constant is no error
    if drawn[drawn.len() - 1] - drawn[0] <= EQUAL * value.abs() {
        return Estimate::exact(value);
    }
    Estimate {
        value,
        se: inflation * (squares / (n - 1.0).max(1.0)).sqrt(),
        low: type7(&drawn, 0.025).min(value),
        high: type7(&drawn, 0.975).max(value),
    }
}
