//! Panels by their ids, and the nearest one to an id that isn't one.

use crate::contract::headless::Headless;
use crate::panels;

/// A panel, with its id.
pub type Found = (&'static str, &'static dyn Headless);

/// All panels.
pub fn all() -> Vec<Found> {
    let all = panels::CURRICULUM.iter();
    all.map(|entry| (entry.meta.id, entry.panel)).collect()
}

/// The panel of that id, or a message that lists all of them.
pub fn panel(id: &str) -> Result<Found, String> {
    let all = all();
    if let Some(found) = all.iter().find(|(known, _)| *known == id) {
        return Ok(*found);
    }
    let ids: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
    let nearest = ids.iter().min_by_key(|known| apart(known, id));
    let meant = nearest.map_or_else(String::new, |known| format!("; `{known}` is the nearest"));
    let list = ids.join(", ");
    Err(format!(
        "there is no panel `{id}`{meant}. The panels are {list}."
    ))
}

/// How many letters have to be put in, left out or changed to get from one word to the other
/// (Levenshtein, 1965).
fn apart(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.chars().enumerate() {
        let mut before = i;
        row[0] = i + 1;
        for (j, other) in to.iter().enumerate() {
            let changed = before + usize::from(letter != *other);
            before = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(before + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::{apart, panel};

    #[test]
    fn the_nearest_id_is_suggested() {
        assert_eq!(apart("kitten", "sitting"), 3);
        assert_eq!(panel("svd").map(|(id, _)| id), Ok("svd"));
        let message = panel("atention").map(|(id, _)| id).unwrap_err();
        assert!(message.contains("`attention` is the nearest"), "{message}");
        assert!(message.contains("softmax-jacobian"), "{message}");
    }
}
