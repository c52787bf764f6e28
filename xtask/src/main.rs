//! The project's own commands: `cargo xtask` lists them.

mod bench;
mod build;
mod check;
mod project;
mod run;
mod scan;
mod serve;
mod static_server;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
Four Pillars: the project's commands

  cargo xtask serve    build the page and serve it here, again after every change
                         --port N      this port, instead of 8080 or the next free one
                         --open        open the browser (the default, where there is one)
                         --no-open     don't
                         --release     the page as it is published, instead of the quick build
  cargo xtask build    the site to publish, in dist/, and the same page in one file,
                       dist/four-pillars.html; prints the sizes
  cargo xtask test     every test: native (with the NumPy twins), WebAssembly in a browser, and
                       the built page in a browser, end to end
                         native | wasm | e2e    only that part
                         panel ID               everything about one panel; native after it leaves
                                                the browser out
                         --no-build             end to end on the dist/ that is there
                         -- ARGUMENTS           for the test runner, after one part's name
  cargo xtask scan     a long look at random and extreme states of every panel, in an optimised
                       build; prints the address of whatever doesn't hold
                         PANEL…         only these panels
                         --seconds N    for each panel, instead of 60
                         --seed N       the same states again; other states each time without it
  cargo xtask check    formatting and lints, natively and for the browser
  cargo xtask bench    measure the built page, and the numeric core beside its peers, in a browser
                       (bench gpt2: a GPT-2 of random weights, only where it is asked for; a number
                       after it is that of its rounds)
                         page | numeric         only that part
                         --no-build             on the dist/ that is there
                         numeric WORDS          only the tasks that have such a word in their name;
                                                FOUR_PILLARS_TORCH_PYTHON names a Python that has
                                                PyTorch, which is then a peer as well
  cargo xtask help     this list

What a command needs and doesn't find, it installs: tools of the project's own into a folder of
your cache (FOUR_PILLARS_CACHE names another), Node packages into node_modules/.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        None => ("help", &[][..]),
        Some((command, rest)) => (command.as_str(), rest),
    };
    let outcome = match command {
        "serve" => serve::main(rest),
        "build" => build::main(rest),
        "test" => test::main(rest),
        "scan" => scan::main(rest),
        "check" => check::main(rest),
        "bench" => bench::main(rest),
        "announce" => serve::announce(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        unknown => {
            eprintln!("There is no command `{unknown}`.\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\n{message}");
            ExitCode::FAILURE
        }
    }
}
