//! Running other programs.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

const BROKE_OFF: &str = "A part of the work broke off.";

/// A result whose error is a message for the person at the terminal.
pub type Outcome<T = ()> = Result<T, String>;

/// Runs a command with this terminal as its own; anything but success is an error.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|e| cannot_start(command, &e))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed ({status}).", shown(command)))
    }
}

/// The same with a text as its standard input.
pub fn run_with(command: &mut Command, input: &str) -> Outcome {
    let mut child = command
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|e| cannot_start(command, &e))?;
    // Who ends early doesn't read on, and says why by its status.
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(input.as_bytes());
    }
    let status = child.wait().map_err(|e| cannot_start(command, &e))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed ({status}).", shown(command)))
    }
}

/// Runs a command and gives what it printed; anything but success is an error that quotes it.
pub fn output(command: &mut Command) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|e| cannot_start(command, &e))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!(
            "`{}` failed ({}).\n{}",
            shown(command),
            output.status,
            said.trim()
        ))
    }
}

/// What a command prints when it succeeds, and nothing otherwise: for asking what is there.
pub fn answer(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first program of this name on the PATH.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| executable(&folder, name))
        .find(|candidate| candidate.is_file())
}

/// The path of a program in a folder, with this system's ending.
pub fn executable(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// A Node script of this name: on Windows npm's programs are batch files.
pub fn node_script(name: &str) -> String {
    if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    }
}

/// An environment variable that is set and not empty.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The PATH with these folders before everything else.
pub fn path_with(folders: &[PathBuf]) -> Outcome<OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(folders.iter().cloned().chain(std::env::split_paths(&old)))
        .map_err(|e| format!("The PATH can't be extended: {e}."))
}

/// Does two things at the same time; when both fail, the first one's message is given.
pub fn both<A: Send, B>(
    one: impl FnOnce() -> Outcome<A> + Send,
    other: impl FnOnce() -> Outcome<B>,
) -> Outcome<(A, B)> {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        let one = one.join().map_err(|_| BROKE_OFF.to_owned())?;
        Ok((one?, other?))
    })
}

/// Does the same with each of many, as many at a time as there are processors. Gives what came of
/// them, in order.
pub fn each<I: Sync, T: Send>(
    items: &[I],
    work: impl Fn(&I) -> Outcome<T> + Sync,
) -> Outcome<Vec<T>> {
    let next = AtomicUsize::new(0);
    let worker = || -> Outcome<Vec<(usize, T)>> {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else {
                return Ok(done);
            };
            done.push((at, work(item)?));
        }
    };
    let at_once = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = Vec::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..at_once).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().try_for_each(|worker| {
            all.extend(worker.join().map_err(|_| BROKE_OFF.to_owned())??);
            Ok::<(), String>(())
        })
    })?;
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, done)| done).collect())
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` could not be started: {error}.", shown(command))
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{both, each};

    #[test]
    fn both_are_done_and_either_may_fail() {
        assert_eq!(both(|| Ok(1), || Ok("two")), Ok((1, "two")));
        let no = || Err::<(), _>("no".to_owned());
        assert_eq!(both(no, || Ok(2)), Err("no".to_owned()));
        assert_eq!(both(|| Ok(1), no), Err("no".to_owned()));
    }

    #[test]
    fn each_keeps_the_order_and_stops_at_a_failure() {
        let numbers: Vec<usize> = (0..100).collect();
        let doubled: Vec<usize> = (0..100).map(|n| 2 * n).collect();
        assert_eq!(each(&numbers, |n| Ok(2 * n)), Ok(doubled));
        let odd = |n: &usize| if *n == 7 { Err("7".to_owned()) } else { Ok(()) };
        assert_eq!(each(&numbers, odd), Err("7".to_owned()));
    }
}
