//! Dot products in a fixed order, written so that the compiler makes vector code of them.

use multiversion::multiversion;

/// Sums that run side by side; the order of additions does not depend on the machine.
const LANES: usize = 8;
/// Rows of a column that are taken together.
pub(super) const ROWS: usize = 512;

/// `sum a_i b_i`.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().min(b.len());
    let (a, b) = (&a[..n], &b[..n]);
    let whole = n - n % LANES;
    let mut lanes = [0.0; LANES];
    for (x, y) in a[..whole].chunks_exact(LANES).zip(b[..whole].chunks_exact(LANES)) {
        for k in 0..LANES {
            lanes[k] += x[k] * y[k];
        }
    }
    for k in whole..n {
        lanes[k - whole] += a[k] * b[k];
    }
    folded(&lanes)
}

/// `sum x_i y_i` for four y at once.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
pub(super) fn dot4(x: &[f64], y: [&[f64]; 4]) -> [f64; 4] {
    let n = x.len();
    let [a, b, c, d] = y.map(|y| &y[..n]);
    let whole = n - n % LANES;
    let mut lanes = [[0.0; LANES]; 4];
    let mut at = 0;
    while at < whole {
        let (x, a, b) = (&x[at..at + LANES], &a[at..at + LANES], &b[at..at + LANES]);
        let (c, d) = (&c[at..at + LANES], &d[at..at + LANES]);
        for k in 0..LANES {
            lanes[0][k] += x[k] * a[k];
            lanes[1][k] += x[k] * b[k];
            lanes[2][k] += x[k] * c[k];
            lanes[3][k] += x[k] * d[k];
        }
        at += LANES;
    }
    for k in whole..n {
        for (lanes, y) in lanes.iter_mut().zip([a, b, c, d]) {
            lanes[k - whole] += x[k] * y[k];
        }
    }
    lanes.map(|lanes| folded(&lanes))
}

/// `y_i += factor x_i`.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
pub(super) fn add_scaled(y: &mut [f64], factor: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += factor * x;
    }
}

fn folded(lanes: &[f64; LANES]) -> f64 {
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_any_length() {
        for n in [0, 1, 7, 8, 9, 100] {
            let x: Vec<f64> = (0..n).map(f64::from).collect();
            let y: Vec<f64> = (0..n).map(|i| f64::from(i % 5)).collect();
            let want: f64 = x.iter().zip(&y).map(|(x, y)| x * y).sum();
            assert_eq!(dot(&x, &y), want);
            assert_eq!(dot4(&x, [&y, &y, &x, &y])[3], want);
        }
        let mut y = [1.0, 2.0];
        add_scaled(&mut y, 2.0, &[10.0, 20.0]);
        assert_eq!(y, [21.0, 42.0]);
    }
}
