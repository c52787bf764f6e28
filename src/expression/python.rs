//! A formula in Python, for the NumPy twins.

use super::scalar::Scalar;
use super::typed::Typed;
use crate::contract::numpy;
use numeric_core::expression::Function;

/// The first and second derivatives of a Python function f of x and y, by its dual numbers.
pub const SLOPES: &str = r"def slope(x, y, a, b):
    '''How fast f changes at (x, y) when x moves at the speed a and y at the speed b.'''
    return dual(f(Dual(x, a) if a else x, Dual(y, b) if b else y)).b


def second(x, y, first, then):
    '''The slope of a slope.'''
    inner = Dual(Dual(x, first[0]), Dual(then[0])), Dual(Dual(y, first[1]), Dual(then[1]))
    outer = dual(f(*inner)).b
    return np.float64(dual(outer).b)
";

/// Dual numbers in Python, for the derivative of what follows. A dual of duals has second
/// derivatives.
pub const DUAL: &str = r"class Dual:
    '''a + b·δ with δ² = 0: a value and its slope. What stays fixed is a plain number.'''

    __array_ufunc__ = None  # NumPy's numbers leave the arithmetic to this class

    def __init__(self, a, b=0.0):
        self.a, self.b = [u if isinstance(u, Dual) else np.float64(u) for u in (a, b)]

    def __neg__(self):
        return Dual(-self.a, -self.b)

    def __add__(self, other):
        other = dual(other)
        return Dual(self.a + other.a, self.b + other.b)

    def __sub__(self, other):
        return self + -dual(other)

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        if not isinstance(other, Dual):
            return Dual(self.a * other, self.b * other)
        return Dual(self.a * other.a, self.b * other.a + self.a * other.b)

    def __truediv__(self, other):
        if not isinstance(other, Dual):
            return Dual(self.a / other, self.b / other)
        quotient = self.a / other.a
        return Dual(quotient, (self.b - quotient * other.b) / other.a)

    def __rtruediv__(self, other):
        quotient = other / self.a
        return Dual(quotient, -quotient / self.a * self.b)

    def __pow__(self, p):
        if p == 0:
            return np.float64(1.0)
        return Dual(self.a ** p, p * self.a ** (p - 1) * self.b)

    __radd__, __rmul__ = __add__, __mul__


def dual(u):
    return u if isinstance(u, Dual) else Dual(u)


def at(u):
    return at(u.a) if isinstance(u, Dual) else u


def chain(u, f, slope):
    return Dual(f(u.a), slope(u.a) * u.b)
";

/// A power whose exponent varies.
const RAISED: &str = "def raised(u, v):
    if not isinstance(v, Dual):
        return u ** v if isinstance(u, Dual) else np.float64(u) ** v
    a, b = u.a if isinstance(u, Dual) else u, v.a
    value = raised(a, b)
    slope = v.b * (0.0 if at(a) == 0 and at(b) > 0 else value * log(a))
    if isinstance(u, Dual):
        slope = slope + u.b * (0.0 if at(a) == 0 and at(b) == 0 else b * raised(a, b - 1))
    return Dual(value, slope)
";

/// The functions that formulas may call, each with those that it needs itself.
const HELPERS: &[(&str, &[&str], &str)] = &[
    (
        "exp",
        &[],
        "def exp(u):\n    return chain(u, exp, exp) if isinstance(u, Dual) else np.exp(u)\n",
    ),
    (
        "log",
        &[],
        "def log(u):\n    return chain(u, log, lambda a: 1 / a) if isinstance(u, Dual) else np.log(u)\n",
    ),
    (
        "sqrt",
        &[],
        "def sqrt(u):\n    return chain(u, sqrt, lambda a: 0.5 / sqrt(a)) if isinstance(u, Dual) else np.sqrt(u)\n",
    ),
    (
        "sin",
        &["cos"],
        "def sin(u):\n    return chain(u, sin, cos) if isinstance(u, Dual) else np.sin(u)\n",
    ),
    (
        "cos",
        &["sin"],
        "def cos(u):\n    return chain(u, cos, lambda a: -sin(a)) if isinstance(u, Dual) else np.cos(u)\n",
    ),
    (
        "tanh",
        &["exp"],
        "def tanh(u):\n    return chain(u, tanh, tanh_slope) if isinstance(u, Dual) else np.tanh(u)\n\n\ndef tanh_slope(a):\n    e = exp(-2 * a if at(a) > 0 else 2 * a)  # 1 - tanh(a)**2 loses its digits far from 0\n    return 4 * e / ((1 + e) * (1 + e))\n",
    ),
    (
        "asin",
        &["sqrt"],
        "def asin(u):\n    slope = lambda a: 1 / sqrt((1 - a) * (1 + a))\n    return chain(u, asin, slope) if isinstance(u, Dual) else np.arcsin(u)\n",
    ),
    (
        "acos",
        &["sqrt"],
        "def acos(u):\n    slope = lambda a: -1 / sqrt((1 - a) * (1 + a))\n    return chain(u, acos, slope) if isinstance(u, Dual) else np.arccos(u)\n",
    ),
    (
        "atan",
        &[],
        "def atan(u):\n    return chain(u, atan, lambda a: 1 / (1 + a * a)) if isinstance(u, Dual) else np.arctan(u)\n",
    ),
    (
        "cbrt",
        &[],
        "def cbrt(u):\n    slope = lambda a: 1 / (3 * cbrt(a) * cbrt(a))\n    return chain(u, cbrt, slope) if isinstance(u, Dual) else np.cbrt(u)\n",
    ),
    (
        "sign",
        &[],
        "def sign(u):\n    return np.sign(at(u))  # the same all around\n",
    ),
    (
        "floor",
        &[],
        "def floor(u):\n    return np.floor(at(u))  # the same all around\n",
    ),
    (
        "erf",
        &["exp"],
        "def erf(u):\n    slope = lambda a: 2 / np.sqrt(np.pi) * exp(-(a * a))\n    return chain(u, erf, slope) if isinstance(u, Dual) else np.float64(math.erf(u))\n",
    ),
    (
        "sigmoid",
        &["exp"],
        "def sigmoid(u):\n    return 1 / (1 + exp(-u)) if at(u) >= 0 else exp(u) / (1 + exp(u))\n",
    ),
    (
        "silu",
        &["sigmoid"],
        "def silu(u):\n    return u * sigmoid(u)\n",
    ),
    (
        "erfc",
        &["exp"],
        "def erfc(u):\n    slope = lambda a: -2 / np.sqrt(np.pi) * exp(-(a * a))\n    return chain(u, erfc, slope) if isinstance(u, Dual) else np.float64(math.erfc(u))\n",
    ),
    (
        "gelu",
        &["erfc"],
        "def gelu(u):\n    return 0.5 * u * erfc(-np.sqrt(0.5) * u)\n",
    ),
    (
        "gelu_tanh",
        &["tanh"],
        "def gelu_tanh(u):\n    return 0.5 * u * (1 + tanh(np.sqrt(2 / np.pi) * (u + 0.044715 * u * u * u)))\n",
    ),
    (
        "leaky",
        &[],
        "def leaky(u, slope):\n    return np.float64(0.0) if slope == 0 and at(u) < 0 else u if at(u) > 0 else u * slope\n",
    ),
    (
        "absolute",
        &[],
        "def absolute(u):\n    return u if at(u) > 0 else -u if at(u) < 0 else u * 0.0\n",
    ),
    ("raised", &["log"], RAISED),
    (
        "larger",
        &[],
        "def larger(a, b):\n    a, b = [u if isinstance(u, Dual) else np.float64(u) for u in (a, b)]\n    return a if at(a) > at(b) else b if at(b) > at(a) else 0.5 * a + 0.5 * b\n",
    ),
    (
        "smaller",
        &[],
        "def smaller(a, b):\n    a, b = [u if isinstance(u, Dual) else np.float64(u) for u in (a, b)]\n    return a if at(a) < at(b) else b if at(b) < at(a) else 0.5 * a + 0.5 * b\n",
    ),
];

/// What a twin needs in front of its formulas.
#[derive(Clone, Debug, Default)]
pub struct Program {
    helpers: Vec<&'static str>,
}

impl Program {
    /// The formula as an expression in Python; what it calls is remembered.
    pub fn formula(&mut self, f: &Typed, variables: &[&str]) -> String {
        self.write(f.scalar(), variables, 0)
    }

    /// Imports, the dual numbers, and the functions that were called.
    #[must_use]
    pub fn head(&self) -> String {
        let math = if self.helpers.iter().any(|h| ["erf", "erfc"].contains(h)) {
            "import math\n"
        } else {
            ""
        };
        let mut text = format!(
            "import json\n{math}import numpy as np\n\nnp.seterr(all=\"ignore\")\n\n\n{DUAL}"
        );
        for (_, _, code) in HELPERS.iter().filter(|(n, ..)| self.helpers.contains(n)) {
            text.push_str("\n\n");
            text.push_str(code);
        }
        text
    }

    fn need(&mut self, name: &'static str) {
        if self.helpers.contains(&name) {
            return;
        }
        self.helpers.push(name);
        let found = HELPERS.iter().find(|(known, ..)| *known == name);
        for needed in found.map_or(&[][..], |(_, needs, _)| needs) {
            self.need(needed);
        }
    }

    /// Levels: 0 anything, 1 a term, 2 a factor, 3 a factor that comes second, 4 a base.
    fn write(&mut self, f: &Scalar, names: &[&str], level: u8) -> String {
        let (text, own) = match f {
            Scalar::Number(x) => (number(*x), if *x < 0.0 { 1 } else { 4 }),
            Scalar::Variable(index) => ((*names.get(*index).unwrap_or(&"x")).to_string(), 4),
            Scalar::Negate(a) => (format!("-{}", self.write(a, names, 2)), 1),
            Scalar::Add(a, b) => (self.pair(a, "+", b, (0, 2), names), 0),
            Scalar::Subtract(a, b) => (self.pair(a, "-", b, (0, 2), names), 0),
            Scalar::Multiply(a, b) => (self.pair(a, "*", b, (2, 3), names), 2),
            Scalar::Divide(a, b) => (self.pair(a, "/", b, (2, 3), names), 2),
            Scalar::Power(a, p) => {
                let base = match &**a {
                    Scalar::Number(x) => numpy_number(*x),
                    other => self.write(other, names, 4),
                };
                (format!("{base}**{}", number(*p)), 3)
            }
            Scalar::Raise(a, b) => (self.call("raised", &[a, b], names), 4),
            Scalar::Larger(a, b) => (self.call("larger", &[a, b], names), 4),
            Scalar::Smaller(a, b) => (self.call("smaller", &[a, b], names), 4),
            Scalar::Leaky(a, slope) => {
                self.need("leaky");
                let inner = self.write(a, names, 0);
                (format!("leaky({inner}, {})", number(*slope)), 4)
            }
            Scalar::Call(function, a) => (self.call(helper(*function), &[a], names), 4),
        };
        if own < level {
            format!("({text})")
        } else {
            text
        }
    }

    fn pair(
        &mut self,
        a: &Scalar,
        sign: &str,
        b: &Scalar,
        least: (u8, u8),
        names: &[&str],
    ) -> String {
        let left = match (a, b) {
            (Scalar::Number(x), Scalar::Number(_)) => numpy_number(*x),
            _ => self.write(a, names, least.0),
        };
        format!("{left} {sign} {}", self.write(b, names, least.1))
    }

    fn call(&mut self, name: &'static str, arguments: &[&Scalar], names: &[&str]) -> String {
        self.need(name);
        let inner: Vec<String> = arguments.iter().map(|a| self.write(a, names, 0)).collect();
        format!("{name}({})", inner.join(", "))
    }
}

fn helper(function: Function) -> &'static str {
    match function {
        Function::Absolute => "absolute",
        Function::Arccosine => "acos",
        Function::Arcsine => "asin",
        Function::Arctangent => "atan",
        Function::Cosine => "cos",
        Function::CubeRoot => "cbrt",
        Function::ErrorFunction => "erf",
        Function::Exp => "exp",
        Function::Floor => "floor",
        Function::Gelu => "gelu",
        Function::GeluTanh => "gelu_tanh",
        Function::Log => "log",
        Function::Sigmoid => "sigmoid",
        Function::Sign => "sign",
        Function::Silu => "silu",
        Function::Sine => "sin",
        Function::SquareRoot => "sqrt",
        _ => "tanh",
    }
}

/// A number beside nothing but numbers: Python's own would refuse 1/0 and what is too large.
fn numpy_number(x: f64) -> String {
    format!("np.float64({})", number(x))
}

fn number(x: f64) -> String {
    if x == std::f64::consts::PI {
        "np.pi".into()
    } else if x == std::f64::consts::E {
        "np.e".into()
    } else if x.is_nan() {
        "np.nan".into()
    } else if x.is_infinite() {
        if x > 0.0 { "np.inf" } else { "-np.inf" }.into()
    } else if x == 0.0 && x.is_sign_negative() {
        "-0.0".into()
    } else if x.fract() == 0.0 && x.abs() < 1e15 {
        format!("{x:.0}")
    } else {
        numpy::float(x)
    }
}
