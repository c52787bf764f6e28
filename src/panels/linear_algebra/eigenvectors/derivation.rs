//! The derivation in steps.

use super::Eigenvectors;
use super::read::{angle, apply, modulus, numbers};
use super::state::EigenState;
use super::words::complex_ml;
use crate::contract::lists::column;
use crate::contract::mathml as m;
use crate::contract::mathml::fixed;
use crate::contract::number::rounded;
use crate::contract::{Derivation, Formula, Reading, Step, Tint};
use numeric_core::spectral::{Complex, determinant, trace};
use tex::tex_block;

impl Derivation for Eigenvectors {
    fn derivation(state: &EigenState, reading: &Reading) -> Vec<Step> {
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
}
