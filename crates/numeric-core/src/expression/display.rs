//! The canonical text of an expression: parsing it gives the same tree again.

use super::ast::{Function, Kind, Node, Operator};
use std::fmt::{Display, Formatter, Result};

/// How tightly a node holds together; a part that holds less tightly than its place asks for is
/// put in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Sum,
    Product,
    Prefix,
    Power,
    Postfix,
}

fn level(node: &Node) -> Level {
    match &node.kind {
        Kind::Binary { operator, .. } => match operator {
            Operator::Add | Operator::Subtract => Level::Sum,
            Operator::Power | Operator::EntrywisePower => Level::Power,
            _ => Level::Product,
        },
        Kind::Negate(_) => Level::Prefix,
        _ => Level::Postfix,
    }
}

/// Writes a node, in brackets if it holds less tightly than `least`.
fn write_at(node: &Node, least: Level, f: &mut Formatter) -> Result {
    if level(node) < least {
        write!(f, "({node})")
    } else {
        write!(f, "{node}")
    }
}

fn write_list(nodes: &[Node], f: &mut Formatter) -> Result {
    for (index, node) in nodes.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(f, "{comma}{node}")?;
    }
    Ok(())
}

fn write_number(value: f64, f: &mut Formatter) -> Result {
    // Both are the shortest text that gives the same bits; the second without a row of zeros.
    if value == 0.0 || (1e-5..1e16).contains(&value) {
        write!(f, "{value}")
    } else {
        write!(f, "{value:e}")
    }
}

impl Display for Node {
    /// The expression with as few brackets as possible: `-x^2 + 2*(y - 1)`.
    fn fmt(&self, f: &mut Formatter) -> Result {
        match &self.kind {
            Kind::Number(value) => write_number(*value, f),
            Kind::Constant(constant) => f.write_str(constant.name()),
            Kind::Variable(name) => f.write_str(name),
            Kind::Negate(of) => {
                f.write_str("-")?;
                write_at(of, Level::Prefix, f)
            }
            Kind::Binary {
                operator,
                left,
                right,
                ..
            } => write_binary(*operator, left, right, f),
            Kind::Call {
                function: Function::Transpose,
                arguments,
            } if arguments.len() == 1 => {
                for of in arguments {
                    write_at(of, Level::Postfix, f)?;
                }
                f.write_str("'")
            }
            Kind::Call {
                function,
                arguments,
            } => {
                write!(f, "{}(", function.name())?;
                write_list(arguments, f)?;
                f.write_str(")")
            }
            Kind::Matrix(rows) => {
                f.write_str("[")?;
                for (index, row) in rows.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { "; " })?;
                    write_list(row, f)?;
                }
                f.write_str("]")
            }
            Kind::Index { of, indices } => {
                write_at(of, Level::Postfix, f)?;
                let indices: Vec<String> = indices.iter().map(usize::to_string).collect();
                write!(f, "[{}]", indices.join(", "))
            }
        }
    }
}

/// Whether the first word of a node is the name T.
fn begins_with_t(node: &Node) -> bool {
    match &node.kind {
        Kind::Variable(name) => name == "T",
        Kind::Index { of, .. } => begins_with_t(of),
        Kind::Binary { left, .. } => begins_with_t(left),
        Kind::Call {
            function: Function::Transpose,
            arguments,
        } => arguments.first().is_some_and(begins_with_t),
        _ => false,
    }
}

fn write_binary(operator: Operator, left: &Node, right: &Node, f: &mut Formatter) -> Result {
    let symbol = operator.symbol();
    match operator {
        Operator::Add | Operator::Subtract => {
            write_at(left, Level::Sum, f)?;
            write!(f, " {symbol} ")?;
            write_at(right, Level::Product, f)
        }
        Operator::Power | Operator::EntrywisePower => {
            write_at(left, Level::Postfix, f)?;
            f.write_str(symbol)?;
            // x^T is the transpose; x^(T) a power.
            if begins_with_t(right) {
                return write!(f, "({right})");
            }
            write_at(right, Level::Prefix, f)
        }
        _ => {
            write_at(left, Level::Product, f)?;
            // A dot right after a digit would belong to the number.
            let space = if symbol.starts_with('.') { " " } else { "" };
            write!(f, "{space}{symbol}{space}")?;
            write_at(right, Level::Prefix, f)
        }
    }
}
