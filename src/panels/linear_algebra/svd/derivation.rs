//! The derivation in steps.

use super::words::terms;
use super::{SvdPanel, SvdState};
use crate::contract::prelude::*;

impl Derivation for SvdPanel {
    fn derivation(state: &SvdState, reading: &Reading) -> Vec<Step> {
        let values = reading.vector("singular-values");
        let (rows, columns) = state.matrix().shape();
        let r = state.rank;
        let squares: Vec<f64> = values.iter().skip(r).take(4).map(|s| s * s).collect();
        let tail = if squares.is_empty() {
            m::int(0)
        } else {
            let more = if values.len() > r + 4 {
                m::mo("+ …")
            } else {
                String::new()
            };
            m::sqrt(&m::parts!("{} {}", m::sum(&squares), more))
        };
        let first = values.first().copied().unwrap_or_default();
        vec![
            Step::new(
                "Rotate, scale, rotate",
                fixed!(
                    r"A = U\,\tint{spectrum}{\Sigma}\,V^{\top}, \qquad U^{\top} U = I,\ V^{\top} V = I"
                ),
                m::formula!(
                    "{} = {}",
                    Tint::Spectrum.of(m::sub(&m::mi("σ"), &m::int(1))),
                    Tint::Spectrum.of(first)
                ),
                "Every matrix, of any shape, is a rotation (or reflection), a scaling along axes, \
                 and another rotation. The scaling factors are the singular values, none \
                 negative; the largest is the most by which A can lengthen a vector.",
            ),
            Step::new(
                "A sum of matrices of rank 1",
                fixed!(r"A = \sum_i \tint{spectrum}{\sigma}_i\, u_i v_i^{\top}"),
                m::formula!(
                    "{} {}",
                    terms(values, values.len(), 2),
                    m::text(&format!("; in all {}", number::count(values.len(), "term")))
                ),
                "Each term has rank 1: all its rows are multiples of one row. The singular value \
                 is its size.",
            ),
            Step::new(
                "Keep the largest terms",
                fixed!(
                    r"\tint{value}{A}_r = \sum_{i \le r} \tint{spectrum}{\sigma}_i\, u_i v_i^{\top}"
                ),
                m::formula!(
                    "{} · ( {} + {} + 1 ) = {} {} {}",
                    r,
                    rows,
                    columns,
                    reading.scalar("stored-numbers"),
                    m::text(" numbers instead of "),
                    rows * columns
                ),
                "A term takes a column, a row and a number. LoRA saves numbers in the same way.",
            ),
            Step::new(
                "The error of the omitted terms",
                fixed!(
                    r"\lVert A - \tint{value}{A}_r \rVert_F = \sqrt{\textstyle\sum_{i > r} \tint{spectrum}{\sigma}_i^2}, \qquad \lVert A - \tint{value}{A}_r \rVert_2 = \tint{spectrum}{\sigma}_{r+1}"
                ),
                m::formula!(
                    "{} = {}",
                    tail,
                    Tint::Loss.of(reading.scalar("error-frobenius"))
                ),
                "The terms are orthogonal to each other, so their squares add up. Eckart and \
                 Young showed in 1936 that no other matrix of that rank has a smaller error: of r \
                 + 1 directions, a matrix of rank r maps at least one to 0.",
            ),
        ]
    }
}
