//! Tests of stochastic dominance on distributions whose order is known. Seeds are fixed.

use super::*;
use crate::math::normal_quantile;
use crate::outcome::RunShape;
use crate::random::philox::Stream;
use crate::study::DesignKind;

fn clusters(n: usize, luck_paths: u32) -> Clusters {
    let design = DesignKind::Random;
    Clusters::new(&RunShape { replicates: n as u64, seed: 0, design, luck_paths })
}

/// Normal draws of a named variable.
fn normal(name: &str, sample: u32, n: usize) -> Vec<f64> {
    let stream = Stream::new(7, name);
    (0..n as u64).map(|i| normal_quantile(stream.uniform(i, 0, sample, 0))).collect()
}

fn scaled(x: &[f64], mean: f64, sd: f64) -> Vec<f64> {
    x.iter().map(|x| mean + sd * x).collect()
}

fn of(a: Vec<f64>, b: Vec<f64>, sense: Sense) -> Pair {
    let clusters = clusters(a.len(), 1);
    let found = Dominance::of(3, sense, &[a, b], &[Some(0), Some(1)], &clusters).unwrap();
    assert_eq!((found.measure, found.pairs.len()), (3, 1));
    found.pair(0, 1).unwrap()
}

fn verdicts(pair: Pair) -> (Verdict, Verdict) {
    (pair.one.verdict, pair.two.verdict)
}

fn samples(pair: Pair) -> (Verdict, Verdict) {
    (pair.one.sample, pair.two.sample)
}

use Verdict::{Crossing, First, NotApart, Same, Second};

#[test]
fn a_shift_dominates_in_both_orders() {
    let x = normal("x", 0, 4000);
    let pair = of(scaled(&x, 0.2, 1.0), x.clone(), Sense::Maximise);
    assert_eq!((verdicts(pair), samples(pair)), ((First, First), (First, First)));
    assert_eq!((pair.one.for_second, pair.two.for_second), (0.0, 0.0));
    let both = (pair.relation(), pair.turned().relation());
    assert_eq!(both, (Relation::Dominates, Relation::Dominated));
    // with d the mass that the shift moves over z, t = sqrt(n d / (1 - d)); at most
    // d = 2 (Phi(0.1) - 1/2) = 0.0797; batches know their error to 4.4 %
    let t = (4000.0f64 * 0.0797 / 0.9203).sqrt();
    assert!((pair.one.for_first / t - 1.0).abs() < 0.15, "{} against {t}", pair.one.for_first);

    let turned = of(scaled(&x, 0.2, 1.0), x, Sense::Minimise);
    assert_eq!((verdicts(turned), samples(turned)), ((Second, Second), (Second, Second)));
    // not paired: the tails of the samples may cross, what is beyond chance does not
    let apart = of(scaled(&normal("y", 0, 4000), 0.2, 1.0), normal("x", 0, 4000), Sense::Maximise);
    assert_eq!(verdicts(apart), (First, First));
}

#[test]
fn less_spread_dominates_in_the_second_order_only() {
    let (narrow, wide) =
        (scaled(&normal("x", 1, 4000), 5.0, 1.0), scaled(&normal("y", 1, 4000), 5.0, 2.0));
    for sense in [Sense::Maximise, Sense::Minimise] {
        let pair = of(narrow.clone(), wide.clone(), sense);
        assert_eq!(verdicts(pair), (Crossing, First), "{sense:?}");
        assert_eq!(pair.one.sample, Crossing);
        let both = (pair.relation(), pair.turned().relation());
        assert_eq!(both, (Relation::DominatesInRisk, Relation::DominatedInRisk));
    }
}

#[test]
fn a_better_mean_with_a_worse_tail_crosses_in_both_orders() {
    let (bold, safe) =
        (scaled(&normal("x", 2, 4000), 0.5, 3.0), scaled(&normal("y", 2, 4000), 0.0, 1.0));
    let pair = of(bold, safe, Sense::Maximise);
    assert_eq!(pair.relation(), Relation::Crossing);
    assert_eq!((verdicts(pair), samples(pair)), ((Crossing, Crossing), (Crossing, Crossing)));
}

#[test]
fn one_column_is_the_same_and_one_distribution_is_not_told_apart() {
    let x = normal("x", 3, 2000);
    let clusters = clusters(2000, 1);
    let columns = [x.clone(), x.iter().rev().copied().collect::<Vec<f64>>()];
    let found =
        Dominance::of(0, Sense::Minimise, &columns, &[Some(0), None, Some(0), Some(1)], &clusters)
            .unwrap();
    let pairs: Vec<(usize, usize)> = found.pairs.iter().map(|p| (p.first, p.second)).collect();
    assert_eq!(pairs, [(0, 2), (0, 3), (2, 3)], "the option that was not run is left out");
    assert_eq!(verdicts(found.pairs[0]), (Same, Same));
    assert_eq!(found.pairs[0].relation(), Relation::Same);
    assert_eq!(found.pairs[1].relation(), Relation::NotApart);
    assert_eq!(verdicts(found.pairs[1]), (NotApart, NotApart));
    assert_eq!(samples(found.pairs[1]), (Same, Same), "the values are the same in another order");
    assert_eq!(found.pairs[2].one, found.pairs[1].one);
    assert!(Dominance::of(0, Sense::None, &columns, &[Some(0)], &clusters).is_none());
}

/// `never` of 1,000 paths never see it, the others at 1, 2, 3, ... in turn, plus `later`.
fn times(never: usize, later: f64, from: usize) -> Vec<f64> {
    let time = |i: usize| if i < never { f64::INFINITY } else { (i % 50) as f64 + later };
    (0..1000).map(|i| time((i + from) % 1000)).collect()
}

#[test]
fn never_is_beyond_all_others() {
    // the later the better: never is best
    let often = of(times(600, 0.0, 0), times(400, 0.0, 0), Sense::Maximise);
    assert_eq!((verdicts(often), samples(often)), ((First, First), (First, First)));
    // the sooner the better: never is worst
    let worst = of(times(600, 0.0, 0), times(400, 0.0, 0), Sense::Minimise);
    assert_eq!((verdicts(worst), samples(worst)), ((Second, Second), (Second, Second)));
    // the sooner the better, never equally often on the same paths: the rest decides
    let rest = of(times(400, 0.0, 0), times(400, 20.0, 0), Sense::Minimise);
    assert_eq!((verdicts(rest), samples(rest)), ((First, First), (First, First)));
    // sooner if ever, but more often never: nobody who fears "never" takes it
    let mixed = of(times(600, 0.0, 0), times(400, 20.0, 500), Sense::Minimise);
    assert_eq!(verdicts(mixed), (Crossing, Second));
    assert_eq!(samples(mixed), (Crossing, Second));
    // all the same, and all never
    let both = of(times(1000, 0.0, 0), times(1000, 0.0, 0), Sense::Minimise);
    assert_eq!((verdicts(both), samples(both)), ((NotApart, NotApart), (Same, Same)));
}

#[test]
fn of_a_condition_the_more_probable_dominates() {
    let of_ten =
        |k: usize| -> Vec<f64> { (0..2000).map(|i| f64::from(u8::from(i % 50 < k))).collect() };
    for (sense, best) in [(Sense::Maximise, First), (Sense::Minimise, Second)] {
        // 2 % against none: less than any quantile of the grid
        let pair = of(of_ten(1), of_ten(0), sense);
        assert_eq!((verdicts(pair), samples(pair)), ((best, best), (best, best)));
        // one point of the first order that tells anything, two of the second: Student's 0.975
        // and Sidak's for two, with 255 degrees of freedom
        assert!((pair.one.critical - 1.969_310_6).abs() < 1e-6, "{}", pair.one.critical);
        assert!((pair.two.critical - 2.25).abs() < 0.02, "{}", pair.two.critical);
    }
}

#[test]
fn critical_values_are_those_of_the_tables() {
    // Student's maximum modulus at 5 %, many degrees of freedom: G. J. Hahn, R. W. Hendrickson,
    // Biometrika 58, 1971
    for (points, table) in [(1, 1.960), (2, 2.236), (5, 2.569), (10, 2.800), (20, 3.016)] {
        assert!((critical(points, 10_000_000) - table).abs() < 0.001, "{points}");
    }
}

#[test]
fn few_clusters_tell_nothing() {
    let (x, y) = (vec![1.0; 15], vec![0.0; 15]);
    let pair = of(x, y, Sense::Maximise);
    assert_eq!((verdicts(pair), samples(pair)), ((NotApart, NotApart), (First, First)));
    let one = of(vec![1.0], vec![0.0], Sense::Maximise);
    assert_eq!((verdicts(one), samples(one)), ((NotApart, NotApart), (First, First)));
}

/// In how many of 400 pairs of one distribution something is declared, in each order.
fn alarms(value: impl Fn(&Stream, u64, u32) -> f64, n: usize, luck_paths: u32) -> [usize; 2] {
    let clusters = clusters(n, luck_paths);
    let mut alarms = [0; 2];
    for sample in 0..400 {
        let column = |name: &str| -> Vec<f64> {
            let stream = Stream::new(11, name);
            (0..n as u64).map(|i| value(&stream, i, sample)).collect()
        };
        let columns = [column("a"), column("b")];
        let found = Dominance::of(0, Sense::Maximise, &columns, &[Some(0), Some(1)], &clusters);
        let pair = found.unwrap().pairs[0];
        alarms[0] += usize::from(pair.one.verdict != NotApart);
        alarms[1] += usize::from(pair.two.verdict != NotApart);
    }
    alarms
}

/// 20 expected at most, 33 is three standard deviations above: false alarm below 1 in 700.
const MOST: usize = 33;

#[test]
fn equal_options_are_declared_different_in_five_per_cent_at_most() {
    let plain = alarms(|s, i, k| normal_quantile(s.uniform(i, 0, k, 0)), 500, 1);
    assert!(plain.iter().all(|a| *a <= MOST), "{plain:?}");
    // long tails
    let tails = alarms(|s, i, k| 1.0 / s.uniform(i, 0, k, 0), 500, 1);
    assert!(tails.iter().all(|a| *a <= MOST), "{tails:?}");
    // two paths that share a draw are one observation and a bit, not two
    let shared = |s: &Stream, i: u64, k: u32| {
        let (draw, luck) = (s.uniform(i / 2, 0, k, 0), s.uniform(i, 1, k, 0));
        4.0 * normal_quantile(draw) + normal_quantile(luck)
    };
    let clustered = alarms(shared, 500, 2);
    assert!(clustered.iter().all(|a| *a <= MOST), "{clustered:?}");
    let ignored = alarms(shared, 500, 1);
    assert!(ignored[0] > MOST, "without clusters there would be {ignored:?}");
}
