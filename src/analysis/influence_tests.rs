//! Tests of what an outcome hangs on, on samples whose answer is known.

use super::*;
use crate::math::normal_quantile;
use crate::outcome::testing;
use crate::random::philox::Stream;

/// Normal draws of a named variable.
fn normal(name: &str, sample: u32, n: u64) -> Vec<f64> {
    let stream = Stream::new(5, name);
    (0..n).map(|i| normal_quantile(stream.uniform(i, 0, sample, 0))).collect()
}

/// `y = 3 a + 2 b + c + luck`: shares 9/15, 4/15, 1/15, and 0 for one that is not in it.
fn linear(sample: u32, n: u64) -> ([Vec<f64>; 4], Vec<f64>) {
    let x = ["a", "b", "c", "idle"].map(|name| normal(name, sample, n));
    let luck = normal("luck", sample, n);
    let y = (0..n as usize).map(|i| 10.0 + 3.0 * x[0][i] + 2.0 * x[1][i] + x[2][i] + luck[i]);
    let y = y.collect();
    (x, y)
}

const SHARES: [f64; 4] = [9.0 / 15.0, 4.0 / 15.0, 1.0 / 15.0, 0.0];

#[test]
fn shares_of_a_linear_model() {
    // fixed seed; four standard errors and what 63 classes lose: false alarm below 1 in 4,000
    let (x, y) = linear(0, 4000);
    for (x, expected) in x.iter().zip(SHARES) {
        let got = variance_share(x, &y).unwrap();
        let lost = expected / 64.0;
        assert!((got.value - expected).abs() < 4.0 * got.se + lost, "{expected}: {got:?}");
        assert!(got.se < 0.02, "{got:?}");
        assert_eq!(got.above_chance(), expected > 0.0);
    }
}

#[test]
fn intervals_cover_and_small_samples_are_not_biased() {
    // 400 samples of 400: a coverage of 95 % has a standard error of 1.1 points, and the mean of
    // the estimates one of a twentieth of theirs; the seed is fixed
    let samples = 400;
    let mut covered = [0; 4];
    let mut sums = [0.0; 4];
    let mut errors = [0.0; 4];
    let mut above = 0;
    for sample in 0..samples {
        let (x, y) = linear(sample, 400);
        for k in 0..4 {
            let got = variance_share(&x[k], &y).unwrap();
            covered[k] += u32::from(got.low <= SHARES[k] && SHARES[k] <= got.high);
            sums[k] += got.value / f64::from(samples);
            errors[k] += got.se / f64::from(samples);
            above += u32::from(k == 3 && got.above_chance());
        }
    }
    for k in 0..4 {
        let share = f64::from(covered[k]) / f64::from(samples);
        assert!((0.90..=0.995).contains(&share), "{k}: {share}");
        let bias = sums[k] - SHARES[k];
        let lost = SHARES[k] / 20.0;
        assert!((-lost..).contains(&(bias + 4.0 * errors[k] / 20.0)), "{k}: {bias}");
        assert!(bias < 4.0 * errors[k] / 20.0, "{k}: {bias}");
    }
    let share = f64::from(above) / f64::from(samples);
    assert!((0.01..0.10).contains(&share), "{share}");
}

#[test]
fn two_values_are_two_classes() {
    let x: Vec<f64> = (0..100).map(|i| f64::from(i % 2)).collect();
    let y: Vec<f64> = x.iter().map(|x| 5.0 - 3.0 * x).collect();
    let all = variance_share(&x, &y).unwrap();
    assert!((all.value - 1.0).abs() < 1e-12, "{all:?}");
    assert_eq!(spearman(&x, &y), Some(-1.0));
    let swing = swing(&x, &y).unwrap();
    assert!((swing.value + 3.0).abs() < 1e-12 && swing.se < 1e-12);
    // the other half of the pairs says nothing
    let idle: Vec<f64> = (0..100).map(|i| f64::from(i / 50)).collect();
    let none = variance_share(&idle, &y).unwrap();
    assert!(none.value <= 0.0 && !none.above_chance(), "shown as it is: {none:?}");
}

#[test]
fn nothing_is_said_of_constants_and_infinities() {
    let x: Vec<f64> = (0..100).map(f64::from).collect();
    let constant = vec![0.1 + 0.2; 100];
    assert_eq!(variance_share(&x, &constant), None);
    assert_eq!(variance_share(&constant, &x), None);
    assert_eq!((spearman(&x, &constant), spearman(&constant, &x)), (None, None));
    assert_eq!(swing(&constant, &x), None);
    let mut never = x.clone();
    never[3] = f64::INFINITY;
    assert_eq!(variance_share(&x, &never), None);
    assert_eq!(variance_share(&x[..8], &x[..8]), None);
}

#[test]
fn ranks_share_the_mean_of_theirs() {
    assert_eq!(ranks(&[5.0, 1.0, 5.0, 0.0]), [3.5, 2.0, 3.5, 1.0]);
    // products of ranks about 2.5: 4.5 over the root of 4.5 and 5
    let got = spearman(&[1.0, 2.0, 2.0, 3.0], &[1.0, 2.0, 3.0, 4.0]).unwrap();
    assert!((got - 0.9_f64.sqrt()).abs() < 1e-15);
    assert_eq!(spearman(&[1.0, 2.0, 9.0], &[1.0, 4.0, 70.0]), Some(1.0));
}

#[test]
fn a_swing_goes_from_the_five_to_the_ninety_five_per_cent_point() {
    let x: Vec<f64> = (0..1000).map(|i| (f64::from(i) + 0.5) / 1000.0).collect();
    let y: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
    let got = swing(&x, &y).unwrap();
    assert!((got.value - 1.8).abs() < 1e-12, "{got:?}");
    // a rare event: one in fifty against the rest
    let rare: Vec<f64> = (0..1000).map(|i| f64::from(u8::from(i % 50 == 0))).collect();
    let y: Vec<f64> = rare.iter().map(|x| 7.0 * x).collect();
    assert_eq!(swing(&rare, &y).unwrap().value, 7.0);
    let common: Vec<f64> = rare.iter().map(|x| 1.0 - x).collect();
    assert_eq!(swing(&common, &y).unwrap().value, -7.0);
}

#[test]
fn the_greatest_share_comes_first() {
    let (model, mut outcomes) = testing::small_run();
    let target = Target::Difference { cell: 2, baseline: 0, measure: 0 };
    assert!(influences(&model, &outcomes, target).is_empty(), "both uncertainties are held");
    let y = target.values(&outcomes).unwrap();
    outcomes.uncertainties = vec![normal("noise", 0, 300), y.iter().map(|y| -y).collect()];
    let found = influences(&model, &outcomes, target);
    assert_eq!(found.iter().map(|i| i.uncertainty).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(found[0].spearman, -1.0);
    let level = Target::Level { cell: 0, measure: 1 };
    assert_eq!((level.measure(), target.measure()), (1, 0));
    outcomes.measures[0][4] = f64::INFINITY;
    assert!(influences(&model, &outcomes, target).is_empty(), "one value is infinite");
}

#[test]
fn luck_is_averaged_over_the_paths_of_a_draw() {
    let (_, mut outcomes) = testing::small_run();
    outcomes.shape.luck_paths = 4;
    let target = Target::Level { cell: 0, measure: 0 };
    assert_eq!(target.values(&outcomes).unwrap().len(), 75);
}

#[test]
fn tenths_are_the_ends_of_a_straight_line() {
    let x: Vec<f64> = (0..200).map(|i| f64::from(i * 7 % 200)).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 - 2.0 * x).collect();
    let [low, high] = tenths(&x, &y).unwrap();
    assert_eq!((low.x, low.mean), (9.5, 3.0 - 19.0));
    assert_eq!((high.x, high.mean), (189.5, 3.0 - 379.0));
    assert_eq!(swing(&x, &y).unwrap().value, -360.0);
    assert!(tenths(&[1.0; 200], &y).is_none());
    assert!(tenths(&x[..8], &y[..8]).is_none());
}
