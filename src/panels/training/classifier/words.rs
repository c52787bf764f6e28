//! The words around the numbers: sentence, formula, question.

use super::points::points;
use super::read::Numbers;
use super::session::Session;
use super::{Classifier, ClassifierState};
use crate::contract::prelude::*;
use tex::tex_block;

/// `2–4–2–1`
fn shape(state: &ClassifierState) -> String {
    let sizes: Vec<String> = state.sizes().iter().map(usize::to_string).collect();
    sizes.join("–")
}

/// How many parameters the network has.
pub fn count(state: &ClassifierState) -> usize {
    state.sizes().windows(2).map(|w| w[0] * w[1] + w[1]).sum()
}

pub fn sentence(state: &ClassifierState, n: &Numbers) -> String {
    let guess = std::f64::consts::LN_2;
    let beside = if n.learned.loss > 1.05 * guess {
        "more than"
    } else if n.learned.loss > 0.95 * guess {
        "about"
    } else {
        "less than"
    };
    let steps = match n.step {
        0 => "Before the first step".to_string(),
        steps => format!("After {}", number::count(steps as usize, "step")),
    };
    let held_out = match n.held_out {
        Some(score) => format!(
            " On held-out points its loss is {} and its accuracy {}.",
            number::rounded(score.loss),
            number::percent(score.accuracy)
        ),
        None => String::new(),
    };
    format!(
        "{steps} the network {} ({}) has a loss of {} per point, {beside} the 0.693 of probability ½ \
         for every point, and an accuracy of {} on {} ({}).{held_out}",
        shape(state),
        number::count(count(state), "parameter"),
        number::measured(n.learned.loss, "nat"),
        number::percent(n.learned.accuracy),
        number::count(n.count, "point"),
        state.data.words(),
    )
}

impl Words for Classifier {
    fn formula(state: &ClassifierState, reading: &Reading) -> Formula {
        let mut formula = Formula::fixed(
            tex_block!(
                r"\tint{loss}{L} = -\frac{1}{\live{n}} \sum_i \ln p_{y_i}(x_i) = \tint{loss}{\live{loss}} \;\mathrm{nats}, \qquad p_1 = \frac{1}{1+e^{-o}}, \quad p_0 = 1 - p_1"
            ),
            &[("loss", reading.scalar("loss"))],
        );
        formula.live.push(("n", points(state).0.len().to_string()));
        formula
    }

    fn question(state: &ClassifierState) -> Question<ClassifierState> {
        if state.sizes().iter().sum::<usize>().is_multiple_of(2) {
            first_step(state)
        } else {
            numbers_to_learn(state)
        }
    }
}

fn numbers_to_learn(state: &ClassifierState) -> Question<ClassifierState> {
    let right = count(state);
    let biases: usize = state.sizes()[1..].iter().sum();
    let mut options = [biases, right - biases, right, right + 2];
    // Not always at the same place.
    let turn = right % options.len();
    options.rotate_left(turn);

    let terms: Vec<String> = state
        .sizes()
        .windows(2)
        .map(|w| format!("{}·{} + {}", w[0], w[1], w[1]))
        .collect();
    Question::new(
        format!(
            "How many parameters does the network {} have?",
            shape(state)
        ),
        options.map(|n| (n.to_string(), n == right)),
        format!(
            "Each layer has a weight for every pair of units that it connects, and a bias for \
             every output unit: {} = {right}. With the initial parameters of seed {}, the loss is \
             {} per point.",
            terms.join(" + "),
            state.seed,
            number::measured(
                Session::new(state).map_or(f64::NAN, |mut s| s.moment().loss),
                "nat"
            )
        ),
    )
}

/// What the first step does to the loss over all points.
fn first_step(state: &ClassifierState) -> Question<ClassifierState> {
    let losses = Session::new(state).ok().map(|mut session| {
        let before = session.moment().loss;
        let stopped = session.step(None).is_err();
        (before, session.moment().loss, stopped)
    });
    let (before, after, stopped) = losses.unwrap_or((f64::NAN, f64::NAN, true));
    let rises = stopped || after > before;
    let falls = !rises && after < 0.99 * before;
    Question::new(
        format!(
            "One step is made, with {} and learning rate {}, on {}. What does the loss over all points do?",
            state.optimiser.name(),
            number::rounded(state.rate),
            if state.batch == 1 {
                "one point".into()
            } else {
                format!("at most {}", number::count(state.batch, "point"))
            }
        ),
        [
            ("It falls by more than 1 %", falls),
            ("It rises", rises),
            (
                "It falls by at most 1 %, or doesn’t change",
                !rises && !falls,
            ),
        ],
        format!(
            "It goes from {} to {}. A short enough step lowers the loss of its own batch, but not \
             always that of the other points.",
            number::rounded(before),
            number::rounded(after)
        ),
    )
}
