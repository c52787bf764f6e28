//! The published page in a real browser.

use crate::build::SINGLE_FILE;
use crate::project;
use crate::run::{Outcome, node_script, run};
use crate::static_server;
use crate::tools::others::Others;
use crate::tools::{browser, node};
use std::path::PathBuf;
use std::process::Command;

/// Some path that isn't the root: the site has to work under any.
const BASE: &str = "/some/base/";

/// Where everything is that a browser test needs.
pub struct Place {
    site: String,
    chromium: PathBuf,
    packages: PathBuf,
    single_file: PathBuf,
    /// The native program that prints a panel's reading.
    read: PathBuf,
}

impl Place {
    /// For tests: with the browser that takes least.
    pub fn prepare() -> Outcome<Self> {
        Self::with(browser::headless()?)
    }

    /// Serves dist/, and builds the native program.
    pub fn with(chromium: PathBuf) -> Outcome<Self> {
        Ok(Self {
            chromium,
            packages: node::packages()?,
            single_file: project::dist().join(SINGLE_FILE),
            read: project::native_program()?,
            site: static_server::serve(&project::dist(), BASE)?,
        })
    }

    /// Tells a script all that, through its environment.
    pub fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("FOUR_PILLARS_SITE", &self.site)
            .env("FOUR_PILLARS_CHROMIUM", &self.chromium)
            .env("FOUR_PILLARS_SINGLE_FILE", &self.single_file)
            .env("FOUR_PILLARS_READ", &self.read)
    }

    /// Runs the tests in tests/e2e.
    pub fn test(&self, rest: &[String]) -> Outcome {
        run(self.playwright().args(rest))
    }

    /// Runs those of one panel.
    pub fn test_panel(&self, id: &str) -> Outcome {
        run(self.playwright().env("FOUR_PILLARS_PANEL", id))
    }

    /// Runs the short suite in other browsers.
    pub fn test_others(&self, others: &Others) -> Outcome {
        let mut command = Command::new("node");
        command
            .arg("tests/others/suite.js")
            .current_dir(project::root());
        run(others.tell(self.tell(&mut command)))
    }

    fn playwright(&self) -> Command {
        let mut command = Command::new(self.packages.join(node_script("playwright")));
        command.arg("test").current_dir(project::root());
        self.tell(&mut command);
        command
    }
}
