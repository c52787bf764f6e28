//! Pictures of computations as data: boxes with values and gradients, and links between them.

use super::plane::Spot;
use nalgebra::DMatrix;

/// A computation drawn as a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// The boxes.
    pub boxes: Vec<FlowBox>,
    /// The links between them.
    pub links: Vec<FlowLink>,
    /// The size of a box.
    pub size: Spot,
    /// The size of the whole.
    pub whole: Spot,
    /// Whether links lead downwards instead of to the right.
    pub down: bool,
}

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// A value to differentiate by.
    Input,
    /// A fixed number.
    Constant,
    /// Something computed.
    Operation,
    /// The last thing computed.
    Output,
}

/// How far a box or a link has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is known of it yet.
    Waiting,
    /// It has its value.
    Valued,
    /// It has its gradient, too.
    Graded,
}

/// A box.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowBox {
    /// What it is called.
    pub name: String,
    /// What stands on it.
    pub symbol: String,
    /// What it computes, for a screen reader.
    pub equation: String,
    /// What it stands for.
    pub kind: FlowKind,
    /// Its middle.
    pub at: Spot,
    /// How far it has come.
    pub stage: Stage,
    /// Whether the present step is its.
    pub active: bool,
    /// Its value.
    pub value: DMatrix<f64>,
    /// What has arrived of its gradient; none before anything has.
    pub gradient: Option<DMatrix<f64>>,
}

/// A link.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowLink {
    /// The boxes at its ends.
    pub ends: (usize, usize),
    /// Its points.
    pub path: Vec<Spot>,
    /// The shape of what it carries; empty for a number.
    pub shape: String,
    /// How far it has come.
    pub stage: Stage,
    /// Whether the present step goes along it: forwards or backwards.
    pub active: bool,
    /// What it carried back, where that is one number.
    pub back: Option<f64>,
}

/// The control points of a smooth curve through a path: for each further point two controls and the
/// point. It leaves and arrives along the direction of the links.
#[must_use]
pub fn curve(path: &[Spot], down: bool) -> Vec<[Spot; 3]> {
    path.windows(2)
        .map(|pair| {
            let [a, b] = [pair[0], pair[1]];
            if down {
                let half = (b.1 - a.1) / 2.0;
                [(a.0, a.1 + half), (b.0, b.1 - half), b]
            } else {
                let half = (b.0 - a.0) / 2.0;
                [(a.0 + half, a.1), (b.0 - half, b.1), b]
            }
        })
        .collect()
}

/// Where a link's label begins: right where the link leaves its box, since what comes back arrives
/// there, and since links cross farther on.
#[must_use]
pub fn label_spot(path: &[Spot], down: bool) -> Spot {
    let from = path.first().copied().unwrap_or_default();
    if down {
        (from.0 + 5.0, from.1 + 13.0)
    } else {
        (from.0 + 4.0, from.1 - 4.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_leave_straight_and_arrive_straight() {
        let path = [(0.0, 0.0), (10.0, 20.0)];
        assert_eq!(
            curve(&path, false),
            [[(5.0, 0.0), (5.0, 20.0), (10.0, 20.0)]]
        );
        assert_eq!(
            curve(&path, true),
            [[(0.0, 10.0), (10.0, 10.0), (10.0, 20.0)]]
        );
        assert_eq!(label_spot(&path, false), (4.0, -4.0));
        assert_eq!(label_spot(&[], true), (5.0, 13.0));
    }
}
