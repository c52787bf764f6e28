//! Integrals of densities: double-exponential rules over pieces.
//!
//! Source: H. Takahasi, M. Mori, *Double Exponential Formulas for Numerical Integration*, Publications
//! of RIMS 9 (1974). Points crowd at both ends of a piece, so that a piece may end in a peak of any
//! width, or in a pole. Each density is taken over a variable u in which it has one peak and no pole,
//! and falls at least as fast as e⁻ᵘ (the logarithm of x for gamma, the logit of x for beta, the
//! inverse hyperbolic sine for Cauchy), and cut at the peak and at x.

use super::{Node, doubt};
use numeric_core::probability::families::{
    Beta, Cauchy, Distribution, Exponential, Family, Normal, Uniform,
};
use numeric_core::real;
use std::f64::consts::{FRAC_PI_2, PI};

/// What is left out of a piece beyond its last points, as a share.
pub const CUT: f64 = 1e-18;
/// Points to one unit of the rule's own variable.
const FINENESS: i32 = 64;
/// Logarithms of places below which a density is a power of the place, as its number underflows.
const UNDERFLOW: f64 = -690.0;
/// Densities this many logarithms below the peak are 0.
const NOTHING: f64 = 745.0;

/// From where the values of a family are counted, so that a distribution far from 0 loses no digits.
pub fn origin(family: &Family) -> f64 {
    match family {
        Family::Normal(member) => member.mean(),
        Family::Uniform(member) => member.low(),
        _ => 0.0,
    }
}

/// A piece of the line of u.
#[derive(Clone, Copy, Debug)]
enum Piece {
    /// From one place to another.
    Between(f64, f64),
    /// From a place on without end, in this direction, with a usual distance.
    Beyond(f64, f64, f64),
}

/// The density over u.
struct Line<'a> {
    /// Where it ends; infinite where it doesn't.
    ends: (f64, f64),
    /// Where it is largest.
    peak: f64,
    /// How wide it is to the left and to the right of it.
    widths: (f64, f64),
    /// The place up to which P(X ≤ x) goes.
    place: f64,
    /// Value, how far it may be off, density times dx/du, and its doubt at a place.
    at: Box<dyn Fn(f64) -> (f64, f64, f64, f64) + 'a>,
}

/// The points of the integrals of a family.
pub fn nodes(family: &Family, x: f64) -> Vec<Node> {
    let Some(line) = line(family, x) else {
        return Vec::new();
    };
    let (low, high) = line.ends;
    // A place where the density is 0 to the last digit needs no cut.
    let cut = line.place.clamp(low, high);
    let cut = if cut.is_finite() && (line.at)(cut).2 > 0.0 {
        cut
    } else {
        line.peak
    };
    let (near, far) = (cut.min(line.peak), cut.max(line.peak));
    let mut pieces = Vec::new();
    if low.is_finite() {
        pieces.push(Piece::Between(low, near));
    } else {
        pieces.push(Piece::Beyond(near, -1.0, line.widths.0));
    }
    pieces.push(Piece::Between(near, far));
    if high.is_finite() {
        pieces.push(Piece::Between(far, high));
    } else {
        pieces.push(Piece::Beyond(far, 1.0, line.widths.1));
    }
    let mut nodes = Vec::new();
    for piece in pieces {
        let middle = match piece {
            Piece::Between(a, b) if a < b => f64::midpoint(a, b),
            Piece::Between(..) => continue,
            Piece::Beyond(from, way, width) => from + way * width,
        };
        let below = middle <= line.place;
        let rule = |at: f64, weight: f64, coarse: bool| {
            let (value, at_off, density, doubt) = (line.at)(at);
            Node {
                at: value,
                at_off,
                weight: weight * density,
                doubt,
                below,
                coarse,
            }
        };
        nodes.extend(points(piece).map(|(u, w, coarse)| rule(u, w, coarse)));
    }
    nodes.retain(|n| n.weight > 0.0);
    nodes
}

/// The places and widths of a piece's rule.
fn points(piece: Piece) -> impl Iterator<Item = (f64, f64, bool)> {
    let fineness = f64::from(FINENESS);
    let (from, to) = match piece {
        Piece::Between(..) => (-3.6, 3.6),
        Piece::Beyond(..) => (-4.2, 10.0),
    };
    let whole = |t: f64| (t * fineness) as i32;
    (whole(from)..=whole(to)).map(move |i| {
        let t = f64::from(i) / fineness;
        let (at, width) = match piece {
            Piece::Between(a, b) => {
                // The share of the piece on the nearer side, and how fast it grows.
                let share = 1.0 / (1.0 + real::exp(2.0 * FRAC_PI_2 * sinh(t.abs())));
                let slope = PI * cosh(t) * share * (1.0 - share);
                let at = if t < 0.0 {
                    a + (b - a) * share
                } else {
                    b - (b - a) * share
                };
                (at, (b - a) * slope)
            }
            Piece::Beyond(from, way, width) => {
                let (log, slope) = (t - real::exp(-t), 1.0 + real::exp(-t));
                let reach = width * real::exp(log);
                (from + way * reach, reach * slope)
            }
        };
        (at, width / fineness, i % 2 == 0)
    })
}

fn sinh(t: f64) -> f64 {
    0.5 * (real::exp(t) - real::exp(-t))
}

fn cosh(t: f64) -> f64 {
    0.5 * (real::exp(t) + real::exp(-t))
}

/// ln(z + √(1 + z²)), to the last digits near 0 as well.
fn inverse_sinh(z: f64) -> f64 {
    let size = z.abs();
    let root = real::sqrt(1.0 + size * size);
    let u = if root.is_finite() {
        real::ln_1p(size + size * size / (1.0 + root))
    } else {
        real::ln(size) + std::f64::consts::LN_2
    };
    u.copysign(z)
}

/// The density of a family over its u; none of a family of integers.
fn line(family: &Family, x: f64) -> Option<Line<'_>> {
    Some(match family {
        Family::Uniform(member) => {
            let width = member.high() - member.low();
            let own = Uniform::new(0.0, width).ok()?;
            straight(
                (0.0, width),
                0.0,
                (width, width),
                x - member.low(),
                move |u| own.density(u),
            )
        }
        Family::Normal(member) => {
            let deviation = member.deviation();
            let own = Normal::new(0.0, deviation).ok()?;
            let place = x - member.mean();
            let all = (f64::NEG_INFINITY, f64::INFINITY);
            let same = Family::Normal(own);
            let mut line = straight(all, 0.0, (deviation, deviation), place, move |u| {
                own.density(u)
            });
            line.at = Box::new(move |u| (u, 0.0, own.density(u), doubt(&same, u)));
            line
        }
        Family::Exponential(member) => {
            let own = Exponential::new(member.rate()).ok()?;
            let width = 1.0 / member.rate();
            let ends = (0.0, f64::INFINITY);
            let mut line = straight(ends, 0.0, (width, width), x, move |u| own.density(u));
            line.at = Box::new(move |u| (u, 0.0, own.density(u), doubt(family, u)));
            line
        }
        Family::Cauchy(member) => {
            let scale = member.scale();
            let own = Cauchy::new(0.0, scale).ok()?;
            // x is the location + scale·sinh u.
            let at = move |u: f64| {
                let value = scale * sinh(u);
                let off = f64::EPSILON * value.abs() * (4.0 + u.abs());
                (value, off, own.density(value) * scale * cosh(u), 16.0)
            };
            let place = (x - member.location()) / scale;
            Line {
                ends: (f64::NEG_INFINITY, f64::INFINITY),
                peak: 0.0,
                widths: (1.0, 1.0),
                place: inverse_sinh(place),
                at: Box::new(at),
            }
        }
        Family::Gamma(member) => {
            let (a, rate) = (member.shape(), member.rate());
            // x is mean·eᵘ, and the density over u is largest at u = 0.
            let mean = a / rate;
            let log_mean = real::ln(mean);
            let at = move |u: f64| {
                let value = mean * real::exp(u);
                let (log, doubt) = near_edge(family, a, u + log_mean);
                // The density over u is right at a place that is rounded.
                let slope = (a - rate * value).abs();
                let doubt = doubt + (slope + 1.0) * (4.0 + u.abs() + log_mean.abs());
                let off = f64::EPSILON * value * (4.0 + u.abs());
                (value, off, density(log + u + log_mean), doubt)
            };
            Line {
                ends: (f64::NEG_INFINITY, f64::INFINITY),
                peak: 0.0,
                widths: (tail_width(a), tail_width(a).min(1.0)),
                place: if x > 0.0 {
                    real::ln(x / mean)
                } else {
                    f64::NEG_INFINITY
                },
                at: Box::new(at),
            }
        }
        Family::Beta(member) => {
            let (a, b) = (member.a(), member.b());
            let mirrored = Family::Beta(Beta::new(b, a).ok()?);
            // u is the logit of x, less that of the mean.
            let middle = real::ln(a / b);
            let at = move |u: f64| {
                let logit = u + middle;
                // ln of x and of 1 − x.
                let near = -real::ln_1p(real::exp(-logit.abs()));
                let (log, log_rest) = if logit < 0.0 {
                    (logit + near, near)
                } else {
                    (near, near - logit)
                };
                let (log_density, doubt) = if logit < 0.0 {
                    near_edge(family, a, log)
                } else {
                    near_edge(&mirrored, b, log_rest)
                };
                let value = real::exp(log);
                let slope = (a - (a + b) * value).abs();
                // The density over u is right at a place that is rounded.
                let size = u.abs() + middle.abs();
                let doubt = doubt + (slope + 1.0) * 2.0 * (4.0 + size + log.abs() + log_rest.abs());
                let off = f64::EPSILON * value * (4.0 + real::exp(log_rest) * size);
                (value, off, density(log_density + log + log_rest), doubt)
            };
            Line {
                ends: (f64::NEG_INFINITY, f64::INFINITY),
                peak: 0.0,
                widths: (tail_width(a), tail_width(b)),
                place: if x <= 0.0 {
                    f64::NEG_INFINITY
                } else if x >= 1.0 {
                    f64::INFINITY
                } else {
                    real::ln(x) - real::ln_1p(-x) - middle
                },
                at: Box::new(at),
            }
        }
        _ => return None,
    })
}

/// A density over its own values.
fn straight<'a>(
    ends: (f64, f64),
    peak: f64,
    widths: (f64, f64),
    place: f64,
    density: impl Fn(f64) -> f64 + 'a,
) -> Line<'a> {
    Line {
        ends,
        peak,
        widths,
        place,
        at: Box::new(move |u| (u, 0.0, density(u), 8.0)),
    }
}

/// How far a tail e^(a·u) or the bell at its beginning goes.
fn tail_width(a: f64) -> f64 {
    if a > 1.0 {
        1.0 / real::sqrt(a)
    } else {
        1.0 / a
    }
}

/// e^log, and 0 where nothing is left.
fn density(log: f64) -> f64 {
    if log < -NOTHING { 0.0 } else { real::exp(log) }
}

/// The logarithm of a density at a place near its end at 0, given by the place's logarithm, and its doubt.
/// Where the place underflows the density is a power of it, with the exponent a − 1.
fn near_edge(family: &Family, a: f64, log: f64) -> (f64, f64) {
    let kept = log.max(UNDERFLOW);
    let (place, further) = (real::exp(kept), (a - 1.0) * (log - kept));
    (
        family.log_density(place) + further,
        doubt(family, place) + 2.0 * further.abs(),
    )
}
