//! What kind of place a function of two variables has at a point: smooth, or one without gradient.

use super::nowhere::{Missing, Nowhere};
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
    /// There is none, or none is known, for another reason.
    No(Nowhere),
}

impl Ground {
    /// Whether there is a gradient.
    #[must_use]
    pub fn is_smooth(self) -> bool {
        self == Ground::Smooth
    }

    /// Whether only the range of doubles is too small to tell.
    #[must_use]
    pub fn is_beyond(self) -> bool {
        matches!(self, Ground::No(why) if why.is_beyond())
    }

    /// Why there is no gradient, as a whole sentence; none where there is one.
    #[must_use]
    pub fn trouble(self) -> Option<String> {
        let missing = Missing::Gradient;
        match self {
            Ground::Smooth => None,
            Ground::Crease { .. } => {
                Some(missing.none("the surface has a crease, with different one-sided derivatives"))
            }
            Ground::Jump { .. } => Some(missing.none("the function jumps")),
            Ground::No(why) => Some(why.trouble(missing)),
        }
    }
}

/// What a function of two variables does at a point: whether it leaves in each of several directions
/// as steeply as it came.
#[must_use]
pub fn ground(f: &Typed, at: (f64, f64)) -> Ground {
    let point = [at.0, at.1];
    if let Some(why) = Nowhere::of_value(f, &point) {
        return Ground::No(why);
    }
    let jumps = |(x, y): (f64, f64)| f.jumps(&point, &[x, y]);
    let axes = [(1.0, 0.0), (0.0, 1.0)].into_iter();
    let jump = axes
        .chain(directions())
        .find(|(x, y)| jumps((*x, *y)) || jumps((-x, -y)));
    if let Some((x, y)) = jump {
        return Ground::Jump {
            along: (x, y),
            behind: f.beside(&point, &[-x, -y]).0 + 0.0,
            ahead: f.beside(&point, &[x, y]).0 + 0.0,
        };
    }
    let leaving = |(x, y): (f64, f64)| f.leaving(&point, &[x, y]);
    let sides: Vec<_> = directions()
        .map(|(x, y)| ((x, y), leaving((x, y)), -leaving((-x, -y))))
        .collect();
    let slopes: Vec<f64> = (sides.iter())
        .flat_map(|(_, ahead, behind)| [*ahead, *behind])
        .collect();
    if let Some(why) = Nowhere::of_slopes(f, &point, &slopes) {
        return Ground::No(why);
    }
    // The slopes of a function that has a gradient are linear in the direction.
    let (right, up) = (leaving((1.0, 0.0)), leaving((0.0, 1.0)));
    let rounding = |(x, y): (f64, f64)| f.slope_rounding(&point, &[x, y]);
    let of_axes = rounding((1.0, 0.0)) + rounding((0.0, 1.0));
    let is_crease = |&((x, y), ahead, behind): &((f64, f64), f64, f64)| {
        let linear = right * x + up * y;
        let apart = (ahead - behind).abs().max((ahead - linear).abs());
        // Those of both sides, of both axes, and of what is made of these.
        let explained = || {
            let size = ahead.abs() + behind.abs() + right.abs() + up.abs();
            2.0 * (rounding((x, y)) + of_axes) + 8.0 * f64::EPSILON * size
        };
        apart > 0.0 && apart > explained()
    };
    match sides.iter().find(|side| is_crease(side)) {
        None => Ground::Smooth,
        Some((along, ahead, behind)) => Ground::Crease {
            along: *along,
            behind: behind + 0.0,
            ahead: ahead + 0.0,
        },
    }
}

/// Directions that are tried, of length 1, over half a turn. The axes and the diagonals are among them.
pub(super) fn directions() -> impl Iterator<Item = (f64, f64)> {
    const COUNT: u32 = 12;
    (0..COUNT).map(|k| match k {
        0 => (1.0, 0.0),
        k if 2 * k == COUNT => (0.0, 1.0),
        k => {
            let angle = std::f64::consts::PI * f64::from(k) / f64::from(COUNT);
            (angle.cos(), angle.sin())
        }
    })
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
        assert_eq!(at("sqrt(x) + y", 0.0, 1.0), Ground::No(Nowhere::Vertical));
        assert_eq!(at("log(x y)", 0.0, 1.0), Ground::No(Nowhere::Pole));
        assert_eq!(at("log(x y)", -1.0, 1.0), Ground::No(Nowhere::Outside));
        assert!(!at("sqrt(x^2 + y^2)", 0.0, 0.0).is_smooth());
        assert_eq!(at("asin(x) + y", 1.0, 0.0), Ground::No(Nowhere::Vertical));
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
        assert_eq!(at("exp(x*y)", 1000.0, 1.0), Ground::No(Nowhere::Beyond));
        assert_eq!(at("x^y", -2.0, 3.0), Ground::No(Nowhere::Isolated));
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
