//! Steps through the half-layers, parts of a second text, the cache.

use super::*;

/// A text, and what is told of it on demand.
fn told(run: &mut Gpt2Run, ask: Gpt2Look) -> (Arc<Body>, Gpt2Told) {
    let body = body(run, ask);
    loop {
        if let Some((Event::Gpt2(told), _)) = run.step().into_iter().next() {
            return (body, told.open().unwrap());
        }
    }
}

#[test]
fn a_number_of_the_stream_is_what_was_there_and_what_is_added() {
    let mut run = run();
    let body = body(&mut run, look("a b", &[0, 1]));
    for half in 0..5 {
        let entry = body.most_changed(half);
        let sum = body.one_number(half, entry).unwrap();
        let added: f64 = sum.added.iter().map(|(_, x)| x).sum();
        assert!((sum.before.unwrap_or(0.0) + added - sum.after).abs() < 1e-12);
        assert!(sum.formula().faults().is_empty());
        let says = body.step_says(half);
        assert!(
            says.contains("the entropy is") && !says.contains("NaN"),
            "{says}"
        );
        assert_eq!(says.contains("All of them are off"), half == 1, "{says}");
        assert_eq!(says.contains("writes most"), half == 3, "{says}");
    }
    assert!(body.one_number(0, 8).is_none() && body.one_number(9, 0).is_none());
    assert!(body.step_says(9).is_empty());
}

#[test]
fn parts_of_a_second_text_are_read() {
    let mut run = run();
    let ask = Gpt2Look {
        place: Some(1),
        other: Some("axc".into()),
        ..look("abc", &[])
    };
    let (before, told) = told(&mut run, ask);
    let Gpt2Told::Patched(patched) = told else {
        panic!("{told:?}");
    };
    assert!(before.patches().is_empty() && before.patches_say().is_empty());
    assert!(before.odds_now().is_nan());
    let body = before.with_patched((*patched).clone()).unwrap();
    assert!(body.number() != before.number());
    let reading = Foreign::reading(&*body, None);
    let odds: Vec<f64> = patched.parts.iter().map(|part| part.log()).collect();
    assert_eq!(reading.vector("patched"), odds);
    assert_eq!(reading.vector("patched-probability").len(), 9);
    assert_eq!(reading.scalar("agreement"), patched.now.log());
    // The embedding of the only token that differs changes them most or as much as any part after it.
    let changes = body.patches();
    assert!(changes.iter().any(|(name, _)| name == "embedding"));
    assert!(
        changes
            .iter()
            .all(|(name, _)| !name.starts_with("bias") && name != "MLP 2")
    );
    let says = body.patches_say();
    for part in [
        "“x” in the second text",
        "“b” (token 2)",
        "changes the log odds most",
    ] {
        assert!(says.contains(part), "{part}: {says}");
    }
    // What was computed stays with the same text and token.
    let next = |run: &mut Gpt2Run, ask: Gpt2Look| super::body(run, ask).after(&body);
    let same = Gpt2Look {
        place: Some(1),
        watched: Some(98),
        ..look("abc", &[])
    };
    assert!(next(&mut run, same).patched.is_some());
    assert!(next(&mut run, look("abc", &[])).patched.is_none());
    let mut short = *patched;
    short.parts.pop();
    assert!(before.with_patched(short).is_none());
}

#[test]
fn what_a_cache_saves_is_counted() {
    let mut run = run();
    let ask = Gpt2Look {
        cache: true,
        ..look("a text", &[2])
    };
    let (before, told) = told(&mut run, ask);
    let Gpt2Told::Cached(cached) = told else {
        panic!("{told:?}");
    };
    let body = before.with_cached(cached);
    let reading = Foreign::reading(&*body, None);
    assert_eq!(reading.scalar("cache-difference"), 0.0);
    assert_eq!(4.0 * reading.scalar("cache-size"), cached.bytes as f64);
    // 2 layers of the width 8 with 16 units, 257 tokens.
    let (matrices, head) = (2 * (4 * 64 + 2 * 8 * 16), 8 * 257);
    let token = |t: usize| matrices + 2 * 2 * 8 * t;
    let with: usize = (1..=6).map(|t| token(t) + head).sum();
    let without: usize = (1..=6)
        .map(|n| (1..=n).map(token).sum::<usize>() + head)
        .sum();
    assert_eq!(body.multiplications(), [with as f64, without as f64]);
    assert!(body.cache_says().contains("at once is 0.") && before.cache_says().contains("not"));
    let again = super::body(&mut run, look("a text", &[2])).after(&body);
    assert!(again.cached.is_some());
    let other = super::body(&mut run, look("a text", &[])).after(&body);
    assert!(other.cached.is_none());
}
