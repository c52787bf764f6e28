//! Tokenizer files: vocab.json with merges.txt, or tokenizer.json.

use super::bytes;
use super::merge::{Merge, Merges};
use super::{Tokenizer, refuse};
use crate::error::Result;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// More tokens than any model of this family has.
const MOST: usize = 1_000_000;
/// The name of the token that ends a text.
const END: &str = "<|endoftext|>";

impl Tokenizer {
    /// Of a vocab.json and a merges.txt.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Tokenizer`](crate::Gpt2Error::Tokenizer) for text that isn't such a file, a
    /// vocabulary without all bytes, and merges of what it doesn't hold.
    pub fn from_files(vocabulary: &str, merges: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(vocabulary)
            .map_err(|error| refuse(format!("vocab.json can’t be read: {error}")))?;
        let Value::Object(vocabulary) = value else {
            return Err(refuse("vocab.json isn’t a table of tokens".into()));
        };
        // Some editors put a mark of the byte order before a text.
        let lines = merges.trim_start_matches('\u{feff}').lines().enumerate();
        let lines = lines.filter(|(number, line)| {
            !(line.is_empty() || *number == 0 && line.starts_with("#version"))
        });
        let pairs = lines.map(|(number, line)| {
            line.split_once(' ')
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .ok_or_else(|| refuse(format!("line {} of merges.txt isn’t a pair", number + 1)))
        });
        build(&vocabulary, pairs, &[], false)
    }

    /// Of a tokenizer.json.
    ///
    /// # Errors
    ///
    /// As for [`Tokenizer::from_files`], and for a tokenizer of another kind, which is named.
    pub fn from_json(text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| refuse(format!("tokenizer.json can’t be read: {error}")))?;
        let model = value.get("model").unwrap_or(&Value::Null);
        let kind = model.get("type").and_then(Value::as_str);
        if kind.is_some_and(|kind| kind != "BPE") {
            return Err(refuse(format!(
                "tokenizer.json is of the kind {}; GPT-2’s is BPE",
                kind.unwrap_or_default()
            )));
        }
        let (Some(vocabulary), Some(merges)) = (
            model.get("vocab").and_then(Value::as_object),
            model.get("merges").and_then(Value::as_array),
        ) else {
            return Err(refuse(
                "tokenizer.json has no vocabulary with merges (model.vocab, model.merges)".into(),
            ));
        };
        let space_before = check_steps(&value)?;
        let pairs = merges.iter().map(|merge| {
            let pair = match merge {
                Value::String(line) => line.split_once(' '),
                Value::Array(pair) => match &pair[..] {
                    [Value::String(a), Value::String(b)] => Some((a.as_str(), b.as_str())),
                    _ => None,
                },
                _ => None,
            };
            let pair = pair.map(|(a, b)| (a.to_owned(), b.to_owned()));
            pair.ok_or_else(|| refuse(format!("the merge {merge} isn’t a pair")))
        });
        let added = value.get("added_tokens").and_then(Value::as_array);
        let added: Vec<(String, usize)> = added
            .into_iter()
            .flatten()
            .filter_map(|token| {
                let id = token.get("id")?.as_u64()? as usize;
                Some((token.get("content")?.as_str()?.to_owned(), id))
            })
            .collect();
        build(vocabulary, pairs, &added, space_before)
    }
}

/// Refuses what would change the text before it is cut, or cut it in another way. Gives whether a
/// space is put before a text.
fn check_steps(value: &Value) -> Result<bool> {
    let kind = |name: &str| {
        let step = value.get(name)?;
        step.get("type").and_then(Value::as_str)
    };
    if let Some(kind) = kind("normalizer") {
        return Err(refuse(format!(
            "tokenizer.json changes the text first ({kind}), which GPT-2 doesn’t"
        )));
    }
    if let Some(kind) = kind("pre_tokenizer").filter(|kind| *kind != "ByteLevel") {
        return Err(refuse(format!(
            "tokenizer.json cuts the text by {kind}; GPT-2 does by ByteLevel"
        )));
    }
    let says = |name: &str| {
        let step = value.get("pre_tokenizer")?;
        step.get(name).and_then(Value::as_bool)
    };
    if says("use_regex") == Some(false) {
        return Err(refuse(
            "tokenizer.json doesn’t cut the text into words (use_regex), which GPT-2 does".into(),
        ));
    }
    Ok(says("add_prefix_space") == Some(true))
}

fn build(
    vocabulary: &Map<String, Value>,
    pairs: impl Iterator<Item = Result<(String, String)>>,
    added: &[(String, usize)],
    space_before: bool,
) -> Result<Tokenizer> {
    let mut ids: HashMap<&str, u32> = HashMap::new();
    let mut texts: Vec<Vec<u8>> = Vec::new();
    let put = |texts: &mut Vec<Vec<u8>>, id: usize, bytes: Vec<u8>| {
        if texts.len() <= id {
            texts.resize(id + 1, Vec::new());
        }
        texts[id] = bytes;
    };
    for (name, id) in vocabulary {
        let id = id.as_u64().map(|id| id as usize).filter(|id| *id < MOST);
        let id = id.ok_or_else(|| refuse(format!("the token “{name}” has no number")))?;
        ids.insert(name, id as u32);
        put(
            &mut texts,
            id,
            bytes::of_name(name).unwrap_or_else(|| name.clone().into_bytes()),
        );
    }
    let needed = texts.len();
    for (name, id) in added.iter().filter(|(_, id)| *id < MOST) {
        put(&mut texts, *id, name.clone().into_bytes());
    }
    let mut of_bytes = [0; 256];
    for (byte, place) in (0..=u8::MAX).zip(&mut of_bytes) {
        let name = bytes::name(byte).to_string();
        *place = *ids.get(name.as_str()).ok_or_else(|| {
            refuse(format!(
                "the vocabulary has {} tokens, but none for the byte {byte} (“{name}”): it isn’t one of \
                 bytes, as GPT-2’s is",
                vocabulary.len()
            ))
        })?;
    }
    let mut merges = Merges::new();
    for (rank, pair) in pairs.enumerate() {
        let (a, b) = pair?;
        let joined = format!("{a}{b}");
        let id = |name: &str| {
            ids.get(name).copied().ok_or_else(|| {
                refuse(format!(
                    "the merges have “{name}”, which the vocabulary hasn’t: they don’t belong together"
                ))
            })
        };
        let merge = Merge {
            rank: rank as u32,
            token: id(&joined)?,
        };
        // The first of equal ones counts.
        merges.entry((id(&a)?, id(&b)?)).or_insert(merge);
    }
    check_longer(&ids, added, &merges)?;
    let end = added
        .iter()
        .find(|(name, _)| name == END)
        .map(|(_, id)| *id);
    let end = end.or_else(|| ids.get(END).map(|id| *id as usize));
    Ok(Tokenizer {
        texts,
        of_bytes,
        merges,
        end,
        needed: needed.max(end.map_or(0, |end| end + 1)),
        space_before,
    })
}

/// Refuses merges that can't make the vocabulary's longer tokens: an empty or cut list would cut every text
/// otherwise than the model has learned. Some that no merge makes are allowed: tokens are added by hand.
fn check_longer(
    ids: &HashMap<&str, u32>,
    added: &[(String, usize)],
    merges: &Merges,
) -> Result<()> {
    let mut by_hand: HashSet<&str> = added.iter().map(|(name, _)| name.as_str()).collect();
    by_hand.insert(END);
    let longer = ids
        .iter()
        .filter(|(name, _)| name.chars().count() > 1 && !by_hand.contains(*name));
    let made: HashSet<u32> = merges.values().map(|merge| merge.token).collect();
    let (mut all, mut missing) = (0_usize, 0_usize);
    for (_, id) in longer {
        all += 1;
        missing += usize::from(!made.contains(id));
    }
    if 10 * missing <= all {
        return Ok(());
    }
    Err(refuse(format!(
        "the merges make {} of the {all} longer tokens of the vocabulary: they are cut, or they don’t \
         belong together",
        all - missing
    )))
}
