//! Mathematics that gives the same bits on every machine.
//!
//! No function here calls the platform's maths library: sampled and reported numbers must not
//! depend on the machine (`docs/semantics.md`, *Platform*). Two kinds of function live here.
//!
//! * [`elementary`] and [`normal`]: branch-free functions of one or two `f64`, written so that a
//!   plain loop over a slice is turned into vector code by the compiler. They use only
//!   `+ - * /`, `sqrt`, comparisons and bit operations, without fused multiply-add, so that SSE2,
//!   AVX2, AVX-512 and scalar code give the same bits (the payload of a NaN excepted).
//! * [`circular`]: sine and cosine;
//! * [`gamma`] and [`beta`]: scalar special functions and their inverses.

// Polynomial coefficients are given with the digits that their derivation printed.
#![allow(clippy::excessive_precision, clippy::unreadable_literal)]

pub mod beta;
pub mod circular;
pub mod elementary;
pub mod gamma;
pub mod normal;

#[cfg(test)]
mod tests;

pub use beta::{beta_cdf, beta_quantile, beta_sf, student_t_cdf, student_t_quantile};
pub use circular::{cos, sin};
pub use elementary::{exp, exp_m1, ln, ln_1p, log10, logistic, logit, one_minus_exp_neg, pow};
pub use gamma::{gamma_p, gamma_q, gamma_quantile, ln_gamma, log1p_minus, stirling_error};
pub use normal::{normal_cdf, normal_quantile};
