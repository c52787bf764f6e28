//! What the address of a lesson says: how it is shown, and which figure as a slide.

use super::Lesson;
use crate::contract::state::{Notice, Query};
use crate::contract::{Address, Key, Kind, Presentation};

/// The keys of a lesson's address besides those of any address.
pub(super) const KEYS: &[Key] = &[Key {
    name: "figure",
    kind: Kind::Integer { min: 1, max: 1000 },
    about: "the figure that is shown as a slide, from 1",
}];

/// An opened lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// How it is shown.
    pub presentation: Presentation,
    /// The figure that is shown as a slide, from 0.
    pub figure: usize,
    /// What couldn't be used.
    pub notices: Vec<Notice>,
}

impl Lesson {
    /// What an address of it says.
    #[must_use]
    pub fn open(&self, address: &Address) -> Opened {
        let mut query = Query::new(address, KEYS);
        let presentation = Presentation::take(&mut query, &[]);
        Opened {
            presentation,
            figure: figure(&mut query, self.figures().count()),
            notices: query.into_notices(),
        }
    }

    /// Its address as it is shown. Which figure matters on slides only.
    #[must_use]
    pub fn address(&self, presentation: &Presentation, figure: usize) -> Address {
        let mut pairs = presentation.pairs();
        if figure > 0 {
            pairs.push(("figure".into(), (figure + 1).to_string()));
        }
        Address {
            id: self.id.into(),
            pairs,
        }
    }
}

/// Which of so many figures is asked for, from 0.
pub(super) fn figure(query: &mut Query, all: usize) -> usize {
    let asked = query.integer("figure").unwrap_or(1);
    let figure = usize::try_from(asked - 1).unwrap_or(0);
    if figure < all || asked == 1 {
        return figure;
    }
    query.reject("figure", &format!("a whole number from 1 to {all}"));
    0
}

#[cfg(test)]
mod tests {
    use super::super::LESSONS;
    use super::*;
    use crate::contract::Show;

    #[test]
    fn every_slide_has_an_address_and_bad_ones_are_named() {
        for lesson in LESSONS.iter().map(|outline| outline.lesson) {
            let open =
                |query: &str| lesson.open(&Address::parse(&format!("#/{}{query}", lesson.id)));
            let all = lesson.figures().count();
            for figure in 0..all {
                let presentation = Presentation {
                    show: Show::Slide,
                    ..Presentation::default()
                };
                let address = lesson.address(&presentation, figure);
                let opened = lesson.open(&Address::parse(&address.text()));
                let expected = Opened {
                    presentation,
                    figure,
                    notices: Vec::new(),
                };
                assert_eq!(opened, expected);
            }
            for bad in ["0", "x", "1.5", &(all + 1).to_string(), "NaN"] {
                let opened = open(&format!("?figure={bad}&show=slide"));
                let keys: Vec<&str> = opened.notices.iter().map(|n| n.key.as_str()).collect();
                assert_eq!((opened.figure, keys), (0, vec!["figure"]), "{bad}");
                assert_eq!(opened.presentation.show, Show::Slide);
            }
            assert_eq!(open("?colour=red").notices.len(), 1);
        }
    }
}
