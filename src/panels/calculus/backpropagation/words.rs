//! The words around the numbers: sentence, formula, question.

use super::Backpropagation;
use super::state::BackpropagationState;
use super::steps::{listed, name_math, said, said_of, says};
use super::trace::{Fault, Trace};
use crate::contract::prelude::*;
use crate::expression::{number_for, typeset_node};
use numeric_core::expression::Node;

/// Most names whose gradients are said one by one.
const SAID: usize = 6;

pub fn sentence(state: &BackpropagationState, trace: &Trace) -> String {
    if !trace.value().is_finite() {
        return "At these values the formula has no finite value, and so no gradient: somewhere on the \
                way a function is undefined or grows without bound."
            .into();
    }
    let moment = state.moment(trace);
    if trace.moments().last() == Some(&moment) {
        summary(state, trace)
    } else {
        says(trace, moment)
    }
}

/// What both walks have come to.
fn summary(state: &BackpropagationState, trace: &Trace) -> String {
    let named = || trace.nodes.iter().filter(|n| n.name.is_some());
    let gradients: Vec<String> = named()
        .take(SAID)
        .map(|n| {
            let name = n.name.as_deref().unwrap_or_default();
            format!("∂L/∂{name} = {}", said_of(&n.gradient))
        })
        .collect();
    let more = if state.values.len() > SAID {
        ", among others"
    } else {
        ""
    };
    let twice = named()
        .filter(|n| n.arrivals.len() > 1)
        .max_by_key(|n| n.arrivals.len());
    let twice = twice.map(|n| {
        let name = n.name.as_deref().unwrap_or_default();
        let times = match n.arrivals.len() {
            2 => "twice".to_string(),
            k => format!("{k} times"),
        };
        let numbers: Vec<String> = n
            .arrivals
            .iter()
            .filter(|a| a.amount.len() == 1)
            .map(|a| said(a.amount[0]))
            .collect();
        if trace.fault == Some(Fault::Overwrites) {
            format!(" {name} is used {times}, but only what arrived last is kept.")
        } else if numbers.is_empty() {
            format!(" {name} is used {times}, and what arrives from each use is added up.")
        } else {
            format!(
                " {name} is used {times}, and its gradient is the sum of what arrives from each use: {}.",
                number_sum(&numbers)
            )
        }
    });
    format!(
        "L = {}. One walk back gives every gradient: {}{more}.{}",
        said(trace.value()),
        listed(&gradients),
        twice.unwrap_or_default()
    )
}

/// `2 − 3 + 1`
fn number_sum(numbers: &[String]) -> String {
    let mut text = String::new();
    for (i, x) in numbers.iter().enumerate() {
        match (i, x.strip_prefix('−')) {
            (0, _) => text.push_str(x),
            (_, Some(size)) => text.push_str(&format!(" − {size}")),
            _ => text.push_str(&format!(" + {x}")),
        }
    }
    text
}

impl Words for Backpropagation {
    fn formula(state: &BackpropagationState, reading: &Reading) -> Formula {
        let numbers = |name: &str| match state.values.iter().find(|(known, _)| known == name) {
            Some((_, value)) if value.len() == 1 => number_for(value[0]),
            _ => name_math(name),
        };
        let set = |variable: &dyn Fn(&str) -> String| {
            let typeset = |node: &Node| typeset_node(node, variable);
            state.expression.root().map_or_else(String::new, typeset)
        };
        let all_numbers = state.values.iter().all(|(_, v)| v.len() == 1);
        let mut first = vec![m::mi("L"), m::mo("="), set(&name_math)];
        if all_numbers {
            first.extend([m::mo("="), set(&numbers)]);
        }
        first.extend([m::mo("="), Tint::Value.of(reading.scalar("value"))]);
        let mut lines = vec![m::row(&first)];
        let scalars = state.values.iter().filter(|(_, v)| v.len() == 1);
        let slopes: Vec<String> = scalars
            .take(SAID)
            .map(|(name, _)| {
                m::parts!(
                    "{} = {}",
                    m::frac(
                        &m::parts!("{} L", m::mi("∂")),
                        &m::parts!("{} {}", m::mi("∂"), name_math(name)),
                    ),
                    Tint::Gradient.of(reading.scalar(&format!("gradient.{name}")))
                )
            })
            .collect();
        if !slopes.is_empty() {
            lines.push(slopes.join("<mspace width=\"1.2em\"/>"));
        }
        m::formula!("{}", m::lines(&lines))
    }

    fn question(state: &BackpropagationState) -> Question<BackpropagationState> {
        let reading = Backpropagation::read(state, None);
        let all = entries(&reading);
        // Where the walk has come to its end already there is nothing more to go to.
        let end = || {
            let mut end = state.clone();
            end.go_to(end.last());
            (end != *state).then_some(end)
        };
        if all.iter().any(|(_, x)| x.is_nan()) {
            return Question::new(
                "Does L have a gradient at these values?",
                ["Yes", "No"],
                1,
                "Somewhere on the way a function is undefined or grows without bound there.",
            );
        }
        if all.len() == 1 {
            return alone(&all, end());
        }
        let largest = all.iter().map(|(_, x)| x.abs()).fold(0.0, f64::max);
        let best: Vec<usize> = (0..all.len())
            .filter(|i| all[*i].1.abs() >= largest * (1.0 - 1e-9))
            .collect();
        let (answer, options) = choices(&all, &best);
        let because = if best.len() > 1 {
            format!(
                "Of {} entries more than one has a gradient of size {}, the largest there is.",
                all.len(),
                number::rounded(largest)
            )
        } else {
            let (name, x) = best
                .first()
                .and_then(|i| all.get(*i))
                .cloned()
                .unwrap_or_default();
            format!(
                "∂L/∂{name} = {} is the largest in size: when {name} grows by 0.001, L {} by about {}.",
                number::rounded(x),
                if x < 0.0 { "falls" } else { "grows" },
                number::rounded(0.001 * x.abs())
            )
        };
        Question::new(
            "One of the inputs is moved by the same small amount. Which moves L most?",
            options,
            answer,
            because,
        )
        .then(end())
    }
}

/// Name of an entry with its gradient, of all names.
pub fn entries(reading: &Reading) -> Vec<(String, f64)> {
    let gradients = reading.readouts.iter().filter(|r| r.name != "value");
    let bare = |(name, x): (String, f64)| {
        let short = name.strip_prefix("gradient.").unwrap_or(&name);
        (short.to_string(), x)
    };
    gradients.flat_map(|r| r.entries()).map(bare).collect()
}

/// Some names to choose from, the right one among them, and the place of the right answer.
fn choices(all: &[(String, f64)], best: &[usize]) -> (usize, Vec<String>) {
    let right = best.first().copied().unwrap_or(0);
    // A few around the right one, in the order of the names.
    let count = all.len().min(4);
    let from = right.saturating_sub(right % count).min(all.len() - count);
    let mut options: Vec<String> = all[from..from + count]
        .iter()
        .map(|(n, _)| n.clone())
        .collect();
    options.push("several move it alike".into());
    let answer = if best.len() > 1 { count } else { right - from };
    (answer, options)
}

fn alone(
    all: &[(String, f64)],
    then: Option<BackpropagationState>,
) -> Question<BackpropagationState> {
    let (name, x) = all.first().cloned().unwrap_or_default();
    let answer = if x > 0.0 {
        0
    } else if x < 0.0 {
        1
    } else {
        2
    };
    Question::new(
        format!("{name} grows a little. What does L do?"),
        ["It grows", "It falls", "It hardly moves"],
        answer,
        format!(
            "∂L/∂{name} = {}, whose sign is the direction that L takes.",
            number::rounded(x)
        ),
    )
    .then(then)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(text: &str, values: &str) -> BackpropagationState {
        BackpropagationState::known(text, values)
    }

    #[test]
    fn the_summary_adds_up() {
        let mut state = state("a*b + a", "a:2,b:-3");
        state.go_to(state.last());
        let text = Backpropagation::read(&state, None).sentence;
        assert!(
            text.contains("a is used twice") && text.contains("1 − 3"),
            "{text}"
        );
        assert!(text.contains("∂L/∂b = 2"), "{text}");
    }

    #[test]
    fn questions_have_right_answers() {
        let q = Backpropagation::question(&state("a*b", "a:2,b:-3"));
        assert_eq!(q.options[q.answer], "a");
        let q = Backpropagation::question(&state("a + b", "a:2,b:-3"));
        assert_eq!(q.answer, 2);
        let q = Backpropagation::question(&state("-a", "a:2"));
        assert_eq!(q.options[q.answer], "It falls");
        let q = Backpropagation::question(&state("sum(W .* W)", "W:1,2,3;4,5,-6"));
        assert_eq!(q.options[q.answer], "W[1][2]");
        let q = Backpropagation::question(&state("log(a)", "a:-2"));
        assert_eq!(q.answer, 1);
    }
}
