//! The derivation in steps.

use super::AttentionSpectrum;
use super::state::SpectrumState;
use crate::contract::lists::{row, row_of};
use crate::contract::prelude::*;

impl Derivation for AttentionSpectrum {
    fn derivation(state: &SpectrumState, reading: &Reading) -> Vec<Step> {
        let gap = reading.scalar("spectral-gap");
        let weights = reading.matrix("weights");
        let first = row_of(&weights, 0);
        let diagonal = weights.diagonal();
        let trace: f64 = reading.matrix("power-matrix").diagonal().iter().sum();
        vec![
            Step::new(
                "Rows are distributions",
                fixed!(r"\tint{weight}{W}\,\mathbf{1} = \mathbf{1}"),
                m::formula!("{} = 1", m::sum(&first)),
                "Softmax makes each row sum to one. So the vector of ones is a right eigenvector with \
                   eigenvalue 1. It says nothing about the words: it is the same for every W.",
            ),
            Step::new(
                "The left eigenvector says where walkers are",
                fixed!(
                    r"\tint{truth}{\pi}\,\tint{weight}{W} = \tint{truth}{\pi}, \qquad \sum_i \tint{truth}{\pi}_i = 1"
                ),
                m::formula!(
                    "{}",
                    Tint::Truth.of(m::matrix(&row(reading.vector("stationary"))))
                ),
                "A crowd spread as π is spread the same after a step. If every word can reach every other, \
                   there is only one such π, and every crowd tends to it. That is what attention layer after \
                   layer would come to, if values were only mixed.",
            ),
            Step::new(
                "The other eigenvalues are what is forgotten",
                fixed!(
                    r"\operatorname{tr} \tint{weight}{W}^t = 1 + \sum_{i \ge 2} \tint{spectrum}{\lambda}_i^t"
                ),
                m::formula!(
                    "{} = 1 + {} {}",
                    trace,
                    trace - 1.0,
                    m::text(format!("after {} steps", state.power).as_str())
                ),
                "None of them is larger than 1 in modulus, since averages never leave the range of what is \
                   averaged. Those below 1 die away; the largest of them, λ₂, last.",
            ),
            Step::new(
                "The gap is the speed of forgetting",
                fixed!(r"\text{gap} = 1 - \lvert \tint{spectrum}{\lambda}_2 \rvert"),
                m::formula!("1 − {} = {}", Tint::Spectrum.of(1.0 - gap), gap),
                "A large gap means that everything is mixed soon into one shared distribution, which is the \
                   opposite of focus.",
            ),
            Step::new(
                "A causal mask turns it into a slide",
                fixed!(
                    r"\tint{weight}{W}_{ij} = 0 \text{ for } j > i \quad\Longrightarrow\quad \{\tint{spectrum}{\lambda}_i\} = \{\tint{weight}{W}_{ii}\}"
                ),
                m::formula!(
                    "{} {}",
                    m::text("diagonal:"),
                    Tint::Weight.of(m::matrix(&row(diagonal.as_slice())))
                ),
                "A triangular matrix has its eigenvalues on its diagonal. Walkers can only stay or go back, \
                   so they all end on the first word. Trained models are known to pile attention on the \
                   first token, too (attention sinks); this is one reason why that place is special.",
            ),
        ]
    }
}
