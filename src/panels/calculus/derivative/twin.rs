//! The NumPy program.

use super::Derivative;
use super::state::DerivativeState;
use crate::contract::prelude::*;
use crate::expression::Program;

impl Twin for Derivative {
    fn twin(state: &DerivativeState) -> String {
        let mut program = Program::default();
        let formula = program.formula(&state.f, &["x"]);
        format!(
            r#"{head}

def f(x):
    return {formula}


x, h = np.float64({x}), np.float64({h})

value = np.float64(f(x))
slope = dual(f(Dual(x, 1.0))).b
derivative = np.float64(slope) if np.isfinite(value) else np.nan
secant = (f(x + h) - f(x)) / h

print(json.dumps({{
    "value": value,
    "derivative": derivative,
    "secant-slope": secant,
    "error": abs(secant - derivative),
}}))
"#,
            head = program.head(),
            x = numpy::float(state.x),
            h = numpy::float(state.h),
        )
    }
}
