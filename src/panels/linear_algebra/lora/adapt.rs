//! A frozen layer of 8×8 and its adapters of every rank, trained on the spot.
//!
//! The inputs are the unit vectors, so the loss is ½·‖ΔW − ΔW*‖² for the wanted change ΔW*, and
//! nothing but the rank stands between an adapter and the target.

use super::LoraState;
use super::state::{RANKS, SIDE};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::optimise::{Memory, Optimiser, step};
use numeric_core::random::Random;
use numeric_core::spectral::svd;
use std::cell::RefCell;

/// Steps of Adam.
pub const STEPS: u64 = 120;
/// Its rate.
pub const RATE: f64 = 0.05;

/// What is given: the frozen weights, the wanted change, and the first A, whose first r rows are
/// that of rank r.
#[derive(Clone, Debug)]
pub struct Task {
    /// W₀.
    pub frozen: DMatrix<f64>,
    /// ΔW*.
    pub wanted: DMatrix<f64>,
    /// The first A, 6×8.
    pub down: DMatrix<f64>,
    /// What B would start as if it didn't start at zero, 8×6.
    pub up: DMatrix<f64>,
}

/// An adapter after training.
#[derive(Clone, Debug, PartialEq)]
pub struct Adapted {
    /// ΔW before the first step.
    pub start: DMatrix<f64>,
    /// BA after the last; ΔW itself where there are no factors.
    pub product: DMatrix<f64>,
    /// ΔW = (α/r)·BA after the last.
    pub change: DMatrix<f64>,
    /// ‖ΔW − ΔW*‖ in the Frobenius norm.
    pub error: f64,
    /// (α/r)·‖|B|·|A|‖, the size of what is added up for ΔW; 0 where there are no factors.
    pub terms: f64,
}

/// Everything that is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// For each rank from 1.
    pub adapted: Vec<Adapted>,
    /// The error of full fine-tuning with the same optimiser and steps.
    pub full_error: f64,
}

/// The task of a state, in thousandths, so that it can be written down.
pub fn task(state: &LoraState) -> Task {
    let mut random = Random::new(state.seed);
    let tidy = |x| decimals(x, 3);
    let mut draw =
        |rows, columns, size: f64| DMatrix::from_fn(rows, columns, |_, _| size * random.normal());
    let frozen = draw(SIDE, SIDE, 0.5).map(tidy);
    let (left, right) = (
        draw(SIDE, state.true_rank, 1.0),
        draw(state.true_rank, SIDE, 1.0),
    );
    let size = 0.6 / (state.true_rank as f64).sqrt();
    let wanted = (left * right * size + draw(SIDE, SIDE, state.noise)).map(tidy);
    let down = draw(RANKS, SIDE, 1.0 / (SIDE as f64).sqrt()).map(tidy);
    let up = draw(SIDE, RANKS, 0.3).map(tidy);
    Task {
        frozen,
        wanted,
        down,
        up,
    }
}

type Known = (LoraState, Option<&'static str>, Run);

thread_local! {
    /// The last trainings: counting, and looking at another rank, trains nothing anew.
    static LAST: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

/// Trains an adapter of each rank, and the whole layer; from memory where nothing changed that they
/// follow from.
pub fn run(state: &LoraState, broken: Option<&str>) -> Run {
    let key = LoraState {
        d: 0,
        outputs: None,
        rank: 0,
        tune: LoraState::default().tune,
        ..state.clone()
    };
    let mistake = ["starts-at-zero", "rank-bound"]
        .into_iter()
        .find(|m| broken == Some(*m));
    LAST.with_borrow_mut(|last| {
        if let Some(known) = last.iter().find(|k| (&k.0, k.1) == (&key, mistake)) {
            return known.2.clone();
        }
        let task = task(state);
        let one = |rank| match mistake {
            Some("rank-bound") => whole(&task),
            _ => factors(&task, rank, state.alpha, mistake.is_some()),
        };
        let run = Run {
            adapted: (1..=RANKS).map(one).collect(),
            full_error: whole(&task).error,
        };
        last.truncate(3);
        last.insert(0, (key, mistake, run.clone()));
        run
    })
}

fn adam(t: u64, x: &mut DMatrix<f64>, gradient: &DMatrix<f64>, memory: &mut Memory<f64>) {
    step(Optimiser::ADAM, RATE, t, x, gradient, 1.0, memory);
}

/// ΔW = (α/r)·BA by its factors: ∂L/∂B = s·E·Aᵀ and ∂L/∂A = s·Bᵀ·E with E = ΔW − ΔW*, s = α/r.
fn factors(task: &Task, rank: usize, alpha: f64, from_random: bool) -> Adapted {
    let mut a = task.down.rows(0, rank).clone_owned();
    let mut b = if from_random {
        task.up.columns(0, rank).clone_owned()
    } else {
        DMatrix::zeros(SIDE, rank)
    };
    let scale = alpha / rank as f64;
    let start = &b * &a * scale;
    let mut of_a = Memory::new(Optimiser::ADAM, a.shape());
    let mut of_b = Memory::new(Optimiser::ADAM, b.shape());
    for t in 1..=STEPS {
        let error = &b * &a * scale - &task.wanted;
        let for_b = &error * a.transpose() * scale;
        let for_a = b.transpose() * &error * scale;
        adam(t, &mut b, &for_b, &mut of_b);
        adam(t, &mut a, &for_a, &mut of_a);
    }
    let product = &b * &a;
    let change = &product * scale;
    Adapted {
        error: (&change - &task.wanted).norm(),
        terms: (b.abs() * a.abs() * scale).norm(),
        start,
        product,
        change,
    }
}

/// Full fine-tuning: every entry of ΔW is trained.
fn whole(task: &Task) -> Adapted {
    let mut change = DMatrix::zeros(SIDE, SIDE);
    let start = change.clone();
    let mut memory = Memory::new(Optimiser::ADAM, change.shape());
    for t in 1..=STEPS {
        let error = &change - &task.wanted;
        adam(t, &mut change, &error, &mut memory);
    }
    Adapted {
        error: (&change - &task.wanted).norm(),
        terms: 0.0,
        start,
        product: change.clone(),
        change,
    }
}

/// ‖ΔW* − its truncated SVD‖ for each rank from 0: no matrix of that rank comes closer.
pub fn best_errors(task: &Task) -> Vec<f64> {
    match svd(&task.wanted) {
        Ok(svd) => (0..=RANKS).map(|r| svd.error_frobenius(r)).collect(),
        Err(_) => vec![f64::NAN; RANKS + 1],
    }
}
