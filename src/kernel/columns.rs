//! Loops over columns: what the compiler turns into vector code.
//!
//! Everything here is inlined into [`super::machine`]'s one dispatching function, which is
//! compiled for several instruction sets; each loop does the same operations in the same order
//! lane by lane, so that all of them give the same bits.

use std::ops::{Deref, DerefMut};

use crate::model::{Op1, Op2};

/// Numbers that begin at a cache line: a vector of eight then never lies on two of them, which
/// would cost twice the reads.
pub struct Lines {
    numbers: Vec<f64>,
    first: usize,
}

impl Lines {
    /// So many zeros.
    pub fn new(count: usize) -> Self {
        const LINE: usize = 64;
        let numbers = vec![0.0; count + LINE / size_of::<f64>()];
        // A speed-up only: any place is right.
        let first = numbers.as_ptr().align_offset(LINE).min(LINE / size_of::<f64>());
        Self { numbers, first }
    }
}

impl Deref for Lines {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.numbers[self.first..]
    }
}

impl DerefMut for Lines {
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut self.numbers[self.first..]
    }
}

/// An operand of a loop.
#[derive(Clone, Copy)]
pub enum Operand<'a> {
    /// A column.
    Column(&'a [f64]),
    /// The same number in every lane.
    Scalar(f64),
}

impl Operand<'_> {
    /// The value in a lane.
    #[inline(always)]
    pub fn at(&self, lane: usize) -> f64 {
        match self {
            Operand::Column(column) => column[lane],
            Operand::Scalar(value) => *value,
        }
    }
}

/// A function of one column.
#[inline(always)]
pub fn unary(op: Op1, out: &mut [f64], a: Operand<'_>) {
    let a = match a {
        Operand::Column(a) => a,
        Operand::Scalar(a) => {
            out.fill(op.apply(a));
            return;
        }
    };
    // One loop an operator, written out: a match inside a loop, or a function handed to it, may
    // be left out of line, and then the loop is not vector code.
    macro_rules! loops {
        ($($op:ident)*) => {
            match op {
                $(Op1::$op => {
                    for (out, a) in out.iter_mut().zip(a) {
                        *out = Op1::$op.apply(*a);
                    }
                })*
            }
        };
    }
    loops!(Neg Not Abs Exp Ln Log10 Sqrt Sin Cos Logistic OneMinusExpNeg Floor Ceil Round Sign);
}

/// Whether an operator has loops of its own for an operand that is one number. The others are
/// rare or large: such an operand is spread over a column for them.
#[inline(always)]
pub fn takes_numbers(op: Op2) -> bool {
    match op {
        Op2::Add | Op2::Sub | Op2::Mul | Op2::Div | Op2::Min | Op2::Max | Op2::Lt | Op2::Gt => true,
        Op2::Pow | Op2::Le | Op2::Ge | Op2::Eq | Op2::Ne | Op2::And | Op2::Or => false,
    }
}

/// A function of two columns.
#[inline(always)]
pub fn binary(op: Op2, out: &mut [f64], a: Operand<'_>, b: Operand<'_>) {
    macro_rules! loops {
        (numbers: $($op:ident)*; columns: $($rare:ident)*) => {
            match (op, a, b) {
                $((Op2::$op, Operand::Column(a), Operand::Column(b)) => {
                    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                        *out = Op2::$op.apply(*a, *b);
                    }
                }
                (Op2::$op, Operand::Column(a), Operand::Scalar(b)) => {
                    for (out, a) in out.iter_mut().zip(a) {
                        *out = Op2::$op.apply(*a, b);
                    }
                }
                (Op2::$op, Operand::Scalar(a), Operand::Column(b)) => {
                    for (out, b) in out.iter_mut().zip(b) {
                        *out = Op2::$op.apply(a, *b);
                    }
                })*
                $((Op2::$rare, Operand::Column(a), Operand::Column(b)) => {
                    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                        *out = Op2::$rare.apply(*a, *b);
                    }
                })*
                // Never reached with a rare operator: see `takes_numbers`.
                (op, a, b) => {
                    for (lane, out) in out.iter_mut().enumerate() {
                        *out = one(op, a.at(lane), b.at(lane));
                    }
                }
            }
        };
    }
    loops!(numbers: Add Sub Mul Div Min Max Lt Gt; columns: Pow Le Ge Eq Ne And Or);
}

/// One value, out of line: for operands that are both numbers.
#[inline(never)]
fn one(op: Op2, a: f64, b: f64) -> f64 {
    op.apply(a, b)
}

#[inline(always)]
fn pick(c: f64, a: f64, b: f64) -> f64 {
    if c != 0.0 { a } else { b }
}

/// `a` where `c` is not 0, else `b`.
#[inline(always)]
pub fn select(out: &mut [f64], c: Operand<'_>, a: Operand<'_>, b: Operand<'_>) {
    let c = match c {
        Operand::Column(c) => c,
        Operand::Scalar(c) => {
            copy(out, if c != 0.0 { a } else { b });
            return;
        }
    };
    match (a, b) {
        (Operand::Column(a), Operand::Column(b)) => {
            for (((out, c), a), b) in out.iter_mut().zip(c).zip(a).zip(b) {
                *out = pick(*c, *a, *b);
            }
        }
        (Operand::Column(a), Operand::Scalar(b)) => {
            for ((out, c), a) in out.iter_mut().zip(c).zip(a) {
                *out = pick(*c, *a, b);
            }
        }
        (Operand::Scalar(a), Operand::Column(b)) => {
            for ((out, c), b) in out.iter_mut().zip(c).zip(b) {
                *out = pick(*c, a, *b);
            }
        }
        (Operand::Scalar(a), Operand::Scalar(b)) => {
            for (out, c) in out.iter_mut().zip(c) {
                *out = pick(*c, a, b);
            }
        }
    }
}

/// Copies a column, or fills one.
#[inline(always)]
pub fn copy(out: &mut [f64], a: Operand<'_>) {
    match a {
        Operand::Column(a) => out.copy_from_slice(a),
        Operand::Scalar(a) => out.fill(a),
    }
}

/// `x` held between two bounds, and 1 where it was not inside.
#[inline(always)]
fn hold(x: f64, low: f64, high: f64) -> (f64, u64) {
    let raised = if x < low { low } else { x };
    let held = if raised > high { high } else { raised };
    (held, u64::from((x < low) | (raised > high)))
}

/// `x` held between two bounds; returns in how many lanes it was not inside.
#[inline(always)]
pub fn clamp(out: &mut [f64], x: &[f64], low: Operand<'_>, high: Operand<'_>) -> u64 {
    let mut hits = 0_u64;
    match (low, high) {
        (Operand::Scalar(low), Operand::Scalar(high)) => {
            for (out, x) in out.iter_mut().zip(x) {
                let (held, hit) = hold(*x, low, high);
                *out = held;
                hits += hit;
            }
        }
        (low, high) => {
            for (lane, (out, x)) in out.iter_mut().zip(x).enumerate() {
                let (held, hit) = hold(*x, low.at(lane), high.at(lane));
                *out = held;
                hits += hit;
            }
        }
    }
    hits
}

/// 0 where `x` is negative; returns in how many lanes it was.
#[inline(always)]
pub fn non_negative(out: &mut [f64], x: &[f64]) -> u64 {
    let mut hits = 0_u64;
    for (out, x) in out.iter_mut().zip(x) {
        *out = if *x < 0.0 { 0.0 } else { *x };
        hits += u64::from(*x < 0.0);
    }
    hits
}

/// available / total where the total is greater, else 1; returns in how many lanes it was.
#[inline(always)]
pub fn scale(out: &mut [f64], total: &[f64], available: &[f64]) -> u64 {
    let mut hits = 0_u64;
    for ((out, total), available) in out.iter_mut().zip(total).zip(available) {
        let limited = *total > *available;
        let ratio = *available / *total;
        *out = if limited { ratio } else { 1.0 };
        hits += u64::from(limited);
    }
    hits
}

/// Whether every lane is a finite number.
#[inline(always)]
pub fn all_finite(a: &[f64]) -> bool {
    // A finite number times 0 is 0, any other is NaN.
    let mut dust = 0.0;
    for a in a {
        dust += a * 0.0;
    }
    dust == 0.0
}
