//! The experiments that a twin offers to run by hand: they draw the page's data and starts, and come to the
//! figures of the worker.

use four_pillars::contract::Address;
use four_pillars::panels;
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::process::Command;
use training::valleys::{ValleyRun, ValleyTraining};
use training::widths::{Features, WidthProblem};
use training::{
    FlatRecord, SliceAlong, SliceRecord, SliceRun, XOR_WIDTHS, XorRecord, XorRun, XorTraining,
};

pub fn trials() -> [Trial; 8] {
    [
        Trial::test("twins/loss-landscape/matrices", || {
            own("#/loss-landscape?view=random-matrices", 1e-8)
        }),
        Trial::test("twins/sgd-noise/experiment", || {
            own("#/sgd-noise?batches=50", 1e-8)?;
            own("#/sgd-noise?batches=50&replacement=off&examples=64", 1e-8)
        }),
        Trial::test("twins/step-sizes/experiment", || {
            own("#/step-sizes", 1e-8)?;
            own("#/step-sizes?problem=absolute&steps=100", 1e-8)?;
            own(
                "#/step-sizes?problem=quartic&steps=100&scale=0.1&start=1",
                1e-8,
            )
        }),
        Trial::test("twins/loss-landscape/slices", slices),
        Trial::test("twins/loss-landscape/xor", xor),
        Trial::test("twins/flat-minima/experiment", flat_minima),
        Trial::test("twins/overparameterization/experiment", || {
            own("#/overparameterization", 1e-6)?;
            own("#/overparameterization?features=cosines&ridge=0.01", 1e-6)
        }),
        Trial::test("twins/overparameterization/valleys", valleys),
    ]
}

/// What the program of an address prints, with lines of Python after it.
fn printed(address: &str, more: &str) -> Result<Value, Failed> {
    let address = Address::parse(address);
    let panel = panels::find(&address.id).map(|entry| entry.panel);
    let program = panel.ok_or("no panel")?.twin(&address);
    let python = std::env::var("FOUR_PILLARS_PYTHON").unwrap_or_else(|_| "python3".into());
    let ran = Command::new(python)
        .args(["-c", &format!("{program}\n{more}")])
        .env("OPENBLAS_NUM_THREADS", "1")
        .output()?;
    let text = String::from_utf8_lossy(&ran.stdout);
    let last = text.lines().last().unwrap_or_default();
    serde_json::from_str(last)
        .map_err(|e| format!("{e}: {text}{}", String::from_utf8_lossy(&ran.stderr)).into())
}

/// What the experiment of an address comes to, against the readouts of the same names. Both compute in 64
/// bits from the same draws, and may differ by a part of the larger one.
fn own(address: &str, part: f64) -> Result<(), Failed> {
    let found = printed(address, "print(json.dumps(experiment()))")?;
    let address = Address::parse(address);
    let panel = panels::find(&address.id).map(|entry| entry.panel);
    let reading = panel.ok_or("no panel")?.see(&address).reading;
    let names = found.as_object().ok_or("no figures")?;
    for (name, value) in names {
        let readout = reading.readouts.iter().find(|r| r.name == name.as_str());
        let readout = readout.ok_or_else(|| format!("no readout {name}"))?;
        let (entries, known) = (readout.entries(), readout.rounding.unwrap_or(0.0));
        let values = match value {
            Value::Array(list) => list.iter().map(Value::as_f64).collect(),
            one => vec![one.as_f64()],
        };
        near("entries", values.len() as f64, entries.len() as f64, 0.0)?;
        for ((name, expected), found) in entries.iter().zip(values) {
            let found = found.unwrap_or(f64::NAN);
            if (found - expected).abs() > known || found.is_nan() {
                near(name, found, *expected, part)?;
            }
        }
    }
    Ok(())
}

/// Fails where two figures are further apart than a part of the larger one.
fn near(what: &str, found: f64, expected: f64, part: f64) -> Result<(), Failed> {
    if (found - expected).abs() <= part * found.abs().max(expected.abs()) {
        return Ok(());
    }
    Err(format!("{what}: the program says {found}, the worker {expected}").into())
}

/// Sharpness and losses after some steps. Four digits of the worker's are kept.
fn flat_minima() -> Result<(), Failed> {
    const STEPS: u64 = 13;
    let more = format!("print(json.dumps([experiment(b, {STEPS}) for b in batches]))");
    let found = printed("#/flat-minima", &more)?;
    let record = FlatRecord::kept();
    for (which, curve) in record.curves.iter().enumerate() {
        let kept = curve.iter().find(|point| point.step == STEPS);
        let kept = kept.ok_or("no such step in the record")?;
        let of = |name: &str| found[which][name].as_f64().unwrap_or(f64::NAN);
        near("sharpness", of("sharpness"), kept.sharpness, 1e-3)?;
        near("training loss", of("train"), kept.train, 1e-3)?;
        near("loss on new points", of("new"), kept.test, 1e-3)?;
    }
    Ok(())
}

/// The barriers at the default, up to 16 hidden units. The worker trains in 32 bits and the program in 64.
fn valleys() -> Result<(), Failed> {
    let more = "print(json.dumps([experiment(h) for h in hidden[:3]]))";
    let found = printed("#/overparameterization?view=valleys", more)?;
    let mut run = ValleyRun::new(ValleyTraining {
        number: 1,
        problem: WidthProblem {
            examples: 40,
            inputs: 10,
            features: Features::Relu,
            seed: 4,
        },
        noise: 0.3,
        table: 0,
    })?;
    while run.report(false, 0.0).widths.len() < 3 {
        for _ in 0..200 {
            run.step();
        }
    }
    for (k, width) in run.report(false, 0.0).widths.iter().enumerate() {
        for (which, barrier) in width.barriers().into_iter().enumerate() {
            let program = found[k][which].as_f64().unwrap_or(f64::NAN);
            near(&format!("H = {}", width.hidden), program, barrier, 0.02)?;
        }
    }
    Ok(())
}

/// The slices that the page opens with: corners and middle of each side, and what is said of them. The page
/// trains in 32 bits and the program in 64; of the record four decimals are kept.
fn slices() -> Result<(), Failed> {
    let mut run = SliceRun::new(SliceRecord::training(SliceRecord::LOOKS[0]))?;
    for look in SliceRecord::LOOKS {
        let name = match look.along {
            SliceAlong::Random => "random",
            SliceAlong::Eigenvectors => "eigenvectors",
            SliceAlong::Training => "training",
        };
        let address = format!(
            "#/loss-landscape?view=slices&direction={name}&reach={}",
            look.reach
        );
        let found = printed(&address, "side = 3\nprint(json.dumps(experiment()))")?;
        let training = SliceRecord::training(look);
        let record = SliceRecord::kept(&training).ok_or("no record")?;
        let of = |name: &str, k: usize| found[name][k].as_f64().unwrap_or(f64::NAN);
        for (k, (step, loss)) in record.losses.iter().enumerate() {
            let own = &found["losses"][k];
            let own = |at: usize| own[at].as_f64().unwrap_or(f64::NAN);
            near("step", own(0), *step, 0.0)?;
            near(
                &format!("loss at step {step}"),
                1.0 + own(1),
                1.0 + loss,
                1e-4,
            )?;
        }
        for (i, row) in [0, 20, 40].into_iter().enumerate() {
            for (j, column) in [0, 20, 40].into_iter().enumerate() {
                let own = found["slice"][i][j].as_f64().unwrap_or(f64::NAN);
                let kept = record.heights.get(41 * row + column).copied();
                let what = format!("{name}, ({row}, {column})");
                near(&what, 1.0 + own, 1.0 + kept.unwrap_or(f64::NAN), 1e-4)?;
            }
        }
        run.look(look)?;
        while run.report(false, 0.0).plane.is_none() {
            run.step();
        }
        let plane = run.report(false, 0.0).plane.ok_or("no plane")?;
        let begin = plane.path.first().ok_or("no way")?;
        let centre = found["centre-loss"].as_f64().unwrap_or(f64::NAN);
        near("centre", centre, plane.centre, 1e-3)?;
        for k in 0..2 {
            near("length", of("lengths", k), plane.lengths[k], 1e-3)?;
            near("curvature", of("curvature", k), plane.curvatures[k], 1e-3)?;
        }
        let off = (of("start-at", 0) - begin.at.0).hypot(of("start-at", 1) - begin.at.1);
        near("start", 1.0 + off, 1.0, 1e-3)?;
        near("distance", of("start-distance", 1), begin.far, 1e-3)?;
        let off = of("start-distance", 0) - begin.off;
        near("distance from the plane", begin.far + off, begin.far, 1e-3)?;
    }
    Ok(())
}

/// Where the first starts of two widths end. Both compute in 64 bits.
fn xor() -> Result<(), Failed> {
    let more = "print(json.dumps([trained(drawn(w, starts)).tolist() for w in (2, 4)]))";
    let found = printed("#/loss-landscape?view=xor&starts=20", more)?;
    let mut run = XorRun::new(XorTraining {
        starts: 20,
        ..XorRecord::TRAINING
    })?;
    while !run.finished() {
        run.step();
    }
    let report = run.report(false, 0.0);
    for (k, width) in [2, 4].into_iter().enumerate() {
        let at = XOR_WIDTHS.iter().position(|w| *w == width);
        let losses = report.losses.get(at.unwrap_or(usize::MAX));
        for (start, loss) in losses.ok_or("no such width")?.iter().enumerate() {
            let own = found[k][start].as_f64().unwrap_or(f64::NAN);
            near(&format!("start {start} of {width}"), own, *loss, 1e-6)?;
        }
    }
    Ok(())
}
