//! First- and second-order stochastic dominance between options.
//!
//! Let `g` be what an option gains on a measure: its value where more is better, its value with
//! the sign turned where less is. With the distribution function `F` of `g`,
//!
//! ```text
//! D1(z) = F(z) = E[g <= z]
//! D2(z) = integral of F up to z = E[max(z - g, 0)]
//! ```
//!
//! option A dominates B in the first order if `D1_A(z) <= D1_B(z)` for every z and less somewhere:
//! whatever threshold is set, A falls short of it less often, so that everybody who wants more
//! gain prefers A. In the second order it is so for `D2`: everybody prefers A who wants more gain
//! and is averse to risk; in particular its mean is no worse. (J. Hadar, W. R. Russell, "Rules for
//! ordering uncertain prospects", American Economic Review 59, 1969.) The first order implies the
//! second.
//!
//! Two answers are given:
//!
//! * *sample*: what holds between the two columns as they are, at every z, with no regard to
//!   chance. One path in the tail can undo it.
//! * *verdict*: what is beyond chance. On a grid of m values (quantiles of all options together)
//!   the paired differences `D_A(z) - D_B(z)` are divided by their clustered standard errors (R.
//!   Davidson, J.-Y. Duclos, "Statistical inference for stochastic dominance", Econometrica 68,
//!   2000). A dominates where some t statistic says so beyond `c` and none says the opposite
//!   beyond `c`; they cross where both happen (J. A. Bishop, J. P. Formby, P. D. Thistle,
//!   "Convergence of the South and non-South income distributions", American Economic Review 82,
//!   1992). `c` is the Student quantile at which all m together stay within in 95 % of cases if
//!   nothing differs, by Z. Sidak's inequality ("Rectangular confidence regions for the means of
//!   multivariate normal distributions", JASA 62, 1967), which holds for any dependence between
//!   them. So two options with one distribution are declared different in at most 5 % of cases,
//!   for each pair, measure and order. A crossing that is too slight for the number of replicates
//!   may go unseen, as in any test.
//!
//! "Never" (an infinite value) counts as a gain or loss beyond all others, however far: `D2` is
//! then that of the limit.

use serde::Serialize;

use super::consequences::distinct;
use super::resample::BATCHES;
use crate::math;
use crate::outcome::{Clusters, type7};
use crate::study::Sense;

/// Quantiles of all options together that make the grid.
const GRID: usize = 20;
/// Clusters below which nothing is beyond chance.
const FEWEST: usize = 16;
/// The error rate for a pair, a measure and an order.
pub const ERROR_RATE: f64 = 0.05;

/// Stochastic dominance between all options that ran, on a measure with a better side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dominance {
    /// Index of the measure.
    pub measure: usize,
    /// Each two options, the first declared before the second.
    pub pairs: Vec<Pair>,
}

/// Two options on a measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// Index of an option.
    pub first: usize,
    /// Index of another, declared later.
    pub second: usize,
    /// First-order dominance: whatever the threshold, which one falls short of it less often?
    pub one: Order,
    /// Second-order dominance: which one does everybody prefer who is averse to risk?
    pub two: Order,
}

/// What is known of dominance of one order.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Order {
    /// What is beyond chance, at [`ERROR_RATE`].
    pub verdict: Verdict,
    /// What holds in the sample itself, at every value, with no regard to chance.
    pub sample: Verdict,
    /// Greatest t statistic in favour of the first option; 0 if none is.
    pub for_first: f64,
    /// Greatest t statistic in favour of the second.
    pub for_second: f64,
    /// What a t statistic must exceed; NaN where nothing can be beyond chance.
    pub critical: f64,
}

/// Who dominates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The first dominates the second.
    First,
    /// The second dominates the first.
    Second,
    /// Each is better somewhere: neither dominates.
    Crossing,
    /// Nowhere is a difference beyond chance.
    NotApart,
    /// They have one distribution.
    Same,
}

impl Verdict {
    /// The same, with the options the other way round.
    pub fn turned(self) -> Self {
        match self {
            Verdict::First => Verdict::Second,
            Verdict::Second => Verdict::First,
            other => other,
        }
    }

    fn of(first: bool, second: bool, neither: Self) -> Self {
        match (first, second) {
            (true, true) => Verdict::Crossing,
            (true, false) => Verdict::First,
            (false, true) => Verdict::Second,
            (false, false) => neither,
        }
    }
}

impl Order {
    /// The same, with the options the other way round.
    fn turned(self) -> Self {
        Self {
            verdict: self.verdict.turned(),
            sample: self.sample.turned(),
            for_first: self.for_second,
            for_second: self.for_first,
            critical: self.critical,
        }
    }
}

/// Both orders in one word, for the first of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It dominates in the first order.
    Dominates,
    /// It dominates in the second order only.
    DominatesInRisk,
    /// It is dominated in the second order only.
    DominatedInRisk,
    /// It is dominated in the first order.
    Dominated,
    /// Neither dominates.
    Crossing,
    /// Nowhere is a difference beyond chance.
    NotApart,
    /// They have one distribution.
    Same,
}

impl Relation {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Dominates => "dominates",
            Relation::DominatesInRisk => "dominates_in_risk",
            Relation::DominatedInRisk => "dominated_in_risk",
            Relation::Dominated => "dominated",
            Relation::Crossing => "crossing",
            Relation::NotApart => "not_apart",
            Relation::Same => "same",
        }
    }
}

impl Pair {
    /// How the first stands to the second, beyond chance: the first order, where it decides.
    pub fn relation(&self) -> Relation {
        match (self.one.verdict, self.two.verdict) {
            (Verdict::Same, _) => Relation::Same,
            (Verdict::First, _) => Relation::Dominates,
            (Verdict::Second, _) => Relation::Dominated,
            (_, Verdict::First) => Relation::DominatesInRisk,
            (_, Verdict::Second) => Relation::DominatedInRisk,
            (Verdict::NotApart, Verdict::NotApart | Verdict::Same) => Relation::NotApart,
            (Verdict::Crossing, _) | (_, Verdict::Crossing) => Relation::Crossing,
        }
    }

    /// The same, with the options the other way round.
    pub fn turned(self) -> Self {
        let Self { first, second, one, two } = self;
        Self { first: second, second: first, one: one.turned(), two: two.turned() }
    }
}

impl Dominance {
    /// How `option` stands to `other`: a pair whose first is `option`.
    pub fn pair(&self, option: usize, other: usize) -> Option<Pair> {
        self.pairs.iter().find_map(|pair| match (pair.first, pair.second) {
            both if both == (option, other) => Some(*pair),
            both if both == (other, option) => Some(pair.turned()),
            _ => None,
        })
    }

    /// Between all options that ran. `columns[option]` is where in `measures` an option's values
    /// are; none where it was not run. None for a measure without a better side.
    pub fn of(
        measure: usize,
        sense: Sense,
        measures: &[Vec<f64>],
        columns: &[Option<usize>],
        clusters: &Clusters,
    ) -> Option<Self> {
        let sign = match sense {
            Sense::Maximise => 1.0,
            Sense::Minimise => -1.0,
            Sense::None => return None,
        };
        let (distinct, of) = distinct(columns);
        let gains: Vec<Vec<f64>> =
            distinct.iter().map(|c| measures[*c].iter().map(|x| sign * x).collect()).collect();
        let sorted: Vec<Vec<f64>> = gains
            .iter()
            .map(|gains| {
                let mut sorted = gains.clone();
                sorted.sort_unstable_by(f64::total_cmp);
                sorted
            })
            .collect();
        let grid = Grid::new(&sorted, clusters);
        let curves: Vec<Curves> = gains.iter().map(|g| grid.curves(g, clusters)).collect();
        let ran: Vec<(usize, usize)> =
            of.iter().enumerate().filter_map(|(option, k)| Some((option, (*k)?))).collect();
        let mut known = vec![vec![None; distinct.len()]; distinct.len()];
        let mut pairs = Vec::with_capacity(ran.len() * ran.len().saturating_sub(1) / 2);
        for (i, &(first, a)) in ran.iter().enumerate() {
            for &(second, b) in &ran[i + 1..] {
                let pair = *known[a][b].get_or_insert_with(|| {
                    if a == b {
                        return Pair { first, second, one: SAME, two: SAME };
                    }
                    let [one, two] = grid.compare(&curves[a], &curves[b]);
                    let sample = sample(&sorted[a], &sorted[b]);
                    let with = |order: Order, sample| Order { sample, ..order };
                    Pair { first, second, one: with(one, sample[0]), two: with(two, sample[1]) }
                });
                known[b][a].get_or_insert(pair.turned());
                pairs.push(Pair { first, second, ..pair });
            }
        }
        Some(Self { measure, pairs })
    }
}

/// Of a column and itself.
const SAME: Order = Order {
    verdict: Verdict::Same,
    sample: Verdict::Same,
    for_first: 0.0,
    for_second: 0.0,
    critical: f64::NAN,
};

/// What holds between two sorted columns of one length, of the first and second order.
///
/// With equally many values, `D1` lies below everywhere if every order statistic lies above, and
/// `D2` if every sum of the least k does (A. F. Shorrocks, "Ranking income distributions",
/// Economica 50, 1983). Sums are compared beyond rounding only.
fn sample(a: &[f64], b: &[f64]) -> [Verdict; 2] {
    let (mut above, mut below) = (false, false);
    let (mut more, mut less) = (false, false);
    let (mut sum, mut size) = (0.0_f64, 0.0_f64);
    for (&a, &b) in a.iter().zip(b) {
        above |= a > b;
        below |= a < b;
        // beyond "never" nothing counts
        if a != b && sum.is_finite() {
            sum += a - b;
            size += (a - b).abs();
        }
        let rounding = if size.is_finite() { 1e-12 * size } else { 0.0 };
        more |= sum > rounding;
        less |= sum < -rounding;
    }
    [Verdict::of(above, below, Verdict::Same), Verdict::of(more, less, Verdict::Same)]
}

/// Where the curves are looked at, the same for all options.
struct Grid {
    /// Values at which `D1` is compared, rising; the first may be negative infinity.
    values: Vec<f64>,
    /// Which of them tell anything of `D1`: not all gains of all options are at or below.
    tells: Vec<bool>,
    /// What gains are counted from, for sums that do not lose digits.
    centre: f64,
    /// Number of paths in each batch.
    sizes: Vec<f64>,
    /// Whether some gain is beyond all others.
    endless: bool,
    critical: [f64; 2],
}

/// Sums over each batch of what `D1` and `D2` are means of.
struct Curves {
    /// `[values][batches]`
    one: Vec<Vec<f64>>,
    /// `[values][batches]`
    two: Vec<Vec<f64>>,
    /// Losses beyond all others. `[batches]`
    worst: Vec<f64>,
}

impl Grid {
    fn new(sorted: &[Vec<f64>], clusters: &Clusters) -> Self {
        let mut sizes = vec![0.0; clusters.batches(BATCHES)];
        for path in 0..clusters.paths() {
            sizes[clusters.batch(path, BATCHES)] += 1.0;
        }
        let values = grid(sorted);
        let tells: Vec<bool> = values
            .iter()
            .map(|value| sorted.iter().any(|s| s.last().is_some_and(|greatest| greatest > value)))
            .collect();
        let finite = values.iter().filter(|z| z.is_finite()).count();
        let endless = sorted.iter().any(|s| s.last() == Some(&f64::INFINITY));
        let points = [tells.iter().filter(|t| **t).count(), finite + usize::from(endless)];
        let critical = points.map(|points| match (points, sizes.len()) {
            (0, _) | (_, 0..FEWEST) => f64::NAN,
            (points, groups) => critical(points, groups),
        });
        let centre = values.iter().copied().find(|z| z.is_finite()).unwrap_or(0.0);
        Self { values, tells, centre, sizes, endless, critical }
    }

    /// The sums of one column of gains.
    fn curves(&self, gains: &[f64], clusters: &Clusters) -> Curves {
        let (points, batches) = (self.values.len(), self.sizes.len());
        let mut one = vec![vec![0.0; batches]; points];
        let mut two = one.clone();
        let mut worst = vec![0.0; batches];
        for (path, &gain) in gains.iter().enumerate() {
            let batch = clusters.batch(path, BATCHES);
            let at = self.values.partition_point(|z| *z < gain);
            if at == points {
                continue;
            }
            one[at][batch] += 1.0;
            if gain.is_finite() {
                two[at][batch] += gain - self.centre;
            } else {
                worst[batch] += 1.0;
            }
        }
        // from what lies between two values to what lies below each; sum of (z - g) over g <= z
        for at in 1..points {
            for batch in 0..batches {
                one[at][batch] += one[at - 1][batch];
                two[at][batch] += two[at - 1][batch];
            }
        }
        for (at, z) in self.values.iter().enumerate() {
            for batch in 0..batches {
                let counted = one[at][batch] - worst[batch];
                two[at][batch] = (z - self.centre) * counted - two[at][batch];
            }
        }
        Curves { one, two, worst }
    }

    /// Both orders; what holds in the sample is filled in by the caller.
    fn compare(&self, a: &Curves, b: &Curves) -> [Order; 2] {
        let one: Vec<f64> =
            (0..self.values.len()).map(|at| self.t(&a.one[at], &b.one[at])).collect();
        let told = || one.iter().zip(&self.tells).filter(|(_, tells)| **tells).map(|(t, _)| *t);
        let two: Vec<f64> = if a.worst == b.worst {
            let finite = (0..self.values.len()).filter(|at| self.values[*at].is_finite());
            let mut two: Vec<f64> = finite.map(|at| self.t(&a.two[at], &b.two[at])).collect();
            two.extend(one.last().copied().filter(|_| self.endless));
            two
        } else {
            // a loss beyond all others outweighs the rest
            vec![self.t(&a.worst, &b.worst)]
        };
        [self.order(told(), self.critical[0]), self.order(two.into_iter(), self.critical[1])]
    }

    /// The t statistic of the difference of two means over paths; 0 where nothing differs.
    fn t(&self, a: &[f64], b: &[f64]) -> f64 {
        let n = self.sizes.iter().sum::<f64>();
        let mean = a.iter().zip(b).map(|(a, b)| a - b).sum::<f64>() / n;
        let squares = a
            .iter()
            .zip(b)
            .zip(&self.sizes)
            .map(|((a, b), size)| {
                let e = a - b - size * mean;
                e * e
            })
            .sum::<f64>();
        let groups = self.sizes.len() as f64;
        let se = (groups / (groups - 1.0) * squares).sqrt() / n;
        if mean == 0.0 || !mean.is_finite() { 0.0 } else { mean / se }
    }

    fn order(&self, t: impl Iterator<Item = f64>, critical: f64) -> Order {
        let (mut for_first, mut for_second) = (0.0_f64, 0.0_f64);
        for t in t {
            for_first = for_first.max(-t);
            for_second = for_second.max(t);
        }
        let verdict = Verdict::of(for_first > critical, for_second > critical, Verdict::NotApart);
        Order { verdict, sample: Verdict::Same, for_first, for_second, critical }
    }
}

/// What `points` statistics of Student with `groups - 1` degrees of freedom stay within, all
/// together, in all but [`ERROR_RATE`] of cases.
fn critical(points: usize, groups: usize) -> f64 {
    let each = math::pow(1.0 - ERROR_RATE, 1.0 / points as f64);
    math::student_t_quantile((groups - 1) as f64, 0.5 + each / 2.0)
}

/// Values at which columns are compared: quantiles of all of them together; below each of those
/// that many share, the value that comes before; the greatest finite value of all, and negative
/// infinity where a gain is that.
fn grid(sorted: &[Vec<f64>]) -> Vec<f64> {
    // what lies at 99 points of each column stands for all of it
    let mut all: Vec<f64> = sorted
        .iter()
        .flat_map(|s| (1..100).map(|i| s[(s.len() * i / 100).min(s.len() - 1)]))
        .filter(|z| z.is_finite())
        .collect();
    all.sort_unstable_by(f64::total_cmp);
    let mut values: Vec<f64> =
        (0..GRID).map(|i| type7(&all, (i as f64 + 0.5) / GRID as f64)).collect();
    let shared: Vec<f64> = values.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect();
    let before = |z: f64| {
        let below = |s: &Vec<f64>| s[..s.partition_point(|x| *x < z)].last().copied();
        sorted.iter().filter_map(below).fold(f64::NEG_INFINITY, f64::max)
    };
    values.extend(shared.into_iter().map(before));
    let finite = |s: &Vec<f64>| s.iter().rfind(|x| x.is_finite()).copied();
    values.extend(
        sorted
            .iter()
            .filter_map(finite)
            .fold(None, |m: Option<f64>, x| Some(m.map_or(x, |m| m.max(x)))),
    );
    values.retain(|z| z.is_finite());
    if sorted.iter().any(|s| s.first() == Some(&f64::NEG_INFINITY)) {
        values.push(f64::NEG_INFINITY);
    }
    values.sort_unstable_by(f64::total_cmp);
    values.dedup();
    values
}

#[cfg(test)]
#[path = "dominance_tests.rs"]
mod tests;
