//! Which files a GPT-2 takes, and what was found in them.

use crate::contract::number::{count, decimals, grouped, rounded};
use training::Gpt2About;

/// What a file is, told by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Weights,
    Settings,
    Tokens,
    Vocabulary,
    Merges,
    Other,
}

/// What a file of this name is.
pub fn role(name: &str) -> Role {
    match name.to_lowercase().as_str() {
        "config.json" => Role::Settings,
        "tokenizer.json" => Role::Tokens,
        "vocab.json" | "encoder.json" => Role::Vocabulary,
        "merges.txt" | "vocab.bpe" => Role::Merges,
        name if name.ends_with(".safetensors") => Role::Weights,
        _ => Role::Other,
    }
}

/// What a single file of weights begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A run that was saved here.
    Run,
    /// Other tensors.
    Tensors,
    /// Something else.
    Unknown,
}

/// What a file is by its first bytes: a safetensors file names each tensor’s type in its header, after
/// the header’s length, and a saved run keeps its settings there.
pub fn kind(beginning: &[u8]) -> Kind {
    let has = |word: &str| {
        let word = word.as_bytes();
        beginning.windows(word.len()).any(|part| part == word)
    };
    match beginning.get(8) {
        Some(b'{') if has("\"four-pillars-run\"") => Kind::Run,
        Some(b'{') if has("\"dtype\"") => Kind::Tensors,
        _ => Kind::Unknown,
    }
}

/// Which of the files picked before are kept when others are picked: those that none of them replaces.
pub fn stays(before: &str, picked: &[String]) -> bool {
    let replaces = |name: &String| match role(before) {
        Role::Other => name == before,
        own => role(name) == own,
    };
    !picked.iter().any(replaces)
}

/// What is still to be picked, as a sentence; nothing where all is there.
pub fn missing(names: &[String]) -> Option<String> {
    let has = |wanted: Role| names.iter().any(|name| role(name) == wanted);
    let weights = (!has(Role::Weights)).then_some("model.safetensors");
    let tokens = match (has(Role::Vocabulary), has(Role::Merges)) {
        _ if has(Role::Tokens) => None,
        (true, true) => None,
        (true, false) => Some("merges.txt"),
        (false, true) => Some("vocab.json"),
        (false, false) => Some("vocab.json with merges.txt, or tokenizer.json"),
    };
    let all: Vec<&str> = weights.into_iter().chain(tokens).collect();
    (!all.is_empty()).then(|| format!("Also pick {}.", all.join(" and ")))
}

/// Whether a name is that of weights in a format that isn’t read.
pub fn is_other_format(name: &str) -> bool {
    const ENDS: [&str; 9] = [
        ".bin", ".pt", ".pth", ".ckpt", ".h5", ".gguf", ".ggml", ".onnx", ".msgpack",
    ];
    let name = name.to_lowercase();
    ENDS.iter().any(|end| name.ends_with(end))
}

/// Which of the files picked aren’t used, as a sentence; nothing where all are.
pub fn unused(names: &[String]) -> Option<String> {
    // A model in several files has one that says which tensor is in which.
    let is_index = |name: &str| name.to_lowercase().ends_with(".safetensors.index.json");
    let is_used = |name: &str| role(name) != Role::Other || is_index(name);
    let others = names.iter().map(String::as_str);
    let others: Vec<&str> = others.filter(|name| !is_used(name)).collect();
    let why = if others.iter().any(|name| is_other_format(name)) {
        " Weights are read from safetensors files only."
    } else {
        ""
    };
    (!others.is_empty()).then(|| format!("Not used: {}.{why}", others.join(", ")))
}

/// Bytes as people write them, in powers of ten.
pub fn size(bytes: f64) -> String {
    match bytes {
        b if b < 1e6 => format!("{} kB", rounded(decimals(b / 1e3, 1))),
        b if b < 1e9 => format!("{} MB", rounded(decimals(b / 1e6, 1))),
        b => format!("{} GB", rounded(decimals(b / 1e9, 2))),
    }
}

/// What it is, in one line.
fn sizes(about: &Gpt2About) -> String {
    format!(
        "{} of {}, width {}, context {}, {} different tokens, {} parameters",
        count(about.layers as usize, "layer"),
        count(about.heads as usize, "head"),
        about.width,
        grouped(about.context.into()),
        grouped(about.vocabulary.into()),
        grouped(about.parameters as f64),
    )
}

/// What was found in the files, a sentence each.
pub fn found(about: &Gpt2About) -> Vec<String> {
    let mut all = vec![
        format!(
            "{}; numbers of type {}.",
            sizes(about),
            about.types.join(", ")
        ),
        format!(
            "It takes {} of memory for the weights, in single precision, and up to {} for the keys and \
             values of a whole context. {}",
            size(about.weights as f64),
            size(about.cache as f64),
            time(about)
        ),
    ];
    if !about.ignored.is_empty() {
        const MOST: usize = 6;
        let named = about.ignored.iter().take(MOST).map(String::as_str);
        let named: Vec<&str> = named.collect();
        let rest = about.ignored.len().saturating_sub(MOST);
        let more = if rest == 0 {
            String::new()
        } else {
            format!(" and {rest} more")
        };
        all.push(format!("Not used: {}{more}.", named.join(", ")));
    }
    all
}

/// A time that depends on the machine, with few digits.
pub fn seconds(x: f64) -> String {
    if x < 0.01 {
        "less than 0.01 s".to_owned()
    } else {
        format!("{} s", rounded(decimals(x, if x < 1.0 { 2 } else { 1 })))
    }
}

/// How long it takes, for a machine of a speed that is said.
fn time(about: &Gpt2About) -> String {
    /// Bytes and operations in a second.
    const READ: f64 = 2e8;
    const COMPUTED: f64 = 1e10;
    const TOKENS: f64 = 32.0;
    let one = about.operations / COMPUTED;
    format!(
        "On a machine that reads {} and makes 10¹⁰ operations in a second, reading {} takes {}, a text of \
         {} {}, and each token written {}.",
        size(READ),
        size(about.read as f64),
        seconds(about.read as f64 / READ),
        count(TOKENS as usize, "token"),
        seconds(TOKENS * one),
        seconds(one)
    )
}
