//! A rising curve through what really came of each prediction.

use crate::analysis::influence::ranks;

/// Draws that a point of the curve stands for, at least.
const DRAWS_PER_POINT: usize = 100;
/// Points of the curve, at most.
const MOST: usize = 25;

/// A rising, piecewise straight curve.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Curve {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Curve {
    /// The isotonic regression of `y` on `index`, both taken together in classes of equal numbers
    /// by the index: through the mean of each class, neighbours that fall being pooled (M. Ayer et
    /// al., Annals of Mathematical Statistics 26, 1955). None for fewer than two classes, and where
    /// the index has one value.
    pub fn of(index: &[f64], y: &[f64]) -> Option<Self> {
        let n = index.len();
        let classes = (n / DRAWS_PER_POINT).min(MOST);
        if classes < 2 {
            return None;
        }
        // equal predictions share a class
        let mut sums = vec![(0.0, 0.0, 0.0); classes];
        let scale = classes as f64 / n as f64;
        for ((rank, x), y) in ranks(index).iter().zip(index).zip(y) {
            let sum = &mut sums[(((rank - 0.5) * scale) as usize).min(classes - 1)];
            *sum = (sum.0 + x, sum.1 + y, sum.2 + 1.0);
        }
        sums.retain(|sum| sum.2 > 0.0);
        if sums.len() < 2 {
            return None;
        }
        let x = sums.iter().map(|sum| sum.0 / sum.2).collect();
        let y = pooled(sums.iter().map(|(_, y, count)| (y / count, *count)));
        Some(Self { x, y })
    }

    /// The curve at `x`; beyond its ends it goes on as it goes there, for as far again as between
    /// the last two points.
    pub fn at(&self, x: f64) -> f64 {
        let last = self.x.len() - 1;
        let k = self.x[1..last].partition_point(|node| *node <= x);
        let width = self.x[k + 1] - self.x[k];
        if width <= 0.0 {
            return self.y[k];
        }
        let along = ((x - self.x[k]) / width).clamp(-1.0, 2.0);
        self.y[k] + along * (self.y[k + 1] - self.y[k])
    }
}

/// The rising sequence nearest to values with weights: neighbours that fall are pooled.
pub(super) fn pooled(values: impl Iterator<Item = (f64, f64)>) -> Vec<f64> {
    // runs: mean, weight, length
    let mut runs: Vec<(f64, f64, usize)> = Vec::new();
    for (value, weight) in values {
        let mut run = (value, weight, 1);
        while let Some(last) = runs.last().copied().filter(|last| last.0 > run.0) {
            let weight = last.1 + run.1;
            run = ((last.0 * last.1 + run.0 * run.1) / weight, weight, last.2 + run.2);
            runs.pop();
        }
        runs.push(run);
    }
    runs.iter().flat_map(|run| std::iter::repeat_n(run.0, run.2)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_stays_one() {
        let x: Vec<f64> = (0..1000).map(|i| f64::from(i * 7 % 1000)).collect();
        let y: Vec<f64> = x.iter().map(|x| 2.0 * x - 5.0).collect();
        let curve = Curve::of(&x, &y).unwrap();
        for x in [0.0, 3.0, 250.0, 999.0] {
            assert!((curve.at(x) - (2.0 * x - 5.0)).abs() < 1e-9);
        }
        assert!(curve.at(-1e6) > -200.0, "it does not run away");
    }

    #[test]
    fn what_falls_is_pooled() {
        let x: Vec<f64> = (0..400).map(f64::from).collect();
        let falling: Vec<f64> = x.iter().map(|x| -x).collect();
        let curve = Curve::of(&x, &falling).unwrap();
        assert_eq!((curve.at(-9.0), curve.at(399.0)), (-199.5, -199.5));
        // of one side, and a step: nothing goes below 0
        let step: Vec<f64> = x.iter().map(|x| if *x < 300.0 { 0.0 } else { 8.0 }).collect();
        let curve = Curve::of(&x, &step).unwrap();
        assert_eq!((curve.at(-50.0), curve.at(100.0), curve.at(349.5)), (0.0, 0.0, 8.0));
        // two values, unevenly often: each has its mean
        let two: Vec<f64> = (0..400).map(|i| f64::from(u8::from(i % 10 < 3))).collect();
        let y: Vec<f64> = (0..400).map(|i| f64::from(i % 10)).collect();
        let curve = Curve::of(&two, &y.iter().map(|y| -y).collect::<Vec<_>>()).unwrap();
        assert!((curve.at(0.0) + 6.0).abs() < 1e-12 && (curve.at(1.0) + 1.0).abs() < 1e-12);
    }

    #[test]
    fn too_little_for_a_curve() {
        let x: Vec<f64> = (0..199).map(f64::from).collect();
        assert_eq!(Curve::of(&x, &x), None);
        assert_eq!(Curve::of(&[1.0; 500], &[2.0; 500]), None);
    }
}
