//! The tree against the definition, counted anew.

use super::super::NgramCounts;
use super::*;
use crate::portable_test;
use crate::random::Random;

const SMOOTHINGS: [Smoothing; 6] = [
    Smoothing::None,
    Smoothing::AddAlpha { alpha: 0.3 },
    Smoothing::AddAlpha { alpha: 7.0 },
    Smoothing::JelinekMercer { lambda: 0.6 },
    Smoothing::WittenBell,
    Smoothing::KneserNey { discount: 0.75 },
];

fn text(seed: u64, length: usize) -> Vec<usize> {
    let mut random = Random::new(seed);
    let mut text: Vec<usize> = Vec::new();
    for _ in 0..length {
        // Repeats itself, so that long contexts come again.
        let again = text.len().checked_sub(5).map(|at| text[at]);
        let other = random.below(5).unwrap();
        text.push(again.filter(|_| random.uniform() < 0.6).unwrap_or(other));
    }
    text
}

fn agrees(tree: &ContextTree) {
    let counts = NgramCounts::new(tree.text(), 6, 5).unwrap();
    let other = text(9, 120);
    let path = tree.path(&other).unwrap();
    for smoothing in SMOOTHINGS {
        let ours = tree.scores(&path, smoothing).unwrap();
        let own = tree.own_scores(smoothing).unwrap();
        for order in 1..=5 {
            let model = counts.model(order, smoothing).unwrap();
            assert_eq!(tree.contexts()[order - 1], model.contexts());
            for (ours, text) in [(&ours, &other[..]), (&own, tree.text())] {
                let ours = ours.cross_entropies[order - 1];
                let theirs = model.cross_entropy(text).unwrap();
                let same = ours == theirs || (ours - theirs).abs() < 1e-12;
                assert!(same, "{smoothing:?}, order {order}: {ours} {theirs}");
            }
            for end in 0..12 {
                let context = &other[end / 2..end];
                let ours = tree.distribution(order, smoothing, context);
                match (ours, model.distribution(context)) {
                    (Ok(ours), Ok(theirs)) => {
                        for (a, b) in ours.iter().zip(&theirs) {
                            assert!((a - b).abs() < 1e-14, "{smoothing:?}, {context:?}");
                        }
                    }
                    (ours, theirs) => assert_eq!(ours.is_err(), theirs.is_err()),
                }
            }
        }
    }
}

#[portable_test]
fn the_tree_counts_what_the_definition_counts() {
    let mut tree = ContextTree::new(6, 5).unwrap();
    tree.set(&text(1, 400)).unwrap();
    agrees(&tree);
    // Shorter, longer and another text.
    tree.set(&text(1, 90)).unwrap();
    agrees(&tree);
    tree.set(&text(1, 250)).unwrap();
    agrees(&tree);
    tree.set(&text(2, 60)).unwrap();
    agrees(&tree);
    tree.set(&[3]).unwrap();
    agrees(&tree);
}

#[portable_test]
fn totals_and_unseen_contexts() {
    let mut tree = ContextTree::new(4, 3).unwrap();
    tree.set(&[0, 1, 0, 1, 2]).unwrap();
    assert_eq!(tree.total(&[]), 5);
    assert_eq!((tree.total(&[0]), tree.total(&[0, 1])), (2, 2));
    assert_eq!(tree.counts(&[0, 1]), [1, 0, 1, 0]);
    assert_eq!(tree.counts(&[3, 1]), [0; 4]);
    // The last token is a context that nothing follows.
    assert_eq!((tree.total(&[2]), tree.total(&[3])), (0, 0));
    let path = tree.path(&[0, 1, 3, 3]).unwrap();
    let scores = tree.scores(&path, Smoothing::WittenBell).unwrap();
    assert_eq!(scores.unseen, [0.0, 0.25, 0.25]);
}

#[portable_test]
fn what_is_refused() {
    assert!(ContextTree::new(0, 2).is_err() && ContextTree::new(3, 17).is_err());
    let mut tree = ContextTree::new(3, 2).unwrap();
    assert!(tree.set(&[3]).is_err() && tree.path(&[4]).is_err());
    assert!(tree.own_scores(Smoothing::None).is_err());
    assert!(tree.distribution(3, Smoothing::WittenBell, &[]).is_err());
    assert!(tree.distribution(2, Smoothing::None, &[1]).is_err());
    let bad = Smoothing::KneserNey { discount: 2.0 };
    assert!(tree.distribution(1, bad, &[]).is_err());
}
