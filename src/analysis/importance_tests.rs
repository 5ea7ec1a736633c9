use super::*;
use crate::outcome::testing;
use crate::random::distribution::{Bernoulli, Distribution, LogNormal, Normal};

fn draws(distribution: &Distribution, name: &str, n: usize) -> Vec<f64> {
    let mut u = vec![0.0; n];
    Stream::new(11, name).fill_uniform(0, 1, 0, 0, &mut u);
    u.iter().map(|u| distribution.quantile(*u)).collect()
}

fn moments(values: &[f64], weights: &[f64]) -> (f64, f64) {
    let mean: f64 = values.iter().zip(weights).map(|(x, w)| w * x).sum();
    (mean, values.iter().zip(weights).map(|(x, w)| w * (x - mean) * (x - mean)).sum())
}

#[test]
fn equal_weights_count_in_full() {
    let weights = Weights::equal(400).unwrap();
    assert!((weights.ess - 400.0).abs() < 1e-9);
    assert!((weights.perplexity - 1.0).abs() < 1e-12);
    assert_eq!(weights.largest, 0.0025);
    // a constant does not matter, however small the likelihoods
    assert_eq!(Weights::from_logs(&[-1e6; 400]).unwrap(), weights);
}

#[test]
fn one_replicate_may_carry_all() {
    let alone = Weights::from_logs(&[-5.0]).unwrap();
    assert_eq!((alone.values[0], alone.ess, alone.perplexity), (1.0, 1.0, 1.0));
    assert_eq!(alone.resample(3, 1), [0, 0, 0]);
    let weights = Weights::from_logs(&[-2000.0, 0.0, f64::NEG_INFINITY]).unwrap();
    assert_eq!(weights.values, [0.0, 1.0, 0.0]);
    assert_eq!(weights.ess, 1.0);
    assert!((weights.perplexity - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(weights.resample(4, 1), [1; 4]);
}

#[test]
fn what_cannot_be_weighed_is_an_error() {
    assert_eq!(Weights::from_logs(&[]), Err(WeightError::Empty));
    assert_eq!(Weights::from_logs(&[0.0, f64::NAN]), Err(WeightError::NotANumber(1)));
    assert_eq!(Weights::from_logs(&[f64::INFINITY]), Err(WeightError::NotANumber(0)));
    assert_eq!(Weights::from_logs(&[f64::NEG_INFINITY; 2]), Err(WeightError::Impossible));
}

/// theta ~ normal(0, 1), y = theta + normal(0, 0.5), y = 1: theta given y is normal(0.8, 0.2) by
/// conjugacy. 200,000 draws; the estimate's error is near √(0.2 / ESS), that of the variance near
/// 0.2 √(2 / ESS). Five of them are allowed: false alarm below 1e-6.
#[test]
fn a_normal_mean_is_found() {
    let theta = draws(&Normal::new(0.0, 1.0).unwrap().into(), "theta", 200_000);
    let logs: Vec<f64> = theta.iter().map(|t| log_linear_likelihood(1.0, *t, 0.5)).collect();
    let weights = Weights::from_logs(&logs).unwrap();
    let (mean, variance) = moments(&theta, &weights.values);
    assert!(weights.ess > 50_000.0 && weights.ess < 150_000.0, "{}", weights.ess);
    assert!((mean - 0.8).abs() < 5.0 * (0.2 / weights.ess).sqrt(), "{mean}");
    assert!((variance - 0.2).abs() < 5.0 * 0.2 * (2.0 / weights.ess).sqrt(), "{variance}");

    // resampled rows say the same, with the error of 20,000 rows besides
    let rows: Vec<f64> = weights.resample(20_000, 3).into_iter().map(|i| theta[i]).collect();
    let (mean, variance) = moments(&rows, &vec![1.0 / 20_000.0; 20_000]);
    assert!((mean - 0.8).abs() < 5.0 * (0.2_f64 / 20_000.0).sqrt(), "{mean}");
    assert!((variance - 0.2).abs() < 5.0 * 0.2 * (2.0_f64 / 20_000.0).sqrt(), "{variance}");
}

/// The same with a luck of its own between theta and the data: x = theta + normal(0, 0.3), y = x +
/// normal(0, 0.4), so that y = theta + normal(0, 0.5) as above. The weights see x alone.
#[test]
fn luck_between_draw_and_data_is_averaged_over() {
    let normal = |sd: f64| Normal::new(0.0, sd).unwrap().into();
    let theta = draws(&normal(1.0), "theta", 200_000);
    let luck = draws(&normal(0.3), "luck", 200_000);
    let path = theta.iter().zip(&luck).map(|(t, l)| t + l);
    let logs: Vec<f64> = path.map(|x| log_linear_likelihood(1.0, x, 0.4)).collect();
    let weights = Weights::from_logs(&logs).unwrap();
    let (mean, variance) = moments(&theta, &weights.values);
    assert!((mean - 0.8).abs() < 5.0 * (0.2 / weights.ess).sqrt(), "{mean}");
    assert!((variance - 0.2).abs() < 5.0 * 0.2 * (2.0 / weights.ess).sqrt(), "{variance}");
}

/// Lognormal prior, lognormal counting error: conjugate in the logarithm. Prior mu 2, sigma 0.6;
/// two counts with error 0.5: precision 1/0.36 + 2/0.25.
#[test]
fn counts_with_lognormal_errors() {
    let theta = draws(&LogNormal::new(2.0, 0.6).unwrap().into(), "theta", 200_000);
    let seen = [10.0, 14.0];
    let likelihood = |t: &f64| seen.iter().map(|y| log_count_likelihood(*y, *t, 0.5)).sum::<f64>();
    let weights = Weights::from_logs(&theta.iter().map(likelihood).collect::<Vec<_>>()).unwrap();
    let logs: Vec<f64> = theta.iter().map(|t| ln(*t)).collect();
    let precision = 1.0 / 0.36 + 2.0 / 0.25;
    let expected = (2.0 / 0.36 + (ln(10.0) + ln(14.0)) / 0.25) / precision;
    let (mean, variance) = moments(&logs, &weights.values);
    assert!((mean - expected).abs() < 5.0 * (1.0 / precision / weights.ess).sqrt(), "{mean}");
    let error = 5.0 / precision * (2.0 / weights.ess).sqrt();
    assert!((variance - 1.0 / precision).abs() < error, "{variance}");
}

#[test]
fn likelihoods_at_their_edges() {
    assert_eq!(log_count_likelihood(3.0, 3.0, 0.2), 0.0);
    assert_eq!(log_count_likelihood(3.0, 0.0, 0.2), f64::NEG_INFINITY);
    assert_eq!(log_count_likelihood(0.0, 0.0, 0.2), 0.0);
    let zero = log_count_likelihood(0.0, 3.0, 0.5);
    assert!((zero + 0.5 * (4.0_f64.ln() / 0.5).powi(2)).abs() < 1e-12, "{zero}");
    assert!((exp(log_record_likelihood(true, true)) - 0.95).abs() < 1e-15);
    assert!((exp(log_record_likelihood(true, false)) - 0.05).abs() < 1e-15);
}

/// 4,000 seeds: the number of a replicate is its expected number rounded down or up, so its mean
/// has a standard error of at most 0.5 / √4000. Five are allowed for each of 6 replicates: false
/// alarm below 4e-6.
#[test]
fn resampling_is_unbiased() {
    let shares: [f64; 6] = [0.02, 0.31, 0.0, 0.173, 0.247, 0.25];
    let logs: Vec<f64> = shares.iter().map(|w| w.ln()).collect();
    let weights = Weights::from_logs(&logs).unwrap();
    let mut totals = [0.0; 6];
    for seed in 0..4000 {
        let rows = weights.resample(25, seed);
        assert_eq!(rows.len(), 25);
        assert!(rows.is_sorted());
        for (i, total) in totals.iter_mut().enumerate() {
            let count = rows.iter().filter(|r| **r == i).count() as f64;
            assert!((count - 25.0 * shares[i]).abs() < 1.0, "{count} of {i}");
            *total += count;
        }
    }
    for (total, share) in totals.iter().zip(shares) {
        assert!((total / 4000.0 - 25.0 * share).abs() < 5.0 * 0.5 / 4000.0_f64.sqrt());
    }
    assert_eq!(weights.resample(25, 9), weights.resample(25, 9));
}

#[test]
fn tempering_reaches_the_floor_and_no_more() {
    let theta = draws(&Normal::new(0.0, 1.0).unwrap().into(), "theta", 5000);
    let logs: Vec<f64> = theta.iter().map(|t| log_linear_likelihood(2.0, *t, 0.01)).collect();
    let full = Weights::from_logs(&logs).unwrap();
    assert!(full.ess < 50.0, "{}", full.ess);
    let tempered = temper(&logs, 100.0).unwrap();
    assert_eq!(tempered.untempered, full.ess);
    assert!(tempered.beta > 0.0 && tempered.beta < 1.0);
    assert!(tempered.weights.ess >= 100.0 && tempered.weights.ess < 100.1);
    // the power is that of a likelihood with standard deviation 0.01 / √beta
    let wider = 0.01 / tempered.beta.sqrt();
    let same: Vec<f64> = theta.iter().map(|t| log_linear_likelihood(2.0, *t, wider)).collect();
    assert!((Weights::from_logs(&same).unwrap().ess - tempered.weights.ess).abs() < 1e-6);
    // enough already
    let enough = temper(&logs, full.ess).unwrap();
    assert_eq!((enough.beta, enough.weights), (1.0, full));
    // out of reach: what is possible weighs the same
    let some = temper(&[0.0, -1.0, f64::NEG_INFINITY], 2.5).unwrap();
    assert_eq!(some.weights.values[2], 0.0);
    assert!((some.weights.ess - 2.0).abs() < 1e-9 && some.beta < 1e-9, "{some:?}");
}

#[test]
fn one_uncertainty_has_the_point_of_kolmogorov() {
    assert!((stray(1) - 1.358).abs() < 1e-3);
    assert!(stray(136) > 2.0 && stray(136) < 2.1);
}

#[test]
fn floors() {
    assert_eq!([10, 200, 5000, 50_000].map(least_ess), [5.0, 100.0, 100.0, 500.0]);
}

#[test]
fn weights_of_paths_sum_to_those_of_draws() {
    let weights = Weights::from_logs(&[0.0, 1.0, 0.5, 0.5]).unwrap();
    let by_draw = weights.by_draw(2);
    assert_eq!(by_draw.len(), 2);
    assert_eq!(by_draw[0], weights.values[0] + weights.values[1]);
    assert_eq!(weights.by_draw(1), weights.values);
}

#[test]
fn an_uninformative_observation_leaves_the_prior() {
    let mut model = testing::model();
    model.uncertainties[1].distribution = Distribution::from(Bernoulli::new(0.3).unwrap());
    let values: Vec<Vec<f64>> =
        model.uncertainties.iter().map(|u| draws(&u.distribution, &u.name, 2000)).collect();
    let weights = Weights::from_logs(&vec![-3.0; 2000]).unwrap();
    for shift in shifts(&model, &values, &weights.values, weights.ess) {
        assert_eq!(shift.prior, shift.posterior);
        assert!(shift.learned.abs() < 1e-12, "{shift:?}");
        assert!(shift.distance < 1e-12 && !shift.told_apart, "{shift:?}");
    }
}

#[test]
fn what_was_learned_stands_first() {
    let model = testing::model(); // uniform on 0..1 and 1..2
    let values: Vec<Vec<f64>> =
        model.uncertainties.iter().map(|u| draws(&u.distribution, &u.name, 20_000)).collect();
    // only the second is seen: above 1.5 with certainty
    let log = |x: &f64| if *x > 1.5 { 0.0 } else { f64::NEG_INFINITY };
    let weights = Weights::from_logs(&values[1].iter().map(log).collect::<Vec<_>>()).unwrap();
    let shifts = shifts(&model, &values, &weights.values, weights.ess);
    let (first, second) = (&shifts[0], &shifts[1]);
    assert_eq!((first.uncertainty, second.uncertainty), (1, 0));
    // half of a uniform: a quarter of its variance, and half a distribution function away.
    // Standard errors near 0.004 and 0.0035: five of them
    assert!((first.learned - 0.75).abs() < 0.02, "{first:?}");
    assert!((first.distance - 0.5).abs() < 0.018, "{first:?}");
    assert!((first.posterior[1] - 1.75).abs() < 0.018, "{first:?}");
    assert!(first.told_apart);
    // the other one is as it was: √(ln 80 / 2) / √10,000 would be passed once in forty
    assert!(second.learned.abs() < 0.05 && second.distance < 0.02, "{second:?}");
    // a value that is held moves nowhere
    let mut held = model;
    held.uncertainties[1].distribution = Distribution::from(Bernoulli::new(1.0).unwrap());
    let ones = vec![values[0].clone(), vec![1.0; 20_000]];
    let last = super::shifts(&held, &ones, &weights.values, weights.ess).pop().unwrap();
    assert_eq!((last.uncertainty, last.learned, last.told_apart), (1, 0.0, false));
    assert_eq!(last.posterior, [1.0; 3]);
}
