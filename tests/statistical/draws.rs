//! Uncertainties as they are drawn: distributions, designs, correlations.

use drawdown::study::DesignKind;
use statrs::distribution::{self as oracle, ContinuousCDF, DiscreteCDF};

use crate::judge::Judge;
use crate::{Ran, run};

const TIME: &str = "[time]\nstart = 2024-01-01\nend = 2024-01-08\nstep = \"1 week\"\n";

type Cdf = Box<dyn Fn(f64) -> f64>;

fn of<C: ContinuousCDF<f64, f64> + 'static, E: std::fmt::Debug>(law: Result<C, E>) -> Cdf {
    let law = law.expect("parameters are right");
    Box::new(move |x| law.cdf(x))
}

/// What is written in the study, and its distribution function by another library.
fn laws() -> Vec<(&'static str, &'static str, Cdf)> {
    let truncated = {
        let law = oracle::Normal::new(0.0, 1.0).expect("it is");
        let (low, high) = (law.cdf(-0.5), law.cdf(2.0));
        Box::new(move |x: f64| ((law.cdf(x) - low) / (high - low)).clamp(0.0, 1.0)) as Cdf
    };
    vec![
        (
            "uniform",
            "distribution = { kind = \"uniform\", min = -1, max = 3 }",
            of(oracle::Uniform::new(-1.0, 3.0)),
        ),
        (
            "normal",
            "distribution = { kind = \"normal\", mean = 5, sd = 2 }",
            of(oracle::Normal::new(5.0, 2.0)),
        ),
        (
            "lognormal",
            "distribution = { kind = \"lognormal\", mu = 0.3, sigma = 0.8 }",
            of(oracle::LogNormal::new(0.3, 0.8)),
        ),
        (
            "beta",
            "distribution = { kind = \"beta\", alpha = 2, beta = 5 }",
            of(oracle::Beta::new(2.0, 5.0)),
        ),
        (
            "gamma",
            "distribution = { kind = \"gamma\", shape = 1.7, scale = 2 }",
            of(oracle::Gamma::new(1.7, 0.5)),
        ),
        (
            "exponential",
            "distribution = { kind = \"exponential\", mean = 4 }",
            of(oracle::Exp::new(0.25)),
        ),
        (
            "weibull",
            "distribution = { kind = \"weibull\", shape = 1.5, scale = 3 }",
            of(oracle::Weibull::new(1.5, 3.0)),
        ),
        (
            "triangular",
            "distribution = { kind = \"triangular\", min = 0, mode = 1, max = 4 }",
            of(oracle::Triangular::new(0.0, 4.0, 1.0)),
        ),
        (
            "student",
            "distribution = { kind = \"student_t\", df = 4, location = 1, scale = 2 }",
            of(oracle::StudentsT::new(1.0, 2.0, 4.0)),
        ),
        (
            "pareto",
            "distribution = { kind = \"pareto\", min = 2, alpha = 3 }",
            of(oracle::Pareto::new(2.0, 3.0)),
        ),
        (
            "truncated",
            "distribution = { kind = \"normal\", mean = 0, sd = 1, truncate = [-0.5, 2] }",
            truncated,
        ),
        // PERT(0, 2, 10), shape 4, is 10 Beta(1.8, 4.2)
        ("pert", "distribution = { kind = \"pert\", min = 0, mode = 2, max = 10 }", {
            let law = oracle::Beta::new(1.8, 4.2).expect("it is");
            Box::new(move |x| law.cdf(x / 10.0))
        }),
        // 5 % and 95 % points 1 and 9: a lognormal of median 3
        ("between", "between = [1, 9]", {
            let sigma = 3f64.ln() / crate::judge::normal().inverse_cdf(0.95);
            of(oracle::LogNormal::new(3f64.ln(), sigma))
        }),
    ]
}

/// Runs a study of nothing but these uncertainties; each is a measure of its own.
fn drawn(design: DesignKind, replicates: u64, seed: u64, more: &str) -> Ran {
    let design = match design {
        DesignKind::Random => "random",
        DesignKind::LatinHypercube => "latin_hypercube",
        DesignKind::Sobol => "sobol",
    };
    let mut text = format!("{TIME}[run]\ndesign = \"{design}\"\n");
    for (name, law, _) in laws() {
        text +=
            &format!("[uncertainty.u_{name}]\n{law}\n[measure.{name}]\nformula = \"u_{name}\"\n");
    }
    run(&(text + more), replicates, seed)
}

#[test]
fn distributions_drawn_at_random() {
    let mut judge = Judge::of("distributions");
    let ran = drawn(DesignKind::Random, 20_000, 21, "");
    for (name, _, cdf) in laws() {
        judge.distribution(name, ran.measure(name), cdf);
    }
    judge.finish();
}

#[test]
fn designs_are_spread_evenly() {
    let mut judge = Judge::of("designs");
    for design in [DesignKind::LatinHypercube, DesignKind::Sobol] {
        let draws = 4096;
        let ran = drawn(design, draws, 22, "");
        for (name, _, cdf) in laws() {
            let values = ran.measure(name);
            // far closer to the distribution than random draws would be
            judge.distribution(name, values, &cdf);
            // each of the 16 randomisations has one draw in each of its strata
            let strata = draws as usize / 16;
            for randomisation in 0..16 {
                let mut hit = vec![0; strata];
                for value in values.iter().skip(randomisation).step_by(16) {
                    hit[((cdf(*value) * strata as f64) as usize).min(strata - 1)] += 1;
                }
                // the oracle's distribution function is not exact: a draw at the edge of its
                // stratum may fall to the neighbour
                let wrong: usize = hit.iter().filter(|n| **n != 1).count();
                assert!(wrong <= 2, "{design:?} {name}, randomisation {randomisation}: {wrong}");
            }
        }
    }
    judge.finish();
}

#[test]
fn discrete_uncertainties_and_correlations() {
    let mut judge = Judge::of("correlation");
    let ran = drawn(
        DesignKind::Random,
        20_000,
        23,
        r#"
[uncertainty.u_count]
distribution = { kind = "poisson", mean = 2.5 }
[measure.count]
formula = "u_count"
[uncertainty.u_kind]
distribution = { kind = "discrete", values = [1, 4, 9], weights = [2, 5, 3] }
[measure.kind]
formula = "u_kind"
[[correlation]]
between = ["u_normal", "u_lognormal"]
spearman = 0.6
[[correlation]]
between = ["u_normal", "u_gamma"]
spearman = -0.4
"#,
    );
    let poisson = oracle::Poisson::new(2.5).expect("it is");
    judge.share("count of 2 or less", ran.measure("count"), |x| x <= 2.0, poisson.cdf(2));
    judge.share("kind 4", ran.measure("kind"), |x| x == 4.0, 0.5);
    for (a, b, exact) in [
        ("normal", "lognormal", 0.6),
        ("normal", "gamma", -0.4),
        ("normal", "beta", 0.0),
        ("lognormal", "gamma", 0.0),
    ] {
        // Fisher's transformation; for ranks its variance is (1 + r^2 / 2) / (n - 3) (Bonett and
        // Wright, Psychometrika 65, 2000)
        let r = spearman(ran.measure(a), ran.measure(b));
        let error = ((1.0 + exact * exact / 2.0) / (20_000.0 - 3.0f64)).sqrt();
        let z = (r.atanh() - f64::atanh(exact)) / error;
        judge.score(&format!("{a} and {b}"), z, &format!("{r}, exactly {exact}"));
    }
    judge.finish();
}

fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let n = a.len() as f64;
    let squares = a.iter().zip(&b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

/// Ranks of values without ties.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|i, j| values[*i].total_cmp(&values[*j]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, at) in order.into_iter().enumerate() {
        ranks[at] = rank as f64;
    }
    ranks
}
