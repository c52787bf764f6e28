//! How fast a GPT-2 of 124 million random weights runs natively:
//! `cargo run --profile speed -p gpt2 --example speed`.

use gpt2::filled::{Filled, SMALL};
use gpt2::model::{Cache, Forward, Keep};
use gpt2::tensors::Header;
use gpt2::{Checkpoint, Config, Opening, Result};
use std::time::Instant;

fn main() -> Result<()> {
    let filled = Filled::new(&SMALL, 1);
    let checkpoint = Checkpoint::find(&Header::read(&filled)?, &Config::default(), None)?;
    let begun = Instant::now();
    let mut opening = Opening::new(Box::new(filled), checkpoint);
    while !opening.finished() {
        opening.step()?;
    }
    let Ok(model) = opening.finish() else {
        return Ok(());
    };
    println!("opened in {:.2?}", begun.elapsed());
    let prompt: Vec<usize> = (0..32).map(|i| i * 1000).collect();
    let mut cache = Cache::new();
    for _ in 0..5 {
        let begun = Instant::now();
        let forward = Forward::new(&model, Cache::new(), &prompt, &[], Keep::Last)?;
        (cache, _) = forward.run(&model)?;
        println!("prompt of 32 tokens: {:.3?}", begun.elapsed());
    }
    let begun = Instant::now();
    for token in 0..32 {
        let forward = Forward::new(&model, cache, &[token], &[], Keep::Last)?;
        (cache, _) = forward.run(&model)?;
    }
    println!(
        "{:.1} tokens a second",
        32.0 / begun.elapsed().as_secs_f64()
    );
    Ok(())
}
