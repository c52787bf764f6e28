//! What kind of place a function of two variables has at a point: smooth, or one without gradient.

use super::typed::Typed;

/// What a function does at a point, seen from a gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ground {
    /// It has a gradient, which gives the derivative in each direction.
    Smooth,
    /// It has a crease: along this direction the derivative ahead isn't that from behind.
    Crease {
        /// The direction, of length 1.
        along: (f64, f64),
        /// The slope from behind.
        behind: f64,
        /// The slope ahead.
        ahead: f64,
    },
    /// It jumps along this direction.
    Jump {
        /// The direction, of length 1.
        along: (f64, f64),
        /// What it comes to from behind.
        behind: f64,
        /// What it comes to from ahead.
        ahead: f64,
    },
    /// In some direction the slope grows without bound.
    Vertical,
    /// In some direction the slope is beyond the largest double.
    TooSteep,
    /// It has a value, but the chain rule gives 0 · ∞.
    Unclear,
    /// It has a value here and none beside: a negative number has no real power for most exponents.
    Isolated,
    /// It grows without bound.
    Pole,
    /// Its value, or a number on the way to it, is beyond the range of doubles.
    Beyond,
    /// It isn't defined.
    Outside,
}

/// Directions that are tried, over half a turn. The axes and the diagonals are among them.
const DIRECTIONS: u32 = 12;

impl Ground {
    /// Whether there is a gradient.
    #[must_use]
    pub fn is_smooth(self) -> bool {
        self == Ground::Smooth
    }

    /// Whether only the range of doubles is too small to tell.
    #[must_use]
    pub fn is_beyond(self) -> bool {
        matches!(self, Ground::TooSteep | Ground::Beyond)
    }

    /// Why there is no gradient, as a whole sentence; empty where there is one.
    #[must_use]
    pub fn trouble(self) -> &'static str {
        match self {
            Ground::Smooth => "",
            Ground::Crease { .. } => {
                "No gradient exists here: the surface has a crease, with different one-sided \
                 derivatives."
            }
            Ground::Jump { .. } => "No gradient exists here: the function jumps.",
            Ground::Vertical => {
                "No gradient exists here: in some direction the slope grows without bound."
            }
            Ground::TooSteep => {
                "Nothing is known of the gradient here: in some direction the slope is beyond the \
                 largest double, about 1.8·10³⁰⁸."
            }
            Ground::Unclear => {
                "The rules of differentiation give no number here: a product in the chain rule is \
                 0 · ∞."
            }
            Ground::Isolated => {
                "No gradient exists here: a negative number is raised to a power, which has no real \
                 value for exponents nearby."
            }
            Ground::Pole => {
                "No gradient exists here: the function grows without bound and has no value."
            }
            Ground::Beyond => {
                "Nothing is known of the gradient here: the computation leaves the range of \
                 doubles, up to about 1.8·10³⁰⁸."
            }
            Ground::Outside => "No gradient exists here: the function isn’t defined at this point.",
        }
    }
}

/// What a function of two variables does at a point: whether it leaves in each of several directions
/// as steeply as it came.
#[must_use]
pub fn ground(f: &Typed, at: (f64, f64)) -> Ground {
    let point = [at.0, at.1];
    let value = f.value(&point);
    if value.is_nan() {
        return Ground::Outside;
    }
    if value.is_infinite() {
        return if f.scalar().is_pole(&point) {
            Ground::Pole
        } else {
            Ground::Beyond
        };
    }
    let jumps = |(x, y): (f64, f64)| f.jumps(&point, &[x, y]);
    let axes = [(1.0, 0.0), (0.0, 1.0)].into_iter();
    let jump = axes
        .chain((0..DIRECTIONS).map(direction))
        .find(|(x, y)| jumps((*x, *y)) || jumps((-x, -y)));
    if let Some((x, y)) = jump {
        return Ground::Jump {
            along: (x, y),
            behind: f.beside(&point, &[-x, -y]).0 + 0.0,
            ahead: f.beside(&point, &[x, y]).0 + 0.0,
        };
    }
    let leaving = |(x, y): (f64, f64)| f.leaving(&point, &[x, y]);
    let (mut upright, mut unclear) = (false, false);
    let mut crease = None;
    // The slopes of a function that has a gradient are linear in the direction.
    let axes = (leaving((1.0, 0.0)), leaving((0.0, 1.0)));
    let rounding = |(x, y): (f64, f64)| f.slope_rounding(&point, &[x, y]);
    for k in 0..DIRECTIONS {
        let along = direction(k);
        let (ahead, behind) = (leaving(along), -leaving((-along.0, -along.1)));
        upright |= ahead.is_infinite() || behind.is_infinite();
        unclear |= ahead.is_nan() || behind.is_nan();
        let linear = axes.0 * along.0 + axes.1 * along.1;
        let size = ahead.abs() + behind.abs() + axes.0.abs() + axes.1.abs();
        let apart = (ahead - behind).abs().max((ahead - linear).abs());
        // Those of both sides, of both axes, and of what is made of these.
        let explained = || {
            2.0 * (rounding(along) + rounding((1.0, 0.0)) + rounding((0.0, 1.0)))
                + 8.0 * f64::EPSILON * size
        };
        if crease.is_none() && apart > 0.0 && apart > explained() {
            crease = Some(Ground::Crease {
                along,
                behind: behind + 0.0,
                ahead: ahead + 0.0,
            });
        }
    }
    match crease {
        _ if upright && f.scalar().is_vertical(&point) => Ground::Vertical,
        _ if upright => Ground::TooSteep,
        _ if unclear && f.scalar().is_isolated(&point) => Ground::Isolated,
        _ if unclear => Ground::Unclear,
        Some(crease) => crease,
        None => Ground::Smooth,
    }
}

fn direction(k: u32) -> (f64, f64) {
    match k {
        0 => (1.0, 0.0),
        k if 2 * k == DIRECTIONS => (0.0, 1.0),
        k => {
            let angle = std::f64::consts::PI * f64::from(k) / f64::from(DIRECTIONS);
            (angle.cos(), angle.sin())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let at =
            |text: &str, x: f64, y: f64| ground(&Typed::parse(text, &["x", "y"]).unwrap(), (x, y));
        for smooth in [
            "x^2 + 3y^2",
            "x y",
            "abs(x)^3 + y",
            "log(exp(x) + exp(y))",
            "7",
        ] {
            assert_eq!(at(smooth, 0.0, 0.0), Ground::Smooth, "{smooth}");
        }
        for (text, x, y) in [
            ("|x| + |y|", 0.0, 1.0),
            ("|x| + |y|", 0.0, 0.0),
            ("max(x, y)", 2.0, 2.0),
            ("relu(x - y)", 1.0, 1.0),
            ("|x - y|", 3.0, 3.0),
        ] {
            assert!(matches!(at(text, x, y), Ground::Crease { .. }), "{text}");
        }
        assert_eq!(at("|x| + |y|", 1.0, -2.0), Ground::Smooth);
        assert_eq!(at("sqrt(x) + y", 0.0, 1.0), Ground::Vertical);
        assert_eq!(at("log(x y)", 0.0, 1.0), Ground::Pole);
        assert_eq!(at("log(x y)", -1.0, 1.0), Ground::Outside);
        assert!(!at("sqrt(x^2 + y^2)", 0.0, 0.0).is_smooth());
        assert_eq!(at("asin(x) + y", 1.0, 0.0), Ground::Vertical);
        let jump = Ground::Jump {
            along: (0.0, 1.0),
            behind: 5.0,
            ahead: 6.0,
        };
        assert_eq!(at("floor(y) + x", 4.0, 2.0), jump);
        assert_eq!(at("floor(y) x + sign(x)", 4.0, 2.5), Ground::Smooth);
        assert_eq!(at("sqrt(x^2 + y^2)", 3.0, 4.0), Ground::Smooth);
    }

    #[test]
    fn rounding_makes_no_crease() {
        let at =
            |text: &str, x: f64, y: f64| ground(&Typed::parse(text, &["x", "y"]).unwrap(), (x, y));
        for (text, x, y) in [
            ("sin(x)^2 + cos(x)^2", 1.1, 2.3),
            ("(x+y)^2 - x^2 - 2*x*y - y^2", 1.0, 2.0),
            ("exp(x)*exp(-x)", 1.3, 0.2),
            ("sin(x)^2 + cos(x)^2 + y^2", 1.1, 0.0),
        ] {
            assert_eq!(at(text, x, y), Ground::Smooth, "{text}");
        }
        assert_eq!(at("exp(x*y)", 1000.0, 1.0), Ground::Beyond);
        assert_eq!(at("x^y", -2.0, 3.0), Ground::Isolated);
    }

    #[test]
    fn a_crease_has_two_slopes() {
        let f = Typed::parse("relu(x) + y", &["x", "y"]).unwrap();
        let Ground::Crease {
            along,
            behind,
            ahead,
        } = ground(&f, (0.0, 0.0))
        else {
            panic!("no crease");
        };
        assert_eq!((along, behind, ahead), ((1.0, 0.0), 0.0, 1.0));
    }
}
