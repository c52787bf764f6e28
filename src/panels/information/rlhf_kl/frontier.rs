//! The frontier that β traces: KL, the expected reward and the expected true reward of each optimum,
//! from πref (β → ∞) to the best answers alone (β → 0).

use super::limits::Limits;
use super::policy::Policy;
use super::reference::Reference;
use super::state::RlhfState;
use crate::contract::prelude::*;
use crate::remembered::Remembered;
use std::rc::Rc;

/// How far apart neighbours may be, in shares of the whole way in KL and in either reward.
const FINE: f64 = 0.015;
/// How often the way between two neighbours is halved.
const DEPTH: usize = 9;
/// Pieces to begin with.
const PIECES: usize = 24;
/// Parts of the way between neighbours that a drag tells apart.
const PARTS: usize = 16;

/// The optimum of one β.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub beta: f64,
    pub kl: f64,
    pub reward: f64,
    pub truth: f64,
    /// d(truth)/d(1/β), which is the covariance of reward and true reward under this optimum: 1 where it
    /// is above what rounding explains, −1 where it is below, and otherwise 0.
    pub slope: i8,
    /// How far rounding may take `truth`.
    pub off: f64,
}

impl Place {
    /// The place of a policy, which rounding takes off by these parts of each probability.
    fn new(state: &RlhfState, (beta, kl): (f64, f64), policy: &[f64], parts: &[f64]) -> Self {
        let mean =
            |values: &[f64]| policy.iter().zip(values).map(|(p, x)| p * x).sum::<f64>() + 0.0;
        let (reward, truth) = (mean(&state.reward), mean(&state.truth));
        let pairs = || policy.iter().zip(state.reward.iter().zip(&state.truth));
        let covariance: f64 = pairs()
            .map(|(p, (r, t))| p * (r - reward) * (t - truth))
            .sum();
        let sizes = pairs().zip(parts).map(|((p, (r, t)), part)| {
            p * (1.0 + part) * (r.abs() + reward.abs()) * (t.abs() + truth.abs())
        });
        let terms = pairs()
            .zip(parts)
            .map(|((p, (_, t)), part)| p * (1.0 + part) * t);
        let room = rounding(sizes);
        Self {
            beta,
            kl,
            reward,
            truth,
            slope: i8::from(covariance > room) - i8::from(covariance < -room),
            off: rounding(terms),
        }
    }
}

/// Where the true reward is largest along the frontier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// The reward prefers no answer, or the true reward stays the same.
    Nowhere,
    /// At πref itself.
    AtReference {
        /// Whether each step along the frontier lowers it.
        steadily: bool,
    },
    /// At the end, β → 0.
    AtGreedy {
        /// Whether each step along the frontier raises it: the smaller β, the better.
        steadily: bool,
    },
    /// In between.
    At(Place),
}

/// The frontier of a state. It is the same for every β.
pub struct Frontier {
    /// Places by falling β; first and last are the limits.
    pub places: Vec<Place>,
    /// Where the true reward is largest.
    pub turn: Turn,
}

/// How many frontiers are remembered.
const REMEMBERED: usize = 4;

/// The weights of πref, the reward and the true reward.
type Lists = [Vec<f64>; 3];

thread_local! {
    static KNOWN: Remembered<Lists, Rc<Frontier>> = const { Remembered::new(REMEMBERED) };
}

/// The optimum of a state at another β.
pub fn place(state: &RlhfState, reference: &Reference, beta: f64) -> Place {
    let policy = Policy::optimal(reference, &state.reward, beta);
    let at = (beta, policy.kl);
    Place::new(state, at, &policy.probabilities, &policy.exponents)
}

impl Frontier {
    /// Computed once, since reading and pictures ask for the same one, and a drag of β leaves it.
    pub fn of(state: &RlhfState, reference: &Reference) -> Rc<Self> {
        let key = [
            state.reference.clone(),
            state.reward.clone(),
            state.truth.clone(),
        ];
        KNOWN.with(|all| {
            all.value(key, |_| {
                let places = Self::places(state, reference);
                let turn = turn(&places, state, reference);
                Rc::new(Self { places, turn })
            })
        })
    }

    fn places(state: &RlhfState, reference: &Reference) -> Vec<Place> {
        let limits = Limits::of(reference, &state.reward);
        let exact = vec![0.0; reference.p.len()];
        let end = |beta, kl, policy: &[f64]| Place::new(state, (beta, kl), policy, &exact);
        let first = end(f64::INFINITY, 0.0, &reference.p);
        let last = end(0.0, limits.kl(), &limits.greedy);
        let mut places = vec![first];
        if limits.range > 0.0 {
            let at = |beta: f64| place(state, reference, beta);
            let betas = geometric(100.0 * limits.range, limits.gap / 800.0, PIECES);
            let coarse: Vec<Place> = betas.map(at).collect();
            let truths = || coarse.iter().map(|place| place.truth);
            let spread = highest(truths()) - lowest(truths());
            let size = [last.kl, last.reward - first.reward, spread];
            let mut before: Option<Place> = None;
            for here in coarse {
                if let Some(before) = before {
                    between(&at, (before, here), &size, DEPTH, &mut places);
                }
                places.push(here);
                before = Some(here);
            }
        }
        places.push(last);
        places
    }

    /// β of the point of the frontier that a drag to (KL, reward) means: the nearest one, or, where
    /// only one coordinate was changed, the one that has it.
    pub fn nearest(&self, now: Spot, to: Spot) -> Option<f64> {
        let (first, last) = (self.places.first()?, self.places.last()?);
        let size = (
            (last.kl - first.kl).max(f64::MIN_POSITIVE),
            (last.reward - first.reward).max(f64::MIN_POSITIVE),
        );
        let apart = |x: f64, y: f64| match (now.0 == to.0, now.1 == to.1) {
            (false, true) => ((x - to.0) / size.0).abs(),
            (true, false) => ((y - to.1) / size.1).abs(),
            _ => ((x - to.0) / size.0).hypot((y - to.1) / size.1),
        };
        // The limits themselves have no β.
        let inner = self.places.get(1..self.places.len().checked_sub(1)?)?;
        let mut best = (f64::INFINITY, f64::NAN, f64::NAN, 0.0);
        for (a, b) in inner.iter().zip(inner.iter().skip(1)) {
            for i in 0..=PARTS {
                let part = i as f64 / PARTS as f64;
                let mix = |a: f64, b: f64| a + part * (b - a);
                let off = apart(mix(a.kl, b.kl), mix(a.reward, b.reward));
                if off < best.0 {
                    best = (off, a.beta, b.beta, part);
                }
            }
        }
        let (_, from, to, part) = best;
        let beta = from * (to / from).powf(part);
        let beta = number::parse(&format!("{beta:.3e}"))?;
        Some(RlhfState::beta().input.clamped(beta))
    }
}

/// Where the true reward is largest along these places.
fn turn(places: &[Place], state: &RlhfState, reference: &Reference) -> Turn {
    let (Some(first), Some(last)) = (places.first(), places.last()) else {
        return Turn::Nowhere;
    };
    let room = 2.0 * places.iter().fold(0.0, |most: f64, p| most.max(p.off));
    let truths: Vec<f64> = places.iter().map(|p| p.truth).collect();
    let top = argmax(&truths);
    let beta = |at: usize| places.get(at).map_or(f64::NAN, |p| p.beta);
    let Some(peak) = places.get(top) else {
        return Turn::Nowhere;
    };
    if peak.truth > first.truth.max(last.truth) + room {
        // Between the neighbours, by thirds of log β.
        // The limits have no β; the places beside them are as good as they are.
        let last = places.len().saturating_sub(2);
        let within = |at: usize| beta(at.clamp(1, last.max(1)));
        let (mut high, mut low) = (within(top.saturating_sub(1)), within(top + 1));
        for _ in 0..30 {
            let ratio = (low / high).cbrt();
            let [one, two] = [high * ratio, high * ratio * ratio];
            let truth = |beta| place(state, reference, beta).truth;
            if truth(one) < truth(two) {
                high = one;
            } else {
                low = two;
            }
        }
        let middle = (high * low).sqrt();
        let found = place(state, reference, middle);
        return Turn::At(if found.truth >= peak.truth {
            found
        } else {
            *peak
        });
    }
    let least = lowest(truths.iter());
    if peak.truth - least <= room {
        Turn::Nowhere
    } else if first.truth >= last.truth {
        Turn::AtReference {
            steadily: goes(places, -1),
        }
    } else {
        Turn::AtGreedy {
            steadily: goes(places, 1),
        }
    }
}

/// Whether the true reward goes one way along all places, up (1) or down (−1): neither its derivative nor
/// a step goes the other way by more than rounding explains.
fn goes(places: &[Place], way: i8) -> bool {
    let against =
        |from: &Place, to: &Place| f64::from(way) * (from.truth - to.truth) > from.off + to.off;
    places.iter().all(|place| place.slope != -way)
        && places.windows(2).all(|pair| !against(&pair[0], &pair[1]))
}

/// Puts places between two until neighbours are near enough.
fn between(
    at: &impl Fn(f64) -> Place,
    (a, b): (Place, Place),
    size: &[f64; 3],
    depth: usize,
    places: &mut Vec<Place>,
) {
    let ways = [b.kl - a.kl, b.reward - a.reward, b.truth - a.truth];
    let far = ways
        .iter()
        .zip(size)
        .any(|(way, size)| way.abs() > FINE * size);
    if depth == 0 || !far {
        return;
    }
    let middle = at((a.beta * b.beta).sqrt());
    between(at, (a, middle), size, depth - 1, places);
    places.push(middle);
    between(at, (middle, b), size, depth - 1, places);
}

#[cfg(test)]
mod tests {
    use super::super::read::reference;
    use super::*;

    fn usual() -> (RlhfState, Rc<Frontier>) {
        let state = RlhfState::default();
        let frontier = Frontier::of(&state, &reference(&state));
        (state, frontier)
    }

    #[test]
    fn the_truth_turns_at_two_while_the_reward_rises() {
        let (state, frontier) = usual();
        let places = &frontier.places;
        for pair in places.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            let rising = a.kl <= b.kl * (1.0 + 1e-14) && a.reward <= b.reward + 1e-12;
            assert!(rising, "{a:?}, {b:?}");
        }
        assert!(places.len() < 400, "{}", places.len());
        let Turn::At(peak) = frontier.turn else {
            panic!("it turns");
        };
        assert!(
            (1.5..2.0).contains(&peak.beta) && peak.truth > 0.835,
            "{peak:?}"
        );
        let right = RlhfState {
            reward: state.truth.clone(),
            ..state.clone()
        };
        assert_eq!(
            Frontier::of(&right, &reference(&right)).turn,
            Turn::AtGreedy { steadily: true }
        );
        // A drag of β asks for the same one again.
        let other = RlhfState {
            beta: 3.0,
            ..state.clone()
        };
        let again = Frontier::of(&other, &reference(&other));
        assert!(Rc::ptr_eq(&again, &frontier));
    }

    #[test]
    fn a_truth_that_falls_before_it_rises_is_not_steady() {
        let state = RlhfState {
            reference: vec![50.0, 0.01, 3.0],
            reward: vec![0.0, 2.0, -8.0],
            truth: vec![0.0, 2.0, 2.0],
            beta: 24.0,
        };
        let turn = Frontier::of(&state, &reference(&state)).turn;
        assert_eq!(turn, Turn::AtGreedy { steadily: false });
        // It falls from the start, by the derivative at πref, and rises at the end.
        let other = RlhfState {
            truth: vec![0.0, 1.0, 0.5],
            reward: vec![0.0, -8.0, 2.0],
            reference: vec![1.0, 1.0, 1e-9],
            ..state
        };
        let places = &Frontier::of(&other, &reference(&other)).places;
        assert!(places[0].slope < 0 && !goes(places, -1) && !goes(places, 1));
    }

    #[test]
    fn a_drag_finds_its_beta() {
        let (state, frontier) = usual();
        let place = |beta| place(&state, &reference(&state), beta);
        let now = place(1.0);
        for beta in [0.3, 0.6, 2.0, 8.0] {
            let to = place(beta);
            let found = frontier
                .nearest((now.kl, now.reward), (to.kl, to.reward))
                .unwrap();
            assert!((found / beta - 1.0).abs() < 0.02, "{beta}: {found}");
        }
        // One coordinate by the keyboard.
        let found = frontier
            .nearest((now.kl, now.reward), (now.kl + 0.05, now.reward))
            .unwrap();
        assert!((place(found).kl - now.kl - 0.05).abs() < 0.005);
        let found = frontier
            .nearest((now.kl, now.reward), (now.kl, now.reward - 0.1))
            .unwrap();
        assert!((place(found).reward - now.reward + 0.1).abs() < 0.005);
        // Beyond either end.
        let end = |to| frontier.nearest((now.kl, now.reward), to).unwrap();
        assert!(end((-5.0, -9.0)) > 100.0 && end((50.0, 9.0)) < 0.05);
    }
}
