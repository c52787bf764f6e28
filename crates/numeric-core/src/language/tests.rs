//! The language itself; the source's exact figures are tested in `exact_tests`.

use super::*;
use crate::portable_test;

fn standard() -> Language {
    Language::standard().unwrap()
}

fn sites(text: &str) -> Vec<(usize, usize, Across, usize)> {
    let language = standard();
    let sites = language.verb_sites(&language.tokens(text).unwrap());
    sites
        .unwrap()
        .iter()
        .map(|site| (site.position, site.subject, site.across, site.attractors))
        .collect()
}

#[portable_test]
fn words_and_ids() {
    for language in [standard(), Language::changed().unwrap()] {
        assert_eq!(language.vocabulary(), 73);
        assert_eq!(language.word(language.stop()), Some("."));
        assert_eq!(language.word(73), None);
        for id in 0..73 {
            assert_eq!(language.id(language.word(id).unwrap()).unwrap(), id);
            if let Some(partner) = language.partner(id) {
                assert_ne!(partner, id);
                assert_eq!(language.partner(partner), Some(id));
            }
        }
        let pair = language.partner(language.id("chases").unwrap()).unwrap();
        assert_eq!(language.word(pair), Some("chase"));
        assert_eq!(language.partner(language.id("the").unwrap()), None);
        assert!(language.id("elephant").is_err());
    }
}

#[portable_test]
fn text_and_back() {
    let language = standard();
    let text = "The dog that the cats chase sleeps. Every bird sings.";
    let tokens = language.tokens(text).unwrap();
    assert_eq!(language.text(&tokens).unwrap(), text);
    assert_eq!(language.tokens("  THE dog.").unwrap().len(), 3);
    let sample = language.sample(3, 2_000, Start::Sentence);
    let read = language.tokens(&language.text(&sample).unwrap()).unwrap();
    assert_eq!(read, sample);
    assert_eq!(language.text(&[]).unwrap(), "");
    let error = language.tokens("the cow sleeps").unwrap_err();
    assert_eq!(
        error.to_string(),
        "toy language: the word \"cow\" is unknown"
    );
    assert!(language.text(&[73]).is_err());
}

#[portable_test]
fn what_the_grammar_allows() {
    let language = standard();
    let possible = |text: &str| {
        let tokens = language.tokens(text).unwrap();
        language.source().after(&tokens, Start::Sentence).is_ok()
    };
    for text in [
        "the dog sleeps.",
        "a small dog near the rivers chases every gentle rabbit.",
        "the dogs often sleep here.",
        "some dogs that the cat chases sleep near a tree.",
        "the dog that chases the cats sleeps and sees two happy birds.",
        "the dog that sleeps sings.",
        "the dog that the cats that the boy sees chase sleeps.",
        "the dog that the cats near the tree chase sees the boy that dances.",
        "the boy sees the girls that the dogs like.",
    ] {
        assert!(possible(text), "{text}");
    }
    for text in [
        "the dog sleep",
        "a dogs",
        "many dog",
        "the dog that the cats chases",
        "the dog that the cats chase sleep",
        "the dogs that the cat that the boys see chases sleeps",
        "the dog that chases the cats sleep",
        "the dog that the cats chase the",
        "the dog that chase",
        "the dog chases the cats and sleep",
        "the boy sees the girls that dances",
        "the dog that the cats that the boy that",
        "the small happy",
        ". .",
    ] {
        assert!(!possible(text), "{text}");
    }
}

#[portable_test]
fn verbs_and_their_subjects() {
    use Across::{Clause, Nothing, Phrase, That, Verb};
    assert_eq!(
        sites("the dog that the cats chase sleeps. the dogs often sleep."),
        [(5, 4, Nothing, 0), (6, 1, Clause, 1), (11, 9, Nothing, 0)]
    );
    assert_eq!(
        sites("the dog that the cats that some small boys see chase likes a girl and waits."),
        [
            (9, 8, Nothing, 0),
            (10, 4, Clause, 0),
            (11, 1, Clause, 2),
            (15, 1, Verb, 2)
        ]
    );
    assert_eq!(
        sites("the dogs that chase the cat sing"),
        [(3, 1, That, 0), (6, 1, Clause, 1)]
    );
    assert_eq!(
        sites("every dog beside the trees sees the girls that the boy near the hills greets."),
        [(5, 1, Phrase, 1), (14, 10, Phrase, 1)]
    );
    assert_eq!(
        sites("a boy sees the girls that dance. a boy waits"),
        [(2, 1, Nothing, 0), (6, 4, That, 0), (10, 9, Nothing, 0)]
    );
    let language = standard();
    let tokens = language
        .tokens("the dog that the cats chase sleeps")
        .unwrap();
    let sites = language.agreement_sites(&tokens).unwrap();
    assert_eq!(sites.len(), 1);
    assert_eq!(language.word(sites[0].right), Some("sleeps"));
    assert_eq!(language.word(sites[0].wrong), Some("sleep"));
    let unstarted = language.tokens("sleeps . the dog").unwrap();
    assert!(language.verb_sites(&unstarted).is_err());
    assert!(language.agreement_sites(&[900]).is_err());
}

#[portable_test]
fn only_the_right_form_is_possible_at_every_verb() {
    let language = standard();
    let tokens = language.sample(11, 40_000, Start::Sentence);
    let sites = language.verb_sites(&tokens).unwrap();
    let mut next = sites.iter().peekable();
    let mut belief = language.source().before(Start::Sentence);
    for (position, &token) in tokens.iter().enumerate() {
        let verb = language.words[token].class.is_verb();
        assert_eq!(
            verb,
            next.peek().is_some_and(|site| site.position == position)
        );
        if verb {
            let site = next.next().unwrap();
            assert!(belief.probability(site.right) > 0.0);
            assert_eq!(belief.probability(site.wrong), 0.0);
            // dog and sleeps are the first of their pairs.
            let singular = |id: usize| language.partner(id) > Some(id);
            assert_eq!(singular(tokens[site.subject]), singular(site.right));
            assert!(!tokens[site.subject..position].contains(&language.stop()));
        }
        belief.observe(token).unwrap();
    }
    assert!(next.next().is_none());
    let across = language.agreement_sites(&tokens).unwrap().len() as f64 / 40_000.0;
    let value = language.agreement_value();
    assert!((across - value.sites_per_word).abs() < 0.004, "{across}");
}

#[portable_test]
fn agreement_is_worth_a_bit_at_each_site() {
    // The verb tells the number, and little else tells it: at most ln 2 for each site.
    let value = standard().agreement_value();
    let each = value.nats_per_word / value.sites_per_word;
    assert!(each < std::f64::consts::LN_2 + 1e-12 && each > 0.99 * std::f64::consts::LN_2);
}

#[portable_test]
fn the_figures_that_the_grammar_was_tuned_for() {
    let language = standard();
    let source = language.source();
    let rate = source.entropy_rate();
    let entropies = source.conditional_entropies(6).unwrap();
    assert!((1.2..2.0).contains(&rate));
    assert!(entropies[2] - rate > 0.3 && entropies[4] - rate > 0.1 && entropies[5] - rate > 0.05);
    // A model within 2 % of the rate must have learnt agreement.
    assert!(language.agreement_value().nats_per_word > 0.02 * rate);
    assert_eq!(source.states(), 244);
    // A second program, written in Python without this code, gives the same digits.
    assert!((rate - 1.844_984_603_565_358).abs() < 1e-14);
    let length = 1.0 / source.stationary()[0];
    assert!((length - 9.918_111_529_735_855).abs() < 1e-13);
}

#[portable_test]
fn the_changed_variant_is_as_hard_but_different() {
    let (standard, changed) = (standard(), Language::changed().unwrap());
    let (one, other) = (standard.source(), changed.source());
    assert!((one.entropy_rate() - other.entropy_rate()).abs() < 1e-14);
    assert_eq!(standard.divergence_rate(&standard).unwrap(), 0.0);
    let divergence = changed.divergence_rate(&standard).unwrap();
    assert!(divergence > 0.3);
    // Cross-entropy = entropy + divergence, on a long text.
    let count = 200_000;
    let text = changed.sample(5, count, Start::Sentence);
    let excess: Vec<f64> = one
        .surprisals(&text, Start::Sentence)
        .unwrap()
        .iter()
        .zip(other.surprisals(&text, Start::Sentence).unwrap())
        .map(|(theirs, mine)| theirs - mine)
        .collect();
    let mean = real::sum(&excess) / count as f64;
    let squares: Vec<f64> = excess.iter().map(|x| (x - mean) * (x - mean)).collect();
    let error = real::sqrt(real::sum(&squares)) / count as f64;
    assert!(
        (mean - divergence).abs() < 5.0 * error,
        "{mean} {divergence} {error}"
    );
}
