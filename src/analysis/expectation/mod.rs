//! What an outcome comes to in the mean over luck, given a draw of the uncertainties.
//!
//! A replicate holds luck as well as ignorance. Whoever decides may come to know the
//! uncertainties, never the luck: all statistics of decisions (regret, the best option of a draw,
//! satisficing, the value of information) are on `mu(d) = E[outcome | draw d]`. Per replicate they
//! would credit a planner with foresight of luck.
//!
//! For an output `y_d` (a draw's mean over its L luck paths: the level of one option, and of every
//! other the paired difference from it) the estimate is
//!
//! ```text
//! f(d)    = curve(b_0 + sum b_t h_t(d))            a regression on the uncertainties, calibrated
//! mu^(d)  = f(d) + w (y_d - f(d)),   w = tau^2 / (tau^2 + sigma^2 / L)
//! ```
//!
//! **Regression.** The terms `h_t` are chosen among Hermite polynomials of degree 1 to 3 of the
//! normal scores of the uncertainties (`Phi^-1((rank - 1/2) / n)`, so that neither the unit nor
//! the shape of a distribution matters) and products of pairs of scores of those chosen, by
//! orthogonal least squares (S. Chen, S. A. Billings, W. Luo, "Orthogonal least squares methods and
//! their application to non-linear system identification", International Journal of Control 50,
//! 1989). It ends when the extended BIC with gamma = 1 (J. Chen, Z. Chen, "Extended Bayesian
//! information criteria for model selection with large model spaces", Biometrika 95, 2008) does not
//! fall:
//!
//! ```text
//! EBIC(k terms of P) = n ln(RSS / n) + k ln n + 2 ln C(P, k)
//! ```
//!
//! so that an outcome that is nothing but luck chooses nothing. Each term must also pass with
//! standard errors for unequal variances (HC3: J. G. MacKinnon, H. White, Journal of Econometrics
//! 29, 1985): outcomes of which a few are extreme would else choose terms by chance.
//!
//! **Calibration.** A polynomial of an outcome that has a threshold or grows by factors errs in a
//! way that decisions feel: where an option can only be worse than the baseline, it foretells gains
//! in half of the draws, and the best of many options is then best by the errors of the
//! polynomials. So what the regression says is only an index. The even draws are foretold by a
//! regression on the odd ones and the other way round; a rising curve is laid through what came of
//! these predictions (isotonic regression on at most 25 classes of equal numbers, straight between
//! their means), and `f` is that curve at the index from all draws, within the range of what
//! occurred and with its mean: L. van der Laan, E. Ulloa-Perez, M. Carone, A. Luedtke, "Causal
//! isotonic calibration for heterogeneous treatment effects", ICML 2023. Below 200 draws, and where
//! the regression leaves nothing, it stays as it is.
//!
//! **Shrinkage.** With `L >= 2` the draw's own mean says something beyond the regression. `sigma^2`
//! is the mean variance within draws, `tau^2 = RSS / (n - k - 1) - sigma^2 / L` (not below 0) the
//! variance of `E[y | draw]` that `f` does not reach. With `L = 1` the two cannot be told apart, and
//! `w = 0`; but for a model without any luck, where `w = 1`: each outcome is its own expectation.
//!
//! What is left out: what the regression misses makes options look more alike from draw to draw
//! than they are. [`Fit`] says how much that is where `L >= 2`.

mod basis;
mod curve;
mod dots;
mod select;
#[cfg(test)]
mod tests;

use rayon::prelude::*;
use serde::Serialize;

use crate::outcome::Outcomes;
use basis::{Basis, KNOTS, Part, in_halves, row_of};
use curve::{Curve, pooled};
use select::{Pick, Selected, select};

/// Draws below which no regression is tried.
const FEWEST: usize = 20;
/// Share of an output's square below which what a regression leaves is rounding.
const CERTAIN: f64 = 1e-12;
/// Classes of draws whose means move with the sample, at most.
const CLASSES: usize = 20;
/// Groups of draws that are resampled together, at most.
const GROUPS: usize = 250;
/// Groups of a design in randomisations, which alone are independent.
const RANDOMISATIONS: usize = crate::random::design::RANDOMISATIONS as usize;
/// Draws on which changed regressions are evaluated, at most.
const THIN: usize = 1000;

/// A term of a regression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// A Hermite polynomial of an uncertainty's normal score.
    Power {
        /// Index of the uncertainty.
        uncertainty: usize,
        /// 1 to 3.
        degree: usize,
    },
    /// The product of the normal scores of two uncertainties.
    Product {
        /// Index of one.
        first: usize,
        /// Index of the other.
        second: usize,
    },
}

/// How the expectation of an output was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fit {
    /// Share of the variance of the draws' means that the regression explains, adjusted for the
    /// number of terms; none of a constant.
    pub r2: Option<f64>,
    /// Terms in the order in which they were taken.
    pub terms: Vec<Term>,
    /// Uncertainties that occur in them, in that order.
    pub uncertainties: Vec<usize>,
    /// Variance of luck within a draw, `sigma^2`; none with one luck path.
    pub luck: Option<f64>,
    /// Variance of the expectation given the draw that the regression misses, `tau^2`; none with
    /// one luck path.
    pub left: Option<f64>,
    /// Weight of the draw's own mean, `w`; 0 with one luck path.
    pub own: f64,
}

/// An output with its expectation given the draw. Rows are draws, even ones first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expected {
    /// How it was found.
    pub fit: Fit,
    /// `mu^`. `[rows]`
    pub values: Vec<f64>,
    /// What one half of the draws says of the other, from the regression on the first and the
    /// earlier luck paths of the draw itself. `[rows]`
    pub crossed: Vec<f64>,
    /// What came of it: the mean of the luck paths that `crossed` has not seen. `[rows]`
    pub held: Vec<f64>,
    /// Means over all luck paths; empty where `held` is that. `[rows]`
    pub means: Vec<f64>,
    /// How the regression moves with the sample.
    pub slack: Slack,
}

/// What an expectation would have been with other draws. In a resample in which group g stands
/// `c_g` times, class l moves by the mean of its residuals, `sum_g c_g score_lg`; classes that then
/// fall are pooled, as the curve would have been.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slack {
    /// Sums of residuals by group over the size of the class. `[classes][groups]`
    scores: Vec<Vec<f64>>,
    /// Means of the classes, rising. `[classes]`
    means: Vec<f64>,
    /// 1 less the weight of a draw's own mean.
    factor: f64,
    /// The class of each thinned row. `[thin]`
    pub classes: Vec<usize>,
}

impl Slack {
    /// By how much each class moves. `[classes]`
    pub fn moves(&self, counts: &[f64]) -> Vec<f64> {
        let total = |scores: &Vec<f64>| scores.iter().zip(counts).map(|(s, c)| s * c).sum::<f64>();
        let moved = self.means.iter().zip(&self.scores).map(|(mean, s)| (mean + total(s), 1.0));
        let pooled = pooled(moved);
        pooled.iter().zip(&self.means).map(|(new, old)| self.factor * (new - old)).collect()
    }
}

/// An output whose expectation given all uncertainties is known.
pub(crate) struct Known<'a> {
    /// That expectation. `[rows]`
    pub values: &'a [f64],
    /// Means over luck. `[rows]`
    pub outcomes: &'a [f64],
}

/// Regressions on the uncertainties of a run, which share their columns and products.
pub struct Regressions {
    basis: Basis,
    draws: usize,
    luck_paths: usize,
    /// Whether outcomes hold no luck: then each is its own expectation.
    certain: bool,
    /// The group of each row.
    groups: Vec<usize>,
    group_count: usize,
    /// Rows on which changed regressions are evaluated.
    thin: Vec<usize>,
}

impl Regressions {
    /// Of the uncertainties of a run.
    pub fn new(outcomes: &Outcomes) -> Self {
        let draws = outcomes.shape.draws() as usize;
        let group_count =
            draws.min(if outcomes.shape.randomised() { RANDOMISATIONS } else { GROUPS });
        let mut groups = vec![0; draws];
        for draw in 0..draws {
            groups[row_of(draw, draws)] = draw % group_count;
        }
        let thin = draws.min(THIN);
        Self {
            basis: Basis::new(&outcomes.uncertainties, draws, FEWEST),
            draws,
            luck_paths: outcomes.shape.luck_paths as usize,
            certain: false,
            groups,
            group_count,
            thin: (0..thin).map(|k| k * draws / thin).collect(),
        }
    }

    /// Of a model without luck, where `certain`: an outcome is its own expectation given the draw,
    /// and the regression says only what it hangs on.
    pub fn of_certain(self, certain: bool) -> Self {
        Self { certain, ..self }
    }

    /// Number of draws.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// Luck paths of a draw.
    pub(crate) fn luck_paths(&self) -> usize {
        self.luck_paths
    }

    /// Number of groups of draws that are independent of each other.
    pub(crate) fn group_count(&self) -> usize {
        self.group_count
    }

    /// The group of each row.
    pub(crate) fn groups(&self) -> &[usize] {
        &self.groups
    }

    /// Values by draw, put into rows.
    pub(crate) fn rows(&self, by_draw: &[f64]) -> Vec<f64> {
        in_halves(by_draw).collect()
    }

    /// Rows on which changed regressions are evaluated.
    pub(crate) fn thin(&self) -> &[usize] {
        &self.thin
    }

    /// The expectation of an output given each draw, and how it was found. `values` are one for
    /// each luck path, as in [`Outcomes::measure`]. `[draws]`
    ///
    /// # Panics
    /// Unless there is a finite value for each replicate.
    pub fn expectation(&self, values: &[f64]) -> (Vec<f64>, Fit) {
        assert!(values.iter().all(|x| x.is_finite()), "finite values");
        let expected = self.expected(&[values.to_vec()]).remove(0);
        (self.by_draw(&expected.values), expected.fit)
    }

    /// Values of rows in the order of the draws.
    pub(crate) fn by_draw(&self, rows: &[f64]) -> Vec<f64> {
        (0..self.draws).map(|draw| rows[row_of(draw, self.draws)]).collect()
    }

    /// [`Regressions::expectation`] of many outputs, values by luck path.
    pub(crate) fn expected(&self, outputs: &[Vec<f64>]) -> Vec<Expected> {
        let prepared: Vec<Prepared> =
            outputs.par_iter().map(|y| Prepared::new(y, self.luck_paths)).collect();
        let columns: Vec<&[f64]> = prepared.iter().map(|p| p.means.as_slice()).collect();
        let products = self.basis.with(&columns);
        prepared.into_par_iter().zip(products).map(|(p, products)| self.one(p, &products)).collect()
    }

    fn one(&self, output: Prepared, products: &[Vec<f64>; 2]) -> Expected {
        if output.constant {
            let values = vec![output.centre; self.draws];
            return Expected {
                fit: Fit { luck: output.luck, left: output.luck.map(|_| 0.0), ..Fit::default() },
                crossed: values.clone(),
                means: output.whole(self.luck_paths),
                held: output.held,
                values,
                slack: Slack::default(),
            };
        }
        let both: Vec<f64> = products[0].iter().zip(&products[1]).map(|(a, b)| a + b).collect();
        let fitted = select(&self.basis, Part::All, &output.means, &both);
        let index = self.foretold(&output, products);
        let f = self.calibrated(&output, &fitted, &index);
        let residual: Vec<f64> = output.means.iter().zip(&f).map(|(y, f)| y - f).collect();
        let terms = fitted.picks.len();
        let rest = residual.iter().map(|e| e * e).sum::<f64>();
        let left = output.luck.map(|luck| {
            let freedom = (self.draws as f64 - 1.0 - terms as f64).max(1.0);
            (rest / freedom - luck / self.luck_paths as f64).max(0.0)
        });
        let own = if self.certain { 1.0 } else { weight(left, output.luck, self.luck_paths) };
        let values: Vec<f64> =
            f.iter().zip(&residual).map(|(f, e)| output.centre + f + own * e).collect();
        Expected {
            slack: self.slack(&f, &residual, terms, 1.0 - own),
            fit: self.describe(&fitted, rest, (output.luck, left, own)),
            crossed: match self.certain {
                true => values.clone(),
                false => {
                    self.crossed(&output, &index, weight(left, output.luck, self.luck_paths / 2))
                }
            },
            values,
            means: output.whole(self.luck_paths),
            held: output.held,
        }
    }

    /// Regressions on some of the uncertainties: a single one may bend.
    pub(crate) fn narrowed(&self, outcomes: &Outcomes, uncertainties: &[usize]) -> Self {
        let columns: Vec<Vec<f64>> =
            uncertainties.iter().map(|u| outcomes.uncertainties[*u].clone()).collect();
        let knots = if columns.len() == 1 { KNOTS } else { 0 };
        Self {
            basis: Basis::with_knots(&columns, self.draws, FEWEST, knots),
            draws: self.draws,
            luck_paths: 1,
            certain: false,
            groups: self.groups.clone(),
            group_count: self.group_count,
            thin: self.thin.clone(),
        }
    }

    /// The expectations given these uncertainties of outputs whose expectation given all of them
    /// is known: that expectation is regressed, which holds no luck any more. The error is that of
    /// the outputs themselves.
    pub(crate) fn given(&self, known: &[Known<'_>]) -> Vec<Expected> {
        let prepared: Vec<Prepared> = known.iter().map(Prepared::of_rows).collect();
        let columns: Vec<&[f64]> = prepared.iter().map(|p| p.means.as_slice()).collect();
        let products = self.basis.with(&columns);
        let each = prepared.into_par_iter().zip(products).zip(known);
        each.map(|((prepared, products), known)| self.one_given(prepared, &products, known))
            .collect()
    }

    fn one_given(&self, output: Prepared, products: &[Vec<f64>; 2], known: &Known<'_>) -> Expected {
        let (mut f, mut terms) = (vec![0.0; self.draws], 0);
        let mut fit = Fit::default();
        if !output.constant {
            let both: Vec<f64> = products[0].iter().zip(&products[1]).map(|(a, b)| a + b).collect();
            let fitted = select(&self.basis, Part::All, &output.means, &both);
            let index = self.foretold(&output, products);
            f = self.calibrated(&output, &fitted, &index);
            terms = fitted.picks.len();
            let rest = output.means.iter().zip(&f).map(|(y, f)| (y - f) * (y - f)).sum();
            fit = Fit { r2: self.adjusted(rest, fitted.total, terms), ..Fit::default() };
        }
        let values: Vec<f64> = f.iter().map(|f| output.centre + f).collect();
        let residual: Vec<f64> = known.outcomes.iter().zip(&values).map(|(y, g)| y - g).collect();
        let slack = self.slack(&f, &residual, terms, 1.0);
        Expected { fit, values, slack, ..Expected::default() }
    }

    /// Each half as the regression on the other foretells it. `[rows]`
    fn foretold(&self, output: &Prepared, products: &[Vec<f64>; 2]) -> Vec<f64> {
        let mut out = vec![0.0; self.draws];
        for (seen, unseen, products) in
            [(Part::Even, Part::Odd, &products[0]), (Part::Odd, Part::Even, &products[1])]
        {
            let (from, to) = (self.basis.range(seen), self.basis.range(unseen));
            if from.is_empty() || to.is_empty() {
                continue;
            }
            let fitted = select(&self.basis, seen, &output.means[from], products);
            out[to].copy_from_slice(&fitted.predict(&self.basis, unseen));
        }
        out
    }

    /// The regression on all draws, put right by what came of predictions of unseen draws.
    fn calibrated(&self, output: &Prepared, fitted: &Selected, index: &[f64]) -> Vec<f64> {
        let y = &output.means;
        let mut f: Vec<f64> = y.iter().zip(&fitted.residual).map(|(y, e)| y - e).collect();
        let certain = fitted.rest <= CERTAIN * fitted.total;
        if fitted.picks.is_empty() || certain {
            return f;
        }
        if let Some(curve) = Curve::of(index, y) {
            f.iter_mut().for_each(|f| *f = curve.at(*f));
        }
        output.within_range(&mut f);
        f
    }

    /// Each half as the other foretells it, put right by what came of predictions in that other
    /// half, and given the weight `own` of the earlier luck paths.
    fn crossed(&self, output: &Prepared, index: &[f64], own: f64) -> Vec<f64> {
        let mut out = vec![0.0; self.draws];
        for (seen, unseen) in [(Part::Even, Part::Odd), (Part::Odd, Part::Even)] {
            let (from, to) = (self.basis.range(seen), self.basis.range(unseen));
            if from.is_empty() || to.is_empty() {
                continue;
            }
            let curve = Curve::of(&index[from.clone()], &output.means[from]);
            let mut f: Vec<f64> = index[to.clone()].to_vec();
            if let Some(curve) = curve {
                f.iter_mut().for_each(|f| *f = curve.at(*f));
            }
            for (row, f) in to.zip(f) {
                let f = f.clamp(output.ends.0, output.ends.1);
                let seen = output.early.get(row).copied().flatten();
                let e = seen.map_or(0.0, |y| y - f);
                out[row] = output.centre + f + own * e;
            }
        }
        out
    }

    /// As many classes of draws as the regression has coefficients, by what it says: their means
    /// move with the sample.
    fn slack(&self, f: &[f64], residual: &[f64], terms: usize, factor: f64) -> Slack {
        let classes = (terms + 1).min(CLASSES).min(self.draws);
        let n = self.draws as f64;
        let scale = (n / (n - classes as f64).max(1.0)).sqrt();
        let mut order: Vec<usize> = (0..self.draws).collect();
        order.sort_by(|a, b| f[*a].total_cmp(&f[*b]));
        let mut slack = Slack { factor, ..Slack::default() };
        let mut class_of = vec![0; self.draws];
        for class in 0..classes {
            let rows = &order[class * self.draws / classes..(class + 1) * self.draws / classes];
            let count = rows.len() as f64;
            let mut scores = vec![0.0; self.group_count];
            // what the draws as they are miss is no change
            let missed = rows.iter().map(|row| residual[*row]).sum::<f64>() / count;
            for row in rows {
                scores[self.groups[*row]] += (residual[*row] - missed) * scale / count;
                class_of[*row] = class;
            }
            slack.scores.push(scores);
            slack.means.push(rows.iter().map(|row| f[*row]).sum::<f64>() / count);
        }
        slack.classes = self.thin.iter().map(|row| class_of[*row]).collect();
        slack
    }

    fn describe(
        &self,
        fitted: &Selected,
        rest: f64,
        (luck, left, own): (Option<f64>, Option<f64>, f64),
    ) -> Fit {
        let terms: Vec<Term> = fitted.picks.iter().map(|pick| self.term(*pick)).collect();
        let mut uncertainties = Vec::new();
        for term in &terms {
            let both = match *term {
                Term::Power { uncertainty, .. } => [uncertainty, uncertainty],
                Term::Product { first, second } => [first, second],
            };
            for uncertainty in both {
                if !uncertainties.contains(&uncertainty) {
                    uncertainties.push(uncertainty);
                }
            }
        }
        let r2 = self.adjusted(rest, fitted.total, terms.len());
        Fit { r2, terms, uncertainties, luck, left, own }
    }

    /// Share of the variance that a regression explains, adjusted for its terms.
    fn adjusted(&self, rest: f64, total: f64, terms: usize) -> Option<f64> {
        let (n, k) = (self.draws as f64, terms as f64);
        let adjusted = 1.0 - rest / total * (n - 1.0) / (n - 1.0 - k);
        adjusted.is_finite().then_some(adjusted)
    }

    fn term(&self, pick: Pick) -> Term {
        match pick {
            Pick::Main(column) => {
                let (uncertainty, degree) = self.basis.names[column];
                Term::Power { uncertainty, degree }
            }
            Pick::Pair(first, second) => Term::Product { first, second },
        }
    }
}

/// Weight of the mean of `paths` luck paths against the regression.
fn weight(left: Option<f64>, luck: Option<f64>, paths: usize) -> f64 {
    match (left, luck) {
        (Some(left), Some(luck)) if left > 0.0 && paths > 0 => left / (left + luck / paths as f64),
        _ => 0.0,
    }
}

/// An output made ready: means of draws about their mean.
struct Prepared {
    centre: f64,
    /// Means of the draws less `centre`. `[rows]`
    means: Vec<f64>,
    /// Means of the earlier half of the luck paths less `centre`; empty with one. `[rows]`
    early: Vec<Option<f64>>,
    /// Means of the other luck paths. `[rows]`
    held: Vec<f64>,
    /// Mean variance within draws.
    luck: Option<f64>,
    /// Least and greatest of `means`.
    ends: (f64, f64),
    constant: bool,
}

impl Prepared {
    /// Of values that are in rows and hold no luck.
    fn of_rows(known: &Known<'_>) -> Self {
        let n = known.values.len() as f64;
        let mean = |shift: f64| known.values.iter().map(|y| y - shift).sum::<f64>() / n;
        let rough = mean(0.0);
        let centre = rough + mean(rough);
        let means: Vec<f64> = known.values.iter().map(|y| y - centre).collect();
        let largest = known.values.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
        Self {
            constant: means.iter().all(|y| y.abs() <= 1e-13 * largest),
            ends: means.iter().fold((0.0_f64, 0.0_f64), |e, y| (e.0.min(*y), e.1.max(*y))),
            centre,
            means,
            early: Vec::new(),
            held: Vec::new(),
            luck: None,
        }
    }

    /// Means over all luck paths, where `held` is another.
    fn whole(&self, luck_paths: usize) -> Vec<f64> {
        match luck_paths {
            1 => Vec::new(),
            _ => self.means.iter().map(|y| y + self.centre).collect(),
        }
    }

    /// Moves expectations to the mean of the output and into its range. An output of one sign is
    /// stretched rather than moved, so that nothing gets the other sign.
    fn within_range(&self, f: &mut [f64]) {
        let (low, high) = self.ends;
        f.iter_mut().for_each(|f| *f = f.clamp(low, high));
        let mean = f.iter().sum::<f64>() / f.len() as f64;
        // values are about the centre, where 0 is at -centre
        let (got, wanted) = (mean + self.centre, self.centre);
        let one_sign = low + self.centre >= 0.0 || high + self.centre <= 0.0;
        if one_sign && got != 0.0 {
            let stretch = wanted / got;
            f.iter_mut().for_each(|f| *f = (*f + self.centre) * stretch - self.centre);
        } else {
            f.iter_mut().for_each(|f| *f -= mean);
        }
    }

    fn new(values: &[f64], luck_paths: usize) -> Self {
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        let by_draw: Vec<f64> = values.chunks(luck_paths).map(mean).collect();
        // the second pass makes constants come out exact
        let rough = mean(&by_draw);
        let centre = rough + by_draw.iter().map(|y| y - rough).sum::<f64>() / by_draw.len() as f64;
        let largest = values.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
        let constant = by_draw.iter().all(|y| (y - centre).abs() <= 1e-13 * largest);
        let means: Vec<f64> = in_halves(&by_draw).map(|y| y - centre).collect();
        let ends = means.iter().fold((0.0_f64, 0.0_f64), |e, y| (e.0.min(*y), e.1.max(*y)));
        let (mut early, mut held) = (Vec::new(), in_halves(&by_draw).collect());
        let mut luck = None;
        if luck_paths > 1 {
            let half = luck_paths / 2;
            let first: Vec<f64> = values
                .chunks(luck_paths)
                .map(|draw| if draw.len() > half { mean(&draw[..half]) } else { f64::NAN })
                .collect();
            let second: Vec<f64> = values
                .chunks(luck_paths)
                .map(|draw| if draw.len() > half { mean(&draw[half..]) } else { mean(draw) })
                .collect();
            early = in_halves(&first).map(|y| (!y.is_nan()).then_some(y - centre)).collect();
            held = in_halves(&second).collect();
            luck = within(values, luck_paths);
        }
        Self { centre, means, early, held, luck, ends, constant }
    }
}

/// Mean variance within complete draws (divisor L - 1); none without one.
fn within(values: &[f64], luck_paths: usize) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0);
    for draw in values.chunks_exact(luck_paths) {
        let mean = draw.iter().sum::<f64>() / luck_paths as f64;
        sum += draw.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        count += 1;
    }
    (count > 0).then(|| sum / (count * (luck_paths - 1)) as f64)
}
