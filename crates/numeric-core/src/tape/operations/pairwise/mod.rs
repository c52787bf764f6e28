//! Functions of two entries at the same place of two matrices.
//!
//! A function is one file and one row of the table below, as in `entrywise`. The file holds
//! equation, source, value, what each input gets of the gradient, and tests.

mod add;
mod divide;
mod maximum;
mod minimum;
mod multiply;
mod raise;
mod subtract;

use super::each_pair;
use crate::error::Result;
use crate::real::Real;
use crate::tape::{Operation, Tape, Var};
use nalgebra::DMatrix;

macro_rules! pairwise {
    ($($module:ident: $variant:ident, $name:literal, $text:literal;)*) => {
        /// A function of each pair of entries.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Pairwise {
            $(#[doc = $text] $variant,)*
        }

        impl Pairwise {
            pub(in crate::tape) const NAMES: &'static [&'static str] = &[$($name),*];

            /// The function's name, as errors and drawings give it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Writes y = f(a, b).
            pub(in crate::tape) fn forward<T: Real>(
                self,
                a: &DMatrix<T>,
                b: &DMatrix<T>,
                y: &mut DMatrix<T>,
            ) {
                match self {
                    $(Self::$variant => each_pair(a, b, y, $module::value),)*
                }
            }

            /// Writes the gradients in a and b that have a place, where the gradient in f(a, b) is u.
            pub(in crate::tape) fn backward<T: Real>(
                self,
                (a, b): (&DMatrix<T>, &DMatrix<T>),
                u: &DMatrix<T>,
                [in_left, in_right]: [Option<&mut DMatrix<T>>; 2],
            ) {
                match self {
                    $(Self::$variant => {
                        each_pair_gradient(a, b, u, in_left, $module::in_left);
                        each_pair_gradient(a, b, u, in_right, $module::in_right);
                    })*
                }
            }
        }

        /// Functions of each pair of entries; both inputs and the value have one shape.
        impl<T: Real> Tape<T> {
            $(
                #[doc = $text]
                #[doc = "\n# Errors\n\nShapes that differ; a handle of another tape."]
                pub fn $module(&mut self, left: Var, right: Var) -> Result<Var> {
                    self.compute(Operation::Pairwise(Pairwise::$variant, left, right))
                }
            )*
        }
    };
}

pairwise! {
    add: Add, "add", "A + B, both m×n.";
    subtract: Subtract, "subtract", "A − B, both m×n.";
    multiply: Multiply, "multiply", "A ⊙ B entry by entry, both m×n.";
    divide: Divide, "divide", "A ⊘ B entry by entry, both m×n.";
    raise: Raise, "raise", "Each entry of A to the power of B’s, both m×n; 1 for a power of 0, NaN for a negative entry unless its power is whole.";
    maximum: Maximum, "maximum", "The larger of two entries, both m×n; at a tie each gets half of the gradient.";
    minimum: Minimum, "minimum", "The smaller of two entries, both m×n; at a tie each gets half of the gradient.";
}

/// One input's gradient for each pair of entries.
#[inline(always)]
fn each_pair_gradient<T: Real>(
    left: &DMatrix<T>,
    right: &DMatrix<T>,
    upstream: &DMatrix<T>,
    gradient: Option<&mut DMatrix<T>>,
    formula: impl Fn(T, T, T) -> T,
) {
    let Some(gradient) = gradient else { return };
    let pairs = left.as_slice().iter().zip(right.as_slice());
    let entries = gradient.as_mut_slice().iter_mut();
    for ((g, &u), (&a, &b)) in entries.zip(upstream.as_slice()).zip(pairs) {
        *g = formula(a, b, u);
    }
}

/// The part of u that goes to `one` under a maximum.
#[inline(always)]
fn share<T: Real>(one: T, other: T, u: T) -> T {
    if one > other {
        u
    } else if one < other {
        T::zero()
    } else {
        u * T::from_f64(0.5)
    }
}
