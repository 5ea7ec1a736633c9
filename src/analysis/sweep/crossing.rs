//! Where curves over a grid cross (pure functions).
//!
//! Between neighbours of a grid a curve is taken to be a straight line, in the number of the axis, or
//! in its logarithm where the axis is logarithmic.

/// A place at which a curve goes through zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Through {
    /// Where.
    pub at: f64,
    /// Whether the curve rises there.
    pub rises: bool,
}

/// Where a curve through `(xs, ys)` changes its sign, in ascending order; `xs` ascend. Zeros between
/// two signs are a crossing in their middle; zeros between equal signs, or at an end, are none.
pub(super) fn crossings(xs: &[f64], ys: &[f64]) -> Vec<Through> {
    let mut found = Vec::new();
    // the last point that is not zero
    let mut last: Option<usize> = None;
    for (i, y) in ys.iter().enumerate() {
        if !y.is_finite() {
            last = None;
            continue;
        }
        if *y == 0.0 {
            continue;
        }
        if let Some(k) = last
            && (ys[k] > 0.0) != (*y > 0.0)
        {
            let at = if i == k + 1 {
                let t = ys[k] / (ys[k] - y);
                xs[k] + t * (xs[i] - xs[k])
            } else {
                0.5 * (xs[k + 1] + xs[i - 1])
            };
            found.push(Through { at, rises: *y > 0.0 });
        }
        last = Some(i);
    }
    found
}

/// The value of the curve at `x`, within its ends.
pub(super) fn value(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let k = xs.partition_point(|at| *at <= x);
    match k {
        0 => ys[0],
        k if k == xs.len() => ys[k - 1],
        k => {
            let t = (x - xs[k - 1]) / (xs[k] - xs[k - 1]);
            ys[k - 1] + t * (ys[k] - ys[k - 1])
        }
    }
}

/// A place at which another curve becomes the lowest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Change {
    pub at: f64,
    pub from: usize,
    pub to: usize,
}

/// Where the lowest of some curves changes, in ascending order: `curves[curve][point]`. Curves that
/// touch do not change places. `xs` ascend.
pub(super) fn changes(xs: &[f64], curves: &[Vec<f64>]) -> Vec<Change> {
    let mut found: Vec<Change> = Vec::new();
    let Some(mut best) = lowest_from_start(curves) else { return found };
    for i in 1..xs.len() {
        let (left, right) = (xs[i - 1], xs[i]);
        let mut from = 0.0;
        // the share of the way at which another curve first falls below the lowest
        while let Some((t, next)) = first_below(curves, best, i, from) {
            found.push(Change { at: left + t * (right - left), from: best, to: next });
            (best, from) = (next, t);
        }
    }
    found
}

/// The curve that is lowest at the first point, of several the one that is lowest at the next, and so
/// on: what is equal at the start changes nothing.
fn lowest_from_start(curves: &[Vec<f64>]) -> Option<usize> {
    let later = |a: &usize, b: &usize| {
        let pairs = curves[*a].iter().zip(&curves[*b]);
        pairs.map(|(x, y)| x.total_cmp(y)).find(|order| order.is_ne()).unwrap_or(a.cmp(b))
    };
    (0..curves.len()).min_by(later)
}

/// The first share of the way to point `i` after `from` at which a curve falls below `best`, and
/// which: of several the one that falls fastest.
fn first_below(curves: &[Vec<f64>], best: usize, i: usize, from: f64) -> Option<(f64, usize)> {
    let mut found: Option<(f64, f64, usize)> = None;
    for (curve, values) in curves.iter().enumerate() {
        let start = values[i - 1] - curves[best][i - 1];
        let end = values[i] - curves[best][i];
        // falls below on the way; those that only touch at its end wait for the next stretch
        if curve == best || end.is_nan() || end >= 0.0 {
            continue;
        }
        let fall = start - end;
        let t = if fall > 0.0 { (start / fall).clamp(from, 1.0) } else { from };
        let earlier = found.is_none_or(|(at, steepest, _)| t < at || (t == at && fall > steepest));
        if earlier {
            found = Some((t, fall, curve));
        }
    }
    found.map(|(t, _, curve)| (t, curve))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_crosses_where_it_must() {
        let found = crossings(&[0.0, 10.0, 20.0], &[3.0, 1.0, -1.0]);
        assert_eq!(found, [Through { at: 15.0, rises: false }]);
        assert_eq!(crossings(&[0.0, 1.0], &[1.0, 2.0]), []);
    }

    #[test]
    fn several_crossings_and_zeros() {
        let xs = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        let found = crossings(&xs, &[1.0, -1.0, -1.0, 1.0, 1.0, -3.0]);
        assert_eq!(found.iter().map(|c| c.at).collect::<Vec<_>>(), [0.5, 2.5, 4.25]);
        assert_eq!(found.iter().map(|c| c.rises).collect::<Vec<_>>(), [false, true, false]);
        // a run of zeros between two signs, and zeros that are only touched
        let through = crossings(&xs, &[1.0, 0.0, 0.0, -1.0, 0.0, -1.0]);
        assert_eq!(through, [Through { at: 1.5, rises: false }]);
        assert_eq!(crossings(&xs, &[0.0, 1.0, 0.0, 1.0, 2.0, 0.0]), []);
        assert_eq!(crossings(&xs, &[1.0, f64::NAN, -1.0, -1.0, -1.0, -1.0]), []);
    }

    #[test]
    fn values_lie_on_the_line() {
        let (xs, ys) = ([0.0, 2.0, 4.0], [0.0, 4.0, 0.0]);
        assert_eq!(
            [-1.0, 1.0, 2.0, 3.5, 9.0].map(|x| value(&xs, &ys, x)),
            [0.0, 2.0, 4.0, 1.0, 0.0]
        );
    }

    #[test]
    fn the_lowest_of_three_changes_within_one_stretch() {
        // 1 is lowest between 0.25 and 0.75 of the way, and at no point of the grid
        let curves = [vec![0.0, 4.0], vec![0.5, 2.5], vec![2.0, 2.0]];
        let found = changes(&[0.0, 1.0], &curves);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].from, found[0].to, found[0].at), (0, 1, 0.25));
        assert_eq!((found[1].from, found[1].to, found[1].at), (1, 2, 0.75));
    }

    #[test]
    fn curves_that_touch_do_not_change_places() {
        let xs = [0.0, 1.0, 2.0];
        assert_eq!(changes(&xs, &[vec![0.0; 3], vec![1.0, 0.0, 1.0]]), []);
        assert_eq!(changes(&xs, &[vec![0.0; 3], vec![0.0; 3]]), []);
        let meets = changes(&xs, &[vec![0.0; 3], vec![1.0, 0.0, -1.0]]);
        assert_eq!(meets, [Change { at: 1.0, from: 0, to: 1 }]);
        // equal at the start: the one that is lower later has been best all along
        assert_eq!(changes(&xs, &[vec![0.0, 1.0, 2.0], vec![0.0; 3]]), []);
        assert_eq!(changes(&xs, &[vec![1.0; 3], vec![0.0; 3]]), []);
    }
}
