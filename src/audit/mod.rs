//! What must hold at every state of every panel, checked in one pass over a state: by the tests for
//! each panel, and by the long scan. None of it is in the page.

mod plates;
mod scan;
#[cfg(test)]
mod tests;
mod texts;

#[cfg(test)]
pub(crate) use plates::keep_their_shape;
pub use scan::scan;

use crate::contract::headless::{Headless, Said, Seen};
use crate::contract::panel::Answer;
use crate::contract::state::BREAK;
use crate::contract::{Address, Draw, Quantity, Reading};
use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// No state makes the program panic.
    NothingPanics,
    /// Every check holds, and its tolerance is a number; one that is undecided says why.
    EveryCheckHolds,
    /// No readout is NaN that doesn't say why it may be, and none is −0 that doesn't say it may be.
    NothingIsNan,
    /// A deliberate mistake breaks its own check and those that it names, and no others.
    AMistakeTurnsOnlyWhatItShould,
    /// The address of a state opens that state, and its reading is the same each time.
    AddressesReadBack,
    /// Sentence, question, derivation, twin and table are there.
    WordsAreThere,
    /// Every text is a whole sentence with its nouns in the right number, without idle zeros.
    TextsAreInOrder,
    /// Exactly one answer to the question is true.
    OneAnswerHolds,
    /// Every formula has a number for each of its places, and a place for each of its numbers.
    FormulasFit,
    /// The picture's parts fit each other.
    PlatesFit,
}

impl Property {
    /// All of them.
    pub const ALL: [Property; 10] = [
        Property::NothingPanics,
        Property::EveryCheckHolds,
        Property::NothingIsNan,
        Property::AMistakeTurnsOnlyWhatItShould,
        Property::AddressesReadBack,
        Property::WordsAreThere,
        Property::TextsAreInOrder,
        Property::OneAnswerHolds,
        Property::FormulasFit,
        Property::PlatesFit,
    ];

    /// The name of its test.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Property::NothingPanics => "nothing_panics",
            Property::EveryCheckHolds => "every_check_holds",
            Property::NothingIsNan => "nothing_is_nan",
            Property::AMistakeTurnsOnlyWhatItShould => "a_mistake_turns_only_what_it_should",
            Property::AddressesReadBack => "addresses_read_back",
            Property::WordsAreThere => "words_are_there",
            Property::TextsAreInOrder => "texts_are_in_order",
            Property::OneAnswerHolds => "one_answer_holds",
            Property::FormulasFit => "formulas_fit",
            Property::PlatesFit => "plates_fit",
        }
    }
}

/// What doesn't hold, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What doesn't hold.
    pub property: Property,
    /// The address of the state.
    pub address: String,
    /// What was seen instead.
    pub says: String,
}

/// What came of a look at one state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// What doesn't hold.
    pub faults: Vec<Fault>,
    /// The mistakes that turned their own check.
    pub turned: Vec<&'static str>,
    /// The mistakes whose own check has nothing to compare at this state.
    pub undecided: Vec<&'static str>,
    /// The mistakes whose own check belongs to another view of the panel.
    pub absent: Vec<&'static str>,
    /// The answer to the question.
    pub answer: String,
}

/// The address of a state with a mistake in it.
#[must_use]
pub fn breaking(address: &Address, name: &str) -> Address {
    let mut address = address.clone();
    address.pairs.push((BREAK.into(), name.into()));
    address
}

/// Looks at the state of an address, in the form in which the panel writes it. A panic is a fault
/// like any other.
#[must_use]
pub fn audit(panel: &dyn Headless, address: &Address) -> Audit {
    let mut audit = Audit::default();
    let look = AssertUnwindSafe(|| everything(panel, address, &mut audit));
    if let Err(panic) = catch_unwind(look) {
        audit.faults.push(fell(address.text(), &*panic));
    }
    audit
}

/// Looks at a random state.
#[must_use]
pub fn audit_random(panel: &dyn Headless, seed: u64, draw: Draw) -> Audit {
    match catch_unwind(AssertUnwindSafe(|| panel.random(seed, draw))) {
        Ok(address) => audit(panel, &address),
        Err(panic) => Audit {
            faults: vec![fell(format!("the {draw:?} state of seed {seed}"), &*panic)],
            ..Audit::default()
        },
    }
}

fn fell(address: String, panic: &(dyn Any + Send)) -> Fault {
    Fault {
        property: Property::NothingPanics,
        address,
        says: panicked(panic).to_owned(),
    }
}

fn panicked(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("it panicked")
}

fn everything(panel: &dyn Headless, address: &Address, audit: &mut Audit) {
    let mut found = Vec::new();
    let seen = panel.see(address);
    checks(&seen, &mut found);
    entries(&seen.reading, &mut found);
    let said = panel.say(address, &seen.reading);
    words(panel, &seen, &said, &mut found);
    answers(&said, &mut found);
    let wrong = texts::faults(panel, &seen.reading, &said).into_iter();
    found.extend(wrong.map(|says| (Property::TextsAreInOrder, says)));
    found.extend(drawn(&said));
    for mistake in panel.mistakes() {
        let broken = panel.see(&breaking(address, mistake.check));
        let property = Property::AMistakeTurnsOnlyWhatItShould;
        if broken.broken != Some(mistake.check) {
            found.push((property, format!("{} wasn't broken", mistake.check)));
        }
        let checks = &broken.reading.checks;
        if checks.iter().all(|check| check.name != mistake.check) {
            audit.absent.push(mistake.check);
        }
        for check in checks {
            let own = check.name == mistake.check;
            if own && check.is_broken() {
                audit.turned.push(mistake.check);
            } else if own && check.undecided.is_some() {
                audit.undecided.push(mistake.check);
            } else if check.is_broken() && !mistake.also.contains(&check.name) {
                let apart = format!("{} over {}", check.residual, check.tolerance);
                let says = format!("breaking {} turned {}: {apart}", mistake.check, check.name);
                found.push((property, says));
            }
        }
    }
    // After the mistakes, so that nothing of them may linger in what a panel remembers.
    reads_back(panel, address, &seen, &mut found);
    audit.answer = said.question.right().unwrap_or_default().to_owned();
    excuse(&mut found, &seen.reading, |filled| {
        drawn(&panel.say(address, filled))
    });
    let address = address.text();
    (audit.faults).extend(found.into_iter().map(|(property, says)| Fault {
        property,
        address: address.clone(),
        says,
    }));
}

type Found = Vec<(Property, String)>;

fn checks(seen: &Seen, found: &mut Found) {
    for check in &seen.reading.checks {
        if let Some(reason) = &check.undecided {
            if reason.len() <= 20 || !reason.ends_with('.') {
                let says = format!("{} is undecided because “{reason}”", check.name);
                found.push((Property::EveryCheckHolds, says));
            }
        } else if !check.holds() || !check.tolerance.is_finite() {
            let says = format!(
                "{}: {} over {}",
                check.name, check.residual, check.tolerance
            );
            found.push((Property::EveryCheckHolds, says));
        }
    }
}

fn entries(reading: &Reading, found: &mut Found) {
    for readout in &reading.readouts {
        for (name, x) in readout.entries() {
            if x.is_nan() && readout.missing.as_ref().is_none_or(|why| why.len() <= 20) {
                found.push((Property::NothingIsNan, format!("{name} is NaN")));
            }
            if x == 0.0 && x.is_sign_negative() && !readout.minus_zero {
                found.push((Property::NothingIsNan, format!("{name} is −0")));
            }
        }
    }
}

fn words(panel: &dyn Headless, seen: &Seen, said: &Said, found: &mut Found) {
    let mut missing = |what: String| found.push((Property::WordsAreThere, what));
    let sentence = &seen.reading.sentence;
    if sentence.len() <= 20 || sentence.contains("not a number") {
        missing(format!("the sentence is “{sentence}”"));
    }
    if said.question.prompt.is_empty() {
        missing("the question is empty".into());
    }
    if said.derivation.len() < 3 {
        missing(format!(
            "the derivation has {} steps",
            said.derivation.len()
        ));
    }
    let twin = panel.twin(&seen.address);
    if !twin.is_empty() && !twin.trim_end().ends_with("}))") {
        missing("the twin doesn't end in print(json.dumps({…}))".into());
    }
    if seen.csv().lines().count() <= seen.reading.entries().len() {
        missing("the table of numbers has fewer lines than numbers".into());
    }
}

fn answers(said: &Said, found: &mut Found) {
    let holds = |o: &&Answer| o.holds;
    let right = said.question.options.iter().filter(holds).count();
    if right != 1 {
        let options: Vec<&str> = said.question.options.iter().map(|o| &*o.says).collect();
        let says = format!("{right} of {options:?} hold: {}", said.question.because);
        found.push((Property::OneAnswerHolds, says));
    }
    let texts: BTreeSet<&str> = said.question.options.iter().map(|o| &*o.says).collect();
    if texts.len() < said.question.options.len() {
        let says = format!("two answers are the same: {texts:?}");
        found.push((Property::OneAnswerHolds, says));
    }
}

/// What is wrong with formulas and plates.
fn drawn(said: &Said) -> Found {
    let mut found = Vec::new();
    formulas(said, &mut found);
    let unfit = plates::faults(&said.plates).into_iter();
    found.extend(unfit.map(|says| (Property::PlatesFit, says)));
    found
}

/// Whether what is wrong with a formula or a plate is that it shows NaN.
fn shows_nan((property, says): &(Property, String)) -> bool {
    let drawn = matches!(property, Property::FormulasFit | Property::PlatesFit);
    drawn && (says.contains("not a number") || says.contains("shows NaN"))
}

/// What says why it is missing may be shown as missing, and nothing else may: with a number in its place
/// nothing is missing any more. A function may have no value at one of the numbers, but not at all.
fn excuse(found: &mut Found, reading: &Reading, redraw: impl Fn(&Reading) -> Found) {
    for number in FILLS {
        if found.iter().any(shows_nan)
            && let Some(filled) = filled(reading, number)
        {
            let left = redraw(&filled);
            found.retain(|fault| !shows_nan(fault) || left.contains(fault));
        }
    }
}

/// What is put in the places of numbers that are missing.
const FILLS: [f64; 4] = [1.0, 0.5, -1.0, 100.0];

/// A reading with a number in the place of each that is NaN and says why; none where there is none.
fn filled(reading: &Reading, number: f64) -> Option<Reading> {
    let mut filled = reading.clone();
    let mut found = false;
    for readout in filled.readouts.iter_mut().filter(|r| r.missing.is_some()) {
        // A word that exists.
        let number = if readout.words.is_empty() {
            number
        } else {
            0.0
        };
        let mut fill = |x: &mut f64| {
            found |= x.is_nan();
            *x = if x.is_nan() { number } else { *x };
        };
        match &mut readout.quantity {
            Quantity::Scalar(x) => fill(x),
            Quantity::Vector(v) => v.iter_mut().for_each(fill),
            Quantity::Matrix(m) => m.iter_mut().for_each(fill),
            Quantity::Complex(v) => v.iter_mut().for_each(|(re, im)| {
                fill(re);
                fill(im);
            }),
        }
    }
    found.then_some(filled)
}

fn formulas(said: &Said, found: &mut Found) {
    let mut look = |place: &str, faults: Vec<String>| {
        let faults = faults.into_iter().map(|fault| format!("{place}: {fault}"));
        found.extend(faults.map(|fault| (Property::FormulasFit, fault)));
    };
    look("the formula", said.formula.faults());
    for step in &said.derivation {
        look(step.title, step.formula.faults());
        look(step.title, step.numbers.faults());
    }
}

fn reads_back(panel: &dyn Headless, address: &Address, seen: &Seen, found: &mut Found) {
    let mut differs = |what: String| found.push((Property::AddressesReadBack, what));
    let again = panel.see(&Address::parse(&address.text()));
    if let Some(notice) = again.notices.first() {
        differs(notice.text());
    }
    if again.address != *address {
        differs(format!("it opens {}", again.address.text()));
    }
    // As text where they differ, since a number that is missing isn't equal to itself.
    let text = |reading: &Reading| format!("{reading:?}");
    if again.reading != seen.reading && text(&again.reading) != text(&seen.reading) {
        differs("its reading is another one the second time".into());
    }
}
