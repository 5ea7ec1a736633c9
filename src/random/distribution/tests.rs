//! Each distribution against its own identities and `statrs`.

use super::*;
use statrs::distribution as oracle;
use statrs::distribution::ContinuousCDF;

fn all() -> Vec<Distribution> {
    let normal: Distribution = Normal::new(-2.0, 3.0).unwrap().into();
    let mixed =
        vec![(0.3, normal.clone()), (0.7, LogNormal::from_median(4.0, 0.5).unwrap().into())];
    vec![
        Uniform::new(-1.0, 5.0).unwrap().into(),
        LogUniform::new(0.1, 90.0).unwrap().into(),
        normal.clone(),
        LogNormal::new(1.0, 0.7).unwrap().into(),
        LogitNormal::from_median(0.3, 1.2).unwrap().into(),
        Triangular::new(0.0, 2.0, 3.0).unwrap().into(),
        Triangular::new(0.0, 0.0, 3.0).unwrap().into(),
        Pert::new(1.0, 2.0, 9.0, 4.0).unwrap().into(),
        Beta::new(2.0, 0.7).unwrap().into(),
        Gamma::new(2.5, 3.0).unwrap().into(),
        Gamma::new(0.3, 3.0).unwrap().into(),
        Exponential::new(0.25).unwrap().into(),
        Weibull::new(1.7, 4.0).unwrap().into(),
        Pareto::new(2.0, 3.5).unwrap().into(),
        StudentT::new(5.0, 1.0, 2.0).unwrap().into(),
        Poisson::new(7.3).unwrap().into(),
        Binomial::new(20.0, 0.35).unwrap().into(),
        Bernoulli::new(0.2).unwrap().into(),
        Discrete::new(&[3.0, 1.0, 7.0], &[1.0, 2.0, 1.0]).unwrap().into(),
        Empirical::new(vec![3.0, 1.0, 1.5, 9.0]).unwrap().into(),
        Mixture::new(mixed).unwrap().into(),
        normal.truncate(0.0, f64::INFINITY).unwrap(),
        Distribution::from(Poisson::new(7.3).unwrap()).truncate(3.0, 9.0).unwrap(),
    ]
}

#[test]
fn quantile_inverts_cdf() {
    for d in all() {
        let mut last = f64::NEG_INFINITY;
        let (low, high) = d.support();
        for i in 1..1000 {
            let u = f64::from(i) / 1000.0 - 0.0003;
            let x = d.quantile(u);
            assert!(x >= last && x >= low && x <= high, "{d:?} {u} {x}");
            last = x;
            if d.is_discrete() {
                assert!(d.cdf(x) >= u - 1e-12 && d.cdf(x - 0.5) < u + 1e-12, "{d:?} {u} {x}");
            } else if !matches!(d, Distribution::Empirical(_)) {
                assert!((d.cdf(x) - u).abs() < 1e-9, "{d:?} {u} {x}");
            }
        }
        assert!(d.quantile(f64::NAN).is_nan(), "{d:?}");
        assert_eq!((d.quantile(0.0), d.quantile(1.0)), d.support(), "{d:?}");
    }
}

/// Mean and sd against the midpoint rule over 20,000 quantiles.
#[test]
fn moments_are_those_of_the_quantiles() {
    for d in all() {
        let n = 20_000;
        let x: Vec<f64> = (0..n).map(|i| d.quantile((f64::from(i) + 0.5) / f64::from(n))).collect();
        let mean = x.iter().sum::<f64>() / f64::from(n);
        let sd = (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / f64::from(n)).sqrt();
        assert!((d.mean().unwrap() - mean).abs() < 1e-3 * (sd + mean.abs()), "{d:?} {mean}");
        assert!((d.sd().unwrap() / sd - 1.0).abs() < 2e-2, "{d:?} {sd} {:?}", d.sd());
    }
    let heavy = Distribution::from(Pareto::new(1.0, 0.9).unwrap());
    assert_eq!((heavy.mean(), heavy.sd()), (Some(f64::INFINITY), Some(f64::INFINITY)));
    let cauchy = Distribution::from(StudentT::new(1.0, 0.0, 1.0).unwrap());
    assert_eq!((cauchy.mean(), cauchy.sd()), (None, None));
}

#[test]
fn agrees_with_statrs() {
    let u = [0.001, 0.03, 0.2, 0.5, 0.8, 0.97, 0.9999];
    let check = |ours: Distribution, theirs: &dyn Fn(f64) -> f64| {
        for u in u {
            assert!((theirs(ours.quantile(u)) - u).abs() < 1e-9, "{ours:?} {u}");
        }
    };
    let o = oracle::Gamma::new(2.5, 1.0 / 3.0).unwrap();
    check(Gamma::new(2.5, 3.0).unwrap().into(), &|x| o.cdf(x));
    let o = oracle::Beta::new(2.0, 0.7).unwrap();
    check(Beta::new(2.0, 0.7).unwrap().into(), &|x| o.cdf(x));
    let o = oracle::LogNormal::new(1.0, 0.7).unwrap();
    check(LogNormal::new(1.0, 0.7).unwrap().into(), &|x| o.cdf(x));
    let o = oracle::Weibull::new(1.7, 4.0).unwrap();
    check(Weibull::new(1.7, 4.0).unwrap().into(), &|x| o.cdf(x));
    let o = oracle::Pareto::new(2.0, 3.5).unwrap();
    check(Pareto::new(2.0, 3.5).unwrap().into(), &|x| o.cdf(x));
    let o = oracle::StudentsT::new(1.0, 2.0, 5.0).unwrap();
    check(StudentT::new(5.0, 1.0, 2.0).unwrap().into(), &|x| o.cdf(x));
    let o = oracle::Triangular::new(0.0, 3.0, 2.0).unwrap();
    check(Triangular::new(0.0, 2.0, 3.0).unwrap().into(), &|x| o.cdf(x));
}

#[test]
fn mean_and_sd_are_kept() {
    for d in [
        Distribution::from(LogNormal::from_mean_sd(5.0, 2.0).unwrap()),
        Gamma::from_mean_sd(5.0, 2.0).unwrap().into(),
        Normal::new(5.0, 2.0).unwrap().into(),
    ] {
        assert!((d.mean().unwrap() - 5.0).abs() < 1e-12 && (d.sd().unwrap() - 2.0).abs() < 1e-12);
    }
    let b = Distribution::from(Beta::from_mean_sd(0.3, 0.1).unwrap());
    assert!((b.mean().unwrap() - 0.3).abs() < 1e-12 && (b.sd().unwrap() - 0.1).abs() < 1e-12);
    assert!(Beta::from_mean_sd(0.3, 0.5).is_err());
}

#[test]
fn quantiles_are_kept() {
    use Kind::{LogNormal, LogUniform, LogitNormal, Normal, Pareto, Uniform, Weibull};
    for kind in [
        Normal,
        LogNormal,
        LogitNormal,
        Uniform,
        LogUniform,
        Weibull,
        Pareto,
        Kind::Gamma,
        Kind::Beta,
    ] {
        let pairs = [(0.05, 0.2), (0.9, 0.7)];
        let d = Distribution::from_quantiles(kind, pairs).unwrap();
        assert_eq!(d.kind(), kind);
        for (p, x) in pairs {
            assert!((d.quantile(p) / x - 1.0).abs() < 1e-8, "{d:?}");
        }
        let same = Distribution::from_quantiles(kind, [pairs[1], pairs[0]]).unwrap();
        assert_eq!(same, d);
    }
    let wrong = Distribution::from_quantiles(LogNormal, [(0.05, -1.0), (0.95, 3.0)]);
    assert_eq!(
        wrong.unwrap_err().to_string(),
        "no lognormal distribution has these quantiles: every value must be above 0"
    );
    assert!(Distribution::from_quantiles(Kind::Pert, [(0.05, 1.0), (0.95, 3.0)]).is_err());
    assert!(Distribution::from_quantiles(Normal, [(0.05, 3.0), (0.95, 1.0)]).is_err());
}

#[test]
fn between_chooses_by_sign_and_reports_the_misfit() {
    let f = Distribution::between(10.0, 40.0, None, None).unwrap();
    assert_eq!(f.distribution.kind(), Kind::LogNormal);
    assert!(f.misfit < 1e-12 && (f.distribution.quantile(0.5) - 20.0).abs() < 1e-9);
    let f = Distribution::between(-1.0, 3.0, None, None).unwrap();
    assert_eq!(f.distribution.kind(), Kind::Normal);
    let f = Distribution::between(10.0, 40.0, None, Some(20.0)).unwrap();
    assert!(f.misfit < 1e-12);
    let f = Distribution::between(10.0, 40.0, None, Some(15.0)).unwrap();
    assert!((f.distribution.quantile(0.5) - 15.0).abs() < 1e-9);
    assert!(f.misfit > 0.05 && f.misfit < 0.5, "{}", f.misfit);
    let f = Distribution::between(0.1, 0.6, Some(Kind::LogitNormal), None).unwrap();
    assert!((f.distribution.quantile(0.95) - 0.6).abs() < 1e-12);
    assert!(Distribution::between(10.0, 40.0, None, Some(50.0)).is_err());
    assert!(Distribution::between(40.0, 10.0, None, None).is_err());
}

#[test]
fn errors_are_plain() {
    let text = |e: DistributionError| (e.parameter(), e.to_string());
    assert_eq!(
        text(Uniform::new(3.0, 1.0).unwrap_err()),
        ("min", "min must be below max, but 3 is not below 1".to_owned())
    );
    assert_eq!(text(Normal::new(0.0, 0.0).unwrap_err()).1, "sd must be above 0, not 0");
    assert_eq!(text(Bernoulli::new(1.5).unwrap_err()).1, "p must be between 0 and 1, not 1.5");
    assert_eq!(text(Binomial::new(1.5, 0.5).unwrap_err()).1, "n must be a whole number, not 1.5");
    assert_eq!(text(Pert::new(0.0, 5.0, 1.0, 4.0).unwrap_err()).0, "mode");
    assert_eq!(text(Discrete::new(&[1.0], &[0.0]).unwrap_err()).0, "weights");
    let n: Distribution = Normal::new(0.0, 1.0).unwrap().into();
    assert_eq!(text(n.clone().truncate(50.0, 60.0).unwrap_err()).0, "truncate");
    assert!(n.truncate(3.0, 2.0).is_err());
    for kind in Kind::ALL {
        assert_eq!(Kind::from_name(kind.name()), Some(kind));
    }
}

/// Kolmogorov-Smirnov over 10,000 keyed draws: critical value for a false-alarm rate of 1e-6.
#[test]
fn draws_follow_the_distribution() {
    let mut u = vec![0.0; 10_000];
    crate::random::Stream::new(8, "draws").fill_uniform(0, 1, 0, 0, &mut u);
    for d in all() {
        if d.is_discrete() || matches!(d, Distribution::Empirical(_)) {
            continue;
        }
        let mut x = vec![0.0; u.len()];
        d.fill(&u, &mut x);
        x.sort_by(f64::total_cmp);
        let n = x.len() as f64;
        let gap = x.iter().enumerate().fold(0.0, |m: f64, (i, &v)| {
            let f = d.cdf(v);
            m.max(f - i as f64 / n).max((i + 1) as f64 / n - f)
        });
        // sqrt(ln(2 / alpha) / (2 n)).
        assert!(gap < (14.5 / (2.0 * n)).sqrt(), "{d:?} {gap}");
    }
}
