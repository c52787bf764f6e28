//! The same numbers as PyTorch's: `tests/golden/record.py` says how they were made.

use crate::portable_test;
use nalgebra::DMatrix;
use numeric_core::Result;
use numeric_core::network::tensors::{self, Stored};
use numeric_core::network::{Attention, Gpt, GptConfig, LayerNorm, Parameters, Training};
use numeric_core::optimise::Optimiser;
use numeric_core::random::Random;
use numeric_core::real::Real;
use numeric_core::tape::{Gradients, Heads, Tape, Var};

const OPERATIONS: &[u8] = include_bytes!("../golden/operations.safetensors");
const BLOCK: &[u8] = include_bytes!("../golden/attention_block.safetensors");
const GPT: &[u8] = include_bytes!("../golden/gpt.safetensors");

/// A recorded file.
struct Golden(Stored);

impl Golden {
    fn of(bytes: &[u8]) -> Self {
        Self(tensors::read(bytes).unwrap())
    }

    fn matrix<T: Real>(&self, name: &str) -> DMatrix<T> {
        let tensor = self.0.tensors.get(name);
        tensor
            .unwrap_or_else(|| panic!("{name} is not recorded"))
            .matrix()
            .unwrap()
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        self.0.tensors[name].entries.clone()
    }

    fn whole(&self, name: &str) -> Vec<usize> {
        self.numbers(name).into_iter().map(|x| x as usize).collect()
    }
}

/// Closeness in f64, relative to the largest entry.
fn assert_close(name: &str, found: &DMatrix<f64>, expected: &DMatrix<f64>) {
    assert_eq!(found.shape(), expected.shape(), "{name}");
    let off = (found - expected).amax();
    assert!(
        off <= 1e-12 * (1.0 + expected.amax()),
        "{name} is off by {off}"
    );
}

/// Checks output and gradients of one recorded operation.
fn check(
    golden: &Golden,
    case: &str,
    names: &[&str],
    record: impl Fn(&mut Tape<f64>, &[Var]) -> Result<Var>,
) {
    let of = |part: &str| golden.matrix::<f64>(&format!("{case}.{part}"));
    let mut tape = Tape::new();
    let vars: Vec<Var> = names.iter().map(|name| tape.variable(of(name))).collect();
    let output = record(&mut tape, &vars).unwrap();
    assert_close(case, tape.value(output).unwrap(), &of("output"));
    let gradients = tape.backward(output, &of("upstream")).unwrap();
    for (name, var) in names.iter().zip(vars) {
        let found = gradients.of(var).unwrap();
        assert_close(
            &format!("{case}.{name}"),
            found,
            &of(&format!("gradient.{name}")),
        );
    }
}

#[portable_test]
fn operations() {
    let golden = Golden::of(OPERATIONS);
    check(&golden, "softmax", &["input"], |t, x| t.softmax_rows(x[0]));
    check(&golden, "log_softmax", &["input"], |t, x| {
        t.log_softmax_rows(x[0])
    });
    let mask = golden.matrix("masked_softmax.mask");
    check(&golden, "masked_softmax", &["input"], |t, x| {
        t.masked_softmax_rows(x[0], mask.clone())
    });
    let classes = golden.whole("cross_entropy.classes");
    check(&golden, "cross_entropy", &["logits"], |t, x| {
        t.cross_entropy(x[0], classes.clone())
    });
    check(
        &golden,
        "layer_norm",
        &["input", "gamma", "beta"],
        |t, x| t.layer_norm(x[0], x[1], x[2], LayerNorm::EPSILON),
    );
    check(&golden, "gelu", &["input"], |t, x| t.gelu(x[0]));
    check(&golden, "gelu_tanh", &["input"], |t, x| t.gelu_tanh(x[0]));
    check(&golden, "silu", &["input"], |t, x| t.silu(x[0]));
    let indices = golden.whole("embedding.indices");
    check(&golden, "embedding", &["table"], |t, x| {
        t.embedding(x[0], indices.clone())
    });
    for (case, causal) in [("attention_causal", true), ("attention_full", false)] {
        let sizes = golden.whole(&format!("{case}.batch_context_heads"));
        let heads = Heads {
            heads: sizes[2],
            context: sizes[1],
            causal,
            scaled: true,
        };
        check(&golden, case, &["q", "k", "v"], |t, x| {
            t.attention(x[0], x[1], x[2], heads)
        });
    }
}

/// Smoothed targets, (1 − s)·one-hot + s/n, by composition.
#[portable_test]
fn label_smoothing_by_composition() {
    let golden = Golden::of(OPERATIONS);
    let classes = golden.whole("cross_entropy_smoothed.classes");
    check(&golden, "cross_entropy_smoothed", &["logits"], |tape, x| {
        let logs = tape.log_softmax_rows(x[0])?;
        let targets = DMatrix::from_fn(5, 7, |i, j| {
            0.1 / 7.0 + if classes[i] == j { 0.9 } else { 0.0 }
        });
        let targets = tape.constant(targets);
        let terms = tape.multiply(targets, logs)?;
        let total = tape.sum(terms)?;
        tape.scale(total, -1.0 / 5.0)
    });
}

/// Puts `prefix` + name of a recording into all parameters.
fn fill<T: Real>(golden: &Golden, parameters: &mut Parameters<T>, prefix: &str) {
    for parameter in parameters.iter_mut() {
        let value = golden.matrix(&format!("{prefix}{}", parameter.name));
        assert_eq!(value.shape(), parameter.value.shape(), "{}", parameter.name);
        parameter.value = value;
    }
}

fn check_gradients(
    golden: &Golden,
    parameters: &Parameters<f64>,
    handles: impl Iterator<Item = Var>,
    gradients: &Gradients<f64>,
) {
    for (parameter, var) in parameters.iter().zip(handles) {
        let name = format!("gradient.{}", parameter.name);
        assert_close(&name, gradients.of(var).unwrap(), &golden.matrix(&name));
    }
}

#[portable_test]
fn attention_block() {
    let golden = Golden::of(BLOCK);
    let sizes = golden.whole("batch_context_heads");
    let input = golden.matrix::<f64>("input");
    let mut parameters = Parameters::new();
    let norm = LayerNorm::new(&mut parameters, "norm_1", input.ncols());
    let heads = Heads {
        heads: sizes[2],
        context: sizes[1],
        causal: true,
        scaled: true,
    };
    let random = &mut Random::new(0);
    let width = input.ncols();
    let attention = Attention::new(
        &mut parameters,
        "attention",
        width,
        heads,
        (1.0, 1.0),
        random,
    );
    fill(&golden, &mut parameters, "");
    let mut tape = Tape::new();
    let handles = parameters.record(&mut tape);
    let x = tape.variable(input);
    let normal = norm.record(&mut tape, &handles, x).unwrap();
    let (_, change) = attention
        .record(&mut tape, &handles, normal, sizes[1])
        .unwrap();
    let output = tape.add(x, change).unwrap();
    assert_close(
        "output",
        tape.value(output).unwrap(),
        &golden.matrix("output"),
    );
    let gradients = tape.backward(output, &golden.matrix("upstream")).unwrap();
    assert_close(
        "input",
        gradients.of(x).unwrap(),
        &golden.matrix("gradient.input"),
    );
    check_gradients(&golden, &parameters, handles.iter(), &gradients);
}

fn config(golden: &Golden) -> (GptConfig, usize) {
    let sizes = golden.whole("layers_width_heads_context_batch_vocabulary");
    let [layers, width, heads, context, batch, vocabulary] = sizes[..] else {
        panic!("six sizes are recorded");
    };
    (
        GptConfig::new(layers, width, heads, context, vocabulary),
        batch,
    )
}

#[portable_test]
fn gpt_loss_and_every_gradient() {
    let golden = Golden::of(GPT);
    let (config, batch) = config(&golden);
    let mut parameters = Parameters::new();
    let gpt = Gpt::new(config, &mut parameters, 0).unwrap();
    fill(&golden, &mut parameters, "initial.");
    let n = batch * config.context;
    let (tokens, targets) = (golden.whole("tokens"), golden.whole("targets"));
    let mut tape = Tape::new();
    let handles = parameters.record(&mut tape);
    let nodes = gpt
        .record(&mut tape, &handles, &tokens[..n], batch)
        .unwrap();
    assert_close(
        "logits",
        tape.value(nodes.logits).unwrap(),
        &golden.matrix("logits"),
    );
    let loss = tape.cross_entropy(nodes.logits, &targets[..n]).unwrap();
    assert_close("loss", tape.value(loss).unwrap(), &golden.matrix("loss"));
    let gradients = tape.backward(loss, &nalgebra::dmatrix![1.0]).unwrap();
    check_gradients(&golden, &parameters, handles.iter(), &gradients);
}

/// Trains from the recorded start; the losses before each step, and the norms.
fn run<T: Real>(
    golden: &Golden,
    optimiser: Optimiser,
    rate: f64,
    clip: Option<f64>,
    steps: usize,
) -> (Training<T>, Vec<f64>, Vec<f64>) {
    let (config, batch) = config(golden);
    let mut training = Training::new(config, optimiser, rate, 0).unwrap();
    fill(golden, training.parameters_mut(), "initial.");
    training.clip(clip);
    let n = batch * config.context;
    let (tokens, targets) = (golden.whole("tokens"), golden.whole("targets"));
    let batches = tokens
        .chunks_exact(n)
        .zip(targets.chunks_exact(n))
        .take(steps);
    let progress: Vec<_> = batches
        .map(|(tokens, targets)| training.step(tokens, targets, batch).unwrap())
        .collect();
    let losses = progress.iter().map(|p| p.loss).collect();
    let norms = progress.iter().map(|p| p.gradient_norm).collect();
    (training, losses, norms)
}

fn assert_losses(name: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    for (step, (found, expected)) in found.iter().zip(expected).enumerate() {
        let off = (found - expected).abs() / expected;
        assert!(
            off <= tolerance,
            "{name}, step {step}: {found}, not {expected}"
        );
    }
}

#[portable_test]
fn fifty_steps_of_adam() {
    let golden = Golden::of(GPT);
    let expected = golden.numbers("adam.losses");
    let (training, losses, _) = run::<f64>(&golden, Optimiser::ADAM, 0.01, None, 50);
    assert_eq!((losses.len(), expected.len()), (50, 50));
    assert_losses("f64", &losses, &expected, 1e-9);
    let finals = golden
        .0
        .tensors
        .keys()
        .filter_map(|name| name.strip_prefix("adam.final."));
    let mut compared = 0;
    for name in finals {
        let found = &training.parameters().named(name).unwrap().value;
        let expected = golden.matrix::<f64>(&format!("adam.final.{name}"));
        let off = (found - &expected).amax();
        assert!(
            off <= 1e-8 * (1.0 + expected.amax()),
            "{name} is off by {off}"
        );
        compared += 1;
    }
    assert_eq!(compared, 5);

    let (_, single, _) = run::<f32>(&golden, Optimiser::ADAM, 0.01, None, 5);
    assert_losses("f32 beside f64", &single, &expected, 1e-5);
    let theirs = golden.numbers("adam.losses.float32");
    assert_losses("f32 beside f32", &single, &theirs, 1e-5);
}

#[portable_test]
fn ten_steps_of_the_other_optimisers() {
    let golden = Golden::of(GPT);
    let momentum = Optimiser::Momentum { momentum: 0.9 };
    let rms = Optimiser::RmsProp {
        decay: 0.99,
        epsilon: 1e-8,
    };
    let decayed = Optimiser::Adam {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weight_decay: 0.1,
    };
    for (name, optimiser, rate, clip) in [
        ("sgd", Optimiser::Sgd, 0.1, None),
        ("momentum", momentum, 0.1, None),
        ("rmsprop", rms, 0.001, None),
        ("adamw", decayed, 0.01, None),
        ("clipped", momentum, 0.1, Some(0.5)),
        ("clipped_at_times", momentum, 0.1, Some(0.9)),
    ] {
        let (training, losses, norms) = run::<f64>(&golden, optimiser, rate, clip, 10);
        let expected = golden.numbers(&format!("{name}.losses"));
        assert_eq!(expected.len(), 10);
        assert_losses(name, &losses, &expected, 1e-9);
        if clip.is_some() {
            assert_losses(
                name,
                &norms,
                &golden.numbers(&format!("{name}.norms")),
                1e-9,
            );
        }
        let head = &training.parameters().named("head.weight").unwrap().value;
        assert_close(
            name,
            head,
            &golden.matrix(&format!("{name}.final.head.weight")),
        );
    }
}
