//! A small GPT-2 with a token for each byte, opened by the host.

use crate::generate::Sampling;
use crate::gpt2::{Gpt2Ask, Gpt2Look, Gpt2Report, Gpt2Seen, Gpt2Told, Gpt2Work, Gpt2Write};
use crate::host::{Clock, Host, Message};
use crate::protocol::{Attachment, Command, Event, Picked, decode, encode};
use numeric_core::network::{Parameters, tensors};
use numeric_core::random::Random;
use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

const VOCABULARY: usize = 257;
const WIDTH: usize = 8;
const CONTEXT: usize = 10;

struct Ticks(Cell<f64>);

impl Clock for Ticks {
    fn now(&self) -> f64 {
        self.0.set(self.0.get() + 5.0);
        self.0.get()
    }
}

fn host() -> Host<Ticks> {
    Host::new(Ticks(Cell::new(0.0)))
}

fn weights() -> Vec<u8> {
    let mut all = Parameters::<f32>::new();
    let mut random = Random::new(4);
    let (w, u) = (WIDTH, 4 * WIDTH);
    let mut matrix = |name: String, shape| all.add_normal(name, shape, 0.4, &mut random);
    matrix("wte.weight".into(), (VOCABULARY, w));
    matrix("wpe.weight".into(), (CONTEXT, w));
    for layer in 0..2 {
        for (name, shape) in [
            ("attn.c_attn", (w, 3 * w)),
            ("attn.c_proj", (w, w)),
            ("mlp.c_fc", (w, u)),
            ("mlp.c_proj", (u, w)),
        ] {
            matrix(format!("h.{layer}.{name}.weight"), shape);
        }
    }
    for layer in 0..2 {
        for (name, size) in [
            ("attn.c_attn", 3 * w),
            ("attn.c_proj", w),
            ("mlp.c_fc", u),
            ("mlp.c_proj", w),
        ] {
            all.add_vector(format!("h.{layer}.{name}.bias"), size, 0.1);
        }
        for name in ["ln_1", "ln_2"] {
            all.add_vector(format!("h.{layer}.{name}.weight"), w, 1.0);
            all.add_vector(format!("h.{layer}.{name}.bias"), w, 0.0);
        }
    }
    all.add_vector("ln_f.weight", w, 1.0);
    all.add_vector("ln_f.bias", w, 0.1);
    tensors::write(&all, HashMap::new()).unwrap()
}

/// Bytes as tokenizer files write them, each a token, and the token that ends texts.
fn vocabulary() -> Vec<u8> {
    let visible = |b: &u8| matches!(b, 33..=126 | 161..=172 | 174..=255);
    let others = (0..=u8::MAX).filter(|b| !visible(b)).zip(0x100_u32..);
    let mut names: HashMap<u8, char> = (0..=u8::MAX)
        .filter(visible)
        .map(|b| (b, char::from(b)))
        .collect();
    names.extend(others.map(|(b, c)| (b, char::from_u32(c).unwrap())));
    let mut table: HashMap<String, usize> = names
        .into_iter()
        .map(|(b, name)| (name.to_string(), usize::from(b)))
        .collect();
    table.insert("<|endoftext|>".into(), 256);
    serde_json::to_vec(&table).unwrap()
}

fn picked(name: &str, bytes: Vec<u8>) -> Attachment {
    Attachment::File(Picked {
        name: name.into(),
        source: Rc::new(bytes),
    })
}

fn files() -> Vec<Attachment> {
    vec![
        picked("model.safetensors", weights()),
        picked("vocab.json", vocabulary()),
        picked("merges.txt", b"#version: 0.2\n".to_vec()),
        picked(
            "config.json",
            b"{\"model_type\":\"gpt2\",\"n_head\":2}".to_vec(),
        ),
        picked("generation_config.json", b"{}".to_vec()),
    ]
}

const OPEN: Command = Command::Gpt2Open {
    number: 3,
    heads: None,
};

fn refused(messages: &[Message]) -> String {
    match &messages[0].0 {
        Event::Refused(why) => why.clone(),
        other => panic!("{other:?}"),
    }
}

/// What an event tells of a GPT-2.
fn told(event: &Event) -> Option<Gpt2Told> {
    match event {
        Event::Gpt2(told) => told.open(),
        _ => None,
    }
}

fn stands(messages: &[Message]) -> Gpt2Report {
    match told(&messages.last().unwrap().0) {
        Some(Gpt2Told::Stands(report)) => report,
        other => panic!("{other:?}"),
    }
}

fn to_the_end(host: &mut Host<Ticks>) -> Vec<Message> {
    let mut messages = Vec::new();
    while host.is_playing() {
        messages.extend(host.work());
    }
    messages
}

fn opened() -> Host<Ticks> {
    let mut host = host();
    host.handle(OPEN, &files());
    host.handle(Command::Play, &[]);
    assert!(stands(&to_the_end(&mut host)).ready);
    host
}

fn seen(host: &mut Host<Ticks>, look: Gpt2Look) -> (Gpt2Seen, Vec<Vec<f32>>) {
    let command = Command::Gpt2(Gpt2Ask::Look(look));
    assert_eq!(decode::<Command>(&encode(&command)), Some(command.clone()));
    let begun = host.handle(command, &[]);
    assert_eq!(stands(&begun).work, Gpt2Work::Looking);
    let messages = to_the_end(host);
    let found = messages
        .into_iter()
        .find_map(|(event, beside)| match told(&event) {
            Some(Gpt2Told::Seen(seen)) => Some((*seen, beside)),
            _ => None,
        });
    let (seen, beside) = found.unwrap();
    let tables = beside.into_iter().map(|table| match table {
        Attachment::Numbers(numbers) => numbers,
        other => panic!("{other:?}"),
    });
    (seen, tables.collect())
}

#[test]
fn files_are_found_read_and_stopped() {
    let mut host = host();
    let found = host.handle(OPEN, &files());
    let Some(Gpt2Told::Found(about)) = told(&found[0].0) else {
        panic!("{found:?}");
    };
    let sizes = [
        about.layers,
        about.width,
        about.heads,
        about.context,
        about.vocabulary,
    ];
    assert_eq!((about.number, sizes), (3, [2, 8, 2, 10, 257]));
    assert_eq!(about.ignored, ["generation_config.json"]);
    assert_eq!((about.end, about.read), (Some(256), 4 * about.parameters));
    assert!(!stands(&found).ready && !host.is_playing());
    // Nothing can be asked before the weights are there.
    let look = Command::Gpt2(Gpt2Ask::Look(Gpt2Look::default()));
    assert!(refused(&host.handle(look, &[])).contains("read yet"));
    host.handle(Command::Play, &[]);
    host.work();
    let stopped = host.handle(Command::Pause, &[]);
    let report = stands(&stopped);
    assert!(report.done > 0 && report.done < report.total && !report.playing);
    host.handle(Command::Play, &[]);
    let report = to_the_end(&mut host);
    assert!(stands(&report).ready && stands(&report).ended.is_none());
    // A file that is refused takes nothing away.
    for (bad, word) in [
        (vec![], "nothing was picked"),
        (files()[1..].to_vec(), "vocab.json"),
        (files()[..1].to_vec(), "no tokenizer"),
        ([files(), files()].concat(), "several"),
        (vec![picked("model.safetensors", vec![1; 9])], "safetensors"),
    ] {
        assert!(refused(&host.handle(OPEN, &bad)).contains(word), "{word}");
    }
    let look = Gpt2Look {
        text: "still".into(),
        ..Gpt2Look::default()
    };
    seen(&mut host, look);
}

#[test]
fn losses_after_every_half_layer_are_told_on_demand() {
    let mut host = opened();
    // Of two tokens the loss is the surprisal of the second, which the lens at the first has as well.
    for (text, watched) in [("ca", Some(97)), ("a cat é", None), ("c", None)] {
        let look = Gpt2Look {
            number: 5,
            text: text.into(),
            place: Some(0),
            watched,
            losses: true,
            ..Gpt2Look::default()
        };
        host.handle(Command::Gpt2(Gpt2Ask::Look(look)), &[]);
        let messages = to_the_end(&mut host);
        let losses = messages.iter().find_map(|(event, _)| match told(event) {
            Some(Gpt2Told::Losses(number, losses)) => Some((number, losses)),
            _ => None,
        });
        let seen = messages.iter().find_map(|(event, _)| match told(event) {
            Some(Gpt2Told::Seen(seen)) => Some(seen),
            _ => None,
        });
        let seen = seen.unwrap();
        if text.len() == 1 {
            assert!(losses.is_none());
            continue;
        }
        let (number, losses) = losses.unwrap();
        assert_eq!((number, losses.len()), (5, 5));
        let all: Vec<f64> = seen.next.iter().filter_map(|n| n.surprisal).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        assert!((losses[4] - mean).abs() < 1e-12);
        if watched.is_some() {
            for (loss, row) in losses.iter().zip(&seen.lens) {
                assert!((loss + row.watched.ln()).abs() < 1e-5);
            }
        }
    }
}

#[test]
fn a_text_is_gone_through() {
    let mut host = opened();
    let look = Gpt2Look {
        number: 8,
        text: "a cat é".into(),
        from_end: true,
        off: vec![1],
        place: Some(4),
        watched: Some(120),
        head: Some(2),
        ..Gpt2Look::default()
    };
    let (seen, tables) = seen(&mut host, look.clone());
    let texts: Vec<&str> = seen.tokens.iter().map(|(_, text)| text.as_str()).collect();
    let expected = [
        "<|endoftext|>",
        "a",
        " ",
        "c",
        "a",
        "t",
        " ",
        "\\xc3",
        "\\xa9",
    ];
    assert_eq!((seen.number, seen.place, &texts[..]), (8, 4, &expected[..]));
    let n = texts.len();
    let lengths: Vec<usize> = tables.iter().map(Vec::len).collect();
    let each = n * WIDTH / 2;
    assert_eq!(
        lengths,
        [4 * n * n, 5 * n * WIDTH, VOCABULARY, each, each, each]
    );
    assert_eq!((seen.next.len(), seen.lens.len()), (n, 5));
    let parts = 1 + 2 * (2 + 2);
    assert_eq!(
        (seen.lengths.len(), seen.contributions.len()),
        (parts, parts)
    );
    assert!(seen.lengths[2].iter().all(|x| *x == 0.0));
    let sum = seen.contributions.iter().sum::<f64>() + seen.constant;
    assert!((sum - seen.logit).abs() <= seen.rounding && seen.rounding < 1e-4);
    assert!((f64::from(tables[2][120]) - sum).abs() < 1e-4);
    assert!((seen.alone.iter().sum::<f64>() + seen.constant - seen.logit).abs() > 1e-2);
    let last = &seen.lens[4];
    assert!(last.kl < 1e-6 && seen.lens[0].kl > last.kl);
    assert_eq!(last.top, seen.next[4].top);
    assert!((last.entropy - seen.next[4].entropy).abs() < 1e-6);
    // The token that follows is "t", 116.
    let total: f64 = tables[2].iter().map(|z| f64::from(*z).exp()).sum();
    let surprisal = total.ln() - f64::from(tables[2][116]);
    assert!((seen.next[4].surprisal.unwrap() - surprisal).abs() < 1e-6);
    assert!(seen.next.last().unwrap().surprisal.is_none());
    // Whole frequencies of the token that follows: ⌊p·2²⁸⌋ + 1 of all, one more for each token.
    let [from, to, all] = seen.next[4].slot.unwrap();
    let share = f64::from(to - from) / f64::from(all);
    assert!((share.ln() + surprisal).abs() < 1e-4 && from < to && to <= all);
    assert!(seen.next.last().unwrap().slot.is_none());
    for (change, word) in [
        (
            Gpt2Look {
                place: Some(9),
                ..look.clone()
            },
            "9",
        ),
        (
            Gpt2Look {
                watched: Some(257),
                ..look.clone()
            },
            "257",
        ),
        (
            Gpt2Look {
                head: Some(4),
                ..look.clone()
            },
            "4 heads",
        ),
        (
            Gpt2Look {
                off: vec![4],
                ..look.clone()
            },
            "no head 4",
        ),
        (
            Gpt2Look {
                text: "x".repeat(10),
                ..look.clone()
            },
            "11 tokens",
        ),
        (
            Gpt2Look {
                text: "x".repeat(200),
                ..look.clone()
            },
            "201 tokens",
        ),
        (
            Gpt2Look {
                text: String::new(),
                from_end: false,
                place: None,
                ..look
            },
            "no tokens",
        ),
    ] {
        let command = Command::Gpt2(Gpt2Ask::Look(change));
        assert!(refused(&host.handle(command, &[])).contains(word), "{word}");
    }
}

/// What is told of a question besides the text itself.
fn besides<T>(host: &mut Host<Ticks>, look: Gpt2Look, of: fn(Gpt2Told) -> Option<T>) -> T {
    host.handle(Command::Gpt2(Gpt2Ask::Look(look)), &[]);
    let messages = to_the_end(host);
    let all = messages.iter().filter_map(|(event, _)| told(event));
    all.filter_map(of).next_back().unwrap()
}

#[test]
fn parts_are_taken_from_a_second_text() {
    let mut host = opened();
    let look = |text: &str, other: Option<&str>| Gpt2Look {
        number: 6,
        text: text.into(),
        off: vec![1],
        place: Some(3),
        other: other.map(str::to_owned),
        ..Gpt2Look::default()
    };
    let patched = |told| match told {
        Gpt2Told::Patched(patched) => Some(*patched),
        _ => None,
    };
    let found = besides(&mut host, look("a cat", Some("a cot")), patched);
    assert_eq!((found.number, found.parts.len()), (6, 9));
    assert_eq!(found.other[3].1, "o");
    // The only token that differs, taken at the embedding, makes the second text of the first.
    let same = |a: f64, b: f64| (a - b).abs() < 1e-5;
    assert!(same(found.parts[0].log(), found.end.log()));
    assert!(!same(found.now.log(), found.end.log()));
    // A head that is off, and a bias, put out the same in both texts.
    assert_eq!((found.parts[2], found.parts[3]), (found.now, found.now));
    // What the last block writes at an earlier token is read by nothing.
    assert!(found.parts[5..].iter().all(|part| *part == found.now));
    let last = Gpt2Look {
        place: None,
        ..look("a cot", None)
    };
    let (_, tables) = seen(&mut host, last);
    for (at, (token, _)) in found.pair.iter().enumerate() {
        assert!(same(
            found.end.logits[at],
            tables[2][*token as usize].into()
        ));
        let p: f64 = tables[2].iter().map(|z| f64::from(*z).exp()).sum();
        assert!(same(
            found.end.probabilities[at],
            found.end.logits[at].exp() / p
        ));
    }
    assert_ne!(found.pair[0], found.pair[1]);
    let other = Command::Gpt2(Gpt2Ask::Look(look("a cat", Some("a"))));
    let why = refused(&host.handle(other, &[]));
    assert!(why.contains("1 token and the text 5 tokens"), "{why}");
}

#[test]
fn a_cache_gives_the_same_bits() {
    let mut host = opened();
    let look = Gpt2Look {
        number: 7,
        text: "a cat".into(),
        off: vec![2],
        cache: true,
        ..Gpt2Look::default()
    };
    let cached = |told| match told {
        Gpt2Told::Cached(cached) => Some(cached),
        _ => None,
    };
    let found = besides(&mut host, look, cached);
    // A key and a value of 4 bytes a number for 5 tokens in 2 layers.
    let bytes = (2 * 4 * WIDTH * 5 * 2) as u64;
    assert_eq!((found.number, found.apart, found.bytes), (7, 0.0, bytes));
}

#[test]
fn a_text_is_written() {
    let mut host = opened();
    let ask = |seed| {
        Command::Gpt2(Gpt2Ask::Write(Gpt2Write {
            number: 9,
            text: "ab".into(),
            from_end: false,
            off: vec![],
            sampling: Sampling::TopK(2.0, 100),
            count: 40,
            seed,
        }))
    };
    let mut write = |seed| {
        host.handle(ask(seed), &[]);
        let messages = to_the_end(&mut host);
        let written = messages.iter().filter_map(|(event, _)| match told(event) {
            Some(Gpt2Told::Written(written)) => Some(written),
            _ => None,
        });
        written.collect::<Vec<_>>()
    };
    let first = write(1);
    let last = first.last().unwrap();
    assert!(last.ended && last.prompt == [97, 98] && !last.tokens.is_empty());
    assert_eq!(first.len(), last.tokens.len());
    assert_eq!(write(1).last(), Some(last));
    assert!((2..8).any(|seed| write(seed).last() != Some(last)));
}
