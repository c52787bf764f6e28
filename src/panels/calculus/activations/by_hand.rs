//! The second route: the gradient of the first input alone, from each layer to the one below by plain
//! sums, and how far rounding alone may have moved it.
//!
//! Each sum is known to ε times the sizes of what it adds up (Higham, Accuracy and Stability of
//! Numerical Algorithms, 2002, chapter 3). So the bound grows where a layer cancels, and only there.

use super::network::{BATCH, EPSILON, Made};
use super::shape;
use super::state::Settings;
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;
use numeric_core::network::Activation;

/// ∂L/∂hₗ of the first input, a row for each layer.
#[derive(Clone, Debug, PartialEq)]
pub struct ByHand {
    /// The gradient.
    pub gradient: DMatrix<f64>,
    /// How far rounding may have moved each entry, on this route or on another that adds up the same
    /// terms.
    pub error: DMatrix<f64>,
}

/// Each layer's gradient from the one above, by slopes and weights. `hidden` are the hₗ that went
/// through and `gradient` the ∂L/∂hₗ that came back by the other route: so what rounding did in a layer
/// is compared with that layer, and isn't enlarged by all that follow. At the top stands the direction
/// itself.
#[must_use]
pub fn first_input(
    settings: &Settings,
    activation: Activation,
    made: &Made,
    hidden: &DMatrix<f64>,
    gradient: &DMatrix<f64>,
) -> ByHand {
    let exact = Bounded::exact;
    let (n, top) = (settings.width, settings.depth - 1);
    let mut found = ByHand {
        gradient: DMatrix::zeros(settings.depth, n),
        error: DMatrix::zeros(settings.depth, n),
    };
    let mut write = |l: usize, j: usize, g: Bounded| {
        found.gradient[(l, j)] = g.value;
        found.error[(l, j)] = g.off;
    };
    for (j, c) in made.direction.iter().enumerate() {
        write(top, j, exact(*c) / exact((BATCH as f64).sqrt()));
    }
    for l in (1..=top).rev() {
        let w = &made.weights[l];
        let product = |i: usize, j: usize| exact(w[(i, j)]) * exact(hidden[(l - 1, j)]);
        let sum = |i: usize| Bounded::sum((0..n).map(|j| product(i, j)));
        let mut sums: Vec<Bounded> = (0..n).map(sum).collect();
        let spread = settings.norm.then(|| normalise(&mut sums));
        let mut d: Vec<Bounded> = (0..n)
            .map(|j| exact(gradient[(l, j)]) * slope(activation, sums[j]))
            .collect();
        if let Some(spread) = spread {
            through_norm(&mut d, &sums, spread);
        }
        for j in 0..n {
            let through = (0..n).map(|i| d[i] * exact(w[(i, j)]));
            let straight = settings.residual.then(|| exact(gradient[(l, j)]));
            write(l - 1, j, Bounded::sum(through.chain(straight)));
        }
    }
    found
}

fn mean(terms: impl Iterator<Item = Bounded>, count: f64) -> Bounded {
    Bounded::sum(terms) / Bounded::exact(count)
}

/// (z − mean)/√(variance + ε) for each of the sums; gives the root.
fn normalise(sums: &mut [Bounded]) -> Bounded {
    let count = sums.len() as f64;
    let middle = mean(sums.iter().copied(), count);
    for z in sums.iter_mut() {
        *z = *z - middle;
    }
    let variance = mean(sums.iter().map(|z| *z * *z), count);
    let spread = (variance + Bounded::exact(EPSILON)).sqrt();
    for z in sums.iter_mut() {
        *z = *z / spread;
    }
    spread
}

/// What comes down through the normalisation: (d − mean d − z·mean d∘z)/spread.
fn through_norm(d: &mut [Bounded], sums: &[Bounded], spread: Bounded) {
    let count = d.len() as f64;
    let middle = mean(d.iter().copied(), count);
    let along = mean(d.iter().zip(sums).map(|(d, z)| *d * *z), count);
    for (d, z) in d.iter_mut().zip(sums) {
        *d = Bounded::sum([*d, -middle, -(*z * along)]) / spread;
    }
}

/// φ′ at a number that is known to some distance.
fn slope(activation: Activation, z: Bounded) -> Bounded {
    Bounded::new(
        shape::slope(activation, z.value),
        shape::slope_error(activation, z.value, z.off),
    )
}

#[cfg(test)]
mod tests {
    use super::super::network::{make, pass};
    use super::*;
    use crate::contract::input::Choices;

    /// The bound of each layer in parts of its gradient.
    fn relative(settings: &Settings, activation: Activation) -> Vec<f64> {
        let (made, pass) = (make(settings), pass(settings, activation).unwrap());
        let hand = first_input(settings, activation, &made, &pass.hidden, &pass.first);
        let layers = 0..settings.depth;
        layers
            .map(|l| hand.error.row(l).norm() / hand.gradient.row(l).norm())
            .collect()
    }

    /// A bound that were too wide would let a wrong slope through.
    #[test]
    fn the_bound_is_narrow_and_cancelling_widens_it() {
        let settings = Settings {
            depth: 40,
            width: 32,
            gain: 1.4,
            seed: 1,
            residual: false,
            norm: false,
        };
        for activation in Activation::ALL.iter().copied() {
            let name = activation.name();
            for (residual, norm) in [(false, false), (true, false), (false, true), (true, true)] {
                let settings = Settings {
                    residual,
                    norm,
                    ..settings
                };
                let bounds = relative(&settings, activation);
                let most = bounds.iter().copied().fold(0.0, f64::max);
                assert!(most < 1e-8, "{name}, {residual}, {norm}: {most}");
            }
        }
        // Of two units a normalisation leaves next to nothing but their signs.
        let two = Settings {
            width: 2,
            norm: true,
            ..settings
        };
        assert!(
            relative(&two, Activation::Tanh)
                .iter()
                .any(|bound| *bound > 1e-12)
        );
    }
}
