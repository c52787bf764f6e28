//! Patching: one part's output at a word is replaced by what the same part writes there in another
//! sentence, and everything after it is computed again.

use super::inside::{Inside, inside, passed};
use super::model::Model;
use crate::remembered::Remembered;
use nalgebra::{DMatrix, DVector};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use training::forward::{
    Part, Pass, Setting, attend, embedded, feed_forward, linear, normalised, pass, through_block,
};

/// Two sentences in a model with the same heads off, and the place that is patched.
type Asked = (u64, Vec<usize>, Vec<usize>, Vec<usize>, usize);

thread_local! {
    static SEEN: Remembered<Asked, Option<Rc<Vec<f64>>>> = const { Remembered::new(24) };
}

/// The most multiplications of all patches together: more would hold up the page.
const MOST: usize = 400_000_000;

/// Whether all parts of a model can be patched in a sentence of so many tokens, as long as a page may wait.
pub fn is_affordable(model: &Model, tokens: usize) -> bool {
    let each = model.network.parameters.count() * tokens;
    model.sizes().parts().len() * each <= MOST
}

/// The log odds of the two numbers after the first sentence, with each part's output at a place taken
/// from the second one; nothing where the second sentence has no such place, the first fixes no number,
/// or it would take too long.
pub fn patched(
    model: &Arc<Model>,
    text: &[usize],
    other: &[usize],
    off: &[usize],
    place: usize,
) -> Option<Rc<Vec<f64>>> {
    let here = inside(model, text, off, None)?;
    let asked = (
        model.number,
        text.to_vec(),
        other.to_vec(),
        off.to_vec(),
        place,
    );
    SEEN.with(|seen| {
        seen.value(asked, |(_, _, other, off, place)| {
            let there = passed(model, other, off, None)?;
            of(&here, &there, off, *place).map(Rc::new)
        })
    })
}

fn of(here: &Inside, there: &Pass, off: &[usize], place: usize) -> Option<Vec<f64>> {
    here.pair?;
    if !is_affordable(&here.model, here.tokens.len()) {
        return None;
    }
    (place < there.logits.ncols() && place < here.tokens.len()).then(|| {
        let now = here.agreement();
        let parts = here.model.sizes().parts().into_iter();
        parts
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
    let w = &here.model.weights;
    let change = there.write(w, part, place) - here.pass.write(w, part, place);
    if change.iter().all(|x| *x == 0.0) {
        return None;
    }
    let (end, last_layer) = (here.tokens.len() - 1, w.blocks.len() - 1);
    let half = w.sizes().half_of(part);
    let mut moved = here.pass.stream[half].column(place) + &change;
    let setting = Setting { off, broken: None };
    // The other word at this place: everything is computed again.
    let Some(layer) = half.checked_sub(1).map(|half| half / 2) else {
        let mut start = embedded(w, &here.tokens)?;
        start.set_column(place, &moved);
        let stream = pass(w, start, setting).stream.pop()?;
        return Some(odds(here, &stream.column(end).into_owned()));
    };
    // What the last block writes at another word isn't read any more.
    if layer == last_layer && place != end {
        return None;
    }
    if half == 2 * layer + 1 {
        moved += feed_forward(w, layer, &column(&moved)).column(0);
    }
    if layer == last_layer {
        return Some(odds(here, &moved));
    }
    let mut stream = here.pass.stream[2 * layer + 2].clone();
    stream.set_column(place, &moved);
    // After one more block every later word may have changed.
    let mut changed = place..place + 1;
    for later in layer + 1..last_layer {
        stream = through_block(w, later, stream, setting);
        changed = place..here.tokens.len();
    }
    Some(after_last(here, off, changed, &stream))
}

fn column(x: &DVector<f64>) -> DMatrix<f64> {
    DMatrix::from_column_slice(x.len(), 1, x.as_slice())
}

/// The log odds at the end of the sentence if the stream before the last block is another one in some
/// columns.
fn after_last(here: &Inside, off: &[usize], changed: Range<usize>, x: &DMatrix<f64>) -> f64 {
    let w = &here.model.weights;
    let (end, layer) = (here.tokens.len() - 1, w.blocks.len() - 1);
    let block = &w.blocks[layer];
    let first = changed.start;
    let new_columns = x.columns(first, changed.len()).into_owned();
    let qkv = linear(&block.qkv, &normalised(block.norm_1.as_ref(), &new_columns));
    let mut stream = x.column(end) + &block.projection.bias;
    let each = w.each();
    for head in 0..w.heads {
        let at = layer * w.heads + head;
        if off.contains(&at) {
            continue;
        }
        let new = |which: usize, place: usize| {
            qkv.view((which * w.width + head * each, place - first), (each, 1))
        };
        let seen = &here.pass.heads[at];
        let (mut k, mut v) = (seen.k.clone(), seen.v.clone());
        for place in changed.clone() {
            k.set_column(place, &new(1, place).column(0));
            v.set_column(place, &new(2, place).column(0));
        }
        let q = if changed.contains(&end) {
            new(0, end).column(0).into_owned()
        } else {
            seen.q.column(end).into_owned()
        };
        let scores: Vec<f64> = (k.tr_mul(&q) * w.scale).iter().copied().collect();
        let output = v * DVector::from_vec(attend(&scores));
        stream += block.projection.weight.columns(head * each, each) * output;
    }
    let mlp = feed_forward(w, layer, &column(&stream));
    odds(here, &(stream + mlp.column(0)))
}

/// The log odds of the two numbers that follow from the stream at the end.
fn odds(here: &Inside, x: &DVector<f64>) -> f64 {
    let w = &here.model.weights;
    let normal = normalised(w.final_norm.as_ref(), &column(x));
    let logit = |word: usize| -> f64 {
        let row = w.head.row(word);
        row.iter().zip(&normal).map(|(a, b)| a * b).sum()
    };
    here.pair
        .map_or(f64::NAN, |(right, wrong)| logit(right) - logit(wrong))
}

#[cfg(test)]
mod tests {
    use super::super::model::{shipped, small};
    use super::*;
    use crate::language::tokens;
    use training::Source;

    #[test]
    fn the_embedding_of_another_word_is_that_word_and_all_heads_add_up() {
        let text = tokens("the dog that the cats chase").unwrap();
        let other = tokens("the dogs that the cats chase").unwrap();
        let all = patched(&shipped().unwrap(), &text, &other, &[], 2).unwrap();
        let here = inside(&shipped().unwrap(), &text, &[], None).unwrap();
        let there = inside(&shipped().unwrap(), &other, &[], None).unwrap();
        let (right, wrong) = here.pair.unwrap();
        let odds = there.pass.logits[(right, 6)] - there.pass.logits[(wrong, 6)];
        assert!((all[0] - odds).abs() < 1e-10, "{} {odds}", all[0]);
        assert!(odds < -5.0 && here.agreement() > 5.0);
        // At the end only layer 2 has read what differs, and head 2.2 carries most of it.
        let end = patched(&shipped().unwrap(), &text, &other, &[], 6).unwrap();
        let sizes = here.model.sizes();
        let names: Vec<String> = sizes
            .parts()
            .into_iter()
            .map(|p| sizes.part_name(p))
            .collect();
        let least = crate::contract::lists::argmin(&end);
        assert_eq!(names[least], "head 2.2", "{end:?}");
        assert_eq!(end[0], here.agreement());
        // A sentence patched with itself stays as it is.
        let same = patched(&shipped().unwrap(), &text, &text, &[], 3).unwrap();
        assert!(same.iter().all(|x| *x == here.agreement()));
    }

    #[test]
    fn what_the_last_block_writes_elsewhere_is_not_read() {
        let text = tokens("the dog that the cats chase").unwrap();
        let other = tokens("the dogs that the cats chase").unwrap();
        let here = inside(&shipped().unwrap(), &text, &[], None).unwrap();
        let all = patched(&shipped().unwrap(), &text, &other, &[], 2).unwrap();
        for (part, x) in here.model.sizes().parts().into_iter().zip(all.iter()) {
            let untouched = *x == here.agreement();
            assert!(
                here.model.sizes().half_of(part) < 3 || untouched,
                "{part:?}"
            );
        }
        assert!(patched(&shipped().unwrap(), &text, &other[..1], &[], 2).is_none());
    }

    /// The same by brute force in a deeper model: every block again from where the part has written.
    #[test]
    fn blocks_in_between_are_computed_again() {
        let model = small(4, 2, Source::Toy);
        let text = tokens("the dog that the cats chase").unwrap();
        let other = tokens("the dogs that the cats chase").unwrap();
        let (off, place) = ([3], 2);
        let here = inside(&model, &text, &off, None).unwrap();
        let there = passed(&model, &other, &off, None).unwrap();
        let all = patched(&model, &text, &other, &off, place).unwrap();
        let w = &model.weights;
        let setting = Setting {
            off: &off,
            broken: None,
        };
        let (right, wrong) = here.pair.unwrap();
        for (part, ours) in model.sizes().parts().into_iter().zip(all.iter()) {
            let half = model.sizes().half_of(part);
            let change = there.write(w, part, place) - here.pass.write(w, part, place);
            let mut x = here.pass.stream[half].clone();
            let moved = x.column(place) + change;
            x.set_column(place, &moved);
            let mut layer = half / 2;
            if half % 2 == 1 {
                x += feed_forward(w, layer, &x);
                layer += 1;
            }
            while layer < 4 {
                x = through_block(w, layer, x, setting);
                layer += 1;
            }
            let logits = training::forward::unembedded(w, &x);
            let odds = logits[(right, 6)] - logits[(wrong, 6)];
            assert!((ours - odds).abs() < 1e-12, "{part:?}: {ours} {odds}");
        }
    }
}
