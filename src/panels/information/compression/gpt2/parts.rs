//! Tokens in bits and back, by each coded token’s part of the running sums alone.

use numeric_core::coding::{ArithmeticDecoder, ArithmeticEncoder, Slot, SymbolModel};
use numeric_core::error::{CoreError, Result};

/// The parts of the tokens that were coded. A number outside them belongs to another token, and which one
/// it is only the model knows.
struct Parts<'a> {
    slots: &'a [Slot],
    at: usize,
}

impl Parts<'_> {
    fn here(&self) -> Result<Slot> {
        let slot = self.slots.get(self.at).copied();
        slot.ok_or_else(|| Self::refused("there is no further token"))
    }

    fn refused(what: &str) -> CoreError {
        CoreError::NotAllowed {
            operation: "arithmetic coding",
            what: what.into(),
        }
    }
}

impl SymbolModel for Parts<'_> {
    fn cumulative(&mut self) -> Result<&[u32]> {
        Err(Self::refused("only the coded parts are known"))
    }

    fn observe(&mut self, _: usize) -> Result<()> {
        self.at += 1;
        Ok(())
    }

    fn slot(&mut self, _: usize) -> Result<Slot> {
        self.here()
    }

    fn locate(&mut self, target: &dyn Fn(u32) -> u32) -> Result<(usize, Slot)> {
        let slot = self.here()?;
        if (slot.from..slot.to).contains(&target(slot.total)) {
            Ok((self.at, slot))
        } else {
            Err(Self::refused("another token"))
        }
    }
}

/// The bits of the tokens’ parts.
pub fn code(slots: &[Slot]) -> Vec<bool> {
    let mut encoder = ArithmeticEncoder::default();
    for slot in slots {
        encoder.push(*slot);
    }
    encoder.finish()
}

/// How many tokens are read before the first wrong one.
pub fn intact(slots: &[Slot], bits: &[bool]) -> usize {
    let mut parts = Parts { slots, at: 0 };
    let mut decoder = ArithmeticDecoder::new(bits);
    while let Ok(token) = decoder.next_symbol(&mut parts) {
        if parts.observe(token).is_err() {
            break;
        }
    }
    parts.at
}
