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

/// What a half-layer does at a token of any model.
#[derive(Clone, Debug)]
pub struct Does {
    /// Which half-layer.
    pub half: usize,
    /// The token, and what tokens are called here.
    pub here: String,
    pub unit: &'static str,
    /// The lengths of what is added there, and of the stream then.
    pub added: f64,
    pub whole: f64,
    /// In an attention the head that writes most: its name, the length, what it looks at most, and with
    /// which weight; none where all heads are off.
    pub most: Option<(String, f64, String, f64)>,
    /// The most probable next token by the stream as it is then, and its probability.
    pub next: (String, f64),
    /// The entropy of the next token.
    pub entropy: f64,
}

impl Does {
    /// The same in words.
    pub fn says(&self) -> String {
        let Self {
            half, here, unit, ..
        } = self;
        let layer = half.div_ceil(2);
        let whole = r(self.whole);
        let is_attention = half % 2 == 1;
        let mut says = if *half == 0 {
            format!(
                "The stream of {here} begins as the sum of a vector for the {unit} and one for its place, of \
                 length {whole}."
            )
        } else {
            let (kind, read) = if is_attention {
                ("The heads", format!("this {unit} and those before it"))
            } else {
                ("The feed-forward layers", format!("this {unit}"))
            };
            format!(
                "{kind} of layer {layer} read the normalised stream of {read} and add a vector of length {} \
                 to that of {here}, which then has length {whole}.",
                r(self.added)
            )
        };
        if is_attention {
            says.push_str(&match &self.most {
                None => " All of them are off.".to_owned(),
                Some((name, length, seen, weight)) => format!(
                    " Head {name} writes most, a vector of length {}, and looks most at {seen}, with weight \
                     {}.",
                    r(*length),
                    r(*weight)
                ),
            });
        }
        let (next, p) = &self.next;
        says.push_str(&format!(
            " By the stream as it is then, {next} is the likeliest next {unit}, with probability {}, and the \
             entropy is {}.",
            r(*p),
            measured(self.entropy, "nat")
        ));
        says
    }
}

/// What a half-layer does at the word that is looked at, in words.
pub fn says(state: &TransformerState, n: &Numbers, half: usize) -> String {
    let (i, place, sizes) = (&n.inside, state.place(), state.sizes());
    let Some(after) = i.pass.stream.get(half) else {
        return String::new();
    };
    let heads: Vec<usize> = (sizes.parts().into_iter())
        .filter(|part| sizes.half_of(*part) == half)
        .filter_map(|part| match part {
            Part::Head(head) => Some(head),
            _ => None,
        })
        .collect();
    let written = |head: &usize| i.pass.heads[*head].write.column(place).norm();
    let lengths: Vec<f64> = heads.iter().map(written).collect();
    let most = (size(&lengths) > 0.0).then(|| {
        let most = argmax(&lengths);
        let row = row_of(&i.pass.heads[heads[most]].weights, place);
        let seen = argmax(&row);
        let name = sizes.head_name(heads[most]);
        (name, lengths[most], token(state, seen), row[seen])
    });
    let p = i.probabilities(half, place);
    let word = argmax(&p);
    let does = Does {
        half,
        here: token(state, place),
        unit: "word",
        added: i.pass.half_write(half, place).norm(),
        whole: after.column(place).norm(),
        most,
        next: (state.held.quoted(word), p[word]),
        entropy: n.entropies.at(half),
    };
    does.says()
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
