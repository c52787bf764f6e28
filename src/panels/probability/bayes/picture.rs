//! The pictures of each view: areas that add up, data to drag, curves.

use super::Bayes;
use super::bands::{bands, spreads};
use super::curves::product;
use super::inference::{counted, rule};
use super::preference::pair;
use super::state::{BayesState, BayesView};
use crate::contract::prelude::*;
use numeric_core::real::logistic;

impl Picture for Bayes {
    fn plates(state: &BayesState, reading: &Reading) -> Vec<Plate> {
        match state.view {
            BayesView::Rule => {
                let mut plates = vec![Plate::areas(
                    "Prior × likelihood, in percent: the areas are the evidence",
                    in_percent(joint(state, reading)),
                )];
                plates.extend(posterior(reading).map(|areas| {
                    let title = "Posterior × evidence, in percent: the same areas";
                    Plate::areas(title, in_percent(areas))
                }));
                plates
            }
            BayesView::WeightDecay => vec![
                Plate::graph("log prior + log likelihood", product(state).sum()),
                Plate::graph("Prior, likelihood and posterior", product(state).heights()),
            ],
            BayesView::Dropout => vec![
                Plate::graph("Mean and standard deviation against data", bands(state)),
                Plate::lines("Standard deviation against data", spreads(state)),
                Plate::graph("Prior, likelihood and posterior", product(state).heights()),
            ],
            BayesView::Preference => vec![
                Plate::lines(
                    "Preference against the difference of rewards",
                    preferred(state),
                ),
                Plate::graph("log prior + log likelihood", product(state).sum()),
                Plate::graph("Prior, likelihood and posterior", product(state).heights()),
            ],
            BayesView::InContext => {
                let mut plates = Vec::new();
                plates.extend(predicted(state, reading).map(|areas| {
                    let title = "Posterior × θ, in percent: the area is the prediction";
                    Plate::areas(title, in_percent(areas))
                }));
                plates.push(Plate::lines(
                    "Predictions, flip by flip",
                    predictions(state),
                ));
                plates
            }
        }
    }
}

/// Each hypothesis a rectangle, its prior wide and its likelihood high; their areas are the evidence.
pub fn joint(state: &BayesState, reading: &Reading) -> Areas {
    let prior = rule(state, None).prior;
    Areas {
        names: outcomes(prior.len()),
        widths: prior,
        heights: state.likelihood.clone(),
        level: reading.scalar("evidence"),
    }
}

/// The same areas at one height, the evidence: their widths are the posterior. None where there is no
/// posterior.
pub fn posterior(reading: &Reading) -> Option<Areas> {
    let (posterior, evidence) = (reading.vector("posterior"), reading.scalar("evidence"));
    shared(posterior).map(|widths| Areas {
        names: (outcomes(widths.len()).into_iter().zip(posterior))
            .map(|(name, p)| format!("{name} {}", number::short(*p)))
            .collect(),
        heights: vec![evidence; widths.len()],
        level: evidence,
        widths,
    })
}

/// Each coin a rectangle, its posterior wide and its θ high: the area is the predicted probability of
/// a 1. None where there is no posterior.
pub fn predicted(state: &BayesState, reading: &Reading) -> Option<Areas> {
    shared(reading.vector("posterior")).map(|widths| Areas {
        names: (1..=widths.len()).map(|c| c.to_string()).collect(),
        heights: state.coins.clone(),
        level: reading.scalar("prediction"),
        widths,
    })
}

/// Widths that make one whole, also where a mistake made them something else.
fn shared(list: &[f64]) -> Option<Vec<f64>> {
    let total: f64 = list.iter().sum();
    (total > 0.0).then(|| list.iter().map(|x| x / total).collect())
}

fn in_percent(areas: Areas) -> Areas {
    Areas {
        heights: areas.heights.iter().map(|h| 100.0 * h).collect(),
        level: 100.0 * areas.level,
        ..areas
    }
}

/// How far the axis of differences reaches: in steps, so that a drag mostly leaves it alone.
fn reach(state: &BayesState) -> f64 {
    let (a, b) = pair(&state.rewards);
    let far = 1.1 * (a - b).abs();
    let steps = [6.0, 10.0, 20.0, 50.0, 100.0, 500.0, 2500.0];
    steps.into_iter().find(|r| *r >= far).unwrap_or(far)
}

/// The logistic curve, with a mark at the rewards' difference.
fn preferred(state: &BayesState) -> Plot {
    let (a, b) = pair(&state.rewards);
    let far = reach(state);
    let points = even(-far, far, 200).map(|d| (d, logistic(d))).collect();
    let curve = Curve::solid("P(first preferred)", Tint::Model, points);
    Plot::over("difference r₁ − r₂", "probability", [curve]).at(a - b)
}

/// What Bayes' rule, the frequency and Laplace's rule predict after each flip.
pub fn predictions(state: &BayesState) -> Plot {
    const POINTS: usize = 200;
    let flips = state.flips.len();
    let every = flips.div_ceil(POINTS).max(1);
    let mut heads = 0.0;
    let mut after = Vec::new();
    for seen in 0..=flips {
        if seen > 0 {
            heads += state.flips.get(seen - 1).copied().unwrap_or(0.0);
        }
        if seen % every == 0 || seen == flips {
            after.push((
                seen as f64,
                counted(state, heads, seen as f64 - heads, None),
            ));
        }
    }
    let path = |of: &dyn Fn(&super::inference::Flips) -> f64| -> Vec<Spot> {
        after
            .iter()
            .map(|(seen, found)| (*seen, of(found)))
            .collect()
    };
    Plot::over(
        "flips seen",
        "predicted probability of a 1",
        [
            Curve::solid(
                "Bayes’ rule",
                Tint::Truth,
                path(&|f| f.prediction(&state.coins).unwrap_or(f64::NAN)),
            ),
            Curve::dashed("frequency", Tint::Value, path(&|f| f.frequency())),
            Curve::dashed("Laplace’s rule", Tint::Score, path(&|f| f.laplace())),
        ],
    )
}

/// The posterior of the coins after each number of flips, for words beside the picture.
#[cfg(target_arch = "wasm32")]
pub fn evidence_in_words(state: &BayesState) -> String {
    let said = |heads: f64| {
        let found = counted(state, heads, 100.0 - heads, None);
        found.prediction(&state.coins).map(rounded)
    };
    let (Some(low), Some(high)) = (said(35.0), said(99.0)) else {
        return "Some sequences of flips are impossible under these coins.".into();
    };
    format!(
        "Inference isn’t counting: after 100 flips of which 35 are 1 it predicts a 1 with probability \
         {low}, after 99 ones with probability {high}. A prediction stays between the least and the \
         largest θ, and agrees with the frequency in the long run only if one of the coins has it."
    )
}

/// What each flip has told the coins apart by: the log odds of the last coin against the first.
#[cfg(target_arch = "wasm32")]
pub fn log_odds(state: &BayesState) -> String {
    let found = super::inference::coins(state, None);
    let (Some(first), Some(last)) = (found.log_joint.first(), found.log_joint.last()) else {
        return String::new();
    };
    let odds = last - first;
    let ends = [0, found.log_joint.len() - 1];
    let off: f64 = ends.map(|at| found.off(&state.coins, at)).iter().sum();
    if found.log_joint.len() < 2 || odds.is_nan() {
        return String::new();
    }
    format!(
        "Log odds of the last coin against the first: {} nats.",
        rounded(number::known_to(odds, off))
    )
}

/// Handles of the data, for the program and for a screen reader; data beyond these are set in their
/// fields.
macro_rules! handles {
    ($($n:literal)+) => {
        &[$(Handle { name: concat!("point-", $n), label: concat!("datum ", $n) }),+]
    };
}
const HANDLES: &[Handle] = handles!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24);

/// The data with the most probable line, least squares, and the spread about the line: the posterior's,
/// or that of dropout.
pub fn scatter(state: &BayesState) -> Graph {
    let found = super::weight::weight(state, None);
    let axis = |list: &[f64]| {
        let reach = reach_of(list);
        let all: Vec<f64> = list.iter().copied().chain([-reach, reach]).collect();
        fitted(list.iter().copied(), &all)
    };
    let (x, y) = (axis(&state.x), axis(&state.y));
    let line = |tint, stroke, slope: f64| {
        let ends = [x.0, x.1].map(|at| (at, slope * at));
        GraphCurve::through(tint, stroke, ends.to_vec())
    };
    // Between two lines through 0, on both sides of it.
    let wedge = |tint, slope: f64, deviation: f64| {
        let (low, high) = (slope - deviation, slope + deviation);
        let corners = [(x.0, low), (x.1, low), (x.1, high), (x.0, high)];
        let corners = corners.map(|(at, slope)| (at, slope * at));
        GraphCurve::through(tint, Stroke::Filled, corners.to_vec())
    };
    let mut curves = vec![wedge(Tint::Truth, found.map, found.deviation)];
    if state.view == BayesView::Dropout {
        let (w, spread) = (found.dropout(state.keep), found.spread(state.keep));
        curves.push(wedge(Tint::Model, w, spread));
        curves.push(line(Tint::Model, Stroke::Dashed, w));
    } else {
        curves.push(line(Tint::Value, Stroke::Dashed, found.least_squares));
    }
    curves.push(line(Tint::Truth, Stroke::Solid, found.map));
    let points = state.x.iter().zip(&state.y).enumerate();
    Graph::over(x, y, ("x", "y"))
        .curves(curves)
        .points(points.map(|(i, (x, y))| {
            let point = GraphPoint::new("", Tint::Input, (*x, *y));
            GraphPoint {
                handle: HANDLES.get(i).cloned(),
                ..point
            }
        }))
}

/// How far an axis reaches to both sides of 0: a little beyond all data.
fn reach_of(list: &[f64]) -> f64 {
    match lists::size(list) {
        0.0 => 1.5,
        most => 1.2 * most,
    }
}

/// As many decimals as tell places on such an axis apart.
fn to_pixel(x: f64, list: &[f64]) -> f64 {
    let power = reach_of(list).log10().floor() as i32;
    decimals(x, (2 - power).clamp(-4, 300))
}

/// The logistic curve, the rewards' difference on it, and the fitted differences.
pub fn sigmoid(state: &BayesState, reading: &Reading) -> Graph {
    let (a, b) = pair(&state.rewards);
    let far = reach(state);
    let at = |name: &str, tint, d: f64| {
        let inside = d.abs() <= far;
        inside.then(|| GraphPoint::new(name, tint, (d, logistic(d))).hollow())
    };
    let fits = [
        at("wins", Tint::Value, reading.scalar("difference-likelihood")),
        at(
            "wins and prior",
            Tint::Truth,
            reading.scalar("difference-map"),
        ),
    ];
    let mut points: Vec<GraphPoint> = fits.into_iter().flatten().collect();
    points.push(
        GraphPoint::new(
            "rewards",
            Tint::Model,
            (a - b, reading.scalar("preference")),
        )
        .dragged("difference", "the difference of the rewards"),
    );
    let (x, y) = ((-far, far), (-0.05, 1.1));
    Graph::over(x, y, ("r₁ − r₂", "P(first preferred)"))
        .curves([
            GraphCurve::of(Tint::Model, Stroke::Solid, x, y, 200, logistic),
            GraphCurve::through(Tint::Score, Stroke::Thin, vec![(-far, 0.5), (far, 0.5)]),
        ])
        .points(points)
}

/// The state after something was dragged: a datum, or the difference of the rewards.
pub fn dragged(state: &mut BayesState, name: &str, (x, y): Spot) {
    if name == "difference" {
        let input = BayesState::rewards().input;
        if let [first, second] = state.rewards.as_mut_slice() {
            *first = decimals(*second + x, 2).clamp(-input.limit, input.limit);
        }
    } else if let Some(i) = HANDLES.iter().position(|h| h.name == name) {
        let limit = BayesState::x().input.limit;
        let (x, y) = (to_pixel(x, &state.x), to_pixel(y, &state.y));
        if let (Some(at), Some(high)) = (state.x.get_mut(i), state.y.get_mut(i)) {
            *at = x.clamp(-limit, limit);
            *high = y.clamp(-limit, limit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_areas_before_and_after_are_the_same() {
        let state = BayesState::default();
        let reading = Bayes::read(&state, None);
        let (before, after) = (joint(&state, &reading), posterior(&reading).unwrap());
        for i in 0..2 {
            let area = |a: &Areas| a.widths[i] * a.heights[i];
            assert!((area(&before) - area(&after)).abs() < 1e-16);
        }
    }

    #[test]
    fn a_datum_and_the_difference_are_dragged() {
        let mut state = BayesState::default();
        dragged(&mut state, "point-2", (0.333, -1e9));
        assert_eq!((state.x[1], state.y[1]), (0.33, -1e6));
        dragged(&mut state, "difference", (2.5, 0.0));
        assert_eq!(state.rewards, [2.5, 0.0]);
        let state = BayesState {
            view: BayesView::Preference,
            ..state
        };
        let graph = sigmoid(&state, &Bayes::read(&state, None));
        assert_eq!(graph.points.len(), 3);
        assert_eq!(scatter(&state).points.len(), state.x.len());
    }
}
