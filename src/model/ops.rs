//! What each operator computes: the one definition that the compiler's folding and the vector
//! machine share. The interpreter, their oracle, has its own.

use super::types::{Op1, Op2};
use crate::math;

#[inline(always)]
fn truth(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

impl Op1 {
    /// The operator's value at `x`.
    #[inline(always)]
    pub fn apply(self, x: f64) -> f64 {
        match self {
            Op1::Neg => -x,
            Op1::Not => truth(x == 0.0),
            Op1::Abs => x.abs(),
            Op1::Exp => math::exp(x),
            Op1::Ln => math::ln(x),
            Op1::Log10 => math::log10(x),
            Op1::Sqrt => x.sqrt(),
            Op1::Sin => math::sin(x),
            Op1::Cos => math::cos(x),
            Op1::Logistic => math::logistic(x),
            Op1::OneMinusExpNeg => math::one_minus_exp_neg(x),
            Op1::Floor => x.floor(),
            Op1::Ceil => x.ceil(),
            Op1::Round => x.round(),
            Op1::Sign => truth(x > 0.0) - truth(x < 0.0),
        }
    }
}

impl Op2 {
    /// The operator's value at `a` and `b`.
    #[inline(always)]
    pub fn apply(self, a: f64, b: f64) -> f64 {
        match self {
            Op2::Add => a + b,
            Op2::Sub => a - b,
            Op2::Mul => a * b,
            Op2::Div => a / b,
            Op2::Pow => math::pow(a, b),
            Op2::Min => {
                if a < b || a.is_nan() {
                    a
                } else {
                    b
                }
            }
            Op2::Max => {
                if a > b || a.is_nan() {
                    a
                } else {
                    b
                }
            }
            Op2::Lt => truth(a < b),
            Op2::Le => truth(a <= b),
            Op2::Gt => truth(a > b),
            Op2::Ge => truth(a >= b),
            Op2::Eq => truth(a == b),
            Op2::Ne => truth(a != b),
            Op2::And => truth(a != 0.0 && b != 0.0),
            Op2::Or => truth(a != 0.0 || b != 0.0),
        }
    }
}

/// Piecewise linear interpolation through rising `x`, constant outside; NaN at NaN.
#[inline(always)]
pub fn interpolate(x: &[f64], y: &[f64], at: f64) -> f64 {
    let last = x.len() - 1;
    if at <= x[0] {
        return y[0];
    }
    if at >= x[last] {
        return y[last];
    }
    if at.is_nan() {
        return at;
    }
    let i = x.partition_point(|v| *v <= at) - 1;
    y[i] + (at - x[i]) * ((y[i + 1] - y[i]) / (x[i + 1] - x[i]))
}
