//! Functions that act on each entry by itself.
//!
//! A function is one file and one row of the table below. The file holds equation, source, value,
//! slope and tests; the row makes the variant, its name, the tape's method and the dispatch. So
//! nothing compiles without a value and a slope.
//!
//! The kind is looked at once for an operation, outside of the loop over the entries.

mod absolute;
mod arccosine;
mod arcsine;
mod arctangent;
mod cbrt;
mod cosine;
mod erf;
mod exp;
mod floor;
mod gelu;
mod gelu_tanh;
mod leaky_relu;
mod log;
mod negate;
mod power;
mod relu;
mod scale;
mod sigmoid;
mod sign;
mod silu;
mod sine;
mod sqrt;
mod tanh;

use super::each;
use crate::dual::Dual;
use crate::error::Result;
use crate::real::Real;
use crate::tape::lift::Lift;
use crate::tape::{Operation, Tape, Var};
use nalgebra::DMatrix;

macro_rules! entrywise {
    ($($module:ident: $variant:ident $({ $parameter:ident })?, $name:literal, $text:literal;)*) => {
        /// A function of each entry.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub enum Entrywise<T: Real> {
            $(
                #[doc = $text]
                $variant $({
                    /// The fixed number of the formula.
                    $parameter: T
                })?,
            )*
        }

        impl<T: Real> Entrywise<T> {
            pub(in crate::tape) const NAMES: &'static [&'static str] = &[$($name),*];

            /// The function's name, as errors and drawings give it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name,)*
                }
            }

            /// Writes y = f(x).
            pub(in crate::tape) fn forward(self, x: &DMatrix<T>, y: &mut DMatrix<T>) {
                match self {
                    $(Self::$variant $({ $parameter })? => {
                        each(x, y, |x| $module::value(x $(, $parameter)?));
                    })*
                }
            }

            /// Writes the gradient in x, where f(x) is y and the gradient in y is u.
            pub(in crate::tape) fn backward(
                self,
                x: &DMatrix<T>,
                y: &DMatrix<T>,
                u: &DMatrix<T>,
                gradient: &mut DMatrix<T>,
            ) {
                match self {
                    $(Self::$variant $({ $parameter })? => {
                        each_slope(x, y, u, gradient, |x, y| $module::slope(x, y $(, $parameter)?));
                    })*
                }
            }
        }

        impl Lift for Entrywise<f64> {
            type Lifted = Entrywise<Dual>;
            fn lift(&self) -> Entrywise<Dual> {
                match *self {
                    $(Self::$variant $({ $parameter })? => {
                        Entrywise::$variant $({ $parameter: $parameter.lift() })?
                    })*
                }
            }
        }

        /// Functions of each entry; the value has the input's shape.
        impl<T: Real> Tape<T> {
            $(
                #[doc = $text]
                #[doc = "\n# Errors\n\nA handle of another tape."]
                pub fn $module(&mut self, input: Var $(, $parameter: T)?) -> Result<Var> {
                    let function = Entrywise::$variant $({ $parameter })?;
                    self.compute(Operation::Entrywise(function, input))
                }
            )*
        }
    };
}

entrywise! {
    negate: Negate, "negate", "−A.";
    scale: Scale { factor }, "scale", "c·A for a fixed number c.";
    exp: Exp, "exp", "exp of each entry.";
    log: Log, "log", "The natural logarithm of each entry; −∞ at 0, NaN below.";
    sqrt: Sqrt, "sqrt", "The square root of each entry; NaN below 0.";
    power: Power { exponent }, "power", "Each entry to a fixed power; NaN for a negative entry unless the power is whole.";
    sine: Sine, "sine", "The sine of each entry, in radians.";
    cosine: Cosine, "cosine", "The cosine of each entry, in radians.";
    tanh: Tanh, "tanh", "The hyperbolic tangent of each entry.";
    sigmoid: Sigmoid, "sigmoid", "The logistic function 1/(1 + exp(−x)) of each entry.";
    relu: Relu, "relu", "max(0, x) of each entry; slope 0 at the kink.";
    leaky_relu: LeakyRelu { leak }, "leaky relu", "x of each positive entry, `leak`·x of the others.";
    gelu: Gelu, "gelu", "x·Φ(x) of each entry, Φ the normal distribution function.";
    gelu_tanh: GeluTanh, "gelu, tanh form", "½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) of each entry.";
    silu: Silu, "silu", "x/(1 + exp(−x)) of each entry.";
    arcsine: Arcsine, "arcsine", "The arcsine of each entry, in radians; NaN beyond ±1.";
    arccosine: Arccosine, "arccosine", "The arccosine of each entry, in radians; NaN beyond ±1.";
    arctangent: Arctangent, "arctangent", "The arctangent of each entry, in radians.";
    cbrt: Cbrt, "cbrt", "The cube root of each entry, negative below 0.";
    erf: Erf, "erf", "The error function of each entry.";
    sign: Sign, "sign", "1, −1 or 0, as each entry is; slope 0.";
    floor: Floor, "floor", "The largest whole number that isn't larger than each entry; slope 0.";
    absolute: Absolute, "absolute", "|x| of each entry; slope 0 at the kink.";
}

/// A slope dy/dx, by which the gradient in y is multiplied.
trait Slope<T> {
    fn times(self, u: T) -> T;
}

impl<T: Real> Slope<T> for T {
    #[inline(always)]
    fn times(self, u: T) -> T {
        u * self
    }
}

/// A slope that can be infinite. An entry whose value isn't used (u = 0) gets the gradient 0, where
/// the plain product 0·∞ would be NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Steep<T>(T);

impl<T: Real> Slope<T> for Steep<T> {
    #[inline(always)]
    fn times(self, u: T) -> T {
        if u == T::zero() { u } else { u * self.0 }
    }
}

/// The slope 0 of what is the same all around: the gradient is 0 even where what arrives is infinite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Flat;

impl<T: Real> Slope<T> for Flat {
    #[inline(always)]
    fn times(self, _: T) -> T {
        T::zero()
    }
}

/// Ā = Ȳ·slope(x, y) for each entry.
#[inline(always)]
fn each_slope<T: Real, S: Slope<T>>(
    input: &DMatrix<T>,
    output: &DMatrix<T>,
    upstream: &DMatrix<T>,
    gradient: &mut DMatrix<T>,
    slope: impl Fn(T, T) -> S,
) {
    let known = input.as_slice().iter().zip(output.as_slice());
    let entries = gradient.as_mut_slice().iter_mut();
    for ((g, &u), (&x, &y)) in entries.zip(upstream.as_slice()).zip(known) {
        *g = slope(x, y).times(u);
    }
}
