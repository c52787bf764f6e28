//! Backpropagation in steps, from the list of operations to the cost of the backward pass.

use super::Backpropagation;
use super::read::fault_of;
use super::state::BackpropagationState;
use super::steps::{back_lines, forward_line, slope_of};
use super::trace::{Moment, Trace};
use crate::contract::prelude::*;

/// Most lines of a list that are shown.
const LINES: usize = 8;

impl Derivation for Backpropagation {
    fn derivation(state: &BackpropagationState, reading: &Reading) -> Vec<Step> {
        let Some(trace) = Trace::at(state, fault_of(state, reading)) else {
            return Vec::new();
        };
        let entries: usize = state.values.iter().map(|(_, v)| v.len()).sum();
        let pass = number::plural(entries as f64, "pass");
        let operations = trace.nodes.iter().filter(|n| n.operation.is_some()).count();
        vec![
            Step::new(
                "Write the formula as a list of single operations",
                fixed!(r"v_k = \varphi_k(v_i, v_j), \quad i, j < k, \qquad L = v_n"),
                listed(forward(&trace)),
                format!(
                    "The tape records each operation when it is computed, here {}. Each reads \
                     only earlier values, so the list can be processed in order.",
                    number::count(operations, "operation")
                ),
            ),
            Step::new(
                "A value affects L through every operation that reads it",
                fixed!(
                    r"\tint{gradient}{\frac{\partial L}{\partial v_i}} = \sum_{k \text{ reads } i} \tint{gradient}{\frac{\partial L}{\partial v_k}} \cdot \tint{input}{\frac{\partial v_k}{\partial v_i}}"
                ),
                busiest(&trace),
                "The chain rule for several paths: the contributions of all paths are added. So \
                 the gradient of a value that is used twice is a sum of two terms.",
            ),
            Step::new(
                "Start at the output",
                fixed!(r"\tint{gradient}{\frac{\partial L}{\partial L}} = 1"),
                m::formula!("L = {}", Tint::Value.of(reading.scalar("value"))),
                "∂L/∂L = 1 needs no computation. The list is then processed from its end to its \
                 beginning: when a value’s turn comes, all operations that read it have been \
                 processed.",
            ),
            Step::new(
                "Multiply the upstream gradient by the local derivative",
                fixed!(
                    r"\tint{gradient}{\frac{\partial L}{\partial v_i}} \mathrel{+}= \tint{gradient}{\frac{\partial L}{\partial v_k}} \cdot \tint{input}{\frac{\partial v_k}{\partial v_i}}"
                ),
                listed(backward(&trace)),
                "Each operation needs only its own values and its upstream gradient, not the rest \
                 of the formula. So a new operation needs only its own derivative.",
            ),
            Step::new(
                "Count the passes",
                fixed!(
                    r"\text{forward mode: } \sum_i |x_i| \text{ passes}, \qquad \text{backward mode: } 1"
                ),
                m::formula!(
                    "{} {} 1 {}",
                    entries,
                    m::text(&format!(" forward {}, or ", pass)),
                    m::text(" backward pass")
                ),
                "Dual numbers need a forward pass for each entry, and finite differences need two. The \
                 backward pass gives all derivatives at once, for the cost of about two forward passes. \
                 With billions of weights and one loss, no other way is affordable.",
            ),
        ]
    }
}

fn listed(mut lines: Vec<String>) -> Formula {
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    if more {
        lines.push(m::mo("⋮"));
    }
    if lines.is_empty() {
        lines.push(m::mi("L"));
    }
    m::formula!("{}", m::lines(&lines))
}

fn forward(trace: &Trace) -> Vec<String> {
    let computed = trace
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, n)| n.operation.is_some());
    computed.map(|(at, _)| forward_line(trace, at)).collect()
}

fn backward(trace: &Trace) -> Vec<String> {
    let moments = trace.moments().into_iter();
    moments
        .flat_map(|moment| match moment {
            Moment::Backward(at) => back_lines(trace, at),
            _ => Vec::new(),
        })
        .collect()
}

/// The sum at the value that is read most often.
fn busiest(trace: &Trace) -> Formula {
    let all = trace.nodes.iter().enumerate();
    let Some((at, node)) = all.max_by_key(|(at, n)| (n.arrivals.len(), usize::MAX - at)) else {
        return m::formula!("");
    };
    let number = |x: &nalgebra::DMatrix<f64>| match x.get(0) {
        Some(x) if x.is_finite() && *x < 0.0 => m::factor(*x),
        Some(x) => m::maybe(*x),
        None => String::new(),
    };
    // Of a matrix its first entry stands for all.
    let terms: Vec<String> = node.arrivals.iter().map(|a| number(&a.amount)).collect();
    let mut parts = vec![slope_of(trace, at)];
    if node.value.len() > 1 {
        parts.push(m::text(" (its first entry)"));
    }
    if !terms.is_empty() {
        parts.extend([m::mo("="), terms.join(&m::mo("+"))]);
    }
    parts.extend([m::mo("="), Tint::Gradient.of(number(&node.gradient))]);
    Formula::built(&parts)
}
