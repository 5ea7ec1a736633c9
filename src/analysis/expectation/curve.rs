//! A rising curve through what really came of each prediction.

/// Draws that a point of the curve stands for, at least.
const DRAWS_PER_POINT: usize = 50;
/// Points of the curve, at most.
const MOST: usize = 40;

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
    /// the index is constant.
    pub fn of(index: &[f64], y: &[f64]) -> Option<Self> {
        let n = index.len();
        let classes = (n / DRAWS_PER_POINT).min(MOST);
        if classes < 2 {
            return None;
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| index[*a].total_cmp(&index[*b]));
        if index[order[0]] >= index[order[n - 1]] {
            return None;
        }
        let class = |k: usize| &order[k * n / classes..(k + 1) * n / classes];
        let mean = |k: usize, of: &[f64]| {
            class(k).iter().map(|i| of[*i]).sum::<f64>() / class(k).len() as f64
        };
        let x: Vec<f64> = (0..classes).map(|k| mean(k, index)).collect();
        // runs of classes: mean, draws, classes
        let mut runs: Vec<(f64, f64, usize)> = Vec::new();
        for k in 0..classes {
            let mut run = (mean(k, y), class(k).len() as f64, 1);
            while let Some(last) = runs.last().copied().filter(|last| last.0 >= run.0) {
                let weight = last.1 + run.1;
                run = ((last.0 * last.1 + run.0 * run.1) / weight, weight, last.2 + run.2);
                runs.pop();
            }
            runs.push(run);
        }
        let y = runs.iter().flat_map(|run| std::iter::repeat_n(run.0, run.2)).collect();
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
        assert_eq!((curve.at(-50.0), curve.at(100.0), curve.at(390.0)), (0.0, 0.0, 8.0));
    }

    #[test]
    fn too_little_for_a_curve() {
        let x: Vec<f64> = (0..99).map(f64::from).collect();
        assert_eq!(Curve::of(&x, &x), None);
        assert_eq!(Curve::of(&[1.0; 500], &[2.0; 500]), None);
    }
}
