//! Quantile dot plots: dots at evenly spaced quantiles, stacked where they are close.
//!
//! M. Kay, T. Kola, J. Hullman and S. Munson, "When (ish) is my bus?", CHI 2016; M. Fernandes and others,
//! "Uncertainty displays using quantile dotplots or CDFs improve transit decision-making", CHI 2018: people decide
//! better with 20 to 50 dots that they can count than with densities or intervals. Dots are put into bins as in
//! L. Wilkinson, "Dot plots", The American Statistician 53 (1999).

use super::axis::Axis;
use super::canvas::mm;
use super::figure::{Distribution, RowMark};
use super::key::{KeyItem, Sample};
use super::layout::spread_out;
use super::theme::Colour;
use crate::text::{Lang, percent};

/// Dots larger than this look like fruit.
const LARGEST_MM: f64 = 1.9;
/// Dots smaller than this cannot be told apart.
const SMALLEST_MM: f64 = 0.35;

/// The share of a row that stacks may fill; below them stands the mark of the median.
pub(crate) const STACK: f64 = 0.76;

/// A dot: its place along the axis as a share, its place in its stack, and the value it stands for.
pub(crate) struct Dot {
    pub x: f64,
    pub level: usize,
    pub value: f64,
}

/// The quantile at `p` of evenly spaced quantiles, `quantiles[i]` at `(i + 1) / (n + 1)`.
pub(crate) fn quantile(quantiles: &[f64], p: f64) -> f64 {
    let last = quantiles.len().saturating_sub(1);
    let at = (p * (quantiles.len() + 1) as f64 - 1.0).clamp(0.0, last as f64);
    let (low, share) = (at.floor() as usize, at.fract());
    match (quantiles.get(low), quantiles.get((low + 1).min(last))) {
        (Some(a), Some(b)) if share > 1e-9 && a != b => a + share * (b - a),
        (Some(a), _) => *a,
        _ => f64::NAN,
    }
}

/// The values of `count` dots: the middles of as many equally likely parts.
fn values(quantiles: &[f64], count: usize) -> impl Iterator<Item = f64> + '_ {
    (0..count).map(move |i| quantile(quantiles, (i as f64 + 0.5) / count as f64))
}

/// Dots in their stacks. `diameter` is a share of the axis.
pub(crate) fn stack(quantiles: &[f64], axis: &Axis, count: usize, diameter: f64) -> Vec<Dot> {
    let dots: Vec<(f64, f64)> =
        values(quantiles, count).map(|value| (axis.share(value), value)).collect();
    // A bin takes all dots within a diameter of its first.
    let mut bins: Vec<Vec<(f64, f64)>> = Vec::new();
    for dot in dots {
        match bins.last_mut() {
            Some(bin) if dot.0 - bin[0].0 < diameter => bin.push(dot),
            _ => bins.push(vec![dot]),
        }
    }
    let middle = |bin: &Vec<(f64, f64)>| f64::midpoint(bin[0].0, bin[bin.len() - 1].0);
    let middles: Vec<f64> = bins.iter().map(middle).collect();
    let placed = spread_out(&middles, &vec![diameter; bins.len()], 0.0, 1.0);
    let mut out = Vec::with_capacity(count);
    for (bin, x) in bins.iter().zip(placed) {
        for (level, (_, value)) in bin.iter().enumerate() {
            out.push(Dot { x, level, value: *value });
        }
    }
    out
}

/// The largest diameter in drawing units at which all stacks of a chart fit their rows: the same for all, so that
/// dots are the same amount of probability everywhere.
pub(crate) fn diameter(
    data: &Distribution,
    axis: &Axis,
    count: usize,
    (width, height): (f64, f64),
) -> f64 {
    let rows = || {
        let marks = data.panels.iter().flat_map(|panel| &panel.rows).map(|row| &row.mark);
        marks.filter_map(|mark| match mark {
            RowMark::Spread { quantiles, .. } => Some(quantiles),
            _ => None,
        })
    };
    let fits = |size: f64| {
        rows().all(|quantiles| {
            let highest = stack(quantiles, axis, count, size / width).iter().map(|d| d.level).max();
            (highest.unwrap_or(0) + 1) as f64 * size <= height
        })
    };
    let (mut low, mut high) = (mm(SMALLEST_MM), mm(LARGEST_MM));
    if fits(high) {
        return high;
    }
    for _ in 0..12 {
        let middle = f64::midpoint(low, high);
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// "each dot: 5 % of outcomes".
pub(crate) fn key_item(count: usize, colour: Colour, lang: Lang) -> KeyItem {
    let share = percent(1.0 / count as f64, lang);
    let name = match lang {
        Lang::En => format!("each dot: {share} of outcomes"),
        Lang::Ar => format!("كل نقطة: {share} من النتائج"),
    };
    KeyItem { sample: Sample::Dot(colour), name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_between_those_given_lie_between_them() {
        let given: Vec<f64> = (1..=99).map(f64::from).collect();
        assert_eq!(quantile(&given, 0.5), 50.0);
        assert!((quantile(&given, 0.025) - 2.5).abs() < 1e-9);
        assert_eq!(quantile(&given, 0.0), 1.0);
        assert_eq!(quantile(&given, 1.0), 99.0);
        let never = [1.0, 2.0, f64::INFINITY];
        assert_eq!(quantile(&never, 0.75), f64::INFINITY);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
