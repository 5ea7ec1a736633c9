//! Borgonovo's delta from a sample that exists.

use std::collections::BTreeMap;

use super::resample::Picks;
use crate::analysis::Share;
use crate::analysis::influence::ranks;
use crate::math;
use crate::outcome::type7;
use crate::random::philox::Stream;

/// Draws below which nothing is said.
const FEWEST: usize = 64;
/// Classes of an uncertainty at most.
const CLASSES: usize = 48;
/// Places at which densities are compared.
const PLACES: usize = 80;
/// How far beyond the outermost normal score they reach.
const BEYOND: f64 = 0.6;
/// Bandwidths beyond which a kernel is nothing.
const REACH: f64 = 4.0;
/// A value with at least this share of the draws is an atom: it is counted, not smoothed.
const ATOM: f64 = 0.02;
/// How often draws are resampled.
const RESAMPLES: usize = 100;
/// Shuffles for what chance gives, and resamples of each.
const SHUFFLES: usize = 200;
const RESAMPLES_OF_A_SHUFFLE: usize = 10;
/// Streams: no variable can have these names.
const PICKS: &str = "\u{0}delta resample";
const SHUFFLED: &str = "\u{0}delta shuffle";

/// Borgonovo's delta of `x` for `y`: see [`Deltas::of`].
pub fn delta(x: &[f64], y: &[f64], seed: u64) -> Option<Share> {
    Deltas::new(y, seed)?.of(x)
}

/// An outcome, prepared to be asked for the delta of many uncertainties.
#[derive(Clone, Debug)]
pub struct Deltas {
    /// Number of atoms.
    atoms: usize,
    /// Where each draw stands.
    places: Vec<Place>,
    /// Least normal score of the grid, and its step.
    grid: (f64, f64),
    picks: Picks,
    seed: u64,
    /// What chance gives, for each set of sizes of classes that was met.
    chances: BTreeMap<Vec<usize>, f64>,
}

/// Where a draw's outcome stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// One of the values that many draws share.
    Atom(usize),
    /// A normal score: the place of the grid below it, how far it is to the next, and the score.
    Score(usize, f64, f64),
}

impl Deltas {
    /// Prepares an outcome. None for fewer than 64 draws, for values that are not finite, and where
    /// it does not vary. Resamples and shuffles are a function of `seed`.
    pub fn new(y: &[f64], seed: u64) -> Option<Self> {
        let n = y.len();
        if n < FEWEST || !y.iter().all(|v| v.is_finite()) {
            return None;
        }
        let least = y.iter().copied().fold(f64::INFINITY, f64::min);
        let most = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if most - least <= 1e-12 * least.abs().max(most.abs()) {
            return None;
        }
        let mut sorted = y.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let often = ((ATOM * n as f64).ceil() as usize).max(2);
        let atoms: Vec<f64> = sorted
            .chunk_by(|a, b| a == b)
            .filter(|run| run.len() >= often)
            .map(|run| run[0])
            .collect();
        let atom = |v: &f64| atoms.binary_search_by(|a| a.total_cmp(v)).ok();
        let rest: Vec<f64> = y.iter().copied().filter(|v| atom(v).is_none()).collect();
        let count = rest.len() as f64;
        let mut scores =
            ranks(&rest).into_iter().map(|rank| math::normal_quantile((rank - 0.5) / count));
        let end = if rest.is_empty() { 0.0 } else { math::normal_quantile(1.0 - 0.5 / count) };
        let low = -(end + BEYOND);
        let step = -2.0 * low / (PLACES - 1) as f64;
        let place = |v: &f64| match atom(v) {
            Some(atom) => Place::Atom(atom),
            None => {
                let score = scores.next().unwrap_or(0.0);
                let at = (score - low) / step;
                let below = (at as usize).min(PLACES - 2);
                Place::Score(below, at - below as f64, score)
            }
        };
        Some(Self {
            atoms: atoms.len(),
            places: y.iter().map(place).collect(),
            grid: (low, step),
            picks: Picks::new(seed, PICKS, n, RESAMPLES),
            seed,
            chances: BTreeMap::new(),
        })
    }

    /// Delta of an uncertainty: half the mean distance between the outcome's density and its density
    /// given the uncertainty, `E[ integral |f(y) - f(y | x)| dy ] / 2`. 0 where they are independent,
    /// 1 where the outcome follows from x; unlike a share of the variance it sees every change of
    /// the distribution, and is the same for any rising function of the outcome (E. Borgonovo, "A new
    /// uncertainty importance measure", Reliability Engineering & System Safety 92, 2007).
    ///
    /// From n pairs and no more runs, correlated uncertainties included (E. Plischke, E. Borgonovo,
    /// C. L. Smith, "Global sensitivity measures from given data", European Journal of Operational
    /// Research 226, 2013): draws are put into M classes of equal numbers by x, M =
    /// `n^(2 / (7 + tanh((1500 - n) / 500)))` and 48 at most; equal x share a class. With `f_m` the
    /// density in class m of `n_m` draws,
    ///
    /// ```text
    /// d = sum (n_m / 2n) integral |f - f_m|
    /// ```
    ///
    /// Densities are Gaussian kernel estimates with B. W. Silverman's bandwidth
    /// `s (3 n_m / 4)^(-1/5)`, s the standard deviation in the class, of the normal scores of the
    /// outcome, so that tails do no harm; delta does not change by that. Values that at least 2 % of
    /// draws share (a condition, "none") are atoms, whose probabilities are compared as they are.
    ///
    /// Noise makes every density differ a little, so that d is too high. It is corrected by the
    /// bootstrap, `value = 2 d - mean of resampled d` (100 resamples), whose standard deviation is
    /// the error. Some bias is left where the uncertainty does not matter: `chance` is what such a
    /// one stays below 19 times in 20, by 200 shuffles, corrected in the same way. Compare with it,
    /// not with 0. Under Latin hypercube and Sobol designs both are on the safe side.
    ///
    /// None where x is constant, not finite, or of another length.
    pub fn of(&mut self, x: &[f64]) -> Option<Share> {
        let n = self.places.len();
        if x.len() != n || !x.iter().all(|v| v.is_finite()) {
            return None;
        }
        let classes = classes(x);
        if classes.sizes.len() < 2 {
            return None;
        }
        let mut work = Work::new(self, classes.sizes.len());
        let ones = vec![1.0; n];
        let plain = work.distance(self, &classes.of, &ones);
        let again: Vec<f64> =
            self.picks.weights.iter().map(|w| work.distance(self, &classes.of, w)).collect();
        let mean = again.iter().sum::<f64>() / RESAMPLES as f64;
        let squares = again.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>();
        let (value, se) = (2.0 * plain - mean, (squares / (RESAMPLES - 1) as f64).sqrt());
        let chance = self.chance(&classes, &mut work);
        Some(Share { value, se, low: value - 1.96 * se, high: value + 1.96 * se, chance })
    }

    /// What an uncertainty with classes of these sizes stays below 19 times in 20, if it does not
    /// matter.
    fn chance(&mut self, classes: &Classes, work: &mut Work) -> f64 {
        if let Some(chance) = self.chances.get(&classes.sizes) {
            return *chance;
        }
        let n = self.places.len();
        let stream = Stream::new(self.seed, SHUFFLED);
        let ones = vec![1.0; n];
        let mut keys = vec![0.0; n];
        let mut found: Vec<f64> = (0..SHUFFLES as u64)
            .map(|shuffle| {
                stream.fill_indices((shuffle, 0), 0, 0, &mut keys);
                let mut order: Vec<usize> = (0..n).collect();
                order.sort_unstable_by(|a, b| keys[*a].total_cmp(&keys[*b]).then(a.cmp(b)));
                let of: Vec<usize> = order.iter().map(|i| classes.of[*i]).collect();
                let plain = work.distance(self, &of, &ones);
                let first = shuffle as usize * RESAMPLES_OF_A_SHUFFLE;
                let again = (first..first + RESAMPLES_OF_A_SHUFFLE)
                    .map(|k| work.distance(self, &of, &self.picks.weights[k % RESAMPLES]))
                    .sum::<f64>();
                2.0 * plain - again / RESAMPLES_OF_A_SHUFFLE as f64
            })
            .collect();
        found.sort_unstable_by(f64::total_cmp);
        let chance = type7(&found, 0.95);
        self.chances.insert(classes.sizes.clone(), chance);
        chance
    }
}

/// Classes of an uncertainty.
struct Classes {
    /// The class of each draw.
    of: Vec<usize>,
    /// Draws in each; none is empty.
    sizes: Vec<usize>,
}

/// Number of classes for n draws (Plischke, Borgonovo, Smith 2013, as SALib has it).
fn class_count(n: usize) -> usize {
    let n = n as f64;
    // tanh
    let e = math::exp(-2.0 * ((1500.0 - n) / 500.0).abs());
    let tanh = (1.0 - e) / (1.0 + e) * if n > 1500.0 { -1.0 } else { 1.0 };
    (math::pow(n, 2.0 / (7.0 + tanh)).ceil() as usize).clamp(2, CLASSES)
}

fn classes(x: &[f64]) -> Classes {
    let count = class_count(x.len());
    let scale = count as f64 / x.len() as f64;
    let class = |rank: f64| (((rank - 0.5) * scale) as usize).min(count - 1);
    let mut of: Vec<usize> = ranks(x).into_iter().map(class).collect();
    let mut sizes = vec![0; count];
    of.iter().for_each(|class| sizes[*class] += 1);
    // equal values may leave classes empty
    let mut number = vec![0; count];
    let mut next = 0;
    for (class, size) in sizes.iter().enumerate() {
        number[class] = next;
        next += usize::from(*size > 0);
    }
    of.iter_mut().for_each(|class| *class = number[*class]);
    sizes.retain(|size| *size > 0);
    Classes { of, sizes }
}

/// Sums over the draws of a class; the last row is that of all draws.
struct Work {
    rows: usize,
    /// `[classes + 1][places]`
    density: Vec<f64>,
    /// `[classes + 1][atoms]`
    atoms: Vec<f64>,
    /// Number, sum and sum of squares of the scores. `[classes + 1]`
    moments: Vec<[f64; 3]>,
    smooth: [f64; PLACES],
    whole: [f64; PLACES],
}

impl Work {
    fn new(deltas: &Deltas, classes: usize) -> Self {
        let rows = classes + 1;
        Self {
            rows,
            density: vec![0.0; rows * PLACES],
            atoms: vec![0.0; rows * deltas.atoms],
            moments: vec![[0.0; 3]; rows],
            smooth: [0.0; PLACES],
            whole: [0.0; PLACES],
        }
    }

    /// `d` of draws with these weights and classes.
    fn distance(&mut self, deltas: &Deltas, of: &[usize], weights: &[f64]) -> f64 {
        self.gather(deltas, of, weights);
        let (step, all) = (deltas.grid.1, self.rows - 1);
        let sizes: Vec<f64> = (0..self.rows).map(|row| self.size(deltas, row)).collect();
        let mut whole = self.whole;
        self.estimate(all, step, sizes[all], &mut whole);
        let mut smooth = self.smooth;
        let mut distance = 0.0;
        for row in (0..all).filter(|row| sizes[*row] > 0.0) {
            self.estimate(row, step, sizes[row], &mut smooth);
            let far =
                |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>();
            let count = deltas.atoms;
            let (mine, theirs) = (&self.atoms[row * count..][..count], &self.atoms[all * count..]);
            let atoms: f64 =
                mine.iter().zip(theirs).map(|(a, b)| (a / sizes[row] - b / sizes[all]).abs()).sum();
            distance += sizes[row] / sizes[all] * 0.5 * (far(&smooth, &whole) * step + atoms);
        }
        (self.smooth, self.whole) = (smooth, whole);
        distance
    }

    /// Weight of all draws of a row.
    fn size(&self, deltas: &Deltas, row: usize) -> f64 {
        let atoms = &self.atoms[row * deltas.atoms..][..deltas.atoms];
        self.moments[row][0] + atoms.iter().sum::<f64>()
    }

    fn gather(&mut self, deltas: &Deltas, of: &[usize], weights: &[f64]) {
        let all = self.rows - 1;
        self.density.fill(0.0);
        self.atoms.fill(0.0);
        self.moments.fill([0.0; 3]);
        for ((place, class), weight) in deltas.places.iter().zip(of).zip(weights) {
            match *place {
                Place::Atom(atom) => self.atoms[class * deltas.atoms + atom] += weight,
                Place::Score(below, far, score) => {
                    let at = class * PLACES + below;
                    self.density[at] += weight * (1.0 - far);
                    self.density[at + 1] += weight * far;
                    let moments = &mut self.moments[*class];
                    moments[0] += weight;
                    moments[1] += weight * score;
                    moments[2] += weight * score * score;
                }
            }
        }
        for row in 0..all {
            for place in 0..PLACES {
                self.density[all * PLACES + place] += self.density[row * PLACES + place];
            }
            for atom in 0..deltas.atoms {
                self.atoms[all * deltas.atoms + atom] += self.atoms[row * deltas.atoms + atom];
            }
            for k in 0..3 {
                self.moments[all][k] += self.moments[row][k];
            }
        }
    }

    /// The density of a row at the places of the grid, as a share of all its draws.
    fn estimate(&self, row: usize, step: f64, size: f64, out: &mut [f64; PLACES]) {
        let masses = &self.density[row * PLACES..][..PLACES];
        let [count, sum, squares] = self.moments[row];
        out.fill(0.0);
        if count <= 0.0 {
            return;
        }
        let variance = ((squares - sum * sum / count) / (count - 1.0)).max(0.0);
        let bandwidth = variance.sqrt() * math::pow(0.75 * count, -0.2);
        // a kernel narrower than the grid: the masses as they are
        let per_step = if count > 1.0 { bandwidth / step } else { 0.0 };
        let reach = (REACH * per_step) as usize;
        if reach == 0 {
            out.iter_mut().zip(masses).for_each(|(o, m)| *o = m / (size * step));
            return;
        }
        let mut kernel = [0.0; PLACES];
        let reach = reach.min(PLACES - 1);
        for (k, value) in kernel.iter_mut().enumerate().take(reach + 1) {
            let z = k as f64 / per_step;
            *value = math::exp(-0.5 * z * z);
        }
        let total = kernel[0] + 2.0 * kernel[1..=reach].iter().sum::<f64>();
        let scale = 1.0 / (total * size * step);
        for (at, mass) in masses.iter().enumerate().filter(|(_, mass)| **mass != 0.0) {
            let mass = mass * scale;
            let right = &mut out[at..(at + reach + 1).min(PLACES)];
            right.iter_mut().zip(&kernel).for_each(|(o, k)| *o += mass * k);
            let left = &mut out[at.saturating_sub(reach)..at];
            left.iter_mut().rev().zip(&kernel[1..]).for_each(|(o, k)| *o += mass * k);
        }
    }
}

/// Number of classes, and delta before its bias is removed.
#[cfg(test)]
pub(super) fn plain_delta(x: &[f64], y: &[f64]) -> Option<(usize, f64)> {
    let deltas = Deltas::new(y, 0)?;
    let classes = classes(x);
    let mut work = Work::new(&deltas, classes.sizes.len());
    Some((classes.sizes.len(), work.distance(&deltas, &classes.of, &vec![1.0; x.len()])))
}

#[cfg(test)]
#[path = "delta_tests.rs"]
mod tests;
