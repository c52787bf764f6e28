//! The words around the numbers: sentence, formulas, question, derivation, twin.

use super::picture::radius;
use super::read::{Numbers, angle, apply, modulus, numbers};
use super::state::EigenState;
#[cfg(any(test, target_arch = "wasm32"))]
use super::state::is_zero;
use crate::contract::mathml::{self as m, Formula, fixed};
use crate::contract::number::rounded;
use crate::contract::panel::{Question, Step};
use crate::contract::plate::Tint;
use crate::contract::{Quantity, Reading, numpy};
use nalgebra::DMatrix;
use numeric_core::spectral::{Complex, Eigenspace, determinant, eigensystem, trace};
use tex::tex_block;

/// Within so many degrees a person would say that v lies along Av.
const ALONG: f64 = 0.5;

/// `2 + 3i`
pub fn complex(z: Complex<f64>) -> String {
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

/// What v's own direction comes to.
fn direction(state: &EigenState, n: &Numbers) -> String {
    let length = |v: &[f64]| v.iter().fold(0.0, |l: f64, x| l.hypot(*x));
    let stretch = length(&n.av) / length(&state.v);
    if n.av.iter().all(|x| *x == 0.0) {
        return "A takes v to zero, so v is an eigenvector, with eigenvalue 0.".into();
    }
    if n.angle < ALONG {
        format!(
            "v keeps its direction: it lies along an eigenvector, and A makes it {} times as long.",
            rounded(stretch)
        )
    } else if n.angle > 180.0 - ALONG {
        format!(
            "v is turned right round: it lies along an eigenvector with the negative eigenvalue {}.",
            rounded(-stretch)
        )
    } else {
        format!(
            "A turns v by {}° and makes it {} times as long.",
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
    let values: Vec<String> = n.eigenvalues.iter().map(|z| complex(*z)).collect();
    text.push_str(&format!(" Its eigenvalues are {}", values.join(", ")));
    if system.is_defective() {
        let space = system.spaces.iter().find(|s| s.is_defective());
        let (counts, has) = space.map_or((0, 0), |s| (s.algebraic, s.geometric()));
        text.push_str(&format!(
            "; A is defective: one of them counts {counts} times and has only {has} independent \
             eigenvector{}, so no basis of eigenvectors exists.",
            if has == 1 { "" } else { "s" }
        ));
    } else if let Some(pair) = n.eigenvalues.iter().find(|z| z.im > 0.0) {
        text.push_str(&format!(
            ". The complex pair is a rotation by {}° together with a scaling by {}, in a plane where \
             no direction stays.",
            rounded(pair.im.atan2(pair.re).to_degrees()),
            rounded(modulus(*pair))
        ));
    } else {
        text.push_str(", all real.");
    }
    text
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
                "{} times, {} vector{}: defective",
                space.algebraic,
                space.geometric(),
                if space.geometric() == 1 { "" } else { "s" }
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

fn column(v: &[f64]) -> DMatrix<f64> {
    DMatrix::from_column_slice(v.len(), 1, v)
}

pub fn formula(state: &EigenState, reading: &Reading) -> Formula {
    let values = match reading.quantity("eigenvalues") {
        Some(Quantity::Complex(values)) => values.clone(),
        _ => return Formula::default(),
    };
    let named = |i: usize, z: &(f64, f64)| {
        m::row(&[
            m::tinted(Tint::Spectrum, &m::sub(&m::mi("λ"), &m::int(i + 1))),
            m::mo("="),
            m::tinted(Tint::Spectrum, &complex_ml(Complex::new(z.0, z.1))),
        ])
    };
    let list: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(i, z)| named(i, z))
        .collect();
    let lines = [
        m::row(&[
            m::tinted(Tint::Matrix, &m::mi("A")),
            m::tinted(Tint::Input, &m::mi("v")),
            m::mo("="),
            m::tinted(Tint::Matrix, &m::matrix(&state.a)),
            m::tinted(Tint::Input, &m::matrix(&column(&state.v))),
            m::mo("="),
            m::tinted(Tint::Value, &m::matrix(&column(reading.vector("av")))),
        ]),
        m::row(&[list.join(&m::mo(",\u{2003}"))]),
    ];
    Formula::built(&[m::lines(&lines)])
}

fn complex_ml(z: Complex<f64>) -> String {
    if z.im == 0.0 {
        return m::mn(z.re);
    }
    let sign = if z.im < 0.0 { "−" } else { "+" };
    m::row(&[m::mn(z.re), m::mo(sign), m::mn(z.im.abs()), m::mi("i")])
}

pub fn question(state: &EigenState) -> Question<EigenState> {
    let n = state.size();
    let spaces = eigensystem(&state.a).map(|s| s.spaces).unwrap_or_default();
    let real = || spaces.iter().filter(|s| s.value.im == 0.0);
    let many = real().any(|s| s.geometric() > 1);
    let lines = real().count();
    let numbers = ["none", "one", "two", "three", "four"];
    let mut options: Vec<String> = numbers[..=n].iter().map(|w| (*w).to_string()).collect();
    options.push("endlessly many".into());
    let because = if many {
        "One eigenvalue has a whole plane of eigenvectors or more, and every line in it is kept."
            .to_string()
    } else {
        let values: Vec<String> = spaces.iter().map(|s| complex(s.value)).collect();
        format!(
            "The different eigenvalues are {}. Each real one keeps one line; a complex pair keeps \
             none{}.",
            values.join(", "),
            if spaces.iter().any(Eigenspace::is_defective) {
                ", and one that counts more than once may still have a single line"
            } else {
                ""
            }
        )
    };
    Question {
        prompt: format!(
            "How many lines through the origin does this {n}×{n} matrix keep where they are?"
        ),
        options,
        answer: if many { n + 1 } else { lines.min(n) },
        because,
        then: state.on_an_eigenvector(),
    }
}

pub fn derivation(state: &EigenState, reading: &Reading) -> Vec<Step> {
    let n = state.size();
    let numbers = numbers(state, None);
    let first = numbers
        .eigenvalues
        .first()
        .copied()
        .unwrap_or(Complex::new(f64::NAN, 0.0));
    let (tr, det) = (
        trace(&state.a).unwrap_or(f64::NAN),
        determinant(&state.a).unwrap_or(f64::NAN),
    );
    let minus = |x: f64| m::row(&[m::mo(if x < 0.0 { "+" } else { "−" }), m::mn(x.abs())]);
    let plus = |x: f64| m::row(&[m::mo(if x < 0.0 { "−" } else { "+" }), m::mn(x.abs())]);
    let lambda = || m::tinted(Tint::Spectrum, &m::mi("λ"));
    let polynomial = if n == 2 {
        Formula::built(&[
            m::sup(&lambda(), &m::int(2)),
            minus(tr),
            lambda(),
            plus(det),
            m::mo("="),
            m::int(0),
        ])
    } else {
        Formula::built(&[
            m::text("tr A ="),
            m::mn(tr),
            m::text(", det A ="),
            m::mn(det),
        ])
    };
    let values: Vec<String> = numbers
        .eigenvalues
        .iter()
        .map(|z| m::tinted(Tint::Spectrum, &complex_ml(*z)))
        .collect();
    let image = reading.vector("av").to_vec();
    let twice = apply(&state.a, &image);
    vec![
        Step {
            title: "Ask for a direction that stays",
            formula: fixed!(
                tex_block!(
                    r"\tint{matrix}{A}\,\tint{input}{v} = \tint{spectrum}{\lambda}\,\tint{input}{v} \quad\Longleftrightarrow\quad (\tint{matrix}{A} - \tint{spectrum}{\lambda} I)\,\tint{input}{v} = 0"
                ),
                &[],
            ),
            numbers: Formula::built(&[
                m::text("the present v is turned by"),
                m::mn(angle(&state.v, &image)),
                m::text("degrees"),
            ]),
            says:
                "Along such a v the whole matrix acts as one number. Everything on the right is a \
                   map that takes a vector other than zero to zero."
                    .into(),
        },
        Step {
            title: "Such a map flattens",
            formula: fixed!(
                tex_block!(r"\det(\tint{matrix}{A} - \tint{spectrum}{\lambda} I) = 0"),
                &[],
            ),
            numbers: polynomial,
            says: format!(
                "A map that loses a direction has determinant 0. Multiplied out, this is a polynomial \
                 of degree {n} in λ; its coefficients hold the trace and the determinant."
            ),
        },
        Step {
            title: "Its roots are the eigenvalues",
            formula: fixed!(
                tex_block!(
                    r"\sum_i \tint{spectrum}{\lambda}_i = \operatorname{tr} \tint{matrix}{A}, \qquad \prod_i \tint{spectrum}{\lambda}_i = \det \tint{matrix}{A}"
                ),
                &[],
            ),
            numbers: Formula::built(&[values.join(&m::mo(",\u{2003}"))]),
            says: format!(
                "{n} roots, counted as often as they occur. Roots that aren’t real come in pairs a ± bi: \
                 a rotation and a scaling. For larger matrices no one solves the polynomial; \
                 programs turn A into triangular form step by step instead."
            ),
        },
        Step {
            title: "What happens again and again",
            formula: fixed!(
                tex_block!(
                    r"\tint{matrix}{A}^k \tint{input}{v} = \sum_i c_i\,\tint{spectrum}{\lambda}_i^k\,\tint{spectrum}{u}_i"
                ),
                &[],
            ),
            numbers: Formula::built(&[
                m::tinted(Tint::Value, &m::matrix(&column(&image))),
                m::mo("→"),
                m::tinted(Tint::Matrix, &m::matrix(&column(&twice))),
                m::mo("→"),
                m::mo("…"),
            ]),
            says: format!(
                "Write v in eigenvectors uᵢ, where they suffice: each part is multiplied by its own \
                 eigenvalue, again and again. The largest modulus, here {}, wins in the end: above 1 \
                 almost everything grows, below 1 everything dies away. Depth in a network does the \
                 same to signals and gradients.",
                rounded(modulus(first))
            ),
        },
    ]
}

/// What the powers of A come to, for the caption under the plane.
pub fn fate(state: &EigenState) -> String {
    let r = radius(state);
    let end = if r > 1.0 + 1e-12 {
        "almost every vector grows without end"
    } else if r < 1.0 - 1e-12 {
        "every vector dies away"
    } else {
        "nothing grows or dies exponentially, and something stays"
    };
    format!(
        "v, Av, A²v, …: the largest modulus is {}, so {end}.",
        rounded(r)
    )
}

/// The powers of the table: many enough to see where it goes.
#[cfg(any(test, target_arch = "wasm32"))]
const POWERS: [usize; 9] = [0, 1, 2, 3, 4, 5, 10, 20, 50];

/// A line for each of some powers: t, Aᵗv, its length, and how far A turns it on from there.
#[cfg(any(test, target_arch = "wasm32"))]
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

pub fn twin(state: &EigenState) -> String {
    format!(
        r#"import json
import numpy as np

a = {a}
v = {v}


def gathered(values):
    """A repeated eigenvalue comes out of rounding as a cluster around it; the mean is accurate."""
    size = np.linalg.norm(a)
    found, rest = [], list(values)
    while rest:
        reach = 1e-3 * size
        for count in range(len(rest), 0, -1):
            near = sorted(rest, key=lambda z: abs(z - rest[0]))[:count]
            mean = sum(near) / count
            if abs(mean.imag) < 1e-9 * size and any(z.imag != 0 for z in near):
                mean = complex(mean.real)
            flat = np.linalg.svd(a - mean * np.eye(len(a)), compute_uv=False)[-1]
            if count == 1 or (abs(near[-1] - rest[0]) <= reach and flat <= 1e-12 * size):
                break
        for z in near:
            rest.remove(z)
        found += [mean] * count
    return found


def place(z):
    """By falling modulus, then real part, then imaginary part; rounding decides nothing."""
    unit = max(abs(values)) or 1.0
    return [-round(abs(z) / unit, 9), -round(z.real / unit, 9), -z.imag]


values = np.linalg.eigvals(a).astype(complex)
eigenvalues = sorted(gathered(values), key=place)

av = a @ v
wedge = np.outer(v, av) - np.outer(av, v)
angle = np.degrees(np.arctan2(np.sqrt((np.tril(wedge) ** 2).sum()), v @ av))

print(json.dumps({{
    "eigenvalues": [{{"re": z.real, "im": z.imag}} for z in eigenvalues],
    "av": av.tolist(),
    "angle": float(angle),
}}))
"#,
        a = numpy::matrix(&state.a),
        v = numpy::array(&state.v),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Panel;
    use crate::panels::linear_algebra::eigenvectors::Eigenvectors;

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
