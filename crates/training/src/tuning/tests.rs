use super::*;

fn reference() -> Reference {
    Reference::read(include_bytes!("../../../../assets/reference.safetensors")).unwrap()
}

fn tuned(tune: Tune) -> (Tuning, [Vec<Measurement>; 2]) {
    let mut tuning = Tuning::new(tune, reference()).unwrap();
    while !tuning.finished() {
        assert_eq!(tuning.step().unwrap(), []);
    }
    let standings = tuning.unsent();
    (tuning, standings)
}

#[test]
fn both_learn_the_new_language_and_forget_the_old_one() {
    let tune = Tune {
        rate: 0.003,
        steps: 30,
        ..Tune::default()
    };
    let (mut tuning, standings) = tuned(tune);
    let about = tuning.about();
    // With B = 0 both start as the reference model, to the last bit.
    assert_eq!(standings[0][0], standings[1][0]);
    // Four layers of each of two blocks: r·(64 + 192), r·(64 + 64), and r·(64 + 256) twice.
    assert_eq!(about.trained, [2 * 1024 * tune.rank, about.parameters]);
    for side in &standings {
        let (first, last) = (side[0], *side.last().unwrap());
        assert!(first.old.kl < 0.02, "{first:?}");
        assert!(last.new.kl < 0.5 * first.new.kl, "{first:?} {last:?}");
        assert!(last.old.kl > 10.0 * first.old.kl, "{first:?} {last:?}");
        for at in side {
            assert!((at.new.loss - about.new_floor - at.new.kl).abs() < 1e-12);
            assert!(at.old.kl > 0.0);
        }
    }
    assert!(about.traded > about.old_floor);
    assert!(tuning.merging().unwrap() < 1e-11);
    // An adapter for the head, too, and a quarter of the rank does more.
    let (mut head, more) = tuned(Tune {
        rank: 1,
        alpha: 2.0,
        head: true,
        ..tune
    });
    assert_eq!(head.about().trained[0], 2 * 1024 + 64 + 73);
    let last = |standings: &[Vec<Measurement>; 2]| standings[0].last().unwrap().new.kl;
    assert!(last(&more) < last(&standings), "{more:?} {standings:?}");
    assert!(head.merging().unwrap() < 1e-11);
}

#[test]
fn the_same_settings_are_the_same_tuning() {
    let tune = Tune {
        rank: 2,
        steps: 4,
        ..Tune::default()
    };
    let (mut tuning, standings) = tuned(tune);
    assert_eq!(standings, tuned(tune).1);
    // Looking on the way changes nothing, and what was measured isn't measured again.
    tuning.look().unwrap();
    assert_eq!(tuning.unsent(), [vec![], vec![]]);
    let mut other = Tuning::new(tune, reference()).unwrap();
    for _ in 0..4 {
        other.look().unwrap();
        other.step().unwrap();
    }
    assert_eq!(other.unsent()[0].last(), standings[0].last());
}

#[test]
fn a_perfect_model_of_the_one_is_held_to_its_distance_from_the_other() {
    let tuning = Tuning::new(Tune::default(), reference()).unwrap();
    let (new, old) = (
        tuning.new.data.language().unwrap(),
        tuning.old.data.language().unwrap(),
    );
    // On 1,024 words, against the exact rate of the language without an end.
    let apart = tuning.about.traded - tuning.about.old_floor;
    let rate = old.divergence_rate(new).unwrap();
    assert!((apart - rate).abs() < 0.1 * rate, "{apart} and {rate}");
}

#[test]
fn what_cannot_be_trained_is_refused_or_ends() {
    for wrong in [
        Tune {
            rank: 0,
            ..Tune::default()
        },
        Tune {
            rank: LARGEST_RANK + 1,
            ..Tune::default()
        },
        Tune {
            rate: f64::NAN,
            ..Tune::default()
        },
        Tune {
            steps: 0,
            ..Tune::default()
        },
    ] {
        assert!(Tuning::new(wrong, reference()).is_err(), "{wrong:?}");
    }
    let mut tuning = Tuning::new(
        Tune {
            rate: 1e30,
            steps: 20,
            ..Tune::default()
        },
        reference(),
    )
    .unwrap();
    let mut ends = Vec::new();
    while !tuning.finished() {
        ends.extend(tuning.step().unwrap());
    }
    ends.sort_by_key(|end| end.0);
    assert_eq!(ends.iter().map(|e| e.0).collect::<Vec<_>>(), [0, 1]);
    assert!(tuning.steps() < 20);
}
