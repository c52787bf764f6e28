//! The words around the numbers: sentence, formula, question.

use super::MaximumLikelihood;
use super::likelihood::{Estimate, Numbers, numbers};
use super::model::{Model, parameters};
use super::state::{LIMIT, LikelihoodState, MOST};
use crate::contract::number::measured;
use crate::contract::prelude::*;
use numeric_core::probability::families::Family;

pub use super::claim::claim;

/// The parameters with their names: `p = 0.5`; the first of many.
fn named(family: Model, theta: &[f64], text: fn(f64) -> String) -> String {
    const SHOWN: usize = 4;
    let names = family.names(theta.len());
    let each = names.iter().zip(theta).take(SHOWN);
    let each: Vec<String> = each
        .map(|(name, x)| format!("{name} = {}", text(*x)))
        .collect();
    let more = if theta.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", each.join(", "))
}

/// The parameters of a state, those of categories as probabilities.
pub fn present(state: &LikelihoodState) -> String {
    let member = state.family.member(&state.theta);
    let theta = member.as_ref().map(parameters).unwrap_or_default();
    // Shares are made of the weights that were put in.
    let text = match state.family {
        Model::Categorical => rounded,
        _ => number::given,
    };
    let shown = named(state.family, &theta, text);
    if is_only_near(state, &theta) {
        return shown.replace(" = ", " ≈ ");
    }
    shown
}

/// Whether some of these probabilities are 0 where the category has a weight: by rounding alone, or by
/// an estimate that rules it out.
fn is_only_near(state: &LikelihoodState, shares: &[f64]) -> bool {
    let mut pairs = shares.iter().zip(&state.theta);
    state.family == Model::Categorical && pairs.any(|(p, weight)| *p == 0.0 && *weight > 0.0)
}

/// Whether the parameters are the estimate, within rounding of the data’s sums.
fn is_estimate(state: &LikelihoodState, found: &[f64]) -> bool {
    let member = state.family.member(&state.theta);
    let theta = member.as_ref().map(parameters).unwrap_or_default();
    // The mean and the deviation are as uncertain as the data they cancel.
    let data = match state.family {
        Model::Normal => lists::size(&state.data),
        _ => 0.0,
    };
    let terms = (state.data.len() + found.len()) as f64 + 8.0;
    let alike = |(a, b): (&f64, &f64)| {
        (a - b).abs() <= terms * f64::EPSILON * a.abs().max(b.abs()).max(data)
    };
    theta.len() == found.len() && !is_only_near(state, found) && theta.iter().zip(found).all(alike)
}

/// `1 datum`, `10 data`.
pub fn data(count: usize) -> String {
    let noun = if count == 1 { "datum" } else { "data" };
    format!("{} {noun}", number::grouped(count as f64))
}

pub fn sentence(state: &LikelihoodState, n: &Numbers) -> String {
    if state.data.is_empty() {
        return "Without data the likelihood is a product of no factors: it is 1 for every θ, and \
                there is no estimate."
            .into();
    }
    format!(
        "{} {} {}",
        how_likely(state, n),
        where_largest(state, n),
        what_loss(state, n)
    )
}

fn how_likely(state: &LikelihoodState, n: &Numbers) -> String {
    let (theta, count) = (
        present(state),
        match state.data.len() {
            1 => "single datum".to_owned(),
            more => data(more),
        },
    );
    if n.log_likelihood == f64::NEG_INFINITY {
        return format!(
            "With {theta} a datum is impossible: the likelihood of the {count} is 0, and its \
             logarithm −∞."
        );
    }
    let log = measured(n.log_likelihood, "nat");
    if n.likelihood == 0.0 {
        return format!(
            "With {theta} the likelihood of the {count} is too small for a floating-point number, \
             which holds 0 in its place; the log-likelihood is {log}."
        );
    }
    if n.likelihood.is_infinite() {
        return format!(
            "With {theta} the likelihood of the {count}, a product of densities, is too large for a \
             floating-point number; the log-likelihood is {log}."
        );
    }
    let what = if state.family.is_discrete() {
        ""
    } else {
        ", a product of densities"
    };
    format!(
        "With {theta} the likelihood of the {count} is {}{what}, and the log-likelihood {log}.",
        rounded(n.likelihood)
    )
}

fn where_largest(state: &LikelihoodState, n: &Numbers) -> String {
    let theta = match &n.estimate {
        Estimate::Found(theta) => theta,
        Estimate::Missing(why) => return (*why).into(),
    };
    let same = is_estimate(state, theta);
    let present = present(state);
    // The two are told apart, though they may agree in five digits.
    let found = Some(named(state.family, theta, rounded))
        .filter(|found| same || *found != present)
        .unwrap_or_else(|| named(state.family, theta, number::given));
    let border = match (state.family, theta.as_slice()) {
        (Model::Bernoulli, [p]) if *p == 0.0 || *p == 1.0 => {
            let other = if *p == 1.0 { "0" } else { "1" };
            format!(
                " That is at the border of what p can be, and the derivative isn’t 0 there; a single \
                 {other} among later data would have the probability 0 and an infinite loss."
            )
        }
        (Model::Poisson, [rate]) if *rate == 0.0 => {
            " That is at the border of what λ can be, and the derivative isn’t 0 there.".into()
        }
        (Model::Categorical, shares) if shares.contains(&0.0) => {
            " It gives categories that don’t occur the probability 0.".into()
        }
        _ => String::new(),
    };
    if same {
        format!("No likelihood is larger: this is the estimate θ̂, {found}.{border}")
    } else if n.log_likelihood >= n.largest - 2.0 * n.off {
        format!(
            "It can’t be told from the largest likelihood, that of the estimate θ̂, {found}, which is so \
             near.{border}"
        )
    } else {
        format!(
            "It is largest at the estimate θ̂, {found}, where the log-likelihood is {}.{border}",
            rounded(n.largest)
        )
    }
}

fn what_loss(state: &LikelihoodState, n: &Numbers) -> String {
    let loss = measured(n.loss, "nat");
    if !state.family.is_discrete() {
        let Some((h, kl)) = fitted(state, n) else {
            return format!("The loss −log L/N is {loss} for each datum.");
        };
        return format!(
            "The loss −log L/N is {loss} for each datum: the differential entropy of the fitted density, \
             {}, plus its divergence to the model, {}.",
            rounded(h),
            rounded(kl)
        );
    }
    format!(
        "The loss of {loss} for each datum is the entropy of the data, {}, plus their divergence to the \
         model, {}.",
        rounded(n.entropy),
        rounded(number::known_to(n.kl, n.blur))
    )
}

impl Words for MaximumLikelihood {
    fn formula(state: &LikelihoodState, reading: &Reading) -> Formula {
        let (l, log) = (
            reading.scalar("likelihood"),
            reading.scalar("log-likelihood"),
        );
        if state.data.is_empty() {
            return fixed!(
                r"L(\theta) = \prod_{i=1}^{N} \tint{model}{p_\theta(x_i)} = \tint{value}{\live{l}} \qquad \log L(\theta) = \tint{score}{\live{log}}";
                l, log
            );
        }
        fixed!(
            r"L(\theta) = \prod_{i=1}^{N} \tint{model}{p_\theta(x_i)} = \tint{value}{\live{l}} \qquad \log L(\theta) = \sum_{i=1}^{N} \log \tint{model}{p_\theta(x_i)} = \tint{score}{\live{log}} \qquad -\frac{1}{N}\log L(\theta) = \tint{loss}{\live{loss}}";
            l, log, loss = reading.scalar("negative-log-likelihood")
        )
    }

    fn question(state: &LikelihoodState) -> Question<LikelihoodState> {
        let now = numbers(state, None);
        let count = state.data.len();
        if count > 0 && count.is_multiple_of(3) && 2 * count <= MOST && now.loss.is_finite() {
            return twice(state, &now);
        }
        let next = elsewhere(state);
        let then = numbers(&next, None);
        let room = 2.0 * (now.off + then.off);
        let (a, b) = (now.log_likelihood, then.log_likelihood);
        // Two impossibilities are alike.
        let (a, b) = if a == b { (0.0, 0.0) } else { (a, b) };
        let answers = ["It grows", "It falls", "It stays the same, up to rounding"];
        let lesson = if count == 0 {
            "Without data it is 0 for every θ."
        } else {
            "It grows towards the estimate and falls beyond it."
        };
        Question::new(
            format!(
                "θ is changed from {} to {}. What does the log-likelihood do?",
                present(state),
                present(&next)
            ),
            trend(a, b, room, answers),
            format!(
                "It goes from {} to {}. {lesson}",
                rounded(now.log_likelihood),
                measured(then.log_likelihood, "nat")
            ),
        )
        .then(next)
    }
}

/// Every datum is there twice.
fn twice(state: &LikelihoodState, now: &Numbers) -> Question<LikelihoodState> {
    let next = LikelihoodState {
        data: state.data.repeat(2),
        ..state.clone()
    };
    let then = numbers(&next, None);
    let room = 2.0 * (now.off + then.off) / state.data.len() as f64;
    let answers = ["It doubles", "It stays the same", "It halves"];
    let same = (then.loss - now.loss).abs() <= room;
    let grows = then.loss.abs() > now.loss.abs();
    Question::new(
        "Every datum is observed once more, so that each is there twice. What does the loss −log L/N \
         do?",
        answers
            .into_iter()
            .zip([!same && grows, same, !same && !grows]),
        format!(
            "It stays at {}: log L doubles to {}, and so does N. The estimate stays as well, but the \
             peak of the likelihood becomes narrower.",
            measured(now.loss, "nat"),
            rounded(then.log_likelihood)
        ),
    )
    .then(next)
}

/// Other parameters, a good way from the present ones.
fn elsewhere(state: &LikelihoodState) -> LikelihoodState {
    let family = state.family;
    let theta = match (family, state.theta.as_slice()) {
        (Model::Bernoulli, [p]) if *p < 0.6 => vec![tidy(p + 0.2)],
        (Model::Bernoulli, [p]) => vec![tidy(p - 0.3)],
        (Model::Normal, [mean, deviation]) if state.data.len().is_multiple_of(2) => {
            vec![*mean, (2.0 * deviation).min(LIMIT)]
        }
        (Model::Normal, [mean, deviation]) => {
            vec![(mean + deviation).min(LIMIT), *deviation]
        }
        (Model::Categorical, weights) => {
            let shares = family.member(weights).as_ref().map(parameters);
            let first = shares.and_then(|s| s.first().copied()).unwrap_or(0.5);
            let to = if first < 0.5 {
                first + 0.3
            } else {
                first - 0.3
            };
            let next = family.with(weights, 0, tidy(to));
            next.into_iter().map(tidy).collect()
        }
        (_, [rate]) if *rate == 0.0 => vec![1.0],
        (_, [rate]) if state.data.len().is_multiple_of(2) => vec![(2.0 * rate).min(LIMIT)],
        (_, [rate]) => vec![0.5 * rate],
        (_, other) => other.to_vec(),
    };
    let fewest = family.parameters(&state.data);
    let fits = family.admits(&theta, fewest).is_ok();
    LikelihoodState {
        theta: if fits { theta } else { family.usual(fewest) },
        ..state.clone()
    }
}

/// Entropy of the fitted member and its divergence to the present one, in nats, of families with
/// densities: −log L/N is their sum, since the two have the same means of what log p depends on.
pub fn fitted(state: &LikelihoodState, n: &Numbers) -> Option<(f64, f64)> {
    use numeric_core::real::ln;
    let Estimate::Found(best) = &n.estimate else {
        return None;
    };
    let member = state.family.member(&state.theta)?;
    let (entropy, terms) = match (member, best.as_slice()) {
        (Family::Exponential(m), [rate]) => {
            let ratio = rate / m.rate();
            (1.0 - ln(*rate), [ln(ratio), 1.0 / ratio, 0.0, -1.0])
        }
        (Family::Normal(_), [mean, deviation]) => {
            let [mu, sigma] = state.theta[..] else {
                return None;
            };
            let (ratio, shift) = (deviation / sigma, (mean - mu) / sigma);
            let entropy = 0.5 * (1.0 + ln(2.0 * std::f64::consts::PI)) + ln(*deviation);
            let halves = [0.5 * ratio * ratio, 0.5 * shift * shift, -0.5];
            (entropy, [halves[0], halves[1], halves[2], -ln(ratio)])
        }
        _ => return None,
    };
    let divergence = terms.iter().sum::<f64>().max(0.0);
    Some((entropy, number::known_to(divergence, rounding(terms))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_estimate_itself_is_called_so() {
        let said = |theta: f64| {
            let state = LikelihoodState {
                theta: vec![theta],
                ..LikelihoodState::default()
            };
            sentence(&state, &numbers(&state, None))
        };
        assert!(said(0.7).contains("this is the estimate θ̂, p = 0.7."));
        let near = said(0.700_000_01);
        assert!(near.starts_with("With p = 0.70000001 "), "{near}");
        assert!(near.contains("can’t be told from the largest"), "{near}");
    }

    #[test]
    fn a_weight_that_underflows_is_not_impossible() {
        let said = |data: &[f64]| {
            let state = LikelihoodState {
                theta: vec![1e-320, 1e6],
                ..LikelihoodState::of(Model::Categorical, data.to_vec())
            };
            sentence(&state, &numbers(&state, None))
        };
        let once = said(&[0.0, 1.0, 1.0]);
        assert!(
            once.starts_with("With p₀ ≈ 0, p₁ ≈ 1 the likelihood"),
            "{once}"
        );
        assert!(once.contains("log-likelihood is −750.64 nats"), "{once}");
        let never = said(&[1.0, 1.0]);
        assert!(never.contains("can’t be told from the largest"), "{never}");
    }

    #[test]
    fn the_loss_is_entropy_plus_divergence_of_the_fitted_density() {
        for family in [Model::Exponential, Model::Normal] {
            let mut state = LikelihoodState::of(family, family.example());
            if family == Model::Normal {
                state.theta = vec![0.4, 1.7];
            }
            let n = numbers(&state, None);
            let (entropy, kl) = fitted(&state, &n).unwrap();
            assert!((entropy + kl - n.loss).abs() < 1e-14, "{family:?}");
            assert!(kl > 0.0);
        }
    }
}
