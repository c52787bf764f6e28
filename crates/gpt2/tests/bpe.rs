//! 10,000 strings against the tokens that gpt-tokenizer makes of them (bpe.mjs). Needs Node and the
//! packages of package.json, which `cargo xtask test` installs; without them it says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use gpt2::Tokenizer;
use std::path::Path;
use std::process::Command;

/// Set where the packages have to be there.
const REQUIRED: &str = "FOUR_PILLARS_NODE_PACKAGES";

#[test]
fn the_same_tokens_as_another_implementation() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = here.join("../../node_modules/gpt-tokenizer");
    if !package.is_dir() {
        assert!(
            std::env::var_os(REQUIRED).is_none(),
            "gpt-tokenizer is missing"
        );
        println!("not compared: gpt-tokenizer isn't installed");
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bpe");
    let script = here.join("tests/bpe.mjs");
    let status = Command::new("node").arg(script).arg(&folder).status();
    assert!(status.expect("Node runs").success());

    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let tokenizer = Tokenizer::from_files(&text("vocab.json"), &text("merges.txt")).unwrap();
    assert_eq!((tokenizer.len(), tokenizer.end()), (50_257, Some(50_256)));
    let (mut strings, mut tokens) = (0, 0);
    for line in text("ids.jsonl").lines() {
        let (string, expected): (String, Vec<usize>) = serde_json::from_str(line).unwrap();
        let found = tokenizer.encode(&string);
        assert_eq!(found, expected, "{string:?}");
        assert_eq!(tokenizer.decode(&found), string);
        strings += 1;
        tokens += found.len();
    }
    assert!(strings == 10_000 && tokens > 100_000, "{strings} {tokens}");
}
