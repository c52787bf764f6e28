//! Python processes that wait for twins: one for each test that runs at a time.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

/// The processes that have nothing to do.
#[derive(Default)]
pub struct Pool {
    free: Mutex<Vec<Python>>,
}

/// A process that runs twins.
pub struct Python {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Pool {
    /// A process that is free, or a new one.
    pub fn take(&self) -> Result<Python, String> {
        let free = self.free.lock().map_err(|e| e.to_string())?.pop();
        free.map_or_else(Python::start, Ok)
    }

    /// Keeps a process for the next test.
    pub fn give_back(&self, python: Python) {
        if let Ok(mut free) = self.free.lock() {
            free.push(python);
        }
    }
}

impl Python {
    fn start() -> Result<Self, String> {
        Self::run("twins.py")
    }

    /// A process that runs a file of this folder.
    pub fn run(file: &str) -> Result<Self, String> {
        let python = std::env::var("FOUR_PILLARS_PYTHON").unwrap_or_else(|_| "python3".into());
        let mut child = Command::new(&python)
            .arg(format!("{}/tests/twins/{file}", env!("CARGO_MANIFEST_DIR")))
            // Programs about the toy language read its files.
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/assets"))
            // Processes run side by side, so each keeps to one thread.
            .env("OPENBLAS_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{python} did not start: {error}"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        match (input, output) {
            (Some(input), Some(output)) => Ok(Self {
                child,
                input,
                output: BufReader::new(output),
            }),
            _ => Err(format!("{python} can't be spoken to")),
        }
    }

    /// Hands a question over.
    pub fn ask(&mut self, question: &Value) -> Result<(), String> {
        let asked = writeln!(self.input, "{question}").and_then(|()| self.input.flush());
        asked.map_err(|error| self.lost(&error.to_string()))
    }

    /// Waits for the answer to the last question: the problems as a list.
    pub fn answer(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.output.read_line(&mut line) {
            Ok(0) => Err(self.lost("it said nothing")),
            Ok(_) => Ok(line.trim_end().to_owned()),
            Err(error) => Err(self.lost(&error.to_string())),
        }
    }

    fn lost(&mut self, error: &str) -> String {
        let _ = self.child.kill();
        let ended = self
            .child
            .wait()
            .map_or_else(|e| e.to_string(), |s| s.to_string());
        format!("Python stopped ({error}; {ended}); does it have NumPy?")
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
