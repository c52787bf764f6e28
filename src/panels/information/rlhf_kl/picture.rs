//! The pictures: the frontier with the present policy on it, the climb, the limits, best of n.

use super::RlhfKl;
use super::ascent::{Hill, Rule};
use super::best_of_n::best_of;
use super::frontier::{Frontier, Place, place};
use super::limits::Limits;
use super::read::reference;
use super::reference::Reference;
use super::state::RlhfState;
use crate::contract::prelude::*;
use numeric_core::real::exp;

/// Steps of plain gradient ascent that are shown.
pub const STEPS: usize = 80;
/// Steps of natural gradient ascent that are shown.
const NATURAL: usize = 6;
/// Draws of the last point of best of n, as a power of two.
const DRAWS: i32 = 12;

const KL: &str = "KL from the reference, nats";

/// A curve of the frontier's places.
fn along(frontier: &Frontier, height: fn(&Place) -> f64) -> Vec<Spot> {
    // Rounding may take a divergence back by a unit at the end.
    let mut reached = 0.0_f64;
    let point = |place: &Place| {
        reached = reached.max(place.kl);
        (reached, height(place))
    };
    frontier.places.iter().map(point).collect()
}

/// A range that holds these values and 0, or something where all are 0.
fn wide(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let most = values.fold(0.0, f64::max);
    (0.0, if most > 0.0 { 1.06 * most } else { 1.0 })
}

/// The frontier and what the true reward does along it, with the present policy to drag.
pub fn frontier(state: &RlhfState, reading: &Reading) -> Graph {
    let frontier = Frontier::of(state, &reference(state));
    let rewards = along(&frontier, |p| p.reward);
    let truths = along(&frontier, |p| p.truth);
    let heights = || rewards.iter().chain(&truths).map(|p| p.1);
    let ends = [lowest(heights()), highest(heights())];
    let (kl, er) = (reading.scalar("kl"), reading.scalar("expected-reward"));
    let et = reading.scalar("expected-truth");
    Graph::over(
        wide(rewards.iter().map(|p| p.0)),
        fitted(heights(), &ends),
        (KL, "expected reward"),
    )
    .curves([
        GraphCurve::through(Tint::Query, Stroke::Solid, rewards),
        GraphCurve::through(Tint::Truth, Stroke::Dashed, truths),
    ])
    .points([
        GraphPoint::new(
            format!("β = {}", number::given(state.beta)),
            Tint::Model,
            (kl, er),
        )
        .dragged("beta", "the optimal policy, along the frontier: β"),
        GraphPoint::new("true", Tint::Truth, (kl, et)).hollow(),
    ])
}

/// The state after the policy was dragged along the frontier.
pub fn dragged(state: &mut RlhfState, _: &str, to: Spot) {
    let reference = reference(state);
    let now = place(state, &reference, state.beta);
    let frontier = Frontier::of(state, &reference);
    if let Some(beta) = frontier.nearest((now.kl, now.reward), to) {
        state.beta = beta;
    }
}

/// Where a policy stands: its divergence and its expected reward.
pub fn stand(state: &RlhfState, reference: &Reference, policy: &[f64]) -> Spot {
    let terms = policy.iter().zip(&state.reward).map(|(p, r)| p * r);
    (reference.divergence(policy), terms.sum::<f64>() + 0.0)
}

/// The way of gradient ascent from πref: of the plain gradient, and of the natural one.
#[derive(Clone, Debug, PartialEq)]
pub struct Climb {
    plain: Vec<Spot>,
    natural: Vec<Spot>,
    frontier: Vec<Spot>,
    optimum: Spot,
}

impl Climb {
    /// For a state.
    pub fn of(state: &RlhfState) -> Self {
        let reference = reference(state);
        let hill = Hill::new(&reference, &state.reward, state.beta, false);
        let way = |rule, steps| -> Vec<Spot> {
            let path = hill.climbed(rule, steps).unwrap_or_default();
            let stand = |policy: &Vec<f64>| stand(state, &reference, policy);
            path.iter().map(stand).collect()
        };
        let now = place(state, &reference, state.beta);
        Self {
            plain: way(Rule::Plain, STEPS),
            natural: way(Rule::Natural, NATURAL),
            frontier: along(&Frontier::of(state, &reference), |p| p.reward),
            optimum: (now.kl, now.reward),
        }
    }

    /// The picture after so many plain steps.
    pub fn graph(&self, step: usize) -> Graph {
        let here = self.plain.get(step.min(STEPS)).copied();
        let seen = || {
            self.plain
                .iter()
                .chain(&self.natural)
                .chain([&self.optimum])
        };
        let heights: Vec<f64> = seen().map(|p| p.1).collect();
        let mut points = vec![GraphPoint::new("π*", Tint::Model, self.optimum)];
        let natural = self.natural.iter().skip(1);
        points.extend(natural.map(|at| GraphPoint::new("", Tint::Value, *at).hollow()));
        points.extend(here.map(|at| GraphPoint::new(format!("step {step}"), Tint::Gradient, at)));
        Graph::over(
            wide(seen().map(|p| p.0)),
            fitted(heights.iter().copied(), &heights),
            (KL, "expected reward"),
        )
        .curves([
            GraphCurve::through(Tint::Query, Stroke::Thin, self.frontier.clone()),
            GraphCurve::through(
                Tint::Gradient,
                Stroke::Solid,
                self.plain.iter().take(step + 1).copied().collect(),
            ),
        ])
        .points(points)
    }

    /// Where the climb is after so many plain steps, in words.
    pub fn words(&self, step: usize) -> String {
        let (kl, reward) = self.plain.get(step).copied().unwrap_or(self.optimum);
        let late = if self.has_arrived() {
            String::new()
        } else {
            format!(
                " It needs more than the {STEPS} steps shown here: on the way an answer that π* favours \
                 has so small a probability that its gradient is small."
            )
        };
        format!(
            "After {}: KL {}, expected reward {}; at π* they are {} and {}.{late}",
            number::count(step, "step"),
            rounded(kl),
            rounded(reward),
            rounded(self.optimum.0),
            rounded(self.optimum.1)
        )
    }

    /// Whether the last plain step is at π*, within 2 % of the way there in both numbers.
    fn has_arrived(&self) -> bool {
        let ends = self.plain.first().zip(self.plain.last());
        ends.is_none_or(|(start, end)| {
            let near = |start: f64, end: f64, to: f64| {
                (end - to).abs() <= 0.02 * (to - start).abs() + 1e-12 * (1.0 + to.abs())
            };
            near(start.0, end.0, self.optimum.0) && near(start.1, end.1, self.optimum.1)
        })
    }
}

/// How π* comes about, answer by answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighing {
    /// Whether the largest reward was subtracted, since exp(r/β) is beyond a computer's numbers.
    pub shifted: bool,
    /// πref, exp(r/β), their product and π* of each answer.
    pub columns: Vec<[f64; 4]>,
    /// The sum of the products: Z.
    pub total: f64,
}

impl Weighing {
    /// For a state.
    pub fn of(state: &RlhfState, reading: &Reading) -> Self {
        let reference = reference(state);
        let best = Limits::of(&reference, &state.reward).best;
        let shifted = (best / state.beta).abs() > 600.0;
        let base = if shifted { best } else { 0.0 };
        let columns: Vec<[f64; 4]> = (reference.pairs().zip(&state.reward))
            .zip(reading.vector("optimum"))
            .map(|(((p, log), r), share)| {
                let exponent = (r - base) / state.beta;
                let tiny = (p == 0.0).then(|| exp(log + exponent));
                let product = tiny.unwrap_or(p * exp(exponent));
                [p, exp(exponent), product, *share]
            })
            .collect();
        Self {
            shifted,
            total: columns.iter().map(|c| c[2]).sum(),
            columns,
        }
    }
}

/// KL against β, with both limits.
pub fn limits(state: &RlhfState) -> Plot {
    let reference = reference(state);
    let limits = Limits::of(&reference, &state.reward);
    let frontier = Frontier::of(state, &reference);
    let inner = frontier.places.iter().rev();
    let inner = inner.filter(|p| p.beta > 0.0 && p.beta.is_finite());
    let points: Vec<Spot> = inner.map(|p| (p.beta, p.kl)).collect();
    let of = |height: &dyn Fn(f64) -> f64| -> Vec<Spot> {
        points
            .iter()
            .map(|(beta, _)| (*beta, height(*beta)))
            .collect()
    };
    let top = 2.0 * limits.kl();
    let large = of(&|beta| {
        Some(limits.variance / (2.0 * beta * beta))
            .filter(|kl| *kl <= top)
            .unwrap_or(f64::NAN)
    });
    Plot::over(
        "β",
        "KL, nats",
        [
            Curve::solid("KL of the optimal policy", Tint::Loss, points.clone()),
            Curve::dashed("β → 0: its limit", Tint::Weight, of(&|_| limits.kl())),
            Curve::dashed("β → ∞: Var(r)/(2β²)", Tint::Query, large),
        ],
    )
    .log_x()
    .log_y()
    .at(state.beta)
}

/// The expected reward against KL: the frontier, and best of n for n from 1 to 4096.
pub fn best_of_n(state: &RlhfState) -> Plot {
    let reference = reference(state);
    let frontier = Frontier::of(state, &reference);
    let mut reached = 0.0_f64;
    let drawn = (0..=8 * DRAWS)
        .map(|i| 2_f64.powf(f64::from(i) / 8.0))
        .map(|n| {
            let best = best_of(&reference.p, &state.reward, n);
            let (kl, reward) = stand(state, &reference, &best);
            reached = reached.max(kl);
            (reached, reward)
        });
    let drawn = drawn.collect();
    Plot::over(
        KL,
        "expected reward",
        [
            Curve::solid(
                "optimal policy, any β",
                Tint::Query,
                along(&frontier, |p| p.reward),
            ),
            Curve::dashed("best of n, n = 1 to 4096", Tint::Key, drawn),
        ],
    )
    .at(place(state, &reference, state.beta).kl)
}

impl Picture for RlhfKl {
    fn plates(state: &RlhfState, reading: &Reading) -> Vec<Plate> {
        let names = outcomes(state.reference.len());
        let (graph, shares) = (frontier(state, reading), reference(state).p.clone());
        let mut plates = vec![
            Plate::lines(
                "Expected reward and expected true reward along the frontier",
                Plot::over(
                    KL,
                    "expected reward",
                    graph.lines(&["reward", "true reward"]),
                )
                .at(reading.scalar("kl")),
            ),
            Plate::bars(
                "Reference policy and optimal policy",
                names.clone(),
                [
                    ("reference", Tint::Weight, shares.as_slice()),
                    ("π*", Tint::Model, reading.vector("optimum")),
                ],
            ),
            Plate::bars(
                "The reward, and the reward that the policy implies",
                names,
                [
                    ("r", Tint::Query, state.reward.as_slice()),
                    (
                        "implied reward",
                        Tint::Model,
                        reading.vector("implied-reward"),
                    ),
                ],
            ),
        ];
        // Where all rewards are the same nothing depends on β.
        if reading.scalar("kl") > 0.0 {
            plates.push(Plate::lines("KL against β", limits(state)));
            plates.push(Plate::lines(
                "Best of n beside the frontier",
                best_of_n(state),
            ));
        }
        plates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_along_the_frontier_sets_beta() {
        let mut state = RlhfState::default();
        let reading = RlhfKl::read(&state, None);
        let graph = frontier(&state, &reading);
        assert_eq!(
            graph.points[0].at,
            (reading.scalar("kl"), reading.scalar("expected-reward"))
        );
        let to = place(&state, &reference(&state), 2.0);
        dragged(&mut state, "beta", (to.kl, to.reward));
        assert!((state.beta - 2.0).abs() < 0.02, "{}", state.beta);
        // The arrow keys move it every time.
        for _ in 0..5 {
            let before = state.beta;
            let now = place(&state, &reference(&state), before);
            dragged(&mut state, "beta", (now.kl + 0.05, now.reward));
            assert!(state.beta < before);
        }
    }

    #[test]
    fn the_weights_are_there_at_any_size() {
        let weighing = |beta| {
            let state = RlhfState {
                beta,
                ..RlhfState::default()
            };
            Weighing::of(&state, &RlhfKl::read(&state, None))
        };
        let usual = weighing(1.0);
        assert!(!usual.shifted && (usual.total.ln() - 1.153).abs() < 1e-3);
        let steep = weighing(1e-3);
        assert!(steep.shifted && steep.columns[5][1] == 1.0 && (steep.total - 0.01).abs() < 1e-15);
    }

    #[test]
    fn the_plain_climb_leaves_the_frontier_and_the_natural_one_does_not() {
        let climb = Climb::of(&RlhfState::default());
        let far = |(x, y): Spot| (x - climb.optimum.0).hypot(y - climb.optimum.1);
        assert!(far(climb.plain[0]) > 0.5 && far(climb.plain[STEPS]) < 0.02);
        assert!(far(climb.natural[NATURAL]) < 0.05);
        let graph = climb.graph(20);
        assert_eq!(
            (graph.curves[1].points.len(), graph.points.len()),
            (21, NATURAL + 2)
        );
        assert!(climb.words(1).starts_with("After 1 step:"));
    }

    #[test]
    fn a_climb_that_is_late_says_so() {
        let late = |beta| {
            let state = RlhfState {
                beta,
                ..RlhfState::default()
            };
            Climb::of(&state)
                .words(STEPS)
                .contains("more than the 80 steps")
        };
        assert!(late(0.01) && !late(0.1) && !late(1.0));
    }

    #[test]
    fn no_best_of_n_is_above_the_frontier() {
        let state = RlhfState::default();
        let plot = best_of_n(&state);
        let frontier = Frontier::of(&state, &reference(&state));
        for (kl, reward) in &plot.curves[1].points {
            let above = frontier.places.iter().find(|p| p.kl >= *kl);
            assert!(above.is_none_or(|p| p.reward >= reward - 1e-12), "{kl}");
        }
    }
}
