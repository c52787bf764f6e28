//! Values that are kept with what they follow from, so that a reader who changes something else
//! doesn't wait for them again.

use std::cell::RefCell;

/// The last values of a function that takes long, with its arguments. For a `thread_local!`.
pub struct Remembered<K, V> {
    most: usize,
    /// The one that was asked for last stands last.
    kept: RefCell<Vec<(K, V)>>,
}

impl<K: PartialEq, V: Clone> Remembered<K, V> {
    /// Nothing yet, and never more than so many.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self {
            most,
            kept: RefCell::new(Vec::new()),
        }
    }

    /// The value that follows from a key: the one that is known, or a new one, for which the one that
    /// was asked for longest ago is forgotten. `make` may ask here itself.
    pub fn value(&self, key: K, make: impl FnOnce(&K) -> V) -> V {
        if let Some(known) = self.known(&key) {
            return known;
        }
        let value = make(&key);
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= self.most && !kept.is_empty() {
            kept.remove(0);
        }
        kept.push((key, value.clone()));
        value
    }

    fn known(&self, key: &K) -> Option<V> {
        let mut kept = self.kept.borrow_mut();
        let place = kept.iter().position(|(known, _)| known == key)?;
        let pair = kept.remove(place);
        let value = pair.1.clone();
        kept.push(pair);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::Remembered;
    use std::cell::Cell;

    #[test]
    fn the_one_asked_for_longest_ago_is_forgotten() {
        let made = Cell::new(0);
        let all = Remembered::new(2);
        let square = |x: i32| {
            all.value(x, |x| {
                made.set(made.get() + 1);
                x * x
            })
        };
        assert_eq!([3, 4, 3].map(square), [9, 16, 9]);
        assert_eq!(made.get(), 2);
        // 4 goes, and 3 stays.
        assert_eq!([5, 3].map(square), [25, 9]);
        assert_eq!(made.get(), 3);
        assert_eq!((square(4), made.get()), (16, 4));
    }
}
