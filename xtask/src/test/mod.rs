//! `cargo xtask test`: everything that is tested, as named steps.

pub mod end_to_end;
mod fresh;
mod panel;

use crate::build::{self, numeric};
use crate::project;
use crate::run::{Outcome, both, path_with, run};
use crate::steps::Steps;
use crate::tools::browser::{self, Browser};
use crate::tools::{self, cargo_tool, others, python};
use end_to_end::Place;
use std::path::PathBuf;
use std::process::Command;

/// The crate whose tests also run as WebAssembly.
const WASM_CRATE: &str = "numeric-core";

/// Says that the packages of package.json are there, so that a test which needs them fails without.
const NODE_PACKAGES: &str = "FOUR_PILLARS_NODE_PACKAGES";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Suite {
    Native,
    Wasm,
    EndToEnd,
    Others,
}

struct Options {
    suites: Vec<Suite>,
    build: bool,
    rest: Vec<String>,
}

/// Installs what the chosen parts need, then runs them all and says how they went.
pub fn main(arguments: &[String]) -> Outcome {
    if let Some(("panel", rest)) = arguments
        .split_first()
        .map(|(first, rest)| (first.as_str(), rest))
    {
        return panel::main(rest);
    }
    let options = options(arguments)?;
    let has = |suite| options.suites.contains(&suite);

    // First what could be missing: a test run should not stop half way for that. What has to be
    // compiled for it takes the longest, and the rest is downloaded meanwhile.
    let of_site = has(Suite::EndToEnd) || has(Suite::Others);
    let in_browser = has(Suite::Wasm) || of_site;
    both(
        || {
            if in_browser {
                cargo_tool::wasm_bindgen()?;
            }
            Ok(())
        },
        || {
            if has(Suite::Native) {
                python::with_numpy()?;
                tools::node::packages()?;
            }
            if has(Suite::Wasm) {
                browser::with_driver()?;
            }
            if of_site {
                browser::headless()?;
                tools::node::packages()?;
            }
            Ok(())
        },
    )?;
    let python = has(Suite::Native).then(python::with_numpy).transpose()?;
    let wasm = has(Suite::Wasm).then(Wasm::prepare).transpose()?;
    let site = of_site.then(|| prepare_site(options.build)).transpose()?;

    // Beside the other tests, since it takes one processor for a good part of its time.
    let building = (site.is_some() && options.build).then(|| std::thread::spawn(build::site));

    let mut steps = Steps::default();
    if let Some(python) = python {
        steps.step(
            "Native tests, with the NumPy twins",
            "`cargo xtask test native` runs only these.",
            || native(&python, &options.rest),
        );
    }
    if let Some(wasm) = wasm {
        steps.step(
            "The numeric core as WebAssembly, in the browser",
            "`cargo xtask test wasm` runs only these.",
            || wasm.test(&options.rest),
        );
        // What is asked for by name is in the plain build.
        if options.rest.is_empty() {
            steps.step(
                "Its kernels with relaxed SIMD, in the browser",
                "`cargo xtask test wasm` runs these, too.",
                || wasm.test_relaxed(),
            );
        }
    }
    if site.is_some() {
        let built = building.is_none_or(|building| {
            steps.step(
                "The site, built meanwhile",
                "`cargo xtask build` builds only this.",
                || {
                    let built = building.join();
                    let said = built.map_err(|_| "The build broke off.".to_owned())??;
                    println!("{said}");
                    Ok(())
                },
            )
        });
        if has(Suite::EndToEnd) {
            steps.step(
            "The page in the browser, end to end",
            "`cargo xtask test e2e` runs only these; with --no-build, on the dist/ that is there.",
            || {
                if !built {
                    return Err("Not run, since the site could not be built.".to_owned());
                }
                Place::prepare()?.test(&options.rest)
            },
        );
        }
        if has(Suite::Others) {
            steps.step(
                "The page in Firefox and WebKit",
                "`cargo xtask test others` runs only these; with --no-build, on the dist/ that is there.",
                || {
                    if !built {
                        return Err("Not run, since the site could not be built.".to_owned());
                    }
                    Place::prepare()?.test_others(&others::find_or_install())
                },
            );
        }
    }
    steps.finish()
}

fn options(arguments: &[String]) -> Outcome<Options> {
    let mut options = Options {
        suites: Vec::new(),
        build: true,
        rest: Vec::new(),
    };
    let mut arguments = arguments.iter();
    for argument in arguments.by_ref() {
        match argument.as_str() {
            "native" => options.suites.push(Suite::Native),
            "wasm" => options.suites.push(Suite::Wasm),
            "e2e" => options.suites.push(Suite::EndToEnd),
            "others" => options.suites.push(Suite::Others),
            "--no-build" => options.build = false,
            "--" => break,
            unknown => {
                return Err(format!(
                    "`cargo xtask test` takes no `{unknown}`; it takes native, wasm, e2e, \
                     others, panel ID, --no-build, and `--` before what is meant for the test runner."
                ));
            }
        }
    }
    options.rest = arguments.cloned().collect();
    if !options.rest.is_empty() && options.suites.len() != 1 {
        return Err("Arguments after `--` need one part: native, wasm or e2e.".to_owned());
    }
    if options.suites.is_empty() {
        options.suites = vec![Suite::Native, Suite::Wasm, Suite::EndToEnd, Suite::Others];
    }
    Ok(options)
}

fn native(python: &PathBuf, rest: &[String]) -> Outcome {
    run(Command::new("cargo")
        // One test that fails hides nothing of the others.
        .args(["test", "--no-fail-fast"])
        .args(project::NATIVE)
        .args(rest)
        .env(python::VARIABLE, python)
        .env(NODE_PACKAGES, "there")
        .current_dir(project::root()))
}

struct Wasm {
    browser: Browser,
    /// Where wasm-bindgen's test runner is, when not on the PATH.
    runner: Option<PathBuf>,
}

impl Wasm {
    fn prepare() -> Outcome<Self> {
        tools::ensure_wasm_target()?;
        Ok(Self {
            browser: browser::with_driver()?,
            runner: cargo_tool::wasm_bindgen()?,
        })
    }

    fn test(&self, rest: &[String]) -> Outcome {
        run(self.cargo_test()?.args(["--lib", "--tests"]).args(rest))
    }

    /// The kernels once more as the numeric module has them in browsers with relaxed SIMD, where
    /// multiply and add are one instruction.
    fn test_relaxed(&self) -> Outcome {
        run(self
            .cargo_test()?
            .args(["--lib", "--", "kernels"])
            .env("RUSTFLAGS", numeric::RELAXED_FLAGS))
    }

    fn cargo_test(&self) -> Outcome<Command> {
        let folder = project::root().join("crates").join(WASM_CRATE);
        let settings = browser::driver_settings(&folder, &self.browser.chromium)?;
        let mut command = Command::new("cargo");
        command
            .args(["test", "--package", WASM_CRATE, "--target", tools::WASM])
            .env("PATH", path_with(self.runner.as_slice())?)
            .env("CHROMEDRIVER", &self.browser.driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings)
            // In seconds, for all the tests of one file; the runner's own 20 are soon over.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "600")
            .current_dir(project::root());
        Ok(command)
    }
}

fn prepare_site(build: bool) -> Outcome {
    browser::headless()?;
    tools::node::packages()?;
    if build {
        build::prepare()?;
    } else if !project::dist().join("index.html").is_file() {
        return Err("There is no dist/ yet: leave --no-build out.".to_owned());
    }
    Ok(())
}
