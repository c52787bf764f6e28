//! Data, decompositions and the sweep of a state, remembered.

use super::state::{Features, WidthState};
use crate::remembered::Remembered;
use numeric_core::spectral::LeastSquares;
use std::rc::Rc;
use training::widths::{Data, Model, Point, WidthProblem};

thread_local! {
    static DATA: Remembered<WidthProblem, Rc<Data>> = const { Remembered::new(2) };
    static PRESENT: Remembered<(WidthProblem, usize), Rc<LeastSquares>> =
        const { Remembered::new(8) };
    static SWEEP: Remembered<(WidthProblem, f64, f64), Rc<Vec<Point>>> =
        const { Remembered::new(4) };
}

/// What the data of a state follow from.
pub fn problem(state: &WidthState) -> WidthProblem {
    WidthProblem {
        examples: state.examples,
        inputs: match state.features {
            Features::Relu => state.inputs,
            Features::Cosines => 1,
        },
        features: state.features,
        seed: state.seed,
    }
}

/// The data of a state; those of the last ones are remembered.
pub fn data(state: &WidthState) -> Rc<Data> {
    DATA.with(|known| known.value(problem(state), |key| Rc::new(Data::new(*key))))
}

/// The features of a width.
pub fn model(state: &WidthState, width: usize) -> Model {
    let data = data(state);
    let key = (problem(state), width);
    let solver = PRESENT.with(|known| known.value(key, |_| data.solver(width)));
    Model::new(data, solver, width)
}

/// A point for each width of the sweep.
pub fn sweep(state: &WidthState) -> Rc<Vec<Point>> {
    let key = (problem(state), state.noise, state.ridge);
    SWEEP.with(|known| {
        known.value(key, |_| {
            Rc::new(training::widths::sweep(
                &data(state),
                state.noise,
                state.ridge,
            ))
        })
    })
}
