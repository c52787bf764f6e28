//! The whole site in one HTML file, which also opens from a folder (`file://`).

use super::html::{Tag, tags};
use super::{files, policy, read, read_text, split};
use crate::run::Outcome;
use crate::static_server::content_type;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Follows wasm-bindgen's script; INIT stands for the name of its start function.
const UNPACK: &str = include_str!("unpack.js");
/// Follows wasm-bindgen's script in the worker; PROGRAM stands for its packed program.
const UNPACK_WORKER: &str = include_str!("unpack_worker.js");
/// The worker's files in a built site.
const WORKER: [&str; 2] = ["training-worker.js", "training-worker_bg.wasm"];

/// The model that comes with the page.
const MODEL: &str = "reference.safetensors";

/// The page of a built site with everything that it loads put inside.
pub fn of(site: &Path, html: &str) -> Outcome<String> {
    let mut scripts = Vec::new();
    let mut styles = Vec::new();
    let mut pieces = Vec::new();
    for tag in tags(html) {
        let relation = tag.get("rel").unwrap_or("");
        let piece = match tag.name.as_str() {
            "link" if relation == "stylesheet" => {
                let style = style(&linked(site, &tag, "href")?)?;
                let media = tag.get("media").map(|media| format!(" media=\"{media}\""));
                let element = format!("<style{}>{style}</style>", media.unwrap_or_default());
                styles.push(style);
                element
            }
            "link" if relation == "icon" => {
                let icon = linked(site, &tag, "href")?;
                format!("<link rel=\"icon\" href=\"{}\">", data_address(&icon)?)
            }
            // Ahead-of-time loading of files that aren't files any more.
            "link" if relation == "modulepreload" || relation == "preload" => String::new(),
            "link" => {
                return Err(format!(
                    "The single file can't hold a link of kind `{relation}`."
                ));
            }
            "script" if tag.get("data-js").is_some() => start_scripts(site, &tag, &mut scripts)?,
            "script" => {
                let script = script_text(&linked(site, &tag, "src")?)?;
                let element = format!("<script>{script}</script>");
                scripts.push(script);
                element
            }
            _ => continue,
        };
        pieces.push((tag.range.clone(), piece));
    }
    let policy = policy::for_single_file(&policy::of(html)?, &scripts, &styles);
    for tag in tags(html).iter().filter(|tag| policy::is_policy(tag)) {
        let element = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        pieces.push((tag.range.clone(), element));
    }
    // From the end to the beginning, so that the places before stay where they are.
    pieces.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut page = html.to_owned();
    for (range, piece) in pieces {
        page.replace_range(range, &piece);
    }
    Ok(page)
}

/// The three elements that take the place of boot.js: itself, the program, and what unpacks it.
fn start_scripts(site: &Path, tag: &Tag, scripts: &mut Vec<String>) -> Outcome<String> {
    let boot = script_text(&linked(site, tag, "src")?)?;
    let plan = tag.get("data-parts").unwrap_or("{}");
    let parts = parts(site)?;
    let mut module = script_text(&linked(site, tag, "data-js")?)?;
    let imports = module.lines().any(|line| line.starts_with("import "));
    if imports {
        return Err(
            "wasm-bindgen's script imports other files, which the single file can't.".to_owned(),
        );
    }
    module.push_str(&UNPACK.replace("INIT", start_function(&module)?));
    let program = packed(&read(&linked(site, tag, "data-wasm")?)?)?;
    let worker = worker(site)?;
    let model = STANDARD.encode(read(&site.join(MODEL))?);
    let elements = format!(
        "{parts}<script data-parts='{plan}'>{boot}</script>\
         <script type=\"application/octet-stream\" id=\"reference\">{model}</script>\
         <script type=\"text/plain\" id=\"worker\">{worker}</script>\
         <script type=\"application/octet-stream\" id=\"program\">{program}</script>\
         <script type=\"module\">{module}</script>"
    );
    scripts.extend([boot, module]);
    Ok(elements)
}

/// The parts of the program, each in an element of its name.
fn parts(site: &Path) -> Outcome<String> {
    let mut elements = String::new();
    for path in files(&site.join(split::FOLDER))? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let program = packed(&read(&path)?)?;
        elements +=
            &format!("<script type=\"application/octet-stream\" id=\"{name}\">{program}</script>");
    }
    Ok(elements)
}

/// The worker as one script.
fn worker(site: &Path) -> Outcome<String> {
    let script = script_text(&site.join(WORKER[0]))?;
    let program = packed(&read(&site.join(WORKER[1]))?)?;
    Ok(script + &UNPACK_WORKER.replace("PROGRAM", &program))
}

/// The name that wasm-bindgen's script exports as its default: `export { initSync, NAME as default };`
fn start_function(module: &str) -> Outcome<&str> {
    let before = module
        .split(" as default")
        .next()
        .filter(|before| before.len() < module.len());
    before
        .and_then(|before| before.rsplit([' ', ',', '{']).next())
        .filter(|name| !name.is_empty())
        .ok_or_else(|| "wasm-bindgen's script has no default export.".to_owned())
}

fn packed(program: &[u8]) -> Outcome<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let bytes = encoder.write_all(program).and_then(|()| encoder.finish());
    bytes
        .map(|bytes| STANDARD.encode(bytes))
        .map_err(|e| format!("The program can't be compressed: {e}."))
}

/// A script's text, which must be the same to the browser that reads it inside a page.
fn script_text(path: &Path) -> Outcome<String> {
    let text = read_text(path)?.replace("\r\n", "\n");
    if text.contains("</script") || text.contains("<!--") {
        return Err(format!("{} can't stand inside a page.", path.display()));
    }
    Ok(text)
}

/// A style sheet with its fonts and pictures inside.
fn style(path: &Path) -> Outcome<String> {
    let text = read_text(path)?.replace("\r\n", "\n");
    if text.contains("@import") || text.contains("</style") {
        return Err(format!("{} can't stand inside a page.", path.display()));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut parts = text.split("url(");
    let mut style = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (address, rest) = address_in(part)
            .ok_or_else(|| format!("{}: a `url(` isn't closed.", path.display()))?;
        if address.starts_with("data:") || address.starts_with('#') {
            style.push_str("url(");
            style.push_str(part);
        } else {
            let inside = data_address(&folder.join(address))?;
            style.push_str(&format!("url(\"{inside}\"){rest}"));
        }
    }
    Ok(style)
}

/// What stands in `url(…)`, given what follows the opening, and what follows the closing.
fn address_in(part: &str) -> Option<(&str, &str)> {
    let part = part.trim_start();
    if let Some(quote) = part.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let (address, rest) = part[1..].split_once(quote)?;
        Some((address, rest.trim_start().strip_prefix(')')?))
    } else {
        let (address, rest) = part.split_once(')')?;
        Some((address.trim_end(), rest))
    }
}

fn data_address(path: &Path) -> Outcome<String> {
    Ok(format!(
        "data:{};base64,{}",
        content_type(path),
        STANDARD.encode(read(path)?)
    ))
}

fn linked(site: &Path, tag: &Tag, attribute: &str) -> Outcome<PathBuf> {
    tag.get(attribute)
        .map(|address| site.join(address.trim_start_matches("./")))
        .ok_or_else(|| format!("The built page has a <{}> without {attribute}.", tag.name))
}

#[cfg(test)]
mod tests {
    use super::{address_in, start_function};

    #[test]
    fn reads_addresses_in_styles() {
        assert_eq!(address_in("a.woff2) x"), Some(("a.woff2", " x")));
        assert_eq!(address_in(" 'a (1).svg' ) x"), Some(("a (1).svg", " x")));
        assert_eq!(address_in("\"a"), None);
    }

    #[test]
    fn finds_the_start_function() {
        let module = "let x = 1;\nexport { initSync, __wbg_init as default };\n";
        assert_eq!(start_function(module), Ok("__wbg_init"));
        assert!(start_function("export function a() {}").is_err());
    }
}
