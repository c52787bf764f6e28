//! In the browser this starts the page; natively it prints a panel's reading as JSON.

#[cfg(target_arch = "wasm32")]
fn main() {
    four_pillars::app::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    four_pillars::cli::main()
}
