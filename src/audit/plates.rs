//! What must hold of a picture: its parts fit each other, so that what draws it leaves nothing out.

use crate::contract::compare::rounding;
use crate::contract::graph::Graph;
use crate::contract::plate::Areas;
#[cfg(test)]
use crate::contract::{Draw, State};
use crate::contract::{Plate, Plot};

/// What is wrong with these plates.
pub fn faults(plates: &[Plate]) -> Vec<String> {
    let all = plates.iter().flat_map(|plate| {
        let (title, faults) = look(plate);
        let faults = faults.into_iter();
        faults.map(move |fault| format!("{title}: {fault}"))
    });
    all.collect()
}

fn look(plate: &Plate) -> (&str, Vec<String>) {
    let (title, mut faults): (&str, Vec<String>) = match plate {
        Plate::Heat {
            title,
            rows,
            columns,
            values,
            ..
        } => (title, heat(rows, columns, values.shape(), values.iter())),
        Plate::Bars {
            title,
            labels,
            series,
        } => (
            title,
            bars(labels, series.iter().map(|(_, _, v)| v.as_slice())),
        ),
        Plate::Areas { title, areas } => (title, areas_of(areas)),
        Plate::Lines { title, plot } => (title, lines(plot)),
        Plate::Graph { title, graph } => (title, graph_of(graph)),
        Plate::Field {
            title,
            values,
            points,
            ..
        } => (title, field(values.iter(), points)),
        Plate::Plane { title, plane } => {
            let fault = "its extent isn't a size".to_owned();
            let fits = plane.extent.is_finite() && plane.extent > 0.0;
            (title, (!fits).then_some(fault).into_iter().collect())
        }
        Plate::Flow { title, flow } => {
            let lost = |at: &(f64, f64)| !at.0.is_finite() || !at.1.is_finite();
            let places = flow
                .boxes
                .iter()
                .map(|b| &b.at)
                .chain([&flow.size, &flow.whole]);
            let lost = places.filter(|at| lost(at)).count();
            let fault = format!("{lost} places aren't numbers");
            (title, (lost > 0).then_some(fault).into_iter().collect())
        }
    };
    if title.is_empty() {
        faults.push("it has no title".into());
    }
    (title, faults)
}

fn heat<'a>(
    rows: &[String],
    columns: &[String],
    (height, width): (usize, usize),
    values: impl Iterator<Item = &'a f64>,
) -> Vec<String> {
    let mut faults = Vec::new();
    let fits = |names: &[String], count| names.is_empty() || names.len() == count;
    if !fits(rows, height) || !fits(columns, width) {
        let names = format!("{} and {} names", rows.len(), columns.len());
        faults.push(format!("{names} for {height} rows and {width} columns"));
    }
    faults.extend(nan(values));
    faults
}

fn bars<'a>(labels: &[String], series: impl Iterator<Item = &'a [f64]>) -> Vec<String> {
    let mut faults = Vec::new();
    for values in series {
        if values.len() != labels.len() {
            faults.push(format!("{} names for {} bars", labels.len(), values.len()));
        }
        faults.extend(nan(values.iter()));
    }
    faults
}

/// Widths that make one whole; a height for each, infinite only where there is no width.
fn areas_of(areas: &Areas) -> Vec<String> {
    let mut faults = Vec::new();
    let count = areas.names.len();
    if areas.widths.len() != count || areas.heights.len() != count {
        faults.push("names, widths and heights are of different numbers".to_owned());
    }
    let whole: f64 = areas.widths.iter().sum();
    if (whole - 1.0).abs() > rounding(areas.widths.iter().copied()) {
        faults.push(format!("its widths add up to {whole}"));
    }
    let drawn = areas.widths.iter().zip(&areas.heights);
    let endless = drawn.filter(|(width, height)| **width > 0.0 && !height.is_finite());
    faults.extend(endless.map(|_| "a width has no height".to_owned()));
    faults
}

fn lines(plot: &Plot) -> Vec<String> {
    let mut faults = Vec::new();
    if plot.curves.is_empty() {
        faults.push("it has no curve".into());
    }
    for curve in &plot.curves {
        let name = &curve.name;
        if curve.points.iter().any(|(x, _)| !x.is_finite()) {
            faults.push(format!("“{name}” has a point that isn't anywhere along x"));
        }
        let mut pieces = curve.points.split(|(_, y)| !y.is_finite());
        if pieces.any(|piece| !piece.is_sorted_by(|a, b| a.0 <= b.0)) {
            faults.push(format!("“{name}” goes back along x"));
        }
        if plot.log_x && curve.points.iter().any(|(x, _)| *x <= 0.0) {
            faults.push(format!("“{name}” has a point at x ≤ 0 of a log axis"));
        }
    }
    faults
}

/// Axes that reach from somewhere to somewhere else, and something that can be seen.
fn graph_of(graph: &Graph) -> Vec<String> {
    let mut faults = axes(graph);
    let curves = graph.curves.iter().flat_map(|c| c.points.iter().copied());
    let mut spots = curves.chain(graph.points.iter().map(|p| p.at));
    let within = |x: f64, (low, high): (f64, f64)| (low..=high).contains(&x);
    if !spots.any(|(x, y)| within(x, graph.x) && within(y, graph.y)) {
        faults.push("nothing is within its axes".into());
    }
    faults
}

fn axes(graph: &Graph) -> Vec<String> {
    let ends = [graph.x, graph.y].into_iter();
    ends.filter(|(low, high)| !low.is_finite() || !high.is_finite() || low >= high)
        .map(|(low, high)| format!("an axis is from {low} to {high}"))
        .collect()
}

/// Draws random states: each picture has axes with a length, and as many curves as are said beside it,
/// since a picture that gets more or fewer in a drag is made anew.
#[cfg(test)]
pub(crate) fn keep_their_shape<S: State, const N: usize>(
    times: usize,
    draw: impl Fn(S) -> [(Graph, usize); N],
) {
    let mut random = numeric_core::random::Random::new(5);
    for _ in 0..times {
        for kind in [Draw::Ordinary, Draw::Extreme] {
            let state = S::random(&mut random, kind);
            for (graph, curves) in draw(state.clone()) {
                assert_eq!(axes(&graph), Vec::<String>::new(), "{state:?}");
                let lengths = [graph.x, graph.y].map(|(low, high)| high - low);
                assert!(lengths.iter().all(|l| l.is_finite()), "{state:?}");
                assert_eq!(graph.curves.len(), curves, "{state:?}");
            }
        }
    }
}

fn field<'a>(
    mut values: impl Iterator<Item = &'a f64>,
    points: &[(f64, f64, bool)],
) -> Vec<String> {
    let mut faults = Vec::new();
    if values.any(|x| !(0.0..=1.0).contains(x)) {
        faults.push("a share isn't between 0 and 1".into());
    }
    let place = 0.0..=1.0;
    if points
        .iter()
        .any(|(x, y, _)| !place.contains(x) || !place.contains(y))
    {
        faults.push("a point is outside".into());
    }
    faults
}

fn nan<'a>(mut values: impl Iterator<Item = &'a f64>) -> Option<String> {
    values.any(|x| x.is_nan()).then(|| "it shows NaN".into())
}
