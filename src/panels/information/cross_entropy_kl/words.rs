//! The words around the numbers: sentence, formula, question, claim.

use super::CrossEntropyKl;
use super::read::{Numbers, numbers};
use super::state::KlState;
use crate::contract::input::with_probability;
use crate::contract::prelude::*;
use crate::contract::units::{information, with_unit};
use tex::tex_block;

pub fn sentence(state: &KlState, n: &Numbers) -> String {
    let of = |x: f64| information(x, state.unit);
    let blind: Vec<String> = (0..n.p.p.len())
        .filter(|&i| n.p.is_possible(i) && !n.q.is_possible(i))
        .map(outcome)
        .collect();
    if !blind.is_empty() {
        return format!(
            "The model q gives {} probability 0 where p doesn’t, so cross-entropy and KL(p‖q) are \
             infinite. The entropy of p is {}.",
            blind.join(", "),
            of(n.entropy)
        );
    }
    let off = n.off(state.unit);
    if n.is_right() && n.kl_pq.abs() <= off {
        return format!(
            "The model q equals the truth p: the cross-entropy is {}, the entropy of p, and no model \
             has a lower one.",
            of(n.cross_entropy)
        );
    }
    if n.kl_pq.abs() <= off {
        return format!(
            "The model q is so near to the truth p that KL(p‖q) can’t be told from 0: it grows with the \
             square of their difference. The cross-entropy is {}, the entropy of p {}.",
            of(n.cross_entropy),
            of(n.entropy)
        );
    }
    format!(
        "Encoded with q’s code, an outcome of p takes {} on average: the entropy of p, {}, and \
         KL(p‖q), {}, the extra cost of using q.",
        of(n.cross_entropy),
        of(n.entropy),
        of(n.kl_pq)
    )
}

impl Words for CrossEntropyKl {
    fn formula(state: &KlState, reading: &Reading) -> Formula {
        with_unit(
            Formula::fixed(
                tex_block!(
                    r"\underbrace{\tint{loss}{\live{ce}}}_{H(\tint{truth}{p},\tint{model}{q})} = \underbrace{\tint{truth}{\live{h}}}_{H(\tint{truth}{p})} + \underbrace{\tint{gradient}{\live{kl}}}_{\mathrm{KL}(\tint{truth}{p}\,\|\,\tint{model}{q})} \;\; \live{unit}"
                ),
                &[
                    ("ce", reading.scalar("cross-entropy")),
                    ("h", reading.scalar("entropy")),
                    ("kl", reading.scalar("kl-pq")),
                ],
            ),
            state.unit,
        )
    }

    fn question(state: &KlState) -> Question<KlState> {
        let now = numbers(state, None);
        let mut open: Vec<(Change, (f64, f64))> = changes(state, &now)
            .into_iter()
            .map(|change| {
                let then = numbers(&change.1, None);
                let off = now.off(state.unit) + then.off(state.unit);
                (change, (then.kl_pq, off))
            })
            .collect();
        // From infinite to infinite there is nothing to ask. A uniform model has a finite divergence.
        if now.kl_pq.is_infinite() {
            open.retain(|(_, (then, _))| then.is_finite());
        }
        // Another question at another kind of state, but the same while a bar is dragged a little.
        let kind = 2 * argmax(&now.p.p) + argmax(&now.q.p) + now.p.p.len();
        let ((happens, next, lesson), (then, off)) = open.swap_remove(kind % open.len());
        let infinite = then.is_infinite();
        let more = !infinite && then > now.kl_pq + off;
        let less = !infinite && now.kl_pq - then > off;
        let same = !infinite && !more && !less;
        Question::new(
            format!("{happens} What does KL(p‖q) do?"),
            [
                ("It becomes infinite", infinite),
                ("It grows, but stays finite", more),
                ("It shrinks", less),
                ("It stays the same, up to rounding", same),
            ],
            format!(
                "It goes from {} to {}. {}",
                number::rounded(now.kl_pq),
                information(then, state.unit),
                if infinite {
                    "Where p > 0 and q = 0, log(p/q) is infinite; one such outcome is enough."
                } else if same {
                    "The change makes no difference to the divergence here."
                } else {
                    lesson
                }
            ),
        )
        .then(next)
    }
}

/// What could happen next, in words, the state after it, and what to learn from a finite answer.
type Change = (String, KlState, &'static str);

fn changes(state: &KlState, now: &Numbers) -> Vec<Change> {
    let with_q = |q: Vec<f64>| KlState { q, ..state.clone() };
    let p = &now.p.p;
    let (least, most) = (argmin(p), argmax(p));
    let half = now.q.p.at(most) / 2.0;
    let ties = lists::ties(p, most, rounding([p.at(most)]));
    let halved = with_probability(&state.q, most, half);
    let without = with_probability(&state.q, least, 0.0);
    // Proportions that underflow aren't kept, and would rule out what is possible.
    let keeps = |q: &[f64], but: usize| {
        let mut pairs = q.iter().zip(&state.q).enumerate();
        pairs.all(|(i, (next, now))| i == but || *next > 0.0 || *now == 0.0)
    };
    let kept = [keeps(&halved, state.q.len()), keeps(&without, least)];
    let mut changes = vec![
        (
            "p and q are swapped: the model becomes the truth, and the truth the model.".into(),
            KlState {
                p: state.q.clone(),
                q: state.p.clone(),
                ..state.clone()
            },
            "A divergence isn’t a distance: KL(p‖q) and KL(q‖p) differ in general.",
        ),
        (
            format!(
                "q of {}, {} of p, is halved to {}, and the others keep their proportions.",
                outcome(most),
                names::first_of(ties.len(), "most probable", "outcome"),
                number::rounded(half)
            ),
            with_q(halved),
            "It matters whether q was larger or smaller than p for this outcome.",
        ),
        // The least probable outcome of p: setting its q to 0 looks harmless.
        (
            format!(
                "q of {} is set to 0, and the others keep their proportions.",
                outcome(least)
            ),
            with_q(without),
            "Where p = 0, q can be 0 too, and outcomes that occur get its probability.",
        ),
        (
            "q becomes uniform.".into(),
            with_q(vec![1.0; state.q.len()]),
            "A uniform q gives no outcome probability 0. Whether it is better depends on how \
             wrong q was.",
        ),
    ];
    for (at, kept) in [(2, kept[1]), (1, kept[0])] {
        if !kept {
            changes.remove(at);
        }
    }
    changes
}

/// "The unique right loss", against the Brier score, which the truth minimises as well.
pub fn claim(n: &Numbers) -> Claim {
    let brier = |q: &[f64]| -> f64 {
        // Expected squared distance of q from the outcome that happens, drawn from p.
        let own: f64 = q.iter().map(|x| x * x).sum();
        n.p.p
            .iter()
            .zip(q)
            .map(|(p, q)| p * (1.0 + own - 2.0 * q))
            .sum()
    };
    let (at_truth, here) = (brier(&n.p.p), brier(&n.q.p));
    Claim {
        says: "Cross-entropy is the only right loss for probabilities.".into(),
        measured: format!(
            "The expected Brier score, a squared error, is {} for the model q and {} for the truth p: \
             the truth minimises it too{}.",
            number::rounded(here),
            number::rounded(at_truth),
            if at_truth - here > rounding(n.p.p.iter().map(|p| 3.0 * p)) {
                ", but not here"
            } else {
                ""
            }
        ),
        verdict:
            "It isn’t the only loss that the truth minimises. It is the only such loss (up to \
             scale and shift, with three outcomes or more) that depends only on the probability \
             of the outcome that occurred."
                .into(),
        stands: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_is_only_near_is_not_said_to_be_right() {
        let said = |p: [f64; 2], q: [f64; 2]| {
            let state = KlState {
                p: p.into(),
                q: q.into(),
                ..KlState::default()
            };
            sentence(&state, &numbers(&state, None))
        };
        assert!(said([3.0, 1.0], [0.75, 0.25]).starts_with("The model q equals"));
        assert!(said([1e-320, 1e6], [3e-320, 1e6]).starts_with("The model q is so near"));
        assert!(said([2e-320, 1e6], [1e-320, 5e5]).starts_with("The model q equals"));
        assert!(said([1.0, 1.0], [1e-320, 1e6]).starts_with("Encoded with q’s code"));
        assert!(said([1e6, 1e-6], [1e6, 2e-6]).starts_with("Encoded with q’s code"));
        assert!(said([1.0, 1.0], [1.0, 1.000_000_01]).starts_with("The model q is so near"));
    }
}
