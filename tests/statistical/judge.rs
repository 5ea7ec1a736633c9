//! Comparisons at a level that is split over a family of them.

use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF, DiscreteCDF, Normal};

use crate::{FAMILY, PLAN, comparisons};

/// Compares at the level of its family and counts.
pub struct Judge {
    name: &'static str,
    /// Level of each comparison.
    alpha: f64,
    planned: usize,
    made: usize,
    /// Smallest p-value, and of what.
    least: (f64, String),
}

impl Judge {
    /// The judge of a test in [`PLAN`].
    pub fn of(name: &'static str) -> Self {
        let planned = PLAN.iter().find(|p| p.0 == name).expect("the test is in the plan").1;
        Self::new(name, planned, FAMILY / comparisons() as f64)
    }

    /// A judge of `planned` comparisons at level `alpha` each.
    pub fn new(name: &'static str, planned: usize, alpha: f64) -> Self {
        Self { name, alpha, planned, made: 0, least: (1.0, String::new()) }
    }

    fn p_value(&mut self, what: &str, p: f64, details: &str) {
        self.made += 1;
        if p < self.least.0 {
            self.least = (p, what.to_owned());
        }
        assert!(
            p >= self.alpha,
            "{}: {what}: p = {p:.2e} is below {:.2e}: {details}",
            self.name,
            self.alpha
        );
    }

    /// Two-sided, of a standard normal score.
    pub fn score(&mut self, what: &str, z: f64, details: &str) {
        self.p_value(what, 2.0 * normal().sf(z.abs()), &format!("z = {z:.2}; {details}"));
    }

    /// The mean of a sample.
    pub fn mean(&mut self, what: &str, sample: &[f64], exact: f64) {
        let m = Moments::of(sample);
        let error = (m.variance / m.n).sqrt();
        let details = format!("mean {} +- {error}, exactly {exact}", m.mean);
        self.score(&format!("mean of {what}"), (m.mean - exact) / error, &details);
    }

    /// The variance of a sample, by its fourth moment.
    pub fn variance(&mut self, what: &str, sample: &[f64], exact: f64) {
        let m = Moments::of(sample);
        let error = m.variance_error();
        let details = format!("variance {} +- {error}, exactly {exact}", m.variance);
        self.score(&format!("variance of {what}"), (m.variance - exact) / error, &details);
    }

    /// The variance of a normal sample: chi-square.
    pub fn normal_variance(&mut self, what: &str, sample: &[f64], exact: f64) {
        let m = Moments::of(sample);
        let chi = ChiSquared::new(m.n - 1.0).expect("some freedom");
        let x = (m.n - 1.0) * m.variance / exact;
        let p = 2.0 * chi.cdf(x).min(chi.sf(x));
        let details = format!("variance {}, exactly {exact}", m.variance);
        self.p_value(&format!("variance of {what}"), p, &details);
    }

    /// How many of a sample fulfil a condition of probability `exact`: exact binomial.
    pub fn share(&mut self, what: &str, sample: &[f64], is: impl Fn(f64) -> bool, exact: f64) {
        let n = sample.len() as u64;
        let k = sample.iter().filter(|x| is(**x)).count() as u64;
        let law = Binomial::new(exact, n).expect("a probability");
        let at_least = if k == 0 { 1.0 } else { law.sf(k - 1) };
        let p = (2.0 * law.cdf(k).min(at_least)).min(1.0);
        self.p_value(&format!("share of {what}"), p, &format!("{k} of {n}, exactly {exact}"));
    }

    /// The whole distribution: Kolmogorov-Smirnov, by the bound of Dvoretzky, Kiefer, Wolfowitz
    /// and Massart, `P(D > d) <= 2 exp(-2 n d^2)`.
    pub fn distribution(&mut self, what: &str, sample: &[f64], cdf: impl Fn(f64) -> f64) {
        let mut sorted = sample.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let mut d: f64 = 0.0;
        for (i, &x) in sorted.iter().enumerate() {
            let f = cdf(x);
            d = d.max(f - i as f64 / n).max((i + 1) as f64 / n - f);
        }
        let p = (2.0 * (-2.0 * n * d * d).exp()).min(1.0);
        self.p_value(&format!("distribution of {what}"), p, &format!("D = {d}, n = {n}"));
    }

    /// All planned comparisons were made.
    pub fn finish(self) {
        assert_eq!(self.made, self.planned, "{}: comparisons", self.name);
        println!("{}: least p {:.3} of {} ({})", self.name, self.least.0, self.made, self.least.1);
    }
}

/// The standard normal distribution.
pub fn normal() -> Normal {
    Normal::new(0.0, 1.0).expect("it is")
}

/// Moments of a sample.
#[derive(Clone, Copy, Debug)]
pub struct Moments {
    /// Size.
    pub n: f64,
    /// Mean.
    pub mean: f64,
    /// Variance with the divisor n - 1.
    pub variance: f64,
    /// Fourth central moment.
    pub fourth: f64,
}

impl Moments {
    /// Of a sample.
    pub fn of(sample: &[f64]) -> Self {
        assert!(sample.len() > 1, "a sample is needed");
        let n = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / n;
        let power = |k: i32| sample.iter().map(|x| (x - mean).powi(k)).sum::<f64>();
        Self { n, mean, variance: power(2) / (n - 1.0), fourth: power(4) / n }
    }

    /// Standard error of the variance.
    pub fn variance_error(&self) -> f64 {
        let square = self.variance * self.variance;
        ((self.fourth - square * (self.n - 3.0) / (self.n - 1.0)) / self.n).sqrt()
    }
}
