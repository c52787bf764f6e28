//! A checkpoint that is in no file: any sizes, filled with numbers that follow from a seed. For
//! measurements of models that nobody has to download.

use crate::checkpoint::Sizes;
use crate::error::Result;
use crate::source::{Source, ended};
use serde_json::{Map, Value, json};

/// The sizes of the smallest published GPT-2, of 124 million weights.
pub const SMALL: Sizes = Sizes {
    layers: 12,
    width: 768,
    heads: 12,
    context: 1024,
    vocabulary: 50_257,
    units: 3072,
};

/// The bytes of such a file in single precision, made as they are read.
#[derive(Debug, Clone)]
pub struct Filled {
    header: Vec<u8>,
    numbers: u64,
    seed: u64,
}

impl Filled {
    /// A file of these sizes, with uniform numbers of the standard deviation 0.02.
    #[must_use]
    pub fn new(sizes: &Sizes, seed: u64) -> Self {
        let (w, u) = (sizes.width, sizes.units);
        let (mut entries, mut at) = (Map::new(), 0_u64);
        let mut add = |name: String, shape: &[usize]| {
            let end = at + 4 * shape.iter().product::<usize>() as u64;
            let entry = json!({"dtype": "F32", "shape": shape, "data_offsets": [at, end]});
            entries.insert(name, entry);
            at = end;
        };
        add("wte.weight".into(), &[sizes.vocabulary, w]);
        add("wpe.weight".into(), &[sizes.context, w]);
        let norm = |name: &str, add: &mut dyn FnMut(String, &[usize])| {
            add(format!("{name}.weight"), &[w]);
            add(format!("{name}.bias"), &[w]);
        };
        for layer in 0..sizes.layers {
            norm(&format!("h.{layer}.ln_1"), &mut add);
            norm(&format!("h.{layer}.ln_2"), &mut add);
            for (name, shape) in [
                ("attn.c_attn", [w, 3 * w]),
                ("attn.c_proj", [w, w]),
                ("mlp.c_fc", [w, u]),
                ("mlp.c_proj", [u, w]),
            ] {
                add(format!("h.{layer}.{name}.weight"), &shape);
                add(format!("h.{layer}.{name}.bias"), &shape[1..]);
            }
        }
        norm("ln_f", &mut add);
        let text = Value::Object(entries).to_string();
        let mut header = (text.len() as u64).to_le_bytes().to_vec();
        header.extend(text.into_bytes());
        Self {
            header,
            numbers: at / 4,
            seed,
        }
    }

    /// Number `at`: its place and the seed, mixed by SplitMix64.
    fn number(&self, at: u64) -> f32 {
        let mut z = (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        // 0.02·√12 wide.
        (((z >> 40) as f32) / 16_777_216.0 - 0.5) * 0.069_28
    }
}

impl Source for Filled {
    fn len(&self) -> u64 {
        self.header.len() as u64 + 4 * self.numbers
    }

    fn read(&self, at: u64, into: &mut [u8]) -> Result<()> {
        if at + into.len() as u64 > self.len() {
            return Err(ended());
        }
        let header = self.header.len() as u64;
        if at < header {
            let part = (header - at).min(into.len() as u64) as usize;
            let (first, rest) = into.split_at_mut(part);
            first.copy_from_slice(&self.header[at as usize..][..part]);
            return if rest.is_empty() {
                Ok(())
            } else {
                self.read(header, rest)
            };
        }
        let mut place = at - header;
        let mut into = into;
        while !into.is_empty() {
            let bytes = self.number(place / 4).to_le_bytes();
            let part = &bytes[(place % 4) as usize..];
            let length = part.len().min(into.len());
            let (first, rest) = into.split_at_mut(length);
            first.copy_from_slice(&part[..length]);
            place += length as u64;
            into = rest;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Checkpoint, Config, Opening, tensors::Header};

    #[test]
    fn it_opens_and_reads_the_same_everywhere() {
        let sizes = Sizes {
            layers: 2,
            width: 12,
            heads: 3,
            context: 5,
            vocabulary: 11,
            units: 7,
        };
        let filled = Filled::new(&sizes, 4);
        let mut whole = vec![0; filled.len() as usize];
        filled.read(0, &mut whole).unwrap();
        let mut part = [0; 21];
        for at in [0, 3, whole.len() / 2 + 1, whole.len() - 21] {
            filled.read(at as u64, &mut part).unwrap();
            assert_eq!(part[..], whole[at..at + 21]);
        }
        assert!(filled.read(whole.len() as u64 - 20, &mut part).is_err());
        let header = Header::read(&filled).unwrap();
        let found = Checkpoint::find(&header, &Config::default(), Some(3)).unwrap();
        assert_eq!(found.sizes, sizes);
        let mut opening = Opening::new(Box::new(filled), found);
        while !opening.finished() {
            opening.step().unwrap();
        }
        let model = opening.finish().ok().unwrap();
        assert!(model.pass(&[1, 2, 3], &[]).is_ok());
    }
}
