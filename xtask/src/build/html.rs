//! As much reading of HTML as our own page needs: its tags and their attributes.

use std::ops::Range;

/// An opening tag and where it stands; a script reaches to its closing tag.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub range: Range<usize>,
    /// Between the tags, of a script or style.
    pub content: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// An attribute's value; one without a value has the empty one.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The names of all attributes.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(name, _)| name.as_str())
    }
}

/// The tags of a page in order, leaving out comments and closing tags.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = html.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found;
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(html.len(), |end| start + end + 3);
            continue;
        }
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = start + 1;
            continue;
        }
        let (mut tag, mut end) = opening(html, start);
        if tag.name == "script" || tag.name == "style" {
            let closing = format!("</{}>", tag.name);
            let length = html[end..].find(&closing).unwrap_or(html.len() - end);
            tag.content = html[end..end + length].to_owned();
            end = (end + length + closing.len()).min(html.len());
        }
        tag.range.end = end;
        at = end;
        tags.push(tag);
    }
    tags
}

/// The tag that opens at `start`, and where it ends.
fn opening(html: &str, start: usize) -> (Tag, usize) {
    let name_end = scan(html, start + 1, |c| {
        !(c.is_whitespace() || c == '>' || c == '/')
    });
    let mut tag = Tag {
        name: html[start + 1..name_end].to_ascii_lowercase(),
        range: start..name_end,
        content: String::new(),
        attributes: Vec::new(),
    };
    let mut at = name_end;
    loop {
        at = scan(html, at, |c| c.is_whitespace() || c == '/');
        if at >= html.len() || html[at..].starts_with('>') {
            return (tag, (at + 1).min(html.len()));
        }
        let key_end = scan(html, at, |c| {
            !(c.is_whitespace() || matches!(c, '=' | '>' | '/'))
        });
        let key = html[at..key_end].to_ascii_lowercase();
        if !html[key_end..].starts_with('=') {
            at = key_end.max(at + 1);
            tag.attributes.push((key, String::new()));
            continue;
        }
        let value_start = key_end + 1;
        let quote = html[value_start..].chars().next();
        let value = if let Some(quote @ ('"' | '\'')) = quote {
            let end = scan(html, value_start + 1, |c| c != quote);
            at = (end + 1).min(html.len());
            &html[value_start + 1..end]
        } else {
            at = scan(html, value_start, |c| !(c.is_whitespace() || c == '>'));
            &html[value_start..at]
        };
        tag.attributes.push((key, value.replace("&amp;", "&")));
    }
}

/// The first place from `at` where the condition doesn't hold.
fn scan(html: &str, at: usize, holds: impl Fn(char) -> bool) -> usize {
    html[at..]
        .find(|c| !holds(c))
        .map_or(html.len(), |length| at + length)
}

#[cfg(test)]
mod tests {
    use super::tags;

    #[test]
    fn reads_tags_and_skips_comments() {
        let html = "<!doctype html><!-- <link rel=no> --><link rel=\"stylesheet\" href='a.css'/>\
                    <script src=x data-js=\"./y.js\" defer></script><p>1 < 2</p>";
        let found = tags(html);
        let names: Vec<&str> = found.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["link", "script", "p"]);
        assert_eq!(found[0].get("href"), Some("a.css"));
        assert_eq!(
            &html[found[0].range.clone()],
            "<link rel=\"stylesheet\" href='a.css'/>"
        );
        assert_eq!(found[1].get("src"), Some("x"));
        assert_eq!(found[1].get("data-js"), Some("./y.js"));
        assert_eq!(found[1].get("defer"), Some(""));
        assert!(html[found[1].range.clone()].ends_with("</script>"));
    }

    #[test]
    fn keeps_what_scripts_contain() {
        let found = tags("<script>if (a<b) c()</script><b>");
        assert_eq!(found[0].content, "if (a<b) c()");
        assert_eq!(found[1].name, "b");
    }

    #[test]
    fn unfinished_pages_end() {
        for html in ["<", "<a", "<a b", "<a b=", "<a b=\"c", "<script>", "<!--"] {
            assert!(tags(html).len() <= 1);
        }
    }
}
