//! What luck brings: amounts of flows, occurrences of events, severities.

use super::Replicate;
use crate::kernel::Incident;
use crate::kernel::severity::severity;
use crate::math::{normal_quantile, one_minus_exp_neg};
use crate::model::{Noise, Severity, SeverityShape};
use crate::random::discrete::{binomial_quantile, negative_binomial_quantile, poisson_quantile};
use crate::random::philox::Stream;

impl Replicate<'_, '_> {
    fn uniform(&self, stream: Stream, index: u32) -> f64 {
        stream.uniform(self.draw, self.path, self.time as u32, index)
    }

    /// Rate and draw of a flow (points 4 and 5), before its stock's settlement.
    pub(super) fn draw_amount(&mut self, f: usize) -> f64 {
        let flow = &self.model.flows[f];
        let mean = match flow.rate {
            None => 0.0,
            Some(rate) => {
                let rate = self.value(rate);
                if rate < 0.0 && !flow.may_be_negative() {
                    self.count(Incident::NegativeRate(f));
                    0.0
                } else {
                    rate * flow.step
                }
            }
        };
        let stream = self.interpreter.flow_streams[f];
        let u = self.uniform(stream, 0);
        let z = normal_quantile(u);
        match &flow.noise {
            Noise::None => mean,
            Noise::Poisson => poisson_quantile(mean, u, z),
            Noise::Binomial => {
                let from = flow.from.expect("a binomial flow leaves a stock");
                binomial_amount(self.stocks[from], mean, u, z)
            }
            Noise::Overdispersed(ratio) => {
                negative_binomial_quantile(mean, self.value(*ratio), u, z)
            }
            Noise::Diffusion { sigma, sqrt_step } => {
                let sigma = self.value(*sigma);
                mean + (sigma * sqrt_step) * z
            }
            Noise::Compound { counts, severity } => {
                let units = self.amount(*counts).floor() as u32;
                let mut sum = 0.0;
                for j in 0..units {
                    sum += self.severity(severity, self.uniform(stream, j));
                }
                sum
            }
        }
    }

    /// Whether an event with this hazard (x step) strikes in this step.
    pub(super) fn strikes(&self, e: usize, hazard: f64) -> bool {
        self.uniform(self.interpreter.event_streams[e], 0) < one_minus_exp_neg(hazard)
    }

    /// The severity of an event in this step.
    pub(super) fn event_severity(&mut self, e: usize, severity: &Severity) -> f64 {
        self.severity(severity, self.uniform(self.interpreter.severity_streams[e], 0))
    }

    fn severity(&mut self, severity: &Severity, u: f64) -> f64 {
        match severity {
            Severity::Fixed(distribution) => distribution.quantile(u),
            Severity::Varying(shape) => self.shape_quantile(shape, u),
        }
    }

    fn shape_quantile(&mut self, shape: &SeverityShape, u: f64) -> f64 {
        let mut parameters = [0.0; 2];
        for (slot, p) in parameters.iter_mut().zip(&shape.parameters) {
            *slot = self.value(*p);
        }
        let truncate = shape.truncate.map(|(low, high)| [self.value(low), self.value(high)]);
        severity(shape.family, &parameters, truncate, u)
    }
}

/// `Binomial(floor(stock), p) + (stock - floor(stock)) p`, 0 where the stock is not above 0.
fn binomial_amount(stock: f64, mean: f64, u: f64, z: f64) -> f64 {
    if stock > 0.0 {
        let p = one_minus_exp_neg(mean / stock);
        let whole = stock.floor();
        binomial_quantile(whole, p, u, z) + (stock - whole) * p
    } else {
        0.0
    }
}
