//! The grammar: what may come next where, and how often.
//!
//! A state is a place in the sentence and the subjects that still wait for their verbs, outermost
//! first. `options` is the whole grammar; the states are whatever it reaches from the beginning of
//! a sentence. Clauses nest at most two deep and nothing repeats without end, so there are finitely
//! many, and the longest sentence has 34 words.

use super::words::{Class, Number};
use std::collections::HashMap;

/// What stands between a verb and the subject that fixes its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Across {
    /// Nothing but perhaps an adverb: the dog often sleeps.
    Nothing,
    /// The word "that" alone: the dog that chases the cats sleeps, at "chases".
    That,
    /// A phrase: the dog near the rivers sleeps.
    Phrase,
    /// A relative clause: the dog that the cats chase sleeps.
    Clause,
    /// An earlier verb of the same subject: the dog chases the cats and sleeps.
    Verb,
}

/// A noun whose clause isn't over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Waiting {
    /// The subject of the sentence.
    Main(Number),
    /// The subject of a relative clause without object: that the cats chase.
    Clause(Number),
    /// The sentence's object, which has a relative clause: when that is over, so is the sentence.
    Object,
}

/// Whose determiner or noun is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Subject,
    ClauseSubject,
    Object,
    ClauseObject,
}

/// Where a phrase such as "near the river" stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum PhraseOf {
    Subject,
    Verb,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    SentenceStart,
    Determiner(Role),
    /// The number is known if the determiner told it.
    Noun {
        role: Role,
        number: Option<Number>,
        described: bool,
    },
    AfterSubject,
    /// After "that", which refers to a noun of this number.
    Clause {
        of: Number,
    },
    Verb(Across),
    AfterIntransitive,
    AfterObject(Number),
    PhraseDeterminer(PhraseOf),
    PhraseNoun {
        of: PhraseOf,
        number: Option<Number>,
    },
    SentenceEnd,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub place: Place,
    pub waiting: Vec<Waiting>,
}

/// One thing that may come next: a word of a class with a weight, and the state after it.
pub(super) type Choice = (Class, u32, State);

const NUMBERS: [Number; 2] = [Number::Singular, Number::Plural];

impl State {
    pub fn sentence_start() -> Self {
        Self::new(Place::SentenceStart, &[])
    }

    fn new(place: Place, waiting: &[Waiting]) -> Self {
        Self {
            place,
            waiting: waiting.to_vec(),
        }
    }

    fn and(&self, noun: Waiting) -> Vec<Waiting> {
        let mut waiting = self.waiting.clone();
        waiting.push(noun);
        waiting
    }

    /// The grammar.
    pub fn options(&self) -> Vec<Choice> {
        let waiting = &self.waiting[..];
        let to = |place| Self::new(place, waiting);
        match self.place {
            Place::SentenceStart => self.determiners(Role::Subject, 1),
            Place::Determiner(role) => self.determiners(role, 1),
            Place::Noun {
                role,
                number,
                described,
            } => self.nouns(role, number, described),
            Place::AfterSubject => self.after_subject(),
            Place::Clause { of } => {
                let mut options = self.determiners(Role::ClauseSubject, 3);
                let object = to(Place::Determiner(Role::ClauseObject));
                options.push((Class::Transitive(of), 5, object));
                options.push((Class::Intransitive(of), 2, clause_over(waiting)));
                options
            }
            Place::Verb(across) => self.verbs(across, 2),
            Place::AfterIntransitive => {
                let mut options = vec![
                    (Class::Stop, 5, Self::sentence_start()),
                    (Class::Manner, 2, Self::new(Place::SentenceEnd, &[])),
                    (
                        Class::Preposition,
                        2,
                        Self::new(Place::PhraseDeterminer(PhraseOf::Verb), &[]),
                    ),
                ];
                options.extend(self.conjunction());
                options
            }
            Place::AfterObject(of) => {
                let clause = Self::new(Place::Clause { of }, &[Waiting::Object]);
                let mut options = vec![
                    (Class::Stop, 6, Self::sentence_start()),
                    (Class::That, 2, clause),
                ];
                options.extend(self.conjunction());
                options
            }
            Place::PhraseDeterminer(of) => {
                let noun = |number| to(Place::PhraseNoun { of, number });
                vec![
                    (Class::The, 3, noun(None)),
                    (Class::SingularDeterminer, 1, noun(Some(Number::Singular))),
                ]
            }
            Place::PhraseNoun { of, number } => {
                let next = match of {
                    PhraseOf::Subject => to(Place::Verb(Across::Phrase)),
                    PhraseOf::Verb => to(Place::SentenceEnd),
                };
                NUMBERS
                    .into_iter()
                    .filter(|&form| number.is_none_or(|number| number == form))
                    .map(|form| (Class::PlaceNoun(form), 1, next.clone()))
                    .collect()
            }
            Place::SentenceEnd => vec![(Class::Stop, 1, Self::sentence_start())],
        }
    }

    /// the, a, some: three in five leave the number open.
    fn determiners(&self, role: Role, weight: u32) -> Vec<Choice> {
        let noun = |number| {
            let place = Place::Noun {
                role,
                number,
                described: false,
            };
            Self::new(place, &self.waiting)
        };
        vec![
            (Class::The, 3 * weight, noun(None)),
            (
                Class::SingularDeterminer,
                weight,
                noun(Some(Number::Singular)),
            ),
            (Class::PluralDeterminer, weight, noun(Some(Number::Plural))),
        ]
    }

    /// One adjective in five, then a noun of a number that fits.
    fn nouns(&self, role: Role, number: Option<Number>, described: bool) -> Vec<Choice> {
        let mut options = Vec::new();
        if !described {
            let place = Place::Noun {
                role,
                number,
                described: true,
            };
            let weight = if number.is_some() { 1 } else { 2 };
            options.push((Class::Adjective, weight, Self::new(place, &self.waiting)));
        }
        for form in NUMBERS {
            if number.is_none_or(|number| number == form) {
                let next = match role {
                    Role::Subject => Self::new(Place::AfterSubject, &self.and(Waiting::Main(form))),
                    Role::ClauseSubject => {
                        Self::new(Place::AfterSubject, &self.and(Waiting::Clause(form)))
                    }
                    Role::Object => Self::new(Place::AfterObject(form), &self.waiting),
                    Role::ClauseObject => clause_over(&self.waiting),
                };
                options.push((Class::Noun(form), 4, next));
            }
        }
        options
    }

    /// After a subject: its relative clause, a phrase, an adverb or its verb.
    fn after_subject(&self) -> Vec<Choice> {
        let to = |place| Self::new(place, &self.waiting);
        // How often: a clause, a phrase, an adverb, a verb.
        let (number, clause, phrase, adverb, verb) = match self.waiting[..] {
            [.., Waiting::Main(number)] => (number, 9, 1, 1, 4),
            // A clause within a clause, but not within that one.
            [Waiting::Main(_), Waiting::Clause(number)] => (number, 2, 2, 1, 12),
            [.., Waiting::Clause(number)] => (number, 0, 2, 1, 12),
            // Never reached: a subject is waiting.
            [.., Waiting::Object] | [] => return Vec::new(),
        };
        let mut options = vec![
            (
                Class::Preposition,
                phrase,
                to(Place::PhraseDeterminer(PhraseOf::Subject)),
            ),
            (Class::Frequency, adverb, to(Place::Verb(Across::Nothing))),
        ];
        options.extend(self.verbs(Across::Nothing, verb));
        if clause > 0 {
            options.push((Class::That, clause, to(Place::Clause { of: number })));
        }
        options
    }

    /// The verb of the innermost subject that waits: in a clause it takes no object, since the
    /// noun before "that" is its object.
    fn verbs(&self, across: Across, weight: u32) -> Vec<Choice> {
        match self.waiting.split_last() {
            Some((&Waiting::Main(number), outer)) => {
                // After "and" nothing is left to wait for.
                let kept = if across == Across::Verb {
                    outer
                } else {
                    &self.waiting
                };
                let object = Self::new(Place::Determiner(Role::Object), kept);
                vec![
                    (
                        Class::Intransitive(number),
                        weight / 2,
                        Self::new(Place::AfterIntransitive, kept),
                    ),
                    (Class::Transitive(number), weight / 2, object),
                ]
            }
            Some((&Waiting::Clause(number), outer)) => {
                vec![(Class::Transitive(number), weight, clause_over(outer))]
            }
            // Never reached: a subject is waiting.
            Some((Waiting::Object, _)) | None => Vec::new(),
        }
    }

    /// "and" with a second verb, once, while the subject is remembered.
    fn conjunction(&self) -> Option<Choice> {
        let next = Self::new(Place::Verb(Across::Verb), &self.waiting);
        (!self.waiting.is_empty()).then_some((Class::And, 2, next))
    }
}

/// A relative clause is over: its noun needs its own verb, or the sentence is at its end.
fn clause_over(waiting: &[Waiting]) -> State {
    match waiting.split_last() {
        Some((Waiting::Object, _)) | None => State::new(Place::SentenceEnd, &[]),
        Some(_) => State::new(Place::Verb(Across::Clause), waiting),
    }
}

/// A [`Choice`] with the number of the next state.
pub(super) type NumberedChoice = (Class, u32, usize);

/// All states that a sentence can reach, its beginning first, and each one's options.
pub(super) fn reachable() -> (Vec<State>, Vec<Vec<NumberedChoice>>) {
    let mut states = vec![State::sentence_start()];
    let mut numbers = HashMap::from([(State::sentence_start(), 0)]);
    let mut arcs = Vec::new();
    while arcs.len() < states.len() {
        let options = states[arcs.len()].options();
        let numbered = options
            .into_iter()
            .map(|(class, weight, next)| {
                let number = *numbers.entry(next.clone()).or_insert_with(|| {
                    states.push(next);
                    states.len() - 1
                });
                (class, weight, number)
            })
            .collect();
        arcs.push(numbered);
    }
    (states, arcs)
}
