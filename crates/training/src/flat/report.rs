//! What the page is told of two trainings.

use super::check::Curvature;
use serde::{Deserialize, Serialize};

/// A network on the way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FlatPoint {
    /// Steps so far.
    pub step: u64,
    /// The largest eigenvalue of the Hessian of the training loss, to about three digits.
    pub sharpness: f64,
    /// The training loss.
    pub train: f64,
    /// The loss on new points, whose labels aren't flipped.
    pub test: f64,
}

/// A network at the end of its training.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FlatEnd {
    /// Steps that were made.
    pub steps: u64,
    /// The largest eigenvalue of the Hessian of the training loss.
    pub sharpness: f64,
    /// ‖Hv − λv‖ of its eigenvector: an eigenvalue is no farther away.
    pub residual: f64,
    /// The training loss.
    pub train: f64,
    /// The loss on new points.
    pub test: f64,
    /// The share of new points on the wrong side of ½.
    pub error: f64,
    /// Whether it came to the training loss at which it was to stop; true where there is none.
    pub reached: bool,
    /// The step at which it diverged; the numbers above are then NaN.
    pub diverged: Option<u64>,
    /// The Hessian along its eigenvector by two routes.
    pub check: Curvature,
}

/// The losses at one place of the straight line through both networks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FlatLine {
    /// 0 at the first network, 1 at the second.
    pub at: f64,
    /// The training loss.
    pub train: f64,
    /// The loss on new points.
    pub test: f64,
}

/// The sharpness of the ReLU network after a rescaling.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FlatRescaled {
    /// The factor of the first layer.
    pub factor: f64,
    /// The largest eigenvalue.
    pub sharpness: f64,
}

/// A ReLU network, trained with the smaller batches, and what rescaling does to its sharpness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatRescaling {
    /// Its parameters.
    pub parameters: Vec<f32>,
    /// The loss on new points, the same for every factor.
    pub test: f64,
    /// Sharpness at factors from ⅛ to 16.
    pub curve: Vec<FlatRescaled>,
    /// Without rescaling.
    pub before: f64,
    /// At the factor that the page asked for.
    pub asked: FlatRescaled,
}

/// One pair of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatRow {
    /// Its seed.
    pub seed: u64,
    /// Both networks.
    pub ends: [FlatEnd; 2],
}

/// How two trainings stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatReport {
    /// [`super::FlatTraining::number`].
    pub number: u64,
    /// Steps so far, those of measuring included.
    pub step: u64,
    /// Steps in all, at most.
    pub steps: u64,
    /// Whether they go on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// Both networks on the way.
    pub curves: [Vec<FlatPoint>; 2],
    /// Both at the end.
    pub ends: Option<[FlatEnd; 2]>,
    /// The losses along the line through both; empty until then, or where one diverged.
    pub line: Vec<FlatLine>,
    /// The ReLU network; none until then, or where it diverged.
    pub rescaling: Option<FlatRescaling>,
    /// The rows of a table so far.
    pub rows: Vec<FlatRow>,
    /// Why they can't go on.
    pub ended: Option<String>,
}
