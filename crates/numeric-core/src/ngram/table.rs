//! A table from pairs of numbers to numbers, for counting quickly.

/// A hash table with open addressing: (node, token) to a number. Nothing is ever taken out.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    keys: Vec<u64>,
    values: Vec<u32>,
    used: usize,
}

/// No value, and no node.
pub(super) const NONE: u32 = u32::MAX;
const FREE: u64 = u64::MAX;
const FEWEST: usize = 64;

fn key(node: u32, token: u32) -> u64 {
    (u64::from(node) << 32) | u64::from(token)
}

impl Table {
    /// The value of a pair; [`NONE`] where it has none.
    pub(super) fn get(&self, node: u32, token: u32) -> u32 {
        if self.keys.is_empty() {
            return NONE;
        }
        let key = key(node, token);
        let place = self.place(key);
        if self.keys[place] == key {
            self.values[place]
        } else {
            NONE
        }
    }

    /// The value of a pair, which is `new` from now on where it had none.
    pub(super) fn get_or_insert(&mut self, node: u32, token: u32, new: u32) -> u32 {
        if 2 * (self.used + 1) > self.keys.len() {
            self.grow();
        }
        let key = key(node, token);
        let place = self.place(key);
        if self.keys[place] != key {
            self.keys[place] = key;
            self.values[place] = new;
            self.used += 1;
        }
        self.values[place]
    }

    /// Where a key is, or the free place where it would be.
    fn place(&self, key: u64) -> usize {
        let mask = self.keys.len() - 1;
        // Fibonacci hashing: the upper bits of a product with 2⁶⁴ divided by the golden ratio.
        let mixed = (key ^ (key >> 29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut place = (mixed >> 32) as usize & mask;
        while self.keys[place] != key && self.keys[place] != FREE {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        let room = (2 * self.keys.len()).max(FEWEST);
        let keys = std::mem::replace(&mut self.keys, vec![FREE; room]);
        let values = std::mem::replace(&mut self.values, vec![NONE; room]);
        for (key, value) in keys.into_iter().zip(values) {
            if key != FREE {
                let place = self.place(key);
                self.keys[place] = key;
                self.values[place] = value;
            }
        }
    }
}
