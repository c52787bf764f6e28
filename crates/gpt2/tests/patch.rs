//! A part's output taken from another text, against plain loops in double precision.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use gpt2::model::parts::Part;
use gpt2::model::{Cache, Forward, Keep, Output};
use gpt2::tensors::Header;
use gpt2::{Checkpoint, Config, Model, Opening, Pass};
use numeric_core::network::{Parameters, tensors};
use numeric_core::random::Random;
use std::collections::HashMap;

const LAYERS: usize = 3;
const HEADS: usize = 2;
const WIDTH: usize = 8;
const UNITS: usize = 16;
const CONTEXT: usize = 12;
const VOCABULARY: usize = 20;
const EACH: usize = WIDTH / HEADS;

fn weights() -> Parameters<f32> {
    let mut all = Parameters::new();
    let mut random = Random::new(11);
    all.add_normal("wte.weight", (VOCABULARY, WIDTH), 0.5, &mut random);
    all.add_normal("wpe.weight", (CONTEXT, WIDTH), 0.5, &mut random);
    let norm = |all: &mut Parameters<f32>, name: String| {
        all.add_vector(format!("{name}.weight"), WIDTH, 1.2);
        all.add_vector(format!("{name}.bias"), WIDTH, 0.1);
    };
    for layer in 0..LAYERS {
        norm(&mut all, format!("h.{layer}.ln_1"));
        norm(&mut all, format!("h.{layer}.ln_2"));
        for (name, shape) in [
            ("attn.c_attn", (WIDTH, 3 * WIDTH)),
            ("attn.c_proj", (WIDTH, WIDTH)),
            ("mlp.c_fc", (WIDTH, UNITS)),
            ("mlp.c_proj", (UNITS, WIDTH)),
        ] {
            let name = format!("h.{layer}.{name}");
            all.add_normal(format!("{name}.weight"), shape, 0.5, &mut random);
            all.add_vector(format!("{name}.bias"), shape.1, 0.2);
        }
    }
    norm(&mut all, "ln_f".into());
    all
}

fn model(weights: &Parameters<f32>) -> Model {
    let file = tensors::write(weights, HashMap::new()).unwrap();
    let header = Header::read(&file).unwrap();
    let config = Config::read("{\"model_type\":\"gpt2\",\"n_head\":2}").unwrap();
    let checkpoint = Checkpoint::find(&header, &config, None).unwrap();
    let mut opening = Opening::new(Box::new(file), checkpoint);
    while !opening.finished() {
        opening.step().unwrap();
    }
    opening.finish().ok().unwrap()
}

/// What the parts put out at each token, and the logits after the last one.
#[derive(Default)]
struct Seen {
    embedding: Vec<Vec<f64>>,
    heads: Vec<Vec<Vec<f64>>>,
    mlps: Vec<Vec<Vec<f64>>>,
    logits: Vec<f64>,
}

impl Seen {
    fn of(&self, part: Part, place: usize) -> Vec<f64> {
        match part {
            Part::Embedding => self.embedding[place].clone(),
            Part::Head(head) => self.heads[head][place].clone(),
            Part::Mlp(layer) => self.mlps[layer][place].clone(),
            Part::Bias(_) => panic!("the same in every text"),
        }
    }
}

fn plain(
    weights: &Parameters<f32>,
    tokens: &[usize],
    off: &[usize],
    patch: Option<(Part, usize, &[f64])>,
) -> Seen {
    let of = |name: &str| &weights.named(name).unwrap().value;
    let linear = |x: &[f64], name: &str| -> Vec<f64> {
        let (w, b) = (of(&format!("{name}.weight")), of(&format!("{name}.bias")));
        let out = |j: usize| {
            let terms = (0..w.nrows()).map(|i| x[i] * f64::from(w[(i, j)]));
            f64::from(b[j]) + terms.sum::<f64>()
        };
        (0..w.ncols()).map(out).collect()
    };
    let normal = |x: &[f64], name: &str| -> Vec<f64> {
        let (w, b) = (of(&format!("{name}.weight")), of(&format!("{name}.bias")));
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        let variance = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        let entry =
            |i: usize| (x[i] - mean) / (variance + 1e-5).sqrt() * f64::from(w[i]) + f64::from(b[i]);
        (0..x.len()).map(entry).collect()
    };
    let gelu = |z: f64| {
        let inner = (2.0 / std::f64::consts::PI).sqrt() * (z + 0.044_715 * z * z * z);
        0.5 * z * (1.0 + inner.tanh())
    };
    // What a part puts out at a token, unless another text's takes its place.
    let put = |part: Part, place: usize, own: Vec<f64>| match patch {
        Some((patched, at, numbers)) if (patched, at) == (part, place) => numbers.to_vec(),
        _ => own,
    };
    let n = tokens.len();
    let mut seen = Seen::default();
    let mut x: Vec<Vec<f64>> = (0..n)
        .map(|at| {
            let sum = |i: usize| {
                f64::from(of("wte.weight")[(tokens[at], i)]) + f64::from(of("wpe.weight")[(at, i)])
            };
            put(Part::Embedding, at, (0..WIDTH).map(sum).collect())
        })
        .collect();
    seen.embedding.clone_from(&x);
    for layer in 0..LAYERS {
        let name = |of: &str| format!("h.{layer}.{of}");
        let qkv: Vec<Vec<f64>> = (x.iter())
            .map(|x| linear(&normal(x, &name("ln_1")), &name("attn.c_attn")))
            .collect();
        let mut mixed = vec![vec![0.0; WIDTH]; n];
        for head in 0..HEADS {
            let number = layer * HEADS + head;
            let part = |at: usize, which: usize| {
                let first = which * WIDTH + head * EACH;
                &qkv[at][first..first + EACH]
            };
            let mut outputs = Vec::new();
            for (query, mixed) in mixed.iter_mut().enumerate() {
                let scores = (0..=query).map(|key| {
                    let products = part(query, 0).iter().zip(part(key, 1)).map(|(q, k)| q * k);
                    (products.sum::<f64>() / (EACH as f64).sqrt()).exp()
                });
                let scores: Vec<f64> = scores.collect();
                let total: f64 = scores.iter().sum();
                let mut output = vec![0.0; EACH];
                if !off.contains(&number) {
                    for (key, score) in scores.iter().enumerate() {
                        for (output, value) in output.iter_mut().zip(part(key, 2)) {
                            *output += score / total * value;
                        }
                    }
                }
                let output = put(Part::Head(number), query, output);
                mixed[head * EACH..(head + 1) * EACH].copy_from_slice(&output);
                outputs.push(output);
            }
            seen.heads.push(outputs);
        }
        for (x, mixed) in x.iter_mut().zip(&mixed) {
            let write = linear(mixed, &name("attn.c_proj"));
            x.iter_mut().zip(write).for_each(|(x, write)| *x += write);
        }
        let mut writes = Vec::new();
        for (at, x) in x.iter_mut().enumerate() {
            let units = linear(&normal(x, &name("ln_2")), &name("mlp.c_fc"));
            let units: Vec<f64> = units.into_iter().map(gelu).collect();
            let write = put(Part::Mlp(layer), at, linear(&units, &name("mlp.c_proj")));
            x.iter_mut().zip(&write).for_each(|(x, write)| *x += write);
            writes.push(write);
        }
        seen.mlps.push(writes);
    }
    let last = normal(&x[n - 1], "ln_f");
    let table = of("wte.weight");
    let logit = |token: usize| {
        let terms = (0..WIDTH).map(|i| last[i] * f64::from(table[(token, i)]));
        terms.sum::<f64>()
    };
    seen.logits = (0..VOCABULARY).map(logit).collect();
    seen
}

fn kept(model: &Model, tokens: &[usize], off: &[usize]) -> (Cache, Pass) {
    let forward = Forward::new(model, Cache::new(), tokens, off, Keep::All).unwrap();
    forward.run(model).unwrap()
}

fn apart(ours: &[f32], theirs: &[f64]) -> f64 {
    assert_eq!(ours.len(), theirs.len());
    let each = ours.iter().zip(theirs);
    each.fold(0.0, |worst, (a, b)| worst.max((f64::from(*a) - b).abs()))
}

#[test]
fn a_part_taken_from_another_text_as_plain_loops_have_it() {
    let weights = weights();
    let model = model(&weights);
    let (text, other) = ([3, 1, 17, 5, 9], [3, 14, 17, 2, 9]);
    for off in [&[][..], &[1, 4]] {
        let here = kept(&model, &text, off);
        let there = model.pass(&other, off).unwrap();
        let theirs = plain(&weights, &other, off, None);
        let whole = plain(&weights, &text, off, None);
        let now = &here.1.logits[4 * VOCABULARY..];
        assert!(apart(now, &whole.logits) < 1e-4);
        let mut moved = 0;
        for part in model.parts() {
            if matches!(part, Part::Bias(_)) {
                assert!(Output::of(&model, &there, part, 0).is_err());
                continue;
            }
            for place in 0..text.len() {
                let output = Output::of(&model, &there, part, place).unwrap();
                let numbers = theirs.of(part, place);
                let forward =
                    Forward::patched(&model, (&here.0, &here.1), off, place, output).unwrap();
                let (_, pass) = forward.run(&model).unwrap();
                let expected = plain(&weights, &text, off, Some((part, place, &numbers)));
                let far = apart(&pass.logits, &expected.logits);
                assert!(far < 1e-4, "{part:?} at {place}: {far}");
                moved += usize::from(apart(&pass.logits, &whole.logits) > 0.05);
                // Its own output changes no bit.
                let own = Output::of(&model, &here.1, part, place).unwrap();
                let again = Forward::patched(&model, (&here.0, &here.1), off, place, own).unwrap();
                assert_eq!(again.run(&model).unwrap().1.logits, now);
            }
        }
        assert!(moved > 10, "{moved}");
    }
}

#[test]
fn a_patch_that_can_not_be_asked() {
    let weights = weights();
    let model = model(&weights);
    let (cache, pass) = kept(&model, &[1, 2], &[]);
    for (part, place) in [
        (Part::Head(6), 0),
        (Part::Mlp(3), 0),
        (Part::Embedding, 2),
        (Part::Bias(0), 0),
    ] {
        assert!(Output::of(&model, &pass, part, place).is_err(), "{part:?}");
    }
    let output = || Output::of(&model, &pass, Part::Head(2), 1).unwrap();
    assert!(Forward::patched(&model, (&cache, &pass), &[], 2, output()).is_err());
    let other = kept(&model, &[1, 3], &[]).0;
    assert!(Forward::patched(&model, (&other, &pass), &[], 1, output()).is_err());
}
