//! A panel's state: read from the keys of an address, written back to it. Most are declared by
//! [`state!`](crate::state).

use super::address::{Address, UNREADABLE, repairs};
use super::kind::{Formulas, Kind, Value, formula, has_formulas};
use super::named::Named;
use super::panel::Draw;
use super::presentation;
use crate::expression::{Open, Typed};
use nalgebra::DMatrix;
use numeric_core::random::Random;

/// The key, kept for every panel, that switches a deliberate mistake on.
pub const BREAK: &str = "break";

/// One key of a panel's address.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The name in the address.
    pub name: &'static str,
    /// What it accepts.
    pub kind: Kind,
    /// What it means, for the panel's list of keys.
    pub about: &'static str,
}

/// What a panel says of a value that it couldn't use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The key in question.
    pub key: String,
    /// The value as given.
    pub value: String,
    /// What would have been right.
    pub expected: String,
}

impl Notice {
    /// The whole message in words.
    #[must_use]
    pub fn text(&self) -> String {
        let whole = self.value.trim_start_matches(UNREADABLE);
        let mut value: String = whole.chars().take(60).collect();
        if value.len() < whole.len() {
            value.push('…');
        }
        format!(
            "{} = “{value}” can't be used here: {}.",
            self.key, self.expected
        )
    }
}

/// A panel's state. `from_query` must accept every query: what can't be used is noticed and
/// left at its default, all else is kept.
pub trait State: Clone + PartialEq + Default + std::fmt::Debug + Send + Sync + 'static {
    /// The keys of the address, in the order in which they are written.
    const KEYS: &'static [Key];

    /// Builds the state from the values that were given and could be read.
    fn from_query(query: &mut Query) -> Self;

    /// Brings the parts of a state into agreement after a random draw or a change by a control.
    fn agree(&mut self) {}

    /// Drops what belonged to the value of a key that is replaced as a whole, as by a list that is pasted.
    fn replaced(&mut self, _: &str) {}

    /// Why a state that a control has just made can't stay as it is, in words for the reader; asked
    /// before the state agrees.
    fn objection(&self) -> Option<&'static str> {
        None
    }

    /// A random state, for "surprise me" and for the tests.
    fn random(_: &mut Random, _: Draw) -> Self {
        Self::default()
    }

    /// The state that an address opens, and the keys of what couldn't be used.
    #[cfg(test)]
    fn opened(hash: &str) -> (Self, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), Self::KEYS);
        let state = Self::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.into_iter().map(|n| n.key).collect())
    }

    /// Every key's present value, in the order of `KEYS`.
    fn values(&self) -> Vec<(&'static str, Value)>;

    /// The key-value pairs of the address: those that differ from the default.
    fn pairs(&self) -> Vec<(String, String)> {
        let defaults = Self::default().values();
        let differs = |given: &(&'static str, Value)| !defaults.contains(given);
        self.values()
            .into_iter()
            .filter(differs)
            .map(|(key, value)| (key.to_string(), value.text()))
            .collect()
    }
}

/// The values given in an address, with the notices collected on the way.
#[derive(Debug)]
pub struct Query {
    given: Vec<(&'static str, String, Value)>,
    broken: Option<String>,
    presentation: Vec<(&'static str, String)>,
    notices: Vec<Notice>,
}

impl Query {
    /// Reads every pair according to `keys`. Unknown keys, keys given twice and values that can't
    /// be read become notices.
    #[must_use]
    pub fn new(address: &Address, keys: &'static [Key]) -> Self {
        Self::with(address, keys, Some(formula))
    }

    /// The same for the keys of a state, and by what reads formulas only if there are any.
    #[must_use]
    pub fn of<S: State>(address: &Address) -> Self {
        let formulas: Option<Formulas> = if const { has_formulas(S::KEYS) } {
            Some(formula)
        } else {
            None
        };
        Self::with(address, S::KEYS, formulas)
    }

    fn with(address: &Address, keys: &'static [Key], formulas: Option<Formulas>) -> Self {
        let mut query = Self {
            given: Vec::new(),
            broken: None,
            presentation: Vec::new(),
            notices: Vec::new(),
        };
        let twice = "the key is given twice; the first value is used";
        let known = |name: &str| {
            name == BREAK
                || presentation::KEYS.contains(&name)
                || keys.iter().any(|key| key.name == name)
        };
        let mut pairs = address.pairs.clone();
        let mut at = 0;
        while let Some((name, text)) = pairs.get(at).cloned() {
            at += 1;
            if pairs[..at - 1].iter().any(|(earlier, _)| *earlier == name) {
                query.notice(&name, &text, twice.into());
                continue;
            }
            // The first of the repairs that makes the value usable, if it isn't as it is.
            let last = at == pairs.len();
            let mut repaired = |usable: &dyn Fn(&str) -> bool| -> Option<String> {
                if usable(&text) {
                    return None;
                }
                let mut repairs = repairs(&text, last, known).into_iter();
                let (text, more) = repairs.find(|(text, _)| usable(text))?;
                pairs.splice(at..at, more);
                Some(text)
            };
            if name == BREAK {
                let named = |text: &str| text.bytes().all(|b| b == b'-' || b.is_ascii_lowercase());
                query.broken = Some(repaired(&named).unwrap_or(text));
                continue;
            }
            if let Some(key) = presentation::KEYS.iter().find(|key| **key == name) {
                let usable = |text: &str| presentation::is_usable(key, text, keys);
                let text = repaired(&usable).unwrap_or(text);
                query.presentation.push((key, text));
                continue;
            }
            let Some(key) = keys.iter().find(|key| key.name == name) else {
                let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
                let expected = format!(
                    "there is no key of that name; the keys of this panel are {} and {BREAK}",
                    known.join(", ")
                );
                query.notice(&name, &text, expected);
                continue;
            };
            let read = |text: &str| key.kind.parse_with(text, formulas);
            let is_whole = |value: &Option<Value>| match value {
                Some(Value::Named(all)) => all.iter().all(|named| named.value.is_some()),
                value => value.is_some(),
            };
            let mut value = read(&text);
            let mut text = text.clone();
            if !is_whole(&value)
                && let Some(better) = repaired(&|text| is_whole(&read(text)))
            {
                value = read(&better);
                text = better;
            }
            match value {
                Some(value) => query.given.push((key.name, text, value)),
                None => {
                    let problem = key.kind.problem_with(&text, formulas);
                    let problem = problem.map(|p| format!(" ({p})")).unwrap_or_default();
                    let expected = key.kind.expected();
                    query.notice(
                        &name,
                        &text,
                        format!("expected {expected}{problem}; the default is used"),
                    );
                }
            }
        }
        query
    }

    fn notice(&mut self, key: &str, value: &str, expected: String) {
        self.notices.push(Notice {
            key: key.into(),
            value: value.into(),
            expected,
        });
    }

    /// Drops a value that can be read but doesn't fit the others, with a message, which comes before
    /// what was said of the same key being given again.
    pub fn reject(&mut self, key: &'static str, expected: &str) {
        if let Some(value) = self.forget(key) {
            let expected = format!("expected {expected}; the default is used");
            let at = self.notices.iter().position(|notice| notice.key == key);
            let notice = Notice {
                key: key.into(),
                value,
                expected,
            };
            self.notices
                .insert(at.unwrap_or(self.notices.len()), notice);
        }
    }

    /// Drops a value that says nothing new, without a message; what was given.
    pub fn forget(&mut self, key: &'static str) -> Option<String> {
        let at = self.given.iter().position(|(name, ..)| *name == key)?;
        Some(self.given.remove(at).1)
    }

    /// Says that a part of a value can't be used, and why; the rest of the value stays.
    pub fn remark(&mut self, key: &'static str, part: &str, expected: impl Into<String>) {
        self.notice(key, part, expected.into());
    }

    /// The notices so far.
    #[must_use]
    pub fn into_notices(self) -> Vec<Notice> {
        self.notices
    }

    /// Takes the mistake that is asked for, if it is one of `known`.
    pub fn take_break(&mut self, known: &[&'static str]) -> Option<&'static str> {
        let asked = self.broken.take()?;
        let found = known.iter().find(|&&name| name == asked).copied();
        if found.is_none() {
            self.notice(
                BREAK,
                &asked,
                format!("expected one of {}; no mistake is made", known.join(", ")),
            );
        }
        found
    }

    /// Takes what is said of how the panel is shown: the keys of [`presentation`] with their texts.
    pub fn take_presentation(&mut self) -> Vec<(&'static str, String)> {
        std::mem::take(&mut self.presentation)
    }

    /// The value given for `key`, of whatever kind the key has.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.given
            .iter()
            .find(|(name, ..)| *name == key)
            .map(|(_, _, value)| value)
    }

    /// The number given for `key`.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<f64> {
        match self.value(key)? {
            Value::Number(x) => Some(*x),
            _ => None,
        }
    }

    /// The whole number given for `key`.
    #[must_use]
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.value(key)? {
            Value::Integer(n) => Some(*n),
            _ => None,
        }
    }

    /// The vector given for `key`.
    #[must_use]
    pub fn vector(&self, key: &str) -> Option<&Vec<f64>> {
        match self.value(key)? {
            Value::Vector(v) => Some(v),
            _ => None,
        }
    }

    /// The matrix given for `key`.
    #[must_use]
    pub fn matrix(&self, key: &str) -> Option<&DMatrix<f64>> {
        match self.value(key)? {
            Value::Matrix(m) => Some(m),
            _ => None,
        }
    }

    /// The words given for `key`.
    #[must_use]
    pub fn words(&self, key: &str) -> Option<&Vec<String>> {
        match self.value(key)? {
            Value::Words(words) => Some(words),
            _ => None,
        }
    }

    /// The choice given for `key`.
    #[must_use]
    pub fn choice(&self, key: &str) -> Option<&'static str> {
        match self.value(key)? {
            Value::Choice(name) => Some(name),
            _ => None,
        }
    }

    /// The formula given for `key`.
    #[must_use]
    pub fn expression(&self, key: &str) -> Option<&Typed> {
        match self.value(key)? {
            Value::Expression(typed) => Some(typed),
            _ => None,
        }
    }

    /// The formula of any names given for `key`.
    #[must_use]
    pub fn open(&self, key: &str) -> Option<&Open> {
        match self.value(key)? {
            Value::Open(open) => Some(open),
            _ => None,
        }
    }

    /// The names with values given for `key`.
    #[must_use]
    pub fn named(&self, key: &str) -> Option<&Vec<Named>> {
        match self.value(key)? {
            Value::Named(all) => Some(all),
            _ => None,
        }
    }

    /// The switch given for `key`.
    #[must_use]
    pub fn switch(&self, key: &str) -> Option<bool> {
        match self.value(key)? {
            Value::Switch(on) => Some(*on),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
