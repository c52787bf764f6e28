//! A small server for a folder of files, on this machine only: what any static host does, no more.

use crate::run::Outcome;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Serves a folder under a base path ("/", "/some/base/") on a free port, in threads of its own,
/// as long as this program runs. Gives the address.
pub fn serve(folder: &Path, base: &str) -> Outcome<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .map_err(|e| format!("No port could be had for the test server: {e}."))?;
    let port = listener
        .local_addr()
        .map_err(|e| format!("The test server has no address: {e}."))?
        .port();
    let (folder, base) = (folder.to_owned(), base.to_owned());
    let address = format!("http://127.0.0.1:{port}{base}");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (folder, base) = (folder.clone(), base.clone());
            // A browser that goes away in the middle of an answer is no concern of the server.
            std::thread::spawn(move || answer(stream, &folder, &base).ok());
        }
    });
    Ok(address)
}

fn answer(mut stream: TcpStream, folder: &Path, base: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut request = String::new();
    let mut reader = BufReader::new(&stream).take(64 * 1024);
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let body = file_for(target, base).and_then(|file| {
        let mut path = folder.join(file);
        if path.is_dir() {
            path.push("index.html");
        }
        let body = std::fs::read(&path).ok()?;
        Some((content_type(&path), body))
    });
    let (status, kind, body) = match (method, body) {
        ("GET" | "HEAD", Some((kind, body))) => ("200 OK", kind, body),
        ("GET" | "HEAD", None) => ("404 Not Found", "text/plain", b"Not here.\n".to_vec()),
        _ => (
            "405 Method Not Allowed",
            "text/plain",
            b"Only GET.\n".to_vec(),
        ),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file that a request asks for, relative to the folder; none outside it or the base path.
fn file_for(target: &str, base: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?;
    let path = decoded(path.strip_prefix(base)?)?;
    let parts = || path.split('/').filter(|part| !part.is_empty());
    let safe = parts().all(|part| part != ".." && !part.contains(['\\', ':', '\0']));
    safe.then(|| parts().collect())
}

fn decoded(path: &str) -> Option<String> {
    let mut bytes = path.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// The MIME type for a file's name.
pub fn content_type(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or("")
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "otf" => "font/otf",
        "ttf" => "font/ttf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{content_type, file_for, serve};
    use std::io::{Read, Write};
    use std::path::{Path, PathBuf};

    #[test]
    fn only_files_below_the_base_are_served() {
        let file = |target| file_for(target, "/a/b/");
        assert_eq!(file("/a/b/"), Some(PathBuf::new()));
        assert_eq!(file("/a/b/x%20y.js?v=1"), Some(PathBuf::from("x y.js")));
        assert_eq!(
            file("/a/b/fonts/m.woff2"),
            Some(["fonts", "m.woff2"].iter().collect())
        );
        assert_eq!(file("/x.js"), None);
        assert_eq!(file("/a/b/../secret"), None);
        assert_eq!(file("/a/b/%2e%2e/secret"), None);
        assert_eq!(file("/a/b/%zz"), None);
    }

    #[test]
    fn programs_are_sent_as_programs() {
        assert_eq!(content_type(Path::new("x_bg.wasm")), "application/wasm");
        assert!(content_type(Path::new("x.js")).starts_with("text/javascript"));
    }

    #[test]
    fn answers_over_a_socket() -> Result<(), Box<dyn std::error::Error>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let address = serve(folder, "/base/")?;
        let host = address
            .trim_start_matches("http://")
            .trim_end_matches("/base/");
        let ask = |path: &str| -> std::io::Result<String> {
            let mut stream = std::net::TcpStream::connect(host)?;
            write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        let found = ask("/base/Cargo.toml")?;
        assert!(found.starts_with("HTTP/1.1 200") && found.contains("name = \"xtask\""));
        assert!(ask("/Cargo.toml")?.starts_with("HTTP/1.1 404"));
        Ok(())
    }
}
