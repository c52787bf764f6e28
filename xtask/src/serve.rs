//! `cargo xtask serve`: the page while it is worked on.

use crate::project;
use crate::run::{Outcome, path_with, variable};
use crate::tools::{self, cargo_tool, node};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;

const FIRST_PORT: u16 = 8080;

struct Options {
    port: Option<u16>,
    open: bool,
    release: bool,
}

/// Builds the page, serves it, and builds it again after every change, until it is stopped.
pub fn main(arguments: &[String]) -> Outcome {
    let options = options(arguments)?;
    let mut trunk = trunk(options.release)?;
    let port = port(options.port)?;
    // Apart from dist/, which holds the site to publish.
    let site = project::target().join("site").join("serve");
    std::fs::create_dir_all(&site)
        .map_err(|e| format!("{} can't be made: {e}.", site.display()))?;
    trunk
        .args([
            "serve",
            "--address",
            "127.0.0.1",
            "--port",
            &port.to_string(),
        ])
        .arg("--dist")
        .arg(&site);
    if options.open {
        trunk.arg("--open");
    }
    if options.release {
        trunk.arg("--release");
    }
    println!("Building the page. The first build takes a few minutes, later ones some seconds.");
    start(trunk, port)
}

/// Trunk, with everything it needs on its PATH.
fn trunk(release: bool) -> Outcome<Command> {
    tools::ensure_wasm_target()?;
    let mut folders: Vec<_> = [cargo_tool::trunk()?, cargo_tool::wasm_bindgen()?]
        .into_iter()
        .flatten()
        .collect();
    if release {
        folders.push(node::packages()?);
    }
    let path = path_with(&folders)?;
    let program = folders
        .iter()
        .map(|folder| crate::run::executable(folder, "trunk"))
        .find(|program| program.is_file());
    let mut trunk = program.map_or_else(|| Command::new("trunk"), Command::new);
    trunk.env("PATH", path).current_dir(project::root());
    // Trunk stops at any value of this variable but "true" and "false".
    if variable("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    Ok(trunk)
}

fn options(arguments: &[String]) -> Outcome<Options> {
    let mut options = Options {
        port: None,
        open: opens_by_default(),
        release: false,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--open" => options.open = true,
            "--no-open" => options.open = false,
            "--release" => options.release = true,
            "--port" => {
                let port = rest.next().and_then(|port| port.parse().ok());
                options.port = Some(port.ok_or("`--port` needs a number from 1 to 65535.")?);
            }
            unknown => {
                return Err(format!(
                    "`cargo xtask serve` takes no `{unknown}`; it takes --port N, --open, \
                     --no-open and --release."
                ));
            }
        }
    }
    Ok(options)
}

fn opens_by_default() -> bool {
    let display = cfg!(any(windows, target_os = "macos"))
        || variable("DISPLAY").is_some()
        || variable("WAYLAND_DISPLAY").is_some();
    display && variable("CI").is_none()
}

fn port(wanted: Option<u16>) -> Outcome<u16> {
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    match wanted {
        Some(port) if free(&port) => Ok(port),
        Some(port) => Err(format!(
            "Port {port} is taken; without `--port` a free one is found."
        )),
        None => (FIRST_PORT..FIRST_PORT + 100)
            .find(free)
            .ok_or_else(|| "No free port was found; name one with `--port`.".to_owned()),
    }
}

/// Trunk takes this program's place, so that stopping the one stops the other. Before that a
/// helper is started that says when the page is there.
#[cfg(unix)]
fn start(mut trunk: Command, port: u16) -> Outcome {
    use std::os::unix::process::CommandExt;
    let announcer = std::env::current_exe().and_then(|me| {
        Command::new(me)
            .args(["announce", &port.to_string()])
            .spawn()
    });
    if let Err(error) = announcer {
        eprintln!("The address can't be announced ({error}); it is http://127.0.0.1:{port}/");
    }
    let error = trunk.exec();
    Err(format!("Trunk could not be started: {error}."))
}

#[cfg(not(unix))]
fn start(mut trunk: Command, port: u16) -> Outcome {
    std::thread::spawn(move || announce_when_there(port, || true));
    crate::run::run(&mut trunk)
}

/// The helper: waits for the page at a port, as long as the server (its parent) lives.
pub fn announce(arguments: &[String]) -> Outcome {
    let port = arguments.first().and_then(|port| port.parse().ok());
    let port = port.ok_or("`announce` needs a port.")?;
    #[cfg(unix)]
    let parent = std::os::unix::process::parent_id();
    announce_when_there(port, || {
        #[cfg(unix)]
        let alive = std::os::unix::process::parent_id() == parent;
        #[cfg(not(unix))]
        let alive = true;
        alive
    });
    Ok(())
}

fn announce_when_there(port: u16, server_lives: impl Fn() -> bool) {
    while server_lives() {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            // After Trunk's own lines about the start.
            std::thread::sleep(Duration::from_millis(200));
            println!("\n  Four Pillars is at  http://127.0.0.1:{port}/  (Ctrl+C stops it)\n");
            return;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}
