//! Designs: where the uncertain vector's uniforms come from.
//!
//! Under Latin hypercube and Sobol designs the draws are split into [`RANDOMISATIONS`] independent
//! randomisations, so that the error of an estimate can be measured: draw `i` belongs to
//! randomisation `i % 16` and is its point `i / 16`.

mod latin;
mod sobol;

#[cfg(test)]
mod tests;

use thiserror::Error;

use super::philox::{Stream, uniform_from_bits};

/// Independent randomisations of a Latin hypercube or Sobol design.
pub const RANDOMISATIONS: u64 = 16;

/// How the uncertain vector is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Design {
    /// Independent uniforms, keyed by name and draw: a column depends on nothing else.
    #[default]
    Random,
    /// In each randomisation and dimension exactly one draw in each of equally likely strata
    /// (M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21, 1979). A column depends on
    /// its name and the number of draws only.
    LatinHypercube,
    /// Scrambled Sobol points (I. M. Sobol 1967; A. B. Owen 1995). A column depends on its name
    /// and its place among the names.
    Sobol,
}

impl Design {
    /// The name in a study.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::LatinHypercube => "latin_hypercube",
            Self::Sobol => "sobol",
        }
    }
}

/// A design that cannot be.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DesignError {
    /// Two columns of one name (or, once in 2^64, of one key) would be the same numbers.
    #[error("{first} and {second} would share their random numbers: rename one")]
    SharedStream { first: String, second: String },
    /// More dimensions than there are direction numbers for.
    #[error("a Sobol design takes at most {most} uncertainties, not {count}")]
    TooMany { count: usize, most: usize },
    /// A Latin hypercube needs at least one draw in each randomisation.
    #[error("this design needs at least {least} draws, not {draws}")]
    TooFew { draws: u64, least: u64 },
    /// More draws than the generators have places for.
    #[error("at most {most} draws are possible, not {draws}")]
    TooLong { draws: u64, most: u64 },
}

/// The randomisation that a draw belongs to under Latin hypercube and Sobol.
#[must_use]
pub const fn randomisation_of(draw: u64) -> usize {
    (draw % RANDOMISATIONS) as usize
}

/// Uniforms for an uncertain vector.
#[derive(Clone, Debug)]
pub struct Designer {
    draws: u64,
    columns: Vec<Column>,
}

#[derive(Clone, Debug)]
enum Column {
    Random(Stream),
    /// A permutation of the strata for each randomisation.
    Latin(Stream, Vec<latin::Permutation>),
    Sobol(Box<sobol::Directions>, Vec<sobol::Scramble>),
}

impl Designer {
    /// A design of `draws` draws for the named columns, in their order.
    ///
    /// A column's stream is [`Stream::new`]`(seed, name)`: names must differ from those of every
    /// other stream of the study. For Sobol `draws` only bounds [`Designer::fill`].
    ///
    /// # Errors
    /// If two names share a stream; for Sobol beyond 1024 names; for Latin hypercube and Sobol
    /// below 16 draws; beyond 2^36 draws.
    pub fn new(
        design: Design,
        seed: u64,
        names: &[String],
        draws: u64,
    ) -> Result<Self, DesignError> {
        let most = 1 << 36;
        if draws > most {
            return Err(DesignError::TooLong { draws, most });
        }
        if design != Design::Random && draws < RANDOMISATIONS {
            return Err(DesignError::TooFew { draws, least: RANDOMISATIONS });
        }
        if design == Design::Sobol && names.len() > sobol::DIMENSIONS {
            return Err(DesignError::TooMany { count: names.len(), most: sobol::DIMENSIONS });
        }
        let streams: Vec<Stream> = names.iter().map(|n| Stream::new(seed, n)).collect();
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|&i| streams[i].key());
        if let Some(w) = order.windows(2).find(|w| streams[w[0]] == streams[w[1]]) {
            let (first, second) = (names[w[0]].clone(), names[w[1]].clone());
            return Err(DesignError::SharedStream { first, second });
        }
        let columns = match design {
            Design::Random => streams.into_iter().map(Column::Random).collect(),
            Design::LatinHypercube => streams.into_iter().map(|s| latin_column(s, draws)).collect(),
            Design::Sobol => sobol::directions(names.len())
                .into_iter()
                .zip(streams)
                .map(|(d, s)| {
                    let keys = (0..RANDOMISATIONS as u32).map(|r| sobol::Scramble::new(s, r));
                    Column::Sobol(Box::new(d), keys.collect())
                })
                .collect(),
        };
        Ok(Self { draws, columns })
    }

    /// Fills `out[dimension][lane]` with the uniforms, in (0, 1), of draw `first_draw + lane`.
    ///
    /// # Panics
    /// Unless there is one column a name, and the draws are those of the design.
    pub fn fill(&self, first_draw: u64, out: &mut [Vec<f64>]) {
        assert!(out.len() == self.columns.len(), "one column a name");
        for (column, out) in self.columns.iter().zip(out) {
            assert!(first_draw + out.len() as u64 <= self.draws, "beyond the design's draws");
            column.fill(first_draw, out);
        }
    }
}

fn latin_column(stream: Stream, draws: u64) -> Column {
    let strata = |r: u64| (draws - r).div_ceil(RANDOMISATIONS);
    let permutation = |r: u64| latin::Permutation::new(stream, r as u32, strata(r));
    Column::Latin(stream, (0..RANDOMISATIONS).map(permutation).collect())
}

impl Column {
    fn fill(&self, first: u64, out: &mut [f64]) {
        match self {
            Self::Random(stream) => stream.fill_uniform(first, 1, 0, 0, out),
            Self::Latin(stream, permutations) => {
                for (draw, u) in (first..).zip(out) {
                    let permutation = &permutations[randomisation_of(draw)];
                    let stratum = permutation.apply(draw / RANDOMISATIONS);
                    // 32 bits of jitter: the sum is exact below 2^20 strata, so no draw can
                    // round into its neighbour's stratum, or to 1.
                    let bits = stream.bits(0, draw, 0, 0) >> 32;
                    let jitter = (bits as f64 + 0.5) / 4294967296.0;
                    *u = (stratum as f64 + jitter) / permutation.strata() as f64;
                }
            }
            Self::Sobol(directions, scrambles) => {
                let mut index = u64::MAX;
                let mut point = 0;
                for (draw, u) in (first..).zip(out) {
                    let i = draw / RANDOMISATIONS;
                    if i != index {
                        (index, point) = (i, directions.point(i));
                    }
                    *u = uniform_from_bits(scrambles[randomisation_of(draw)].apply(point));
                }
            }
        }
    }
}
