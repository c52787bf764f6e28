//! How the plane gets from where it is to where a matrix takes it, as a path of 2×2 matrices.
//!
//! W = R·P with a rotation R and a symmetric P; the way turns and stretches at once,
//! R(tθ)·((1 − t)·I + t·P), so that a rotation stays a rotation all the way. A reflection passes
//! once through a flat plane, as it must.
//!
//! Source: K. Shoemake, T. Duff, *Matrix Animation and Polar Decomposition*, Graphics Interface
//! (1992); the rotation nearest to a 2×2 matrix is by atan2(c − b, a + d).

use nalgebra::DMatrix;
use numeric_core::real;

/// A 2×2 matrix, row by row.
pub type Map = [f64; 4];

/// The upper left 2×2 part of a matrix.
pub fn map(m: &DMatrix<f64>) -> Map {
    let at = |i: usize, j: usize| m.get((i, j)).copied().unwrap_or_default();
    [at(0, 0), at(0, 1), at(1, 0), at(1, 1)]
}

/// Where the way to `map` is at time t, from the identity at 0 to the map at 1.
pub fn along(map: Map, t: f64) -> Map {
    if t >= 1.0 {
        return map;
    }
    let [a, b, c, d] = map;
    let angle = (c - b).atan2(a + d);
    let stretch = product(rotation(-angle), map);
    let mix = |still: f64, end: f64| (1.0 - t) * still + t * end;
    let part = [
        mix(1.0, stretch[0]),
        mix(0.0, stretch[1]),
        mix(0.0, stretch[2]),
        mix(1.0, stretch[3]),
    ];
    product(rotation(t * angle), part)
}

/// The way first to `first` (until t = 1), then on by `second` (until t = 2).
pub fn journey(first: Map, second: Map, t: f64) -> Map {
    if t <= 1.0 {
        along(first, t.max(0.0))
    } else {
        product(along(second, t - 1.0), first)
    }
}

/// A·B.
pub fn product([a, b, c, d]: Map, [e, f, g, h]: Map) -> Map {
    [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h]
}

/// A·x.
pub fn apply([a, b, c, d]: Map, (x, y): (f64, f64)) -> (f64, f64) {
    (a * x + b * y, c * x + d * y)
}

fn rotation(angle: f64) -> Map {
    let (sin, cos) = (real::sin(angle), real::cos(angle));
    [cos, -sin, sin, cos]
}

#[cfg(test)]
mod tests {
    use super::*;
    use numeric_core::random::Random;

    const STILL: Map = [1.0, 0.0, 0.0, 1.0];

    fn close(a: Map, b: Map) {
        for (x, y) in a.iter().zip(b) {
            assert!((x - y).abs() < 1e-12, "{a:?} against {b:?}");
        }
    }

    fn determinant([a, b, c, d]: Map) -> f64 {
        a * d - b * c
    }

    #[test]
    fn ways_begin_and_end_where_they_should_and_never_jump() {
        let mut random = Random::new(8);
        for _ in 0..500 {
            let mut draw = || [0; 4].map(|_| random.normal());
            let (first, second) = (draw(), draw());
            close(journey(first, second, 0.0), STILL);
            close(journey(first, second, 1.0), first);
            close(journey(first, second, 1.0 + 1e-15), first);
            close(journey(first, second, 2.0), product(second, first));
            close(along(first, 1.0 - 1e-14), first);
            // What keeps its orientation is never flattened on the way.
            if determinant(first) > 0.0 {
                assert!((1..20).all(|i| determinant(along(first, f64::from(i) / 20.0)) > 0.0));
            }
        }
    }

    #[test]
    fn rotations_stay_rotations() {
        for i in 0..40 {
            let quarter = along(rotation(3.0), f64::from(i) / 40.0);
            assert!((determinant(quarter) - 1.0).abs() < 1e-12);
            close(
                product(quarter, [quarter[0], quarter[2], quarter[1], quarter[3]]),
                STILL,
            );
        }
    }
}
