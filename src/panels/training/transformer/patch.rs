//! Patching: one part's output at a word is replaced by what the same part writes there in another
//! sentence, and everything after it is computed again.

use super::inside::{Inside, inside, passed};
use super::pass::{Part, Pass, Setting, attend, embedded, feed_forward, linear, normalised, pass};
use crate::remembered::Remembered;
use nalgebra::{DMatrix, DVector};
use std::rc::Rc;

/// Two sentences with the same heads off, and the place that is patched.
type Asked = (Vec<usize>, Vec<usize>, Vec<usize>, usize);

thread_local! {
    static SEEN: Remembered<Asked, Option<Rc<Vec<f64>>>> = const { Remembered::new(24) };
}

/// The log odds of the two numbers after the first sentence, with each part's output at a place taken
/// from the second one; nothing where the second sentence has no such place, or the first fixes no
/// number.
pub fn patched(
    text: &[usize],
    other: &[usize],
    off: &[usize],
    place: usize,
) -> Option<Rc<Vec<f64>>> {
    let here = inside(text, off, None)?;
    let asked = (text.to_vec(), other.to_vec(), off.to_vec(), place);
    SEEN.with(|seen| {
        seen.value(asked, |(_, other, off, place)| {
            let there = passed(other, off, None)?;
            of(&here, &there, off, *place).map(Rc::new)
        })
    })
}

fn of(here: &Inside, there: &Pass, off: &[usize], place: usize) -> Option<Vec<f64>> {
    here.pair?;
    (place < there.logits.ncols() && place < here.tokens.len()).then(|| {
        let now = here.agreement();
        Part::all()
            .into_iter()
            .map(|part| with_part(here, there, off, (part, place)).unwrap_or(now))
            .collect()
    })
}

/// The log odds with one part taken from another sentence; nothing where that changes nothing.
fn with_part(
    here: &Inside,
    there: &Pass,
    off: &[usize],
    (part, place): (Part, usize),
) -> Option<f64> {
    let w = &here.weights;
    let change = there.write(w, part, place) - here.pass.write(w, part, place);
    if change.iter().all(|x| *x == 0.0) {
        return None;
    }
    let last = here.tokens.len() - 1;
    let moved = |half: usize| here.pass.stream[half].column(place) + &change;
    match part.half() {
        // The other word at this place: everything is computed again.
        0 => {
            let mut start = embedded(w, &here.tokens)?;
            start.set_column(place, &moved(0));
            let setting = Setting { off, broken: None };
            let stream = pass(w, start, setting).stream.pop()?;
            Some(odds(here, &stream.column(last).into_owned()))
        }
        1 => {
            let between = moved(1);
            let mlp = feed_forward(w.blocks.first()?, &column(&between));
            Some(after_first(here, off, place, between + mlp.column(0)))
        }
        2 => Some(after_first(here, off, place, moved(2))),
        // What the last block writes at another word isn't read any more.
        _ if place != last => None,
        3 => {
            let between = moved(3);
            let mlp = feed_forward(w.blocks.last()?, &column(&between));
            Some(odds(here, &(between + mlp.column(0))))
        }
        _ => Some(odds(here, &moved(4))),
    }
}

fn column(x: &DVector<f64>) -> DMatrix<f64> {
    DMatrix::from_column_slice(x.len(), 1, x.as_slice())
}

/// The log odds at the end of the sentence if the stream after the first of the two blocks is another
/// one at a place.
fn after_first(here: &Inside, off: &[usize], place: usize, x: DVector<f64>) -> f64 {
    let w = &here.weights;
    let last = here.tokens.len() - 1;
    let block = &w.blocks[1];
    let qkv = linear(&block.qkv, &normalised(&block.norm_1, &column(&x)));
    let mut stream = if place == last {
        x
    } else {
        here.pass.stream[2].column(last).into_owned()
    };
    stream += &block.projection.bias;
    let each = w.each();
    for head in 0..w.heads {
        let at = w.heads + head;
        if off.contains(&at) {
            continue;
        }
        let new = |which: usize| qkv.view((which * w.width + head * each, 0), (each, 1));
        let seen = &here.pass.heads[at];
        let (mut k, mut v) = (seen.k.clone(), seen.v.clone());
        k.set_column(place, &new(1).column(0));
        v.set_column(place, &new(2).column(0));
        let q = if place == last {
            new(0).column(0).into_owned()
        } else {
            seen.q.column(last).into_owned()
        };
        let scores: Vec<f64> = (k.tr_mul(&q) / (each as f64).sqrt())
            .iter()
            .copied()
            .collect();
        let output = v * DVector::from_vec(attend(&scores));
        stream += block.projection.weight.columns(head * each, each) * output;
    }
    let mlp = feed_forward(block, &column(&stream));
    odds(here, &(stream + mlp.column(0)))
}

/// The log odds of the two numbers that follow from the stream at the end.
fn odds(here: &Inside, x: &DVector<f64>) -> f64 {
    let w = &here.weights;
    let normal = normalised(&w.final_norm, &column(x));
    let logit = |word: usize| -> f64 {
        let row = w.head.row(word);
        row.iter().zip(&normal).map(|(a, b)| a * b).sum()
    };
    here.pair
        .map_or(f64::NAN, |(right, wrong)| logit(right) - logit(wrong))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;

    /// The same by brute force: the whole pass again with the part exchanged, for every part.
    #[test]
    fn the_embedding_of_another_word_is_that_word_and_all_heads_add_up() {
        let text = tokens("the dog that the cats chase").unwrap();
        let other = tokens("the dogs that the cats chase").unwrap();
        let all = patched(&text, &other, &[], 2).unwrap();
        let here = inside(&text, &[], None).unwrap();
        let there = inside(&other, &[], None).unwrap();
        let (right, wrong) = here.pair.unwrap();
        let odds = there.pass.logits[(right, 6)] - there.pass.logits[(wrong, 6)];
        assert!((all[0] - odds).abs() < 1e-10, "{} {odds}", all[0]);
        assert!(odds < -5.0 && here.agreement() > 5.0);
        // At the end only layer 2 has read what differs, and head 2.2 carries most of it.
        let end = patched(&text, &other, &[], 6).unwrap();
        let names: Vec<String> = Part::all().into_iter().map(Part::name).collect();
        let least = crate::contract::lists::argmin(&end);
        assert_eq!(names[least], "head 2.2", "{end:?}");
        assert_eq!(end[0], here.agreement());
        // A sentence patched with itself stays as it is.
        let same = patched(&text, &text, &[], 3).unwrap();
        assert!(same.iter().all(|x| *x == here.agreement()));
    }

    #[test]
    fn what_the_last_block_writes_elsewhere_is_not_read() {
        let text = tokens("the dog that the cats chase").unwrap();
        let other = tokens("the dogs that the cats chase").unwrap();
        let here = inside(&text, &[], None).unwrap();
        let all = patched(&text, &other, &[], 2).unwrap();
        for (part, x) in Part::all().into_iter().zip(all.iter()) {
            let untouched = *x == here.agreement();
            assert!(part.half() < 3 || untouched, "{}", part.name());
        }
        assert!(patched(&text, &other[..1], &[], 2).is_none());
    }
}
