//! First- and second-order stochastic dominance between options.

use serde::Serialize;

/// Stochastic dominance between all options that ran, on a measure with a better side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dominance {
    /// Index of the measure.
    pub measure: usize,
    /// Each two options, the first declared before the second.
    pub pairs: Vec<Pair>,
}

/// Two options on a measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// Index of an option.
    pub first: usize,
    /// Index of another, declared later.
    pub second: usize,
    /// First-order dominance: whatever the threshold, which one reaches it more often?
    pub one: Order,
    /// Second-order dominance: whom does everybody prefer who is averse to risk?
    pub two: Order,
}

/// What is known of dominance of one order.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Order {
    /// What is beyond chance, at an error rate of 5 % for each pair, measure and order.
    pub verdict: Verdict,
    /// What holds in the sample itself, over all its values, with no regard to chance.
    pub sample: Verdict,
    /// Greatest t statistic in favour of the first option; 0 if none is.
    pub for_first: f64,
    /// Greatest t statistic in favour of the second.
    pub for_second: f64,
    /// What a t statistic must exceed.
    pub critical: f64,
}

/// Who dominates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The first dominates the second.
    First,
    /// The second dominates the first.
    Second,
    /// Each is better somewhere: neither dominates.
    Crossing,
    /// Nowhere is a difference beyond chance.
    NotApart,
    /// They are the same in every replicate.
    Same,
}

impl Verdict {
    /// The same, with the options the other way round.
    pub fn turned(self) -> Self {
        match self {
            Verdict::First => Verdict::Second,
            Verdict::Second => Verdict::First,
            other => other,
        }
    }
}

impl Order {
    /// The same, with the options the other way round.
    pub fn turned(self) -> Self {
        Self {
            verdict: self.verdict.turned(),
            sample: self.sample.turned(),
            for_first: self.for_second,
            for_second: self.for_first,
            critical: self.critical,
        }
    }
}

impl Dominance {
    /// How `option` stands to `other`: a pair whose first is `option`.
    pub fn pair(&self, option: usize, other: usize) -> Option<Pair> {
        self.pairs.iter().find_map(|p| {
            if (p.first, p.second) == (option, other) {
                Some(*p)
            } else if (p.first, p.second) == (other, option) {
                let (one, two) = (p.one.turned(), p.two.turned());
                Some(Pair { first: option, second: other, one, two })
            } else {
                None
            }
        })
    }
}
