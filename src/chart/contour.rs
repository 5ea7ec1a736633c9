//! Lines of equal value over a grid ("marching squares").
//!
//! Within a cell of four grid points values are taken to be linear along its edges; a line enters and leaves the cell
//! where an edge has the level. Where all four edges are crossed (a saddle) the mean of the corners decides which
//! pairs belong together. See W. E. Lorensen, H. E. Cline, "Marching cubes", Computer Graphics 21 (1987), of which
//! this is the plane case.

use std::collections::BTreeMap;

/// An edge between neighbours of the grid: its lower left point, and whether it goes up.
type Edge = (usize, usize, bool);

/// The lines on which a grid of values has `level`, as polylines in the coordinates of `xs` and `ys`. Lines end at the
/// border of the grid and around values that are not finite. `values[y][x]`.
pub(crate) fn lines(
    xs: &[f64],
    ys: &[f64],
    values: &[Vec<f64>],
    level: f64,
) -> Vec<Vec<(f64, f64)>> {
    let mut links: BTreeMap<Edge, Vec<Edge>> = BTreeMap::new();
    for j in 0..ys.len().saturating_sub(1) {
        for i in 0..xs.len().saturating_sub(1) {
            for (a, b) in segments(values, (i, j), level) {
                links.entry(a).or_default().push(b);
                links.entry(b).or_default().push(a);
            }
        }
    }
    let place = |&(i, j, up): &Edge| {
        let (k, l) = if up { (i, j + 1) } else { (i + 1, j) };
        let (from, to) = (values[j][i], values[l][k]);
        let t = (level - from) / (to - from);
        (xs[i] + t * (xs[k] - xs[i]), ys[j] + t * (ys[l] - ys[j]))
    };
    let mut found = Vec::new();
    while let Some(start) = next_start(&links) {
        let mut line = vec![place(&start)];
        let mut at = start;
        while let Some(next) = links.get_mut(&at).and_then(Vec::pop) {
            if let Some(back) = links.get_mut(&next)
                && let Some(here) = back.iter().position(|edge| *edge == at)
            {
                back.swap_remove(here);
            }
            line.push(place(&next));
            at = next;
        }
        links.retain(|_, others| !others.is_empty());
        found.push(line);
    }
    found
}

/// Where a line begins: at an open end, else anywhere on a closed one.
fn next_start(links: &BTreeMap<Edge, Vec<Edge>>) -> Option<Edge> {
    let open = links.iter().find(|(_, others)| others.len() == 1);
    open.or_else(|| links.iter().next()).map(|(edge, _)| *edge)
}

/// The pairs of edges that a line joins within a cell.
fn segments(values: &[Vec<f64>], (i, j): (usize, usize), level: f64) -> Vec<(Edge, Edge)> {
    // from the lower left, counter-clockwise
    let corners = [values[j][i], values[j][i + 1], values[j + 1][i + 1], values[j + 1][i]];
    if corners.iter().any(|v| !v.is_finite()) {
        return Vec::new();
    }
    let above = corners.map(|v| v >= level);
    let edges: [Edge; 4] = [(i, j, false), (i + 1, j, true), (i, j + 1, false), (i, j, true)];
    let crossed: Vec<usize> = (0..4).filter(|k| above[*k] != above[(k + 1) % 4]).collect();
    match crossed[..] {
        [a, b] => vec![(edges[a], edges[b])],
        [_, _, _, _] => {
            let middle = corners.iter().sum::<f64>() / 4.0 >= level;
            if middle == above[0] {
                vec![(edges[0], edges[1]), (edges[2], edges[3])]
            } else {
                vec![(edges[3], edges[0]), (edges[1], edges[2])]
            }
        }
        _ => Vec::new(),
    }
}

/// The length of a polyline.
pub(crate) fn length(line: &[(f64, f64)]) -> f64 {
    line.windows(2).map(|p| libm::hypot(p[1].0 - p[0].0, p[1].1 - p[0].1)).sum()
}

/// The point half way along a polyline.
pub(crate) fn middle(line: &[(f64, f64)]) -> Option<(f64, f64)> {
    let mut rest = length(line) / 2.0;
    for pair in line.windows(2) {
        let step = length(pair);
        if step > 0.0 && rest <= step {
            let t = rest / step;
            let ((x, y), (u, v)) = (pair[0], pair[1]);
            return Some((x + t * (u - x), y + t * (v - y)));
        }
        rest -= step;
    }
    line.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(n: usize, f: impl Fn(f64, f64) -> f64) -> (Vec<f64>, Vec<Vec<f64>>) {
        let xs: Vec<f64> = (0..n).map(|i| i as f64 / (n - 1) as f64).collect();
        let values = xs.iter().map(|y| xs.iter().map(|x| f(*x, *y)).collect()).collect();
        (xs, values)
    }

    #[test]
    fn a_plane_has_straight_lines() {
        let (xs, values) = grid(5, |x, y| x + 0.5 * y);
        let found = lines(&xs, &xs, &values, 0.6);
        assert_eq!(found.len(), 1);
        assert!(found[0].iter().all(|(x, y)| (x + 0.5 * y - 0.6).abs() < 1e-12));
        let ends = [found[0][0].1, found[0][found[0].len() - 1].1];
        assert_eq!(ends.iter().copied().fold(0.0, f64::max), 1.0);
    }

    #[test]
    fn a_hill_has_a_ring_and_its_length() {
        let (xs, values) = grid(41, |x, y| (x - 0.5).powi(2) + (y - 0.5).powi(2));
        let found = lines(&xs, &xs, &values, 0.09);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0][0], found[0][found[0].len() - 1], "it is closed");
        assert!((length(&found[0]) - 0.6 * std::f64::consts::PI).abs() < 0.01);
    }

    #[test]
    fn saddles_and_gaps_are_survived() {
        let (xs, values) = grid(2, |x, y| if x == y { 1.0 } else { 0.0 });
        assert_eq!(lines(&xs, &xs, &values, 0.5).len(), 2);
        let (xs, mut values) = grid(5, |x, _| x);
        values[2][2] = f64::NAN;
        let found = lines(&xs, &xs, &values, 0.4);
        assert_eq!(found.len(), 2, "above and below the gap");
        assert_eq!(middle(&[(0.0, 0.0), (1.0, 0.0), (3.0, 0.0)]), Some((1.5, 0.0)));
    }
}
