//! What is wrong with a formula, for the tests.

use super::Formula;

impl Formula {
    /// The names of the places for live numbers.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        let places = self.markup.split("data-live=\"").skip(1);
        places.filter_map(|from| from.split('"').next())
    }

    /// What is wrong with it: a place without its number shows 0, a number without a place isn't
    /// shown, and a tag that isn't closed takes what follows into it.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for place in self.places() {
            if !self.live.iter().any(|(name, _)| *name == place) {
                faults.push(format!("there is no number for its place `{place}`"));
            }
        }
        for (at, (name, _)) in self.live.iter().enumerate() {
            if !self.places().any(|place| place == *name) {
                faults.push(format!("there is no place for its number `{name}`"));
            }
            if self.live[..at].iter().any(|(earlier, _)| earlier == name) {
                faults.push(format!("its number `{name}` is given twice"));
            }
        }
        let numbers = self.live.iter().map(|(_, text)| text.as_str());
        if numbers
            .chain([&*self.markup])
            .any(|text| text.contains("not a number"))
        {
            faults.push("it shows “not a number”".into());
        }
        faults.extend(unclosed(&self.markup));
        faults
    }
}

/// The first tag that isn't closed, or closes what isn't open.
fn unclosed(markup: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    for from in markup.split('<').skip(1) {
        let (tag, _) = from.split_once('>')?;
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => {
                return Some(format!("</{name}> closes nothing"));
            }
            None if !tag.ends_with('/') => open.push(tag.split(' ').next().unwrap_or(tag)),
            _ => {}
        }
    }
    open.pop().map(|name| format!("<{name}> isn't closed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn live_numbers_and_their_places_belong_together() {
        let markup = "<math><mn data-live=\"a\">0</mn></math>";
        let faults = |live| Formula::fixed(markup, live).faults();
        assert!(faults(&[("a", 1.0)]).is_empty());
        assert!(faults(&[])[0].contains("no number for its place `a`"));
        assert!(faults(&[("a", 1.0), ("b", 1.0)])[0].contains("no place for its number `b`"));
        assert!(faults(&[("a", 1.0), ("a", 2.0)])[0].contains("twice"));
        assert!(faults(&[("a", f64::NAN)])[0].contains("not a number"));
    }

    #[test]
    fn tags_are_closed() {
        let faults = |markup| Formula::fixed(markup, &[]).faults();
        assert!(faults("<mrow><mi>x</mi><mspace width=\"1em\"/></mrow>").is_empty());
        assert_eq!(faults("<mrow><mi>x</mi>"), ["<mrow> isn't closed"]);
        assert_eq!(faults("<mi>x</mrow>"), ["</mrow> closes nothing"]);
    }
}
