//! The derivation in steps.

use super::MatrixMultiplication;
use super::read::product;
use super::state::ProductState;
use super::words::{Shown, cell, first, known_determinant, measure, second};
use crate::contract::prelude::*;

impl Derivation for MatrixMultiplication {
    fn derivation(state: &ProductState, reading: &Reading) -> Vec<Step> {
        let n = state.size();
        let y = reading.vector("y");
        let columns: Vec<String> = (0..n)
            .map(|j| {
                let of: Vec<f64> = state.w.column(j).iter().copied().collect();
                format!(
                    "{}{}",
                    Tint::Input.of(m::factor(state.x[j])),
                    Tint::Matrix.of(m::matrix(&column(&of)))
                )
            })
            .collect();
        let determinants = [&state.second, &state.w].map(known_determinant);
        vec![
            Step::new(
                "A row times the vector",
                fixed!(r"\tint{value}{y}_i = \sum_j \tint{matrix}{w}_{ij}\,\tint{input}{x}_j"),
                cell(state, reading, Shown::Image, 0, 0),
                "Each output is the dot product of a row of W with x, which is large if x is \
                 aligned with the row. A layer of a network computes this before its activation; \
                 the entries of W are learned.",
            ),
            Step::new(
                "The same by columns",
                fixed!(r"\tint{value}{y} = \sum_j \tint{input}{x}_j\,\tint{matrix}{W e_j}"),
                m::formula!(
                    "{} = {}",
                    columns.join(&m::mo("+")),
                    Tint::Value.of(m::matrix(&column(y)))
                ),
                "The columns of W are the images of the unit vectors. They determine all other \
                 images: Wx has the coordinates xⱼ along the columns, as x has along the axes. So \
                 grid lines stay straight and evenly spaced.",
            ),
            Step::new(
                "Composing transformations",
                fixed!(
                    r"\tint{composed}{W_2}\,(\tint{matrix}{W}\,\tint{input}{x}) = (\tint{composed}{W_2}\,\tint{matrix}{W})\,\tint{input}{x}"
                ),
                cell(state, reading, Shown::Composed, 0, 0),
                "W maps the j-th unit vector to its j-th column, and W₂ maps that column further. \
                 So the columns of W₂W are W₂ times the columns of W: row times column. The \
                 product is read from right to left, as functions are.",
            ),
            Step::new(
                "The order matters",
                fixed!(
                    r"\tint{composed}{W_2}\,\tint{matrix}{W} \neq \tint{matrix}{W}\,\tint{composed}{W_2} \quad \text{in general}"
                ),
                m::formula!(
                    "{} {} = {} , {} {} = {}",
                    second(),
                    first(),
                    m::matrix(&product(&state.second, &state.w)),
                    first(),
                    second(),
                    m::matrix(&product(&state.w, &state.second))
                ),
                "In general W₂W isn’t WW₂. But brackets don’t matter: a network may multiply its \
                 matrices in the grouping that costs least.",
            ),
            Step::new(
                "Signed areas multiply",
                fixed!(
                    r"\det(\tint{composed}{W_2}\,\tint{matrix}{W}) = \det \tint{composed}{W_2} \cdot \det \tint{matrix}{W}"
                ),
                m::formula!(
                    "{} · {} = {}",
                    Tint::Composed.of(m::factor(determinants[0])),
                    Tint::Matrix.of(m::factor(determinants[1])),
                    determinants[0] * determinants[1] + 0.0
                ),
                format!(
                    "The determinant is the signed {} of the image of the unit {}, negative if \
                     the map reverses the orientation. The second map multiplies it by its own \
                     determinant.",
                    measure(n),
                    if n == 2 { "square" } else { "cube" }
                ),
            ),
        ]
    }
}
