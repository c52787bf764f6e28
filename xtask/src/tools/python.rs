//! A Python with NumPy, in a virtual environment of the project's own.

use super::{announce, apt};
use crate::project;
use crate::run::{Outcome, answer, find, output, run, variable};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variable through which the tests learn which Python to use; set before, it is respected.
pub const VARIABLE: &str = "FOUR_PILLARS_PYTHON";

/// The Python that has what tests/requirements.txt names.
pub fn with_numpy() -> Outcome<PathBuf> {
    if let Some(python) = variable(VARIABLE) {
        return Ok(python.into());
    }
    with(
        &project::root().join("tests/requirements.txt"),
        "numpy",
        "recomputes every panel's numbers in the tests",
    )
}

/// A Python that has what a file names: `module` is one of its modules.
pub fn with(requirements: &Path, module: &str, purpose: &str) -> Outcome<PathBuf> {
    let wanted = std::fs::read_to_string(requirements)
        .map_err(|e| format!("{} can't be read: {e}.", requirements.display()))?;
    let python = system_python()?;
    let version = answer(&python, &["--version"]).unwrap_or_default();

    // Named after what is in it, so that checkouts with other requirements don't meet.
    let folder = project::cache()?.join(format!("venv-{}", name(&[&wanted, &version])));
    let inside = program(&folder);
    let complete = folder.join("complete");
    if complete.is_file() && answer(&inside, &["-c", &format!("import {module}")]).is_some() {
        return Ok(inside);
    }
    announce(
        module,
        &format!("{purpose}, into {}", folder.display()),
        "30 seconds",
    );
    create(&python, &folder)?;
    run(Command::new(&inside)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
        ])
        .arg(requirements))?;
    std::fs::write(&complete, "")
        .map_err(|e| format!("{} can't be written: {e}.", complete.display()))?;
    Ok(inside)
}

/// The variable that names a Python that has PyTorch, for the numeric benchmark.
pub const TORCH: &str = "FOUR_PILLARS_TORCH_PYTHON";

/// A Python that has PyTorch, where there is one. It is too large to be installed unasked.
pub fn with_torch() -> Outcome<Option<PathBuf>> {
    let has_torch = |python: &Path| answer(python, &["-c", "import torch, numpy"]).is_some();
    let Some(named) = variable(TORCH).map(PathBuf::from) else {
        return Ok(["python3", "python"]
            .into_iter()
            .filter_map(find)
            .find(|python| has_torch(python)));
    };
    if has_torch(&named) {
        Ok(Some(named))
    } else {
        Err(format!(
            "{TORCH} names {}, which can't import torch and numpy.",
            named.display()
        ))
    }
}

fn system_python() -> Outcome<PathBuf> {
    let locate = || ["python3", "python"].into_iter().find_map(find);
    if let Some(python) = locate() {
        return Ok(python);
    }
    announce(
        "Python",
        "runs the NumPy programs of the tests",
        "20 seconds",
    );
    if apt::install(&["python3", "python3-venv"])?
        && let Some(python) = locate()
    {
        return Ok(python);
    }
    Err(format!(
        "Python 3.10 or later is missing. Install it, or name one that has NumPy in {VARIABLE}."
    ))
}

fn create(python: &Path, folder: &Path) -> Outcome {
    let mut create = Command::new(python);
    create.args(["-m", "venv", "--clear"]).arg(folder);
    let Err(error) = output(&mut create) else {
        return Ok(());
    };
    // Debian keeps this part of Python in a package of its own.
    if apt::install(&["python3-venv"])? {
        return output(&mut create).map(drop);
    }
    Err(format!(
        "{error}\nA virtual environment could not be made; on Debian and Ubuntu this takes the \
         package python3-venv.\nOr name a Python that has NumPy in {VARIABLE}."
    ))
}

fn program(folder: &Path) -> PathBuf {
    if cfg!(windows) {
        folder.join("Scripts").join("python.exe")
    } else {
        folder.join("bin").join("python")
    }
}

/// A short name that depends on all the parts (FNV-1a: it only has to differ).
fn name(parts: &[&str]) -> String {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
