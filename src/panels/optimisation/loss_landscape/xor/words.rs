//! The words around the numbers.

use super::super::state::{LandscapeState, Unit};
use super::followed::{End, Followed};
use super::{LEVELS, Share};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use numeric_core::real;
use training::{XOR_STEPS, XOR_WIDTHS, xor_levels};

/// What a level comes from.
const ALIKE: [&str; 3] = [
    "two points that the network can’t tell apart",
    "three points that the network can’t tell apart",
    "all four points, which the network can’t tell apart",
];

fn units(state: &LandscapeState) -> String {
    let kind = match state.activation {
        Unit::Relu => "ReLU unit",
        Unit::Tanh => "tanh unit",
    };
    number::count(state.width, kind)
}

/// How the start that is followed has ended.
fn end(followed: &Followed) -> String {
    let loss = r(followed.loss);
    match followed.end() {
        End::Learned => format!("the loss is {loss}: it has learned the function"),
        End::Stuck(at) => format!(
            "the loss is {loss}, near {} = {}: the loss of {}",
            LEVELS[at],
            r(xor_levels()[at]),
            ALIKE[at]
        ),
        End::Elsewhere => format!("the loss is {loss}, at none of the three levels"),
    }
}

/// A share with its standard error. That of none, or of all, says nothing: there it is the share that would
/// give the same in one of twenty such experiments.
fn bounded(share: &Share) -> String {
    let n = share.starts as f64;
    let rare = 1.0 - real::power(0.05, 1.0 / n);
    if share.stuck == 0.0 {
        format!(
            "none (95\u{202f}% certain: below {})",
            number::percent(rare)
        )
    } else if share.stuck == 1.0 {
        format!(
            "all (95\u{202f}% certain: above {})",
            number::percent(1.0 - rare)
        )
    } else {
        format!(
            "{} ± {}",
            number::percent(share.stuck),
            number::percent(share.error)
        )
    }
}

pub fn sentence(state: &LandscapeState, followed: &Followed, shares: Option<&[Share]>) -> String {
    let one = format!(
        "Start {} with {}: after {} steps of Adam {}.",
        number::grouped(state.trial as f64),
        units(state),
        number::grouped(XOR_STEPS as f64),
        end(followed)
    );
    let Some(shares) = shares.filter(|all| all.iter().any(|s| s.starts > 0)) else {
        return format!(
            "{one} How many of {} get stuck at each width is found when you press Train.",
            number::count(state.starts, "start")
        );
    };
    let each: Vec<String> = (XOR_WIDTHS.iter().zip(shares))
        .filter(|(_, share)| share.starts > 0)
        .map(|(width, share)| format!("{} with {width}", bounded(share)))
        .collect();
    let least = shares.iter().map(|s| s.starts).min().unwrap_or(0);
    format!(
        "{one} Of {} of each width, stuck above 0.05 are: {} hidden units.",
        number::count(least.max(1), "start"),
        each.join(", ")
    )
}

/// "Most local minima are good."
pub fn claim(state: &LandscapeState, shares: &[Share]) -> Option<Claim> {
    let (first, last) = (shares.first()?, shares.last()?);
    if first.starts == 0 || last.starts == 0 {
        return None;
    }
    let falls = last.stuck < first.stuck;
    Some(Claim {
        says: "In high dimensions most local minima are good: bad ones are rare.".into(),
        measured: format!(
            "Of networks that learn XOR with {}, {} of the starts stay at a bad loss with {} hidden units \
             and {} with {}.",
            match state.activation {
                Unit::Relu => "ReLU",
                Unit::Tanh => "tanh",
            },
            number::percent(first.stuck),
            XOR_WIDTHS[0],
            number::percent(last.stuck),
            XOR_WIDTHS[XOR_WIDTHS.len() - 1],
        ),
        verdict: if falls {
            "It depends on the width. Narrow networks often get stuck where points aren’t told apart; the \
             wider the network, the rarer that becomes."
        } else {
            "These starts don’t show that wider networks get stuck more rarely."
        }
        .into(),
        stands: falls,
    })
}

pub fn formula(reading: &Reading) -> Formula {
    let levels = reading.vector("levels");
    let (two, three, four) = (levels.at(0), levels.at(1), levels.at(2));
    let loss = reading.scalar("trial-loss");
    fixed!(
        r"\tint{loss}{L} = \tfrac{1}{4} \sum_{i=1}^{4} \left( \ln(1 + e^{z_i}) - y_i z_i \right) = \tint{loss}{\live{loss}}, \qquad \text{stuck at } \tint{truth}{\tfrac{1}{2} \ln 2 = \live{two}}, \quad \tint{truth}{\tfrac{3}{4} H(\tfrac{1}{3}) = \live{three}}, \quad \tint{truth}{\ln 2 = \live{four}}";
        loss, two, three, four
    )
}

/// Where does this start end?
pub fn question(state: &LandscapeState) -> Question<LandscapeState> {
    let followed = Followed::of(state);
    let end = followed.end();
    let levels = xor_levels();
    let at = |k: usize| {
        let says = format!("Near {} = {}: {}", LEVELS[k], r(levels[k]), ALIKE[k]);
        (says, end == End::Stuck(k))
    };
    let outputs = followed.outputs.map(|p| number::significant(tidy(p), 3));
    Question::new(
        format!(
            "Start {} has {}. Where is its loss after {} steps?",
            number::grouped(state.trial as f64),
            units(state),
            number::grouped(XOR_STEPS as f64)
        ),
        [
            ("Below 0.05".to_owned(), end == End::Learned),
            at(0),
            at(1),
            at(2),
            ("Elsewhere".to_owned(), end == End::Elsewhere),
        ],
        format!(
            "Its loss is {}. At the points (−1, −1), (−1, 1), (1, −1) and (1, 1) its probability of class 1 \
             is {}, {}, {} and {}; the classes are 0, 1, 1 and 0.",
            r(followed.loss),
            outputs[0],
            outputs[1],
            outputs[2],
            outputs[3]
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_of_few_is_not_certainly_none() {
        let of = |losses: &[f64]| bounded(&Share::of(losses));
        let none = of(&[0.01; 20]);
        assert!(
            none.starts_with("none") && none.contains("below 13.9"),
            "{none}"
        );
        assert!(of(&[0.5; 20]).contains("above 86.1"));
        assert!(of(&[0.01, 0.5]).contains("50\u{202f}% ± 35"));
    }
}
