//! The words around the numbers: sentence, formulas, question, tables.

use super::Eigenvectors;
use super::read::{Numbers, angle, apply, modulus, numbers};
use super::state::EigenState;
use crate::contract::input::is_zero;
use crate::contract::prelude::*;
use numeric_core::spectral::{Complex, Eigenspace, eigensystem};

/// Angles up to this many degrees count as none.
const ALONG: f64 = 0.5;

/// `2 + 3i`
fn complex(z: Complex<f64>) -> String {
    if z.im == 0.0 {
        return rounded(z.re);
    }
    let sign = if z.im < 0.0 { "−" } else { "+" };
    let im = rounded(z.im.abs());
    let im = if im == "1" { String::new() } else { im };
    if z.re == 0.0 {
        let sign = if z.im < 0.0 { "−" } else { "" };
        return format!("{sign}{im}i");
    }
    format!("{} {sign} {im}i", rounded(z.re))
}

/// What A does to v.
fn direction(state: &EigenState, n: &Numbers) -> String {
    let length = |v: &[f64]| v.iter().fold(0.0, |l: f64, x| l.hypot(*x));
    let stretch = length(&n.av) / length(&state.v);
    if n.av.iter().all(|x| *x == 0.0) {
        return "A maps v to zero, so v is an eigenvector with eigenvalue 0.".into();
    }
    if n.angle < ALONG {
        format!(
            "v lies along an eigenvector, to within half a degree: A multiplies it by {}.",
            rounded(stretch)
        )
    } else if n.angle > 180.0 - ALONG {
        format!(
            "v lies along an eigenvector with a negative eigenvalue, to within half a degree: A \
             multiplies it by {}.",
            rounded(-stretch)
        )
    } else {
        format!(
            "A turns v by {}° and multiplies its length by {}.",
            rounded(n.angle),
            rounded(stretch)
        )
    }
}

pub fn sentence(state: &EigenState, n: &Numbers) -> String {
    let mut text = direction(state, n);
    let Some(system) = &n.system else {
        return text;
    };
    // As the readouts are shown.
    let rounding = known_to(n);
    let part = |x: f64| number::known_to(x, rounding);
    let shown = |z: &Complex<f64>| complex(Complex::new(part(z.re), part(z.im)));
    let values: Vec<String> = n.eigenvalues.iter().map(shown).collect();
    text.push_str(&format!(" The eigenvalues are {}", values.join(", ")));
    if system.is_defective() {
        let space = system.spaces.iter().find(|s| s.is_defective());
        let (counts, has) = space.map_or((0, 0), |s| (s.algebraic, s.geometric()));
        text.push_str(&format!(
            "; A is defective: one of them has multiplicity {counts} and only {}, so no basis of \
             eigenvectors exists.",
            number::count(has, "independent eigenvector")
        ));
    } else if let Some(pair) = n.eigenvalues.iter().find(|z| z.im > 0.0) {
        text.push_str(&format!(
            ". The complex pair is a rotation by {}° and a scaling by {}, in a plane without real \
             eigenvectors.",
            rounded(pair.im.atan2(pair.re).to_degrees()),
            rounded(modulus(*pair))
        ));
    } else {
        text.push_str(", all real.");
    }
    text
}

/// How well eigenvalues are known: what rounding makes of one that is 0, by the size of the matrix in
/// the scale in which it is balanced.
pub fn known_to(n: &Numbers) -> f64 {
    n.system.as_ref().map_or(0.0, |system| system.rounding)
}

/// A line of the table for each different eigenvalue: the value, its modulus, how often it counts,
/// and its eigenvectors.
pub fn table(state: &EigenState) -> Vec<[String; 4]> {
    let Ok(system) = eigensystem(&state.a) else {
        return Vec::new();
    };
    let vectors = |space: &Eigenspace| {
        let one = |v: &nalgebra::DVector<Complex<f64>>| {
            let entries: Vec<String> = v
                .iter()
                .map(|z| {
                    // What rounding leaves of a zero isn't shown.
                    let clean = |x: f64| {
                        if x.abs() < 1e-12 {
                            0.0
                        } else {
                            (x * 1e4).round() / 1e4
                        }
                    };
                    complex(Complex::new(clean(z.re), clean(z.im)))
                })
                .collect();
            format!("({})", entries.join(", "))
        };
        space
            .vectors
            .iter()
            .map(one)
            .collect::<Vec<_>>()
            .join(" and ")
    };
    let line = |space: &Eigenspace| {
        let count = if space.is_defective() {
            format!(
                "{} times, {}: defective",
                space.algebraic,
                number::count(space.geometric(), "vector")
            )
        } else {
            match space.algebraic {
                1 => "once".to_string(),
                n => format!("{n} times"),
            }
        };
        [
            complex(space.value),
            rounded(modulus(space.value)),
            count,
            vectors(space),
        ]
    };
    system.spaces.iter().map(line).collect()
}

impl Words for Eigenvectors {
    fn formula(state: &EigenState, reading: &Reading) -> Formula {
        let named = |(i, z): (usize, &(f64, f64))| {
            m::parts!(
                "{} = {}",
                Tint::Spectrum.of(m::sub(&m::mi("λ"), &m::int(i + 1))),
                Tint::Spectrum.of(complex_ml(Complex::new(z.0, z.1)))
            )
        };
        let values = reading.complex("eigenvalues").iter();
        let list: Vec<String> = values.enumerate().map(named).collect();
        let lines = [
            m::parts!(
                "{} {} = {} {} = {}",
                Tint::Matrix.of(m::mi("A")),
                Tint::Input.of(m::mi("v")),
                Tint::Matrix.of(m::matrix(&state.a)),
                Tint::Input.of(m::matrix(&column(&state.v))),
                Tint::Value.of(m::matrix(&column(reading.vector("av"))))
            ),
            m::parts!("{}", list.join(&m::mo(",\u{2003}"))),
        ];
        m::formula!("{}", m::lines(&lines))
    }

    fn question(state: &EigenState) -> Question<EigenState> {
        let n = state.size();
        let spaces = eigensystem(&state.a).map(|s| s.spaces).unwrap_or_default();
        let real = || spaces.iter().filter(|s| s.value.im == 0.0);
        let many = real().any(|s| s.geometric() > 1);
        let lines = real().count();
        let numbers = ["none", "one", "two", "three", "four"];
        let mut options: Vec<String> = numbers[..=n].iter().map(|w| (*w).to_string()).collect();
        options.push("infinitely many".into());
        let right = if many { n + 1 } else { lines.min(n) };
        let options = options
            .into_iter()
            .enumerate()
            .map(|(i, o)| (o, i == right));
        let because = if many {
            "One eigenvalue has two or more independent eigenvectors, and every line in their \
             span is mapped to itself."
                .to_string()
        } else {
            let values: Vec<String> = spaces.iter().map(|s| complex(s.value)).collect();
            format!(
                "The {} {}. Each real one has one line of eigenvectors; a complex pair has none{}.",
                if values.len() == 1 {
                    "only eigenvalue is"
                } else {
                    "different eigenvalues are"
                },
                values.join(", "),
                if spaces.iter().any(Eigenspace::is_defective) {
                    ", and a repeated one may have a single line"
                } else {
                    ""
                }
            )
        };
        Question::new(
            format!(
                "How many lines through the origin does this {n}×{n} matrix map into themselves?"
            ),
            options,
            because,
        )
        .then(state.on_an_eigenvector())
    }
}

pub fn complex_ml(z: Complex<f64>) -> String {
    if z.im == 0.0 {
        return m::mn(z.re);
    }
    let sign = if z.im < 0.0 { "−" } else { "+" };
    m::parts!("{} {} {} i", z.re, m::mo(sign), z.im.abs())
}

/// The limit of the powers of A, for the caption under the plane.
pub fn fate(state: &EigenState) -> String {
    let first = numbers(state, None).eigenvalues.first().copied();
    let r = first.map_or(f64::NAN, modulus);
    let end = if r > 1.0 + 1e-12 {
        "almost every vector grows without bound"
    } else if r < 1.0 - 1e-12 {
        "every vector tends to 0"
    } else {
        "no vector grows exponentially, and not all tend to 0"
    };
    format!(
        "v, Av, A²v, …: the largest modulus is {}, so {end}.",
        rounded(r)
    )
}

/// The powers of the table: many enough to see where it goes.
const POWERS: [usize; 9] = [0, 1, 2, 3, 4, 5, 10, 20, 50];

/// A line for each of some powers: t, Aᵗv, its length, and how far A turns it on from there.
pub fn powers(state: &EigenState) -> Vec<[String; 4]> {
    let mut lines = Vec::new();
    let mut w = state.v.clone();
    for t in 0..=POWERS[POWERS.len() - 1] {
        let next = apply(&state.a, &w);
        let length = w.iter().fold(0.0, |l: f64, x| l.hypot(*x));
        if !length.is_finite() {
            break;
        }
        if POWERS.contains(&t) {
            let entries: Vec<String> = w.iter().map(|x| rounded(*x)).collect();
            let turn = if is_zero(&w) || is_zero(&next) {
                "–".into()
            } else {
                // Of length 1, since the squares of the fiftieth power's entries may overflow.
                let unit: Vec<f64> = w.iter().map(|x| x / length).collect();
                format!("{}°", rounded(angle(&unit, &apply(&state.a, &unit))))
            };
            lines.push([
                t.to_string(),
                format!("({})", entries.join(", ")),
                rounded(length),
                turn,
            ]);
        }
        w = next;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DMatrix;

    #[test]
    fn powers_grow_by_the_largest_eigenvalue_and_stop_turning() {
        let state = EigenState {
            a: DMatrix::from_row_slice(2, 2, &[2.0, 1.0, 1.0, 2.0]),
            v: vec![1.0, 0.0],
        };
        let lines = powers(&state);
        assert_eq!(lines[0][1..3], ["(1, 0)", "1"]);
        assert_eq!(lines[1][1], "(2, 1)");
        assert_eq!(lines[8][0], "50");
        assert_eq!(lines[8][3], "0°");
        assert!(
            Eigenvectors::read(&state, None)
                .sentence
                .contains("eigenvalues are 3, 1")
        );
    }

    #[test]
    fn powers_of_large_and_of_nilpotent_matrices_are_said() {
        let large = EigenState {
            a: DMatrix::from_element(2, 2, 10.0),
            v: vec![10.0, -10.0],
        };
        assert_eq!(powers(&large)[1][1], "(0, 0)");
        assert_eq!(powers(&large)[0][3], "–");
        let overflowing = EigenState {
            a: DMatrix::from_element(4, 4, 1e6),
            v: vec![1e6; 4],
        };
        let lines = powers(&overflowing);
        assert!(lines.len() < POWERS.len(), "{lines:?}");
        assert!(!lines.concat().concat().contains("number"), "{lines:?}");
    }
}
