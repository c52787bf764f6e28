//! The second derivatives at the point: whether there is a Hessian, how far rounding may take it, and what
//! it makes of the place.

use super::state::GradientState;
use crate::contract::prelude::*;
use crate::expression::{Jet, NUMBER_BEYOND, eigenvalues_off, no_hessian};
use nalgebra::{DMatrix, Matrix2};
use numeric_core::spectral::symmetric_eigensystem;

/// The Hessian.
pub struct Second {
    /// By nested dual numbers; NaN where there is none.
    pub hessian: Matrix2<f64>,
    /// How far rounding may take ∂²f/∂x², the mixed ones, and ∂²f/∂y².
    pub off: [f64; 3],
    /// Why there is none, or none that is known.
    pub missing: Option<String>,
}

impl Second {
    /// That of a state.
    pub fn of(state: &GradientState) -> Self {
        let jet = state.f.scalar().value(&Jet::variables(state.at));
        let hessian = state.f.hessian(state.at).map(|x| x + 0.0);
        let numbers = [jet.value, jet.slopes[0], jet.slopes[1]];
        let known = (numbers.iter().chain(hessian.iter())).all(|x| x.is_finite());
        let missing = (state.ground().trouble())
            .or_else(|| no_hessian(&state.f, state.at, &jet).map(str::to_owned))
            .or_else(|| (!known).then(|| NUMBER_BEYOND.to_owned()));
        let hessian = match missing {
            Some(_) => Matrix2::from_element(f64::NAN),
            None => hessian,
        };
        Self {
            hessian,
            off: jet.of_bends(),
            missing,
        }
    }

    /// How far rounding may take any entry.
    pub fn most_off(&self) -> f64 {
        highest(self.off)
    }

    /// How the surface curves, from the two eigenvalues.
    pub fn shape(&self, both: [f64; 2]) -> &'static str {
        if self
            .eigenvalues_off(both)
            .iter()
            .any(|off| !off.is_finite())
        {
            return "how it curves isn’t known, since no digit of an eigenvalue is certain";
        }
        let sign = |x: f64| match x {
            x if x > 0.0 => 1,
            x if x < 0.0 => -1,
            _ => 0,
        };
        match <(i32, i32)>::from(self.known(both).map(sign)) {
            (1, 1) => "it curves upwards in every direction, like a bowl",
            (-1, -1) => "it curves downwards in every direction, like a dome",
            (-1, 1) => "it curves upwards in one direction and downwards in another, like a saddle",
            (0, 1) | (1, 0) => {
                "it curves upwards in one direction and is straight in another, like a gutter"
            }
            (-1, 0) | (0, -1) => {
                "it curves downwards in one direction and is straight in another, like a ridge"
            }
            _ => "its second derivatives are 0",
        }
    }

    /// How far rounding may take each eigenvalue.
    fn eigenvalues_off(&self, both: [f64; 2]) -> [f64; 2] {
        let h = &self.hessian;
        eigenvalues_off([h[(0, 0)], h[(0, 1)], h[(1, 1)]], self.off, both)
    }

    /// The eigenvalues, the smaller one first, as far as they are known: 0 where rounding explains one.
    pub fn known(&self, both: [f64; 2]) -> [f64; 2] {
        let off = self.eigenvalues_off(both);
        std::array::from_fn(|i| number::known_to(both[i], off[i]))
    }

    /// How the surface curves, as a whole sentence, or why that isn't known.
    pub fn says(&self) -> String {
        let of = DMatrix::from_fn(2, 2, |i, j| self.hessian[(i, j)]);
        match (&self.missing, bends(&of)) {
            (Some(why), _) => why.clone(),
            (None, None) => "The second derivatives don’t exist.".into(),
            (None, Some([low, high])) => format!(
                "As for the curvature of the surface, {}.",
                self.shape([low.0, high.0])
            ),
        }
    }
}

/// An eigenvalue of the Hessian, with its direction.
pub type Bend = (f64, Spot);

/// The directions of least and of most curvature, the smaller eigenvalue first; none where
/// there are no second derivatives.
pub fn bends(hessian: &DMatrix<f64>) -> Option<[Bend; 2]> {
    if hessian.shape() != (2, 2) {
        return None;
    }
    let system = symmetric_eigensystem(hessian).ok()?;
    let one = |k: usize| {
        let vector = (system.vectors[(0, k)], system.vectors[(1, k)]);
        (system.values[k] + 0.0, vector)
    };
    Some([one(0), one(1)])
}

#[cfg(test)]
mod tests {
    use super::super::state::VARIABLES;
    use super::*;
    use crate::expression::Typed;

    fn of(text: &str, at: Spot) -> Second {
        Second::of(&GradientState {
            f: Typed::known(text, VARIABLES),
            at,
            ..GradientState::default()
        })
    }

    #[test]
    fn bends_of_a_saddle() {
        let h = DMatrix::from_row_slice(2, 2, &[2.0, 0.0, 0.0, -2.0]);
        let [low, high] = bends(&h).unwrap();
        assert_eq!((low.0, high.0), (-2.0, 2.0));
        assert_eq!(high.1, (1.0, 0.0));
        assert_eq!(bends(&DMatrix::from_element(2, 2, f64::NAN)), None);
        assert!(of("x^2 - y^2", (0.0, 0.0)).says().contains("saddle"));
    }

    #[test]
    fn second_derivatives_that_jump_are_none() {
        for (text, why) in [
            ("abs(x*y)", "aren’t those of one matrix"),
            ("x |x| + y^2", "both sides"),
            ("|x| + |y|", "crease"),
            ("x^1.5 + y^2", "without bound"),
        ] {
            let second = of(text, (0.0, 0.0));
            assert!(second.says().contains(why), "{text}: {}", second.says());
            assert!(second.hessian.iter().all(|x| x.is_nan()), "{text}");
        }
        for (text, shape) in [("abs(x)^3 + y^2", "gutter"), ("x^2 + y^2", "bowl")] {
            let says = of(text, (0.0, 0.0)).says();
            assert!(says.contains(shape), "{text}: {says}");
        }
    }

    #[test]
    fn an_eigenvalue_that_rounding_makes_is_zero() {
        // 1e-17 is known to be positive, and 0.1 + 0.2 − 0.3 isn’t.
        assert!(of("x^2 + 1e-17 y^2", (0.0, 0.0)).says().contains("bowl"));
        let lost = of("x^2 + 0.1y^2 + 0.2y^2 - 0.3y^2", (0.0, 0.0));
        assert!(
            lost.hessian[(1, 1)] != 0.0 && lost.says().contains("gutter"),
            "{}",
            lost.says()
        );
        // A bound beyond the largest double bounds nothing.
        let mut unbounded = of("x^2 + y^2", (0.0, 0.0));
        unbounded.off[1] = f64::INFINITY;
        assert_eq!(unbounded.known([2.0, 2.0]), [2.0, 2.0]);
        assert!(
            unbounded.says().contains("isn’t known"),
            "{}",
            unbounded.says()
        );
        // The entry that is lost is the larger one.
        for (sign, shape) in [("", "gutter"), ("-", "ridge")] {
            let text = format!("{sign}(1e-17 x^2 + 0.1y^2 + 0.2y^2 - 0.3y^2)");
            let says = of(&text, (0.0, 0.0)).says();
            assert!(says.contains(shape), "{text}: {says}");
        }
    }
}
