//! The command line: the reading of an address as JSON, for scripts and for the tests.
//!
//! ```text
//! cargo run -- '#/softmax-jacobian?z=1,2,3'
//! cargo run -- --list
//! cargo run -- --random 7 softmax-jacobian
//! cargo run --profile scan -- --scan softmax-jacobian --seconds 60
//! cargo run -- --record classifier > src/panels/training/classifier/recorded.csv
//! ```
//!
//! With no address, addresses are read from standard input, one a line, and one JSON object is
//! printed for each, at once: whoever asks may wait for it before asking again. A line may also
//! be `--random SEED PANEL`.

mod known;
mod scan;

use crate::contract::{Address, Draw, plate, reading};
use crate::panels::linear_algebra::trained_head;
use crate::panels::training::transformer;
use crate::{lessons, opening, panels};
use serde_json::{Map, Value, json};
use std::io::{self, BufRead, ErrorKind, Write};
use std::process::ExitCode;

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words, &mut io::stdin().lock(), &mut io::stdout()) {
        Ok(code) => code,
        // Whoever reads this, `head` perhaps, has had enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string()),
    }
}

fn run(
    words: &[&str],
    input: &mut impl BufRead,
    out: &mut (impl Write + Send),
) -> io::Result<ExitCode> {
    match words {
        [] => {
            for line in input.lines().map_while(Result::ok) {
                writeln!(out, "{}", answer(&line))?;
                out.flush()?;
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
        ["--record", "classifier"] => {
            write!(out, "{}", panels::training::classifier::recorded::record())?
        }
        ["--parts"] => writeln!(out, "{}", parts())?,
        ["--random", seed, id] => match random(seed, id) {
            Some(answer) => writeln!(out, "{answer}")?,
            None => return Ok(complain(RANDOM)),
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

/// What `--random` needs.
const RANDOM: &str = "--random takes a whole number and the id of a panel";

/// The reading of a random state; nothing where there is no such panel or seed.
fn random(seed: &str, id: &str) -> Option<Value> {
    let panel = panels::find(id)?.panel;
    let address = panel.random(seed.parse().ok()?, Draw::Ordinary);
    Some(read(&address.text()))
}

/// The answer to a line of the standard input.
fn answer(line: &str) -> Value {
    match *line.split_whitespace().collect::<Vec<_>>() {
        ["--random", seed, id] => random(seed, id).unwrap_or_else(|| json!({ "error": RANDOM })),
        _ => read(line),
    }
}

fn complain(message: &str) -> ExitCode {
    eprintln!("four-pillars: {message}");
    ExitCode::from(2)
}

fn list() -> Value {
    panels::CURRICULUM
        .iter()
        .map(|entry| {
            let describe = |key: &crate::contract::Key| {
                json!({ "name": key.name, "expects": key.kind.expected(), "about": key.about })
            };
            let keys: Vec<Value> = entry.panel.keys().iter().map(describe).collect();
            let mistakes = entry.panel.mistakes();
            let elsewhere = mistakes.iter().filter(|m| !m.at.is_empty());
            let views: Map<String, Value> = elsewhere
                .map(|m| (m.check.to_owned(), json!(m.at)))
                .collect();
            let mistakes: Vec<&str> = mistakes.iter().map(|m| m.check).collect();
            json!({
                "id": entry.meta.id,
                "title": entry.meta.title,
                "pillar": entry.meta.pillar.title(),
                "keys": keys,
                "mistakes": mistakes,
                "views": views,
            })
        })
        .collect()
}

/// The address that each part of the page's program is for.
fn parts() -> Value {
    let panels = panels::CURRICULUM
        .iter()
        .map(|entry| (entry.part, entry.meta.id));
    let lessons = lessons::LESSONS
        .iter()
        .map(|lesson| (lesson.part, lesson.id));
    let made = lessons::MADE.iter().map(|page| (page.part, page.id));
    let all = panels
        .chain(lessons)
        .chain(made)
        .chain([
            (opening::PART, opening::ID),
            (trained_head::PART, trained_head::ID),
            (transformer::OWN_PART, transformer::OWN_ID),
            (plate::IMAGE, plate::IMAGE.0),
        ])
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
    let seen = entry.panel.see(&address);
    let readouts: Map<String, Value> = seen
        .reading
        .readouts
        .iter()
        .flat_map(|readout| {
            let entries = readout.entries().into_iter();
            entries.map(|(name, x)| match reading::word(readout.words, x) {
                Some(word) => (name, json!(word)),
                None => (name, number(x)),
            })
        })
        .collect();
    let checks: Map<String, Value> = seen
        .reading
        .checks
        .iter()
        .map(|check| {
            let mut value = json!({
                "residual": number(check.residual),
                "tolerance": number(check.tolerance),
                "status": check.status().name(),
            });
            if let Some(reason) = &check.undecided {
                value["reason"] = json!(reason);
            }
            (check.name.to_string(), value)
        })
        .collect();
    json!({
        "address": seen.address.text(),
        "notices": seen.notices.iter().map(|n| n.text()).collect::<Vec<_>>(),
        "readouts": readouts,
        "checks": checks,
        "sentence": seen.reading.sentence,
        "numpy": entry.panel.twin(&seen.address),
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
            let error = run(words, &mut io::empty(), &mut Closed).err();
            assert_eq!(error.map(|e| e.kind()), Some(ErrorKind::BrokenPipe));
        }
    }

    #[test]
    fn each_line_gets_one_line_and_a_random_state_is_that_of_the_arguments() {
        let lines = "#/attention\n\n--random 7 softmax-jacobian\n--random x attention\n#/svd?a=nan";
        let mut out = Vec::new();
        run(&[], &mut lines.as_bytes(), &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let answers: Vec<Value> = out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(answers.len(), 5);
        assert_eq!(answers[0], read("#/attention"));
        assert!(answers[1]["error"].is_string());
        assert_eq!(answers[3]["error"], RANDOM);
        assert_eq!(answers[4]["notices"].as_array().unwrap().len(), 1);

        let mut alone = Vec::new();
        let words = ["--random", "7", "softmax-jacobian"];
        run(&words, &mut io::empty(), &mut alone).unwrap();
        assert_eq!(answers[2], serde_json::from_slice::<Value>(&alone).unwrap());
        assert_ne!(answers[2]["address"], "#/softmax-jacobian");
    }
}
