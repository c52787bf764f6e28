//! What is wrong with a formula, for the tests.

use super::Formula;

impl Formula {
    /// The names of the places for live numbers.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        let places = self.markup.split("data-live=\"").skip(1);
        places.filter_map(|from| from.split('"').next())
    }

    /// What is wrong with it: a place without its number shows 0, a number without a place isn't
    /// shown, a tag that isn't closed takes what follows into it, and words touch what stands beside
    /// them.
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
        faults.extend(touching(&self.markup));
        faults
    }
}

/// Words of a formula that touch what stands beside them. An ordinary space at their edge is no room,
/// since browsers leave it out: it has to be a no-break space.
fn touching(markup: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for pair in pieces(markup).windows(2) {
        let [Some(left), Some(right)] = *pair else {
            continue;
        };
        let (ends, begins) = (left.chars().next_back(), right.chars().next());
        let apart = |edge: Option<char>| edge.is_some_and(|c| c.is_whitespace() && c != ' ');
        let tight = |edge: Option<char>, signs: &str| {
            edge.is_some_and(|c| c.is_alphanumeric() || signs.contains(c))
        };
        // A sign, such as that of degrees, may stand close to a number.
        if !apart(ends) && !apart(begins) && (tight(ends, " :;,.=") || tight(begins, " (=")) {
            faults.push(format!("“{left}” and “{right}” touch"));
        }
    }
    faults
}

/// What stands beside each other in a formula, from left to right: words, and nothing for a number or
/// anything else that is there. `None` where there is room: an operator, a space, the edge of a line, of an
/// index, of a numerator.
fn pieces(markup: &str) -> Vec<Option<&str>> {
    let mut pieces = Vec::new();
    // The elements around, and whether each is only a row within a row.
    let mut around: Vec<(&str, bool)> = Vec::new();
    for from in markup.split('<').skip(1) {
        let (tag, text) = from.split_once('>').unwrap_or((from, ""));
        let name = tag.trim_matches('/').split(' ').next().unwrap_or(tag);
        let within = |around: &[(&str, bool)]| around.last().is_none_or(|(name, _)| is_row(name));
        let alone = (!within(&around)).then_some(None);
        match (name, tag.starts_with('/')) {
            ("mtext" | "mn" | "mi" | "mo", true) => {}
            ("mtext" | "mn" | "mi", false) => {
                pieces.extend(alone);
                pieces.push(Some(if name == "mtext" { text } else { "" }));
                pieces.extend(alone);
            }
            ("mo", false) if tag.contains("prefix") => pieces.push(Some("")),
            ("mo" | "mspace", _) => pieces.push(None),
            _ if tag.ends_with('/') => {}
            // An element of several parts stands beside what is before and after it; its parts don’t.
            (_, false) => {
                let row = within(&around) && is_row(name);
                if !row {
                    pieces.extend(within(&around).then_some(Some("")));
                    pieces.push(None);
                }
                around.push((name, row));
            }
            (_, true) => {
                if around.pop().is_some_and(|(_, row)| !row) {
                    pieces.push(None);
                    pieces.extend(within(&around).then_some(Some("")));
                }
            }
        }
    }
    pieces
}

/// Whether the parts of an element stand beside each other.
fn is_row(name: &str) -> bool {
    ["math", "mrow", "mstyle", "mtd", "msqrt"].contains(&name)
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
    use super::super::{frac, lines, mn, mo, row, sub, text};
    use super::*;
    use crate::contract::plate::Tint;

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

    #[test]
    fn words_have_room_beside_them() {
        let (words, number) = (text("scaling is off:"), mn(-0.5));
        assert_eq!(
            touching(&row(&[words, number.clone()])),
            ["“scaling is off:” and “” touch"]
        );
        let tinted = Tint::Score.of(0.5);
        assert_eq!(touching(&format!("{tinted}<mtext> at</mtext>")).len(), 1);
        assert_eq!(touching(&format!("{}{tinted}", text("at"))).len(), 1);
        let half = frac(&mn(1.0), &mn(2.0));
        assert_eq!(touching(&format!("{half}{}", text("of all"))).len(), 1);
        for right in [
            format!("{}{number}", text("scaling is off: ")),
            format!("{number}{}{}{number}", text("°"), text(" at ")),
            format!("{}{}", text("of "), text("numbers")),
            format!("{}{}{}", mo("("), text("the"), mo(")")),
            format!("{}{number}", sub(&text("rank"), &text("head"))),
            "<msub><mi>d</mi><mtext>out</mtext></msub>".to_owned(),
            format!("{}{number}", frac(&text("left"), &text("right"))),
            lines(&[text("first"), text("second")]),
        ] {
            assert!(touching(&right).is_empty(), "{right}");
        }
    }
}
