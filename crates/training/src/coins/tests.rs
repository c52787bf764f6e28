use super::*;

fn settings(coins: &[f64], steps: u64, seed: u64) -> CoinTraining {
    CoinTraining {
        number: 7,
        coins: coins.to_vec(),
        prior: vec![1.0; coins.len()],
        steps,
        seed,
    }
}

fn trained(settings: CoinTraining) -> (CoinRun, CoinReport) {
    let mut run = CoinRun::new(settings).unwrap();
    while !run.finished() {
        run.step();
    }
    let report = run.report(false, 1.0);
    (run, report)
}

#[test]
fn it_comes_closer_to_bayes_than_counting_does() {
    let (mut run, report) = trained(settings(&[0.2, 0.8], 200, 1));
    assert_eq!((report.number, report.step, report.ended), (7, 200, None));
    let (first, last) = (report.measured[0], report.measured.last().unwrap());
    assert_eq!((first.step, last.step), (0, 200));
    assert!(
        (report.laplace - 0.0186).abs() < 0.002,
        "{}",
        report.laplace
    );
    assert!(first.kl > report.laplace, "{first:?}");
    assert!(last.kl < 0.5 * report.laplace, "{last:?}");
    // Between the coins it follows Bayes' rule, and not the frequency.
    let between = report.others[0];
    assert_eq!(between.coin, 0.35);
    let bayes = between.bayes.unwrap();
    assert!((between.model - bayes).abs() < (between.model - between.frequency).abs());
    assert!(between.from_bayes.unwrap() < between.from_frequency);
    // What it is asked about: the first flips from left to right, and all of them.
    let flips: Vec<bool> = (0..40).map(|i| i % 5 > 0).collect();
    run.ask(flips.clone());
    let found = run.report(true, 1.0).predictions;
    assert_eq!((found.flips, found.along.len()), (flips.clone(), CONTEXT));
    run.ask(flips[..3].to_vec());
    let begun = run.report(true, 1.0).predictions;
    assert_eq!(begun.along.len(), 4);
    for (a, b) in begun.along.iter().zip(&found.along) {
        assert!((a - b).abs() < 1e-5);
    }
    assert_eq!(begun.along.last(), Some(&begun.next));
}

#[test]
fn the_same_settings_are_the_same_training_and_looking_changes_nothing() {
    let (_, report) = trained(settings(&[0.1, 0.5, 0.9], 6, 3));
    let mut run = CoinRun::new(settings(&[0.1, 0.5, 0.9], 6, 3)).unwrap();
    let mut measured = Vec::new();
    while !run.finished() {
        run.step();
        measured.extend(run.report(false, 1.0).measured);
    }
    assert_eq!(measured.last(), report.measured.last());
    let (_, other) = trained(settings(&[0.1, 0.5, 0.9], 6, 4));
    assert_ne!(other.measured.last(), report.measured.last());
}

#[test]
fn coins_at_the_limits_and_what_is_refused() {
    let (_, report) = trained(settings(&[0.0, 1.0], 30, 1));
    assert_eq!(report.ended, None);
    assert!(report.measured.iter().all(|m| m.kl.is_finite()));
    // Mixed flips are impossible under these coins.
    assert_eq!(report.others[1].bayes, None);
    for (coins, prior, steps) in [
        (vec![0.2, 1.2], vec![1.0, 1.0], 5),
        (vec![0.2], vec![1.0, 1.0], 5),
        (vec![0.2, 0.8], vec![0.0, 0.0], 5),
        (vec![0.2, 0.8], vec![1.0, 1.0], 0),
        (vec![], vec![], 5),
    ] {
        let settings = CoinTraining {
            number: 1,
            coins,
            prior,
            steps,
            seed: 1,
        };
        assert!(CoinRun::new(settings.clone()).is_err(), "{settings:?}");
    }
}

/// What a full training comes to: `cargo test -p training --release coins -- --ignored --nocapture`.
#[test]
#[ignore = "takes a minute; prints the figures that the panel quotes"]
fn figures() {
    for coins in [&[0.2, 0.8][..], &[0.1, 0.5, 0.9]] {
        for steps in [300, 1500] {
            for seed in 1..=3 {
                let begun = std::time::Instant::now();
                let (_, report) = trained(settings(coins, steps, seed));
                let kl = report.measured.last().map(|m| m.kl);
                println!(
                    "{coins:?} {steps} steps, seed {seed}: {kl:?} beside {} in {:?}, {:?}",
                    report.laplace,
                    begun.elapsed(),
                    report.others
                );
            }
        }
    }
}

/// How near to Bayes a training comes, for two mixtures and three seeds: `cargo test -p training --lib --
/// coins::tests::the_table --ignored --nocapture` prints it.
#[test]
#[ignore = "takes a minute; run on demand"]
fn the_table_of_two_mixtures() {
    for coins in [vec![0.2, 0.8], vec![0.1, 0.5, 0.9]] {
        for seed in 1..=3 {
            let (_, report) = trained(settings(&coins, 1500, seed));
            let at = |step: u64| {
                let found = report.measured.iter().find(|m| m.step == step);
                found.map_or(f64::NAN, |m| m.kl)
            };
            let steps = [100, 300, 600, 1000, 1500].map(at);
            println!(
                "{coins:?}, seed {seed}: {steps:.5?}, Laplace {:.5}",
                report.laplace
            );
            assert!(at(1500) < report.laplace);
        }
    }
}
