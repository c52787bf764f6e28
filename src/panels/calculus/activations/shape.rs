//! The six activations as functions of one number, with their slopes in closed form.

use numeric_core::network::Activation;
use numeric_core::real::{self, logistic};
use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2};

/// Φ(x), the probability that a standard normal number is below x.
fn normal_below(x: f64) -> f64 {
    0.5 * real::erfc(-x * FRAC_1_SQRT_2)
}

/// φ(x).
#[must_use]
pub fn value(activation: Activation, x: f64) -> f64 {
    match activation {
        Activation::Relu => x.max(0.0),
        Activation::LeakyRelu => x.max(Activation::LEAK * x),
        Activation::Sigmoid => logistic(x),
        Activation::Tanh => real::tanh(x),
        Activation::Gelu | Activation::GeluTanh => x * normal_below(x),
        Activation::Silu => x * logistic(x),
        Activation::Identity => x,
    }
}

/// How far φ(x) may be off: by a few roundings, and where a normal distribution is in it by that of the
/// number at which it is taken.
#[must_use]
pub fn value_error(activation: Activation, x: f64) -> f64 {
    let moved = match activation {
        Activation::Gelu | Activation::GeluTanh => x * x * density(x),
        _ => 0.0,
    };
    8.0 * f64::EPSILON * (value(activation, x).abs() + moved) + f64::from_bits(1)
}

/// The density of the standard normal distribution.
fn density(x: f64) -> f64 {
    real::exp(-0.5 * x * x) / real::sqrt(2.0 * PI)
}

/// φ′(x); at the kink of the two rectifiers the slope from the left, as autograd has it.
#[must_use]
pub fn slope(activation: Activation, x: f64) -> f64 {
    match activation {
        Activation::Relu => f64::from(x > 0.0),
        Activation::LeakyRelu => {
            if x > 0.0 {
                1.0
            } else {
                Activation::LEAK
            }
        }
        Activation::Sigmoid => logistic(x) * logistic(-x),
        Activation::Tanh => {
            // 1 − tanh² without the difference of two ones.
            let t = real::exp(-2.0 * x.abs());
            4.0 * t / ((1.0 + t) * (1.0 + t))
        }
        Activation::Gelu | Activation::GeluTanh => normal_below(x) + x * density(x),
        Activation::Silu => logistic(x) * (1.0 + x * logistic(-x)),
        Activation::Identity => 1.0,
    }
}

/// φ″(x); 0 for the two rectifiers, whose slopes are 0 or 1 and a leak on either side.
fn bend(activation: Activation, x: f64) -> f64 {
    match activation {
        Activation::Sigmoid => slope(activation, x) * (logistic(-x) - logistic(x)),
        Activation::Tanh => -2.0 * real::tanh(x) * slope(activation, x),
        Activation::Gelu | Activation::GeluTanh => (2.0 - x * x) * density(x),
        Activation::Silu => {
            let turn = logistic(-x) - logistic(x);
            logistic(x) * logistic(-x) * (2.0 + x * turn)
        }
        Activation::Relu | Activation::LeakyRelu | Activation::Identity => 0.0,
    }
}

/// How far φ′ may be off at a number that is known to `error`: by that times φ″ (no third derivative
/// here is above 2), by the jump at a kink that is within reach, and by rounding, which is at most that of
/// a difference of numbers near 1.
#[must_use]
pub fn slope_error(activation: Activation, x: f64, error: f64) -> f64 {
    // Beyond, an exponential is 0 beside 1.
    let reach = x.abs().min(40.0);
    let rounded = match activation {
        Activation::Identity => return 0.0,
        Activation::Relu | Activation::LeakyRelu => return f64::from(x.abs() < error),
        Activation::Tanh => 1.0,
        Activation::Sigmoid => logistic(x),
        Activation::Silu => logistic(x) * (1.0 + reach),
        Activation::Gelu | Activation::GeluTanh => {
            // The exponent is rounded, too.
            normal_below(x) + reach * density(x) * (1.0 + reach * reach)
        }
    };
    (bend(activation, x).abs() + 2.0 * error) * error + 8.0 * f64::EPSILON * rounded
}

/// Where the slope is largest: anywhere to the right for a rectifier, 0 for sigmoid and tanh, √2
/// for GELU, and the solution of x·tanh(x/2) = 2 for SiLU.
#[must_use]
pub fn steepest(activation: Activation) -> f64 {
    match activation {
        Activation::Sigmoid | Activation::Tanh => 0.0,
        Activation::Gelu | Activation::GeluTanh => SQRT_2,
        Activation::Silu => {
            // Newton's method on x·tanh(x/2) − 2.
            let mut x = 2.4;
            for _ in 0..6 {
                let t = real::tanh(0.5 * x);
                x -= (x * t - 2.0) / (t + 0.5 * x * (1.0 - t * t));
            }
            x
        }
        Activation::Relu | Activation::LeakyRelu | Activation::Identity => 1.0,
    }
}

/// The largest slope there is.
#[must_use]
pub fn largest_slope(activation: Activation) -> f64 {
    slope(activation, steepest(activation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::input::Choices;

    #[test]
    fn the_largest_slope_is_the_largest() {
        for activation in Activation::ALL.iter().copied() {
            let name = activation.name();
            let most = (-800..800)
                .map(|i| slope(activation, f64::from(i) / 100.0))
                .fold(0.0, f64::max);
            let largest = largest_slope(activation);
            assert!(most <= largest && most > largest - 1e-4, "{name}");
        }
        assert_eq!(largest_slope(Activation::Sigmoid), 0.25);
        assert_eq!(largest_slope(Activation::Tanh), 1.0);
    }

    #[test]
    fn an_error_of_x_moves_the_slope_by_what_is_said() {
        for activation in Activation::ALL.iter().copied() {
            let name = activation.name();
            for i in -600..600 {
                let (x, error) = (f64::from(i) / 100.0, 1e-3);
                let moved = slope(activation, x + error) - slope(activation, x);
                let bound = slope_error(activation, x, error);
                assert!(
                    moved.abs() <= bound * (1.0 + 1e-12),
                    "{name} at {x}: {moved} {bound}"
                );
            }
        }
    }

    #[test]
    fn far_out_nothing_overflows() {
        for activation in Activation::ALL.iter().copied() {
            let name = activation.name();
            for x in [-700.0, 700.0] {
                assert!(value(activation, x).is_finite(), "{name}");
                // SiLU falls towards 0 from the left by less than a number can say.
                let steep = slope(activation, x);
                assert!((-1e-300..=1.0).contains(&steep), "{name} {steep}");
            }
        }
    }
}
