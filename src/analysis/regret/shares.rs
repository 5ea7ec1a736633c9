//! In which draws a bound holds.

use rayon::prelude::*;

use super::Ranked;
use super::resample::{Resamples, ranked};
use super::stake::{Stake, View};
use crate::analysis::expectation::Regressions;
use crate::study::Sense;

/// One bit a row.
type Bits = Vec<u64>;

/// In which draws an option's expected outcome meets its bounds: with the regressions as they are,
/// and with those of each resample on the thinned rows.
pub(super) struct Held {
    /// `[futures][options]`
    full: Vec<Vec<Bits>>,
    /// `[futures][options]`
    thin: Vec<Vec<Bits>>,
    /// `[resamples][futures][options]`
    moved: Vec<Vec<Vec<Bits>>>,
}

fn bits(view: &View<'_>, bound: f64) -> Vec<Bits> {
    // an outcome that is exactly on its bound stays so after a difference was taken and given back
    let bound = bound + 1e-12 * bound.abs();
    let option = |option: usize| {
        let mut bits = vec![0; view.rows().div_ceil(64)];
        for row in 0..view.rows() {
            let holds = view.base[row] + view.difference(option, row) <= bound;
            bits[row / 64] |= u64::from(holds) << (row % 64);
        }
        bits
    };
    (0..view.of.len()).map(option).collect()
}

fn count(bits: &Bits) -> f64 {
    f64::from(bits.iter().map(|word| word.count_ones()).sum::<u32>())
}

impl Held {
    /// Of one measure; `bound` is turned as the stake is.
    pub fn new(
        stake: &Stake,
        bound: f64,
        regressions: &Regressions,
        resamples: &Resamples,
    ) -> Self {
        let thin = |counts: Option<&[f64]>| -> Vec<Vec<Bits>> {
            let outlooks = stake.futures.iter();
            let of = outlooks.map(|outlook| {
                let (base, sides) = outlook.moved(regressions.thin(), counts);
                let sides = sides.iter().map(Vec::as_slice).collect();
                bits(&View { base: &base, sides, of: &outlook.of }, bound)
            });
            of.collect()
        };
        Self {
            full: stake.futures.par_iter().map(|f| bits(&f.view(), bound)).collect(),
            thin: thin(None),
            moved: resamples.all().par_iter().map(|counts| thin(Some(counts))).collect(),
        }
    }

    /// Keeps the draws in which the bounds of another measure hold too.
    pub fn and(&mut self, other: &Held) {
        and(&mut self.full, &other.full);
        and(&mut self.thin, &other.thin);
        self.moved.iter_mut().zip(&other.moved).for_each(|(a, b)| and(a, b));
    }

    /// The share of draws of each option in a future, or in all futures.
    pub fn ranked(
        &self,
        options: &[usize],
        future: Option<usize>,
        regressions: &Regressions,
        resamples: &Resamples,
    ) -> Vec<Ranked> {
        let rows = regressions.draws();
        let thin_rows = regressions.thin().len() as f64;
        let chosen = |bits: &[Vec<Bits>]| -> Vec<Bits> {
            match future {
                Some(future) => bits[future].clone(),
                None => bits.iter().skip(1).fold(bits[0].clone(), |mut all, one| {
                    and_each(&mut all, one);
                    all
                }),
            }
        };
        let full = chosen(&self.full);
        let sums: Vec<Vec<f64>> = full
            .iter()
            .map(|bits| {
                let mut sums = vec![0.0; regressions.group_count()];
                for row in 0..rows {
                    sums[regressions.groups()[row]] += (bits[row / 64] >> (row % 64) & 1) as f64;
                }
                sums
            })
            .collect();
        let values: Vec<f64> = full.iter().map(|bits| count(bits) / rows as f64).collect();
        let thin: Vec<f64> = chosen(&self.thin).iter().map(|b| count(b) / thin_rows).collect();
        let resampled: Vec<Vec<f64>> = (0..resamples.count())
            .map(|b| {
                let moved = chosen(&self.moved[b]);
                (0..options.len())
                    .map(|o| {
                        let share = resamples.mean(b, &sums[o]);
                        (share + count(&moved[o]) / thin_rows - thin[o]).clamp(0.0, 1.0)
                    })
                    .collect()
            })
            .collect();
        ranked(options, &values, &resampled, Sense::Maximise, resamples.inflation())
    }
}

fn and(a: &mut [Vec<Bits>], b: &[Vec<Bits>]) {
    a.iter_mut().zip(b).for_each(|(a, b)| and_each(a, b));
}

fn and_each(a: &mut [Bits], b: &[Bits]) {
    for (a, b) in a.iter_mut().zip(b) {
        a.iter_mut().zip(b).for_each(|(a, b)| *a &= b);
    }
}
