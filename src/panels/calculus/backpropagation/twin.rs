//! The tape written out in NumPy, as a person would write backpropagation by hand: a line for each
//! operation forward, and lines for each backward.

use super::Backpropagation;
use super::helpers::called;
use super::rules::taken;
use super::state::BackpropagationState;
use super::trace::{Node, Trace};
use crate::contract::prelude::*;
use numeric_core::tape::{Entrywise, Operation, Pairwise};

impl Twin for Backpropagation {
    fn twin(state: &BackpropagationState) -> String {
        let Some(trace) = Trace::at(state, None) else {
            return String::new();
        };
        let mut forward = Vec::new();
        for (at, node) in trace.nodes.iter().enumerate() {
            let note = match (&node.name, &node.operation) {
                (Some(name), _) => format!("  # {name}"),
                (None, None) => String::new(),
                _ => format!("  # {}", words(node)),
            };
            forward.push(format!("v{at} = {}{note}", value(&trace, at)));
        }
        let mut zeros = Vec::new();
        let mut backward = Vec::new();
        for (at, node) in trace.nodes.iter().enumerate() {
            if node.differentiable && at != trace.output() {
                zeros.push(format!("d{at} = np.zeros_like(v{at})"));
            }
        }
        for (at, node) in trace.nodes.iter().enumerate().rev() {
            if node.operation.is_some() && node.differentiable {
                backward.extend(back(&trace, at));
            }
        }
        let output = trace.output();
        if !trace.value().is_finite() {
            // Whatever the rules say.
            let names = 0..state.values.len();
            backward.push("# L has no finite value, and so no slope.".into());
            backward.extend(names.map(|at| format!("d{at} = d{at} * np.nan")));
        }
        let results: Vec<String> = state
            .values
            .iter()
            .enumerate()
            .map(|(at, (name, value))| {
                let number = match value.shape() {
                    (1, 1) => format!("float(d{at})"),
                    (1, _) | (_, 1) => format!("d{at}.ravel().tolist()"),
                    _ => format!("d{at}.tolist()"),
                };
                format!("    \"gradient.{name}\": {number},\n")
            })
            .collect();
        let body = format!("{}\n{}", forward.join("\n"), backward.join("\n"));
        let (math, helpers) = called(&body);
        format!(
            "import json\n{math}import numpy as np\n\nnp.seterr(all=\"ignore\")\n{helpers}\n# Forward: one \
         value after the other.\n{forward}\n\n# Backward: every gradient begins at 0, and what comes \
         from each use is added.\n{zeros}{gap}d{output} = np.float64(1.0)\n{backward}{end}\nprint(json.dumps({{\n    \
         \"value\": float(v{output}),\n{results}}}))\n",
            helpers = if helpers.is_empty() {
                String::new()
            } else {
                format!("\n\n{}\n", helpers.join("\n\n"))
            },
            forward = forward.join("\n"),
            zeros = zeros.join("\n"),
            gap = if zeros.is_empty() { "" } else { "\n" },
            backward = backward.join("\n"),
            end = if backward.is_empty() { "" } else { "\n" },
            results = results.concat(),
        )
    }
}

fn words(node: &Node) -> &'static str {
    node.operation.as_ref().map_or("", Operation::name)
}

/// Whether a value is one number, and stands as such in the program.
fn is_number(trace: &Trace, at: usize) -> bool {
    trace.nodes.get(at).is_some_and(Node::is_number)
}

/// The line that computes a value.
fn value(trace: &Trace, at: usize) -> String {
    let Some(node) = trace.nodes.get(at) else {
        return String::new();
    };
    let Some(operation) = &node.operation else {
        return if node.is_number() {
            format!("np.float64({})", numpy::float(node.value[0]))
        } else {
            numpy::matrix(&node.value)
        };
    };
    let v = |slot: usize| format!("v{}", node.inputs.get(slot).copied().unwrap_or(0));
    let number = |slot: usize| is_number(trace, node.inputs.get(slot).copied().unwrap_or(0));
    let (a, b) = (v(0), v(1));
    let (rows, columns) = node.value.shape();
    match operation {
        Operation::Pairwise(Pairwise::Add, ..) => format!("{a} + {b}"),
        Operation::Pairwise(Pairwise::Subtract, ..) => format!("{a} - {b}"),
        Operation::Pairwise(Pairwise::Multiply, ..) => format!("{a} * {b}"),
        Operation::Pairwise(Pairwise::Divide, ..) => format!("{a} / {b}"),
        Operation::Pairwise(Pairwise::Raise, ..) => format!("{a} ** {b}"),
        Operation::Pairwise(Pairwise::Maximum, ..) => format!("np.maximum({a}, {b})"),
        Operation::Pairwise(Pairwise::Minimum, ..) => format!("np.minimum({a}, {b})"),
        Operation::MatrixProduct { .. } if node.is_number() => format!("({a} @ {b})[0, 0]"),
        Operation::MatrixProduct { .. } => format!("{a} @ {b}"),
        Operation::Entrywise(Entrywise::Negate, _) => format!("-{a}"),
        Operation::Entrywise(Entrywise::Scale { factor }, _) => {
            format!("{} * {a}", numpy::float(*factor))
        }
        Operation::Entrywise(Entrywise::Power { exponent }, _) => {
            format!("{a} ** {}", numpy::float(*exponent))
        }
        Operation::Transpose { .. } => format!("{a}.T"),
        Operation::Entrywise(Entrywise::Exp, _) => format!("np.exp({a})"),
        Operation::Entrywise(Entrywise::Log, _) => format!("np.log({a})"),
        Operation::Entrywise(Entrywise::Sqrt, _) => format!("np.sqrt({a})"),
        Operation::Entrywise(Entrywise::Sine, _) => format!("np.sin({a})"),
        Operation::Entrywise(Entrywise::Cosine, _) => format!("np.cos({a})"),
        Operation::Entrywise(Entrywise::Arcsine, _) => format!("np.arcsin({a})"),
        Operation::Entrywise(Entrywise::Arccosine, _) => format!("np.arccos({a})"),
        Operation::Entrywise(Entrywise::Arctangent, _) => format!("np.arctan({a})"),
        Operation::Entrywise(Entrywise::Cbrt, _) => format!("np.cbrt({a})"),
        Operation::Entrywise(Entrywise::Erf, _) => format!("erf({a})"),
        Operation::Entrywise(Entrywise::Sign, _) => format!("np.sign({a})"),
        Operation::Entrywise(Entrywise::Floor, _) => format!("np.floor({a})"),
        Operation::Entrywise(Entrywise::Tanh, _) => format!("np.tanh({a})"),
        Operation::Entrywise(Entrywise::Sigmoid, _) => format!("sigmoid({a})"),
        Operation::Entrywise(Entrywise::Relu, _) => format!("np.maximum({a}, 0.0)"),
        Operation::Entrywise(Entrywise::LeakyRelu { leak: 0.0 }, _) => {
            format!("np.maximum({a}, 0.0)")
        }
        Operation::Entrywise(Entrywise::LeakyRelu { leak }, _) => {
            format!("np.where({a} > 0, {a}, {} * {a})", numpy::float(*leak))
        }
        Operation::Entrywise(Entrywise::Gelu, _) => format!("0.5 * {a} * erfc(-{a} / np.sqrt(2))"),
        Operation::Entrywise(Entrywise::GeluTanh, _) => {
            format!("0.5 * {a} * (1 + np.tanh(np.sqrt(2 / np.pi) * ({a} + 0.044715 * {a}**3)))")
        }
        Operation::Entrywise(Entrywise::Silu, _) => format!("{a} * sigmoid({a})"),
        Operation::Entrywise(Entrywise::Absolute, _) => format!("np.abs({a})"),
        Operation::Sum { .. } => format!("{a}.sum()"),
        Operation::Mean { .. } => format!("{a}.mean()"),
        Operation::SumRows { .. } if node.is_number() => format!("{a}.sum()"),
        Operation::SumRows { .. } => format!("{a}.sum(axis=1, keepdims=True)"),
        Operation::SoftmaxRows { .. } if node.is_number() => "np.float64(1.0)".into(),
        Operation::SoftmaxRows { .. } => format!("softmax({a})"),
        Operation::LogSoftmaxRows { .. } if node.is_number() => "np.float64(0.0)".into(),
        Operation::LogSoftmaxRows { .. } => format!("{a} - log_total({a})"),
        Operation::BroadcastScalar { .. } => format!("np.full(({rows}, {columns}), {a})"),
        Operation::BroadcastColumn { .. } if node.is_number() => a,
        Operation::BroadcastColumn { .. } if number(0) => {
            format!("np.full((1, {columns}), {a})")
        }
        Operation::BroadcastColumn { .. } => format!("np.repeat({a}, {columns}, axis=1)"),
        Operation::Slice { .. } if number(0) => a,
        Operation::Slice { start, .. } => format!("{a}[{}, {}]", start.0, start.1),
        Operation::ConcatenateColumns { .. } | Operation::ConcatenateRows { .. }
            if node.inputs.len() == 1 =>
        {
            a
        }
        Operation::ConcatenateColumns { .. } => {
            let parts: Vec<String> = (0..node.inputs.len()).map(v).collect();
            format!("np.block([[{}]])", parts.join(", "))
        }
        Operation::ConcatenateRows { .. } => {
            let parts: Vec<String> = (0..node.inputs.len()).map(v).collect();
            format!("np.block([[{}]])", parts.join("], ["))
        }
        // Formulas record nothing else.
        other => format!("None  # {}", other.name()),
    }
}

/// The lines that hand the gradient of a value back to what it reads.
fn back(trace: &Trace, at: usize) -> Vec<String> {
    let Some(node) = trace.nodes.get(at) else {
        return Vec::new();
    };
    let Some(operation) = &node.operation else {
        return Vec::new();
    };
    let place = |slot: usize| node.inputs.get(slot).copied().unwrap_or(0);
    let v = |slot: usize| format!("v{}", place(slot));
    let (a, b, y, d) = (v(0), v(1), format!("v{at}"), format!("d{at}"));
    let single = |what: String| vec![what];
    let parts: Vec<String> = match operation {
        Operation::Pairwise(Pairwise::Add, ..) => vec![d.clone(), d],
        Operation::Pairwise(Pairwise::Subtract, ..) => vec![d.clone(), format!("-{d}")],
        Operation::Pairwise(Pairwise::Multiply, ..) => {
            vec![format!("{d} * {b}"), format!("{d} * {a}")]
        }
        Operation::Pairwise(Pairwise::Divide, ..) => {
            vec![format!("{d} / {b}"), format!("-{d} * {y} / {b}")]
        }
        Operation::Pairwise(Pairwise::Raise, ..) => {
            let (left, right) = (
                format!("{b} * {a} ** ({b} - 1)"),
                format!("{y} * np.log({a})"),
            );
            let any = |slot: usize| {
                let input = trace.nodes.get(place(slot));
                input.is_some_and(|n| n.value.iter().any(|x| *x == 0.0))
            };
            // 0·∞ in the rule, though the power is the same all around.
            let left = if any(1) {
                format!("np.where({b} == 0, 0.0, {left})")
            } else {
                left
            };
            let right = if any(0) {
                format!("np.where(({a} == 0) & ({b} > 0), 0.0, {right})")
            } else {
                right
            };
            vec![format!("{d} * ({left})"), format!("{d} * ({right})")]
        }
        Operation::Pairwise(Pairwise::Maximum, ..) | Operation::Pairwise(Pairwise::Minimum, ..) => {
            let sign = if matches!(operation, Operation::Pairwise(Pairwise::Maximum, ..)) {
                ">"
            } else {
                "<"
            };
            vec![
                format!("{d} * (({a} {sign} {b}) + 0.5 * ({a} == {b}))"),
                format!("{d} * (({b} {sign} {a}) + 0.5 * ({a} == {b}))"),
            ]
        }
        // What is one number stands as such, and a number has no product of matrices.
        Operation::MatrixProduct { .. } if node.is_number() => {
            vec![format!("{d} * {b}.T"), format!("{a}.T * {d}")]
        }
        Operation::MatrixProduct { .. } => vec![format!("{d} @ {b}.T"), format!("{a}.T @ {d}")],
        Operation::Entrywise(Entrywise::Negate, _) => single(format!("-{d}")),
        Operation::Entrywise(Entrywise::Scale { factor }, _) => {
            single(format!("{} * {d}", numpy::float(*factor)))
        }
        Operation::Entrywise(Entrywise::Power { exponent }, _) if *exponent == 0.0 => {
            single(format!("0.0 * {d}"))
        }
        Operation::Entrywise(Entrywise::Power { exponent }, _) => single(format!(
            "{d} * {} * {a} ** {}",
            numpy::float(*exponent),
            numpy::float(exponent - 1.0)
        )),
        Operation::Transpose { .. } => single(format!("{d}.T")),
        Operation::Entrywise(Entrywise::Exp, _) => single(format!("{d} * {y}")),
        Operation::Entrywise(Entrywise::Log, _) => single(format!("{d} / {a}")),
        Operation::Entrywise(Entrywise::Sqrt, _) => single(format!("{d} * 0.5 / {y}")),
        Operation::Entrywise(Entrywise::Sine, _) => single(format!("{d} * np.cos({a})")),
        Operation::Entrywise(Entrywise::Cosine, _) => single(format!("-{d} * np.sin({a})")),
        Operation::Entrywise(Entrywise::Arcsine, _) => {
            single(format!("{d} / np.sqrt((1 - {a}) * (1 + {a}))"))
        }
        Operation::Entrywise(Entrywise::Arccosine, _) => {
            single(format!("-{d} / np.sqrt((1 - {a}) * (1 + {a}))"))
        }
        Operation::Entrywise(Entrywise::Arctangent, _) => single(format!("{d} / (1 + {a} * {a})")),
        Operation::Entrywise(Entrywise::Cbrt, _) => single(format!("{d} / (3 * {y} * {y})")),
        Operation::Entrywise(Entrywise::Erf, _) => {
            single(format!("{d} * 2 / np.sqrt(np.pi) * np.exp(-{a} * {a})"))
        }
        Operation::Entrywise(Entrywise::Sign | Entrywise::Floor, _) => {
            return vec![format!("d{} += 0.0  # the same all around", place(0))];
        }
        Operation::Entrywise(Entrywise::Tanh, _) => single(format!("{d} / np.cosh({a}) ** 2")),
        Operation::Entrywise(Entrywise::Sigmoid, _) => single(format!("{d} * {y} * sigmoid(-{a})")),
        Operation::Entrywise(Entrywise::Relu, _) => single(format!("{d} * ({a} > 0)")),
        Operation::Entrywise(Entrywise::LeakyRelu { leak }, _) => single(format!(
            "{d} * np.where({a} > 0, 1.0, {})",
            numpy::float(*leak)
        )),
        Operation::Entrywise(Entrywise::Gelu, _) => single(format!(
            "{d} * (0.5 * erfc(-{a} / np.sqrt(2)) + {a} * np.exp(-{a} * {a} / 2) / np.sqrt(2 * np.pi))"
        )),
        Operation::Entrywise(Entrywise::GeluTanh, _) => {
            return vec![
                format!("t = np.tanh(np.sqrt(2 / np.pi) * ({a} + 0.044715 * {a}**3))"),
                format!(
                    "d{} += {}",
                    place(0),
                    taken(
                        trace,
                        at,
                        0,
                        format!(
                            "{d} * 0.5 * (1 + t + {a} * (1 - t * t) * np.sqrt(2 / np.pi) * (1 + 0.134145 * {a} * {a}))"
                        )
                    )
                ),
            ];
        }
        Operation::Entrywise(Entrywise::Silu, _) => {
            single(format!("{d} * sigmoid({a}) * (1 + {a} * sigmoid(-{a}))"))
        }
        Operation::Entrywise(Entrywise::Absolute, _) => single(format!("{d} * np.sign({a})")),
        // What is the same everywhere fits every entry.
        Operation::Sum { .. } | Operation::SumRows { .. } => single(d),
        Operation::Mean { .. } => single(format!("{d} / {a}.size")),
        Operation::SoftmaxRows { .. } | Operation::LogSoftmaxRows { .. } if node.is_number() => {
            single(format!("0.0 * {d}"))
        }
        Operation::SoftmaxRows { .. } => single(format!(
            "{y} * ({d} - ({d} * {y}).sum(axis=1, keepdims=True))"
        )),
        Operation::LogSoftmaxRows { .. } => single(format!(
            "{d} - np.exp({y}) * {d}.sum(axis=1, keepdims=True)"
        )),
        Operation::BroadcastScalar { .. } => single(format!("{d}.sum()")),
        Operation::BroadcastColumn { .. } if is_number(trace, place(0)) => {
            single(format!("{d}.sum()"))
        }
        Operation::BroadcastColumn { .. } => single(format!("{d}.sum(axis=1, keepdims=True)")),
        Operation::Slice { .. } if is_number(trace, place(0)) => single(d),
        Operation::Slice { start, .. } => {
            return vec![format!("d{}[{}, {}] += {d}", place(0), start.0, start.1)];
        }
        Operation::ConcatenateColumns { .. } => pieces(trace, node, &d, false),
        Operation::ConcatenateRows { .. } => pieces(trace, node, &d, true),
        _ => Vec::new(),
    };
    parts
        .into_iter()
        .enumerate()
        .filter(|(slot, _)| {
            let input = trace.nodes.get(place(*slot));
            input.is_some_and(|n| n.differentiable)
        })
        .map(|(slot, part)| format!("d{} += {}", place(slot), taken(trace, at, slot, part)))
        .collect()
}

/// The pieces of a gradient that go to parts that were put together.
fn pieces(trace: &Trace, node: &Node, d: &str, by_rows: bool) -> Vec<String> {
    let mut start = 0;
    let mut pieces = Vec::new();
    for input in &node.inputs {
        let shape = trace.nodes.get(*input).map_or((1, 1), |n| n.value.shape());
        let length = if by_rows { shape.0 } else { shape.1 };
        let range = if length == 1 && shape == (1, 1) {
            start.to_string()
        } else {
            format!("{start}:{}", start + length)
        };
        let across = if shape == (1, 1) { "0" } else { ":" };
        pieces.push(if node.inputs.len() == 1 {
            d.to_string()
        } else if by_rows {
            format!("{d}[{range}, {across}]")
        } else {
            format!("{d}[{across}, {range}]")
        });
        start += length;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Open;

    #[test]
    fn a_person_could_have_written_it() {
        let state = BackpropagationState::of(Open::known("tanh(a*b + a)"), "a:2,b:-3").unwrap();
        let program = Backpropagation::twin(&state);
        for line in [
            "v0 = np.float64(2.0)  # a",
            "v2 = v0 * v1  # multiply",
            "v4 = np.tanh(v3)  # tanh",
            "d4 = np.float64(1.0)",
            "d3 += d4 / np.cosh(v3) ** 2",
            "d0 += d2 * v1",
            "    \"gradient.a\": float(d0),",
        ] {
            assert!(program.lines().any(|l| l == line), "{line}\n{program}");
        }
        assert!(program.ends_with("}))\n"));
    }
}
