//! A function of x and y with its gradient and its Hessian in one pass, each with a bound of how far
//! rounding may have taken it.

mod arithmetic;

use super::doubt::{digits, is_exact_power, is_exact_product, rounded, size};
use numeric_core::dual::{Dual, Number};
use numeric_core::real;

/// The second derivatives, in this order: ∂²/∂x², ∂²/∂x∂y, ∂²/∂y².
pub const PAIRS: [(usize, usize); 3] = [(0, 0), (0, 1), (1, 1)];

/// Value, gradient and second derivatives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jet {
    /// f.
    pub value: f64,
    /// ∂f/∂x and ∂f/∂y.
    pub slopes: [f64; 2],
    /// In the order of [`PAIRS`].
    pub bends: [f64; 3],
    /// Whether it depends on x, and on y. What doesn't move has no slope to multiply: only then is
    /// 0·∞ nothing.
    moves: [bool; 2],
    /// Bounds of the errors, in units of ε.
    off: f64,
    slopes_off: [f64; 2],
    bends_off: [f64; 3],
    /// The products on all ways from the variables without their signs: another order of the same sums
    /// may leave an error of these.
    ways: [f64; 2],
    twice: [f64; 3],
    /// Whether bounds of the second derivatives are kept, which is most of the work. Those of a number that
    /// doesn't move are 0 anyway.
    bounded: bool,
}

type Third = Dual<Dual<Dual>>;

/// f, f′, f″ and f‴ of a function of one number.
type Derivatives = [f64; 4];

impl Jet {
    /// The variables x and y at a point.
    #[must_use]
    pub fn variables(at: (f64, f64)) -> [Self; 2] {
        Self::at(at, true)
    }

    /// The same without bounds of the second derivatives.
    #[must_use]
    pub fn unbounded(at: (f64, f64)) -> [Self; 2] {
        Self::at(at, false)
    }

    fn at((x, y): (f64, f64), bounded: bool) -> [Self; 2] {
        let of = |value: f64, axis: usize| {
            let mut jet = Self {
                bounded,
                ..Self::from_f64(value)
            };
            jet.slopes[axis] = 1.0;
            jet.ways[axis] = 1.0;
            jet.moves[axis] = true;
            jet
        };
        [of(x, 0), of(y, 1)]
    }

    /// How far the value may be off; a library's functions are off by up to two units in the last
    /// place.
    #[must_use]
    pub fn of_value(&self) -> f64 {
        4.0 * f64::EPSILON * self.off
    }

    /// How far each slope may be off where two routes have rounded, and an operation up to eight
    /// times.
    #[must_use]
    pub fn of_slopes(&self) -> [f64; 2] {
        std::array::from_fn(|i| 16.0 * f64::EPSILON * (self.slopes_off[i] + self.ways[i]))
    }

    /// How far each slope itself may be off: 0 where all that is made on the way to it is exact.
    #[must_use]
    pub fn of_own_slopes(&self) -> [f64; 2] {
        self.slopes_off.map(|off| 16.0 * f64::EPSILON * off)
    }

    /// The same of each second derivative, where two routes have rounded.
    #[must_use]
    pub fn of_bends(&self) -> [f64; 3] {
        std::array::from_fn(|k| 16.0 * f64::EPSILON * (self.bends_off[k] + self.twice[k]))
    }

    /// A function of one number, whose first and second derivative may be off by `lost`, in units of ε,
    /// beside their own rounding.
    fn through(self, derivatives: Derivatives, lost: [f64; 2]) -> Self {
        self.passed(derivatives, lost, false)
    }

    /// The same where value and derivatives may be exact.
    fn passed(self, [f0, f1, f2, f3]: Derivatives, lost: [f64; 2], is_exact: bool) -> Self {
        let off = size(f1, self.off) + if is_exact { 0.0 } else { rounded(f0) };
        if !self.is_moving() {
            return Self {
                off,
                ..Self::from_f64(f0)
            };
        }
        let (g, h) = (self.slopes, self.bends);
        let slope = |i: usize| if self.moves[i] { f1 * g[i] } else { 0.0 };
        let slopes = [slope(0), slope(1)];
        let mut jet = Self {
            value: f0,
            slopes,
            off,
            ..self
        };
        for i in 0..2 {
            let made = if is_exact && is_exact_product(f1, g[i], slopes[i]) {
                0.0
            } else {
                2.0 * rounded(slopes[i])
            };
            jet.slopes_off[i] = size(f1, self.slopes_off[i])
                + size(size(f2, self.off), g[i])
                + size(lost[0], g[i])
                + made;
            jet.ways[i] = size(f1, self.ways[i]);
        }
        for (k, &(i, j)) in PAIRS.iter().enumerate() {
            let straight = if h[k] == 0.0 && f1.is_finite() {
                0.0
            } else {
                f1 * h[k]
            };
            let square = f2 * g[i] * g[j];
            let moves = self.moves[i] && self.moves[j];
            jet.bends[k] = if moves { straight + square } else { 0.0 };
            if !self.bounded {
                continue;
            }
            jet.bends_off[k] = size(f1, self.bends_off[k])
                + size(size(f2, self.off), h[k])
                + size(
                    f2,
                    size(self.slopes_off[i], g[j]) + size(self.slopes_off[j], g[i]),
                )
                + size(size(f3, self.off), size(g[i], g[j]))
                + size(lost[0], h[k])
                + size(lost[1], size(g[i], g[j]))
                + 4.0 * (size(f1, h[k]) + size(f2, size(g[i], g[j])));
            jet.twice[k] = size(f1, self.twice[k]) + size(f2, size(self.ways[i], self.ways[j]));
        }
        jet
    }

    /// Whether it depends on x or on y.
    fn is_moving(&self) -> bool {
        self.moves != [false; 2]
    }

    /// The same with the derivatives by dual numbers.
    fn by(self, f: impl Fn(Third) -> Third) -> Self {
        self.through(derivatives(self.value, f), [0.0; 2])
    }
}

/// How far rounding may take each eigenvalue of a Hessian, the smaller one first, given how far it may take
/// the entries, all in the order of [`PAIRS`]. Without mixed derivatives an eigenvalue is an entry of the
/// diagonal, and known as well. With them an error of the matrix moves an eigenvalue by no more than the sum
/// of a row of errors, the larger one of the diagonal and the mixed one. To that is added what computing the
/// eigenvalues rounds, some ε of the larger one.
///
/// Source: G. H. Golub, C. F. Van Loan, *Matrix Computations*, §8.1 (Weyl).
#[must_use]
pub fn eigenvalues_off(bends: [f64; 3], off: [f64; 3], [low, high]: [f64; 2]) -> [f64; 2] {
    let [xx, xy, yy] = off;
    if bends[1] != 0.0 || xy != 0.0 {
        let computed = 8.0 * f64::EPSILON * low.abs().max(high.abs());
        [xx.max(yy) + xy + computed; 2]
    } else if bends[0] <= bends[2] {
        [xx, yy]
    } else {
        [yy, xx]
    }
}

fn derivatives(x: f64, f: impl Fn(Third) -> Third) -> Derivatives {
    let one = Dual::constant(1.0);
    let twice = Dual::new(Dual::new(x, 1.0), one);
    let seen = f(Dual::new(twice, Dual::constant(one)));
    [
        seen.value.value.value,
        seen.value.value.tangent,
        seen.value.tangent.tangent,
        seen.tangent.tangent.tangent,
    ]
}

/// xᵖ and its derivatives. Small whole powers are products, which is faster and exact where that is
/// possible.
fn power(x: f64, p: f64) -> Derivatives {
    let of = |q: f64| {
        if q.fract() == 0.0 && (0.0..=8.0).contains(&q) {
            (0..q as u32).fold(1.0, |product, _| product * x)
        } else {
            real::power(x, q)
        }
    };
    let mut factor = 1.0;
    std::array::from_fn(|k| {
        let q = p - k as f64;
        let value = if factor == 0.0 { 0.0 } else { factor * of(q) };
        factor *= q;
        value
    })
}

/// Whether [`power`] is exact: the derivatives have no more digits than the value has. 1/x is where x is a
/// power of 2.
fn is_exact(x: f64, p: f64, [value, slope, ..]: Derivatives) -> bool {
    let inverse = p == -1.0 && digits(x) == 1 && value.is_normal() && slope.is_normal();
    inverse || p <= 8.0 && is_exact_power(x, p, value)
}

impl Number for Jet {
    fn from_f64(value: f64) -> Self {
        Self {
            value,
            slopes: [0.0; 2],
            bends: [0.0; 3],
            moves: [false; 2],
            off: 0.0,
            slopes_off: [0.0; 2],
            bends_off: [0.0; 3],
            ways: [0.0; 2],
            twice: [0.0; 3],
            bounded: false,
        }
    }
    fn to_f64(self) -> f64 {
        self.value
    }
    fn exp(self) -> Self {
        let exp = real::exp(self.value);
        self.through([exp; 4], [0.0; 2])
    }
    fn log(self) -> Self {
        let [inverse, second, third, _] = power(self.value, -1.0);
        self.through([real::ln(self.value), inverse, second, third], [0.0; 2])
    }
    fn square_root(self) -> Self {
        self.by(Number::square_root)
    }
    fn power(self, exponent: f64) -> Self {
        if exponent == 0.0 {
            return Self::from_f64(1.0);
        }
        self.to_power(exponent)
    }
    fn raise(self, exponent: Self) -> Self {
        if !exponent.is_moving() {
            return self.power(exponent.value);
        }
        // eᵇ·ˡᵒᵍ ᵃ, but for the value itself.
        let raised = (exponent * self.log()).exp();
        Self {
            value: real::power(self.value, exponent.value),
            ..raised
        }
    }
    fn sine(self) -> Self {
        let (sine, cosine) = (real::sin(self.value), real::cos(self.value));
        self.through([sine, cosine, -sine, -cosine], [0.0; 2])
    }
    fn cosine(self) -> Self {
        let (sine, cosine) = (real::sin(self.value), real::cos(self.value));
        self.through([cosine, -sine, -cosine, sine], [0.0; 2])
    }
    fn hyperbolic_tangent(self) -> Self {
        let found = derivatives(self.value, Number::hyperbolic_tangent);
        // The tape takes the slope of 4e/(1 + e)² as a difference of two numbers of its size.
        self.through(found, [0.0, 8.0 * found[1].abs()])
    }
    fn cube_root(self) -> Self {
        self.by(Number::cube_root)
    }
    fn arcsine(self) -> Self {
        self.by(Number::arcsine)
    }
    fn arccosine(self) -> Self {
        self.by(Number::arccosine)
    }
    fn arctangent(self) -> Self {
        self.by(Number::arctangent)
    }
    fn erf(self) -> Self {
        self.normal(Number::erf)
    }
    fn erfc(self) -> Self {
        self.normal(Number::erfc)
    }
}

impl Jet {
    fn to_power(self, exponent: f64) -> Self {
        let found = power(self.value, exponent);
        self.passed(found, [0.0; 2], is_exact(self.value, exponent, found))
    }

    /// erf or erfc: exp(−x²) is off by x² times what x² is.
    fn normal(self, f: impl Fn(Third) -> Third) -> Self {
        let found = derivatives(self.value, f);
        let square = self.value * self.value;
        self.through(found, [size(square, found[1]), size(square, found[2])])
    }
}

#[cfg(test)]
mod tests;
