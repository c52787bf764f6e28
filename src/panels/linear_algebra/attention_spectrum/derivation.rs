//! The derivation in steps.

use super::AttentionSpectrum;
use super::state::SpectrumState;
use crate::contract::lists::{row, row_of};
use crate::contract::mathml as m;
use crate::contract::mathml::fixed;
use crate::contract::{Derivation, Formula, Reading, Step, Tint};
use tex::tex_block;

impl Derivation for AttentionSpectrum {
    fn derivation(state: &SpectrumState, reading: &Reading) -> Vec<Step> {
        let gap = reading.scalar("spectral-gap");
        let weights = reading.matrix("weights");
        let first = row_of(&weights, 0);
        let diagonal = weights.diagonal();
        let trace: f64 = reading.matrix("power-matrix").diagonal().iter().sum();
        vec![
            Step {
                title: "Rows are distributions",
                formula: fixed!(
                    tex_block!(r"\tint{weight}{W}\,\mathbf{1} = \mathbf{1}"),
                    &[],
                ),
                numbers: Formula::built(&[m::sum(&first), m::mo("="), m::int(1)]),
                says: "Softmax makes each row sum to one. So the vector of ones is a right eigenvector with \
                   eigenvalue 1. It says nothing about the words: it is the same for every W.".into(),
            },
            Step {
                title: "The left eigenvector says where walkers are",
                formula: fixed!(
                    tex_block!(r"\tint{truth}{\pi}\,\tint{weight}{W} = \tint{truth}{\pi}, \qquad \sum_i \tint{truth}{\pi}_i = 1"),
                    &[],
                ),
                numbers: Formula::built(&[m::tinted(Tint::Truth, &m::matrix(&row(reading.vector("stationary"))))]),
                says: "A crowd spread as π is spread the same after a step. If every word can reach every other, \
                   there is only one such π, and every crowd tends to it. That is what attention layer after \
                   layer would come to, if values were only mixed.".into(),
            },
            Step {
                title: "The other eigenvalues are what is forgotten",
                formula: fixed!(
                    tex_block!(r"\operatorname{tr} \tint{weight}{W}^t = 1 + \sum_{i \ge 2} \tint{spectrum}{\lambda}_i^t"),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::mn(trace),
                    m::mo("="),
                    m::int(1),
                    m::mo("+"),
                    m::mn(trace - 1.0),
                    m::text(format!("after {} steps", state.power).as_str()),
                ]),
                says: "None of them is larger than 1 in modulus, since averages never leave the range of what is \
                   averaged. Those below 1 die away; the largest of them, λ₂, last.".into(),
            },
            Step {
                title: "The gap is the speed of forgetting",
                formula: fixed!(
                    tex_block!(r"\text{gap} = 1 - \lvert \tint{spectrum}{\lambda}_2 \rvert"),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::int(1),
                    m::mo("−"),
                    m::tinted(Tint::Spectrum, &m::mn(1.0 - gap)),
                    m::mo("="),
                    m::mn(gap),
                ]),
                says: "A large gap means that everything is mixed soon into one shared distribution, which is the \
                   opposite of focus.".into(),
            },
            Step {
                title: "A causal mask turns it into a slide",
                formula: fixed!(
                    tex_block!(r"\tint{weight}{W}_{ij} = 0 \text{ for } j > i \quad\Longrightarrow\quad \{\tint{spectrum}{\lambda}_i\} = \{\tint{weight}{W}_{ii}\}"),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::text("diagonal:"),
                    m::tinted(Tint::Weight, &m::matrix(&row(diagonal.as_slice()))),
                ]),
                says: "A triangular matrix has its eigenvalues on its diagonal. Walkers can only stay or go back, \
                   so they all end on the first word. Trained models are known to pile attention on the \
                   first token, too (attention sinks); this is one reason why that place is special.".into(),
            },
        ]
    }
}
