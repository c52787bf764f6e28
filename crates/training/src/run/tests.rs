use super::*;
use crate::config::{Companion, Rule};

fn small() -> Config {
    Config {
        layers: 1,
        width: 16,
        heads: 2,
        context: 8,
        batch: 4,
        steps: 40,
        ..Config::default()
    }
}

#[test]
fn back_and_on_again_is_the_same_curve() {
    let mut run = Run::new(small()).unwrap();
    for _ in 0..20 {
        run.step().unwrap();
    }
    let curve = run.curve().to_vec();
    run.back_to(7).unwrap();
    assert_eq!(run.curve().len(), 7);
    for _ in 7..20 {
        run.step().unwrap();
    }
    assert_eq!(run.curve(), curve);
    assert!(run.back_to(99).is_err());
    run.back_to(0).unwrap();
    assert_eq!(run.step().unwrap(), curve[0]);
}

#[test]
fn it_starts_at_log_v_and_learns() {
    let mut run = Run::new(small()).unwrap();
    let uniform = run.data().baselines().uniform;
    let first = run.step().unwrap();
    assert!((first.loss - uniform).abs() < 0.1);
    while !run.finished() {
        run.step().unwrap();
    }
    let last = run.curve().last().unwrap();
    assert!(last.held_out.unwrap() < uniform - 0.7, "{last:?}");
    let floor = run.data().baselines().floor.unwrap();
    assert!((last.held_out.unwrap() - floor - last.kl.unwrap()).abs() < 0.2);
}

#[test]
fn a_rate_that_is_too_high_ends_the_run_and_leaves_a_snapshot() {
    let config = Config {
        rule: Rule::Sgd,
        rate: 1e30,
        normalised: false,
        ..small()
    };
    let mut run = Run::new(config).unwrap();
    let end = (0..40).find_map(|_| run.step().err());
    assert!(
        matches!(end, Some(TrainingError::Diverged { .. })),
        "{end:?}"
    );
    let last = run.last_good();
    run.back_to(last).unwrap();
    run.set_rate(1e-3);
    assert_eq!(run.rates().last(), Some(&(last, 1e-3)));
}

#[test]
fn the_way_back_leads_before_the_explosion() {
    let mut run = Run::new(small()).unwrap();
    for _ in 0..10 {
        run.step().unwrap();
    }
    assert_eq!(run.last_good(), 9);
    assert!(!run.has_exploded());
    // Steps that throw it out, without infinities: snapshots are taken all the while.
    run.set_rate(30.0);
    while !run.finished() && !run.has_exploded() {
        run.step().unwrap();
    }
    assert!(run.has_exploded(), "{:?}", run.curve().last());
    let (steps, back_to) = (run.steps(), run.last_good());
    assert!(run.snapshots().get(steps).is_some());
    // Step 11 was the first that was too large; the loss before it was still fine.
    assert_eq!(back_to, 10);
}

#[test]
fn runs_beside_each_other_share_their_text() {
    let runs = Run::all(vec![small(), Companion::Sgd.of(&small())]).unwrap();
    let batch = |run: &Run| run.data().batch(run.config(), 3).unwrap();
    assert_eq!(batch(&runs[0]), batch(&runs[1]));
    assert!(Run::all(Vec::new()).is_err());
    let other = Config {
        context: 12,
        ..small()
    };
    let runs = Run::all(vec![small(), other]).unwrap();
    assert_eq!(batch(&runs[1]).length(), 12);
}

#[test]
fn companions_change_one_thing() {
    let config = small();
    for (companion, name, _) in Companion::ALL {
        let changed = companion.of(&config);
        if !companion.changes_nothing(&config) {
            assert_ne!(changed, config, "{name}");
        }
        assert_eq!(changed.seed, config.seed);
        Run::new(changed).unwrap();
    }
}
