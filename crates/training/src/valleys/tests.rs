//! What holds of two networks and the line between them, and the figures of which the page speaks.

use super::*;
use crate::widths::Features;
use numeric_core::network::dense::Space;

fn problem() -> WidthProblem {
    WidthProblem {
        examples: 40,
        inputs: 10,
        features: Features::Relu,
        seed: 4,
    }
}

#[test]
fn units_in_another_order_say_the_same() {
    let valley = Valley::new(problem(), 0.3, 8).unwrap();
    let [first, second] = &valley.starts;
    let found = matching(&valley.network, first, second).unwrap();
    let same = same_function(&valley, second, &found.permuted).unwrap();
    assert!(
        same.residual <= same.tolerance && same.tolerance < 1e-13,
        "{same:?}"
    );
    let wrong = permuted(&valley.network, second, &found.assignment.columns, false);
    let wrong = same_function(&valley, second, &wrong).unwrap();
    assert!(wrong.residual > 1e6 * wrong.tolerance, "{wrong:?}");
    // The distance over all parameters, output bias included, is that over the units.
    let apart = |b: &[f64]| -> f64 { first.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum() };
    let [before, after] = found.distances();
    assert!((apart(second) - before).abs() < 1e-12);
    assert!((apart(&found.permuted) - after).abs() < 1e-12 && after < before);
    assert!(found.moved() > 1);
}

#[test]
fn the_certificate_tells_the_best_assignment_from_others() {
    for hidden in HIDDEN {
        let valley = Valley::new(problem(), 0.3, hidden).unwrap();
        let [first, second] = &valley.starts;
        let found = matching(&valley.network, first, second).unwrap();
        let best = certificate(&found, &found.assignment.columns);
        assert!((best.cost - best.bound).abs() <= best.tolerance, "{best:?}");
        let mut columns = found.assignment.columns.clone();
        columns.swap(0, 1);
        let other = certificate(&found, &columns);
        assert!(other.cost - other.bound > other.tolerance, "{other:?}");
    }
}

#[test]
fn a_network_and_itself_permuted_have_no_barrier_once_matched() {
    let valley = Valley::new(problem(), 0.3, 8).unwrap();
    let first = &valley.starts[0];
    let turned: Vec<usize> = (0..8).map(|i| (i + 3) % 8).collect();
    let second = permuted(&valley.network, first, &turned, true);
    let found = matching(&valley.network, first, &second).unwrap();
    let [before, after] = lines(&valley, first, &second, &found).unwrap();
    assert!(barrier(&before.train).abs() > 0.0 || before.train[10] != before.train[0]);
    assert_eq!((barrier(&after.train), &found.permuted), (0.0, first));
    let loss = valley
        .network
        .loss(first, &valley.train, &mut Space::default());
    assert_eq!(after.train[0], 2.0 * loss.unwrap());
}

#[test]
fn barriers_are_above_the_straight_line() {
    assert_eq!(barrier(&[1.0, 5.0, 3.0]), 3.0);
    assert_eq!(barrier(&[1.0, 0.0, 3.0]), 0.0);
    assert!(barrier(&[1.0, f64::NAN, 3.0]).is_nan() && barrier(&[]).is_nan());
}

#[test]
fn the_first_width_is_trained_and_measured() {
    let settings = ValleyTraining {
        number: 2,
        problem: WidthProblem {
            examples: 6,
            inputs: 2,
            ..problem()
        },
        noise: 0.0,
        table: 0,
    };
    let mut run = ValleyRun::new(settings).unwrap();
    for _ in 0..=STEPS {
        run.step();
    }
    let report = run.report(true, 2.0);
    assert_eq!((report.step, report.widths.len()), (STEPS + 1, 1));
    assert!(report.seconds_left > 0.0 && !run.finished());
    let width = &report.widths[0];
    // Trained: the ends say nearly what is wanted.
    let untrained = Valley::new(settings.problem, 0.0, HIDDEN[0]).unwrap();
    let start = 2.0
        * untrained
            .network
            .loss(
                &untrained.starts[0],
                &untrained.train,
                &mut Space::default(),
            )
            .unwrap();
    assert!(width.lines[0].train[0] < 0.5 * start, "{width:?} {start}");
    assert_eq!(width.lines[0].train[0], width.lines[1].train[0]);
    let refused = |change: fn(&mut ValleyTraining)| {
        let mut other = settings;
        change(&mut other);
        ValleyRun::new(other).is_err()
    };
    assert!(refused(|s| s.noise = -1.0));
    assert!(refused(|s| s.problem.examples = 0));
    assert!(refused(|s| s.table = 1_000_000));
}

/// The figures of which the page speaks: `cargo test -p training valleys::tests::figures -- --ignored
/// --nocapture`.
#[test]
#[ignore = "trains 240 networks with each of two settings"]
fn figures() {
    let begun = std::time::Instant::now();
    let seeds = std::env::var("SEEDS").map_or(20, |s| s.parse().unwrap());
    for (examples, inputs, noise) in [(40, 10, 0.3), (40, 2, 0.0)] {
        let mut run = ValleyRun::new(ValleyTraining {
            number: 1,
            problem: WidthProblem {
                examples,
                inputs,
                ..problem()
            },
            noise,
            table: seeds,
        })
        .unwrap();
        while !run.finished() {
            run.step();
        }
        let rows = run.report(false, 0.0).rows;
        eprintln!("N {examples} d {inputs} σ {noise} {:?}", begun.elapsed());
        for (k, hidden) in HIDDEN.iter().enumerate() {
            let of = |f: &dyn Fn(&ValleyRow) -> f64| {
                let mut all: Vec<f64> = rows.iter().map(f).collect();
                all.sort_by(f64::total_cmp);
                let n = all.len();
                format!(
                    "{:.4} [{:.4} {:.4}]",
                    0.5 * (all[(n - 1) / 2] + all[n / 2]),
                    all[0],
                    all[n - 1]
                )
            };
            let lower = rows
                .iter()
                .filter(|r| r.barriers[k][1] < r.barriers[k][0])
                .count();
            eprintln!(
                "  H {hidden}: {} → {}, new {} → {}; lower in {lower}",
                of(&|r| r.barriers[k][0]),
                of(&|r| r.barriers[k][1]),
                of(&|r| r.test[k][0]),
                of(&|r| r.test[k][1]),
            );
        }
    }
}
