use super::*;

fn reference() -> Reference {
    Reference::read(include_bytes!("../../../../assets/reference.safetensors")).unwrap()
}

fn model(temperature: f64, cut: Cut) -> Writer {
    Writer::Model {
        temperature,
        cut,
        last: false,
    }
}

fn written(writers: Vec<Writer>, words: usize) -> Vec<Verdict> {
    let settings = Writing {
        number: 3,
        writers,
        words,
        seed: 1,
    };
    let mut run = WritingRun::new(settings, reference()).unwrap();
    while !run.finished() {
        run.step();
    }
    let report = run.report(false, 1.0);
    assert_eq!(
        (report.number, report.step, report.ended),
        (3, words as u64, None)
    );
    report.verdicts
}

#[test]
fn methods_differ_as_they_should() {
    let all = written(
        vec![
            Writer::Source,
            model(1.0, Cut::TopK(1)),
            model(4.0, Cut::Nothing),
            model(4.0, Cut::TopP(0.5)),
            model(1.0, Cut::TopK(1)),
        ],
        60,
    );
    let [source, greedy, hot, cut, again] = &all[..] else {
        panic!("{all:?}")
    };
    assert_eq!(source.impossible.mean, 0.0);
    assert_eq!(greedy, again);
    assert!(greedy.different < 10 && greedy.trigrams < 0.3, "{greedy:?}");
    assert!(hot.impossible.mean > 0.1 && hot.impossible.error > 0.0);
    assert!(cut.impossible.mean < hot.impossible.mean);
    assert!(hot.different > greedy.different);
    assert!(all.iter().all(|v| v.last.len() == LAST && v.words == 60));
}

#[test]
fn errors_are_those_of_the_parts() {
    let values = [0.0, 2.0, 4.0, 6.0, 9.0];
    let found = estimate(&values, 2);
    assert!((found.mean - 4.2).abs() < 1e-15);
    // Two parts with the means 1 and 5.
    assert!((found.error - 2.0).abs() < 1e-15);
    assert!(estimate(&values, 5).error.is_nan());
    assert!(estimate(&[], 2).mean.is_nan());
}

#[test]
fn what_is_refused() {
    for (writers, words) in [
        (vec![], 5),
        (vec![Writer::Source], 0),
        (vec![model(f64::NAN, Cut::Nothing)], 5),
        (vec![model(1.0, Cut::TopP(1.5))], 5),
        (vec![model(1.0, Cut::TopK(0))], 5),
    ] {
        let settings = Writing {
            number: 1,
            writers,
            words,
            seed: 1,
        };
        assert!(
            WritingRun::new(settings.clone(), reference()).is_err(),
            "{settings:?}"
        );
    }
}

/// A table for comparison: `cargo test -p training writing -- --ignored --nocapture`.
#[test]
#[ignore = "takes half a minute; prints a table"]
fn figures() {
    for seed in 1..=2 {
        let writers = vec![
            Writer::Source,
            model(1.0, Cut::TopK(1)),
            model(0.5, Cut::Nothing),
            model(1.0, Cut::Nothing),
            model(1.5, Cut::Nothing),
            model(2.0, Cut::Nothing),
            model(1.0, Cut::TopK(5)),
            model(1.0, Cut::TopK(40)),
            model(1.0, Cut::TopP(0.9)),
            model(1.0, Cut::TopP(0.5)),
            model(2.0, Cut::TopP(0.9)),
            model(2.0, Cut::TopK(5)),
            model(1.0, Cut::MinP(0.1)),
            model(2.0, Cut::MinP(0.1)),
        ];
        let settings = Writing {
            number: 1,
            writers: writers.clone(),
            words: 600,
            seed,
        };
        let begun = std::time::Instant::now();
        let mut run = WritingRun::new(settings, reference()).unwrap();
        while !run.finished() {
            run.step();
        }
        println!("seed {seed}, {:?}", begun.elapsed());
        for (writer, v) in writers.iter().zip(run.report(false, 1.0).verdicts) {
            println!(
                "{writer:?}: {:.1} ± {:.1}, {:.3} ± {:.3}, {:.2}, {}",
                1000.0 * v.impossible.mean,
                1000.0 * v.impossible.error,
                v.surprisal.mean,
                v.surprisal.error,
                v.trigrams,
                v.different
            );
        }
    }
}
