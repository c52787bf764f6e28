//! The state of `softmax-jacobian`.

use crate::contract::input::Number;
use crate::contract::input::Vector;
use crate::state;

/// Lowest temperature.
pub const COLDEST: f64 = 0.01;
/// Highest temperature.
pub const HOTTEST: f64 = 100.0;

state! {
    /// Logits and the temperature that divides them.
    pub struct SoftmaxState {
        /// the logits
        z: Vector(2, 12, 1e6).of("logits").around(0.0, 1.5) = vec![2.0, 1.0, 0.1, -0.5],
        /// divides the logits
        temperature: Number(COLDEST, HOTTEST)
            .label("temperature T").log().ordinary(0.2, 5.0).extremes(&[0.5, 10.0]) = 1.0,
    }
}
