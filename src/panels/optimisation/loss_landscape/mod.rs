//! `loss-landscape`: four optimisers descend a typed f(x, y) from one start; the Hessian there, the learning
//! rate that it allows, how rarely random curvatures are all positive, and how often small networks get
//! stuck, and what slices of a network’s loss look like.

mod derivation;
// Used by the view alone, and tested natively.
mod experiment;
// Used by the view and by the plates, and tested natively.
mod graphs;
mod here;
mod matrices;
mod paths;
mod picture;
mod read;
mod roundings;
mod slices;
mod stable;
mod state;
mod twin;
mod words;
mod xor;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::LandscapeState;

use crate::contract::prelude::*;
use crate::expression::Typed;
use crate::panels::curriculum;
use state::{Direction, LandscapeView, VARIABLES};

/// The panel.
pub struct LossLandscape;

impl Panel for LossLandscape {
    type State = LandscapeState;

    const META: Meta = curriculum::LOSS_LANDSCAPE;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "autograd":
            "The gradient isn’t differentiated but measured: two values of f at a distance of 0.01, \
             subtracted and divided by 0.01.";
        "hessian":
            "The coefficients of the Taylor series are taken for the second derivatives: each is half \
             as large as it is.", also "stability";
        "stability":
            "The threshold is given as 1/λₘₐₓ, the learning rate at which one step along its \
             eigenvector ends in the minimum.";
        "positive-share" at "view=random-matrices":
            "The eigenvalues are taken as independent, each positive with probability ½: the share is \
             given as 2⁻ⁿ.";
        "levels" at "view=xor":
            "The entropies are in bits, and the loss is in nats.";
        "backpropagation" at "view=xor":
            "The derivative of the activation is left out.";
        "slice-curvature" at "view=slices":
            "The product with the Hessian leaves out the curvature of the network’s outputs: it is \
             that of the Gauss–Newton matrix.";
        "filter-norm" at "view=slices":
            "The whole direction is scaled by one factor, not unit by unit.";
    };

    const PRESETS: &'static [Preset<LandscapeState>] = &[
        Preset::new("saddle", "10⁻⁶ from the saddle", |s| {
            take(s, "x^4/4 - x^2/2 + y^2/2", (1e-6, 1.0), 0.1);
            s.steps = 160;
        }),
        Preset::new("exactly", "exactly on its ridge", |s| {
            take(s, "x^4/4 - x^2/2 + y^2/2", (0.0, 1.0), 0.1);
        }),
        Preset::new("bowl", "bowl", |s| {
            take(s, "(x^2 + 2y^2)/2", (-2.0, 1.5), 0.3);
            s.steps = 40;
        }),
        Preset::new("ravine", "ravine, η = 0.1", |s| {
            take(s, "(x^2 + 20y^2)/2", (-4.0, 1.0), 0.1);
        }),
        Preset::new("beyond", "ravine, η = 0.101", |s| {
            take(s, "(x^2 + 20y^2)/2", (-4.0, 1.0), 0.101);
        }),
        Preset::new("minima", "many minima", |s| {
            take(s, "(x^2 + y^2)/10 - cos(2x) - cos(2y)", (2.6, 2.2), 0.1);
        }),
        Preset::new("plateau", "plateau", |s| {
            take(s, "1 - exp(-(x^2 + y^2)/2)", (2.5, 1.5), 0.1);
        }),
        Preset::new("flat", "flat to third order", |s| {
            take(s, "x^4 + y^4", (0.0, 0.0), 0.1);
        }),
        Preset::new("matrices", "100,000 random matrices", |s| {
            *s = LandscapeState {
                view: LandscapeView::Matrices,
                samples: 100_000,
                ..LandscapeState::default()
            };
        }),
        Preset::new("xor", "XOR by width", |s| *s = LandscapeState::xor(2, 1)),
        Preset::new("slice", "random slice", |s| {
            *s = LandscapeState::slice(Direction::Random, 32, 1.0);
        }),
        Preset::new("slice-sharp", "sharpest slice", |s| {
            *s = LandscapeState::slice(Direction::Eigenvectors, 32, 1.0);
        }),
        Preset::new("slice-way", "way of the training", |s| {
            *s = LandscapeState::slice(Direction::Training, 32, 1.25);
        }),
        Preset::new("xor-learned", "XOR with 16 units", |s| {
            *s = LandscapeState::xor(16, 1)
        }),
    ];
}

/// A function with a start and a learning rate, all else at its default.
fn take(state: &mut LandscapeState, f: &str, start: Spot, rate: f64) {
    *state = LandscapeState {
        view: LandscapeView::Descent,
        f: Typed::known(f, VARIABLES),
        start,
        rate,
        ..LandscapeState::default()
    };
}
