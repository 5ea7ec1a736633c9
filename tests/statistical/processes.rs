//! Processes whose moments under the scheme are known exactly.

use crate::judge::Judge;
use crate::run;

/// 52 weeks from the first week of 2024.
const YEAR: &str = "[time]\nstart = 2024-01-01\nend = 2024-12-30\nstep = \"1 week\"\n";

/// Mean and variance after each step of `x' = a x + b + noise`, where the noise of a step has the
/// variance `c m + d` given the mean m of x before it (all of that is linear in x).
fn recursion(start: f64, steps: usize, [a, b, c, d]: [f64; 4]) -> Vec<(f64, f64)> {
    let mut out = vec![(start, 0.0)];
    for _ in 0..steps {
        let (m, v) = out[out.len() - 1];
        out.push((a * m + b, a * a * v + c * m + d));
    }
    out
}

const IMMIGRATION: &str = r#"
[stock.x]
initial = 5
min = 0
[flow.arrivals]
to = "x"
unit = "1/week"
rate = "3 / '1 week'"
noise = "poisson"
[flow.deaths]
from = "x"
unit = "1/week"
rate = "0.1 / '1 week' * x"
noise = "binomial"
[measure.early]
formula = "at(x, '4 weeks')"
[measure.middle]
formula = "at(x, '16 weeks')"
[measure.late]
formula = "final(x)"
[measure.level]
formula = "mean(x)"
[measure.died]
formula = "total(deaths)"
"#;

/// `x' = x - Binomial(x, p) + Poisson(3 dt)`, p = 1 - exp(-0.1 dt): given x the variance of the
/// step is x p (1 - p) + 3 dt.
fn immigration(dt: f64, steps: usize) -> Vec<(f64, f64)> {
    let p = 1.0 - (-0.1 * dt).exp();
    recursion(5.0, steps, [1.0 - p, 3.0 * dt, p * (1.0 - p), 3.0 * dt])
}

/// The same in continuous time: Poisson arrivals at rate 3, each dies at rate 0.1.
fn immigration_exact(t: f64) -> (f64, f64) {
    let alive = (-0.1 * t).exp();
    let arrived = 30.0 * (1.0 - alive);
    (5.0 * alive + arrived, 5.0 * alive * (1.0 - alive) + arrived)
}

#[test]
fn immigration_and_death() {
    let mut judge = Judge::of("immigration and death");
    let ran = run(&format!("{YEAR}{IMMIGRATION}"), 20_000, 11);
    let exact = immigration(1.0, 52);
    for (name, k) in [("early", 4), ("middle", 16), ("late", 52)] {
        judge.mean(name, ran.measure(name), exact[k].0);
        judge.variance(name, ran.measure(name), exact[k].1);
    }
    // the time average, over time points 0 to 52
    let average = exact.iter().map(|e| e.0).sum::<f64>() / 53.0;
    judge.mean("level", ran.measure("level"), average);
    let p = 1.0 - (-0.1f64).exp();
    let died = exact[..52].iter().map(|e| e.0 * p).sum::<f64>();
    judge.mean("died", ran.measure("died"), died);
    judge.finish();
}

#[test]
fn small_steps_approach_the_continuous_process() {
    let mut judge = Judge::of("immigration and death, small steps");
    // The scheme's fixed point is 3 dt / (1 - exp(-0.1 dt)), 0.05 dt above the process's 30 in
    // relative terms: 5 % for a week, 0.8 % for a day.
    for (dt, bias) in [(1.0, 0.051), (1.0 / 7.0, 0.0075)] {
        let steps = (52.0 / dt as f64).round() as usize;
        let scheme = immigration(dt, steps)[steps];
        let process = immigration_exact(52.0);
        for (a, b) in [(scheme.0, process.0), (scheme.1, process.1)] {
            let relative = a / b - 1.0;
            assert!(0.8 * bias < relative && relative < bias, "{dt}: {relative}");
        }
    }
    let year = YEAR.replace("1 week", "1 day");
    let ran = run(&format!("{year}{IMMIGRATION}"), 5_000, 12);
    let exact = immigration(1.0 / 7.0, 364)[364];
    judge.mean("late", ran.measure("late"), exact.0);
    judge.variance("late", ran.measure("late"), exact.1);
    judge.finish();
}

#[test]
fn birth_and_death() {
    let mut judge = Judge::of("birth and death");
    let ran = run(
        &format!(
            "{YEAR}{}",
            r#"
[stock.x]
initial = 200
min = 0
[flow.births]
to = "x"
unit = "1/week"
rate = "0.06 / '1 week' * x"
noise = "poisson"
[flow.deaths]
from = "x"
unit = "1/week"
rate = "0.05 / '1 week' * x"
noise = "binomial"
[measure.middle]
formula = "at(x, 2024-07-01)"
[measure.late]
formula = "final(x)"
"#
        ),
        20_000,
        13,
    );
    // x' = x - Binomial(x, p) + Poisson(0.06 x)
    let p = 1.0 - (-0.05f64).exp();
    let exact = recursion(200.0, 52, [1.06 - p, 0.0, p * (1.0 - p) + 0.06, 0.0]);
    for (name, k) in [("middle", 26), ("late", 52)] {
        judge.mean(name, ran.measure(name), exact[k].0);
        judge.variance(name, ran.measure(name), exact[k].1);
    }
    // In continuous time the mean is 200 exp(0.01 t). Deaths of a step are exact, births are
    // those of its start: a year of weeks ends 6 % too high, a year of hours does not.
    let bias = |dt: f64| {
        let factor = (-0.05 * dt).exp() + 0.06 * dt;
        (52.0 / dt * factor.ln() - 0.52).exp_m1()
    };
    assert!((bias(1.0) - (exact[52].0 / (200.0 * 0.52f64.exp()) - 1.0)).abs() < 1e-9);
    assert!((0.06..0.065).contains(&bias(1.0)), "{}", bias(1.0));
    assert!((0.0..0.0005).contains(&bias(1.0 / 168.0)), "{}", bias(1.0 / 168.0));
    judge.finish();
}

#[test]
fn ornstein_uhlenbeck() {
    let mut judge = Judge::of("ornstein-uhlenbeck");
    let ran = run(
        &format!(
            "{YEAR}{}",
            r#"
[stock.y]
initial = 2
[flow.pull]
to = "y"
unit = "1/week"
rate = "0.2 / '1 week' * (1 - y)"
noise = { diffusion = "0.3 / sqrt('1 week')" }
[measure.early]
formula = "at(y, '3 weeks')"
[measure.late]
formula = "final(y)"
[measure.before]
formula = "at(y, '47 weeks')"
[measure.high]
formula = "at(y, '52 weeks') > 1.5"
"#
        ),
        20_000,
        14,
    );
    // y' - 1 = 0.8 (y - 1) + 0.3 z: an AR(1) process, normal at every step
    let exact = recursion(1.0, 52, [0.8, 0.0, 0.0, 0.09]);
    for (name, k) in [("early", 3), ("before", 47), ("late", 52)] {
        judge.mean(name, ran.measure(name), 1.0 + exact[k].0);
        judge.normal_variance(name, ran.measure(name), exact[k].1);
    }
    let law = crate::judge::normal();
    let sd = exact[52].1.sqrt();
    use statrs::distribution::ContinuousCDF;
    judge.distribution("late", ran.measure("late"), |y| law.cdf((y - 1.0 - exact[52].0) / sd));
    judge.share("high", ran.measure("high"), |x| x == 1.0, law.sf((0.5 - exact[52].0) / sd));
    // five steps apart: covariance 0.8^5 times the variance of the earlier
    let product: Vec<f64> = (ran.measure("before").iter().zip(ran.measure("late")))
        .map(|(a, b)| (a - 1.0 - exact[47].0) * (b - 1.0 - exact[52].0))
        .collect();
    judge.mean("product", &product, 0.8f64.powi(5) * exact[47].1);
    judge.finish();
    // the stationary variance is sigma^2 / (1 - 0.8^2) = 0.25; in continuous time 0.225
    assert!((exact[52].1 - 0.25).abs() < 1e-9);
}

#[test]
fn transfer_between_two_stocks() {
    let mut judge = Judge::of("transfer");
    let ran = run(
        &format!(
            "{YEAR}{}",
            r#"
[stock.a]
initial = 400
min = 0
[stock.b]
initial = 0
min = 0
[flow.moving]
from = "a"
to = "b"
unit = "1/month"
rate = "0.15 / '1 month' * a"
noise = "binomial"
[measure.arrived]
formula = "final(b)"
[measure.gone]
formula = "total(moving)"
[measure.lost]
formula = "highest(abs(a + b - 400))"
[measure.half]
formula = "ever(b >= 340)"
"#
        ),
        20_000,
        15,
    );
    // each of 400 moves in a step with 1 - exp(-0.15 x 7 / 30.436875), whatever the others do
    let p = 1.0 - (-0.15 * 52.0 * 7.0 / 30.436875f64).exp();
    let (arrived, gone) = (ran.measure("arrived"), ran.measure("gone"));
    judge.mean("arrived", arrived, 400.0 * p);
    judge.variance("arrived", arrived, 400.0 * p * (1.0 - p));
    let law = statrs::distribution::Binomial::new(p, 400).expect("a law");
    use statrs::distribution::DiscreteCDF;
    judge.share("half", ran.measure("half"), |x| x == 1.0, law.sf(339));
    judge.share("below 325", arrived, |x| x < 325.0, law.cdf(324));
    // conservation is exact
    assert_eq!(arrived, gone);
    assert!(ran.measure("lost").iter().all(|x| *x == 0.0));
    assert!(arrived.iter().all(|x| x.fract() == 0.0 && *x <= 400.0));
    judge.finish();
}

#[test]
fn occurrences_of_an_event() {
    let mut judge = Judge::of("events");
    let ran = run(
        &format!(
            "{YEAR}{}",
            r#"
[event.strike]
rate = "4 / '1 year'"
[measure.count]
formula = "occurrences(strike)"
[measure.first]
formula = "first_time(strike) / '1 week'"
"#
        ),
        20_000,
        16,
    );
    let p = 1.0 - (-4.0 * 7.0 / 365.2425f64).exp();
    let count = ran.measure("count");
    judge.mean("count", count, 52.0 * p);
    judge.variance("count", count, 52.0 * p * (1.0 - p));
    judge.share("never", count, |x| x == 0.0, (1.0 - p).powi(52));
    // the first occurrence is in step 10 or later, and then at time 10
    judge.share("late first", ran.measure("first"), |x| x >= 10.0, (1.0 - p).powi(10));
    assert!(count.iter().zip(ran.measure("first")).all(|(n, t)| (*n == 0.0) == t.is_infinite()));
    judge.finish();
}

#[test]
fn compound_poisson() {
    let mut judge = Judge::of("compound");
    let ran = run(
        &format!(
            "{YEAR}{}",
            r#"
[flow.attacks]
unit = "1/week"
rate = "1.5 / '1 week'"
noise = "poisson"
[flow.fixed]
unit = "1/week"
noise = { compound = "attacks", severity = { kind = "gamma", shape = 2, scale = 1.5 } }
[flow.varying]
unit = "1/week"
noise = { compound = "attacks", severity = { kind = "exponential", mean = "1 + progress" } }
[flow.truncated]
unit = "1/week"
noise = { compound = "attacks", severity = { kind = "pareto", min = 1, alpha = "1 + 0 * progress", truncate = [1, 20] } }
[measure.of_fixed]
formula = "total(fixed)"
[measure.of_varying]
formula = "total(varying)"
[measure.of_truncated]
formula = "total(truncated)"
"#
        ),
        20_000,
        17,
    );
    // mean and second moment of the severity in step k; both sum with weight 1.5
    let gamma = |_: usize| (3.0, 13.5);
    let exponential = |k: usize| {
        let m = 1.0 + k as f64 / 52.0;
        (m, 2.0 * m * m)
    };
    // density 1 / (x^2 (1 - 1/20)) on [1, 20]
    let pareto = |_: usize| (20f64.ln() / 0.95, 19.0 / 0.95);
    let laws: [(&str, &dyn Fn(usize) -> (f64, f64)); 3] =
        [("of_fixed", &gamma), ("of_varying", &exponential), ("of_truncated", &pareto)];
    for (name, law) in laws {
        let mean = (0..52).map(|k| 1.5 * law(k).0).sum::<f64>();
        let variance = (0..52).map(|k| 1.5 * law(k).1).sum::<f64>();
        judge.mean(name, ran.measure(name), mean);
        judge.variance(name, ran.measure(name), variance);
    }
    judge.finish();
}

#[test]
fn overdispersed_counts() {
    let mut judge = Judge::of("overdispersed");
    let ran = run(
        &format!(
            "{YEAR}{}",
            r#"
[flow.attacks]
unit = "1/week"
rate = "4 / '1 week'"
noise = { overdispersed = 3.5 }
[flow.rising]
unit = "1/week"
rate = "(1 + 30 * progress) / '1 week'"
noise = { overdispersed = "2 + 4 * progress" }
[measure.of_attacks]
formula = "total(attacks)"
[measure.first_week]
formula = "at(attacks * '1 week', '0 weeks')"
[measure.of_rising]
formula = "total(rising)"
"#
        ),
        20_000,
        18,
    );
    judge.mean("attacks", ran.measure("of_attacks"), 208.0);
    judge.variance("attacks", ran.measure("of_attacks"), 3.5 * 208.0);
    // gamma-mixed Poisson of shape 4 / 2.5: no attack with probability 3.5^-1.6
    judge.share("quiet weeks", ran.measure("first_week"), |x| x == 0.0, 3.5f64.powf(-1.6));
    judge.variance("first week", ran.measure("first_week"), 14.0);
    let at = |k: usize| k as f64 / 52.0;
    let mean = (0..52).map(|k| 1.0 + 30.0 * at(k)).sum::<f64>();
    let variance = (0..52).map(|k| (1.0 + 30.0 * at(k)) * (2.0 + 4.0 * at(k))).sum::<f64>();
    judge.mean("rising", ran.measure("of_rising"), mean);
    judge.variance("rising", ran.measure("of_rising"), variance);
    judge.finish();
}

#[test]
fn severity_of_an_event() {
    let mut judge = Judge::of("severity");
    let ran = run(
        &format!(
            "{YEAR}{}",
            r#"
[stock.escaped]
initial = 0
[event.break_out]
rate = "2 / '1 year'"
severity = { kind = "lognormal", mu = 1, sigma = 0.5 }
[[event.break_out.move]]
to = "escaped"
amount = "3 * severity"
[measure.escaped_in_all]
formula = "final(escaped)"
[measure.any]
formula = "ever(escaped > 0)"
[measure.worst]
formula = "highest(flowed(break_out)) > 12"
"#
        ),
        20_000,
        19,
    );
    let p = 1.0 - (-2.0 * 7.0 / 365.2425f64).exp();
    let (first, second) = (3.0 * 1.125f64.exp(), 9.0 * 2.5f64.exp());
    let all = ran.measure("escaped_in_all");
    judge.mean("escaped", all, 52.0 * p * first);
    judge.variance("escaped", all, 52.0 * (p * second - p * p * first * first));
    judge.share("any", ran.measure("any"), |x| x == 1.0, 1.0 - (1.0 - p).powi(52));
    use statrs::distribution::ContinuousCDF;
    let beyond = crate::judge::normal().sf((4f64.ln() - 1.0) / 0.5);
    let worst = 1.0 - (1.0 - p * beyond).powi(52);
    judge.share("worst", ran.measure("worst"), |x| x == 1.0, worst);
    judge.finish();
}

#[test]
fn a_schedule_with_dates() {
    let ran = run(
        &format!(
            "{YEAR}{}",
            r#"
[lever.linear]
default = 7
[lever.held]
default = 7
[option.only]
lever.linear = { schedule = [[2024-01-29, 10], [2024-03-25, 2], ["26 weeks", 2], [2024-08-26, 5]] }
lever.held = { schedule = [[2024-01-29, 10], [2024-03-25, 2], ["26 weeks", 4]], between = "hold" }
[report]
every = "4 weeks"
series = ["linear", "held"]
[measure.linear_mean]
formula = "mean(linear)"
"#
        ),
        3,
        20,
    );
    // time points of the knots: 4, 12, 26, 34 weeks
    let linear = |k: f64| match k {
        k if k < 4.0 => 7.0,
        k if k < 12.0 => 10.0 - 8.0 * (k - 4.0) / 8.0,
        k if k < 26.0 => 2.0,
        k if k < 34.0 => 2.0 + 3.0 * (k - 26.0) / 8.0,
        _ => 5.0,
    };
    let held = |k: f64| match k {
        k if k < 4.0 => 7.0,
        k if k < 12.0 => 10.0,
        k if k < 26.0 => 2.0,
        _ => 4.0,
    };
    assert_eq!(ran.model.reports, (1..=13).map(|i| 4 * i).collect::<Vec<_>>());
    for (report, &k) in ran.model.reports.iter().enumerate() {
        let expected = [linear(k as f64), held(k as f64)];
        for (series, expected) in expected.into_iter().enumerate() {
            let point = ran.outcomes.series_point(0, series, report);
            assert_eq!((point.min, point.max), (expected, expected), "series {series} at {k}");
        }
    }
    let mean = (0..=52).map(|k| linear(f64::from(k))).sum::<f64>() / 53.0;
    for &got in ran.measure("linear_mean") {
        assert!((got / mean - 1.0).abs() < 1e-14, "{got} {mean}");
    }
}
