//! The words of the toy language by class, with their weights in the two variants.

/// Grammatical number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Number {
    /// One: the dog sleeps.
    Singular,
    /// Several: the dogs sleep.
    Plural,
}

/// Words that the grammar doesn't tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Stop,
    And,
    That,
    The,
    SingularDeterminer,
    PluralDeterminer,
    Adjective,
    Frequency,
    Manner,
    Preposition,
    Noun(Number),
    PlaceNoun(Number),
    Transitive(Number),
    Intransitive(Number),
}

impl Class {
    pub fn is_verb(self) -> bool {
        matches!(self, Self::Transitive(_) | Self::Intransitive(_))
    }

    /// The number of a noun.
    pub fn noun_number(self) -> Option<Number> {
        match self {
            Self::Noun(number) | Self::PlaceNoun(number) => Some(number),
            _ => None,
        }
    }
}

/// Words with one form each: (word, weight).
const UNINFLECTED: [(Class, &[(&str, f64)]); 10] = [
    (Class::Stop, &[(".", 1.0)]),
    (Class::And, &[("and", 1.0)]),
    (Class::That, &[("that", 1.0)]),
    (Class::The, &[("the", 1.0)]),
    (Class::SingularDeterminer, &[("a", 3.0), ("every", 1.0)]),
    (
        Class::PluralDeterminer,
        &[("some", 3.0), ("many", 2.0), ("two", 1.0)],
    ),
    (
        Class::Adjective,
        &[
            ("small", 5.0),
            ("happy", 4.0),
            ("brave", 3.0),
            ("young", 2.0),
            ("clever", 1.0),
            ("gentle", 1.0),
        ],
    ),
    (
        Class::Frequency,
        &[("often", 3.0), ("always", 2.0), ("never", 1.0)],
    ),
    (
        Class::Manner,
        &[
            ("here", 4.0),
            ("today", 3.0),
            ("quietly", 2.0),
            ("happily", 1.0),
        ],
    ),
    (
        Class::Preposition,
        &[("near", 3.0), ("behind", 2.0), ("beside", 1.0)],
    ),
];

/// Singular form, plural form, weight.
type Pair = (&'static str, &'static str, f64);

/// Words with a singular and a plural form. The weights of a kind follow the order here in the
/// standard language and the reverse order in the changed one: what was common becomes rare.
const INFLECTED: [([Class; 2], &[Pair]); 4] = [
    (
        [Class::Noun(Number::Singular), Class::Noun(Number::Plural)],
        &[
            ("dog", "dogs", 8.0),
            ("cat", "cats", 6.0),
            ("girl", "girls", 4.0),
            ("boy", "boys", 3.0),
            ("horse", "horses", 2.0),
            ("rabbit", "rabbits", 2.0),
            ("farmer", "farmers", 1.0),
            ("bird", "birds", 1.0),
        ],
    ),
    (
        [
            Class::PlaceNoun(Number::Singular),
            Class::PlaceNoun(Number::Plural),
        ],
        &[
            ("river", "rivers", 4.0),
            ("tree", "trees", 3.0),
            ("house", "houses", 2.0),
            ("hill", "hills", 1.0),
        ],
    ),
    (
        [
            Class::Transitive(Number::Singular),
            Class::Transitive(Number::Plural),
        ],
        &[
            ("chases", "chase", 8.0),
            ("sees", "see", 5.0),
            ("follows", "follow", 3.0),
            ("helps", "help", 2.0),
            ("likes", "like", 1.0),
            ("greets", "greet", 1.0),
        ],
    ),
    (
        [
            Class::Intransitive(Number::Singular),
            Class::Intransitive(Number::Plural),
        ],
        &[
            ("sleeps", "sleep", 8.0),
            ("sings", "sing", 5.0),
            ("runs", "run", 3.0),
            ("dances", "dance", 2.0),
            ("laughs", "laugh", 1.0),
            ("waits", "wait", 1.0),
        ],
    ),
];

/// A word with everything the language knows about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub text: &'static str,
    pub class: Class,
    pub weight: f64,
    /// The same word in the other number.
    pub partner: Option<usize>,
}

/// All words in the order of their ids, the sentence's end first. Both variants have the same ids.
pub(super) fn words(changed: bool) -> Vec<Word> {
    let mut words = Vec::new();
    for (class, entries) in UNINFLECTED {
        words.extend(entries.iter().map(|&(text, weight)| Word {
            text,
            class,
            weight,
            partner: None,
        }));
    }
    for ([singular, plural], entries) in INFLECTED {
        for (index, &(one, several, _)) in entries.iter().enumerate() {
            let rank = if changed {
                entries.len() - 1 - index
            } else {
                index
            };
            let weight = entries[rank].2;
            let id = words.len();
            for (text, class, partner) in [(one, singular, id + 1), (several, plural, id)] {
                words.push(Word {
                    text,
                    class,
                    weight,
                    partner: Some(partner),
                });
            }
        }
    }
    words
}
