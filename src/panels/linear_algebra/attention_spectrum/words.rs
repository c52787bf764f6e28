//! The words around the numbers: sentence, formulas, question, claim.

use super::AttentionSpectrum;
use super::read::{Numbers, gap_and_entropy};
use super::scan::scan;
use super::state::{SHARPEST, SpectrumState};
use crate::contract::lists::row;
use crate::contract::number::significant;
use crate::contract::prelude::*;
use numeric_core::attention::Mask;
use numeric_core::spectral::markov::{self, ClosedClass};

pub fn sentence(state: &SpectrumState, n: &Numbers) -> String {
    let names = &state.tokens;
    let run = markov::long_run(&n.weights).ok();
    let classes = run.as_ref().map_or(&[][..], |run| &run.classes);
    if classes.len() > 1 {
        return several(names, classes);
    }
    let head = if state.mask == Mask::Causal {
        format!(
            "Nobody may look ahead, so W is triangular and its eigenvalues are the numbers on its diagonal; \
             walkers only ever go back, and all end on the first word, “{}”, as the attention of trained models \
             piles up there (an attention sink).",
            names[0]
        )
    } else {
        visited(names, &n.stationary)
    };
    if let [only] = classes
        && only.period > 1
    {
        return format!(
            "{head} Its words come round in a cycle of {}: walkers who began on different ones never meet, \
             since {} eigenvalues have modulus 1, |λ₂| among them.",
            only.period, only.period
        );
    }
    let second = 1.0 - n.gap;
    let pace = if second < 1e-12 {
        "One step is enough to forget where it began.".to_string()
    } else if second > 1.0 - 1e-9 {
        let turned = n.eigenvalues.get(1).map_or(0.0, |z| z.re);
        let which = if turned > 1.0 - 1e-9 {
            "is 1"
        } else if turned < 1e-9 - 1.0 {
            "is −1"
        } else {
            "has modulus 1"
        };
        format!("The second eigenvalue {which} to nine digits: the start is hardly ever forgotten.")
    } else {
        format!(
            "Each step leaves {} of the memory of the start, since |λ₂| = {}; the gap is {}.",
            percent(second),
            rounded(second),
            rounded(n.gap)
        )
    };
    format!("{head} {pace}")
}

/// Where a walker is most of the time; several words where they share that.
fn visited(names: &[String], stationary: &[f64]) -> String {
    let most = stationary.iter().fold(0.0, |most: f64, x| most.max(*x));
    let ties = |i: &usize| stationary[*i] >= most - 1e-9;
    let best: Vec<usize> = (0..stationary.len()).filter(ties).collect();
    let share = percent(most);
    match best.as_slice() {
        [only] => format!(
            "In the long run a walker is on “{}” {share} of the time, more than on any other word.",
            names[*only]
        ),
        all if all.len() == stationary.len() => {
            format!("In the long run a walker is on every word equally often, {share} of the time.")
        }
        several => format!(
            "In the long run a walker is most often on {}, on each {share} of the time.",
            listed(names, several)
        ),
    }
}

/// Groups of words that are never left: several, so that the start is never forgotten.
fn several(names: &[String], classes: &[ClosedClass]) -> String {
    let groups: Vec<String> = classes.iter().map(|c| listed(names, &c.states)).collect();
    let turns = classes.iter().any(|c| c.period > 1);
    format!(
        "Once on one of these groups of words, a walker never leaves it: {}. Where it ends depends on where it \
         began, and the eigenvalue 1 occurs {} times. π is shown for walkers who begin on all words alike.{}",
        groups.join("; "),
        classes.len(),
        if turns {
            " In some group the words come round in a fixed cycle, which gives eigenvalues of modulus 1 besides."
        } else {
            ""
        }
    )
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
        let w = || Tint::Weight.of(m::mi("W"));
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
        // The first answer is that the gap shrinks.
        let answer = trend(then, now, 1e-9);
        Question::new(
            format!(
                "The scores are {}, so that attention gets {}. Will walkers forget where they began sooner \
             or later?",
                if up { "doubled" } else { "halved" },
                if up { "sharper" } else { "flatter" },
            ),
            ["Later: the gap shrinks", "Sooner: the gap grows", "Neither: the gap stays"],
            answer,
            format!(
                "The gap goes from {} to {}. Flat attention sends a walker anywhere at once; sharp attention \
             mostly sends it along few ways, and if a word looks hard at itself, it is kept.",
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
        says:
            "It is said that a larger spectral gap 1 − |λ₂| means that attention is more focused."
                .into(),
        measured: format!(
            "With the scores multiplied by {}, the gap is {}, and the mean entropy of a row, which falls as \
             attention focuses, is {} nats.",
            TESTED.map(rounded).join(", "),
            list(|f| f.0),
            list(|f| f.1)
        ),
        verdict: if stands {
            "Here the claim holds; with other queries and keys it mostly doesn’t.".into()
        } else if with == 0 && against > 0 {
            "It is the other way round: as attention focuses, the gap shrinks. A large gap means fast mixing \
             towards one shared distribution."
                .into()
        } else if with == 0 {
            "Nothing changes here, so nothing can be told.".into()
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
        let address = Address::parse(&format!("#/attention-spectrum?{query}"));
        let opened = panel::open::<AttentionSpectrum>(&address);
        assert_eq!(opened.notices, [], "{query}");
        AttentionSpectrum::read(&opened.state, None).sentence
    }

    #[test]
    fn ties_groups_and_cycles_are_said() {
        let alone = said("q=100,0;0,100&k=100,0;0,100&tokens=a,b");
        assert!(
            alone.contains("“a”; “b”") && alone.contains("occurs 2 times"),
            "{alone}"
        );
        let swap = said("q=100,0;0,100&k=0,100;100,0&tokens=a,b");
        assert!(
            swap.contains("cycle of 2") && swap.contains("every word equally"),
            "{swap}"
        );
        assert!(!swap.contains("more than"), "{swap}");
        let even = said("q=0;0;0&k=1;2;3&tokens=a,b,c");
        assert!(even.contains("every word equally often, 33"), "{even}");
        let slow = said("q=5,0;0,5&k=0,5;5,0&tokens=a,b&sharpness=2");
        assert!(slow.contains("is −1 to nine digits"), "{slow}");
    }
}
