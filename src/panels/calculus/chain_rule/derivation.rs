//! The chain rule in steps, each with a second computation: where the two differ, there is a mistake.

use super::ChainRule;
use super::chain::{by_duals, dual_slope, seen, slope_off, through};
use super::network::{in_a_neuron, neuron, split};
use super::state::ChainState;
use super::words::ratio;
use crate::contract::prelude::*;
use crate::expression::{Typed, number_for, typeset};

/// Whether two numbers are equal up to rounding, as a sentence.
fn judged(says: &str, left: f64, right: f64, tolerance: f64) -> String {
    let apart = (left - right).abs();
    if left == right {
        format!("{says} ✓ A second computation gives the same number.")
    } else if apart <= tolerance {
        format!(
            "{says} ✓ A second computation differs by {}, which rounding explains.",
            number::rounded(apart)
        )
    } else if left.is_nan() && right.is_nan() {
        format!("{says} This number doesn’t exist here.")
    } else {
        format!(
            "{says} ✗ A second computation gives {}: there is a mistake in this step or an \
             earlier one.",
            number::rounded(right)
        )
    }
}

/// One link: `h = … = value`, `h′(…) = slope`.
fn link(name: &str, function: &str, f: &Typed, at: f64, value: f64, slope: f64) -> Formula {
    m::formula!(
        "{} = {} = {} {} {} = {}",
        m::mi(name),
        typeset(f, &|_| Tint::Input.of(number_for(at))),
        Tint::Value.of(value),
        m::space("2em"),
        m::applied(&m::prime(function), &m::mn(at)),
        Tint::Matrix.of(slope)
    )
}

impl Derivation for ChainRule {
    fn derivation(state: &ChainState, reading: &Reading) -> Vec<Step> {
        let n = number::rounded;
        let [inner, middle, outer] = state.links();
        let c = seen(state, reading);
        let ([_, h, g, l], [dh, dg, df]) = (c.values, c.slopes);
        let (whole, tolerance) = by_duals(state);
        // Nothing is compared with a number that isn't known.
        let beside = |first: f64, second: f64| if first.is_nan() { first } else { second };
        let local = |says: &str, f: &Typed, at: f64, slope: f64| {
            let second = beside(slope, dual_slope(f, at));
            judged(says, slope, second, slope_off(f.scalar(), at))
        };
        let slope = |x: f64| Tint::Matrix.of(m::factor(x));
        let gradient = |x: f64| Tint::Gradient.of(m::factor(x));
        let moved = through(state, state.w + state.nudge);
        let parts = split(state, g);
        vec![
            Step::new(
                "The innermost function, at w",
                fixed!(r"h = h(w), \qquad \frac{dh}{dw} = h'(w)"),
                link("h", "h", inner, state.w, h, dh),
                local(
                    "The input is w, the output h. The local derivative is the change of h for \
                     each unit of a small change of w.",
                    inner,
                    state.w,
                    dh,
                ),
            ),
            Step::new(
                "The middle function, at h",
                fixed!(r"g = g(h), \qquad \frac{dg}{dh} = g'(h)"),
                link("g", "g", middle, h, g, dg),
                local(
                    "Its input is the output of the first. Its derivative is taken at its own \
                     input, h, and not at w.",
                    middle,
                    h,
                    dg,
                ),
            ),
            Step::new(
                "The outermost function, at g",
                fixed!(r"L = f(g), \qquad \frac{dL}{dg} = f'(g)"),
                link("L", "f", outer, g, l, df),
                local(
                    "The last value is L. The derivative is taken at g.",
                    outer,
                    g,
                    df,
                ),
            ),
            Step::new(
                "A small change passes through all three",
                fixed!(
                    r"\Delta h \approx h'(w)\,\Delta w, \quad \Delta g \approx g'(h)\,\Delta h, \quad \Delta L \approx f'(g)\,\Delta g"
                ),
                m::formula!(
                    "{} → {} → {} → {}",
                    Tint::Model.of(c.carried[0]),
                    Tint::Model.of(c.carried[1]),
                    Tint::Model.of(c.carried[2]),
                    Tint::Model.of(c.carried[3])
                ),
                judged(
                    &format!(
                        "Near a point each function is almost linear, so it multiplies a small \
                         change by its local derivative.{}",
                        if (moved - l).is_nan() {
                            String::new()
                        } else {
                            format!(
                                " L really changes by {}; the smaller Δw, the smaller the difference.",
                                n(moved - l)
                            )
                        }
                    ),
                    c.carried[3],
                    beside(c.carried[3], state.nudge * whole),
                    tolerance * state.nudge.abs() + f64::MIN_POSITIVE,
                ),
            ),
            Step::new(
                "The local derivatives multiply",
                fixed!(
                    r"\tint{gradient}{\frac{dL}{dw}} = \frac{dL}{dg} \cdot \frac{dg}{dh} \cdot \frac{dh}{dw}"
                ),
                m::formula!(
                    "{} = {} · {} · {} = {}",
                    ratio("L", "w"),
                    slope(df),
                    slope(dg),
                    slope(dh),
                    gradient(c.product)
                ),
                judged(
                    "Divide by Δw and let it approach 0: the approximation becomes an equality. \
                     The second computation passes the dual number w + δ through all three \
                     functions.",
                    c.product,
                    beside(c.product, whole),
                    tolerance,
                ),
            ),
            Step::new(
                "Backwards, each partial product once",
                fixed!(
                    r"\frac{\partial L}{\partial g} = f'(g), \quad \frac{\partial L}{\partial h} = \frac{\partial L}{\partial g}\,g'(h), \quad \frac{\partial L}{\partial w} = \frac{\partial L}{\partial h}\,h'(w)"
                ),
                m::formula!(
                    "{} → {} → {} → {}",
                    gradient(c.backward[3]),
                    gradient(c.backward[2]),
                    gradient(c.backward[1]),
                    gradient(c.backward[0])
                ),
                judged(
                    "Backpropagation multiplies from the loss on: every partial product is the \
                     gradient of an intermediate value and is reused for all values before it. \
                     The values come from the forward pass.",
                    c.backward[0],
                    beside(c.backward[0], whole),
                    tolerance,
                ),
            ),
            Step::new(
                "For one neuron",
                neuron(),
                in_a_neuron(&c, &parts),
                judged(
                    &format!(
                        "z is h, the activation is g, and f is the loss as a function of the \
                         output{}.",
                        match (parts.output, parts.output_slope) {
                            (output, _) if output.is_nan() => String::new(),
                            (output, 1.0) => format!(
                                ", which is {} here, with ∂output/∂activation = 1",
                                n(output)
                            ),
                            (output, _) => format!(", which is {} here", n(output)),
                        }
                    ),
                    parts.loss_slope * parts.output_slope * dg * dh,
                    c.product,
                    // Only the outermost derivative is made in another way.
                    2.0 * slope_off(outer.scalar(), g) * (dg * dh).abs() + tolerance,
                ),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(state: &ChainState, name: Option<&str>) -> Vec<usize> {
        let reading = ChainRule::read(state, name);
        let steps = ChainRule::derivation(state, &reading)
            .into_iter()
            .enumerate();
        let parted = steps.filter(|(_, s)| s.says.contains('✗'));
        parted.map(|(i, _)| i + 1).collect()
    }

    #[test]
    fn the_mistake_is_seen_at_the_step_where_it_enters() {
        let state = ChainState::default();
        assert_eq!(broken(&state, None), [0; 0]);
        assert_eq!(broken(&state, Some("product-is-derivative"))[..2], [2, 3]);
        for preset in ChainRule::PRESETS {
            let mut state = ChainState::default();
            (preset.change)(&mut state);
            assert_eq!(broken(&state, None), [0; 0], "{}", preset.name);
        }
    }
}
