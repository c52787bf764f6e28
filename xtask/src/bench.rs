//! `cargo xtask bench`: the published page, measured in a browser by benches/page.mjs.

use crate::build;
use crate::project;
use crate::run::{Outcome, run};
use crate::test::end_to_end;
use std::process::Command;

/// Builds the site, serves it and measures it. `--no-build` measures the dist/ that is there;
/// other arguments go to the script.
pub fn main(arguments: &[String]) -> Outcome {
    let (flags, rest): (Vec<_>, Vec<_>) = arguments
        .iter()
        .partition(|argument| *argument == "--no-build");
    if flags.is_empty() {
        build::site()?;
    }
    let place = end_to_end::Place::prepare()?;
    let mut script = Command::new("node");
    script.arg("benches/page.mjs").args(rest);
    run(place.tell(&mut script).current_dir(project::root()))
}
