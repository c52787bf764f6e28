//! The source of the toy language as a file, for programs outside the page.

use crate::error::Result;
use numeric_core::language::Language;
use serde_json::{Value, json};

/// The language as JSON:
///
/// - `words`, by id;
/// - `classes`, each a list of \[word, its probability within the class\];
/// - `states`, each a list of \[class, probability, next state\]; the first begins a sentence;
/// - `stationary`, the share of time in each state;
/// - `entropy-rate`, in nats a word.
///
/// # Errors
///
/// None; the tables of the language are tested.
pub fn source_file() -> Result<String> {
    let language = Language::standard()?;
    let source = language.source();
    let words: Vec<&str> = (0..language.vocabulary())
        .filter_map(|id| language.word(id))
        .collect();
    let states: Vec<Vec<_>> = (0..source.states())
        .map(|state| source.arcs(state).collect())
        .collect();
    let lines = |entries: Vec<Value>| {
        let entries: Vec<String> = entries.iter().map(Value::to_string).collect();
        format!("[\n{}\n]", entries.join(",\n"))
    };
    Ok(format!(
        "{{\"words\":{},\n\"classes\":{},\n\"states\":{},\n\"stationary\":{},\n\"entropy-rate\":{}}}\n",
        json!(words),
        lines(source.classes().iter().map(|class| json!(class)).collect()),
        lines(states.iter().map(|arcs| json!(arcs)).collect()),
        json!(source.stationary()),
        json!(source.entropy_rate()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_beside_the_page_holds_the_language() {
        let file = include_str!("../../../assets/language.json");
        assert_eq!(
            file,
            source_file().unwrap(),
            "cargo run --package training --example language writes it anew"
        );
        let read: Value = serde_json::from_str(file).unwrap();
        assert_eq!(read["words"].as_array().unwrap().len(), 73);
        assert_eq!(read["states"].as_array().unwrap().len(), 244);
    }
}
