//! The words around the numbers: sentence, formula, question, claim.

use super::RlhfKl;
use super::best_of_n::{best_of, bound};
use super::frontier::Turn;
use super::limits::Limits;
use super::picture::stand;
use super::read::reference;
use super::read::{Numbers, Rounding, numbers};
use super::state::{BETAS, RlhfState};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use crate::contract::units::information;
use numeric_core::information::Unit;

/// A mean under πref.
pub fn under_reference(n: &Numbers, values: &[f64]) -> f64 {
    let terms = n.reference.p.iter().zip(values).map(|(p, x)| p * x);
    terms.sum::<f64>() + 0.0
}

/// Where a number went, within what rounding explains.
fn went(from: f64, to: f64, room: f64) -> String {
    let way = if to > from { "rises" } else { "falls" };
    let [before, after] = [r(from), r(to)];
    if (to - from).abs() <= room {
        format!("stays at {after}")
    } else if before == after {
        format!("{way} from {before} by {}", r((to - from).abs()))
    } else {
        format!("{way} from {before} to {after}")
    }
}

/// How far rounding may take the difference of a mean under π*, off by so much, and one under πref.
fn room(off: f64, n: &Numbers, values: &[f64]) -> f64 {
    off + rounding(n.reference.p.iter().zip(values).map(|(p, x)| p * x))
}

pub fn sentence(state: &RlhfState, n: &Numbers, turn: Turn) -> String {
    if n.reference.possible() == 1 {
        return format!(
            "Under the reference policy only {} is possible, so every policy with a finite divergence is it, \
             whatever the rewards are.",
            outcome(argmax(&n.reference.p))
        );
    }
    if Limits::of(&n.reference, &state.reward).range == 0.0 {
        return "All possible answers have the same reward, so the optimal policy is the reference, and the \
                divergence is 0."
            .into();
    }
    if n.kl == 0.0 {
        return "The rewards differ so little beside β that the optimal policy can’t be told from the \
                reference policy, and the divergence from 0."
            .into();
    }
    let off = Rounding::of(state, n);
    let reward = went(
        under_reference(n, &state.reward),
        n.expected_reward,
        room(off.reward, n, &state.reward),
    );
    let truth = went(
        under_reference(n, &state.truth),
        n.expected_truth,
        room(off.truth, n, &state.truth),
    );
    let peak = match turn {
        Turn::Nowhere => String::new(),
        Turn::AtReference { .. } => " No β would raise the true reward.".into(),
        Turn::AtGreedy { steadily: true } => " The smaller β, the larger the true reward.".into(),
        Turn::AtGreedy { steadily: false } => {
            " As β falls the true reward both falls and rises; it is largest in the limit β → 0."
                .into()
        }
        Turn::At(place) => format!(
            " The true reward is largest, {}, at β = {}.",
            r(place.truth),
            number::significant(place.beta, 3)
        ),
    };
    format!(
        "At β = {} the optimal policy is {} away from the reference policy: from there to it, the \
         expected reward {reward}, and the expected true reward {truth}.{peak}",
        number::given(state.beta),
        information(n.kl, Unit::Nats),
    )
}

impl Words for RlhfKl {
    fn formula(state: &RlhfState, reading: &Reading) -> Formula {
        fixed!(
            r"\max_{\tint{model}{\pi}}\; \underbrace{\tint{query}{\mathbb{E}_{\tint{model}{\pi}}[r]}}_{\live{er}} - \underbrace{\beta}_{\live{beta}}\,\underbrace{\tint{loss}{\mathrm{KL}(\tint{model}{\pi}\,\|\,\tint{weight}{\pi_\mathrm{ref}})}}_{\live{kl}} = \beta \log Z = \live{top} \quad\text{at}\quad \tint{model}{\pi^*} = \frac{\tint{weight}{\pi_\mathrm{ref}}\,e^{\tint{query}{r}/\beta}}{Z}";
            er = reading.scalar("expected-reward"),
            beta = state.beta,
            kl = reading.scalar("kl"),
            top = reading.scalar("objective"),
        ).given("beta", state.beta)
    }

    fn question(state: &RlhfState) -> Question<RlhfState> {
        let now = numbers(state, None);
        let halved = (argmax(&now.policy.probabilities) + state.reward.len()).is_multiple_of(2);
        if halved || now.kl < 1e-200 {
            about_truth(state, &now)
        } else {
            about_distance(state, &now)
        }
    }
}

/// What half of β does to the true reward.
fn about_truth(state: &RlhfState, now: &Numbers) -> Question<RlhfState> {
    let next = RlhfState {
        beta: (0.5 * state.beta).max(BETAS.0),
        ..state.clone()
    };
    let then = numbers(&next, None);
    let answers = ["It grows", "It falls", "It stays the same, up to rounding"];
    Question::new(
        format!(
            "β is halved, from {} to {}, so that the policy follows the reward more closely. What does \
             the expected true reward do?",
            number::given(state.beta),
            number::given(next.beta)
        ),
        trend(
            now.expected_truth,
            then.expected_truth,
            Rounding::of(state, now).truth + Rounding::of(&next, &then).truth,
            answers,
        ),
        format!(
            "It goes from {} to {}, while the expected reward goes from {} to {}. The policy moves \
             towards what the reward prefers, whether that is good or not.",
            r(now.expected_truth),
            r(then.expected_truth),
            r(now.expected_reward),
            r(then.expected_reward)
        ),
    )
    .then(next)
}

/// What twice β does to the divergence.
fn about_distance(state: &RlhfState, now: &Numbers) -> Question<RlhfState> {
    let next = RlhfState {
        beta: (2.0 * state.beta).min(BETAS.1),
        ..state.clone()
    };
    let then = numbers(&next, None);
    let left = then.kl / now.kl;
    Question::new(
        format!(
            "β is doubled, from {} to {}. How much of the divergence from the reference policy is left?",
            number::given(state.beta),
            number::given(next.beta)
        ),
        [
            ("Less than a fifth", left < 0.2),
            ("A fifth to a third", (0.2..=1.0 / 3.0).contains(&left)),
            ("More than a third", left > 1.0 / 3.0),
        ],
        format!(
            "It goes from {} to {}, {} of it. For large β the divergence is about Var(r)/(2β²), so a \
             quarter is left; for small β it is near −log of the best answers’ \
             reference probability, and hardly changes.",
            information(now.kl, Unit::Nats),
            information(then.kl, Unit::Nats),
            percent(left)
        ),
    )
    .then(next)
}

/// "KL prevents forgetting", against what the penalty does here: it limits what a wrong reward can do.
pub fn claim(state: &RlhfState, n: &Numbers, limits: &Limits, turn: Turn) -> Claim {
    let at_reference = under_reference(n, &state.truth);
    let without: f64 = limits
        .greedy
        .iter()
        .zip(&state.truth)
        .map(|(p, x)| p * x)
        .sum();
    let ends = format!(
        "Without the penalty (β → 0) the expected true reward is {}, at the reference policy it is {}",
        r(without + 0.0),
        r(at_reference)
    );
    let (measured, says) = match turn {
        Turn::At(place) => (
            format!(
                "{ends}, and the most that any β reaches is {}, at β = {}.",
                r(place.truth),
                number::significant(place.beta, 3)
            ),
            "Here the penalty keeps the policy from the answers that the reward misjudges.",
        ),
        Turn::AtReference { steadily } => (
            format!("{ends}, which no β exceeds."),
            if steadily {
                "Here the reward misleads from the start, and the penalty limits the damage."
            } else {
                "Here no policy is better than the reference policy, but a larger penalty isn’t always \
                 better than a smaller one."
            },
        ),
        Turn::AtGreedy { steadily } => (
            format!("{ends}, and no β reaches more than the limit β → 0."),
            if steadily {
                "Here following the reward is best, and the penalty only costs true reward."
            } else {
                "Here the policy without a penalty is best, but a smaller penalty isn’t always better \
                 than a larger one."
            },
        ),
        Turn::Nowhere => (
            format!("{ends}: β makes no difference."),
            "Here the penalty has nothing to guard against.",
        ),
    };
    Claim {
        says: "The KL penalty of RLHF keeps the fine-tuned model close to the base model and so \
               prevents catastrophic forgetting."
            .into(),
        measured,
        verdict: format!(
            "{says} It keeps the policy close on the prompts over which KL is taken, and promises \
             nothing for others. Of forgetting the evidence is mixed: InstructGPT found that mixing in \
             pretraining data helped more than a larger coefficient, while “RL’s Razor” found that \
             KL on the new task predicts how much is forgotten."
        ),
        stands: false,
    }
}

/// What the reward and the implied reward have to do with each other.
pub fn implied(state: &RlhfState, reading: &Reading) -> String {
    format!(
        "They differ by β·log Z = {}, the same for every answer, so differences of rewards can be read \
         from the policy alone. DPO trains a policy on preferences in this way, without a reward \
         model.{}",
        r(state.beta * reading.scalar("log-partition")),
        if reading.vector("implied-reward").iter().any(|x| x.is_nan()) {
            " Where the reference probability is 0 nothing can be read."
        } else {
            ""
        }
    )
}

/// What the limits come to.
pub fn limits(state: &RlhfState, reading: &Reading) -> String {
    let n = numbers(state, None);
    let limits = Limits::of(&n.reference, &state.reward);
    let best = state.reward.iter().enumerate();
    let best: Vec<String> = best
        .filter(|(i, reward)| n.reference.is_possible(*i) && **reward == limits.best)
        .map(|(i, _)| outcome(i))
        .collect();
    let shares = if best.len() > 1 {
        format!(
            "{}, in their proportions under the reference policy",
            best.join(", ")
        )
    } else {
        format!("only {}", best.join(", "))
    };
    let kept = match limits.share {
        0.0 => "of a probability that is too small for a floating-point number".into(),
        share => r(share.min(1.0)),
    };
    format!(
        "As β → 0 the policy keeps {shares}: KL → −log {kept} = {}, and the expected reward is {}. As \
         β → ∞ it approaches the reference policy: Var(r)/(2β²) is {} at the present β, where KL is {}.",
        information(limits.kl(), Unit::Nats),
        r(limits.best),
        r(limits.variance / (2.0 * state.beta * state.beta)),
        r(reading.scalar("kl")),
    )
}

/// Best of n for a few n: n, KL, its bound, reward and true reward.
pub fn best_of_n(state: &RlhfState) -> Vec<[String; 5]> {
    let reference = reference(state);
    let row = |n: f64| {
        let policy = best_of(&reference.p, &state.reward, n);
        let truth: f64 = policy.iter().zip(&state.truth).map(|(p, x)| p * x).sum();
        let (kl, reward) = stand(state, &reference, &policy);
        [n, kl, bound(n), reward, truth + 0.0].map(r)
    };
    [1.0, 2.0, 4.0, 16.0, 64.0, 256.0].map(row).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_changes_are_not_said_to_be_none() {
        let said = |state: &RlhfState| RlhfKl::read(state, None).sentence;
        let far = RlhfState {
            beta: 1e6,
            ..RlhfState::default()
        };
        assert!(
            said(&far).contains("rises from 0.775 by "),
            "{}",
            said(&far)
        );
        let same = RlhfState {
            reference: vec![1.0, 1.0],
            reward: vec![0.0, 1e-200],
            truth: vec![0.0, 1.0],
            beta: 1.0,
        };
        assert!(said(&same).starts_with("The rewards differ so little"));
    }

    #[test]
    fn what_stands_below_the_pictures() {
        let ties = RlhfState {
            reference: vec![0.2, 0.6, 0.2, 0.0],
            reward: vec![3.0, 3.0, 1.0, 9.0],
            truth: vec![0.0; 4],
            beta: 1.0,
        };
        let reading = RlhfKl::read(&ties, None);
        assert!(
            implied(&ties, &reading)
                .ends_with("Where the reference probability is 0 nothing can be read.")
        );
        let said = limits(&ties, &reading);
        assert!(said.contains("keeps A, B, in their proportions"), "{said}");
        assert!(said.contains("−log 0.8 = 0.22314 nats"), "{said}");
        let rows = best_of_n(&RlhfState::default());
        assert_eq!(
            (
                rows[0][0].as_str(),
                rows[0][1].as_str(),
                rows[0][2].as_str()
            ),
            ("1", "0", "0")
        );
    }
}
