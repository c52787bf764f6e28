//! The picture: the tape as boxes in layers, with what is known of each at the present step; and the
//! gradients as bars.

use super::Backpropagation;
use super::read::fault_of;
use super::state::BackpropagationState;
use super::trace::{Fault, Moment, Trace};
use super::words::entries;
use crate::contract::flow::{Flow, FlowBox, FlowKind, FlowLink, Stage};
use crate::contract::layers::{Boxes, Layout, arrange};
use crate::contract::prelude::*;
use nalgebra::DMatrix;

/// Width and height of a box.
const SIZE: Spot = (104.0, 64.0);
/// Most bars.
const MOST: usize = 24;

/// Where the boxes of a tape go: from left to right, or downwards on a narrow screen.
pub fn layout(trace: &Trace, down: bool) -> Layout {
    let links = trace.nodes.iter().enumerate();
    let links = links.flat_map(|(at, node)| node.inputs.iter().map(move |from| (*from, at)));
    let (size, gap) = if down {
        ((SIZE.1, SIZE.0), (42.0, 12.0))
    } else {
        (SIZE, (62.0, 16.0))
    };
    let found = arrange(&Boxes {
        count: trace.nodes.len(),
        links: links.collect(),
        size,
        gap,
    });
    if !down {
        return found;
    }
    let turned = |(along, across): Spot| (across, along);
    Layout {
        middles: found.middles.into_iter().map(turned).collect(),
        paths: found
            .paths
            .into_iter()
            .map(|path| path.into_iter().map(turned).collect())
            .collect(),
        size: turned(found.size),
    }
}

/// The tape at a moment, at the places that were found for it.
pub fn flow(trace: &Trace, moment: Moment, layout: &Layout, down: bool) -> Flow {
    let moments = trace.moments();
    let now = moments.iter().position(|m| *m == moment).unwrap_or(0);
    let by = |wanted: Moment| {
        moments
            .iter()
            .position(|m| *m == wanted)
            .is_some_and(|i| i <= now)
    };
    let seeded = by(Moment::Seed);
    let done = |at: usize| by(Moment::Backward(at));
    let boxes = trace.nodes.iter().enumerate().map(|(at, node)| {
        let valued = node.operation.is_none() || by(Moment::Forward(at));
        let (before, just) = trace.arrived(at, moment);
        let arrived: Vec<&DMatrix<f64>> = before.iter().chain(&just).map(|a| &a.amount).collect();
        let complete = arrived.len() == node.arrivals.len();
        let gradient = if at == trace.output() {
            seeded.then(|| DMatrix::from_element(1, 1, 1.0))
        } else if complete && !arrived.is_empty() {
            Some(node.gradient.clone())
        } else {
            arrived
                .into_iter()
                .cloned()
                .reduce(|sum, amount| match trace.fault {
                    Some(Fault::Overwrites) => amount,
                    _ => sum + amount,
                })
        };
        FlowBox {
            name: trace.called(at),
            symbol: trace.symbol(at),
            equation: trace.equation(at),
            kind: match (&node.name, &node.operation) {
                _ if at == trace.output() && node.operation.is_some() => FlowKind::Output,
                (Some(_), _) => FlowKind::Input,
                (None, None) => FlowKind::Constant,
                _ => FlowKind::Operation,
            },
            at: layout.middles.get(at).copied().unwrap_or_default(),
            stage: match (valued, &gradient) {
                (false, _) => Stage::Waiting,
                (true, None) => Stage::Valued,
                (true, Some(_)) => Stage::Graded,
            },
            active: match moment {
                Moment::Inputs => node.operation.is_none(),
                Moment::Forward(now) | Moment::Backward(now) => now == at,
                Moment::Seed => at == trace.output(),
            },
            value: node.value.clone(),
            gradient,
        }
    });
    let mut paths = layout.paths.iter();
    let links = trace.nodes.iter().enumerate().flat_map(|(at, node)| {
        let slots = node.inputs.iter().enumerate();
        slots.map(move |(slot, from)| (at, slot, *from))
    });
    let links = links.map(|(at, slot, from)| {
        let carried = done(at);
        let source = trace.nodes.get(from);
        let arrival =
            source.and_then(|n| n.arrivals.iter().find(|a| a.from == at && a.slot == slot));
        let back = arrival.filter(|_| carried);
        FlowLink {
            ends: (from, at),
            path: paths.next().cloned().unwrap_or_default(),
            shape: match source.map(|n| n.value.shape()) {
                Some((1, 1)) | None => String::new(),
                Some((rows, columns)) => format!("{rows}×{columns}"),
            },
            stage: match (back, by(Moment::Forward(at))) {
                (Some(_), _) => Stage::Graded,
                (None, true) => Stage::Valued,
                _ => Stage::Waiting,
            },
            active: match moment {
                Moment::Forward(now) => now == at,
                Moment::Backward(now) => now == at && arrival.is_some(),
                _ => false,
            },
            back: back
                .filter(|a| a.amount.len() == 1)
                .map(|a| a.amount[0] + 0.0),
        }
    });
    Flow {
        boxes: boxes.collect(),
        links: links.collect(),
        size: SIZE,
        whole: layout.size,
        down,
    }
}

impl Picture for Backpropagation {
    fn plates(state: &BackpropagationState, reading: &Reading) -> Vec<Plate> {
        let mut plates = Vec::new();
        if let Some(trace) = Trace::at(state, fault_of(state, reading)) {
            // What is wide and low from left to right, what is deep downwards.
            let wide = layout(&trace, false);
            let down = wide.size.0 > 1400.0;
            let places = if down { layout(&trace, true) } else { wide };
            plates.push(Plate::flow(
                "The tape",
                flow(&trace, state.moment(&trace), &places, down),
            ));
        }
        let (labels, heights): (Vec<String>, Vec<f64>) =
            entries(reading).into_iter().take(MOST).unzip();
        plates.push(Plate::bars(
            "Gradients",
            labels,
            [("∂L/∂", Tint::Gradient, heights)],
        ));
        plates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_the_tape() {
        for preset in Backpropagation::PRESETS {
            let mut state = BackpropagationState::default();
            (preset.change)(&mut state);
            state.go_to(state.last());
            let trace = Trace::at(&state, None).unwrap();
            for down in [false, true] {
                let layout = layout(&trace, down);
                let flow = flow(&trace, state.moment(&trace), &layout, down);
                assert_eq!(flow.boxes.len(), trace.nodes.len());
                let inputs: usize = trace.nodes.iter().map(|n| n.inputs.len()).sum();
                assert_eq!(flow.links.len(), inputs);
                for (node, shown) in trace.nodes.iter().zip(&flow.boxes) {
                    assert_eq!(node.value, shown.value);
                    if node.differentiable {
                        assert_eq!(shown.gradient.as_ref(), Some(&node.gradient));
                        assert_eq!(shown.stage, Stage::Graded);
                    }
                }
                let ends = flow.links.iter().map(|l| l.ends);
                assert!(ends.zip(&layout.paths).all(|((from, to), path)| {
                    path.len() >= 2 && from < to && path[0].0 <= layout.size.0
                }));
            }
            assert_eq!(
                Backpropagation::plates(&state, &Backpropagation::read(&state, None)).len(),
                2
            );
        }
    }

    #[test]
    fn gradients_come_one_step_after_the_other() {
        let mut state = BackpropagationState::default();
        let last = state.last();
        let mut known = 0;
        for step in 0..=last {
            state.go_to(step);
            let trace = Trace::at(&state, None).unwrap();
            let flow = flow(&trace, state.moment(&trace), &layout(&trace, false), false);
            let now = flow.boxes.iter().filter(|b| b.gradient.is_some()).count();
            assert!(now >= known);
            known = now;
            assert!(flow.boxes.iter().any(|b| b.active));
        }
        assert_eq!(known, 8);
        // Half way a has one of its two.
        state.go_to(last - 1);
        let trace = Trace::at(&state, None).unwrap();
        let flow = flow(&trace, state.moment(&trace), &layout(&trace, false), false);
        let a = flow.boxes[0].gradient.as_ref().unwrap()[0];
        assert!((a - trace.nodes[0].arrivals[0].amount[0]).abs() < 1e-15);
    }
}
