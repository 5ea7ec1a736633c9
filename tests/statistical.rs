//! Random results against exact expectations, worked out here by other means than the engine's.
//!
//! All seeds are fixed: a test that passes once passes always. Had the seeds been drawn afresh, a
//! correct engine would fail anything in this file with a probability of at most [`FALSE_ALARM`],
//! as far as means of so many histories are normal: each of the random comparisons in [`PLAN`] is
//! two-sided at this level divided by their number (Bonferroni). Each test states how many
//! comparisons it makes, and fails if it makes another number.

use std::sync::atomic::AtomicBool;

use drawdown::engine::{RunPlan, run};
use drawdown::kernel::Program;
use drawdown::outcome::Outcomes;
use statrs::distribution::{ContinuousCDF, LogNormal, Normal, StudentsT};

/// Probability that a correct engine fails this file, over all seeds.
const FALSE_ALARM: f64 = 1e-3;

/// Histories of a study, unless its test says otherwise.
const REPLICATES: u64 = 20_000;

/// Test, its random comparisons (which share [`FALSE_ALARM`]), its certain ones (which can't fail
/// by chance).
const PLAN: [(&str, usize, usize); 11] = [
    ("immigration and death", 6, 0),
    ("immigration and death, continuous", 3, 0),
    ("birth and death", 6, 0),
    ("return to a mean", 8, 0),
    ("transfer", 6, 40_000),
    ("count of events", 4, 0),
    ("compound", 6, 0),
    ("overdispersed count", 8, 0),
    ("schedule", 0, 36),
    ("designs", 11, 4),
    ("severity of events", 4, 0),
];

/// What a test compared, and what of it failed.
struct Checks {
    name: &'static str,
    random: usize,
    certain: usize,
    failures: Vec<String>,
}

/// Level of one random comparison: both tails together.
fn level() -> f64 {
    let comparisons: usize = PLAN.iter().map(|p| p.1).sum();
    FALSE_ALARM / comparisons as f64
}

impl Checks {
    fn new(name: &'static str) -> Self {
        Self { name, random: 0, certain: 0, failures: Vec::new() }
    }

    /// A statistic that is standard normal if the engine is right.
    fn z(&mut self, what: &str, z: f64) {
        let critical = Normal::standard().inverse_cdf(1.0 - level() / 2.0);
        self.random += 1;
        let passes = z.abs() <= critical; // not so for NaN
        if !passes {
            self.failures.push(format!("{what}: z = {z:.2}, beyond {critical:.2}"));
        }
    }

    fn mean(&mut self, what: &str, values: &[f64], expected: f64) {
        let m = Moments::of(values);
        let what = format!("{what}: mean {} for {expected}", m.mean);
        self.z(&what, (m.mean - expected) / m.mean_error());
    }

    /// The standard error of a variance is that of the mean of squared deviations.
    fn variance(&mut self, what: &str, values: &[f64], expected: f64) {
        let m = Moments::of(values);
        let error = ((m.fourth - m.variance * m.variance) / m.n).sqrt();
        let what = format!("{what}: variance {} for {expected}", m.variance);
        self.z(&what, (m.variance - expected) / error);
    }

    /// Variance over mean, its standard error by the delta method.
    fn dispersion(&mut self, what: &str, values: &[f64], expected: f64) {
        let m = Moments::of(values);
        let ratio = m.variance / m.mean;
        let influence: Vec<f64> = values
            .iter()
            .map(|x| ((x - m.mean).powi(2) - m.variance - ratio * (x - m.mean)) / m.mean)
            .collect();
        let what = format!("{what}: variance over mean {ratio} for {expected}");
        self.z(&what, (ratio - expected) / Moments::of(&influence).mean_error());
    }

    /// Means of few independent runs: Student's t.
    fn mean_of_runs(&mut self, what: &str, means: &[f64], expected: f64) {
        let m = Moments::of(means);
        let student = StudentsT::new(0.0, 1.0, m.n - 1.0).expect("degrees of freedom");
        let critical = student.inverse_cdf(1.0 - level() / 2.0);
        let t = (m.mean - expected) / m.mean_error();
        self.random += 1;
        let passes = t.abs() <= critical;
        if !passes {
            let mean = m.mean;
            self.failures.push(format!(
                "{what}: mean of runs {mean} for {expected}: t = {t:.2}, beyond {critical:.2}"
            ));
        }
    }

    /// What holds without any chance.
    fn certain(&mut self, what: &str, holds: bool) {
        self.certain += 1;
        if !holds {
            self.failures.push(what.to_owned());
        }
    }

    fn done(self) {
        let plan = PLAN.iter().find(|p| p.0 == self.name).expect("a planned test");
        assert_eq!((self.random, self.certain), (plan.1, plan.2), "comparisons of {}", self.name);
        let shown = self.failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
        assert!(self.failures.is_empty(), "{}:\n{shown}", self.name);
    }
}

/// Sample moments: variance with divisor n - 1, fourth central moment.
struct Moments {
    n: f64,
    mean: f64,
    variance: f64,
    fourth: f64,
}

impl Moments {
    fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let central = |power| values.iter().map(|x| (x - mean).powi(power)).sum::<f64>();
        Self { n, mean, variance: central(2) / (n - 1.0), fourth: central(4) / n }
    }

    fn mean_error(&self) -> f64 {
        (self.variance / self.n).sqrt()
    }
}

/// A study that was run, and the names of its measures.
struct Run {
    outcomes: Outcomes,
    measures: Vec<String>,
}

impl Run {
    /// Values of a measure in the first cell, by replicate.
    fn of(&self, measure: &str) -> &[f64] {
        let index = self.measures.iter().position(|m| m == measure).expect("a declared measure");
        self.outcomes.measure(0, index)
    }
}

fn study_with(toml: &str, replicates: u64, seed: u64) -> Run {
    let file = ("page.toml".to_owned(), toml.to_owned());
    let (study, _, _) = drawdown::study::load_from(vec![file], "page")
        .unwrap_or_else(|(_, d)| panic!("{toml}\n{:#?}", d.items()));
    let (model, _) =
        drawdown::model::build(&study).unwrap_or_else(|d| panic!("{toml}\n{:#?}", d.items()));
    let program = Program::compile(&model);
    let plan = RunPlan { replicates, seed, ..RunPlan::of(&model) };
    let outcomes = run(&model, &program, &plan, &(), &AtomicBool::new(false), &mut ())
        .unwrap_or_else(|e| panic!("{toml}\n{e}"));
    let measures: Vec<_> = model.measures.iter().map(|m| m.name.clone()).collect();
    for index in 0..measures.len() {
        assert_eq!(outcomes.measure(0, index).len() as u64, replicates);
    }
    Run { outcomes, measures }
}

fn study(toml: &str) -> Run {
    study_with(toml, REPLICATES, 20_260_101)
}

/// Mean and variance after so many steps of a recursion `(mean, variance) -> (mean, variance)`.
fn after(steps: u32, start: (f64, f64), step: impl Fn(f64, f64) -> (f64, f64)) -> (f64, f64) {
    (0..steps).fold(start, |(mean, variance), _| step(mean, variance))
}

const IMMIGRATION: &str = r#"
title = "Immigration and death"
[time]
start = 2026-01-01
end   = 2026-01-21
step  = "1 day"
[unit]
people = {}
[constant.mortality]
value = 0.1
unit  = "1/day"
[stock.here]
unit    = "people"
initial = 10
[flow.arrivals]
to    = "here"
unit  = "people/day"
rate  = 3
noise = "poisson"
[flow.deaths]
from  = "here"
unit  = "people/day"
rate  = "mortality * here"
noise = "binomial"
[measure.day_1]
formula = "at(here, '1 day')"
[measure.day_5]
formula = "at(here, '5 days')"
[measure.day_20]
formula = "final(here)"
"#;

#[test]
fn immigration_and_death_follow_the_recursion() {
    let mut checks = Checks::new("immigration and death");
    let result = study(IMMIGRATION);
    let (arrivals, p) = (3.0, 1.0 - (-0.1_f64).exp());
    for (measure, steps) in [("day_1", 1), ("day_5", 5), ("day_20", 20)] {
        let (mean, variance) = after(steps, (10.0, 0.0), |m, v| {
            (m * (1.0 - p) + arrivals, v * (1.0 - p).powi(2) + m * p * (1.0 - p) + arrivals)
        });
        checks.mean(measure, result.of(measure), mean);
        checks.variance(measure, result.of(measure), variance);
    }
    checks.done();
}

/// With x = mortality x step the scheme's mean tends to `x / (1 - exp(-x))` times that of
/// continuous time, at the same pace; the factor is at most `1 + x / 2 + x^2 / 12`.
#[test]
fn immigration_and_death_approach_continuous_time() {
    let mut checks = Checks::new("immigration and death, continuous");
    let fine = IMMIGRATION.replace("step  = \"1 day\"", "step  = \"2 hours\"");
    assert_ne!(fine, IMMIGRATION);
    let result = study(&fine);
    let (arrivals, mortality, start): (f64, f64, f64) = (3.0, 0.1, 10.0);
    let x = mortality / 12.0;
    let bias = arrivals / mortality * (x / 2.0 + x * x / 12.0);
    for (measure, days) in [("day_1", 1.0), ("day_5", 5.0), ("day_20", 20.0)] {
        let left = (-mortality * days).exp();
        let closed = start * left + arrivals / mortality * (1.0 - left);
        let m = Moments::of(result.of(measure));
        let beyond = ((m.mean - closed).abs() - bias).max(0.0);
        let what = format!("{measure}: mean {} for {closed} within {bias}", m.mean);
        checks.z(&what, beyond / m.mean_error());
    }
    checks.done();
}

#[test]
fn birth_and_death_follow_the_recursion() {
    let mut checks = Checks::new("birth and death");
    let result = study(
        r#"
title = "Birth and death"
[time]
start = 2026-01-01
end   = 2026-01-31
step  = "1 day"
[unit]
people = {}
[constant.fertility]
value = 0.08
unit  = "1/day"
[constant.mortality]
value = 0.35
unit  = "1/week"
[stock.here]
unit    = "people"
initial = 50
[flow.births]
to    = "here"
unit  = "people/day"
rate  = "fertility * here"
noise = "poisson"
[flow.deaths]
from  = "here"
unit  = "people/week"
rate  = "mortality * here"
noise = "binomial"
[measure.day_1]
formula = "at(here, '1 day')"
[measure.day_10]
formula = "at(here, '10 days')"
[measure.day_30]
formula = "final(here)"
"#,
    );
    let (b, p) = (0.08, 1.0 - (-0.05_f64).exp());
    let growth: f64 = 1.0 + b - p;
    for (measure, steps) in [("day_1", 1), ("day_10", 10), ("day_30", 30)] {
        let (mean, variance) = after(steps, (50.0, 0.0), |m, v| {
            (m * growth, v * growth.powi(2) + m * (b + p * (1.0 - p)))
        });
        checks.mean(measure, result.of(measure), mean);
        checks.variance(measure, result.of(measure), variance);
    }
    checks.done();
}

#[test]
fn a_value_returns_to_its_mean() {
    let mut checks = Checks::new("return to a mean");
    let result = study(
        r#"
title = "Ornstein-Uhlenbeck"
[time]
start = 2026-01-01
end   = 2026-12-31
step  = "2 weeks"
[constant.long_run]
value = 10
[constant.memory]
value = 4
unit  = "months"
[constant.volatility]
value = 25
unit  = "1/year^(1/2)"
[stock.level]
initial = 95
[flow.pull]
to    = "level"
unit  = "1/month"
rate  = "(long_run - level) / memory"
noise = { diffusion = "volatility" }
[measure.week_2]
formula = "at(level, '2 weeks')"
[measure.week_10]
formula = "at(level, '10 weeks')"
[measure.week_52]
formula = "final(level)"
[measure.change]
formula = "at(level, '16 weeks') - at(level, '10 weeks')"
"#,
    );
    let kept = 1.0 - 14.0 / (4.0 * 30.436_875);
    let added = 25.0 * 25.0 * 14.0 / 365.2425;
    let at = |steps| {
        after(steps, (95.0, 0.0), |m, v| (10.0 + (m - 10.0) * kept, v * kept * kept + added))
    };
    for (measure, steps) in [("week_2", 1), ("week_10", 5), ("week_52", 26)] {
        let (mean, variance) = at(steps);
        checks.mean(measure, result.of(measure), mean);
        checks.variance(measure, result.of(measure), variance);
    }
    // The covariance at two times is the earlier one's variance times what is kept until then.
    let ((early, early_variance), (late, late_variance)) = (at(5), at(8));
    let variance = early_variance + late_variance - 2.0 * kept.powi(3) * early_variance;
    checks.mean("change", result.of("change"), late - early);
    checks.variance("change", result.of("change"), variance);
    checks.done();
}

/// Each unit goes to and fro for itself, so that those on one side are a binomial number.
#[test]
fn a_transfer_conserves() {
    let mut checks = Checks::new("transfer");
    let result = study(
        r#"
title = "Transfer"
[time]
start = 2026-01-01
end   = 2026-01-21
step  = "1 day"
[unit]
people = {}
[constant.pace]
value = 0.2
unit  = "1/day"
[constant.pace_back]
value = 0.1
unit  = "1/day"
[stock.left]
unit    = "people"
initial = 100
[stock.right]
unit    = "people"
initial = 0
[flow.across]
from  = "left"
to    = "right"
unit  = "people/day"
rate  = "pace * left"
noise = "binomial"
[flow.back]
from  = "right"
to    = "left"
unit  = "people/day"
rate  = "pace_back * right"
noise = "binomial"
[measure.day_1]
formula = "at(right, '1 day')"
[measure.day_4]
formula = "at(right, '4 days')"
[measure.day_20]
formula = "final(right)"
[measure.fewest]
formula = "lowest(left + right)"
[measure.most]
formula = "highest(left + right)"
"#,
    );
    let (over, back) = (1.0 - (-0.2_f64).exp(), 1.0 - (-0.1_f64).exp());
    for (measure, steps) in [("day_1", 1), ("day_4", 4), ("day_20", 20)] {
        let share = (0..steps).fold(0.0, |s, _| s * (1.0 - back) + (1.0 - s) * over);
        checks.mean(measure, result.of(measure), 100.0 * share);
        checks.variance(measure, result.of(measure), 100.0 * share * (1.0 - share));
    }
    for measure in ["fewest", "most"] {
        for (replicate, &total) in result.of(measure).iter().enumerate() {
            let exact = total.to_bits() == 100_f64.to_bits();
            checks.certain(&format!("replicate {replicate}, {measure}: {total}"), exact);
        }
    }
    checks.done();
}

#[test]
fn events_are_counted() {
    let mut checks = Checks::new("count of events");
    let result = study(
        r#"
title = "Events"
[time]
start = 2026-01-01
end   = 2026-12-31
step  = "1 week"
[constant.often]
value = 1.2
unit  = "1/month"
[event.alarm]
rate = "often"
[event.rest]
rate     = "often"
cooldown = "3 weeks"
[measure.alarms]
formula = "occurrences(alarm)"
[measure.early]
formula = "within('4 weeks', ever(alarm))"
[measure.rests]
formula = "occurrences(rest)"
"#,
    );
    let hazard = 1.2 * 7.0 / 30.436_875_f64;
    let (steps, p) = (52.0, 1.0 - (-hazard).exp());
    checks.mean("alarms", result.of("alarms"), steps * p);
    checks.variance("alarms", result.of("alarms"), steps * p * (1.0 - p));
    checks.mean("early", result.of("early"), 1.0 - (-4.0 * hazard).exp());
    // It happens where it would, and did not in any of the three steps before.
    let mut happens: Vec<f64> = Vec::new();
    for step in 0..52_usize {
        let blocked: f64 = happens[step.saturating_sub(3)..].iter().sum();
        happens.push(p * (1.0 - blocked));
    }
    checks.mean("rests", result.of("rests"), happens.iter().sum());
    checks.done();
}

/// A sum of a Poisson number of severities S has the mean `count E S` and the variance
/// `count E S^2`.
#[test]
fn severities_add_up() {
    let mut checks = Checks::new("compound");
    let result = study(
        r#"
title = "Compound"
[time]
start = 2026-01-01
end   = 2026-01-31
step  = "1 day"
[unit]
claims = {}
kusd   = {}
[uncertainty.typical]
unit         = "kusd"
distribution = { kind = "uniform", min = 1, max = 3 }
[flow.hits]
unit  = "claims/day"
rate  = 0.4
noise = "poisson"
[flow.fixed]
unit  = "kusd/day"
noise = { compound = "hits", severity = { kind = "lognormal", median = 2, sigma = 0.5 } }
[flow.varying]
unit  = "kusd/day"
noise = { compound = "hits", severity = { kind = "exponential", mean = "typical" } }
[measure.count]
formula = "total(hits)"
[measure.fixed_sum]
formula = "total(fixed)"
[measure.varying_sum]
formula = "total(varying)"
"#,
    );
    let count = 30.0 * 0.4;
    checks.mean("count", result.of("count"), count);
    checks.variance("count", result.of("count"), count);
    let (first, second) = (2.0 * 0.125_f64.exp(), 4.0 * 0.5_f64.exp());
    checks.mean("fixed", result.of("fixed_sum"), count * first);
    checks.variance("fixed", result.of("fixed_sum"), count * second);
    // Of an exponential with mean m: E S^2 = 2 m^2. Of m: mean 2, variance 1/3, E m^2 = 13/3.
    let variance = count * 2.0 * 13.0 / 3.0 + count * count / 3.0;
    checks.mean("varying", result.of("varying_sum"), count * 2.0);
    checks.variance("varying", result.of("varying_sum"), variance);
    checks.done();
}

#[test]
fn clustered_counts_are_overdispersed() {
    let mut checks = Checks::new("overdispersed count");
    let result = study(
        r#"
title = "Clusters"
[time]
start = 2026-01-01
end   = 2026-01-31
step  = "1 day"
[unit]
cases = {}
[flow.clustered]
unit  = "cases/day"
rate  = 2
noise = { overdispersed = 3 }
[flow.plain]
unit  = "cases/day"
rate  = 2
noise = { overdispersed = 1 }
[measure.day]
formula = "within('1 day', total(clustered))"
[measure.none]
formula = "within('1 day', total(clustered)) == 0"
[measure.month]
formula = "total(clustered)"
[measure.plain_day]
formula = "within('1 day', total(plain))"
[measure.plain_none]
formula = "within('1 day', total(plain)) == 0"
[measure.plain_month]
formula = "total(plain)"
"#,
    );
    checks.mean("day", result.of("day"), 2.0);
    checks.dispersion("day", result.of("day"), 3.0);
    // A negative binomial with this mean and ratio is 0 with probability ratio^(-mean/(ratio - 1)).
    checks.mean("none", result.of("none"), 1.0 / 3.0);
    checks.mean("month", result.of("month"), 60.0);
    checks.dispersion("month", result.of("month"), 3.0);
    checks.dispersion("plain day", result.of("plain_day"), 1.0);
    checks.mean("plain none", result.of("plain_none"), (-2_f64).exp());
    checks.dispersion("plain month", result.of("plain_month"), 1.0);
    checks.done();
}

#[test]
fn a_schedule_is_kept() {
    let mut checks = Checks::new("schedule");
    let toml = r#"
title = "Schedule"
[time]
start = 2026-01-01
end   = 2026-03-22
step  = "1 day"
[report]
every  = "10 days"
series = ["line", "stair"]
[lever.line]
default = 4
[lever.stair]
default = 4
[option.plan]
lever.line  = { schedule = [[2026-01-21, 10], [2026-02-10, 30], [2026-03-02, 20]] }
lever.stair = { schedule = [[2026-01-21, 10], [2026-02-10, 30], [2026-03-02, 20]], between = "hold" }
[measure.line_before]
formula = "at(line, 2026-01-20)"
[measure.line_between]
formula = "at(line, 2026-02-09)"
[measure.stair_before]
formula = "at(stair, 2026-01-20)"
[measure.stair_between]
formula = "at(stair, 2026-02-09)"
"#;
    let result = study_with(toml, 32, 1);
    // Reports fall 10, 20, ... days after the start, the knots 20, 40, 60 days after it.
    let series = [
        ("line", [4.0, 10.0, 20.0, 30.0, 25.0, 20.0, 20.0, 20.0]),
        ("stair", [4.0, 10.0, 10.0, 30.0, 30.0, 20.0, 20.0, 20.0]),
    ];
    let same = |value: f64, expected: f64| (value - expected).abs() <= 1e-12 * expected;
    for (index, (name, expected)) in series.iter().enumerate() {
        for (report, &value) in expected.iter().enumerate() {
            let point = result.outcomes.series_point(0, index, report);
            for found in [point.min, point.max] {
                let what = format!("{name}, report {report}: {found} for {value}");
                checks.certain(&what, same(found, value));
            }
        }
    }
    let days = [
        ("line_before", 4.0),
        ("line_between", 29.0),
        ("stair_before", 4.0),
        ("stair_between", 10.0),
    ];
    for (measure, value) in days {
        let found = result.of(measure);
        checks.certain(&format!("{measure}: {found:?}"), found.iter().all(|&x| same(x, value)));
    }
    checks.done();
}

const DESIGN: &str = r#"
title = "Design"
[time]
start = 2026-01-01
end   = 2026-01-02
step  = "1 day"
[run]
design = "random"
[uncertainty.wealth]
distribution = { kind = "lognormal", median = 2, sigma = 0.5 }
[uncertainty.health]
distribution = { kind = "normal", mean = 10, sd = 3 }
[[correlation]]
between  = ["wealth", "health"]
spearman = 0.6
[measure.wealth_drawn]
formula = "wealth"
[measure.health_drawn]
formula = "health"
"#;

/// Spearman's correlation is the mean of `12 (U - 1/2)(V - 1/2)`, U and V the probabilities of what
/// was drawn under the two distributions.
fn grades(wealth: &[f64], health: &[f64]) -> Vec<f64> {
    let of_wealth = LogNormal::new(2_f64.ln(), 0.5).expect("a lognormal");
    let of_health = Normal::new(10.0, 3.0).expect("a normal");
    let pairs = wealth.iter().zip(health);
    pairs.map(|(&w, &h)| 12.0 * (of_wealth.cdf(w) - 0.5) * (of_health.cdf(h) - 0.5)).collect()
}

#[test]
fn designs_keep_the_distributions() {
    let mut checks = Checks::new("designs");
    let wealth_mean = 2.0 * 0.125_f64.exp();
    let wealth_variance = wealth_mean * wealth_mean * (0.25_f64.exp() - 1.0);
    let result = study_with(DESIGN, 100_000, 1);
    let (wealth, health) = (result.of("wealth_drawn"), result.of("health_drawn"));
    checks.mean("random, wealth", wealth, wealth_mean);
    checks.variance("random, wealth", wealth, wealth_variance);
    checks.mean("random, health", health, 10.0);
    checks.variance("random, health", health, 9.0);
    checks.mean("random, pair", &grades(wealth, health), 0.6);

    // Draws of one run are not independent of each other, runs with other seeds are.
    for design in ["latin_hypercube", "sobol"] {
        let toml = DESIGN.replace("\"random\"", &format!("\"{design}\""));
        assert_ne!(toml, DESIGN);
        let draws = 8192;
        let mut means = [const { Vec::new() }; 3];
        for seed in 1..=16 {
            let result = study_with(&toml, draws, seed);
            let (wealth, health) = (result.of("wealth_drawn"), result.of("health_drawn"));
            means[0].push(Moments::of(wealth).mean);
            means[1].push(Moments::of(health).mean);
            means[2].push(Moments::of(&grades(wealth, health)).mean);
        }
        checks.mean_of_runs(&format!("{design}, wealth"), &means[0], wealth_mean);
        checks.mean_of_runs(&format!("{design}, health"), &means[1], 10.0);
        checks.mean_of_runs(&format!("{design}, pair"), &means[2], 0.6);
        // That the draws are even is what these designs are for: their means scatter far less
        // than those of independent draws, so that no chance is left in this.
        for (name, means, variance) in
            [("wealth", &means[0], wealth_variance), ("health", &means[1], 9.0)]
        {
            let share = (Moments::of(means).variance * draws as f64 / variance).sqrt();
            checks.certain(&format!("{design}, {name}: scatter {share} of random"), share < 0.5);
        }
    }
    checks.done();
}

#[test]
fn events_have_their_severity() {
    let mut checks = Checks::new("severity of events");
    let result = study(
        r#"
title = "Severity"
[time]
start = 2026-01-01
end   = 2026-01-21
step  = "1 day"
[unit]
kusd = {}
[constant.often]
value = 0.2
unit  = "1/day"
[stock.toll]
unit    = "kusd"
initial = 0
[event.sure]
when     = "elapsed >= '5 days'"
once     = true
severity = { kind = "triangular", min = 1, mode = 2, max = 6, unit = "kusd" }
[[event.sure.move]]
to     = "toll"
amount = "severity"
[event.strike]
rate     = "often"
severity = { kind = "gamma", mean = 2, sd = 1, unit = "kusd" }
[[event.strike.move]]
to     = "toll"
amount = "severity"
[measure.sure_sum]
formula = "total(sure)"
[measure.strike_sum]
formula = "total(strike)"
"#,
    );
    checks.mean("sure", result.of("sure_sum"), (1.0 + 2.0 + 6.0) / 3.0);
    checks.variance("sure", result.of("sure_sum"), (1.0 + 4.0 + 36.0 - 2.0 - 6.0 - 12.0) / 18.0);
    let (steps, p) = (20.0, 1.0 - (-0.2_f64).exp());
    checks.mean("strike", result.of("strike_sum"), steps * p * 2.0);
    checks.variance("strike", result.of("strike_sum"), steps * (p * 5.0 - p * p * 4.0));
    checks.done();
}
