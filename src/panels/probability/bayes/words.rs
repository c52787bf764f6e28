//! The words around the numbers: sentence and formula of each view.

pub use super::claims::claim;
use super::inference::{Flips, Inference};
use super::preference::{Preference, pair};
use super::read::Seen;
use super::state::{BayesState, BayesView};
use super::weight::{Weight, weight};
use super::{Bayes, questions};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;

/// What the picture shows.
pub fn sentence(state: &BayesState, seen: &Seen) -> String {
    match seen {
        Seen::Rule(found) => of_rule(found),
        Seen::Weight(found) if state.view == BayesView::Dropout => of_dropout(state, found),
        Seen::Weight(found) => of_weight(state, found),
        Seen::Preference(found) => of_preference(state, found),
        Seen::Coins(found) => of_coins(state, found),
    }
}

fn of_rule(found: &Inference) -> String {
    let Some(posterior) = &found.posterior else {
        return "The evidence has probability 0 under every hypothesis that the prior allows: there is \
                no posterior, since nothing can be divided by 0."
            .into();
    };
    let [before, after] = [&found.prior, posterior].map(|p| p.first().copied().unwrap_or(f64::NAN));
    let change = if after > before { "raises" } else { "lowers" };
    let [from, to] = [r(before), r(after)];
    let of_a = if (after - before).abs() <= rounding([before, after]) {
        format!("It doesn’t change the probability of A, {from}")
    } else if from == to {
        let by = r((after - before).abs());
        format!("It {change} the probability of A from {from} by {by}")
    } else {
        format!("It {change} the probability of A from {from} to {to}")
    };
    let top = argmax(posterior);
    let p = posterior.at(top);
    let ties = lists::ties(posterior, top, rounding([p, p]));
    let other = match ties.as_slice() {
        [0] => String::new(),
        [_] => {
            format!(
                "; the most probable hypothesis is {}, with {}",
                outcome(top),
                r(p)
            )
        }
        _ => {
            let tied: Vec<String> = ties.iter().map(|at| outcome(*at)).collect();
            let tied = names::joined(&tied);
            format!(
                "; the most probable hypotheses are {tied}, with {} each",
                r(p)
            )
        }
    };
    format!(
        "The evidence has probability {}. {of_a}{other}.",
        r(found.evidence)
    )
}

fn of_weight(state: &BayesState, found: &Weight) -> String {
    if found.least_squares.is_nan() {
        let what = if state.x.is_empty() {
            "There are no data"
        } else {
            "All x are 0, so the data say nothing of the weight"
        };
        return format!(
            "{what}: the posterior is the prior, with the most probable weight 0 and the standard \
             deviation {}.",
            r(found.deviation)
        );
    }
    format!(
        "The most probable weight is {}: ridge regression with λ = {}, between the prior’s 0 and the \
         least-squares weight {}. The posterior’s standard deviation is {}, the prior’s {}.",
        r(number::known_to(found.map, found.off[0])),
        r(found.lambda),
        r(number::known_to(found.least_squares, found.off[1])),
        r(found.deviation),
        number::given(state.tau)
    )
}

fn of_dropout(state: &BayesState, found: &Weight) -> String {
    let seen = number::count(found.sums.count as usize, "point");
    if found.least_squares.is_nan() {
        let what = if state.x.is_empty() {
            "There are no data"
        } else {
            "All x are 0"
        };
        return format!(
            "{what}: every weight fits equally well, so dropout has no weight and no spread. The \
             posterior is the prior, with the standard deviation {}.",
            r(found.deviation)
        );
    }
    format!(
        "After {seen}, dropout’s output at x = 1 has the standard deviation {}, which doesn’t depend \
         on how often the data are seen. The posterior’s standard deviation, which falls with more \
         data, is {}.",
        r(found.spread(state.keep)),
        r(found.deviation)
    )
}

fn of_preference(state: &BayesState, found: &Preference) -> String {
    let (a, b) = pair(&state.wins);
    let by_rewards = format!(
        "Rewards that differ by {} mean that the first answer is preferred with probability {}.",
        r(found.difference),
        r(found.preference)
    );
    let by_wins = if found.likelihood.is_nan() {
        "Without comparisons every difference has the same likelihood, and the most probable one is \
         that of the prior, 0."
            .into()
    } else if found.likelihood.is_infinite() {
        let never = if a == 0.0 { "first" } else { "second" };
        format!(
            "The {never} answer never won, so the likelihood grows without end as the difference goes \
             to {}; under the prior the most probable difference is {}.",
            r(found.likelihood),
            r(found.map)
        )
    } else {
        format!(
            "After {} against {}, the difference of greatest likelihood is {}, and the most \
             probable one under the prior is {}.",
            number::count(a as usize, "win"),
            number::grouped(b),
            r(found.likelihood),
            r(found.map)
        )
    };
    format!("{by_rewards} {by_wins}")
}

fn of_coins(state: &BayesState, found: &Flips) -> String {
    let (Some(posterior), Some(prediction)) = (&found.posterior, found.prediction(&state.coins))
    else {
        return "No coin with a prior above 0 can produce these flips: there is no posterior, and \
                nothing is predicted."
            .into();
    };
    let flips = (found.heads + found.tails) as usize;
    if flips == 0 {
        return format!(
            "Before the first flip the posterior is the prior, and a 1 is predicted with probability \
             {}. Laplace’s rule says 0.5, and there is no frequency yet.",
            r(prediction)
        );
    }
    let ties = found.most_probable(&state.coins);
    let theta = |at: &usize| number::given(state.coins.at(*at));
    let tied = names::joined(&ties.iter().map(theta).collect::<Vec<_>>());
    let p = r(ties.first().map_or(f64::NAN, |top| posterior.at(*top)));
    let best = match ties.len() {
        1 => format!("the most probable coin is that with θ = {tied}: its probability is {p}"),
        _ => format!(
            "the most probable coins are those with θ = {tied}: the probability of each is {p}"
        ),
    };
    format!(
        "After {}, {} of them 1, {best}. The next flip is 1 with probability {} by Bayes’ rule; the \
         frequency is {}, and Laplace’s rule says {}.",
        number::count(flips, "flip"),
        number::grouped(found.heads),
        r(prediction),
        r(found.frequency()),
        r(found.laplace())
    )
}

impl Words for Bayes {
    fn formula(state: &BayesState, reading: &Reading) -> Formula {
        let s = |name| reading.scalar(name);
        let first = |list: &[f64]| list.first().copied().unwrap_or(f64::NAN);
        match state.view {
            BayesView::Rule => {
                let p = first(&super::inference::rule(state, None).prior);
                let l = first(&state.likelihood);
                fixed!(
                    r"P(A\,|\,E) = \frac{\tint{key}{P(A)}\,\tint{value}{P(E\,|\,A)}}{\tint{gradient}{P(E)}} = \frac{\tint{key}{\live{p}} \cdot \tint{value}{\live{l}}}{\tint{gradient}{\live{e}}} = \tint{truth}{\live{posterior}}";
                    p, l, e = s("evidence"), posterior = first(reading.vector("posterior"))
                )
                .given("l", l)
            }
            BayesView::WeightDecay => {
                let sums = weight(state, None).sums;
                fixed!(
                    r"\tint{truth}{\hat{w}} = \frac{\sum x\,y}{\sum x^2 + \lambda} = \frac{\live{xy}}{\live{xx} + \live{lambda}} = \tint{truth}{\live{map}}, \qquad \lambda = \frac{\sigma^2}{\tau^2}";
                    xy = sums.xy(), xx = sums.xx(), lambda = s("lambda"), map = s("map")
                )
            }
            BayesView::Dropout => fixed!(
                r"\tint{model}{|\hat{w}|\,\sqrt{\frac{1-q}{q}}} = \tint{model}{\live{spread}} \qquad\text{beside}\qquad \tint{truth}{\frac{\sigma}{\sqrt{\sum x^2 + \lambda}}} = \tint{truth}{\live{deviation}}";
                spread = s("dropout-spread"), deviation = s("posterior-deviation")
            ),
            BayesView::Preference => {
                let (a, b) = pair(&state.rewards);
                fixed!(
                    r"P(1 \succ 2) = \mathrm{sigmoid}(r_1 - r_2) = \frac{1}{1 + \exp(r_2 - r_1)} = \mathrm{sigmoid}(\live{d}) = \tint{model}{\live{p}}";
                    d = a - b + 0.0, p = s("preference")
                )
            }
            BayesView::InContext => fixed!(
                r"P(1\,|\,\mathrm{flips}) = \sum_c \tint{truth}{P(c\,|\,\mathrm{flips})}\,\theta_c = \tint{truth}{\live{prediction}}";
                prediction = s("prediction")
            ),
        }
    }

    fn question(state: &BayesState) -> Question<BayesState> {
        questions::question(state)
    }
}
