//! The three functions at a state: values forward, local derivatives, and the gradient backward.

use super::state::ChainState;
use crate::contract::prelude::*;
use crate::expression::{Doubt, Place, Scalar, Sided, Typed, place};
use numeric_core::dual::{Dual, Number};

/// What follows from a state. Lists run from w outwards: w, h, g, L.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// w, h, g, L.
    pub values: [f64; 4],
    /// h′(w), g′(h), f′(g).
    pub slopes: [f64; 3],
    /// Whether each function has a derivative at its point.
    pub places: [Place; 3],
    /// The product of the slopes.
    pub product: f64,
    /// Δw multiplied by one local derivative after the other, up to L.
    pub carried: [f64; 4],
    /// ∂L/∂w, ∂L/∂h, ∂L/∂g, ∂L/∂L.
    pub backward: [f64; 4],
}

/// Value and slope of a function, by the tape. No slope where it has no value.
fn link(f: &Typed, x: f64) -> (f64, f64) {
    let (value, slopes) = f.autograd(&[x]);
    let slope = match slopes.first() {
        Some(slope) if x.is_finite() && value.is_finite() => slope + 0.0,
        _ => f64::NAN,
    };
    (value + 0.0, slope)
}

/// The chain of a state, with the mistake in it that is named.
pub fn chain(state: &ChainState, broken: Option<&str>) -> Chain {
    let [inner, middle, outer] = state.links();
    let (h, dh) = link(inner, state.w);
    let (g, dg) = link(middle, h);
    let (l, df) = link(outer, g);
    let (dg, df) = match broken {
        Some("product-is-derivative") => (link(middle, state.w).1, link(outer, state.w).1),
        _ => (dg, df),
    };
    let mut carried = [state.nudge; 4];
    let mut backward = [1.0; 4];
    for (i, slope) in [dh, dg, df].into_iter().enumerate() {
        carried[i + 1] = carried[i] * slope + 0.0;
    }
    for (i, slope) in [dh, dg, df].into_iter().enumerate().rev() {
        backward[i] = backward[i + 1] * slope + 0.0;
    }
    let values = [state.w, h, g, l];
    Chain {
        values,
        slopes: [dh, dg, df],
        places: places(state, &values),
        product: dh * dg * df + 0.0,
        carried,
        backward,
    }
}

fn places(state: &ChainState, values: &[f64; 4]) -> [Place; 3] {
    let [inner, middle, outer] = state.links();
    [
        place(inner, values[0]),
        place(middle, values[1]),
        place(outer, values[2]),
    ]
}

/// The chain as a reading has it.
pub fn seen(state: &ChainState, reading: &Reading) -> Chain {
    let s = |name: &str| reading.scalar(name);
    let along = |name: &str| {
        let list = reading.vector(name);
        [0, 1, 2, 3].map(|i: usize| list.at(i))
    };
    let values = [state.w, s("h"), s("g"), s("l")];
    Chain {
        values,
        slopes: [s("dh"), s("dg"), s("df")],
        places: places(state, &values),
        product: s("product"),
        carried: along("carried"),
        backward: along("backward"),
    }
}

impl Chain {
    /// The first link, from the inside, that has no derivative at its point.
    pub fn first_trouble(&self) -> Option<usize> {
        self.places.iter().position(|p| !p.is_smooth())
    }
}

/// The composition, in any kind of number.
pub fn through<N: Number>(state: &ChainState, w: N) -> N {
    let mut at = w;
    for link in state.links() {
        at = link.scalar().value(&[at]);
    }
    at
}

/// dL/dw by dual numbers passed through all three functions, and how far rounding may take it, or the
/// product, from the exact derivative.
pub fn by_duals(state: &ChainState) -> (f64, f64) {
    let whole = through(state, Dual::new(state.w, 1.0));
    let doubt = through(state, Doubt::variable(state.w));
    // What has underflowed in a link is magnified by the others, and so is a product of two links.
    let mut at = state.w;
    let links = state.links().map(|link| {
        let seen = link.scalar().value(&[Doubt::variable(at)]);
        at = seen.value();
        (seen.slope().abs(), seen.of_underflow())
    });
    let mut underflow = 0.0;
    for (i, (_, lost)) in links.iter().enumerate() {
        let others = links.iter().enumerate().filter(|(j, _)| *j != i);
        let magnified = others.fold(1.0, |product, (_, (slope, _))| product * slope);
        underflow += magnified * lost + links[i].0 * f64::MIN_POSITIVE;
    }
    let underflow = if underflow.is_finite() {
        underflow
    } else {
        0.0
    };
    (whole.tangent + 0.0, doubt.of_two_slopes() + underflow)
}

/// How far rounding may take a chain's numbers: each link is computed at a point that is itself rounded.
/// ∞ where that isn't known, as it isn't where a link has no slope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Off {
    /// h, g, L.
    pub values: [f64; 3],
    /// h′(w), g′(h), f′(g).
    pub slopes: [f64; 3],
    /// Nothing, h′, h′·g′ and h′·g′·f′: the slopes of w, h, g, L in w.
    pub ahead: [f64; 4],
    /// The slopes of L in w, h, g and in itself.
    pub back: [f64; 4],
}

/// How far rounding may take the numbers of a chain.
pub fn off(state: &ChainState) -> Off {
    let mut at = Doubt::variable(state.w);
    let seen = state.links().map(|link| {
        let seen = link.scalar().value(&[at]);
        at = seen.passed_on();
        (
            seen.slope().abs(),
            seen.of_two_slopes(),
            4.0 * seen.of_value(),
        )
    });
    let slopes = seen.map(|(_, off, _)| off);
    // Each factor off by its own, the others as large as they may be.
    let among = |range: std::ops::Range<usize>| {
        let part = &seen[range];
        let most: f64 = part.iter().map(|(slope, off, _)| slope + off).product();
        let exact: f64 = part.iter().map(|(slope, _, _)| *slope).product();
        most - exact + 4.0 * f64::EPSILON * most
    };
    let ahead = [0.0, among(0..1), among(0..2), among(0..3)];
    let back = [among(0..3), among(1..3), among(2..3), 0.0];
    let finite = |x: f64| if x.is_nan() { f64::INFINITY } else { x };
    Off {
        values: seen.map(|(_, _, off)| finite(off)),
        slopes: slopes.map(finite),
        ahead: ahead.map(finite),
        back: back.map(finite),
    }
}

/// The slopes of the whole chain on the left of w and on its right.
pub fn sides(state: &ChainState) -> (f64, f64) {
    let leaving = |speed: f64| through(state, Sided::new(state.w, speed)).slope();
    (-leaving(-1.0) + 0.0, leaving(1.0) + 0.0)
}

/// How far rounding may take the slope of a link by either route; ∞ where no bound is known.
pub fn slope_off(f: &Scalar, x: f64) -> f64 {
    let off = f.value(&[Doubt::variable(x)]).of_two_slopes();
    if off.is_nan() { f64::INFINITY } else { off }
}

/// The slope of a link by dual numbers.
pub fn dual_slope(f: &Typed, x: f64) -> f64 {
    f.along(&[x], &[1.0])
}
