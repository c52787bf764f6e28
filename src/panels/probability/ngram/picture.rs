//! The pictures: perplexities over the order with their floors, and one conditional distribution.

use super::state::{NgramState, ORDERS};
use super::{Ngram, own};
use crate::contract::prelude::*;
use crate::language::vocabulary;

/// Most words that are drawn as bars.
const SHOWN: usize = 12;

impl Picture for Ngram {
    fn plates(state: &NgramState, reading: &Reading) -> Vec<Plate> {
        let graph = perplexities(state, reading);
        let plot = Plot::over(
            "order n",
            "perplexity",
            graph.lines(&["source", "exact floor", "training text", "held-out text"]),
        )
        .at(state.order as f64);
        let places = shown(reading);
        let of = |name: &str| at(reading.vector(name), &places);
        let mut plates = vec![
            Plate::lines("Perplexity by order", plot),
            Plate::bars(
                "The next word",
                labels(&places),
                [
                    ("model", Tint::Model, of("conditional")),
                    ("best of this order", Tint::Value, of("ideal")),
                    ("truth", Tint::Truth, of("truth")),
                ],
            ),
        ];
        if !reading.vector("own-held-out-perplexities").is_empty() {
            let title = "Perplexity of your text by order";
            plates.push(Plate::lines(title, own::plot(state, reading)));
        }
        plates
    }
}

/// Held-out and training perplexity over the order, the exact floors and the source; the order can be
/// dragged.
pub fn perplexities(state: &NgramState, reading: &Reading) -> Graph {
    let line = |name: &str| {
        let spot =
            |(at, y): (usize, &f64)| ((at + 1) as f64, if y.is_finite() { *y } else { f64::NAN });
        reading
            .vector(name)
            .iter()
            .enumerate()
            .map(spot)
            .collect::<Vec<_>>()
    };
    let held_out = line("held-out-perplexities");
    let source = reading.scalar("source-perplexity");
    let floors = line("floors");
    let here = state.order as f64;
    // Where the held-out perplexity is infinite the handle stands on the floor.
    let height = |line: &[Spot]| {
        line.get(state.order - 1)
            .map(|p| p.1)
            .filter(|y| y.is_finite())
    };
    let y = height(&held_out)
        .or_else(|| height(&floors))
        .unwrap_or(source);
    let top = held_out.iter().chain(&floors).map(|p| p.1);
    let top = top.filter(|y| y.is_finite()).fold(source, f64::max);
    let curve = |tint, stroke, points| GraphCurve::through(tint, stroke, points);
    let best = reading.scalar("best-order");
    let best = held_out
        .get((best - 1.0).max(0.0) as usize)
        .filter(|p| p.0 == best);
    let name = |text: &str, at: f64| {
        if at == here {
            String::new()
        } else {
            text.to_owned()
        }
    };
    let mut points: Vec<GraphPoint> = best
        .map(|p| GraphPoint::new(name("best", p.0), Tint::Loss, *p))
        .into_iter()
        .collect();
    points.push(
        GraphPoint::new(format!("n = {}", state.order), Tint::Gradient, (here, y))
            .hollow()
            .dragged("order", "the order n"),
    );
    Graph::over(
        (0.6, ORDERS as f64 + 0.6),
        (0.0, (1.12 * top / 10.0).ceil() * 10.0),
        ("order n", "perplexity"),
    )
    .curves([
        curve(
            Tint::Truth,
            Stroke::Dashed,
            vec![(0.6, source), (ORDERS as f64 + 0.6, source)],
        ),
        curve(Tint::Truth, Stroke::Solid, floors),
        curve(Tint::Model, Stroke::Solid, line("train-perplexities")),
        curve(Tint::Loss, Stroke::Solid, held_out),
    ])
    .points(points)
}

/// The state after the order was dragged. An arrow key moves a handle by less than an order: then it
/// goes to the next one.
pub fn dragged(state: &mut NgramState, _: &str, (x, _): Spot) {
    let now = state.order as f64;
    let step = crate::contract::graph::step_of(ORDERS as f64, 100.0);
    let moved = x - now;
    let to = if (moved.abs() - step).abs() < 1e-6 {
        now + moved.signum()
    } else {
        x.round()
    };
    state.order = to.clamp(1.0, ORDERS as f64) as usize;
}

/// The words that are drawn: the most probable ones, in one of the three distributions.
pub fn shown(reading: &Reading) -> Vec<usize> {
    let lists = ["conditional", "ideal", "truth"].map(|name| reading.vector(name));
    let height = |word: usize| {
        let each = lists.iter().filter_map(|list| list.get(word).copied());
        each.filter(|p| p.is_finite()).fold(0.0, f64::max)
    };
    let mut all: Vec<usize> = (0..vocabulary().len()).collect();
    all.sort_by(|a, b| height(*b).total_cmp(&height(*a)));
    all.truncate(SHOWN);
    all
}

/// The entries of a list at some places; 0 where there is no distribution.
pub fn at(list: &[f64], places: &[usize]) -> Vec<f64> {
    let entry = |i: &usize| list.get(*i).copied().filter(|p| p.is_finite());
    places.iter().map(|i| entry(i).unwrap_or(0.0)).collect()
}

/// The words at some places.
pub fn labels(places: &[usize]) -> Vec<String> {
    let words = vocabulary();
    places
        .iter()
        .filter_map(|i| words.get(*i).cloned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_dragged() {
        let mut state = NgramState::default();
        for (x, order) in [(5.3, 5), (5.1, 6), (5.9, 5), (99.0, 7), (-3.0, 1)] {
            dragged(&mut state, "order", (x, 0.0));
            assert_eq!(state.order, order, "{x}");
        }
    }
}
