//! Vectors as directions, angles and lengths.

use crate::contract::prelude::*;

/// The gradient of a reading, as it is shown: 0 where rounding explains it.
pub fn gradient(reading: &Reading) -> Spot {
    let shown = reading.as_shown();
    (shown.scalar("partial-x"), shown.scalar("partial-y"))
}

/// A vector with length 1; none for 0.
pub fn unit((x, y): Spot) -> Option<Spot> {
    // Scaled first, so that nothing overflows or vanishes.
    let most = x.abs().max(y.abs());
    if !(most > 0.0 && most.is_finite()) {
        return None;
    }
    let (x, y) = (x / most, y / most);
    let length = (x * x + y * y).sqrt();
    Some((x / length + 0.0, y / length + 0.0))
}

/// The angle of a vector from the x axis.
pub fn degrees((x, y): Spot) -> f64 {
    let turn = y.atan2(x).to_degrees();
    if turn <= -180.0 { 180.0 } else { turn + 0.0 }
}

/// A vector of length 1 at an angle in degrees, to four decimals, which is as fine as a hand is.
pub fn at_angle(degrees: f64) -> Spot {
    rounded(degrees, 4)
}

/// The same to twelve decimals, so that an angle that was typed stays what it was.
pub fn at_typed_angle(degrees: f64) -> Spot {
    rounded(degrees, 12)
}

fn rounded(degrees: f64, digits: i32) -> Spot {
    let (sine, cosine) = degrees.to_radians().sin_cos();
    (decimals(cosine, digits), decimals(sine, digits))
}

/// The length of a vector, without overflow on the way.
pub fn length((x, y): Spot) -> f64 {
    let most = x.abs().max(y.abs());
    if !(most > 0.0 && most.is_finite()) {
        return x.abs() + y.abs();
    }
    let (x, y) = (x / most, y / most);
    most * (x * x + y * y).sqrt()
}

/// The angle between two vectors of length 1, in degrees.
pub fn apart(a: Spot, b: Spot) -> f64 {
    let (dot, cross) = (a.0 * b.0 + a.1 * b.1, a.0 * b.1 - a.1 * b.0);
    cross.abs().atan2(dot).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_and_angles() {
        assert_eq!(unit((3.0, 4.0)), Some((0.6, 0.8)));
        assert_eq!(unit((1e-300, 0.0)), Some((1.0, 0.0)));
        assert_eq!(unit((0.0, 0.0)), None);
        assert_eq!((degrees((0.0, 2.0)), degrees((-1.0, 0.0))), (90.0, 180.0));
        assert_eq!(at_angle(90.0), (0.0, 1.0));
        for angle in [-135.0, 30.0, 0.36, 179.64] {
            assert!((degrees(at_typed_angle(angle)) - angle).abs() < 1e-9);
            assert!((degrees(at_angle(angle)) - angle).abs() < 0.01);
        }
    }
}
