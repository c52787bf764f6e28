//! A small vocabulary: all bytes, and a few merges.

use super::*;
use serde_json::{Map, Value, json};

const MERGES: [(&str, &str); 5] = [("h", "e"), ("Ġ", "t"), ("Ġt", "he"), ("l", "l"), ("Ã", "©")];

fn vocabulary() -> Map<String, Value> {
    let bytes = (0..=u8::MAX).map(|byte| bytes::name(byte).to_string());
    let merged = MERGES.iter().map(|(a, b)| format!("{a}{b}"));
    let all = bytes.chain(merged).chain(["<|endoftext|>".to_owned()]);
    all.enumerate()
        .map(|(id, name)| (name, json!(id)))
        .collect()
}

fn merges() -> String {
    let lines: Vec<String> = MERGES.iter().map(|(a, b)| format!("{a} {b}")).collect();
    format!("#version: 0.2\n{}\n", lines.join("\n"))
}

fn small() -> Tokenizer {
    let text = Value::Object(vocabulary()).to_string();
    Tokenizer::from_files(&text, &merges()).unwrap()
}

#[test]
fn there_and_back() {
    let small = small();
    assert_eq!((small.len(), small.end()), (262, Some(261)));
    assert_eq!(small.encode(" the hell"), [258, 32, 256, 259]);
    assert_eq!(small.encode("é"), [260]);
    for text in [
        "",
        "the  \n",
        "日本 😀 é\u{301}",
        "\0\u{7f}\u{feff}",
        "<|endoftext|>",
    ] {
        assert_eq!(small.decode(&small.encode(text)), text);
    }
    assert_eq!(small.encode("<|endoftext|>").len(), 13);
    // Half of a character, and an unknown token.
    assert_eq!(small.decode(&[0xc3, 65]), "\u{fffd}A");
    assert_eq!(
        (small.shown(0xc3), small.shown(258)),
        ("\\xc3".into(), " the".into())
    );
    assert_eq!(small.decode(&[9999]), "");
    assert_eq!(small.shown(9999), "[9999]");
}

#[test]
fn both_kinds_of_files_are_the_same() {
    let plain: Vec<String> = MERGES.iter().map(|(a, b)| format!("{a} {b}")).collect();
    let pairs: Vec<[&str; 2]> = MERGES.iter().map(|(a, b)| [*a, *b]).collect();
    let added = json!([{"id": 261, "content": "<|endoftext|>", "special": true}]);
    for merges in [json!(plain), json!(pairs)] {
        let file = json!({
            "added_tokens": added,
            "pre_tokenizer": {"type": "ByteLevel"},
            "model": {"type": "BPE", "vocab": vocabulary(), "merges": merges},
        });
        assert!(Tokenizer::from_json(&file.to_string()).unwrap() == small());
    }
    // A mark of the byte order, and the ends of lines of another system.
    let text = Value::Object(vocabulary()).to_string();
    let other = format!("\u{feff}{}", merges().replace('\n', "\r\n"));
    assert!(Tokenizer::from_files(&text, &other).unwrap() == small());
}

#[test]
fn added_tokens_and_a_space_before() {
    let merges: Vec<String> = MERGES.iter().map(|(a, b)| format!("{a} {b}")).collect();
    let of = |step: Value, added: &[(&str, u64)]| {
        let added: Vec<Value> = added
            .iter()
            .map(|(name, id)| json!({"id": id, "content": name}))
            .collect();
        let model = json!({"type": "BPE", "vocab": vocabulary(), "merges": merges});
        let file = json!({"added_tokens": added, "pre_tokenizer": step, "model": model});
        Tokenizer::from_json(&file.to_string())
    };
    let plain = json!({"type": "ByteLevel", "add_prefix_space": false, "use_regex": true});
    // One for padding, which the model may have or not; typed, it is text.
    let padded = of(plain.clone(), &[("<|endoftext|>", 261), ("[PAD]", 262)]).unwrap();
    assert_eq!((padded.len(), padded.end()), (263, Some(261)));
    assert!(padded.fits(262).is_ok() && padded.fits(263).is_ok() && padded.fits(261).is_err());
    assert_eq!(
        (padded.shown(262), padded.encode("[PAD]").len()),
        ("[PAD]".into(), 5)
    );
    // The end of texts is needed, wherever it was added.
    let moved = of(plain, &[("<|endoftext|>", 300)]).unwrap();
    assert!(moved.fits(262).is_err() && moved.fits(301).is_ok());
    let spaced = json!({"type": "ByteLevel", "add_prefix_space": true});
    let spaced = of(spaced, &[]).unwrap();
    assert_eq!(spaced.encode("the"), [258]);
    assert_eq!(spaced.encode(" the"), [258]);
    assert!(spaced.encode("").is_empty());
    let whole = json!({"type": "ByteLevel", "use_regex": false});
    assert!(
        of(whole, &[])
            .unwrap_err()
            .to_string()
            .contains("use_regex")
    );
}

#[test]
fn what_does_not_fit_is_named() {
    let says = |result: Result<Tokenizer>, word: &str| {
        let error = result.unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    };
    let text = Value::Object(vocabulary()).to_string();
    says(Tokenizer::from_files("[1]", ""), "vocab.json");
    says(Tokenizer::from_files(r#"{"a":0}"#, ""), "byte 0");
    says(Tokenizer::from_files(r#"{"a":-1}"#, ""), "“a”");
    says(Tokenizer::from_files(&text, "#version\nh e\nx\n"), "line 3");
    says(Tokenizer::from_files(&text, "h h\n"), "“hh”");
    says(Tokenizer::from_json("{}"), "no vocabulary");
    says(
        Tokenizer::from_json(r#"{"model":{"type":"Unigram"}}"#),
        "Unigram",
    );
    let file = |name: &str, kind: &str| {
        let model = json!({"type": "BPE", "vocab": {}, "merges": []});
        json!({"model": model, name: {"type": kind}}).to_string()
    };
    says(Tokenizer::from_json(&file("normalizer", "NFKC")), "NFKC");
    says(
        Tokenizer::from_json(&file("pre_tokenizer", "Metaspace")),
        "Metaspace",
    );
    let small = small();
    assert!(small.fits(262).is_ok() && small.fits(300).is_ok());
    for other in [261, 50_257] {
        let error = small.fits(other).unwrap_err().to_string();
        assert!(
            error.contains("262") && error.contains(&other.to_string()),
            "{error}"
        );
    }
}

#[test]
fn merges_that_are_cut_are_refused() {
    let text = Value::Object(vocabulary()).to_string();
    let all = merges();
    for (lines, made) in [(1, 0), (3, 2), (5, 4)] {
        let cut: Vec<&str> = all.lines().take(lines).collect();
        let refused = Tokenizer::from_files(&text, &cut.join("\n")).unwrap_err();
        let says = format!("make {made} of the 5 longer tokens");
        assert!(refused.to_string().contains(&says), "{refused}");
    }
    assert!(Tokenizer::from_files(&text, "").is_err());
}
