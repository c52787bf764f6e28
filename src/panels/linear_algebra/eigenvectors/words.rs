//! The words around the numbers: sentence, formulas, question, tables.

use super::Eigenvectors;
use super::read::{Numbers, angle, apply, even_list, modulus, numbers};
use super::state::EigenState;
use crate::contract::input::is_zero;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
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
    let v = even_list(&state.v);
    let stretch = length(&apply(&state.a, &v)) / length(&v);
    if n.vanishes {
        let exact = n.av.iter().all(|x| *x == 0.0);
        let known = if exact { "" } else { "Up to rounding, " };
        return format!(
            "{known}A maps v to zero, so v is an eigenvector with eigenvalue 0. The zero \
             vector has no direction; the angle is given as 0."
        );
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
    let roundings = known_to(state, n);
    let shown = |(z, off): (&Complex<f64>, &f64)| {
        let part = |x: f64| number::known_to(x, *off);
        complex(Complex::new(part(z.re), part(z.im)))
    };
    let values: Vec<String> = n.eigenvalues.iter().zip(&roundings).map(shown).collect();
    text.push_str(&format!(" The eigenvalues are {}", values.join(", ")));
    if system.is_defective() {
        let space = system.spaces.iter().find(|s| s.is_defective());
        let (counts, has) = space.map_or((0, 0), |s| (s.algebraic, s.geometric()));
        text.push_str(&format!(
            "; A is defective: one of them has multiplicity {counts} and only {}, so no basis of \
             eigenvectors exists.",
            number::count(has, "independent eigenvector")
        ));
        return text;
    }
    let turn = |z: &Complex<f64>| {
        format!(
            "a rotation by {}° and a scaling by {}",
            rounded(z.im.atan2(z.re).to_degrees()),
            rounded(modulus(*z))
        )
    };
    let turns: Vec<String> = (n.eigenvalues.iter().filter(|z| z.im > 0.0))
        .map(turn)
        .collect();
    text.push_str(&match turns.as_slice() {
        [] => ", all real.".to_owned(),
        [one] => {
            format!(". The complex pair is {one}, in a plane without real eigenvectors.")
        }
        several => format!(
            ". The complex pairs are {}, each in a plane without real eigenvectors.",
            several.join(", and ")
        ),
    });
    text
}

/// How well each eigenvalue is known: what rounding makes of one that is 0, by the size of the matrix in
/// the scale in which it is balanced. Those that stand alone in their row or column are exact.
pub fn known_to(state: &EigenState, n: &Numbers) -> Vec<f64> {
    let rounding = n.system.as_ref().map_or(0.0, |system| system.rounding);
    let exact = alone(&state.a);
    let off = |z: &Complex<f64>| {
        if z.im == 0.0 && exact.contains(&z.re) {
            0.0
        } else {
            rounding
        }
    };
    n.eigenvalues.iter().map(off).collect()
}

/// Entries of the diagonal with nothing beside them in their row or column, once those found before are
/// left out: each is an eigenvalue.
fn alone(a: &DMatrix<f64>) -> Vec<f64> {
    let mut rest: Vec<usize> = (0..a.nrows()).collect();
    let mut found = Vec::new();
    let bare = |rest: &[usize], i: usize| {
        let mut others = rest.iter().filter(|j| **j != i);
        let row = others.clone().all(|j| a[(i, *j)] == 0.0);
        row || others.all(|j| a[(*j, i)] == 0.0)
    };
    while let Some(at) = rest.iter().position(|i| bare(&rest, *i)) {
        let i = rest.remove(at);
        found.push(a[(i, i)]);
    }
    found
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
                    let clean = |x: f64| decimals(x, 4);
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
    let n = numbers(state, None);
    let r = n.eigenvalues.first().copied().map_or(f64::NAN, modulus);
    let off = known_to(state, &n).at(0);
    let end = if r > 1.0 + off {
        "almost every vector grows without bound"
    } else if r < 1.0 - off {
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

    fn of(size: usize, a: &[f64], v: &[f64]) -> Reading {
        let state = EigenState {
            a: DMatrix::from_row_slice(size, size, a),
            v: v.to_vec(),
        };
        Eigenvectors::read(&state, None)
    }

    #[test]
    fn what_is_mapped_to_zero_has_no_angle() {
        let tenths: Vec<f64> = (1..10).map(|k| f64::from(k) / 10.0).collect();
        let whole: Vec<f64> = (1..10).map(f64::from).collect();
        for a in [tenths, whole] {
            let seen = of(3, &a, &[1.0, -2.0, 1.0]);
            assert_eq!(seen.scalar("angle"), 0.0);
            assert!(
                seen.sentence.contains("maps v to zero") && seen.sentence.contains("no direction"),
                "{}",
                seen.sentence
            );
        }
        let small = of(2, &[1e-200, 0.0, 0.0, 1e-200], &[1e-200, 0.0]);
        assert!(
            !small.sentence.contains("maps v to zero"),
            "{}",
            small.sentence
        );
    }

    #[test]
    fn every_pair_is_named_and_what_is_exact_is_not_zero() {
        let cycle = [
            0.0, 0.0, 0.0, -1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0,
        ];
        let text = of(4, &cycle, &[1.0; 4]).sentence;
        assert!(text.contains("45°") && text.contains("135°"), "{text}");
        let graded = of(2, &[1e6, 0.0, 0.0, 1e-10], &[0.0, 1.0]);
        assert!(graded.sentence.contains("1×10⁻¹⁰"), "{}", graded.sentence);
        assert_eq!(graded.as_shown().complex("eigenvalues")[1].0, 1e-10);
    }

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
