//! The one walk over the tree.

use super::ast::{Function, Kind, Node, Operator};
use super::composed::{by_rows, cosh, dot, layer_norm_rows};
use super::evaluator::Plain;
use super::recorder::Recorder;
use super::shape::{Combine, Shape, combine, is_number};
use crate::error::{CoreError, Result};
use nalgebra::DMatrix;
use std::collections::BTreeMap;

const OPERATION: &str = "expression";
const LEAKY_RELU_SLOPE: f64 = 0.01;

/// What a node turned into: a number that doesn't depend on any variable, or something recorded.
#[derive(Debug, Clone, Copy)]
enum Item<H> {
    Number(f64),
    Recorded(H),
}

/// Records a node whose shapes were found to fit.
pub(super) fn record<R: Recorder>(
    node: &Node,
    recorder: &mut R,
    variables: &BTreeMap<String, R::Handle>,
) -> Result<R::Handle> {
    let item = item(node, recorder, variables)?;
    recorded(recorder, item)
}

pub(super) fn constant_value(node: &Node) -> Option<f64> {
    match item(node, &mut Plain::new(), &BTreeMap::new()) {
        Ok(Item::Number(value)) => Some(value),
        _ => None,
    }
}

fn item<R: Recorder>(
    node: &Node,
    recorder: &mut R,
    variables: &BTreeMap<String, R::Handle>,
) -> Result<Item<R::Handle>> {
    match &node.kind {
        Kind::Number(value) => Ok(Item::Number(*value)),
        Kind::Constant(constant) => Ok(Item::Number(constant.value())),
        Kind::Variable(name) => match variables.get(name) {
            Some(handle) => Ok(Item::Recorded(*handle)),
            None => Err(CoreError::not_allowed(
                OPERATION,
                format!("“{name}” has no value"),
            )),
        },
        Kind::Negate(of) => match item(of, recorder, variables)? {
            Item::Number(value) => Ok(Item::Number(-value)),
            Item::Recorded(handle) => recorder.negate(handle).map(Item::Recorded),
        },
        Kind::Binary {
            operator,
            left,
            right,
            ..
        } => {
            let left = item(left, recorder, variables)?;
            let right = item(right, recorder, variables)?;
            if let (Item::Number(left), Item::Number(_)) = (left, right) {
                return fold(left, |plain, left| {
                    binary(plain, *operator, left, right.plain())
                });
            }
            binary(recorder, *operator, left, right).map(Item::Recorded)
        }
        Kind::Call {
            function,
            arguments,
        } => {
            let mut items = Vec::with_capacity(arguments.len());
            for argument in arguments {
                items.push(item(argument, recorder, variables)?);
            }
            if let [Item::Number(first), rest @ ..] = items.as_slice()
                && rest.iter().all(|item| matches!(item, Item::Number(_)))
            {
                let second = rest.first().map(|item| item.plain());
                return fold(*first, |plain, first| call(plain, *function, first, second));
            }
            let mut items = items.into_iter();
            let Some(first) = items.next() else {
                return Err(CoreError::Empty {
                    operation: OPERATION,
                });
            };
            call(recorder, *function, first, items.next()).map(Item::Recorded)
        }
        Kind::Matrix(rows) => matrix(rows, recorder, variables).map(Item::Recorded),
        Kind::Index { of, indices } => match item(of, recorder, variables)? {
            Item::Number(value) => Ok(Item::Number(value)),
            Item::Recorded(handle) => {
                let (row, column) = match (indices.as_slice(), recorder.shape(handle)?) {
                    (&[index], (1, _)) => (0, index),
                    (&[index], _) => (index, 0),
                    (&[row, column], _) => (row, column),
                    _ => (0, 0),
                };
                recorder
                    .slice(handle, row, column, 1, 1)
                    .map(Item::Recorded)
            }
        },
    }
}

impl<H> Item<H> {
    /// The same number for the scratch evaluator; only numbers are ever asked.
    fn plain(&self) -> Item<<Plain as Recorder>::Handle> {
        match self {
            Self::Number(value) => Item::Number(*value),
            Self::Recorded(_) => Item::Number(f64::NAN),
        }
    }
}

type PlainItem = Item<<Plain as Recorder>::Handle>;

/// Computes an operation on numbers with the plain evaluator.
fn fold<H>(
    first: f64,
    apply: impl FnOnce(&mut Plain, PlainItem) -> Result<<Plain as Recorder>::Handle>,
) -> Result<Item<H>> {
    let mut plain = Plain::new();
    let first = recorded(&mut plain, Item::Number(first))?;
    let result = apply(&mut plain, Item::Recorded(first))?;
    let value = plain.value(result)?.iter().copied().next();
    value.map(Item::Number).ok_or(CoreError::Empty {
        operation: OPERATION,
    })
}

fn recorded<R: Recorder>(recorder: &mut R, item: Item<R::Handle>) -> Result<R::Handle> {
    repeated(recorder, item, (1, 1))
}

/// A number in every entry of a matrix; what is recorded is expected to have the shape (1, 1) or
/// the one that is asked for.
fn repeated<R: Recorder>(
    recorder: &mut R,
    item: Item<R::Handle>,
    (rows, columns): Shape,
) -> Result<R::Handle> {
    match item {
        Item::Number(value) => recorder.constant(DMatrix::from_element(rows, columns, value)),
        Item::Recorded(handle)
            if recorder.shape(handle)? == (1, 1) && (rows, columns) != (1, 1) =>
        {
            recorder.broadcast_scalar(handle, rows, columns)
        }
        Item::Recorded(handle) => Ok(handle),
    }
}

fn shape<R: Recorder>(recorder: &R, item: Item<R::Handle>) -> Result<Shape> {
    match item {
        Item::Number(_) => Ok((1, 1)),
        Item::Recorded(handle) => recorder.shape(handle),
    }
}

/// Both operands in one shape, for an operation entry by entry.
fn alike<R: Recorder>(
    recorder: &mut R,
    left: Item<R::Handle>,
    right: Item<R::Handle>,
) -> Result<(R::Handle, R::Handle)> {
    let (a, b) = (shape(recorder, left)?, shape(recorder, right)?);
    let common = if is_number(a) { b } else { a };
    Ok((
        repeated(recorder, left, common)?,
        repeated(recorder, right, common)?,
    ))
}

fn binary<R: Recorder>(
    recorder: &mut R,
    operator: Operator,
    left: Item<R::Handle>,
    right: Item<R::Handle>,
) -> Result<R::Handle> {
    use Operator::{
        Add, Divide, EntrywiseDivide, EntrywiseMultiply, EntrywisePower, Multiply, Power, Subtract,
    };
    match (operator, left, right) {
        (Multiply | EntrywiseMultiply, Item::Number(factor), Item::Recorded(handle))
        | (Multiply | EntrywiseMultiply, Item::Recorded(handle), Item::Number(factor)) => {
            return recorder.scale(handle, factor);
        }
        (Power | EntrywisePower, Item::Recorded(handle), Item::Number(exponent)) => {
            return recorder.power(handle, exponent);
        }
        // As exact as e itself is meant.
        (Power | EntrywisePower, Item::Number(std::f64::consts::E), Item::Recorded(handle)) => {
            return recorder.exp(handle);
        }
        _ => {}
    }
    let shapes = (shape(recorder, left)?, shape(recorder, right)?);
    let (how, _) = combine(operator, shapes.0, shapes.1)
        .map_err(|message| CoreError::not_allowed(OPERATION, message))?;
    if how == Combine::Product {
        let (left, right) = (recorded(recorder, left)?, recorded(recorder, right)?);
        return recorder.matrix_product(left, right);
    }
    let (left, right) = alike(recorder, left, right)?;
    match operator {
        Add => recorder.add(left, right),
        Subtract => recorder.subtract(left, right),
        Divide | EntrywiseDivide => recorder.divide(left, right),
        Multiply | EntrywiseMultiply => recorder.multiply(left, right),
        Power | EntrywisePower => recorder.raise(left, right),
    }
}

fn call<R: Recorder>(
    recorder: &mut R,
    function: Function,
    first: Item<R::Handle>,
    second: Option<Item<R::Handle>>,
) -> Result<R::Handle> {
    if let (Function::Maximum | Function::Minimum, Some(second)) = (function, second) {
        let (left, right) = alike(recorder, first, second)?;
        return match function {
            Function::Maximum => recorder.maximum(left, right),
            _ => recorder.minimum(left, right),
        };
    }
    let of = recorded(recorder, first)?;
    match function {
        Function::Absolute => recorder.absolute(of),
        Function::Arccosine => recorder.arccosine(of),
        Function::Arcsine => recorder.arcsine(of),
        Function::Arctangent => recorder.arctangent(of),
        Function::Cosine => recorder.cosine(of),
        Function::CubeRoot => recorder.cbrt(of),
        Function::ErrorFunction => recorder.erf(of),
        Function::Exp => recorder.exp(of),
        Function::Floor => recorder.floor(of),
        Function::Gelu => recorder.gelu(of),
        Function::GeluTanh => recorder.gelu_tanh(of),
        Function::Log => recorder.log(of),
        Function::Mean => recorder.mean(of),
        Function::Relu => recorder.relu(of),
        Function::Sigmoid => recorder.sigmoid(of),
        Function::Sign => recorder.sign(of),
        Function::Silu => recorder.silu(of),
        Function::Sine => recorder.sine(of),
        Function::SquareRoot => recorder.sqrt(of),
        Function::Sum => recorder.sum(of),
        Function::Tanh => recorder.tanh(of),
        Function::Transpose => recorder.transpose(of),
        Function::Tangent => {
            let (sine, cosine) = (recorder.sine(of)?, recorder.cosine(of)?);
            recorder.divide(sine, cosine)
        }
        Function::LogBase2 | Function::LogBase10 => {
            let base = if function == Function::LogBase2 {
                std::f64::consts::LN_2
            } else {
                std::f64::consts::LN_10
            };
            let log = Item::Recorded(recorder.log(of)?);
            binary(recorder, Operator::EntrywiseDivide, log, Item::Number(base))
        }
        Function::HyperbolicCosine => cosh(recorder, of),
        Function::HyperbolicSine => {
            // Unlike the difference of exponentials exact near 0.
            let (tanh, cosh) = (recorder.tanh(of)?, cosh(recorder, of)?);
            recorder.multiply(tanh, cosh)
        }
        Function::LeakyRelu => {
            let slope = match second {
                Some(Item::Number(slope)) => slope,
                _ => LEAKY_RELU_SLOPE,
            };
            recorder.leaky_relu(of, slope)
        }
        Function::Norm => {
            let squares = recorder.multiply(of, of)?;
            let sum = recorder.sum(squares)?;
            recorder.sqrt(sum)
        }
        Function::Softmax => by_rows(recorder, of, R::softmax_rows),
        Function::LogSoftmax => by_rows(recorder, of, R::log_softmax_rows),
        Function::LayerNorm => by_rows(recorder, of, layer_norm_rows),
        Function::CrossEntropy => cross_entropy(recorder, of, second),
        Function::Dot => {
            let other = second.unwrap_or(first);
            let other = recorded(recorder, other)?;
            dot(recorder, of, other)
        }
        // Two arguments were handled above.
        Function::Maximum | Function::Minimum => Ok(of),
    }
}

fn cross_entropy<R: Recorder>(
    recorder: &mut R,
    logits: R::Handle,
    target: Option<Item<R::Handle>>,
) -> Result<R::Handle> {
    let logs = by_rows(recorder, logits, R::log_softmax_rows)?;
    let along = match target {
        Some(Item::Recorded(target)) => dot(recorder, logs, target)?,
        Some(Item::Number(class)) => {
            let class = class as usize;
            let place = match recorder.shape(logs)? {
                (1, _) => (0, class),
                _ => (class, 0),
            };
            recorder.slice(logs, place.0, place.1, 1, 1)?
        }
        None => recorder.sum(logs)?,
    };
    recorder.negate(along)
}

fn matrix<R: Recorder>(
    rows: &[Vec<Node>],
    recorder: &mut R,
    variables: &BTreeMap<String, R::Handle>,
) -> Result<R::Handle> {
    let mut items = Vec::new();
    for entry in rows.iter().flatten() {
        items.push(item(entry, recorder, variables)?);
    }
    let width = rows.first().map_or(0, Vec::len);
    let numbers: Vec<f64> = items
        .iter()
        .filter_map(|item| match item {
            Item::Number(value) => Some(*value),
            Item::Recorded(_) => None,
        })
        .collect();
    if numbers.len() == items.len() {
        return recorder.constant(DMatrix::from_row_slice(rows.len(), width, &numbers));
    }
    let mut stacked = Vec::with_capacity(rows.len());
    for row in items.chunks(width.max(1)) {
        let mut parts = Vec::with_capacity(row.len());
        for &entry in row {
            parts.push(recorded(recorder, entry)?);
        }
        stacked.push(recorder.concatenate_columns(&parts)?);
    }
    recorder.concatenate_rows(&stacked)
}
