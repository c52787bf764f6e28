//! Exact figures against brute force, sums over the paths of all short texts, word by word; and
//! against long samples.

use super::*;
use crate::portable_test;
use nalgebra::DMatrix;
use std::collections::BTreeMap;

type Classes = Vec<Vec<(usize, f64)>>;
type States = Vec<Vec<(usize, f64, usize)>>;

/// The words that each state may emit, with P(word | state) and the next state, and the stationary
/// distribution by many steps of the chain.
struct Paths {
    words: Vec<Vec<(usize, f64, usize)>>,
    stationary: Vec<f64>,
}

impl Paths {
    fn new(classes: &Classes, states: &States) -> Self {
        let words: Vec<Vec<(usize, f64, usize)>> = states
            .iter()
            .map(|arcs| {
                let total: f64 = arcs.iter().map(|arc| arc.1).sum();
                let mut words = Vec::new();
                for &(class, weight, next) in arcs {
                    let within: f64 = classes[class].iter().map(|word| word.1).sum();
                    for &(word, share) in &classes[class] {
                        words.push((word, weight / total * share / within, next));
                    }
                }
                words
            })
            .collect();
        let mut stationary = vec![1.0 / states.len() as f64; states.len()];
        for _ in 0..4_000 {
            // Half a step, so that a periodic chain settles too.
            let mut next: Vec<f64> = stationary.iter().map(|p| 0.5 * p).collect();
            for (from, words) in words.iter().enumerate() {
                for &(_, probability, to) in words {
                    next[to] += 0.5 * stationary[from] * probability;
                }
            }
            stationary = next;
        }
        Self { words, stationary }
    }

    /// Visits all possible texts of 1 to `longest` words with their probabilities, each the sum
    /// over the paths through the states that emit it.
    fn visit(&self, start: &[f64], longest: usize, visitor: &mut dyn FnMut(&[usize], f64)) {
        let paths = start.iter().copied().enumerate();
        let paths = paths.filter(|&(_, weight)| weight > 0.0).collect();
        self.go_on(paths, longest, &mut Vec::new(), visitor);
    }

    fn go_on(
        &self,
        paths: Vec<(usize, f64)>,
        longest: usize,
        text: &mut Vec<usize>,
        visitor: &mut dyn FnMut(&[usize], f64),
    ) {
        if text.len() == longest {
            return;
        }
        let mut by_word: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
        for (state, weight) in paths {
            for &(word, probability, next) in &self.words[state] {
                let longer = by_word.entry(word).or_default();
                longer.push((next, weight * probability));
            }
        }
        for (word, paths) in by_word {
            text.push(word);
            visitor(text, paths.iter().map(|path| path.1).sum());
            self.go_on(paths, longest, text, visitor);
            text.pop();
        }
    }

    /// H of the first 1, …, `longest` words, each minus the one before.
    fn entropies(&self, start: &[f64], longest: usize) -> Vec<f64> {
        let mut terms = vec![Vec::new(); longest];
        self.visit(start, longest, &mut |text, p| {
            terms[text.len() - 1].push(-p * real::ln(p));
        });
        let mut before = 0.0;
        let blocks = terms.iter().map(|terms| real::sum(terms));
        blocks
            .map(|block| block - std::mem::replace(&mut before, block))
            .collect()
    }
}

fn close(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() < tolerance,
        "{value} against {expected}"
    );
}

fn check_against_paths(source: &Source, paths: &Paths, longest: usize) {
    for (&value, &expected) in source.stationary().iter().zip(&paths.stationary) {
        close(value, expected, 1e-12);
    }
    let mut first = vec![0.0; source.states()];
    first[0] = 1.0;
    let entropies = source.conditional_entropies(longest).unwrap();
    let expected = paths.entropies(&paths.stationary, longest);
    let from_start = source.entropies_from_sentence_start(longest);
    let started = paths.entropies(&first, longest);
    for index in 0..longest {
        close(entropies[index], expected[index], 1e-11);
        close(from_start[index], started[index], 1e-11);
    }
    assert!(entropies.windows(2).all(|pair| pair[1] <= pair[0] + 1e-13));
    assert!(source.entropy_rate() <= entropies[longest - 1] + 1e-13);

    let count = source.vocabulary();
    let mut words = vec![0.0; count];
    let mut pairs = vec![DMatrix::zeros(count, count); longest];
    paths.visit(&paths.stationary, longest, &mut |text, p| {
        let last = text.len() - 1;
        pairs[last][(text[0], text[last])] += p;
        if last == 0 {
            words[text[0]] += p;
        }
    });
    for (value, expected) in source.word_distribution().into_iter().zip(words) {
        close(value, expected, 1e-12);
    }
    let informations = source.mutual_informations(longest - 1).unwrap();
    for (distance, pairs) in pairs.iter().enumerate() {
        close((source.word_pairs(distance) - pairs).amax(), 0.0, 1e-12);
        if distance > 0 {
            let expected = information::mutual_information(pairs, Unit::Nats).unwrap();
            close(informations[distance - 1], expected, 1e-11);
        }
    }
}

/// The next word's distribution after all texts of a length: P(text, word)/P(text).
fn check_next_words(source: &Source, paths: &Paths, length: usize) {
    let mut first = vec![0.0; source.states()];
    first[0] = 1.0;
    for (start, weights) in [
        (Start::Sentence, &first),
        (Start::Anywhere, &paths.stationary),
    ] {
        let mut known = BTreeMap::new();
        paths.visit(weights, length + 1, &mut |text, p| {
            known.insert(text.to_vec(), p);
        });
        for (text, probability) in known.iter().filter(|(text, _)| text.len() == length) {
            let surprisals = source.surprisals(text, start).unwrap();
            close(real::sum(&surprisals), -real::ln(*probability), 1e-10);
            let belief = source.after(text, start).unwrap();
            for (word, p) in belief.next_word().into_iter().enumerate() {
                let longer = [&text[..], &[word]].concat();
                let expected = known.get(&longer).copied().unwrap_or(0.0) / probability;
                close(p, expected, 1e-11);
                close(belief.probability(word), p, 1e-14);
            }
        }
    }
}

fn golden_mean() -> (Classes, States) {
    // No two ones in a row.
    let classes = vec![vec![(0, 1.0)], vec![(1, 1.0)]];
    let states = vec![vec![(0, 1.0, 0), (1, 1.0, 1)], vec![(0, 1.0, 0)]];
    (classes, states)
}

#[portable_test]
fn golden_mean_process() {
    let (classes, states) = golden_mean();
    let source = Source::new(&classes, &states).unwrap();
    let expected = 2.0 / 3.0 * std::f64::consts::LN_2;
    close(source.entropy_rate(), expected, 1e-15);
    let entropies = source.conditional_entropies(3).unwrap();
    let share = information::entropy(&[2.0 / 3.0, 1.0 / 3.0], Unit::Nats).unwrap();
    close(entropies[0], share, 1e-15);
    close(entropies[1], expected, 1e-15);
    check_against_paths(&source, &Paths::new(&classes, &states), 6);
}

#[portable_test]
fn even_process() {
    // Ones come in pairs, so no n-gram is enough: every hₙ is above the rate.
    let classes = vec![vec![(0, 1.0)], vec![(1, 1.0)]];
    let states = vec![vec![(0, 1.0, 0), (1, 1.0, 1)], vec![(1, 1.0, 0)]];
    let source = Source::new(&classes, &states).unwrap();
    let paths = Paths::new(&classes, &states);
    close(
        source.entropy_rate(),
        2.0 / 3.0 * std::f64::consts::LN_2,
        1e-15,
    );
    let entropies = source.conditional_entropies(12).unwrap();
    assert!(entropies.windows(2).all(|pair| pair[1] < pair[0]));
    assert!(entropies[11] > source.entropy_rate());
    check_against_paths(&source, &paths, 8);
    check_next_words(&source, &paths, 5);
}

#[portable_test]
fn periodic_source() {
    let classes = vec![vec![(0, 1.0), (2, 3.0)], vec![(1, 1.0)]];
    let states = vec![vec![(0, 1.0, 1)], vec![(1, 1.0, 0)]];
    let source = Source::new(&classes, &states).unwrap();
    check_against_paths(&source, &Paths::new(&classes, &states), 5);
}

#[portable_test]
fn random_sources() {
    let mut random = Random::new(9);
    let mut checked = 0;
    while checked < 12 {
        let mut weight = || 0.1 + random.uniform();
        let classes = vec![
            vec![(3, weight()), (0, weight())],
            vec![(1, weight())],
            vec![(2, weight()), (4, weight())],
        ];
        let states: States = (0..4)
            .map(|_| {
                let leaving = 1 + random.below(3).unwrap();
                (0..leaving)
                    .map(|class| (class, 0.1 + random.uniform(), random.below(4).unwrap()))
                    .collect()
            })
            .collect();
        // Those whose states aren't all connected are refused.
        if let Ok(source) = Source::new(&classes, &states) {
            let paths = Paths::new(&classes, &states);
            check_against_paths(&source, &paths, 5);
            check_next_words(&source, &paths, 3);
            checked += 1;
        }
    }
}

#[portable_test]
fn the_language_against_all_short_texts() {
    let language = Language::standard().unwrap();
    let source = language.source();
    let states: States = (0..source.states())
        .map(|state| {
            let arcs = source.arcs[state].iter();
            arcs.map(|arc| (arc.class, arc.probability, arc.next))
                .collect()
        })
        .collect();
    let paths = Paths::new(&source.classes, &states);
    check_against_paths(source, &paths, 4);
    check_next_words(source, &paths, 1);
}

/// The mean of numbers and its standard error, from batches long enough to be independent.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let size = 1_000;
    let means: Vec<f64> = values
        .chunks_exact(size)
        .map(|batch| real::sum(batch) / size as f64)
        .collect();
    let count = means.len() as f64;
    let mean = real::sum(&means) / count;
    let squares: Vec<f64> = means.iter().map(|x| (x - mean) * (x - mean)).collect();
    (
        mean,
        real::sqrt(real::sum(&squares) / (count * (count - 1.0))),
    )
}

#[portable_test]
fn ngrams_of_sequences_that_begin_with_a_sentence() {
    let language = Language::standard().unwrap();
    let (source, stop) = (language.source(), language.stop());
    let of = |order, length| source.ngram_entropy_from_sentence_start(order, stop, length);
    // Who knows the whole sequence is at the floor.
    for length in [1, 3, 4] {
        let floors = source.entropies_from_sentence_start(length);
        let floor = floors.iter().sum::<f64>() / length as f64;
        close(of(length + 1, length), floor, 1e-12);
        for order in 1..=length {
            assert!(of(order, length) >= of(order + 1, length) - 1e-12);
        }
    }
    // In the long run the beginning doesn't matter.
    let known = source.conditional_entropies(3).unwrap();
    for order in 1..=3 {
        let apart = |length| (of(order, length) - known[order - 1]).abs();
        assert!(apart(400) < 0.02 && apart(400) < apart(4), "{order}");
    }
    // Against counts over many drawn sequences of 8 words.
    let mut random = crate::random::Random::new(5);
    let mut pairs = BTreeMap::<(usize, usize), f64>::new();
    let mut firsts = BTreeMap::<usize, f64>::new();
    let count = 40_000;
    for _ in 0..count {
        let mut before = stop;
        for word in source.sample(8, Start::Sentence, &mut random) {
            *pairs.entry((before, word)).or_default() += 1.0;
            *firsts.entry(before).or_default() += 1.0;
            before = word;
        }
    }
    let total = 8.0 * f64::from(count);
    let counted: f64 = pairs
        .iter()
        .map(|((before, _), n)| -n / total * real::ln(n / firsts[before]))
        .sum();
    close(of(2, 8), counted, 0.01);
}

#[portable_test]
fn the_language_against_a_long_text() {
    let language = Language::standard().unwrap();
    let source = language.source();
    let text = language.sample(21, 500_000, Start::Anywhere);
    let (mean, error) = mean_and_error(&source.surprisals(&text, Start::Anywhere).unwrap());
    assert!(error < 0.003);
    close(mean, source.entropy_rate(), 5.0 * error);

    for (word, p) in source.word_distribution().into_iter().enumerate() {
        let hits: Vec<f64> = text
            .iter()
            .map(|&w| f64::from(u8::from(w == word)))
            .collect();
        let (share, error) = mean_and_error(&hits);
        close(share, p, 5.5 * error);
    }

    // Pairs, and with them the mutual information, at distances beyond brute force.
    for distance in [4, 7, 12] {
        let pairs = source.word_pairs(distance);
        for (first, second) in [
            ("dog", "sleeps"),
            ("dogs", "sleeps"),
            ("that", "."),
            ("the", "the"),
        ] {
            let (first, second) = (language.id(first).unwrap(), language.id(second).unwrap());
            let hits: Vec<f64> = (0..text.len() - distance)
                .map(|at| f64::from(u8::from(text[at] == first && text[at + distance] == second)))
                .collect();
            let (share, error) = mean_and_error(&hits);
            close(share, pairs[(first, second)], 5.0 * error);
        }
        let expected = information::mutual_information(&pairs, Unit::Nats).unwrap();
        let informations = source.mutual_informations(distance).unwrap();
        close(informations[distance - 1], expected, 1e-12);
    }
}

#[portable_test]
fn beliefs_synchronise_at_the_end_of_a_sentence() {
    let language = Language::standard().unwrap();
    let source = language.source();
    let mut belief = source.before(Start::Anywhere);
    assert_eq!(belief.state(), None);
    close(
        belief.entropy(),
        source.conditional_entropies(1).unwrap()[0],
        1e-13,
    );
    let probability = belief.observe(language.stop()).unwrap();
    close(probability, source.stationary()[0], 1e-14);
    assert_eq!(belief.state(), Some(0));
    assert_eq!(belief.weights(), [(0, 1.0)]);
    assert_eq!(
        belief.next_word(),
        source.before(Start::Sentence).next_word()
    );

    // Two sentence ends in a row never come; the belief stays as it was.
    let before = belief.clone();
    assert!(belief.observe(language.stop()).is_err() && belief.observe(999).is_err());
    assert_eq!(belief, before);
    assert_eq!(belief.probability(999), 0.0);
    let prefix = language.tokens("the dog sleep").unwrap();
    let error = source
        .after(&prefix, Start::Sentence)
        .unwrap_err()
        .to_string();
    assert!(error.contains("at 2 cannot follow"), "{error}");
    assert!(source.surprisals(&prefix, Start::Sentence).is_err());
    // From anywhere, a text may begin in the middle of a sentence.
    let middle = language.tokens("sleeps . the dog").unwrap();
    assert!(source.after(&middle, Start::Anywhere).is_ok());
    assert!(source.after(&middle, Start::Sentence).is_err());
}

#[portable_test]
fn samples_follow_the_seed_and_the_start() {
    let language = Language::standard().unwrap();
    let text = language.sample(1, 50, Start::Sentence);
    assert_eq!(text, language.sample(1, 50, Start::Sentence));
    assert_eq!(text[..20], language.sample(1, 20, Start::Sentence));
    assert_ne!(text, language.sample(2, 50, Start::Sentence));
    assert!(language.source().after(&text, Start::Sentence).is_ok());
    assert!(language.sample(1, 0, Start::Anywhere).is_empty());
}

#[portable_test]
fn what_sources_are_refused() {
    let word = |id| vec![(id, 1.0)];
    let loops = vec![vec![(0, 1.0, 0)]];
    assert!(Source::new(&[word(0)], &loops).is_ok());
    for classes in [
        vec![word(1)],
        vec![word(0), word(0)],
        vec![vec![(0, 0.0)]],
        vec![vec![(0, f64::NAN)]],
    ] {
        assert!(matches!(
            Source::new(&classes, &loops),
            Err(CoreError::NotAllowed { .. })
        ));
    }
    for states in [
        vec![vec![(1, 1.0, 0)]],
        vec![vec![(0, 1.0, 1)]],
        vec![vec![(0, 1.0, 0), (0, 1.0, 0)]],
        vec![vec![(0, -1.0, 0)]],
        // State 1 is never left, or never entered.
        vec![vec![(0, 1.0, 1)], vec![(0, 1.0, 1)]],
        vec![vec![(0, 1.0, 0)], vec![(0, 1.0, 0)]],
    ] {
        assert!(matches!(
            Source::new(&[word(0)], &states),
            Err(CoreError::NotAllowed { .. })
        ));
    }
    for (classes, states) in [
        (vec![], loops.clone()),
        (vec![word(0)], vec![]),
        (vec![word(0)], vec![vec![]]),
        (vec![vec![]], loops.clone()),
    ] {
        assert!(matches!(
            Source::new(&classes, &states),
            Err(CoreError::Empty { .. })
        ));
    }
}
