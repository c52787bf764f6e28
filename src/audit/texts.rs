//! Faults in the texts of a state: nouns that don't go with their counts, zeros that claim a
//! precision, doubled spaces, what isn't a whole sentence.

use crate::contract::headless::{Headless, Said};
use crate::contract::number::{nouns, plural};
use crate::contract::{Formula, Reading};

/// Words that stand between a count and its noun.
const BETWEEN: [&str; 11] = [
    "singular",
    "independent",
    "different",
    "hidden",
    "forward",
    "backward",
    "other",
    "dead",
    "most",
    "probable",
    "next",
];
/// Names of functions with which a sentence may begin.
const FUNCTIONS: [&str; 5] = ["log", "ln", "det", "tr", "exp"];

/// All that is wrong with the texts of a state.
pub fn faults(panel: &dyn Headless, reading: &Reading, said: &Said) -> Vec<String> {
    let mut found = Vec::new();
    let mut sentence = |place: &str, text: &str| {
        found.extend(
            phrase(text)
                .or_else(|| whole(text))
                .map(|why| told(place, text, &why)),
        );
    };
    sentence("the sentence", &reading.sentence);
    sentence("the question", &said.question.prompt);
    sentence("its answer", &said.question.because);
    for check in &reading.checks {
        sentence(check.name, check.states);
    }
    for mistake in panel.mistakes() {
        sentence(mistake.check, mistake.does);
    }
    if let Some(claim) = &reading.claim {
        sentence("the claim", &claim.says);
        sentence("its measurement", &claim.measured);
        sentence("its verdict", &claim.verdict);
    }
    for step in &said.derivation {
        sentence(step.title, &step.says);
    }
    let mut part = |place: &str, text: &str| {
        found.extend(phrase(text).map(|why| told(place, text, &why)));
    };
    for option in &said.question.options {
        part("an answer", &option.says);
    }
    for check in &reading.checks {
        part(check.name, check.route);
    }
    for readout in &reading.readouts {
        part(&readout.name, &readout.label);
    }
    for step in &said.derivation {
        part("a title", step.title);
    }
    let formulas = said
        .derivation
        .iter()
        .flat_map(|s| [&s.formula, &s.numbers]);
    for formula in formulas.chain([&said.formula]) {
        let text = read_out(formula);
        found.extend(numbers(&text).map(|why| told("a formula", &text, &why)));
    }
    found
}

fn told(place: &str, text: &str, why: &str) -> String {
    format!("{place}: {why} in “{text}”")
}

/// The text of a formula, a space in the place of each tag.
fn read_out(formula: &Formula) -> String {
    let mut text = String::new();
    for from in formula.markup.split('<').skip(1) {
        text.push(' ');
        text.push_str(from.split_once('>').map_or("", |(_, text)| text));
    }
    for (_, number) in &formula.live {
        text.push(' ');
        text.push_str(number);
    }
    text
}

/// What is wrong with the numbers of a text.
fn numbers(text: &str) -> Option<String> {
    let words = || text.split(|c: char| c.is_whitespace() || "()[]:;·=/×|°%".contains(c));
    for word in words() {
        let word = word.trim_matches(|c: char| ".,?!“”−+-".contains(c));
        if ["NaN", "inf", "-inf"].contains(&word) {
            return Some(format!("the word {word}"));
        }
        let decimals = word.split_once('.').filter(|(before, after)| {
            let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
            !before.is_empty() && digits(before) && !after.is_empty() && digits(after)
        });
        if decimals.is_some_and(|(_, after)| after.ends_with('0')) {
            return Some(format!("an idle zero, {word},"));
        }
    }
    None
}

/// A text without what it quotes: the reader's own words stand as they were written.
fn unquoted(text: &str) -> String {
    let mut parts = text.split('“');
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str("“…”");
        kept.push_str(part.split_once('”').map_or("", |(_, after)| after));
    }
    kept
}

/// What is wrong with a text, be it a sentence or not.
fn phrase(text: &str) -> Option<String> {
    let own = unquoted(text);
    for wrong in [
        "  ",
        " .",
        " ,",
        " ;",
        "..",
        "not a number",
        " ₀",
        " ₁",
        "_",
    ] {
        if own.contains(wrong) {
            return Some(format!("“{wrong}”"));
        }
    }
    numbers(text).or_else(|| counts(text))
}

/// A count whose noun is in the wrong number.
fn counts(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    for (i, count) in words.iter().enumerate() {
        let digits = |c: char| c.is_ascii_digit() || c == ',';
        // In n − 1 words the count is the whole difference.
        let in_formula = i > 0 && matches!(words[i - 1], "−" | "+" | "·");
        if in_formula || count.is_empty() || !count.chars().all(digits) || count.ends_with(',') {
            continue;
        }
        let mut next = words[i + 1..].iter().copied();
        let next = next.find(|word| !BETWEEN.contains(word));
        let noun = next
            .unwrap_or_default()
            .trim_matches(|c: char| !c.is_alphabetic());
        let wrong = |known: &str| {
            let single = *count == "1";
            noun == plural(if single { 2.0 } else { 1.0 }, known)
        };
        if nouns().any(wrong) {
            return Some(format!("“{count} {noun}”"));
        }
    }
    None
}

/// Why a text isn't a whole sentence. One may begin with a symbol, such as x or log n.
fn whole(text: &str) -> Option<String> {
    let first = text
        .split([' ', '′', '(', '₀', '₁', '₂'])
        .next()
        .unwrap_or_default();
    let small = first.chars().count() > 1 && first.chars().all(|c| c.is_ascii_lowercase());
    if text.is_empty() || (small && !FUNCTIONS.contains(&first)) {
        return Some("a small first letter".into());
    }
    let ends = text.ends_with(['.', '?', '!', '…', '”']);
    (!ends).then(|| "no full stop at the end".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_found() {
        for text in [
            "After 1 steps.",
            "It takes 3 bit.",
            "Of 1 singular values, none.",
            "The 2 most probable next token.",
            "With 1 seeds.",
            "It is 0.50.",
            "Two  spaces.",
            "An end .",
            "class ₀",
            "ŷ_c",
            "It is NaN.",
        ] {
            assert!(phrase(text).is_some(), "{text}");
        }
        for text in [
            "After 1 step.",
            "12,000 bits and 0.5 nats at 10, 1 word.",
            "1.05 times.",
            "After “the dog .” comes “the”.",
        ] {
            assert_eq!(phrase(text), None, "{text}");
        }
        assert!(whole("it is small.").is_some() && whole("No stop").is_some());
        for text in ["x is 3.", "log n ≥ H(p).", "“a” is a token."] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
    /// The literal nouns of `count(…, "noun")`, `measured` and `plural` in a source text.
    fn counted(source: &str) -> Vec<&str> {
        let calls = ["count(", "measured(", "plural("];
        let own = source.split("#[cfg(test)]").next().unwrap_or_default();
        let calls = calls.iter().flat_map(|call| own.match_indices(call));
        let calls = calls.filter(|(at, _)| {
            // A name that only ends in one of these, or a method, is something else.
            !own[..*at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'))
        });
        let noun = |(at, call): (usize, &str)| {
            let from = at + call.len();
            let mut depth = 1;
            let length = own[from..].find(|c: char| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            })?;
            let last = own[from..from + length].trim().trim_end_matches(',');
            let (before, noun) = last.strip_suffix('"')?.rsplit_once('"')?;
            before.trim_end().ends_with(',').then_some(noun)
        };
        calls.filter_map(noun).collect()
    }

    #[test]
    fn every_noun_that_is_counted_is_known() {
        let own = "let all = count(f(1), \"step\") + &number::measured(x, \"hidden unit\",);";
        assert_eq!(counted(own), ["step", "hidden unit"]);
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs")
                    && path.file_stem().is_some_and(|name| name != "tests")
                {
                    // `rows of the left` isn't a noun that is put in the right number.
                    let source = std::fs::read_to_string(&path).unwrap();
                    for noun in counted(&source).into_iter().filter(|n| !n.contains(" of ")) {
                        let (first, last) = noun.rsplit_once(' ').unwrap_or(("", noun));
                        let known = first.split_whitespace().all(|word| BETWEEN.contains(&word));
                        let known = known && nouns().any(|noun| noun == last);
                        assert!(known, "“{noun}” of {} isn’t in `NOUNS`", path.display());
                        seen += 1;
                    }
                }
            }
        }
        assert!(seen > 100, "only {seen} nouns were found");
    }
}
