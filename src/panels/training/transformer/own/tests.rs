//! A small GPT-2 filled with numbers, a token for each byte, run as the worker runs it.

mod demand;

use super::super::state::TransformerState;
use super::Own;
use super::body::{Body, visible};
use super::files::{Kind, found, kind, missing, stays, unused};
use crate::contract::number::exact;
use crate::contract::prelude::*;
use crate::contract::{Foreign, Mistake, State};
use gpt2::filled::Filled;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use training::protocol::{Attachment, Event, Picked};
use training::{Gpt2Ask, Gpt2Look, Gpt2Run, Gpt2Told};

/// Bytes as tokenizer files write them.
fn vocabulary() -> String {
    let visible = |b: &u8| matches!(b, 33..=126 | 161..=172 | 174..=255);
    let others = (0..=u8::MAX).filter(|b| !visible(b)).zip(0x100_u32..);
    let mut names: BTreeMap<u8, char> = (0..=u8::MAX)
        .filter(visible)
        .map(|b| (b, char::from(b)))
        .collect();
    names.extend(others.map(|(b, c)| (b, char::from_u32(c).unwrap())));
    let entries: Vec<String> = (names.iter())
        .map(|(b, name)| {
            format!(
                "\"{}{name}\": {b}",
                ['"', '\\']
                    .contains(name)
                    .then_some('\\')
                    .map_or(String::new(), String::from)
            )
        })
        .collect();
    format!("{{{}, \"<|endoftext|>\": 256}}", entries.join(", "))
}

fn run() -> Gpt2Run {
    let sizes = gpt2::Sizes {
        layers: 2,
        width: 8,
        heads: 2,
        context: 40,
        vocabulary: 257,
        units: 16,
    };
    let file = |name: &str, source: Rc<dyn gpt2::Source>| Picked {
        name: name.into(),
        source,
    };
    let files = [
        file("model.safetensors", Rc::new(Filled::new(&sizes, 3))),
        file("vocab.json", Rc::new(vocabulary().into_bytes())),
        file("merges.txt", Rc::new(b"#version: 0.2\n".to_vec())),
    ];
    let mut run = Gpt2Run::open(1, Some(2), &files).unwrap();
    while !run.finished() {
        run.step();
    }
    run
}

fn body(run: &mut Gpt2Run, ask: Gpt2Look) -> Arc<Body> {
    attached(run, ask).0
}

/// The same with what is attached of a head.
fn attached(run: &mut Gpt2Run, ask: Gpt2Look) -> (Arc<Body>, Vec<Vec<f32>>) {
    run.ask(Gpt2Ask::Look(ask.clone())).unwrap();
    let (event, beside) = loop {
        if let Some(told) = run.step().into_iter().next() {
            break told;
        }
    };
    let Event::Gpt2(told) = event else {
        panic!("{event:?}");
    };
    let Some(Gpt2Told::Seen(seen)) = told.open() else {
        panic!("{told:?}");
    };
    let mut tables = beside.into_iter().map(|table| match table {
        Attachment::Numbers(numbers) => numbers,
        other => panic!("{other:?}"),
    });
    let first = std::array::from_fn(|_| tables.next().unwrap());
    let name = "model.safetensors".to_owned();
    let body = Body::new(name, run.about(), ask, *seen, first, 1).unwrap();
    (body, tables.collect())
}

fn look(text: &str, off: &[u32]) -> Gpt2Look {
    Gpt2Look {
        number: 1,
        text: text.into(),
        off: off.to_vec(),
        ..Gpt2Look::default()
    }
}

fn holding(body: &Arc<Body>) -> TransformerState {
    TransformerState {
        own: Own::of(body.clone()),
        ..TransformerState::default()
    }
}

#[test]
fn its_reading_is_sampled_and_its_checks_hold_until_they_are_broken() {
    use super::super::Transformer;
    let mut run = run();
    for ask in [
        look("a b", &[]),
        look("ab\ncd", &[0, 3]),
        look("x", &[]),
        look("a text of more than thirty-two tokens", &[1]),
    ] {
        let off = ask.off.len();
        let tokens = ask.text.len();
        let body = body(&mut run, ask);
        let state = holding(&body);
        let reading = Transformer::read(&state, None);
        assert!(reading.readouts.iter().all(|r| r.sampled));
        for check in &reading.checks {
            assert!(check.holds(), "{check:?}");
            let broken = Transformer::read(&state, Some(check.name));
            for other in &broken.checks {
                assert_eq!(other.is_broken(), other.name == check.name, "{other:?}");
            }
        }
        let value = |name: &str| reading.value(name).unwrap();
        let total: f64 = reading.vector("probabilities").iter().sum();
        assert!((total - 1.0).abs() < 1e-6);
        let sum: f64 = reading.vector("contributions").iter().sum();
        let largest = reading
            .vector("logits")
            .iter()
            .copied()
            .fold(f64::MIN, f64::max);
        assert!((sum - largest).abs() < 1e-6);
        assert_eq!(reading.vector("logits").len(), 257);
        assert!(value("lens-loss[0]").is_nan() && value("lens-loss[4]").is_nan() == (tokens == 1));
        // Of NaN a reason is given, and no number is −0.
        for readout in &reading.readouts {
            for (name, x) in readout.entries() {
                assert!(!x.is_nan() || readout.missing.is_some(), "{name}");
                assert!(exact(x) != "-0", "{name}");
            }
        }
        assert_eq!(reading.sentence.contains("switched off"), off > 0);
        assert!(reading.sentence.contains("no truth"));
        // Whatever the page shows around it is about it.
        let question = Transformer::question(&state);
        assert_eq!(question.options.iter().filter(|o| o.holds).count(), 1);
        assert!(Transformer::derivation(&state, &reading).len() >= 3);
        let steps = Transformer::derivation(&state, &reading);
        assert!(
            steps
                .iter()
                .all(|s| s.formula.faults().is_empty() && s.numbers.faults().is_empty())
        );
        assert!(Transformer::formula(&state, &reading).faults().is_empty());
        assert_eq!(
            Transformer::plates(&state, &reading).len(),
            if tokens > 24 { 3 } else { 4 }
        );
        assert!(Transformer::twin(&state).contains("the GPT-2 in “model.safetensors”"));
    }
}

#[test]
fn heads_tokens_and_lengths_are_those_of_the_text() {
    let mut run = run();
    let ask = Gpt2Look {
        place: Some(1),
        watched: Some(98),
        from_end: true,
        ..look("a b", &[2])
    };
    let body = body(&mut run, ask);
    assert_eq!(body.tokens().len(), 4);
    assert_eq!(
        (body.tokens()[2].as_str(), body.quoted(1)),
        ("␣", "“a”".into())
    );
    assert_eq!(visible("a\tb\n"), "a⇥b⏎");
    assert_eq!((body.place(), body.seen.watched.0), (1, 98));
    // The lengths of the halves are those of the parts, where a half has one.
    let writes = body.writes();
    assert_eq!(writes.shape(), (4, 5));
    for token in 0..4 {
        let of = |part: usize| f64::from(body.seen.lengths[part][token]);
        assert!((writes[(token, 0)] - of(0)).abs() < 1e-6);
        assert!((writes[(token, 2)] - of(4)).abs() < 1e-6);
    }
    assert_eq!(body.seen.lengths[5], [0.0; 4]);
    let halves: f64 = body.by_half().iter().sum();
    let kinds: f64 = body.by_kind().iter().sum();
    assert!((halves - body.seen.logit).abs() < 1e-6 && (kinds - halves).abs() < 1e-12);
    // Another head is another reading of the same text.
    let other = body.with_head(3);
    assert_ne!(Own::of(body.clone()), Own::of(other.clone()));
    assert_eq!(other.attention(3).row_sum().len(), 4);
    assert_eq!(other.with_head(99).head, 3);
    let top = &body.seen.next[1].top;
    assert!(
        (top[0].probability - (body.logits()[top[0].token as usize] - body.log_sum()).exp()).abs()
            < 1e-6
    );
    let tables = [vec![0.0; 3], Vec::new(), Vec::new()];
    let (about, ask) = (body.about.clone(), body.ask.clone());
    assert!(Body::new(String::new(), about, ask, body.seen.clone(), tables, 0).is_none());
}

#[test]
fn no_address_holds_it() {
    let mut state = holding(&body(&mut run(), look("ab", &[])));
    assert_eq!(state.pairs(), TransformerState::default().pairs());
    assert_eq!(state.of_shipped(), TransformerState::default());
    state.hold(None);
    assert!(state.own.shown().is_none());
}

#[test]
fn what_is_missing_is_named_and_what_was_picked_stays() {
    let names = |list: &[&str]| {
        list.iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    for (picked, said) in [
        (
            &["model.safetensors"][..],
            Some("vocab.json with merges.txt, or tokenizer.json"),
        ),
        (&["vocab.json", "merges.txt"], Some("model.safetensors.")),
        (&["a.safetensors", "VOCAB.json"], Some("merges.txt")),
        (&["vocab.bpe", "pytorch.safetensors"], Some("vocab.json")),
        (&["config.json"], Some("model.safetensors and vocab.json")),
        (&["model.safetensors", "tokenizer.json"], None),
        (&["model.safetensors", "encoder.json", "vocab.bpe"], None),
    ] {
        let missing = missing(&names(picked));
        assert_eq!(missing.is_some(), said.is_some(), "{picked:?}");
        assert!(
            missing
                .unwrap_or_default()
                .contains(said.unwrap_or_default())
        );
    }
    let header = |text: &str| [&[9, 0, 0, 0, 0, 0, 0, 0], text.as_bytes()].concat();
    assert_eq!(
        kind(&header(r#"{"__metadata__":{"four-pillars-run":"{}"}}"#)),
        Kind::Run
    );
    assert_eq!(
        kind(&header(r#"{"wte.weight":{"dtype":"F32"}}"#)),
        Kind::Tensors
    );
    assert_eq!(kind(b"not a run"), Kind::Unknown);
    let picked = names(&["other.safetensors", "notes.txt"]);
    assert!(stays("vocab.json", &picked) && !stays("model.safetensors", &picked));
    assert!(!stays("notes.txt", &picked) && stays("readme.md", &picked));
    let used = [
        "merges.txt",
        "model.safetensors",
        "model.safetensors.index.json",
    ];
    assert_eq!(unused(&names(&used)), None);
    assert_eq!(unused(&picked).unwrap(), "Not used: notes.txt.");
    let other = unused(&names(&["vocab.json", "pytorch_model.BIN"])).unwrap();
    assert!(other.contains("pytorch_model.BIN. Weights are read from safetensors"));
}

#[test]
fn what_was_found_is_said_with_memory_and_time() {
    let about = run().about();
    let said = found(&about).join(" ");
    assert!(said.contains("2 layers of 2 heads, width 8, context 40, 257 different tokens"));
    assert!(said.contains("type F32") && said.contains("kB of memory"));
    let large = training::Gpt2About {
        weights: 497_759_232,
        read: 497_759_232,
        operations: 2.47e8,
        ignored: (0..9).map(|i| format!("t{i}")).collect(),
        ..about
    };
    let said = found(&large).join(" ");
    for part in [
        "497.8 MB",
        "takes 2.5 s",
        "0.79 s",
        "0.02 s",
        "t5 and 3 more",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// All that another panel says of what was sent to it.
fn stands(foreign: &dyn Foreign, mistakes: &[Mistake]) -> Reading {
    let reading = foreign.reading(None);
    assert!(reading.readouts.iter().all(|r| r.sampled));
    for readout in &reading.readouts {
        for (name, x) in readout.entries() {
            assert!(!x.is_nan() || readout.missing.is_some(), "{name}");
            assert!(exact(x) != "-0", "{name}");
        }
    }
    for check in &reading.checks {
        assert!(check.holds(), "{check:?}");
        let mistake = mistakes.iter().find(|m| m.check == check.name).unwrap();
        let broken = foreign.reading(Some(check.name));
        for other in &broken.checks {
            let meant = other.name == check.name || mistake.also.contains(&other.name);
            assert_eq!(other.is_broken(), meant, "{} {other:?}", check.name);
        }
    }
    let question = foreign.question();
    assert_eq!(question.options.iter().filter(|o| o.holds).count(), 1);
    assert!(foreign.derivation().len() >= 3 && !foreign.plates().is_empty());
    assert!(foreign.twin().starts_with('#') && foreign.twin().contains(&foreign.title()));
    for text in [&reading.sentence, &question.because] {
        assert!(
            text.ends_with('.') && !text.contains("  ") && !text.contains("NaN"),
            "{text}"
        );
    }
    reading
}

#[test]
fn perplexity_and_compression_take_a_text_of_it() {
    use crate::panels::information::{compression, perplexity};
    let mut run = run();
    let from_end = |text: &str| Gpt2Look {
        from_end: true,
        ..look(text, &[])
    };
    for (ask, first) in [
        (look("ab cd\nef", &[2]), true),
        (from_end("ab cd"), false),
        (look("语言 ß", &[]), true),
    ] {
        let text = ask.text.clone();
        let body = body(&mut run, ask);
        let told = body.told().unwrap();
        assert_eq!(told.first.is_some(), first);
        let nats: f64 = told.nats.iter().sum();
        let predicted = told.tokens.len() as f64;
        let as_perplexity = perplexity::OfGpt2(told.clone());
        let reading = stands(&as_perplexity, perplexity::Perplexity::MISTAKES);
        let expected = (nats / predicted).exp();
        assert!((reading.scalar("perplexity") / expected - 1.0).abs() < 1e-12);
        // A token for each byte: the first one of “语” ends within it.
        let bits = nats / std::f64::consts::LN_2;
        let characters = if first {
            text.chars().count() - 1
        } else {
            text.chars().count()
        };
        let each = reading.scalar("bits-per-character");
        assert_eq!(each.is_nan(), text.starts_with('语'));
        assert!(each.is_nan() || (each - bits / characters as f64).abs() < 1e-12);

        let as_code = compression::OfGpt2::new(Arc::new(told), None);
        let reading = stands(&as_code, compression::Compression::MISTAKES);
        assert_eq!(reading.scalar("symbol-count"), text.len() as f64);
        assert_eq!(reading.scalar("intact"), text.len() as f64);
        let uniform = if first { 257_f64.log2() } else { 0.0 };
        assert!((reading.scalar("ideal-bits") - bits - uniform).abs() < 1e-9);
        assert_eq!(as_code.code().len() as f64, reading.scalar("bits"));
    }
    // A flipped first bit names a number in another half: nothing comes back.
    let told = body(&mut run, look("ab", &[])).told().unwrap();
    let flipped = compression::OfGpt2::new(Arc::new(told), Some(0));
    assert_eq!(flipped.reading(None).scalar("intact"), 0.0);
    // A single token that nothing predicts.
    assert!(body(&mut run, look("x", &[])).told().is_none());
    assert!(body(&mut run, from_end("x")).told().is_some());
}

#[test]
fn attention_takes_a_head_of_it() {
    use crate::panels::linear_algebra::attention;
    let mut run = run();
    for text in ["a b c", "a text of more than twelve tokens", "x"] {
        let ask = Gpt2Look {
            head: Some(1),
            ..look(text, &[])
        };
        let (body, tables) = attached(&mut run, ask);
        let told = body.told_head(&tables, attention::MOST_OF_GPT2).unwrap();
        assert_eq!(told.tokens.len(), text.len().min(12));
        let of = attention::OfGpt2::new(body.number(), told);
        let reading = of.reading(None);
        // Four numbers of each token are multiplied and added in single precision; the exponentials of
        // so small scores are off by less than twice that.
        assert!(reading.scalar("model-difference") < 1e-5);
        assert_eq!(of.width(), 4);
        if text.len() > 1 {
            stands(&of, attention::AttentionPanel::MISTAKES);
        }
        // Another head's tables aren't taken for it.
        assert!(body.with_head(2).told_head(&tables, 12).is_none());
        assert!(body.told_head(&tables[..2], 12).is_none());
    }
}

#[test]
fn losses_after_all_half_layers_are_taken_once_they_are_told() {
    let mut run = run();
    let body = body(&mut run, look("abc", &[]));
    assert!(body.losses()[..4].iter().all(|x| x.is_nan()) && body.losses()[4].is_finite());
    assert!(body.with_losses(vec![1.0; 4]).is_none());
    let told = body.with_losses(vec![5.0, 4.0, 3.0, 2.0, 1.0]).unwrap();
    assert!(told.number() != body.number());
    let reading = Foreign::reading(&*told, None);
    assert_eq!(reading.vector("lens-loss"), [5.0, 4.0, 3.0, 2.0, 1.0]);
    assert_eq!(told.with_head(2).losses()[0], 5.0);
}
