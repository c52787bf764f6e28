//! What the page shows of a source before a run starts.

use crate::config::{Config, Source};
use crate::error::Result;
use crate::text;
use numeric_core::language::Language;
use std::cell::RefCell;

/// What the page shows of a source before a run starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Different tokens.
    pub vocabulary: usize,
    /// Tokens to train on and held out, of a text.
    pub sizes: Option<(usize, usize)>,
    /// Tokens of a text that are too rare for a place in the vocabulary.
    pub others: usize,
}

impl Facts {
    /// As computed for these settings. The last result is cached, because a long text takes a while
    /// to cut into tokens.
    ///
    /// # Errors
    ///
    /// A text that can't be trained on.
    pub fn cached(config: &Config) -> Result<Self> {
        type Cached = ((Source, usize), Result<Facts>);
        thread_local! {
            static LAST: RefCell<Option<Cached>> = const { RefCell::new(None) };
        }
        LAST.with_borrow_mut(|last| {
            if let Some(((source, context), facts)) = last
                && *context == config.context
                && *source == config.source
            {
                return facts.clone();
            }
            let facts = Self::new(config);
            *last = Some(((config.source.clone(), config.context), facts.clone()));
            facts
        })
    }

    fn new(config: &Config) -> Result<Self> {
        let (text, unit) = match &config.source {
            Source::Toy | Source::ChangedToy => {
                return Ok(Self {
                    vocabulary: Language::standard()?.vocabulary(),
                    sizes: None,
                    others: 0,
                });
            }
            Source::Text { text, unit } => (text, *unit),
        };
        let context = config.context.max(1);
        let tokens = text::tokens(text, unit, context)?;
        let (all, first) = (tokens.text.len(), split(tokens.text.len(), context));
        let held = if first < all { all - first } else { all };
        Ok(Self {
            vocabulary: tokens.vocabulary.len(),
            sizes: Some((first, held)),
            others: tokens.others,
        })
    }
}

/// How many tokens of a text are trained on. The rest is held out: the last tenth, or one sequence
/// where a tenth is shorter. A text too short for a training and a held-out sequence isn't split.
pub(super) fn split(all: usize, context: usize) -> usize {
    let tenth = (all / 10).max(context + 1);
    if all >= 2 * (context + 1) {
        all - tenth.min(all - context - 1)
    } else {
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Unit;
    use crate::data::Data;

    #[test]
    fn facts_are_those_of_the_data() {
        let letters = "abc de, fgh ".repeat(9);
        for (context, unit) in [(8, Unit::Characters), (8, Unit::Words), (40, Unit::Words)] {
            let text = letters.clone();
            for source in [Source::Toy, Source::ChangedToy, Source::Text { text, unit }] {
                let config = Config {
                    source,
                    context,
                    ..Config::default()
                };
                let facts = Facts::cached(&config);
                match Data::new(&config) {
                    Err(error) => assert_eq!(facts, Err(error)),
                    Ok(data) => {
                        let expected = Facts {
                            vocabulary: data.vocabulary().len(),
                            sizes: data.sizes(),
                            others: data.others(),
                        };
                        assert_eq!(facts, Ok(expected));
                    }
                }
            }
        }
    }
}
