//! The derivation in steps.

use super::MatrixMultiplication;
use super::read::{determinant, product};
use super::state::ProductState;
use super::words::{Shown, cell, first, measure, second};
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
        let determinants = [&state.second, &state.w].map(|a| determinant(a, None));
        vec![
            Step::new(
                "A row meets the vector",
                fixed!(r"\tint{value}{y}_i = \sum_j \tint{matrix}{w}_{ij}\,\tint{input}{x}_j"),
                cell(state, reading, Shown::Image, 0, 0),
                "Each output is a dot product: how much x has of what the row asks for. A layer of \
                   a network is this and nothing more, before its activation: x goes in, learned \
                   weights meet it, y comes out.",
            ),
            Step::new(
                "The same by columns",
                fixed!(r"\tint{value}{y} = \sum_j \tint{input}{x}_j\,\tint{matrix}{W e_j}"),
                m::formula!(
                    "{} = {}",
                    columns.join(&m::mo("+")),
                    Tint::Value.of(m::matrix(&column(y)))
                ),
                "The columns of W are where the unit vectors land. All else follows: a point that \
                   is so many steps along each axis stays so many steps along where the axes went. \
                   That is why grid lines stay straight and evenly spaced.",
            ),
            Step::new(
                "One after the other",
                fixed!(
                    r"\tint{composed}{W_2}\,(\tint{matrix}{W}\,\tint{input}{x}) = (\tint{composed}{W_2}\,\tint{matrix}{W})\,\tint{input}{x}"
                ),
                cell(state, reading, Shown::Composed, 0, 0),
                "Where does the product send the j-th unit vector? W sends it to its j-th column, \
                   and W₂ sends that on. So the columns of W₂W are W₂ applied to the columns of W: \
                   row times column. It reads from right to left, as functions do.",
            ),
            Step::new(
                "The order counts",
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
                "To put on socks and then shoes is not to put on shoes and then socks. But brackets \
                   don’t matter: a network may multiply its matrices in whichever grouping is \
                   cheapest.",
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
                    "The determinant is the {} of the image of the unit {}, negative where the map turns \
                 it over. The second map multiplies what the first has left.",
                    measure(n),
                    if n == 2 { "square" } else { "cube" }
                ),
            ),
        ]
    }
}
