use super::super::model::{shipped, small};
use super::*;
use crate::language::{standard, tokens};
use numeric_core::language::Start;
use training::Source;

fn on(text: &str, off: &[usize]) -> Rc<Inside> {
    inside(&shipped().unwrap(), &tokens(text).unwrap(), off, None).unwrap()
}

#[test]
fn head_two_two_carries_the_number_of_the_subject() {
    let text = "the dog that the cats chase";
    let whole = on(text, &[]);
    let language = standard().unwrap();
    let pair = whole.pair.unwrap();
    assert_eq!(language.word(pair.0), Some("sleeps"));
    assert_eq!(language.word(pair.1), Some("sleep"));
    for (head, norm, weight) in [(9, 4.91, 0.998), (11, 1.09, 0.995)] {
        let write = whole.pass.write(&whole.model.weights, Part::Head(head), 6);
        assert!((write.norm() - norm).abs() < 0.005, "{}", write.norm());
        let seen = whole.pass.heads[head].weights[(6, 2)];
        assert!((seen - weight).abs() < 5e-4, "{seen}");
    }
    let without = |off: &[usize]| on(text, off).agreement();
    let all = whole.agreement();
    assert!(all > 8.0, "{all}");
    assert!(without(&[9]) < all - 5.0);
    assert!((without(&[11]) - all).abs() < 1.0);
}

#[test]
fn the_loss_falls_with_every_half_layer() {
    let language = standard().unwrap();
    let mut random = Random::new(5);
    let mut mean = [0.0; 5];
    const TEXTS: usize = 150;
    for _ in 0..TEXTS {
        let text = language.source().sample(31, Start::Sentence, &mut random);
        let weights = &shipped().unwrap().weights;
        let setting = Setting {
            off: &[],
            broken: None,
        };
        let mut known = vec![language.stop()];
        known.extend_from_slice(&text);
        let pass = pass(weights, embedded(weights, &known).unwrap(), setting);
        for (mean, x) in mean.iter_mut().zip(&pass.stream) {
            *mean += loss(&logs(unembedded(weights, x)), &known) / TEXTS as f64;
        }
    }
    let known = [3.407, 3.018, 2.092, 2.001, 1.871];
    for (ours, known) in mean.iter().zip(known) {
        assert!((ours - known).abs() < 0.08, "{mean:?}");
    }
}

#[test]
fn the_tape_says_the_same() {
    for off in [&[][..], &[9], &[0, 3, 9, 12]] {
        let here = on("the cats that the dog sees sleep near a", off);
        let there = by_tape(&here.model, &here.tokens, off).unwrap();
        let apart = (here.pass.logits.transpose() - there.as_ref()).amax();
        assert!(
            apart < here.rounding && here.rounding < 1e-9,
            "{apart} {}",
            here.rounding
        );
    }
}

/// Models of other sizes and vocabularies: contributions add up to any logit, and a cache and the tape
/// give the same logits.
#[test]
fn a_model_of_other_sizes_agrees_with_the_tape() {
    let text = Source::Text {
        text: "abra cadabra ".repeat(40),
        unit: training::Unit::Characters,
    };
    for (layers, source) in [(3, Source::Toy), (1, text)] {
        let model = small(layers, 3, source);
        let known = inside(&model, &[1, 3, 2, 0, 1], &[1], None).unwrap();
        assert_eq!(known.lens.len(), model.sizes().places());
        let tape = by_tape(&model, &known.tokens, &[1]).unwrap();
        let apart = (known.pass.logits.transpose() - tape.as_ref()).amax();
        assert!(apart < known.rounding && known.cache.apart < known.rounding);
        let place = known.tokens.len() - 1;
        for word in 0..model.vocabulary() {
            let sum: f64 = known.contributions(place, word, None).iter().sum();
            assert!((sum - known.logits(place)[word]).abs() < 1e-12);
        }
        let has_truth = known.truth[place].iter().all(|p| p.is_finite());
        assert!(model.language().is_some() || !has_truth);
    }
}
