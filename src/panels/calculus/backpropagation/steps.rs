//! A moment of the forward or backward pass in words and as a formula with its numbers.

use super::local::{Local, local};
use super::trace::{Fault, Moment, Trace};
use crate::contract::prelude::*;
use nalgebra::DMatrix;

/// A number in a sentence.
pub fn said(x: f64) -> String {
    if x.is_nan() {
        "no number".into()
    } else {
        number::rounded(x)
    }
}

/// A number in a sentence, or the shape of a matrix.
pub fn said_of(value: &DMatrix<f64>) -> String {
    match value.get(0) {
        Some(x) if value.len() == 1 => said(*x),
        _ => format!("a {}×{} matrix", value.nrows(), value.ncols()),
    }
}

/// A list in a sentence: `a, b and c`.
pub fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A name in a formula; digits behind a letter stand below: `W2` as W₂.
pub fn name_math(name: &str) -> String {
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = name.get(letters.len()..).unwrap_or_default();
    if digits.is_empty() || letters.is_empty() {
        return m::mi(name);
    }
    m::sub(&m::mi(letters), &format!("<mn>{digits}</mn>"))
}

/// The heading of a moment.
pub fn title(trace: &Trace, moment: Moment) -> String {
    match moment {
        Moment::Inputs => "Start: only the inputs are known".into(),
        Moment::Forward(at) => format!("Forward: {}", trace.equation(at)),
        Moment::Seed => "At the output: ∂L/∂L = 1".into(),
        Moment::Backward(at) => format!("Backward: {}", trace.equation(at)),
    }
}

/// What happens at a moment, as sentences. Its operation stands in the heading.
pub fn says(trace: &Trace, moment: Moment) -> String {
    match moment {
        Moment::Inputs => {
            let inputs = trace.nodes.iter().filter(|n| n.name.is_some());
            let inputs: Vec<String> = inputs
                .map(|n| {
                    format!(
                        "{} = {}",
                        n.name.as_deref().unwrap_or_default(),
                        said_of(&n.value)
                    )
                })
                .collect();
            format!(
                "Only {} {} known. The forward pass computes each value from earlier ones; the \
                 last is L.",
                listed(&inputs),
                if inputs.len() == 1 { "is" } else { "are" }
            )
        }
        Moment::Forward(at) => {
            let value = trace.nodes.get(at).map(|n| said_of(&n.value));
            let last = if at == trace.output() {
                ", which is L"
            } else {
                ""
            };
            format!(
                "{} has the value {}{last}. It is stored for the backward pass.",
                trace.called(at),
                value.unwrap_or_default()
            )
        }
        Moment::Seed => format!(
            "L = {}: the forward pass is complete. The backward pass starts with ∂L/∂L = 1.",
            said(trace.value())
        ),
        Moment::Backward(at) => backward(trace, at),
    }
}

fn backward(trace: &Trace, at: usize) -> String {
    let Some(node) = trace.nodes.get(at) else {
        return String::new();
    };
    let mut parts = Vec::new();
    let mut inputs = node.inputs.clone();
    inputs.dedup();
    for input in inputs {
        let name = trace.called(input);
        let (before, now) = trace.arrived(input, Moment::Backward(at));
        let Some(first) = now.first() else {
            continue;
        };
        let amounts: Vec<String> = now.iter().map(|a| said_of(&a.amount)).collect();
        let handed = if now.len() > 1 && first.amount.len() == 1 {
            format!("{name} gets {}", amounts.join(" + "))
        } else {
            format!(
                "{name} gets {}",
                amounts.first().cloned().unwrap_or_default()
            )
        };
        let twice = before.len() + now.len() > 1;
        parts.push(match (trace.fault, twice, first.amount.len()) {
            (Some(Fault::Overwrites), true, _) => {
                format!("{handed}, which replaces the earlier gradient")
            }
            (_, true, 1) => {
                let all = before.iter().chain(&now).map(|a| a.amount[0]);
                format!(
                    "{handed}, which is added to the earlier ones: {}",
                    said(all.sum())
                )
            }
            (_, true, _) => format!("{handed}, which is added to the earlier ones"),
            _ => handed,
        });
    }
    let upstream = said_of(&node.gradient);
    let names: Vec<String> = parts;
    if names.is_empty() {
        return format!("{} depends on constants only.", trace.called(at));
    }
    format!(
        "The upstream gradient at {} is {}. It is multiplied by each local derivative: {}.",
        trace.called(at),
        upstream,
        listed(&names)
    )
}

/// A value as part of a formula.
fn shown(value: &DMatrix<f64>) -> String {
    match value.get(0) {
        Some(x) if value.len() == 1 => m::maybe(*x),
        _ => {
            let rows = value.row_iter();
            let cells = rows.map(|row| row.iter().map(|x| m::maybe(*x)).collect());
            m::table(&cells.collect::<Vec<_>>())
        }
    }
}

/// The same as a factor.
fn factor(value: &DMatrix<f64>) -> String {
    match value.get(0) {
        Some(x) if value.len() == 1 && *x < 0.0 => m::factor(*x),
        _ => shown(value),
    }
}

/// `∂L/∂v`
pub fn slope_of(trace: &Trace, at: usize) -> String {
    if at == trace.output() && trace.form(at).is_some() {
        return partial("L", &m::mi("L"));
    }
    partial("L", &trace.called_math(at))
}

/// `∂of/∂by`
fn partial(of: &str, by: &str) -> String {
    m::frac(
        &m::parts!("{} {}", m::mi("∂"), m::mi(of)),
        &m::parts!("{} {}", m::mi("∂"), String::from(by)),
    )
}

/// The formula of a moment, in letters and in numbers.
pub fn formula(trace: &Trace, moment: Moment) -> Formula {
    let lines = match moment {
        Moment::Inputs => inputs(trace),
        Moment::Forward(at) => vec![forward_line(trace, at)],
        Moment::Seed => vec![m::parts!(
            "{} = {}",
            partial("L", &m::mi("L")),
            Tint::Gradient.of(1)
        )],
        Moment::Backward(at) => back_lines(trace, at),
    };
    m::formula!("{}", m::lines(&lines))
}

fn inputs(trace: &Trace) -> Vec<String> {
    let leaves = trace.nodes.iter().filter(|n| n.name.is_some());
    let line: Vec<String> = leaves
        .map(|n| {
            m::parts!(
                "{} = {}",
                name_math(n.name.as_deref().unwrap_or_default()),
                Tint::Value.of(shown(&n.value))
            )
        })
        .collect();
    vec![line.join("<mspace width=\"1.4em\"/>")]
}

/// `v₃ = a · b = 2 · (−3) = −6`
pub fn forward_line(trace: &Trace, at: usize) -> String {
    let numbers = |i: usize| match trace.nodes.get(i) {
        Some(node) => format!("<mrow data-number=\"\">{}</mrow>", factor(&node.value)),
        None => String::new(),
    };
    let value = trace.nodes.get(at).map(|n| shown(&n.value));
    m::parts!(
        "{} = {} = {} = {}",
        trace.called_math(at),
        trace.written_math(at, &|i| trace.called_math(i)),
        trace.written_math(at, &numbers),
        Tint::Value.of(value.unwrap_or_default())
    )
}

/// A line for each input: upstream gradient times local derivative, and the sum of all contributions.
pub fn back_lines(trace: &Trace, at: usize) -> Vec<String> {
    let Some(node) = trace.nodes.get(at) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for (slot, input) in node.inputs.iter().enumerate() {
        let (before, now) = trace.arrived(*input, Moment::Backward(at));
        let Some(place) = now.iter().position(|a| a.slot == slot) else {
            continue;
        };
        let Some(arrival) = now.get(place) else {
            continue;
        };
        lines.push(m::parts!(
            "{} {} : {} = {}",
            "to",
            trace.called_math(*input),
            product(trace, at, slot),
            Tint::Gradient.of(shown(&arrival.amount))
        ));
        let earlier: Vec<&DMatrix<f64>> = before
            .iter()
            .chain(now.iter().take(place))
            .map(|a| &a.amount)
            .collect();
        if !earlier.is_empty() {
            lines.push(added(trace, *input, &earlier, &arrival.amount));
        }
    }
    lines
}

/// Upstream times local derivative, in letters and in numbers.
fn product(trace: &Trace, at: usize, slot: usize) -> String {
    let Some(input) = trace.nodes.get(at).and_then(|n| n.inputs.get(slot)) else {
        return String::new();
    };
    let upstream = trace.upstream(at);
    let above = Tint::Gradient.of(factor(&upstream));
    let local = local(trace, at, slot);
    let (sign, first, second) = match &local {
        Some(Local::Entries(f)) if f.len() == 1 => ("·", above, factor(f)),
        Some(Local::Entries(f)) => ("⊙", above, factor(f)),
        Some(Local::Behind(f)) => ("·", above, factor(f)),
        Some(Local::Before(f)) => ("·", factor(f), above),
        Some(Local::Moved(words)) => {
            return m::parts!(
                "{} {}",
                slope_of(trace, at),
                m::text(&format!(" ({words})"))
            );
        }
        None => return slope_of(trace, at),
    };
    let own = m::frac(
        &m::parts!("{} {}", m::mi("∂"), trace.called_math(at)),
        &m::parts!("{} {}", m::mi("∂"), trace.called_math(*input)),
    );
    let letters = if matches!(local, Some(Local::Before(_))) {
        [own, m::mo(sign), slope_of(trace, at)]
    } else {
        [slope_of(trace, at), m::mo(sign), own]
    };
    m::parts!(
        "{} = {} {} {}",
        letters.concat(),
        first,
        m::mo(sign),
        Tint::Input.of(&second)
    )
}

/// `∂L/∂a = −0.76 + 1.26 = 0.5`
fn added(trace: &Trace, input: usize, earlier: &[&DMatrix<f64>], now: &DMatrix<f64>) -> String {
    let total = earlier.iter().fold(now.clone(), |sum, g| sum + *g);
    let mut parts = vec![slope_of(trace, input), m::mo("=")];
    if trace.fault == Some(Fault::Overwrites) {
        parts.push(Tint::Gradient.of(shown(now)));
        parts.push(m::text(" (the earlier gradient is lost)"));
        return m::row(&parts);
    }
    let numbers: Vec<f64> = earlier
        .iter()
        .chain([&now])
        .filter_map(|g| g.get(0).copied())
        .collect();
    if now.len() == 1 && numbers.iter().all(|x| !x.is_nan()) {
        parts.push(m::sum(&numbers));
    } else {
        let terms: Vec<String> = earlier.iter().chain([&now]).map(|g| shown(g)).collect();
        parts.push(terms.join(&m::mo("+")));
    }
    parts.push(m::mo("="));
    parts.push(Tint::Gradient.of(shown(&total)));
    m::row(&parts)
}

#[cfg(test)]
mod tests {
    use super::super::{Backpropagation, BackpropagationState};
    use super::*;

    #[test]
    fn every_step_of_every_preset_is_told() {
        for preset in Backpropagation::PRESETS {
            let mut state = BackpropagationState::default();
            (preset.change)(&mut state);
            for fault in [None, Some(Fault::Overwrites), Some(Fault::ForgetsUpstream)] {
                let trace = Trace::at(&state, fault).unwrap();
                for moment in trace.moments() {
                    assert!(!title(&trace, moment).is_empty());
                    assert!(says(&trace, moment).len() > 20, "{}", says(&trace, moment));
                    let formula = formula(&trace, moment);
                    assert!(
                        formula.markup.contains("<mn>"),
                        "{}: {moment:?}",
                        preset.name
                    );
                    assert!(!formula.markup.contains("not a number"));
                }
            }
        }
    }

    #[test]
    fn gradients_that_arrive_twice_are_added_in_view() {
        let trace = Trace::at(&BackpropagationState::default(), None).unwrap();
        let last = *trace.moments().last().unwrap();
        let text = says(&trace, last);
        assert!(text.contains("added to the earlier ones"), "{text}");
        let markup = formula(&trace, last).markup.to_string();
        let plus = markup.matches("<mo>+</mo>").count();
        assert_eq!(plus, 1, "{markup}");
    }
}
