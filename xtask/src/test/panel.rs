//! `cargo xtask test panel ID`: everything about one panel.

use super::end_to_end::Place;
use super::fresh;
use crate::build;
use crate::project;
use crate::run::{Outcome, output, run};
use crate::steps::Steps;
use crate::tools::{browser, node, python};
use std::process::Command;

struct Options {
    id: String,
    native: bool,
    build: bool,
}

/// Its unit tests, its `read` tests and twins, and its part of the browser tests.
pub fn main(arguments: &[String]) -> Outcome {
    let options = options(arguments)?;
    let id = known(&options.id)?;
    let python = python::with_numpy()?;
    let build = !options.native && site_is_needed(options.build)?;

    let mut steps = Steps::default();
    steps.step(
        "Unit tests of the panel",
        "The messages above say where.",
        || {
            let module = format!("::{}::", id.replace('-', "_"));
            run(cargo_test().args(["--lib", "--", &module]))
        },
    );
    steps.step(
        "Its states, its findings, its twin",
        "An address in the messages above opens the state in the page.",
        || {
            let own = format!("/{id}/");
            let mut command = cargo_test();
            command.args(["--test", "read", "--test", "twins", "--", &own]);
            run(command.env(python::VARIABLE, &python))
        },
    );
    if !options.native {
        let built = !build
            || steps.step("The site", "`cargo xtask build` builds only this.", || {
                build::site().map(|said| println!("{said}"))
            });
        steps.step(
            "The panel in the browser",
            "`cargo xtask test panel ID native` leaves this out.",
            || {
                if !built {
                    return Err("Not run, since the site could not be built.".to_owned());
                }
                Place::prepare()?.test_panel(&id)
            },
        );
    }
    steps.finish()
}

fn options(arguments: &[String]) -> Outcome<Options> {
    let (mut ids, mut native, mut build) = (Vec::new(), false, true);
    for argument in arguments {
        match argument.as_str() {
            "native" | "--native" => native = true,
            "--no-build" => build = false,
            id => ids.push(id),
        }
    }
    match ids[..] {
        [id] if !id.starts_with('-') => Ok(Options {
            id: id.to_owned(),
            native,
            build,
        }),
        _ => Err(
            "`cargo xtask test panel` takes the id of one panel, and native or --no-build \
                  beside it; `cargo run -- --list` lists the panels."
                .to_owned(),
        ),
    }
}

/// The id as the program knows it; for any other the program says which ones there are.
fn known(id: &str) -> Outcome<String> {
    let mut program = Command::new("cargo");
    program
        .args([
            "run",
            "--quiet",
            "--package",
            "four-pillars",
            "--bin",
            "four-pillars",
        ])
        .args(["--", "--known", id])
        .current_dir(project::root());
    Ok(output(&mut program)?.trim().to_owned())
}

fn cargo_test() -> Command {
    let mut command = Command::new("cargo");
    command
        .args(["test", "--no-fail-fast", "--package", "four-pillars"])
        .current_dir(project::root());
    command
}

/// Installs what the browser tests need, and says whether the site has to be built for them.
fn site_is_needed(may_build: bool) -> Outcome<bool> {
    browser::headless()?;
    node::packages()?;
    let changed = fresh::changed_since_build()?;
    if let Some(changed) = &changed {
        println!("The site in dist/ is older than {changed}.");
    }
    if may_build {
        if changed.is_some() {
            build::prepare()?;
        }
        return Ok(changed.is_some());
    }
    if !fresh::index().is_file() {
        return Err("There is no dist/ yet: leave --no-build out.".to_owned());
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::options;

    fn parsed(words: &[&str]) -> Option<(String, bool, bool)> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        let options = options(&words).ok()?;
        Some((options.id, options.native, options.build))
    }

    #[test]
    fn one_panel_is_named() {
        let svd = |native, build| Some(("svd".to_owned(), native, build));
        assert_eq!(parsed(&["svd"]), svd(false, true));
        assert_eq!(parsed(&["native", "svd"]), svd(true, true));
        assert_eq!(parsed(&["svd", "--no-build"]), svd(false, false));
        assert_eq!(parsed(&["svd", "adam"]), None);
        assert_eq!(parsed(&["--fast"]), None);
        assert_eq!(parsed(&[]), None);
    }
}
