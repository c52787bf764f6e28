use super::*;
use crate::contract::State;
use crate::panels::training::classifier::{Data, Hidden};
use numeric_core::network::Activation;
use numeric_core::optimise::Optimiser;

fn run(state: &ClassifierState, steps: usize) -> Session {
    let mut session = Session::new(state).unwrap();
    for _ in 0..steps {
        session.step(None).unwrap();
    }
    session
}

#[test]
fn circles_and_xor_are_learned() {
    for data in [Data::Circles, Data::Xor] {
        let state = ClassifierState {
            data,
            layers: vec![8, 4],
            ..ClassifierState::default()
        };
        let mut session = run(&state, 600);
        let (learned, held_out) = session.scores();
        assert!(learned.loss < 0.1 && learned.accuracy > 0.95, "{learned:?}");
        assert!(held_out.accuracy > 0.9, "{held_out:?}");
    }
}

#[test]
fn without_a_hidden_layer_a_line_is_all_there_is() {
    let state = |data| ClassifierState {
        data,
        layers: Vec::new(),
        ..ClassifierState::default()
    };
    assert!(run(&state(Data::Gaussians), 300).scores().0.accuracy > 0.9);
    assert!(run(&state(Data::Xor), 300).scores().0.accuracy < 0.8);
}

#[test]
fn rewinding_gives_the_same_run() {
    let state = ClassifierState::default();
    let mut session = run(&state, 50);
    let first = session.parameters();
    session.set(0, (0, 0), 9.0);
    session.rewind();
    assert!(session.is_fresh());
    assert_eq!(
        session.parameters(),
        Session::new(&state).unwrap().parameters()
    );
    for _ in 0..50 {
        session.step(None).unwrap();
    }
    assert_eq!(session.parameters(), first);
}

#[test]
fn a_batch_has_every_point_once_an_epoch() {
    let mut session = Session::new(&ClassifierState::default()).unwrap();
    let mut seen: Vec<usize> = (0..10).flat_map(|_| session.batch()).collect();
    seen.sort_unstable();
    assert_eq!(seen, (0..100).collect::<Vec<_>>());
}

#[test]
fn a_run_that_diverges_stops_and_changes_nothing() {
    let state = ClassifierState {
        layers: vec![12, 12],
        activation: Hidden(Activation::Relu),
        optimiser: Optimiser::Sgd,
        rate: 10.0,
        l2: 1.0,
        ..ClassifierState::default()
    };
    let mut session = Session::new(&state).unwrap();
    let stopped = (0..2000).find_map(|_| session.step(None).err());
    assert!(stopped.unwrap().0.contains("rewind"));
    let before = session.parameters();
    assert!(session.step(None).is_err());
    assert_eq!(session.parameters(), before);
    let reading = session.reading(None);
    assert!(reading.entries().iter().all(|(_, x)| !x.is_nan()));
    assert!(!reading.checks[0].is_broken());
    assert_eq!(longest_run_of_digits(&reading.sentence), None);
}

/// The first run of more than twelve digits: a number that nobody rounded.
fn longest_run_of_digits(text: &str) -> Option<&str> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.into_iter().find(|run| run.len() > 12)
}

/// Weights so large that rounding decides on which side of its kink a unit is: agreeing says nothing.
#[test]
fn the_gradient_is_undecided_where_rounding_explains_all() {
    let state = ClassifierState {
        layers: vec![4],
        activation: Hidden(Activation::Relu),
        ..ClassifierState::default()
    };
    let mut session = Session::new(&state).unwrap();
    assert!(session.reading(None).checks[0].holds());
    for parameter in 0..4 {
        for unit in 0..4 {
            session.set(parameter, (unit, 0), LARGEST_WEIGHT);
            session.set(parameter, (0, unit), -LARGEST_WEIGHT);
        }
    }
    let reading = session.reading(None);
    let check = &reading.checks[0];
    assert!(check.undecided.is_some(), "{check:?}");
    assert!(!check.is_broken() && !check.holds());
    assert_eq!(longest_run_of_digits(&reading.sentence), None);
}

#[test]
fn weights_are_set_by_hand() {
    let mut session = Session::new(&ClassifierState::default()).unwrap();
    session.set(0, (1, 0), 2.5);
    session.set(0, (99, 0), 1.0);
    session.set(0, (0, 0), f64::NAN);
    assert!(!session.is_fresh());
    let reading = session.reading(None);
    let Some(Quantity::Matrix(weights)) = reading.quantity("weights-1") else {
        panic!("no weights");
    };
    assert_eq!(weights[(1, 0)], 2.5);
    assert!(reading.checks[0].holds());
}

#[test]
fn the_gradient_holds_all_along_a_run() {
    for seed in 0..12 {
        let state = ClassifierState::random(&mut Random::new(seed), Draw::Ordinary);
        let mut session = Session::new(&state).unwrap();
        for _ in 0..10 {
            for _ in 0..40 {
                let _ = session.step(None);
            }
            let check = session.reading(None).checks.swap_remove(0);
            assert!(
                check.holds(),
                "{state:?}: {} over {}",
                check.residual,
                check.tolerance
            );
        }
    }
}

/// Every single number of the network, one by one, where the check looks along directions.
#[test]
fn each_entry_of_the_gradient_is_right() {
    let state = ClassifierState {
        l2: 0.1,
        ..ClassifierState::default()
    };
    let mut session = run(&state, 20);
    let objective = |session: &mut Session| {
        let weights = session.parameters();
        let squares: f64 = weights.iter().step_by(2).map(|w| w.norm_squared()).sum();
        session.scores().0.loss + 0.5 * state.l2 * squares
    };
    let reading = session.reading(None);
    for (index, value) in session.parameters().iter().enumerate() {
        for row in 0..value.nrows() {
            for column in 0..value.ncols() {
                let mut at = |x: f64| {
                    session.set(index, (row, column), x);
                    objective(&mut session)
                };
                let (x, h) = (value[(row, column)], 1e-6);
                let slope = (at(x + h) - at(x - h)) / (2.0 * h);
                session.set(index, (row, column), x);
                let layer = index / 2;
                let found = if index % 2 == 0 {
                    reading.matrix(read::WEIGHT_GRADIENTS[layer])[(row, column)]
                } else {
                    reading.vector(read::BIAS_GRADIENTS[layer])[column]
                };
                assert!((slope - found).abs() < 1e-7, "{index} {row} {column}");
            }
        }
    }
}

#[test]
fn fields_are_those_of_single_points() {
    let mut session = run(&ClassifierState::default(), 10);
    let points = DMatrix::from_row_slice(2, 2, &[0.5, -1.0, 2.0, 0.0]);
    let field = session.field(&points);
    assert_eq!(field.shape(), (2, 4 + 2 + 1));
    let pass = crate::panels::training::classifier::plain::forward(
        &session.parameters(),
        session.state().activation.0,
        [2.0, 0.0],
    );
    assert!((field[(1, 6)] - pass.output()).abs() < 1e-12);
    assert!((field[(1, 0)] - pass.inputs[1][0]).abs() < 1e-12);
}
