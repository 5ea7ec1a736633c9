//! The exact distribution functions of counts, and inversion with them.

use crate::math::{beta, gamma_p, gamma_q, normal_quantile};

use super::{Lanes, search};

/// The law of a count.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Law {
    /// Mean.
    Poisson(f64),
    /// Trials and probability, at most one half.
    Binomial(f64, f64),
    /// Mean and variance / mean.
    Negative(f64, f64),
}

impl Law {
    /// `(P(X <= k), P(X > k))`, each accurate where it is small; `k >= 0` integer.
    pub(crate) fn tails(self, k: f64) -> (f64, f64) {
        match self {
            Self::Poisson(mean) => (gamma_q(k + 1.0, mean), gamma_p(k + 1.0, mean)),
            Self::Binomial(n, _) if k >= n => (1.0, 0.0),
            Self::Binomial(n, p) => {
                let (above, below) = beta::beta_both(k + 1.0, n - k, p, 1.0 - p);
                (below, above)
            }
            Self::Negative(mean, ratio) => {
                let r = mean / (ratio - 1.0);
                beta::beta_both(r, k + 1.0, 1.0 / ratio, (ratio - 1.0) / ratio)
            }
        }
    }

    fn moments(self) -> (f64, f64) {
        match self {
            Self::Poisson(mean) => (mean, mean.sqrt()),
            Self::Binomial(n, p) => (n * p, (n * p * (1.0 - p)).sqrt()),
            Self::Negative(mean, ratio) => (mean, (mean * ratio).sqrt()),
        }
    }

    fn largest(self) -> f64 {
        match self {
            Self::Binomial(n, _) => n,
            _ => f64::INFINITY,
        }
    }

    /// The search from 0.
    fn search(self, u: f64) -> f64 {
        let mut starts = search::Starts::<1>::new();
        match self {
            Self::Poisson(mean) => starts.set_poisson(0, mean),
            Self::Binomial(n, p) => starts.set_binomial(0, n, p),
            Self::Negative(mean, ratio) => starts.set_negative(0, mean, ratio),
        }
        starts.target = Lanes([u]);
        let mut out = Lanes([0.0]);
        starts.count::<1>(&mut out);
        out.0[0]
    }
}

/// Beyond this the spacing of `u` covers many counts, and the expansion's rounding error covers
/// more than the exact distribution function could mend.
pub(super) const CORRECTED_BELOW: f64 = 1e12;

/// The smallest `k` with `P(X <= k) >= u`, by the exact distribution function from a guess.
///
/// `guess` may be NaN: then a normal approximation starts.
#[cold]
#[inline(never)]
pub(super) fn invert(law: Law, u: f64, z: f64, guess: f64) -> f64 {
    if u <= 0.0 {
        return 0.0;
    }
    if u >= 1.0 {
        return law.largest();
    }
    let (mean, sd) = law.moments();
    if mean < 40.0 && u < search::LIMIT && (mean + 4.0 * sd) < 300.0 {
        return law.search(u);
    }
    let lower = u < 0.5;
    // The target in the smaller tail: P(X <= k) >= u, or P(X > k) <= 1 - u.
    let target = if lower { u } else { 1.0 - u };
    let reached = |k: f64| {
        let (below, above) = law.tails(k);
        if lower { below >= target } else { above <= target }
    };
    let start = if guess.is_finite() { guess } else { mean + z * sd };
    let mut k = start.floor().clamp(0.0, law.largest());
    if !guess.is_finite() {
        k = approach(law, z, k, sd);
    }
    bracket(k, law.largest(), reached)
}

/// Newton steps in the normal score, which is nearly linear in the count, until they are short.
fn approach(law: Law, z: f64, start: f64, sd: f64) -> f64 {
    let score = |k: f64| {
        let (below, above) = law.tails(k);
        if below < above { normal_quantile(below) } else { -normal_quantile(above) }
    };
    let mut k = start;
    let mut slope = 1.0 / sd;
    let mut previous: Option<(f64, f64)> = None;
    for _ in 0..30 {
        let zk = score(k).clamp(-40.0, 40.0);
        if let Some((k0, z0)) = previous
            && k != k0
            && (zk - z0) / (k - k0) > 0.0
        {
            slope = (zk - z0) / (k - k0);
        }
        let step = ((z - zk) / slope).round();
        if step.abs() <= 1.0 || !step.is_finite() {
            break;
        }
        previous = Some((k, zk));
        // Not below half of the way to 0, where the score is steep.
        k = (k + step).clamp((0.5 * k).floor(), 2.0 * k + 10.0).min(law.largest());
    }
    k
}

/// The smallest `k` in `0..=largest` for which `reached` holds, by doubling steps and bisection.
fn bracket(k: f64, largest: f64, reached: impl Fn(f64) -> bool) -> f64 {
    // Invariant sought: not reached(low), reached(high), high = low + 1.
    let (mut low, mut high);
    let mut step = 1.0;
    if reached(k) {
        high = k;
        low = k - 1.0;
        while low >= 0.0 && reached(low) {
            high = low;
            step *= 2.0;
            low = (low - step).max(-1.0);
        }
    } else {
        low = k;
        high = k + 1.0;
        while high < largest && !reached(high) {
            low = high;
            step *= 2.0;
            high = (high + step).min(largest);
        }
    }
    while high - low > 1.0 {
        let mid = (0.5 * (low + high)).floor();
        if reached(mid) {
            high = mid;
        } else {
            low = mid;
        }
    }
    high
}
