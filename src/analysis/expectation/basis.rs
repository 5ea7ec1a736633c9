//! The columns that a regression on the uncertainties may take, and their products.

use rayon::prelude::*;

use super::dots::{ROWS, dot, dot4};
use crate::analysis::influence::ranks;
use crate::math;

/// Highest degree of a polynomial of one uncertainty.
pub(super) const DEGREES: usize = 3;
/// Bends of a single uncertainty's regression that are tried besides.
pub(super) const KNOTS: usize = 7;
/// Jumps of it that are tried for each bend.
const JUMPS: usize = 2;

/// Rows of one half of the draws: the even ones come first, then the odd ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All draws.
    All,
    /// Even draws.
    Even,
    /// Odd draws.
    Odd,
}

/// Hermite polynomials of the normal scores of all uncertainties, and their products, which all
/// outputs share.
///
/// Rows are draws, the even ones before the odd ones, so that each half lies in one piece.
/// Column 0 is 1. The score of a value of rank r among n is `Phi^-1((r - 1/2) / n)`, equal values
/// sharing the mean of their ranks.
pub(super) struct Basis {
    rows: usize,
    even: usize,
    /// Which uncertainty and degree each column is; degree 0 for the first, degrees above
    /// [`DEGREES`] for bends and jumps. `[columns]`
    pub names: Vec<(usize, usize)>,
    /// `[columns][rows]`, one after the other.
    data: Vec<f64>,
    /// Products of the columns over the even and the odd rows. `[columns][columns]`
    grams: [Vec<f64>; 2],
    /// The sum of both.
    gram: Vec<f64>,
}

impl Basis {
    /// Of `[uncertainties][draws]`. Uncertainties that are held have no columns; nothing has below
    /// `fewest` draws.
    pub fn new(uncertainties: &[Vec<f64>], draws: usize, fewest: usize) -> Self {
        Self::with_knots(uncertainties, draws, fewest, 0)
    }

    /// The same with bends `max(0, z - k)` too, k at so many quantiles of the normal law, and jumps
    /// `z > k` at twice as many.
    pub fn with_knots(
        uncertainties: &[Vec<f64>],
        draws: usize,
        fewest: usize,
        knots: usize,
    ) -> Self {
        let degrees = DEGREES + knots + JUMPS * knots;
        let names_of = |i: usize| (1..=degrees).map(move |degree| (i, degree));
        let bend = |degree: usize, z: f64| {
            let at = |k: usize, of: usize| math::normal_quantile(k as f64 / (of + 1) as f64);
            match degree - DEGREES {
                k if k <= knots => (z - at(k, knots)).max(0.0),
                k => f64::from(u8::from(z > at(k - knots, JUMPS * knots))),
            }
        };
        let scored: Vec<(usize, Vec<f64>)> = uncertainties
            .par_iter()
            .enumerate()
            .filter(|(_, x)| draws >= fewest && x.len() == draws && varies(x))
            .map(|(i, x)| (i, normal_scores(x)))
            .collect();
        let mut names = vec![(usize::MAX, 0)];
        let mut data = vec![1.0; draws];
        for (uncertainty, z) in &scored {
            names.extend(names_of(*uncertainty));
            for degree in 1..=DEGREES {
                data.extend(in_halves(z).map(|z| hermite(degree, z)));
            }
            for degree in DEGREES + 1..=degrees {
                data.extend(in_halves(z).map(|z| bend(degree, z)));
            }
        }
        let mut basis = Self {
            rows: draws,
            even: draws.div_ceil(2),
            names,
            data,
            grams: [Vec::new(), Vec::new()],
            gram: Vec::new(),
        };
        basis.grams = [basis.products(Part::Even), basis.products(Part::Odd)];
        basis.gram = basis.grams[0].iter().zip(&basis.grams[1]).map(|(a, b)| a + b).collect();
        basis
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.names.len()
    }

    /// Where the rows of a part are.
    pub fn range(&self, part: Part) -> std::ops::Range<usize> {
        match part {
            Part::All => 0..self.rows,
            Part::Even => 0..self.even,
            Part::Odd => self.even..self.rows,
        }
    }

    /// A column over all rows.
    pub fn column(&self, column: usize) -> &[f64] {
        &self.data[column * self.rows..][..self.rows]
    }

    /// Product of two columns over a part.
    pub fn gram(&self, part: Part, a: usize, b: usize) -> f64 {
        let gram = match part {
            Part::All => &self.gram,
            Part::Even => &self.grams[0],
            Part::Odd => &self.grams[1],
        };
        gram[a * self.columns() + b]
    }

    /// The first column of an uncertainty: its score.
    pub fn score(&self, uncertainty: usize) -> Option<&[f64]> {
        let at = self.names.iter().position(|name| *name == (uncertainty, 1))?;
        Some(self.column(at))
    }

    fn products(&self, part: Part) -> Vec<f64> {
        let (columns, range) = (self.columns(), self.range(part));
        let rows: Vec<Vec<f64>> = (0..columns)
            .into_par_iter()
            .map(|a| {
                let left = &self.column(a)[range.clone()];
                (0..=a).map(|b| dot(left, &self.column(b)[range.clone()])).collect()
            })
            .collect();
        let mut out = vec![0.0; columns * columns];
        for (a, row) in rows.iter().enumerate() {
            for (b, product) in row.iter().enumerate() {
                out[a * columns + b] = *product;
                out[b * columns + a] = *product;
            }
        }
        out
    }

    /// Products of all columns with each output over the even and the odd rows.
    /// `[outputs][halves][columns]`
    pub fn with(&self, outputs: &[&[f64]]) -> Vec<[Vec<f64>; 2]> {
        let four = |chunk: &[&[f64]]| -> Vec<[Vec<f64>; 2]> {
            let [even, odd] = [Part::Even, Part::Odd].map(|part| self.four(chunk, part));
            even.into_iter().zip(odd).map(|(a, b)| [a, b]).collect()
        };
        outputs.par_chunks(4).map(four).collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// Products with at most four outputs, the rows in pieces that stay near the processor.
    fn four(&self, outputs: &[&[f64]], part: Part) -> Vec<Vec<f64>> {
        let mut out = vec![vec![0.0; self.columns()]; outputs.len()];
        let range = self.range(part);
        let mut first = range.start;
        while first < range.end {
            let last = (first + ROWS).min(range.end);
            let piece: [&[f64]; 4] = std::array::from_fn(|k| match outputs.get(k) {
                Some(output) => &output[first..last],
                None => &outputs[0][first..last],
            });
            for column in 0..self.columns() {
                let sums = dot4(&self.column(column)[first..last], piece);
                out.iter_mut().zip(sums).for_each(|(out, sum)| out[column] += sum);
            }
            first = last;
        }
        out
    }
}

/// Values in the order of the rows: of the even draws, then of the odd ones.
pub(super) fn in_halves(values: &[f64]) -> impl Iterator<Item = f64> + '_ {
    values.iter().step_by(2).chain(values.iter().skip(1).step_by(2)).copied()
}

/// The row of a draw.
pub(super) fn row_of(draw: usize, draws: usize) -> usize {
    if draw.is_multiple_of(2) { draw / 2 } else { draws.div_ceil(2) + draw / 2 }
}

/// Whether values are finite and not all the same.
fn varies(x: &[f64]) -> bool {
    x.iter().all(|x| x.is_finite()) && x.iter().any(|v| *v != x[0])
}

/// `Phi^-1` of the middle of each value's cell of n.
fn normal_scores(x: &[f64]) -> Vec<f64> {
    let n = x.len() as f64;
    ranks(x).into_iter().map(|rank| math::normal_quantile((rank - 0.5) / n)).collect()
}

/// Hermite polynomials whose square has mean 1 under the normal law.
fn hermite(degree: usize, z: f64) -> f64 {
    match degree {
        0 => 1.0,
        1 => z,
        2 => (z * z - 1.0) / 2.0_f64.sqrt(),
        _ => (z * z - 3.0) * z / 6.0_f64.sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_of_scores_are_nearly_orthonormal() {
        let n = 2000;
        let x: Vec<f64> = (0..n).map(|i| f64::from(i * 7 % n).powi(3)).collect();
        let basis = Basis::new(&[x], n as usize, 1);
        assert_eq!(basis.names, [(usize::MAX, 0), (0, 1), (0, 2), (0, 3)]);
        for a in 0..4 {
            for b in 0..4 {
                let got = basis.gram(Part::All, a, b) / f64::from(n);
                let want = f64::from(u8::from(a == b));
                assert!((got - want).abs() < 0.06, "{a} {b} {got}");
                let halves = basis.gram(Part::Even, a, b) + basis.gram(Part::Odd, a, b);
                assert_eq!(halves, basis.gram(Part::All, a, b));
            }
        }
    }

    #[test]
    fn what_is_held_has_no_column() {
        let basis = Basis::new(&[vec![2.0; 9], vec![1.0, 2.0, 3.0]], 9, 1);
        assert_eq!(basis.columns(), 1, "constant; of another length");
        assert_eq!(Basis::new(&[vec![1.0, 2.0]], 2, 3).columns(), 1, "too few draws");
        assert!(basis.score(0).is_none());
    }

    #[test]
    fn rows_are_even_draws_then_odd_ones() {
        let x = [0.0, 1.0, 2.0, 3.0, 4.0];
        let rows: Vec<f64> = in_halves(&x).collect();
        assert_eq!(rows, [0.0, 2.0, 4.0, 1.0, 3.0]);
        for (draw, value) in x.iter().enumerate() {
            assert_eq!(rows[row_of(draw, 5)], *value);
        }
    }

    #[test]
    fn products_with_outputs_are_dot_products() {
        let n = 1303;
        let x: Vec<f64> = (0..n).map(|i| f64::from(i * 11 % n)).collect();
        let basis = Basis::new(&[x], n as usize, 1);
        let outputs: Vec<Vec<f64>> =
            (1..6).map(|k| (0..n).map(|i| f64::from(i * k % 17) - 8.0).collect()).collect();
        let columns: Vec<&[f64]> = outputs.iter().map(Vec::as_slice).collect();
        for (products, output) in basis.with(&columns).iter().zip(&outputs) {
            for (half, part) in products.iter().zip([Part::Even, Part::Odd]) {
                for (k, got) in half.iter().enumerate() {
                    let rows = basis.range(part);
                    let want: f64 = rows.map(|i| basis.column(k)[i] * output[i]).sum();
                    assert!((got - want).abs() < 1e-8 * f64::from(n));
                }
            }
        }
    }
}
