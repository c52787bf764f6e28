//! A lesson of one's own, written in an address: `#/lesson?title=…&step=…&say=…&step=…`. A `step` is
//! the address of a panel, percent-encoded; the `say` after it is what to say there.

use super::open::{self, Opened};
use crate::contract::address::UNREADABLE;
use crate::contract::state::{Notice, Query};
use crate::contract::{Address, Presentation, presentation};
use crate::panels;

/// Its address, `#/lesson`.
pub const ID: &str = "lesson";
/// The most steps.
pub const MOST: usize = 60;
/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 200;

/// What the address holds besides how it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnLesson {
    /// The title, as text; may be empty.
    pub title: String,
    /// The steps, in their order.
    pub steps: Vec<Step>,
}

/// A figure and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The address of a panel that exists.
    pub address: Address,
    /// The words, as text; may be empty.
    pub say: String,
}

impl OwnLesson {
    /// What an address of it says; the figure is among its steps.
    #[must_use]
    pub fn open(address: &Address) -> (Self, Opened) {
        let mut own = Self::default();
        let mut notices = Vec::new();
        let mut rest = Vec::new();
        // Whose words come next: those before the first step are the whole lesson's, and a step that
        // can't be used takes its own with it.
        let mut speaker = Speaker::Lesson;
        for (key, text) in &address.pairs {
            let problem = match key.as_str() {
                "title" => own.entitle(text),
                "step" => {
                    let (whose, problem) = own.add(text);
                    speaker = whose;
                    problem
                }
                "say" if speaker != Speaker::Lesson => own.say(&mut speaker, text),
                _ => {
                    rest.push((key.clone(), text.clone()));
                    None
                }
            };
            notices.extend(problem.map(|expected| Notice {
                key: key.clone(),
                value: text.clone(),
                expected,
            }));
        }
        let rest = Address {
            id: address.id.clone(),
            pairs: rest,
        };
        let mut query = Query::new(&rest, open::KEYS);
        let presentation = Presentation::take(&mut query, &[]);
        let figure = open::figure(&mut query, own.steps.len());
        notices.extend(query.into_notices());
        let opened = Opened {
            presentation,
            figure,
            notices,
        };
        (own, opened)
    }

    /// Its address as it is shown.
    #[must_use]
    pub fn address(&self, presentation: &Presentation, figure: usize) -> Address {
        let pair = |key: &str, value: &str| {
            let given = !value.is_empty();
            given.then(|| (key.to_owned(), value.to_owned()))
        };
        // The lesson's own words stand before its steps.
        let mut pairs: Vec<_> = pair("title", &self.title).into_iter().collect();
        pairs.extend(presentation.pairs());
        if figure > 0 {
            pairs.push(("figure".into(), (figure + 1).to_string()));
        }
        for step in &self.steps {
            pairs.push(("step".into(), step.address.text()));
            pairs.extend(pair("say", &step.say));
        }
        Address {
            id: ID.into(),
            pairs,
        }
    }

    fn entitle(&mut self, text: &str) -> Option<String> {
        let title = text.trim();
        if !self.title.is_empty() {
            return Some("the lesson has a title already; the first is used".into());
        }
        if title.starts_with(UNREADABLE) {
            return Some("expected percent-encoded UTF-8".into());
        }
        if title.chars().count() > LONGEST_TITLE {
            return Some(format!("expected at most {LONGEST_TITLE} characters"));
        }
        title.clone_into(&mut self.title);
        None
    }

    fn add(&mut self, text: &str) -> (Speaker, Option<String>) {
        // A whole link will do.
        let hash = text.find('#').map_or(text, |at| &text[at..]);
        let address = Address::parse(hash.trim());
        if panels::find(&address.id).is_none() {
            let near = panels::near(&address.id).first().map_or_else(
                || "as #/attention".into(),
                |entry| format!("perhaps #/{}", entry.meta.id),
            );
            let expected = format!("expected the address of a panel, {near}; the step is left out");
            return (Speaker::Nobody, Some(expected));
        }
        if self.steps.len() == MOST {
            let expected = format!("expected at most {MOST} steps; this one is left out");
            return (Speaker::Nobody, Some(expected));
        }
        self.steps.push(Step {
            address,
            say: String::new(),
        });
        (Speaker::Step, None)
    }

    fn say(&mut self, speaker: &mut Speaker, text: &str) -> Option<String> {
        let whose = std::mem::replace(speaker, Speaker::Silent);
        let longest = presentation::LONGEST;
        match (whose, self.steps.last_mut()) {
            (Speaker::Silent, _) => {
                Some("something is said of this step already; the first is used".into())
            }
            (Speaker::Step, Some(_)) if text.starts_with(UNREADABLE) => {
                Some("expected percent-encoded UTF-8".into())
            }
            (Speaker::Step, Some(_)) if text.chars().count() > longest => {
                Some(format!("expected at most {longest} characters"))
            }
            (Speaker::Step, Some(step)) => {
                text.trim().clone_into(&mut step.say);
                None
            }
            _ => Some("the step before it is left out, and so are its words".into()),
        }
    }
}

/// Whose words a `say` is.
#[derive(Clone, Copy, PartialEq)]
enum Speaker {
    /// The whole lesson's.
    Lesson,
    /// The last step's.
    Step,
    /// The last step's, which has some.
    Silent,
    /// Of a step that is left out.
    Nobody,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Show;

    fn open(query: &str) -> (OwnLesson, Opened, Vec<String>) {
        let (own, opened) = OwnLesson::open(&Address::parse(&format!("#/lesson?{query}")));
        let keys = opened.notices.iter().map(|n| n.key.clone()).collect();
        (own, opened, keys)
    }

    #[test]
    fn an_address_holds_a_lesson_and_is_written_back() {
        let query = "title=Softmax%20%3Cb%3E&say=Hello&step=%23%2Fsvd%3Frank%3D2&say=Look%20%26%20see\
                     &step=entropy&show=slide&figure=2";
        let (own, opened, keys) = open(query);
        assert_eq!(keys, Vec::<String>::new());
        assert_eq!(own.title, "Softmax <b>");
        assert_eq!(opened.presentation.say, "Hello");
        assert_eq!((opened.presentation.show, opened.figure), (Show::Slide, 1));
        let steps: Vec<_> = own
            .steps
            .iter()
            .map(|s| (s.address.text(), s.say.as_str()))
            .collect();
        let expected = [
            ("#/svd?rank=2".to_owned(), "Look & see"),
            ("#/entropy".to_owned(), ""),
        ];
        assert_eq!(steps, expected);
        let written = own.address(&opened.presentation, opened.figure).text();
        assert_eq!(
            OwnLesson::open(&Address::parse(&written)),
            (own, opened),
            "{written}"
        );
    }

    #[test]
    fn a_whole_link_is_a_step_and_an_address_that_is_not_encoded_is_one() {
        let (own, _, keys) = open(
            "step=https%3A%2F%2Fexample.org%2Fx%2F%23%2Fsvd%3Frank%3D3&step=#/entropy?unit=nats&say=x",
        );
        assert_eq!(keys, Vec::<String>::new());
        assert_eq!(own.steps[0].address.text(), "#/svd?rank=3");
        assert_eq!(own.steps[1].address.text(), "#/entropy?unit=nats");
        assert_eq!(own.steps[1].say, "x");
    }

    #[test]
    fn bad_values_are_named_and_nothing_else_is_lost() {
        let long = "a".repeat(1001);
        let cases = [
            (
                "step=%23%2Fsoftmax_jacobian&say=x&step=svd",
                1,
                vec!["step", "say"],
            ),
            ("title=a&title=b&step=svd", 1, vec!["title"]),
            ("step=svd&say=a&say=b", 1, vec!["say"]),
            ("step=svd&figure=2", 1, vec!["figure"]),
            ("step=&step=svd", 1, vec!["step"]),
            ("step=svd&colour=red&show=big", 1, vec!["colour", "show"]),
            ("step=linear-algebra", 0, vec!["step"]),
        ];
        for (query, steps, named) in cases {
            let (own, _, mut keys) = open(query);
            keys.sort();
            let mut named: Vec<String> = named.into_iter().map(str::to_owned).collect();
            named.sort();
            assert_eq!((own.steps.len(), keys), (steps, named), "{query}");
        }
        let (own, _, keys) = open(&format!("step=svd&say={long}&title={long}"));
        assert_eq!((own.steps[0].say.as_str(), keys.len()), ("", 2));
        let (own, opened, keys) = open(&vec!["step=svd"; MOST + 2].join("&"));
        assert_eq!((own.steps.len(), keys.len()), (MOST, 2));
        assert!(opened.notices[0].text().contains("at most 60 steps"));
        let (_, opened, _) = open("step=softmax_jacobian");
        assert!(opened.notices[0].text().contains("#/softmax-jacobian"));
    }
}
