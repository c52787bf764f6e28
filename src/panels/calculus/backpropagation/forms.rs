//! How an operation is written: on its box in the picture, in words, and in formulas.

use super::trace::Trace;
use crate::contract::prelude::*;
use numeric_core::tape::{Entrywise, Operation, Pairwise};

/// The way an operation is written around what it reads.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Between its two inputs.
    Between(&'static str),
    /// As a function.
    Call(&'static str),
    /// In front.
    Before(String),
    /// Behind, raised or lowered.
    Behind { text: String, raised: bool },
}

/// How an operation is written; `numbers` where its inputs are single numbers.
pub fn form(operation: &Operation<f64>, numbers: bool) -> Form {
    use Form::{Before, Behind, Between, Call};
    match operation {
        Operation::Pairwise(Pairwise::Add, ..) => Between("+"),
        Operation::Pairwise(Pairwise::Subtract, ..) => Between("−"),
        Operation::Pairwise(Pairwise::Multiply, ..) if numbers => Between("·"),
        Operation::Pairwise(Pairwise::Multiply, ..) => Between("⊙"),
        Operation::Pairwise(Pairwise::Divide, ..) if numbers => Between("/"),
        Operation::Pairwise(Pairwise::Divide, ..) => Between("⊘"),
        Operation::Pairwise(Pairwise::Raise, ..) => Between("^"),
        Operation::MatrixProduct { .. } => Between("·"),
        Operation::Pairwise(Pairwise::Maximum, ..) => Call("max"),
        Operation::Pairwise(Pairwise::Minimum, ..) => Call("min"),
        Operation::Entrywise(Entrywise::Negate, _) => Before("−".into()),
        Operation::Entrywise(Entrywise::Scale { factor }, _) => {
            Before(format!("{} · ", number::short(*factor)))
        }
        Operation::Entrywise(Entrywise::Power { exponent }, _) => Behind {
            text: number::significant(*exponent, 4),
            raised: true,
        },
        Operation::Transpose { .. } => Behind {
            text: "⊤".into(),
            raised: true,
        },
        Operation::Slice { start, .. } => Behind {
            text: format!("{},{}", start.0, start.1),
            raised: false,
        },
        Operation::Entrywise(Entrywise::Exp, _) => Call("exp"),
        Operation::Entrywise(Entrywise::Log, _) => Call("log"),
        Operation::Entrywise(Entrywise::Sqrt, _) => Call("sqrt"),
        Operation::Entrywise(Entrywise::Sine, _) => Call("sin"),
        Operation::Entrywise(Entrywise::Cosine, _) => Call("cos"),
        Operation::Entrywise(Entrywise::Arcsine, _) => Call("arcsin"),
        Operation::Entrywise(Entrywise::Arccosine, _) => Call("arccos"),
        Operation::Entrywise(Entrywise::Arctangent, _) => Call("arctan"),
        Operation::Entrywise(Entrywise::Cbrt, _) => Call("cbrt"),
        Operation::Entrywise(Entrywise::Erf, _) => Call("erf"),
        Operation::Entrywise(Entrywise::Sign, _) => Call("sign"),
        Operation::Entrywise(Entrywise::Floor, _) => Call("floor"),
        Operation::Entrywise(Entrywise::Tanh, _) => Call("tanh"),
        Operation::Entrywise(Entrywise::Sigmoid, _) => Call("sigmoid"),
        Operation::Entrywise(Entrywise::Relu, _) => Call("relu"),
        Operation::Entrywise(Entrywise::LeakyRelu { .. }, _) => Call("leaky relu"),
        Operation::Entrywise(Entrywise::Gelu, _) => Call("gelu"),
        Operation::Entrywise(Entrywise::GeluTanh, _) => Call("gelu tanh"),
        Operation::Entrywise(Entrywise::Silu, _) => Call("silu"),
        Operation::Entrywise(Entrywise::Absolute, _) => Call("abs"),
        Operation::Sum { .. } => Call("sum"),
        Operation::Mean { .. } => Call("mean"),
        Operation::SumRows { .. } => Call("row sums"),
        Operation::SoftmaxRows { .. } => Call("softmax"),
        Operation::LogSoftmaxRows { .. } => Call("log softmax"),
        Operation::BroadcastScalar { .. } | Operation::BroadcastColumn { .. } => Call("repeat"),
        Operation::ConcatenateRows { .. } => Call("stack"),
        Operation::ConcatenateColumns { .. } => Call("side by side"),
        // Formulas record nothing else.
        other => Call(other.name()),
    }
}

impl Trace {
    /// What a value is called: the reader's name, a constant's number, or v with its position.
    pub fn called(&self, at: usize) -> String {
        let Some(node) = self.nodes.get(at) else {
            return String::new();
        };
        match (&node.name, &node.operation) {
            (Some(name), _) => name.clone(),
            (None, None) => match node.value.get(0) {
                Some(x) if node.value.iter().all(|y| y == x) => number::short(*x),
                _ => format!("c{}", number::subscript(at)),
            },
            _ => format!("v{}", number::subscript(at)),
        }
    }

    /// The same in a formula.
    pub fn called_math(&self, at: usize) -> String {
        match self.nodes.get(at) {
            Some(node) if node.operation.is_some() => m::sub(&m::mi("v"), &m::int(at)),
            Some(node) if node.name.is_some() => super::steps::name_math(&self.called(at)),
            _ => m::mi(&self.called(at)),
        }
    }

    /// The form of a node's operation.
    pub fn form(&self, at: usize) -> Option<Form> {
        let node = self.nodes.get(at)?;
        let input = |i: &usize| {
            self.nodes
                .get(*i)
                .is_some_and(super::trace::Node::is_number)
        };
        Some(form(
            node.operation.as_ref()?,
            node.inputs.iter().all(input),
        ))
    }

    /// What stands on a node's box: its name, its number, or its operation.
    pub fn symbol(&self, at: usize) -> String {
        match self.form(at) {
            Some(Form::Between("·")) if self.nodes.get(at).is_some_and(is_product) => {
                "matrix ·".into()
            }
            Some(Form::Between("·")) => "×".into(),
            Some(Form::Between(sign)) => sign.into(),
            Some(Form::Call(name)) => name.into(),
            Some(Form::Before(text)) => {
                text.trim_end_matches([' ', '·']).to_string() + {
                    if text.ends_with("· ") { " ×" } else { "" }
                }
            }
            Some(Form::Behind { text, raised: true }) if text == "⊤" => "transpose".into(),
            Some(Form::Behind { text, raised: true }) => format!("^ {text}"),
            Some(Form::Behind { text, .. }) => format!("[{text}]"),
            None => self.called(at),
        }
    }

    /// What a node computes, in plain signs: `v₃ = a · b`.
    pub fn equation(&self, at: usize) -> String {
        let (Some(form), Some(node)) = (self.form(at), self.nodes.get(at)) else {
            return self.called(at);
        };
        let inputs: Vec<String> = node.inputs.iter().map(|i| self.called(*i)).collect();
        let written = match form {
            Form::Between(sign) => inputs.join(&format!(" {sign} ")),
            Form::Call(name) => format!("{name}({})", inputs.join(", ")),
            Form::Before(text) => text + &inputs.concat(),
            Form::Behind { text, raised } if raised && text != "⊤" => {
                format!("{}^{text}", inputs.concat())
            }
            Form::Behind { text, raised } if raised => inputs.concat() + &text,
            Form::Behind { text, .. } => format!("{}[{text}]", inputs.concat()),
        };
        format!("{} = {written}", self.called(at))
    }

    /// The same as parts of a formula, with `set` for each input.
    pub fn written_math(&self, at: usize, set: &dyn Fn(usize) -> String) -> String {
        let (Some(form), Some(node)) = (self.form(at), self.nodes.get(at)) else {
            return set(at);
        };
        let inputs: Vec<String> = node.inputs.iter().map(|i| set(*i)).collect();
        match form {
            Form::Between(sign) => m::parts!("{}", inputs.join(&m::mo(sign))),
            Form::Call("sqrt") => m::sqrt(&inputs.concat()),
            Form::Call("cbrt") => m::cube_root(&inputs.concat()),
            Form::Call("floor") => m::floor(&inputs.concat()),
            Form::Call("sign") => m::applied(&m::mi("sgn"), &inputs.concat()),
            Form::Call(name) => m::applied(&m::mi(name), &inputs.join(&m::mo(","))),
            Form::Before(text) => match text.strip_suffix(" · ") {
                Some(factor) => m::parts!(
                    "{} · {}",
                    format!("<mn>{}</mn>", m::escape(factor)),
                    inputs.concat()
                ),
                None => m::parts!(
                    "{} {}",
                    String::from("<mo form=\"prefix\">−</mo>"),
                    inputs.concat()
                ),
            },
            Form::Behind { text, raised } => {
                let text = format!("<mn>{}</mn>", m::escape(&text));
                let whole = if inputs.concat().contains("data-number") {
                    m::paren(&inputs.concat())
                } else {
                    inputs.concat()
                };
                if raised {
                    m::sup(&whole, &text)
                } else {
                    m::sub(&whole, &text)
                }
            }
        }
    }
}

fn is_product(node: &super::trace::Node) -> bool {
    matches!(node.operation, Some(Operation::MatrixProduct { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Open;
    use nalgebra::dmatrix;

    #[test]
    fn every_operation_that_a_formula_records_is_written() {
        let texts = [
            ("a*b + a/b - 2a", "v₂ = a · b|v₃ = a / b"),
            ("-(a^3)", "v₂ = a^3|v₃ = −v₂"),
            ("sin(a)/cos(b)", "v₂ = sin(a)|v₃ = cos(b)"),
            ("max(a, b)", "v₂ = max(a, b)"),
            ("3*a + b", "v₂ = 3 · a|v₃ = v₂ + b"),
            ("floor(a) + sign(b)", "v₂ = floor(a)|v₃ = sign(b)"),
            ("cbrt(a) + erf(b)", "v₂ = cbrt(a)|v₃ = erf(b)"),
            ("asin(a) + acos(b)", "v₂ = arcsin(a)|v₃ = arccos(b)"),
            ("atan(a) b", "v₂ = arctan(a)"),
        ];
        for (text, expected) in texts {
            let values = [("a".into(), dmatrix![2.0]), ("b".into(), dmatrix![3.0])];
            let trace = Trace::of(&Open::known(text), &values, None).unwrap();
            for (i, expected) in expected.split('|').enumerate() {
                assert_eq!(trace.equation(2 + i), expected, "{text}");
            }
        }
        let values = [
            ("W".into(), dmatrix![2.0, 1.0; 0.0, 1.0]),
            ("x".into(), dmatrix![1.0; 2.0]),
        ];
        let trace = Trace::of(&Open::known("log(softmax(W*x)[1])"), &values, None).unwrap();
        let symbols: Vec<String> = (0..trace.nodes.len()).map(|at| trace.symbol(at)).collect();
        assert_eq!(
            symbols,
            [
                "W",
                "x",
                "matrix ·",
                "transpose",
                "softmax",
                "transpose",
                "[1,0]",
                "log"
            ]
        );
    }
}
