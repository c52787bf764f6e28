//! The words around the numbers: sentence, formula, question.

use super::Backpropagation;
use super::read::reading;
use super::state::BackpropagationState;
use super::steps::{listed, name_math, said, said_of, says};
use super::trace::{Fault, Trace};
use crate::contract::prelude::*;
use crate::expression::{Known, number_for, typeset_node};
use numeric_core::expression::Node;

/// Most names whose gradients are said one by one.
const SAID: usize = 6;

pub fn sentence(state: &BackpropagationState, trace: &Trace) -> String {
    if !trace.value().is_finite() {
        return "At these values the formula has no finite value and so no gradient: a function in \
                it is undefined, or a number on the way is infinite or beyond the largest double, about \
                1.8·10³⁰⁸."
            .into();
    }
    let moment = state.moment(trace);
    if trace.moments().last() == Some(&moment) {
        summary(state, trace)
    } else {
        says(trace, moment)
    }
}

/// The result of both passes.
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
            format!(" {name} is used {times}, but only the last gradient is kept.")
        } else if numbers.is_empty() {
            format!(" {name} is used {times}, and the gradients of its uses are added.")
        } else {
            format!(
                " {name} is used {times}, and its gradient is the sum over its uses: {}.",
                number_sum(&numbers)
            )
        }
    });
    format!(
        "L = {}. The backward pass gives every gradient: {}{more}.{}",
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
        let (reading, known) = reading(state, None);
        let names: Vec<String> = entries(&reading)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        // At the last step there is nothing more to show.
        let end = || {
            let mut end = state.clone();
            end.go_to(end.last());
            (end != *state).then_some(end)
        };
        if known.is_empty() || known.iter().any(|k| k.slope.is_nan()) {
            return Question::whether(
                "Does L have a gradient at these values?",
                false,
                "A function in the formula is undefined or infinite there.",
            );
        }
        let sizes: Vec<f64> = known.iter().map(size).collect();
        let first = argmax(&sizes);
        let largest = sizes.at(first);
        let off = |i: usize| known.get(i).map(|k| k.off).filter(|off| off.is_finite());
        let off = |i: usize| off(i).unwrap_or(0.0);
        // What isn't known may be the largest of all.
        let below = |k: &Known| k.slope.abs() + k.off < largest - off(first);
        let mut named = names.iter().zip(&known);
        if let Some((name, k)) = named.find(|(_, k)| k.is_lost() && !below(k)) {
            return Question::whether(
                "Can the gradient be computed with doubles at these values?",
                false,
                format!(
                    "Nothing is known of ∂L/∂{name}. {}",
                    k.reason().unwrap_or_default()
                ),
            );
        }
        if let ([name], [k]) = (names.as_slice(), known.as_slice()) {
            return alone(name, k.seen(), end());
        }
        // All that may be the largest.
        let best: Vec<usize> = (0..sizes.len())
            .filter(|i| {
                let size = sizes.at(*i);
                size == largest || largest - size <= off(*i) + off(first)
            })
            .collect();
        let because = if best.len() > 1 {
            format!(
                "{} of the {} have a gradient of size {}, the largest.",
                best.len(),
                number::count(names.len(), "entry"),
                number::rounded(largest)
            )
        } else {
            let name = names.get(first).map_or("", String::as_str);
            let x = known.get(first).map_or(f64::NAN, Known::seen);
            let changes = if x.is_finite() {
                format!(
                    "when {name} grows by 0.001, L {} by about {}",
                    if x < 0.0 { "falls" } else { "grows" },
                    number::rounded(0.001 * x.abs())
                )
            } else {
                beyond(name)
            };
            let x = number::rounded(x);
            format!("∂L/∂{name} = {x} is the largest in size: {changes}.")
        };
        Question::new(
            "Each input entry in turn is changed by the same small amount. Which one changes L \
             most?",
            choices(&names, &best),
            because,
        )
        .then(end())
    }
}

/// The size of a gradient, NaN where nothing is known of it.
fn size(known: &Known) -> f64 {
    if known.is_lost() {
        f64::NAN
    } else {
        known.seen().abs()
    }
}

/// What an infinite gradient says.
fn beyond(name: &str) -> String {
    format!("L changes by far more than {name} does, if that change is small enough")
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

/// Some names to choose from, the right one among them.
fn choices(all: &[String], best: &[usize]) -> Vec<(String, bool)> {
    let right = best.first().copied().unwrap_or(0);
    // A few around the right one, in the order of the names.
    let count = all.len().min(4);
    let from = right.saturating_sub(right % count).min(all.len() - count);
    let mut options: Vec<(String, bool)> = (from..from + count)
        .map(|i| (format!("Only {}", all[i]), best == [i]))
        .collect();
    options.push(("Several entries equally".into(), best.len() > 1));
    options
}

/// The question where there is one entry only.
fn alone(name: &str, x: f64, then: Option<BackpropagationState>) -> Question<BackpropagationState> {
    let slope = format!("∂L/∂{name} = {}", number::rounded(x));
    Question::new(
        format!("{name} is increased slightly. What does L do, to first order?"),
        [
            ("It rises", x > 0.0),
            ("It falls", x < 0.0),
            ("It doesn’t change", x == 0.0),
        ],
        if x.is_finite() {
            format!("L changes by {slope} per unit.")
        } else {
            format!("{slope}: {}.", beyond(name))
        },
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
        assert_eq!(q.right(), Some("Only a"));
        let q = Backpropagation::question(&state("a + b", "a:2,b:-3"));
        assert_eq!(q.answer(), 2);
        let q = Backpropagation::question(&state("a + 1.0000000001b", "a:2,b:-3"));
        assert_eq!(q.right(), Some("Only b"));
        let q = Backpropagation::question(&state("-a", "a:2"));
        assert_eq!(q.right(), Some("It falls"));
        let q = Backpropagation::question(&state("sum(W .* W)", "W:1,2,3;4,5,-6"));
        assert_eq!(q.right(), Some("Only W[1][2]"));
        let q = Backpropagation::question(&state("log(a)", "a:-2"));
        assert_eq!(q.answer(), 1);
    }

    #[test]
    fn an_infinite_gradient_is_the_largest() {
        let q = Backpropagation::question(&state("sqrt(a) + b", "a:0,b:1"));
        assert_eq!(q.right(), Some("Only a"));
        assert!(q.because.contains("∂L/∂a = ∞ is"), "{}", q.because);
        let q = Backpropagation::question(&state("sqrt(a) + sqrt(b)", "a:0,b:0"));
        assert_eq!(q.answer(), 2);
    }

    #[test]
    fn each_entry_counts_as_well_as_it_is_known() {
        // Three digits of the first entry are known, and fifteen of the others.
        let text = "sum(sin(k .* k .* a) ./ (k .* k))";
        let q = Backpropagation::question(&state(text, "k:1e6,1,1,a:1,0.1,0.1000001"));
        assert_eq!(q.options[q.answer()].says, "Only a[1]", "{}", q.because);
    }

    #[test]
    fn what_is_not_known_is_not_the_largest() {
        for text in ["1e17*a - 1e17*a + a*0 + sin(1e17*a) + b", "sin(1e20*a)"] {
            let values = if text.contains('b') {
                "a:1.1,b:2"
            } else {
                "a:1.1"
            };
            let q = Backpropagation::question(&state(text, values));
            assert!(q.prompt.contains("doubles"), "{text}: {}", q.prompt);
        }
    }
}
