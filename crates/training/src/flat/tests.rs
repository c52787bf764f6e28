use super::*;
use numeric_core::network::dense::Bend;

pub fn settings() -> FlatTraining {
    FlatTraining {
        number: 3,
        batches: [8, 256],
        rate: 0.1,
        ends: Ends::Steps,
        flipped: 0.1,
        rescale: 8.0,
        seed: 1,
        table: 0,
    }
}

fn done(settings: FlatTraining) -> FlatReport {
    let mut run = FlatRun::new(settings).unwrap();
    while !run.finished() {
        run.step();
    }
    run.report(false, 0.0)
}

/// Few steps: the protocols' own take too long for an unoptimised build.
fn short(mut settings: FlatTraining, steps: usize) -> FlatReport {
    settings.ends = Ends::Steps;
    let mut run = FlatRun::new(settings).unwrap();
    for _ in 0..steps {
        run.step();
    }
    run.report(true, 1.0)
}

#[test]
fn both_start_at_one_place_and_part() {
    let report = short(settings(), 20);
    let [small, large] = &report.curves;
    assert_eq!(small[0], large[0]);
    assert_eq!((small[0].step, small[1].step), (0, 8));
    assert!(small[1].train < small[0].train && large[1].train < large[0].train);
    assert_ne!(small[1], large[1]);
    assert!(report.playing && report.ends.is_none() && report.line.is_empty());
    assert_eq!((report.step, report.steps), (20, STEPS + 4));
    assert_eq!(short(settings(), 20), report);
}

#[test]
fn flipped_labels_are_as_many_as_asked_for_and_nested() {
    let clean = FlatProblem::new(4, 0.0).unwrap();
    let targets = |flipped: f64| FlatProblem::new(4, flipped).unwrap().train.targets;
    let changed = |a: &[f64], b: &[f64]| a.iter().zip(b).filter(|(a, b)| a != b).count();
    let (tenth, third) = (targets(0.1), targets(0.3));
    assert_eq!(changed(&clean.train.targets, &tenth), 26);
    assert_eq!(changed(&clean.train.targets, &third), 77);
    assert_eq!(changed(&tenth, &third), 51);
    let ones = clean.test.targets.iter().sum::<f64>();
    assert!((300.0..700.0).contains(&ones), "{ones}");
}

#[test]
fn a_learning_rate_that_is_too_large_is_said() {
    let report = done(FlatTraining {
        rate: 50.0,
        ends: Ends::Epochs,
        batches: [128, 256],
        ..settings()
    });
    let ends = report.ends.unwrap();
    assert!(ends.iter().all(|end| end.diverged.is_some()), "{ends:?}");
    assert!(ends[0].sharpness.is_nan() && report.line.is_empty());
    assert!(report.rescaling.is_none() && report.ended.is_none());
}

#[test]
fn curvature_is_the_same_by_both_routes() {
    let problem = FlatProblem::new(1, 0.1).unwrap();
    let points = problem.train.first(16);
    let v = sharpness::largest(
        &problem.network,
        &problem.start,
        &points,
        &sharpness::any_direction(problem.start.len()),
        sharpness::Patience {
            products: 12,
            change: 1e-3,
        },
    )
    .unwrap();
    let found = curvature(&problem.network, &problem.start, &points, &v.vector).unwrap();
    assert!(
        (found.exact - found.difference).abs() <= found.tolerance,
        "{found:?}"
    );
    assert!(found.tolerance < 1e-5, "{found:?}");
    assert!((found.gauss_newton - found.difference).abs() > found.tolerance);
    assert!(found.exact > 0.0 && (found.exact - v.value).abs() < 1e-2 * v.value);
}

#[test]
fn rescaling_keeps_the_function_and_changes_the_sharpness() {
    let problem = FlatProblem::new(1, 0.1).unwrap();
    assert_eq!(problem.relu.bend(), Bend::Relu);
    let points = problem.train.first(32);
    for factor in [8.0, 0.3, 1e-3] {
        let of = |divides| {
            rescaled(&problem.relu, &problem.relu_start, factor, divides, &points).unwrap()
        };
        let right = of(true);
        assert!(right.residual <= right.tolerance, "{right:?}");
        assert!(right.tolerance < 1e-11, "{right:?}");
        let wrong = of(false);
        assert!(wrong.residual > wrong.tolerance, "{wrong:?}");
    }
    let parameters: Vec<f32> = problem.relu_start.iter().map(|p| *p as f32).collect();
    let at = |factor| {
        rescaling::sharpness_at(&problem, &parameters, factor)
            .unwrap()
            .sharpness
    };
    assert!(at(8.0) > 10.0 * at(1.0));
}

#[test]
fn a_negative_eigenvalue_of_larger_modulus_is_not_taken() {
    // A network whose output bias alone is wrong by far: the outputs' curvature outweighs the rest.
    let problem = FlatProblem::new(2, 0.0).unwrap();
    let points = problem.train.first(8);
    let mut parameters = problem.start.clone();
    *parameters.last_mut().unwrap() = -60.0;
    let from = sharpness::any_direction(parameters.len());
    let patience = sharpness::Patience {
        products: 400,
        change: 1e-12,
    };
    let found =
        sharpness::largest(&problem.network, &parameters, &points, &from, patience).unwrap();
    let hessian = dense_hessian(&problem, &parameters, &points);
    let all = hessian.symmetric_eigenvalues();
    assert!(
        (found.value / all.max() - 1.0).abs() < 1e-2,
        "{} {}",
        found.value,
        all.max()
    );
    assert!(-all.min() > all.max(), "{} {}", all.min(), all.max());
    let found = sharpness::lanczos(&problem.network, &parameters, &points, &from, 40).unwrap();
    assert!(
        (found.value / all.max() - 1.0).abs() < 1e-6,
        "{} {}",
        found.value,
        all.max()
    );
}

fn dense_hessian(
    problem: &FlatProblem,
    parameters: &[f64],
    points: &numeric_core::network::dense::Points<f64>,
) -> nalgebra::DMatrix<f64> {
    use numeric_core::network::dense::Hessian;
    let n = parameters.len();
    let mut hessian = Hessian::new(&problem.network, parameters, points).unwrap();
    let mut all = nalgebra::DMatrix::zeros(n, n);
    let mut column = Vec::new();
    for i in 0..n {
        let mut v = vec![0.0; n];
        v[i] = 1.0;
        hessian.times(&v, &mut column).unwrap();
        all.column_mut(i).copy_from_slice(&column);
    }
    all
}

#[test]
fn what_can_not_be_used_is_refused() {
    let refused = |change: fn(&mut FlatTraining)| {
        let mut settings = settings();
        change(&mut settings);
        FlatRun::new(settings).is_err()
    };
    assert!(refused(|s| s.batches[0] = 0));
    assert!(refused(|s| s.batches[1] = 257));
    assert!(refused(|s| s.rate = f64::NAN));
    assert!(refused(|s| s.rescale = 0.0));
    assert!(refused(|s| s.flipped = 1.5));
    assert!(FlatRun::new(settings()).unwrap().rescale(-1.0).is_err());
}

/// The figures of the default state, of which the page speaks. Slow: `cargo test --profile scan`.
#[test]
#[ignore = "takes a minute without optimisation"]
fn figures() {
    let begun = std::time::Instant::now();
    let report = done(settings());
    eprintln!("{:?} {:#?}", begun.elapsed(), report.ends);
    eprintln!(
        "{:?}\n{:?}",
        report.line,
        report
            .rescaling
            .map(|r| (r.curve, r.test, r.before, r.asked))
    );
    for curve in &report.curves {
        eprintln!("{curve:?}");
    }
    let mut all = Vec::new();
    for training in FlatTable::trainings() {
        let begun = std::time::Instant::now();
        let table = FlatTable::of(&training, &done(training.clone()).rows);
        eprintln!("{:?} {table:?}", begun.elapsed());
        all.push(table);
    }
    assert_eq!(FlatTable::text(&all), include_str!("table.csv"));
}
