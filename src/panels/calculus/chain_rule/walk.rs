//! The steps along the chain, forward and backward: what each computes.

use super::chain::seen;
use super::state::ChainState;
use super::words::{FUNCTIONS, QUANTITIES};
use crate::contract::prelude::*;

/// `∂L/∂name`
fn partial(name: &str) -> String {
    m::frac(&m::parts!("∂ L"), &m::parts!("∂ {}", m::mi(name)))
}

/// What a step computes: a value and its local derivative forward, a gradient backward.
pub fn arithmetic(state: &ChainState, reading: &Reading) -> Formula {
    let c = seen(state, reading);
    let space = || m::space("1.5em");
    let change = |i: usize| m::parts!("Δ {}", m::mi(QUANTITIES[i]));
    let tint = |tint: Tint, x: f64| tint.of(m::factor(x));
    let number = |tint: Tint, x: f64| tint.of(x);
    Formula::built(&match state.step {
        1 => vec![
            m::mi("w"),
            m::mo("="),
            number(Tint::Input, c.values[0]),
            space(),
            change(0),
            m::mo("="),
            number(Tint::Model, c.carried[0]),
        ],
        step @ 2..=4 => {
            let i = step - 2;
            vec![
                m::mi(QUANTITIES[i + 1]),
                m::mo("="),
                m::applied(&m::mi(FUNCTIONS[i]), &m::mn(c.values[i])),
                m::mo("="),
                number(Tint::Value, c.values[i + 1]),
                space(),
                m::applied(&m::prime(FUNCTIONS[i]), &m::mn(c.values[i])),
                m::mo("="),
                number(Tint::Matrix, c.slopes[i]),
                space(),
                change(i + 1),
                m::mo("≈"),
                tint(Tint::Matrix, c.slopes[i]),
                m::mo("·"),
                tint(Tint::Model, c.carried[i]),
                m::mo("="),
                number(Tint::Model, c.carried[i + 1]),
            ]
        }
        5 => vec![partial("L"), m::mo("="), number(Tint::Gradient, 1.0)],
        step => {
            let i = 8_usize.saturating_sub(step).min(2);
            vec![
                partial(QUANTITIES[i]),
                m::mo("="),
                partial(QUANTITIES[i + 1]),
                m::mo("·"),
                m::applied(&m::prime(FUNCTIONS[i]), &m::mi(QUANTITIES[i])),
                m::mo("="),
                tint(Tint::Gradient, c.backward[i + 1]),
                m::mo("·"),
                tint(Tint::Matrix, c.slopes[i]),
                m::mo("="),
                number(Tint::Gradient, c.backward[i]),
            ]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::ChainRule;
    use super::*;

    #[test]
    fn every_step_ends_in_its_number() {
        let numbers = [
            "1.5",
            "3",
            "0.77807",
            "2.1773",
            "1",
            "2.1773",
            "−1.3677",
            "−4.1031",
        ];
        for (i, number) in numbers.into_iter().enumerate() {
            let state = ChainState {
                step: i + 1,
                ..ChainState::default()
            };
            let reading = ChainRule::read(&state, None);
            let markup = arithmetic(&state, &reading).markup;
            let plain = number.trim_start_matches('−');
            assert!(
                markup.contains(&format!("<mn>{plain}</mn>")),
                "{i}: {markup}"
            );
        }
    }
}
