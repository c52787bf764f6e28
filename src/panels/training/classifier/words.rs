//! The words around the numbers: sentence, formula, question.

use super::points::{Data, points};
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

/// How many numbers the network learns.
pub fn count(state: &ClassifierState) -> usize {
    state.sizes().windows(2).map(|w| w[0] * w[1] + w[1]).sum()
}

pub fn sentence(state: &ClassifierState, n: &Numbers) -> String {
    let guess = std::f64::consts::LN_2;
    let beside = if n.learned.loss > 1.05 * guess {
        "more than the 0.693 of someone who always says one half"
    } else if n.learned.loss > 0.95 * guess {
        "about the 0.693 of someone who always says one half"
    } else {
        "where someone who always says one half has 0.693"
    };
    let steps = match n.step {
        0 => "Before its first step".to_string(),
        1 => "After one step".to_string(),
        steps => format!("After {steps} steps"),
    };
    let held_out = match n.held_out {
        Some(score) => format!(
            " On points that it doesn’t learn from it has {}, and {} right.",
            number::rounded(score.loss),
            number::percent(score.accuracy)
        ),
        None => String::new(),
    };
    format!(
        "{steps} the network {} ({} numbers to learn) has a loss of {} nats a point, {beside}, and {} \
         of the {} {} points on the right side.{held_out}",
        shape(state),
        count(state),
        number::rounded(n.learned.loss),
        number::percent(n.learned.accuracy),
        n.count,
        match state.data {
            Data::Drawn => "drawn",
            Data::Circles => "circles’",
            Data::Xor => "xor",
            Data::Spirals => "spirals’",
            Data::Gaussians => "clouds’",
        },
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
    let answer = options.iter().position(|x| *x == right).unwrap_or(0);
    let terms: Vec<String> = state
        .sizes()
        .windows(2)
        .map(|w| format!("{}·{} + {}", w[0], w[1], w[1]))
        .collect();
    Question::new(
        format!(
            "How many numbers does training change in the network {}?",
            shape(state)
        ),
        options.iter().map(usize::to_string),
        answer,
        format!(
            "Each layer has a weight for every pair of units that it joins, and a bias for every unit \
             that it leads to: {} = {right}. As seed {} draws them, before any training, they have a \
             loss of {} nats a point.",
            terms.join(" + "),
            state.seed,
            number::rounded(Session::new(state).map_or(f64::NAN, |mut s| s.moment().loss))
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
    let answer = if stopped || after > before {
        1
    } else {
        usize::from(after >= 0.99 * before) * 2
    };
    Question::new(
        format!(
            "One step is taken, with {} at the rate {}, on {}. What does the loss over all points do?",
            state.optimiser.name(),
            number::rounded(state.rate),
            if state.batch == 1 {
                "one point".into()
            } else {
                format!("at most {} points", state.batch)
            }
        ),
        [
            "It falls by a hundredth or more",
            "It rises",
            "It falls by less than a hundredth, or stays",
        ],
        answer,
        format!(
            "It goes from {} to {}. A step lowers the loss of its own batch if it is short enough; \
             what it does to all the other points it doesn’t ask.",
            number::rounded(before),
            number::rounded(after)
        ),
    )
}
