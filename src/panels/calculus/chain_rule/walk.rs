//! The walk along the chain: what each of its steps computes.

use super::state::ChainState;
use super::words::{FUNCTIONS, QUANTITIES};
use crate::contract::Reading;
use crate::contract::mathml::{self as m, Formula};
use crate::contract::plate::Tint;

/// `∂L/∂name`
fn partial(name: &str) -> String {
    m::frac(
        &m::row(&[m::mo("∂"), m::mi("L")]),
        &m::row(&[m::mo("∂"), m::mi(name)]),
    )
}

/// What a step of the walk computes: a value and its slope forwards, a gradient backwards.
pub fn arithmetic(state: &ChainState, reading: &Reading) -> Formula {
    let value = |i: usize| match i {
        0 => state.w,
        1 => reading.scalar("h"),
        2 => reading.scalar("g"),
        _ => reading.scalar("l"),
    };
    let slope = |i: usize| reading.scalar(["dh", "dg", "df"].get(i).copied().unwrap_or_default());
    let of = |name: &str, i: usize| reading.vector(name).get(i).copied().unwrap_or(f64::NAN);
    let name = |i: usize| QUANTITIES.get(i).copied().unwrap_or_default();
    let function = |i: usize| FUNCTIONS.get(i).copied().unwrap_or_default();
    let space = || "<mspace width=\"1.5em\"/>".to_string();
    let change = |i: usize| m::row(&[m::mi("Δ"), m::mi(name(i))]);
    let tint = |tint, x: f64| m::tinted(tint, &m::factor(x));
    let number = |tint, x: f64| m::tinted(tint, &m::mn(x));
    Formula::built(&match state.step {
        1 => vec![
            m::mi("w"),
            m::mo("="),
            number(Tint::Input, value(0)),
            space(),
            change(0),
            m::mo("="),
            number(Tint::Model, of("carried", 0)),
        ],
        step @ 2..=4 => {
            let i = step - 2;
            vec![
                m::mi(name(i + 1)),
                m::mo("="),
                m::applied(&m::mi(function(i)), &m::mn(value(i))),
                m::mo("="),
                number(Tint::Value, value(i + 1)),
                space(),
                m::applied(&m::prime(function(i)), &m::mn(value(i))),
                m::mo("="),
                number(Tint::Matrix, slope(i)),
                space(),
                change(i + 1),
                m::mo("≈"),
                tint(Tint::Matrix, slope(i)),
                m::mo("·"),
                tint(Tint::Model, of("carried", i)),
                m::mo("="),
                number(Tint::Model, of("carried", i + 1)),
            ]
        }
        5 => vec![partial("L"), m::mo("="), number(Tint::Gradient, 1.0)],
        step => {
            let i = 8_usize.saturating_sub(step);
            vec![
                partial(name(i)),
                m::mo("="),
                partial(name(i + 1)),
                m::mo("·"),
                m::applied(&m::prime(function(i)), &m::mi(name(i))),
                m::mo("="),
                tint(Tint::Gradient, of("backward", i + 1)),
                m::mo("·"),
                tint(Tint::Matrix, slope(i)),
                m::mo("="),
                number(Tint::Gradient, of("backward", i)),
            ]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::contract::Read;
    use crate::panels::calculus::chain_rule::ChainRule;

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
