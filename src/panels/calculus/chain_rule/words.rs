//! The words around the numbers: sentence, formula, question.

use super::ChainRule;
use super::chain::{Chain, by_duals, chain, sides};
use super::state::ChainState;
use crate::contract::prelude::*;
use crate::expression::Place;

/// The quantities along the chain.
pub const QUANTITIES: [&str; 4] = ["w", "h", "g", "L"];
/// The functions, from the inside out.
pub const FUNCTIONS: [&str; 3] = ["h", "g", "f"];

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
        "At w = {}, {}, {} and {}.",
        n(w),
        known("h", h),
        known("g", g),
        known("L", l)
    );
    let Some(at) = c.first_trouble() else {
        let [dh, dg, df] = c.slopes;
        if c.slopes.iter().chain([&c.product]).any(|s| s.is_nan()) {
            return format!(
                "{head} Its local derivatives are too large for floating-point numbers."
            );
        }
        return format!(
            "{head} A small change of w is multiplied by h′(w) = {}, then by g′(h) = {} and by \
             f′(g) = {}: dL/dw = {}.",
            n(dh),
            n(dg),
            n(df),
            n(c.product)
        );
    };
    let trouble = c.places.get(at).filter(|place| place.is_beyond());
    if let Some(trouble) = trouble.and_then(|place| place.trouble()) {
        return format!(
            "At w = {} the chain can’t be computed beyond {}. {trouble}",
            n(w),
            known(
                QUANTITIES.get(at).copied().unwrap_or_default(),
                c.values.at(at)
            )
        );
    }
    format!(
        "{head} {} has no derivative at {}, so the product of local derivatives isn’t defined.{}",
        FUNCTIONS.get(at).copied().unwrap_or_default(),
        known(
            QUANTITIES.get(at).copied().unwrap_or_default(),
            c.values.at(at)
        ),
        composition(state, c, l)
    )
}

/// What the composition does where one of its functions has no derivative.
fn composition(state: &ChainState, c: &Chain, l: f64) -> String {
    let n = number::rounded;
    let (left, right) = sides(state);
    // Beyond a jump the functions outside it are somewhere else.
    let jumps = c.places.iter().any(|p| matches!(p, Place::Jump { .. }));
    if jumps || !l.is_finite() || left.is_nan() || right.is_nan() {
        String::new()
    } else if left == right && left.is_finite() {
        format!(
            " The composition still has the derivative {} there.",
            n(left)
        )
    } else {
        format!(
            " The composition has the one-sided derivatives {} on the left and {} on the right.",
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
        let exists = c.first_trouble().is_none() && !c.product.is_nan();
        // A product that is 0 or 1 but for rounding is that.
        let off = by_duals(state).1;
        let off = if off.is_finite() { off } else { 0.0 };
        let p = if exists {
            number::known_to(c.product, off)
        } else {
            f64::NAN
        };
        let one = 1.0 + off;
        let options = [
            ("It rises, by more than w", p > one),
            ("It rises, by at most as much as w", p > 0.0 && p <= one),
            ("It falls, by more than w rises", p < -one),
            (
                "It falls, by at most as much as w rises",
                p < 0.0 && p >= -one,
            ),
            ("It doesn’t change", p == 0.0),
            ("No derivative is known that says it", !exists),
        ];
        let because = match c.first_trouble() {
            Some(at) => (c.places.get(at).and_then(|p| p.trouble())).unwrap_or_default(),
            None if !exists => {
                "The local derivatives are too large for floating-point numbers.".into()
            }
            None => {
                let [dh, dg, df] = c.slopes;
                format!(
                    "dL/dw = f′(g) · g′(h) · h′(w) = {} · {} · {} = {}.",
                    n(df),
                    n(dg),
                    n(dh),
                    n(p)
                )
            }
        };
        Question::new(
            format!(
                "w = {} is increased slightly. What does L = f(g(h(w))) do, to first order?",
                n(state.w)
            ),
            options,
            because,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_one_only_up_to_rounding() {
        let of = |outer: &str, middle: &str| {
            let mut state = ChainState::default();
            state.take([outer, middle, "x"], 0.7);
            ChainRule::question(&state).right().unwrap().to_owned()
        };
        assert!(of("exp(x)", "log(x)").contains("by at most as much"));
        assert!(of("1.0000000000001x", "x").contains("by more than w"));
        assert!(of("0.1x + 0.2x - 0.3x", "x").contains("doesn’t change"));
    }
}
