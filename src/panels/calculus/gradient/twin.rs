//! The NumPy program.

use super::Gradient;
use super::second::Second;
use super::state::GradientState;
use crate::contract::prelude::*;
use crate::expression::{Program, SLOPES};

impl Twin for Gradient {
    fn twin(state: &GradientState) -> String {
        let missing = Second::of(state).missing;
        let mut program = Program::default();
        let formula = program.formula(&state.f, &["x", "y"]);
        format!(
            r#"{head}

def f(x, y):
    return {formula}


{SLOPES}

x, y = np.float64({x}), np.float64({y})
direction = np.array([{u}, {v}])

value = np.float64(f(x, y))
known = np.isfinite(value)
gradient = np.array([slope(x, y, 1.0, 0.0), slope(x, y, 0.0, 1.0)]) if known else np.full(2, np.nan)
largest = np.abs(direction).max()
unit = direction / largest / np.linalg.norm(direction / largest)
axes = [(1.0, 0.0), (0.0, 1.0)]
exists = not np.isnan(gradient).any()
bends = {has_hessian}{no_hessian}
hessian = [[second(x, y, j, i) if bends else np.nan for j in axes] for i in axes]

print(json.dumps({{
    "value": value,
    "partial-x": gradient[0],
    "partial-y": gradient[1],
    "norm": np.hypot(*gradient) if exists else np.nan,
    "directional": np.float64(slope(x, y, unit[0], unit[1])) if exists else np.nan,
    "hessian": hessian,
}}))
"#,
            has_hessian = numpy::boolean(missing.is_none()),
            no_hessian = missing.map_or(String::new(), |why| format!(
                "  # {}",
                why.trim_end_matches('.')
            )),
            head = program.head(),
            x = numpy::float(state.at.0),
            y = numpy::float(state.at.1),
            u = numpy::float(state.direction.0),
            v = numpy::float(state.direction.1),
        )
    }
}
