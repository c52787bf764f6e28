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
                m::text("tr A = "),
                tr,
                m::text(", det A = "),
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
                "Find directions that A keeps",
                fixed!(
                    r"\tint{matrix}{A}\,\tint{input}{v} = \tint{spectrum}{\lambda}\,\tint{input}{v} \quad\Longleftrightarrow\quad (\tint{matrix}{A} - \tint{spectrum}{\lambda} I)\,\tint{input}{v} = 0"
                ),
                m::formula!(
                    "{} {} {}",
                    m::text("the present v is turned by "),
                    angle(&state.v, &image),
                    m::text(" degrees")
                ),
                "Along such a v, A multiplies by the number λ. Moved to one side, this says that \
                 A − λI maps a nonzero vector to zero.",
            ),
            Step::new(
                "Such a matrix has determinant 0",
                fixed!(r"\det(\tint{matrix}{A} - \tint{spectrum}{\lambda} I) = 0"),
                polynomial,
                format!(
                    "A matrix that maps a nonzero vector to zero has determinant 0. Expanded, \
                     this is a polynomial of degree {n} in λ; its coefficients contain the trace \
                     and the determinant."
                ),
            ),
            Step::new(
                "Its roots are the eigenvalues",
                fixed!(
                    r"\sum_i \tint{spectrum}{\lambda}_i = \operatorname{tr} \tint{matrix}{A}, \qquad \prod_i \tint{spectrum}{\lambda}_i = \det \tint{matrix}{A}"
                ),
                m::formula!("{}", values.join(&m::mo(",\u{2003}"))),
                format!(
                    "It has {n} roots, counted with multiplicity. Roots that aren’t real come in \
                     pairs a ± bi: a rotation and a scaling. For larger matrices programs don’t \
                     solve the polynomial; they bring A to triangular form step by step."
                ),
            ),
            Step::new(
                "Applying A repeatedly",
                fixed!(
                    r"\tint{matrix}{A}^k \tint{input}{v} = \sum_i c_i\,\tint{spectrum}{\lambda}_i^k\,\tint{spectrum}{u}_i"
                ),
                m::formula!(
                    "{} → {} → …",
                    Tint::Value.of(m::matrix(&column(&image))),
                    Tint::Matrix.of(m::matrix(&column(&twice)))
                ),
                format!(
                    "Write v as a sum of eigenvectors uᵢ, if they form a basis: each application \
                     multiplies each term by its own eigenvalue. The largest modulus, here {}, \
                     dominates in the end: above 1 almost every vector grows, below 1 every \
                     vector tends to 0. The same happens to signals and gradients in deep \
                     networks.",
                    rounded(modulus(first))
                ),
            ),
        ]
    }
}
