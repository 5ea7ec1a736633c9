//! Tests of comparisons: closed forms, Fieller's interval, what has no value.

use super::super::tests::run;
use super::super::{Decision, RESAMPLES};
use super::*;
use crate::math::{normal_quantile, student_t_quantile};
use crate::model::{Description, Op1, Op2};
use crate::outcome::Outcomes;
use crate::random::philox::Stream;
use crate::study::{DesignKind, Sense};

fn own(measure: usize) -> Box<Combined> {
    Box::new(Combined::Measure { measure, baseline: false })
}

fn base(measure: usize) -> Box<Combined> {
    Box::new(Combined::Measure { measure, baseline: true })
}

fn over(of: Box<Combined>, by: Box<Combined>) -> Combined {
    Combined::Quotient { number: 0, of, by }
}

fn minus(a: Box<Combined>, b: Box<Combined>) -> Box<Combined> {
    Box::new(Combined::Binary(Op2::Sub, a, b))
}

fn comparison(expr: Combined) -> Comparison {
    let mut reads_baseline = false;
    expr.measures(&mut |_, baseline| reads_baseline |= baseline);
    Comparison {
        name: "ratio".to_owned(),
        unit: "1".to_owned(),
        sense: Sense::None,
        expr,
        quotients: 1,
        against_baseline: reads_baseline,
        description: Description::default(),
    }
}

/// Values of a comparison for each option. `values[option][measure]` are columns.
fn found(values: &[Vec<Vec<f64>>], expr: Combined) -> Vec<Option<RatioValue>> {
    found_in(values, expr, |_| {})
}

fn found_in(
    values: &[Vec<Vec<f64>>],
    expr: Combined,
    change: impl Fn(&mut Outcomes),
) -> Vec<Option<RatioValue>> {
    let senses = vec![Sense::None; values[0].len()];
    let (mut model, mut outcomes) = run(values, &senses, 1);
    change(&mut outcomes);
    model.comparisons = vec![comparison(expr)];
    let decision = Decision::of(&model, &outcomes, &outcomes.summarise(&model));
    let [ratio] = &decision.ratios[..] else { panic!("one comparison") };
    let [future] = &ratio.futures[..] else { panic!("one future") };
    assert_eq!((ratio.comparison, ratio.resamples, future.trajectory), (0, RESAMPLES, 0));
    future.values.clone()
}

/// Normal draws of a named variable.
fn normal(name: &str, sample: u32, n: u64) -> Vec<f64> {
    let stream = Stream::new(11, name);
    (0..n).map(|i| normal_quantile(stream.uniform(i, 0, sample, 0))).collect()
}

/// `x ~ N(3, 1)` and `y ~ N(level, 1)` with correlation 0.6.
fn pair(sample: u32, n: u64, level: f64) -> (Vec<f64>, Vec<f64>) {
    let (a, b) = (normal("a", sample, n), normal("b", sample, n));
    let x = a.iter().map(|a| 3.0 + a).collect();
    let y = a.iter().zip(&b).map(|(a, b)| level + 0.6 * a + 0.8 * b).collect();
    (x, y)
}

/// Fieller's interval of the ratio of the means of x and y, from their sample moments.
fn fieller(x: &[f64], y: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
    let (mx, my) = (mean(x), mean(y));
    let cov = |u: &[f64], mu: f64, v: &[f64], mv: f64| {
        u.iter().zip(v).map(|(u, v)| (u - mu) * (v - mv)).sum::<f64>() / (n - 1.0) / n
    };
    let (vx, vy, vxy) = (cov(x, mx, x, mx), cov(y, my, y, my), cov(x, mx, y, my));
    let t2 = student_t_quantile(n - 1.0, 0.975).powi(2);
    // my^2 r^2 - 2 mx my r + mx^2 <= t2 (vy r^2 - 2 vxy r + vx)
    let (a, b, c) = (my * my - t2 * vy, mx * my - t2 * vxy, mx * mx - t2 * vx);
    let root = (b * b - a * c).sqrt();
    ((b - root) / a, (b + root) / a)
}

#[test]
fn a_ratio_of_normals_has_fiellers_interval() {
    // fixed seed. An end of a percentile interval from 1000 resamples has an error of 0.085
    // standard errors, 4.3 % of half the width; batches add about as much by their spread: 18 %
    // of half the width is three of both together, at four ends a false alarm below 1 in 100
    for (n, level) in [(2000, 1.0), (2000, -0.3)] {
        let (x, y) = pair(0, n, level);
        let values = [vec![x.clone(), y.clone()], vec![x.clone(), y.clone()]];
        let got = found(&values, over(own(0), own(1)));
        let Some(RatioValue::Known(got)) = got[0] else { panic!("{got:?}") };
        let (low, high) = fieller(&x, &y);
        let mean = |x: &[f64]| x.iter().sum::<f64>() / n as f64;
        assert!((got.value - mean(&x) / mean(&y)).abs() < 1e-12);
        let half = 0.5 * (high - low);
        assert!((got.low - low).abs() < 0.18 * half, "{got:?} {low} {high}");
        assert!((got.high - high).abs() < 0.18 * half, "{got:?} {low} {high}");
        assert!((got.se - half / 1.96).abs() < 0.18 * half, "{got:?}");
    }
}

#[test]
fn intervals_cover() {
    // 200 samples of 300: a coverage of 95 % has a standard error of 1.5 points; the seed is fixed
    let mut covered = 0;
    for sample in 1..=200 {
        let (x, y) = pair(sample, 300, 1.0);
        let got = found(&[vec![x, y.clone()], vec![y.clone(), y]], over(own(0), own(1)));
        let Some(RatioValue::Known(got)) = got[0] else { panic!("{got:?}") };
        covered += u32::from(got.low <= 3.0 && 3.0 <= got.high);
    }
    assert!((181..=198).contains(&covered), "{covered} of 200");
}

#[test]
fn differences_from_the_baseline_are_paired() {
    // the option costs 2 more and loses 4 fewer than the baseline on every path: no error at all
    let cost = normal("cost", 0, 500);
    let lost = normal("lost", 0, 500);
    let plus = |x: &[f64], by: f64| x.iter().map(|x| x + by).collect::<Vec<f64>>();
    let values = [vec![cost.clone(), lost.clone()], vec![plus(&cost, 2.0), plus(&lost, -4.0)]];
    let expr = over(minus(own(0), base(0)), minus(base(1), own(1)));
    let got = found(&values, expr);
    assert_eq!(got[0], None, "the baseline is not compared with itself");
    let Some(RatioValue::Known(got)) = got[1] else { panic!("{got:?}") };
    for x in [got.value, got.low, got.high] {
        assert!((x - 0.5).abs() < 1e-12, "{got:?}");
    }
}

#[test]
fn a_denominator_that_may_be_nothing_gives_no_number() {
    let undefined = Some(RatioValue::Undefined(Undefined::Denominator));
    // a mean of 0.05 with a standard error of 0.045
    let (x, y) = pair(3, 500, 0.05);
    let values = [vec![x.clone(), y], vec![x.clone(), vec![0.0; 500]]];
    assert_eq!(found(&values, over(own(0), own(1))), [undefined, undefined]);
    // the same as the baseline: 0 / 0
    let same = vec![x.clone(), x.clone()];
    let expr = over(minus(own(0), base(0)), minus(base(1), own(1)));
    assert_eq!(found(&[same.clone(), same], expr)[1], undefined);
    // a condition guards it: the branch that is not taken does not count
    let zero = Box::new(Combined::Number(0.0));
    let guarded = Combined::Select(own(1), Box::new(over(own(0), own(1))), zero);
    let got = found(&[vec![x.clone(), vec![0.0; 500]], vec![x.clone(), x]], guarded);
    let Some(RatioValue::Known(got)) = got[0] else { panic!("{got:?}") };
    assert_eq!((got.value, got.low, got.high), (0.0, 0.0, 0.0));
}

#[test]
fn what_is_no_number_says_so() {
    let (x, y) = pair(4, 400, -2.0);
    let mut never = x.clone();
    never[7] = f64::INFINITY;
    let values = [vec![x.clone(), never], vec![x.clone(), y]];
    let got = found(&values, over(own(0), own(1)));
    assert_eq!(got[0], Some(RatioValue::Undefined(Undefined::Never)));
    assert!(matches!(got[1], Some(RatioValue::Known(_))));
    let root = Combined::Unary(Op1::Sqrt, own(1));
    let got = found(&values, root);
    assert_eq!(got[1], Some(RatioValue::Undefined(Undefined::NotANumber)));
}

#[test]
fn the_sixteen_randomisations_of_a_design_are_resampled_whole() {
    // randomisation r has the value r throughout: the mean of 7.5 has a standard error of
    // 4.76 / 4, and Student's interval of 15 degrees of freedom. The ends of the percentile
    // interval are as far away within 15 % (three errors of an end from 1000 resamples, and steps)
    let x: Vec<f64> = (0..320).map(|i| f64::from(i % 16)).collect();
    let values = [vec![x.clone()], vec![x]];
    let expr = Combined::Binary(Op2::Mul, own(0), Box::new(Combined::Number(2.0)));
    let got = found_in(&values, expr, |outcomes| outcomes.shape.design = DesignKind::Sobol);
    let Some(RatioValue::Known(got)) = got[0] else { panic!("{got:?}") };
    assert_eq!(got.value, 15.0);
    let variance: f64 = (0..16).map(|r| (f64::from(r) - 7.5).powi(2)).sum::<f64>() / 15.0;
    let half = 2.0 * student_t_quantile(15.0, 0.975) * (variance / 16.0).sqrt();
    assert!(((got.high - got.low) / (2.0 * half) - 1.0).abs() < 0.15, "{got:?} {half}");
}
