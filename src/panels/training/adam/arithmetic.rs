//! What one step computes, with its numbers.

use super::state::AdamState;
use crate::contract::prelude::*;

/// Both averages, both corrections and the step at t (from 0), line by line; none where there is no
/// such step.
pub fn arithmetic(state: &AdamState, reading: &Reading, t: usize) -> Vec<Formula> {
    let at = |name: &str, t: usize| reading.vector(name).get(t).copied();
    let (Some(g), Some(m_now), Some(v_now), Some(m_hat), Some(v_hat), Some(step)) = (
        state.gradients.get(t).copied(),
        at("m", t),
        at("v", t),
        at("m-hat", t),
        at("v-hat", t),
        at("step", t),
    ) else {
        return Vec::new();
    };
    let before = |name| t.checked_sub(1).and_then(|t| at(name, t)).unwrap_or(0.0);
    let index = m::int(t + 1);
    let named = |letter: &str| m::sub(&m::mi(letter), &index);
    let hatted = |letter: &str| m::sub(&m::hat(letter), &index);
    let first = |inner: &str| m::tinted(Tint::First, inner);
    let second = |inner: &str| m::tinted(Tint::Second, inner);
    let gradient = |x: f64| Tint::Gradient.of(m::factor(x));
    let average = |name: String, beta: f64, before: String, new: String, now: String| {
        m::formula!(
            "{} = {} · {} + {} · {} = {}",
            name,
            beta,
            before,
            tidy(1.0 - beta),
            new,
            now
        )
    };
    let power = |beta: f64| m::sup(&m::mn(beta), &index);
    let corrected = |name: String, above: String, beta: f64, now: String| {
        let below = format!("{}{}{}", m::mn(1.0), m::mo("−"), power(beta));
        m::formula!("{} = {} = {}", name, m::frac(&above, &below), now)
    };
    vec![
        average(
            named("m"),
            state.beta1,
            first(&m::factor(before("m"))),
            gradient(g),
            first(&m::mn(m_now)),
        ),
        average(
            named("v"),
            state.beta2,
            second(&m::factor(before("v"))),
            m::sup(&gradient(g), &m::int(2)),
            second(&m::mn(v_now)),
        ),
        corrected(
            hatted("m"),
            first(&m::mn(m_now)),
            state.beta1,
            first(&m::mn(m_hat)),
        ),
        corrected(
            hatted("v"),
            second(&m::mn(v_now)),
            state.beta2,
            second(&m::mn(v_hat)),
        ),
        m::formula!(
            "Δ {} = − {} · {} = {}",
            m::sub(&m::mi("θ"), &index),
            state.rate,
            m::frac(
                &first(&m::mn(m_hat)),
                &format!(
                    "{}{}{}",
                    m::sqrt(&second(&m::mn(v_hat))),
                    m::mo("+"),
                    m::mn(state.epsilon)
                ),
            ),
            Tint::Model.of(step)
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::training::adam::Adam;

    #[test]
    fn five_lines_for_each_step() {
        let state = AdamState::default();
        let reading = Adam::read(&state, None);
        for t in 0..state.gradients.len() {
            assert_eq!(arithmetic(&state, &reading, t).len(), 5);
        }
        assert!(arithmetic(&state, &reading, state.gradients.len()).is_empty());
        let first = &arithmetic(&state, &reading, 0)[0].markup;
        assert!(first.contains("<mn>0.1</mn>"), "{first}");
    }
}
