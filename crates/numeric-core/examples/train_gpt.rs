//! Trains a small GPT on the toy language, whose entropy rate is known exactly:
//! `cargo run --profile speed --package numeric-core --example train_gpt [steps]`.
//!
//! Prints the loss beside the floor that no model can fall below, and at the end how often the model
//! prefers the right number of a verb across a relative clause.

use numeric_core::Result;
use numeric_core::language::{Language, Start};
use numeric_core::network::{GptConfig, Trainer};
use numeric_core::optimise::{Optimiser, Schedule};
use numeric_core::random::Random;
use numeric_core::tape::Tape;
use std::time::Instant;

const BATCH: usize = 16;
const CONTEXT: usize = 32;
const RATE: f64 = 3e-3;

fn main() -> Result<()> {
    let steps = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(600);
    let language = Language::standard()?;
    let text = language.sample(1, 200_000, Start::Sentence);
    let held_out = language.sample(2, BATCH * CONTEXT * 8 + 1, Start::Sentence);
    let config = GptConfig::new(2, 64, 4, CONTEXT, language.vocabulary());
    let mut trainer = Trainer::new(config, Optimiser::ADAM, RATE, 3)?;
    trainer.training().clip(Some(1.0));

    // Windows start anywhere, so the t-th word of one can be known from t words at best.
    let known = language.source().conditional_entropies(11)?;
    let rate = language.source().entropy_rate();
    let late = (CONTEXT + 1 - known.len()) as f64 * rate;
    let floor = (known[1..].iter().sum::<f64>() + late) / CONTEXT as f64;
    println!(
        "{} parameters; the floor is {floor:.4} nats a word",
        config.parameters()?
    );

    let schedule = Schedule::WarmUpCosine {
        warm_up: steps / 20,
        total: steps,
        floor: 0.05,
    };
    let mut random = Random::new(4);
    let start = Instant::now();
    for step in 1..=steps {
        let (mut tokens, mut targets) = (Vec::new(), Vec::new());
        for _ in 0..BATCH {
            let first = random.below(text.len() - CONTEXT)?;
            tokens.extend_from_slice(&text[first..first + CONTEXT]);
            targets.extend_from_slice(&text[first + 1..first + 1 + CONTEXT]);
        }
        trainer.training().set_rate(RATE * schedule.factor(step));
        let progress = trainer.step(&tokens, &targets, BATCH)?;
        if step % 100 == 0 || step == 1 {
            let loss = mean_loss(&mut trainer, &held_out)?;
            println!(
                "step {step:>5}  loss {:.4}  held out {loss:.4}",
                progress.loss
            );
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{:.1} ms a step", 1e3 * seconds / steps as f64);
    let (right, sites) = agreement(&mut trainer, &language)?;
    println!("agreement across a relative clause: {right} of {sites}");
    Ok(())
}

fn mean_loss(trainer: &mut Trainer, text: &[usize]) -> Result<f64> {
    let n = BATCH * CONTEXT;
    let windows = (text.len() - 1) / n;
    let mut total = 0.0;
    for window in 0..windows {
        let first = window * n;
        total += trainer.loss(
            &text[first..first + n],
            &text[first + 1..first + 1 + n],
            BATCH,
        )?;
    }
    Ok(total / windows as f64)
}

/// How many verbs after a relative clause have the larger logit in the number of their subject.
fn agreement(trainer: &mut Trainer, language: &Language) -> Result<(usize, usize)> {
    let training = trainer.training();
    let (mut right, mut sites) = (0, 0);
    for seed in 100..160 {
        let text = language.sample(seed, CONTEXT + 1, Start::Sentence);
        let mut tape = Tape::new();
        let handles = training.parameters().record(&mut tape);
        let nodes = training
            .gpt()
            .record(&mut tape, &handles, &text[..CONTEXT], 1)?;
        let logits = tape.value(nodes.logits)?;
        for site in language.agreement_sites(&text)? {
            let row = site.position - 1;
            sites += 1;
            right += usize::from(logits[(row, site.right)] > logits[(row, site.wrong)]);
        }
    }
    Ok((right, sites))
}
