//! Tests of the histogram.

use proptest::prelude::*;

use super::super::quantile::type7;
use super::*;

const PS: [f64; 7] = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0];

fn of(values: &[f64]) -> Histogram {
    let mut histogram = Histogram::default();
    for batch in values.chunks(100) {
        histogram.add(batch);
    }
    histogram
}

fn exact(values: &[f64]) -> [f64; 7] {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    PS.map(|p| type7(&sorted, p))
}

#[test]
fn buckets_rise_with_the_value_and_contain_it() {
    let values = [
        f64::MIN,
        -1e9,
        -1.5,
        -1.0,
        -1e-300,
        -0.0,
        0.0,
        1e-300,
        0.3,
        1.0,
        1.001,
        2.0,
        513.0,
        1e9,
        f64::MAX,
    ];
    for pair in values.windows(2) {
        assert!(bucket(pair[0]) <= bucket(pair[1]));
    }
    for x in values {
        let (low, high) = ends(bucket(x));
        assert!(low <= x && x <= high, "{x} in {low} {high}");
        if x.abs() > 1e-290 && x.abs() < 1e300 {
            assert!(high - low <= RELATIVE_ERROR * x.abs());
        }
    }
    assert_eq!(bucket(-0.0), bucket(0.0));
}

#[test]
fn whole_numbers_come_out_exact() {
    let values: Vec<f64> = (0..5000i32).map(|i| f64::from(i * 7919 % 2000 - 1000)).collect();
    assert_eq!(of(&values).quantiles(PS), exact(&values));
    let mut counts = vec![0.0; 900];
    counts.extend([1.0; 60]);
    counts.extend([2.0; 40]);
    assert_eq!(of(&counts).quantiles([0.5, 0.9, 0.9595, 0.99]), {
        let q = |p| type7(&counts, p);
        [q(0.5), q(0.9), q(0.9595), q(0.99)]
    });
}

#[test]
fn large_whole_numbers_stay_whole() {
    let values: Vec<f64> = (0..1001).map(|i| 10_000.0 + f64::from(i)).collect();
    let got = of(&values).quantiles(PS);
    for (got, exact) in got.iter().zip(exact(&values)) {
        assert!((got - exact).abs() <= RELATIVE_ERROR * exact);
    }
    assert_eq!(got[3].fract(), 0.0);
}

#[test]
fn constants_and_extremes_are_exact() {
    assert_eq!(of(&[0.1; 300]).quantiles(PS), [0.1; 7]);
    assert_eq!(of(&[0.1]).quantiles(PS), [0.1; 7]);
    let two = of(&[0.1, 0.7]);
    assert_eq!(two.quantiles([0.5]), [type7(&[0.1, 0.7], 0.5)]);
    assert!(Histogram::default().quantiles(PS)[0].is_nan());
}

#[test]
fn counts_widen_when_they_overflow() {
    let mut histogram = Histogram::default();
    for _ in 0..300 {
        histogram.add(&[1.5; 256]);
        histogram.add(&[1.5, 1.75]);
    }
    histogram.add(&[0.25]);
    assert!(matches!(histogram.counts, Counts::Wide(_)));
    assert_eq!(histogram.total(), 300 * 258 + 1);
    assert_eq!((histogram.min(), histogram.max()), (0.25, 1.75));
    let [median, top] = histogram.quantiles([0.5, 0.999]);
    assert!((median / 1.5 - 1.0).abs() <= RELATIVE_ERROR);
    assert!((top / 1.75 - 1.0).abs() <= RELATIVE_ERROR);
}

#[test]
fn infinite_values_do_no_harm() {
    let got = of(&[1.0, 2.0, f64::INFINITY, f64::INFINITY, f64::INFINITY]).quantiles([0.25, 0.6]);
    assert!((got[0] / 2.0 - 1.0).abs() <= RELATIVE_ERROR);
    assert_eq!(got[1], f64::INFINITY);
}

#[test]
fn a_wide_lognormal_takes_a_few_kilobytes() {
    let values: Vec<f64> = (0..10_000)
        .map(|i| {
            800.0 * crate::math::exp(0.5 * crate::math::normal_quantile((f64::from(i) + 0.5) / 1e4))
        })
        .collect();
    assert!(of(&values).bytes() < 7_000, "{}", of(&values).bytes());
}

proptest! {
    #[test]
    fn quantiles_are_within_the_stated_error(
        values in prop::collection::vec(-1e6f64..1e6, 1..400)
    ) {
        let got = of(&values).quantiles(PS);
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        for (i, p) in PS.into_iter().enumerate() {
            let k = ((values.len() - 1) as f64 * p) as usize;
            let scale = sorted[k].abs().max(sorted[(k + 1).min(values.len() - 1)].abs());
            prop_assert!((got[i] - type7(&sorted, p)).abs() <= RELATIVE_ERROR * scale);
        }
    }

    #[test]
    fn order_does_not_matter(values in prop::collection::vec(-5f64..5.0, 2..300), cut in 1usize..300) {
        let cut = cut.min(values.len() - 1);
        let (mut left, right) = (of(&values[cut..]), of(&values[..cut]));
        left.merge(&right);
        let all = of(&values);
        prop_assert_eq!(left.quantiles(PS), all.quantiles(PS));
        prop_assert_eq!(left.total(), all.total());
        prop_assert_eq!(left.pages, all.pages);
    }
}
