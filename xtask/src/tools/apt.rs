//! Debian's package manager, where it is there and we may use it.

use crate::run::{Outcome, answer, find, output};
use std::process::Command;

/// Whether this is Debian itself, whose packages have other contents than those of its relatives.
pub fn is_debian() -> bool {
    let told = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    told.lines().any(|line| line == "ID=debian")
}

/// Installs packages. Gives false, having done nothing, where apt can't be used.
pub fn install(packages: &[&str]) -> Outcome<bool> {
    if find("apt-get").is_none() {
        return Ok(false);
    }
    let root = answer("id", &["-u"]).as_deref() == Some("0");
    if !root && answer("sudo", &["-n", "true"]).is_none() {
        return Ok(false);
    }
    // A list that can't be renewed may still be good enough.
    if let Err(error) = output(apt(root).args(["update", "-qq"])) {
        eprintln!("{error}");
    }
    // Its hundred lines are only of interest when it fails.
    output(
        apt(root)
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(packages),
    )?;
    Ok(true)
}

fn apt(root: bool) -> Command {
    let mut command = if root {
        Command::new("env")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "env"]);
        sudo
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    command
}
