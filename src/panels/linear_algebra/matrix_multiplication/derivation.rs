//! The derivation in steps.

use super::MatrixMultiplication;
use super::read::{determinant, product};
use super::state::ProductState;
use super::words::{Shown, cell, first, measure, second};
use crate::contract::lists::column;
use crate::contract::mathml as m;
use crate::contract::mathml::fixed;
use crate::contract::{Derivation, Formula, Reading, Step, Tint};
use tex::tex_block;

impl Derivation for MatrixMultiplication {
    fn derivation(state: &ProductState, reading: &Reading) -> Vec<Step> {
        let n = state.size();
        let y = reading.vector("y");
        let columns: Vec<String> = (0..n)
            .map(|j| {
                let of: Vec<f64> = state.w.column(j).iter().copied().collect();
                format!(
                    "{}{}",
                    m::tinted(Tint::Input, &m::factor(state.x[j])),
                    m::tinted(Tint::Matrix, &m::matrix(&column(&of)))
                )
            })
            .collect();
        let determinants = [&state.second, &state.w].map(|a| determinant(a, None));
        vec![
            Step {
                title: "A row meets the vector",
                formula: fixed!(
                    tex_block!(r"\tint{value}{y}_i = \sum_j \tint{matrix}{w}_{ij}\,\tint{input}{x}_j"),
                    &[],
                ),
                numbers: cell(state, reading, Shown::Image, 0, 0),
                says: "Each output is a dot product: how much x has of what the row asks for. A layer of \
                   a network is this and nothing more, before its activation: x goes in, learned \
                   weights meet it, y comes out."
                    .into(),
            },
            Step {
                title: "The same by columns",
                formula: fixed!(
                    tex_block!(
                        r"\tint{value}{y} = \sum_j \tint{input}{x}_j\,\tint{matrix}{W e_j}"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    columns.join(&m::mo("+")),
                    m::mo("="),
                    m::tinted(Tint::Value, &m::matrix(&column(y))),
                ]),
                says: "The columns of W are where the unit vectors land. All else follows: a point that \
                   is so many steps along each axis stays so many steps along where the axes went. \
                   That is why grid lines stay straight and evenly spaced."
                    .into(),
            },
            Step {
                title: "One after the other",
                formula: fixed!(
                    tex_block!(
                        r"\tint{composed}{W_2}\,(\tint{matrix}{W}\,\tint{input}{x}) = (\tint{composed}{W_2}\,\tint{matrix}{W})\,\tint{input}{x}"
                    ),
                    &[],
                ),
                numbers: cell(state, reading, Shown::Composed, 0, 0),
                says: "Where does the product send the j-th unit vector? W sends it to its j-th column, \
                   and W₂ sends that on. So the columns of W₂W are W₂ applied to the columns of W: \
                   row times column. It reads from right to left, as functions do."
                    .into(),
            },
            Step {
                title: "The order counts",
                formula: fixed!(
                    tex_block!(
                        r"\tint{composed}{W_2}\,\tint{matrix}{W} \neq \tint{matrix}{W}\,\tint{composed}{W_2} \quad \text{in general}"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    second(),
                    first(),
                    m::mo("="),
                    m::matrix(&product(&state.second, &state.w)),
                    m::mo(","),
                    first(),
                    second(),
                    m::mo("="),
                    m::matrix(&product(&state.w, &state.second)),
                ]),
                says: "To put on socks and then shoes is not to put on shoes and then socks. But brackets \
                   don’t matter: a network may multiply its matrices in whichever grouping is \
                   cheapest."
                    .into(),
            },
            Step {
                title: "Signed areas multiply",
                formula: fixed!(
                    tex_block!(
                        r"\det(\tint{composed}{W_2}\,\tint{matrix}{W}) = \det \tint{composed}{W_2} \cdot \det \tint{matrix}{W}"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::tinted(Tint::Composed, &m::factor(determinants[0])),
                    m::mo("·"),
                    m::tinted(Tint::Matrix, &m::factor(determinants[1])),
                    m::mo("="),
                    m::mn(determinants[0] * determinants[1] + 0.0),
                ]),
                says: format!(
                    "The determinant is the {} of the image of the unit {}, negative where the map turns \
                 it over. The second map multiplies what the first has left.",
                    measure(n),
                    if n == 2 { "square" } else { "cube" }
                ),
            },
        ]
    }
}
