//! Functions that jump: `sign` and `floor` are fixed numbers between their jumps. To one side of a point
//! a formula is the same one with these numbers in their places, and so has a value and a slope there.

use super::scalar::Scalar;
use super::sided::Sided;
use numeric_core::expression::Function;

/// How far beside a point is looked where the slope doesn't tell to which side of a jump a motion leads.
const NEARBY: [f64; 3] = [1e-9, 1e-6, 1e-3];

impl Scalar {
    /// Whether a function in it jumps.
    #[must_use]
    pub fn has_steps(&self) -> bool {
        is_step(self) || self.parts().iter().any(|part| part.has_steps())
    }

    /// Whether its gradient jumps somewhere, or it does itself.
    #[must_use]
    pub fn has_corners(&self) -> bool {
        let own = match self {
            Self::Larger(..) | Self::Smaller(..) | Self::Leaky(..) => true,
            Self::Call(function, _) => *function == Function::Absolute || is_step(self),
            _ => false,
        };
        own || self.parts().iter().any(|part| part.has_corners())
    }

    /// The values of all functions that jump. They differ between two points with a jump in between.
    #[must_use]
    pub fn steps(&self, at: &[f64]) -> Vec<f64> {
        let mut values: Vec<f64> = self.parts().iter().flat_map(|p| p.steps(at)).collect();
        if is_step(self) {
            values.push(self.value(at));
        }
        values
    }

    /// The formula with each function that jumps replaced by the number that it is a moment after a
    /// point, along a direction.
    #[must_use]
    pub fn after(&self, at: &[f64], direction: &[f64]) -> Self {
        match self {
            Self::Call(function @ (Function::Sign | Function::Floor), of) => Self::Number(
                step_after(*function, &of.after(at, direction), at, direction),
            ),
            other => other.with_parts(&|part| part.after(at, direction)),
        }
    }
}

fn is_step(of: &Scalar) -> bool {
    matches!(of, Scalar::Call(Function::Sign | Function::Floor, _))
}

fn step_after(function: Function, of: &Scalar, at: &[f64], direction: &[f64]) -> f64 {
    let x = of.value(at);
    let (here, jumps) = match function {
        Function::Sign => (if x == 0.0 { 0.0 } else { x.signum() }, x == 0.0),
        _ => (x.floor(), x == x.floor()),
    };
    if !jumps {
        return here;
    }
    match (function, way(of, x, at, direction)) {
        (Function::Sign, way) => way,
        (_, way) if way < 0.0 => x - 1.0,
        _ => here,
    }
}

/// Whether a formula that is `x` at a point rises (1) or falls (−1) along a direction, or stays (0).
fn way(of: &Scalar, x: f64, at: &[f64], direction: &[f64]) -> f64 {
    let pairs = || at.iter().zip(direction);
    let moving: Vec<Sided> = pairs().map(|(x, d)| Sided::new(*x, *d)).collect();
    let slope = of.value(&moving).slope();
    let far = at.iter().fold(1.0, |far: f64, x| far.max(x.abs()));
    let beside = NEARBY.map(|by| {
        let spot: Vec<f64> = pairs().map(|(x, d)| x + by * far * d).collect();
        of.value(&spot) - x
    });
    let mut seen = std::iter::once(slope).chain(beside);
    let first = seen.find(|rise| *rise != 0.0 && !rise.is_nan());
    first.map_or(0.0, f64::signum)
}

#[cfg(test)]
mod tests {
    use crate::expression::Typed;

    /// Value and slope on the left, and on the right.
    fn sides(text: &str, x: f64) -> [(f64, f64); 2] {
        let f = Typed::parse(text, &["x"]).unwrap();
        let (left, back) = f.beside(&[x], &[-1.0]);
        let (right, slope) = f.beside(&[x], &[1.0]);
        [(left + 0.0, 0.0 - back), (right + 0.0, slope + 0.0)]
    }

    #[test]
    fn values_beside_a_jump() {
        for (text, x, expected) in [
            ("sign(x)", 0.0, [(-1.0, 0.0), (1.0, 0.0)]),
            ("sign(-x)", 0.0, [(1.0, 0.0), (-1.0, 0.0)]),
            ("x sign(x)", 0.0, [(0.0, -1.0), (0.0, 1.0)]),
            ("floor(x) + x", 2.0, [(3.0, 1.0), (4.0, 1.0)]),
            ("floor(2x)", 1.5, [(2.0, 0.0), (3.0, 0.0)]),
            // The slope of x² says nothing at 0.
            ("sign(x^2)", 0.0, [(1.0, 0.0), (1.0, 0.0)]),
            ("floor(x^2)", 0.0, [(0.0, 0.0), (0.0, 0.0)]),
            ("floor(-x^2)", 0.0, [(-1.0, 0.0), (-1.0, 0.0)]),
            ("floor(sign(x)/2) x", 0.0, [(0.0, -1.0), (0.0, 0.0)]),
            // What is the same all around has no slope, whatever is done to it.
            ("sqrt(floor(x))", 0.5, [(0.0, 0.0), (0.0, 0.0)]),
        ] {
            assert_eq!(sides(text, x), expected, "{text}");
        }
    }

    #[test]
    fn steps_differ_across_a_jump() {
        let f = Typed::parse("floor(x) sign(x - 1)", &["x"]).unwrap();
        assert!(f.scalar().has_steps() && f.scalar().has_corners());
        assert_eq!(f.scalar().steps(&[0.5]), [0.0, -1.0]);
        assert_eq!(f.scalar().steps(&[1.5]), [1.0, 1.0]);
        let corners = |text: &str| Typed::parse(text, &["x"]).unwrap().scalar().has_corners();
        assert!(corners("2 + relu(x)^2") && corners("min(x, 1)") && !corners("x^2 + exp(x)"));
        assert!(!Typed::parse("|x|", &["x"]).unwrap().scalar().has_steps());
    }
}
