//! The next ten losses of a run against PyTorch's: those that were recorded from the exported
//! program, always; and the program itself, where `FOUR_PILLARS_TORCH_PYTHON` names a Python with
//! PyTorch. With `FOUR_PILLARS_RECORD` set too, that run is what is recorded, see golden/README.md.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use training::protocol::{Attachment, Command as Ask, Event};
use training::{Activity, Clock, Config, Host, Rule, Run};

/// How far a loss may be from PyTorch's.
const APART: f64 = 1e-4;

struct Still;

impl Clock for Still {
    fn now(&self) -> f64 {
        0.0
    }
}

/// Name, settings, and the steps before the export.
fn cases() -> Vec<(&'static str, Config, u64)> {
    let base = Config {
        batch: 4,
        ..Config::default()
    };
    let small = Config {
        layers: 1,
        width: 16,
        heads: 2,
        context: 8,
        ..base.clone()
    };
    vec![
        ("default", Config::default(), 0),
        (
            "no-layer-norm",
            Config {
                normalised: false,
                ..small.clone()
            },
            0,
        ),
        (
            "no-scaling",
            Config {
                scaled: false,
                heads: 1,
                ..small.clone()
            },
            0,
        ),
        (
            "relu-adamw",
            Config {
                activation: Activity::Relu,
                rule: Rule::AdamW,
                ..base.clone()
            },
            28,
        ),
        (
            "sigmoid-sgd",
            Config {
                activation: Activity::Sigmoid,
                rule: Rule::Sgd,
                rate: 0.1,
                ..base.clone()
            },
            5,
        ),
        (
            "tanh-momentum",
            Config {
                activation: Activity::Tanh,
                rule: Rule::Momentum,
                normalised: false,
                rate: 0.03,
                ..base.clone()
            },
            7,
        ),
        (
            "gelu-rmsprop",
            Config {
                rule: Rule::RmsProp,
                scaled: false,
                // Its steps are the same size for the tiniest gradient, so that rounding soon grows.
                rate: 0.0005,
                ..base.clone()
            },
            14,
        ),
        ("adam-on-the-way", base, 21),
    ]
}

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/losses.json")
}

#[test]
fn the_next_ten_losses_are_those_that_pytorch_had() {
    let text = std::fs::read_to_string(golden()).unwrap();
    let recorded: BTreeMap<String, Vec<f64>> = serde_json::from_str(&text).unwrap();
    let cases = cases();
    assert_eq!(recorded.len(), cases.len());
    for (name, config, before) in cases {
        let mut run = Run::new(config).unwrap();
        for _ in 0..before {
            run.step().unwrap();
        }
        let losses = &recorded[name];
        assert_eq!(losses.len(), 10, "{name}");
        for &expected in losses {
            let point = run.step().unwrap();
            let apart = (point.loss - expected).abs();
            assert!(apart < APART, "{name}, step {}: {apart}", point.step);
        }
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
    let mut recorded = BTreeMap::new();
    for (name, config, before) in cases() {
        let mut host = Host::new(Still);
        host.handle(Ask::Start(vec![config]), &[]);
        for _ in 0..before {
            host.handle(Ask::Step, &[]);
        }
        let answer = host.handle(Ask::Export, &[]);
        let [(Event::Exported { program, .. }, beside)] = &answer[..] else {
            panic!("{answer:?}")
        };
        let Attachment::Bytes(tensors) = &beside[0] else {
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
        assert!(output.status.success(), "{name}: {error}");
        let printed = String::from_utf8_lossy(&output.stdout);
        let mut losses = Vec::new();
        for line in printed.lines() {
            let apart: f64 = line.rsplit(' ').next().unwrap().parse().unwrap();
            assert!(apart < APART, "{name}: {line}");
            let loss: f64 = line.split(' ').next().unwrap().parse().unwrap();
            losses.push(loss);
        }
        assert_eq!(losses.len(), 10);
        recorded.insert(name, losses);
    }
    std::fs::remove_dir_all(&folder).unwrap();
    if std::env::var("FOUR_PILLARS_RECORD").is_ok() {
        let text = serde_json::to_string_pretty(&recorded).unwrap();
        std::fs::write(golden(), text + "\n").unwrap();
    }
}
