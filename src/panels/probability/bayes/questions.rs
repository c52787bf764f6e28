//! The question of each view.

use super::inference::{coins, rule};
use super::preference::{pair, preference};
use super::state::{BayesState, BayesView};
use super::weight::weight;
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;

const TRENDS: [&str; 3] = ["It grows", "It falls", "It stays the same, up to rounding"];

/// A question about a state.
pub fn question(state: &BayesState) -> Question<BayesState> {
    match state.view {
        BayesView::Rule => again(state),
        BayesView::WeightDecay => narrower(state),
        BayesView::Dropout => more_data(state),
        BayesView::Preference => compared(state),
        BayesView::InContext => another_head(state),
    }
}

/// The same evidence once more, the posterior being the new prior.
fn again(state: &BayesState) -> Question<BayesState> {
    let Some(posterior) = rule(state, None).posterior else {
        return Question::whether(
            "Can any hypothesis with a prior above 0 produce this evidence?",
            false,
            "The likelihood is 0 wherever the prior isn’t, so the evidence is impossible, and Bayes’ \
             rule has no answer.",
        );
    };
    let next = BayesState {
        prior: Some(posterior.clone()),
        ..state.clone()
    };
    let first = |list: &[f64]| list.first().copied().unwrap_or(f64::NAN);
    let now = first(&posterior);
    let then = rule(&next, None).posterior.unwrap_or(posterior);
    let then = first(&then);
    Question::new(
        "The same evidence is observed once more, independently: the posterior becomes the prior. What \
         does the probability of A do?",
        trend(now, then, rounding([now, then]), TRENDS),
        format!(
            "It goes from {} to {}. It grows if A’s likelihood is above the mean of the likelihoods, \
             weighted by the new prior, and falls if it is below.",
            r(now),
            r(then)
        ),
    )
    .then(next)
}

/// Another deviation of the prior, or of the noise.
fn narrower(state: &BayesState) -> Question<BayesState> {
    let halved = |x: f64| if x >= 2e-6 { 0.5 * x } else { 2.0 * x };
    // Another question at another number of data, but the same while a point is dragged.
    let (what, next) = if state.x.len().is_multiple_of(2) {
        let tau = halved(state.tau);
        let says = format!("The standard deviation τ of the prior becomes {}.", r(tau));
        (
            says,
            BayesState {
                tau,
                ..state.clone()
            },
        )
    } else {
        let sigma = halved(state.sigma);
        let says = format!(
            "The standard deviation σ of the noise becomes {}.",
            r(sigma)
        );
        (
            says,
            BayesState {
                sigma,
                ..state.clone()
            },
        )
    };
    let size = |state: &BayesState| {
        let found = weight(state, None);
        let size = number::known_to(found.map, found.off[0]).abs();
        (size, found.lambda, found.off[0])
    };
    let ((now, before, now_off), (then, after, then_off)) = (size(state), size(&next));
    Question::new(
        format!("{what} What does the distance of the most probable weight from 0 do?"),
        trend(now, then, now_off + then_off, TRENDS),
        format!(
            "λ = σ²/τ² goes from {} to {}, and the distance from {} to {}. A larger λ pulls the \
             weight towards 0, unless it is there already.",
            r(before),
            r(after),
            r(now),
            r(then)
        ),
    )
    .then(next)
}

/// The data seen more often.
fn more_data(state: &BayesState) -> Question<BayesState> {
    let repeat = if state.repeat <= 10_000 {
        10 * state.repeat
    } else {
        state.repeat / 10
    };
    let next = BayesState {
        repeat,
        ..state.clone()
    };
    let spreads = |state: &BayesState| {
        let found = weight(state, None);
        [
            (found.deviation, found.deviation_off()),
            (found.spread(state.keep), found.spread_off(state.keep)),
        ]
    };
    let ([dev, spread], [other_dev, other_spread]) = (spreads(state), spreads(&next));
    let moves = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() > a.1 + b.1;
    let (posterior, dropout) = (moves(dev, other_dev), moves(spread, other_spread));
    let [dev, spread, other_dev, other_spread] =
        [dev, spread, other_dev, other_spread].map(|s| s.0);
    let says = if spread.is_nan() {
        "Dropout has no spread here, since every weight fits equally well.".into()
    } else {
        format!(
            "Dropout’s goes from {} to {}: least squares isn’t moved by data that are repeated.",
            r(spread),
            r(other_spread)
        )
    };
    Question::new(
        format!(
            "The data are seen {} times over instead. Which standard deviation changes, beyond \
             rounding?",
            number::grouped(repeat as f64)
        ),
        [
            ("Only the posterior’s", posterior && !dropout),
            ("Only dropout’s", dropout && !posterior),
            ("Both", posterior && dropout),
            ("Neither", !posterior && !dropout),
        ],
        format!(
            "The posterior’s goes from {} to {}. {says}",
            r(dev),
            r(other_dev)
        ),
    )
    .then(next)
}

/// One more win, the same added to both rewards, or the fit beside the rewards.
fn compared(state: &BayesState) -> Question<BayesState> {
    let found = preference(state, None);
    let (a, b) = pair(&state.wins);
    match (a + b) as i64 % 3 {
        0 if a < 1e6 => {
            let next = BayesState {
                wins: vec![a + 1.0, b],
                ..state.clone()
            };
            let then = preference(&next, None);
            let (then, room) = (then.map, found.map_off + then.map_off);
            Question::new(
                "The first answer wins once more. What does the most probable difference do?",
                trend(found.map, then, room, TRENDS),
                format!(
                    "It goes from {} to {}. A win adds 1 − σ(d) to the derivative of the log \
                     posterior, which is positive.",
                    r(found.map),
                    r(then)
                ),
            )
            .then(next)
        }
        1 => {
            let (first, second) = pair(&state.rewards);
            let by = if first.max(second) <= 999.0 {
                1.0
            } else {
                -1.0
            };
            let next = BayesState {
                rewards: vec![first + by, second + by],
                ..state.clone()
            };
            let then = preference(&next, None).preference;
            // The difference of the rewards is rounded, and σ changes by at most a quarter of that.
            let rewards = [first, second, first + by, second + by];
            let room = rounding([found.preference, then]) + 0.25 * rounding(rewards);
            let verb = if by > 0.0 { "added to" } else { "taken from" };
            Question::new(
                format!(
                    "1 is {verb} both rewards. What does the probability that the first is preferred \
                     do?"
                ),
                trend(found.preference, then, room, TRENDS),
                format!(
                    "It is {} before and {} after: only the difference counts, so rewards are known \
                     up to a constant.",
                    r(found.preference),
                    r(then)
                ),
            )
            .then(next)
        }
        _ => {
            let (fit, given) = (found.map, found.difference);
            let same = (fit - given).abs() <= found.map_off + rounding([given]);
            Question::new(
                "Is the most probable difference, from wins and prior, larger than that of the \
                 rewards?",
                [
                    ("It is larger", !same && fit > given),
                    ("It is smaller", !same && fit < given),
                    ("They are equal, up to rounding", same),
                ],
                format!(
                    "The wins and the prior give {}, and the rewards differ by {}.",
                    r(fit),
                    r(given)
                ),
            )
        }
    }
}

/// One more head.
fn another_head(state: &BayesState) -> Question<BayesState> {
    let Some(now) = coins(state, None).prediction(&state.coins) else {
        return Question::whether(
            "Can one of the coins with a prior above 0 produce these flips?",
            false,
            "A coin of 0 never shows a 1, a coin of 1 never a 0, and no other coin has a prior above \
             0.",
        );
    };
    let mut flips = state.flips.clone();
    flips.push(1.0);
    let next = BayesState {
        flips,
        ..state.clone()
    };
    let after = coins(&next, None);
    let then = after.prediction(&state.coins);
    let after = then.unwrap_or(now);
    let [grows, falls, stays] = trend(now, after, rounding([now, after]), TRENDS);
    let exists = |(says, holds): (&'static str, bool)| (says, holds && then.is_some());
    let because = match then {
        Some(then) => format!(
            "It goes from {} to {}: a head makes the coins with a larger θ more probable, unless only \
             one θ is left.",
            r(now),
            r(then)
        ),
        None => "Every coin that is left has θ = 0 and can’t show a 1.".into(),
    };
    let fits = next.flips.len() <= BayesState::flips().input.most;
    Question::new(
        "The next flip is a 1. What does the predicted probability of another 1 do?",
        [
            exists(grows),
            exists(falls),
            exists(stays),
            ("It no longer exists", then.is_none()),
        ],
        because,
    )
    .then(fits.then_some(next))
}
