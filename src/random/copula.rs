//! Correlated uncertainties: the Gaussian copula.
//!
//! Columns of uniforms become normal scores, are mixed by the Cholesky factor of the correlation
//! matrix in the declared order, and become uniforms again. A Spearman correlation `rho` is the
//! Pearson correlation `2 sin(pi rho / 6)` of the scores (K. Pearson 1907); the marginals are
//! untouched.

use multiversion::multiversion;
use thiserror::Error;

use crate::math::{normal_cdf, normal_quantile};

/// Correlations that cannot be.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum CopulaError {
    /// A correlation outside -1 to 1, or NaN.
    #[error("the correlation of {first} and {second} must be between -1 and 1, not {value}")]
    OutOfRange { first: String, second: String, value: f64 },
    /// A pair of the same, unknown or already given uncertainties.
    #[error(
        "the correlation of {first} and {second} is given twice, or is of one thing with itself"
    )]
    Pair { first: String, second: String },
    /// No set of random variables has these correlations.
    #[error("no uncertainties can have all these correlations at once: {}", names.join(", "))]
    NotPositiveDefinite {
        /// The uncertainties that take part in the contradiction.
        names: Vec<String>,
        /// The nearest valid Spearman matrix, all uncertainties in the order given.
        nearest: Vec<Vec<f64>>,
    },
}

/// A Gaussian copula over columns in a fixed order.
#[derive(Clone, Debug, PartialEq)]
pub struct Copula {
    /// Rows of the Cholesky factor, each as long as its index + 1; `None` for a column that is
    /// correlated with none before it, which keeps its bits.
    rows: Vec<Option<Vec<f64>>>,
    /// Columns whose scores others need.
    used: Vec<bool>,
}

impl Copula {
    /// From Spearman correlations of pairs of `names`, by index; pairs that are not listed are
    /// uncorrelated.
    ///
    /// # Errors
    /// If a correlation is out of range or listed twice, or the matrix is not positive definite.
    pub fn from_spearman(
        names: &[String],
        pairs: &[(usize, usize, f64)],
    ) -> Result<Self, CopulaError> {
        let n = names.len();
        let mut rank = identity(n);
        for (k, &(i, j, rho)) in pairs.iter().enumerate() {
            let (first, second) = (names[i].clone(), names[j].clone());
            if !(-1.0..=1.0).contains(&rho) {
                return Err(CopulaError::OutOfRange { first, second, value: rho });
            }
            let again = pairs[..k].iter().any(|p| (p.0, p.1) == (i, j) || (p.1, p.0) == (i, j));
            if i == j || again {
                return Err(CopulaError::Pair { first, second });
            }
            rank[i][j] = rho;
            rank[j][i] = rho;
        }
        let pearson = map(&rank, spearman_to_pearson);
        let Some(rows) = cholesky(&pearson) else {
            let names = offenders(&pearson).into_iter().map(|i| names[i].clone()).collect();
            let nearest = map(&nearest_correlation(&pearson), pearson_to_spearman);
            return Err(CopulaError::NotPositiveDefinite { names, nearest });
        };
        let mut used = vec![false; n];
        let mut kept = Vec::with_capacity(n);
        for (i, row) in rows.into_iter().enumerate() {
            let mixed = row[..i].iter().any(|&v| v != 0.0);
            for (j, &v) in row.iter().enumerate() {
                used[j] |= mixed && v != 0.0;
            }
            kept.push(mixed.then_some(row));
        }
        Ok(Self { rows: kept, used })
    }

    /// Mixes columns `u[dimension][lane]`, in place; each stays uniform on (0, 1).
    ///
    /// # Panics
    /// Unless there is one column a name, all equally long.
    pub fn apply(&self, u: &mut [Vec<f64>]) {
        assert!(u.len() == self.rows.len(), "one column a name");
        let scores: Vec<Vec<f64>> =
            u.iter()
                .zip(&self.used)
                .map(|(c, &used)| {
                    if used { c.iter().map(|&v| normal_quantile(v)).collect() } else { Vec::new() }
                })
                .collect();
        for (row, column) in self.rows.iter().zip(u) {
            let Some(row) = row else { continue };
            column.fill(0.0);
            for (l, score) in row.iter().zip(&scores) {
                if *l != 0.0 {
                    assert!(score.len() == column.len(), "columns equally long");
                    add_scaled(*l, score, column);
                }
            }
            to_uniform(column);
        }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
fn add_scaled(a: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
fn to_uniform(x: &mut [f64]) {
    // The ends of the grid of uniforms: the result stays inside (0, 1).
    const EDGE: f64 = f64::EPSILON / 2.0;
    for v in x {
        let u = normal_cdf(*v);
        let u = if u < EDGE { EDGE } else { u };
        *v = if u > 1.0 - EDGE { 1.0 - EDGE } else { u };
    }
}

fn spearman_to_pearson(rho: f64) -> f64 {
    if rho.abs() == 1.0 { rho } else { 2.0 * libm::sin(rho * std::f64::consts::FRAC_PI_6) }
}

fn pearson_to_spearman(r: f64) -> f64 {
    if r.abs() >= 1.0 {
        r.clamp(-1.0, 1.0)
    } else {
        libm::asin(0.5 * r) / std::f64::consts::FRAC_PI_6
    }
}

type Matrix = Vec<Vec<f64>>;

fn identity(n: usize) -> Matrix {
    (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect()
}

fn map(a: &Matrix, f: fn(f64) -> f64) -> Matrix {
    a.iter().map(|r| r.iter().map(|&v| f(v)).collect()).collect()
}

/// Lower rows of the Cholesky factor; `None` unless positive definite (pivots above 1e-10).
fn cholesky(a: &Matrix) -> Option<Matrix> {
    let mut rows: Matrix = Vec::with_capacity(a.len());
    for (i, ai) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(i + 1);
        for (j, other) in rows.iter().enumerate() {
            let dot: f64 = row.iter().zip(other).map(|(x, y): (&f64, &f64)| x * y).sum();
            row.push((ai[j] - dot) / other[j]);
        }
        let rest = ai[i] - row.iter().map(|v| v * v).sum::<f64>();
        if rest.is_nan() || rest <= 1e-10 {
            return None;
        }
        row.push(rest.sqrt());
        rows.push(row);
    }
    Some(rows)
}

/// The rows that carry the eigenvector of the least eigenvalue: what contradicts itself.
fn offenders(a: &Matrix) -> Vec<usize> {
    let (values, vectors) = jacobi(a);
    let worst = (0..a.len()).min_by(|&i, &j| values[i].total_cmp(&values[j])).unwrap_or(0);
    let top = vectors.iter().fold(0.0, |m: f64, v| m.max(v[worst].abs()));
    (0..a.len()).filter(|&i| vectors[i][worst].abs() > 0.05 * top).collect()
}

/// Eigenvalues and eigenvectors (columns) of a symmetric matrix by cyclic Jacobi rotations.
fn jacobi(a: &Matrix) -> (Vec<f64>, Matrix) {
    let n = a.len();
    let mut a = a.clone();
    let mut v = identity(n);
    for _ in 0..100 {
        let off: f64 =
            (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j] * a[i][j]).sum();
        if off < 1e-28 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, p, q);
            }
        }
    }
    ((0..n).map(|i| a[i][i]).collect(), v)
}

/// One Jacobi rotation that clears `a[p][q]`.
fn rotate(a: &mut Matrix, v: &mut Matrix, p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for row in a.iter_mut() {
        let (x, y) = (row[p], row[q]);
        row[p] = c * x - s * y;
        row[q] = s * x + c * y;
    }
    // p < q: the two rows.
    let (upper, lower) = a.split_at_mut(q);
    for (x, y) in upper[p].iter_mut().zip(&mut lower[0]) {
        (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
    }
    for row in v.iter_mut() {
        let (x, y) = (row[p], row[q]);
        row[p] = c * x - s * y;
        row[q] = s * x + c * y;
    }
}

/// The nearest correlation matrix (eigenvalues at least 1e-6) in the Frobenius norm.
///
/// Alternating projections with Dykstra's correction: N. J. Higham, "Computing the nearest
/// correlation matrix - a problem from finance", IMA J. Numer. Anal. 22 (2002).
fn nearest_correlation(a: &Matrix) -> Matrix {
    const FLOOR: f64 = 1e-6;
    let n = a.len();
    let mut y = a.clone();
    let mut correction = vec![vec![0.0; n]; n];
    for _ in 0..200 {
        let mut r = y.clone();
        for i in 0..n {
            for j in 0..n {
                r[i][j] -= correction[i][j];
            }
        }
        let x = lift(&r, FLOOR);
        let mut change = 0.0;
        for i in 0..n {
            for j in 0..n {
                correction[i][j] = x[i][j] - r[i][j];
                let next = if i == j { 1.0 } else { x[i][j] };
                change += (next - y[i][j]).powi(2);
                y[i][j] = next;
            }
        }
        if change < 1e-20 {
            break;
        }
    }
    // The unit diagonal was the last projection: a final shrink makes it valid for certain.
    let mut result = y;
    while cholesky(&result).is_none() {
        for (i, row) in result.iter_mut().enumerate() {
            for (j, v) in row.iter_mut().enumerate() {
                *v *= if i == j { 1.0 } else { 0.999 };
            }
        }
    }
    result
}

/// The nearest matrix with eigenvalues of at least `floor`.
fn lift(a: &Matrix, floor: f64) -> Matrix {
    let (values, v) = jacobi(a);
    let n = a.len();
    let mut x = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let s: f64 = (0..n).map(|k| values[k].max(floor) * v[i][k] * v[j][k]).sum();
            x[i][j] = s;
            x[j][i] = s;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    fn names(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("x{i}")).collect()
    }

    fn columns(n: usize, lanes: usize) -> Vec<Vec<f64>> {
        (0..n)
            .map(|i| {
                let mut c = vec![0.0; lanes];
                Stream::new(1, &format!("x{i}")).fill_uniform(0, 1, 0, 0, &mut c);
                c
            })
            .collect()
    }

    fn spearman(x: &[f64], y: &[f64]) -> f64 {
        let rank = |v: &[f64]| {
            let mut order: Vec<usize> = (0..v.len()).collect();
            order.sort_by(|&a, &b| v[a].total_cmp(&v[b]));
            let mut r = vec![0.0; v.len()];
            order.iter().enumerate().for_each(|(i, &k)| r[k] = i as f64);
            r
        };
        let n = x.len() as f64;
        let d: f64 = rank(x).iter().zip(rank(y)).map(|(a, b)| (a - b).powi(2)).sum();
        1.0 - 6.0 * d / (n * (n * n - 1.0))
    }

    /// 40,000 draws: the standard error is 0.005; 5 of them allowed (false-alarm rate 1e-6).
    #[test]
    fn columns_have_the_correlations() {
        let pairs = [(0, 1, 0.6), (2, 1, -0.4)];
        let copula = Copula::from_spearman(&names(4), &pairs).unwrap();
        let before = columns(4, 40_000);
        let mut u = before.clone();
        copula.apply(&mut u);
        // What depends on nothing before it keeps its bits.
        assert_eq!(u[0], before[0]);
        assert_eq!(u[3], before[3]);
        assert_ne!(u[1], before[1]);
        for (i, j, rho) in [(0, 1, 0.6), (1, 2, -0.4), (0, 2, 0.0), (0, 3, 0.0), (1, 3, 0.0)] {
            let r = spearman(&u[i], &u[j]);
            assert!((r - rho).abs() < 0.025, "{i} {j}: {r}");
        }
        for c in &u {
            assert!(c.iter().all(|&v| v > 0.0 && v < 1.0));
            let mean = c.iter().sum::<f64>() / 40_000.0;
            assert!((mean - 0.5).abs() < 0.0075);
        }
    }

    #[test]
    fn contradictions_name_their_parts() {
        let pairs = [(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9), (3, 4, 0.5)];
        let error = Copula::from_spearman(&names(5), &pairs).unwrap_err();
        let CopulaError::NotPositiveDefinite { names: n, nearest } = error else { panic!() };
        assert_eq!(n, ["x0", "x1", "x2"]);
        let again: Vec<_> = (0..5)
            .flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| (i, j, nearest[i][j]))
            .collect();
        Copula::from_spearman(&names(5), &again).unwrap();
        assert!((nearest[3][4] - 0.5).abs() < 1e-3 && nearest[0][2] > -0.9 && nearest[0][1] < 0.9);
    }

    #[test]
    fn mistakes_are_errors() {
        let e = Copula::from_spearman(&names(2), &[(0, 1, 1.5)]).unwrap_err();
        assert_eq!(e.to_string(), "the correlation of x0 and x1 must be between -1 and 1, not 1.5");
        assert!(Copula::from_spearman(&names(2), &[(0, 1, 0.5), (1, 0, 0.5)]).is_err());
        assert!(Copula::from_spearman(&names(2), &[(1, 1, 0.5)]).is_err());
        assert!(Copula::from_spearman(&names(2), &[(0, 1, 1.0)]).is_err());
    }
}
