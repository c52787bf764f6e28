//! Step by step through the half-layers: what each adds to the stream of the word that is looked at, and
//! how one number of the stream comes about.

use super::read::Numbers;
use super::state::TransformerState;
use super::words::token;
use crate::contract::lists::{argmax, row_of, size};
use crate::contract::number::{measured, rounded as r};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use training::forward::Part;

/// One number of the stream after a half-layer, as the sum that it is.
#[derive(Clone, Debug, PartialEq)]
pub struct OneNumber {
    /// What was there before; none at the embedding.
    pub before: Option<f64>,
    /// What is added, by name.
    pub added: Vec<(String, f64)>,
    /// What is there then.
    pub after: f64,
}

/// The entry of the stream that a half-layer changes most at the word that is looked at.
pub fn most_changed(state: &TransformerState, n: &Numbers, half: usize) -> usize {
    if half >= n.inside.pass.stream.len() {
        return 0;
    }
    let write = n.inside.pass.half_write(half, state.place());
    let sizes: Vec<f64> = write.iter().map(|x| x.abs()).collect();
    argmax(&sizes)
}

/// How an entry of the stream comes about in a half-layer; nothing for one that isn't there.
pub fn one_number(
    state: &TransformerState,
    n: &Numbers,
    half: usize,
    entry: usize,
) -> Option<OneNumber> {
    let (i, place) = (&n.inside, state.place());
    let w = &i.model.weights;
    let at = |half: usize| i.pass.stream.get(half)?.get((entry, place)).copied();
    let after = at(half)?;
    let Some(before) = half.checked_sub(1) else {
        let word = *i.tokens.get(place)?;
        let of = |table: &DMatrix<f64>, column: usize| -> Option<f64> {
            table.get((entry, column)).copied()
        };
        return Some(OneNumber {
            before: None,
            added: vec![
                ("word".into(), of(&w.tokens, word)?),
                ("place".into(), of(&w.positions, place)?),
            ],
            after,
        });
    };
    let sizes = i.model.sizes();
    let parts = sizes.parts().into_iter();
    let own = parts.filter(|part| sizes.half_of(*part) == half);
    let added = own.map(|part| {
        let x = i.pass.write(w, part, place)[entry] + 0.0;
        (sizes.part_name(part), x)
    });
    Some(OneNumber {
        before: Some(at(before)?),
        added: added.collect(),
        after,
    })
}

impl OneNumber {
    /// The sum in numbers.
    pub fn formula(&self) -> Formula {
        let named = |(name, x): &(String, f64)| m::sub(&m::factor(*x), &m::text(name));
        let before = self.before.map(m::factor);
        let terms: Vec<String> = before
            .into_iter()
            .chain(self.added.iter().map(named))
            .collect();
        m::formula!(
            "{} = {}",
            terms.join(&m::mo("+")),
            Tint::Value.of(self.after)
        )
    }
}

/// What a half-layer does at the word that is looked at, in words.
pub fn says(state: &TransformerState, n: &Numbers, half: usize) -> String {
    let (i, place, sizes) = (&n.inside, state.place(), state.sizes());
    let here = token(state, place);
    let length = |x: f64| r(x);
    let Some(after) = i.pass.stream.get(half) else {
        return String::new();
    };
    let added = i.pass.half_write(half, place).norm();
    let whole = after.column(place).norm();
    let mut says = if half == 0 {
        format!(
            "The stream of {here} begins as the sum of a vector for the word and one for its place, of \
             length {}.",
            length(whole)
        )
    } else {
        let kind = if half.is_multiple_of(2) {
            "The feed-forward layers"
        } else {
            "The heads"
        };
        format!(
            "{kind} of layer {} read the normalised stream of {} and add a vector of length {} to that of \
             {here}, which then has length {}.",
            half.div_ceil(2),
            if half.is_multiple_of(2) {
                "this word"
            } else {
                "this word and those before it"
            },
            length(added),
            length(whole)
        )
    };
    let heads: Vec<usize> = (sizes.parts().into_iter())
        .filter(|part| sizes.half_of(*part) == half)
        .filter_map(|part| match part {
            Part::Head(head) => Some(head),
            _ => None,
        })
        .collect();
    if !heads.is_empty() {
        let written = |head: &usize| i.pass.heads[*head].write.column(place).norm();
        let lengths: Vec<f64> = heads.iter().map(written).collect();
        let most = argmax(&lengths);
        let head = heads[most];
        let row = row_of(&i.pass.heads[head].weights, place);
        let seen = argmax(&row);
        says.push_str(&if size(&lengths) == 0.0 {
            " All of them are off.".to_owned()
        } else {
            format!(
                " Head {} writes most, a vector of length {}, and looks most at {}, with weight {}.",
                sizes.head_name(head),
                length(lengths[most]),
                token(state, seen),
                r(row[seen])
            )
        });
    }
    let p = i.probabilities(half, place);
    let word = argmax(&p);
    let of = |list: &[f64]| list.at(half);
    says.push_str(&format!(
        " By the stream as it is then, {} is the likeliest next word, with probability {}, and the entropy \
         is {}.",
        state.held.quoted(word),
        r(p[word]),
        measured(of(&n.entropies), "nat")
    ));
    says
}

#[cfg(test)]
mod tests {
    use super::super::model::small;
    use super::super::read::numbers;
    use super::*;

    #[test]
    fn a_number_of_the_stream_is_the_sum_of_what_was_written() {
        let mut deep = TransformerState::default();
        deep.hold(Some(small(3, 2, training::Source::Toy)));
        deep.off = vec![2];
        for state in [TransformerState::default(), deep] {
            let n = numbers(&state, None).unwrap();
            for half in 0..state.sizes().places() {
                let entry = most_changed(&state, &n, half);
                let sum = one_number(&state, &n, half, entry).unwrap();
                let terms: f64 = sum.added.iter().map(|(_, x)| x).sum();
                let whole = sum.before.unwrap_or(0.0) + terms;
                assert!((whole - sum.after).abs() < 1e-12, "{half} {sum:?}");
                assert!(sum.formula().faults().is_empty());
                assert!(says(&state, &n, half).contains("the entropy is"));
            }
            assert!(one_number(&state, &n, 0, 10_000).is_none());
            assert!(one_number(&state, &n, 99, 0).is_none());
        }
    }
}
