//! Messages inside a message.

use crate::protocol::{decode, encode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::marker::PhantomData;

/// A `T`, encoded. Only who expects it decodes it: the code for that is large, and a page that is
/// split in parts loads it with what shows a `T` instead of with all that start a worker.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Packed<T> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize> Packed<T> {
    /// Encodes it.
    #[must_use]
    pub fn of(what: &T) -> Self {
        Self {
            bytes: encode(what),
            of: PhantomData,
        }
    }
}

impl<T: DeserializeOwned> Packed<T> {
    /// Decodes it; `None` if it isn't one, which a worker of the same version never sends.
    #[must_use]
    pub fn open(&self) -> Option<T> {
        decode(&self.bytes)
    }
}

// Derived, they would ask the same of `T`.
impl<T> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Self {
            bytes: self.bytes.clone(),
            of: PhantomData,
        }
    }
}

impl<T> PartialEq for Packed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} bytes", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let packed = Packed::of(&vec![1.5, -0.0]);
        let again: Packed<Vec<f64>> = decode(&encode(&packed)).unwrap();
        assert_eq!(again, packed);
        assert_eq!(again.open(), Some(vec![1.5, -0.0]));
        let other: Packed<bool> = decode(&encode(&Packed::of(&7_u32))).unwrap();
        assert_eq!(other.open(), None);
    }
}
