//! The words around the numbers: sentence, formula, question.

use super::SoftmaxJacobian;
use super::read::{bounded, probabilities};
use super::state::{HOTTEST, SoftmaxState};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;

pub fn sentence(state: &SoftmaxState, sigma: &[f64], jacobian: &DMatrix<f64>) -> String {
    let top = argmax(sigma);
    let own = jacobian[(top, top)];
    let known = probabilities(state);
    // As large, up to rounding; both are off by as much.
    let alike = |i: usize| lists::ties(sigma, i, 2.0 * known.get(i).map_or(0.0, |p| p.off));
    let head = format!(
        "With T = {}, σ{} = {} is the largest probability{}.",
        number::rounded(state.temperature),
        subscript(top),
        number::percent(sigma[top]),
        match alike(top).len() {
            1 => String::new(),
            count => format!(", one of {count} equal ones"),
        }
    );
    if own.abs() < 1e-6 {
        return format!(
            "{head} The softmax is saturated here: its derivatives are almost 0, so almost no \
             gradient passes."
        );
    }
    let next = (0..sigma.len())
        .filter(|&j| j != top)
        .max_by(|&a, &b| sigma[a].total_cmp(&sigma[b]))
        .unwrap_or(0);
    let others = alike(next).into_iter().filter(|j| *j != top);
    let most = if others.count() > 1 {
        "and others change most"
    } else {
        "changes most"
    };
    format!(
        "{head} If z{t} rises slightly, σ{t} changes by {} per unit of z{t}; of the others, σ{p} \
         {most}, by {}.",
        number::rounded(own),
        number::rounded(jacobian[(next, top)]),
        t = subscript(top),
        p = subscript(next),
    )
}

impl Words for SoftmaxJacobian {
    fn formula(state: &SoftmaxState, reading: &Reading) -> Formula {
        let top = argmax(reading.vector("softmax"));
        entry(state, reading, top, top)
    }

    fn question(state: &SoftmaxState) -> Question<SoftmaxState> {
        let doubled = 2.0 * state.temperature <= HOTTEST;
        let next = SoftmaxState {
            temperature: if doubled {
                2.0 * state.temperature
            } else {
                0.5 * state.temperature
            },
            z: state.z.clone(),
        };
        let steepest = |state: &SoftmaxState| {
            let entries = bounded(state, None);
            let larger = |a: Bounded, b: &Bounded| if b.value > a.value { *b } else { a };
            entries
                .iter()
                .fold(Bounded::exact(f64::NEG_INFINITY), larger)
        };
        let (now, then) = (steepest(state), steepest(&next));
        let rounding = now.off + then.off;
        let (now, then) = (now.value, then.value);
        Question::new(
            format!(
                "The temperature {} from {} to {}. What happens to the largest entry of the Jacobian?",
                if doubled { "doubles" } else { "is halved" },
                number::rounded(state.temperature),
                number::rounded(next.temperature)
            ),
            trend(now, then, rounding, ["It grows", "It shrinks", "It stays the same, up to rounding"]),
            format!(
                "It goes from {} to {}. A higher temperature has two effects: it divides every \
                 entry by more, and it makes the probabilities more equal, which makes σᵢ(1 − σᵢ) \
                 larger where one of them is close to 1.",
                number::rounded(now),
                number::rounded(then)
            ),
        ).then(next)
    }
}

/// `∂σᵢ/∂zⱼ = σᵢ(δᵢⱼ − σⱼ)/T = …` with the numbers of one entry.
pub fn entry(state: &SoftmaxState, reading: &Reading, i: usize, j: usize) -> Formula {
    let sigma = reading.vector("softmax");
    let jacobian = reading.matrix("jacobian");
    let (Some(si), Some(sj), Some(value)) = (sigma.get(i), sigma.get(j), jacobian.get((i, j)))
    else {
        return Formula::default();
    };
    let index = |base: &str, i: usize| m::sub(&m::mi(base), &m::int(i));
    let weight = |x: f64| Tint::Weight.of(m::factor(x));
    let same = if i == j { "1" } else { "0" };
    let mut parts = vec![
        m::frac(
            &format!("{}{}", m::mo("∂"), index("σ", i)),
            &format!("{}{}", m::mo("∂"), index("z", j)),
        ),
        m::mo("="),
    ];
    let product = m::parts!("{} · ( {} − {} )", weight(*si), m::mi(same), weight(*sj));
    parts.push(if state.temperature == 1.0 {
        product
    } else {
        m::frac(&product, &m::mn(state.temperature))
    });
    parts.push(m::mo("="));
    parts.push(Tint::Gradient.of(*value));
    Formula::built(&parts)
}
