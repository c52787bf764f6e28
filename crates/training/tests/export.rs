//! The exported PyTorch program reproduces the next ten losses. Runs where
//! `FOUR_PILLARS_TORCH_PYTHON` names a Python with PyTorch.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::Command;
use training::protocol::{Beside, Command as Ask, Event};
use training::{Activity, Clock, Config, Host, Rule};

struct Still;

impl Clock for Still {
    fn now(&self) -> f64 {
        0.0
    }
}

#[test]
fn pytorch_goes_on_with_the_same_losses() {
    let Ok(python) = std::env::var("FOUR_PILLARS_TORCH_PYTHON") else {
        eprintln!("skipped: FOUR_PILLARS_TORCH_PYTHON names no Python with PyTorch");
        return;
    };
    let folder = std::env::temp_dir().join(format!("four-pillars-export-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (number, (rule, _)) in Rule::ALL.into_iter().enumerate() {
        let config = Config {
            rule,
            activation: Activity::ALL[number % 4].0,
            normalised: number != 1,
            scaled: number != 2,
            batch: 4,
            // RMSProp's steps are the same size for the tiniest gradient, so that rounding soon grows.
            rate: [0.1, 0.03, 0.0005, 0.003, 0.003][number],
            ..Config::default()
        };
        let mut host = Host::new(Still);
        host.handle(Ask::Start(vec![config]), &[]);
        for _ in 0..number * 7 {
            host.handle(Ask::Step, &[]);
        }
        let answer = host.handle(Ask::Export, &[]);
        let [(Event::Exported { program, .. }, beside)] = &answer[..] else {
            panic!("{answer:?}")
        };
        let Beside::Bytes(tensors) = &beside[0] else {
            panic!()
        };
        std::fs::write(folder.join("run.py"), program).unwrap();
        std::fs::write(folder.join("run.safetensors"), tensors).unwrap();
        let output = Command::new(&python)
            .args(["run.py", "run.safetensors"])
            .current_dir(&folder)
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{rule:?}: {error}");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(printed.lines().count(), 10);
        for line in printed.lines() {
            let apart: f64 = line.rsplit(' ').next().unwrap().parse().unwrap();
            assert!(apart < 1e-4, "{rule:?}: {line}");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
