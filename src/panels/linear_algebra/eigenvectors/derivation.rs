//! The derivation in steps.

use super::Eigenvectors;
use super::read::{angle, apply, modulus, numbers};
use super::state::EigenState;
use super::words::complex_ml;
use crate::contract::prelude::*;
use numeric_core::spectral::{Complex, determinant, trace};

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
        let minus = |x: f64| m::parts!("{} {}", if x < 0.0 { "+" } else { "−" }, x.abs());
        let plus = |x: f64| m::parts!("{} {}", if x < 0.0 { "−" } else { "+" }, x.abs());
        let lambda = || Tint::Spectrum.of(m::mi("λ"));
        let polynomial = if n == 2 {
            m::formula!(
                "{} {} {} {} = 0",
                m::sup(&lambda(), &m::int(2)),
                minus(tr),
                lambda(),
                plus(det)
            )
        } else {
            m::formula!(
                "{} {} {} {}",
                m::text("tr A ="),
                tr,
                m::text(", det A ="),
                det
            )
        };
        let values: Vec<String> = numbers
            .eigenvalues
            .iter()
            .map(|z| Tint::Spectrum.of(complex_ml(*z)))
            .collect();
        let image = reading.vector("av").to_vec();
        let twice = apply(&state.a, &image);
        vec![
            Step::new(
                "Ask for a direction that stays",
                fixed!(
                    r"\tint{matrix}{A}\,\tint{input}{v} = \tint{spectrum}{\lambda}\,\tint{input}{v} \quad\Longleftrightarrow\quad (\tint{matrix}{A} - \tint{spectrum}{\lambda} I)\,\tint{input}{v} = 0"
                ),
                m::formula!(
                    "{} {} {}",
                    m::text("the present v is turned by"),
                    angle(&state.v, &image),
                    m::text("degrees")
                ),
                "Along such a v the whole matrix acts as one number. Everything on the right is a \
                   map that takes a vector other than zero to zero.",
            ),
            Step::new(
                "Such a map flattens",
                fixed!(r"\det(\tint{matrix}{A} - \tint{spectrum}{\lambda} I) = 0"),
                polynomial,
                format!(
                    "A map that loses a direction has determinant 0. Multiplied out, this is a polynomial \
                 of degree {n} in λ; its coefficients hold the trace and the determinant."
                ),
            ),
            Step::new(
                "Its roots are the eigenvalues",
                fixed!(
                    r"\sum_i \tint{spectrum}{\lambda}_i = \operatorname{tr} \tint{matrix}{A}, \qquad \prod_i \tint{spectrum}{\lambda}_i = \det \tint{matrix}{A}"
                ),
                m::formula!("{}", values.join(&m::mo(",\u{2003}"))),
                format!(
                    "{n} roots, counted as often as they occur. Roots that aren’t real come in pairs a ± bi: \
                 a rotation and a scaling. For larger matrices no one solves the polynomial; \
                 programs turn A into triangular form step by step instead."
                ),
            ),
            Step::new(
                "What happens again and again",
                fixed!(
                    r"\tint{matrix}{A}^k \tint{input}{v} = \sum_i c_i\,\tint{spectrum}{\lambda}_i^k\,\tint{spectrum}{u}_i"
                ),
                m::formula!(
                    "{} → {} → …",
                    Tint::Value.of(m::matrix(&column(&image))),
                    Tint::Matrix.of(m::matrix(&column(&twice)))
                ),
                format!(
                    "Write v in eigenvectors uᵢ, where they suffice: each part is multiplied by its own \
                 eigenvalue, again and again. The largest modulus, here {}, wins in the end: above 1 \
                 almost everything grows, below 1 everything dies away. Depth in a network does the \
                 same to signals and gradients.",
                    rounded(modulus(first))
                ),
            ),
        ]
    }
}
