//! Do 95 % intervals hold the truth in 95 % of runs? Fixed seeds; of 400 runs the share lies
//! within 3.3 binomial standard errors (3.6 points) of 95 %, or above it where the interval is
//! stated to be conservative: alpha about 0.001 each.

use super::{Clusters, Ranks, RunShape};
use crate::random::design::{Design, Designer};
use crate::random::philox::Stream;
use crate::study::DesignKind;

const RUNS: u64 = 400;

fn shape(replicates: u64, seed: u64, design: DesignKind, luck_paths: u32) -> RunShape {
    RunShape { replicates, seed, design, luck_paths }
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

fn share(hits: impl Iterator<Item = bool>) -> f64 {
    hits.filter(|&hit| hit).count() as f64 / RUNS as f64
}

#[test]
fn of_a_quantile_of_independent_paths() {
    let covered = share((0..RUNS).map(|seed| {
        let stream = Stream::new(seed, "x");
        let x: Vec<f64> = (0..200).map(|i| stream.uniform(i, 0, 0, 0)).collect();
        let clusters = Clusters::new(&shape(200, seed, DesignKind::Random, 1));
        let ranks = Ranks::new(&clusters, &[0.25]);
        let (low, high) = ranks.estimate(0, &clusters, |i| x[i], &sorted(&x)).interval.unwrap();
        low <= 0.25 && 0.25 <= high
    }));
    assert!((0.914..=0.995).contains(&covered), "{covered}");
}

/// Uncertainty and luck, both uniform: median and mean are 1.
fn shared_draws(seed: u64) -> (Vec<f64>, Clusters) {
    let (draw, luck) = (Stream::new(seed, "draw"), Stream::new(seed, "luck"));
    let x = (0..800).map(|i| draw.uniform(i / 4, 0, 0, 0) + luck.uniform(i, 0, 0, 0));
    (x.collect(), Clusters::new(&shape(800, seed, DesignKind::Random, 4)))
}

#[test]
fn of_mean_and_median_where_paths_share_draws() {
    let mean = share((0..RUNS).map(|seed| {
        let (x, clusters) = shared_draws(seed);
        let mean = clusters.mean(|i| x[i]);
        mean.low <= 1.0 && 1.0 <= mean.high
    }));
    let median = share((0..RUNS).map(|seed| {
        let (x, clusters) = shared_draws(seed);
        let ranks = Ranks::new(&clusters, &[0.5]);
        let (low, high) = ranks.estimate(0, &clusters, |i| x[i], &sorted(&x)).interval.unwrap();
        low <= 1.0 && 1.0 <= high
    }));
    let probability = share((0..RUNS).map(|seed| {
        let (x, clusters) = shared_draws(seed);
        // P(sum of two uniforms below 1/2) = 1/8
        let p = clusters.probability(|i| f64::from(u8::from(x[i] < 0.5)));
        p.low <= 0.125 && 0.125 <= p.high
    }));
    for covered in [mean, median, probability] {
        assert!((0.914..=0.986).contains(&covered), "{mean} {median} {probability}");
    }
}

#[test]
fn of_a_mean_under_designs() {
    for (design, kind) in
        [(Design::LatinHypercube, DesignKind::LatinHypercube), (Design::Sobol, DesignKind::Sobol)]
    {
        let covered = share((0..RUNS).map(|seed| {
            let names = ["a".to_owned(), "b".to_owned()];
            let designer = Designer::new(design, seed, &names, 256).unwrap();
            let mut u = vec![vec![0.0; 256]; 2];
            designer.fill(0, &mut u);
            let clusters = Clusters::new(&shape(256, seed, kind, 1));
            // mean of (a + b)^2 is 2/3 + 1/2
            let mean = clusters.mean(|i| (u[0][i] + u[1][i]) * (u[0][i] + u[1][i]));
            mean.low <= 7.0 / 6.0 && 7.0 / 6.0 <= mean.high
        }));
        assert!((0.914..=0.986).contains(&covered), "{design:?}: {covered}");
    }
}
