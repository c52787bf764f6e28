//! Typed expressions: from `sin(x*y) + 3x^2` to values, derivatives and a tape.
//!
//! ```
//! use nalgebra::dmatrix;
//! use numeric_core::expression::{Expression, Names};
//! use numeric_core::tape::Tape;
//!
//! # fn main() -> numeric_core::Result<()> {
//! let loss = Expression::parse("-log_softmax(W*x)[0]", Names::Only(&["W", "x"]))?;
//! let mut tape = Tape::new();
//! let w = tape.variable(dmatrix![1.0, 2.0; 3.0, 4.0]);
//! let x = tape.variable(dmatrix![0.5; -0.5]);
//! let variables = [("W".to_owned(), w), ("x".to_owned(), x)].into();
//! assert_eq!(loss.to_string(), "-log_softmax(W*x)[0]");
//! assert_eq!(loss.free_variables(), ["W", "x"]);
//! let node = loss.record(&mut tape, &variables)?;
//! let gradients = tape.backward(node, &dmatrix![1.0])?;
//! assert_eq!(gradients.of(w)?.shape(), (2, 2));
//! # Ok(())
//! # }
//! ```
//!
//! # What can be typed
//!
//! - Numbers (`2`, `.5`, `1e-3`), the constants `pi` (or `π`) and `e`, and names: Latin or Greek
//!   letters, digits and underscores after the first.
//! - `+ - * / ^`, and entry by entry `.* ./ .^`. From loose to tight: sums; products; sign; powers;
//!   `'` and `[…]`. Sums and products group from the left, powers from the right: −x² is −(x²),
//!   `2^3^2` is 2⁹, `x^-2` is allowed.
//! - A product needs no sign: `3x`, `2(x + 1)`, `x y`, `(a)(b)`, `2|x|`. It counts as `*`, so that
//!   `1/2x` is (1/2)·x, as in most programming languages; `1/(2x)` needs brackets. Its second
//!   factor can't begin with a number (`x 2` is refused, since x² may be meant).
//! - `|x|` and `√x`, which takes the next number, name or bracket: √x² is (√x)².
//! - Matrices `[1, 2; 3, 4]`, whose entries are expressions; `A'`, `Aᵀ` or `A^T` (unless T is
//!   declared) transpose; `z[0]` and `W[1, 2]`, right behind an operand, pick an entry, from 0.
//! - Functions: [`function_names`].
//!   - `abs`, `relu`, `log`, … act on each entry. `log` and `ln` are the natural logarithm, `log2` and
//!     `log10` those to base 2 and 10. `arcsin`, `arccos` and `arctan` are other names of `asin`,
//!     `acos` and `atan`. `cbrt` of a negative number is negative. `sign(0)` is 0. `sinh` is computed
//!     as tanh·cosh, which is exact near 0. The slope of `leaky_relu(x, slope)` is 0.01 if none is
//!     given.
//!   - `softmax`, `log_softmax` and `layer_norm` (variance over d, ε = 10⁻⁵) act on a vector, row or
//!     column, or on each row of a matrix.
//!   - `sum`, `mean` and `norm` (Euclidean) act on all entries, `dot(a, b)` on two vectors of one
//!     length.
//!   - `cross_entropy(z, t)` is −log softmax(z)ₜ for a number t, and −Σ tᵢ·log softmax(z)ᵢ for a
//!     vector t.
//! - What a function is called in Python's and JavaScript's modules: `np.exp(x)`, `math.sqrt(x)`,
//!   `Math.pow(x, 2)`, `torch.maximum(x, 0)`, `np.pi`.
//! - `e^2x` and `10^-3x` are refused: the exponent may end before x or behind it. `x^2y` is x²·y.
//! - Unicode signs for all this: `− · × ÷ ⊙ ² ⁻¹ √ π ᵀ`.
//!
//! # Shapes
//!
//! Numbers are 1×1. `*` scales where one side is a number and is the product of matrices
//! otherwise; `+`, `-`, `max`, `min` and the operators with a dot take equal shapes, or a number on
//! one side. `/` and `^` work entry by entry, on numbers and vectors only: on matrices they must be
//! written `./` and `.^`, since `W^2` could be taken for W·W.
//!
//! # Powers
//!
//! x⁰ is 1, 0⁰ too; 0ʸ is 0 for y > 0 and ∞ for y < 0; a negative number has powers with a whole
//! exponent only, NaN otherwise, whether the exponent is a number or a variable. A whole power of whole
//! numbers is exact where the result is a number. The derivative in x is y·xʸ⁻¹, and 0 for y = 0; the
//! derivative in y is xʸ·ln x, 0 where x is 0 and y > 0, and doesn't exist (NaN) for a negative x.

mod ast;
mod calls;
mod composed;
mod display;
mod error;
mod evaluator;
mod messages;
mod names;
mod on_tape;
mod parser;
mod record;
mod recorder;
mod shape;
mod token;

pub use ast::{Constant, Function, Kind, Node, Operator};
pub use error::ExpressionError;
pub use evaluator::{Evaluator, Forward, Handle, Plain};
pub use names::function_names;
pub use recorder::Recorder;
pub use shape::Shape;

use crate::dual::Dual;
use crate::error::Result;
use crate::tape::{Tape, Var};
use nalgebra::DMatrix;
use std::collections::BTreeMap;
use std::fmt;

/// The longest text that is taken.
pub const MAX_CHARACTERS: usize = 2000;
/// How deeply operations and brackets may be nested. A sum of n terms is n − 1 deep.
pub const MAX_DEPTH: usize = 200;

/// Which names are variables. Names of functions never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names<'a> {
    /// Every name that isn't a function or a constant.
    Any,
    /// These, even where one is also the name of a constant; others are errors.
    Only(&'a [&'a str]),
}

impl Names<'_> {
    fn declares(self, name: &str) -> bool {
        matches!(self, Names::Only(names) if names.contains(&name))
    }
}

/// A parsed expression. Its `Display` is the canonical text, which parses to an equal expression.
/// Two are equal if they mean the same, whatever brackets and spaces were typed.
#[derive(Debug, Clone)]
pub struct Expression {
    text: String,
    root: Node,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.root.fmt(f)
    }
}

impl Expression {
    /// Reads an expression, in time proportional to its length.
    ///
    /// # Errors
    ///
    /// What can't be read, with its place; more than [`MAX_CHARACTERS`] or [`MAX_DEPTH`].
    pub fn parse(text: &str, names: Names) -> std::result::Result<Self, ExpressionError> {
        let root = parser::parse(text, names)?;
        let text = text.to_owned();
        Ok(Self { text, root })
    }

    /// The text as it was typed; spans point into it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The variables, in the order of their first appearance.
    pub fn free_variables(&self) -> Vec<&str> {
        fn visit<'a>(node: &'a Node, found: &mut Vec<&'a str>) {
            if let Kind::Variable(name) = &node.kind
                && !found.contains(&name.as_str())
            {
                found.push(name);
            }
            for child in node.kind.children() {
                visit(child, found);
            }
        }
        let mut found = Vec::new();
        visit(&self.root, &mut found);
        found
    }

    /// The shape of the value, from the shapes of the variables; computes nothing.
    ///
    /// # Errors
    ///
    /// A variable without a shape, and shapes that don't fit, with the operator's place.
    pub fn shape(
        &self,
        shapes: &BTreeMap<String, Shape>,
    ) -> std::result::Result<Shape, ExpressionError> {
        shape::infer(&self.text, &self.root, &|name| shapes.get(name).copied())
    }

    /// The value, from those of the variables. Outside of a function's domain it is NaN or
    /// infinite, as with numbers.
    ///
    /// # Errors
    ///
    /// Those of [`shape`](Self::shape).
    pub fn evaluate(&self, variables: &BTreeMap<String, DMatrix<f64>>) -> Result<DMatrix<f64>> {
        let mut plain = Plain::new();
        let handles = (variables.iter())
            .map(|(name, value)| (name.clone(), plain.variable(value.clone())))
            .collect();
        let result = self.record_on(&mut plain, &handles)?;
        plain.value(result).cloned()
    }

    /// The value, and its derivative when every variable moves along its direction: forward mode.
    /// A variable without a direction stays where it is.
    ///
    /// # Errors
    ///
    /// Those of [`shape`](Self::shape); [`ShapeMismatch`](crate::CoreError::ShapeMismatch) for a
    /// direction of another shape than its variable.
    pub fn evaluate_forward(
        &self,
        variables: &BTreeMap<String, DMatrix<f64>>,
        directions: &BTreeMap<String, DMatrix<f64>>,
    ) -> Result<(DMatrix<f64>, DMatrix<f64>)> {
        let mut forward = Forward::new();
        let mut handles = BTreeMap::new();
        for (name, value) in variables {
            let dual = match directions.get(name) {
                None => value.map(Dual::constant),
                Some(direction) if direction.shape() == value.shape() => {
                    value.zip_map(direction, Dual::new)
                }
                Some(direction) => {
                    return Err(crate::CoreError::ShapeMismatch {
                        operation: "direction of a derivative",
                        left: value.shape(),
                        right: direction.shape(),
                    });
                }
            };
            handles.insert(name.clone(), forward.variable(dual));
        }
        let result = self.record_on(&mut forward, &handles)?;
        let result = forward.value(result)?;
        Ok((
            result.map(|dual| dual.value),
            result.map(|dual| dual.tangent),
        ))
    }

    /// Records the computation on a tape and returns the result's handle.
    ///
    /// # Errors
    ///
    /// Those of [`shape`](Self::shape) and of the tape.
    pub fn record(&self, tape: &mut Tape<f64>, variables: &BTreeMap<String, Var>) -> Result<Var> {
        self.record_on(tape, variables)
    }

    /// Walks over the tree once and hands each operation to the recorder. Numbers that are
    /// computed from numbers only, such as √(2π), arrive as one constant.
    ///
    /// # Errors
    ///
    /// Those of [`shape`](Self::shape) and of the recorder.
    pub fn record_on<R: Recorder>(
        &self,
        recorder: &mut R,
        variables: &BTreeMap<String, R::Handle>,
    ) -> Result<R::Handle> {
        let shape_of = |name: &str| recorder.shape(*variables.get(name)?).ok();
        shape::infer(&self.text, &self.root, &shape_of)?;
        record::record(&self.root, recorder, variables)
    }
}
