//! What the function does at the start: value, gradient, Hessian, its eigenvalues, and what kind of point
//! that makes of it; each number with how far rounding may take it.

use super::state::LandscapeState;
use crate::contract::prelude::*;
use crate::expression::{Jet, NUMBER_BEYOND, Scalar, Typed, eigenvalues_off, ground, no_hessian};
use crate::remembered::Remembered;
use nalgebra::{DMatrix, Matrix2};
use std::rc::Rc;

/// What kind of point the start is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The gradient is 0 and both eigenvalues are positive.
    Minimum,
    /// The gradient is 0 and both are negative.
    Maximum,
    /// The gradient is 0, one is positive and one negative.
    Saddle,
    /// The gradient is 0 and an eigenvalue is 0 within rounding; or there is no Hessian.
    Undecided,
    /// The gradient isn't 0.
    Slope,
}

/// Their names, in the order of their numbers.
pub const KINDS: &[&str] = &["minimum", "maximum", "saddle", "undecided", "slope"];

/// Everything about the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Here {
    /// f there.
    pub value: f64,
    /// How far rounding may take it.
    pub value_off: f64,
    /// The gradient, from the tape; NaN where there is none.
    pub gradient: [f64; 2],
    /// How far rounding may take each entry.
    pub gradient_off: [f64; 2],
    /// ∂²f/∂x², ∂²f/∂x∂y, ∂²f/∂y²; NaN where there is no Hessian.
    pub bends: [f64; 3],
    /// How far rounding may take each.
    pub bends_off: [f64; 3],
    /// The eigenvalues of the Hessian, rising.
    pub eigenvalues: [f64; 2],
    /// How far rounding may take each of them.
    pub eigenvalues_off: [f64; 2],
    /// 2/λₘₐₓ.
    pub threshold: f64,
    /// Why there is no gradient.
    pub no_gradient: Option<String>,
    /// Why there is no Hessian.
    pub no_hessian: Option<String>,
    /// Why there is no threshold.
    pub no_threshold: Option<String>,
    /// What kind of point it is.
    pub kind: Kind,
}

thread_local! {
    /// What was found last, without a mistake: reading and pictures both use it, and a learning rate that is
    /// dragged changes none of it.
    static LAST: Remembered<(Typed, Spot), Rc<Here>> = const { Remembered::new(1) };
}

impl Here {
    /// Looks at the start of a state, with the mistake that is named.
    pub fn of(state: &LandscapeState, broken: Option<&str>) -> Rc<Self> {
        if broken.is_some() {
            return Rc::new(Self::found(state, broken));
        }
        let key = (state.f.clone(), state.start);
        LAST.with(|last| last.value(key, |_| Rc::new(Self::found(state, None))))
    }

    fn found(state: &LandscapeState, broken: Option<&str>) -> Self {
        let at = state.start;
        let jet = state.f.scalar().value(&Jet::variables(at));
        let (value, slopes) = state.f.autograd(&[at.0, at.1]);
        let slopes: [f64; 2] = std::array::from_fn(|i| slopes.at(i) + 0.0);
        let finite = |list: &[f64]| list.iter().all(|x| x.is_finite());
        let lost = !finite(&[value]) || !finite(&slopes);
        let no_gradient =
            (ground(&state.f, at).trouble()).or_else(|| lost.then(|| NUMBER_BEYOND.to_owned()));
        let no_hessian = no_gradient
            .clone()
            .or_else(|| no_hessian(&state.f, at, &jet).map(str::to_owned));
        let gradient = match (&no_gradient, broken) {
            (Some(_), _) => [f64::NAN; 2],
            (None, Some("autograd")) => measured(state, value),
            (None, _) => slopes,
        };
        let bends = match (&no_hessian, broken) {
            (Some(_), _) => [f64::NAN; 3],
            (None, Some("hessian")) => jet.bends.map(|bend| 0.5 * bend + 0.0),
            (None, _) => jet.bends.map(|bend| bend + 0.0),
        };
        let bends_off = jet.of_bends();
        let eigenvalues = eigenvalues(bends);
        let mut here = Self {
            value: value + 0.0,
            value_off: jet.of_value(),
            gradient,
            gradient_off: jet.of_slopes(),
            bends,
            bends_off,
            eigenvalues,
            eigenvalues_off: eigenvalues_off(bends, bends_off, eigenvalues),
            threshold: f64::NAN,
            no_gradient,
            no_hessian,
            no_threshold: None,
            kind: Kind::Undecided,
        };
        here.kind = here.kind(at);
        (here.threshold, here.no_threshold) = here.threshold();
        if broken == Some("stability") {
            here.threshold *= 0.5;
        }
        here
    }

    /// Which sign an eigenvalue has beyond rounding.
    fn sign(&self, which: usize) -> i8 {
        let off = self.eigenvalues_off.at(which);
        match self.eigenvalues.get(which) {
            Some(x) if *x > off => 1,
            Some(x) if *x < -off => -1,
            _ => 0,
        }
    }

    /// What of the gradient rounding explains: its own, and that of the start; only the former where there
    /// is no Hessian.
    pub fn level_room(&self, (x, y): Spot) -> [f64; 2] {
        if self.no_hessian.is_some() {
            return self.gradient_off;
        }
        let [xx, xy, yy] = self.bends;
        let shift = |along_x: f64, along_y: f64| {
            let size = |bend: f64, x: f64| if x == 0.0 { 0.0 } else { (bend * x).abs() };
            f64::EPSILON * (size(along_x, x) + size(along_y, y))
        };
        let [along_x, along_y] = self.gradient_off;
        [along_x + shift(xx, xy), along_y + shift(xy, yy)]
    }

    fn kind(&self, at: Spot) -> Kind {
        if self.no_gradient.is_some() {
            return Kind::Undecided;
        }
        let room = self.level_room(at);
        if (0..2).any(|i| self.gradient[i].abs() > room[i]) {
            return Kind::Slope;
        }
        if self.no_hessian.is_some() {
            return Kind::Undecided;
        }
        match (self.sign(0), self.sign(1)) {
            (1, 1) => Kind::Minimum,
            (-1, -1) => Kind::Maximum,
            (-1, 1) => Kind::Saddle,
            _ => Kind::Undecided,
        }
    }

    /// 2/λₘₐₓ, or why there is none.
    fn threshold(&self) -> (f64, Option<String>) {
        let most = self.eigenvalues[1];
        if self.no_hessian.is_some() {
            return (f64::NAN, self.no_hessian.clone());
        }
        match self.sign(1) {
            1 => (2.0 / most, None),
            0 if most == 0.0 => (f64::INFINITY, None),
            0 => (
                f64::NAN,
                Some(format!(
                    "Rounding explains all of the largest eigenvalue, {}: whether it is positive isn’t \
                     known.",
                    number::short(most)
                )),
            ),
            _ => (
                f64::NAN,
                Some(
                    "Both eigenvalues of the Hessian are negative: at any learning rate, steps from \
                     any point beside a maximum lead away from it."
                        .to_owned(),
                ),
            ),
        }
    }

    /// Why the kind is undecided, where it is.
    pub fn doubt(&self) -> Option<String> {
        if self.kind != Kind::Undecided {
            return None;
        }
        Some(self.no_hessian.clone().unwrap_or_else(|| {
            "An eigenvalue is 0, or so small that rounding explains it: the second derivatives don’t \
             tell what kind of point this is."
                .to_owned()
        }))
    }

    /// The Hessian.
    pub fn hessian(&self) -> DMatrix<f64> {
        let [xx, xy, yy] = self.bends;
        DMatrix::from_row_slice(2, 2, &[xx, xy, xy, yy])
    }

    /// The same by the tape.
    pub fn on_tape(state: &LandscapeState) -> Matrix2<f64> {
        let nothing = Matrix2::from_element(f64::NAN);
        state.f.hessian_on_tape(state.start).unwrap_or(nothing)
    }
}

/// The eigenvalues of a symmetric 2×2 matrix, rising: m ± r with the mean m of the diagonal. The one in
/// which m and r cancel is the determinant divided by the other.
pub fn eigenvalues([xx, xy, yy]: [f64; 3]) -> [f64; 2] {
    if xy == 0.0 {
        return if xx <= yy || xx.is_nan() {
            [xx, yy]
        } else {
            [yy, xx]
        };
    }
    let (mean, half) = (0.5 * xx + 0.5 * yy, 0.5 * xx - 0.5 * yy);
    let radius = half.hypot(xy);
    let large = if mean < 0.0 {
        mean - radius
    } else {
        mean + radius
    };
    let small = (xx / large) * yy - (xy / large) * xy;
    if mean < 0.0 {
        [large, small + 0.0]
    } else {
        [small + 0.0, large]
    }
}

/// The mistake: the gradient from two values of f each, a hundredth apart.
fn measured(state: &LandscapeState, value: f64) -> [f64; 2] {
    const H: f64 = 0.01;
    let (x, y) = state.start;
    let ahead = [state.f.value(&[x + H, y]), state.f.value(&[x, y + H])];
    ahead.map(|ahead| (ahead - value) / H + 0.0)
}

/// Whether a function is a polynomial of degree two at most, so that its Hessian is the same everywhere.
pub fn is_quadratic(f: &Scalar) -> bool {
    degree(f).is_some_and(|degree| degree <= 2.0)
}

/// Whether a function is written as one of x plus one of y: the paths of the two coordinates then don't depend
/// on each other.
pub fn is_separable(f: &Scalar) -> bool {
    let both = |a: &Scalar| a.uses(0) > 0 && a.uses(1) > 0;
    let fixed = |a: &Scalar| a.uses(0) == 0 && a.uses(1) == 0;
    !both(f)
        || match f {
            Scalar::Negate(a) => is_separable(a),
            Scalar::Add(a, b) | Scalar::Subtract(a, b) => is_separable(a) && is_separable(b),
            Scalar::Multiply(a, b) => fixed(a) && is_separable(b) || fixed(b) && is_separable(a),
            Scalar::Divide(a, b) => fixed(b) && is_separable(a),
            _ => false,
        }
}

/// The degree of a polynomial, no less than it is; none where it isn't written as one.
fn degree(f: &Scalar) -> Option<f64> {
    Some(match f {
        fixed if fixed.is_fixed() => 0.0,
        Scalar::Variable(_) => 1.0,
        Scalar::Negate(a) => degree(a)?,
        Scalar::Add(a, b) | Scalar::Subtract(a, b) => degree(a)?.max(degree(b)?),
        Scalar::Multiply(a, b) => degree(a)? + degree(b)?,
        Scalar::Divide(a, b) if degree(b)? == 0.0 => degree(a)?,
        Scalar::Power(a, p) if *p >= 0.0 && p.fract() == 0.0 => degree(a)? * p,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::state::VARIABLES;
    use super::*;

    fn at(text: &str, start: Spot) -> Rc<Here> {
        let state = LandscapeState {
            f: Typed::known(text, VARIABLES),
            start,
            ..LandscapeState::default()
        };
        Here::of(&state, None)
    }

    #[test]
    fn kinds() {
        let pi = std::f64::consts::PI;
        for (text, start, kind) in [
            ("x^4/4 - x^2/2 + y^2/2", (0.0, 0.0), Kind::Saddle),
            ("x^4/4 - x^2/2 + y^2/2", (1.0, 0.0), Kind::Minimum),
            ("x^4/4 - x^2/2 + y^2/2", (0.01, 1.0), Kind::Slope),
            ("-x^2 - 2y^2 + x y", (0.0, 0.0), Kind::Maximum),
            ("x^4 + y^2", (0.0, 0.0), Kind::Undecided),
            ("x^4 + y^4", (0.0, 0.0), Kind::Undecided),
            ("7", (3.0, 1.0), Kind::Undecided),
            ("(x + y)^2", (0.0, 0.0), Kind::Undecided),
            ("(x + y)^2/3", (0.1, -0.1), Kind::Undecided),
            ("x^2 + 1e-20 y^2", (0.0, 0.0), Kind::Minimum),
            ("cos(x) + y^2", (pi, 0.0), Kind::Minimum),
            ("|x| + |y|", (0.0, 0.0), Kind::Undecided),
            ("|x| + |y|", (1.0, 2.0), Kind::Slope),
            ("x |x| + y", (0.0, 0.0), Kind::Slope),
            ("log(x)", (-1.0, 0.0), Kind::Undecided),
            ("1/x + y", (0.0, 0.0), Kind::Undecided),
        ] {
            let here = at(text, start);
            assert_eq!(here.kind, kind, "{text} {start:?} {here:?}");
            assert_eq!(here.doubt().is_some(), kind == Kind::Undecided, "{text}");
        }
    }

    #[test]
    fn thresholds() {
        assert_eq!(at("(x^2 + 20y^2)/2", (1.0, 1.0)).threshold, 0.1);
        assert_eq!(at("x - y", (1.0, 1.0)).threshold, f64::INFINITY);
        assert!(at("-x^2 - y^2", (1.0, 1.0)).no_threshold.is_some());
        assert!(at("x |x|", (0.0, 1.0)).threshold.is_nan());
        let turned = at("x^2 + y^2 + x y", (0.3, 0.4)).eigenvalues;
        assert!((turned[0] - 1.0).abs() < 1e-15 && (turned[1] - 3.0).abs() < 1e-15);
        assert_eq!(eigenvalues([1.0, 1e-200, 3.0]), [1.0, 3.0]);
    }

    #[test]
    fn quadratics_are_known_by_their_form() {
        for (text, is) in [
            ("(x^2 + 20y^2)/2", true),
            ("x - y", true),
            ("(x + 2y)^2 - 3x y", true),
            ("x^4/4 - x^2/2", false),
            ("sin(x)", false),
            ("x y^2", false),
        ] {
            let f = Typed::known(text, VARIABLES);
            assert_eq!(is_quadratic(f.scalar()), is, "{text}");
        }
        for (text, is) in [
            ("x^4/4 - x^2/2 + y^2/2", true),
            ("-(x^2 + 20y^2)/2 + 3", true),
            ("x", true),
            ("x y", false),
            ("(x + y)^2", false),
            ("exp(x + y)", false),
        ] {
            let f = Typed::known(text, VARIABLES);
            assert_eq!(is_separable(f.scalar()), is, "{text}");
        }
    }
}
