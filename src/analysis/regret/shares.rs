//! In which draws a bound holds.

use super::Ranked;
use super::resample::{Resamples, ranked};
use super::stake::View;
use crate::analysis::expectation::Regressions;
use crate::study::Sense;

/// One bit a row.
pub(super) type Bits = Vec<u64>;

/// In which draws an option's expected outcome meets its bounds: with the regressions as they are,
/// and with those of each resample on the thinned rows.
pub(super) struct Held {
    /// `[futures][options]`
    full: Vec<Vec<Bits>>,
    /// `[futures][options]`
    thin: Vec<Vec<Bits>>,
    /// `[futures][resamples][options]`
    moved: Vec<Vec<Vec<Bits>>>,
}

/// In which rows each option meets a bound, which is turned as the stake is. `[options]`
pub(super) fn bits(view: &View<'_>, bound: f64) -> Vec<Bits> {
    // an outcome that is exactly on its bound stays so after a difference was taken and given back
    let bound = bound + 1e-12 * bound.abs();
    let option = |option: usize| {
        let mut bits = vec![0; view.rows().div_ceil(64)];
        let mut add =
            |row: usize, loss: f64| bits[row / 64] |= u64::from(loss <= bound) << (row % 64);
        match view.side(option) {
            Some(side) => {
                let losses = view.base.iter().zip(side).map(|(base, x)| base + x);
                losses.enumerate().for_each(|(row, loss)| add(row, loss));
            }
            None => view.base.iter().enumerate().for_each(|(row, loss)| add(row, *loss)),
        }
        bits
    };
    (0..view.of.len()).map(option).collect()
}

fn count(bits: &Bits) -> f64 {
    f64::from(bits.iter().map(|word| word.count_ones()).sum::<u32>())
}

impl Held {
    /// With the regressions as they are, over all rows and the thinned ones (`[futures][options]`),
    /// and moved (`[futures][resamples][options]`).
    pub fn new(full: Vec<Vec<Bits>>, thin: Vec<Vec<Bits>>, moved: Vec<Vec<Vec<Bits>>>) -> Self {
        Self { full, thin, moved }
    }

    /// Of a future, or where all futures hold.
    fn chosen<'a>(&self, future: Option<usize>, of: impl Fn(usize) -> &'a Vec<Bits>) -> Vec<Bits> {
        match future {
            Some(future) => of(future).clone(),
            None => (1..self.full.len()).fold(of(0).clone(), |mut all, f| {
                and_each(&mut all, of(f));
                all
            }),
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
        let full = self.chosen(future, |f| &self.full[f]);
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
        let thin: Vec<f64> =
            self.chosen(future, |f| &self.thin[f]).iter().map(|b| count(b) / thin_rows).collect();
        let resampled: Vec<Vec<f64>> = (0..resamples.count())
            .map(|b| {
                let moved = self.chosen(future, |f| &self.moved[f][b]);
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
