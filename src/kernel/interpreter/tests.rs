//! Small models whose numbers are worked out by hand.

mod build;

use build::Build;

use super::{Interpreter, Run};
use crate::kernel::Incident;
use crate::math::{normal_quantile, one_minus_exp_neg};
use crate::model::*;
use crate::random::discrete::{binomial_quantile, poisson_quantile};
use crate::random::philox::Stream;

const SEED: u64 = 5;

fn all(stock: usize) -> Vec<Arrival> {
    vec![Arrival { stock, share: None, factor: 1.0 }]
}

/// One series over the reports.
fn over_time(run: &Run, series: usize) -> Vec<f64> {
    run.series.iter().map(|values| values[series]).collect()
}

#[test]
fn outflows_are_scaled_together() {
    let mut b = Build::new(1);
    let place = b.stock("place", 10.0, Some(0.0), None);
    let other = b.stock("other", 1.0, None, None);
    let half = b.number(0.5);
    let (four, twelve, less) = (b.number(4.0), b.number(12.0), b.number(-3.0));
    let to = vec![Arrival { stock: other, share: Some(half), factor: 10.0 }];
    let a = b.flow("a", four, Noise::None, Some(place), to);
    b.model.flows[a].step = 2.0; // 8
    b.flow("b", twelve, Noise::None, Some(place), Vec::new());
    b.flow("net", less, Noise::None, Some(place), Vec::new());
    b.model.order.push(StepItem::Settle(place));
    let of_a = b.measure_of(Accumulate::Sum, Leaf::Flowed(a), true);
    let places = b.measure_of(Accumulate::Latest, Leaf::Stock(place), false);
    let others = b.measure_of(Accumulate::Latest, Leaf::Stock(other), false);
    let run = b.run();
    // 8 + 12 = 20 > 10: halved; the negative net amount is not part of the sum.
    assert_eq!(run.measures[of_a], 4.0);
    assert_eq!(run.measures[places], 10.0 - 4.0 - 6.0 + 3.0);
    assert_eq!(run.measures[others], 1.0 + 4.0 * 0.5 * 10.0);
    assert_eq!(run.incidents.into_iter().collect::<Vec<_>>(), [(Incident::Limited(place), 1)]);
}

#[test]
fn a_stock_without_a_min_is_not_settled() {
    let mut b = Build::new(1);
    let place = b.stock("place", 10.0, None, None);
    let thirty = b.number(30.0);
    b.flow("a", thirty, Noise::None, Some(place), Vec::new());
    b.model.order.push(StepItem::Settle(place));
    let places = b.measure_of(Accumulate::Latest, Leaf::Stock(place), false);
    let run = b.run();
    assert_eq!(run.measures[places], -20.0);
    assert!(run.incidents.is_empty());
}

#[test]
fn events_move_what_remains_and_sets_read_it() {
    let mut b = Build::new(2);
    let from = b.stock("from", 10.0, Some(0.0), None);
    let to = b.stock("to", 0.0, None, None);
    let note = b.stock("note", 0.0, None, None);
    let (two, five, seven, half) = (b.number(2.0), b.number(5.0), b.number(7.0), b.number(0.5));
    b.flow("drain", two, Noise::None, Some(from), Vec::new());
    let first = b.event("first");
    b.model.events[first].once = true;
    let shared = vec![Arrival { stock: to, share: Some(half), factor: 1.0 }];
    b.model.events[first].moves = vec![
        Move { from: Some(from), to: shared, amount: seven, total_factor: 3.0 },
        Move { from: Some(from), to: all(to), amount: five, total_factor: 3.0 },
    ];
    let (left, hundred) = (b.leaf(Leaf::Stock(from)), b.number(100.0));
    let raised = b.op(Op2::Add, left, hundred);
    b.model.events[first].sets = vec![(note, raised)];
    let second = b.event("second");
    b.model.events[second].once = true;
    b.model.events[second].moves =
        vec![Move { from: None, to: all(to), amount: left, total_factor: 1.0 }];
    b.model.events[second].sets = vec![(note, raised), (from, hundred), (note, raised)];
    let moved = b.measure_of(Accumulate::Sum, Leaf::Moved(first), true);
    let stocks = [from, to, note].map(|s| b.series_of(Leaf::Stock(s)));
    let last = b.series_of(Leaf::LastEvent(first));
    let run = b.run();
    // 10 - 2 = 8 before events: 7 move, 1 of 5 is left. The second event reads 10, as at the start.
    assert_eq!(run.measures[moved], 7.0 * 3.0 + 1.0 * 3.0);
    assert_eq!(stocks.map(|s| over_time(&run, s)[1]), [100.0, 3.5 + 1.0 + 10.0, 200.0]);
    assert_eq!(over_time(&run, last), [0.0, 24.0, 0.0]);
}

#[test]
fn events_wait() {
    let mut b = Build::new(6);
    let (plain, once, rests) = (b.event("plain"), b.event("once"), b.event("rests"));
    b.model.events[once].once = true;
    b.model.events[rests].cooldown = 2;
    let (k, two) = (b.leaf(Leaf::TimeIndex), b.number(2.0));
    let later = b.op(Op2::Ge, k, two);
    let waits = b.event("waits");
    b.model.events[waits].when = Some(later);
    for e in [plain, once, rests, waits] {
        b.measure_of(Accumulate::Count, Leaf::Happened(e), true);
    }
    b.measure_of(Accumulate::Sum, Leaf::Moved(plain), true);
    // `rests` happens in steps 0 and 3.
    assert_eq!(b.run().measures, [6.0, 1.0, 2.0, 4.0, 6.0]);
}

#[test]
fn a_hazard_strikes_by_its_key() {
    let mut b = Build::new(50);
    let hazard = b.number(0.3);
    let e = b.event("storm");
    b.model.events[e].hazard = Some(hazard);
    let negative = b.number(-1.0);
    let never = b.event("never");
    b.model.events[never].hazard = Some(negative);
    b.measure_of(Accumulate::Count, Leaf::Happened(e), true);
    b.measure_of(Accumulate::Count, Leaf::Happened(never), true);
    let stream = Stream::new(SEED, "storm");
    let expected = (0..50).filter(|&k| stream.uniform(8, 3, k, 0) < one_minus_exp_neg(0.3)).count();
    assert!(expected > 0);
    assert_eq!(b.try_run(8, 3).unwrap().measures, [expected as f64, 0.0]);
}

#[test]
fn a_rule_is_held_between_reviews_and_limited() {
    let mut b = Build::new(4);
    let (start, zero, three) = (b.number(10.0), b.number(0.0), b.number(3.0));
    b.model.rules.push(Rule {
        rule: zero,
        reviews: vec![false, true, false, true, true],
        step_limit: Some(three),
        start,
    });
    let held = b.leaf(Leaf::Held(0));
    let own = b.leaf(Leaf::Held(1));
    let doubled = b.op(Op2::Add, own, own);
    b.model.rules.push(Rule {
        rule: doubled,
        reviews: vec![true, false, true, false, false],
        step_limit: None,
        start: three,
    });
    let limited = b.lever(9.0, None, held);
    let double = b.lever(9.0, None, own);
    let limited = b.series_of(Leaf::Lever(limited));
    let double = b.series_of(Leaf::Lever(double));
    let run = b.run();
    assert_eq!(over_time(&run, limited), [10.0, 7.0, 7.0, 4.0, 1.0]);
    assert_eq!(over_time(&run, double), [6.0, 6.0, 12.0, 12.0, 12.0]);
}

#[test]
fn a_response_multiplies_adds_raises_lowers_then_bounds() {
    let mut b = Build::new(3);
    let (ten, two, five) = (b.number(10.0), b.number(2.0), b.number(5.0));
    let (thirty, limit) = (b.number(30.0), b.number(28.0));
    let l = b.lever(0.0, Some([0.0, 26.0]), ten);
    let (k, one) = (b.leaf(Leaf::TimeIndex), b.number(1.0));
    b.model.trajectories[0].active = b.op(Op2::Ge, k, one);
    let mut response = ResponseDef { multiply: Some(two), add: Some(five), ..Default::default() };
    b.model.trajectories[0].responses[l] = Some(response);
    let s = b.series_of(Leaf::Lever(l));
    assert_eq!(over_time(&b.run(), s), [10.0, 25.0, 25.0, 25.0]);

    response.at_least = Some(thirty);
    response.at_most = Some(limit);
    b.model.trajectories[0].responses[l] = Some(response);
    let run = b.run();
    assert_eq!(over_time(&run, s), [10.0, 26.0, 26.0, 26.0]);
    // Steps 1 and 2; time 3 is no step.
    assert_eq!(run.incidents[&Incident::LeverBound(l)], 2);

    b.model.levers[l].bounds = None;
    assert_eq!(over_time(&b.run(), s), [10.0, 28.0, 28.0, 28.0]);

    b.model.cells[0].response = false;
    assert_eq!(over_time(&b.run(), s), [10.0; 4]);
}

#[test]
fn the_step_before_the_first() {
    let mut b = Build::new(2);
    let (four, seven) = (b.number(4.0), b.number(7.0));
    let driver = b.control("driver", 1.0, Some([0.0, 3.0]));
    b.model.drivers.push(driver);
    b.model.trajectories[0].drivers.push(four); // held at 3
    let l = b.lever(20.0, None, seven);
    let (lever, driver) = (b.leaf(Leaf::Lever(l)), b.leaf(Leaf::Driver(0)));
    let sum = b.op(Op2::Add, lever, driver);
    let q = b.quantity("q", sum);
    let leaves = [
        Leaf::LastQuantity(q),
        Leaf::LastLever(l),
        Leaf::PreviousQuantity(q),
        Leaf::PreviousLever(l),
        Leaf::Quantity(q),
    ];
    let s = leaves.map(|leaf| b.series_of(leaf));
    let run = b.run();
    assert_eq!(s.map(|s| over_time(&run, s)[0]), [0.0, 0.0, 21.0, 20.0, 10.0]);
    assert_eq!(s.map(|s| over_time(&run, s)[1]), [10.0, 7.0, 10.0, 7.0, 10.0]);
}

#[test]
fn smoothing_and_delay() {
    let mut b = Build::new(4);
    let (k, ten) = (b.leaf(Leaf::TimeIndex), b.number(10.0));
    let x = b.op(Op2::Add, k, ten);
    let steps_inverse = b.number(0.7);
    b.model.smooths.push(Smooth { input: x, steps_inverse });
    b.model.delays.push(Delay { input: x, steps: 2 });
    let smooth = b.series_of(Leaf::Smooth(0));
    let delay = b.series_of(Leaf::Delay(0));
    let run = b.run();
    let w = one_minus_exp_neg(0.7);
    let s2 = 10.0 + (11.0 - 10.0) * w;
    let s3 = s2 + (12.0 - s2) * w;
    let s4 = s3 + (13.0 - s3) * w;
    assert_eq!(over_time(&run, smooth), [10.0, 10.0, s2, s3, s4]);
    assert_eq!(over_time(&run, delay), [10.0, 10.0, 10.0, 11.0, 12.0]);
}

#[test]
fn accumulators_and_reports() {
    let mut b = Build::new(4);
    b.model.reports = vec![0, 2, 4];
    let s = b.stock("s", 0.0, None, None);
    let (k, two) = (b.leaf(Leaf::TimeIndex), b.number(2.0));
    let rate = b.op(Op2::Add, k, two); // 2, 3, 4, 5
    let f = b.flow("f", rate, Noise::None, None, all(s)); // s = 0, 2, 5, 9, 14
    let stock = b.leaf(Leaf::Stock(s));
    let (four, never) = (b.number(4.0), b.number(99.0));
    let above = b.op(Op2::Gt, stock, four);
    let far = b.op(Op2::Gt, stock, never);
    let flowed = b.leaf(Leaf::Flowed(f));
    let since = b.accumulator(Accumulate::SinceReport, flowed, true);
    let total = b.accumulator(Accumulate::Sum, flowed, true);
    let since = b.series_of(Leaf::Accumulator(since));
    let total = b.series_of(Leaf::Accumulator(total));
    for (kind, expr) in [
        (Accumulate::Sum, stock),
        (Accumulate::Highest, stock),
        (Accumulate::Lowest, stock),
        (Accumulate::Any, above),
        (Accumulate::All, above),
        (Accumulate::Count, above),
        (Accumulate::First, above),
        (Accumulate::First, far),
        (Accumulate::Latest, stock),
    ] {
        b.measure(kind, expr, false);
    }
    let within = b.measure(Accumulate::Sum, flowed, true);
    let a = b.model.accumulators.len() - 1;
    (b.model.accumulators[a].first, b.model.accumulators[a].last) = (1, 2);
    let run = b.run();
    assert_eq!(over_time(&run, since), [0.0, 5.0, 9.0]);
    assert_eq!(over_time(&run, total), [0.0, 5.0, 14.0]);
    assert_eq!(run.measures[..9], [30.0, 14.0, 0.0, 1.0, 0.0, 3.0, 2.0, f64::INFINITY, 14.0]);
    assert_eq!(run.measures[within], 7.0);
}

#[test]
fn bounds_are_counted() {
    let mut b = Build::new(3);
    let high = b.stock("high", 0.0, Some(0.0), Some(5.0));
    let low = b.stock("low", 4.0, Some(-1.0), None);
    let (three, minus_two) = (b.number(3.0), b.number(-2.0));
    b.flow("up", three, Noise::None, None, all(high)); // 3, 6 -> 5, 8 -> 5
    b.flow("down", minus_two, Noise::None, None, all(low)); // 2, 0, -2 -> -1
    let s = [high, low].map(|s| b.series_of(Leaf::Stock(s)));
    let run = b.run();
    assert_eq!(over_time(&run, s[0]), [0.0, 3.0, 5.0, 5.0]);
    assert_eq!(over_time(&run, s[1]), [4.0, 2.0, 0.0, -1.0]);
    let counted: Vec<_> = run.incidents.into_iter().collect();
    assert_eq!(counted, [(Incident::Bound(high), 2), (Incident::Bound(low), 1)]);
}

#[test]
fn counts_are_drawn_by_key() {
    let mut b = Build::new(1);
    let s = b.stock("s", 12.5, Some(0.0), None);
    let (rate, negative) = (b.number(3.0), b.number(-3.0));
    let poisson = b.flow("poisson", rate, Noise::Poisson, None, Vec::new());
    let binomial = b.flow("binomial", rate, Noise::Binomial, Some(s), Vec::new());
    let none = b.flow("negative", negative, Noise::Poisson, None, Vec::new());
    let noise = Noise::Diffusion { sigma: rate, sqrt_step: 0.5 };
    let diffusion = b.flow("diffusion", negative, noise, None, Vec::new());
    let leaves = [poisson, binomial, none, diffusion].map(Leaf::Flowed);
    for leaf in leaves {
        b.measure_of(Accumulate::Sum, leaf, true);
    }
    let run = b.try_run(2, 1).unwrap();
    let draw = |name: &str| {
        let u = Stream::new(SEED, name).uniform(2, 1, 0, 0);
        (u, normal_quantile(u))
    };
    let (u, z) = draw("poisson");
    assert_eq!(run.measures[0], poisson_quantile(3.0, u, z));
    let (u, z) = draw("binomial");
    let p = one_minus_exp_neg(3.0 / 12.5);
    assert_eq!(run.measures[1], binomial_quantile(12.0, p, u, z) + 0.5 * p);
    assert_eq!(run.measures[2], 0.0);
    let (_, z) = draw("diffusion");
    assert_eq!(run.measures[3], -3.0 + 1.5 * z);
    assert_eq!(run.incidents[&Incident::NegativeRate(none)], 1);
}

#[test]
fn a_compound_sums_the_first_severities() {
    let mut b = Build::new(2);
    let (n, low, high) = (b.number(3.0), b.number(2.0), b.number(4.0));
    let count = b.flow("count", n, Noise::None, None, Vec::new());
    let shape =
        SeverityShape { family: Family::Uniform, parameters: vec![low, high], truncate: None };
    let noise = Noise::Compound { counts: count, severity: Severity::Varying(shape) };
    let harm = b.flow("harm", n, noise, None, Vec::new());
    b.model.flows[harm].rate = None;
    b.measure_of(Accumulate::Latest, Leaf::Flowed(harm), true);
    let stream = Stream::new(SEED, "harm");
    let u = [0, 1, 2].map(|j| stream.uniform(0, 0, 1, j));
    let expected = ((2.0 + 2.0 * u[0]) + (2.0 + 2.0 * u[1])) + (2.0 + 2.0 * u[2]);
    assert_eq!(b.run().measures, [expected]);
}

#[test]
fn truncated_severities_stay_in_range() {
    let mut b = Build::new(40);
    let (one, alpha, low, high) = (b.number(1.0), b.number(1.5), b.number(2.0), b.number(5.0));
    let (inf, zero) = (b.number(f64::INFINITY), b.number(0.0));
    let families = [
        (Family::Pareto, low, high),
        (Family::Exponential, low, high),
        (Family::Weibull, low, high),
        (Family::Lognormal, low, high),
        (Family::Normal, low, high),
        (Family::Pareto, zero, inf),
    ];
    for (i, (family, low, high)) in families.into_iter().enumerate() {
        let e = b.event(&format!("e{i}"));
        let shape =
            SeverityShape { family, parameters: vec![one, alpha], truncate: Some((low, high)) };
        b.model.events[e].severity = Some(Severity::Varying(shape));
        let amount = b.leaf(Leaf::Severity(e));
        b.model.events[e].moves =
            vec![Move { from: None, to: Vec::new(), amount, total_factor: 1.0 }];
        b.measure_of(Accumulate::Lowest, Leaf::Moved(e), true);
        b.measure_of(Accumulate::Highest, Leaf::Moved(e), true);
    }
    let run = b.run();
    for pair in run.measures[..10].chunks(2) {
        assert!(2.0 <= pair[0] && pair[0] < 2.5 && 4.0 < pair[1] && pair[1] <= 5.0, "{pair:?}");
    }
    assert!(run.measures[10] >= 1.0);
}

#[test]
fn nan_is_harmless_only_where_it_is_not_chosen() {
    let mut b = Build::new(1);
    let (nan, one, zero) = (b.number(f64::NAN), b.number(1.0), b.number(0.0));
    let chosen = b.add(Expr::Select(one, zero, nan));
    b.series(chosen);
    assert_eq!(b.run().series[0], [0.0]);
    let least = b.op(Op2::Min, nan, one);
    b.flow("broken", least, Noise::None, None, Vec::new());
    b.model.luck_paths = 4;
    let fault = b.try_run(5, 2).unwrap_err();
    assert!(fault.value.is_nan());
    let place = (fault.what.as_str(), fault.cell, fault.path, fault.time);
    assert_eq!(place, ("broken", 0, 22, 0));
}

#[test]
fn an_infinite_stock_is_a_fault_at_the_end_of_the_step() {
    let mut b = Build::new(3);
    let s = b.stock("s", 1e200, None, None);
    let stock = b.leaf(Leaf::Stock(s));
    let e = b.event("square");
    let squared = b.op(Op2::Mul, stock, stock);
    b.model.events[e].sets = vec![(s, squared)];
    let fault = b.try_run(0, 0).unwrap_err();
    assert_eq!((fault.what.as_str(), fault.time, fault.value), ("s", 1, f64::INFINITY));
}

#[test]
fn functions() {
    let mut b = Build::new(1);
    b.model.tables.push(LookupTable {
        name: "t".to_owned(),
        x: vec![0.0, 1.0, 3.0],
        y: vec![5.0, 7.0, 3.0],
    });
    for x in [-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 9.0] {
        let x = b.number(x);
        let expr = b.add(Expr::Lookup(0, x));
        b.series(expr);
    }
    for op in [Op1::Round, Op1::Sign, Op1::Floor, Op1::Not] {
        for x in [-2.5, -0.4, 0.0, 2.5] {
            let x = b.number(x);
            let expr = b.add(Expr::Unary(op, x));
            b.series(expr);
        }
    }
    let expected = [
        [5.0, 5.0, 6.0, 7.0, 5.0, 3.0, 3.0].as_slice(),
        &[-3.0, 0.0, 0.0, 3.0],
        &[-1.0, -1.0, 0.0, 1.0],
        &[-3.0, -1.0, 0.0, 2.0],
        &[0.0, 0.0, 1.0, 0.0],
    ];
    assert_eq!(b.run().series[0], expected.concat());
}

#[test]
fn a_trace_tells_every_value_in_order() {
    let mut b = Build::new(1);
    let s = b.stock("s", 1.0, None, None);
    let two = b.number(2.0);
    b.lever(0.0, None, two);
    b.quantity("q", two);
    b.flow("f", two, Noise::None, None, all(s));
    b.event("e");
    let mut told = Vec::new();
    let mut trace = |k: usize, name: &str, x: f64| told.push(format!("{k} {name} {x}"));
    let interpreter = Interpreter::new(&b.model, SEED);
    interpreter.run(&b.model.cells[0], &[], 0, 0, Some(&mut trace)).unwrap();
    let expected = ["0 s 1", "0 lever 2", "0 q 2", "0 f 2", "0 e 1", "1 s 3", "1 lever 2", "1 q 2"];
    assert_eq!(told, expected);
}
