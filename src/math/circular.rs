//! Sine and cosine, scalar: seasons are reckoned once a step, not once a luck path.
//!
//! They are those of the `libm` crate, a translation of FreeBSD's `msun` (`s_sin.c`, `s_cos.c`, Sun
//! Microsystems 1993) that calls nothing of the platform's: reduction of the argument by pi/2 in as
//! many words as it takes (M. H. Payne, R. N. Hanek, "Radian reduction for trigonometric functions",
//! ACM SIGNUM 18, 1983), then a polynomial. Within 1 unit in the last place for every finite argument.

/// Sine of `x` radians; NaN where `x` is not finite.
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of `x` radians; NaN where `x` is not finite.
#[must_use]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}
