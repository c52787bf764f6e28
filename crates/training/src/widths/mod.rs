//! Least squares on random features, as their number passes that of the examples: data, fits, and the
//! same with many seeds.
//!
//! Sources: M. Belkin et al., *Reconciling Modern Machine-Learning Practice and the Classical
//! Bias–Variance Trade-off*, PNAS 116 (2019); S. Mei, A. Montanari, *The Generalization Error of Random
//! Features Regression*, Communications on Pure and Applied Mathematics 75 (2022).

mod data;
mod fit;
mod survey;

pub use data::{Data, MOST, TEST, UNITS, stream, widths};
pub(crate) use data::{noise, taught};
pub use fit::{CUT, Fit, Model, Point, sweep};
pub use survey::{WidthReport, WidthRow, WidthRun, WidthSurvey};

use serde::{Deserialize, Serialize};

/// What the weights are multiplied by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Features {
    /// max(0, w·x) of random w, over √p; the teacher is a small network of tanh.
    Relu,
    /// 1, cos φ, ½·cos 2φ, …, of one input; the teacher is sin 4x.
    Cosines,
}

/// What examples and features follow from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WidthProblem {
    /// How many examples, N.
    pub examples: usize,
    /// How many inputs an example has; 1 for the cosines.
    pub inputs: usize,
    /// What the features are.
    pub features: Features,
    /// The seed of all that is drawn.
    pub seed: u64,
}

impl WidthProblem {
    /// By what each feature is multiplied: 1/√p keeps the kernel of the ReLUs the same at each width;
    /// the cosines have it in their own weights 1/k.
    #[must_use]
    pub fn scale(&self, width: usize) -> f64 {
        match self.features {
            Features::Relu => 1.0 / (width as f64).sqrt(),
            Features::Cosines => 1.0,
        }
    }
}
