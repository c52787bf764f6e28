//! The words around the numbers: sentence, formulas, question.

use super::MatrixMultiplication;
use super::exact::{self, Inverse, inverse};
use super::read::{Numbers, determinant, determinant_rounding, product};
use super::state::{LIMIT, ProductState};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::spectral;

/// Area, volume, or what it is called in more dimensions.
pub fn measure(n: usize) -> &'static str {
    match n {
        2 => "area",
        3 => "volume",
        _ => "four-dimensional volume",
    }
}

fn space(n: usize) -> &'static str {
    match n {
        2 => "plane",
        3 => "space",
        _ => "four-dimensional space",
    }
}

/// `(1, 2)`
fn tuple(v: &[f64]) -> String {
    let entries: Vec<String> = v.iter().map(|x| number::rounded(*x)).collect();
    format!("({})", entries.join(", "))
}

/// What a matrix does to all of space, as the end of a sentence that begins with its name.
fn does(w: &DMatrix<f64>, determinant: f64) -> String {
    let n = w.nrows();
    match inverse(w) {
        Inverse::Unknown => {
            return "has a determinant that rounding can’t tell from 0, so whether it has an inverse \
                    isn’t known"
                .into();
        }
        Inverse::Missing => {
            // Where rounding hides a dimension, neither count is sure.
            let rank = spectral::svd(w).map_or(0, |svd| svd.numerical_rank());
            let onto = if rank == exact::rank(w) {
                ["a single point", "a line", "a plane", "a space"][rank.min(n - 1)]
            } else {
                "fewer dimensions"
            };
            return format!(
                "maps the {} onto {onto}: its determinant is 0, and it has no inverse",
                space(n)
            );
        }
        Inverse::Reversing | Inverse::Preserving if determinant == 0.0 => {
            return "has an inverse, though its determinant is too small for a double".into();
        }
        Inverse::Reversing | Inverse::Preserving => {}
    }
    let size = determinant.abs();
    let change = if size == 1.0 {
        format!("leaves every {} unchanged", measure(n))
    } else {
        format!(
            "multiplies every {} by {}",
            measure(n),
            number::rounded(size)
        )
    };
    if determinant < 0.0 {
        format!("{change} and reverses the orientation, as a reflection does")
    } else {
        format!("{change} and preserves the orientation")
    }
}

pub fn sentence(state: &ProductState, n: &Numbers) -> String {
    let other: Vec<f64> = times(&state.w, &times(&state.second, &state.x));
    let order = if other == n.z {
        "in the other order the result is the same".to_string()
    } else {
        format!("in the other order the result is {}", tuple(&other))
    };
    format!(
        "W maps x = {} to y = {}; it {}. W₂ maps y to z = {}; {order}.",
        tuple(&state.x),
        tuple(&n.y),
        does(&state.w, n.determinant),
        tuple(&n.z),
    )
}

/// The determinant, 0 where rounding alone explains it.
pub fn known_determinant(a: &DMatrix<f64>) -> f64 {
    number::known_to(determinant(a, None), determinant_rounding(a)) + 0.0
}

/// What is added to a number that rounding can't tell from 0 because of one of these determinants.
fn unsure(of: &[&DMatrix<f64>]) -> &'static str {
    if of.iter().any(|a| inverse(a) == Inverse::Unknown) {
        " up to rounding"
    } else {
        ""
    }
}

/// A·x by the sums of the definition.
fn times(a: &DMatrix<f64>, x: &[f64]) -> Vec<f64> {
    product(a, &column(x)).as_slice().to_vec()
}

/// `W` in its colour.
pub fn first() -> String {
    Tint::Matrix.of(m::mi("W"))
}

/// `W₂` in its colour.
pub fn second() -> String {
    Tint::Composed.of(m::sub(&m::mi("W"), &m::int(2)))
}

impl Words for MatrixMultiplication {
    fn formula(state: &ProductState, reading: &Reading) -> Formula {
        let matrix = |tint: Tint, x: &DMatrix<f64>| tint.of(m::matrix(x));
        let y = column(reading.vector("y"));
        let z = column(reading.vector("z"));
        let lines = [
            m::parts!(
                "{} = {} {} = {} {} = {}",
                Tint::Value.of(m::mi("y")),
                first(),
                Tint::Input.of(m::mi("x")),
                matrix(Tint::Matrix, &state.w),
                matrix(Tint::Input, &column(&state.x)),
                matrix(Tint::Value, &y)
            ),
            m::parts!(
                "{} = {} {} = {} {} = {}",
                Tint::Value.of(m::mi("z")),
                second(),
                Tint::Value.of(m::mi("y")),
                matrix(Tint::Composed, &state.second),
                matrix(Tint::Value, &y),
                matrix(Tint::Value, &z)
            ),
        ];
        m::formula!("{}", m::lines(&lines))
    }

    fn question(state: &ProductState) -> Question<ProductState> {
        let factors = [&state.w, &state.second];
        let [w, w2] = factors.map(known_determinant);
        // Not the sign of the product, which could underflow.
        let inverses = factors.map(inverse);
        let flat = inverses.contains(&Inverse::Missing);
        let open = !flat && inverses.contains(&Inverse::Unknown);
        let turns = !flat && !open;
        let mirrored = turns && inverses[0] != inverses[1];
        let n = state.size();
        let composed = product(&state.second, &state.w);
        let next = ProductState {
            w: composed,
            second: DMatrix::identity(n, n),
            x: state.x.clone(),
        };
        let why = if flat {
            "One of the factors is 0, so the product is 0."
        } else if open {
            "A factor that rounding can’t tell from 0 has no known sign."
        } else if mirrored {
            "The factors have different signs, so the product is negative."
        } else {
            "The factors have the same sign, so the product is positive."
        };
        let mut options = vec![
            ("It preserves the orientation", turns && !mirrored),
            (
                "It reverses the orientation, as a reflection does",
                mirrored,
            ),
            ("It maps it onto fewer dimensions", flat),
        ];
        if open {
            options.push(("Rounding can’t tell", true));
        }
        Question::new(
            format!(
                "W is applied first, then W₂. What does W₂W do to the {}?",
                space(n)
            ),
            options,
            format!(
                "det W = {}{} and det W₂ = {}{}, and determinants multiply. {why}",
                number::rounded(w),
                unsure(&factors[..1]),
                number::rounded(w2),
                unsure(&factors[1..]),
            ),
        )
        .then((next.w.amax() <= LIMIT).then_some(next))
    }
}

/// One of the three products that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// y = Wx
    Image,
    /// W₂W
    Composed,
    /// z = W₂y
    Both,
}

/// The arithmetic of one entry of a product: its row times its column.
pub fn cell(state: &ProductState, reading: &Reading, shown: Shown, i: usize, j: usize) -> Formula {
    let (left, right, result, tints) = match shown {
        Shown::Image => (
            &state.w,
            column(&state.x),
            column(reading.vector("y")),
            [Tint::Matrix, Tint::Input, Tint::Value],
        ),
        Shown::Composed => (
            &state.second,
            state.w.clone(),
            reading.matrix("composed"),
            [Tint::Composed, Tint::Matrix, Tint::Value],
        ),
        Shown::Both => (
            &state.second,
            column(reading.vector("y")),
            column(reading.vector("z")),
            [Tint::Composed, Tint::Value, Tint::Value],
        ),
    };
    let Some(value) = result
        .get((i, j))
        .filter(|_| i < left.nrows() && j < right.ncols())
    else {
        return Formula::default();
    };
    let terms: Vec<(f64, f64)> = (0..left.ncols())
        .map(|k| (left[(i, k)], right[(k, j)]))
        .collect();
    let index = |letter: &str, parts: &[usize]| {
        let digits: Vec<String> = parts.iter().map(|p| m::int(p + 1)).collect();
        m::sub(&m::mi(letter), &digits.concat())
    };
    let name = match shown {
        Shown::Image => index("y", &[i]),
        Shown::Composed => m::sub(
            &m::paren(&m::parts!("{} {}", second(), first())),
            &format!("{}{}", m::int(i + 1), m::int(j + 1)),
        ),
        Shown::Both => index("z", &[i]),
    };
    m::formula!(
        "{} = {} = {}",
        tints[2].of(&name),
        m::dot(&terms, tints[0], tints[1]),
        tints[2].of(*value)
    )
}

/// Whether a product of these shapes exists, and why, in words.
pub fn fits(left: (usize, usize), right: (usize, usize)) -> (bool, String) {
    let shape = |(r, c): (usize, usize)| format!("{r}×{c}");
    if left.1 == right.0 {
        let text = format!(
            "{} times {} is {}: each row of the left has {}, one for each row of the right. The inner \
             sizes have to agree; the outer ones are those of the product.",
            shape(left),
            shape(right),
            shape((left.0, right.1)),
            number::count(left.1, "entry")
        );
        return (true, text);
    }
    let turned = if left.0 == right.1 {
        " In the other order it exists."
    } else {
        ""
    };
    let text = format!(
        "{} times {} doesn’t exist: a row of the left has {}, but a column of the right has {}.{turned}",
        shape(left),
        shape(right),
        number::count(left.1, "entry"),
        right.0
    );
    (false, text)
}

/// The caption of the plane at each time: which map is shown, and its signed area.
pub fn caption(state: &ProductState, time: f64) -> String {
    let [w, w2] = [&state.w, &state.second].map(known_determinant);
    match time {
        t if t <= 0.0 => "Before: the unit square has area 1.".into(),
        1.0 => format!(
            "After W: the unit square has the signed area {}{}.",
            number::rounded(w),
            unsure(&[&state.w])
        ),
        t if t >= 2.0 => format!(
            "After W and then W₂: the signed area is {} · {} = {}{}.",
            number::rounded(w2),
            number::rounded(w),
            number::rounded(w2 * w + 0.0),
            unsure(&[&state.w, &state.second])
        ),
        t if t < 1.0 => "Between the identity and W.".into(),
        _ => "Between W and W₂W.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_determinant_of_rounding_is_told_from_0() {
        let of = |size: usize, w: &[f64]| {
            let w = DMatrix::from_row_slice(size, size, w);
            does(&w, determinant(&w, None))
        };
        let tenths: Vec<f64> = (1..10).map(|k| f64::from(k) / 10.0).collect();
        assert!(of(3, &tenths).contains("isn’t known"), "{}", of(3, &tenths));
        let third = of(2, &[3.0, 1.0, 1.0, 0.333_333_333_333_333_3]);
        assert!(third.contains("isn’t known"), "{third}");
        let hidden = of(3, &[1.0, 0.0, 0.0, 0.0, 1e-20, 0.0, 0.0, 0.0, 0.0]);
        assert!(hidden.contains("onto fewer dimensions"), "{hidden}");
        let small = of(2, &[1e-170, 0.0, 0.0, 1e-170]);
        assert!(small.contains("has an inverse"), "{small}");
        assert!(of(2, &[1.0, 2.0, 2.0, 4.0]).contains("no inverse"));
        let close = of(2, &[1e6, 999_999.0, 999_999.0, 999_998.0]);
        assert!(close.contains("leaves every area unchanged"), "{close}");
    }

    #[test]
    fn what_rounding_hides_is_no_answer() {
        let mut state = ProductState::default();
        state.try_map([3.0, 1.0, 1.0, 0.333_333_333_333_333_3]);
        let question = MatrixMultiplication::question(&state);
        assert_eq!(question.right(), Some("Rounding can’t tell"));
        assert!(caption(&state, 1.0).contains("area 0 up to rounding"));
        state.try_map([1.0, 2.0, 2.0, 4.0]);
        assert_eq!(MatrixMultiplication::question(&state).answer(), 2);
    }

    #[test]
    fn shapes_are_explained() {
        assert!(fits((2, 3), (3, 4)).1.contains("2×4"));
        let (fits_so, why) = fits((2, 3), (4, 2));
        assert!(!fits_so && why.contains("other order"), "{why}");
        assert!(!fits((2, 3), (2, 4)).1.contains("other order"));
    }
}
