//! Our distributions against `rand_distr`'s samplers: Kolmogorov-Smirnov tests of 20,000 samples
//! each, fixed seeds, family-wise false-alarm rate 1e-4 over the eight of them (Bonferroni; the
//! asymptotic law of the statistic).

use drawdown::random::distribution::{
    Beta, Distribution, Exponential, Gamma, LogNormal, Normal, StudentT, Triangular, Weibull,
};
use drawdown::random::philox::Stream;
use rand_distr::Distribution as _;

const SAMPLES: usize = 20_000;
const TESTS: f64 = 8.0;

/// The largest gap between the sample's distribution function and ours.
fn gap(ours: &Distribution, mut sample: Vec<f64>) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let gaps = sample.iter().enumerate().map(|(i, x)| {
        let f = ours.cdf(*x);
        (f - i as f64 / n).max((i as f64 + 1.0) / n - f)
    });
    gaps.fold(0.0, f64::max)
}

fn agrees(name: &str, ours: impl Into<Distribution>, theirs: impl rand_distr::Distribution<f64>) {
    let mut rng = Stream::new(11, name).generator(0);
    let sample: Vec<f64> = (0..SAMPLES).map(|_| theirs.sample(&mut rng)).collect();
    let gap = gap(&ours.into(), sample);
    let limit = (-(1e-4 / TESTS / 2.0_f64).ln() / 2.0 / SAMPLES as f64).sqrt();
    assert!(gap < limit, "{name}: {gap} is above {limit}");
}

#[test]
fn distributions_agree_with_rand_distr() {
    agrees("normal", Normal::new(2.0, 3.0).unwrap(), rand_distr::Normal::new(2.0, 3.0).unwrap());
    agrees(
        "lognormal",
        LogNormal::new(0.5, 0.8).unwrap(),
        rand_distr::LogNormal::new(0.5, 0.8).unwrap(),
    );
    agrees("gamma", Gamma::new(0.7, 2.0).unwrap(), rand_distr::Gamma::new(0.7, 2.0).unwrap());
    agrees("beta", Beta::new(2.6, 3.4).unwrap(), rand_distr::Beta::new(2.6, 3.4).unwrap());
    agrees("weibull", Weibull::new(1.5, 4.0).unwrap(), rand_distr::Weibull::new(4.0, 1.5).unwrap());
    agrees("exponential", Exponential::new(0.3).unwrap(), rand_distr::Exp::new(0.3).unwrap());
    agrees(
        "student t",
        StudentT::new(5.0, 0.0, 1.0).unwrap(),
        rand_distr::StudentT::new(5.0).unwrap(),
    );
    agrees(
        "triangular",
        Triangular::new(1.0, 3.0, 8.0).unwrap(),
        rand_distr::Triangular::new(1.0, 8.0, 3.0).unwrap(),
    );
}

#[test]
fn another_distribution_is_told_apart() {
    let mut rng = Stream::new(11, "apart").generator(0);
    let theirs = rand_distr::Normal::new(0.0, 1.0).unwrap();
    let sample: Vec<f64> = (0..SAMPLES).map(|_| theirs.sample(&mut rng)).collect();
    assert!(gap(&Normal::new(0.1, 1.0).unwrap().into(), sample) > 0.03);
}
