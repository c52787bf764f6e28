//! The paths of the optimisers, and how far rounding may take each of their ends.

use super::here::is_separable;
use super::roundings::{Made, doubt};
use super::state::{FAR, LandscapeState};
use crate::choices;
use crate::contract::input::Choices;
use crate::contract::plane::Spot;
use crate::expression::{Jet, Typed};
use crate::remembered::Remembered;
use nalgebra::DMatrix;
use numeric_core::optimise::{self, Memory, Optimiser};
use numeric_core::random::Random;
use std::rc::Rc;

/// RMSProp's decay.
pub const DECAY: f64 = 0.9;
/// Adam's β₁ and β₂.
pub const BETAS: (f64, f64) = (0.9, 0.999);
/// ε of both.
pub const EPSILON: f64 = 1e-8;
/// How often a path over corners is shaken.
const SHAKES: u64 = 3;
/// By how many ε of a coordinate each step of it is nudged at most.
const NUDGE: f64 = 8.0;

/// A rule for the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// θ ← θ − ηg.
    Sgd,
    /// v ← μv + g, θ ← θ − ηv.
    Momentum,
    /// v ← 0.9v + 0.1g², θ ← θ − ηg/(√v + ε).
    RmsProp,
    /// The corrected averages of g and g².
    Adam,
}

choices! {
    Rule {
        Rule::Sgd => "sgd" as "SGD",
        Rule::Momentum => "momentum",
        Rule::RmsProp => "rmsprop" as "RMSProp",
        Rule::Adam => "adam" as "Adam",
    }
}

impl Rule {
    fn optimiser(self, momentum: f64) -> Optimiser {
        match self {
            Rule::Sgd => Optimiser::Sgd,
            Rule::Momentum => Optimiser::Momentum { momentum },
            Rule::RmsProp => Optimiser::RmsProp {
                decay: DECAY,
                epsilon: EPSILON,
            },
            Rule::Adam => Optimiser::ADAM,
        }
    }
}

/// How a path ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All steps were made.
    Made,
    /// A coordinate is beyond 10⁶ after this step.
    Left(usize),
    /// There is no gradient where this step begins.
    Lost(usize),
}

/// A path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Who takes it.
    pub rule: Rule,
    /// Where it stands after each step, the start first; all of them finite.
    pub spots: Vec<Spot>,
    /// How it ends.
    pub end: End,
    /// Where it ends: infinite where it has left, NaN where it was lost.
    pub place: Spot,
    /// How far rounding may take each coordinate of the end; infinite where nothing is known.
    pub off: [f64; 2],
    /// Whether an average of squared gradients on the way is beyond the largest double.
    pub beyond: bool,
}

/// The path of one optimiser. Over the corners and jumps of a function the smallest rounding may lead
/// elsewhere; whether it does is tried: a path that is nudged leads elsewhere where it ends further away
/// than the nudges and the roundings of both explain.
#[must_use]
pub fn path(f: &Typed, start: Spot, rule: Rule, settings: (f64, f64), steps: usize) -> Path {
    let mut path = walked(f, start, rule, settings, steps, None);
    if !f.scalar().has_corners() {
        return path;
    }
    let known = path.off;
    for seed in 0..SHAKES {
        let other = walked(f, start, rule, settings, steps, Some(Random::new(seed)));
        let apart = |a: f64, b: f64| if a == b { 0.0 } else { (a - b).abs() };
        let moved = [
            apart(path.place.0, other.place.0),
            apart(path.place.1, other.place.1),
        ];
        let elsewhere: [bool; 2] = std::array::from_fn(|i| moved[i] > known[i] + other.off[i]);
        let both = other.end != path.end || elsewhere != [false; 2] && !is_separable(f.scalar());
        for i in 0..2 {
            // Nothing is known of an end that a nudge makes unknown.
            path.off[i] = if both || elsewhere[i] || !other.off[i].is_finite() {
                f64::INFINITY
            } else {
                path.off[i].max(16.0 * moved[i])
            };
        }
    }
    path
}

/// A path; `shake` nudges each step by a rounding or two.
fn walked(
    f: &Typed,
    start: Spot,
    rule: Rule,
    (rate, momentum): (f64, f64),
    steps: usize,
    mut shake: Option<Random>,
) -> Path {
    let optimiser = rule.optimiser(momentum);
    let mut theta = DMatrix::from_column_slice(2, 1, &[start.0, start.1]);
    let mut gradient = DMatrix::zeros(2, 1);
    let mut memory = Memory::new(optimiser, (2, 1));
    let mut spots = vec![start];
    let mut made: Vec<Made> = Vec::with_capacity(steps);
    let mut end = End::Made;
    let mut place = start;
    for step in 1..=steps {
        let jet = f.scalar().value(&Jet::unbounded(place));
        let known = jet.value.is_finite() && jet.slopes.iter().all(|g| !g.is_nan());
        gradient.copy_from_slice(&jet.slopes);
        let count = step as u64;
        optimise::step(
            optimiser,
            rate,
            count,
            &mut theta,
            &gradient,
            1.0,
            &mut memory,
        );
        if let Some(random) = &mut shake {
            theta.apply(|x| *x *= 1.0 + NUDGE * f64::EPSILON * (2.0 * random.uniform() - 1.0));
        }
        let after = [entry(&theta, 0) + 0.0, entry(&theta, 1) + 0.0];
        if !known || after.iter().any(|x| x.is_nan()) {
            (end, place) = (End::Lost(step), (f64::NAN, f64::NAN));
            break;
        }
        let first = match rule {
            Rule::Momentum | Rule::Adam => [entry(&memory.first, 0), entry(&memory.first, 1)],
            _ => jet.slopes,
        };
        made.push(Made {
            slopes: jet.slopes,
            slopes_off: jet.of_own_slopes(),
            bends: jet.bends,
            first,
            second: [entry(&memory.second, 0), entry(&memory.second, 1)],
            after,
        });
        place = (after[0], after[1]);
        if after.iter().any(|x| x.abs() > FAR) {
            (end, place) = (End::Left(step), (f64::INFINITY, f64::INFINITY));
            break;
        }
        spots.push(place);
    }
    let nudge = if shake.is_some() { NUDGE } else { 0.0 };
    let apart = is_separable(f.scalar());
    let mut off = doubt(rule, (rate, momentum), &made, apart, nudge);
    let beyond = made
        .iter()
        .any(|step| step.is_beyond(0) || step.is_beyond(1));
    if let (End::Left(_), Some(last)) = (end, made.last()) {
        // That it has left is certain where no rounding brings it back.
        let has_left = |i: usize| last.after[i].abs() - off[i] > FAR;
        let certain = has_left(0) || has_left(1);
        off = [if certain { 0.0 } else { f64::INFINITY }; 2];
    }
    Path {
        rule,
        spots,
        end,
        place,
        off,
        beyond,
    }
}

fn entry(of: &DMatrix<f64>, row: usize) -> f64 {
    of.get(row).copied().unwrap_or(0.0)
}

/// What the paths follow from: f, start, learning rate, momentum, steps.
type Settings = (Typed, Spot, f64, f64, usize);

thread_local! {
    static KNOWN: Remembered<Settings, Rc<Vec<Path>>> =
        const { Remembered::new(3) };
}

/// The paths of all four optimisers.
#[must_use]
pub fn paths(state: &LandscapeState) -> Rc<Vec<Path>> {
    let key = (
        state.f.clone(),
        state.start,
        state.rate,
        state.momentum,
        state.steps,
    );
    KNOWN.with(|known| {
        known.value(key, |(f, start, rate, momentum, steps)| {
            let of = |rule: &Rule| path(f, *start, *rule, (*rate, *momentum), *steps);
            Rc::new(Rule::ALL.iter().map(of).collect())
        })
    })
}

/// Those of the optimisers that are chosen.
#[must_use]
pub fn chosen(state: &LandscapeState) -> Vec<Path> {
    let all = paths(state);
    let of = all
        .iter()
        .filter(|path| state.optimisers.contains(&path.rule));
    of.cloned().collect()
}

/// A rule with its learning rate and momentum, and how far beside the saddle it starts.
type Start = (Rule, f64, f64, f64);

thread_local! {
    /// The last ways out: those of the table and of the claim, so that a start that is dragged makes none.
    static ESCAPES: Remembered<Start, Option<usize>> = const { Remembered::new(16) };
}

/// After how many steps an optimiser that starts beside the saddle of x⁴/4 − x²/2, at x = δ, is more than
/// ½ away from it; none within a thousand.
#[must_use]
pub fn escape(rule: Rule, (rate, momentum): (f64, f64), beside: f64) -> Option<usize> {
    if beside == 0.0 {
        // The gradient is 0, and nothing moves.
        return None;
    }
    // The other rules know no momentum.
    let momentum = if rule == Rule::Momentum {
        momentum
    } else {
        0.0
    };
    let key = (rule, rate, momentum, beside);
    ESCAPES.with(|known| known.value(key, |_| escaped(rule, (rate, momentum), beside)))
}

fn escaped(rule: Rule, (rate, momentum): (f64, f64), beside: f64) -> Option<usize> {
    let optimiser = rule.optimiser(momentum);
    let mut theta = DMatrix::from_element(1, 1, beside);
    let mut gradient = DMatrix::zeros(1, 1);
    let mut memory = Memory::new(optimiser, (1, 1));
    for step in 1..=1000 {
        let x = entry(&theta, 0);
        gradient.fill(x * x * x - x);
        optimise::step(
            optimiser,
            rate,
            step as u64,
            &mut theta,
            &gradient,
            1.0,
            &mut memory,
        );
        let x = entry(&theta, 0).abs();
        if x > 0.5 {
            return Some(step);
        }
    }
    None
}

#[cfg(test)]
mod tests;
