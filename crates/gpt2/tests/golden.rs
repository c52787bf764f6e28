//! Small GPT-2s against what PyTorch's transformers computes with them (golden/record.py).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use gpt2::error::Result;
use gpt2::model::parts::Part;
use gpt2::model::{Cache, Forward, Keep};
use gpt2::tensors::Header;
use gpt2::{Checkpoint, Config, Generation, Gpt2Error, Model, Opening, Pass, Source};
use numeric_core::probability::sampling::Method;
use serde_json::Value;
use std::cell::RefCell;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The largest difference that single precision may make.
const NEAR: f64 = 1e-4;

struct OnDisk(RefCell<File>, u64);

impl Source for OnDisk {
    fn len(&self) -> u64 {
        self.1
    }

    fn read(&self, at: u64, into: &mut [u8]) -> Result<()> {
        let mut file = self.0.borrow_mut();
        let read = file
            .seek(SeekFrom::Start(at))
            .and_then(|_| file.read_exact(into));
        read.map_err(|error| Gpt2Error::File(error.to_string()))
    }
}

fn open(file: &Path, config: &str) -> (Model, Checkpoint) {
    let file = File::open(file).unwrap();
    let length = file.metadata().unwrap().len();
    let source = Box::new(OnDisk(RefCell::new(file), length));
    let header = Header::read(&*source).unwrap();
    let config = Config::read(config).unwrap();
    let checkpoint = Checkpoint::find(&header, &config, None).unwrap();
    let mut opening = Opening::new(source, checkpoint.clone());
    let mut steps = 0;
    while !opening.finished() {
        opening.step().unwrap();
        steps += 1;
        assert!(steps < 10_000);
    }
    let (done, total) = opening.progress();
    assert_eq!(done, total);
    (opening.finish().ok().unwrap(), checkpoint)
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap();
    list.iter().map(|x| x.as_f64().unwrap()).collect()
}

fn tables(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

fn near(what: &str, ours: &[f32], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    let worst = ours
        .iter()
        .zip(theirs)
        .map(|(a, b)| (f64::from(*a) - b).abs());
    let worst = worst.fold(0.0, f64::max);
    println!("{what}: {worst:.1e}");
    assert!(worst < NEAR, "{what}: {worst}");
}

fn all_near(what: &str, ours: &[Vec<f32>], theirs: &Value) {
    let theirs = tables(theirs);
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (at, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        near(&format!("{what} {at}"), ours, theirs);
    }
}

struct Golden {
    recorded: Value,
    model: Model,
    checkpoint: Checkpoint,
    tokens: Vec<usize>,
}

fn golden(folder: &Path, name: &str) -> Golden {
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    let recorded: Value = serde_json::from_str(&text).unwrap();
    let file = folder.join(format!("{name}.safetensors"));
    let (model, checkpoint) = open(&file, &recorded["config"].to_string());
    let tokens = numbers(&recorded["tokens"])
        .iter()
        .map(|t| *t as usize)
        .collect();
    Golden {
        recorded,
        model,
        checkpoint,
        tokens,
    }
}

fn small(name: &str) -> Golden {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    golden(&folder, name)
}

fn compare(golden: &Golden) -> Pass {
    let pass = golden.model.pass(&golden.tokens, &[]).unwrap();
    near("logits", &pass.logits, &numbers(&golden.recorded["logits"]));
    all_near("attention", &pass.attention, &golden.recorded["attention"]);
    all_near("stream", &pass.stream, &golden.recorded["stream"]);
    all_near("mlps", &pass.mlps, &golden.recorded["mlps"]);
    pass
}

#[test]
fn small_models_as_transformers_runs_them() {
    for (name, kind, tied) in [
        ("tied", "F32", true),
        ("untied", "F16", false),
        ("bfloat", "BF16", true),
    ] {
        println!("{name}");
        let golden = small(name);
        assert_eq!(golden.checkpoint.types, [kind]);
        assert_eq!(golden.checkpoint.ignored, [""; 0]);
        assert_eq!(golden.model.is_tied(), tied);
        compare(&golden);
    }
}

#[test]
fn a_token_at_a_time_gives_the_same_bits() {
    for name in ["tied", "untied"] {
        let Golden { model, tokens, .. } = small(name);
        let whole = model.pass(&tokens, &[1]).unwrap();
        for first in [1, 5] {
            let mut cache = Cache::new();
            let mut parts = vec![&tokens[..first]];
            parts.extend(tokens[first..].chunks(1));
            let mut logits = Vec::new();
            for part in parts {
                let forward = Forward::new(&model, cache, part, &[1], Keep::All).unwrap();
                let pass;
                (cache, pass) = forward.run(&model).unwrap();
                logits.extend(pass.logits);
            }
            assert_eq!(logits, whole.logits);
            assert_eq!(cache.tokens(), tokens);
            // Going back and on again changes nothing.
            cache.truncate(tokens.len() - 1, model.sizes());
            let last = &tokens[tokens.len() - 1..];
            let forward = Forward::new(&model, cache, last, &[1], Keep::Last).unwrap();
            assert!(
                whole
                    .logits
                    .ends_with(&forward.run(&model).unwrap().1.logits)
            );
        }
    }
}

#[test]
fn parts_add_up_to_the_stream_and_to_a_logit() {
    let Golden { model, tokens, .. } = small("untied");
    let pass = model.pass(&tokens, &[2, 5]).unwrap();
    let (sizes, place) = (model.sizes(), tokens.len() - 2);
    let mut sum = vec![0.0; sizes.width];
    for part in model.parts() {
        let write = model.write(&pass, part, place).unwrap();
        if matches!(part, Part::Head(2 | 5)) {
            assert!(write.iter().all(|x| *x == 0.0));
        }
        for (sum, x) in sum.iter_mut().zip(&write) {
            *sum += f64::from(*x);
        }
    }
    let last = pass.stream.last().unwrap();
    near(
        "sum of parts",
        &last[place * sizes.width..][..sizes.width],
        &sum,
    );
    for token in 0..sizes.vocabulary {
        let shares = model.contributions(&pass, place, token).unwrap();
        let logit: f64 = shares.parts.iter().sum::<f64>() + shares.constant;
        let there = pass.logits[place * sizes.vocabulary + token];
        near("logit", &[there], &[logit]);
        let apart = (logit - f64::from(there)).abs();
        let bound = shares.rounding;
        assert!(apart <= bound && bound < 1e-3, "{token}: {apart} {bound}");
        // A part alone has another deviation than the stream.
        assert_eq!(shares.alone.len(), shares.parts.len());
        assert_ne!(shares.alone, shares.parts);
    }
    let lens = model.lens(&pass, place).unwrap();
    assert_eq!(lens.len(), 2 * sizes.layers + 1);
    let logits = &pass.logits[place * sizes.vocabulary..][..sizes.vocabulary];
    assert_eq!(lens.last().unwrap(), logits);
    let lengths = model.lengths(&pass, place).unwrap();
    assert!(
        lengths
            .iter()
            .enumerate()
            .all(|(at, x)| (*x == 0.0) == [3, 8].contains(&at))
    );
}

#[test]
fn generation_follows_from_its_seed() {
    let Golden { model, .. } = small("tied");
    let write = |method, seed, stop| {
        let mut text = Generation::new(&model, &[3, 1], &[], (method, seed), (20, stop)).unwrap();
        while !text.finished() {
            text.step(&model).unwrap();
        }
        text.tokens().to_vec()
    };
    let hot = Method::TopP {
        temperature: 3.0,
        p: 0.9,
    };
    let drawn = write(hot, 7, None);
    // The context holds 12 tokens; the last one drawn is not read any more.
    assert_eq!(drawn.len(), 11);
    assert_eq!(write(hot, 7, None), drawn);
    assert!((8..16).any(|seed| write(hot, seed, None) != drawn));
    let mut greedy = vec![3, 1];
    while greedy.len() < 12 {
        let logits = model.pass(&greedy, &[]).unwrap().logits;
        let last = &logits[logits.len() - 50..];
        let best = (0..50)
            .max_by(|a, b| last[*a].total_cmp(&last[*b]))
            .unwrap();
        greedy.push(best);
    }
    let written = write(Method::Greedy, 1, None);
    assert_eq!(written[..10], greedy[2..]);
    let stop = written[2];
    let until = written.iter().position(|token| *token == stop).unwrap();
    assert_eq!(write(Method::Greedy, 1, Some(stop)), written[..=until]);
}

#[test]
fn what_can_not_be_asked() {
    let Golden { model, .. } = small("tied");
    let says = |tokens: &[usize], off: &[usize], word: &str| {
        let error = model.pass(tokens, off).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    };
    says(&[], &[], "no tokens");
    says(&[0; 13], &[], "13 tokens");
    says(&[50], &[], "no token 50");
    says(&[0], &[4], "no head 4");
    let pass = model.pass(&[0], &[]).unwrap();
    assert!(model.write(&pass, Part::Embedding, 1).is_err());
    assert!(model.write(&pass, Part::Head(4), 0).is_err());
    assert!(model.contributions(&pass, 0, 50).is_err());
    assert!(model.lens(&pass, 1).is_err());
    assert!(model.unembed(&[0.0; 15]).is_err());
    let (cache, _) = Forward::new(&model, Cache::new(), &[0], &[], Keep::Last)
        .unwrap()
        .run(&model)
        .unwrap();
    let other = small("untied").model;
    assert!(Forward::new(&other, cache, &[0], &[], Keep::Last).is_err());
}

/// 124 million weights. `python3 tests/golden/record.py FOLDER`, then with `FOUR_PILLARS_GPT2=FOLDER`:
/// `cargo test --release -p gpt2 --test golden -- --ignored --nocapture`.
#[test]
#[ignore = "needs a folder of 500 MB: see above"]
fn a_large_model_as_transformers_runs_it() {
    let folder = std::env::var("FOUR_PILLARS_GPT2").expect("FOUR_PILLARS_GPT2 names a folder");
    let begun = std::time::Instant::now();
    let golden = golden(Path::new(&folder), "large");
    println!("opened in {:?}", begun.elapsed());
    assert_eq!(golden.model.sizes().parameters(), 124_439_808);
    let begun = std::time::Instant::now();
    compare(&golden);
    println!("one pass in {:?}", begun.elapsed());
}
