//! The command line: the reading of an address as JSON, for scripts and for the tests.
//!
//! ```text
//! cargo run -- '#/softmax-jacobian?z=1,2,3'
//! cargo run -- --list
//! cargo run -- --random 7 softmax-jacobian
//! cargo run --profile scan -- --scan softmax-jacobian --seconds 60
//! ```
//!
//! With no address, addresses are read from standard input, one a line, and one JSON object is
//! printed for each.

mod known;
mod scan;

use crate::contract::{Address, Draw};
use crate::{lessons, panels};
use serde_json::{Map, Value, json};
use std::io::{self, BufRead, ErrorKind, Write};
use std::process::ExitCode;

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words, &mut io::stdout()) {
        Ok(code) => code,
        // Whoever reads this, `head` perhaps, has had enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string()),
    }
}

fn run(words: &[&str], out: &mut (impl Write + Send)) -> io::Result<ExitCode> {
    match words {
        [] => {
            for line in io::stdin().lock().lines().map_while(Result::ok) {
                writeln!(out, "{}", read(&line))?;
            }
        }
        ["--help" | "-h"] => {
            writeln!(
                out,
                "usage: four-pillars ['#/panel?key=value&…' | --list | --random SEED PANEL \
                 | --known PANEL | --scan [PANEL…] [--seconds N] [--seed N]]"
            )?;
        }
        ["--list"] => writeln!(out, "{}", list())?,
        ["--parts"] => writeln!(out, "{}", parts())?,
        ["--random", seed, id] => match (seed.parse(), panels::find(id).and_then(|e| e.panel)) {
            (Ok(seed), Some(panel)) => {
                let address = panel.random(seed, Draw::Ordinary);
                writeln!(out, "{}", read(&address.text()))?;
            }
            _ => {
                return Ok(complain(
                    "--random takes a whole number and the id of a finished panel",
                ));
            }
        },
        ["--known", id] => match known::panel(id) {
            Ok((id, _)) => writeln!(out, "{id}")?,
            Err(message) => return Ok(complain(&message)),
        },
        ["--scan", rest @ ..] => match scan::Options::read(rest) {
            Ok(options) if options.run(out)? => {}
            Ok(_) => return Ok(ExitCode::FAILURE),
            Err(message) => return Ok(complain(&message)),
        },
        [address] => {
            let answer = read(address);
            writeln!(out, "{answer}")?;
            if answer.get("error").is_some() {
                return Ok(ExitCode::FAILURE);
            }
        }
        _ => return Ok(complain("one address at a time; --help says more")),
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn complain(message: &str) -> ExitCode {
    eprintln!("four-pillars: {message}");
    ExitCode::from(2)
}

fn list() -> Value {
    panels::CURRICULUM
        .iter()
        .map(|entry| {
            let keys = entry.panel.map(|panel| {
                let describe = |key: &crate::contract::Key| {
                    json!({ "name": key.name, "expects": key.kind.expected(), "about": key.about })
                };
                panel.keys().iter().map(describe).collect::<Vec<_>>()
            });
            let mistakes = entry
                .panel
                .map(|panel| panel.mistakes().iter().map(|m| m.check).collect::<Vec<_>>());
            json!({
                "id": entry.meta.id,
                "title": entry.meta.title,
                "pillar": entry.meta.pillar.title(),
                "ready": entry.panel.is_some(),
                "keys": keys,
                "mistakes": mistakes,
            })
        })
        .collect()
}

/// The address that each part of the page's program is for.
fn parts() -> Value {
    let panels = panels::CURRICULUM
        .iter()
        .filter_map(|entry| Some((entry.part?, entry.meta.id)));
    let lessons = lessons::LESSONS
        .iter()
        .map(|lesson| (lesson.part, lesson.id));
    let all = panels
        .chain(lessons)
        .map(|(part, id)| (part.0.to_owned(), json!(id)));
    Value::Object(all.collect())
}

/// JSON has no infinity and no NaN: they are written as the texts that the page uses.
fn number(x: f64) -> Value {
    if x.is_finite() {
        json!(x)
    } else {
        json!(crate::contract::number::exact(x))
    }
}

fn read(hash: &str) -> Value {
    let address = Address::parse(hash.trim());
    let Some(entry) = panels::find(&address.id) else {
        return json!({ "error": format!("there is no panel called {:?}", address.id) });
    };
    let Some(panel) = entry.panel else {
        return json!({ "error": format!("{} is coming", entry.meta.title) });
    };
    let seen = panel.see(&address);
    let readouts: Map<String, Value> = seen
        .reading
        .entries()
        .into_iter()
        .map(|(name, x)| (name, number(x)))
        .collect();
    let checks: Map<String, Value> = seen
        .reading
        .checks
        .iter()
        .map(|check| {
            let status = if check.holds() { "holds" } else { "broken" };
            let value = json!({
                "residual": number(check.residual),
                "tolerance": number(check.tolerance),
                "status": status,
            });
            (check.name.to_string(), value)
        })
        .collect();
    json!({
        "address": seen.address.text(),
        "notices": seen.notices.iter().map(|n| n.text()).collect::<Vec<_>>(),
        "readouts": readouts,
        "checks": checks,
        "sentence": seen.reading.sentence,
        "numpy": panel.twin(&seen.address),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `head` leaves behind.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_went_away_is_an_error_and_no_panic() {
        for words in [&["--list"][..], &["--help"], &["#/attention"]] {
            let error = run(words, &mut Closed).err();
            assert_eq!(error.map(|e| e.kind()), Some(ErrorKind::BrokenPipe));
        }
    }
}
