//! A smooth density from evenly spaced quantiles.

/// Cells of the histogram that is smoothed.
const CELLS: usize = 144;

/// The density of `points` (shares of an axis, sorted, equally likely) as a curve of shares and heights, the
/// highest being 1. Empty when there are fewer than two different points.
///
/// Between two neighbouring quantiles lies the same probability, spread evenly; this histogram is smoothed with a
/// Gaussian kernel, so that tails where quantiles are far apart stay smooth. At a wall (`walls`, low and high: an
/// end that values cannot pass, e.g. a count at zero) the kernel is reflected, so that nothing leaks through it; else
/// the curve runs out beyond the last point. The bandwidth is 0.215 min(sd, IQR / 1.34):
/// Silverman's rule, 0.9 min(sd, IQR / 1.34) n^(-1/5), for about 1,300 values, however many quantiles are given.
pub(crate) fn density(points: &[f64], walls: (bool, bool)) -> Vec<(f64, f64)> {
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    if last - first < 1e-9 {
        return Vec::new();
    }
    let bandwidth = bandwidth(points);
    let low = if walls.0 { first } else { (first - 2.5 * bandwidth).max(0.0) };
    let high = if walls.1 { last } else { (last + 2.5 * bandwidth).min(1.0) };
    let width = (high - low) / CELLS as f64;
    let mass = histogram(points, low, width);
    let reach = ((4.0 * bandwidth / width).ceil() as usize).clamp(1, CELLS);
    let kernel: Vec<f64> = (0..=reach)
        .map(|cells| {
            let z = cells as f64 * width / bandwidth;
            libm::exp(-0.5 * z * z)
        })
        .collect();
    let heights = smooth(&mass, &kernel, walls);
    let highest = heights.iter().copied().fold(0.0, f64::max);
    let mut curve: Vec<(f64, f64)> = heights
        .into_iter()
        .enumerate()
        .map(|(cell, height)| (low + (cell as f64 + 0.5) * width, height / highest))
        .collect();
    // The middles of the outer cells are not the ends of the curve.
    if let (Some(&(_, start)), Some(&(_, end))) = (curve.first(), curve.last()) {
        curve.insert(0, (low, start));
        curve.push((high, end));
    }
    curve
}

/// The probability in each cell.
fn histogram(points: &[f64], low: f64, width: f64) -> Vec<f64> {
    let mut mass = vec![0.0; CELLS];
    let cell_of = |x: f64| (((x - low) / width) as usize).min(CELLS - 1);
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        if to - from < 1e-12 {
            mass[cell_of(from)] += 1.0;
            continue;
        }
        for (cell, mass) in mass.iter_mut().enumerate().take(cell_of(to) + 1).skip(cell_of(from)) {
            let start = low + cell as f64 * width;
            let overlap = to.min(start + width) - from.max(start);
            *mass += overlap.max(0.0) / (to - from);
        }
    }
    mass
}

/// Convolves with a symmetric kernel, of which one half is given; what goes over a wall comes back.
fn smooth(mass: &[f64], kernel: &[f64], walls: (bool, bool)) -> Vec<f64> {
    let last = mass.len() as i64 - 1;
    let mut heights = vec![0.0; mass.len()];
    for (cell, &mass) in mass.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
        let reach = kernel.len() as i64 - 1;
        for offset in -reach..=reach {
            let mut target = cell as i64 + offset;
            if target < 0 && walls.0 {
                target = -1 - target;
            }
            if target > last && walls.1 {
                target = 2 * last + 1 - target;
            }
            if (0..=last).contains(&target) {
                heights[target as usize] += mass * kernel[offset.unsigned_abs() as usize];
            }
        }
    }
    heights
}

fn bandwidth(points: &[f64]) -> f64 {
    let n = points.len() as f64;
    let mean = points.iter().sum::<f64>() / n;
    let variance = points.iter().map(|p| (p - mean) * (p - mean)).sum::<f64>() / n;
    let at = |share: f64| points[((n - 1.0) * share).round() as usize];
    let iqr = (at(0.75) - at(0.25)) / 1.34;
    let sd = libm::sqrt(variance);
    let spread = if iqr > 0.0 { sd.min(iqr) } else { sd };
    // Not below what can be seen on paper.
    (0.215 * spread).max(0.005)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even() -> Vec<f64> {
        (1..=99).map(|i| f64::from(i) / 100.0).collect()
    }

    #[test]
    fn a_uniform_density_between_walls_is_flat() {
        let curve = density(&even(), (true, true));
        let lowest = curve.iter().map(|(_, h)| *h).fold(f64::INFINITY, f64::min);
        assert!(lowest > 0.98, "lowest is {lowest}");
    }

    #[test]
    fn without_walls_the_curve_runs_out() {
        let points: Vec<f64> = even().iter().map(|p| 0.3 + 0.4 * p).collect();
        let curve = density(&points, (false, false));
        assert!(curve[0].0 < 0.3 && curve[0].1 < 0.05);
        assert!(curve[curve.len() - 1].1 < 0.05);
    }

    #[test]
    fn a_constant_has_no_density() {
        assert!(density(&[0.5; 99], (false, false)).is_empty());
        assert!(density(&[], (false, false)).is_empty());
    }

    #[test]
    fn tails_only_fall() {
        // A tail in which each quantile is further off than the one before.
        let points: Vec<f64> = even().iter().map(|p| 0.02 / (1.02 - p)).collect();
        let curve = density(&points, (false, false));
        let peak = curve.iter().position(|(_, h)| *h == 1.0).unwrap();
        for pair in curve[peak..].windows(2) {
            assert!(pair[1].1 <= pair[0].1 + 1e-3, "{pair:?}");
        }
    }
}
