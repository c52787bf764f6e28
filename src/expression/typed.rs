//! A formula as it was typed, and what it computes.

use super::doubt::Doubt;
use super::scalar::Scalar;
use super::sided::Sided;
use crate::contract::number;
use nalgebra::{DMatrix, Matrix2};
use numeric_core::dual::{Dual, Number};
use numeric_core::expression::{Expression, ExpressionError, Names, Node};
use numeric_core::tape::Tape;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The most characters of a formula: what is drawn hundreds of times for each change must stay quick.
pub const LONGEST: usize = 400;

/// A formula of numbers. Two are equal when they were typed alike.
#[derive(Clone)]
pub struct Typed(Arc<Parts>);

struct Parts {
    /// None only for a known formula that is wrong.
    expression: Option<Expression>,
    scalar: Scalar,
    variables: &'static [&'static str],
}

impl PartialEq for Typed {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl Typed {
    /// Reads a formula whose variables are among `variables`.
    ///
    /// # Errors
    ///
    /// What the parser says, with its place; a matrix; more than [`LONGEST`] characters.
    pub fn parse(text: &str, variables: &'static [&'static str]) -> Result<Self, ExpressionError> {
        let text = &*number::visible(text);
        if let Some((at, _)) = text.char_indices().nth(LONGEST) {
            let why = format!("the formula has more than {LONGEST} characters");
            return Err(ExpressionError::new(text, at..text.len(), why));
        }
        let expression = Expression::parse(text, Names::Only(variables))?;
        let numbers = (variables.iter())
            .map(|name| ((*name).to_string(), (1, 1)))
            .collect();
        let scalar = Scalar::of(expression.root(), text, variables)?;
        expression.shape(&numbers)?;
        Ok(Self(Arc::new(Parts {
            expression: Some(expression),
            scalar,
            variables,
        })))
    }

    /// The formula `text`, which a program writes; 0 should it ever be wrong, which a test notices.
    #[must_use]
    pub fn known(text: &str, variables: &'static [&'static str]) -> Self {
        Self::parse(text, variables).unwrap_or_else(|_| {
            Self(Arc::new(Parts {
                expression: None,
                scalar: Scalar::Number(0.0),
                variables,
            }))
        })
    }

    /// As it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.expression.as_ref().map_or("0", Expression::text)
    }

    /// Its tree.
    #[must_use]
    pub fn root(&self) -> Option<&Node> {
        self.0.expression.as_ref().map(Expression::root)
    }

    /// What it computes.
    #[must_use]
    pub fn scalar(&self) -> &Scalar {
        &self.0.scalar
    }

    /// f at a point, one number for each variable.
    #[must_use]
    pub fn value(&self, at: &[f64]) -> f64 {
        self.0.scalar.value(at)
    }

    /// How far rounding may take f at a point. A library's functions are off by up to two units in the
    /// last place.
    #[must_use]
    pub fn value_rounding(&self, at: &[f64]) -> f64 {
        let point: Vec<Doubt> = at.iter().map(|x| Doubt::variable(*x)).collect();
        4.0 * self.0.scalar.value(&point).of_value()
    }

    /// f and its slopes in every variable, by the tape: one walk forward, one back. NaN where a product
    /// of the rules is 0·∞, of which the tape, made for training, makes 0; and where the tape refuses,
    /// which it doesn't for numbers.
    #[must_use]
    pub fn autograd(&self, at: &[f64]) -> (f64, Vec<f64>) {
        let (value, mut slopes) = self
            .on_tape(at)
            .unwrap_or((f64::NAN, vec![f64::NAN; at.len()]));
        for (i, slope) in slopes.iter_mut().enumerate() {
            let by_rules = self.by_rules(at, i);
            if !(slope.is_finite() && by_rules.is_finite()) {
                *slope = by_rules;
            }
        }
        (value, slopes)
    }

    /// What the rules say of the slope in one variable, where the others are fixed numbers.
    fn by_rules(&self, at: &[f64], variable: usize) -> f64 {
        self.0
            .scalar
            .value(&Sided::along_axis(at, variable))
            .slope()
    }

    fn on_tape(&self, at: &[f64]) -> numeric_core::Result<(f64, Vec<f64>)> {
        let mut tape = Tape::new();
        let names = self.0.variables.iter().map(|name| (*name).to_string());
        let leaves: Vec<_> = at
            .iter()
            .map(|x| tape.variable(DMatrix::from_element(1, 1, *x)))
            .collect();
        let variables: BTreeMap<_, _> = names.zip(leaves.iter().copied()).collect();
        let Some(expression) = &self.0.expression else {
            return Ok((0.0, vec![0.0; at.len()]));
        };
        let output = expression.record(&mut tape, &variables)?;
        let value = tape.value(output)?[(0, 0)];
        let gradients = tape.backward(output, &DMatrix::from_element(1, 1, 1.0))?;
        let slopes = leaves
            .iter()
            .map(|leaf| gradients.of(*leaf).map(|g| g[(0, 0)]))
            .collect::<numeric_core::Result<_>>()?;
        Ok((value, slopes))
    }

    /// The slope along a direction, by dual numbers.
    #[must_use]
    pub fn along(&self, at: &[f64], direction: &[f64]) -> f64 {
        let point: Vec<Dual> = at
            .iter()
            .zip(direction)
            .map(|(x, d)| Dual::new(*x, *d))
            .collect();
        self.0.scalar.value(&point).tangent
    }

    /// How far rounding alone may take the slope along a direction; 0 where no bound is known.
    #[must_use]
    pub fn slope_rounding(&self, at: &[f64], direction: &[f64]) -> f64 {
        let moving = |(x, d): (&f64, &f64)| Doubt::moving(*x, *d);
        let point: Vec<Doubt> = at.iter().zip(direction).map(moving).collect();
        let off = self.0.scalar.value(&point).of_two_slopes();
        if off.is_finite() { off } else { 0.0 }
    }

    /// How steeply f leaves a point in a direction, one-sided: at a corner it is the slope of that
    /// side.
    #[must_use]
    pub fn leaving(&self, at: &[f64], direction: &[f64]) -> f64 {
        self.beside(at, direction).1
    }

    /// The value that f has a moment after a point in a direction, and how steeply it leaves from there.
    /// At a jump the value isn't that of the point.
    #[must_use]
    pub fn beside(&self, at: &[f64], direction: &[f64]) -> (f64, f64) {
        let point: Vec<Sided> = at
            .iter()
            .zip(direction)
            .map(|(x, d)| Sided::new(*x, *d))
            .collect();
        let seen = if self.0.scalar.has_steps() {
            self.0.scalar.after(at, direction).value(&point)
        } else {
            self.0.scalar.value(&point)
        };
        (seen.to_f64(), seen.slope())
    }

    /// Whether f jumps between a point and a moment after it: how far the values of both are apart is
    /// more than rounding explains.
    #[must_use]
    pub fn jumps(&self, at: &[f64], direction: &[f64]) -> bool {
        if !self.0.scalar.has_steps() {
            return false;
        }
        let point: Vec<Doubt> = at.iter().map(|x| Doubt::variable(*x)).collect();
        let seen = |direction: &[f64]| self.0.scalar.after(at, direction).value(&point);
        let (here, after) = (seen(&vec![0.0; at.len()]), seen(direction));
        let apart = (after.value() - here.value()).abs();
        apart.is_nan() || apart > 8.0 * (here.of_value() + after.of_value())
    }

    /// Whether a function in f jumps somewhere between these points.
    #[must_use]
    pub fn jumps_among(&self, points: &[&[f64]]) -> bool {
        let mut steps = points.iter().map(|at| self.0.scalar.steps(at));
        let first = steps.next().unwrap_or_default();
        steps.any(|other| other != first)
    }

    /// The second and the third derivative of a function of one variable, by dual numbers of dual
    /// numbers.
    #[must_use]
    pub fn bends(&self, x: f64) -> (f64, f64) {
        let one = Dual::constant(1.0);
        let inner = Dual::new(Dual::new(x, 1.0), one);
        let point = Dual::new(inner, Dual::constant(one));
        let third = self.0.scalar.value(&[point]);
        (third.tangent.tangent.value, third.tangent.tangent.tangent)
    }

    /// The second derivatives of a function of two variables: row i, column j is ∂/∂xᵢ of ∂f/∂xⱼ.
    #[must_use]
    pub fn hessian(&self, at: (f64, f64)) -> Matrix2<f64> {
        let second = |i: usize, j: usize| {
            let part = |k: usize, x: f64| {
                let inner = Dual::new(x, f64::from(u8::from(k == j)));
                Dual::new(inner, Dual::constant(f64::from(u8::from(k == i))))
            };
            let point = [part(0, at.0), part(1, at.1)];
            self.0.scalar.value(&point).tangent.tangent
        };
        Matrix2::from_fn(second)
    }

    /// The same by the tape, forward mode over its walk back; none where the tape refuses, which it
    /// doesn't for numbers.
    #[must_use]
    pub fn hessian_on_tape(&self, (x, y): (f64, f64)) -> Option<Matrix2<f64>> {
        let mut tape = Tape::new();
        let point = tape.variable(DMatrix::from_column_slice(2, 1, &[x, y]));
        let mut variables = BTreeMap::new();
        for (row, name) in self.0.variables.iter().enumerate() {
            let coordinate = tape.slice(point, (row, 0), (1, 1)).ok()?;
            variables.insert((*name).to_string(), coordinate);
        }
        let output = self.0.expression.as_ref()?.record(&mut tape, &variables);
        let hessian = tape.hessian(output.ok()?, point).ok()?;
        Some(Matrix2::from_fn(|i, j| hessian[(i, j)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const X: &[&str] = &["x"];
    const XY: &[&str] = &["x", "y"];

    fn formula(text: &str) -> Typed {
        Typed::parse(text, XY).unwrap()
    }

    #[test]
    fn what_cannot_be_seen_is_no_part_of_a_formula() {
        for text in ["\u{feff}x^2 - 1", "x^2\u{a0}−\u{2009}1\u{200b}", "x^2 – 1"] {
            assert_eq!(formula(text).value(&[3.0, 0.0]), 8.0, "{text}");
        }
    }

    #[test]
    fn what_grows_too_large_when_written_out_is_refused() {
        let nested = |name: &str, depth: usize| {
            let text = format!("{}x{}", format!("{name}(").repeat(depth), ")".repeat(depth));
            Typed::parse(&text, X).map_err(|e| e.to_string())
        };
        assert!(nested("tan", 5).is_ok() && nested("sin", 60).is_ok());
        for name in ["tan", "cosh", "sinh"] {
            let refused = nested(name, 60).unwrap_err();
            assert!(refused.contains("more than 2000 operations"), "{refused}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_at_its_place() {
        for (text, at, word) in [
            ("1 + [x, 2][0]", 4, "index"),
            ("x + softmax(x)", 4, "softmax"),
            ("2x +", 4, "missing"),
            ("x + y", 4, "unknown name"),
        ] {
            let error = Typed::parse(text, X).unwrap_err();
            assert_eq!(error.column, at, "{text}: {error}");
            assert!(error.message.contains(word), "{text}: {error}");
        }
        let long = "x+".repeat(LONGEST / 2) + "x";
        assert!(Typed::parse(&long, X).is_err());
    }

    #[test]
    fn derivatives_of_every_order() {
        let f = Typed::parse("x^4 + sin(x)", X).unwrap();
        let x = 0.7_f64;
        let (value, slopes) = f.autograd(&[x]);
        assert!((value - (x.powi(4) + x.sin())).abs() < 1e-15);
        assert!((slopes[0] - (4.0 * x.powi(3) + x.cos())).abs() < 1e-14);
        let (second, third) = f.bends(x);
        assert!((second - (12.0 * x * x - x.sin())).abs() < 1e-13);
        assert!((third - (24.0 * x - x.cos())).abs() < 1e-13);
        let h = formula("x^2 y^3").hessian((2.0, 3.0));
        assert_eq!(
            (h[(0, 0)], h[(0, 1)], h[(1, 0)], h[(1, 1)]),
            (54.0, 108.0, 108.0, 72.0)
        );
        let f = formula("x^2 sin(y) + tanh(x y)");
        let (one, other) = (f.hessian((0.3, 0.4)), f.hessian_on_tape((0.3, 0.4)));
        assert!((one - other.unwrap()).amax() < 1e-14);
    }

    #[test]
    fn corners_have_two_slopes() {
        for (text, left, right) in [
            ("abs(x)", -1.0, 1.0),
            ("relu(2x)", 0.0, 2.0),
            ("max(x, 3x)", 1.0, 3.0),
            ("min(x, -x)", 1.0, -1.0),
            ("leaky_relu(x, 0.5) + x^2", 0.5, 1.0),
            ("abs(x^3)", 0.0, 0.0),
        ] {
            let f = formula(text);
            let at = [0.0, 0.0];
            let sides = (-f.leaving(&at, &[-1.0, 0.0]), f.leaving(&at, &[1.0, 0.0]));
            assert_eq!((sides.0 + 0.0, sides.1), (left, right), "{text}");
        }
    }

    proptest! {
        /// Two evaluators that share no code.
        #[test]
        fn the_tape_agrees(
            at in (-3.0..3.0_f64, -3.0..3.0_f64),
            which in 0_usize..17,
        ) {
            let texts = [
                "x*y - x/y", "x^3 - 3x y^2", "exp(-x^2 - y^2)", "sin(x)cos(y) + tan(x/4)",
                "sigmoid(x y) + silu(x)", "gelu(x) + gelu_tanh(y)", "log(x^2 + 1) y",
                "sinh(x/4) - cosh(y/4)", "log2(x^2 + 1) + log10(y^2 + 1)",
                "sqrt(x^2 + y^2 + 1)", "max(x, y) - min(x, 2y) + |x - y|", "relu(x) + leaky_relu(y, 0.2)",
                "(x^2 + 1)^y + 2^x + pi", "tanh(x + y)^2", "cbrt(x) y + erf(x y)",
                "asin(tanh(x)) + acos(y/3) - atan(x y)", "x floor(y) + y sign(x) + floor(x y)^2",
            ];
            let f = formula(texts[which]);
            let (value, slopes) = f.autograd(&[at.0, at.1]);
            prop_assert!((f.value(&[at.0, at.1]) - value).abs() <= 1e-13 * value.abs().max(1.0));
            let size = slopes[0].abs().max(slopes[1].abs()).max(1.0);
            for (direction, slope) in [([1.0, 0.0], slopes[0]), ([0.0, 1.0], slopes[1])] {
                let along = f.along(&[at.0, at.1], &direction);
                prop_assert!((along - slope).abs() <= 1e-12 * size, "{along} {slope}");
                prop_assert!((f.leaving(&[at.0, at.1], &direction) - slope).abs() <= 1e-12 * size);
            }
        }

        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = Typed::parse(&text, XY);
        }
    }
}
