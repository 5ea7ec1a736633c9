//! Forward selection of the terms of a regression.

use super::basis::{Basis, Part};
use super::dots::{add_scaled, dot};
use crate::math;

/// Terms at most.
const MOST: usize = 24;
/// Draws that a term needs.
const DRAWS_PER_TERM: usize = 10;
/// Uncertainties whose products are tried.
const PAIRED: usize = 8;
/// Share of a column's square that must be left beside those taken already.
const LEFT: f64 = 1e-6;
/// A pair is looked at closer unless it would not do with this share of its square left.
const PAIR_LEFT: f64 = 0.1;
/// Share of an output's square that counts as nothing.
const NOTHING: f64 = 1e-20;

/// A term that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    /// A column of the basis.
    Main(usize),
    /// The product of the scores of two uncertainties.
    Pair(usize, usize),
}

/// A regression: `y = sum alpha_l q_l + residual`.
pub(super) struct Selected {
    /// The terms in the order in which they were taken; the constant goes before them.
    pub picks: Vec<Pick>,
    /// Orthonormal columns, the constant first. `[terms + 1][rows]`
    pub q: Vec<Vec<f64>>,
    /// Parts of each column along the orthonormal ones: `x_m = sum r_ml q_l`. `[terms + 1]`
    r: Vec<Vec<f64>>,
    alphas: Vec<f64>,
    /// What is left. `[rows]`
    pub residual: Vec<f64>,
    /// Sum of squares about the mean.
    pub total: f64,
    /// Sum of squares of the residual.
    pub rest: f64,
}

/// What has to be exceeded by `-n ln(1 - gain / rest)` for one more term to lower the extended
/// BIC with gamma = 1, where `taken` of `offered` have been taken: `ln n + 2 ln((offered - taken)
/// / (taken + 1))`.
fn penalty(rows: usize, offered: usize, taken: usize) -> f64 {
    let open = offered.saturating_sub(taken).max(1) as f64;
    math::ln(rows as f64) + 2.0 * math::ln(open / (taken as f64 + 1.0)).max(0.0)
}

/// Regresses `y` (rows of `part`) on the basis. `products` are those of `y` with its columns.
///
/// Stage one takes columns one after the other, each time the one that lowers the residual sum of
/// squares most (orthogonal least squares; a Cholesky factor of the Gram matrix grows by a row a
/// step). Stage two offers the products of pairs of uncertainties of which a column was taken
/// (heredity). Either ends when the extended BIC does not fall. A term must also pass the same
/// threshold with an error that does not suppose equal variances (HC3), so that a few extreme
/// outcomes do not choose it.
pub(super) fn select(basis: &Basis, part: Part, y: &[f64], products: &[f64]) -> Selected {
    let mut state = State::new(basis, part, y);
    let constant = vec![1.0 / (y.len() as f64).sqrt(); y.len()];
    let mut open = Open::new(basis, part, products);
    let alpha = state.take(None, constant, vec![(y.len() as f64).sqrt()]);
    open.took(0, alpha);
    state.out.total = state.out.rest;
    if state.out.total > 0.0 {
        mains(&mut state, &mut open);
        pairs(&mut state);
    }
    state.out
}

/// The regression so far.
struct State<'a> {
    basis: &'a Basis,
    part: Part,
    most: usize,
    out: Selected,
}

impl<'a> State<'a> {
    fn new(basis: &'a Basis, part: Part, y: &[f64]) -> Self {
        Self {
            basis,
            part,
            most: MOST.min(y.len() / DRAWS_PER_TERM),
            out: Selected {
                picks: Vec::new(),
                q: Vec::new(),
                r: Vec::new(),
                alphas: Vec::new(),
                residual: y.to_vec(),
                total: 0.0,
                rest: 0.0,
            },
        }
    }

    fn rows(&self) -> usize {
        self.out.residual.len()
    }

    fn done(&self) -> bool {
        self.out.picks.len() >= self.most || self.out.rest <= NOTHING * self.out.total
    }

    /// The unit column that is left of `x` beside those taken, and its parts along them and itself.
    fn beside(&self, x: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
        let mut q = x.to_vec();
        let square = dot(x, x);
        let mut parts = Vec::with_capacity(self.out.q.len() + 1);
        for taken in &self.out.q {
            let along = dot(taken, &q);
            add_scaled(&mut q, -along, taken);
            parts.push(along);
        }
        let left = dot(&q, &q);
        if left <= LEFT * square {
            return None;
        }
        let length = left.sqrt();
        q.iter_mut().for_each(|q| *q /= length);
        parts.push(length);
        Some((q, parts))
    }

    /// Whether a unit column explains more than `threshold` squared standard errors, without
    /// supposing that all residuals have one variance.
    fn robust(&self, q: &[f64], threshold: f64) -> bool {
        let alpha = dot(q, &self.out.residual);
        let squares = q.iter().zip(&self.out.residual).map(|(q, e)| {
            let leave_out = (e - alpha * q) / (1.0 - (q * q).min(0.999_999));
            q * q * leave_out * leave_out
        });
        alpha * alpha > threshold * squares.sum::<f64>()
    }

    /// Takes a unit column; its coefficient.
    fn take(&mut self, pick: Option<Pick>, q: Vec<f64>, parts: Vec<f64>) -> f64 {
        let alpha = dot(&q, &self.out.residual);
        add_scaled(&mut self.out.residual, -alpha, &q);
        self.out.rest = dot(&self.out.residual, &self.out.residual);
        self.out.picks.extend(pick);
        self.out.q.push(q);
        self.out.r.push(parts);
        self.out.alphas.push(alpha);
        alpha
    }
}

/// What is known of the columns that are not taken yet.
struct Open<'a> {
    basis: &'a Basis,
    part: Part,
    /// Their square beside those taken; 0 where they are closed. `[columns]`
    squares: Vec<f64>,
    /// Their product with the residual. `[columns]`
    products: Vec<f64>,
    /// Their parts along the orthonormal columns. `[taken][columns]`
    along: Vec<Vec<f64>>,
}

impl<'a> Open<'a> {
    fn new(basis: &'a Basis, part: Part, products: &[f64]) -> Self {
        let squares = (0..basis.columns()).map(|k| basis.gram(part, k, k)).collect();
        Self { basis, part, squares, products: products.to_vec(), along: Vec::new() }
    }

    /// The column that lowers the sum of squares most, and by how much.
    fn best(&self) -> Option<(usize, f64)> {
        let mut best = None;
        for column in 0..self.squares.len() {
            let square = self.squares[column];
            if square <= LEFT * self.basis.gram(self.part, column, column) {
                continue;
            }
            let gain = self.products[column] * self.products[column] / square;
            if best.is_none_or(|(_, most)| gain > most) {
                best = Some((column, gain));
            }
        }
        best
    }

    /// Takes account of a column that was taken with coefficient `alpha`.
    fn took(&mut self, taken: usize, alpha: f64) {
        let length = self.squares[taken].sqrt();
        let mut along = vec![0.0; self.squares.len()];
        for (column, out) in along.iter_mut().enumerate() {
            let product = self.basis.gram(self.part, column, taken);
            let known: f64 = self.along.iter().map(|row| row[column] * row[taken]).sum();
            *out = (product - known) / length;
            self.squares[column] -= *out * *out;
            self.products[column] -= *out * alpha;
        }
        self.along.push(along);
        self.squares[taken] = 0.0;
    }
}

/// Stage one: polynomials of single uncertainties.
fn mains(state: &mut State<'_>, open: &mut Open<'_>) {
    let offered = state.basis.columns() - 1;
    let range = state.basis.range(state.part);
    while !state.done() {
        let penalty = penalty(state.rows(), offered, state.out.picks.len());
        let Some((column, gain)) = open.best() else { return };
        if !lowers(state, gain, penalty) {
            return;
        }
        match state.beside(&state.basis.column(column)[range.clone()]) {
            Some((q, parts)) if state.robust(&q, penalty) => {
                let alpha = state.take(Some(Pick::Main(column)), q, parts);
                open.took(column, alpha);
            }
            _ => open.squares[column] = 0.0,
        }
    }
}

/// Whether a term that takes `gain` off the residual sum of squares lowers the extended BIC.
fn lowers(state: &State<'_>, gain: f64, penalty: f64) -> bool {
    let share = (gain / state.out.rest).min(1.0 - 1e-15);
    -(state.rows() as f64) * math::ln_1p(-share) > penalty
}

/// Stage two: products of the scores of uncertainties that were taken.
fn pairs(state: &mut State<'_>) {
    let mut chosen: Vec<usize> = Vec::new();
    for pick in &state.out.picks {
        if let Pick::Main(column) = pick {
            let uncertainty = state.basis.names[*column].0;
            if !chosen.contains(&uncertainty) {
                chosen.push(uncertainty);
            }
        }
    }
    chosen.truncate(PAIRED);
    let mut open: Vec<(usize, usize, Vec<f64>, f64)> = Vec::new();
    for (k, second) in chosen.iter().enumerate() {
        for first in &chosen[..k] {
            let column = product(state.basis, state.part, *first, *second);
            let square = dot(&column, &column);
            open.push((*first, *second, column, square));
        }
    }
    let (offered, mut taken) = (open.len(), 0);
    while !state.done() {
        let penalty = penalty(state.rows(), offered, taken);
        let mut best: Option<(usize, f64)> = None;
        for (k, (_, _, column, square)) in open.iter().enumerate() {
            let product = dot(column, &state.out.residual);
            let gain = product * product / square;
            if !lowers(state, gain / PAIR_LEFT, penalty) {
                continue;
            }
            let known: f64 = state.out.q.iter().map(|q| dot(q, column)).map(|p| p * p).sum();
            let left = square - known;
            if left > LEFT * square {
                let gain = product * product / left;
                if best.is_none_or(|(_, most)| gain > most) {
                    best = Some((k, gain));
                }
            }
        }
        let Some((k, gain)) = best else { return };
        if !lowers(state, gain, penalty) {
            return;
        }
        let (first, second, column, _) = open.remove(k);
        if let Some((q, parts)) = state.beside(&column)
            && state.robust(&q, penalty)
        {
            state.take(Some(Pick::Pair(first, second)), q, parts);
            taken += 1;
        }
    }
}

/// The product of two uncertainties' scores over a part.
fn product(basis: &Basis, part: Part, first: usize, second: usize) -> Vec<f64> {
    let range = basis.range(part);
    let scores = |uncertainty| basis.score(uncertainty).unwrap_or(&[]);
    let (a, b) = (scores(first), scores(second));
    range.filter_map(|row| Some(a.get(row)? * b.get(row)?)).collect()
}

impl Selected {
    /// What the regression says over the rows of a part, which may be another.
    pub fn predict(&self, basis: &Basis, part: Part) -> Vec<f64> {
        // R' beta = alpha: column m of the terms has parts r_m along q_0..=q_m
        let count = self.alphas.len();
        let mut betas = self.alphas.clone();
        for m in (0..count).rev() {
            betas[m] /= self.r[m][m];
            for l in 0..m {
                betas[l] -= self.r[m][l] * betas[m];
            }
        }
        let range = basis.range(part);
        let mut out = vec![betas.first().copied().unwrap_or(0.0); range.len()];
        for (pick, beta) in self.picks.iter().zip(&betas[1..]) {
            match *pick {
                Pick::Main(column) => {
                    add_scaled(&mut out, *beta, &basis.column(column)[range.clone()]);
                }
                Pick::Pair(a, b) => add_scaled(&mut out, *beta, &product(basis, part, a, b)),
            }
        }
        out
    }
}
