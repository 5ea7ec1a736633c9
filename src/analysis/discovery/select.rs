//! From a peeling trajectory to the box that is told: which one, without limits that do not matter,
//! and where its limits lie.

use serde::Serialize;

use super::columns::Columns;
use super::limits::{Counts, Limit, Limits, of, put};
use super::prim::Step;
use crate::math;

/// Level below which a limit matters, over all limits that might have been put.
pub const LEVEL: f64 = 0.05;
/// Sweeps over the limits at most.
const SWEEPS: usize = 10;

/// `k ln k` up to a number of draws.
pub(super) struct Information {
    table: Vec<f64>,
    whole: Counts,
}

impl Information {
    pub fn new(whole: Counts) -> Self {
        let term = |k: usize| if k < 2 { 0.0 } else { k as f64 * math::ln(k as f64) };
        Self { table: (0..=whole.draws).map(term).collect(), whole }
    }

    fn term(&self, counts: Counts) -> f64 {
        let t = |k: usize| self.table[k];
        t(counts.failing) + t(counts.draws - counts.failing) - t(counts.draws)
    }

    /// What it tells about failing to know whether a draw is inside: the likelihood ratio
    /// statistic `G^2 = 2 n I`, n times twice the mutual information, in nats. 0 for a box that
    /// fails no more often than the rest.
    ///
    /// ```text
    /// G^2 = 2 sum over inside, outside of sum over fails, holds of count ln(count / expected)
    /// ```
    pub fn of(&self, inside: Counts) -> f64 {
        let rest = self.whole.less(inside);
        let fewer = inside.failing as f64 * rest.draws as f64;
        if fewer <= rest.failing as f64 * inside.draws as f64 {
            return 0.0;
        }
        (2.0 * (self.term(inside) + self.term(rest) - self.term(self.whole))).max(0.0)
    }
}

/// How the box is chosen on the trajectory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The box that tells most about failing; its limits are then tested and adjusted.
    #[default]
    Information,
    /// A box of the trajectory by its number, as it is.
    Number(usize),
    /// The first box of the trajectory that is at least so dense, as it is; else the densest.
    Density(f64),
}

/// The number of the box on the trajectory that a rule takes: of those that are equal the first.
pub(super) fn choose(steps: &[Step], information: &Information, rule: Rule) -> usize {
    let most = |value: &dyn Fn(&Step) -> f64| {
        let mut best = 0;
        for (k, step) in steps.iter().enumerate() {
            if value(step) > value(&steps[best]) {
                best = k;
            }
        }
        best
    };
    match rule {
        Rule::Information => most(&|step| information.of(step.counts)),
        Rule::Number(k) => k.min(steps.len() - 1),
        Rule::Density(density) => steps
            .iter()
            .position(|step| step.density >= density)
            .unwrap_or_else(|| most(&|step| step.density)),
    }
}

/// Whether rows take part, and what is asked of them.
#[derive(Clone, Copy)]
pub(super) struct Sample<'a> {
    pub columns: &'a Columns<'a>,
    pub labels: &'a [bool],
    pub alive: &'a [bool],
    /// Draws that a box holds at least.
    pub support: usize,
}

impl Sample<'_> {
    pub fn counts(&self, limits: &Limits) -> Counts {
        self.columns.counts(limits, self.labels, self.alive)
    }
}

/// Takes limits away that chance explains, and moves the others to where they tell most, until
/// nothing changes. Empty where nothing is left.
pub(super) fn refine(sample: Sample<'_>, information: &Information, mut limits: Limits) -> Limits {
    loop {
        limits = adjust(sample, information, limits);
        let Some((column, limit)) = idle(sample, &limits) else { return limits };
        put(&mut limits, column, limit);
    }
}

/// The limit (one end of a range, a set of values) that matters least, opened, where chance
/// explains it: what it leaves out holds no fewer failing draws than might be (Fisher's test over all
/// limits that might have been put), or what is left is hardly denser for it (the quasi-p-value, by
/// which a slice off the end of a range says little in a box that fails in most draws anyway).
fn idle(sample: Sample<'_>, limits: &Limits) -> Option<(usize, Limit)> {
    let inside = sample.counts(limits);
    let tried = 2 * sample.columns.varying().count();
    let mut worst: Option<(f64, usize, Limit)> = None;
    for own in limits {
        for opened in opened(&own.limit) {
            let mut wider = limits.clone();
            put(&mut wider, own.column, opened.clone());
            let without = sample.counts(&wider);
            let p = (chance(inside, without) * tried as f64).max(quasi_p(inside, without));
            if p > LEVEL && worst.as_ref().is_none_or(|w| p > w.0) {
                worst = Some((p, own.column, opened));
            }
        }
    }
    worst.map(|(_, column, limit)| (column, limit))
}

/// What a limit becomes without each of its ends.
fn opened(limit: &Limit) -> Vec<Limit> {
    match *limit {
        Limit::Range { low: Some(low), high: Some(high) } => vec![
            Limit::Range { low: None, high: Some(high) },
            Limit::Range { low: Some(low), high: None },
        ],
        _ => vec![Limit::Range { low: None, high: None }],
    }
}

/// How probable it is by chance that so many of the failing draws of the wider box lie in the
/// narrower one: the upper tail of the hypergeometric distribution (R. A. Fisher's exact test, one
/// side). `P(X >= k)` for k of K failing among n of N draws.
pub(super) fn chance(inside: Counts, wider: Counts) -> f64 {
    let (n, k, all, fails) = (inside.draws, inside.failing, wider.draws, wider.failing);
    let choose = |a: usize, b: usize| {
        let ln = |x: usize| math::ln_gamma(x as f64 + 1.0);
        ln(a) - ln(b) - ln(a - b)
    };
    let least = k.max((n + fails).saturating_sub(all));
    let most = n.min(fails);
    let mut term =
        math::exp(choose(fails, least) + choose(all - fails, n - least) - choose(all, n));
    let mut sum = term;
    for j in least..most {
        // the ratio of a term to the one before
        let (up, down) = ((fails - j) * (n - j), (j + 1) * (all + j + 1 - fails - n));
        term *= up as f64 / down as f64;
        sum += term;
    }
    sum.min(1.0)
}

/// The one-sided binomial test of a restricted column: the probability of at least as many failing
/// draws in the box if they failed as often as in the box without the column's limit.
///
/// ```text
/// p = P(X >= k),  X ~ Binomial(n, K / N)
/// ```
///
/// k of n draws fail within the box, K of N without the limit (B. P. Bryant, R. J. Lempert,
/// "Thinking inside the box", Technological Forecasting and Social Change 77, 2010). A quasi-p-value:
/// the limit was put where it looks best.
pub fn quasi_p(inside: Counts, wider: Counts) -> f64 {
    match inside.failing {
        0 => 1.0,
        _ if wider.failing == wider.draws => 1.0,
        k => math::beta_cdf(k as f64, (inside.draws - k) as f64 + 1.0, wider.share()),
    }
}

/// Moves limits, one column after the other, to where the box tells most.
fn adjust(sample: Sample<'_>, information: &Information, mut limits: Limits) -> Limits {
    let mut best = information.of(sample.counts(&limits));
    for _ in 0..SWEEPS {
        let before = best;
        let columns: Vec<usize> = limits.iter().map(|own| own.column).collect();
        for column in columns {
            let Limit::Range { low, high } = of(&limits, column) else { continue };
            for upper in [false, true] {
                if (if upper { high } else { low }).is_none() {
                    continue;
                }
                let (value, limit) = best_end(sample, information, &limits, (column, upper));
                if value > best {
                    best = value;
                    put(&mut limits, column, limit);
                }
            }
        }
        if best <= before {
            break;
        }
    }
    limits
}

/// Where one end of a column's range tells most, all else being as it is, with what it tells.
fn best_end(
    sample: Sample<'_>,
    information: &Information,
    limits: &Limits,
    (column, upper): (usize, bool),
) -> (f64, Limit) {
    let x = sample.columns.values(column);
    let Limit::Range { low, high } = of(limits, column) else {
        return (f64::NEG_INFINITY, of(limits, column));
    };
    let with = |end: Option<f64>| match upper {
        true => Limit::Range { low, high: end },
        false => Limit::Range { low: end, high },
    };
    let mut others = limits.clone();
    put(&mut others, column, with(None));
    let order = sample.columns.order(column).iter().map(|row| *row as usize);
    let rows: Vec<usize> =
        order.filter(|row| sample.alive[*row] && sample.columns.inside(&others, *row)).collect();
    // from the end that stays: what is inside grows with each row
    let mut counts = Counts::default();
    let mut best = (f64::NEG_INFINITY, None);
    let step = |k: usize| if upper { k } else { rows.len() - 1 - k };
    for k in 0..rows.len() {
        let row = rows[step(k)];
        counts.add(sample.labels[row]);
        let next = (k + 1 < rows.len()).then(|| rows[step(k + 1)]);
        if next.is_some_and(|next| x[next] == x[row]) || counts.draws < sample.support {
            continue;
        }
        let value = information.of(counts);
        // of equal ones the widest
        if value >= best.0 {
            best = (value, next.map(|next| f64::midpoint(x[row], x[next])));
        }
    }
    (best.0, with(best.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(failing: usize, draws: usize) -> Counts {
        Counts { draws, failing }
    }

    #[test]
    fn information_is_that_of_the_four_counts() {
        // 30 of 40 inside, 10 of 60 outside: G2 = 2 sum O ln(O / E), worked out by hand
        let information = Information::new(counts(40, 100));
        let g = 2.0
            * [(30.0, 16.0), (10.0, 24.0), (10.0, 24.0), (50.0, 36.0)]
                .iter()
                .map(|(o, e): &(f64, f64)| o * (o / e).ln())
                .sum::<f64>();
        assert!((information.of(counts(30, 40)) - g).abs() < 1e-9, "{g}");
        assert_eq!(information.of(counts(16, 40)), 0.0, "no denser than the rest");
        assert_eq!(information.of(counts(40, 100)), 0.0, "all draws");
    }

    #[test]
    fn tests_of_limits_are_exact() {
        // Fisher's tea: 4 of 4 and 3 of 4 right
        assert!((chance(counts(4, 4), counts(4, 8)) - 1.0 / 70.0).abs() < 1e-12);
        assert!((chance(counts(3, 4), counts(4, 8)) - 17.0 / 70.0).abs() < 1e-12);
        assert!((chance(counts(0, 4), counts(4, 8)) - 1.0).abs() < 1e-12);
        // Binomial(3, 1/2): P(X >= 2) = 1/2
        assert!((quasi_p(counts(2, 3), counts(3, 6)) - 0.5).abs() < 1e-12);
        assert_eq!(quasi_p(counts(0, 3), counts(3, 6)), 1.0);
        assert!((quasi_p(counts(3, 3), counts(3, 6)) - 0.125).abs() < 1e-12);
    }
}
