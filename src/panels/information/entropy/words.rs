//! The words around the numbers: sentence, formula, question, claim.

use super::Entropy;
use super::read::{Numbers, numbers};
use super::state::EntropyState;
use crate::contract::input::with_probability;
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use crate::contract::units::{information, with_unit};
use std::collections::VecDeque;
use tex::tex_block;

pub fn sentence(state: &EntropyState, n: &Numbers) -> String {
    let of = |x: f64| information(x, state.unit);
    let count = n.p.len();
    let gap = n.maximum - n.entropy;
    if count == 1 {
        return "With a single outcome its surprisal is 0, and so is the entropy.".into();
    }
    let top = argmax(&n.p);
    let ruled_out = state.p.iter().filter(|w| **w == 0.0).count();
    if count - ruled_out == 1 {
        return format!(
            "{} has probability 1, so its surprisal is 0 and the entropy is {}; {count} equally \
             likely outcomes would have {}.",
            outcome(top),
            of(0.0),
            of(n.maximum)
        );
    }
    if gap.abs() <= rounding([n.maximum, n.entropy]) {
        let entropy = of(n.entropy);
        return if n.is_uniform() {
            format!(
                "All {count} outcomes are equally likely: each has a surprisal of {entropy}, and no \
                 distribution over {count} outcomes has more entropy."
            )
        } else {
            format!(
                "The {count} outcomes are almost equally likely: their entropy, {entropy}, can’t be told \
                 from that of the uniform distribution, which has the most."
            )
        };
    }
    let impossible = match ruled_out {
        0 => String::new(),
        1 => {
            " One outcome has probability 0: its surprisal is infinite, and it adds 0 to the mean."
                .into()
        }
        more => format!(
            " {more} outcomes have probability 0: their surprisal is infinite, and they add 0 to \
             the mean."
        ),
    };
    if n.entropy == 0.0 {
        return format!(
            "{} has a probability of nearly 1, and what else is possible is so improbable that the \
             entropy is nearly {}; {count} equally likely outcomes would have {}.{impossible}",
            outcome(top),
            of(0.0),
            of(n.maximum)
        );
    }
    format!(
        "The mean surprisal of the {count} outcomes, their entropy, is {}, {} below the {} of the \
         uniform distribution; Huffman’s code needs {} per outcome on average.{impossible}",
        of(n.entropy),
        r(gap),
        of(n.maximum),
        number::measured(n.mean_length, "bit"),
    )
}

impl Words for Entropy {
    fn formula(state: &EntropyState, reading: &Reading) -> Formula {
        with_unit(
            Formula::fixed(
                tex_block!(
                    r"H(\tint{truth}{p}) = \sum_i \tint{truth}{p_i}\,\log\frac{1}{\tint{truth}{p_i}} = \tint{loss}{\live{h}} = \log n - \tint{gradient}{\mathrm{KL}(p\,\|\,\mathrm{uniform})} = \live{max} - \tint{gradient}{\live{gap}} \;\; \live{unit}"
                ),
                &[
                    ("h", reading.scalar("entropy")),
                    ("max", reading.scalar("maximum")),
                    ("gap", reading.scalar("gap")),
                ],
            ),
            state.unit,
        )
    }

    fn question(state: &EntropyState) -> Question<EntropyState> {
        let now = numbers(state, None);
        let (happens, next, lesson) = change(state, &now);
        let then = numbers(&next, None);
        let room = rounding([now.maximum, now.entropy, then.maximum, then.entropy]);
        let answers = ["It grows", "It falls", "It stays the same, up to rounding"];
        Question::new(
            format!("{happens} What does the entropy do?"),
            trend(now.entropy, then.entropy, room, answers),
            format!(
                "It goes from {} to {}. {lesson}",
                r(now.entropy),
                information(then.entropy, state.unit)
            ),
        )
        .then(next)
    }
}

/// What could happen next, the state after it, and what it teaches.
fn change(state: &EntropyState, now: &Numbers) -> (String, EntropyState, &'static str) {
    let with = |p: Vec<f64>| EntropyState { p, ..state.clone() };
    let (top, low) = (argmax(&now.p), argmin(&now.p));
    let first = |at: usize, which: &str| {
        let ties = lists::ties(&now.p, at, rounding([now.p.at(at)]));
        names::first_of(ties.len(), which, "outcome")
    };
    // Another question at another kind of state, but the same while a bar is dragged a little.
    match (top + low + now.p.len()) % 4 {
        0 => {
            let mut p = now.p.clone();
            p.reverse();
            (
                "The probabilities are assigned to the outcomes in reverse order.".into(),
                with(p),
                "Entropy depends on the probabilities alone, not on which outcome has which.",
            )
        }
        1 => {
            let half = now.p[top] / 2.0;
            (
                format!(
                    "The probability of {}, {}, is halved to {}, and the others keep their proportions.",
                    outcome(top),
                    first(top, "most probable"),
                    r(half)
                ),
                with(with_probability(&now.p, top, half)),
                "More equal probabilities raise the entropy; less equal ones lower it.",
            )
        }
        2 => (
            format!(
                "The probability of {}, {}, is set to 0, and the others keep their proportions.",
                outcome(low),
                first(low, "least probable")
            ),
            with(if now.p[low] < 1.0 {
                with_probability(&now.p, low, 0.0)
            } else {
                now.p.clone()
            }),
            "An outcome adds −p·log p, and takes probability from the others.",
        ),
        _ => {
            let n = now.p.len() as f64;
            let p = now.p.iter().map(|p| f64::midpoint(*p, 1.0 / n));
            (
                "The distribution is mixed with the uniform one, half of each.".into(),
                with(p.collect()),
                "Entropy is concave: a mixture has at least the mean of the two entropies, and \
                 the uniform distribution has the largest.",
            )
        }
    }
}

/// "Higher entropy is more uncertainty", against two orders of the same probabilities.
pub fn claim(n: &Numbers) -> Option<Claim> {
    if n.p.len() < 3 {
        return None;
    }
    let (least, most) = (variance(&narrow(&n.p)), variance(&wide(&n.p)));
    let stands = (most - least).abs() <= rounding([most, most, least, least]);
    Some(Claim {
        says: "The larger the entropy, the more spread out the outcomes are.".into(),
        measured: format!(
            "With the numbers 0, 1, 2, … as outcomes, these probabilities have the variance {} if the \
             largest are in the middle, and {} if the largest are at the ends. The entropy is the same \
             in both orders.",
            r(least),
            r(most)
        ),
        verdict: if stands {
            "These probabilities can’t refute it: every order has the same variance.".into()
        } else {
            "It fails: entropy depends only on the probabilities and variance on the values of the \
             outcomes too."
                .into()
        },
        stands,
    })
}

/// The variance of 0, 1, 2, … with these probabilities.
pub fn variance(p: &[f64]) -> f64 {
    let mean: f64 = p.iter().enumerate().map(|(x, p)| x as f64 * p).sum();
    let square = |(x, p): (usize, &f64)| p * (x as f64 - mean).powi(2);
    p.iter().enumerate().map(square).sum()
}

/// From the largest to the smallest.
fn falling(p: &[f64]) -> Vec<f64> {
    let mut p = p.to_vec();
    p.sort_by(|a, b| b.total_cmp(a));
    p
}

/// The order of small variance: the largest probability in the middle, the next ones beside it on
/// alternating sides.
pub fn narrow(p: &[f64]) -> Vec<f64> {
    let mut order = VecDeque::new();
    for (i, p) in falling(p).into_iter().enumerate() {
        if i % 2 == 1 {
            order.push_back(p);
        } else {
            order.push_front(p);
        }
    }
    order.into()
}

/// The order of large variance: the two largest probabilities at the ends, the next ones inside them.
/// The mean is nearer to the end with the larger probability, so of two places the one at the other
/// end gets the larger probability next.
pub fn wide(p: &[f64]) -> Vec<f64> {
    let mut order = vec![0.0; p.len()];
    for (i, p) in falling(p).into_iter().enumerate() {
        let place = if matches!(i % 4, 0 | 3) {
            i / 2
        } else {
            order.len() - 1 - i / 2
        };
        order[place] = p;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_orders_of_the_default_have_different_variances() {
        let p = EntropyState::default().p;
        assert_eq!(narrow(&p), [0.125, 0.5, 0.25, 0.125]);
        assert_eq!(wide(&p), [0.5, 0.125, 0.125, 0.25]);
        let claim = claim(&numbers(&EntropyState::default(), None)).unwrap();
        assert!(!claim.stands);
        // 0.734375 and 1.609375 are the least and the largest of all 24 orders.
        for variance in [0.734_375, 1.609_375].map(r) {
            assert!(claim.measured.contains(&variance), "{}", claim.measured);
        }
        // Every place is filled, whatever their number.
        for count in 3..9 {
            let p: Vec<f64> = (1..=count).map(f64::from).collect();
            for order in [narrow(&p), wide(&p)] {
                let mut sorted = order.clone();
                sorted.sort_by(f64::total_cmp);
                assert_eq!(sorted, p, "{order:?}");
            }
        }
    }

    #[test]
    fn what_is_only_near_is_said_to_be_near() {
        let said = |p: [f64; 2]| {
            let state = EntropyState {
                p: p.into(),
                ..EntropyState::default()
            };
            sentence(&state, &numbers(&state, None))
        };
        assert!(said([0.1, 0.1]).starts_with("All 2 outcomes are equally likely"));
        assert!(said([0.5, 0.500_000_01]).starts_with("The 2 outcomes are almost equally likely"));
        assert!(said([1.0, 0.0]).starts_with("A has probability 1,"));
        assert!(said([1e6, 1e-12]).starts_with("The mean surprisal"));
        assert!(said([1e6, 1e-320]).starts_with("A has a probability of nearly 1, and"));
    }

    #[test]
    fn equal_probabilities_have_one_variance() {
        let state = EntropyState {
            p: vec![1.0; 5],
            ..EntropyState::default()
        };
        assert!(claim(&numbers(&state, None)).unwrap().stands);
    }
}
