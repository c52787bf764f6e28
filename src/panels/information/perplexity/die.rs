//! The die as paths of one SVG: where its faces stand, and how much of each is filled.

use std::fmt::Write;

/// Most faces that are drawn: twice the vocabulary.
pub const MOST: usize = 146;
/// Faces in a row.
const COLUMNS: usize = 37;
/// How wide and high a face is, and how far it is from one to the next.
const SIDE: usize = 15;
const STEP: usize = 18;
/// A face from where its upper left corner ends, along the middle of its border, which is one wide.
const FACE: &str = "h9a2.5 2.5 0 0 1 2.5 2.5v9a2.5 2.5 0 0 1-2.5 2.5h-9a2.5 2.5 0 0 1-2.5-2.5v-9a2.5 2.5 0 0 1 2.5-2.5z";
/// How high that is, how wide the inside of the border, and how far corners are rounded.
const HEIGHT: f64 = 14.0;
const INSIDE: f64 = 13.0;
const ROUND: f64 = 2.5;

/// How many faces are drawn: the vocabulary’s, and beyond them those that a perplexity fills or begins.
pub fn drawn(perplexity: f64, vocabulary: usize) -> usize {
    // NaN becomes 0.
    let begun = perplexity.clamp(0.0, MOST as f64).ceil() as usize;
    begun.max(vocabulary)
}

/// The viewBox that holds so many faces.
pub fn view_box(faces: usize) -> String {
    let rows = faces.div_ceil(COLUMNS).max(1);
    let gap = STEP - SIDE;
    format!("0 0 {} {}", COLUMNS * STEP - gap, rows * STEP - gap)
}

/// The upper left corner of a face.
fn corner(face: usize) -> (usize, usize) {
    (face % COLUMNS * STEP, face / COLUMNS * STEP)
}

/// The faces from one to before another.
pub fn faces(from: usize, to: usize) -> String {
    let mut path = String::new();
    for face in from..to {
        let (x, y) = corner(face);
        let _ = write!(path, "M{} {y}.5{FACE}", x + 3);
    }
    path
}

/// The filled parts: as many faces as the perplexity, the last one from the left as far as it goes.
pub fn filled(perplexity: f64) -> String {
    let perplexity = perplexity.clamp(0.0, MOST as f64);
    let whole = perplexity as usize;
    let mut path = faces(0, whole);
    // To a hundredth, which is less than a pixel shows.
    let inside = (INSIDE * perplexity.fract() * 100.0).round() / 100.0;
    if inside > 0.0 {
        let (x, y) = corner(whole);
        let width = 0.5 + inside;
        let left = width.min(ROUND);
        let right = (width - (HEIGHT - ROUND)).max(0.0);
        let (x, straight) = (x as f64 + 0.5 + left, width - left - right);
        let (upright, low) = (HEIGHT - 2.0 * left, HEIGHT - 2.0 * right);
        let _ = write!(
            path,
            "M{x:.2} {y}.5h{straight:.2}a{right:.2} {right:.2} 0 0 1 {right:.2} {right:.2}v{low:.2}\
             a{right:.2} {right:.2} 0 0 1 -{right:.2} {right:.2}h-{straight:.2}\
             a{left:.2} {left:.2} 0 0 1 -{left:.2} -{left:.2}v-{upright:.2}\
             a{left:.2} {left:.2} 0 0 1 {left:.2} -{left:.2}z"
        );
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_faces_as_the_perplexity() {
        let parts = |perplexity: f64| filled(perplexity).matches('M').count();
        assert_eq!(
            [f64::NAN, 0.0, 1.0, 3.55, 73.0, 200.0, f64::INFINITY].map(parts),
            [0, 0, 1, 4, 73, MOST, MOST]
        );
        assert_eq!(
            [f64::NAN, 3.55, 73.0, 73.1, 1e300].map(|p| drawn(p, 73)),
            [73, 73, 73, 74, MOST]
        );
        // The fourth face is a little more than half full: 0.5 + 7.15 from 54.5 on, less its corner.
        assert!(filled(3.55).contains("M57.00 0.5h5.15"), "{}", filled(3.55));
        assert_eq!(faces(36, 38).matches('M').count(), 2);
        assert!(faces(37, 38).starts_with("M3 18.5h9"));
        assert_eq!(
            (view_box(73), view_box(75)),
            ("0 0 663 33".into(), "0 0 663 51".into())
        );
    }
}
