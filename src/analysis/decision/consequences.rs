//! How the options stand on each measure: their levels, which is best, and which cannot be told
//! apart from it.

use serde::Serialize;

use crate::outcome::{Clusters, Estimate};

/// Which one number stands for a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// How probable it is that the condition holds.
    Probability,
    /// The mean.
    Mean,
    /// The median: in some replicate of some option it never comes to an end.
    Median,
}

/// The level of a measure for an option.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Level {
    /// The estimate with its 95 % interval, on the standing's [`Scale`].
    pub estimate: Estimate,
    /// Share of replicates in which the value is infinite.
    pub never: f64,
}

/// What the paired difference of two options says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The first is higher: the 95 % interval of the difference is above 0.
    Higher,
    /// The first is lower.
    Lower,
    /// The interval holds 0.
    NotApart,
    /// They are equal in every replicate.
    Same,
}

/// How the options stand on a measure in a future.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Index of the measure.
    pub measure: usize,
    /// What the levels are.
    pub scale: Scale,
    /// Levels; none where an option was not run. `[options]`
    pub levels: Vec<Option<Level>>,
    /// The option with the best level; none for a measure without a better side, and for fewer
    /// than two options.
    pub best: Option<usize>,
    /// Options that cannot be told apart from the best.
    pub tied: Vec<usize>,
    /// The others, best first.
    pub behind: Vec<usize>,
    /// What the paired difference of each two options says. `[first][second]`
    pub told: Vec<Vec<Told>>,
}

/// What the paired difference of two columns says: of their means, or where a value is infinite of
/// how often either is higher.
pub fn told(first: &[f64], second: &[f64], clusters: &Clusters) -> Told {
    let difference = |i: usize| if first[i] == second[i] { 0.0 } else { first[i] - second[i] };
    if std::ptr::eq(first, second) || first == second {
        return Told::Same;
    }
    let finite = (0..first.len()).all(|i| difference(i).is_finite());
    let d: Vec<f64> = (0..first.len())
        .map(|i| match difference(i) {
            d if finite || d == 0.0 => d,
            d => d.signum(),
        })
        .collect();
    let estimate = clusters.mean(|i| d[i]);
    if estimate.low > 0.0 {
        Told::Higher
    } else if estimate.high < 0.0 {
        Told::Lower
    } else {
        Told::NotApart
    }
}
