//! A formula as MathML.

use super::typed::Typed;
use crate::contract::mathml as m;
use crate::contract::number;
use numeric_core::expression::{Function, Kind, Node, Operator};

/// How tightly what is set holds together.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Level {
    Sum,
    Product,
    Sign,
    /// Neither a base nor a factor in front needs more, but a power does.
    Fraction,
    Power,
    Whole,
}

/// The formula, with each variable as `variable` sets it: its name, or the present number.
#[must_use]
pub fn typeset(f: &Typed, variable: &dyn Fn(&str) -> String) -> String {
    f.root()
        .map_or_else(|| m::int(0), |node| typeset_node(node, variable))
}

/// The same of a tree, in which matrices may occur.
#[must_use]
pub fn typeset_node(node: &Node, variable: &dyn Fn(&str) -> String) -> String {
    set(node, variable).0
}

/// The markup of a node, in brackets where its place asks for more.
fn at(node: &Node, least: Level, variable: &dyn Fn(&str) -> String) -> String {
    let (markup, level) = set(node, variable);
    if level < least {
        m::paren(&markup)
    } else {
        markup
    }
}

fn set(node: &Node, variable: &dyn Fn(&str) -> String) -> (String, Level) {
    match &node.kind {
        Kind::Number(x) => {
            let text = number::significant(*x, 12);
            (format!("<mn>{}</mn>", m::escape(&text)), Level::Whole)
        }
        Kind::Constant(c) => {
            let name = if c.name() == "pi" { "π" } else { c.name() };
            (m::mi(name), Level::Whole)
        }
        Kind::Variable(name) => (variable(name), Level::Whole),
        Kind::Negate(of) => (
            m::row(&[prefix_minus(), at(of, Level::Sign, variable)]),
            Level::Sign,
        ),
        Kind::Binary {
            operator,
            left,
            right,
            ..
        } => binary(*operator, left, right, variable),
        Kind::Call {
            function,
            arguments,
        } => (call(*function, arguments, variable), Level::Whole),
        Kind::Matrix(rows) => {
            let rows: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(|e| at(e, Level::Sum, variable)).collect())
                .collect();
            (m::table(&rows), Level::Whole)
        }
        Kind::Index { of, indices } => {
            let indices: Vec<String> = indices.iter().map(|i| m::int(*i)).collect();
            let of = at(of, Level::Whole, variable);
            (m::sub(&of, &indices.join(&m::mo(","))), Level::Power)
        }
    }
}

fn prefix_minus() -> String {
    "<mo form=\"prefix\">−</mo>".into()
}

fn binary(
    operator: Operator,
    left: &Node,
    right: &Node,
    variable: &dyn Fn(&str) -> String,
) -> (String, Level) {
    let set_at = |node, least| at(node, least, variable);
    match operator {
        Operator::Add | Operator::Subtract => {
            let sign = if operator == Operator::Add {
                "+"
            } else {
                "−"
            };
            let parts = [
                set_at(left, Level::Sum),
                m::mo(sign),
                set_at(right, Level::Product),
            ];
            // A sign needs brackets where it isn't first.
            let parts = if matches!(right.kind, Kind::Negate(_)) {
                [parts[0].clone(), m::mo(sign), m::paren(&parts[2])]
            } else {
                parts
            };
            (m::row(&parts), Level::Sum)
        }
        Operator::Divide | Operator::EntrywiseDivide => {
            let (above, below) = (set_at(left, Level::Sum), set_at(right, Level::Sum));
            (m::frac(&above, &below), Level::Fraction)
        }
        Operator::Power | Operator::EntrywisePower => {
            let base = set_at(left, Level::Whole);
            (m::sup(&base, &set_at(right, Level::Sum)), Level::Power)
        }
        Operator::Multiply | Operator::EntrywiseMultiply => {
            let first = set_at(left, Level::Product);
            let second = set_at(right, Level::Fraction);
            let dot = if operator == Operator::EntrywiseMultiply {
                m::mo("⊙")
            } else if side_by_side(left, right, &first, &second) {
                if matches!(right.kind, Kind::Call { .. }) {
                    // A little room before a function's name: 2 sin x.
                    "<mo rspace=\"0.17em\">\u{2062}</mo>".into()
                } else {
                    "<mo>\u{2062}</mo>".into()
                }
            } else {
                m::mo("·")
            };
            (m::row(&[first, dot, second]), Level::Product)
        }
    }
}

/// Whether a product is understood without its sign: 3x, 2 sin x, x y.
fn side_by_side(left: &Node, right: &Node, first: &str, second: &str) -> bool {
    fn leads(node: &Node) -> bool {
        match &node.kind {
            Kind::Variable(_) | Kind::Constant(_) | Kind::Call { .. } => true,
            Kind::Binary {
                operator: Operator::Power,
                left,
                ..
            } => leads(left),
            _ => false,
        }
    }
    let ends = match &left.kind {
        Kind::Number(_) | Kind::Variable(_) | Kind::Constant(_) => true,
        Kind::Binary { operator, .. } => matches!(operator, Operator::Multiply | Operator::Power),
        _ => false,
    };
    // A number in the place of a variable would run into the one before it.
    let numbers = |markup: &str| markup.contains("data-number");
    ends && leads(right) && !numbers(first) && !numbers(second)
}

fn call(function: Function, arguments: &[Node], variable: &dyn Fn(&str) -> String) -> String {
    let inner: Vec<String> = arguments
        .iter()
        .map(|a| at(a, Level::Sum, variable))
        .collect();
    let only = inner.first().cloned().unwrap_or_default();
    match function {
        Function::SquareRoot => m::sqrt(&only),
        Function::CubeRoot => m::cube_root(&only),
        Function::Floor => m::floor(&only),
        Function::Absolute => m::row(&[bar(), only, bar()]),
        Function::Transpose => {
            let least = arguments.first().map(|a| at(a, Level::Whole, variable));
            m::sup(&least.unwrap_or_default(), "<mi>⊤</mi>")
        }
        _ => {
            let inner = inner.join(&m::mo(","));
            let tall = inner.contains("<mfrac>") || inner.contains("<msup>");
            let name = match function {
                Function::LogBase2 => m::sub(&m::mi("log"), &m::mn(2.0)),
                Function::LogBase10 => m::sub(&m::mi("log"), &m::mn(10.0)),
                Function::Arccosine => m::mi("arccos"),
                Function::Arcsine => m::mi("arcsin"),
                Function::Arctangent => m::mi("arctan"),
                Function::Sign => m::mi("sgn"),
                _ => m::mi(function.name()),
            };
            if tall {
                m::row(&[name, "<mo>\u{2061}</mo>".into(), m::paren(&inner)])
            } else {
                m::applied(&name, &inner)
            }
        }
    }
}

fn bar() -> String {
    "<mo stretchy=\"false\">|</mo>".into()
}

/// A number in the place of a variable, in brackets where it is negative.
#[must_use]
pub fn number_for(x: f64) -> String {
    format!("<mrow data-number=\"\">{}</mrow>", m::factor(x))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        let f = Typed::parse(text, &["x", "y"]).unwrap();
        typeset(&f, &m::mi)
            .replace("<mrow>", "")
            .replace("</mrow>", "")
    }

    #[test]
    fn brackets_stand_where_they_must() {
        let x = "<mi>x</mi>";
        let times = "<mo>\u{2062}</mo>";
        assert_eq!(plain("3*x"), format!("<mn>3</mn>{times}{x}"));
        assert_eq!(
            plain("(x+1)^2"),
            format!("<msup><mo>(</mo>{x}<mo>+</mo><mn>1</mn><mo>)</mo><mn>2</mn></msup>")
        );
        assert_eq!(plain("x*3"), format!("{x}<mo>·</mo><mn>3</mn>"));
        assert!(!plain("(x + 1)/(x - 1)").contains("<mo>(</mo>"));
        assert!(plain("(1/x)^2").contains("<mo>(</mo>"));
        assert!(plain("x - (-x)").contains("<mo>(</mo>"));
        assert!(plain("x - (x - 1)").contains("<mo>(</mo>"));
        assert!(plain("-x^2").starts_with("<mo form"));
        assert!(!plain("-x^2").contains("<mo>(</mo>"));
        assert!(plain("sqrt(x) + |x|").contains("<msqrt>"));
        assert_eq!(plain("cbrt(x)"), format!("<mroot>{x}<mn>3</mn></mroot>"));
        assert_eq!(plain("floor(x)"), format!("<mo>⌊</mo>{x}<mo>⌋</mo>"));
        for (text, name) in [
            ("sign(x)", "sgn"),
            ("erf(x)", "erf"),
            ("asin(x)", "arcsin"),
            ("arccos(x)", "arccos"),
            ("atan(x)", "arctan"),
        ] {
            let set = plain(text);
            assert!(set.starts_with(&format!("<mi>{name}</mi>")), "{set}");
        }
    }

    #[test]
    fn matrices_their_entries_and_transposes() {
        let f = super::super::Open::parse("(A*[1, b; 0, 2])'[1] + (K')[0, 1] a .* c").unwrap();
        let markup = typeset_node(f.root().unwrap(), &m::mi);
        for part in ["<mtable>", "<msup>", "⊤", "<msub>", "⊙"] {
            assert!(markup.contains(part), "{part}: {markup}");
        }
        assert!(!markup.contains("<mtext>"), "{markup}");
    }
}
