//! Pictures as data: drawn as widgets in the page and on a canvas for the downloaded image.

use super::flow::Flow;
use super::graph::Graph;
use super::plane::Plane;
use super::registry::Part;
use nalgebra::DMatrix;

/// The part of the program that draws plates for the downloaded image.
pub const IMAGE: Part = Part("image");

/// The colour of a quantity, the same in every panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    /// Queries, logits.
    Query,
    /// Keys.
    Key,
    /// Values, outputs.
    Value,
    /// Scores before the softmax.
    Score,
    /// Attention weights and probabilities.
    Weight,
    /// Gradients and Jacobians.
    Gradient,
    /// The true distribution p.
    Truth,
    /// The model's distribution q.
    Model,
    /// Losses and divergences.
    Loss,
    /// The first moment of an optimiser: its running average of gradients.
    First,
    /// The second moment: its running average of squared gradients.
    Second,
    /// A vector that goes into a matrix.
    Input,
    /// A matrix as a map, and what it makes of the unit vectors.
    Matrix,
    /// The matrix that comes second.
    Composed,
    /// Eigenvalues and singular values.
    Spectrum,
}

impl Tint {
    /// The name of its CSS custom property, `--tint-NAME`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Tint::Query => "query",
            Tint::Key => "key",
            Tint::Value => "value",
            Tint::Score => "score",
            Tint::Weight => "weight",
            Tint::Gradient => "gradient",
            Tint::Truth => "truth",
            Tint::Model => "model",
            Tint::Loss => "loss",
            Tint::First => "first",
            Tint::Second => "second",
            Tint::Input => "input",
            Tint::Matrix => "matrix",
            Tint::Composed => "composed",
            Tint::Spectrum => "spectrum",
        }
    }
}

/// One picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Plate {
    /// A matrix as coloured cells with their numbers.
    Heat {
        /// What it shows.
        title: String,
        /// Names of the rows.
        rows: Vec<String>,
        /// Names of the columns.
        columns: Vec<String>,
        /// The numbers.
        values: DMatrix<f64>,
        /// The colour of what is large and positive.
        tint: Tint,
    },
    /// Bars side by side, a group for each label.
    Bars {
        /// What it shows.
        title: String,
        /// Names of the groups.
        labels: Vec<String>,
        /// Name, colour and heights of each series.
        series: Vec<(String, Tint, Vec<f64>)>,
    },
    /// Rectangles side by side whose areas are what counts.
    Areas {
        /// What it shows.
        title: String,
        /// The rectangles.
        areas: Areas,
    },
    /// Curves over one axis.
    Lines {
        /// What it shows.
        title: String,
        /// The curves.
        plot: Plot,
    },
    /// A picture over two axes.
    Graph {
        /// What it shows.
        title: String,
        /// What is in it.
        graph: Graph,
    },
    /// Numbers from 0 to 1 over a square, as colours without their numbers, and points on it.
    Field {
        /// What it shows.
        title: String,
        /// The numbers, the first row at the top.
        values: DMatrix<f64>,
        /// The colours of 0 and of 1.
        tints: (Tint, Tint),
        /// Points: how far from the left and from the top (0 to 1), and whether they are of the
        /// second colour.
        points: Vec<(f64, f64, bool)>,
    },
    /// A picture of the plane.
    Plane {
        /// What it shows.
        title: String,
        /// What is in it.
        plane: Plane,
    },
    /// A computation as a graph.
    Flow {
        /// What it shows.
        title: String,
        /// What is in it.
        flow: Flow,
    },
}

impl Plate {
    /// A matrix as coloured cells.
    #[must_use]
    pub fn heat(
        title: impl Into<String>,
        rows: Vec<String>,
        columns: Vec<String>,
        values: DMatrix<f64>,
        tint: Tint,
    ) -> Self {
        Self::Heat {
            title: title.into(),
            rows,
            columns,
            values,
            tint,
        }
    }

    /// Bars side by side: name, colour and heights of each series.
    #[must_use]
    pub fn bars<S: Into<String>, V: Into<Vec<f64>>>(
        title: impl Into<String>,
        labels: Vec<String>,
        series: impl IntoIterator<Item = (S, Tint, V)>,
    ) -> Self {
        let series = series.into_iter();
        Self::Bars {
            title: title.into(),
            labels,
            series: series.map(|(s, t, v)| (s.into(), t, v.into())).collect(),
        }
    }

    /// Rectangles side by side.
    #[must_use]
    pub fn areas(title: impl Into<String>, areas: Areas) -> Self {
        let title = title.into();
        Self::Areas { title, areas }
    }

    /// Curves over one axis.
    #[must_use]
    pub fn lines(title: impl Into<String>, plot: Plot) -> Self {
        let title = title.into();
        Self::Lines { title, plot }
    }

    /// A picture over two axes.
    #[must_use]
    pub fn graph(title: impl Into<String>, graph: Graph) -> Self {
        let title = title.into();
        Self::Graph { title, graph }
    }

    /// A picture of the plane.
    #[must_use]
    pub fn plane(title: impl Into<String>, plane: Plane) -> Self {
        let title = title.into();
        Self::Plane { title, plane }
    }

    /// A computation as a graph.
    #[must_use]
    pub fn flow(title: impl Into<String>, flow: Flow) -> Self {
        let title = title.into();
        Self::Flow { title, flow }
    }
}

/// Rectangles side by side, such as probability × surprisal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Areas {
    /// The name of each.
    pub names: Vec<String>,
    /// The width of each; together they are 1.
    pub widths: Vec<f64>,
    /// The height of each; an infinite one has no width.
    pub heights: Vec<f64>,
    /// A height that is marked from end to end.
    pub level: f64,
}

impl Areas {
    /// How high the arrow of an infinite height is, as a part of the scale: above every other height.
    pub const ARROW: f64 = 0.9;

    /// How many steps to the right of its edge the arrow of an infinite height is drawn, so that no two
    /// arrows coincide; at the right end they go to the left. None where the height is finite.
    #[must_use]
    pub fn arrow(&self, i: usize) -> Option<f64> {
        if !self.heights.get(i)?.is_infinite() {
            return None;
        }
        let none = |width: &&f64| **width == 0.0;
        let before = self.widths.iter().take(i).rev().take_while(none).count() as f64;
        let after = self.widths.iter().skip(i + 1);
        let is_last = after.clone().all(|width| *width == 0.0);
        let beside = after.count() as f64;
        Some(if is_last { -beside } else { before })
    }

    /// What the arrows stand for, in words; empty where there are none.
    #[must_use]
    pub fn arrows_in_words(&self) -> String {
        let endless = self.names.iter().zip(&self.heights);
        let names: Vec<&str> = endless
            .filter(|(_, height)| height.is_infinite())
            .map(|(name, _)| name.as_str())
            .collect();
        match names[..] {
            [] => String::new(),
            [name] => format!(" An arrow upward, ∞, stands for {name}: width 0, infinite height."),
            _ => format!(
                " Arrows upward, ∞, stand for {}: width 0, infinite height.",
                names.join(", ")
            ),
        }
    }

    /// The top of the scale: above the level and above every height that has a width, rounded up so
    /// that it mostly stays as it is while an edge is dragged.
    #[must_use]
    pub fn top(&self) -> f64 {
        let seen = self.heights.iter().zip(&self.widths);
        let most = seen
            .filter(|(height, width)| **width > 0.0 && height.is_finite())
            .fold(self.level, |most, (height, _)| most.max(*height));
        (1.15 * most).ceil().max(1.0)
    }
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// Its colour.
    pub tint: Tint,
    /// Whether it is drawn dashed, so that curves differ without colour.
    pub dashed: bool,
    /// Whether it is drawn thin, as what was recorded is.
    pub thin: bool,
    /// Points by rising x; one whose y isn't finite breaks the curve, and behind it the next piece
    /// may begin anywhere.
    pub points: Vec<(f64, f64)>,
}

impl Curve {
    /// A curve drawn as a solid line.
    #[must_use]
    pub fn solid(name: impl Into<String>, tint: Tint, points: Vec<(f64, f64)>) -> Self {
        Self {
            name: name.into(),
            tint,
            dashed: false,
            thin: false,
            points,
        }
    }

    /// A curve drawn as a thin line.
    #[must_use]
    pub fn thin(name: impl Into<String>, tint: Tint, points: Vec<(f64, f64)>) -> Self {
        Self {
            thin: true,
            ..Self::solid(name, tint, points)
        }
    }

    /// A curve drawn as a dashed line.
    #[must_use]
    pub fn dashed(name: impl Into<String>, tint: Tint, points: Vec<(f64, f64)>) -> Self {
        Self {
            dashed: true,
            ..Self::solid(name, tint, points)
        }
    }
}

/// Everything that a chart shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// The curves. The cross-hair stands at the first one's points, and at the nearest of the others.
    pub curves: Vec<Curve>,
    /// Name of the horizontal axis.
    pub x_name: String,
    /// Name of the vertical axis.
    pub y_name: String,
    /// Whether equal distances along x are equal ratios.
    pub log_x: bool,
    /// The same of the vertical axis; what isn't positive is left out there.
    pub log_y: bool,
    /// The present place on the x axis.
    pub here: Option<f64>,
    /// Whether each curve's name stands at its left end, too.
    pub named: bool,
}

/// Dashes and gaps in pixels, so that dashed curves differ without their colours.
const DASHES: [&[f64]; 5] = [
    &[7.0, 4.0],
    &[2.0, 3.0],
    &[14.0, 4.0],
    &[9.0, 3.0, 2.0, 3.0],
    &[9.0, 3.0, 2.0, 3.0, 2.0, 3.0],
];

impl Plot {
    /// Curves over an axis, with the names of both axes.
    #[must_use]
    pub fn over(
        x_name: impl Into<String>,
        y_name: impl Into<String>,
        curves: impl IntoIterator<Item = Curve>,
    ) -> Self {
        Self {
            curves: curves.into_iter().collect(),
            x_name: x_name.into(),
            y_name: y_name.into(),
            ..Self::default()
        }
    }

    /// Which of the dashes each curve has, counted from 1, and 0 for a solid line: dashed curves of
    /// different colours have different ones.
    #[must_use]
    pub fn dashes(&self) -> Vec<usize> {
        let mut tints: Vec<Tint> = Vec::new();
        let curves = self.curves.iter();
        curves
            .map(|curve| {
                if !curve.dashed {
                    return 0;
                }
                let known = tints.iter().position(|tint| *tint == curve.tint);
                let at = known.unwrap_or_else(|| {
                    tints.push(curve.tint);
                    tints.len() - 1
                });
                1 + at % DASHES.len()
            })
            .collect()
    }

    /// Dashes and gaps by that number, in pixels; none for a solid line.
    #[must_use]
    pub fn lengths(dashes: usize) -> &'static [f64] {
        match dashes {
            0 => &[],
            n => DASHES[(n - 1) % DASHES.len()],
        }
    }

    /// The same with each curve's name at its left end.
    #[must_use]
    pub fn named(mut self) -> Self {
        self.named = true;
        self
    }

    /// The same with a mark at the present place on the x axis, where there is one.
    #[must_use]
    pub fn at(mut self, here: impl Into<Option<f64>>) -> Self {
        self.here = here.into();
        self
    }

    /// The same where equal distances along x are equal ratios.
    #[must_use]
    pub fn log_x(mut self) -> Self {
        self.log_x = true;
        self
    }

    /// The same of the vertical axis.
    #[must_use]
    pub fn log_y(mut self) -> Self {
        self.log_y = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashed_curves_of_other_colours_have_other_dashes() {
        let dashed = |tint| Curve::dashed("", tint, Vec::new());
        let plot = Plot::over(
            "",
            "",
            [
                Curve::solid("", Tint::Value, Vec::new()),
                dashed(Tint::Query),
                dashed(Tint::Key),
                dashed(Tint::Query),
            ],
        );
        assert_eq!(plot.dashes(), [0, 1, 2, 1]);
        assert_eq!((Plot::lengths(0).len(), Plot::lengths(2)[0]), (0, 2.0));
    }

    #[test]
    fn an_infinite_height_has_an_arrow_of_its_own() {
        let areas = Areas {
            names: ["A", "B", "C", "D", "E"].map(String::from).to_vec(),
            widths: vec![0.0, 0.0, 1.0, 0.0, 0.0],
            heights: [0.0, 0.0, 1.0, 0.0, 0.0].map(|p: f64| -p.ln()).to_vec(),
            level: 2.0,
        };
        let arrows: Vec<_> = (0..5).map(|i| areas.arrow(i)).collect();
        // Inwards from both ends.
        assert_eq!(arrows, [Some(0.0), Some(1.0), None, Some(-1.0), Some(0.0)]);
        assert_eq!(
            areas.arrows_in_words(),
            " Arrows upward, ∞, stand for A, B, D, E: width 0, infinite height."
        );
        assert_eq!(Areas::default().arrows_in_words(), "");
    }
}
