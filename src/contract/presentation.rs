//! What any address may carry besides its panel's own keys: how the panel is shown. None of it changes
//! a number.

use super::address::UNREADABLE;
use super::state::{Key, Query};

/// The keys, kept for every panel.
pub const KEYS: [&str; 4] = ["show", "hide", "lock", "say"];
/// The longest text for `say`, in characters.
pub const LONGEST: usize = 1000;

/// How much of a panel is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// The whole page.
    #[default]
    Page,
    /// Controls, picture and sentence, for a page that embeds them.
    Figure,
    /// The same filling the screen, for a projector.
    Slide,
}

impl Show {
    const ALL: [(Show, &'static str); 3] = [
        (Show::Page, "page"),
        (Show::Figure, "figure"),
        (Show::Slide, "slide"),
    ];

    /// Its name in the address.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(show, _)| *show == self);
        found.map_or("page", |(_, name)| name)
    }
}

/// Parts that an address can leave out, by their names in it.
pub const PARTS: [&str; 11] = [
    "controls",
    "presets",
    "formula",
    "sentence",
    "checks",
    "question",
    "derivation",
    "claim",
    "numbers",
    "program",
    "address",
];

/// How an address wants its panel shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presentation {
    /// How much of it.
    pub show: Show,
    /// What is left out, of [`PARTS`].
    pub hide: Vec<&'static str>,
    /// Keys whose controls can't be changed.
    pub lock: Vec<&'static str>,
    /// The teacher's words above the figure.
    pub say: String,
}

impl Presentation {
    /// Reads it from what an address says for a panel with these keys. A value that can't be used is
    /// noticed and left at its default.
    #[must_use]
    pub fn take(query: &mut Query, keys: &[Key]) -> Self {
        let mut own = Self::default();
        for (key, text) in query.take_presentation() {
            let problem = match key {
                "show" => match Show::ALL.iter().find(|(_, name)| *name == text) {
                    Some((show, _)) => {
                        own.show = *show;
                        None
                    }
                    None => Some("expected page, figure or slide".into()),
                },
                "hide" => list(&text, &PARTS).map(|found| own.hide = found).err(),
                "lock" => {
                    let names: Vec<&'static str> = keys.iter().map(|key| key.name).collect();
                    list(&text, &names).map(|found| own.lock = found).err()
                }
                _ if text.starts_with(UNREADABLE) => Some("expected percent-encoded UTF-8".into()),
                _ if text.chars().count() > LONGEST => {
                    Some(format!("expected at most {LONGEST} characters"))
                }
                _ => {
                    own.say = text.trim().to_string();
                    None
                }
            };
            if let Some(expected) = problem {
                query.remark(key, &text, format!("{expected}; the default is used"));
            }
        }
        own
    }

    /// Whether a part is left out.
    #[must_use]
    pub fn hides(&self, part: &str) -> bool {
        self.hide.contains(&part)
    }

    /// The key-value pairs of the address: those that differ from the default.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        let show = if self.show == Show::Page {
            ""
        } else {
            self.show.name()
        };
        let values = [
            show.to_string(),
            self.hide.join(","),
            self.lock.join(","),
            self.say.clone(),
        ];
        (KEYS.iter().map(|key| (*key).to_string()))
            .zip(values)
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }
}

/// Whether a value of one of [`KEYS`] can be used by a panel with these keys.
#[must_use]
pub fn is_usable(key: &str, text: &str, keys: &[Key]) -> bool {
    let all = |known: &dyn Fn(&str) -> bool| text.split(',').all(|name| known(name.trim()));
    match key {
        "show" => Show::ALL.iter().any(|(_, name)| *name == text),
        "hide" => all(&|name| PARTS.contains(&name)),
        "lock" => all(&|name| keys.iter().any(|key| key.name == name)),
        _ => true,
    }
}

/// The names in a list, each once, in the order of `known`; an error says which isn't known.
fn list(text: &str, known: &[&'static str]) -> Result<Vec<&'static str>, String> {
    let asked: Vec<&str> = text.split(',').map(str::trim).collect();
    let strange = asked.iter().find(|name| !known.contains(name));
    match strange {
        Some(name) => Err(format!(
            "expected names from {}, separated by commas (“{name}” is none of them)",
            known.join(", ")
        )),
        None => {
            let given = known.iter().filter(|name| asked.contains(name));
            Ok(given.copied().collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Address, Kind};

    const OWN: &[Key] = &[Key {
        name: "z",
        kind: Kind::Number { min: 0.0, max: 1.0 },
        about: "",
    }];

    fn read(text: &str) -> (Presentation, Vec<String>) {
        let mut query = Query::new(&Address::parse(text), OWN);
        let own = Presentation::take(&mut query, OWN);
        let notices = query.into_notices();
        (own, notices.iter().map(|n| n.text()).collect())
    }

    #[test]
    fn it_is_read_and_written_back() {
        let (own, notices) =
            read("#/x?z=0.5&show=slide&hide=checks,controls&lock=z&say=Look%20%3Cb%3E");
        assert!(notices.is_empty(), "{notices:?}");
        assert_eq!((own.show, own.say.as_str()), (Show::Slide, "Look <b>"));
        let written = Address {
            id: "x".into(),
            pairs: own.pairs(),
        };
        assert_eq!(read(&written.text()).0, own);
        assert_eq!(own.hide, ["controls", "checks"]);
        assert!(Presentation::default().pairs().is_empty());
    }

    #[test]
    fn bad_values_are_named_and_the_others_kept() {
        let (own, notices) = read("#/x?show=big&hide=checks,ears&lock=y&say=hello");
        assert_eq!(own.say, "hello");
        assert_eq!(
            (own.show, own.hide.len(), own.lock.len()),
            (Show::Page, 0, 0)
        );
        assert_eq!(notices.len(), 3);
        assert!(notices[1].contains("“ears”"), "{}", notices[1]);
        let (_, long) = read(&format!("#/x?say={}", "a".repeat(LONGEST + 1)));
        assert_eq!(long.len(), 1);
    }
}
