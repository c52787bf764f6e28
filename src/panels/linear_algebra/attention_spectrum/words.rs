//! The words around the numbers: sentence, formulas, question, claim.

use super::AttentionSpectrum;
use super::read::{Numbers, gap_and_entropy};
use super::scan::scan;
use super::state::{SHARPEST, SpectrumState};
use crate::contract::lists::row;
use crate::contract::number::significant;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::attention::Mask;
use numeric_core::spectral::markov;

pub fn sentence(state: &SpectrumState, n: &Numbers) -> String {
    let names = &state.tokens;
    let head = if state.mask == Mask::Causal {
        format!(
            "With a causal mask A is triangular, so its eigenvalues are the entries of its \
             diagonal. Walkers never move to a later token, so all end on the first, “{}” (an \
             attention sink).",
            names[0]
        )
    } else {
        visited(names, &n.stationary, n.stationary_off)
    };
    let second = 1.0 - n.gap;
    let pace = if second < 1e-12 {
        "After one step the distribution is stationary.".to_string()
    } else if second > 1.0 - 1e-9 {
        let turned = n.eigenvalues.get(1).map_or(0.0, |z| z.re);
        let which = if turned > 1.0 - 1e-9 {
            "λ₂ is 1"
        } else if turned < 1e-9 - 1.0 {
            "λ₂ is −1"
        } else {
            "|λ₂| is 1"
        };
        format!("{which} to nine digits, so the chain hardly converges.")
    } else {
        format!(
            "In the end each step multiplies the distance from the stationary distribution by |λ₂| = {}; \
             the spectral gap is {}.",
            rounded(second),
            rounded(n.gap)
        )
    };
    format!("{head} {pace}{}", held(state, &n.weights))
}

/// Where a walker is most of the time; several tokens where they share that. Each entry of π may be off by
/// a part of itself.
fn visited(names: &[String], stationary: &[f64], off: f64) -> String {
    let top = argmax(stationary);
    let most = stationary.at(top);
    let best = lists::ties(stationary, top, 2.0 * off * most);
    let share = percent(most);
    match best.as_slice() {
        [only] => format!(
            "In the long run a walker is on “{}” {share} of the time, the largest part of all tokens.",
            names[*only]
        ),
        all if all.len() == stationary.len() => {
            format!(
                "In the long run a walker is on every token equally often, {share} of the time."
            )
        }
        several => format!(
            "In the long run a walker is most often on {}, on each {share} of the time.",
            listed(names, several)
        ),
    }
}

/// Tokens that walkers don't leave by the weights as doubles, though they do: no softmax is 0, but it may be
/// below the smallest double.
fn held(state: &SpectrumState, weights: &DMatrix<f64>) -> String {
    let mut classes = markov::long_run(weights).map_or_else(|_| Vec::new(), |run| run.classes);
    if state.mask == Mask::Causal {
        // The first token is the one that walkers never leave.
        classes.retain(|class| class.states != [0]);
    } else if classes.len() < 2 {
        return String::new();
    }
    let groups: Vec<String> = (classes.iter())
        .map(|class| listed(&state.tokens, &class.states))
        .collect();
    match groups.as_slice() {
        [] => String::new(),
        [only] => format!(
            " Walkers leave {only} with a probability below the smallest double, which is shown as 0."
        ),
        several => format!(
            " Walkers leave each of these sets of tokens with a probability below the smallest double, \
             which is shown as 0: {}.",
            several.join("; ")
        ),
    }
}

/// `“a”, “b” and “c”`
fn listed(names: &[String], which: &[usize]) -> String {
    let names: Vec<String> = which.iter().map(|i| format!("“{}”", names[*i])).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

impl Words for AttentionSpectrum {
    fn formula(_: &SpectrumState, reading: &Reading) -> Formula {
        let pi = row(reading.vector("stationary"));
        let gap = reading.scalar("spectral-gap");
        let pi_name = || Tint::Truth.of(m::mi("π"));
        let w = || Tint::Weight.of(m::mi("A"));
        let second = Tint::Spectrum.of(m::sub(&m::mi("λ"), &m::int(2)));
        let lines = [
            m::parts!(
                "{} {} = {} = {}",
                pi_name(),
                w(),
                pi_name(),
                Tint::Truth.of(m::matrix(&pi))
            ),
            m::parts!(
                "{} = 1 − | {} | = 1 − {} = {}",
                m::text("gap"),
                second,
                Tint::Spectrum.of(1.0 - gap),
                gap
            ),
        ];
        m::formula!("{}", m::lines(&lines))
    }

    fn question(state: &SpectrumState) -> Question<SpectrumState> {
        let up = 2.0 * state.sharpness <= SHARPEST;
        let to = if up {
            2.0 * state.sharpness
        } else {
            0.5 * state.sharpness
        };
        let (now, then) = (
            gap_and_entropy(state, state.sharpness).0,
            gap_and_entropy(state, to).0,
        );
        let answers = [
            "Faster: the gap grows",
            "More slowly: the gap shrinks",
            "Neither: the gap changes by less than 10⁻⁹",
        ];
        Question::new(
            format!(
                "The scores are {}, so that attention is {}. Does the chain converge to its stationary \
                 distribution faster or more slowly?",
                if up { "doubled" } else { "halved" },
                if up { "more focused" } else { "more uniform" },
            ),
            trend(now, then, 1e-9, answers),
            format!(
                "The gap goes from {} to {}. With uniform attention a walker can be on any token \
                 after one step; with focused attention it mostly follows few transitions, and \
                 stays on a token that attends to itself.",
                rounded(now),
                rounded(then)
            ),
        ).then(SpectrumState {
                sharpness: to,
                ..state.clone()
            })
    }
}

/// The sharpnesses at which the claim is put to the test.
const TESTED: [f64; 5] = [0.1, 1.0, 3.0, 10.0, 50.0];

/// Whether a larger gap goes with more focus.
pub fn claim(state: &SpectrumState) -> Claim {
    let found = scan(state, &TESTED);
    let list = |pick: fn(&(f64, f64)) -> f64| {
        found
            .iter()
            .map(|f| significant(pick(f), 3))
            .collect::<Vec<_>>()
            .join(", ")
    };
    // Of two sharpnesses the one with the lower entropy is the more focused.
    let mut with = 0;
    let mut against = 0;
    for (i, a) in found.iter().enumerate() {
        for b in &found[..i] {
            let product = (a.0 - b.0) * (a.1 - b.1);
            if product < -1e-12 {
                with += 1;
            } else if product > 1e-12 {
                against += 1;
            }
        }
    }
    let stands = with > 0 && against == 0;
    Claim {
        says: "A larger spectral gap 1 − |λ₂| means that attention is more focused.".into(),
        measured: format!(
            "With the scores multiplied by {}, the gap is {}, and the mean entropy of a row, \
             which is lower for focused attention, is {} nats.",
            TESTED.map(rounded).join(", "),
            list(|f| f.0),
            list(|f| f.1)
        ),
        verdict: if stands {
            "It holds here; with other queries and keys it mostly doesn’t.".into()
        } else if with == 0 && against > 0 {
            "The opposite holds: as attention becomes more focused, the gap shrinks. A large gap \
             means fast mixing towards one shared distribution."
                .into()
        } else if with == 0 {
            "Gap or entropy doesn’t change here, so the claim can’t be tested.".into()
        } else {
            format!(
                "It doesn’t hold: of the pairs compared, {with} agree with it and {against} contradict it."
            )
        },
        stands,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Address, panel};

    fn said(query: &str) -> String {
        read(query).sentence
    }

    fn read(query: &str) -> Reading {
        let address = Address::parse(&format!("#/attention-spectrum?{query}"));
        let opened = panel::open::<AttentionSpectrum>(&address);
        assert_eq!(opened.notices, [], "{query}");
        AttentionSpectrum::read(&opened.state, None)
    }

    #[test]
    fn ties_and_slow_chains_are_said() {
        let swap = said("q=100,0;0,100&k=0,100;100,0&tokens=a,b");
        assert!(
            swap.contains("is −1 to nine digits") && swap.contains("every token equally"),
            "{swap}"
        );
        assert!(!swap.contains("largest part"), "{swap}");
        let even = said("q=0;0;0&k=1;2;3&tokens=a,b,c");
        assert!(even.contains("every token equally often, 33"), "{even}");
        let slow = said("q=5,0;0,5&k=0,5;5,0&tokens=a,b&sharpness=2");
        assert!(slow.contains("is −1 to nine digits"), "{slow}");
    }

    #[test]
    fn a_weight_that_underflows_is_not_called_0() {
        let stationary = |query: &str| read(query).vector("stationary").to_vec();
        let causal = "tokens=a,b&q=1;10&k=-1;1&sharpness=38&mask=causal";
        assert_eq!(stationary(causal), [1.0, 0.0]);
        let text = said(causal);
        assert!(text.contains("all end on the first"), "{text}");
        assert!(
            text.contains("leave “b” with a probability below"),
            "{text}"
        );
        for query in [
            "tokens=a,b&q=100;-50&k=100;-50&sharpness=0.1",
            "tokens=a,b&q=2;-1&k=20;-20&sharpness=19",
        ] {
            let found = stationary(query);
            assert!(found[0] == 1.0 && found[1] < 1e-300, "{found:?}");
            let text = said(query);
            assert!(
                text.contains("“a”; “b”") && text.contains("λ₂ is 1 to"),
                "{text}"
            );
        }
        let alone = "q=100,0;0,100&k=100,0;0,100&tokens=a,b";
        assert_eq!(stationary(alone), [0.5, 0.5]);
        assert!(!said("sharpness=37&mask=causal").contains("smallest double"));
    }
}
