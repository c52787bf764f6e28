//! The NumPy program.

use super::ChainRule;
use super::state::{ChainState, VARIABLES};
use crate::contract::prelude::*;
use crate::expression::Program;

impl Twin for ChainRule {
    fn twin(state: &ChainState) -> String {
        let mut program = Program::default();
        let [inner, middle, outer] = state.links().map(|f| program.formula(f, VARIABLES));
        format!(
            r#"{head}

def inner(x):
    return {inner}


def middle(x):
    return {middle}


def outer(x):
    return {outer}


def link(f, x):
    value = np.float64(f(x)) + 0.0  # no −0
    exists = np.isfinite(x) and np.isfinite(value)
    return value, np.float64(dual(f(Dual(x, 1.0))).b) if exists else np.nan


w, nudge = np.float64({w}), np.float64({nudge})

h, dh = link(inner, w)
g, dg = link(middle, h)
l, df = link(outer, g)

print(json.dumps({{
    "h": h, "g": g, "l": l,
    "dh": dh, "dg": dg, "df": df,
    "product": dh * dg * df,
    "carried": [nudge, nudge * dh, nudge * dh * dg, nudge * dh * dg * df],
    "backward": [df * dg * dh, df * dg, df, 1.0],
}}))
"#,
            head = program.head(),
            w = numpy::float(state.w),
            nudge = numpy::float(state.nudge),
        )
    }
}
