//! The Hessian along a direction by a second route: the slope of the loss along it, point by point in
//! plain loops, and its finite difference. Beside each number stands how far rounding can have taken it.

use crate::error::Result;
use numeric_core::bounded::Bounded;
use numeric_core::network::dense::{Bend, Dense, Hessian, Points};
use numeric_core::real;
use serde::{Deserialize, Serialize};

const UNIT: f64 = f64::EPSILON;

/// The activation and its derivative.
fn bent(z: Bounded, bend: Bend) -> (Bounded, Bounded) {
    match bend {
        Bend::Tanh => {
            let h = real::tanh(z.value);
            let slope = 1.0 - h * h;
            let value = Bounded::new(h, slope * z.off + 4.0 * UNIT);
            let slope = Bounded::new(slope, 2.0 * h.abs() * value.off + 2.0 * UNIT);
            (value, slope)
        }
        Bend::Relu => {
            let on = z.value > 0.0;
            // A sum near 0 may be on either side.
            let off = if z.value < -z.off { 0.0 } else { z.off };
            let value = Bounded::new(z.value.max(0.0), off);
            (value, Bounded::exact(f64::from(u8::from(on))))
        }
    }
}

/// The output for one point, and its change along a direction.
pub(crate) fn output(
    network: &Dense,
    parameters: &[Bounded],
    direction: Option<&[f64]>,
    point: &[f64],
) -> (Bounded, Bounded) {
    let mut signal: Vec<(Bounded, Bounded)> = point
        .iter()
        .map(|x| (Bounded::exact(*x), Bounded::exact(0.0)))
        .collect();
    let last = network.layers().count().saturating_sub(1);
    for (i, (inputs, outputs, weights, biases)) in network.layers().enumerate() {
        let of = |place: usize| {
            parameters
                .get(place)
                .copied()
                .unwrap_or(Bounded::exact(0.0))
        };
        let along = |place: usize| direction.and_then(|d| d.get(place)).copied();
        let along = |place: usize| Bounded::exact(along(place).unwrap_or(0.0));
        let unit = |j: usize| {
            let weight = |k: usize| weights.start + j + k * outputs;
            let bias = biases.start + j;
            let terms = (0..inputs).zip(&signal);
            let sum = Bounded::sum(
                terms
                    .clone()
                    .map(|(k, (x, _))| of(weight(k)) * *x)
                    .chain([of(bias)]),
            );
            if direction.is_none() {
                let value = if i < last {
                    bent(sum, network.bend()).0
                } else {
                    sum
                };
                return (value, Bounded::exact(0.0));
            }
            let moves =
                terms.flat_map(|(k, (x, moved))| [along(weight(k)) * *x, of(weight(k)) * *moved]);
            let moved = Bounded::sum(moves.chain([along(bias)]));
            if i == last {
                return (sum, moved);
            }
            let (value, slope) = bent(sum, network.bend());
            (value, slope * moved)
        };
        signal = (0..outputs).map(unit).collect();
    }
    let none = (Bounded::exact(f64::NAN), Bounded::exact(f64::NAN));
    signal.first().copied().unwrap_or(none)
}

/// The slope of the loss along a direction, at θ + t·v.
fn slope(network: &Dense, parameters: &[f64], v: &[f64], t: f64, points: &Points<f64>) -> Bounded {
    let moved: Vec<Bounded> = (parameters.iter().zip(v))
        .map(|(p, v)| {
            let mut moved = Bounded::rounded(p + t * v);
            moved.off += UNIT * (t * v).abs();
            moved
        })
        .collect();
    let width = points.inputs.len() / points.count().max(1);
    let each = points
        .inputs
        .chunks_exact(width.max(1))
        .zip(&points.targets);
    let sum = Bounded::sum(each.map(|(x, y)| {
        let (z, change) = output(network, &moved, Some(v), x);
        (z - Bounded::exact(*y)) * change
    }));
    sum / Bounded::exact(points.count() as f64)
}

/// vᵀHv by two routes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Curvature {
    /// By the exact product with the Hessian.
    pub exact: f64,
    /// By that with the Gauss–Newton matrix, which leaves out the curvature of the outputs.
    pub gauss_newton: f64,
    /// By the finite difference.
    pub difference: f64,
    /// How far the first and the last may be apart.
    pub tolerance: f64,
}

impl Curvature {
    /// Where there is nothing to compare.
    pub(crate) const NONE: Self = Self {
        exact: f64::NAN,
        gauss_newton: f64::NAN,
        difference: f64::NAN,
        tolerance: f64::NAN,
    };
}

/// The curvature of the loss along v, of length 1, by the product with the Hessian and by the difference
/// of slopes at θ ± h·v. The error of the difference is at most h²/6 times the third derivative of the
/// slope; the difference at 2h, which has four times that error, tells how much it is.
///
/// # Errors
///
/// Parameters or points that don't fit.
pub fn curvature(
    network: &Dense,
    parameters: &[f64],
    points: &Points<f64>,
    v: &[f64],
) -> Result<Curvature> {
    /// A power of two.
    const REACH: f64 = 1.0 / 32_768.0;
    let mut hessian = Hessian::new(network, parameters, points)?;
    let mut product = Vec::new();
    let along = |product: &[f64]| v.iter().zip(product).map(|(v, p)| v * p).sum::<f64>();
    hessian.times(v, &mut product)?;
    let exact = along(&product);
    let sizes: f64 = v.iter().zip(&product).map(|(v, p)| (v * p).abs()).sum();
    hessian.gauss_newton_times(v, &mut product)?;
    let gauss_newton = along(&product);
    let difference = |h: f64| {
        let above = slope(network, parameters, v, h, points);
        let below = slope(network, parameters, v, -h, points);
        let apart = above - below;
        (apart.value / (2.0 * h), apart.off / (2.0 * h))
    };
    let (near, off) = difference(REACH);
    let (far, far_off) = difference(2.0 * REACH);
    // Three times the leading error of the difference; its rounding, divided by a small h, is far larger
    // than that of the product, which comes from as many operations and isn't divided.
    let truncation = (far - near).abs() + far_off;
    let own = (v.len() as f64 + 8.0) * UNIT * sizes;
    Ok(Curvature {
        exact,
        gauss_newton,
        difference: near,
        tolerance: truncation + off + own,
    })
}
