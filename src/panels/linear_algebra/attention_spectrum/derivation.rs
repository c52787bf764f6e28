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
                fixed!(r"\tint{weight}{A}\,\mathbf{1} = \mathbf{1}"),
                m::formula!("{} = 1", m::sum(&first)),
                "Softmax makes each row sum to 1. So the vector of ones is a right eigenvector \
                 with eigenvalue 1, for every A.",
            ),
            Step::new(
                "The left eigenvector is the stationary distribution",
                fixed!(
                    r"\tint{truth}{\pi}\,\tint{weight}{A} = \tint{truth}{\pi}, \qquad \sum_i \tint{truth}{\pi}_i = 1"
                ),
                m::formula!(
                    "{}",
                    Tint::Truth.of(m::matrix(&row(reading.vector("stationary"))))
                ),
                "Walkers distributed as π have the same distribution after a step. If every token \
                 can reach every other and the chain is aperiodic, π is unique and every \
                 distribution converges to it. Attention layers would do this if they only \
                 averaged values.",
            ),
            Step::new(
                "The other eigenvalues decay",
                fixed!(
                    r"\operatorname{tr} \tint{weight}{A}^t = 1 + \sum_{i \ge 2} \tint{spectrum}{\lambda}_i^t"
                ),
                m::formula!(
                    "{} = 1 + {} {}",
                    trace,
                    trace - 1.0,
                    m::text(&format!(" after {}", number::count(state.power, "step")))
                ),
                "None of them is larger than 1 in modulus, since an average is never larger than \
                 the largest number averaged. Powers of those below 1 tend to 0, that of λ₂ most \
                 slowly.",
            ),
            Step::new(
                "The spectral gap is the speed of convergence",
                fixed!(r"\text{gap} = 1 - \lvert \tint{spectrum}{\lambda}_2 \rvert"),
                m::formula!("1 − {} = {}", Tint::Spectrum.of(1.0 - gap), gap),
                "A large gap means fast convergence to one shared distribution, which is the \
                 opposite of focused attention.",
            ),
            Step::new(
                "A causal mask makes the matrix triangular",
                fixed!(
                    r"\tint{weight}{A}_{ij} = 0 \text{ for } j > i \quad\Longrightarrow\quad \{\tint{spectrum}{\lambda}_i\} = \{\tint{weight}{A}_{ii}\}"
                ),
                m::formula!(
                    "{} {}",
                    m::text("diagonal: "),
                    Tint::Weight.of(m::matrix(&row(diagonal.as_slice())))
                ),
                "A triangular matrix has its eigenvalues on its diagonal. Walkers can only stay \
                 or move to an earlier token, so they all end on the first. Trained models also \
                 give much attention to the first token (attention sinks); this is one possible \
                 reason.",
            ),
        ]
    }
}
