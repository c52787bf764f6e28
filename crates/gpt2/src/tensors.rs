//! The safetensors format: eight bytes with the length of a header, the header in JSON, which names
//! each tensor with its type, shape and place, then the numbers. Only the header is read at once.
//!
//! Source: the format's description, <https://github.com/huggingface/safetensors>.

use crate::error::{Gpt2Error, Result, size};
use crate::source::Source;
use serde_json::Value;
use std::collections::BTreeMap;

/// The longest header that the format allows.
const LONGEST: u64 = 100_000_000;
/// Bytes of the header's length.
const LENGTH: u64 = 8;
/// Bytes that are read at once: a multiple of every type's.
const SLICE: usize = 1 << 20;

/// How a number is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// IEEE 754 single precision.
    F32,
    /// IEEE 754 half precision.
    F16,
    /// The upper half of single precision.
    BF16,
}

impl Type {
    /// Bytes of a number.
    #[must_use]
    pub fn bytes(self) -> u64 {
        match self {
            Self::F32 => 4,
            Self::F16 | Self::BF16 => 2,
        }
    }

    /// Its name in the format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "F32",
            Self::F16 => "F16",
            Self::BF16 => "BF16",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::F32, Self::F16, Self::BF16]
            .into_iter()
            .find(|of| of.name() == name)
    }

    fn decode(self, bytes: &[u8], into: &mut Vec<f32>) {
        into.clear();
        let halves = bytes.as_chunks::<2>().0.iter();
        match self {
            Self::F32 => {
                let numbers = bytes.as_chunks::<4>().0.iter();
                into.extend(numbers.map(|b| f32::from_le_bytes(*b)));
            }
            Self::F16 => into.extend(halves.map(|b| half(u16::from_le_bytes(*b)))),
            Self::BF16 => {
                into.extend(halves.map(|b| f32::from_bits(u32::from(u16::from_le_bytes(*b)) << 16)))
            }
        }
    }
}

/// The number that a float16 is: its exponent is moved by a product with 2¹¹², which is exact and
/// turns the numbers below the normal ones into normal ones as well.
///
/// Source: IEEE 754-2019, binary16.
#[must_use]
pub fn half(bits: u16) -> f32 {
    let sign = u32::from(bits & 0x8000) << 16;
    let rest = u32::from(bits & 0x7fff) << 13;
    let size = if bits & 0x7c00 == 0x7c00 {
        // Infinity and what isn't a number.
        f32::from_bits(rest | 0x7f80_0000)
    } else {
        f32::from_bits(rest) * f32::from_bits((112 + 127) << 23)
    };
    f32::from_bits(size.to_bits() | sign)
}

/// A tensor of a file, not yet read.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its dimensions.
    pub shape: Vec<u64>,
    /// The name of its type, whatever it is.
    pub type_name: String,
    /// Where its first byte is in the file.
    start: u64,
    /// Bytes.
    length: u64,
}

impl Stored {
    /// How its numbers are stored.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::File`] for a type that isn't read.
    pub fn number(&self, name: &str) -> Result<Type> {
        Type::of(&self.type_name).ok_or_else(|| {
            refuse(format!(
                "the numbers of “{name}” are of the type {}; F32, F16 and BF16 can be read",
                self.type_name
            ))
        })
    }

    /// How many numbers it has.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.shape.iter().product()
    }

    /// Bytes in the file.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.length
    }
}

/// The tensors of a file by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Header {
    /// In alphabetical order.
    pub tensors: BTreeMap<String, Stored>,
}

fn refuse(what: String) -> Gpt2Error {
    Gpt2Error::File(what)
}

impl Header {
    /// Reads and checks the header of a file.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::File`] for a file of another format, which is named where it is known, a header
    /// that can't be read, and tensors that overlap, leave gaps, or go beyond the file's end.
    pub fn read(source: &dyn Source) -> Result<Self> {
        let mut length = [0; LENGTH as usize];
        if source.len() < LENGTH {
            return Err(refuse(format!(
                "this isn’t a safetensors file: it has {} bytes",
                source.len()
            )));
        }
        source.read(0, &mut length)?;
        let header = u64::from_le_bytes(length);
        let longest = LONGEST.min(source.len() - LENGTH);
        if header > longest {
            return Err(refuse(other_format(&length).unwrap_or_else(|| {
                format!(
                    "this isn’t a whole safetensors file: its header would have {header} bytes, and \
                     {} follow",
                    source.len() - LENGTH
                )
            })));
        }
        let mut bytes = vec![0; header as usize];
        source.read(LENGTH, &mut bytes)?;
        let damaged = |what: &dyn std::fmt::Display| {
            let start = other_format(&length);
            refuse(start.unwrap_or_else(|| {
                format!("this isn’t a safetensors file, or its header is damaged: {what}")
            }))
        };
        let value: Value = serde_json::from_slice(&bytes).map_err(|error| damaged(&error))?;
        let Value::Object(entries) = value else {
            return Err(damaged(&"it isn’t a table"));
        };
        let mut tensors = BTreeMap::new();
        for (name, entry) in &entries {
            if name != "__metadata__" {
                let stored = stored(entry, LENGTH + header);
                let stored = stored
                    .ok_or_else(|| damaged(&format!("“{name}” has no type, shape or place")))?;
                tensors.insert(name.clone(), stored);
            }
        }
        let read = Self { tensors };
        read.check(LENGTH + header, source.len())?;
        Ok(read)
    }

    /// The tensors of several files, which lie one after the other as in
    /// [`Joined`](crate::source::Joined): each header with
    /// the length of its file.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::File`] for a tensor that is in two of them.
    pub fn join(parts: Vec<(Self, u64)>) -> Result<Self> {
        let (mut all, mut before) = (Self::default(), 0_u64);
        for (part, length) in parts {
            for (name, mut stored) in part.tensors {
                stored.start = stored.start.saturating_add(before);
                if all.tensors.contains_key(&name) {
                    return Err(refuse(format!("“{name}” is in two of the files")));
                }
                all.tensors.insert(name, stored);
            }
            before = before.saturating_add(length);
        }
        Ok(all)
    }

    fn check(&self, data: u64, end: u64) -> Result<()> {
        let mut all: Vec<(&String, &Stored)> = self.tensors.iter().collect();
        all.sort_by_key(|(_, tensor)| (tensor.start, tensor.length));
        let mut reached = data;
        for (name, tensor) in all {
            if tensor.start != reached {
                let what = if tensor.start < reached {
                    "overlaps another tensor"
                } else {
                    "leaves a gap before it"
                };
                return Err(refuse(format!(
                    "the file’s header is damaged: “{name}” {what}"
                )));
            }
            reached += tensor.length;
            let mut sizes = tensor.shape.iter();
            let numbers = sizes.try_fold(1_u64, |product, size| product.checked_mul(*size));
            let fits = match Type::of(&tensor.type_name) {
                Some(of) => numbers.and_then(|n| n.checked_mul(of.bytes())) == Some(tensor.length),
                None => numbers.is_some(),
            };
            if !fits {
                return Err(refuse(format!(
                    "the file’s header is damaged: “{name}” has the shape {:?} of {} in {} bytes",
                    tensor.shape, tensor.type_name, tensor.length
                )));
            }
        }
        if reached > end {
            return Err(refuse(format!(
                "the file is truncated: it lacks {} of the {} that its header promises",
                size(reached - end),
                size(reached)
            )));
        }
        if reached < end {
            return Err(refuse(format!(
                "the file is damaged: it has {} behind its last tensor",
                size(end - reached)
            )));
        }
        Ok(())
    }

    /// A few of its names, to say what was found.
    #[must_use]
    pub fn some_names(&self) -> String {
        let first: Vec<String> = self
            .tensors
            .keys()
            .take(4)
            .map(|name| format!("“{name}”"))
            .collect();
        let more = self.tensors.len().saturating_sub(first.len());
        match (first.is_empty(), more) {
            (true, _) => "no tensors".into(),
            (_, 0) => first.join(", "),
            _ => format!("{} and {more} more", first.join(", ")),
        }
    }
}

/// A tensor's entry in the header; places in it count from the end of the header.
fn stored(entry: &Value, data: u64) -> Option<Stored> {
    let whole = |value: &Value| -> Option<Vec<u64>> {
        value.as_array()?.iter().map(Value::as_u64).collect()
    };
    let [start, end] = whole(entry.get("data_offsets")?)?.try_into().ok()?;
    Some(Stored {
        shape: whole(entry.get("shape")?)?,
        type_name: entry.get("dtype")?.as_str()?.to_owned(),
        start: start.checked_add(data)?,
        length: end.checked_sub(start)?,
    })
}

/// What a file of another format is, by its first bytes.
fn other_format(first: &[u8; 8]) -> Option<String> {
    let name = match first {
        [b'P', b'K', 3, 4, ..] => "a PyTorch file or another archive (pytorch_model.bin)",
        [b'G', b'G', b'U', b'F', ..] => "a GGUF file",
        [0x80, 2..=5, ..] => "a pickled Python object",
        [0x89, b'H', b'D', b'F', ..] => "an HDF5 file",
        [b'{', ..] => "a JSON file",
        [b'v', b'e', b'r', b's', b'i', b'o', b'n', b' '] => {
            "a pointer of Git LFS, which stands for the file itself"
        }
        _ => return None,
    };
    Some(format!(
        "this isn’t a safetensors file: it is {name}; model.safetensors can be opened"
    ))
}

/// Reads a tensor's numbers from the file, a slice at a time.
#[derive(Debug)]
pub struct Reader {
    bytes: Vec<u8>,
    numbers: Vec<f32>,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            bytes: vec![0; SLICE],
            numbers: Vec::new(),
        }
    }
}

impl Reader {
    /// Reads the next numbers of a tensor, from one on: at most 1 MiB of the file.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::File`] where the file can't be read, has another type of number, or holds one
    /// that isn't finite.
    pub fn read(
        &mut self,
        source: &dyn Source,
        (name, stored): (&str, &Stored),
        from: u64,
    ) -> Result<&[f32]> {
        let number = stored.number(name)?;
        let start = from * number.bytes();
        let length = stored.length.saturating_sub(start).min(SLICE as u64) as usize;
        let bytes = &mut self.bytes[..length];
        source.read(stored.start + start, bytes)?;
        number.decode(bytes, &mut self.numbers);
        if let Some(x) = self.numbers.iter().find(|x| !x.is_finite()) {
            return Err(refuse(format!(
                "“{name}” holds {x}, which isn’t a finite number"
            )));
        }
        Ok(&self.numbers)
    }
}
