//! `read`: values, local slopes and their product, and the derivative of the whole by another route.

use super::chain::{Chain, by_duals, chain, off, through};
use super::state::ChainState;
use super::{ChainRule, words};
use crate::contract::prelude::*;
use crate::expression::{Known, NUMBER_BEYOND, SLOPE_BEYOND, doubt::size};

impl Read for ChainRule {
    fn read(state: &ChainState, broken: Option<&str>) -> Reading {
        let c = chain(state, broken);
        let along = |name, label: &str, v: &[f64], prefix: &str| {
            let names = ["w", "h", "g", "L"].map(|n| format!("{prefix}{n}"));
            Readout::vector(name, label, v).rows(&names)
        };
        let known = known(state, &c);
        let nowhere = nowhere(&c);
        let sentence = match known.reason() {
            Some(reason) if nowhere.is_none() => reason,
            _ => words::sentence(state, &c) + &known.caution(),
        };
        let off = off(state);
        let said = |name, label: &str, x: f64, off: f64| {
            let label = if off.is_finite() {
                known.at(x, off).label(label)
            } else {
                label.into()
            };
            Readout::scalar(name, label, x).known_to(off)
        };
        let values =
            |k: usize, name, label: &str| said(name, label, c.values[k + 1], off.values[k]);
        let slopes = |k: usize, name, label: &str| said(name, label, c.slopes[k], off.slopes[k]);
        let nudged = (off.ahead).map(|off| size(state.nudge, off));
        Reading {
            checks: vec![product_is_derivative(state, &c)],
            sentence,
            claim: None,
            readouts: [
                values(0, "h", "h = inner(w)"),
                values(1, "g", "g = middle(h)"),
                values(2, "l", "L = outer(g)"),
                slopes(0, "dh", "Local derivative h′(w)"),
                slopes(1, "dg", "Local derivative g′(h)"),
                slopes(2, "df", "Local derivative f′(g)"),
                Readout::scalar("product", known.label("dL/dw, their product"), c.product)
                    .known_to(known.off),
                along(
                    "carried",
                    "The change Δw, multiplied by one local derivative after the other",
                    &c.carried,
                    "Δ",
                )
                .known_each_to(&nudged),
                along(
                    "backward",
                    "The gradient, from L back to w",
                    &c.backward,
                    "∂L/∂",
                )
                .known_each_to(&off.back),
            ]
            .map(|readout| readout.missing(nowhere.clone()))
            .into(),
        }
    }
}

/// How well the product is known.
fn known(state: &ChainState, c: &Chain) -> Known {
    let reach = state.w.abs().max(1.0);
    let around = [0.0, reach, -reach].map(|by| through(state, state.w + by));
    Known::new(c.product, by_duals(state).1, reach, &around)
}

/// Why something of the chain doesn't exist, where it doesn't.
fn nowhere(c: &Chain) -> Option<String> {
    let lost = c.slopes.iter().chain([&c.product]).any(|s| !s.is_finite());
    c.first_trouble()
        .and_then(|at| c.places.get(at)?.trouble())
        .or_else(|| lost.then(|| SLOPE_BEYOND.to_owned()))
}

fn product_is_derivative(state: &ChainState, c: &Chain) -> Check {
    let (whole, tolerance) = by_duals(state);
    let reason = if !(whole.is_finite() && tolerance.is_finite()) && c.first_trouble().is_none() {
        Some(NUMBER_BEYOND.to_owned())
    } else {
        nowhere(c).or_else(|| known(state, c).reason())
    };
    let (residual, tolerance) = if tolerance.is_finite() && (c.product - whole).is_finite() {
        ((c.product - whole).abs(), tolerance)
    } else {
        (0.0, 0.0)
    };
    Check::new("product-is-derivative")
        .states("The product of the local derivatives is the derivative of the composition, dL/dw.")
        .by(
            "the dual number w + δ, with δ² = 0, is passed once through all three functions, \
                without the tape; the tolerance bounds the rounding on the way. Where a function \
                has no derivative, or the numbers overflow, nothing is compared",
        )
        .compares(residual, tolerance)
        .unless(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;
    use crate::contract::panel;
    use proptest::prelude::*;

    /// The functions of the random chains, k being a number of theirs.
    fn functions(k: f64) -> [String; 14] {
        let fixed = |text: &str| text.to_string();
        [
            format!("sin({k}x)"),
            fixed("exp(x)"),
            fixed("x^3 - x"),
            format!("{k}/(x^2 + 0.1)"),
            fixed("log(x^2)"),
            fixed("tanh(3x)"),
            format!("{k} - x*{k}"),
            fixed("sqrt(x^2 + 1)"),
            fixed("gelu(x)"),
            fixed("silu(x)*x"),
            fixed("cos(x)^2 + sin(x)^2"),
            fixed("|x| - relu(x)"),
            fixed("2^x"),
            fixed("sigmoid(x) - 0.5"),
        ]
    }

    fn seen(query: &str) -> Reading {
        let address = Address::parse(&format!("#/chain-rule?{query}"));
        let opened = panel::open::<ChainRule>(&address);
        assert_eq!(opened.notices, []);
        ChainRule::read(&opened.state, None)
    }

    #[test]
    fn the_default_is_the_textbooks() {
        let r = ChainRule::read(&ChainState::default(), None);
        let (h, g) = (2.25_f64, 2.25_f64.sin());
        let expected = [
            h,
            g,
            g.exp(),
            3.0,
            h.cos(),
            g.exp(),
            3.0 * h.cos() * g.exp(),
        ];
        let names = ["h", "g", "l", "dh", "dg", "df", "product"];
        for (name, x) in names.into_iter().zip(expected) {
            assert!(
                (r.scalar(name) - x).abs() < 1e-15 * x.abs().max(1.0),
                "{name}"
            );
        }
    }

    #[test]
    fn each_entry_is_known_as_well_as_it_is() {
        let r = seen("outer=exp(x)&middle=x%5E2&inner=x&w=6&nudge=0.25");
        let shown = r.as_shown();
        assert_eq!(shown.vector("backward")[3], 1.0);
        assert_eq!(shown.vector("carried")[..3], [0.25, 0.25, 3.0]);
    }

    #[test]
    fn what_overflows_has_a_derivative_all_the_same() {
        let text = seen("outer=log(x)&middle=exp(x)&inner=x&w=800").sentence;
        assert!(text.contains("beyond h = 800"), "{text}");
        assert!(!text.contains("no derivative"), "{text}");
    }

    #[test]
    fn what_undoes_itself_has_slope_one() {
        let r = seen("outer=x&middle=log(x)&inner=exp(x)&w=0.7");
        assert!((r.scalar("product") - 1.0).abs() < 1e-15);
    }

    #[test]
    fn wild_functions_stay_within_rounding() {
        for query in [
            "inner=1e12*x-1e12*x+x&w=3",
            "inner=exp(x)&middle=sin(x)&w=20",
            "inner=x%5E9&middle=cos(1e5*x)&outer=x%5E7&w=3.3",
            "inner=exp(x)&middle=exp(x)&outer=log(x)&w=6.5",
            "inner=exp(x)&middle=exp(x)&outer=exp(x)&w=3",
            "inner=1/x&middle=1/x&outer=tan(x)&w=1e-9",
            "inner=exp(-x%5E2)&w=27.2",
            "inner=tanh(x)-1&middle=1/x&w=30",
            "inner=(1-cos(x))/x%5E2&middle=sqrt(x)&w=1e-6",
            "inner=x%5Ex&middle=x%5Ex&outer=x%5Ex&w=1.7",
            "inner=gelu(x)&middle=silu(x)&outer=gelu_tanh(x)&w=-30",
        ] {
            let r = seen(query);
            let check = &r.checks[0];
            assert!(
                !check.is_broken(),
                "{query}: {} over {}",
                check.residual,
                check.tolerance
            );
        }
    }

    proptest! {
        #[test]
        fn any_chain_stays_within_rounding(
            (a, b, c) in (0_usize..14, 0_usize..14, 0_usize..14), w in -8.0..8.0_f64, k in -40.0..40.0_f64,
        ) {
            let list = functions(k);
            let mut state = ChainState::default();
            state.take([&list[c], &list[b], &list[a]], w);
            let r = ChainRule::read(&state, None);
            let check = &r.checks[0];
            prop_assert!(!check.is_broken(), "{state:?}: {} over {}", check.residual, check.tolerance);
        }

        /// The tolerance is no excuse: where little cancels, it is a few roundings.
        #[test]
        fn the_tolerance_is_small_where_nothing_cancels(w in -2.0..2.0_f64) {
            let state = ChainState { w, ..ChainState::default() };
            let r = ChainRule::read(&state, None);
            prop_assert!(r.checks[0].tolerance < 1e-12, "{}", r.checks[0].tolerance);
        }
    }
}
