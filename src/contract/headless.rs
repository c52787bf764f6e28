//! What can be asked of a panel without a browser: by the command line and by the tests. None of it
//! is in the page.

use super::mathml::Formula;
use super::panel::{self, Complete, Draw, Mistake, Question, Step};
use super::plate::Plate;
use super::reading::Reading;
use super::registry::{Of, Ready};
use super::state::{Key, Notice, State};
use super::{Address, csv};
use numeric_core::random::Random;

/// What an address says to a panel, without the panel's own types.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The address of the state that was opened, in its shortest form.
    pub address: Address,
    /// The check that is broken on purpose.
    pub broken: Option<&'static str>,
    /// What couldn't be used.
    pub notices: Vec<Notice>,
    /// Everything that follows from the state.
    pub reading: Reading,
}

impl Seen {
    /// The numbers as CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        csv::csv(&self.address.text(), &self.reading)
    }
}

/// What a panel says and draws around a reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The question, without the state that shows its answer.
    pub question: Question<()>,
    /// The formula with the present numbers.
    pub formula: Formula,
    /// The derivation.
    pub derivation: Vec<Step>,
    /// The picture.
    pub plates: Vec<Plate>,
}

/// A panel, without a browser.
pub trait Headless: Ready {
    /// The keys of its address.
    fn keys(&self) -> &'static [Key];
    /// Its deliberate mistakes.
    fn mistakes(&self) -> &'static [Mistake];
    /// Whether `read` takes milliseconds.
    fn is_expensive(&self) -> bool;
    /// The address of the state that an address opens, and what of it couldn't be used.
    fn open(&self, address: &Address) -> (Address, Vec<Notice>);
    /// Opens an address and reads it.
    fn see(&self, address: &Address) -> Seen;
    /// What is said and drawn around the reading of an address.
    fn say(&self, address: &Address, reading: &Reading) -> Said;
    /// The NumPy twin of an address; empty where there is none.
    fn twin(&self, address: &Address) -> String;
    /// The address of a random state.
    fn random(&self, seed: u64, draw: Draw) -> Address;
}

impl<P: Complete> Headless for Of<P> {
    fn keys(&self) -> &'static [Key] {
        P::State::KEYS
    }

    fn mistakes(&self) -> &'static [Mistake] {
        P::MISTAKES
    }

    fn is_expensive(&self) -> bool {
        P::IS_EXPENSIVE
    }

    fn open(&self, address: &Address) -> (Address, Vec<Notice>) {
        let opened = panel::open::<P>(address);
        let address = panel::address::<P>(&opened.state, opened.broken, &opened.presentation);
        (address, opened.notices)
    }

    fn see(&self, address: &Address) -> Seen {
        let opened = panel::open::<P>(address);
        Seen {
            address: panel::address::<P>(&opened.state, opened.broken, &opened.presentation),
            broken: opened.broken,
            notices: opened.notices,
            reading: P::read(&opened.state, opened.broken),
        }
    }

    fn say(&self, address: &Address, reading: &Reading) -> Said {
        let state = panel::open::<P>(address).state;
        let question = P::question(&state);
        let reading = &*reading.as_shown();
        Said {
            question: Question {
                prompt: question.prompt,
                options: question.options,
                because: question.because,
                then: None,
            },
            formula: P::formula(&state, reading),
            derivation: P::derivation(&state, reading),
            plates: P::plates(&state, reading),
        }
    }

    fn twin(&self, address: &Address) -> String {
        P::twin(&panel::open::<P>(address).state)
    }

    fn random(&self, seed: u64, draw: Draw) -> Address {
        let state = P::State::random(&mut Random::new(seed), draw);
        panel::address::<P>(&state, None, &super::Presentation::default())
    }
}
