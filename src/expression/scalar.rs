//! A formula of numbers, computed in any kind of number without the tape: plain ones, duals, duals of
//! duals, one-sided ones.

use super::sided::Sided;
use numeric_core::dual::Number;
use numeric_core::expression::{ExpressionError, Function, Kind, Node, Operator};

/// A formula of numbers. What holds no variable is one number already, unless it is beyond those that a
/// double can hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A fixed number.
    Number(f64),
    /// The variable of that index.
    Variable(usize),
    /// −a.
    Negate(Box<Scalar>),
    /// a + b.
    Add(Box<Scalar>, Box<Scalar>),
    /// a − b.
    Subtract(Box<Scalar>, Box<Scalar>),
    /// a·b.
    Multiply(Box<Scalar>, Box<Scalar>),
    /// a/b.
    Divide(Box<Scalar>, Box<Scalar>),
    /// aᵖ for a fixed p.
    Power(Box<Scalar>, f64),
    /// aᵇ.
    Raise(Box<Scalar>, Box<Scalar>),
    /// The larger one.
    Larger(Box<Scalar>, Box<Scalar>),
    /// The smaller one.
    Smaller(Box<Scalar>, Box<Scalar>),
    /// a where positive, slope·a elsewhere.
    Leaky(Box<Scalar>, f64),
    /// A function of one number.
    Call(Function, Box<Scalar>),
}

use Scalar as S;

/// The most operations of a formula: what is evaluated hundreds of times for each change must stay quick.
const MOST: usize = 2_000;

impl Scalar {
    /// Reads a tree whose variables are among `variables`.
    ///
    /// # Errors
    ///
    /// A matrix, a function that takes or makes one, or too many operations, with the place in `text`.
    pub fn of(node: &Node, text: &str, variables: &[&str]) -> Result<Self, ExpressionError> {
        let refuse = |what: &str| {
            let why = format!("{what} can't be used here: this is a formula of numbers");
            Err(ExpressionError::new(text, node.span.clone(), why))
        };
        let part = |node: &Node| Self::of(node, text, variables).map(Box::new);
        let built = match &node.kind {
            Kind::Number(x) => S::Number(*x),
            Kind::Constant(constant) => S::Number(constant.value()),
            Kind::Variable(name) => match variables.iter().position(|v| v == name) {
                Some(index) => return Ok(S::Variable(index)),
                None => return refuse(&format!("the name “{name}”")),
            },
            Kind::Negate(of) => S::Negate(part(of)?),
            Kind::Binary {
                operator,
                left,
                right,
                ..
            } => Self::binary(*operator, part(left)?, part(right)?),
            Kind::Call {
                function,
                arguments,
            } => match (function, arguments.as_slice()) {
                (Function::Maximum, [a, b]) => S::Larger(part(a)?, part(b)?),
                (Function::Minimum, [a, b]) => S::Smaller(part(a)?, part(b)?),
                (Function::Relu, [a]) => S::Leaky(part(a)?, 0.0),
                (Function::LeakyRelu, [a]) => S::Leaky(part(a)?, 0.01),
                (Function::LeakyRelu, [a, slope]) => match part(slope)? {
                    slope if slope.is_fixed() => S::Leaky(part(a)?, slope.value(&[])),
                    _ => return refuse("a slope that isn't fixed"),
                },
                (Function::Tangent, [a]) => {
                    let a = part(a)?;
                    let call = |f| Box::new(S::Call(f, a.clone()).folded());
                    S::Divide(call(Function::Sine), call(Function::Cosine))
                }
                (Function::LogBase2 | Function::LogBase10, [a]) => {
                    let base = if *function == Function::LogBase2 {
                        std::f64::consts::LN_2
                    } else {
                        std::f64::consts::LN_10
                    };
                    let log = S::Call(Function::Log, part(a)?).folded();
                    S::Divide(Box::new(log), Box::new(S::Number(base)))
                }
                (Function::HyperbolicCosine, [a]) => {
                    let a = part(a)?;
                    Self::cosh(&a)
                }
                (Function::HyperbolicSine, [a]) => {
                    let a = part(a)?;
                    let cosh = Self::cosh(&a).folded();
                    let tanh = S::Call(Function::Tanh, a).folded();
                    S::Multiply(Box::new(tanh), Box::new(cosh))
                }
                (
                    Function::Absolute
                    | Function::Arccosine
                    | Function::Arcsine
                    | Function::Arctangent
                    | Function::Cosine
                    | Function::CubeRoot
                    | Function::ErrorFunction
                    | Function::Exp
                    | Function::Floor
                    | Function::Gelu
                    | Function::GeluTanh
                    | Function::Log
                    | Function::Sigmoid
                    | Function::Sign
                    | Function::Silu
                    | Function::Sine
                    | Function::SquareRoot
                    | Function::Tanh,
                    [a],
                ) => S::Call(*function, part(a)?),
                _ => return refuse(function.name()),
            },
            Kind::Matrix(_) => return refuse("a matrix"),
            Kind::Index { .. } => return refuse("an index"),
        };
        if built.size() > MOST {
            // tan, cosh and sinh are made of two or three copies of what is in them.
            let why = format!(
                "written with sine, cosine and exponentials this has more than {MOST} operations"
            );
            return Err(ExpressionError::new(text, node.span.clone(), why));
        }
        Ok(built.folded())
    }

    /// (eᵃ + e⁻ᵃ)·½, as the tape computes it.
    fn cosh(a: &Self) -> Self {
        let exp = |of: Self| Box::new(S::Call(Function::Exp, Box::new(of)).folded());
        let opposite = S::Negate(Box::new(a.clone())).folded();
        let sum = S::Add(exp(a.clone()), exp(opposite)).folded();
        S::Multiply(Box::new(sum), Box::new(S::Number(0.5)))
    }

    fn binary(operator: Operator, left: Box<Self>, right: Box<Self>) -> Self {
        match operator {
            Operator::Add => S::Add(left, right),
            Operator::Subtract => S::Subtract(left, right),
            Operator::Multiply | Operator::EntrywiseMultiply => S::Multiply(left, right),
            Operator::Divide | Operator::EntrywiseDivide => S::Divide(left, right),
            Operator::Power | Operator::EntrywisePower => match (&*left, right.fixed()) {
                (_, Some(exponent)) if exponent.is_finite() => S::Power(left, exponent),
                // As the tape computes it.
                (S::Number(std::f64::consts::E), _) => S::Call(Function::Exp, right),
                _ => S::Raise(left, right),
            },
        }
    }

    /// One number, where it holds no variable. What isn't finite, or underflows to 0, stays as it is
    /// written: the number alone wouldn't tell why.
    fn folded(self) -> Self {
        match self.fixed() {
            Some(0.0) if !self.vanishes(&[]) && !self.overflows(&[]) => self,
            Some(x) if x.is_finite() => S::Number(x),
            _ => self,
        }
    }

    /// How many operations, numbers and variables it is made of.
    fn size(&self) -> usize {
        1 + self.parts().iter().map(|part| part.size()).sum::<usize>()
    }

    /// Whether it holds no variable.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        !matches!(self, S::Variable(_)) && self.parts().iter().all(|part| part.is_fixed())
    }

    /// Its value, where it holds no variable.
    fn fixed(&self) -> Option<f64> {
        self.is_fixed().then(|| self.value(&[]))
    }

    /// The same operation on other parts.
    pub(super) fn with_parts(&self, other: &dyn Fn(&Self) -> Self) -> Self {
        let part = |of: &Self| Box::new(other(of));
        match self {
            S::Number(_) | S::Variable(_) => self.clone(),
            S::Negate(a) => S::Negate(part(a)),
            S::Power(a, exponent) => S::Power(part(a), *exponent),
            S::Leaky(a, slope) => S::Leaky(part(a), *slope),
            S::Call(function, a) => S::Call(*function, part(a)),
            S::Add(a, b) => S::Add(part(a), part(b)),
            S::Subtract(a, b) => S::Subtract(part(a), part(b)),
            S::Multiply(a, b) => S::Multiply(part(a), part(b)),
            S::Divide(a, b) => S::Divide(part(a), part(b)),
            S::Raise(a, b) => S::Raise(part(a), part(b)),
            S::Larger(a, b) => S::Larger(part(a), part(b)),
            S::Smaller(a, b) => S::Smaller(part(a), part(b)),
        }
    }

    pub(super) fn parts(&self) -> Vec<&Self> {
        match self {
            S::Number(_) | S::Variable(_) => vec![],
            S::Negate(a) | S::Power(a, _) | S::Leaky(a, _) | S::Call(_, a) => vec![a],
            S::Add(a, b)
            | S::Subtract(a, b)
            | S::Multiply(a, b)
            | S::Divide(a, b)
            | S::Raise(a, b)
            | S::Larger(a, b)
            | S::Smaller(a, b) => vec![a, b],
        }
    }

    /// The value, the variables being `at`; NaN for one that isn't given.
    pub fn value<N: Number>(&self, at: &[N]) -> N {
        let of = |part: &Self| part.value(at);
        match self {
            S::Number(x) => N::from_f64(*x),
            S::Variable(index) => at.get(*index).copied().unwrap_or(N::from_f64(f64::NAN)),
            S::Negate(a) => -of(a),
            S::Add(a, b) => of(a) + of(b),
            S::Subtract(a, b) => of(a) - of(b),
            S::Multiply(a, b) => of(a) * of(b),
            S::Divide(a, b) => of(a) / of(b),
            S::Power(a, exponent) => of(a).power(*exponent),
            S::Raise(a, b) => of(a).raise(of(b)),
            S::Larger(a, b) => larger(of(a), of(b)),
            S::Smaller(a, b) => -larger(-of(a), -of(b)),
            S::Leaky(a, slope) => of(a).leaky_relu(*slope),
            S::Call(function, a) => call(*function, of(a)),
        }
    }

    /// Whether its value is 0, and not a number that is too small for a double.
    fn vanishes(&self, at: &[f64]) -> bool {
        let zero = |part: &Self| part.vanishes(at);
        self.value(at) == 0.0
            && match self {
                // Sums don't underflow, and these are 0 where they should be.
                S::Number(_)
                | S::Variable(_)
                | S::Add(..)
                | S::Subtract(..)
                | S::Larger(..)
                | S::Smaller(..)
                | S::Call(Function::Log | Function::Floor | Function::Arccosine, _) => true,
                S::Multiply(a, b) => zero(a) || zero(b),
                S::Leaky(a, slope) => *slope == 0.0 || zero(a),
                S::Negate(a)
                | S::Power(a, _)
                | S::Raise(a, _)
                | S::Divide(a, _)
                | S::Call(_, a) => zero(a),
            }
    }

    /// Whether an infinite value is that of a pole; otherwise it is beyond the largest double.
    #[must_use]
    pub fn is_pole(&self, at: &[f64]) -> bool {
        let parts = self.parts();
        let mut infinite = (parts.iter())
            .filter(|p| p.value(at).is_infinite())
            .peekable();
        if infinite.peek().is_some() {
            return infinite.any(|part| part.is_pole(at));
        }
        match self {
            S::Divide(_, b) => b.vanishes(at),
            S::Power(a, _) | S::Raise(a, _) | S::Call(Function::Log, a) => a.vanishes(at),
            _ => false,
        }
    }

    /// Whether it holds a number that doesn't exist whatever the variables are, as 1/0 and log(0) don't.
    #[must_use]
    pub fn is_undefined(&self) -> bool {
        let by_nothing = matches!(self, S::Divide(_, b) if b.is_fixed() && b.vanishes(&[]));
        let own = || self.fixed().is_some_and(f64::is_infinite) && self.is_pole(&[]);
        by_nothing || own() || self.parts().iter().any(|part| part.is_undefined())
    }

    /// Whether a number on the way is beyond the largest double: an infinite one made of finite ones, and
    /// not at a pole.
    #[must_use]
    pub fn overflows(&self, at: &[f64]) -> bool {
        let parts = self.parts();
        let own = || {
            let made = parts.iter().all(|part| part.value(at).is_finite());
            made && self.value(at).is_infinite() && !self.is_pole(at)
        };
        parts.iter().any(|part| part.overflows(at)) || own()
    }

    /// Whether a part of it has a slope beyond the largest double, on the way to its own.
    #[must_use]
    pub fn is_too_steep_within(&self, at: &[f64]) -> bool {
        let axes = 0..at.len();
        self.parts().iter().any(|part| {
            let endless = axes.clone().any(|axis| {
                let point = Sided::along_axis(at, axis);
                part.value(&point).slope().is_infinite()
            });
            (endless && !part.is_vertical(at)) || part.is_too_steep_within(at)
        })
    }

    /// Whether an infinite slope is that of a vertical tangent; otherwise it is beyond the largest double.
    #[must_use]
    pub fn is_vertical(&self, at: &[f64]) -> bool {
        let own = match self {
            S::Divide(_, b) => b.vanishes(at),
            S::Power(a, _)
            | S::Raise(a, _)
            | S::Call(Function::Log | Function::SquareRoot | Function::CubeRoot, a) => {
                a.vanishes(at)
            }
            S::Call(Function::Arcsine | Function::Arccosine, a) => a.value(at).abs() == 1.0,
            _ => false,
        };
        own || self.parts().iter().any(|part| part.is_vertical(at))
    }

    /// Whether it has a power of a negative number whose exponent isn't fixed: beside that exponent there
    /// is no real power.
    #[must_use]
    pub fn is_isolated(&self, at: &[f64]) -> bool {
        let own = matches!(self, S::Raise(a, b) if a.value(at) < 0.0 && !b.is_fixed());
        own || self.parts().iter().any(|part| part.is_isolated(at))
    }

    /// How often the value of a variable is asked for.
    #[must_use]
    pub fn uses(&self, variable: usize) -> usize {
        match self {
            S::Variable(index) => usize::from(*index == variable),
            other => other.parts().iter().map(|p| p.uses(variable)).sum(),
        }
    }
}

/// The larger one, or NaN where one is.
fn larger<N: Number>(a: N, b: N) -> N {
    if a.to_f64().is_nan() || b.to_f64().is_nan() {
        a + b
    } else {
        a.larger(b)
    }
}

fn call<N: Number>(function: Function, a: N) -> N {
    match function {
        Function::Absolute => a.absolute(),
        Function::Arccosine => a.arccosine(),
        Function::Arcsine => a.arcsine(),
        Function::Arctangent => a.arctangent(),
        Function::Cosine => a.cosine(),
        Function::CubeRoot => a.cube_root(),
        Function::ErrorFunction => a.erf(),
        Function::Exp => a.exp(),
        Function::Floor => a.floor(),
        Function::Gelu => a.gelu(),
        Function::GeluTanh => a.gelu_tanh(),
        Function::Log => a.log(),
        Function::Sigmoid => a.sigmoid(),
        Function::Sign => a.sign(),
        Function::Silu => a * a.sigmoid(),
        Function::Sine => a.sine(),
        Function::SquareRoot => a.square_root(),
        Function::Tanh => a.hyperbolic_tangent(),
        // No other function is built.
        _ => N::from_f64(f64::NAN),
    }
}
