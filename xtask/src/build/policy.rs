//! The page's Content-Security-Policy, in index.html.

use super::html::{Tag, tags};
use crate::run::Outcome;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// What Trunk replaces in every answer of its development server (Trunk.toml, `create_nonce`).
const DEVELOPMENT: &str = " 'nonce-{{__TRUNK NONCE__}}'";

/// The page without what only live reload needs.
pub fn without_development(html: &str) -> String {
    html.replace(DEVELOPMENT, "")
}

/// Makes sure that a published page has a strict policy, and nothing that the policy forbids.
pub fn verify(html: &str) -> Outcome {
    let policy = of(html)?;
    let scripts = sources(&policy, "script-src").unwrap_or_default();
    for forbidden in ["'unsafe-inline'", "'unsafe-eval'", "'nonce-", "*"] {
        if scripts.iter().any(|source| source.starts_with(forbidden)) {
            return Err(format!(
                "The published page's policy allows scripts by {forbidden}."
            ));
        }
    }
    if sources(&policy, "default-src") != Some(vec!["'none'"]) {
        return Err(
            "The published page's policy doesn't begin with default-src 'none'.".to_owned(),
        );
    }
    for tag in tags(html) {
        let inline = tag.name == "style" || (tag.name == "script" && tag.get("src").is_none());
        if inline || tag.get("nonce").is_some() {
            return Err(format!(
                "The published page has a <{}> that its own policy forbids.",
                tag.name
            ));
        }
    }
    Ok(())
}

/// The policy as the page has it.
pub fn of(html: &str) -> Outcome<String> {
    let found = tags(html).into_iter().find(is_policy);
    found
        .and_then(|tag| tag.get("content").map(str::to_owned))
        .ok_or_else(|| "index.html has no Content-Security-Policy.".to_owned())
}

/// Whether this is the tag that holds the policy.
pub fn is_policy(tag: &Tag) -> bool {
    let kind = tag.get("http-equiv").unwrap_or("");
    tag.name == "meta" && kind.eq_ignore_ascii_case("content-security-policy")
}

/// The page's policy for the copy in one file: whatever came from the site's own address is now
/// inside the file. Scripts and styles are allowed by what they are, the rest as data addresses.
pub fn for_single_file(policy: &str, scripts: &[String], styles: &[String]) -> String {
    let directives = policy.split(';').map(str::trim).filter(|d| !d.is_empty());
    let directives = directives.map(|directive| {
        let mut words: Vec<String> = directive.split_whitespace().map(str::to_owned).collect();
        let name = words.first().cloned().unwrap_or_default();
        words.retain(|word| word != "'self'");
        match name.as_str() {
            "script-src" => words.extend(scripts.iter().map(|script| hash(script))),
            "style-src" => words.extend(styles.iter().map(|style| hash(style))),
            "img-src" | "font-src" if !words.iter().any(|word| word == "data:") => {
                words.push("data:".to_owned());
            }
            _ => {}
        }
        if words.len() == 1 {
            words.push("'none'".to_owned());
        }
        words.join(" ")
    });
    let mut all: Vec<String> = directives.collect();
    // The worker that trains is made from a script inside the file.
    all.push("worker-src blob:".to_owned());
    all.join("; ")
}

/// What allows exactly this text as a script or style.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

fn sources<'a>(policy: &'a str, name: &str) -> Option<Vec<&'a str>> {
    policy.split(';').find_map(|directive| {
        let mut words = directive.split_whitespace();
        (words.next() == Some(name)).then(|| words.collect())
    })
}

#[cfg(test)]
mod tests {
    use super::{for_single_file, verify, without_development};

    fn page(scripts: &str, body: &str) -> String {
        format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             script-src 'self'{scripts}\">{body}"
        )
    }

    #[test]
    fn the_development_server_s_source_is_removed() {
        let html = page(" 'nonce-{{__TRUNK NONCE__}}'", "");
        assert!(verify(&html).is_err());
        assert_eq!(verify(&without_development(&html)), Ok(()));
    }

    #[test]
    fn what_is_too_open_is_refused() {
        assert!(verify("<p>").is_err());
        assert!(verify(&page(" 'unsafe-inline'", "")).is_err());
        assert!(verify(&page("", "<script>1</script>")).is_err());
        assert!(verify(&page("", "<style>p{}</style>")).is_err());
        assert_eq!(verify(&page("", "<script src=\"a.js\"></script>")), Ok(()));
    }

    #[test]
    fn one_file_has_no_site_of_its_own() {
        let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      img-src 'self' data:; font-src 'self'; connect-src 'self'";
        let single = for_single_file(policy, &["abc".to_owned()], &[]);
        assert_eq!(
            single,
            "default-src 'none'; script-src 'wasm-unsafe-eval' \
             'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='; style-src 'none'; \
             img-src data:; font-src data:; connect-src 'none'; worker-src blob:"
        );
    }
}
