//! The files that a reader picks or drops together, told apart by their names.

use crate::bpe::Tokenizer;
use crate::config::Config;
use crate::error::{Gpt2Error, Result};
use crate::source::{Joined, Source, text};
use crate::tensors::Header;
use std::rc::Rc;

/// The largest file of text.
const MOST_TEXT: u64 = 100_000_000;

/// How files of weights end, and the list of which tensor is in which.
const WEIGHTS: &str = ".safetensors";
const INDEX: &str = ".safetensors.index.json";

/// A file with its name.
#[derive(Clone)]
pub struct Picked {
    /// Its name, without folders.
    pub name: String,
    /// Its bytes.
    pub source: Rc<dyn Source>,
}

impl std::fmt::Debug for Picked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picked({}, {} bytes)", self.name, self.source.len())
    }
}

impl PartialEq for Picked {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && Rc::ptr_eq(&self.source, &other.source)
    }
}

/// What a checkpoint consists of.
pub struct Files {
    /// The bytes of the weights, of all their files.
    pub weights: Rc<dyn Source>,
    /// Their header.
    pub header: Header,
    /// Its tokens.
    pub tokenizer: Tokenizer,
    /// What config.json says, or what holds without it.
    pub config: Config,
    /// Names of files that aren't needed.
    pub unused: Vec<String>,
}

impl Files {
    /// Reads all but the weights themselves. Names are those of today (model.safetensors, or all parts
    /// of it; vocab.json with merges.txt or tokenizer.json; config.json) or of the first release
    /// (encoder.json, vocab.bpe).
    ///
    /// # Errors
    ///
    /// Files that are missing, twice there, or can't be read; the message names what was found.
    pub fn read(picked: &[Picked]) -> Result<Self> {
        let names: Vec<&str> = picked.iter().map(|file| file.name.as_str()).collect();
        let found = || match names.is_empty() {
            true => "nothing was picked".to_owned(),
            false => format!("found: {}", names.join(", ")),
        };
        let mut used: Vec<&str> = Vec::new();
        let mut one = |is: &dyn Fn(&str) -> bool, what: &str| -> Result<Option<&Picked>> {
            let mut all = picked.iter().filter(|file| is(&file.name.to_lowercase()));
            let first = all.next();
            if all.next().is_some() {
                return Err(Gpt2Error::File(format!(
                    "there are several files of {what}; {}",
                    found()
                )));
            }
            used.extend(first.map(|file| file.name.as_str()));
            Ok(first)
        };
        let config = one(&|name| name == "config.json", "settings")?;
        let json = one(&|name| name == "tokenizer.json", "tokens")?;
        let vocabulary = one(
            &|name| ["vocab.json", "encoder.json"].contains(&name),
            "tokens",
        )?;
        let merges = one(
            &|name| ["merges.txt", "vocab.bpe"].contains(&name),
            "merges",
        )?;
        // It says which part has which tensor, as the parts do themselves.
        one(&|name| name.ends_with(INDEX), "parts")?;
        let is_weights = |file: &&Picked| file.name.to_lowercase().ends_with(WEIGHTS);
        let parts: Vec<&Picked> = picked.iter().filter(is_weights).collect();
        used.extend(parts.iter().map(|file| file.name.as_str()));
        let (header, weights) = weights(parts, &found())?;
        let read = |file: &Picked| text(&*file.source, &file.name, MOST_TEXT);
        let tokenizer = match (vocabulary, merges, json) {
            (Some(vocabulary), Some(merges), _) => {
                Tokenizer::from_files(&read(vocabulary)?, &read(merges)?)?
            }
            (_, _, Some(json)) => Tokenizer::from_json(&read(json)?)?,
            _ => {
                return Err(Gpt2Error::Tokenizer(format!(
                    "there is no tokenizer: it takes vocab.json with merges.txt, or tokenizer.json; {}",
                    found()
                )));
            }
        };
        let config = match config {
            Some(config) => Config::read(&read(config)?)?,
            None => Config::default(),
        };
        let unused = names.iter().filter(|name| !used.contains(name));
        Ok(Self {
            unused: unused.map(|name| (*name).to_owned()).collect(),
            weights,
            header,
            tokenizer,
            config,
        })
    }
}

/// Header and bytes of the weights: of one file, or of all the parts that one was cut into.
fn weights(mut files: Vec<&Picked>, found: &str) -> Result<(Header, Rc<dyn Source>)> {
    let refuse = |what: String| Err(Gpt2Error::File(format!("{what}; {found}")));
    let parts: Vec<_> = files.iter().map(|file| part(&file.name)).collect();
    let [Some((_, first)), ..] = parts[..] else {
        return match files[..] {
            [] => refuse("there is no model.safetensors".into()),
            [file] => Ok((Header::read(&*file.source)?, file.source.clone())),
            _ => refuse("there are several files of weights".into()),
        };
    };
    files.sort_by_key(|file| part(&file.name));
    let whole = (1..=first).map(|number| Some((number, first)));
    if !files.iter().map(|file| part(&file.name)).eq(whole) {
        return refuse(format!(
            "the weights are cut into {first} files, which have to be picked together"
        ));
    }
    let headers = files.iter().map(|file| {
        let named = |error| Gpt2Error::File(format!("{}: {error}", file.name));
        let header = Header::read(&*file.source).map_err(named)?;
        Ok((header, file.source.len()))
    });
    let header = Header::join(headers.collect::<Result<_>>()?)?;
    let sources = files.iter().map(|file| file.source.clone()).collect();
    Ok((header, Rc::new(Joined(sources))))
}

/// Which part of how many a file is: model-00002-of-00003.safetensors.
fn part(name: &str) -> Option<(usize, usize)> {
    let name = name.to_lowercase();
    let (rest, all) = name.strip_suffix(WEIGHTS)?.rsplit_once("-of-")?;
    let (_, number) = rest.rsplit_once('-')?;
    Some((number.parse().ok()?, all.parse().ok()?))
}
