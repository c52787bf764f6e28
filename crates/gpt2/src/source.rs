//! Where a file's bytes come from: memory, a file, or a slice of a `Blob` in a worker, which reads
//! synchronously.

use crate::error::{Gpt2Error, Result};
use std::rc::Rc;

/// Bytes that are read piece by piece.
pub trait Source {
    /// How many there are.
    fn len(&self) -> u64;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `into` with the bytes from `at` on.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::File`] where they end before, or can't be read.
    fn read(&self, at: u64, into: &mut [u8]) -> Result<()>;
}

impl Source for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read(&self, at: u64, into: &mut [u8]) -> Result<()> {
        let from = usize::try_from(at).ok().and_then(|at| self.get(at..));
        let from = from.and_then(|rest| rest.get(..into.len()));
        into.copy_from_slice(from.ok_or_else(ended)?);
        Ok(())
    }
}

impl Source for Vec<u8> {
    fn len(&self) -> u64 {
        Source::len(self.as_slice())
    }

    fn read(&self, at: u64, into: &mut [u8]) -> Result<()> {
        self.as_slice().read(at, into)
    }
}

/// Several files, one after the other.
pub struct Joined(pub Vec<Rc<dyn Source>>);

impl Source for Joined {
    fn len(&self) -> u64 {
        self.0.iter().map(|part| part.len()).sum()
    }

    fn read(&self, at: u64, mut into: &mut [u8]) -> Result<()> {
        let (mut at, mut first) = (at, 0);
        for part in &self.0 {
            let end = first + part.len();
            if at < end && !into.is_empty() {
                let length = into
                    .len()
                    .min(usize::try_from(end - at).unwrap_or(usize::MAX));
                let (here, rest) = into.split_at_mut(length);
                part.read(at - first, here)?;
                at += length as u64;
                into = rest;
            }
            first = end;
        }
        if into.is_empty() {
            Ok(())
        } else {
            Err(ended())
        }
    }
}

/// The whole of a small file as text.
///
/// # Errors
///
/// [`Gpt2Error::File`] for more than `most` bytes, or bytes that aren't UTF-8.
pub fn text(source: &dyn Source, name: &str, most: u64) -> Result<String> {
    let length = source.len();
    if length > most {
        return Err(Gpt2Error::File(format!(
            "{name} has {}, which is too much for such a file",
            crate::error::size(length)
        )));
    }
    let mut bytes = vec![0; length as usize];
    source.read(0, &mut bytes)?;
    String::from_utf8(bytes).map_err(|_| Gpt2Error::File(format!("{name} isn’t text in UTF-8")))
}

pub(crate) fn ended() -> Gpt2Error {
    Gpt2Error::File("the file ends before all was read".into())
}

impl<S: Source + ?Sized> Source for Rc<S> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read(&self, at: u64, into: &mut [u8]) -> Result<()> {
        (**self).read(at, into)
    }
}
