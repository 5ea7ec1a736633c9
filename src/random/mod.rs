//! Random numbers: keyed streams, distributions, correlation and designs.
//!
//! * [`philox`]: a uniform for every (seed, stream, replicate, luck path, step, index);
//! * [`distribution`]: quantile functions, one file a distribution;
//! * [`discrete`]: the counts of the kernel, exact, by inversion at a shared uniform;
//! * [`copula`]: correlated uncertainties;
//! * [`design`]: random, Latin hypercube and Sobol designs of the uncertain vector.

pub mod copula;
pub mod design;
pub mod discrete;
pub mod distribution;
pub mod philox;

pub use copula::{Copula, CopulaError};
pub use design::{Design, DesignError, Designer, RANDOMISATIONS, randomisation_of};
pub use distribution::{Distribution, DistributionError, Fit, Kind};
pub use philox::{Stream, StreamRng};
