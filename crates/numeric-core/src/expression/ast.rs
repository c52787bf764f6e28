//! The tree that an expression is parsed into.

use std::ops::Range;

/// A part of an expression. Two nodes are equal if they mean the same, wherever they stand.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    /// How many levels the tree has from here down; kept to bound every recursion.
    pub(super) depth: usize,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A number, never negative, infinite or NaN.
    Number(f64),
    /// π or e.
    Constant(Constant),
    /// A variable.
    Variable(String),
    /// −a.
    Negate(Box<Node>),
    /// Two operands.
    Binary {
        /// Which operation.
        operator: Operator,
        /// Where the operator stands; empty where it isn't written, as in `2x`.
        at: Range<usize>,
        /// The first operand.
        left: Box<Node>,
        /// The second operand.
        right: Box<Node>,
    },
    /// A function of one or two arguments; √a and |a| are calls too.
    Call {
        /// Which function.
        function: Function,
        /// Its arguments.
        arguments: Vec<Node>,
    },
    /// A matrix of expressions, row by row; rows are equally long, and there is at least one entry.
    Matrix(Vec<Vec<Node>>),
    /// One entry, counted from 0: one index of a vector, or row and column.
    Index {
        /// Of what.
        of: Box<Node>,
        /// One or two numbers.
        indices: Vec<usize>,
    },
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::Constant(a), Self::Constant(b)) => a == b,
            (Self::Variable(a), Self::Variable(b)) => a == b,
            (Self::Negate(a), Self::Negate(b)) => a == b,
            (
                Self::Binary {
                    operator,
                    left,
                    right,
                    ..
                },
                Self::Binary {
                    operator: other_operator,
                    left: other_left,
                    right: other_right,
                    ..
                },
            ) => operator == other_operator && left == other_left && right == other_right,
            (
                Self::Call {
                    function,
                    arguments,
                },
                Self::Call {
                    function: other_function,
                    arguments: other_arguments,
                },
            ) => function == other_function && arguments == other_arguments,
            (Self::Matrix(a), Self::Matrix(b)) => a == b,
            (
                Self::Index { of, indices },
                Self::Index {
                    of: other_of,
                    indices: other_indices,
                },
            ) => indices == other_indices && of == other_of,
            _ => false,
        }
    }
}

/// A number with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Constant {
    /// π.
    Pi,
    /// Euler's number.
    E,
}

impl Constant {
    /// Its value.
    pub fn value(self) -> f64 {
        match self {
            Self::Pi => std::f64::consts::PI,
            Self::E => std::f64::consts::E,
        }
    }

    /// Its name, as it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pi => "pi",
            Self::E => "e",
        }
    }
}

/// An operation on two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// a + b.
    Add,
    /// a − b.
    Subtract,
    /// a·b: scaling, or the product of matrices.
    Multiply,
    /// a/b.
    Divide,
    /// aᵇ.
    Power,
    /// a ⊙ b, entry by entry.
    EntrywiseMultiply,
    /// a ⊘ b, entry by entry.
    EntrywiseDivide,
    /// Each entry to a power.
    EntrywisePower,
}

impl Operator {
    /// How it is typed.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
            Self::EntrywiseMultiply => ".*",
            Self::EntrywiseDivide => "./",
            Self::EntrywisePower => ".^",
        }
    }
}

/// A function that an expression may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "the names say it; shapes and formulas are where they are applied"
)]
pub enum Function {
    Absolute,
    Arccosine,
    Arcsine,
    Arctangent,
    Cosine,
    CrossEntropy,
    CubeRoot,
    Dot,
    ErrorFunction,
    Exp,
    Floor,
    Gelu,
    GeluTanh,
    HyperbolicCosine,
    HyperbolicSine,
    LayerNorm,
    LeakyRelu,
    Log,
    LogBase10,
    LogBase2,
    LogSoftmax,
    Maximum,
    Mean,
    Minimum,
    Norm,
    Relu,
    Sigmoid,
    Sign,
    Silu,
    Sine,
    Softmax,
    SquareRoot,
    Sum,
    Tangent,
    Tanh,
    Transpose,
}

impl Node {
    pub(super) fn new(kind: Kind, span: Range<usize>) -> Self {
        let below = kind.children().map(|child| child.depth).max().unwrap_or(0);
        Self {
            kind,
            span,
            depth: below + 1,
        }
    }

    /// The number that the node stands for, if it holds no variable and no matrix: numbers,
    /// constants, and what is computed from them.
    pub fn constant_value(&self) -> Option<f64> {
        super::record::constant_value(self)
    }
}

impl Kind {
    /// The parts, in the order of the text.
    pub fn children(&self) -> Box<dyn Iterator<Item = &Node> + '_> {
        match self {
            Self::Number(_) | Self::Constant(_) | Self::Variable(_) => Box::new(std::iter::empty()),
            Self::Negate(of) | Self::Index { of, .. } => Box::new(std::iter::once(&**of)),
            Self::Binary { left, right, .. } => Box::new([&**left, &**right].into_iter()),
            Self::Call { arguments, .. } => Box::new(arguments.iter()),
            Self::Matrix(rows) => Box::new(rows.iter().flatten()),
        }
    }
}
