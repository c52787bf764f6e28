//! The words around the numbers: sentence, formula, question.

use super::ChainRule;
use super::chain::{Chain, chain, sides};
use super::state::ChainState;
use crate::contract::prelude::*;

/// The quantities along the chain.
pub const QUANTITIES: [&str; 4] = ["w", "h", "g", "L"];
/// The functions, from the inside out.
pub const FUNCTIONS: [&str; 3] = ["h", "g", "f"];

/// What a slope does to a nudge, in words.
pub fn effect(slope: f64) -> String {
    let size = slope.abs();
    let turned = if slope < 0.0 { " and turned round" } else { "" };
    if size == 0.0 {
        "swallowed".into()
    } else if !size.is_finite() {
        "blown up without bound".into()
    } else if size == 1.0 {
        if slope < 0.0 {
            "turned round"
        } else {
            "passed on as it is"
        }
        .into()
    } else if size > 1.0 {
        format!("stretched {}-fold{turned}", number::rounded(size))
    } else {
        format!("shrunk to {} of itself{turned}", number::rounded(size))
    }
}

pub fn sentence(state: &ChainState, c: &Chain) -> String {
    let n = number::rounded;
    let known = |name: &str, x: f64| {
        if x.is_nan() {
            format!("{name} has no value")
        } else {
            format!("{name} = {}", n(x))
        }
    };
    let [w, h, g, l] = c.values;
    let head = format!(
        "From w = {} come {}, {} and {}.",
        n(w),
        known("h", h),
        known("g", g),
        known("L", l)
    );
    let Some(at) = c.first_trouble() else {
        let [dh, dg, df] = c.slopes;
        if c.slopes.iter().chain([&c.product]).any(|s| s.is_nan()) {
            return format!("{head} Its slopes are beyond the numbers that a computer knows.");
        }
        return format!(
            "{head} A small nudge of w is {} on its way to h, {} on its way to g and {} on its way to L: \
             altogether dL/dw = {}.",
            effect(dh),
            effect(dg),
            effect(df),
            n(c.product)
        );
    };
    format!(
        "{head} {} has no derivative at {}, and a chain with such a link has no product of slopes.{}",
        FUNCTIONS.get(at).copied().unwrap_or_default(),
        known(
            QUANTITIES.get(at).copied().unwrap_or_default(),
            c.values.get(at).copied().unwrap_or(f64::NAN)
        ),
        all_the_same(state, l)
    )
}

/// What the whole does where one of its links has no derivative.
fn all_the_same(state: &ChainState, l: f64) -> String {
    let n = number::rounded;
    let (left, right) = sides(state);
    if !l.is_finite() || left.is_nan() || right.is_nan() {
        String::new()
    } else if left == right && left.is_finite() {
        format!(
            " All the same the whole has the slope {} there: the other links hide what is missing.",
            n(left)
        )
    } else {
        format!(
            " The whole has the slope {} on the left and {} on the right.",
            n(left),
            n(right)
        )
    }
}

/// `d a/d b`
pub fn ratio(above: &str, below: &str) -> String {
    let d = |of: &str| m::parts!("d {}", m::mi(of));
    m::frac(&d(above), &d(below))
}

impl Words for ChainRule {
    fn formula(_: &ChainState, reading: &Reading) -> Formula {
        let slope = |name: &str| Tint::Matrix.of(m::factor(reading.scalar(name)));
        let at = |f: &str, x: &str| m::applied(&m::prime(f), &m::mi(x));
        let letters = m::parts!(
            "{} = {} · {} · {} = {} · {} · {}",
            ratio("L", "w"),
            ratio("L", "g"),
            ratio("g", "h"),
            ratio("h", "w"),
            at("f", "g"),
            at("g", "h"),
            at("h", "w")
        );
        let numbers = m::parts!(
            "= {} · {} · {} = {}",
            slope("df"),
            slope("dg"),
            slope("dh"),
            Tint::Gradient.of(reading.scalar("product"))
        );
        m::formula!("{}", m::lines(&[letters, numbers]))
    }

    fn question(state: &ChainState) -> Question<ChainState> {
        let n = number::rounded;
        let c = chain(state, None);
        let options = [
            "It rises, by more than w",
            "It rises, by less than w or as much",
            "It falls, by more than w rises",
            "It falls, by less than w rises or as much",
            "It stays as it is, to first order",
            "That can’t be said: a link has no derivative",
        ];
        let p = c.product;
        let answer = if c.first_trouble().is_some() || p.is_nan() {
            5
        } else if p == 0.0 {
            4
        } else if p > 1.0 {
            0
        } else if p > 0.0 {
            1
        } else if p < -1.0 {
            2
        } else {
            3
        };
        let because = match c.first_trouble() {
            Some(at) => c.places.get(at).map_or("", |p| p.trouble()).to_string(),
            None if p.is_nan() => "The slopes are beyond the numbers that a computer knows.".into(),
            None => {
                let [dh, dg, df] = c.slopes;
                format!(
                    "The nudge is {}, then {}, then {}: {} · {} · {} = {}.",
                    effect(dh),
                    effect(dg),
                    effect(df),
                    n(dh),
                    n(dg),
                    n(df),
                    n(p)
                )
            }
        };
        Question::new(
            format!(
                "w = {} rises a very little. What does L = f(g(h(w))) do?",
                n(state.w)
            ),
            options,
            answer,
            because,
        )
    }
}
