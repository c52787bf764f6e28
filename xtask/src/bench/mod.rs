//! `cargo xtask bench`: the published page (benches/page.mjs), and the numeric core beside its
//! peers (benches/numeric), both in a browser; and, only where it is asked for, a GPT-2 of random
//! weights (benches/gpt2).

use crate::build;
use crate::project;
use crate::run::{Outcome, run};
use crate::static_server;
use crate::test::end_to_end;
use crate::tools::{browser, node, python};
use std::process::Command;

mod gpt2;

#[derive(Debug, PartialEq)]
struct Options {
    page: bool,
    numeric: bool,
    gpt2: bool,
    build: bool,
    rest: Vec<String>,
}

/// Builds the site, serves it and measures it. `--no-build` measures the dist/ that is there;
/// arguments after a part's name go to its script.
pub fn main(arguments: &[String]) -> Outcome {
    let options = options(arguments)?;
    if options.gpt2 {
        return gpt2::measure(&options.rest);
    }
    if options.build {
        build::site()?;
    }
    if options.page {
        page(&options.rest)?;
    }
    if options.numeric {
        numeric(&options.rest)?;
    }
    Ok(())
}

fn options(arguments: &[String]) -> Outcome<Options> {
    let mut words = arguments.to_vec();
    words.retain(|word| word != "--no-build");
    let build = words.len() == arguments.len();
    let part = (!words.is_empty()).then(|| words.remove(0));
    let (page, numeric, gpt2) = match part.as_deref() {
        None => (true, true, false),
        Some("page") => (true, false, false),
        Some("numeric") => (false, true, false),
        Some("gpt2") => (false, false, true),
        Some(unknown) => {
            return Err(format!(
                "`cargo xtask bench` takes no `{unknown}`; it takes page, numeric, gpt2, --no-build, and \
                 after one part's name the arguments for its script."
            ));
        }
    };
    Ok(Options {
        page,
        numeric,
        gpt2,
        build,
        rest: words,
    })
}

fn page(rest: &[String]) -> Outcome {
    let place = end_to_end::Place::with(browser::chromium()?)?;
    let mut script = Command::new("node");
    script.arg("benches/page.mjs").args(rest);
    run(place.tell(&mut script).current_dir(project::root()))
}

/// The whole checkout is served: the page needs benches/, dist/ and node_modules/.
fn numeric(rest: &[String]) -> Outcome {
    let chromium = browser::chromium()?;
    node::packages()?;
    let mut script = Command::new("node");
    script
        .arg("benches/numeric/main.mjs")
        .args(rest)
        .env(
            "FOUR_PILLARS_CHECKOUT",
            static_server::serve(&project::root(), "/")?,
        )
        .env("FOUR_PILLARS_CHROMIUM", chromium)
        .env_remove(python::TORCH)
        .current_dir(project::root());
    if let Some(python) = python::with_torch()? {
        script.env(python::TORCH, python);
    }
    run(&mut script)
}

#[cfg(test)]
mod tests {
    use super::options;

    fn parsed(words: &[&str]) -> (bool, bool, bool, String) {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        options(&words).map_or((false, false, false, "refused".to_owned()), |options| {
            (
                options.page,
                options.numeric,
                options.build,
                options.rest.join(" "),
            )
        })
    }

    #[test]
    fn parts_are_chosen_by_name() {
        let owned = str::to_owned;
        assert_eq!(parsed(&[]), (true, true, true, owned("")));
        assert_eq!(
            parsed(&["page", "--no-build"]),
            (true, false, false, owned(""))
        );
        assert_eq!(
            parsed(&["--no-build", "numeric", "gpt", "SVD"]),
            (false, true, false, owned("gpt SVD"))
        );
        assert_eq!(parsed(&["gpt"]), (false, false, false, owned("refused")));
    }
}
