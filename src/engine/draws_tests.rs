use super::*;
use crate::model::build;
use crate::study::load_from;

const STUDY: &str = r#"
title = "Small"
[time]
start = 2026-01-01
end = 2026-12-31
step = "1 month"
[uncertainty.a]
distribution = { kind = "uniform", min = 0, max = 1 }
[uncertainty.b]
distribution = { kind = "normal", mean = 0, sd = 1 }
[uncertainty.c]
distribution = { kind = "uniform", min = 0, max = 1 }
[uncertainty.d]
distribution = { kind = "lognormal", mu = 0, sigma = 1 }
[[correlation]]
between = ["a", "d"]
spearman = 0.5
[[correlation]]
between = ["b", "d"]
spearman = 0.5
[stock.fish]
initial = "a + b + c + d"
[measure.left]
formula = "final(fish)"
[option.stay]
"#;

const DESIGNS: [DesignKind; 3] =
    [DesignKind::Random, DesignKind::LatinHypercube, DesignKind::Sobol];

fn model() -> Model {
    let files = vec![("s/study.toml".to_owned(), STUDY.to_owned())];
    let (study, _, _) = load_from(files, "s").unwrap();
    build(&study).unwrap().0
}

fn draws(model: &Model, design: DesignKind, replicates: u64) -> Vec<Vec<f64>> {
    let plan = RunPlan { replicates, design, seed: 7, ..RunPlan::of(model) };
    Draws::new(model, &plan).unwrap().draw(0, replicates as usize)
}

/// `b` and `c` are joint: b = k, c = k / 100 in row k, rows weighted 1, 2, 3, ...
fn joint() -> Posterior {
    let rows = [0.0, 1.0, 2.0, 3.0, 4.0];
    let shares = rows.map(|k| k / 100.0);
    let weights = rows.map(|k| k + 1.0);
    Posterior::new("p.csv", vec![1, 2], vec![rows.to_vec(), shares.to_vec()], &weights)
}

#[test]
fn rows_are_drawn_together_and_the_others_keep_their_draws() {
    let prior = model();
    let mut posterior = prior.clone();
    posterior.posterior = Some(joint());
    for design in DESIGNS {
        let (before, after) = (draws(&prior, design, 3000), draws(&posterior, design, 3000));
        assert_eq!(before[0], after[0], "{design:?}");
        // the copula mixes in b's own column still: d keeps its bits though b is joint
        assert_eq!(before[3], after[3], "{design:?}");
        for (b, c) in after[1].iter().zip(&after[2]) {
            assert_eq!(b / 100.0, *c);
        }
        // a block draws what the whole run draws
        let plan = RunPlan { replicates: 3000, design, seed: 7, ..RunPlan::of(&posterior) };
        let part = Draws::new(&posterior, &plan).unwrap().draw(1000, 10);
        for (part, whole) in part.iter().zip(&after) {
            assert_eq!(part[..], whole[1000..1010]);
        }
    }
}

/// Rows come up by their weights: 15,000 draws; chi-squared with 4 degrees of freedom above 23.5
/// has probability 1e-4. Evenly spread designs are nearer: within one draw in each of their
/// sixteen parts (Latin hypercube), and as near for the first points of a Sobol sequence.
#[test]
fn rows_come_up_by_their_weights() {
    let mut model = model();
    model.posterior = Some(joint());
    for design in DESIGNS {
        let drawn = draws(&model, design, 15_000);
        let (mut chi, mut furthest) = (0.0, 0.0_f64);
        for k in 0..5 {
            let expected = 1000.0 * (k + 1) as f64;
            let count = drawn[1].iter().filter(|b| **b == k as f64).count() as f64;
            chi += (count - expected).powi(2) / expected;
            furthest = furthest.max((count - expected).abs());
        }
        assert!(chi < 23.5, "{design:?}: {chi}");
        if design == DesignKind::LatinHypercube {
            // each end of a row's share cuts one stratum in each of 16 parts
            assert!(furthest <= 32.0, "{furthest}");
        }
    }
}

#[test]
fn one_row_holds_its_values() {
    let mut model = model();
    model.posterior = Some(Posterior::new("p.csv", vec![2], vec![vec![0.25]], &[3.0]));
    let drawn = draws(&model, DesignKind::Random, 100);
    assert!(drawn[2].iter().all(|c| *c == 0.25));
    assert!(drawn[1].windows(2).all(|pair| pair[0] != pair[1]));
}
