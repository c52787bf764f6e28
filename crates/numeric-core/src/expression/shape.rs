//! Shapes of values, from those of the variables, before anything is computed.

use super::ast::{Function, Kind, Node, Operator};
use super::error::ExpressionError;
use std::ops::Range;

/// Rows and columns.
pub type Shape = (usize, usize);

type Inferred<T> = Result<T, ExpressionError>;

/// How two operands come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Combine {
    /// Both have the shape of the result.
    Entrywise,
    /// The left one is a number that is repeated.
    RepeatLeft,
    /// The right one is a number that is repeated.
    RepeatRight,
    /// The product of matrices.
    Product,
}

pub(super) fn is_number(shape: Shape) -> bool {
    shape == (1, 1)
}

fn is_vector((rows, columns): Shape) -> bool {
    rows == 1 || columns == 1
}

fn written((rows, columns): Shape) -> String {
    format!("{rows}×{columns}")
}

/// How an operator combines two shapes, and into which; or what is wrong.
pub(super) fn combine(
    operator: Operator,
    left: Shape,
    right: Shape,
) -> Result<(Combine, Shape), String> {
    let symbol = operator.symbol();
    let by_number = operator == Operator::Divide && is_number(right);
    if matches!(operator, Operator::Divide | Operator::Power)
        && !by_number
        && !(is_vector(left) && is_vector(right))
    {
        return Err(format!(
            "“{symbol}” doesn't take matrices, here {} and {}: write .{symbol} for entry by entry",
            written(left),
            written(right),
        ));
    }
    if left == right && (operator != Operator::Multiply || is_number(left)) {
        return Ok((Combine::Entrywise, left));
    }
    if is_number(left) {
        return Ok((Combine::RepeatLeft, right));
    }
    if is_number(right) {
        return Ok((Combine::RepeatRight, left));
    }
    let both = format!("{} and {}", written(left), written(right));
    if operator != Operator::Multiply {
        return Err(format!(
            "“{symbol}” needs equal shapes or a number on one side, not {both}"
        ));
    }
    if left.1 == right.0 {
        return Ok((Combine::Product, (left.0, right.1)));
    }
    let hint = if left == right {
        ": write .* for entry by entry"
    } else {
        ""
    };
    Err(format!(
        "“*” can't multiply {both}, since {} columns meet {} rows{hint}",
        left.1, right.0,
    ))
}

struct Inference<'a> {
    text: &'a str,
    shape_of: &'a dyn Fn(&str) -> Option<Shape>,
}

pub(super) fn infer(
    text: &str,
    node: &Node,
    shape_of: &dyn Fn(&str) -> Option<Shape>,
) -> Inferred<Shape> {
    Inference { text, shape_of }.node(node)
}

impl Inference<'_> {
    fn fail<T>(&self, span: &Range<usize>, message: impl Into<String>) -> Inferred<T> {
        Err(ExpressionError::new(self.text, span.clone(), message))
    }

    fn node(&self, node: &Node) -> Inferred<Shape> {
        match &node.kind {
            Kind::Number(_) | Kind::Constant(_) => Ok((1, 1)),
            Kind::Variable(name) => match (self.shape_of)(name) {
                Some((rows, columns)) if rows > 0 && columns > 0 => Ok((rows, columns)),
                Some(_) => self.fail(&node.span, format!("“{name}” has no entries")),
                None => self.fail(&node.span, format!("“{name}” has no value")),
            },
            Kind::Negate(of) => self.node(of),
            Kind::Binary {
                operator,
                at,
                left,
                right,
            } => {
                let shapes = (self.node(left)?, self.node(right)?);
                let place = if at.is_empty() { &node.span } else { at };
                match combine(*operator, shapes.0, shapes.1) {
                    Ok((_, shape)) => Ok(shape),
                    Err(message) => self.fail(place, message),
                }
            }
            Kind::Call {
                function,
                arguments,
            } => self.call(node, *function, arguments),
            Kind::Matrix(rows) => {
                for entry in rows.iter().flatten() {
                    let shape = self.node(entry)?;
                    if !is_number(shape) {
                        let message =
                            format!("an entry of a matrix is a number, not {}", written(shape));
                        return self.fail(&entry.span, message);
                    }
                }
                Ok((rows.len(), rows.first().map_or(0, Vec::len)))
            }
            Kind::Index { of, indices } => self.index(node, self.node(of)?, indices),
        }
    }

    fn index(&self, node: &Node, shape: Shape, indices: &[usize]) -> Inferred<Shape> {
        let message = match *indices {
            [_] if !is_vector(shape) => format!(
                "a matrix, here {}, needs two indices, as in W[0,1]",
                written(shape)
            ),
            [index] if index >= shape.0 * shape.1 => format!(
                "there is no entry {index}: the {} entries count from 0",
                shape.0 * shape.1
            ),
            [row, column] if row >= shape.0 || column >= shape.1 => format!(
                "there is no entry {row},{column} in {}: rows and columns count from 0",
                written(shape)
            ),
            _ => return Ok((1, 1)),
        };
        self.fail(&node.span, message)
    }

    fn call(&self, node: &Node, function: Function, arguments: &[Node]) -> Inferred<Shape> {
        let mut shapes = Vec::with_capacity(arguments.len());
        for argument in arguments {
            shapes.push(self.node(argument)?);
        }
        let name = function.name();
        match (function, shapes.as_slice()) {
            (Function::Sum | Function::Mean | Function::Norm, _) => Ok((1, 1)),
            (Function::Transpose, &[(rows, columns)]) => Ok((columns, rows)),
            (Function::Maximum | Function::Minimum, &[left, right]) => {
                // The same shapes as for a sum.
                match combine(Operator::Add, left, right) {
                    Ok((_, shape)) => Ok(shape),
                    Err(message) => self.fail(&node.span, message.replace('+', name)),
                }
            }
            (Function::Dot, &[left, right]) => {
                if is_vector(left) && is_vector(right) && left.0 * left.1 == right.0 * right.1 {
                    return Ok((1, 1));
                }
                let (left, right) = (written(left), written(right));
                let message = format!("dot takes two vectors as long, not {left} and {right}");
                self.fail(&node.span, message)
            }
            (Function::CrossEntropy, &[logits, target]) => {
                let length = logits.0 * logits.1;
                let class = arguments.get(1).and_then(Node::constant_value);
                let message = if !is_vector(logits) {
                    format!(
                        "the first argument is a vector of logits, not {}",
                        written(logits)
                    )
                } else if let Some(class) = class {
                    if class.fract() == 0.0 && (0.0..length as f64).contains(&class) {
                        return Ok((1, 1));
                    }
                    format!("there is no class {class}: the {length} logits count from 0")
                } else if is_vector(target) && target.0 * target.1 == length {
                    return Ok((1, 1));
                } else {
                    format!(
                        "the second argument is a fixed number, or a vector as long as the first ({length}), not {}",
                        written(target)
                    )
                };
                self.fail(&node.span, message)
            }
            (_, &[shape, ..]) => Ok(shape),
            (_, &[]) => self.fail(&node.span, format!("{name} has no argument")),
        }
    }
}
